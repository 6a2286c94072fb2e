"""compare(left, right) → Comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from curate.compare.distributions import Distribution, Duplicates, compare_distributions, duplicates
from curate.compare.rows import Rows, compare_rows
from curate.compare.settings import Setting, differences
from curate.corpus import Corpus


@dataclass(frozen=True)
class Counts:
    """Rows into a stage, rejected by it, and kept."""

    rows_in: int
    rejected: int
    rows_kept: int


@dataclass(frozen=True)
class Stage:
    """A line of the two funnels; a side that does not have the stage is None.

    Attributes:
        reasons: reason -> rows turned away for it on the left, on the right.
    """

    stage: str
    left: Counts | None
    right: Counts | None
    reasons: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Comparison:
    """Two corpora compared.

    Attributes:
        left, right: their domains and counts of rows.
        recipe, inputs, versions: keys whose values differ.
        funnel: every stage of either, in order.
        rows: what became of each row.
        distributions: properties of the kept rows.
        duplicates: of the left corpus, of the right one.
        shards: path of a shard -> whether both have it with equal bytes.
    """

    left: dict[str, Any]
    right: dict[str, Any]
    recipe: tuple[Setting, ...]
    inputs: tuple[Setting, ...]
    versions: tuple[Setting, ...]
    funnel: tuple[Stage, ...]
    rows: Rows
    distributions: tuple[Distribution, ...]
    duplicates: tuple[Duplicates, Duplicates]
    shards: dict[str, bool]

    @property
    def equal(self) -> bool:
        """Whether nothing differs: neither what they were built from, nor a row, nor a byte of a shard."""
        return not (self.recipe or self.inputs or self.versions) and self.rows.equal and all(self.shards.values())


def compare(left: Corpus, right: Corpus, *, examples: int = 5) -> Comparison:
    """Compare two corpora, the older one first.

    Memory is at most `curate.compare.rows.ROW_BYTES` for a row of either; the order of rows and the cut of the shards
    do not matter.

    Args:
        examples: how many rows of each kind to give as examples.

    Raises:
        CorpusError: a shard or the map of duplicates can't be read.
    """
    one, other = left.manifest, right.manifest
    return Comparison(
        left=_about(left),
        right=_about(right),
        recipe=differences(one["recipe"], other["recipe"]),
        inputs=differences(_inputs(left), _inputs(right)),
        versions=differences(one["versions"], other["versions"]),
        funnel=_funnel(left, right),
        rows=compare_rows(left, right, examples),
        distributions=compare_distributions(left, right),
        duplicates=(duplicates(left), duplicates(right)),
        shards=_shards(left, right),
    )


def _about(corpus: Corpus) -> dict[str, Any]:
    manifest = corpus.manifest
    splits = {name: manifest["splits"][name] for name in manifest["splits"]}
    return {
        "domain": corpus.domain,
        "rows_in": manifest["rows_in"],
        "rows_kept": manifest["rows_kept"],
        "splits": splits,
    }


def _inputs(corpus: Corpus) -> dict[str, Any]:
    manifest = corpus.manifest
    return {"sources": manifest["sources"], "stage_files": manifest.get("stage_files", {})}


def _funnel(left: Corpus, right: Corpus) -> tuple[Stage, ...]:
    one, other = ({line["stage"]: line for line in corpus.manifest["funnel"]} for corpus in (left, right))
    stages = list(one)
    at = 0
    for name in other:
        if name in one:
            at = stages.index(name) + 1
        else:
            stages.insert(at, name)
            at += 1
    return tuple(_stage(name, one.get(name), other.get(name)) for name in stages)


def _stage(name: str, one: dict[str, Any] | None, other: dict[str, Any] | None) -> Stage:
    reasons = [line["reasons"] if line else {} for line in (one, other)]
    named = sorted({*reasons[0], *reasons[1]})
    counts = [Counts(line["rows_in"], line["rejected"], line["rows_kept"]) if line else None for line in (one, other)]
    return Stage(name, counts[0], counts[1], {key: (reasons[0].get(key, 0), reasons[1].get(key, 0)) for key in named})


def _shards(left: Corpus, right: Corpus) -> dict[str, bool]:
    one, other = (
        {shard["path"]: shard["sha256"] for key in ("shards", "rejected_shards") for shard in corpus.manifest[key]}
        for corpus in (left, right)
    )
    return {path: one.get(path) == other.get(path) for path in sorted({*one, *other})}
