"""Invented ordinances: every way in which open facts could be is gone through; fees are counted block by block."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domains.legal.families.synthetic_statutes import BURDENS, CONDITIONS, FAMILY, RELIEFS, kleene
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def truth(atom: list[Any]) -> bool | None:
    if len(atom) == 2:
        return None if atom[1] is None else bool(atom[1])
    _, bound, strict, shown, factor = atom
    return shown * factor >= bound + (1 if strict else 0)


def holds(formula: Any, world: dict[str, bool]) -> bool:
    if isinstance(formula, str):
        return world[formula]
    operator, *parts = formula
    if operator == "not":
        return not holds(parts[0], world)
    return (all if operator == "and" else any)(holds(part, world) for part in parts)


def worlds(values: dict[str, bool | None]) -> Iterator[dict[str, bool]]:
    open_ = [name for name, value in values.items() if value is None]
    for choice in product((False, True), repeat=len(open_)):
        yield {**{name: value for name, value in values.items() if value is not None}, **dict(zip(open_, choice))}


def expected(p: dict[str, Any]) -> str:
    if p["kind"] == "entailment":
        results = {holds(p["formula"], world) != p["negative"] for world in worlds({atom[0]: truth(atom) for atom in p["atoms"]})}
        return "undetermined" if len(results) == 2 else "entailed" if results == {True} else "contradicted"
    if p["kind"] == "classes":
        t = {key: truth(p[key]) for key in ("ban", "lift", "big", "also", "small", "spare")}
        if t["ban"] and not t["lift"]:
            return "prohibited"
        if (t["big"] or t["also"]) if p["operator"] == "or" else (t["big"] and t["also"]):
            return "class B permit"
        return "class A permit" if t["small"] and not t["spare"] else "no permit"
    fee, counted = Fraction(p["base"]), p["free"]
    while counted < p["value"]:
        fee, counted = fee + p["per"], counted + p["block"]
    fee += p["surcharge"] if truth(p["extra"]) else 0
    if truth(p["reduce"]) and not truth(p["bar"]):
        fee *= 1 - Fraction(p["share"], 100)
    fee = fee if p["cap"] is None else min(fee, Fraction(p["cap"]))
    return f"${int(fee):,}" if fee.denominator == 1 else f"${float(fee):,.2f}"


def test_answers_hold_in_every_way_that_the_facts_allow() -> None:
    for _, problem in MADE:
        assert problem.answer == expected(dict(problem.parameters)), problem.question


def test_all_labels_are_the_answer_often() -> None:
    for level in (2, 3, 5):
        answers = [problem.answer for made_at, problem in MADE if made_at == level and problem.parameters["kind"] == "entailment"]
        assert {answers.count(label) > len(answers) / 25 for label in ("entailed", "contradicted", "undetermined")} == {True}


def test_conditions_are_either_for_or_against_the_operator() -> None:
    assert sorted([*RELIEFS, *BURDENS]) == sorted(CONDITIONS)


names = st.sampled_from([f"x{index}" for index in range(6)])


@settings(deadline=None, max_examples=150)
@given(st.recursive(st.just("?"), lambda inner: st.lists(inner, min_size=2, max_size=3).map(lambda parts: ["and", *parts]) | st.lists(inner, min_size=2, max_size=3).map(lambda parts: ["or", *parts]) | inner.map(lambda part: ["not", part]), max_leaves=8), st.data())
def test_three_values_agree_with_all_completions_when_no_atom_repeats(shape: Any, data: st.DataObject) -> None:
    count = 0

    def named(part: Any) -> Any:
        nonlocal count
        if isinstance(part, str):
            count += 1
            return f"x{count}"
        return [part[0], *map(named, part[1:])]

    formula = named(shape)
    values = {f"x{index}": data.draw(st.sampled_from([True, False, None])) for index in range(1, count + 1)}
    results = {holds(formula, world) for world in worlds(values)}
    known = {name: value for name, value in values.items() if value is not None}
    assert kleene(formula, known) == (None if len(results) == 2 else results.pop())


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE, fewest=2)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=1.0)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
