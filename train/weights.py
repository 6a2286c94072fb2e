"""Published weights: a folder or hub id in Hugging Face's layout goes in, a Tunix model comes out.

Only ``*.safetensors`` and JSON are read, never a pickle and never code. Every tensor is looked up by name and checked
by shape before any is loaded, so weights that don't belong to the model are refused with the first tensor that says so.
Files are mapped into memory and tensors copied out one at a time: loading needs little more than the model itself.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curate.errors import InputError, UnreachableError
from train.models.build import DType, Remat, assemble
from train.models.layout import Tensor, tensors
from train.models.spec import HUB_IDS, ModelSpec, from_folder

if TYPE_CHECKING:
    import numpy as np
    from flax import nnx
    from jax.sharding import Mesh

    Array = np.ndarray[Any, Any]

INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
#: files that are fetched from the hub: weights, JSON and the SentencePiece model; nothing that runs
ALLOWED = ("*.safetensors", "*.json", "tokenizer.model")

_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
          "F8_E4M3": 1, "F8_E5M2": 1}  # fmt: skip
_FLOATS = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
#: before the name of a text model's tensor inside a multimodal model's file
_PREFIXES = ("", "language_model.", "model.language_model.")
_LARGEST_HEADER = 100_000_000


@dataclass(frozen=True)
class Stored:
    """Where one tensor lies: the file, the offset of its first byte, its type as safetensors calls it, its shape."""

    file: Path
    offset: int
    kind: str
    shape: tuple[int, ...]

    def read(self) -> Array:
        """The tensor's values; a view of the mapped file."""
        import ml_dtypes
        import numpy as np

        kind = np.dtype(ml_dtypes.bfloat16) if self.kind == "BF16" else np.dtype(_FLOATS[self.kind])
        return np.memmap(self.file, dtype=kind, mode="r", offset=self.offset, shape=self.shape)


def load(
    source: str | Path, spec: ModelSpec | None = None, mesh: Mesh | None = None, *,
    dtype: DType | None = None, remat: Remat = "none", offline: bool = False,
) -> tuple[nnx.Module, ModelSpec]:  # fmt: skip
    """The model of a folder or hub id, with its weights, and its shape.

    Args:
        source: a folder with ``config.json`` and ``*.safetensors``; a hub id such as ``google/gemma-3-1b-it``; or a
            published shape's name.
        spec: the shape that is expected; that of config.json when left out.
        mesh: where the weights go; the default device when left out.
        dtype: of the weights in memory, whatever they are on disk.
        offline: take what was fetched before and don't go to the network.

    Raises:
        InputError: no weights, weights that don't match the shape, a file that is cut short.
        UnreachableError: the hub is out of reach, or the model is gated or not there.
    """
    folder = locate(source, offline=offline)
    found = from_folder(folder)
    if spec is not None:
        _require_same(spec, found, folder)
        found = replace(found, name=spec.name)
    return read_model(folder, found, mesh, dtype=dtype, remat=remat), found


def read_model(
    folder: Path, spec: ModelSpec, mesh: Mesh | None = None, *, dtype: DType | None = None, remat: Remat = "none"
) -> nnx.Module:
    """The model of that shape with the folder's weights; every name and shape is checked before the first is loaded."""
    where = matched(stored(folder), spec, folder)
    return assemble(
        spec, lambda tensor: tensor.to_tunix([part.read() for part in where[tensor.path]]), mesh,
        dtype=dtype, remat=remat,
    )  # fmt: skip


def _require_same(wanted: ModelSpec, found: ModelSpec, folder: Path) -> None:
    for field in (
        "family", "layers", "width", "heads", "kv_heads", "head_dim", "hidden", "vocab", "sliding_window", "rope_base",
        "rope_local_base", "rope_scale", "query_scale", "attention_softcap", "logit_softcap", "tied",
    ):  # fmt: skip
        if getattr(wanted, field) != getattr(found, field):
            raise InputError(
                f"these weights are not those of {wanted.name}: {field} is {getattr(found, field)}, "
                f"and {wanted.name} has {getattr(wanted, field)}",
                where=str(folder / "config.json"),
                remedy="leave the model's name out to take the shape from the folder, or name the folder that fits",
            )


# ---- finding the folder ---------------------------------------------------------------------------------------------


