"""Public holidays that hold throughout a Member State, computed; the tests compare them with the `holidays` library.

Germany: Unity Treaty Art. 2(2) and the laws of the Länder so far as they agree; France: Code du travail L3133-1; Austria:
Arbeitsruhegesetz § 7(2); Ireland: Organisation of Working Time Act 1997, Second Schedule (as amended 2022); Belgium: Royal
Decree of 18 April 1974, Art. 1.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from domains.legal.calendar import DAY, MONTHS, WEEKDAYS, nth

STATES = ("Germany", "France", "Austria", "Ireland", "Belgium")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, Nature 1876).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(state: str, year: int) -> dict[date, str]:
    """Day -> name of the public holidays of the whole state; years from 2023.

    >>> public_holidays("Germany", 2026)[date(2026, 4, 6)]
    'Easter Monday'
    """
    sunday = easter(year)
    days = {
        date(year, 1, 1): "New Year's Day",
        sunday + DAY: "Easter Monday",
        date(year, 12, 25): "Christmas Day",
    }
    if state == "Ireland":
        first = date(year, 2, 1)
        return days | {
            first if first.weekday() == 4 else nth(year, 2, 0, 1): "Saint Brigid's Day",
            date(year, 3, 17): "Saint Patrick's Day",
            nth(year, 5, 0, 1): "May Day",
            nth(year, 6, 0, 1): "June Holiday",
            nth(year, 8, 0, 1): "August Holiday",
            nth(year, 10, 0, -1): "October Holiday",
            date(year, 12, 26): "Saint Stephen's Day",
        }
    days |= {
        date(year, 5, 1): "Labour Day",
        sunday + timedelta(days=39): "Ascension Day",
        sunday + timedelta(days=50): "Whit Monday",
    }
    own = {
        "Germany": {(10, 3): "German Unity Day", (12, 26): "Second Day of Christmas"},
        "France": {(5, 8): "Victory Day", (7, 14): "National Day", (8, 15): "Assumption Day", (11, 1): "All Saints' Day", (11, 11): "Armistice Day"},
        "Austria": {(1, 6): "Epiphany", (8, 15): "Assumption Day", (10, 26): "National Day", (11, 1): "All Saints' Day", (12, 8): "Immaculate Conception", (12, 26): "Saint Stephen's Day"},
        "Belgium": {(7, 21): "National Day", (8, 15): "Assumption Day", (11, 1): "All Saints' Day", (11, 11): "Armistice Day"},
    }[state]  # fmt: skip
    days |= {date(year, month, day): name for (month, day), name in own.items()}
    if state == "Germany":
        days[sunday - 2 * DAY] = "Good Friday"
    if state == "Austria":
        days[sunday + timedelta(days=60)] = "Corpus Christi"
    return days


def works(state: str, day: date) -> bool:
    """Is it a working day there?"""
    return day.weekday() < 5 and day not in public_holidays(state, day.year)


def in_words(day: date, weekday: bool = False) -> str:
    """As it is written in Europe: ``16 March 2026``.

    >>> in_words(date(2026, 3, 16), weekday=True)
    'Monday, 16 March 2026'
    """
    text = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]}, {text}" if weekday else text
