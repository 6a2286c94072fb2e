"""``curate diff`` on the command line: its forms, its exit codes, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Curate, pen_rows, write_rows


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of the same rows without the last five, with another text in row 3, and with a hostile one."""
    from curate.cli import run

    folder = tmp_path_factory.mktemp("other")
    rows = pen_rows()[:-5]
    rows[2]["reasoning"] = "Multiply. \x1b[31m " + rows[2]["reasoning"]
    rows[8]["reasoning"] = "First, 2 + 2 = 5. " + rows[8]["reasoning"]
    write_rows(folder / "pens.jsonl", rows, line_7='{"question": "bro\x1b[31mken')
    arguments = ["build", "medical", "--from", folder / "pens.jsonl", "--out", folder / "corpus", "--workers", "1"]
    assert run([*map(str, arguments), "--quiet", "--json"]) == 0
    return folder / "corpus"


def test_a_corpus_and_itself_are_equal(curate: Curate, corpus: Path) -> None:
    said = curate("diff", corpus, corpus, "--exit-code")
    assert said.code == 0
    assert "Nothing differs: 34 kept rows, 2 rejected rows" in said.out


def test_a_difference_is_told_and_leaves_with_1_when_asked(curate: Curate, corpus: Path, other: Path) -> None:
    assert curate("diff", corpus, other).code == 0
    said = curate("diff", corpus, other, "--exit-code")
    assert said.code == 1
    assert "29 kept by both and the same" in said.out or "28 kept by both and the same" in said.out
    assert "5 removed" in said.out
    assert "\x1b[31m" not in said.out


def test_each_form_tells_the_same(curate: Curate, corpus: Path, other: Path) -> None:
    told = json.loads(curate("diff", corpus, other, "--format", "json").out)
    assert told["equal"] is False
    assert sum(told["rows"]["removed"].values()) == 5
    assert told["rows"]["changed"] >= 1
    page = curate("diff", corpus, other, "--format", "markdown").out
    assert page.startswith("# Two corpora compared")
    assert "\x1b" not in page
    assert f"{told['rows']['same']:,} kept by both and the same" in page


def test_examples_are_as_many_as_asked_for(curate: Curate, corpus: Path, other: Path) -> None:
    for count in (0, 2):
        told = json.loads(curate("diff", corpus, other, "--format", "json", "-n", count).out)
        assert len(told["rows"]["examples"]["removed"]) == count


@pytest.mark.parametrize("missing", [0, 1])
def test_what_is_no_corpus_is_said(curate: Curate, corpus: Path, missing: int, tmp_path: Path) -> None:
    pair = [corpus, corpus]
    pair[missing] = tmp_path / "nothing"
    said = curate("diff", *pair)
    assert said.code == 3
    assert "there is no corpus" in said.err
    (tmp_path / "folder").mkdir()
    pair[missing] = tmp_path / "folder"
    assert curate("diff", *pair).code == 8


def test_a_damaged_shard_is_one_message(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(corpus, tmp_path / "damaged")
    shard = tmp_path / "damaged" / "train" / "data-00000.arrow"
    shard.write_bytes(shard.read_bytes()[:-700])
    said = curate("diff", corpus, tmp_path / "damaged")
    assert said.code == 8
    assert "train/data-00000.arrow" in said.err
