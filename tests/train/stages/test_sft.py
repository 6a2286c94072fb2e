"""Supervised fine-tuning: resumed bit for bit, the loss of Tunix's own trainer, stopped by a loss that is no number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from curate.errors import RecipeError, TrainingError
from tests.train.weights_of import digest
from train.data import Examples
from train.stages.contract import Interrupted, Policy
from train.stages.sft import Order, SftOptions, SupervisedFineTuning, completion_loss, model_input

OPTIONS = SftOptions(steps=6, batch=4, learning_rate=3e-3, checkpoint_every=2, buckets=1)
Make = Callable[..., Any]


def test_an_interrupted_stage_goes_on_bit_for_bit(new_policy: Make, new_work: Make) -> None:
    stage = SupervisedFineTuning()
    whole = new_policy()
    uninterrupted = new_work(OPTIONS)
    stage.run(whole, uninterrupted)
    assert [step for step, _ in uninterrupted.logged] == [1, 2, 3, 4, 5, 6]

    with pytest.raises(Interrupted) as stopped:
        stage.run(new_policy(), new_work(OPTIONS, place="cut", stop_after=2))
    assert stopped.value.step == 3
    rest = new_work(OPTIONS, place="cut", resume=True)
    resumed = new_policy()
    assert stage.run(resumed, rest).steps == 6
    assert digest(resumed.model) == digest(whole.model)
    losses = {step: values["loss"] for step, values in uninterrupted.logged}
    assert {step: values["loss"] for step, values in rest.logged} == {step: losses[step] for step in (4, 5, 6)}


def test_the_loss_falls_and_the_rate_reaches_the_optimizer(new_policy: Make, new_work: Make) -> None:
    options = OPTIONS.model_copy(update={"steps": 30, "learning_rate": 1e-2, "checkpoint_every": 100})
    work = new_work(options)
    SupervisedFineTuning().run(new_policy(), work)
    losses = [values["loss"] for _, values in work.logged]
    assert np.mean(losses[-5:]) < 0.75 * losses[0]


def test_the_rate_is_the_optimizers_at_each_step(new_policy: Make, new_work: Make) -> None:
    """It is handed over between steps, not compiled in: a stage whose rate is nothing moves nothing."""
    moved = apart(new_policy, new_work, OPTIONS.model_copy(update={"steps": 2, "learning_rate": 1e-30}))
    assert moved < 1e-20
    assert apart(new_policy, new_work, OPTIONS.model_copy(update={"steps": 2}), "other") > 1e-4


def apart(new_policy: Make, new_work: Make, options: SftOptions, place: str = "run") -> float:
    """How far a stage moves a weight at most."""
    import jax
    from flax import nnx

    policy, before = new_policy(), jax.tree.leaves(nnx.state(new_policy().model, nnx.Param))
    SupervisedFineTuning().run(policy, new_work(options, place=place))
    after = jax.tree.leaves(nnx.state(policy.model, nnx.Param))
    return max(float(np.abs(np.asarray(a) - np.asarray(b)).max()) for a, b in zip(before, after))


def test_a_batch_in_parts_is_the_batch_as_a_whole(new_policy: Make, new_work: Make) -> None:
    import jax
    from flax import nnx

    weights = []
    for place, parts in (("whole", 1), ("parts", 2)):
        policy = new_policy()
        options = OPTIONS.model_copy(update={"steps": 2, "accumulate": parts, "clip": 1e9})
        SupervisedFineTuning().run(policy, new_work(options, place=place))
        weights.append(jax.tree.leaves(nnx.state(policy.model, nnx.Param)))
    # the parts weigh the same whatever their tokens, so that the gradients are near, not equal
    apart = max(float(np.abs(np.asarray(a) - np.asarray(b)).max()) for a, b in zip(*weights))
    assert apart < 2 * 2 * 3e-3


def test_the_loss_is_that_of_tunix_where_weights_are_zero_and_one(new_policy: Make, examples: Examples) -> None:
    from tunix.sft.peft_trainer import TrainingInput, _default_loss_fn

    from train.data import supervised_batch

    policy: Policy = new_policy()
    batch = supervised_batch(examples, [0, 1, 2], 320, policy.tokenizer.pad_id)
    made = model_input(policy.tokenizer.pad_id)(TrainingInput(batch.input_tokens, batch.loss_weight))
    ours = float(completion_loss(policy.model, **made))
    theirs = _default_loss_fn(
        policy.model, batch.input_tokens, batch.loss_mask, made["positions"], made["attention_mask"]
    )
    assert ours == pytest.approx(float(theirs), rel=1e-5)


def test_padding_changes_no_loss(new_policy: Make, examples: Examples) -> None:
    from tunix.sft.peft_trainer import TrainingInput

    from train.data import supervised_batch

    policy: Policy = new_policy()
    pad = policy.tokenizer.pad_id
    losses = []
    for length in (320, 352):
        batch = supervised_batch(examples, [3, 4], length, pad)
        made = model_input(pad)(TrainingInput(batch.input_tokens, batch.loss_weight))
        losses.append(float(completion_loss(policy.model, **made)))
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_sound_checkpoint(new_policy: Make, new_work: Make) -> None:
    options = OPTIONS.model_copy(update={"steps": 40, "learning_rate": 1e25, "clip": 1e30, "warmup": 0.2})
    work = new_work(options)
    with pytest.raises(TrainingError, match=r"is nan|is inf") as raised, np.errstate(all="ignore"):
        SupervisedFineTuning().run(new_policy(), work)
    assert "learning_rate" in (raised.value.remedy or "")
    latest = work.checkpoints.latest()
    assert latest is None or str(latest) in (raised.value.why or "")
    assert all(np.isfinite(values["loss"]) for _, values in work.logged)


def test_every_row_comes_once_an_epoch_and_the_first_batch_is_the_longest_shape(examples: Examples) -> None:
    order = Order(examples, OPTIONS.model_copy(update={"buckets": 3, "steps": 1000}), seed=3, name="1-sft")
    batches = [order.next() for _ in range(2 * len(examples) // 4)]
    rows = [row for batch, _ in batches for row in batch]
    assert sorted(rows[: len(examples)]).count(rows[0]) <= 2
    assert batches[0][1] == order.shapes[-1] >= int(examples.lengths.max())
    assert all(int(examples.lengths[batch].max()) <= length for batch, length in batches)
    assert len({length for _, length in batches[1:]}) > 1


def test_the_order_goes_on_from_its_state(examples: Examples) -> None:
    import json

    options = OPTIONS.model_copy(update={"buckets": 2})
    one = Order(examples, options, seed=3, name="1-sft")
    for _ in range(11):
        one.next()
    state = json.loads(json.dumps(one.state_dict()))
    future = [one.next() for _ in range(20)]
    other = Order(examples, options, seed=3, name="1-sft")
    other.load_state_dict(state)
    assert [other.next() for _ in range(20)] == future


def test_a_curriculum_that_learns_from_outcomes_is_refused(examples: Examples) -> None:
    options = SftOptions.model_validate({**OPTIONS.model_dump(), "curriculum": {"name": "adaptive"}})
    with pytest.raises(RecipeError, match="adaptive"):
        Order(examples, options, seed=0, name="1-sft")


def test_parts_that_do_not_divide_the_batch_are_refused(new_policy: Make, new_work: Make) -> None:
    with pytest.raises(RecipeError, match="3 parts"):
        SupervisedFineTuning().run(new_policy(), new_work(OPTIONS.model_copy(update={"accumulate": 3})))
