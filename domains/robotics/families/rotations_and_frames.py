"""Rotations and frames: quaternions, order of rotations, chains of frames.

In: a seeded generator and a level. Out: one problem whose answer is a point, a unit quaternion (up to sign) or an angle.

Conventions, stated in every question that needs them: right-handed frames, active rotations, Hamilton quaternions written
(w, x, y, z) (Lynch & Park, Modern Robotics, 2017, §3.2 and app. B; Craig, Introduction to Robotics, 3rd ed., §2.3-2.8):

    q = (cos(θ/2), n·sin(θ/2)) for a turn by θ about the unit axis n;  q and −q are the same rotation
    turns about fixed axes: each later one multiplies from the left; about the body's own axes: from the right
    p in A = R·(p in B) + origin of B in A
    yaw-pitch-roll R = Rz(ψ)·Ry(θ)·Rx(φ); at θ = ±90° only ψ ∓ φ matters
    slerp: q(t) = (sin((1−t)Ω)·q0 + sin(tΩ)·q1) / sin Ω with cos Ω = q0·q1 ≥ 0   (Shoemake, SIGGRAPH 1985)

Worked example: a quarter turn about z.

>>> [round(value, 4) for value in quaternion((0, 0, 1), 90)]
[0.7071, 0.0, 0.0, 0.7071]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem, number_problem
from domains.robotics.figures import cosine_and_sine, fixed, plain, rounded, term, vector, wrapped
from domains.robotics.settings import MOBILE_ASIDES, arm_story, article
from domains.robotics.turning import turning_line
from domains.wording import sentence, spin

Quaternion = tuple[float, float, float, float]
Point = tuple[float, float, float]

POSE = "domains.robotics.verifiers.pose:check"
ROTATION = "domains.robotics.verifiers.rotation:check"
PLANES = {"x": ("yz", 1, 2), "y": ("zx", 2, 0), "z": ("xy", 0, 1)}
UNIT = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}


def quaternion(axis: Sequence[float], degrees: float) -> Quaternion:
    """(w, x, y, z) of a turn about a unit axis."""
    half = math.radians(degrees) / 2
    s = math.sin(half)
    return math.cos(half), axis[0] * s, axis[1] * s, axis[2] * s


def product(a: Quaternion, b: Quaternion) -> Quaternion:
    """The rotation b, then a (both about fixed axes)."""
    return (
        a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
        a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
        a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
        a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
    )


def turned(point: Sequence[float], axis: str, degrees: float) -> Point:
    """The point turned about a coordinate axis."""
    _, i, j = PLANES[axis]
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    moved = list(point)
    moved[i], moved[j] = point[i] * c - point[j] * s, point[i] * s + point[j] * c
    return moved[0], moved[1], moved[2]


def slerp(first: Quaternion, second: Quaternion, share: float) -> Quaternion:
    """Spherical interpolation along the shorter way."""
    dot = sum(a * b for a, b in zip(first, second))
    if dot < 0:
        second, dot = (-second[0], -second[1], -second[2], -second[3]), -dot
    omega = math.acos(min(1.0, dot))
    if omega < 1e-9:
        return first
    p, q = math.sin((1 - share) * omega) / math.sin(omega), math.sin(share * omega) / math.sin(omega)
    return (
        p * first[0] + q * second[0], p * first[1] + q * second[1], p * first[2] + q * second[2], p * first[3] + q * second[3],
    )  # fmt: skip


HAMILTON = (
    "{Quaternions are|Write quaternions as|The quaternion is written as} (w, x, y, z) with the scalar first{, in Hamilton's convention|}",
    "{Use|Take} Hamilton quaternions in the order (w, x, y, z)",
    "{The order of the components|Component order} is (w, x, y, z), w being the scalar part{; q and −q count as the same|}",
)
POINT_FORM = (
    "{Give|State|Report|Write} {the answer|the result|x, y and z|the coordinates} in metres{, to three decimals| with three decimals|, rounded to 3 decimals}",
    "{Answer|Finish} with x, y and z in metres {(three decimals)|to 3 decimals}",
)
QUATERNION_FORM = (
    "{Give|State|Report|Write} {the answer|the four components|the quaternion|the result} {to four decimals|with four decimals|rounded to 4 decimals}",
    "{Answer|Finish} with {four numbers|the four components} {to four decimals|(4 decimals)}",
)
RIGHT = (
    "{Frames are|All frames are} right-handed{, and turns follow the right-hand rule|; a positive turn follows the right-hand rule}",
    "{Positive angles|Turns} follow the right-hand rule",
    "{Use|Take} right-handed frames; positive turns are counter-clockwise when the axis points at you",
)
HEADING = "{Data|Given|Known values|Calibration|From the log|Readings|Numbers}"


def _point(
    rng: Random, level: int, exercise: Exercise, right: Sequence[float], wrong: Sequence[tuple[Sequence[float], str]]
) -> Problem:
    names, units = ("x", "y", "z"), ("m", "m", "m")

    def written(values: Sequence[float]) -> str:
        return vector(names, values, units, (3, 3, 3))

    return checked_problem(
        rng, level, exercise, written(right), [(written(other), trap) for other, trap in wrong],
        answer_type="pose", verifier=POSE,
        arguments={"names": list(names), "units": list(units), "tolerance": 0.001}, form=spin(rng, rng.choice(POINT_FORM)),
    )  # fmt: skip


def _q(values: Sequence[float], decimals: int = 4) -> str:
    return f"({', '.join(fixed(value, decimals) for value in values)})"


def _rotation(
    rng: Random, level: int, exercise: Exercise, right: Sequence[float], wrong: Sequence[tuple[Sequence[float], str]]
) -> Problem:
    return checked_problem(
        rng, level, exercise, _q(right), [(_q(other), trap) for other, trap in wrong],
        answer_type="rotation", verifier=ROTATION, arguments={"tolerance": 0.001}, form=spin(rng, rng.choice(QUATERNION_FORM)),
    )  # fmt: skip


def _p(point: Sequence[float], decimals: int = 5) -> str:
    return f"({', '.join(plain(value, decimals) for value in point)})"


def _angle(rng: Random, low: int = 10, high: int = 170) -> int:
    return rng.choice((-1, 1)) * rng.randint(low, high)


def _place(rng: Random) -> Point:
    return rng.randrange(-90, 91) / 100, rng.randrange(-90, 91) / 100, rng.randrange(-60, 91) / 100


PARTS = (
    "{the part|it|the hardware} belongs to {an inspection cell|a calibration rig|a student project|a camera crane|a research platform|a painting robot}",
    "{the task|this} comes from {an acceptance test|a calibration log|a code review|an exam|a ground-station check}",
    "{the numbers|the values} {were read off a display|come from a configuration file|are rounded for display}",
    "{the log|the file} {was written|dates from} {last week|before the upgrade|during the night shift}",
    "{a second program|an older library|a spreadsheet} {checks|repeats} the {calculation|conversion}",
    "{the fixed frame|the room's frame} {is painted on the floor|is marked by three lines|belongs to the camera system}",
    "{its|the part's} {mass|colour|serial number} plays no part {here|in this}",
)
THINGS = "{a drone|a camera mount|a gripper|a tool flange|a gimbal|a lidar head|a test plate|a wrist|a satellite model}"
AXES = (
    ((1.0, 0.0, 0.0), "the x axis"), ((0.0, 1.0, 0.0), "the y axis"), ((0.0, 0.0, 1.0), "the z axis"),
    ((0.6, 0.0, 0.8), "the unit axis (0.6, 0, 0.8)"), ((0.0, 0.6, -0.8), "the unit axis (0, 0.6, −0.8)"), ((0.8, 0.6, 0.0), "the unit axis (0.8, 0.6, 0)"),
    ((1 / 3, 2 / 3, 2 / 3), "the direction (1, 2, 2)"), ((2 / 3, -1 / 3, 2 / 3), "the direction (2, −1, 2)"), ((2 / 7, 3 / 7, 6 / 7), "the direction (2, 3, 6)"),
    ((-6 / 7, 2 / 7, 3 / 7), "the direction (−6, 2, 3)"), ((4 / 9, 4 / 9, 7 / 9), "the direction (4, 4, 7)"), ((1 / 9, -8 / 9, 4 / 9), "the direction (1, −8, 4)"),
)  # fmt: skip


def _axis_angle(rng: Random, level: int) -> Problem:
    """Level 1: from axis and angle to the quaternion; level 2: the axis needs normalising or the angle is in radians."""
    say = partial(spin, rng)
    axis, said = rng.choice(AXES[:6] if level == 1 else AXES)
    degrees = _angle(rng, 80, 1790) / 10
    radians = level == 2 and (said.startswith(("the unit", "the x", "the y", "the z")) or rng.random() < 0.5)
    value = rounded(math.radians(degrees), 3)
    used = rounded(math.degrees(value), 3) if radians else degrees
    half = rounded(used / 2, 4)
    c, s = cosine_and_sine(half)
    right = tuple(rounded(part, 5) for part in (c, *(a * s for a in axis)))
    length = {"(1, 2, 2)": 3, "(2, −1, 2)": 3, "(2, 3, 6)": 7, "(−6, 2, 3)": 7, "(4, 4, 7)": 9, "(1, −8, 4)": 9}.get(
        said.removeprefix("the direction "), 1
    )
    shown = f"({plain(half, 4)}°)" if half < 0 else f"{plain(half, 4)}°"
    thing = say(THINGS)
    steps = [("facts", f"a turn about {said}, angle {plain(value)} rad" if radians else f"a turn about {said}, angle {plain(degrees)}°"), ("rule", "q = (cos(θ/2), nx·sin(θ/2), ny·sin(θ/2), nz·sin(θ/2)) with a unit axis n")]  # fmt: skip
    if length > 1:
        parts = [round(a * length) for a in axis]
        steps.append(
            (
                "then",
                f"the direction's length is sqrt({term(parts[0])}² + {term(parts[1])}² + {term(parts[2])}²) = {length}, so n = ({parts[0]}/{length}, {parts[1]}/{length}, {parts[2]}/{length})",
            )
        )
    steps.append(
        (
            "work",
            (f"{term(value)} × 180 / π = {plain(used, 3)}°; " if radians else "")
            + f"θ/2 = {plain(used, 3)} / 2 = {plain(half, 4)}°; cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}",
        )
    )
    for name, a, r in zip("xyz", axis, right[1:]):
        if a:
            factor = f"{round(a * length)} / {length}" if length > 1 else plain(a)
            steps.append(("say", f"{name} = {factor} × {term(s, 5)} = {plain(r, 5)}"))
    steps.append(
        (
            "check",
            f"a unit quaternion: {' + '.join(f'{term(r, 5)}²' for r in right)} = {fixed(sum(r * r for r in right), 3)}",
        )
    )
    full = cosine_and_sine(used)
    wrong = [
        ((full[0], *(a * full[1] for a in axis)), "used the whole angle instead of half of it"),
        ((c, *(-a * s for a in axis)), "turned the other way"),
        ((s, *(a * c for a in axis)), "exchanged sine and cosine"),
        ((*(a * s for a in axis), c), "put the scalar last"),
        ((c, *(a * s * length for a in axis)), "did not normalise the axis")
        if length > 1
        else ((c, s * axis[2], s * axis[0], s * axis[1]), "put the axis's components in the wrong places"),
    ]
    told = say("{{The orientation|The attitude|A rotation} of $thing is {logged|given|specified|commanded} as a turn {by $angle about $axis|about $axis by $angle}|{The controller|A script|The log|A test program} {asks for|shows|stores} a turn of $thing about $axis by $angle|$thing is turned {by $angle about $axis|about $axis by $angle}}", thing=thing, angle=f"{plain(value)} rad" if radians else f"{plain(degrees)}°", axis=said)  # fmt: skip
    exercise = Exercise(
        sentence(told), [], [rng.choice(HAMILTON), rng.choice(RIGHT)],
        say("{Which unit quaternion is this|Write the rotation as a unit quaternion|Find the unit quaternion|What is the quaternion of this rotation|Convert it to a unit quaternion|Which quaternion does {the controller|the software} expect}"), steps,
        {"kind": "axis", "axis": [rounded(a, 6) for a in axis], "angle": value if radians else degrees, "radians": radians}, 6, pool=PARTS,
    )  # fmt: skip
    return _rotation(rng, level, exercise, right, wrong)


def _turn_point(rng: Random, level: int) -> Problem:
    """Level 1: a point turned about one coordinate axis."""
    say = partial(spin, rng)
    axis, degrees = rng.choice("xyz"), _angle(rng, 8, 172)
    point = _place(rng)
    letters, i, j = PLANES[axis]
    line, a, b = turning_line(letters, degrees, point[i], point[j])
    right = list(point)
    right[i], right[j] = a, b
    other = {"x": "y", "y": "z", "z": "x"}[axis]
    steps = [
        ("facts", f"point {_p(point)} m, turn by {degrees}° about {axis}"),
        ("rule", f"a turn about {axis} leaves the {axis} coordinate alone and turns the pair ({letters[0]}, {letters[1]}): {letters[0]}' = {letters[0]}·cos − {letters[1]}·sin, {letters[1]}' = {letters[0]}·sin + {letters[1]}·cos"),
        ("work", line),
        ("say", f"the {axis} coordinate stays at {plain(point['xyz'.index(axis)])} m"),
        ("check", f"turning keeps lengths: {term(point[i])}² + {term(point[j])}² = {fixed(point[i] ** 2 + point[j] ** 2, 4)} and {term(a, 5)}² + {term(b, 5)}² = {fixed(a * a + b * b, 4)}"),
    ]  # fmt: skip
    wrong = [
        (turned(point, axis, -degrees), "turned the other way"),
        (turned(point, other, degrees), f"turned about {other}"),
        (turned(point, {"x": "z", "y": "x", "z": "y"}[axis], degrees), "turned about the wrong axis"),
        (turned(point, axis, math.degrees(degrees)), "put degrees into functions of radians"),
        ([-value for value in right], "lost the signs"),
    ]
    told = say("{A marker|A target|A corner|The lens|A bolt} on $thing is at $point m in the fixed frame; {$the is|then $the is} turned about the {fixed frame's|frame's} $axis axis by $angle".replace("$the is", "$part is"), thing=say(THINGS), point=_p(point), axis=axis, angle=f"{degrees}°", part=say("{the whole body|the part|it all|the assembly}"))  # fmt: skip
    exercise = Exercise(
        sentence(told), [], [rng.choice(RIGHT), "{the axis passes through the origin|the turn is about the origin}"],
        say("{Where is it afterwards|Which coordinates does it have after the turn|Find its new position|Where does it end up|Compute its coordinates after the turn}"), steps,
        {"kind": "turn", "axis": axis, "angle": degrees, "point": list(point)}, 5, pool=PARTS,
    )  # fmt: skip
    return _point(rng, level, exercise, right, wrong)


def _to_base(rng: Random, level: int) -> Problem:
    """Level 2: a point seen by a turned sensor at a known place; millimetres and metres."""
    say = partial(spin, rng)
    axis, degrees = rng.choice("zzxy"), _angle(rng, 10, 170)
    seen, sensor = (
        _place(rng),
        (rng.randrange(-90, 91) / 100, rng.randrange(-90, 91) / 100, rng.randrange(20, 131) / 100),
    )
    letters, i, j = PLANES[axis]
    line, a, b = turning_line(letters, degrees, seen[i], seen[j])
    spun = list(seen)
    spun[i], spun[j] = a, b
    right = [rounded(p + q, 5) for p, q in zip(spun, sensor)]
    steps = [
        ("facts", f"the sensor sees {_p([value * 1000 for value in seen])} mm, stands at {_p(sensor)} m, turned by {degrees}° about {axis}"),
        ("rule", "p in the base frame = R·(p in the sensor frame) + position of the sensor"),
        ("then", "in metres: " + ", ".join(f"{plain(value * 1000)} / 1000 = {plain(value)}" for value in seen)),
        ("work", "turned into base directions, " + line),
        ("say", "; ".join(f"{name} = {plain(sensor[k])} + {term(spun[k], 5)} = {plain(right[k], 5)} m" for k, name in enumerate("xyz"))),
        ("check", f"the distance from the sensor is the same in both frames: sqrt({term(seen[0])}² + {term(seen[1])}² + {term(seen[2])}²) = {fixed(math.hypot(*seen), 3)} m and sqrt({' + '.join(term(rounded(r - s, 5), 5) + '²' for r, s in zip(right, sensor))}) = {fixed(math.dist(right, sensor), 3)} m"),
    ]  # fmt: skip
    back = turned(seen, axis, -degrees)
    late = turned([p + q for p, q in zip(seen, sensor)], axis, degrees)
    wrong = [
        ([p + q for p, q in zip(back, sensor)], "turned the wrong way"),
        ([p + q for p, q in zip(seen, sensor)], "did not turn into base directions"),
        (late, "turned the sensor's position as well"),
        (spun, "left out where the sensor stands"),
        ([p - q for p, q in zip(spun, sensor)], "subtracted the sensor's position"),
    ]
    facts = [
        ("{point in the sensor frame|sensed point|reading (x, y, z)}", f"{_p([value * 1000 for value in seen])} mm"),
        ("{sensor position in the base frame|position of the sensor in base coordinates}", f"{_p(sensor)} m"),
        (
            f"{{turn of the sensor frame from the base frame about {axis}|sensor orientation, a turn about the base {axis} axis}}",
            f"{degrees}°",
        ),
    ]
    exercise = Exercise(
        arm_story(rng, say("{arm|robot|manipulator} {with|that has} a {fixed depth camera|3D sensor on a tripod|laser scanner beside it}").replace("that has", "with")), facts,
        [rng.choice(RIGHT)],
        say("{Where is the point in the base frame|Express the point in base coordinates|Find the point in the base frame|What are the point's base coordinates|Which base coordinates does the robot have to use}"), steps,
        {"kind": "frame", "axis": axis, "angle": degrees, "sensor": list(sensor), "seen": list(seen)}, 9, heading=HEADING,
    )  # fmt: skip
    return _point(rng, level, exercise, right, wrong)


def _named(quaternion_: Sequence[float], decimals: int = 5) -> str:
    return f"({', '.join(plain(value, decimals) for value in quaternion_)})"


def _about(axis: str, cosine: float, sine: float) -> Quaternion:
    """A turn about a coordinate axis from the half angle's cosine and sine, as printed."""
    x, y, z = (unit * sine + 0.0 for unit in UNIT[axis])
    return cosine, x, y, z


