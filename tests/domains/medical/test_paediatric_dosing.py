"""Children's doses and fluids, recomputed from the parameters; sizes against the CDC growth charts."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import Any

from domains.medical.families.paediatric_dosing import FAMILY, child
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)

#: doses a day, mg/kg is for the day, maximum mg a dose: the formulary as a test reads it
FORMULARY = {
    "paracetamol": (4, False, 1000),
    "ibuprofen": (3, False, 400),
    "amoxicillin": (2, True, 2000),
    "cefalexin": (4, True, 500),
    "flucloxacillin": (4, True, 500),
    "clarithromycin": (2, False, 500),
    "azithromycin": (1, False, 500),
    "trimethoprim": (2, False, 200),
    "metronidazole": (3, False, 400),
    "prednisolone": (1, False, 40),
    "dexamethasone": (1, False, 12),
    "ondansetron": (2, False, 8),
    "levetiracetam": (2, False, 1500),
    "phenobarbital": (2, True, 90),
}


def hourly(weight: Fraction) -> Fraction:
    """The 4-2-1 rule, kilogram by kilogram in hundredths."""
    total, left = Fraction(0), weight
    for band, rate in ((Fraction(10), 4), (Fraction(10), 2), (Fraction(10**6), 1)):
        part = min(left, band)
        total += rate * part
        left -= part
    return total


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    if "weight" in p:
        weight = Fraction(str(p["weight"]))
    else:
        weight = Fraction(p["grams"], 1000) if "grams" in p else Fraction(str(p["pounds"])) * Fraction("0.4536")
    if kind == "surface":
        return math.sqrt(p["height"] * weight / 3600)
    if kind == "fluids":
        rate = hourly(weight)
        return float(rate * 24 / 1000 if p["level"] == 2 else rate * Fraction(p.get("percent", 100), 100))
    if kind == "by_surface":
        dose = min(p["per_m2"] * math.sqrt(p["height"] * weight / 3600), p["most"])
        return dose / p["strength"] if p["strength"] else dose
    if kind == "deficit":
        rest = p["percent"] * weight * 10 - p["bolus"]
        return float(hourly(weight) + (rest / 16 if p["level"] == 5 else rest / 24))
    if kind == "audit":
        dose_kg, dose_most, day_kg, day_most = (Fraction(str(limit)) for limit in p["limits"])
        ordered = Fraction(str(p["ordered"]))
        fits = ordered <= min(dose_kg * weight, dose_most) and ordered * p["times"] <= min(day_kg * weight, day_most)
        return "yes" if fits else "no"
    times, daily, most = FORMULARY[p["drug"]]
    dose = min(Fraction(str(p["per_kg"])) * weight / (times if daily else 1), Fraction(most))
    if kind == "single":
        return float(dose)
    volume = dose * Fraction(str(p["ml"])) / Fraction(str(p["mg"]))
    if kind == "mixture":
        return math.floor(volume * 2 + Fraction(1, 2)) / 2 if p["half"] else float(volume)
    return float(math.ceil(volume * times * p["days"] / p["bottle"]))


def test_answers_follow_from_the_parameters() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
        else:
            number = problem.answer.split()[0]
            decimals = len(number.partition(".")[2])
            slack = 1e-3 if problem.parameters["kind"] == "by_surface" else 1e-4
            assert abs(float(number) - right) <= 0.51 * 10**-decimals + slack * right, problem.question


def test_published_examples() -> None:
    # Holliday & Segar: 25 kg needs 1,600 mL/day, or 65 mL/h by 4-2-1
    # Mosteller: 150 cm and 40 kg is 1.29 m²
    assert hourly(Fraction(25)) == 65
    assert round(math.sqrt(150 * 40 / 3600), 2) == 1.29


def test_children_have_the_size_of_their_age() -> None:
    for seed in range(2000):
        who = child(Random(seed), 2)
        assert 12.0 < who.weight / (who.height / 100) ** 2 < 25, who
        if who.months < 12:
            assert 3.8 < who.weight < 13
        if 60 <= who.months < 72:
            assert 14 < who.weight < 27
            assert 101 < who.height < 123


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
