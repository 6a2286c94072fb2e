"""The pure part of `curate ask`: a question and a model that generates in, what it wrote and what that says out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from curate.errors import InputError
from curate.record import LETTERS
from curate.steps import StepReport
from train.prompts import prompt_text
from train.request import Reply
from train.rewards.reading import form, read
from train.rewards.steps import checked_steps
from train.sampling import Generate
from train.seeds import seed_of

if TYPE_CHECKING:
    from rich.console import RenderableType


class Tokenizes(Protocol):
    """Text to tokens and back; `train.tokenizer.Tokenizer` does."""

    def prompt(self, text: str) -> NDArray[np.int32]: ...
    def decode(self, ids: Any) -> str: ...


def ask(
    question: str,
    tokenizer: Tokenizes,
    generate: Generate,
    *,
    choices: Sequence[str] = (),
    instruction: str = "",
    max_tokens: int,
    max_prompt_tokens: int | None = None,
    samples: int = 1,
    temperature: float = 0.0,
    seed: int = 0,
) -> list[Reply]:
    """Put a question.

    Args:
        choices: options without their letters.
        max_prompt_tokens: what the model can read.
        samples: replies; greedy ones are all alike, so that one is made whatever is asked for.

    Raises:
        InputError: there is no question, there are too many options, or the prompt is longer than the model reads.
    """
    if not question.strip():
        raise InputError("there is no question", remedy='ask one: curate ask RUN "How many …?"')
    if len(choices) > len(LETTERS):
        raise InputError(f"{len(choices)} options are more than there are letters", remedy="give at most 26")
    prompt = tokenizer.prompt(prompt_text(question, choices, instruction=instruction))
    if max_prompt_tokens is not None and len(prompt) > max_prompt_tokens:
        raise InputError(
            f"the question has {len(prompt)} tokens, and this model reads {max_prompt_tokens}",
            remedy="ask a shorter one, or train with a larger data.max_prompt_tokens",
        )
    count = samples if temperature > 0 else 1
    written = generate(
        [prompt] * count, max_tokens=max_tokens, temperature=temperature,
        seeds=[seed_of("ask", seed, number) for number in range(count)],
    )  # fmt: skip
    return [reply(tokenizer.decode(one.tokens), tokens=len(one.tokens), stopped=one.stopped) for one in written]


def reply(text: str, *, tokens: int, stopped: bool) -> Reply:
    """What a completion says: reasoning and answer where the answer counts, and what is wrong with its form."""
    reading = read(text)
    reason = form(text, stopped=stopped)
    return Reply(
        text=text, reasoning=None if reading.answer is None else reading.reasoning, answer=reading.answer,
        reason="" if reason == "ok" else reason, tokens=tokens, stopped=stopped,
    )  # fmt: skip


def steps_of(reply: Reply) -> StepReport:
    """The arithmetic of a reply's reasoning, worked out again."""
    return checked_steps(reply.reasoning or reply.text)


def votes(replies: Iterable[Reply]) -> list[tuple[str, int]]:
    """Answers with how many replies give them word for word, most frequent first, then by first appearance."""
    counts: dict[str, int] = {}
    for one in replies:
        if one.answer is not None:
            counts[one.answer] = counts.get(one.answer, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


def rendered(reply: Reply) -> RenderableType:
    """A reply for the terminal: the reasoning, wrong steps marked, then the answer or what is wrong."""
    from rich.console import Group
    from rich.text import Text

    body = reply.reasoning if reply.reasoning is not None else reply.text
    reasoning = Text(_visible(body))
    report = checked_steps(body)
    for wrong in report.wrong:
        reasoning.stylize("red", wrong.start, wrong.end)
    lines = [reasoning]
    if reply.answer is not None:
        lines.append(Text(f"\nAnswer: {_visible(reply.answer)}", style="bold"))
    for wrong in report.wrong:
        lines.append(Text(f"does not hold: {_visible(wrong.text.strip())} (right: {wrong.right:.6g})", style="red"))
    if reply.reason:
        lines.append(Text(f"form: {reply.reason}", style="yellow"))
    return Group(*lines)


def _visible(text: str) -> str:
    """Control characters as blanks, one for one, so that a model can't write to the terminal behind one's back."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)
