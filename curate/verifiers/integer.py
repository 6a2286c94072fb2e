"""Whole numbers: exact, whatever is counted."""

from __future__ import annotations

from curate.verifiers import Verdict
from curate.verifiers.quantity import AMBIGUOUS, Quantity, read
from curate.verifiers.reading import bare

_WORDS = {
    word: number
    for number, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        )
    )
}  # fmt: skip


def whole(text: str) -> int | str | None:
    """The whole number that a text states; AMBIGUOUS when it states several numbers; None when it states none.

    A number with a fraction, or a percentage, is not a whole number.
    """
    quantity = read(text)
    if not isinstance(quantity, Quantity):
        if quantity == AMBIGUOUS:
            return AMBIGUOUS
        first = (bare(text) or "").casefold().split()
        return _WORDS.get(first[0].strip(".,;:")) if 1 <= len(first) <= 3 else None
    if quantity.unit is not None and not quantity.unit.dimension:
        return None
    if isinstance(quantity.value, int):
        return quantity.value
    return int(quantity.value) if quantity.value.is_integer() and abs(quantity.value) < 2**53 else None


def check(answer: str, gold: str) -> Verdict:
    """Is it the same whole number? Units and counted things after it are not compared; 12.0 is 12, and 12.4 is not."""
    right = whole(gold)
    if not isinstance(right, int):
        return Verdict(None, "gold_unreadable")
    given = whole(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable" if isinstance(read(answer), str) else "different")
    if not isinstance(given, int):
        return Verdict(0.0, "answer_ambiguous")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
