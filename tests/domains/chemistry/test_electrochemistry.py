"""Electrochemistry from Gibbs energies and charges; oxidation numbers from the sum rule."""

from __future__ import annotations

import math
from typing import Any

import pytest

from domains.chemistry.families.electrochemistry import (
    CHAINS,
    COUPLES,
    EXCEPTIONS,
    FAMILY,
    OXIDATION,
    PROTONS,
    combined,
)
from domains.chemistry.formulas import formula
from tests.domains.chemistry.solving import number, root
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
METALS = {couple.metal: couple for couple in COUPLES.values()}
RT, FARADAY = 8.314462618 * 298.15, 96485.0
FIXED = {"O": -2, "H": 1, "K": 1, "Na": 1, "F": -1}


def gibbs_potential(standard: float, electrons: int, quotient: float) -> float:
    """E from ΔG = ΔG° + RT ln Q."""
    return -(-electrons * FARADAY * standard + RT * math.log(quotient)) / (electrons * FARADAY)


def cell(p: dict[str, Any]) -> tuple[int, int, int, float]:
    anode, cathode = METALS[p["anode"]], METALS[p["cathode"]]
    n = math.lcm(anode.n, cathode.n)
    return n, n // anode.n, n // cathode.n, round(cathode.e, 3) - round(anode.e, 3)


def oxidation_number(text: str, element: str) -> float:
    """From electroneutrality, with the usual numbers of the other elements."""
    known = {**FIXED, "S": 6, "N": -3, "Cl": -1, "Li": 1, "Al": 3, "B": 3, "Ba": 2, "Ca": 2, "Mg": 2}
    counts = formula(text).counts
    rest = sum(known[e] * n for e, n in counts.items() if e != element)
    return -rest / counts[element]


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    if kind == "highest":
        values = {f: oxidation_number(f, e) for f, e, _ in OXIDATION if f in p["compounds"]}
        return (max if p["high"] else min)(values, key=lambda f: values[f])
    if kind == "sum":
        return sum(oxidation_number(*row.split(":")) for row in p["rows"])
    if kind == "mass":
        couple = METALS[p["metal"]]
        return float(couple.molar_mass * p["current"] * p["seconds"] / FARADAY / couple.n)
    if kind == "time":
        couple = METALS[p["metal"]]
        amperes = p["current"] / (1000 if p["milli"] else 1) * p["percent"] / 100
        return root(lambda t: couple.molar_mass * amperes * t / FARADAY / couple.n - p["wanted"], 0, 1e9)
    if kind == "half-cell":
        couple = METALS[p["metal"]]
        return gibbs_potential(round(couple.e, 3), couple.n, 1 / (p["value"] / (1000 if p["milli"] else 1)))
    if kind == "work":
        n, x, _, e = cell(p)
        return float(-p["mass"] / METALS[p["anode"]].molar_mass / x * n * FARADAY * e / 1000)
    if kind == "cell":
        n, x, y, e = cell(p)
        return gibbs_potential(e, n, p["ca"] ** x / p["cb"] ** y)
    if kind == "unknown":
        n, x, y, e = cell(p)
        u = root(lambda u: p["e"] - gibbs_potential(e, n, math.exp(u) ** x / p["cb"] ** y), -60, 20)
        return math.exp(u)
    if kind == "log K":
        n, _, _, e = cell(p)
        return n * FARADAY * e / RT / math.log(10)
    if kind == "latimer":
        _, _, _, n1, e1, n2, e2 = next(row for row in CHAINS if row[0] == p["ox"])
        energy = -n1 * FARADAY * round(e1, 3) - n2 * FARADAY * round(e2, 3)
        return gibbs_potential(-energy / (n1 + n2) / FARADAY, n1 + n2, 1 / p["c"])
    if kind == "acid":
        _, _, _, e, n, protons, power = next(row for row in PROTONS if row[1] == p["ox"])
        return gibbs_potential(e, n, p["cr"] ** power / p["co"] / (10 ** -p["ph"]) ** protons)
    if kind == "concentration":
        n = 2 if p["salt"].startswith("Pb") else 1
        poor = p["c"] * math.exp(-n * FARADAY * p["e"] / RT)
        return float(poor * p["x"] ** (2 if p["salt"].endswith("2") else 1))
    couple = METALS[p["metal"]]
    electrons = 6 if p["metal"] == "Cr" else couple.n
    per_area = p["density"] / 1000 * p["minutes"] * 60 * p["percent"] / 100 / FARADAY / electrons * couple.molar_mass
    return float(per_area / couple.density * 1e4)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_from_gibbs_energies_and_charges(level: int) -> None:
    for at, problem in MADE:
        if at != level:
            continue
        p = dict(problem.parameters)
        right = expected(p)
        if isinstance(right, str):
            assert problem.answer == right, problem.question
            continue
        if p["kind"] == "time":
            right /= 60 if problem.answer.endswith("min") else 3600
        slack = {"V": 0.0012, "": 0.02 * abs(right)}.get(problem.answer.split()[-1], 0.008 * abs(right))
        if p["kind"] in ("concentration", "unknown", "log K"):
            slack = 0.05 * abs(right)
        assert abs(number(problem.answer) - right) <= slack + 1e-12, (right, problem.answer, problem.question)


def test_oxidation_numbers_follow_from_electroneutrality() -> None:
    for text, element, value in [*OXIDATION, *((f, e, s) for f, e, s, _ in EXCEPTIONS)]:
        counts = formula(text).counts
        others = set(counts) - {element}
        assert others <= {*FIXED, "S", "N", "Cl", "Li", "Al", "B", "Ba", "Ca", "Mg"}, text
        assert oxidation_number(text, element) == value, text


def test_published_potentials() -> None:
    # Latimer diagrams: Fe3+/Fe −0.04 V, Cu2+/Cu 0.34 V; the Daniell cell 1.10 V
    assert abs(combined(((1, 0.771), (2, -0.447))) + 0.04) < 0.005
    assert abs(combined(((1, 0.153), (1, 0.521))) - 0.34) < 0.005
    assert abs(METALS["Cu"].e - METALS["Zn"].e - 1.10) < 0.005


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.1)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
