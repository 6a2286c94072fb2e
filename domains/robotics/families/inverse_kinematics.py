"""Inverse kinematics: from the place of the tip to joint values.

In: a seeded generator and a level. Out: one problem whose answer is a joint solution (checked by putting it back into
forward kinematics), a set of solutions, or a label that says how many there are.

Two links (Craig, Introduction to Robotics, 3rd ed., §4.4; Lynch & Park, Modern Robotics, 2017, §6.1):

    cos θ2 = (x² + y² − l1² − l2²) / (2·l1·l2)
    θ1 = atan2(y, x) − atan2(l2·sin θ2, l1 + l2·cos θ2)

A third link of given direction φ is taken off first; a waist turns the vertical plane of the other two joints. A target
is in reach when |l1 − l2| ≤ r ≤ l1 + l2.

Worked example: links of 0.4 m and 0.3 m, target (0.4, 0.3): the elbow is bent by a right angle.

>>> [tuple(round(angle, 2) + 0.0 for angle in pair) for pair in two_links(0.4, 0.3, 0.4, 0.3)]
[(0.0, 90.0), (73.74, -90.0)]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, Pairs, checked_problem, label_problem
from domains.robotics.figures import cosine_and_sine, fixed, plain, rounded, term, vector, wrapped
from domains.robotics.settings import arm_story
from domains.wording import spin

CHECKER = "domains.robotics.verifiers.joints:check"


def two_links(x: float, y: float, first: float, second: float) -> list[tuple[float, float]]:
    """(θ1, θ2) in degrees, the one with positive θ2 first; one when the arm is straight or folded, none out of reach."""
    cosine = (x * x + y * y - first * first - second * second) / (2 * first * second)
    if abs(cosine) > 1 + 1e-12:
        return []
    found = []
    for sign in (1, -1):
        elbow = sign * math.acos(max(-1.0, min(1.0, cosine)))
        shoulder = math.atan2(y, x) - math.atan2(second * math.sin(elbow), first + second * math.cos(elbow))
        found.append((wrapped(math.degrees(shoulder)), math.degrees(elbow)))
    return found if abs(cosine) < 1 - 1e-12 else found[:1]


def within(joints: Sequence[float], limits: Sequence[Sequence[float]]) -> bool:
    """True when every joint lies inside its (lowest, highest) degrees."""
    return all(low <= joint <= high for joint, (low, high) in zip(joints, limits))


HEADING = "{Data|Given|Dimensions and target|Geometry|The task in numbers|Known values|Target and links}"
AXES = (
    "{The base joint sits at the origin|The origin is at the base joint|Joint 1 is the origin} and angles are positive {counter-clockwise|anticlockwise}",
    "{Angles count|Count angles} positive {counter-clockwise|anticlockwise}, from a base frame with its origin {in|at} joint 1",
)
RELATIVE = (
    "θ1 is measured from the x axis, {θ2 from the extended line of link 1|the elbow angle θ2 from the direction of link 1}",
    "{take|measure} θ1 from the x axis and {each further angle from the link before it|every later joint angle from the preceding link}",
)
FORM = (
    "{Give|State|Report|Write} {the angles|your answer|the result|$names} in degrees{, to one decimal| with one decimal|, rounded to 0.1°}",
    "{Answer|Finish} with $names in degrees (one decimal)",
    "{The answer|The result} {should read|is wanted as} $names in degrees to 1 decimal",
)
ASK = (
    "{Which joint angles put the $end there|Find the joint angles|What are the joint angles|Compute the joint angles that reach the target|How must the joints be set"
    "|Solve the inverse kinematics for the $end|To which angles do the joints have to go|Work out the joint angles}"
)
END = "{tip|end-effector|tool point|gripper}"


def _said(names: Sequence[str], values: Sequence[float]) -> str:
    return vector(names, values, ["deg"] * len(names), [1] * len(names))


def _form(rng: Random, names: Sequence[str]) -> str:
    return spin(rng, rng.choice(FORM), names=", ".join(names[:-1]) + " and " + names[-1])


def _elbow(
    x: float, y: float, first: float, second: float, sign: int, at: str = "x² + y²"
) -> tuple[Pairs, float, float]:
    """Lines of the two-link solution with the elbow's sign, and (θ1, θ2) to 0.01° as printed."""
    squared = rounded(x * x + y * y, 6)
    cosine = rounded((squared - first * first - second * second) / (2 * first * second), 5)
    elbow = rounded(sign * math.degrees(math.acos(max(-1.0, min(1.0, cosine)))), 2)
    c, s = cosine_and_sine(elbow)
    along, across = rounded(first + second * c, 5), rounded(second * s, 5)
    beta, gamma = rounded(math.degrees(math.atan2(y, x)), 2), rounded(math.degrees(math.atan2(across, along)), 2)
    shoulder = rounded(beta - gamma, 2)
    lines = [
        ("work", f"r² = {at} = {term(x, 5)}² + {term(y, 5)}² = {plain(squared)}"),
        ("say", f"cos θ2 = ({plain(squared)} − {plain(first)}² − {plain(second)}²) / (2 × {plain(first)} × {plain(second)}) = {plain(cosine, 5)}"),
        ("say", f"θ2 = {'' if sign > 0 else '−'}arccos({plain(cosine, 5)}) → {fixed(elbow, 2)}°"),
        ("say", f"l1 + l2·cos θ2 = {plain(first)} + {plain(second)} × {term(c, 5)} = {plain(along, 5)} and l2·sin θ2 = {plain(second)} × {term(s, 5)} = {plain(across, 5)}"),
        ("say", f"the target lies in direction atan2({plain(y, 5)}, {plain(x, 5)}) → {fixed(beta, 2)}°, and link 1 is off it by atan2({plain(across, 5)}, {plain(along, 5)}) → {fixed(gamma, 2)}°"),
        ("then", f"θ1 = {fixed(beta, 2)}° − {'(' if gamma < 0 else ''}{fixed(gamma, 2)}°{')' if gamma < 0 else ''} = {fixed(shoulder, 2)}°" + (f", the same as {fixed(wrapped(shoulder), 2)}°" if abs(shoulder) > 180 else "")),
    ]  # fmt: skip
    return lines, rounded(wrapped(shoulder), 2), elbow


