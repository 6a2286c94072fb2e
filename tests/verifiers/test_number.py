"""The number checker against worked cases, pint and the limits of MedCalc-Bench."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.verifiers import REASONS, verify
from curate.verifiers.quantity import Quantity, read
from curate.verifiers.units import read_unit

RIGHT = [
    ("75 mg", "0.075 g", {}),
    ("1e-3", "0.001", {}),
    ("1.2×10^-3", "0.0012", {}),
    (r"$1.2 \times 10^{-3}$", "0.0012", {}),
    ("1.2×10⁻³", "0.0012", {}),
    ("1,234.5", "1234.5", {}),
    ("1.234,5", "1234.5", {}),
    ("0,5", "0.5", {}),
    ("−5", "-5", {}),
    ("3/4", "0.75", {}),
    (r"\frac{3}{4}", "0.75", {}),
    ("1 3/4", "1.75", {}),
    ("12 mL/h", "12 ml per hour", {}),
    ("5 mcg/kg/min", "5 µg·kg^-1·min^-1", {}),
    ("63", "63 kg", {}),
    ("98.6 °F", "37 °C", {}),
    ("310.15 K", "37 degrees Celsius", {}),
    ("$1,234", "1234", {}),
    ("18 dollars", "18", {}),
    ("The answer is 63 kg.", "63 kg", {}),
    ("CrCl = 63 mL/min", "63 mL/min", {}),
    (r"\boxed{63\text{ kg}}", "63 kg", {}),
    ("<answer>63</answer>", "63", {}),
    ("63.2", "63", {"relative": 0.01}),
    ("24.0", "25.238", {"lower": 23.976, "upper": 26.5}),
    ("-0.8", "-0.828", {"lower": -0.869, "upper": -0.787}),
    ("0.333", "1/3", {"decimals": 3}),
    ("60 mL/min/1.73 m²", "60 mL/min/1.73m^2", {}),
    ("760 mmHg", "1 atm", {}),
    ("17 weeks 1 day", "('17 weeks', '1 days')", {}),
    ("120 days", "17 weeks 1 day", {}),
    ("24.7", "24.7", {"unit": "%"}),
    ("0.05", "5 %", {}),
    ("50 %", "0.5", {}),
    ("5 million", "5000000", {}),
    ("27 mg of codeine", "27 mg", {}),
    ("80 bpm", "80 beats per minute", {}),
]  # fmt: skip
WRONG = [
    ("75 mg", "75 g", "different"),
    ("5", "5 %", "missing_unit"),
    ("5 %", "5", "wrong_unit"),
    ("5 mEq", "5 mmol", "wrong_unit"),
    ("5 IU", "5 mg", "wrong_unit"),
    ("5 drops", "5 mL", "wrong_unit"),
    ("100 mg/dL", "5.6 mmol/L", "wrong_unit"),
    ("15 mg/kg/day", "15 mg/kg/dose", "wrong_unit"),
    ("5 apples", "5 oranges", "wrong_unit"),
    ("2-3", "2", "answer_ambiguous"),
    ("2 to 3 mg", "2 mg", "answer_ambiguous"),
    ("3 kg, 4 kg", "3 kg", "answer_ambiguous"),
    ("5 ± 1", "5", "answer_ambiguous"),
    ("", "5", "answer_unreadable"),
    ("none", "5", "answer_unreadable"),
    ("1e999", "5", "answer_unreadable"),
    ("9" * 2001, "9", "answer_unreadable"),
    ("63.1", "63", "different"),
    ("-63", "63", "different"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "gold", "arguments"), RIGHT)
def test_a_quantity_written_differently_is_right(answer: str, gold: str, arguments: dict[str, object]) -> None:
    assert verify("number", answer, gold, arguments).score == 1


@pytest.mark.parametrize(("answer", "gold", "reason"), WRONG)
def test_a_wrong_quantity_says_why(answer: str, gold: str, reason: str) -> None:
    verdict = verify("number", answer, gold)
    assert (verdict.score, verdict.reason) == (0, reason)


def test_a_gold_answer_that_is_no_number_gives_no_score() -> None:
    for gold in ("", "unknown", "3 to 5", "1e999"):
        assert verify("number", "3", gold).score is None
    assert verify("number", "3", "3", {"unit": "+++"}).reason == "arguments_unreadable"
    assert verify("number", "3", "3", {"tolerance": 1}).reason == "arguments_unreadable"
    assert verify("number", "3", "3", {"relative": "much"}).reason == "arguments_unreadable"


def test_a_required_unit_can_not_be_left_out() -> None:
    assert verify("number", "63", "63 kg", {"unit_required": True}).reason == "missing_unit"
    assert verify("number", "63", "63", {"unit": "kg"}).reason == "equal_without_unit"
    assert verify("number", "63 g", "63", {"unit": "kg"}).score == 0


PINT_PAIRS = [
    ("kg", "lb", "pound"), ("mL", "L", "liter"), ("mg/dL", "g/L", "gram/liter"), ("kPa", "mmHg", "mmHg"),
    ("kcal", "kJ", "kJ"),
    ("psi", "kPa", "kPa"), ("ft", "m", "m"), ("mi", "km", "km"), ("eV", "J", "J"), ("bar", "atm", "atm"),
    ("mg/h", "µg/min", "microgram/minute"), ("L/min", "mL/s", "mL/s"), ("°C", "°F", "degF"), ("K", "°C", "degC"),
    ("Å", "nm", "nm"), ("N·m", "J", "J"), ("oz", "g", "g"), ("in", "cm", "cm"), ("mmol/L", "mM", "mol/m^3"),
]  # fmt: skip
PINT_NAMES = {
    "°C": "degC",
    "°F": "degF",
    "Å": "angstrom",
    "N·m": "newton*meter",
    "oz": "ounce",
    "in": "inch",
    "lb": "pound",
}


@pytest.mark.parametrize(("ours", "target", "pint_target"), PINT_PAIRS)
def test_conversions_agree_with_pint(ours: str, target: str, pint_target: str) -> None:
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    there = registry.Quantity(37.5, registry.Unit(PINT_NAMES.get(ours, ours))).to(pint_target).magnitude
    assert verify("number", f"{there:.12g} {target}", f"37.5 {ours}", {"relative": 1e-6}).score == 1
    assert verify("number", f"{there * 1.01 + 1:.12g} {target}", f"37.5 {ours}", {"relative": 1e-3}).score == 0


@settings(deadline=None, max_examples=150)
@given(
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: round(x, 6)),
    st.sampled_from(["", "mg", "mL/h", "mEq/L", "%", "°C", "kg/m²", "points", "mL/min/1.73 m²", "J K^-1 mol^-1"]),
)
def test_a_readable_gold_answer_verifies_against_itself(value: float, unit: str) -> None:
    gold = f"{value} {unit}".strip()
    assert verify("number", gold, gold).score == 1
    assert verify("number", f"{value * 1.5 + 1:.6f} {unit}", gold).score == 0


@settings(deadline=None, max_examples=150)
@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_separators_and_unicode_signs_do_not_change_a_number(whole: int, places: int) -> None:
    value = whole / 10**places
    plain, grouped = f"{value:.{places}f}", f"{value:,.{places}f}".replace("-", "−")
    one, other = read(plain), read(grouped)
    assert isinstance(one, Quantity)
    assert isinstance(other, Quantity)
    assert math.isclose(one.value, other.value)
    assert one.decimals == other.decimals == places


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_makes_it_raise(answer: str, gold: str) -> None:
    assert verify("number", answer, gold).reason in REASONS
    read_unit(answer)


def test_medcalc_golds_lie_in_their_own_limits(shared_data: Path) -> None:
    csv.field_size_limit(10**9)
    with open(shared_data / "medical/medcalc_bench/test_data.csv", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 1047
    for row in rows:
        gold = row["Ground Truth Answer"]
        if row["Output Type"] == "decimal":
            limits = {"lower": float(row["Lower Limit"]), "upper": float(row["Upper Limit"])}
            for edge in (gold, row["Lower Limit"], row["Upper Limit"]):
                assert verify("number", edge, gold, limits).score == 1
            outside = f"{max(limits.values()) + 0.06 * abs(float(gold)) + 1}"
            assert verify("number", outside, gold, limits).score == 0
        elif row["Output Type"] == "integer":
            assert verify("integer", gold, gold).score == 1
        elif gold.startswith("("):
            assert verify("number", gold, gold).score == 1
        else:
            assert verify("date", gold, gold).score == 1


def test_every_scibench_unit_is_understood(shared_data: Path) -> None:
    unread = set()
    for path in sorted((shared_data / "chemistry/scibench").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            unit = row["unit"].strip()
            verdict = verify("number", row["answer_number"], row["answer_number"], {"unit": unit} if unit else {})
            if verdict.score != 1:
                unread.add(unit)
    assert unread == {r"$10^{-18} \mathrm{~J} / \alpha \text {-particle}$"}


def test_gsm8k_and_sara_golds_verify_against_themselves(shared_data: Path) -> None:
    lines = (shared_data / "general/gsm8k/train.jsonl").read_text(encoding="utf-8").splitlines()
    golds = [json.loads(line)["answer"].rpartition("#### ")[2] for line in lines]
    assert len(golds) == 7473
    assert all(verify("number", gold, gold).score == 1 for gold in golds)
    sara = re.findall(r"\$\d+$", (shared_data / "legal/sara/train.tsv").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(sara) > 20
    assert all(verify("number", dollars[1:], dollars).score == 1 for dollars in sara)


@pytest.mark.parametrize("answer", ["10.5 cmH2O", "10.5 cmH₂O", "10.5 cm H2O", "1.03 kPa"])
def test_a_unit_may_hold_a_digit(answer: str) -> None:
    verdict = verify("number", answer, "10.5 cmH₂O", {"unit": "cmH2O", "relative": 0.01})
    assert verdict.score == 1.0


@pytest.mark.parametrize("answer", ["pH 4.75", "pH = 4.75", "the pH is 4.75", "4.75"])
def test_a_ph_may_be_named(answer: str) -> None:
    assert verify("number", answer, "4.75", {"absolute": 0.02}).score == 1.0
