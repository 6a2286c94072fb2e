"""Multiple-choice rows. Row in, trace out; the answer is a letter, counted from A in the order of the options.

`MULTIPLE_CHOICE` reads the common shapes (MedQA, MMLU, ARC, AGIEval, ACPBench …), `PUBMEDQA` the hub's and the raw
columns. MedMCQA numbers its correct option from 1 in the raw files and from 0 on the hub, and a row with ``cop`` 1 to
3 does not say which: `MEDMCQA` decides where the row itself does (0, 4, or an explanation that names the option) and
calls the gold ambiguous where not; `MEDMCQA_RAW` and `MEDMCQA_HUB` are for callers who know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from curate.formats.cells import asked, first_named, notes, refuse_fields, text_of, with_passage
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged
from curate.formats.options import Options, options_of, place_of
from curate.record import LETTERS

_OPTIONS = ("options", "choices", "answer_choices", "endings")
_GOLD = ("answer_idx", "answerKey", "answer_index", "correct_option", "label", "gold")
_REASONING = ("reasoning", "rationale", "explanation", "exp", "solution", "cot")


def _recognises(row: Mapping[str, Any]) -> bool:
    if "question" not in row:
        return False
    named = first_named(row, _OPTIONS)
    return named is not None and options_of(row[named]) is not None and first_named(row, (*_GOLD, "answer")) is not None


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    named = first_named(row, _OPTIONS)
    options = options_of(row[named]) if named else None
    place, flaw = _gold(row, options) if options else (None, "gold_missing")
    explained = first_named(row, _REASONING)
    promised = any(name in row for name in _REASONING)
    trace = Trace(
        with_passage(row, asked(row.get("question"))),
        text_of(row[explained]) if explained else "",
        "" if place is None else LETTERS[place],
        choices=options.texts if options else (),
    )
    return judged(trace, strict=strict, flaw=flaw, blank="gold_missing", promised=promised, asks=True)


def _gold(row: Mapping[str, Any], options: Options) -> tuple[int | None, str]:
    """The gold option, and whether the row's columns agree on it."""
    named = first_named(row, _GOLD)
    answer = row.get("answer")
    said = isinstance(answer, (str, int)) and text_of(answer).strip() != ""
    if named is None:
        place = place_of(answer, options)
        return place, "gold_ambiguous" if place is None and said else "ok"
    place = place_of(row[named], options)
    if place is None:
        missing = not text_of(row[named]).strip()
        return None, "gold_missing" if missing else "gold_ambiguous"
    if isinstance(answer, str) and said and answer != options.texts[place]:
        other = place_of(answer, options)
        if other is not None and other != place:
            return place, "gold_ambiguous"
    return place, "ok"


def _render(trace: Trace) -> dict[str, Any]:
    place = _lettered(trace, "multiple_choice")
    reasoning = {"reasoning": trace.reasoning} if trace.reasoning else {}
    return {
        "question": trace.question,
        "options": dict(zip(LETTERS, trace.choices)),
        "answer_idx": trace.answer,
        "answer": trace.choices[place],
        **reasoning,
    }


def _lettered(trace: Trace, name: str) -> int:
    """Index of the option that the trace's letter means.

    Raises:
        ValueError: there are fewer than two options or more than 26, or the answer is not the letter of one.
    """
    known = LETTERS[: len(trace.choices)]
    if not 2 <= len(trace.choices) <= len(LETTERS) or len(trace.answer) != 1 or trace.answer not in known:
        raise ValueError(f"{name} can't carry this trace: its answer is no letter of 2 to {len(LETTERS)} choices")
    return LETTERS.index(trace.answer)


MULTIPLE_CHOICE = Format(
    "multiple_choice", "row", '{"question", "options": {"A": text, …}, "answer_idx", "answer"}',
    _recognises, _read, _render,
)  # fmt: skip

_MEDMCQA_OPTIONS = ("opa", "opb", "opc", "opd")
_EXPLAINED = re.compile(
    r"\s{0,4}(?:the\s)?(?:correct\s)?ans(?:wer)?\b[\s.:\-]{0,4}(?:is\b)?[\s.:\-'\"‘’“(\[]{0,5}(?:option\s)?([a-d])(?![\w-])"
    r"(?!\s*(?:,|and|&)\s*['\"‘’“(\[]?[a-d]\b)",
    re.IGNORECASE,
)


def _is_medmcqa(row: Mapping[str, Any]) -> bool:
    return "question" in row and "cop" in row and all(name in row for name in _MEDMCQA_OPTIONS)


