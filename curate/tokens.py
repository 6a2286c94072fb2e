"""Token counts: texts in, the number of SentencePiece tokens of each out.

The model that ships with the toolkit (16,000 unigram pieces, made by `python -m curate.data.make_tokenizer`) stands in
for the tokenizer of the model to be trained; a recipe may name that model's own ``tokenizer.model`` instead.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from curate.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: the model that is used where the caller names none
DEFAULT_MODEL = Path(__file__).parent / "data" / "tokenizer.model"

#: longer texts are counted piece by piece, so that one huge row can't take memory that nobody planned for
_PIECE = 100_000


def count_tokens(
    texts: pa.Array | pa.ChunkedArray | Sequence[str | None], model: Path | None = None
) -> NDArray[np.int32]:
    """Tokens of each text.

    Args:
        texts: n texts; null counts 0 tokens.
        model: a SentencePiece ``.model`` file; None takes the one that ships with the toolkit.

    Returns:
        int32 array of shape (n,), without begin and end tokens. A text of more than 100,000 characters is counted in
        pieces that are cut at a line or word end, so its count may be off by one a piece.

    Raises:
        InputError: there is no such file, or it is not a SentencePiece model.
    """
    import numpy as np

    processor = _processor(DEFAULT_MODEL if model is None else model)
    values: Sequence[str | None] = texts.to_pylist() if isinstance(texts, pa.Array | pa.ChunkedArray) else texts
    counts = np.zeros(len(values), dtype=np.int32)
    short: list[str] = []
    where: list[int] = []
    for index, text in enumerate(values):
        if not text:
            continue
        if len(text) <= _PIECE:
            short.append(text)
            where.append(index)
        else:
            counts[index] = sum(len(processor.encode(piece)) for piece in _pieces(text))
    if short:
        counts[where] = [len(ids) for ids in processor.encode(short, num_threads=1)]
    return counts


@lru_cache(maxsize=4)
def _processor(model: Path) -> Any:
    try:
        proto = model.read_bytes()
    except OSError as error:
        raise InputError(
            "the tokenizer model can't be read", where=str(model), why=error.strerror,
            remedy="name a SentencePiece .model file, or leave the key out for the built-in one",
        ) from None  # fmt: skip
    try:
        if not proto:
            raise RuntimeError("an empty file")
        with warnings.catch_warnings():
            # its bindings warn when they are made, and crash the interpreter where warnings are errors
            warnings.simplefilter("ignore")
            import sentencepiece

            return sentencepiece.SentencePieceProcessor(model_proto=proto)
    except RuntimeError:
        raise InputError(
            "this file is not a SentencePiece model", where=str(model),
            remedy="name the tokenizer.model of your model (Gemma's repository has one), not tokenizer.json",
        ) from None  # fmt: skip


def _pieces(text: str) -> list[str]:
    pieces, start = [], 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", start + _PIECE // 2, end), text.rfind(" ", start + _PIECE // 2, end))
            end = cut if cut > start else end
        pieces.append(text[start:end])
        start = end
    return pieces
