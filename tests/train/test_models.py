"""Shapes count what Tunix allocates, random weights train and don't depend on the mesh, adapters alone move."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from curate.errors import InputError, RecipeError
from train.models import (
    SHAPES,
    Lora,
    ModelSpec,
    abstract,
    create,
    default_dtype,
    default_lora,
    has_lora,
    logits,
    merged,
    named,
    resized,
    tiny,
    trainable,
    with_lora,
)  # fmt: skip
from train.models.build import assemble, drawn, weights
from train.models.layout import tensors
from train.models.lora import adapter_parameters
from train.models.spec import HUB_IDS, from_config, from_json, to_json

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

#: parameters as the model cards and Kaggle's pages of the published models state them, embeddings counted once
PUBLISHED = {
    "gemma3-270m": 268_098_176, "gemma3-1b": 999_885_952, "gemma3-4b": 3_880_263_168, "gemma2-2b": 2_614_341_888,
    "gemma2-9b": 9_241_705_984, "gemma-2b": 2_506_172_416, "gemma-7b": 8_537_680_896, "qwen3-0.6b": 596_049_920,
}  # fmt: skip
NARROW = {"layers": 2, "width": 32, "heads": 4, "kv_heads": 2, "head_dim": 16, "hidden": 48, "vocab": 96}
TINY = tiny(**NARROW, sliding_window=6)


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_are_counted_as_published(name: str) -> None:
    assert named(name).parameters == PUBLISHED[name]


@pytest.mark.parametrize("heads", [2, 4])
@pytest.mark.parametrize("name", ["gemma3-1b", "gemma2-2b", "gemma-2b", "qwen3-0.6b", "qwen3-8b"])
def test_tensors_are_those_of_tunixs_model(name: str, heads: int) -> None:
    from flax import nnx

    spec = resized(named(name), **{**NARROW, "kv_heads": heads})
    found = {keys: variable.shape for keys, variable in nnx.to_flat_state(nnx.state(abstract(spec)))}
    assert {tensor.keys: tensor.shape for tensor in tensors(spec)} == found
    assert spec.parameters == sum(int(np.prod(shape)) for shape in found.values())


def test_a_whole_published_shape_needs_no_memory_to_count() -> None:
    from flax import nnx

    spec = named("gemma3-270m")
    shapes = [variable.shape for _, variable in nnx.to_flat_state(nnx.state(abstract(spec)))]
    assert sum(int(np.prod(shape)) for shape in shapes) == spec.parameters


def test_every_name_has_weights_on_the_hub_and_large_ones_adapters() -> None:
    assert HUB_IDS.keys() == SHAPES.keys()
    for spec in SHAPES.values():
        assert (default_lora(spec) is None) == (spec.parameters < 900_000_000)
        assert from_json(json.loads(json.dumps(to_json(spec)))) == spec
    with pytest.raises(RecipeError, match="gemma3-1"):
        named("gemma3-1")


@pytest.mark.parametrize(
    ("change", "said"),
    [({"heads": 3}, "3 heads can't share 2"), ({"head_dim": 15}, "must be even"), ({"layers": 0}, "at least 1"),
     ({"sliding_window": None}, "need a sliding_window"), ({"tied": False}, "is its output layer"),
     ({"logit_softcap": 30.0}, "only gemma2"), ({"query_scale": 99}, "query_scale is 99")],
)  # fmt: skip
def test_shapes_that_can_not_be_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        resized(TINY, **change)


#: config.json as google/gemma-3-4b-it has it: what the text part leaves out is the library's default
GEMMA3_4B = {
    "architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "mm_tokens_per_image": 256,
    "text_config": {
        "hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 34,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 1024,
        "max_position_embeddings": 131072,
    },
    "vision_config": {"hidden_size": 1152, "num_attention_heads": 16, "num_hidden_layers": 27},
}  # fmt: skip


def test_a_multimodal_configuration_gives_its_text_part() -> None:
    assert from_config(GEMMA3_4B, "gemma3-4b", "here") == named("gemma3-4b")
    with pytest.raises(InputError, match="lacks 'num_hidden_layers'"):
        from_config({"model_type": "gemma2", "hidden_size": 8, "num_attention_heads": 2}, "x", "here")


def test_random_weights_train_everywhere() -> None:
    """Trap 1: Tunix's own constructor leaves the feed-forward matrices at zero, and their gradients too."""
    import jax
    from flax import nnx

    tokens = np.random.default_rng(0).integers(3, 96, (2, 12))
    graph, state = nnx.split(create(TINY, 0))
    gradients = jax.grad(lambda state: (logits(nnx.merge(graph, state), tokens) ** 2).mean())(state)
    still = [path for path, variable in nnx.to_flat_state(gradients) if not np.abs(variable.get_value()).max() > 0]
    assert not still


def test_random_weights_have_the_spread_that_is_asked_for() -> None:
    by_path = {tensor.path: tensor for tensor in tensors(resized(TINY, hidden=4096, width=512))}
    down = by_path["layers.0.mlp.down_proj.kernel"]
    assert drawn(down, 0).std() == pytest.approx(4096**-0.5, rel=0.01)
    assert drawn(down, 0, scale=0.02).std() == pytest.approx(0.02, rel=0.01)
    assert not drawn(by_path["final_norm.scale"], 0).any()
    assert not np.array_equal(drawn(down, 0), drawn(down, 1))
    assert not np.array_equal(drawn(down, 0), drawn(by_path["layers.1.mlp.down_proj.kernel"], 0))


