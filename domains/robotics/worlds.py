"""Small planning worlds with words: blocks on a table, a robot with two grippers in rooms, parcels between cities.

In: a seeded generator and a size. Out: a `Task` with an initial state, a goal and a shortest plan; and the English (or
formal) wording of rules, facts and states. State spaces are built once a size and shared (`strips.StateSpace`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from domains.robotics.strips import WORLDS, Action, Fact, Schema, State, StateSpace, read_world
from domains.wording import listed, spin


@dataclass(frozen=True)
class Task:
    """A planning problem with one of its shortest plans.

    Attributes:
        world: ``blocks``, ``gripper`` or ``logistics``.
        objects: the names in use, by kind: ``{"block": ("red", "blue")}``.
        initial: all facts at the start. goal: facts wanted at the end. plan: a shortest plan.
        states: how many states can be reached from the start.
    """

    world: str
    objects: Mapping[str, tuple[str, ...]]
    initial: State
    goal: State
    plan: tuple[Action, ...]
    states: int

    @property
    def schemas(self) -> dict[str, Schema]:
        return read_world(WORLDS[self.world])


BLOCK_NAMES = (
    ("red", "blue", "green", "yellow", "white", "black", "orange", "grey", "brown", "pink", "violet"),
    tuple("abcdefghjkmnpqrstuvwxyz"),
    ("oak", "pine", "birch", "maple", "cedar", "ash", "beech", "walnut", "elm"),
    ("b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"),
    ("iron", "copper", "zinc", "nickel", "tin", "silver", "cobalt", "brass"),
)
ITEM_NAMES = (
    ("cup", "book", "lamp", "plate", "towel", "vase", "clock", "radio", "basket", "jug"),
    ("ball1", "ball2", "ball3", "ball4", "ball5", "ball6", "ball7"),
    ("drill", "hammer", "wrench", "pliers", "saw", "torch", "chisel", "file"),
    ("apple", "pear", "plum", "melon", "peach", "fig", "lemon"),
)
ROOM_NAMES = (
    ("kitchen", "hall", "study", "pantry", "bedroom", "cellar", "attic"),
    ("lab", "store", "office", "workshop", "lobby", "archive"),
    ("room1", "room2", "room3", "room4", "room5"),
)
CITY_NAMES = (
    ("arden", "brook", "corley", "denby", "elston", "fairley", "garth"),
    ("city1", "city2", "city3", "city4"),
    ("alder", "birk", "cole", "dorn", "esk", "fenn"),
)
PARCEL_NAMES = (
    ("p1", "p2", "p3", "p4", "p5"),
    ("crate", "drum", "chest", "case", "barrel"),
    ("box1", "box2", "box3", "box4"),
)


@lru_cache(maxsize=16)
def blocks_space(count: int) -> StateSpace:
    """All arrangements of blocks named 0, 1, …"""
    names = tuple(str(k) for k in range(count))
    start = frozenset({("handempty",), *(("ontable", n) for n in names), *(("clear", n) for n in names)})
    return StateSpace(read_world(WORLDS["blocks"]), start, names)


@lru_cache(maxsize=16)
def gripper_space(balls: int) -> StateSpace:
    """Two rooms r0, r1, two grippers, balls 0, 1, …"""
    names = tuple(str(k) for k in range(balls))
    facts: set[Fact] = {
        ("room", "r0"),
        ("room", "r1"),
        ("gripper", "left"),
        ("gripper", "right"),
        ("free", "left"),
        ("free", "right"),
    }
    facts |= {("at-robby", "r0"), *(("ball", n) for n in names), *(("at", n, "r0") for n in names)}
    return StateSpace(read_world(WORLDS["gripper"]), frozenset(facts), ("r0", "r1", "left", "right", *names))


@lru_cache(maxsize=16)
def logistics_space(packages: int) -> StateSpace:
    """Two cities with a depot and an airport each, a truck in each city, one airplane, packages 0, 1, …"""
    names = tuple(str(k) for k in range(packages))
    facts: set[Fact] = {("airplane", "plane"), ("at", "plane", "c0-airport")}
    for city in ("c0", "c1"):
        facts |= {
            ("city", city),
            ("airport", f"{city}-airport"),
            ("truck", f"{city}-truck"),
            ("at", f"{city}-truck", f"{city}-depot"),
        }
        for kind in ("depot", "airport"):
            facts |= {("place", f"{city}-{kind}"), ("in-city", f"{city}-{kind}", city)}
    for n in names:
        facts |= {("package", n), ("at", n, "c0-depot")}
    objects = ("c0", "c1", "c0-depot", "c0-airport", "c1-depot", "c1-airport", "c0-truck", "c1-truck", "plane", *names)
    return StateSpace(read_world(WORLDS["logistics"]), frozenset(facts), objects)


def _renamed(facts: State, names: Mapping[str, str]) -> State:
    return frozenset((fact[0], *(names.get(term, term) for term in fact[1:])) for fact in facts)


def _drawn(
    rng: Random, space: StateSpace, starts: Sequence[int], wanted: Sequence[str], most: int, lengths: tuple[int, int]
) -> tuple[int, State, list[Action]]:
    """(start, goal, shortest plan): the goal is at most `most` of a state's facts of the `wanted` predicates."""
    best: tuple[int, State, list[Action]] | None = None
    for _ in range(40):
        start, end = rng.choice(starts), rng.choice(starts)
        facts = sorted(f for f in space.states[end] if f[0] in wanted and (f[0] != "at" or f[1].isdigit()))
        goal = frozenset(rng.sample(facts, min(most, len(facts))))
        if not goal or goal <= space.states[start]:
            continue
        plan = space.shortest(start, goal)
        if plan is None:
            continue
        if best is None or abs(len(plan) - sum(lengths) / 2) < abs(len(best[2]) - sum(lengths) / 2):
            best = start, goal, plan
        if lengths[0] <= len(plan) <= lengths[1]:
            break
    if best is None:
        raise ValueError("no goal differs from the start")
    return best


