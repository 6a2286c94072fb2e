"""Interest by the day: dates, rates and conventions go in, exact sums come out (fractions of a dollar).

    actual/365, actual/360      days elapsed over a fixed year
    30/360                      every month has 30 days, a 31st counts as the 30th (30E/360, ISDA 2006 § 4.16(g))
    actual/actual               days in leap years over 366, others over 365 (ISDA 2006 § 4.16(b))
    28 U.S.C. § 1961(b)         computed daily to the date of payment, compounded annually

The first day is left out and the last counted, throughout.
"""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction

from domains.legal.calendar import MONTHS, add_years, written


def thirty_days(start: date, end: date) -> int:
    """Days by 30/360.

    >>> thirty_days(date(2026, 1, 31), date(2026, 3, 31)), thirty_days(date(2026, 2, 10), date(2026, 8, 25))
    (60, 195)
    """
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + min(end.day, 30) - min(start.day, 30)


def simple(principal: Fraction | int, percent: Fraction, days: int, year: int = 365) -> Fraction:
    """Simple interest at a yearly rate in per cent.

    >>> float(simple(10_000, Fraction(6), 73))
    120.0
    """
    return Fraction(principal) * percent / 100 * days / year


def leap_days(start: date, end: date) -> tuple[int, int]:
    """Days after `start` up to `end` that fall in common years and in leap years.

    >>> leap_days(date(2023, 12, 1), date(2024, 1, 31))
    (30, 31)
    """
    common = leap = 0
    for year in range(start.year, end.year + 1):
        low, high = max(start, date(year - 1, 12, 31)), min(end, date(year, 12, 31))
        if calendar.isleap(year):
            leap += (high - low).days
        else:
            common += (high - low).days
    return common, leap


def whole_years(start: date, end: date) -> tuple[int, int]:
    """Whole years from `start`, and the days from the last anniversary to `end`.

    >>> whole_years(date(2023, 5, 10), date(2025, 6, 9))
    (2, 30)
    """
    years = end.year - start.year
    if add_years(start, years) > end:
        years -= 1
    return years, (end - add_years(start, years)).days


def counted(start: date, end: date) -> str:
    """How many days lie between, as an equality that can be followed month by month.

    >>> counted(date(2026, 3, 3), date(2026, 6, 19))
    '28 + 30 + 31 + 19 = 108 days (March to June)'
    >>> counted(date(2024, 5, 4), date(2026, 6, 9))
    '730 + 27 + 9 = 766 days (730 to May 4, 2026, then May to June)'
    """
    years, _ = whole_years(start, end)
    terms: list[int] = []
    note = ""
    total = (end - start).days
    if years:
        anniversary = add_years(start, years)
        terms.append((anniversary - start).days)
        note = f"{terms[0]} to {written(anniversary)}"
        start = anniversary
    if (start.year, start.month) == (end.year, end.month):
        if end > start:
            terms.append(end.day - start.day)
            note = f"{note}, then the rest of {MONTHS[end.month - 1]}" if note else f"within {MONTHS[end.month - 1]}"
    else:
        terms.append(calendar.monthrange(start.year, start.month)[1] - start.day)
        year, month = start.year, start.month
        for _ in range(12):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            if (year, month) == (end.year, end.month):
                break
            terms.append(calendar.monthrange(year, month)[1])
        terms.append(end.day)
        months = f"{MONTHS[start.month - 1]} to {MONTHS[end.month - 1]}"
        note = f"{note}, then {months}" if note else months
    if len(terms) == 1:
        return f"{total} days ({note})"
    return f"{' + '.join(map(str, terms))} = {total} days ({note})"
