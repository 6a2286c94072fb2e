"""Additive scores against tables written out from the publications, and every cut-off of NEWS2 by hand."""

from __future__ import annotations

from typing import Any

from curate.domain import Problem
from domains.medical.families.clinical_scores import FAMILY, child_pugh, news2
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)

#: RCP 2017 chart: (upper end of the band, points), lowest band first
NEWS2 = {
    "rate": [(8, 3), (11, 1), (20, 0), (24, 2), (999, 3)],
    "scale1": [(91, 3), (93, 2), (95, 1), (100, 0)],
    "scale2_air": [(83, 3), (85, 2), (87, 1), (100, 0)],
    "scale2_oxygen": [(83, 3), (85, 2), (87, 1), (92, 0), (94, 1), (96, 2), (100, 3)],
    "systolic": [(90, 3), (100, 2), (110, 1), (219, 0), (999, 3)],
    "pulse": [(40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (999, 3)],
    "temperature": [(35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (99, 2)],
}


def band(name: str, value: float) -> int:
    return next(points for upper, points in NEWS2[name] if value <= upper + 1e-9)


def chart(signs: list[Any], scale: int) -> list[int]:
    rate, saturation, oxygen, systolic, pulse, alert, temperature = signs
    if temperature > 60:
        temperature = round((temperature - 32) / 1.8 + 1e-9, 1)
    return [
        band("rate", rate),
        band("scale1" if scale == 1 else "scale2_oxygen" if oxygen else "scale2_air", saturation),
        2 * oxygen,
        band("systolic", systolic),
        band("pulse", pulse),
        0 if alert else 3,
        band("temperature", temperature),
    ]


def points(p: dict[str, Any]) -> list[float]:
    """Points of the named score, from its published definition."""
    score = p["score"]
    if score == "NEWS2":
        return [float(x) for x in chart(p["signs"], p["scale"])]
    if score == "CURB-65":
        urea = p["urea"] if "urea" in p else p["nitrogen"] * 0.357
        low = p["systolic"] < 90 or p["diastolic"] <= 60
        return [p["confused"], urea > 7, p["rate"] >= 30, low, p["age"] >= 65]
    if score == "Child-Pugh":
        bilirubin = p["bilirubin"] if "bilirubin" in p else p["bilirubin_umol"] / 17.1
        albumin = p["albumin"] if "albumin" in p else p["albumin_g_l"] / 10
        return [
            1 + (bilirubin >= 2) + (bilirubin > 3),
            1 + (albumin <= 3.5) + (albumin < 2.8),
            1 + (p["inr"] >= 1.7) + (p["inr"] > 2.3),
            1 + ["none", "slight", "moderate"].index(p["ascites"]),
            1 + (p["encephalopathy"] > 0) + (p["encephalopathy"] > 2),
        ]
    present = set(p["present"])
    if score == "CHA2DS2-VASc":
        ones = len(present & {"heart failure", "hypertension", "diabetes", "vascular disease"})
        return [ones, 2 * ("stroke" in present), (p["age"] >= 65) + (p["age"] >= 75), p["sex"] == "female"]
    if score == "HAS-BLED":
        renal = (p["creatinine"] if "creatinine" in p else p["creatinine_mg"] * 88.4) > 200
        ones = len(present & {"liver", "stroke", "bleeding", "drugs"})
        return [ones, renal, p["systolic"] > 160, p["within"] < 60, p["age"] > 65, p["drinks"] >= 8]
    weights = {"signs": 3, "immobility": 1.5, "previous": 1.5, "haemoptysis": 1, "cancer": 1}
    return [*(weights[key] for key in present), 3 * p["likely"], 1.5 * (p["pulse"] > 100)]


def classified(p: dict[str, Any], parts: list[float]) -> str:
    total, score = sum(parts), p["score"]
    if score == "CHA2DS2-VASc":
        without_sex = total - (p["sex"] == "female")
        return ["not needed", "considered", "recommended"][min(2, int(without_sex))]
    if score == "HAS-BLED":
        return "high" if total >= 3 else "not high"
    if score == "CURB-65":
        return "low" if total < 2 else "moderate" if total == 2 else "high"
    if score == "Wells":
        return "PE likely" if total > 4 else "PE unlikely"
    if score == "Child-Pugh":
        return "class A" if total < 7 else "class B" if total < 10 else "class C"
    if total >= 7:
        return "high"
    return "medium" if total >= 5 else "low-medium" if 3 in parts else "low"


def answer(problem: Problem) -> str | float:
    p = dict(problem.parameters)
    if p["kind"] == "change":
        return float(sum(chart(p["after"], 1)) - sum(chart(p["before"], 1)))
    parts = points(p)
    return classified(p, parts) if p["kind"] == "class" else float(sum(parts))


def test_answers_follow_the_published_tables() -> None:
    for _, problem in MADE:
        right = answer(problem)
        given = problem.answer if isinstance(right, str) else float(problem.answer)
        assert given == right, (problem.question, right)


def test_news2_agrees_with_the_chart_on_every_value() -> None:
    for scale in (1, 2):
        for oxygen in (False, True):
            for value in range(70, 101):
                assert (
                    news2(14, value, oxygen, 120, 70, True, 37.0, scale)[1]
                    == chart([14, value, oxygen, 120, 70, True, 37.0], scale)[1]
                )
    for value in range(4, 45):
        assert news2(value, 97, False, 120, 70, True, 37.0, 1)[0] == band("rate", value)
    for value in range(30, 260):
        got = news2(14, 97, False, value, min(value, 180), True, 37.0, 1)
        assert (got[3], got[4]) == (band("systolic", value), band("pulse", min(value, 180)))
    for tenths in range(340, 420):
        assert news2(14, 97, False, 120, 70, True, tenths / 10, 1)[6] == band("temperature", tenths / 10)


def test_child_pugh_limits_are_inclusive_in_the_middle_band() -> None:
    assert child_pugh(2.0, 3.5, 1.7, "none", 2) == (2, 2, 2, 1, 2)
    assert child_pugh(3.0, 2.8, 2.3, "slight", 3) == (2, 2, 2, 2, 3)
    assert child_pugh(1.9, 3.6, 1.6, "none", 0) == (1, 1, 1, 1, 1)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.05)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
