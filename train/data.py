"""Training data: a split of a corpus goes in, its rows come out as token arrays, problems and a pool to draw from.

Tokens stand in flat arrays; the text of the problems stays in the shards, memory-mapped, until one is asked for. Every
row of the split is either an example or counted under the reason why it is not.

Memory: 4 bytes a token and 60 bytes a row (id 16, two offsets 16, place 8, pool 13, and 7 of indices while loading).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from curate.corpus import Corpus
from curate.domain import suggestion
from curate.errors import CorpusError, InputError, RecipeError
from curate.record import SCHEMA_VERSION
from curate.writing import write_atomically
from train.curriculum.contract import Pool
from train.prompts import END_OF_TURN, START_OF_TURN, TAGS, completion_text, prompt_text
from train.rewards.contract import Problem
from train.tokenizer import Tokenizer

Level = Annotated[int, Field(ge=1, le=5)]

#: the columns that are read
_COLUMNS = (
    "id", "family", "question", "choices", "reasoning", "answer", "verifier", "difficulty", "level", "verification",
    "provenance",
)  # fmt: skip

#: reason -> why a row of the split is no example
LEFT_OUT: dict[str, str] = {
    "not_verified": "its answer was not verified (data.verified_only)",
    "family": "another family (data.families)",
    "level": "another level (data.levels)",
    "source": "another source (data.sources)",
    "choices": "posed with options, or without (data.choices)",
    "beyond_rows": "more rows than data.rows",
    "spells_a_tag": "its reasoning or answer spells a tag of the format, so that it can't be read back",
    "prompt_too_long": "its prompt has more tokens than data.max_prompt_tokens",
    "completion_too_long": "its reasoning and answer have more tokens than data.max_completion_tokens",
}


class DataOptions(BaseModel):
    """Which rows of a corpus to train on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    families: tuple[str, ...] = Field(default=(), description="problem families to train on; all when empty")
    levels: tuple[Level, ...] = Field(default=(1, 2, 3, 4, 5), min_length=1, description="levels to train on")
    sources: tuple[str, ...] = Field(default=(), description="sources to train on; all when empty")
    choices: Literal["any", "open", "multiple_choice"] = Field(
        default="any", description="any problems, only open ones, or only those with options"
    )
    verified_only: bool = Field(
        default=True, description="only rows whose gold answer its own verifier accepted; false takes the others too"
    )
    max_prompt_tokens: int = Field(default=512, ge=4, description="longest prompt, the token that begins it included")
    max_completion_tokens: int = Field(
        default=512, ge=4, description="longest reasoning and answer, the token that ends the turn included"
    )
    rows: int | None = Field(
        default=None, ge=1, description="at most so many rows, the same ones every time; all when left out"
    )


class Ids(Sequence[str]):
    """Record ids at 16 bytes each.

    Args:
        raw: bytes of shape (n, 16).
    """

    def __init__(self, raw: NDArray[np.uint8]):
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Ids: ...
    def __getitem__(self, index: int | slice) -> str | Ids:
        return Ids(self.raw[index]) if isinstance(index, slice) else self.raw[index].tobytes().hex()

    def __iter__(self) -> Iterator[str]:
        text = self.raw.tobytes().hex()
        return (text[start : start + 32] for start in range(0, len(text), 32))


