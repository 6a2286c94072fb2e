"""Jacobians of planar arms: tip velocities, joint rates, static torques, singular configurations.

In: a seeded generator and a level. Out: one problem whose answer is a vector (velocity, rates, torques), a number or a label.

For two revolute joints, with s1 = sin θ1, s12 = sin(θ1 + θ2) and so on (Craig, Introduction to Robotics, 3rd ed., §5.6-5.10;
Lynch & Park, Modern Robotics, 2017, ch. 5):

    v = J·ω,   J = [[−l1·s1 − l2·s12, −l2·s12], [l1·c1 + l2·c12, l2·c12]],   det J = l1·l2·sin θ2
    τ = Jᵀ·f   for the force f that the tip exerts, when the arm stands still and gravity is left out

Worked example: a unit arm bent by a right angle; the second joint moves the tip straight up.

>>> [[round(entry, 3) + 0.0 for entry in row] for row in jacobian((1, 1), (-90, 90))]
[[1.0, 0.0], [1.0, 1.0]]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, Pairs, checked_problem, label_problem, number_problem
from domains.robotics.figures import cosine_and_sine, fixed, plain, rounded, term, vector
from domains.robotics.settings import arm_story
from domains.wording import spin

#: standard gravity, rounded as the questions state it, m/s²
GRAVITY = 9.81
POSE = "domains.robotics.verifiers.pose:check"


def jacobian(links: Sequence[float], angles: Sequence[float]) -> list[list[float]]:
    """[[∂x/∂θ1, …], [∂y/∂θ1, …]] in metres a radian, of a planar arm; angles in degrees, relative."""
    directions = [math.radians(sum(angles[: k + 1])) for k in range(len(angles))]
    across = [-sum(le * math.sin(d) for le, d in zip(links[k:], directions[k:])) for k in range(len(links))]
    along = [sum(le * math.cos(d) for le, d in zip(links[k:], directions[k:])) for k in range(len(links))]
    return [across, along]


def rates(links: Sequence[float], angles: Sequence[float], velocity: Sequence[float]) -> list[float]:
    """Joint rates in rad/s that give the tip this velocity with the least sum of squares.

    Raises:
        ZeroDivisionError: the arm is singular.
    """
    (a, b) = jacobian(links, angles)
    aa, ab, bb = (sum(p * q for p, q in zip(*pair)) for pair in ((a, a), (a, b), (b, b)))
    determinant = aa * bb - ab * ab
    first = (bb * velocity[0] - ab * velocity[1]) / determinant
    second = (aa * velocity[1] - ab * velocity[0]) / determinant
    return [p * first + q * second for p, q in zip(a, b)]


HEADING = "{Data|Given|Dimensions and state|State of the arm|Known values|At this instant|Numbers}"
FRAME = (
    "{θ1 is measured from the x axis|The first angle starts at the x axis}, θ2 from the {line of link 1|direction of link 1}, both {counter-clockwise|anticlockwise} positive",
    "{Angles count|Count angles} positive {counter-clockwise|anticlockwise}; θ1 starts at the x axis, θ2 at the extended link 1",
    "{Joint angles|The joint angles} are relative (θ2 from link 1, θ1 from the x axis), {counter-clockwise|anticlockwise} positive",
)
THREE = "{Each|Every} joint angle is measured {counter-clockwise|anticlockwise} from the {preceding link|link before it}, θ1 from the x axis"
JACOBIAN = "J11 = −l1·sin θ1 − l2·sin(θ1 + θ2), J12 = −l2·sin(θ1 + θ2), J21 = l1·cos θ1 + l2·cos(θ1 + θ2), J22 = l2·cos(θ1 + θ2)"


def _arm(rng: Random, straight: float = 25) -> tuple[list[float], list[int]]:
    """Two lengths in metres and two angles in degrees, the elbow at least `straight` degrees off a singularity."""
    lengths = sorted((rng.randrange(18, 61) / 100 for _ in range(2)), reverse=True)
    return lengths, [
        rng.randint(-60, 150),
        rng.choice((-1, 1)) * rng.randint(round(straight), round(180 - 1.6 * straight)),
    ]


def _facts(lengths: Sequence[float], angles: Sequence[float], unit: str = "m") -> list[tuple[str, str]]:
    scale = 1000 if unit == "mm" else 1
    named = [
        (f"{{link length l{k}|l{k}|length l{k}}}", f"{plain(length * scale)} {unit}")
        for k, length in enumerate(lengths, 1)
    ]
    return named + [(f"{{joint angle θ{k}|θ{k}|angle θ{k}}}", f"{plain(angle)}°") for k, angle in enumerate(angles, 1)]


def _given(lengths: Sequence[float], angles: Sequence[float]) -> str:
    return ", ".join(
        [f"l{k} = {plain(le)} m" for k, le in enumerate(lengths, 1)]
        + [f"θ{k} = {plain(a)}°" for k, a in enumerate(angles, 1)]
    )


def _worked(lengths: Sequence[float], angles: Sequence[int]) -> tuple[Pairs, list[list[float]]]:
    """Lines that work out the Jacobian, and its entries as printed; two or three links."""
    directions = [sum(angles[: k + 1]) for k in range(len(angles))]
    pairs = [cosine_and_sine(direction) for direction in directions]
    count = len(lengths)
    trig = "; ".join(
        f"cos {term(d)}° = {plain(c, 5)}, sin {term(d)}° = {plain(s, 5)}".replace(")°", "°)")
        for d, (c, s) in zip(directions, pairs)
    )
    summed = ", ".join(
        f"{' + '.join(f'θ{i}' for i in range(1, k + 2))} = {' + '.join(term(a) + '°' for a in angles[: k + 1])} = {directions[k]}°".replace(
            ")°", "°)"
        )
        for k in range(1, count)
    )
    lines: list[tuple[str, str]] = [("work", summed), ("say", trig)]
    entries: list[list[float]] = [[], []]
    for row, (name, part, sign) in enumerate((("J1", 1, "−"), ("J2", 0, ""))):
        said = []
        for k in range(count):
            value = rounded((-1 if row == 0 else 1) * sum(lengths[i] * pairs[i][part] for i in range(k, count)), 5)
            entries[row].append(value)
            joiner = " − " if row == 0 else " + "
            said.append(
                f"{name}{k + 1} = {sign}"
                + joiner.join(f"{plain(lengths[i])} × {term(pairs[i][part], 5)}" for i in range(k, count))
                + f" = {plain(value, 5)}"
            )
        lines.append(("say", "; ".join(said) + " m/rad"))
    return lines, entries


def _vector(
    rng: Random,
    level: int,
    exercise: Exercise,
    names: Sequence[str],
    values: Sequence[float],
    wrong: Sequence[tuple[Sequence[float], str]],
    unit: str,
    decimals: int,
) -> Problem:
    size = max(abs(value) for value in values)
    words = {2: "two", 3: "three"}[decimals]

    def written(vector_: Sequence[float]) -> str:
        return vector(names, vector_, [unit] * len(names), [decimals] * len(names))

    return checked_problem(
        rng, level, exercise, written(values), [(written(other), trap) for other, trap in wrong],
        answer_type="pose", verifier=POSE,
        arguments={"names": list(names), "units": [unit] * len(names), "tolerance": rounded(max(2 * 10**-decimals, 0.005 * size), 4)},
        form=spin(
            rng, "{{Give|State|Report|Write} $names in $unit{, to $words decimals| with $words decimals|, rounded to $count decimals}|{Answer|Finish} with $names in $unit {($words decimals)|to $words decimals}}",
            names=", ".join(names[:-1]) + " and " + names[-1], unit=unit, words=words, count=decimals,
        ),
    )  # fmt: skip


def _velocity(rng: Random, level: int) -> Problem:
    """Level 1: tip velocity from joint rates in rad/s; level 2: rates in degrees a second or rpm, lengths in millimetres."""
    say = partial(spin, rng)
    lengths, angles = _arm(rng)
    unit = "rad/s" if level == 1 else rng.choice(("°/s", "°/s", "rpm"))
    factor = {"rad/s": 1.0, "°/s": math.pi / 180, "rpm": math.pi / 30}[unit]
    given = [
        rng.choice((-1, 1))
        * {"rad/s": rng.randrange(2, 25) / 10, "°/s": float(rng.randrange(8, 121)), "rpm": rng.randrange(10, 181) / 10}[
            unit
        ]
        for _ in range(2)
    ]
    omega = [rounded(value * factor, 5) for value in given]
    lines, (row1, row2) = _worked(lengths, angles)
    vx, vy = (rounded(row[0] * omega[0] + row[1] * omega[1], 5) for row in (row1, row2))
    facts = [
        *_facts(lengths, angles, "m" if level == 1 else "mm"),
        *(
            (
                f"{{rate of joint {k}, ω{k}|ω{k}|joint rate ω{k}}}".replace(
                    f"rate of joint {k}, ω{k}", f"rate ω{k} of joint {k}"
                ),
                f"{plain(value)} {unit}",
            )
            for k, value in enumerate(given, 1)
        ),
    ]
    by = "π / 180" if unit == "°/s" else "2 × π / 60"
    convert: Pairs = (
        []
        if level == 1
        else [
            (
                "then",
                "; ".join(
                    f"ω{k} = {term(value)} × {by} = {plain(o, 5)} rad/s"
                    for k, (value, o) in enumerate(zip(given, omega), 1)
                ),
            )
        ]
    )
    steps = [
        ("facts", _given(lengths, angles) + ", " + ", ".join(f"ω{k} = {plain(value)} {unit}" for k, value in enumerate(given, 1))),
        ("rule", "v = J·ω with " + JACOBIAN),
        *convert,
        *lines,
        ("then", f"vx = {term(row1[0], 5)} × {term(omega[0], 5)} + {term(row1[1], 5)} × {term(omega[1], 5)} = {plain(vx, 5)} m/s"),
        ("say", f"vy = {term(row2[0], 5)} × {term(omega[0], 5)} + {term(row2[1], 5)} × {term(omega[1], 5)} = {plain(vy, 5)} m/s"),
        ("check", f"{{no point can be faster than|an upper bound is}} {plain(sum(lengths))} × {plain(abs(omega[0]), 5)} + {plain(lengths[1])} × {plain(abs(omega[1]), 5)} = {fixed(sum(lengths) * abs(omega[0]) + lengths[1] * abs(omega[1]), 3)} m/s; the speed is sqrt({term(vx, 5)}² + {term(vy, 5)}²) = {fixed(math.hypot(vx, vy), 3)} m/s"),
    ]  # fmt: skip
    relative = [
        lengths[0] * f1 * omega[0] + lengths[1] * f2 * omega[1]
        for f1, f2 in (
            (-math.sin(math.radians(angles[0])), -math.sin(math.radians(sum(angles)))),
            (math.cos(math.radians(angles[0])), math.cos(math.radians(sum(angles)))),
        )
    ]
    wrong = [
        (relative, "let link 2 turn with ω2 alone instead of ω1 + ω2"),
        ((vy, vx), "exchanged the two rows"),
        ((-vx, vy), "lost the minus signs of the first row"),
        (
            [row1[0] * omega[0] + row2[0] * omega[1], row1[1] * omega[0] + row2[1] * omega[1]],
            "multiplied by the transpose of J",
        ),
        ((vx / factor, vy / factor), f"left the rates in {unit}")
        if level == 2
        else ((row1[0] * omega[0], row2[0] * omega[0]), "left joint 2 out"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts, [rng.choice(FRAME)],
        say("{What is the velocity of the tip|How fast does the tip move along x and y|Find the tip's velocity (vx, vy)|Compute the velocity of the end-effector|With which velocity (vx, vy) does the tool move}{ in the base frame|}"), steps,
        {"kind": "velocity", "lengths": lengths, "angles": angles, "rates": given, "unit": unit}, 12 if level == 1 else 15, heading=HEADING,
    )  # fmt: skip
    return _vector(rng, level, exercise, ("vx", "vy"), (vx, vy), wrong, "m/s", 3)


PUSH = (
    "{its|the} tip {pushes|presses} {against|on} {a panel|a fixture|the workpiece|a spring balance}",
    "{its|the} tool {presses on|bears against} {a plate|a seal|the part|a load cell}",
    "{its|the} hand {leans on|pushes} {a lever|a door|a drawer}",
)


def _static(rng: Random, level: int) -> Problem:
    """Level 1: torques for a force in the base frame; level 2: lengths in mm and the force by size and direction."""
    say = partial(spin, rng)
    lengths, angles = _arm(rng, 15)
    polar = level == 2
    size, direction = rng.randrange(8, 91), rng.choice((-1, 1)) * rng.randint(5, 175)
    if polar:
        c, s = cosine_and_sine(direction)
        fx, fy = rounded(size * c, 4), rounded(size * s, 4)
    else:
        fx, fy = float(rng.choice((-1, 1)) * rng.randrange(4, 61)), float(rng.choice((-1, 1)) * rng.randrange(4, 61))
    lines, (row1, row2) = _worked(lengths, angles)
    torque = [rounded(row1[k] * fx + row2[k] * fy, 4) for k in range(2)]
    facts = _facts(lengths, angles, "mm" if polar else "m")
    if polar:
        facts += [
            ("{size of the force|force|force at the tip}", f"{size} N"),
            ("{direction of the force, from the x axis|angle of the force to the x axis}", f"{direction}°"),
        ]
        shown = f"({direction}°)" if direction < 0 else f"{direction}°"
        convert: Pairs = [
            ("then", ", ".join(f"l{k} = {plain(le * 1000)} / 1000 = {plain(le)} m" for k, le in enumerate(lengths, 1))),
            (
                "say",
                f"cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}: fx = {size} × {term(c, 5)} = {plain(fx, 4)} N, fy = {size} × {term(s, 5)} = {plain(fy, 4)} N",
            ),
        ]
        values: dict[str, object] = {"force": [size, direction], "polar": True}
    else:
        facts += [("{force component fx|fx}", f"{plain(fx)} N"), ("{force component fy|fy}", f"{plain(fy)} N")]
        convert = []
        values = {"force": [fx, fy], "polar": False}
    steps = [
        ("facts", _given(lengths, angles) + (f", f = {size} N at {direction}°" if polar else f", f = ({plain(fx)}, {plain(fy)}) N")),
        ("rule", "τ = Jᵀ·f, so τ1 = J11·fx + J21·fy and τ2 = J12·fx + J22·fy, with " + JACOBIAN),
        *convert,
        *lines,
        ("then", f"τ1 = {term(row1[0], 5)} × {term(fx, 4)} + {term(row2[0], 5)} × {term(fy, 4)} = {plain(torque[0], 4)} N·m"),
        ("say", f"τ2 = {term(row1[1], 5)} × {term(fx, 4)} + {term(row2[1], 5)} × {term(fy, 4)} = {plain(torque[1], 4)} N·m"),
        ("check", f"τ1 is the moment of the force about the base, x·fy − y·fx with the tip at (J21, −J11): {term(row2[0], 5)} × {term(fy, 4)} − {term(-row1[0], 5)} × {term(fx, 4)} = {plain(torque[0], 4)} N·m"),
    ]  # fmt: skip
    absolute = jacobian(lengths, (angles[0], angles[1] - angles[0]))
    wrong = [
        ([row1[0] * fx + row1[1] * fy, row2[0] * fx + row2[1] * fy], "multiplied by J instead of its transpose"),
        ([-value for value in torque], "gave the torques of the opposite force"),
        ([row1[0] * fy + row2[0] * fx, row1[1] * fy + row2[1] * fx], "exchanged fx and fy"),
        ([absolute[0][k] * fx + absolute[1][k] * fy for k in range(2)], "took θ2 from the x axis"),
        ([torque[0] - torque[1], torque[1]], "left link 2 out of the first lever arm"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts,
        [rng.choice(FRAME), "{Gravity and friction are left out|Leave gravity and friction out|Neglect gravity and friction}; f is the force that the tip exerts{ on its surroundings|}, in base coordinates"],
        say("{Which joint torques are needed|What torques must the joints supply|Find the static joint torques|Compute the joint torques that produce this force|How large are the joint torques τ1 and τ2}"), steps,
        {"kind": "static", "lengths": lengths, "angles": angles, **values}, 12 if level == 1 else 16,
        told=[say(rng.choice(PUSH)) + say(" {and stands still|without moving|while it holds still}")], heading=HEADING,
    )  # fmt: skip
    return _vector(rng, level, exercise, ("τ1", "τ2"), torque, wrong, "N·m", 2)


def _tool_force(rng: Random, level: int) -> Problem:
    """Level 3: the force sensor reads in its own frame, or has been turned to base axes already."""
    say = partial(spin, rng)
    lengths, angles = _arm(rng, 15)
    own = rng.random() < 0.7
    fx, fy = float(rng.choice((-1, 1)) * rng.randrange(5, 61)), float(rng.choice((-1, 1)) * rng.randrange(5, 61))
    phi = sum(angles)
    c, s = cosine_and_sine(phi)
    bx, by = (rounded(fx * c - fy * s, 4), rounded(fx * s + fy * c, 4)) if own else (fx, fy)
    wx, wy = (fx, fy) if own else (fx * c - fy * s, fx * s + fy * c)
    lines, (row1, row2) = _worked(lengths, angles)
    torque = [rounded(row1[k] * bx + row2[k] * by, 4) for k in range(2)]
    miss = [row1[k] * wx + row2[k] * wy for k in range(2)]
    back = [fx * c + fy * s, -fx * s + fy * c] if own else [fx * c + fy * s, fy * c - fx * s]
    where = (
        say("{The force sensor|The wrist sensor|A sensor at the tip} {turns with link 2|is bolted to link 2}: its x axis points along link 2, its y axis {a quarter turn|90°} {counter-clockwise|anticlockwise} from it, and its components are {raw|not transformed}")
        if own
        else say("{The force sensor|The wrist sensor|A sensor at the tip} sits on link 2, but its {driver|software} {already transforms|has already turned} the reading {into|to} base coordinates")
    )  # fmt: skip
    shown = f"({phi}°)" if phi < 0 else f"{phi}°"
    decide: Pairs = (
        [
            (
                "then",
                f"the sensor is turned by θ1 + θ2 = {phi}° against the base, so turn the force: fx = {term(fx)} × {term(c, 5)} − {term(fy)} × {term(s, 5)} = {plain(bx, 4)} N, fy = {term(fx)} × {term(s, 5)} + {term(fy)} × {term(c, 5)} = {plain(by, 4)} N",
            )
        ]
        if own
        else [
            (
                "then",
                f"the reading is in base coordinates, so fx = {plain(fx)} N and fy = {plain(fy)} N go in as they are",
            )
        ]
    )
    slip = (
        f"putting the sensor's components into Jᵀ as they stand gives ({fixed(miss[0], 2)}, {fixed(miss[1], 2)}) N·m; wrong, because this J belongs to base coordinates and the sensor is turned by {phi}°"
        if own
        else f"turning the reading by {phi}° once more gives ({fixed(miss[0], 2)}, {fixed(miss[1], 2)}) N·m; wrong, because the driver has done so"
    )
    local = rounded(lengths[1] * (fy if own else fy * c - fx * s), 4)
    steps = [
        ("facts", _given(lengths, angles) + f", reading ({plain(fx)}, {plain(fy)}) N"),
        ("rule", "τ1 = J11·fx + J21·fy and τ2 = J12·fx + J22·fy with J and f in the same coordinates; " + JACOBIAN),
        *lines,
        *decide,
        ("mistake", slip),
        ("work", f"τ1 = {term(row1[0], 5)} × {term(bx, 4)} + {term(row2[0], 5)} × {term(by, 4)} = {plain(torque[0], 4)} N·m; τ2 = {term(row1[1], 5)} × {term(bx, 4)} + {term(row2[1], 5)} × {term(by, 4)} = {plain(torque[1], 4)} N·m"),
        ("check", f"τ2 must be l2 times the component across link 2: {plain(lengths[1])} × {term(fy)} = {fixed(local, 2)} N·m" if own else f"the component across link 2 is {term(fy)} × {term(c, 5)} − {term(fx)} × {term(s, 5)} = {plain(rounded(fy * c - fx * s, 4), 4)} N (with the cosine and sine of {shown}), and τ2 must be {plain(lengths[1])} × {term(rounded(fy * c - fx * s, 4), 4)} = {fixed(local, 2)} N·m"),
    ]  # fmt: skip
    wrong = [
        (miss, "took the sensor's components for base components" if own else "transformed the reading twice"),
        ([row1[k] * back[0] + row2[k] * back[1] for k in range(2)], "turned the force the wrong way"),
        ([row1[0] * bx + row1[1] * by, row2[0] * bx + row2[1] * by], "multiplied by J instead of its transpose"),
        ([-value for value in torque], "gave the torques of the opposite force"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")),
        [*_facts(lengths, angles), ("{sensor reading (fx, fy)|force reading (fx, fy)|measured force (fx, fy)}", f"({plain(fx)}, {plain(fy)}) N")],
        [rng.choice(FRAME), "{Gravity and friction are left out|Leave gravity and friction out|Neglect gravity and friction}; the reading is the force that the tip exerts"],
        say("{Which static joint torques produce this force|What torques do the joints supply|Find the joint torques τ1 and τ2|How large are the joint torques that hold this force|Compute τ1 and τ2}"), steps,
        {"kind": "tool", "lengths": lengths, "angles": angles, "force": [fx, fy], "own": own}, 16, told=[where], heading=HEADING,
    )  # fmt: skip
    return _vector(rng, level, exercise, ("τ1", "τ2"), torque, wrong, "N·m", 2)


def _nearest_singular(rng: Random, level: int) -> Problem:
    """Level 3: which of three postures is nearest to a singularity? The folded one is overlooked."""
    say = partial(spin, rng)
    lengths = sorted((rng.randrange(20, 61) / 100 for _ in range(2)), reverse=True)
    elbows: list[int] = []
    for _ in range(60):
        elbows = [rng.choice((-1, 1)) * rng.randint(*rng.choice(((8, 60), (60, 120), (110, 172)))) for _ in range(3)]
        sines = sorted(abs(math.sin(math.radians(e))) for e in elbows)
        if (
            sines[1] - sines[0] > 0.06
            and min(abs(abs(a) - abs(b)) for a, b in zip(elbows, (elbows[1], elbows[2], elbows[0]))) > 4
        ):
            break
    firsts = [rng.randint(-90, 150) for _ in range(3)]
    names = ("A", "B", "C")
    dets = [rounded(lengths[0] * lengths[1] * cosine_and_sine(e)[1], 5) for e in elbows]
    best = min(range(3), key=lambda k: abs(dets[k]))
    smallest = min(range(3), key=lambda k: abs(elbows[k]))
    order = min(range(3), key=lambda k: dets[k])
    ask_largest = rng.random() < 0.35
    if ask_largest:
        top = sorted(range(3), key=lambda k: -abs(dets[k]))
        best = top[0]
        if abs(abs(dets[top[0]]) - abs(dets[top[1]])) < 0.02 * lengths[0] * lengths[1]:
            ask_largest, best = False, min(range(3), key=lambda k: abs(dets[k]))
    facts = [
        (f"{{posture {n}|configuration {n}}}", f"θ1 = {firsts[k]}°, θ2 = {elbows[k]}°") for k, n in enumerate(names)
    ]
    facts += [(f"{{link length l{k}|l{k}|length l{k}}}", f"{plain(le)} m") for k, le in enumerate(lengths, 1)]
    steps = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m; θ2 = " + ", ".join(f"{e}° ({n})" for e, n in zip(elbows, names))),
        ("rule", "det J = l1·l2·sin θ2: it does not depend on θ1 and is zero when the arm is stretched (θ2 = 0°) or folded (θ2 = ±180°); its size measures the distance from a singularity"),
        *(("work" if k == 0 else "say", f"{n}: sin {term(elbows[k])}° = {plain(cosine_and_sine(elbows[k])[1], 5)}, det J = {plain(lengths[0])} × {plain(lengths[1])} × {term(cosine_and_sine(elbows[k])[1], 5)} = {plain(dets[k], 5)} m²".replace(")°", "°)")) for k, n in enumerate(names)),
        ("mistake", "looking for the smallest |θ2| only; a folded arm near ±180° is as singular as a stretched one, and the sign of det J says nothing about the distance" if not ask_largest else "looking for the straightest or the longest arm; what counts is |sin θ2|, which is largest at a right angle whatever θ1 is"),
        ("then", f"|det J| is {'largest' if ask_largest else 'smallest'} for {names[best]}: {plain(abs(dets[best]), 5)} m²"),
        ("check", f"{names[best]} has θ2 = {elbows[best]}°, " + (f"{abs(90 - abs(elbows[best]))}° from a right angle, nearer than the others" if ask_largest else f"{min(abs(elbows[best]), 180 - abs(elbows[best]))}° from {'stretched' if abs(elbows[best]) < 90 else 'folded'}, nearer than the others")),
    ]  # fmt: skip
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts,
        [rng.choice(FRAME), "{Judge by|Compare|The measure is} the {size|absolute value} of the determinant of the {tip's|position} Jacobian"],
        say("{Which posture has the best manipulability|In which posture is |det J| largest|Which posture is furthest from a singularity}".replace("|det J|", "the size of det J")) if ask_largest
        else say("{Which posture is nearest to a singularity|Which configuration is closest to being singular|In which posture is the arm nearest to losing a direction of motion}"), steps,
        {"kind": "singular", "lengths": lengths, "elbows": elbows, "firsts": firsts, "largest": ask_largest}, 7, heading=HEADING,
    )  # fmt: skip
    if ask_largest:
        traps = [
            (names[max(range(3), key=lambda k: abs(elbows[k]))], "took the largest elbow angle for the largest sine"),
            (names[max(range(3), key=lambda k: dets[k])], "left the sign on the determinants"),
            (names[smallest], "took the straightest arm"),
        ]
    else:
        traps = [
            (names[smallest], "looked at the smallest elbow angle alone"),
            (names[order], "took the most negative determinant for the smallest"),
        ]
    return label_problem(rng, level, exercise, names[best], names, traps, "did not compare the sizes of the sines")


def _gravity(rng: Random, level: int) -> Problem:
    """Level 4: holding torques against gravity for two heavy links and a payload, in a vertical plane."""
    say = partial(spin, rng)
    lengths, angles = _arm(rng, 15)
    masses = [rng.randrange(12, 61) / 10, rng.randrange(6, 41) / 10]
    load = rng.randrange(5, 51) / 10
    centres = [rounded(length * rng.choice((0.4, 0.45, 0.5)), 3) for length in lengths]
    (c1, _), (c12, _) = cosine_and_sine(angles[0]), cosine_and_sine(sum(angles))
    inner = rounded(masses[0] * centres[0] + (masses[1] + load) * lengths[0], 5)
    outer = rounded(masses[1] * centres[1] + load * lengths[1], 5)
    second = rounded(GRAVITY * c12 * outer, 4)
    own = rounded(GRAVITY * c1 * inner, 4)
    first = rounded(own + second, 4)
    total = sum(angles)
    facts = [
        *_facts(lengths, angles),
        *((f"{{mass m{k} of link {k}|m{k}|link mass m{k}}}", f"{plain(m)} kg") for k, m in enumerate(masses, 1)),
        *(
            (
                f"{{distance a{k} from joint {k} to the centre of mass of link {k}|centre of mass of link {k}, a{k}}}".replace(
                    f"centre of mass of link {k}, a{k}", f"centre-of-mass distance a{k} of link {k}"
                ),
                f"{plain(a)} m",
            )
            for k, a in enumerate(centres, 1)
        ),
        ("{payload mass M|payload M|M}", f"{plain(load)} kg"),
    ]
    spare = [
        rng.choice(
            (
                ("{gear ratio of both drives|reduction of both gears}", "100:1"),
                ("{stall current|motor stall current}", "6.2 A"),
                ("{gripper opening|opening of the gripper}", "68 mm"),
                ("{cycle time|time for one cycle}", "4.2 s"),
            )
        )
    ]
    shown = f"({total}°)" if total < 0 else f"{total}°"
    shown1 = f"({angles[0]}°)" if angles[0] < 0 else f"{angles[0]}°"
    steps = [
        ("facts", _given(lengths, angles) + f", m1 = {plain(masses[0])} kg at {plain(centres[0])} m, m2 = {plain(masses[1])} kg at {plain(centres[1])} m, M = {plain(load)} kg at the tip"),
        ("rule", "each weight adds g × mass × its horizontal distance from the joint; joint 2 carries link 2 and the payload, joint 1 carries all three"),
        ("work", f"θ1 + θ2 = {angles[0]}° + {term(angles[1])}° = {total}°; cos {shown1} = {plain(c1, 5)}, cos {shown} = {plain(c12, 5)}".replace(")° =", "°) =")),
        ("say", f"about joint 2: m2·a2 + M·l2 = {plain(masses[1])} × {plain(centres[1])} + {plain(load)} × {plain(lengths[1])} = {plain(outer, 5)} kg·m, so τ2 = {GRAVITY} × {term(c12, 5)} × {plain(outer, 5)} = {plain(second, 4)} N·m"),
        ("then", f"for link 1: m1·a1 + (m2 + M)·l1 = {plain(masses[0])} × {plain(centres[0])} + ({plain(masses[1])} + {plain(load)}) × {plain(lengths[0])} = {plain(inner, 5)} kg·m, times g·cos θ1: {GRAVITY} × {term(c1, 5)} × {plain(inner, 5)} = {plain(own, 4)} N·m"),
        ("say", f"τ1 = {term(own, 4)} + {term(second, 4)} = {plain(first, 4)} N·m"),
        ("mistake", "leaving τ2 out of τ1: joint 1 also carries the moment that link 2 and the payload have about joint 2; and lever arms are horizontal, l·cos, not the lengths themselves"),
        ("check", f"stretched out level the arm would need at most {GRAVITY} × ({plain(inner, 5)} + {plain(outer, 5)}) = {fixed(GRAVITY * (inner + outer), 2)} N·m at joint 1"),
    ]  # fmt: skip
    relative = math.cos(math.radians(angles[1]))
    wrong = [
        ((own, second), "left the moment of link 2 and the payload about joint 2 out of τ1"),
        ((GRAVITY * (inner + outer), GRAVITY * outer), "took the lengths for the horizontal lever arms"),
        ((own + GRAVITY * relative * outer, GRAVITY * relative * outer), "used θ2 instead of θ1 + θ2 for link 2"),
        ((first / GRAVITY, second / GRAVITY), "forgot to multiply by g"),
        (
            (
                GRAVITY
                * (
                    c1 * (masses[0] * lengths[0] + (masses[1] + load) * lengths[0])
                    + c12 * (masses[1] + load) * lengths[1]
                ),
                GRAVITY * c12 * (masses[1] + load) * lengths[1],
            ),
            "put the links' masses at their ends",
        ),
    ]
    exercise = Exercise(
        arm_story(rng, say("two-link {vertical|upright} {arm|manipulator|robot}")), facts,
        [rng.choice(FRAME), "{the arm moves in a vertical plane:|links move in a vertical plane;} the x axis is horizontal, y points up; g = 9.81 m/s²", "{Torques count|Count torques} positive {counter-clockwise|anticlockwise}{; friction is neglected|; neglect friction}"],
        say("{Which torques hold the arm still|What joint torques keep the arm at rest|Find the holding torques τ1 and τ2|Compute the joint torques that balance gravity|How large are the static torques τ1 and τ2}"), steps,
        {"kind": "gravity", "lengths": lengths, "angles": angles, "masses": [*masses, load], "centres": centres}, 15, spare, heading=HEADING,
    )  # fmt: skip
    return _vector(rng, level, exercise, ("τ1", "τ2"), (first, second), wrong, "N·m", 2)


def _solved(rows: Sequence[Sequence[float]], velocity: Sequence[float]) -> tuple[list[str], list[float], float]:
    """Lines of Cramer's rule for J·ω = v, the rates as printed and the determinant."""
    (a, b), (c, d) = rows
    determinant = rounded(a * d - b * c, 6)
    first = rounded((d * velocity[0] - b * velocity[1]) / determinant, 5)
    second = rounded((a * velocity[1] - c * velocity[0]) / determinant, 5)
    return [
        f"det J = {term(a, 5)} × {term(d, 5)} − {term(b, 5)} × {term(c, 5)} = {plain(determinant)} m²",
        f"ω1 = (J22·vx − J12·vy) / det J = ({term(d, 5)} × {term(velocity[0], 5)} − {term(b, 5)} × {term(velocity[1], 5)}) / {term(determinant)} = {plain(first, 5)} rad/s",
        f"ω2 = (J11·vy − J21·vx) / det J = ({term(a, 5)} × {term(velocity[1], 5)} − {term(c, 5)} × {term(velocity[0], 5)}) / {term(determinant)} = {plain(second, 5)} rad/s",
    ], [first, second], determinant  # fmt: skip


