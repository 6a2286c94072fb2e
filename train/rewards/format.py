"""Format: completions in, 1 for those in exactly the asked form out, 0 for the others with what is wrong.

One reasoning, one answer, in this order, nothing outside; reasoning that is not a stub and does not contradict its
answer; and the turn was ended. All or nothing, as in DeepSeek-R1 (arXiv 2501.12948, section 2.2.2): points for single
tags are earned by writing tags.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from train.rewards.contract import Part, Reward, Rollout
from train.rewards.judge import Judge
from train.rewards.reading import MIN_CHARACTERS, form


class Options(BaseModel):
    """1 for a completion in exactly the asked form, 0 for any other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_reasoning: int = Field(
        default=MIN_CHARACTERS, ge=0, description="characters of reasoning, white space left out, at least"
    )


def reward(options: Options, judge: Judge) -> Reward:
    """The reward."""

    def judged(rollouts: Sequence[Rollout]) -> list[Part]:
        reasons = [
            form(rollout.text, stopped=rollout.stopped, min_characters=options.min_reasoning) for rollout in rollouts
        ]
        return [Part(float(reason == "ok"), reason) for reason in reasons]

    return judged
