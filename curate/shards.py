"""Arrow shards: batches of rows in, IPC stream files of a fixed layout out, each with its row count and SHA-256.

The stream format is what `datasets.load_from_disk` maps into memory; `pyarrow.ipc.open_stream` and
`polars.read_ipc_stream` read it too. Bytes depend on the rows alone, not on how they came in batches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from curate.record import SPLITS
from curate.writing import write_atomically, writing

#: rows in one record batch inside a shard
BATCH_ROWS = 1_000


class ShardWriter:
    """Writes one folder of shards; call `add` with batches and `close` once.

    Args:
        folder: where the shards go; made when the first row, or `close`, comes.
        root: the corpus's folder; shard paths are relative to it.
        rows_per_shard: rows in each file but the last.
    """

    def __init__(self, folder: Path, root: Path, schema: pa.Schema, rows_per_shard: int):
        self.folder, self.root, self.schema, self.rows_per_shard = folder, root, schema, rows_per_shard
        self.shards: list[dict[str, Any]] = []
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        self._rows_in_shard = 0
        self._sink: _HashingFile | None = None
        self._writer: Any = None

    @property
    def rows(self) -> int:
        written: int = sum(shard["rows"] for shard in self.shards)
        return written + self._rows_in_shard + self._waiting_rows

    def add(self, batch: pa.RecordBatch) -> None:
        """Append rows."""
        if batch.num_rows:
            self._waiting.append(batch)
            self._waiting_rows += batch.num_rows
            if self._waiting_rows >= BATCH_ROWS:
                self._drain(last=False)

    def close(self) -> list[dict[str, Any]]:
        """Finish.

        Returns:
            For each shard its path (relative, POSIX), rows and sha256.
        """
        self._drain(last=True)
        if not self.shards and self._writer is None:
            self._open()
        self._finish_shard()
        return self.shards

    def _drain(self, *, last: bool) -> None:
        rows = pa.Table.from_batches(self._waiting, schema=self.schema)
        start = 0
        while rows.num_rows - start >= BATCH_ROWS or (last and start < rows.num_rows):
            size = min(BATCH_ROWS, self.rows_per_shard - self._rows_in_shard, rows.num_rows - start)
            self._write(_canonical(rows.slice(start, size), self.schema))
            start += size
        rest = rows.slice(start)
        self._waiting, self._waiting_rows = rest.to_batches(), rest.num_rows

    def _write(self, batch: pa.RecordBatch) -> None:
        if self._writer is None:
            self._open()
        with writing(self.folder):
            self._writer.write_batch(batch)
        self._rows_in_shard += batch.num_rows
        if self._rows_in_shard >= self.rows_per_shard:
            self._finish_shard()

    def _open(self) -> None:
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sink = _HashingFile(self.folder / f"data-{len(self.shards):05d}.arrow")
            self._writer = pa.ipc.new_stream(pa.PythonFile(self._sink, "w"), self.schema)

    def _finish_shard(self) -> None:
        if self._writer is None or self._sink is None:
            return
        with writing(self.folder):
            self._writer.close()
            self._sink.close()
        self.shards.append(
            {
                "path": self._sink.path.relative_to(self.root).as_posix(),
                "rows": self._rows_in_shard,
                "sha256": self._sink.digest.hexdigest(),
            }
        )
        self._writer, self._sink, self._rows_in_shard = None, None, 0


class _HashingFile:
    """A file that hashes what is written to it."""

    def __init__(self, path: Path):
        self.path = path
        self.digest = hashlib.sha256()
        self._file = path.open("wb")

    @property
    def closed(self) -> bool:
        return self._file.closed

    def write(self, content: Any) -> int:
        self.digest.update(content)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _canonical(rows: pa.Table, schema: pa.Schema) -> pa.RecordBatch:
    """The rows as one batch in fresh buffers, so that equal rows are equal bytes."""
    gathered = rows.combine_chunks().take(pa.array(range(rows.num_rows), type=pa.int64())).combine_chunks()
    return pa.RecordBatch.from_arrays([column.chunk(0) for column in gathered.columns], schema=schema)


def write_table(path: Path, root: Path, table: pa.Table) -> dict[str, Any]:
    """Write a table of its own as one Arrow stream file.

    Returns:
        Its path (relative, POSIX), rows and sha256.
    """
    with writing(path):
        sink = _HashingFile(path)
        with pa.ipc.new_stream(pa.PythonFile(sink, "w"), table.schema) as writer:
            writer.write_table(table.combine_chunks(), max_chunksize=BATCH_ROWS)
        sink.close()
    return {"path": path.relative_to(root).as_posix(), "rows": table.num_rows, "sha256": sink.digest.hexdigest()}


#: the file, beside the splits, from which `datasets.load_from_disk` learns their names
DATASET_DICT = "dataset_dict.json"


def dataset_dict() -> dict[str, Any]:
    """What that file holds."""
    return {"splits": list(SPLITS)}


def dataset_state(split: str, shards: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What ``state.json`` of a split holds: its files in order, and a fingerprint of their content."""
    fingerprint = hashlib.sha256("".join(shard["sha256"] for shard in shards).encode()).hexdigest()[:16]
    return {
        "_data_files": [{"filename": Path(shard["path"]).name} for shard in shards],
        "_fingerprint": fingerprint,
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }


def write_dataset_files(folder: Path, split: str, shards: Sequence[Mapping[str, Any]], schema: pa.Schema) -> None:
    """The two JSON files that `datasets.load_from_disk` wants beside a split's shards."""
    from datasets import Features

    write_atomically(folder / "state.json", _json(dataset_state(split, shards)))
    write_atomically(folder / "dataset_info.json", _json({"features": Features.from_arrow_schema(schema).to_dict()}))


def write_dataset_dict(root: Path) -> None:
    """The JSON file that makes the splits one `datasets.DatasetDict`."""
    write_atomically(root / DATASET_DICT, json.dumps(dataset_dict()).encode() + b"\n")


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()
