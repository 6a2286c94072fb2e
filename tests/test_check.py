"""What ``curate check`` finds: every lie that can be told in a corpus's files, told once, with hashes that agree."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from curate.build import build
from curate.check import check
from curate.corpus import Corpus
from curate.errors import CorpusError
from curate.recipe import from_values
from curate.record import SCHEMA, content_id
from tests.test_build import fruit_rows

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of file rows and generated ones, with duplicates, which passes."""
    folder = tmp_path_factory.mktemp("sound")
    rows = fruit_rows(60)
    rows += [{**row, "question": row["question"].upper()} for row in rows[:5]]
    (folder / "fruit.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    sources = [{"kind": "files", "paths": [str(folder / "fruit.jsonl")]}, {"kind": "generated", "rows": 40}]
    corpus = build(from_values({"domain": "medical", "sources": sources}), folder / "corpus")
    assert check(corpus).counts == {}
    assert corpus.duplicates().num_rows >= 5
    return corpus.path


@pytest.fixture
def corpus(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "corpus")
    return tmp_path / "corpus"


def found(folder: Path) -> set[str]:
    return set(check(Corpus.open(folder)).counts)


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    edit(manifest)
    path.write_text(json.dumps(manifest))


def rewrite(folder: Path, name: str, edit: Callable[[Rows], object]) -> None:
    """Change rows of an Arrow file, and its hash in the manifest and in ``state.json`` with them."""
    path = folder / name
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_stream(source).read_all()
        rows, schema = table.to_pylist(), table.schema
    edit(rows)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    def rehash(manifest: dict[str, Any]) -> None:
        for file in [*manifest["shards"], *manifest["rejected_shards"], *manifest["files"]]:
            if file["path"] == name:
                file["sha256"], file["rows"] = digest, len(rows)

    edit_manifest(folder, rehash)
    state = path.parent / "state.json"
    if state.exists() and name.count("/"):
        values = json.loads(state.read_text())
        values["_fingerprint"] = hashlib.sha256(digest.encode()).hexdigest()[:16]
        state.write_text(json.dumps(values))


TRAIN = "train/data-00000.arrow"


def status(rows: Rows) -> None:
    row = next(row for row in rows if row["verification"]["status"] == "verified")
    row["verification"] |= {"status": "unverified"}


def score(rows: Rows) -> None:
    rows[0]["verification"] |= {"score": 0.5}


def wrong_answer(rows: Rows) -> None:
    row = next(row for row in rows if row["provenance"]["parameters"] and row["verifier"]["name"] == "number")
    row["answer"] = "no number at all"
    row["id"] = content_id(row["domain"], row["question"], row["choices"], row["reasoning"], row["answer"])


def steps(rows: Rows) -> None:
    rows[0]["verification"] |= {"steps_checked": 99}


def tokens(rows: Rows) -> None:
    rows[0]["tokens"] |= {"reasoning": 1}


def difficulty(rows: Rows) -> None:
    rows[3]["difficulty"] = rows[3]["difficulty"] / 2


def identity(rows: Rows) -> None:
    rows[0]["id"] = "0" * 32


def no_verification(rows: Rows) -> None:
    rows[0]["verification"] = None


def no_verifier(rows: Rows) -> None:
    rows[0]["verifier"] = None


def strange_verifier(rows: Rows) -> None:
    rows[0]["verifier"] = {"name": "no.such.module:check", "arguments": "{}"}


def nonsense(rows: Rows) -> None:
    rows[0]["metadata"] = "[1, 2"


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        (status, "verifier"), (score, "verifier"), (wrong_answer, "verifier"), (steps, "steps"), (tokens, "tokens"),
        (difficulty, "difficulty"), (identity, "id"), (no_verification, "verifier"), (no_verifier, "verifier"),
        (strange_verifier, "verifier"), (nonsense, "values"),
    ],
)  # fmt: skip
def test_a_value_that_a_rerun_does_not_give_is_found(corpus: Path, edit: Callable[[Rows], None], name: str) -> None:
    rewrite(corpus, TRAIN, edit)
    counts = found(corpus)
    assert name in counts
    assert "hash" not in counts