@lru_cache(maxsize=32)
def _starts(kind: str, size: int) -> tuple[int, ...]:
    """States with empty hands and, for parcels, nothing loaded."""
    space = {"blocks": blocks_space, "gripper": gripper_space, "logistics": logistics_space}[kind](size)
    bad = {"holding", "carry", "in"}
    return tuple(k for k, state in enumerate(space.states) if not any(fact[0] in bad for fact in state))


def _task(
    world: str,
    space: StateSpace,
    drawn: tuple[int, State, list[Action]],
    names: Mapping[str, str],
    objects: Mapping[str, tuple[str, ...]],
) -> Task:
    start, goal, plan = drawn
    renamed = tuple((action[0], *(names.get(term, term) for term in action[1:])) for action in plan)
    return Task(world, objects, _renamed(space.states[start], names), _renamed(goal, names), renamed, len(space.states))


def blocks_task(rng: Random, count: int, lengths: tuple[int, int], most: int | None = None) -> Task:
    """Blocks to rearrange; the goal holds at most `most` facts about what lies on what.

    Args:
        lengths: shortest and longest wanted length of a shortest plan, as far as they can be met.
    """
    space = blocks_space(count)
    found = rng.sample(rng.choice([pool for pool in BLOCK_NAMES if len(pool) >= count]), count)
    names = {str(k): name for k, name in enumerate(found)}
    drawn = _drawn(rng, space, _starts("blocks", count), ("on",), most or count, lengths)
    return _task("blocks", space, drawn, names, {"block": tuple(sorted(found))})


def gripper_task(rng: Random, balls: int, lengths: tuple[int, int], most: int | None = None) -> Task:
    """Things to carry between two rooms with two grippers."""
    space = gripper_space(balls)
    found = rng.sample(rng.choice([pool for pool in ITEM_NAMES if len(pool) >= balls]), balls)
    rooms = rng.sample(rng.choice(ROOM_NAMES), 2)
    names = {str(k): name for k, name in enumerate(found)} | {"r0": rooms[0], "r1": rooms[1]}
    drawn = _drawn(rng, space, _starts("gripper", balls), ("at",), most or balls, lengths)
    return _task("gripper", space, drawn, names, {"room": tuple(sorted(rooms)), "thing": tuple(sorted(found))})


