"""Prompts whose difficulty is nearest a target that moves with success.

AdaRFT (arXiv 2504.05520): T ← clip(T + η tanh(α (R - β)), lowest, highest), R the mean success of the latest outcomes;
a draw takes the B prompts nearest T. A prompt that was drawn rests until its epoch is over, so that the same few do not
come again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from train.curriculum.base import PoolSampler
from train.curriculum.contract import Outcome, Pool
from train.curriculum.turns import Turns, concatenated, generator


class TargetDifficultyOptions(BaseModel):
    """Prompts nearest a target difficulty that moves with success (AdaRFT)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["target_difficulty"] = Field(
        default="target_difficulty", description="prompts nearest a target difficulty that moves with success (AdaRFT)"
    )
    start: float = Field(default=0.0, ge=0, le=1, description="target difficulty of the first draw")
    step: float = Field(
        default=0.1, gt=0, le=1, description="η, as a share of the scale of difficulty (the paper has 0.5)"
    )
    sensitivity: float = Field(default=2.0, gt=0, description="α: how sharply success moves the target")
    target: float = Field(default=0.5, gt=0, lt=1, description="β: the success rate to aim at")
    epoch: float = Field(
        default=0.5, gt=0, le=1, description="share of the prompts that is drawn before one may come again"
    )


class TargetDifficulty(PoolSampler):
    """The prompts nearest the target; ties in random order."""

    name = "target_difficulty"
    Options = TargetDifficultyOptions
    needs_outcomes = True

    def __init__(self, options: TargetDifficultyOptions, pool: Pool, *, seed: int, draws: int):
        super().__init__(pool, seed=seed, draws=draws)
        self.options = options
        self.lowest, self.highest = float(pool.difficulty.min()), float(pool.difficulty.max())
        self.target = min(max(options.start, self.lowest), self.highest)
        self.turns = Turns(np.zeros(len(pool), dtype=np.int64), 1, options.epoch)

    def _draw(self, n: int) -> NDArray[np.int64]:
        random = generator(self.seed, self.drawn)
        parts = []
        while n > 0:
            size = min(n, self.turns.left(0))
            distance = np.abs(self.pool.difficulty - self.target) + 1e-6 * random.random(len(self.pool))
            distance[self.turns.used] = np.inf
            found = np.argpartition(distance, size - 1)[:size]
            self.turns.take(found, 0)
            parts.append(found)
            n -= size
        return np.asarray(random.permutation(concatenated(parts)))

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Move the target by the mean success of the outcomes."""
        attempts = sum(outcome.attempts for outcome in outcomes)
        if attempts:
            rate = sum(outcome.successes for outcome in outcomes) / attempts
            options = self.options
            moved = self.target + options.step * float(np.tanh(options.sensitivity * (rate - options.target)))
            self.target = min(max(moved, self.lowest), self.highest)

    def metrics(self) -> dict[str, float]:
        """Also ``target``, the difficulty aimed at."""
        return super().metrics() | {"target": self.target}

    @property
    def epoch(self) -> float:
        return self.turns.epoch

    def _state(self) -> dict[str, Any]:
        return self.turns.state_dict() | {"target": self.target}

    def _load(self, state: Mapping[str, Any]) -> None:
        self.turns.load_state_dict(state)
        self.target = float(state["target"])
