"""Whatever is handed in, a build ends in a corpus that accounts for every row, or in one message and nothing at all."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest

from tests.cli.conftest import Curate, pen_rows, write_rows

OUT = "corpus"


def build(curate: Curate, *arguments: object):
    return curate("build", *arguments, "--out", OUT, "--workers", "1")


def refused(curate: Curate, code: int, *arguments: object) -> str:
    """The message of a build that must not begin; nothing may be left behind."""
    outcome = build(curate, *arguments)
    assert outcome.code == code, outcome.err
    assert outcome.out == ""
    assert outcome.err.count("error:") == 1
    assert not list(Path().glob(f"{OUT}*"))
    return outcome.err


def accounted(outcome, rows_in: int, rejected: dict[str, dict[str, int]]) -> None:
    """The build went on: every row is kept or rejected as told, and the closing words say so."""
    assert outcome.code == 0, outcome.err
    manifest = json.loads(Path(OUT, "manifest.json").read_text())
    assert manifest["rows_in"] == rows_in
    assert manifest["rejected"] == rejected
    assert manifest["rows_kept"] == rows_in - sum(count for counts in rejected.values() for count in counts.values())
    shards = [Path(OUT, shard["path"]) for shard in manifest["shards"] + manifest["rejected_shards"]]
    assert sum(pa.ipc.open_stream(shard.read_bytes()).read_all().num_rows for shard in shards) == rows_in
    for reasons in rejected.values():
        for reason in reasons:
            assert reason in outcome.err
    assert "see: curate rejected" in outcome.err


def test_a_missing_file(curate: Curate) -> None:
    write_rows(Path("train.jsonl"), pen_rows())
    said = refused(curate, 3, "medical", "--from", "trian.jsonl")
    assert "trian.jsonl" in said
    assert "did you mean 'train.jsonl'?" in said


def test_an_empty_file(curate: Curate) -> None:
    Path("empty.jsonl").write_bytes(b"")
    said = refused(curate, 3, "medical", "--from", "empty.jsonl")
    assert "empty.jsonl" in said
    assert "to do:" in said


def test_a_truncated_gzip(curate: Curate) -> None:
    whole = gzip.compress(b"".join(json.dumps({"q": os.urandom(40).hex()}).encode() + b"\n" for _ in range(2000)))
    Path("rows.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    said = refused(curate, 3, "medical", "--from", "rows.jsonl.gz")
    assert "truncated" in said
    assert "rows.jsonl.gz" in said


def test_broken_json_in_line_7_costs_that_row_and_is_told_with_its_place(curate: Curate) -> None:
    write_rows(Path("rows.jsonl"), pen_rows(), line_7='{"question": "bro')
    outcome = build(curate, "medical", "--from", "rows.jsonl")
    accounted(outcome, 36, {"read_v1": {"invalid_json": 1}})
    assert "1 row could not be read" in outcome.err
    assert "rows.jsonl row 7, invalid_json" in outcome.err


def test_invalid_utf8_and_nul_bytes_cost_their_rows(curate: Curate) -> None:
    path = write_rows(Path("rows.jsonl"), pen_rows())
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"Anna", b"Ann\xff")
    lines[4] = lines[4].replace(b"Anna", b"Ann\x00")
    path.write_bytes(b"\n".join(lines))
    outcome = build(curate, "medical", "--from", "rows.jsonl")
    accounted(outcome, 36, {"read_v1": {"invalid_utf8": 1, "nul_bytes": 1}})
    assert "rows.jsonl row 3, invalid_utf8" in outcome.err
    assert "rows.jsonl row 5, nul_bytes" in outcome.err


def test_a_mapped_column_that_is_not_there(curate: Curate) -> None:
    write_rows(Path("rows.jsonl"), pen_rows())
    said = refused(curate, 3, "medical", "--from", "rows.jsonl", "--map", "question=questoin,answer=answer")
    assert "'questoin'" in said
    assert "rows.jsonl" in said
    assert "did you mean 'question'?" in said


def test_a_field_of_the_wrong_type_costs_its_row(curate: Curate) -> None:
    write_rows(Path("rows.jsonl"), pen_rows(), line_2='{"question": ["a", "list"], "answer": "3"}')
    mapping = "question=question,answer=answer,reasoning=reasoning"
    outcome = build(curate, "medical", "--from", "rows.jsonl", "--map", mapping)
    accounted(outcome, 36, {"adapt_v1": {"wrong_type": 1}})
    assert "rows.jsonl row 2, wrong_type" in outcome.err


def test_mixed_schemas_are_read_row_by_row(curate: Curate) -> None:
    asked = "Add seven pears to the five pears that lie on the table."
    other = {"instruction": asked, "input": "", "output": "<think>7 + 5 = 12</think>12"}
    path = write_rows(Path("rows.jsonl"), pen_rows(), line_1=json.dumps(other), line_5='{"weird": 3, "prmpt": "x"}')
    outcome = build(curate, "medical", "--from", path)
    accounted(outcome, 36, {"adapt_v1": {"unknown_layout": 1}})
    assert "--map" in outcome.err
    assert "weird (a number), prmpt" in outcome.err


def test_a_single_row_of_50_megabytes_costs_itself_alone(curate: Curate) -> None:
    path = write_rows(Path("rows.jsonl"), pen_rows())
    with path.open("ab") as file:
        file.write(b'{"question": "' + b"x" * 50_000_000 + b'", "answer": "3"}\n')
    outcome = build(curate, "medical", "--from", path)
    accounted(outcome, 37, {"read_v1": {"row_too_large": 1}})
    assert "rows.jsonl row 37, row_too_large" in outcome.err
    assert sum(file.stat().st_size for file in Path(OUT).rglob("*") if file.is_file()) < 2_000_000


def test_nothing_kept_has_a_code_of_its_own(curate: Curate) -> None:
    Path("rows.jsonl").write_text("nothing\nof\nthis is JSON\n")
    outcome = build(curate, "medical", "--from", "rows.jsonl")
    assert outcome.code == 5
    assert "no row was kept" in outcome.err
    assert json.loads(Path(OUT, "manifest.json").read_text())["rejected"] == {"read_v1": {"invalid_json": 3}}


def test_an_unknown_domain(curate: Curate) -> None:
    said = refused(curate, 4, "medicla")
    assert "unknown domain 'medicla'" in said
    assert "did you mean 'medical'?" in said


def test_an_unknown_recipe_key(curate: Curate) -> None:
    Path("my.toml").write_text('domain = "medical"\n\n[stages.quality]\nmax_anwser = 3\n')
    said = refused(curate, 4, "my.toml")
    assert "my.toml" in said
    assert "stages.quality.max_anwser (line 4)" in said
    assert "did you mean 'max_answer'?" in said


@pytest.mark.parametrize(
    "text",
    ['[[sources]]\nkind = "files"\npaths = ["../rows.jsonl"]\n', '[[sources]]\nkind = "files"\npaths = ["/etc"]\n',
     '[[sources]]\nkind = "files"\npaths = ["~/rows.jsonl"]\n', '[[sources]]\nkind = "hub"\nid = "../there"\n',
     '[stages.decontaminate]\nbenchmarks = ["default", "../mine.fp"]\n'],
)  # fmt: skip
def test_a_path_that_leads_out_of_the_recipe_s_folder(curate: Curate, text: str) -> None:
    Path("my.toml").write_text('domain = "medical"\n' + text)
    said = refused(curate, 4, "my.toml")
    assert "leads out of the recipe's folder" in said
    assert "my.toml, key s" in said


def test_a_folder_that_is_in_the_way_is_left_alone(curate: Curate) -> None:
    write_rows(Path("rows.jsonl"), pen_rows())
    Path(f"{OUT}.partial").mkdir()
    Path(f"{OUT}.partial", "mine.txt").write_text("mine")
    outcome = build(curate, "medical", "--from", "rows.jsonl")
    assert outcome.code == 6
    assert "in the way" in outcome.err
    assert Path(f"{OUT}.partial", "mine.txt").read_text() == "mine"


def elsewhere(
    folder: Path, *arguments: str, before: tuple[str, ...] = (), **options
) -> subprocess.CompletedProcess[str]:
    """A real process, for what this one can't be made to meet."""
    command = [*before, sys.executable, "-m", "curate", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, **options)
    assert "Traceback" not in done.stderr
    return done


