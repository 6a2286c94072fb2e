"""Timing of point-to-point motions under speed and acceleration limits.

In: a seeded generator and a level. Out: one problem whose answer is a time, a speed or an acceleration.

Rest to rest over a distance d with speed limit v and acceleration limit a (Lynch & Park, Modern Robotics, 2017, §9.2;
Biagiotti & Melchiorri, Trajectory Planning, 2008, §3.2):

    d ≥ v²/a  trapezoid:  T = d/v + v/a          d < v²/a  triangle:  T = 2·sqrt(d/a), peak sqrt(a·d)
    synchronised axes: T is the longest of the axes' least times; a faster axis then cruises at the smaller root of
    v² − a·T·v + a·d = 0
    unequal ramps a1, a2: ramps cover v²/(2·a1) + v²/(2·a2)
    cubic 3τ² − 2τ³: peak speed 1.5·d/T, peak acceleration 6·d/T²;  quintic 10τ³ − 15τ⁴ + 6τ⁵: 1.875·d/T and (10/√3)·d/T²

Worked example: 1 m at 0.5 m/s and 1 m/s²; then 0.1 m, which is too short for the full speed.

>>> least_time(1, 0.5, 1), round(least_time(0.1, 0.5, 1), 4)
(2.5, 0.6325)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, number_problem
from domains.robotics.figures import fixed, plain, rounded
from domains.robotics.settings import arm_story
from domains.wording import listed, spin

#: peak acceleration of the quintic is this times d/T²
QUINTIC = 10 / math.sqrt(3)


def least_time(distance: float, speed: float, acceleration: float) -> float:
    """Least time from rest to rest over a distance."""
    if distance >= speed * speed / acceleration:
        return distance / speed + speed / acceleration
    return 2 * math.sqrt(distance / acceleration)


def cruise_speed(distance: float, acceleration: float, time: float) -> float:
    """Cruise speed of a trapezoid with these ramps that takes the time; the time is at least 2·sqrt(d/a)."""
    return (acceleration * time - math.sqrt(max(0.0, (acceleration * time) ** 2 - 4 * acceleration * distance))) / 2


@dataclass(frozen=True)
class Axis:
    """An axis: what it is called, its unit of position, ranges of sensible limits in that unit, and its longest travel."""

    name: str
    unit: str
    speed: tuple[float, float, float]
    ramp: tuple[float, float]
    span: float = 12.0


#: (lowest, highest, step) of speeds; ramp: seconds to reach the speed, lowest and highest
LINEAR = (
    Axis("{linear axis|gantry axis|long axis|beam axis}", "m", (0.3, 2.0, 0.05), (0.15, 0.8)),
    Axis("{lift|vertical axis|lifting column}", "m", (0.1, 0.8, 0.02), (0.1, 0.6)),
    Axis("{shuttle|slide|carriage|transfer slide}", "m", (0.4, 2.5, 0.05), (0.15, 0.9)),
)
ROTARY = (
    Axis("{turntable|indexing table|rotary table}", "deg", (30, 180, 5), (0.15, 0.8), 700),
    Axis("{base joint|waist|first joint}", "deg", (60, 240, 5), (0.15, 0.7), 330),
    Axis("{wrist joint|last joint|tool spindle|hand joint}", "deg", (90, 400, 10), (0.08, 0.5), 700),
)
SHOWN = {"m": "m", "deg": "°"}
ROBOT = "{gantry robot|SCARA robot|six-axis arm|six-axis robot|handling robot|assembly robot}"
HEADING = "{Data|Given|Known values|Drive data|Limits|Settings|From the data sheet|Numbers}"
REST = (
    "{The axis starts and ends at rest|It starts and stops at rest|The motion is from rest to rest}{ and brakes as hard as it accelerates|; braking is limited like accelerating|, with the same limit for braking}",
    "{From rest to rest|Starting and ending at rest}, the {acceleration|ramp} limit holds for {speeding up and braking alike|both ramps}",
)
FAST = (
    "{The drive uses its limits fully|It moves as fast as the limits allow|The profile is time-optimal}",
    "{Take|Use} the fastest profile that the limits allow",
)


def _draw(rng: Random, axis: Axis) -> tuple[float, float]:
    """(speed, acceleration) with few digits, in the axis's unit."""
    low, high, step = axis.speed
    speed = rounded(low + step * rng.randrange(round((high - low) / step) + 1), 3)
    acceleration = speed / rng.uniform(*axis.ramp)
    return speed, rounded(acceleration, 2 if axis.unit == "m" else 0)


def _with(value: float, axis: Axis, suffix: str = "", decimals: int = 4) -> str:
    return f"{plain(value, decimals)}{'°' if axis.unit == 'deg' else ' m'}{suffix}"


def _facts(axis: Axis, distance: float, speed: float, acceleration: float) -> list[tuple[str, str]]:
    rotary = axis.unit == "deg"
    return [
        (
            "{angle to cover|angle to turn|travel}" if rotary else "{distance to cover|distance|travel}",
            _with(distance, axis),
        ),
        ("{speed limit|top speed|largest speed}", _with(speed, axis, "/s")),
        ("{acceleration limit|largest acceleration|ramp}", _with(acceleration, axis, "/s²")),
    ]