def _put_back(lengths: Sequence[float], joints: Sequence[float]) -> str:
    """Forward kinematics of a planar arm at the solution."""
    directions = [rounded(sum(joints[: k + 1]), 2) for k in range(len(joints))]
    pairs = [cosine_and_sine(direction) for direction in directions]
    x = sum(le * c for le, (c, _) in zip(lengths, pairs))
    y = sum(le * s for le, (_, s) in zip(lengths, pairs))
    along = " + ".join(f"{plain(le)} × {term(c, 5)}" for le, (c, _) in zip(lengths, pairs))
    across = " + ".join(f"{plain(le)} × {term(s, 5)}" for le, (_, s) in zip(lengths, pairs))
    named = ", ".join(f"{fixed(direction, 2)}°" for direction in directions)
    return f"{{put back|back into forward kinematics}} with link directions {named}: x = {along} = {fixed(x, 3)} m and y = {across} = {fixed(y, 3)} m"


def _reachable_point(rng: Random) -> tuple[list[float], float, float, int]:
    """Link lengths, a target (to the millimetre) that they reach with a bent elbow, and an elbow sign."""
    lengths = [rng.randrange(25, 61) / 100, rng.randrange(18, 51) / 100]
    first, elbow = math.radians(rng.randint(-170, 180)), math.radians(rng.randint(30, 130))
    x = rounded(lengths[0] * math.cos(first) + lengths[1] * math.cos(first + elbow), 3)
    y = rounded(lengths[0] * math.sin(first) + lengths[1] * math.sin(first + elbow), 3)
    return lengths, x, y, rng.choice((1, -1))


def _two_link_traps(
    x: float, y: float, lengths: Sequence[float], joints: Sequence[float]
) -> list[tuple[list[float], str]]:
    shoulder, elbow = joints
    beta = math.degrees(math.atan2(y, x))
    return [
        ([wrapped(2 * beta - shoulder), elbow], "turned link 1 to the wrong side of the line to the target"),
        ([beta, elbow], "pointed link 1 straight at the target"),
        ([shoulder, 180 - abs(elbow)], "took the inner angle of the triangle for the elbow's angle"),
        ([shoulder, wrapped(shoulder + elbow)], "gave the direction of link 2 instead of its angle to link 1"),
        ([shoulder, -elbow], "changed the elbow's sign without changing θ1"),
    ]


def _links_and_target(rng: Random, lengths: Sequence[float], x: float, y: float, unit: str) -> list[tuple[str, str]]:
    scale, decimals = {"m": (1, 3), "mm": (1000, 0), "cm": (100, 1)}[unit]
    facts = [
        (f"{{link length l{k}|l{k}|length l{k}}}", f"{plain(length * scale)} {unit}")
        for k, length in enumerate(lengths, 1)
    ]
    point = f"({plain(x * scale, decimals)}, {plain(y * scale, decimals)}) {unit}"
    return [*facts, ("{target (x, y)|target point (x, y)|wanted position (x, y) of the tip}", point)]


def _planar(
    rng: Random,
    level: int,
    exercise: Exercise,
    lengths: Sequence[float],
    target: Sequence[float],
    joints: Sequence[float],
    wrong: Sequence[tuple[Sequence[float], str]],
    **more: Any,
) -> Problem:
    names = [f"θ{k}" for k in range(1, len(lengths) + 1)]
    return checked_problem(
        rng, level, exercise, _said(names, joints), [(_said(names, other), trap) for other, trap in wrong],
        answer_type="joints", verifier=CHECKER,
        arguments={"arm": "planar", "links": list(lengths), "target": list(target), "tolerance": rounded(0.0025 * sum(lengths), 5), "elbow": 1, **more},
        form=_form(rng, names),
    )  # fmt: skip


def _branch(rng: Random, level: int) -> Problem:
    """Level 1: metres, with the elbow's sign named; level 2: millimetres or centimetres, and either elbow will do."""
    say = partial(spin, rng)
    lengths, x, y, sign = _reachable_point(rng)
    unit = "m" if level == 1 else rng.choice(("mm", "cm"))
    free = level == 2 and rng.random() < 0.5
    lines, shoulder, elbow = _elbow(x, y, lengths[0], lengths[1], sign)
    side = "positive" if sign > 0 else "negative"
    wish = (
        say("{Any solution will do|Either elbow position is fine|If there are two solutions, give either of them|One of the two solutions is enough}")
        if free
        else say("{Take|Choose|Give} the {solution|configuration} with {a |}$side {elbow angle |}θ2", side=side).replace("with a positive θ2", "with positive θ2").replace("with a negative θ2", "with negative θ2")
    )  # fmt: skip
    facts = _links_and_target(rng, lengths, x, y, unit)
    scale = {"mm": 1000, "cm": 100, "m": 1}[unit]
    convert: Pairs = [] if unit == "m" else [
        ("then", f"in metres: x = {plain(x * scale, 1)} / {scale} = {plain(x)}, y = {plain(y * scale, 1)} / {scale} = {plain(y)}, l1 = {plain(lengths[0] * scale)} / {scale} = {plain(lengths[0])}, l2 = {plain(lengths[1] * scale)} / {scale} = {plain(lengths[1])}")
    ]  # fmt: skip
    steps = [
        (
            "facts",
            ", ".join(f"{spin(rng, name.split('|')[1])} = {value}" for name, value in facts[:2])
            + f", target {facts[2][1]}",
        ),
        (
            "rule",
            "{the cosine rule gives the elbow|cos θ2 = (r² − l1² − l2²) / (2·l1·l2)}, then θ1 = atan2(y, x) − atan2(l2·sin θ2, l1 + l2·cos θ2)",
        ),
        *convert,
        *lines,
        ("check", _put_back(lengths, (shoulder, elbow))),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts,
        [rng.choice(AXES), rng.choice(RELATIVE), wish], say(ASK, end=say(END)), steps,
        {"kind": "two", "lengths": lengths, "target": [x, y], "sign": 0 if free else sign}, 9 if level == 1 else 12, heading=HEADING,
    )  # fmt: skip
    return _planar(
        rng, level, exercise, lengths, (x, y), (shoulder, elbow),
        _two_link_traps(x, y, lengths, (shoulder, elbow)), same_branch=not free,
    )  # fmt: skip


