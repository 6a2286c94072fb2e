"""A guideline range in months: ``57–71 months``, ``360 months to life``, ``120 months``, ``life``.

In: an answer and the gold answer as text. Out: a verdict; equal when both bounds are equal.
"""

from __future__ import annotations

import re

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

LIFE = 10**6  # stands for life in a bound

_QUANTITY = re.compile(
    r"(?P<years>\d{1,3})\s*-?\s*(?:years?|yrs?)\b(?:,?\s*(?:and\s*)?(?P<rest>\d{1,2})\s*(?:months?|mos?)\b)?"
    r"|(?P<months>\d{1,4})\s*-?\s*(?P<unit>months?\b|mos?\b)?|\b(?P<life>life)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_FILLER = frozenset(
    ["month", "months", "mo", "mos", "year", "years", "yr", "yrs", "imprisonment", "prison", "of", "to", "through", "and", "between", "from", "the", "a", "is", "at", "in", "guideline", "guidelines", "range", "sentence", "sentencing", "term", "custody", "applicable", "final", "advisory", "s", "least", "most", "minimum", "maximum", "incarceration"]
)


def bounds(text: str) -> tuple[int, int] | None:
    """(lowest, highest) months; life is `LIFE`; None when the text states no single range.

    >>> bounds("57 to 71 months"), bounds("30 years to life"), bounds("120 months")
    ((57, 71), (360, 1000000), (120, 120))
    """
    answer = bare(text)
    if answer is None or len(answer) > 200:
        return None
    answer = answer.replace(",", " ") if re.search(r"\[|\(", answer) else answer
    found: list[tuple[int, bool, bool]] = []  # value, in years, unit written
    rest = []
    at = 0
    for match in _QUANTITY.finditer(answer):
        rest.append(answer[at : match.start()])
        at = match.end()
        if match["life"]:
            found.append((LIFE, False, True))
        elif match["years"]:
            found.append((12 * int(match["years"]) + int(match["rest"] or 0), True, True))
        else:
            found.append((int(match["months"]), False, bool(match["unit"])))
    rest.append(answer[at:])
    if not 1 <= len(found) <= 2 or any(word.casefold() not in _FILLER for word in _WORD.findall(" ".join(rest))):
        return None
    if "." in " ".join(rest).strip(" ."):
        return None
    if len(found) == 2 and found[1][1] and not found[0][2]:
        found[0] = (12 * found[0][0], True, True)
    low, high = found[0][0], found[-1][0]
    return (low, high) if low <= high else None


def check(answer: str, gold: str) -> Verdict:
    """Is it the same range?"""
    right = bounds(gold)
    if right is None:
        return Verdict(None, "gold_unreadable")
    given = bounds(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
