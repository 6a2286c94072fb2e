"""Intestate shares against generation-by-generation and path-by-path counts of their own."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.verifiers import verify
from domains.legal.families.intestacy import FAMILY, Person, divide, hotchpot, spouse_share
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 700)
CHECK = "domains.legal.verifiers.shares:check"
Path = tuple[int, ...]


def everybody(shape: list[Any], path: Path = ()) -> dict[Path, bool]:
    """Path of child numbers -> alive, for a list of [alive, children]."""
    found: dict[Path, bool] = {}
    for index, (alive, children) in enumerate(shape):
        found[(*path, index)] = alive
        found |= everybody(children, (*path, index))
    return found


def oracle(shape: list[Any], system: str) -> dict[Path, Fraction]:
    people = everybody(shape)
    heirs = [p for p, alive in people.items() if alive and not any(people[p[:k]] for k in range(1, len(p)))]
    stirpes = {p[:k] for p in heirs for k in range(1, len(p) + 1)}
    if system == "each generation":
        shares: dict[Path, Fraction] = {}
        left = Fraction(1)
        for depth in range(1, 8):
            level = [p for p in stirpes if len(p) == depth]
            takers = [p for p in heirs if len(p) == depth]
            if takers:
                each = left / len(level)
                shares |= dict.fromkeys(takers, each)
                left -= each * len(takers)
        return shares

    def portion(path: Path) -> Fraction:
        value, start = Fraction(1), 0
        for k in range(1, len(path) + 1):
            # the generation at which the branch that begins at `start` is cut
            group = [p for p in stirpes if len(p) == k and p[:start] == path[:start]]
            if system == "representation" and not any(p in heirs for p in group):
                continue
            value /= len(group)
            start = k
        return value

    return {p: portion(p) for p in heirs}


def named(shape: list[Any], path: Path = ()) -> tuple[Person, ...]:
    return tuple(
        Person(".".join(map(str, (*path, k))), alive, named(children, (*path, k)))
        for k, (alive, children) in enumerate(shape)
    )


leaf = st.tuples(st.booleans(), st.just([])).map(list)
branch = st.tuples(st.booleans(), st.lists(leaf, max_size=3)).map(list)
trees = st.lists(st.tuples(st.booleans(), st.lists(branch, max_size=3)).map(list), min_size=1, max_size=4)


@settings(deadline=None, max_examples=150)
@given(trees, st.sampled_from(["each generation", "representation", "strict"]))
def test_division_of_any_tree(shape: list[Any], system: str) -> None:
    ours = divide(named(shape), system)
    theirs = {".".join(map(str, path)): share for path, share in oracle(shape, system).items()}
    assert ours == theirs
    assert not ours or sum(ours.values()) == 1


def at(shape: list[Any], who: list[int], system: str) -> Fraction:
    return oracle(shape, system)[tuple(who)]


def test_amounts_follow_from_the_tree() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        kind = p["kind"]
        if kind == "single":
            right = at(p["tree"], p["who"], p["system"]) * p["value"]
        elif kind in ("spouse", "rest"):
            first, part = {"all": (p["value"], 1), "parent": (300_000, Fraction(3, 4)),
                           "other": (225_000, Fraction(1, 2)), "own": (150_000, Fraction(1, 2))}[p["case"]]  # fmt: skip
            spouse = min(first, p["value"]) + max(0, p["value"] - first) * part
            right = spouse if kind == "spouse" else (p["value"] - spouse) * at(p["tree"], p["who"], p["system"])
        elif kind == "advanced":
            gifts = {k: amount for k, amount, written in p["gifts"] if written}
            inside = set(range(p["children"]))
            while any(gifts.get(k, 0) * len(inside) > p["value"] + sum(gifts.get(j, 0) for j in inside)
                      for k in inside):  # fmt: skip
                inside.remove(max(inside, key=lambda k: gifts.get(k, 0)))
            pot = p["value"] + sum(gifts.get(k, 0) for k in inside)
            right = Fraction(pot, len(inside)) - gifts.get(p["who"], 0) if p["who"] in inside else Fraction(0)
        else:
            continue
        assert abs(float(problem.answer.replace("$", "").replace(",", "")) - float(right)) <= 0.5, problem.question


def test_shares_follow_from_the_tree() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] not in ("mapping", "hours", "collateral"):
            continue
        given = sorted(Fraction(part.rsplit(" ", 1)[1]) for part in problem.answer.split("; "))
        if p.get("parent"):
            assert given == [1]
            continue
        if p["kind"] == "hours":
            assert p["tree"][p["index"]][0] is (p["hours"] >= 120)
        assert given == sorted(oracle(p["tree"], p["system"]).values()), problem.question


def test_spouse_and_hotchpot_by_hand() -> None:
    assert spouse_share(500_000, "parent") == 450_000
    assert spouse_share(200_000, "parent") == 200_000
    assert spouse_share(400_000, "own") == 275_000
    assert hotchpot(60_000, ["A", "B", "C"], {"A": 90_000}) == ({"A": 0, "B": 30_000, "C": 30_000}, ["A"])
    assert hotchpot(90_000, ["A", "B", "C"], {"A": 30_000})[0] == {"A": 10_000, "B": 40_000, "C": 40_000}


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("Ann 1/2; Bob 1/4; Cal 1/4", 1), ("cal: 25 %, Bob: 25 %, Ann: 50%", 1),
        ("Ann takes one half, Bob and Cal 1/4 each", 1),
        ("1/2 to Ann, 1/4 each to Bob and Cal", 1), ("Ann 2/4, Bob 0.25, Cal 0.25, Dan nothing", 1),
        (r"Ann \frac{1}{2}; Bob \frac{1}{4}; Cal \frac{1}{4}", 1), ("<answer>Ann 1/2; Bob 1/4; Cal 1/4.</answer>", 1),
        ("Ann 1/2; Bob 1/4", 0), ("Ann 1/3; Bob 1/3; Cal 1/3", 0), ("Ann 1/2; Bob and Cal 1/4", 0), ("Ann 1/2", 0),
        ("Ann 1/2; Bob 1/4; Cal 1/4; Dan 1/8", 0), ("1/2, 1/4, 1/4", 0), ("", 0), ("Ann 1/0", 0), ("they share", 0),
    ],
)  # fmt: skip
def test_share_checker(answer: str, score: int) -> None:
    names = ["Ann", "Bob", "Cal", "Dan"]
    assert verify(CHECK, answer, "Ann 1/2; Bob 1/4; Cal 1/4", {"heirs": names}).score == score


def test_share_checker_says_what_it_does_not_know() -> None:
    assert verify(CHECK, "1/2", "who knows", {"heirs": ["Ann"]}).score is None
    assert verify(CHECK, "1/2", "1/2", {"heirs": [1]}).score is None
    assert verify(CHECK, "3/6", "1/2", {"heirs": []}).score == 1
    assert verify(CHECK, "Ann 0.333; Bob 66.7 %", "Ann 1/3; Bob 2/3", {"heirs": ["Ann", "Bob"]}).score == 1
    assert verify(CHECK, "Ann 0.3; Bob 0.7", "Ann 1/3; Bob 2/3", {"heirs": ["Ann", "Bob"]}).score == 0


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_share_checker_never_raises(text: str) -> None:
    assert verify(CHECK, text, "Ann 1/2; Bob 1/2", {"heirs": ["Ann", "Bob"]}).score in (0, 1)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=0.05)  # a surviving parent takes all: nothing to compute


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
