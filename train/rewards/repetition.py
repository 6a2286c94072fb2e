"""Repetition: completions in, a cost for going round in circles out, from 0 to -1.

The share of a text's word n-grams that came before (Yeo et al., arXiv 2502.03373; the corpus's quality stage takes the
same share off its score), less what honest working repeats: at n = 4 one in a hundred gold reasonings of the four
built-in corpora has more than 0.15, none more than 0.26. A word without end is read in pieces of ten characters, so
that it is a repetition, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from train.rewards.contract import Part, Reward, Rollout
from train.rewards.judge import Judge

_LONGEST_WORD = 40
_PIECE = 10


class Options(BaseModel):
    """0 while few n-grams come twice, down to -1 when all do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ngram: int = Field(default=4, ge=1, le=50, description="words in an n-gram")
    tolerance: float = Field(default=0.3, ge=0, lt=1, description="share of repeated n-grams that costs nothing")


def reward(options: Options, judge: Judge) -> Reward:
    """The reward."""

    def judged(rollouts: Sequence[Rollout]) -> list[Part]:
        shares = [repeated_share(words(rollout.text), options.ngram) for rollout in rollouts]
        costs = [max(0.0, share - options.tolerance) / (1.0 - options.tolerance) for share in shares]
        return [Part(-cost, "repetitive") if cost else Part(0.0, "varied") for cost in costs]

    return judged


def words(text: str) -> list[str]:
    """Words of a text; one of more than 40 characters in pieces."""
    found: list[str] = []
    for word in text.split():
        if len(word) <= _LONGEST_WORD:
            found.append(word)
        else:
            found.extend(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))
    return found


def repeated_share(tokens: Sequence[str], size: int) -> float:
    """Share of the n-grams of `size` tokens that came before; 0 for a text shorter than two of them."""
    grams = len(tokens) - size + 1
    if grams < size + 1:
        return 0.0
    return 1.0 - len(set(zip(*(tokens[k:] for k in range(size))))) / grams
