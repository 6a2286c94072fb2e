"""Amounts in reactions against exact fractions and periodictable's masses, recomputed from the parameters alone."""

from __future__ import annotations

from typing import Any

import pytest

from domains.chemistry.families.stoichiometry import FAMILY, MIXTURES, REACTIONS, converted
from domains.chemistry.formulas import formula, molar_mass
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
SCALE = {"g": 1.0, "kg": 1e3, "mg": 1e-3, "t": 1e6, "L": 1.0, "mL": 1e-3}


def stated(answer: str) -> float:
    return float(answer.replace(" × 10^", "e").split()[0])


def mass(text: str) -> float:
    import periodictable

    return float(periodictable.formula(text).mass)


def parsed(text: str) -> tuple[dict[str, int], list[str], list[str]]:
    """Coefficients, and the species of the left and of the right side, read from the equation's text."""
    numbers: dict[str, int] = {}
    names: list[list[str]] = []
    for side in text.split(" → "):
        names.append([])
        for term in side.split(" + "):
            *number, name = term.split()
            numbers[name] = int(number[0]) if number else 1
            names[-1].append(name)
    return numbers, names[0], names[1]


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind == "mixture":
        a, b = (k / mass(one) for k, one in zip(p["per"], (p["first"], p["second"])))
        x = (p["mass"] / mass(p["product"]) - p["total"] * b) / (a - b)
        return 100 * x / p["total"]
    numbers, left, right = parsed(p["reaction"])
    if kind == "direct":
        grams = p["mass"] * SCALE[p["unit"]]
        amount = grams / mass(p["given"]) / numbers[p["given"]] * numbers[p["wanted"]]
        return amount * mass(p["wanted"]) / SCALE[p["out"]]
    if kind in ("limiting", "left", "yield"):
        extents = {one: m / mass(one) / numbers[one] for one, m in zip(left, p["masses"])}
        extent = min(extents.values())
        if kind == "limiting":
            return extent * numbers[p["product"]] * mass(p["product"])
        if kind == "yield":
            return 100 * p["obtained"] / (extent * numbers[right[0]] * mass(right[0]))
        return max((extents[one] - extent) * numbers[one] * mass(one) for one in left)
    if kind == "obtained":
        amount = p["mass"] * p["purity"] / 100 / mass(p["given"]) / numbers[p["given"]] * numbers[p["product"]]
        return amount * mass(p["product"]) * p["yield"] / 100
    if kind == "needed":
        amount = p["mass"] / (p["yield"] / 100) / mass(p["product"]) / numbers[p["product"]] * numbers[p["given"]]
        return amount * mass(p["given"]) / (p["purity"] / 100)
    amount = p["mass"] * p["purity"] / 100 / mass(p["given"]) / numbers[p["given"]] * numbers[p["gas"]]
    pascal = (p["kPa"] - p["vapour"]) * 1000
    return amount * 8.314462618 * (p["celsius"] + 273.15) / pascal * 1000 / SCALE[p["unit"]]


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_from_the_equation(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        p = dict(problem.parameters)
        near = {"mixture": {"abs": 0.6}, "left": {"rel": 0.02}}.get(p["kind"], {"rel": 0.008})
        assert stated(problem.answer) == pytest.approx(expected(p), **near), problem.question


def test_reactions_are_balanced_as_written() -> None:
    for reaction in REACTIONS:
        numbers, left, right = parsed(reaction.text())
        for element in {e for one in (*left, *right) for e in formula(one).counts}:
            before, after = (
                sum(numbers[one] * formula(one).counts.get(element, 0) for one in side) for side in (left, right)
            )
            assert before == after, (reaction.text(), element)
        assert not reaction.gas or reaction.gas in right


def test_mixtures_give_what_they_say() -> None:
    kept = {"AgCl": "Cl", "AgBr": "Br", "CO2": "C", "BaSO4": "S"}
    electrons = {"Al": 3, "Mg": 2, "Zn": 2}
    for first, second, product, one, two, _ in MIXTURES:
        for name, number in ((first, one), (second, two)):
            wanted = electrons[name] if product == "H2" else formula(name).counts[kept[product]]
            assert number == wanted


def test_published_values() -> None:
    # Brown et al. 2018: burning 1.00 g of glucose gives 0.600 g of water; 454 g of propane gives 1.36 kg of CO2
    assert converted(1.00, "C6H12O6", 1, "H2O", 6) == pytest.approx(0.600, abs=0.001)
    assert converted(454, "C3H8", 1, "CO2", 3) == pytest.approx(1360, rel=0.005)
    assert molar_mass("CaCO3") == pytest.approx(100.09, abs=0.01)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
