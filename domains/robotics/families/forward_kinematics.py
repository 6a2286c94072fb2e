"""Forward kinematics: from joint values to the place of the tip.

In: a seeded generator and a level. Out: one problem whose answer is a point or a planar pose.

Planar arms: the direction of link k is the sum of the joint angles up to k (Lynch & Park, Modern Robotics, 2017, §4).
Spatial arms by Denavit-Hartenberg parameters, in the convention that the question names:

    standard (distal)    T_i = Rot_z(θi) Trans_z(di) Trans_x(ai) Rot_x(αi)              Spong et al., Robot Modeling and Control, §3.2
    modified (proximal)  T_i = Rot_x(αi−1) Trans_x(ai−1) Rot_z(θi) Trans_z(di)          Craig, Introduction to Robotics, 3rd ed., §3.4

A worked solution carries the tool point from the last frame to the base, one joint at a time; no matrix is multiplied out.

Worked example: links of 0.4 m and 0.3 m at 30° and 60° (relative): the second link points straight up.

>>> [round(value, 3) for value in planar((0.4, 0.3), (30, 60))]
[0.346, 0.5, 90.0]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, Pairs, checked_problem
from domains.robotics.figures import cosine_and_sine, fixed, plain, rounded, term, vector
from domains.robotics.settings import arm_story
from domains.robotics.turning import turning_line
from domains.wording import spin

Point = tuple[float, float, float]
Row = tuple[float, float, float, float]

STANDARD, MODIFIED = "standard", "modified"
AS_WRITTEN = {
    STANDARD: "T_i = Rot_z(θi) · Trans_z(di) · Trans_x(ai) · Rot_x(αi)",
    MODIFIED: "T_i = Rot_x(α(i−1)) · Trans_x(a(i−1)) · Rot_z(θi) · Trans_z(di)",
}


def planar(links: Sequence[float], angles: Sequence[float]) -> tuple[float, float, float]:
    """(x, y, φ) of the tip; angles in degrees, each relative to the link before; φ is their sum."""
    x = y = total = 0.0
    for length, angle in zip(links, angles):
        total += angle
        x += length * math.cos(math.radians(total))
        y += length * math.sin(math.radians(total))
    return x, y, total


def _turned(first: float, second: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return first * math.cos(angle) - second * math.sin(angle), first * math.sin(angle) + second * math.cos(angle)


def carried(point: Point, row: Row, convention: str) -> Point:
    """The point in the frame before joint i.

    Args:
        row: (θ, d, a, α) of joint i in degrees and metres; in the modified convention a and α are those with index i − 1.
    """
    theta, d, a, alpha = row
    x, y, z = point
    if convention == STANDARD:
        y, z = _turned(y, z, alpha)
        x, y = _turned(x + a, y, theta)
        return x, y, z + d
    x, y = _turned(x, y, theta)
    y, z = _turned(y, z + d, alpha)
    return x + a, y, z


def denavit_hartenberg(rows: Sequence[Row], tool: Point, convention: str) -> Point:
    """The tool point, given in the last frame, in the base frame."""
    for row in reversed(rows):
        tool = carried(tool, row, convention)
    return tool


HEADING = "{Data|Given|Dimensions and joint angles|Geometry and joint readings|Configuration|Settings|Link lengths and joint angles|State of the arm|Readings|At this instant}"
ASK = (
    "{Where is the $end|What are the coordinates of the $end|Find the position of the $end|Compute the position of the $end"
    "|At which point is the $end|Locate the $end|Which point does the $end reach|Work out where the $end is}"
    "{ in the base frame| relative to the base|, measured from the base|}"
)
END = "{tip|end-effector|tool point|gripper|end of the arm}"
AXES = (
    "{The base joint sits at the origin|The origin is at the base joint|The base frame has its origin in joint 1}"
    "{;| and} {angles are|angles count as|joint angles are taken} positive {counter-clockwise|anticlockwise}{ from the x axis| and start at the x axis|, starting from the x axis}"
)
RELATIVE = (
    "{Each|Every} {later|further} joint angle is measured from the {direction of the link before it|previous link|link that carries it}",
    "{Angles|Joint angles} are relative: {each is|every one is} {counted|measured} from the {preceding|previous} link",
    "Joint {angles are those between neighbouring links|values are relative to the preceding link}",
)
FORM = (
    "{Give|State|Report|Write} {the answer|your answer|the result} as $names in metres{, to three decimals|, rounded to 3 decimals}",
    "{The answer|The result} {should read|has the form} $names, in metres to {three|3} decimals",
    "{Answer|Finish} with $names in metres{ (three decimals)|, three decimals each}",
)


def _form(rng: Random, names: str, angle: bool = False) -> str:
    if angle:
        return spin(
            rng,
            "{Give|State|Report|Write|Answer with} x and y in metres {to three decimals|with three decimals|(3 decimals)} and φ in degrees {to one decimal|with one decimal|(1 decimal)}",
        )
    return spin(rng, rng.choice(FORM), names=names)


def _metres(length: float) -> str:
    return f"{plain(length)} m"


def _degrees(angle: float) -> str:
    return f"{plain(angle)}°"


def _position(
    rng: Random,
    level: int,
    exercise: Exercise,
    values: Sequence[float],
    wrong: Sequence[tuple[Sequence[float], str]],
    names: tuple[str, ...] = ("x", "y"),
) -> Problem:
    """A problem on a point (or with φ, a planar pose); values in metres and degrees."""
    angle = names[-1] == "φ"
    units = ["deg" if name == "φ" else "m" for name in names]
    decimals = [1 if name == "φ" else 3 for name in names]
    written = partial(vector, names, units=units, decimals=decimals)
    return checked_problem(
        rng,
        level,
        exercise,
        written(values=[rounded(value, 5) for value in values]),
        [(written(values=other), trap) for other, trap in wrong],
        answer_type="pose",
        verifier="domains.robotics.verifiers.pose:check",
        arguments={
            "names": list(names),
            "units": units,
            "tolerance": [0.1 if name == "φ" else 0.001 for name in names],
        },
        form=_form(rng, ", ".join(names[:-1]) + " and " + names[-1], angle),
    )


def _sums(lengths: Sequence[float], directions: Sequence[float]) -> tuple[list[str], float, float]:
    """Lines with cosines and sines, then x and y, of links that point in these directions; x and y as printed."""
    pairs = [cosine_and_sine(direction) for direction in directions]
    trig = [
        f"cos {term(direction)}° = {plain(c, 5)}, sin {term(direction)}° = {plain(s, 5)}".replace("(", "(").replace(
            ")°", "°)"
        )
        for direction, (c, s) in zip(directions, pairs)
    ]
    x = rounded(sum(length * c for length, (c, _) in zip(lengths, pairs)), 5)
    y = rounded(sum(length * s for length, (_, s) in zip(lengths, pairs)), 5)
    along = " + ".join(f"{plain(length)} × {term(c, 5)}" for length, (c, _) in zip(lengths, pairs))
    across = " + ".join(f"{plain(length)} × {term(s, 5)}" for length, (_, s) in zip(lengths, pairs))
    return ["; ".join(trig), f"x = {along} = {plain(x, 5)} m", f"y = {across} = {plain(y, 5)} m"], x, y


def _shape(rng: Random, count: int) -> tuple[list[float], list[int]]:
    """Link lengths in metres, falling, and relative angles in degrees of an arm that does not fold onto itself."""
    lengths = sorted((rng.randrange(16, 61) / 100 for _ in range(count)), reverse=True)
    first = rng.randint(-40, 140)
    rest = [rng.choice((-1, 1)) * rng.randint(15, 115 if count == 2 else 80) for _ in range(count - 1)]
    return lengths, [first, *rest]


def _cosine_check(lengths: Sequence[float], elbow: float, x: float, y: float) -> str:
    """Distance from the base by the cosine rule, for a two-link arm."""
    c, _ = cosine_and_sine(elbow)
    squared = rounded(x * x + y * y, 4)
    a, b = lengths
    return (
        f"the distance from the base fits the cosine rule, for x² + y² = {term(x, 5)}² + {term(y, 5)}² = {fixed(squared, 4)}"
        f" and l1² + l2² + 2 × l1 × l2 × cos θ2 = {plain(a)}² + {plain(b)}² + 2 × {plain(a)} × {plain(b)} × {term(c, 5)}"
        f" = {fixed(a * a + b * b + 2 * a * b * c, 4)}"
    )


def _two_links(rng: Random, level: int) -> Problem:
    """Level 1: a planar arm of two revolute joints, degrees and metres."""
    lengths, angles = _shape(rng, 2)
    first, second = angles
    total = first + second
    work, x, y = _sums(lengths, (first, total))
    facts = [
        ("{length l1 of link 1|link 1 length l1|link length l1|l1}", _metres(lengths[0])),
        ("{length l2 of link 2|link 2 length l2|link length l2|l2}", _metres(lengths[1])),
        ("{joint angle θ1|shoulder angle θ1|angle θ1|θ1}", _degrees(first)),
        ("{joint angle θ2|elbow angle θ2|angle θ2|θ2}", _degrees(second)),
    ]
    lines = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, θ1 = {first}°, θ2 = {second}°"),
        (
            "rule",
            "{link 2 points in the direction θ1 + θ2, so|angles add up along the chain:} x = l1·cos θ1 + l2·cos(θ1 + θ2) and y = l1·sin θ1 + l2·sin(θ1 + θ2)",
        ),
        ("then", f"θ1 + θ2 = {first}° + {term(second)}° = {total}°".replace(")°", "°)")),
        ("work", work[0]),
        *(("say", line) for line in work[1:]),
        ("check", _cosine_check(lengths, second, x, y)),
    ]
    absolute = [sum(le * f(math.radians(a)) for le, a in zip(lengths, angles)) for f in (math.cos, math.sin)]
    back = planar(lengths, (first, -second))
    wrong = [
        (absolute, "took the second angle from the x axis instead of from the first link"),
        ((y, x), "exchanged sine and cosine"),
        (back[:2], "subtracted the second angle"),
        (planar(lengths[:1], angles)[:2], "stopped at the elbow"),
        (planar(lengths, [math.degrees(a) for a in angles])[:2], "put degrees into functions of radians"),
    ]
    exercise = Exercise(
        arm_story(rng, spin(rng, "{two-link|2R} planar {arm|manipulator|robot}")), facts,
        [AXES, rng.choice(RELATIVE)], spin(rng, ASK, end=spin(rng, END)) , lines,
        {"kind": "planar", "lengths": lengths, "angles": angles}, 6, heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y), wrong)


def _telescope(rng: Random, level: int) -> Problem:
    """Level 1: a rotating base and a telescope at a height."""
    angle = rng.choice((-1, 1, 1)) * rng.randint(12, 165)
    body, extended = rng.randrange(20, 50) / 100, rng.randrange(5, 45) / 100
    height = rng.randrange(20, 90) / 100
    reach = rounded(body + extended, 4)
    c, s = cosine_and_sine(angle)
    x, y = rounded(reach * c, 5), rounded(reach * s, 5)
    shown = f"({angle}°)" if angle < 0 else f"{angle}°"
    facts = [
        ("{base rotation θ|swivel angle θ|base angle θ}", _degrees(angle)),
        ("{length of the retracted arm|arm length when retracted|arm length with the telescope in}", _metres(body)),
        ("{extension|stroke of the telescope|how far the telescope is out}", _metres(extended)),
        ("{height of the arm above the base plane|arm height|height of the horizontal arm}", _metres(height)),
    ]
    lines = [
        ("facts", f"θ = {angle}°, retracted length {plain(body)} m, extension {plain(extended)} m, height {plain(height)} m"),
        ("rule", "{the reach is length plus extension; then|with r = length + extension,} x = r·cos θ, y = r·sin θ, z = height"),
        ("work", f"r = {plain(body)} + {plain(extended)} = {plain(reach)} m"),
        ("say", f"cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}"),
        ("say", f"x = {plain(reach)} × {term(c, 5)} = {plain(x, 5)} m; y = {plain(reach)} × {term(s, 5)} = {plain(y, 5)} m; z stays at {plain(height)} m"),
        ("check", f"sqrt({term(x, 5)}² + {term(y, 5)}²) = {fixed(math.hypot(x, y), 4)} m, {{the reach again|which is r}}"),
    ]  # fmt: skip
    wrong = [
        ((body * c, body * s, height), "left the extension out"),
        ((extended * c, extended * s, height), "used the extension alone"),
        ((y, x, height), "exchanged sine and cosine"),
        ((x, -y, height), "turned the wrong way round"),
        ((x, y, reach), "put the reach in for the height"),
    ]
    exercise = Exercise(
        arm_story(rng, spin(rng, "{swivelling|rotating} telescopic {arm|manipulator}")), facts,
        [
            "{The base axis is the z axis|The base turns about the vertical z axis}; the arm is horizontal and {points along|lies over} the x axis at θ = 0, {and θ counts|with θ} positive {counter-clockwise|anticlockwise} seen from above",
            "{The origin lies|Measure from a base frame} {in the base plane|on the floor of the base}{, on the axis|, where the axis meets it}",
        ],
        spin(rng, ASK, end=spin(rng, END)) , lines,
        {"kind": "cylindrical", "angle": angle, "reach": [body, extended], "height": height}, 5, heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y, height), wrong, ("x", "y", "z"))


def _three_links(rng: Random, level: int) -> Problem:
    """Level 2: three planar joints with orientation; lengths in mm, or angles in radians."""
    lengths, angles = _shape(rng, 3)
    radians = rng.random() < 0.45
    directions = [angles[0], angles[0] + angles[1], sum(angles)]
    if radians:
        written = [rounded(math.radians(angle), 3) for angle in angles]
        angles_used = [rounded(math.degrees(value), 2) for value in written]
        directions_used = [rounded(sum(angles_used[: k + 1]), 2) for k in range(3)]
        facts = [
            (f"{{joint angle θ{k + 1}|θ{k + 1}|angle θ{k + 1}}}", f"{plain(value)} rad")
            for k, value in enumerate(written)
        ]
        facts += [
            (f"{{link length l{k + 1}|l{k + 1}|length l{k + 1}}}", _metres(length)) for k, length in enumerate(lengths)
        ]
        convert = [
            f"θ{k + 1} = {term(value)} × 180 / π = {plain(a, 2)}°"
            for k, (value, a) in enumerate(zip(written, angles_used))
        ]
        conversion: Pairs = [("then", "; ".join(convert))]
        values: dict[str, object] = {"radians": written}
    else:
        angles_used, directions_used = [float(a) for a in angles], [float(d) for d in directions]
        facts = [
            (f"{{joint angle θ{k + 1}|θ{k + 1}|angle θ{k + 1}}}", _degrees(angle)) for k, angle in enumerate(angles)
        ]
        facts += [
            (f"{{link length l{k + 1}|l{k + 1}|length l{k + 1}}}", f"{round(length * 1000)} mm")
            for k, length in enumerate(lengths)
        ]
        convert = [f"l{k + 1} = {round(length * 1000)} / 1000 = {plain(length)} m" for k, length in enumerate(lengths)]
        conversion = [("then", "; ".join(convert))]
        values = {"degrees": list(angles)}
    work, x, y = _sums(lengths, directions_used)
    phi = directions_used[2]
    sums = " + ".join(term(angle, 2) for angle in angles_used)
    lines = [
        ("facts", ", ".join(f"{name.split('|')[1]} = {value}" for name, value in facts)),
        (
            "rule",
            "{link k points along θ1 + … + θk|directions add up along the chain}; x and y are the sums of l·cos and l·sin of these directions, and φ is the last one",
        ),
        *conversion,
        (
            "work",
            f"the directions are {plain(directions_used[0], 2)}°, {plain(directions_used[1], 2)}° and φ = {sums} = {plain(phi, 2)}°",
        ),
        *(("say", line) for line in work),
        (
            "check",
            f"{{the tip can't be|no point is}} further {{away |}}than {' + '.join(map(plain, lengths))} = {plain(sum(lengths))} m from the base; here it is sqrt({term(x, 5)}² + {term(y, 5)}²) = {fixed(math.hypot(x, y), 3)} m away",
        ),
    ]
    absolute = [sum(le * f(math.radians(a)) for le, a in zip(lengths, angles_used)) for f in (math.cos, math.sin)]
    wrong = [
        ((*absolute, angles_used[2]), "took every angle from the x axis"),
        ((x, y, angles_used[2]), "gave the last joint angle as the orientation"),
        ((y, x, phi), "exchanged sine and cosine"),
        ((*planar(lengths[:2], angles_used)[:2], phi), "left out the last link"),
        (planar(lengths, (angles_used[0], -angles_used[1], -angles_used[2])), "subtracted the later angles"),
    ]
    exercise = Exercise(
        arm_story(rng, spin(rng, "{three-link|3R} planar {arm|manipulator|robot}")), facts,
        [AXES, rng.choice(RELATIVE), "φ is the direction of the last link, measured from the x axis{| in the same sense}"],
        spin(rng, "{What is the pose (x, y, φ) of the $end|Find x, y and φ of the $end|Compute position and orientation of the $end|Which pose does the $end have|Where is the $end, and in which direction does it point}{ in the base frame|}?", end=spin(rng, END)),
        lines, {"kind": "planar", "lengths": lengths, **values}, 11, heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y, phi), wrong, ("x", "y", "φ"))


def _parallel_drive(rng: Random, level: int) -> Problem:
    """Level 3: are the readings relative or absolute? The second motor sits in the base and drives link 2 by a belt."""
    say = partial(spin, rng)
    lengths, angles = _shape(rng, 2)
    belt = rng.random() < 0.65
    first, relative = angles
    second = first + relative if belt else relative
    directions = (first, second) if belt else (first, first + relative)
    work, x, y = _sums(lengths, directions)
    wrong_directions = (first, first + second) if belt else (first, relative)
    miss = [sum(le * f(math.radians(a)) for le, a in zip(lengths, wrong_directions)) for f in (math.cos, math.sin)]
    facts = [
        ("l1", _metres(lengths[0])),
        ("l2", _metres(lengths[1])),
        ("{encoder reading q1|reading q1|q1}", _degrees(first)),
        ("{encoder reading q2|reading q2|q2}", _degrees(second)),
    ]
    mounting = (
        say("{Both motors|The two motors} {sit in|are fixed to} the base{ to keep the arm light|}; {a parallelogram linkage|a belt over equal pulleys} {hands|transmits} the second motor's angle to link 2, so {encoder 2|q2} {measures|is} the direction of link 2 in the base frame, whatever joint 1 does")
        if belt
        else say("{Motor 2 rides on link 1|The second motor is mounted at the end of link 1|Motor 2 is carried by link 1} and its encoder {measures|reads} the angle {between the two links|of link 2 from the extended line of link 1}")
    )  # fmt: skip
    choice = (
        f"q2 is already the direction of link 2 in the base frame, so it is used as it stands: {second}°"
        if belt
        else f"q2 is relative to link 1, so link 2 points along q1 + q2 = {first}° + {term(second)}° = {first + second}°".replace(
            ")°", "°)"
        )
    )
    tempting = (
        f"adding the readings as for serial joints gives q1 + q2 = {first}° + {term(second)}° = {first + second}° for link 2 and the point ({fixed(miss[0], 3)}, {fixed(miss[1], 3)}) m; wrong, because the linkage has removed joint 1 from the reading".replace(
            ")° =", "°) ="
        )
        if belt
        else f"using q2 = {second}° as the direction of link 2 gives ({fixed(miss[0], 3)}, {fixed(miss[1], 3)}) m; wrong, because link 1 carries joint 2 round with it"
    )
    lines = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, q1 = {first}°, q2 = {second}°"),
        (
            "rule",
            "x = l1·cos β1 + l2·cos β2 and y = l1·sin β1 + l2·sin β2, where β1 and β2 are the directions of the links in the base frame",
        ),
        ("then", choice),
        ("mistake", tempting),
        ("work", work[0]),
        *(("say", line) for line in work[1:]),
        ("check", _cosine_check(lengths, directions[1] - first, x, y).replace("cos θ2", "cos(β2 − β1)")),
    ]
    wrong = [
        (
            miss,
            "added the readings although the second is absolute already"
            if belt
            else "used the relative angle as a direction",
        ),
        ((y, x), "exchanged sine and cosine"),
        (
            [
                sum(
                    le * f(math.radians(a))
                    for le, a in zip(lengths, (first, second - first if belt else first - relative))
                )
                for f in (math.cos, math.sin)
            ],
            "subtracted one angle from the other",
        ),
        (
            (lengths[0] * math.cos(math.radians(first)), lengths[0] * math.sin(math.radians(first))),
            "stopped at the elbow",
        ),
    ]
    exercise = Exercise(
        arm_story(rng, spin(rng, "{two-link|2R} planar {arm|manipulator|robot}")), facts, [AXES],
        spin(rng, ASK, end=spin(rng, END)) , lines,
        {"kind": "drive", "belt": belt, "lengths": lengths, "readings": [first, second]}, 7, told=[mounting], heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y), wrong)


# --- Denavit-Hartenberg ----------------------------------------------------------------------------------------------


def _shift(letter: str, value: float, by: float) -> tuple[str, float]:
    if by == 0:
        return "", value
    result = rounded(value + by, 5)
    return f"{letter} = {plain(value, 5)} + {term(by, 5)} = {plain(result, 5)}", result


def _back_to_base(rows: Sequence[Row], tool: Point, convention: str) -> tuple[list[str], Point]:
    """Lines that carry the tool point from the last frame to the base, and the point as printed."""
    x, y, z = tool
    lines = []
    for index in range(len(rows), 0, -1):
        theta, d, a, alpha = rows[index - 1]
        if convention == STANDARD:
            first, y, z = turning_line("yz", alpha, y, z)
            second, x = _shift("x", x, a)
            third, x, y = turning_line("xy", theta, x, y)
            fourth, z = _shift("z", z, d)
            parts = [
                f"α{index}: {first}" if first else "",
                f"a{index}: {second}" if second else "",
                f"θ{index}: {third}" if third else "",
                f"d{index}: {fourth}" if fourth else "",
            ]
        else:
            first, x, y = turning_line("xy", theta, x, y)
            second, z = _shift("z", z, d)
            third, y, z = turning_line("yz", alpha, y, z)
            fourth, x = _shift("x", x, a)
            parts = [
                f"θ{index}: {first}" if first else "",
                f"d{index}: {second}" if second else "",
                f"α{index - 1}: {third}" if third else "",
                f"a{index - 1}: {fourth}" if fourth else "",
            ]
        said = "; ".join(part for part in parts if part) or "nothing changes"
        lines.append(f"Joint {index} ({said}) gives ({plain(x, 5)}, {plain(y, 5)}, {plain(z, 5)}) in frame {index - 1}")
    return lines, (x, y, z)


def _table(rng: Random, rows: Sequence[Row], convention: str) -> str:
    """The parameter table in one of several writings."""
    low = 0 if convention == STANDARD else 1
    form = rng.choice(("rows", "rows", "sentences", "columns", "tuples"))
    title = spin(rng, "{Parameters|DH parameters|Denavit-Hartenberg table|The table|Link parameters|Rows of the table}")
    if form == "sentences":
        said = [
            f"joint {k}: θ{k} = {plain(t)}°, d{k} = {plain(d)} m, a{k - low} = {plain(a)} m, α{k - low} = {plain(al)}°"
            for k, (t, d, a, al) in enumerate(rows, 1)
        ]
        return f"{title}: " + "; ".join(said) + "."
    if form == "columns":
        picks = [
            ("θ in degrees", 0),
            ("d in m", 1),
            (f"a{' of the link before' if low else ''} in m", 2),
            (f"α{' of the link before' if low else ''} in degrees", 3),
        ]
        said = [f"{name}: " + ", ".join(plain(row[k]) for row in rows) for name, k in picks]
        return f"{title}, joints 1 to {len(rows)}:\n" + "\n".join(said) + "\n"
    index = "i" if not low else "i−1"
    head = f"(θi, di, a({index}), α({index}))" if low else "(θi, di, ai, αi)"
    if form == "tuples":
        said = [
            f"{k}: ({plain(t)}°, {plain(d)} m, {plain(a)} m, {plain(al)}°)" for k, (t, d, a, al) in enumerate(rows, 1)
        ]
        return f"{title} as {head}: " + "; ".join(said) + "."
    said = [
        f"{k} | {plain(t)}° | {plain(d)} m | {plain(a)} m | {plain(al)}°" for k, (t, d, a, al) in enumerate(rows, 1)
    ]
    return f"\n{title}\ni | θi | di | a({index}) | α({index})\n" + "\n".join(said) + "\n"


def _anthropomorphic(rng: Random, convention: str, joints: int) -> list[Row]:
    """A waist, a shoulder, an elbow and, for six joints, a spherical wrist."""
    waist, shoulder = rng.randint(-150, 150), rng.randint(15, 110)
    base, upper, fore = rng.randrange(25, 61) / 100, rng.randrange(25, 66) / 100, rng.randrange(20, 61) / 100
    offset = rng.choice((0, 0, rng.randrange(3, 16) / 100))
    elbow = rng.choice((-1, 1)) * rng.randint(20, 110)
    wrist = [rng.randint(-150, 150), rng.choice((-1, 1)) * rng.randint(15, 100), rng.randint(-170, 170)]
    if joints == 3:
        if convention == STANDARD:
            return [(waist, base, offset, 90), (shoulder, 0, upper, 0), (elbow, 0, fore, 0)]
        return [(waist, base, 0, 0), (shoulder, 0, offset, 90), (elbow, 0, upper, 0)]
    last = rng.randrange(6, 16) / 100
    if convention == STANDARD:
        # the forearm lies along z of frame 3, a quarter turn from x
        return [
            (waist, base, offset, 90), (shoulder, 0, upper, 0), (elbow + 90, 0, 0, 90),
            (wrist[0], fore, 0, -90), (wrist[1], 0, 0, 90), (wrist[2], last, 0, 0),
        ]  # fmt: skip
    return [
        (waist, base, 0, 0), (-shoulder, 0, offset, -90), (elbow - 90, 0, upper, 0),
        (wrist[0], fore, 0, -90), (wrist[1], 0, 0, 90), (wrist[2], last, 0, -90),
    ]  # fmt: skip


def _by_table(rng: Random, level: int) -> Problem:
    """Level 3: three joints, level 5: six, by Denavit-Hartenberg parameters in a named convention."""
    convention = rng.choice((STANDARD, MODIFIED))
    other = MODIFIED if convention == STANDARD else STANDARD
    joints = 3 if level == 3 else 6
    rows: list[Row] = []
    tool: Point = (0.0, 0.0, 0.0)
    for _ in range(20):
        rows = _anthropomorphic(rng, convention, joints)
        along = rng.randrange(5, 31) / 100
        tool = (along, 0.0, 0.0) if joints == 3 else (rng.choice((0.0, 0.0, rng.randrange(-6, 7) / 100)), 0.0, along)
        point = denavit_hartenberg(rows, tool, convention)
        miss = denavit_hartenberg(rows, tool, other)
        if point[2] > 0.05 and math.dist(point, miss) > 0.02:
            break
    work, printed = _back_to_base(rows, tool, convention)
    called = {
        STANDARD: "{the standard (distal) convention|standard Denavit-Hartenberg parameters|the distal convention (Spong)}",
        MODIFIED: "{the modified (proximal) convention|modified Denavit-Hartenberg parameters|Craig's proximal convention}",
    }
    in_words = {STANDARD: "the standard convention", MODIFIED: "the modified convention"}
    shown = f"({plain(tool[0])}, {plain(tool[1])}, {plain(tool[2])}) m"
    order = (
        "a point of frame i goes to frame i−1 by: turn (y, z) by α, add a to x, turn (x, y) by θ, add d to z"
        if convention == STANDARD
        else "a point of frame i goes to frame i−1 by: turn (x, y) by θ, add d to z, turn (y, z) by α, add a to x"
    )
    missed = vector(("x", "y", "z"), miss, ("m",) * 3, (3,) * 3)
    reach = math.dist(printed, (0, 0, 0))
    longest = sum(abs(row[1]) + abs(row[2]) for row in rows) + math.hypot(*tool)
    lines = [
        ("facts", f"{joints} revolute joints; the tool point is {shown} in frame {joints}; convention: {in_words[convention]}, {AS_WRITTEN[convention]}"),
        ("rule", f"no matrix need be multiplied out: carry the point from frame {joints} down to frame 0. In this convention {order}"),
        *(("say", line) for line in work),
        ("mistake", f"reading the same table as if it were in {in_words[other]}, {AS_WRITTEN[other]}, gives {missed}; wrong, because there a and α belong to {'the link before the joint' if other == MODIFIED else 'the link after the joint'}, and rotations do not commute"),
        ("check", f"the distance from the base origin is sqrt({term(printed[0], 5)}² + {term(printed[1], 5)}² + {term(printed[2], 5)}²) = {fixed(reach, 3)} m, {{within|no more than}} the {plain(longest, 2)} m that all offsets make when put end to end"),
    ]  # fmt: skip
    negative = [(-row[0], *row[1:]) for row in rows]
    forgot = [(row[0], row[1], row[2], 0.0) for row in rows]
    wrong = [
        (miss, f"read the table by {in_words[other]}"),
        (denavit_hartenberg(rows, (0, 0, 0), convention), "left out the tool"),
        (denavit_hartenberg(forgot, tool, convention), "left out the link twists α"),
        (denavit_hartenberg(negative, tool, convention), "turned every joint the wrong way"),
        (denavit_hartenberg(rows[:-1], tool, convention), "left out the last joint"),
    ]
    exercise = Exercise(
        arm_story(rng, spin(rng, "{three-joint|3R} {spatial |}{arm|manipulator}" if joints == 3 else "{six-axis|6R|six-joint} {arm|robot|manipulator}")),
        [],
        [
            spin(rng, "{The table follows|The parameters are given in|Use|All rows are in} $called: $written", called=spin(rng, called[convention]), written=AS_WRITTEN[convention]),
            spin(rng, "{In frame $n|Seen from frame $n|With respect to the last frame, $n,} the {tool point|tool centre point|tip} {is|lies} at $shown", n=joints, shown=shown),
        ],
        spin(rng, "{What are the coordinates of the tool point|Where is the tool point|Find the tool point's position|Compute where the tool point is|Express the tool point} {in frame 0|in the base frame|in base coordinates}?"),
        lines, {"kind": "table", "convention": convention, "rows": [list(row) for row in rows], "tool": list(tool)},
        6 * joints, told=[_table(rng, rows, convention)],
    )  # fmt: skip
    return _position(rng, level, exercise, printed, wrong, ("x", "y", "z"))


def _scara(rng: Random, level: int) -> Problem:
    """Level 4: a SCARA whose base stands somewhere in the cell, turned; z from the quill; irrelevant facts."""
    say = partial(spin, rng)
    lengths = [rng.randrange(25, 46) / 100, rng.randrange(20, 41) / 100]
    angles = [rng.randint(-120, 120), rng.choice((-1, 1)) * rng.randint(20, 130)]
    roll = rng.randint(-170, 170)
    column, stroke, quill = rng.randrange(30, 61) / 100, rng.randrange(4, 19) / 100, rng.randrange(5, 16) / 100
    base = (rng.randrange(-150, 251) / 100, rng.randrange(-150, 251) / 100)
    turn = rng.choice((30, 45, 60, 90, 120, 135, -30, -45, -60, -90, 15, -15, 75, -120))
    work, u, v = _sums(lengths, (angles[0], sum(angles)))
    c, s = cosine_and_sine(turn)
    x, y = rounded(base[0] + u * c - v * s, 5), rounded(base[1] + u * s + v * c, 5)
    z = rounded(column - stroke - quill, 4)
    facts = [
        ("l1", _metres(lengths[0])), ("l2", _metres(lengths[1])), ("θ1", _degrees(angles[0])), ("θ2", _degrees(angles[1])),
        ("{quill stroke, downwards|downward stroke of the quill|quill travel, down}", f"{round(stroke * 1000)} mm"),
        ("{height of the arm above the floor of the cell|arm height above the cell floor}", _metres(column)),
        ("{length of tool below the quill flange|tool length, pointing down}", f"{round(quill * 1000)} mm"),
    ]  # fmt: skip
    spare = [("{rotation of joint 4|wrist roll θ4|joint 4}", _degrees(roll))]
    placed = say(
        "{The robot's base|Its base|The base axis} {stands|is} at ({a}) in the cell frame, {and its own x axis is|with its x axis} {turned|rotated} {w} by {b} from the cell's".replace("{w}", "{counter-clockwise|anticlockwise}" if turn > 0 else "clockwise").replace("{a}", f"{plain(base[0])} m, {plain(base[1])} m").replace("{b}", f"{abs(turn)}°")
    )  # fmt: skip
    lines = [
        ("facts", f"l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m, θ1 = {angles[0]}°, θ2 = {angles[1]}°; base at ({plain(base[0])}, {plain(base[1])}) m, turned by {turn}° (counter-clockwise positive); {{the roll of joint 4|joint 4}} spins the tool about its own axis and {{does not move the tip|leaves the tip where it is}}"),
        ("rule", "first the arm in its own frame, then turn by the base's angle, then add the base's position; heights are taken along z"),
        ("work", f"link 2 points along θ1 + θ2 = {angles[0]}° + {term(angles[1])}° = {sum(angles)}°".replace(")°", "°)")),
        ("say", work[0]),
        ("say", "In the base frame " + work[1].replace("x =", "u =") + " and " + work[2].replace("y =", "v =")),
        ("then", f"turn by {turn}° (cos = {plain(c, 5)}, sin = {plain(s, 5)}) and shift: x = {plain(base[0])} + {term(u, 5)} × {term(c, 5)} − {term(v, 5)} × {term(s, 5)} = {plain(x, 5)} m; y = {plain(base[1])} + {term(u, 5)} × {term(s, 5)} + {term(v, 5)} × {term(c, 5)} = {plain(y, 5)} m"),
        ("say", f"Height: stroke {round(stroke * 1000)} / 1000 = {plain(stroke)} m and tool {round(quill * 1000)} / 1000 = {plain(quill)} m go down, so z = {plain(column)} − {plain(stroke)} − {plain(quill)} = {plain(z)} m"),
        ("mistake", f"adding the base's position without turning gives ({fixed(base[0] + u, 3)}, {fixed(base[1] + v, 3)}) m in the plane; wrong, because the arm's coordinates are along axes that are turned by {turn}°"),
        ("check", f"the distance from the base axis is the same in both frames: sqrt({term(u, 5)}² + {term(v, 5)}²) = {fixed(math.hypot(u, v), 3)} m and sqrt({term(rounded(x - base[0], 5), 5)}² + {term(rounded(y - base[1], 5), 5)}²) = {fixed(math.hypot(x - base[0], y - base[1]), 3)} m"),
    ]  # fmt: skip
    wrong = [
        ((base[0] + u, base[1] + v, z), "did not turn by the base's angle"),
        ((base[0] + u * c + v * s, base[1] - u * s + v * c, z), "turned the wrong way"),
        ((u * c - v * s, u * s + v * c, z), "left out where the base stands"),
        ((x, y, column + stroke - quill), "moved the quill up instead of down"),
        ((x, y, column - stroke), "left out the length of the tool"),
    ]
    exercise = Exercise(
        arm_story(rng, "SCARA {robot|arm}".replace("{robot|arm}", rng.choice(("robot", "arm")))), facts,
        ["{Joint angles|θ1 and θ2} are relative to the preceding link, {counter-clockwise|anticlockwise} positive seen from above, θ1 from the robot's own x axis", "{z points up|Heights count upwards} from the cell floor"],
        say("{Where is the tip of the tool|What is the position of the tool's tip|Find the tool tip|Compute the position of the tool's tip} in the cell frame?"), lines,
        {"kind": "scara", "lengths": lengths, "angles": angles, "base": [*base, turn], "heights": [column, stroke, quill]},
        14, spare, [placed], heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y, z), wrong, ("x", "y", "z"))


def _waist(rng: Random, level: int) -> Problem:
    """Level 4: waist, shoulder, elbow and a tool that is kept level; two chained steps."""
    say = partial(spin, rng)
    height, upper, fore = rng.randrange(30, 71) / 100, rng.randrange(25, 61) / 100, rng.randrange(20, 51) / 100
    tool = rng.randrange(6, 21) / 100
    waist, shoulder, elbow = rng.randint(-160, 160), rng.randint(25, 100), -rng.randint(20, 115)
    down = rng.random() < 0.5
    work, out, up = _sums((upper, fore), (shoulder, shoulder + elbow))
    total_out = out if down else rounded(out + tool, 5)
    z = rounded(height + up - (tool if down else 0), 5)
    c, s = cosine_and_sine(waist)
    x, y = rounded(total_out * c, 5), rounded(total_out * s, 5)
    kept = say("{straight down|vertical, tip down|pointing straight down}") if down else say("{horizontal, pointing away from the base|level, pointing outwards|horizontal and outwards}")  # fmt: skip
    told = say("{A parallelogram|A levelling linkage|The wrist drive} {keeps|holds} the tool $kept, {in the plane of the arm,|} whatever the other joints do", kept=kept)  # fmt: skip
    facts = [
        ("{waist angle|waist|turn of the waist}", _degrees(waist)),
        ("{shoulder elevation|shoulder angle, up from the horizontal,|shoulder}", _degrees(shoulder)),
        ("{elbow angle|elbow}", _degrees(elbow)),
        ("{height of the shoulder axis|shoulder height}", f"{round(height * 1000)} mm"),
        ("upper arm", f"{round(upper * 1000)} mm"),
        ("forearm", f"{round(fore * 1000)} mm"),
        ("{tool length|length of the tool}", f"{round(tool * 1000)} mm"),
    ]
    spare = [
        rng.choice(
            (
                ("{payload|load in the gripper}", "2.5 kg"),
                ("{opening of the gripper|gripper opening}", "64 mm"),
                ("{diameter of the base plate|base plate diameter}", "320 mm"),
            )
        )
    ]
    shown = f"({waist}°)" if waist < 0 else f"{waist}°"
    miss = (out + tool, up) if down else (out, up - tool)
    lines = [
        ("facts", f"in metres: shoulder height {plain(height)}, upper arm {plain(upper)}, forearm {plain(fore)}, tool {plain(tool)}; waist {waist}°, shoulder {shoulder}°, elbow {elbow}°"),
        ("rule", "in the vertical plane of the arm find the distance r from the base axis and the height z; then x = r·cos(waist), y = r·sin(waist)"),
        ("work", f"the forearm's elevation is {shoulder}° + ({elbow}°) = {shoulder + elbow}°"),
        ("say", work[0]),
        ("say", "For the wrist: " + work[1].replace("x =", "r =") + ", above the shoulder by " + work[2].replace("y =", "h =")),
        ("then", f"the tool points down, so r stays at {plain(total_out, 5)} m and z = {plain(height)} + {term(up, 5)} − {plain(tool)} = {plain(z, 5)} m" if down else f"the tool points outwards, so r = {plain(out, 5)} + {plain(tool)} = {plain(total_out, 5)} m and z = {plain(height)} + {term(up, 5)} = {plain(z, 5)} m"),
        ("say", f"cos {shown} = {plain(c, 5)}, sin {shown} = {plain(s, 5)}: x = {term(total_out, 5)} × {term(c, 5)} = {plain(x, 5)} m, y = {term(total_out, 5)} × {term(s, 5)} = {plain(y, 5)} m"),
        ("mistake", "lengthening the forearm by the tool; wrong, because the tool keeps its own direction and does not follow the forearm"),
        ("check", f"sqrt({term(x, 5)}² + {term(y, 5)}²) = {fixed(math.hypot(x, y), 3)} m, {{as r was|the same as r}}"),
    ]  # fmt: skip
    longer = [
        sum(le * f(math.radians(a)) for le, a in zip((upper, fore + tool), (shoulder, shoulder + elbow)))
        for f in (math.cos, math.sin)
    ]
    wrong = [
        ((longer[0] * c, longer[0] * s, height + longer[1]), "lengthened the forearm by the tool"),
        ((miss[0] * c, miss[0] * s, height + miss[1]), "pointed the tool in the wrong direction"),
        ((x, y, z - height), "measured from the shoulder instead of from the floor"),
        ((y, x, z), "exchanged sine and cosine of the waist"),
        ((out * c, out * s, height + up), "left out the tool"),
    ]
    exercise = Exercise(
        arm_story(rng, say("{three-axis|assembly|small industrial|table-top} {robot|arm} with waist, shoulder and elbow")), facts,
        ["{The base frame has|Take} z {up along the waist axis|along the waist axis, upwards}, origin on the floor; at waist 0° the arm {points|reaches} along x, {counter-clockwise|anticlockwise} from above {is|counts as} positive", "{The elbow angle is measured|Elbow angles count} from the extended upper arm, negative {downwards|when the forearm bends down}"],
        say("{Where is the tip of the tool|Find the position of the tool tip|What are the tool tip's coordinates|At which point is the tool tip}{ in the base frame|}?"), lines,
        {"kind": "waist", "lengths": [height, upper, fore, tool], "angles": [waist, shoulder, elbow], "down": down}, 12, spare, [told], heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y, z), wrong, ("x", "y", "z"))


def _encoder_zero(rng: Random, level: int) -> Problem:
    """Level 5: encoders that count clockwise from the vertical, through gears, with a belt-coupled second joint."""
    say = partial(spin, rng)
    lengths = [rng.randrange(20, 56) / 100, rng.randrange(18, 50) / 100]
    gear = [rng.choice((50, 60, 80, 100)), rng.choice((40, 50, 80, 100))]
    joint = [rng.randint(-60, 80), rng.choice((-1, 1)) * rng.randint(20, 110)]
    coupled = rng.random() < 0.5
    # clockwise from straight up; the second motor's angle contains the first joint's where they are coupled
    link = [joint[0], joint[1] + joint[0] if coupled else joint[1]]
    motor = [link[0] * gear[0], link[1] * gear[1]]
    relative = link[1] - link[0] if coupled else link[1]
    directions = (90 - joint[0], 90 - joint[0] - relative)
    work, x, y = _sums(lengths, directions)
    facts = [
        ("l1", _metres(lengths[0])), ("l2", _metres(lengths[1])),
        ("{motor 1 has turned|turn of motor 1|motor 1}", f"{motor[0]}°"), ("{motor 2 has turned|turn of motor 2|motor 2}", f"{motor[1]}°"),
        ("{gear 1|reduction of drive 1|ratio of drive 1}", f"{gear[0]}:1"), ("{gear 2|reduction of drive 2|ratio of drive 2}", f"{gear[1]}:1"),
    ]  # fmt: skip
    zero = say("{At zero both links|When both motors read zero, the links|In the zero position both links} {stand|point} straight up (along +y), and {a positive reading means a clockwise turn|positive counts are clockwise}")  # fmt: skip
    wiring = (
        say("{Motor 2 sits in the base|The second motor is fixed to the base} and {drives|turns} link 2 by a {belt over equal pulleys|timing belt with equal pulleys}, so behind its gear it sets the {tilt of link 2 from the vertical|direction of link 2 against the vertical}, not the elbow angle")
        if coupled
        else say("{Motor 2 sits on link 1|The second motor is carried by link 1}, so behind its gear it sets the {angle of link 2 from the line of link 1|elbow angle between the links}")
    )  # fmt: skip
    naive = (90 - joint[0], 90 - joint[0] - link[1]) if coupled else (90 - joint[0], 90 - relative)
    miss = [sum(le * f(math.radians(a)) for le, a in zip(lengths, naive)) for f in (math.cos, math.sin)]
    lines = [
        ("facts", f"motor angles {motor[0]}° and {motor[1]}°, gears {gear[0]}:1 and {gear[1]}:1, l1 = {plain(lengths[0])} m, l2 = {plain(lengths[1])} m"),
        ("then", f"behind the gears: {motor[0]} / {gear[0]} = {link[0]}° and {motor[1]} / {gear[1]} = {link[1]}°"),
        ("rule", "a tilt t clockwise from +y is the direction 90° − t counter-clockwise from +x"),
        ("work", f"link 1 points along 90 − {term(joint[0])} = {directions[0]}°"),
        ("say", f"Motor 2 gives the tilt of link 2 itself, so link 2 points along 90 − {term(link[1])} = {directions[1]}°" if coupled else f"Motor 2 gives the angle against link 1, so the tilt of link 2 is {joint[0]} + {term(relative)} = {joint[0] + relative}° and its direction 90 − {term(joint[0] + relative)} = {directions[1]}°"),
        *(("say", line) for line in work),
        ("mistake", f"{'adding motor 1 into the tilt of link 2 although the belt has already taken it out' if coupled else 'taking the elbow angle for the tilt of link 2'} gives ({fixed(miss[0], 3)}, {fixed(miss[1], 3)}) m; another slip is to count clockwise angles as counter-clockwise, which mirrors the arm: x becomes {fixed(-x, 3)} m"),
        ("check", _cosine_check(lengths, directions[1] - directions[0], x, y).replace("θ2", "(angle between the links)")),
    ]  # fmt: skip
    from_x = [
        sum(le * f(math.radians(a)) for le, a in zip(lengths, (joint[0], joint[0] + relative)))
        for f in (math.cos, math.sin)
    ]
    wrong = [
        (
            miss,
            "added motor 1 into link 2 although the belt took it out"
            if coupled
            else "took the elbow angle for the tilt of link 2",
        ),
        ((-x, y), "counted clockwise readings as counter-clockwise"),
        (from_x, "measured the angles from the x axis"),
        (
            (lengths[0] * math.cos(math.radians(directions[0])), lengths[0] * math.sin(math.radians(directions[0]))),
            "stopped at the elbow",
        ),
    ]
    exercise = Exercise(
        arm_story(rng, say("two-link {planar|vertical} {arm|manipulator}")), facts,
        ["{The x axis is horizontal, y points up|x runs to the right, y upwards}; the {origin is at joint 1|first joint is the origin}", zero],
        spin(rng, ASK, end=spin(rng, END)) , lines,
        {"kind": "encoders", "lengths": lengths, "gear": gear, "motor": motor, "coupled": coupled}, 11, told=[wiring], heading=HEADING,
    )  # fmt: skip
    return _position(rng, level, exercise, (x, y), wrong)


KINDS = {
    1: (_two_links, _two_links, _telescope),
    2: (_three_links,),
    3: (_parallel_drive, _by_table),
    4: (_scara, _waist),
    5: (_by_table, _encoder_zero),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on where an arm's tip is."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="forward_kinematics",
    title="Forward kinematics",
    source="Craig, Introduction to Robotics, 3rd ed. 2005, ch. 3; Lynch & Park, Modern Robotics, 2017, ch. 4",
    problem=problem,
    rubric=(
        Criterion("Says from what each joint angle is measured before using it.", "essential"),
        Criterion(
            "Applies the Denavit-Hartenberg convention that the question names, in its order of factors.", "essential"
        ),
        Criterion(
            "Shows the direction of every link, or the point in every frame, on the way to the base.", "important"
        ),
        Criterion("Compares the result with the arm's reach or another independent distance.", "optional"),
        Criterion(
            "Mixes up standard and modified parameters, or relative and absolute angles.", "pitfall", positive=False
        ),
    ),
)