def _order(rng: Random, level: int) -> Problem:
    """Level 3: two turns in sequence about fixed or about the body's own axes; the other order tempts."""
    say = partial(spin, rng)
    first, second = rng.sample("xyz", 2)
    angles = [_angle(rng, 20, 160), _angle(rng, 20, 160)]
    fixed_axes = rng.random() < 0.5
    point = _place(rng)
    as_point = rng.random() < 0.5
    told = say(
        "{{First|To begin with} it is turned by $a about {its|the} $one axis, then by $b about $whose $two axis|{It|The body} turns by $a about $one, {and then|after that} by $b about $whose $two axis}",
        a=f"{angles[0]}°", one=first, b=f"{angles[1]}°", two=second, whose="the fixed" if fixed_axes else "its own, already turned,",
    )  # fmt: skip
    rule = (
        "about fixed axes a later turn multiplies from the left: R = R_second·R_first, so a body point is turned by the first, then by the second"
        if fixed_axes
        else "about the body's own axes a later turn multiplies from the right: R = R_first·R_second, so a body point is turned by the second first, then by the first, both about the fixed axes"
    )
    sequence = [(first, angles[0]), (second, angles[1])] if fixed_axes else [(second, angles[1]), (first, angles[0])]
    thing = say(THINGS)
    story = sentence(
        say(
            "{Initially|At the start|At first} {the frame of|} $thing {is aligned with|has the axes of|is parallel to} the fixed frame",
            thing=thing,
        ).replace("frame of", "body frame of")
    )
    right: list[float]
    if as_point:
        current: list[float] = list(point)
        miss = turned(turned(point, *sequence[1]), *sequence[0])
        steps = [
            (
                "facts",
                f"{angles[0]}° about {first}, then {angles[1]}° about {'the fixed ' if fixed_axes else 'its own '}{second}; body point {_p(point)} m",
            ),
            ("rule", rule),
        ]
        for k, (axis, degrees) in enumerate(sequence):
            letters, i, j = PLANES[axis]
            line, a, b = turning_line(letters, degrees, current[i], current[j])
            current[i], current[j] = a, b
            steps.append(
                ("work" if k == 0 else "then", f"{degrees}° about {axis}: {line}, so the point is {_p(current)} m")
            )
        right = current
        steps += [
            (
                "mistake",
                f"the other order gives {_p([rounded(v, 3) for v in miss])} m; wrong, because rotations do not commute, and {'fixed' if fixed_axes else 'body'} axes were asked for",
            ),
            (
                "check",
                f"the distance from the origin is unchanged: {' + '.join(term(v) + '²' for v in point)} = {fixed(sum(v * v for v in point), 3)} and {' + '.join(term(v, 5) + '²' for v in right)} = {fixed(sum(v * v for v in right), 3)}",
            ),
        ]
        wrong: list[tuple[Sequence[float], str]] = [
            (miss, "multiplied in the other order"),
            (
                turned(turned(point, sequence[0][0], -sequence[0][1]), sequence[1][0], -sequence[1][1]),
                "turned the wrong way",
            ),
            (turned(point, *sequence[1]), "left out one of the turns"),
            (
                turned(turned(point, sequence[1][0], -sequence[1][1]), sequence[0][0], -sequence[0][1]),
                "applied the inverse rotation",
            ),
        ]
        exercise = Exercise(
            story, [], [rng.choice(RIGHT), "{All axes pass through the origin|The origin stays in place}"],
            say("{A marker sits at $p m in the body frame|In the body frame a marker is at $p m|A hole is at $p m in body coordinates}: {where is it in the fixed frame afterwards|what are its fixed-frame coordinates in the end}", p=_p(point)) + "?", steps,
            {"kind": "order point", "turns": [[first, angles[0]], [second, angles[1]]], "fixed": fixed_axes, "point": list(point)}, 10, told=[told], heading=HEADING,
        )  # fmt: skip
        text = exercise.ask
        exercise = Exercise(story, [], exercise.conventions, "where is the marker in the fixed frame afterwards" if rng.random() < 0.3 else say("{what are the marker's coordinates in the fixed frame in the end|find the marker's final fixed-frame coordinates|where does the marker end up, in the fixed frame|express the marker in the fixed frame after both turns}"), steps, exercise.parameters, 10, told=[told, text.split(":")[0].replace("a hole", "a marker").replace("A hole", "A marker")], pool=PARTS)  # fmt: skip
        return _point(rng, level, exercise, right, wrong)
    halves = [rounded(angle / 2, 1) for angle in angles]
    pair = [cosine_and_sine(half) for half in halves]
    one, two = (_about(axis, *trig) for axis, trig in zip((first, second), pair))
    left, other = (two, one) if fixed_axes else (one, two)
    result = tuple(rounded(part, 5) for part in product(left, other))
    wrongly = product(other, left)
    shown = [f"({plain(half, 1)}°)" if half < 0 else f"{plain(half, 1)}°" for half in halves]
    steps = [
        ("facts", f"{angles[0]}° about {first}, then {angles[1]}° about {'the fixed ' if fixed_axes else 'its own '}{second}"),
        ("rule", rule.split(", so a body")[0].replace("R_second·R_first", "q_second·q_first").replace("R_first·R_second", "q_first·q_second").replace("R =", "q =")),
        ("work", f"half angles: {angles[0]} / 2 = {plain(halves[0], 1)}° and {angles[1]} / 2 = {plain(halves[1], 1)}°; cos {shown[0]} = {plain(pair[0][0], 5)}, sin {shown[0]} = {plain(pair[0][1], 5)}; cos {shown[1]} = {plain(pair[1][0], 5)}, sin {shown[1]} = {plain(pair[1][1], 5)}"),
        ("say", f"q_first is {_named(one)}, q_second is {_named(two)}"),
        ("then", f"the left factor is {_named(left)}, the right one {_named(other)}: w = {term(left[0], 5)} × {term(other[0], 5)} − {term(left[1], 5)} × {term(other[1], 5)} − {term(left[2], 5)} × {term(other[2], 5)} − {term(left[3], 5)} × {term(other[3], 5)} = {plain(result[0], 5)}"),
        ("say", f"x = {term(left[0], 5)} × {term(other[1], 5)} + {term(left[1], 5)} × {term(other[0], 5)} + {term(left[2], 5)} × {term(other[3], 5)} − {term(left[3], 5)} × {term(other[2], 5)} = {plain(result[1], 5)}"),
        ("say", f"y = {term(left[0], 5)} × {term(other[2], 5)} − {term(left[1], 5)} × {term(other[3], 5)} + {term(left[2], 5)} × {term(other[0], 5)} + {term(left[3], 5)} × {term(other[1], 5)} = {plain(result[2], 5)}"),
        ("say", f"z = {term(left[0], 5)} × {term(other[3], 5)} + {term(left[1], 5)} × {term(other[2], 5)} − {term(left[2], 5)} × {term(other[1], 5)} + {term(left[3], 5)} × {term(other[0], 5)} = {plain(result[3], 5)}"),
        ("mistake", f"the other order gives {_q(wrongly)}, with the sign of the cross term turned; wrong, because rotations do not commute"),
        ("check", f"unit length: {' + '.join(term(v, 5) + '²' for v in result)} = {fixed(sum(v * v for v in result), 3)}"),
    ]  # fmt: skip
    wrong = [
        (wrongly, "multiplied in the other order"),
        ((result[0], -result[1], -result[2], -result[3]), "gave the inverse rotation"),
        (quaternion(UNIT[first], angles[0]), "left out the second turn"),
        (tuple(rounded(p + r, 5) for p, r in zip(one, two)), "added the quaternions"),
        (
            product(
                quaternion(UNIT[second if fixed_axes else first], 2 * (angles[1] if fixed_axes else angles[0])),
                quaternion(UNIT[first if fixed_axes else second], 2 * (angles[0] if fixed_axes else angles[1])),
            ),
            "used whole angles instead of half angles",
        ),
    ]
    exercise = Exercise(
        story, [], [rng.choice(RIGHT), rng.choice(HAMILTON)],
        say("{Which unit quaternion describes the final orientation|Find the unit quaternion of the final orientation|What is the quaternion that takes body coordinates to fixed coordinates in the end|Give the final orientation as a unit quaternion|Compute the quaternion of both turns together}"), steps,
        {"kind": "order", "turns": [[first, angles[0]], [second, angles[1]]], "fixed": fixed_axes}, 18, told=[told], pool=PARTS,
    )  # fmt: skip
    return _rotation(rng, level, exercise, result, wrong)


