"""Low-rank adapters: a model goes in, the same model with adapters comes out, and adapters merge back into weights.

The adapters are qwix's and the only weights that train (``nnx.LoRAParam``); the base stays as it was, so a run's
reference model is its own model with the adapters left out. (Hu et al. 2021, arXiv 2106.09685.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curate.errors import RecipeError
from train.models.build import LARGE, placement, stream
from train.models.layout import tensors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from flax import nnx
    from jax.sharding import Mesh

    from train.models.spec import ModelSpec

#: what a target adapts -> the last parts of the parameters' paths
TARGETS: dict[str, tuple[str, ...]] = {
    "query": ("q_einsum", "q_proj"),
    "key_value": ("kv_einsum", "k_proj", "v_proj"),
    "output": ("attn_vec_einsum", "o_proj"),
    "gate": ("gate_proj",),
    "up": ("up_proj",),
    "down": ("down_proj",),
}
#: where queries, keys and values are one tensor, it is adapted when either of these is asked for
_FUSED = "qkv_einsum"


@dataclass(frozen=True)
class Lora:
    """Adapters.

    Attributes:
        rank: inner size of an adapter.
        alpha: an adapter's output is multiplied by alpha / rank.
        targets: which matrices of each layer are adapted; see `TARGETS`.
    """

    rank: int = 64
    alpha: float = 64.0
    targets: tuple[str, ...] = tuple(TARGETS)

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise RecipeError(f"a LoRA rank of {self.rank}: it must be at least 1")
        if not math.isfinite(self.alpha) or self.alpha <= 0:
            raise RecipeError(f"a LoRA alpha of {self.alpha}: it must be above 0")
        unknown = [name for name in self.targets if name not in TARGETS]
        if unknown or not self.targets:
            raise RecipeError(
                f"unknown LoRA target {unknown[0]!r}" if unknown else "LoRA without a target",
                why=f"targets: {', '.join(TARGETS)}",
            )

    @property
    def scale(self) -> float:
        return self.alpha / self.rank

    def modules(self, spec: ModelSpec) -> frozenset[str]:
        """Names of the modules that are adapted, in that model."""
        wanted = {module for target in self.targets for module in TARGETS[target]}
        if {"query", "key_value"} & set(self.targets):
            wanted.add(_FUSED)
        present = {part for tensor in tensors(spec) for part in tensor.path.split(".")}
        return frozenset(wanted & present)


def default_lora(spec: ModelSpec) -> Lora | None:
    """Adapters for a model of a billion parameters or more; None where all of it is trained."""
    return Lora() if spec.parameters >= LARGE else None


def adapter_shapes(spec: ModelSpec, lora: Lora) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...], int]]:
    """Path of every adapted parameter, the shapes of its two factors, and the inputs of the first one."""
    modules = lora.modules(spec)
    for tensor in tensors(spec):
        parts = tensor.path.split(".")
        if len(parts) < 2 or parts[-2] not in modules:
            continue
        shape = tensor.shape
        if parts[-2] in ("attn_vec_einsum", "o_proj"):
            first, second = shape[:2], shape[2:]
        elif parts[-2] == "q_einsum":
            first, second = shape[1:2], (shape[0], shape[2])
        elif parts[-2] in ("kv_einsum", _FUSED):
            first, second = shape[2:3], (shape[0], shape[1], shape[3])
        else:
            first, second = shape[:1], shape[1:]
        yield tensor.path, (*first, lora.rank), (lora.rank, *second), math.prod(first)


def adapter_parameters(spec: ModelSpec, lora: Lora | None) -> int:
    """How many parameters train: the adapters', or all where there are none."""
    if lora is None:
        return spec.parameters
    return sum(math.prod(first) + math.prod(second) for _, first, second, _ in adapter_shapes(spec, lora))