_ON_FOUR = """
import hashlib, sys
import jax, numpy as np
from flax import nnx
from train.mesh import mesh_for
from train.models import Lora, create, logits, tiny, with_lora
spec = tiny(layers=2, width=32, heads=4, kv_heads=2, head_dim=16, hidden=48, vocab=96, sliding_window=6)
tokens = np.random.default_rng(0).integers(3, 96, (4, 12))
for asked in sys.argv[1:]:
    mesh = mesh_for(spec, asked, (4,))
    model = with_lora(create(spec, 7, mesh), spec, Lora(rank=4), 8, mesh)
    digest = hashlib.sha256()
    split = 0
    for path, variable in nnx.to_flat_state(nnx.state(model)):
        value = variable.get_value()
        assert value.sharding.mesh == mesh, path
        split += len(value.sharding.device_set) > 1 and not value.is_fully_replicated
        digest.update(str(path).encode() + np.asarray(value).tobytes())
    print(asked, digest.hexdigest(), split, float(np.abs(np.asarray(logits(model, tokens))).sum()))
"""


def test_random_weights_are_the_same_on_every_mesh() -> None:
    from flax import nnx

    model = with_lora(create(TINY, 7), TINY, Lora(rank=4), 8)
    digest = hashlib.sha256()
    for path, variable in nnx.to_flat_state(nnx.state(model)):
        digest.update(str(path).encode() + np.asarray(variable.get_value()).tobytes())
    tokens = np.random.default_rng(0).integers(3, 96, (4, 12))
    total = float(np.abs(np.asarray(logits(model, tokens))).sum())
    environment = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=4", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _ON_FOUR, "fsdp=2,tp=2", "fsdp=4"], env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("fsdp")]
    assert [line[0] for line in lines] == ["fsdp=2,tp=2", "fsdp=4"]
    for _, found, split, theirs in lines:
        assert found == digest.hexdigest()
        assert int(split) > 20
        assert float(theirs) == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize("name", ["gemma3-1b", "gemma2-2b", "qwen3-0.6b"])
@pytest.mark.parametrize("kv_heads", [1, 4])
def test_adapters_change_nothing_at_first_share_the_base_and_merge(name: str, kv_heads: int) -> None:
    import jax
    from flax import nnx

    spec = resized(named(name), **{**NARROW, "kv_heads": kv_heads})
    lora = Lora(rank=3, alpha=6)
    base = create(spec, 0)
    model = with_lora(base, spec, lora, 5)
    tokens = np.random.default_rng(0).integers(3, 96, (1, 10))
    np.testing.assert_array_equal(np.asarray(logits(model, tokens)), np.asarray(logits(base, tokens)))
    assert has_lora(model)
    assert not has_lora(base)
    assert sum(leaf.size for leaf in jax.tree.leaves(trainable(model))) == adapter_parameters(spec, lora)
    assert sum(leaf.size for leaf in jax.tree.leaves(trainable(base))) == spec.parameters
    ours, theirs = weights(model), weights(base)
    assert ours.keys() == theirs.keys()
    assert all(value is theirs[keys] for keys, value in ours.items())  # shared, not copied
    rng = np.random.default_rng(1)
    moved = [
        (path, variable.replace(rng.normal(0, 0.1, variable.shape).astype(np.float32)))
        for path, variable in nnx.to_flat_state(trainable(model))
    ]  # fmt: skip
    nnx.update(model, nnx.from_flat_state(moved))
    added = merged(model, spec, lora)
    together = assemble(spec, lambda tensor: added[tensor.path])
    assert np.abs(np.asarray(logits(together, tokens)) - np.asarray(logits(model, tokens))).max() < 1e-4
    assert np.abs(np.asarray(logits(model, tokens)) - np.asarray(logits(base, tokens))).max() > 0.1


def test_adapters_where_they_are_asked_for() -> None:
    spec = resized(TINY, kv_heads=4)
    assert Lora(targets=("query",)).modules(spec) == {"qkv_einsum"}
    assert Lora(targets=("gate", "down")).modules(spec) == {"gate_proj", "down_proj"}
    assert Lora().modules(TINY) == {"q_einsum", "kv_einsum", "attn_vec_einsum", "gate_proj", "up_proj", "down_proj"}
    for wrong in ({"rank": 0}, {"alpha": 0.0}, {"alpha": float("nan")}, {"targets": ()}, {"targets": ("keys",)}):
        with pytest.raises(RecipeError):
            Lora(**wrong)  # type: ignore[arg-type]


def test_computing_again_gives_the_same_gradients() -> None:
    import jax
    from flax import nnx

    tokens = np.random.default_rng(0).integers(3, 96, (2, 12))

    def gradients(remat: Any) -> list[Any]:
        model = with_lora(create(TINY, 0, remat=remat), TINY, Lora(rank=2), 0)
        trained = nnx.DiffState(0, nnx.LoRAParam)
        loss = nnx.jit(nnx.grad(lambda model: (logits(model, tokens) ** 2).mean(), argnums=trained))
        return [np.asarray(leaf) for leaf in jax.tree.leaves(loss(model))]

    for one, other in zip(gradients("none"), gradients("decoder"), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_the_cpu_computes_in_float32_by_default() -> None:
    import jax

    if jax.default_backend() != "cpu":
        pytest.skip("there is an accelerator")
    assert default_dtype() == "float32"


def test_the_shapes_alone_import_no_jax() -> None:
    modules = "train.models, train.mesh, train.plan, train.weights, train.export"
    code = f"import sys, {modules}; assert 'jax' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_spec_is_a_value() -> None:
    assert isinstance(TINY, ModelSpec)
    assert hash(TINY) == hash(tiny(**NARROW, sliding_window=6))
