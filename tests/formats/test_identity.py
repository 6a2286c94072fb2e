"""Rendering a trace and reading it back gives the same trace, in every format, for any text that it can carry."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from curate.formats import FORMATS, Format, Trace, read_text
from curate.record import written

# Any Unicode, lone surrogates too, salted with what breaks parsers: newlines, quotes, braces, halves of tags, words.
SALT = st.sampled_from(
    ["\n", "\n\n", " ", "\\", "{", "}", "`", '"', "#", "# ", "<", ">", "|", "[", "/", "<|",
     "think", "<think", "answer>", "A. ", "the answer is ", "42", "Conclusion:", "$", "user\n",
     "Ünïcödé", "\x00", "\ud800", "ok"]
)  # fmt: skip
TEXT = st.lists(st.one_of(SALT, st.text(max_size=8)), max_size=8).map("".join)
WITH_TAGS = st.lists(
    st.one_of(SALT, st.sampled_from(["<think>", "</think>", "<answer>", "</reasoning>", "\\boxed{", "#### ", "<|end|>",
                                     "<turn|>", "<end_of_turn>", "## Thinking", "<|endoftext|>", "<<1=1>>"])),
    max_size=6,
).map("".join)  # fmt: skip
CHOICES = st.lists(TEXT, min_size=2, max_size=6).map(tuple)
#: what reading may find to say of a trace's content (not of its structure)
OF_CONTENT = {
    "ok", "empty_answer", "answer_inside_reasoning", "no_reasoning", "answer_holds_reasoning", "conclusion_differs",
    "end_of_text_literal", "no_question", "gold_missing",
}  # fmt: skip
LETTERED = {"multiple_choice", "medmcqa", "medmcqa_raw", "medmcqa_hub"}
WITHOUT_CHOICES = [form for form in FORMATS if form.name not in LETTERED]
NO_REASONING = {"sharegpt", "alpaca", "medical_o1_verifiable"}
NO_QUESTION = {"message", "magistral_parts"}


def carried(form: Format, trace: Trace) -> Trace:
    """The part of a trace that the format has a place for."""
    completion = form.kind == "text" and form.name not in ("harmony", "gemma", "gemma4")
    return Trace(
        None if completion or form.name in NO_QUESTION else trace.question,
        "" if form.name in NO_REASONING else trace.reasoning,
        trace.answer,
        choices=trace.choices,
    )


def assert_identity(form: Format, trace: Trace) -> None:
    try:
        value = form.render(trace)
    except ValueError:
        return
    read = form.read(value, strict=True)
    assert (read.question, read.reasoning, read.answer, read.choices) == (
        trace.question, trace.reasoning, trace.answer, trace.choices,
    )  # fmt: skip
    assert read.reason in OF_CONTENT
    if form.name not in ("medmcqa_raw", "medmcqa_hub"):
        assert form.matches(value)


@pytest.mark.parametrize("form", WITHOUT_CHOICES, ids=lambda form: form.name)
@settings(max_examples=40, deadline=None)
@given(question=st.one_of(st.none(), TEXT), reasoning=TEXT, answer=TEXT)
def test_reading_what_was_rendered_gives_the_trace_back(
    form: Format, question: str | None, reasoning: str, answer: str
) -> None:
    assert_identity(form, carried(form, Trace(question, reasoning, answer)))


@pytest.mark.parametrize("form", WITHOUT_CHOICES, ids=lambda form: form.name)
@settings(max_examples=30, deadline=None)
@given(reasoning=WITH_TAGS, answer=WITH_TAGS)
def test_a_text_that_holds_tags_is_refused_or_read_back_exactly(form: Format, reasoning: str, answer: str) -> None:
    assert_identity(form, carried(form, Trace("q", reasoning, answer)))


@pytest.mark.parametrize(
    "form",
    [form for form in FORMATS if form.name in LETTERED | {"medreason", "thoughtsource"}],
    ids=lambda form: form.name,
)
@settings(max_examples=40, deadline=None)
@given(reasoning=TEXT, choices=CHOICES, data=st.data())
def test_choices_and_the_gold_letter_come_back(
    form: Format, reasoning: str, choices: tuple[str, ...], data: st.DataObject
) -> None:
    if form.name.startswith("medmcqa"):
        choices = (choices * 2)[:4]
    if form.name == "medreason":  # writes an option a line
        choices = tuple(choice.replace("\n", "").strip() or "-" for choice in choices)
    letter = data.draw(st.sampled_from("ABCDEF"[: len(choices)]))
    assert_identity(form, Trace("Which one?", reasoning, letter, choices=choices))


def test_plain_texts_are_carried_by_every_format_that_has_a_place_for_them() -> None:
    for form in FORMATS:
        if form.name in LETTERED:
            trace = Trace("Which one?", "Two and two make four.", "D", choices=("one", "two", "three", "four"))
        else:
            trace = carried(form, Trace("What is 2 + 2?", "Two and two make four.", "4"))
        value = form.render(trace)
        assert form.matches(value), form.name
        read = form.read(value)
        expected = "no_reasoning" if not trace.reasoning and form.name in ("sharegpt", "alpaca") else "ok"
        assert (read.question, read.reasoning, read.answer, read.reason, read.choices) == (
            trace.question, trace.reasoning, trace.answer, expected, trace.choices,
        ), form.name  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(reasoning=TEXT, answer=TEXT)
def test_loose_reading_agrees_with_strict_but_for_outer_whitespace(reasoning: str, answer: str) -> None:
    assume(not any(tag in reasoning + answer for tag in ("<reasoning>", "</reasoning>", "<answer>", "</answer>")))
    trace = read_text(written(reasoning, answer), format="tunix", strict=False)
    assert trace.reasoning == reasoning.strip()
    if answer.strip():
        assert trace.answer == answer.strip()


def test_the_written_form_is_the_tunix_format() -> None:
    assert next(form for form in FORMATS if form.name == "tunix").render(Trace(None, "r", "a")) == written("r", "a")


@settings(max_examples=40, deadline=None)
@given(reasoning=st.text(max_size=30), answer=st.text(max_size=10))
def test_open_r1_satisfies_the_published_format_reward(reasoning: str, answer: str) -> None:
    form = next(form for form in FORMATS if form.name == "open_r1")
    # open-r1, rewards.py, format_reward
    pattern = r"^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$"
    assert re.match(pattern, form.render(Trace(None, reasoning, answer)), re.DOTALL | re.MULTILINE)


def test_prompts_with_a_system_turn_come_back() -> None:
    for name in ("messages", "sharegpt", "harmony", "gemma4"):
        form = next(form for form in FORMATS if form.name == name)
        reasoning = "" if name == "sharegpt" else "r"
        trace = Trace("q", reasoning, "a", metadata={"system": "Be brief."})
        read = form.read(form.render(trace))
        assert (read.question, read.reasoning, read.answer, read.metadata) == (
            "q",
            reasoning,
            "a",
            {"system": "Be brief."},
        )
