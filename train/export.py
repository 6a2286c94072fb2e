"""A trained model leaves: merged safetensors that transformers loads, or the checkpoint that Tunix restores.

A model (with its adapters, if any), its shape and its tokenizer go in, a folder comes out, whole or not at all.
``hf`` holds ``config.json``, ``generation_config.json``, ``model.safetensors`` (shards and an index above 5 GB) and the
tokenizer's files. ``tunix`` holds ``actor/<step>/model_params``, the adapters alone where there are any, as Tunix's own
trainers write it, beside the base's shape and the tokenizer.
"""

from __future__ import annotations

import json
import math
import shutil
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from curate.domain import suggestion
from curate.errors import InputError, OutputError
from curate.writing import ELSEWHERE, writing
from train.models import spec as shapes
from train.models.build import weights
from train.models.layout import Tensor, tensors
from train.models.lora import Lora, deltas
from train.tokenizer_json import special_tokens_map, stop_ids, tokenizer_config, tokenizer_json
from train.weights import INDEX, SINGLE

if TYPE_CHECKING:
    import numpy as np
    from flax import nnx

    from train.models.spec import ModelSpec

    Array = np.ndarray[Any, Any]

Layout = Literal["hf", "tunix"]
LAYOUTS: tuple[str, ...] = get_args(Layout)
MAX_SHARD_BYTES = 5_000_000_000

#: what else a model's own folder may hold for its tokenizer, copied as it is
_TOKENIZER_FILES = (
    "tokenizer.model", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "chat_template.jinja", "chat_template.json", "vocab.json", "merges.txt",
)  # fmt: skip
_STORED_AS = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64"}


@dataclass(frozen=True)
class Exported:
    """What was written: the folder, its size in bytes, and the parameters in it."""

    folder: Path
    bytes: int
    parameters: int


