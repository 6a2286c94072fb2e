"""Alpaca rows: ``instruction``, ``input``, ``output``. Row in, trace out; the output may be a text dialect itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curate.formats.cells import asked, notes, refuse_fields, text_of
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged
from curate.record import prompt_of


def _recognises(row: Mapping[str, Any]) -> bool:
    return "instruction" in row and "output" in row and isinstance(row.get("input", ""), (str, type(None)))


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    question, given = asked(row.get("instruction")), row.get("input")
    if isinstance(given, str) and given.strip():
        question = f"{question}\n\n{given}" if question else given
    trace = Trace(question, "", text_of(row.get("output")), metadata=notes(system=row.get("system")))
    return judged(trace, strict=strict, asks=True)


def _render(trace: Trace) -> dict[str, str | None]:
    refuse_fields(trace, "alpaca", "reasoning")
    question = trace.question if trace.question is None else prompt_of(trace.question, trace.choices)
    return {"instruction": question, "input": "", "output": trace.answer, **trace.metadata}


ALPACA = Format("alpaca", "row", '{"instruction", "input", "output"}', _recognises, _read, _render)
