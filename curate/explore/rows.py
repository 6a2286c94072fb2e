"""Rows by number, from Arrow stream files that stay on disk.

Files go in; the place of each record batch in them comes out, and with it any row in constant time. The files are
memory-mapped without read-ahead, so that only the pages that a row or a column lies on are ever read.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from curate.errors import CorpusError
from curate.record import require_readable

_REMEDY = "see what else is damaged: curate check CORPUS"


class Rows:
    """The rows of some Arrow stream files, numbered from 0 in the order of the files.

    Args:
        files: each with the name that messages give it.
        records: whether they are shards of records, whose schema is checked.

    Attributes:
        count: how many rows there are.
        batches: in how many record batches they lie.

    Raises:
        CorpusError: a file is missing, cut short, or not what it should be.
    """

    def __init__(self, files: Iterable[tuple[Path, str]], *, records: bool = True):
        self._names: list[str] = []
        self._schemas: list[pa.Schema] = []
        self._buffers: list[pa.Buffer] = []
        self._maps: list[mmap.mmap] = []
        firsts, shards, offsets = [0], [], []
        for path, name in files:
            for offset, rows in self._open(path, name, records):
                shards.append(len(self._names) - 1)
                offsets.append(offset)
                firsts.append(firsts[-1] + rows)
        self._first = np.array(firsts, dtype=np.int64)
        self._shard = np.array(shards, dtype=np.int32)
        self._offset = np.array(offsets, dtype=np.int64)
        self.count = firsts[-1]
        self.batches = len(shards)

    def _open(self, path: Path, name: str, records: bool) -> Iterator[tuple[int, int]]:
        """Place and rows of each batch of a file."""
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            buffer = pa.py_buffer(mapped)
            self._maps.append(mapped)
            reader = pa.BufferReader(buffer)
            schema = pa.ipc.read_schema(pa.ipc.read_message(reader))
            if records:
                require_readable(schema, name)
            self._names.append(name)
            self._schemas.append(schema)
            self._buffers.append(buffer)
            while True:
                offset = reader.tell()
                try:
                    message = pa.ipc.read_message(reader)
                except EOFError:
                    break
                yield offset, pa.ipc.read_record_batch(message, schema).num_rows
        except (OSError, ValueError, EOFError, pa.ArrowException) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise CorpusError("a shard can't be read", where=name, why=said, remedy=_REMEDY) from None

    def first(self, batch: int) -> int:
        """The number of a batch's first row; for ``batches``, the number of all rows."""
        return int(self._first[batch])

    def batch(self, number: int, columns: Sequence[str] | None = None, *, full: bool = False) -> pa.RecordBatch:
        """A batch, or those of the named columns that its file has.

        Args:
            full: whether every value is looked at for damage, and not only the shape.

        Raises:
            CorpusError: it is damaged.
        """
        shard = int(self._shard[number])
        try:
            schema = self._schemas[shard]
            reader = pa.BufferReader(self._buffers[shard])
            reader.seek(int(self._offset[number]))
            batch = pa.ipc.read_record_batch(pa.ipc.read_message(reader), schema)
            if columns is not None:
                batch = batch.select([name for name in columns if name in schema.names])
            batch.validate(full=full)
        except (OSError, ValueError, EOFError, pa.ArrowException) as error:
            raise self._damaged(shard, error) from None
        return batch

    def read(self, row: int, columns: Sequence[str] | None = None) -> dict[str, Any]:
        """One row, or some of its columns.

        Raises:
            IndexError: there is no such row.
            CorpusError: it is damaged.
        """
        if not 0 <= row < self.count:
            raise IndexError(row)
        number = int(np.searchsorted(self._first, row, side="right")) - 1
        alone = self.batch(number, columns).slice(row - self.first(number), 1)
        try:
            alone.validate(full=True)
            found: dict[str, Any] = alone.to_pylist()[0]
        except (ValueError, pa.ArrowException) as error:
            raise self._damaged(int(self._shard[number]), error) from None
        return found

    def let_go(self, batch: int) -> None:
        """Let the system take back the memory of the file that a batch lies in, after reading through it."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._maps[int(self._shard[batch])].madvise(mmap.MADV_DONTNEED)

    def _damaged(self, shard: int, error: Exception) -> CorpusError:
        return CorpusError("a shard can't be read", where=self._names[shard], why=str(error), remedy=_REMEDY)
