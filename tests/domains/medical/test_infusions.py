"""Infusion rates, recomputed from the parameters with units carried by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from domains.medical.families.infusions import FAMILY, heparin_change
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def exact(value: float | int) -> Fraction:
    return Fraction(str(value))


def per_ml(p: dict[str, Any]) -> Fraction:
    """µg/mL."""
    return exact(p["amount"]) * 1000 / p["volume"]


def needed(p: dict[str, Any], dose: Fraction) -> Fraction:
    """mL/h for µg/kg/min."""
    return dose * exact(p["weight"]) / per_ml(p) * 60


def expected(p: dict[str, Any]) -> Fraction | str:
    kind = p["kind"]
    if kind == "volume":
        return Fraction(60 * p["volume"], p["minutes"])
    if kind == "duration":
        return Fraction(p["volume"], p["rate"]) * (1 if p["unit"] == "h" else 60)
    if kind == "drops":
        return Fraction(p["volume"] * p["factor"], p["minutes"])
    if kind == "hourly":
        return exact(p["dose"]) * p["volume"] / p["amount"]
    if kind == "minutely":
        milligrams = exact(p["dose"]) / (1000 if p["drug"] in ("glyceryl trinitrate", "isoprenaline") else 1)
        return milligrams * 60 * p["volume"] / p["amount"]
    if kind == "weighted":
        return needed(p, exact(p["dose"]))
    if kind == "reverse":
        return exact(p["rate"]) * per_ml(p) / 60 / exact(p["weight"])
    if kind == "lasting":
        return p["left"] / needed(p, exact(p["dose"]))
    if kind == "catch_up":
        return Fraction((p["volume"] - p["given"]) * p["factor"], 60 * (p["hours"] - p["gone"]))
    if kind == "heparin":
        aptt = p["aptt"]
        change = 4 if aptt <= 34 else 2 if aptt <= 45 else 0 if aptt <= 70 else -2 if aptt <= 90 else -3
        return Fraction((p["current"] + change) * p["weight"] * p["volume"], p["units"])
    if kind == "titrated":
        steps = p["elapsed"] // p["every"]
        return needed(p, min(exact(p["start"]) + steps * exact(p["step"]), exact(p["ceiling"])))
    deviation = exact(p["running"]) / needed(p, exact(p["dose"])) - 1
    if abs(deviation) <= Fraction(p["margin"], 100):
        return "set as ordered"
    return "too fast" if deviation > 0 else "too slow"


def test_answers_follow_from_the_parameters() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
        else:
            number = problem.answer.split()[0]
            decimals = len(number.partition(".")[2])
            assert abs(float(number) - float(right)) <= 0.51 * 10**-decimals + 2e-4 * float(right), problem.question


def test_heparin_bands_are_those_of_raschke() -> None:
    published = {34: 4, 35: 2, 45: 2, 46: 0, 70: 0, 71: -2, 90: -2, 91: -3}
    assert {aptt: heparin_change(aptt) for aptt in published} == published


def test_rates_are_such_as_pumps_and_clamps_run_at() -> None:
    for _, problem in MADE:
        number, *unit = problem.answer.split()
        if unit == ["mL/h"]:
            assert 0.9 <= float(number) <= 420, problem.question
        if problem.verifier == "integer":
            assert 8 <= int(number) <= 100, problem.question
        weight = problem.parameters.get("weight")
        assert weight is None or 38 <= weight <= 140


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
