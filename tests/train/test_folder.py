"""The folder of a run: made once, never overwritten unasked, one writer at a time, and clear when it is damaged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from curate.errors import InputError, OutputError, RecipeError
from tests.train import toy
from train.folder import EvaluationEntry, RunFolder, find_runs


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS) as run:
        run.update(left_out={"unverified": 2})
        run.update_stage("1-sft", status="running", steps=5, planned=40)
    again = RunFolder.open(tmp_path / "x")
    assert again.state == run.state
    assert again.recipe == toy.recipe()
    assert [stage.name for stage in again.state.stages] == ["1-sft", "2-grpo"]
    assert again.state.versions["curate"]


def test_a_run_is_never_overwritten_unasked(tmp_path: Path) -> None:
    run = toy.made(tmp_path / "x")
    before = (run.path / "metrics.jsonl").read_bytes()
    with (
        pytest.raises(OutputError, match=r"already[\s\S]*--resume"),
        RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS),
    ):
        pass
    assert (run.path / "metrics.jsonl").read_bytes() == before


def test_force_replaces_all_of_it(tmp_path: Path) -> None:
    toy.made(tmp_path / "x")
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS, force=True) as run:
        assert {path.name for path in run.path.iterdir()} == {"recipe.toml", "run.json", "lock"}
        assert run.state.evaluations == ()


def test_resume_goes_on_with_what_is_there(tmp_path: Path) -> None:
    toy.made(tmp_path / "x")
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS, resume=True) as run:
        assert run.state.status == "running"
        assert run.state.stage("2-grpo").steps == 20
        assert (run.path / "metrics.jsonl").exists()


def test_resume_of_another_recipe_names_what_differs(tmp_path: Path) -> None:
    toy.made(tmp_path / "x")
    other = toy.recipe(toy.RECIPE.replace("steps = 40", "steps = 41"))
    with (
        pytest.raises(RecipeError, match=r"stages\.1\.steps was 40, is 41"),
        RunFolder.create(tmp_path / "x", other, toy.CORPUS, resume=True),
    ):
        pass


def test_resume_on_another_corpus_is_refused(tmp_path: Path) -> None:
    toy.made(tmp_path / "x")
    other = toy.CORPUS.model_copy(update={"manifest_sha256": "c" * 64})
    with (
        pytest.raises(InputError, match="another corpus"),
        RunFolder.create(tmp_path / "x", toy.recipe(), other, resume=True),
    ):
        pass


def test_a_folder_of_something_else_is_left_alone_even_with_force(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with (
        pytest.raises(OutputError, match="is not a run"),
        RunFolder.create(tmp_path, toy.recipe(), toy.CORPUS, force=True),
    ):
        pass
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_two_processes_do_not_train_into_one_folder(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS):
        code = (
            "import fcntl, os, sys\n"
            "fd = os.open(sys.argv[1], os.O_RDWR)\n"
            "try: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
            "except BlockingIOError: print('held')\n"
        )
        lock = str(tmp_path / "x" / "lock")
        assert subprocess.run([sys.executable, "-c", code, lock], capture_output=True, text=True).stdout == "held\n"
        with (
            pytest.raises(OutputError, match="another process"),
            RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS, resume=True),
        ):
            pass


def test_an_evaluation_is_kept_with_its_rows_and_replaced_by_name(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS) as run:
        entry = EvaluationEntry(name="1-sft", stage="1-sft", step=4, split="test")
        run.write_evaluation(entry, {"n": 1}, [{"id": "a", "text": "\u2028<b>"}])
        run.write_evaluation(entry.model_copy(update={"step": 5}), {"n": 2}, [{"id": "b", "text": "\n"}])
    again = RunFolder.open(tmp_path / "x")
    assert [(known.name, known.step) for known in again.state.evaluations] == [("1-sft", 5)]
    assert again.read_evaluation("1-sft") == {"n": 2}
    assert again.read_evaluation_rows("1-sft") == [{"id": "b", "text": "\n"}]
    with pytest.raises(InputError, match="no evaluation 'late'"):
        again.read_evaluation("late")


def test_rows_with_line_separators_in_their_text_stay_rows(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS) as run:
        entry = EvaluationEntry(name="e", stage="1-sft", step=4, split="test")
        run.write_evaluation(entry, {}, [{"text": "a\u2028b\x85c\x0bd"}])
        assert run.read_evaluation_rows("e") == [{"text": "a\u2028b\x85c\x0bd"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"format": 99}', "format 99, and this curate reads up to 1"),
        ('{"format": 1, "name": "x"}', "damaged"),
    ],
)
def test_a_run_that_can_not_be_read_says_so(tmp_path: Path, content: str, said: str) -> None:
    run = toy.made(tmp_path / "x")
    (run.path / "run.json").write_text(content)
    with pytest.raises(InputError, match=said):
        RunFolder.open(run.path)


def test_what_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run at"):
        RunFolder.open(tmp_path / "absent")
    with pytest.raises(InputError, match="is not a run"):
        RunFolder.open(tmp_path)
    run = toy.made(tmp_path / "x")
    (run.path / "recipe.toml").unlink()
    with pytest.raises(InputError, match=r"damaged[\s\S]*recipe\.toml"):
        RunFolder.open(run.path)


def test_runs_are_found_in_a_folder_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        with RunFolder.create(tmp_path / name, toy.recipe(), toy.CORPUS):
            pass
    (tmp_path / "notes").mkdir()
    assert [path.name for path in find_runs(tmp_path)] == ["a", "b"]
    assert find_runs(tmp_path / "a") == [tmp_path / "a"]
    assert find_runs(tmp_path / "notes") == []


def test_run_json_is_plain_json_that_others_read(tmp_path: Path) -> None:
    values = json.loads((toy.made(tmp_path / "x").path / "run.json").read_text())
    assert values["format"] == 1
    assert values["corpus"]["manifest_sha256"] == "a" * 64
    assert values["stages"][0] == {
        "name": "1-sft", "kind": "sft", "status": "finished", "steps": 40, "planned": 40, "seconds": 300.0,
    }  # fmt: skip