def _hand_eye(rng: Random, level: int) -> Problem:
    """Level 4: camera on the gripper, gripper in the base; two frames to pass, with spare facts."""
    say = partial(spin, rng)
    yaw, tilt = _angle(rng, 10, 170), rng.choice((180, 180, 90, -90))
    seen = (rng.randrange(-15, 16) / 100, rng.randrange(-15, 16) / 100, rng.randrange(20, 61) / 100)
    mount = (rng.randrange(-8, 9) / 100, rng.randrange(3, 12) / 100, rng.randrange(-5, 9) / 100)
    grip = (rng.randrange(-70, 71) / 100, rng.randrange(-70, 71) / 100, rng.randrange(40, 96) / 100)
    line1, y1, z1 = turning_line("yz", tilt, seen[1], seen[2])
    inside = [rounded(p + q, 5) for p, q in zip((seen[0], y1, z1), mount)]
    line2, x2, y2 = turning_line("xy", yaw, inside[0], inside[1])
    right = [rounded(p + q, 5) for p, q in zip((x2, y2, inside[2]), grip)]
    steps = [
        ("facts", f"point {_p(seen)} m in the camera; camera at {_p(mount)} m in the gripper frame, turned by {tilt}° about x; gripper at {_p(grip)} m in the base, turned by {yaw}° about z"),
        ("rule", "work outwards: camera → gripper → base, each time turn first, then add the origin"),
        ("work", f"into the gripper's directions: {line1}, x stays at {plain(seen[0])}"),
        ("say", "add the camera's place: " + "; ".join(f"{name} = {term(p, 5)} + {term(q)} = {plain(r, 5)}" for name, p, q, r in zip("xyz", (seen[0], y1, z1), mount, inside)) + " m in the gripper frame"),
        ("then", f"into base directions: {line2}, z stays at {plain(inside[2], 5)}"),
        ("say", "add the gripper's place: " + "; ".join(f"{name} = {term(p, 5)} + {term(q)} = {plain(r, 5)}" for name, p, q, r in zip("xyz", (x2, y2, inside[2]), grip, right)) + " m in the base frame"),
        ("mistake", "adding all three vectors and turning at the end, or adding an origin before turning; each vector must be in the axes of the frame in which it is added"),
        ("check", f"the distance from the gripper's origin is {fixed(math.hypot(*inside), 3)} m in both frames: sqrt({' + '.join(term(v, 5) + '²' for v in inside)}) = {fixed(math.hypot(*inside), 3)} and sqrt({' + '.join(term(rounded(r - g, 5), 5) + '²' for r, g in zip(right, grip))}) = {fixed(math.dist(right, grip), 3)}"),
    ]  # fmt: skip

    def add(a: Sequence[float], b: Sequence[float]) -> list[float]:
        return [p + q for p, q in zip(a, b)]

    spun = turned(seen, "x", tilt)
    wrong = [
        (add(turned(add(seen, mount), "z", yaw), grip), "left out the camera's turn on the gripper"),
        (add(add(turned(spun, "z", yaw), mount), grip), "added the camera's place without turning it with the gripper"),
        (add(turned(inside, "z", -yaw), grip), "turned the gripper's frame the wrong way"),
        (add(inside, grip), "left out the gripper's turn"),
        (add(turned(spun, "z", yaw), grip), "took the camera for the gripper's origin"),
    ]
    facts = [
        ("{point in the camera frame|camera reading (x, y, z)|point seen by the camera}", f"{_p(seen)} m"),
        ("{camera origin in the gripper frame|position of the camera in the gripper frame}", f"{_p(mount)} m"),
        (
            "{turn of the camera frame from the gripper frame about the gripper's x axis|camera orientation, a turn about the gripper's x axis}",
            f"{tilt}°",
        ),
        ("{gripper origin in the base frame|position of the gripper in the base frame}", f"{_p(grip)} m"),
        (
            "{turn of the gripper frame from the base frame about the base z axis|gripper orientation, a turn about the base z axis}",
            f"{yaw}°",
        ),
    ]
    spare = rng.sample((("{image size|camera resolution}", "1280 × 720 pixels"), ("{gripper opening|opening of the gripper}", "64 mm"), ("{frame rate|camera frame rate}", "30 Hz"), ("{exposure time|exposure}", "8 ms"), ("{mass of the camera|camera mass}", "0.3 kg")), rng.randint(1, 2))  # fmt: skip
    exercise = Exercise(
        arm_story(rng, say("{six-axis|6R|collaborative} {arm|robot} with a {wrist camera|camera on its gripper|hand-held depth camera}").replace("hand-held depth camera", "depth camera on its wrist")), facts,
        [rng.choice(RIGHT), "{A frame's orientation is the turn that takes|Orientations are turns that take} the outer frame's axes to the inner frame's"],
        say("{Where is the point in the base frame|Express the point in base coordinates|Find the point in the base frame|At which base coordinates must the robot grasp|What are the point's base coordinates}"), steps,
        {"kind": "hand-eye", "tilt": tilt, "yaw": yaw, "seen": list(seen), "mount": list(mount), "grip": list(grip)}, 16, spare, heading=HEADING,
    )  # fmt: skip
    return _point(rng, level, exercise, right, wrong)


