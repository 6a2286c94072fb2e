"""What a reward is: completions of known problems go in, a score with a reason for each comes out.

A recipe names rewards and weighs them; `train.rewards.score` adds the parts up. A part that can't be judged has no
score (None): it neither pays nor costs, and is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Problem:
    """The part of a record that rewards and evaluation look at."""

    id: str
    family: str
    source: str
    level: int
    difficulty: float
    question: str
    choices: tuple[str, ...]
    reasoning: str
    answer: str
    verifier: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Rollout:
    """One completion of one problem.

    Attributes:
        text: what the model wrote, without the token that ends its turn.
        tokens: its length in tokens, that token included.
        stopped: the model ended its turn by itself; False when it was cut off at the limit.
    """

    problem: Problem
    text: str
    tokens: int
    stopped: bool


@dataclass(frozen=True)
class Part:
    """One reward's view of one rollout; score None when it can't be judged."""

    score: float | None
    reason: str


class Reward(Protocol):
    """Registered by name in `train.rewards.REWARDS`; a user's own is named ``package.module:attribute``."""

    def __call__(self, rollouts: Sequence[Rollout]) -> Sequence[Part]:
        """A part for each rollout, in order; scores in [-1, 1]."""
