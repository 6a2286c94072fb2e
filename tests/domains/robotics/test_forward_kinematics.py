"""Forward kinematics against MuJoCo: the arm is built as a chain of bodies from the parameters alone."""

from __future__ import annotations

import math
from typing import Any

import pytest

from domains.robotics.families.forward_kinematics import FAMILY, denavit_hartenberg, planar
from domains.robotics.verifiers.components import read
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)
from tests.domains.robotics.mujoco_arms import chain, flat

MADE = problems(FAMILY, 500)


def about_x(degrees: float) -> str:
    half = math.radians(degrees) / 2
    return f"{math.cos(half)} {math.sin(half)} 0 0"


def by_table(rows: list[list[float]], tool: list[float], convention: str) -> list[float]:
    """Standard: the fixed part after each joint; modified: the fixed part before it."""
    bodies = []
    position, turn = "0 0 0", "1 0 0 0"
    for theta, d, a, alpha in rows:
        if convention == "standard":
            bodies.append((position, turn, "0 0 1", theta))
            position, turn = f"{a} 0 {d}", about_x(alpha)
        else:
            half = math.radians(alpha)
            bodies.append((f"{a} {-d * math.sin(half)} {d * math.cos(half)}", about_x(alpha), "0 0 1", theta))
    if convention == "standard":
        bodies.append((position, turn, "0 0 1", 0.0))
    return chain(bodies, " ".join(map(str, tool)))


def expected(p: dict[str, Any]) -> list[float]:
    kind = p["kind"]
    if kind == "planar":
        angles = p.get("angles") or p.get("degrees") or [math.degrees(angle) for angle in p["radians"]]
        return [*flat(p["lengths"], angles)[:2], sum(angles)]
    if kind == "cylindrical":
        bodies = [(f"0 0 {p['height']}", "1 0 0 0", "0 0 1", p["angle"])]
        return chain(bodies, f"{sum(p['reach'])} 0 0")
    if kind == "drive":
        first, second = p["readings"]
        return flat(p["lengths"], [first, second - first if p["belt"] else second])[:2]
    if kind == "table":
        return by_table(p["rows"], p["tool"], p["convention"])
    if kind == "scara":
        x, y, turn = p["base"]
        column, stroke, quill = p["heights"]
        first, second = p["lengths"]
        bodies = [
            (f"{x} {y} 0", "1 0 0 0", "0 0 1", turn),
            (f"0 0 {column}", "1 0 0 0", "0 0 1", p["angles"][0]),
            (f"{first} 0 0", "1 0 0 0", "0 0 1", p["angles"][1]),
        ]
        return chain(bodies, f"{second} 0 {-stroke - quill}")
    if kind == "waist":
        height, upper, fore, tool = p["lengths"]
        waist, shoulder, elbow = p["angles"]
        level = -(shoulder + elbow)
        bodies = [
            ("0 0 0", "1 0 0 0", "0 0 1", waist),
            (f"0 0 {height}", "1 0 0 0", "0 -1 0", shoulder),
            (f"{upper} 0 0", "1 0 0 0", "0 -1 0", elbow),
            (f"{fore} 0 0", "1 0 0 0", "0 -1 0", level),
        ]
        return chain(bodies, f"0 0 {-tool}" if p["down"] else f"{tool} 0 0")
    turned = [motor / gear for motor, gear in zip(p["motor"], p["gear"])]
    relative = turned[1] - turned[0] if p["coupled"] else turned[1]
    return flat(p["lengths"], [90 - turned[0], -relative])[:2]


def test_answers_are_where_mujoco_puts_the_tip() -> None:
    for _, problem in MADE:
        right = expected(dict(problem.parameters))
        names = problem.arguments["names"]
        groups = read(problem.answer, names, problem.arguments["units"])
        assert groups is not None
        for name, given, wanted in zip(names, groups[0], right):
            assert abs(given - wanted) <= (0.06 if name == "φ" else 6e-4), (problem.question, right)


def test_textbook_values() -> None:
    # Spong, Hutchinson & Vidyasagar, §3.3: planar elbow arm, x = a1 c1 + a2 c12, y = a1 s1 + a2 s12
    assert planar((1, 1), (0, 90))[:2] == pytest.approx((1, 1))
    rows = [(30.0, 0.0, 1.0, 0.0), (45.0, 0.0, 0.5, 0.0)]
    assert denavit_hartenberg(rows, (0, 0, 0), "standard")[:2] == pytest.approx(planar((1, 0.5), (30, 45))[:2])
    # Craig, §3.7: PUMA 560 with all joints at zero; the wrist centre is at (a2 + a3, d3, −d4)
    puma = [(0, 0, 0, 0), (0, 0, 0, -90), (0, 0.125, 0.432, 0), (0, 0.432, -0.02, -90), (0, 0, 0, 90), (0, 0, 0, -90)]
    wrist = denavit_hartenberg([tuple(map(float, row)) for row in puma], (0, 0, 0), "modified")  # type: ignore[misc]
    assert wrist == pytest.approx((0.412, 0.125, -0.432))


def test_arms_stand_above_the_floor_and_do_not_fold_onto_themselves() -> None:
    for _, problem in MADE:
        p = problem.parameters
        if p["kind"] in ("planar", "scara") and "angles" in p:
            assert all(15 <= abs(angle) <= 150 for angle in p["angles"][1:])


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
