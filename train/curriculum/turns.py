"""Whose turn it is: groups of prompts, of which none comes twice within a round of its group.

A group's round ends when a set share of it has been drawn; then all of it may be drawn again. Share 1 is an epoch;
a smaller one lets a sampler leave prompts that teach nothing undrawn.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from curate.errors import CorpusError, RecipeError
from train.curriculum.contract import Pool


class Turns:
    """Prompts in groups, and which of them may be drawn.

    Args:
        group: int (n,), the group of each prompt, 0 to ``groups`` - 1.
        share: of a group, that makes a round; at least one prompt.
    """

    def __init__(self, group: NDArray[np.integer[Any]], groups: int, share: float = 1.0):
        self.group = group
        self.sizes = np.bincount(group, minlength=groups)
        order = np.argsort(group, kind="stable")
        self.members: list[NDArray[np.int64]] = np.split(order, np.cumsum(self.sizes)[:-1])
        self.round_length = np.minimum(np.maximum(1, np.ceil(self.sizes * share)).astype(np.int64), self.sizes)
        self.used = np.zeros(len(group), dtype=bool)
        self.taken = np.zeros(groups, dtype=np.int64)
        self.rounds = np.zeros(groups, dtype=np.int64)

    def left(self, group: int) -> int:
        """Draws until the group's round ends."""
        return int(self.round_length[group] - self.taken[group])

    def candidates(self, group: int, most: int, random: np.random.Generator) -> NDArray[np.int64]:
        """Prompts of the group that may be drawn, a random choice of them where there are more than `most`."""
        members = self.members[group]
        if len(members) > 4 * most and self.taken[group] * 2 <= len(members):
            # at least half are free: of three times as many places, repeats and used ones apart, enough are left
            places = np.unique(random.integers(len(members), size=3 * most))
            found = members[places]
            found = found[~self.used[found]]
            if len(found) >= most:
                return np.asarray(random.permutation(found)[:most])
        free = members[~self.used[members]]
        return free if len(free) <= most else np.asarray(random.permutation(free)[:most])

    def take(self, prompts: NDArray[np.int64], group: int) -> None:
        """Mark prompts of the group as drawn; a round that is complete makes way for the next."""
        self.used[prompts] = True
        self.taken[group] += len(prompts)
        if self.left(group) <= 0:
            self.used[self.members[group]] = False
            self.taken[group] = 0
            self.rounds[group] += 1

    @property
    def epoch(self) -> float:
        """How often the pool was drawn, on the average."""
        drawn = (self.rounds * self.round_length + self.taken).sum()
        return float(drawn / len(self.group))

    def state_dict(self) -> dict[str, Any]:
        return {"used": packed(np.packbits(self.used)), "taken": self.taken.tolist(), "rounds": self.rounds.tolist()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        if len(state["taken"]) != len(self.sizes):
            raise ValueError(f"it has {len(state['taken'])} groups of prompts, and the options make {len(self.sizes)}")
        self.used = np.unpackbits(unpacked(state["used"], np.uint8), count=len(self.used)).astype(bool)
        self.taken = np.array(state["taken"], dtype=np.int64)
        self.rounds = np.array(state["rounds"], dtype=np.int64)


class Quotas:
    """Fixed shares, kept over any number of draws: no share is ever off by more than one.

    Args:
        shares: (k,), of sum 1.
    """

    def __init__(self, shares: NDArray[np.float64]):
        self.shares = shares
        self.given = np.zeros(len(shares), dtype=np.int64)

    def next(self, n: int) -> NDArray[np.int64]:
        """How many of the next n belong to each; int64 (k,)."""
        due = self.shares * (int(self.given.sum()) + n) - self.given
        counts = np.maximum(np.floor(due), 0).astype(np.int64)
        while counts.sum() > n:
            counts[np.argmax(counts - due)] -= 1
        rest = n - int(counts.sum())
        if rest:
            first = np.argsort(-(due - counts), kind="stable")[:rest]
            counts[first] += 1
        self.given += counts
        return counts


def shares_of(weights: Mapping[str, float] | None, pool: Pool) -> NDArray[np.float64]:
    """The share of each family: as the pool has them, or by weight; a family that is not named has weight 0.

    Raises:
        RecipeError: no family that the pool has prompts of has a weight.
    """
    raw = np.bincount(pool.family, minlength=len(pool.families)).astype(np.float64)
    if weights:
        raw = np.where(raw > 0, [float(weights.get(name, 0.0)) for name in pool.families], 0.0)
    if not raw.sum() > 0:
        raise RecipeError(
            "no family has a share", where="curriculum.shares", remedy="give one a weight above 0, or leave it out"
        )
    return np.asarray(raw / raw.sum())


def generator(seed: int, *counters: int) -> np.random.Generator:
    """Randomness that depends on a seed and counters alone, so that state is numbers."""
    return np.random.default_rng([seed & 0xFFFF_FFFF_FFFF_FFFF, *counters])


def mix(pool: Pool, prompts: NDArray[np.int64]) -> dict[str, float]:
    """Share of each level and family among prompts, and their mean difficulty: names ``level/1``, ``family/NAME``."""
    if not len(prompts):
        return {}
    levels = np.bincount(pool.level[prompts], minlength=6)[1:6] / len(prompts)
    families = np.bincount(pool.family[prompts], minlength=len(pool.families)) / len(prompts)
    shares = {f"level/{k + 1}": float(share) for k, share in enumerate(levels)}
    shares |= {f"family/{name}": float(share) for name, share in zip(pool.families, families)}
    return shares | {"difficulty": float(pool.difficulty[prompts].mean())}


def pool_digest(pool: Pool) -> str:
    """What a state remembers of its pool: a hash of its ids in order."""
    return hashlib.sha256("\n".join(pool.ids).encode()).hexdigest()


def require_same_pool(state: Mapping[str, Any], sampler: str, pool: Pool, digest: str) -> None:
    """Refuse a state that another sampler wrote, or one over another pool.

    Raises:
        CorpusError: names what differs.
    """
    if state.get("sampler") != sampler:
        raise CorpusError(
            f"this state is of the curriculum {state.get('sampler')!r}, not of {sampler!r}",
            remedy="resume with the run's own recipe, or start a new run",
        )
    if state.get("pool") != digest:
        size = state.get("prompts")
        why = f"it had {size} prompts, this has {len(pool)}" if size != len(pool) else "other ids, or another order"
        raise CorpusError(
            "this state of the curriculum belongs to another pool of prompts", why=why,
            remedy="resume with the corpus and the data options that the run began with, or start a new run",
        )  # fmt: skip


def packed(array: NDArray[Any]) -> str:
    """An array as text, exactly."""
    return base64.b64encode(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()).decode()


def unpacked(text: str, kind: DTypeLike) -> NDArray[Any]:
    """The array of a `packed` text."""
    return np.frombuffer(base64.b64decode(text), dtype=np.dtype(kind).newbyteorder("<")).astype(kind)


def concatenated(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, dtype=np.int64)
