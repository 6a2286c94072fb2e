"""Steps: completions in, a cost for arithmetic that does not hold out, from 0 to -1.

Each equality that the reasoning writes is worked out again (`curate.steps`); the cost is the share that is wrong. A
right step pays nothing, or a model would write ``0+0=0`` until its tokens end (seen in public runs).
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from curate.steps import StepReport, check_steps
from train.rewards.contract import Part, Reward, Rollout
from train.rewards.judge import Judge
from train.rewards.reading import read

#: characters of a reasoning that are checked
_LONGEST = 100_000


class Options(BaseModel):
    """0 when every arithmetic step holds, down to -1 when none does."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def reward(options: Options, judge: Judge) -> Reward:
    """The reward."""

    def judged(rollouts: Sequence[Rollout]) -> list[Part]:
        return [one(read(rollout.text).reasoning) for rollout in rollouts]

    def one(reasoning: str) -> Part:
        report = checked_steps(reasoning)
        if not report.checked:
            return Part(0.0, "no_steps")
        return Part(-min(1.0, len(report.wrong) / report.checked), "wrong_step") if report.wrong else Part(0.0, "ok")

    return judged


def checked_steps(reasoning: str) -> StepReport:
    """The arithmetic of what a model wrote, which may be any text at all: what can't be checked counts as no step."""
    try:
        return check_steps(reasoning[:_LONGEST])
    except (ArithmeticError, LookupError, RecursionError, ValueError):
        return StepReport(0, ())