def export(
    model: nnx.Module, spec: ModelSpec, out: Path, to: str, *,
    lora: Lora | None = None, tokenizer: Path | None = None, step: int = 0, force: bool = False,
    max_shard_bytes: int = MAX_SHARD_BYTES,
) -> Exported:  # fmt: skip
    """Write the model in that layout.

    Args:
        out: the folder to make; refused where it exists, unless `force`.
        to: ``hf`` or ``tunix``.
        lora: the model's adapters; they are merged for ``hf``.
        tokenizer: a ``tokenizer.model``, or a folder with the tokenizer's files, which are copied as they are.
        step: the training step, which names the checkpoint in Tunix's layout.

    Raises:
        InputError: no such layout, or a tokenizer that can't be read.
        OutputError: `out` exists, can't be written, or the disk is full.
    """
    if to not in LAYOUTS:
        raise InputError(f"there is no layout {to!r}", remedy=suggestion(to, LAYOUTS))
    if out.exists() and not force:
        raise OutputError(f"{out} exists already", remedy="choose another place with --out, or replace it with --force")
    if out.exists() and not _is_export(out):
        raise OutputError(f"{out} is no exported model, and is not replaced", remedy="choose another place with --out")
    partial = out.with_name(out.name + ".writing")
    with writing(out, when_full=ELSEWHERE):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            if to == "hf":
                _write_hf(model, spec, partial, lora, tokenizer, max_shard_bytes)
            else:
                _write_tunix(model, spec, partial, lora, tokenizer, step)
            size = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
            if out.exists():
                shutil.rmtree(out)
            partial.rename(out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return Exported(out, size, spec.parameters)


def _is_export(folder: Path) -> bool:
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {""}
    return not names or bool({"config.json", "actor"} & names)


# ---- Hugging Face ---------------------------------------------------------------------------------------------------


def _write_hf(
    model: nnx.Module, spec: ModelSpec, folder: Path, lora: Lora | None, tokenizer: Path | None, max_shard_bytes: int
) -> None:
    base = {".".join(map(str, keys)): value for keys, value in weights(model).items()}
    added = dict(deltas(_adapters(model), spec, lora)) if lora is not None else {}
    kind = str(base["embedder.input_embedding"].dtype)
    special = _write_tokenizer(folder, tokenizer, spec)
    write_json(folder / "config.json", shapes.to_config(spec, kind, **special))
    write_json(
        folder / "generation_config.json",
        {"pad_token_id": special["pad"], "eos_token_id": special["eos"], "bos_token_id": special["bos"]},
    )
    write_safetensors(folder, _published(spec, base, added), max_shard_bytes)


@dataclass(frozen=True)
class Outgoing:
    """A tensor that is about to be written; `value` makes it, so that only one is in memory at a time."""

    name: str
    shape: tuple[int, ...]
    kind: str
    value: Callable[[], Array]

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * {"F64": 8, "F32": 4}.get(self.kind, 2)


def _published(spec: ModelSpec, base: dict[str, Any], added: dict[str, Array]) -> Iterator[Outgoing]:
    for tensor in tensors(spec):
        kind = _STORED_AS[str(base[tensor.path].dtype)]
        for part, name in enumerate(tensor.names):
            yield Outgoing(name, tensor.published_shape, kind, _part(tensor, base, added, part))


def _part(tensor: Tensor, base: dict[str, Any], added: dict[str, Array], part: int) -> Callable[[], Array]:
    def value() -> Array:
        import numpy as np

        whole = np.asarray(base[tensor.path])
        if tensor.path in added:
            whole = (whole.astype(np.float32) + added[tensor.path]).astype(whole.dtype)
        return tensor.to_published(whole)[part]

    return value


def write_safetensors(folder: Path, outgoing: Iterator[Outgoing], max_shard_bytes: int = MAX_SHARD_BYTES) -> None:
    """Write tensors as ``model.safetensors``, or as shards with an index where they are larger than one may be.

    The same tensors give the same bytes. Format: https://github.com/huggingface/safetensors#format
    """
    shards: list[list[Outgoing]] = [[]]
    for tensor in outgoing:
        if shards[-1] and sum(other.bytes for other in shards[-1]) + tensor.bytes > max_shard_bytes:
            shards.append([])
        shards[-1].append(tensor)
    if len(shards) == 1:
        _write_shard(folder / SINGLE, shards[0])
        return
    where: dict[str, str] = {}
    for number, shard in enumerate(shards, 1):
        name = f"model-{number:05}-of-{len(shards):05}.safetensors"
        _write_shard(folder / name, shard)
        where |= {tensor.name: name for tensor in shard}
    total = sum(tensor.bytes for shard in shards for tensor in shard)
    write_json(folder / INDEX, {"metadata": {"total_size": total}, "weight_map": dict(sorted(where.items()))})


def _write_shard(path: Path, shard: Sequence[Outgoing]) -> None:
    import numpy as np

    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    for tensor in shard:
        header[tensor.name] = {
            "dtype": tensor.kind, "shape": list(tensor.shape), "data_offsets": [at, at + tensor.bytes]
        }  # fmt: skip
        at += tensor.bytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in shard:
            value = tensor.value()
            assert value.shape == tensor.shape
            file.write(np.ascontiguousarray(value).view(np.uint8).data)


def _write_tokenizer(folder: Path, tokenizer: Path | None, spec: ModelSpec) -> dict[str, Any]:
    """Copy or make the tokenizer's files; returns the special ids of config.json."""
    if tokenizer is None:
        return {"pad": 0, "eos": 1, "bos": 2}
    if tokenizer.is_dir():
        return _copy_tokenizer(folder, tokenizer)
    try:
        model = tokenizer.read_bytes()
    except OSError as error:
        raise InputError("the tokenizer can't be read", where=str(tokenizer), why=str(error.strerror)) from None
    (folder / "tokenizer.model").write_bytes(model)
    (folder / "tokenizer.json").write_text(tokenizer_json(model, str(tokenizer)) + "\n", encoding="utf-8")
    (folder / "special_tokens_map.json").write_text(special_tokens_map(model, str(tokenizer)), encoding="utf-8")
    write_json(folder / "tokenizer_config.json", tokenizer_config(model, spec.context, str(tokenizer)))
    return {"pad": 0, "eos": stop_ids(model, str(tokenizer)), "bos": 2}


def _copy_tokenizer(folder: Path, source: Path) -> dict[str, Any]:
    copied = [name for name in _TOKENIZER_FILES if (source / name).is_file()]
    for name in copied:
        shutil.copyfile(source / name, folder / name)
    if not {"tokenizer.model", "tokenizer.json"} & set(copied):
        raise InputError("this folder holds no tokenizer.json and no tokenizer.model", where=str(source))
    special: dict[str, Any] = {"pad": 0, "eos": 1, "bos": 2}
    for name in ("config.json", "generation_config.json"):
        try:
            values = json.loads((source / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        values = {**values, **(values.get("text_config") or {})}
        special |= {
            key: values[f"{key}_token_id"] for key in special if values.get(f"{key}_token_id") is not None
        }  # fmt: skip
    return special


def write_json(path: Path, values: Any) -> None:
    """Write values as JSON that a person can read."""
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


# ---- Tunix ----------------------------------------------------------------------------------------------------------


def _write_tunix(
    model: nnx.Module, spec: ModelSpec, folder: Path, lora: Lora | None, tokenizer: Path | None, step: int
) -> None:
    import orbax.checkpoint as ocp
    from tunix.sft.checkpoint_manager import CheckpointManager

    manager = CheckpointManager(str((folder / "actor").absolute()), ocp.CheckpointManagerOptions(max_to_keep=None))
    manager.save(step, model, save_only_lora_params=lora is not None, force=True)
    manager.close()
    write_json(
        folder / "model.json",
        {"base": shapes.to_json(spec), "lora": None if lora is None else asdict(lora), "step": step},
    )
    if tokenizer is not None and tokenizer.is_dir():
        _copy_tokenizer(folder, tokenizer)
    elif tokenizer is not None:
        shutil.copyfile(tokenizer, folder / "tokenizer.model")


def _adapters(model: nnx.Module) -> dict[tuple[str | int, ...], Any]:
    from flax import nnx

    return {keys: variable.get_value() for keys, variable in nnx.to_flat_state(nnx.state(model, nnx.LoRAParam))}