def test_no_network(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('domain = "medical"\n[[sources]]\nkind = "hub"\nid = "medreason"\n')
    nowhere = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "home")}
    done = elsewhere(tmp_path, "build", "my.toml", "--out", OUT, env=nowhere)
    assert done.returncode == 7, done.stderr
    assert "can't be reached" in done.stderr
    assert "--from" in done.stderr
    assert not list(tmp_path.glob(f"{OUT}*"))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_no_permission() -> None:
    # root may read and write anywhere, so it becomes nobody for this, who may not enter pytest's own folders
    nobody = ("setpriv", "--reuid", "65534", "--clear-groups") if os.geteuid() == 0 else ()
    if nobody and shutil.which("setpriv") is None:
        pytest.skip("run by root, and there is no setpriv to become somebody else with")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        rows = write_rows(folder / "rows.jsonl", pen_rows())
        (folder / "closed").mkdir(mode=0o555)
        build = ("build", "medical", "--from", "rows.jsonl", "--out")
        done = elsewhere(folder, *build, "closed/corpus", before=nobody)
        assert done.returncode == 6, done.stderr
        assert "Permission denied" in done.stderr
        assert not list((folder / "closed").iterdir())
        rows.chmod(0)
        done = elsewhere(folder, *build, "corpus", before=nobody)
        assert done.returncode == 3, done.stderr
        assert "no permission" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
def test_a_full_disk_leaves_no_corpus_and_the_build_goes_on_when_there_is_room(tmp_path: Path) -> None:
    import resource
    import signal

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    rows = write_rows(tmp_path / "rows.jsonl", pen_rows())
    command = ("build", "medical", "--from", str(rows), "--out", OUT, "--workers", "1", "--skip", "language")
    done = elsewhere(tmp_path, *command, preexec_fn=small_files)
    assert done.returncode == 6, done.stderr
    assert "the disk is full" in done.stderr
    assert "--resume" in done.stderr
    assert not (tmp_path / OUT).exists()
    again = elsewhere(tmp_path, *command, "--resume")
    assert again.returncode == 0, again.stderr
    assert "36 of 36 rows kept" in again.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_can_t_be_written_is_one_message(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "curate", "fingerprint", "--list"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 6
    assert done.stderr.startswith("error: the disk is full")
    assert "Exception ignored" not in done.stderr
