"""Planning in small STRIPS worlds: blocks, gripper, logistics.

In: a seeded generator and a level. Out: one problem whose answer is a plan (any plan that works is right, or any shortest
one where that is asked for) or the least number of actions.

The worlds are those of the planning competitions (McDermott, AI Magazine 2000;21(2):35; Bacchus, AI Magazine 2001;22(3):47);
the trap of working on one goal after the other is Sussman's (1975). Shortest plans come from breadth-first search over all
reachable states. At level 5 actions and facts may have names that say nothing (after Valmeekam et al., PlanBench, 2023).

Worked example: two blocks to swap need four actions.

>>> from domains.robotics.strips import StateSpace, read_world
>>> start = frozenset({("on", "a", "b"), ("ontable", "b"), ("clear", "a"), ("handempty",)})
>>> swap = StateSpace(read_world(WORLDS["blocks"]), start, ("a", "b"))
>>> swap.shortest(0, frozenset({("on", "b", "a")}))
[('unstack', 'a', 'b'), ('put-down', 'a'), ('pick-up', 'b'), ('stack', 'b', 'a')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from curate.domain import Criterion, Distractor, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem, question, sentence, told
from domains.robotics.settings import PLACES
from domains.robotics.strips import WORLDS, Action, Fact, Schema, State, run, written
from domains.robotics.verifiers.plan import renamed
from domains.robotics.worlds import (
    Task,
    blocks_task,
    fact_words,
    formal,
    goal_words,
    gripper_task,
    logistics_task,
    rules,
    state_words,
    towers,
)
from domains.wording import listed, spin

CHECKER = "domains.robotics.verifiers.plan:check"

STORY: Mapping[str, str] = {
    "blocks": "{{A|One} {robot arm|gripper arm|manipulator|planner} {rearranges|has to rearrange|sorts|stacks} {labelled|named|wooden|plastic} {blocks|cubes} $place|{Some|A few} {blocks|cubes} {stand|lie} {within reach of|in front of} {a robot arm|an arm|a manipulator} $place|$place, {a robot arm|an arm} {works with|moves|piles up} {blocks|cubes}}",
    "gripper": "{{A|One} {mobile|household|delivery|two-armed|service} robot with two grippers, left and right, {carries|moves|brings} things between two rooms|Two rooms are {served|tidied} by {a|one} robot with a left and a right gripper|{A|One} robot with two hands, called left and right, {tidies up|fetches and carries} in two rooms}",
    "logistics": "{{A|One} {dispatcher|transport planner|delivery system} {plans|schedules} {parcels|freight} between two cities|{Parcels|Goods} {travel|go} by truck inside a city and by airplane between cities|Two cities are {linked|joined} by an airplane, and each has {a|its own} truck}",
}
PARTS: Mapping[str, str] = {"blocks": "block", "gripper": "thing", "logistics": "parcel"}
PASTIME = (
    "{the|this} {task|problem} {was|is} {the third of the day|part of a test series|used in a course|logged for later}",
    "{a technician|a student|the night shift} {watches|takes notes|keeps the time}",
    "{yesterday's|the last} run {failed for another reason|went well|took a different start}",
    "the planner was {updated|restarted} {last week|this morning}",
    "{colours|weights|sizes} do not matter{ here|}",
    "{speed|energy|time of day} plays no part{ here|}",
)

FORMS = (
    "{Write|Give|List} {one action a line|the plan, one action on each line}, {in brackets|as above}, {such as|for example} $example",
    "{The plan should have|Use} one action on each line, {written like|like|for example} $example",
    "{Answer with the plan|Answer}: one action a line, {written as|in the form} $example",
)
ASK_PLAN = (
    "{Find a plan|Give a plan|What plan reaches the goal|Which actions reach the goal|Plan the actions|Work out a plan}"
)
ASK_SHORT = "{Find a shortest plan|Give a plan with as few actions as possible|Which plan reaches the goal in the fewest actions|What is a shortest plan|Work out a plan of least length}"
ASK_COUNT = "{How many actions does a shortest plan have|What is the least number of actions|How many actions are needed at least|Find the length of a shortest plan|With how few actions can the goal be reached}"


def _draw(rng: Random, level: int) -> Task:
    world = rng.choice(
        {
            1: ("blocks", "gripper"),
            2: ("blocks", "gripper", "logistics"),
            3: ("blocks", "blocks", "gripper", "logistics"),
        }.get(level, ("blocks", "gripper", "logistics"))
    )
    if world == "blocks":
        size, lengths, most = {
            1: (4, (2, 4), 2),
            2: (4, (4, 6), 3),
            3: (4, (6, 10), None),
            4: (5, (6, 10), 2),
            5: (5, (8, 12), None),
        }[level]
        return blocks_task(rng, size, lengths, most)
    if world == "gripper":
        size, lengths, most = {
            1: (3, (3, 5), 2),
            2: (3, (5, 7), None),
            3: (4, (6, 9), None),
            4: (5, (6, 10), 3),
            5: (4, (8, 11), None),
        }[level]
        return gripper_task(rng, size, lengths, most)
    size, lengths, most = {2: (1, (3, 7), None), 3: (1, (6, 11), None), 4: (2, (6, 10), 1), 5: (2, (9, 14), None)}[
        level
    ]
    return logistics_task(rng, size, lengths, most)


def _apart_first(task: Task) -> tuple[Action, ...] | None:
    """The valid but long way with blocks: everything onto the table, then build up from below."""
    if task.world != "blocks":
        return None
    plan: list[Action] = []
    for tower in towers(task.initial):
        for k in range(len(tower) - 1, 0, -1):
            plan += [("unstack", tower[k], tower[k - 1]), ("put-down", tower[k])]
    below = {fact[1]: fact[2] for fact in task.goal}
    done: set[str] = set()
    for _ in range(len(below)):
        for block, base in sorted(below.items()):
            if block not in done and base not in below.keys() - done:
                plan += [("pick-up", block), ("stack", block, base)]
                done.add(block)
    return tuple(plan) if run(task.schemas, task.initial, plan).reaches(task.goal) else None


def _one_by_one(task: Task) -> tuple[Action, ...] | None:
    """The long way with a gripper robot: one thing a trip, with the left gripper."""
    if task.world != "gripper":
        return None
    at = {fact[1]: fact[2] for fact in task.initial if fact[0] == "at"}
    robot = next(fact[1] for fact in task.initial if fact[0] == "at-robby")
    plan: list[Action] = []
    for fact in sorted(task.goal):
        thing, room = fact[1], fact[2]
        if at[thing] == room:
            continue
        if robot != at[thing]:
            plan.append(("move", robot, at[thing]))
        plan += [("pick", thing, at[thing], "left"), ("move", at[thing], room), ("drop", thing, room, "left")]
        robot = room
    return tuple(plan) if run(task.schemas, task.initial, plan).reaches(task.goal) else None


def _wrong_plans(task: Task, longer: tuple[Action, ...] | None) -> list[tuple[str, str]]:
    plan = list(task.plan)
    slips: list[tuple[Sequence[Action], str]] = []
    if longer is not None and len(longer) > len(plan):
        slips.append((longer, "took a longer way than needed"))
    slips += [(plan[1:], "left out the first action"), (plan[:-1], "stopped one action before the goal")]
    for k in range(len(plan) - 1):
        swapped = [*plan[:k], plan[k + 1], plan[k], *plan[k + 2 :]]
        if run(task.schemas, task.initial, swapped).failed is not None:
            slips.append((swapped, "took two actions in the wrong order"))
            break
    for k, action in enumerate(plan):
        other = {"unstack": ("pick-up", *action[1:2]), "pick-up": None, "load-airplane": None}.get(action[0])
        if other is not None:
            slips.append(
                ([*plan[:k], other, *plan[k + 1 :]], "picked a block up from a block as if it lay on the table")
            )
            break
    if task.world == "gripper":
        slips.append(([a for a in plan if a[0] != "move"], "forgot to move the robot"))
        one_hand = [(*action[:-1], "left") if action[0] in ("pick", "drop") else action for action in plan]
        slips.append((one_hand, "gave one gripper two things at a time"))
    if task.world == "logistics":
        slips.append(([a for a in plan if not a[0].startswith("unload")], "left the parcels in the vehicles"))
        slips.append(([a for a in plan if not a[0].startswith(("drive", "fly"))], "forgot to move the vehicles"))
    if len(plan) > 3:
        slips.append((plan[2:], "left out the first two actions"))
        slips.append((plan[:-2], "stopped two actions before the goal"))
    return [(written(slip), trap) for slip, trap in slips if slip]


def _changes(world: str, before: State, after: State, plain: bool) -> str:
    """What an action changed, in words or as facts."""
    gained = sorted(after - before)
    lost = sorted(before - after)
    if plain:
        return (
            "adds "
            + ", ".join(f"({' '.join(fact)})" for fact in gained)
            + "; removes "
            + ", ".join(f"({' '.join(fact)})" for fact in lost)
        )
    keep = {"blocks": ("on", "ontable", "holding"), "gripper": ("at", "at-robby", "carry"), "logistics": ("at", "in")}[
        world
    ]
    said = [fact_words(world, fact) for fact in gained if fact[0] in keep]
    if world == "blocks":
        said += [
            fact_words(world, fact) for fact in gained if fact[0] == "clear" and ("holding", fact[1]) not in before
        ]
    return listed(said)


def _working(
    rng: Random,
    level: int,
    task: Task,
    schemas: Mapping[str, Schema],
    longer: tuple[Action, ...] | None,
    plain: bool,
    least: bool,
) -> list[tuple[str, str]]:
    """Reasoning: goal, the plan with its effects, the trap, the count and the check."""

    def name(fact: Fact) -> str:
        return f"({' '.join(fact)})" if plain else fact_words(task.world, fact)

    carried = run(schemas, task.initial, task.plan)
    open_goals = [fact for fact in sorted(task.goal) if fact not in task.initial]
    have = [fact for fact in sorted(task.goal) if fact in task.initial]
    lines: list[tuple[str, str]] = [
        ("facts", f"{{still to be reached|open goals|not yet true}}: {', '.join(name(fact) for fact in open_goals)}" + (f"; true already: {', '.join(name(fact) for fact in have)}" if have else "")),
        ("rule", "{an action is possible when all that it needs holds|each action must find what it needs}; go through the plan action by action and keep track of what changes"),
    ]  # fmt: skip
    for k, (action, before, after) in enumerate(zip(task.plan, carried.states, carried.states[1:]), 1):
        lines.append(("say", f"{k}. ({' '.join(action)}): {_changes(task.world, before, after, plain)}"))
    if level >= 3:
        lines.append(("mistake", (None if plain else _tempting(task)) or _left_out(task, schemas, name)))
        if longer is not None and len(longer) > len(task.plan) and least:
            way = "Taking all towers apart first" if task.world == "blocks" else "Carrying one thing a trip"
            lines.append(("say", f"{way} would work too, but with {len(longer)} actions instead of {len(task.plan)}"))
    counts = Counter(action[0] for action in task.plan)
    total = " + ".join(str(number) for number in counts.values())
    listing = ", ".join(f"{number} × {action}" for action, number in counts.items())
    lines.append(
        (
            "then",
            f"number of actions ({listing}): {total} = {len(task.plan)}"
            if len(counts) > 1
            else f"number of actions: {len(task.plan)} × 1 = {len(task.plan)}",
        )
    )
    if least:
        lines.append(("say", _why_least(task, plain)))
    lines.append(
        (
            "check",
            f"at the end {listed([name(fact) for fact in sorted(task.goal)])}{', as wanted' if len(task.goal) == 1 else ', all as wanted'}",
        )
    )
    return lines


def _tempting(task: Task) -> str | None:
    """The short cut that this task invites, and why it fails; None where there is none."""
    if task.world == "blocks":
        above = {fact[2]: fact[1] for fact in task.initial if fact[0] == "on"}
        for fact in sorted(task.goal - task.initial):
            for block in fact[1:]:
                if block in above:
                    return f"going straight for “{fact_words('blocks', fact)}”; at the start {above[block]} lies on {block}, so {block} is not clear, and a plan that ignores this fails at that action"
        return None
    if task.world == "gripper":
        if sum(action[0] == "pick" for action in task.plan) > 1:
            return "giving one gripper two things, or dropping a thing on arrival in the wrong room; a gripper is free again only after its drop"
        return None
    if any(action[0] == "fly-airplane" for action in task.plan):
        truck = f"{task.objects['city'][0]}-truck"
        return f"driving {truck} to the other city; trucks stay in their city, only the airplane crosses, and it starts and lands at airports"
    return None


def _left_out(task: Task, schemas: Mapping[str, Schema], name: Callable[[Fact], str]) -> str:
    """What goes wrong without the first action, or without the last."""
    failing = run(schemas, task.initial, task.plan[1:])
    if failing.failed is not None and failing.missing:
        bad = task.plan[1 + failing.failed]
        return f"leaving out ({' '.join(task.plan[0])}); then ({' '.join(bad)}) is impossible, because it needs: {name(failing.missing[0])}"
    before = run(schemas, task.initial, task.plan).states[-2]
    return f"stopping before ({' '.join(task.plan[-1])}); the goal would not be complete: {name(min(task.goal - before))} would be missing"


def _why_least(task: Task, plain: bool) -> str:
    """A bound from below, exact where it can be, and the search behind it."""
    searched = f"a breadth-first search over the {task.states} arrangements that can be reached finds no shorter plan"
    if plain:
        return searched
    if task.world == "blocks":
        moves = len(task.plan) // 2
        below = {fact[1]: fact[2] for fact in task.initial if fact[0] == "on"}
        must = [fact[1] for fact in sorted(task.goal) if below.get(fact[1]) != fact[2]]
        return f"Each block that is moved takes 2 actions, 2 × {moves} = {2 * moves}; {len(must)} {'block has' if len(must) == 1 else 'blocks have'} to come to rest elsewhere{'' if len(must) == moves else ', others have to make way or be set aside'}, and {searched}"
    if task.world == "gripper":
        carried = sum(action[0] == "pick" for action in task.plan)
        trips = sum(action[0] == "move" for action in task.plan)
        return f"{carried} {'thing has' if carried == 1 else 'things have'} to change rooms, 2 × {carried} = {2 * carried} actions to pick and drop; two grippers then need {trips} {'move' if trips == 1 else 'moves'}, and {searched}"
    return f"Every parcel must be loaded and unloaded for each vehicle on its way, and each vehicle must come to where it is needed; {searched}"


WORD_STARTS = ("z", "br", "f", "gl", "kr", "m", "pl", "sn", "tr", "v", "qu", "dr", "sk", "w")
WORD_ENDS = ("ilp", "onk", "arb", "esk", "und", "ozz", "imp", "ayl", "eft", "ugg", "orn", "ash")


def _veil(rng: Random, task: Task) -> dict[str, str]:
    """Made-up names for actions and changing facts."""
    schemas = task.schemas
    predicates = sorted(
        {fact[0] for schema in schemas.values() for fact in (*schema.needs, *schema.adds, *schema.deletes)}
    )
    words = rng.sample([start + end for start in WORD_STARTS for end in WORD_ENDS], len(schemas) + len(predicates))
    return dict(zip([*schemas, *predicates], words))


def _veiled(task: Task, names: Mapping[str, str]) -> Task:
    def facts(state: State) -> State:
        return frozenset((names.get(fact[0], fact[0]), *fact[1:]) for fact in state)

    plan = tuple((names.get(action[0], action[0]), *action[1:]) for action in task.plan)
    return Task(task.world, task.objects, facts(task.initial), facts(task.goal), plan, task.states)


def _facts_listed(rng: Random, facts: State) -> str:
    shown = [f"({' '.join(fact)})" for fact in sorted(facts)]
    return " ".join(rng.sample(shown, len(shown)))


def problem(rng: Random, level: int) -> Problem:
    """One planning problem."""
    say = partial(spin, rng)
    task = _draw(rng, level)
    longer = _apart_first(task) or _one_by_one(task)
    least = level >= 3 or rng.random() < 0.3
    count = level >= 2 and rng.random() < 0.3
    plain = level == 5 and rng.random() < 0.6
    names: dict[str, str] = {}
    schemas: Mapping[str, Schema] = task.schemas
    wrong_task, shown_longer = task, longer
    if plain:
        names = _veil(rng, task)
        wrongs = [(_translated(text, names), trap) for text, trap in _wrong_plans(task, longer)]
        task = _veiled(task, names)
        schemas = renamed(WORLDS[task.world], tuple(sorted(names.items())))
        story = sentence(
            say(
                "{A planner works in a world whose names say nothing|The names in this planning world are made up|A planning problem is given with invented names|Actions and facts in this problem carry invented names}"
            )
        )
        body = [
            "\n"
            + say(
                "{Actions (what each needs, adds and removes)|What each action needs, adds and removes|Action, needs, effects}"
            )
            + ":\n"
            + formal(schemas)
            + "\n",
            say("{At first|In the beginning|Initially} {these facts hold and no others|exactly these facts hold}: ")
            + _facts_listed(rng, task.initial)
            + ".\n",
            say("{The goal is|Wanted at the end|To be reached}: ") + _facts_listed(rng, task.goal) + ".\n",
        ]
    else:
        wrongs = _wrong_plans(wrong_task, longer)
        story = sentence(say(STORY[task.world], place=say(rng.choice(PLACES))))
        goal = goal_words(rng, task)
        body = [
            rules(rng, task.world) + "\n",
            say("{At the start: |At first: |Initial state: |The situation: |Now: }") + state_words(rng, task) + "\n",
            say(
                "{The goal is that|It is wanted that|In the end|Goal:|We want that} $goal{; nothing else matters|; all else is free|}",
                goal=goal,
            )
            + ".\n",
        ]
        if rng.random() < 0.25:
            body[1], body[2] = body[2], body[1]
    lines = _working(rng, level, task, schemas, shown_longer, plain, least or count)
    parameters: dict[str, Any] = {
        "world": task.world,
        "init": [list(fact) for fact in sorted(task.initial)],
        "goal": [list(fact) for fact in sorted(task.goal)],
        "ask": "count" if count else "shortest" if least else "plan",
    }
    if plain:
        parameters["names"] = names
    exercise = Exercise(
        story, [], ["{Only these actions exist|No other actions exist}" if rng.random() < 0.4 else ""],
        say(ASK_COUNT if count else ASK_SHORT if least else ASK_PLAN), lines, parameters,
        len(task.plan) + (4 if least else 2), told=["".join(body)], pool=PASTIME,
    )  # fmt: skip
    if count:
        return _counted(rng, level, exercise, task, longer)
    example = f"({' '.join([next(iter(schemas)), *('xyzuv'[: len(next(iter(schemas.values())).parameters)])])})"
    arguments: dict[str, Any] = {
        "world": task.world,
        "init": parameters["init"],
        "goal": parameters["goal"],
        **({"names": names} if plain else {}),
        **({"longest": len(task.plan)} if least else {}),
    }
    return checked_problem(
        rng, level, exercise, written(task.plan), wrongs, answer_type="plan", verifier=CHECKER, arguments=arguments,
        form=say(rng.choice(FORMS), example=example),
    )  # fmt: skip


def _translated(plan: str, names: Mapping[str, str]) -> str:
    lines = []
    for line in plan.splitlines():
        first, _, rest = line.strip("()").partition(" ")
        lines.append(f"({names.get(first, first)} {rest})")
    return "\n".join(lines)


def _counted(rng: Random, level: int, exercise: Exercise, task: Task, longer: tuple[Action, ...] | None) -> Problem:
    right = len(task.plan)
    pairs = [
        (len(longer) if longer else 0, "took a longer way than needed"),
        (right // 2, "counted moves of things instead of actions"),
        (right - 1, "left out an action"),
        (right + 1, "counted the initial state as well"),
        (right + 2, "made one detour"),
        (2 * len(task.goal), "counted two actions for each goal"),
        (right - 2, "forgot what has to make way"),
    ]
    kept: dict[int, str] = {}
    for value, trap in pairs:
        if value > 0 and value != right:
            kept.setdefault(value, trap)
    text, irrelevant = question(
        rng, level, exercise, ["{Answer with a whole number|Give a whole number|Answer with the number alone}"]
    )
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=str(right),
        answer_type="integer",
        verifier="integer",
        parameters=exercise.parameters,
        distractors=tuple(Distractor(str(value), trap) for value, trap in list(kept.items())[:5]),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


FAMILY = Family(
    name="planning",
    title="Planning with blocks, grippers and parcels",
    source="STRIPS (Fikes & Nilsson 1971); International Planning Competition domains blocks, gripper and logistics (1998, 2000)",
    problem=problem,
    rubric=(
        Criterion("Every action of the plan finds what it needs at the moment it is carried out.", "essential"),
        Criterion("The goal holds completely after the last action.", "essential"),
        Criterion("Uses no more actions than the shortest plan where a shortest plan is asked for.", "essential"),
        Criterion("Keeps track of the state after each action.", "important"),
        Criterion("Gives a reason why fewer actions do not suffice, where a least number is asked for.", "optional"),
        Criterion("Moves something that is covered, absent or not held.", "pitfall", positive=False),
    ),
)