def _telescope(rng: Random, level: int) -> Problem:
    """Level 1: a swivelling telescope; level 2: its base stands away from the origin, lengths in millimetres."""
    say = partial(spin, rng)
    distance, angle = rng.randrange(350, 1201) / 1000, math.radians(rng.randint(-175, 178))
    moved = level == 2
    base = (rng.randrange(-80, 81) / 100, rng.randrange(-80, 81) / 100) if moved else (0.0, 0.0)
    x, y = rounded(base[0] + distance * math.cos(angle), 3), rounded(base[1] + distance * math.sin(angle), 3)
    dx, dy = rounded(x - base[0], 3), rounded(y - base[1], 3)
    turn, reach = rounded(math.degrees(math.atan2(dy, dx)), 2), rounded(math.hypot(dx, dy), 4)
    facts = [
        (
            "{target (x, y)|target point (x, y)|wanted position (x, y) of the tip}",
            f"({plain(x * 1000, 0)}, {plain(y * 1000, 0)}) mm" if moved else f"({plain(x)}, {plain(y)}) m",
        )
    ]
    if moved:
        facts.append(("{base axis (x, y)|position (x, y) of the base axis}", f"({plain(base[0])}, {plain(base[1])}) m"))
    steps = [
        ("facts", ", ".join(f"{name.split('|')[1].strip('{}')} {value}" for name, value in facts)),
        ("rule", "{the telescope points from the base axis to the target|the arm lies on the line from the base axis to the target}: θ = atan2(Δy, Δx) and r = sqrt(Δx² + Δy²)"),
        *([("then", f"in metres the target is {plain(x * 1000, 0)} / 1000 = {plain(x)} and {plain(y * 1000, 0)} / 1000 = {plain(y)}; from the base axis Δx = {plain(x)} − {term(base[0])} = {plain(dx)}, Δy = {plain(y)} − {term(base[1])} = {plain(dy)}")] if moved else []),
        ("work", f"r = sqrt({term(dx)}² + {term(dy)}²) = {fixed(reach, 4)} m"),
        ("say", f"θ = atan2({plain(dy)}, {plain(dx)}) → {fixed(turn, 2)}°; {{the signs of both differences decide the quadrant|Δx is {'negative' if dx < 0 else 'not negative'}, so arctan(Δy/Δx) alone {'would be half a turn off' if dx < 0 else 'is right here'}}}"),
        ("check", f"r × cos θ = {fixed(reach, 4)} × {term(cosine_and_sine(turn)[0], 5)} = {fixed(reach * cosine_and_sine(turn)[0], 3)} and r × sin θ = {fixed(reach, 4)} × {term(cosine_and_sine(turn)[1], 5)} = {fixed(reach * cosine_and_sine(turn)[1], 3)}, {{the target again|as wanted}}{' from the base axis' if moved else ''}"),
    ]  # fmt: skip

    def said(turned: float, length: float) -> str:
        return vector(("θ", "r"), (turned, length), ("deg", "m"), (1, 3))

    plain_arctan = math.degrees(math.atan(dy / dx)) if dx else 90.0
    wrong = [
        (said(plain_arctan, reach), "used arctan(y/x) and lost the quadrant"),
        (said(math.degrees(math.atan2(dx, dy)), reach), "exchanged x and y"),
        (said(-turn, reach), "lost the sign of y"),
        (said(turn, abs(dx) + abs(dy)), "added the coordinates instead of taking the hypotenuse"),
        (said(wrapped(turn + 180), reach), "pointed from the target to the base"),
        (
            said(math.degrees(math.atan2(y, x)), math.hypot(x, y)),
            "measured from the origin instead of from the base axis",
        ),
    ]
    exercise = Exercise(
        arm_story(rng, say("{swivelling|rotating} telescopic {arm|manipulator}")), facts,
        ["θ is measured {counter-clockwise|anticlockwise} from the x axis, r from the base axis to the tip{, and r is positive|}", "" if moved else "{The base axis is the origin|The origin lies on the base axis}", "" if rng.random() < 0.5 else "{θ lies between −180° and 180°|Give θ between −180° and 180°}"],
        say("{Which θ and r reach the target|Find θ and r|What swivel angle θ and length r are needed|Compute the swivel angle θ and the length r|How must θ and r be set}"), steps,
        {"kind": "telescope", "target": [x, y], "base": list(base)}, 4 + 4 * moved, heading=HEADING,
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, said(turn, reach), wrong, answer_type="joints", verifier=CHECKER,
        arguments={"arm": "polar", "links": [], "target": [dx, dy], "tolerance": 0.003, "names": ["θ", "r"]},
        form=say("{Give|State|Report} θ in degrees {to|with} one decimal and r in metres {to|with} three decimals"),
    )  # fmt: skip


LABELS = ("two solutions", "one solution", "unreachable")


