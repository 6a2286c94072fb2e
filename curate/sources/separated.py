"""Rows of CSV and TSV files: lines in, named fields out.

The header is found, not assumed: a first row of short distinct names is one, anything else makes columns ``column_0``,
``column_1`` …. Quoting follows RFC 4180 (a quoted field may hold line breaks); a TSV whose quotes do not close is read
as tab-separated text without quoting, as such files are written. Row numbers count data rows from 1.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from curate.errors import InputError
from curate.sources.lines import Line, Span, lines_of, too_large
from curate.sources.opening import compression, opened
from curate.sources.rows import ROW_LIMIT, Row, Unreadable

_NAME = re.compile(r"[^\W\d][\w .\-/()#%]{0,39}")
_KNOWN = {
    "question", "answer", "text", "id", "index", "label", "choices", "options", "prompt", "input", "output", "query",
    "response", "context", "passage", "solution", "problem", "target", "reasoning", "explanation", "note",
    "instruction",
}  # fmt: skip
_OVERLONG = "\0overlong\0"
_SENTINEL = "\0end\0"


@dataclass(frozen=True)
class Table:
    """How a file of separated values is read.

    Attributes:
        columns: names of the fields.
        header: whether the first record is the header.
        delimiter: one character.
        quoted: False reads quotation marks as text.
    """

    columns: tuple[str, ...]
    header: bool
    delimiter: str
    quoted: bool


@dataclass(frozen=True)
class SeparatedRows:
    """A run of records; `span` holds whole records, and the first has number `number`."""

    span: Span
    table: Table
    number: int

    def rows(self) -> Iterator[tuple[int, Row | Unreadable]]:
        reader = _Records(self.span.lines(), self.table)
        for count, record in enumerate(reader):
            yield self.number + count, _row(record, self.table.columns)


class _Records:
    """Records of a run of lines, each a list of fields or an `Unreadable`; knows which line comes next."""

    def __init__(self, lines: Iterator[Line], table: Table, shown: str = ""):
        csv.field_size_limit(2 * ROW_LIMIT)
        self.last: Line | None = None
        self.lines: list[Line] = []
        self._source, self._shown, self._quoted = lines, shown, table.quoted
        self._overlong: list[Line] = []
        self._pulled = 0
        self._opened_at = 0
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if table.quoted else csv.QUOTE_NONE
        self._reader = csv.reader(self._texts(), delimiter=table.delimiter, quoting=quoting)

    def __iter__(self) -> Iterator[list[str] | Unreadable]:
        while True:
            self._pulled, self.lines = 0, []
            try:
                record = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._unclosed(str(error)) from None
            if record and record[-1].endswith(_SENTINEL):
                if record == [_SENTINEL]:
                    return
                raise self._unclosed("the file ends inside a quoted field")
            if any(field == _OVERLONG for field in record):
                line = self._overlong.pop()
                yield too_large(line)
            elif record:
                yield record

    def _texts(self) -> Iterator[str]:
        for line in self._source:
            if self._pulled == 0:
                self._opened_at = line.number
            self._pulled += line.size
            self.last = line
            self.lines.append(line)
            if line.too_large:
                self._overlong.append(line)
                open_quote = self._quoted and line.quotes % 2 == 1
                while open_quote:
                    following = next(self._source, None)
                    if following is None:
                        raise self._unclosed("the file ends inside a quoted field")
                    self.last = following
                    self.lines.append(following)
                    marks = following.quotes if following.too_large else following.text.count(b'"')
                    open_quote = marks % 2 == 0
                yield f"{_OVERLONG}\n"
                continue
            if self._pulled > ROW_LIMIT:
                raise self._unclosed(f"the record goes on for more than {ROW_LIMIT // 1024 // 1024} MiB")
            yield line.text.decode("utf-8", "surrogateescape") + "\n"
        yield _SENTINEL

    def _unclosed(self, why: str) -> InputError:
        return InputError(
            f"a quotation mark opened in line {self._opened_at} is never closed",
            where=self._shown or None,
            why=why,
            remedy='write a quotation mark inside a quoted field as "", or give the file as JSON Lines',
        )


def _row(record: list[str] | Unreadable, columns: Sequence[str]) -> Row | Unreadable:
    if isinstance(record, Unreadable):
        return record
    joined = "\x1f".join(record)
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError as error:
            shown = joined.encode("utf-8", "replace").decode()
            return Unreadable("invalid_utf8", f"character {error.start + 1}", shown)
    if "\0" in joined:
        return Unreadable("nul_bytes", f"NUL at character {joined.index(chr(0)) + 1}", joined)
    if len(record) != len(columns):
        return Unreadable("ragged_row", f"{len(record)} fields where {len(columns)} are expected", " | ".join(record))
    return dict(zip(columns, record, strict=True))


def table_of(path: Path, shown: str, delimiter: str, named: Sequence[str] = ()) -> Table:
    """How the file is to be read; reads it through once, so that broken quoting is found before the first row is used.

    Args:
        named: columns that the user named; a first row that holds one of them is the header.

    Raises:
        InputError: a quoted field that never closes.
    """
    try:
        return _table(path, shown, delimiter, named, quoted=True)
    except InputError:
        if delimiter != "\t":
            raise
        return _table(path, shown, delimiter, named, quoted=False)


def _table(path: Path, shown: str, delimiter: str, named: Sequence[str], *, quoted: bool) -> Table:
    draft = Table((), False, delimiter, quoted)
    sample: list[list[str]] = []
    with opened(path, shown) as stream:
        for record in _Records(lines_of(stream), draft, shown):
            if len(sample) < 21 and isinstance(record, list):
                sample.append(record)
    if not sample:
        return draft
    header = _is_header(sample, named)
    width = len(sample[0])
    columns = tuple(_distinct([name.strip() for name in sample[0]])) if header else tuple(
        f"column_{index}" for index in range(width)
    )  # fmt: skip
    return Table(columns, header, delimiter, quoted)


def _is_header(sample: Sequence[Sequence[str]], named: Sequence[str]) -> bool:
    first = [name.strip() for name in sample[0]]
    if set(first) & set(named):
        return True
    if len(set(first)) < len(first) or not all(_NAME.fullmatch(name) for name in first if name) or not any(first):
        return False
    if any(name.lower() in _KNOWN or set(re.split(r"[\s_]+", name.lower())) & _KNOWN for name in first):
        return True
    others = [sum(map(len, record)) / max(1, len(record)) for record in sample[1:]]
    return bool(others) and sum(map(len, first)) / len(first) < 0.5 * sum(others) / len(others)


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for index, name in enumerate(names):
        name = name or f"column_{index}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def separated_chunks(path: Path, shown: str, table: Table, batch_rows: int) -> Iterator[SeparatedRows]:
    """The file's records, at most `batch_rows` a chunk, cut at record boundaries."""
    place = "" if compression(path) else str(path)
    with opened(path, shown) as stream:
        records = _Records(lines_of(stream), table, shown)
        number, first = 1, None
        run: list[Line] = []
        count = held = 0
        skip = table.header
        for _ in records:
            if skip:
                skip = False
                continue
            first = first or records.lines[0]
            count += 1
            held += sum(line.size for line in records.lines)
            last = records.lines[-1]
            if not place:
                run.extend(records.lines)
            if count >= batch_rows or held >= 2 * ROW_LIMIT:
                yield SeparatedRows(_span(place, first, last, run), table, number)
                number, first, run, count, held = number + count, None, [], 0, 0
        if count and first is not None:
            yield SeparatedRows(_span(place, first, last, run), table, number)


def _span(place: str, first: Line, last: Line, run: list[Line]) -> Span:
    if place:
        return Span(first.number, place, first.start, last.start + last.size)
    return Span(first.number, held=tuple(run))
