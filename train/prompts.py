"""How a problem is put to a model, and what the model should write: the one place that renders either.

Supervised fine-tuning, rollouts, evaluation and `curate ask` all call these functions, so that the model reads the same
bytes everywhere; a difference of one blank between fine-tuning and reinforcement has cost others 40 points of format.
The layout is Gemma's chat template (the model card of Gemma, "Formatting"); Gemma has no system turn, so an instruction
stands at the head of the user's turn.
"""

from __future__ import annotations

from collections.abc import Sequence

from curate.record import prompt_of, written

START_OF_TURN = "<start_of_turn>"
END_OF_TURN = "<end_of_turn>"
TAGS = ("<reasoning>", "</reasoning>", "<answer>", "</answer>")


def prompt_text(question: str, choices: Sequence[str] = (), *, instruction: str = "") -> str:
    """The prompt, without the token that begins a text: the user's turn and the opening of the model's."""
    asked = prompt_of(question, choices)
    body = f"{instruction}\n\n{asked}" if instruction else asked
    return f"{START_OF_TURN}user\n{body}{END_OF_TURN}\n{START_OF_TURN}model\n"


def completion_text(reasoning: str, answer: str) -> str:
    """What the model should write after the prompt, the token that ends its turn included."""
    return written(reasoning, answer) + END_OF_TURN


def without_stop(text: str) -> str:
    """A completion as it is read by rewards and people: without the token that ends the turn."""
    return text.removesuffix(END_OF_TURN)
