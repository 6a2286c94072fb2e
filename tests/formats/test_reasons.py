"""Every misuse that data sets are known for has its reason code; strict and loose reading treat it as told."""

from __future__ import annotations

from typing import Any

import pytest

import curate.formats
from curate.formats import FORGIVEN, REASONS, read_row, read_text

LONG = "Twelve divided by sixty is a fifth, and ten hours of that make two."
CHAT = [{"role": "user", "content": "q"}]
BOX4 = {"A": "one", "B": "two", "C": "three", "D": "four"}

#: (format or None, text, strict reason, loose reason, loose answer)
TEXTS: list[tuple[str | None, str, str, str, str]] = [
    ("tunix", "<reasoning>r</reasoning>\n<answer>4</answer>", "ok", "ok", "4"),
    (None, "  <reasoning>r</reasoning>\n\n<answer>4</answer>\n", "ok", "ok", "4"),
    (None, "<think>\nr\n</think>\n\n4", "ok", "ok", "4"),
    (None, "r\n</think>\n\n4", "ok", "ok", "4"),
    (None, "r[/THINK]4", "ok", "ok", "4"),
    # cut off
    (None, "<think>\nr and so on", "unclosed_reasoning", "unclosed_reasoning", ""),
    ("tunix", "<reasoning>r and", "unclosed_reasoning", "unclosed_reasoning", ""),
    ("tunix", "<reasoning>r <answer>4</answer>", "unclosed_reasoning", "ok", "4"),
    ("tunix", "<reasoning>r</reasoning>\n<answer>4", "unclosed_answer", "unclosed_answer", "4"),
    ("boxed", "r so \\boxed{4", "unclosed_answer", "unclosed_answer", ""),
    ("harmony", "<|channel|>analysis<|message|>r", "unclosed_reasoning", "unclosed_reasoning", ""),
    ("harmony", "<|channel|>analysis<|message|>r<|end|><|start|>assistant<|channel|>final<|message|>4",
     "unclosed_answer", "ok", "4"),
    ("gemma4", "<|turn>model\n<|channel>thought\nr", "unclosed_reasoning", "unclosed_reasoning", ""),
    ("medical_o1_text", "## Thinking\n\nr", "unclosed_reasoning", "unclosed_reasoning", ""),
    # tags missing, nested, repeated, out of order
    ("tunix", "r</reasoning>\n<answer>4</answer>", "opening_tag_missing", "ok", "4"),
    ("open_r1", "r</think>\n<answer>\n4\n</answer>", "opening_tag_missing", "ok", "4"),
    ("medical_o1_text", "r\n\n## Final Response\n\n4", "opening_tag_missing", "ok", "4"),
    (None, "<think>a<think>b</think>c</think>4", "nested_tags", "ok", "4"),
    ("tunix", "<reasoning>a<reasoning>b</reasoning>c</reasoning><answer>4</answer>", "nested_tags", "ok", "4"),
    (None, "<think>a</think>3<think>b</think>4", "repeated_tags", "ok", "4"),
    (None, "<think>\n<think>\nr</think>4", "repeated_tags", "ok", "4"),
    ("tunix", "<reasoning>r</reasoning><answer>3</answer><answer>4</answer>", "repeated_tags", "ok", "4"),
    ("tunix", "<reasoning>r</reasoning><answer>4</answer><answer>5", "unclosed_answer", "unclosed_answer", "4"),
    ("gsm8k", "r\n#### 3\nr\n#### 4", "repeated_tags", "ok", "4"),
    ("boxed", "First \\boxed{3}, then \\boxed{4}", "repeated_tags", "ok", "4"),
    ("tunix", "<answer>4</answer><reasoning>r</reasoning>", "misordered_tags", "ok", "4"),
    # mentioned
    (None, "<think>I close with `</think>` later.</think>4", "tags_in_prose", "ok", "4"),
    (None, "<think>The <think> tag opens.</think>4", "tags_in_prose", "ok", "4"),
    ("tunix", "<reasoning>put it in <answer> tags</reasoning><answer>4</answer>", "tags_in_prose", "ok", "4"),
    # answer in the wrong place, or none
    ("tunix", "<reasoning>r <answer>4</answer></reasoning>", "answer_inside_reasoning", "ok", "4"),
    (None, "<think>So the answer is 4.</think>", "answer_inside_reasoning", "ok", "4"),
    ("tunix", "<reasoning>r</reasoning><answer><reasoning>r</reasoning>4</answer>",
     "answer_holds_reasoning", "ok", "4"),
    ("tunix", f"<reasoning>{LONG}</reasoning><answer>{LONG} 4</answer>", "answer_holds_reasoning", "ok", f"{LONG} 4"),
    (None, "<think>r</think>\n", "empty_answer", "empty_answer", ""),
    ("tunix", "<reasoning>r</reasoning><answer> </answer>", "empty_answer", "empty_answer", ""),
    ("tunix", "<reasoning>r</reasoning> 4", "no_answer", "no_answer", ""),
    ("gsm8k", "r", "no_answer", "no_answer", ""),
    (None, "Nothing is marked here.", "no_answer", "no_answer", ""),
    (None, "Nothing is marked here, but the answer is 4.", "no_answer", "ok", "4"),
    ("tunix", "<answer>4</answer>", "no_reasoning", "ok", "4"),
    (None, "<think>\n\n</think>\n\n4", "no_reasoning", "ok", "4"),
    # debris
    ("tunix", "<reasoning>r</reasoning><answer>4</answer><|endoftext|>", "end_of_text_literal", "ok", "4"),
    (None, "<think>r</think>4<|endoftext|>User: next", "end_of_text_literal", "ok", "4"),
    ("tunix", "Sure! <reasoning>r</reasoning><answer>4</answer>", "text_outside_tags", "ok", "4"),
    ("tunix", "<reasoning>r</reasoning> so <answer>4</answer>", "text_outside_tags", "ok", "4"),
    ("tunix", "<reasoning>r</reasoning><answer>4</answer> I hope this helps.", "trailing_text", "ok", "4"),
    ("gsm8k", "r\n#### 4\nBye.", "trailing_text", "ok", "4"),
    # contradiction
    ("tunix", "<reasoning>So \\boxed{5}.</reasoning><answer>4</answer>", "conclusion_differs", "ok", "4"),
    ("tunix", "<reasoning>The answer is yes.</reasoning><answer>no</answer>", "conclusion_differs", "ok", "no"),
    ("tunix", "<reasoning>The answer is 4.0 mL.</reasoning><answer>4</answer>", "ok", "ok", "4"),
]  # fmt: skip

