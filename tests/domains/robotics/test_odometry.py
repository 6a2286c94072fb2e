"""Odometry against numerical integration (Runge-Kutta) of the wheel speeds."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from domains.robotics.families.odometry import FAMILY, arc
from domains.robotics.verifiers.components import read
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 500)
State = tuple[float, float, float]


def integrated(
    start: list[float], speed: float, rate: Callable[[float], float], time: float, steps: int = 60
) -> list[float]:
    """Pose after driving with a forward speed and a turning rate; heading in degrees in and out."""
    x, y, heading = start[0], start[1], math.radians(start[2])
    h = time / steps

    def slope(angle: float) -> State:
        return speed * math.cos(angle), speed * math.sin(angle), rate(angle)

    for _ in range(steps):
        a = slope(heading)
        b = slope(heading + h / 2 * a[2])
        c = slope(heading + h / 2 * b[2])
        d = slope(heading + h * c[2])
        x += h / 6 * (a[0] + 2 * b[0] + 2 * c[0] + d[0])
        y += h / 6 * (a[1] + 2 * b[1] + 2 * c[1] + d[1])
        heading += h / 6 * (a[2] + 2 * b[2] + 2 * c[2] + d[2])
    return [x, y, math.degrees(heading)]


def by_wheels(start: list[float], left: float, right: float, track: float) -> list[float]:
    """One second with these wheel paths."""
    return integrated(start, (left + right) / 2, lambda _: (right - left) / track, 1.0)


def expected(p: dict[str, Any]) -> list[float]:
    kind, start = p["kind"], p.get("pose", [])
    if kind == "wheels":
        return by_wheels(start, *p["paths"], p["track"])
    if kind == "ticks":
        left, right = (ticks / p["resolution"] * math.pi * p["diameter"] / 1000 for ticks in p["ticks"])
        return by_wheels(start, left, right, p["track"] / 1000)
    if kind == "timed":
        if "speeds" in p:
            left, right = (speed * p["time"] for speed in p["speeds"])
            return by_wheels(start, left, right, p["track"])
        speed, rate = p["command"]
        return integrated(start, speed, lambda _: rate, p["time"])
    if kind == "bicycle":
        # speed of 1 m/s at the rear axle; the front wheel forces the turning rate
        return integrated(start, 1.0, lambda _: math.tan(math.radians(p["steer"])) / p["base"], p["path"])
    if kind == "segments":
        for left, right in p["paths"]:
            start = by_wheels(start, left, right, p["track"])
        return list(start)
    track = p["each"] / (math.pi * p["turns"])
    return by_wheels(start, *p["paths"], track)


def test_answers_are_where_integration_leads() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] == "radius":
            left, right = p["speeds"]
            assert abs(float(problem.answer.split()[0]) - abs(p["track"] / 2 * (right + left) / (right - left))) < 6e-4
            continue
        right_pose = expected(p)
        groups = read(problem.answer, ("x", "y", "θ"), ("m", "m", "deg"))
        assert groups is not None
        x, y, heading = groups[0]
        assert math.dist((x, y), right_pose[:2]) < 1.6e-3, (problem.question, right_pose)
        assert abs((heading - right_pose[2] + 180) % 360 - 180) < 0.08, (problem.question, right_pose)
        assert -180 < heading <= 180


def test_arcs_close_and_join() -> None:
    assert arc((1, 2, 30), 2 * math.pi, 360)[:2] == pytest.approx((1, 2))
    assert arc((0, 0, 0), 1, 0) == (1, 0, 0)
    halfway = arc((0, 0, 0), 0.5, 40)
    assert arc(halfway, 0.5, 40) == pytest.approx(arc((0, 0, 0), 1, 80))


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
