"""Row layouts of public data sets, and who reads a row that has none of them.

`adapt` asks, in this order: the user's mapping, the adapter that the user named, the first of `ADAPTERS` whose layout
the row has, the format detection of `curate.formats`. A new data set is one module with an `Adapter` and one line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from curate.domain import suggestion
from curate.errors import InputError, RecipeError
from curate.sources.adapters import (
    acpbench,
    agieval,
    alfred,
    barexam_qa,
    casehold,
    chembench,
    chemcotbench,
    contract_nli,
    ether0,
    gpqa,
    gsm8k,
    housing_qa,
    legalbench,
    mapped,
    medcalc_bench,
    medical_o1,
    medmcqa,
    medqa,
    medreason,
    medxpertqa,
    mmlu,
    own_corpus,
    planbench,
    pubmedqa,
    sara,
    scibench,
    sciknoweval,
    thoughtsource,
)
from curate.sources.adapters.contract import Adapter, Facts, no_facts, no_heading
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
    chembench.ADAPTER,
    chemcotbench.ADAPTER,
    scibench.ADAPTER,
    sciknoweval.ADAPTER,
    gpqa.ADAPTER,
    ether0.ADAPTER,
    medxpertqa.ADAPTER,
    agieval.ADAPTER,
    contract_nli.ADAPTER,
    sara.ADAPTER,
    casehold.ADAPTER,
    barexam_qa.ADAPTER,
    housing_qa.ADAPTER,
    acpbench.ADAPTER,
    planbench.ADAPTER,
    planbench.INSTANCES,
    alfred.ADAPTER,
    legalbench.ADAPTER,
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


def adapt(row: Row, reading: Reading) -> tuple[list[Adapted | Refusal] | dict[str, Any], str, str]:
    """The fields of the row's problems, their family and the licence that the layout states ("" for none).

    A row of one of our own corpora comes back as a whole record.

    Raises:
        Refusal: the row can't become a record.
    """
    facts = dict(reading.facts)
    if any(str(name)[:6].lower() == "canary" and row[name] not in (None, "") for name in row):
        _refuse_evaluation(reading, "the row carries a canary")
    if reading.mapping:
        return [mapped.adapt(row, dict(reading.mapping), facts)], reading.family, ""
    if reading.adapter:
        adapter = named_adapter(reading.adapter)
        if not adapter.matches(row):
            raise Refusal("not_selected", f"not the layout of {adapter.name}; columns: {_columns(row)}")
        return list(_adapted(adapter, row, reading, facts)), adapter.name, adapter.licence
    if own_corpus.matches(row):
        return own_corpus.record(row), "", ""
    for adapter in ADAPTERS:
        if adapter.matches(row) and adapter.applies(reading):
            stated = adapter.licence if adapter.telling or reading.hub in adapter.hub else ""
            return list(_adapted(adapter, row, reading, facts)), adapter.name, stated
    return [_by_format(row)], reading.family, ""


def _adapted(adapter: Adapter, row: Row, reading: Reading, facts: Facts) -> Iterator[Adapted | Refusal]:
    if adapter.use == "evaluation":
        _refuse_evaluation(reading, adapter.title)
    found = adapter.adapt(row, reading, facts)
    for one in (found,) if isinstance(found, Adapted) else found:
        if isinstance(one, Adapted) and (one.use or adapter.use) == "evaluation":
            _refuse_evaluation(reading, f"these rows of {adapter.title}")
            one = replace(one, metadata={**one.metadata, "use": "evaluation"})
        yield one


def _refuse_evaluation(reading: Reading, what: str) -> None:
    if "evaluation" not in reading.allow:
        raise Refusal(
            "evaluation_only",
            f"{what}: to measure with, never to train on. Keep its questions out of a corpus with curate fingerprint; "
            'to read its rows for an evaluation, say so in a recipe: allow = ["evaluation"]',
        )


def facts_of(
    first: Sequence[Row], rows: Iterable[Row], reading: Reading, heading: Mapping[str, Any] | None = None
) -> tuple[tuple[str, str], ...]:
    """What the layouts of the first rows need to know of the whole file.

    Args:
        rows: all rows of the file, `first` included; read only as far as needed.
        heading: what stands beside the rows in a JSON document.
    """
    if reading.mapping:
        return tuple(sorted(mapped.survey(rows, dict(reading.mapping)).items()))
    candidates = [named_adapter(reading.adapter)] if reading.adapter else ADAPTERS
    for adapter in candidates:
        needs = adapter.survey is not no_facts or (heading and adapter.heading is not no_heading)
        if needs and adapter.applies(reading) and any(adapter.matches(row) for row in first):
            return tuple(sorted({**adapter.heading(heading or {}), **adapter.survey(rows, reading)}.items()))
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


__all__ = ["ADAPTERS", "Adapter", "Facts", "adapt", "checked_mapping", "facts_of", "named_adapter", "require_columns"]
