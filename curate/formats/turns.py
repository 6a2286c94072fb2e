"""The turns of a conversation, whichever markup they came in: who said what, and what that asks.

A list of turns in; the question, the system prompt and the last reply out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROLES = {
    "user": "user", "human": "user",
    "assistant": "assistant", "gpt": "assistant", "model": "assistant", "bot": "assistant", "chatgpt": "assistant",
    "system": "system", "developer": "system",
}  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """One turn.

    Attributes:
        role: user, assistant, system or whatever else the source says.
        flaw: what is wrong with the turn itself.
    """

    role: str
    content: str
    reasoning: str = ""
    flaw: str = "ok"


def role_of(name: object) -> str:
    """The role that a source's own name for it means."""
    return _ROLES.get(name.strip().lower(), name.strip().lower()) if isinstance(name, str) else ""


def conversation(turns: Sequence[Turn]) -> tuple[str | None, str, Turn | None]:
    """The question, the system prompt and the last reply.

    The question is the one user turn before the reply; of several, all turns before it, labelled with who speaks.
    """
    last = max((k for k, turn in enumerate(turns) if turn.role == "assistant"), default=None)
    history = [turn for turn in turns[: len(turns) if last is None else last] if turn.role != "system"]
    system = "\n\n".join(turn.content for turn in turns if turn.role == "system")
    if not history:
        question = None
    elif len(history) == 1:
        question = history[0].content
    else:
        question = "\n\n".join(f"{turn.role.capitalize()}: {turn.content}" for turn in history)
    return question, system, None if last is None else turns[last]