def _count(rng: Random, level: int) -> Problem:
    """Level 3: how many solutions? The ring between |l1 − l2| and l1 + l2 decides, and its inner edge is forgotten."""
    say = partial(spin, rng)
    lengths = [rng.randrange(30, 66) / 100, rng.randrange(12, 41) / 100]
    if abs(lengths[0] - lengths[1]) < 0.06:
        lengths[1] = rounded(lengths[0] - 0.1, 2)
    longest, shortest = rounded(sum(lengths), 2), rounded(abs(lengths[0] - lengths[1]), 2)
    case = rng.choice(("inside", "inside", "hole", "hole", "beyond", "outer edge", "inner edge"))
    if "edge" in case:
        p, q, h = rng.choice(((3, 4, 5), (4, 3, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (1, 0, 1), (0, 1, 1)))
        radius = longest if case == "outer edge" else shortest
        # lengths that make the edge a point with few decimals: a multiple of the hypotenuse
        unit = max(1, round(radius * 100 / h))
        radius = unit * h / 100
        if case == "outer edge":
            lengths[1] = rounded(max(0.1, radius - lengths[0]), 2)
            lengths[0] = rounded(radius - lengths[1], 2)
        else:
            lengths[0] = rounded(lengths[1] + radius, 2)
        x, y = rng.choice((-1, 1)) * p * unit / 100, rng.choice((-1, 1)) * q * unit / 100
    else:
        low, high = {
            "inside": (shortest + 0.02, longest - 0.02),
            "hole": (0.3 * shortest, shortest - 0.012),
            "beyond": (longest + 0.012, longest * 1.25),
        }[case]
        radius, angle = rng.uniform(low, high), math.radians(rng.randint(-179, 180))
        x, y = (
            rounded(radius * math.cos(angle), 2 if case == "inside" else 3),
            rounded(radius * math.sin(angle), 2 if case == "inside" else 3),
        )
    longest, shortest = rounded(sum(lengths), 2), rounded(abs(lengths[0] - lengths[1]), 2)
    squared = round(x * x + y * y, 6)
    distance = math.sqrt(squared)
    answer = (
        "one solution"
        if squared in (round(longest**2, 6), round(shortest**2, 6))
        else "two solutions"
        if shortest < distance < longest
        else "unreachable"
    )
    slip = (
        f"looking at the outer edge alone: {fixed(distance, 4)} is below {plain(longest)}, yet the arm cannot fold closer than {plain(shortest)} m"
        if distance < shortest
        else f"comparing with the longer link alone ({plain(max(lengths))} m) instead of with the sum and the difference"
        if answer != "one solution"
        else "counting two solutions because elbow up and elbow down are always two; here the arm is straight or folded and both fall together"
    )
    where = {
        "two solutions": f"{plain(shortest)} < {fixed(distance, 4)} < {plain(longest)}: elbow up and elbow down both work, two solutions",
        "one solution": f"r equals {'the sum: the arm is stretched' if abs(distance - longest) < 1e-6 else 'the difference: the arm is folded back'}, so there is one solution",
        "unreachable": f"{fixed(distance, 4)} is {'less than ' + plain(shortest) if distance < shortest else 'more than ' + plain(longest)}, so the target can't be reached",
    }[answer]
    cosine = (squared - lengths[0] ** 2 - lengths[1] ** 2) / (2 * lengths[0] * lengths[1])
    steps = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, target ({plain(x)}, {plain(y)}) m"),
        ("rule", "{a two-link arm reaches|the reach is} the ring |l1 − l2| ≤ r ≤ l1 + l2; inside it there are two solutions, on an edge one, elsewhere none"),
        ("work", f"r = sqrt({term(x)}² + {term(y)}²) = {fixed(distance, 4)} m"),
        ("say", f"the edges are {plain(max(lengths))} − {plain(min(lengths))} = {plain(shortest)} m and {plain(lengths[0])} + {plain(lengths[1])} = {plain(longest)} m"),
        ("then", where),
        ("mistake", slip),
        ("check", f"cos θ2 = ({plain(squared)} − {plain(lengths[0])}² − {plain(lengths[1])}²) / (2 × {plain(lengths[0])} × {plain(lengths[1])}) = {fixed(cosine, 4)}, which is {'between −1 and 1' if answer == 'two solutions' else 'at the limit' if answer == 'one solution' else 'outside −1 … 1'}"),
    ]  # fmt: skip
    facts = _links_and_target(rng, lengths, x, y, "m")
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts,
        ["{Both joints turn without limits|Neither joint has limits|There are no joint limits}, and the links may pass over each other", "{Angles that differ by whole turns count as the same|Count solutions that differ by full turns once}", "{The base joint is at the origin|Joint 1 sits at the origin}"],
        say("{How many joint solutions are there|In how many ways can the $end reach the target|How many inverse kinematics solutions exist|What can be said about the joint solutions for the $end}", end=say(END)), steps,
        {"kind": "count", "lengths": lengths, "target": [x, y]}, 6, heading=HEADING,
    )  # fmt: skip
    traps = [
        (
            "two solutions" if answer != "two solutions" else "unreachable",
            "compared with one link alone"
            if answer != "unreachable"
            else ("looked at the outer edge alone" if math.hypot(x, y) < sum(lengths) else "forgot to compare r with l1 + l2"),
        )
    ]
    return label_problem(rng, level, exercise, answer, LABELS, traps, "confused the cases of the reachable ring")


