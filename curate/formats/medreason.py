"""MedReason rows: ``question, options?, answer, reasoning``. Row in, trace out.

``options`` is text (``Answer Choices:`` and a line an option) or absent; ``answer`` is the option's text, often
followed by ``Explanation:`` and prose, which goes to the metadata; ``reasoning`` ends in ``Conclusion:``. A conclusion
that names another option than the answer is `conclusion_differs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from curate.formats.cells import asked, notes, text_of
from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import judged
from curate.formats.options import options_of, place_of
from curate.record import LETTERS

_EXPLANATION = "Explanation:"
_CONCLUSION = "Conclusion:"
_HEADER = "Answer Choices:"


def _recognises(row: Mapping[str, Any]) -> bool:
    if not ("question" in row and "answer" in row and isinstance(row.get("reasoning"), str)):
        return False
    return isinstance(row.get("options", ""), (str, type(None))) and (
        "options" in row or _CONCLUSION in row["reasoning"] or "dataset_name" in row
    )


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    options = options_of(row.get("options"))
    answer, said, explanation = text_of(row.get("answer")).partition(_EXPLANATION)
    if said:
        answer = answer.rstrip().removesuffix(".")
    flaw = "ok"
    if options:
        place = place_of(answer, options)
        flaw = "ok" if place is not None else "gold_ambiguous" if answer.strip() else "gold_missing"
        answer = "" if place is None else LETTERS[place]
    trace = Trace(
        asked(row.get("question")),
        text_of(row.get("reasoning")),
        answer,
        choices=options.texts if options else (),
        metadata=notes(explanation=explanation.strip()),
    )
    trace = judged(trace, strict=strict, flaw=flaw, blank="gold_missing", asks=True)
    if strict and trace.reason == "ok" and _concludes_otherwise(trace):
        return replace(trace, reason="conclusion_differs")
    return trace


def _concludes_otherwise(trace: Trace) -> bool:
    """Whether the conclusion names exactly one option, and not the answer."""
    _, said, conclusion = trace.reasoning.rpartition(_CONCLUSION)
    if not said or not trace.choices:
        return False
    folded = conclusion.casefold()
    named = [k for k, choice in enumerate(trace.choices) if _names(folded, choice)]
    return len(named) == 1 and LETTERS[named[0]] != trace.answer


def _names(conclusion: str, choice: str) -> bool:
    """Whether the case-folded conclusion names the choice as whole words."""
    choice = choice.strip().casefold()
    place = conclusion.find(choice) if len(choice) >= 4 else -1
    while place >= 0:
        around = conclusion[max(0, place - 1) : place] + conclusion[place + len(choice) : place + len(choice) + 1]
        if not any(letter.isalnum() for letter in around):
            return True
        place = conclusion.find(choice, place + len(choice))
    return False


def _render(trace: Trace) -> dict[str, Any]:
    refuse((trace.answer, *trace.choices), (_EXPLANATION,), "medreason")
    explanation = trace.metadata.get("explanation", "")
    if explanation != explanation.strip():
        raise ValueError("medreason can't carry this trace: its explanation begins or ends in whitespace")
    answer, options = trace.answer, ""
    if trace.choices:
        options = _HEADER + "".join(f"\n{letter}. {choice}" for letter, choice in zip(LETTERS, trace.choices))
        read = options_of(options)
        if read is None or read.texts != trace.choices:
            raise ValueError("medreason can't carry this trace: its choices do not fit on a line each")
        if answer not in read.labels:
            raise ValueError("medreason can't carry this trace: its answer is no letter of its choices")
        if place_of(trace.choices[LETTERS.index(answer)], read) == LETTERS.index(answer):
            answer = trace.choices[LETTERS.index(answer)]
    if explanation:
        if answer != answer.rstrip():
            raise ValueError("medreason can't carry this trace: its answer ends in whitespace")
        answer = f"{answer}. {_EXPLANATION} {explanation}"
    return {"question": trace.question, "options": options, "answer": answer, "reasoning": trace.reasoning}


MEDREASON = Format("medreason", "row", '{"question", "options"?, "answer", "reasoning"}', _recognises, _read, _render)
