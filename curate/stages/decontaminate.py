"""Rows that are items of public benchmarks: records in, the ones that no exam contains out.
"""

from __future__ import annotations

from typing import Literal

import pyarrow as pa
import pydantic

from curate.stages.contract import Context, Rejection, Sifted, Stage, sift

NAME = "decontaminate_v1"
REASON = "benchmark"
THRESHOLD = 0.25


class Options(pydantic.BaseModel, extra="forbid", frozen=True):
    """What a recipe may set.

    Attributes:
        benchmarks: ``default`` for the shipped sets of the domain and the general ones, or names of shipped sets and paths
            of fingerprint files, relative to the recipe; ``default`` may be one of the names.
        threshold: overlap from which a row counts as a benchmark item.
        action: ``reject`` turns the row away, ``flag`` keeps it and adds ``benchmark:NAME#ITEM`` to its quality flags.
    """

    benchmarks: Literal["default"] | tuple[str, ...] = "default"
    threshold: float = pydantic.Field(default=THRESHOLD, gt=0, le=1)
    action: Literal["reject", "flag"] = "reject"


def stage(options: Options, context: Context) -> Stage:
    """The stage over the fingerprints that the options name.

    Raises:
        InputError: a set is not shipped, or a file is missing or not a fingerprint.
        CorpusError: a fingerprint file is damaged or newer than this reader.
    """
    from curate.fingerprints import Index, compared_text, default_names, load

    asked = ("default",) if options.benchmarks == "default" else options.benchmarks
    names = [name for entry in asked for name in (default_names(context.domain) if entry == "default" else [entry])]
    index = Index.of([load(name, context.base) for name in dict.fromkeys(names)])

    def apply(batch: pa.RecordBatch) -> Sifted:
        hits = index.match(compared_text(batch["question"], batch["choices"]))
        found = [
            (index.named(int(unit)), float(overlap)) if unit >= 0 and overlap >= options.threshold else None
            for unit, overlap in zip(hits.unit, hits.overlap)
        ]
        if options.action == "flag":
            return sift(_flagged(batch, found), [None] * batch.num_rows)
        return sift(
            batch,
            [hit and Rejection(NAME, REASON, f"{hit[0]} overlap {hit[1]:.2f}") for hit in found],
        )

    return Stage(NAME, apply)


def _flagged(batch: pa.RecordBatch, found: list[tuple[str, float] | None]) -> pa.RecordBatch:
    """The batch with the hit items among the rows' quality flags."""
    from curate.record import replaced

    if not any(found):
        return batch
    quality = [
        before if hit is None else {**(before or {"score": None}), "flags": [*((before or {}).get("flags") or ()), f"benchmark:{hit[0]}"]}
        for before, hit in zip(batch["quality"].to_pylist(), found)
    ]
    return replaced(batch, quality=quality)