def _limited(rng: Random, level: int) -> Problem:
    """Level 3: joint limits decide which of the two solutions can be used; the other is the one that comes first."""
    say = partial(spin, rng)
    for _ in range(30):
        lengths, x, y, _sign = _reachable_point(rng)
        pairs = two_links(x, y, lengths[0], lengths[1])
        if len(pairs) < 2:
            continue
        sign = rng.choice((1, -1, -1))
        keep, lose = pairs if sign > 0 else pairs[::-1]
        kept, lost = [round(angle) for angle in keep], [round(angle) for angle in lose]
        joint = rng.choice((0, 1))
        limits = [[-170, 170], [-150, 150]]
        between = round((kept[joint] + lost[joint]) / 2)
        if abs(kept[joint] - lost[joint]) > 24:
            limits[joint][0 if kept[joint] > lost[joint] else 1] = between
        if (
            within(keep, limits)
            and not within(lose, limits)
            and all(
                min(abs(a - low), abs(a - high)) > 3 for pair in (keep, lose) for a, (low, high) in zip(pair, limits)
            )
        ):
            break
    else:
        return _count(rng, level)
    lines, shoulder, elbow = _elbow(x, y, lengths[0], lengths[1], sign)
    bad = [k for k in (0, 1) if not limits[k][0] <= lose[k] <= limits[k][1]]
    steps = [
        (
            "facts",
            f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, target ({plain(x)}, {plain(y)}) m; {limits[0][0]}° ≤ θ1 ≤ {limits[0][1]}°, {limits[1][0]}° ≤ θ2 ≤ {limits[1][1]}°",
        ),
        (
            "rule",
            "{there are two elbow solutions|an elbow can bend either way}: θ2 = ±arccos((r² − l1² − l2²) / (2·l1·l2)); keep the one whose joints are all inside their limits",
        ),
        *lines,
        (
            "mistake",
            f"taking the other elbow: ({fixed(lose[0], 1)}°, {fixed(lose[1], 1)}°) reaches the same point, but θ{bad[0] + 1} = {fixed(lose[bad[0]], 1)}° is outside {limits[bad[0]][0]}° … {limits[bad[0]][1]}°",
        ),
        ("say", f"({fixed(shoulder, 1)}°, {fixed(elbow, 1)}°) is inside both ranges"),
        ("check", _put_back(lengths, (shoulder, elbow))),
    ]
    facts = [
        *_links_and_target(rng, lengths, x, y, "m"),
        ("{allowed range of θ1|range of joint 1 (θ1)|permitted range of θ1}", f"{limits[0][0]}° to {limits[0][1]}°"),
        ("{allowed range of θ2|range of joint 2 (θ2)|permitted range of θ2}", f"{limits[1][0]}° to {limits[1][1]}°"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts,
        [rng.choice(AXES), rng.choice(RELATIVE), "{Both joints must stay|The joints have to stay} inside their {ranges|limits}"],
        say(ASK, end=say(END)), steps,
        {"kind": "limited", "lengths": lengths, "target": [x, y], "limits": limits}, 12, heading=HEADING,
    )  # fmt: skip
    wrong = [
        (list(lose), f"took the elbow that breaks the limit of θ{bad[0] + 1}"),
        *_two_link_traps(x, y, lengths, (shoulder, elbow)),
    ]
    return _planar(rng, level, exercise, lengths, (x, y), (shoulder, elbow), wrong, limits=limits)


def _oriented_arm(rng: Random) -> tuple[list[float], list[float], float, float, float]:
    """Three lengths, three joints (whole degrees) and the tip's pose (x and y to the millimetre)."""
    lengths = [rng.randrange(30, 61) / 100, rng.randrange(22, 51) / 100, rng.randrange(6, 21) / 100]
    joints = [
        float(rng.randint(-140, 150)),
        float(rng.choice((1, -1)) * rng.randint(30, 120)),
        float(rng.randint(-90, 90)),
    ]
    x = y = total = 0.0
    for length, joint in zip(lengths, joints):
        total += joint
        x, y = x + length * math.cos(math.radians(total)), y + length * math.sin(math.radians(total))
    return lengths, joints, rounded(x, 3), rounded(y, 3), wrapped(total)


def _oriented(rng: Random, level: int) -> Problem:
    """Level 4: three links and a wanted direction: take the hand off, solve the elbow, then the wrist."""
    say = partial(spin, rng)
    lengths, joints, x, y, phi = _oriented_arm(rng)
    sign = 1 if joints[1] > 0 else -1
    c, s = cosine_and_sine(phi)
    wx, wy = rounded(x - lengths[2] * c, 5), rounded(y - lengths[2] * s, 5)
    lines, shoulder, elbow = _elbow(wx, wy, lengths[0], lengths[1], sign, "wx² + wy²")
    raw = rounded(phi - shoulder - elbow, 2)
    wrist = rounded(wrapped(raw), 2)
    straight = two_links(x, y, lengths[0], lengths[1])
    shown = f"({plain(phi)}°)" if phi < 0 else f"{plain(phi)}°"
    steps = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, hand {plain(lengths[2])} m; pose ({plain(x)} m, {plain(y)} m, {plain(phi)}°); θ2 {'positive' if sign > 0 else 'negative'}"),
        ("rule", "{the direction of the hand is given, so|φ fixes the hand:} step back from the tip by l3 along φ to the wrist, solve the two-link arm for the wrist, then θ3 = φ − θ1 − θ2"),
        ("work", f"cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}: wx = {plain(x)} − {plain(lengths[2])} × {term(c, 5)} = {plain(wx, 5)} m, wy = {plain(y)} − {plain(lengths[2])} × {term(s, 5)} = {plain(wy, 5)} m"),
        *lines,
        ("then", f"θ3 = {plain(phi)} − {term(shoulder, 2)} − {term(elbow, 2)} = {plain(raw, 2)}°" + (f", the same as {plain(wrist, 2)}°" if raw != wrist else "")),
        ("mistake", "solving the first two links for the tip itself; wrong, because the hand then sticks out beyond the target" if straight else "solving the first two links for the tip itself: it is out of their reach, though the pose is not, because the hand covers the rest"),
        ("check", _put_back(lengths, (shoulder, elbow, wrist))),
    ]  # fmt: skip
    facts = [
        *(
            (f"{{link length l{k}|l{k}|length l{k}}}", f"{round(length * 1000)} mm")
            for k, length in enumerate(lengths, 1)
        ),
        ("{wanted position (x, y)|target (x, y)|tip position (x, y)}", f"({plain(x)}, {plain(y)}) m"),
        ("{wanted direction φ of the last link|hand direction φ|φ}", f"{plain(phi)}°"),
    ]
    spare = [
        rng.choice(
            (
                ("{mass of the hand|hand mass}", "0.8 kg"),
                ("{width of the open gripper|gripper opening}", "72 mm"),
                ("{largest joint speed|joint speed limit}", "120°/s"),
                ("{diameter of link 1|link 1 diameter}", "90 mm"),
            )
        )
    ]
    exercise = Exercise(
        arm_story(rng, say("{three-link|3R} planar {arm|manipulator|robot}")), facts,
        [rng.choice(AXES), "{Each|Every} joint angle {after the first|but the first} is measured from the preceding link; θ1 and φ {start at|are measured from} the x axis", say("{Take|Choose|Use} the {solution|elbow} with {$side θ2}", side="positive" if sign > 0 else "negative")],
        say("{Find all three joint angles|Which joint angles give this pose|Compute θ1, θ2 and θ3|What are the three joint angles|Solve for the joint angles}"), steps,
        {"kind": "oriented", "lengths": lengths, "pose": [x, y, phi], "sign": sign}, 16, spare, heading=HEADING,
    )  # fmt: skip
    wrong = [
        ([shoulder, elbow, phi], "gave the direction of the hand as the wrist angle"),
        ([shoulder, elbow, wrapped(phi - shoulder)], "forgot the elbow when working out the wrist"),
        *(
            ([a, b, wrapped(phi - a - b)], "solved the two links for the tip instead of for the wrist")
            for a, b in straight[:1]
            if sign > 0
        ),
        *(
            ([a, b, wrapped(phi - a - b)], "solved the two links for the tip instead of for the wrist")
            for a, b in straight[1:]
            if sign < 0
        ),
        *(
            ([a, b, wrapped(phi - a - b)], "took the other elbow")
            for a, b in two_links(wx, wy, lengths[0], lengths[1])
            if b * sign < 0
        ),
        ([shoulder, -elbow, wrist], "changed the elbow's sign alone"),
    ]
    return _planar(rng, level, exercise, lengths, (x, y, phi), (shoulder, elbow, wrist), wrong, same_branch=True)


