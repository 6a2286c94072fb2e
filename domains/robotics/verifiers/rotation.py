"""Unit quaternions (w, x, y, z): the same rotation, so the same up to sign of the whole (double cover)."""

from __future__ import annotations

import math
import re

from curate.verifiers import Verdict
from domains.robotics.verifiers.components import normalised, read

_NAMES, _UNITS = ("qw", "qx", "qy", "qz"), ("", "", "", "")
_IMAGINARY = re.compile(r"([-+]?)\s*(\d{1,3}(?:\.\d{1,12})?|\.\d{1,12})?\s*\*?\s*([ijk])(?![a-z])")


def read_quaternion(text: str) -> list[float] | None:
    """(w, x, y, z) from four components or from ``0.866 + 0.5k``."""
    if len(text) > 600:
        return None
    bare = re.sub(r"^\s*(?:answer|quaternion|q)?\s*[=:]\s*", "", normalised(text))
    if re.search(r"[\d.\s*+-][ijk](?![a-z])", bare):
        values = [0.0, 0.0, 0.0, 0.0]
        for sign, size, axis in _IMAGINARY.findall(bare):
            values[1 + "ijk".index(axis)] += (-1 if sign == "-" else 1) * float(size or 1)
        rest = _IMAGINARY.sub(" ", bare).strip(" ()[]")
        if rest and not re.fullmatch(r"[-+]?\s*(?:\d{1,3}(?:\.\d{1,12})?|\.\d{1,12})", rest):
            return None
        values[0] = float(rest.replace(" ", "")) if rest else 0.0
        return values
    groups = read(bare, _NAMES, _UNITS)
    return groups[0] if groups is not None and len(groups) == 1 else None


def check(answer: str, gold: str, *, tolerance: float = 1e-3) -> Verdict:
    """Is it the same rotation? Every component within `tolerance` of the gold quaternion's or of its negative's.

    The question fixes the order (w, x, y, z). A gold quaternion that is not of unit length (to 0.5 %) gives no score.
    """
    try:
        limit = float(tolerance)
    except (TypeError, ValueError):
        return Verdict(None, "arguments_unreadable")
    right = read_quaternion(gold)
    if right is None or abs(math.hypot(*right) - 1) > 0.005:
        return Verdict(None, "gold_unreadable")
    given = read_quaternion(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    gap = min(max(abs(a - sign * b) for a, b in zip(given, right)) for sign in (1, -1))
    if gap > limit + 1e-12:
        return Verdict(0.0, "different")
    return Verdict(1.0, "equal" if gap < 1e-9 else "within_tolerance")
