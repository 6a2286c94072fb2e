"""The hash specification in numpy: the same bytes as `curate.minhash.kernel`, without a compiler, and slower.

Used where numba is missing or switched off (``NUMBA_DISABLE_JIT=1``), and by the tests.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from curate.minhash.constants import FINAL, ROLL, START, STEP
from curate.minhash.tables import ALONE, CODE_POINTS, SEPARATOR, tables

U8, U32, U64, I64 = np.uint8, np.uint32, np.uint64, np.int64
_START, _STEP, _ROLL, _FINAL = U64(START), U64(STEP), U64(ROLL), U64(FINAL)
_CELLS = 1 << 22


def shingle_documents(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], characters: bool, ngram: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    """Shingles one after the other; and a document their number, its number of units, and the sum over its numbers."""
    documents = len(offsets) - 1
    text = np.frombuffer(data[offsets[0] : offsets[-1]].tobytes().decode("utf-8").encode("utf-32-le"), dtype="<u4")
    # document of each code point: one starts at each byte that does not continue another
    bytes_here = data[offsets[0] : offsets[-1]]
    starts = np.flatnonzero((bytes_here & 0xC0) != 0x80)
    owner = np.searchsorted(offsets[1:] - offsets[0], starts, side="right")
    units, unit_owner, is_number = _characters(text, owner) if characters else _words(text, owner)
    words = np.bincount(unit_owner, minlength=documents).astype(I64)
    numbers = np.zeros(documents, dtype=U64)
    np.add.at(numbers, unit_owner[is_number], _number(units[is_number]))
    width = np.minimum(words, ngram)
    counts = np.where(words > 0, words - width + 1, 0)
    first_unit = np.concatenate([[0], np.cumsum(words)[:-1]]) if documents else np.zeros(0, dtype=I64)
    of = np.repeat(np.arange(documents), counts)
    at = np.repeat(first_unit, counts) + _ranges(counts)
    rolled = units[at]
    for step in range(1, ngram):
        more = width[of] > step
        rolled[more] = rolled[more] * _ROLL + units[at[more] + step]
    rolled = (rolled ^ (rolled >> U64(32))) * _FINAL
    return (rolled >> U64(32)).astype(U32), counts, words.astype(np.int32), numbers


def _ranges(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0..c-1 for each count, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _number(hashed: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    return (hashed ^ (hashed >> U64(31))) * _FINAL


def _characters(
    text: npt.NDArray[np.uint32], owner: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    kept = text > 0x20
    hashed = (_START ^ text[kept].astype(U64)) * _STEP
    return hashed ^ (hashed >> U64(32)), owner[kept], np.zeros(int(kept.sum()), dtype=bool)


def _words(
    text: npt.NDArray[np.uint32], owner: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    kinds, lowered = tables()
    known = text < CODE_POINTS
    index = np.where(known, text, 0)
    kind = np.where(known, kinds[index], SEPARATOR)
    digit = (text >= 0x30) & (text <= 0x39)
    inner = np.zeros(len(text), dtype=bool)
    if len(text) > 2:
        same = (owner[:-2] == owner[1:-1]) & (owner[1:-1] == owner[2:])
        inner[1:-1] = (text[1:-1] == 0x2E) & digit[:-2] & digit[2:] & same
    folded = np.where(kind == SEPARATOR, U32(0), lowered[index])
    folded[inner] = 0x2E
    # a separator after each character that is a word by itself, before it, and after each document
    alone = kind == ALONE
    breaks_before = alone.copy()
    breaks_before[1:] |= alone[:-1] | (owner[1:] != owner[:-1])
    wide = np.zeros((len(text), 2), dtype="<u4")
    wide[:, 1] = folded
    present = np.ones((len(text), 2), dtype=bool)
    present[:, 0] = breaks_before
    owners = np.repeat(owner, 2).reshape(-1, 2)[present]
    points = wide[present]
    if not len(points):
        return np.zeros(0, dtype=U64), np.zeros(0, dtype=I64), np.zeros(0, dtype=bool)
    spelled = np.frombuffer(points.tobytes().decode("utf-32-le").encode("utf-8"), dtype=U8)
    leads = np.flatnonzero((spelled & 0xC0) != 0x80)
    nonzero = np.concatenate([[False], spelled != 0, [False]])
    begins = np.flatnonzero(nonzero[1:] & ~nonzero[:-1])
    ends = np.flatnonzero(~nonzero[1:] & nonzero[:-1])
    word_owner = owners[np.searchsorted(leads, begins)].astype(I64)
    padded = np.concatenate([spelled, np.zeros(8, dtype=U8)])
    lengths = ends - begins
    hashed = np.full(len(begins), _START)
    is_number = np.zeros(len(begins), dtype=bool)
    for block in range(-(-int(lengths.max(initial=0)) // 8)):
        longer = np.flatnonzero(lengths > 8 * block)
        cells = padded[begins[longer, None] + 8 * block + np.arange(8)]
        cells = np.where(np.arange(8) < (lengths[longer, None] - 8 * block), cells, 0).astype(U8)
        is_number[longer] |= ((cells >= 0x30) & (cells <= 0x39)).any(axis=1)
        step = (hashed[longer] ^ cells.view("<u8")[:, 0]) * _STEP
        hashed[longer] = step ^ (step >> U64(32))
    return hashed, word_owner, is_number


def mixed(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """MurmurHash3's 32-bit finaliser."""
    values = (values ^ (values >> U32(16))) * U32(0x85EBCA6B)
    values = (values ^ (values >> U32(13))) * U32(0xC2B2AE35)
    return values ^ (values >> U32(16))


