"""What training will take, before it begins: a shape, each stage's work and a mesh in, bytes, tokens and FLOPs out.

Weights, gradients, moments, reference and key-value cache are counted exactly, tensor by tensor, as the mesh splits
them. Activations are an estimate: elements per token of

    layers x (9 width + 4.5 hidden + 6 heads x head_dim + 3.5 heads x length)        where nothing is computed again
    layers x width + one layer of the above                                          where whole layers are

in the weights' type (adapters add 2 width + 2 hidden to a layer), and logits of 3.3 vocabulary elements per token in
float32. The coefficients are a fit to what XLA's CPU compiler says that a gradient needs in float32
(`compiled.memory_analysis()`, 26 shapes of Gemma 2, Gemma 3 and Qwen 3, each within 10 %); that compiler undoes the
computing again, so what it saves is counted and not measured.
Time is given where a step was measured, and never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from curate.errors import TrainingError
from train.mesh import MeshShape
from train.models.build import DType, Remat
from train.models.layout import Tensor, tensors
from train.models.lora import Lora, adapter_parameters, adapter_shapes

if TYPE_CHECKING:
    import jax

    from train.data import Examples
    from train.models.spec import ModelSpec
    from train.recipe import Recipe

_BYTES: dict[str, int] = {"float32": 4, "bfloat16": 2, "float16": 2}
_FLOAT32 = 4

#: memory of one device in bytes, by what jax calls it; a GPU says its own
DEVICE_BYTES: dict[str, int] = {
    "TPU v2": 8 << 30, "TPU v3": 16 << 30, "TPU v4": 32 << 30, "TPU v5 lite": 16 << 30, "TPU v5e": 16 << 30,
    "TPU v5": 95 << 30, "TPU v5p": 95 << 30, "TPU v6 lite": 32 << 30, "TPU v6e": 32 << 30, "TPU7x": 96 << 30,
}  # fmt: skip
#: an estimate above this share of a device's memory is called tight
_TIGHT = 0.9


@dataclass(frozen=True)
class StageWork:
    """What one stage does in a step.

    Attributes:
        name: of the stage in the run.
        steps: updates of the weights.
        batch: sequences that an update trains on; for rollouts, prompts times completions a prompt.
        prompt: longest prompt in tokens, as padded.
        completion: longest completion in tokens, as padded.
        parts: parts that an update is computed in.
        group: completions a prompt that the stage writes itself; 0 where it trains on given ones.
        mean_tokens: tokens of a sequence on average, padding left out; the longest where it is not known.
        reference: whether the policy is compared with the one that the stage began with.
        iterations: updates on the same sequences.
    """

    name: str
    steps: int
    batch: int
    prompt: int
    completion: int
    parts: int = 1
    group: int = 0
    mean_tokens: float | None = None
    reference: bool = False
    iterations: int = 1

    @property
    def length(self) -> int:
        return self.prompt + self.completion


@dataclass(frozen=True)
class StagePlan:
    """What one stage takes.

    Attributes:
        tokens: trained on, padding left out.
        written: tokens that it writes itself, at most.
        flops: floating-point operations of all its steps, over all devices.
        update: part -> bytes a device while weights are updated.
        rollout: the same while completions are written; empty where none are.
        seconds: of all steps, where one was measured.
    """

    work: StageWork
    tokens: int
    written: int
    flops: float
    update: Mapping[str, int]
    rollout: Mapping[str, int] = field(default_factory=dict)
    seconds: float | None = None

    @property
    def peak(self) -> int:
        """Bytes a device at the worst moment."""
        return max(sum(self.update.values()), sum(self.rollout.values()))


@dataclass(frozen=True)
class Plan:
    """What a run takes; `lines` says it in words.

    Attributes:
        trainable: parameters that train.
        device: what the devices are called.
        limit: bytes of one device, where it is known.
    """

    spec: ModelSpec
    lora: Lora | None
    shape: MeshShape
    dtype: DType
    remat: Remat
    trainable: int
    stages: tuple[StagePlan, ...]
    device: str = ""
    limit: int | None = None

    @property
    def peak(self) -> int:
        """Bytes a device at the worst moment of the run."""
        return max((stage.peak for stage in self.stages), default=0)

    @property
    def certain(self) -> int:
        """Bytes a device that no setting of batch or length makes less: weights, gradients, moments, reference."""
        fixed = ("weights", "adapters", "gradients", "moments", "reference")
        return max((sum(stage.update.get(part, 0) for part in fixed) for stage in self.stages), default=0)

    def require_fitting(self) -> None:
        """Refuse what can't fit, whatever the batch.

        Raises:
            TrainingError: weights and optimizer alone are larger than a device.
        """
        if self.limit is None or self.certain <= self.limit:
            return
        remedies = [] if self.lora is not None else ['train an adapter: model.adapter = "lora"']
        if self.dtype == "float32":
            remedies.append('model.dtype = "bfloat16"')
        remedies += ["more devices, or a smaller model"]
        raise TrainingError(
            f"{self.spec.name} can't be trained here: before the first batch it needs {size(self.certain)} a device",
            where=f"mesh {self.shape}", why=f"a {self.device or 'device'} has {size(self.limit)}",
            remedy=", or ".join(remedies),
        )  # fmt: skip

    def lines(self) -> list[str]:
        """The plan for a person, a line each."""
        mode = f"LoRA of rank {self.lora.rank}" if self.lora else "all weights"
        said = [
            f"model    {self.spec.name}: {self.spec.parameters:,} parameters, {self.trainable:,} train ({mode}), "
            f"{self.dtype}",
            f"devices  {self.shape.devices} x {self.device or 'device'}, mesh {self.shape}"
            + (f", {size(self.limit)} each" if self.limit else ""),
        ]
        for stage in self.stages:
            work = stage.work
            said.append(
                f"{work.name:<8} {work.steps:,} steps of {work.batch} sequences, {stage.tokens:,} tokens to learn from"
                + (f", up to {stage.written:,} written" if stage.written else "")
                + f", {quantity(stage.flops, 'FLOP')}"
                + (f", about {duration(stage.seconds)}" if stage.seconds is not None else "")
            )
            said += [
                f"         memory a device while {doing}: {size(sum(parts.values()))} = "
                + " + ".join(f"{name} {size(part)}" for name, part in parts.items() if part)
                for doing, parts in (("updating", stage.update), ("writing", stage.rollout)) if parts
            ]  # fmt: skip
        if self.limit is not None and self.peak > _TIGHT * self.limit:
            said.append(
                f"warning  the estimate is {size(self.peak)} of {size(self.limit)}: if memory fails, it fails at the "
                "first batch, which is the longest; raise accumulate, or lower batch or the longest lengths"
            )
        return said


def plan(
    spec: ModelSpec, work: Sequence[StageWork], *, lora: Lora | None = None, shape: MeshShape | None = None,
    dtype: DType = "float32", remat: Remat = "none", device: str = "", limit: int | None = None,
    step_seconds: Mapping[str, float] | None = None,
) -> Plan:  # fmt: skip
    """What that work takes.

    Args:
        step_seconds: stage -> seconds of a step, where it was measured.
    """
    mesh = shape or MeshShape()
    measured = step_seconds or {}
    stages = tuple(
        StagePlan(
            one, _tokens(one), one.steps * one.batch * one.completion if one.group else 0,
            flops(spec, one, lora, remat), update_bytes(spec, one, lora, mesh, dtype, remat),
            rollout_bytes(spec, one, lora, mesh, dtype) if one.group else {},
            measured[one.name] * one.steps if one.name in measured else None,
        )
        for one in work
    )  # fmt: skip
    return Plan(spec, lora, mesh, dtype, remat, adapter_parameters(spec, lora), stages, device, limit)


def _tokens(work: StageWork) -> int:
    mean = work.length if work.mean_tokens is None else work.mean_tokens
    return round(work.steps * work.batch * mean)


# ---- memory ---------------------------------------------------------------------------------------------------------


def ways(tensor: Tensor, spec: ModelSpec, shape: MeshShape) -> int:
    """Into how many equal parts the mesh splits a parameter, by Tunix's default sharding."""
    if tensor.neutral is not None:  # a norm's scale; those of queries and keys are whole on every device
        return 1 if ".attn." in tensor.path else shape.tp
    if ".kv_einsum." in tensor.path and spec.kv_heads == 1:
        return shape.fsdp
    return shape.devices


