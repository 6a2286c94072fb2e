"""What a stage is: a batch of records in, the kept and the rejected out, each rejected row with its reason.

Batch in: `pyarrow.RecordBatch` in `curate.record.SCHEMA`. Out: `Sifted(kept, rejected)`, whose row counts add up to the
batch's. A stage sees one row at a time: how rows are batched never changes what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from curate.record import REJECTED, SCHEMA


@dataclass(frozen=True)
class Rejection:
    """Why a row is turned away.

    Attributes:
        stage: versioned stage name, such as ``repetition_v1``: a rule's meaning never changes under its name.
        reason: reason code, a short snake_case word or two, counted in the manifest.
        detail: what a person needs to see why (at most a line or two).
    """

    stage: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Sifted:
    """Rows kept (in SCHEMA) and rows rejected (in REJECTED), both in the order they came."""

    kept: pa.RecordBatch
    rejected: pa.RecordBatch


@dataclass(frozen=True)
class Context:
    """What a stage may know besides its own options.

    Attributes:
        domain: name of the domain being built.
        seed: the recipe's seed; the only source of randomness.
        base: folder against which the recipe's relative paths are read.
        tokenizer: SentencePiece model that the recipe counts tokens with; None is the toolkit's own.
    """

    domain: str
    seed: int
    base: Path
    tokenizer: Path | None = None


@dataclass(frozen=True)
class Stage:
    """One step of the pipeline.

    Attributes:
        name: versioned name. A stage may reject under several rule names (``repetition_v1``, ``truncation_v1``).
        apply: the function over a batch.
    """

    name: str
    apply: Callable[[pa.RecordBatch], Sifted]


def sift(batch: pa.RecordBatch, rejections: Sequence[Rejection | None]) -> Sifted:
    """Part a batch by one verdict a row: None keeps the row."""
    if len(rejections) != batch.num_rows:
        raise ValueError(f"{len(rejections)} verdicts for {batch.num_rows} rows")
    if all(rejection is None for rejection in rejections):
        return Sifted(batch, empty(REJECTED))
    keep = pa.array([rejection is None for rejection in rejections], type=pa.bool_())
    turned_away = [rejection for rejection in rejections if rejection is not None]
    return Sifted(batch.filter(keep), with_reasons(batch.filter(_inverted(rejections)), turned_away))


def with_reasons(batch: pa.RecordBatch, rejections: Sequence[Rejection]) -> pa.RecordBatch:
    """Records as rejected rows, one rejection a row."""
    columns = [*batch.columns]
    for name in ("stage", "reason", "detail"):
        columns.append(pa.array([getattr(rejection, name) for rejection in rejections], type=pa.string()))
    return pa.RecordBatch.from_arrays(columns, schema=REJECTED)


def rejected_rows(rows: Sequence[dict[str, Any]], rejections: Sequence[Rejection]) -> pa.RecordBatch:
    """Rows that never became whole records (`new_record` dicts or parts of one), with their reasons."""
    return with_reasons(pa.RecordBatch.from_pylist(list(rows), schema=SCHEMA), rejections)


def empty(schema: pa.Schema) -> pa.RecordBatch:
    """A batch of no rows."""
    return pa.RecordBatch.from_pylist([], schema=schema)


def _inverted(rejections: Sequence[Rejection | None]) -> pa.Array:
    return pa.array([rejection is not None for rejection in rejections], type=pa.bool_())
