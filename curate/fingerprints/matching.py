"""Fingerprints and texts in, the benchmark item that each text overlaps most out.

The rule is in `curate.stages.decontaminate`; this is its arithmetic. Weights are integers, so that nothing depends on
the order of addition; of units with equal overlap the earlier fingerprint's, then the earlier unit, is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from curate.fingerprints.building import ENOUGH, RAREST, features
from curate.fingerprints.format import Array, Fingerprint

#: part of a unit's weight that a text must share to count as holding the item
THRESHOLD = 0.25
#: the same for a unit in a template's words
TEMPLATE_THRESHOLD = 0.6
#: weight that must be shared in any case: three n-grams that no other text has
LEAST = 3 * RAREST


@dataclass(frozen=True)
class Hits:
    """What each text overlaps most.

    Attributes:
        unit: int32 (texts,), unit of the index; -1 where none is overlapped enough.
        overlap: float64 (texts,), part of the unit's weight that the text has, 0 to 1.
    """

    unit: Array
    overlap: Array


@dataclass(frozen=True)
class Index:
    """Fingerprints, ready to be matched. Holds about 14 bytes an entry.

    Attributes:
        names: set name of each fingerprint.
        first: int64 (fingerprints,), first unit of each.
        item: int32 (units,), 1-based item of each unit in its set.
    """

    names: tuple[str, ...]
    first: Array = field(repr=False)
    item: Array = field(repr=False)
    templated: Array = field(repr=False)
    totals: Array = field(repr=False)
    keys: Array = field(repr=False)
    postings: Array = field(repr=False)
    units: Array = field(repr=False)
    weights: Array = field(repr=False)
    buckets: Array = field(repr=False)
    filter_bits: Array = field(repr=False)

    @classmethod
    def of(cls, fingerprints: Sequence[Fingerprint]) -> Index:
        """Index fingerprints in the order given."""
        none = np.zeros(0, dtype=np.int64)
        sizes = [fingerprint.units for fingerprint in fingerprints]
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        lengths = np.concatenate([none, *(np.diff(fingerprint.start) for fingerprint in fingerprints)])
        units = np.repeat(np.arange(int(first[-1]), dtype=np.int32), lengths)
        hashes = np.concatenate([none.astype(np.uint32), *(fingerprint.hashes for fingerprint in fingerprints)])
        weights = np.concatenate([none, *(fingerprint.weights for fingerprint in fingerprints)]).astype(np.int32)
        totals = np.bincount(units, weights, minlength=int(first[-1])).astype(np.int64)
        order = np.argsort(hashes, kind="stable")
        keys, begins = np.unique(hashes[order], return_index=True)
        slots = 1 << max(len(keys) - 1, 1).bit_length()
        top = np.arange(slots + 1, dtype=np.uint64) * np.uint64((1 << 32) // slots)
        filter_bits = np.zeros(max(slots * 8 // 64, 1), dtype=np.uint64)
        low = keys.astype(np.uint64) & np.uint64(len(filter_bits) * 64 - 1)
        np.bitwise_or.at(filter_bits, (low >> np.uint64(6)).astype(np.int64), np.uint64(1) << (low & np.uint64(63)))
        return cls(
            names=tuple(fingerprint.header.name for fingerprint in fingerprints),
            first=first[:-1],
            item=np.concatenate([none.astype(np.int32), *(fingerprint.item for fingerprint in fingerprints)]),
            templated=np.concatenate([none, *(fingerprint.templated for fingerprint in fingerprints)]).astype(bool),
            totals=totals,
            keys=keys,
            postings=np.concatenate([begins, [len(hashes)]]).astype(np.int64),
            units=units[order],
            weights=weights[order],
            buckets=np.searchsorted(keys.astype(np.uint64), top).astype(np.int64),
            filter_bits=filter_bits,
        )

    def match(
        self, texts: pa.Array, threshold: float = THRESHOLD, template_threshold: float = TEMPLATE_THRESHOLD
    ) -> Hits:
        """Find, for each text, the unit that it overlaps most of those that it overlaps enough.

        Args:
            texts: Arrow strings; a null is an empty text.
            threshold, template_threshold: the part of a unit that is enough.
        """
        from curate.fingerprints.kernel import overlap

        found = features(texts)
        unit, weight = np.full(len(texts), -1, dtype=np.int32), np.zeros(len(texts), dtype=np.int64)
        overlap(
            found.hashes, found.ends, self.filter_bits, self.buckets, self.keys, self.postings, self.units,
            self.weights, self.totals, self.needed(threshold, template_threshold), unit, weight,
        )  # fmt: skip
        totals = self.totals[unit] if len(self.totals) else np.ones(len(unit), dtype=np.int64)
        return Hits(unit, np.where(unit >= 0, weight / np.maximum(totals, 1), 0.0))

    def needed(self, threshold: float, template_threshold: float) -> Array:
        """Weight that must be shared with each unit: int64 (units,)."""
        share = np.ceil(np.where(self.templated, template_threshold, threshold) * self.totals)
        few = np.minimum(ENOUGH, np.ceil(self.totals / 2))
        needed: Array = np.maximum(np.maximum(share, few), LEAST).astype(np.int64)
        return needed

    def named(self, unit: int) -> str:
        """``medqa_test#812``: the set and the 1-based item of a unit."""
        which = int(np.searchsorted(self.first, unit, side="right")) - 1
        return f"{self.names[which]}#{self.item[unit]}"


def compared_text(question: pa.Array, choices: pa.Array) -> pa.Array:
    """What of a record is compared: its question, then its options, a line each.

    Args:
        question: strings.
        choices: lists of strings; null and empty both mean that there are none.
    """
    import pyarrow.compute as pc

    large = pa.large_string()
    options = pc.binary_join(choices.cast(pa.list_(large)).fill_null([]), pa.scalar("\n", large))
    asked = question.cast(large)
    return pc.binary_join_element_wise(
        asked.fill_null(""), options.fill_null(""), pa.scalar("\n", large), null_handling="replace", null_replacement=""
    )
