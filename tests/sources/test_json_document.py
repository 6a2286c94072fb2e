"""The structural scan finds the same rows as a JSON parser does."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import InputError
from curate.sources import json_document
from curate.sources.json_document import JsonPieces, Piece, _bytes_of, _row, pieces_of, shape_of

text = st.text(st.characters(codec="utf-8"), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=12,
)
rows = st.lists(st.dictionaries(text, values, max_size=4), min_size=1, max_size=6)
layout = st.sampled_from([None, 0, 1, 4])
examples = settings(deadline=None, max_examples=40)


def read(document: str) -> list[Any]:
    stream = io.BytesIO(document.encode())
    shape = shape_of(stream, "x.json")
    return [_row(piece, _bytes_of(stream, piece)) for piece in pieces_of(stream, shape, "x.json")]


@examples
@given(rows, layout, st.booleans())
def test_the_elements_of_an_array_are_the_rows(items: list[dict[str, Any]], indent: int | None, ascii: bool) -> None:
    assert read(json.dumps(items, indent=indent, ensure_ascii=ascii)) == items


@examples
@given(rows, layout, st.dictionaries(text, st.none() | st.integers() | text, max_size=2))
def test_the_array_inside_an_object_holds_the_rows(
    items: list[dict[str, Any]], indent: int | None, about: dict[str, Any]
) -> None:
    about = {f"about {key}": value for key, value in about.items()}
    assert read(json.dumps({**about, "data": items, "version": "1"}, indent=indent)) == items


@examples
@given(
    st.dictionaries(text.map("id {}".format), st.dictionaries(text, values, max_size=3), min_size=1, max_size=5), layout
)
def test_an_object_of_objects_is_rows_by_key(items: dict[str, dict[str, Any]], indent: int | None) -> None:
    assert read(json.dumps(items, indent=indent)) == [{"_id": key, **row} for key, row in items.items()]


@examples
@given(st.dictionaries(text.map("id {}".format), st.booleans() | text, min_size=1, max_size=5), layout)
def test_an_object_of_scalars_is_rows_with_a_value(items: dict[str, Any], indent: int | None) -> None:
    assert read(json.dumps(items, indent=indent)) == [{"_id": key, "value": value} for key, value in items.items()]


@examples
@given(rows, layout)
def test_objects_one_after_another_are_rows(items: list[dict[str, Any]], indent: int | None) -> None:
    items = [{"question": "?", **row} for row in items]
    assert read("\n".join(json.dumps(row, indent=indent) for row in items)) == items


@examples
@given(rows, st.integers(1, 40))
def test_where_the_blocks_of_the_file_end_changes_nothing(items: list[dict[str, Any]], block: int) -> None:
    document = json.dumps(items, ensure_ascii=False, indent=1)
    whole = json_document.BLOCK
    try:
        json_document.BLOCK = block
        assert read(document) == items
    finally:
        json_document.BLOCK = whole


@examples
@given(rows, st.data())
def test_a_document_that_is_cut_off_is_refused_with_a_place(items: list[dict[str, Any]], data: st.DataObject) -> None:
    document = json.dumps(items, indent=1)
    cut = data.draw(st.integers(1, len(document) - 1))
    with pytest.raises(InputError, match=r"not JSON[\s\S]*line \d+, column \d+"):
        read(document[:cut])


def test_a_row_that_is_not_json_inside_costs_that_row_alone() -> None:
    found = read('[{"a": 1}, {"a": tru}, {"a": "x" "y"}, {"a": 4}]')
    assert found[0] == {"a": 1}
    assert found[3] == {"a": 4}
    assert [row.reason for row in found[1:3]] == ["invalid_json", "invalid_json"]


def test_a_held_row_reads_like_one_in_a_file(tmp_path: Any) -> None:
    file = tmp_path / "x.json"
    file.write_text('[{"a": 1}]')
    piece = Piece(1, 1, 9)
    from_file = JsonPieces((piece,), str(file))
    held = JsonPieces((piece,), held=(b'{"a": 1}',))
    assert list(from_file.rows()) == list(held.rows()) == [(1, {"a": 1})]
