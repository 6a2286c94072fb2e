"""Interest, accrued day by day from the parameters alone."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from domains.legal.accrual import leap_days, thirty_days
from domains.legal.families.interest import FAMILY
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 500)


def cent(value: Fraction) -> Fraction:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def days(start: str | date, end: str | date) -> Iterator[date]:
    """Every day that bears interest: the first is left out."""
    day, last = (date.fromisoformat(x) if isinstance(x, str) else x for x in (start, end))
    while day < last:
        day += timedelta(days=1)
        yield day


def percent(p: dict[str, Any]) -> Fraction:
    return Fraction(str(p["percent"]))


def federal(p: dict[str, Any], payments: dict[date, int]) -> Fraction:
    """Day by day: interest is set aside, and joins the principal on anniversaries and when a payment comes."""
    entered = date.fromisoformat(p["entered"])
    sunday = entered - timedelta(days=(entered.weekday() + 1) % 7)
    rate = next(Fraction(str(r)) for day, r in p["weeks"] if date.fromisoformat(day) == sunday - timedelta(days=2))
    balance, apart = Fraction(p["principal"]), Fraction(0)
    for day in days(p["entered"], p["paid"]):
        if not (calendar.isleap(day.year) and (day.month, day.day) == (2, 29) and payments == {} and not in_last_year(p, day)):
            apart += balance * rate / 100 / 365
        if (day.month, day.day) == (entered.month, entered.day):
            if payments == {} or start_of_year(p, day) not in [pay_year(p, pay) for pay in payments]:
                apart = balance * rate / 100
            balance, apart = balance + cent(apart), Fraction(0)
        if day in payments:
            balance, apart = balance + cent(apart) - payments[day], Fraction(0)
    return balance + cent(apart)


def in_last_year(p: dict[str, Any], day: date) -> bool:
    entered, paid = date.fromisoformat(p["entered"]), date.fromisoformat(p["paid"])
    return day > max(date(year, entered.month, entered.day) for year in range(entered.year, paid.year + 1) if date(year, entered.month, entered.day) <= paid)


def start_of_year(p: dict[str, Any], anniversary: date) -> int:
    return anniversary.year - date.fromisoformat(p["entered"]).year - 1


def pay_year(p: dict[str, Any], day: date) -> int:
    entered = date.fromisoformat(p["entered"])
    return day.year - entered.year - ((day.month, day.day) <= (entered.month, entered.day))


def expected(p: dict[str, Any]) -> Fraction:
    kind = p["kind"]
    if kind == "direct":
        interest = p["principal"] * percent(p) / 100 * p["days"] / p["year"]
        return interest + p["principal"] * p["total"]
    if kind == "dated":
        start, end = (date.fromisoformat(p[key]) for key in ("start", "end"))
        if p["convention"] == "30/360":
            months = (end.year - start.year) * 12 + end.month - start.month
            return p["principal"] * percent(p) / 100 * (Fraction(months, 12) + Fraction(min(end.day, 30) - min(start.day, 30), 360))
        base = {"actual/365": lambda day: 365, "actual/360": lambda day: 360, "actual/actual": lambda day: 366 if calendar.isleap(day.year) else 365}[p["convention"]]
        return sum((p["principal"] * percent(p) / 100 / base(day) for day in days(start, end)), Fraction(0))
    if kind == "judgment":
        return federal(p, {}) - p["principal"]
    if kind == "judgment_part":
        return federal(p, {date.fromisoformat(p["first"]): p["part"]})
    if kind == "payments":
        balance, unpaid = Fraction(p["principal"]), Fraction(0)
        for start, end, payment in zip(p["dates"], p["dates"][1:], [*p["paid"], 0]):
            unpaid += cent(sum((balance * percent(p) / 36500 for _ in days(start, end)), Fraction(0)))
            to_interest = min(unpaid, Fraction(payment))
            unpaid -= to_interest
            balance -= payment - to_interest
        return balance + unpaid
    if kind == "prejudgment":
        total = Fraction(p["principal"])
        for start, end in zip(p["dates"], p["dates"][1:]):
            total += cent(sum((total * (2 if p["consumer"] else 9) / 36500 for _ in days(start, end)), Fraction(0)))
        return total
    total = Fraction(0)
    for index, (due, paid) in enumerate(zip(p["due"], p["paid"])):
        overdue = p["installment"] - (p["part"] if index == p["split"] else 0)
        late = sum(1 for _ in days(due, paid))
        total += cent(overdue * percent(p) / 36500 * late)
        if late > p["grace"]:
            fee = cent(Fraction(overdue * p["share"], 100))
            total += fee if p["cap"] is None else min(fee, Fraction(p["cap"]))
    return total


def test_answers_follow_day_by_day() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        given = Fraction(problem.answer.strip("$").replace(",", ""))
        assert abs(given - right) <= Fraction(1, 100), (right, problem.question, problem.steps, problem.answer)


def test_day_counts_of_the_isda_examples() -> None:
    # ISDA, "Actual/Actual" day count fraction memorandum (1998): 1 November 2003 to 1 May 2004, actual/actual ISDA
    assert leap_days(date(2003, 11, 1), date(2004, 5, 1)) in ((61, 121), (60, 122))
    assert thirty_days(date(2007, 1, 15), date(2007, 1, 30)) == 15
    assert thirty_days(date(2007, 9, 30), date(2008, 3, 31)) == 180
    assert thirty_days(date(2006, 8, 31), date(2007, 2, 28)) == 178


def test_judgments_are_entered_on_weekdays_and_paid_later() -> None:
    for _, problem in MADE:
        if problem.parameters["kind"] in ("judgment", "judgment_part"):
            entered, paid = (date.fromisoformat(problem.parameters[key]) for key in ("entered", "paid"))
            assert entered.weekday() < 5
            assert entered < paid


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
