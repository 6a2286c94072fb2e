"""The card's one model: a corpus goes in, everything that a card says comes out, counted from the shards.

One pass over kept, rejected and duplicate rows; memory grows with the number of distinct values, not with rows.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curate.corpus import Corpus
from curate.domain import load_domain
from curate.errors import RecipeError
from curate.record import SPLITS, prompt_of

#: examples on a card of pairs of near-duplicates, the least alike first; of each other rule there is one
TWINS = 2
#: bins of a histogram of lengths, about
BINS = 24
#: share of the rows that a histogram of lengths shows; the rest is counted as beyond it
_SHOWN = 0.995
_MILLION = 1_000_000
TEXTS = ("question", "reasoning", "answer")


@dataclass(frozen=True)
class Spread:
    """How a count is spread over rows.

    Attributes:
        rows: rows that have it; total: their sum. Then smallest, quartiles, 95th percentile and largest.
        edges, counts: a histogram of bins ``edges[k] <= value < edges[k + 1]``.
        beyond: rows at or above the last edge.
    """

    rows: int
    total: int
    smallest: int
    lower_quartile: int
    median: int
    upper_quartile: int
    percentile_95: int
    largest: int
    edges: tuple[int, ...]
    counts: tuple[int, ...]
    beyond: int


@dataclass(frozen=True)
class Origin:
    """Kept rows of one source, revision and licence, and its rows that were turned away.

    Attributes:
        files: names of the files that they come from, sorted; of generated rows, their families.
    """

    source: str
    revision: str
    licence: str
    files: tuple[str, ...]
    kept: int
    rejected: int


@dataclass(frozen=True)
class LevelRow:
    """What the rows of a level are like: how many, their mean difficulty in [0, 1], the median of reasoning tokens."""

    level: str
    rows: int
    difficulty: float | None
    reasoning: int


@dataclass(frozen=True)
class Verifier:
    """A verifier and the statuses that the kept rows have under it."""

    name: str
    rows: int
    statuses: Mapping[str, int]


@dataclass(frozen=True)
class Personal:
    """What was done about one kind of personal datum.

    Attributes:
        treatment: the recipe's: mask, reject, keep.
        masked_rows, masked: kept rows in which it was masked, and how often.
        rejected: rows that were turned away for it.
    """

    kind: str
    treatment: str
    masked_rows: int
    masked: int
    rejected: int


@dataclass(frozen=True)
class Benchmark:
    """A public evaluation set that rows were compared with; items is None for a set of the user's own."""

    name: str
    items: int | None
    rejected: int
    flagged: int


@dataclass(frozen=True)
class Side:
    """One row of a pair: what it asks and answers, and where it comes from."""

    id: str
    origin: str
    text: str


@dataclass(frozen=True)
class Twin:
    """A removed row and the row kept in its stead, which is None where neither could be kept."""

    rule: str
    similarity: float | None
    removed: Side
    kept: Side | None


@dataclass(frozen=True)
class Example:
    """A row of the corpus, to look at."""

    id: str
    family: str
    level: int | None
    prompt: str
    reasoning: str
    answer: str
    verifier: str


