"""Blood gases: every diagnosis made again by a separate reading of the numbers, every gas held to Henderson-Hasselbalch."""

from __future__ import annotations

import math
from typing import Any

import pytest

from domains.medical.families.acid_base import FAMILY
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
HIGH, NORMAL, ALKALOSIS = "high anion gap metabolic acidosis", "normal anion gap metabolic acidosis", "metabolic alkalosis"


def diagnosed(p: dict[str, Any]) -> set[str]:
    """Winter or 0.7 first, then the gap, then the delta ratio."""
    bicarbonate, found = p["bicarbonate"], set()
    alkaline = bicarbonate > 26
    expected = 0.7 * bicarbonate + 23.2 if alkaline else 1.5 * bicarbonate + 8
    if p["pressure"] > expected + 2:
        found.add("respiratory acidosis")
    if p["pressure"] < expected - 2:
        found.add("respiratory alkalosis")
    gap = p["sodium"] - (p["chloride"] + bicarbonate)
    if p["albumin"] is not None:
        gap += 10 - 2.5 * p["albumin"]
    if alkaline:
        assert gap <= 12
        return found | {ALKALOSIS}
    if gap <= 12:
        return found | {NORMAL}
    ratio = (gap - 12) / (24 - bicarbonate)
    extra = {NORMAL} if ratio < 0.8 else {ALKALOSIS} if ratio > 2 else set()
    return found | {HIGH} | extra


def number(p: dict[str, Any]) -> float:
    if p["ask"] == "gap":
        return float(p["sodium"] + (p["potassium"] or 0) - p["chloride"] - p["bicarbonate"])
    if p["ask"] == "winter":
        return 8 + 1.5 * float(p["bicarbonate"])
    if p["ask"] == "distance":
        return abs(8 + 1.5 * float(p["bicarbonate"]) - p["pressure"])
    if p["ask"] == "corrected":
        return p["sodium"] - p["chloride"] - p["bicarbonate"] + 0.25 * (40 - float(p["albumin"]))
    pressure = p["pressure_kpa"] * 7.5
    if p["ask"] == "hydrogen":
        return float(24 * pressure / p["bicarbonate"])
    return float(0.03 * pressure * math.exp((float(p["ph"]) - 6.1) * math.log(10)))


def test_every_set_of_disorders_is_found_again() -> None:
    asked = [problem for _, problem in MADE if problem.parameters["ask"] == "disorders"]
    assert len(asked) >= 300
    for problem in asked:
        assert set(problem.answer.split("; ")) == diagnosed(dict(problem.parameters)), problem.parameters
    assert len({problem.answer for problem in asked}) >= 12


def test_numbers_follow_from_the_parameters() -> None:
    asked = [problem for _, problem in MADE if problem.answer_type == "number"]
    for problem in asked:
        wanted = number(dict(problem.parameters))
        assert float(problem.answer.split()[0]) == pytest.approx(wanted, rel=0.005, abs=0.051)


def test_course_is_the_nearer_of_the_two() -> None:
    for _, problem in MADE:
        p = problem.parameters
        if p["ask"] != "course":
            continue
        acid = p["pressure"] > 40
        slopes = {"acute": 0.1, "chronic": 0.4} if acid else {"acute": 0.2, "chronic": 0.5}
        misses = {name: abs(24 + slope * (p["pressure"] - 40) - p["bicarbonate"]) for name, slope in slopes.items()}
        course = min(misses, key=lambda name: misses[name])
        assert problem.answer == f"{course} respiratory {'acidosis' if acid else 'alkalosis'}"
        assert misses[course] < 1.1
        assert max(misses.values()) > 2.9


def test_primary_disorder_agrees_with_the_ph() -> None:
    for _, problem in MADE:
        p = problem.parameters
        if p["ask"] == "primary":
            acidity = 6.1 + math.log10(p["bicarbonate"] / (0.03 * p["pressure"]))
            assert problem.answer.endswith("acidosis" if acidity < 7.4 else "alkalosis")
            metabolic = (p["bicarbonate"] < 24) == (acidity < 7.4) and abs(p["bicarbonate"] - 24) > 4
            assert problem.answer.startswith("metabolic" if metabolic else "respiratory")


def test_every_gas_satisfies_henderson_hasselbalch_and_is_survivable() -> None:
    for _, problem in MADE:
        p = problem.parameters
        if p["ask"] == "disorders":
            exact = 6.1 + math.log10(p["bicarbonate"] / (0.03 * p["pressure"]))
            assert float(p["ph"]) == pytest.approx(exact, abs=0.0051)
            assert p["ph"] in problem.question
            assert 6.94 <= float(p["ph"]) <= 7.65
            assert 14 <= p["pressure"] <= 75
            assert 130 <= p["sodium"] <= 145
            assert 84 <= p["chloride"] <= 119


def test_normal_gas_by_the_equation() -> None:
    assert 6.1 + math.log10(24 / (0.03 * 40)) == pytest.approx(7.40, abs=0.002)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
