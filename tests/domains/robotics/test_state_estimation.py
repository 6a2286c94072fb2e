"""Filters against other ways to the same posterior: information form, least squares over all steps, enumeration."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from domains.robotics.families.state_estimation import FAMILY, moved, probability, seen, update
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def information(
    mean: float, variance: float, moves: list[float], process: float, readings: list[float | None], noise: float
) -> tuple[float, float]:
    """Posterior of the last position from the normal equations over all positions at once; None: no reading."""
    size = len(moves) + 1
    matrix, vector = np.zeros((size, size)), np.zeros(size)
    matrix[0, 0] += 1 / variance
    vector[0] += mean / variance
    for k, step in enumerate(moves):
        row = np.zeros(size)
        row[k], row[k + 1] = -1, 1
        matrix += np.outer(row, row) / process
        vector += row * step / process
    for k, reading in enumerate(readings):
        if reading is not None:
            at = k + 1 if moves else 0
            matrix[at, at] += 1 / noise
            vector[at] += reading / noise
    inverse = np.linalg.inv(matrix)
    return float((inverse @ vector)[-1]), float(inverse[-1, -1])


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    if kind == "fusion":
        design, z = np.ones((len(p["sigmas"]), 1)), np.array(p["readings"])
        weight = np.diag([1e4 / s**2 for s in p["sigmas"]])
        covariance = np.linalg.inv(design.T @ weight @ design)
        fused = float((covariance @ design.T @ weight @ z)[0])
        return fused if p["wanted"] == "mean" else 100 * float(covariance[0, 0]) ** 0.5
    if kind == "kalman":
        mean, variance = information(p["mean"], p["variance"], p["moves"], p["process"], p["readings"], p["noise"])
        return mean if p["wanted"] == "mean" else variance
    if kind == "gated":
        kept: list[float | None] = []
        for k, reading in enumerate(p["readings"]):
            moves = p["moves"][: k + 1]
            ahead, spread = information(p["start"], p["variance"], moves, p["process"], [*kept, None], p["noise"])
            good = reading is not None and (reading - ahead) ** 2 <= p["gate"] * (spread + p["noise"])
            kept.append(reading if good else None)
        mean, variance = information(p["start"], p["variance"], p["moves"], p["process"], kept, p["noise"])
        return mean if p["wanted"] == "mean" else variance
    if kind == "gate":
        return "accept" if (p["reading"] - p["mean"]) ** 2 <= p["gate"] * (p["variance"] + p["noise"]) else "reject"
    if kind == "occupancy":
        ratio, bound = p["start"] / (1 - p["start"]), math.exp(p["clamp"] or 50)
        for hit in p["readings"]:
            q = p["hit"] if hit else p["miss"]
            ratio *= q / (1 - q) * (1 - p["prior"]) / p["prior"]
            ratio = min(bound, max(1 / bound, ratio))
        return ratio / (1 + ratio)
    if kind == "tracked":
        a, b, c = p["p"]
        f, h = np.array([[1, p["dt"]], [0, 1]]), np.array([[1.0, 0.0]])
        ahead = f @ np.array([p["x"], p["v"]])
        spread = f @ np.array([[a, b], [b, c]]) @ f.T + np.diag(p["q"])
        after = np.linalg.inv(np.linalg.inv(spread) + h.T @ h / p["noise"])  # information form
        state = after @ (np.linalg.inv(spread) @ ahead + h[0] * p["reading"] / p["noise"])
        found = {"position": state[0], "velocity": state[1], "variance": after[0, 0], "gain": after[1, 0] / p["noise"]}
        return float(found[p["wanted"]])
    # histogram: enumerate starting cells and moves
    weights = [0.0] * p["size"]
    for start, advance in product(range(p["size"]), range(3)):
        likely = p["right"] if start in p["doors"] else p["wrong"]
        weight = (likely if p["observed"][0] else 1 - likely) * p["kernel"][advance]
        end = (start + advance) % p["size"]
        if len(p["observed"]) == 2:
            likely = p["right"] if end in p["doors"] else p["wrong"]
            weight *= likely if p["observed"][1] else 1 - likely
        weights[end] += weight
    return weights[p["cell"]] / sum(weights)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_are_the_posterior_found_another_way(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        p = dict(problem.parameters)
        right = expected(p)
        if isinstance(right, str):
            assert problem.answer == right, problem.question
            continue
        if problem.arguments.get("unit") == "%":
            right *= 100
        given = float(problem.answer.split()[0])
        allowed = problem.arguments.get("absolute") or problem.arguments["relative"] * abs(right)
        assert abs(given - right) <= 0.6 * allowed, (problem.question, given, right)


def test_an_update_is_the_product_of_two_bells() -> None:
    grid = np.linspace(-10, 20, 60_001)
    density = np.exp(-((grid - 3) ** 2) / 2 / 0.8) * np.exp(-((grid - 5) ** 2) / 2 / 0.3)
    density /= density.sum()
    mean = float((grid * density).sum())
    variance = float(((grid - mean) ** 2 * density).sum())
    assert update(3, 0.8, 5, 0.3) == pytest.approx((mean, variance), abs=1e-6)


def test_thruns_door_example() -> None:
    # Probabilistic Robotics, §2.4.2: prior 0.5, p(sense open | open) 0.6, given closed 0.2 -> 0.75; after pushing 0.95
    belief = seen([0.5, 0.5], [0.6, 0.2])
    assert belief == pytest.approx([0.75, 0.25])
    pushed = [belief[0] + 0.8 * belief[1], 0.2 * belief[1]]
    assert pushed == pytest.approx([0.95, 0.05])
    assert round(seen(pushed, [0.6, 0.2])[0], 3) == 0.983
    assert moved([1, 0, 0, 0], [0.1, 0.8, 0.1]) == [0.1, 0.8, 0.1, 0]
    assert probability(0) == 0.5


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.4)
