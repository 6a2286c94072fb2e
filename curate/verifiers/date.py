"""Calendar dates: ISO, numeric in a stated order, and written out."""

from __future__ import annotations

import re
from datetime import date

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"), 1)
    for length in {3, 4 if name == "september" else 3, len(name)}
}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y2>\d{4}|\d{2})"
    rf"|(?P<n3>{_MONTH})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y3>\d{{4}})"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<n4>{_MONTH})\.?,?[\s-]+(?P<y4>\d{{4}})"
    r")(?![\w/]|[.-]\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d")

SEVERAL = "several"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def calendar_date(text: str, order: str = "mdy") -> date | str | None:
    """The one date that a text states; SEVERAL when it states more, or a weekday that contradicts it; None without one.

    Numbers such as 25/12/2026 that fit one order only are read in that order. Two-digit years run from 1970 to 2069.
    """
    answer = bare(text)
    if answer is None or not _DIGITS.search(answer):
        return None
    found: set[date] = set()
    rest = answer
    for match in _DATE.finditer(answer):
        part = match.groupdict()
        if part["y1"]:
            day = _day(int(part["y1"]), int(part["m1"]), int(part["d1"]))
        elif part["y2"]:
            a, b, year = int(part["a"]), int(part["b"]), int(part["y2"])
            if len(part["y2"]) == 2:
                year += 2000 if year < 70 else 1900
            first = (a, b) if order == "mdy" else (b, a)
            day = _day(year, *first) or _day(year, first[1], first[0])
        elif part["n3"]:
            day = _day(int(part["y3"]), _MONTHS[part["n3"].lower()], int(part["d3"]))
        else:
            day = _day(int(part["y4"]), _MONTHS[part["n4"].lower()], int(part["d4"]))
        if day is None:
            return None
        found.add(day)
        rest = rest.replace(match.group(), " ")
    if not found:
        return None
    if len(found) > 1:
        return SEVERAL
    only = found.pop()
    weekdays = {name.lower() for name in _WEEKDAY.findall(rest)}
    if weekdays and weekdays != {_DAYS[only.weekday()][:-3]}:
        return SEVERAL
    return only


def check(answer: str, gold: str, *, order: str = "mdy") -> Verdict:
    """Is it the same day?

    Args:
        order: ``mdy`` or ``dmy``, for numeric dates that could be read either way.
    """
    if order not in ("mdy", "dmy"):
        return Verdict(None, "arguments_unreadable")
    right = calendar_date(gold, order)
    if not isinstance(right, date):
        return Verdict(None, "gold_unreadable")
    given = calendar_date(answer, order)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if not isinstance(given, date):
        return Verdict(0.0, "answer_ambiguous")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
