"""Make a Tunix model of a spec: without memory, with random weights, or with given ones.

A `ModelSpec` goes in, an ``nnx.Module`` comes out. Random weights are drawn on the host, each parameter from a stream
of its own that is named by the seed and the parameter's path, so the bytes are the same on any device and any mesh.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from curate.errors import RecipeError
from train.models.layout import Tensor, tensors

if TYPE_CHECKING:
    import numpy as np
    from flax import nnx
    from jax.sharding import Mesh

    from train.models.spec import ModelSpec

    Array = np.ndarray[Any, Any]

#: what is computed again in the backward pass to save memory: nothing, attention and feed-forward, whole layers
Remat = Literal["none", "block", "decoder"]
DType = Literal["float32", "bfloat16", "float16"]
#: from this many parameters on, a model is large: it is trained through adapters
LARGE = 900_000_000


def default_dtype() -> DType:
    """bfloat16 where there is an accelerator, float32 on the CPU."""
    import jax

    return "float32" if jax.default_backend() == "cpu" else "bfloat16"


def tunix_config(spec: ModelSpec, remat: Remat = "none", dtype: DType = "float32") -> Any:
    """Tunix's own configuration of that shape."""
    import jax.numpy as jnp

    shape = {
        "num_layers": spec.layers, "embed_dim": spec.width, "hidden_dim": spec.hidden, "num_heads": spec.heads,
        "head_dim": spec.head_dim, "num_kv_heads": spec.kv_heads,
    }  # fmt: skip
    if remat not in get_args(Remat):
        raise RecipeError(f"unknown remat {remat!r}", why=f"one of {', '.join(get_args(Remat))}")
    if spec.family == "gemma3":
        from tunix.models.gemma3 import model as gemma3

        norms = gemma3.QueryPreAttentionNormalisation
        return gemma3.ModelConfig(
            **shape, num_embed=spec.vocab, sliding_window_size=spec.sliding_window,
            local_base_frequency=spec.rope_local_base, global_base_frequency=spec.rope_base,
            global_scale_factor=spec.rope_scale, param_dtype=jnp.dtype(dtype),
            query_pre_attn_norm=norms.BY_ONE_OVER_SQRT_HEAD_DIM if spec.query_scale == spec.head_dim
            else norms.BY_ONE_OVER_SQRT_EMBED_DIM_DIV_NUM_HEADS,
            remat_config=gemma3.RematConfig[remat.upper()],
        )  # fmt: skip
    if spec.family == "qwen3":
        from tunix.models.qwen3 import model as qwen3

        return qwen3.ModelConfig(
            **shape, vocab_size=spec.vocab, rope_theta=spec.rope_base, norm_eps=1e-6, use_tied_embedding=spec.tied,
            dtype=jnp.dtype(dtype), param_dtype=jnp.dtype(dtype), remat_config=qwen3.RematConfig[remat.upper()],
        )  # fmt: skip
    from tunix.models.gemma import model as gemma

    kinds = gemma.AttentionType
    second = spec.family == "gemma2"
    return gemma.ModelConfig(
        **shape, num_embed=spec.vocab, final_logit_softcap=spec.logit_softcap,
        use_post_attn_norm=second, use_post_ffw_norm=second, attn_logits_soft_cap=spec.attention_softcap,
        sliding_window_size=spec.sliding_window,
        attention_types=tuple(
            kinds.GLOBAL if spec.is_global(layer) else kinds.LOCAL_SLIDING for layer in range(spec.layers)
        ),
        remat_config=gemma.RematConfig[remat.upper()],
    )  # fmt: skip


def _model_class(spec: ModelSpec) -> Any:
    if spec.family == "gemma3":
        from tunix.models.gemma3.model import Gemma3

        return Gemma3
    if spec.family == "qwen3":
        from tunix.models.qwen3.model import Qwen3

        return Qwen3
    from tunix.models.gemma.model import Gemma

    return Gemma


def abstract(spec: ModelSpec, remat: Remat = "none", dtype: DType = "float32") -> nnx.Module:
    """The model with shapes in place of weights; takes no memory."""
    from flax import nnx

    model_class, config = _model_class(spec), tunix_config(spec, remat, dtype)
    model: nnx.Module = nnx.eval_shape(lambda: model_class(config, rngs=nnx.Rngs(params=0)))
    return model


