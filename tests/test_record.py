"""The record: ids, written form, and the reader that refuses what it can't read."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import record
from curate.errors import CorpusError


def row(**changes):
    base = {
        "domain": "medical", "family": "toy", "question": "How much?", "answer": "4", "answer_type": "integer",
        "verifier": "integer", "source": "files", "revision": "0" * 64, "file": "rows.jsonl", "row": 1,
        "licence": "mit",
    }  # fmt: skip
    return record.new_record(**(base | changes))


def test_every_column_is_documented_and_every_new_record_fits_the_schema():
    assert list(record.FIELDS) == record.SCHEMA.names
    assert all(meaning for _, meaning in record.FIELDS.values())
    batch = record.batch_of([row(parameters={"b": 1, "a": [2]}, metadata={"é": "µ"})])
    assert batch.schema.equals(record.SCHEMA, check_metadata=True)
    assert batch.column("provenance")[0]["parameters"].as_py() == '{"a":[2],"b":1}'


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_the_id_depends_on_content_and_on_nothing_else(question, answer, choices):
    one = row(question=question, answer=answer, choices=choices)
    assert one["id"] == row(question=question, answer=answer, choices=choices, file="other", row=9, level=3)["id"]
    assert one["id"] != row(question=question + "x", answer=answer, choices=choices)["id"]
    assert one["id"] != row(question=question, answer=answer, choices=[*choices, ""])["id"]
    assert len(one["id"]) == 32


def test_the_written_form_is_what_a_model_learns():
    given_row = row(choices=["one", "two"], answer="B", reasoning="Because.")
    user, assistant = record.messages(given_row)
    assert user == {"role": "user", "content": "How much?\n\nA. one\nB. two"}
    assert assistant["content"] == "<reasoning>Because.</reasoning>\n<answer>B</answer>"


def test_a_newer_schema_is_refused_with_a_remedy():
    newer = record.SCHEMA.with_metadata({b"curate.schema_version": str(record.SCHEMA_VERSION + 1).encode()})
    with pytest.raises(CorpusError, match="schema version") as caught:
        record.require_readable(newer, "train/data-00000.arrow")
    assert "upgrade" in str(caught.value)


@pytest.mark.parametrize("schema", [pa.schema([("a", pa.int32())]), record.SCHEMA.remove(3)])
def test_a_file_that_is_no_shard_is_refused(schema):
    with pytest.raises(CorpusError):
        record.require_readable(schema, "x.arrow")


def test_json_text_is_canonical():
    assert record.to_json({"b": 1, "a": "µ"}) == '{"a":"µ","b":1}'
    assert json.loads(record.to_json({"x": [1.5, None, True]})) == {"x": [1.5, None, True]}