def _story(rng: Random, axis: Axis) -> str:
    return arm_story(rng, spin(rng, ROBOT))


def _solve(distance: float, speed: float, acceleration: float, axis: Axis) -> tuple[list[tuple[str, str]], float, bool]:
    """Lines that decide between trapezoid and triangle and work out the time; the time; True for a trapezoid."""
    v, a, d = plain(speed, 5), plain(acceleration, 5), plain(distance, 5)
    need = rounded(speed * speed / acceleration, 4)
    lines = [("work", f"reaching full speed and braking again takes v²/a = {v}² / {a} = {_with(need, axis)}")]
    if distance >= need:
        time = rounded(distance / speed + speed / acceleration, 4)
        lines.append(
            (
                "then",
                f"{_with(distance, axis)} is enough for that, a trapezoid: T = d/v + v/a = {d} / {v} + {v} / {a} = {plain(time, 4)} s",
            )
        )
        return lines, time, True
    time = rounded(2 * math.sqrt(distance / acceleration), 4)
    lines.append(
        (
            "then",
            f"{_with(distance, axis)} is less than that, a triangle without cruising: T = 2·sqrt(d/a), 2 × sqrt({d} / {a}) = {plain(time, 4)} s",
        )
    )
    return lines, time, False


def _time_traps(distance: float, speed: float, acceleration: float, time: float) -> list[tuple[float, str]]:
    return [
        (distance / speed + speed / acceleration, "used the trapezoid's formula for a triangle"),
        (2 * math.sqrt(distance / acceleration), "used the triangle's formula for a trapezoid"),
        (distance / speed, "left the ramps out"),
        (distance / speed + 2 * speed / acceleration, "added both ramps to the whole distance at full speed"),
        (math.sqrt(2 * distance / acceleration), "accelerated all the way without braking"),
        (distance / speed + speed / acceleration / 2, "counted one ramp by halves"),
        (2 * time, "counted the way twice"),
    ]


ASK = "{How long does the move take|What is the least time for the move|Find the duration of the move|Compute the time for the move|After what time does it stand still at the goal|How much time does the move need}"


def _trapezoid(rng: Random, level: int) -> Problem:
    """Level 1: a move that reaches its full speed."""
    axis = rng.choice((*LINEAR, *ROTARY))
    speed, acceleration = _draw(rng, axis)
    need = speed * speed / acceleration
    distance = rounded(min(axis.span, need * rng.uniform(1.3, 5)), 2 if axis.unit == "m" else 0)
    lines, time, _ = _solve(distance, speed, acceleration, axis)
    steps = [
        ("facts", f"d = {_with(distance, axis)}, v = {_with(speed, axis, '/s')}, a = {_with(acceleration, axis, '/s²')}, rest to rest"),
        ("rule", "with d ≥ v²/a the speed profile is a trapezoid, T = d/v + v/a; else a triangle, T = 2·sqrt(d/a)"),
        *lines,
        ("check", f"the area under the profile is v × (T − v/a): {plain(speed)} × ({plain(time, 4)} − {plain(speed)} / {plain(acceleration)}) = {plain(rounded(speed * (time - speed / acceleration), 2))}, the {'angle' if axis.unit == 'deg' else 'distance'} again"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, axis), _facts(axis, distance, speed, acceleration), [rng.choice(REST), rng.choice(FAST)],
        spin(rng, ASK), steps, {"kind": "move", "distance": distance, "speed": speed, "acceleration": acceleration}, 4,
        told=[spin(rng, "{Its|The} $axis {makes a move|is moved|has to move} {from one station to the next|to the next position|to a new position}", axis=spin(rng, axis.name))], heading=HEADING,
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        exercise,
        time,
        _time_traps(distance, speed, acceleration, time),
        unit="s",
        decimals=2,
        absolute=0.01,
    )


