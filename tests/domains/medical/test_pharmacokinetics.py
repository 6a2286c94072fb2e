"""Pharmacokinetics, recomputed from the parameters: closed forms written anew, curves integrated numerically."""

from __future__ import annotations

import math
from typing import Any

from domains.medical.families.pharmacokinetics import FAMILY, accumulation, half_life, renal_fraction
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)


def curve(peak_first: float, k: float, tau: float, doses: int = 400) -> float:
    """Peak after many bolus doses, superposed one by one."""
    return sum(peak_first * math.exp(-k * tau * earlier) for earlier in range(doses))


def simulated_exposure(p: dict[str, Any]) -> float:
    """AUC24 by the trapezoidal rule over one interval: straight rise, then decay."""
    k = (math.log(p["first"]) - math.log(p["second"])) / p["apart"]
    end = p["first"] / math.exp(-k * p["after"])
    rest = p["tau"] - p["infusion"]
    trough = end * math.exp(-k * rest)
    steps = 2000
    width = rest / steps
    decay = sum(width * end * (math.exp(-k * width * i) + math.exp(-k * width * (i + 1))) / 2 for i in range(steps))
    return (p["infusion"] * (trough + end) / 2 + decay) * 24 / p["tau"]


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    litres = p.get("volume", p.get("volume_per_kg", 0) * p.get("weight", 1))
    hourly = p.get("clearance", p.get("clearance_ml_min", 0) * 60 / 1000)
    if kind == "half_life":
        return 0.693 / (hourly / litres)
    if kind == "loading":
        return litres * p["target"] / p.get("salt", 1)
    if kind == "maintenance":
        return hourly * p["target"] * (24 if "clearance_ml_min" in p else 1)
    if kind == "exposure":
        return (p["daily"] if "daily" in p else p["dose_g"] * 1000 * 24 / p["often"]) / hourly
    if kind == "two_levels":
        return 0.693 * p["minutes"] / 60 / math.log(p["first"] / p["second"])
    if kind == "top_up":
        return (p["target"] - p["measured"]) * litres / p["salt"]
    if kind == "switch":
        return p["daily"] * math.prod(p["from"]) / math.prod(p["new"])
    if kind == "decline":
        return p["half_life"] * math.log(p["start"] / p["stop"]) / 0.693
    if kind == "unreduced":
        return litres * p["target"]
    if kind == "steady":
        k = hourly / litres
        peak = curve(p["dose"] / litres, k, p["tau"])
        return peak * math.exp(-k * p["tau"]) if p["trough"] else peak
    if kind == "renal":
        renal, other = p["normal"] * p["fe"] * p["crcl"] / 120, p["normal"] * (1 - p["fe"])
        return (renal + other) * p["css"] * p["tau"]
    if kind == "vancomycin":
        return (0.689 * p["crcl"] + 3.66) * 60 / 1000 * p["auc"] / (24 / p["tau"])
    if kind == "interval":
        k = math.log(p["first"] / p["second"]) / p["apart"]
        return next(
            tau for tau in (8, 12, 18, 24, 36, 48) if p["peak"] * math.exp(-k * (tau - p["infusion"])) <= p["trough"]
        )
    if kind == "measured_exposure":
        return simulated_exposure(p)
    if kind == "dialysis":
        after = p["start"] * math.exp(-(p["own"] + p["added"]) / litres * p["hours"])
        return (p["target"] - after) * litres
    top = p["vmax_per_kg"] * p["weight"]
    if p["for_dose"]:
        return top / (1 + p["km"] / p["target"]) / 0.92
    return p["km"] / (top / (0.92 * p["daily"]) - 1)


def test_answers_follow_from_the_parameters() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        number = problem.answer.split()[0]
        decimals = len(number.partition(".")[2])
        assert abs(float(number) - right) <= 0.51 * 10**-decimals + 3e-4 * right, (problem.question, right)


def test_published_values() -> None:
    # four half-lives remove 94 %; dosing every half-life doubles the first peak
    assert abs(accumulation(0.693 / half_life(35, 3.5), half_life(35, 3.5)) - 2) < 0.001
    # Giusti and Hayton: fe 1 scales with CrCl, fe 0 leaves the clearance alone
    assert renal_fraction(1, 30) == 0.25
    assert renal_fraction(0, 30) == 1


def test_values_are_those_of_patients() -> None:
    for _, problem in MADE:
        p = problem.parameters
        assert 36 <= p.get("weight", 70) <= 130
        if p["kind"] == "exposure":
            number = float(problem.answer.split()[0])
            assert 80 <= number <= 1600  # 24 h at the levels that these antibiotics reach
        if p["kind"] == "phenytoin":
            number, unit = problem.answer.split()
            assert (150 <= float(number) <= 800) if unit == "mg/day" else (5 <= float(number) <= 30)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
