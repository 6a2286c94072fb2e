"""Chemical formulas: text goes in (``Ca3(PO4)2``, ``CuSO4·5H2O``, ``SO4^2-``), counts, charge and molar mass come out.

>>> formula("CuSO4·5H2O").counts["O"], formula("Cr2O7^2-").charge
(9, -2)
>>> round(molar_mass("Ca(OH)2"), 3)
74.092
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domains.chemistry.elements import WEIGHTS

_TOKEN = re.compile(r"([A-Z][a-z]?)(\d*)|([(\[])|([)\]])(\d*)")
_CHARGE = re.compile(r"\^(\d*)([+-])\Z")


@dataclass(frozen=True)
class Formula:
    """Atoms of each element and the charge of one formula unit."""

    counts: Mapping[str, int]
    charge: int = 0


@lru_cache(maxsize=8192)
def formula(text: str) -> Formula:
    """Read a formula with brackets, a hydrate dot and a charge after ``^``; ``e^-`` is the electron.

    Raises:
        ValueError: not a formula, or an unknown element.
    """
    charge = 0
    body = text
    if found := _CHARGE.search(text):
        charge = int(found.group(1) or 1) * (1 if found.group(2) == "+" else -1)
        body = text[: found.start()]
    if body == "e":
        return Formula({}, charge)
    total: dict[str, int] = {}
    for part in re.split("[·•]", body):
        times, rest = _leading(part)
        for element, count in _group(rest).items():
            total[element] = total.get(element, 0) + times * count
    return Formula(total, charge)


def _leading(part: str) -> tuple[int, str]:
    found = re.match(r"\d+", part)
    return (int(found.group()), part[found.end() :]) if found else (1, part)


def _group(text: str) -> dict[str, int]:
    stack: list[dict[str, int]] = [{}]
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise ValueError(f"not a formula: {text!r}")
        place = token.end()
        element, count, opened, closed, times = token.groups()
        if element:
            if element not in WEIGHTS and element != "D":
                raise ValueError(f"unknown element {element!r} in {text!r}")
            stack[-1][element] = stack[-1].get(element, 0) + int(count or 1)
        elif opened:
            stack.append({})
        elif closed:
            if len(stack) < 2:
                raise ValueError(f"brackets do not match: {text!r}")
            inner = stack.pop()
            for name, number in inner.items():
                stack[-1][name] = stack[-1].get(name, 0) + number * int(times or 1)
    if len(stack) != 1 or not stack[0]:
        raise ValueError(f"not a formula: {text!r}")
    return stack[0]


def molar_mass(text: str) -> float:
    """g/mol by the abridged standard atomic weights of `domains.chemistry.elements`."""
    return round(sum(WEIGHTS[element] * count for element, count in formula(text).counts.items()), 4)


def hill(counts: Mapping[str, int], charge: int = 0) -> str:
    """Hill order: C, H, then the rest by symbol; all by symbol without carbon. A charge follows after ``^``.

    >>> hill({"O": 1, "H": 6, "C": 2}), hill({"H": 4, "N": 1}, 1), hill({"Na": 1, "Cl": 1})
    ('C2H6O', 'H4N^+', 'ClNa')
    """
    first = [element for element in ("C", "H") if counts.get(element)] if counts.get("C") else []
    rest = sorted(element for element, number in counts.items() if number and element not in first)
    text = "".join(f"{element}{counts[element] if counts[element] > 1 else ''}" for element in [*first, *rest])
    return text + charge_mark(charge)


def charge_mark(charge: int) -> str:
    """``^2-``, ``^+`` or nothing.

    >>> charge_mark(-2), charge_mark(1), charge_mark(0)
    ('^2-', '^+', '')
    """
    size = str(abs(charge)) if abs(charge) > 1 else ""
    return f"^{size}{'+' if charge > 0 else '-'}" if charge else ""


def mass_terms(counts: Mapping[str, int]) -> str:
    """The sum that a molar mass is: ``2 × 12.011 + 6 × 1.008 + 15.999``."""
    parts = []
    for element, count in counts.items():
        parts.append(f"{count} × {WEIGHTS[element]}" if count > 1 else f"{WEIGHTS[element]}")
    return " + ".join(parts)
