"""Rows of Parquet and Arrow files: batches are decoded in order and travel to the workers as Arrow IPC bytes.

Reads Parquet, Arrow IPC files and streams, and so the shards of `datasets.save_to_disk` and of our own corpora.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from curate.errors import InputError
from curate.sources.opening import BLOCK, compression, opened
from curate.sources.rows import ROW_LIMIT, Row, Unreadable

_FILE_MAGIC = b"ARROW1"


@dataclass(frozen=True)
class ColumnarRows:
    """Rows of one record batch, as an Arrow IPC stream; the first has number `number`."""

    number: int
    payload: bytes

    def rows(self) -> Iterator[tuple[int, Row | Unreadable]]:
        with pa.ipc.open_stream(self.payload) as reader:
            number = self.number
            for batch in reader:
                for index in range(batch.num_rows):
                    yield number, _row(batch, index)
                    number += 1


def _row(batch: pa.RecordBatch, index: int) -> Row | Unreadable:
    try:
        row: dict[str, Any] = batch.slice(index, 1).to_pylist()[0]
    except UnicodeDecodeError as error:
        return Unreadable("invalid_utf8", f"byte {error.start + 1}: {error.reason}")
    except (pa.ArrowException, ValueError, OverflowError) as error:
        return Unreadable("wrong_type", str(error)[:300])
    size = sum(len(value) for value in row.values() if isinstance(value, (str, bytes)))
    if size > ROW_LIMIT:
        text = " ".join(value[:200] for value in row.values() if isinstance(value, str))
        return Unreadable("row_too_large", f"{size:,} characters; the limit is {ROW_LIMIT:,}", text)
    return row


def payload_of(batch: pa.RecordBatch) -> bytes:
    """The batch as an Arrow IPC stream; of a slice, only the slice."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    payload: bytes = sink.getvalue().to_pybytes()
    return payload


def chunks_of(batches: Iterator[pa.RecordBatch], batch_rows: int) -> Iterator[ColumnarRows]:
    """Batches of any size as chunks of at most `batch_rows` rows, numbered from 1."""
    number = 1
    for batch in batches:
        for start in range(0, batch.num_rows, batch_rows):
            part = batch.slice(start, batch_rows)
            yield ColumnarRows(number, payload_of(part))
            number += part.num_rows


def columnar_chunks(path: Path, shown: str, kind: str, batch_rows: int) -> Iterator[ColumnarRows]:
    """The file's rows.

    Args:
        kind: ``parquet`` or ``arrow``.

    Raises:
        InputError: the file is not what its name says, or damaged.
    """
    with _explained(shown, kind), _batches(path, shown, kind, batch_rows) as batches:
        yield from chunks_of(batches, batch_rows)


def check_columnar(path: Path, shown: str, kind: str) -> None:
    """Open the file and read its footer or schema.

    Raises:
        InputError: see `columnar_chunks`.
    """
    with _explained(shown, kind), _batches(path, shown, kind, 1):
        pass


@contextmanager
def _batches(path: Path, shown: str, kind: str, batch_rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(opened(path, shown))
        if compression(path):
            source = stack.enter_context(_spilled(source))
        if kind == "parquet":
            import pyarrow.parquet as parquet

            file = stack.enter_context(parquet.ParquetFile(source, pre_buffer=False))
            yield file.iter_batches(batch_size=batch_rows)
            return
        magic = source.read(len(_FILE_MAGIC))
        source.seek(0)
        if magic == _FILE_MAGIC:
            reader = stack.enter_context(pa.ipc.open_file(source))
            yield (reader.get_batch(index) for index in range(reader.num_record_batches))
        else:
            yield iter(stack.enter_context(pa.ipc.open_stream(source)))


@contextmanager
def _spilled(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as spilled:
        shutil.copyfileobj(stream, spilled, BLOCK)
        spilled.seek(0)
        yield spilled


@contextmanager
def _explained(shown: str, kind: str) -> Iterator[None]:
    name = {"parquet": "Parquet", "arrow": "Arrow"}[kind]
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"the file is not {name}, or is damaged", where=shown, why=str(error).splitlines()[0],
            remedy="fetch the file again, or give it the ending of what it is",
        ) from None  # fmt: skip
