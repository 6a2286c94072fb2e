"""Read a source whole; shared by the source tests."""

from __future__ import annotations

import pickle
from collections import Counter
from typing import Any

from curate.sources.contract import Source


def read(source: Source, batch_rows: int = 100) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(kept, rejected) rows, each task having gone through a pickle as on its way to a worker."""
    kept: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    for task in source.tasks(batch_rows):
        sifted = pickle.loads(pickle.dumps(task)).load()  # noqa: S301 - our own tasks, as a process pool sends them
        kept.extend(sifted.kept.to_pylist())
        rejected.extend(sifted.rejected.to_pylist())
    return kept, rejected


def reasons(rejected: list[dict[str, Any]]) -> dict[str, int]:
    return dict(Counter(row["reason"] for row in rejected))


def places(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(row["provenance"]["file"], row["provenance"]["row"]) for row in rows]
