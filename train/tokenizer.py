"""The tokenizer: text goes in, token ids come out, and back.

Every tokenizer here is a SentencePiece model in Gemma's layout (pad 0, eos 1, bos 2, unk 3, turn tags as pieces): one
that `train_tokenizer` made from a corpus, or the ``tokenizer.model`` of a Gemma. A tag or turn token that a *question*
spells is text and never becomes the token: data can't end its own turn.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import warnings
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from curate.errors import InputError, RecipeError
from curate.writing import write_atomically
from train.prompts import END_OF_TURN, START_OF_TURN, TAGS, prompt_text

PAD, EOS, BOS, UNKNOWN = "<pad>", "<eos>", "<bos>", "<unk>"
MODEL_FILE = "tokenizer.model"

_OPENING, _CLOSING = prompt_text("\0").split("\0")  # what a prompt has around the user's text
_TURNS = (START_OF_TURN, END_OF_TURN)
#: pieces of Gemma's vocabularies that stand for something other than their text
_OTHER_CONTROLS = re.compile(r"<unused\d+>|<mask>|<(start|end)_of_image>|<image_soft_token>|\[multimodal\]|\[@BOS@\]")
#: SentencePiece writes a blank as this character, so that it would read the character itself as a blank
_BLANK = "\u2581"
#: a word with the blanks before it; where no piece crosses its bounds, a text's tokens are its words' tokens
_WORD = re.compile(r"\n+| *[^ \n]+| +")
_CROSSING = re.compile(f"[^{_BLANK}]{_BLANK}|[^\n]\n|\n[^\n]")
#: stands among stretches for the token that begins a text; none of them is empty
_BEGIN = ""
#: words whose tokens are remembered
_MOST_WORDS = 400_000
#: characters that always are pieces; SentencePiece ends the process if they do not occur in what it learns from
_REQUIRED = "0123456789" + _BLANK
_FEWEST_PIECES = 4 + 256 + 1 + len(_TURNS) + len(TAGS)


class TokenizerOptions(BaseModel):
    """How a tokenizer is made from a corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vocabulary: int = Field(default=4096, ge=512, le=262_144, description="pieces at most; fewer on a small corpus")
    model_type: Literal["bpe", "unigram"] = Field(
        default="bpe", description="bpe as Gemma's own, and the shorter sequences on worked arithmetic; or unigram"
    )
    split_by_whitespace: bool = Field(
        default=True, description="false allows pieces of several words: shorter sequences, slower to make"
    )
    max_sentences: int = Field(
        default=50_000, ge=1, description="lines of text to learn from, spread evenly over the corpus"
    )


