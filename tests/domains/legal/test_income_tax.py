"""Federal income tax against the tables of the revenue procedures, recomputed from the parameters in another way."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from domains.legal.families.income_tax import FAMILY
from domains.legal.tax_years import HEAD, JOINT, SEPARATE, SINGLE, STATUSES, YEARS
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)

#: tax on the floors of the second to the seventh bracket, as the revenue procedures print it
PRINTED: dict[tuple[int, str], tuple[float, ...]] = {
    (2024, SINGLE): (1_160, 5_426, 17_168.50, 39_110.50, 55_678.50, 183_647.25),
    (2024, HEAD): (1_655, 7_241, 15_469, 37_417, 53_977, 181_954.50),
    (2024, JOINT): (2_320, 10_852, 34_337, 78_221, 111_357, 196_669.50),
    (2025, SINGLE): (1_192.50, 5_578.50, 17_651, 40_199, 57_231, 188_769.75),
    (2025, HEAD): (1_700, 7_442, 15_912, 38_460, 55_484, 187_031.50),
    (2025, JOINT): (2_385, 11_157, 35_302, 80_398, 114_462, 202_154.50),
    (2026, SINGLE): (1_240, 5_800, 17_966, 41_024, 58_448, 192_979.25),
    (2026, HEAD): (1_770, 7_740, 16_155, 39_207, 56_631, 191_171),
    (2026, JOINT): (2_480, 11_600, 35_932, 82_048, 116_896, 206_583.50),
    (2026, SEPARATE): (1_240, 5_800, 17_966, 41_024, 58_448, 103_291.75),
}


def tax(year: int, status: str, taxable: int) -> Fraction:
    """Top rate on everything, less what the lower rates save: the form of the Tax Computation Worksheet."""
    total = Fraction(0)
    rates, tops = (10, 12, 22, 24, 32, 35, 37), YEARS[year].thresholds[status]
    index = sum(taxable > top for top in tops)
    total = Fraction(rates[index] * taxable)
    for low, high, top in zip(rates, rates[1 : index + 1], tops):
        total -= (high - low) * top
    return total / 100


def gain_tax(year: int, status: str, ordinary: int, gain: int) -> Fraction:
    """Block of $1 by block would be slow: cut the stretch at the two limits instead."""
    first, second = YEARS[year].gains[status]
    cuts = sorted({ordinary, ordinary + gain, *(cut for cut in (first, second) if ordinary < cut < ordinary + gain)})
    return sum(
        (Fraction((0 if low < first else 15 if low < second else 20) * (high - low), 100) for low, high in pairwise(cuts)),
        Fraction(0),
    )


def expected(p: dict[str, Any]) -> Fraction:
    year, kind = p["year"], p["kind"]
    y, status = YEARS[year], p.get("status", SINGLE)
    if kind == "direct":
        return tax(year, status, p["taxable"])
    if kind == "gross":
        return tax(year, status, p["wages"] + p["interest"] - p["adjustment"] - y.standard[status])
    if kind == "status":
        return tax(year, status, p["income"] - y.standard[status])
    if kind == "itemize":
        medical = max(0, p["medical"] - int(p["income"] * 0.075 + 1e-6))
        return tax(year, status, p["income"] - max(y.standard[status], min(p["taxes"], y.salt) + p["mortgage"] + p["charity"] + medical))
    if kind == "dependent":
        deduction = sorted((y.dependent[0], p["earned"] + y.dependent[1], y.standard[SINGLE]))[1]
        return tax(year, SINGLE, p["earned"] + p["unearned"] - deduction)
    if kind == "family":
        extra = y.boxes[status != JOINT] * p["boxes"]
        return tax(year, status, p["wages"] - y.standard[status] - extra) - y.child * len(p["children"]) - 500 * p["older"]
    if kind == "gains":
        ordinary = p["wages"] + p["short"] - y.standard[status]
        return tax(year, status, ordinary) + gain_tax(year, status, ordinary, p["gain"] - p["loss"])
    if kind == "phase_out":
        limit, units, income = (400_000 if status == JOINT else 200_000), 0, p["income"]
        while limit + 1000 * units < income:
            units += 1
        credit = y.child * p["children"] + 500 * p["older"] - 50 * units
        return tax(year, status, income - y.standard[status]) - max(credit, 0)
    if kind == "senior":
        cut = max(Fraction(0), Fraction(6, 100) * (p["income"] - (150_000 if status == JOINT else 75_000)))
        senior = max(Fraction(0), 6_000 - cut) * p["seniors"]
        taxable = p["income"] - y.standard[status] - y.boxes[status != JOINT] * p["seniors"] - senior
        assert taxable.denominator == 1
        return tax(year, status, int(taxable))
    owed = int(tax(year, HEAD, p["wages"] - y.standard[HEAD]) + Fraction(1, 2))
    credit = y.child * p["children"]
    unused = max(0, credit - owed)
    back = min(Fraction(unused), Fraction(y.refundable * p["children"]), Fraction(15, 100) * (p["wages"] - 2_500))
    return p["withheld"] - max(0, owed - credit) + back


def test_answers_follow_from_the_statute() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        assert abs(int(problem.answer.strip("$").replace(",", "")) - right) <= Fraction(1, 2), problem.question


@pytest.mark.parametrize(("year", "status"), PRINTED)
def test_bracket_floors_carry_the_printed_tax(year: int, status: str) -> None:
    tops = YEARS[year].thresholds[status]
    assert tuple(float(YEARS[year].tax(status, top)) for top in tops) == PRINTED[year, status]


def test_a_single_person_with_100000_owes_16712_for_2026() -> None:
    assert YEARS[2026].tax(SINGLE, 100_000) == 16_712


def test_joint_amounts_are_twice_the_single_ones_where_the_code_says_so() -> None:
    for year in YEARS.values():
        assert year.standard[JOINT] == 2 * year.standard[SINGLE] == 2 * year.standard[SEPARATE]
        assert all(2 * one == two for one, two in zip(year.thresholds[SINGLE][:5], year.thresholds[JOINT][:5]))
        assert 2 * year.thresholds[SEPARATE][5] == year.thresholds[JOINT][5]
        assert all(list(year.thresholds[status]) == sorted(year.thresholds[status]) for status in STATUSES)
        # the 0 % limit of gains lies at most a few hundred dollars from the top of the 12 % bracket
        assert all(0 <= year.thresholds[status][1] - year.gains[status][0] < 2_000 for status in STATUSES)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
