"""Chat layouts: OpenAI messages, ShareGPT conversations, and a single assistant message. Row in, trace out.

A message's reasoning stands in ``reasoning_content``, ``reasoning`` or ``thinking``, or its content is a list of parts
of which some are thinking (Magistral). A completion that is itself a text dialect stays in the answer;
`curate.formats.read_row` resolves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curate.formats.cells import notes, refuse_fields
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged
from curate.formats.turns import Turn, conversation, role_of
from curate.record import prompt_of

_REASONING = ("reasoning_content", "reasoning", "thinking")


def turn_of(message: Mapping[str, Any]) -> Turn:
    """A message with ``role`` and ``content`` as a turn."""
    role = role_of(message.get("role"))
    content, thought, flaw = parts_of(message.get("content"))
    given = next((name for name in _REASONING if isinstance(message.get(name), str) and message[name]), None)
    return Turn(role, content, str(message[given]) if given else thought, flaw)


def parts_of(content: object) -> tuple[str, str, str]:
    """A message's content, text or a list of parts, as (answer, reasoning, flaw)."""
    if isinstance(content, str):
        return content, "", "ok"
    if not isinstance(content, (list, tuple)):
        return "", "", "ok"
    answer: list[str] = []
    thought: list[str] = []
    flaw = "ok"
    for part in content:
        if isinstance(part, str):
            answer.append(part)
        elif isinstance(part, Mapping):
            kind = part.get("type")
            if kind in ("thinking", "reasoning"):
                if thought and answer:
                    flaw = "repeated_tags"
                thought.append(_inner(part.get("thinking", part.get("text"))))
                if part.get("closed") is False:
                    flaw = "unclosed_reasoning"
            elif kind in ("text", "output_text", None):
                answer.append(_inner(part.get("text")))
    return "".join(answer), "".join(thought), flaw


def _inner(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, (list, tuple)):
        texts = [part.get("text") if isinstance(part, Mapping) else part for part in cell]
        return "".join(text for text in texts if isinstance(text, str))
    return ""


def _dialogue(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for name in ("messages", "conversations", "conversation"):
        value = row.get(name)
        if isinstance(value, (list, tuple)):
            return [message for message in value if isinstance(message, Mapping)]
    return []


def _of_turns(turns: list[Turn], system: str, strict: bool, metadata: Mapping[str, str] | None = None) -> Trace:
    question, told, reply = conversation(turns)
    extra = {**(metadata or {}), **notes(system=system or told)}
    if reply is None:
        return judged(Trace(question, "", "", metadata=extra), strict=strict, flaw="no_answer", asks=True)
    trace = Trace(question, reply.reasoning, reply.content, metadata=extra)
    return judged(trace, strict=strict, flaw=reply.flaw, asks=True)


def _is_messages(row: Mapping[str, Any]) -> bool:
    dialogue = _dialogue(row)
    return bool(dialogue) and all("role" in message and "content" in message for message in dialogue)


def _read_messages(row: Mapping[str, Any], strict: bool) -> Trace:
    return _of_turns([turn_of(message) for message in _dialogue(row)], "", strict)


def _render_messages(trace: Trace) -> dict[str, Any]:
    messages: list[dict[str, str]] = []
    if system := trace.metadata.get("system"):
        messages.append({"role": "system", "content": system})
    if trace.question is not None:
        messages.append({"role": "user", "content": prompt_of(trace.question, trace.choices)})
    messages.append({"role": "assistant", "content": trace.answer, "reasoning_content": trace.reasoning})
    return {"messages": messages}


MESSAGES = Format(
    "messages", "row", '{"messages": [{"role", "content", "reasoning_content"|"reasoning"|"thinking"}]}',
    _is_messages, _read_messages, _render_messages,
)  # fmt: skip


def _is_message(row: Mapping[str, Any]) -> bool:
    if "content" not in row or role_of(row.get("role", "assistant")) != "assistant":
        return False
    content = row["content"]
    if isinstance(content, str):
        return any(isinstance(row.get(name), str) for name in _REASONING)
    return isinstance(content, (list, tuple)) and any(isinstance(part, Mapping) and "type" in part for part in content)


def _read_message(row: Mapping[str, Any], strict: bool) -> Trace:
    turn = turn_of({**row, "role": "assistant"})
    return judged(Trace(None, turn.reasoning, turn.content), strict=strict, flaw=turn.flaw)


def _render_parts(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "magistral_parts", "question", "choices")
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": trace.reasoning}], "closed": True}
    return {"role": "assistant", "content": [thinking, {"type": "text", "text": trace.answer}]}


def _render_message(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "message", "question", "choices")
    return {"role": "assistant", "content": trace.answer, "reasoning_content": trace.reasoning}


def _is_parts(row: Mapping[str, Any]) -> bool:
    return _is_message(row) and not isinstance(row["content"], str)


MESSAGE = Format(
    "message", "row", '{"content", "reasoning_content"|"reasoning"|"thinking"}',
    _is_message, _read_message, _render_message,
)  # fmt: skip
MAGISTRAL_PARTS = Format(
    "magistral_parts", "row",
    '{"content": [{"type": "thinking", "thinking": […], "closed"}, {"type": "text", "text"}]}',
    _is_parts, _read_message, _render_parts,
)  # fmt: skip


def _is_sharegpt(row: Mapping[str, Any]) -> bool:
    dialogue = _dialogue(row)
    return bool(dialogue) and all("from" in message and "value" in message for message in dialogue)


def _read_sharegpt(row: Mapping[str, Any], strict: bool) -> Trace:
    turns = []
    for message in _dialogue(row):
        content, thought, flaw = parts_of(message.get("value"))
        turns.append(Turn(role_of(message.get("from")), content, thought, flaw))
    system = row.get("system")
    return _of_turns(turns, system if isinstance(system, str) else "", strict)


def _render_sharegpt(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "sharegpt", "reasoning")
    turns = [] if trace.question is None else [{"from": "human", "value": prompt_of(trace.question, trace.choices)}]
    turns.append({"from": "gpt", "value": trace.answer})
    return {"system": trace.metadata.get("system", ""), "conversations": turns}


SHAREGPT = Format(
    "sharegpt", "row",
    '{"system", "conversations": [{"from": "human"|"user", "value"}, {"from": "gpt"|"assistant", "value"}]}',
    _is_sharegpt, _read_sharegpt, _render_sharegpt,
)  # fmt: skip
