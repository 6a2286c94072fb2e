"""``curate eval``, ``ask``, ``grade``, ``export`` and ``runs``: what they ask of a run, and how they show it."""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.train import toy
from tests.train.cli.conftest import Curate
from train.cli.progress import PlainProgress, TerminalProgress
from train.cli.quiet import quiet
from train.evaluation import summarise
from train.request import AskRequest, EvaluateRequest, ExportRequest, GradeRequest, Reply


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What `train.run` was asked, in order."""
    import train.run

    requests: list[Any] = []

    def evaluate_run(request: EvaluateRequest, progress: Any) -> Any:
        requests.append(request)
        progress.phase("evaluation", 20, "rows")
        progress.advance(20)
        return summarise(toy.rows(0.5, n=20), samples=4, seed=0)

    def ask(request: AskRequest) -> list[Reply]:
        requests.append(request)
        written = "<reasoning>2 + 2 = 4\x1b[31m</reasoning>\n<answer>4</answer>"
        good = Reply(written, "2 + 2 = 4\x1b[31m", "4", "", 12, True)
        return [good, Reply("4 4 4 4", None, None, "no_answer", 99, False)][: request.samples]

    def grade_run(request: GradeRequest, progress: Any) -> None:
        requests.append(request)

    def export_run(request: ExportRequest) -> None:
        requests.append(request)

    for function in (evaluate_run, ask, grade_run, export_run):
        monkeypatch.setattr(train.run, function.__name__, function)
    return requests


def test_eval_asks_for_a_checkpoint_and_prints_tables(curate: Curate, finished: Path, asked: list[Any]) -> None:
    found = curate("eval", finished, "--stage", "1-sft", "--rows", 20, "--samples", 4, "--split", "validation")
    assert found.code == 0, found.err
    request = asked[0]
    assert (request.checkpoint.stage, request.checkpoint.step) == ("1-sft", None)
    assert (request.split, request.rows, request.samples, request.corpus) == ("validation", 20, 4, None)
    assert "greedy_pass@1" in found.out
    assert "electrolytes" in found.out
    assert "evaluation: 20 rows" in found.err


def test_eval_prints_json_and_markdown(curate: Curate, finished: Path, asked: list[Any]) -> None:
    values = json.loads(curate("eval", finished, "--format", "json", "--quiet").out)
    assert values["n"] == 20
    assert "| metric |" in curate("eval", finished, "--format", "markdown").out


def test_ask_shows_reasoning_and_answer(curate: Curate, finished: Path, asked: list[Any]) -> None:
    found = curate("ask", finished, "What is 2 + 2?", "--choice", "3", "--choice", "4")
    assert found.code == 0, found.err
    assert asked[0].choices == ("3", "4")
    assert (asked[0].samples, asked[0].temperature) == (1, 0.0)
    assert "2 + 2 = 4" in found.out
    assert "answer      4" in found.out
    assert "\x1b[31m" not in found.out


def test_several_samples_are_drawn_warm_and_counted(curate: Curate, finished: Path, asked: list[Any]) -> None:
    found = curate("ask", finished, "What is 2 + 2?", "--samples", 2)
    assert asked[0].temperature == 1.0
    assert "no_answer; cut off" in found.out
    assert "answers: 4 (1)" in found.out
    lines = curate("ask", finished, "What is 2 + 2?", "--samples", 2, "--json").out.splitlines()
    assert [json.loads(line)["answer"] for line in lines] == ["4", None]


def test_no_question_is_an_error(curate: Curate, finished: Path, asked: list[Any]) -> None:
    found = curate("ask", finished, "  ")
    assert found.code == 3
    assert "no question" in found.err


def test_grade_and_export_name_where_they_write(
    curate: Curate, finished: Path, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curate.corpus.Corpus.open", lambda path: path)
    assert "graded: mine-graded" in curate("grade", "mine", "--run", finished, "-k", 4).out
    assert (asked[0].corpus, asked[0].out, asked[0].k) == (Path("mine"), Path("mine-graded"), 4)
    assert f"exported: {finished}/export-hf" in curate("export", finished, "--to", "hf", "--step", 3).out
    assert (asked[1].to, asked[1].checkpoint.step) == ("hf", 3)


@pytest.mark.parametrize("arguments", [["eval"], ["ask", "?"], ["export", "--to", "hf"]])
def test_a_run_that_is_not_there_is_one_message(curate: Curate, arguments: list[str]) -> None:
    found = curate(arguments[0], "absent", *arguments[1:])
    assert found.code == 3
    assert "no run at absent" in found.err


def test_runs_lists_and_compares(curate: Curate, finished: Path, tmp_path: Path) -> None:
    toy.made(tmp_path / "runs" / "other", skill=0.3, given=toy.recipe(toy.RECIPE.replace("seed = 7", "seed = 8")))
    listing = curate("runs")
    assert listing.code == 0, listing.err
    assert "runs/other" in listing.out
    assert "2-grpo 20/30" in listing.out
    assert json.loads(curate("runs", "--format", "json").out)[0]["status"] == "finished"
    compared = curate("runs", finished, "runs/other")
    assert "seed" in compared.out
    assert "paired on 60 problems" in compared.out
    assert json.loads(curate("runs", finished, "runs/other", "--format", "json").out)["recipe"] == [["seed", "7", "8"]]


def test_no_runs_is_one_message(curate: Curate) -> None:
    found = curate("runs")
    assert found.code == 3
    assert "there is no run at runs" in found.err


def test_a_damaged_run_is_told_beside_the_sound_ones(curate: Curate, tmp_path: Path) -> None:
    toy.made(tmp_path / "runs" / "sound")
    (tmp_path / "runs" / "broken").mkdir()
    (tmp_path / "runs" / "broken" / "run.json").write_text("{")
    found = curate("runs")
    assert found.code == 0
    assert "runs/sound" in found.out
    assert "warning: runs/broken: this run is damaged" in found.err


# ── progress and noise ────────────────────────────────────────────────────────────────────────────────────────────────


def test_plain_progress_tells_numbers_pace_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("train.cli.progress.time.monotonic", lambda: now[0])
    with PlainProgress() as shown:
        shown.phase("1-sft", 100)
        for done in range(1, 14):
            now[0] += 30 if done == 1 else 1.0
            shown.advance(done, {"loss": 1 / done, "unknown": 3.0}, 100)
        shown.note("a note\x1b[2J")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "1-sft: 100 steps …"
    assert lines[1] == "1-sft: 1 of 100 steps, loss 1"
    assert lines[-2] == "1-sft: 11 of 100 steps, loss 0.0909, 1.00 s/step, 1:29 left"
    assert lines[-1] == "a note\\x1b[2J" or "\x1b" not in lines[-1]


def test_terminal_progress_shows_every_phase(capsys: pytest.CaptureFixture[str]) -> None:
    with TerminalProgress() as shown:
        shown.phase("[bold]tokenizer", None, "rows")
        shown.phase("1-sft", 3)
        for done in range(1, 4):
            shown.advance(done, {"loss": 0.25}, 3)
        shown.note("[red]said")
    said = capsys.readouterr().err
    assert "[bold]tokenizer" in said
    assert "3/3" in said
    assert "[red]said" in said


def test_libraries_are_silent_unless_asked_to_speak(caplog: pytest.LogCaptureFixture) -> None:
    with quiet():
        logging.getLogger("absl").warning("noise")
        warnings.warn("noise", stacklevel=1)
    assert caplog.records == []
    with quiet(verbose=True):
        logging.getLogger("absl").warning("heard")
    logging.getLogger("absl").warning("heard again")
    assert [record.message for record in caplog.records] == ["heard", "heard again"]
