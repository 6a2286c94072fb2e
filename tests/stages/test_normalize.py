"""Normalising cleans what nobody meant and leaves alone what somebody wrote."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.record import content_id
from curate.stages.normalize import Options, clean, noticed, stage
from tests.stages.rows import CONTEXT, assert_rowwise, batch, kept, reasons, row

STAGE = stage(Options(), CONTEXT)

UNTOUCHED = [
    "def f(x):\n    if x:\n\treturn  x\n\n\ndef g(): ...",
    "    indented = True\nflush",
    "C[C@H](N)C(=O)O.[Na+].F/C=C\\F",
    "$\\frac{a}{b} \\le \\sqrt[3]{x^{2}}$ and a  <  b, {x | x > 0}",
    "x₁² ≠ ½ · µg · Ω ± 5 °C → 10⁻³ ⇌ Å",
    "| a | b |\n|---|---|\n| 1   | 2 |",
    "Is <s>this</s> struck through?",
    "می\u200cخواهم and \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "the <answer> tag, <think> about it",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_code_mathematics_smiles_tables_and_scripts_stay_as_they_are(text: str) -> None:
    assert clean(text) == text == clean(text, part="reasoning") == clean(text, part="answer")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a \t\nb\n\n\n\n\nc", "a\nb\n\n\nc"),
        ("\ufeffx\u200b\u00ady\u2060z\x00\x07", "xyz"),
        ("75\u00a0mg\u2009/\u202fday\u3000x", "75 mg / day x"),
        ("patient\x92s \x93pain\x94", "patient’s “pain”"),
        ("e\u0301 A\u030a", "é Å"),
        ("\n\n  \n    code\nmore\n\n", "    code\nmore"),
        ("  one line  ", "one line"),
        ("a\u200db", "ab"),
        ("so 5.<|endoftext|>", "so 5."),
        ("<s> so 5.</s>\n", "so 5."),
        ("<bos><start_of_turn>so 5 <end_of_turn>\n<|im_end|>", "so 5"),
        ("\u202eabc\u202c", "abc"),
        ("tail\ud800", "tail\ufffd"),
        ("\ud83d\ude00", "😀"),
    ],
)
def test_what_nobody_meant_is_cleaned(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_tags_around_the_whole_of_their_own_part_are_taken_off() -> None:
    assert clean("<reasoning>\n2 + 2 = 4\n</reasoning>", part="reasoning") == "2 + 2 = 4"
    assert clean("<answer>4</answer>", part="answer") == "4"
    assert clean("<answer>4</answer>", part="reasoning") == "<answer>4</answer>"
    assert clean("<think>a</think> b <think>c</think>", part="reasoning").startswith("<think>")
    assert clean("<answer>4</answer>", part="answer", strip_markup=False) == "<answer>4</answer>"


@settings(deadline=None, max_examples=300)
@given(
    st.text(st.characters(), max_size=60) | st.from_regex(r"[ \t\n\r<>s/|a-c\u200d\u00e9\u0301]{0,40}", fullmatch=True)
)
def test_cleaning_twice_is_cleaning_once_and_gives_nfc(text: str) -> None:
    for part in ("question", "reasoning", "answer"):
        once = clean(text, part=part)
        assert clean(once, part=part) == once
        assert unicodedata.is_normalized("NFC", once)
        categories = {unicodedata.category(character) for character in once if character not in "\n\t"}
        assert categories.isdisjoint({"Cc", "Cs"})
        assert once.encode().decode() == once


@pytest.mark.parametrize("unit", [" ", "\n", " \n", "\u200d", "<s>", "</s>", "<think>", "\u00a0", "a \t"])
def test_a_megabyte_of_anything_is_cleaned_without_going_quadratic(unit: str) -> None:
    clean(unit * (1_000_000 // len(unit)) + "x", part="reasoning")


def test_mojibake_and_lost_characters_are_flagged_and_left() -> None:
    broken = "the patient’s café §5".encode().decode("cp1252")
    assert noticed(clean(broken)) == ["mojibake"]
    assert noticed("lost \ufffd one") == ["replacement_character"]
    assert noticed("Ångström, ÂÃ, naïve façade, 50 €") == []
    sifted = STAGE.apply(batch(row(question=broken + " How much is 40 / 20?")))
    assert kept(sifted)[0]["quality"]["flags"] == ["mojibake"]


def test_a_changed_row_gets_a_new_id_and_a_line_in_its_pedigree() -> None:
    dirty = row(question="How\u00a0much? ", choices=["a ", "b"], transformations=["read_v1"])
    clean_row = row()
    changed, same = kept(STAGE.apply(batch(dirty, clean_row)))
    assert changed["question"] == "How much?"
    assert changed["choices"] == ["a", "b"]
    assert changed["provenance"]["transformations"] == ["read_v1", "normalize_v1"]
    assert changed["provenance"]["file"] == "f.jsonl"
    assert changed["id"] == content_id("medical", "How much?", ["a", "b"], changed["reasoning"], "2") != dirty["id"]
    assert same["id"] == clean_row["id"]
    assert same["provenance"]["transformations"] == []


def test_rows_without_question_or_answer_are_turned_away() -> None:
    sifted = STAGE.apply(batch(row(question=" \n\u200b"), row(answer="<|endoftext|>"), row()))
    assert reasons(sifted) == ["normalize_v1:empty_question", "normalize_v1:empty_answer"]
    assert sifted.kept.num_rows == 1


def test_bytes_that_are_not_utf8_are_turned_away_and_shown() -> None:
    rows = batch(row(), row())
    raw = pa.array([b"fine question", b"broken \xff\xfe question"], type=pa.binary()).view(pa.string())
    rows = rows.set_column(rows.schema.get_field_index("question"), rows.schema.field("question"), raw)
    sifted = STAGE.apply(rows)
    assert reasons(sifted) == ["normalize_v1:invalid_utf8"]
    assert sifted.rejected.column("question").to_pylist() == ["broken \ufffd\ufffd question"]
    assert sifted.kept.column("question").to_pylist() == ["fine question"]


def test_batching_changes_nothing() -> None:
    assert_rowwise(
        STAGE, batch(row(question="a\u00a0b"), row(answer=""), row(), row(reasoning="x\r\ny", question="é caféâ€™s"))
    )
