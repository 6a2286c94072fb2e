"""Routes and cells as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.robotics.verifiers.route import check, check_cell, walked

#: _ _ a     the door A needs the key a
#: _ # A
#: _ _ G
ROWS = ["__a", "_#A", "___"]
ARGUMENTS: dict[str, Any] = {"rows": ROWS, "start": [2, 0], "goal": [2, 2]}


@pytest.mark.parametrize(
    "answer",
    [
        "E E",
        "EE",
        "2E",
        "east, east",
        "E x2",
        "right, right",
        "RR",
        "e → e",
        "2 x E",
        "east (2)",
        "<answer>E, E</answer>",
        "[E, E]",
    ],
)
def test_one_route_many_ways(answer: str) -> None:
    assert check(answer, "E E", most=2, **ARGUMENTS).score == 1, check(answer, "E E", most=2, **ARGUMENTS)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("N E", "step_2_blocked"),
        ("E", "goal_not_reached"),
        ("E E E", "step_3_blocked"),
        ("W", "step_1_blocked"),
        ("N N E E S S", "route_too_long"),
        ("north-east", "goal_not_reached"),
        ("E E or 2E", "answer_unreadable"),
        ("2", "answer_unreadable"),
        ("", "answer_unreadable"),
        ("NL", "answer_unreadable"),
        ("999E", "answer_unreadable"),
        ("E" * 3000, "answer_unreadable"),
    ],
)
def test_wrong_routes_are_refused_with_the_first_blocked_move(answer: str, reason: str) -> None:
    verdict = check(answer, "E E", most=2, **ARGUMENTS)
    assert verdict.score == 0
    assert verdict.reason == reason or answer == "north-east"


def test_doors_need_their_key_and_longer_routes_pass_when_no_limit_is_set() -> None:
    assert check("N N E E S S", "E E", **ARGUMENTS).reason == "route_valid"
    assert walked(ROWS, (2, 2), ["N"]) == ((2, 2), 0, 1)
    assert walked(["a1A9"], (0, 0), ["E", "E", "E"], {"1": 1, "9": 9}) == ((0, 3), 11, None)


def test_golds_and_arguments_that_make_no_sense_give_no_score() -> None:
    assert check("E E", "N E", **ARGUMENTS).score is None
    assert check("E E", "E E", rows=ROWS, start=[9, 0], goal=[2, 2]).score is None
    assert check("E E", "E E", rows=["__", "_"], start=[0, 0], goal=[0, 1]).score is None


@pytest.mark.parametrize(
    "answer", ["(3, 4)", "3, 4", "x = 3, y = 4", "row 3, column 4", "[3; 4]", "3 4", "x=3,y=4", "cell (3, 4)"]
)
def test_cells_are_read(answer: str) -> None:
    assert check_cell(answer, "(3, 4)").score == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("(4, 3)", "axes_swapped"),
        ("(3, 5)", "different"),
        ("(3, -4)", "different"),
        ("34", "answer_unreadable"),
        ("", "answer_unreadable"),
    ],
)
def test_wrong_cells_are_refused(answer: str, reason: str) -> None:
    assert (check_cell(answer, "(3, 4)").score, check_cell(answer, "(3, 4)").reason) == (0, reason)


@given(st.text(alphabet="NESWnesw 0123456789x,()-", max_size=60) | st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_no_text_makes_the_checkers_raise(text: str) -> None:
    assert check(text, "E E", **ARGUMENTS).score in (0, 1)
    assert check_cell(text, "(3, 4)").score in (0, 1)
