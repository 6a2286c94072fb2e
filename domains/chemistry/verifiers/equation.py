"""Balanced equations: an equation in, checked atom by atom and charge by charge against the gold equation's species.

Any positive whole multiple of the gold coefficients is right. Arrows, state symbols, sub- and superscripts and LaTeX are
read; terms may stand in any order on their side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from curate.verifiers import Verdict
from curate.verifiers.reading import bare
from domains.chemistry.verifiers.species import Species, readings, simplified

LONGEST = 600
_ARROW = re.compile(
    r"\s*(?:<=>|<->|<-->|⇌|⇄|↔|→|⟶|⇒|-->|->|==>|=>|==|=|\\xrightarrow\S*|\\(?:long)?rightarrow|\\to\b|\\rightleftharpoons|\byields\b)\s*"
)  # fmt: skip
_SPACED_PLUS = re.compile(r"\s+\+\s*")
_TIGHT_PLUS = re.compile(r"\+(?=\s*[A-Z0-9(\[]|\s*e[\^-])")
_COEFFICIENT = re.compile(r"\(?(\d+(?:\.\d+|\s*/\s*\d+)?)\)?\s*[*×·]?\s*(?=[A-Za-z(\[])")

#: species readings and coefficient
Term = tuple[tuple[Species, ...], Fraction]


def _term(text: str) -> Term | None:
    text = text.strip()
    factor = Fraction(1)
    if found := _COEFFICIENT.match(text):
        digits = found.group(1).replace(" ", "")
        if len(digits) > 9 or digits.endswith("/0"):
            return None
        try:
            factor = Fraction(digits)
        except (ValueError, ZeroDivisionError):
            return None
        text = text[found.end() :]
    species = readings(text)
    return (species, factor) if species and factor > 0 else None


def _side(text: str) -> list[Term] | None:
    terms: list[Term] = []
    for piece in _SPACED_PLUS.split(text.strip()):
        term = _term(piece)
        if term is not None:
            terms.append(term)
            continue
        for part in _TIGHT_PLUS.split(piece):
            inner = _term(part)
            if inner is None:
                return None
            terms.append(inner)
    return terms


def sides(text: str) -> tuple[list[Term], list[Term]] | None:
    """Terms of the left and the right side; None when the text is no equation."""
    if len(text) > LONGEST:
        return None
    parts = _ARROW.split(simplified(text))
    if len(parts) != 2 or not parts[0] or not parts[1]:
        return None
    left, right = _side(parts[0]), _side(parts[1])
    return None if left is None or right is None else (left, right)


def totals(terms: Sequence[tuple[Species, Fraction]]) -> tuple[dict[str, Fraction], Fraction]:
    """Atoms of each element and the charge that the terms add up to."""
    atoms: dict[str, Fraction] = {}
    charge = Fraction(0)
    for (counts, charged), factor in terms:
        charge += factor * charged
        for element, count in counts:
            atoms[element] = atoms.get(element, Fraction(0)) + factor * count
    return atoms, charge


def _chosen(terms: Sequence[Term], known: Sequence[Species] | None) -> dict[Species, Fraction] | None:
    """One reading a term, that of a known species where there is one; coefficients of equal species add up."""
    chosen: dict[Species, Fraction] = {}
    for species, factor in terms:
        pick = species[0] if known is None else next((one for one in species if one in known), None)
        if pick is None:
            return None
        chosen[pick] = chosen.get(pick, Fraction(0)) + factor
    return chosen


def check(answer: str, gold: str, *, whole: bool = True) -> Verdict:
    """Is the answer the gold equation, balanced in atoms and charge?

    Args:
        whole: coefficients have to be whole numbers (any multiple of the smallest ones).

    Reasons besides those of `curate.verifiers`: ``multiple`` (right, not the smallest numbers), ``wrong_species``,
    ``atoms_not_balanced``, ``charge_not_balanced``, ``not_whole``; without a score: ``gold_not_balanced``.

    >>> check("4 Al + 3 O2 -> 2 Al2O3", "4 Al + 3 O2 → 2 Al2O3").score
    1.0
    >>> check("Fe2+ + Ce4+ = Fe3+ + Ce4+", "Fe^2+ + Ce^4+ → Fe^3+ + Ce^3+").reason
    'wrong_species'
    """
    right = sides(gold)
    if right is None:
        return Verdict(None, "gold_unreadable")
    golds = _balanced(*right)
    if golds is None:
        return Verdict(None, "gold_not_balanced")
    gold_left, gold_right = golds
    text = bare(answer)
    given = sides(text) if text else None
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    left = _chosen(given[0], list(gold_left))
    rest = _chosen(given[1], list(gold_right))
    if left is None or rest is None or set(left) != set(gold_left) or set(rest) != set(gold_right):
        return Verdict(0.0, "wrong_species")
    atoms_left, charge_left = totals(list(left.items()))
    atoms_right, charge_right = totals(list(rest.items()))
    if atoms_left != atoms_right:
        return Verdict(0.0, "atoms_not_balanced")
    if charge_left != charge_right:
        return Verdict(0.0, "charge_not_balanced")
    if whole and any(factor.denominator != 1 for factor in (*left.values(), *rest.values())):
        return Verdict(0.0, "not_whole")
    ratios = {left[species] / gold_left[species] for species in left}
    ratios |= {rest[species] / gold_right[species] for species in rest}
    if len(ratios) > 1:
        return Verdict(0.0, "different")
    return Verdict(1.0, "equal" if ratios == {Fraction(1)} else "multiple")


def _balanced(left: Sequence[Term], right: Sequence[Term]) -> tuple[dict[Species, Fraction], dict[Species, Fraction]] | None:
    """The reading of both sides that balances; None when there is none. At most 64 readings are tried."""
    from itertools import islice, product

    for picks in islice(product(*(species for species, _ in (*left, *right))), 64):
        first: dict[Species, Fraction] = {}
        second: dict[Species, Fraction] = {}
        for index, ((_, factor), pick) in enumerate(zip((*left, *right), picks)):
            side = first if index < len(left) else second
            side[pick] = side.get(pick, Fraction(0)) + factor
        if totals(list(first.items())) == totals(list(second.items())):
            return first, second
    return None
