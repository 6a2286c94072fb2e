"""Poses, points and other vectors: every component within its tolerance, angles up to whole turns."""

from __future__ import annotations

from collections.abc import Sequence

from curate.verifiers import Verdict
from domains.robotics.verifiers.components import read


def apart(first: float, second: float, unit: str) -> float:
    """How far two values are from each other; angles the short way round."""
    if unit in ("deg", "°", "rad"):
        turn = 360.0 if unit != "rad" else 6.283185307179586
        difference = abs(first - second) % turn
        return min(difference, turn - difference)
    return abs(first - second)


def check(
    answer: str, gold: str, *, names: Sequence[str], units: Sequence[str], tolerance: Sequence[float] | float
) -> Verdict:
    """Are all components the same?

    Args:
        names, units: one a component, see `components.read`.
        tolerance: allowed difference of each component, in its unit; one number holds for all.
    """
    try:
        allowed = (
            [float(tolerance)] * len(names) if isinstance(tolerance, (int, float)) else [float(t) for t in tolerance]
        )
        right = read(gold, names, units)
    except (TypeError, ValueError, AttributeError):
        return Verdict(None, "arguments_unreadable")
    if len(allowed) != len(names) or len(units) != len(names):
        return Verdict(None, "arguments_unreadable")
    if right is None or len(right) != 1:
        return Verdict(None, "gold_unreadable")
    given = read(answer, names, units)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if len(given) != 1:
        return Verdict(0.0, "answer_ambiguous")
    gaps = [apart(a, b, unit) for a, b, unit in zip(given[0], right[0], units)]
    if any(gap > limit * (1 + 1e-9) + 1e-12 for gap, limit in zip(gaps, allowed)):
        return Verdict(0.0, "different")
    return Verdict(1.0, "equal" if max(gaps) < 1e-9 else "within_tolerance")
