"""Household tasks: bring things to places, warm, cooled or washed, with one hand and with doors in the way.

In: a seeded generator and a level. Out: one planning problem; any plan that reaches the goal is right
(`domains.robotics.verifiers.household`).

    tasks and interactions follow ALFRED (pick and place; heat, cool or clean and place; two objects)     Shridhar et al., CVPR 2020
    one hand: a door can only be opened or closed while nothing is held, and one thing is carried at a time

Worked example: a mug on the counter, a closed cabinet: the door comes first, since the hand is full afterwards.

>>> from domains.robotics.strips import read_world, run
>>> from domains.robotics.verifiers.household import KITCHEN
>>> start = facts_of("counter", {"mug": "counter"}, ("counter", "cabinet1"))
>>> slip = [("take", "mug", "counter"), ("go", "counter", "cabinet1"), ("open", "cabinet1")]
>>> run(read_world(KITCHEN), start, slip).missing
(('hand-empty',),)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem
from domains.robotics.strips import Action, Fact, State, read_world, run, written
from domains.robotics.verifiers.household import KITCHEN
from domains.wording import listed, sentence, spin

WORLD = read_world(KITCHEN)
#: place -> has a door
PLACES: Mapping[str, bool] = {
    "counter": False, "table": False, "shelf1": False, "shelf2": False, "trolley": False, "windowsill": False, "sink": False, "stove": False,
    "cabinet1": True, "cabinet2": True, "cupboard": True, "fridge": True, "microwave": True, "drawer1": True, "drawer2": True,
}  # fmt: skip
SPOTS = ("counter", "table", "shelf1", "shelf2", "trolley", "windowsill")
STORES = ("cabinet1", "cabinet2", "cupboard")
DRAWERS = ("drawer1", "drawer2")
CUTLERY = ("fork", "spoon", "knife", "whisk", "ladle", "spatula")
DISHES = ("mug", "cup", "plate", "bowl", "glass", "saucer", "jug", "teapot")
FOOD = ("apple", "potato", "tomato", "egg", "bread", "pear", "carrot", "pie", "pizza", "muffin")
SERVICE = {"hot": ("heat", "microwave"), "cold": ("cool", "fridge"), "clean-of-dirt": ("clean", "sink")}
WORDS = {"hot": "hot", "cold": "cold", "clean-of-dirt": "clean"}


def facts_of(robot: str, things: Mapping[str, str], places: Sequence[str], opened: Sequence[str] = ()) -> State:
    """The initial state: where the robot and the things are, which doors stand open; the hand is empty."""
    facts: set[Fact] = {("robot-at", robot), ("hand-empty",)}
    for place in places:
        facts.add(("place", place))
        if PLACES[place]:
            facts.add(("door", place))
        facts.add(("opened", place) if not PLACES[place] or place in opened else ("closed", place))
    for quality, (_, place) in SERVICE.items():
        if place in places:
            facts.add(({"hot": "heats", "cold": "cools", "clean-of-dirt": "cleans"}[quality], place))
    return frozenset(facts | {("in", thing, place) for thing, place in things.items()})


@dataclass(frozen=True)
class Errand:
    """A thing to be brought from one place to another, with the qualities that it shall have then."""

    thing: str
    source: str
    target: str
    qualities: tuple[str, ...] = ()


def solved(robot: str, errands: Sequence[Errand], shut: set[str], close: str | None) -> list[Action]:
    """A plan: first the doors that are needed, then the errands one by one, then the door that has to be closed."""
    plan: list[Action] = []
    at = robot

    def go(place: str) -> None:
        nonlocal at
        if at != place:
            plan.append(("go", at, place))
            at = place

    for errand in errands:
        # the target's door first, since the hand is full later; at once if the robot stands there
        for place in (errand.target, errand.source):
            if place in shut:
                go(place)
                plan.append(("open", place))
                shut = shut - {place}
        go(errand.source)
        plan.append(("take", errand.thing, errand.source))
        for quality in errand.qualities:
            action, place = SERVICE[quality]
            go(place)
            plan.append((action, errand.thing, place))
        go(errand.target)
        plan.append(("put", errand.thing, errand.target))
    if close is not None:
        go(close)
        plan.append(("close", close))
    return plan


def _things(rng: Random, count: int) -> list[str]:
    return rng.sample((*FOOD, *DISHES, *CUTLERY), count)


def _source(rng: Random, thing: str) -> str:
    return rng.choice((*SPOTS, "stove") if thing not in CUTLERY else (*SPOTS, *DRAWERS))


def _qualities(rng: Random, thing: str, count: int) -> tuple[str, ...]:
    """Sensible ones: food is warmed or cooled, dishes too, cutlery only washed; washing comes first."""
    if thing in CUTLERY or count == 0:
        return ("clean-of-dirt",) if count else ()
    warm = rng.choice(("hot", "cold"))
    if thing == "glass":
        warm = "cold"
    if count == 1:
        return (rng.choice(("clean-of-dirt", warm, warm)) if thing not in ("bread", "pie", "pizza", "muffin") else warm,)
    return ("clean-of-dirt", warm) if thing not in ("bread", "pie", "pizza", "muffin") else (warm,)


def _target(rng: Random, thing: str, level: int, source: str) -> str:
    if level == 1:
        pool: Sequence[str] = SPOTS
    elif thing in CUTLERY:
        pool = (*DRAWERS, *SPOTS) if level > 2 else DRAWERS
    else:
        pool = (*STORES, *SPOTS) if level > 2 else STORES
    return rng.choice([place for place in pool if place != source])


# --- wording --------------------------------------------------------------------------------------------------

RULES = {
    "go": "(go a b) {takes|moves|drives} the robot from place a{, where it is,|} to place b",
    "open": "(open p) opens the door of place p{, if|, provided that|: possible when} the robot is at p, p is closed and the hand is empty",
    "close": "(close p) {closes|shuts} the door of place p{, if|, provided that|: possible when} the robot is at p, p is open and the hand is empty",
    "take": "(take o p) {takes|picks up} thing o {at|from} place p{, if|, provided that|: possible when} the robot is at p, o is there, p is not closed and the hand is empty",
    "put": "(put o p) {puts|sets} the held thing o {down at|into or onto} place p{, if|, provided that|: possible when} the robot is at p and p is not closed",
    "heat": "(heat o microwave) {warms|heats} the held thing o at the microwave, so that it is hot and no longer cold{, whether its door is open or not|; for this the door need not be opened}",
    "cool": "(cool o fridge) {cools|chills} the held thing o at the fridge, so that it is cold and no longer hot{, whether its door is open or not|; for this the door need not be opened}",
    "clean": "(clean o sink) {washes|rinses} the held thing o at the sink, so that it is clean",
}
HOMES = "{in {a flat|a test kitchen|a teaching kitchen|a care home|a student residence|a holiday home|a canteen kitchen|a show kitchen|a family's kitchen|an office kitchen|a small hotel|a day nursery|a farmhouse kitchen}|at {a bed and breakfast|a youth hostel|an assisted-living flat|a retreat house}}"
HELPERS = "{household robot|kitchen robot|service robot|single-armed robot|mobile manipulator|care robot|butler robot|robot helper|domestic robot|mobile arm}"
POOL = (
    "{nobody is at home|the family is out|guests come at eight|a cat sleeps in the hall}",
    "{the light is on|the radio plays|the window is open|the dishwasher is off}",
    "{the robot|it} {was charged overnight|has a full battery|was cleaned yesterday}",
    "{weight and size do not matter|how heavy things are plays no part}",
    "{the floor is dry|there is room to turn everywhere|all places can be reached}",
    "{a camera|a microphone} on its head is {switched off|not needed}",
)  # fmt: skip


def _wish(rng: Random, errand: Errand) -> str:
    """What is wanted of a thing, as a clause."""
    words = listed([WORDS[q] for q in errand.qualities])
    where = f"{'in' if PLACES[errand.target] else 'on'} {_the(errand.target)}"
    if not words:
        return spin(rng, f"{{the {errand.thing} {{is|ends up}} {where}|the {errand.thing} is to be found {where}}}")
    return spin(rng, f"{{the {errand.thing} is {where} and is {words}|a {words.replace(' and ', ', ')} {errand.thing} is {where}|the {errand.thing}, {words}, is {where}}}")


def _the(place: str) -> str:
    return place if place[-1].isdigit() else f"the {place}"


def _fact(fact: Fact) -> str:
    name = fact[0]
    if name == "in":
        return f"the {fact[1]} is {'in' if PLACES[fact[2]] else 'on'} {_the(fact[2])}"
    if name == "robot-at":
        return f"the robot is at {_the(fact[1])}"
    if name == "holding":
        return f"the robot holds the {fact[1]}"
    if name == "hand-empty":
        return "the hand is empty"
    if name in ("opened", "closed"):
        return f"{_the(fact[1])} is {'open' if name == 'opened' else 'closed'}"
    return f"the {fact[1]} is {WORDS.get(name, name)}"


def _rules(rng: Random, level: int) -> str:
    names = ["go", "take", "put"] + (["open"] if level >= 2 else []) + (["heat", "cool", "clean"] if level >= 3 else []) + (["close"] if level == 5 else [])
    said = rng.sample([spin(rng, RULES[name]) for name in names], len(names))
    title = spin(rng, "{Actions|The actions|What it can do|The robot's actions|Possible actions}")
    form = rng.choice(("lines", "prose", "semicolons"))
    if form == "lines":
        mark = rng.choice(("-", "•", "*"))
        return f"\n{title}:\n" + "\n".join(f"{mark} {text}" for text in said) + "\n"
    return f"{title}: " + (". " if form == "prose" else "; ").join(said) + ". "


def _situation(rng: Random, robot: str, things: Mapping[str, str], places: Sequence[str], shut: Sequence[str]) -> str:
    parts = [f"{'in' if PLACES[place] else 'on'} {_the(place)}: {listed([t for t in things if things[t] == place])}" for place in places if place in things.values()]
    form = rng.choice(("list", "prose"))
    where = ("; ".join(rng.sample(parts, len(parts))) if form == "list" else listed([_fact(("in", t, p)) for t, p in rng.sample(list(things.items()), len(things))]))
    text = where[:1].upper() + where[1:] + ". "
    text += spin(rng, "{Places|The places|All places}: ") + ", ".join(rng.sample(list(places), len(places))) + ". "
    doors = [p for p in places if PLACES[p]]
    if doors:
        names = listed([_the(p) for p in shut])
        unlocked = listed([_the(p) for p in doors if p not in shut])
        if shut:
            text += f"{names[:1].upper() + names[1:]} {'are' if len(shut) > 1 else 'is'} closed. "
        if unlocked:
            text += f"{unlocked[:1].upper() + unlocked[1:]} {'stand' if ' and ' in unlocked else 'stands'} open. "
        text += spin(rng, "{All other places have no doors|The other places are without doors}. ")
    return text + spin(rng, f"{{The robot {{is|stands}} at {_the(robot)}|It starts at {_the(robot)}}}{{, its hand empty|, with an empty hand}}.")


def _slips(plan: Sequence[Action], errands: Sequence[Errand]) -> list[tuple[str, str]]:
    """Wrong plans with their names; the checker sorts out those that happen to work."""
    slips: list[tuple[Sequence[Action], str]] = []
    opens = [a for a in plan if a[0] == "open"]
    if opens:
        slips.append(([a for a in plan if a[0] != "open"], "forgot to open a door"))
        late = [a for a in plan if a[0] != "open"]
        puts = [k for k, a in enumerate(late) if a[0] in ("put", "take") and a[2] == opens[-1][1]]
        if puts:
            slips.append(([*late[: puts[0]], opens[-1], *late[puts[0] :]], "opened a door with the hand full"))
    services = [k for k, a in enumerate(plan) if a[0] in ("heat", "cool", "clean")]
    if services:
        k = services[-1]
        slips.append(([*plan[:k], *plan[k + 1 :]], f"forgot to {plan[k][0]} it"))
    takes = [k for k, a in enumerate(plan) if a[0] == "take"]
    if len(takes) > 1:
        second = plan[takes[1]]
        both = [a for k, a in enumerate(plan) if k != takes[1]]
        slips.append(([*both[: takes[0] + 1], second, *both[takes[0] + 1 :]], "took two things with one hand"))
    if plan[-1][0] == "close":
        slips.append((plan[:-1], "left a door open"))
    slips.append(([a for a in plan if a[0] != "go"], "forgot to move"))
    slips.append((plan[:-1], "stopped before the last action"))
    slips.append((plan[1:], "left out the first action"))
    first = errands[0]
    slips.append(([("put", *a[1:]) if a[0] == "take" else ("take", *a[1:]) if a[0] == "put" else a for a in plan], "exchanged taking and putting"))
    slips.append(([a for a in plan if first.thing not in a or a[0] == "go"], f"forgot the {first.thing}"))
    return [(written(slip), trap) for slip, trap in slips if slip]


def problem(rng: Random, level: int) -> Problem:
    """One household task."""
    count = 2 if level == 5 else 1
    things_all = _things(rng, {1: 3, 2: 3, 3: 3, 4: 5, 5: 5}[level])
    errands: list[Errand] = []
    for thing in things_all[:count]:
        source = _source(rng, thing)
        if level in (1, 3) and PLACES[source]:
            source = rng.choice(SPOTS)
        wanted = {1: 0, 2: 0, 3: 1, 4: 2, 5: rng.randint(0, 1)}[level]
        errands.append(Errand(thing, source, _target(rng, thing, level, source), _qualities(rng, thing, wanted)))
    if level == 5 and rng.random() < 0.5:
        second = errands[1]
        if second.source != errands[0].target and (second.thing in CUTLERY) == (errands[0].thing in CUTLERY):
            errands[1] = Errand(second.thing, second.source, errands[0].target, second.qualities)
    elsewhere = {thing: _source(rng, thing) for thing in things_all[count:]}
    things = {errand.thing: errand.source for errand in errands} | elsewhere
    robot = rng.choice([*SPOTS, *(("sink", "stove") if level > 2 else ())])
    needed = {robot, *things.values(), *(e.target for e in errands)} | (set() if level < 3 else {"microwave", "fridge", "sink"})
    places = sorted(needed | set(rng.sample(SPOTS, 2)))
    doors = [p for p in places if PLACES[p]]
    shut = {p for p in doors if p in ("fridge", "microwave") or level == 2 or rng.random() < 0.8}
    targets = sorted({e.target for e in errands if PLACES[e.target]})
    close = rng.choice(targets) if level == 5 and targets and rng.random() < 0.7 else None
    init = facts_of(robot, things, places, [p for p in doors if p not in shut])
    goal = frozenset({("in", e.thing, e.target) for e in errands} | {(q, e.thing) for e in errands for q in e.qualities} | ({("closed", close)} if close else set()))
    plan = solved(robot, errands, shut, close)
    carried = run(WORLD, init, plan)

    lines: list[tuple[str, str]] = [
        ("facts", "wanted: " + ", ".join(_fact(f) for f in sorted(goal)) + f"; the robot is at {_the(robot)}"),
        ("rule", "{one hand: doors before taking, one thing at a time|the hand must be free for doors, and carries one thing}; {follow the state action by action|each action needs the robot at the right place}"),
    ]  # fmt: skip
    for k, (action, before, after) in enumerate(zip(plan, carried.states, carried.states[1:]), 1):
        gained = [_fact(f) for f in sorted(after - before) if f[0] != "hand-empty"]
        lines.append(("say", f"{k}. ({' '.join(action)}): {listed(gained) if gained else 'nothing new'}"))
    if level >= 3:
        lines.append(("mistake", _tempting(plan, errands, level)))
    counts = Counter(action[0] for action in plan)
    lines.append(("work", f"{' + '.join(str(n) for n in counts.values())} = {len(plan)} actions ({', '.join(f'{n} × {name}' for name, n in counts.items())})"))
    lines.append(("check", f"at the end {listed([_fact(f) for f in sorted(goal)])}, as wanted"))
    wishes = [_wish(rng, errand) for errand in errands]
    if close:
        wishes.append(f"{_the(close)} is closed")
    goal_text = spin(rng, "{|Goal: |It is wanted that |At the end, |The task: }") + listed(rng.sample(wishes, len(wishes))) + "."
    goal_text = goal_text[:1].upper() + goal_text[1:]
    body = [_rules(rng, level), spin(rng, "{The situation: |At the start: |Now: |}") + _situation(rng, robot, things, places, [p for p in doors if p in shut]), goal_text]
    if rng.random() < 0.4:
        body = [body[1], body[2], body[0]]
    story = sentence(spin(rng, "{{a|one} $helper {helps|works|is at work|tidies up} $home|$home, {a|one} $helper {is asked to help|has a task|gets an order}|{plan|write down} what {a|one} $helper has to do $home|{somebody|an early riser|the cook} $home {sends|asks} {a|the} $helper}", helper=spin(rng, HELPERS), home=spin(rng, HOMES)))
    exercise = Exercise(
        story, (), ["{The hand holds one thing at a time|It has one hand, which holds a single thing}", "{A place with a door is either open or closed|Taking and putting need an open door where there is one}" if level >= 2 else "", "{At first nothing is hot, cold or clean|Nothing counts as hot, cold or clean at the start}" if level >= 3 else ""],
        "{Which actions reach the goal|Write a plan that reaches the goal|What should the robot do, action by action|Find a plan for this}?", lines,
        {"init": [list(f) for f in sorted(init)], "goal": [list(f) for f in sorted(goal)]}, len(plan) + len(goal), told=[" ".join(body)], pool=POOL,
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, written(plan), _slips(plan, errands), answer_type="plan", verifier="domains.robotics.verifiers.household:check",
        arguments={"init": [list(f) for f in sorted(init)], "goal": [list(f) for f in sorted(goal)]},
        form="{One action a line, in brackets, such as (go counter table); any plan that works is right|Give one action a line in the form (take o p)|Write the plan line by line, each action in brackets{; any plan that reaches the goal counts|}}",
    )  # fmt: skip


def _tempting(plan: Sequence[Action], errands: Sequence[Errand], level: int) -> str:
    """The short cut that this task invites."""
    opens = [a[1] for a in plan if a[0] == "open"]
    if level == 5 and len(errands) > 1:
        return f"{{taking the {errands[0].thing} and the {errands[1].thing} together|to carry both at once}} is impossible with one hand; the second take would find the hand full"
    if opens:
        return f"{{fetching the {errands[0].thing} first and opening {_the(opens[0])} afterwards|opening {_the(opens[0])} on arrival with the {errands[0].thing} in the hand}} fails, because a door needs an empty hand"
    quality = errands[0].qualities[0] if errands[0].qualities else ""
    if quality:
        action, place = SERVICE[quality]
        return f"{{bringing the {errands[0].thing} straight to its place|going straight to {_the(errands[0].target)}}} leaves out the {place}: it would not be {WORDS[quality]}, and ({action} …) works only at the {place}"
    return "{taking before going there|acting from a distance} is impossible: each action needs the robot at the place"


FAMILY = Family(
    name="household_tasks",
    title="Household tasks with one hand, doors and appliances",
    source="Shridhar et al., ALFRED, CVPR 2020 (task types and interactions)",
    problem=problem,
    rubric=(
        Criterion("Opens closed doors while the hand is empty.", "essential"),
        Criterion("Carries one thing at a time.", "essential"),
        Criterion("Heats, cools and cleans at the appliance and while holding the thing, before it is put away.", "important"),
        Criterion("Is at the right place for every action.", "important"),
        Criterion("Leaves things that the goal does not name where they are.", "optional"),
        Criterion("Uses an action or a place that the question does not give.", "pitfall", positive=False),
    ),
)
