"""The index: what the cache keeps, what is told while it is built, and what happens when it can't be kept."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from curate.corpus import Corpus
from curate.explore import index as index_module
from curate.explore.filters import View
from curate.explore.index import Index
from curate.explore.keys import SEGMENT, KeyBuilder, keys_of
from tests.explore.conftest import indexed, reading

VIEW = View.read([("q", "naive"), ("level", "2")])


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_the_corpus_is_never_written_to(made: Path, tmp_path: Path) -> None:
    before = state(made)
    indexed(made, tmp_path / "cache").close()
    assert state(made) == before


def test_a_second_start_takes_everything_from_the_cache(made: Path, tmp_path: Path) -> None:
    first = indexed(made, tmp_path)
    found = first.find(VIEW, 25)
    first.close()
    second = Index(Corpus.open(made), tmp_path)
    assert (second.listed, second.searchable) == (second.rows.count, second.rows.count)
    assert second.find(VIEW, 25) == found
    second.close()


def test_before_it_is_built_the_page_answers_and_says_so(made: Path, tmp_path: Path) -> None:
    index = Index(Corpus.open(made), tmp_path)
    get = reading(index)
    assert "0 of 5,003 rows are listed" in get("/").text
    assert "0 rows" in get("/?q=naive").text
    assert get("/rows/42").status == 200
    assert "the index is not built yet" in get("/rows/42").text
    index.start()
    index.wait()
    assert "being built" not in get("/").body
    index.close()


def test_search_answers_for_the_rows_so_far_and_goes_on_where_it_was_stopped(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curate.explore.words._STEP", 1)
    index = indexed(made, tmp_path)
    everything = index.find(VIEW, 7_000)
    index.close()
    shutil.rmtree(tmp_path)
    index = Index(Corpus.open(made), tmp_path)
    index._build_rows()
    assert index.words is not None
    turns = iter([False, False, True])
    index.words.build(lambda: next(turns))
    part = index.find(VIEW, 7_000)
    assert part.searched == index.rows.first(2) < index.rows.count
    assert part.rows == tuple(row for row in everything.rows if row < index.rows.first(2))
    assert "searched so far: 1,500 of 5,003 rows" in reading(index)("/?q=naive").text
    index.close()
    again = indexed(made, tmp_path)
    assert again.find(VIEW, 7_000) == everything
    again.close()


def test_a_changed_corpus_has_another_index(made: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(made, tmp_path / "copy")
    cache = tmp_path / "cache"
    one = Index(Corpus.open(copied), cache)
    one.close()
    (copied / "test" / "data-00000.arrow").touch()
    other = Index(Corpus.open(copied), cache)
    other.close()
    assert one.folder != other.folder


@pytest.mark.parametrize("name", ["rows/cells.npy", "rows/values.json", "rows/codes.npy", "words.sqlite"])
@pytest.mark.parametrize("content", [b"", b"garbage" * 900])
def test_a_spoilt_cache_is_made_anew(name: str, content: bytes, made: Path, tmp_path: Path) -> None:
    first = indexed(made, tmp_path)
    found = first.find(VIEW, 25)
    first.close()
    del first
    for path in tmp_path.rglob("words.sqlite-*"):
        path.unlink()
    spoilt = next(tmp_path.rglob(Path(name).name))
    spoilt.unlink()
    spoilt.write_bytes(content)
    second = indexed(made, tmp_path)
    assert second.find(VIEW, 25) == found
    second.close()


def test_without_a_place_for_the_cache_the_index_is_temporary(made: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    index = indexed(made, blocked / "below")
    assert index.find(VIEW, 25).total > 0
    folder = index.folder
    assert folder.exists()
    index.close()
    assert not folder.exists()


def test_a_full_disk_is_told_on_the_page(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index(Corpus.open(made), tmp_path)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(index.words, "build", full)
    index.start()
    index.wait()
    page = reading(index)("/")
    assert "database or disk is full" in page.text
    assert page.total == 5_003
    index.close()


def test_a_python_without_full_text_search_still_filters(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(index_module, "Words", none)
    index = Index(Corpus.open(made), tmp_path)
    index.start()
    index.wait()
    get = reading(index)
    assert get("/?level=2").total > 0
    assert "no such module: fts5" in get("/?q=naive").text
    index.close()


def test_only_the_indexes_used_last_are_kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "KEPT_INDEXES", 2)
    for number in range(4):
        (tmp_path / f"old{number}").mkdir()
    index = Index(Corpus.open(made), tmp_path)
    index.close()
    assert index.folder.exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_ids_are_found_in_every_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curate.explore.keys.SEGMENT", 64)
    assert SEGMENT > 64
    rng = np.random.default_rng(3)
    ids = [f"{int(n) << 70:032x}" if n % 5 else None for n in rng.integers(1, 200, 1_000)]
    ids[17] = "not an id"
    builder = KeyBuilder(np.zeros(1_000, np.uint64), np.zeros(1_000, np.uint32))
    for start in range(0, 1_000, 90):
        builder.add(pa.array(ids[start : start + 90], pa.string()))
    found = builder.finish()
    for name in {name for name in ids if name and name != "not an id"}:
        assert found.find_id(name) == [row for row, other in enumerate(ids) if other == name]
    assert found.find_id("not an id") == found.find_id("") == found.find_id("é" * 32) == []
    assert keys_of(pa.array(["f" * 32, None]))[0] == 2**64 - 1
