"""What our loops cost beside Tunix's own: seconds a step, of the same work, measured in turns in one process.

    python tests/benchmarks/training_overhead.py CORPUS [--steps 12] [--rounds 3]

Fine-tuning: our stage against a bare `PeftTrainer` fed with the same batches, ready made, by Tunix's default loss.
GRPO: our stage against a bare `GRPOLearner` with Tunix's own rollouts on as many prompts, groups and lengths, and a
reward function that calls the same verifiers. Printed: the median step of each (the first two, which compile, left
out), the ratio of the medians by round, and their median.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from curate.corpus import Corpus
from train.checkpoints import Checkpoints
from train.data import DataOptions, Examples, load_examples, training_texts
from train.mesh import mesh_for
from train.models import create, tiny
from train.programs import keep_programs
from train.rewards import RewardOptions, create_rewards, score
from train.rewards.contract import Rollout
from train.stages.contract import Policy, Work
from train.stages.grpo import GroupRelativePolicyOptimization, GrpoOptions
from train.stages.sft import Order, SftOptions, SupervisedFineTuning, model_input
from train.tokenizer import TokenizerOptions, train_tokenizer

SHAPE = {"layers": 4, "width": 128, "heads": 4, "kv_heads": 4, "head_dim": 32, "hidden": 384}


def new_policy(tokenizer: Any, data: DataOptions) -> Policy:
    spec = tiny(vocab=tokenizer.size, sliding_window=512, **SHAPE)
    mesh = mesh_for(spec)
    return Policy(
        create(spec, 0, mesh, dtype="float32"), tokenizer, mesh, data.max_prompt_tokens, data.max_completion_tokens
    )


def work(options: Any, examples: Examples, folder: str, times: list[float]) -> Work:
    return Work(
        name="1-timed", options=options, examples=examples, seed=1, checkpoints=Checkpoints(Path(folder) / "c"),
        log=lambda step, values: times.append(values.get("step_seconds", float("nan"))),
        show=lambda step, rows: None, progress=lambda done, total, values: None,
    )  # fmt: skip


def ours(stage: Any, options: Any, policy: Policy, examples: Examples) -> list[float]:
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        stage.run(policy, work(options, examples, folder, times))
    return times[2:]


def bare_sft(options: SftOptions, policy: Policy, examples: Examples) -> list[float]:
    """Tunix's trainer over batches made beforehand."""
    import optax
    from tunix.sft.peft_trainer import PeftTrainer, TrainingConfig, TrainingInput

    from train.data import supervised_batch

    order = Order(examples, options, 1, "1-timed")
    batches = []
    for _ in range(options.steps):
        rows, length = order.next()
        batch = supervised_batch(examples, rows, length, policy.tokenizer.pad_id)
        batches.append(TrainingInput(batch.input_tokens, batch.loss_mask))
    trainer = PeftTrainer(
        policy.model, optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(3e-4)),
        TrainingConfig(eval_every_n_steps=1 << 60),
    )  # fmt: skip
    made = model_input(policy.tokenizer.pad_id)

    def stock(batch: Any) -> dict[str, Any]:
        values = made(batch)
        return {"input_mask": values.pop("weights"), **values}

    trainer.with_gen_model_input_fn(stock)
    clock = _Clock()
    trainer.with_training_hooks(clock)
    with policy.mesh:
        trainer.train(batches)
    return clock.steps()


class _Clock:
    """Tunix's training hooks, noting when each step begins."""

    def __init__(self) -> None:
        self.began: list[float] = []

    def on_train_step_start(self, trainer: Any) -> None:
        self.began.append(time.perf_counter())

    def on_train_end(self, trainer: Any) -> None:
        self.began.append(time.perf_counter())

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None

    def steps(self) -> list[float]:
        return list(np.diff(self.began))[2:]


