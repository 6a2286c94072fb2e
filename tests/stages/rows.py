"""Small batches for the tests of the row-wise stages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from curate.record import batch_of, new_record
from curate.stages.contract import Context, Sifted, Stage

CONTEXT = Context("medical", 0, Path("."))


def row(**given: Any) -> dict[str, Any]:
    """A generated-looking number row, with what is given put in its place."""
    base: dict[str, Any] = {
        "domain": "medical",
        "family": "infusions",
        "question": "A pump delivers 40 mL in 20 minutes. What is the rate in mL/min, as a whole number?",
        "reasoning": "The rate is volume over time.\nSo 40 / 20 = 2 mL/min.",
        "answer": "2",
        "answer_type": "number",
        "verifier": "number",
        "source": "test",
        "revision": "r",
        "file": "f.jsonl",
        "row": 1,
        "licence": "MIT",
    }
    return new_record(**(base | given))


def batch(*rows: dict[str, Any]) -> pa.RecordBatch:
    return batch_of(rows)


def kept(sifted: Sifted) -> list[dict[str, Any]]:
    return list(sifted.kept.to_pylist())


def reasons(sifted: Sifted) -> list[str]:
    return [f"{one['stage']}:{one['reason']}" for one in sifted.rejected.to_pylist()]


def assert_rowwise(stage: Stage, whole: pa.RecordBatch) -> None:
    """However rows are batched, and whatever offset a batch has, the same rows come out."""
    at_once = stage.apply(whole)
    assert at_once.kept.num_rows + at_once.rejected.num_rows == whole.num_rows
    one_by_one = [stage.apply(whole.slice(k, 1)) for k in range(whole.num_rows)]
    assert at_once.kept.to_pylist() == [one for part in one_by_one for one in part.kept.to_pylist()]
    assert at_once.rejected.to_pylist() == [one for part in one_by_one for one in part.rejected.to_pylist()]
