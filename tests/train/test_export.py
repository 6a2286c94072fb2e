"""What is exported is what was trained: by the published equations, by transformers, and by Tunix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

from curate.errors import InputError, OutputError
from tests.train import published
from train.export import export
from train.models import Lora, ModelSpec, create, logits, named, resized, tiny, trainable, with_lora
from train.models.build import weights
from train.models.spec import from_folder
from train.prompts import completion_text, prompt_text
from train.tokenizer import TokenizerOptions, train_tokenizer
from train.tokenizer_json import CHAT_TEMPLATE, read_vocabulary, tokenizer_config, tokenizer_json
from train.weights import load

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning:orbax")

LORA = Lora(rank=4, alpha=8)
TOKENS = np.random.default_rng(1).integers(3, 120, (2, 20))


def _trained(folder: Path, config: dict[str, Any], steps: int = 3) -> tuple[Any, ModelSpec, Any]:
    """A folder's model after a few steps through adapters, and its base's weights before."""
    import jax
    import jax.numpy as jnp
    import optax
    from flax import nnx

    published.write_folder(folder, config)
    model, spec = load(folder)
    before = {keys: np.asarray(value) for keys, value in weights(model).items()}
    model = with_lora(model, spec, LORA, seed=0)
    graph, adapters, base = nnx.split(model, nnx.LoRAParam, ...)
    optimizer = optax.adam(3e-2)

    @jax.jit
    def step(adapters: Any, state: Any) -> Any:
        def loss(adapters: Any) -> Any:
            scores = logits(nnx.merge(graph, adapters, base), TOKENS)[:, :-1]
            return optax.softmax_cross_entropy_with_integer_labels(scores, jnp.asarray(TOKENS[:, 1:])).mean()

        value, gradient = jax.value_and_grad(loss)(adapters)
        updates, state = optimizer.update(gradient, state)
        return optax.apply_updates(adapters, updates), state, value

    state, losses = optimizer.init(adapters), []
    for _ in range(steps):
        adapters, state, value = step(adapters, state)
        losses.append(float(value))
    assert losses[-1] < losses[0]
    return nnx.merge(graph, adapters, base), spec, before


@pytest.mark.parametrize("config", [published.GEMMA3, published.GEMMA2], ids=["gemma3", "gemma2"])
def test_a_folder_loads_trains_through_adapters_and_leaves_with_equal_logits(
    tmp_path: Path, config: dict[str, Any]
) -> None:
    model, spec, before = _trained(tmp_path / "in", config)
    for keys, value in weights(model).items():
        np.testing.assert_array_equal(np.asarray(value), before[keys])  # the base never moves
    done = export(model, spec, tmp_path / "out", "hf", lora=LORA)
    ours = np.asarray(logits(model, TOKENS))
    written = load_file(tmp_path / "out" / "model.safetensors")
    for row, tokens in zip(ours, TOKENS):
        assert np.abs(row - published.forward(config, written, tokens)).max() < 1e-4
    untrained = published.forward(config, load_file(tmp_path / "in" / "model.safetensors"), TOKENS[0])
    assert np.abs(ours[0] - untrained).max() > 0.05
    assert done.parameters == sum(value.size for value in written.values())
    assert from_folder(tmp_path / "out") == resized(from_folder(tmp_path / "in"), name="out", query_scale=16)


@pytest.mark.torch
@pytest.mark.parametrize(
    "config",
    [
        published.GEMMA3, {**published.GEMMA3, "num_key_value_heads": 4},
        {**published.GEMMA3, "rope_scaling": {"rope_type": "linear", "factor": 8.0}},
        published.GEMMA2, published.GEMMA, published.QWEN3,
    ],
    ids=["gemma3", "gemma3, no shared heads", "gemma3, scaled positions", "gemma2", "gemma", "qwen3"],
)  # fmt: skip
def test_transformers_gives_equal_logits(tmp_path: Path, config: dict[str, Any]) -> None:
    """Both ways: what transformers saves loads here, and what is exported here loads there."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    published.write_folder(tmp_path / "in", config)
    kept = {**config, "attn_implementation": "eager"}
    (tmp_path / "in" / "config.json").write_text(json.dumps(kept))
    theirs = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(tmp_path / "in"), dtype=torch.float32)
    theirs.save_pretrained(tmp_path / "saved")
    model, spec = load(tmp_path / "saved")
    with torch.no_grad():
        assert np.abs(np.asarray(logits(model, TOKENS)) - theirs(torch.tensor(TOKENS)).logits.numpy()).max() < 1e-4
    model, spec, _ = _trained(tmp_path / "again", config)
    export(model, spec, tmp_path / "out", "hf", lora=LORA)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path / "out").eval()
    with torch.no_grad():
        assert np.abs(np.asarray(logits(model, TOKENS)) - loaded(torch.tensor(TOKENS)).logits.numpy()).max() < 1e-4


@pytest.fixture(scope="module")
def small() -> tuple[Any, ModelSpec]:
    spec = tiny(layers=2, width=32, heads=4, kv_heads=2, head_dim=16, hidden=48, vocab=120, name="small")
    return create(spec, 0), spec


