"""Molecular formulas: the same atoms and charge in any order of elements, with or without brackets."""

from __future__ import annotations

from curate.verifiers import Verdict
from curate.verifiers.reading import bare
from domains.chemistry.verifiers.species import readings


def check(answer: str, gold: str, *, ordered: bool = False) -> Verdict:
    """Does the answer count the same atoms, and carry the same charge, as the gold formula?

    ``CH3CH2OH`` is right for ``C2H6O`` unless `ordered`, which wants the elements once each, in the gold's order.
    Reasons besides those of `curate.verifiers`: ``wrong_charge``, ``not_in_order``.

    >>> check("C₂H₆O", "C2H6O").score, check("C2H6O+", "C2H6O").reason
    (1.0, 'wrong_charge')
    """
    right = readings(gold)
    if not right:
        return Verdict(None, "gold_unreadable")
    text = bare(answer)
    given = readings(text) if text else ()
    if not given:
        return Verdict(0.0, "answer_unreadable")
    atoms, charge = right[0]
    for read_atoms, read_charge in given:
        if read_atoms == atoms and read_charge == charge:
            if ordered and _letters(text or "") != _letters(gold):
                return Verdict(0.0, "not_in_order")
            return Verdict(1.0, "equal")
    if any(read_atoms == atoms for read_atoms, _ in given):
        return Verdict(0.0, "wrong_charge")
    return Verdict(0.0, "different")


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())
