"""The plan counts what a mesh really holds, and its estimate of activations is near what XLA asks for."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

from curate.errors import TrainingError
from train.mesh import MeshShape
from train.models import Lora, ModelSpec, create, default_lora, named, resized, tiny, with_lora
from train.models.build import logits
from train.models.lora import adapter_parameters
from train.plan import (
    DEVICE_BYTES,
    StageWork,
    cache_bytes,
    duration,
    flops,
    forward_flops,
    plan,
    quantity,
    size,
    update_bytes,
    weight_bytes,
)  # fmt: skip

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

V5E = DEVICE_BYTES["TPU v5 lite"]


def _measured(spec: ModelSpec, batch: int, length: int, lora: Lora | None) -> int:
    """Bytes that XLA needs for a whole training step: arguments, results that replace none of them, and the rest."""
    model = create(spec, 0)
    model = with_lora(model, spec, lora, 0) if lora else model
    kind = nnx.LoRAParam if lora else nnx.Param
    graph, trained, frozen = nnx.split(model, kind, ...)
    optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(1e-4))
    tokens = jnp.ones((batch, length), jnp.int32)

    def step(trained: Any, state: Any, frozen: Any, tokens: Any) -> Any:
        def loss(trained: Any) -> Any:
            scores = logits(nnx.merge(graph, trained, frozen), tokens)[:, :-1].astype(jnp.float32)
            return optax.softmax_cross_entropy_with_integer_labels(scores, tokens[:, 1:]).mean()

        updates, following = optimizer.update(jax.grad(loss)(trained), state, trained)
        return optax.apply_updates(trained, updates), following

    compiled = jax.jit(step, donate_argnums=(0, 1)).lower(trained, optimizer.init(trained), frozen, tokens).compile()
    found = compiled.memory_analysis()
    kept = found.output_size_in_bytes - found.alias_size_in_bytes
    return int(found.temp_size_in_bytes + found.argument_size_in_bytes + kept)


@pytest.mark.parametrize("lora", [None, Lora(rank=8)], ids=["all weights", "lora"])
def test_memory_is_near_what_the_compiler_asks_for(lora: Lora | None) -> None:
    spec = tiny(layers=2, width=256, heads=4, kv_heads=2, head_dim=64, hidden=1024, vocab=2048)
    batch, length = 8, 128
    work = StageWork("1-sft", 1, batch, 64, 64)
    planned = sum(update_bytes(spec, work, lora, MeshShape(), "float32", "none").values())
    measured = _measured(spec, batch, length, lora)
    assert 0.75 < planned / measured < 1.25, (planned, measured)


def test_weights_and_cache_are_counted_to_the_byte() -> None:
    spec = tiny(layers=3, width=64, heads=4, kv_heads=2, head_dim=16, hidden=96, vocab=300)
    model = create(spec, 0, dtype="bfloat16")
    held = sum(leaf.nbytes for leaf in jax.tree.leaves(nnx.state(model)))
    assert weight_bytes(spec, MeshShape(), "bfloat16") == held
    cache = np.zeros((2, spec.layers, 5, 40, spec.kv_heads, spec.head_dim), np.float32)
    assert cache_bytes(spec, 5, 40, MeshShape(), "float32") == cache.nbytes


def test_a_forward_pass_takes_two_operations_a_weight() -> None:
    # Kaplan et al. 2020 (arXiv 2001.08361): 2 N a token where attention is short, 6 N for training
    spec = named("gemma3-1b")
    tokens = 1000.0
    assert forward_flops(spec, tokens, 0) == 2 * spec.parameters * tokens
    work = StageWork("1-sft", 10, 1, 0, 1)
    assert flops(spec, work, None, "none") / (6 * spec.parameters * 10) == pytest.approx(1, rel=1e-3)
    assert flops(spec, work, Lora(), "none") / (4 * spec.parameters * 10) == pytest.approx(1, rel=1e-3)


def test_operations_are_those_that_xla_counts() -> None:
    spec = tiny(layers=2, width=128, heads=4, kv_heads=4, head_dim=32, hidden=512, vocab=1024)
    graph, state = nnx.split(create(spec, 0))
    tokens = jnp.ones((2, 64), jnp.int32)
    compiled = jax.jit(lambda state, tokens: logits(nnx.merge(graph, state), tokens)).lower(state, tokens).compile()
    counted = compiled.cost_analysis()
    assert counted["flops"] / forward_flops(spec, 128, 64) == pytest.approx(1, rel=0.1)


def test_the_hackathons_machine_holds_its_models() -> None:
    for name in ("gemma3-1b", "gemma2-2b"):
        spec = named(name)
        work = [
            StageWork("1-sft", 1000, 32, 256, 768, parts=4),
            StageWork("2-grpo", 200, 64, 256, 768, parts=8, group=8, reference=True),
        ]
        found = plan(
            spec, work, lora=default_lora(spec), shape=MeshShape(2, 4), dtype="bfloat16", device="TPU v5 lite",
            limit=V5E, step_seconds={"1-sft": 2.0},
        )  # fmt: skip
        found.require_fitting()
        text = "\n".join(found.lines())
        assert f"{spec.parameters:,} parameters" in text
        assert "LoRA of rank 64" in text
        assert "mesh fsdp=2,tp=4, 16.0 GiB each" in text
        assert "about 33 min" in text
        assert text.count("about") == 1  # the other stage was not measured
        assert "warning" not in text
        assert found.trainable == adapter_parameters(spec, Lora())


def test_what_can_not_fit_is_refused_and_what_may_not_is_warned_of() -> None:
    work = [StageWork("1-sft", 10, 32, 256, 768)]
    large = plan(named("gemma2-9b"), work, dtype="float32", device="TPU v5 lite", limit=V5E)
    with pytest.raises(TrainingError) as caught:
        large.require_fitting()
    for part in ("gemma2-9b can't be trained here", "138 GiB", "16.0 GiB", 'adapter = "lora"', "bfloat16"):
        assert part in str(caught.value)
    adapted = plan(named("gemma2-2b"), work, lora=Lora(), dtype="bfloat16", limit=V5E)
    adapted.require_fitting()
    assert adapted.lines()[-1].startswith("warning")
    assert "accumulate" in adapted.lines()[-1]


def test_parts_make_an_update_smaller_and_computing_again_too() -> None:
    spec = resized(named("gemma2-2b"), layers=4)
    work = StageWork("1-sft", 1, 32, 256, 256)

    def activations(parts: int, remat: Any) -> int:
        one = StageWork("1-sft", 1, 32, 256, 256, parts=parts)
        return update_bytes(spec, one, Lora(), MeshShape(), "bfloat16", remat)["activations"]

    assert activations(4, "none") == pytest.approx(activations(1, "none") / 4, rel=1e-6)
    assert activations(1, "decoder") < activations(1, "none") / 3
    assert update_bytes(spec, work, Lora(), MeshShape(), "bfloat16", "none")["logits"] > 32 * 512 * spec.vocab * 4


@pytest.mark.parametrize(
    ("said", "expected"),
    [(size(0), "0 B"), (size(1023), "1023 B"), (size(1 << 20), "1.0 MiB"), (size(int(1.5 * (1 << 30))), "1.5 GiB"),
     (quantity(3.2e12, "FLOP"), "3.2 TFLOP"), (quantity(999.6, "B"), "1.0 kB"), (duration(45), "45 s"),
     (duration(720), "12 min"), (duration(12_000), "3 h 20 min")],
)  # fmt: skip
def test_numbers_are_said_as_people_say_them(said: str, expected: str) -> None:
    assert said == expected