def option_named_by(explanation: object) -> int | None:
    """0-based option that a MedMCQA explanation names at its beginning (``Ans. is 'b'``), or None."""
    match = _EXPLAINED.match(explanation[:80]) if isinstance(explanation, str) else None
    return "abcd".index(match.group(1).lower()) if match else None


def _read_medmcqa(counted_from: Literal[0, 1] | None, row: Mapping[str, Any], strict: bool) -> Trace:
    choices = tuple(text_of(row.get(name)) for name in _MEDMCQA_OPTIONS)
    number, flaw = _cop(row.get("cop")), "ok"
    place: int | None = None
    if number is None:
        flaw = "gold_missing"
    elif counted_from is not None:
        place = number - counted_from
    elif number in (0, 4):
        place = 0 if number == 0 else 3
    else:
        named = option_named_by(row.get("exp"))
        place = named if named in (number, number - 1) else None
        flaw = "gold_ambiguous" if place is None else "ok"
    if place is not None and not 0 <= place < len(choices):
        place, flaw = None, "gold_missing"
    trace = Trace(
        asked(row.get("question")),
        text_of(row.get("exp")),
        "" if place is None else LETTERS[place],
        choices=choices,
        metadata=notes(choice_type=row.get("choice_type")),
    )
    return judged(trace, strict=strict, flaw=flaw, blank="gold_missing", asks=True)


def _cop(cell: object) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float) and cell in (0.0, 1.0, 2.0, 3.0, 4.0):
        return int(cell)
    if isinstance(cell, str) and cell.strip() in ("0", "1", "2", "3", "4"):
        return int(cell)
    return cell if isinstance(cell, int) and 0 <= cell <= 4 else None


def _render_medmcqa(counted_from: Literal[0, 1] | None, trace: Trace) -> dict[str, Any]:
    place = _lettered(trace, "medmcqa")
    if len(trace.choices) != len(_MEDMCQA_OPTIONS):
        raise ValueError("medmcqa can't carry this trace: it has four options, no more and no fewer")
    if counted_from is None and place not in (0, 3):
        raise ValueError("medmcqa can't carry this trace: it does not say where it counts from (medmcqa_raw does)")
    number = place + counted_from if counted_from is not None else (0 if place == 0 else 4)
    return {
        "question": trace.question,
        **dict(zip(_MEDMCQA_OPTIONS, trace.choices)),
        "cop": number,
        "exp": trace.reasoning,
        **trace.metadata,
    }


def _medmcqa(name: str, counted_from: Literal[0, 1] | None) -> Format:
    where = {None: "", 0: " counted from 0", 1: " counted from 1"}[counted_from]
    return Format(
        name, "row", f'{{"question", "opa".."opd", "cop"{where}, "exp"}}', _is_medmcqa,
        partial(_read_medmcqa, counted_from), partial(_render_medmcqa, counted_from),
    )  # fmt: skip


MEDMCQA = _medmcqa("medmcqa", None)
MEDMCQA_RAW = _medmcqa("medmcqa_raw", 1)
MEDMCQA_HUB = _medmcqa("medmcqa_hub", 0)


def _is_pubmedqa(row: Mapping[str, Any]) -> bool:
    return "final_decision" in row and ("question" in row or "QUESTION" in row)


def _read_pubmedqa(row: Mapping[str, Any], strict: bool) -> Trace:
    question = asked(row.get("question", row.get("QUESTION")))
    contexts = row.get("CONTEXTS")
    context = row.get("context")
    if isinstance(context, Mapping):
        contexts = context.get("contexts")
    passage = ""
    if isinstance(contexts, (list, tuple)):
        passage = "\n\n".join(text for text in contexts if isinstance(text, str))
    if question and passage.strip():
        question = f"{passage}\n\n{question}"
    reasoning = text_of(row.get("long_answer", row.get("LONG_ANSWER")))
    trace = Trace(question, reasoning, text_of(row.get("final_decision")))
    return judged(trace, strict=strict, blank="gold_missing", asks=True)


def _render_pubmedqa(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "pubmedqa", "choices")
    return {
        "question": trace.question,
        "context": {"contexts": []},
        "long_answer": trace.reasoning,
        "final_decision": trace.answer,
    }


PUBMEDQA = Format(
    "pubmedqa", "row", '{"question", "context": {"contexts"}, "long_answer", "final_decision"}',
    _is_pubmedqa, _read_pubmedqa, _render_pubmedqa,
)  # fmt: skip