SPARE = (
    ("{payload|load in the gripper}", "1.5 kg"), ("{gripper opening|opening of the gripper}", "54 mm"), ("{gear ratio of both drives|reduction of both gears}", "80:1"),
    ("{mass of the arm|arm mass}", "19 kg"), ("{supply voltage|voltage of the drives}", "48 V"), ("{stated repeatability|repeatability}", "0.05 mm"),
)  # fmt: skip


def _resolved_rate(rng: Random, level: int) -> Problem:
    """Level 4: joint rates for a tip velocity that is given by speed and direction."""
    say = partial(spin, rng)
    lengths, angles = _arm(rng, 30)
    speed, direction = rng.randrange(80, 601, 5), rng.choice((-1, 1)) * rng.randint(5, 175)
    c, s = cosine_and_sine(direction)
    velocity = [rounded(speed / 1000 * c, 5), rounded(speed / 1000 * s, 5)]
    lines, rows = _worked(lengths, angles)
    solved, omega, determinant = _solved(rows, velocity)
    shown = f"({direction}°)" if direction < 0 else f"{direction}°"
    steps = [
        ("facts", _given(lengths, angles) + f"; the tip shall move at {speed} mm/s in direction {direction}°"),
        ("rule", "{solve J·ω = v for ω|ω = J⁻¹·v}, with " + JACOBIAN),
        ("work", f"{speed} / 1000 = {plain(speed / 1000)} m/s; cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}: vx = {plain(speed / 1000)} × {term(c, 5)} = {plain(velocity[0], 5)} m/s, vy = {plain(speed / 1000)} × {term(s, 5)} = {plain(velocity[1], 5)} m/s"),
        *lines,
        *(("say", line) for line in solved),
        ("mistake", "multiplying by the transpose instead of the inverse; Jᵀ maps forces to torques, velocities need J⁻¹, which grows without bound near θ2 = 0° and ±180°"),
        ("check", f"J·ω gives {term(rows[0][0], 5)} × {term(omega[0], 5)} + {term(rows[0][1], 5)} × {term(omega[1], 5)} = {fixed(velocity[0], 3)} m/s along x and {term(rows[1][0], 5)} × {term(omega[0], 5)} + {term(rows[1][1], 5)} × {term(omega[1], 5)} = {fixed(velocity[1], 3)} m/s along y"),
    ]  # fmt: skip
    turned = [velocity[0] * rows[0][0] + velocity[1] * rows[1][0], velocity[0] * rows[0][1] + velocity[1] * rows[1][1]]
    absolute = (
        rates(lengths, (angles[0], angles[1] - angles[0]), velocity)
        if abs(math.sin(math.radians(angles[1] - angles[0]))) > 0.1
        else [omega[1], omega[0]]
    )
    wrong = [
        (turned, "multiplied by the transpose of J"),
        (absolute, "took θ2 from the x axis"),
        ([omega[0], omega[0] + omega[1]], "gave the absolute rate of link 2"),
        ([-omega[0], -omega[1]], "lost the sign of the determinant"),
        ([value * determinant for value in omega], "forgot to divide by the determinant"),
    ]
    facts = [
        *_facts(lengths, angles),
        ("{wanted tip speed|tip speed|speed of the tip}", f"{speed} mm/s"),
        ("{direction of motion, from the x axis|angle of the motion to the x axis}", f"{direction}°"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts, [rng.choice(FRAME)],
        say("{Which joint rates are needed|How fast must the joints turn|Find the joint rates ω1 and ω2|Compute the joint rates for this motion|What are ω1 and ω2}"), steps,
        {"kind": "rates", "lengths": lengths, "angles": angles, "motion": [speed, direction]}, 19, rng.sample(SPARE, 1), heading=HEADING,
    )  # fmt: skip
    return _vector(rng, level, exercise, ("ω1", "ω2"), omega, wrong, "rad/s", 3)


def _fastest(rng: Random, level: int) -> Problem:
    """Level 5: the highest tip speed in a direction under the rate limits of both joints."""
    say = partial(spin, rng)
    lengths, angles = _arm(rng, 25)
    direction = rng.choice((-1, 1)) * rng.randint(4, 176)
    limits = [rng.randrange(40, 181, 5), rng.randrange(60, 241, 5)]
    in_radians = [rounded(math.radians(limit), 5) for limit in limits]
    unit = list(cosine_and_sine(direction))
    lines, rows = _worked(lengths, angles)
    solved, omega, _ = _solved(rows, unit)
    if min(abs(value) for value in omega) < 0.05:
        return _redundant(rng, level)
    speeds = [rounded(limit / abs(value), 4) for limit, value in zip(in_radians, omega)]
    best = 0 if speeds[0] < speeds[1] else 1
    result = speeds[best]
    shown = f"({direction}°)" if direction < 0 else f"{direction}°"
    steps = [
        ("facts", _given(lengths, angles) + f"; direction {direction}°, |ω1| ≤ {limits[0]}°/s, |ω2| ≤ {limits[1]}°/s"),
        ("rule", "rates are proportional to the tip speed: find them for 1 m/s in the direction, then divide each limit by its rate; the smaller quotient is the answer"),
        ("work", f"cos {shown} = {plain(unit[0], 5)}, sin {shown} = {plain(unit[1], 5)}, so vx = {plain(unit[0], 5)} and vy = {plain(unit[1], 5)} at 1 m/s"),
        *lines,
        *(("say", line) for line in solved),
        ("then", f"limits in rad/s: {limits[0]} × π / 180 = {plain(in_radians[0], 5)} and {limits[1]} × π / 180 = {plain(in_radians[1], 5)}"),
        ("say", f"joint 1 allows {plain(in_radians[0], 5)} / {plain(abs(omega[0]), 5)} = {plain(speeds[0], 4)} m/s, joint 2 allows {plain(in_radians[1], 5)} / {plain(abs(omega[1]), 5)} = {plain(speeds[1], 4)} m/s; joint {best + 1} decides"),
        ("mistake", f"stopping at the joint with the lower limit or at the larger quotient ({plain(speeds[1 - best], 4)} m/s): joint {best + 1} would then have to turn faster than it can"),
        ("check", f"at {plain(result, 4)} m/s the rates are {plain(result, 4)} × {plain(abs(omega[0]), 5)} = {fixed(result * abs(omega[0]), 3)} and {plain(result, 4)} × {plain(abs(omega[1]), 5)} = {fixed(result * abs(omega[1]), 3)} rad/s, one of them at its limit"),
    ]  # fmt: skip
    reach = math.hypot(rows[0][0], rows[1][0])
    traps = [
        (speeds[1 - best], f"took the limit of joint {2 - best}"),
        (
            in_radians[0] * reach + in_radians[1] * lengths[1],
            "added the largest speeds that the joints give one by one",
        ),
        (in_radians[0] * reach, "multiplied the limit of joint 1 by the reach, whatever the direction"),
        (sum(speeds), "added the speeds that both joints allow"),
        (result * 180 / math.pi, "left the limits in degrees a second"),
        (sum(speeds) / 2, "took the mean of the two"),
    ]
    facts = [
        *_facts(lengths, angles),
        ("{direction of motion, from the x axis|angle of the motion to the x axis}", f"{direction}°"),
        ("{largest rate of joint 1|rate limit of joint 1|speed limit of joint 1}", f"{limits[0]}°/s"),
        ("{largest rate of joint 2|rate limit of joint 2|speed limit of joint 2}", f"{limits[1]}°/s"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{two-link|2R} planar {arm|manipulator|robot}")), facts, [rng.choice(FRAME), "{both joints may turn either way|the limits hold in both senses of rotation}"],
        say("{What is the highest tip speed in this direction|How fast can the tip move in this direction|Find the largest tip speed that the joints allow in this direction|Which tip speed is possible in this direction at most}{ at this instant| in this posture|}"), steps,
        {"kind": "fastest", "lengths": lengths, "angles": angles, "direction": direction, "limits": limits}, 24, heading=HEADING,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="m/s", decimals=3, relative=0.01)


def _redundant(rng: Random, level: int) -> Problem:
    """Level 5: a redundant arm; the rates of least norm by the pseudo-inverse."""
    say = partial(spin, rng)
    lengths = sorted((rng.randrange(18, 51) / 100 for _ in range(3)), reverse=True)
    angles = [
        rng.randint(-60, 150),
        rng.choice((-1, 1)) * rng.randint(25, 100),
        rng.choice((-1, 1)) * rng.randint(20, 90),
    ]
    velocity = [rng.choice((-1, 1)) * rng.randrange(5, 41) / 100 for _ in range(2)]
    lines, (a, b) = _worked(lengths, angles)
    aa, ab, bb = (rounded(sum(p * q for p, q in zip(*pair)), 6) for pair in ((a, a), (a, b), (b, b)))
    determinant = rounded(aa * bb - ab * ab, 7)
    m1 = rounded((bb * velocity[0] - ab * velocity[1]) / determinant, 5)
    m2 = rounded((aa * velocity[1] - ab * velocity[0]) / determinant, 5)
    omega = [rounded(p * m1 + q * m2, 4) for p, q in zip(a, b)]
    back = [sum(p * o for p, o in zip(row, omega)) for row in (a, b)]

    def squares(p: Sequence[float], q: Sequence[float]) -> str:
        return " + ".join(f"{term(u, 5)} × {term(v, 5)}" for u, v in zip(p, q))

    locked = [*rates(lengths[:2], angles[:2], velocity), 0.0]
    try:
        frozen = jacobian(lengths, angles)
        det12 = frozen[0][0] * frozen[1][1] - frozen[0][1] * frozen[1][0]
        without = [
            (frozen[1][1] * velocity[0] - frozen[0][1] * velocity[1]) / det12,
            (frozen[0][0] * velocity[1] - frozen[1][0] * velocity[0]) / det12,
            0.0,
        ]
    except ZeroDivisionError:
        without = [0.0, 0.0, 0.0]
    steps = [
        ("facts", _given(lengths, angles) + f"; v = ({plain(velocity[0])}, {plain(velocity[1])}) m/s"),
        ("rule", "two equations for three rates have many solutions; the one of least ω1² + ω2² + ω3² is ω = Jᵀ·(J·Jᵀ)⁻¹·v. The columns of J run from joint k to the tip: J1k = −Σ l·sin, J2k = Σ l·cos over the links from k on"),
        *lines,
        ("work", f"entries of J·Jᵀ: p = {squares(a, a)} = {plain(aa)}"),
        ("say", f"q = {squares(a, b)} = {plain(ab)}"),
        ("say", f"r = {squares(b, b)} = {plain(bb)}"),
        ("say", f"determinant p·r − q² = {plain(aa)} × {plain(bb)} − {term(ab)}² = {plain(determinant, 7)}"),
        ("say", f"m1 = (r·vx − q·vy) / determinant = ({plain(bb)} × {term(velocity[0])} − {term(ab)} × {term(velocity[1])}) / {plain(determinant, 7)} = {plain(m1, 5)}"),
        ("say", f"m2 = (p·vy − q·vx) / determinant = ({plain(aa)} × {term(velocity[1])} − {term(ab)} × {term(velocity[0])}) / {plain(determinant, 7)} = {plain(m2, 5)}"),
        *(("then" if k == 1 else "say", f"ω{k} = {term(p, 5)} × {term(m1, 5)} + {term(q, 5)} × {term(m2, 5)} = {plain(o, 4)} rad/s") for k, (p, q, o) in enumerate(zip(a, b, omega), 1)),
        ("mistake", f"locking joint 3 and solving for the other two: it reaches the velocity as well, but with ω1² + ω2² = {fixed(sum(w * w for w in without), 3)} instead of {fixed(sum(w * w for w in omega), 3)}, so it is not the solution of least norm"),
        ("check", f"J·ω gives {squares(a, omega)} = {fixed(back[0], 2)} m/s and {squares(b, omega)} = {fixed(back[1], 2)} m/s"),
    ]  # fmt: skip
    wrong = [
        (without, "locked joint 3 instead of taking the least norm"),
        ([p * velocity[0] + q * velocity[1] for p, q in zip(a, b)], "multiplied by the transpose alone"),
        (locked, "left link 3 out of the arm"),
        ([-value for value in omega], "lost a sign in the inverse"),
        ([omega[0], omega[0] + omega[1], sum(omega)], "gave the absolute rates of the links"),
    ]
    facts = [
        *_facts(lengths, angles),
        ("{wanted tip velocity (vx, vy)|tip velocity (vx, vy)}", f"({plain(velocity[0])}, {plain(velocity[1])}) m/s"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{three-link|3R} planar {arm|manipulator|robot}")), facts,
        [THREE, "{the hand's orientation does not matter|the direction of the last link is free}", "{of all solutions, take the one with|choose the solution with|among all rates that give this velocity, take those with} the least ω1² + ω2² + ω3²"],
        say("{Which joint rates are these|Find the joint rates|Compute ω1, ω2 and ω3|What are the three joint rates}"), steps,
        {"kind": "redundant", "lengths": lengths, "angles": angles, "velocity": velocity}, 30, heading=HEADING,
    )  # fmt: skip
    return _vector(rng, level, exercise, ("ω1", "ω2", "ω3"), omega, wrong, "rad/s", 3)


KINDS = {
    1: (_velocity, _static),
    2: (_velocity, _static),
    3: (_tool_force, _tool_force, _nearest_singular),
    4: (_gravity, _resolved_rate),
    5: (_fastest, _redundant),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a planar arm's Jacobian."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="jacobians",
    title="Jacobians, statics and singularities",
    source="Craig, Introduction to Robotics, 3rd ed. 2005, ch. 5; Lynch & Park, Modern Robotics, 2017, ch. 5",
    problem=problem,
    rubric=(
        Criterion("Writes the Jacobian's entries for the stated angles before multiplying.", "important"),
        Criterion("Uses the transpose for forces and the inverse (or pseudo-inverse) for velocities.", "essential"),
        Criterion("Keeps force, velocity and Jacobian in the same coordinates.", "essential"),
        Criterion("Puts rates in radians a second where lengths times rates give velocities.", "important"),
        Criterion("Checks the result by multiplying back, by a moment about a joint, or by a bound.", "optional"),
        Criterion("Calls a folded arm regular because its elbow angle is large.", "pitfall", positive=False),
    ),
)
