"""Completions in two headed sections, ``## Thinking`` and ``## Final Response`` (medical-o1) or ``## Final Answer``
(MedReason). Text in, trace out. A heading counts where it begins a line.
"""

from __future__ import annotations

from functools import partial

from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import judged

_THINKING = "## Thinking"
_GAP = "\n\n"


def _places(text: str, heading: str) -> list[int]:
    found = []
    place = text.find(heading)
    while place >= 0:
        if place == 0 or text[place - 1] == "\n":
            found.append(place)
        place = text.find(heading, place + len(heading))
    return found


def _recognises(final: str, text: str) -> bool:
    if f"\n{final}" in text or text.startswith(final):
        return True
    unfinished = final == "## Final Response" and "\n## Final Answer" not in text
    return unfinished and text.lstrip().startswith(_THINKING)


def _read(final: str, text: str, strict: bool) -> Trace:
    thinking, finals = _places(text, _THINKING), _places(text, final)
    flaw = "ok"
    if not finals:
        reasoning = text[thinking[0] + len(_THINKING) :] if thinking else ""
        flaw = "unclosed_reasoning" if thinking else "no_answer"
        return judged(Trace(None, _section(reasoning), "" if thinking else text), strict=strict, flaw=flaw)
    start = thinking[0] + len(_THINKING) if thinking and thinking[0] < finals[-1] else 0
    if not thinking:
        flaw = "opening_tag_missing"
    elif len(thinking) > 1 or len(finals) > 1:
        flaw = "repeated_tags"
    elif thinking[0] > finals[0]:
        flaw = "misordered_tags"
    elif text[: thinking[0]].strip():
        flaw = "text_outside_tags"
    reasoning, answer = text[start : finals[-1]], text[finals[-1] + len(final) :]
    return judged(Trace(None, _section(reasoning), _opened(answer)), strict=strict, flaw=flaw)


def _opened(text: str) -> str:
    return text.removeprefix(_GAP) if text.startswith(_GAP) else text.removeprefix("\n")


def _section(text: str) -> str:
    text = _opened(text)
    return text.removesuffix(_GAP) if text.endswith(_GAP) else text.removesuffix("\n")


def _render(final: str, trace: Trace) -> str:
    refuse((trace.reasoning, trace.answer), (_THINKING, final), final)
    return f"{_THINKING}{_GAP}{trace.reasoning}{_GAP}{final}{_GAP}{trace.answer}"


def _format(name: str, final: str) -> Format:
    shape = f"{_THINKING}\\n\\n…\\n\\n{final}\\n\\nanswer"
    return Format(name, "text", shape, partial(_recognises, final), partial(_read, final), partial(_render, final))


MEDICAL_O1_TEXT = _format("medical_o1_text", "## Final Response")
MEDREASON_TEXT = _format("medreason_text", "## Final Answer")