def _into_sensor(rng: Random, level: int) -> Problem:
    """Level 4: a map point, a driving robot, a sensor on it: two inverse transforms."""
    say = partial(spin, rng)
    heading, pan = _angle(rng, 10, 170), _angle(rng, 10, 110)
    robot = (rng.randrange(-600, 601, 5) / 100, rng.randrange(-600, 601, 5) / 100)
    target = (rng.randrange(-600, 601, 5) / 100, rng.randrange(-600, 601, 5) / 100)
    if math.dist(robot, target) < 1:
        target = (target[0] + 3, target[1] + 2)
    mount = (rng.randrange(-30, 41) / 100, rng.randrange(-20, 21) / 100)
    height, above = rng.randrange(30, 121) / 100, rng.randrange(10, 181) / 100
    dx, dy = rounded(target[0] - robot[0], 4), rounded(target[1] - robot[1], 4)
    line1, u, v = turning_line("xy", -heading, dx, dy)
    mx, my = rounded(u - mount[0], 5), rounded(v - mount[1], 5)
    line2, x, y = turning_line("xy", -pan, mx, my)
    z = rounded(above - height, 4)
    right = [x, y, z]
    steps = [
        ("facts", f"target {_p((*target, above))} m in the map; robot at {_p(robot)} m, heading {heading}°; sensor at {_p((*mount, height))} m on the robot, panned by {pan}°"),
        ("rule", "going inwards, undo each frame: subtract its origin, then turn by minus its angle"),
        ("work", f"map → robot: {plain(target[0])} − {term(robot[0])} = {plain(dx)} and {plain(target[1])} − {term(robot[1])} = {plain(dy)}; {line1}"),
        ("then", f"robot → sensor: {term(u, 5)} − {term(mount[0])} = {plain(mx, 5)} and {term(v, 5)} − {term(mount[1])} = {plain(my, 5)}; {line2}"),
        ("say", f"height: z = {plain(above)} − {plain(height)} = {plain(z)} m"),
        ("mistake", f"turning by {heading}° instead of {-heading}°, or before subtracting: the inverse of “turn, then shift” is “shift back, then turn back”"),
        ("check", f"the level distance from the sensor is unchanged: {term(mx, 5)}² + {term(my, 5)}² = {fixed(mx * mx + my * my, 3)} and {term(x, 5)}² + {term(y, 5)}² = {fixed(x * x + y * y, 3)}"),
    ]  # fmt: skip
    forward = turned(turned((dx, dy, 0), "z", heading), "z", pan)
    late = turned((target[0], target[1], 0), "z", -heading)
    shifted = turned((late[0] - robot[0] - mount[0], late[1] - robot[1] - mount[1], 0), "z", -pan)
    mixed = turned((dx - mount[0], dy - mount[1], 0), "z", -heading - pan)
    wrong = [
        ((forward[0], forward[1], z), "turned outwards instead of inwards"),
        ((shifted[0], shifted[1], z), "turned before subtracting the robot's position"),
        ((mixed[0], mixed[1], z), "subtracted the sensor's place in map axes"),
        ((mx, my, z), "left out the sensor's pan"),
        ((x, y, -z), "measured the height downwards"),
    ]
    facts = [
        ("{target in the map frame|map coordinates of the target}", f"{_p((*target, above))} m"),
        ("{robot's origin in the map (on the floor)|robot position in the map}", f"{_p((*robot, 0.0))} m"),
        (
            "{robot's heading, the turn about z from the map to the robot frame|heading of the robot frame in the map (turn about z)}",
            f"{heading}°",
        ),
        ("{sensor origin in the robot frame|position of the sensor in the robot frame}", f"{_p((*mount, height))} m"),
        (
            "{pan of the sensor, its turn about z from the robot frame|turn of the sensor about z in the robot frame}",
            f"{pan}°",
        ),
    ]
    spare = rng.sample((("{forward speed|speed}", "0.6 m/s"), ("{battery charge|state of charge}", "74 %"), ("{scan rate|sensor scan rate}", "10 Hz"), ("{wheel diameter|diameter of the wheels}", "0.2 m"), ("{sensor range|range of the sensor}", "30 m")), rng.randint(1, 2))  # fmt: skip
    robot_name = say(
        "{inspection|delivery|museum-guide|security|survey|greenhouse} robot with a {panning lidar|panning camera|turret sensor}"
    )
    exercise = Exercise(
        sentence(say("{$robot {keeps a map|localises itself in a map}|{consider|take|picture} $robot that {keeps a map|knows where it is}|{a student|an engineer|a technician} {tests|debugs|calibrates} $robot}", robot=article(robot_name))), facts,
        [rng.choice(RIGHT), "z points up in all frames"],
        say("{Where is the target in the sensor frame|Express the target in the sensor frame|Find the target's coordinates in the sensor frame|At which sensor coordinates should the target appear|What are the target's sensor coordinates}"), steps,
        {"kind": "inwards", "target": [*target, above], "robot": [*robot, heading], "sensor": [*mount, height, pan]}, 16, spare, pool=MOBILE_ASIDES, heading=HEADING,
    )  # fmt: skip
    return _point(rng, level, exercise, right, wrong)


