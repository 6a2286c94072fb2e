"""Numbers as a chemist writes them: floats go in, text with significant figures comes out; wrong answers follow.

Everything rounds half up on the decimal that a reader sees. A rounded value is what the next line of a worked solution
goes on from, so every printed equality holds as printed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from curate.domain import Distractor


def fixed(value: float, decimals: int) -> str:
    """The value with that many decimals, rounded half up (away from zero); never ``-0``.

    >>> fixed(2.675, 2), fixed(-0.04, 1), fixed(12.5, 0)
    ('2.68', '0.0', '13')
    """
    number = Decimal(repr(round(value, 12))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(number) if number.is_zero() else number:f}"


def significant(value: float, digits: int) -> str:
    """The value to that many significant figures: plain between 0.001 and 99,999, else ``1.83 × 10^-5``.

    >>> significant(0.012345, 3), significant(1.8345e-5, 3), significant(24.999, 3), significant(1234.6, 3)
    ('0.0123', '1.83 × 10^-5', '25.0', '1230')
    """
    if value == 0:
        return "0"
    number = Decimal(repr(value))
    power = number.adjusted()
    number = number.quantize(Decimal(1).scaleb(power - digits + 1), ROUND_HALF_UP)
    power = number.adjusted()
    number = number.quantize(Decimal(1).scaleb(power - digits + 1), ROUND_HALF_UP)
    if -3 <= power <= 4:
        return f"{number:f}" if power - digits + 1 <= 0 else f"{int(number)}"
    return f"{number.scaleb(-power):f} × 10^{power}"


def to_significant(value: float, digits: int) -> float:
    """The value that `significant` writes."""
    if value == 0:
        return 0.0
    number = Decimal(repr(value))
    return float(number.quantize(Decimal(1).scaleb(number.adjusted() - digits + 1), ROUND_HALF_UP))


def carried(value: float, digits: int = 6) -> float:
    """The value to that many significant digits: what is printed, and what the next line goes on from.

    It gets one digit more where a reader who rounds it once more would end elsewhere than one who rounds the value.

    >>> carried(0.123456789), carried(1234567.8), carried(34.0), carried(0.497455, 4)
    (0.123457, 1234570.0, 34.0, 0.49746)
    """
    short = to_significant(value, digits)
    if digits > 1 and to_significant(short, digits - 1) != to_significant(value, digits - 1):
        return to_significant(value, digits + 1)
    return short


def written(value: float) -> str:
    """The shortest writing of a value: ``0.12346``, ``34``, ``1.8 × 10^-5``.

    >>> written(0.12346), written(34.0), written(0.000018), written(2350000.0)
    ('0.12346', '34', '1.8 × 10^-5', '2.35 × 10^6')
    """
    if value == 0:
        return "0"
    number = Decimal(repr(value)).normalize()
    power = number.adjusted()
    # zeros that only hold a place would read as digits that were worked out
    placeholders = power >= 4 and not number % 10
    if -3 <= power <= 5 and not placeholders:
        return f"{number:f}"
    return f"{number.scaleb(-power).normalize():f} × 10^{power}"


def bracketed(value: float) -> str:
    """`written`, in parentheses where it is a product or negative, to stand in a larger expression.

    >>> bracketed(0.5), bracketed(-0.5), bracketed(0.000018)
    ('0.5', '(-0.5)', '(1.8 × 10^-5)')
    """
    text = written(value)
    return f"({text})" if "×" in text or text.startswith("-") else text


def wrong_numbers(
    answer: float,
    wrong: Iterable[tuple[float, str]],
    shown: Callable[[float], str],
    *,
    unit: str = "",
    tolerance: float,
    lowest: float = 0.0,
    highest: float = math.inf,
    most: int = 5,
) -> tuple[Distractor, ...]:
    """Distractors from (value, trap) pairs, written as the answer is.

    Args:
        shown: writes a value as the answer is written.
        tolerance: absolute tolerance of the verifier; a value within two and a half times it of the answer, or within
            it of an earlier one, is left out, as is one that is not above `lowest` or is above `highest`.
    """
    kept: list[float] = []
    texts: set[str] = {shown(answer)}
    found: list[Distractor] = []
    for value, trap in wrong:
        if not math.isfinite(value) or not lowest < value <= highest or abs(value - answer) <= 2.5 * tolerance:
            continue
        text = shown(value)
        if text in texts or any(abs(value - other) <= tolerance for other in kept):
            continue
        kept.append(value)
        texts.add(text)
        found.append(Distractor(f"{text} {unit}".strip(), trap))
        if len(found) == most:
            break
    return tuple(found)
