
"""Sodium, water, calcium and osmolality, recomputed from the parameters with the published formulas."""

from __future__ import annotations

from typing import Any

import pytest

from domains.medical.families.electrolytes import FAMILY
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def mg_dl(text: str) -> float:
    value, unit = text.split()
    return float(value) * 18 if unit == "mmol/L" else float(value)


def kilograms(weight: float | str) -> float:
    if isinstance(weight, str):
        value, unit = weight.split()
        return float(value) * (0.4536 if unit == "lb" else 1)
    return weight


def water(p: dict[str, Any]) -> float:
    shares = {("male", False): 0.6, ("male", True): 0.5, ("female", False): 0.5, ("female", True): 0.45}
    return shares[p["sex"], p["age"] >= 65] * kilograms(p["weight"])


def expected(p: dict[str, Any]) -> float:
    match p["ask"]:
        case "glucose":
            return float(p["sodium"] + p["factor"] * (mg_dl(p["glucose"]) / 100 - 1))
        case "calcium":
            calcium, unit = p["calcium"].split()
            albumin = float(p["albumin"].split()[0])
            return float(calcium) + (0.8 * (4 - albumin) if unit == "mg/dL" else 0.8 - 0.02 * albumin)
        case "osmolality":
            return float(2 * p["sodium"] + mg_dl(p["glucose"]) / 18 + p["urea"] / 2.8)
        case "effective":
            return float(2 * p["sodium"] + mg_dl(p["glucose"]) / 18)
        case "deficit":
            return water(p) * (p["sodium"] - 140) / 140
        case "madias":
            return float((p["infusate"] - p["sodium"]) / (water(p) + 1))
        case "glucose deficit":
            return water(p) * ((p["sodium"] + p["factor"] * (p["glucose"] / 100 - 1)) / 140 - 1)
        case "osmolal gap":
            return float(p["measured"] - 2 * p["sodium"] - p["glucose"] / 18 - p["urea"] / 2.8 - p["ethanol"] / 4.6)
        case "potassium infusate":
            change = (p["infusate"] + p["potassium"] - p["sodium"]) / (water(p) + 1)
            return float(p["sodium"] + p["litres"] * change)
        case "hypertonic":
            start, now = p["sodium"]
            litres = (p["limit"] - (now - start)) * (water(p) + 1) / (513 - now)
            return float(litres * 1000 / p["left"])
        case _:
            hours = (p["sodium"] - 140) * 2.4 if p["chronic"] else 24
            return float(water(p) * (p["sodium"] / 140 - 1) * 1000 / hours + p["losses"])


def test_every_answer_is_that_of_the_published_formula() -> None:
    for _, problem in MADE:
        value = float(problem.answer.split()[0])
        assert value == pytest.approx(expected(dict(problem.parameters)), rel=0.004, abs=0.11), problem.parameters


def test_all_eleven_kinds_are_posed() -> None:
    assert len({problem.parameters["ask"] for _, problem in MADE}) == 11


def test_sodium_never_passes_its_limit_under_hypertonic_saline() -> None:
    asked = [problem for _, problem in MADE if problem.parameters["ask"] == "hypertonic"]
    assert asked
    for problem in asked:
        p = dict(problem.parameters)
        start, now = p["sodium"]
        rise = float(problem.answer.split()[0]) / 1000 * p["left"] * (513 - now) / (water(p) + 1)
        assert now - start + rise <= p["limit"] + 0.06
        assert 5 <= float(problem.answer.split()[0]) <= 110


def test_deficits_and_values_are_those_of_patients() -> None:
    for _, problem in MADE:
        p = problem.parameters
        value = float(problem.answer.split()[0])
        if p["ask"] in ("deficit", "glucose deficit"):
            assert 0.5 < value < 17
        if p["ask"] == "calcium":
            assert (6.9 < value < 13) if problem.answer.endswith("mg/dL") else (1.75 < value < 3.3)
        if p["ask"] == "free water":
            assert 60 < value < 900


def test_textbook_values() -> None:
    """Adrogué and Madias 2000: 76-year-old man of 68 kg, sodium 168, 5 % dextrose: 4.8 mmol/L down for a litre."""
    assert expected({"ask": "madias", "age": 76, "sex": "male", "weight": 68.0, "infusate": 0, "sodium": 168}) == pytest.approx(-4.8, abs=0.01)
    assert expected({"ask": "glucose", "sodium": 126, "glucose": "600 mg/dL", "factor": 1.6}) == pytest.approx(134)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