def _random_quaternion(rng: Random) -> Quaternion:
    """A unit quaternion with four decimals."""
    for _ in range(50):
        parts = [rng.uniform(-1, 1) for _ in range(4)]
        size = math.hypot(*parts)
        if size > 0.3:
            q = [rounded(part / size, 4) for part in parts]
            return q[0], q[1], q[2], q[3]
    return 0.5, 0.5, 0.5, 0.5


def _pair(rng: Random) -> tuple[Quaternion, Quaternion, float]:
    """Two orientations and their dot product, between 20° and 170° apart; negative products are frequent."""
    for _ in range(80):
        a, b = _random_quaternion(rng), _random_quaternion(rng)
        dot = sum(p * q for p, q in zip(a, b))
        if 0.1 < abs(dot) < 0.985 and (dot < 0 or rng.random() < 0.4):
            return a, b, dot
    return (1.0, 0.0, 0.0, 0.0), (-0.7071, 0.7071, 0.0, 0.0), -0.7071


def _apart(rng: Random, level: int) -> Problem:
    """Level 5: the smallest turn between two orientations; a negative product of the quaternions must not mislead."""
    say = partial(spin, rng)
    a, b, _ = _pair(rng)
    dot = rounded(sum(p * q for p, q in zip(a, b)), 5)
    half = rounded(math.degrees(math.acos(abs(dot))), 3)
    result = rounded(2 * half, 2)
    long = 360 - result if dot < 0 else result
    steps = [
        ("facts", f"q1 = {_named(a, 4)}, q2 = {_named(b, 4)}"),
        ("rule", "the relative rotation q1*·q2 has the scalar part q1·q2 = cos(θ/2); q and −q are the same rotation, so the smallest turn has cos(θ/2) = |q1·q2|"),
        ("work", "q1·q2 = " + " + ".join(f"{term(p, 4)} × {term(q, 4)}" for p, q in zip(a, b)) + f" = {plain(dot, 5)}"),
        ("then", (f"the product is negative, so −q2 is used for q2: |q1·q2| is {plain(abs(dot), 5)}" if dot < 0 else f"the product is positive: |q1·q2| is {plain(abs(dot), 5)}")),
        ("say", f"θ/2 = arccos({plain(abs(dot), 5)}) → {plain(half, 3)}°, so θ = 2 × {plain(half, 3)} = {plain(result, 2)}°"),
        ("mistake", f"without the absolute value the turn would be {fixed(long, 1)}°, the long way round" if dot < 0 else f"giving the angle between the quaternions, {fixed(half, 1)}°, as the turn; it is half of it"),
        ("check", "{a smallest turn lies between 0° and 180°|no smallest turn is more than 180°}" + f", and {fixed(result, 1)}° does"),
    ]  # fmt: skip
    vector_dot = sum(p * q for p, q in zip(a[1:], b[1:]))
    sizes = math.hypot(*a[1:]) * math.hypot(*b[1:])
    traps = [
        (360 - result, "took the long way round"),
        (half, "gave half of the angle"),
        (
            math.degrees(math.acos(max(-1.0, min(1.0, vector_dot / sizes)))) if sizes > 1e-6 else 0.0,
            "took the angle between the two axes",
        ),
        (
            abs(2 * math.degrees(math.acos(a[0])) - 2 * math.degrees(math.acos(b[0]))),
            "subtracted the two angles of rotation",
        ),
        (180 - half, "gave half of the long way round"),
        (180 - result, "took the supplement"),
    ]
    facts = [
        ("{first orientation q1|start orientation q1|q1}", _q(a)),
        ("{second orientation q2|goal orientation q2|q2}", _q(b)),
    ]
    exercise = Exercise(
        sentence(say("{{A controller|A planner|A test program} {compares|has to join} two orientations of $thing|{Two orientations|Two attitudes} of $thing are {logged|stored|taught}|$thing {shall move|turns} from one {stored|taught} orientation to another}", thing=say(THINGS))), facts,
        [rng.choice(HAMILTON), "{the turn may be about any axis|any axis of rotation is allowed}"],
        say("{What is the smallest angle of rotation between them|By which angle at least must it turn|Find the smallest turn that takes one to the other|How far apart are they as a single shortest turn|What is the angle of the shortest rotation from q1 to q2}"), steps,
        {"kind": "apart", "first": list(a), "second": list(b)}, 8, pool=PARTS, ordered=True, heading=HEADING,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="°", decimals=1, absolute=0.2)


