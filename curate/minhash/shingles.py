"""A text column in, the shingles of each document out, by the specification in `curate.minhash`."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from curate.minhash import reference

Unit = Literal["words", "characters"]
#: documents are cut into runs of about this many bytes, one a thread at a time; it bounds the scratch space
CHUNK_BYTES = 8 << 20
#: bytes up to which the numpy path is faster than loading the compiler
SMALL = 1 << 18
#: shingles, and a document their number, its units and its numbers
_Part = tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint64]]


@dataclass(frozen=True)
class Shingles:
    """Shingles of a run of documents, in the documents' order.

    Attributes:
        hashes: uint32, the shingles one document after the other, in text order, repeats included.
        offsets: int64, documents + 1: document d has hashes[offsets[d]:offsets[d + 1]].
        units: int32 a document: its words or characters.
        numbers: uint64 a document: equal where the multisets of numbers are equal; 0 for characters.
    """

    hashes: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.int64]
    units: npt.NDArray[np.int32]
    numbers: npt.NDArray[np.uint64]


@cache
def compiler_available() -> bool:
    """Whether the compiled path can be used: numba is installed and not switched off."""
    return find_spec("numba") is not None and os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


def worth_compiling(amount: int) -> bool:
    """Whether the compiled path is there and pays: loading it takes about two seconds, once a process.

    Args:
        amount: bytes of text, shingles or pairs to go through. Both paths give the same bytes: only time is at stake.
    """
    return compiler_available() and (amount > SMALL or "curate.minhash.kernel" in sys.modules)


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A contiguous read-only view: zero-copy Arrow buffers are read-only, so one compiled signature serves both."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def text_buffers(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """A string or large_string array as its bytes and int64 offsets, without a copy of the bytes; null is empty.

    Raises:
        TypeError: not an array of strings.
    """
    if pa.types.is_string(texts.type):
        width: type[np.int32] | type[np.int64] = np.int32
    elif pa.types.is_large_string(texts.type):
        width = np.int64
    else:
        raise TypeError(f"shingles are made of strings, not of {texts.type}")
    if texts.null_count:
        texts = texts.fill_null("")
    _, starts, data = texts.buffers()
    if not len(texts):
        return np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    offsets = np.frombuffer(starts, dtype=width)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    return (np.zeros(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)), offsets


def shingle(
    texts: pa.Array, *, ngram: int = 5, unit: Unit = "words", threads: int = 1, compiled: bool | None = None
) -> Shingles:
    """The shingles of each text.

    Args:
        texts: string or large_string array; null counts as empty.
        ngram: units a shingle.
        threads: changes the time and nothing else.
        compiled: True numba, False numpy, None whichever is there; the result is the same.
    """
    if ngram < 1:
        raise ValueError("ngram must be at least 1")
    data, offsets = text_buffers(texts)
    compiled = worth_compiling(int(offsets[-1] - offsets[0])) if compiled is None else compiled
    cuts = _cuts(offsets)

    def part(k: int) -> _Part:
        if not compiled:
            return reference.shingle_documents(data, offsets[cuts[k] : cuts[k + 1] + 1], unit == "characters", ngram)
        return _compiled_part(data, offsets, cuts[k], cuts[k + 1], unit == "characters", ngram)

    if threads > 1 and len(cuts) > 2:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(part, range(len(cuts) - 1)))
    else:
        parts = [part(k) for k in range(len(cuts) - 1)]
    if len(parts) == 1:
        hashes, counts, units, numbers = parts[0]
    else:
        hashes, counts, units, numbers = (np.concatenate(column) for column in zip(*parts))
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return Shingles(hashes, starts, units, numbers)


def _cuts(offsets: npt.NDArray[np.int64]) -> list[int]:
    """Document numbers that part the documents into runs of about CHUNK_BYTES."""
    size = int(offsets[-1] - offsets[0])
    marks = np.searchsorted(offsets, offsets[0] + np.arange(CHUNK_BYTES, size, CHUNK_BYTES))
    return sorted({0, *marks.tolist(), len(offsets) - 1}) if len(offsets) > 1 else [0, 0]


def _compiled_part(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], first: int, last: int, characters: bool, ngram: int
) -> _Part:
    from curate.minhash import kernel
    from curate.minhash.tables import tables

    size, documents = int(offsets[last] - offsets[first]), last - first
    # a word takes a byte and a separator, a character of an unspaced script three bytes
    hashes = np.empty(size if characters else size // 2 + documents, dtype=np.uint32)
    counts, units = np.empty(documents, dtype=np.int64), np.empty(documents, dtype=np.int32)
    numbers = np.empty(documents, dtype=np.uint64)
    kinds, lowered = tables()
    given = (read_only(data), read_only(offsets), first, last, characters, ngram, kinds, lowered)
    used = kernel.shingle_documents(*given, hashes, counts, units, numbers)
    return hashes[:used].copy(), counts, units, numbers
