"""Quality rules turn away what can't be right, name why, and leave the merely unusual."""

from __future__ import annotations

import csv
import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import InputError, RecipeError
from curate.stages.quality import RULES, Options, repeated_share, stage, tail_period
from curate.tokens import count_tokens
from tests.stages.rows import CONTEXT, assert_rowwise, batch, kept, reasons, row

STAGE = stage(Options(), CONTEXT)
LONG = " ".join(
    f"Fact {k} says that the clearance of drug {k} is {k * 3} mL per minute in case {k}." for k in range(30)
)
SENTENCE = "Wait, let me check the dose of the drug once more before I go on. "

DAMAGED: list[tuple[str, dict[str, Any]]] = [
    ("length_v1:question_short", {"question": "?"}),
    ("tags_v1:tag_damage", {"reasoning": "<think>\nFirst 40 / 20 = 2."}),
    ("tags_v1:tag_damage", {"reasoning": "So it is 2.</reasoning> The answer is 2."}),
    ("tags_v1:tag_damage", {"reasoning": "It is 2.<|im_end|>\nNext question: what is 3?"}),
    ("tags_v1:tag_damage", {"answer": "<answer>2"}),
    ("tags_v1:tag_damage", {"question": "<start_of_turn>user\nWhat is 1 + 1 here?"}),
    (
        "refusal_v1:refusal",
        {"reasoning": "", "answer": "I'm sorry, but I can't help with medical questions.", "verifier": "text"},
    ),
    (
        "refusal_v1:refusal",
        {"reasoning": "As an AI language model, I do not have access to patient data. It may be 2."},
    ),
    ("refusal_v1:refusal", {"reasoning": "I cannot provide medical advice on this. Please see a doctor."}),
    ("truncation_v1:truncated", {"reasoning": LONG + " From this it follows that the"}),
    ("truncation_v1:truncated", {"reasoning": LONG + " The result is \\boxed{\\frac{1}{2"}),
    ("truncation_v1:truncated", {"reasoning": LONG + "\n```python\nprint(40 / 20)\n"}),
    ("looping_v1:looping", {"reasoning": LONG + " " + SENTENCE * 8}),
    ("looping_v1:looping", {"reasoning": LONG + " and so" * 40}),
    (
        "looping_v1:looping",
        {
            "reasoning": ("The dose is five milligrams each day. So we should check it. " * 7)
            + "Fine, we are done here."
        },
    ),
    ("repetition_v1:repeated_words", {"reasoning": f"{LONG} Once more. {LONG} And again. {LONG} Done, so it is 2."}),
    ("symbols_v1:symbols", {"reasoning": " ".join(f"# … # … word{k}" for k in range(30))}),
    (
        "symbols_v1:hardly_a_letter",
        {"reasoning": " ".join("*(-_=|"[k % 6] * (k % 7 + 1) + ")" * (k % 5) for k in range(60))},
    ),
    ("leak_v1:answer_leaked", {"question": "What is the rate? The correct answer is 2.", "reasoning": ""}),
    ("conclusion_v1:conclusion_differs", {"reasoning": "40 / 10 = 4.\nThe final answer is 4."}),
]


@pytest.mark.parametrize(("reason", "given_row"), DAMAGED, ids=[f"{k}-{one[0]}" for k, one in enumerate(DAMAGED)])
def test_each_damage_is_turned_away_by_its_rule(reason: str, given_row: dict[str, Any]) -> None:
    sifted = STAGE.apply(batch(row(**given_row)))
    assert reasons(sifted) == [reason]
    assert sifted.rejected.column("detail").to_pylist()[0] or reason.endswith("no_reasoning")


@pytest.mark.parametrize(("reason", "given_row"), DAMAGED, ids=[f"{k}-{one[0]}" for k, one in enumerate(DAMAGED)])
def test_a_rule_that_the_recipe_leaves_out_turns_nothing_away(reason: str, given_row: dict[str, Any]) -> None:
    name = reason.partition(":")[0]
    without = stage(Options(rules=tuple(rule for rule in RULES if rule != name)), CONTEXT)
    assert name not in {one.partition(":")[0] for one in reasons(without.apply(batch(row(**given_row))))}


HARMLESS: list[dict[str, Any]] = [
    {},
    {"reasoning": ""},
    {"reasoning": "40/20=2"},
    {"reasoning": "He buys 20 + 25 = 45 balls and therefore the rate is 2,"},
    {
        "question": "Most common cause of",
        "choices": ["a", "b"],
        "answer": "A",
        "answer_type": "choice",
        "verifier": "choice",
    },
    {"question": "Put the result between <answer> and </answer> tags. What is 40 / 20?"},
    {"reasoning": "The tag `<think>` opens the reasoning, and 40 / 20 = 2."},
    {"reasoning": 'He says: "I am sorry, I cannot help you." Nevertheless 40 / 20 = 2.'},
    {"question": "A patient says “I can't sleep” and “I'm sorry, I won't stop”. How many complaints are there?"},
    {"question": "Is drug A or drug B faster?", "answer": "drug A", "answer_type": "label", "verifier": "label"},
    {"question": "There were 2 patients, and 2 more came, and 2 left. How many patients are there?", "reasoning": ""},
    {"question": "Which is the IUPAC name of CC(=O)Oc1ccccc1C(=O)O and of [Na+].[Cl-].[K+].[Br-].O=C=O.C#N.N#N?"},
    {"question": "Lab\n  Sodium ............ 140\n  Potassium ......... 4.0\n  Chloride .......... 100\nGap?"},
    {"reasoning": "\n".join(f"(put-down b{k})\n(stack b{k} b{k + 1})" for k in range(40))},
    {
        "reasoning": "".join(
            f"Criterion {k} is absent. By the rule no point is given, so it remains 2. " for k in range(9)
        )
    },
    {"reasoning": "First we note it.\nThe final answer is 2."},
    {"reasoning": "40 / 20 = 2.\nThe tempting mistake is to multiply: then the answer would be 800."},
    {"reasoning": "First we note it.\nThe final answer is 2.0 mL/min."},
    {"reasoning": "Roughly.\nThe final answer is 2.01."},
]


