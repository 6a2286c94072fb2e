"""Shares of an estate: who takes what fraction. ``Ann 1/2; Bob and Cara 1/4 each`` in, a verdict out.

Order, wording between names and numbers, fractions not in lowest terms, percentages and decimals of three places or more
are accepted; a person who is not named takes nothing. A gold answer without names is one fraction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_WORDS = {
    "all": Fraction(1), "everything": Fraction(1), "whole": Fraction(1), "half": Fraction(1, 2), "third": Fraction(1, 3),
    "quarter": Fraction(1, 4), "fourth": Fraction(1, 4), "fifth": Fraction(1, 5), "sixth": Fraction(1, 6),
    "eighth": Fraction(1, 8), "ninth": Fraction(1, 9), "nothing": Fraction(0), "none": Fraction(0), "zero": Fraction(0),
}  # fmt: skip
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_VALUE = (
    r"(?P<percent>\d{1,3}(?:\.\d{1,8})?)\s*(?:%|percent|per cent)"
    r"|(?P<top>\d{1,6})\s*[/⁄]\s*(?P<under>\d{1,6})"
    r"|(?P<decimal>[01]?\.\d{1,9})"
    r"|(?P<whole>[01])(?![\d.,/])"
    r"|(?:(?P<count>one|two|three|four|five)[\s-]+)?(?P<word>halves|halfs|half|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|ninths?|all|everything|whole|nothing|none|zero)\b"
)
_FRACTION = re.compile(r"\\d?frac\{(\d{1,6})\}\{(\d{1,6})\}")
_EXACT = 1e-12
_ROUNDED = 6e-4


def _value(match: re.Match[str]) -> tuple[Fraction, bool] | None:
    """The fraction, and whether it was written exactly."""
    part = match.groupdict()
    if part["percent"]:
        value = Fraction(part["percent"]) / 100
        return (value, value.denominator <= 100 and "." not in part["percent"]) if value <= 1 else None
    if part["top"]:
        return (Fraction(int(part["top"]), int(part["under"])), True) if int(part["under"]) else None
    if part["decimal"]:
        return Fraction("0" + part["decimal"].lstrip("0") if part["decimal"][0] in "0." else part["decimal"]), False
    if part["whole"]:
        return Fraction(int(part["whole"])), True
    word = part["word"].replace("halves", "half").replace("halfs", "half")
    unit = _WORDS.get(word) if word in _WORDS else _WORDS.get(word.rstrip("s"))
    return None if unit is None else (unit * _COUNTS.get(part["count"] or "one", 1), True)


def read(text: str, heirs: Sequence[str]) -> dict[str, tuple[Fraction, bool]] | None:
    """Heir -> share as stated; the key is empty for a share without a name. None when the text can't be read so."""
    answer = bare(text)
    if answer is None:
        return None
    answer = _FRACTION.sub(r"\1/\2", answer)
    names = "|".join(sorted((re.escape(name) for name in heirs), key=len, reverse=True))
    token = re.compile(rf"(?P<name>\b(?:{names})\b)|{_VALUE}" if names else _VALUE, re.IGNORECASE)
    canonical = {name.casefold(): name for name in heirs}
    found: dict[str, tuple[Fraction, bool]] = {}
    waiting: list[str] = []
    current: tuple[Fraction, bool] | None = None
    values_first: bool | None = None
    for match in token.finditer(answer):
        name = match.groupdict().get("name")
        if name is not None:
            who = canonical[name.casefold()]
            if values_first is None:
                values_first = False
            if who in found or who in waiting:
                return None
            if values_first:
                if current is None:
                    return None
                found[who] = current
            else:
                waiting.append(who)
            continue
        value = _value(match)
        if value is None:
            return None
        if values_first is None:
            values_first = True
        if values_first:
            current = value
            continue
        if not waiting:
            return None
        if len(waiting) > 1 and not re.match(r"[^;\n]{0,40}\b(?:each|apiece|equally)\b", answer[match.end() :]):
            lead = answer[max(0, match.start() - 24) : match.start()]
            if not re.search(r"\b(?:each|apiece)\b", lead):
                return None
        for who in waiting:
            found[who] = value
        waiting = []
    if waiting or (not found and current is None):
        return None
    return found or ({"": current} if current is not None else None)


def _alike(given: tuple[Fraction, bool], right: Fraction) -> bool:
    value, exact = given
    return abs(value - right) <= (_EXACT if exact else _ROUNDED)


def check(answer: str, gold: str, *, heirs: Sequence[str] = ()) -> Verdict:
    """Does everybody take the same share as in the gold answer?

    Args:
        heirs: every name that an answer may use; empty when the answer is one fraction.
    """
    if isinstance(heirs, str) or len(heirs) > 60 or not all(isinstance(name, str) and name for name in heirs):
        return Verdict(None, "arguments_unreadable")
    right = read(gold, heirs)
    if right is None:
        return Verdict(None, "gold_unreadable")
    given = read(answer, heirs)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    nobody = (Fraction(0), True)
    if "" in right:
        same = len(given) == 1 and _alike(next(iter(given.values())), right[""][0])
    elif "" in given:
        same = False
    else:
        same = all(_alike(given.get(name, nobody), right.get(name, nobody)[0]) for name in {*right, *given})
    return Verdict(1.0, "equal") if same else Verdict(0.0, "different")
