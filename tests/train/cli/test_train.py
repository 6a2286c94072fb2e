"""``curate train``: the recipe that it acts on, the corpus that it begins with, and what it says when it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from curate.corpus import Corpus
from tests.train.cli.conftest import Curate, FakeTrainer
from train.cli import corpora, extra
from train.recipe import from_toml, load


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for a corpus where nobody looks into it."""
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


def test_the_effective_recipe_is_printed_and_taken_back(curate: Curate, tmp_path: Path) -> None:
    said = curate(
        "train", "medical", "--recipe", "quick.toml", "--print", "--seed", 5, "--mesh", "fsdp=2", "--model",
        "gemma3-1b", "--weights", "there", "--set", "stages.sft.steps=9", "--set", "stages.2.curriculum.name=adaptive",
        "--set", "stages.1-sft.learning_rate=0.5", "--set", "stages.grpo.rewards.length=0.05",
    )  # fmt: skip
    assert said.code == 0, said.err
    recipe = from_toml(said.out)
    model = recipe.model
    assert (recipe.seed, model.mesh, model.name, model.weights) == (5, "fsdp=2", "gemma3-1b", "there")
    assert recipe.stages[0].options.steps == 9
    assert recipe.stages[0].options.learning_rate == 0.5
    assert recipe.stages[1].options.curriculum.name == "adaptive"
    assert "length = 0.05" in said.out
    (tmp_path / "again.toml").write_text(said.out)
    assert curate("train", "medical", "--recipe", "again.toml", "--print").out == said.out


