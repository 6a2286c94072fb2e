"""The card's one model: a corpus goes in, everything that a card says comes out, counted from the shards.

One pass over kept, rejected and duplicate rows; memory grows with the number of distinct values, not with rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curate.corpus import Corpus
from curate.domain import load_domain
from curate.errors import RecipeError
from curate.record import SPLITS

#: examples of removed and kept twins on a card
TWINS = 3


@dataclass(frozen=True)
class Spread:
    """How a count is spread over rows: smallest, quartiles, 95th percentile, largest, and the sum."""

    smallest: int
    lower_quartile: int
    median: int
    upper_quartile: int
    percentile_95: int
    largest: int
    total: int


@dataclass(frozen=True)
class Card:
    """What is known of a corpus. Each mapping goes from a name to a number of rows, largest first.

    Attributes:
        funnel: lines of the manifest: stage, rows_in, rejected, rows_kept, reasons.
        tokens: question, reasoning, answer -> spread.
        grid: (family, level) -> rows.
        difficulty: ten bins from 0 to 1.
        duplicates: rule -> rows removed; `largest_cluster`, `clusters` of two and more.
        twins: examples of near-duplicates: removed id, kept id, similarity.
        contaminated: benchmark -> rows turned away.
        verification: status -> rows.
        steps: arithmetic steps checked, and found wrong, in kept rows.
        wrong_step_rows: rows turned away for a wrong step.
        privacy: kind of personal datum -> rows in which it was masked, or turned away for.
    """

    domain: str
    title: str
    description: str
    limits: tuple[str, ...]
    manifest: Mapping[str, Any]
    rows_in: int
    rows_kept: int
    splits: dict[str, int]
    funnel: tuple[Mapping[str, Any], ...]
    composition: dict[str, dict[str, int]]
    grid: dict[tuple[str, int], int]
    tokens: dict[str, Spread]
    difficulty: tuple[int, ...]
    difficulty_sources: dict[str, int]
    duplicates: dict[str, int]
    clusters: int
    largest_cluster: int
    twins: tuple[tuple[str, str, float], ...]
    contaminated: dict[str, int]
    verification: dict[str, int]
    steps_checked: int
    steps_wrong: int
    wrong_step_rows: int
    privacy: dict[str, int]
    flags: dict[str, int]
    with_reasoning: int


#: composition's name -> the column, or the struct and its field, that it counts
_COMPOSITION = {
    "source": ("provenance", "source"),
    "family": ("family", None),
    "level": ("level", None),
    "answer type": ("answer_type", None),
    "language": ("language", None),
    "licence": ("provenance", "licence"),
}


def describe(corpus: Corpus) -> Card:
    """Read a corpus and count."""
    manifest = corpus.manifest
    composition: dict[str, Counter[str]] = {name: Counter() for name in _COMPOSITION}
    grid: Counter[tuple[str, int]] = Counter()
    lengths: dict[str, Counter[int]] = {"question": Counter(), "reasoning": Counter(), "answer": Counter()}
    bins = [0] * 10
    difficulty_sources: Counter[str] = Counter()
    status: Counter[str] = Counter()
    clusters: Counter[int] = Counter()
    flags: Counter[str] = Counter()
    steps_checked = steps_wrong = with_reasoning = 0
    for batch in corpus.batches():
        for name, (column, field) in _COMPOSITION.items():
            values = batch.column(column) if field is None else batch.column(column).field(field)
            composition[name].update(_counted(values))
        families, levels = batch.column("family").to_pylist(), batch.column("level").to_pylist()
        grid.update((family or "", level or 0) for family, level in zip(families, levels))
        for name, lengths_of in lengths.items():
            lengths_of.update(_counted(batch.column("tokens").field(name).drop_null()))
        for value in batch.column("difficulty").to_pylist():
            if value is not None and 0 <= value <= 1:  # curate check reports any other
                bins[min(9, int(value * 10))] += 1
        difficulty_sources.update(_counted(batch.column("difficulty_source")))
        verification = batch.column("verification")
        status.update(_counted(verification.field("status")))
        steps_checked += pc.sum(verification.field("steps_checked")).as_py() or 0
        steps_wrong += pc.sum(verification.field("steps_wrong")).as_py() or 0
        clusters.update(_counted(batch.column("cluster_size").drop_null()))
        flags.update(flag for row in batch.column("quality").field("flags").to_pylist() for flag in row or ())
        with_reasoning += pc.sum(pc.greater(pc.utf8_length(batch.column("reasoning")), 0)).as_py() or 0

    contaminated: Counter[str] = Counter()
    privacy: Counter[str] = Counter()
    wrong_step_rows = 0
    for batch in corpus.rejected():
        rejections = zip(*(batch.column(name).to_pylist() for name in ("stage", "reason", "detail")))
        for stage, reason, detail in rejections:
            if stage.startswith("decontaminate"):
                contaminated[(detail or "").split("#")[0] or reason] += 1
            elif stage.startswith("privacy"):
                privacy[f"{reason} (row rejected)"] += 1
            elif reason == "wrong_step":
                wrong_step_rows += 1
    for flag in [flag for flag in flags if flag.startswith("masked_")]:
        kind = flag.removeprefix("masked_").partition(":")[0]
        privacy[f"{kind} (masked)"] += flags.pop(flag)

    removed = corpus.duplicates()
    near = removed.filter(pc.equal(removed.column("rule"), "near"))
    twins = near.sort_by([("similarity", "ascending"), ("removed_id", "ascending")]).slice(0, TWINS).to_pylist()
    try:
        domain = load_domain(manifest["domain"])
        title, description, limits = domain.title, domain.description, domain.limits
    except RecipeError:  # a corpus of a domain that is not installed here can still be described
        title, description, limits = str(manifest["domain"]), "", ()
    return Card(
        domain=manifest["domain"],
        title=title,
        description=description,
        limits=limits,
        manifest=manifest,
        rows_in=manifest["rows_in"],
        rows_kept=manifest["rows_kept"],
        splits={name: manifest["splits"][name] for name in SPLITS},
        funnel=tuple(manifest["funnel"]),
        composition={name: _ordered(counts, by_name=name == "level") for name, counts in composition.items()},
        grid=dict(sorted(grid.items())),
        tokens={name: _spread(counts) for name, counts in lengths.items()},
        difficulty=tuple(bins),
        difficulty_sources=_ordered(difficulty_sources),
        duplicates=_ordered(Counter(removed.column("rule").to_pylist())),
        clusters=sum(rows for size, rows in clusters.items() if size > 1),
        largest_cluster=max(clusters, default=0),
        twins=tuple((twin["removed_id"], twin["kept_id"], twin["similarity"]) for twin in twins),
        contaminated=_ordered(contaminated),
        verification=_ordered(status),
        steps_checked=steps_checked,
        steps_wrong=steps_wrong,
        wrong_step_rows=wrong_step_rows,
        privacy=_ordered(privacy),
        flags=_ordered(flags),
        with_reasoning=with_reasoning,
    )


def _counted(values: pa.Array) -> dict[Any, int]:
    return {item["values"]: item["counts"] for item in pc.value_counts(values).to_pylist()}


def _ordered(counts: Mapping[Any, int], by_name: bool = False) -> dict[str, int]:
    items: Iterable[tuple[Any, int]] = counts.items()
    ordered = sorted(items, key=lambda item: (str(item[0]),) if by_name else (-item[1], str(item[0])))
    return {str(name) if name not in (None, "") else "not stated": count for name, count in ordered}


def _spread(counts: Mapping[int, int]) -> Spread:
    known = sorted(counts.items())
    rows_in_all = sum(rows for _, rows in known)
    if not rows_in_all:
        return Spread(0, 0, 0, 0, 0, 0, 0)

    def at(share: float) -> int:
        below = 0
        for value, rows in known:
            below += rows
            if below >= share * rows_in_all:
                return value
        return known[-1][0]

    total = sum(value * rows for value, rows in known)
    return Spread(known[0][0], at(0.25), at(0.5), at(0.75), at(0.95), known[-1][0], total)