def with_lora(
    model: nnx.Module, spec: ModelSpec, lora: Lora, seed: int, mesh: Mesh | None = None
) -> nnx.Module:  # fmt: skip
    """The model with adapters, which change nothing yet: the second factor starts at zero.

    The first factor is uniform in plus or minus sqrt(6 / inputs) (He), drawn like all random weights: the seed and the
    path decide, not the mesh. The base weights are shared with `model`, not copied.
    """
    import jax
    import numpy as np
    import qwix
    from flax import nnx

    provider = qwix.LoraProvider(
        module_path=".*(" + "|".join(sorted(lora.modules(spec))) + ")", rank=lora.rank, alpha=lora.alpha
    )
    example = {"positions": np.ones((2, 1), np.int32), "cache": None, "attention_mask": np.ones((2, 1, 1), bool)}
    tokens = np.ones((2, 1), np.int32)
    adapted: nnx.Module = qwix.apply_lora_to_model(model, provider, tokens, **example, rngs=nnx.Rngs(seed))
    state = nnx.state(adapted, nnx.LoRAParam)
    flat = dict(nnx.to_flat_state(state))
    shardings = dict(nnx.to_flat_state(nnx.get_named_sharding(state, mesh))) if mesh is not None else {}
    for path, first, second, fan_in in adapter_shapes(spec, lora):
        keys = tuple(int(part) if part.isdigit() else part for part in path.split("."))
        for factor, shape in (("a", first), ("b", second)):
            at = (*keys[:-1], f"{keys[-1]}_lora_{factor}")
            values = _first_factor(path, shape, fan_in, seed) if factor == "a" else np.zeros(shape, np.float32)
            variable = flat[at]
            values = values.reshape(variable.shape).astype(variable.get_value().dtype)
            flat[at] = variable.replace(jax.device_put(values, placement(shardings.get(at))))
    nnx.update(adapted, nnx.from_flat_state(list(flat.items())))
    return adapted


def _first_factor(path: str, shape: tuple[int, ...], fan_in: int, seed: int) -> np.ndarray[Any, Any]:
    bound = math.sqrt(6 / fan_in)
    return stream(seed, f"{path}/lora").uniform(-bound, bound, shape).astype("float32")


def has_lora(model: nnx.Module) -> bool:
    """Whether the model has adapters."""
    from flax import nnx

    return bool(nnx.to_flat_state(nnx.state(model, nnx.LoRAParam)))


def trainable(model: nnx.Module) -> Any:
    """The state that trains: the adapters' where there are any, else every parameter's."""
    from flax import nnx

    return nnx.state(model, nnx.LoRAParam if has_lora(model) else nnx.Param)


def deltas(
    values: Mapping[tuple[str | int, ...], Any], spec: ModelSpec, lora: Lora
) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """What each adapter adds to its parameter, as (path, float32 array in the parameter's shape).

    Args:
        values: the adapters' values, by their keys in the model's state.
    """
    import numpy as np

    shapes = {tensor.path: tensor.shape for tensor in tensors(spec)}
    for path, first, second, _ in adapter_shapes(spec, lora):
        keys = tuple(int(part) if part.isdigit() else part for part in path.split("."))
        one = np.asarray(values[(*keys[:-1], f"{keys[-1]}_lora_a")]).astype(np.float32).reshape(-1, lora.rank)
        two = np.asarray(values[(*keys[:-1], f"{keys[-1]}_lora_b")]).astype(np.float32).reshape(lora.rank, -1)
        product = (one @ two * np.float32(lora.scale)).reshape(*first[:-1], *second[1:])
        module = keys[-2]
        if module == "q_einsum":
            product = product.transpose(1, 0, 2)
        elif module in ("kv_einsum", _FUSED):
            product = product.transpose(1, 2, 0, 3)
        assert product.shape == shapes[path]
        yield path, product


def merged(model: nnx.Module, spec: ModelSpec, lora: Lora) -> dict[str, np.ndarray[Any, Any]]:
    """The model's weights by path, on the host in float32, with the adapters added in."""
    import numpy as np
    from flax import nnx

    from train.models.build import weights

    found = {".".join(map(str, keys)): np.asarray(value) for keys, value in weights(model).items()}
    adapters = {keys: variable.get_value() for keys, variable in nnx.to_flat_state(nnx.state(model, nnx.LoRAParam))}
    for path, delta in deltas(adapters, spec, lora):
        found[path] = found[path].astype(np.float32) + delta
    return found