def test_without_a_recipe_the_default_is_printed(curate: Curate) -> None:
    assert from_toml(curate("train", "medical", "--print").out) == load("tiny")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["medical", "--recipe", "tinny"], 4, "unknown training recipe 'tinny'\n  to do: did you mean 'tiny'?"),
        (["medical", "--recipe", "absent.toml"], 4, "no recipe file absent.toml"),
        (["medicl", "--recipe", "quick.toml"], 3, "did you mean 'medical'?"),
        (["medical", "--recipe", "quick.toml", "--set", "stages.sft.stepz=3"], 4, "did you mean 'steps'?"),
        (["medical", "--recipe", "quick.toml", "--set", "stages.0.steps=3"], 2, "there are: stages.sft, stages.grpo"),
        (["medical", "--recipe", "quick.toml", "--set", "stages"], 2, "wants KEY=VALUE"),
        (["medical", "--recipe", "quick.toml", "--set", "stages.grpo.rewards.lenght=1"], 4, "did you mean 'length'?"),
        (["medical", "--recipe", "quick.toml", "--model", "gema3-1b"], 4, "did you mean 'gemma3-1b'?"),
        (["medical", "--recipe", "quick.toml", "--set", "stages.1.curriculum.name=adaptive"], 4, "learns from outcome"),
        (["medical", "--recipe", "quick.toml", "--budget", "soon"], 3, "no length of time"),
        (["medical", "--recipe", "quick.toml", "--resume", "--force"], 2, "not both"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_clear_message(
    curate: Curate, trainer: FakeTrainer, arguments: list[str], code: int, said: str
) -> None:
    found = curate("train", *arguments)
    assert found.code == code
    assert said in found.err.replace("\n         ", " ")
    assert trainer.requests == []


def test_libraries_that_are_missing_are_named_with_the_line_that_installs_them(
    curate: Curate, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name in ("tunix", "jax") else object())
    for arguments in (["train", "mine", "--recipe", "quick.toml"],):
        found = curate(*arguments)
        assert found.code == 1
        assert "missing: jax, tunix" in found.err
        assert "pip install 'curate-reasoning[train]'" in found.err


def test_what_is_asked_reaches_the_trainer(curate: Curate, corpus: Path, trainer: FakeTrainer) -> None:
    found = curate("train", "mine", "--recipe", "quick.toml", "--budget", "1h30m", "--out", "x", "--set", "seed=3")
    assert found.code == 0, found.err
    request = trainer.requests[0]
    assert (request.corpus, request.out, request.budget) == (Path("mine"), Path("x"), 5_400.0)
    assert request.recipe.seed == 3
    assert "greedy pass@1" in found.out
    assert "x/report.html" in found.out
    assert "1-sft: 4 of 4 steps, loss 0.5" in found.err


def test_the_outcome_as_json(curate: Curate, corpus: Path, trainer: FakeTrainer) -> None:
    trainer.shortened = ("2-grpo",)
    found = curate("train", "mine", "--recipe", "quick.toml", "--json", "--quiet")
    values = json.loads(found.out)
    assert values["run"] == "runs/mine-quick"
    assert values["shortened"] == ["2-grpo"]
    assert [entry["name"] for entry in values["evaluations"]] == ["0-start", "2-grpo"]
    assert found.err == "the budget cut short: 2-grpo\n"


def test_an_existing_run_is_refused_before_anything_is_done(curate: Curate, corpus: Path, trainer: FakeTrainer) -> None:
    assert curate("train", "mine", "--recipe", "quick.toml", "--out", "x").code == 0
    found = curate("train", "mine", "--recipe", "quick.toml", "--out", "x")
    assert found.code == 6
    assert "--resume" in found.err
    assert len(trainer.requests) == 1
    assert curate("train", "mine", "--recipe", "quick.toml", "--out", "x", "--force").code == 0


def test_an_interrupted_run_says_how_to_go_on_and_that_works(
    curate: Curate, corpus: Path, trainer: FakeTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("train.cli.train.hear_no_interrupt", lambda: None)
    trainer.raises = KeyboardInterrupt()
    found = curate("train", "mine", "--recipe", "quick.toml", "--seed", "3", "--budget", "2h")
    assert found.code == 130
    told = found.err.strip().splitlines()[-1].split()
    assert told == ["curate", "train", "runs/mine-quick", "--resume", "--budget", "2h"]
    trainer.raises = None
    assert curate(*told[1:]).code == 0
    first, second = trainer.requests
    assert second.resume
    assert (second.recipe, second.corpus, second.out) == (first.recipe, first.corpus, first.out)


def test_resume_by_out_takes_the_runs_own_recipe(curate: Curate, corpus: Path, trainer: FakeTrainer) -> None:
    assert curate("train", "mine", "--recipe", "quick.toml", "--out", "x", "--seed", 9).code == 0
    assert curate("train", "mine", "--out", "x", "--resume").code == 0
    assert trainer.requests[1].recipe == trainer.requests[0].recipe
    found = curate("train", "mine", "--out", "x", "--resume", "--seed", 10)
    assert found.code == 4
    assert "seed was 9, is 10" in found.err


def test_the_plan_is_printed_and_nothing_is_trained(curate: Curate, corpus: Path, trainer: FakeTrainer) -> None:
    found = curate("train", "mine", "--recipe", "quick.toml", "--plan")
    assert found.out == "parameters  4.2 M\nmemory      0.2 GB\n"
    assert not Path("runs").exists()


def test_a_domain_has_its_corpus_built_first_and_only_once(curate: Curate, trainer: FakeTrainer) -> None:
    assert curate("train", "medical", "--recipe", "quick.toml", "--quiet").code == 0
    made = Corpus.open(trainer.requests[0].corpus)
    assert made.path == Path("corpora/medical-quick")
    assert made.manifest["recipe"]["rows"] == 40
    source = made.manifest["recipe"]["sources"][0]
    assert (source["families"], source["levels"]) == (["electrolytes"], [1])
    before = (made.path / "manifest.json").stat().st_mtime_ns
    assert curate("train", "medical", "--recipe", "quick.toml", "--force", "--quiet").code == 0
    assert (made.path / "manifest.json").stat().st_mtime_ns == before
    found = curate("train", "medical", "--recipe", "quick.toml", "--force", "--set", "corpus.rows=50")
    assert found.code == 3
    assert "rows is 40, and the recipe says 50" in found.err


def test_a_build_that_fails_ends_training_with_its_code(
    curate: Curate, trainer: FakeTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        assert command[:5] == [sys.executable, "-m", "curate", "build", "medical"]
        return subprocess.CompletedProcess(command, 4)

    monkeypatch.setattr(corpora.subprocess, "run", build)
    assert curate("train", "medical", "--recipe", "quick.toml").code == 4
    assert trainer.requests == []


def test_the_commands_start_without_what_only_their_work_needs() -> None:
    code = (
        "import sys, importlib\n"
        "for name in ('train', 'evaluate', 'grade', 'ask', 'export', 'runs'):\n"
        "    importlib.import_module(f'train.cli.{name}')\n"
        "print([name for name in ('jax', 'numpy', 'pyarrow', 'pydantic', 'rich', 'tunix') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
