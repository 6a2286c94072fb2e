"""A pool of made-up prompts, and a model of a learner, for the tests of curricula."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from train.curriculum.contract import Outcome, Pool


def made(n: int, *, families: int = 3, seed: int = 0) -> Pool:
    """n prompts, difficulty by level with noise."""
    random = np.random.default_rng(seed)
    level = random.integers(1, 6, n).astype(np.int8)
    return Pool(
        ids=[f"{seed:08x}{k:024x}" for k in range(n)],
        difficulty=np.clip((level - 0.5) / 5 + random.normal(0, 0.05, n), 0, 1).astype(np.float32),
        level=level,
        family=random.integers(0, families, n).astype(np.int32),
        families=tuple(f"family_{k}" for k in range(families)),
        tokens=random.integers(50, 300, n).astype(np.int32),
    )


class Learner:
    """Succeeds with probability 1 / (1 + exp(4 (hardness - skill))); each prompt it can half do teaches most.

    Its hardness is not the pool's difficulty: shifted by family, stretched and noisy, as a real model's is.
    """

    def __init__(self, pool: Pool, *, seed: int, start: float = -1.0, rate: float = 0.002):
        self.random = np.random.default_rng([seed, 1])
        shift = np.random.default_rng(99).normal(0, 0.6, len(pool.families))
        noise = np.random.default_rng(98).normal(0, 0.3, len(pool))
        self.hardness = 3.0 * pool.difficulty - 1.0 + shift[pool.family] + noise
        self.skill, self.rate = start, rate

    def chance(self, prompts: NDArray[np.int64]) -> NDArray[np.float64]:
        """True success probability of each prompt."""
        return 1 / (1 + np.exp(4 * (self.hardness[prompts] - self.skill)))

    def roll(self, prompts: NDArray[np.int64], attempts: int = 8) -> list[Outcome]:
        """An outcome for each prompt."""
        successes = self.random.binomial(attempts, self.chance(prompts))
        return [Outcome(int(i), int(s), attempts) for i, s in zip(prompts, successes)]

    def learn(self, outcomes: list[Outcome]) -> None:
        """Skill grows with the variance of each group's outcomes, as the size of a policy gradient does."""
        rates = np.array([outcome.successes / outcome.attempts for outcome in outcomes])
        self.skill += self.rate * float((4 * rates * (1 - rates)).sum())
