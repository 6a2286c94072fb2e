"""Budgets recomputed from the parameters alone: exact fractions, rays, a table of the light-curtain rule."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from domains.robotics.families import robot_budgets
from domains.robotics.families.robot_budgets import FAMILY, curtain_distance, field_distance
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def exact(value: float) -> Fraction:
    return Fraction(str(value))


def curtain(millis: int, capability: int) -> Fraction:
    """ISO 13855:2010, §6.2.3, in exact millimetres."""
    if capability > 40:
        return Fraction(16 * millis, 10) + 850
    c = max(0, 8 * capability - 112)
    if 2 * millis + c <= 500:
        return Fraction(max(100, 2 * millis + c))
    return max(Fraction(500), Fraction(16 * millis, 10) + c)


def expected(p: dict[str, Any]) -> Fraction | float | str:
    kind = p["kind"]
    if kind == "runtime" and "load" in p:
        return Fraction(p["energy"] * p["share"], 100 * p["load"])
    if kind == "runtime":
        power = p["drive"] + Fraction(p["board"] * p["current"], 1000)
        return exact(p["volts"]) * exact(p["charge"]) * p["share"] / 100 / power * 60
    if kind == "duty":
        joules, seconds = sum(w * s for w, s in p["cycle"]), sum(s for _, s in p["cycle"])
        usable = Fraction(p["energy"] * p["share"], 100) * 3600
        if "home" not in p:
            return usable / joules * seconds / 3600
        count, left = 0, usable - exact(p["home"]) * 3600
        while left >= joules:
            left -= joules
            count += 1
        return str(count)
    if kind == "radius":
        usable = (
            p["energy"]
            * Fraction(p["health"], 100)
            * Fraction(100 - p["cold"], 100)
            * Fraction(100 - p["reserve"], 100)
        )
        (out, back), (fast, slow) = p["powers"], p["speeds"]
        return (usable - p["task"]) * 3600 / (out / exact(fast) + back / exact(slow))
    if kind == "gear":
        return exact(p["torque"]) * p["ratio"] * p["efficiency"] / 100
    if kind == "gear_power":
        return p["milli"] / 1000 * p["speed"] / 60 * math.tau * p["efficiency"] / 100
    if kind == "gear_needed":
        eta = Fraction(p["efficiency"], 100)
        return exact(p["load"]) / p["ratio"] * 1000 * (eta if p["braking"] else 1 / eta)
    if kind == "joint":
        # two point masses: the payload at the end, the link's at its middle
        lever = math.cos(math.radians(p["angle"])) * p["length"]
        static = 9.81 * (p["payload"] * lever + p["link"] * lever / 2)
        return static * p["safety"] / p["ratio"] / p["efficiency"] * 100
    if kind == "grip":
        return exact(p["kilograms"]) * Fraction(981, 100) * exact(p["safety"]) / exact(p["mu"]) / 2
    if kind == "grip_moving":
        total = math.hypot(9.81, p["acceleration"]) if p["sideways"] else 9.81 + p["acceleration"]
        return p["grams"] / 1000 * total * p["safety"] / p["mu"] / 2
    if kind == "window":
        needed = (
            Fraction(p["grams"], 1000)
            * (exact(p["acceleration"]) + exact(9.81))
            * exact(p["safety"])
            / exact(p["mu"])
            / 2
        )
        if exact(p["setting"]) > exact(p["crush"]) * 8 / 10:
            return "may be crushed"
        return "may slip" if exact(p["setting"]) < needed else "held safely"
    if kind == "separation":
        return p["speed"] * exact(p["seconds"]) + p["extra"]
    if kind == "separation_sum":
        return Fraction(2 * (p["machine"] + p["device"] + p["control"]) + 8 * (p["capability"] - 14))
    if kind == "curtain":
        distance = curtain(p["millis"], p["capability"])
        return distance if "mounted" not in p else "far enough" if p["mounted"] >= distance else "too near"
    if kind == "scanner":
        return (
            Fraction(16, 10) * (p["machine"] + p["device"])
            + max(850, 1200 - Fraction(4, 10) * p["height"])
            + p["ranging"]
        )
    if kind == "monitoring":
        person, robot = exact(p["person"]), exact(p["robot"])
        return person * (p["react"] + p["stop"]) + robot * p["react"] + p["brake"] + p["intrusion"] + p["errors"]
    if kind == "pixel":
        return 2000 * p["distance"] * math.tan(math.radians(p["angle"]) / 2) / p["pixels"]
    if kind == "defect":
        return p["defect"] / p["needed"] * p["pixels"] / 2 / math.tan(math.radians(p["angle"]) / 2)
    # floor strip by casting rays at a thousandth of a degree
    seen = [
        p["height"] / math.tan(math.radians(beta))
        for k in range(1001)
        if (beta := p["tilt"] - p["angle"] / 2 + p["angle"] * k / 1000) > 0.01
    ]
    return min(p["reach"], max(seen)) - min(seen)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_follow_from_the_parameters(level: int) -> None:
    for made_at, problem in MADE:
        if made_at == level:
            right = expected(dict(problem.parameters))
            if isinstance(right, str):
                assert problem.answer == right, problem.question
            else:
                given = float(problem.answer.split()[0])
                assert abs(given - right) <= 0.006 * abs(right), (problem.question, given, float(right))


def test_light_curtain_values_worked_by_hand() -> None:
    # (T in s, d in mm) -> S in mm; the boundary of 500 mm, the floors of 100 and 500 mm, the class above 40 mm
    table = {(0.03, 14): 100, (0.1, 30): 328, (0.25, 14): 500, (0.251, 14): 500, (0.3, 30): 608, (0.2, 30): 500,
             (0.2, 41): 1170, (0.4, 70): 1490, (0.4, 40): 848}  # fmt: skip
    for (seconds, capability), distance in table.items():
        assert curtain_distance(seconds, capability) == pytest.approx(distance)
    assert [field_distance(0.5, height) for height in (0, 300, 875, 1000)] == [2000, 1880, 1650, 1650]


def test_grip_force_balances_the_weight() -> None:
    force = robot_budgets.grip_force(0.8, 9.81 + 2.0, 0.4, 1.0)
    assert 2 * 0.4 * force == pytest.approx(0.8 * 11.81)


def test_values_are_those_of_real_robots() -> None:
    for _, problem in MADE:
        number = problem.answer.split()[0]
        if problem.answer.endswith(" mm") and problem.parameters["kind"] != "pixel":
            assert 20 <= float(number) <= 15_000, problem.question
        if problem.answer.endswith(" h"):
            assert 0.5 <= float(number) <= 12, problem.question
        if problem.answer.endswith(" N"):
            assert 0.04 <= float(number) <= 1_200, problem.question


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.4)