def _polynomial(rng: Random, level: int) -> Problem:
    """Level 1: peak speed or acceleration of a cubic or quintic; level 3: least time under both limits."""
    axis = rng.choice((*LINEAR, *ROTARY))
    speed, acceleration = _draw(rng, axis)
    quintic = rng.random() < 0.5
    name, form = ("quintic", "s(τ) = 10τ³ − 15τ⁴ + 6τ⁵") if quintic else ("cubic", "s(τ) = 3τ² − 2τ³")
    kv, ka = (1.875, QUINTIC) if quintic else (1.5, 6.0)
    ka_text = "(10 / sqrt(3))" if quintic else "6"
    told = spin(
        rng, "{Its|The} $axis {follows|runs along|is driven along} a $name time law, $form with τ = t/T, {from rest to rest|starting and stopping at rest}",
        axis=spin(rng, axis.name), name=name, form=form,
    )  # fmt: skip
    if level == 1:
        time = rng.randrange(8, 61) / 10
        distance = rounded(min(axis.span, speed * time * rng.uniform(0.3, 0.65)), 2 if axis.unit == "m" else 0)
        of_speed = rng.random() < 0.5
        decimals = 3 if axis.unit == "m" else 1
        result = rounded(kv * distance / time, 4) if of_speed else rounded(ka * distance / time**2, 4)
        unit = ("m/s" if of_speed else "m/s²") if axis.unit == "m" else ("°/s" if of_speed else "°/s²")
        at = (
            "halfway, τ = 0.5"
            if of_speed
            else ("at τ = 0.2113, where the third derivative is zero" if quintic else "at the ends, τ = 0 and τ = 1")
        )
        factor = plain(kv) if of_speed else (ka_text if quintic else "6")
        steps = [
            ("facts", f"d = {_with(distance, axis)}, T = {plain(time)} s, {name} time law"),
            ("rule", f"the {name}'s {'speed' if of_speed else 'acceleration'} is largest {at}: {factor} × d/{'T' if of_speed else 'T²'}"),
            ("work", f"{factor} × {plain(distance)} / {plain(time)}{'' if of_speed else '²'} = {plain(result, 4)} {unit}"),
            ("check", f"the mean speed is {plain(distance)} / {plain(time)} = {plain(rounded(distance / time, 4))} {unit.removesuffix('²')}" + (f", and a peak of {plain(kv)} times that is as it must be for this law" if of_speed else "; an acceleration of that size over part of the time gives such speeds")),
        ]  # fmt: skip
        size = distance / time if of_speed else distance / time**2
        others = {
            "speed": (
                (1.0, "took the mean speed for the peak"),
                (1.5 if quintic else 1.875, f"used the {'cubic' if quintic else 'quintic'}'s factor"),
                (2.0, "used the triangle's factor"),
                (kv * time, "forgot to divide by T"),
                (kv / time, "divided by T²"),
            )
        }
        table = (
            others["speed"]
            if of_speed
            else (
                (6.0 if quintic else QUINTIC, f"used the {'cubic' if quintic else 'quintic'}'s factor"),
                (4.0, "used the triangle's factor"),
                (ka * time, "divided by T instead of T²"),
                (1.0, "left the factor out"),
                (2.0, "used uniform acceleration"),
            )
        )
        exercise = Exercise(
            _story(rng, axis), [("{angle to cover|angle to turn|travel}" if axis.unit == "deg" else "{distance to cover|distance|travel}", _with(distance, axis)), ("{duration T|time T|T}", f"{plain(time)} s")],
            ["{No limit is reached|Limits play no part here|No limits matter here}" if rng.random() < 0.5 else "{The position is|Position along the way is} d·s(τ)"],
            spin(rng, f"{{What is the largest {'speed' if of_speed else 'acceleration'}|Find the peak {'speed' if of_speed else 'acceleration'}|How large is the peak {'speed' if of_speed else 'acceleration'}|Compute the largest {'speed' if of_speed else 'acceleration'} on the way}}"),
            steps, {"kind": "peak", "quintic": quintic, "distance": distance, "time": time, "of": "speed" if of_speed else "acceleration"}, 3, told=[told], heading=HEADING,
        )  # fmt: skip
        return number_problem(
            rng,
            level,
            exercise,
            result,
            [(k * size, trap) for k, trap in table],
            unit=unit,
            decimals=decimals,
            relative=0.005,
        )
    distance = rounded(min(axis.span, speed * speed / acceleration * rng.uniform(0.4, 4)), 2 if axis.unit == "m" else 0)
    by_speed, by_ramp = rounded(kv * distance / speed, 4), rounded(math.sqrt(ka * distance / acceleration), 4)
    result = max(by_speed, by_ramp)
    loser, cause = (by_ramp, "the speed limit") if result == by_speed else (by_speed, "the acceleration limit")
    steps = [
        ("facts", f"d = {_with(distance, axis)}, v ≤ {_with(speed, axis, '/s')}, a ≤ {_with(acceleration, axis, '/s²')}, {name} time law"),
        ("rule", f"peak speed {plain(kv)}·d/T and peak acceleration {'(10/√3)' if quintic else '6'}·d/T²; both have to stay below their limits, so T is the larger of two times"),
        ("work", f"speed: T ≥ {plain(kv)}·d/v, {plain(kv)} × {plain(distance)} / {plain(speed)} = {plain(by_speed, 4)} s"),
        ("say", f"acceleration: T ≥ sqrt({'(10/√3)' if quintic else '6'}·d/a), sqrt({ka_text} × {plain(distance)} / {plain(acceleration)}) = {plain(by_ramp, 4)} s"),
        ("then", f"the larger one decides, {plain(result, 4)} s; {cause} binds"),
        ("mistake", f"stopping at {fixed(loser, 2)} s, which keeps the other limit only; or using d/v + v/a, which belongs to the trapezoid and would give {fixed(least_time(distance, speed, acceleration), 2)} s"),
        ("check", f"at {plain(result, 4)} s the peaks are {plain(kv)} × {plain(distance)} / {plain(result, 4)} = {plain(rounded(kv * distance / result, 3))} and {ka_text} × {plain(distance)} / {plain(result, 4)}² = {plain(rounded(ka * distance / result**2, 2))}, both within the limits"),
    ]  # fmt: skip
    traps = [
        (loser, "looked at one limit only"),
        (least_time(distance, speed, acceleration), "used the trapezoid's time"),
        (by_speed + by_ramp, "added the two times"),
        (distance / speed, "divided the distance by the speed limit"),
        (
            max(
                (1.5 if quintic else 1.875) * distance / speed,
                math.sqrt((6 if quintic else QUINTIC) * distance / acceleration),
            ),
            f"used the {'cubic' if quintic else 'quintic'}'s factors",
        ),
    ]
    exercise = Exercise(
        _story(rng, axis), _facts(axis, distance, speed, acceleration), ["{Both limits hold all the way|Neither limit may be exceeded anywhere}"],
        spin(rng, "{What is the least duration T|Find the shortest T that respects both limits|How short can T be|Compute the least T|Which T is the shortest allowed}"),
        steps, {"kind": "polynomial", "quintic": quintic, "distance": distance, "speed": speed, "acceleration": acceleration}, 6, told=[told], heading=HEADING,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="s", decimals=2, absolute=0.01)


