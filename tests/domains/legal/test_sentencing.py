"""Guideline ranges against the published table, recomputed from the parameters with the rules written out anew."""

from __future__ import annotations

from typing import Any

import pytest

from curate.verifiers import verify
from domains.legal.families.sentencing import FAMILY
from domains.legal.guidelines import LIFE, guideline_range, within_statute
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)

#: rows of the Sentencing Table as printed in the Guidelines Manual
PRINTED = {
    1: "0–6 0–6 0–6 0–6 0–6 0–6", 6: "0–6 1–7 2–8 6–12 9–15 12–18", 8: "0–6 4–10 6–12 10–16 15–21 18–24", 11: "8–14 10–16 12–18 18–24 24–30 27–33",
    13: "12–18 15–21 18–24 24–30 30–37 33–41", 15: "18–24 21–27 24–30 30–37 37–46 41–51", 17: "24–30 27–33 30–37 37–46 46–57 51–63",
    19: "30–37 33–41 37–46 46–57 57–71 63–78", 22: "41–51 46–57 51–63 63–78 77–96 84–105", 25: "57–71 63–78 70–87 84–105 100–125 110–137",
    26: "63–78 70–87 78–97 92–115 110–137 120–150", 29: "87–108 97–121 108–135 121–151 140–175 151–188", 32: "121–151 135–168 151–188 168–210 188–235 210–262",
    35: "168–210 188–235 210–262 235–293 262–327 292–365", 37: "210–262 235–293 262–327 292–365 324–405 360–life", 40: "292–365 324–405 360–life 360–life 360–life 360–life",
    42: "360–life 360–life 360–life 360–life 360–life 360–life", 43: "life life life life life life",
}  # fmt: skip
CHECK = "domains.legal.verifiers.months:check"


@pytest.mark.parametrize("level", PRINTED)
def test_rows_are_those_of_the_manual(level: int) -> None:
    for index, cell in enumerate(PRINTED[level].split(), start=1):
        low, _, high = cell.partition("–")
        first = LIFE if low == "life" else int(low)
        second = LIFE if high in ("", "life") else int(high)
        assert guideline_range(level, index) == (first, second)


def test_the_table_rises_to_the_right_and_downwards_and_ranges_are_narrow() -> None:
    for level in range(1, 44):
        for index in range(1, 7):
            low, high = guideline_range(level, index)
            assert high - low <= max(6, low / 4) or high == LIFE  # 28 U.S.C. § 994(b)(2)
            assert index == 6 or guideline_range(level, index + 1) >= (low, high)
            assert level == 43 or guideline_range(level + 1, index) >= (low, high)


def column(points: int) -> int:
    return [1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5][points] if points < 13 else 6


def off(level: int, motion: bool) -> int:
    return 2 + (motion and level >= 16)


def points_of(priors: list[list[int]], under: bool) -> int:
    threes = sum(1 for months, imposed, released in priors if months >= 14 and min(imposed, released) <= 15)
    twos = sum(1 for months, imposed, _ in priors if 2 <= months <= 13 and imposed <= 10)
    ones = sum(1 for months, imposed, _ in priors if months < 2 and imposed <= 10)
    total = 3 * threes + 2 * twos + min(ones, 4)
    return total + (under and total > 6)


def expected(p: dict[str, Any]) -> tuple[int, int]:
    kind = p["kind"]
    if kind == "lookup":
        return guideline_range(p["level"] + p["plus"] - p["off"], column(sum(p["values"])))
    if kind == "history":
        return guideline_range(p["level"], column(points_of(p["priors"], False)))
    if kind in ("adjusted", "statute"):
        before = sum(p["parts"])
        level = before - off(before, p["motion"])
        low, high = guideline_range(level, column(sum(p["values"])))
        if kind == "adjusted":
            return low, high
        inside = list(range(max(low, p["least"]), min(high, p["most"], 1000) + 1))
        if high == LIFE and p["most"] == LIFE:
            return max(low, p["least"]), LIFE
        if not inside:
            return (p["most"],) * 2 if p["most"] < low else (p["least"],) * 2
        return inside[0], inside[-1]
    if kind == "fraud":
        loss = max(p["actual"], p["intended"] or 0)
        table = [6_500, 15_000, 40_000, 95_000, 150_000, 250_000, 550_000, 1_500_000, 3_500_000, 9_500_000, 25_000_000, 65_000_000, 150_000_000]
        before = 7 + 2 * sum(loss > amount for amount in table) + (2 if p["victims"] else 0)
        return guideline_range(before - off(before, p["motion"]), column(sum(p["values"])))
    if kind == "grouping":
        top, *rest = sorted(p["levels"], reverse=True)
        halves = 2 + sum(2 if top - level < 5 else 1 if top - level < 9 else 0 for level in rest)
        added = {2: 0, 3: 1, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4, 9: 4, 10: 4}.get(halves, 5)
        level = top + added
        return guideline_range(level - off(level, p["motion"]), column(sum(p["values"])))
    if kind == "zero":
        points = points_of([p["prior"]], False)
        level = p["before"] - off(p["before"], p["motion"])
        return guideline_range(level - (2 if points == 0 and not p["excluded"] else 0), column(points))
    return guideline_range(p["before"] - off(p["before"], p["motion"]), column(points_of(p["priors"], p["under"])))


def test_answers_follow_from_the_manual() -> None:
    for _, problem in MADE:
        low, high = expected(dict(problem.parameters))
        text = "life" if low == LIFE else f"{low} months to life" if high == LIFE else f"{low}–{high} months" if low < high else f"{low} months"
        assert problem.answer == text, problem.question


def test_statutory_limits_as_in_the_commentary() -> None:
    # § 5G1.1, comment: range 51–63, maximum 48, sentence 48; minimum 60 above 41–51, sentence 60; 51–63 and maximum 60, 51–60
    assert within_statute(51, 63, 0, 48) == (48, 48)
    assert within_statute(41, 51, 60, LIFE) == (60, 60)
    assert within_statute(51, 63, 0, 60) == (51, 60)


@pytest.mark.parametrize("answer", ["57–71 months", "57 to 71 months", "57-71", "[57, 71]", "57 – 71 months' imprisonment", "The guideline range is 57 to 71 months.", "4 years and 9 months to 5 years and 11 months", "<answer>57–71 months</answer>"])
def test_a_range_may_be_written_in_many_ways(answer: str) -> None:
    assert verify(CHECK, answer, "57–71 months").score == 1


@pytest.mark.parametrize("answer", ["57–72 months", "57", "57–71 years", "level 25, 57–71 months", "57–71 months or 63–78 months", "71–57", "57.5–71", "life", "57 months to life", "", "x" * 5000, "not 57–71 months"])
def test_a_range_that_is_close_or_unclear_is_wrong(answer: str) -> None:
    assert verify(CHECK, answer, "57–71 months").score == 0


def test_life_and_years_are_read() -> None:
    assert verify(CHECK, "30 years to life", "360 months to life").score == 1
    assert verify(CHECK, "life imprisonment", "life").score == 1
    assert verify(CHECK, "ten years", "120 months").score == 0
    assert verify(CHECK, "10 years", "120 months").score == 1
    assert verify(CHECK, "120 months", "long").score is None


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.05)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
