"""Jurisdiction, decided again from the parameters by rules of their own: state by state, dollar by dollar."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from domains.legal.families.federal_jurisdiction import FAMILY, class_verdict, verdict
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
#: kind of party -> places in its key that hold a state of which it is a citizen
HOLDS = {"individual": [1], "domicile": [1], "corporation": [1, 2], "nerve center": [1, 2], "members": [3, 4],
         "nested": [3, 4, 5], "estate": [1], "minor": [1], "incompetent": [1], "trust": [1], "bank": [1],
         "abroad": []}  # fmt: skip


def citizens(key: list[str]) -> list[str]:
    return [key[place] for place in HOLDS[key[0]]]


def complete(p: dict[str, Any]) -> bool:
    pairs = list(product(p["plaintiffs"], p["defendants"]))
    return all(citizens(a) and citizens(b) and not set(citizens(a)) & set(citizens(b)) for a, b in pairs)


def in_controversy(p: dict[str, Any]) -> int:
    claims = dict(p["claims"])
    first = p["claims"][0][0]
    if first == "exact":
        return 75_000
    if first in ("interest", "no fees"):
        return int(claims[first])
    if first in ("fees", "one"):
        return int(sum(claims.values()))
    return int(max(claims.values()))


def expected(p: dict[str, Any]) -> str:
    if p["kind"] == "class":
        local = p["home"] in (p["born"], p["seat"])
        states = [p["home"]] * (p["share"] > 0) + [p["fourth"]] * (p["share"] < 100)
        if all({p["born"], p["seat"]} == {state} for state in states):
            return "no: minimal diversity"
        if p["members"] * p["each"] <= 5_000_000:
            return "no: amount"
        if p["members"] < 100:
            return "no: class size"
        return "no: home state" if local and Fraction(p["share"], 100) >= Fraction(2, 3) else "yes"
    split, enough = complete(p), in_controversy(p) > 75_000
    if p["kind"] == "original":
        failing = " and ".join(name for name, good in (("citizenship", split), ("amount", enough)) if not good)
        return f"no: {failing}" if failing else "yes"
    held = {state for key in p["defendants"] for state in citizens(key)}
    for name, good in (("citizenship", split), ("amount", enough), ("forum defendant", p["forum"] not in held),
                       ("too late", p["days"] <= 30)):  # fmt: skip
        if not good:
            return f"not removable: {name}"
    return "removable"


def test_answers_follow_from_the_parties_and_the_claims() -> None:
    for _, problem in MADE:
        assert problem.answer == expected(dict(problem.parameters)), problem.question


def test_leading_cases() -> None:
    assert verdict([{"Delaware", "California"}], [{"California"}], 500_000) == "no: citizenship"
    assert verdict([{"Ohio"}], [set()], 500_000) == "no: citizenship"  # Newman-Green: a citizen of no state
    assert verdict([{"Ohio"}], [{"Iowa"}], 75_001) == "yes"
    assert verdict([{"Ohio"}], [{"Iowa", "Ohio"}], 75_000) == "no: citizenship and amount"
    assert class_verdict(100, 50_001, True, 0.5, False) == "yes"
    assert class_verdict(100, 50_000, True, 0.5, False) == "no: amount"
    assert class_verdict(99, 60_000, True, 0.5, False) == "no: class size"


def test_every_answer_occurs_at_every_level() -> None:
    for level in range(1, 6):
        assert len({problem.answer for at, problem in MADE if at == level}) >= 4


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.15)  # a removal that fails on citizenship needs no arithmetic


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
