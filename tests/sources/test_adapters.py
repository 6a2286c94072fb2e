"""Each public layout is read as its publisher means it; rows here are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from curate.sources.adapters import ADAPTERS
from curate.sources.adapters.medmcqa import stated_letter
from curate.sources.adapters.options import gold_letter, index_base, options_in
from curate.sources.files import FilesSource
from curate.sources.rows import Refusal
from curate.verifiers import verify
from tests.sources.reading import read, reasons

FOUR = {"opa": "red", "opb": "green", "opc": "blue", "opd": "none"}


def rows_of(
    tmp_path: Path, rows: list[dict[str, Any]], **options: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    return read(FilesSource([file], "medical", **options))


def record_of(tmp_path: Path, row: dict[str, Any], **options: Any) -> dict[str, Any]:
    kept, rejected = rows_of(tmp_path, [row], **options)
    assert rejected == []
    record = kept[0]
    arguments = json.loads(record["verifier"]["arguments"])
    assert verify(record["verifier"]["name"], record["answer"], record["answer"], arguments).score == 1
    return record


def reason_of(tmp_path: Path, row: dict[str, Any], **options: Any) -> str:
    kept, rejected = rows_of(tmp_path, [row], **options)
    assert kept == []
    reason: str = rejected[0]["reason"]
    return reason


def test_medical_o1_takes_the_reasoning_and_the_verifiable_gold_together(tmp_path: Path) -> None:
    row = {
        "question": "vignette?", "options": {"A": "x", "B": "y"}, "answer_idx": "B", "answer": "y",
        "Open-ended Verifiable Question": "Which?", "Ground-True Answer": "the y", "Question": "Which?",
        "Complex_CoT": "Let me think.", "Response": "It is y.",
    }  # fmt: skip
    record = record_of(tmp_path, row)
    assert (record["question"], record["reasoning"], record["answer"]) == ("Which?", "Let me think.", "the y")
    assert record["family"] == "medical_o1_verifiable"


def test_medical_o1_does_not_give_one_question_the_reasoning_of_another(tmp_path: Path) -> None:
    row = {
        "Open-ended Verifiable Question": "Which?",
        "Ground-True Answer": "y",
        "Question": "Other?",
        "Complex_CoT": "Hm.",
        "Response": "z",
    }
    assert record_of(tmp_path, row)["reasoning"] == ""


def test_medical_o1_sft_answers_in_prose(tmp_path: Path) -> None:
    record = record_of(tmp_path, {"Question": "Why?", "Complex_CoT": "Hm.", "Response": "Because of it."})
    assert (record["reasoning"], record["answer"], record["answer_type"]) == ("Hm.", "Because of it.", "text")


@pytest.mark.parametrize(
    ("answer", "letter"),
    [
        ("Iron. Explanation: it binds.", "A"),
        ("iron deficiency. Explanation: x", "B"),
        ("Zinc", "C"),
        ("Ironwood", None),
    ],
)
def test_medreason_names_the_option_that_its_answer_begins_with(
    tmp_path: Path, answer: str, letter: str | None
) -> None:
    row = {
        "dataset_name": "m", "id_in_dataset": 3, "question": "Which?", "answer": answer,
        "reasoning": "Paths. Conclusion: x", "options": "Answer Choices:\nA. Iron\nB. Iron deficiency\nC. Zinc",
    }  # fmt: skip
    if letter is None:
        assert reason_of(tmp_path, row) == "gold_not_an_option"
        return
    record = record_of(tmp_path, row)
    assert (record["answer"], record["choices"]) == (letter, ["Iron", "Iron deficiency", "Zinc"])


def test_medreason_without_options_is_an_open_question(tmp_path: Path) -> None:
    row = {"id_in_dataset": 3, "question": "Which?", "answer": "Iron. Explanation: x", "reasoning": "r", "options": ""}
    record = record_of(tmp_path, row)
    assert (record["answer"], record["choices"]) == ("Iron", [])


@pytest.mark.parametrize("hub", [False, True])
def test_pubmedqa_puts_the_contexts_before_the_question(tmp_path: Path, hub: bool) -> None:
    raw = {
        "QUESTION": "Does it?",
        "CONTEXTS": ["First.", "Second."],
        "LONG_ANSWER": "It does.",
        "final_decision": "yes",
    }
    on_hub = {
        "pubid": 7, "question": "Does it?", "context": {"contexts": ["First.", "Second."], "labels": ["A", "B"]},
        "long_answer": "It does.", "final_decision": "yes",
    }  # fmt: skip
    record = record_of(tmp_path, on_hub if hub else raw)
    metadata = json.loads(record["metadata"])
    assert record["question"] == "First.\n\nSecond.\n\nDoes it?"
    assert record["question"][metadata["passage_end"] :] == "Does it?"
    assert (record["answer"], record["verifier"]["name"], record["reasoning"]) == ("yes", "yes_no", "It does.")
    del raw["final_decision"]
    assert reason_of(tmp_path, raw) == "gold_missing"


@pytest.mark.parametrize(
    ("golds", "letters"),
    [([1, 4, 2], "ADB"), ([0, 3, 1], "ADB"), ([2, 1, 3, 0, -1], "CBDA")],
    ids=["from one", "from zero", "withheld"],
)
def test_medmcqa_decides_for_the_whole_file_where_its_golds_start(
    tmp_path: Path, golds: list[int], letters: str
) -> None:
    kept, rejected = rows_of(tmp_path, [{"question": f"Which, {k}?", "cop": k, **FOUR} for k in golds])
    assert "".join(row["answer"] for row in kept) == letters
    assert reasons(rejected) == ({"gold_missing": 1} if -1 in golds else {})


def test_medmcqa_asks_the_explanations_when_the_golds_do_not_show_where_they_start(tmp_path: Path) -> None:
    explained = [{"question": f"Which, {k}?", "cop": 2, "exp": "Ans. b. green, of course", **FOUR} for k in range(3)]
    kept, _ = rows_of(tmp_path, explained)
    assert {row["answer"] for row in kept} == {"B"}
    kept, rejected = rows_of(tmp_path, [{**row, "exp": None} for row in explained])
    assert kept == []
    assert reasons(rejected) == {"gold_ambiguous": 3}


def test_medqa_refuses_two_golds_that_differ(tmp_path: Path) -> None:
    row = {"question": "Which?", "options": {"A": "x", "B": "y"}, "answer_idx": "B", "answer": "y"}
    assert record_of(tmp_path, row)["answer"] == "B"
    assert reason_of(tmp_path, {**row, "answer": "x"}) == "gold_conflict"
    assert reason_of(tmp_path, {**row, "answer_idx": "E"}) == "gold_not_an_option"
    assert reason_of(tmp_path, {**row, "answer_idx": None, "answer": None}) == "gold_missing"


MEDCALC = {
    "Patient Note": "A man of 60.", "Question": "What is it?", "Output Type": "decimal",
    "Ground Truth Answer": "25.238",
    "Lower Limit": "23.976", "Upper Limit": "26.5", "Ground Truth Explanation": "It is 25.238.",
    "Calculator Name": "C", "Relevant Entities": "{'age': __import__('os')}",
}  # fmt: skip


def medcalc(kind: str, gold: str, lower: str = "", upper: str = "") -> dict[str, str]:
    return {**MEDCALC, "Output Type": kind, "Ground Truth Answer": gold, "Lower Limit": lower, "Upper Limit": upper}


@pytest.mark.parametrize(
    ("row", "answer", "right", "wrong"),
    [
        (medcalc("decimal", "25.238", "23.976", "26.5"), "25.238", "24", "27"),
        (medcalc("decimal", "-0.828", "-0.787", "-0.869"), "-0.828", "-0.8", "0.828"),
        (medcalc("decimal", "20"), "20", "20.9", "21.1"),
        (medcalc("integer", "160.0"), "160", "160", "161"),
        (medcalc("integer", "1.5", "1.5", "1.5"), "1.5", "1.5", "2"),
        (medcalc("date", "08/09/2004"), "08/09/2004", "August 9, 2004", "09/08/2004"),
        (medcalc("date", "('17 weeks', '1 days')"), "17 weeks, 1 day", "(17 weeks, 1 days)", "17 weeks, 2 days"),
    ],
)
def test_medcalc_golds_are_checked_as_the_benchmark_checks_them(
    tmp_path: Path, row: dict[str, str], answer: str, right: str, wrong: str
) -> None:
    record = record_of(tmp_path, row)
    arguments = json.loads(record["verifier"]["arguments"])
    assert record["answer"] == answer
    assert record["question"] == "A man of 60.\n\nWhat is it?"
    assert verify(record["verifier"]["name"], right, answer, arguments).score == 1
    assert verify(record["verifier"]["name"], wrong, answer, arguments).score == 0


def test_medcalc_refuses_a_gold_outside_of_its_limits(tmp_path: Path) -> None:
    assert reason_of(tmp_path, {**MEDCALC, "Ground Truth Answer": "99"}) == "gold_conflict"


def test_medcalc_keeps_the_entities_as_text(tmp_path: Path) -> None:
    assert json.loads(record_of(tmp_path, MEDCALC)["metadata"])["entities"] == MEDCALC["Relevant Entities"]


def test_thoughtsource_takes_the_reference_chain_and_else_the_first_right_one(tmp_path: Path) -> None:
    generated = [
        {"cot": "Wrong path.", "author": "m", "answers": [{"correct_answer": False}]},
        {"cot": "Right path.", "author": "m", "answers": [{"correct_answer": True}]},
    ]
    row: dict[str, Any] = {
        "dataset": "med_qa", "question": "Which?", "type": "multiplechoice", "choices": ["x", "y"], "context": "",
        "cot": ["One.", "Two."], "answer": ["y"], "generated_cot": generated,
    }  # fmt: skip
    record = record_of(tmp_path, row)
    assert (record["family"], record["reasoning"], record["answer"]) == ("med_qa", "One.\nTwo.", "B")
    assert record_of(tmp_path, {**row, "cot": []})["reasoning"] == "Right path."
    assert record_of(tmp_path, {**row, "cot": [], "generated_cot": generated[:1]})["reasoning"] == ""
    yes = record_of(tmp_path, {**row, "type": "bool", "choices": ["True", "False"], "answer": ["True"]})
    assert (yes["answer"], yes["verifier"]["name"], yes["choices"]) == ("yes", "yes_no", [])


def test_gsm8k_loses_its_calculator_marks_and_nothing_else(tmp_path: Path) -> None:
    row = {"question": "How much?", "answer": "Half is 2,400/2 = $<<2400/2=1200>>1,200 <a>.\n#### 1,200"}
    record = record_of(tmp_path, row)
    assert record["reasoning"] == "Half is 2,400/2 = $1,200 <a>."
    assert (record["answer"], record["answer_type"]) == ("1200", "integer")


def test_a_mapping_reads_paths_passages_options_in_columns_and_indices(tmp_path: Path) -> None:
    rows = [
        {
            "deep": {"ask": f"Which, {k}?"}, "one": "red", "two": "green", "right": k % 2, "about": ["A.", "B."],
            "terms": "CC0-1.0",
        }
        for k in range(4)
    ]  # fmt: skip
    mapping = {"question": "deep.ask", "answer": "right", "choices": "one+two", "context": "about", "licence": "terms"}
    kept, rejected = rows_of(tmp_path, rows, mapping=mapping)
    assert rejected == []
    assert [row["answer"] for row in kept] == ["A", "B", "A", "B"]
    assert kept[0]["question"] == "A.\n\nB.\n\nWhich, 0?"
    assert {row["provenance"]["licence"] for row in kept} == {"CC0-1.0"}
    kept, rejected = rows_of(tmp_path, [{**row, "right": 1, "three": "blue"} for row in rows],
                             mapping={**mapping, "choices": "one+two+three"})  # fmt: skip
    assert reasons(rejected) == {"gold_ambiguous": 4}


def test_a_named_adapter_refuses_rows_of_another_layout(tmp_path: Path) -> None:
    assert reason_of(tmp_path, {"question": "2?", "answer": "2\n#### 2"}, adapter="medqa") == "not_selected"


@pytest.mark.parametrize(
    "shape",
    [["x", "y"], {"A": "x", "B": "y"}, {"text": ["x", "y"], "label": ["A", "B"]}, "A. x\nB. y", "(A) x\n(B) y",
     '["x", "y"]', [{"key": "A", "value": "x"}, {"key": "B", "value": "y"}], ["(A)x", "(B)y"], ["A. x", "B. y"],
     {"A": "x", "B": "y", "C": None, "D": None}],
    ids=str,
)  # fmt: skip
def test_options_are_read_in_every_shape(shape: Any) -> None:
    assert options_in(shape) == ("x", "y")


@pytest.mark.parametrize(
    "shape", [None, 7, [], ["x"], "no options", {"B": "x", "C": "y"}, ["x", None], ["x", ""], [["x"], ["y"]]], ids=str
)
def test_what_is_no_list_of_options_is_refused(shape: Any) -> None:
    with pytest.raises(Refusal) as caught:
        options_in(shape)
    assert caught.value.reason == "options_unreadable"


def test_an_option_s_text_goes_before_a_letter() -> None:
    assert gold_letter("B", ("A", "C", "B")) == "C"
    assert gold_letter("b", ("x", "y")) == "B"
    assert gold_letter("X.", ("x", "y")) == "A"


def test_only_a_zero_or_the_number_of_options_shows_where_indices_start() -> None:
    assert index_base([(1, 4), (3, 4), (0, 4)]) == "0"
    assert index_base([("1", 4), ("4", 4)]) == "1"
    assert index_base([(1, 4), (True, 1), (None, 4)]) == ""


def test_an_explanation_states_its_letter_only_at_the_start() -> None:
    assert stated_letter("Ans: B. Pre-Botzinger complex") == "B"
    assert stated_letter("Answer- C (Cricoid)") == "C"
    assert stated_letter("Ans is 'd' i.e.") == "D"
    assert stated_letter("A patient was seen. Ans: B") == ""
    assert stated_letter("Answer depends") == ""


def test_every_adapter_states_its_home() -> None:
    assert len({adapter.name for adapter in ADAPTERS}) == len(ADAPTERS)
    assert all(adapter.homepage.startswith("https://") and adapter.title for adapter in ADAPTERS)


def test_a_layout_that_a_format_knows_keeps_its_passage_apart(tmp_path: Path) -> None:
    row = {"passage": "Six people sit.", "question": "Who is first?", "options": ["(A)Ann", "(B)Bob"], "label": "B"}
    record = record_of(tmp_path, row)
    metadata = json.loads(record["metadata"])
    assert record["question"] == "Six people sit.\n\nWho is first?"
    assert record["question"][metadata["passage_end"] :] == "Who is first?"
    assert (record["family"], record["answer"], record["provenance"]["licence"]) == ("set", "B", "unknown")


def test_a_dialect_inside_a_message_is_read_all_the_way(tmp_path: Path) -> None:
    row = {
        "messages": [{"role": "user", "content": "2 and 2?"}, {"role": "assistant", "content": "<think>2+2=4</think>4"}]
    }
    record = record_of(tmp_path, row)
    assert (record["question"], record["reasoning"].strip(), record["answer"]) == ("2 and 2?", "2+2=4", "4")
    row["messages"][1]["content"] = "<think>2+2"
    assert reason_of(tmp_path, row) == "unclosed_reasoning"
