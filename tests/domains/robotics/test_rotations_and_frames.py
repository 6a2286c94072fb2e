"""Rotations and frames against scipy's Rotation, built from the parameters alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.robotics.families.rotations_and_frames import FAMILY, product, quaternion, slerp
from domains.robotics.verifiers import pose
from domains.robotics.verifiers.components import read
from domains.robotics.verifiers.rotation import check, read_quaternion
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

pytest.importorskip("scipy")
from scipy.spatial.transform import Rotation, Slerp

MADE = problems(FAMILY, 500)


def wxyz(rotation: Any) -> list[float]:
    x, y, z, w = rotation.as_quat()
    return [w, x, y, z]


def of(values: list[float]) -> Any:
    return Rotation.from_quat([*values[1:], values[0]])


def about(axis: str, degrees: float) -> Any:
    return Rotation.from_euler(axis, degrees, degrees=True)


def expected(p: dict[str, Any]) -> Any:
    kind = p["kind"]
    if kind == "axis":
        return wxyz(
            Rotation.from_rotvec(np.array(p["axis"]) * (p["angle"] if p["radians"] else np.radians(p["angle"])))
        )
    if kind == "turn":
        return about(p["axis"], p["angle"]).apply(p["point"])
    if kind == "frame":
        return about(p["axis"], p["angle"]).apply(p["seen"]) + p["sensor"]
    if kind.startswith("order"):
        (first, a), (second, b) = p["turns"]
        # lower case: fixed axes, upper case: the body's own
        sequence = first + second if p["fixed"] else (first + second).upper()
        rotation = Rotation.from_euler(sequence, [a, b], degrees=True)
        return rotation.apply(p["point"]) if "point" in p else wxyz(rotation)
    if kind == "hand-eye":
        inside = about("x", p["tilt"]).apply(p["seen"]) + p["mount"]
        return about("z", p["yaw"]).apply(inside) + p["grip"]
    if kind == "inwards":
        x, y, heading = p["robot"]
        mx, my, height, pan = p["sensor"]
        inside = about("z", heading).inv().apply(np.array(p["target"]) - [x, y, 0])
        return about("z", pan).inv().apply(inside - [mx, my, height])
    if kind == "apart":
        return np.degrees((of(p["first"]).inv() * of(p["second"])).magnitude())
    if kind == "between":
        path = Slerp([0, 1], Rotation.concatenate([of(p["first"]), of(p["second"])]))
        return wxyz(path(p["share"]))
    return Rotation.from_euler("ZYX", p["angles"], degrees=True)


def test_answers_are_scipys() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        right = expected(p)
        if p["kind"] == "gimbal":
            yaw = float(problem.answer.split()[-1].rstrip("°"))
            again = Rotation.from_euler("ZYX", [yaw, p["angles"][1], 0], degrees=True)
            assert (right.inv() * again).magnitude() < 1e-6, problem.question
        elif p["kind"] == "apart":
            assert abs(float(problem.answer.rstrip("°")) - right) < 0.15, problem.question
        elif problem.answer_type == "rotation":
            mine = read_quaternion(problem.answer)
            assert mine is not None
            gap = min(max(abs(a - sign * b) for a, b in zip(mine, right)) for sign in (1, -1))
            assert gap < 4e-4, (problem.question, right)
        else:
            groups = read(problem.answer, ("x", "y", "z"), ("m", "m", "m"))
            assert groups is not None
            assert np.allclose(groups[0], right, atol=6e-4), (problem.question, right)


def test_products_and_interpolation_of_known_rotations() -> None:
    quarter_x, quarter_z = quaternion((1, 0, 0), 90), quaternion((0, 0, 1), 90)
    assert product(quarter_z, quarter_x) == pytest.approx((0.5, 0.5, 0.5, 0.5))
    assert slerp((1, 0, 0, 0), quarter_z, 0.5) == pytest.approx(quaternion((0, 0, 1), 45))
    assert slerp((1, 0, 0, 0), (-1, 0, 0, 0), 0.5) == pytest.approx((1, 0, 0, 0))


GOLD = "(0.8660, 0.0000, 0.0000, 0.5000)"


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("(-0.866, 0, 0, -0.5)", 1),
        ("0.866 + 0.5k", 1),
        ("0.866 + 0i + 0j + 0.5k", 1),
        ("w = 0.866, x = 0, y = 0, z = 0.5", 1),
        ("qz = 0.5, qw = 0.866, qx = 0, qy = 0", 1),
        ("(√3/2, 0, 0, 1/2)", 1),
        ("(0, 0, 0.5, 0.866)", 0),
        ("(0.866, 0, 0, -0.5)", 0),
        ("(1.732, 0, 0, 1)", 0),
        ("(0.866, 0, 0.5)", 0),
        ("60° about z", 0),
        ("", 0),
    ],
)
def test_quaternions_are_right_up_to_their_sign(answer: str, score: float) -> None:
    assert check(answer, GOLD).score == score


def test_a_quaternion_that_is_not_of_unit_length_gives_no_score() -> None:
    assert check(GOLD, "(1, 0, 0, 1)").score is None


POSE: dict[str, Any] = {"names": ["x", "y", "φ"], "units": ["m", "m", "deg"], "tolerance": [0.001, 0.001, 0.1]}
PLACE = "x = 0.374 m, y = 0.512 m, φ = 65.0°"


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("(0.374, 0.512, 65)", 1),
        ("(0.374, 0.512) m, 65°", 1),
        ("374 mm, 512 mm, 1.1345 rad", 1),
        ("y = 0.512, x = 0.374, θ = 65 deg", 1),
        ("x = 37.4 cm and y = 51.2 cm, heading −295°", 1),
        (r"\(x = 0.374\), \(y = 0.512\), \(\phi = 65^\circ\)", 1),
        ("x = 0.374, y = 0.512, φ = 13π/36", 1),
        ("x = 0.374 m, y = 0.512 m, φ = 66°", 0),
        ("x = 0.374 m, y = 0.515 m, φ = 65°", 0),
        ("x = 0.374°, y = 0.512 m, φ = 65°", 0),
        ("x = 0.374 m, y = 0.512 m", 0),
        ("x = 0.374, 0.512, 65", 0),
        ("not (0.374, 0.512, 65)", 0),
        ("(0.374, 0.512, 65) or (0, 0, 0)", 0),
    ],
)
def test_poses_are_read_with_units_names_and_turns(answer: str, score: float) -> None:
    assert pose.check(answer, PLACE, **POSE).score == score


@given(st.text(max_size=120))
@settings(deadline=None, max_examples=150)
def test_no_text_makes_the_checkers_raise(text: str) -> None:
    assert check(text, GOLD).score in (0, 1)
    assert pose.check(text, PLACE, **POSE).score in (0, 1)
    pose.check(PLACE, text, **POSE)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
