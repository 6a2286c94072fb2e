"""The user's own files as a source: paths in, tasks of rows out.

Everything that makes an input unusable as a whole (missing, empty, truncated, not what its ending says, a mapped column
that is not there) is found before the first row is used; what is wrong with one row rejects that row alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

from curate.errors import InputError
from curate.sources.adapters import checked_mapping, facts_of, named_adapter, require_columns
from curate.sources.columnar import check_columnar, columnar_chunks
from curate.sources.finding import Found, find
from curate.sources.json_document import Shape, document_chunks, document_heading, document_shape
from curate.sources.json_text import parsed
from curate.sources.lines import JsonLines, decoded, lines_of, spans_of
from curate.sources.opening import compression, content_hash, opened
from curate.sources.rows import Allowance, Chunk, Reading, adapted
from curate.sources.separated import Table, separated_chunks, table_of
from curate.stages.contract import Sifted

#: rows of a file that are looked at to learn its columns
_LOOKED_AT = 200


@dataclass(frozen=True)
class FileTask:
    """A run of rows of one file."""

    chunk: Chunk
    reading: Reading

    def load(self) -> Sifted:
        """Read the rows and bring them into the record's shape; see `curate.sources.rows.adapted`."""
        return adapted(self.chunk.rows(), self.reading)


@dataclass(frozen=True)
class _Plan:
    """A file, what was learnt of its shape, and its pedigree."""

    file: Found
    shape: Shape | Table | None
    reading: Reading
    size: int


