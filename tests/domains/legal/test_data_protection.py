"""GDPR clocks against `holidays`, `dateutil` and time zones; ceilings by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter as dateutil_easter
from dateutil.relativedelta import relativedelta

from curate.verifiers import verify
from domains.legal.families.data_protection import FAMILY
from domains.legal.member_states import STATES, easter, in_words, public_holidays
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
ZONES = {"Germany": "Europe/Berlin", "France": "Europe/Paris", "Austria": "Europe/Vienna", "Ireland": "Europe/Dublin", "Belgium": "Europe/Brussels"}
CODES = {"Germany": "DE", "France": "FR", "Austria": "AT", "Ireland": "IE", "Belgium": "BE"}
#: Art. 83(4) and (5), article by article, written out by hand
HIGH_ARTICLES = {5, 6, 7, 9, *range(12, 23), *range(44, 50), 58}
LOW_ARTICLES = {8, 11, *range(25, 40), 42, 43}


def article_number(text: str) -> int:
    return int("".join(c if c.isdigit() else " " for c in text).split()[0])


def cap(article: str, turnover: int) -> Fraction:
    number = article_number(article)
    assert number in HIGH_ARTICLES | LOW_ARTICLES
    return max(Fraction(20_000_000), turnover * Fraction(4, 100)) if number in HIGH_ARTICLES else max(Fraction(10_000_000), turnover * Fraction(2, 100))


def last_day(state: str, first: date, months: int) -> date:
    holidays = pytest.importorskip("holidays")
    calendar = holidays.country_holidays(CODES[state], years=range(first.year, first.year + 2))
    day = first + relativedelta(months=months)
    while day.isoweekday() > 5 or day in calendar:
        day += timedelta(days=1)
    return day


def expected(p: dict[str, Any]) -> str:
    if p["kind"] == "request":
        first = date.fromisoformat(p["first"])
        month_end = last_day(p["state"], first, 1)
        months = 3 if p["extended"] and date.fromisoformat(p["notice"]) <= month_end else 1
        return in_words(last_day(p["state"], first, months))
    if p["kind"] == "breach":
        aware = datetime.fromisoformat(p["aware"]).replace(tzinfo=ZoneInfo(ZONES[p["state"]]))
        if p["regulation"]:
            aware = (aware + timedelta(hours=1)).replace(minute=0)
        end = (aware.astimezone(ZoneInfo("UTC")) + timedelta(hours=72)).astimezone(ZoneInfo(ZONES[p["state"]]))
        return f"{in_words(end.date())}, {end:%H:%M}"
    turnover = p["turnover"]
    if "linked" in p:
        total = max(cap(article, turnover) for article in p["linked"])
        total += cap(p["separate"], turnover) if p["separate"] else 0
    else:
        total = cap(p["articles"][0], turnover)
    return f"€{int(total):,}"


def test_answers_follow_from_the_regulation() -> None:
    for _, problem in MADE:
        assert problem.answer == expected(dict(problem.parameters)), problem.question


@pytest.mark.parametrize("state", STATES)
def test_public_holidays_are_those_of_the_state(state: str) -> None:
    holidays = pytest.importorskip("holidays")
    for year in range(2023, 2028):
        theirs = {day for day in holidays.country_holidays(CODES[state], years=year, observed=False) if day.isoweekday() < 6}
        ours = {day for day in public_holidays(state, year) if day.isoweekday() < 6}
        assert ours == theirs, (state, year, ours ^ theirs)


def test_easter_agrees_with_dateutil() -> None:
    assert all(easter(year) == dateutil_easter(year) for year in range(1900, 2100))


def test_examples_of_the_board() -> None:
    # EDPB Guidelines 01/2022: received on 5 March, due on 5 April; received on 31 August, due on 30 September
    assert date(2024, 3, 5) + relativedelta(months=1) == date(2024, 4, 5)
    assert last_day("France", date(2027, 8, 31), 1) == date(2027, 9, 30)


CHECK = "domains.legal.verifiers.moment:check"


@pytest.mark.parametrize(
    "answer",
    ["16 March 2026, 15:05", "2026-03-16 15:05", "2026-03-16T15:05", "by 3:05 p.m. on March 16, 2026", "Monday, 16 March 2026 at 15:05 CET",
     "16 March 2026, 14:05 UTC", "<answer>16/03/2026, 15:05</answer>", "The answer is 16 March 2026, 15:05 (local time).", "15h05 on 16 March 2026"],
)  # fmt: skip
def test_a_moment_may_be_written_in_many_ways(answer: str) -> None:
    assert verify(CHECK, answer, "16 March 2026, 15:05", {"offset": 60}).score == 1


@pytest.mark.parametrize(
    "answer",
    ["16 March 2026", "15:05", "16 March 2026, 15:06", "16 March 2026, 3:05 a.m.", "Tuesday, 16 March 2026, 15:05", "16 March 2026, 15:05 UTC",
     "16 March 2026 at 15:05 or 16:05", "17 March 2026, 15:05", "16 March 2026, 25:05", "", "x" * 5000, "16 March 99999999, 15:05"],
)  # fmt: skip
def test_a_moment_that_is_close_or_unclear_is_wrong(answer: str) -> None:
    assert verify(CHECK, answer, "16 March 2026, 15:05", {"offset": 60}).score == 0


def test_a_moment_that_is_no_gold_gives_no_score() -> None:
    assert verify(CHECK, "16 March 2026, 15:05", "soon", {}).score is None
    assert verify(CHECK, "16 March 2026, 15:05", "16 March 2026, 15:05", {"offset": "CET"}).score is None


def test_midnight_is_the_end_of_a_day_and_the_start_of_the_next() -> None:
    assert verify(CHECK, "15 March 2026, 24:00", "16 March 2026, 00:00", {}).score == 1


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
