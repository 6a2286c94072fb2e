"""Generating completions: prompts as token arrays in, completions as token arrays out.

`Generator` decodes with a key-value cache on whatever devices the model lies on. It differs from the stock sampler in
what reinforcement needs: prompts are tokens (the same that fine-tuning saw), the stop token stays in the completion (so
that stopping is reinforced), each row has a seed of its own (so that a sample does not depend on its neighbours in the
batch, and a resumed run repeats it), and a prompt that is asked for many samples is read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    import jax
    from flax import nnx
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Completion:
    """What a model wrote.

    Attributes:
        tokens: int32 (n,), the stop token included where it stopped.
        stopped: it ended its turn by itself; False when it was cut off at the limit.
    """

    tokens: NDArray[np.int32]
    stopped: bool


class Generate(Protocol):
    """What evaluation, grading and rollouts ask of a model."""

    def __call__(
        self, prompts: Sequence[NDArray[np.int32]], *, max_tokens: int, temperature: float, seeds: Sequence[int]
    ) -> list[Completion]:
        """A completion a prompt, in order; temperature 0 is greedy; one seed a prompt."""


@dataclass(frozen=True)
class Truncation:
    """Which tokens may be sampled: the `top_k` likeliest, of those the likeliest that hold `top_p` of the mass."""

    top_k: int | None = None
    top_p: float | None = None


class Generator:
    """Generates with a model.

    Args:
        model: a Tunix causal model, called as ``model(tokens, positions, cache, attention_mask)``. Its weights are read
            at every call, so a model in training is sampled as it stands.
        pad_id: fills prompts up on the left; never sampled.
        stop_ids: tokens that end a completion.
        lengths: prompt lengths to pad to, ascending; a prompt takes the first that holds it. Each costs a compilation.
        batch: rows decoded together. All calls are filled up to this, so that one program serves them.
        mesh: the mesh that the model lies on; rows are split over its ``fsdp`` axis.
    """

    def __init__(
        self,
        model: nnx.Module,
        *,
        pad_id: int,
        stop_ids: Sequence[int],
        lengths: Sequence[int],
        batch: int,
        mesh: jax.sharding.Mesh | None = None,
        truncation: Truncation | None = None,
    ):
        self.model = model
        self.pad_id = pad_id
        self.stop_ids = tuple(stop_ids)
        self.lengths = tuple(sorted(lengths))
        self.batch = batch
        self.mesh = mesh
        self.truncation = truncation or Truncation()

    def __call__(
        self, prompts: Sequence[NDArray[np.int32]], *, max_tokens: int, temperature: float, seeds: Sequence[int]
    ) -> list[Completion]:
        """See `Generate`.

        Raises:
            ValueError: a prompt is longer than the longest of ``lengths``, or there is not one seed a prompt.
        """
        if len(seeds) != len(prompts):
            raise ValueError(f"{len(prompts)} prompts and {len(seeds)} seeds")
        completions: list[Completion | None] = [None] * len(prompts)
        for length, rows in self._by_length(prompts):
            for start in range(0, len(rows), self.batch):
                part = rows[start : start + self.batch]
                tokens = self._decode(
                    [prompts[row] for row in part], [seeds[row] for row in part], length, max_tokens, temperature
                )
                for row, written in zip(part, tokens):
                    completions[row] = self._completion(written)
        return [completion for completion in completions if completion is not None]

    def _by_length(self, prompts: Sequence[NDArray[np.int32]]) -> list[tuple[int, list[int]]]:
        rows: dict[int, list[int]] = {}
        for row, prompt in enumerate(prompts):
            length = next((length for length in self.lengths if len(prompt) <= length), None)
            if length is None:
                raise ValueError(
                    f"a prompt has {len(prompt)} tokens, and {self.lengths[-1]} is the longest planned for"
                )
            rows.setdefault(length, []).append(row)
        return sorted(rows.items(), reverse=True)

    def _completion(self, tokens: NDArray[np.int32]) -> Completion:
        stops = np.flatnonzero(np.isin(tokens, self.stop_ids))
        if stops.size:
            return Completion(tokens[: stops[0] + 1], True)
        return Completion(tokens, False)

    def _decode(
        self, prompts: list[NDArray[np.int32]], seeds: list[int], length: int, max_tokens: int, temperature: float
    ) -> NDArray[np.int32]:
        """Tokens (rows, max_tokens) written after the prompts; padding after a stop."""
        from flax import nnx

        unique, which = _once_each(prompts)
        missing = self.batch - len(prompts)
        which += [which[-1]] * missing
        seeds = seeds + [0] * missing
        prefilled = _round_up(len(unique), self.batch)
        unique += [unique[-1]] * (prefilled - len(unique))
        padded = np.full((prefilled, length), self.pad_id, np.int32)
        for row, prompt in zip(padded, unique):
            row[length - len(prompt) :] = prompt
        graph, state = nnx.split(self.model)
        live = np.arange(self.batch) < len(prompts)
        arrays = [padded, np.asarray(which, np.int32), np.asarray(seeds, np.uint32), live]
        with _on(self.mesh):
            tokens = _programs()(
                graph, state, *(self._placed(array) for array in arrays), float(temperature) or 1.0,
                config=_CacheShape.of(self.model), max_tokens=max_tokens, greedy=temperature == 0, pad_id=self.pad_id,
                stop_ids=self.stop_ids, truncation=self.truncation,
            )  # fmt: skip
        return np.asarray(tokens)[: len(prompts)]

    def _placed(self, array: NDArray[Any]) -> Any:
        if self.mesh is None or self.mesh.size == 1:
            return array
        import jax

        axis = "fsdp" if array.shape[0] % self.mesh.shape["fsdp"] == 0 else None
        return jax.device_put(array, jax.sharding.NamedSharding(self.mesh, jax.sharding.PartitionSpec(axis)))


@dataclass(frozen=True)
class _CacheShape:
    layers: int
    heads: int
    head_dim: int

    @classmethod
    def of(cls, model: Any) -> _CacheShape:
        config = model.config
        return cls(config.num_layers, config.num_kv_heads, config.head_dim)


def _on(mesh: jax.sharding.Mesh | None) -> Any:
    from contextlib import nullcontext

    return mesh if mesh is not None else nullcontext()


def _once_each(prompts: list[NDArray[np.int32]]) -> tuple[list[NDArray[np.int32]], list[int]]:
    """The distinct prompts, and which of them each row is."""
    places: dict[bytes, int] = {}
    unique: list[NDArray[np.int32]] = []
    which: list[int] = []
    for prompt in prompts:
        key = prompt.tobytes()
        if key not in places:
            places[key] = len(unique)
            unique.append(prompt)
        which.append(places[key])
    return unique, which


def _round_up(rows: int, batch: int) -> int:
    """Rows to read prompts in: the batch halved as often as it holds them, so that few programs are compiled."""
    while batch % 2 == 0 and batch // 2 >= rows:
        batch //= 2
    return batch


_jitted: Any = None


def _programs() -> Any:
    """The jitted generation, made at first use so that importing this module imports no jax."""
    global _jitted
    if _jitted is None:
        import jax

        _jitted = jax.jit(
            _generate, static_argnames=("config", "max_tokens", "greedy", "pad_id", "stop_ids", "truncation")
        )  # fmt: skip
    return _jitted


def _generate(
    graph: Any,
    state: Any,
    prompts: jax.Array,
    which: jax.Array,
    seeds: jax.Array,
    live: jax.Array,
    temperature: jax.Array,
    *,
    config: _CacheShape,
    max_tokens: int,
    greedy: bool,
    pad_id: int,
    stop_ids: tuple[int, ...],
    truncation: Truncation,
) -> jax.Array:
    """Tokens (batch, max_tokens) for rows that share the prompts (unique, length) as `which` says.

    The cache is as long as prompt and completion together. Prompts are read once; their cache is then dealt out to the
    rows that continue them.
    """
    import jax
    import jax.numpy as jnp
    from flax import nnx

    model = nnx.merge(graph, state)
    unique, length = prompts.shape
    size = length + max_tokens
    dtype = model.config.dtype if hasattr(model.config, "dtype") else jax.tree.leaves(state)[0].dtype

    def empty(rows: int) -> Any:
        shape = (rows, size, config.heads, config.head_dim)
        return {
            f"layer_{k}": {
                "k": jnp.zeros(shape, dtype), "v": jnp.zeros(shape, dtype), "end_index": jnp.zeros((rows,), jnp.int32),
            }
            for k in range(config.layers)
        }  # fmt: skip

    real = prompts != pad_id
    positions = jnp.maximum(jnp.cumsum(real, axis=-1) - 1, 0)
    causal = jnp.tril(jnp.ones((length, length), bool))
    mask = jnp.pad(real[:, None, :] & causal[None], ((0, 0), (0, 0), (0, max_tokens)))
    logits, cache = model(prompts, positions, empty(unique), mask)
    first = logits[:, -1][which]
    cache = jax.tree.map(lambda part: part[which], cache)
    prompt_real = jnp.pad(real[which], ((0, 0), (0, max_tokens)))
    last_position = positions[which, -1]
    keys = jax.vmap(jax.random.key)(seeds)
    stops = jnp.asarray(stop_ids, jnp.int32)
    places = jnp.arange(size)

    def chosen(step: jax.Array, scores: jax.Array) -> jax.Array:
        scores = scores.astype(jnp.float32).at[:, pad_id].set(-jnp.inf)
        if greedy:
            return jnp.argmax(scores, axis=-1).astype(jnp.int32)
        scores = _truncated(scores / temperature, truncation)
        row_keys = jax.vmap(partial(jax.random.fold_in, data=step))(keys)
        return jax.vmap(jax.random.categorical)(row_keys, scores).astype(jnp.int32)

    def step_on(carry: tuple[Any, ...]) -> tuple[Any, ...]:
        step, cache, token, done, written = carry
        seen = prompt_real | ((places >= length) & (places <= length + step))[None]
        model = nnx.merge(graph, state)  # of this trace: an adapter's module notes what it is called with
        logits, cache = model(token[:, None], (last_position + 1 + step)[:, None], cache, seen[:, None, :])
        following = jnp.where(done, pad_id, chosen(step + 1, logits[:, -1]))
        written = jax.lax.dynamic_update_slice(written, following[:, None], (0, step + 1))
        return step + 1, cache, following, done | jnp.isin(following, stops), written

    def unfinished(carry: tuple[Any, ...]) -> jax.Array:
        step, _, _, done, _ = carry
        return (step + 1 < max_tokens) & ~jnp.all(done)

    token = jnp.where(live, chosen(jnp.int32(0), first), pad_id)
    written = jnp.full((which.shape[0], max_tokens), pad_id, jnp.int32).at[:, 0].set(token)
    done = ~live | jnp.isin(token, stops)
    *_, written = jax.lax.while_loop(unfinished, step_on, (jnp.int32(0), cache, token, done, written))
    return written


def _truncated(scores: jax.Array, truncation: Truncation) -> jax.Array:
    """Scores with what may not be sampled at minus infinity."""
    import jax
    import jax.numpy as jnp

    if truncation.top_k is not None and truncation.top_k < scores.shape[-1]:
        least = jax.lax.top_k(scores, truncation.top_k)[0][:, -1:]
        scores = jnp.where(scores < least, -jnp.inf, scores)
    if truncation.top_p is not None and truncation.top_p < 1:
        ordered = jnp.sort(scores, axis=-1)[:, ::-1]
        mass = jnp.cumsum(jax.nn.softmax(ordered, axis=-1), axis=-1)
        kept = jnp.sum(mass - jax.nn.softmax(ordered, axis=-1) <= truncation.top_p, axis=-1, keepdims=True)
        least = jnp.take_along_axis(ordered, kept - 1, axis=-1)
        scores = jnp.where(scores < least, -jnp.inf, scores)
    return scores
