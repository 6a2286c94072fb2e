"""Rows of a JSON document: ``[…]``, ``{"data": […]}``, ``{"id 1": {…}, …}``, or objects one after another, at any
indentation.

The document is never parsed as a whole: one scan over its structure finds where each row starts and ends, in bounded
memory; workers parse the rows from their byte ranges. A row whose inside is not JSON is rejected alone; a document
whose brackets do not close is no JSON, and the message says where.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import orjson

from curate.errors import InputError
from curate.sources.json_text import parsed
from curate.sources.lines import BYTE_ORDER_MARK, SPAN_BYTES, Line, decoded
from curate.sources.opening import BLOCK, compression, opened
from curate.sources.rows import ROW_LIMIT, Row, Unreadable

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["\[\]{}:,]|[^\s"\[\]{}:,]+', re.DOTALL)
#: everything up to the next bracket or the start of a string that this block does not end; possessive, so linear
_UP_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_STRING_END = re.compile(rb'["\\]')
_QUESTION_KEYS = {b"question", b"problem", b"prompt", b"instruction", b"messages", b"conversations", b"input", b"query"}
_OPENERS, _CLOSERS = b"[{", b"]}"


@dataclass(frozen=True)
class Shape:
    """What a JSON document is made of.

    Attributes:
        kind: ``array`` (rows are its elements), ``rows`` (an object of rows, keyed), ``arrays`` (an object whose arrays
            hold the rows) or ``values`` (the top-level values are the rows).
        keys: the arrays to read, for ``arrays``.
    """

    kind: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """Where a row lies: byte offsets, and its key in an object of rows."""

    number: int
    start: int
    end: int
    key: str | None = None


@dataclass(frozen=True)
class JsonPieces:
    """Rows of a JSON document, numbered in document order: byte ranges of `path`, or, from a compressed file, their
    bytes (cut where a row is over the limit)."""

    pieces: tuple[Piece, ...]
    path: str = ""
    held: tuple[bytes, ...] = ()

    def rows(self) -> Iterator[tuple[int, Row | Unreadable]]:
        if self.path:
            with Path(self.path).open("rb") as stream:
                for piece in self.pieces:
                    yield piece.number, _row(piece, _bytes_of(stream, piece))
        else:
            for piece, text in zip(self.pieces, self.held, strict=True):
                yield piece.number, _row(piece, text)


def _bytes_of(stream: IO[bytes], piece: Piece) -> bytes:
    stream.seek(piece.start)
    return stream.read(min(piece.end - piece.start, ROW_LIMIT + 1))


def _row(piece: Piece, text: bytes) -> Row | Unreadable:
    found = decoded(Line(piece.number, piece.start, piece.end - piece.start, text))
    return found if isinstance(found, Unreadable) else parsed(found, piece.key)


def document_shape(path: Path, shown: str) -> Shape:
    """What the document is made of; reads it once.

    Raises:
        InputError: the file is not JSON as a whole.
    """
    with _seekable(path, shown) as stream:
        return shape_of(stream, shown)


def document_chunks(path: Path, shown: str, shape: Shape, batch_rows: int) -> Iterator[JsonPieces]:
    """The document's rows, `batch_rows` a chunk."""
    with _seekable(path, shown) as stream:
        pieces = pieces_of(stream, shape, shown)
        while run := tuple(_run(pieces, batch_rows)):
            if compression(path):
                yield JsonPieces(run, held=tuple(_bytes_of(stream, piece) for piece in run))
            else:
                yield JsonPieces(run, str(path))


#: bytes of a member beside the rows that are looked into
HEADING_LIMIT = 256 * 1024


def document_heading(path: Path, shown: str, shape: Shape) -> dict[str, Any]:
    """The members of an object of arrays that hold no rows, such as a set's labels; larger ones are left out."""
    if shape.kind != "arrays":
        return {}
    with _seekable(path, shown) as stream:
        return heading_of(stream, shape, shown)


