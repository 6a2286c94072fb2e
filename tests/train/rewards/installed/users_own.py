"""Rewards and verifiers of a user's, good and bad; imported by name only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from curate.verifiers import Verdict
from train.rewards.contract import Part, Rollout


def shortness(rollouts: Sequence[Rollout], *, longest: int = 100) -> list[Part]:
    return [Part(float(rollout.tokens <= longest), "measured") for rollout in rollouts]


def numbers(rollouts: Sequence[Rollout]) -> list[Any]:
    return [0.25, float("nan"), None, 7, "much"][: len(rollouts)]


def too_few(rollouts: Sequence[Rollout]) -> list[Part]:
    return []


def broken(rollouts: Sequence[Rollout]) -> list[Part]:
    raise ZeroDivisionError("no one at home")


nothing_to_call = 3


def exact(answer: str, gold: str, *, shout: bool = False) -> Verdict:
    if gold == "unreadable":
        return Verdict(None, "gold_unreadable")
    print("a verifier that talks")
    return Verdict(float(answer == (gold.upper() if shout else gold)), "compared")


def hangs(answer: str, gold: str) -> Verdict:
    while answer == "hang":
        time.sleep(0.01)
    return Verdict(float(answer == gold), "compared")


def dies(answer: str, gold: str) -> Verdict:
    if answer == "die":
        os._exit(1)
    return Verdict(float(answer == gold), "compared")


def raises(answer: str, gold: str) -> Verdict:
    raise KeyError(answer)


def nonsense(answer: str, gold: str) -> Any:
    return {"nan": Verdict(float("nan"), "x"), "high": Verdict(7.0, "x"), "none": None}[answer]


def hungry(answer: str, gold: str) -> Verdict:
    return Verdict(float(len(bytearray(1 << 40))), "x")


def deep(answer: str, gold: str) -> Verdict:
    sys.setrecursionlimit(10_000)
    return deep(answer, gold)