def locate(source: str | Path, *, offline: bool = False) -> Path:
    """The folder of a model: a folder that is there, or the hub's files fetched into its own cache.

    Raises:
        InputError: neither a folder nor a hub id.
        UnreachableError: no network, a gated model without access, or no such model.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        return path
    name = HUB_IDS.get(str(source), str(source))
    if path.is_file() or str(source).startswith(("/", "./", "../", "~")) or name.count("/") != 1:
        raise InputError(
            f"there is no folder {str(source)!r}", why="it is not a hub id (owner/name) either",
            remedy="name a folder with config.json and *.safetensors, or a hub id such as google/gemma-3-1b-it",
        )  # fmt: skip
    return _fetched(name, offline)


def _fetched(name: str, offline: bool) -> Path:
    import huggingface_hub
    from huggingface_hub import errors

    access = f"accept the licence at https://huggingface.co/{name} and log in: hf auth login (or set HF_TOKEN)"
    local = "or fetch it elsewhere and name the folder"
    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=list(ALLOWED), local_files_only=offline))
    except errors.GatedRepoError:
        raise UnreachableError(
            f"the model {name} is gated", why="its owner asks for a licence to be accepted", remedy=f"{access}; {local}"
        ) from None
    except errors.RepositoryNotFoundError:
        raise UnreachableError(
            f"there is no model {name} on the hub, or it is private", remedy=f"check the name; if it is right, {access}"
        ) from None
    except errors.HFValidationError as error:
        raise InputError(f"{name!r} is neither a folder nor a hub id", why=str(error)) from None
    except errors.LocalEntryNotFoundError:
        why = "nothing of it is in the hub's cache" if offline else "the hub can't be reached, and nothing is cached"
        raise UnreachableError(f"the model {name} can't be fetched", why=why, remedy=local[3:].capitalize()) from None
    except (errors.HfHubHTTPError, OSError) as error:
        raise UnreachableError(
            f"the model {name} can't be fetched", why=str(error).splitlines()[0], remedy=local[3:].capitalize()
        ) from None


# ---- reading safetensors --------------------------------------------------------------------------------------------


def stored(folder: Path) -> dict[str, Stored]:
    """Where every tensor of the folder lies, from its single file or its index of shards.

    Raises:
        InputError: no weights, pickled ones only, a shard that is missing, cut short or not safetensors.
    """
    index = folder / INDEX
    if index.is_file():
        files = _shards(index)
    elif (folder / SINGLE).is_file():
        files = [folder / SINGLE]
    else:
        files = sorted(folder.glob("*.safetensors"))
    if not files:
        pickled = sorted(path.name for pattern in ("*.bin", "*.pt", "*.pth", "*.ckpt") for path in folder.glob(pattern))
        raise InputError(
            "this folder holds no safetensors weights", where=str(folder),
            why=f"{pickled[0]} is a pickle, and pickles can run code" if pickled else None,
            remedy="convert them: AutoModelForCausalLM.from_pretrained(…).save_pretrained(…) writes safetensors"
            if pickled else "name a folder with model.safetensors, or with an index and its shards",
        )  # fmt: skip
    found: dict[str, Stored] = {}
    for file in files:
        for name, entry in _header(file).items():
            if name in found:
                raise InputError(f"the tensor {name} is there twice", where=f"{found[name].file.name}, {file.name}")
            found[name] = entry
    return found


def _shards(index: Path) -> list[Path]:
    try:
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("this index of weights can't be read", where=str(index), why=str(error)) from None
    for name in names:
        if not isinstance(name, str) or Path(name).name != name or not name.endswith(".safetensors"):
            raise InputError(f"the index names {name!r}, which is no shard beside it", where=str(index))
        if not (index.parent / name).is_file():
            raise InputError(
                f"the shard {name} is missing", where=str(index), remedy="fetch the model again, all of its files"
            )
    return [index.parent / name for name in names]


def _header(file: Path) -> dict[str, Stored]:
    """The tensors of one safetensors file: 8 bytes of length, that much JSON, then the values."""

    def damaged(why: str) -> InputError:
        return InputError("this weights file is damaged", where=str(file), why=why, remedy="fetch it again")

    size = file.stat().st_size
    with file.open("rb") as handle:
        start = handle.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if len(start) < 8 or length > min(size - 8, _LARGEST_HEADER):
            raise damaged("its header is longer than the file: it is cut short, or no safetensors file")
        try:
            header = json.loads(handle.read(length))
            entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
            found = {
                name: (entry["dtype"], tuple(map(int, entry["shape"])), *map(int, entry["data_offsets"]))
                for name, entry in entries.items()
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(f"its header can't be read: {error}") from None
    for name, (kind, shape, begin, end) in found.items():
        count = 1
        for extent in shape:
            count *= extent
        if kind not in _BYTES or min((0, *shape)) < 0 or end - begin != count * _BYTES[kind] or begin < 0:
            raise damaged(f"the tensor {name} ({kind}, {list(shape)}) does not fill its place")
        if 8 + length + end > size:
            ends = 8 + length + end
            raise damaged(f"it is cut short: the tensor {name} ends at byte {ends}, and the file has {size}")
    return {name: Stored(file, 8 + length + begin, kind, shape) for name, (kind, shape, begin, _) in found.items()}


def matched(found: Mapping[str, Stored], spec: ModelSpec, folder: Path) -> dict[str, Sequence[Stored]]:
    """Parameter path -> the stored tensors that it is made of.

    Raises:
        InputError: a tensor is missing or has another shape, or the file holds tensors of another architecture.
    """
    prefix = _prefix(found, spec, folder)
    where: dict[str, Sequence[Stored]] = {}
    used = set()
    for tensor in tensors(spec):
        names = [_published(name, prefix) for name in tensor.names]
        for name in names:
            _require_fitting(name, tensor, found, spec, folder)
        used.update(names)
        where[tensor.path] = [found[name] for name in names]
    _refuse_left_over(set(found) - used, prefix, spec, folder)
    return where


def _published(name: str, prefix: str) -> str:
    """A text model's tensor, as a multimodal model calls it."""
    if prefix == "model.language_model.":
        return prefix + name.removeprefix("model.") if name.startswith("model.") else name
    return prefix + name


