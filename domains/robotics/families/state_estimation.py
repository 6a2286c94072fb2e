"""State estimation: fusing readings, Kalman filters in one and two dimensions, occupancy log-odds, histogram filters.

In: a seeded generator and a level. Out: one problem. Variances are squares of standard deviations; logarithms are natural.

    fusion        x = Σ wᵢ zᵢ / Σ wᵢ, wᵢ = 1 / σᵢ², σ² = 1 / Σ wᵢ
    Kalman        x⁻ = x + u, P⁻ = P + Q; K = P⁻ / (P⁻ + R), x = x⁻ + K (z − x⁻), P = (1 − K) P⁻
    moving point  x⁻ = x + v Δt, P⁻ = F P Fᵀ + Q with F = [1 Δt; 0 1]; only the position is measured
    occupancy     ℓ = ℓ + ln(p / (1 − p)) − ℓ₀, p = 1 − 1 / (1 + exp ℓ)
    histogram     predict: Σ p(cell | before) · belief; update: likelihood × belief, normalised
                                    Thrun, Burgard & Fox, Probabilistic Robotics, 2005, §2.4, §3.2, §4.1, §4.2, §9.2
    gate          (z − x⁻)² / (P⁻ + R) against a chi-square quantile      Bar-Shalom, Li & Kirubarajan, 2001, §5.4

Worked example: predicted 4.0 m with variance 0.5 m², a reading of 5.0 m with variance 0.5 m².

>>> update(4.0, 0.5, 5.0, 0.5), round(probability(odds(0.7) + odds(0.7)), 4)
((4.5, 0.25), 0.8448)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, label_problem, number_problem
from domains.robotics.figures import fixed, plain, rounded, term
from domains.robotics.settings import MOBILE_ASIDES, PLACES, article
from domains.wording import sentence, spin


def update(mean: float, variance: float, reading: float, noise: float) -> tuple[float, float]:
    """(mean, variance) after a reading with that noise variance."""
    gain = variance / (variance + noise)
    return mean + gain * (reading - mean), (1 - gain) * variance


def odds(probability: float) -> float:
    """Natural log-odds."""
    return math.log(probability / (1 - probability))


def probability(log_odds: float) -> float:
    """The inverse of `odds`."""
    return 1 - 1 / (1 + math.exp(log_odds))


def moved(belief: Sequence[float], kernel: Sequence[float]) -> list[float]:
    """Belief on a ring after a move; `kernel` is the probability of advancing 0, 1, 2 … cells."""
    size = len(belief)
    return [sum(share * belief[(cell - k) % size] for k, share in enumerate(kernel)) for cell in range(size)]


def seen(belief: Sequence[float], likelihood: Sequence[float]) -> list[float]:
    """Belief after an observation, normalised."""
    raw = [a * b for a, b in zip(belief, likelihood)]
    return [value / sum(raw) for value in raw]


MACHINES = "{inspection crawler|delivery robot|rail-guided camera|cleaning robot|gantry robot|transport robot|supply cart|stock-counting robot|tape-following vehicle|small rover|courier robot|test vehicle|patrol robot|research platform|service robot|mobile base}"
SENSORS = ("laser rangefinder", "ultrasonic sensor", "radar", "wheel odometry", "UWB beacon", "barcode reader", "depth camera", "magnetic tape reader", "ceiling camera", "visual odometry")  # fmt: skip


def _story(rng: Random, what: str) -> str:
    return sentence(
        spin(
            rng,
            "{$robot $what $place|$place, $robot $what|{consider|take|look at} $robot that $what $place|{a student|an engineer|a technician} {checks|studies|simulates} $robot $place, which $what|{the question|this exercise|today's case} concerns $robot that $what}",
            robot=article(spin(rng, MACHINES)),
            place=spin(rng, rng.choice(PLACES)),
            what=spin(rng, what),
        )
    )


WHERE = "{estimates {its position along a line|its distance from the dock|how far it has come}|tracks {its place on a track|its position along a rail}|keeps an estimate of {its position|where it is} on a straight path}"


def _number(rng: Random, level: int, exercise: Exercise, result: float, traps: Sequence[tuple[float, str]], unit: str, signed: bool = False) -> Problem:  # fmt: skip
    """±0.001 in the unit, or ±0.5 % for values so small that this would say nothing."""
    small = abs(result) < 0.1
    decimals = 4
    while abs(result) * 10**decimals < 100 and decimals < 7:
        decimals += 1
    return number_problem(
        rng, level, exercise, result, traps, unit=unit, decimals=decimals, signed=signed,
        absolute=None if small else 0.001, relative=0.01 if small else None,
    )  # fmt: skip


# --- fusion ---------------------------------------------------------------------------------------------------


def _fusion(rng: Random, level: int) -> Problem:
    """Level 1: two readings with variances. Level 2: standard deviations in cm. Level 3: three, weights by 1/σ²."""
    count = 3 if level == 3 else 2
    names = rng.sample(SENSORS, count)
    true = rng.uniform(2, 40)
    sigmas = rng.sample(range(3, 40), count)  # cm
    readings = [rounded(true + rng.gauss(0, s / 100), 2) for s in sigmas]
    if len(set(readings)) < 2:
        readings[0] = rounded(readings[0] + 0.13, 2)
    wanted = rng.choice(("mean", "mean", "spread"))
    if level == 1:
        variances = [rounded((s / 100) ** 2, 4) for s in sigmas]
        shown = [f"{plain(z)} m, variance {plain(v, 4)} m²" for z, v in zip(readings, variances)]
    else:
        variances = [rounded((s / 100) ** 2, 4) for s in sigmas]
        shown = [f"{plain(z)} m, standard deviation {s} cm" for z, s in zip(readings, sigmas)]
    weights = [rounded(1 / v, 4) for v in variances]
    total = rounded(sum(weights), 4)
    mean = sum(w * z for w, z in zip(weights, readings)) / total
    facts = [(name, text) for name, text in zip(names, shown)]
    lines: list[tuple[str, str]] = [("facts", "; ".join(f"{name}: {text}" for name, text in facts))]
    if level > 1:
        lines.append(("work", "variances: " + ", ".join(f"({s} / 100)^2 = {plain(v, 4)} m²" for s, v in zip(sigmas, variances))))
    lines += [
        ("rule", "{a reading's weight is one over its variance|weights are inverse variances}" + ("; x = Σ w z / Σ w" if wanted == "mean" else "; variances combine as 1 / σ² = Σ 1 / σᵢ²")),
        ("work", "weights: " + ", ".join(f"1 / {plain(v, 4)} = {plain(w, 4)}" for v, w in zip(variances, weights))),
        ("work", f"sum of the weights: {' + '.join(plain(w, 4) for w in weights)} = {plain(total, 4)}"),
    ]
    linear = [1 / s for s in sigmas]
    plain_mean = sum(readings) / count
    if wanted == "mean":
        top = " + ".join(f"{plain(w, 4)} × {plain(z)}" for w, z in zip(weights, readings))
        lines.append(("work", f"x = ({top}) / {plain(total, 4)} = {fixed(mean, 4)} m"))
        wrong = sum(w * z for w, z in zip(linear, readings)) / sum(linear)
        traps = [(wrong, "weighted with 1/σ instead of 1/σ²"), (plain_mean, "took the plain mean"), (sum(v * z for v, z in zip(variances, readings)) / sum(variances), "weighted with the variances"), (readings[sigmas.index(min(sigmas))], "kept the best reading only"), (sum(s * z for s, z in zip(sigmas, readings)) / sum(sigmas), "weighted with the standard deviations"), (readings[sigmas.index(max(sigmas))], "kept the worst reading")]
        result, unit = mean, "m"
        ask = "{What is the fused position|Which position results|What position do they give together}?"
        check = f"the result lies between {plain(min(readings))} and {plain(max(readings))} m, nearest to the most precise reading"
    else:
        result = math.sqrt(1 / total) * 100
        lines.append(("work", f"σ = sqrt(1 / {plain(total, 4)}) × 100 = {fixed(result, 4)} cm"))
        traps = [(sum(sigmas) / count, "averaged the standard deviations"), (math.sqrt(sum(variances)) * 100, "added the variances"), (100 / total, "reported the variance as a standard deviation"), (math.sqrt(sum(variances)) / count * 100, "took the spread of a plain mean"), (min(sigmas), "kept the best reading only"), (100 / sum(100 / s for s in sigmas), "combined 1/σ instead of 1/σ²")]
        unit = "cm"
        ask = "{What is the standard deviation of the fused position|How precise is the fused position (one standard deviation)|What is the fused position's standard deviation}?"
        check = f"it is below the smallest single value, {min(sigmas)} cm, as fusing independent readings must give"
    if level == 3:
        lines.append(("mistake", "{weights of 1/σ|weighing by 1/σ}" + f" would give {fixed(traps[0][0], 4)} m: variance, not spread, decides how much a reading counts" if wanted == "mean" else "{adding the variances|Σσᵢ²} belongs to a sum of readings; fusing can't be worse than the best sensor"))
    lines.append(("check", check))
    exercise = Exercise(
        _story(rng, "{reads|has|combines} {$n sensors|$n independent readings of its position}".replace("$n", ("two", "three")[count - 2])), facts,
        ["{Errors are independent, Gaussian and unbiased|The readings' errors are independent and Gaussian, without bias}", "{Combine them for the least variance|Fuse with inverse-variance weights|Take the minimum-variance estimate}"],
        ask, lines, {"kind": "fusion", "wanted": wanted, "readings": readings, "sigmas": sigmas}, 2 * count + 2, pool=MOBILE_ASIDES,
        heading="{Readings|Sensors|What the sensors say|Log entry}",
    )  # fmt: skip
    return _number(rng, level, exercise, result, traps, unit)


# --- one-dimensional Kalman filter ----------------------------------------------------------------------------


def _kalman(rng: Random, level: int) -> Problem:
    """Level 1: one update. Level 2: variances from σ in cm. Level 3: predict, then update. Level 4: two cycles."""
    mean = rng.randrange(50, 3000) / 100
    variance = rng.randrange(4, 300) / 1000
    cycles = {1: 0, 2: 0, 3: 1, 4: 2}[level]
    noise = rng.randrange(4, 260) / 1000
    process = rng.randrange(2, 120) / 1000
    wanted = rng.choice(("mean", "mean", "variance"))
    moves = [rng.randrange(20, 300) / 100 for _ in range(max(1, cycles))]
    deviation = 0
    if level == 2:
        deviation = rng.randrange(4, 60)
        noise = rounded((deviation / 100) ** 2, 4)
    facts = [("{current estimate|estimate so far}" if level >= 3 else "{predicted position|prediction}", f"{plain(mean)} m"), ("{variance of the estimate|variance P of the estimate}" if level >= 3 else "{variance of the prediction|variance P of the prediction}", f"{plain(variance)} m²")]
    facts.append(("{standard deviation of the sensor|sensor noise (one standard deviation)}", f"{deviation} cm") if level == 2 else ("{sensor noise variance R|variance R of a reading}", f"{plain(noise)} m²"))
    lines: list[tuple[str, str]] = []
    x, p = mean, variance
    readings: list[float] = []
    naive_x, naive_p = mean, variance  # without prediction noise
    late_p = variance
    body: list[tuple[str, str]] = []
    if level == 2:
        body.append(("work", f"R = ({deviation} / 100)^2 = {plain(noise, 4)} m²"))
    gain = innovation = 0.0
    before = p
    for cycle in range(max(1, cycles)):
        label = f"cycle {cycle + 1}: " if cycles == 2 else ""
        if cycles:
            predicted, spread = rounded(x + moves[cycle], 5), rounded(p + process, 5)
            body.append(("work", f"{label}predict: x⁻ = {plain(x, 5)} + {plain(moves[cycle])} = {plain(predicted, 5)} m, P⁻ = {plain(p, 5)} + {plain(process)} = {plain(spread, 5)} m²"))
            naive_x += moves[cycle]
        else:
            predicted, spread = x, p
        reading = rounded(predicted + rng.choice((-1, 1)) * rng.uniform(0.25, 1.6) * math.sqrt(spread + noise), 2)
        readings.append(reading)
        before = spread
        gain = rounded(spread / (spread + noise), 5)
        innovation = rounded(reading - predicted, 5)
        x = rounded(predicted + gain * innovation, 5)
        p = rounded((1 - gain) * spread, 5)
        body.append(("work", f"{label}gain: K = {plain(spread, 5)} / ({plain(spread, 5)} + {plain(noise, 4)}) = {plain(gain, 5)}"))
        if wanted == "mean" or cycle + 1 < cycles:
            body.append(("work", f"x = {plain(predicted, 5)} + {plain(gain, 5)} × ({plain(reading)} − {plain(predicted, 5)}) = {plain(x, 5)} m".replace("x =", f"{label}x =", 1)))
        if wanted == "variance" or cycle + 1 < cycles:
            body.append(("work", f"P = (1 − {plain(gain, 5)}) × {plain(spread, 5)} = {plain(p, 5)} m²".replace("P =", f"{label}P =", 1)))
        naive_x, naive_p = update(naive_x, naive_p, reading, noise)
        late_p = update(0, late_p, 0, noise)[1] + process
    facts.append(("{reading|measurement z}" if len(readings) == 1 else "{readings, in order|successive measurements}", ", then ".join(f"{plain(z)} m" for z in readings)))
    conventions: list[str] = []
    if cycles:
        facts.append(("{commanded move|move u by odometry}" if cycles == 1 else "{moves, in order|successive moves by odometry}", ", then ".join(f"{plain(u)} m" for u in moves)))
        facts.append(("{variance Q that a move adds|motion noise variance Q}", f"{plain(process)} m²"))
        conventions.append("{Each reading is taken after a move|The robot moves first and then measures}{, so predict, then update|}")
    conventions.append("{All noise is Gaussian and independent|Noises are independent and Gaussian}; {use the Kalman filter|apply the one-dimensional Kalman filter}")
    lines = [
        ("facts", f"x = {plain(mean)} m, P = {plain(variance)} m²" + (f", Q = {plain(process)} m²" if cycles else "") + (f", R = {plain(noise)} m²" if level != 2 else f", σ = {deviation} cm") + f"; reading{'s' if len(readings) > 1 else ''} " + ", ".join(f"{plain(z)} m" for z in readings)),
        ("rule", ("x⁻ = x + u, P⁻ = P + Q; then " if cycles else "") + "K = P⁻ / (P⁻ + R), x = x⁻ + K (z − x⁻), P = (1 − K) P⁻"),
        *body,
    ]  # fmt: skip
    if level >= 3:
        lines.append(("mistake", "{leaving out Q|updating with the variance from before the move|to forget that a move adds Q}" + (f" would give {fixed(naive_x if wanted == 'mean' else naive_p, 4)}" ) + ": the move makes the estimate less certain, so the reading must count for more"))
    lines.append(("check", f"the result lies between the prediction {plain(x if False else rounded(readings[-1] - innovation, 5), 5)} m and the reading {plain(readings[-1])} m" if wanted == "mean" else f"P is below both P⁻ = {plain(before, 5)} and R = {plain(noise, 4)}, as it must be"))
    predicted_last = readings[-1] - innovation
    if wanted == "mean":
        result, unit = x, "m"
        traps = [(predicted_last + (1 - gain) * innovation, "weighted prediction and reading the wrong way round"), (naive_x, "left out the motion noise"), (predicted_last - gain * innovation, "turned the sign of the innovation"), ((readings[-1] + predicted_last) / 2, "averaged prediction and reading"), (predicted_last, "kept the prediction"), (predicted_last + innovation * before / (before + math.sqrt(noise)), "took a standard deviation for a variance")]
        ask = "{What is the estimate after the last reading|Where does the filter put the robot in the end|What is the updated position}?" if cycles == 2 else "{What is the updated estimate|Where does the filter put the robot after the reading|What is the position after the update}?"
    else:
        result, unit = p, "m²"
        traps = [(gain * before, "multiplied by K instead of 1 − K"), (naive_p, "left out the motion noise"), (late_p, "added Q after the update"), (before + noise, "added the variances"), (before, "reported the predicted variance"), ((before + noise) / 2, "averaged the variances"), (math.sqrt(p), "reported the standard deviation")]
        ask = "{What is the variance after the last reading|How uncertain is the final estimate, as a variance|What is the final P}?" if cycles == 2 else "{What is the variance after the update|How uncertain is the updated estimate, as a variance|What is P after the reading}?"
    spare = [] if level < 4 else rng.sample([("{top speed|greatest speed}", f"{rng.randrange(8, 30) / 10} m/s"), ("{sensor rate|readings a second}", f"{rng.choice((5, 10, 20))} Hz"), ("{beam width of the sensor|opening angle}", f"{rng.randrange(2, 20)}°"), ("{wheel radius|radius of a wheel}", f"{rng.randrange(60, 180, 5)} mm")], 2)
    exercise = Exercise(
        _story(rng, WHERE + " {with a Kalman filter|by Kalman filtering}"), facts, conventions, ask, lines,
        {"kind": "kalman", "wanted": wanted, "mean": mean, "variance": variance, "noise": noise, "process": process if cycles else 0, "moves": moves[:cycles], "readings": readings}, 4 + 4 * cycles, spare=spare, pool=MOBILE_ASIDES,
    )  # fmt: skip
    return _number(rng, level, exercise, result, traps, unit)


def _gated(rng: Random, level: int) -> Problem:
    """Level 5: three cycles, where a reading outside the gate is left out and some are missing."""
    x, p = rng.randrange(50, 3000) / 100, rng.randrange(20, 200) / 1000
    noise, process = rng.randrange(20, 200) / 1000, rng.randrange(5, 80) / 1000
    limit = rng.choice((3.84, 6.63, 9.0))
    start, first = x, p
    moves = [rng.randrange(30, 250) / 100 for _ in range(3)]
    kinds = rng.sample(("good", "outlier", rng.choice(("good", "missing"))), 3)
    if kinds[2] == "missing":
        kinds[0], kinds[2] = kinds[2], kinds[0]
    lines: list[tuple[str, str]] = [("rule", f"each cycle: x⁻ = x + u, P⁻ = P + Q; a reading counts only if (z − x⁻)² / (P⁻ + R) is at most {plain(limit)}; then K = P⁻ / (P⁻ + R), x = x⁻ + K (z − x⁻), P = (1 − K) P⁻")]
    readings: list[float | None] = []
    free_x, free_p = x, p
    predicted = spread = x
    for cycle, kind in enumerate(kinds):
        predicted, spread = rounded(x + moves[cycle], 5), rounded(p + process, 5)
        lines.append(("work", f"cycle {cycle + 1}: x⁻ = {plain(x, 5)} + {plain(moves[cycle])} = {plain(predicted, 5)} m, P⁻ = {plain(p, 5)} + {plain(process)} = {plain(spread, 5)} m²"))
        free_x, free_p = free_x + moves[cycle], free_p + process
        x, p = predicted, spread
        if kind == "missing":
            readings.append(None)
            lines.append(("say", "no reading came, so the prediction stands and stays uncertain"))
            continue
        total = rounded(spread + noise, 5)
        deviation = math.sqrt(limit * total)
        offset = rng.uniform(1.35, 2.6) * deviation if kind == "outlier" else rng.uniform(0.15, 0.75) * deviation
        reading = rounded(predicted + rng.choice((-1, 1)) * offset, 2)
        readings.append(reading)
        distance = (reading - predicted) ** 2 / total
        free_x, free_p = update(free_x, free_p, reading, noise)
        lines.append(("work", f"gate: ({plain(reading)} − {plain(predicted, 5)})^2 / ({plain(spread, 5)} + {plain(noise)}) = {fixed(distance, 3)}, {'above' if kind == 'outlier' else 'not above'} {plain(limit)}" + (": the reading is left out" if kind == "outlier" else "")))
        if kind == "good":
            gain = rounded(spread / total, 5)
            x, p = rounded(predicted + gain * (reading - predicted), 5), rounded((1 - gain) * spread, 5)
            lines.append(("work", f"K = {plain(spread, 5)} / {plain(total, 5)} = {plain(gain, 5)}, x = {plain(predicted, 5)} + {plain(gain, 5)} × ({plain(reading)} − {plain(predicted, 5)}) = {plain(x, 5)} m, P = (1 − {plain(gain, 5)}) × {plain(spread, 5)} = {plain(p, 5)} m²"))
    wanted = rng.choice(("mean", "mean", "variance"))
    result, unit = (x, "m") if wanted == "mean" else (p, "m²")
    lines.append(("mistake", "{using the outlier all the same|letting every reading count}" + f" would give {fixed(free_x if wanted == 'mean' else free_p, 4)} {unit}; a rejected reading changes neither x nor P, but the move still adds Q"))
    numbers = [z for z in readings if z is not None]
    still = update(start + sum(moves), first, numbers[-1], noise)
    if wanted == "mean":
        traps = [(free_x, "used the rejected reading"), (start + sum(moves), "used the moves only"), (numbers[-1], "took the last reading"), (still[0], "predicted once for all moves"), ((x + numbers[-1]) / 2, "averaged estimate and reading"), (predicted, "kept the last prediction")]
        ask = "{What is the estimate after the third cycle|Where does the filter put the robot in the end|What is the final position}?"
    else:
        traps = [(free_p, "used the rejected reading"), (first + 3 * process, "used the moves only"), (still[1], "predicted once for all moves"), (p + process, "added Q once more"), (spread, "kept the last predicted variance"), (p - process, "left out Q in the last cycle"), (noise, "took R")]
        ask = "{What is the variance after the third cycle|How uncertain is the final estimate, as a variance|What is the final P}?"
    facts = [("{estimate at the start|starting estimate}", f"{plain(start)} m"), ("{variance of the starting estimate|variance at the start}", f"{plain(first)} m²"), ("{motion noise variance Q|variance Q added by each move}", f"{plain(process)} m²"), ("{sensor noise variance R|variance R of a reading}", f"{plain(noise)} m²"), ("{moves, in order|successive moves}", ", ".join(f"{plain(u)} m" for u in moves)), ("{readings, one after each move|readings after the moves}", ", ".join("none" if z is None else f"{plain(z)} m" for z in readings)), ("{gate|gate on the normalised squared innovation}", f"at most {plain(limit)}")]
    lines.insert(0, ("facts", f"start {plain(start)} m with {plain(first)} m²; Q = {plain(process)} m², R = {plain(noise)} m²; gate {plain(limit)}"))
    exercise = Exercise(
        _story(rng, WHERE + " {with a Kalman filter that rejects outliers|by Kalman filtering with a gate}"), facts,
        ["{A reading is used only if (z − x⁻)² / (P⁻ + R) does not exceed the gate; otherwise the cycle ends with the prediction|Readings whose (z − x⁻)² / (P⁻ + R) exceeds the gate are ignored, and the prediction stands}", "{In each cycle the robot moves first, then measures|Each cycle is a move, then a reading if there is one}"],
        ask, lines, {"kind": "gated", "wanted": wanted, "start": start, "variance": first, "noise": noise, "process": process, "moves": moves, "readings": readings, "gate": limit}, 14,
        spare=rng.sample([("{top speed|greatest speed}", f"{rng.randrange(8, 30) / 10} m/s"), ("{sensor rate|readings a second}", f"{rng.choice((5, 10, 20))} Hz"), ("{wheel radius|radius of a wheel}", f"{rng.randrange(60, 180, 5)} mm")], 1), pool=MOBILE_ASIDES,
    )  # fmt: skip
    return _number(rng, level, exercise, result, traps, unit)


def _gate_label(rng: Random, level: int) -> Problem:
    """Level 3: is a reading inside the gate? The innovation's variance is P⁻ + R."""
    mean, variance = rng.randrange(50, 3000) / 100, rng.randrange(10, 200) / 1000
    noise = rng.randrange(10, 200) / 1000
    limit, share = rng.choice(((3.84, 95), (6.63, 99), (9.0, 99.7)))
    total = rounded(variance + noise, 4)
    low, high = math.sqrt(limit * max(variance, noise)), math.sqrt(limit * total)
    edge = rng.choice((rng.uniform(0.4, 0.9) * low, rng.uniform(low * 1.02, high * 0.98), rng.uniform(1.05, 1.7) * high))
    reading = rounded(mean + rng.choice((-1, 1)) * edge, 2)
    distance = (reading - mean) ** 2 / total
    if abs(distance - limit) < 0.04 * limit:
        reading = rounded(mean + 1.4 * (reading - mean), 2)
        distance = (reading - mean) ** 2 / total
    inside = distance <= limit
    labels = ("accept", "reject")
    over_noise, over_both = (reading - mean) ** 2 / noise, abs(reading - mean) / (math.sqrt(variance) + math.sqrt(noise))
    lines = [
        ("facts", f"prediction {plain(mean)} m with {plain(variance)} m², reading {plain(reading)} m with {plain(noise)} m², gate {plain(limit)}"),
        ("rule", "{the innovation z − x⁻ has variance P⁻ + R|prediction and reading both err, so the innovation's variance is P⁻ + R}; accept when its square over that variance is at most the gate"),
        ("work", f"z − x⁻ = {plain(reading)} − {plain(mean)} = {plain(rounded(reading - mean, 2))} m"),
        ("work", f"P⁻ + R = {plain(variance)} + {plain(noise)} = {plain(total, 4)} m²"),
        ("work", f"d² = {term(rounded(reading - mean, 2))}^2 / {plain(total, 4)} = {fixed(distance, 3)}"),
        ("then", f"{fixed(distance, 3)} is {'not above' if inside else 'above'} {plain(limit)}: {'accept' if inside else 'reject'}"),
        ("mistake", f"{{dividing by R alone|to take the sensor's variance only}} would give {fixed(over_noise, 3)}: it forgets that the prediction is uncertain too"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, WHERE + " {and tests each reading|and checks readings with a gate}"), [("{predicted position|prediction x⁻}", f"{plain(mean)} m"), ("{variance P⁻ of the prediction|variance of the prediction}", f"{plain(variance)} m²"), ("{reading|measurement z}", f"{plain(reading)} m"), ("{sensor noise variance R|variance R of the reading}", f"{plain(noise)} m²")],
        [f"{{The gate passes|The gate is to pass}} {share} % of the good readings: the normalised squared innovation may be at most {plain(limit)}", "{Noises are independent and Gaussian|Prediction and reading err independently}"],
        "{What does the gate do with the reading|What becomes of the reading|Which is right}?", lines, {"kind": "gate", "mean": mean, "variance": variance, "reading": reading, "noise": noise, "gate": limit}, 5, pool=MOBILE_ASIDES,
    )  # fmt: skip
    return label_problem(rng, level, exercise, labels[0] if inside else labels[1], labels, [("accept" if over_noise <= limit else "reject", "divided by the sensor's variance only"), ("accept" if over_both <= math.sqrt(limit) else "reject", "added standard deviations")], "compared the wrong number with the gate")


