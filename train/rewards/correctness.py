"""Correctness: completions in, the verdict of each record's own verifier on the answer that counts out.

The verifier is the one that checked the gold answer when the corpus was built (DESIGN, invariant 4). Which answer
counts, and why a hedged, unreasoned or injected one does not, is told in `train.rewards.reading`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from train.rewards.contract import Part, Reward, Rollout
from train.rewards.judge import Judge
from train.rewards.reading import MIN_CHARACTERS, read


class Options(BaseModel):
    """1 for an answer that the record's own verifier accepts, 0 for any other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    partial: bool = Field(
        default=False, description="pay a verifier's partial credit as it is; a partly right answer pays 0 otherwise"
    )
    min_reasoning: int = Field(
        default=MIN_CHARACTERS, ge=0,
        description="characters of reasoning, white space left out, without which an answer does not count; "
        "evaluation always uses the default",
    )  # fmt: skip


def reward(options: Options, judge: Judge) -> Reward:
    """The reward; a part without a score where the gold answer or the verifier is at fault."""

    def judged(rollouts: Sequence[Rollout]) -> list[Part]:
        return [one(rollout) for rollout in rollouts]

    def one(rollout: Rollout) -> Part:
        part = judge.outcome(rollout.problem, read(rollout.text, min_characters=options.min_reasoning))
        if part.score is not None and part.score < 1.0 and not options.partial:
            return Part(0.0, part.reason)
        return part

    return judged