def sign_documents(
    shingles: npt.NDArray[np.uint32],
    offsets: npt.NDArray[np.int64],
    multipliers: npt.NDArray[np.uint32],
    addends: npt.NDArray[np.uint32],
) -> npt.NDArray[np.uint32]:
    """Signatures, documents x lanes."""
    out = np.full((len(offsets) - 1, len(multipliers)), 0xFFFFFFFF, dtype=U32)
    pre_mixed = mixed(shingles)
    step = max(1, _CELLS // len(multipliers))
    for document in range(len(out)):
        for start in range(int(offsets[document]), int(offsets[document + 1]), step):
            some = pre_mixed[start : min(start + step, int(offsets[document + 1])), None]
            np.minimum(out[document], (some * multipliers + addends).min(axis=0), out=out[document])
    return out


def band_keys(
    signatures: npt.NDArray[np.uint32], bands: int, rows: int, salts: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint32]:
    """Band keys, documents x bands."""
    hashed = np.asarray(salts[:, None] + np.arange(1, bands + 1, dtype=U64), dtype=U64)
    cut = signatures[:, : bands * rows].reshape(len(signatures), bands, rows)
    for k in range(rows):
        hashed = (hashed ^ cut[:, :, k].astype(U64)) * _STEP
        hashed ^= hashed >> U64(32)
    return hashed.astype(U32)


def sort_sets(
    shingles: npt.NDArray[np.uint32], offsets: npt.NDArray[np.int64], members: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The distinct shingles of each member document, ascending, one after the other; and where each starts."""
    sets = [np.unique(shingles[offsets[m] : offsets[m + 1]]) for m in members]
    starts = np.concatenate([[0], np.cumsum([len(s) for s in sets])]).astype(I64)
    return (np.concatenate(sets) if sets else np.zeros(0, dtype=U32)), starts


def shared_counts(
    sets: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """How many shingles sets left[p] and right[p] share, for each pair p."""
    return np.array(
        [
            len(np.intersect1d(sets[starts[i] : starts[i + 1]], sets[starts[j] : starts[j + 1]], assume_unique=True))
            for i, j in zip(left, right)
        ],
        dtype=I64,
    )


def unite(parents: npt.NDArray[np.int64], left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> None:
    """Join the trees of each pair in place; the smallest number of a tree is its root."""

    def find(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = int(parents[node])
        return node

    for i, j in zip(left.tolist(), right.tolist()):
        a, b = find(i), find(j)
        parents[max(a, b)] = min(a, b)
    for node in range(len(parents)):
        parents[node] = find(node)
