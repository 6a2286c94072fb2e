"""Rows of a corpus that this toolkit built: read back as the records they are, with the pedigree they have.

What later stages found out (difficulty, tokens, quality, verification, split …) is left out and found out again.
"""

from __future__ import annotations

import json
from typing import Any

from curate.record import content_id
from curate.sources.rows import Refusal, Row

_TELLING = {
    "id",
    "domain",
    "family",
    "question",
    "choices",
    "reasoning",
    "answer",
    "answer_type",
    "verifier",
    "provenance",
}
_KEPT = (
    "domain", "family", "question", "choices", "reasoning", "answer", "answer_type", "verifier", "rubric", "level",
    "provenance", "metadata",
)  # fmt: skip


def matches(row: Row) -> bool:
    """Whether the row has the record's columns."""
    return row.keys() >= _TELLING and isinstance(row["provenance"], dict)


def record(row: Row) -> dict[str, Any]:
    """The record as its source first made it.

    Raises:
        Refusal: no question, no answer, or another type than the record's.
    """
    for column, reason in (("question", "no_question"), ("answer", "gold_missing")):
        if not isinstance(row[column], str) or not row[column].strip():
            raise Refusal(reason, f"column {column!r} is empty")
    verifier = row["verifier"]
    if not isinstance(verifier, dict) or not isinstance(json.loads(verifier.get("arguments") or "{}"), dict):
        raise Refusal("wrong_type", "the verifier is no name with arguments")
    kept = {column: row.get(column) for column in _KEPT}
    choices, reasoning = list(row["choices"] or ()), row["reasoning"] or ""
    kept["choices"], kept["reasoning"] = choices, reasoning
    kept["id"] = content_id(str(row["domain"]), row["question"], choices, reasoning, row["answer"])
    return kept
