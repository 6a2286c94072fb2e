"""The admission gate: on correctness, in bounded rounds, with every outcome told and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from curate.errors import TrainingError
from tests.train.curriculum.pool import made
from train.curriculum import create_sampler, options_from
from train.curriculum.contract import Outcome
from train.curriculum.gate import GateOptions, admit, teaches

POOL = made(500)


class _Told:
    """A random sampler that notes what it is told."""

    needs_outcomes = True

    def __init__(self) -> None:
        self.inner: Any = create_sampler(options_from("random"), POOL, seed=0, draws=100)
        self.told: list[Outcome] = []
        self.asked: list[int] = []

    def draw(self, n: int) -> NDArray[np.int64]:
        self.asked.append(n)
        return np.asarray(self.inner.draw(n))

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        self.told += outcomes

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@settings(max_examples=100, deadline=None)
@given(
    n=st.integers(1, 20), rounds=st.integers(1, 6), share=st.floats(0, 1), seed=st.integers(0, 99),
    short=st.sampled_from(["fill", "fewer"]),
)  # fmt: skip
def test_what_is_admitted_teaches_and_everything_is_told(
    n: int, rounds: int, share: float, seed: int, short: str
) -> None:
    random = np.random.default_rng(seed)
    rolled: list[Outcome] = []

    def roll(prompts: NDArray[np.int64]) -> list[Outcome]:
        found = []
        for i in prompts.tolist():
            attempts = int(random.integers(0, 9))
            mixed = random.random() < share and attempts > 1
            successes = int(random.integers(1, attempts)) if mixed else attempts * int(random.integers(0, 2))
            found.append(Outcome(i, successes, attempts))
        rolled.extend(found)
        return found

    sampler = _Told()
    options = GateOptions.model_validate({"rounds": rounds, "when_short": short})
    admission = admit(sampler, n, roll, options)
    mixed = [k for k, outcome in enumerate(rolled) if 0 < outcome.successes < outcome.attempts]
    assert sampler.told == rolled == list(admission.outcomes)
    assert len(sampler.asked) == admission.rounds <= rounds
    assert admission.admitted == len(mixed) <= n
    assert admission.rounds == rounds or len(mixed) == n
    assert admission.places[: len(mixed)].tolist() == mixed
    assert admission.prompts.tolist() == [rolled[k].prompt for k in admission.places]
    assert len(set(admission.places.tolist())) == len(admission.places)
    assert len(admission.prompts) == (n if short == "fill" else len(mixed))
    assert not any(teaches(rolled[k]) for k in admission.places[len(mixed) :])
    metrics = admission.metrics()
    assert sum(metrics[name] for name in ("admitted", "all_right", "all_wrong", "unjudged")) == pytest.approx(1)
    assert metrics["rolled"] == len(rolled)
    assert metrics["all_right"] * len(rolled) == pytest.approx(sum(0 < o.attempts == o.successes for o in rolled))


def test_a_later_round_draws_only_what_is_missing() -> None:
    sampler = _Told()
    rounds = iter([[4, 0, 8, 4], [0, 4]])
    admission = admit(
        sampler,
        4,
        lambda prompts: [Outcome(int(i), s, 8) for i, s in zip(prompts, next(rounds))],
        GateOptions(rounds=2),
    )
    assert sampler.asked == [4, 2]
    assert admission.places.tolist() == [0, 3, 5, 1]
    assert admission.admitted == 3


def test_no_gate_is_one_round_that_trains_on_everything() -> None:
    admission = admit(_Told(), 4, lambda prompts: [Outcome(int(i), 8, 8) for i in prompts])
    assert (admission.rounds, admission.admitted, len(admission.prompts)) == (1, 0, 4)


def test_too_few_can_stop_the_run() -> None:
    with pytest.raises(TrainingError, match="only 0 of 4 prompts") as error:
        admit(
            _Told(),
            4,
            lambda prompts: [Outcome(int(i), 0, 8) for i in prompts],
            GateOptions(rounds=3, when_short="stop"),
        )
    assert "12 were tried in 3 rounds" in str(error.value)


def test_the_gate_sees_correctness_and_never_the_shaped_reward() -> None:
    """The trap: groups that are all wrong but differ in form have an advantage, and must not come in."""
    admission = admit(
        _Told(),
        2,
        lambda prompts: [Outcome(int(i), 0, 8, advantage=0.9) for i in prompts],
        GateOptions(when_short="fewer"),
    )
    assert len(admission.prompts) == 0


def test_outcomes_of_other_prompts_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="in order"):
        admit(_Told(), 2, lambda prompts: [Outcome(int(i) + 1, 0, 8) for i in prompts])
