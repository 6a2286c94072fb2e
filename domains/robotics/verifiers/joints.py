"""Joint solutions: right when forward kinematics puts the tip where it was asked to be, inside the limits.

So any solution is accepted, unless the question asks for one elbow or for all of them. Reason codes besides the common
ones: ``target_missed``, ``outside_limits``, ``other_branch``, ``solution_missing``, ``solution_repeated``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from curate.verifiers import Verdict
from domains.robotics.verifiers.components import read
from domains.robotics.verifiers.pose import apart

_NONE = re.compile(
    r"\b(?:no|not|none|un|out of|outside|beyond|cannot|can't|impossible|infeasible|unreachable)\b", re.IGNORECASE
)


def tip(arm: str, links: Sequence[float], joints: Sequence[float]) -> list[float]:
    """Where the tip is: [x, y, φ] of a planar arm, [x, y] of a polar one, [x, y, z] of one with a waist.

    Args:
        arm: ``planar`` (revolute joints, each angle relative to the link before, φ their sum), ``polar`` (angle, then the
            distance from the base) or ``waist`` (waist angle, then shoulder and elbow in the vertical plane; `links` are
            the shoulder's height, upper arm and forearm).
        joints: degrees; metres for the polar arm's second.
    """
    if arm == "polar":
        angle, distance = math.radians(joints[0]), joints[1]
        return [distance * math.cos(angle), distance * math.sin(angle)]
    if arm == "waist":
        height, upper, fore = links
        waist, shoulder, elbow = (math.radians(joint) for joint in joints)
        out = upper * math.cos(shoulder) + fore * math.cos(shoulder + elbow)
        up = height + upper * math.sin(shoulder) + fore * math.sin(shoulder + elbow)
        return [out * math.cos(waist), out * math.sin(waist), up]
    x = y = total = 0.0
    for length, joint in zip(links, joints):
        total += joint
        x += length * math.cos(math.radians(total))
        y += length * math.sin(math.radians(total))
    return [x, y, total]


def check(
    answer: str,
    gold: str,
    *,
    arm: str,
    links: Sequence[float],
    target: Sequence[float],
    tolerance: float,
    limits: Sequence[Sequence[float]] | None = None,
    elbow: int | None = None,
    same_branch: bool = False,
    every: bool = False,
    names: Sequence[str] | None = None,
) -> Verdict:
    """Do the joint values put the tip on the target?

    Args:
        arm, links: see `tip`; metres. target: [x, y], [x, y, φ in degrees] or [x, y, z].
        tolerance: how far the tip may be from the target, in metres.
        limits: (lowest, highest) of each joint, in degrees.
        elbow: index of the joint whose size the target's distance fixes; it may be 1.5° off the gold solution's (a nearly
            straight arm hardly moves with it).
        same_branch: the elbow's sign has to be the gold solution's.
        every: all solutions of the gold answer are asked for, in any order. A gold answer of ``unreachable`` takes any
            wording that says so.
        names: of the joints, θ1, θ2 … unless given.
    """
    names = list(names or (f"θ{k + 1}" for k in range(2 if arm == "polar" else 3 if arm == "waist" else len(links))))
    units = ["deg", "m"] if arm == "polar" else ["deg"] * len(names)
    if re.search("unreachable", gold, re.IGNORECASE):
        says_none = read(answer, names, units) is None and _NONE.search(answer) is not None
        return Verdict(float(says_none), "accepted_wording" if says_none else "different")
    try:
        right = read(gold, names, units)
        if right is None or any(math.dist(tip(arm, links, joints)[:2], target[:2]) > tolerance for joints in right):
            return Verdict(None, "gold_unreadable")
    except (TypeError, ValueError, IndexError):
        return Verdict(None, "arguments_unreadable")
    given = read(answer, names, units)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if not every and len(given) > 1:
        return Verdict(0.0, "answer_ambiguous")
    for joints in given:
        reached = tip(arm, links, joints)
        places = 3 if arm == "waist" else 2
        if math.dist(reached[:places], target[:places]) > tolerance:
            return Verdict(0.0, "target_missed")
        if arm == "planar" and len(target) == 3 and apart(reached[2], target[2], "deg") > 0.5:
            return Verdict(0.0, "target_missed")
        if limits is not None and any(not _inside(*each) for each in zip(joints, limits, units)):
            return Verdict(0.0, "outside_limits")
        if elbow is not None:
            size, wanted = abs(_half(joints[elbow])), abs(_half(right[0][elbow]))
            if abs(size - wanted) > 1.5:
                return Verdict(0.0, "target_missed")
            if same_branch and wanted > 1.5 and _half(joints[elbow]) * _half(right[0][elbow]) < 0:
                return Verdict(0.0, "other_branch")
    if every:
        matches = [
            next((k for k, gold_joints in enumerate(right) if _same(joints, gold_joints)), None) for joints in given
        ]
        if None in matches or len(set(matches)) != len(matches):
            return Verdict(0.0, "solution_repeated")
        if len(matches) < len(right):
            return Verdict(0.0, "solution_missing")
    equal = len(given) == len(right) and all(math.dist(a, b) < 1e-9 for a, b in zip(given, right))
    return Verdict(1.0, "equal" if equal else "within_tolerance")


def _half(degrees: float) -> float:
    """The angle in [−180°, 180°)."""
    return (degrees + 180) % 360 - 180


def _inside(joint: float, limits: Sequence[float], unit: str) -> bool:
    low, high = limits
    if unit == "m":
        return low - 0.002 <= joint <= high + 0.002
    return any(low - 0.06 <= joint + turn <= high + 0.06 for turn in (-360, 0, 360))


def _same(joints: Sequence[float], others: Sequence[float]) -> bool:
    return all(apart(a, b, "deg") <= 2 for a, b in zip(joints, others))