def _waist(rng: Random, level: int) -> Problem:
    """Level 4: a waist and two joints in the vertical plane; the plane first, then the triangle."""
    say = partial(spin, rng)
    height, upper, fore = rng.randrange(30, 66) / 100, rng.randrange(28, 61) / 100, rng.randrange(24, 56) / 100
    waist0, shoulder0, elbow0 = (
        rng.randint(-170, 175),
        rng.randint(10, 95),
        rng.choice((-1, -1, 1)) * rng.randint(30, 110),
    )
    out = max(0.12, upper * math.cos(math.radians(shoulder0)) + fore * math.cos(math.radians(shoulder0 + elbow0)))
    x, y = rounded(out * math.cos(math.radians(waist0)), 3), rounded(out * math.sin(math.radians(waist0)), 3)
    z = rounded(
        max(
            0.05, height + upper * math.sin(math.radians(shoulder0)) + fore * math.sin(math.radians(shoulder0 + elbow0))
        ),
        3,
    )
    radius, up = rounded(math.hypot(x, y), 5), rounded(z - height, 5)
    if not abs(upper - fore) + 0.02 < math.hypot(radius, up) < upper + fore - 0.02:
        return _oriented(rng, level)
    sign = -1
    lines, shoulder, elbow = _elbow(radius, up, upper, fore, sign, "r² + h²")
    lines = [
        (
            role,
            text.replace("l1", "a")
            .replace("l2", "b")
            .replace("r² = r² + h²", "d² = r² + h²")
            .replace("link 1 is off it", "the upper arm is off it")
            .replace("θ2", "elbow")
            .replace("θ1", "shoulder"),
        )
        for role, text in lines
    ]
    waist = rounded(math.degrees(math.atan2(y, x)), 2)
    c, s = cosine_and_sine(waist)
    planes = [cosine_and_sine(rounded(angle, 2)) for angle in (shoulder, shoulder + elbow)]
    back_out = rounded(upper * planes[0][0] + fore * planes[1][0], 5)
    back_up = rounded(height + upper * planes[0][1] + fore * planes[1][1], 4)
    steps = [
        ("facts", f"shoulder height {plain(height)} m, upper arm a = {plain(upper)} m, forearm b = {plain(fore)} m, target ({plain(x)}, {plain(y)}, {plain(z)}) m; elbow up"),
        ("rule", "{the waist turns the arm's plane to the target|the waist angle is atan2(y, x)}; in that plane a two-link arm has to reach r = sqrt(x² + y²) outwards and h = z − shoulder height upwards"),
        ("work", f"waist = atan2({plain(y)}, {plain(x)}) → {fixed(waist, 2)}°; r = sqrt({term(x)}² + {term(y)}²) = {plain(radius, 5)} m; h = {plain(z)} − {plain(height)} = {plain(up, 5)} m"),
        *lines,
        ("mistake", f"leaving the shoulder's height in (using z = {plain(z)} m for h), or solving in the x–z plane with x for r; both forget that the triangle stands at the shoulder, in the plane turned by the waist"),
        ("check", f"{{put back|forwards again}}: r = {plain(upper)} × {term(planes[0][0], 5)} + {plain(fore)} × {term(planes[1][0], 5)} = {plain(back_out, 5)} m, z = {plain(height)} + {plain(upper)} × {term(planes[0][1], 5)} + {plain(fore)} × {term(planes[1][1], 5)} = {fixed(back_up, 3)} m, x = {plain(back_out, 5)} × {term(c, 5)} = {fixed(back_out * c, 3)} m, y = {plain(back_out, 5)} × {term(s, 5)} = {fixed(back_out * s, 3)} m"),
    ]  # fmt: skip
    facts = [
        ("{height of the shoulder axis|shoulder height}", f"{round(height * 1000)} mm"), ("upper arm", f"{round(upper * 1000)} mm"), ("forearm", f"{round(fore * 1000)} mm"),
        ("{target (x, y, z)|target point (x, y, z)|wanted position (x, y, z)}", f"({plain(x)}, {plain(y)}, {plain(z)}) m"),
    ]  # fmt: skip
    spare = [
        rng.choice(
            (
                ("{payload|load in the gripper}", "3 kg"),
                ("{opening of the gripper|gripper opening}", "58 mm"),
                ("{diameter of the base plate|base plate diameter}", "280 mm"),
                ("{repeatability|stated repeatability}", "0.05 mm"),
            )
        )
    ]
    names = ("waist", "shoulder", "elbow")
    exercise = Exercise(
        arm_story(rng, say("{assembly|small industrial|table-top|three-axis} {robot|arm} with waist, shoulder and elbow")), facts,
        [
            "z points up along the waist axis from the floor; the waist angle is 0° when the arm {reaches|points} along x, {counter-clockwise|anticlockwise} from above positive",
            "the shoulder angle is measured upwards from the horizontal, the elbow angle from the extended upper arm, positive upwards",
            "{Take|Use|Choose} the elbow-up solution (elbow angle negative), with the arm reaching forwards over the waist angle",
        ],
        say("{Which waist, shoulder and elbow angles reach the target|Find the waist, shoulder and elbow angles|Compute the angles of waist, shoulder and elbow|What are the angles of waist, shoulder and elbow}"), steps,
        {"kind": "waist", "lengths": [height, upper, fore], "target": [x, y, z]}, 15, spare, heading=HEADING,
    )  # fmt: skip

    def said(joints: Sequence[float]) -> str:
        return _said(names, joints)

    other = two_links(radius, up, upper, fore)[0]
    high = two_links(radius, z, upper, fore)
    across = two_links(abs(x), up, upper, fore)
    wrong = [
        *((said((waist, *pair)), "left the shoulder's height in") for pair in high[1:]),
        *((said((waist, *pair)), "used x for the distance outwards") for pair in across[1:]),
        (said((waist, *other)), "took the elbow-down solution"),
        (said((wrapped(math.degrees(math.atan2(x, y))), shoulder, elbow)), "exchanged x and y in the waist angle"),
        (said((waist, shoulder, wrapped(shoulder + elbow))), "gave the forearm's elevation as the elbow angle"),
        (said((waist, shoulder, 180 + elbow)), "took the inner angle of the triangle for the elbow angle"),
    ]
    return checked_problem(
        rng, level, exercise, said((waist, shoulder, elbow)), wrong, answer_type="joints", verifier=CHECKER,
        arguments={"arm": "waist", "links": [height, upper, fore], "target": [x, y, z], "tolerance": rounded(0.003 * (upper + fore), 5), "elbow": 2, "same_branch": True, "names": list(names)},
        form=_form(rng, names),
    )  # fmt: skip


