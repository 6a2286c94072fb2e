"""Band keys in, candidate pairs out; and how many bands of how many rows a threshold calls for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

#: a bucket of up to this many documents proposes all its pairs; a larger one does not
BUCKET = 48
#: documents of a larger bucket that all others of it are compared with
REPRESENTATIVES = 16
#: weights of the false-positive and the false-negative area when bands are chosen: a false positive costs one
#: comparison (every candidate is verified), a false negative stays in the corpus
FALSE_POSITIVE_WEIGHT, FALSE_NEGATIVE_WEIGHT = 0.02, 0.98
_STEPS = 400


@dataclass(frozen=True)
class Bands:
    """A signature cut into `count` bands of `rows` values each."""

    count: int
    rows: int

    def probability(self, similarity: float) -> float:
        """Chance that documents of that Jaccard similarity share a band (Mining of Massive Datasets, section 3.4)."""
        return float(1 - (1 - similarity**self.rows) ** self.count)


@cache
def choose_bands(threshold: float, num_perm: int) -> Bands:
    """The bands that lose least: weighted areas of false positives below the threshold and of false negatives above it.

    Raises:
        ValueError: threshold not in (0, 1], or num_perm below 1.
    """
    if not 0 < threshold <= 1 or num_perm < 1:
        raise ValueError(f"no bands for threshold {threshold} and {num_perm} permutations")
    best = (float("inf"), Bands(1, 1))
    for rows in range(1, num_perm + 1):
        bands = Bands(num_perm // rows, rows)
        positive = _area(bands, 0.0, threshold)
        negative = (1 - threshold) - _area(bands, threshold, 1.0)
        loss = FALSE_POSITIVE_WEIGHT * positive + FALSE_NEGATIVE_WEIGHT * negative
        best = min(best, (loss, bands), key=lambda found: found[0])
    return best[1]


def _area(bands: Bands, start: float, stop: float) -> float:
    """Integral of the probability by the midpoint rule."""
    width = (stop - start) / _STEPS
    return width * sum(bands.probability(start + (k + 0.5) * width) for k in range(_STEPS))


def candidates(
    keys: npt.NDArray[np.uint32], order: npt.NDArray[np.int64], eligible: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.int64]:
    """Pairs of documents that share a band.

    A bucket of at most BUCKET documents proposes all its pairs. A larger one links each document to the REPRESENTATIVES
    documents that come first in `order`, and is parted once by the next band's key, whose buckets of at most BUCKET
    propose all their pairs. So the pairs stay linear in the documents, and depend on `order` but not on row numbers.

    Args:
        keys: (documents, bands) band keys.
        order: int64 a document: its rank by content, all different.
        eligible: documents that take part; all by default.

    Returns:
        int64 of shape (pairs, 2), each pair once, smaller document number first, ascending.
    """
    documents, bands = keys.shape
    if documents >= 1 << 32:
        raise ValueError("more than 2^32 documents: part the corpus first")
    members = np.arange(documents, dtype=np.uint64) if eligible is None else np.flatnonzero(eligible).astype(np.uint64)
    found = np.zeros(0, dtype=np.uint64)
    for band in range(bands):
        parts = [found]
        small, large = _buckets((keys[members.astype(np.int64), band].astype(np.uint64) << np.uint64(32)) | members)
        parts += _all_pairs(small)
        if large:
            parts.append(_to_representatives(large, order))
            for bucket in large:
                following = keys[bucket.astype(np.int64), (band + 1) % bands].astype(np.uint64)
                inner, _ = _buckets((following << np.uint64(32)) | bucket)
                parts += _all_pairs(inner)
        if len(parts) > 1:
            found = np.unique(np.concatenate(parts))
    return np.stack([found >> np.uint64(32), found & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)


def _buckets(packed: npt.NDArray[np.uint64]) -> tuple[dict[int, npt.NDArray[np.uint64]], list[npt.NDArray[np.uint64]]]:
    """Documents that share a key; each in as key << 32 | document.

    Returns:
        Buckets of up to BUCKET by their size, (buckets, size); and the larger ones.
    """
    packed = np.sort(packed)
    key = packed >> np.uint64(32)
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(key)))
    document = packed & np.uint64(0xFFFFFFFF)
    small = {}
    for size in np.unique(sizes[(sizes > 1) & (sizes <= BUCKET)]).tolist():
        small[size] = document[starts[sizes == size][:, None] + np.arange(size)]
    return small, [document[start : start + size] for start, size in zip(starts, sizes) if size > BUCKET]


def _packed(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    return (np.minimum(left, right) << np.uint64(32)) | np.maximum(left, right)


def _all_pairs(small: dict[int, npt.NDArray[np.uint64]]) -> list[npt.NDArray[np.uint64]]:
    out = []
    for size, buckets in small.items():
        i, j = np.triu_indices(size, 1)
        out.append(_packed(buckets[:, i].ravel(), buckets[:, j].ravel()))
    return out


def _to_representatives(large: list[npt.NDArray[np.uint64]], order: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    out = []
    for bucket in large:
        ranked = bucket[np.argsort(order[bucket.astype(np.int64)])]
        for k in range(REPRESENTATIVES):
            others = ranked[k + 1 :]
            out.append(_packed(np.full(len(others), ranked[k]), others))
    return np.concatenate(out)