# --- occupancy ------------------------------------------------------------------------------------------------


def _occupancy(rng: Random, level: int) -> Problem:
    """Level 1: one reading. Level 2: several, in per cent. Level 3: a prior that is not 0.5. Level 4: with clamping."""
    hit, miss = rng.randrange(550, 960) / 1000, rng.randrange(80, 470) / 1000
    prior = 0.5 if level in (1, 2) else rng.choice((rng.randrange(10, 45) / 100, rng.randrange(55, 80) / 100))
    start = rng.randrange(100, 920) / 1000 if level in (1, 2) else prior
    count = {1: 1, 2: 3, 3: 3, 4: 6}[level]
    seen_hits = [rng.random() < 0.6 for _ in range(count)]
    if level > 1 and len(set(seen_hits)) == 1:
        seen_hits[rng.randrange(count)] ^= True
    clamp = rng.choice((1.5, 2.0, 2.5, 3.0)) if level == 4 else None
    l_hit, l_miss = rounded(odds(hit), 4), rounded(odds(miss), 4)
    l_prior, value = rounded(odds(prior), 4), rounded(odds(start), 4)
    first = value
    percent = level == 2

    def show(p: float) -> str:
        return f"{plain(p * 100, 2)} %" if percent else plain(p, 4)

    def ratio(p: float) -> str:
        return f"ln({plain(p)} / (1 − {plain(p)})) = {plain(rounded(odds(p), 4), 4)}"

    words = ["hit" if h else "miss" for h in seen_hits]
    models = "".join(f"p(occupied after a {word} alone) = {show(value)}; " for word, value in (("hit", hit), ("miss", miss)) if word in words)
    lines: list[tuple[str, str]] = [
        ("facts", f"start {show(start)}, " + (f"prior {show(prior)}, " if level >= 3 else "") + models + ', '.join(words)),
        ("rule", "ℓ grows by ln(p / (1 − p)) of the reading" + (" less ln of the prior's odds, ℓ₀" if level >= 3 else "; the prior is 0.5, so ℓ₀ = 0") + (f", and is then kept within ±{plain(clamp or 0)}" if clamp else "")),
        ("work", f"start: ℓ = {ratio(start)}"),
    ]  # fmt: skip
    if True in seen_hits:
        lines.append(("work", f"hit: {ratio(hit)}"))
    if False in seen_hits:
        lines.append(("work", f"miss: {ratio(miss)}"))
    if level >= 3 and start != prior:
        lines.append(("work", f"prior: {ratio(prior)}"))
    elif level >= 3:
        lines.append(("say", f"that is ℓ₀ = {plain(l_prior, 4)} as well"))
    unclamped = value
    for k, was_hit in enumerate(seen_hits):
        step = l_hit if was_hit else l_miss
        raw = rounded(value + step - l_prior, 4)
        unclamped += step - l_prior
        less = f" − {term(l_prior, 4)}" if l_prior else ""
        text = f"after reading {k + 1} ({words[k]}): {plain(value, 4)} + {term(step, 4)}{less} = {plain(raw, 4)}"
        value = raw
        if clamp and abs(raw) > clamp:
            value = math.copysign(clamp, raw)
            text += f", cut to {plain(value)}"
        lines.append(("work", text))
    result = probability(value)
    lines.append(("work", f"p = 1 − 1 / (1 + exp({plain(value, 4)})) = {fixed(result, 4)}"))
    doubled = first + sum(l_hit if h else l_miss for h in seen_hits)
    if level >= 3:
        lines.append(("mistake", "{leaving out ℓ₀|not taking off ℓ₀ with every reading}" + f" would give {fixed(probability(doubled), 4)}: each sensor model already holds the prior, which would be counted again each time"))
    product = start
    for was_hit in seen_hits:
        product *= hit if was_hit else miss
    traps = [
        (probability(doubled + l_prior) if level >= 3 else 1 - result, "used the prior with the wrong sign" if level >= 3 else "gave the probability of free"),
        (probability(doubled), "left out the prior's log-odds"),
        (probability(unclamped), "did not clamp"),
        (product, "multiplied the probabilities"),
        ((start + sum(hit if h else miss for h in seen_hits)) / (count + 1), "averaged the probabilities"),
        (1 - result, "gave the probability of free"),
        (probability(l_hit if seen_hits[-1] else l_miss), "kept the last reading only"),
        (probability(value / math.log(10)), "mixed logarithms to base 10 and e"),
    ]
    scale = 100 if percent else 1
    facts = [("{p(occupied) after a hit alone|inverse sensor model for a hit}", show(hit)), ("{p(occupied) after a miss alone|inverse sensor model for a miss}", show(miss)), ("{sequence of readings of the cell|what the beam reported for the cell}", ", ".join(words))]
    if level in (1, 2):
        facts.append(("{current belief that the cell is occupied|belief so far that it is occupied}", show(start)))
    else:
        facts.append(("{prior p(occupied)|prior that any cell is occupied}", show(prior)))
    if level == 1:
        facts.pop(1 if seen_hits[0] else 0)
    conventions = ["{Update by log-odds|Use log-odds|Work with log-odds} {with natural logarithms|(natural logarithm)}"]
    if level in (1, 2):
        conventions.append("{The prior is 0.5|Before any reading a cell is as likely free as occupied}{, so its log-odds are zero|}")
    else:
        conventions.append("{The cell starts at the prior|At first the cell has the prior}{, and every update takes the prior's log-odds off|; each update subtracts the prior's log-odds}")
    if clamp:
        facts.append(("{limits of the log-odds|clamping limits}", f"±{plain(clamp)}"))
        conventions.append("{After each update the log-odds are clamped to the limits|Log-odds beyond a limit are set to it after every update}")
    spare = [] if level < 4 else rng.sample([("{cell size|edge of a cell}", f"{rng.choice((5, 10, 20))} cm"), ("{range of the sensor|sensor range}", f"{rng.randrange(4, 30)} m"), ("{map size|size of the map}", f"{rng.randrange(100, 900, 50)} × {rng.randrange(100, 900, 50)} cells")], rng.randint(1, 2))
    exercise = Exercise(
        _story(rng, "{maps its surroundings|builds an occupancy grid|keeps an occupancy map} {with a lidar|with sonars|with a depth camera}"), facts, conventions,
        "{What is the probability that the cell is occupied|How likely is the cell occupied now|What does the map say of the cell: with which probability is it occupied}?".replace("What does the map say of the cell: with", "With"), lines,
        {"kind": "occupancy", "start": start, "prior": prior, "hit": hit if True in seen_hits else 0, "miss": miss if False in seen_hits else 0, "readings": seen_hits, "clamp": clamp}, 3 + 2 * count, spare=spare, pool=MOBILE_ASIDES,
    )  # fmt: skip
    if percent:
        return number_problem(rng, level, exercise, result * scale, [(t * scale, name) for t, name in traps], unit="%", decimals=2, absolute=0.1)
    return _number(rng, level, exercise, result, [trap for trap in traps if 0.0005 < trap[0] < 0.9999], "")