def weight_bytes(spec: ModelSpec, shape: MeshShape, dtype: DType) -> int:
    """Bytes of the weights on one device."""
    return sum(tensor.size // ways(tensor, spec, shape) for tensor in tensors(spec)) * _BYTES[dtype]


def adapter_bytes(spec: ModelSpec, lora: Lora, shape: MeshShape, dtype: DType) -> int:
    """Bytes of the adapters on one device; each factor is split as the side of the weight that it has."""
    total = 0
    for path, first, second, _ in adapter_shapes(spec, lora):
        module = path.split(".")[-2]
        inner, outer = (shape.tp, shape.fsdp) if module in ("attn_vec_einsum", "o_proj", "down_proj") else (
            shape.fsdp, shape.tp
        )  # fmt: skip
        outer = 1 if module == "kv_einsum" and spec.kv_heads == 1 else outer
        total += math.prod(first) // inner + math.prod(second) // outer
    return total * _BYTES[dtype]


def gathered_bytes(spec: ModelSpec, shape: MeshShape, dtype: DType) -> int:
    """Bytes of the largest weight that a device gathers from the others along fsdp; 0 where nothing is split so."""
    if shape.fsdp == 1:
        return 0
    return max(tensor.size for tensor in tensors(spec)) // shape.tp * _BYTES[dtype]


def layer_elements(spec: ModelSpec, length: int, lora: Lora | None = None) -> float:
    """Elements a token that one layer keeps for its backward pass."""
    adapted = 2 * (spec.width + spec.hidden) if lora is not None else 0
    return 9 * spec.width + 4.5 * spec.hidden + 6 * spec.heads * spec.head_dim + 3.5 * spec.heads * length + adapted


def activation_bytes(
    spec: ModelSpec, sequences: int, length: int, lora: Lora | None, shape: MeshShape, dtype: DType, remat: Remat
) -> int:  # fmt: skip
    """Bytes of activations on one device, in an update of that many sequences; see the module."""
    one = layer_elements(spec, length, lora)
    if remat == "none":
        elements = spec.layers * one
    elif remat == "block":
        elements = spec.layers * 5 * spec.width + one
    else:
        elements = spec.layers * spec.width + one
    return math.ceil(elements * sequences * length * _BYTES[dtype] / shape.devices)


def logit_bytes(spec: ModelSpec, sequences: int, length: int, shape: MeshShape) -> int:
    """Bytes of the logits, their normaliser and their gradient on one device, float32: 3.3 of each."""
    return math.ceil(3.3 * _FLOAT32 * sequences * length * spec.vocab / shape.devices)


def cache_bytes(spec: ModelSpec, sequences: int, length: int, shape: MeshShape, dtype: DType) -> int:
    """Bytes of the keys and values of that many sequences on one device."""
    tp = shape.tp if spec.kv_heads % shape.tp == 0 else 1
    elements = 2 * spec.layers * sequences * length * spec.kv_heads * spec.head_dim
    return math.ceil(elements * _BYTES[dtype] / (shape.fsdp * tp))


def _held(spec: ModelSpec, work: StageWork, lora: Lora | None, shape: MeshShape, dtype: DType) -> dict[str, int]:
    """What is on a device all the time."""
    weights = weight_bytes(spec, shape, dtype)
    trained = adapter_bytes(spec, lora, shape, dtype) if lora else weights
    held = {"weights": weights, "adapters": trained if lora else 0, "moments": 2 * trained}
    if work.reference:
        held["reference"] = trained if lora else weights  # the base is shared, the adapters of the beginning are kept
    return held


def update_bytes(
    spec: ModelSpec, work: StageWork, lora: Lora | None, shape: MeshShape, dtype: DType, remat: Remat
) -> dict[str, int]:  # fmt: skip
    """Part -> bytes a device while weights are updated."""
    held = _held(spec, work, lora, shape, dtype)
    trained = held["adapters"] if lora else held["weights"]
    sequences = -(-work.batch // work.parts)
    return {
        **held,
        "gradients": trained * (2 if work.parts > 1 else 1),  # the sum over parts is kept beside the part's own
        "gathered": gathered_bytes(spec, shape, dtype),
        "activations": activation_bytes(spec, sequences, work.length, lora, shape, dtype, remat),
        "logits": logit_bytes(spec, sequences, work.length, shape),
    }


def rollout_bytes(
    spec: ModelSpec, work: StageWork, lora: Lora | None, shape: MeshShape, dtype: DType
) -> dict[str, int]:  # fmt: skip
    """Part -> bytes a device while completions are written."""
    prompts = work.batch // max(1, work.group)
    step = _FLOAT32 * work.batch * spec.vocab * 2
    return {
        **_held(spec, work, lora, shape, dtype),
        "cache": cache_bytes(spec, work.batch, work.length, shape, dtype),
        "logits": math.ceil(max(step, _BYTES[dtype] * prompts * work.prompt * spec.vocab) / shape.devices),
    }


# ---- work -----------------------------------------------------------------------------------------------------------


def forward_flops(spec: ModelSpec, tokens: float, length: int) -> float:
    """Operations of a forward pass over that many tokens in sequences of `length`: two for every weight that a token
    meets, the output layer included and the embedding's look-up not, and four for every pair of head element and
    position (Tunix computes the masked half of attention too)."""
    matrices = spec.parameters - spec.embedding_parameters + spec.vocab * spec.width
    return tokens * (2 * matrices + 4 * spec.layers * spec.heads * spec.head_dim * length)


def flops(spec: ModelSpec, work: StageWork, lora: Lora | None, remat: Remat) -> float:
    """Operations of a stage over all devices, its padding included."""
    tokens = float(work.batch * work.length)
    forward = forward_flops(spec, tokens, work.length)
    backward = 1 if lora is not None else 2  # frozen weights need no gradient of their own
    again = 0 if remat == "none" else 1
    step = forward * (1 + backward + again) * work.iterations
    if work.group:
        prompts = work.batch // work.group
        step += forward_flops(spec, prompts * work.prompt + work.batch * work.completion, work.length)
        step += forward * ((1 if work.reference else 0) + (1 if work.iterations > 1 else 0))
    return step * work.steps


# ---- of a recipe ----------------------------------------------------------------------------------------------------


def plan_for(
    recipe: Recipe, spec: ModelSpec, lora: Lora | None, mesh: jax.sharding.Mesh, examples: Examples | None = None,
    *, step_seconds: Mapping[str, float] | None = None,
) -> Plan:  # fmt: skip
    """What a recipe takes on the devices of that mesh.

    Args:
        examples: the data that it trains on; the recipe's longest lengths stand in where there is none yet.

    Raises:
        TrainingError: it can't fit.
    """
    from train.models.build import default_dtype

    device, limit = device_memory(mesh)
    stages = zip(recipe.stage_names, recipe.stages)
    found = plan(
        spec, [work_of(name, stage.options, recipe, examples) for name, stage in stages], lora=lora,
        shape=MeshShape(mesh.shape["fsdp"], mesh.shape["tp"]), dtype=recipe.model.dtype or default_dtype(),
        device=device, limit=limit, step_seconds=step_seconds,
    )  # fmt: skip
    found.require_fitting()
    return found


def work_of(name: str, options: Any, recipe: Recipe, examples: Examples | None) -> StageWork:
    """A stage's work, from the options that stages share by name: steps, batch or prompts and group, accumulate."""
    prompt, completion, mean = recipe.data.max_prompt_tokens, recipe.data.max_completion_tokens, None
    group = int(getattr(options, "group", 0))
    if examples is not None and len(examples):
        prompt, mean = int(examples.prompt_lengths.max()), float(examples.lengths.mean())
        completion = completion if group else max(1, int(examples.lengths.max()) - prompt)
    batch = int(options.prompts) * group if group else int(getattr(options, "batch", 1))
    return StageWork(
        name, int(getattr(options, "steps", 0)), batch, prompt, completion,
        parts=int(getattr(options, "accumulate", 1)), group=group, mean_tokens=mean,
        reference=bool(getattr(options, "beta", 0)), iterations=int(getattr(options, "iterations", 1)),
    )  # fmt: skip


def device_memory(mesh: jax.sharding.Mesh) -> tuple[str, int | None]:
    """What a mesh's devices are called, and how many bytes each has, where that can be known."""
    import os

    device = mesh.devices.flat[0]
    kind = str(device.device_kind)
    if device.platform == "cpu":
        try:
            return kind, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // mesh.size
        except (ValueError, OSError, AttributeError):
            return kind, None
    stats = device.memory_stats() or {}
    return kind, stats.get("bytes_limit") or DEVICE_BYTES.get(kind)


# ---- words ----------------------------------------------------------------------------------------------------------


def size(count: int) -> str:
    """Bytes in a person's words: ``1.9 GiB``."""
    prefixes = ("B", "KiB", "MiB", "GiB", "TiB")
    value, place = float(count), 0
    while value >= 1023.5 and place < len(prefixes) - 1:
        value, place = value / 1024, place + 1
    return f"{value:.0f} {prefixes[place]}" if value >= 99.5 or place == 0 else f"{value:.1f} {prefixes[place]}"


def quantity(count: float, unit: str) -> str:
    """A number with a prefix: ``3.2 TFLOP``."""
    prefixes = ("", "k", "M", "G", "T", "P", "E", "Z")
    place = 0
    value = float(count)
    while value >= 999.5 and place < len(prefixes) - 1:
        value, place = value / 1000, place + 1
    digits = f"{value:.0f}" if value >= 99.5 or place == 0 else f"{value:.1f}"
    return f"{digits} {prefixes[place]}{unit}"


def duration(seconds: float) -> str:
    """Seconds in a person's words: ``45 s``, ``12 min``, ``3 h 20 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
