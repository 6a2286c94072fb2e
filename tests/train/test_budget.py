"""A budget: however step times behave, the run ends in time and its last checkpoint is evaluated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import InputError
from train.budget import Budget, seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("9h", 32_400),
        ("45m", 2_700),
        ("1h30m", 5_400),
        ("90s", 90),
        ("1.5h", 5_400),
        ("1 h 5 m", 3_900),
        ("1d", 86_400),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "9", "h", "9x", "-1h", "0m", "1h30", "soon"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"length of time|no time at all"):
        seconds_of(text)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def simulated(
    seconds: float,
    stages: dict[str, tuple[float, int]],
    step_time: Callable[[str, int], float],
    *,
    evaluation: float,
    checkpoint: float = 1.0,
) -> tuple[dict[str, int], float]:
    """Train as a stage does: (steps made of each stage, seconds that everything took).

    Args:
        stages: name -> (share, steps wanted).
    """
    clock = Clock()
    budget = Budget(seconds, {name: share for name, (share, _) in stages.items()}, clock=clock)
    clock.now += evaluation
    budget.took_evaluation(evaluation)
    made: dict[str, int] = {}
    for name, (_, wanted) in stages.items():
        done = 0
        while done < budget.steps(name, done, wanted, checkpoint_every=50):
            took = step_time(name, done)
            clock.now += took
            budget.took_step(name, took)
            done += 1
            if done % 50 == 0:
                clock.now += checkpoint
                budget.took_checkpoint(checkpoint)
        clock.now += checkpoint + evaluation
        budget.took_checkpoint(checkpoint)
        budget.took_evaluation(evaluation)
        made[name] = done
    return made, clock.now - 1_000.0


def test_without_a_bound_every_stage_makes_all_its_steps() -> None:
    budget = Budget(None, {"sft": 1.0})
    budget.took_step("sft", 1e9)
    assert budget.steps("sft", 3, 500) == 500


def test_time_is_divided_by_the_shares_and_used_up() -> None:
    made, took = simulated(
        3_600, {"sft": (1, 10**6), "grpo": (3, 10**6)}, lambda name, _: 1.0 if name == "sft" else 2.0, evaluation=30
    )
    assert 800 < made["sft"] < 900
    assert 1_200 < made["grpo"] < 1_350
    assert 0.95 * 3_600 < took <= 3_600


def test_time_that_a_stage_does_not_need_goes_to_those_after_it() -> None:
    made, took = simulated(1_000, {"sft": (1, 10), "grpo": (1, 10**6)}, lambda *_: 1.0, evaluation=10)
    assert made["sft"] == 10
    assert made["grpo"] > 900
    assert took <= 1_000


def test_a_first_step_that_compiles_is_not_taken_for_the_pace() -> None:
    made, took = simulated(
        1_000, {"sft": (1, 10**6)}, lambda _, step: 200.0 if step == 0 else 1.0, evaluation=20
    )  # fmt: skip
    assert made["sft"] > 650
    assert took <= 1_000


def test_the_compilation_of_later_stages_is_allowed_for() -> None:
    made, took = simulated(
        400, {"sft": (1, 10**6), "grpo": (1, 10**6)}, lambda _, step: 60.0 if step == 0 else 1.0, evaluation=20
    )
    assert made["sft"] > 60
    assert made["grpo"] > 60
    assert took <= 400


def test_early_steps_that_compile_never_make_the_plan_short() -> None:
    clock = Clock()
    budget = Budget(1_000, {"sft": 1.0}, clock=clock)
    budget.took_evaluation(20)
    plans = []
    for done, took in enumerate([30.0, 28.0, 1.0, 33.0, 1.0, 1.0, 29.0, *[1.0] * 60]):
        plans.append(budget.steps("sft", done, 5_000))
        clock.now += took
        budget.took_step("sft", took)
    assert min(plans) > 700
    assert plans[0] == 5_000
    assert plans[-1] < 1_000


def test_steps_that_become_slower_end_in_time_all_the_same() -> None:
    made, took = simulated(1_000, {"grpo": (1, 10**6)}, lambda _, step: 1.0 + 0.05 * step, evaluation=20)
    assert made["grpo"] > 100
    assert 900 < took <= 1_000


def test_a_budget_too_short_for_a_step_still_ends_in_an_evaluation() -> None:
    made, took = simulated(50, {"sft": (1, 100), "grpo": (1, 100)}, lambda *_: 10.0, evaluation=20)
    assert made["grpo"] == 0
    assert took <= 50 + 20 + 2


@settings(max_examples=40, deadline=None)
@given(
    seconds=st.floats(600, 4_000),
    share=st.floats(0.1, 10),
    first=st.floats(0.1, 60),
    times=st.lists(st.floats(2, 20), min_size=1, max_size=40),
    evaluation=st.floats(1, 40),
)
def test_no_course_of_step_times_overdraws_the_budget_by_more_than_one_slow_step(
    seconds: float, share: float, first: float, times: list[float], evaluation: float
) -> None:
    def step_time(_: str, step: int) -> float:
        return first if step == 0 else times[step % len(times)]

    made, took = simulated(
        seconds, {"sft": (share, 10**6), "grpo": (1, 10**6)}, step_time, evaluation=evaluation, checkpoint=0.5
    )
    assert took <= seconds + max(max(times), first)
    assert made["sft"] + made["grpo"] > 0


def test_an_evaluation_in_between_is_left_out_when_time_is_short() -> None:
    clock = Clock()
    budget = Budget(100, {"sft": 1.0}, clock=clock)
    budget.took_evaluation(20)
    assert budget.time_for_evaluation()
    clock.now += 60
    assert not budget.time_for_evaluation()
