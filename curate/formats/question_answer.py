"""Plain rows: a question, an answer, perhaps reasoning, under the names that are usual. Row in, trace out.

The answer may be a text dialect itself (GSM8K's ``answer``, a ``completion`` with tags); `curate.formats.read_row`
resolves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curate.formats.cells import asked, first_named, notes, refuse_fields, text_of, with_passage
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged

_QUESTION = ("question", "problem", "prompt", "query", "Question", "Problem")
_ANSWER = ("answer", "final_answer", "expected_answer", "response", "completion", "output")
_COMPLETION = ("response", "completion", "output", "solution")
_REASONING = (
    "reasoning", "rationale", "cot", "chain_of_thought", "explanation", "thinking", "generated_solution", "solution",
)  # fmt: skip
#: columns that say the row is more than a question and an answer: options to choose from, or a premise without which
#: the question can't be answered
_MORE = ("options", "choices", "opa", "text", "story", "facts", "statute", "premise", "hypothesis")


def _recognises(row: Mapping[str, Any]) -> bool:
    question = _first(row, _QUESTION)
    if question is None or not isinstance(row[question], (str, type(None))):
        return False
    if any(row.get(name) for name in _MORE):
        return False
    return _first(row, (*_ANSWER, "solution")) is not None


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return first_named(row, names) or next((name for name in names if name in row), None)


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    question, answer = _first(row, _QUESTION), _first(row, (*_ANSWER, "solution"))
    explained = first_named(row, [name for name in _REASONING if name != answer])
    promised = answer in _COMPLETION or any(name in row for name in _REASONING)
    trace = Trace(
        with_passage(row, asked(row.get(question)) if question else None),
        text_of(row[explained]) if explained else "",
        text_of(row.get(answer)) if answer else "",
        metadata=notes(system=row.get("system")),
    )
    return judged(trace, strict=strict, blank="gold_missing", promised=promised, asks=True)


def _render(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "question_answer", "choices")
    reasoning = {"reasoning": trace.reasoning} if trace.reasoning else {}
    return {"question": trace.question, **reasoning, "answer": trace.answer, **trace.metadata}


QUESTION_ANSWER = Format(
    "question_answer", "row", '{"question"|"problem"|"prompt", "reasoning"?, "answer"|"response"|"completion"}',
    _recognises, _read, _render,
)  # fmt: skip
