"""Length: completions in, a cost for those that are too long out, from 0 to -1.

Soft overlong punishment of DAPO (arXiv 2503.14476, equation 13), counted in tokens: nothing up to `target`, then
growing to -1 at `limit`, linearly or as half a cosine wave (the shape of Yeo et al., arXiv 2502.03373); a completion
that was cut off costs -1. Brevity never pays: a reward for short completions is earned by leaving the reasoning out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from train.rewards.contract import Part, Reward, Rollout
from train.rewards.judge import Judge


class Options(BaseModel):
    """0 up to the target length, down to -1 at the limit and for a completion that was cut off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: int = Field(default=512, ge=1, description="tokens up to which a completion costs nothing")
    limit: int | None = Field(
        default=None, ge=2, description="tokens from which it costs 1; twice the target when left out"
    )
    shape: Literal["linear", "cosine"] = Field(default="linear", description="how the cost grows between the two")

    @model_validator(mode="after")
    def _in_order(self) -> Options:
        if self.limit is not None and self.limit <= self.target:
            raise PydanticCustomError("length", "limit has to be more than target")
        return self


def reward(options: Options, judge: Judge) -> Reward:
    """The reward."""
    limit = options.limit or 2 * options.target

    def judged(rollouts: Sequence[Rollout]) -> list[Part]:
        return [one(rollout) for rollout in rollouts]

    def one(rollout: Rollout) -> Part:
        if not rollout.stopped:
            return Part(-1.0, "cut_off")
        over = min(1.0, max(0.0, (rollout.tokens - options.target) / (limit - options.target)))
        if not over:
            return Part(0.0, "within_target")
        return Part(-over if options.shape == "linear" else (cos(pi * over) - 1.0) / 2.0, "long")

    return judged
