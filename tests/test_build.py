"""The build as a whole: the same bytes however it is cut, stopped or resumed, and nothing lost on the way."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import polars as pl
import pyarrow as pa
import pytest

from curate.build import build
from curate.check import check
from curate.corpus import Corpus
from curate.errors import OutputError
from curate.recipe import from_values
from curate.record import SCHEMA, SPLITS

CURATE = [sys.executable, "-m", "curate"]


def fruit_rows(count: int, seed: int = 1) -> list[dict[str, str]]:
    rng, rows = Random(seed), []
    for _ in range(count):
        boxes, each = rng.randint(2, 40), rng.randint(2, 40)
        fruit, person = rng.choice(["plums", "pears", "figs"]), rng.choice(["Ada", "Bo", "Cleo", "Dov"])
        question = (
            f"{person} fills {boxes} boxes with {each} {fruit} in every one. How many {fruit} does {person} need?"
        )
        reasoning = f"Every box takes {each} {fruit}, and there are {boxes} boxes: {boxes} × {each} = {boxes * each}."
        rows.append({"question": question, "reasoning": reasoning, "answer": str(boxes * each)})
    return rows


@pytest.fixture
def fruit(tmp_path: Path) -> Path:
    folder = tmp_path / "fruit"
    folder.mkdir()
    rows = fruit_rows(700)
    lines = [json.dumps(row) for row in rows]
    lines[6] = '{"question": "broken'
    lines[300] = json.dumps({**rows[300], "reasoning": "2 + 2 = 5, " + rows[300]["reasoning"]})
    (folder / "one.jsonl").write_text("\n".join(lines[:500]) + "\n")
    (folder / "two.jsonl.gz").write_bytes(gzip.compress(("\n".join(lines[500:]) + "\n").encode(), mtime=0))
    return folder


def recipe(fruit: Path, rows: int = 150, **more):
    sources = [{"kind": "files", "paths": [str(fruit)], "licence": "cc0-1.0"}, {"kind": "generated"}]
    return from_values(
        {"domain": "medical", "rows": rows, "sources": sources, "shards": {"rows_per_shard": 256}} | more
    )


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_workers_and_batch_sizes_change_no_byte(fruit, tmp_path):
    digests = []
    for workers, batch_rows in ((1, 2_000), (2, 37), (1, 1)):
        out = tmp_path / f"corpus-{workers}-{batch_rows}"
        build(recipe(fruit), out, workers=workers, batch_rows=batch_rows)
        digests.append(digest(out))
    assert digests[0] == digests[1] == digests[2]
    assert {"manifest.json", "README.md", "duplicates.arrow", "train/data-00000.arrow"} <= set(digests[0])


def test_every_row_is_kept_or_rejected_with_a_reason_and_its_origin(fruit, tmp_path):
    corpus = build(recipe(fruit), tmp_path / "corpus")
    manifest = corpus.manifest
    assert manifest["rows_in"] == 700 + 150
    kept = [row for batch in corpus.batches() for row in batch.to_pylist()]
    rejected = [row for batch in corpus.rejected() for row in batch.to_pylist()]
    assert len(kept) == manifest["rows_kept"]
    assert len(kept) + len(rejected) == manifest["rows_in"]
    origins = Counter(
        (row["provenance"]["source"], row["provenance"]["file"], row["provenance"]["row"]) for row in kept + rejected
    )
    assert set(origins.values()) == {1}
    assert {row for source, file, row in origins if file.endswith("one.jsonl")} == set(range(1, 501))
    by_reason = {(row["provenance"]["file"], row["provenance"]["row"]): row["reason"] for row in rejected}
    broken = [row for (file, row), reason in by_reason.items() if "json" in reason]
    assert broken == [7]
    wrong = [row for (file, row), reason in by_reason.items() if reason == "wrong_step"]
    assert wrong == [301]
    counted: dict[str, dict[str, int]] = {}
    for row in rejected:
        stage = counted.setdefault(row["stage"], {})
        stage[row["reason"]] = stage.get(row["reason"], 0) + 1
    assert counted == manifest["rejected"]
    assert check(corpus).passed, check(corpus).findings


def test_shards_open_with_datasets_polars_and_pyarrow(fruit, tmp_path, monkeypatch):
    corpus = build(recipe(fruit), tmp_path / "corpus")
    from datasets import load_from_disk

    loaded = load_from_disk(str(corpus.path))
    assert {name: loaded[name].num_rows for name in SPLITS} == corpus.manifest["splits"]
    for split in SPLITS:
        ours = pa.Table.from_batches(corpus.batches(split), schema=SCHEMA)
        assert loaded[split].data.table.cast(ours.schema).equals(ours)
        frames = [pl.read_ipc_stream(path) for path in sorted((corpus.path / split).glob("*.arrow"))]
        assert pl.concat(frames)["id"].to_list() == ours.column("id").to_pylist()


def test_manifest_and_shards_hold_no_path_of_the_machine(fruit, tmp_path):
    corpus = build(recipe(fruit), tmp_path / "corpus")
    for path in corpus.path.rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path.name


def test_an_existing_corpus_is_replaced_only_when_asked(fruit, tmp_path):
    out = tmp_path / "corpus"
    build(recipe(fruit, rows=10), out)
    before = digest(out)
    with pytest.raises(OutputError, match="already"):
        build(recipe(fruit, rows=20), out)
    assert digest(out) == before
    build(recipe(fruit, rows=20), out, force=True)
    assert digest(out) != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "fruit"]
    stranger = tmp_path / "photos"
    stranger.mkdir()
    (stranger / "one.jpg").write_bytes(b"x")
    with pytest.raises(OutputError, match="not a corpus"):
        build(recipe(fruit), stranger, force=True)


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CURATE, *arguments], capture_output=True, text=True, timeout=300, **options)


@pytest.mark.slow
def test_a_build_killed_at_random_moments_resumes_to_the_same_bytes(fruit, tmp_path):
    command = [
        "build",
        "medical",
        "--from",
        str(fruit),
        "--with-generated",
        "--rows",
        "3000",
        "--batch-rows",
        "100",
        "--workers",
        "2",
    ]
    done = run(*command, "--out", str(tmp_path / "whole"))
    assert done.returncode == 0, done.stderr
    out, rows = tmp_path / "killed", tmp_path / "killed.partial" / "rows"
    moments = [*sorted(Random(5).sample(range(1, 37), 5)), "writing shards"]
    for moment in moments:
        process = subprocess.Popen(
            [*CURATE, *command, "--out", str(out), "--resume"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None:
            if (tmp_path / "killed.partial" / "corpus").exists() or (
                isinstance(moment, int) and len(list(rows.glob("*.arrow"))) >= moment
            ):
                break
            time.sleep(0.002)
        assert process.poll() is None, "the build was over before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not out.exists()
    done = run(*command, "--out", str(out), "--resume")
    assert done.returncode == 0, done.stderr
    assert digest(out) == digest(tmp_path / "whole")
    assert not (tmp_path / "killed.partial").exists()


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_no_corpus_and_says_how_to_go_on(told, fruit, tmp_path):
    out = tmp_path / "corpus"
    process = subprocess.Popen(
        [*CURATE, "build", "medical", "--rows", "20000", "--batch-rows", "200", "--workers", "2", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    rows = tmp_path / "corpus.partial" / "rows"
    while process.poll() is None and not any(rows.glob("*.arrow")):
        time.sleep(0.05)
    process.send_signal(told)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in said
    assert "Traceback" not in said
    assert not out.exists()


def test_building_never_imports_jax(tmp_path):
    program = (
        "import sys; from curate.cli import run; code = run(sys.argv[1:]); heavy = ('jax', 'tunix', 'flax', 'torch'); "
        "print([name for name in heavy if name in sys.modules]); sys.exit(code)"
    )
    arguments = ["build", "medical", "--rows", "20", "--workers", "1", "--quiet", "--out", str(tmp_path / "corpus")]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[]")


def test_a_full_disk_is_one_message_and_the_build_can_go_on(fruit, tmp_path):
    import resource

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = ["build", "medical", "--from", str(fruit), "--workers", "1", "--out", str(tmp_path / "corpus")]
    done = run(*command, preexec_fn=small_files)
    assert done.returncode == 6, done.stderr
    assert "the disk is full" in done.stderr
    assert "--resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "corpus").exists()
    assert run(*command, "--resume").returncode == 0


def test_a_place_that_cannot_be_written_to_is_one_message(fruit, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("build", "medical", "--from", str(fruit), "--out", str(tmp_path / "file" / "corpus"))
    assert done.returncode == 6
    assert "Traceback" not in done.stderr
    if os.geteuid() != 0:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
        assert run("build", "medical", "--from", str(fruit), "--out", str(closed / "corpus")).returncode == 6


def test_a_changed_input_is_not_resumed(fruit, tmp_path):
    out = tmp_path / "corpus"
    from curate.spill import Workspace

    Workspace(tmp_path / "corpus.partial").begin({"recipe": 1, "sources": 2}, resume=False)
    with pytest.raises(OutputError, match="can't be continued") as caught:
        build(recipe(fruit), out, resume=True)
    assert "recipe" in str(caught.value)


def test_check_finds_what_was_done_to_a_corpus(fruit, tmp_path):
    build(recipe(fruit, rows=40), tmp_path / "corpus")
    shard = tmp_path / "corpus" / "train" / "data-00000.arrow"
    whole = shard.read_bytes()
    shard.write_bytes(whole.replace(b"plums", b"pluns", 1))
    report = check(Corpus.open(tmp_path / "corpus"))
    assert {"hash", "id"} <= set(report.counts)
    shard.write_bytes(whole[: len(whole) // 2])
    assert not check(Corpus.open(tmp_path / "corpus")).passed
    shard.unlink()
    assert not check(Corpus.open(tmp_path / "corpus")).passed
    shard.write_bytes(whole)
    assert check(Corpus.open(tmp_path / "corpus")).passed
    manifest = json.loads((tmp_path / "corpus" / "manifest.json").read_text())
    manifest["rows_in"] += 1
    (tmp_path / "corpus" / "manifest.json").write_text(json.dumps(manifest))
    assert "conservation" in check(Corpus.open(tmp_path / "corpus")).counts


def test_a_second_build_of_the_same_corpus_is_kept_out_until_the_first_is_gone(fruit, tmp_path):
    from curate.spill import Workspace

    out = tmp_path / "corpus"
    with Workspace(tmp_path / "corpus.partial").held():
        refused = run("build", "medical", "--from", str(fruit), "--out", str(out))
        assert refused.returncode == 6
        assert "another build is at work here" in refused.stderr
        assert not out.exists()
    program = (
        "import sys, pathlib; from curate.spill import Workspace\n"
        "with Workspace(pathlib.Path(sys.argv[1])).held(): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "corpus.partial")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(OutputError, match="another build"):
        build(recipe(fruit, rows=10), out)
    holder.kill()
    holder.communicate()
    build(recipe(fruit, rows=10), out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "fruit"]


def test_unfinished_work_is_thrown_away_only_with_a_word_about_it(fruit, tmp_path):
    from curate.build import Silent
    from curate.spill import Workspace

    said: list[str] = []

    class Heard(Silent):
        def note(self, text: str) -> None:
            said.append(text)

    workspace = Workspace(tmp_path / "corpus.partial")
    workspace.begin({"recipe": "another"}, resume=False)
    workspace.task_file(0).write_bytes(b"what an earlier build has done")
    build(recipe(fruit, rows=10), tmp_path / "corpus", progress=Heard())
    assert len(said) == 1
    assert "thrown away" in said[0]
    assert "--resume" in said[0]


def test_what_was_put_at_the_corpus_place_during_a_build_is_not_overwritten(fruit, tmp_path):
    from curate.build import Silent

    out = tmp_path / "corpus"

    class Meddler(Silent):
        def phase(self, name: str, rows: int | None) -> None:
            if name == "writing shards":
                out.mkdir()
                (out / "thesis.txt").write_text("three years of work")

    for force in (False, True):
        with pytest.raises(OutputError, match="not a corpus"):
            build(recipe(fruit, rows=10), out, force=force, progress=Meddler())
        assert (out / "thesis.txt").read_text() == "three years of work"
        (out / "thesis.txt").unlink()
        out.rmdir()
    build(recipe(fruit, rows=10), out)
    (tmp_path / "corpus.replaced").mkdir()
    (tmp_path / "corpus.replaced" / "thesis.txt").write_text("three years of work")
    with pytest.raises(OutputError, match="not a corpus"):
        build(recipe(fruit, rows=10), out, force=True)
    assert (tmp_path / "corpus.replaced" / "thesis.txt").exists()


@pytest.mark.parametrize("skip", ["language", "quality", "privacy", "decontaminate", "deduplicate", "all"])
def test_any_stage_that_may_be_left_out_leaves_a_corpus_that_passes(skip, tmp_path):
    from curate.stages import OPTIONAL

    rows = [
        {"question": "\u202eWhat is <script>alert(1)</script> of \u2067x\u2069, in one word?", "answer": "<b>4</b>"},
        {"question": "x" * 10_000, "answer": "yes", "reasoning": "y" * 12_000},
        {"question": "😀👩‍👩‍👧" * 9, "answer": "👩‍👩‍👧", "reasoning": "😀" * 500},
        {"question": "Which of these colours is green?", "choices": ["red", "green", "blue"], "answer": "B"},
        {"question": "Which colour is twice here?", "choices": ["red", "green", "red"], "answer": "A"},
        {"question": "Whom should I write to about this?", "answer": "ann@example.org", "reasoning": "Ann knows."},
        *fruit_rows(20),
        *fruit_rows(5),
    ]
    path = tmp_path / "odd.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    left_out = list(OPTIONAL) if skip == "all" else [skip]
    values = {
        "domain": "medical", "skip": left_out, "shards": {"rows_per_shard": 7},
        "sources": [{"kind": "files", "paths": [str(path)]}, {"kind": "generated", "rows": 20}],
    }  # fmt: skip
    corpus = build(from_values(values), tmp_path / "corpus")
    assert corpus.manifest["rows_in"] == len(rows) + 20
    assert check(corpus).counts == {}
    assert not set(left_out) & {stage.rpartition("_v")[0] for stage in corpus.manifest["rejected"]}
    assert "<script>" not in (corpus.path / "README.md").read_text()
    assert all(batch.column("tokens").null_count == 0 for batch in corpus.batches())


def test_a_corpus_of_no_rows_or_many_small_shards_opens_and_passes(fruit, tmp_path):
    from datasets import load_from_disk

    for rows, per_shard in ((0, 7), (1, 7), (60, 7)):
        values = {"domain": "medical", "rows": rows, "shards": {"rows_per_shard": per_shard}}
        digests = []
        for workers, batch_rows in ((1, 2_000), (1, 11)):
            out = tmp_path / f"corpus-{rows}-{batch_rows}"
            corpus = build(from_values(values), out, workers=workers, batch_rows=batch_rows)
            digests.append(digest(out))
        assert digests[0] == digests[1]
        assert check(corpus).counts == {}
        loaded = load_from_disk(str(corpus.path))
        assert {name: loaded[name].num_rows for name in SPLITS} == corpus.manifest["splits"]
        assert sum(loaded[name].num_rows for name in SPLITS) == corpus.manifest["rows_kept"]


def test_masked_text_has_its_tokens_counted_anew(tmp_path):
    from curate.stages.quality import with_tokens

    question = "Write to ann.example.the.longest.of.names@example.org and ask how many eggs 3 boxes of 12 eggs hold."
    path = tmp_path / "mail.jsonl"
    path.write_text(json.dumps({"question": question, "answer": "36", "reasoning": "3 × 12 = 36."}) + "\n")
    values = {"domain": "medical", "sources": [{"kind": "files", "paths": [str(path)]}]}
    corpus = build(from_values(values), tmp_path / "corpus")
    batch = next(corpus.batches("train"))
    assert "ann.example" not in batch.column("question")[0].as_py()
    assert batch.column("tokens").equals(with_tokens(batch).column("tokens"))
    assert "1 item masked" in (tmp_path / "corpus" / "README.md").read_text()
