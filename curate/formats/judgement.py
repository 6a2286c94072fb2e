"""What is right or wrong with a trace once its parts are known, whichever format they came from.

A trace with its structural flaw in, the trace with its final reason code out. Strict reading changes no character;
loose reading trims the reasoning and the answer and cuts end-of-text tokens off.
"""

from __future__ import annotations

from dataclasses import replace

from curate.formats.conclusion import differs, final_answer_in
from curate.formats.contract import Trace

#: tokens that end a text and that a careless export leaves in it as characters
TERMINATORS = (
    "<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<end_of_turn>", "<eos>", "<turn|>",
    "<｜end▁of▁sentence｜>",
)  # fmt: skip

#: flaws in spite of which loose reading is content with an answer that it found
FORGIVEN = frozenset(
    {
        "unclosed_reasoning", "opening_tag_missing", "nested_tags", "repeated_tags", "misordered_tags", "tags_in_prose",
        "answer_inside_reasoning", "answer_holds_reasoning", "no_reasoning", "end_of_text_literal", "text_outside_tags",
        "trailing_text", "conclusion_differs",
    }
)  # fmt: skip

_COPIED = 40


def judged(
    trace: Trace,
    *,
    strict: bool,
    flaw: str = "ok",
    blank: str = "empty_answer",
    promised: bool = True,
    asks: bool = False,
) -> Trace:
    """The trace with its reason code.

    Args:
        flaw: what the structure already complained of; the first complaint is the one that is told.
        blank: code for a blank answer, ``gold_missing`` where the answer is the row's gold.
        promised: whether the layout has a place for reasoning, so that none is worth telling.
        asks: whether the layout has a place for the question.
    """
    if not strict:
        trace = replace(trace, reasoning=_without_terminators(trace.reasoning), answer=_tidied(trace.answer))
    if asks and not (trace.question or "").strip():
        return replace(trace, reason="no_question")
    if strict:
        return replace(trace, reason=flaw if flaw != "ok" else _strict_reason(trace, blank, promised))
    if flaw != "ok" and (flaw not in FORGIVEN or not trace.answer):
        return replace(trace, reason=flaw)
    if not trace.answer:
        within = final_answer_in(trace.reasoning) if blank == "empty_answer" else None
        return replace(trace, answer=within or "", reason="ok" if within else blank)
    return replace(trace, reason="ok")


def _strict_reason(trace: Trace, blank: str, promised: bool) -> str:
    if any(token in text for token in TERMINATORS for text in (trace.reasoning, trace.answer)):
        return "end_of_text_literal"
    reasoning, answer = trace.reasoning.strip(), trace.answer.strip()
    if not answer:
        return "answer_inside_reasoning" if blank == "empty_answer" and final_answer_in(reasoning) else blank
    if not reasoning:
        return "no_reasoning" if promised else "ok"
    if len(reasoning) >= _COPIED and reasoning in answer:
        return "answer_holds_reasoning"
    conclusion = final_answer_in(reasoning)
    if conclusion is not None and differs(conclusion, answer, trace.choices):
        return "conclusion_differs"
    return "ok"


def _tidied(answer: str) -> str:
    ends = [end for token in TERMINATORS if (end := answer.find(token)) >= 0]
    return answer[: min(ends)].strip() if ends else answer.strip()


def _without_terminators(text: str) -> str:
    for token in TERMINATORS:
        text = text.replace(token, "")
    return text.strip()
