"""Levels, or families and levels, by how much the model learns from them.

SEC (arXiv 2505.14970): a category's value is a moving mean of the absolute advantage of its prompts' groups,
Q ← α·mean|A| + (1-α)·Q, and categories are drawn with probability ∝ exp(Q/τ). Where the learner tells no advantage,
that of a normalised binary reward stands in: mean|A| = 2√(p(1-p)) for success rate p.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from train.curriculum.base import PoolSampler
from train.curriculum.contract import Outcome, Pool
from train.curriculum.turns import Turns, concatenated, generator


class BanditOptions(BaseModel):
    """Categories by how much the model learns from them (SEC)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["bandit"] = Field(
        default="bandit", description="levels, or families and levels, by how much is learnt from them (SEC)"
    )
    categories: Literal["level", "family_and_level"] = Field(default="family_and_level", description="what is chosen")
    rate: float = Field(default=0.5, gt=0, le=1, description="α: weight of the latest outcomes")
    temperature: float = Field(default=0.4, gt=0, description="τ: lower concentrates on the best categories")


class Bandit(PoolSampler):
    """A softmax bandit over categories; within a category's epoch no prompt comes twice."""

    name = "bandit"
    Options = BanditOptions
    needs_outcomes = True

    def __init__(self, options: BanditOptions, pool: Pool, *, seed: int, draws: int):
        super().__init__(pool, seed=seed, draws=draws)
        self.options = options
        key = pool.level.astype(np.int64)
        if options.categories == "family_and_level":
            key = key + 6 * pool.family.astype(np.int64)
        self.category = np.unique(key, return_inverse=True)[1].astype(np.int64)
        self.turns = Turns(self.category, int(self.category.max()) + 1)
        self.value = np.zeros(len(self.turns.sizes))

    def shares(self) -> NDArray[np.float64]:
        """Probability of each category."""
        raw = np.exp((self.value - self.value.max()) / self.options.temperature)
        return np.asarray(raw / raw.sum())

    def _draw(self, n: int) -> NDArray[np.int64]:
        random = generator(self.seed, self.drawn)
        parts = []
        for category, wanted in enumerate(random.multinomial(n, self.shares()).tolist()):
            while wanted > 0:
                part = self.turns.candidates(category, min(wanted, self.turns.left(category)), random)
                self.turns.take(part, category)
                parts.append(part)
                wanted -= len(part)
        return np.asarray(random.permutation(concatenated(parts)))

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Move the value of each category that the outcomes belong to."""
        learnt: defaultdict[int, list[float]] = defaultdict(list)
        for outcome in outcomes:
            if outcome.attempts:
                rate = outcome.successes / outcome.attempts
                told = outcome.advantage
                advantage = 2 * math.sqrt(rate * (1 - rate)) if told is None else told
                learnt[int(self.category[outcome.prompt])].append(advantage)
        rate = self.options.rate
        for category, found in learnt.items():
            self.value[category] = rate * sum(found) / len(found) + (1 - rate) * self.value[category]

    def metrics(self) -> dict[str, float]:
        """Also ``value``, the mean value of the categories, and ``best_value``."""
        return super().metrics() | {"value": float(self.value.mean()), "best_value": float(self.value.max())}

    @property
    def epoch(self) -> float:
        return self.turns.epoch

    def _state(self) -> dict[str, Any]:
        return self.turns.state_dict() | {"value": self.value.tolist()}

    def _load(self, state: Mapping[str, Any]) -> None:
        self.turns.load_state_dict(state)
        self.value = np.array(state["value"])
