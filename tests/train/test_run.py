"""A whole run on a small corpus: what it leaves, that it goes on bit for bit after a kill, and what it is good for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curate.check import check
from curate.corpus import Corpus
from curate.errors import InputError
from tests.train.weights_of import digest
from train.checkpoints import Checkpoints
from train.folder import RunFolder
from train.metrics import read_metrics, read_rollouts
from train.recipe import Recipe, from_values
from train.request import (
    AskRequest,
    Checkpoint,
    EvaluateRequest,
    ExportRequest,
    GradeRequest,
    TrainRequest,
)  # fmt: skip
from train.run import ask, evaluate_run, export_run, grade_run, load_checkpoint, plan, train

RECIPE: dict[str, Any] = {
    "name": "small", "method": "for tests",
    "data": {"levels": [1], "choices": "open", "max_prompt_tokens": 256, "max_completion_tokens": 96},
    "tokenizer": {"vocabulary": 1024, "split_by_whitespace": False},
    "model": {
        "name": "tiny", "layers": 1, "width": 32, "heads": 2, "kv_heads": 1, "head_dim": 16, "hidden": 64, "window": 64,
    },
    "stages": [
        {
            "kind": "sft", "steps": 6, "batch": 4, "learning_rate": 3e-3, "checkpoint_every": 2, "buckets": 1,
            "optimizer": "muon",
        },
        {
            "kind": "grpo", "steps": 4, "prompts": 2, "group": 4, "learning_rate": 1e-3, "checkpoint_every": 2,
            "buckets": 1, "show_every": 1, "curriculum": {"name": "adaptive"},
            "rewards": {"correctness": 1.0, "format": 0.1, "length": {"weight": 0.1, "target": 10}},
        },
    ],
    "evaluation": {"rows": 8, "samples": 2, "batch": 8},
}  # fmt: skip


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return from_values(RECIPE)


@pytest.fixture(scope="module")
def run(small_corpus: Corpus, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    out = tmp_path_factory.mktemp("runs") / "whole"
    train(TrainRequest(recipe, small_corpus.path, out))
    return RunFolder.open(out)


def test_a_run_leaves_all_that_is_needed_to_judge_it(run: RunFolder, recipe: Recipe) -> None:
    assert run.state.status == "finished"
    assert run.recipe == recipe
    assert [(stage.name, stage.status, stage.steps) for stage in run.state.stages] == [
        ("1-sft", "finished", 6), ("2-grpo", "finished", 4),
    ]  # fmt: skip
    assert [entry.name for entry in run.state.evaluations] == ["0-start", "1-sft", "2-grpo"]
    assert {"curate", "google-tunix", "jax"} <= set(run.state.versions)
    assert len(run.state.corpus.manifest_sha256) == len(run.state.tokenizer_sha256) == 64
    metrics = read_metrics(run.path)
    assert metrics["1-sft"]["loss"].steps == [1, 2, 3, 4, 5, 6]
    assert metrics["2-grpo"]["rewards/correctness"].steps == [1, 2, 3, 4]
    assert read_rollouts(run.path, "2-grpo")[0]["parts"]
    assert any((run.path / "tensorboard").rglob("*tfevents*"))
    page = run.report.read_text(encoding="utf-8")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert not list((run.path).glob("*.writing"))


def test_an_evaluation_is_the_same_each_time_and_refuses_what_was_trained_on(run: RunFolder) -> None:
    kept = run.read_evaluation("2-grpo")
    again = evaluate_run(EvaluateRequest(Checkpoint(run.path))).as_json()
    assert {**again, "about": None} == {**kept, "about": None}
    with pytest.raises(InputError, match="trained on"):
        evaluate_run(EvaluateRequest(Checkpoint(run.path), split="train"))


def test_a_question_is_answered_from_the_prompt_that_training_used(run: RunFolder) -> None:
    (reply,) = ask(AskRequest(Checkpoint(run.path), "What half-life follows?"))
    assert 0 < reply.tokens <= 96
    (again,) = ask(AskRequest(Checkpoint(run.path), "What half-life follows?"))
    assert again == reply
    with pytest.raises(InputError, match="tokens"):
        ask(AskRequest(Checkpoint(run.path), "word " * 5000))


def test_a_corpus_graded_by_the_run_passes_its_check(run: RunFolder, small_corpus: Corpus, tmp_path: Path) -> None:
    graded = grade_run(GradeRequest(Checkpoint(run.path), small_corpus.path, tmp_path / "graded", k=2))
    assert sum(graded.rows.values()) > 0
    assert not check(Corpus.open(tmp_path / "graded")).findings


def test_the_exported_model_has_the_runs_weights(run: RunFolder, tmp_path: Path) -> None:
    from train.models import logits
    from train.weights import load

    exported = export_run(ExportRequest(Checkpoint(run.path), "hf", tmp_path / "hf"))
    model, _ = load(exported.folder)
    ours = load_checkpoint(Checkpoint(run.path)).built.policy.model
    tokens = np.arange(5, 45, dtype=np.int32)[None]
    assert np.abs(np.asarray(logits(model, tokens)) - np.asarray(logits(ours, tokens))).max() < 1e-5
    tunix = export_run(ExportRequest(Checkpoint(run.path, stage="1-sft"), "tunix", tmp_path / "tunix"))
    assert (tunix.folder / "actor" / "6" / "model_params").is_dir()


def test_a_checkpoint_that_is_not_there_is_named_with_those_that_are(run: RunFolder) -> None:
    with pytest.raises(InputError, match="step 5") as raised:
        load_checkpoint(Checkpoint(run.path, stage="1-sft", step=5))
    assert "6" in (raised.value.remedy or "")


def test_a_plan_writes_nothing(small_corpus: Corpus, recipe: Recipe, tmp_path: Path) -> None:
    lines = plan(TrainRequest(recipe, small_corpus.path, tmp_path / "never"))
    assert any("parameters" in line for line in lines)
    assert list(tmp_path.iterdir()) == []


def weights(run: Path) -> dict[str, str]:
    """Stage -> hash of the weights of its last checkpoint."""
    found = {}
    for stage in ("1-sft", "2-grpo"):
        loaded = load_checkpoint(Checkpoint(run, stage=stage))
        found[stage] = digest(loaded.built.policy.model)
    return found


def state(run: Path, stage: str) -> Any:
    checkpoints = Checkpoints(RunFolder.open(run).checkpoints(stage))
    folder = checkpoints.root / str(checkpoints.latest()) / "state"
    return json.loads(next(folder.glob("*")).read_text())


@pytest.mark.slow
def test_a_killed_run_goes_on_bit_for_bit(small_corpus: Corpus, recipe: Recipe, run: RunFolder, tmp_path: Path) -> None:
    """Killed in the middle of fine-tuning and in the middle of reinforcement; weights, optimizer, sampler and data
    cursor come out as in the run that nobody disturbed."""
    from train.recipe import to_toml

    (tmp_path / "recipe.toml").write_text(to_toml(recipe))
    out = tmp_path / "killed"
    command = [
        sys.executable, "-m", "curate", "train", str(small_corpus.path), "--recipe", str(tmp_path / "recipe.toml"),
        "--out", str(out), "--resume", "--quiet",
    ]  # fmt: skip
    for stage, step in (("1-sft", 3), ("2-grpo", 3)):
        first = "--resume" in command and not out.exists()
        process = subprocess.Popen([part for part in command if not (first and part == "--resume")])
        wait_for(out, stage, step)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert RunFolder.open(out).state.status == "running"  # nobody could write anything else
    subprocess.run(command, check=True, env=os.environ)
    assert weights(out) == weights(run.path)
    for stage in ("1-sft", "2-grpo"):
        assert state(out, stage) == state(run.path, stage)
    metrics, kept = read_metrics(out), read_metrics(run.path)
    for stage in ("1-sft", "2-grpo"):
        assert metrics[stage]["loss"].values == kept[stage]["loss"].values
    assert RunFolder.open(out).read_evaluation("2-grpo")["overall"] == run.read_evaluation("2-grpo")["overall"]


def wait_for(out: Path, stage: str, step: int) -> None:
    """Until the run has logged that step of that stage."""
    for _ in range(6000):
        path = out / "metrics.jsonl"
        if path.exists():
            lines = [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
            if any(line["stage"] == stage and line["step"] >= step for line in lines):
                return
        time.sleep(0.05)
    raise AssertionError(f"{stage} never came to step {step}")