class Examples:
    """Rows of a corpus that can be trained on; made by `load_examples`.

    Attributes:
        ids: record ids.
        prompt_lengths, completion_lengths: int32 (n,), in tokens.
    """

    def __init__(
        self, *, ids: NDArray[np.uint8], prompts: _Ragged, completions: _Ragged, batches: Sequence[pa.RecordBatch],
        batch_of: NDArray[np.int32], row_of: NDArray[np.int32], difficulty: NDArray[np.float32],
        level: NDArray[np.int8], family: NDArray[np.int32], families: tuple[str, ...],
    ):  # fmt: skip
        self.ids = Ids(ids)
        self._prompts, self._completions = prompts, completions
        self._batches, self._batch_of, self._row_of = batches, batch_of, row_of
        self._difficulty, self._level, self._family, self._families = difficulty, level, family, families
        self.prompt_lengths = np.diff(prompts.offsets).astype(np.int32)
        self.completion_lengths = np.diff(completions.offsets).astype(np.int32)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Prompt and completion together, in tokens; int32 (n,)."""
        return self.prompt_lengths + self.completion_lengths

    def prompt(self, i: int) -> NDArray[np.int32]:
        """Tokens of the prompt, the one that begins a text first."""
        return self._prompts[i]

    def completion(self, i: int) -> NDArray[np.int32]:
        """Tokens of the gold completion, the one that ends the turn last."""
        return self._completions[i]

    def problem(self, i: int) -> Problem:
        """The row's problem, read from its shard."""
        row = self._batches[self._batch_of[i]].slice(int(self._row_of[i]), 1).to_pylist()[0]
        verifier = row["verifier"] or {}
        return Problem(
            id=row["id"], family=row["family"] or "", source=(row["provenance"] or {}).get("source") or "",
            level=row["level"], difficulty=row["difficulty"], question=row["question"],
            choices=tuple(row["choices"] or ()), reasoning=row["reasoning"] or "", answer=row["answer"],
            verifier=verifier.get("name") or "text", arguments=json.loads(verifier.get("arguments") or "{}"),
        )  # fmt: skip

    def pool(self) -> Pool:
        """The rows as a curriculum sees them, in the same order."""
        return Pool(
            ids=self.ids, difficulty=self._difficulty, level=self._level, family=self._family, families=self._families,
            tokens=self.lengths,
        )  # fmt: skip

    @property
    def nbytes(self) -> int:
        """Bytes in memory, the memory-mapped text not counted."""
        arrays = (
            self.ids.raw, self._prompts.flat, self._prompts.offsets, self._completions.flat, self._completions.offsets,
            self._batch_of, self._row_of, self._difficulty, self._level, self._family, self.prompt_lengths,
            self.completion_lengths,
        )  # fmt: skip
        return sum(array.nbytes for array in arrays)


@dataclass(frozen=True)
class Loaded:
    """Examples, and why the other rows of the split are none: reason of `LEFT_OUT` -> rows."""

    examples: Examples
    left_out: dict[str, int]


def load_examples(
    corpus: Corpus, split: str, tokenizer: Tokenizer, *, options: DataOptions | None = None, instruction: str = ""
) -> Loaded:
    """The rows of a split as examples, in the corpus's order.

    Args:
        instruction: stands at the head of each prompt; see `train.prompts.prompt_text`.

    Raises:
        InputError: there is no such split, it is empty, or every row is left out; says which option to change.
        RecipeError: the options name only families or sources that the split does not have.
        CorpusError: a shard is damaged, or of an older schema.
    """
    options = options or DataOptions()
    _require_current(corpus)
    left_out: Counter[str] = Counter()
    longest = {"prompt_too_long": 0, "completion_too_long": 0}
    seen = _Seen(Counter(), Counter())
    enough = _threshold(corpus, split, options)
    kept: list[_Chunk] = []
    batches: list[pa.RecordBatch] = []
    for batch in _readable(corpus, split):
        chunk = _chunk(batch, len(batches), tokenizer, options, instruction, enough, left_out, longest, seen)
        if len(chunk.rows):
            kept.append(chunk)
            batches.append(batch)
    if not kept:
        raise _nothing(corpus, split, options, left_out, longest, seen)
    families = tuple(sorted({name for chunk in kept for name in chunk.families}))
    code = {name: k for k, name in enumerate(families)}
    examples = Examples(
        ids=np.concatenate([chunk.ids for chunk in kept]),
        prompts=_Ragged.joined([chunk.prompts for chunk in kept]),
        completions=_Ragged.joined([chunk.completions for chunk in kept]),
        batches=batches,
        batch_of=np.repeat(np.arange(len(kept), dtype=np.int32), [len(chunk.rows) for chunk in kept]),
        row_of=np.concatenate([chunk.rows for chunk in kept]),
        difficulty=np.concatenate([chunk.difficulty for chunk in kept]),
        level=np.concatenate([chunk.level for chunk in kept]),
        family=np.concatenate(
            [np.array([code[name] for name in chunk.families], dtype=np.int32)[chunk.family] for chunk in kept]
        ),
        families=families,
    )
    return Loaded(examples, {reason: left_out[reason] for reason in LEFT_OUT if left_out[reason]})


