"""Balanced equations against sympy's null space, recomputed from the parameters alone."""

from __future__ import annotations

from typing import Any

import pytest

from domains.chemistry.couples import ANIONS, CATIONS, INSOLUBLE, salt
from domains.chemistry.families.balancing import DISPROPORTIONATIONS, FAMILY, balanced, half_reaction, nullity, pairs
from domains.chemistry.formulas import formula
from domains.chemistry.verifiers.equation import sides
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 500)


def by_sympy(species: list[str]) -> dict[str, int]:
    """Signed smallest integers, the first positive; the null space has to have dimension one."""
    from sympy import Matrix, ilcm

    elements = sorted({e for one in species for e in formula(one).counts})
    rows = [[formula(one).counts.get(e, 0) for one in species] for e in elements]
    rows.append([formula(one).charge for one in species])
    (vector,) = Matrix(rows).nullspace()
    vector = vector * ilcm(*[value.q for value in vector])
    from math import gcd

    numbers = [int(value) for value in vector]
    common = gcd(*numbers) * (1 if numbers[0] > 0 else -1)
    return {one: number // common for one, number in zip(species, numbers)}


def species_of(p: dict[str, Any]) -> list[str]:
    kind = p["kind"]
    if kind in ("precipitation", "neutralisation", "molecular", "two roles"):
        return [*p["left"], *p["right"]]
    if kind in ("acid", "titration", "base"):
        old, reduced, reductant, new = p["couples"]
        return list(dict.fromkeys([old, reductant, reduced, new, "OH^-" if kind == "base" else "H^+", "H2O"]))
    counts = formula(p["fuel"]).counts
    if kind in ("combustion", "molecules"):
        return [p["fuel"], "O2", "CO2", "H2O", *(["N2"] if "N" in counts else []), *(["SO2"] if "S" in counts else [])]
    ammonium = ["NH4^+"] if "N" in counts else []
    if kind == "half":
        return [p["fuel"], "H2O", "CO2", *ammonium, "H^+", "e^-"]
    if kind == "demand":
        return [p["fuel"], "O2", "CO2", "H2O", *(["NH4^+", "H^+"] if "N" in counts else [])]
    reduced = {"Cr2O7^2-": "Cr^3+", "MnO4^-": "Mn^2+", "S2O8^2-": "SO4^2-", "Ce^4+": "Ce^3+"}[p["oxidant"]]
    return [p["fuel"], p["oxidant"], "CO2", *ammonium, reduced, "H^+", "H2O"]


def value(p: dict[str, Any], numbers: dict[str, int]) -> float:
    kind = p["kind"]
    if kind == "molecules":
        return p["times"] * abs(numbers[p["species"]]) / numbers[p["fuel"]]
    if kind == "titration":
        return float(p["mL"] * p["M"] * abs(numbers[p["couples"][2]]) / abs(numbers[p["couples"][0]]))
    if kind == "two roles":
        return p["amount"] * abs(numbers[p["asked"]]) / abs(numbers[p["left"][0]])
    import periodictable

    mass = sum(getattr(periodictable, e).mass * n for e, n in formula(p["fuel"]).counts.items())
    return float(p["mgL"] / mass * abs(numbers["O2"]) / numbers[p["fuel"]] * 31.998)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_from_the_null_space(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        p = dict(problem.parameters)
        numbers = {one: n for one, n in by_sympy(species_of(p)).items() if n}
        ask = p.get("ask")
        if ask == "equation":
            read = sides(problem.answer)
            assert read is not None
            stated = {}
            for sign, side in zip((1, -1), read):
                for readings, factor in side:
                    stated[readings[0]] = sign * int(factor)
            keys = {one: (tuple(sorted(formula(one).counts.items())), formula(one).charge) for one in numbers}
            wanted = {keys[one]: n for one, n in numbers.items()}
            flip = -1 if next(iter(wanted.values())) != stated[next(iter(wanted))] else 1
            assert stated == {one: flip * n for one, n in wanted.items()}, problem.question
        elif ask == "sum":
            assert int(problem.answer) == sum(abs(n) for n in numbers.values()), problem.question
        elif ask:
            assert int(problem.answer) == abs(numbers[ask]), problem.question
        else:
            assert float(problem.answer.split()[0]) == pytest.approx(value(p, numbers), rel=1e-3), problem.question


def test_textbook_equations() -> None:
    dichromate = balanced(("K2Cr2O7", "FeSO4", "H2SO4"), ("K2SO4", "Fe2(SO4)3", "Cr2(SO4)3", "H2O"))
    assert dichromate == ((1, 6, 7), (1, 3, 1, 7))
    assert balanced(("Cu", "HNO3"), ("Cu(NO3)2", "NO", "H2O")) == ((3, 8), (3, 2, 4))
    assert balanced(("KMnO4", "HCl"), ("KCl", "MnCl2", "H2O", "Cl2")) == ((2, 16), (2, 2, 8, 5))
    assert nullity(("KClO3", "HCl"), ("KCl", "Cl2", "ClO2", "H2O")) == 2
    with pytest.raises(ValueError, match="independent"):
        balanced(("MnO4^-", "H2O2", "H^+"), ("Mn^2+", "O2", "H2O"))


def test_every_pair_of_couples_reacts_in_one_way() -> None:
    assert len(pairs(False)) > 150
    assert len(pairs(True)) > 60
    for base in (False, True):
        for oxidant, reductant in pairs(base):
            assert oxidant.potential > reductant.potential
            for couple in (oxidant, reductant):
                left, right, electrons = half_reaction(couple, base)
                assert electrons > 0
                for element in {e for one in (*left, *right) for e in formula(one).counts}:
                    assert sum(n * formula(one).counts.get(element, 0) for one, n in left.items()) == sum(
                        n * formula(one).counts.get(element, 0) for one, n in right.items()
                    )
                assert sum(n * formula(one).charge for one, n in left.items()) == sum(
                    n * formula(one).charge for one, n in right.items()
                )


def test_tables_are_neutral_and_balance() -> None:
    for left, right in DISPROPORTIONATIONS:
        balanced(left, right)
    charges = {**CATIONS, **{k: -v for k, v in ANIONS.items()}}
    for cation, anion in INSOLUBLE:
        counts = formula(salt(cation, anion)).counts
        units = counts[cation] if cation != "NH4" else counts["N"]
        assert units * charges[cation] % -charges[anion] == 0


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
