r"""Completions that end in a balanced ``\boxed{…}``: text in, trace out.

The reasoning is the whole text, the sentence around the box included, unless the box is the last paragraph by itself.
"""

from __future__ import annotations

from curate.formats.conclusion import last_boxed
from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import judged


def _recognises(text: str) -> bool:
    return "\\boxed" in text


def _read(text: str, strict: bool) -> Trace:
    box = last_boxed(text)
    if box is None:
        flaw = "unclosed_answer" if "\\boxed" in text else "no_answer"
        return judged(Trace(None, text, ""), strict=strict, flaw=flaw)
    start, content, end = box
    answer = text[content:end]
    alone = end + 1 == len(text) and (start == 0 or text[:start].endswith("\n\n"))
    flaw = "ok"
    if text.find("\\boxed") < start and any(other != answer.strip() for other in _other_boxes(text[:start])):
        flaw = "repeated_tags"
    elif "\n" in (tail := text[end + 1 :].strip()) or len(tail) > _LONGEST_TAIL:
        flaw = "trailing_text"
    if not alone:
        return judged(Trace(None, text, answer), strict=strict, flaw=flaw)
    return judged(Trace(None, text[:start].removesuffix("\n\n"), answer), strict=strict, flaw=flaw)


_LONGEST_TAIL = 200


def _other_boxes(head: str) -> list[str]:
    """Content of the last box before; more than that would say nothing more."""
    box = last_boxed(head)
    return [] if box is None else [head[box[1] : box[2]].strip()]


def _render(trace: Trace) -> str:
    refuse((trace.reasoning, trace.answer), ("\\boxed",), "boxed")
    command = f"\\boxed{{{trace.answer}}}"
    box = last_boxed(command)
    if box is None or box[2] + 1 != len(command):
        raise ValueError("boxed can't carry this trace: the braces of its answer are not balanced")
    text = f"{trace.reasoning}\n\n{command}"
    if last_boxed(text) != (len(trace.reasoning) + 2, len(trace.reasoning) + 9, len(text) - 1):
        raise ValueError("boxed can't carry this trace: its reasoning escapes the box")
    return text


BOXED = Format("boxed", "text", "… \\boxed{answer}", _recognises, _read, _render)
