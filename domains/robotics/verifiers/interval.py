"""Open or closed intervals of one quantity: ``-6 < K < 30``, ``(-6, 30)``, ``K > -6 and K < 30``, ``between -6 and 30``.

Reason codes besides the common ones: ``boundary_differs`` (the same ends, but an end is included that must not be, or
the other way round). Words (``between``, ``from … to``) leave the ends open and are taken as meant.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d{1,3})?(?:\s*/\s*\d+(?:\.\d+)?)?|[-+]?inf"
_NAME = r"[a-z](?:_?[a-z0-9]{1,6})?"
_CHAIN = re.compile(rf"({_NUMBER})\s*(<=?|>=?)\s*{_NAME}\s*(<=?|>=?)\s*({_NUMBER})")
_BRACKETS = re.compile(rf"(?:{_NAME}\s*(?:in|∈|=|:)\s*)?([\[(\]])\s*({_NUMBER})\s*[,;]\s*({_NUMBER})\s*([\])\[])")
_WORDS = re.compile(
    rf"(?:{_NAME}\s*(?:is|lies|=|:)?\s*)?(?:(?:strictly\s+)?between\s*({_NUMBER})\s*and\s*({_NUMBER})|(?:from\s*)?({_NUMBER})\s*to\s*({_NUMBER}))"
)
_ONE_SIDED = re.compile(rf"({_NAME})\s*(<=?|>=?)\s*({_NUMBER})|({_NUMBER})\s*(<=?|>=?)\s*({_NAME})")
_MIRRORED = {"<": ">", ">": "<"}
_LONGEST = 200


@dataclass(frozen=True)
class Interval:
    """Ends, and whether each belongs to the interval (None: not said)."""

    low: float
    high: float
    low_in: bool | None
    high_in: bool | None


def _value(text: str) -> float:
    text = text.replace(" ", "")
    if text.endswith("inf"):
        return -math.inf if text.startswith("-") else math.inf
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom) if bottom and float(bottom) else float(top)


def _half(sign: str, end: float) -> Interval:
    """``K < end`` or ``K > end``."""
    included = "=" in sign
    return Interval(-math.inf, end, None, included) if sign[0] == "<" else Interval(end, math.inf, included, None)


def _both(first: Interval, second: Interval) -> Interval | None:
    if math.isinf(first.low) and math.isinf(second.high):
        return Interval(second.low, first.high, second.low_in, first.high_in)
    if math.isinf(first.high) and math.isinf(second.low):
        return Interval(first.low, second.high, first.low_in, second.high_in)
    return None


def read(text: str) -> Interval | None:
    """The interval that the text states, and nothing else; None when there is none or several readings.

    >>> read("-6 < K < 30"), read("0 ≤ K"), read("K > 3 or K < 1")
    (Interval(low=-6.0, high=30.0, low_in=False, high_in=False), Interval(low=0.0, high=inf, low_in=True, high_in=None), None)
    """
    text = (bare(text) or "") if len(text) <= _LONGEST else ""
    text = text.casefold().replace("−", "-").replace("–", "-").replace("≤", "<=").replace("≥", ">=").replace("∞", "inf")
    text = re.sub(r"[$`*]|\\left|\\right", "", text).replace("\\infty", "inf").replace("infinity", "inf")
    text = (
        text.replace("\\leq", "<=")
        .replace("\\geq", ">=")
        .replace("\\le", "<=")
        .replace("\\ge", ">=")
        .replace("\\lt", "<")
        .replace("\\in", "in")
    )
    text = re.sub(r"\s+", " ", text).strip().rstrip(".").strip()
    text = re.sub(r"^(?:stable (?:for|when|if)|for|when|if|the range is|range:)\s+", "", text)
    if match := _CHAIN.fullmatch(text):
        low, left, right, high = match.groups()
        if left[0] != right[0]:
            return None
        ends = (_value(low), _value(high), "=" in left, "=" in right)
        if left[0] == ">":
            ends = (ends[1], ends[0], ends[3], ends[2])
        return Interval(*ends)
    if match := _BRACKETS.fullmatch(text):
        opening, low, high, closing = match.groups()
        return Interval(_value(low), _value(high), opening == "[", closing == "]")
    if match := _WORDS.fullmatch(text):
        low, high = (part for part in match.groups() if part is not None)
        return Interval(_value(low), _value(high), None, None)
    halves = []
    for part in re.split(r"\s*(?:,|;|\band\b|∧|&)\s*", text):
        match = _ONE_SIDED.fullmatch(part)
        if match is None:
            return None
        name, sign, end, other, mirrored, _ = match.groups()
        halves.append(_half(sign, _value(end)) if name else _half(_MIRRORED[mirrored[0]] + mirrored[1:], _value(other)))
    if len(halves) == 1:
        return halves[0]
    return _both(*halves) if len(halves) == 2 else None


def _same_end(given: float, right: float, width: float, relative: float) -> bool:
    if math.isinf(right) or math.isinf(given):
        return given == right
    return abs(given - right) <= relative * max(abs(right), 1e-9) or abs(given - right) <= 1e-3 * relative * width


def check(answer: str, gold: str, *, relative: float = 0.01) -> Verdict:
    """Is it the same interval? Ends may differ by the fraction `relative`; an end of 0 must be 0.

    Args:
        relative: allowed difference of an end as a fraction of it.
    """
    if not isinstance(relative, (int, float)) or isinstance(relative, bool) or not 0 <= relative < 1:
        return Verdict(None, "arguments_unreadable")
    right = read(gold)
    if right is None or not right.low < right.high:
        return Verdict(None, "gold_unreadable")
    given = read(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    width = right.high - right.low if math.isfinite(right.high - right.low) else 1.0
    if not (_same_end(given.low, right.low, width, relative) and _same_end(given.high, right.high, width, relative)):
        return Verdict(0.0, "different")
    for mine, theirs, end in ((given.low_in, right.low_in, right.low), (given.high_in, right.high_in, right.high)):
        if math.isfinite(end) and None not in (mine, theirs) and mine != theirs:
            return Verdict(0.0, "boundary_differs")
    return Verdict(1.0, "equal" if (given.low, given.high) == (right.low, right.high) else "within_tolerance")
