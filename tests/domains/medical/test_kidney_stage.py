"""eGFR, KDIGO categories and course, recomputed from the parameters and from published values."""

from __future__ import annotations

from typing import Any

import pytest

from domains.medical.families.kidney_stage import FAMILY, estimated_gfr, gfr_of_2009, risk
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def ckd_epi(age: int, sex: str, given: str) -> float:
    """The four branches of the 2021 paper's table, one by one."""
    number, unit = given.split()
    creatinine = float(number) / (88.4 if unit == "µmol/L" else 1)
    if sex == "female":
        power = -0.241 if creatinine <= 0.7 else -1.2
        return float(143.704 * (creatinine / 0.7) ** power * 0.9938**age)
    power = -0.302 if creatinine <= 0.9 else -1.2
    return float(142 * (creatinine / 0.9) ** power * 0.9938**age)


def stage(egfr: int) -> str:
    if egfr >= 60:
        return "G1" if egfr >= 90 else "G2"
    if egfr >= 30:
        return "G3a" if egfr >= 45 else "G3b"
    return "G4" if egfr >= 15 else "G5"


def category(ratio: float, unit: str) -> str:
    factor = 1 if unit == "mg/g" else 10
    if ratio * factor < 30:
        return "A1"
    return "A3" if ratio * factor > 300 else "A2"


#: the KDIGO heat map, cell by cell
HEAT = {
    "G1": ("low", "moderately increased", "high"), "G2": ("low", "moderately increased", "high"),
    "G3a": ("moderately increased", "high", "very high"), "G3b": ("high", "very high", "very high"),
    "G4": ("very high",) * 3, "G5": ("very high",) * 3,
}  # fmt: skip


def expected(p: dict[str, Any]) -> str:
    ask = p["ask"]
    if ask in ("egfr", "stage", "both", "risk"):
        egfr = round(ckd_epi(p["age"], p["sex"], p["creatinine"]))
        if ask == "egfr":
            return str(egfr)
        if ask == "stage":
            return stage(egfr)
        letter = category(p["ratio"], p["unit"])
        return stage(egfr) + letter if ask == "both" else HEAT[stage(egfr)][int(letter[1]) - 1]
    if ask == "chronic":
        low = 30 if p["unit"] == "mg/g" else 3
        met = [round(ckd_epi(p["age"], p["sex"], c)) < 60 or r >= low for c, r in zip(p["creatinine"], p["ratio"])]
        return "yes" if all(met) and p["days"] >= 90 else "no"
    first, second = (round(ckd_epi(age, p["sex"], c)) for age, c in zip(p["age"], p["creatinine"]))
    fall = (first - second) / first * 100
    if ask == "fall":
        return f"{fall:.1f} %"
    return "yes" if fall >= 25 and stage(first) != stage(second) else "no"


def test_every_answer_is_that_of_the_published_equation_and_categories() -> None:
    for _, problem in MADE:
        wanted = expected(dict(problem.parameters))
        if problem.parameters["ask"] == "fall":
            assert float(problem.answer.split()[0]) == pytest.approx(float(wanted.split()[0]), abs=0.051)
        else:
            assert problem.answer == wanted, problem.parameters


def test_all_questions_are_asked_with_both_yes_and_no() -> None:
    asks = {problem.parameters["ask"] for _, problem in MADE}
    assert asks == {"egfr", "stage", "both", "risk", "chronic", "fall", "drop"}
    assert {problem.answer for _, problem in MADE if problem.answer_type == "yes_no"} == {"yes", "no"}


@pytest.mark.parametrize(
    ("age", "sex", "creatinine", "egfr"),
    [(50, "male", 1.0, 92), (50, "female", 1.0, 69), (70, "male", 2.0, 35), (70, "female", 2.0, 26), (25, "female", 0.5, 133)],
)  # fmt: skip
def test_equation_gives_calculator_values(age: int, sex: str, creatinine: float, egfr: int) -> None:
    assert estimated_gfr(age, sex, creatinine) == pytest.approx(egfr, abs=0.6)
    assert ckd_epi(age, sex, f"{creatinine} mg/dL") == pytest.approx(egfr, abs=0.6)


def test_the_older_equation_reads_lower_at_the_same_creatinine() -> None:
    assert gfr_of_2009(60, "male", 1.2) == pytest.approx(65.3, abs=0.6)
    assert gfr_of_2009(60, "male", 1.2) < estimated_gfr(60, "male", 1.2)


def test_every_cell_of_the_heat_map() -> None:
    for row, risks in HEAT.items():
        assert tuple(risk(row, column) for column in ("A1", "A2", "A3")) == risks


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
