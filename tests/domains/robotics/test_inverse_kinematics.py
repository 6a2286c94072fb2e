"""Inverse kinematics: solutions put into MuJoCo, their number found by a scan over the first joint."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.robotics.families.inverse_kinematics import FAMILY, two_links
from domains.robotics.verifiers.components import read
from domains.robotics.verifiers.joints import check
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)
from tests.domains.robotics.mujoco_arms import chain, flat

MADE = problems(FAMILY, 500)


def scanned(x: float, y: float, first: float, second: float) -> list[tuple[float, float]]:
    """All (θ1, θ2) in degrees: where the elbow is l2 away from the target, by steps of 0.05°."""
    found = []
    gaps = []
    for k in range(7200):
        angle = math.radians(k / 20)
        gaps.append(math.hypot(x - first * math.cos(angle), y - first * math.sin(angle)) - second)
    for k in range(7200):
        if (gaps[k] < 0) != (gaps[(k + 1) % 7200] < 0):
            shoulder = math.radians((k + abs(gaps[k]) / (abs(gaps[k]) + abs(gaps[(k + 1) % 7200]))) / 20)
            fore = math.atan2(y - first * math.sin(shoulder), x - first * math.cos(shoulder))
            found.append((math.degrees(shoulder), math.degrees(fore - shoulder)))
    return found


def half(degrees: float) -> float:
    return (degrees + 180) % 360 - 180


def solutions(problem: Any) -> list[list[float]]:
    arguments = problem.arguments
    names = arguments.get("names") or [f"θ{k + 1}" for k in range(len(arguments["links"]))]
    units = ["deg", "m"] if arguments["arm"] == "polar" else ["deg"] * len(names)
    return read(problem.answer, names, units) or []


def test_solutions_put_the_tip_on_the_target_in_mujoco() -> None:
    for _, problem in MADE:
        p: dict[str, Any] = dict(problem.parameters)
        if p["kind"] in ("count", "every", "both"):
            continue
        (joints,) = solutions(problem)
        if p["kind"] == "telescope":
            tip = [p["base"][0], p["base"][1]]
            tip = [
                tip[0] + joints[1] * math.cos(math.radians(joints[0])),
                tip[1] + joints[1] * math.sin(math.radians(joints[0])),
            ]
            wanted = p["target"]
        elif p["kind"] == "waist":
            height, upper, fore = p["lengths"]
            bodies = [
                ("0 0 0", "1 0 0 0", "0 0 1", joints[0]),
                (f"0 0 {height}", "1 0 0 0", "0 -1 0", joints[1]),
                (f"{upper} 0 0", "1 0 0 0", "0 -1 0", joints[2]),
            ]
            tip, wanted = chain(bodies, f"{fore} 0 0"), p["target"]
        else:
            tip, wanted = flat(p["lengths"], joints), p.get("target") or p["pose"][:2]
        assert math.dist(tip[: len(wanted)], wanted) < 0.003 * sum(p.get("lengths", [1])), problem.question
        if "pose" in p:
            assert abs(half(sum(joints) - p["pose"][2])) < 0.2
        if p.get("sign"):
            assert p["sign"] * half(joints[1]) > 0
        if "limits" in p:
            assert all(low <= joint <= high for joint, (low, high) in zip(joints, p["limits"]))


def test_the_number_of_solutions_is_what_a_scan_finds() -> None:
    for _, problem in MADE:
        p: dict[str, Any] = dict(problem.parameters)
        if p["kind"] == "count":
            count = len(scanned(*p["target"], *p["lengths"]))
            if problem.answer != "one solution":
                assert {2: "two solutions", 0: "unreachable"}[count] == problem.answer, problem.question
            else:
                distance = math.hypot(*p["target"])
                assert (
                    min(abs(distance - sum(p["lengths"])), abs(distance - abs(p["lengths"][0] - p["lengths"][1])))
                    < 1e-9
                )
        elif p["kind"] in ("every", "both"):
            if p["kind"] == "every":
                x, y, phi = p["pose"]
                hand = p["lengths"][2]
                x, y = x - hand * math.cos(math.radians(phi)), y - hand * math.sin(math.radians(phi))
                found = [(a, b, phi - a - b) for a, b in scanned(x, y, *p["lengths"][:2])]
                kept = [
                    joints
                    for joints in found
                    if all(low <= half(joint) <= high for joint, (low, high) in zip(joints, p["limits"]))
                ]
            else:
                bx, by, turn = p["base"]
                spun = complex(p["target"][0] - bx, p["target"][1] - by) / complex(
                    math.cos(math.radians(turn)), math.sin(math.radians(turn))
                )
                kept = scanned(spun.real, spun.imag, *p["lengths"])  # type: ignore[assignment]
            given_ = solutions(problem)
            assert (problem.answer == "unreachable") == (not kept)
            assert len(given_) == len(kept)
            for joints in kept:
                assert any(all(abs(half(a - b)) < 0.4 for a, b in zip(joints, other)) for other in given_), (
                    problem.question
                )


def test_the_textbook_triangle() -> None:
    # equal links, target at √2 of their length: elbow bent by 90° (Lynch & Park, §6.1)
    assert two_links(1, 1, 1, 1)[0] == pytest.approx((0, 90))
    assert two_links(2, 0, 1, 1) == [pytest.approx((0, 0))]
    assert two_links(3, 0, 1, 1) == []


ARM: dict[str, Any] = {"arm": "planar", "links": [0.4, 0.3], "target": [0.4, 0.3], "tolerance": 0.002, "elbow": 1}
GOLD = "θ1 = 0.0°, θ2 = 90.0°"


@pytest.mark.parametrize(
    ("answer", "more", "score", "reason"),
    [
        ("(0, 90)", {}, 1, "equal"),
        ("θ1 = 73.74°, θ2 = -90°", {}, 1, "within_tolerance"),
        ("theta_1 = 0 rad, theta_2 = π/2", {}, 1, "equal"),
        ("θ1 = 360°, θ2 = 90°", {}, 1, "within_tolerance"),
        ("θ1 = 73.74°, θ2 = -90°", {"same_branch": True}, 0, "other_branch"),
        ("θ1 = 73.74°, θ2 = -90°", {"limits": [[-90, 60], [-150, 150]]}, 0, "outside_limits"),
        ("θ1 = 1°, θ2 = 90°", {}, 0, "target_missed"),
        ("(0, 90) or (73.74, -90)", {}, 0, "answer_ambiguous"),
        ("unreachable", {}, 0, "answer_unreadable"),
        ("the arm", {}, 0, "answer_unreadable"),
    ],
)
def test_joint_answers_are_put_back(answer: str, more: dict[str, Any], score: float, reason: str) -> None:
    verdict = check(answer, GOLD, **ARM, **more)
    assert (verdict.score, verdict.reason) == (score, reason)


def test_all_solutions_are_wanted_where_all_are_asked_for() -> None:
    gold = "(0.0°, 90.0°) or (73.7°, -90.0°)"
    both = {"every": True, **ARM}
    assert check("(73.74°, -90°) or (0°, 90°)", gold, **both).score == 1
    assert check("(0°, 90°)", gold, **both).reason == "solution_missing"
    assert check("(0°, 90°) or (0°, 90°)", gold, **both).reason == "solution_repeated"
    assert check("No solution exists", "unreachable", **both).score == 1
    assert check("(0°, 90°)", "unreachable", **both).score == 0
    assert check("(0°, 90°)", "(5°, 90°)", **both).score is None


def test_a_nearly_straight_arm_does_not_pass_with_a_bent_elbow() -> None:
    straight = {"arm": "planar", "links": [0.4, 0.3], "target": [0.7, 0.0], "tolerance": 0.002, "elbow": 1}
    assert check("(0, 0)", "(0, 0)", **straight).score == 1
    assert check("(-1.7, 4)", "(0, 0)", **straight).score == 0


@given(st.text(max_size=120))
@settings(deadline=None, max_examples=150)
def test_no_text_makes_the_checker_raise(text: str) -> None:
    assert check(text, GOLD, **ARM).score in (0, 1)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