def _motor(rng: Random, level: int) -> Problem:
    """Level 2: limits given at the motor (rpm, gear or spindle), or position in millimetres; the move reaches full speed."""
    say = partial(spin, rng)
    rotary = rng.random() < 0.55
    if rotary:
        gear, rpm = rng.choice((30, 40, 50, 60, 80, 100, 120)), rng.randrange(1200, 4001, 100)
        speed = rounded(rpm * 6 / gear, 4)
        acceleration = float(round(speed / rng.uniform(0.12, 0.6), -1) or 10)
        axis = rng.choice(ROTARY)
        distance = float(min(350, max(20, round(speed * speed / acceleration * rng.uniform(1.3, 4)))))
        if distance < speed * speed / acceleration:
            acceleration = float(math.ceil(speed * speed / distance * 1.3 / 10) * 10)
        facts = [
            ("{angle to turn|angle to cover}", f"{plain(distance)}°"), ("{top motor speed|motor speed limit}", f"{rpm} rpm"),
            ("{gear reduction|reduction|gear ratio}", f"{gear}:1"), ("{acceleration limit of the joint|joint's largest acceleration}", f"{plain(acceleration)}°/s²"),
        ]  # fmt: skip
        convert = f"{rpm} rpm are {rpm} × 360 / 60 = {rpm * 6}°/s at the motor and {rpm * 6} / {gear} = {plain(speed, 4)}°/s at the joint"
        parameters: dict[str, object] = {
            "kind": "geared",
            "distance": distance,
            "rpm": rpm,
            "gear": gear,
            "acceleration": acceleration,
        }
        naive = [
            (distance / (rpm / gear) + rpm / gear / acceleration, "took turns a minute for degrees a second"),
            (distance / (rpm * 6) + rpm * 6 / acceleration, "left the gear out"),
        ]
    else:
        lead, rpm = rng.choice((5, 10, 16, 20, 25, 32)), rng.randrange(1000, 3601, 100)
        speed = rounded(rpm / 60 * lead / 1000, 5)
        acceleration = rounded(max(0.2, speed / rng.uniform(0.12, 0.6)), 1)
        axis = rng.choice(LINEAR)
        millimetres = max(60, round(speed * speed / acceleration * rng.uniform(1.4, 5) * 1000, -1))
        distance = rounded(millimetres / 1000, 3)
        facts = [
            ("{distance to cover|distance|travel}", f"{plain(millimetres)} mm"), ("{top spindle speed|spindle speed limit|screw speed limit}", f"{rpm} rpm"),
            ("{lead of the ball screw|screw lead|travel in one turn of the screw}", f"{lead} mm"), ("{acceleration limit|largest acceleration}", f"{plain(acceleration)} m/s²"),
        ]  # fmt: skip
        convert = f"{rpm} rpm with {lead} mm a turn are {rpm} / 60 × {lead} / 1000 = {plain(speed, 5)} m/s; {plain(millimetres)} / 1000 = {plain(distance)} m"
        parameters = {"kind": "screw", "distance": millimetres, "rpm": rpm, "lead": lead, "acceleration": acceleration}
        naive = [
            (distance / (speed * 60) + speed * 60 / acceleration, "took turns a minute for turns a second"),
            (
                distance / (speed * 2 * math.pi) + speed * 2 * math.pi / acceleration,
                "multiplied the lead by radians a second",
            ),
        ]
    lines, time, trapezoid = _solve(distance, speed, acceleration, axis)
    steps = [
        ("facts", ", ".join(f"{say(name)} {value}" for name, value in facts)),
        ("rule", "bring the speed to the axis; then d ≥ v²/a gives a trapezoid with T = d/v + v/a, else T = 2·sqrt(d/a)"),
        ("then", convert),
        *lines,
        ("check", f"without ramps it would take {plain(distance)} / {plain(speed, 5)} = {fixed(distance / speed, 3)} s, and the ramps cost another {plain(speed, 5)} / {plain(acceleration)} = {fixed(speed / acceleration, 3)} s" if trapezoid else f"with full acceleration half of the way takes sqrt({plain(distance)} / {plain(acceleration)}) = {fixed(math.sqrt(distance / acceleration), 3)} s, and so does the other half"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, axis), facts, [rng.choice(REST), rng.choice(FAST)], say(ASK), steps, parameters, 7,
        told=[say("{Its|The} $axis {is driven through a gear|has a geared drive}" if rotary else "{Its|The} $axis {is driven by a ball screw|runs on a ball screw}", axis=say(axis.name))], heading=HEADING,
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        exercise,
        time,
        [*naive, *_time_traps(distance, speed, acceleration, time)],
        unit="s",
        decimals=2,
        absolute=0.01,
    )


