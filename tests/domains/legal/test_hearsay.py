"""Hearsay paths: the rule for every kind of statement by hand, and its marks in the words of the question."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.verifiers import verify
from domains.legal.families.hearsay import FAMILY, LABELS, NAMES
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 900)
CHECK = "domains.legal.verifiers.label_path:check"
ARGUMENTS = {"labels": list(LABELS), "synonyms": {label: list(names) for label, names in NAMES.items()}}

#: kind of statement -> the rule as the Federal Rules have it, and words that such a question must contain
RULES: dict[str, tuple[str, str]] = {
    "impression": ("803(1)", r"while|as the crash happened|very moment"),
    "excited": ("803(2)", r"shaking|trembling|sobbing|screaming|tears"),
    "calm": ("none", r"\d+ hours after|\d+ hours later"),
    "admission": ("801(d)(2)(A)", r"the defendant|who is the defendant|told me"),
    "own": ("none", r"own lawyer offers|defendant's lawyer offers"),
    "agent": ("801(d)(2)(D)", r"still employed|while employed|on duty"),
    "fired": ("none", r"dismissed|fired"),
    "adopted": ("801(d)(2)(B)", r"said nothing|only nodded"),
    "spokesman": ("801(d)(2)(C)", r"authorized"),
    "conspirator": ("801(d)(2)(E)", r"before the arrests|before anyone was arrested"),
    "arrested": ("none", r"police"),
    "oath": ("801(d)(1)(A)", r"sworn before a grand jury|at a deposition"),
    "police": ("none", r"not under oath|unsworn"),
    "impeach": ("801(c)(2)", r"only to show that the witness|limited to impeachment"),
    "consistent": ("801(d)(1)(B)", r"days after the crash"),
    "too late": ("none", r"days after the crash"),
    "identified": ("801(d)(1)(C)", r"lineup|photograph"),
    "plan": ("803(3)", r"“In \d"),
    "memory": ("none", r"days ago"),
    "medical": ("803(4)", r"to be treated|[Ss]eeking treatment"),
    "fault": ("none", r"fault|to blame"),
    "notice": ("801(c)(2)", r"warned"),
    "words": ("801(c)(2)", r"contract was made"),
    "machine": ("801(a)", r"without anyone's help|by itself"),
    "umbrella": ("801(a)", r"umbrellas"),
    "captain": ("801(a)", r"mechanic"),
    "recollection": ("803(5)", r"fresh"),
    "record": ("803(6)", r"custodian"),
    "litigation": ("none", r"coming trial|expected to be sued"),
    "public": ("803(8)", r"by law"),
    "former": ("804(b)(1)", r"lawyer (?:cross-examined|had asked)"),
    "stranger": ("none", r"strangers|neither \S+ \S+ nor anyone|with which neither"),
    "dying": ("804(b)(2)", r"no hope|[Ss]ure of dying"),
    "hope": ("none", r"home by the weekend|only bruised"),
    "interest": ("804(b)(3)", r"since died|now dead"),
    "available": ("none", r"could be called|ready to come"),
    "forfeited": ("804(b)(6)", r"paid the witness|into hiding"),
    "log": ("803(6)", r"incident log"),
    "inspector": ("803(8)", r"by law|By law"),
    "notebook": ("803(5)", r"accurate"),
    "mail": ("801(d)(2)(D)", r"e-mail"),
    "counsel": ("none", r"for this lawsuit|in view of this trial"),
    "still": ("801(d)(2)(D)", r"whose job it is to report"),
    "former employee": ("none", r"dismissed by"),
}


def test_every_layer_follows_the_rules() -> None:
    for _, problem in MADE:
        layers = problem.parameters["layers"]
        expected = []
        for number, layer in enumerate(layers):
            kind = "former employee" if layer[0] == "former" and 0 < number < len(layers) - 1 else layer[0]
            provision, words = RULES[kind]
            assert re.search(words, problem.question), (kind, problem.question)
            expected.append(provision)
        ruling = "inadmissible" if "none" in expected else "admissible"
        assert problem.answer == " > ".join([*expected, ruling]), problem.question


def test_a_partys_words_are_offered_against_that_party() -> None:
    for _, problem in MADE:
        layers = [layer[0] for layer in problem.parameters["layers"]]
        if "admission" in layers and len(layers) > 1:
            assert "mail" not in layers
            assert "still" not in layers


def test_earlier_statement_comes_before_the_motive() -> None:
    for _, problem in problems(FAMILY, 3000, seed=5):
        kind = problem.parameters["layers"][0][0]
        if kind in ("consistent", "too late"):
            first, second = map(int, re.findall(r"(\d+) days after the crash", problem.question))
            assert (first > second) is (kind == "consistent"), problem.question


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("803(6) > 801(d)(2)(A) > admissible", 1),
        ("803(6), 801(d)(2)(a)", 1),
        ("Rule 803(6) → FRE 801(d)(2)(A): admissible", 1),
        ("business record > opposing party's own statement > admissible", 1),
        ("803(6) (business record), then 801 (d)(2)(A); admitted", 1),
        ("<answer>803(6) > 801(d)(2)(A) > admissible</answer>", 1),
        ("under 805: 803(6) > 801(d)(2)(A) > admissible", 1),
        ("801(d)(2)(A) > 803(6) > admissible", 0),
        ("803(6) > 801(d)(2)(A) > inadmissible", 0),
        ("803(6) > 801(d)(2)(D) > admissible", 0),
        ("803(6) > admissible", 0),
        ("803(6) > 801(d)(2) > admissible", 0),
        ("803(6) > none > inadmissible", 0),
        ("admissible", 0),
        ("", 0),
        ("803(6) > 801(d)(2)(A) > 803(2) > admissible", 0),
        ("admissible or not admissible: 803(6) > 801(d)(2)(A)", 0),
    ],
)
def test_path_checker(answer: str, score: int) -> None:
    assert verify(CHECK, answer, "803(6) > 801(d)(2)(A) > admissible", ARGUMENTS).score == score


def test_path_checker_reads_nothing_as_no_way_in() -> None:
    gold = "none > inadmissible"
    for answer in ("none > inadmissible", "No exception applies: inadmissible", "none; not admissible", "none"):
        assert verify(CHECK, answer, gold, ARGUMENTS).score == 1, answer
    assert verify(CHECK, "803(2) > admissible", gold, ARGUMENTS).score == 0
    assert verify(CHECK, "803(2)", "I do not know", ARGUMENTS).score is None
    assert verify(CHECK, "803(2)", "803(2)", {"labels": "803(2)"}).score is None


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=120))
def test_path_checker_never_raises(text: str) -> None:
    assert verify(CHECK, text, "803(2) > admissible", ARGUMENTS).score in (0, 1)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=1.0)  # rules, not arithmetic


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
