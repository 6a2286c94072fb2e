"""Learning rates: a step and the number of steps in, a rate out.

The rate is handed to the optimizer before each step and is not compiled into it, so that a budget may settle the number
of steps after the first few have been timed.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ScheduleOptions(BaseModel):
    """How the learning rate goes: up over `warmup`, level, then over the last `falling` down to `floor` of the peak."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    learning_rate: float = Field(gt=0, description="the peak")
    warmup: float = Field(default=0.05, ge=0, le=1, description="share of the steps that the rate takes to rise")
    decay: Literal["cosine", "linear", "constant"] = Field(default="cosine", description="how it falls after that")
    falling: float = Field(
        default=1.0, gt=0, le=1, description="share of the steps after the rise over which it falls; level before that"
    )
    floor: float = Field(default=0.1, ge=0, le=1, description="share of the peak that is left at the end")

    def rate(self, step: int, steps: int) -> float:
        """The rate of the step after `step` steps, of `steps` in all; beyond the end it stays where it ended."""
        rising = math.ceil(self.warmup * steps)
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        level = round((steps - rising) * (1 - self.falling))
        gone = min(1.0, max(0, step - rising - level) / max(1, steps - rising - level))
        if self.decay == "constant":
            return self.learning_rate
        left = (1 + math.cos(math.pi * gone)) / 2 if self.decay == "cosine" else 1 - gone
        return self.learning_rate * (self.floor + (1 - self.floor) * left)