#: (row, strict reason, loose reason, answer when it can be read)
ROWS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"question": "", "answer": "4"}, "no_question", "no_question", "4"),
    ({"question": None, "answer": "4"}, "no_question", "no_question", "4"),
    ({"question": "q", "answer": None}, "gold_missing", "gold_missing", ""),
    ({"Question": "q", "Complex_CoT": "", "Response": "4"}, "no_reasoning", "ok", "4"),
    ({"Question": "q", "Complex_CoT": "r", "Response": "4"}, "ok", "ok", "4"),
    ({"Open-ended Verifiable Question": "q", "Ground-True Answer": "4"}, "ok", "ok", "4"),
    ({"Open-ended Verifiable Question": "q", "Ground-True Answer": ""}, "gold_missing", "gold_missing", ""),
    ({"question": "q", "options": BOX4, "answer_idx": "D", "answer": "four"}, "ok", "ok", "D"),
    ({"question": "q", "options": BOX4, "answer_idx": "D", "answer": "three"}, "gold_ambiguous", "gold_ambiguous", "D"),
    ({"question": "q", "options": BOX4, "answer_idx": "F", "answer": "?"}, "gold_ambiguous", "gold_ambiguous", ""),
    ({"question": "q", "options": {"A": "same", "B": "same"}, "answer": "same"},
     "gold_ambiguous", "gold_ambiguous", ""),
    ({"messages": [*CHAT, {"role": "assistant", "content": "4"}]}, "no_reasoning", "ok", "4"),
    ({"messages": CHAT}, "no_answer", "no_answer", ""),
    ({"messages": [*CHAT, {"role": "assistant", "content": [
        {"type": "thinking", "thinking": [{"type": "text", "text": "r"}], "closed": False},
        {"type": "text", "text": "4"}]}]},
     "unclosed_reasoning", "ok", "4"),
    ({"problem": "q", "generations": ["<think>r</think>4"], "correctness_math_verify": [False],
      "is_reasoning_complete": [True]}, "no_correct_generation", "no_correct_generation", "4"),
    ({"problem": "q", "generations": ["<think>r"], "is_reasoning_complete": [False]},
     "unclosed_reasoning", "unclosed_reasoning", ""),
    ({"question": "q", "options": "Answer Choices:\nA. Aspirin\nB. Heparin", "answer": "Aspirin. Explanation: …",
      "reasoning": "r\nConclusion: give heparin."}, "conclusion_differs", "ok", "A"),
    ({"question": "q", "cop": 2, "opa": "a", "opb": "b", "opc": "c", "opd": "d", "exp": None},
     "gold_ambiguous", "gold_ambiguous", ""),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "strict", "loose", "answer"), TEXTS)
def test_a_misused_text_is_told_with_its_reason(
    form: str | None, text: str, strict: str, loose: str, answer: str
) -> None:
    assert read_text(text, format=form, strict=True).reason == strict
    trace = read_text(text, format=form, strict=False)
    assert (trace.reason, trace.answer) == (loose, answer)


@pytest.mark.parametrize(("row", "strict", "loose", "answer"), ROWS)
def test_a_misused_row_is_told_with_its_reason(row: dict[str, Any], strict: str, loose: str, answer: str) -> None:
    for reading, reason in ((True, strict), (False, loose)):
        trace = read_row(row, strict=reading)
        assert trace is not None
        assert (trace.reason, trace.answer) == (reason, answer)


def test_every_code_is_shown_by_an_example_and_stands_in_the_table() -> None:
    shown = {strict for _, _, strict, _, _ in TEXTS} | {strict for _, strict, _, _ in ROWS} | {"wrong_type"}
    assert shown == set(REASONS)
    table = (curate.formats.__doc__ or "").split("=\n", 2)[2]
    assert {line.split()[0] for line in table.splitlines() if line[:1].islower()} >= set(REASONS)


def test_what_loose_reading_forgives_is_what_the_table_says() -> None:
    forgiven = {strict for _, _, strict, loose, _ in TEXTS if loose == "ok"} | {
        s for _, s, loose, _ in ROWS if loose == "ok"
    }
    assert forgiven - {"ok", "unclosed_answer", "no_answer"} == set(FORGIVEN)


def test_a_refused_trace_still_carries_what_could_be_read() -> None:
    trace = read_text("<think>a<think>b</think>c</think>4")
    assert (trace.reasoning, trace.answer) == ("a<think>b</think>c", "4")
