"""What a model might try instead of solving the problem, and that it does not pay."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.train.fake_models import REASONING, good, rollout
from train.rewards import RewardOptions, Rewards, create_rewards
from train.rewards.reading import form, read

CHOICES = ("3 mg", "12 mg", "16 mg", "0.75 mg")
ALL: dict[str, object] = {
    "correctness": 1.0, "format": 0.1, "length": {"weight": 0.1, "target": 200}, "repetition": 0.1, "steps": 0.1,
}  # fmt: skip


def rewards(**options: object) -> Rewards:
    return create_rewards(RewardOptions.model_validate(options or ALL))


def test_a_solved_problem_earns_correctness_and_format_in_full() -> None:
    scored = rewards().score([rollout(good())])
    assert scored.total.tolist() == [1.1]
    assert scored.correct == [True]
    assert {name: parts[0].reason for name, parts in scored.parts.items()} == {
        "correctness": "equal", "format": "ok", "length": "within_target", "repetition": "varied", "steps": "ok",
    }  # fmt: skip


HACKS = {
    "an answer alone": "<answer>12 mg</answer>",
    "empty reasoning": "<reasoning></reasoning>\n<answer>12 mg</answer>",
    "blank reasoning": "<reasoning> \n\t </reasoning>\n<answer>12 mg</answer>",
    "a stub of reasoning": "<reasoning>0+0=0</reasoning>\n<answer>12 mg</answer>",
    "an answer for each guess": good("3 mg") + "".join(f"\n<answer>{one}</answer>" for one in CHOICES),
    "reasoning and answer twice": good("3 mg") + good("12 mg"),
    "the right answer before another": f"<answer>12 mg</answer>\n{good('3 mg')}",
    "answers in one block": good("3 mg, 12 mg, 16 mg or 0.75 mg"),
    "a range": good("1 to 100 mg"),
    "an answer that takes itself back": good("3 mg, no, 12 mg"),
    "an answer hidden in the reasoning": good("3 mg", f"{REASONING}<answer>12 mg</answer>"),
    "tags closed and opened again": good("3 mg</answer><answer>12 mg"),
    "an answer without tags": f"{REASONING} The answer is 12 mg.",
    "an answer never closed": f"<reasoning>{REASONING}</reasoning>\n<answer>12 mg",
    "answer before reasoning": f"<answer>12 mg</answer>\n<reasoning>{REASONING}</reasoning>",
    "only a wrong answer": good("3 mg"),
    "an empty answer": good(""),
    "an endless answer": good("12 mg " * 1_000),
    "tags in another case": good().replace("answer>", "ANSWER>"),
    "the question's words": good("Question 0?"),
    "markup": good("<b>12</b><script>mg</script>"),
    "written backwards": good("\u202egm 21"),
}


@pytest.mark.parametrize("name", HACKS)
def test_a_hack_is_never_correct_and_earns_less_than_a_solution(name: str) -> None:
    scored = rewards().score([rollout(HACKS[name])])
    assert scored.correct == [False]
    assert scored.parts["correctness"][0].score == 0.0
    assert scored.total[0] <= 0.1


@pytest.mark.parametrize("verifier", ["choice", "label", "labels"])
def test_naming_every_option_does_not_pay(verifier: str) -> None:
    argument = {"choices": list(CHOICES)} if verifier == "choice" else {"labels": list(CHOICES)}
    changes: dict[str, Any] = {
        "verifier": verifier,
        "arguments": argument,
        "answer": "B" if verifier == "choice" else CHOICES[1],
    }
    for answer in ("A, B, C, D", "ABCD", "A B C D", "; ".join(CHOICES), " or ".join(CHOICES), "all of them", "any"):
        scored = rewards().score([rollout(good(answer), **changes)])
        assert scored.correct == [False], answer
    assert rewards().score([rollout(good(str(changes["answer"])), **changes)]).correct == [True]


def test_partial_credit_pays_only_on_request_and_is_never_a_success() -> None:
    changes: dict[str, Any] = {
        "verifier": "labels",
        "answer": "a1; b2",
        "arguments": {"labels": ["a1", "b2", "c3"], "partial": True},
    }
    half = rollout(good("a1"), **changes)
    plain, generous = rewards(correctness=1.0), rewards(correctness={"weight": 1.0, "partial": True})
    assert plain.score([half]).total.tolist() == [0.0]
    assert generous.score([half]).total.tolist() == [0.5]
    assert plain.score([half]).correct == generous.score([half]).correct == [False]


def test_padding_repeated_arithmetic_costs_and_does_not_pay() -> None:
    padded = rollout(good(reasoning="0+0=0 " * 400), tokens=2_400)
    honest = rollout(good())
    scored = rewards().score([padded, honest])
    assert scored.parts["steps"][0].score == 0.0
    assert scored.parts["repetition"][0].score == pytest.approx(-1.0, abs=0.02)
    assert scored.parts["length"][0].score == -1.0
    assert scored.total[0] < scored.total[1]


def test_wrong_steps_cost_the_share_that_is_wrong() -> None:
    text = good(reasoning="First 3 × 4 = 12, and then 2 + 2 = 5, to be sure of the matter.")
    part = rewards().score([rollout(text)]).parts["steps"][0]
    assert (part.score, part.reason) == (-0.5, "wrong_step")


def test_arithmetic_that_cannot_be_read_costs_nothing() -> None:
    for odd in ("¹A", "3 = 12.¹A", "1e999 = 2", "((((" * 200 + "= 3", "9^9^9^9 = 1", "1/0 = 3", "\x00 = \ud800"):
        part = rewards().score([rollout(good(reasoning=f"{REASONING} And {odd}"))]).parts["steps"][0]
        assert part.score is not None
        assert part.score >= -0.5


def test_a_right_answer_in_an_untidy_completion_is_correct_and_not_well_formed() -> None:
    for text in ("So: " + good(), good() + "\nI hope that this helps.", good() + "<eos>"):
        scored = rewards().score([rollout(text)])
        assert scored.correct == [True]
        assert scored.parts["format"][0].score == 0.0


def test_a_completion_that_was_cut_off_after_its_answer_is_not_well_formed() -> None:
    scored = rewards().score([rollout(good(), stopped=False)])
    assert scored.correct == [True]
    assert scored.parts["format"][0].reason == scored.parts["length"][0].reason == "cut_off"
    assert scored.total[0] == pytest.approx(0.9)


def test_reasoning_that_concludes_something_else_is_not_well_formed() -> None:
    text = good("12", reasoning="There are 3 of them at 5 each. The answer is 15.")
    assert rewards().score([rollout(text)]).parts["format"][0].reason == "conclusion_differs"


@pytest.mark.parametrize("answer", ["", "not a number", "mg"])
def test_a_gold_answer_that_cannot_be_read_never_pays_and_is_counted(answer: str) -> None:
    for text in (good(answer or "12 mg"), "garbage", "<answer>12 mg</answer>", good("12 mg")):
        scored = rewards(correctness=1.0).score([rollout(text, answer=answer)])
        assert scored.correct == [None]
        assert scored.total.tolist() == [0.0]
        assert scored.counts["correctness"] == {"gold_unreadable": 1}


def test_a_reward_for_correct_rollouts_alone_adds_nothing_to_the_others() -> None:
    options = {"correctness": 1.0, "format": {"weight": 0.5, "when": "correct"}}
    assert rewards(**options).score([rollout(good()), rollout(good("3 mg"))]).total.tolist() == [1.5, 0.0]


def test_a_reward_for_well_formed_rollouts_alone_adds_nothing_to_the_others() -> None:
    options = {"correctness": {"weight": 1.0, "when": "well_formed"}}
    assert rewards(**options).score([rollout(good()), rollout(good() + " Done.")]).total.tolist() == [1.0, 0.0]


def test_the_outcome_is_known_without_a_correctness_reward() -> None:
    scored = rewards(format=1.0).score([rollout(good()), rollout(good("3 mg"))])
    assert scored.correct == [True, False]
    assert scored.total.tolist() == [1.0, 1.0]


PIECES = [
    "<reasoning>", "</reasoning>", "<answer>", "</answer>", "12 mg", "3 mg", REASONING, "\n", "`", "<end_of_turn>",
    "\\boxed{12}", "The answer is 12 mg.", "\ud800",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8)))
def test_no_text_breaks_scoring_and_only_one_ordered_set_of_tags_can_be_correct(pieces: list[str]) -> None:
    text = "".join(pieces)
    scored = rewards().score([rollout(text)])
    assert all(-1 <= (parts[0].score or 0) <= 1 for parts in scored.parts.values())
    assert -0.3 <= scored.total[0] <= 1.1
    if scored.correct == [True]:
        places = [text.find(tag) for tag in ("<reasoning>", "</reasoning>", "<answer>", "</answer>")]
        assert -1 not in places
        assert places == sorted(places)
        assert all(text.count(tag) == 1 for tag in ("<reasoning>", "</reasoning>", "<answer>", "</answer>"))
    if form(text, stopped=True) == "ok":
        assert read(text).answer is not None
