"""Published weights load by name and shape, and anything that does not fit is one clear message."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from curate.errors import InputError, UnreachableError
from tests.train import published
from train.models import logits, named, resized
from train.models.build import weights
from train.models.spec import from_folder
from train.weights import ALLOWED, load, locate, stored

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TOKENS = np.random.default_rng(1).integers(3, 120, 20)
FAMILIES = {
    "gemma3": published.GEMMA3,
    "gemma3, heads as many as key-value heads": {**published.GEMMA3, "num_key_value_heads": 4},
    "gemma3, scaled positions": {
        **published.GEMMA3, "rope_scaling": {"rope_type": "linear", "factor": 8.0}, "num_hidden_layers": 6,
        "num_key_value_heads": 2, "query_pre_attn_scalar": 8,
    },
    "gemma2": published.GEMMA2,
    "gemma": published.GEMMA,
    "qwen3": published.QWEN3,
}  # fmt: skip


@pytest.mark.parametrize("config", FAMILIES.values(), ids=FAMILIES.keys())
def test_logits_are_those_of_the_published_equations(tmp_path: Path, config: dict[str, Any]) -> None:
    made = published.write_folder(tmp_path, config)
    model, spec = load(tmp_path)
    expected = published.forward(config, made, TOKENS)
    assert np.abs(np.asarray(logits(model, TOKENS[None]))[0] - expected).max() < 1e-4
    assert np.abs(expected).max() > 1  # or the comparison would say little
    assert spec.parameters == sum(value.size for value in made.values())


@pytest.mark.parametrize("config", [published.GEMMA3, published.GEMMA2], ids=["gemma3", "gemma2"])
def test_weights_are_those_that_tunix_loads(tmp_path: Path, config: dict[str, Any]) -> None:
    import tunix.models.gemma3.params_safetensors as gemma3
    from tunix.models.gemma import params_safetensors as gemma2

    from train.models.build import tunix_config

    published.write_folder(tmp_path, config)
    model, spec = load(tmp_path)
    theirs = (gemma3 if spec.family == "gemma3" else gemma2).create_model_from_safe_tensors(
        str(tmp_path), tunix_config(spec)
    )
    expected = weights(theirs)
    ours = weights(model)
    assert ours.keys() == expected.keys()
    for keys, value in ours.items():
        np.testing.assert_array_equal(np.asarray(value), np.asarray(expected[keys]), err_msg=str(keys))


def test_shards_with_an_index_and_mixed_types_load(tmp_path: Path) -> None:
    import ml_dtypes

    made = published.write_folder(tmp_path, published.GEMMA2)
    whole, _ = load(tmp_path)
    names = sorted(made)
    parts = {"model-00001-of-00002.safetensors": names[:10], "model-00002-of-00002.safetensors": names[10:]}
    (tmp_path / "model.safetensors").unlink()
    for file, inside in parts.items():
        kind = np.dtype(np.float32) if file.startswith("model-00001") else np.dtype(ml_dtypes.bfloat16)
        save_file({name: made[name].astype(kind) for name in inside}, tmp_path / file)
    index = {"weight_map": {name: file for file, inside in parts.items() for name in inside}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    sharded, _ = load(tmp_path)
    kept = weights(whole)
    for keys, value in weights(sharded).items():
        assert value.dtype == np.float32
        np.testing.assert_allclose(np.asarray(value), np.asarray(kept[keys]), rtol=1e-2)
    half, _ = load(tmp_path, dtype="bfloat16")
    assert {str(value.dtype) for value in weights(half).values()} == {"bfloat16"}


@pytest.mark.parametrize("form", ["language_model.model.", "model.language_model."])
def test_the_text_part_of_a_multimodal_model_loads(tmp_path: Path, form: str) -> None:
    made = published.write_folder(tmp_path / "text", published.GEMMA3)
    inside = {form + name.removeprefix("model."): value for name, value in made.items()}
    inside["vision_tower.vision_model.embeddings.patch_embedding.weight"] = np.zeros((2, 2), np.float32)
    inside["multi_modal_projector.mm_input_projection_weight"] = np.zeros((2, 2), np.float32)
    config = {"model_type": "gemma3", "text_config": published.GEMMA3, "vision_config": {"hidden_size": 2}}
    published.write_folder(tmp_path / "both", config, inside)
    text, _ = load(tmp_path / "text")
    both, _ = load(tmp_path / "both")
    for keys, value in weights(both).items():
        np.testing.assert_array_equal(np.asarray(value), np.asarray(weights(text)[keys]))


def _without(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        made = load_file(folder / "model.safetensors")
        del made[name]
        save_file(made, folder / "model.safetensors")

    return change


def _with(name: str, value: np.ndarray[Any, Any]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        save_file({**load_file(folder / "model.safetensors"), name: value}, folder / "model.safetensors")

    return change


def _configured(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "config.json").write_text(json.dumps({**published.GEMMA3, **changes}))

    return change


def _cut(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _index(**names: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": names}))

    return change


WRONG: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "a tensor is missing": (
        _without("model.layers.3.mlp.up_proj.weight"), ["lack the tensor model.layers.3.mlp.up_proj.weight", "[48, 32]"]
    ),
    "a tensor has another shape": (
        _with("model.layers.0.self_attn.k_proj.weight", np.zeros((8, 32), np.float32)),
        ["model.layers.0.self_attn.k_proj.weight", "[8, 32]", "needs [16, 32]"],
    ),
    "the configuration is of a wider model": (
        _configured(hidden_size=64), ["model.embed_tokens.weight", "[120, 32]", "needs [120, 64]"]
    ),
    "the weights have more layers": (_configured(num_hidden_layers=6), ["no use for", "model.layers.6"]),
    "the weights are of another family": (
        _configured(model_type="qwen3", tie_word_embeddings=True), ["no use for", "pre_feedforward_layernorm"]
    ),
    "another architecture": (_configured(model_type="mamba"), ["'mamba'", "not supported"]),
    "a number is missing": (_configured(model_type="gemma3", text_config={"head_dim": "x"}), ["does not describe"]),
    "layers in another order": (_configured(sliding_window_pattern=4), ["sliding_window_pattern is 4"]),
    "layer types of its own": (_configured(layer_types=["full_attention"] * 7), ["an order that Tunix can't"]),
    "positions scaled otherwise": (_configured(rope_scaling={"rope_type": "yarn", "factor": 4}), ["'yarn'"]),
    "queries scaled otherwise": (_configured(query_pre_attn_scalar=77), ["query_scale is 77"]),
    "attention both ways": (_configured(use_bidirectional_attention=True), ["use_bidirectional_attention"]),
    "another activation": (_configured(hidden_activation="relu"), ["'relu'"]),
    "heads that don't share": (_configured(num_attention_heads=3, num_key_value_heads=2), ["3 heads", "evenly"]),
    "the file is cut short": (_cut, ["damaged", "cut short"]),
    "the file is something else": (
        lambda folder: _overwrite(folder, b"<html>not found</html>"), ["damaged", "header is longer"]
    ),
    "the header is no JSON": (lambda folder: _overwrite(folder, struct.pack("<Q", 4) + b"{{{{"), ["damaged", "header"]),
    "quantised weights": (
        _with("model.norm.weight", np.zeros(32, np.int8)), ["model.norm.weight is of type I8", "BF16 can be loaded"]
    ),
    "pickles alone": (_pickled, ["no safetensors", "pytorch_model.bin is a pickle"]),
    "a shard is missing": (_index(**{"model.norm.weight": "model-2.safetensors"}), ["model-2.safetensors is missing"]),
    "a shard elsewhere": (_index(**{"model.norm.weight": "../model.safetensors"}), ["no shard beside it"]),
    "config.json is no JSON": (lambda folder: _text(folder, "{"), ["config.json can't be read"]),
    "config.json is a list": (lambda folder: _text(folder, "[]"), ["not a JSON object"]),
    "no config.json": (lambda folder: (folder / "config.json").unlink(), ["no model", "no config.json"]),
}  # fmt: skip


def _overwrite(folder: Path, content: bytes) -> None:
    (folder / "model.safetensors").write_bytes(content)


def _text(folder: Path, content: str) -> None:
    (folder / "config.json").write_text(content)


@pytest.fixture(scope="module")
def gemma3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gemma3")
    published.write_folder(folder, published.GEMMA3)
    return folder


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_is_one_clear_message(tmp_path: Path, gemma3: Path, what: str) -> None:
    change, said = WRONG[what]
    folder = tmp_path / "model"
    shutil.copytree(gemma3, folder)
    change(folder)
    with pytest.raises(InputError) as caught:
        load(folder)
    for part in said:
        assert part in str(caught.value)


def test_weights_of_another_model_than_the_named_one(gemma3: Path) -> None:
    with pytest.raises(InputError, match="not those of gemma3-1b: layers is 7, and gemma3-1b has 26"):
        load(gemma3, named("gemma3-1b"))
    same = resized(from_folder(gemma3), name="mine")
    assert load(gemma3, same)[1] == same


@settings(deadline=None, max_examples=60)
@given(content=st.binary(max_size=200), cut=st.integers(0, 3000), keep=st.booleans())
def test_no_bytes_whatever_escape_as_another_error(
    tmp_path_factory: pytest.TempPathFactory, gemma3: Path, content: bytes, cut: int, keep: bool
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    good = (gemma3 / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(good[:cut] + content if keep else content)
    with pytest.raises(InputError):
        stored(folder)


@pytest.mark.parametrize("source", ["/no/such/folder", "./no", "not a name", "a/b/c", "missing"])
def test_neither_a_folder_nor_an_id(source: str) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        locate(source)


def _response(status: int) -> Any:
    import httpx

    return httpx.Response(status, request=httpx.Request("GET", "https://huggingface.co/google/gemma-3-1b-it"))


def _hub_errors() -> dict[str, tuple[Exception, str]]:
    from huggingface_hub import errors

    return {
        "gated": (errors.GatedRepoError("gated", response=_response(403)), "is gated"),
        "not there": (errors.RepositoryNotFoundError("404", response=_response(404)), "no model google/gemma-3-1b-it"),
        "offline": (errors.LocalEntryNotFoundError("nothing"), "can't be fetched"),
        "server": (errors.HfHubHTTPError("500 from the hub", response=_response(500)), "can't be fetched"),
        "connection": (ConnectionError("name resolution failed"), "name resolution failed"),
    }


@pytest.mark.parametrize("what", ["gated", "not there", "offline", "server", "connection"])
def test_a_hub_that_refuses_is_one_clear_message(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    error, said = _hub_errors()[what]

    def refused(*_: Any, **__: Any) -> str:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", refused)
    with pytest.raises(UnreachableError) as caught:
        locate("gemma3-1b")
    assert said in str(caught.value)
    assert caught.value.remedy


def test_only_safetensors_json_and_the_tokenizer_are_fetched(monkeypatch: pytest.MonkeyPatch, gemma3: Path) -> None:
    asked: dict[str, Any] = {}

    def fetched(name: str, **options: Any) -> str:
        asked.update(options, name=name)
        return str(gemma3)

    monkeypatch.setattr("huggingface_hub.snapshot_download", fetched)
    assert locate("gemma2-2b") == gemma3
    assert asked["name"] == "google/gemma-2-2b-it"
    assert tuple(asked["allow_patterns"]) == ALLOWED
    assert not any(bad in pattern for pattern in ALLOWED for bad in (".bin", ".pt", ".py", ".pkl", ".ckpt"))
