"""Decay against `radioactivedecay`, ages and masses by inversion, shells against the spectroscopic tables."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from domains.chemistry.families.nuclei_and_electrons import (
    FAMILY,
    MASSES,
    NUCLIDES,
    PAIRS,
    TWO_ISOTOPES,
    alpha_beta,
    configuration,
    ion,
    unpaired,
)
from tests.domains.chemistry.solving import number, root
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 500)
SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "y": 31557600.0}

#: unpaired electrons of free atoms and ions: ground terms of the NIST Atomic Spectra Database (2S of the term)
GROUND_TERMS = {
    "Sc": 1, "Sc³⁺": 0, "Ti": 2, "Ti²⁺": 2, "Ti³⁺": 1, "Ti⁴⁺": 0, "V": 3, "V²⁺": 3, "V³⁺": 2, "V⁴⁺": 1, "V⁵⁺": 0,
    "Cr": 6, "Cr²⁺": 4, "Cr³⁺": 3, "Mn": 5, "Mn²⁺": 5, "Mn³⁺": 4, "Mn⁴⁺": 3, "Fe": 4, "Fe²⁺": 4, "Fe³⁺": 5,
    "Co": 3, "Co²⁺": 3, "Co³⁺": 4, "Ni": 2, "Ni²⁺": 2, "Ni³⁺": 3, "Cu": 1, "Cu⁺": 0, "Cu²⁺": 1, "Zn": 0, "Zn²⁺": 0,
    "Y": 1, "Y³⁺": 0, "Zr": 2, "Zr⁴⁺": 0, "Nb": 5, "Nb⁵⁺": 0, "Mo": 6, "Mo³⁺": 3, "Mo⁴⁺": 2, "Ru": 4, "Ru²⁺": 4,
    "Ru³⁺": 5, "Rh": 3, "Rh³⁺": 4, "Pd": 0, "Pd²⁺": 2, "Pd⁴⁺": 4, "Ag": 1, "Ag⁺": 0, "Ag²⁺": 1, "Cd": 0, "Cd²⁺": 0,
    "N": 3, "O": 2, "P": 3, "S": 2, "As": 3, "Si": 2, "C": 2, "Cl": 1, "Br": 1, "Al": 1, "Ga": 1, "Ge": 2, "Se": 2,
    "Na": 1, "K": 1, "B": 1, "F": 1, "Sb": 3, "Te": 2, "Sn": 2, "Ca": 0, "Mg": 0, "Ar": 0, "Kr": 0,
}  # fmt: skip


def expected(p: dict[str, Any]) -> float | str:
    kind = p["kind"]
    if kind == "decay":
        _, half, unit, _, _ = NUCLIDES[p["nuclide"]]
        return p["start"] * math.exp(-math.log(2) * p["time"] * SECONDS[p["unit"]] / (half * SECONDS[unit]))
    if kind == "until":
        half = NUCLIDES[p["nuclide"]][1]
        return root(lambda t: p["limit"] - p["start"] * 0.5 ** (t / half), 0, 60 * half)
    if kind == "specific":
        _, half, unit, molar, _ = NUCLIDES[p["nuclide"]]
        grams = p["mass"] * {"mg": 1e-3, "µg": 1e-6, "ng": 1e-9}[p["size"]]
        return float(grams / molar * 6.02214076e23 * math.log(2) / (half * SECONDS[unit]))
    if kind == "most unpaired":
        return max(p["species"], key=lambda name: GROUND_TERMS[name])
    if kind == "sum unpaired":
        return float(sum(GROUND_TERMS[name] for name in p["species"]))
    if kind == "mean mass":
        (_, a), (_, b) = TWO_ISOTOPES[p["element"]]
        return a + (1 - p["percent"] / 100) * (b - a)
    if kind == "abundance":
        (_, a), (_, b) = TWO_ISOTOPES[p["element"]]
        return 100 * root(lambda x: (1 - x) * a + x * b - p["mean"], 0, 1)
    if kind == "binding":
        z, a, mass = MASSES[p["nuclide"]]
        kilograms = (z * 1.00782503 + (a - z) * 1.00866492 - mass) * 1.66053907e-27
        return float(kilograms * 299792458.0**2 * 6.02214076e23 * p["amount"])
    if kind == "carbon":
        return root(lambda t: p["rate"] - p["modern"] * 0.5 ** (t / 5700), 0, 1e6)
    if kind == "mineral":
        half = {"U-238": 4.468e9, "U-235": 7.04e8, "Rb-87": 4.97e10}[p["parent"]]
        m, d = {"U-238": (238.051, 205.974), "U-235": (235.044, 206.976), "Rb-87": (86.909, 86.909)}[p["parent"]]
        return root(lambda t: p["p"] / m * (2 ** (t / half) - 1) - p["d"] / d, 0, 20 * half)
    if kind == "argon":
        return root(lambda t: 0.1072 * p["k"] * (2 ** (t / 1.248) - 1) - p["ar"], 0, 30)
    if kind == "pattern":
        light = (p["a"] or 100) / 100, (p["b"] or 100) / 100
        atoms = [light[0]] * p["cl"] + [light[1]] * p["br"]
        by_count = [0.0, 0.0]
        for heavy in itertools.product((0, 1), repeat=len(atoms)):
            if sum(heavy) < 2:
                by_count[sum(heavy)] += math.prod(1 - x if h else x for x, h in zip(atoms, heavy))
        return 100 * by_count[1] / by_count[0]
    if kind == "series":
        nuclides = {"parent": p["parent"], "daughter": p["daughter"]}
        steps = [int(name.split("-")[1]) for name in nuclides.values()]
        return float((steps[0] - steps[1]) / 4 * p["amount"] * 22.414)
    # two-member chain, integrated with small steps
    _, t1, _, t2, _, branch = next(row for row in PAIRS if row[0] == p["parent"])
    a, b = math.log(2) / t1, math.log(2) / t2
    parent, daughter, steps_ = p["start"] / a, 0.0, 4000
    h = p["time"] / steps_
    for _ in range(steps_):
        k1 = branch * a * parent - b * daughter
        middle = parent * math.exp(-a * h / 2)
        k2 = branch * a * middle - b * (daughter + h / 2 * k1)
        daughter += h * k2
        parent *= math.exp(-a * h)
    return float(b * daughter)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_agree_with_the_inverse_calculation(level: int) -> None:
    for at, problem in MADE:
        if at != level:
            continue
        p = dict(problem.parameters)
        right = expected(p)
        if isinstance(right, str):
            assert problem.answer == right, problem.question
            continue
        slack = {"abundance": 0.15, "pattern": 0.12, "mean mass": 6e-4}.get(p["kind"], 0.0075 * abs(right))
        assert abs(number(problem.answer) - right) <= slack, (right, problem.answer, problem.question)


@pytest.mark.slow
def test_half_lives_are_those_of_the_decay_data() -> None:
    radioactivedecay = pytest.importorskip("radioactivedecay")
    for key, (_, half, unit, _, _) in NUCLIDES.items():
        theirs = radioactivedecay.Nuclide(key).half_life("s")
        assert abs(half * SECONDS[unit] / theirs - 1) < 0.012, key


@pytest.mark.slow
def test_daughters_grow_as_radioactivedecay_says() -> None:
    radioactivedecay = pytest.importorskip("radioactivedecay")
    checked = 0
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] != "chain":
            continue
        _, _, daughter, _, unit, _ = next(row for row in PAIRS if row[0] == p["parent"])
        later = radioactivedecay.Inventory({p["parent"]: p["start"]}, "Bq").decay(p["time"] * SECONDS[unit], "s")
        theirs = later.activities("Bq").get(daughter, 0.0)
        assert abs(number(problem.answer) / theirs - 1) < 0.03, problem.question
        checked += 1
    assert checked > 20


def test_shells_are_those_of_the_spectra() -> None:
    for _, problem in MADE:
        for name in problem.parameters.get("species", ()):
            assert name in GROUND_TERMS
    for symbol, charge in (("Cr", 0), ("Cu", 0), ("Fe", 2), ("Fe", 3), ("Mn", 2), ("Pd", 0), ("Nb", 0), ("Mo", 3)):
        assert unpaired(symbol, charge) == GROUND_TERMS[ion(symbol, charge)]
    assert configuration("Fe", 2) == "[Ar] 3d6"
    assert configuration("Cr", 0) == "[Ar] 3d5 4s1"


def test_published_series() -> None:
    assert alpha_beta((238, 92), (206, 82)) == (8, 6)
    assert alpha_beta((235, 92), (207, 82)) == (7, 4)
    assert alpha_beta((232, 90), (208, 82)) == (6, 4)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.16)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
