"""A SentencePiece model as the files that transformers' AutoTokenizer loads: ``tokenizer.json`` and its configuration.

Bytes of a ``tokenizer.model`` in Gemma's layout go in, JSON values come out, and the two give the same ids. Control and
user-defined pieces become added tokens; the rest becomes a BPE or unigram model of the same pieces and scores.
(SentencePiece's file is the protocol buffer of sentencepiece_model.proto; the few fields that matter are read here.)
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.errors import InputError
from train.prompts import END_OF_TURN, START_OF_TURN

_NORMAL, _UNKNOWN, _CONTROL, _USER_DEFINED, _UNUSED, _BYTE = range(1, 7)
_UNIGRAM, _BPE = 1, 2
_BLANK = "\u2581"
#: far below every score: a unigram model takes the text "<0x41>" for byte 0x41 only where a character is no piece
_NEVER = -1e6

#: renders messages as `train.prompts.prompt_text` does; an instruction (system message) heads the user's turn
CHAT_TEMPLATE = (
    "{{ bos_token }}"
    "{%- if messages[0]['role'] == 'system' -%}"
    "{%- set head = messages[0]['content'] + '\\n\\n' -%}{%- set turns = messages[1:] -%}"
    "{%- else -%}{%- set head = '' -%}{%- set turns = messages -%}{%- endif -%}"
    "{%- for message in turns -%}"
    "{{ '" + START_OF_TURN + "' + ('model' if message['role'] == 'assistant' else message['role']) + '\\n' }}"
    "{{ (head if loop.first else '') + message['content'] + '" + END_OF_TURN + "\\n' }}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '" + START_OF_TURN + "model\\n' }}{%- endif -%}"
)


@dataclass(frozen=True)
class Piece:
    """A piece of the vocabulary: its text, its score and its type, as sentencepiece_model.proto numbers them."""

    text: str
    score: float
    kind: int


@dataclass(frozen=True)
class Vocabulary:
    """What matters of a SentencePiece model."""

    pieces: tuple[Piece, ...]
    model_type: int
    byte_fallback: bool


def read_vocabulary(model: bytes, where: str = "tokenizer.model") -> Vocabulary:
    """The pieces of a SentencePiece model.

    Raises:
        InputError: it is no SentencePiece model, or of a type that has no counterpart.
    """
    pieces: list[Piece] = []
    model_type, byte_fallback = _UNIGRAM, False
    try:
        for number, value in _fields(model):
            if number == 1:
                fields = dict(_fields(_as_bytes(value)))
                text = _as_bytes(fields.get(1, b"")).decode("utf-8")
                score = struct.unpack("<f", _as_bytes(fields.get(2, b"\0\0\0\0")))[0]
                pieces.append(Piece(text, score, int(fields.get(3, _NORMAL))))
            elif number == 2:
                fields = dict(_fields(_as_bytes(value)))
                model_type, byte_fallback = int(fields.get(3, _UNIGRAM)), bool(fields.get(35, False))
    except (IndexError, ValueError, TypeError, struct.error) as error:
        raise InputError("this is no SentencePiece model", where=where, why=str(error)) from None
    if not pieces or model_type not in (_UNIGRAM, _BPE):
        raise InputError("this SentencePiece model is neither unigram nor BPE", where=where)
    return Vocabulary(tuple(pieces), model_type, byte_fallback)


def _as_bytes(value: bytes | int) -> bytes:
    if isinstance(value, int):
        raise ValueError("a number where text is expected")
    return value


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Fields of a protocol buffer message, as (number, value); fixed-width values stay bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == 2:
            length, at = _varint(message, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError(f"wire type {wire}")
        if at + length > len(message):
            raise ValueError("it is cut short")
        yield number, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
        if shift > 63:
            raise ValueError("a number that is too long")


def tokenizer_json(model: bytes, where: str = "tokenizer.model") -> str:
    """The text of ``tokenizer.json``: encoding adds ``<bos>`` in front, as Gemma's does; nothing else is added."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, processors

    vocabulary = read_vocabulary(model, where)
    pieces = vocabulary.pieces
    tokenizer = Tokenizer(
        models.BPE(
            vocab={piece.text: number for number, piece in enumerate(pieces)}, merges=_merges(pieces),
            unk_token=pieces[3].text, fuse_unk=True, byte_fallback=vocabulary.byte_fallback,
        )
        if vocabulary.model_type == _BPE
        else models.Unigram(
            [(piece.text, piece.score if piece.kind in (_NORMAL, _UNKNOWN) else _NEVER) for piece in pieces],
            unk_id=3, byte_fallback=vocabulary.byte_fallback,
        )
    )  # fmt: skip
    tokenizer.normalizer = normalizers.Replace(" ", _BLANK)
    tokenizer.decoder = decoders.Sequence([decoders.Replace(_BLANK, " "), decoders.ByteFallback(), decoders.Fuse()])
    turns = (START_OF_TURN, END_OF_TURN)
    tokenizer.add_special_tokens(
        [AddedToken(p.text, normalized=False, special=True) for p in pieces if _special(p, turns)]
    )
    tokenizer.add_tokens(
        [AddedToken(p.text, normalized=False) for p in pieces if p.kind == _USER_DEFINED and not _special(p, turns)]
    )
    bos = pieces[2].text
    tokenizer.post_processor = processors.TemplateProcessing(
        single=[bos, "$A"], pair=[bos, "$A", bos, "$B"], special_tokens=[(bos, 2)]
    )
    return str(tokenizer.to_str(pretty=False))


def _special(piece: Piece, turns: tuple[str, ...]) -> bool:
    return piece.kind in (_CONTROL, _UNKNOWN) or piece.text in turns


def _merges(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    """Pairs that join, first those of the best piece; a piece that can be made in several ways lists them all."""
    normal = {piece.text: number for number, piece in enumerate(pieces) if piece.kind == _NORMAL}
    ranked = sorted(normal, key=lambda text: (-pieces[normal[text]].score, normal[text]))
    merges = []
    for text in ranked:
        cuts = [(text[:cut], text[cut:]) for cut in range(1, len(text))]
        merges += sorted(
            (pair for pair in cuts if pair[0] in normal and pair[1] in normal),
            key=lambda pair: (normal[pair[0]], normal[pair[1]]),
        )
    return merges


def tokenizer_config(model: bytes, context: int, where: str = "tokenizer.model") -> dict[str, Any]:
    """The values of ``tokenizer_config.json``.

    Args:
        context: tokens that the model can hold.
    """
    pieces = read_vocabulary(model, where).pieces
    return {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": context, "padding_side": "left",
        "pad_token": pieces[0].text, "eos_token": pieces[1].text, "bos_token": pieces[2].text,
        "unk_token": pieces[3].text, "clean_up_tokenization_spaces": False, "chat_template": CHAT_TEMPLATE,
    }  # fmt: skip


def stop_ids(model: bytes, where: str = "tokenizer.model") -> list[int]:
    """Ids that end a completion: the end of the text, and the end of a turn where there is one."""
    texts = [piece.text for piece in read_vocabulary(model, where).pieces]
    return [1] + ([texts.index(END_OF_TURN)] if END_OF_TURN in texts else [])


def special_tokens_map(model: bytes, where: str = "tokenizer.model") -> str:
    """The text of ``special_tokens_map.json``, which older readers look at."""
    pieces = read_vocabulary(model, where).pieces
    names = ("pad_token", "eos_token", "bos_token", "unk_token")
    return json.dumps({name: pieces[number].text for number, name in enumerate(names)}, indent=2) + "\n"