def training_texts(
    corpus: Corpus, *, split: str = "train", options: DataOptions | None = None, instruction: str = ""
) -> Iterator[str]:
    """Rendered prompts and completions of the rows that the options choose, whatever their length; see
    `train.tokenizer.train_tokenizer`.

    Raises:
        InputError, RecipeError, CorpusError: as `load_examples`.
    """
    options = options or DataOptions()
    _require_current(corpus)
    left_out: Counter[str] = Counter()
    seen = _Seen(Counter(), Counter())
    enough = _threshold(corpus, split, options)
    some = False
    for batch in _readable(corpus, split):
        rows = np.flatnonzero(_chosen(batch, options, enough, left_out, seen))
        for prompt, completion in zip(*_texts(batch.take(pa.array(rows)), instruction)):
            some = True
            yield prompt + completion
    if not some:
        raise _nothing(corpus, split, options, left_out, {}, seen)


@dataclass(frozen=True)
class SupervisedBatch:
    """Rows to learn from.

    Attributes:
        input_tokens: int32 (B, T), padded at the right.
        loss_mask: bool (B, T), true where the token is one of the completion: it is to be predicted.
        loss_weight: float32 (B, T): 1 on the completion, `prompt_weight` on the prompt but for its first token, else 0.
    """

    input_tokens: NDArray[np.int32]
    loss_mask: NDArray[np.bool_]
    loss_weight: NDArray[np.float32]


def supervised_batch(
    examples: Examples, rows: Sequence[int] | NDArray[np.int64], length: int, pad_id: int, *, prompt_weight: float = 0.0
) -> SupervisedBatch:
    """The rows as one batch of shape (B, length).

    Raises:
        ValueError: a row is longer than that.
    """
    tokens = np.full((len(rows), length), pad_id, dtype=np.int32)
    mask = np.zeros((len(rows), length), dtype=bool)
    weight = np.zeros((len(rows), length), dtype=np.float32)
    for k, i in enumerate(rows):
        prompt, completion = examples.prompt(int(i)), examples.completion(int(i))
        start, end = len(prompt), len(prompt) + len(completion)
        if end > length:
            raise ValueError(f"row {i} has {end} tokens and the batch {length}")
        tokens[k, :start], tokens[k, start:end] = prompt, completion
        mask[k, start:end] = True
        weight[k, 1:start], weight[k, start:end] = prompt_weight, 1.0
    return SupervisedBatch(tokens, mask, weight)


@dataclass(frozen=True)
class PromptBatch:
    """Prompts to continue.

    Attributes:
        input_tokens: int32 (B, T), padded at the left.
        mask: bool (B, T), true where there is a token of the prompt.
    """

    input_tokens: NDArray[np.int32]
    mask: NDArray[np.bool_]


def prompt_batch(examples: Examples, rows: Sequence[int] | NDArray[np.int64], length: int, pad_id: int) -> PromptBatch:
    """The prompts of the rows as one batch of shape (B, length).

    Raises:
        ValueError: a prompt is longer than that.
    """
    tokens = np.full((len(rows), length), pad_id, dtype=np.int32)
    mask = np.zeros((len(rows), length), dtype=bool)
    for k, i in enumerate(rows):
        prompt = examples.prompt(int(i))
        if len(prompt) > length:
            raise ValueError(f"the prompt of row {i} has {len(prompt)} tokens and the batch {length}")
        tokens[k, length - len(prompt) :], mask[k, length - len(prompt) :] = prompt, True
    return PromptBatch(tokens, mask)


