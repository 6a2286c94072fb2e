"""Wrong sums of money: what named mistakes lead to goes in, distractors that stand clear of the answer come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from curate.domain import Distractor
from domains.legal.money import Amount, dollars


def whole(value: Amount) -> int:
    """The amount rounded half up to the dollar (or euro).

    >>> whole(Fraction(5, 2)), whole(16712)
    (3, 16712)
    """
    return (2 * Fraction(value) + 1).__floor__() // 2


def wrong_sums(
    answer: Amount,
    wrong: Sequence[tuple[Amount, str]],
    written: Callable[[Amount], str] = dollars,
    apart: Amount = 2,
    most: int = 6,
) -> tuple[Distractor, ...]:
    """Distractors from (sum, trap) pairs, written as the answer is.

    A sum that is not positive, or lies within `apart` of the answer or of an earlier one, is left out.
    """
    taken = [Fraction(answer)]
    kept: list[Distractor] = []
    for value, trap in wrong:
        exact = Fraction(value)
        if exact <= 0 or len(kept) == most or any(abs(exact - other) <= apart for other in taken):
            continue
        taken.append(exact)
        kept.append(Distractor(written(value), trap))
    return tuple(kept)


def asked(text: str) -> str:
    """The text with a question mark where it opens like a question.

    >>> asked("How much is due"), asked("Compute the tax")
    ('How much is due?', 'Compute the tax')
    """
    opens = text.startswith(("What", "How", "Which", "Who", "When", "By", "On", "Until", "Through", "Is ", "Does ", "Did ", "Has ", "Must ", "To "))
    return f"{text.rstrip('?.')}?" if opens else text
