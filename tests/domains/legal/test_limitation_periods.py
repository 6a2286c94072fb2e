"""Limitation and repose against dateutil's calendar arithmetic and the parameters alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from domains.legal.calendar import written
from domains.legal.families.limitation_periods import FAMILY, last_day
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)


def expected(p: dict[str, Any]) -> tuple[date, date | None]:
    """End of the limitation period, and of repose."""

    def at(name: str) -> date:
        return date.fromisoformat(p[name])

    def later(day: date, years: int, days: int = 0) -> date:
        end = day + relativedelta(years=years) + timedelta(days=days)
        while p.get("weekends") and end.isoweekday() > 5:
            end += timedelta(days=1)
        return end

    kind = p["kind"]
    if kind in ("plain", "discovery"):
        return later(at("act" if kind == "plain" else "found"), p["years"]), None
    if kind == "minor":
        return later(at("born") + relativedelta(years=18), p["years"]), None
    if kind == "should":
        return later(min(at("hint"), at("found")), p["years"]), None
    if kind == "tolled":
        idle = sum(1 for n in range(2000) if at("from") + timedelta(days=n) <= at("to"))
        return later(at("accrual"), p["years"], idle), None
    if kind == "repose":
        return later(at("found"), p["years"]), later(at("act"), p["repose"])
    if kind == "capped":
        start = at("found")
        if p["born"]:
            start = max(start, at("born") + relativedelta(years=18))
        return later(start, p["years"], p["suspended"]), later(at("act"), p["repose"])
    assert at("filed") <= later(at("found"), p["years"])
    return max(later(at("dismissed"), 1), later(at("found"), p["years"])), later(at("act"), p["repose"])


def test_answers_follow_the_stated_statutes() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        limit, cap = expected(p)
        if problem.answer_type == "date":
            assert problem.answer == written(min(limit, cap or limit)), problem.question
        else:
            filed = date.fromisoformat(p["filed"])
            right = "barred by limitation" if filed > limit else "barred by repose" if cap and filed > cap else "timely"
            assert problem.answer == right, problem.question


def test_boundaries() -> None:
    assert last_day(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert last_day(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert last_day(date(2024, 2, 1), 2, weekends=True) == date(2026, 2, 2)  # February 1, 2026 is a Sunday
    assert last_day(date(2015, 5, 1), 2, born=date(1990, 1, 1)) == date(2017, 5, 1)
    assert last_day(date(2024, 8, 20), 2, act=date(2019, 5, 3), repose=7) == date(2026, 5, 3)


def test_nobody_sues_before_the_wrong() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        days = [date.fromisoformat(p[name]) for name in ("act", "hint", "found", "accrual", "filed", "dismissed")
                if p.get(name) and not (name == "filed" and problem.answer_type == "label")]  # fmt: skip
        assert days == sorted(days), p
        if p.get("born"):
            assert date.fromisoformat(p["born"]) < days[0]


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
