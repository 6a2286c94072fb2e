"""The forward passes of Gemma 1, 2, 3 and Qwen 3 in NumPy float64, written from the papers and the hub's tensor names.

Shares no code with the product: the oracle for loading, merging and exporting. One sequence, no cache, no batching.
Gemma 3: arXiv 2503.19786; Gemma 2: arXiv 2408.00118; Gemma: arXiv 2403.08295; Qwen 3: arXiv 2505.09388;
rotary positions: arXiv 2104.09864.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

GEMMA3: dict[str, Any] = {
    "architectures": ["Gemma3ForCausalLM"], "model_type": "gemma3_text", "attention_bias": False,
    "num_hidden_layers": 7, "hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4,
    "num_key_value_heads": 1, "head_dim": 16, "vocab_size": 120, "sliding_window": 6, "sliding_window_pattern": 6,
    "query_pre_attn_scalar": 16, "rope_theta": 1_000_000, "rope_local_base_freq": 10_000, "rope_scaling": None,
    "rms_norm_eps": 1e-06, "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 32768,
    "attn_logit_softcapping": None, "final_logit_softcapping": None, "pad_token_id": 0, "eos_token_id": 1,
    "bos_token_id": 2, "torch_dtype": "bfloat16", "cache_implementation": "hybrid",
}  # fmt: skip
GEMMA2: dict[str, Any] = {
    "architectures": ["Gemma2ForCausalLM"], "model_type": "gemma2", "attention_bias": False, "num_hidden_layers": 3,
    "hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
    "vocab_size": 120, "sliding_window": 6, "query_pre_attn_scalar": 16, "rope_theta": 10_000.0, "rms_norm_eps": 1e-06,
    "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 8192,
    "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0, "pad_token_id": 0, "eos_token_id": 1,
    "bos_token_id": 2, "torch_dtype": "float32",
}  # fmt: skip
GEMMA: dict[str, Any] = {
    "model_type": "gemma", "num_hidden_layers": 2, "hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4,
    "num_key_value_heads": 1, "head_dim": 16, "vocab_size": 120, "rope_theta": 10_000.0, "rms_norm_eps": 1e-06,
    "hidden_act": "gelu", "hidden_activation": None, "max_position_embeddings": 8192,
}  # fmt: skip
QWEN3: dict[str, Any] = {
    "model_type": "qwen3", "num_hidden_layers": 2, "hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 16, "vocab_size": 120, "rope_theta": 1_000_000, "rms_norm_eps": 1e-06,
    "hidden_act": "silu", "max_position_embeddings": 40960, "tie_word_embeddings": False, "use_sliding_window": False,
}  # fmt: skip

Weights = dict[str, np.ndarray[Any, Any]]


def random_weights(config: dict[str, Any], seed: int = 0) -> Weights:
    """Weights under the hub's names: matrices and norms all random, so that nothing can be swapped unnoticed."""
    rng = np.random.default_rng(seed)
    width, hidden, size = config["hidden_size"], config["intermediate_size"], config["head_dim"]
    heads, kv_heads = config["num_attention_heads"] * size, config["num_key_value_heads"] * size
    kind = config["model_type"]
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (config["vocab_size"], width), "model.norm.weight": (width,)
    }  # fmt: skip
    if kind == "qwen3":
        shapes["lm_head.weight"] = (config["vocab_size"], width)
    for layer in range(config["num_hidden_layers"]):
        here = f"model.layers.{layer}"
        shapes |= {
            f"{here}.self_attn.q_proj.weight": (heads, width), f"{here}.self_attn.k_proj.weight": (kv_heads, width),
            f"{here}.self_attn.v_proj.weight": (kv_heads, width), f"{here}.self_attn.o_proj.weight": (width, heads),
            f"{here}.mlp.gate_proj.weight": (hidden, width), f"{here}.mlp.up_proj.weight": (hidden, width),
            f"{here}.mlp.down_proj.weight": (width, hidden),
            f"{here}.input_layernorm.weight": (width,), f"{here}.post_attention_layernorm.weight": (width,),
        }  # fmt: skip
        if kind in ("gemma2", "gemma3_text"):
            shapes[f"{here}.pre_feedforward_layernorm.weight"] = (width,)
            shapes[f"{here}.post_feedforward_layernorm.weight"] = (width,)
        if kind in ("gemma3_text", "qwen3"):
            shapes[f"{here}.self_attn.q_norm.weight"] = shapes[f"{here}.self_attn.k_norm.weight"] = (size,)
    return {
        name: (rng.normal(0, 0.3, shape) if len(shape) == 1 else rng.normal(0, 1 / np.sqrt(shape[1]), shape)).astype(
            np.float32
        )
        for name, shape in shapes.items()
    }


