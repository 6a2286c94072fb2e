"""Solubilities and equilibria against mass balances solved by bisection."""

from __future__ import annotations

import math
from typing import Any

import pytest

from domains.chemistry.families.solubility_and_equilibrium import FAMILY, REACTIONS, SALTS, solubility
from tests.domains.chemistry.solving import number, root
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
BY_EQUATION = {reaction.written: reaction for reaction in REACTIONS}


def dissolved(p: int, q: int, ksp: float, cation: float = 0.0, anion: float = 0.0) -> float:
    """Formula units per litre that bring (cation + ps)^p (anion + qs)^q to Ksp."""
    return root(lambda s: (cation + p * s) ** p * (anion + q * s) ** q - ksp, 0.0, 50.0)


def quotient(p: dict[str, Any]) -> float:
    reaction = BY_EQUATION[p["reaction"]]
    logarithm = sum(n * math.log(p["c"][s]) for n, s in reaction.right)
    return math.exp(logarithm - sum(n * math.log(p["c"][s]) for n, s in reaction.left))


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    salt = SALTS.get(p.get("salt", ""))
    if kind == "kc":
        return quotient(p)
    if kind == "kp":
        return float(p["kc"] * (0.083145 * (p["t"] + 273.15)) ** p["change"])
    if kind == "direction":
        ratio = quotient(p) / p["k"]
        return "no net change" if abs(ratio - 1) < 0.01 else "toward products" if ratio < 1 else "toward reactants"
    if kind == "composition":
        c, k = p["amount"] / p["volume"], p["k"]
        x = root(lambda x: x * x - k * (c - x), 0.0, c)
        return 100 * x / c if p["fraction"] else c - x
    if kind == "ranking":
        best = max if p["most"] else min
        return str(best(p["salts"], key=lambda f: dissolved(SALTS[f].p, SALTS[f].q, SALTS[f].ksp)))
    if kind == "selective":
        first, second = SALTS[p["first"]], SALTS[p["second"]]
        if first.anion == second.anion:
            reagent = root(lambda x: p["c2"] ** second.p * x**second.q - second.ksp, 0.0, 50.0)
            return root(lambda c: c**first.p * reagent**first.q - first.ksp, 0.0, 50.0)
        reagent = root(lambda x: x**second.p * p["c2"] ** second.q - second.ksp, 0.0, 50.0)
        return root(lambda c: reagent**first.p * c**first.q - first.ksp, 0.0, 50.0)
    assert salt is not None
    if kind == "ksp":
        s = p["s"] if "s" in p else p["mass"] / (1000 if p["per"] == "L" else 100) / salt.molar_mass
        return float((salt.p * s) ** salt.p * (salt.q * s) ** salt.q)
    if kind == "other ion":
        if p["held"] == salt.cation:
            return root(lambda x: p["known"] ** salt.p * x**salt.q - salt.ksp, 0.0, 1e4)
        return root(lambda x: x**salt.p * p["known"] ** salt.q - salt.ksp, 0.0, 1e4)
    if kind == "mass":
        return dissolved(salt.p, salt.q, salt.ksp) * salt.molar_mass * p["volume"] / 1000
    if kind in ("common ion", "exact"):
        held = {"cation" if p["held"] == salt.cation else "anion": p["concentration"]}
        return dissolved(salt.p, salt.q, salt.ksp, **held)
    if kind == "mixing":
        total = p["v1"] + p["v2"]
        q = (p["c1"] * p["v1"] / total) ** salt.p * (p["c2"] * p["v2"] / total) ** salt.q
        return "precipitate" if q > salt.ksp else "no precipitate"
    if kind == "hydroxide":
        hydroxide = root(lambda x: p["concentration"] * x**2 - salt.ksp, 0.0, 10.0)
        return 14 + math.log10(hydroxide)
    if kind == "buffered":
        return float(salt.ksp / 10 ** (salt.q * (p["ph"] - 14)))
    if kind == "ammonia":
        return root(lambda s: s * s - salt.ksp * 1.12e7 * (p["c"] - 2 * s) ** 2, 0.0, p["c"] / 2)
    # after precipitation: start from everything dissolved, take out x formula units per litre until Ksp holds
    total = p["v1"] + p["v2"]
    cation, anion = p["c1"] * p["v1"] / total, p["c2"] * p["v2"] / total
    most = min(cation / salt.p, anion / salt.q)
    x = root(lambda x: salt.ksp - (cation - salt.p * x) ** salt.p * (anion - salt.q * x) ** salt.q, 0.0, most)
    return salt.p * (most - x) if cation / salt.p < anion / salt.q else salt.q * (most - x)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_solve_the_mass_balances(level: int) -> None:
    for at, problem in MADE:
        if at != level:
            continue
        p = dict(problem.parameters)
        right = expected(p)
        if isinstance(right, str):
            assert problem.answer == right, problem.question
            continue
        if p["kind"] == "mass" and "µg" in problem.answer:
            right *= 1e6
        elif p["kind"] == "mass":
            right *= 1e3
        slack = 0.011 if p["kind"] == "hydroxide" else 0.008 * abs(right)
        assert abs(number(problem.answer) - right) <= slack, (right, problem.question)


def test_published_solubilities() -> None:
    # Harris, Quantitative Chemical Analysis; Atkins, Chemical Principles: AgCl 1.3e-5, CaF2 2.1e-4, PbI2 1.3e-3 mol/L
    assert f"{solubility(SALTS['AgCl']):.1e}" == "1.3e-05"
    assert f"{solubility(SALTS['PbI2']):.1e}" == "1.3e-03"
    assert f"{solubility(SALTS['CaF2']):.1e}" == "2.1e-04"


def test_molar_masses_of_the_table_follow_from_the_formulas() -> None:
    chemicals = pytest.importorskip("chemicals")
    for salt in SALTS.values():
        mass = chemicals.molecular_weight(chemicals.nested_formula_parser(salt.formula))
        assert abs(mass - salt.molar_mass) < 0.03, salt.formula


def test_precipitates_and_clear_solutions_are_both_asked() -> None:
    answers = [problem.answer for _, problem in MADE if problem.parameters["kind"] == "mixing"]
    assert 0.25 < answers.count("precipitate") / len(answers) < 0.75


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