class FilesSource:
    """Rows of the files that the user names.

    Args:
        paths: files, globs and folders.
        domain: name of the domain that is built.
        mapping: role -> column, for layouts that nobody knows (see `curate.sources.adapters.mapping`).
        adapter: name of an adapter to read every row with.
        licence: SPDX identifier of the rows; None takes what the layout states, or "unknown".
        label: the source's name, unique in a build.
        allow: rows that are refused by default: ``evaluation`` (sets that are never to be trained on),
            ``non_commercial``.

    Raises:
        InputError: nothing to read.
        RecipeError: an unknown adapter or an unknown role in the mapping.
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        domain: str,
        *,
        mapping: Mapping[str, str] | None = None,
        adapter: str | None = None,
        licence: str | None = None,
        label: str = "files",
        allow: Sequence[Allowance] = (),
    ):
        self._domain, self._label, self._licence = domain, label, licence or ""
        self._mapping = checked_mapping(mapping or {})
        self._adapter = named_adapter(adapter).name if adapter else ""
        self._allow = tuple(sorted(set(allow)))
        self._files, self._ignored = find(paths)

    @property
    def name(self) -> str:
        return self._label

    @property
    def ignored(self) -> tuple[str, ...]:
        """Files in the named folders that are no data."""
        return tuple(self._ignored)

    def describe(self) -> dict[str, Any]:
        """Name, kind, and for each file its relative name, content hash and size in bytes. Reads every file once."""
        return {
            "name": self._label,
            "kind": "files",
            "licence": self._licence or "as each layout states",
            "adapter": self._adapter or None,
            "mapping": dict(self._mapping) or None,
            **({"allow": list(self._allow)} if self._allow else {}),
            "files": [
                {"file": plan.file.name, "revision": plan.reading.revision, "bytes": plan.size} for plan in self._plans
            ],
            "ignored": list(self._ignored),
        }

    def rows_about(self) -> int | None:
        """About how many rows there are, for progress alone: lines are counted, quoted line breaks and all.

        None where only reading would tell (JSON documents, Arrow files).
        """
        counts = [_rows_about(plan.file) for plan in self._plans]
        return None if None in counts else sum(count for count in counts if count)

    def tasks(self, batch_rows: int) -> Iterator[FileTask]:
        """The files' rows in order.

        Raises:
            InputError: a file that is unusable as a whole.
        """
        for plan in self._plans:
            for chunk in _chunks(plan.file, plan.shape, batch_rows):
                yield FileTask(chunk, plan.reading)

    @cached_property
    def _plans(self) -> list[_Plan]:
        return [self._plan(file) for file in self._files]

    def _plan(self, file: Found) -> _Plan:
        revision = content_hash(file.path, file.name)
        file = _as_written(file)
        shape: Shape | Table | None = None
        heading: dict[str, Any] = {}
        if file.kind == "json":
            shape = document_shape(file.path, file.name)
            heading = document_heading(file.path, file.name, shape)
        elif file.kind in ("csv", "tsv"):
            delimiter = "\t" if file.kind == "tsv" else _delimiter(file)
            shape = table_of(file.path, file.name, delimiter, [column for _, column in self._mapping])
        elif file.kind in ("parquet", "arrow"):
            check_columnar(file.path, file.name, file.kind)
        chunks = _chunks(file, shape, _LOOKED_AT)
        rows = (row for chunk in chunks for _, row in chunk.rows() if isinstance(row, Mapping))
        first = list(islice(rows, _LOOKED_AT))
        if self._mapping and first:
            require_columns(self._mapping, first, file.name)
        stem = file.path.name.split(".")[0]
        reading = Reading(
            source=self._label, revision=revision, file=file.name, domain=self._domain, family=stem,
            licence=self._licence, adapter=self._adapter, mapping=self._mapping, allow=self._allow,
        )  # fmt: skip
        facts = facts_of(first, chain(first, rows), reading, heading)
        return _Plan(file, shape, replace(reading, facts=facts), file.path.stat().st_size)


def _chunks(file: Found, shape: Shape | Table | None, batch_rows: int) -> Iterator[Chunk]:
    if isinstance(shape, Shape):
        yield from document_chunks(file.path, file.name, shape, batch_rows)
    elif isinstance(shape, Table):
        yield from separated_chunks(file.path, file.name, shape, batch_rows)
    elif file.kind in ("parquet", "arrow"):
        yield from columnar_chunks(file.path, file.name, file.kind, batch_rows)
    else:
        place = "" if compression(file.path) else str(file.path)
        with opened(file.path, file.name) as stream:
            for span in spans_of(lines_of(stream), batch_rows, place):
                yield JsonLines(span)


def _rows_about(file: Found) -> int | None:
    if file.kind == "parquet" and not compression(file.path):
        import pyarrow.parquet as parquet

        return int(parquet.read_metadata(file.path).num_rows)
    if file.kind not in ("lines", "csv", "tsv"):
        return None
    with opened(file.path, file.name) as stream:
        lines = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    return lines - (file.kind != "lines")


def _as_written(file: Found) -> Found:
    """The file with the kind that its content shows: JSON Lines are often named ``.json``, and the other way round.

    Raises:
        InputError: the file is empty, or UTF-16.
    """
    with opened(file.path, file.name) as stream:
        head = stream.read(4)
    if not head:
        raise InputError("the file is empty", where=file.name, remedy="leave it out, or fetch it again")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") and file.kind not in ("parquet", "arrow"):
        raise InputError("the file is written in UTF-16", where=file.name,
                         remedy=f"convert it: iconv -f UTF-16 -t UTF-8 {file.name}")  # fmt: skip
    if file.kind in ("parquet", "arrow"):
        return file
    with opened(file.path, file.name) as stream:
        lines = (line for line in lines_of(stream) if line.text.strip())
        first, second = next(lines, None), next(lines, None)
    if first is None:
        raise InputError("the file is empty", where=file.name, why="it holds white space only",
                         remedy="leave it out, or fetch it again")  # fmt: skip
    if file.kind == "json":
        text = decoded(first)
        whole = isinstance(text, str) and isinstance(parsed(text), Mapping)
        return Found(file.path, file.name, "lines") if whole and second is not None else file
    if file.kind == "lines" and first.text.strip() in (b"[", b"{", b"[{"):
        return Found(file.path, file.name, "json")
    return file


def _delimiter(file: Found) -> str:
    """A comma, or, where the first line has none, the semicolon or tab that some spreadsheets write."""
    with opened(file.path, file.name) as stream:
        first = next(lines_of(stream)).text
    return next((mark for mark in ",;\t" if mark.encode() in first), ",")
