"""What each tensor is called and how it lies, in Tunix and in Hugging Face's layout, both ways.

A spec goes in, a `Tensor` for every parameter comes out: Tunix's path and shape, the names and shapes of the published
tensors that it is made of, and the two functions that turn one into the other. Loading, exporting and counting
parameters read this one table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from train.models.spec import ModelSpec

    Array = np.ndarray[Any, Any]

Move = Callable[["Array"], "Array"]


@dataclass(frozen=True)
class Tensor:
    """One parameter of the Tunix model.

    Attributes:
        path: where it lies in the model, ``layers.0.attn.q_einsum.w``.
        shape: its shape there.
        names: published tensors that it is made of, without a prefix for multimodal models; several are stacked along a
            new first axis in this order.
        published_shape: the shape of each of them.
        inward: turns a published tensor into its part of the model's, `outward` back.
        fan_in: inputs that each output sums over.
        neutral: for a norm's scale, the value at which it changes nothing; None for every other parameter.
    """

    path: str
    shape: tuple[int, ...]
    names: tuple[str, ...]
    published_shape: tuple[int, ...]
    inward: Move
    outward: Move
    fan_in: int
    neutral: float | None = None

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def keys(self) -> tuple[str | int, ...]:
        """`path` as keys of the model's state; list positions are numbers."""
        return tuple(int(part) if part.isdigit() else part for part in self.path.split("."))

    def to_tunix(self, parts: Sequence[Array]) -> Array:
        """Published tensors, in the order of `names`, as the one of the model."""
        import numpy as np

        moved = [self.inward(part) for part in parts]
        return moved[0] if len(moved) == 1 else np.stack(moved)

    def to_published(self, value: Array) -> list[Array]:
        """The model's tensor as the published ones, in the order of `names`."""
        parts = [value] if len(self.names) == 1 else list(value)
        return [self.outward(part) for part in parts]


def tensors(spec: ModelSpec) -> Iterator[Tensor]:
    """Every parameter of the model, in order."""
    yield _plain("embedder.input_embedding", "model.embed_tokens.weight", (spec.vocab, spec.width), spec.width)
    for layer in range(spec.layers):
        yield from (_qwen3_layer if spec.family == "qwen3" else _gemma_layer)(spec, layer)
    if spec.family == "qwen3":
        yield _norm("final_norm.w", "model.norm.weight", spec.width, 1.0)
    else:
        yield _norm("final_norm.scale", "model.norm.weight", spec.width)
    if not spec.tied:
        yield _linear("lm_head.w", "lm_head.weight", spec.width, spec.vocab)


def _gemma_layer(spec: ModelSpec, layer: int) -> Iterator[Tensor]:
    here, there = f"layers.{layer}", f"model.layers.{layer}"
    width, heads, kv_heads, size = spec.width, spec.heads, spec.kv_heads, spec.head_dim
    names = {part: f"{there}.self_attn.{part}_proj.weight" for part in "qkvo"}
    if heads == kv_heads:
        yield _heads(f"{here}.attn.qkv_einsum.w", [names[part] for part in "qkv"], heads, width, size)
    else:
        yield _heads(f"{here}.attn.q_einsum.w", [names["q"]], heads, width, size)
        yield _heads(f"{here}.attn.kv_einsum.w", [names["k"], names["v"]], kv_heads, width, size)
    yield _joined_heads(f"{here}.attn.attn_vec_einsum.w", names["o"], heads, size, width)
    if spec.family == "gemma3":
        yield _norm(f"{here}.attn._query_norm.scale", f"{there}.self_attn.q_norm.weight", size)
        yield _norm(f"{here}.attn._key_norm.scale", f"{there}.self_attn.k_norm.weight", size)
    yield from _feed_forward(spec, here, there)
    yield _norm(f"{here}.pre_attention_norm.scale", f"{there}.input_layernorm.weight", width)
    if spec.family == "gemma":
        yield _norm(f"{here}.pre_ffw_norm.scale", f"{there}.post_attention_layernorm.weight", width)
        return
    after = "post_attention_norm" if spec.family == "gemma3" else "post_attn_norm"
    yield _norm(f"{here}.{after}.scale", f"{there}.post_attention_layernorm.weight", width)
    yield _norm(f"{here}.pre_ffw_norm.scale", f"{there}.pre_feedforward_layernorm.weight", width)
    yield _norm(f"{here}.post_ffw_norm.scale", f"{there}.post_feedforward_layernorm.weight", width)


