
"""Rate laws, integrated rate laws, half-lives and the Arrhenius equation.

In: a seeded generator and a level. Out: one problem; concentrations in mol/L, times in s, min or h as stated.

    rate −d[A]/dt = k[A]ⁿ      n = 0: [A] = [A]₀ − kt, t½ = [A]₀/(2k)      n = 1: [A] = [A]₀·exp(−kt), t½ = ln 2/k
                               n = 2: 1/[A] = 1/[A]₀ + kt, t½ = 1/(k[A]₀)
    ln(k₂/k₁) = −(Ea/R)(1/T₂ − 1/T₁)        A → B → C: [B] is largest at t = ln(k₁/k₂)/(k₁ − k₂)

Rate constants and activation energies: Laidler, Chemical Kinetics, 3rd ed. (1987), tables 2.1-2.3, and Atkins & de Paula, Physical Chemistry,
10th ed. (2014), tables 20B.1 and 20D.1; they set realistic sizes, and every question states the values it uses. R = 8.3145 J/(mol·K) (CODATA 2018).

Worked example: k = 0.0231 min⁻¹, so t½ = 30.0 min; after 90 min an eighth of 0.400 mol/L is left.

>>> round(half_life(1, 0.0231, 0.4), 1), round(remaining(1, 0.4, 0.0231, 90), 3)
(30.0, 0.05)
>>> round(remaining(2, 0.5, 0.02, 100), 3), round(remaining(0, 0.5, 0.002, 100), 3)
(0.25, 0.3)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.posing import (
    Exercise,
    fixed,
    kept,
    label_problem,
    number_problem,
    powered,
    shown,
    sig,
    spread,
    uniform,
    within,
)
from domains.wording import spin

R = 8.3145
ORDERS = ("zero", "first", "second")
#: unit of k by order, beside the unit of time
UNIT = {0: "mol/(L·TIME)", 1: "TIME^-1", 2: "L/(mol·TIME)"}


@dataclass(frozen=True)
class Decay:
    """A reaction of one reactant: its k in units of mol/L and s at a temperature (°C), Ea in kJ/mol, range in °C, c₀ range."""

    equation: str
    reactant: str
    order: int
    k: float
    celsius: float
    ea: float
    low: int
    high: int
    start: tuple[float, float]


DECAYS = (
    Decay("2 N₂O₅ → 4 NO₂ + O₂", "N₂O₅", 1, 3.38e-5, 25, 103, 15, 70, (0.01, 0.4)),
    Decay("SO₂Cl₂ → SO₂ + Cl₂", "SO₂Cl₂", 1, 2.2e-5, 320, 210, 280, 380, (0.005, 0.05)),
    Decay("cyclo-C₃H₆ → CH₃CH=CH₂", "cyclopropane", 1, 6.71e-4, 500, 272, 440, 540, (0.002, 0.03)),
    Decay("CH₃NC → CH₃CN", "CH₃NC", 1, 2.52e-5, 199, 160, 180, 260, (0.001, 0.03)),
    Decay("CH₃N₂CH₃ → C₂H₆ + N₂", "azomethane", 1, 3.6e-4, 327, 214, 280, 360, (0.001, 0.02)),
    Decay("C₂H₅I → C₂H₄ + HI", "C₂H₅I", 1, 1.6e-5, 327, 209, 310, 430, (0.002, 0.03)),
    Decay("sucrose + H₂O → glucose + fructose (dilute acid)", "sucrose", 1, 6.1e-5, 25, 108, 20, 45, (0.05, 0.8)),
    Decay("2 NO₂ → 2 NO + O₂", "NO₂", 2, 0.54, 300, 111, 240, 380, (0.002, 0.05)),
    Decay("2 HI → H₂ + I₂", "HI", 2, 1.16e-3, 427, 184, 380, 520, (0.01, 0.3)),
    Decay("2 NOCl → 2 NO + Cl₂", "NOCl", 2, 4.9e-4, 127, 98, 110, 230, (0.01, 0.3)),
    Decay("CH₃COOC₂H₅ + OH⁻ → CH₃COO⁻ + C₂H₅OH (equal starting concentrations)", "ethyl acetate", 2, 0.107, 25, 47, 10, 45, (0.005, 0.08)),
    Decay("CH₃Br + OH⁻ → CH₃OH + Br⁻ (equal starting concentrations)", "CH₃Br", 2, 2.8e-4, 25, 89, 20, 65, (0.02, 0.3)),
    Decay("2 NH₃ → N₂ + 3 H₂ (on hot tungsten)", "NH₃", 0, 3.4e-6, 856, 163, 800, 1000, (0.002, 0.03)),
    Decay("2 N₂O → 2 N₂ + O₂ (on hot platinum)", "N₂O", 0, 2.6e-6, 730, 136, 650, 820, (0.002, 0.03)),
    Decay("C₂H₅OH + NAD⁺ → CH₃CHO + NADH + H⁺ (enzyme saturated)", "ethanol", 0, 5.5e-8, 37, 50, 30, 42, (0.008, 0.04)),
)  # fmt: skip

TIMES = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def remaining(order: int, start: float, k: float, time: float) -> float:
    """[A] after a time; k and time in matching units; 0 when a zero-order reaction is over."""
    if order == 0:
        return max(0.0, start - k * time)
    return float(start * math.exp(-k * time) if order == 1 else start / (1 + start * k * time))


def time_for(order: int, start: float, end: float, k: float) -> float:
    """The time from one concentration to a lower one."""
    if order == 0:
        return (start - end) / k
    return float(math.log(start / end) / k if order == 1 else (1 / end - 1 / start) / k)


def half_life(order: int, k: float, start: float) -> float:
    """Time in which the concentration halves."""
    return time_for(order, start, start / 2, k)


def arrhenius(k: float, ea: float, first: float, second: float) -> float:
    """k at the second temperature; Ea in kJ/mol, temperatures in K."""
    return float(k * math.exp(-ea * 1000 / R * (1 / second - 1 / first)))


def unit_of(order: int, time: str) -> str:
    """The unit of k, such as ``L/(mol·s)``."""
    return UNIT[order].replace("TIME", time)


LAW = {0: "[A] = [A]₀ − k × t", 1: "[A] = [A]₀ × exp(−k × t)", 2: "1/[A] is 1/[A]₀ + k × t"}
HALF = {0: "t½ is [A]₀ / (2k)", 1: "t½ is ln 2 / k", 2: "t½ is 1 / (k × [A]₀)"}
CONVENTION = "{The rate is −d[$reactant]/dt = $law|Rate law: −d[$reactant]/dt = $law|The rate constant k belongs to −d[$reactant]/dt = $law}"
STORIES = (
    "{The decay|The reaction|The conversion} $equation is of $order order in $reactant{ and is followed at $t °C| at $t °C|; the run is at $t °C}",
    "At $t °C {the reaction|the conversion} $equation {runs|proceeds|goes} by a $order-order rate law{ in $reactant|}",
    "{A student|A research group|An engineer|A lecturer} {follows|studies|measures} the $order-order reaction $equation at $t °C{ in a closed vessel|}",
    "{For a safety report|In a kinetics practical|For a reactor model|In a lecture|For a process study} the $order-order {reaction|conversion} $equation is {followed|considered} at $t °C",
)


@dataclass(frozen=True)
class Run:
    """A drawn experiment: the reaction, °C, k in the time unit, [A]₀ and how the text names them."""

    decay: Decay
    t: int
    time: str
    k: float
    start: float

    @property
    def values(self) -> dict[str, object]:
        n = self.decay.order
        law = "k" if n == 0 else f"k[{self.decay.reactant}]" + ("²" if n == 2 else "")
        return {"equation": self.decay.equation, "reactant": self.decay.reactant, "order": ORDERS[n], "t": self.t, "law": law}

    @property
    def parameters(self) -> dict[str, object]:
        return {"reaction": self.decay.equation, "order": self.decay.order, "t": self.t, "time": self.time, "k": self.k, "start": self.start}


def _run(rng: Random, seconds: bool = False, orders: tuple[int, ...] = (0, 1, 2)) -> Run:
    order = rng.choice(orders)
    decay = rng.choice([d for d in DECAYS if d.order == order])
    t = rng.randint(decay.low, decay.high)
    k = arrhenius(decay.k, decay.ea, decay.celsius + 273.15, t + 273.15) * rng.uniform(0.93, 1.07)
    start = spread(rng, *decay.start)
    seconds_half = half_life(decay.order, k, start)
    time = "s" if seconds or seconds_half < 400 else "min" if seconds_half < 20000 else "h" if seconds_half < 400000 else "d"
    if seconds_half >= 400 and seconds:
        time = "s"
    return Run(decay, t, time, kept(k * TIMES[time], 3), start)


def _k_fact(run: Run) -> tuple[str, str]:
    return "{rate constant|rate constant k|k}{ at this temperature|}", f"{sig(run.k)} {unit_of(run.decay.order, run.time)}"


def _start_fact(run: Run) -> tuple[str, str]:
    return f"{{initial|starting}} concentration{{ of {run.decay.reactant}|}}", f"{sig(run.start)} mol/L"


def _after(order: int, start: float, k: float, time: float, unit: str = "") -> tuple[list[tuple[str, str]], float]:
    """Lines for [A] after a time; numbers as printed."""
    c, kk, tt = sig(start), within(shown(k)), within(shown(time))
    if order == 0:
        result = start - k * time
        return [("work", f"[A] = {c} − {kk} × {tt} = {sig(result)} mol/L")], result
    if order == 1:
        exponent = kept(k * time, 5)
        result = start * math.exp(-exponent)
        return [("work", f"k × t: {kk} × {tt} = {shown(exponent)}"), ("then", f"[A] = {within(c)} × exp(−{within(shown(exponent))}) = {sig(result)} mol/L")], result
    inverse = kept(1 / start + k * time, 6)
    result = 1 / inverse
    return [("work", f"1/[A]: 1 / {within(c)} + {kk} × {tt} = {shown(inverse, 6)} L/mol"), ("then", f"[A] = 1 / {within(shown(inverse, 6))} = {sig(result)} mol/L")], result


def _duration(order: int, start: float, end: float, k: float, time: str) -> tuple[list[tuple[str, str]], float]:
    """Lines for the time between two concentrations."""
    a, b, kk = within(shown(start)), within(shown(end)), within(shown(k))
    if order == 0:
        result = (start - end) / k
        return [("work", f"t = ({shown(start)} − {b}) / {kk} = {sig(result)} {time}")], result
    if order == 1:
        log = kept(math.log(start / end), 5)
        result = log / k
        return [("work", f"ln([A]₀/[A]): ln({shown(start)} / {b}) = {shown(log)}" if "×" not in a else f"ln([A]₀/[A]): ln({a} / {b}) = {shown(log)}"), ("then", f"t = {shown(log)} / {kk} = {sig(result)} {time}")], result
    difference = kept(1 / end - 1 / start, 5)
    result = difference / k
    return [("work", f"1/[A] − 1/[A]₀: 1 / {b} − 1 / {a} = {shown(difference)} L/mol"), ("then", f"t = {within(shown(difference))} / {kk} = {sig(result)} {time}")], result


def _left(rng: Random, level: int) -> Problem:
    """Level 1: concentration after a time; level 2: the time in another unit than k."""
    run = _run(rng)
    n = run.decay.order
    time = kept(half_life(n, run.k, run.start) * (rng.uniform(0.2, 1.6) if n == 0 else rng.uniform(0.25, 3)), 3)
    given, unit, factor = time, run.time, 1.0
    lines: list[tuple[str, str]] = []
    if level == 2:
        unit = {"s": "min", "min": "s", "h": "min", "d": "h"}[run.time]
        factor = TIMES[unit] / TIMES[run.time]
        given = kept(time / factor, 3)
        time = kept(given * factor, 5)
        inverse = factor < 1
        text = f"{within(shown(given))} / {round(1 / factor)}" if inverse else f"{within(shown(given))} × {round(factor)}"
        lines.append(("work", f"the time in {run.time}, to go with k: {text} = {shown(time)} {run.time}"))
    more, result = _after(n, run.start, run.k, time)
    lines = [
        ("facts", f"[A]₀ = {sig(run.start)} mol/L, k = {sig(run.k)} {unit_of(n, run.time)}, t = {shown(given, 3)} {unit}"),
        ("rule", f"{ORDERS[n]} order: {LAW[n]}"),
        *lines,
        *more,
        ("check", f"{sig(result)} mol/L is {sig(100 * result / run.start, 2)} % of the start after {sig(time / half_life(n, run.k, run.start), 2)} times the first half-life"),
    ]
    traps = [(remaining(m, run.start, run.k, time), f"used the {ORDERS[m]}-order law") for m in (1, 2, 0) if m != n]
    traps += [(run.start - result, "gave what has reacted"), (remaining(n, run.start, run.k, time / 2), "halved the time"), (remaining(n, run.start, run.k, given), "left the time unconverted"), (run.start * 10 ** (-run.k * time) if n == 1 else run.start / (1 + run.k * time), "took a power of ten for the exponential" if n == 1 else "dropped [A]₀"), (run.start / 2, "took one half-life"), (run.start * result, "multiplied by [A]₀ once too often"), (remaining(n, run.start, run.k, time * 1.5), "took too long a time")]
    exercise = Exercise(
        rng.choice(STORIES), [_k_fact(run), _start_fact(run), ("{time|time elapsed|reaction time}", f"{shown(given, 3)} {unit}")],
        "{What concentration of $reactant is left|How much $reactant (mol/L) is left|Calculate [$reactant] at that time|Find the concentration of $reactant after this time}", lines,
        {"kind": "left", **run.parameters, "after": given, "unit": unit}, 2 + (level == 2), [CONVENTION], run.values,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.01)


def _half(rng: Random, level: int) -> Problem:
    """Level 1: half-life from k; level 2: k from a half-life, in another unit."""
    run = _run(rng)
    n = run.decay.order
    if level == 1:
        result = half_life(n, run.k, run.start)
        kk, c = within(sig(run.k)), within(sig(run.start))
        text = {0: f"{sig(run.start)} / (2 × {kk})", 1: f"0.693147 / {kk}", 2: f"1 / ({kk} × {c})"}[n]
        lines = [
            ("facts", f"k = {sig(run.k)} {unit_of(n, run.time)}, [A]₀ = {sig(run.start)} mol/L"),
            ("rule", f"{ORDERS[n]} order: {HALF[n]}" + ("; the starting concentration does not matter" if n == 1 else "")),
            ("work", f"t½ = {text} = {sig(result)} {run.time}"),
            ("check", f"half of the start is {sig(run.start / 2)} mol/L, and the rate law gives {sig(remaining(n, run.start, run.k, kept(result, 4)), 2)} mol/L after that time"),
        ]
        traps = [(half_life(m, run.k, run.start), f"used the {ORDERS[m]}-order formula") for m in (1, 2, 0) if m != n] + [(1 / run.k, "took 1/k"), (2 * result, "forgot a factor of 2"), (result / 2, "halved the result"), (run.k * 0.693147, "multiplied instead of dividing"), (math.log10(2) / run.k, "took the decimal logarithm")]
        exercise = Exercise(
            rng.choice(STORIES), [_k_fact(run), _start_fact(run)], "{What is the first half-life|How long does it take until half of the $reactant is gone|Calculate the (first) half-life|After what time has [$reactant] fallen to one half}", lines,
            {"kind": "half", **run.parameters}, 2, [CONVENTION], run.values,
        )  # fmt: skip
        return number_problem(rng, level, exercise, result, traps, unit=run.time, relative=0.01)
    half = kept(half_life(n, run.k, run.start), 3)
    target = {"s": "min", "min": "s", "h": "min", "d": "h"}[run.time]
    factor = TIMES[run.time] / TIMES[target]
    converted = kept(half * factor, 5)
    text = f"{within(shown(half))} × {round(factor)}" if factor > 1 else f"{within(shown(half))} / {round(1 / factor)}"
    c, h = within(sig(run.start)), within(shown(converted))
    formula = {0: f"{sig(run.start)} / (2 × {h})", 1: f"0.693147 / {h}", 2: f"1 / ({h} × {c})"}[n]
    result = {0: run.start / (2 * converted), 1: 0.693147 / converted, 2: 1 / (converted * run.start)}[n]
    unit = unit_of(n, target)
    lines = [
        ("facts", f"first half-life {shown(half)} {run.time}, [A]₀ = {sig(run.start)} mol/L; k wanted in {unit}"),
        ("rule", f"{ORDERS[n]} order: {HALF[n]}, solved for k"),
        ("work", f"half-life: {text} = {shown(converted)} {target}"),
        ("work", f"k ({unit}) = {formula} = {sig(result)}"),
        ("check", f"a {'longer' if factor < 1 else 'shorter'} unit of time makes the number of k {'larger' if factor < 1 else 'smaller'}, by the factor {round(max(factor, 1 / factor))}"),
    ]
    other = {0: run.start / 2, 1: 0.693147, 2: 1 / run.start}
    traps = [(result * factor, "left the time unconverted"), *[(other[m] / converted, f"used the {ORDERS[m]}-order formula") for m in (1, 2, 0) if m != n], (result * factor * factor, "converted in the wrong direction"), (1 / converted, "took 1/t½"), (converted, "gave the half-life"), (result * 2, "forgot a factor of 2"), (result / 2, "halved the result")]
    exercise = Exercise(
        rng.choice(STORIES), [("{first half-life|half-life of this run|time until half is gone}", f"{shown(half)} {run.time}"), _start_fact(run)], "{What is the rate constant|Calculate k|Find the rate constant|Which rate constant follows}", lines,
        {"kind": "k from half", **run.parameters, "half": half, "target": target}, 3, [CONVENTION], run.values,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.01)


def _until(rng: Random, level: int) -> Problem:
    """Level 2: time to a conversion in per cent; level 4: with k from an earlier measurement."""
    run = _run(rng, orders=(0, 1, 2) if level == 2 else (1, 2))
    n = run.decay.order
    percent = rng.randint(12, 96)
    end = kept(run.start * (1 - percent / 100), 5)
    lines = [("facts", f"[A]₀ = {sig(run.start)} mol/L, {percent} % converted"), ("rule", f"{ORDERS[n]} order: {LAW[n]}, solved for t")]
    facts = [_start_fact(run), ("{conversion|conversion to be reached|part that is to react}", f"{percent} %")]
    k, time_unit = run.k, run.time
    parameters: dict[str, object] = {"kind": "until", **run.parameters, "percent": percent}
    spare: list[tuple[str, str]] = []
    if level == 4:
        t1 = kept(half_life(n, run.k, run.start) * rng.uniform(0.3, 1.5), 3)
        c1 = kept(remaining(n, run.start, run.k, t1), 3)
        parameters = {"kind": "predict", **{key: value for key, value in run.parameters.items() if key != "k"}, "t1": t1, "c1": c1, "percent": percent}
        facts = [_start_fact(run), ("{concentration after $t1 $unit|[$reactant] after $t1 $unit}", f"{sig(c1)} mol/L"), facts[1]]
        if n == 1:
            first = kept(math.log(run.start / c1), 5)
            k = kept(first / t1, 5)
            lines.append(("work", f"ln([A]₀/[A]₁): ln({within(sig(run.start))} / {within(sig(c1))}) = {shown(first)}, so k ({time_unit}^-1) = {shown(first)} / {within(shown(t1))} = {shown(k)}"))
        else:
            first = kept(1 / c1 - 1 / run.start, 5)
            k = kept(first / t1, 5)
            lines.append(("work", f"1/[A]₁ − 1/[A]₀: 1 / {within(sig(c1))} − 1 / {within(sig(run.start))} = {shown(first)} L/mol, so k = {within(shown(first))} / {within(shown(t1))} = {shown(k)} L/(mol·{time_unit})"))
        lines[0] = ("facts", f"[A]₀ = {sig(run.start)} mol/L, {sig(c1)} mol/L after {shown(t1)} {time_unit}; wanted: {percent} % converted")
        spare = rng.sample([("volume of the vessel", f"{rng.randint(2, 40) * 50} mL"), ("wall thickness of the vessel", f"{rng.randint(2, 9)} mm"), ("pressure in the laboratory", f"{rng.randint(985, 1025)} hPa")], rng.randint(1, 2))
    lines.append(("work", f"left: {within(sig(run.start))} × (1 − {percent / 100}) = {shown(end)} mol/L"))
    more, result = _duration(n, run.start, end, k, time_unit)
    lines += more
    c1_value = float(parameters.get("c1", 0) or 0)  # type: ignore[arg-type]
    if level == 4:
        t1_value = float(parameters["t1"])  # type: ignore[arg-type]
        linear = percent / 100 * run.start / ((run.start - c1_value) / t1_value)
        lines.append(("mistake", f"to go on with a constant rate: ({sig(run.start)} − {within(sig(c1_value))}) / {within(shown(t1_value))} taken for the whole run would give {sig(linear)} {time_unit}; the rate falls with the concentration"))
    half = half_life(n, k, run.start)
    lines.append(("check", f"the first half takes {sig(half)} {time_unit}, and {percent} % is {'more' if percent > 50 else 'less' if percent < 50 else 'just'}{' than that' if percent != 50 else ' that'}, so the time is {'longer' if percent > 50 else 'shorter' if percent < 50 else 'the same'}"))
    opposite = time_for(n, run.start, run.start * percent / 100, k)
    traps = [(opposite, "took the converted part as what is left"), *[(time_for(m, run.start, end, k), f"used the {ORDERS[m]}-order law") for m in (1, 2, 0) if m != n], (math.log10(run.start / end) / k, "took the decimal logarithm"), (percent / 50 * half, "let every half-life's worth take equally long"), (result * 2, "doubled the result"), (result / 2, "halved the result")]
    exercise = Exercise(
        rng.choice(STORIES), [*([_k_fact(run)] if level == 2 else []), *facts],
        "{How long does it take from the start to this conversion|After what time (from the start) is this conversion reached|Calculate the time from the start until this conversion|When, counted from the start, has this part reacted}", lines, parameters, 3 + 2 * (level == 4), [CONVENTION],
        {**run.values, "t1": shown(float(parameters.get("t1", 0) or 0)), "unit": time_unit}, spare,  # type: ignore[arg-type]
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=time_unit, relative=0.01)


PAIRS = (
    ("2 NO + O₂ → 2 NO₂", "NO", "O₂", 2, 1, 7e3), ("2 NO + 2 H₂ → N₂ + 2 H₂O", "NO", "H₂", 2, 1, 250.0), ("2 NO + Cl₂ → 2 NOCl", "NO", "Cl₂", 2, 1, 5.7),
    ("BrO₃⁻ + 5 Br⁻ + 6 H⁺ → 3 Br₂ + 3 H₂O (acid in excess)", "BrO₃⁻", "Br⁻", 1, 1, 0.08), ("S₂O₈²⁻ + 3 I⁻ → 2 SO₄²⁻ + I₃⁻", "S₂O₈²⁻", "I⁻", 1, 1, 6e-3), ("H₂O₂ + 3 I⁻ + 2 H⁺ → I₃⁻ + 2 H₂O (buffered)", "H₂O₂", "I⁻", 1, 1, 0.011),
    ("NO₂ + CO → NO + CO₂ (below 230 °C)", "NO₂", "CO", 2, 0, 0.5), ("CH₃COCH₃ + I₂ → CH₃COCH₂I + HI (acid constant)", "CH₃COCH₃", "I₂", 1, 0, 3e-5), ("CH₃Br + OH⁻ → CH₃OH + Br⁻", "CH₃Br", "OH⁻", 1, 1, 2.8e-4),
    ("NO₂⁻ + NH₄⁺ → N₂ + 2 H₂O", "NH₄⁺", "NO₂⁻", 1, 1, 3e-4), ("(CH₃)₃CBr + OH⁻ → (CH₃)₃COH + Br⁻ (in aqueous acetone)", "(CH₃)₃CBr", "OH⁻", 1, 0, 0.01), ("2 ICl + H₂ → I₂ + 2 HCl", "ICl", "H₂", 1, 1, 0.16),
    ("NO + O₃ → NO₂ + O₂", "NO", "O₃", 1, 1, 1.1e7), ("2 NO₂ + F₂ → 2 NO₂F", "NO₂", "F₂", 1, 1, 38.0),
)  # fmt: skip


def _initial_rates(rng: Random, level: int) -> Problem:
    """Level 3: orders from initial rates, then k."""
    equation, a, b, m, n, scale = rng.choice(PAIRS)
    k = kept(scale * rng.uniform(0.85, 1.15), 4)
    top = 0.3 if scale < 100 else 0.02 if scale < 1e5 else 2e-5
    a1, b1 = spread(rng, top / 12, top / 3, 2), spread(rng, top / 12, top / 3, 2)
    fa, fb = rng.choice((1.5, 2, 2.5, 3, 4)), rng.choice((1.5, 2, 2.5, 3, 4))
    rows = [(a1, b1), (kept(a1 * fa, 3), b1), (a1 if rng.random() < 0.5 else kept(a1 * fa, 3), kept(b1 * fb, 3))]
    base = rows[0] if rows[2][0] == a1 else rows[1]
    rates = [kept(k * x**m * y**n, 3) for x, y in rows]
    ratio_a, ratio_b = kept(rates[1] / rates[0], 3), kept(rates[2] / rates[rows.index(base)], 3)
    result = rates[0] / (a1**m * b1**n)
    order = m + n
    unit = {1: "s^-1", 2: "L/(mol·s)", 3: "L²/(mol²·s)"}[order]
    below = " × ".join(powered(sig(value, 2), e) for value, e in ((a1, m), (b1, n)) if e)
    base_number = rows.index(base) + 1
    lines = [
        ("facts", "; ".join(f"run {i + 1}: [{a}] = {sig(x, 2 if i == 0 else 3)}, [{b}] = {sig(y, 2 if i < 2 else 3)} mol/L, rate {sig(r)} mol/(L·s)" for i, ((x, y), r) in enumerate(zip(rows, rates)))),
        ("rule", f"compare two runs in which only one concentration differs: (ratio of concentrations)^order is the ratio of rates; then k = rate / ([{a}]^m × [{b}]^n)"),
        ("work", f"runs 2 and 1: rates {within(sig(rates[1]))} / {within(sig(rates[0]))} = {sig(ratio_a)} while [{a}] rises {fa:g}-fold, so {a} has the order {m}"),
        ("work", f"runs 3 and {base_number}: rates {within(sig(rates[2]))} / {within(sig(rates[base_number - 1]))} = {sig(ratio_b)} while [{b}] rises {fb:g}-fold, so {b} has the order {n}"),
        ("work", f"run 1: k = {within(sig(rates[0]))} / ({below}) = {sig(result)} {unit}" if order == 2 else f"run 1: k ({unit}) = {within(sig(rates[0]))} / ({below}) = {sig(result)}"),
        ("mistake", "to read the orders off the balanced equation; orders come from experiment and follow the slow step, not the overall stoichiometry"),
        ("check", f"run 3 with this k: {within(sig(result, 4))} × {powered(sig(rows[2][0], 3), m)}" + (f" × {powered(sig(rows[2][1], 3), n)}" if n else "") + f" = {sig(kept(result, 4) * rows[2][0] ** m * rows[2][1] ** n, 2)} mol/(L·s), as measured"),
    ]
    traps = [(rates[0] / (a1**i * b1**j), f"took the orders {i} and {j}") for i, j in ((1, 1), (2, 1), (1, 0), (2, 0), (1, 2), (2, 2), (0, 1)) if (i, j) != (m, n)]
    traps += [(rates[1] / (a1**m * b1**n), "mixed two runs"), (rates[0], "gave the rate")]
    facts = [(f"run {i + 1}", f"[{a}] {sig(x, 2 if i == 0 else 3)} mol/L, [{b}] {sig(y, 2 if i < 2 else 3)} mol/L, {spin(rng, '{initial rate|rate}')} {sig(r)} mol/(L·s)") for i, ((x, y), r) in enumerate(zip(rows, rates))]
    facts = [(name, value.replace(", ", " / ")) for name, value in facts]
    exercise = Exercise(
        "{Initial rates of|Starting rates of} $equation were {measured|determined} {at constant temperature|at one temperature|in three runs}|{A student|A research group|A laboratory course} {measures|has measured} the initial rate of $equation {three times|in three runs}, always at the same temperature|{The kinetics of|The rate law of} $equation {is|are} {looked for|to be found} by the method of initial rates".replace("{is|are} {looked for|to be found}", "{has to be found|is looked for}").replace("{The kinetics of|The rate law of}", "The rate law of").join(("{", "}")),
        facts, "{What is the rate constant|Find the orders and then k|Calculate the rate constant k|Which value does k have}", lines, {"kind": "initial rates", "reaction": equation, "rows": rows, "rates": rates}, 6,
        [f"{{The rate law has the form|Assume the form}} rate = k[{a}]^m[{b}]^n with whole-number orders", "{The rates refer to the equation as written|All rates are in mol/(L·s)}"], {"equation": equation}, ordered=True,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.02)


LABELS = ("zero order", "first order", "second order")


def _which_law(rng: Random, level: int) -> Problem:
    """Level 3: the order from a concentration-time table."""
    run = _run(rng)
    paired = "equal starting concentrations" in run.decay.equation
    n = run.decay.order
    half = half_life(n, run.k, run.start)
    step = kept(half * rng.uniform(0.35, 0.62) if n == 0 else half * rng.uniform(0.45, 1.1), 2)
    times = [0.0, step, 2 * step, 3 * step]
    found = [kept(remaining(n, run.start, run.k, t), 4) for t in times]
    if min(found) < 0.02 * run.start:
        step = kept(half * 0.5, 2)
        times = [0.0, step, 2 * step, 3 * step]
        found = [kept(remaining(n, run.start, run.k, t), 4) for t in times]
    differences = [kept(found[i] - found[i + 1], 3) for i in range(3)]
    ratios = [kept(found[i + 1] / found[i], 3) for i in range(3)]
    inverses = [kept(1 / found[i + 1] - 1 / found[i], 3) for i in range(3)]
    c = [within(shown(value, 4)) for value in found]
    lines = [
        ("facts", f"[A] = {', '.join(shown(v, 4) for v in found)} mol/L at t = {', '.join(shown(t, 3) for t in times)} {run.time}"),
        ("rule", "over equal times a zero-order reaction loses equal amounts, a first-order one equal fractions, and in a second-order one 1/[A] grows by equal amounts"),
        ("work", f"differences: {c[0]} − {c[1]} = {sig(differences[0])} and {c[2]} − {c[3]} = {sig(differences[2])} mol/L"),
        ("work", f"ratios: {c[1]} / {c[0]} = {sig(ratios[0])} and {c[3]} / {c[2]} = {sig(ratios[2])}"),
        ("work", f"1/[A]: 1 / {c[1]} − 1 / {c[0]} = {sig(inverses[0])} and 1 / {c[3]} − 1 / {c[2]} = {sig(inverses[2])} L/mol"),
        ("say", f"{('The differences', 'The ratios', 'The growth of 1/[A]')[n]} {('stay', 'stay', 'stays')[n]} the same, so the reaction is of {ORDERS[n]} order"),
        ("mistake", "to stop at 'it falls, so it is first order', or to take the order from the coefficient in the equation; only the test on equal times decides"),
        ("check", f"the rate constant from the first and the last interval agrees: {('the differences', 'the ratios', 'the steps of 1/[A]')[n]} agree within rounding"),
    ]
    exercise = Exercise(
        "{The reaction|The conversion} $plain is followed at $t °C by {spectroscopy|drawing samples|chromatography|titrating samples}|{A student|A research group|A technician} follows [$reactant] in $plain at $t °C|{In a kinetics practical|For a reactor model} the concentration of $reactant is measured while $plain runs at $t °C".join(("{", "}")),
        [(f"{{[$reactant] at|concentration at}} {shown(t, 3)} {run.time}", f"{sig(v, 4)} mol/L") for t, v in zip(times, found)], "{Which overall order do the data show?|What is the overall order of the reaction?}" if paired else "{Which order in $reactant do the data show?|What is the order of the reaction in $reactant?|By which rate law does $reactant react?}", lines,
        {"kind": "which law", **run.parameters, "times": times, "found": found}, 6, ["{Temperature and volume stay constant|Nothing is added or taken away, and the temperature is constant}", *(["{Both reactants start at the same concentration|The two reactants are mixed in equal concentrations}"] if paired else [])], {**run.values, "plain": run.decay.equation.split(" (")[0]}, ordered=True,
    )  # fmt: skip
    return label_problem(rng, level, exercise, LABELS[n], LABELS, [(LABELS[1], "took any falling curve for first order")], "tested the wrong relation on the data")


def _activation(rng: Random, level: int) -> Problem:
    """Level 3: Ea from two rate constants, temperatures in °C."""
    run = _run(rng, seconds=True)
    n = run.decay.order
    t1 = run.t
    t2 = t1 + rng.randint(8, 40)
    k1 = run.k
    k2 = kept(arrhenius(k1, run.decay.ea * rng.uniform(0.97, 1.03), t1 + 273.15, t2 + 273.15), 3)
    a, b = t1 + 273.15, t2 + 273.15
    log = kept(math.log(k2 / k1), 5)
    difference = kept(1 / a - 1 / b, 5)
    result = log * R / difference / 1000
    celsius = math.log(k2 / k1) * R / (1 / t1 - 1 / t2) / 1000
    lines = [
        ("facts", f"k₁ = {sig(k1)} at {t1} °C, k₂ = {sig(k2)} at {t2} °C (both in {unit_of(n, 's')})"),
        ("rule", "ln(k₂/k₁) = (Ea/R) × (1/T₁ − 1/T₂), temperatures in kelvin; the unit of k cancels"),
        ("work", f"ln(k₂/k₁): ln({within(sig(k2))} / {within(sig(k1))}) = {shown(log)}"),
        ("work", f"1/T₁ − 1/T₂: 1/{a:.2f} − 1/{b:.2f} = {shown(difference)} 1/K"),
        ("then", f"Ea = {shown(log)} × 8.3145 / {within(shown(difference))} / 1000 = {sig(result)} kJ/mol"),
        ("mistake", f"to leave the temperatures in °C, which gives {sig(celsius, 2)} kJ/mol; reciprocal temperatures have to be absolute"),
        ("check", f"k grows by the factor {sig(k2 / k1, 2)} over {t2 - t1} K, in keeping with an Ea of this size"),
    ]
    traps = [(celsius, "left the temperatures in °C"), (math.log10(k2 / k1) * R / difference / 1000, "took the decimal logarithm"), (result * 1000, "mixed up J and kJ"), (k2 / k1 * R / difference / 1000, "forgot the logarithm"), (log / difference / 1000, "left out R"), (log * 1.987 / difference / 1000, "used R in cal"), (result * 2, "doubled the result")]
    exercise = Exercise(
        "The rate constant of $plain is {measured|known} at two temperatures|{A student|A research group|An engineer} measures the rate constant of $plain at two temperatures|{For a shelf-life estimate|For a reactor model|In a kinetics practical} $plain is run at two temperatures".join(("{", "}")),
        [(f"{{rate constant|k}} at {t1} °C", f"{sig(k1)} {unit_of(n, 's')}"), (f"{{rate constant|k}} at {t2} °C", f"{sig(k2)} {unit_of(n, 's')}")], "{What is the activation energy|Calculate the activation energy|Find Ea|Which activation energy follows}", lines,
        {"kind": "activation", "reaction": run.decay.equation, "t1": t1, "t2": t2, "k1": k1, "k2": k2}, 4, ["R = 8.3145 J/(mol·K)", "{The Arrhenius equation holds|Take the Arrhenius equation}{ with constant Ea and A|}", "0 °C = 273.15 K"], {"plain": run.decay.equation.split(" (")[0]},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ/mol", relative=0.02)


def _warmer(rng: Random, level: int) -> Problem:
    """Level 4: k at another temperature by Arrhenius, then a time or a concentration."""
    run = _run(rng, orders=(1, 2) if level == 4 else (2,))
    n = run.decay.order
    d = run.decay
    step = rng.randint(5, 25)
    t2 = run.t + step if run.t + step <= d.high or run.t - step < max(5, d.low - 5) else run.t - step
    percent = rng.randint(15, 93)
    a, b = run.t + 273.15, t2 + 273.15
    difference = kept(1 / b - 1 / a, 5)
    ea = uniform(rng, d.ea * 0.97, d.ea * 1.03)
    exponent = kept(-ea * 1000 / R * difference, 5)
    k2 = kept(run.k * math.exp(exponent), 5)
    end = kept(run.start * (1 - percent / 100), 5)
    more, result = _duration(n, run.start, end, k2, run.time)
    cold = time_for(n, run.start, end, run.k)
    lines = [
        ("facts", f"k = {sig(run.k)} {unit_of(n, run.time)} at {run.t} °C, Ea = {shown(ea)} kJ/mol, now {t2} °C; [A]₀ = {sig(run.start)} mol/L, {percent} % converted"),
        ("rule", f"first k at the new temperature from ln(k₂/k₁) = −(Ea/R) × (1/T₂ − 1/T₁), then the {ORDERS[n]}-order law {LAW[n]}"),
        ("work", f"1/T₂ − 1/T₁: 1/{b:.2f} − 1/{a:.2f} = {shown(difference)} 1/K"),
        ("work", f"exponent: −{shown(ea)} × 1000 / 8.3145 × {within(shown(difference))} = {shown(exponent)}, so k₂ ({unit_of(n, run.time)}) = {within(sig(run.k))} × exp({shown(exponent)}) = {shown(k2)}"),
        ("then", f"left: {within(sig(run.start))} × (1 − {percent / 100}) = {shown(end)} mol/L"),
        *more,
        ("mistake", f"to go on with the k of {run.t} °C, which gives {sig(cold)} {run.time}; {abs(t2 - run.t)} K already {'multiply' if exponent > 0 else 'divide'} k by {sig(math.exp(abs(exponent)), 2)}"),
        ("check", f"it is {'warmer' if t2 > run.t else 'colder'}, so the time has to be {'shorter' if t2 > run.t else 'longer'} than {sig(cold)} {run.time}, and it is"),
    ]
    other = 2 if n == 1 else 1
    traps = [(cold, "kept the rate constant of the first temperature"), (time_for(n, run.start, end, run.k * math.exp(-exponent)), "turned the two temperatures round"), (time_for(other, run.start, end, k2), f"used the {ORDERS[other]}-order law"), (time_for(n, run.start, run.start * percent / 100, k2), "took the converted part as what is left"), (time_for(n, run.start, end, run.k * math.exp(max(-30.0, min(30.0, -ea * 1000 / R * (1 / t2 - 1 / run.t))))), "left the temperatures in °C"), (result / 2, "halved the result"), (result * 2, "doubled the result")]
    traps = [(v, why) for v, why in traps if result / 1e4 < v < result * 1e4]
    exercise = Exercise(
        rng.choice(STORIES) + "{; later it is run at another temperature|. Then the temperature is changed|, and afterwards at a second temperature}",
        [(f"{{rate constant|k}} at {run.t} °C", f"{sig(run.k)} {unit_of(n, run.time)}"), ("activation energy", f"{shown(ea)} kJ/mol"), ("{second temperature|new temperature}", f"{t2} °C"), _start_fact(run), ("{conversion|conversion to be reached}", f"{percent} %")],
        "{How long does this conversion take at the second temperature|After what time is this conversion reached at $t2 °C|Calculate the time for this conversion at the new temperature}", lines,
        {"kind": "warmer", **run.parameters, "t2": t2, "ea": ea, "percent": percent}, 6, [CONVENTION, "R = 8.3145 J/(mol·K){, 0 °C = 273.15 K|}"], {**run.values, "t2": t2},
        rng.sample([("volume of the vessel", f"{rng.randint(2, 40) * 50} mL"), ("wall thickness of the vessel", f"{rng.randint(2, 9)} mm"), ("purity of the reactant", f"{rng.randint(970, 998) / 10} %")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=run.time, relative=0.02)


PSEUDO = (
    ("CH₃COOC₂H₅ + OH⁻ → CH₃COO⁻ + C₂H₅OH", "ethyl acetate", "OH⁻", 0.107), ("CH₃Br + OH⁻ → CH₃OH + Br⁻", "CH₃Br", "OH⁻", 2.8e-4), ("CH₃I + S₂O₃²⁻ → CH₃S₂O₃⁻ + I⁻", "CH₃I", "S₂O₃²⁻", 0.031), ("S₂O₈²⁻ + 3 I⁻ → 2 SO₄²⁻ + I₃⁻", "S₂O₈²⁻", "I⁻", 0.006),
    ("crystal violet + OH⁻ → leuco base", "crystal violet", "OH⁻", 0.2), ("HCOOCH₃ + OH⁻ → HCOO⁻ + CH₃OH", "methyl formate", "OH⁻", 36.0), ("phenolphthalein dianion + OH⁻ → colourless trianion", "the dianion", "OH⁻", 0.014),
)  # fmt: skip


def _pseudo(rng: Random, level: int) -> Problem:
    """Level 5: one reagent in large excess: pseudo-first order."""
    equation, a, b, k0 = rng.choice(PSEUDO)
    k = kept(k0 * rng.uniform(0.85, 1.15), 3)
    excess = spread(rng, 0.03, 0.6)
    start = kept(excess / rng.uniform(60, 400), 3)
    percent = rng.randint(15, 97)
    observed = kept(k * excess, 5)
    log = kept(math.log(100 / (100 - percent)), 5)
    seconds = kept(log / observed, 5)
    unit, factor = ("s", 1) if seconds < 300 else ("min", 60) if seconds < 14000 else ("h", 3600)
    result = seconds / factor
    lines = [
        ("facts", f"k = {sig(k)} L/(mol·s), [{b}] = {sig(excess)} mol/L, [{a}]₀ = {sig(start)} mol/L, {percent} % converted"),
        ("rule", f"{b} is in so large an excess that it stays constant: the rate is (k × [{b}]) × [{a}], first order with k(obs) = k × [{b}]"),
        ("work", f"k(obs) in s^-1: {within(sig(k))} × {within(sig(excess))} = {shown(observed)}"),
        ("work", f"ln([A]₀/[A]): ln(100 / (100 − {percent})) = {shown(log)}"),
        ("then", f"t = {shown(log)} / {within(shown(observed))} = {shown(seconds)} s" + (f", in {unit}: {within(shown(seconds))} / {factor} = {sig(result)} {unit}" if factor > 1 else f", that is {sig(result)} s")),
        ("mistake", f"to use k itself as a first-order constant, which gives {sig(log / k / factor)} {unit}; its unit L/(mol·s) shows that a concentration is missing"),
        ("check", f"all of {a} can use up only {sig(100 * start / excess, 2)} % of the {b}, so taking it as constant is fair"),
    ]
    second = time_for(2, start, start * (1 - percent / 100), k) / factor
    traps = [(log / k / factor, "used k as a first-order constant"), (second, "took both concentrations as equal"), (log / (k * start) / factor, "multiplied k by the wrong concentration"), (math.log(100 / percent) / observed / factor, "took the converted part as what is left"), (math.log10(100 / (100 - percent)) / observed / factor, "took the decimal logarithm"), (log * excess / k / factor, "divided k by the concentration"), (seconds * factor, "converted the time in the wrong direction"), (result * 2, "doubled the result")]
    traps = [(v, why) for v, why in traps if result / 1e4 < v < result * 1e4]
    exercise = Exercise(
        "{The reaction $equation is run with {a large|} excess of $b|In a stopped-flow or batch run, $equation {goes on|proceeds} with $b in large excess|{A student|A research group} follows $equation with much more $b than $a}{ at 25 °C| at constant temperature|}".replace("with {a large|} excess", "with a large excess").replace("stopped-flow or batch run", "batch run"),
        [("{rate constant|second-order rate constant}", f"{sig(k)} L/(mol·s)"), ("{initial|starting} concentration of $b", f"{sig(excess)} mol/L"), ("{initial|starting} concentration of $a", f"{sig(start)} mol/L"), ("conversion of $a", f"{percent} %")],
        "{How long does this conversion take|After what time is this conversion reached|Calculate the time to this conversion}", lines, {"kind": "pseudo", "reaction": equation, "k": k, "excess": excess, "start": start, "percent": percent}, 5,
        ["{The reaction is of first order in each of the two reactants|Rate law: first order in both reactants}", "{Take the excess reagent's concentration as constant|The concentration of the reagent in excess may be taken as constant}"], {"equation": equation, "a": a, "b": b},
        rng.sample([("path length of the cell", "1.00 cm"), ("ionic strength", f"{sig(excess + 0.1, 2)} mol/L"), ("wavelength of observation", f"{rng.randint(38, 62) * 10} nm")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.01)


def _consecutive(rng: Random, level: int) -> Problem:
    """Level 5: A → B → C, the time at which B is largest, or how much B there is then."""
    time = rng.choice(("s", "min", "h"))
    k1 = spread(rng, 0.002, 0.4)
    k2 = kept(k1 * (rng.uniform(0.08, 0.7) if rng.random() < 0.5 else rng.uniform(1.5, 9)), 3)
    log = kept(math.log(k1 / k2), 5)
    best = log / (k1 - k2)
    amount = rng.random() < 0.5
    start = uniform(rng, 0.1, 2)
    ratio = kept(k2 / (k2 - k1), 5)
    top = kept(start * (k1 / k2) ** ratio, 5)
    lines = [
        ("facts", f"k₁ = {sig(k1)} {time}^-1, k₂ = {sig(k2)} {time}^-1, [A]₀ = {sig(start)} mol/L, no B or C at the start"),
        ("rule", "[B] is largest when k₁[A] equals k₂[B], which is at t = ln(k₁/k₂) / (k₁ − k₂); there [B] = [A]₀ × (k₁/k₂)^(k₂/(k₂ − k₁))"),
        ("work", f"ln(k₁/k₂): ln({within(sig(k1))} / {within(sig(k2))}) = {shown(log)}"),
    ]
    if amount:
        result, unit = top, "mol/L"
        lines += [("work", f"exponent: {within(sig(k2))} / ({sig(k2)} − {within(sig(k1))}) = {shown(ratio)}"), ("then", f"[B] = {sig(start)} × exp({within(shown(log))} × {within(shown(ratio))}) = {sig(start * math.exp(log * ratio))} mol/L")]
        result = start * math.exp(log * ratio)
        traps = [(start, "let all A turn into B first"), (start * k1 / (k1 + k2), "took the share of two parallel reactions"), (start * k1 / k2 if k1 < k2 else start * k2 / k1, "took the ratio of the rate constants"), (start / 2, "took half of A"), (start * (1 - math.exp(-log / (1 - k2 / k1))), "took everything that A has lost"), (start * math.exp(-log * ratio), "turned the exponent round"), (start - result, "gave A and C together")]
        traps = [(v, why) for v, why in traps if 0 < v <= 1.0001 * start]
    else:
        result, unit = best, time
        lines += [("then", f"t = {within(shown(log))} / ({sig(k1)} − {within(sig(k2))}) = {sig(result)} {time}")]
        traps = [(math.log(2) / k1, "took the half-life of A"), (1 / k1, "took 1/k₁"), (1 / (k1 + k2), "added the rate constants"), (math.log(2) / k2, "took the half-life of B"), (abs(math.log10(k1 / k2) / (k1 - k2)), "took the decimal logarithm"), (1 / abs(k1 - k2), "left out the logarithm"), (abs(log) / (k1 + k2), "added the rate constants below the line"), (1 / k1 + 1 / k2, "added both mean lifetimes")]
    lines += [
        ("mistake", f"to take the half-life of A, 0.693147 / {within(sig(k1))} = {sig(0.693147 / k1)} {time}, as if B only began to go when A has gone; B is lost from the first moment on"),
        ("check", f"at that time k₁[A] and k₂[B] are equal: {within(sig(k1))} × {sig(start)} × exp(−{within(sig(k1))} × {within(sig(best, 5))}) = {sig(k1 * start * math.exp(-k1 * kept(best, 5)), 2)} and {within(sig(k2))} × {within(sig(top, 5))} = {sig(k2 * kept(top, 5), 2)} mol/(L·{time})"),
    ]
    scene = "{an intermediate B of a drug synthesis|a valuable intermediate B|a coloured intermediate B|a peroxide B|a partly hydrolysed product B|a metabolite B}"
    exercise = Exercise(
        "{" + scene + " is formed from A and consumed again|Two first-order steps follow each other; " + scene + " is in the middle|{In a batch reactor|In a flask} A turns into " + scene + ", which reacts on to C}{: A → B → C|, A → B → C}".replace("{: A", "{: A"),
        [("{k₁|rate constant of the first step}", f"{sig(k1)} {time}^-1"), ("{k₂|rate constant of the second step}", f"{sig(k2)} {time}^-1"), ("{initial|starting} concentration of A", f"{sig(start)} mol/L")],
        ("{What is the largest concentration that B reaches|How high does [B] rise at most|Calculate the maximum of [B]}" if amount else "{After what time is [B] largest|When should the reaction be stopped to get most B|At what time does [B] pass through its maximum}"), lines,
        {"kind": "consecutive", "k1": k1, "k2": k2, "start": start, "amount": amount, "time": time}, 5, ["{Both steps are of first order and irreversible|Two irreversible first-order steps}", "{At the start there is only A|Neither B nor C is there at the start}"], {},
        rng.sample([("temperature", f"{rng.randint(20, 70)} °C"), ("volume of the reactor", f"{rng.randint(2, 40)} L"), ("stirring rate", f"{rng.randint(2, 9) * 100} rpm")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.02)


def _parallel(rng: Random, level: int) -> Problem:
    """Level 5: two first-order channels: yield at a new temperature."""
    t1 = rng.randint(20, 120)
    t2 = t1 + rng.choice((-1, 1)) * rng.randint(15, 60)
    kp, kq = spread(rng, 1e-4, 1e-2), 0.0
    kq = kept(kp * rng.uniform(0.15, 3), 3)
    ep, eq = rng.randint(55, 110), 0
    for _ in range(50):
        eq = rng.randint(45, 130)
        if abs(eq - ep) >= 10:
            break
    else:
        eq = ep + 20
    a, b = t1 + 273.15, t2 + 273.15
    difference = kept(1 / b - 1 / a, 5)
    xp, xq = kept(-ep * 1000 / R * difference, 5), kept(-eq * 1000 / R * difference, 5)
    p2, q2 = kept(kp * math.exp(xp), 5), kept(kq * math.exp(xq), 5)
    result = 100 * p2 / (p2 + q2)
    old = 100 * kp / (kp + kq)
    lines = [
        ("facts", f"at {t1} °C k(P) = {sig(kp)} and k(Q) = {sig(kq)} s^-1, Ea {ep} and {eq} kJ/mol; wanted at {t2} °C"),
        ("rule", "in parallel first-order reactions the products share A in the ratio of the rate constants, so the yield of P is k(P) / (k(P) + k(Q)); each k moves with its own Ea"),
        ("work", f"1/T₂ − 1/T₁: 1/{b:.2f} − 1/{a:.2f} = {shown(difference)} 1/K"),
        ("work", f"exponents: −{ep} × 1000 / 8.3145 × {within(shown(difference))} = {shown(xp)} and −{eq} × 1000 / 8.3145 × {within(shown(difference))} = {shown(xq)}"),
        ("work", f"k(P): {within(sig(kp))} × exp({shown(xp)}) = {shown(p2)}, k(Q): {within(sig(kq))} × exp({shown(xq)}) = {shown(q2)} (in s^-1)"),
        ("then", f"yield: 100 × {within(shown(p2))} / ({shown(p2)} + {shown(q2)}) = {fixed(result, 1)} %"),
        ("mistake", f"to keep the yield of {t1} °C, 100 × {within(sig(kp))} / ({sig(kp)} + {sig(kq)}) = {fixed(old, 1)} %; the two constants do not grow by the same factor"),
        ("check", f"the step with the higher Ea ({'P' if ep > eq else 'Q'}) gains when it gets {'warmer' if t2 > t1 else 'colder'}".replace("gains when it gets colder", "loses when it gets colder") + f", so the yield of P {'rises' if result > old else 'falls'}"),
    ]
    turned = 100 * kp * math.exp(-xp) / (kp * math.exp(-xp) + kq * math.exp(-xq))
    swapped = 100 * kp * math.exp(xq) / (kp * math.exp(xq) + kq * math.exp(xp))
    traps = [(old, "kept the yield of the first temperature"), (100 - result, "gave the yield of Q"), (turned, "turned the two temperatures round"), (swapped, "exchanged the activation energies"), (100 * p2 / (p2 + kq), "changed only one rate constant"), (100 * kp / (kp + q2), "changed only one rate constant"), (100 * eq / (ep + eq), "took the ratio of the activation energies"), (50.0, "split A evenly")]
    exercise = Exercise(
        "{A turns into P and, at the same time, into the by-product Q|Two first-order reactions compete for A: A → P and A → Q|{In a synthesis|In a pilot plant} A gives the product P and the by-product Q side by side}{; the temperature is changed|; the run is to be moved to another temperature|}",
        [(f"k of A → P at {t1} °C", f"{sig(kp)} s^-1"), (f"k of A → Q at {t1} °C", f"{sig(kq)} s^-1"), ("activation energy of A → P", f"{ep} kJ/mol"), ("activation energy of A → Q", f"{eq} kJ/mol"), ("{new|second} temperature", f"{t2} °C")],
        "{What yield of P (% of the A converted) is to be expected at the new temperature|What percentage of the converted A becomes P at the new temperature|Calculate the yield of P at the new temperature, in % of the converted A}", lines,
        {"kind": "parallel", "t1": t1, "t2": t2, "kp": kp, "kq": kq, "ep": ep, "eq": eq}, 7, ["R = 8.3145 J/(mol·K)", "{Both steps are of first order and irreversible|Both reactions are irreversible and of first order in A}"], {},
        rng.sample([("starting concentration of A", f"{sig(uniform(rng, 0.1, 2))} mol/L"), ("volume of the reactor", f"{rng.randint(2, 40)} L"), ("reaction time", f"{rng.randint(2, 9)} h")], rng.randint(1, 2)),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="%", decimals=1, absolute=0.6)


KINDS = {
    1: (_left, _half),
    2: (_left, _half, _until),
    3: (_initial_rates, _initial_rates, _which_law, _activation),
    4: (_until, _warmer),
    5: (_pseudo, _consecutive, _parallel),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the rate of a reaction."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="kinetics",
    title="Chemical kinetics",
    source="Laidler, Chemical Kinetics, 3rd ed. 1987; Atkins & de Paula, Physical Chemistry, 10th ed. 2014, ch. 20",
    problem=problem,
    rubric=(
        Criterion("Uses the integrated rate law of the order that is given or found, and no other.", "essential"),
        Criterion("Keeps the unit of time of k and of the time the same, or converts explicitly.", "essential"),
        Criterion("Takes orders from the data, never from the coefficients of the equation.", "important"),
        Criterion("Uses kelvin and joules in the Arrhenius equation.", "important"),
        Criterion("States the unit of the rate constant that belongs to the order.", "important"),
        Criterion("Confuses the part that has reacted with the part that is left.", "pitfall", positive=False),
    ),
)  # fmt: skip
