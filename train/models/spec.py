"""The shape of a model: a name or a Hugging Face ``config.json`` goes in, a frozen `ModelSpec` comes out.

A spec is numbers alone. It counts its parameters, writes itself as a ``config.json`` that transformers reads, and knows
what its tensors are called on either side (`train.models.layout`); nothing here imports jax.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from curate.domain import suggestion
from curate.errors import InputError, RecipeError

Family = Literal["gemma", "gemma2", "gemma3", "qwen3"]
FAMILIES: tuple[str, ...] = get_args(Family)

#: layers from one global attention layer to the next; 1 says that every layer is global
_PATTERN: dict[str, int] = {"gemma": 1, "gemma2": 2, "gemma3": 6, "qwen3": 1}


@dataclass(frozen=True)
class ModelSpec:
    """The shape of a decoder, in the numbers that its published configuration gives.

    Attributes:
        name: what it was asked for by, ``gemma3-1b`` or a folder's name.
        family: which architecture; one of `FAMILIES`.
        layers: decoder layers.
        width: size of the residual stream.
        heads: query heads; `kv_heads` key and value heads divide them.
        head_dim: size of a head; even, as rotary positions need.
        hidden: inner size of the feed-forward layer.
        vocab: rows of the embedding.
        sliding_window: tokens that a local layer sees, itself included; None where every layer is global.
        rope_base: rotary base frequency of the global layers, `rope_local_base` of the local ones.
        rope_scale: positions are divided by it in the global layers (linear scaling).
        query_scale: queries are divided by its square root; published as ``query_pre_attn_scalar``.
        attention_softcap: attention scores are squashed into plus or minus this; None where they are not.
        logit_softcap: the same for the logits.
        tied: whether the embedding is the output layer too.
        context: tokens that it was made to hold.
    """

    name: str
    family: Family
    layers: int
    width: int
    heads: int
    kv_heads: int
    head_dim: int
    hidden: int
    vocab: int
    sliding_window: int | None = None
    rope_base: int = 10_000
    rope_local_base: int = 10_000
    rope_scale: float = 1.0
    query_scale: int = 0
    attention_softcap: float | None = None
    logit_softcap: float | None = None
    tied: bool = True
    context: int = 8192

    def __post_init__(self) -> None:
        if not self.query_scale:
            object.__setattr__(self, "query_scale", self.head_dim)
        problem = _problem(self)
        if problem:
            raise RecipeError(f"no {self.family} model has this shape: {problem}", where=f"model {self.name}")

    def is_global(self, layer: int) -> bool:
        """Whether that layer attends to everything before it, not only to the sliding window."""
        return (layer + 1) % _PATTERN[self.family] == 0

    @property
    def parameters(self) -> int:
        """Exact number of parameters; a tied embedding counts once."""
        from train.models.layout import tensors

        return sum(tensor.size for tensor in tensors(self))

    @property
    def embedding_parameters(self) -> int:
        """Parameters of the embedding, and of the output layer where it is a matrix of its own."""
        return self.vocab * self.width * (1 if self.tied else 2)


def _problem(spec: ModelSpec) -> str | None:
    """What makes a shape impossible in Tunix, or None."""
    for field in ("layers", "width", "heads", "kv_heads", "head_dim", "hidden", "vocab"):
        if getattr(spec, field) < 1:
            return f"{field} is {getattr(spec, field)}, and must be at least 1"
    if spec.heads % spec.kv_heads:
        return f"{spec.heads} heads can't share {spec.kv_heads} key-value heads evenly"
    if spec.head_dim % 2:
        return f"head_dim is {spec.head_dim}, and rotary positions turn pairs: it must be even"
    if spec.sliding_window is None and any(not spec.is_global(layer) for layer in range(spec.layers)):
        return "its local layers need a sliding_window"
    if spec.sliding_window is not None and spec.sliding_window < 1:
        return f"sliding_window is {spec.sliding_window}, and must be at least 1"
    scales = {spec.head_dim, spec.width // spec.heads} if spec.family == "gemma3" else {spec.head_dim}
    if spec.query_scale not in scales:
        known = " or ".join(str(scale) for scale in sorted(scales))
        return f"query_scale is {spec.query_scale}, and Tunix's {spec.family} knows {known}"
    capped = spec.attention_softcap is not None or spec.logit_softcap is not None
    if capped and spec.family != "gemma2":
        return "only gemma2 squashes scores"
    if not spec.tied and spec.family.startswith("gemma"):
        return "its embedding is its output layer"
    if (spec.rope_scale != 1 or spec.rope_local_base != 10_000) and spec.family != "gemma3":
        return "only gemma3 scales positions or has two rotary bases"
    if spec.family.startswith("gemma") and spec.family != "gemma3" and spec.rope_base != 10_000:
        return f"rope_base is {spec.rope_base}, and Tunix's {spec.family} has 10000"
    return None


def _gemma3(
    name: str, layers: int, width: int, heads: int, kv_heads: int, hidden: int, *, window: int = 1024,
    head_dim: int = 256, vocab: int = 262_208, query_scale: int = 0, rope_scale: float = 8.0, context: int = 131_072,
) -> ModelSpec:  # fmt: skip
    return ModelSpec(
        name, "gemma3", layers, width, heads, kv_heads, head_dim, hidden, vocab, window,
        rope_base=1_000_000, rope_scale=rope_scale, query_scale=query_scale, context=context,
    )  # fmt: skip


def _gemma2(name: str, layers: int, width: int, heads: int, kv_heads: int, hidden: int) -> ModelSpec:
    return ModelSpec(
        name, "gemma2", layers, width, heads, kv_heads, 256, hidden, 256_000, 4096,
        attention_softcap=50.0, logit_softcap=30.0,
    )  # fmt: skip


def _gemma(name: str, layers: int, width: int, heads: int, kv_heads: int, hidden: int) -> ModelSpec:
    return ModelSpec(name, "gemma", layers, width, heads, kv_heads, 256, hidden, 256_000)


def _qwen3(name: str, layers: int, width: int, heads: int, hidden: int, *, tied: bool = True) -> ModelSpec:
    return ModelSpec(
        name, "qwen3", layers, width, heads, 8, 128, hidden, 151_936, rope_base=1_000_000, tied=tied, context=40_960
    )


#: the published shapes, by name; the numbers are those of each model's config.json on the hub
SHAPES: dict[str, ModelSpec] = {
    spec.name: spec
    for spec in (
        _gemma3("gemma3-270m", 18, 640, 4, 1, 2048, window=512, vocab=262_144, rope_scale=1.0, context=32_768),
        _gemma3("gemma3-1b", 26, 1152, 4, 1, 6912, window=512, vocab=262_144, rope_scale=1.0, context=32_768),
        _gemma3("gemma3-4b", 34, 2560, 8, 4, 10_240),
        _gemma3("gemma3-12b", 48, 3840, 16, 8, 15_360),
        _gemma3("gemma3-27b", 62, 5376, 32, 16, 21_504, head_dim=128, query_scale=168),
        _gemma2("gemma2-2b", 26, 2304, 8, 4, 9216),
        _gemma2("gemma2-9b", 42, 3584, 16, 8, 14_336),
        _gemma("gemma-2b", 18, 2048, 8, 1, 16_384),
        _gemma("gemma-7b", 28, 3072, 16, 16, 24_576),
        _qwen3("qwen3-0.6b", 28, 1024, 16, 3072),
        _qwen3("qwen3-1.7b", 28, 2048, 16, 6144),
        _qwen3("qwen3-4b", 36, 2560, 32, 9728),
        _qwen3("qwen3-8b", 36, 4096, 32, 12_288, tied=False),
        _qwen3("qwen3-14b", 40, 5120, 40, 17_408, tied=False),
    )
}

#: the hub's id of a name's instruction-tuned weights
HUB_IDS: dict[str, str] = {
    "gemma3-270m": "google/gemma-3-270m-it", "gemma3-1b": "google/gemma-3-1b-it", "gemma3-4b": "google/gemma-3-4b-it",
    "gemma3-12b": "google/gemma-3-12b-it", "gemma3-27b": "google/gemma-3-27b-it",
    "gemma2-2b": "google/gemma-2-2b-it", "gemma2-9b": "google/gemma-2-9b-it",
    "gemma-2b": "google/gemma-2b-it", "gemma-7b": "google/gemma-7b-it",
    "qwen3-0.6b": "Qwen/Qwen3-0.6B", "qwen3-1.7b": "Qwen/Qwen3-1.7B", "qwen3-4b": "Qwen/Qwen3-4B",
    "qwen3-8b": "Qwen/Qwen3-8B", "qwen3-14b": "Qwen/Qwen3-14B",
}  # fmt: skip


def named(name: str) -> ModelSpec:
    """The published shape of that name.

    Raises:
        RecipeError: there is no such shape.
    """
    if name not in SHAPES:
        raise RecipeError(f"unknown model {name!r}", why=suggestion(name, ["tiny", *SHAPES]))
    return SHAPES[name]


def tiny(
    *, layers: int, width: int, heads: int, head_dim: int, hidden: int, vocab: int,
    kv_heads: int | None = None, sliding_window: int = 512, name: str = "tiny",
) -> ModelSpec:  # fmt: skip
    """A Gemma 3 of the recipe's own numbers, to be trained from random weights.

    Raises:
        RecipeError: no model has this shape.
    """
    return _gemma3(
        name, layers, width, heads, kv_heads or heads, hidden, window=sliding_window, head_dim=head_dim, vocab=vocab,
        rope_scale=1.0, context=32_768,
    )  # fmt: skip


def resized(spec: ModelSpec, **fields: Any) -> ModelSpec:
    """The same family in other numbers, such as a narrower Gemma 3; `query_scale` follows `head_dim`.

    Raises:
        RecipeError: no model has this shape.
    """
    return replace(spec, **{"query_scale": 0, **fields})


def to_json(spec: ModelSpec) -> dict[str, Any]:
    """The spec as plain values, for a run folder; `from_json` reads it."""
    return asdict(spec)


def from_json(values: Mapping[str, Any]) -> ModelSpec:
    """A spec from what `to_json` wrote."""
    return ModelSpec(**values)


# ---- config.json of Hugging Face ------------------------------------------------------------------------------------

_MODEL_TYPES: dict[str, Family] = {
    "gemma": "gemma", "gemma2": "gemma2", "gemma3": "gemma3", "gemma3_text": "gemma3", "qwen3": "qwen3"
}  # fmt: skip
_ARCHITECTURES: dict[str, tuple[str, str]] = {
    "gemma": ("gemma", "GemmaForCausalLM"),
    "gemma2": ("gemma2", "Gemma2ForCausalLM"),
    "gemma3": ("gemma3_text", "Gemma3ForCausalLM"),
    "qwen3": ("qwen3", "Qwen3ForCausalLM"),
}
#: what transformers takes where a multimodal Gemma 3 leaves a number out of its text_config
_GEMMA3_DEFAULTS = {
    "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "vocab_size": 262_208,
    "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
    "query_pre_attn_scalar": 256, "sliding_window": 4096,
}  # fmt: skip


def from_folder(folder: Path) -> ModelSpec:
    """The shape of the model in a folder in Hugging Face's layout, from its ``config.json``.

    Raises:
        InputError: no config.json, not JSON, an architecture that isn't supported, or a shape that Tunix can't express.
    """
    path = folder / "config.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            "this folder holds no model", where=str(folder), why="it has no config.json",
            remedy="name a folder in Hugging Face's layout: config.json, *.safetensors and the tokenizer's files",
        ) from None  # fmt: skip
    except (OSError, ValueError) as error:
        raise InputError("this config.json can't be read", where=str(path), why=str(error)) from None
    if not isinstance(values, dict):
        raise InputError("this config.json can't be read", where=str(path), why="it is not a JSON object")
    return from_config(values, folder.name or "model", str(path))


def from_config(values: Mapping[str, Any], name: str, where: str) -> ModelSpec:
    """The shape that the values of a ``config.json`` describe; see `from_folder`."""
    kind = values.get("model_type")
    family = _MODEL_TYPES.get(str(kind))
    if family is None:
        raise InputError(
            f"this model's type is {kind!r}, and that architecture is not supported", where=where,
            why=f"supported: {', '.join(_MODEL_TYPES)}",
        )  # fmt: skip
    text = {**values, **(values.get("text_config") or {})} if kind == "gemma3" else dict(values)
    if family == "gemma3":
        text = {**_GEMMA3_DEFAULTS, **text}
    try:
        head_dim = int(text.get("head_dim") or text["hidden_size"] // text["num_attention_heads"])
        spec = ModelSpec(
            name, family, int(text["num_hidden_layers"]), int(text["hidden_size"]), int(text["num_attention_heads"]),
            int(text.get("num_key_value_heads") or text["num_attention_heads"]), head_dim,
            int(text["intermediate_size"]), int(text["vocab_size"]),
            sliding_window=int(text["sliding_window"]) if family in ("gemma2", "gemma3") else None,
            query_scale=int(text.get("query_pre_attn_scalar") or head_dim),
            tied=bool(text.get("tie_word_embeddings", family != "qwen3")),
            context=int(text.get("max_position_embeddings", 8192)),
            **_rotary(family, text), **_softcaps(family, text),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        why = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise InputError("this config.json does not describe a model", where=where, why=why) from None
    except RecipeError as error:
        raise InputError(error.what, where=where) from None
    _refuse_unsupported(spec, text, where)
    return spec


def _softcaps(family: str, text: Mapping[str, Any]) -> dict[str, Any]:
    second = family == "gemma2"
    return {
        "attention_softcap": text.get("attn_logit_softcapping", 50.0 if second else None),
        "logit_softcap": text.get("final_logit_softcapping", 30.0 if second else None),
    }


def _rotary(family: str, text: Mapping[str, Any]) -> dict[str, Any]:
    """Bases and scale of the rotary positions, in the old keys (rope_theta …) or the new (rope_parameters)."""
    by_layer = text.get("rope_parameters") or {}
    if family != "gemma3":
        base = by_layer.get("rope_theta", text.get("rope_theta", 10_000))
        scaling = text.get("rope_scaling") or by_layer
        if scaling.get("rope_type", "default") != "default":
            raise ValueError(f"its rotary positions are scaled by {scaling['rope_type']!r}, which Tunix can't do")
        return {"rope_base": int(base)}
    everywhere = by_layer.get("full_attention") or {}
    local = by_layer.get("sliding_attention") or {}
    scaling = text.get("rope_scaling") or everywhere
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind not in ("default", "linear"):
        raise ValueError(f"its rotary positions are scaled by {kind!r}, which Tunix can't do")
    return {
        "rope_base": int(everywhere.get("rope_theta", text.get("rope_theta", 1_000_000))),
        "rope_local_base": int(local.get("rope_theta", text.get("rope_local_base_freq", 10_000))),
        "rope_scale": float(scaling.get("factor", 1.0)) if kind == "linear" else 1.0,
    }


def _refuse_unsupported(spec: ModelSpec, text: Mapping[str, Any], where: str) -> None:
    """Refuse what would load and compute something else."""
    kinds = text.get("layer_types")
    if kinds:
        wanted = ["full_attention" if spec.is_global(layer) else "sliding_attention" for layer in range(spec.layers)]
        if list(kinds) != wanted:
            raise InputError(
                "this model's local and global layers come in an order that Tunix can't express", where=where,
                why=f"{spec.family} has a global layer after every {_PATTERN[spec.family] - 1} local ones",
            )  # fmt: skip
    if text.get("sliding_window_pattern", _PATTERN["gemma3"]) != _PATTERN["gemma3"] and spec.family == "gemma3":
        raise InputError(
            f"this model's sliding_window_pattern is {text['sliding_window_pattern']}, and Tunix has 6", where=where
        )
    for key, fine in (("attention_bias", False), ("use_bidirectional_attention", False), ("use_sliding_window", False)):
        if text.get(key) not in (None, fine):
            raise InputError(f"this model has {key} = {text[key]}, which Tunix can't express", where=where)
    if float(text.get("rms_norm_eps", 1e-6)) != 1e-6:
        raise InputError(
            f"this model's rms_norm_eps is {text['rms_norm_eps']}, and Tunix's {spec.family} has 1e-06", where=where
        )
    activation = text.get("hidden_activation") or text.get("hidden_act")
    known = ("gelu_pytorch_tanh", "gelu") if spec.family == "gemma" else ("gelu_pytorch_tanh", "silu")
    if activation not in (None, *known):
        raise InputError(f"this model's activation is {activation!r}, which Tunix can't express", where=where)


def to_config(spec: ModelSpec, dtype: str, *, pad: int, eos: int | list[int], bos: int | None) -> dict[str, Any]:
    """The ``config.json`` that transformers reads, for the spec and the tokenizer's special ids.

    Args:
        dtype: the weights' type, such as ``float32``.
        pad: token ids; `eos` may be several.
    """
    kind, architecture = _ARCHITECTURES[spec.family]
    values: dict[str, Any] = {
        "architectures": [architecture], "model_type": kind, "dtype": dtype, "torch_dtype": dtype,
        "num_hidden_layers": spec.layers, "hidden_size": spec.width, "num_attention_heads": spec.heads,
        "num_key_value_heads": spec.kv_heads, "head_dim": spec.head_dim, "intermediate_size": spec.hidden,
        "vocab_size": spec.vocab, "max_position_embeddings": spec.context, "rms_norm_eps": 1e-6,
        "tie_word_embeddings": spec.tied, "attention_bias": False, "attention_dropout": 0.0,
        "pad_token_id": pad, "eos_token_id": eos, "bos_token_id": bos, "use_cache": True,
    }  # fmt: skip
    layer_types = ["full_attention" if spec.is_global(layer) else "sliding_attention" for layer in range(spec.layers)]
    if spec.family == "qwen3":
        rope = {"rope_type": "default", "rope_theta": spec.rope_base}
        values |= {"hidden_act": "silu", "rope_parameters": rope, "rope_theta": spec.rope_base}
        values |= {"use_sliding_window": False, "sliding_window": None}
        return values
    values |= {"hidden_activation": "gelu_pytorch_tanh"}
    if spec.family == "gemma3":
        everywhere: dict[str, Any] = {"rope_type": "default", "rope_theta": spec.rope_base}
        if spec.rope_scale != 1:
            everywhere |= {"rope_type": "linear", "factor": spec.rope_scale}
            values["rope_scaling"] = {"rope_type": "linear", "factor": spec.rope_scale}
        values |= {
            "query_pre_attn_scalar": spec.query_scale, "sliding_window": spec.sliding_window,
            "sliding_window_pattern": _PATTERN["gemma3"], "layer_types": layer_types,
            "rope_theta": spec.rope_base, "rope_local_base_freq": spec.rope_local_base,
            "rope_parameters": {
                "full_attention": everywhere,
                "sliding_attention": {"rope_type": "default", "rope_theta": spec.rope_local_base},
            },
            "final_logit_softcapping": None, "attn_logit_softcapping": None,
        }  # fmt: skip
        return values
    values |= {
        "rope_theta": spec.rope_base, "rope_parameters": {"rope_type": "default", "rope_theta": spec.rope_base}
    }  # fmt: skip
    if spec.family == "gemma2":
        values |= {
            "query_pre_attn_scalar": spec.query_scale, "sliding_window": spec.sliding_window,
            "layer_types": layer_types,
            # transformers' other attentions leave the squashing of scores out, silently: logits off by 1e-2
            "attn_implementation": "eager",
            "attn_logit_softcapping": spec.attention_softcap, "final_logit_softcapping": spec.logit_softcap,
        }  # fmt: skip
    return values