def assemble(
    spec: ModelSpec, value_of: Callable[[Tensor], Array], mesh: Mesh | None = None, *,
    dtype: DType | None = None, remat: Remat = "none",
) -> nnx.Module:  # fmt: skip
    """The model with the weights that `value_of` gives, placed on the mesh one after the other.

    Args:
        value_of: the weights of a parameter in Tunix's shape, on the host; only one is held at a time.
        mesh: axes ``fsdp`` and ``tp``; the default device when left out.
        dtype: of the weights; see `default_dtype`.
        remat: what is computed again in the backward pass. A model with any can't be called inside a loop or under
            jax.grad (flax's trace check), which nnx.value_and_grad allows: fine-tuning works, rollouts don't.
    """
    import jax
    from flax import nnx

    kind = dtype or default_dtype()
    graph, state = nnx.split(abstract(spec, remat, kind))
    shardings = dict(nnx.to_flat_state(nnx.get_named_sharding(state, mesh))) if mesh is not None else {}
    placed = {}
    for tensor in tensors(spec):
        value = value_of(tensor)
        value = value.astype(jax.numpy.dtype(kind), copy=False)
        placed[tensor.keys] = jax.device_put(value, placement(shardings.get(tensor.keys)))
    flat = nnx.to_flat_state(state)
    filled = [(path, variable.replace(placed.pop(path))) for path, variable in flat]
    if placed:
        raise AssertionError(f"parameters that Tunix's model lacks: {', '.join(map(str, placed))}")
    model: nnx.Module = nnx.merge(graph, nnx.from_flat_state(filled))
    return model


def placement(found: Any) -> Any:
    """A parameter's sharding as `nnx.get_named_sharding` gives it: bare, in a variable, or None without a mesh."""
    return found.get_value() if hasattr(found, "get_value") else found


def create(
    spec: ModelSpec, seed: int, mesh: Mesh | None = None, *,
    dtype: DType | None = None, remat: Remat = "none", scale: float | None = None,
) -> nnx.Module:  # fmt: skip
    """The model with random weights, from which it can be trained.

    Every matrix is drawn from a normal distribution, and the norms start neutral. (Tunix's own constructor leaves the
    feed-forward matrices at zero, where their gradient is zero too and stays so.) The same seed gives the same bytes
    whatever the device and the mesh.

    Args:
        scale: standard deviation of every matrix; 1/sqrt(inputs) of each one when left out.
    """
    return assemble(spec, lambda tensor: drawn(tensor, seed, scale), mesh, dtype=dtype, remat=remat)


def drawn(tensor: Tensor, seed: int, scale: float | None = None) -> Array:
    """Random weights of one parameter, float32, in Tunix's shape."""
    import numpy as np

    if tensor.neutral is not None:
        return np.full(tensor.shape, tensor.neutral, np.float32)
    deviation = 1 / math.sqrt(tensor.fan_in) if scale is None else scale
    values = stream(seed, tensor.path).standard_normal(tensor.shape, dtype=np.float32)
    return values * np.float32(deviation)


def stream(seed: int, name: str) -> np.random.Generator:
    """A stream of random numbers that only the seed and the name decide."""
    import numpy as np

    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=np.frombuffer(digest[:16], dtype="<u8")))


def logits(model: nnx.Module, tokens: Array, mask: Array | None = None) -> Any:
    """Logits of whole sequences, (batch, length, vocab).

    Args:
        tokens: ids, (batch, length), padded on the right.
        mask: True where there is a token; everywhere when left out.
    """
    import jax.numpy as jnp
    from tunix.sft.utils import build_positions_from_mask, make_causal_attn_mask

    ids = jnp.asarray(tokens)
    present = jnp.ones(ids.shape, bool) if mask is None else jnp.asarray(mask)
    found, _ = model(ids, build_positions_from_mask(present), None, make_causal_attn_mask(present))
    return found


def weights(model: nnx.Module) -> Mapping[tuple[str | int, ...], Any]:
    """Every parameter but LoRA's, by its keys; arrays stay where they are."""
    from flax import nnx

    base = nnx.state(model, nnx.filterlib.All(nnx.Param, nnx.filterlib.Not(nnx.LoRAParam)))
    return {path: variable.get_value() for path, variable in nnx.to_flat_state(base)}
