"""The STRIPS simulator and the plan checker against PlanBench's gold plans and pddl-pyvalidator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.robotics.strips import (
    BLOCKS,
    StateSpace,
    read_plan,
    read_problem,
    read_world,
)
from domains.robotics.verifiers.plan import check

COLOURS = dict(
    zip(
        "abcdefghijkl",
        ["red", "blue", "orange", "yellow", "white", "magenta", "black", "cyan", "green", "violet", "silver", "gold"],
    )
)
INIT = [["on", "a", "b"], ["ontable", "b"], ["ontable", "c"], ["clear", "a"], ["clear", "c"], ["handempty"]]
GOAL = [["on", "b", "c"]]
GOLD = "(unstack a b)\n(put-down a)\n(pick-up b)\n(stack b c)"


def verdict(answer: str, **arguments: Any) -> tuple[float | None, str]:
    given_ = {"world": "blocks", "init": INIT, "goal": GOAL} | arguments
    found = check(answer, GOLD, **given_)
    return found.score, found.reason


def planbench(shared_data: Path) -> list[tuple[str, Any, Any, str]]:
    """(domain, initial state, goal, gold plan) of the 785 plan-generation rows."""
    folder = shared_data / "robotics" / "planbench"
    rows = (json.loads(line) for line in (folder / "instances_pddl.jsonl").read_text().splitlines())
    pddl = {row["path"]: row["pddl"] for row in rows}
    found = []
    for name in ("blocksworld", "logistics"):
        for row in json.loads((folder / f"{name}__task_1_plan_generation.json").read_text())["instances"]:
            text = pddl[f"{name}/generated_basic/instance-{row['instance_id']}.pddl"]
            init, goal = read_problem(text)
            if name == "blocksworld":
                init, goal = (
                    frozenset((fact[0], *(COLOURS[term] for term in fact[1:])) for fact in facts)
                    for facts in (init, goal)
                )
            found.append((pddl[f"{name}/generated_domain.pddl"], init, goal, row["ground_truth_plan"]))
    return found


def test_planbench_gold_plans_are_accepted_and_refused_without_their_first_action(shared_data: Path) -> None:
    rows = planbench(shared_data)
    assert len(rows) == 785
    for world, init, goal, plan in rows:
        arguments: dict[str, Any] = {"world": world, "init": sorted(init), "goal": sorted(goal)}
        assert check(plan, plan, **arguments).score == 1
        assert check("\n".join(plan.strip().splitlines()[1:]), plan, **arguments).score == 0


@pytest.mark.parametrize(
    "answer",
    [
        GOLD,
        GOLD.upper(),
        "1. (unstack a b)\n2. (put-down a)\n3. (pick-up b)\n4. (stack b c)",
        "unstack a b, put-down a, pick-up b, stack b c",
        "unstack(a, b); put-down(a); pick-up(b); stack(b, c)",
        "(unstack a b) (put-down a) (pick-up b) (stack b c)",
        "[PLAN]\nunstack a b\nput-down a\npick-up b\nstack b c\n[PLAN END]",
    ],
)
def test_plans_are_read_however_they_are_written(answer: str) -> None:
    assert verdict(answer) == (1, "equal")


def test_another_valid_plan_is_right_unless_the_question_limits_its_length() -> None:
    longer = "(pick-up c)\n(put-down c)\n" + GOLD
    assert verdict(longer) == (1, "plan_valid")
    assert verdict(longer, longest=4) == (0, "plan_too_long")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("(pick-up b)\n(stack b c)", "step_1_not_applicable"),
        ("(unstack a b)\n(pick-up b)\n(stack b c)", "step_2_not_applicable"),
        ("(unstack a b)\n(put-down a)", "goal_not_reached"),
        ("(unstack a b)\n(stack a c)\n(pick-up b)\n(stack b c)", "step_4_not_applicable"),
        ("(unstack a b)\n(put-down a)\n(pick-up b)\n(stack b d)", "step_4_not_applicable"),
        ("(unstack a b c)", "step_1_not_applicable"),
        ("no plan exists", "answer_unreadable"),
        ("(stack b c) or (unstack a b)", "answer_unreadable"),
        ("(teleport b c)", "answer_unreadable"),
        ("", "answer_unreadable"),
    ],
)
def test_wrong_plans_are_refused_with_the_first_failing_step(answer: str, reason: str) -> None:
    assert verdict(answer) == (0, reason)


def test_gold_plans_and_arguments_that_make_no_sense_give_no_score() -> None:
    assert check(GOLD, "(pick-up b)", world="blocks", init=INIT, goal=GOAL).score is None
    assert verdict(GOLD, world="(define")[0] is None
    assert verdict(GOLD, init=[1, 2])[0] is None
    assert verdict(GOLD, longest=3)[0] is None


def test_names_may_be_obfuscated() -> None:
    names = {"unstack": "zilp", "put-down": "marn", "pick-up": "fosk", "stack": "drub", "on": "vore", "clear": "quil"}
    init = [[names.get(fact[0], fact[0]), *fact[1:]] for fact in INIT]
    plan = "(zilp a b)\n(marn a)\n(fosk b)\n(drub b c)"
    assert check(plan, plan, world="blocks", init=init, goal=[["vore", "b", "c"]], names=names).score == 1
    assert check(GOLD, plan, world="blocks", init=init, goal=[["vore", "b", "c"]], names=names).score == 0


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=150)
def test_no_text_makes_the_checker_raise(text: str) -> None:
    assert verdict(text)[0] in (0, 1)
    read_plan(f"(stack {text}", frozenset({"stack"}))


def test_known_sizes_of_state_spaces() -> None:
    # 13 and 73 arrangements of 3 and 4 blocks (OEIS A000262), and those of one block fewer with that one in the hand
    for count, arrangements, smaller in ((3, 13, 3), (4, 73, 13)):
        blocks = "abcd"[:count]
        start = frozenset({("handempty",), *(("ontable", b) for b in blocks), *(("clear", b) for b in blocks)})
        assert len(StateSpace(read_world(BLOCKS), start, tuple(blocks)).states) == arrangements + count * smaller
