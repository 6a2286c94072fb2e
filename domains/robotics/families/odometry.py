"""Odometry of wheeled robots: where wheels say that a robot is.

In: a seeded generator and a level. Out: one problem whose answer is a pose (x, y, heading), a distance or a radius.

Differential drive (Lynch & Park, Modern Robotics, 2017, §13.3-13.4; Siegwart et al., Autonomous Mobile Robots, 2nd ed., §5.2),
wheels a track b apart, wheel paths sL and sR, heading θ counter-clockwise from x:

    Δs = (sR + sL)/2,  Δθ = (sR − sL)/b
    exact arc, Δθ ≠ 0:   R = Δs/Δθ,  x += R·(sin(θ+Δθ) − sin θ),  y −= R·(cos(θ+Δθ) − cos θ)
    straight, Δθ = 0:    x += Δs·cos θ,  y += Δs·sin θ

Bicycle model: R = L/tan δ at the rear axle. Wheel path = ticks/(ticks a turn)·π·diameter.

Worked example: a quarter turn to the left on a circle of 1 m.

>>> [round(value, 3) for value in arc((0, 0, 0), math.pi / 2, 90)]
[1.0, 1.0, 90]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, Pairs, checked_problem, number_problem
from domains.robotics.figures import cosine_and_sine, fixed, plain, rounded, term, vector, wrapped
from domains.robotics.settings import MOBILE_ASIDES, mobile_story
from domains.wording import spin

POSE = "domains.robotics.verifiers.pose:check"
Pose = tuple[float, float, float]


def arc(pose: Sequence[float], path: float, turn: float) -> Pose:
    """The pose after a path of constant curvature.

    Args:
        pose: (x, y, heading in degrees). path: metres along the arc, negative backwards. turn: degrees, left positive.
    """
    x, y, heading = pose
    start = math.radians(heading)
    if turn == 0:
        return x + path * math.cos(start), y + path * math.sin(start), heading
    radius, end = path / math.radians(turn), math.radians(heading + turn)
    return (
        x + radius * (math.sin(end) - math.sin(start)),
        y - radius * (math.cos(end) - math.cos(start)),
        heading + turn,
    )


HEADING = "{Data|Given|Known values|From the log|Readings|Encoder log|Numbers|Measured}"
FRAME = (
    "{The heading|Heading} θ is measured {counter-clockwise|anticlockwise} from the x axis",
    "{Headings count|Count headings} {counter-clockwise|anticlockwise} from the x axis",
    "θ is the {angle|direction} of the robot's nose {counter-clockwise|anticlockwise} from the x axis",
)
EXACT = (
    "{Treat the motion as an exact arc|Use the exact arc|Take the path for an arc of a circle}{, not as a straight chord|}",
    "{Both wheels keep a constant speed|The speeds stay constant}, so {use the exact arc|the path is an arc of a circle}",
    "{Wheel slip is neglected|There is no slip} and the {motion is|path is} an exact arc",
)
ASK = (
    "{Where is the robot afterwards|What is its pose afterwards|Find the pose at the end|Compute the final pose|At which pose does it end up"
    "|Work out the pose after the {motion|move}|Which pose does the odometry report}{ (x, y, θ)|}"
)


def _written(pose: Sequence[float], decimals: int = 3) -> str:
    return vector(("x", "y", "θ"), (pose[0], pose[1], wrapped(pose[2])), ("m", "m", "deg"), (decimals, decimals, 1))


def _pose(
    rng: Random,
    level: int,
    exercise: Exercise,
    right: Sequence[float],
    wrong: Sequence[tuple[Sequence[float], str]],
    tolerance: float = 0.002,
) -> Problem:
    return checked_problem(
        rng, level, exercise, _written(right), [(_written(other), trap) for other, trap in wrong],
        answer_type="pose", verifier=POSE,
        arguments={"names": ["x", "y", "θ"], "units": ["m", "m", "deg"], "tolerance": [tolerance, tolerance, 0.2]},
        form=spin(
            rng, "{Give|State|Report|Write} x and y in metres {to three decimals|with three decimals|(3 decimals)} and θ in degrees {to one decimal|with one decimal|(1 decimal)}{, between −180° and 180°|, in (−180°, 180°]|}"
        ),
    )  # fmt: skip


def _arc_lines(
    pose: Pose, path: float, turn: float, radians: float, index: str = "", circle: float | None = None
) -> tuple[Pairs, Pose]:
    """Lines of one exact arc (or straight piece) from a pose as printed, and the pose as printed."""
    x, y, heading = pose
    shown = f"({plain(heading, 3)}°)" if heading < 0 else f"{plain(heading, 3)}°"
    if turn == 0:
        c, s = cosine_and_sine(heading)
        end = (rounded(x + path * c, 5), rounded(y + path * s, 5), heading)
        return [
            ("say", f"the wheels run equally far, so the path is straight: cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}"),
            ("say", f"x{index} = {plain(x, 5)} + {term(path, 5)} × {term(c, 5)} = {plain(end[0], 5)} m, y{index} = {plain(y, 5)} + {term(path, 5)} × {term(s, 5)} = {plain(end[1], 5)} m, θ{index} stays at {plain(heading, 3)}°"),
        ], end  # fmt: skip
    radius = rounded(path / radians, 5) if circle is None else circle
    after = rounded(heading + turn, 3)
    if path == 0:
        said = f"Δs{index} = 0: a turn on the spot, x{index} and y{index} stay, θ{index} = {plain(heading, 3)}° + {term(turn, 3)}° = {plain(after, 3)}°"
        return [("say", said.replace(")° =", "°) ="))], (x, y, after)
    shown_after = f"({plain(after, 3)}°)" if after < 0 else f"{plain(after, 3)}°"
    (c0, s0), (c1, s1) = cosine_and_sine(heading), cosine_and_sine(after)
    end = (rounded(x + radius * (s1 - s0), 5), rounded(y - radius * (c1 - c0), 5), after)
    return [
        ("say", f"R{index} = Δs/Δθ = {plain(path, 5)} / {term(radians, 5)} = {plain(radius, 5)} m; θ{index} = {plain(heading, 3)}° + {term(turn, 3)}° = {plain(after, 3)}°".replace(")° =", "°) =")),
        ("say", f"sin {shown} = {plain(s0, 5)}, sin {shown_after} = {plain(s1, 5)}, cos {shown} = {plain(c0, 5)}, cos {shown_after} = {plain(c1, 5)}"),
        ("say", f"x{index} = {plain(x, 5)} + {term(radius, 5)} × ({plain(s1, 5)} − {term(s0, 5)}) = {plain(end[0], 5)} m"),
        ("say", f"y{index} = {plain(y, 5)} − {term(radius, 5)} × ({plain(c1, 5)} − {term(c0, 5)}) = {plain(end[1], 5)} m"),
    ], end  # fmt: skip


def _wheels(left: float, right: float, track: float, index: str = "") -> tuple[list[str], float, float, float]:
    """Lines from wheel paths (metres) to Δs and Δθ, then Δs, Δθ in degrees (to 0.001°) and in radians as printed."""
    path = rounded((left + right) / 2, 5)
    radians = rounded((right - left) / track, 5)
    turn = rounded(math.degrees(radians), 3)
    return (
        [
            f"Δs{index} = ({plain(right, 5)} + {term(left, 5)}) / 2 = {plain(path, 5)} m, Δθ{index} = ({plain(right, 5)} − {term(left, 5)}) / {plain(track)} = {plain(radians, 5)} rad"
            + (f", that is {term(radians, 5)} × 180 / π = {plain(turn, 3)}°" if turn else "")
        ],
        path,
        turn,
        radians,
    )


def _chord_check(path: float, turn: float, start: Pose, end: Pose) -> str:
    """The chord of the arc, 2·R·sin(Δθ/2), against the distance between the poses."""
    dx, dy = rounded(end[0] - start[0], 5), rounded(end[1] - start[1], 5)
    if path == 0:
        return f"the wheels run equally far in opposite senses, so their midpoint stays; only the heading changes, by {plain(turn, 3)}°"
    if turn == 0:
        return f"the distance covered is sqrt({term(dx, 5)}² + {term(dy, 5)}²) = {fixed(math.hypot(dx, dy), 3)} m, as long as the path"
    radians = math.radians(turn)
    radius, half = rounded(path / radians, 5), cosine_and_sine(rounded(turn / 2, 3))[1]
    chord = abs(2 * radius * half)
    return f"the chord 2·R·sin(Δθ/2), 2 × {plain(abs(radius), 5)} × {plain(abs(half), 5)} = {fixed(chord, 3)} m, agrees with the distance sqrt({term(dx, 5)}² + {term(dy, 5)}²) = {fixed(math.hypot(dx, dy), 3)} m, rounding apart"


def _start(rng: Random, origin: float = 0.3) -> Pose:
    if rng.random() < origin:
        return 0.0, 0.0, 0.0
    return rng.randrange(-300, 301, 5) / 100, rng.randrange(-300, 301, 5) / 100, float(rng.randint(-170, 180))


def _start_facts(pose: Pose) -> list[tuple[str, str]]:
    return [
        (
            "{start pose (x, y, θ)|starting pose (x, y, θ)|pose at the start (x, y, θ)}",
            f"({plain(pose[0])} m, {plain(pose[1])} m, {plain(pose[2])}°)",
        )
    ]


def _traps(pose: Pose, left: float, right: float, track: float) -> list[tuple[Pose, str]]:
    path, turn = (left + right) / 2, math.degrees((right - left) / track)
    x, y, heading = pose
    start, end, mid = math.radians(heading), math.radians(heading + turn), math.radians(heading + turn / 2)
    return [
        (
            (x + path * math.cos(start), y + path * math.sin(start), heading + turn),
            "went straight along the old heading",
        ),
        ((x + path * math.cos(end), y + path * math.sin(end), heading + turn), "went straight along the new heading"),
        (arc(pose, path, -turn), "exchanged the left and the right wheel"),
        (arc(pose, path, 2 * turn), "divided by half of the track"),
        (arc(pose, left + right, turn), "added the wheel paths without halving"),
        (
            (x + path * math.cos(mid), y + path * math.sin(mid), heading + turn),
            "took the mean heading and the arc's length for the chord",
        ),
    ]


def _wheel_paths(rng: Random, level: int) -> Problem:
    """Level 1: paths of both wheels in metres; an arc, a straight piece or a turn on the spot."""
    say = partial(spin, rng)
    pose, track = _start(rng), rng.randrange(20, 71) / 100
    kind = rng.choice(("arc", "arc", "arc", "arc", "spot", "straight"))
    left = rng.randrange(20, 181) / 100
    right = {"straight": left, "spot": -left}.get(kind, 0.0)
    if kind == "spot":
        left = rng.randrange(5, 60) / 100 * rng.choice((-1, 1))
        right = -left
    elif kind == "arc":
        right = rounded(left + rng.choice((-1, 1)) * rng.randrange(8, 71) / 100, 2)
    work, path, turn, radians = _wheels(left, right, track)
    lines, end = _arc_lines(pose, path, turn, radians)
    shown = wrapped(rounded(end[2], 3))
    steps = [
        ("facts", f"left wheel {plain(left)} m, right wheel {plain(right)} m, track {plain(track)} m, start ({plain(pose[0])} m, {plain(pose[1])} m, {plain(pose[2])}°)"),
        ("rule", "Δs = (sR + sL)/2, Δθ = (sR − sL)/b; on an arc R = Δs/Δθ, x gains R·(sin θ_new − sin θ_old), y loses R·(cos θ_new − cos θ_old)"),
        *(("work", text) for text in work),
        *lines,
        *([("then", f"{plain(end[2], 3)}° is {plain(shown, 3)}° in (−180°, 180°]")] if abs(shown - end[2]) > 0.01 else []),
        ("check", _chord_check(path, turn, pose, end)),
    ]  # fmt: skip
    facts = [
        ("{path of the left wheel|left wheel's path|distance rolled by the left wheel}", f"{plain(left)} m"),
        ("{path of the right wheel|right wheel's path|distance rolled by the right wheel}", f"{plain(right)} m"),
        ("{track (distance between the wheels)|distance between the wheels|track b}", f"{plain(track)} m"),
        *_start_facts(pose),
    ]
    exercise = Exercise(
        mobile_story(rng, "{drives|rolls|moves|makes a move} {with two driven wheels|on two driven wheels}"), facts,
        [rng.choice(FRAME), rng.choice(EXACT)], say(ASK), steps,
        {"kind": "wheels", "pose": list(pose), "paths": [left, right], "track": track}, 8, pool=MOBILE_ASIDES, heading=HEADING,
    )  # fmt: skip
    wrong = _traps(pose, left, right, track)
    if kind == "straight":
        wrong = [
            (arc(pose, path, math.degrees(path / track)), "turned although both wheels run equally far"),
            (
                (
                    pose[0] + path * math.sin(math.radians(pose[2])),
                    pose[1] + path * math.cos(math.radians(pose[2])),
                    pose[2],
                ),
                "exchanged sine and cosine",
            ),
            (arc(pose, 2 * path, 0), "added the wheel paths without halving"),
            (arc(pose, -path, 0), "went backwards"),
        ]
    elif kind == "spot":
        wrong = [
            (arc(pose, 0, -turn), "exchanged the left and the right wheel"),
            (arc(pose, 0, 2 * turn), "divided by half of the track"),
            (arc(pose, 0, turn / 2), "used one wheel's path alone"),
            (arc(pose, abs(left), turn), "moved forwards although the paths cancel"),
        ]
    return _pose(rng, level, exercise, end, wrong)


def _ticks(rng: Random, level: int) -> Problem:
    """Level 2: encoder counts and wheel diameter in millimetres."""
    say = partial(spin, rng)
    pose, track, diameter = _start(rng, 0.2), rng.randrange(180, 701, 5), rng.randrange(60, 251, 2)
    resolution = rng.choice((360, 500, 512, 720, 1000, 1024, 2000, 2048, 4096))
    circumference = rounded(math.pi * diameter / 1000, 5)
    turns = rng.uniform(0.8, 4)
    left = round(resolution * turns)
    right = round(left + rng.choice((-1, 1)) * resolution * rng.uniform(0.15, 0.9))
    paths = [rounded(count / resolution * circumference, 5) for count in (left, right)]
    work, path, turn, radians = _wheels(paths[0], paths[1], track / 1000)
    lines, end = _arc_lines(pose, path, turn, radians)
    shown = wrapped(rounded(end[2], 3))
    steps = [
        ("facts", f"{left} ticks left, {right} ticks right, {resolution} ticks a turn, wheel diameter {diameter} mm, track {track} mm, start ({plain(pose[0])} m, {plain(pose[1])} m, {plain(pose[2])}°)"),
        ("rule", "path = ticks / (ticks a turn) × π × diameter; then Δs = (sR + sL)/2, Δθ = (sR − sL)/b and the exact arc"),
        ("work", f"circumference: π × {diameter} / 1000 = {plain(circumference, 5)} m; track {track} / 1000 = {plain(track / 1000)} m"),
        ("say", f"sL = {left} / {resolution} × {plain(circumference, 5)} = {plain(paths[0], 5)} m, sR = {right} / {resolution} × {plain(circumference, 5)} = {plain(paths[1], 5)} m"),
        *(("then", text) for text in work),
        *lines,
        *([("then", f"{plain(end[2], 3)}° is {plain(shown, 3)}° in (−180°, 180°]")] if abs(shown - end[2]) > 0.01 else []),
        ("check", _chord_check(path, turn, pose, end)),
    ]  # fmt: skip
    facts = [
        ("{counts of the left encoder|left encoder|left ticks}", f"{left}"), ("{counts of the right encoder|right encoder|right ticks}", f"{right}"),
        ("{encoder resolution|counts for one wheel turn|ticks in a wheel turn}", f"{resolution} ticks"), ("{wheel diameter|diameter of the wheels}", f"{diameter} mm"), ("{track|distance between the wheels|track b}", f"{track} mm"), *_start_facts(pose),
    ]  # fmt: skip
    exercise = Exercise(
        mobile_story(rng, "{drives|rolls|moves} on two {driven wheels with encoders|wheels whose turns are counted|encoder-equipped wheels}"), facts,
        [rng.choice(FRAME), rng.choice(EXACT), "" if rng.random() < 0.6 else "{both encoders count up when the robot drives forwards|counts go up in forward motion}"], say(ASK), steps,
        {"kind": "ticks", "pose": list(pose), "ticks": [left, right], "resolution": resolution, "diameter": diameter, "track": track}, 12, pool=MOBILE_ASIDES, heading=HEADING,
    )  # fmt: skip
    wrong = [
        (arc(pose, path * 2, 2 * turn), "used the diameter as the radius"),
        *_traps(pose, paths[0], paths[1], track / 1000),
        (arc(pose, path / math.pi, turn / math.pi), "left π out of the circumference"),
    ]
    return _pose(rng, level, exercise, end, wrong)


def _timed(rng: Random, level: int) -> Problem:
    """Level 3: speeds and a time; the driver's model (straight or arc) is named, and Euler's step tempts."""
    say = partial(spin, rng)
    pose, track = _start(rng, 0.15), rng.randrange(25, 71) / 100
    time = rng.randrange(8, 41) / 10
    by_wheels = rng.random() < 0.5
    if by_wheels:
        speeds = [rng.randrange(20, 101) / 100, rng.randrange(20, 101) / 100]
        if abs(speeds[0] - speeds[1]) * time / track < 0.35:
            speeds[1] = rounded(speeds[0] + 0.5 * track / time + 0.1, 2)
        while_turn = abs(speeds[0] - speeds[1]) * time / track
        if while_turn > 4.5:
            speeds[1] = rounded(speeds[0] + 2.0 * track / time, 2)
        left, right = (rounded(speed * time, 4) for speed in speeds)
        work, path, turn, radians = _wheels(left, right, track)
        first = f"paths: sL = {plain(speeds[0])} × {plain(time)} = {plain(left, 4)} m, sR = {plain(speeds[1])} × {plain(time)} = {plain(right, 4)} m"
        facts = [
            ("{speed of the left wheel|left wheel speed}", f"{plain(speeds[0])} m/s"),
            ("{speed of the right wheel|right wheel speed}", f"{plain(speeds[1])} m/s"),
            ("{track|distance between the wheels|track b}", f"{plain(track)} m"),
        ]
        values: dict[str, object] = {"speeds": speeds, "track": track}
    else:
        speed, rate = rng.randrange(20, 121) / 100, rng.choice((-1, 1)) * rng.randrange(20, 161) / 100
        if abs(rate * time) > 4.6:
            rate = rounded(math.copysign(4.0 / time, rate), 2)
        if abs(rate * time) < 0.4:
            rate = rounded(math.copysign(0.6 / time, rate), 2)
        path, radians = rounded(speed * time, 4), rounded(rate * time, 5)
        turn = rounded(math.degrees(radians), 3)
        left, right = path - radians * track / 2, path + radians * track / 2
        work = [
            f"Δs = {plain(speed)} × {plain(time)} = {plain(path, 4)} m, Δθ = {plain(rate)} × {plain(time)} = {plain(radians, 5)} rad, that is {term(radians, 5)} × 180 / π = {plain(turn, 3)}°"
        ]
        first = ""
        facts = [
            ("{forward speed v|speed v|forward speed}", f"{plain(speed)} m/s"),
            (
                "{turning rate ω (left positive)|yaw rate ω, left positive|turning rate, counter-clockwise positive}",
                f"{plain(rate)} rad/s",
            ),
        ]
        values = {"command": [speed, rate]}
    facts += [("{duration|time|driving time}", f"{plain(time)} s"), *_start_facts(pose)]
    lines, end = _arc_lines(pose, path, turn, radians)
    shown = wrapped(rounded(end[2], 3))
    euler = (pose[0] + path * math.cos(math.radians(pose[2])), pose[1] + path * math.sin(math.radians(pose[2])), end[2])
    steps = [
        ("facts", ", ".join(f"{value}" for _, value in facts)),
        ("rule", "constant speeds give an arc of a circle: R = Δs/Δθ, x gains R·(sin θ_new − sin θ_old), y loses R·(cos θ_new − cos θ_old)"),
        *([("work", first)] if first else []),
        *(("work", text) for text in work),
        *lines,
        *([("then", f"{plain(end[2], 3)}° is {plain(shown, 3)}° in (−180°, 180°]")] if abs(shown - end[2]) > 0.01 else []),
        ("mistake", f"one Euler step, Δs along the old heading, gives ({fixed(euler[0], 3)}, {fixed(euler[1], 3)}) m; wrong, because the heading changes by {plain(turn, 1)}° on the way, which one straight step leaves out"),
        ("check", _chord_check(path, turn, pose, end)),
    ]  # fmt: skip
    exercise = Exercise(
        mobile_story(rng, "{drives|rolls|moves} {at constant speeds|with constant commands|at steady speeds}"), facts,
        [rng.choice(FRAME), rng.choice(EXACT)], say(ASK), steps,
        {"kind": "timed", "pose": list(pose), "time": time, **values}, 11, pool=MOBILE_ASIDES, heading=HEADING,
    )  # fmt: skip
    return _pose(rng, level, exercise, end, _traps(pose, left, right, track))


def _bicycle(rng: Random, level: int) -> Problem:
    """Level 3: a car-like robot; which axle is the reference decides on tan or sin."""
    say = partial(spin, rng)
    pose, base = _start(rng, 0.2), rng.randrange(30, 121) / 100
    steer = rng.choice((-1, 1)) * rng.randint(8, 38)
    path = rounded(base * rng.randrange(60, 400) / 100, 2)

    tangent = rounded(math.tan(math.radians(steer)), 5)
    radius = rounded(base / tangent, 5)
    radians = rounded(path / radius, 5)
    turn = rounded(math.degrees(radians), 3)
    lines, end = _arc_lines(pose, path, turn, radians, circle=radius)
    shown = wrapped(rounded(end[2], 3))
    shown_steer = f"({steer}°)" if steer < 0 else f"{steer}°"
    by_sine = path * math.sin(math.radians(steer)) / base
    steps = [
        ("facts", f"wheelbase {plain(base)} m, steering angle {steer}°, path {plain(path)} m of the rear axle's centre, start ({plain(pose[0])} m, {plain(pose[1])} m, {plain(pose[2])}°)"),
        ("rule", "the centre of turning lies on the rear axle's line: R = L/tan δ for the rear axle's centre (L/sin δ would be the front wheel's circle); then Δθ = path/R"),
        ("work", f"tan {shown_steer} = {plain(tangent, 5)}; R = {plain(base)} / {term(tangent, 5)} = {plain(radius, 5)} m"),
        ("say", f"Δθ = {plain(path)} / {term(radius, 5)} = {plain(radians, 5)} rad, that is {term(radians, 5)} × 180 / π = {plain(turn, 3)}°"),
        *[(role, text.split("; ", 1)[1] if text.startswith("R = ") else text) for role, text in lines],
        *([("then", f"{plain(end[2], 3)}° is {plain(shown, 3)}° in (−180°, 180°]")] if abs(shown - end[2]) > 0.01 else []),
        ("mistake", f"using the front wheel's circle, L/sin δ, turns the robot by {fixed(math.degrees(by_sine), 1)}° instead; wrong, because the path and the pose are those of the rear axle"),
        ("check", _chord_check(path, turn, pose, end)),
    ]  # fmt: skip
    wrong = [
        (arc(pose, path, math.degrees(by_sine)), "used the front wheel's circle"),
        (arc(pose, path, math.degrees(path * math.radians(steer) / base)), "put the steering angle in for its tangent"),
        (arc(pose, path, -turn), "steered the wrong way"),
        (
            (
                pose[0] + path * math.cos(math.radians(pose[2])),
                pose[1] + path * math.sin(math.radians(pose[2])),
                pose[2] + turn,
            ),
            "went straight along the old heading",
        ),
        (arc(pose, path, steer), "turned by the steering angle"),
    ]
    facts = [
        ("{wheelbase L|wheelbase|distance between the axles L}", f"{plain(base)} m"),
        (
            "{steering angle δ (left positive)|steering angle, left positive|steering angle δ, positive to the left}",
            f"{steer}°",
        ),
        (
            "{path of the rear axle's centre|distance driven, at the rear axle|distance that the rear axle's centre covers}",
            f"{plain(path)} m",
        ),
        *_start_facts(pose),
    ]
    exercise = Exercise(
        mobile_story(rng, "{drives|moves|rolls} {forwards|ahead} {with fixed steering|with its steering held|with a constant steering angle}").replace("differential-drive", "car-like").replace("two-wheeled", "four-wheeled"), facts,
        [rng.choice(FRAME), "{Use|Take} the bicycle model{ without slip|}, with the pose {taken|measured} at the centre of the rear axle"], say(ASK), steps,
        {"kind": "bicycle", "pose": list(pose), "base": base, "steer": steer, "path": path}, 10, pool=MOBILE_ASIDES, heading=HEADING,
    )  # fmt: skip
    return _pose(rng, level, exercise, end, wrong)


def _segments(rng: Random, level: int) -> Problem:
    """Level 4: two chained segments; level 5: three or four, with a straight one, a turn on the spot, and a wrap."""
    say = partial(spin, rng)
    pose, track = _start(rng, 0.1 if level == 5 else 0.3), rng.randrange(25, 66) / 100
    kinds = (
        ["arc", "arc"]
        if level == 4
        else rng.choice(
            (
                ["arc", "straight", "arc"],
                ["arc", "spot", "straight"],
                ["spot", "arc", "straight"],
                ["arc", "back", "arc"],
                ["straight", "spot", "arc"],
            )
        )
    )
    if level == 5 and pose[2] < 90:
        pose = (pose[0], pose[1], float(rng.choice((1, -1)) * rng.randint(120, 178)))
    paths = []
    for kind in kinds:
        left = rng.randrange(25, 141) / 100
        if kind == "straight":
            right = left
        elif kind == "spot":
            left = rng.choice((-1, 1)) * rng.randrange(8, 46) / 100
            right = -left
        else:
            right = rounded(max(0.05, left + rng.choice((-1, 1)) * rng.randrange(10, 66) / 100), 2)
            if kind == "back":
                left, right = -left, -right
        paths.append([left, right])
    current = pose
    steps: list[tuple[str, str]] = [
        ("facts", f"track {plain(track)} m, start ({plain(pose[0])} m, {plain(pose[1])} m, {plain(pose[2])}°); wheel paths (left, right): " + ", ".join(f"({plain(a)}, {plain(b)}) m" for a, b in paths)),
        ("rule", "segment by segment: Δs = (sR + sL)/2, Δθ = (sR − sL)/b; R = Δs/Δθ and the exact arc where Δθ ≠ 0, straight ahead where Δθ = 0; each segment starts where the last one ended"),
    ]  # fmt: skip
    poses = [pose]
    for k, (left, right) in enumerate(paths, 1):
        work, path, turn, radians = _wheels(left, right, track, str(k))
        lines, current = _arc_lines(current, path, turn, radians, str(k))
        turned = wrapped(rounded(current[2], 3))
        steps += [("work", text) for text in work]
        steps += lines
        if abs(turned - current[2]) > 0.01:
            steps.append(("then", f"{plain(current[2], 3)}° is {plain(turned, 3)}° in (−180°, 180°]"))
            current = (current[0], current[1], turned)
        poses.append(current)
    total = [sum(pair[k] for pair in paths) for k in (0, 1)]
    lumped = arc(pose, sum(total) / 2, math.degrees((total[1] - total[0]) / track))
    ahead = [pose[0], pose[1], pose[2]]
    for left, right in paths:
        ahead[0] += (left + right) / 2 * math.cos(math.radians(ahead[2]))
        ahead[1] += (left + right) / 2 * math.sin(math.radians(ahead[2]))
        ahead[2] += math.degrees((right - left) / track)
    unturned = list(pose)
    for left, right in paths:
        step = arc((0, 0, pose[2]), (left + right) / 2, math.degrees((right - left) / track))
        unturned[0] += step[0]
        unturned[1] += step[1]
        unturned[2] += math.degrees((right - left) / track)
    backwards: Pose = pose
    for left, right in reversed(paths):
        backwards = arc(backwards, (left + right) / 2, math.degrees((right - left) / track))
    sums = " + ".join(f"({plain(b)} − {term(a)})" for a, b in paths)
    total_turn = math.degrees(sum(b - a for a, b in paths) / track)
    steps += [
        ("mistake", f"adding up the wheel paths first and driving one arc gives ({fixed(lumped[0], 3)}, {fixed(lumped[1], 3)}) m; the heading comes out the same, the position does not, because it matters when the robot turned"),
        ("check", f"the total turn is ({sums}) / {plain(track)} × 180 / π = {fixed(total_turn, 1)}°, and {plain(pose[2])}° plus that is {fixed(wrapped(pose[2] + total_turn), 1)}° up to whole turns"),
    ]  # fmt: skip
    wrong = [
        (lumped, "added the wheel paths up and drove one arc"),
        (ahead, "drove each segment straight along its old heading"),
        (unturned, "started each segment with the first heading"),
        (backwards, "took the segments in the reverse order"),
        ((current[0], current[1], -current[2]), "lost the sign of the heading"),
    ]
    word = ("first", "second", "third", "fourth")
    listed = say(rng.choice(("segments in order", "moves in order", "log of the moves, in order")))
    facts = [
        (
            f"{{{word[k]} {'move' if 'move' in listed else 'segment'}|{'move' if 'move' in listed else 'segment'} {k + 1}}} (left, right)",
            f"({plain(a)} m, {plain(b)} m)",
        )
        for k, (a, b) in enumerate(paths)
    ]
    facts += [("{track|distance between the wheels|track b}", f"{plain(track)} m"), *_start_facts(pose)]
    spare = (
        [
            rng.choice(
                (
                    ("{wheel width|width of the tyres}", "32 mm"),
                    ("{battery voltage|supply voltage}", "25.2 V"),
                    ("{mass of the robot|robot mass}", "23 kg"),
                    ("{encoder supply|encoder voltage}", "5 V"),
                )
            )
        ]
        if level == 4
        else []
    )
    exercise = Exercise(
        mobile_story(rng, f"{{drives|makes|carries out}} {{{'two' if len(paths) == 2 else 'three'} moves in a row|{'two' if len(paths) == 2 else 'three'} moves one after the other}}".replace("drives", "performs")), facts,
        [rng.choice(FRAME), "{Each move|Every move} is given by the {paths of the left and right wheel|two wheel paths (left, right)}{, negative backwards|; negative paths run backwards}", rng.choice(EXACT).replace("the motion as an exact arc", "each move as an exact arc").replace("the path for an arc", "each move for an arc").replace("the exact arc", "exact arcs")], say(ASK), steps,
        {"kind": "segments", "pose": list(pose), "paths": paths, "track": track}, 8 * len(paths), spare, pool=MOBILE_ASIDES, heading=HEADING, ordered=True,
    )  # fmt: skip
    return _pose(rng, level, exercise, current, wrong, 0.003)


def _calibrated(rng: Random, level: int) -> Problem:
    """Level 4: find the effective track from a test turn, then use it on a move."""
    say = partial(spin, rng)
    turns = rng.choice((5, 10, 10))
    nominal = rng.randrange(280, 601, 5)
    effective = nominal * rng.uniform(1.01, 1.05) * rng.choice((1, 1, 0.96))
    each = rounded(math.pi * effective * turns / 1000, 3)
    track = rounded(2 * each / (2 * math.pi * turns), 5)
    left = rng.randrange(40, 161) / 100
    right = rounded(left + rng.choice((-1, 1)) * rng.randrange(15, 66) / 100, 2)
    pose = _start(rng, 0.3)
    path, radians = rounded((left + right) / 2, 5), rounded((right - left) / track, 5)
    turn = rounded(math.degrees(radians), 3)
    lines, end = _arc_lines(pose, path, turn, radians)
    shown = wrapped(rounded(end[2], 3))
    steps = [
        ("facts", f"{turns} whole turns on the spot with {plain(each)} m a wheel (one forwards, one backwards); then sL = {plain(left)} m, sR = {plain(right)} m from ({plain(pose[0])} m, {plain(pose[1])} m, {plain(pose[2])}°)"),
        ("rule", "on the spot Δθ = (sR − sL)/b, so b = (sR − sL)/Δθ; then Δs = (sR + sL)/2, Δθ = (sR − sL)/b and the exact arc"),
        ("work", f"b = ({plain(each)} + {plain(each)}) / ({turns} × 2 × π) = {plain(track, 5)} m"),
        ("then", f"Δs = ({plain(right)} + {plain(left)}) / 2 = {plain(path, 5)} m, Δθ = ({plain(right)} − {plain(left)}) / {plain(track, 5)} = {plain(radians, 5)} rad, that is {term(radians, 5)} × 180 / π = {plain(turn, 3)}°"),
        *lines,
        *([("then", f"{plain(end[2], 3)}° is {plain(shown, 3)}° in (−180°, 180°]")] if abs(shown - end[2]) > 0.01 else []),
        ("mistake", f"keeping the drawing's {plain(nominal / 1000)} m: the turn would be {fixed(math.degrees((right - left) / nominal * 1000), 1)}° instead of {fixed(turn, 1)}°; the tyres touch the floor elsewhere than drawn, and the test turn measures that"),
        ("check", _chord_check(path, turn, pose, end)),
    ]  # fmt: skip
    wrong = [
        (arc(pose, path, math.degrees((right - left) / nominal * 1000)), "used the drawing's track"),
        (arc(pose, path, turn * 2), "took one wheel's path for the difference of both"),
        *_traps(pose, left, right, track)[:3],
    ]
    facts = [
        ("{test|calibration}: {whole turns on the spot|full turns on the spot}", f"{turns}"), ("{path of each wheel in the test, in opposite senses|test path of each wheel, one forwards and one backwards}", f"{plain(each)} m"),
        ("{track on the drawing|nominal track}", f"{nominal} mm"), ("{path of the left wheel in the move|left wheel's path in the move}", f"{plain(left)} m"), ("{path of the right wheel in the move|right wheel's path in the move}", f"{plain(right)} m"), *_start_facts(pose),
    ]  # fmt: skip
    exercise = Exercise(
        mobile_story(rng, "{is calibrated and then makes a move|makes a test turn and then a move|turns on the spot for calibration and then drives}"), facts,
        [rng.choice(FRAME), rng.choice(EXACT), "{the test decides on the track|use the track that the test gives|take the effective track from the test}; the start pose is that of the move"], say(ASK), steps,
        {"kind": "calibrated", "pose": list(pose), "turns": turns, "each": each, "paths": [left, right], "nominal": nominal}, 13, pool=MOBILE_ASIDES, heading=HEADING, ordered=True,
    )  # fmt: skip
    return _pose(rng, level, exercise, end, wrong)


def _radius(rng: Random, level: int) -> Problem:
    """Level 1: radius of the circle for two wheel speeds; level 2: the other way round, or in other units."""
    say = partial(spin, rng)
    track = rng.randrange(20, 81) / 100
    left, right = rng.randrange(10, 121) / 100, rng.randrange(10, 121) / 100
    if abs(left - right) < 0.08:
        right = rounded(left + 0.1 + track / 10, 2)
    centre, rate = rounded((left + right) / 2, 5), rounded((right - left) / track, 5)
    result = rounded(abs(centre / rate), 4)
    unit, scale = ("m", 1) if level == 1 else rng.choice((("cm", 100), ("mm", 1000)))
    facts = [
        ("{speed of the left wheel|left wheel speed vL|vL}", f"{plain(left * scale)} {unit}/s"),
        ("{speed of the right wheel|right wheel speed vR|vR}", f"{plain(right * scale)} {unit}/s"),
        ("{track|distance between the wheels|track b}", f"{plain(track)} m"),
    ]
    side = "left" if right > left else "right"
    steps = [
        ("facts", f"vL = {plain(left * scale)} {unit}/s, vR = {plain(right * scale)} {unit}/s, b = {plain(track)} m"),
        ("rule", "v = (vR + vL)/2, ω = (vR − vL)/b, radius |v/ω| of the midpoint's circle"),
        *([("then", f"in metres a second: {plain(left * scale)} / {scale} = {plain(left)} and {plain(right * scale)} / {scale} = {plain(right)}")] if level == 2 else []),
        ("work", f"v = ({plain(right)} + {plain(left)}) / 2 = {plain(centre, 5)} m/s, ω = ({plain(right)} − {plain(left)}) / {plain(track)} = {plain(rate, 5)} rad/s"),
        ("say", f"radius {plain(centre, 5)} / {plain(abs(rate), 5)} = {plain(result, 4)} m, turning to the {side}"),
        ("check", f"the inner wheel runs on {plain(result, 4)} − {plain(track)} / 2 = {plain(rounded(result - track / 2, 4), 4)} m and the outer on {plain(result, 4)} + {plain(track)} / 2 = {plain(rounded(result + track / 2, 4), 4)} m; their speeds are in that proportion"),
    ]  # fmt: skip
    traps = [
        (result - track / 2, "gave the inner wheel's radius"),
        (result + track / 2, "gave the outer wheel's radius"),
        (2 * result, "did not halve the sum of the speeds"),
        (result / 2, "divided by half of the track"),
        (abs(rate) / centre, "divided ω by v"),
        (abs(centre * rate), "multiplied v by ω"),
    ]
    exercise = Exercise(
        mobile_story(rng, "{drives|rolls|moves} {round in a circle|along a circle|on a circle} on two driven wheels"), facts,
        ["{The radius is that of the|Take the radius for the|Measure to the} {midpoint between the wheels|centre of the axle}", "{Wheel slip is neglected|There is no slip|Neglect slip}"],
        say("{What is the radius of the circle|On which radius does it drive|Find the turning radius|How large is the radius of its path|Compute the radius of the path}"), steps,
        {"kind": "radius", "speeds": [left, right], "track": track, "unit": unit}, 5 + 2 * (level == 2), pool=MOBILE_ASIDES, heading=HEADING,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="m", decimals=3, relative=0.005)


KINDS = {
    1: (_wheel_paths, _wheel_paths, _radius),
    2: (_ticks, _ticks, _radius),
    3: (_timed, _bicycle),
    4: (_segments, _calibrated),
    5: (_segments,),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on odometry."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="odometry",
    title="Odometry of wheeled robots",
    source="Lynch & Park, Modern Robotics, 2017, ch. 13; Siegwart, Nourbakhsh & Scaramuzza, Autonomous Mobile Robots, 2nd ed. 2011, ch. 5",
    problem=problem,
    rubric=(
        Criterion("Gets the turn from the difference of the wheel paths over the track, and the path from their mean.", "essential"),
        Criterion("Uses the exact arc when the heading changes and the straight line when it does not.", "essential"),
        Criterion("Starts each segment from the pose in which the last one ended.", "important"),
        Criterion("Keeps radians and degrees apart and wraps the heading.", "important"),
        Criterion("Checks the chord or the total turn.", "optional"),
        Criterion("Divides by a turning rate of zero or drives along the old heading through a turn.", "pitfall", positive=False),
    ),
)  # fmt: skip
