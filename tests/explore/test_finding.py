"""Filters, counts and search, against polars over the shards and against reading every row."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import urlencode

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.explore.facets import NAMES
from curate.explore.filters import View
from curate.explore.index import Index
from curate.explore.words import Query
from tests.explore.conftest import FAMILIES, SOURCES, Get


@pytest.fixture(scope="session")
def frame(made: Path) -> pl.DataFrame:
    """The corpus as polars reads it, with the facets as columns worked out here."""
    parts = []
    for folder in ("train", "validation", "test", "rejected"):
        for path in sorted((made / folder).glob("*.arrow")):
            part = pl.read_ipc_stream(path)
            parts.append(part.with_columns(status=pl.lit("rejected" if folder == "rejected" else "kept")))
    whole = pl.concat(parts, how="diagonal")
    checked, wrong = (
        pl.col("verification").struct.field(f"steps_{name}").fill_null(0) for name in ("checked", "wrong")
    )
    return whole.with_columns(
        level=pl.col("level").cast(pl.String),
        source=pl.col("provenance").struct.field("source"),
        licence=pl.col("provenance").struct.field("licence"),
        checked=pl.col("verification").struct.field("status"),
        type=pl.col("answer_type"),
        steps=pl.when(wrong > 0).then(pl.lit("some are wrong")).when(checked > 0).then(pl.lit("all hold"))
        .otherwise(pl.lit("none to check")),
        twins=pl.when(pl.col("cluster_size").fill_null(1) > 1).then(pl.lit("has near-duplicates"))
        .otherwise(pl.lit("stands alone")),
    ).with_columns(pl.col(NAMES).fill_null("").str.slice(0, 200))  # fmt: skip


def filtered(frame: pl.DataFrame, wanted: dict[str, list[str]]) -> pl.DataFrame:
    for name, values in wanted.items():
        frame = frame.filter(pl.col(name).is_in(values))
    return frame


VALUES = {
    "status": ["kept", "rejected"], "level": ["1", "3", "5", "", "9"], "family": [*FAMILIES, "nothing such"],
    "source": list(SOURCES), "split": ["train", "test", ""], "reason": ["looping", ""],
    "checked": ["verified", "unverified"],    "steps": ["some are wrong", "all hold"], "stage": ["read_v1"],
}  # fmt: skip
wanted = st.dictionaries(st.sampled_from(sorted(VALUES)), st.none(), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=3, unique=True) for name in names}
    )
)


@settings(max_examples=60, deadline=None)
@given(wanted=wanted)
def test_counts_and_rows_are_those_that_polars_finds(
    wanted: dict[str, list[str]], made_index: Index, frame: pl.DataFrame
) -> None:
    view = View.read([(name, value) for name, values in wanted.items() for value in values])
    found = made_index.find(view, 7_000)
    matching = filtered(frame.with_row_index(), wanted)
    assert found.total == matching.height
    assert list(found.rows) == matching["index"].to_list()
    for name in NAMES:
        others = {other: values for other, values in wanted.items() if other != name}
        there = dict(filtered(frame, others)[name].value_counts().iter_rows())
        assert {value: count for value, count in found.counts[name].items() if count} == there


def test_the_page_shows_these_counts(get: Get, frame: pl.DataFrame) -> None:
    page = get("/?level=2&family=sums")
    assert page.total == filtered(frame, {"level": ["2"], "family": ["sums"]}).height
    there = dict(filtered(frame, {"family": ["sums"]})["level"].value_counts().iter_rows())
    assert page.counts("level") == there
    there = dict(filtered(frame, {"level": ["2"]})["family"].value_counts().iter_rows())
    assert page.counts("family") == there
    assert set(there) >= {"<i>odd</i>"}


def test_pages_together_hold_every_row_once_in_order(get: Get, frame: pl.DataFrame) -> None:
    rows: list[int] = []
    for number in range(1, 99):
        page = get(f"/?level=4&split=validation&page={number}")
        here = [int(row) for row in re.findall(r'data-row="(\d+)"', page.body)]
        if not here:
            break
        rows += here
    matching = filtered(frame.with_row_index(offset=1), {"level": ["4"], "split": ["validation"]})
    assert rows == matching["index"].to_list()
    assert "There is no page" in page.text


def words_of(text: str) -> list[str]:
    """Words as a person would split and compare them."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", bare)