def _which(rng: Random, level: int) -> Problem:
    """Level 3: triangle or trapezoid must be decided; the formula of the other one tempts."""
    say = partial(spin, rng)
    axis = rng.choice((*LINEAR, *ROTARY))
    speed, acceleration = _draw(rng, axis)
    need = speed * speed / acceleration
    distance = rounded(
        min(axis.span, need * (rng.uniform(0.15, 0.8) if rng.random() < 0.65 else rng.uniform(1.25, 3))),
        3 if axis.unit == "m" else 0,
    )
    distance = max(distance, 0.02 if axis.unit == "m" else 3.0)
    lines, time, trapezoid = _solve(distance, speed, acceleration, axis)
    peak = rounded(math.sqrt(acceleration * distance), 4)
    other = 2 * math.sqrt(distance / acceleration) if trapezoid else distance / speed + speed / acceleration
    of_peak = not trapezoid and rng.random() < 0.3
    steps = [
        ("facts", f"d = {_with(distance, axis)}, v = {_with(speed, axis, '/s')}, a = {_with(acceleration, axis, '/s²')}, rest to rest"),
        ("rule", "is there room to reach v? The two ramps together need v²/a; then T = d/v + v/a, otherwise T = 2·sqrt(d/a) with the peak sqrt(a·d)"),
        *lines,
        ("mistake", f"using the {'triangle' if trapezoid else 'trapezoid'}'s formula, which gives {fixed(other, 2)} s; wrong, because the axis {'reaches its speed limit and has to cruise' if trapezoid else 'never reaches its speed limit'}"),
        ("check", f"mean speed {plain(distance)} / {plain(time, 4)} = {fixed(distance / time, 3)}, below the limit {plain(speed)}" if trapezoid else f"the peak speed is sqrt({plain(acceleration)} × {plain(distance)}) = {plain(peak, 4)}, below the limit {plain(speed)}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, axis), _facts(axis, distance, speed, acceleration), [rng.choice(REST), rng.choice(FAST)],
        say("{Which top speed does it reach|What is the highest speed on the way|How fast does it get}") if of_peak else say(ASK), steps,
        {"kind": "which", "distance": distance, "speed": speed, "acceleration": acceleration, "of": "peak" if of_peak else "time"}, 5,
        told=[say("{Its|The} $axis {makes a short correction|makes a move|is moved on|has to move}", axis=say(axis.name))], heading=HEADING,
    )  # fmt: skip
    if of_peak:
        unit = "m/s" if axis.unit == "m" else "°/s"
        traps = [
            (speed, "assumed that the speed limit is reached"),
            (math.sqrt(2 * acceleration * distance), "accelerated over the whole distance"),
            (distance / time, "took the mean speed"),
            (peak / 2, "halved the peak"),
            (acceleration * time, "accelerated for the whole time"),
        ]
        return number_problem(
            rng, level, exercise, peak, traps, unit=unit, decimals=3 if axis.unit == "m" else 1, relative=0.005
        )
    return number_problem(
        rng,
        level,
        exercise,
        time,
        _time_traps(distance, speed, acceleration, time),
        unit="s",
        decimals=2,
        absolute=0.01,
    )


def _axes(rng: Random, count: int) -> list[tuple[str, float, float, float, Axis]]:
    """Named axes with (distance, speed, acceleration); about a third of them too short for their full speed."""
    names = (
        rng.sample(("J1", "J2", "J3", "J4"), count)
        if rng.random() < 0.6
        else rng.sample(("X", "Y", "Z"), min(3, count))
    )
    names.sort()
    pool = ROTARY if names[0].startswith("J") else LINEAR
    found = []
    for name in names:
        axis = rng.choice(pool)
        speed, acceleration = _draw(rng, axis)
        need = speed * speed / acceleration
        distance = rounded(
            min(axis.span, 330.0, need * (rng.uniform(0.3, 0.85) if rng.random() < 0.35 else rng.uniform(1.2, 4))),
            2 if axis.unit == "m" else 0,
        )
        found.append((name, max(distance, 0.03 if axis.unit == "m" else 4.0), speed, acceleration, axis))
    return found


def _axis_facts(axes: list[tuple[str, float, float, float, Axis]]) -> list[tuple[str, str]]:
    return [
        (f"{{axis {name}|{name}}}", f"{_with(d, axis)}, at most {_with(v, axis, '/s')} and {_with(a, axis, '/s²')}")
        for name, d, v, a, axis in axes
    ]


SPARE = (("{payload|load}", "4 kg"), ("{repeatability|stated repeatability}", "0.03 mm"), ("{supply voltage|bus voltage}", "48 V"), ("{controller cycle|control period}", "1 ms"), ("{dwell for gripping, not part of the move|gripping time, not part of the move}", "0.15 s"))  # fmt: skip


def _synchronised(rng: Random, level: int) -> Problem:
    """Level 4: two or three axes that start and stop together; the slowest decides."""
    say = partial(spin, rng)
    axes = _axes(rng, rng.choice((2, 3)))
    steps: list[tuple[str, str]] = [
        (
            "facts",
            "; ".join(
                f"{name}: {_with(d, axis)}, {_with(v, axis, '/s')}, {_with(a, axis, '/s²')}"
                for name, d, v, a, axis in axes
            ),
        ),
        (
            "rule",
            "each axis has its own least time (trapezoid if d ≥ v²/a, T = d/v + v/a; else triangle, T = 2·sqrt(d/a)); moving together they take the longest of these",
        ),
    ]
    times = []
    for name, d, v, a, axis in axes:
        lines, time, _ = _solve(d, v, a, axis)
        times.append(time)
        steps += [("say", f"{name}: {lines[0][1]}"), ("say", lines[1][1])]
    result = max(times)
    slowest = axes[times.index(result)][0]
    furthest = max(range(len(axes)), key=lambda k: axes[k][1])
    lowest = min(range(len(axes)), key=lambda k: axes[k][2])
    naive = max(d / v + v / a for _, d, v, a, _ in axes)
    steps += [
        ("then", f"the longest time is that of {slowest}: {plain(result, 4)} s"),
        ("mistake", "picking the axis that travels furthest or has the lowest speed without working out its time, or using d/v + v/a for a move too short to reach full speed; neither need give the slowest axis"),
        ("check", f"the others would need {listed([f'{fixed(t, 2)} s' for t, x in zip(times, axes) if x[0] != slowest])}, so they can be slowed down to fit"),
    ]  # fmt: skip
    traps = [
        (min(times), "took the fastest axis"),
        (sum(times), "moved the axes one after the other"),
        (times[furthest], "took the axis that travels furthest"),
        (times[lowest], "took the axis with the lowest speed limit"),
        (naive, "used the trapezoid's formula for a triangle"),
        (max(d / v for _, d, v, _, _ in axes), "left the ramps out"),
        (sum(times) / len(times), "took the mean of the times"),
    ]
    exercise = Exercise(
        _story(rng, axes[0][4]), _axis_facts(axes), [rng.choice(REST).replace("The axis starts and ends", "Every axis starts and ends").replace("It starts and stops", "Every axis starts and stops"), "{All axes start and stop together|The axes are synchronised: they start and finish together}"],
        say("{What is the least time for the move|How long does the synchronised move take|Find the duration of the synchronised move|Compute the shortest time in which all axes arrive together}"), steps,
        {"kind": "synchronised", "axes": [list(x[:4]) for x in axes]}, 5 * len(axes), rng.sample(SPARE, 1),
        heading="{Axes (travel, limits)|Moves and limits|The axes, with travel and limits|Axis by axis (travel and limits)}",
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="s", decimals=2, absolute=0.01)


def _slowed(rng: Random, level: int) -> Problem:
    """Level 5: the cruise speed at which the faster axis arrives together with the slower one."""
    say = partial(spin, rng)
    axes: list[tuple[str, float, float, float, Axis]] = []
    times: list[float] = []
    for _ in range(40):
        axes = _axes(rng, 2)
        times = [rounded(least_time(d, v, a), 4) for _, d, v, a, _ in axes]
        if 1.08 * min(times) < max(times) < 2.2 * min(times):
            break
    slow, fast = (axes[0], axes[1]) if times[0] > times[1] else (axes[1], axes[0])
    lines, total, _ = _solve(slow[1], slow[2], slow[3], slow[4])
    name, d, v, a, axis = fast
    product = rounded(a * total, 4)
    inside = rounded(product * product - 4 * a * d, 4)
    root = rounded(math.sqrt(inside), 4) if inside > 0 else 0.0
    result = rounded(2 * a * d / (product + root), 4)
    own, own_time, _ = _solve(d, v, a, axis)
    unit = "m/s" if axis.unit == "m" else "°/s"
    other_root = (product + root) / 2
    steps = [
        ("facts", "; ".join(f"{n}: {_with(dd, ax)}, {_with(vv, ax, '/s')}, {_with(aa, ax, '/s²')}" for n, dd, vv, aa, ax in axes)),
        ("rule", f"find the slower axis's least time T; {name} then keeps its acceleration and cruises at v with d = v·T − v²/a, that is v² − a·T·v + a·d = 0, whose smaller root is the one, v = 2·a·d/(a·T + sqrt((a·T)² − 4·a·d))"),
        ("say", f"{slow[0]}: {lines[0][1]}"),
        ("say", lines[1][1]),
        ("say", f"{name}: {own[0][1]}"),
        ("say", own[1][1]),
        ("then", f"{slow[0]} is the slower one, T = {plain(total, 4)} s"),
        ("work", f"a·T = {plain(a)} × {plain(total, 4)} = {plain(product, 4)}; (a·T)² − 4·a·d = {plain(product, 4)}² − 4 × {plain(a)} × {plain(d)} = {plain(inside, 4)}"),
        ("say", f"v = 2 × {plain(a)} × {plain(d)} / ({plain(product, 4)} + sqrt({plain(inside, 4)})) = {plain(result, 4)} {unit}"),
        ("mistake", f"dividing the way by the time, {plain(d)} / {plain(total, 4)} = {fixed(d / total, 3)} {unit}; that is the mean speed, and with ramps the cruise must be faster. The larger root, {fixed(other_root, 3)} {unit}, would need ramps that overlap"),
        ("check", f"{plain(result, 4)} × {plain(total, 4)} − {plain(result, 4)}² / {plain(a)} = {fixed(result * total - result**2 / a, 2)}, the travel of {name} again; and the cruise is below its limit {plain(v)} {unit}"),
    ]  # fmt: skip
    traps = [
        (d / total, "took the mean speed for the cruise speed"),
        (other_root, "took the larger root"),
        (v * own_time / total, "scaled the speed by the ratio of the times"),
        (v, "left the speed at its limit"),
        (math.sqrt(a * d), "took the peak of a triangle"),
        (d / (total - v / a) if total > v / a else 2 * v, "kept the ramps of the full speed"),
    ]
    exercise = Exercise(
        _story(rng, axis), _axis_facts(axes), [rng.choice(REST).replace("The axis starts and ends", "Every axis starts and ends").replace("It starts and stops", "Every axis starts and stops"), "{Both start and stop together, in the least time|The move is as fast as the limits allow, and both axes start and stop together}", "{the faster axis|the axis that could be faster} keeps its acceleration and lowers its {cruise|travel} speed"],
        say(f"{{At which speed does {name} cruise|What is the cruise speed of {name}|Find the cruise speed of {name}|To which cruise speed must {name} be lowered}}"), steps,
        {"kind": "slowed", "axes": [list(x[:4]) for x in axes], "asked": name}, 14,
        heading="{Axes (travel, limits)|Moves and limits|The two axes, with travel and limits|Axis by axis (travel and limits)}",
    )  # fmt: skip
    return number_problem(
        rng, level, exercise, result, traps, unit=unit, decimals=3 if axis.unit == "m" else 1, relative=0.005
    )


def _unequal(rng: Random, level: int) -> Problem:
    """Level 5: braking is weaker than accelerating, and the axis may be moving already."""
    say = partial(spin, rng)
    axis = rng.choice((*LINEAR, *ROTARY))
    speed, up = _draw(rng, axis)
    down = rounded(up * rng.choice((0.4, 0.5, 0.6, 0.75, 0.8)), 2 if axis.unit == "m" else 0)
    moving = rng.random() < 0.5
    start = rounded(speed * rng.choice((0.2, 0.3, 0.4, 0.5)), 3 if axis.unit == "m" else 0) if moving else 0.0
    ramps = (speed**2 - start**2) / (2 * up) + speed**2 / (2 * down)
    short = rng.random() < 0.5
    least = start**2 / (2 * down)
    distance = rounded(
        max(least * 1.3, min(axis.span, ramps * (rng.uniform(0.5, 0.85) if short else rng.uniform(1.2, 2.5)))),
        3 if axis.unit == "m" else 0,
    )
    short = distance < ramps
    first, last = rounded((speed**2 - start**2) / (2 * up), 5), rounded(speed**2 / (2 * down), 5)
    v0, v, a1, a2, d = plain(start), plain(speed), plain(up), plain(down), plain(distance)
    steps = [
        ("facts", f"d = {_with(distance, axis)}, v = {_with(speed, axis, '/s')}, a1 = {_with(up, axis, '/s²')} (speeding up), a2 = {_with(down, axis, '/s²')} (braking)" + (f", v0 = {_with(start, axis, '/s')} at the start" if moving else ", from rest")),
        ("rule", "a ramp from v0 to v covers (v² − v0²)/(2·a1), braking covers v²/(2·a2); if both fit there is a cruise, otherwise the peak p solves (p² − v0²)/(2·a1) + p²/(2·a2) = d"),
        ("work", f"speeding up: ({v}² − {v0}²) / (2 × {a1}) = {_with(first, axis, decimals=5)}; braking: {v}² / (2 × {a2}) = {_with(last, axis, decimals=5)}"),
    ]  # fmt: skip
    if short:
        squared = rounded((2 * distance * up * down + start**2 * down) / (up + down), 5)
        peak = rounded(math.sqrt(squared), 5)
        time = rounded((peak - start) / up + peak / down, 4)
        steps += [
            ("then", f"together {plain(rounded(first + last, 5), 5)}, more than {d}: the speed limit is not reached. p² = (2·d·a1·a2 + v0²·a2)/(a1 + a2) = (2 × {d} × {a1} × {a2} + {v0}² × {a2}) / ({a1} + {a2}) = {plain(squared, 5)}, so p = sqrt({plain(squared, 5)}) = {plain(peak, 5)}"),
            ("say", f"T = (p − v0)/a1 + p/a2 = ({plain(peak, 5)} − {v0}) / {a1} + {plain(peak, 5)} / {a2} = {plain(time, 4)} s"),
        ]  # fmt: skip
        tempt = (speed - start) / up + speed / down + (distance - first - last) / speed
        steps.append(
            (
                "mistake",
                f"cruising anyway: the cruise time would be ({d} − {plain(first, 5)} − {plain(last, 5)}) / {v} = {fixed((distance - first - last) / speed, 3)} s, which is negative; such a profile does not exist",
            )
        )
        steps.append(
            (
                "check",
                f"the two ramps cover ({plain(peak, 5)}² − {v0}²) / (2 × {a1}) + {plain(peak, 5)}² / (2 × {a2}) = {fixed((peak**2 - start**2) / (2 * up) + peak**2 / (2 * down), 3)}, the way to go",
            )
        )
    else:
        rest = rounded(distance - first - last, 5)
        time = rounded((speed - start) / up + rest / speed + speed / down, 4)
        steps += [
            ("then", f"that leaves {d} − {plain(first, 5)} − {plain(last, 5)} = {plain(rest, 5)} for cruising"),
            (
                "say",
                f"T = (v − v0)/a1 + rest/v + v/a2 = ({v} − {v0}) / {a1} + {plain(rest, 5)} / {v} + {v} / {a2} = {plain(time, 4)} s",
            ),
        ]
        tempt = distance / speed + speed / up
        steps.append(
            (
                "mistake",
                f"using d/v + v/a with one acceleration gives {fixed(tempt, 2)} s; wrong, because the ramps are unequal"
                + (" and the axis is moving at the start" if moving else ""),
            )
        )
        steps.append(
            (
                "check",
                f"areas under the profile: ({v0} + {v}) / 2 × ({v} − {v0}) / {a1} + {plain(rest, 5)} + {v} / 2 × {v} / {a2} = {fixed(first + rest + last, 3)}, the way to go",
            )
        )
    traps = [
        (tempt, "cruised although the ramps take the whole way" if short else "used one acceleration for both ramps"),
        (
            distance / speed + speed / 2 / up + speed / 2 / down,
            "forgot the check for a triangle or the speed at the start",
        ),
        (2 * math.sqrt(distance / up), "used the triangle with equal ramps"),
        (least_time(distance, speed, up), "braked as hard as it accelerates, from rest"),
        (least_time(distance, speed, down), "accelerated as gently as it brakes, from rest"),
        (distance / speed, "left the ramps out"),
    ]
    facts = [
        ("{angle to cover|angle to turn|travel}" if axis.unit == "deg" else "{distance to cover|distance|travel}", _with(distance, axis)), ("{speed limit|top speed|largest speed}", _with(speed, axis, "/s")),
        ("{largest acceleration|acceleration limit|limit for speeding up}", _with(up, axis, "/s²")), ("{largest deceleration|braking limit|limit for braking}", _with(down, axis, "/s²")),
    ]  # fmt: skip
    if moving:
        facts.append(
            ("{speed at the start, towards the goal|initial speed towards the goal}", _with(start, axis, "/s"))
        )
    exercise = Exercise(
        _story(rng, axis), facts,
        ["{It has to stop at the goal|The goal is reached at rest|At the goal it stands still}" + ("" if moving else "{, and it starts at rest|; it starts at rest}"), rng.choice(FAST)],
        say(ASK), steps, {"kind": "unequal", "distance": distance, "speed": speed, "up": up, "down": down, "start": start}, 11,
        told=[say("{Its|The} $axis {brakes more gently than it accelerates|has weaker brakes than drives|must not spill its load when braking}", axis=say(axis.name))], heading=HEADING,
    )  # fmt: skip
    return number_problem(rng, level, exercise, time, traps, unit="s", decimals=2, absolute=0.01)


KINDS = {
    1: (_trapezoid, _trapezoid, _polynomial),
    2: (_motor,),
    3: (_which, _which, _polynomial),
    4: (_synchronised,),
    5: (_slowed, _unequal),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the timing of a motion."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="trajectory_timing",
    title="Timing of trajectories",
    source="Lynch & Park, Modern Robotics, 2017, ch. 9; Biagiotti & Melchiorri, Trajectory Planning for Automatic Machines and Robots, 2008",
    problem=problem,
    rubric=(
        Criterion("Compares the distance with what the ramps need before choosing trapezoid or triangle.", "essential"),
        Criterion("Brings speeds of motors, gears and screws to the axis in matching units.", "important"),
        Criterion("Lets the slowest axis decide the time of a synchronised move.", "important"),
        Criterion("Chooses the smaller root where a cruise speed is asked for.", "important"),
        Criterion("Checks the area under the speed profile or the limits.", "optional"),
        Criterion("Writes a negative cruise time, or a speed above the limit.", "pitfall", positive=False),
    ),
)
