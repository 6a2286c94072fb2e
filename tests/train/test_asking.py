"""Putting a question to a model that is known."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import numpy as np
import pytest
from numpy.typing import NDArray

from curate.errors import InputError
from tests.train.fake_models import Characters, good
from train.asking import ask, rendered, reply, steps_of, votes
from train.prompts import prompt_text
from train.sampling import Completion


class _Model:
    def __init__(self, *texts: str):
        self.texts, self.prompts = texts, list[str]()

    def __call__(
        self, prompts: Sequence[NDArray[np.int32]], *, max_tokens: int, temperature: float, seeds: Sequence[int]
    ) -> list[Completion]:
        assert len(set(seeds)) == len(seeds) == len(prompts)
        self.prompts = [Characters().decode(prompt[1:]) for prompt in prompts]
        return [
            Completion(Characters().completion(self.texts[k % len(self.texts)])[:max_tokens], True)
            for k in range(len(prompts))
        ]


def test_the_question_is_put_as_in_training_and_the_reply_is_read() -> None:
    model = _Model(good())
    [one] = ask("How much?", Characters(), model, choices=("a", "b"), instruction="Think.", max_tokens=300)
    assert model.prompts == [prompt_text("How much?", ("a", "b"), instruction="Think.")]
    assert (one.answer, one.reason, one.stopped) == ("12 mg", "", True)
    assert steps_of(one).checked == 1


def test_samples_are_drawn_and_voted_on() -> None:
    model = _Model(good("1"), good("2"), good("2"), "?")
    replies = ask("How much?", Characters(), model, samples=8, temperature=1.0, max_tokens=300)
    assert votes(replies) == [("2", 4), ("1", 2)]
    assert len(ask("How much?", Characters(), _Model(good()), samples=8, max_tokens=300)) == 1


def test_what_cannot_be_asked_is_told() -> None:
    for question, choices, said in (
        (" ", (), "no question"),
        ("?", ("x",) * 27, "27 options"),
        ("?" * 99, (), "tokens"),
    ):
        with pytest.raises(InputError, match=said):
            ask(question, Characters(), _Model(""), choices=choices, max_tokens=9, max_prompt_tokens=90)


def test_a_reply_is_shown_with_its_wrong_steps_and_without_control_characters() -> None:
    from rich.console import Console

    console = Console(width=100, record=True, file=StringIO())
    console.print(rendered(reply(good(reasoning="\x1b[2J[red]So 2 + 2 = 5, it seems to me."), tokens=9, stopped=True)))
    shown = console.export_text()
    assert "[red]So 2 + 2 = 5" in shown
    assert "\x1b" not in shown
    assert "does not hold: 2 + 2 = 5 (right: 4)" in shown
    assert "Answer: 12 mg" in shown
    assert reply("garbage", tokens=1, stopped=True).reason == "no_answer"
