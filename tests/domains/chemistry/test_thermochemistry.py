"""Thermochemistry from the `chemicals` tables and the energy balance, recomputed from the parameters alone."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from domains.chemistry.families.thermochemistry import BOND_REACTIONS, FAMILY, LIQUIDS, METALS
from domains.chemistry.formulas import formula
from domains.chemistry.thermodata import BONDS, FUELS, REACTIONS, STANDARD
from tests.domains.chemistry.solving import number, root
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
TERM = re.compile(r"(?:([\d.]+) )?(\S+)\((g|l|s)\)")
GAS = 8.3145


def net(equation: str) -> dict[tuple[str, str], float]:
    """Species -> stoichiometric number, from the written equation."""
    found: dict[tuple[str, str], float] = {}
    for sign, side in zip((-1, 1), equation.translate(PLAIN).split(" → ")):
        for part in side.split(" + "):
            match = TERM.fullmatch(part)
            assert match, part
            found[match[2], match[3]] = found.get((match[2], match[3]), 0) + sign * float(match[1] or 1)
    return found


def total(equation: str, index: int) -> float:
    return math.fsum(n * (STANDARD[s][index] or 0.0) for s, n in net(equation).items())


def fuel_of(text: str) -> tuple[str, str]:
    match = TERM.fullmatch(text.translate(PLAIN))
    assert match
    return match[2], match[3]


def burnt(fuel: tuple[str, str], water: str) -> float:
    c, h, _ = FUELS[fuel]
    return c * -393.5 + h / 2 * STANDARD["H2O", water][0] - STANDARD[fuel][0]


def mass_of(fuel: tuple[str, str]) -> float:
    chemicals = pytest.importorskip("chemicals")
    return float(chemicals.molecular_weight(chemicals.nested_formula_parser(fuel[0])))


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind == "heat":
        return float({**METALS, **LIQUIDS}[p["sample"]] * p["mass"] * abs(p["last"] - p["first"]))
    if kind == "final":
        change = p["energy"] / p["kilo"] / {**METALS, **LIQUIDS}[p["sample"]]
        return float(p["first"] - change if p["cooling"] else p["first"] + change)
    if kind == "scaled":
        numbers = {f"{s}({state})": abs(n) for (s, state), n in net(p["reaction"]).items()}
        return float(total(p["reaction"], 0) * p["amount"] / numbers[p["species"].translate(PLAIN)])
    if kind == "formation":
        return total(p["reaction"], 0)
    if kind == "formation mass":
        return float(p["mass"] * p["scale"] / p["m"] / p["count"] * total(p["reaction"], 0))
    if kind == "gibbs":
        return total(p["reaction"], 0) - (p["t"] + 273.15) * total(p["reaction"], 1) / 1000
    if kind == "hess":
        return total(p["target"], 0)
    if kind == "bonds":
        (broken, formed) = next((b, f) for text, _, b, f in BOND_REACTIONS if text == p["reaction"])
        change = sum(n * BONDS[k] for k, n in broken.items()) - sum(n * BONDS[k] for k, n in formed.items())
        return float(p["amount"] * change)
    if kind == "burning":
        fuel = fuel_of(p["fuel"])
        return -p["mass"] / mass_of(fuel) * burnt(fuel, fuel_of(p["water"])[1])
    if kind == "constant":
        ln = total(p["reaction"], 1) / GAS - total(p["reaction"], 0) * 1000 / GAS / p["t"]
        return ln / math.log(10)
    if kind == "bomb":
        released = p["m1"] * 26.434 / p["dt1"] * p["dt2"]
        return float(-released / p["m2"] * mass_of(fuel_of(p["fuel"])))
    if kind == "cup":
        water = min(p["v1"] * p["c1"], p["v2"] * p["c2"])
        return float(-4.18 * (p["v1"] + p["v2"]) * p["rise"] / water)
    if kind == "temperature":

        def affinity(t: float) -> float:
            return total(p["reaction"], 0) * 1000 - t * total(p["reaction"], 1) + GAS * t * math.log(p["k"])

        rising = affinity(3000) > affinity(10)
        return root(affinity if rising else lambda t: -affinity(t), 10.0, 3000.0)
    if kind == "van t hoff":
        # integrate d ln K/dT = ΔH/(RT²) by Simpson's rule
        a, b, n = p["t1"] + 273.15, p["t2"] + 273.15, 200
        h = total(p["reaction"], 0) * 1000 / GAS
        points = [h / (a + (b - a) * k / n) ** 2 for k in range(n + 1)]
        area = (points[0] + points[-1] + 4 * sum(points[1:-1:2]) + 2 * sum(points[2:-1:2])) * (b - a) / n / 3
        return float(p["k1"] * math.exp(area))
    if kind == "from bomb":
        fuel = fuel_of(p["fuel"])
        c, h, o = FUELS[fuel]
        enthalpy = -p["heat"] / p["sample"] * mass_of(fuel) + (c - (c + h / 4 - o / 2)) * GAS * 298.15 / 1000
        return c * -393.5 + h / 2 * -285.8 - enthalpy if p["formation"] else enthalpy
    # ice: enthalpy of the whole, zero for liquid water at 0 °C
    heat = p["water"] * 4.18 * p["warm"] - p["ice"] * (333.6 + 2.06 * -p["cold"])
    return float(heat / 4.18 / (p["water"] + p["ice"]) if heat > 0 else -heat / 333.6)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_from_the_tables(level: int) -> None:
    for at, problem in MADE:
        if at != level:
            continue
        right = expected(dict(problem.parameters))
        given = number(problem.answer)
        relative = 0.02 if problem.answer[-1].isdigit() else 0.007
        slack = 0.6 * abs(problem.arguments.get("absolute", 0)) + abs(right) * relative
        assert abs(given - right) <= slack, (right, problem.answer, problem.question)


def test_table_is_that_of_the_crc_handbook() -> None:
    chemicals = pytest.importorskip("chemicals")
    read = {state: (getattr(chemicals, f"Hf{state}"), getattr(chemicals, f"S0{state}")) for state in "gls"}
    named = {
        "C2H5OH": "ethanol", "HCHO": "formaldehyde", "CH3OH": "methanol", "C6H6": "benzene", "C7H8": "toluene",
        "C6H14": "hexane", "C8H18": "octane", "C5H12": "pentane", "CH3COOH": "acetic acid", "CH3COCH3": "acetone",
        "C3H8O": "isopropanol", "C10H8": "naphthalene", "C7H6O2": "benzoic acid", "C4H10": "butane", "C3H6": "propene",
        "C12H22O11": "sucrose", "CO(NH2)2": "urea", "C2H4": "ethylene", "C2H2": "acetylene", "SiO2": "14808-60-7",
    }  # fmt: skip
    compared = 0
    for (text, state), (enthalpy, entropy) in STANDARD.items():
        if len(formula(text).counts) == 1:
            continue
        try:
            number_ = chemicals.CAS_from_any(named.get(text, text))
        except ValueError:
            continue
        for function, ours, unit in zip(read[state], (enthalpy, entropy), (1000.0, 1.0)):
            theirs = function(number_, method="CRC") if number_ else None
            if theirs is not None and ours is not None:
                assert abs(theirs / unit - ours) < 0.06, (text, state, theirs, ours)
                compared += 1
    assert compared > 60


def test_every_equation_is_balanced() -> None:
    for left, right in REACTIONS:
        atoms: dict[str, int] = {}
        for sign, side in ((-1, left), (1, right)):
            for count, (text, _) in side:
                for element, number_ in formula(text).counts.items():
                    atoms[element] = atoms.get(element, 0) + sign * count * number_
        assert not any(atoms.values()), (left, right)


def test_published_values() -> None:
    # Atkins, Physical Chemistry: log K of N2 + 3 H2 = 2 NH3 at 298 K is 5.8; ΔcH° of methane −890 kJ/mol
    assert abs(burnt(("CH4", "g"), "l") + 890) < 1
    ammonia = "N₂(g) + 3 H₂(g) → 2 NH₃(g)"
    value = expected({"kind": "constant", "reaction": ammonia, "t": 298.15})
    assert abs(value - 5.8) < 0.1


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
