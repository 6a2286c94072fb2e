"""MELD, MELD-Na and MELD 3.0, recomputed from the parameters with the published coefficients."""

from __future__ import annotations

from math import floor, log
from typing import Any

import pytest

from domains.medical.families.liver_scores import FAMILY, Bloods, scores
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def in_mg_dl(text: str, factor: float) -> float:
    number, unit = text.split()
    return round(float(number) / factor, 2) if unit == "µmol/L" else float(number)


def points(value: float) -> int:
    return min(40, floor(value + 0.5))


def older(p: dict[str, Any], sodium: bool) -> int:
    creatinine = min(4.0, max(1.0, in_mg_dl(p["creatinine"], 88.4)))
    if p["dialyses"] > 1:
        creatinine = 4.0
    bilirubin, inr = max(1.0, in_mg_dl(p["bilirubin"], 17.1)), max(1.0, p["inr"])
    first = points(9.57 * log(creatinine) + 3.78 * log(bilirubin) + 11.2 * log(inr) + 6.43)
    if not sodium or first <= 11:
        return first
    lack = 137 - min(137, max(125, p["sodium"]))
    return points(first + lack * (1.32 - 0.033 * first))


def newer(p: dict[str, Any]) -> int:
    creatinine = 3.0 if p["dialyses"] > 1 else min(3.0, max(1.0, in_mg_dl(p["creatinine"], 88.4)))
    a, b, c = log(max(1.0, in_mg_dl(p["bilirubin"], 17.1))), log(max(1.0, p["inr"])), log(creatinine)
    lack = 137 - min(137, max(125, p["sodium"]))
    thin = 3.5 - min(3.5, max(1.5, p["albumin"]))
    value = 6 + 1.33 * (p["sex"] == "female") + a * (4.56 - 0.24 * lack) + 0.82 * lack + 9.09 * b
    return points(value + c * (11.14 - 1.83 * thin) + 1.85 * thin)


def test_every_score_is_that_of_the_published_coefficients() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        wanted = {
            "MELD": lambda p=p: older(p, False), "MELD-Na": lambda p=p: older(p, True),
            "MELD 3.0": lambda p=p: newer(p), "difference": lambda p=p: newer(p) - older(p, True),
        }[p["ask"]]()  # fmt: skip
        assert problem.answer == str(wanted), p


@pytest.mark.parametrize(
    ("sex", "bloods", "wanted"),
    [
        ("male", Bloods(1.0, 1.0, 1.0, 140, 4.0), (6, 6, 6)),
        ("female", Bloods(1.0, 1.0, 1.0, 140, 4.0), (6, 6, 7)),
        ("male", Bloods(9.0, 30.0, 5.0, 120, 1.0), (40, 40, 40)),
        ("female", Bloods(1.9, 4.2, 1.8, 128, 2.6), (25, 29, 31)),
    ],
)
def test_bounds_cap_and_term_for_women(sex: str, bloods: Bloods, wanted: tuple[int, int, int]) -> None:
    assert scores(sex, bloods) == wanted


def test_one_dialysis_is_not_two() -> None:
    once = Bloods(2.0, 3.0, 1.5, 135, 3.0, 1)
    twice = Bloods(2.0, 3.0, 1.5, 135, 3.0, 2)
    assert scores("male", once) == scores("male", Bloods(2.0, 3.0, 1.5, 135, 3.0))
    assert scores("male", twice) == scores("male", Bloods(4.0, 3.0, 1.5, 135, 3.0))


def test_values_are_those_of_patients_with_cirrhosis() -> None:
    for _, problem in MADE:
        p = problem.parameters
        assert 0.5 <= in_mg_dl(p["creatinine"], 88.4) <= 6.5
        assert 0.5 <= in_mg_dl(p["bilirubin"], 17.1) <= 28.5
        assert 0.9 <= p["inr"] <= 3.4
        assert 119 <= p.get("sodium", 130) <= 143
        assert 1.3 <= p.get("albumin", 3) <= 4.4


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
