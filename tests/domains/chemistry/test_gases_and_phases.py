"""Gases and phases recomputed in SI units, by inversion and by integration."""

from __future__ import annotations

import math
from typing import Any

import pytest

from domains.chemistry.families.gases_and_phases import (
    CRITICAL,
    FAMILY,
    GASES,
    LIQUIDS,
    METALS,
    MOLECULES,
    PAIRS,
    SALTS,
    SOLVENTS,
    WAALS,
    WATER_VAPOUR,
)
from tests.domains.chemistry.solving import number, root
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
GAS = 8.314462618
PASCAL = {"bar": 1e5, "atm": 101325.0, "torr": 101325 / 760, "kPa": 1e3}


def moles(pascal: float, litres: float, kelvin: float) -> float:
    return pascal * litres / 1000 / (GAS * kelvin)


def slope(liquid: str, torr: float, kelvin: float) -> float:
    """Vapour pressure in torr, integrating d ln p/dT = ΔH/(RT²) from the boiling point."""
    start = LIQUIDS[liquid][1] + 273.15
    width = (kelvin - start) / 400
    rate = [LIQUIDS[liquid][2] * 1000 / 8.3145 / (start + k * width) ** 2 for k in range(401)]
    area = (rate[0] + rate[-1] + 4 * sum(rate[1:-1:2]) + 2 * sum(rate[2:-1:2])) * width / 3
    return torr * math.exp(area)


def real_pressure(p: dict[str, Any]) -> float:
    """Bar, solving the van der Waals equation for p by bisection."""
    a, b = WAALS[p["gas"]]
    n, v, rt = p["n"], p["v"], 0.08314462618 * p["t"]
    return root(lambda x: (x + a * n * n / v / v) * (v - n * b) - n * rt, -1e3, 1e4)


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind == "ideal":
        pascal = PASCAL[p["unit"]]
        return float(
            {
                "pressure": p["n"] * GAS * p["t"] / (p["v"] / 1000) / pascal,
                "volume": p["n"] * GAS * p["t"] / (p["p"] * pascal) * 1000,
                "amount": moles(p["p"] * pascal, p["v"], p["t"]),
                "temperature": p["p"] * pascal * p["v"] / 1000 / (p["n"] * GAS),
            }[p["find"]]
        )
    if kind == "mass":
        return moles(p["p"] * PASCAL[p["unit"]], p["litres"], p["t"] + 273.15) * GASES[p["gas"]]
    if kind == "combined":
        n = moles(p["p1"] * 1e5, p["v1"], p["t1"])
        return n * GAS * p["t2"] / (p["second"] * 100) if p["volume"] else n * GAS * p["t2"] / p["second"] / 100
    if kind in ("dalton", "dalton masses"):
        amounts = p.get("amounts") or {g: m / GASES[g] for g, m in p["masses"].items()}
        return float(p["total"] * amounts[p["which"]] / math.fsum(amounts.values()))
    if kind == "dumas":
        return float(p["mass"] / moles(p["p"] * PASCAL["torr"], p["volume"] / 1000, p["t"] + 273.15))
    if kind in ("over water", "metal"):
        dry = (p["p"] - WATER_VAPOUR[p["t"]]) * PASCAL["torr"]
        n = moles(dry, p["volume"] / 1000, p["t"] + 273.15)
        if kind == "over water":
            return n * 1000
        _, mass, count, hydrogen, _ = next(row for row in METALS if row[0] == p["metal"])
        return n * count / hydrogen * mass * 1000
    if kind == "colligative":
        freezing, kf, boiling, kb = SOLVENTS[p["solvent"]]
        ions, mass = SALTS.get(p["solute"]) or (1, MOLECULES[p["solute"]])
        shift = ions * p["mass"] / mass / (p["solvent_mass"] / 1000)
        return freezing - kf * shift if p["freeze"] else boiling + kb * shift
    if kind == "vapour":
        return slope(p["liquid"], 760, p["t"] + 273.15)
    if kind == "boiling":
        return root(lambda t: slope(p["liquid"], 760, t) - p["p"], 200, 500) - 273.15
    if kind == "raoult":
        _, pa, ma, _, pb, mb = next(row for row in PAIRS if (row[0], row[3]) == (p["a"], p["b"]))
        a, b = p["m1"] / ma, p["m2"] / mb
        total = (a * pa + b * pb) / (a + b)
        return float(a * pa / (a + b) / total if p["composition"] else total)
    if kind == "real":
        return real_pressure(p)
    if kind == "ideal error":
        return 100 * (p["n"] * 0.08314462618 * p["t"] / p["v"] / real_pressure(p) - 1)
    if kind == "bulbs":
        amount = sum(moles(x * 1e5, v, p["t"][0]) for x, v in zip(p["p"], p["v"]))
        return root(lambda x: sum(moles(x * 1e5, v, t) for v, t in zip(p["v"], p["t"][1:])) - amount, 0, 100)
    if kind == "evaporation":
        vapour, kelvin = WATER_VAPOUR[p["t"]], p["t"] + 273.15
        most = moles(vapour * PASCAL["torr"], p["volume"], kelvin) * 18.015
        if p["ask_mass"]:
            return float(p["mass"] - most)
        everything = p["mass"] / 18.015 * GAS * kelvin / (p["volume"] / 1000) / PASCAL["torr"]
        return min(vapour, everything)
    amount = p["mass"] / p["m"] / (p["water"] / 1000)
    return 100 * root(lambda x: 1.86 * amount * (1 + x * (p["ions"] - 1)) - p["drop"], 0, 1)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_agree_with_si_units(level: int) -> None:
    for at, problem in MADE:
        if at != level:
            continue
        right = expected(dict(problem.parameters))
        slack = 0.6 * problem.arguments.get("absolute", 0) + 0.006 * abs(right) * ("absolute" not in problem.arguments)
        assert abs(number(problem.answer) - right) <= slack, (right, problem.answer, problem.question)


def test_vapour_pressures_are_those_of_iapws() -> None:
    chemicals = pytest.importorskip("chemicals")
    for celsius, torr in WATER_VAPOUR.items():
        assert abs(chemicals.iapws95_Psat(celsius + 273.15) / PASCAL["torr"] - torr) < 0.03, celsius


def test_van_der_waals_constants_agree_with_the_critical_points() -> None:
    chemicals = pytest.importorskip("chemicals")
    for gas, (a, b) in WAALS.items():
        number_ = chemicals.CAS_from_any({"C2H4": "ethylene"}.get(gas, gas))
        tc, pc = chemicals.Tc(number_), chemicals.Pc(number_)
        assert abs(27 * (GAS * tc) ** 2 / (64 * pc) * 10 / a - 1) < 0.06, gas
        assert abs(GAS * tc / (8 * pc) * 1000 / b - 1) < 0.06, gas
        assert gas not in CRITICAL or abs(tc - CRITICAL[gas]) < 2


def test_boiling_points_are_those_of_the_tables() -> None:
    chemicals = pytest.importorskip("chemicals")
    for liquid, (mass, boiling, _) in LIQUIDS.items():
        number_ = chemicals.CAS_from_any({"bromine": "7726-95-6"}.get(liquid, liquid))
        assert abs(chemicals.Tb(number_) - 273.15 - boiling) < 0.6, liquid
        assert abs(chemicals.MW(number_) - mass) < 0.03, liquid


def test_no_compressed_gas_is_below_its_critical_point() -> None:
    for _, problem in MADE:
        if problem.parameters["kind"] in ("real", "ideal error"):
            assert problem.parameters["t"] > CRITICAL.get(problem.parameters["gas"], 0)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