# --- two dimensions, histogram --------------------------------------------------------------------------------

ENTRIES = {
    "position": ("m", "{What is the position after the update|Where does the filter put the robot|What is the updated position}?"),
    "velocity": ("m/s", "{What is the velocity after the update|Which velocity does the filter give|What is the updated velocity}?"),
    "variance": ("m²", "{What is the position's variance after the update|What is the upper left entry of P after the update}?"),
    "gain": ("", "{What is the gain that acts on the velocity, in 1/s|What is the second entry of the Kalman gain, in 1/s}?"),
}


def _tracked(rng: Random, level: int) -> Problem:
    """Level 5: one cycle of a filter on position and velocity."""
    x, v = rng.randrange(50, 2500) / 100, rng.choice((-1, 1)) * rng.randrange(20, 180) / 100
    dt = rng.choice((0.1, 0.2, 0.25, 0.4, 0.5, 1.0))
    a, c = rng.randrange(4, 60) / 100, rng.randrange(4, 60) / 100
    b = rng.choice((0.0, rounded(rng.uniform(-0.5, 0.5) * math.sqrt(a * c), 2)))
    if abs(b + dt * c) < 0.02:
        b = 0.0 if dt * c >= 0.02 else 0.02
    qa, qc = rng.randrange(1, 12) / 100, rng.randrange(1, 12) / 100
    noise = rng.randrange(4, 60) / 100
    wanted = rng.choice(("position", "velocity", "velocity", "variance", "gain"))
    ahead = rounded(x + v * dt, 5)
    pa = rounded(a + 2 * dt * b + dt * dt * c + qa, 6)
    pb = rounded(b + dt * c, 6)
    pc = rounded(c + qc, 6)
    s = rounded(pa + noise, 6)
    reading = rounded(ahead + rng.choice((-1, 1)) * rng.uniform(0.3, 1.5) * math.sqrt(s), 2)
    y = rounded(reading - ahead, 5)
    k1, k2 = rounded(pa / s, 5), rounded(pb / s, 5)
    results = {"position": ahead + k1 * y, "velocity": v + k2 * y, "variance": (1 - k1) * pa, "gain": k2}
    result = results[wanted]
    t = plain
    lines = [
        ("facts", f"x = {t(x)} m, v = {t(v)} m/s, P = [{t(a)} {t(b)}; {t(b)} {t(c)}], Q = diag({t(qa)}, {t(qc)}), R = {t(noise)} m², Δt = {t(dt)} s, z = {t(reading)} m"),
        ("rule", "x⁻ = x + v Δt, v⁻ = v, P⁻ = F P Fᵀ + Q; written out P⁻₁₁ = P₁₁ + 2 Δt P₁₂ + Δt² P₂₂ + Q₁₁ and P⁻₁₂ = P₁₂ + Δt P₂₂; K₁ = P⁻₁₁ / S, K₂ = P⁻₁₂ / S with S = P⁻₁₁ + R"),
        ("work", f"the position ahead: {t(x)} + {term(v)} × {t(dt)} = {t(ahead, 5)} m"),
        ("work", f"P⁻₁₁: {t(a)} + 2 × {t(dt)} × {term(b)} + {t(dt)}^2 × {t(c)} + {t(qa)} = {t(pa, 6)}"),
    ]  # fmt: skip
    if wanted in ("velocity", "gain"):
        lines.append(("work", f"P⁻₁₂: {t(b)} + {t(dt)} × {t(c)} = {t(pb, 6)}"))
    lines.append(("work", f"S: {t(pa, 6)} + {t(noise)} = {t(s, 6)}"))
    if wanted in ("velocity", "gain"):
        lines.append(("work", f"K₂: {t(pb, 6)} / {t(s, 6)} = {t(k2, 5)} per second"))
    else:
        lines.append(("work", f"K₁: {t(pa, 6)} / {t(s, 6)} = {t(k1, 5)}"))
    if wanted == "position":
        lines.append(("work", f"position: {t(ahead, 5)} + {t(k1, 5)} × ({t(reading)} − {t(ahead, 5)}) = {fixed(result, 4)} m"))
    if wanted == "velocity":
        lines.append(("work", f"velocity: {t(v)} + {term(k2, 5)} × ({t(reading)} − {t(ahead, 5)}) = {fixed(result, 4)} m/s"))
    if wanted == "variance":
        lines.append(("work", f"P₁₁: (1 − {t(k1, 5)}) × {t(pa, 6)} = {fixed(result, 5)} m²"))
    lines.append(("mistake", {
        "position": "{updating before predicting|using P instead of P⁻} trusts the old estimate too much: the motion has made it less certain",
        "velocity": "{leaving the velocity as it is since only the position is measured|to think a position reading says nothing of velocity} ignores P⁻₁₂, which ties the two",
        "variance": "{using P₁₁ from before the prediction|to leave out the prediction's growth} makes the filter too sure",
        "gain": "{taking P₁₂ before the prediction|to use the old P₁₂} misses Δt P₂₂, which ties velocity to position",
    }[wanted]))  # fmt: skip
    lines.append(("check", {"position": f"it lies between {t(ahead, 5)} and {t(reading)} m", "velocity": f"the reading is {'ahead of' if y > 0 else 'behind'} the prediction, so with {'positive' if k2 > 0 else 'negative'} K₂ the velocity {'rises' if y * k2 > 0 else 'falls'}", "variance": f"it is below {t(pa, 6)} and below R = {t(noise)}", "gain": f"its sign is that of P⁻₁₂ = {t(pb, 6)}"}[wanted]))
    old_s, old_k1, old_k2 = a + noise, a / (a + noise), b / (a + noise)
    no_cross = a + dt * dt * c + qa
    traps = {
        "position": [(x + v * dt + old_k1 * y, "used P from before the prediction"), (ahead + (1 - k1) * y, "weighted the wrong way round"), (x + k1 * (reading - x), "left out the motion"), (ahead - k1 * y, "turned the sign of the innovation"), (ahead, "kept the prediction")],
        "velocity": [(v, "left the velocity as it was"), (v + old_k2 * y, "used P from before the prediction"), (v + k1 * y, "used the gain of the position"), (v - k2 * y, "turned the sign of the innovation"), (v + pc / (pc + noise) * y, "used the velocity's variance"), (v + y / dt, "took the innovation over Δt")],
        "variance": [((1 - old_k1) * a, "used P from before the prediction"), (k1 * pa, "multiplied by K instead of 1 − K"), (pa, "reported the predicted variance"), (no_cross * noise / (no_cross + noise), "left out the correlation"), ((1 - old_k1) * a + qa, "added Q after the update"), ((1 - k1) ** 2 * pa, "squared 1 − K")],
        "gain": [(old_k2, "used P from before the prediction"), (k1, "gave the gain of the position"), (pc / s, "used the velocity's variance"), (pb / noise, "divided by R alone"), (pb / old_s, "used the old variance in S")],
    }[wanted]  # fmt: skip
    exercise = Exercise(
        _story(rng, "{tracks position and velocity|estimates position and speed|follows its motion along a track} {with a Kalman filter|by Kalman filtering}"),
        [("{position x|estimated position}", f"{t(x)} m"), ("{velocity v|estimated velocity}", f"{t(v)} m/s"), ("{covariance P, rows separated by semicolons|covariance P}", f"[{t(a)} {t(b)}; {t(b)} {t(c)}] (m², m²/s, m²/s²)"), ("{process noise Q|motion noise Q}", f"diag({t(qa)}, {t(qc)}) in the same units"), ("{sensor noise variance R|variance R of the position reading}", f"{t(noise)} m²"), ("{time step Δt|cycle time Δt}", f"{t(dt)} s"), ("{position reading z|reading z}", f"{t(reading)} m")],
        ["{Constant-velocity model|The model is constant velocity}: F = [1 Δt; 0 1], and only the position is measured", "{Predict to the time of the reading, then update|The estimate is one step old: predict first, then update}"],
        ENTRIES[wanted][1], lines, {"kind": "tracked", "wanted": wanted, "x": x, "v": v, "dt": dt, "p": [a, b, c], "q": [qa, qc], "noise": noise, "reading": reading}, 9, spare=rng.sample([("{top speed|greatest speed}", f"{rng.randrange(18, 30) / 10} m/s"), ("{wheel radius|radius of a wheel}", f"{rng.randrange(60, 180, 5)} mm"), ("{track length|length of the track}", f"{rng.randrange(30, 90)} m")], 1), pool=MOBILE_ASIDES,
    )  # fmt: skip
    return _number(rng, level, exercise, result, traps, ENTRIES[wanted][0], signed=wanted in ("velocity", "gain"))