def _every(rng: Random, level: int) -> Problem:
    """Level 5: all solutions of a three-link pose that respect the limits; there may be two, one or none."""
    say = partial(spin, rng)
    lengths, _, x, y, phi = _oriented_arm(rng)
    case = rng.choice(("two", "one", "one", "none", "far"))
    if case == "far":
        # the tip would be in reach with another direction, the wrist is not
        stretch = rng.uniform(1.03, 1.12) * (lengths[0] + lengths[1])
        angle = math.radians(rng.randint(-170, 170))
        wx0, wy0 = stretch * math.cos(angle), stretch * math.sin(angle)
        phi = float(round(wrapped(math.degrees(angle) + rng.choice((-1, 1)) * rng.randint(100, 170))))
        x, y = (
            rounded(wx0 + lengths[2] * math.cos(math.radians(phi)), 3),
            rounded(wy0 + lengths[2] * math.sin(math.radians(phi)), 3),
        )
    c, s = cosine_and_sine(phi)
    wx, wy = rounded(x - lengths[2] * c, 5), rounded(y - lengths[2] * s, 5)
    exact = [(a, b, wrapped(phi - a - b)) for a, b in two_links(wx, wy, lengths[0], lengths[1])]
    limits = [
        [-rng.choice((150, 165, 175)), rng.choice((150, 165, 175))],
        [-rng.choice((135, 145, 150)), rng.choice((135, 145, 150))],
        [-rng.choice((100, 110, 120)), rng.choice((100, 110, 120))],
    ]
    if case in ("one", "none") and len(exact) == 2:
        cut = rng.choice((0, 1, 2))
        middle = round((exact[0][cut] + exact[1][cut]) / 2)
        side = 0 if exact[0][cut] > exact[1][cut] else 1
        if rng.random() < 0.5:
            side = 1 - side
        limits[cut][side] = max(-175, min(175, middle))
        if limits[cut][0] >= limits[cut][1] - 40:
            limits[cut][1 - side] = min(175, limits[cut][side] + 80) if side == 0 else max(-175, limits[cut][side] - 80)
    # a limit is never so near that rounding could decide
    for solution in exact:
        for k in range(3):
            for end in (0, 1):
                if abs(limits[k][end] - solution[k]) < 2:
                    limits[k][end] += 4 if end else -4
    good = [solution for solution in exact if within(solution, limits)]
    at_edge = any(abs(limits[k][end] - solution[k]) < 1 for solution in exact for k in range(3) for end in (0, 1))
    if at_edge or any(abs(abs(solution[k]) - 180) < 1 for solution in exact for k in range(3)):
        return _both(rng, level)
    distance = math.hypot(wx, wy)
    names = ("θ1", "θ2", "θ3")
    shown = f"({plain(phi)}°)" if phi < 0 else f"{plain(phi)}°"
    steps: list[tuple[str, str]] = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, l3 = {plain(lengths[2])} m; pose ({plain(x)} m, {plain(y)} m, {plain(phi)}°); limits " + ", ".join(f"{low}° ≤ {name} ≤ {high}°" for name, (low, high) in zip(names, limits))),
        ("rule", "step back along φ to the wrist, solve the two-link arm for both elbows, add θ3 = φ − θ1 − θ2, and keep what respects all limits"),
        ("work", f"cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}: wx = {plain(x)} − {plain(lengths[2])} × {term(c, 5)} = {plain(wx, 5)} m, wy = {plain(y)} − {plain(lengths[2])} × {term(s, 5)} = {plain(wy, 5)} m"),
    ]  # fmt: skip
    printed: list[tuple[float, ...]] = []
    if exact:
        for sign in (1, -1):
            lines, shoulder, elbow = _elbow(wx, wy, lengths[0], lengths[1], sign, "wx² + wy²")
            raw = rounded(phi - shoulder - elbow, 2)
            wrist = rounded(wrapped(raw), 2)
            printed.append((shoulder, elbow, wrist))
            steps += [(role, text) for role, text in (lines if sign > 0 else lines[2:])]
            steps.append(
                (
                    "say",
                    f"θ3 = {plain(phi)} − {term(shoulder, 2)} − {term(elbow, 2)} = {plain(raw, 2)}°"
                    + (f", the same as {plain(wrist, 2)}°" if raw != wrist else ""),
                )
            )
            outside = [k for k in range(3) if not limits[k][0] <= exact[0 if sign > 0 else 1][k] <= limits[k][1]]
            steps.append(
                (
                    "then",
                    f"elbow {'positive' if sign > 0 else 'negative'}: ({', '.join(fixed(v, 1) + '°' for v in printed[-1])}) "
                    + ("is inside all limits" if not outside else f"breaks the limit of θ{outside[0] + 1}"),
                )
            )
    else:
        steps.append(
            (
                "work",
                f"the wrist is sqrt({term(wx, 5)}² + {term(wy, 5)}²) = {fixed(distance, 4)} m from the base, but the two links reach {plain(lengths[0])} + {plain(lengths[1])} = {plain(lengths[0] + lengths[1])} m: there is no solution",
            )
        )
    keep = [joints_ for joints_, true in zip(printed, exact) if within(true, limits)]
    if exact:
        steps.append(
            (
                "mistake",
                "stopping at the first elbow, or forgetting to hold θ3 against its limits too; every solution has to pass all three ranges",
            )
        )
        steps.append(("check", _put_back(lengths, printed[0])))
    else:
        tip = math.hypot(x, y)
        steps.append(
            (
                "mistake",
                f"judging by the tip: it is sqrt({term(x)}² + {term(y)}²) = {fixed(tip, 3)} m away, within {plain(lengths[0])} + {plain(lengths[1])} + {plain(lengths[2])} = {plain(sum(lengths))} m, but the wanted direction puts the wrist out of reach",
            )
        )
    tuples = [f"({', '.join(f'{fixed(v, 1)}°' for v in joints_)})" for joints_ in keep]
    answer = " or ".join(tuples) if keep else "unreachable"
    if len(keep) != len(good):
        return _both(rng, level)
    both = [f"({', '.join(f'{fixed(v, 1)}°' for v in joints_)})" for joints_ in printed]
    slips: list[tuple[str, str]] = []
    if both:
        slips = [
            (" or ".join(both), "ignored the limits"),
            (both[0], "gave the solution with positive θ2 alone"),
            (both[1], "gave the solution with negative θ2 alone"),
            ("unreachable", "threw out a solution that respects all limits"),
            (" or ".join(f"({', '.join(f'{fixed(v, 1)}°' for v in (*joints_[:2], phi))})" for joints_ in (keep or printed)), "gave the direction of the hand as the wrist angle"),
        ]  # fmt: skip
    else:
        near = math.degrees(math.atan2(wy, wx))
        slips = [
            (
                f"({fixed(near, 1)}°, 0.0°, {fixed(wrapped(phi - near), 1)}°)",
                "stretched the arm towards a wrist that it can't reach",
            ),
            *(
                (
                    f"({', '.join(f'{fixed(v, 1)}°' for v in (*pair, wrapped(phi - sum(pair))))})",
                    "solved the two links for the tip instead of for the wrist",
                )
                for pair in two_links(x, y, lengths[0], lengths[1])
            ),
        ]
    facts = [
        *((f"{{link length l{k}|l{k}|length l{k}}}", f"{plain(length)} m") for k, length in enumerate(lengths, 1)),
        ("{wanted position (x, y)|target (x, y)|tip position (x, y)}", f"({plain(x)}, {plain(y)}) m"),
        ("{wanted direction φ of the last link|hand direction φ|φ}", f"{plain(phi)}°"),
        *(
            (f"{{permitted range of {name}|allowed range of {name}|range of {name}}}", f"{low}° to {high}°")
            for name, (low, high) in zip(names, limits)
        ),
    ]
    exercise = Exercise(
        arm_story(rng, say("{three-link|3R} planar {arm|manipulator|robot}")), facts,
        [rng.choice(AXES), "{Each|Every} joint angle {after the first|but the first} is measured from the preceding link; θ1 and φ {start at|are measured from} the x axis", "{The links may pass over each other|Links move in parallel planes and may cross}; angles lie between −180° and 180°"],
        say("{Give all joint solutions within the limits|Which solutions (θ1, θ2, θ3) respect all limits|List every joint solution that respects the limits|Find all joint solutions that the limits allow}"), steps,
        {"kind": "every", "lengths": lengths, "pose": [x, y, phi], "limits": limits}, 24, heading=HEADING,
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, answer, slips, answer_type="joints", verifier=CHECKER,
        arguments={"arm": "planar", "links": lengths, "target": [x, y, phi], "tolerance": rounded(0.003 * sum(lengths), 5), "elbow": 1, "every": True, "limits": limits},
        form=say("{Write|Give} {each solution|every solution|them} as (θ1, θ2, θ3) in degrees with one decimal, {joined by|separated by} \"or\"; if there is none, answer \"unreachable\""),
    )  # fmt: skip


