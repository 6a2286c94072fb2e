"""STRIPS planning: a state is a set of facts, an action needs facts, adds facts and deletes facts.

In: a world (action schemas, from PDDL text or built in), the objects, an initial state and a goal. Out: what a plan does
step by step and where it first fails (`run`), and shortest plans over a state space that is built once a shape
(`StateSpace`). An action deletes before it adds (Fikes & Nilsson, Artificial Intelligence 1971;2:189; PDDL semantics).

>>> world = read_world(BLOCKS)
>>> state = frozenset({("on", "a", "b"), ("ontable", "b"), ("clear", "a"), ("handempty",)})
>>> run(world, state, [("unstack", "a", "b"), ("stack", "b", "a")]).failed, applicable(world, state, ("pick-up", "a"))
(1, False)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

Fact = tuple[str, ...]
Action = tuple[str, ...]
State = frozenset[Fact]
World = Mapping[str, "Schema"]

#: International Planning Competition domains, restated: blocks with four operators (Bacchus 2001) …
BLOCKS = """
(define (domain blocks)
 (:action pick-up :parameters (?x)
  :precondition (and (clear ?x) (ontable ?x) (handempty))
  :effect (and (holding ?x) (not (clear ?x)) (not (ontable ?x)) (not (handempty))))
 (:action put-down :parameters (?x)
  :precondition (holding ?x)
  :effect (and (clear ?x) (handempty) (ontable ?x) (not (holding ?x))))
 (:action stack :parameters (?x ?y)
  :precondition (and (holding ?x) (clear ?y))
  :effect (and (handempty) (clear ?x) (on ?x ?y) (not (clear ?y)) (not (holding ?x))))
 (:action unstack :parameters (?x ?y)
  :precondition (and (on ?x ?y) (clear ?x) (handempty))
  :effect (and (holding ?x) (clear ?y) (not (on ?x ?y)) (not (clear ?x)) (not (handempty)))))
"""
#: … gripper (McDermott 1998) …
GRIPPER = """
(define (domain gripper)
 (:action move :parameters (?from ?to)
  :precondition (and (room ?from) (room ?to) (at-robby ?from))
  :effect (and (at-robby ?to) (not (at-robby ?from))))
 (:action pick :parameters (?ball ?room ?gripper)
  :precondition (and (ball ?ball) (room ?room) (gripper ?gripper) (at ?ball ?room) (at-robby ?room) (free ?gripper))
  :effect (and (carry ?ball ?gripper) (not (at ?ball ?room)) (not (free ?gripper))))
 (:action drop :parameters (?ball ?room ?gripper)
  :precondition (and (ball ?ball) (room ?room) (gripper ?gripper) (carry ?ball ?gripper) (at-robby ?room))
  :effect (and (at ?ball ?room) (free ?gripper) (not (carry ?ball ?gripper)))))
"""
#: … and logistics (Veloso 1992; McDermott 1998).
LOGISTICS = """
(define (domain logistics)
 (:action load-truck :parameters (?package ?truck ?place)
  :precondition (and (package ?package) (truck ?truck) (place ?place) (at ?truck ?place) (at ?package ?place))
  :effect (and (in ?package ?truck) (not (at ?package ?place))))
 (:action unload-truck :parameters (?package ?truck ?place)
  :precondition (and (package ?package) (truck ?truck) (place ?place) (at ?truck ?place) (in ?package ?truck))
  :effect (and (at ?package ?place) (not (in ?package ?truck))))
 (:action load-airplane :parameters (?package ?airplane ?place)
  :precondition (and (package ?package) (airplane ?airplane) (place ?place) (at ?airplane ?place) (at ?package ?place))
  :effect (and (in ?package ?airplane) (not (at ?package ?place))))
 (:action unload-airplane :parameters (?package ?airplane ?place)
  :precondition (and (package ?package) (airplane ?airplane) (place ?place) (at ?airplane ?place) (in ?package ?airplane))
  :effect (and (at ?package ?place) (not (in ?package ?airplane))))
 (:action drive-truck :parameters (?truck ?from ?to ?city)
  :precondition (and (truck ?truck) (place ?from) (place ?to) (city ?city) (at ?truck ?from) (in-city ?from ?city)
   (in-city ?to ?city))
  :effect (and (at ?truck ?to) (not (at ?truck ?from))))
 (:action fly-airplane :parameters (?airplane ?from ?to)
  :precondition (and (airplane ?airplane) (airport ?from) (airport ?to) (at ?airplane ?from))
  :effect (and (at ?airplane ?to) (not (at ?airplane ?from)))))
