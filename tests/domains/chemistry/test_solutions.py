"""Solutions against bookkeeping of amounts with periodictable's masses, recomputed from the parameters alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from domains.chemistry.families.solutions import (
    FAMILY,
    REAGENTS,
    SOLUTES,
    molality_from_percent,
    molarity_from_percent,
)
from domains.chemistry.formulas import formula
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def stated(answer: str) -> float:
    return float(answer.replace(" × 10^", "e").split()[0])


def mass(text: str) -> float:
    import periodictable

    return sum(float(getattr(periodictable, e).mass) * n for e, n in formula(text).counts.items())


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind == "molarity":
        return p["mass"] / mass(p["formula"]) / (p["mL"] / 1000)
    if kind == "weigh":
        return p["c"] * p["mL"] / 1000 * mass(p["formula"])
    if kind == "dilution final":
        return 1000 * p["stock"] * p["taken"] / p["final"]
    if kind == "dilution taken":
        return p["result"] / 1000 * p["final"] / p["stock"]
    if kind == "dilution stock":
        return p["result"] * 1e-6 * p["final"] / p["taken"]
    if kind == "molality":
        return p["mass"] / mass(p["formula"]) / (p["water"] / 1000)
    if kind == "molarity of mixture":
        return p["mass"] / mass(p["formula"]) / ((p["mass"] + p["water"]) / p["density"] / 1000)
    if kind in ("reagent", "from reagent"):
        # a hundred grams of it
        c = p["percent"] / mass(p["formula"]) / (100 / p["density"] / 1000)
        return c if kind == "reagent" else p["c"] * p["mL"] / c
    if kind == "reagent molality":
        return p["percent"] / mass(p["formula"]) / ((100 - p["percent"]) / 1000)
    if kind == "hydrate":
        stock = p["target"] * p["final"] / p["taken"] / p["number"]
        return stock / 1000 * p["mL"] / 1000 * mass(p["formula"])
    if kind == "serial":
        c = p["stock"]
        for _ in range(p["times"]):
            c = c * p["taken"] / p["mL"]
        return c * 1e6
    volume = sum(p["v"]) + p["water"]
    if kind == "mixing":
        return sum(c * v * k for c, v, k in zip(p["c"], p["v"], p["k"])) / volume
    return (p["target"] * volume - p["c"][0] * p["v"][0] * p["k"][0]) / p["k"][1] / p["v"][1]


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_from_amounts(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        p = dict(problem.parameters)
        near = 0.012 if p["kind"] == "unmixing" else 0.007
        assert stated(problem.answer) == pytest.approx(expected(p), rel=near), problem.question


def test_labels_of_concentrated_reagents() -> None:
    # usual concentrations on suppliers' labels, mol/L
    assert molarity_from_percent(37.0, 1.184, 36.458) == pytest.approx(12.0, abs=0.1)
    assert molarity_from_percent(96.0, 1.835, 98.072) == pytest.approx(18.0, abs=0.1)
    assert molarity_from_percent(65.0, 1.391, 63.012) == pytest.approx(14.4, abs=0.1)
    assert molarity_from_percent(85.0, 1.685, 97.994) == pytest.approx(14.6, abs=0.1)
    assert molality_from_percent(50.0, 39.997) == pytest.approx(25.0, abs=0.01)


def test_densities_are_those_of_the_handbook() -> None:
    known = {"HCl": (36.0, 1.179), "HNO3": (65.0, 1.391), "H3PO4": (85.0, 1.685), "NaOH": (40.0, 1.430)}
    for reagent in REAGENTS:
        if reagent.formula in known:
            percent, density = known[reagent.formula]
            share = (percent - reagent.low) / (reagent.high - reagent.low)
            drawn = reagent.density_low + share * (reagent.density_high - reagent.density_low)
            assert drawn == pytest.approx(density, abs=0.012), reagent.formula


def test_ions_carry_no_net_charge() -> None:
    for solute in SOLUTES:
        charge = 0
        for ion, number in solute.ions:
            found = re.fullmatch(r"[A-Z][a-z]?(\d?)([+-])|\S+ (\d)([+-])|\S+([+-])", ion)
            assert found, ion
            alone, sign, size, later, single = found.groups()
            charge += number * int(alone or size or 1) * (1 if (sign or later or single) == "+" else -1)
        assert charge == 0, solute


def test_solutions_stay_below_saturation() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] in ("molality", "molarity of mixture"):
            solute = next(one for one in SOLUTES if one.formula == p["formula"])
            assert p["mass"] / p["water"] * 100 < solute.solubility


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
