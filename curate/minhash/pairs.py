"""Candidate pairs in, their exact similarity and the components of the verified ones out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from curate.minhash import reference
from curate.minhash.shingles import Shingles, read_only, worth_compiling


class ShingleSets:
    """Sorted distinct shingles of some documents, ready to be compared in any pairing.

    Args:
        members: document numbers, ascending and distinct; only these can be compared.
    """

    def __init__(self, shingles: Shingles, members: npt.NDArray[np.int64], *, compiled: bool | None = None) -> None:
        amount = int((shingles.offsets[members + 1] - shingles.offsets[members]).sum())
        self._compiled = worth_compiling(amount) if compiled is None else compiled
        self._members = members
        if self._compiled:
            from curate.minhash import kernel

            sets = np.empty(amount, dtype=np.uint32)
            self._starts = np.zeros(len(members) + 1, dtype=np.int64)
            used = kernel.sort_sets(
                read_only(shingles.hashes), read_only(shingles.offsets), read_only(members), sets, self._starts
            )
            self._sets = sets[:used]
        else:
            self._sets, self._starts = reference.sort_sets(shingles.hashes, shingles.offsets, members)

    def jaccard(self, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Exact Jaccard similarity of each pair (pairs, 2) of document numbers; 0 where both sets are empty."""
        left, right = np.searchsorted(self._members, pairs[:, 0]), np.searchsorted(self._members, pairs[:, 1])
        if self._compiled:
            from curate.minhash import kernel

            shared = np.empty(len(pairs), dtype=np.int64)
            kernel.shared_counts(
                read_only(self._sets), read_only(self._starts), read_only(left), read_only(right), shared
            )
        else:
            shared = reference.shared_counts(self._sets, self._starts, left, right)
        sizes = np.diff(self._starts)
        union = sizes[left] + sizes[right] - shared
        return np.asarray(shared / np.maximum(union, 1), dtype=np.float64)


def jaccard(
    shingles: Shingles, pairs: npt.NDArray[np.int64], *, compiled: bool | None = None
) -> npt.NDArray[np.float64]:
    """Exact Jaccard similarity of the shingle sets of each pair (pairs, 2)."""
    return ShingleSets(shingles, np.unique(pairs), compiled=compiled).jaccard(pairs)


def components(documents: int, pairs: npt.NDArray[np.int64], *, compiled: bool | None = None) -> npt.NDArray[np.int64]:
    """The component of each document under the pairs, named by its smallest document number."""
    parents = np.arange(documents, dtype=np.int64)
    left, right = np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])
    if worth_compiling(len(pairs)) if compiled is None else compiled:
        from curate.minhash import kernel

        kernel.unite(parents, read_only(left), read_only(right))
    else:
        reference.unite(parents, left, right)
    return parents
