"""Does the adaptive curriculum need fewer steps than random order? From one checkpoint, with the same rollouts a step.

    python tests/benchmarks/curriculum.py RUN --steps 40 --seeds 1,2,3 --curricula random,adaptive --out curriculum.json

RUN is a run that begins with fine-tuning; the options of its recipe's grpo stage are used but for steps and
curriculum, or those of another recipe. For each curriculum and seed: GRPO from the run's fine-tuned checkpoint, then
greedy and sampled pass@1 on the test split. Printed: each run's reward at its end, the steps that each curriculum needs
to reach random's final reward (means over windows of five steps), the evaluations, and what they average to with their
spread over seeds.

What is compared is the *share of correct completions*, which also moves with the prompts that a curriculum picks; so
beside it stands what the test split says, which is the same for all.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from curate.corpus import Corpus
from train.checkpoints import Checkpoints
from train.curriculum import options_from
from train.data import TrainedIds, load_examples
from train.evaluate import evaluate
from train.recipe import load
from train.request import Checkpoint
from train.run import generator_for, load_checkpoint
from train.stages import stage_named
from train.stages.contract import Work
from train.statistics import over_seeds


def one(
    run: Path,
    curriculum: str,
    seed: int,
    steps: int,
    changes: Mapping[str, Any],
    evaluate_end: bool,
    grpo_of: str | None,
) -> dict[str, Any]:
    """One GRPO run; its reward at each step, and what the test split says at its end."""
    loaded = load_checkpoint(Checkpoint(run, stage="1-sft"))
    recipe, policy = loaded.run.recipe, loaded.built.policy
    corpus = Corpus.open(Path(loaded.run.state.corpus.path))
    examples = load_examples(corpus, "train", policy.tokenizer, options=recipe.data).examples
    stage = next(stage for stage in (load(grpo_of) if grpo_of else recipe).stages if stage.kind == "grpo")
    values = {**stage.options.model_dump(), "steps": steps, "curriculum": options_from(curriculum), **changes}
    options = type(stage.options).model_validate(values)
    log: list[dict[str, float]] = []
    began, cpu = time.time(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        stage_named("grpo").run(
            policy,
            Work(
                name="2-grpo", options=options, examples=examples, seed=seed,
                checkpoints=Checkpoints(Path(folder) / "c"),
                log=lambda step, values: log.append(dict(values)), show=lambda step, rows: None,
                progress=lambda done, total, values: print(
                    f"\r{curriculum} seed {seed}: {done}/{total} correct {log[-1]['outcome/correct']:.3f} ",
                    end="", flush=True,
                ),
            ),
        )  # fmt: skip
    print()
    found: dict[str, Any] = {
        "curriculum": curriculum, "seed": seed, "seconds": time.time() - began, "cpu": time.process_time() - cpu,
        "correct": [line["outcome/correct"] for line in log], "dead": [line["groups/dead"] for line in log],
        "reward": [line["reward/mean"] for line in log], "kl": [line["kl"] for line in log],
    }  # fmt: skip
    if evaluate_end:
        test = load_examples(corpus, "test", policy.tokenizer, options=recipe.data).examples
        generate = generator_for(policy, batch=recipe.evaluation.batch, longest_prompt=int(test.prompt_lengths.max()))
        result = evaluate(
            test, policy.tokenizer, generate, recipe.evaluation, max_tokens=policy.max_completion_tokens,
            trained=TrainedIds.open(loaded.run.trained_ids),
        )  # fmt: skip
        found["evaluation"] = {name: estimate.value for name, estimate in result.overall.items()}
    return found


def smoothed(values: list[float], window: int = 5) -> np.ndarray[Any, Any]:
    return np.convolve(values, np.ones(window) / window, mode="valid")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("run", type=Path)
    words.add_argument("--steps", type=int, default=40)
    words.add_argument("--seeds", default="1,2,3")
    words.add_argument("--curricula", default="random,adaptive")
    words.add_argument("--recipe", help="take the grpo stage's options from this recipe instead of the run's")
    words.add_argument("--set", action="append", default=[], help="key=JSON of the grpo stage's options")
    words.add_argument("--no-evaluation", action="store_true")
    words.add_argument("--out", type=Path)
    given = words.parse_args()
    changes = {key: json.loads(value) for key, _, value in (pair.partition("=") for pair in given.set)}
    runs: list[dict[str, Any]] = []
    for seed in map(int, given.seeds.split(",")):
        for curriculum in given.curricula.split(","):
            runs.append(one(given.run, curriculum, seed, given.steps, changes, not given.no_evaluation, given.recipe))
            if given.out:
                given.out.write_text(json.dumps(runs))
            print(
                json.dumps({key: value for key, value in runs[-1].items() if not isinstance(value, list)}), flush=True
            )
    compare(runs)


def compare(runs: list[dict[str, Any]]) -> None:
    """Print the table."""
    by: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        by.setdefault(run["curriculum"], []).append(run)
    goals = {run["seed"]: smoothed(run["correct"])[-1] for run in by.get("random", [])}
    for name, of in by.items():
        ends = [smoothed(run["correct"])[-1] for run in of]
        reached = [
            next((k + 5 for k, value in enumerate(smoothed(run["correct"])) if value >= goals[run["seed"]]), None)
            for run in of if run["seed"] in goals
        ]  # fmt: skip
        dead = np.mean([np.mean(run["dead"]) for run in of])
        print(
            f"{name}: correct at the end {np.round(ends, 3)}, steps to random's end {reached}, dead groups {dead:.2f}"
        )
        for metric in ("greedy_pass@1", "sampled_pass@1"):
            values = [run["evaluation"][metric] for run in of if "evaluation" in run]
            if len(values) > 1:
                mean = over_seeds(values)
                print(f"  {metric}: {np.round(values, 3)} mean {mean.value:.3f} [{mean.low}, {mean.high}]")


if __name__ == "__main__":
    main()