def logistics_task(rng: Random, packages: int, lengths: tuple[int, int], most: int | None = None) -> Task:
    """Parcels to deliver by a truck in each of two cities and one airplane."""
    space = logistics_space(packages)
    found = rng.sample(rng.choice([pool for pool in PARCEL_NAMES if len(pool) >= packages]), packages)
    cities = rng.sample(rng.choice(CITY_NAMES), 2)
    names = {str(k): name for k, name in enumerate(found)}
    for k, city in enumerate(cities):
        names |= {
            f"c{k}": city,
            f"c{k}-depot": f"{city}-depot",
            f"c{k}-airport": f"{city}-airport",
            f"c{k}-truck": f"{city}-truck",
        }
    drawn = _drawn(rng, space, _starts("logistics", packages), ("at",), most or packages, lengths)
    return _task("logistics", space, drawn, names, {"city": tuple(sorted(cities)), "parcel": tuple(sorted(found))})


# --- words -----------------------------------------------------------------------------------------------------------

RULES: Mapping[str, Mapping[str, str]] = {
    "blocks": {
        "pick-up": "(pick-up x) {takes|lifts|picks} block x {from|off} the table{, if|: possible when|, provided that} x is clear and the hand is empty",
        "put-down": "(put-down x) {puts|sets|lays} the block x in the hand {down on|back on|on} the table",
        "stack": "(stack x y) {puts|places|sets} the block x in the hand {on top of|on} block y{, if|: possible when|, provided that} y is clear",
        "unstack": "(unstack x y) {takes|lifts|picks} block x off block y{, if|: possible when|, provided that} x is clear, lies on y, and the hand is empty",
    },
    "gripper": {
        "move": "(move a b) {takes|drives|brings} the robot from room a{, where it is,|} to room b",
        "pick": "(pick o r g) {takes|grasps} thing o in room r with gripper g{, if|: possible when|, provided that} robot and o are in r and g is free",
        "drop": "(drop o r g) {puts|sets|lays} {thing o, held by gripper g,|thing o from gripper g} down in room r, where the robot {is|stands}",
    },
    "logistics": {
        "load-truck": "(load-truck o t l) {puts|loads} parcel o into truck t{, both at place l| when both are at place l}",
        "unload-truck": "(unload-truck o t l) {takes|unloads} parcel o {from|out of} truck t at place l{, where the truck is|}",
        "load-airplane": "(load-airplane o a l) {puts|loads} parcel o into airplane a{, both at airport l| when both are at airport l}",
        "unload-airplane": "(unload-airplane o a l) {takes|unloads} parcel o {from|out of} airplane a at airport l{, where the airplane is|}",
        "drive-truck": "(drive-truck t l m c) {drives|moves} truck t from place l to place m, both in city c",
        "fly-airplane": "(fly-airplane a l m) {flies|moves} airplane a from airport l to airport m",
    },
}  # fmt: skip
GENERAL: Mapping[str, str] = {
    "blocks": "{The hand holds one block at most|The hand can hold a single block}; a block is clear when {nothing lies on it and it is not held|it is not held and no block is on it}",
    "gripper": "{Each gripper|A gripper} holds one thing at most{, and the robot carries what it holds along|; what it holds travels with the robot}",
    "logistics": "{Trucks stay in their city|No truck leaves its city}{, and airplanes fly between airports only|; airplanes use airports only}; {vehicles hold any number of parcels|a vehicle has room for all parcels}",
}  # fmt: skip


def rules(rng: Random, world: str) -> str:
    """The world's actions in words, in a drawn order and form."""
    said = [spin(rng, text) for text in RULES[world].values()]
    rng.shuffle(said)
    title = spin(rng, "{Actions|The actions|Possible actions|The robot's actions|What can be done|Moves}")
    form, mark = rng.choice(("lines", "prose", "semicolons")), rng.choice(("-", "•", "*"))
    if form == "lines":
        body = f"\n{title}:\n" + "\n".join(f"{mark} {text}" for text in said) + "\n"
    elif form == "prose":
        body = f"{title}: " + ". ".join(said) + ". "
    else:
        body = f"{title}: " + "; ".join(said) + ". "
    general = spin(rng, GENERAL[world])
    return body + general[:1].upper() + general[1:] + "."


def formal(schemas: Mapping[str, Schema]) -> str:
    """The actions as needs, adds and removes; for worlds with names that say nothing."""
    letters = "xyzuvw"

    def shown(schema: Schema, facts: Sequence[Fact]) -> str:
        names = dict(zip(schema.parameters, letters))
        return ", ".join(f"({' '.join([fact[0], *(names.get(term, term) for term in fact[1:])])})" for fact in facts)

    lines = []
    for schema in schemas.values():
        head = " ".join([schema.name, *letters[: len(schema.parameters)]])
        lines.append(
            f"({head}): needs {shown(schema, schema.needs)}; adds {shown(schema, schema.adds)}; removes {shown(schema, schema.deletes)}"
        )
    return "\n".join(lines)