def heading_of(stream: IO[bytes], shape: Shape, shown: str) -> dict[str, Any]:
    """See `document_heading`."""
    spans: dict[str, tuple[int, int]] = {}
    key, start, end, previous = b"", -1, -1, b""
    for offset, token, depth in _structure(stream, shown, 1):
        mark = token[:1]
        if depth == 1 and mark == b":":
            key, start = previous, -1
        elif depth == 1 and mark in b",}":
            if start >= 0:
                spans[_key(key)] = (start, end)
            start = -1
        elif depth >= 1:
            start = offset if start < 0 else start
            end = offset + len(token)
        previous = token
    heading: dict[str, Any] = {}
    for name, (begin, stop) in spans.items():
        if name in shape.keys or stop - begin > HEADING_LIMIT:
            continue
        stream.seek(begin)
        try:
            heading[name] = orjson.loads(stream.read(stop - begin))
        except orjson.JSONDecodeError:
            continue
    return heading


def _run(pieces: Iterator[Piece], batch_rows: int) -> Iterator[Piece]:
    held = 0
    for piece in islice(pieces, batch_rows):
        yield piece
        held += min(piece.end - piece.start, ROW_LIMIT)
        if held >= SPAN_BYTES:
            return


@contextmanager
def _seekable(path: Path, shown: str) -> Iterator[IO[bytes]]:
    """The decompressed file as one that can be read twice; a compressed one is spilled to a nameless temporary file."""
    with opened(path, shown) as stream:
        if not compression(path):
            yield stream
            return
        with tempfile.TemporaryFile() as spilled:
            shutil.copyfileobj(stream, spilled, BLOCK)
            spilled.seek(0)
            yield spilled


def shape_of(stream: IO[bytes], shown: str) -> Shape:
    """Find out what the document is made of, reading it once from the start.

    Raises:
        InputError: brackets that do not match, a document that ends too early, text outside of any value.
    """
    values = 0
    top = b""
    key = b""
    objects = scalars = 0
    arrays: dict[bytes, bool] = {}
    asks = False
    previous = b""
    # an array is one whatever its elements are; an object has to be looked into
    stream.seek(0)
    deepest = 0 if stream.read(BLOCK).removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"[") else 2
    for _, token, depth_before in _structure(stream, shown, deepest):
        mark = token[:1]
        if depth_before == 0 and mark not in b",:]}":
            values += 1
            top = top or mark
        elif depth_before == 1 and top == b"{" and values == 1:
            if mark == b":":
                key = previous
                asks = asks or key.strip(b'"').lower() in _QUESTION_KEYS
            elif previous == b":":
                if mark == b"{":
                    objects += 1
                elif mark == b"[":
                    arrays[key] = False
                else:
                    scalars += 1
        elif depth_before == 2 and previous == b"[" and mark == b"{" and key in arrays:
            arrays[key] = True
        previous = token
    rows_in = [name for name, holds_objects in arrays.items() if holds_objects]
    if values > 1 or not top:
        return Shape("values")
    if top == b"[":
        return Shape("array")
    if top != b"{" or asks:
        return Shape("values")
    if rows_in:
        return Shape("arrays", tuple(_key(name) for name in rows_in))
    if not arrays and (not objects or not scalars) and objects + scalars > 0:
        return Shape("rows")
    return Shape("values")


def pieces_of(stream: IO[bytes], shape: Shape, shown: str) -> Iterator[Piece]:
    """Where the rows lie, in document order, numbered from 1."""
    level = {"array": 1, "rows": 1, "arrays": 2, "values": 0}[shape.kind]
    wanted = set(shape.keys)
    number = 0
    start: int | None = None
    end = 0
    key: bytes | None = None
    inside = shape.kind != "arrays"
    previous = b""
    outer = b""
    for offset, token, depth in _structure(stream, shown, level):
        mark = token[:1]
        if shape.kind == "arrays" and depth <= 1:
            if depth == 1 and mark == b":":
                outer = previous
            elif depth == 1 and mark == b"[":
                inside = previous == b":" and _key(outer) in wanted
        closes = mark in _CLOSERS
        if shape.kind == "values":
            # between two values at the top there is white space only
            if depth == 0 and not closes:
                if start is not None:
                    number += 1
                    yield Piece(number, start, end)
                start = offset
            end = offset + len(token)
        elif inside and depth == level and (closes or mark == b","):
            if start is not None or mark == b",":
                number += 1
                at = offset if start is None else start
                yield Piece(number, at, offset if start is None else end, None if key is None else _key(key))
            start, key = None, None
            if closes and shape.kind == "arrays":
                inside = False
        elif inside and depth >= level:
            if shape.kind == "rows" and depth == level and mark == b":" and key is None:
                key, start = previous, None
            else:
                start = offset if start is None else start
                end = offset + len(token)
        previous = token
    if shape.kind == "values" and start is not None:
        yield Piece(number + 1, start, end)


