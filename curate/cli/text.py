"""How text from data stands on a terminal: escaped, wrapped, in columns."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

_WIDEST, _NARROWEST = 100, 30


def width() -> int:
    """Columns that running text may take: the terminal's, and no more than is good to read."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns - 1))


def printable(text: str, *, keep: str = "") -> str:
    """The text with control and direction characters written as escapes, so that a row can't steer the terminal.

    Args:
        keep: control characters that stay as they are, such as newlines.
    """
    return "".join(character if character in keep or _is_plain(character) else _escape(character) for character in text)


def _is_plain(character: str) -> bool:
    # Space separators of other widths are text; str.isprintable knows only the ASCII one.
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    number = ord(character)
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    return known or (f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}")


def block(text: str, indent: str = "  ") -> list[str]:
    """Lines of a text, wrapped and indented; its own line breaks stay."""
    room = width() - len(indent)
    lines: list[str] = []
    for line in text.expandtabs(4).split("\n"):
        lines += textwrap.wrap(printable(line), room, break_on_hyphens=False) or [""]
    return [(indent + line).rstrip() for line in lines]


def field(label: str, text: str, pad: int = 12, indent: str = "  ") -> list[str]:
    """A label and its text beside it; what does not fit goes on below the text."""
    lines = block(text, indent + " " * pad)
    head = indent + f"{label:<{pad}}"
    return [head + lines[0][len(indent) + pad :], *lines[1:]]


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Columns with a heading; numbers on the right, with thousands separated."""
    numeric = [all(isinstance(row[k], int) for row in rows) for k in range(len(columns))]
    texts = [[f"{cell:,}" if isinstance(cell, int) else printable(str(cell)) for cell in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(columns, *texts)]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            f"{cell:>{wide}}" if right else f"{cell:<{wide}}" for cell, wide, right in zip(cells, widths, numeric)
        ).rstrip()

    return "\n".join([click.style(line(columns), dim=True), *(line(cells) for cells in texts)])


def number_of(count: int, noun: str) -> str:
    """A count with its noun: ``1 row``, ``2,000 rows``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
