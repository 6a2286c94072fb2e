"""Plans: right when every action can be carried out in turn and the goal holds at the end, whatever the gold plan is.

The gold answer is a plan too; it must itself reach the goal, else nothing is said. Reason codes besides the common
ones: ``plan_valid``; ``plan_too_long`` (valid, but longer than the question allows); ``goal_not_reached``;
``step_N_not_applicable`` (the first action that can't be carried out, counted from 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from curate.verifiers import Verdict
from domains.robotics.strips import WORLDS, Schema, State, read_plan, read_world, run

_LONGEST = 500


@lru_cache(maxsize=64)
def renamed(text: str, names: tuple[tuple[str, str], ...]) -> dict[str, Schema]:
    """The world's schemas with actions and predicates under other names."""
    other = dict(names)

    def put(facts: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple((other.get(fact[0], fact[0]), *fact[1:]) for fact in facts)

    return {
        other.get(name, name): Schema(
            other.get(name, name),
            schema.parameters,
            put(schema.needs),
            put(schema.adds),
            put(schema.deletes),
        )
        for name, schema in read_world(text).items()
    }


def _facts(rows: Sequence[Sequence[str]]) -> State:
    return frozenset(tuple(term.casefold() for term in row) for row in rows)


def check(
    answer: str,
    gold: str,
    *,
    world: str,
    init: Sequence[Sequence[str]],
    goal: Sequence[Sequence[str]],
    names: Mapping[str, str] | None = None,
    longest: int | None = None,
) -> Verdict:
    """Does the plan reach the goal from the initial state?

    Args:
        world: ``blocks``, ``gripper``, ``logistics``, or the text of a PDDL domain with STRIPS actions.
        init, goal: facts as lists of terms: ``["on", "a", "b"]``.
        names: other names of the world's actions and predicates (``{"stack": "flurb"}``); facts use the other names.
        longest: most actions that the question allows (the shortest plan's length where that is asked for).
    """
    try:
        schemas = renamed(WORLDS.get(world, world), tuple(sorted((names or {}).items())))
        start, wanted = _facts(init), _facts(goal)
    except (ValueError, AttributeError, TypeError):
        return Verdict(None, "arguments_unreadable")
    actions = frozenset(schemas)
    right = read_plan(gold, actions)
    if right is None or len(right) > _LONGEST or not run(schemas, start, right).reaches(wanted):
        return Verdict(None, "gold_unreadable")
    if longest is not None and len(right) > longest:
        return Verdict(None, "gold_unreadable")
    plan = read_plan(answer, actions)
    if plan is None or len(plan) > _LONGEST:
        return Verdict(0.0, "answer_unreadable")
    carried = run(schemas, start, plan)
    if carried.failed is not None:
        return Verdict(0.0, f"step_{carried.failed + 1}_not_applicable")
    if not carried.reaches(wanted):
        return Verdict(0.0, "goal_not_reached")
    if longest is not None and len(plan) > longest:
        return Verdict(0.0, "plan_too_long")
    return Verdict(1.0, "equal" if plan == right else "plan_valid")
