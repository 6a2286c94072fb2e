"""Prompts that the model gets about half of the time: those that a group of completions learns most from.

MoPPS (arXiv 2507.04632): each prompt has a Beta posterior of its success rate, α ← λα + (1-λ)α₀ + successes and
β ← λβ + (1-λ)β₀ + failures; a draw samples a rate for each candidate (Thompson) and takes the B nearest the target.
The prior is seeded by the difficulty column, α₀ = strength · q and β₀ = strength · (1-q) with q = 1 - difficulty.

Ours: a prompt is seldom drawn twice, so what is seen of one also moves the prior of all of its family and level, by the
difference of log-odds between what was seen and what the difficulties had led to expect. Families have fixed shares, so
that a curriculum never trades a hard domain for an easy one; and a prompt that was drawn rests until its round is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from curate.domain import suggestion
from curate.errors import RecipeError
from train.curriculum.base import PoolSampler
from train.curriculum.contract import Outcome, Pool
from train.curriculum.turns import Quotas, Turns, concatenated, generator, packed, shares_of, unpacked

#: a prior never says that a prompt is certain
_SUREST = 0.05


class AdaptiveOptions(BaseModel):
    """Prompts that the model gets about half of the time (MoPPS)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["adaptive"] = Field(
        default="adaptive", description="prompts that the model gets about half of the time (MoPPS)"
    )
    target: float = Field(default=0.5, gt=0, lt=1, description="success rate to aim at")
    memory: float = Field(
        default=0.5, ge=0, le=1, description="λ: what is left of earlier outcomes when a prompt is seen again"
    )
    prior_strength: float = Field(
        default=8.0, gt=0, description="completions that the prior of a prompt counts for; fewer explore more"
    )
    across: bool = Field(
        default=True,
        description="outcomes of a prompt also move the prior of its family and level; false is MoPPS alone",
    )
    across_memory: float = Field(
        default=0.95, ge=0, lt=1, description="what is left of a family's and level's outcomes with each prompt seen"
    )
    candidates: int = Field(default=32, ge=1, description="prompts looked at for each one that is drawn, at most")
    epoch: float = Field(
        default=0.5, gt=0, le=1, description="share of a family's prompts that is drawn before one may come again"
    )
    shares: dict[str, float] = Field(
        default_factory=dict, description="family = weight in every draw; as the corpus has them when empty"
    )