@pytest.mark.parametrize("given_row", HARMLESS)
def test_what_is_only_unusual_stays(given_row: dict[str, Any]) -> None:
    assert reasons(STAGE.apply(batch(row(**given_row)))) == []


def test_tokens_are_of_the_prompt_with_its_choices_the_reasoning_and_the_answer() -> None:
    (one,) = kept(STAGE.apply(batch(row(choices=["2", "4"], answer="A", answer_type="choice", verifier="choice"))))
    prompt = one["question"] + "\n\nA. 2\nB. 4"
    assert list(one["tokens"].values()) == count_tokens([prompt, one["reasoning"], "A"]).tolist()


def test_length_bounds_are_inclusive_and_in_tokens() -> None:
    (one,) = kept(STAGE.apply(batch(row())))
    exactly = one["tokens"]["question"]
    for low, high, expected in (
        (exactly, exactly, []),
        (exactly + 1, exactly + 9, ["length_v1:question_short"]),
        (1, exactly - 1, ["length_v1:question_long"]),
    ):
        assert reasons(stage(Options(min_question=low, max_question=high), CONTEXT).apply(batch(row()))) == expected
    strict = stage(Options(require_reasoning=True), CONTEXT)
    assert reasons(strict.apply(batch(row(reasoning=""), row()))) == ["length_v1:no_reasoning"]


def test_the_score_falls_with_repetition_and_flags_and_stays_in_bounds() -> None:
    plain, repeated, open_ended = kept(
        STAGE.apply(batch(row(reasoning=LONG), row(reasoning=LONG + " " + LONG), row(reasoning=LONG + " More follows")))
    )
    assert plain["quality"]["score"] > 0.8 > repeated["quality"]["score"] > 0
    assert open_ended["quality"]["flags"] == ["no_final_stop"]
    assert open_ended["quality"]["score"] == pytest.approx(plain["quality"]["score"] - 0.1, abs=0.01)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from("abc"), max_size=60), st.integers(1, 6))
def test_repeated_share_is_what_counting_by_hand_gives(words: list[str], size: int) -> None:
    grams = [tuple(words[k : k + size]) for k in range(len(words) - size + 1)]
    repeated = sum(gram in grams[:k] for k, gram in enumerate(grams))
    expected = repeated / len(grams) if len(grams) > size else 0.0
    assert repeated_share(words, size) == pytest.approx(expected)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from("ab"), max_size=80), st.integers(2, 5))
def test_a_tail_period_is_a_phrase_that_repeats_to_the_end(words: list[str], cycles: int) -> None:
    found = tail_period(words, cycles)
    by_hand = next(
        (
            period
            for period in range(1, len(words) // cycles + 1)
            for times in [max(cycles, -(-24 // period))]
            if len(words) >= period * times and words[-period * times :] == words[-period:] * times
        ),
        None,
    )
    assert found == by_hand


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from(string.printable + "«é„\u3042"), max_size=300), st.text(max_size=40))
def test_no_text_makes_a_rule_raise(text: str, answer: str) -> None:
    given_row = row(question=text or "q", reasoning=text, answer=answer or "a", verifier="text", answer_type="text")
    assert STAGE.apply(batch(given_row)).kept.schema.names


@pytest.mark.parametrize("unit", ["(", "the ", "\\boxed{", "<|a", "a. ", "```", "I am sorry ", "…", "Answer: "])
def test_a_long_row_of_anything_is_read_in_linear_time(unit: str) -> None:
    STAGE.apply(batch(row(reasoning=unit * (300_000 // len(unit)), question="What? " + unit * (100_000 // len(unit)))))


def test_an_unknown_rule_and_a_missing_tokenizer_are_refused_before_the_build_starts() -> None:
    with pytest.raises(RecipeError, match="loping_v1"):
        stage(Options(rules=("loping_v1",)), CONTEXT)
    with pytest.raises(InputError, match=r"no_such\.model"):
        stage(Options(tokenizer="no_such.model"), CONTEXT)


def test_batching_changes_nothing() -> None:
    assert_rowwise(STAGE, batch(*(row(**one) for one in HARMLESS), *(row(**one) for _, one in DAMAGED)))


def test_public_worked_problems_lose_next_to_nothing(shared_data: Path) -> None:
    rows = []
    for line in (shared_data / "general/gsm8k/test.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        reasoning, _, answer = one["answer"].partition("\n#### ")
        rows.append(row(question=one["question"], reasoning=reasoning, answer=answer))
    csv.field_size_limit(10_000_000)
    with (shared_data / "medical/medcalc_bench/test_data.csv").open(encoding="utf-8", newline="") as file:
        for one in list(csv.DictReader(file))[::5]:
            rows.append(
                row(question=one["Patient Note"] + "\n\n" + one["Question"], reasoning=one["Ground Truth Explanation"],
                    answer=one["Ground Truth Answer"])
            )  # fmt: skip
    assert STAGE.apply(batch(*rows)).rejected.num_rows <= 2