def _between(rng: Random, level: int) -> Problem:
    """Level 5: spherical interpolation; flip one quaternion first when the product is negative."""
    say = partial(spin, rng)
    a, b, _ = _pair(rng)
    share = rng.choice((0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8))
    dot = rounded(sum(p * q for p, q in zip(a, b)), 5)
    flipped = tuple(-q for q in b) if dot < 0 else b
    omega = rounded(math.degrees(math.acos(abs(dot))), 3)
    angles = [rounded((1 - share) * omega, 3), rounded(share * omega, 3)]
    sines = [cosine_and_sine(angle)[1] for angle in (*angles, omega)]
    p, q = rounded(sines[0] / sines[2], 5), rounded(sines[1] / sines[2], 5)
    result = tuple(rounded(p * u + q * v, 5) for u, v in zip(a, flipped))
    size = math.hypot(*result)
    raw = math.acos(dot)
    unflipped = tuple(
        (math.sin((1 - share) * raw) * u + math.sin(share * raw) * v) / math.sin(raw) for u, v in zip(a, b)
    )
    mixed = [(1 - share) * u + share * v for u, v in zip(a, flipped)]
    steps = [
        ("facts", f"q0 = {_named(a, 4)}, q1 = {_named(b, 4)}, t = {plain(share)}"),
        ("rule", "slerp: q(t) = (sin((1−t)·Ω)·q0 + sin(t·Ω)·q1) / sin Ω with cos Ω = q0·q1; if the product is negative, first put −q1 for q1, for the shorter way"),
        ("work", "q0·q1 = " + " + ".join(f"{term(u, 4)} × {term(v, 4)}" for u, v in zip(a, b)) + f" = {plain(dot, 5)}"),
        ("then", (f"negative, so q1 becomes {_named(flipped, 4)}; " if dot < 0 else "positive, so q1 stays; ") + f"Ω = arccos({plain(abs(dot), 5)}) → {plain(omega, 3)}°"),
        ("say", f"(1 − {plain(share)}) × {plain(omega, 3)} = {plain(angles[0], 3)}° and {plain(share)} × {plain(omega, 3)} = {plain(angles[1], 3)}°, with sines {plain(sines[0], 5)} and {plain(sines[1], 5)}; sin Ω is {plain(sines[2], 5)}"),
        ("say", f"weights {plain(sines[0], 5)} / {plain(sines[2], 5)} = {plain(p, 5)} and {plain(sines[1], 5)} / {plain(sines[2], 5)} = {plain(q, 5)}"),
        ("say", "; ".join(f"{name} = {plain(p, 5)} × {term(u, 4)} + {plain(q, 5)} × {term(v, 4)} = {plain(r, 5)}" for name, u, v, r in zip("wx", a, flipped, result))),
        ("say", "; ".join(f"{name} = {plain(p, 5)} × {term(u, 4)} + {plain(q, 5)} × {term(v, 4)} = {plain(r, 5)}" for name, u, v, r in zip("yz", a[2:], flipped[2:], result[2:]))),
        ("mistake", "interpolating without the sign change sends the body the long way round" if dot < 0 else "mixing the components linearly and leaving it there; the result is not of unit length, and the speed along the way is uneven"),
        ("check", f"unit length: {' + '.join(term(r, 5) + '²' for r in result)} = {fixed(size * size, 3)}"),
    ]  # fmt: skip
    wrong = [
        (unflipped, "went the long way round"),
        (mixed, "mixed the components linearly without normalising"),
        (slerp(a, b, 1 - share), "took t from the wrong end"),
        (tuple((1 - share) * u + share * v for u, v in zip(a, b)), "mixed the components without changing the sign"),
        ([result[0], -result[1], -result[2], -result[3]], "gave the inverse rotation"),
        (b, "gave the end orientation"),
    ]
    facts = [
        (
            "{start orientation q0|orientation at t = 0, q0|q0}".replace(
                "orientation at t = 0, q0", "orientation q0 at t = 0"
            ),
            _q(a),
        ),
        ("{end orientation q1|orientation q1 at t = 1|q1}", _q(b)),
        ("{share of the way t|parameter t|t}", plain(share)),
    ]
    exercise = Exercise(
        sentence(say("{{A controller|A planner|A test program} {moves|turns} $thing {smoothly|evenly} from one orientation to another|{Between two keyframes|Between two taught points} {the software|the controller} interpolates the orientation of $thing|$thing {turns|is to turn} at constant rate about one axis from q0 to q1}", thing=say(THINGS))), facts,
        [rng.choice(HAMILTON), "{interpolate|move} {spherically (slerp)|by slerp}, {the shorter way round|along the shorter arc}"],
        say("{Which unit quaternion is reached at t|Find the orientation at t|What is the orientation at this share of the way|Compute the interpolated quaternion|Which orientation does slerp give at t}"), steps,
        {"kind": "between", "first": list(a), "second": list(b), "share": share}, 20, pool=PARTS, ordered=True, heading=HEADING,
    )  # fmt: skip
    return _rotation(rng, level, exercise, result, wrong)


