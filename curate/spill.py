"""Where a build keeps what it has done so far: one file a task, written whole or not at all.

A sifted task goes in; its kept rows, rejected rows and counts come out again, in this run or in one that resumes it.
The folder stands beside the corpus that it becomes (``corpora/medical.partial``) and goes away with the last step.
One build at a time holds it; the system lets go of the hold when that build ends, however it ends.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder, if need be, and keep other builds out of it meanwhile.

        Raises:
            OutputError: another build is at work in it, or what stands there was not left by one.
        """
        self._refuse_strangers()
        with writing(self.folder):
            descriptor = self._open_lock()
        try:
            yield
        finally:
            os.close(descriptor)

    def _open_lock(self) -> int:
        """The lock file, locked: the one in the folder now, should another build just have left with its own."""
        try:
            import fcntl
        except ImportError:  # a system without it
            fcntl = None  # type: ignore[assignment]
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o666)
            except FileNotFoundError:
                continue
            try:
                if fcntl is not None:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(descriptor), os.stat(self.lock)):
                    return descriptor
            except FileNotFoundError:
                pass
            except BlockingIOError:
                os.close(descriptor)
                raise OutputError(
                    "another build is at work here", where=str(self.folder),
                    why="two builds of one corpus would write over each other",
                    remedy="wait until it is done, or build beside it with --out DIR",
                ) from None  # fmt: skip
            except OSError as error:
                if error.errno in (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK):
                    return descriptor  # a file system that knows no locks
                os.close(descriptor)
                raise
            os.close(descriptor)

    @property
    def unfinished(self) -> int:
        """Tasks that an earlier run has done here."""
        return sum(1 for _ in self.rows.glob("*.arrow")) if self.plan.exists() else 0

    def begin(self, plan: dict[str, object], resume: bool) -> bool:
        """Make the folder ready; what an earlier run left is used or deleted.

        Returns:
            True when work of an earlier run was found and will be used.

        Raises:
            OutputError: `resume` was asked for and the unfinished build is of another recipe, input or version.
        """
        with writing(self.folder):
            if resume and self.plan.exists():
                before = self._begun()
                changed = sorted(key for key in plan if before.get(key) != plan[key])
                if changed:
                    raise OutputError(
                        "the unfinished build can't be continued",
                        where=self.folder.name,
                        why=f"since then, this has changed: {', '.join(changed)}",
                        remedy="start again without --resume",
                    )
                _delete(self.corpus)
                return True
            self._refuse_strangers()
            _delete(self.corpus)
            _delete(self.rows)
            self.rows.mkdir(parents=True)
            write_atomically(self.plan, json.dumps(plan, sort_keys=True).encode())
            return False

    def _begun(self) -> dict[str, object]:
        """The plan of the unfinished build; nothing where it can't be read."""
        try:
            plan: dict[str, object] = json.loads(self.plan.read_text(encoding="utf-8"))
        except ValueError:
            return {}
        return plan

    def _refuse_strangers(self) -> None:
        """What stands at the workspace's place is deleted only if a build left it there."""
        ours = {self.rows.name, self.corpus.name, self.plan.name, self.plan.name + ".writing", self.lock.name}
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


def _delete(folder: Path) -> None:
    """Delete a folder with all that is in it: nothing of an earlier run may get into this one."""
    if folder.exists():
        shutil.rmtree(folder)


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
    # a worker whose build was just killed may still be writing the same task
    partial = path.with_suffix(f".{os.getpid()}.writing")
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
