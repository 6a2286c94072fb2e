"""Which devices hold what: ``fsdp=4,tp=2`` or nothing goes in, a checked `MeshShape` and a jax mesh come out.

Along ``fsdp`` the batch and the weights are split, and weights are gathered as each layer needs them; along ``tp``
heads and feed-forward columns are split, and activations are summed. A shape that does not divide what it must is
refused with what does not divide what, before anything is compiled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.domain import suggestion
from curate.errors import TrainingError

if TYPE_CHECKING:
    from jax.sharding import Mesh

    from train.models.spec import ModelSpec

AXES = ("fsdp", "tp")
#: tensor parallelism beyond this costs more in messages than it saves, at the sizes that a single host holds
_MOST_TP = 4


@dataclass(frozen=True)
class MeshShape:
    """How many ways things are split.

    Attributes:
        fsdp: ways in which the batch, and each weight, is split.
        tp: ways in which heads, feed-forward columns and the vocabulary are split.
    """

    fsdp: int = 1
    tp: int = 1

    @property
    def devices(self) -> int:
        return self.fsdp * self.tp

    def __str__(self) -> str:
        return f"fsdp={self.fsdp},tp={self.tp}"


def parse(text: str) -> MeshShape:
    """``fsdp=4,tp=2`` as a shape; an axis that is left out is 1.

    Raises:
        TrainingError: not of that form.
    """
    sizes: dict[str, int] = {}
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\w+)\s*=\s*(\d+)\s*", part, flags=re.ASCII)
        if not found:
            raise _malformed(text, f"{part.strip()!r} is not axis=number")
        axis, size = found[1], int(found[2])
        if axis not in AXES:
            raise _malformed(text, f"there is no axis {axis!r}; {suggestion(axis, AXES)}")
        if axis in sizes:
            raise _malformed(text, f"{axis} is given twice")
        if size < 1:
            raise _malformed(text, f"{axis} is {size}, and must be at least 1")
        sizes[axis] = size
    return MeshShape(**sizes)


def _malformed(text: str, why: str) -> TrainingError:
    return TrainingError(f"{text!r} is no mesh", why=why, remedy="write it as --mesh fsdp=4,tp=2")


def chosen(spec: ModelSpec, devices: int, batches: tuple[int, ...] = ()) -> MeshShape:
    """A sensible shape for that many devices.

    Heads are split up to 4 ways where heads and key-value heads (or the only one) allow, because writing rollouts reads
    every weight for each token and only a tp split makes that less; the rest is fsdp. Where a batch does not divide, tp
    takes more, and devices are left idle last.

    Args:
        devices: how many there are.
        batches: sizes of every batch that will be split, in sequences.
    """
    for used in range(devices, 0, -1):
        shapes = [MeshShape(used // tp, tp) for tp in _by_preference(used)]
        for shape in shapes:
            if not problems(spec, shape, used, batches):
                return shape
    return MeshShape()


def _by_preference(devices: int) -> list[int]:
    """Ways to split heads: the largest up to `_MOST_TP` first, down to 1, then larger ones."""
    ways = [tp for tp in range(1, devices + 1) if devices % tp == 0]
    return sorted((tp for tp in ways if tp <= _MOST_TP), reverse=True) + [tp for tp in ways if tp > _MOST_TP]


def problems(spec: ModelSpec, shape: MeshShape, devices: int, batches: tuple[int, ...] = ()) -> list[str]:
    """Everything that the shape does not divide, in words; empty where it fits."""
    found = []
    if shape.devices > devices:
        found.append(f"it needs {shape.fsdp} x {shape.tp} = {shape.devices} devices, and there are {devices}")
    uneven = [
        (shape.tp, "tp", spec.heads, "heads"), (shape.tp, "tp", spec.hidden, "hidden columns"),
        (shape.tp, "tp", spec.vocab, "rows of the embedding"), (shape.tp, "tp", spec.width, "columns of width"),
        (shape.fsdp, "fsdp", spec.width, "columns of width"), (shape.fsdp, "fsdp", spec.hidden, "hidden columns"),
        *((shape.fsdp, "fsdp", batch, "sequences of a batch") for batch in dict.fromkeys(batches)),
    ]  # fmt: skip
    if spec.kv_heads > 1:  # a single key-value head is held by every device
        uneven.insert(1, (shape.tp, "tp", spec.kv_heads, "key-value heads"))
    found += [f"{axis}={ways} does not divide {count} {what}" for ways, axis, count, what in uneven if count % ways]
    return found


def require_fitting(spec: ModelSpec, shape: MeshShape, devices: int, batches: tuple[int, ...] = ()) -> None:
    """Refuse a shape that does not divide the model, the batches or the devices.

    Raises:
        TrainingError: names every number that does not divide.
    """
    found = problems(spec, shape, devices, batches)
    if found:
        other = chosen(spec, devices, batches)
        raise TrainingError(
            f"the mesh {shape} does not fit {spec.name}", why="; ".join(found),
            remedy=f"this would fit: --mesh {other}",
        )  # fmt: skip


def build(shape: MeshShape) -> Mesh:
    """The jax mesh over the first devices, axes ``fsdp`` and ``tp``.

    Raises:
        TrainingError: there are fewer devices.
    """
    import jax
    import numpy as np

    devices = jax.devices()
    if shape.devices > len(devices):
        raise TrainingError(
            f"the mesh {shape} needs {shape.devices} devices, and there are {len(devices)}",
            remedy="leave --mesh out to have one chosen",
        )
    return jax.sharding.Mesh(np.array(devices[: shape.devices]).reshape(shape.fsdp, shape.tp), AXES)


def mesh_for(spec: ModelSpec, asked: str | None = None, batches: tuple[int, ...] = ()) -> Mesh:
    """The mesh that was asked for, or a sensible one over all devices; see `chosen` and `require_fitting`."""
    import jax

    shape = parse(asked) if asked else chosen(spec, jax.device_count(), batches)
    require_fitting(spec, shape, jax.device_count(), batches)
    return build(shape)