def lengths(examples: Examples, buckets: int, *, multiple: int = 8) -> tuple[int, ...]:
    """At most so many padded lengths, ascending, each a multiple, that hold every example with the fewest padded
    tokens in all; the last holds the longest. Each is one shape to compile."""
    rounded = -(-examples.lengths.astype(np.int64) // multiple) * multiple
    sizes, counts = np.unique(rounded, return_counts=True)
    k = min(buckets, len(sizes))
    below = np.concatenate([[0], np.cumsum(counts)])
    # cost[j]: padded tokens of all examples up to size j with the buckets so far, the last of them sizes[j]
    cost = sizes * below[1:]
    came_from: list[NDArray[np.int64]] = []
    for _ in range(k - 1):
        # through[j, i]: the bucket before sizes[j] is sizes[i]
        through = cost[None, :] + sizes[:, None] * (below[1:, None] - below[None, 1:])
        through[np.triu_indices(len(sizes))] = np.iinfo(np.int64).max
        best = through.argmin(axis=1)
        improved = np.take_along_axis(through, best[:, None], axis=1)[:, 0]
        came_from.append(np.where(improved < cost, best, -1))
        cost = np.minimum(cost, improved)
    chosen, last = [len(sizes) - 1], len(sizes) - 1
    for step in reversed(came_from):
        if step[last] >= 0:
            last = int(step[last])
            chosen.append(last)
    return tuple(int(sizes[j]) for j in reversed(chosen))


@dataclass(frozen=True)
class Bucket:
    """Rows that go into one batch, and the padded length that holds them."""

    rows: NDArray[np.int64]
    length: int


def bucketed(
    examples: Examples, rows: NDArray[np.int64], shapes: Sequence[int], size: int, *, seed: int
) -> list[Bucket]:
    """Rows, such as a sampler's latest draws, as batches of `size` rows of similar length, in random order.

    Each row comes once; where `size` does not divide them, the shortest rows make the smaller batch.
    """
    order = np.argsort(examples.lengths[rows], kind="stable")[::-1]
    groups = [rows[order[start : start + size]] for start in range(0, len(rows), size)]
    bounds = np.asarray(sorted(shapes))
    found = [Bucket(group, int(bounds[np.searchsorted(bounds, examples.lengths[group].max())])) for group in groups]
    return [found[k] for k in np.random.default_rng(seed).permutation(len(found))]


def longest(examples: Examples, n: int) -> NDArray[np.int64]:
    """The n rows of most tokens, the longest first: what a run tries first, so that memory fails at the start."""
    return np.argsort(-examples.lengths.astype(np.int64), kind="stable")[:n]


# Which rows were trained on: 16 bytes an id, sorted, so that a lookup is a binary search in a memory-mapped file.


def write_trained_ids(path: Path, ids: Iterable[str]) -> None:
    """Write ids; those that the file has already stay in it."""
    raw = _raw_ids(pa.array(ids if isinstance(ids, list) else list(ids), pa.string()), str(path))
    known = TrainedIds.open(path).raw if path.exists() else np.empty(0, dtype="S16")
    write_atomically(path, np.union1d(known, _sortable(raw)).astype("S16").tobytes())


@dataclass(frozen=True)
class TrainedIds:
    """Ids that a run was trained on: sorted, 16 bytes each, memory-mapped."""

    raw: NDArray[np.bytes_]

    @classmethod
    def open(cls, path: Path) -> TrainedIds:
        """Read the file.

        Raises:
            InputError: it is not there, or its size is no multiple of 16 bytes.
        """
        try:
            size = path.stat().st_size
            if size % 16:
                raise InputError("the list of rows that were trained on is damaged", where=str(path))
            return cls(np.memmap(path, dtype="S16", mode="r") if size else np.empty(0, dtype="S16"))
        except OSError as error:
            raise InputError(
                "the list of rows that were trained on can't be read", where=str(path), why=error.strerror,
                remedy="evaluate a run's own folder, or resume the run to write it anew",
            ) from None  # fmt: skip

    def __len__(self) -> int:
        return len(self.raw)

    def contains(self, ids: Ids | Sequence[str]) -> NDArray[np.bool_]:
        """Which of the ids were trained on; bool (n,)."""
        raw = ids.raw if isinstance(ids, Ids) else _raw_ids(pa.array(list(ids), pa.string()), "the ids")
        wanted = _sortable(raw)
        if not len(self.raw):
            return np.zeros(len(wanted), dtype=bool)
        places = np.minimum(np.searchsorted(self.raw, wanted), len(self.raw) - 1)
        return np.asarray(self.raw[places] == wanted)


def _sortable(raw: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    return np.ascontiguousarray(raw).view("S16").reshape(-1)


@dataclass(frozen=True)
class _Ragged:
    """Arrays of different lengths, end to end."""

    flat: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __getitem__(self, i: int) -> NDArray[np.int32]:
        return self.flat[self.offsets[i] : self.offsets[i + 1]]

    @classmethod
    def of(cls, arrays: Sequence[NDArray[np.int32]]) -> _Ragged:
        flat = np.concatenate(arrays) if arrays else np.empty(0, np.int32)
        return cls(flat, np.concatenate([[0], np.cumsum([len(array) for array in arrays])]).astype(np.int64))

    @classmethod
    def joined(cls, parts: list[_Ragged]) -> _Ragged:
        flat = np.concatenate([part.flat for part in parts])
        sizes = np.concatenate([np.diff(part.offsets) for part in parts])
        return cls(flat, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))


@dataclass(frozen=True)
class _Chunk:
    """The examples of one record batch."""

    rows: NDArray[np.int32]
    ids: NDArray[np.uint8]
    prompts: _Ragged
    completions: _Ragged
    difficulty: NDArray[np.float32]
    level: NDArray[np.int8]
    family: NDArray[np.int32]
    families: list[str]


@dataclass(frozen=True)
class _Seen:
    """What a split has, for messages: rows by family and by source."""

    families: Counter[str]
    sources: Counter[str]


def _readable(corpus: Corpus, split: str) -> Iterator[pa.RecordBatch]:
    for batch in corpus.batches(split):
        yield batch.select(list(_COLUMNS))


def _require_current(corpus: Corpus) -> None:
    version = int(corpus.manifest["versions"]["schema"])
    if version < SCHEMA_VERSION:
        raise CorpusError(
            f"this corpus has schema version {version}, and training reads version {SCHEMA_VERSION}",
            where=str(corpus.path), why="an older curate built it",
            remedy=f"build it again: curate build {corpus.domain} --out {corpus.path} --force",
        )  # fmt: skip


_CHOICES = {"any": (True, True), "open": (True, False), "multiple_choice": (False, True)}


def _reasons(batch: pa.RecordBatch, options: DataOptions) -> list[tuple[str, NDArray[np.bool_]]]:
    """For each choice that the options make, in order, its reason and the rows that it leaves out."""
    verified = pc.equal(pc.struct_field(batch.column("verification"), "status"), "verified")
    has_options = np.asarray(pc.fill_null(pc.greater(pc.list_value_length(batch.column("choices")), 0), False))
    takes_open, takes_options = _CHOICES[options.choices]
    source = pc.struct_field(batch.column("provenance"), "source")
    wrong: list[tuple[str, Any]] = [
        ("not_verified", ~np.asarray(pc.fill_null(verified, False)) & options.verified_only),
        ("family", _not_in(batch.column("family"), options.families)),
        ("level", _not_in(batch.column("level"), options.levels)),
        ("source", _not_in(source, options.sources)),
        ("choices", np.where(has_options, not takes_options, not takes_open)),
    ]
    return [(reason, np.asarray(mask, dtype=bool)) for reason, mask in wrong]


def _not_in(column: pa.Array, wanted: Sequence[str] | Sequence[int]) -> NDArray[np.bool_]:
    if not wanted:
        return np.zeros(len(column), dtype=bool)
    return ~np.asarray(pc.is_in(column, pa.array(wanted, column.type)))


def _threshold(corpus: Corpus, split: str, options: DataOptions) -> np.uint64 | None:
    """The largest hash of an id that is among `options.rows`; None when all rows are wanted."""
    if options.rows is None:
        return None
    smallest = np.empty(0, dtype=np.uint64)
    for batch in _readable(corpus, split):
        fits = ~np.logical_or.reduce([mask for _, mask in _reasons(batch, options)])
        marks = _marks(batch)[fits]
        smallest = np.concatenate([smallest, marks])
        if len(smallest) > options.rows:
            smallest = np.partition(smallest, options.rows - 1)[: options.rows]
    return smallest.max() if len(smallest) else None


def _marks(batch: pa.RecordBatch) -> NDArray[np.uint64]:
    """A number a row, evenly spread and fixed by its id; ids are digests, so a part of one is such a number."""
    raw = _raw_ids(batch.column("id"), "a shard")
    return np.ascontiguousarray(raw[:, 8:]).view(">u8").reshape(-1).astype(np.uint64)


def _chosen(
    batch: pa.RecordBatch, options: DataOptions, enough: np.uint64 | None, left_out: Counter[str], seen: _Seen
) -> NDArray[np.bool_]:
    """Which rows the options choose; the others are counted."""
    source = pc.struct_field(batch.column("provenance"), "source")
    for counts, column in ((seen.families, batch.column("family")), (seen.sources, source)):
        for item in pc.value_counts(column).to_pylist():
            counts[str(item["values"])] += item["counts"]
    chosen = np.ones(batch.num_rows, dtype=bool)
    wrong = _reasons(batch, options)
    if enough is not None:
        wrong.append(("beyond_rows", _marks(batch) > enough))
    for reason, mask in wrong:
        left_out[reason] += int((chosen & mask).sum())
        chosen &= ~mask
    return chosen


def _texts(batch: pa.RecordBatch, instruction: str) -> tuple[list[str], list[str]]:
    """Rendered prompts and completions."""
    names = ("question", "choices", "reasoning", "answer")
    questions, choices, reasonings, answers = (batch.column(name).to_pylist() for name in names)
    prompts = [prompt_text(q, c or (), instruction=instruction) for q, c in zip(questions, choices)]
    return prompts, [completion_text(r or "", a) for r, a in zip(reasonings, answers)]


def _chunk(
    batch: pa.RecordBatch, number: int, tokenizer: Tokenizer, options: DataOptions, instruction: str,
    enough: np.uint64 | None, left_out: Counter[str], longest: dict[str, int], seen: _Seen,
) -> _Chunk:  # fmt: skip
    """The examples of a batch; `left_out`, `longest` and `seen` are added to."""
    rows = np.flatnonzero(_chosen(batch, options, enough, left_out, seen)).astype(np.int32)
    chosen = batch.take(pa.array(rows))
    for name in ("question", "answer", "difficulty", "level", "family"):
        if chosen.column(name).null_count:
            raise CorpusError(
                f"a row has no {name}", where=chosen.filter(chosen.column(name).is_null()).column("id")[0].as_py(),
                remedy="build the corpus again",
            )  # fmt: skip
    prompt_texts, completion_texts = _texts(chosen, instruction)
    clean = np.array([_spells_none(text) for text in completion_texts], dtype=bool)
    left_out["spells_a_tag"] += int((~clean).sum())
    prompts = tokenizer.prompts(prompt_texts)
    completions = tokenizer.completions(completion_texts)
    for reason, tokens, most in (
        ("prompt_too_long", prompts, options.max_prompt_tokens),
        ("completion_too_long", completions, options.max_completion_tokens),
    ):
        sizes = np.array([len(ids) for ids in tokens], dtype=np.int64)
        over = clean & (sizes > most)
        left_out[reason] += int(over.sum())
        longest[reason] = max(longest[reason], int(sizes[over].max(initial=0)))
        clean &= ~over
    rows = rows[clean]
    kept = batch.take(pa.array(rows))
    family = kept.column("family").dictionary_encode()
    return _Chunk(
        rows=rows,
        ids=_raw_ids(kept.column("id"), "a shard"),
        prompts=_Ragged.of([ids for ids, fits in zip(prompts, clean) if fits]),
        completions=_Ragged.of([ids for ids, fits in zip(completions, clean) if fits]),
        difficulty=kept.column("difficulty").to_numpy(),
        level=kept.column("level").to_numpy(),
        family=family.indices.to_numpy().astype(np.int32),
        families=family.dictionary.to_pylist(),
    )


def _spells_none(completion: str) -> bool:
    """Whether the only tags of a completion are the format's own."""
    body = completion.removesuffix(END_OF_TURN)
    return START_OF_TURN not in body and END_OF_TURN not in body and all(body.count(tag) == 1 for tag in TAGS)


def _raw_ids(ids: pa.Array, where: str) -> NDArray[np.uint8]:
    """Ids of 32 hex digits as bytes of shape (n, 16)."""
    try:
        return np.frombuffer(bytes.fromhex("".join(_checked(ids.to_pylist()))), dtype=np.uint8).reshape(-1, 16)
    except ValueError as error:
        raise CorpusError(
            "an id is not 32 hex digits", where=where, why=str(error), remedy="build the corpus again"
        ) from None


def _checked(ids: list[str | None]) -> list[str]:
    for name in ids:
        if name is None or len(name) != 32 or not name.isalnum():
            raise ValueError(f"{name!r}")
    return [name for name in ids if name is not None]


def _nothing(
    corpus: Corpus, split: str, options: DataOptions, left_out: Counter[str], longest: dict[str, int], seen: _Seen
) -> InputError | RecipeError:
    """Why no row is left, with the option to change."""
    where = f"{corpus.path}, split {split}"
    total = sum(left_out.values())
    if not total:
        return InputError(
            f"the split {split} of this corpus is empty", where=where,
            remedy="build a larger corpus, or give the split a larger share: stages.split in its recipe",
        )  # fmt: skip
    for key, wanted, there in (
        ("families", options.families, seen.families),
        ("sources", options.sources, seen.sources),
    ):
        if wanted and not set(wanted) & set(there):
            return RecipeError(
                f"no row has any of the {key} that the recipe names", where=f"data.{key} = {list(wanted)}",
                remedy=suggestion(wanted[0], sorted(there)),
            )  # fmt: skip
    # what the rows that went furthest met is what stands in the way
    stages = (("spells_a_tag", "prompt_too_long", "completion_too_long"), ("not_verified",), tuple(left_out))
    reason = next(max(names, key=left_out.__getitem__) for names in stages if any(left_out[name] for name in names))
    remedies = {
        "not_verified": "set data.verified_only = false to train on rows whose answers nobody checked, or give the "
        "rows verifiers and build again",
        "family": "change data.families", "level": "change data.levels", "source": "change data.sources",
        "choices": 'set data.choices = "any"', "beyond_rows": "raise data.rows",
        "spells_a_tag": "take the tags out of the reasoning and the answers, and build again",
        "prompt_too_long": f"the longest has {longest.get(reason)}: raise data.max_prompt_tokens "
        f"(now {options.max_prompt_tokens}) and with it the model's window",
        "completion_too_long": f"the longest has {longest.get(reason)}: raise data.max_completion_tokens "
        f"(now {options.max_completion_tokens})",
    }  # fmt: skip
    why = "\n         ".join(f"{n:,} rows: {LEFT_OUT[name]}" for name, n in left_out.items() if n)
    return InputError(f"none of the {total:,} rows can be trained on", where=where, why=why, remedy=remedies[reason])
