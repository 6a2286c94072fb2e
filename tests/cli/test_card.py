"""``curate card``: which rendering is written where, and what is said when it can't be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Curate


def test_the_terminal_is_the_default(curate: Curate, corpus: Path) -> None:
    said = curate("card", corpus).out
    assert said.startswith("Medical reasoning: 34 reasoning problems\n")
    assert "34 of 36 kept" in said
    assert "<table" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.md", "---\n"), ("a.html", "<!DOCTYPE html>"), ("a.json", '{\n  "@context"'), ("a.txt", "Medical reasoning")],
)
def test_the_ending_of_the_file_chooses_the_rendering(curate: Curate, corpus: Path, name: str, begins: str) -> None:
    assert curate("card", corpus, "--out", name).code == 0
    assert Path(name).read_text(encoding="utf-8").startswith(begins)


def test_the_format_has_the_last_word(curate: Curate, corpus: Path) -> None:
    curate("card", corpus, "--format", "html", "--out", "card.md")
    assert Path("card.md").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert curate("card", corpus, "--format", "html").out == Path("card.md").read_text(encoding="utf-8")


def test_croissant_on_stdout_is_json_and_says_where_the_records_are_not(curate: Curate, corpus: Path) -> None:
    outcome = curate("card", corpus, "--format", "croissant")
    files = [part for part in json.loads(outcome.out)["distribution"] if part["@type"] == "cr:FileObject"]
    assert "--out FILE" in outcome.err
    curate("card", corpus, "--format", "croissant", "--out", "there/card.json")
    assert {part["contentUrl"] for part in files} == {
        f"parquet/{path.name}" for path in Path("there/parquet").iterdir()
    }


def test_a_folder_with_other_parquet_files_is_refused(curate: Curate, corpus: Path) -> None:
    Path("parquet").mkdir()
    Path("parquet/mine.parquet").write_bytes(b"mine")
    outcome = curate("card", corpus, "--out", "card.json")
    assert outcome.code == 6
    assert "mine.parquet" in outcome.err
    assert Path("parquet/mine.parquet").read_bytes() == b"mine"
    assert not Path("card.json").exists()


def test_a_damaged_shard_is_one_message(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(corpus, tmp_path / "copy")
    (tmp_path / "copy/train/data-00000.arrow").write_bytes(b"not arrow")
    for rendering in ("terminal", "markdown", "html", "croissant"):
        outcome = curate("card", tmp_path / "copy", "--format", rendering)
        assert outcome.code == 8
        assert "train/data-00000.arrow" in outcome.err
        assert outcome.out == ""


def test_a_folder_that_is_not_there_is_one_message(curate: Curate, corpus: Path) -> None:
    outcome = curate("card", corpus, "--out", "nowhere/card.html")
    assert outcome.code == 6
    assert "card.html can't be written" in outcome.err
