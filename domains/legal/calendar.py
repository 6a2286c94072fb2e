"""Dates of legal problems: federal legal holidays, weekdays, months, and how a date is written.

Holidays are computed from 5 U.S.C. § 6103(a) and Executive Order 11582 (observance of Saturday and Sunday holidays), so
that nothing is looked up at run time; the tests compare them with the `holidays` library.

>>> written(date(2026, 6, 20)), written(date(2026, 6, 20), weekday=True)
('June 20, 2026', 'Saturday, June 20, 2026')
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def written(day: date, weekday: bool = False) -> str:
    """``June 20, 2026``, with the weekday first where asked."""
    text = f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
    return f"{WEEKDAYS[day.weekday()]}, {text}" if weekday else text


def weekday(day: date) -> str:
    """Name of the day of the week."""
    return WEEKDAYS[day.weekday()]


def nth(year: int, month: int, day_of_week: int, n: int) -> date:
    """The n-th such weekday of a month (Monday is 0); n = -1 is the last.

    >>> nth(2026, 11, 3, 4), nth(2026, 5, 0, -1)
    (datetime.date(2026, 11, 26), datetime.date(2026, 5, 25))
    """
    if n < 0:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - (last.weekday() - day_of_week) % 7 * DAY
    first = date(year, month, 1)
    return first + ((day_of_week - first.weekday()) % 7 + 7 * (n - 1)) * DAY


def observed(day: date) -> date:
    """The Friday before a Saturday holiday, the Monday after a Sunday one (5 U.S.C. § 6103(b); E.O. 11582 § 3)."""
    return day - DAY if day.weekday() == 5 else day + DAY if day.weekday() == 6 else day


def statutory(year: int) -> dict[date, str]:
    """The eleven days that 5 U.S.C. § 6103(a) names, on the calendar date that it names; years from 2021."""
    return {
        date(year, 1, 1): "New Year's Day",
        nth(year, 1, 0, 3): "Martin Luther King, Jr.'s Birthday",
        nth(year, 2, 0, 3): "Washington's Birthday",
        nth(year, 5, 0, -1): "Memorial Day",
        date(year, 6, 19): "Juneteenth National Independence Day",
        date(year, 7, 4): "Independence Day",
        nth(year, 9, 0, 1): "Labor Day",
        nth(year, 10, 0, 2): "Columbus Day",
        date(year, 11, 11): "Veterans Day",
        nth(year, 11, 3, 4): "Thanksgiving Day",
        date(year, 12, 25): "Christmas Day",
    }


@cache
def federal_holidays(year: int) -> dict[date, str]:
    """Weekdays of a calendar year on which a federal holiday is observed, with its name, and the named days themselves.

    >>> federal_holidays(2026)[date(2026, 7, 3)]
    'Independence Day (observed)'
    """
    days: dict[date, str] = {}
    for source in (year, year + 1):
        for day, name in statutory(source).items():
            kept = observed(day)
            if day.year == year:
                days[day] = name
            if kept != day and kept.year == year:
                days[kept] = f"{name} (observed)"
    return days


def holiday(day: date) -> str | None:
    """Name of the federal legal holiday of that day, in fact or by observance; None when there is none."""
    return federal_holidays(day.year).get(day)


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the last day of that month where it has no such day.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2025, 1, 31), 1)
    (datetime.date(2025, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The anniversary; February 28 for February 29 in a common year."""
    return add_months(day, 12 * years)
