"""Intervals as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.robotics.verifiers.interval import check

GOLD = "-6 < K < 30"


@pytest.mark.parametrize(
    "answer",
    [
        "-6 < K < 30",
        "−6<K<30",
        "30 > K > -6",
        "(-6, 30)",
        "K in (-6; 30)",
        "K ∈ (-6, 30)",
        "]-6, 30[",
        "K > -6 and K < 30",
        "K < 30, K > -6",
        "-6 < K and K < 30",
        "between -6 and 30",
        "from -6 to 30",
        "-6 to 30",
        "K between -6 and 30",
        "$-6 < K < 30$",
        "-6 < k < 30.1",
        "-12/2 < K < 60/2",
        "Stable for -6 < K < 30.",
        "-6.0 < K_p < 3e1",
    ],
)
def test_one_interval_many_ways(answer: str) -> None:
    assert check(answer, GOLD).score == 1, check(answer, GOLD)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("0 < K < 30", "different"),
        ("-6 < K < 36", "different"),
        ("K < 30", "different"),
        ("K > -6", "different"),
        ("-6 <= K <= 30", "boundary_differs"),
        ("[-6, 30]", "boundary_differs"),
        ("-6 < K ≤ 30", "boundary_differs"),
        ("6 < K < 30", "different"),
        ("30 < K < -6", "different"),
        ("-6 < K > 30", "answer_unreadable"),
        ("K < -6 or K > 30", "answer_unreadable"),
        ("30", "answer_unreadable"),
        ("", "answer_unreadable"),
        ("not -6 < K < 30", "answer_unreadable"),
        ("-6 < K < 30 or 0 < K < 30", "answer_unreadable"),
        ("1" * 5000, "answer_unreadable"),
        ("(-6, 30) and more", "answer_unreadable"),
        ("K < 30 and K < 20", "answer_unreadable"),
    ],
)
def test_wrong_intervals_are_refused(answer: str, reason: str) -> None:
    assert (check(answer, GOLD).score, check(answer, GOLD).reason) == (0, reason)


def test_half_lines_and_zero_ends() -> None:
    assert check("K > 0", "K > 0").score == 1
    assert check("(0, ∞)", "K > 0").score == 1
    assert check("K > 0.01", "K > 0").score == 0
    assert check("0 < K", "K > 0").score == 1
    assert check("K >= 0", "K > 0").reason == "boundary_differs"


@pytest.mark.parametrize(
    ("gold", "arguments"), [("stable", {}), ("3 < K < 1", {}), (GOLD, {"relative": "x"}), (GOLD, {"relative": 2})]
)
def test_a_gold_answer_that_is_none_gives_no_score(gold: str, arguments: dict[str, Any]) -> None:
    assert check("1 < K < 2", gold, **arguments).score is None


@given(st.text(alphabet="0123456789<>=K-/.,()[] einf∞and", max_size=60) | st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_no_text_makes_the_checker_raise(text: str) -> None:
    assert check(text, GOLD).score in (0, 1)
