"""Schedules and assignments as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.robotics.verifiers.schedule import check, check_assignment

TASKS: dict[str, Any] = {
    "A": [4, [], ["R1", "R2"]],
    "B": [3, [], ["R1", "R2"]],
    "C": [2, ["A"], ["R1"]],
    "D": [3, ["B"], ["R2"]],
}
ARGUMENTS: dict[str, Any] = {"tasks": TASKS, "robots": ["R1", "R2"], "longest": 6}
GOLD = "A R1 0, B R2 0, C R1 4, D R2 3"
COSTS = {"R1": {"A": 4, "B": 1}, "R2": {"A": 2, "B": 3}}


@pytest.mark.parametrize(
    "answer",
    [
        GOLD,
        "D R2 3\nA R1 0\nB R2 0\nC R1 4",
        "A: R1, 0-4; B: R2, 0-3; C: R1, 4-6; D: R2, 3-6",
        "R1: A 0-4, C 4-6\nR2: B 0-3, D 3-6",
        "A on R1 from 0 to 4, B on R2 from 0 to 3, C on R1 from 4 to 6, D on R2 from 3 to 6",
        "A r1 0 min; B r2 0 min; C r1 4 min; D r2 3 min",
        "A (R1) 0–4, B (R2) 0–3, C (R1) 4–6, D (R2) 3–6",
        "<answer>A R1 0, B R2 0, C R1 4.0, D R2 3</answer>",
    ],
)
def test_one_schedule_many_ways(answer: str) -> None:
    assert check(answer, GOLD, **ARGUMENTS).score == 1, check(answer, GOLD, **ARGUMENTS)


def test_another_schedule_is_right_when_it_is_as_short() -> None:
    other = {
        "tasks": TASKS | {"D": [3, ["B"], ["R1", "R2"]], "C": [2, ["A"], ["R1", "R2"]]},
        "robots": ["R1", "R2"],
        "longest": 6,
    }
    assert check("A R2 0, B R1 0, C R2 4, D R1 3", GOLD, **other).reason == "schedule_valid"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("A R1 0, B R2 0, C R1 3, D R2 3", "starts_too_early"),
        ("A R1 0, B R1 2, C R1 5, D R2 5", "robot_busy"),
        ("A R1 0, B R2 0, C R2 6, D R2 3", "wrong_robot"),
        ("A R1 0, B R2 0, C R1 5, D R2 3", "makespan_too_long"),
        ("A R1 0, B R2 0, C R1 4", "task_missing"),
        ("A R1 0, A R1 4, B R2 0, C R1 8, D R2 3", "task_twice"),
        ("A R1 0-5, B R2 0, C R1 4, D R2 3", "finish_wrong"),
        ("A 0, B 0, C 4, D 3", "wrong_robot"),
        ("6", "answer_unreadable"),
        ("A R1, B R2, C R1, D R2", "answer_unreadable"),
        ("", "answer_unreadable"),
        ("A R1 0 4 6, B R2 0, C R1 4, D R2 3", "answer_unreadable"),
        ("x" * 5000, "answer_unreadable"),
        ("there is none", "answer_unreadable"),
    ],
)
def test_wrong_schedules_are_refused_with_the_reason(answer: str, reason: str) -> None:
    assert (check(answer, GOLD, **ARGUMENTS).score, check(answer, GOLD, **ARGUMENTS).reason) == (0, reason)


def test_golds_and_arguments_that_make_no_sense_give_no_score() -> None:
    assert check(GOLD, "A R1 0", **ARGUMENTS).score is None
    assert check(GOLD, GOLD, tasks={"A": [1]}, robots=["R1"]).score is None
    assert check(GOLD, GOLD, tasks={"A": [1, ["Z"], ["R1"]]}, robots=["R1"]).score is None
    assert check_assignment("R1: A", "R1: A", costs=COSTS, tasks=["A", "B"]).score is None


@pytest.mark.parametrize("answer", ["R1: B, R2: A", "B-R1, A-R2", "R2 does A and R1 does B", "R1→B; R2→A", "r1 B r2 A"])
def test_assignments_are_read(answer: str) -> None:
    assert check_assignment(answer, "R1: B, R2: A", costs=COSTS, tasks=["A", "B"]).score == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("R1: A, R2: B", "cost_too_high"),
        ("R1: A", "task_missing"),
        ("R1: A, R2: A", "answer_unreadable"),
        ("3", "answer_unreadable"),
        ("R1: B, R2: A, 3 min", "answer_unreadable"),
        ("", "task_missing"),
    ],
)
def test_wrong_assignments_are_refused(answer: str, reason: str) -> None:
    verdict = check_assignment(answer, "R1: B, R2: A", costs=COSTS, tasks=["A", "B"])
    assert verdict.score == 0
    assert verdict.reason == reason or not answer


@given(st.text(alphabet="ABCDR12: ,-.;\n0567", max_size=80) | st.text(max_size=80))
@settings(deadline=None, max_examples=200)
def test_no_text_makes_the_checkers_raise(text: str) -> None:
    assert check(text, GOLD, **ARGUMENTS).score in (0, 1)
    assert check_assignment(text, "R1: B, R2: A", costs=COSTS, tasks=["A", "B"]).score in (0, 1)
