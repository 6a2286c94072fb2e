"""Numbers as a robotics problem writes them: half-up rounding, signs, and the wrong answers that named mistakes lead to.

A rounded value is what the next line of a worked solution goes on from, so every printed equality holds as printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from curate.domain import Distractor

_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(10))


def fixed(value: float, decimals: int) -> str:
    """The value with that many decimals, rounded half up (away from zero); never ``-0``.

    >>> fixed(2.675, 2), fixed(-0.04, 1), fixed(-12.5, 0)
    ('2.68', '0.0', '-13')
    """
    number = Decimal(repr(round(value, 10))).quantize(_QUANTA[decimals], ROUND_HALF_UP)
    return f"{abs(number) if number.is_zero() else number:f}"


def rounded(value: float, decimals: int) -> float:
    """The value that `fixed` writes."""
    return float(fixed(value, decimals))


def plain(value: float, decimals: int = 6) -> str:
    """As `fixed`, without trailing zeros.

    >>> plain(70.0), plain(-0.350), plain(0.86603, 5)
    ('70', '-0.35', '0.86603')
    """
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def term(value: float, decimals: int = 6) -> str:
    """As `plain`, negative numbers in parentheses, to stand after an operator.

    >>> term(-0.5), term(2.0)
    ('(-0.5)', '2')
    """
    text = plain(value, decimals)
    return f"({text})" if text.startswith("-") else text


def wrapped(degrees: float) -> float:
    """The same angle in (−180°, 180°].

    >>> wrapped(190), wrapped(-180), wrapped(540), wrapped(-725)
    (-170, 180, 180, -5)
    """
    turned = degrees % 360
    return turned - 360 if turned > 180 else turned


def with_unit(number: str, unit: str) -> str:
    """The number and its unit; a degree sign stands close.

    >>> with_unit("2.5", "m/s"), with_unit("75.8", "°"), with_unit("3", "")
    ('2.5 m/s', '75.8°', '3')
    """
    return f"{number}{unit}" if unit.startswith("°") else f"{number} {unit}".strip()


def vector(names: Sequence[str], values: Sequence[float], units: Sequence[str], decimals: Sequence[int]) -> str:
    """Several named values: ``x = 0.374 m, y = 0.512 m``; degrees as ``65.0°``.

    >>> vector(("x", "φ"), (0.3741, 65), ("m", "deg"), (3, 1))
    'x = 0.374 m, φ = 65.0°'
    """
    return ", ".join(
        f"{name} = {fixed(value, places)}{'°' if unit == 'deg' else f' {unit}' if unit else ''}"
        for name, value, unit, places in zip(names, values, units, decimals)
    )


def cosine_and_sine(degrees: float) -> tuple[float, float]:
    """(cos, sin) to five decimals, as a worked solution carries them on.

    >>> cosine_and_sine(60)
    (0.5, 0.86603)
    """
    angle = math.radians(degrees)
    return rounded(math.cos(angle), 5), rounded(math.sin(angle), 5)


def wrong_numbers(
    answer: float,
    wrong: Iterable[tuple[float, str]],
    *,
    decimals: int,
    unit: str = "",
    tolerance: float,
    signed: bool = False,
    most: int = 5,
) -> tuple[Distractor, ...]:
    """Distractors from (value, trap) pairs, written as the answer is.

    A value within twice the answer's absolute `tolerance` of the answer, one that can't be told from an earlier one, and
    (unless `signed`) one that is not positive are left out.
    """
    kept: list[float] = []
    found = []
    right = rounded(answer, decimals)
    for value, trap in wrong:
        shown = rounded(value, decimals)
        near = abs(shown - right) <= 2 * tolerance or any(abs(shown - other) <= tolerance for other in kept)
        if near or (shown <= 0 and not signed):
            continue
        kept.append(shown)
        found.append(Distractor(with_unit(fixed(value, decimals), unit), trap))
        if len(found) == most:
            break
    return tuple(found)
