"""Grid problems against networkx: shortest paths in graphs built from the maps alone, keys and headings as nodes."""

from __future__ import annotations

from typing import Any

import networkx
import pytest

from domains.robotics.families.grid_navigation import FAMILY
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
STEPS = ((-1, 0), (0, 1), (1, 0), (0, -1))


def graph(p: dict[str, Any]) -> networkx.DiGraph:
    """Nodes are (cell, keys, heading) as far as the problem knows keys and headings; weights are costs."""
    rows, kind = p["rows"], p["kind"]
    made = networkx.DiGraph()
    free = {(r, c): mark for r, row in enumerate(rows) for c, mark in enumerate(row) if mark != "#"}
    for r, c in free:
        if kind == "diagonal":
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    to = (r + down, c + right)
                    beside = (r + down, c) in free and (r, c + right) in free
                    if to in free and (down or right) and (not (down and right) or p["corners"] or beside):
                        made.add_edge((r, c), to, weight=p["diagonal"] if down and right else p["straight"])
            continue
        for k, (down, right) in enumerate(STEPS):
            to = (r + down, c + right)
            if kind == "turning":
                made.add_edge((r, c, k), (r, c, (k + 1) % 4), weight=p["turn"])
                made.add_edge((r, c, k), (r, c, (k + 3) % 4), weight=p["turn"])
                if to in free:
                    made.add_edge((r, c, k), (*to, k), weight=p["move"])
            elif to in free and kind == "keys":
                for held in ("", "a", "b", "ab"):
                    if free[to] in "AB" and free[to].lower() not in held:
                        continue
                    after = "".join(sorted({*held, *(free[to] if free[to] in "ab" else "")}))
                    made.add_edge((r, c, held), (*to, after), weight=1)
            elif to in free:
                made.add_edge((r, c), to, weight=int(free[to]) if kind == "terrain" else 1)
    return made


def best(p: dict[str, Any]) -> int:
    start, goal = tuple(p["start"]), tuple(p["goal"])
    made = graph(p)
    if p["kind"] == "turning":
        lengths = networkx.single_source_dijkstra_path_length(made, (*start, "NESW".index(p["facing"])))
        return min(lengths[(*goal, k)] for k in range(4))
    if p["kind"] == "keys":
        lengths = networkx.single_source_dijkstra_path_length(made, (*start, ""))
        return min(lengths[(*goal, held)] for held in ("", "a", "b", "ab") if (*goal, held) in lengths)
    return int(networkx.dijkstra_path_length(made, start, goal))


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_are_the_shortest_of_all(level: int) -> None:
    for made_at, problem in MADE:
        p = dict(problem.parameters)
        if made_at != level or p["kind"] == "follow":
            continue
        if problem.answer_type == "route":
            assert problem.arguments["most"] == best(p), problem.question
        elif p.get("size"):
            assert float(problem.answer.split()[0]) == pytest.approx(best(p) * p["size"] / 100), problem.question
        else:
            assert int(problem.answer) == best(p), problem.question


def test_programs_of_moves_end_where_complex_numbers_say() -> None:
    way = {"N": 1j, "E": 1, "S": -1j, "W": -1}
    for _, problem in MADE:
        p = problem.parameters
        if p["kind"] == "follow":
            end = complex(*p["start"]) + sum(count * way[direction] for direction, count in p["legs"])
            assert problem.answer == f"({int(end.real)}, {int(end.imag)})", problem.question


def test_maps_are_square_and_routes_take_more_than_a_glance() -> None:
    for level, problem in MADE:
        rows = problem.parameters.get("rows")
        if rows:
            assert all(len(row) == len(rows) for row in rows)
            assert all(row in problem.question for row in rows)
            assert best(dict(problem.parameters)) >= (4 if level < 3 else 5)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.4)