def test_columns_that_are_all_null_are_findings_and_no_breakdown(corpus: Path) -> None:
    def hollow(rows: Rows) -> None:
        for row in rows:
            for column in set(SCHEMA.names) - {"id", "split"}:
                row[column] = None

    rewrite(corpus, TRAIN, hollow)
    assert {"id", "values", "verifier", "tokens"} <= found(corpus)


def test_a_twin_that_is_lost_on_either_side_of_the_map_is_found(corpus: Path) -> None:
    with pa.memory_map(str(corpus / "duplicates.arrow")) as source:
        line = pa.ipc.open_stream(source).read_all().to_pylist()[0]
    split = next(
        name
        for name in ("train", "validation", "test")
        if any(line["kept_id"] in batch.column("id").to_pylist() for batch in Corpus.open(corpus).batches(name))
    )
    keep = corpus / f"{split}/data-00000.arrow"
    before, manifest = keep.read_bytes(), (corpus / "manifest.json").read_bytes()

    def drop(rows: Rows) -> None:
        rows[:] = [row for row in rows if row["id"] != line["kept_id"]]

    rewrite(corpus, f"{split}/data-00000.arrow", drop)
    assert {"duplicates", "conservation"} <= found(corpus)
    keep.write_bytes(before)
    (corpus / "manifest.json").write_bytes(manifest)
    rewrite(corpus, "duplicates.arrow", lambda rows: rows.pop())
    assert "duplicates" in found(corpus)


def test_counts_in_the_manifest_are_held_against_the_rows(corpus: Path) -> None:
    whole = (corpus / "manifest.json").read_bytes()
    for edit in (
        lambda manifest: manifest["splits"].update(train=manifest["splits"]["train"] + 1),
        lambda manifest: manifest["shards"][0].update(rows=1),
        lambda manifest: manifest["rejected"].clear(),
        lambda manifest: manifest["funnel"][0]["reasons"].update(invalid_json=1),
    ):
        edit_manifest(corpus, edit)
        assert "conservation" in found(corpus)
        (corpus / "manifest.json").write_bytes(whole)
    edit_manifest(corpus, lambda manifest: manifest["recipe"].update(stages={}))
    assert "recipe" in found(corpus)


def test_the_card_and_the_files_that_datasets_reads_are_held_against_the_shards(corpus: Path) -> None:
    for name, check_name in (
        ("README.md", "card"), ("train/state.json", "datasets"), ("test/dataset_info.json", "datasets"),
        ("dataset_dict.json", "datasets"),
    ):  # fmt: skip
        before = (corpus / name).read_bytes()
        for content in (b"{}", b"not json", None):
            (corpus / name).unlink()
            if content is not None:
                (corpus / name).write_bytes(content)
            assert found(corpus) == {check_name}, name
            (corpus / name).write_bytes(before)
    assert found(corpus) == set()


@pytest.mark.parametrize(
    "edit",
    [
        lambda manifest: manifest.pop("funnel"),
        lambda manifest: manifest.update(shards="all"),
        lambda manifest: manifest.update(rows_in=True),
        lambda manifest: manifest["shards"].append("train"),
        lambda manifest: manifest["shards"][0].update(path="../../../etc/passwd"),
        lambda manifest: manifest["shards"][0].update(path="/etc/passwd"),
        lambda manifest: manifest.update(versions=[]),
        lambda manifest: manifest["versions"].update(schema="new"),
        lambda manifest: manifest.update(splits={}),
        lambda manifest: manifest["funnel"][0].pop("reasons"),
    ],
)
def test_a_manifest_of_another_shape_is_refused_and_opens_nothing(corpus: Path, edit: Any) -> None:
    edit_manifest(corpus, edit)
    with pytest.raises(CorpusError, match="not a corpus's"):
        Corpus.open(corpus)


def test_the_report_does_not_depend_on_the_number_of_workers(corpus: Path) -> None:
    rewrite(corpus, TRAIN, lambda rows: [tokens(rows), status(rows), identity(rows)])
    assert check(Corpus.open(corpus), workers=1) == check(Corpus.open(corpus), workers=2)
