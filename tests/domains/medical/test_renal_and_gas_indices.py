"""Renal and gas-exchange indices, recomputed from the parameters by the published formulas."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from domains.medical.families.renal_and_gas_indices import FAMILY
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def excretion(p: dict[str, Any], which: str) -> float:
    creatinine = p["plasma_creatinine"] if "plasma_creatinine" in p else p["plasma_creatinine_umol"] / 88.4
    nitrogen = p["plasma_nitrogen"] if "plasma_nitrogen" in p else p["plasma_urea_mmol"] / 0.357
    urine, plasma = (p["urine_sodium"], p["plasma_sodium"]) if which == "sodium" else (p["urine_nitrogen"], nitrogen)
    return (urine / plasma) / (p["urine_creatinine"] / creatinine) * 100


def side(value: Fraction, low: int, high: int) -> str:
    return "prerenal" if value < low else "intrinsic" if value > high else "indeterminate"


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    if kind == "fractional_excretion":
        return excretion(p, p["of"])
    if kind == "choose_excretion":
        return excretion(p, "urea" if p["diuretic"] else "sodium")
    if kind == "verdict":
        creatinine = Fraction(str(p["plasma_creatinine"])) / p["urine_creatinine"] * 100
        if p["case"] == "loop":
            return side(Fraction(p["urine_nitrogen"], p["plasma_nitrogen"]) * creatinine, 35, 50)
        return side(Fraction(p["urine_sodium"], p["plasma_sodium"]) * creatinine, 1, 2)
    if kind == "gradient":
        oxygen, carbon = (p["pao2"], p["paco2"]) if "pao2" in p else (p["pao2_kpa"] * 7.5, p["paco2_kpa"] * 7.5)
        gradient = p["fio2"] * (p["pressure"] - 47) - 1.25 * carbon - oxygen
        return gradient - (p["age"] / 4 + 4) if "age" in p else gradient
    if kind == "ratio":
        oxygen = p["pao2"] if "pao2" in p else p["pao2_kpa"] * 7.5
        return oxygen * 100 / p["percent"] * p.get("pressure", 760) / 760
    if kind == "more_oxygen":
        before, after = (7.13 * p[key] - 1.25 * p["paco2"] for key in ("before", "after"))
        return p["pao2"] * after / before
    if kind == "berlin":
        ratio = Fraction(100 * p["pao2"], p["percent"]) * (Fraction(p["pressure"], 760) if p["metres"] > 1000 else 1)
        if p["peep"] < 5 or ratio > 300:
            return "none"
        return "severe" if ratio <= 100 else "moderate" if ratio <= 200 else "mild"
    wide = 0.21 * (p["pressure"] - 47) - 1.25 * p["paco2"] - p["pao2"] > p["age"] / 4 + 4
    if p["paco2"] > 45:
        return "hypoventilation with a gas-exchange defect" if wide else "hypoventilation alone"
    return "gas-exchange defect alone" if wide else "low inspired oxygen pressure alone"


def test_answers_follow_the_published_formulas() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
        else:
            number = problem.answer.split()[0]
            decimals = len(number.partition(".")[2])
            assert abs(float(number) - right) <= 0.51 * 10**-decimals + 2e-4 * abs(right), problem.question


def test_published_example_of_fena() -> None:
    # Espinel 1976: prerenal azotaemia below 1 %; UNa 20, PNa 140, UCr 120, PCr 3 gives 0.36 %
    sample = {"urine_sodium": 20, "plasma_sodium": 140, "urine_creatinine": 120, "plasma_creatinine": 3}
    assert abs(excretion(sample | {"plasma_nitrogen": 1, "urine_nitrogen": 1}, "sodium") - 0.357) < 0.001


def test_charted_gases_satisfy_henderson_hasselbalch() -> None:
    seen = 0
    for _, problem in MADE:
        found = [
            re.search(pattern, problem.question)
            for pattern in (r"pH\W+(\d\.\d\d)", r"[Bb]icarbonate\W+(\d+) mmol", r"PaCO2\W+(\d+) mmHg")
        ]
        if all(found):
            ph, bicarbonate, carbon = (float(match.group(1)) for match in found if match)
            assert abs(10 ** (ph - 6.1) * 0.0307 * carbon - bicarbonate) < 0.02 * bicarbonate, problem.question
            assert 7.1 < ph < 7.6
            seen += 1
    assert seen > 50


def test_values_are_those_of_patients() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if "pao2" in p:
            assert 35 <= p["pao2"] <= 160
        if "plasma_creatinine" in p:
            assert 1.2 <= p["plasma_creatinine"] <= 6
            assert 20 <= p["urine_creatinine"] <= 300


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