@dataclass(frozen=True)
class Card:
    """What is known of a corpus. Each mapping goes from a name to a number of rows, largest first.

    Attributes:
        funnel: lines of the manifest: stage, rows_in, rejected, rows_kept, reasons.
        composition: source, family, level, answer type, language, licence -> value -> rows.
        grid: (family, level) -> rows.
        options: rows that offer options to choose from.
        tokens: question, reasoning, answer -> spread.
        difficulty: ten bins from 0 to 1.
        duplicates: rule -> rows removed.
        cluster_sizes: size of a near-duplicate cluster, two and more -> kept rows that stand for one of that size.
        compared_rows: rows that were compared with the benchmarks; None where the recipe leaves it out.
        verification: status -> rows.
        refused: reason -> rows that verification turned away.
        stepped_rows, steps_checked, steps_wrong: kept rows with an arithmetic step, and those steps.
        personal: None where the recipe leaves it out.
        flags: what a rule noticed without rejecting -> rows.
        unreadable: rows that could not be read, or made a record of.
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
    origins: tuple[Origin, ...]
    grid: dict[tuple[str, str], int]
    levels: tuple[LevelRow, ...]
    options: int
    with_reasoning: int
    tokens: dict[str, Spread]
    difficulty: tuple[int, ...]
    difficulty_sources: dict[str, int]
    duplicates: dict[str, int]
    cluster_sizes: dict[int, int]
    twins: tuple[Twin, ...]
    compared_rows: int | None
    benchmarks: tuple[Benchmark, ...]
    verification: dict[str, int]
    verifiers: tuple[Verifier, ...]
    refused: dict[str, int]
    stepped_rows: int
    steps_checked: int
    steps_wrong: int
    personal: tuple[Personal, ...] | None
    flags: dict[str, int]
    unreadable: int
    example: Example | None

    @property
    def skipped(self) -> tuple[str, ...]:
        """Stages that the recipe leaves out."""
        return tuple(self.manifest["recipe"].get("skip", ()))

    @property
    def families(self) -> dict[str, dict[str, int]]:
        """Family -> level -> rows."""
        found: dict[str, dict[str, int]] = {}
        for (family, level), rows in self.grid.items():
            found.setdefault(family, {})[level] = rows
        return found


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
    """Read a corpus and count.

    Raises:
        CorpusError: a shard or the map of duplicates can't be read.
    """
    manifest = corpus.manifest
    duplicates, chosen = _duplicates(corpus)
    kept = _Kept({pair["kept_id"] for pair in chosen} - {None})
    for batch in corpus.batches():
        kept.add(batch)
    rejected = _Rejected({pair["removed_id"] for pair in chosen})
    for batch in corpus.rejected():
        rejected.add(batch)
    try:
        domain = load_domain(manifest["domain"])
        title, description, limits = domain.title, domain.description, domain.limits
    except RecipeError:  # a corpus of a domain that is not installed here can still be described
        title, description, limits = str(manifest["domain"]), "", ()
    skipped = manifest["recipe"].get("skip", ())
    reached = [line["rows_in"] for line in manifest["funnel"] if line["stage"].startswith("decontaminate")]
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
        composition={name: _ordered(counts, by_name=name == "level") for name, counts in kept.composition.items()},
        origins=_origins(kept.origins, rejected.origins),
        grid=_grid(kept.grid),
        levels=kept.levels(),
        options=kept.options,
        with_reasoning=kept.with_reasoning,
        tokens={name: _spread(counts) for name, counts in kept.lengths.items()},
        difficulty=tuple(kept.difficulty[k] for k in range(10)),
        difficulty_sources=_ordered(kept.difficulty_sources),
        duplicates=duplicates,
        cluster_sizes={size: rows for size, rows in sorted(kept.clusters.items()) if size > 1},
        twins=tuple(_twin(pair, kept.texts, rejected.texts) for pair in chosen),
        compared_rows=None if "decontaminate" in skipped or not reached else reached[0],
        benchmarks=_benchmarks(manifest, rejected.benchmarks, kept.benchmarks),
        verification=_ordered(kept.status),
        verifiers=_verifiers(kept.verifiers),
        refused=_ordered(rejected.refused),
        stepped_rows=kept.stepped_rows,
        steps_checked=kept.steps_checked,
        steps_wrong=kept.steps_wrong,
        personal=None if "privacy" in skipped else _personal(manifest, kept, rejected.personal),
        flags=_ordered(kept.flags),
        unreadable=rejected.unreadable,
        example=kept.example,
    )


class _Kept:
    """What is counted of kept rows, and the texts of those that are wanted."""

    def __init__(self, wanted: set[str]):
        self._wanted = pa.array(sorted(wanted), type=pa.string())
        self.texts: dict[str, Side] = {}
        self.composition: dict[str, Counter[Any]] = {name: Counter() for name in _COMPOSITION}
        self.origins: Counter[tuple[Any, ...]] = Counter()
        self.grid: Counter[tuple[Any, ...]] = Counter()
        self.verifiers: Counter[tuple[Any, ...]] = Counter()
        self.lengths: dict[str, Counter[int]] = {name: Counter() for name in TEXTS}
        self._reasoning: Counter[tuple[Any, ...]] = Counter()
        self._difficulty: dict[Any, list[int]] = {}
        self.difficulty: Counter[int] = Counter()
        self.difficulty_sources: Counter[Any] = Counter()
        self.status: Counter[Any] = Counter()
        self.clusters: Counter[int] = Counter()
        self.flags: Counter[str] = Counter()
        self.benchmarks: Counter[str] = Counter()
        self.masked_rows: Counter[str] = Counter()
        self.masked: Counter[str] = Counter()
        self.options = self.with_reasoning = self.stepped_rows = self.steps_checked = self.steps_wrong = 0
        self.example: Example | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        provenance, tokens = batch.column("provenance"), batch.column("tokens")
        verification, level = batch.column("verification"), batch.column("level")
        for name, (column, field) in _COMPOSITION.items():
            values = batch.column(column) if field is None else batch.column(column).field(field)
            self.composition[name].update(_counted(values))
        _tally(self.origins, *(provenance.field(name) for name in ("source", "revision", "licence", "file")))
        _tally(self.grid, batch.column("family"), level)
        _tally(self.verifiers, batch.column("verifier").field("name"), verification.field("status"))
        for name, lengths in self.lengths.items():
            lengths.update(_counted(tokens.field(name).drop_null()))
        _tally(self._reasoning, level, tokens.field("reasoning"))
        self._add_difficulty(level, batch.column("difficulty"))
        self.difficulty_sources.update(_counted(batch.column("difficulty_source")))
        self.status.update(_counted(verification.field("status")))
        steps = pc.fill_null(verification.field("steps_checked"), 0)
        self.steps_checked += _sum(steps)
        self.stepped_rows += _sum(pc.greater(steps, 0))
        self.steps_wrong += _sum(verification.field("steps_wrong"))
        self.clusters.update(_counted(batch.column("cluster_size").drop_null()))
        self.with_reasoning += _sum(pc.greater(pc.utf8_length(batch.column("reasoning")), 0))
        self.options += _sum(pc.greater(pc.list_value_length(batch.column("choices")), 0))
        self._add_flags(batch.column("quality").field("flags"))
        if len(self._wanted):
            self.texts |= _texts(batch, self._wanted)
        self._find_example(batch)

    def _add_difficulty(self, level: pa.Array, difficulty: pa.Array) -> None:
        known = pc.cast(difficulty, pa.float64())
        valid = pc.and_(pc.greater_equal(known, 0.0), pc.less_equal(known, 1.0))  # curate check reports any other
        known, level = known.filter(valid), level.filter(valid)
        bins = pc.min_element_wise(pc.cast(pc.floor(pc.multiply(known, 10.0)), pa.int64()), 9)
        self.difficulty.update(_counted(bins))
        # whole millionths, so that the mean does not depend on the order of addition
        millionths = pc.cast(pc.round(pc.multiply(known, float(_MILLION))), pa.int64())
        sums = (
            pa.table({"level": level, "of": millionths}).group_by("level").aggregate([("of", "sum"), ("of", "count")])
        )
        for row in sums.to_pylist():
            total = self._difficulty.setdefault(row["level"], [0, 0])
            total[0] += row["of_sum"] or 0
            total[1] += row["of_count"]

    def _add_flags(self, flags: pa.Array) -> None:
        for flag, rows in _counted(pc.list_flatten(flags)).items():
            kind, _, rest = str(flag).partition(":")
            if kind.startswith("masked_"):
                self.masked_rows[kind.removeprefix("masked_")] += rows
                self.masked[kind.removeprefix("masked_")] += rows * (int(rest) if rest.isdecimal() else 1)
            elif kind == "benchmark":
                self.benchmarks[rest.split("#")[0]] += rows
            else:
                self.flags[kind] += rows

    def _find_example(self, batch: pa.RecordBatch) -> None:
        """The row with the smallest id of those that have reasoning."""
        reasoned = batch.filter(pc.fill_null(pc.greater(pc.utf8_length(batch.column("reasoning")), 0), False))
        rows = reasoned if reasoned.num_rows else batch.slice(0, 0 if self.example else batch.num_rows)
        if not rows.num_rows:
            return
        least = pc.min(rows.column("id")).as_py()
        if self.example is not None and self.example.reasoning and least >= self.example.id:
            return
        row = rows.filter(pc.equal(rows.column("id"), least)).slice(0, 1).to_pylist()[0]
        self.example = Example(
            id=row["id"], family=row["family"] or "", level=row["level"],
            prompt=prompt_of(row["question"] or "", row["choices"] or ()), reasoning=row["reasoning"] or "",
            answer=row["answer"] or "", verifier=(row["verifier"] or {}).get("name") or "",
        )  # fmt: skip

    def levels(self) -> tuple[LevelRow, ...]:
        reasoning: dict[Any, Counter[int]] = {}
        for (level, length), rows in self._reasoning.items():
            reasoning.setdefault(level, Counter())[length or 0] += rows
        found = []
        for level, rows in sorted(self.composition["level"].items(), key=lambda item: str(item[0])):
            total, of = self._difficulty.get(level, (0, 0))
            mean = total / of / _MILLION if of else None
            found.append(LevelRow(_named(level), rows, mean, _at(sorted(reasoning[level].items()), 0.5)))
        return tuple(found)


class _Rejected:
    """What is counted of rejected rows, and the texts of those that are wanted."""

    def __init__(self, wanted: set[str]):
        self._wanted = pa.array(sorted(wanted), type=pa.string())
        self.texts: dict[str, Side] = {}
        self.origins: Counter[tuple[Any, ...]] = Counter()
        self.benchmarks: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.personal: Counter[str] = Counter()
        self.unreadable = 0

    def add(self, batch: pa.RecordBatch) -> None:
        provenance = batch.column("provenance")
        _tally(self.origins, *(provenance.field(name) for name in ("source", "revision", "licence", "file")))
        counts: Counter[tuple[Any, ...]] = Counter()
        _tally(counts, batch.column("stage"), batch.column("reason"))
        for (stage, reason), rows in counts.items():
            if str(stage).startswith("privacy"):
                self.personal[str(reason)] += rows
            elif str(stage).startswith("verify"):
                self.refused[str(reason)] += rows
            elif str(stage).startswith(("read", "adapt")):
                self.unreadable += rows
        contaminated = batch.filter(_true(pc.starts_with(batch.column("stage"), pattern="decontaminate")))
        for detail, rows in _counted(contaminated.column("detail")).items():
            self.benchmarks[(detail or "").split("#")[0] or "not stated"] += rows
        if len(self._wanted):
            self.texts |= _texts(
                batch.filter(_true(pc.starts_with(batch.column("stage"), pattern="deduplicate"))), self._wanted
            )


def _duplicates(corpus: Corpus) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Rows removed by each rule, and pairs to show: the least alike near-duplicates, and one of each other rule."""
    rules: Counter[str] = Counter()
    near: list[tuple[float, str, str, dict[str, Any]]] = []
    others: dict[str, dict[str, Any]] = {}
    columns = ["rule", "similarity", "removed_id", "kept_id"]
    for batch in corpus.duplicates().select(columns).to_batches():
        rules.update(_counted(batch.column("rule")))
        for rule in pc.unique(batch.column("rule")).to_pylist():
            rows = pa.table(batch).filter(pc.equal(batch.column("rule"), rule))
            keys = [(name, "ascending") for name in ("similarity", "removed_id", "kept_id")]
            for row in rows.sort_by(keys).slice(0, TWINS).to_pylist():
                if rule == "near":
                    near.append((row["similarity"], row["removed_id"], row["kept_id"] or "", row))
                elif rule not in others or row["removed_id"] < others[rule]["removed_id"]:
                    others[rule] = row
        near = heapq.nsmallest(TWINS, near, key=lambda pair: pair[:3])
    return _ordered(rules), [*(pair[3] for pair in near), *(others[rule] for rule in sorted(others))]