def fact_words(world: str, fact: Fact) -> str:
    """A fact in words."""
    name, terms = fact[0], fact[1:]
    if world == "blocks":
        pattern = {
            "on": "{0} is on {1}",
            "ontable": "{0} is on the table",
            "clear": "{0} is clear",
            "holding": "the hand holds {0}",
            "handempty": "the hand is empty",
        }[name]
    elif world == "gripper":
        pattern = {
            "at": "{0} is in {1}",
            "at-robby": "the robot is in {0}",
            "carry": "the {1} gripper holds {0}",
            "free": "the {0} gripper is free",
        }.get(name, name + " {0}")
    else:
        pattern = {"at": "{0} is at {1}", "in": "{0} is in {1}", "in-city": "{0} lies in {1}"}.get(name, name + " {0}")
    return pattern.format(*terms)


def towers(state: State) -> list[list[str]]:
    """Blocks from bottom to top, a list a tower, sorted by the lowest block."""
    above = {fact[2]: fact[1] for fact in state if fact[0] == "on"}
    found = []
    for base in sorted(fact[1] for fact in state if fact[0] == "ontable"):
        tower = [base]
        while tower[-1] in above:
            tower.append(above[tower[-1]])
        found.append(tower)
    return found


def state_words(rng: Random, task: Task) -> str:
    """The initial state as sentences, complete for the rules' purposes."""
    if task.world == "blocks":
        piles = rng.sample(towers(task.initial), len(towers(task.initial)))
        form = rng.choice(("facts", "towers", "reading"))
        empty = spin(rng, "{The hand is empty|The robot's hand is empty|Nothing is held}.")
        if form == "towers":
            said = (
                spin(rng, "{From bottom to top the towers are|Towers, from the table upwards|Piles, bottom first}: ")
                + "; ".join(" – ".join(pile) for pile in piles)
                + "."
            )
        elif form == "reading":
            said = " ".join(
                f"{pile[0].capitalize() if len(pile[0]) > 2 else pile[0]} {rng.choice(('stands', 'lies', 'is'))} on the table"
                + (" with nothing on it" if len(pile) == 1 else ", and on it, going up, " + listed([*pile[1:]]))
                + "."
                for pile in piles
            )
        else:
            facts = [fact_words("blocks", fact) for fact in sorted(task.initial) if fact[0] in ("on", "ontable")]
            said = listed(rng.sample(facts, len(facts)))
            said = said[:1].upper() + said[1:] + "." if len(said.split()[0]) > 2 else said + "."
        return f"{said} {empty}"
    if task.world == "gripper":
        where = next(fact[1] for fact in task.initial if fact[0] == "at-robby")
        parts = []
        for room in task.objects["room"]:
            here = sorted(fact[1] for fact in task.initial if fact[0] == "at" and fact[2] == room)
            parts.append(
                f"{listed(here)} {'is' if len(here) == 1 else 'are'} in {room}" if here else f"nothing is in {room}"
            )
        rng.shuffle(parts)
        return f"{listed(parts)}. ".replace("nothing is", "nothing lies") + spin(
            rng,
            "{The robot starts|The robot stands|The robot is} in $room and both grippers, left and right, are {free|empty}.",
            room=where,
        )
    places = {fact[1]: fact[2] for fact in task.initial if fact[0] == "at"}
    waiting = [
        f"{name} {rng.choice(('is', 'waits', 'stands') if name in task.objects['parcel'] else ('is', 'stands'))} at {place}"
        for name, place in sorted(places.items())
    ]
    city = listed(list(task.objects["city"]))
    layout = spin(
        rng,
        "{The cities are|There are two cities,|The map has the cities} $city, each with a depot, an airport and a truck{ (city-depot, city-airport, city-truck)|}; {the airplane is called plane|plane is the airplane|there is one airplane, plane}.",
        city=city,
    )
    return layout + " " + listed(rng.sample(waiting, len(waiting))) + "."


def goal_words(rng: Random, task: Task) -> str:
    """The goal as a clause."""
    facts = [fact_words(task.world, fact) for fact in sorted(task.goal)]
    return listed(rng.sample(facts, len(facts)))