def write_folder(folder: Path, config: dict[str, Any], weights: Weights | None = None) -> Weights:
    """A folder in Hugging Face's layout, by the library of safetensors itself."""
    folder.mkdir(parents=True, exist_ok=True)
    made = random_weights(config) if weights is None else weights
    (folder / "config.json").write_text(json.dumps(config))
    save_file(made, folder / "model.safetensors", metadata={"format": "pt"})
    return made


def forward(config: dict[str, Any], weights: Weights, tokens: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Logits (length, vocabulary) of one sequence of ids (length,), in float64."""
    get = {name: value.astype(np.float64) for name, value in weights.items()}
    kind, size, length = config["model_type"], config["head_dim"], len(tokens)
    gemma = kind != "qwen3"
    x = get["model.embed_tokens.weight"][tokens] * (np.sqrt(config["hidden_size"]) if gemma else 1)
    for layer in range(config["num_hidden_layers"]):
        here = f"model.layers.{layer}"
        local, base, factor = _attention_kind(config, layer)
        h = _norm(x, get[f"{here}.input_layernorm.weight"], gemma)
        q, k, v = (
            (h @ get[f"{here}.self_attn.{part}_proj.weight"].T).reshape(length, -1, size).transpose(1, 0, 2)
            for part in "qkv"
        )
        if kind in ("gemma3_text", "qwen3"):
            q = _norm(q, get[f"{here}.self_attn.q_norm.weight"], gemma)
            k = _norm(k, get[f"{here}.self_attn.k_norm.weight"], gemma)
        q, k = _rotated(q, base, factor), _rotated(k, base, factor)
        groups = len(q) // len(k)
        k, v = np.repeat(k, groups, axis=0), np.repeat(v, groups, axis=0)
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(config.get("query_pre_attn_scalar", size))
        cap = config.get("attn_logit_softcapping")
        if cap:
            scores = cap * np.tanh(scores / cap)
        back = np.arange(length)[:, None] - np.arange(length)[None, :]
        seen = (back >= 0) & ((back < config["sliding_window"]) if local else True)
        scores = np.where(seen, scores, -np.inf)
        weight = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (weight / weight.sum(-1, keepdims=True)) @ v
        out = mixed.transpose(1, 0, 2).reshape(length, -1) @ get[f"{here}.self_attn.o_proj.weight"].T
        after = get[f"{here}.post_attention_layernorm.weight"]
        if kind in ("gemma2", "gemma3_text"):
            x = x + _norm(out, after, gemma)
            h = _norm(x, get[f"{here}.pre_feedforward_layernorm.weight"], gemma)
            x = x + _norm(_feed_forward(h, get, here, gemma), get[f"{here}.post_feedforward_layernorm.weight"], gemma)
        else:
            x = x + out
            x = x + _feed_forward(_norm(x, after, gemma), get, here, gemma)
    x = _norm(x, get["model.norm.weight"], gemma)
    logits = x @ get["model.embed_tokens.weight" if gemma else "lm_head.weight"].T
    cap = config.get("final_logit_softcapping")
    return cap * np.tanh(logits / cap) if cap else logits


def _attention_kind(config: dict[str, Any], layer: int) -> tuple[bool, float, float]:
    """Whether the layer is local, its rotary base, and what positions are divided by."""
    if config["model_type"] == "gemma3_text":
        local = (layer + 1) % 6 != 0
        scaling = config.get("rope_scaling") or {}
        base = config["rope_local_base_freq" if local else "rope_theta"]
        return local, base, 1 if local else scaling.get("factor", 1)
    return config["model_type"] == "gemma2" and layer % 2 == 0, config["rope_theta"], 1


def _norm(x: np.ndarray[Any, Any], scale: np.ndarray[Any, Any], gemma: bool) -> np.ndarray[Any, Any]:
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * (scale + 1 if gemma else scale)


def _rotated(x: np.ndarray[Any, Any], base: float, factor: float) -> np.ndarray[Any, Any]:
    half = x.shape[-1] // 2
    angle = np.arange(x.shape[1])[:, None] / factor / base ** (np.arange(half) / half)
    one, two = x[..., :half], x[..., half:]
    return np.concatenate(
        [one * np.cos(angle) - two * np.sin(angle), two * np.cos(angle) + one * np.sin(angle)], axis=-1
    )


def _feed_forward(h: np.ndarray[Any, Any], get: Weights, here: str, gemma: bool) -> np.ndarray[Any, Any]:
    gate = h @ get[f"{here}.mlp.gate_proj.weight"].T
    cubic = 0.5 * gate * (1 + np.tanh(np.sqrt(2 / np.pi) * (gate + 0.044715 * gate**3)))
    active = cubic if gemma else gate / (1 + np.exp(-gate))
    return (active * (h @ get[f"{here}.mlp.up_proj.weight"].T)) @ get[f"{here}.mlp.down_proj.weight"].T