def _key(text: bytes) -> str:
    try:
        key = orjson.loads(text)
    except orjson.JSONDecodeError:
        key = None
    return key if isinstance(key, str) else text.decode("utf-8", "replace")


def _structure(stream: IO[bytes], shown: str, deepest: int) -> Iterator[tuple[int, bytes, int]]:
    """(offset, token, depth) of every bracket, comma, colon, string and bare word; depth is the number of containers
    around the token, for a closing bracket those around what it ends, plus one.

    A string longer than a block comes as its pieces, each a token of the same depth.

    Args:
        deepest: deeper tokens are passed over, but for the closing brackets one level below.
    """
    stack = bytearray()
    base = at = 0
    rest = b""
    in_string = False
    while True:
        # whoever takes the rows reads from the same stream in between
        stream.seek(at)
        block = stream.read(BLOCK)
        at += len(block)
        buffer = rest + block
        if base == 0 and buffer.startswith(BYTE_ORDER_MARK):
            buffer = b"   " + buffer[3:]
        position = 0
        while position < len(buffer):
            if in_string:
                found = _STRING_END.search(buffer, position)
                if found is None:
                    yield base + position, b"\0", len(stack)
                    position = len(buffer)
                elif found.group() == b"\\":
                    if found.end() == len(buffer):
                        break
                    position = found.end() + 1
                else:
                    yield base + found.start(), b"\0", len(stack)
                    position, in_string = found.end(), False
                continue
            if len(stack) > deepest and (passed := _UP_TO_BRACKET.match(buffer, position)):
                position = passed.end()
            match = _TOKEN.search(buffer, position)
            if match is None:
                position = len(buffer)
                break
            token = match.group()
            mark = token[:1]
            if token == b'"':
                # the string goes on beyond this block
                if len(buffer) - match.start() < BLOCK and block:
                    position = match.start()
                    break
                yield base + match.start(), b'"', len(stack)
                position, in_string = match.end(), True
                continue
            if mark not in b'"[]{}:,' and match.end() == len(buffer) and block and len(token) < BLOCK:
                position = match.start()
                break
            if mark in _OPENERS:
                if len(stack) <= deepest:
                    yield base + match.start(), token, len(stack)
                stack += mark
            elif mark in _CLOSERS:
                if not stack or _OPENERS.index(stack[-1]) != _CLOSERS.index(mark):
                    raise _broken(stream, shown, base + match.start(), f"a {token.decode()} that nothing opened")
                if len(stack) <= deepest + 1:
                    yield base + match.start(), token, len(stack)
                stack.pop()
            elif len(stack) <= deepest:
                yield base + match.start(), token, len(stack)
            position = match.end()
        rest, base = buffer[position:], base + position
        if not block:
            break
    if stack or in_string or rest:
        raise _broken(stream, shown, base + len(rest), "the document ends inside a value: it is cut off or damaged")


def _broken(stream: IO[bytes], shown: str, offset: int, why: str) -> InputError:
    stream.seek(0)
    line, last, seen = 1, -1, 0
    while seen < offset and (block := stream.read(min(BLOCK, offset - seen))):
        line += block.count(b"\n")
        if (found := block.rfind(b"\n")) >= 0:
            last = seen + found
        seen += len(block)
    return InputError(
        "the file is not JSON", where=f"{shown}, line {line}, column {max(1, offset - last)}", why=why,
        remedy="fetch the file again, or give it as JSON Lines, where one broken line costs one row",
    )  # fmt: skip
