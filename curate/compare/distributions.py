"""How two corpora are made up: kept rows go in, counts side by side and the distance between them come out.

The distance is the total variation distance, half the sum of the differences of the shares: 0 for equal shares, 1 for
nothing in common; it is the share of rows that would have to be others to make one corpus's shares the other's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curate.compare.rows import leaf_of, tables
from curate.corpus import Corpus
from curate.record import SPLITS

#: distribution -> the column, structs by their children, whose values are counted
_COUNTED = {
    "split": "split",
    "source": "provenance.source",
    "licence": "provenance.licence",
    "family": "family",
    "level": "level",
    "answer type": "answer_type",
    "language": "language",
    "verifier": "verifier.name",
    "verification": "verification.status",
}
_TOKENS = {
    "question tokens": "tokens.question",
    "reasoning tokens": "tokens.reasoning",
    "answer tokens": "tokens.answer",
}
#: difficulties are told apart to this many parts of 1, and shown in tenths
_PARTS = 1_000_000
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Spread:
    """How a number is spread: its mean, its median and its 95th percentile (the least value that half, or 95 %, of the
    rows do not exceed); None where no row has it."""

    mean: float | None
    median: float | None
    percentile_95: float | None


@dataclass(frozen=True)
class Distribution:
    """One property of the kept rows on both sides.

    Attributes:
        counts: value, or range of values in rising order -> rows on the left, rows on the right.
        distance: total variation distance, 0 to 1; None where a side has no rows.
        left, right: for a number, how it is spread.
    """

    name: str
    counts: dict[str, tuple[int, int]]
    distance: float | None
    left: Spread | None = None
    right: Spread | None = None


@dataclass(frozen=True)
class Duplicates:
    """What deduplication came to: rule -> rows removed; kept rows that stand for two or more; the largest cluster."""

    removed: dict[str, int]
    clusters: int
    largest: int


def compare_distributions(left: Corpus, right: Corpus) -> tuple[Distribution, ...]:
    """The kept rows of two corpora, property by property."""
    one, other = _count(left), _count(right)
    found = []
    for name in (*_COUNTED, *_TOKENS, "difficulty"):
        if name in _COUNTED:
            found.append(_of(name, _named(one[name]), _named(other[name])))
            continue
        unit = _PARTS if name == "difficulty" else 1
        binned = _tenths if name == "difficulty" else _doubling
        spreads = _spread(one[name], unit), _spread(other[name], unit)
        found.append(_of(name, binned(one[name]), binned(other[name]), *spreads))
    return tuple(found)


def duplicates(corpus: Corpus) -> Duplicates:
    """What a corpus's map of duplicates and its clusters come to.

    Raises:
        CorpusError: the map can't be read.
    """
    clusters: Counter[Any] = Counter()
    for _, table in tables(corpus, with_rejected=False):
        clusters.update(_values(pc.drop_null(table.column("cluster_size"))))
    removed = Counter(_values(corpus.duplicates().column("rule")))
    return Duplicates(
        dict(sorted((str(rule), rows) for rule, rows in removed.items())),
        sum(rows for size, rows in clusters.items() if size > 1),
        max(clusters, default=0),
    )


def distance(counts: Mapping[str, tuple[int, int]]) -> float | None:
    """Total variation distance between two columns of counts."""
    left, right = (sum(pair[side] for pair in counts.values()) for side in (0, 1))
    if not left or not right:
        return None
    # in whole numbers up to the last division: equal shares are at 0, and the order of the values does not matter
    return sum(abs(one * right - other * left) for one, other in counts.values()) / (2 * left * right)


def _count(corpus: Corpus) -> dict[str, Counter[Any]]:
    counts: dict[str, Counter[Any]] = {name: Counter() for name in (*_COUNTED, *_TOKENS, "difficulty")}
    for _, table in tables(corpus, with_rejected=False):
        for name, column in (*_COUNTED.items(), *_TOKENS.items()):
            counts[name].update(_values(leaf_of(table, column)))
        counts["difficulty"].update(_values(_parts(table.column("difficulty"))))
    return counts


def _parts(difficulty: pa.ChunkedArray) -> pa.ChunkedArray:
    finite = pc.if_else(pc.is_finite(difficulty), difficulty, pa.scalar(None, difficulty.type))
    return pc.round(pc.multiply(pc.cast(finite, pa.float64()), float(_PARTS)))


def _values(values: pa.ChunkedArray) -> dict[Any, int]:
    return {item["values"]: item["counts"] for item in pc.value_counts(values).to_pylist()}


def _named(counts: Counter[Any]) -> dict[str, int]:
    named: Counter[str] = Counter()
    for value, rows in counts.items():
        named[NOT_STATED if value in (None, "") else str(value)] += rows
    return dict(named)


def _doubling(counts: Counter[Any]) -> dict[str, int]:
    """Counts in ranges that double: 0, 1, 2–3, 4–7 …"""
    ranges: Counter[int] = Counter()
    for value, rows in counts.items():
        ranges[-1 if value is None else int(value).bit_length()] += rows
    return {_range(bits): rows for bits, rows in sorted(ranges.items())}


def _range(bits: int) -> str:
    if bits < 2:
        return (NOT_STATED, "0", "1")[bits + 1]
    return f"{2 ** (bits - 1)}–{2**bits - 1}"


def _tenths(counts: Counter[Any]) -> dict[str, int]:
    ranges: Counter[int] = Counter()
    for value, rows in counts.items():
        ranges[-1 if value is None else max(0, min(9, int(value * 10 // _PARTS)))] += rows
    return {
        NOT_STATED if tenth < 0 else f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}": rows
        for tenth, rows in sorted(ranges.items())
    }


def _spread(counts: Counter[Any], unit: int) -> Spread:
    known = sorted((int(value), rows) for value, rows in counts.items() if value is not None)
    total = sum(rows for _, rows in known)
    if not total:
        return Spread(None, None, None)

    def at(percent: int) -> float:
        below = accumulate(rows for _, rows in known)
        place = next(k for k, rows in enumerate(below) if 100 * rows >= percent * total)
        return known[place][0] / unit if unit > 1 else known[place][0]

    return Spread(round(sum(value * rows for value, rows in known) / (total * unit), 4), at(50), at(95))


def _of(
    name: str,
    left: Mapping[str, int],
    right: Mapping[str, int],
    one: Spread | None = None,
    other: Spread | None = None,
) -> Distribution:
    counts = {value: (left.get(value, 0), right.get(value, 0)) for value in {**left, **right}}

    def rank(value: str) -> tuple[float, str]:
        if name in ("level", "split"):
            return (SPLITS.index(value) if value in SPLITS else 0, value)
        return (-max(counts[value]), value) if one is None else (_start(value), value)

    ordered = {value: counts[value] for value in sorted(counts, key=rank)}
    far = distance(ordered)
    return Distribution(name, ordered, None if far is None else round(far, 6), one, other)


def _start(label: str) -> float:
    return -1.0 if label == NOT_STATED else float(label.split("–")[0])
