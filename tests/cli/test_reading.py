"""What `show`, `rejected`, `card`, `check` and `sources` say of a corpus, to a person and to a program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from curate.corpus import Corpus
from tests.cli.conftest import Curate


def rows_of(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_show_prints_a_record_with_its_reasoning_answer_verdict_and_pedigree(curate: Curate, corpus: Path) -> None:
    said = curate("show", corpus, "-n", 1).out
    row = next(Corpus.open(corpus).batches()).slice(0, 1).to_pylist()[0]
    for part in (row["id"], row["answer"], "pens.jsonl row", "sha256:", "integer", "reasoning"):
        assert part in said
    assert row["question"] in " ".join(said.split())


@pytest.mark.parametrize(
    ("arguments", "column", "value"),
    [(("--split", "train"), "split", "train"), (("--family", "pens"), "family", "pens"), (("--level", 1), "level", 1)],
)
def test_show_filters(curate: Curate, corpus: Path, arguments: tuple, column: str, value: object) -> None:
    shown = rows_of(curate("show", corpus, *arguments, "-n", 1000, "--json").out)
    everything = [row for batch in Corpus.open(corpus).batches() for row in batch.to_pylist()]
    assert [row["id"] for row in shown] == [row["id"] for row in everything if row[column] == value]


def test_show_finds_by_id_source_and_reason(curate: Curate, corpus: Path) -> None:
    row = rows_of(curate("show", corpus, "-n", 1, "--json").out)[0]
    assert rows_of(curate("show", corpus, "--id", row["id"][:12].upper(), "--json").out) == [row]
    assert len(rows_of(curate("show", corpus, "--source", "files", "-n", 99, "--json").out)) == 34
    assert [row["stage"] for row in rows_of(curate("show", corpus, "--reason", "wrong_step", "--json").out)] == [
        "verify_v1"
    ]


def test_show_samples_by_the_seed_alone(curate: Curate, corpus: Path) -> None:
    drawn = [curate("show", corpus, "--sample", seed, "-n", 5, "--json").out for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len({row["id"] for row in rows_of(drawn[0])}) == 5


def test_a_filter_that_nothing_has_is_told_with_what_there_is(curate: Curate, corpus: Path) -> None:
    said = curate("show", corpus, "--family", "pins")
    assert (said.code, said.out) == (0, "")
    assert "did you mean 'pens'?" in said.err
    assert curate("show", corpus, "--split", "train", "--reason", "wrong_step").code == 2


def test_no_control_character_of_the_data_reaches_the_terminal(curate: Curate, corpus: Path) -> None:
    for said in (curate("show", corpus, "--reason", "invalid_json"), curate("rejected", corpus, "-n", 9)):
        assert "\x1b" not in said.out
        assert "bro\\u001b[31mken" in said.out


def test_text_is_wrapped_to_the_terminal(curate: Curate, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in (40, 72, 250):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = curate("show", corpus, "-n", 5).out.splitlines()
        prose = [line for line in lines if line.startswith("  ") and "sha256" not in line]
        assert max(len(line) for line in prose) < min(columns, 101)
        assert len([line for line in prose if "Anna" in line]) == 5


def test_rejected_counts_by_rule_reason_and_source(curate: Curate, corpus: Path) -> None:
    lines = curate("rejected", corpus).out.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["rule", "reason", "source", "rows"],
        ["read_v1", "invalid_json", "files", "1"],
        ["verify_v1", "wrong_step", "files", "1"],
    ]
    assert lines[3] == "2 rows of 36"


@pytest.mark.parametrize(
    ("arguments", "reasons"),
    [
        ((), ["invalid_json", "wrong_step"]),
        (("--stage", "read"), ["invalid_json"]),
        (("--stage", "verify_v1"), ["wrong_step"]),
        (("--reason", "wrong_step"), ["wrong_step"]),
        (("--source", "elsewhere"), []),
        (("--family", "pens", "-n", 1), ["invalid_json"]),
    ],
)
def test_rejected_filters(curate: Curate, corpus: Path, arguments: tuple, reasons: list[str]) -> None:
    assert [row["reason"] for row in rows_of(curate("rejected", corpus, *arguments, "--json").out)] == reasons


def test_a_stage_of_the_funnel_stands_for_its_rules(curate: Curate, tmp_path: Path) -> None:
    row = {"question": "What do nine plums and nine pears come to in all?", "answer": "18"}
    refusal = "I'm sorry, but I can't help with that. As an AI language model I am unable to answer."
    (tmp_path / "x.jsonl").write_text(json.dumps({**row, "reasoning": refusal}) + "\n")
    curate("build", "medical", "--from", "x.jsonl", "--out", "c", "--workers", 1)
    by_rule = rows_of(curate("rejected", "c", "--json").out)
    assert [row["stage"] for row in by_rule] == ["refusal_v1"]
    assert rows_of(curate("rejected", "c", "--stage", "quality", "--json").out) == by_rule


def test_check_passes_and_then_finds_a_changed_byte(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    said = curate("check", corpus)
    assert (said.code, said.out.splitlines()[-1]) == (0, "passed")
    copy = shutil.copytree(corpus, tmp_path / "copy")
    shard = next((copy / "train").glob("*.arrow"))
    shard.write_bytes(shard.read_bytes().replace(b"Anna", b"Anne", 1))
    said = curate("check", copy)
    assert said.code == 8
    assert said.out.splitlines()[-1].startswith("failed")
    report = json.loads(curate("check", copy, "--json").out)
    assert not report["passed"]
    assert {"hash", "id"} <= set(report["counts"])


def test_the_card_is_the_one_that_the_build_wrote(curate: Curate, corpus: Path) -> None:
    assert curate("card", corpus, "--format", "markdown").out == (corpus / "README.md").read_text()
    curate("card", corpus, "--out", "card.md")
    assert Path("card.md").read_text() == (corpus / "README.md").read_text()


def test_sources_are_listed_without_asking(curate: Curate) -> None:
    listed = json.loads(curate("sources", "medical", "--offline", "--json").out)
    assert {"medqa", "medmcqa", "pubmedqa"} <= {source["name"] for source in listed}
    text = curate("sources", "medical", "--offline").out
    for source in listed:
        assert source["name"] in text
        assert source["hub"] in text
        assert f"{source['rows']:,} rows" in text


@pytest.mark.parametrize("command", ["show", "rejected", "card", "check"])
def test_what_is_no_corpus_is_refused(curate: Curate, command: str) -> None:
    assert curate(command, "nowhere").code == 3
    Path("folder").mkdir()
    said = curate(command, "folder")
    assert said.code == 8
    assert "not a corpus" in said.err
    Path("folder/manifest.json").write_text('{"shards": [], "rejected_shards": [], "versions": {"schema": "99"}}')
    assert "schema version 99" in curate(command, "folder").err