def test_shards_and_their_index_are_read_by_the_library_of_safetensors(tmp_path: Path, small: Any) -> None:
    model, spec = small
    export(model, spec, tmp_path / "one", "hf")
    export(model, spec, tmp_path / "many", "hf", max_shard_bytes=20_000)
    index = json.loads((tmp_path / "many" / "model.safetensors.index.json").read_text())
    files = sorted(set(index["weight_map"].values()))
    assert len(files) > 2
    assert files[0] == f"model-00001-of-{len(files):05}.safetensors"
    whole, parts = load_file(tmp_path / "one" / "model.safetensors"), {}
    for name, file in index["weight_map"].items():
        with safe_open(tmp_path / "many" / file, framework="np") as shard:
            parts[name] = shard.get_tensor(name)
    assert parts.keys() == whole.keys()
    for name, value in whole.items():
        np.testing.assert_array_equal(parts[name], value)
    assert index["metadata"]["total_size"] == sum(value.nbytes for value in whole.values())
    for keys, value in weights(load(tmp_path / "many")[0]).items():
        np.testing.assert_array_equal(np.asarray(value), np.asarray(weights(model)[keys]))


def test_the_same_model_gives_the_same_bytes_and_keeps_its_type(tmp_path: Path) -> None:
    spec = tiny(layers=1, width=32, heads=2, head_dim=16, hidden=48, vocab=60, name="half")
    for place in ("a", "b"):
        export(create(spec, 0, dtype="bfloat16"), spec, tmp_path / place, "hf")
    first, second = ((tmp_path / place / "model.safetensors").read_bytes() for place in ("a", "b"))
    assert first == second
    assert json.loads((tmp_path / "a" / "config.json").read_text())["dtype"] == "bfloat16"
    with safe_open(tmp_path / "a" / "model.safetensors", framework="np") as file:
        assert file.get_slice("model.norm.weight").get_dtype() == "BF16"


TEXTS = [
    prompt_text(f"Tom has {k} apples and buys {k * 7 % 13}. How many  now?\n\tÄpfel, 蘋果 {k}") + completion_text(
        f"Step 1: {k} + {k * 7 % 13} = {k + k * 7 % 13}.\nStep 2: done.", str(k + k * 7 % 13)
    )
    for k in range(150)
]  # fmt: skip


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
@pytest.mark.parametrize("within_words", [True, False])
def test_the_tokenizer_that_leaves_gives_the_same_ids(
    tmp_path: Path, small: Any, kind: Any, within_words: bool
) -> None:
    from transformers import AutoTokenizer

    options = TokenizerOptions(vocabulary=512, model_type=kind, split_by_whitespace=within_words)
    tokenizer = train_tokenizer(TEXTS, options)
    tokenizer.save(tmp_path / "tokenizer.model")
    model, spec = small
    export(model, spec, tmp_path / "out", "hf", tokenizer=tmp_path / "tokenizer.model")
    theirs = AutoTokenizer.from_pretrained(tmp_path / "out")
    rng = np.random.default_rng(0)
    alphabet = [*range(32, 127), 0xE4, 0x3B1, 0x4E00, 0x1F600, 0x202E, 0x2581, 10, 9, 32, 32]
    wild = ["".join(chr(c) for c in rng.choice(alphabet, rng.integers(1, 60))) for _ in range(80)]
    texts = [*TEXTS, *wild, "", " ", "  two", "\n\n\n", "a<reasoning>b</answer>c", "<start_of_turn>", "<bos>x<pad>"]
    assert len(texts) > 200
    for text in texts:
        ids = theirs(text, add_special_tokens=False)["input_ids"]
        if "<bos>" not in text:  # a control piece in a text is none to SentencePiece
            assert ids == tokenizer.processor.encode(text), repr(text)
            assert theirs.decode(ids) == tokenizer.processor.decode(ids)
    prompt = prompt_text("What is 1 + 1?")
    asked = [{"role": "user", "content": "What is 1 + 1?"}]
    assert theirs.apply_chat_template(asked, tokenize=False, add_generation_prompt=True) == "<bos>" + prompt
    system = [{"role": "system", "content": "Think."}, *asked]
    rendered = theirs.apply_chat_template(system, tokenize=False, add_generation_prompt=True)
    assert rendered == "<bos>" + prompt_text("What is 1 + 1?", instruction="Think.")
    assert theirs(prompt)["input_ids"] == tokenizer.prompt(prompt).tolist()  # <bos> comes by itself
    config = json.loads((tmp_path / "out" / "generation_config.json").read_text())
    assert config == {"pad_token_id": 0, "eos_token_id": [1, tokenizer.end_of_turn_id], "bos_token_id": 2}
    assert (theirs.pad_token_id, theirs.eos_token_id, theirs.bos_token_id) == (0, 1, 2)


