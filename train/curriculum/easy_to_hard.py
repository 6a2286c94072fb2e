"""From easy to hard on a schedule: at first mostly easy groups of prompts, at the end mostly hard ones.

E2H (arXiv 2506.06632): with K groups k = 0 … K-1 in order of difficulty and t of T prompts drawn,
Gaussian  P(k) ∝ exp(-(x - k)² / 2σ²) with x = (t/T)^β (K-1);
cosine    P(k) ∝ a (K-1-k) + (1-a) k  with a = (1 + cos(π t/T)) / 2;
and no group's share falls below the floor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from train.curriculum.base import PoolSampler
from train.curriculum.contract import Pool
from train.curriculum.turns import Turns, concatenated, generator


class EasyToHardOptions(BaseModel):
    """From easy to hard on a schedule (E2H)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["easy_to_hard"] = Field(default="easy_to_hard", description="from easy to hard on a schedule (E2H)")
    schedule: Literal["gaussian", "cosine"] = Field(default="gaussian", description="shape of the groups' shares")
    groups: Literal["level", "difficulty"] = Field(
        default="level", description="groups are the levels, or bands of the difficulty column of equal size"
    )
    bands: int = Field(default=5, ge=2, le=100, description="bands of difficulty")
    exponent: float = Field(default=0.5, gt=0, description="Gaussian: below 1 leaves the easy groups sooner")
    width: float = Field(default=0.5, gt=0, description="Gaussian: standard deviation, in groups")
    floor: float = Field(default=0.02, ge=0, lt=0.5, description="least share of a group, as long as K times it is < 1")


class EasyToHard(PoolSampler):
    """Draws a group by the schedule's shares, and from it a prompt that has not come in the group's epoch."""

    name = "easy_to_hard"
    Options = EasyToHardOptions

    def __init__(self, options: EasyToHardOptions, pool: Pool, *, seed: int, draws: int):
        super().__init__(pool, seed=seed, draws=draws)
        self.options = options
        group = _groups(options, pool)
        self.turns = Turns(group, int(group.max()) + 1)

    def shares(self, progress: float) -> NDArray[np.float64]:
        """The share of each group when that much of the schedule, 0 to 1, has passed; float64 (K,)."""
        count = len(self.turns.sizes)
        k = np.arange(count)
        if self.options.schedule == "gaussian":
            x = progress**self.options.exponent * (count - 1)
            raw = np.exp(-((x - k) ** 2) / (2 * self.options.width**2))
        else:
            a = 0.5 * (1 + np.cos(np.pi * progress))
            raw = a * (count - 1 - k) + (1 - a) * k if count > 1 else np.ones(1)
        return _floored(raw / raw.sum(), min(self.options.floor, 0.5 / count))

    def _draw(self, n: int) -> NDArray[np.int64]:
        random = generator(self.seed, self.drawn)
        counts = random.multinomial(n, self.shares(min(1.0, self.drawn / max(1, self.draws))))
        parts = []
        for group, wanted in enumerate(counts.tolist()):
            while wanted > 0:
                size = min(wanted, self.turns.left(group))
                part = self.turns.candidates(group, size, random)
                self.turns.take(part, group)
                parts.append(part)
                wanted -= len(part)
        return np.asarray(random.permutation(concatenated(parts)))

    @property
    def epoch(self) -> float:
        return self.turns.epoch

    def _state(self) -> dict[str, Any]:
        return self.turns.state_dict()

    def _load(self, state: Mapping[str, Any]) -> None:
        self.turns.load_state_dict(state)


def _groups(options: EasyToHardOptions, pool: Pool) -> NDArray[np.int64]:
    """Groups 0 to K-1 by difficulty, none of them empty."""
    if options.groups == "level":
        return np.unique(pool.level, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(pool.difficulty, kind="stable")
    rank = np.empty(len(pool), dtype=np.int64)
    rank[order] = np.arange(len(pool))
    return rank * min(options.bands, len(pool)) // len(pool)


def _floored(shares: NDArray[np.float64], floor: float) -> NDArray[np.float64]:
    """Shares of which none is below the floor; what that takes is taken from the others in proportion."""
    low = np.zeros(len(shares), dtype=bool)
    while True:
        rest = np.where(low, 0.0, shares)
        found = np.where(low, floor, rest * (1 - floor * low.sum()) / rest.sum())
        below = (found < floor) & ~low
        if not below.any():
            return found
        low |= below
