"""The step check: forms it reads, prose it leaves alone, and the errors that real data sets hold."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.steps import check_steps

RIGHT = [
    "3 + 4 = 7", "70 kg × 0.9 = 63 kg", "(140 − 62) × 70 = 5460", "5460 / 72 = 75.83", "<<12/60=0.2>>",
    "1,200 × 3 = 3,600",
    "20% of 50 = 10", "2 tbs / 50 tbs * 100% = 4%", "80 + 20% × 80 = 96", "0.957 x ln(2.0) + 0.643 = 1.306",
    "175 * 1.42^(-1.154) * 63^(-0.203) * 1=50.354", "sqrt((81.0 (in kgs) * 172.0 (in cm))/3600) = 1.967 m^2",
    "340/√(0.64) = 425.0", "54.0 kg / (1.72 m * 1.72 m) = 18.253 kg/m^2", r"\frac{12}{60} = 0.2",
    r"$3 \times 4 = 12$",
    "42.0 µmol drug * 1e-06 mol/µmol = 4.2e-05 mol", "10/3 ≈ 3.33", "min(3, 4) + 1 = 4", "max(1.0, 0.7) × 2 = 2",
    "**5 + 3 = 8**", "5 + 3 = **8**", "2 × 24 = 12 × 4 = 48", "15 = 10 + 5", "2^10 = 1024", "1.2×10^-3 × 2 = 2.4×10^-3",
    "pH = 6.1 + log(24 / (0.03 × 40)) = 7.40", "2.5 g / 0.5 L = 5000 mg/L", "exp(-0.5) = 0.607", "log10(1000) × 2 = 6",
    "5 × 200,000 = 1 million", "-3 + 4 = 1", "2(3+4) = 14", "1.63² = 2.6569", "20 mg/kg/day × 10 kg = 200 mg/day",
    "2.50 − 2.24 = 0.26", "7 / 2 = 4", "8 ÷ 4 = 2", "2 ** 3 = 8", "0.1 + 0.2 = 0.3", "1/3 + 1/3 = 2/3",
    "123456789 × 987654321 = 121932631112635269", r"\sqrt{16} + 1 = 5",
]  # fmt: skip
WRONG = [
    ("3 + 4 = 8", 7), ("70 kg × 0.9 = 65 kg", 63), ("(140 − 62) × 70 = 5400", 5460), ("<<5+3=9>>", 8),
    ("20% of 50 = 12", 10),
    ("5 + 3 = **9**", 8), (r"$3 \times 4 = 13$", 12), ("2/3 = 0.66", 2 / 3), ("10 - 5 × 2 = 10", 0),
    ("500 mL / 4 h = 130 mL/h", 125),
    ("20 mg/kg/day × 10 kg = 250 mg/day", 200), ("330/√(0.458) = 387.62", 487.62), ("2^10 = 1000", 1024),
    ("ln(2) × 2 = 1.40", 1.386),
    ("123456789 × 987654321 = 121932631112635268", 121932631112635269), ("min(3, 4) + 1 = 5", 4),
    ("80 − 7 = 10 + 64", 73),
]  # fmt: skip
NO_STEP = [
    "due 12/05/2024 = late", "a ratio of 3/4 of the total = most", "pH = 7.4", "2-3 days = 48 hours",
    "2 H2 + O2 = 2 H2O",
    "A = B", "x = 5", "2x + 3 = 8", "x - 3 + 4 = 7", "10-15 mg × 2 = 20-30 mg", "Day 1 - 5 mg × 3 = 10 mg",
    "Day 1 - 5 mg × 2 = 10 mg",
    "age 65 years and older + 1 = 3", "f(3) + 4 = 9", "2,5 × 3 = 7,6", "3m + 2 = 14", "if a == 3: b += 1",
    '<a href="3+4">', "C1=CC=C(C=C1)", "O=C(O)C1CCN1", "19 / 5 = 3 remainder 4", "3 + 5 = 9 - x",
    "12 + x = 9", "E = mc^2",
    "9**9**9 = 1", "2 1/2 + 1 = 3.6", "the area of 1 room = 11 * 11", "10 N = 6(N + 8)", "25 / 1/3 = 75",
    "1 and 1/4 = 1.25",
    "0900-0130 = 0730 hours", "3:70-21-15 = 34", "[C][=C][Branch1]", "https://example.org/?a=3&b=4+5",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_a_step_that_holds_is_counted(text: str) -> None:
    report = check_steps(f"We see that {text}.")
    assert report.checked >= 1
    assert report.wrong == ()


@pytest.mark.parametrize(("text", "right"), WRONG)
def test_a_step_that_does_not_hold_is_located(text: str, right: float) -> None:
    trace = f"First, 1 + 1 = 2. Now {text}, as asked."
    report = check_steps(trace)
    (wrong,) = report.wrong
    assert math.isclose(wrong.right, right, rel_tol=1e-3)
    assert trace[wrong.start : wrong.end] == wrong.text
    assert report.checked == 2


@pytest.mark.parametrize("text", NO_STEP)
def test_prose_that_looks_like_arithmetic_is_no_wrong_step(text: str) -> None:
    assert check_steps(text).wrong == ()


def test_an_operand_that_was_rounded_may_stand_for_its_unrounded_value() -> None:
    assert check_steps("60 / 131 = 0.46, and 1000 × 0.46 = 458.0").wrong == ()
    assert len(check_steps("1000 × 0.46 = 458.0").wrong) == 1


def test_a_formula_takes_one_number_for_one_name() -> None:
    formula = "Rate = Base + 1.32 x (137 - Level) - [0.033 x Base x (137 - Level)]. "
    assert check_steps(formula + "So 20 + 1.32 x (137 - 137) - [0.033 x 20 x (137 - 137)] = 20.").wrong == ()
    (wrong,) = check_steps(formula + "So 20 + 1.32 x (137 - 137) - [0.033 x 2 x (137 - 137)] = 20.").wrong
    assert (wrong.reason, wrong.right, wrong.written) == ("substitution", 20, 2)


NUMBERS = st.one_of(st.integers(0, 10_000), st.integers(1, 99_999).map(lambda n: n / 100))


@settings(deadline=None, max_examples=200)
@given(NUMBERS, st.sampled_from("+-*/×÷−"), NUMBERS, st.sampled_from(["", " kg", " apples"]), st.integers(0, 4))
def test_every_correctly_rounded_step_holds_and_every_other_does_not(
    a: float, symbol: str, b: float, unit: str, places: int
) -> None:
    if symbol in "/÷" and not b:
        return
    value = {"+": a + b, "-": a - b, "−": a - b, "*": a * b, "×": a * b}.get(symbol, a / b if b else 0)
    if value < 0:
        return
    step = 10.0**-places
    assert check_steps(f"{a}{unit} {symbol} {b} = {value:.{places}f}{unit}").wrong == ()
    report = check_steps(f"{a} {symbol} {b} = {value + 2 * step:.{places}f}")
    assert (report.checked, len(report.wrong)) == (1, 1)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=200), st.text("0123456789+-*/^()[]{}=≈%$.,x ln<>\\frac", max_size=200)))
def test_no_text_makes_it_raise(text: str) -> None:
    report = check_steps(text)
    assert len(report.wrong) <= report.checked
    assert all(text[step.start : step.end] == step.text for step in report.wrong)


@pytest.mark.parametrize(
    "unit", ["1+1=2 ", "1+", "=", "(", "1=1", "9^9=", "a=", "<<", "x", "1,000,000=", "√", "-1-", "min("]
)
def test_a_very_long_trace_ends(unit: str) -> None:
    check_steps(unit * (200_000 // len(unit)))


def test_the_wrong_factors_of_medcalc_are_found(shared_data: Path) -> None:
    csv.field_size_limit(10**9)
    with open(shared_data / "medical/medcalc_bench/test_data.csv", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    meld = [row["Ground Truth Explanation"] for row in rows if row["Calculator Name"].startswith("MELD")]
    reports = [check_steps(text) for text in meld]
    assert [len(report.wrong) for report in reports] == [1, 0, 1, 1, 1]
    for text, report in zip(meld, reports):
        for step in report.wrong:
            assert "0.033 x " in text[step.start : step.end]
    wrong = [row["Calculator Name"] for row in rows if check_steps(row["Ground Truth Explanation"]).wrong]
    # besides MELD: osmolality puts glucose for urea, two QTc formulas print another root or drop the leading term
    assert {name.split()[0] for name in wrong} == {"MELD", "Serum", "QTc"}


def test_the_annotations_of_gsm8k_hold(shared_data: Path) -> None:
    lines = (shared_data / "general/gsm8k/train.jsonl").read_text(encoding="utf-8").splitlines()
    reports = [check_steps(json.loads(line)["answer"]) for line in lines]
    assert sum(report.checked for report in reports) > 45_000
    # every one of them was read: 3/1=1, 2*8 = 24, 4+4+6 = 18, …
    assert sum(len(report.wrong) for report in reports) <= 30


def test_the_exponent_of_a_unit_is_not_that_of_the_number() -> None:
    assert check_steps("80 × (95 − 5) / 4.425 = 1627 dyn·s·cm⁻⁵").wrong == ()
    assert len(check_steps("80 × (95 − 5) / 4.425 = 1727 dyn·s·cm⁻⁵").wrong) == 1
    assert check_steps("3² + 4² = 25, and 2 m × 3 m = 6 m²").wrong == ()


def test_a_negative_percentage_is_rounded_like_any_number() -> None:
    assert check_steps("(24.3 − 25.80) / 25.80 × 100 = −5.8 %").wrong == ()
    assert check_steps("(24.3 − 25.80) / 25.80 = −5.8 %").wrong == ()
    assert len(check_steps("(24.3 − 25.80) / 25.80 × 100 = −5.7 %").wrong) == 1


@pytest.mark.parametrize("text", ["(3 × 4) = 12.¹A, as stated", "2⁻ + 3 = 5", "10⁻⁻³ × 2 = 4", "5⁺⁻ = 3", "x = 2¹²³⁴"])
def test_a_raised_mark_that_is_no_exponent_is_passed_over(text: str) -> None:
    assert check_steps(text).wrong == ()
