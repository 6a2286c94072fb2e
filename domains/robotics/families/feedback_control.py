"""Feedback loops of robot joints: second-order step response, steady-state error, gains, PID in samples, Routh's test.

In: a seeded generator and a level. Out: one problem; π is 3.14159 in the worked lines.

    ω_d = ω_n √(1 − ζ²), T_p = π / ω_d, overshoot = 100 exp(−πζ / √(1 − ζ²)) %, T_s = 4 / (ζ ω_n) (2 % rule of thumb)
                                                       Nise, Control Systems Engineering, 8th ed. 2019, §4.5–4.6
    steady-state error: step 1/(1 + K_p), ramp 1/K_v, parabola 1/K_a                  Nise, §7.2–7.3
    joint with PD control: J s² + (b + K_d) s + K_p                  Lynch & Park, Modern Robotics, 2017, §11.4
    cubic s³ + a s² + b s + c: stable when a, b, c > 0 and a b > c                    Routh 1877; Nise, §6.2–6.4
    K_u, T_u → K_p = 0.6 K_u, T_i = T_u / 2, T_d = T_u / 8           Ziegler & Nichols, Trans. ASME 1942;64:759

Worked example: ζ = 0.3 and ω_n = 2 rad/s give T_p = 1.647 s and 37.2 % overshoot; a table of samples every 0.074 s shows
its peak at 1.628 s, which is the nearest sample and not the peak.

>>> round(peak_time(0.3, 2.0), 3), round(overshoot(0.3), 1), unstable_poles([1, 2, 3, 10])
(1.647, 37.2, 2)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem, number_problem
from domains.robotics.figures import fixed, plain, rounded, term
from domains.robotics.settings import PLACES
from domains.wording import sentence, spin

PI = 3.14159


def damped(zeta: float, omega: float) -> float:
    """Damped natural frequency in rad/s."""
    return omega * math.sqrt(1 - zeta**2)


def peak_time(zeta: float, omega: float) -> float:
    """Time in s of the first peak of a unit step response, 0 < zeta < 1."""
    return math.pi / damped(zeta, omega)


def overshoot(zeta: float) -> float:
    """Per cent of the final value."""
    return 100 * math.exp(-math.pi * zeta / math.sqrt(1 - zeta**2))


def damping_for(percent: float) -> float:
    """Damping ratio that overshoots by that much."""
    log = math.log(percent / 100)
    return -log / math.hypot(math.pi, log)


def routh_column(coefficients: Sequence[int]) -> list[Fraction] | None:
    """First column of the Routh array, highest power first; None when it needs an ε or a row is zero."""
    rows = [[Fraction(c) for c in coefficients[k::2]] for k in (0, 1)]
    width = len(rows[0])
    rows[1] += [Fraction(0)] * (width - len(rows[1]))
    for _ in range(len(coefficients) - 2):
        above, last = rows[-2], rows[-1]
        if last[0] == 0:
            return None
        rows.append([(last[0] * above[k + 1] - above[0] * last[k + 1]) / last[0] for k in range(width - 1)] + [Fraction(0)])
    return None if any(row[0] == 0 for row in rows) else [row[0] for row in rows]


def unstable_poles(coefficients: Sequence[int]) -> int | None:
    """Roots in the right half plane by sign changes of the Routh column; None when that needs an ε or has a zero row."""
    column = routh_column(coefficients)
    return None if column is None else sum(a * b < 0 for a, b in pairwise(column))


def pid_run(
    errors: Sequence[float], gains: tuple[float, float, float], step: float, limit: float | None, held: bool
) -> list[tuple[float, float, float]]:
    """(sum of errors × step, raw output, output) after each sample; backward differences, the first has no derivative.

    Args:
        errors: e₀, e₁, …; `gains`: K_p, K_i, K_d; `step` in s.
        limit: outputs are cut to ±limit; None: not at all.
        held: the integral is not updated by a sample whose raw output is beyond the limit.
    """
    integral, found = 0.0, []
    for k, error in enumerate(errors):
        slope = (error - errors[k - 1]) / step if k else 0.0
        candidate = rounded(integral + error * step, 8)
        raw = rounded(gains[0] * error + gains[1] * candidate + gains[2] * slope, 8)
        output = raw if limit is None else max(-limit, min(limit, raw))
        if not (held and output != raw):
            integral = candidate
        found.append((integral, raw, output))
    return found


AXES = "{the {shoulder|elbow|wrist|base|knee|hip|waist} joint of {a humanoid|a small arm|a quadruped|a six-axis robot|an exoskeleton|a camera arm|a palletiser}|{a camera gimbal|a linear axis|a tendon-driven finger|a balancing robot|a pan-tilt head|the yaw axis of an inspection drone|a gripper's position loop|a cable robot's winch|a rotary table|a steering actuator|a positioning stage|a conveyor drive|a leg actuator|a hexapod platform}}"
CONTROL_POOL = (
    "{the controller|the loop} runs at {1|2|4|8} kHz, {fast|quickly} enough to count as continuous",
    "{the encoder|its encoder} resolves {4096|8192|20000} counts a turn",
    "{the amplifier|the drive} {has never been|is not} near its {current|voltage} limit",
    "{backlash|play} {is negligible|was measured and is small|may be neglected}",
    "{a student|an engineer|the night shift} {tuned|retuned} it {last week|by hand|in March}",
    "the {housing|frame|base} is {bolted to the floor|made of aluminium|on rubber feet}",
    "{spare motors|two spare drives} {lie|are kept} in the {store|drawer}",
    "the {motor cable|cable} {is shielded|was replaced|runs through the base}",
)
SAMPLED_POOL = CONTROL_POOL[1:2] + CONTROL_POOL[4:]


def _story(rng: Random, what: str) -> str:
    return sentence(
        spin(
            rng,
            "{{here is|we study|examine} $what of $axis{ $place|}|$place, {look at|consider|take} $what of $axis|{an engineer|a student|a technician|the commissioning team} {checks|examines|studies|looks into} $what of $axis $place|{today's case|this exercise|the question} {is about|concerns} $what of $axis|{for|take} $axis $place; the {matter|topic|point} is $what}",
            what=spin(rng, what),
            axis=spin(rng, AXES),
            place=spin(rng, rng.choice(PLACES)),
        ).replace("; the matter is the ", "; what matters is the ")
    )


def _places(result: float, decimals: int) -> int:
    """Decimals that show at least three figures, so that rounding stays well inside 1 %."""
    while abs(result) * 10**decimals < 100 and decimals < 7:
        decimals += 1
    return decimals


# --- second order ---------------------------------------------------------------------------------------------

QUANTITIES = {
    "peak": ("s", "{When does the response peak|What is the peak time|At which time does the first peak come}?"),
    "overshoot": ("%", "{How large is the overshoot|What is the percentage overshoot|By how many per cent does it overshoot}?"),
    "damped": ("rad/s", "{At which angular frequency does it ring|What is the damped natural frequency|Which damped frequency results}?"),
    "settling": ("s", "{How long does it take to settle|What is the settling time|When has it settled}?"),
}
CONVENTION = {
    "peak": "{Peak time is π / ω_d with ω_d = ω_n √(1 − ζ²)|The peak comes at π / ω_d, where ω_d = ω_n √(1 − ζ²)|Take the exact peak of the continuous response}",
    "overshoot": "{Overshoot is measured in per cent of the final value|Overshoot counts from the final value, in per cent of it|Express overshoot relative to the final value}",
    "damped": "{The response is underdamped|It rings at ω_d = ω_n √(1 − ζ²)|No zeros}",
    "settling": "{Settled means within 2 %; use T_s = 4 / (ζ ω_n)|Use the 2 % rule T_s = 4 / (ζ ω_n)|The settling time is taken as 4 / (ζ ω_n)}",
}


def _second(what: str, zeta: float, omega: float) -> tuple[float, list[tuple[str, str]], list[tuple[float, str]]]:
    """(answer, lines, traps) for the standard second-order system, numbers as printed."""
    root = rounded(math.sqrt(1 - zeta**2), 5)
    z, w, r = plain(zeta, 5), plain(omega, 5), plain(root, 5)
    rooted = ("work", f"√(1 − ζ²) = sqrt(1 − {z}^2) = {r}")
    if what == "overshoot":
        result = 100 * math.exp(-PI * zeta / root)
        return result, [
            ("rule", "overshoot = 100 · exp(−π ζ / √(1 − ζ²)) %, {which does not depend on ω_n|a matter of ζ alone}"),
            rooted,
            ("work", f"overshoot = 100 × exp(-3.14159 × {z} / {r}) = {fixed(result, 2)} %"),
        ], [
            (100 * math.exp(-PI * zeta), "left out the root"),
            (100 * math.exp(-zeta / root), "left out π"),
            (100 * math.exp(-2 * PI * zeta / root), "went on to the second half-wave"),
            (100 * math.exp(-PI * root / zeta) if zeta > 0.35 else 0.0, "turned the fraction upside down"),
            (100 * (1 - zeta), "took 1 − ζ"),
            (100 * math.exp(-PI * zeta * root), "multiplied by the root"),
        ]  # fmt: skip
    if what == "settling":
        result = 4 / (zeta * omega)
        return result, [
            ("rule", "T_s = 4 / (ζ ω_n), the time constant 1 / (ζ ω_n) four times"),
            ("work", f"T_s = 4 / ({z} × {w}) = {fixed(result, _places(result, 3))} s"),
        ], [
            (3 / (zeta * omega), "used the 5 % rule"),
            (4 / omega, "forgot the damping ratio"),
            (PI / (omega * root), "took the peak time"),
            (1 / (zeta * omega), "stopped at one time constant"),
            (4 * zeta / omega, "multiplied by the damping ratio"),
        ]  # fmt: skip
    ring = rounded(omega * root, 5)
    line = ("work", f"damped frequency: ω_d = {w} × {r} = {plain(ring, 5)} rad/s")
    if what == "damped":
        return omega * root, [("rule", "ω_d = ω_n √(1 − ζ²), always below ω_n"), rooted, line], [
            (omega, "took the undamped frequency"),
            (omega * zeta, "multiplied by ζ"),
            (omega * (1 - zeta**2), "left out the root"),
            (omega * math.sqrt(1 + zeta**2), "added ζ² instead of subtracting"),
            (omega * root / 2 / PI, "gave it in Hz"),
            (omega / root, "divided by the root"),
        ]  # fmt: skip
    result = PI / ring
    return result, [
        ("rule", "T_p = π / ω_d with ω_d = ω_n √(1 − ζ²): {the first peak is half a damped period after the step|half a damped period}"),
        rooted,
        line,
        ("work", f"T_p = 3.14159 / {plain(ring, 5)} = {fixed(result, _places(result, 3))} s"),
    ], [
        (PI / omega, "used ω_n instead of ω_d"),
        (2 * PI / ring, "took a whole period"),
        (PI / (zeta * omega), "divided by ζ ω_n"),
        (4 / (zeta * omega), "took the settling time"),
        (PI / (omega * (1 - zeta**2)), "left out the root"),
    ]  # fmt: skip


def _sanity(what: str, zeta: float, omega: float) -> tuple[str, str]:
    return (
        "check",
        {
            "peak": f"without damping it would peak at 3.14159 / {plain(omega, 5)} = {fixed(PI / omega, 4)} s; damping makes it later",
            "overshoot": "{no damping would mean 100 %, critical damping 0 %; the result lies between|more damping, less overshoot: the result must lie between 0 and 100 %}",
            "damped": f"it is a little below ω_n = {plain(omega, 5)} rad/s, as it must be",
            "settling": f"the envelope is down to exp(-4) = {fixed(math.exp(-4), 4)} then, that is about 2 %",
        }[what],
    )


def _answered(
    rng: Random, level: int, what: str, result: float, traps: list[tuple[float, str]], exercise: Exercise
) -> Problem:
    unit = QUANTITIES[what][0]
    return number_problem(rng, level, exercise, result, traps, unit=unit, decimals=_places(result, 2), relative=0.01)


def _standard(rng: Random, level: int) -> Problem:
    """Level 1: ζ and ω_n given."""
    what = rng.choice(("peak", "peak", "overshoot", "damped", "settling"))
    zeta, omega = rng.randrange(10, 800) / 1000, rng.randrange(20, 420) / 10
    if what == "overshoot":
        zeta = rng.randrange(1000, 8000) / 10000
    result, lines, traps = _second(what, zeta, omega)
    facts = [("{damping ratio ζ|ζ|relative damping ζ}", plain(zeta, 5)), ("{natural frequency ω_n|undamped natural frequency ω_n|ω_n}", f"{plain(omega)} rad/s")]
    exercise = Exercise(
        _story(rng, "the {step response|closed loop|response to a step in the set point}"), facts,
        ["{The loop behaves as the standard second-order system|The closed loop is ω_n² / (s² + 2ζω_n s + ω_n²)|Model: second order, no zeros, ω_n² / (s² + 2 ζ ω_n s + ω_n²)}", CONVENTION[what]], QUANTITIES[what][1],
        [("facts", f"ζ = {plain(zeta, 5)}, ω_n = {plain(omega)} rad/s"), *lines, _sanity(what, zeta, omega)],
        {"kind": "standard", "what": what, "zeta": zeta, "omega": omega if what != "overshoot" else 0}, len(lines), pool=CONTROL_POOL,
        spare=[],
    )  # fmt: skip
    return _answered(rng, level, what, result, traps, exercise)


def _coefficients(rng: Random, level: int) -> Problem:
    """Level 2: from a transfer function, or from mass, damper and spring in mixed units."""
    what = rng.choice(("peak", "overshoot", "damped", "settling"))
    zeta, omega = rng.uniform(0.12, 0.75), rng.uniform(3, 28)
    parameters: dict[str, object]
    if rng.random() < 0.5:
        square = rounded(omega**2, 1)
        first = rounded(2 * zeta * omega, 2)
        gain = rng.choice((1, 1, 2, 3, 5))
        top = plain(square * gain)
        facts = [("{closed-loop transfer function|transfer function from set point to position}", f"{top} / (s² + {plain(first)} s + {plain(square)})")]
        omega = rounded(math.sqrt(square), 5)
        zeta = rounded(first / (2 * omega), 5)
        lines = [
            ("facts", f"the denominator is s² + {plain(first)} s + {plain(square)}"),
            ("work", f"compare with s² + 2ζω_n s + ω_n²: ω_n = sqrt({plain(square)}) = {plain(omega, 5)} rad/s"),
            ("work", f"ζ = {plain(first)} / (2 × {plain(omega, 5)}) = {plain(zeta, 5)}"),
        ]
        parameters = {"kind": "transfer", "what": what, "first": first, "square": square}
        slip = [(first / omega, omega, "forgot the 2 in 2ζω_n"), (zeta, square, "took ω_n² for ω_n")]
        told: list[str] = []
    else:
        mass = rng.randrange(120, 4800, 10)  # g
        stiffness = rounded(mass / 1000 * omega**2 / 1000, 4)  # N/mm
        damper = rounded(2 * zeta * omega * mass / 1000, 3)  # N·s/m
        kilograms, newtons = rounded(mass / 1000, 3), rounded(stiffness * 1000, 1)
        omega = rounded(math.sqrt(newtons / kilograms), 5)
        zeta = rounded(damper / (2 * kilograms * omega), 5)
        facts = [("{moving mass|mass m}", f"{mass} g"), ("{virtual spring of the controller|stiffness k}", f"{plain(stiffness)} N/mm"), ("{virtual damper of the controller|damping c}", f"{plain(damper)} N·s/m")]
        lines = [
            ("facts", f"m = {mass} g = {plain(kilograms)} kg, k = {plain(stiffness)} N/mm, c = {plain(damper)} N·s/m"),
            ("work", f"k = {plain(stiffness)} × 1000 = {plain(newtons)} N/m"),
            ("rule", "m x″ + c x′ + k x = k x_ref: ω_n = √(k / m), ζ = c / (2 m ω_n)"),
            ("work", f"natural frequency: ω_n = sqrt({plain(newtons)} / {plain(kilograms)}) = {plain(omega, 5)} rad/s"),
            ("work", f"ζ = {plain(damper)} / (2 × {plain(kilograms)} × {plain(omega, 5)}) = {plain(zeta, 5)}"),
        ]  # fmt: skip
        parameters = {"kind": "spring", "what": what, "mass": mass, "stiffness": stiffness, "damper": damper}
        slip = [(2 * zeta, omega, "forgot the 2 in 2ζω_n"), (zeta, omega**2, "forgot the root in ω_n")]
        told = ["{{Impedance control|The controller} makes the axis {act like|behave as}|The controlled axis {acts like|behaves as}} a mass with spring and damper{ tied to the set point|}"]
    result, more, traps = _second(what, zeta, omega)
    for other, frequency, name in slip:
        if 0 < other < 0.99:
            traps.insert(1, (_second(what, other, frequency)[0], name))
    exercise = Exercise(
        _story(rng, "the {step response|closed loop|response to a step in the set point}"), facts, [CONVENTION[what]], QUANTITIES[what][1],
        [*lines, *more, _sanity(what, zeta, omega)], parameters, len(lines) + len(more), told=told, pool=CONTROL_POOL,
    )  # fmt: skip
    return _answered(rng, level, what, result, traps, exercise)


# --- level 3 --------------------------------------------------------------------------------------------------


def _sampled(rng: Random, level: int) -> Problem:
    """Level 3: the exact peak, not the highest row of a sampled table."""
    zeta, omega = rng.randrange(12, 72) / 100, rng.randrange(15, 200) / 10
    result, lines, traps = _second("peak", zeta, omega)
    step = rounded(result / (rng.randint(8, 24) + rng.uniform(0.3, 0.7)), 5)  # no sample near the peak
    root = math.sqrt(1 - zeta**2)

    def response(time: float) -> float:
        return 1 - math.exp(-zeta * omega * time) / root * math.sin(omega * root * time + math.acos(zeta))

    rows = range(1, 80)
    highest = max(rows, key=lambda k: response(k * step))
    logged = rounded(highest * step, 5)
    top = response(logged)
    facts = [("{damping ratio ζ|ζ}", plain(zeta)), ("{natural frequency ω_n|ω_n}", f"{plain(omega)} rad/s"), ("{sampling interval of the log|time between the log's rows}", f"{plain(step)} s"), ("{highest row of the log|largest value logged}", f"{fixed(top, 4)} at t = {plain(logged)} s")]
    exercise = Exercise(
        _story(rng, "the {logged|sampled|recorded} {step response|unit step response}"), facts,
        ["{The axis is the standard second-order system|The loop is ω_n² / (s² + 2ζω_n s + ω_n²)}{, without zeros|}", "{The answer is the peak of the continuous response|Asked is the exact peak time of the model, not that of the log|What counts is the continuous response}"],
        "{At which time is the peak|What is the exact peak time|When does the response really peak}?",
        [
            ("facts", f"ζ = {plain(zeta)}, ω_n = {plain(omega)} rad/s; the log's largest row is at {plain(logged)} s"), *lines,
            ("mistake", f"{{reading {plain(logged)} s off the log|taking the log's largest row, {plain(logged)} s,|{plain(logged)} s from the table}} gives the nearest sample; step-info tables that search samples make this error"),
            ("check", f"the two differ by {fixed(max(result, logged), 4)} − {fixed(min(result, logged), 4)} = {fixed(rounded(max(result, logged), 4) - rounded(min(result, logged), 4), 4)} s, less than one interval of {plain(step)} s"),
        ],
        {"kind": "sampled", "zeta": zeta, "omega": omega, "step": step}, 5, pool=CONTROL_POOL[3:],
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, [(logged, "read the largest sample off the log"), (highest * step + step, "took the row after the peak"), *traps], unit="s", decimals=_places(result, 3), absolute=rounded(0.003 * result, 6))  # fmt: skip


def _identify(rng: Random, level: int) -> Problem:
    """Level 3: damping ratio or natural frequency from a measured overshoot and peak time."""
    percent = rng.randrange(40, 560) / 10
    peak = rng.randrange(40, 1600) / 1000
    wanted = rng.choice(("zeta", "omega"))
    log = rounded(math.log(100 / percent), 5)
    zeta = log / math.sqrt(PI**2 + log**2)
    shown = rounded(zeta, 5)
    root = rounded(math.sqrt(1 - shown**2), 5)
    omega = PI / (peak * root)
    lines = [
        ("facts", f"overshoot {plain(percent)} %, first peak at {plain(peak)} s"),
        ("rule", "{solving the overshoot formula for ζ|the overshoot formula turned round}: ζ = L / √(π² + L²) with L = ln(100 / overshoot in %)" + ("" if wanted == "zeta" else "; then ω_n = π / (T_p √(1 − ζ²))")),
        ("work", f"L = ln(100 / {plain(percent)}) = {plain(log, 5)}"),
        ("work", f"ζ = {plain(log, 5)} / sqrt(3.14159^2 + {plain(log, 5)}^2) = {plain(shown, 5)}"),
    ]
    if wanted == "omega":
        lines += [
            ("work", f"√(1 − ζ²) = sqrt(1 − {plain(shown, 5)}^2) = {plain(root, 5)}"),
            ("work", f"natural frequency: ω_n = 3.14159 / ({plain(peak)} × {plain(root, 5)}) = {fixed(omega, _places(omega, 2))} rad/s"),
        ]
    lines.append(("mistake", "{ζ = L / π|dropping the L² under the root}" + f" would give {fixed(log / PI, 4)}, which is too large: the exponent holds √(1 − ζ²)" if wanted == "zeta" else "{π / T_p is|taking π / T_p gives} the damped frequency ω_d, not ω_n"))
    lines.append(("check", f"back: 100 × exp(-3.14159 × {plain(shown, 5)} / {plain(root, 5)}) = {fixed(100 * math.exp(-PI * shown / root), 1)} %"))
    facts = [("{overshoot|measured overshoot}", f"{plain(percent)} %"), ("{time of the first peak|peak time}", f"{plain(peak)} s")]
    story = _story(rng, "the {measured|recorded} {step response|unit step response}")
    ten = math.log10(100 / percent)
    parameters = {"kind": "identify", "wanted": wanted, "percent": percent, "peak": peak}
    conventions = ["{The axis responds like the standard second-order system without zeros|Model: ω_n² / (s² + 2ζω_n s + ω_n²)}", "{Overshoot is relative to the final value|Overshoot counts from the final value}"]
    if wanted == "zeta":
        exercise = Exercise(story, facts, conventions, "{What is the damping ratio ζ|Which damping ratio follows|How large is ζ}?", lines, parameters, 6, pool=CONTROL_POOL)
        return number_problem(rng, level, exercise, zeta, [(log / PI, "dropped the L² under the root"), (ten / math.sqrt(PI**2 + ten**2), "took the logarithm to base 10"), (1 - percent / 100, "took 1 − overshoot"), (log / math.sqrt(1 + log**2), "left out π"), (root, "took √(1 − ζ²) for ζ")], unit="", decimals=4, relative=0.01)  # fmt: skip
    exercise = Exercise(story, facts, conventions, "{What is the undamped natural frequency ω_n|Which natural frequency ω_n follows|How large is ω_n}?", lines, parameters, 8, pool=CONTROL_POOL)
    return number_problem(rng, level, exercise, omega, [(PI / peak, "took the damped frequency for ω_n"), (2 * PI / peak, "took the peak time for a period"), (PI / peak * root, "multiplied by the root"), (4 / (shown * peak), "took the peak time for the settling time"), (1 / peak, "forgot π")], unit="rad/s", decimals=_places(omega, 2), relative=0.01)  # fmt: skip


INPUTS = ("step", "ramp", "parabola")


def _error(rng: Random, level: int) -> Problem:
    """Level 3: steady-state error by system type; the constants are limits of sⁿ G(s)."""
    kind = rng.choice((0, 1, 1, 2))
    target = rng.uniform(1.5, 14)  # error constant
    zeros = [rng.randint(1, 9)] if kind == 2 or rng.random() < 0.4 else []
    poles = rng.sample(range(2, 25), 2 if kind < 2 else 1)
    if kind == 2:
        zeros, poles = [rng.randint(1, 3)], [rng.randint(8, 30)]
    gain = max(2, round(target * math.prod(poles) / math.prod(zeros)))
    size = rng.choice((0.5, 1, 2, 4, 5, 10))
    above = "".join(f" (s + {z})" for z in zeros)
    below = ["", "s ", "s² "][kind] + " ".join(f"(s + {p})" for p in poles)
    # characteristic polynomial s^kind Π(s + p) + gain Π(s + z), highest power first
    polynomial = [1]
    for p in poles:
        polynomial = [a + b * p for a, b in zip([*polynomial, 0], [0, *polynomial])]
    polynomial += [0] * kind
    numerator = [gain] if not zeros else [gain, gain * zeros[0]]
    for k, c in enumerate(reversed(numerator)):
        polynomial[-1 - k] += c
    if unstable_poles(polynomial) != 0:
        zeros, poles, kind = [], [rng.randint(10, 24), rng.randint(25, 40)], 1
        gain = round(target * poles[0] * poles[1])
        above, below = "", f"s (s + {poles[0]}) (s + {poles[1]})"
    constant = rounded(gain * math.prod(zeros) / math.prod(poles), 5)
    name = ("K_p", "K_v", "K_a")[kind]
    bottom = " × ".join(map(str, poles))
    top = " × ".join(map(str, [gain, *zeros]))
    result = size / (1 + constant) if kind == 0 else size / constant
    signal = (f"{{a step of {size}|a sudden change of {size}}}", f"{{a ramp of {size} per second|a set point that rises by {size} a second}}", f"a parabola {size} t² / 2")[kind]
    rule = ("size / (1 + K_p) with K_p = G(0)", "slope / K_v with K_v the limit of s G(s) at s = 0", "size / K_a with K_a the limit of s² G(s) at s = 0")[kind]
    lines = [
        ("facts", f"G(s) = {gain}{above} / ({below}), unity feedback; the set point is {signal}"),
        ("rule", f"G has {('no integrator', 'one integrator', 'two integrators')[kind]}, so it is of type {kind}; for this set point e = {rule}"),
        ("work", f"{name} = {top} / {('(' + bottom + ')') if len(poles) > 1 else bottom} = {plain(constant, 5)}"),
        ("work", f"e = {plain(size)} / (1 + {plain(constant, 5)}) = {fixed(result, _places(result, 4))}" if kind == 0 else f"e = {plain(size)} / {plain(constant, 5)} = {fixed(result, _places(result, 4))}"),
        ("mistake", f"{{putting the number {gain} itself for {name}|reading {name} off as {gain}}} ignores what the other factors are at s = 0" if rng.random() < 0.5 else ("taking 1 / K_p, as for a ramp, leaves out that a step is fed back at once: it is 1 / (1 + K_p)" if kind == 0 else f"1 / (1 + {name}) belongs to a step on a type 0 loop")),
        ("check", "{the loop is stable, so the error settles; more gain would make it smaller|a larger gain makes it smaller, as it should}"),
    ]  # fmt: skip
    other = size / constant if kind == 0 else size / (1 + constant)
    raw = size / (1 + gain) if kind == 0 else size / gain
    traps = [(other, "used the rule of another type"), (raw, "took the number in front for the error constant"), (size / (1 + constant * 10) if kind == 0 else size / (gain / sum(poles)), "added the poles instead of multiplying"), (size * constant / (1 + constant), "took the output for the error"), (constant, "reported the error constant"), (result / size, "left out the size of the set point")]  # fmt: skip
    exercise = Exercise(
        _story(rng, "the {accuracy|steady-state error|tracking error}"), [("{open loop G(s)|controller and plant together, G(s)}", f"{gain}{above} / ({below})"), ("{set point|reference}", spin(rng, signal))],
        ["{Unity feedback|The loop is closed with unity feedback}", "{The closed loop is stable|You may take it that the closed loop is stable}", "{The error is set point minus output, after a long time|Wanted is the lasting difference between set point and output}"],
        "{What error remains|What is the steady-state error|How large is the lasting error}?", lines, {"kind": "error", "type": kind, "gain": gain, "zeros": zeros, "poles": sorted(poles), "size": size}, 6, pool=CONTROL_POOL,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, [t for t in traps if not (t[1].startswith("added") and kind == 0)], unit="", decimals=_places(result, 4), relative=0.01)  # fmt: skip


# --- level 4 --------------------------------------------------------------------------------------------------


def _gains(rng: Random, level: int) -> Problem:
    """PD gains of a joint from overshoot and settling time, or the droop that a load torque leaves."""
    inertia = rng.randrange(5, 400) / 1000 if rng.random() < 0.5 else rng.randrange(40, 250) / 100
    percent = rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20))
    settle = rng.randrange(12, 160) / 100
    wanted = rng.choice(("kp", "kd", "droop"))
    log = rounded(math.log(100 / percent), 5)
    zeta = rounded(log / math.sqrt(PI**2 + log**2), 5)
    omega = rounded(4 / (zeta * settle), 5)
    kp = rounded(inertia * omega**2, 4)
    total = rounded(2 * zeta * omega * inertia, 5)
    friction = rounded(total * rng.uniform(0.05, 0.4), 4)
    kd = rounded(total - friction, 5)
    torque = rounded(kp * rng.uniform(0.005, 0.06), 3)
    droop = torque / kp * 1000
    lines = [
        ("facts", f"J = {plain(inertia)} kg·m², b = {plain(friction)} N·m·s/rad, overshoot {percent} %, settling time {plain(settle)} s" + (f", load torque {plain(torque)} N·m" if wanted == "droop" else "")),
        ("rule", "the loop is J s² + (b + K_d) s + K_p, so K_p = J ω_n² and b + K_d = 2 ζ ω_n J" + ("; a constant torque τ leaves e = τ / K_p" if wanted == "droop" else "")),
        ("work", f"L = ln(100 / {percent}) = {plain(log, 5)}, so ζ = {plain(log, 5)} / sqrt(3.14159^2 + {plain(log, 5)}^2) = {plain(zeta, 5)}"),
        ("work", f"natural frequency: ω_n = 4 / ({plain(zeta, 5)} × {plain(settle)}) = {plain(omega, 5)} rad/s"),
    ]  # fmt: skip
    if wanted == "kd":
        lines += [
            ("work", f"b + K_d = 2 × {plain(zeta, 5)} × {plain(omega, 5)} × {plain(inertia)} = {plain(total, 5)} N·m·s/rad"),
            ("work", f"K_d = {plain(total, 5)} − {plain(friction)} = {plain(kd, 5)} N·m·s/rad"),
            ("mistake", "{forgetting the joint's own friction|taking b + K_d for K_d} makes the loop more sluggish than asked: b already damps"),
            ("check", f"ζ ω_n = {plain(zeta, 5)} × {plain(omega, 5)} = {fixed(zeta * omega, 3)} per second, four time constants in the settling time"),
        ]
    else:
        lines.append(("work", f"K_p = {plain(inertia)} × {plain(omega, 5)}^2 = {plain(kp, 4)} N·m/rad"))
        if wanted == "droop":
            lines.append(("work", f"e = {plain(torque)} / {plain(kp, 4)} × 1000 = {fixed(droop, _places(droop, 2))} mrad"))
        lines += [
            ("mistake", "{a PD loop is often thought to have|to expect} no error at rest: without an integrator the spring K_p must give way to carry the torque" if wanted == "droop" else "{using T_s = 4 / ω_n|leaving ζ out of T_s} gives too soft a spring: what decays is exp(−ζ ω_n t)"),
            ("check", f"back: 4 / ({plain(zeta, 5)} × sqrt({plain(kp, 4)} / {plain(inertia)})) = {fixed(4 / (zeta * math.sqrt(kp / inertia)), 2)} s, the settling time"),
        ]  # fmt: skip
    facts = [("{inertia J|joint inertia J}", f"{plain(inertia)} kg·m²"), ("{viscous friction b|friction b of the joint}", f"{plain(friction)} N·m·s/rad"), ("{overshoot wanted|allowed overshoot}", f"{percent} %"), ("{settling time wanted|2 % settling time}", f"{plain(settle)} s")]
    if wanted == "droop":
        facts.append(("{constant load torque|steady disturbance torque}", f"{plain(torque)} N·m"))
    spare = rng.sample([("{gear ratio|reduction}", f"{rng.choice((50, 80, 100, 120))}:1 (already in J and b)"), ("{link length|length of the link}", f"{rng.randrange(20, 90) / 100} m"), ("{motor's thermal time constant|thermal time constant}", f"{rng.randrange(200, 900, 50)} s"), ("{range of motion|travel}", f"±{rng.randrange(60, 170, 5)}°")], 2)
    ask = {"kp": "{What K_p is needed|Which proportional gain K_p meets this|How large must K_p be}?", "kd": "{What K_d is needed|Which derivative gain K_d meets this|How large must K_d be}?", "droop": "{By how much does it sag|What lasting position error does the torque cause|How far does the joint give way}?"}[wanted]
    exercise = Exercise(
        _story(rng, "the {PD gains|proportional-derivative controller|PD loop}"), facts,
        ["{The joint is J q″ + b q′ = τ|Plant: J q″ + b q′ = τ}, {with|and the controller is|under} τ = K_p (q_ref − q) − K_d q′", "{Use T_s = 4 / (ζ ω_n)|Settling by the 2 % rule T_s = 4 / (ζ ω_n)} and the overshoot of the standard second-order system", *(["{K_p and K_d are first set for the overshoot and the settling time|The gains meet overshoot and settling time exactly}"] if wanted == "droop" else [])],
        ask, lines, {"kind": "gains", "wanted": wanted, "inertia": inertia, "friction": friction, "percent": percent, "settle": settle, "torque": torque if wanted == "droop" else 0}, 9, spare=spare, pool=CONTROL_POOL,
    )  # fmt: skip
    naive = 4 / settle
    third = 3 / (zeta * settle)
    if wanted == "kp":
        traps = [(inertia * naive**2, "left ζ out of the settling time"), (inertia * omega, "forgot to square ω_n"), (omega**2, "forgot the inertia"), (inertia * third**2, "used the 5 % rule"), (total, "reported b + K_d")]
        return number_problem(rng, level, exercise, kp, traps, unit="N·m/rad", decimals=_places(kp, 2), relative=0.01)
    if wanted == "kd":
        traps = [(total, "forgot the joint's own friction"), (total + friction, "added the friction"), (zeta * omega * inertia - friction, "forgot the 2 in 2ζω_n"), (2 * omega * inertia - friction, "forgot ζ"), (kp, "reported K_p")]
        return number_problem(rng, level, exercise, kd, traps, unit="N·m·s/rad", decimals=_places(kd, 3), relative=0.01)
    traps = [(torque / (inertia * naive**2) * 1000, "left ζ out of the settling time"), (math.degrees(torque / kp), "gave degrees"), (torque / (1 + kp) * 1000, "used 1 / (1 + K_p)"), (torque / total * 1000, "divided by the damping"), (torque / kp, "left the answer in rad")]
    return number_problem(rng, level, exercise, droop, traps, unit="mrad", decimals=_places(droop, 2), relative=0.01)


def _pid(rng: Random, level: int) -> Problem:
    """Level 4: output of a sampled PID after three samples. Level 5: with a limit and a held integral."""
    step = rng.choice((0.01, 0.02, 0.04, 0.05, 0.1, 0.2))
    proportional = rng.randrange(5, 80) / 10
    gains = (proportional, rng.randrange(2, 60) / 10, rounded(proportional * step * rng.uniform(0.2, 1.5), 3))
    count = 3 if level == 4 else 4
    start = rng.randrange(15, 90) / 10
    errors = [start]
    for _ in range(count - 1):
        errors.append(rounded(errors[-1] * rng.uniform(0.45, 0.92), 2))
    plainly = pid_run(errors, gains, step, None, False)
    limit = None
    if level == 5:
        raws = sorted(abs(raw) for _, raw, _ in plainly)
        limit = rounded((raws[-1] + raws[-2]) / 2, 1) if rng.random() < 0.5 else rounded((raws[-2] + raws[-3]) / 2, 1)
    run = pid_run(errors, gains, step, limit, True)
    if limit is not None and min(abs(abs(raw) - limit) for _, raw, _ in run) < 0.02 * limit:
        limit = rounded(limit * 1.05, 1)
        run = pid_run(errors, gains, step, limit, True)
    kp, ki, kd = gains
    shown = [plain(e) for e in errors]
    lines = [
        ("facts", f"K_p = {plain(kp)}, K_i = {plain(ki)}, K_d = {plain(kd)}, h = {plain(step)} s; errors {', '.join(shown)}" + ("" if limit is None else f"; limit ±{plain(limit)}")),
        ("rule", "u = K_p e + K_i I + K_d (e − e_before) / h, I grows by e · h each sample" + ("" if limit is None else "; a sample whose raw u is beyond the limit is cut and leaves I as it was")),
    ]  # fmt: skip
    integral = 0.0
    for k, (kept, raw, output) in enumerate(run):
        candidate = rounded(integral + errors[k] * step, 8)
        summed = f"I = {plain(integral, 8)} + {shown[k]} × {plain(step)} = {plain(candidate, 8)}"
        slope = f" + {plain(kd)} × ({shown[k]} − {shown[k - 1]}) / {plain(step)}" if k else ""
        text = f"sample {k}: {summed}; u = {plain(kp)} × {shown[k]} + {plain(ki)} × {plain(candidate, 8)}{slope} = {fixed(raw, 4)}"
        if limit is not None and output != raw:
            text += f", beyond {plain(limit)}: the output is {plain(output)} and I stays {plain(integral, 8)}"
        lines.append(("work", text))
        integral = kept
    result = run[-1][2]
    last = errors[-1]
    summed_all = sum(errors) * step
    wrongs = [
        (kp * last + ki * summed_all - kd * (last - errors[-2]) / step, "turned the sign of the derivative"),
        (kp * last + ki * sum(errors) + kd * (last - errors[-2]) / step, "forgot the sampling time in the integral"),
        (kp * last + ki * summed_all + kd * (last - errors[-2]), "forgot to divide the derivative by the sampling time"),
        (kp * last + ki * last * step + kd * (last - errors[-2]) / step, "integrated the last error only"),
        (kp * last, "left out integral and derivative"),
    ]
    if limit is None:
        lines.append(("mistake", "{leaving out h|to add up errors without h} makes the integral {far too large|wrong by the factor 1 / h}; the derivative needs h as well"))
        lines.append(("check", f"proportional {fixed(kp * last, 3)}, integral {fixed(ki * run[-1][0], 3)}, derivative {fixed(kd * (last - errors[-2]) / step, 3)}: {{a falling error gives a negative derivative|the derivative is negative because the error falls}}"))
    else:
        free = plainly[-1][1]
        cut = max(-limit, min(limit, free))
        wrongs = [(cut, "went on integrating while the output was cut"), (run[-1][1], "reported the raw output"), *((max(-limit, min(limit, value)), trap) for value, trap in wrongs)]
        lines.append(("mistake", "{integrating on while the output is cut|to let I grow during saturation} is wind-up" + (f" and would give {fixed(cut, 4)}" if abs(cut - result) > 1e-6 else ", though here it happens to end the same way")))
        lines.append(("check", f"the answer is not beyond ±{plain(limit)}"))
    facts = [("K_p", plain(kp)), ("K_i", f"{plain(ki)} per s"), ("K_d", f"{plain(kd)} s"), ("{sampling time h|period h}", f"{plain(step)} s"), ("{errors, in the order of the samples|successive errors}", ", ".join(shown))]
    told = []
    if limit is not None:
        facts.append(("{output limit|largest output}", f"±{plain(limit)}"))
        told = ["{To avoid wind-up, a|Anti-windup: a|Against wind-up, a} sample whose {raw|uncut} output is beyond the limit {does not change the integral|leaves the integral as it was}; its own {raw|uncut} output is worked out with the {tentatively |}updated integral"]
    spare = rng.sample([("{encoder resolution|resolution}", f"{rng.choice((2048, 4096, 8192))} counts"), ("{set point|reference}", f"{rng.randrange(10, 60)} °"), ("{supply|supply voltage}", f"{rng.choice((24, 36, 48))} V"), ("{filter corner|low-pass corner}", "not in use")], 1)
    exercise = Exercise(
        _story(rng, "the {sampled|digital|discrete-time} PID {controller|loop}"), facts,
        ["{I starts at 0 and grows by e·h at every sample, the present one included, before u is worked out|The integral starts at zero; at each sample e·h is added first, then u is worked out}", "{The derivative is the backward difference, zero at the first sample|D acts on the backward difference (e − e_before) / h; at sample 0 it is 0}", "u = K_p e + K_i I + K_d D"],
        f"{{What is the output at the last sample|What output does the controller give at the last sample|Which u {{is sent|results}} at sample {count - 1}, counting from 0}}?",
        lines, {"kind": "pid", "gains": list(gains), "step": step, "errors": errors, "limit": limit}, 4 * count, told=told, spare=spare, pool=SAMPLED_POOL, ordered=False,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, wrongs, unit="", decimals=3, relative=None, absolute=0.005 if abs(result) < 1 else rounded(0.005 * abs(result), 4), signed=True)  # fmt: skip


# --- level 5 --------------------------------------------------------------------------------------------------


def _range(rng: Random, level: int) -> Problem:
    """Gains K for which the loop is stable: s (s + p)(s + q) + K, or s³ + a s² + (b + K) s + c K."""
    if rng.random() < 0.5:
        p, q = rng.sample(range(1, 40), 2)
        a, b = p + q, p * q
        drawn = rng.random() < 0.5
        extra = rng.randint(1, 40) if drawn else 0
        plant = f"K / (s (s + {p}) (s + {q}))" if not drawn else f"K / (s³ + {a} s² + {b} s + {extra})"
        low, edge = Fraction(-extra), Fraction(a * b - extra)
        high: Fraction | None = edge
        polynomial = f"s³ + {a} s² + {b} s + K" + (f" + {extra}" if extra else "")
        lines = [
            ("facts", f"open loop {plant}, unity feedback"),
            ("rule", "{write down 1 + G = 0 and|the denominator of the closed loop;} for a cubic s³ + a s² + b s + c: a, b, c > 0 and a b > c"),
            ("work", f"characteristic polynomial: {polynomial}" + ("" if drawn else f", for a = {p} + {q} = {a} and b = {p} × {q} = {b}")),
            ("work", f"the product a b = {a} × {b} = {a * b}, which must be above c"),
            ("then", f"c > 0 gives K > {low}; a b > c gives K < {a * b} − {extra} = {edge}" if drawn else f"c = K > 0; a b > c gives K < {edge}"),
        ]  # fmt: skip
        parameters: dict[str, object] = {"kind": "range", "a": a, "b": b, "c": extra, "zero": None}
        others: list[tuple[float, float, str]] = [(0, a + b, "added a and b"), (0, b, "compared K with b"), (0, float(edge) + 2 * extra if drawn else a * a, "turned a sign"), (-b, float(edge), "took too wide a lower end") if not drawn else (0, float(edge), "demanded K > 0 out of habit")]
    else:
        a, b, z = rng.randint(2, 30), rng.choice((-1, 1)) * rng.randint(1, 60), rng.randint(1, 40)
        if z == a or (b < 0 and z > a):  # no stable gain, or a pole that the zero cancels at the boundary
            z = rng.randint(1, a - 1)
        # s³ + a s² + (b + K) s + z K: a (b + K) > z K, K > 0, b + K > 0
        plant = f"K (s + {z}) / (s (s² + {a} s {'+' if b > 0 else '−'} {abs(b)}))"
        edge = Fraction(a * b, z - a)
        low = edge if b < 0 else Fraction(0)
        high = edge if z > a else None
        zk = f"{z} K" if z > 1 else "K"
        sign = f"{b} + K" if b > 0 else f"K − {-b}"
        if z > a:
            last = f"the condition a b > c reads {a} (K + {b}) > {zk}, that is K < {a} × {b} / ({z} − {a}) = {plain(float(edge), 4)}"
        elif b < 0:
            last = f"the condition a b > c reads {a} (K − {-b}) > {zk}, that is K > {a} × {-b} / ({a} − {z}) = {plain(float(edge), 4)}"
        else:
            last = f"the condition a b > c reads {a} (K + {b}) > {zk}, which holds for every K > 0 because {a} is above {z}"
        lines = [
            ("facts", f"open loop {plant}, unity feedback"),
            ("rule", "{write down 1 + G = 0 and|the denominator of the closed loop;} for a cubic s³ + a s² + b s + c: a, b, c > 0 and a b > c"),
            ("work", f"characteristic polynomial: s³ + {a} s² + ({sign}) s + {z} K" if z > 1 else f"characteristic polynomial: s³ + {a} s² + ({sign}) s + K"),
            ("then", "c > 0 gives K > 0" + (f", b > 0 gives K > {-b}" if b < 0 else "")),
            ("work", last),
        ]  # fmt: skip
        parameters = {"kind": "range", "a": a, "b": b, "c": 0, "zero": z}
        others = [(0, abs(float(edge)), "turned the inequality round"), (max(0, -b), math.inf, "checked the signs of the coefficients only"), (0, math.inf, "asked for K > 0 only"), (0, a * abs(b), "left the zero out")]
    answer = f"{plain(float(low), 4)} < K < {plain(float(high), 4)}" if high is not None else f"K > {plain(float(low), 4)}"
    lines.append(("then", f"both together: {answer}"))
    lines.append(("mistake", "{positive coefficients alone|to check only that all coefficients are positive} do not make a cubic stable: a b > c is needed too"))
    if high is not None:
        inside = rounded((float(low) + float(high)) / 2, 2)
        lines.append(("check", f"half-way, at K = {plain(inside)}, both conditions hold with room to spare"))
    wrong = [(f"{plain(float(x), 4)} < K < {plain(float(y), 4)}" if math.isfinite(y) else f"K > {plain(float(x), 4)}", trap) for x, y, trap in others if x < y]
    if high is not None:
        wrong.append((f"K > {plain(float(high), 4)}", "took the unstable side"))
        wrong.append((f"K < {plain(float(high), 4)}", "forgot the lower end"))
    else:
        wrong.append((f"K < {plain(float(low), 4)}", "took the unstable side") if low > 0 else ("K < 0", "took the unstable side"))
        wrong.append((f"0 < K < {z}", "took the zero for a limit on K"))
        wrong.append((f"K > {a}", "compared K with the s² coefficient"))
    exercise = Exercise(
        _story(rng, "the {stability|stable gains|gain range}"), [("{open loop|open-loop transfer function}", plant)],
        ["{Unity negative feedback|The loop is closed with unity negative feedback}", "{Stable means that all closed-loop poles lie in the open left half plane|Poles on the imaginary axis count as unstable|All poles must have negative real parts}", "K is {real|any real number}{ and may be negative|}"],
        "{Which gains K make the closed loop stable|Find all gains K that keep the loop stable|Which range of K is stable}?", lines, parameters, 6, pool=CONTROL_POOL,
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, answer, wrong, answer_type="interval", verifier="domains.robotics.verifiers.interval:check", arguments={"relative": 0.005},
        form="{Write the range as an inequality, such as 2 < K < 5 or K > 3|Answer with an inequality in K (2 < K < 5, or K > 3)|State it in the form 2 < K < 5, or K > 3 where there is no upper end}",
    )  # fmt: skip


def _poles(rng: Random, level: int) -> Problem:
    """How many closed-loop poles lie in the right half plane?"""
    for _ in range(60):
        degree = rng.choice((4, 4, 5))
        coefficients = [1, *(rng.randint(1, 24) for _ in range(degree))]
        column = routh_column(coefficients)
        if column is not None and all(0.1 <= abs(value) < 2000 for value in column):
            break
    else:
        coefficients, column = [1, 2, 3, 4, 5], routh_column([1, 2, 3, 4, 5])
    if column is None:
        raise AssertionError("a column was found")
    count = sum(x * y < 0 for x, y in pairwise(column))
    degree = len(coefficients) - 1
    powers = [f"s{'⁰¹²³⁴⁵'[degree - k] if degree - k > 1 else ''}" if k < degree else "" for k in range(degree + 1)]
    written = " + ".join((f"{c} {power}".strip() if c > 1 or not power else power) for c, power in zip(coefficients, powers))
    rows = [[Fraction(c) for c in coefficients[k::2]] for k in (0, 1)]
    rows[1] += [Fraction(0)] * (len(rows[0]) - len(rows[1]))
    lines = [
        ("facts", f"characteristic polynomial {written}"),
        ("rule", "{Routh: the sign changes in the first column are the poles in the right half plane|as many poles lie to the right as the first column of Routh's array changes sign}"),
        ("say", f"first rows: {', '.join(map(str, rows[0]))} and {', '.join(map(str, rows[1]))}"),
    ]
    for k in range(degree - 1):
        above, last = rows[-2], rows[-1]
        entries = [_printed((last[0] * above[j + 1] - above[0] * last[j + 1]) / last[0]) for j in range(len(above) - 1)]
        first = f"({_fraction(last[0])} × {_fraction(above[1])} − {_fraction(above[0])} × {_fraction(last[1])}) / {_fraction(last[0])} = {plain(float(entries[0]), 4)}"
        rest = "" if not any(entries[1:]) else "; then " + ", ".join(plain(float(e), 4) for e in entries[1:] if e)
        lines.append(("work" if k == 0 else "say", f"row of s{'⁰¹²³⁴⁵'[degree - 2 - k]}: {first}{rest}"))
        rows.append([*entries, Fraction(0)])
    lines.append(("then", f"first column: {', '.join(plain(float(row[0]), 4) for row in rows)}; it changes sign {('not at all', 'once', 'twice', 'three times', 'four times')[count]}, so {count} pole{'s' if count != 1 else ''} lie{'s' if count == 1 else ''} to the right"))
    lines.append(("mistake", "{all coefficients are positive, which is|positive coefficients are} necessary but, from the third order on, not enough"))
    exercise = Exercise(
        _story(rng, "the {stability|closed-loop poles|characteristic polynomial}"), [("{characteristic polynomial|denominator of the closed loop}", written)],
        ["{Count poles with their multiplicity|Multiple poles count as often as they occur}{; none lies on the imaginary axis|, and no pole is on the imaginary axis}"],
        "{How many poles lie in the right half plane|How many closed-loop poles have a positive real part|What is the number of unstable poles}?", lines, {"kind": "poles", "coefficients": coefficients}, 8, pool=CONTROL_POOL,
    )  # fmt: skip
    wrong = [(0, "checked the signs of the coefficients only"), (1, "counted one of a pair"), (2, "miscounted the sign changes"), (degree - count, "counted the poles on the left"), (degree, "counted all poles"), (3, "miscounted the sign changes")]
    return checked_problem(rng, level, exercise, str(count), [(str(value), trap) for value, trap in wrong], answer_type="integer", verifier="integer", arguments={})


def _printed(value: Fraction) -> Fraction:
    return Fraction(fixed(float(value), 4))


def _fraction(value: Fraction) -> str:
    return term(float(value), 4) if value.denominator > 1 or value < 0 else str(value)


def _ultimate(rng: Random, level: int) -> Problem:
    """Ultimate gain and period from the boundary of stability, then Ziegler and Nichols' PID settings."""
    p, q = rng.sample(range(1, 30), 2)
    scale = rng.choice((1, 1, 2, 4, 5, 10))
    wanted = rng.choice(("kp", "ti", "td", "ki"))
    a, b = p + q, p * q
    ultimate = rounded(a * b / scale, 4)
    precise = wanted == "ki"  # K_i reaches six figures, so its period needs more than five
    pi, digits = (3.14159265, 8) if precise else (PI, 5)
    omega = rounded(math.sqrt(b), digits)
    period = rounded(2 * pi / omega, digits)
    kp, ti, td = 0.6 * ultimate, period / 2, period / 8
    result = {"kp": kp, "ti": ti, "td": td, "ki": rounded(kp, 4) / rounded(ti, digits)}[wanted]
    plant = f"{scale if scale > 1 else 1} / (s (s + {p}) (s + {q}))"
    lines = [
        ("facts", f"plant {plant}, controller gain K at first"),
        ("rule", "at the boundary of stability s³ + a s² + b s + c has a b = c, and it swings with ω = √b; then K_p = 0.6 K_u, T_i = T_u / 2, T_d = T_u / 8"),
        ("work", f"a = {p} + {q} = {a}, b = {p} × {q} = {b}, c = {'K' if scale == 1 else f'{scale} K'}"),
    ]
    if wanted in ("kp", "ki"):
        lines.append(("work", f"K_u = {a} × {b} / {scale} = {plain(ultimate, 4)}; K_p = 0.6 × {plain(ultimate, 4)} = {plain(kp, 4)}"))
    if wanted != "kp":
        lines.append(("work", f"swing: ω = sqrt({b}) = {plain(omega, digits)} rad/s; T_u = 2 × {plain(pi, 8)} / {plain(omega, digits)} = {plain(period, digits)} s"))
    if wanted == "td":
        lines.append(("work", f"T_d = {plain(period, 5)} / 8 = {fixed(td, _places(td, 4))} s"))
    if wanted in ("ti", "ki"):
        lines.append(("work", f"T_i = {plain(period, digits)} / 2 = {plain(ti, digits)} s"))
    if wanted == "ki":
        lines.append(("work", f"K_i = {plain(kp, 4)} / {plain(ti, digits)} = {fixed(result, _places(result, 2))} per second"))
    lines.append(("mistake", "{taking T_u = 1 / ω|to forget 2π in T_u} mistakes rad/s for Hz" if wanted != "kp" else "{setting K_p to K_u|to use the ultimate gain itself} leaves the loop swinging for ever"))
    lines.append(("check", f"at K_u the pair s = ±{plain(omega, 3)} j and s = −{a} are the poles: {a} × {b} = {a * b} is the constant term"))
    unit, ask = {"kp": ("", "{What is K_p|Which K_p follows}?"), "ti": ("s", "{What is T_i|Which integral time T_i follows}?"), "td": ("s", "{What is T_d|Which derivative time T_d follows}?"), "ki": ("", "{What is the integral gain K_i = K_p / T_i|Which integral gain K_i = K_p / T_i follows}?")}[wanted]
    exercise = Exercise(
        _story(rng, "the {tuning|PID settings|first tuning}"), [("{plant|transfer function of the plant}", plant)],
        ["{Tune by Ziegler and Nichols|Use the Ziegler–Nichols rule of 1942}: K_p = 0.6 K_u, T_i = T_u / 2, T_d = T_u / 8", "{K_u is the proportional gain at which the loop with unity feedback just swings, T_u the period of that swing|At K = K_u the loop (proportional control, unity feedback) swings steadily with period T_u}"],
        ask, lines, {"kind": "ultimate", "p": min(p, q), "q": max(p, q), "scale": scale, "wanted": wanted}, 8,
        spare=rng.sample([("{largest motor current|current limit}", f"{rng.randrange(4, 30)} A"), ("{encoder|encoder resolution}", f"{rng.choice((2048, 4096))} counts"), ("{travel|range of motion}", f"{rng.randrange(90, 340, 5)}°"), ("{rated torque|torque rating}", f"{rng.randrange(10, 300) / 10} N·m")], 2), pool=CONTROL_POOL,
    )  # fmt: skip
    traps = {
        "kp": [(ultimate, "took the ultimate gain itself"), (0.45 * ultimate, "used the PI rule"), (0.5 * ultimate, "used the rule for P control"), (0.6 * a * b * scale, "multiplied by the plant's gain"), (0.6 * (a + b) / scale, "added a and b")],
        "ti": [(period, "took the whole period"), (period / 1.2, "used the PI rule"), (1 / omega / 2, "took 1 / ω for the period"), (period / 8, "took T_d"), (PI / b, "forgot the root")],
        "td": [(ti, "took T_i"), (period, "took the whole period"), (1 / omega / 8, "took 1 / ω for the period"), (2 * PI / b / 8, "forgot the root"), (period / 4, "divided by 4")],
        "ki": [(kp * ti, "multiplied by T_i"), (kp / period, "divided by T_u"), (0.45 * ultimate / (period / 1.2), "used the PI rule"), (ultimate / ti, "took the ultimate gain itself"), (kp * omega * 2, "took 1 / ω for the period")],
    }[wanted]  # fmt: skip
    decimals = _places(result, 3) if result < 100 else 1 if result < 1000 else 0
    return number_problem(rng, level, exercise, result, traps, unit=unit, decimals=decimals, relative=0.01)


KINDS = {
    1: (_standard,),
    2: (_coefficients,),
    3: (_sampled, _identify, _error),
    4: (_gains, _gains, _pid),
    5: (_range, _poles, _ultimate, _pid),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a feedback loop."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="feedback_control",
    title="Step response, gains and stability of feedback loops",
    source="Nise, Control Systems Engineering, 8th ed. 2019; Lynch & Park, Modern Robotics, 2017, §11.4; Ziegler & Nichols, Trans. ASME 1942;64:759",
    problem=problem,
    rubric=(
        Criterion("Finds ζ and ω_n, or the characteristic polynomial, before using a formula that needs them.", "essential"),
        Criterion("Keeps the damped, the natural and the cyclic frequency (rad/s, Hz) apart.", "important"),
        Criterion("Uses the settling rule and the definition of overshoot that the question states.", "important"),
        Criterion("Checks all conditions of Routh's test, not only the signs of the coefficients.", "important"),
        Criterion("Puts the result back into the model or looks at a limiting case.", "optional"),
        Criterion("Reads a continuous quantity off a sampled table.", "pitfall", positive=False),
    ),
)
