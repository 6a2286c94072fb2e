"""Row layouts of public data sets, and who reads a row that has none of them.

`adapt` asks, in this order: the user's mapping, the adapter that the user named, the first of `ADAPTERS` whose layout
the row has, the format detection of `curate.formats`. A new data set is one module with an `Adapter` and one line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from curate.domain import suggestion
from curate.errors import InputError, RecipeError
from curate.sources.adapters import (
    gsm8k,
    mapped,
    medcalc_bench,
    medical_o1,
    medmcqa,
    medqa,
    medreason,
    mmlu,
    own_corpus,
    pubmedqa,
    thoughtsource,
)
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, kind_of

#: narrower layouts first: a row goes to the first that matches
ADAPTERS: tuple[Adapter, ...] = (
    medical_o1.VERIFIABLE,
    medical_o1.REASONING,
    medreason.ADAPTER,
    pubmedqa.ADAPTER,
    medmcqa.ADAPTER,
    medcalc_bench.ADAPTER,
    thoughtsource.ADAPTER,
    medqa.ADAPTER,
    gsm8k.ADAPTER,
    mmlu.ADAPTER,
)


def named_adapter(name: str) -> Adapter:
    """The adapter of that name.

    Raises:
        RecipeError: there is none.
    """
    names = {adapter.name: adapter for adapter in ADAPTERS}
    if name not in names:
        raise RecipeError(f"unknown adapter {name!r}", remedy=suggestion(name, names))
    return names[name]


def checked_mapping(mapping: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The user's mapping as pairs, in the order of the roles.

    Raises:
        RecipeError: a role that a mapping doesn't have, or no column for the question.
    """
    return mapped.checked(mapping)


def require_columns(mapping: tuple[tuple[str, str], ...], rows: Sequence[Row], shown: str) -> None:
    """Refuse a mapping that names a column which none of a file's first rows has.

    Raises:
        InputError: the message lists the columns and suggests the nearest.
    """
    columns = list(dict.fromkeys(str(name) for row in rows for name in row))
    for role, named in mapping:
        if role == "licence" and named not in columns:
            continue
        for column in named.split("+") if role == "choices" and named not in columns else [named]:
            if column not in columns and column.split(".")[0] not in columns:
                raise InputError(
                    f"there is no column {column!r} to read the {role} from", where=shown,
                    remedy=suggestion(column, columns),
                )  # fmt: skip


def adapt(row: Row, reading: Reading) -> tuple[Adapted | dict[str, Any], str, str]:
    """The row's fields, its family and the licence that its layout states ("" for none).

    A row of one of our own corpora comes back as a whole record.

    Raises:
        Refusal: the row can't become a record.
    """
    facts = dict(reading.facts)
    if reading.mapping:
        return mapped.adapt(row, dict(reading.mapping), facts), reading.family, ""
    if reading.adapter:
        adapter = named_adapter(reading.adapter)
        if not adapter.matches(row):
            raise Refusal("not_selected", f"not the layout of {adapter.name}; columns: {_columns(row)}")
        return adapter.adapt(row, reading, facts), adapter.name, adapter.licence
    if own_corpus.matches(row):
        return own_corpus.record(row), "", ""
    for adapter in ADAPTERS:
        if adapter.matches(row):
            stated = adapter.licence if adapter.telling or reading.hub in adapter.hub else ""
            return adapter.adapt(row, reading, facts), adapter.name, stated
    return _by_format(row), reading.family, ""


def facts_of(first: Sequence[Row], rows: Iterable[Row], reading: Reading) -> tuple[tuple[str, str], ...]:
    """What the layouts of the first rows need to know of the whole file.

    Args:
        rows: all rows of the file, `first` included; read only as far as needed.
    """
    if reading.mapping:
        return tuple(sorted(mapped.survey(rows, dict(reading.mapping)).items()))
    candidates = [named_adapter(reading.adapter)] if reading.adapter else ADAPTERS
    for adapter in candidates:
        if adapter.survey is not _NOTHING and any(adapter.matches(row) for row in first):
            return tuple(sorted(adapter.survey(rows, reading).items()))
    return ()


def _by_format(row: Row) -> Adapted:
    from curate.formats import read_row

    trace = read_row(row)
    if trace is None:
        raise Refusal("unknown_layout", f"columns: {_columns(row)}")
    if trace.reason != "ok":
        raise Refusal(trace.reason, f"columns: {_columns(row)}")
    if not (trace.question or "").strip():
        raise Refusal("no_question", f"columns: {_columns(row)}")
    if not trace.answer.strip():
        raise Refusal("gold_missing", f"columns: {_columns(row)}")
    passage, ask = _parted(row, trace.question or "")
    return Adapted(
        question=ask,
        passage=passage,
        answer=trace.answer,
        choices=tuple(getattr(trace, "choices", ())),
        reasoning=trace.reasoning,
        metadata=dict(getattr(trace, "metadata", None) or {}),
    )


def _parted(row: Row, question: str) -> tuple[str, str]:
    """The passage that a format put in front of a question, and the question; "" where there is none."""
    from curate.formats.cells import PASSAGES

    for column in PASSAGES:
        passage = row.get(column)
        if isinstance(passage, str) and passage.strip() and question.startswith(f"{passage}\n\n"):
            return passage, question[len(passage) + 2 :]
    return "", question


def _columns(row: Row) -> str:
    names = [name if isinstance(value, str) else f"{name} ({kind_of(value)})" for name, value in row.items()]
    return ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")


_NOTHING = Adapter.__dataclass_fields__["survey"].default

__all__ = ["ADAPTERS", "Adapter", "Facts", "adapt", "checked_mapping", "facts_of", "named_adapter", "require_columns"]