def _prefix(found: Mapping[str, Stored], spec: ModelSpec, folder: Path) -> str:
    for prefix in _PREFIXES:
        if _published("model.embed_tokens.weight", prefix) in found:
            return prefix
    raise InputError(
        "these weights lack the tensor model.embed_tokens.weight", where=str(folder),
        why=f"they hold {len(found)} tensors, such as {', '.join(sorted(found)[:3])}",
        remedy=f"name the weights of a {spec.family} model in Hugging Face's layout",
    )  # fmt: skip


def _require_fitting(name: str, tensor: Tensor, found: Mapping[str, Stored], spec: ModelSpec, folder: Path) -> None:
    entry = found.get(name)
    if entry is None:
        raise InputError(
            f"these weights lack the tensor {name}", where=str(folder),
            why=f"{spec.name} ({spec.family}, {spec.layers} layers) has it, with shape {list(tensor.published_shape)}",
            remedy="check that config.json and the weights belong together, and that all shards are there",
        )  # fmt: skip
    if entry.shape != tensor.published_shape:
        raise InputError(
            f"the tensor {name} has shape {list(entry.shape)}, and {spec.name} needs {list(tensor.published_shape)}",
            where=str(entry.file), remedy="check that config.json and the weights belong together",
        )  # fmt: skip
    if entry.kind not in _FLOATS:
        raise InputError(
            f"the tensor {name} is of type {entry.kind}, and {', '.join(_FLOATS)} can be loaded",
            where=str(entry.file), remedy="quantised weights can't be trained: convert them to bfloat16 first",
        )  # fmt: skip


_HARMLESS = ("rotary_emb", "vision_tower.", "multi_modal_projector.")


def _refuse_left_over(names: set[str], prefix: str, spec: ModelSpec, folder: Path) -> None:
    """Refuse weights with tensors that the model would not use: they were trained as another architecture."""
    harmless = _HARMLESS if prefix else _HARMLESS[:1]
    left = sorted(
        name for name in names
        if not any(part in name for part in harmless) and not (spec.tied and name.endswith("lm_head.weight"))
    )  # fmt: skip
    if left:
        why = f"it is a {spec.family} of {spec.layers} layers; they are such as {', '.join(left[:3])}"
        raise InputError(
            f"these weights hold {len(left)} tensors that {spec.name} has no use for",
            where=str(folder), why=why, remedy="check that config.json and the weights belong together",
        )  # fmt: skip
