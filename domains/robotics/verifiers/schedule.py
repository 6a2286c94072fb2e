"""Schedules and assignments: right when they are feasible and as good as the question asks, whichever they are.

A schedule is an entry a task: task, robot, start (``A R1 0``, ``A: R1, 0-5``), or a heading a robot (``R1: A 0-5, B 5-9``).
An assignment is a pair a robot (``R1: B, R2: A``). Reason codes besides the common ones: ``schedule_valid``;
``task_missing``, ``task_twice``, ``wrong_robot`` (unknown, not allowed, or none given), ``finish_wrong`` (the end that is
written is not start + duration), ``starts_too_early`` (before a predecessor has ended), ``robot_busy`` (two tasks at a
time), ``makespan_too_long``; ``cost_too_high``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_LONGEST = 2_000
_TOKEN = re.compile(r"[A-Za-z]+\d*|\d+(?:\.\d+)?|:")


@dataclass(frozen=True)
class Entry:
    """One task of a schedule as it was written; `end` and `robot` where they were given."""

    task: str
    robot: str | None
    start: float | None
    end: float | None


def read_schedule(text: str, tasks: Sequence[str], robots: Sequence[str]) -> list[Entry] | None:
    """Entries in the order of the text; None when a number or a robot stands nowhere."""
    answer = bare(text) if len(text) <= _LONGEST else None
    if answer is None:
        return None
    tokens = _TOKEN.findall(re.sub(r"(?<=\d)\s*(?:min|s|h)\b", " ", answer.replace("−", "-").replace("–", "-")))
    names = {robot.casefold(): robot for robot in robots}
    entries: list[list[object]] = []
    heading: str | None = None
    own = False
    for index, token in enumerate(tokens):
        robot = names.get(token.casefold())
        if robot is not None:
            headed = index + 1 < len(tokens) and tokens[index + 1] == ":"
            if headed or not entries:
                heading, own = robot, False
            elif entries[-1][1] is None or not own:
                entries[-1][1], own = robot, True
            else:
                return None
        elif token in tasks:
            entries.append([token, heading, None, None])
            own = False
        elif token[0].isdigit():
            if not entries or entries[-1][3] is not None:
                return None
            entries[-1][3 if entries[-1][2] is not None else 2] = float(token)
    return [Entry(str(task), robot, start, end) for task, robot, start, end in entries] or None  # type: ignore[arg-type]


def fault(
    entries: Sequence[Entry],
    tasks: Mapping[str, tuple[float, Sequence[str], Sequence[str]]],
    longest: float | None,
) -> str | None:
    """Reason why the schedule is not right; None when it is.

    Args:
        tasks: task -> (duration, predecessors, robots that can do it).
    """
    starts: dict[str, float] = {}
    busy: dict[str, list[tuple[float, float]]] = {}
    for entry in entries:
        if entry.task in starts:
            return "task_twice"
        if entry.start is None:
            return "answer_unreadable"
        duration, _, robots = tasks[entry.task]
        if entry.robot is None or entry.robot not in robots:
            return "wrong_robot"
        if entry.end is not None and abs(entry.end - entry.start - duration) > 1e-6:
            return "finish_wrong"
        starts[entry.task] = entry.start
        busy.setdefault(entry.robot, []).append((entry.start, entry.start + duration))
    if set(starts) != set(tasks):
        return "task_missing"
    for task, (_, before, _) in tasks.items():
        if any(starts[task] < starts[other] + tasks[other][0] - 1e-6 for other in before):
            return "starts_too_early"
    for spans in busy.values():
        spans.sort()
        if any(late < early_end - 1e-6 for (_, early_end), (late, _) in zip(spans, spans[1:])):  # noqa: RUF007
            return "robot_busy"
    end = max(starts[task] + tasks[task][0] for task in tasks)
    return "makespan_too_long" if longest is not None and end > longest + 1e-6 else None


def check(
    answer: str,
    gold: str,
    *,
    tasks: Mapping[str, Sequence[object]],
    robots: Sequence[str],
    longest: float | None = None,
) -> Verdict:
    """Is the schedule feasible, and done by `longest` where that is given?

    Args:
        tasks: task -> [duration, [predecessors], [robots that can do it]]; names are single words.
        robots: their names.
    """
    try:
        table = {
            name: (float(row[0]), [str(task) for task in row[1]], [str(robot) for robot in row[2]])  # type: ignore[arg-type, attr-defined]
            for name, row in tasks.items()
        }
        known = all(set(before) <= set(table) and set(able) <= set(robots) for _, before, able in table.values())
    except (TypeError, ValueError, AttributeError, IndexError):
        return Verdict(None, "arguments_unreadable")
    if not table or not known or (longest is not None and not isinstance(longest, (int, float))):
        return Verdict(None, "arguments_unreadable")
    right = read_schedule(gold, list(table), robots)
    if right is None or fault(right, table, longest) is not None:
        return Verdict(None, "gold_unreadable")
    given = read_schedule(answer, list(table), robots)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    reason = fault(given, table, longest)
    if reason is not None:
        return Verdict(0.0, reason)
    return Verdict(1.0, "equal" if sorted(map(str, given)) == sorted(map(str, right)) else "schedule_valid")


def read_assignment(text: str, robots: Sequence[str], tasks: Sequence[str]) -> dict[str, str] | None:
    """Robot -> task; None when the pairs can't be told, or one is named twice."""
    answer = bare(text) if len(text) <= _LONGEST else None
    if answer is None:
        return None
    names = {robot.casefold(): robot for robot in robots}
    found = [(names.get(token.casefold()), token) for token in _TOKEN.findall(answer)]
    known = [(robot, token) for robot, token in found if robot or token in tasks]
    if any(token[0].isdigit() for robot, token in found if not robot) or len(known) % 2:
        return None
    pairs: dict[str, str] = {}
    for (first, word), (second, other) in zip(known[::2], known[1::2]):
        if (first is None) == (second is None):
            return None
        robot, task = (first, other) if first else (str(second), word)
        if robot in pairs or task in pairs.values():
            return None
        pairs[robot] = task
    return pairs


def check_assignment(
    answer: str, gold: str, *, costs: Mapping[str, Mapping[str, float]], tasks: Sequence[str], most: float | None = None
) -> Verdict:
    """Does every task get a robot of its own, at no higher cost than the gold assignment (or `most`)?

    Args:
        costs: robot -> task -> cost; a pair that is not listed is not allowed.
    """
    try:
        table = {robot: {task: float(cost) for task, cost in row.items()} for robot, row in costs.items()}
    except (TypeError, ValueError, AttributeError):
        return Verdict(None, "arguments_unreadable")

    def total(pairs: dict[str, str]) -> float | None:
        if sorted(pairs.values()) != sorted(tasks) or any(task not in table[robot] for robot, task in pairs.items()):
            return None
        return sum(table[robot][task] for robot, task in pairs.items())

    right = read_assignment(gold, list(table), tasks)
    best = None if right is None else total(right)
    if best is None:
        return Verdict(None, "gold_unreadable")
    given = read_assignment(answer, list(table), tasks)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    cost = total(given)
    if cost is None:
        return Verdict(0.0, "task_missing" if sorted(given.values()) != sorted(tasks) else "wrong_robot")
    if cost > (best if most is None else most) + 1e-6:
        return Verdict(0.0, "cost_too_high")
    return Verdict(1.0, "equal" if given == right else "schedule_valid")