def _both(rng: Random, level: int) -> Problem:
    """Level 5: both elbows of a two-link arm whose base is mounted away from the origin and turned."""
    say = partial(spin, rng)
    lengths, u, v, _ = _reachable_point(rng)
    base = (rng.randrange(-90, 91) / 100, rng.randrange(-90, 91) / 100)
    turn = rng.choice((-135, -120, -90, -60, -45, -30, 30, 45, 60, 90, 120, 135))
    c, s = cosine_and_sine(turn)
    x, y = rounded(base[0] + u * c - v * s, 3), rounded(base[1] + u * s + v * c, 3)
    dx, dy = rounded(x - base[0], 3), rounded(y - base[1], 3)
    u, v = rounded(dx * c + dy * s, 5), rounded(-dx * s + dy * c, 5)
    up, shoulder, elbow = _elbow(u, v, lengths[0], lengths[1], 1, "u² + v²")
    down, shoulder2, elbow2 = _elbow(u, v, lengths[0], lengths[1], -1, "u² + v²")
    first, second = f"({fixed(shoulder, 1)}°, {fixed(elbow, 1)}°)", f"({fixed(shoulder2, 1)}°, {fixed(elbow2, 1)}°)"
    unturned = two_links(dx, dy, lengths[0], lengths[1])
    backwards = two_links(dx * c - dy * s, dx * s + dy * c, lengths[0], lengths[1])
    steps = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m; base at ({plain(base[0])}, {plain(base[1])}) m, turned by {turn}° (counter-clockwise positive); target ({plain(x)}, {plain(y)}) m in the room"),
        ("rule", "bring the target into the robot's own frame (subtract the base's position, then turn by minus the base's angle), then solve for both elbows"),
        ("work", f"x − base = {plain(x)} − {term(base[0])} = {plain(dx)} m, y − base = {plain(y)} − {term(base[1])} = {plain(dy)} m"),
        ("say", f"with cos = {plain(c, 5)} and sin = {plain(s, 5)} of the base's angle: u = {term(dx)} × {term(c, 5)} + {term(dy)} × {term(s, 5)} = {plain(u, 5)} m, v = {term(dy)} × {term(c, 5)} − {term(dx)} × {term(s, 5)} = {plain(v, 5)} m"),
        *up,
        ("say", f"the other elbow has θ2 = {fixed(elbow2, 2)}°"),
        *down[3:],
        ("mistake", f"turning by plus {abs(turn)}° instead of back" if turn > 0 else f"turning by minus {abs(turn)}° again instead of back; the robot's axes are turned, so a room vector is turned the other way to be read in them"),
        ("check", f"turning keeps lengths: {term(dx)}² + {term(dy)}² = {fixed(dx * dx + dy * dy, 4)} and {term(u, 5)}² + {term(v, 5)}² = {fixed(u * u + v * v, 4)}"),
    ]  # fmt: skip
    steps = [(role, text.replace("atan2(y, x)", "atan2(v, u)")) for role, text in steps]

    def pair(solutions: Sequence[tuple[float, float]]) -> str:
        return " or ".join(f"({fixed(a, 1)}°, {fixed(b, 1)}°)" for a, b in solutions)

    wrong = [
        *(
            (pair(found), trap)
            for found, trap in ((unturned, "did not turn into the robot's frame"), (backwards, "turned the wrong way"))
            if found
        ),
        (first, "gave one of the two solutions"),
        (pair([(shoulder, elbow), (shoulder, -elbow)]), "changed the elbow's sign without changing θ1"),
        (
            pair([(wrapped(shoulder + turn), elbow), (wrapped(shoulder2 + turn), elbow2)]),
            "gave θ1 from the room's x axis",
        ),
        (second, "gave one of the two solutions"),
    ]
    facts = [
        ("l1", f"{plain(lengths[0])} m"), ("l2", f"{plain(lengths[1])} m"),
        ("{target (x, y) in room coordinates|target (x, y) in the room frame}", f"({plain(x)}, {plain(y)}) m"),
        ("{base joint (x, y) in the room|position (x, y) of the base joint in the room}", f"({plain(base[0])}, {plain(base[1])}) m"),
        ("{turn of the robot's x axis from the room's, counter-clockwise positive|angle from the room's x axis to the robot's, counter-clockwise positive}", f"{turn}°"),
    ]  # fmt: skip
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts,
        ["θ1 is measured from the robot's own x axis, θ2 from the {extended|direction of} link 1, both {counter-clockwise|anticlockwise} positive".replace("the {extended|direction of} link 1", "the {direction of|extended} link 1"), "angles lie between −180° and 180°"],
        say("{Give both joint solutions|Find both joint solutions|Which two joint solutions reach the target|What are the two joint solutions}"), steps,
        {"kind": "both", "lengths": lengths, "target": [x, y], "base": [*base, turn]}, 22, heading=HEADING,
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, f"{first} or {second}", wrong, answer_type="joints", verifier=CHECKER,
        arguments={"arm": "planar", "links": lengths, "target": [u, v], "tolerance": rounded(0.0025 * sum(lengths), 5), "elbow": 1, "every": True},
        form=say("{Write|Give} {each solution|both|them} as (θ1, θ2) in degrees with one decimal, {joined by|separated by} \"or\""),
    )  # fmt: skip


KINDS = {
    1: (_branch, _branch, _telescope),
    2: (_branch, _branch, _telescope),
    3: (_count, _limited, _limited),
    4: (_oriented, _waist),
    5: (_every, _every, _both),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on which joint values reach a target."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="inverse_kinematics",
    title="Inverse kinematics",
    source="Craig, Introduction to Robotics, 3rd ed. 2005, ch. 4; Lynch & Park, Modern Robotics, 2017, ch. 6",
    problem=problem,
    rubric=(
        Criterion("Checks that the target is in reach before solving, or sees it from the cosine.", "important"),
        Criterion(
            "Keeps the two elbow solutions apart and chooses by what the question asks or the limits allow.",
            "essential",
        ),
        Criterion("Uses atan2 (or an argument about quadrants) for angles.", "important"),
        Criterion("Puts the solution back into forward kinematics.", "optional"),
        Criterion("Flips the sign of the elbow without working out θ1 again.", "pitfall", positive=False),
    ),
)
