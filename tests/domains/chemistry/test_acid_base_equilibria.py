"""pH against the roots of the charge balance written as a polynomial, recomputed from the parameters alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from domains.chemistry.families.acid_base_equilibria import FAMILY, POLY, WEAK, fractions, ph
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
HYDROXIDES = {"Ba(OH)2": 2, "Ca(OH)2": 2, "Sr(OH)2": 2, "NaOH": 1, "KOH": 1, "LiOH": 1}


def by_polynomial(strong: float, total: float = 0.0, pkas: tuple[float, ...] = (), top: int = 0) -> float:
    """pH from the positive real root of h·D·(h + s) − Kw·D + h·C·Σ z_k β_k h^(n−k) = 0, scaled by x = h / 1e-7."""
    scale = 1e-7
    x = np.poly1d([1.0, 0.0])
    n = len(pkas)
    beta = [1.0]
    for pk in pkas:
        beta.append(beta[-1] * 10**-pk / scale)
    terms = [beta[k] * x ** (n - k) for k in range(n + 1)]
    denominator = sum(terms[1:], terms[0])
    charges = sum(((top - k) * terms[k] for k in range(n + 1)), np.poly1d([0.0]))
    balance = denominator * (x * x + (strong / scale) * x - 1.0) + (total / scale) * x * charges
    roots = [root.real for root in balance.roots if abs(root.imag) < 1e-6 * abs(root) and root.real > 0]
    # of the positive roots the physical one is the one for which the charge balance itself vanishes
    def residual(value: float) -> float:
        h = value * scale
        parts = [math.prod(10**-pk for pk in pkas[:k]) * h ** (n - k) for k in range(n + 1)]
        charge = total * sum((top - k) * part for k, part in enumerate(parts)) / sum(parts)
        return abs(h - 1e-14 / h + strong + charge) / (h + 1e-14 / h)

    return -math.log10(min(roots, key=residual) * scale)


def expected(p: dict[str, Any]) -> float:
    kind = p["kind"]
    if kind == "concentration":
        return 10 ** -p["pH"] if p["ion"] == "H^+" else 10 ** (p["pH"] - 14)
    if kind == "strong":
        return by_polynomial(p["c"] * HYDROXIDES[p["name"]] if p["name"] in HYDROXIDES else -p["c"])
    if kind == "dilute":
        return by_polynomial(-p["c"] if p["acid"] else p["c"])
    if kind == "weak":
        return by_polynomial(0.0, p["c"], (p["pKa"],), 1 if p["base"] else 0)
    if kind == "dilute weak":
        return by_polynomial(0.0, p["c"], (p["pKa"],))
    if kind == "salt":
        return by_polynomial(-p["c"] if p["cation"] else p["c"], p["c"], (p["pKa"],), 1 if p["cation"] else 0)
    if kind == "polyprotic":
        sodium = {"acid": 0, "ampholyte": 1, "mixed": 1 + p.get("share", 0)}[p["stage"]]
        return by_polynomial(p["c"] * sodium, p["c"], tuple(p["pKas"]))
    (va, vb), (ca, cb) = p["v"], p["c"]
    volume, top = va + vb, 1 if p["cation"] else 0
    if kind == "titration" or p["partial"]:
        return by_polynomial((-1 if p["cation"] else 1) * cb * vb / volume, ca * va / volume, (p["pKa"],), top)
    strong = -ca * va / volume if p["cation"] else cb * vb / volume
    return by_polynomial(strong, (ca * va + cb * vb) / volume, (p["pKa"],), top)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_are_roots_of_the_charge_balance(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        p = dict(problem.parameters)
        right = expected(p)
        if p["kind"] == "concentration":
            given = float(problem.answer.split(" mol")[0].replace(" × 10^", "e"))
            assert given == pytest.approx(right, rel=0.006), problem.question
        else:
            assert float(problem.answer) == pytest.approx(right, abs=0.006), problem.question


def test_the_worked_lines_end_at_the_answer() -> None:
    for _, problem in MADE:
        if problem.parameters["kind"] in ("weak", "salt", "buffer", "titration", "strong", "dilute"):
            stated = [
                float(step.rsplit(" = ", 1)[1].rstrip("."))
                for step in problem.steps
                if "pH = " in step and step.rsplit(" = ", 1)[1].rstrip(".").replace(".", "", 1).isdigit()
            ]
            assert any(abs(value - float(problem.answer)) < 0.0151 for value in stated), problem.steps


def test_published_values() -> None:
    # Harris 2016: 0.0500 M formic-type acid; blood-like ratios; 1.0e-8 M KOH gives 7.02; 0.10 M acetic acid 2.88
    assert ph(1.0e-8, ()) == pytest.approx(7.02, abs=0.005)
    assert ph(0.0, ((0.10, (4.756,), 0),)) == pytest.approx(2.88, abs=0.005)
    # potassium hydrogenphthalate without activity corrections lies near (pK1 + pK2) / 2
    assert ph(0.05, ((0.05, (2.94, 5.43), 0),)) == pytest.approx(4.19, abs=0.03)
    assert sum(fractions(1e-7, [10**-2.16, 10**-7.21, 10**-12.32])) == pytest.approx(1.0)


def test_constants_agree_with_the_tables() -> None:
    # CRC Handbook, 97th ed., section 5: 25 °C
    known = {
        "acetic acid": 4.756, "formic acid": 3.75, "benzoic acid": 4.204, "lactic acid": 3.86, "boric acid": 9.27,
        "ammonium chloride": 9.25, "methylammonium chloride": 10.66, "pyridinium chloride": 5.23, "phenol": 9.99,
    }  # fmt: skip
    for weak in WEAK:
        if weak.name in known:
            assert weak.pka == known[weak.name]
    for poly in POLY:
        assert list(poly.pkas) == sorted(poly.pkas)
        assert len(poly.salts) == len(poly.pkas)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
