"""Supervised fine-tuning: the policy learns to write the corpus's traces, by Tunix's `PeftTrainer`.

Batches of examples go in, in the order of a curriculum; loss falls on the completion's tokens alone. Rows of like
length are put together: the sampler is asked for several batches at once, which are sorted by length, cut and shuffled,
so that little is padding. The very first batch is padded to the longest shape there is, so that memory fails at the
start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from pydantic import BaseModel, Field

from curate.errors import RecipeError
from train.curriculum import CurriculumOptions, create_sampler
from train.curriculum.random import RandomOptions
from train.data import lengths, supervised_batch
from train.optimizers import OptimizerOptions, optimizer_of, set_rate
from train.seeds import seed_of
from train.stages.contract import Policy, Trained, Work
from train.stages.steps import Steps, memory_guard

if TYPE_CHECKING:
    from train.data import Examples


class SftOptions(OptimizerOptions):
    """Options of a stage of kind ``sft``."""

    steps: int = Field(ge=1, description="updates of the weights; a budget may cut them")
    batch: int = Field(default=32, ge=1, description="rows an update")
    accumulate: int = Field(default=1, ge=1, description="parts that a batch is computed in, to save memory")
    prompt_weight: float = Field(default=0.0, ge=0, le=1, description="weight of a prompt's tokens in the loss")
    buckets: int = Field(default=3, ge=1, description="lengths to pad to; each is compiled once")
    checkpoint_every: int = Field(default=200, ge=1, description="steps between checkpoints")
    curriculum: CurriculumOptions = Field(default_factory=RandomOptions, description="the order of the rows")


class SupervisedFineTuning:
    """The stage; see `train.stages.contract.TrainingStage`."""

    Options: ClassVar[type[BaseModel]] = SftOptions
    gives_outcomes: ClassVar[bool] = False

    def run(self, policy: Policy, work: Work) -> Trained:
        from tunix.sft.peft_trainer import PeftTrainer, TrainingConfig

        options: SftOptions = work.options
        if options.batch % options.accumulate:
            raise RecipeError(
                f"a batch of {options.batch} does not divide into {options.accumulate} parts",
                where=f"{work.name}, accumulate", remedy="let accumulate divide batch",
            )  # fmt: skip
        order = Order(work.examples, options, work.seed, work.name)
        trainer = PeftTrainer(
            policy.model, optimizer_of(options),
            TrainingConfig(
                eval_every_n_steps=1 << 60,
                gradient_accumulation_steps=options.accumulate if options.accumulate > 1 else None,
            ),
        )  # fmt: skip
        trainer.with_loss_fn(completion_loss).with_gen_model_input_fn(model_input(policy.tokenizer.pad_id))

        def save(step: int) -> None:
            work.checkpoints.save(step, trainer.model, trainer.optimizer, {"step": step, "order": order.state_dict()})

        done = _resumed(work, trainer, order, options.accumulate)
        steps = Steps(
            work, planned=options.steps, schedule=options, checkpoint_every=options.checkpoint_every, save=save,
            set_rate=lambda rate: set_rate(trainer.optimizer, rate), done=done,
        )  # fmt: skip
        trainer.with_data_hooks(_Feed(steps, order, policy, options))
        noting(trainer, steps)
        with (
            policy.mesh,
            memory_guard(
                work.name, f"batch of {options.batch // options.accumulate} rows of {order.shapes[-1]} tokens",
                f"raise accumulate (now {options.accumulate}), or lower data.max_completion_tokens",
            ),
        ):  # fmt: skip
            trainer.train(())
        steps.finish()
        save(trainer.train_steps)
        work.checkpoints.wait()
        return Trained(policy, trainer.train_steps, steps.ended)


class Order:
    """The order in which rows are trained on: batches of rows of like length, cut from what the sampler draws."""

    def __init__(self, examples: Examples, options: SftOptions, seed: int, name: str):
        self.examples = examples
        self.batch = options.batch
        self.shapes = lengths(examples, options.buckets)
        self.sampler = create_sampler(
            options.curriculum, examples.pool(), seed=seed_of(seed, name, "order"), draws=options.steps * options.batch
        )
        if self.sampler.needs_outcomes:
            named = getattr(options.curriculum, "name", "")
            raise RecipeError(
                f"the curriculum {named!r} learns from outcomes, and fine-tuning has none",
                where=f"{name}, curriculum", remedy="name random or easy_to_hard, or use it in a grpo stage",
            )  # fmt: skip
        self._seed = seed_of(seed, name, "shuffle")
        self._drawn = 0
        self._waiting: list[list[int]] = []

    def next(self) -> tuple[list[int], int]:
        """Rows of the next batch, and the length that they are padded to."""
        first = self._drawn == 0
        if not self._waiting:
            self._refill()
        rows = self._waiting.pop(0)
        longest = int(self.examples.lengths[rows].max())
        fits = next(length for length in self.shapes if longest <= length)
        return rows, self.shapes[-1] if first else fits

    def _refill(self) -> None:
        count = 8 if len(self.shapes) > 1 else 1
        rows = [int(row) for row in self.sampler.draw(count * self.batch)]
        rows.sort(key=lambda row: int(self.examples.lengths[row]))
        batches = [rows[start : start + self.batch] for start in range(0, len(rows), self.batch)]
        shuffled = np.random.default_rng([self._seed, self._drawn]).permutation(len(batches))
        self._waiting = [batches[place] for place in shuffled]
        self._drawn += 1

    def state_dict(self) -> dict[str, Any]:
        return {"sampler": self.sampler.state_dict(), "drawn": self._drawn, "waiting": self._waiting}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.sampler.load_state_dict(state["sampler"])
        self._drawn = int(state["drawn"])
        self._waiting = [list(map(int, rows)) for rows in state["waiting"]]


class _Feed:
    """Hands the trainer its batches, and does between steps what is to be done there (Tunix's `DataHooks`)."""

    def __init__(self, steps: Steps, order: Order, policy: Policy, options: SftOptions):
        self.steps, self.order, self.policy, self.options = steps, order, policy, options
        self._parts: list[Any] = []

    def load_next_train_batch(self, trainer: Any) -> Any:
        from tunix.sft.peft_trainer import TrainingInput

        if not self._parts:
            if not self.steps.before(trainer.train_steps):
                return None
            rows, length = self.order.next()
            size = len(rows) // self.options.accumulate
            for start in range(0, len(rows), size):
                batch = supervised_batch(
                    self.order.examples, rows[start : start + size], length, self.policy.tokenizer.pad_id,
                    prompt_weight=self.options.prompt_weight,
                )  # fmt: skip
                self._parts.append(TrainingInput(batch.input_tokens, batch.loss_weight))
            self.steps.note({"tokens": int(sum((part.input_mask > 0).sum() for part in self._parts)), "length": length})
            self.steps.note({f"curriculum/{name}": value for name, value in self.order.sampler.metrics().items()})
        return self._parts.pop(0)

    def load_next_eval_batch(self, trainer: Any) -> Any:
        return None


def completion_loss(model: Any, input_tokens: Any, weights: Any, positions: Any, attention_mask: Any) -> Any:
    """Mean negative log-likelihood of the next token over the weighted tokens; scalar float32.

    Equal to Tunix's default loss for weights of 0 and 1, without its one-hot array of (batch, length, vocabulary).
    """
    import jax
    import jax.numpy as jnp

    logits, _ = model(input_tokens, positions, None, attention_mask)
    logits = logits[:, :-1].astype(jnp.float32)
    targets = input_tokens[:, 1:]
    weight = weights[:, 1:].astype(jnp.float32)
    likelihood = jnp.take_along_axis(logits, targets[..., None], axis=-1)[..., 0] - jax.nn.logsumexp(logits, axis=-1)
    return -(likelihood * weight).sum() / (weight.sum() + 1e-8)


def model_input(pad_id: int) -> Any:
    """Batch → what `completion_loss` takes: positions and a causal mask, both blind to padding."""

    def made(batch: Any) -> dict[str, Any]:
        import jax.numpy as jnp

        tokens = batch.input_tokens
        real = tokens != pad_id
        causal = jnp.tril(jnp.ones((tokens.shape[1], tokens.shape[1]), bool))
        return {
            "input_tokens": tokens, "weights": batch.input_mask,
            "positions": jnp.maximum(jnp.cumsum(real, axis=-1) - 1, 0),
            "attention_mask": real[:, None, :] & causal[None],
        }  # fmt: skip

    return made


def _resumed(work: Work, trainer: Any, order: Order, accumulate: int) -> int:
    """Steps that are done already, with everything put back as it was then."""
    latest = work.checkpoints.latest() if work.resume else None
    if latest is None:
        return 0
    state = work.checkpoints.restore(latest, trainer.model, trainer.optimizer)
    order.load_state_dict(state["order"])
    set_steps(trainer, latest, accumulate)
    return latest


def set_steps(trainer: Any, step: int, parts: int) -> None:
    """Tell one of Tunix's trainers how many steps it has made; it can learn it from its own checkpoints only."""
    trainer._train_steps = step
    trainer._iter_steps = step * parts


def noting(trainer: Any, steps: Steps, names: Sequence[str] = ()) -> None:
    """Let `steps` see each step's loss and gradient norm, and these of the loss's other values."""
    inherited = trainer._post_process_train_step

    def seen(aux: Any) -> None:
        inherited(aux)
        buffered = trainer._buffered_train_metrics
        norms = buffered.additional_metrics["grad_norm"][0]
        steps.note({"loss": buffered.losses[-1], "grad_norm": norms[-1]})
        if aux is not None:
            steps.note({name: aux[name] for name in names if name in aux})

    trainer._post_process_train_step = seen
