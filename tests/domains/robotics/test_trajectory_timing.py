"""Timing against ruckig's time-optimal profiles (no jerk limit) and sampled polynomials."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from domains.robotics.families.trajectory_timing import FAMILY, cruise_speed, least_time
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

ruckig = pytest.importorskip("ruckig")
MADE = problems(FAMILY, 500)


def duration(axes: list[list[float]], braking: float | None = None, start: float = 0.0) -> float:
    """Least time of axes [distance, speed, acceleration], synchronised, from `start` speed to rest."""
    count = len(axes)
    given = ruckig.InputParameter(count)
    given.current_position = given.current_acceleration = given.target_velocity = given.target_acceleration = [
        0.0
    ] * count
    given.current_velocity = [start] * count
    given.target_position = [axis[0] for axis in axes]
    given.max_velocity = [axis[1] for axis in axes]
    given.max_acceleration = [axis[2] for axis in axes]
    given.max_jerk = [math.inf] * count
    if braking is not None:
        given.min_acceleration = [-braking]
    found = ruckig.Trajectory(count)
    ruckig.Ruckig(count).calculate(given, found)
    return float(found.duration)


def peaks(quintic: bool) -> tuple[float, float]:
    """Largest speed and acceleration of the unit time law, by differences of samples."""
    n = 4000

    def law(t: float) -> float:
        return 10 * t**3 - 15 * t**4 + 6 * t**5 if quintic else 3 * t**2 - 2 * t**3

    values = [law(k / n) for k in range(n + 1)]
    speeds = [(b - a) * n for a, b in pairwise(values)]
    return max(speeds), max(abs(b - a) * n for a, b in pairwise(speeds))


PEAKS = {quintic: peaks(quintic) for quintic in (False, True)}


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind in ("move", "which"):
        if p.get("of") == "peak":
            return math.sqrt(p["distance"] * p["acceleration"])
        return duration([[p["distance"], p["speed"], p["acceleration"]]])
    if kind == "geared":
        return duration([[p["distance"], p["rpm"] / 60 * 360 / p["gear"], p["acceleration"]]])
    if kind == "screw":
        return duration([[p["distance"] / 1000, p["rpm"] / 60 * p["lead"] / 1000, p["acceleration"]]])
    if kind == "synchronised":
        return duration([axis[1:] for axis in p["axes"]])
    if kind == "unequal":
        return duration([[p["distance"], p["speed"], p["up"]]], p["down"], p["start"])
    fastest, hardest = PEAKS[p["quintic"]] if "quintic" in p else (0.0, 0.0)
    if kind == "peak":
        return p["distance"] / p["time"] * fastest if p["of"] == "speed" else p["distance"] / p["time"] ** 2 * hardest
    return max(p["distance"] * fastest / p["speed"], math.sqrt(p["distance"] * hardest / p["acceleration"]))


def test_times_are_ruckigs() -> None:
    for _, problem in MADE:
        p: dict[str, Any] = dict(problem.parameters)
        given = float(problem.answer.replace("°", " ").split()[0])
        if p["kind"] == "slowed":
            together = duration([axis[1:] for axis in p["axes"]])
            (mine,) = (axis for axis in p["axes"] if axis[0] == p["asked"])
            assert given < mine[2]
            assert abs(duration([[mine[1], given, mine[3]]]) - together) < 0.01 * together, problem.question
        else:
            right = expected(p)
            assert abs(given - right) <= (0.006 if problem.answer.endswith(" s") else 1.5e-3 * right + 6e-4), (
                problem.question
            )


def test_a_move_just_long_enough_has_the_same_time_by_both_formulas() -> None:
    assert least_time(0.25, 0.5, 1) == pytest.approx(2 * math.sqrt(0.25))
    assert cruise_speed(1, 1, least_time(1, 0.5, 1)) == pytest.approx(0.5)


def test_limits_are_those_of_drives() -> None:
    for _, problem in MADE:
        if problem.answer.endswith(" s"):
            assert 0.05 <= float(problem.answer.split()[0]) <= 60, problem.question


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