def _texts(batch: pa.RecordBatch, wanted: pa.Array) -> dict[str, Side]:
    found = batch.filter(_true(pc.is_in(batch.column("id"), value_set=wanted)))
    sides = {}
    for row in found.select(["id", "question", "choices", "answer", "provenance"]).to_pylist():
        where = row["provenance"] or {}
        origin = f"{where.get('file') or where.get('source') or ''}, row {where.get('row')}"
        text = prompt_of(row["question"] or "", row["choices"] or ()) + f"\n\nAnswer: {row['answer'] or ''}"
        sides[row["id"]] = Side(row["id"], origin, text)
    return sides


def _twin(pair: Mapping[str, Any], kept: Mapping[str, Side], removed: Mapping[str, Side]) -> Twin:
    nothing = Side(pair["removed_id"], "", "")
    other = pair["kept_id"]
    return Twin(
        pair["rule"], pair["similarity"] if pair["rule"] == "near" else None, removed.get(pair["removed_id"], nothing),
        None if other is None else kept.get(other, Side(other, "", "")),
    )  # fmt: skip


def _origins(kept: Mapping[tuple[Any, ...], int], rejected: Mapping[tuple[Any, ...], int]) -> tuple[Origin, ...]:
    rows: dict[tuple[str, ...], list[int]] = {}
    files: dict[tuple[str, ...], set[str]] = {}
    for place, counts in enumerate((kept, rejected)):
        for (*parts, file), count in counts.items():
            key = tuple(map(_named, parts))
            rows.setdefault(key, [0, 0])[place] += count
            files.setdefault(key, set()).add(_named(file))
    ordered = sorted(rows.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    return tuple(Origin(key[0], key[1], key[2], tuple(sorted(files[key])), *counts) for key, counts in ordered)


def _grid(counts: Mapping[tuple[Any, ...], int]) -> dict[tuple[str, str], int]:
    return {(_named(family), _named(level)): rows for (family, level), rows in sorted(counts.items(), key=str)}


def _verifiers(counts: Mapping[tuple[Any, ...], int]) -> tuple[Verifier, ...]:
    found: dict[str, dict[str, int]] = {}
    for (name, status), rows in sorted(counts.items(), key=str):
        found.setdefault(_named(name), {})[_named(status)] = rows
    verifiers = [Verifier(name, sum(statuses.values()), statuses) for name, statuses in found.items()]
    return tuple(sorted(verifiers, key=lambda verifier: (-verifier.rows, verifier.name)))


def _benchmarks(
    manifest: Mapping[str, Any], rejected: Mapping[str, int], flagged: Mapping[str, int]
) -> tuple[Benchmark, ...]:
    """Sets that the recipe compares with, by those that were found most; a set that was found is never left out."""
    from curate.fingerprints import default_names, shipped

    items = {header.name: header.items for header in shipped()}
    asked = manifest["recipe"].get("stages", {}).get("decontaminate", {}).get("benchmarks", "default")
    named = [asked] if isinstance(asked, str) else list(asked)
    names = chain.from_iterable(default_names(manifest["domain"]) if name == "default" else [name] for name in named)
    if "decontaminate" in manifest["recipe"].get("skip", ()):
        names = chain(())
    every = dict.fromkeys([*(str(name).removesuffix(".fp") for name in names), *sorted(rejected), *sorted(flagged)])
    found = [Benchmark(name, items.get(name), rejected.get(name, 0), flagged.get(name, 0)) for name in every]
    return tuple(sorted(found, key=lambda each: (-each.rejected - each.flagged, each.name)))


def _personal(manifest: Mapping[str, Any], kept: _Kept, rejected: Mapping[str, int]) -> tuple[Personal, ...]:
    treatments = manifest["recipe"].get("stages", {}).get("privacy", {})
    kinds = dict.fromkeys([*treatments, *sorted(kept.masked), *sorted(rejected)])
    return tuple(
        Personal(kind, str(treatments.get(kind, "")), kept.masked_rows[kind], kept.masked[kind], rejected.get(kind, 0))
        for kind in kinds
    )


# ── counting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _counted(values: pa.Array) -> dict[Any, int]:
    return {item["values"]: item["counts"] for item in pc.value_counts(values).to_pylist()}


def _tally(counts: Counter[tuple[Any, ...]], *columns: pa.Array) -> None:
    """Count rows by the values of several columns at once."""
    names = [str(k) for k in range(len(columns))]
    grouped = pa.table(dict(zip(names, columns))).group_by(names).aggregate([([], "count_all")])
    keys = zip(*(grouped.column(name).to_pylist() for name in names))
    for key, rows in zip(keys, grouped.column("count_all").to_pylist()):
        counts[key] += rows


def _sum(values: pa.Array) -> int:
    return int(pc.sum(values).as_py() or 0)


def _true(mask: pa.Array) -> pa.Array:
    return pc.fill_null(mask, False)


def _named(value: Any) -> str:
    return "not stated" if value in (None, "") else str(value)


def _ordered(counts: Mapping[Any, int], by_name: bool = False) -> dict[str, int]:
    named: Counter[str] = Counter()
    for value, rows in counts.items():
        named[_named(value)] += rows
    items: Iterable[tuple[str, int]] = named.items()
    return dict(sorted(items, key=lambda item: (item[0],) if by_name else (-item[1], item[0])))


def _at(known: list[tuple[int, int]], part: float) -> int:
    """The least value that so great a part of the rows does not exceed."""
    rows, below = sum(count for _, count in known), 0
    for value, count in known:
        below += count
        if below >= part * rows:
            return value
    return 0


def _spread(counts: Mapping[int, int]) -> Spread:
    known = sorted(counts.items())
    if not known:
        return Spread(0, 0, 0, 0, 0, 0, 0, 0, (0, 1), (0,), 0)
    end = _at(known, _SHOWN)
    width = next(size for size in _round_sizes() if size * BINS >= end + 1)
    bins = end // width + 1
    in_bins = [0] * bins
    beyond = 0
    for value, rows in known:
        if value // width < bins:
            in_bins[value // width] += rows
        else:
            beyond += rows
    return Spread(
        rows=sum(rows for _, rows in known), total=sum(value * rows for value, rows in known), smallest=known[0][0],
        lower_quartile=_at(known, 0.25), median=_at(known, 0.5), upper_quartile=_at(known, 0.75),
        percentile_95=_at(known, 0.95), largest=known[-1][0], edges=tuple(width * k for k in range(bins + 1)),
        counts=tuple(in_bins), beyond=beyond,
    )  # fmt: skip


def _round_sizes() -> Iterable[int]:
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10