"""
WORLDS: Mapping[str, str] = {"blocks": BLOCKS, "gripper": GRIPPER, "logistics": LOGISTICS}


@dataclass(frozen=True, eq=False)
class Schema:
    """An action with parameters: facts that it needs, adds and deletes, written with the parameters' names.

    Schemas are equal when they are the same object: worlds are read once and shared.
    """

    name: str
    parameters: tuple[str, ...]
    needs: tuple[Fact, ...]
    adds: tuple[Fact, ...]
    deletes: tuple[Fact, ...]

    def bound(self, arguments: Sequence[str]) -> tuple[tuple[Fact, ...], State, State]:
        """(needs, adds, deletes) with the arguments put in."""
        return _bound(self, tuple(arguments))


@lru_cache(maxsize=8192)
def _bound(schema: Schema, arguments: tuple[str, ...]) -> tuple[tuple[Fact, ...], State, State]:
    names = dict(zip(schema.parameters, arguments))

    def put(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(tuple([names.get(term, term) for term in fact]) for fact in facts)

    return put(schema.needs), frozenset(put(schema.adds)), frozenset(put(schema.deletes))


@dataclass(frozen=True)
class Run:
    """What a plan does.

    Attributes:
        states: the state before the first action, then after each one that could be carried out.
        failed: index of the first action that could not be; None when all could.
        missing: facts that this action needed and did not find; empty when the action itself is unknown.
    """

    states: tuple[State, ...]
    failed: int | None
    missing: tuple[Fact, ...] = ()

    def reaches(self, goal: State) -> bool:
        return self.failed is None and goal <= self.states[-1]


def missing(world: World, state: State, action: Action) -> tuple[Fact, ...] | None:
    """Facts that the action needs and the state lacks; None when no such action exists."""
    schema = world.get(action[0]) if action else None
    if schema is None or len(schema.parameters) != len(action) - 1:
        return None
    return tuple(fact for fact in schema.bound(action[1:])[0] if fact not in state)


def applicable(world: World, state: State, action: Action) -> bool:
    return missing(world, state, action) == ()


def after(world: World, state: State, action: Action) -> State:
    """The state after an applicable action."""
    _, adds, deletes = world[action[0]].bound(action[1:])
    return (state - deletes) | adds


def run(world: World, state: State, plan: Sequence[Action]) -> Run:
    """Carry a plan out until its end or its first action that can't be carried out."""
    states = [state]
    for index, action in enumerate(plan):
        lacking = missing(world, states[-1], action)
        if lacking is None or lacking:
            return Run(tuple(states), index, lacking or ())
        states.append(after(world, states[-1], action))
    return Run(tuple(states), None)


_TOKEN = re.compile(r"[()]|[^\s()]+")
Tree = list["Tree | str"]


def read_tree(text: str) -> Tree:
    """Nested lists from PDDL text, in lower case.

    Raises:
        ValueError: brackets don't match, or are nested more than 50 deep.
    """
    stack: list[Tree] = [[]]
    for token in _TOKEN.findall(re.sub(r";[^\n]*", "", text.casefold())):
        if token == "(":
            stack.append([])
            if len(stack) > 50:
                raise ValueError("nested too deep")
        elif token == ")":
            if len(stack) == 1:
                raise ValueError("a bracket too many")
            closed = stack.pop()
            stack[-1].append(closed)
        else:
            stack[-1].append(token)
    if len(stack) != 1:
        raise ValueError("a bracket is not closed")
    return stack[0]


