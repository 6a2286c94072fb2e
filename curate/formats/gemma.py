"""Gemma's turns. Text in, trace out.

Gemma 2 and 3 (`GEMMA`): ``<start_of_turn>user\\n…<end_of_turn>``; the reply holds a completion in our written form or
a plain answer, and a system prompt is part of the user's turn. Gemma 4 (`GEMMA4`): ``<|turn>user\\n…<turn|>`` with the
reasoning in ``<|channel>thought\\n…<channel|>``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from curate.formats.cells import notes
from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import judged
from curate.formats.tagged import TUNIX
from curate.formats.turns import Turn, conversation, role_of
from curate.record import prompt_of

_TURN = re.compile(r"(<start_of_turn>|<end_of_turn>)")
_TURN4 = re.compile(r"(<\|turn>|<turn\|>)")
_THOUGHT, _THOUGHT_END = "<|channel>thought", "<channel|>"
_TAGS4 = ("<|turn>", "<turn|>", "<|channel>", "<channel|>")


def _turns(pattern: re.Pattern[str], opening: str, text: str) -> tuple[list[Turn], bool, bool]:
    """The turns, whether the last one is closed, and whether text stands outside them."""
    pieces = pattern.split(text)
    stray = bool(pieces[0].replace("<bos>", "").strip())
    turns: list[Turn] = []
    closed = False
    for token, chunk in zip(pieces[1::2], pieces[2::2]):
        if token == opening:
            role, _, content = chunk.partition("\n")
            turns.append(Turn(role_of(role), content))
            closed = False
        else:
            closed = True
            stray = stray or bool(chunk.replace("<eos>", "").strip())
    return turns, closed, stray


def _flaw(reply: Turn | None, turns: list[Turn], closed: bool, stray: bool, strict: bool) -> str:
    if reply is None:
        return "no_answer"
    if strict and turns[-1] is reply and not closed:
        return "unclosed_answer"
    return "text_outside_tags" if stray else "ok"


def _recognises(text: str) -> bool:
    return "<start_of_turn>" in text


def _read(text: str, strict: bool) -> Trace:
    turns, closed, stray = _turns(_TURN, "<start_of_turn>", text)
    question, system, reply = conversation(turns)
    flaw = _flaw(reply, turns, closed, stray, strict)
    trace = Trace(question, "", reply.content if reply else "", metadata=notes(system=system))
    if reply and TUNIX.matches(reply.content):
        inner = TUNIX.read(reply.content, strict=strict)
        trace = replace(trace, reasoning=inner.reasoning, answer=inner.answer)
        if inner.reason != "ok":
            return replace(trace, reason=inner.reason)
    return judged(trace, strict=strict, flaw=flaw)


def _render(trace: Trace) -> str:
    question = prompt_of(trace.question or "", trace.choices)
    refuse((question, trace.reasoning, trace.answer), ("<start_of_turn>", "<end_of_turn>"), "gemma")
    user = "" if trace.question is None else f"<start_of_turn>user\n{question}<end_of_turn>\n"
    return f"<bos>{user}<start_of_turn>model\n{TUNIX.render(trace)}<end_of_turn>\n"


GEMMA = Format(
    "gemma", "text", "<bos><start_of_turn>user\\n…<end_of_turn>\\n<start_of_turn>model\\n…<end_of_turn>",
    _recognises, _read, _render,
)  # fmt: skip


def _recognises4(text: str) -> bool:
    return "<|turn>" in text or _THOUGHT in text


def _read4(text: str, strict: bool) -> Trace:
    if "<|turn>" not in text:
        text = f"<|turn>model\n{text}"
    turns, closed, stray = _turns(_TURN4, "<|turn>", text)
    question, system, reply = conversation(turns)
    flaw = _flaw(reply, turns, closed, stray, strict)
    content = reply.content if reply else ""
    reasoning, answer = "", content
    start = content.find(_THOUGHT)
    if start >= 0:
        end = content.find(_THOUGHT_END, start)
        if end < 0:
            reasoning, answer, flaw = content[start + len(_THOUGHT) :], "", "unclosed_reasoning"
        else:
            reasoning, answer = content[start + len(_THOUGHT) : end], content[end + len(_THOUGHT_END) :]
            if flaw == "ok":
                flaw = _thought_flaw(content[:start], answer)
        reasoning = reasoning.removeprefix("\n").removesuffix("\n")
    if not strict:
        answer = answer[answer.rfind(_THOUGHT_END) + len(_THOUGHT_END) :] if _THOUGHT_END in answer else answer
    return judged(Trace(question, reasoning, answer, metadata=notes(system=system)), strict=strict, flaw=flaw)


def _thought_flaw(before: str, answer: str) -> str:
    if before.strip():
        return "text_outside_tags"
    if _THOUGHT in answer:
        return "repeated_tags"
    return "answer_holds_reasoning" if _THOUGHT_END in answer else "ok"


def _render4(trace: Trace) -> str:
    question, system = prompt_of(trace.question or "", trace.choices), trace.metadata.get("system", "")
    refuse((question, trace.reasoning, trace.answer, system), _TAGS4, "gemma4")
    told = f"<|turn>system\n{system}<turn|>\n" if system else ""
    user = "" if trace.question is None else f"<|turn>user\n{question}<turn|>\n"
    thought = f"{_THOUGHT}\n{trace.reasoning}\n{_THOUGHT_END}"
    return f"<bos>{told}{user}<|turn>model\n{thought}{trace.answer}<turn|>\n"


GEMMA4 = Format(
    "gemma4", "text", "<|turn>user\\n…<turn|>\\n<|turn>model\\n<|channel>thought\\n…<channel|>answer<turn|>",
    _recognises4, _read4, _render4,
)  # fmt: skip