class Adaptive(PoolSampler):
    """Beta posteriors, Thompson draws, fixed shares a family."""

    name = "adaptive"
    Options = AdaptiveOptions
    needs_outcomes = True

    def __init__(self, options: AdaptiveOptions, pool: Pool, *, seed: int, draws: int):
        super().__init__(pool, seed=seed, draws=draws)
        _require_families(options.shares, pool)
        self.options = options
        self.turns = Turns(pool.family, len(pool.families), options.epoch)
        shares = shares_of(options.shares, pool)
        self.quotas = Quotas(shares)
        self.expected = np.clip(1 - pool.difficulty.astype(np.float64), _SUREST, 1 - _SUREST)
        self.cell = pool.family.astype(np.int64) * 6 + pool.level
        self.successes = np.zeros(len(pool))  # what is left of each prompt's own outcomes
        self.failures = np.zeros(len(pool))
        #: of each family and level: completions seen, their successes, and the successes that the prior had expected
        self.seen = np.zeros((3, len(pool.families) * 6))
        self._error = 0.0

    def posterior(self, prompts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """α and β of each prompt; float64 (n,)."""
        prior = self.expected[prompts]
        if self.options.across:
            odds = np.log(prior / (1 - prior)) + self._shift()[self.cell[prompts]]
            prior = np.clip(1 / (1 + np.exp(-odds)), _SUREST, 1 - _SUREST)
        strength = self.options.prior_strength
        return strength * prior + self.successes[prompts], strength * (1 - prior) + self.failures[prompts]

    def estimate(self, prompts: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean of each prompt's posterior."""
        alpha, beta = self.posterior(prompts)
        return alpha / (alpha + beta)

    def _shift(self) -> NDArray[np.float64]:
        """How much easier each family and level proved than its difficulties said, in log-odds; 0 where unseen."""
        attempts, successes, expected = self.seen
        told = np.clip(expected / np.maximum(attempts, 1e-9), _SUREST, 1 - _SUREST)
        strength = self.options.prior_strength
        found = (successes + strength * told) / (attempts + strength)
        return np.where(attempts > 0, np.log(found / (1 - found)) - np.log(told / (1 - told)), 0.0)

    def _draw(self, n: int) -> NDArray[np.int64]:
        random = generator(self.seed, self.drawn)
        parts = []
        for family, wanted in enumerate(self.quotas.next(n).tolist()):
            while wanted > 0:
                size = min(wanted, self.turns.left(family))
                part = self._nearest(family, size, random)
                self.turns.take(part, family)
                parts.append(part)
                wanted -= size
        return np.asarray(random.permutation(concatenated(parts)))

    def _nearest(self, family: int, size: int, random: np.random.Generator) -> NDArray[np.int64]:
        found = self.turns.candidates(family, size * self.options.candidates, random)
        if len(found) <= size:
            return found
        alpha, beta = self.posterior(found)
        distance = np.abs(random.beta(alpha, beta) - self.options.target)
        return found[np.argpartition(distance, size - 1)[:size]]

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Move the posterior of each prompt that could be judged, and the prior of its family and level."""
        judged = [outcome for outcome in outcomes if outcome.attempts]
        if not judged:
            return
        prompts = np.array([outcome.prompt for outcome in judged], dtype=np.int64)
        rates = np.array([outcome.successes / outcome.attempts for outcome in judged])
        self._error = float(np.abs(self.estimate(prompts) - rates).mean())
        for outcome in judged:
            i, failures = outcome.prompt, outcome.attempts - outcome.successes
            self.successes[i] = self.options.memory * self.successes[i] + outcome.successes
            self.failures[i] = self.options.memory * self.failures[i] + failures
            now = (outcome.attempts, outcome.successes, outcome.attempts * self.expected[i])
            cell = self.cell[i]
            self.seen[:, cell] = self.options.across_memory * self.seen[:, cell] + now

    def metrics(self) -> dict[str, float]:
        """Also ``estimate``, the mean estimated success rate of the latest draw; ``estimate_error``, the mean distance
        between estimates and the rates then observed; ``seen``, the share of the pool with outcomes."""
        latest = self._latest
        return super().metrics() | {
            "estimate": float(self.estimate(latest).mean()) if len(latest) else 0.0,
            "estimate_error": self._error,
            "seen": float(((self.successes + self.failures) > 0).mean()),
        }

    @property
    def epoch(self) -> float:
        return self.turns.epoch

    def _state(self) -> dict[str, Any]:
        known = np.flatnonzero((self.successes != 0) | (self.failures != 0))
        return self.turns.state_dict() | {
            "known": packed(known), "successes": packed(self.successes[known]),
            "failures": packed(self.failures[known]), "seen": packed(self.seen), "given": self.quotas.given.tolist(),
            "error": self._error,
        }  # fmt: skip

    def _load(self, state: Mapping[str, Any]) -> None:
        self.turns.load_state_dict(state)
        known = unpacked(state["known"], np.int64)
        self.successes[:], self.failures[:] = 0.0, 0.0
        self.successes[known] = unpacked(state["successes"], np.float64)
        self.failures[known] = unpacked(state["failures"], np.float64)
        self.seen = unpacked(state["seen"], np.float64).reshape(self.seen.shape).copy()
        self.quotas.given = np.array(state["given"], dtype=np.int64)
        self._error = float(state["error"])


def _require_families(shares: Mapping[str, float], pool: Pool) -> None:
    for name, weight in shares.items():
        if name not in pool.families:
            raise RecipeError(
                f"the curriculum gives a share to the family {name!r}, which the pool does not have",
                where="curriculum.shares", remedy=suggestion(name, pool.families),
            )  # fmt: skip
        if not weight >= 0:
            raise RecipeError(f"the share of {name} is {weight}", where="curriculum.shares", remedy="give 0 or more")
