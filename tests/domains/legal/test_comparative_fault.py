"""Apportionment, worked out again from the parameters in decimals, party by party."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from domains.legal.families.comparative_fault import FAMILY, barred, recovery
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)


def loses(fault: int, regime: str) -> bool:
    limit = {"pure": 101, "50": 50, "51": 51, "contributory": 1}[regime]
    return fault >= limit


def portion(total: int | Decimal, percent: int) -> Decimal:
    return Decimal(total) * Decimal(percent) / Decimal(100)


def expected(p: dict[str, Any]) -> Decimal:
    kind = p["kind"]
    if kind == "direct":
        return Decimal(p["damages"]) - portion(p["damages"], p["fault"])
    if kind == "items":
        return sum((portion(value, 100 - p["fault"]) for value in p["values"]), Decimal(0))
    if kind == "several":
        return sum((portion(value, p["one"]) for value in p["values"]), Decimal(0))
    if kind == "bar":
        return Decimal(0) if loses(p["fault"], p["regime"]) else portion(p["damages"], 100 - p["fault"])
    if kind == "collect":
        return portion(p["damages"], sum(p["shares"]))
    if kind == "contribution":
        return portion(p["damages"], p["shares"][1])
    if kind == "reallocation":
        # spread the uncollectible share in proportion, party by party
        parties = [p["fault"], *p["shares"][:-1]]
        loss = portion(p["damages"], p["shares"][-1])
        return portion(p["damages"], p["shares"][0]) + loss * p["shares"][0] / sum(parties)
    if kind == "settled":
        left = Decimal(p["damages"]) - portion(p["damages"], p["fault"])
        two = 100 - p["fault"] - p["one"]
        return max(Decimal(0), left - (p["paid"] if p["tanto"] else portion(p["damages"], two)))
    if kind == "threshold":
        if loses(p["fault"], p["regime"]):
            return Decimal(0)
        total = p["economic"] + min(p["pain"], p["cap"])
        if p["one"] >= p["limit"]:
            return max(Decimal(0), portion(total, 100 - p["fault"]) - p["paid"])
        return portion(total, p["one"])
    claims = []
    for damages, fault in ((p["first"], p["fault"]), (p["second"], 100 - p["fault"])):
        claims.append(Decimal(0) if loses(fault, p["regime"]) else portion(damages, 100 - fault))
    return abs(claims[0] - claims[1])


def test_answers_follow_the_stated_regime() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters)).quantize(Decimal(1), ROUND_HALF_UP)
        assert problem.answer == f"${right:,}", problem.question


@pytest.mark.parametrize(
    ("fault", "bars"),
    [(0, []), (1, ["contributory"]), (49, ["contributory"]), (50, ["50", "contributory"]),
     (51, ["50", "51", "contributory"])],
)
def test_the_bars_differ_where_they_should(fault: int, bars: list[str]) -> None:
    assert [regime for regime in ("50", "51", "contributory", "pure") if barred(fault, regime)] == bars


def test_recovery_never_exceeds_the_damages() -> None:
    for fault in range(101):
        for regime in ("pure", "50", "51", "contributory"):
            assert 0 <= recovery(100_000, fault, regime) <= 100_000


def test_nothing_is_not_the_usual_answer() -> None:
    assert sum(problem.answer == "$0" for _, problem in MADE) < len(MADE) / 6


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