def _histogram(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: a robot on a ring of cells with doors. Level 4: see, move. Level 5: see, move, see."""
    size = rng.choice((4, 5, 6))
    doors = sorted(rng.sample(range(size), rng.randint(1, size - 2)))
    right, wrong = rng.randrange(55, 96) / 100, rng.randrange(4, 40) / 100
    stay, over = rng.randrange(0, 16) / 100, rng.randrange(0, 11) / 100
    kernel = [stay, rounded(1 - stay - over, 2), over]
    observed = [rng.random() < 0.65 for _ in range(2 if level == 5 else 1)]
    cell = rng.randrange(size)

    def likelihood(door_seen: bool) -> list[float]:
        return [(right if door_seen else rounded(1 - right, 2)) if k in doors else (wrong if door_seen else rounded(1 - wrong, 2)) for k in range(size)]

    def listed(values: Sequence[float]) -> str:
        return ", ".join(plain(value, 4) for value in values)

    belief = [rounded(1 / size, 5)] * size
    lines: list[tuple[str, str]] = [
        ("facts", f"{size} cells in a ring, doors at {', '.join(map(str, doors))}; p(door seen | door) = {plain(right)}, p(door seen | none) = {plain(wrong)}; a move advances 0, 1, 2 cells with {listed(kernel)}"),
        ("rule", "{an observation multiplies by its likelihood and normalises; a move sums over where the robot came from|update: likelihood × belief, normalised; predict: Σ p(move) × belief of the cell it came from}"),
    ]  # fmt: skip

    def see(current: list[float], door_seen: bool) -> list[float]:
        chance = likelihood(door_seen)
        raw = [rounded(p * q, 5) for p, q in zip(current, chance)]
        total = rounded(sum(raw), 5)
        made = [rounded(value / total, 4) for value in raw]
        lines.append(("work", f"{'a door' if door_seen else 'no door'} seen: likelihoods {listed(chance)}; the products add up to {' + '.join(plain(r, 5) for r in raw)} = {plain(total, 5)}; cell {cell}: {plain(raw[cell], 5)} / {plain(total, 5)} = {plain(made[cell], 4)}; all cells {listed(made)}"))
        return made

    after_first = see(belief, observed[0])
    came = [after_first[(cell - k) % size] for k in range(3)]
    after_move = [rounded(value, 4) for value in moved(after_first, kernel)]
    terms = " + ".join(f"{plain(share)} × {plain(p, 4)}" for share, p in zip(kernel, came))
    lines.append(("work", f"move: cell {cell} gets {terms} = {plain(after_move[cell], 4)}" + (f"; all cells {listed(after_move)}" if level == 5 else "")))
    final = see(after_move, observed[1]) if level == 5 else after_move
    uniform = [1 / size] * size
    exact = seen(uniform, likelihood(observed[0]))
    pure = moved(exact, kernel)
    result = final[cell]
    chance = likelihood(observed[-1])
    lines.append(("mistake", "{moving the belief as a block|treating the move as exact|to shift the belief without blurring it} forgets that the robot may stay or overshoot" if stay or over else "{shifting the belief the wrong way|to look ahead instead of back}: the belief of a cell comes from the cell behind it"))
    lines.append(("check", "{beliefs of all cells add up to 1 within rounding|the beliefs of all cells sum to 1, apart from rounding}"))
    shifted = [exact[(k - 1) % size] for k in range(size)]
    back = [sum(share * exact[(k + j) % size] for j, share in enumerate(kernel)) for k in range(size)]
    unmoved = seen(exact, chance) if level == 5 else exact
    traps = [
        ((seen(shifted, chance) if level == 5 else shifted)[cell], "shifted the belief without blurring it"),
        ((seen(back, chance) if level == 5 else back)[cell], "moved the belief backwards"),
        ((pure[cell] * chance[cell]) if level == 5 else (moved([u * q for u, q in zip(uniform, chance)], kernel)[cell]), "did not normalise"),
        (unmoved[cell], "left out the move"),
        (1 / size, "kept the uniform belief"),
        (seen(moved(uniform, kernel), chance)[cell], "left out the first observation" if level == 5 else "moved before seeing"),
    ]
    story_what = "{localises itself|finds out where it is|keeps a belief about its place} in a {ring corridor|circular corridor|loop} of cells"
    exercise = Exercise(
        _story(rng, story_what),
        [("{cells, numbered from 0 in the direction of travel|cells of the ring, numbered from 0 in the direction of travel}", str(size)), ("{cells with a door|doors at cells}", ", ".join(map(str, doors))), ("{probability of seeing a door where there is one|p(door seen, given a door)}", plain(right)), ("{probability of seeing a door where there is none|p(door seen, given no door)}", plain(wrong)), ("{probabilities of advancing 0, 1, 2 cells on a move|a move advances 0, 1 or 2 cells with probabilities}", ", ".join(plain(k) for k in kernel))],
        ["{At first every cell is equally likely|It starts without knowing its cell: all are equally likely}", "{It|The robot} " + (f"{{observes|sees}} {'a door' if observed[0] else 'no door'}, {{then moves once|and moves once}}" + (f", then {{observes|sees}} {'a door' if observed[1] else 'no door'}" if level == 5 else "")), "{After the last cell comes cell 0|The ring closes: cell 0 follows the last}"],
        f"{{What is the probability that it is in cell {cell}|How likely is cell {cell} now|With which probability is it in cell {cell}}}?", lines,
        {"kind": "histogram", "size": size, "doors": doors, "right": right, "wrong": wrong, "kernel": kernel, "observed": observed, "cell": cell}, 3 * size, spare=rng.sample([("{length of a cell|cell length}", f"{rng.randrange(5, 30) / 10} m"), ("{width of the corridor|corridor width}", f"{rng.randrange(15, 35) / 10} m"), ("{door colour|colour of the doors}", rng.choice(("green", "grey", "white")))], 1), pool=MOBILE_ASIDES, heading="{Map and models|Model|What is known|Data}",
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="", decimals=4, absolute=0.001)


KINDS = {
    1: (_fusion, _kalman, _occupancy),
    2: (_fusion, _kalman, _occupancy),
    3: (_fusion, _kalman, _kalman, _occupancy, _gate_label),
    4: (_kalman, _occupancy, _histogram),
    5: (_tracked, _gated, _histogram),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on state estimation."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="state_estimation",
    title="Fusion, Kalman filters, occupancy grids and localisation",
    source="Thrun, Burgard & Fox, Probabilistic Robotics, 2005; Bar-Shalom, Li & Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001",
    problem=problem,
    rubric=(
        Criterion("Works with variances, turning standard deviations into variances before combining them.", "essential"),
        Criterion("Predicts before it updates, and adds the motion noise in the prediction.", "essential"),
        Criterion("Computes the gain from the predicted variance, not from the old one.", "important"),
        Criterion("Subtracts the prior's log-odds with every reading where the prior is not one half.", "important"),
        Criterion("Checks that the estimate lies between prediction and reading, or that beliefs add up to one.", "optional"),
        Criterion("Reports a variance larger than before a reading that was used.", "pitfall", positive=False),
    ),
)
