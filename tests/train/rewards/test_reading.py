"""Which answer of a completion counts, and the reason where none does."""

from __future__ import annotations

import pytest

from tests.train.fake_models import REASONING, good
from train.rewards.reading import REASONS, form, loose_answer, read, solid


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (good(), "ok"),
        ("", "no_answer"),
        (REASONING, "no_answer"),
        (f"<reasoning>{REASONING}</reasoning>", "no_answer"),
        ("<answer>12 mg</answer>", "tags_incomplete"),
        (good()[:-1], "tags_incomplete"),
        (good() + good(), "tags_repeated"),
        (f"<answer>12</answer><reasoning>{REASONING}</reasoning>", "tags_misordered"),
        (f"</reasoning>{REASONING}<reasoning><answer>12</answer>", "tags_misordered"),
        (good(" \n"), "empty_answer"),
        (good("x" * 2001), "answer_long"),
        (good(r"\boxed{3 mg} \boxed{12 mg}"), "answers_boxed"),
        (good(reasoning="0+0=0"), "reasoning_short"),
    ],
)
def test_the_reason_names_what_is_wrong(text: str, reason: str) -> None:
    reading = read(text)
    assert reading.reason == reason
    assert reason in REASONS
    assert (reading.answer is not None) is (reason == "ok")


def test_the_answer_is_trimmed_and_the_reasoning_is_not() -> None:
    reading = read(f"<reasoning> {REASONING}\n</reasoning>\n<answer>\n 12 mg </answer>")
    assert (reading.reasoning, reading.answer) == (f" {REASONING}\n", "12 mg")


def test_what_is_written_is_well_formed() -> None:
    assert form(good(), stopped=True) == "ok"
    assert form(good(), stopped=False) == "cut_off"
    assert form(good() + "!", stopped=True) == "trailing_text"
    assert form("x" + good(), stopped=True) == "text_outside_tags"


def test_the_forgiving_reader_finds_answers_that_do_not_count() -> None:
    assert loose_answer("<answer>12 mg</answer>") == "12 mg"
    assert loose_answer(f"{REASONING} The answer is 12 mg.") == "12 mg"
    assert loose_answer("no idea") is None


def test_only_what_is_no_white_space_is_solid() -> None:
    assert solid(" a\n b\tc \u00a0") == 3


@pytest.mark.parametrize("text", ["<reasoning>" * 100_000, "<answer>x</answer>" * 50_000, "</answer>" * 100_000])
def test_long_damage_is_read(text: str) -> None:
    assert read(text).answer is None
    assert form(text, stopped=True) != "ok"