def _qwen3_layer(spec: ModelSpec, layer: int) -> Iterator[Tensor]:
    here, there = f"layers.{layer}", f"model.layers.{layer}"
    width, size = spec.width, spec.head_dim
    for part, heads in (("q", spec.heads), ("k", spec.kv_heads), ("v", spec.kv_heads)):
        yield Tensor(
            f"{here}.attn.{part}_proj.w", (width, heads, size), (f"{there}.self_attn.{part}_proj.weight",),
            (heads * size, width),
            lambda value, heads=heads: value.T.reshape(width, heads, size),  # type: ignore[misc]
            lambda value, heads=heads: value.reshape(width, heads * size).T,  # type: ignore[misc]
            width,
        )  # fmt: skip
    yield _joined_heads(f"{here}.attn.o_proj.w", f"{there}.self_attn.o_proj.weight", spec.heads, size, width)
    yield _norm(f"{here}.attn.q_norm.w", f"{there}.self_attn.q_norm.weight", size, 1.0)
    yield _norm(f"{here}.attn.k_norm.w", f"{there}.self_attn.k_norm.weight", size, 1.0)
    yield from _feed_forward(spec, here, there)
    yield _norm(f"{here}.input_layernorm.w", f"{there}.input_layernorm.weight", width, 1.0)
    yield _norm(f"{here}.post_attention_layernorm.w", f"{there}.post_attention_layernorm.weight", width, 1.0)


def _feed_forward(spec: ModelSpec, here: str, there: str) -> Iterator[Tensor]:
    for part, inward, outward in (
        ("gate", spec.width, spec.hidden), ("up", spec.width, spec.hidden), ("down", spec.hidden, spec.width)
    ):  # fmt: skip
        yield _linear(f"{here}.mlp.{part}_proj.kernel", f"{there}.mlp.{part}_proj.weight", inward, outward)


def _same(value: Array) -> Array:
    return value


def _transposed(value: Array) -> Array:
    return value.T


def _plain(path: str, name: str, shape: tuple[int, ...], fan_in: int) -> Tensor:
    return Tensor(path, shape, (name,), shape, _same, _same, fan_in)


def _norm(path: str, name: str, size: int, neutral: float = 0.0) -> Tensor:
    return Tensor(path, (size,), (name,), (size,), _same, _same, 1, neutral)


def _linear(path: str, name: str, inward: int, outward: int) -> Tensor:
    return Tensor(path, (inward, outward), (name,), (outward, inward), _transposed, _transposed, inward)


def _heads(path: str, names: Sequence[str], heads: int, width: int, size: int) -> Tensor:
    """Projections into heads: published (heads x size, width), in Tunix (heads, width, size), stacked where several."""
    shape = (heads, width, size)
    return Tensor(
        path, shape if len(names) == 1 else (len(names), *shape), tuple(names), (heads * size, width),
        lambda value: value.reshape(heads, size, width).transpose(0, 2, 1),
        lambda value: value.transpose(0, 2, 1).reshape(heads * size, width), width,
    )  # fmt: skip


def _joined_heads(path: str, name: str, heads: int, size: int, width: int) -> Tensor:
    """The projection out of the heads: published (width, heads x size), in Tunix (heads, size, width)."""
    return Tensor(
        path, (heads, size, width), (name,), (width, heads * size),
        lambda value: value.T.reshape(heads, size, width),
        lambda value: value.reshape(heads * size, width).T, heads * size,
    )  # fmt: skip
