"""The baseline: every prompt once an epoch, in a new random order each time."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from train.curriculum.base import PoolSampler
from train.curriculum.contract import Pool
from train.curriculum.turns import concatenated, generator


class RandomOptions(BaseModel):
    """Every prompt once an epoch, in random order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["random"] = Field(default="random", description="every prompt once an epoch, in random order")


class Random(PoolSampler):
    """A permutation an epoch; its state is the number of prompts drawn."""

    name = "random"
    Options = RandomOptions

    def __init__(self, options: RandomOptions, pool: Pool, *, seed: int, draws: int):
        super().__init__(pool, seed=seed, draws=draws)
        self._order: tuple[int, NDArray[np.int64]] = (-1, np.empty(0, dtype=np.int64))

    def _draw(self, n: int) -> NDArray[np.int64]:
        parts, at = [], self.drawn
        while n > 0:
            epoch, place = divmod(at, len(self.pool))
            part = self._permutation(epoch)[place : place + n]
            parts.append(part)
            at, n = at + len(part), n - len(part)
        return concatenated(parts)

    def _permutation(self, epoch: int) -> NDArray[np.int64]:
        if self._order[0] != epoch:
            self._order = (epoch, generator(self.seed, epoch).permutation(len(self.pool)))
        return self._order[1]
