"""Lines of a text file, in bounded memory: a byte stream in, numbered lines and spans of lines out.

A span of a plain file is a byte range, read where it is needed; a span of a compressed file carries its lines. A line
longer than `ROW_LIMIT` is cut as it is read, whatever its length, and its true size is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from curate.sources.rows import KEPT_TEXT, ROW_LIMIT, Row, Unreadable

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: a span ends after this many bytes even if it has few lines
SPAN_BYTES = 16 * 1024 * 1024
_HEAD = 4 * KEPT_TEXT


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        number: 1-based.
        start: offset of its first byte.
        size: bytes, the line break included.
        text: its bytes without the line break; only the head when `size` is over the limit.
        quotes: quotation marks in the whole line.
    """

    number: int
    start: int
    size: int
    text: bytes
    quotes: int = -1

    @property
    def too_large(self) -> bool:
        return self.size > ROW_LIMIT


def lines_of(stream: IO[bytes], number: int = 1, start: int = 0) -> Iterator[Line]:
    """The stream's lines from its current position; a byte order mark at offset 0 is left out of the text."""
    while text := stream.readline(ROW_LIMIT + 1):
        size, quotes = len(text), -1
        if size > ROW_LIMIT:
            rest, quotes = text, text.count(b'"')
            while not rest.endswith(b"\n") and (rest := stream.readline(1 << 20)):
                size += len(rest)
                quotes += rest.count(b'"')
            text = text[:_HEAD]
        shown = text.rstrip(b"\r\n")
        if start == 0 and number == 1:
            shown = shown.removeprefix(BYTE_ORDER_MARK)
        yield Line(number, start, size, shown, quotes)
        number += 1
        start += size


@dataclass(frozen=True)
class Span:
    """A run of whole lines: where they lie, or, from a compressed file, the lines themselves.

    Attributes:
        first: number of the first line.
        path: file to read; "" when `held` has the lines.
    """

    first: int
    path: str = ""
    start: int = 0
    end: int = 0
    held: tuple[Line, ...] = ()

    def lines(self) -> Iterator[Line]:
        if not self.path:
            yield from self.held
            return
        with Path(self.path).open("rb") as stream:
            stream.seek(self.start)
            for line in lines_of(stream, self.first, self.start):
                if line.start >= self.end:
                    return
                yield line


def spans_of(lines: Iterable[Line], batch_rows: int, path: str) -> Iterator[Span]:
    """The lines as spans of at most `batch_rows` lines; `path` is "" for a compressed file."""
    remaining = iter(lines)
    while run := list(_run(remaining, batch_rows, keep=not path)):
        last = run[-1]
        if path:
            yield Span(run[0].number, path, run[0].start, last.start + last.size)
        else:
            yield Span(run[0].number, held=tuple(run))


def _run(lines: Iterator[Line], batch_rows: int, *, keep: bool) -> Iterator[Line]:
    held = 0
    for line in islice(lines, batch_rows):
        yield line if keep else Line(line.number, line.start, line.size, b"")
        held += line.size
        if held >= SPAN_BYTES:
            return


def too_large(line: Line) -> Unreadable:
    """What is said of a line over the limit."""
    head = line.text[:_HEAD].decode("utf-8", "replace")
    return Unreadable("row_too_large", f"{line.size:,} bytes; the limit is {ROW_LIMIT:,}", head)


def decoded(line: Line) -> str | Unreadable:
    """The line's text, or why it can't be read."""
    if line.too_large:
        return too_large(line)
    if b"\0" in line.text:
        return Unreadable("nul_bytes", f"NUL at byte {line.text.index(0) + 1}", line.text.decode("utf-8", "replace"))
    try:
        return line.text.decode()
    except UnicodeDecodeError as error:
        return Unreadable(
            "invalid_utf8", f"byte {error.start + 1}: {error.reason}", line.text.decode("utf-8", "replace")
        )


@dataclass(frozen=True)
class JsonLines:
    """Rows of a JSON Lines file; a row's number is its line's, and blank lines are no rows."""

    span: Span

    def rows(self) -> Iterator[tuple[int, Row | Unreadable]]:
        from curate.sources.json_text import parsed

        for line in self.span.lines():
            if not line.text.strip():
                continue
            text = decoded(line)
            yield line.number, text if isinstance(text, Unreadable) else parsed(text)
