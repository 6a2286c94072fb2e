"""OpenAI's harmony: messages in channels, ``analysis`` for the reasoning and ``final`` for the answer. Text in, trace
out.

A target ends in ``<|return|>``, history in ``<|end|>``; there may be several analysis messages, joined here by an
empty line. Other channels (tool calls) are no part of the trace; strict reading turns them away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from curate.formats.cells import notes
from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import judged
from curate.formats.turns import Turn, conversation, role_of

_TOKEN = re.compile(r"(<\|(?:start|channel|message|end|return|call|constrain)\|>)")
_TOKENS = ("<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>", "<|call|>", "<|constrain|>")


@dataclass
class _Message:
    role: str
    channel: str
    content: str
    closed: bool = False


def _recognises(text: str) -> bool:
    return "<|message|>" in text and ("<|channel|>" in text or "<|start|>" in text)


def _messages(text: str) -> tuple[list[_Message], bool]:
    """The messages, and whether any text stands between them."""
    pieces = _TOKEN.split(text)
    stray = bool(pieces[0].strip())
    messages: list[_Message] = []
    role, channel = "assistant", ""
    for token, chunk in zip(pieces[1::2], pieces[2::2]):
        if token == "<|start|>":
            role, channel = role_of(chunk.partition(" ")[0]), ""
        elif token == "<|channel|>":
            channel = chunk.strip().partition(" ")[0]
        elif token == "<|message|>":
            messages.append(_Message(role, channel, chunk))
        elif token in ("<|end|>", "<|return|>", "<|call|>"):
            stray = stray or bool(chunk.strip())
            if messages:
                messages[-1].closed = True
    return messages, stray


def _read(text: str, strict: bool) -> Trace:
    messages, stray = _messages(text)
    last_user = max((k for k, message in enumerate(messages) if message.role == "user"), default=-1)
    reply = [message for message in messages[last_user + 1 :] if message.role == "assistant"]
    analysis = [message for message in reply if message.channel == "analysis"]
    finals = [message for message in reply if message.channel == "final"]
    turns = [
        Turn(message.role, message.content)
        for message in messages[: last_user + 1]
        if message.role != "assistant" or message.channel == "final"
    ]
    question, system, _ = conversation([*turns, Turn("assistant", "")])
    flaw = "ok"
    if not finals:
        flaw = "unclosed_reasoning" if analysis and not analysis[-1].closed else "no_answer"
    elif any(not message.closed for message in analysis):
        flaw = "unclosed_reasoning"
    elif strict and not finals[-1].closed:
        flaw = "unclosed_answer"
    elif len(finals) > 1:
        flaw = "repeated_tags"
    elif reply[-1] is not finals[-1]:
        flaw = "misordered_tags"
    elif stray or len(analysis) + len(finals) < len(reply):
        flaw = "text_outside_tags"
    reasoning = "\n\n".join(message.content for message in analysis)
    trace = Trace(question, reasoning, finals[-1].content if finals else "", metadata=notes(system=system))
    return judged(trace, strict=strict, flaw=flaw)


def _render(trace: Trace) -> str:
    system = trace.metadata.get("system", "")
    refuse((trace.question or "", trace.reasoning, trace.answer, system), _TOKENS, "harmony")
    text = f"<|start|>system<|message|>{system}<|end|>" if system else ""
    if trace.question is not None:
        text += f"<|start|>user<|message|>{trace.question}<|end|>"
    if text:
        text += "<|start|>assistant"
    return (
        f"{text}<|channel|>analysis<|message|>{trace.reasoning}<|end|>"
        f"<|start|>assistant<|channel|>final<|message|>{trace.answer}<|return|>"
    )


HARMONY = Format(
    "harmony", "text",
    "<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>answer<|return|>",
    _recognises, _read, _render,
)  # fmt: skip
