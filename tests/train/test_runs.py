"""Runs beside each other: each with its last numbers, two compared on the problems that both were asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from curate.errors import InputError
from tests.train import toy
from train.evaluation import FORMAT, GREEDY
from train.folder import RunFolder
from train.runs import change, compared, course, headline, last_entry, listed


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs that differ in a learning rate and in skill, one that is damaged, and a folder that is none."""
    folder = tmp_path_factory.mktemp("runs")
    toy.made(folder / "weak", skill=0.4)
    toy.made(folder / "strong", skill=0.9, given=toy.recipe(toy.RECIPE.replace("3e-5", "6e-5")))
    with RunFolder.create(folder / "broken", toy.recipe(), toy.CORPUS) as run:
        pass
    (run.path / "run.json").write_text("{")
    (folder / "notes").mkdir()
    return folder


def test_every_run_of_a_folder_is_listed_with_its_last_numbers(runs: Path) -> None:
    lines = {line.path.name: line for line in listed([runs])}
    assert sorted(lines) == ["broken", "strong", "weak"]
    strong = lines["strong"]
    right = sum(bool(row.correct) for row in toy.rows(0.9))
    assert strong.estimate(GREEDY).value == pytest.approx(right / 60, abs=1e-6)
    assert (strong.status, strong.at, strong.of) == ("finished", "2-grpo 20/30", "2-grpo 20 on test")
    assert lines["weak"].estimate(FORMAT).n == 60
    assert lines["broken"].status == "damaged"
    assert "damaged" in lines["broken"].problem


def test_a_place_without_runs_is_an_error(runs: Path) -> None:
    for place in (runs / "notes", runs / "absent"):
        with pytest.raises(InputError, match="no run at"):
            listed([place])


def test_two_runs_are_compared_by_what_differs(runs: Path) -> None:
    found = compared(RunFolder.open(runs / "weak"), RunFolder.open(runs / "strong"))
    assert found.recipe == [("stages.2.learning_rate", "3e-05", "6e-05")]
    assert found.about == []
    assert found.evaluations == ("2-grpo", "2-grpo")
    assert found.paired is not None
    assert found.paired.common == 60
    weak, strong = (sum(bool(row.correct) for row in toy.rows(skill)) for skill in (0.4, 0.9))
    assert found.paired.differences[GREEDY].value == pytest.approx((strong - weak) / 60, abs=1e-6)
    assert found.as_json()["paired"]["common"] == 60


def test_runs_with_no_problem_in_common_are_not_paired(tmp_path: Path, runs: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS.model_copy(update={"path": "else"})) as other:
        toy.evaluated(other, "2-grpo", "2-grpo", 20, toy.rows(0.5, ids="s"))
    found = compared(RunFolder.open(runs / "weak"), other)
    assert found.paired is None
    assert found.estimates
    assert ("corpus", "corpora/toy", "else") in found.about


def test_a_run_without_an_evaluation_is_compared_by_its_recipe_alone(tmp_path: Path, runs: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS) as other:
        pass
    found = compared(RunFolder.open(runs / "weak"), other)
    assert found.evaluations is None
    assert found.estimates == {}
    assert last_entry(other) is None


def test_the_course_of_a_run_pairs_each_evaluation_with_the_one_before(runs: Path) -> None:
    steps = course(RunFolder.open(runs / "strong"))
    assert [step.entry.name for step in steps] == ["0-start", "1-sft", "2-grpo"]
    assert steps[0].since is None
    right = [sum(bool(row.correct) for row in step.evaluation.rows) for step in steps]
    for before, now, step in zip(right, right[1:], steps[1:]):
        assert step.since is not None
        assert step.since.differences[GREEDY].value == pytest.approx((now - before) / 60, abs=1e-6)
        assert change(step.since, GREEDY).startswith(f"{100 * (now - before) / 60:+.1f} [")
    assert [name for name, _, _ in headline(steps[0].evaluation)] == ["greedy pass@1", "sampled pass@1", "format"]


def test_the_last_evaluation_is_of_the_last_checkpoint_on_the_test_split(tmp_path: Path) -> None:
    run = toy.made(tmp_path / "x")
    toy.evaluated(run, "late look at sft", "1-sft", 40, toy.rows(0.2))
    entry = last_entry(run)
    assert entry is not None
    assert entry.name == "2-grpo"
