"""No input makes a parser raise: any text in any nesting of tags, any row with wrong types in any column."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.errors import RecipeError
from curate.formats import FORMATS, REASONS, Format, Trace, detect_row, detect_text, format_named, read_row, read_text

TAGS = [
    "<think>", "</think>", "<answer>", "</answer>", "<reasoning>", "</reasoning>", "<start_working_out>", "<SOLUTION>",
    "<end_working_out>", "</SOLUTION>", "<|think_start|>", "<|think_end|>", "<|answer_start|>", "<|answer_end|>",
    "<|begin_of_thought|>", "<|end_of_thought|>", "<|begin_of_solution|>", "<|end_of_solution|>", "[THINK]", "[/THINK]",
    "<|channel|>", "analysis", "final", "<|message|>", "<|end|>", "<|start|>", "assistant", "user", "<|return|>",
    "<start_of_turn>", "<end_of_turn>", "<bos>", "model\n", "<|turn>", "<turn|>", "<|channel>thought", "<channel|>",
    "\n## Thinking", "\n## Final Response", "\n## Final Answer", "\n#### ", "\\boxed{", "{", "}", "\\", "`", '"',
    " tag", "<<", ">>", "=", "the answer is ", "Conclusion:", "42", "\n", "<|endoftext|>", "\ud800", "\x00", "…",
]  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=5)), max_size=14).map("".join)
COLUMNS = [
    "question", "answer", "reasoning", "options", "choices", "answer_idx", "answerKey", "label", "exp", "cop",
    "opa", "opb", "opc", "opd", "final_decision", "long_answer", "context", "CONTEXTS", "QUESTION", "LONG_ANSWER",
    "Question", "Complex_CoT", "Response", "Open-ended Verifiable Question", "Ground-True Answer", "messages",
    "conversations", "system", "role", "content", "reasoning_content", "thinking", "from", "value", "instruction",
    "input", "output", "thinking_trajectories", "attempt", "generations", "correctness_math_verify",
    "is_reasoning_complete", "problem", "solution", "cot", "generated_cot", "type", "answers", "correct_answer",
    "text", "passage", "prompt", "completion", "dataset_name", "closed",
]  # fmt: skip
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.sampled_from(["A", "B", "assistant", "user"]),
)  # fmt: skip
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.sampled_from(COLUMNS), st.sampled_from("ABCDE"), st.text(max_size=3)), inner, max_size=4
        ),
    ),
    max_leaves=8,
)
ROW = st.dictionaries(st.sampled_from(COLUMNS), VALUE, max_size=9)


def assert_sound(trace: Trace) -> None:
    assert trace.reason in REASONS
    assert trace.question is None or isinstance(trace.question, str)
    assert all(isinstance(text, str) for text in (trace.reasoning, trace.answer, *trace.choices))
    assert all(isinstance(text, str) for pair in trace.metadata.items() for text in pair)
    if trace.reason == "ok":
        assert trace.answer.strip()


@settings(max_examples=250, deadline=None)
@given(text=TEXT, strict=st.booleans())
def test_no_text_makes_a_parser_raise(text: str, strict: bool) -> None:
    assert_sound(read_text(text, strict=strict))
    detect_text(text)
    for form in FORMATS:
        assert_sound(form.read(text, strict=strict))
        form.matches(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(row=ROW, strict=st.booleans())
def test_no_row_makes_a_parser_raise(row: dict[str, object], strict: bool) -> None:
    trace = read_row(row, strict=strict)
    assert (trace is None) == (detect_row(row) is None)
    if trace is not None:
        assert_sound(trace)
    for form in FORMATS:
        assert_sound(form.read(row, strict=strict))
        form.matches(row)


@pytest.mark.parametrize("form", [form for form in FORMATS if form.kind == "row"], ids=lambda form: form.name)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_wrong_types_in_a_layout_s_own_columns_give_a_reason(form: Format, data: st.DataObject) -> None:
    choices = ("one", "two", "three", "four")
    plain = Trace("q", "r", "A", choices=choices)
    for fields in (plain, Trace("q", "r", "a"), Trace("q", "", "a"), Trace(None, "r", "a")):
        try:
            row = dict(form.render(fields))
            break
        except ValueError:
            continue
    for column in data.draw(st.lists(st.sampled_from(sorted(row)), max_size=3)):
        row[column] = data.draw(VALUE)
    assert_sound(form.read(row, strict=data.draw(st.booleans())))


def test_values_of_another_type_are_told_apart() -> None:
    for value in (None, 3, b"bytes", [], object()):
        for form in FORMATS:
            assert form.read(value).reason == "wrong_type"
            assert not form.matches(value)
    assert read_text(None).reason == "wrong_type"


def test_numbers_too_long_to_write_are_no_text() -> None:
    trace = read_row({"question": "q", "answer": 10**5000})
    assert trace is not None
    assert trace.reason == "gold_missing"


def test_an_unknown_format_is_named_with_its_nearest() -> None:
    with pytest.raises(RecipeError, match="open_r1"):
        format_named("openr1")


def test_nothing_matches_a_row_that_is_no_problem() -> None:
    for row in (
        {},
        {"a": 1},
        {"text": "prose"},
        {"messages": []},
        {"question": "q", "options": ["only one"], "answer": "A"},
    ):
        assert read_row(row) is None
    assert detect_text("Just some prose, with 1 < 2 and {braces}.") is None
