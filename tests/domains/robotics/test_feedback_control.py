"""Feedback loops against python-control, numerical roots of the closed loop and a PID written out afresh."""

from __future__ import annotations

import cmath
import math
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from domains.robotics.families import feedback_control
from domains.robotics.families.feedback_control import FAMILY, routh_column, unstable_poles
from domains.robotics.verifiers.interval import read
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def numerical(what: str, zeta: float, omega: float) -> float:
    """Second-order quantity from the response itself: the first zero of the impulse response, its height there."""
    root = cmath.sqrt((zeta * omega) ** 2 - omega**2)
    poles = (-zeta * omega + root, -zeta * omega - root)
    if what == "damped":
        return abs(poles[0].imag)
    if what == "settling":
        return 4 / -poles[0].real
    a, b = poles

    def value(t: float) -> float:
        return (1 + (b * cmath.exp(a * t) - a * cmath.exp(b * t)) / (a - b)).real

    def slope(t: float) -> float:
        return ((cmath.exp(a * t) - cmath.exp(b * t)) * a * b / (a - b)).real

    low, high = 0.2 / omega, math.pi / (omega * math.sqrt(1 - zeta**2)) * 1.3
    sign = slope(low)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) * sign > 0 else (low, middle)
    return low if what == "peak" else 100 * (value(low) - 1)


def closed(p: dict[str, Any], gain: float) -> list[float]:
    """Characteristic polynomial of a problem on the range of K."""
    if p["zero"] is None:
        return [1, p["a"], p["b"], p["c"] + gain]
    return [1, p["a"], p["b"] + gain, p["zero"] * gain]


def stable(p: dict[str, Any], gain: float) -> bool:
    return bool(max(np.roots(closed(p, gain)).real) < 0)


def pid(p: dict[str, Any]) -> Fraction:
    kp, ki, kd = (Fraction(str(g)) for g in p["gains"])
    h, integral, before, out = Fraction(str(p["step"])), Fraction(0), None, Fraction(0)
    for error in (Fraction(str(e)) for e in p["errors"]):
        trial = integral + h * error
        raw = kp * error + ki * trial + (0 if before is None else kd * (error - before) / h)
        out, before = raw, error
        if p["limit"] is not None and abs(raw) > Fraction(str(p["limit"])):
            out = Fraction(str(p["limit"])) * (1 if raw > 0 else -1)
        else:
            integral = trial
    return out


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind == "standard":
        return numerical(p["what"], p["zeta"], p["omega"] or 5.0)
    if kind == "transfer":
        omega = math.sqrt(p["square"])
        return numerical(p["what"], p["first"] / 2 / omega, omega)
    if kind == "spring":
        mass = p["mass"] / 1000
        omega = math.sqrt(p["stiffness"] * 1000 / mass)
        return numerical(p["what"], p["damper"] / 2 / math.sqrt(mass * p["stiffness"] * 1000), omega)
    if kind == "sampled":
        return numerical("peak", p["zeta"], p["omega"])
    if kind == "identify":
        low, high = 0.001, 0.999  # bisection on the overshoot of the response
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if numerical("overshoot", middle, 1.0) > p["percent"] else (low, middle)
        return low if p["wanted"] == "zeta" else numerical("peak", low, 1.0) / p["peak"]
    if kind == "error":
        # final value of the error to size · t^type / type!, straight from the polynomials
        denominator = np.poly1d([1] + [0] * p["type"]) * np.poly1d([-x for x in p["poles"]], r=True)
        numerator = p["gain"] * np.poly1d([-z for z in p["zeros"]], r=True) if p["zeros"] else np.poly1d([p["gain"]])
        s = 1e-7
        return float(p["size"] / s ** p["type"] * denominator(s) / (denominator(s) + numerator(s)))
    if kind == "gains":
        zeta = expected({"kind": "identify", "wanted": "zeta", "percent": p["percent"]})
        omega = 4 / zeta / p["settle"]
        kp = p["inertia"] * omega**2
        return {"kp": kp, "kd": 2 * zeta * omega * p["inertia"] - p["friction"], "droop": 1000 * p["torque"] / kp}[
            p["wanted"]
        ]
    if kind == "pid":
        return float(pid(p))
    # ultimate: raise the gain until the roots cross the axis
    a, b = p["p"] + p["q"], p["p"] * p["q"]
    low, high = 0.0, 1e5
    for _ in range(60):
        middle = (low + high) / 2
        inside = max(np.roots([1, a, b, p["scale"] * middle]).real) < 0
        low, high = (middle, high) if inside else (low, middle)
    swing = max(abs(np.roots([1, a, b, p["scale"] * low]).imag))
    period = 2 * math.pi / swing
    return {"kp": 0.6 * low, "ti": period / 2, "td": period / 8, "ki": 1.2 * low / period}[p["wanted"]]


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_agree_with_the_numerical_response(level: int) -> None:
    for made_at, problem in MADE:
        p = dict(problem.parameters)
        if made_at != level or p["kind"] in ("range", "poles"):
            continue
        right = expected(p)
        given = float(problem.answer.split()[0])
        allowed = problem.arguments.get("absolute", 0.006 * abs(right))
        assert abs(given - right) <= allowed, (problem.question, given, right)


def test_ranges_of_gain_are_those_in_which_all_roots_lie_left() -> None:
    seen = 0
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] != "range":
            continue
        seen += 1
        interval = read(problem.answer)
        assert interval is not None
        high = interval.high if math.isfinite(interval.high) else interval.low + 1000
        width = high - interval.low
        for share in (0.01, 0.2, 0.5, 0.8, 0.99):
            assert stable(p, interval.low + share * width), problem.question
        assert not stable(p, interval.low - 0.01 * width), problem.question
        assert math.isinf(interval.high) or not stable(p, high + 0.01 * width), problem.question
    assert seen > 20


def test_unstable_poles_are_those_of_the_roots() -> None:
    for _, problem in MADE:
        if problem.parameters["kind"] == "poles":
            roots = np.roots(problem.parameters["coefficients"])
            assert int(problem.answer) == sum(roots.real > 0)
    random = np.random.default_rng(1)
    for _ in range(200):
        coefficients = [1, *(int(c) for c in random.integers(-20, 25, random.integers(2, 6)))]
        count = unstable_poles(coefficients)
        assert count is None or count == sum(np.roots(coefficients).real > 0)


def test_published_values() -> None:
    # Nise, example 4.5: ω_n = 10, ζ = 0.75 -> T_s 0.533 s, T_p 0.475 s, 2.838 %; example 6.1: s³ + 10 s² + 31 s + 1030
    assert round(feedback_control.peak_time(0.75, 10), 3) == 0.475
    assert round(feedback_control.overshoot(0.75), 3) == 2.838
    assert routh_column([1, 10, 31, 1030]) == [1, 10, -72, 1030]
    assert unstable_poles([1, 10, 31, 1030]) == 2


@pytest.mark.slow  # importing control takes seconds
def test_step_info_of_python_control_samples_what_we_solve() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import control

        info = control.step_info(control.tf([4], [1, 1.2, 4]))
        fine = control.step_info(control.tf([4], [1, 1.2, 4]), T=np.linspace(0, 8, 40_001))
    exact = feedback_control.peak_time(0.3, 2)
    assert abs(info["PeakTime"] - exact) > 1e-3  # the trap: its grid is coarse
    assert fine["PeakTime"] == pytest.approx(exact, abs=2e-4)
    assert fine["Overshoot"] == pytest.approx(feedback_control.overshoot(0.3), abs=0.01)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.01)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.4)
