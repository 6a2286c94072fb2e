
"""Creatinine clearance, dosing weight and dose band, recomputed from the parameters alone."""

from __future__ import annotations

from typing import Any

import pytest

from domains.medical.families import renal_dosing
from domains.medical.families.renal_dosing import FAMILY
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
#: bands of four drugs, copied from the US labels: (from, regimen)
LABELS = {
    "meropenem": ((51, "1 g every 8 hours"), (26, "1 g every 12 hours"), (10, "500 mg every 12 hours"), (0, "500 mg every 24 hours")),
    "cefepime": ((61, "2 g every 12 hours"), (30, "2 g every 24 hours"), (11, "1 g every 24 hours"), (0, "500 mg every 24 hours")),
    "piperacillin-tazobactam": ((41, "3.375 g every 6 hours"), (20, "2.25 g every 6 hours"), (0, "2.25 g every 8 hours")),
    "valaciclovir": ((50, "1 g every 8 hours"), (30, "1 g every 12 hours"), (10, "1 g every 24 hours"), (0, "500 mg every 24 hours")),
}  # fmt: skip


def cockcroft_gault(p: dict[str, Any]) -> float:
    weight = p["weight"] * (0.4536 if p["weight_unit"] == "lb" else 1)
    creatinine = p["creatinine"] / (88.4 if p["creatinine_unit"] == "µmol/L" else 1)
    if p["rule"] == "policy":
        ideal = 2.3 * (p["height"] / 2.54 - 60) + (50 if p["sex"] == "male" else 45.5)
        if weight > p["limit"] * ideal:
            weight = 0.6 * ideal + 0.4 * weight
        elif weight > ideal:
            weight = ideal
    if p.get("floor") and p["age"] >= 65:
        creatinine = max(creatinine, 0.8)
    clearance = weight * (140 - p["age"]) / creatinine / 72
    return clearance if p["sex"] == "male" else 0.85 * clearance


def test_clearance_is_that_of_the_published_formula() -> None:
    numbers = [problem for level, problem in MADE if level <= 3]
    assert len(numbers) >= 300
    for problem in numbers:
        value, unit = problem.answer.split()
        assert unit == "mL/min"
        assert float(value) == pytest.approx(cockcroft_gault(dict(problem.parameters)), rel=0.006, abs=0.06)


def test_regimen_is_that_of_the_label_for_the_clearance() -> None:
    checked = 0
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p.get("drug") in LABELS and p["ask"] == "regimen":
            clearance = cockcroft_gault(p)
            if abs(clearance % 1 - 0.5) > 0.1:
                assert problem.answer == next(regimen for low, regimen in LABELS[p["drug"]] if round(clearance) >= low)
                checked += 1
    assert checked > 40


def test_difference_of_daily_doses_is_positive_and_below_the_full_dose() -> None:
    asked = [problem for _, problem in MADE if problem.parameters.get("ask") == "less"]
    assert asked
    for problem in asked:
        full = next(drug.bands[0][2] for drug in renal_dosing.DRUGS if drug.name == problem.parameters["drug"])
        assert 0 < float(problem.answer.split()[0]) < full


def test_patients_are_plausible() -> None:
    for _, problem in MADE:
        p = problem.parameters
        weight = float(p["weight"]) * (0.4536 if p["weight_unit"] == "lb" else 1)
        assert 24 <= p["age"] <= 92
        assert 35 <= weight <= 185
        if "height" in p:
            assert 15.5 <= weight / (p["height"] / 100) ** 2 <= 47.5
            assert p["height"] >= 152.4, "Devine starts at 60 inches"
        assert 5 < cockcroft_gault(dict(p)) < 150


def test_every_band_of_a_drug_has_its_own_regimen_and_they_reach_zero() -> None:
    for drug in renal_dosing.DRUGS:
        regimens = [regimen for _, regimen, _ in drug.bands]
        assert len(set(regimens)) == len(regimens)
        assert drug.bands[-1][0] == 0
        assert [low for low, _, _ in drug.bands] == sorted((low for low, _, _ in drug.bands), reverse=True)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
