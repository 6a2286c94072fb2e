"""Choice, decision, label, date, integer and text checkers: traps, real golds, no input that raises."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import RecipeError
from curate.verifiers import CHECKERS, REASONS, checker, verify
from curate.verifiers.infer import infer

OPTIONS = {"choices": ["Metformin", "Insulin", "A patient has gout", "None of the above"]}
LABELS = {
    "labels": ["metabolic acidosis", "high anion gap metabolic acidosis", "respiratory alkalosis", "pre-renal"],
    "synonyms": {"high anion gap metabolic acidosis": ["HAGMA"]},
}


@pytest.mark.parametrize(
    "answer",
    ["B", "(B)", "b", "B.", "B)", "B) Insulin", "B. insulin", "insulin", "The answer is B",
     "The final answer is: (B) Insulin.",
     "The answer is B, not C", "**B**", r"$\boxed{B}$", r"\boxed{\text{B}}", "<answer>B</answer>", "Option B",
     "I weighed them all.\nSo the answer is B.", "[B]", "Option B is correct"],
)  # fmt: skip
def test_an_option_named_in_any_usual_way_is_read(answer: str) -> None:
    assert verify("choice", answer, "B", OPTIONS).score == 1
    assert verify("choice", answer, "Insulin", OPTIONS).score == 1
    assert verify("choice", answer, "A", OPTIONS).score == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("A patient has hyperglycaemia, so D", "answer_unreadable"), ("A patient needs insulin", "answer_unreadable"),
     ("A, B", "answer_ambiguous"), ("A or B", "answer_ambiguous"), ("A and B", "answer_ambiguous"),
     ("B) Metformin", "answer_ambiguous"), ("E", "answer_unreadable"), ("", "answer_unreadable"),
     ("Option B is wrong", "answer_unreadable"), ("the answer is A or the answer is B", "answer_ambiguous"),
     ("A patient has gout", "different"), ("ABCD", "answer_unreadable"), ("B" * 3000, "answer_unreadable")],
)  # fmt: skip
def test_what_is_no_single_letter_is_not_taken_for_one(answer: str, reason: str) -> None:
    assert verify("choice", answer, "B", OPTIONS) == type(verify("choice", "B", "B", OPTIONS))(0.0, reason)


def test_a_letter_beyond_the_options_is_no_gold_answer() -> None:
    assert verify("choice", "A", "F", OPTIONS).reason == "gold_unreadable"
    assert verify("choice", "A", "A").reason == "arguments_unreadable"
    assert verify("choice", "A", "A", {"choices": "AB"}).reason == "arguments_unreadable"


@pytest.mark.parametrize(
    ("answer", "score"),
    [("Yes", 1), ("yes.", 1), ("Yes, because it does.", 1), ("The answer is yes", 1), ("Yes, there is no doubt", 1),
     ("True", 1), ("no", 0), ("maybe", 0), ("Yes and no", 0), ("Maybe yes", 0), ("No evidence of disease", 0), ("", 0)],
)  # fmt: skip
def test_a_decision_is_what_the_answer_opens_with(answer: str, score: float) -> None:
    assert verify("yes_no", answer, "yes").score == score


def test_a_label_matches_whole_and_longest() -> None:
    gold = "high anion gap metabolic acidosis"
    for answer in ("HAGMA", "High anion-gap metabolic  acidosis", "It is high anion gap metabolic acidosis."):
        assert verify("label", answer, gold, LABELS).score == 1
    assert verify("label", "metabolic acidosis", gold, LABELS).reason == "different"
    assert verify("label", "not HAGMA", gold, LABELS).reason == "answer_ambiguous"
    assert verify("label", "HAGMA or respiratory alkalosis", gold, LABELS).reason == "answer_ambiguous"
    assert verify("label", "prerenal", "pre-renal", LABELS).score == 0
    assert verify("label", "pre renal", "pre-renal", LABELS).score == 1
    assert verify("label", "x", "unlisted", LABELS).reason == "gold_unreadable"


def test_a_set_of_labels_has_no_order_and_may_earn_part() -> None:
    gold = "HAGMA, respiratory alkalosis"
    assert verify("labels", "Respiratory alkalosis and HAGMA", gold, LABELS).score == 1
    assert verify("labels", '["respiratory alkalosis", "HAGMA"]', gold, LABELS).score == 1
    assert verify("labels", "HAGMA", gold, LABELS).score == 0
    assert verify("labels", "HAGMA", gold, {**LABELS, "partial": True}).score == 0.5
    assert verify("labels", "HAGMA and something else", gold, LABELS).reason == "answer_unreadable"
    assert verify("labels", "none", "none", LABELS).score == 1


@pytest.mark.parametrize(
    "answer",
    ["2026-07-09", "07/09/2026", "7/9/2026", "July 9, 2026", "9 July 2026", "the 9th of July 2026",
     "Thursday, July 9, 2026",
     "The deadline is Jul 9, 2026.", "09-Jul-2026", r"\boxed{07/09/2026}"],
)  # fmt: skip
def test_a_date_is_read_in_any_usual_form(answer: str) -> None:
    assert verify("date", answer, "2026-07-09").score == 1
    assert verify("date", answer, "2026-07-10").score == 0


def test_dates_that_could_be_two_days_follow_the_order() -> None:
    assert verify("date", "07/09/2026", "2026-09-07", {"order": "dmy"}).score == 1
    assert verify("date", "25/12/2026", "2026-12-25").score == 1
    assert verify("date", "Friday, July 9, 2026", "2026-07-09").reason == "answer_ambiguous"
    assert verify("date", "July 9, 2026 or July 10, 2026", "2026-07-09").reason == "answer_ambiguous"
    assert verify("date", "02/30/2026", "2026-07-09").reason == "answer_unreadable"
    assert verify("date", "x", "soon").score is None


@settings(deadline=None, max_examples=100)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_written_dates_agree_with_dateutil(day: date) -> None:
    parser = pytest.importorskip("dateutil.parser")
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%d %b %Y", "%A, %B %d, %Y"):
        text = day.strftime(form)
        assert parser.parse(text).date() == day
        assert verify("date", text, day.isoformat()).score == 1


def test_whole_numbers_are_exact() -> None:
    for answer in ("12", "12.0", "12 points", "twelve", "+12", r"\boxed{12}", "The score is 12."):
        assert verify("integer", answer, "12").score == 1
    for answer in ("12.4", "12 %", "1,200", "12 or 13", "-12", "11", "12/5"):
        assert verify("integer", answer, "12").score == 0
    assert verify("integer", "12", "12.5").score is None
    assert verify("integer", str(10**30 + 1), str(10**30)).score == 0


def test_short_text_folds_case_articles_and_punctuation() -> None:
    for answer in ("The Crohn's disease.", "crohns disease", '"Crohn’s  Disease"'):
        assert verify("text", answer, "Crohn's disease").score == 1
    assert verify("text", "regional enteritis", "Crohn's disease", {"accept": ["Regional enteritis"]}).score == 1
    assert verify("text", "1.5", "15").score == 0
    assert verify("text", "x", "...").score is None


ARGUMENTS: dict[str, dict[str, object]] = {"choice": OPTIONS, "label": LABELS, "labels": LABELS}


@pytest.mark.parametrize("name", sorted(CHECKERS))
def test_no_text_makes_a_checker_raise(name: str) -> None:
    @settings(deadline=None, max_examples=150)
    @given(
        st.one_of(st.text(max_size=60), st.text("AB.()\\${}answer is0123456789-/,^%", max_size=60)),
        st.one_of(st.text(max_size=60), st.text("AB.()\\${}answer is0123456789-/,^%", max_size=60)),
    )
    def holds(answer: str, gold: str) -> None:
        verdict = verify(name, answer, gold, ARGUMENTS.get(name))
        assert verdict.reason in REASONS
        if verify(name, gold, gold, ARGUMENTS.get(name)).score is not None:
            assert verify(name, gold, gold, ARGUMENTS.get(name)).score == 1

    holds()


@pytest.mark.parametrize("name", sorted(CHECKERS))
def test_long_and_nested_text_is_refused_and_not_worked_on(name: str) -> None:
    for text in ("(" * 50_000, "\\boxed{" * 20_000, "1," * 50_000, "A" * 10**6, "\x00" * 10, "\ud800"):
        assert verify(name, text, "B", ARGUMENTS.get(name)).score in (0, None)


def test_unknown_checkers_and_arguments_are_named() -> None:
    with pytest.raises(RecipeError, match="known: choice"):
        checker("guess")
    assert verify("yes_no", "yes", "yes", {"strict": True}).reason == "arguments_unreadable"


@pytest.mark.parametrize(
    ("gold", "expected"),
    [("18", "integer"), ("1,234", "integer"), ("$18", "integer"), ("25.24", "number"), ("5 mg", "number"),
     ("50%", "number"),
     ("3/4", "number"), ("yes", "yes_no"), ("Maybe.", "yes_no"), ("07/09/2026", "date"), ("July 9, 2026", "date"),
     ("x^2+1", "expression"), (r"\frac{\sqrt{3}}{2}", "expression"), ("Crohn disease", "text"), ("H2O", "text"),
     ("B12 deficiency", "text"), ("3-5 days", "text"), ("Type 2 diabetes", "text"), ("10:30", "text"), ("", "text")],
)  # fmt: skip
def test_an_untyped_gold_answer_gets_the_checker_that_fits(gold: str, expected: str) -> None:
    answer_type, name, arguments = infer(gold)
    assert answer_type == name == expected
    if gold:
        assert verify(name, gold, gold, arguments).score == 1


def test_real_letters_and_decisions_verify_against_themselves(shared_data: Path) -> None:
    lines = (shared_data / "medical/medmcqa_dev/dev.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        choices = [row["opa"], row["opb"], row["opc"], row["opd"]]
        letter = "ABCD"[row["cop"] - 1]
        assert verify("choice", letter, letter, {"choices": choices}).score == 1
        other = "ABCD"[row["cop"] % 4]
        assert verify("choice", other, letter, {"choices": choices}).score == 0
    labels = json.loads((shared_data / "medical/pubmedqa_pqal/ori_pqal.json").read_text(encoding="utf-8"))
    counts = {"yes": 0, "no": 0, "maybe": 0}
    for row in labels.values():
        counts[row["final_decision"]] += 1
        assert verify("yes_no", row["final_decision"], row["final_decision"]).score == 1
    assert counts == {"yes": 552, "no": 338, "maybe": 110}


def test_medqa_option_texts_lead_to_their_letter(shared_data: Path) -> None:
    path = shared_data / "medical/medqa_usmle_test/phrases_no_exclude_test.jsonl"
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        choices = list(row["options"].values())
        if any(len(choice) == 1 for choice in choices):
            continue  # options that are letters themselves: a letter names the option at that place
        assert verify("choice", row["answer"], row["answer_idx"], {"choices": choices}).score == 1
        assert (
            verify("choice", f"{row['answer_idx']}. {row['answer']}", row["answer_idx"], {"choices": choices}).score
            == 1
        )


def test_medcalc_golds_are_inferred(shared_data: Path) -> None:
    csv.field_size_limit(10**9)
    with open(shared_data / "medical/medcalc_bench/test_data.csv", encoding="utf-8") as lines:
        golds = {row["Ground Truth Answer"] for row in csv.DictReader(lines)}
    for gold in golds:
        _, name, arguments = infer(gold)
        assert verify(name, gold, gold, arguments).score == 1