def holds(words: list[str], phrase: str) -> bool:
    """Whether the words of a phrase stand in a row; the last may go on where the phrase ends in a star."""
    sought = words_of(phrase)
    for start in range(len(words) - len(sought) + 1):
        *first, last = words[start : start + len(sought)]
        if first == sought[:-1] and (last.startswith(sought[-1]) if phrase.endswith("*") else last == sought[-1]):
            return True
    return False


@pytest.mark.parametrize(
    ("query", "sought", "unsought"),
    [
        ("naive", ["naive"], []),
        ("NAÏVE n00042", ["naive", "n00042"], []),
        ('"two 4"', ["two 4"], []),
        ("n0001*", ["n0001*"], []),
        ("add -n0* -n1*", ["add"], ["n0*", "n1*"]),
        ("-add", [], ["add"]),
        ("detail", ["detail"], []),
        ("bro", ["bro"], []),
        ("60 + 7", ["60", "7"], []),
    ],
)
def test_search_finds_the_rows_that_hold_the_words(
    query: str, sought: list[str], unsought: list[str], made_index: Index, frame: pl.DataFrame
) -> None:
    found = made_index.find(View(words=query), 7_000)
    expected = []
    for number, row in enumerate(frame.select("question", "choices", "reasoning", "answer", "detail").iter_rows()):
        texts = [text for part in row if part is not None for text in (part if isinstance(part, list) else [part])]
        words = words_of("\n".join(texts))
        if all(holds(words, p) for p in sought) and not any(holds(words, p) for p in unsought):
            expected.append(number)
    assert list(found.rows) == expected
    assert found.total == len(expected)
    assert found.searched == frame.height


def test_search_and_filter_narrow_together(made_index: Index, frame: pl.DataFrame) -> None:
    found = made_index.find(View.read([("q", "n00*"), ("level", "3"), ("level", "4")]), 7_000)
    inside = frame.filter(pl.col("question").str.contains(r"\bn00"))
    assert found.total == filtered(inside, {"level": ["3", "4"]}).height > 0
    there = dict(inside["level"].value_counts().iter_rows())
    assert {value: count for value, count in found.counts["level"].items() if count} == there


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40) | st.text(alphabet='"*-+()^:{}ANDORNOT néar', max_size=40))
def test_no_query_breaks_the_search(text: str, made_index: Index) -> None:
    found = made_index.find(View(words=text), 5)
    assert 0 <= found.total <= made_index.rows.count
    query = Query.read(text)
    assert query.pattern is None or query.pattern.search("some text") is not False


def test_scripts_without_spaces_are_found_by_their_characters(made_index: Index) -> None:
    from curate.explore import words

    assert words._spaced("血圧 is 120") == " 血  圧  is 120"
    assert Query.read("血圧").pattern is not None


@settings(max_examples=60, deadline=None)
@given(wanted=wanted, words=st.text(max_size=20), page=st.integers(1, 999))
def test_an_address_leads_back_to_its_view(wanted: dict[str, list[str]], words: str, page: int) -> None:
    pairs = [(name, value) for name, values in wanted.items() for value in values]
    view = View.read([*pairs, ("q", words), ("page", str(page))])
    from httpx import URL

    assert View.read(URL("http://x" + view.address).params.multi_items()) == view
    assert view.toggled("level", "3").toggled("level", "3").wanted.keys() == view.wanted.keys()


@pytest.mark.parametrize("pairs", [[("page", "-4")], [("page", "x")], [("page", "9" * 40)], [("nothing", "such")]])
def test_an_address_that_makes_no_sense_is_a_view_all_the_same(pairs: list[tuple[str, str]], get: Get) -> None:
    assert get("/?" + urlencode(pairs)).status == 200


def test_neighbours_are_the_rows_before_and_after_in_the_view(made_index: Index) -> None:
    for view in (View.read([("level", "3"), ("split", "test")]), View.read([("q", "n0012*")]), View()):
        rows = made_index.find(view, 7_000).rows
        for place in (0, 1, len(rows) // 2, len(rows) - 1):
            before, after, found = made_index.neighbours(view, rows[place])
            assert found == place
            assert before == (rows[place - 1] if place else None)
            assert after == (rows[place + 1] if place + 1 < len(rows) else None)
