"""Household plans against a second kitchen, written with dictionaries, and spoilt plans that both must judge alike."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from curate.verifiers import verify
from domains.robotics.families.household_tasks import FAMILY, PLACES
from domains.robotics.verifiers.household import check
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
APPLIANCES = {"heat": "microwave", "cool": "fridge", "clean": "sink"}


def works(p: dict[str, Any], plan: list[list[str]]) -> bool:
    """Carry a plan out in a kitchen with one hand, and look at the goal."""
    facts = [tuple(f) for f in p["init"]]
    where = {f[1]: f[2] for f in facts if f[0] == "in"}
    shut = {f[1] for f in facts if f[0] == "closed"}
    robot = next(f[1] for f in facts if f[0] == "robot-at")
    places = {f[1] for f in facts if f[0] == "place"}
    hand: str | None = None
    state: dict[str, set[str]] = {}
    for name, *terms in plan:
        spot = terms[-1]
        if name == "go":
            if len(terms) != 2 or terms[0] != robot or spot not in places:
                return False
            robot = spot
            continue
        if spot != robot or len(terms) != (1 if name in ("open", "close") else 2):
            return False
        if name == "open":
            if spot not in shut or hand:
                return False
            shut = shut - {spot}
        elif name == "close":
            if spot in shut or hand or not PLACES[spot]:
                return False
            shut = shut | {spot}
        elif name == "take":
            if where.get(terms[0]) != spot or spot in shut or hand:
                return False
            hand = terms[0]
            del where[hand]
        elif name == "put":
            if hand != terms[0] or spot in shut:
                return False
            where[terms[0]], hand = spot, None
        else:
            if hand != terms[0] or APPLIANCES.get(name) != spot:
                return False
            now = state.setdefault(hand, set())
            now -= {"hot", "cold"} if name != "clean" else set()
            now.add({"heat": "hot", "cool": "cold", "clean": "clean-of-dirt"}[name])
    return all(
        where.get(fact[1]) == fact[2]
        if fact[0] == "in"
        else fact[1] in shut
        if fact[0] == "closed"
        else fact[0] in state.get(fact[1], ())
        for fact in p["goal"]
    )


def lines(plan: str) -> list[list[str]]:
    return [line.strip("()").split() for line in plan.splitlines()]


def test_plans_work_in_a_second_kitchen() -> None:
    for _, problem in MADE:
        assert works(dict(problem.parameters), lines(problem.answer)), problem.question
        for distractor in problem.distractors:
            assert not works(dict(problem.parameters), lines(distractor.answer)), distractor


def test_both_kitchens_judge_spoilt_plans_alike() -> None:
    rng = Random(5)
    seen = {True: 0, False: 0}
    for _, problem in MADE:
        plan = lines(problem.answer)
        for _ in range(3):
            other = [list(action) for action in plan]
            kind = rng.choice(("drop", "swap", "twice", "there and back"))
            k = rng.randrange(len(other) - 1)
            if kind == "drop":
                del other[k]
            elif kind == "swap":
                other[k], other[k + 1] = other[k + 1], other[k]
            elif kind == "twice":
                other.insert(k, other[k])
            else:
                robot = next(f[1] for f in problem.parameters["init"] if f[0] == "robot-at")
                aside = next(f[1] for f in problem.parameters["init"] if f[0] == "place" and f[1] != robot)
                other = [["go", robot, aside], ["go", aside, robot], *other]
            text = "\n".join(f"({' '.join(action)})" for action in other)
            right = works(dict(problem.parameters), other)
            verdict = verify(problem.verifier, text, problem.answer, problem.arguments)
            assert verdict.score == right, (problem.question, text, verdict)
            seen[right] += 1
    assert min(seen.values()) > 200


def test_the_goal_is_not_reached_at_the_start_and_all_places_are_named() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        assert not works(p, [])
        for fact in p["init"]:
            if fact[0] in ("place", "in"):
                assert fact[1] in problem.question, (fact, problem.question)
        assert 3 <= len(lines(problem.answer)) <= 20


INIT = [["robot-at", "counter"], ["hand-empty"], ["place", "counter"], ["place", "cabinet1"], ["door", "cabinet1"],
        ["opened", "counter"], ["closed", "cabinet1"], ["in", "mug", "counter"]]  # fmt: skip
GOAL = [["in", "mug", "cabinet1"], ["closed", "cabinet1"]]
GOLD = "\n".join(("(go counter cabinet1)", "(open cabinet1)", "(go cabinet1 counter)", "(take mug counter)",
                  "(go counter cabinet1)", "(put mug cabinet1)", "(close cabinet1)"))  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "score", "reason"),
    [
        (GOLD, 1, "equal"),
        (GOLD.replace("(", "").replace(")", ""), 1, "equal"),
        ("(go counter cabinet1)\n(go cabinet1 counter)\n" + GOLD, 1, "plan_valid"),
        ("(take mug counter)\n(go counter cabinet1)\n(open cabinet1)\n(put mug cabinet1)", 0, "step_3_not_applicable"),
        ("\n".join(GOLD.splitlines()[:-1]), 0, "goal_not_reached"),
        ("(take mug counter)\n(go counter cabinet1)\n(put mug cabinet1)", 0, "step_3_not_applicable"),
        ("put the mug into the cabinet", 0, "step_1_not_applicable"),
        ("", 0, "answer_unreadable"),
    ],
)
def test_the_checker_judges_by_carrying_out(answer: str, score: int, reason: str) -> None:
    verdict = check(answer, GOLD, init=INIT, goal=GOAL)
    assert (verdict.score, verdict.reason) == (score, reason)
    assert check(answer, "(take mug counter)", init=INIT, goal=GOAL).score is None


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.45)
