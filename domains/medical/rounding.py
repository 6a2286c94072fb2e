"""Numbers as they are written in a problem: floats go in, rounded text comes out; wrong answers that are too near go.

Everything rounds half up on the decimal that a reader sees (2.675 to two places is 2.68), as clinical rules mean it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from curate.domain import Distractor

_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(9))


def fixed(value: float, decimals: int) -> str:
    """The value with that many decimals, rounded half up (away from zero); never ``-0``.

    >>> fixed(2.675, 2), fixed(-0.04, 1), fixed(12.5, 0)
    ('2.68', '0.0', '13')
    """
    number = Decimal(repr(round(value, 10))).quantize(_QUANTA[decimals], ROUND_HALF_UP)
    return f"{abs(number) if number.is_zero() else number:f}"


def rounded(value: float, decimals: int) -> float:
    """The value that `fixed` writes."""
    return float(fixed(value, decimals))


def plain(value: float) -> str:
    """The shortest writing of a value that has few decimals: ``70``, ``0.85``.

    >>> plain(70.0), plain(0.85)
    ('70', '0.85')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")


def signed_term(value: str) -> str:
    """A number to stand after ``×`` or ``(``: negative ones in parentheses.

    >>> signed_term("-0.302"), signed_term("1.2")
    ('(-0.302)', '1.2')
    """
    return f"({value})" if value.startswith("-") else value


def clear_of_half(value: float, margin: float = 0.06) -> bool:
    """True when rounding the value to a whole number can't depend on how intermediates were rounded."""
    return abs(value % 1 - 0.5) > margin


def numeric_distractors(
    answer: float,
    wrong: Sequence[tuple[float, str]],
    written: Callable[[float], str],
    *,
    relative: float = 0.0,
    absolute: float = 0.0,
) -> tuple[Distractor, ...]:
    """The wrong values that stand clear of the answer and of each other, in the order given.

    Args:
        answer: the right value.
        wrong: (value, trap) pairs.
        written: writes a value as the answer is written.
        relative: tolerance of the verifier as a fraction; a value must differ by three times it.
        absolute: the same in the answer's unit.
    """
    kept: list[Distractor] = []
    taken = [answer]
    texts = {written(answer)}
    for value, trap in wrong:
        text = written(value)
        if text in texts or any(abs(value - other) <= 3 * max(relative * abs(other), absolute) for other in taken):
            continue
        kept.append(Distractor(text, trap))
        taken.append(value)
        texts.add(text)
    return tuple(kept)


def label_distractors(answer: str, wrong: Sequence[tuple[str, str]]) -> tuple[Distractor, ...]:
    """The wrong labels that differ from the answer and from each other, in the order given."""
    kept: dict[str, Distractor] = {}
    for label, trap in wrong:
        if label != answer and label not in kept:
            kept[label] = Distractor(label, trap)
    return tuple(kept.values())
