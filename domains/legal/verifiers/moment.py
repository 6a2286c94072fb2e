"""A day and a time of the day: ``16 March 2026, 15:00``.

In: an answer and the gold answer as text. Out: a verdict; equal when both name the same minute.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from curate.verifiers import Verdict
from curate.verifiers.date import calendar_date
from curate.verifiers.reading import bare

#: minutes east of Greenwich
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
}  # fmt: skip
_TIME = re.compile(
    r"(?<![\d:.,-])(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d)(?::[0-5]\d)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)"
    r"|(?<![\d:.,-])(?P<hour24>\d{1,2})[:h](?P<minute24>[0-5]\d)(?::[0-5]\d)?"
    r"|\b(?P<word>noon|midnight)\b|(?<![\d:.,-])(?P<hours>\d{1,2})\s*(?:o'?clock|hrs?\b|hours\b|h\b)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?<=[\d\s.(m])(utc|gmt|z|west|wet|bst|cest|cet|eest|eet)\b(?:\s*([+-])\s*(\d{1,2})(?::?(\d\d))?)?", re.IGNORECASE)
_JOINED = re.compile(r"(?<=\d)T(?=\d\d:)")


def moment(text: str, offset: int | None = None) -> datetime | None:
    """The one minute that a text names, in the local time that lies `offset` minutes east of UTC; None without one.

    A time without a zone is local. ``24:00`` is the end of its day.

    >>> moment("by 3:05 p.m. on March 16, 2026"), moment("2026-03-16T14:05Z", 60)
    (datetime.datetime(2026, 3, 16, 15, 5), datetime.datetime(2026, 3, 16, 15, 5))
    """
    answer = bare(text)
    if answer is None:
        return None
    answer = _JOINED.sub(" ", answer)
    found = []
    for match in _TIME.finditer(answer):
        if match["word"]:
            found.append((12 if match["word"].casefold() == "noon" else 0, 0, match))
            continue
        hour = int(match["hour"] or match["hour24"] or match["hours"])
        minute = int(match["minute"] or match["minute24"] or 0)
        if match["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
        if hour > 24 or (hour == 24 and minute):
            return None
        found.append((hour, minute, match))
    if len({(hour, minute) for hour, minute, _ in found}) != 1:
        return None
    rest = _TIME.sub(" ", answer)
    zone = _ZONE.search(answer)
    if zone:
        rest = rest.replace(zone.group(), " ")
    day = calendar_date(re.sub(r"\s+([,.])", r"\1", rest).replace(" at ", " ").strip(" ,;"))
    if not isinstance(day, date):
        return None
    hour, minute, _ = found[0]
    at = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)
    if zone:
        east = _ZONES[zone[1].casefold()]
        if zone[2]:
            shift = 60 * int(zone[3]) + int(zone[4] or 0)
            east += shift if zone[2] == "+" else -shift
        if offset is not None:
            at += timedelta(minutes=offset - east)
    return at


def check(answer: str, gold: str, *, offset: int | None = None) -> Verdict:
    """Is it the same minute?

    Args:
        offset: minutes that the gold's local time lies east of UTC; an answer in another named zone is converted.
    """
    if offset is not None and (not isinstance(offset, int) or abs(offset) > 900):
        return Verdict(None, "arguments_unreadable")
    try:
        right = moment(gold, offset)
    except (ValueError, OverflowError):
        right = None
    if right is None:
        return Verdict(None, "gold_unreadable")
    try:
        given = moment(answer, offset)
    except (ValueError, OverflowError):
        given = None
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
