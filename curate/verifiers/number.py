"""Numbers with units and tolerances."""

from __future__ import annotations

import math

from curate.verifiers import Verdict
from curate.verifiers.quantity import AMBIGUOUS, Quantity, read
from curate.verifiers.units import Unit, read_unit

_TEMPERATURE = (("K", 1),)
#: a bare C or F after a number of degrees is a temperature, though on its own it is a coulomb or a farad
_LOOSE_TEMPERATURES = {
    read_unit("C"): read_unit("°C"),
    read_unit("F"): read_unit("°F"),
    read_unit("degrees"): None,
}


def _percent(unit: Unit | None) -> bool:
    return unit is not None and not unit.dimension and unit.factor != 1.0


def _converted(value: float, unit: Unit, target: Unit) -> float | None:
    """The value in the target unit; None when no factor leads there."""
    if unit.dimension != target.dimension:
        if target.dimension == _TEMPERATURE and unit in _LOOSE_TEMPERATURES:
            return _converted(value, _LOOSE_TEMPERATURES[unit] or target, target)
        return None
    if unit.factor == target.factor and unit.offset == target.offset:
        return value
    return (value * unit.factor + unit.offset - target.offset) / target.factor


def _real(*values: object) -> bool:
    return all(
        value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value))
        for value in values
    )


def check(
    answer: str,
    gold: str,
    *,
    unit: str | None = None,
    relative: float | None = None,
    absolute: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    decimals: int | None = None,
    unit_required: bool = False,
) -> Verdict:
    """Is it the same quantity, after conversion to the gold answer's unit, exactly or within what is allowed?

    With several allowances, any one of them suffices; without any, the numbers must be equal (to 1e-9 of their size).
    A gold answer without a unit takes an answer in any unit but percent. An answer without a unit is taken to be in the
    gold answer's, unless that is percent, which has to be said once, by the answer or by `unit`.

    Args:
        unit: unit of a gold answer that is written without it, and of the question.
        relative: allowed difference as a fraction of the gold value (0.05 is 5 %).
        absolute: allowed difference, in the gold answer's unit.
        lower, upper: limits that are inside the allowance, in the gold answer's unit.
        decimals: equal when they agree to half a unit in this decimal place.
        unit_required: an answer without a unit is wrong.
    """
    if not _real(relative, absolute, lower, upper, decimals) or not isinstance(unit, (str, type(None))):
        return Verdict(None, "arguments_unreadable")
    asked: Unit | None = None
    if unit is not None and unit.strip():
        asked = read_unit(unit)
        if asked is None:
            return Verdict(None, "arguments_unreadable")
    right = read(gold)
    if not isinstance(right, Quantity):
        return Verdict(None, "gold_unreadable")
    target = right.unit or asked
    if asked is not None and right.unit is not None and _converted(1.0, right.unit, asked) is None:
        return Verdict(None, "gold_unreadable")
    given = read(answer)
    if not isinstance(given, Quantity):
        return Verdict(0.0, "answer_ambiguous" if given == AMBIGUOUS else "answer_unreadable")

    reason = "equal"
    value: float | int = given.value
    if target is None:
        if given.unit is not None and _percent(given.unit):
            # 50 % may be asked for as 0.5; 5 % is not 5
            if _same(value, right.value):
                return Verdict(0.0, "wrong_unit")
            value *= given.unit.factor
    elif given.unit is None:
        if unit_required or (_percent(target) and asked is None):
            # 24.7 % may be written as the fraction 0.247
            if not unit_required and _percent(target) and _same(value / target.factor, right.value):
                return Verdict(1.0, "equal")
            return Verdict(0.0, "missing_unit")
        reason = "equal_without_unit"
    else:
        converted = _converted(value, given.unit, target)
        if converted is None:
            return Verdict(0.0, "wrong_unit")
        value = converted

    if _same(value, right.value):
        return Verdict(1.0, reason)
    allowed = (
        (lower is not None or upper is not None)
        and (lower is None or value >= min(lower, upper if upper is not None else lower))
        and (upper is None or value <= max(upper, lower if lower is not None else upper))
    )
    difference = abs(value - right.value)
    slack = 1e-9 * max(abs(value), abs(right.value))
    allowed = allowed or (relative is not None and difference <= abs(relative * right.value) + slack)
    allowed = allowed or (absolute is not None and difference <= abs(absolute) + slack)
    allowed = allowed or (decimals is not None and difference <= 0.5 * 10.0**-decimals + slack)
    if allowed:
        return Verdict(1.0, "within_tolerance" if reason == "equal" else reason)
    return Verdict(0.0, "different")


def _same(value: float | int, right: float | int) -> bool:
    if isinstance(value, int) and isinstance(right, int):
        return value == right
    return math.isclose(value, right, rel_tol=1e-9, abs_tol=0.0)
