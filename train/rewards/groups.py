"""Groups of rollouts of one prompt: totals and outcomes in, advantages and what to log of the groups out.

Rollouts come group by group, `size` to a group. One that can't be judged (outcome None) belongs in no group's mean and
has advantage 0: it neither pays nor costs.

A group is dead when its binary outcomes are all right or all wrong. That is told by correctness alone, never by the
total reward: a gate on the spread of a shaped reward has destroyed runs (0.72 to 0.04) that the outcome's kept at
0.75.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Estimator = Literal["grpo", "dr_grpo", "rloo"]
#: keeps a group of equal rewards from dividing by zero; Tunix's constant
_EPSILON = 1e-6


@dataclass(frozen=True)
class GroupStatistics:
    """Groups of one step.

    Attributes:
        mean: float64 (groups,), of the totals of judged rollouts.
        std: float64 (groups,), with the n - 1 of Tunix; 0 for fewer than two.
        judged: int64 (groups,), rollouts with an outcome.
        successes: int64 (groups,), correct ones.
        all_right, all_wrong: share of the groups with an outcome that are so; together the share of dead groups.
        unjudged: share of groups without any outcome.
    """

    mean: Floats
    std: Floats
    judged: NDArray[np.int64]
    successes: NDArray[np.int64]
    all_right: float
    all_wrong: float
    unjudged: float

    @property
    def dead(self) -> float:
        """Share of the groups with an outcome that teach nothing about correctness."""
        return self.all_right + self.all_wrong

    def metrics(self) -> dict[str, float]:
        """Numbers worth plotting."""
        outcomes = int(self.judged.sum())
        return {
            "reward/mean": float(self.mean.mean()) if self.mean.size else 0.0,
            "reward/std": float(self.std.mean()) if self.std.size else 0.0,
            "outcome/correct": int(self.successes.sum()) / outcomes if outcomes else 0.0,
            "groups/all_right": self.all_right,
            "groups/all_wrong": self.all_wrong,
            "groups/dead": self.dead,
            "groups/unjudged": self.unjudged,
        }


def group_statistics(total: Floats, correct: Sequence[bool | None], size: int) -> GroupStatistics:
    """Statistics of n = groups × size rollouts.

    Args:
        total: float64 (n,).
        correct: n binary outcomes.

    Raises:
        ValueError: the rollouts do not make whole groups.
    """
    judged = known(correct).reshape(_shape(total, size))
    right = np.asarray([outcome is True for outcome in correct], dtype=np.bool_).reshape(judged.shape)
    mean, std = _moments(total, judged)
    count, successes = judged.sum(axis=1), (right & judged).sum(axis=1)
    outcomes = max(1, int((count > 0).sum()))
    return GroupStatistics(
        mean=mean, std=std, judged=count, successes=successes,
        all_right=float(((successes == count) & (count > 0)).sum() / outcomes),
        all_wrong=float(((successes == 0) & (count > 0)).sum() / outcomes),
        unjudged=float((count == 0).mean()) if count.size else 0.0,
    )  # fmt: skip


def known(correct: Sequence[bool | None]) -> NDArray[np.bool_]:
    """Which rollouts have an outcome."""
    return np.asarray([outcome is not None for outcome in correct], dtype=np.bool_)


def advantages(
    total: Floats, size: int, estimator: Estimator = "grpo", judged: NDArray[np.bool_] | None = None
) -> Floats:
    """Advantages float64 (n,) of n = groups × size rollouts.

    ``grpo``: (r - mean) / (std + 1e-6) by group, std with n - 1 as Tunix has it (arXiv 2402.03300).
    ``dr_grpo``: r - mean; dividing by std overweights groups that are nearly dead (arXiv 2503.20783).
    ``rloo``: r - mean of the others (arXiv 2402.14740); 0 in a group of one.

    Args:
        total: float64 (n,).
        judged: bool (n,), rollouts that count; all when left out.
    """
    shape = _shape(total, size)
    counts = np.ones(shape, dtype=np.bool_) if judged is None else judged.reshape(shape)
    rewards = np.where(counts, total.reshape(shape), 0.0)
    mean, std = _moments(total, counts)
    centred = rewards - mean[:, None]
    if estimator == "grpo":
        found = centred / (std[:, None] + _EPSILON)
    elif estimator == "dr_grpo":
        found = centred
    elif estimator == "rloo":
        n = counts.sum(axis=1, keepdims=True)
        found = np.where(n > 1, centred * n / np.maximum(n - 1, 1), 0.0)
    else:
        raise ValueError(f"there is no estimator {estimator!r}")
    return np.where(counts, found, 0.0).reshape(-1)


def decoupled_advantages(
    parts: Mapping[str, Floats], weights: Mapping[str, float], size: int, judged: NDArray[np.bool_] | None = None
) -> Floats:
    """Advantages with each reward normalised apart, so that a rare one is not drowned (GDPO, arXiv 2601.05242).

    Each reward's GRPO advantage is weighted and summed, and the sum standardised over the batch.

    Args:
        parts: reward name -> float64 (n,).
    """
    summed = sum((weights[name] * advantages(part, size, "grpo", judged) for name, part in parts.items()), start=0.0)
    whole = np.asarray(summed, dtype=np.float64)
    counted = whole if judged is None else whole[judged]
    if counted.size < 2:
        return np.zeros_like(whole)
    scaled = (whole - counted.mean()) / (counted.std(ddof=1) + _EPSILON)
    return scaled if judged is None else np.where(judged, scaled, 0.0)


def _shape(total: Floats, size: int) -> tuple[int, int]:
    if size < 1 or total.size % size:
        raise ValueError(f"{total.size} rollouts do not make groups of {size}")
    return total.size // size, size


def _moments(total: Floats, judged: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Mean and std (n - 1) of each group's judged rollouts; 0 where there are none, or no spread."""
    rewards = np.where(judged, total.reshape(judged.shape), 0.0)
    n = judged.sum(axis=1)
    mean = rewards.sum(axis=1) / np.maximum(n, 1)
    squares = np.where(judged, (rewards - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return mean, np.sqrt(squares / np.maximum(n - 1, 1))