def _facts(tree: Tree | str) -> tuple[list[Fact], list[Fact]]:
    """(facts stated, facts negated) of a conjunction."""
    if isinstance(tree, str):
        raise ValueError(f"not a fact: {tree}")
    if not tree:
        return [], []
    if tree[0] == "and":
        parts = [_facts(part) for part in tree[1:]]
        return [fact for yes, _ in parts for fact in yes], [fact for _, no in parts for fact in no]
    if tree[0] == "not":
        return [], _facts(tree[1])[0]
    if not all(isinstance(term, str) for term in tree):
        raise ValueError(f"not a STRIPS fact: {tree}")
    return [tuple(str(term) for term in tree)], []


def _names(tree: Tree | str) -> list[tuple[str, str]]:
    """(name, type) of a list of names; the type is empty where none is given."""
    if isinstance(tree, str):
        raise ValueError(f"not a list: {tree}")
    found: list[tuple[str, str]] = []
    waiting: list[str] = []
    kind = iter(tree)
    for term in kind:
        if term == "-":
            of = str(next(kind, ""))
            found += [(name, of) for name in waiting]
            waiting = []
        else:
            waiting.append(str(term))
    return found + [(name, "") for name in waiting]


@lru_cache(maxsize=64)
def read_world(text: str) -> dict[str, Schema]:
    """Schemas by name from a PDDL domain with STRIPS actions; types of parameters are not checked.

    Raises:
        ValueError: the text is not such a domain.
    """
    try:
        (definition,) = read_tree(text)
        schemas = {}
        for part in definition[1:]:
            if part[0] != ":action":
                continue
            fields = dict(zip(part[2::2], part[3::2]))
            needs, negative = _facts(fields.get(":precondition", []))
            if negative:
                raise ValueError("negative preconditions are not STRIPS")
            adds, deletes = _facts(fields[":effect"])
            parameters = tuple(name for name, _ in _names(fields.get(":parameters", [])))
            schemas[str(part[1])] = Schema(str(part[1]), parameters, tuple(needs), tuple(adds), tuple(deletes))
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError("not a PDDL domain") from error
    if not schemas:
        raise ValueError("a domain without actions")
    return schemas


def read_problem(text: str) -> tuple[State, State]:
    """(initial state, goal) of a PDDL problem.

    Raises:
        ValueError: the text is not a problem with conjunctions of facts.
    """
    try:
        (definition,) = read_tree(text)
        parts = {str(part[0]): part for part in definition[1:] if not isinstance(part, str) and part}
        initial = [fact for part in parts[":init"][1:] for fact in _facts(part)[0]]
        goal, negative = _facts(parts[":goal"][1])
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError("not a PDDL problem") from error
    if negative:
        raise ValueError("negative goals are not STRIPS")
    return frozenset(initial), frozenset(goal)


def ground(world: World, objects: Sequence[str], static: State) -> list[Action]:
    """All actions over the objects whose static needs (facts that no action changes) hold, in a fixed order."""
    changing = {fact[0] for schema in world.values() for fact in (*schema.adds, *schema.deletes)}
    found = []
    for schema in world.values():
        pools = []
        for parameter in schema.parameters:
            kinds = [fact[0] for fact in schema.needs if fact[1:] == (parameter,) and fact[0] not in changing]
            pools.append([name for name in objects if all((kind, name) in static for kind in kinds)])
        for arguments in product(*pools):
            needs, adds, deletes = schema.bound(arguments)
            if all(fact in static for fact in needs if fact[0] not in changing) and adds != deletes:
                found.append((schema.name, *arguments))
    return found


