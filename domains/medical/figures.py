"""Numbers as a chart shows them, and the wrong answers that named mistakes lead to.

A rounded value is what the next line of a worked solution goes on from, so every printed equality holds as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from curate.domain import Distractor
from domains.medical.rounding import fixed, rounded


def trimmed(value: float, decimals: int) -> str:
    """As `fixed`, without trailing zeros.

    >>> trimmed(0.5, 3), trimmed(120.0, 2)
    ('0.5', '120')
    """
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def wrong_numbers(
    answer: float,
    wrong: Iterable[tuple[float, str]],
    *,
    decimals: int,
    unit: str = "",
    tolerance: float,
    highest: float = float("inf"),
    most: int = 5,
) -> tuple[Distractor, ...]:
    """Distractors from (value, trap) pairs, written as the answer is.

    A value that is not positive or is above `highest`, lies within twice the answer's absolute `tolerance` of the
    answer, or can't be told from an earlier one is left out.
    """
    kept: list[float] = []
    found = []
    right = rounded(answer, decimals)
    for value, trap in wrong:
        shown = rounded(value, decimals)
        near = abs(shown - right) <= 2 * tolerance or any(abs(shown - other) <= tolerance for other in kept)
        if near or not 0 < shown <= highest:
            continue
        kept.append(shown)
        found.append(Distractor(f"{fixed(value, decimals)} {unit}".strip(), trap))
        if len(found) == most:
            break
    return tuple(found)


def wrong_labels(
    answer: str, wrong: Iterable[tuple[str, str]], labels: Sequence[str], otherwise: str
) -> tuple[Distractor, ...]:
    """Distractors from (label, trap) pairs; labels that no trap leads to follow with the trap `otherwise`."""
    traps: dict[str, str] = {}
    for label, trap in [*wrong, *((label, otherwise) for label in labels)]:
        if label != answer:
            traps.setdefault(label, trap)
    return tuple(Distractor(label, trap) for label, trap in traps.items())
