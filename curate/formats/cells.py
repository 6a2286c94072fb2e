"""Cells of a row as text.

A cell may be anything that JSON or Arrow can hold; what can't be read as text is as good as absent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from curate.formats.contract import Trace

#: columns whose text belongs before the question
PASSAGES = ("passage", "context", "contract", "document", "article", "paragraph")


def text_of(cell: object) -> str:
    """A cell as text: text itself, yes/no for a Boolean, a finite number as Python writes it; "" for anything else."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int) and abs(cell) < 10**400:
        return str(cell)
    if isinstance(cell, float) and math.isfinite(cell):
        return str(cell)
    return ""


def asked(cell: object) -> str | None:
    """A question's cell: text, or None."""
    return cell if isinstance(cell, str) else None


def first_named(row: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The first of the names that is a column of the row and not null."""
    return next((name for name in names if row.get(name) is not None), None)


def with_passage(row: Mapping[str, Any], question: str | None) -> str | None:
    """The question with the row's passage, if it has one, before it."""
    if not question:
        return question
    for name in PASSAGES:
        passage = row.get(name)
        if isinstance(passage, str) and passage.strip():
            return f"{passage}\n\n{question}"
    return question


def notes(**cells: object) -> dict[str, str]:
    """Metadata of those cells that are not blank."""
    return {name: text for name, cell in cells.items() if (text := text_of(cell)).strip()}


def refuse_fields(trace: Trace, name: str, *fields: str) -> None:
    """Refuse to render what the layout has no place for.

    Raises:
        ValueError: one of the named fields of the trace is not empty.
    """
    for field in fields:
        if getattr(trace, field):
            raise ValueError(f"{name} has no place for the {field} of a trace")
