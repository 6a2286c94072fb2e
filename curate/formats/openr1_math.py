"""OpenR1-Math rows: several generations of R1 text a problem, each with its verification. Row in, trace out.

The first generation that is complete and verified by Math-Verify is read; a row that says neither is taken at its
first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curate.formats.cells import asked, notes, refuse_fields, text_of
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged
from curate.formats.messages import turn_of
from curate.formats.tagged import R1
from curate.formats.turns import conversation


def _recognises(row: Mapping[str, Any]) -> bool:
    return isinstance(row.get("generations"), (list, tuple)) and ("messages" in row or "problem" in row)


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    generations = row.get("generations")
    texts = [text_of(text) for text in generations] if isinstance(generations, (list, tuple)) else []
    complete = _flags(row.get("is_reasoning_complete"), len(texts))
    correct = _flags(row.get("correctness_math_verify"), len(texts))
    chosen = next((k for k in range(len(texts)) if complete[k] and correct[k]), None)
    flaw = "ok"
    if chosen is None:
        flaw = "no_correct_generation" if any(complete) else "unclosed_reasoning" if texts else "no_answer"
        chosen = next((k for k in range(len(texts)) if complete[k]), 0)
    inner = R1.read(texts[chosen], strict=strict) if texts else Trace(None, "", "")
    if flaw == "ok" and inner.reason != "ok":
        flaw = inner.reason
    answer = "" if flaw == "unclosed_reasoning" else inner.answer
    trace = Trace(_question(row), inner.reasoning, answer, metadata=notes(gold=row.get("answer")))
    return judged(trace, strict=strict, flaw=flaw, asks=True)


def _flags(cell: object, count: int) -> list[bool]:
    """One flag a generation; what is not said counts as fulfilled."""
    if not isinstance(cell, (list, tuple)) or not cell:
        return [True] * count
    return [cell[k] is True if k < len(cell) else False for k in range(count)]


def _question(row: Mapping[str, Any]) -> str | None:
    problem = asked(row.get("problem"))
    messages = row.get("messages")
    if problem is None and isinstance(messages, (list, tuple)):
        turns = [turn_of(message) for message in messages if isinstance(message, Mapping)]
        return conversation(turns)[0]
    return problem


def _render(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "openr1_math", "choices")
    asks = [] if trace.question is None else [{"role": "user", "content": trace.question}]
    return {
        "problem": trace.question,
        "answer": trace.metadata.get("gold"),
        "messages": asks,
        "generations": [R1.render(trace)],
        "correctness_math_verify": [True],
        "is_reasoning_complete": [True],
    }


OPENR1_MATH = Format(
    "openr1_math", "row",
    '{"messages", "generations": […], "correctness_math_verify": […], "is_reasoning_complete": […]}',
    _recognises, _read, _render,
)  # fmt: skip
