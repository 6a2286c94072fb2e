"""Layouts that only the user knows: ``--map question=Q,answer=A[,reasoning=R,choices=C,passage=P,licence=L,id=I]``.

A column may be a path into an object (``context.text``); ``choices`` may name one column that holds the options, or one
column an option (``opa+opb+opc+opd``). With choices the gold may be a letter, an option's text, or an index whose start
is found out from the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from curate.domain import suggestion
from curate.errors import RecipeError
from curate.sources.adapters.options import gold_letter, index_base, options_in
from curate.sources.rows import Adapted, Refusal, Row, choice, gold_in, question_in, text_in

ROLES: dict[str, str] = {
    "question": "what is asked",
    "answer": "the gold answer; a letter, an option or an index where there are choices",
    "reasoning": "worked reasoning",
    "choices": "the options",
    "passage": "text that comes before the question; rows that share it stay in one split",
    "context": "another name for passage",
    "licence": "the column that holds a row's licence",
    "id": "the row's own name, kept in metadata",
}


def checked(mapping: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The mapping as pairs in the order of `ROLES`.

    Raises:
        RecipeError: an unknown role, an empty column name, or a mapping without question or answer.
    """
    for role, column in mapping.items():
        if role not in ROLES:
            raise RecipeError(f"a mapping has no role {role!r}", remedy=suggestion(role, ROLES))
        if not column:
            raise RecipeError(f"the mapping names no column for {role!r}", remedy=f"write {role}=COLUMN")
    missing = [role for role in ("question", "answer") if mapping and role not in mapping]
    if missing:
        raise RecipeError(f"the mapping does not say which column is the {missing[0]}",
                          remedy="name both: --map question=COLUMN,answer=COLUMN")  # fmt: skip
    if "passage" in mapping and "context" in mapping:
        raise RecipeError("the mapping names a passage and a context, which are the same", remedy="name one of them")
    return tuple((role, mapping[role]) for role in ROLES if role in mapping)


def survey(rows: Iterable[Row], mapping: Mapping[str, str]) -> dict[str, str]:
    """Where the file's answer indices start, if its golds are indices."""
    if "choices" not in mapping:
        return {}
    base = index_base(_indices(rows, mapping))
    return {"index_base": base} if base else {}


def _indices(rows: Iterable[Row], mapping: Mapping[str, str]) -> Iterable[tuple[Any, int]]:
    for row in rows:
        try:
            yield _value(row, mapping["answer"]), len(_options(row, mapping["choices"]))
        except Refusal:
            continue


def adapt(row: Row, mapping: Mapping[str, str], facts: Mapping[str, str]) -> Adapted:
    """The row's fields by the user's mapping.

    Raises:
        Refusal: see `curate.sources.rows.REASONS`.
    """
    fields = {role: _value(row, column) for role, column in mapping.items() if role != "choices"}
    question = question_in(fields, "question")
    passage_role = "context" if "context" in mapping else "passage"
    identifier = fields.get("id")
    shared: dict[str, Any] = {
        "question": question,
        "reasoning": text_in(fields, "reasoning"),
        "passage": _joined(fields.get(passage_role), passage_role),
        "licence": text_in(fields, "licence"),
        "metadata": {} if identifier is None else {"id": str(identifier)},
    }
    if "choices" not in mapping or not _present(row, mapping["choices"]):
        return Adapted(answer=gold_in(fields, "answer"), **shared)
    options = _options(row, mapping["choices"])
    return Adapted(**choice(gold_letter(fields["answer"], options, facts.get("index_base", "")), options), **shared)


def _joined(value: Any, role: str) -> str:
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return "\n\n".join(part.strip() for part in value if part.strip())
    return text_in({role: value}, role)


def _present(row: Row, column: str) -> bool:
    return any(_value(row, part) not in (None, "", [], {}) for part in _columns(row, column))


def _options(row: Row, column: str) -> tuple[str, ...]:
    columns = _columns(row, column)
    if len(columns) == 1:
        return options_in(_value(row, columns[0]))
    return options_in([value for part in columns if (value := _value(row, part)) not in (None, "")])


def _columns(row: Row, column: str) -> list[str]:
    return [column] if column in row else column.split("+")


def _value(row: Row, column: str) -> Any:
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
