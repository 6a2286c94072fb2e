"""Row layouts, and completions that are a dialect themselves, are read all the way."""

from __future__ import annotations

from typing import Any

import pytest

from curate.formats import FORMATS, detect_row, detect_text, read_row, read_text, without_calculator_marks

THOUGHT = "<think>\nr\n</think>\n\nTherefore \\boxed{4}."
FOUR = ("w", "x", "y", "z")

#: (row, format, question, reasoning, answer, choices)
LAYOUTS: list[tuple[dict[str, Any], str, str | None, str, str, tuple[str, ...]]] = [
    ({"question": "q", "answer": "2*2 = <<2*2=4>>4\n#### 4"}, "question_answer", "q", "2*2 = 4", "4", ()),
    ({"problem": "q", "solution": "r so \\boxed{4}"}, "question_answer", "q", "r so \\boxed{4}", "4", ()),
    ({"problem": "q", "solution": "r", "answer": "4"}, "question_answer", "q", "r", "4", ()),
    ({"prompt": "q", "completion": "<reasoning>r</reasoning>\n<answer>4</answer>"},
     "question_answer", "q", "r", "4", ()),
    ({"context": "p", "question": "q", "answer": "yes"}, "question_answer", "p\n\nq", "", "yes", ()),
    ({"instruction": "q", "input": "", "output": THOUGHT}, "alpaca", "q", "r", "4", ()),
    ({"instruction": "do", "input": "this", "output": "r\n#### 4"}, "alpaca", "do\n\nthis", "r", "4", ()),
    ({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": THOUGHT}]},
     "messages", "q", "r", "4", ()),
    ({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "thinking": "r", "content": "4"}]},
     "messages", "q", "r", "4", ()),
    ({"messages": [{"role": "user", "content": "q"},
                   {"role": "assistant", "reasoning": "<think>r</think>", "content": "<answer>4</answer>"}]},
     "messages", "q", "r", "4", ()),
    ({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"},
                   {"role": "user", "content": "q2"},
                   {"role": "assistant", "reasoning_content": "r", "content": "4"}]},
     "messages", "User: q\n\nAssistant: a\n\nUser: q2", "r", "4", ()),
    ({"system": "s", "conversations": [{"from": "user", "value": "q"}, {"from": "assistant", "value":
        "<|begin_of_thought|>\n\nr\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\n4\n\n<|end_of_solution|>"}]},
     "sharegpt", "q", "r", "4", ()),
    ({"question": "q", "thinking_trajectories": ["r"], "attempt": "It is \\boxed{4}", "solution": "4"},
     "s1", "q", "r", "4", ()),
    ({"messages": [{"role": "user", "content": "q"}],
      "generations": ["<think>no", "<think>\nr\n</think>\n\n\\boxed{4}"],
      "correctness_math_verify": [False, True], "is_reasoning_complete": [False, True], "answer": "4"},
     "openr1_math", "q", "r", "4", ()),
    ({"question": "q", "choices": list(FOUR), "answer": 2}, "multiple_choice", "q", "", "C", FOUR),
    ({"question": "q", "choices": {"text": list(FOUR), "label": ["1", "2", "3", "4"]}, "answerKey": "3"},
     "multiple_choice", "q", "", "C", FOUR),
    ({"passage": "p", "question": "q", "options": ["(A)w", "(B)x", "(C)y", "(D)z"], "label": "C"},
     "multiple_choice", "p\n\nq", "", "C", FOUR),
    ({"question": "q", "options": "A. w\nB. x\nC. y\nD. z", "answer": "C", "explanation": "r"},
     "multiple_choice", "q", "r", "C", FOUR),
    ({"question": "q", "options": {"A": "w", "B": "x", "C": "y", "D": "z", "E": None},
      "answer_idx": "C", "answer": "y"},
     "multiple_choice", "q", "", "C", FOUR),
    ({"question": "q", "opa": "w", "opb": "x", "opc": "y", "opd": "z", "cop": 3, "exp": "Ans. is 'c' i.e., y"},
     "medmcqa", "q", "Ans. is 'c' i.e., y", "C", FOUR),
    ({"question": "q", "opa": "w", "opb": "x", "opc": "y", "opd": "z", "cop": 2, "exp": "Ans: C. y"},
     "medmcqa", "q", "Ans: C. y", "C", FOUR),
    ({"question": "q", "context": {"contexts": ["p1", "p2"]}, "long_answer": "r", "final_decision": "maybe"},
     "pubmedqa", "p1\n\np2\n\nq", "r", "maybe", ()),
    ({"QUESTION": "q", "CONTEXTS": ["p"], "LONG_ANSWER": "r", "final_decision": "no"},
     "pubmedqa", "p\n\nq", "r", "no", ()),
    ({"question": "q", "choices": list(FOUR), "cot": ["r1", "r2"], "answer": ["y"], "generated_cot": []},
     "thoughtsource", "q", "r1\nr2", "C", FOUR),
    ({"question": "q", "choices": list(FOUR), "answer": ["y"], "cot": [
        {"cot": "bad", "answers": [{"answer": "w", "correct_answer": False}]},
        {"cot": "good", "answers": [{"answer": "y", "correct_answer": True}]}]},
     "thoughtsource", "q", "good", "C", FOUR),
    ({"question": "q", "options": "Answer Choices:\nA. w\nB. x", "answer": "x. Explanation: because",
      "reasoning": "r\nConclusion: fine"}, "medreason", "q", "r\nConclusion: fine", "B", ("w", "x")),
    ({"role": "assistant", "content": [
        {"type": "thinking", "thinking": [{"type": "text", "text": "r"}], "closed": True},
        {"type": "text", "text": "4"}]},
     "magistral_parts", None, "r", "4", ()),
    ({"content": "4", "reasoning_content": "r"}, "message", None, "r", "4", ()),
]  # fmt: skip