class StateSpace:
    """Every state that can be reached from one, as a graph of numbered states.

    Built once for a world and its objects (blocks on a table, balls in rooms …) and shared by all problems over them.

    Attributes:
        states: all reachable states, the first being the initial one.
        number: state -> its place in `states`.
        moves: for each state its (action, number of the next state) pairs, in a fixed order.
    """

    def __init__(self, world: World, state: State, objects: Sequence[str], most: int = 20_000):
        """Explore from `state`.

        Raises:
            ValueError: more than `most` states.
        """
        actions: list[tuple[Action, State, State, State]] = []
        for action in ground(world, objects, state):
            if len(set(action)) == len(action):
                required, gained, lost = world[action[0]].bound(action[1:])
                actions.append((action, frozenset(required), gained, lost))
        self.states: list[State] = [state]
        self.number: dict[State, int] = {state: 0}
        self.moves: list[list[tuple[Action, int]]] = []
        for current in self.states:  # grows while it is read
            moves = []
            for action, needs, adds, deletes in actions:
                if needs <= current:
                    following = (current - deletes) | adds
                    number = self.number.setdefault(following, len(self.states))
                    if number == len(self.states):
                        if number == most:
                            raise ValueError(f"more than {most} states")
                        self.states.append(following)
                    moves.append((action, number))
            self.moves.append(moves)

    def shortest(self, start: int, goal: State) -> list[Action] | None:
        """A shortest plan (breadth first, ties by the order of actions); None when the goal can't be reached."""
        before: dict[int, tuple[int, Action] | None] = {start: None}
        queue = [start]
        for current in queue:
            if goal <= self.states[current]:
                plan: list[Action] = []
                step = before[current]
                while step is not None:
                    plan.append(step[1])
                    step = before[step[0]]
                return plan[::-1]
            for action, following in self.moves[current]:
                if following not in before:
                    before[following] = (current, action)
                    queue.append(following)
        return None


def written(plan: Sequence[Action]) -> str:
    """A plan, an action a line: ``(stack a b)``."""
    return "\n".join(f"({' '.join(action)})" for action in plan)


_NUMBERING = re.compile(r"^\s*(?:(?:step|action)\s*)?\(?\d{1,3}\s*[.):]\s*|^\s*[-*•]\s+", re.IGNORECASE)
_ACTION = re.compile(r"\(([^()]*)\)")
_CALL = re.compile(r"([\w-]+)\s*\(([^()]*)\)")


def read_plan(text: str, names: frozenset[str]) -> list[Action] | None:
    """A plan as people write it: an action a line, or separated by commas, semicolons or arrows.

    Reads ``(stack a b)``, ``stack a b``, ``stack(a, b)``, ``1. STACK a b``. None when a line does not begin with one of
    the action `names`, or there is no line.
    """
    text = text.casefold().replace("→", "\n").replace("->", "\n").replace(";", "\n").replace("`", " ")
    if len(text) > 20_000:
        return None
    plan: list[Action] = []
    for line in text.splitlines():
        line = _NUMBERING.sub("", line).strip().rstrip(".,")
        if not line or line in ("plan:", "plan", "[plan]", "[plan end]", "plan :"):
            continue
        calls = _CALL.findall(line)
        bracketed = _ACTION.findall(line)
        if calls and all(name in names for name, _ in calls):
            chunks = [f"{name} {arguments.replace(',', ' ')}" for name, arguments in calls]
        elif bracketed:
            if re.sub(r"[\s,.\d:]|then|and", "", _ACTION.sub("", line)):
                return None
            chunks = [chunk.replace(",", " ") for chunk in bracketed]
        else:
            pieces = [piece.strip() for piece in line.split(",")]
            split = len(pieces) > 1 and all(piece.split() and piece.split()[0] in names for piece in pieces)
            chunks = pieces if split else [line.replace(",", " ")]
        for chunk in chunks:
            terms = tuple(chunk.split())
            if not terms or terms[0] not in names:
                return None
            plan.append(terms)
    return plan or None
