"""Stages on a model with an adapter: only the adapter moves, is saved, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from curate.errors import TrainingError
from tests.train.stages.test_grpo import OPTIONS as GRPO
from tests.train.stages.test_sft import OPTIONS as SFT
from tests.train.weights_of import digest
from train.stages.contract import Interrupted, Policy
from train.stages.grpo import GroupRelativePolicyOptimization
from train.stages.sft import SupervisedFineTuning
from train.stages.steps import memory_guard

Make = Callable[..., Any]


@pytest.fixture
def adapted(new_policy: Make) -> Callable[[], Policy]:
    def made() -> Policy:
        from train.models import Lora, tiny, with_lora

        policy: Policy = new_policy()
        spec = tiny(
            vocab=policy.tokenizer.size,
            sliding_window=64,
            layers=1,
            width=32,
            heads=2,
            kv_heads=1,
            head_dim=16,
            hidden=64,
        )
        policy.model = with_lora(policy.model, spec, Lora(rank=4, alpha=8.0), 3, policy.mesh)
        return policy

    return made


def parts(policy: Policy) -> tuple[list[Any], list[Any]]:
    """The base's weights and the adapter's."""
    import jax
    from flax import nnx

    every, adapter = nnx.state(policy.model), nnx.state(policy.model, nnx.LoRAParam)
    base = nnx.state(policy.model, nnx.All(nnx.Param, nnx.Not(nnx.LoRAParam)))
    assert len(jax.tree.leaves(every)) >= len(jax.tree.leaves(base)) + len(jax.tree.leaves(adapter))
    return [np.asarray(leaf) for leaf in jax.tree.leaves(base)], [np.asarray(leaf) for leaf in jax.tree.leaves(adapter)]


@pytest.mark.parametrize(
    ("stage", "options"),
    [(SupervisedFineTuning(), SFT), (GroupRelativePolicyOptimization(), GRPO)],
    ids=["sft", "grpo"],
)
def test_only_the_adapter_moves_and_an_interrupted_stage_goes_on_bit_for_bit(
    adapted: Callable[[], Policy], new_work: Make, stage: Any, options: Any
) -> None:
    before_base, before = parts(adapted())
    whole = adapted()
    stage.run(whole, new_work(options))
    base, adapter = parts(whole)
    assert all(np.array_equal(a, b) for a, b in zip(before_base, base))
    assert any(not np.array_equal(a, b) for a, b in zip(before, adapter))

    with pytest.raises(Interrupted):
        stage.run(adapted(), new_work(options, place="cut", stop_after=2))
    resumed = adapted()
    stage.run(resumed, new_work(options, place="cut", resume=True))
    assert digest(resumed.model) == digest(whole.model)


def test_memory_that_runs_out_is_one_message_with_what_to_do() -> None:
    import jax

    with (
        pytest.raises(TrainingError, match="memory ran out in 1-sft") as raised,
        memory_guard("1-sft", "8 rows", "less"),
    ):
        raise jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 17179869184 bytes.")
    assert raised.value.where == "8 rows"
    with pytest.raises(jax.errors.JaxRuntimeError, match="INTERNAL"), memory_guard("1-sft", "8 rows", "less"):
        raise jax.errors.JaxRuntimeError("INTERNAL: something else")
