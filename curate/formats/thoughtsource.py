"""ThoughtSource items: a question with reference reasoning, or generated reasoning whose answers were judged. Row in,
trace out.

``cot`` is a list of sentences, or (as is ``generated_cot``) of ``{cot, answers: [{answer, correct_answer}]}``.
Reference sentences are joined by newlines; of generated ones the first with an answer that was judged correct is read;
there may be neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from curate.formats.cells import asked, text_of, with_passage
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged
from curate.formats.options import Options, options_of, place_of
from curate.record import LETTERS


def _recognises(row: Mapping[str, Any]) -> bool:
    if "question" not in row or not isinstance(row.get("cot"), (list, tuple)):
        return False
    return "generated_cot" in row or any(isinstance(cot, Mapping) and "cot" in cot for cot in row["cot"])


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    given = row.get("answer")
    golds = [text_of(gold) for gold in given] if isinstance(given, (list, tuple)) else [text_of(given)]
    answer = next((gold for gold in golds if gold.strip()), golds[0] if golds else "")
    listed = row.get("choices")
    options = options_of(listed)
    if isinstance(listed, (list, tuple)) and options:
        options = Options(options.labels, tuple(text_of(choice) for choice in listed))
    flaw = "ok"
    if row.get("type") == "bool" and answer.strip().lower() in ("true", "false"):
        answer = "yes" if answer.strip().lower() == "true" else "no"
    elif options and answer.strip():
        place = place_of(answer, options)
        flaw = "gold_ambiguous" if place is None else "ok"
        answer = "" if place is None else LETTERS[place]
    elif len({gold.strip() for gold in golds if gold.strip()}) > 1:
        flaw = "gold_ambiguous"
    question = with_passage(row, asked(row.get("question")))
    choices = options.texts if options and row.get("type") != "bool" else ()
    trace = Trace(question, _reasoning(row), answer, choices=choices)
    return judged(trace, strict=strict, flaw=flaw, blank="gold_missing", asks=True)


def _reasoning(row: Mapping[str, Any]) -> str:
    cots = row.get("cot")
    sentences = [cot for cot in cots if isinstance(cot, str)] if isinstance(cots, (list, tuple)) else []
    if any(sentences):
        return "\n".join(sentences)
    for given in (cots, row.get("generated_cot")):
        for cot in given if isinstance(given, (list, tuple)) else ():
            if isinstance(cot, Mapping) and isinstance(cot.get("cot"), str) and _is_correct(cot.get("answers")):
                return str(cot["cot"])
    return ""


def _is_correct(answers: object) -> bool:
    judgements: Iterable[Any] = answers if isinstance(answers, (list, tuple)) else ()
    return any(isinstance(answer, Mapping) and answer.get("correct_answer") is True for answer in judgements)


def _render(trace: Trace) -> dict[str, Any]:
    answer = trace.answer
    if trace.choices:
        options = Options(tuple(LETTERS[: len(trace.choices)]), trace.choices)
        if len(answer) != 1 or answer not in options.labels or options_of(list(trace.choices)) is None:
            raise ValueError("thoughtsource can't carry this trace: its answer is no letter of 2 to 26 choices")
        text = trace.choices[LETTERS.index(answer)]
        answer = text if place_of(text, options) == LETTERS.index(answer) else answer
    return {
        "question": trace.question,
        "type": "multiplechoice" if trace.choices else "text",
        "choices": list(trace.choices),
        "context": "",
        "cot": [trace.reasoning] if trace.reasoning else [],
        "answer": [answer],
        "generated_cot": [],
    }


THOUGHTSOURCE = Format(
    "thoughtsource", "row",
    '{"question", "choices", "cot": [text | {"cot", "answers"}], "answer": […], "generated_cot"}',
    _recognises, _read, _render,
)  # fmt: skip
