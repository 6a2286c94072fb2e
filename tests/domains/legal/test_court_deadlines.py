"""Deadlines against the `holidays` library's calendars and a day-by-day count of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domains.legal.calendar import federal_holidays, is_weekend, written
from domains.legal.families.court_deadlines import FAMILY, after, before, state_holidays
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

holidays = pytest.importorskip("holidays", reason="the holidays library is in the legal extra")
MADE = problems(FAMILY, 700)
YEARS = range(2024, 2031)
FEDERAL = holidays.country_holidays("US", years=YEARS)
CODES = {"Massachusetts": "MA", "Maine": "ME", "Alaska": "AK", "Vermont": "VT", "Nevada": "NV", "Nebraska": "NE",
         "Rhode Island": "RI", "Hawaii": "HI", "Utah": "UT", "Illinois": "IL", "West Virginia": "WV",
         "California": "CA"}  # fmt: skip


def open_day(day: date, also: set[date]) -> bool:
    return day.weekday() < 5 and day not in FEDERAL and day not in also


def walk(event: date, days: int, step: int = 1, also: set[date] | None = None) -> date:
    """Count one day at a time, then go on to the next open day."""
    day = event
    for _ in range(days):
        day += timedelta(days=step)
    while not open_day(day, also or set()):
        day += timedelta(days=step)
    return day


def expected(p: dict[str, Any]) -> date:
    def at(name: str) -> date:
        return date.fromisoformat(p[name])

    kind = p["kind"]
    if kind == "plain":
        return walk(at("event"), p["days"])
    if kind == "served":
        end = walk(at("event"), p["days"])
        return walk(end, 3) if p["mailed"] else end
    if kind == "backward":
        return walk(at("hearing"), p["days"], -1)
    if kind == "state":
        also = set(holidays.country_holidays("US", subdiv=CODES[p["state"]], years=YEARS))
        assert at("holiday") in also
        also = {at("holiday")}
        end = walk(at("event"), p["days"], also=also)
        return walk(end, 3, also=also) if p["mailed"] else end
    if kind == "closed":
        end = walk(at("event"), p["days"])
        end = walk(end, 3) if p["mailed"] else end
        return walk(end, p["shut"])
    if kind == "appeal":
        timely = at("moved") <= walk(at("judgment"), 28)
        return walk(at("order") if timely else at("judgment"), 60 if p["government"] else 30)
    if kind == "later":
        first, second = {"amended": (21, 14), "removed": (21, 7), "cross": (30, 14)}[p["rule"]]
        return max(walk(at("first"), first), walk(at("second"), second))
    began = at("began")
    return min(walk(began.replace(year=began.year + 1), 0), walk(at("received"), 30))


def test_answers_follow_a_count_day_by_day() -> None:
    for _, problem in MADE:
        assert problem.answer == written(expected(dict(problem.parameters))), problem.question


def test_federal_holidays_are_those_of_the_library() -> None:
    for year in range(2022, 2036):
        ours = {day for day in federal_holidays(year) if not is_weekend(day)}
        theirs = {day for day in holidays.country_holidays("US", years=range(year - 1, year + 2))
                  if day.year == year and not is_weekend(day)}  # fmt: skip
        assert ours == theirs, year


def test_state_holidays_are_those_of_the_library() -> None:
    for year in YEARS:
        for state, name, day in state_holidays(year):
            known = holidays.country_holidays("US", subdiv=CODES[state], years=year)
            assert is_weekend(day) or day in known, (state, name, day)


def test_known_deadlines() -> None:
    # 14 days by mail from June 20, 2026: July 4 is a Saturday, so Monday July 6, and three days more
    assert after(date(2026, 6, 20), 14, mailed=True) == date(2026, 7, 9)
    # the committee note of 2009 to Rule 6(a): a period before an event that ends on Labor Day goes back to Friday
    assert before(date(2009, 9, 21), 14) == date(2009, 9, 4)
    assert after(date(2026, 6, 3), 30) == date(2026, 7, 6)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
