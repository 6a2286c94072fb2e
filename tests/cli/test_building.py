"""`curate build` as a person and as a program meets it."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Curate, pen_rows, write_rows


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", pen_rows())


def test_json_is_all_that_stands_on_stdout(curate: Curate, rows: Path) -> None:
    said = curate("build", "medical", "--from", rows, "--out", "c", "--workers", 1, "--json")
    outcome = json.loads(said.out)
    manifest = json.loads(Path("c/manifest.json").read_text())
    assert outcome.pop("corpus") == "c"
    assert outcome == {key: manifest[key] for key in outcome}


def test_quiet_says_nothing_on_the_way(curate: Curate, rows: Path) -> None:
    said = curate("build", "medical", "--from", rows, "--out", "c", "--workers", 1, "--quiet")
    assert said.err == ""
    assert "36 of 36 rows kept" in said.out


def test_a_pipe_gets_plain_lines(curate: Curate, rows: Path) -> None:
    said = curate("build", "medical", "--from", rows, "--out", "c", "--workers", 1).err
    assert "\x1b" not in said
    assert "\r" not in said
    assert [line.split(":")[0].rstrip(" …") for line in said.splitlines()] == [
        "reading and sifting", "finding duplicates", "writing shards",
    ]  # fmt: skip


def test_an_existing_corpus_is_refused_and_replaced_with_force(curate: Curate, rows: Path) -> None:
    arguments = ("build", "medical", "--from", rows, "--out", "c", "--workers", 1)
    assert curate(*arguments).code == 0
    before = Path("c/manifest.json").stat().st_ino
    said = curate(*arguments)
    assert said.code == 6
    assert "--force" in said.err
    assert Path("c/manifest.json").stat().st_ino == before
    assert curate(*arguments, "--force").code == 0


def test_set_changes_a_key_of_the_recipe(curate: Curate, rows: Path) -> None:
    settings = ("--set", "stages.deduplicate.near=false", "--set", "stages.privacy.email=reject")
    assert curate("build", "medical", "--from", rows, "--out", "c", "--workers", 1, *settings).code == 0
    stages = json.loads(Path("c/manifest.json").read_text())["recipe"]["stages"]
    assert stages["deduplicate"]["near"] is False
    assert stages["privacy"]["email"] == "reject"


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ("stages.quality.max_anwser=3", 4, "did you mean 'max_answer'?"),
        ("stages.quality.max_answer=x", 4, "whole number"),
        ("rows", 2, "KEY=VALUE"),
        ("rows.x=3", 2, "no table"),
    ],
)
def test_a_wrong_setting_is_refused(curate: Curate, rows: Path, setting: str, code: int, said: str) -> None:
    outcome = curate("build", "medical", "--from", rows, "--out", "c", "--set", setting)
    assert outcome.code == code
    assert said in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--map", "question"), "FIELD=COLUMN"),
        (("--map", "question=a,question=b"), "twice"),
        (("--rows", "-1"), "--rows"),
        (("--rwos", "1"), "--rows"),
        (("--skip", "grade"), "can't be left out"),
        (("--skip", "privcy"), "'privacy'"),
    ],
)
def test_wrong_usage_is_refused(curate: Curate, rows: Path, arguments: tuple, said: str) -> None:
    outcome = curate("build", "medical", "--from", rows, "--out", "c", *arguments)
    assert outcome.code in (2, 4)
    assert said in outcome.err
    assert not list(Path().glob("c*"))


def test_files_that_are_no_data_are_named(curate: Curate, rows: Path) -> None:
    folder = rows.parent / "folder"
    folder.mkdir()
    rows.rename(folder / "rows.jsonl")
    (folder / "notes.txt").write_text("x")
    said = curate("build", "medical", "--from", folder, "--out", "c", "--workers", 1).err
    assert "notes.txt" in said


def command(rows: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "curate", "build", "medical", "--from", str(rows), "--out", "c", *more]


@pytest.mark.parametrize("times", [1, 4])
def test_ctrl_c_however_often_says_how_to_go_on_and_that_gives_the_corpus(tmp_path: Path, times: int) -> None:
    rows = write_rows(tmp_path / "my rows.jsonl", pen_rows() * 40)
    whole = command(rows, "--batch-rows", "30", "--workers", "2")
    process = subprocess.Popen(whole, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    while process.poll() is None and not list(tmp_path.glob("c.partial/rows/*.arrow")):
        time.sleep(0.02)
    for _ in range(times):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert not (tmp_path / "c").exists()
    go_on = err.splitlines()[-1].strip()
    assert go_on.startswith("curate build medical --from '")
    assert go_on.endswith("--resume")
    if times == 1:
        again = f"{sys.executable} -m {go_on}"
        done = subprocess.run(again, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr
        assert "continuing an unfinished build" in done.stderr
        assert f"of {36 * 40:,} rows kept" in done.stdout


@pytest.mark.parametrize("columns", [100, 44])
def test_a_terminal_gets_a_bar_that_fits_with_rate_and_time(tmp_path: Path, columns: int) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", pen_rows())
    terminal, inner = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        command(rows, "--workers", "1"), cwd=tmp_path, stderr=inner, stdout=subprocess.DEVNULL,
        env={**plain, "COLUMNS": str(columns), "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(inner)
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(terminal)
    assert process.wait() == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\n", shown.decode())
    lines = [line.rstrip() for line in re.split(r"[\r\n]+", text) if line.strip()]
    assert any("reading and sift" in line for line in lines)
    assert max(len(line) for line in lines) <= columns
    assert shown.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?25h" in shown
    if columns == 100:
        assert any(re.search(r"36 rows +[\d,]+/s in \d:\d\d", line) for line in lines), lines


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, corpus: Path) -> None:
    show = f"{sys.executable} -m curate show {corpus} -n 34 | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", show], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr == ""
