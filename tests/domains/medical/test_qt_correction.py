"""QT corrections against the published formulas, recomputed from the parameters alone."""

from __future__ import annotations

import math
from typing import Any

import pytest

from domains.medical.families import qt_correction
from domains.medical.families.qt_correction import FAMILY
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def by(formula: str, qt: float, rr: float) -> float:
    return {
        "Bazett": qt / math.sqrt(rr),
        "Fridericia": qt / rr ** (1 / 3),
        "Framingham": qt + 154 - 154 * rr,
        "Hodges": qt + 105 / rr - 105,
    }[formula]


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    if kind == "direct":
        return by(p["formula"], p["qt"], p["rr"] if "rr" in p else 60 / p["rate"])
    if kind == "units":
        if "qt_squares" in p:
            return by(p["formula"], p["qt_squares"] * 40, p["rr_squares"] / 25)
        return by(p["formula"], p["qt"], p["rr_ms"] / 1000 if "rr_ms" in p else 60 / p["rate"])
    if kind == "policy":
        inside, outside, low, high = p["policy"]
        return by(inside if low <= p["rate"] <= high else outside, p["qt"], 60 / p["rate"])
    if kind == "bundle":
        return by(p["formula"], p["qt"] - 0.485 * p["qrs"], 60 / p["rate"])
    if kind == "average":
        return by(p["formula"], sum(p["qt"]) / len(p["qt"]), sum(p["rr"]) / len(p["rr"]))
    if kind == "difference":
        first, second = (by(p["formula"], qt, 60 / rate) for qt, rate in zip(p["qt"], p["rate"]))
        return second - first
    value = p["qt"] / (60 / p["rate"]) ** (1 / 3)
    if value > 500 or value - p["baseline"] > 60:
        return "stop"
    return "reduce" if value >= (450 if p["sex"] == "male" else 460) else "continue"


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_the_published_formulas(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
        else:
            assert abs(float(problem.answer.split()[0]) - right) <= 1.0, problem.question


def test_textbook_values() -> None:
    # QT 400 ms at 90/min (RR 0.667 s): Bazett 490, Fridericia 458, Framingham 451, Hodges 453 (any online calculator)
    rr = 60 / 90
    assert [round(f(400, rr)) for f in (qt_correction.bazett, qt_correction.fridericia, qt_correction.framingham)] == [
        490,
        458,
        451,
    ]
    assert qt_correction.hodges(400, 90) == 452.5


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_values_are_those_of_a_tracing() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        for qt in p["qt"] if isinstance(p.get("qt"), list) else [p.get("qt", 400)]:
            assert 240 <= qt <= 620
        for rate in p["rate"] if isinstance(p.get("rate"), list) else [p.get("rate", 70)]:
            assert 40 <= rate <= 135


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
