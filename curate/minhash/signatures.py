"""Shingles in, MinHash signatures or band keys out: datasketch's ``affine32`` scheme, bit for bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt

from curate.minhash import reference
from curate.minhash.bands import Bands
from curate.minhash.constants import SEED
from curate.minhash.shingles import Shingles, read_only, worth_compiling

_DOCUMENTS = 4096


@cache
def permutations(num_perm: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Odd multipliers and addends of the permutations, uint32 each, drawn as datasketch draws them from seed 1."""
    generator = np.random.RandomState(SEED)
    multipliers = generator.randint(0, 1 << 31, num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    addends = generator.randint(0, 1 << 32, num_perm, dtype=np.uint32)
    multipliers.flags.writeable = addends.flags.writeable = False
    return multipliers, addends


def signatures(shingles: Shingles, num_perm: int = 128, *, compiled: bool | None = None) -> npt.NDArray[np.uint32]:
    """Signatures, uint32 of shape (documents, num_perm); all ones for a document without shingles."""
    multipliers, addends = permutations(num_perm)
    if not (worth_compiling(shingles.hashes.size) if compiled is None else compiled):
        return reference.sign_documents(shingles.hashes, shingles.offsets, multipliers, addends)
    from curate.minhash import kernel

    out = np.empty((len(shingles.offsets) - 1, num_perm), dtype=np.uint32)
    kernel.sign_documents(read_only(shingles.hashes), read_only(shingles.offsets), multipliers, addends, out)
    return out


def band_keys(
    shingles: Shingles,
    bands: Bands,
    num_perm: int = 128,
    *,
    salts: npt.NDArray[np.uint64] | None = None,
    threads: int = 1,
    compiled: bool | None = None,
) -> npt.NDArray[np.uint32]:
    """Band keys, uint32 of shape (documents, bands.count); the signatures they come from are not kept.

    Args:
        salts: uint64 a document: documents of different salt never share a key but by chance.
    """
    documents = len(shingles.offsets) - 1
    salts = np.zeros(documents, dtype=np.uint64) if salts is None else salts
    if not (worth_compiling(shingles.hashes.size) if compiled is None else compiled):
        return reference.band_keys(signatures(shingles, num_perm, compiled=False), bands.count, bands.rows, salts)
    from curate.minhash import kernel

    multipliers, addends = permutations(num_perm)
    hashes, offsets, salts = read_only(shingles.hashes), read_only(shingles.offsets), read_only(salts)
    keys = np.empty((documents, bands.count), dtype=np.uint32)

    def part(first: int) -> None:
        last = min(first + _DOCUMENTS, documents)
        kernel.key_documents(
            hashes, offsets[first : last + 1], multipliers, addends, salts[first:last], bands.rows, keys[first:last]
        )

    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(0, documents, _DOCUMENTS)))
    else:
        for first in range(0, documents, _DOCUMENTS):
            part(first)
    return keys
