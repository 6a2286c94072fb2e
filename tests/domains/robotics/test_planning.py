"""Plans against pddl-pyvalidator, least lengths against a search of its own over towers and rooms."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domains.robotics.families.planning import FAMILY
from domains.robotics.strips import WORLDS, read_plan, read_world
from domains.robotics.verifiers.plan import renamed
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 500)
OTHERS = {"blocks": "blocksworld", "gripper": "gripper", "logistics": "logistics"}


def pddl(p: dict[str, Any]) -> tuple[str, str]:
    """Domain and problem texts, with the problem's own names."""
    schemas = renamed(WORLDS[p["world"]], tuple(sorted(p.get("names", {}).items())))
    arity = {
        fact[0]: len(fact) - 1 for schema in schemas.values() for fact in (*schema.needs, *schema.adds, *schema.deletes)
    }
    predicates = " ".join(
        f"({name} {' '.join(f'?a{k}' for k in range(count))})" for name, count in sorted(arity.items())
    )
    actions = ""
    for schema in schemas.values():
        needs = " ".join(f"({' '.join(fact)})" for fact in schema.needs)
        effect = " ".join(
            [f"({' '.join(fact)})" for fact in schema.adds] + [f"(not ({' '.join(fact)}))" for fact in schema.deletes]
        )
        head = f":action {schema.name} :parameters ({' '.join(schema.parameters)})"
        actions += f"({head} :precondition (and {needs}) :effect (and {effect}))\n"
    domain = f"(define (domain d) (:requirements :strips) (:predicates {predicates})\n{actions})"
    objects = sorted({term for fact in p["init"] for term in fact[1:]})
    facts = [" ".join(f"({' '.join(fact)})" for fact in p[key]) for key in ("init", "goal")]
    return (
        domain,
        f"(define (problem q) (:domain d) (:objects {' '.join(objects)}) (:init {facts[0]}) (:goal (and {facts[1]})))",
    )


def breadth_first(start: Hashable, moves: Callable[[Any], Iterator[Any]], reached: Callable[[Any], bool]) -> int:
    """Least number of moves."""
    seen, queue = {start}, deque([(start, 0)])
    while queue:
        state, depth = queue.popleft()
        if reached(state):
            return depth
        for following in moves(state):
            if following not in seen:
                seen.add(following)
                queue.append((following, depth + 1))
    raise AssertionError("no plan")


def least(p: dict[str, Any]) -> int:
    """The least number of actions, found without STRIPS: towers of blocks, places of things."""
    back = {other: name for name, other in p.get("names", {}).items()}
    init = [(back.get(fact[0], fact[0]), *fact[1:]) for fact in p["init"]]
    goal = [(back.get(fact[0], fact[0]), *fact[1:]) for fact in p["goal"]]
    if p["world"] == "blocks":
        under = {fact[1]: fact[2] for fact in init if fact[0] == "on"} | {
            fact[1]: "" for fact in init if fact[0] == "ontable"
        }

        def block_moves(state: Any) -> Iterator[Any]:
            # a move of a block is two actions, so moves are counted and doubled
            now = dict(state)
            clear = [block for block in now if block not in now.values()]
            for block in clear:
                for place in (*clear, ""):
                    if place not in (block, now[block]):
                        yield tuple(sorted({**now, block: place}.items()))

        return 2 * breadth_first(
            tuple(sorted(under.items())),
            block_moves,
            lambda state: all(dict(state)[fact[1]] == fact[2] for fact in goal),
        )
    at = {fact[1]: fact[2] for fact in init if fact[0] == "at"}
    if p["world"] == "gripper":
        rooms = sorted(fact[1] for fact in init if fact[0] == "room")
        robot = next(fact[1] for fact in init if fact[0] == "at-robby")
        things = sorted(at)

        def room_moves(state: Any) -> Iterator[Any]:
            here, places = state
            for room in rooms:
                if room != here:
                    yield room, places
            for k, place in enumerate(places):
                if place == here and sum(other == "hand" for other in places) < 2:
                    yield here, (*places[:k], "hand", *places[k + 1 :])
                elif place == "hand":
                    yield here, (*places[:k], here, *places[k + 1 :])

        def tidy(state: Any) -> bool:
            return all(state[1][things.index(fact[1])] == fact[2] for fact in goal)

        return breadth_first((robot, tuple(at[thing] for thing in things)), room_moves, tidy)
    parcels = sorted(fact[1] for fact in init if fact[0] == "package")
    vehicles = sorted(fact[1] for fact in init if fact[0] in ("truck", "airplane"))
    city = {fact[1]: fact[2] for fact in init if fact[0] == "in-city"}
    airports = [fact[1] for fact in init if fact[0] == "airport"]

    def road_moves(state: Any) -> Iterator[Any]:
        now = dict(state)
        for vehicle in vehicles:
            by_air = vehicle == "plane"
            for place in city:
                if place != now[vehicle] and (place in airports if by_air else city[place] == city[now[vehicle]]):
                    yield tuple(sorted({**now, vehicle: place}.items()))
            for parcel in parcels:
                if now[parcel] == now[vehicle]:
                    yield tuple(sorted({**now, parcel: vehicle}.items()))
                elif now[parcel] == vehicle:
                    yield tuple(sorted({**now, parcel: now[vehicle]}.items()))

    return breadth_first(
        tuple(sorted(at.items())), road_moves, lambda state: all(dict(state)[fact[1]] == fact[2] for fact in goal)
    )


def test_least_lengths_are_those_of_another_search() -> None:
    for index, (_, problem) in enumerate(MADE):
        p = dict(problem.parameters)
        if p["ask"] != "plan" and (p["world"] != "logistics" or index % 3 == 0):
            length = int(problem.answer) if p["ask"] == "count" else len(problem.answer.splitlines())
            assert length == least(p), problem.question


def pyvalidator_agrees(count: int, folder: Path) -> None:
    validator = pytest.importorskip("pyval").PDDLValidator()
    logging.disable(logging.WARNING)
    for problem in [problem for _, problem in MADE if problem.answer_type == "plan"][:count]:
        paths = [folder / name for name in ("domain.pddl", "problem.pddl", "plan.txt")]
        for path, text in zip(paths, pddl(dict(problem.parameters))):
            path.write_text(text)
        for answer, right in ((problem.answer, True), (problem.distractors[-1].answer, False)):
            paths[2].write_text(answer + "\n")
            assert validator.validate(*map(str, paths)).is_valid == right, (problem.question, answer)
    logging.disable(logging.NOTSET)


def test_gold_plans_pass_and_broken_ones_fail_in_pyvalidator(tmp_path: Path) -> None:
    pyvalidator_agrees(6, tmp_path)


@pytest.mark.slow
def test_200_gold_plans_pass_and_broken_ones_fail_in_pyvalidator(tmp_path: Path) -> None:
    pyvalidator_agrees(200, tmp_path)


def test_plans_use_the_actions_of_the_question() -> None:
    for level, problem in MADE:
        p = dict(problem.parameters)
        if problem.answer_type == "plan":
            names = p.get("names", {})
            known = frozenset(names.get(name, name) for name in read_world(WORLDS[p["world"]]))
            plan = read_plan(problem.answer, known)
            assert plan is not None
            assert 1 <= len(plan) <= 16
            assert level < 3 or p["ask"] == "shortest"
        for fact in p["goal"]:
            assert all(term in problem.question for term in fact[1:])


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
