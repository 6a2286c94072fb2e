"""Conversions, recomputed from the parameters with factors written down anew from the tables."""

from __future__ import annotations

from typing import Any

from domains.medical.families.conversions import FAMILY, average_glucose, friedewald, sampson
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
#: CDC 2022, table of conversion factors
MME = {
    "codeine": 0.15, "fentanyl": 2.4, "hydrocodone": 1, "hydromorphone": 5, "methadone": 4.7, "morphine": 1,
    "oxycodone": 1.5, "oxymorphone": 3, "tapentadol": 0.4, "tramadol": 0.2,
}  # fmt: skip
#: molar masses (g/mol) of analytes that are reported by amount of substance; the SI factor follows from them
MOLAR = {
    "glucose": (180.16, "mmol"), "creatinine": (113.12, "µmol"), "total bilirubin": (584.66, "µmol"),
    "total calcium": (40.08, "mmol"), "phosphate (as phosphorus)": (30.974, "mmol"), "magnesium": (24.305, "mmol"),
    "uric acid": (168.11, "µmol"), "total cholesterol": (386.65, "mmol"), "triglycerides": (885.4, "mmol"),
    "lactate": (90.08, "mmol"),
}  # fmt: skip


def ldl(total: float, hdl: float, tg: float, divisor: float) -> float:
    return total - (hdl + tg / divisor)


def expected(p: dict[str, Any]) -> float | str | None:
    kind = p["kind"]
    if kind == "laboratory":
        if p["analyte"] not in MOLAR:
            return None
        mass, unit = MOLAR[p["analyte"]]
        factor = 10 / mass * (1000 if unit == "µmol" else 1)
        return p["value"] * factor if p["to_si"] else p["value"] / factor
    if kind == "molar":
        mass = {"glucose": 180.16, "creatinine": 113.12, "uric acid": 168.11, "calcium": 40.08, "magnesium": 24.305, "cholesterol": 386.65}[p["substance"]]  # fmt: skip
        return p["value"] * 10 / mass * {"mmol/L": 1, "µmol/L": 1000, "mEq/L": 2}[p["unit"]]
    if kind == "ldl":
        values = p["total"], p["hdl"], p["tg"]
        if p["unit"] == "mg/dL":
            return ldl(*values, 5)
        return ldl(*values, 5) / 38.67 if isinstance(p["total"], int) else ldl(*values, 2.2)
    if kind == "fall":
        before, after = ldl(*p["before"], 5) / 38.67, ldl(*p["after"], 2.2)
        return 100 - 100 * after / before
    if kind == "method":
        number, unit = p["tg"].split()
        tg = float(number) * (88.57 if unit == "mmol/L" else 1)
        return "Friedewald" if tg < 400 else "direct measurement" if tg > 800 else "Sampson"
    if kind == "sampson":
        total, hdl, tg = p["total"], p["hdl"], p["tg"]
        return total / 0.948 - hdl / 0.971 - tg / 8.56 - tg * (total - hdl) / 2140 + tg * tg / 16100 - 9.44
    if kind == "glucose":
        if "readings" in p:
            return (sum(p["readings"]) / len(p["readings"]) + 46.7) / 28.7
        a1c = p["a1c"] if "a1c" in p else 0.0915 * p["ifcc"] + 2.15
        if "mmol" in p:
            return (28.7 * a1c - 46.7) / 18.02 if "a1c" in p else 1.59 * a1c - 2.59
        return 28.7 * a1c - 46.7
    if kind == "one_opioid":
        if "patch" in p:
            return p["patch"] * 2.4 + p["also"][1] * MME[p["also"][0]]
        milligrams = p["mg"] if "mg" in p else _product(p["regimen"]) + _product(p["extra"])
        return milligrams * MME[p["drug"]]
    if kind == "several_opioids":
        return sum(_product(rest) * MME[drug] for drug, *rest in p["regimen"])
    base, *rest = p["base"]
    rescue, size = p["rescue"]
    tablets = 0
    while _product(rest) * MME[base] + (tablets + 1) * size * MME[rescue] < p["limit"] - 1e-9:
        tablets += 1
    return tablets


def _product(values: list[float]) -> float:
    result = 1.0
    for value in values:
        result *= value
    return result


def test_answers_follow_from_the_parameters() -> None:
    checked = 0
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        if right is None:
            continue
        checked += 1
        if isinstance(right, str):
            assert problem.answer == right, problem.question
            continue
        number = problem.answer.split()[0]
        decimals = len(number.partition(".")[2])
        # factors printed in tables are rounded to three or four figures
        slack = 6e-3 if problem.parameters["kind"] == "laboratory" else 2e-4
        slack = 0.51 * 10**-decimals + slack * right if problem.verifier == "number" else 0
        assert abs(float(number) - right) <= slack, (problem.question, right)
    assert checked > 600


def test_published_values() -> None:
    # Nathan 2008, table 2: A1c 5 to 12 %
    table = {5: 97, 6: 126, 7: 154, 8: 183, 9: 212, 10: 240, 11: 269, 12: 298}
    assert {a1c: int(average_glucose(a1c) + 0.5 + 1e-9) for a1c in table} == table
    assert friedewald(200, 50, 150) == 120
    # the two equations agree closely at ordinary triglycerides (Sampson 2020)
    assert abs(sampson(200, 50, 100) - friedewald(200, 50, 100)) < 5


def test_values_are_those_of_patients() -> None:
    for _, problem in MADE:
        number = problem.answer.split()[0]
        if problem.parameters["kind"] in ("ldl", "sampson"):
            assert (40 if "mg" in problem.answer else 1) <= float(number) <= 232
        if problem.parameters["kind"] == "several_opioids":
            assert 15 <= float(number) <= 240
        assert "buprenorphine" not in problem.answer


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
