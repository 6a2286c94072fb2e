"""An equation solver of the tests' own: bisection, and the answer's number as written."""

from __future__ import annotations

import re
from collections.abc import Callable

_TEN = re.compile(r"\s*×\s*10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that rises from negative to positive crosses zero."""
    for _ in range(200):
        middle = (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def number(answer: str) -> float:
    """The number of a written answer: ``−1.80 × 10⁻⁵ mol/L`` is −1.8e-5."""
    text = _TEN.sub(lambda match: "e" + match[1].translate(_DIGITS), answer).replace("−", "-")
    return float(text.split()[0])
