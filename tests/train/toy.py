"""A run of two stages with everything that a report shows, made without training."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from train.evaluation import RowResult, summarise
from train.folder import CorpusIdentity, EvaluationEntry, RunFolder
from train.metrics import Metrics
from train.recipe import Recipe, from_toml

RECIPE = """
name = "toy"
method = "Two stages of nothing."
seed = 7

[[stages]]
kind = "sft"
steps = 40
learning_rate = 1e-3

[[stages]]
kind = "grpo"
share = 2.0
steps = 20
learning_rate = 3e-5
rewards = {correctness = 1.0, format = 0.1}
"""
CORPUS = CorpusIdentity(path="corpora/toy", domain="medical", manifest_sha256="a" * 64)
FAMILIES = ("acid_base", "electrolytes", "qt_correction")


def recipe(text: str = RECIPE) -> Recipe:
    return from_toml(text)


def draw(*parts: object) -> float:
    """A number in [0, 1) that depends on the parts alone."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:6]) / 2**48


def rows(skill: float, n: int = 60, text: str = "<answer>1</answer>", ids: str = "r") -> list[RowResult]:
    """Results of a model that is right so often, less so at higher levels."""
    found = []
    for k in range(n):
        level = 1 + k % 5
        chance = skill * (1.15 - 0.15 * level)
        right = draw("greedy", k) < chance
        samples = tuple(draw("sample", k, j) < 0.9 * chance for j in range(4))
        found.append(
            RowResult(
                id=f"{ids}{k:031d}", family=FAMILIES[k % 3], source="generated", level=level, text=text, correct=right,
                reason="equal" if right else "different", form="ok" if skill > 0.1 else "no_answer",
                loose_correct=right, stopped=skill > 0.1, tokens=40 + k, steps_checked=2, steps_wrong=int(not right),
                samples=samples, samples_well_formed=4, majority=right,
            )
        )  # fmt: skip
    return found


def evaluated(run: RunFolder, name: str, stage: str, step: int, results: Sequence[RowResult]) -> None:
    evaluation = summarise(results, samples=4, seed=0, about={"stage": stage, "step": step})
    entry = EvaluationEntry(name=name, stage=stage, step=step, split="test", seconds=12.0)
    run.write_evaluation(entry, evaluation.as_json(), [row.as_json() for row in results])


def rollout(k: int, text: str) -> dict[str, Any]:
    right = k % 3 == 0
    return {
        "id": f"p{k}", "family": FAMILIES[k % 3], "level": 1 + k % 5, "prompt": f"What is {k} + {k}?",
        "gold": f"{2 * k}", "completion": text, "tokens": 40 + k, "stopped": True, "correct": right,
        "total": 1.1 if right else 0.1, "advantage": 0.5 if right else -0.5,
        "parts": {
            "correctness": {"score": float(right), "reason": "equal" if right else "different"},
            "format": {"score": None if k == 4 else 1.0, "reason": "ok"},
        },
    }  # fmt: skip


def made(
    path: Path, *, skill: float = 0.7, text: str = "<reasoning>…</reasoning>\n<answer>4</answer>",
    given: Recipe | None = None, numbers: Mapping[str, float] | None = None,
) -> RunFolder:  # fmt: skip
    """A finished run at `path`."""
    with RunFolder.create(path, given or recipe(), CORPUS) as run, Metrics(path) as metrics:
        run.update(
            seconds=754.0,
            model={"name": "tiny", "parameters": 4_200_000, "trainable": 4_200_000, "dtype": "float32"},
            left_out={"unverified": 12, "prompt_too_long": 3}, plan=("parameters 4.2 M", "memory 0.2 GB"),
            tokenizer_sha256="b" * 64,
        )  # fmt: skip
        evaluated(run, "0-start", "start", 0, rows(0.0))
        for step in range(1, 41):
            loss = 4 * math.exp(-step / 10) + 0.3 + 0.1 * draw("loss", step)
            mix = {f"curriculum/level/{level}": draw("mix", step, level) / 2.5 for level in range(1, 6)}
            metrics.log(
                "1-sft", step,
                {"learning_rate": 1e-3 * min(1, step / 5), "loss": loss, "grad_norm": 1.0, "step_seconds": 0.5,
                 "curriculum/epoch": step / 10, **mix, **(numbers or {})},
            )  # fmt: skip
        run.update_stage("1-sft", status="finished", steps=40, planned=40, seconds=300.0)
        evaluated(run, "1-sft", "1-sft", 40, rows(skill * 0.8, text=text))
        for step in range(1, 21):
            right = 0.4 + 0.01 * step + 0.1 * draw("right", step)
            metrics.log(
                "2-grpo", step,
                {"learning_rate": 3e-5, "loss": 0.01 * draw("l", step), "grad_norm": 0.3, "kl": 0.001 * step,
                 "reward/mean": right + 0.1, "reward/std": 0.3, "outcome/correct": right, "rewards/correctness": right,
                 "rewards/format": 0.97, "groups/all_right": 0.2, "groups/all_wrong": 0.3, "groups/dead": 0.5,
                 "completion/mean": 60 + draw("c", step), "completion/longest": 120.0, "completion/stopped": 0.99,
                 "step_seconds": 2.5 + draw("s", step), "rollout_seconds": 1.8,
                 **{f"curriculum/level/{level}": 0.2 for level in range(1, 6)},
                 **{f"curriculum/family/{name}": 1 / 3 for name in FAMILIES}},
            )  # fmt: skip
            metrics.rollouts("2-grpo", step, [rollout(k, text) for k in range(step % 4)])
        run.update_stage("2-grpo", status="shortened", steps=20, planned=30, seconds=420.0)
        evaluated(run, "2-grpo", "2-grpo", 20, rows(skill, text=text))
        run.update(status="finished")
        return run