def bare_grpo(options: GrpoOptions, policy: Policy, examples: Examples) -> list[float]:
    """Tunix's learner and rollouts, the verifiers called from a reward function."""
    import optax
    from flax import nnx
    from tunix.rl.grpo.grpo_learner import GRPOConfig, GRPOLearner
    from tunix.rl.rl_cluster import ClusterConfig, RLCluster, RLTrainingConfig, Role
    from tunix.rl.rollout.base_rollout import RolloutConfig

    tokenizer = policy.tokenizer
    from train.prompts import prompt_text

    problems = {}
    for row in range(len(examples)):
        problem = examples.problem(row)
        problems[prompt_text(problem.question, problem.choices)] = problem
    rewards = create_rewards(RewardOptions.model_validate({"correctness": 1.0, "format": 0.1}))

    def verified(prompts: Any, completions: Any, **_: Any) -> list[float]:
        rollouts = [
            Rollout(problems[prompt], text, len(tokenizer.completion(text)), True)
            for prompt, text in zip(prompts, completions)
        ]
        return [float(value) for value in score(rollouts, rewards).total]

    longest = -(-int(examples.prompt_lengths.max()) // 8) * 8
    cluster = RLCluster(
        actor=policy.model, reference=nnx.clone(policy.model), tokenizer=tokenizer.processor,
        cluster_config=ClusterConfig(
            role_to_mesh=dict.fromkeys((Role.ACTOR, Role.REFERENCE, Role.ROLLOUT), policy.mesh),
            training_config=RLTrainingConfig(
                actor_optimizer=optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(1e-5)),
                eval_every_n_steps=1 << 60, max_steps=options.steps,
            ),
            rollout_config=RolloutConfig(
                max_tokens_to_generate=policy.max_completion_tokens, max_prompt_length=longest, temperature=1.0,
                kv_cache_size=longest + policy.max_completion_tokens, eos_tokens=list(tokenizer.stop_ids),
            ),
        ),
    )  # fmt: skip
    algorithm = GRPOConfig(num_generations=options.group, beta=options.beta, kl_loss_mode="low_var_kl")
    learner = GRPOLearner(cluster, algorithm, reward_fns=verified)
    began: list[float] = []
    texts = sorted(problems)

    def batches() -> Any:
        for step in range(options.steps):
            began.append(time.perf_counter())
            first = step * options.prompts
            yield {"prompts": np.array([texts[(first + k) % len(texts)] for k in range(options.prompts)])}
        began.append(time.perf_counter())

    learner.train(batches())
    return list(np.diff(began))[2:]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("corpus", type=Path)
    words.add_argument("--steps", type=int, default=12)
    words.add_argument("--rounds", type=int, default=3)
    given = words.parse_args()
    keep_programs()
    data = DataOptions(levels=(1, 2), max_prompt_tokens=200, max_completion_tokens=128, rows=2000)
    corpus = Corpus.open(given.corpus)
    tokenizer = train_tokenizer(
        training_texts(corpus, options=data), TokenizerOptions(vocabulary=2048, split_by_whitespace=False)
    )
    examples = load_examples(corpus, "train", tokenizer, options=data).examples
    sft = SftOptions(steps=given.steps, batch=16, learning_rate=3e-4, buckets=1, checkpoint_every=1 << 30)
    grpo = GrpoOptions(
        steps=given.steps,
        prompts=4,
        group=8,
        learning_rate=1e-5,
        buckets=1,
        checkpoint_every=1 << 30,
        show_every=1 << 30,
    )
    loops = {
        "sft": (lambda p: ours(SupervisedFineTuning(), sft, p, examples), lambda p: bare_sft(sft, p, examples)),
        "grpo": (
            lambda p: ours(GroupRelativePolicyOptimization(), grpo, p, examples),
            lambda p: bare_grpo(grpo, p, examples),
        ),
    }
    for name, (mine, bare) in loops.items():
        ratios = []
        for _ in range(given.rounds):
            a, b = median(mine(new_policy(tokenizer, data))), median(bare(new_policy(tokenizer, data)))
            ratios.append(a / b)
            print(f"{name}: ours {a:.3f} s a step, bare {b:.3f}, ratio {a / b:.3f}", flush=True)
        print(f"{name}: median ratio {median(ratios):.3f}", flush=True)


if __name__ == "__main__":
    main()
