"""What a stage writes keeps nulls null, offsets right and every other column as it was."""

from __future__ import annotations

from curate.record import replaced
from curate.stages.amend import with_content, with_flags
from tests.stages.rows import batch, row


def test_flags_are_added_once_and_only_where_they_belong() -> None:
    rows = batch(row(), row(), row())
    flagged = with_flags(rows, {1: ["odd", "odd"]})
    assert flagged.column("quality").to_pylist() == [None, {"score": None, "flags": ["odd"]}, None]
    assert with_flags(flagged, {1: ["odd"]}).to_pylist() == flagged.to_pylist()
    assert with_flags(rows, {}) is rows


def test_flags_keep_a_score_that_is_there() -> None:
    scored = replaced(batch(row()), quality=[{"score": 0.5, "flags": ["old"]}])
    assert with_flags(scored, {0: ["new"]}).column("quality").to_pylist() == [{"score": 0.5, "flags": ["old", "new"]}]


def test_new_content_touches_the_changed_rows_only() -> None:
    rows = batch(row(row=1), row(row=2), row(row=3)).slice(1)
    questions = rows.column("question").to_pylist()
    changed = with_content(rows, {"question": [questions[0], "new?"]}, [1], "test_v1")
    assert changed.slice(0, 1).to_pylist() == rows.slice(0, 1).to_pylist()
    one = changed.to_pylist()[1]
    assert one["question"] == "new?"
    assert one["provenance"]["row"] == 3
    assert one["provenance"]["transformations"] == ["test_v1"]
    assert one["id"] != rows.to_pylist()[1]["id"]
    assert with_content(rows, {}, [], "test_v1") is rows
