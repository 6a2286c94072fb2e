"""Where a build keeps what it has done so far: one file a task, written whole or not at all.

A sifted task goes in; its kept rows, rejected rows and counts come out again, in this run or in one that resumes it.
The folder stands beside the corpus that it becomes (``corpora/medical.partial``) and goes away with the last step.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from curate.errors import CorpusError, OutputError
from curate.record import REJECTED, SCHEMA
from curate.writing import write_atomically, writing

_COUNTS = b"curate.counts"


@dataclass(frozen=True)
class Workspace:
    """The folder of a build that is not finished."""

    folder: Path

    @property
    def rows(self) -> Path:
        return self.folder / "rows"

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    def begin(self, plan: dict[str, object], resume: bool) -> bool:
        """Make the folder ready.

        Returns:
            True when work of an earlier run was found and will be used.

        Raises:
            OutputError: `resume` was asked for and the unfinished build is of another recipe, input or version.
        """
        with writing(self.folder):
            if resume and self.plan.exists():
                before = json.loads(self.plan.read_text(encoding="utf-8"))
                changed = sorted(key for key in plan if before.get(key) != plan[key])
                if changed:
                    raise OutputError(
                        "the unfinished build can't be continued",
                        where=self.folder.name,
                        why=f"since then, this has changed: {', '.join(changed)}",
                        remedy="start again without --resume",
                    )
                shutil.rmtree(self.corpus, ignore_errors=True)
                return True
            self._refuse_strangers()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.rows.mkdir(parents=True)
            write_atomically(self.plan, json.dumps(plan, sort_keys=True).encode())
            return False

    def _refuse_strangers(self) -> None:
        """What stands at the workspace's place is deleted only if a build left it there."""
        ours = {self.rows.name, self.corpus.name, self.plan.name, self.plan.name + ".writing"}
        if self.folder.exists() and not (
            self.folder.is_dir() and (self.plan.exists() or {path.name for path in self.folder.iterdir()} <= ours)
        ):
            raise OutputError(
                f"{self.folder.name} is in the way", where=str(self.folder.parent),
                why="an unfinished build would stand there, and what is there was not left by one",
                remedy="move it away, or choose another place with --out",
            )  # fmt: skip

    def task_file(self, number: int) -> Path:
        """File of the task of that number."""
        return self.rows / f"{number:08d}.arrow"

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Spilled:
    """What a task came to: rows kept (SCHEMA), rows rejected (REJECTED), and reasons counted by stage."""

    kept: pa.RecordBatch
    rejected: pa.RecordBatch
    counts: dict[str, dict[str, int]]


def write_spilled(path: Path, spilled: Spilled) -> None:
    """Write a task's outcome; the file appears only when it is whole."""
    nulls = [pa.nulls(spilled.kept.num_rows, REJECTED.field(name).type) for name in ("stage", "reason", "detail")]
    kept = pa.RecordBatch.from_arrays([*spilled.kept.columns, *nulls], schema=REJECTED)
    schema = REJECTED.with_metadata({**(REJECTED.metadata or {}), _COUNTS: json.dumps(spilled.counts).encode()})
    partial = path.with_suffix(".writing")
    with writing(path), pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_batch(kept.replace_schema_metadata(schema.metadata))
        writer.write_batch(spilled.rejected.replace_schema_metadata(schema.metadata))
    with writing(path):
        os.replace(partial, path)


def read_spilled(path: Path) -> Spilled:
    """Read a task's outcome, memory-mapped."""
    try:
        reader = pa.ipc.open_file(pa.memory_map(str(path)))
        kept, rejected = reader.get_batch(0), reader.get_batch(1)
    except (OSError, pa.ArrowInvalid) as error:
        raise CorpusError(
            "a file of the unfinished build is damaged",
            where=path.name,
            why=str(error),
            remedy="start again without --resume",
        ) from None
    counts = json.loads(reader.schema.metadata[_COUNTS])
    columns = kept.columns[: len(SCHEMA)]
    return Spilled(
        pa.RecordBatch.from_arrays(columns, schema=SCHEMA), rejected.replace_schema_metadata(REJECTED.metadata), counts
    )
