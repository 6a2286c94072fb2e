"""The admission gate: prompts whose completions all succeed, or all fail, teach nothing; others are drawn instead.

A sampler and a function that rolls prompts out go in; the prompts to train on and every outcome come out (DAPO's
dynamic sampling, arXiv 2503.14476). The rounds of drawing anew are bounded. The gate looks at correctness alone: a gate
on the shaped reward's spread admits groups that differ only in form, and has destroyed runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from curate.errors import TrainingError
from train.curriculum.contract import Outcome, Sampler

Roll = Callable[[NDArray[np.int64]], Sequence[Outcome]]


class GateOptions(BaseModel):
    """Which prompts' groups are trained on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rounds: int = Field(
        default=1, ge=1, le=10, description="times that prompts are drawn for one batch, at most; 1 never draws anew"
    )
    when_short: Literal["fill", "fewer", "stop"] = Field(
        default="fill",
        description="after the last round: fill the batch with groups that teach nothing, train on fewer, or stop",
    )


@dataclass(frozen=True)
class Admission:
    """What the gate let in.

    Attributes:
        prompts: int64 (B,), indices into the pool; admitted ones first, then those that fill the batch.
        places: int64 (B,), where each stands among all prompts that were rolled, in the order of rolling.
        admitted: how many of them teach something.
        outcomes: of every prompt that was rolled.
        rounds: rolls that it took.
    """

    prompts: NDArray[np.int64]
    places: NDArray[np.int64]
    admitted: int
    outcomes: tuple[Outcome, ...]
    rounds: int

    def metrics(self) -> dict[str, float]:
        """``rolled``, ``rounds``, and the shares of the rolled prompts that were ``admitted``, ``all_right``,
        ``all_wrong`` and ``unjudged``; they add up to 1."""
        count = len(self.outcomes)
        unjudged = sum(outcome.attempts == 0 for outcome in self.outcomes)
        right = sum(0 < outcome.attempts == outcome.successes for outcome in self.outcomes)
        mixed = sum(teaches(outcome) for outcome in self.outcomes)
        return {
            "rolled": float(count),
            "rounds": float(self.rounds),
            "admitted": mixed / count,
            "all_right": right / count,
            "all_wrong": (count - unjudged - right - mixed) / count,
            "unjudged": unjudged / count,
        }


def teaches(outcome: Outcome) -> bool:
    """Whether some of the prompt's completions succeeded and some failed."""
    return 0 < outcome.successes < outcome.attempts


def admit(sampler: Sampler, n: int, roll: Roll, options: GateOptions | None = None) -> Admission:
    """Draw and roll out until n prompts teach something, or the rounds are used up.

    Every outcome is told to the sampler, round by round. A round after the first draws only as many as are missing.

    Args:
        roll: prompts in, an outcome for each, in order.

    Raises:
        TrainingError: the rounds are used up, too few prompts teach something, and `when_short` is "stop".
    """
    options = options or GateOptions()
    rolled: list[NDArray[np.int64]] = []
    outcomes: list[Outcome] = []
    good: list[int] = []
    rounds = 0
    while len(good) < n and rounds < options.rounds:
        prompts = sampler.draw(n - len(good))
        found = list(roll(prompts))
        if [outcome.prompt for outcome in found] != prompts.tolist():
            raise ValueError("roll must return one outcome for each prompt, in order")
        sampler.observe(found)
        good += [len(outcomes) + k for k, outcome in enumerate(found) if teaches(outcome)]
        outcomes += found
        rolled.append(prompts)
        rounds += 1
    places = good
    if len(good) < n:
        if options.when_short == "stop":
            raise TrainingError(
                f"only {len(good)} of {n} prompts had completions that differ in correctness",
                why=f"{len(outcomes)} were tried in {rounds} rounds",
                remedy="raise gate.rounds, take the adaptive curriculum, train the model further first, or set "
                'gate.when_short = "fill"',
            )
        if options.when_short == "fill":
            dead = [k for k in range(len(outcomes)) if not teaches(outcomes[k])]
            places = good + dead[: n - len(good)]
    chosen = np.array(places, dtype=np.int64)
    everything = np.concatenate(rolled)
    return Admission(everything[chosen], chosen, len(good), tuple(outcomes), rounds)
