"""Group relative policy optimisation (Shao et al. 2024, arXiv 2402.03300), by Tunix's `GRPOLearner` on an `RLCluster`.

Each step draws prompts from a curriculum, rolls out a group of completions for each, has them rewarded, and moves the
policy towards what did better than its group. What differs from the stock learner: prompts are tokens and the stop
token is part of the completion (`train.sampling`), each sample has a seed that depends on the step and the row alone,
rewards are named parts with reasons, the sampler learns what became of its prompts, and a gate may turn away groups
that are all right or all wrong, on the verified outcome and never on the shaped reward.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, Field

from curate.errors import RecipeError
from curate.record import prompt_of
from train.curriculum import CurriculumOptions, create_sampler
from train.curriculum.contract import Outcome
from train.curriculum.gate import Admission, GateOptions, admit
from train.curriculum.random import RandomOptions
from train.optimizers import OptimizerOptions, optimizer_of, set_rate
from train.rewards import RewardOptions, Scored, create_rewards, score
from train.rewards.contract import Rollout
from train.rewards.groups import advantages, decoupled_advantages, group_statistics, known
from train.sampling import Completion, Generator, Truncation
from train.seeds import seed_of
from train.stages.contract import Policy, Trained, Work
from train.stages.sft import noting, set_steps
from train.stages.steps import Steps, memory_guard

if TYPE_CHECKING:
    from numpy.typing import NDArray


class GrpoOptions(OptimizerOptions):
    """Options of a stage of kind ``grpo``."""

    steps: int = Field(ge=1, description="rollout-and-update rounds; a budget may cut them")
    prompts: int = Field(default=8, ge=1, description="prompts a step")
    group: int = Field(default=8, ge=2, description="completions a prompt")
    iterations: int = Field(default=1, ge=1, description="updates on the same rollouts")
    accumulate: int = Field(default=1, ge=1, description="parts that an update is computed in, to save memory")
    temperature: float = Field(default=1.0, gt=0, description="of the rollouts")
    top_k: int | None = Field(default=None, ge=1, description="sample from the likeliest so many tokens only")
    top_p: float | None = Field(
        default=None, gt=0, le=1, description="sample from the likeliest tokens of so much mass"
    )
    beta: float = Field(
        default=0.02, ge=0, description="weight of the divergence from the policy that the stage began with"
    )
    epsilon: float = Field(default=0.2, gt=0, description="how far a ratio may fall before it is clipped")
    epsilon_high: float | None = Field(default=None, gt=0, description="how far it may rise; epsilon when left out")
    advantage: Literal["grpo", "dr_grpo", "rloo", "gdpo"] = Field(
        default="grpo", description="how a group's rewards compare; gdpo normalises each reward apart"
    )
    ratio: Literal["token", "sequence"] = Field(default="token", description="what is clipped; sequence is GSPO's")
    aggregate: Literal["sequence", "token", "constant"] = Field(
        default="sequence",
        description="mean over each sequence's tokens, over all tokens of the step, or by a constant length (Dr.GRPO)",
    )
    buckets: int = Field(default=2, ge=1, description="lengths that completions are padded to; each is compiled once")
    checkpoint_every: int = Field(default=20, ge=1, description="steps between checkpoints")
    show_every: int = Field(default=10, ge=1, description="steps between rollouts that are kept for people to read")
    rewards: RewardOptions = Field(default_factory=RewardOptions, description="name = weight")
    curriculum: CurriculumOptions = Field(default_factory=RandomOptions, description="which prompts come next")
    gate: GateOptions = Field(default=GateOptions(), description="turns groups away that teach nothing")


class GroupRelativePolicyOptimization:
    """The stage; see `train.stages.contract.TrainingStage`."""

    Options: ClassVar[type[BaseModel]] = GrpoOptions
    gives_outcomes: ClassVar[bool] = True

    def run(self, policy: Policy, work: Work) -> Trained:
        options: GrpoOptions = work.options
        if options.prompts % options.accumulate:
            raise RecipeError(
                f"{options.prompts} prompts do not divide into {options.accumulate} parts",
                where=f"{work.name}, accumulate", remedy="let accumulate divide prompts",
            )  # fmt: skip
        return _Training(policy, work, options).run()


@dataclass(frozen=True)
class _Rolled:
    """Prompts with what was written for each: the same number of completions in a row for every prompt.

    Attributes:
        rows: of the examples.
        fillers: how many of the last prompts only fill the batch up: nothing is learned from them.
    """

    rows: list[int]
    completions: list[Completion]
    scored: Scored
    fillers: int = 0

    @classmethod
    def joined(cls, parts: Sequence[_Rolled]) -> _Rolled:
        """Several rounds as one."""
        if len(parts) == 1:
            return parts[0]
        scores = [part.scored for part in parts]
        scored = Scored(
            np.concatenate([one.total for one in scores]),
            {name: [part for one in scores for part in one.parts[name]] for name in scores[0].parts},
            [right for one in scores for right in one.correct], {},
        )  # fmt: skip
        rows = [row for part in parts for row in part.rows]
        return cls(rows, [completion for part in parts for completion in part.completions], scored)

    def chosen(self, places: Sequence[int], batch: int, size: int) -> _Rolled:
        """The prompts at these places, filled up to `batch` with any."""
        fillers = batch - len(places)
        places = [*places, *([places[0] if places else 0] * fillers)]
        each = [place * size + k for place in places for k in range(size)]
        scored = Scored(
            self.scored.total[each], {name: [parts[k] for k in each] for name, parts in self.scored.parts.items()},
            [self.scored.correct[k] for k in each], {},
        )  # fmt: skip
        return _Rolled(
            [self.rows[place] for place in places], [self.completions[k] for k in each], scored, fillers
        )  # fmt: skip


class _Training:
    """One stage's run: what the learner calls back into, and its state between steps."""

    def __init__(self, policy: Policy, work: Work, options: GrpoOptions):
        self.policy, self.work, self.options = policy, work, options
        self.examples = work.examples
        self.rewards = create_rewards(options.rewards)
        self.sampler = create_sampler(
            options.curriculum, work.examples.pool(), seed=seed_of(work.seed, work.name, "order"),
            draws=options.steps * options.prompts,
        )  # fmt: skip
        self.prompt_length = -(-int(self.examples.prompt_lengths.max()) // 8) * 8
        full = policy.max_completion_tokens
        self.completion_lengths = sorted({-(-full * part // options.buckets) for part in range(1, options.buckets + 1)})
        self.step = 0

    # ── the stage ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def run(self) -> Trained:
        work, options, policy = self.work, self.options, self.policy
        cluster = self._cluster()
        trainer = cluster.actor_trainer
        done = self._resumed(trainer)
        steps = self.steps = Steps(
            work, planned=options.steps, schedule=options, checkpoint_every=options.checkpoint_every, done=done,
            save=lambda step: work.checkpoints.save(
                step, trainer.model, trainer.optimizer, {"step": step, "sampler": self.sampler.state_dict()}
            ),
            set_rate=lambda rate: set_rate(trainer.optimizer, rate),
        )  # fmt: skip
        cluster.global_steps = done
        learner = _learner_class()(cluster, self._algorithm(), self)
        learner._iter_steps = trainer.iter_steps  # else it would skip as many batches as it thinks were trained on
        noting(trainer, steps, ("kl", "pg_clipfrac", "entropy"))
        batches = self._batches(done)
        first = next(batches, None)
        if first is not None:
            with memory_guard(
                work.name,
                f"{options.prompts} prompts of {self.prompt_length} tokens, {options.group} completions each of up to "
                f"{policy.max_completion_tokens}",
                f"raise accumulate (now {options.accumulate}), or lower prompts, group or data.max_completion_tokens",
            ):
                learner.train(_chained(first, batches))
            learner.executor.shutdown()
        steps.finish()
        steps.save(self.step)
        work.checkpoints.wait()
        policy.model = trainer.model
        return Trained(policy, self.step, steps.ended)

    def _batches(self, done: int) -> Iterator[dict[str, Any]]:
        """A batch of place holders for each step: prompts are drawn when they are rolled out, for a gate may ask for
        more of them."""
        self.step = done
        while self.steps.before(self.step):
            yield {"prompts": np.zeros(self.options.prompts, np.int64)}
            self.step += 1

    def _resumed(self, trainer: Any) -> int:
        latest = self.work.checkpoints.latest() if self.work.resume else None
        if latest is None:
            return 0
        state = self.work.checkpoints.restore(latest, trainer.model, trainer.optimizer)
        self.sampler.load_state_dict(state["sampler"])
        set_steps(trainer, latest * self.options.iterations, self.options.accumulate)
        return latest

    # ── one step ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def rolled_out(self) -> _Rolled:
        """Completions of this step's prompts, rewarded; the sampler has learned of them, the gate has chosen."""
        began = time.perf_counter()
        rolled: list[_Rolled] = []

        def roll(rows: NDArray[np.int64]) -> list[Outcome]:
            group = self._roll([int(row) for row in rows], len(rolled))
            rolled.append(group)
            return self._outcomes(group)

        admission = admit(self.sampler, self.options.prompts, roll, self.options.gate)
        everything = _Rolled.joined(rolled)
        self._log(everything, admission, time.perf_counter() - began)
        return everything.chosen(admission.places.tolist(), self.options.prompts, self.options.group)

    def _roll(self, rows: list[int], attempt: int) -> _Rolled:
        options = self.options
        prompts = [self.examples.prompt(row) for row in rows for _ in range(options.group)]
        seeds = [
            seed_of(self.work.seed, self.work.name, self.step, attempt, row, place, k)
            for place, row in enumerate(rows)
            for k in range(options.group)
        ]
        completions = self.generator(
            prompts, max_tokens=self.policy.max_completion_tokens, temperature=options.temperature, seeds=seeds
        )
        problems = [self.examples.problem(row) for row in rows]
        rollouts = [
            Rollout(
                problem=problems[place // options.group], text=self.policy.tokenizer.decode(completion.tokens),
                tokens=len(completion.tokens), stopped=completion.stopped,
            )
            for place, completion in enumerate(completions)
        ]  # fmt: skip
        scored = score(rollouts, self.rewards)
        if self.step % options.show_every == 0 and attempt == 0:
            self.work.show(self.step + 1, _shown(rollouts, scored, self._advantages(scored), 2 * options.group))
        return _Rolled(rows, completions, scored)

    def _outcomes(self, group: _Rolled) -> list[Outcome]:
        size = self.options.group
        outcomes = []
        for place, row in enumerate(group.rows):
            judged = [right for right in group.scored.correct[place * size : (place + 1) * size] if right is not None]
            outcomes.append(Outcome(prompt=row, successes=sum(judged), attempts=len(judged)))
        return outcomes

    def _log(self, rolled: _Rolled, admission: Admission, seconds: float) -> None:
        scored = rolled.scored
        lengths = np.asarray([len(completion.tokens) for completion in rolled.completions])
        values: dict[str, float] = group_statistics(scored.total, scored.correct, self.options.group).metrics()
        values |= {
            "completion/mean": float(lengths.mean()), "completion/longest": float(lengths.max()),
            "completion/stopped": sum(completion.stopped for completion in rolled.completions) / len(lengths),
            "rollout_seconds": seconds,
        }  # fmt: skip
        for name, parts in scored.parts.items():
            paid = [part.score for part in parts if part.score is not None]
            values[f"rewards/{name}"] = sum(paid) / len(paid) if paid else 0.0
        values |= {f"gate/{name}": value for name, value in admission.metrics().items()}
        values |= {f"curriculum/{name}": value for name, value in self.sampler.metrics().items()}
        self.steps.note(values)

    def example(self, rolled: _Rolled, cluster: Any) -> Any:
        """The step's rollouts as Tunix's `TrainExample`; arrays of (prompts × group, length)."""
        import jax.numpy as jnp
        from tunix.rl.grpo.grpo_learner import TrainExample

        options, pad = self.options, self.policy.tokenizer.pad_id
        rows = len(rolled.completions)
        longest = max(len(completion.tokens) for completion in rolled.completions)
        fits = next(length for length in self.completion_lengths if longest <= length)
        width = self.completion_lengths[-1] if self.step == 0 else fits
        prompts = np.full((rows, self.prompt_length), pad, np.int32)
        completions = np.full((rows, width), pad, np.int32)
        for place, completion in enumerate(rolled.completions):
            prompt = self.examples.prompt(rolled.rows[place // options.group])
            prompts[place, self.prompt_length - len(prompt) :] = prompt
            if place < rows - rolled.fillers * options.group:
                completions[place, : len(completion.tokens)] = completion.tokens
        prompt_ids, completion_ids = jnp.asarray(prompts), jnp.asarray(completions)
        part = rows // options.accumulate
        reference = old = None
        if options.beta:
            reference = cluster.get_ref_per_token_logps(
                prompt_tokens=prompt_ids, completion_tokens=completion_ids, pad_id=pad, eos_id=cluster.rollout.eos_id(),
                micro_batch_size=part,
            )  # fmt: skip
        if options.iterations > 1:
            old = cluster.get_old_per_token_logps(
                prompt_tokens=prompt_ids, completion_tokens=completion_ids, micro_batch_size=part
            )
        return TrainExample(
            prompt_ids=prompt_ids, prompt_mask=prompt_ids != pad, completion_ids=completion_ids,
            completion_mask=completion_ids != pad, ref_per_token_logps=reference, old_per_token_logps=old,
            advantages=jnp.asarray(self._advantages(rolled.scored), jnp.float32),
        )  # fmt: skip

    def _advantages(self, scored: Scored) -> NDArray[np.float64]:
        """One for each rollout; 0 for one that can't be judged, which neither pays nor costs."""
        size, judged = self.options.group, known(scored.correct)
        if self.options.advantage != "gdpo":
            return advantages(scored.total, size, self.options.advantage, judged)
        parts = {name: np.asarray([part.score or 0.0 for part in given]) for name, given in scored.parts.items()}
        return decoupled_advantages(parts, self.rewards.weights, size, judged)

    # ── Tunix's parts ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _cluster(self) -> Any:
        from flax import nnx
        from tunix.rl.rl_cluster import ClusterConfig, RLCluster, RLTrainingConfig, Role
        from tunix.rl.rollout.base_rollout import RolloutConfig

        options, policy = self.options, self.policy
        tokenizer = policy.tokenizer
        self.generator = Generator(
            policy.model, pad_id=tokenizer.pad_id, stop_ids=tokenizer.stop_ids, lengths=(self.prompt_length,),
            batch=options.prompts * options.group, mesh=policy.mesh,
            truncation=Truncation(options.top_k, options.top_p),
        )  # fmt: skip
        reference = nnx.clone(
            policy.model
        )  # split and merged it would share the policy's variables, and move with them
        training = RLTrainingConfig(
            actor_optimizer=optimizer_of(options, epsilon=1e-6), eval_every_n_steps=1 << 60, max_steps=1 << 60,
            mini_batch_size=options.prompts, train_micro_batch_size=options.prompts // options.accumulate,
            rollout_micro_batch_size=options.prompts,
        )  # fmt: skip
        cluster = RLCluster(
            actor=policy.model, reference=reference if options.beta else None, tokenizer=tokenizer.processor,
            cluster_config=ClusterConfig(
                role_to_mesh=dict.fromkeys((Role.ACTOR, Role.REFERENCE, Role.ROLLOUT), policy.mesh),
                rollout_engine=_rollout_class(self),
                training_config=training,
                rollout_config=RolloutConfig(
                    max_tokens_to_generate=policy.max_completion_tokens, max_prompt_length=self.prompt_length,
                    temperature=options.temperature,
                ),
            ),
        )  # fmt: skip
        cluster.actor_trainer._pbar = _NoBar()
        return cluster

    def _algorithm(self) -> Any:
        from tunix.rl.grpo.grpo_learner import GRPOConfig

        options = self.options
        algorithm = GRPOConfig(
            num_generations=options.group, num_iterations=options.iterations, beta=options.beta,
            epsilon=options.epsilon,
            kl_loss_mode="low_var_kl",  # the default "kl" has no expected gradient on-policy
            loss_algo="grpo" if options.ratio == "token" else "gspo-token",
            loss_agg_mode=_AGGREGATES[options.aggregate],
        )  # fmt: skip
        algorithm.epsilon_high = options.epsilon_high or options.epsilon
        return algorithm


#: what a recipe calls it -> what Tunix does
_AGGREGATES = {
    "sequence": "sequence-mean-token-mean", "token": "token-mean", "constant": "sequence-mean-token-scale",
}  # fmt: skip


def _learner_class() -> Any:
    from tunix.rl.grpo.grpo_learner import GRPOLearner
    from tunix.rl.rl_cluster import Mode

    class Learner(GRPOLearner):  # type: ignore[misc]
        """Tunix's learner, with rollouts, rewards and advantages of ours."""

        def __init__(self, cluster: Any, algorithm: Any, training: _Training):
            super().__init__(cluster, algorithm, reward_fns=_unused_reward)
            self.training = training

        def _generate_and_compute_advantage(self, training_input: Any, mode: Any = Mode.TRAIN) -> Any:
            with self.training.policy.mesh:
                return self.training.example(self.training.rolled_out(), self.rl_cluster)

    return Learner


def _unused_reward(prompts: Any, completions: Any, **columns: Any) -> list[float]:
    raise AssertionError("rewards are computed by train.rewards")


def _rollout_class(training: _Training) -> Any:
    from tunix.rl import common
    from tunix.rl.rollout.base_rollout import BaseRollout

    class Rollout(BaseRollout):  # type: ignore[misc]
        """What an `RLCluster` asks of its sampler; prompts are rolled out by `_Training` itself."""

        mesh = None

        def __init__(self, rollout_actor: Any, **_: Any):
            training.generator.model = rollout_actor

        def generate(self, prompts: Any, rollout_config: Any, **_: Any) -> Any:
            raise AssertionError("prompts are rolled out by train.stages.grpo")

        def get_per_token_logps(self, prompt_tokens: Any, completion_tokens: Any) -> Any:
            from flax import nnx

            graph, state = nnx.split(self.model())
            return common.compute_per_token_logps(
                graph, state, prompt_tokens=prompt_tokens, completion_tokens=completion_tokens, pad_id=self.pad_id(),
                eos_id=self.eos_id(), stop_gradient=True, return_logits=False,
                temperature=training.options.temperature,
            )  # fmt: skip

        def update_params(self, params: Any, filter_types: Any = None) -> None:
            raise AssertionError("policy and rollouts share their weights")

        def pad_id(self) -> int:
            return training.policy.tokenizer.pad_id

        def eos_id(self) -> int:
            return training.policy.tokenizer.end_of_turn_id

        def model(self) -> Any:
            return training.generator.model

    return Rollout


class _NoBar:
    """In the place of Tunix's progress bar."""

    def update_metrics(self, *_: Any, **__: Any) -> None: ...

    def update(self, *_: Any) -> None: ...

    def close(self) -> None: ...


def _chained(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


def _shown(
    rollouts: Sequence[Rollout], scored: Scored, advantage: NDArray[np.float64], most: int
) -> list[dict[str, Any]]:
    """The first rollouts with every reward's part and reason, as `train.metrics.Metrics.rollouts` takes them."""
    return [
        {
            "id": rollout.problem.id, "family": rollout.problem.family, "level": rollout.problem.level,
            "prompt": prompt_of(rollout.problem.question, rollout.problem.choices), "gold": rollout.problem.answer,
            "completion": rollout.text, "tokens": rollout.tokens, "stopped": rollout.stopped,
            "correct": scored.correct[place], "total": float(scored.total[place]),
            "advantage": float(advantage[place]),
            "parts": {
                name: {"score": parts[place].score, "reason": parts[place].reason}
                for name, parts in scored.parts.items()
            },
        }
        for place, rollout in enumerate(rollouts[:most])
    ]  # fmt: skip