def test_pieces_are_those_that_sentencepiece_reads() -> None:
    tokenizer = train_tokenizer(TEXTS, TokenizerOptions(vocabulary=512))
    pieces = read_vocabulary(tokenizer.model_proto).pieces
    assert [piece.text for piece in pieces] == [tokenizer.processor.id_to_piece(k) for k in range(tokenizer.size)]
    assert [piece.score for piece in pieces] == [tokenizer.processor.get_score(k) for k in range(tokenizer.size)]
    assert tokenizer_config(tokenizer.model_proto, 100)["chat_template"] == CHAT_TEMPLATE
    for damaged in (b"", b"\xff" * 40, tokenizer.model_proto[:1000], b"{}"):
        with pytest.raises(InputError):
            tokenizer_json(damaged)


def test_a_folders_own_tokenizer_and_ids_are_kept(tmp_path: Path, small: Any) -> None:
    model, spec = small
    base = tmp_path / "base"
    base.mkdir()
    for name in ("tokenizer.json", "tokenizer_config.json", "tokenizer.model"):
        (base / name).write_text(f"{{}} {name}")
    (base / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 106], "pad_token_id": 0}))
    (base / "modeling.py").write_text("raise SystemExit")
    export(model, spec, tmp_path / "out", "hf", tokenizer=base)
    assert (tmp_path / "out" / "tokenizer.model").read_text() == "{} tokenizer.model"
    assert not (tmp_path / "out" / "modeling.py").exists()
    assert json.loads((tmp_path / "out" / "config.json").read_text())["eos_token_id"] == [1, 106]
    with pytest.raises(InputError, match="holds no tokenizer"):
        export(model, spec, tmp_path / "none", "hf", tokenizer=tmp_path)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("adapted", [False, True], ids=["all weights", "adapters"])
def test_tunix_restores_what_is_exported_for_it(tmp_path: Path, small: Any, adapted: bool) -> None:
    import jax
    import orbax.checkpoint as ocp
    from flax import nnx
    from tunix.sft.checkpoint_manager import CheckpointManager

    model, spec = small
    other = create(spec, 9)
    lora = LORA if adapted else None
    if lora is not None:
        model, other = with_lora(model, spec, lora, 0), with_lora(other, spec, lora, 9)
    export(model, spec, tmp_path / "out", "tunix", lora=lora, step=12)
    assert (tmp_path / "out" / "actor" / "12" / "model_params").is_dir()
    kind = nnx.LoRAParam if adapted else nnx.Param
    expected = [np.asarray(leaf) for leaf in jax.tree.leaves(nnx.state(model, kind))]
    manager = CheckpointManager(str(tmp_path / "out" / "actor"))
    step, _ = manager.maybe_restore(other, restore_only_lora_params=adapted)
    manager.close()
    assert step == 12
    for found, wanted in zip(jax.tree.leaves(trainable(other)), expected, strict=True):
        np.testing.assert_array_equal(np.asarray(found), wanted)
    # and as its notebooks do: a StandardCheckpointer on the folder itself
    target = jax.tree.map(lambda leaf: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype), nnx.state(model, kind))
    restored = ocp.StandardCheckpointer().restore(tmp_path / "out" / "actor" / "12" / "model_params", target=target)
    for found, wanted in zip(jax.tree.leaves(restored), expected, strict=True):
        np.testing.assert_array_equal(np.asarray(found), wanted)
    said = json.loads((tmp_path / "out" / "model.json").read_text())
    assert said["base"]["layers"] == 2
    assert (said["lora"] or {}).get("rank") == (4 if adapted else None)


def test_nothing_is_overwritten_and_nothing_half_written_stays(tmp_path: Path, small: Any) -> None:
    model, spec = small
    export(model, spec, tmp_path / "out", "hf")
    with pytest.raises(OutputError, match="exists already"):
        export(model, spec, tmp_path / "out", "hf")
    export(model, spec, tmp_path / "out", "hf", force=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear")
    with pytest.raises(OutputError, match="no exported model"):
        export(model, spec, tmp_path / "mine", "hf", force=True)
    with pytest.raises(InputError, match="no layout 'hff'"):
        export(model, spec, tmp_path / "x", "hff")
    with pytest.raises(InputError, match="can't be read"):
        export(model, spec, tmp_path / "x", "hf", tokenizer=tmp_path / "no.model")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        export(model, spec, tmp_path / "file" / "out", "hf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "mine", "out"]


@pytest.mark.parametrize("name", ["gemma3-1b", "gemma3-4b", "gemma3-27b", "gemma2-2b", "gemma-2b", "qwen3-8b"])
def test_transformers_reads_the_configuration_of_every_family(tmp_path: Path, name: str) -> None:
    from transformers import AutoConfig

    from train.models.spec import from_config, to_config

    spec = named(name)
    values = to_config(spec, "bfloat16", pad=0, eos=[1, 106], bos=2)
    (tmp_path / "config.json").write_text(json.dumps(values))
    theirs = AutoConfig.from_pretrained(tmp_path)
    assert theirs.num_hidden_layers == spec.layers
    assert theirs.head_dim == spec.head_dim
    assert from_config(values, name, "here") == spec
    assert from_config(theirs.to_dict(), name, "there") == spec  # as transformers would write it again
    if spec.family in ("gemma2", "gemma3"):
        assert theirs.layer_types == [
            "full_attention" if spec.is_global(layer) else "sliding_attention" for layer in range(spec.layers)
        ]