def _gimbal_lock(rng: Random, level: int) -> Problem:
    """Level 5: at a pitch of ±90° yaw and roll can't be told apart; the same attitude with roll set to zero."""
    say = partial(spin, rng)
    yaw, roll, up = _angle(rng, 5, 175), _angle(rng, 5, 170), rng.random() < 0.5
    raw = yaw - roll if up else yaw + roll
    result = wrapped(raw)
    pitch = 90 if up else -90
    sign, name = ("−", "ψ − φ") if up else ("+", "ψ + φ")
    steps = [
        ("facts", f"ψ = {yaw}°, θ = {pitch}°, φ = {roll}° with R = Rz(ψ)·Ry(θ)·Rx(φ)"),
        ("rule", f"Ry({pitch}°) carries the x axis to {'−z' if up else '+z'}, so Ry({pitch}°)·Rx(φ) = Rz({'−φ' if up else 'φ'})·Ry({pitch}°), and R depends on {name} alone (gimbal lock)"),
        ("work", f"ψ {sign} φ = {yaw}° {sign} {term(roll)}° = {raw}°".replace(")°", "°)")),
        *([("then", f"brought into range: {raw}° {'−' if raw > 180 else '+'} 360° = {plain(result)}°")] if raw != result else []),
        ("say", f"with roll zero the yaw is {plain(result)}°"),
        ("mistake", f"keeping ψ = {yaw}° and simply dropping the roll, or taking {'the sum' if up else 'the difference'} as at the other pole; at a pitch of {pitch}° the roll turns about the {'negative' if up else 'positive'} z axis and so {'subtracts from' if up else 'adds to'} the yaw"),
        ("check", f"the attitude is unchanged: {plain(result)} {sign} 0 = {plain(result)}, the same {name}" + (" up to a whole turn" if raw != result else "")),
    ]  # fmt: skip

    def said(angle: float) -> str:
        return f"yaw = {fixed(wrapped(angle), 0)}°"

    wrong = [
        (said(yaw + roll if up else yaw - roll), "used the rule of the other pole"),
        (said(yaw), "dropped the roll"),
        (said(-raw), "subtracted the other way round"),
        (said(roll), "gave the roll as the yaw"),
        (said(raw + 180), "added half a turn"),
    ]
    facts = [("{yaw ψ|ψ (yaw)}", f"{yaw}°"), ("{pitch θ|θ (pitch)}", f"{pitch}°"), ("{roll φ|φ (roll)}", f"{roll}°")]
    exercise = Exercise(
        sentence(say("{{The attitude|The orientation} of $thing is {logged|reported|stored} {straight up|at the pole|at a singular pitch}|$thing points {vertically up or down|along the vertical}, and {its software|the log} reports three angles|{A converter|A library|A parser} {meets|reads} an attitude of $thing at the edge of the pitch range}", thing=say(THINGS)).replace("straight up", "at the pole")), facts,
        ["{Yaw, pitch and roll|The angles} mean R = Rz(ψ)·Ry(θ)·Rx(φ)", "{the converter|the library|the program} {always sets|sets} roll to 0° there, and {keeps|leaves} the pitch", rng.choice(RIGHT)],
        say("{Which yaw describes the same attitude|What yaw must it report for the same attitude|Find the yaw of the same attitude|Which yaw belongs to the same attitude with roll 0°}"), steps,
        {"kind": "gimbal", "angles": [yaw, pitch, roll]}, 4, pool=PARTS, heading=HEADING,
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, said(result), wrong, answer_type="pose", verifier=POSE,
        arguments={"names": ["yaw"], "units": ["deg"], "tolerance": 0.5},
        form=say(["{Give|State|Report} it in whole degrees between −180° and 180°", " in whole degrees}, between −180° and 180°"][0]),
    )  # fmt: skip


KINDS = {
    1: (_axis_angle, _turn_point),
    2: (_to_base, _axis_angle, _to_base),
    3: (_order,),
    4: (_hand_eye, _into_sensor),
    5: (_apart, _between, _gimbal_lock),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on rotations or frames."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="rotations_and_frames",
    title="Rotations, quaternions and frames",
    source="Lynch & Park, Modern Robotics, 2017, ch. 3 and app. B; Craig, Introduction to Robotics, 3rd ed. 2005, ch. 2",
    problem=problem,
    rubric=(
        Criterion("Says which frame a vector is expressed in whenever it is turned or added.", "essential"),
        Criterion("Multiplies rotations in the order that fixed or body axes call for.", "essential"),
        Criterion("Uses half of the angle in a quaternion and a unit axis.", "important"),
        Criterion("Treats q and −q as one rotation, and takes the shorter way where one is asked for.", "important"),
        Criterion("Checks that a length or the unit norm is kept.", "optional"),
        Criterion("Adds translations without turning them into the common axes.", "pitfall", positive=False),
    ),
)
