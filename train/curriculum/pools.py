"""Pools by the latest success rate: prompts that the model gets nearly always or hardly ever come less often.

The pools and weights are prime-rl's: hard (rate ≤ 0.25) 0.2, normal (≤ 0.75) 1, easy 0.2, not seen yet 1. Each draw is
weighted sampling without replacement (Efraimidis and Spirakis 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from train.curriculum.base import PoolSampler
from train.curriculum.contract import Outcome, Pool
from train.curriculum.turns import concatenated, generator, packed, unpacked

POOLS = ("unseen", "hard", "normal", "easy")


class PoolsOptions(BaseModel):
    """Pools by the latest success rate."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["pools"] = Field(default="pools", description="pools by the latest success rate (prime-rl)")
    hard_at: float = Field(default=0.25, ge=0, le=1, description="a prompt is hard up to this success rate")
    easy_above: float = Field(default=0.75, ge=0, le=1, description="a prompt is easy above this success rate")
    unseen: float = Field(default=1.0, gt=0, description="weight of a prompt that was not seen yet")
    hard: float = Field(default=0.2, gt=0, description="weight of a hard prompt")
    normal: float = Field(default=1.0, gt=0, description="weight of a prompt between hard and easy")
    easy: float = Field(default=0.2, gt=0, description="weight of an easy prompt")
    epoch: float = Field(
        default=0.5, gt=0, le=1, description="share of the prompts that is drawn before one may come again"
    )


class Pools(PoolSampler):
    """Weighted draws; within an epoch, a set share of the pool, no prompt comes twice."""

    name = "pools"
    Options = PoolsOptions
    needs_outcomes = True

    def __init__(self, options: PoolsOptions, pool: Pool, *, seed: int, draws: int):
        super().__init__(pool, seed=seed, draws=draws)
        self.options = options
        self.member = np.zeros(len(pool), dtype=np.uint8)  # index into POOLS
        self.used = np.zeros(len(pool), dtype=bool)
        self._taken = 0
        self._round_length = max(1, int(np.ceil(len(pool) * options.epoch)))

    def _draw(self, n: int) -> NDArray[np.int64]:
        random = generator(self.seed, self.drawn)
        weight = np.array([getattr(self.options, name) for name in POOLS], dtype=np.float32)
        parts = []
        while n > 0:
            size = min(n, self._round_length - self._taken)
            keys = random.standard_exponential(len(self.pool), dtype=np.float32)
            keys /= weight[self.member]
            keys[self.used] = np.inf
            found = np.argpartition(keys, size - 1)[:size]
            found = found[np.argsort(keys[found], kind="stable")]
            parts.append(found)
            self.used[found] = True
            self._taken, n = self._taken + size, n - size
            if self._taken == self._round_length:
                self.used[:] = False
                self._taken = 0
        return concatenated(parts)

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Put each prompt that could be judged into the pool of its success rate."""
        for outcome in outcomes:
            if outcome.attempts:
                rate = outcome.successes / outcome.attempts
                self.member[outcome.prompt] = 1 + (rate > self.options.hard_at) + (rate > self.options.easy_above)

    def metrics(self) -> dict[str, float]:
        """Also ``pool/NAME``, the share of the prompts in each pool."""
        shares = np.bincount(self.member, minlength=len(POOLS)) / len(self.pool)
        return super().metrics() | {f"pool/{name}": float(share) for name, share in zip(POOLS, shares)}

    def _state(self) -> dict[str, Any]:
        known = np.flatnonzero(self.member)
        used = packed(np.packbits(self.used))
        return {"known": packed(known), "member": packed(self.member[known]), "used": used, "taken": self._taken}

    def _load(self, state: Mapping[str, Any]) -> None:
        self.member[:] = 0
        self.member[unpacked(state["known"], np.int64)] = unpacked(state["member"], np.uint8)
        self.used = np.unpackbits(unpacked(state["used"], np.uint8), count=len(self.pool)).astype(bool)
        self._taken = int(state["taken"])