class Tokenizer:
    """A SentencePiece model in Gemma's layout.

    Args:
        model_proto: the bytes of a ``.model`` file.
        where: what errors call it.

    Attributes:
        pad_id, eos_id, bos_id, unknown_id: 0, 1, 2, 3.
        start_of_turn_id, end_of_turn_id: as the vocabulary has them.
        stop_ids: what ends a completion: end of turn, then eos.
        size: pieces of the vocabulary.
        processor: the `sentencepiece.SentencePieceProcessor` itself.

    Raises:
        InputError: it is no SentencePiece model, it has another layout, or it does not give back the text it reads.
    """

    def __init__(self, model_proto: bytes, where: str = MODEL_FILE):
        self.model_proto = model_proto
        self.processor: Any = _processor(model_proto, where)
        self.pad_id, self.eos_id, self.bos_id, self.unknown_id = 0, 1, 2, 3
        found = [self.processor.pad_id(), self.processor.eos_id(), self.processor.bos_id(), self.processor.unk_id()]
        if found != [0, 1, 2, 3]:
            raise _not_gemma(where, f"it has pad, eos, bos, unk at {found}; Gemma has them at [0, 1, 2, 3]")
        self.size = int(self.processor.get_piece_size())
        for piece in _TURNS:
            if self.processor.piece_to_id(piece) == self.unknown_id:
                raise _not_gemma(where, f"it has no piece {piece}")
        self.start_of_turn_id = int(self.processor.piece_to_id(START_OF_TURN))
        self.end_of_turn_id = int(self.processor.piece_to_id(END_OF_TURN))
        self.stop_ids = (self.end_of_turn_id, self.eos_id)
        self._known, self._lock = self._nothing_known(), Lock()
        for sample in (" a  b ", "ﬁ １²", "a\n\n b\n", "\u0ca0\U0001f9ea"):
            if self.decode(self.completion(sample)) != sample:
                raise _not_gemma(where, f"it reads {sample!r} as {self.decode(self.completion(sample))!r}")

    @classmethod
    def load(cls, path: str | Path) -> Tokenizer:
        """The tokenizer in a file, or in a folder that has a ``tokenizer.model``.

        Raises:
            InputError: there is no such file, or it is not a tokenizer that can be used; see the class.
        """
        place = Path(path)
        place = place / MODEL_FILE if place.is_dir() else place
        try:
            proto = place.read_bytes()
        except OSError as error:
            raise InputError(
                "the tokenizer can't be read", where=str(place), why=error.strerror,
                remedy=f"name a SentencePiece {MODEL_FILE}, or the folder that holds it",
            ) from None  # fmt: skip
        return cls(proto, str(place))

    def save(self, path: str | Path) -> None:
        """Write the model's bytes to a file."""
        write_atomically(Path(path), self.model_proto)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the model's bytes, in hex."""
        return hashlib.sha256(self.model_proto).hexdigest()

    def prompt(self, text: str) -> NDArray[np.int32]:
        """The tokens of a rendered prompt (`train.prompts.prompt_text`), after the one that begins a text; int32 (n,).

        Only the prompt's own frame gives turn tokens; whatever the user's text spells stays text.
        """
        return self.prompts([text])[0]

    def prompts(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """`prompt` for each text, in parallel."""
        cuts = [_cuts(self._controls, text, *_user_part(text)) for text in texts]
        return self._encode(texts, cuts, begin=True)

    def completion(self, text: str) -> NDArray[np.int32]:
        """The tokens of a completion (`train.prompts.completion_text`); nothing is added; int32 (n,).

        Tags are tokens where the vocabulary has them; a turn token comes only from the end of the text.
        """
        return self.completions([text])[0]

    def completions(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """`completion` for each text, in parallel."""
        ends = [len(text) - len(END_OF_TURN) if text.endswith(END_OF_TURN) else len(text) for text in texts]
        cuts = [_cuts(self._controls_but_tags, text, 0, end) for text, end in zip(texts, ends)]
        return self._encode(texts, cuts, begin=False)

    def decode(self, ids: Sequence[int] | NDArray[np.integer[Any]]) -> str:
        """The text of the ids, up to and without the first stop token; padding and begin tokens give no text.

        An id beyond the vocabulary, which a padded embedding can give, reads as U+FFFD, as do bytes that are no UTF-8.
        """
        kept = np.asarray(ids, dtype=np.int64).reshape(-1)
        stops = np.flatnonzero(np.isin(kept, self.stop_ids))
        kept = kept[: stops[0]] if stops.size else kept
        known = (kept >= 0) & (kept < self.size)
        if known.all():
            return str(self.processor.decode(kept.tolist()))
        kept = np.where(known, kept, -1)
        runs = np.split(kept, np.flatnonzero(np.diff(known.astype(np.int8))) + 1)
        return "".join("\ufffd" * len(run) if run[0] < 0 else str(self.processor.decode(run.tolist())) for run in runs)

    @cached_property
    def _controls(self) -> re.Pattern[str]:
        return _any_of((*self._own_controls, *_TURNS, *TAGS))

    @cached_property
    def _controls_but_tags(self) -> re.Pattern[str]:
        return _any_of((*self._own_controls, *_TURNS))

    @cached_property
    def _own_controls(self) -> tuple[str, ...]:
        pieces = (self.processor.id_to_piece(k) for k in range(self.size))
        return tuple(piece for piece in pieces if piece[0] in "<[" and _OTHER_CONTROLS.fullmatch(piece))

    def _encode(self, texts: Sequence[str], cuts: Sequence[list[int]], *, begin: bool) -> list[NDArray[np.int32]]:
        """Each text encoded in the stretches between its cuts, which no piece crosses, and each different stretch, or
        word where words stand alone, once."""
        parts: list[list[str]] = []
        for text, places in zip(texts, cuts):
            stretches = [text] if text else []
            if places:
                stretches = [text[start:end] for start, end in itertools.pairwise([0, *places, len(text)])]
            if self._words_stand_alone:
                stretches = [word for stretch in stretches for word in _WORD.findall(stretch)]
            parts.append([_BEGIN, *stretches] if begin else stretches)
        with self._lock:
            return self._tokens(parts)

    def _tokens(self, parts: Sequence[Sequence[str]]) -> list[NDArray[np.int32]]:
        if not self._words_stand_alone or len(self._known) > _MOST_WORDS:
            self._known = self._nothing_known()
        missing = sorted(set(itertools.chain.from_iterable(parts)).difference(self._known.places))
        try:
            self._known.add(missing, self.processor.encode(missing))
        except TypeError:  # what its bindings raise for a text that has no UTF-8
            raise InputError(
                "a text holds half of a character, which has no tokens", why="a surrogate stands alone in it",
                remedy="build the corpus with curate, whose normalize stage mends such texts",
            ) from None  # fmt: skip
        return self._known.tokens(parts)

    def _nothing_known(self) -> _Known:
        known = _Known()
        blank = [int(self.processor.piece_to_id(f"<0x{byte:02X}>")) for byte in _BLANK.encode()]
        known.add([_BEGIN, _BLANK], [[self.bos_id], blank])
        return known

    @cached_property
    def _words_stand_alone(self) -> bool:
        """No piece crosses the bounds of `_WORD`: no blank but at its beginning, no line end but alone."""
        pieces = (str(self.processor.id_to_piece(k)) for k in range(self.size))
        return not any(_CROSSING.search(piece) for piece in pieces)


class _Known:
    """The tokens of texts that were encoded: of text k, ``flat[ends[k] : ends[k + 1]]``."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.flat = np.empty(0, dtype=np.int32)
        self.ends = np.zeros(1, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.places)

    def add(self, texts: Sequence[str], encoded: Sequence[Sequence[int]]) -> None:
        self.places.update(zip(texts, itertools.count(len(self.places))))
        sizes = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
        self.ends = np.concatenate([self.ends, self.ends[-1] + np.cumsum(sizes)])
        new = np.fromiter(itertools.chain.from_iterable(encoded), dtype=np.int32, count=int(sizes.sum()))
        self.flat = np.concatenate([self.flat, new])

    def tokens(self, parts: Sequence[Sequence[str]]) -> list[NDArray[np.int32]]:
        """For each sequence of known texts, their tokens end to end."""
        counts = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
        names = itertools.chain.from_iterable(parts)
        index = np.fromiter(map(self.places.__getitem__, names), dtype=np.int64, count=int(counts.sum()))
        sizes = self.ends[index + 1] - self.ends[index]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        flat = self.flat[np.arange(ends[-1]) + np.repeat(self.ends[index] - ends[:-1], sizes)]
        bounds = ends[np.concatenate([[0], np.cumsum(counts)])].tolist()
        return [flat[start:end] for start, end in itertools.pairwise(bounds)]


def train_tokenizer(texts: Iterable[str], options: TokenizerOptions | None = None) -> Tokenizer:
    """Make a tokenizer from texts; the same texts in the same order give the same bytes.

    Args:
        texts: prompts and completions as they are rendered (`train.data.training_texts` gives a corpus's).

    Raises:
        InputError: there is no text.
        RecipeError: the vocabulary is too small for the characters of the texts.
    """
    options = options or TokenizerOptions()
    lines = _spread(_lines(texts), options.max_sentences)
    if not lines:
        raise InputError("there is no text to make a tokenizer from", remedy="build a corpus: curate build medical")
    model = io.BytesIO()
    try:
        _sentencepiece().SentencePieceTrainer.train(
            sentence_iterator=iter([*lines, " ".join(_REQUIRED)]), model_writer=model, model_type=options.model_type,
            vocab_size=options.vocabulary, hard_vocab_limit=False, split_by_whitespace=options.split_by_whitespace,
            pad_id=0, eos_id=1, bos_id=2, unk_id=3, pad_piece=PAD, eos_piece=EOS, bos_piece=BOS, unk_piece=UNKNOWN,
            user_defined_symbols=["\n", *_TURNS, *TAGS], required_chars=_REQUIRED, split_digits=True,
            byte_fallback=True, normalization_rule_name="identity", add_dummy_prefix=False,
            max_sentencepiece_length=16 if options.split_by_whitespace else 32,
            remove_extra_whitespaces=False, max_sentence_length=1 << 30, self_test_sample_size=0, num_threads=1,
            minloglevel=2,
        )  # fmt: skip
    except RuntimeError as error:
        needed = re.search(r"required_chars_size|smaller than required_chars|vocab", str(error), re.IGNORECASE)
        if needed is None:
            raise
        raise RecipeError(
            f"a vocabulary of {options.vocabulary} is too small for this corpus", where="tokenizer.vocabulary",
            why=f"{_FEWEST_PIECES} pieces are the layout's own, and each common character needs one",
            remedy="raise tokenizer.vocabulary; 4096 serves a generated corpus",
        ) from None  # fmt: skip
    return Tokenizer(model.getvalue())


def _lines(texts: Iterable[str]) -> Iterable[str]:
    """The lines of the texts without tags: no piece crosses a line's end or a tag."""
    boundary = re.compile("|".join(map(re.escape, ("\n", "\0", *_TURNS, *TAGS))))
    for text in texts:
        yield from (line for line in boundary.split(text) if line.strip())


def _spread(lines: Iterable[str], most: int) -> list[str]:
    """At most so many of the lines and at least half as many, evenly spread over all, in order; memory is bounded."""
    kept: list[tuple[int, str]] = []
    share = 1 << 64
    for index, line in enumerate(lines):
        mark = (index * 0x9E3779B97F4A7C15) & 0xFFFF_FFFF_FFFF_FFFF  # Fibonacci hashing: evenly spread marks
        if mark < share:
            kept.append((mark, line))
            if len(kept) > most:
                share >>= 1
                kept = [item for item in kept if item[0] < share]
    return [line for _, line in kept]


def _user_part(text: str) -> tuple[int, int]:
    """Where the user's own text stands in a rendered prompt; all of it, where there is no frame."""
    if text.startswith(_OPENING) and text.endswith(_CLOSING) and len(text) >= len(_OPENING) + len(_CLOSING):
        return len(_OPENING), len(text) - len(_CLOSING)
    return 0, len(text)


def _cuts(controls: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    """Where to cut a text so that no control token is read in text[start:end]; SentencePiece's blanks are cut out."""
    places = [match.start() + 1 for match in controls.finditer(text, start, end)]
    if _BLANK in text:
        places += [at for match in re.finditer(_BLANK, text) for at in match.span()]
    return sorted(set(places) - {0, len(text)}) if places else places


def _any_of(pieces: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(piece) for piece in sorted(set(pieces), key=lambda piece: (-len(piece), piece)))
    )


def _sentencepiece() -> Any:
    with warnings.catch_warnings():
        # its bindings warn when they are made, and crash the interpreter where warnings are errors
        warnings.simplefilter("ignore")
        import sentencepiece

    return sentencepiece


def _processor(proto: bytes, where: str) -> Any:
    try:
        if not proto:
            raise RuntimeError("an empty file")
        return _sentencepiece().SentencePieceProcessor(model_proto=proto)
    except RuntimeError:
        raise InputError(
            "this file is not a SentencePiece model", where=where,
            remedy="name the tokenizer.model of your model (Gemma's repository has one), not tokenizer.json",
        ) from None  # fmt: skip


def _not_gemma(where: str, why: str) -> InputError:
    return InputError(
        "this tokenizer is not in Gemma's layout", where=where, why=why,
        remedy="name the tokenizer.model of a Gemma, or let curate train make one from the corpus",
    )  # fmt: skip
