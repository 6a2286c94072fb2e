"""The row-wise pipeline, in order, and the registry that the recipe and the build read.

Records go in, kept and rejected records come out; see `curate.stages.contract`. A new stage is one module with
``Options`` and ``stage(options, context)``, and one line here.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from curate.record import REJECTED
from curate.stages.contract import Context, Sifted, Stage

if TYPE_CHECKING:
    from pydantic import BaseModel

#: stages that see one row at a time, in the order a row meets them
ROW_STAGES: dict[str, str] = {
    "normalize": "curate.stages.normalize",
    "language": "curate.stages.language",
    "quality": "curate.stages.quality",
    "privacy": "curate.stages.privacy",
    "decontaminate": "curate.stages.decontaminate",
    "verify": "curate.stages.verify",
    "grade": "curate.stages.grade",
}
#: stages that need the whole corpus
CORPUS_STAGES: dict[str, str] = {
    "deduplicate": "curate.stages.deduplicate",
    "split": "curate.stages.split",
}
STAGES = ROW_STAGES | CORPUS_STAGES
#: stages that a recipe may leave out; the others give the record its shape
OPTIONAL = ("language", "quality", "privacy", "decontaminate", "deduplicate")


def options_model(name: str) -> type[BaseModel]:
    """The pydantic model of a stage's options."""
    model: type[BaseModel] = importlib.import_module(STAGES[name]).Options
    return model


def row_pipeline(options: Mapping[str, BaseModel], skip: Sequence[str], context: Context) -> list[Stage]:
    """The row-wise stages of a recipe, ready to apply."""
    return [
        importlib.import_module(module).stage(options[name], context)
        for name, module in ROW_STAGES.items()
        if name not in skip
    ]


def run(stages: Sequence[Stage], batch: pa.RecordBatch) -> tuple[Sifted, dict[str, dict[str, int]]]:
    """One batch through the stages.

    Returns:
        The survivors with every row turned away on the way and its reason, and the reasons at each stage, counted.
    """
    rejected: list[pa.RecordBatch] = []
    counts: dict[str, dict[str, int]] = {}
    for stage in stages:
        sifted = stage.apply(batch)
        if sifted.kept.num_rows + sifted.rejected.num_rows != batch.num_rows:
            raise AssertionError(f"{stage.name} took {batch.num_rows} rows and gave back another number")
        rejected.append(sifted.rejected)
        counts[stage.name] = counted(sifted.rejected)
        batch = sifted.kept
    return Sifted(batch, joined(rejected, REJECTED)), counts


def counted(rejected: pa.RecordBatch) -> dict[str, int]:
    """Reason -> rows, reasons in alphabetical order."""
    return dict(sorted(Counter(rejected.column("reason").to_pylist()).items()))


def counted_by_stage(rejected: pa.RecordBatch) -> dict[str, dict[str, int]]:
    """Stage -> reason -> rows, in alphabetical order."""
    counts: dict[str, Counter[str]] = {}
    for stage, reason in zip(rejected.column("stage").to_pylist(), rejected.column("reason").to_pylist()):
        counts.setdefault(stage, Counter())[reason] += 1
    return {stage: dict(sorted(by_reason.items())) for stage, by_reason in sorted(counts.items())}


def joined(batches: Sequence[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Batches of one schema as one batch."""
    table = pa.Table.from_batches(list(batches), schema=schema).combine_chunks()
    found = table.to_batches()
    return found[0] if found else pa.RecordBatch.from_pylist([], schema=schema)
