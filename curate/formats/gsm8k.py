"""GSM8K solutions: worked lines with calculator marks such as ``<<12/60=0.2>>``, then ``#### 10``. Text in, trace
out.

The marks repeat what the line says already, so the reasoning is read without them.
"""

from __future__ import annotations

import re

from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import judged

_MARKER = "####"
_CALCULATOR = re.compile(r"<<[^<>\n]*>>")


def without_calculator_marks(text: str) -> str:
    """The text without its ``<<…=…>>``."""
    if "<<" not in text:
        return text
    return _CALCULATOR.sub(lambda mark: "" if "=" in mark.group() else mark.group(), text)


def _place(text: str) -> int:
    """Offset of the last marker that begins a line, or -1."""
    place = text.rfind("\n" + _MARKER)
    return place + 1 if place >= 0 else (0 if text.startswith(_MARKER) else -1)


def _recognises(text: str) -> bool:
    place = _place(text)
    if place < 0:
        return False
    answer = text[place + len(_MARKER) :]
    return "\n" not in answer.strip() and not answer.startswith("#")


def _read(text: str, strict: bool) -> Trace:
    place = _place(text)
    if place < 0:
        return judged(Trace(None, without_calculator_marks(text), ""), strict=strict, flaw="no_answer")
    answer, _, after = text[place + len(_MARKER) :].removeprefix(" ").partition("\n")
    head = text[: max(0, place - 1)]
    flaw = "trailing_text" if after.strip() else "ok"
    if flaw == "ok" and _place(head) >= 0:
        flaw = "repeated_tags"
    return judged(Trace(None, without_calculator_marks(head), answer), strict=strict, flaw=flaw)


def _render(trace: Trace) -> str:
    refuse((trace.reasoning, trace.answer), (_MARKER,), "gsm8k")
    refuse((trace.answer,), ("\n",), "gsm8k")
    if without_calculator_marks(trace.reasoning) != trace.reasoning:
        raise ValueError("gsm8k can't carry this trace: a calculator mark stands in its reasoning")
    return f"{trace.reasoning}\n{_MARKER} {trace.answer}"


GSM8K = Format("gsm8k", "text", "… <<12/60=0.2>> …\\n#### answer", _recognises, _read, _render)
