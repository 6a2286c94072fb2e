"""Jacobians against MuJoCo's, gravity torques against the slope of the potential energy, least norms against numpy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from domains.robotics.families.jacobians import FAMILY, jacobian
from domains.robotics.verifiers.components import read
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)
from tests.domains.robotics.mujoco_arms import tip_jacobian

MADE = problems(FAMILY, 500)


def potential_energy(p: dict[str, Any], angles: list[float]) -> float:
    """Joules; angles in radians."""
    (l1, l2), (m1, m2, load), (a1, a2) = p["lengths"], p["masses"], p["centres"]
    first, second = angles[0], angles[0] + angles[1]
    elbow = l1 * math.sin(first)
    heights = (a1 * math.sin(first), elbow + a2 * math.sin(second), elbow + l2 * math.sin(second))
    return 9.81 * sum(mass * height for mass, height in zip((m1, m2, load), heights))


def expected(p: dict[str, Any]) -> list[float] | str:
    kind = p["kind"]
    if kind == "singular":
        j = [abs(np.linalg.det(tip_jacobian(p["lengths"], [a, b]))) for a, b in zip(p["firsts"], p["elbows"])]
        return "ABC"[j.index(max(j) if p["largest"] else min(j))]
    if kind == "gravity":
        start = [math.radians(angle) for angle in p["angles"]]
        slopes = []
        for k in range(2):
            up, down = list(start), list(start)
            up[k] += 1e-5
            down[k] -= 1e-5
            slopes.append((potential_energy(p, up) - potential_energy(p, down)) / 2e-5)
        return slopes
    j = tip_jacobian(p["lengths"], p["angles"])
    if kind == "velocity":
        factor = {"rad/s": 1, "°/s": math.pi / 180, "rpm": 2 * math.pi / 60}[p["unit"]]
        return list(j @ (np.array(p["rates"]) * factor))
    if kind == "static":
        first, second = p["force"]
        force = (
            [first * math.cos(math.radians(second)), first * math.sin(math.radians(second))]
            if p["polar"]
            else p["force"]
        )
        return list(j.T @ force)
    if kind == "tool":
        turn = math.radians(sum(p["angles"])) if p["own"] else 0.0
        force = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) @ p["force"]
        return list(j.T @ force)
    if kind == "rates":
        speed, direction = p["motion"][0] / 1000, math.radians(p["motion"][1])
        return list(np.linalg.solve(j, [speed * math.cos(direction), speed * math.sin(direction)]))
    if kind == "fastest":
        direction = math.radians(p["direction"])
        unit = np.linalg.solve(j, [math.cos(direction), math.sin(direction)])
        return [min(math.radians(limit) / abs(rate) for limit, rate in zip(p["limits"], unit))]
    return list(np.linalg.pinv(j) @ p["velocity"])


def test_answers_follow_from_mujocos_jacobian() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
            continue
        if problem.verifier == "number":
            given = [float(problem.answer.split()[0])]
        else:
            groups = read(problem.answer, problem.arguments["names"], problem.arguments["units"])
            assert groups is not None
            given = groups[0]
        size = max(abs(value) for value in right)
        for mine, theirs in zip(given, right):
            assert abs(mine - theirs) <= 2e-3 * size + (0.006 if problem.answer.endswith("m") else 6e-4), (
                problem.question,
                right,
            )


def test_the_determinant_is_l1_l2_sin_theta2() -> None:
    for first in (-70, 10, 120):
        for elbow in (-150, -30, 45, 90):
            assert np.linalg.det(jacobian((0.5, 0.3), (first, elbow))) == pytest.approx(
                0.15 * math.sin(math.radians(elbow))
            )


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