@pytest.mark.parametrize(("row", "form", "question", "reasoning", "answer", "choices"), LAYOUTS)
def test_a_layout_is_recognised_and_read(
    row: dict[str, Any], form: str, question: str | None, reasoning: str, answer: str, choices: tuple[str, ...]
) -> None:
    assert detect_row(row) == form
    trace = read_row(row)
    assert trace is not None
    assert trace.reason == "ok"
    assert (trace.question, trace.reasoning, trace.answer, trace.choices) == (question, reasoning, answer, choices)


def test_a_gold_answer_given_besides_the_completion_is_kept() -> None:
    row = {"question": "q", "thinking_trajectories": ["r"], "attempt": "It is \\boxed{4}", "solution": "four"}
    trace = read_row(row)
    assert trace is not None
    assert dict(trace.metadata) == {"gold": "four", "solution": "It is \\boxed{4}"}


def test_medmcqa_counts_from_where_the_caller_says() -> None:
    row = {"question": "q", "opa": "w", "opb": "x", "opc": "y", "opd": "z", "cop": 2, "exp": "r"}
    answers = {}
    for name in ("medmcqa_raw", "medmcqa_hub"):
        trace = read_row(row, format=name)
        assert trace is not None
        answers[name] = trace.answer
    assert answers == {"medmcqa_raw": "B", "medmcqa_hub": "C"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<think>r</think>4", "r1"),
        ("<think>r</think><answer>4</answer>", "open_r1"),
        ("<reasoning>see <think>\n</reasoning><answer>4</answer>", "tunix"),
        ("<start_working_out>r<end_working_out><SOLUTION>4</SOLUTION>", "unsloth"),
        ("<|think_start|>r<|think_end|><|answer_start|>4<|answer_end|>", "ether0"),
        ("[THINK]r[/THINK]4", "magistral"),
        ("r\n#### 4", "gsm8k"),
        ("r \\boxed{4}", "boxed"),
        ("## Thinking\n\nr\n\n## Final Answer\n\n4", "medreason_text"),
        ("## Heading\n\n#### A section\n\nprose", None),
        ("prose", None),
    ],
)
def test_a_completion_s_dialect_is_detected(text: str, form: str | None) -> None:
    assert detect_text(text) == form


def test_harmony_joins_several_analysis_messages_and_knows_the_question() -> None:
    trace = read_text(
        "<|start|>system<|message|>s<|end|><|start|>user<|message|>q<|end|><|start|>assistant<|channel|>analysis<|message|>r1"
        "<|end|><|start|>assistant<|channel|>analysis<|message|>r2<|end|><|start|>assistant<|channel|>final<|message|>4<|return|>"
    )
    assert (trace.question, trace.reasoning, trace.answer, trace.reason) == ("q", "r1\n\nr2", "4", "ok")


def test_a_gemma_turn_s_own_completion_is_resolved() -> None:
    trace = read_text(
        "<bos><start_of_turn>user\nq<end_of_turn>\n<start_of_turn>model\n<think>\nr\n</think>\n\n\\boxed{4}<end_of_turn>\n"
    )
    assert (trace.question, trace.reasoning, trace.answer, trace.reason) == ("q", "r", "4", "ok")


def test_calculator_marks_leave_the_line_as_it_reads() -> None:
    assert without_calculator_marks("60 = $<<12/60=0.2>>0.2, 1 << 2 >> 1") == "60 = $0.2, 1 << 2 >> 1"


def test_names_are_unique() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)
