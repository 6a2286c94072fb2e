"""What a source is: something that yields tasks, each of which loads a batch of records with their pedigree.

A task is small, picklable and self-contained, so that a worker process can load it; loading the same task twice gives
the same rows. Task order is the corpus's row order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from curate.stages.contract import Sifted


class Task(Protocol):
    """A run of consecutive rows of one source."""

    def load(self) -> Sifted:
        """Read the rows and bring them into the record's shape.

        Rows that can't be read (broken JSON, invalid UTF-8) are rejected by stage ``read_v1``, rows that no layout
        understands by ``adapt_v1``: both carry their provenance and their raw text. Nothing is dropped.
        """
        ...


class Source(Protocol):
    """Where rows come from."""

    @property
    def name(self) -> str:
        """Short name, unique in a build."""
        ...

    def tasks(self, batch_rows: int) -> Iterator[Task]:
        """The source's rows as tasks of about `batch_rows` rows; the batching never changes a row.

        Raises:
            InputError: the input as a whole can't be read (missing, empty, truncated, no permission).
            UnreachableError: a remote source can't be reached.
        """
        ...

    def describe(self) -> dict[str, Any]:
        """What the manifest says of it: name, kind, revision or content hashes, licence. No path of the machine, no
        time. Complete before `tasks` is called: it is also what a resumed build compares."""
        ...
