"""Schedules against brute force: longest paths by enumeration, all splits, all assignments, all serial schedules."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import networkx
import pytest

from domains.robotics.families.scheduling import FAMILY, best_split, longest_first
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def graph(tasks: list[Any], late: dict[str, int] | None = None) -> networkx.DiGraph:
    """Arcs from a task's beginning to its end and on to its successors, weighted with durations."""
    made = networkx.DiGraph()
    for name, row in zip("ABCDEFGH", tasks):
        made.add_edge("source", (name, 0), weight=0)
        made.add_edge((name, 0), (name, 1), weight=row[0] + (late or {}).get(name, 0))
        made.add_edge((name, 1), "sink", weight=0)
        for other in row[1]:
            made.add_edge((other, 1), (name, 0), weight=0)
    return made


def longest(made: networkx.DiGraph, source: Any, sink: Any) -> int:
    paths = networkx.all_simple_paths(made, source, sink)
    return max((networkx.path_weight(made, path, "weight") for path in paths), default=0)


def shortest_makespan(tasks: list[Any]) -> int:
    """Over every order of tasks and choice of robots; left-shifted serial schedules hold an optimum."""
    names = "ABCDEFGH"[: len(tasks)]
    best = sum(row[0] for row in tasks)
    able = [row[2] or ["R1", "R2"] for row in tasks]
    for order in permutations(range(len(tasks))):
        if any(names.index(b) in order[k:] for k, n in enumerate(order) for b in tasks[n][1]):
            continue
        states = {(0, 0, ())}  # end of R1, end of R2, ends of the tasks so far
        for n in order:
            following = set()
            for one, two, ends in states:
                at = dict(ends)
                ready = max((at[names.index(b)] for b in tasks[n][1]), default=0)
                for robot in able[n]:
                    end = max(one if robot == "R1" else two, ready) + tasks[n][0]
                    if end < best:
                        following.add((end, two, (*ends, (n, end))) if robot == "R1" else (one, end, (*ends, (n, end))))
            states = following
        best = min([best, *(max(one, two) for one, two, _ in states)])
    return best


def test_paths_slacks_and_delays_follow_from_all_paths() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] == "delay":
            new, old = (longest(graph(p["tasks"], late), "source", "sink") for late in (p["late"], {}))
            right = new - old
        elif p["kind"] == "path":
            made = graph(p["tasks"])
            end, task = longest(made, "source", "sink"), p["target"]
            if p["wanted"] == "length":
                right = end
            elif p["wanted"] == "start":
                right = longest(made, "source", (task, 0))
            else:
                right = end - longest(made, "source", (task, 0)) - longest(made, (task, 0), "sink")
        else:
            continue
        assert int(problem.answer) == right, problem.question


def test_splits_and_assignments_are_the_best_of_all() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] == "split":
            durations = p["durations"]
            sides = product((0, 1), repeat=len(durations))
            loads = (sum(d for d, side in zip(durations, way) if side) for way in sides)
            assert int(problem.answer) == min(max(load, sum(durations) - load) for load in loads)
        if p["kind"] in ("assignment", "bottleneck"):
            costs, size = p["costs"], len(p["costs"])
            banned = {tuple(pair) for pair in p.get("banned", [])}
            ways = [w for w in permutations(range(size)) if not any((i, w[i]) in banned for i in range(size))]
            if p["kind"] == "bottleneck":
                assert int(problem.answer) == min(max(costs[i][w[i]] for i in range(size)) for w in ways)
                continue
            least = min(sum(costs[i][w[i]] for i in range(size)) for w in ways)
            if problem.answer_type == "integer":
                assert int(problem.answer) == least
            else:
                chosen = ["ABCD".index(part.split(": ")[1]) for part in problem.answer.split(", ")]
                assert sum(costs[i][j] for i, j in enumerate(chosen)) == least


@pytest.mark.parametrize("level", [4, 5])
def test_schedules_can_not_be_beaten(level: int) -> None:
    plans = [q for made_at, q in MADE if made_at == level and q.parameters["kind"] == "schedule"]
    for problem in plans[: 60 if level == 4 else 30]:
        assert problem.arguments["longest"] == shortest_makespan(problem.parameters["tasks"]), problem.question
    assert len(plans) > 30


def test_grahams_example_of_longest_first() -> None:
    # five tasks 3, 3, 2, 2, 2 on two robots: longest first 7, best 6
    assert longest_first([3, 3, 2, 2, 2]) == 7
    assert best_split([3, 3, 2, 2, 2])[0] == 6


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.4)
