"""Grid navigation: where moves lead, shortest routes around walls, terrain costs, diagonal moves, turns, keys and doors.

In: a seeded generator and a level. Out: one problem on a map drawn with characters, the top row (north) first.

    breadth-first search visits cells in order of moves, so the first visit is shortest       LaValle, Planning Algorithms, 2006, §2.2
    Dijkstra settles cells in order of cost; costs are paid on entering a cell                Dijkstra, Numer Math 1959;1:269
    heading or keys in hand are part of the state, not of the cell                            LaValle, §2.1

Conventions: (x, y) from the lower left cell (0, 0), x to the east and y to the north, or row and column from the upper
left, counted from 1; each question says which.

Worked example: around the wall of a 3 × 3 map, from the lower left to the upper right.

>>> distances(["___", "_#_", "___"], (2, 0))[(0, 2)]
4
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem, number_problem
from domains.robotics.settings import MOBILE_ASIDES, article
from domains.robotics.verifiers.route import MOVES
from domains.wording import listed, sentence, spin

Cell = tuple[int, int]
NAMES = {"N": "north", "E": "east", "S": "south", "W": "west"}


def neighbours(rows: Sequence[str], cell: Cell) -> list[tuple[str, Cell]]:
    """(move, cell) pairs inside the map and not walls, in the order N, E, S, W."""
    found = []
    for move, (down, right) in MOVES.items():
        row, column = cell[0] + down, cell[1] + right
        if 0 <= row < len(rows) and 0 <= column < len(rows[0]) and rows[row][column] != "#":
            found.append((move, (row, column)))
    return found


def distances(rows: Sequence[str], start: Cell) -> dict[Cell, int]:
    """Moves from the start to every cell that can be reached (breadth first)."""
    unseen = {(r, c) for r, row in enumerate(rows) for c, mark in enumerate(row) if mark != "#"}
    unseen.discard(start)
    found = {start: 0}
    queue = [start]
    for row, column in queue:
        distance = found[(row, column)] + 1
        for following in ((row - 1, column), (row, column + 1), (row + 1, column), (row, column - 1)):
            if following in unseen:
                unseen.remove(following)
                found[following] = distance
                queue.append(following)
    return found


def route(rows: Sequence[str], start: Cell, goal: Cell) -> list[str]:
    """A shortest route; empty when there is none or none is needed."""
    back = distances(rows, goal)
    cell, moves = start, []
    while cell != goal and cell in back:
        move, cell = min(((m, c) for m, c in neighbours(rows, cell) if c in back), key=lambda pair: back[pair[1]])
        moves.append(move)
    return moves if cell == goal else []


def cheapest(rows: Sequence[str], costs: Mapping[str, int], start: Cell, goal: Cell) -> tuple[int, list[str], dict[Cell, int]]:
    """(cost, route, settled costs) of Dijkstra's search; a cell costs on entering."""
    settled: dict[Cell, int] = {}
    before: dict[Cell, tuple[Cell, str]] = {}
    heap: list[tuple[int, Cell, Cell, str]] = [(0, start, start, "")]
    while heap:
        cost, cell, came, move = heapq.heappop(heap)
        if cell in settled:
            continue
        settled[cell] = cost
        before[cell] = (came, move)
        if cell == goal:
            break
        for step, following in neighbours(rows, cell):
            if following not in settled:
                heapq.heappush(heap, (cost + costs.get(rows[following[0]][following[1]], 1), following, cell, step))
    moves: list[str] = []
    cell = goal
    while cell != start and cell in before:
        cell, move = before[cell]
        moves.append(move)
    return settled.get(goal, -1), moves[::-1], settled


def fewest_with_turns(rows: Sequence[str], start: Cell, goal: Cell, facing: str, move_cost: int, turn_cost: int) -> tuple[int, list[str]]:
    """(cost, route) when a quarter turn costs too; the state is the cell and the heading."""
    order = "NESW"
    heap: list[tuple[int, Cell, str, tuple[str, ...]]] = [(0, start, facing, ())]
    seen: set[tuple[Cell, str]] = set()
    while heap:
        cost, cell, heading, moves = heapq.heappop(heap)
        if cell == goal:
            return cost, list(moves)
        if (cell, heading) in seen:
            continue
        seen.add((cell, heading))
        for move, following in neighbours(rows, cell):
            turns = abs(order.index(move) - order.index(heading))
            turns = min(turns, 4 - turns)
            if (following, move) not in seen:
                heapq.heappush(heap, (cost + move_cost + turns * turn_cost, following, move, (*moves, move)))
    return -1, []


def diagonal_moves(rows: Sequence[str], cell: Cell, corners: bool) -> list[Cell]:
    """Cells reached by a diagonal move; with `corners` False both cells beside the move must be free."""
    free = {c for _, c in neighbours(rows, cell)}
    found = []
    for down in (-1, 1):
        for right in (-1, 1):
            row, column = cell[0] + down, cell[1] + right
            inside = 0 <= row < len(rows) and 0 <= column < len(rows[0])
            if inside and rows[row][column] != "#" and (corners or {(row, cell[1]), (cell[0], column)} <= free):
                found.append((row, column))
    return found


def diagonal_times(rows: Sequence[str], goal: Cell, straight: int, diagonal: int, corners: bool) -> dict[Cell, int]:
    """Least times to the goal from every cell, with eight neighbours (Dijkstra, backwards: moves cost the same both ways)."""
    settled: dict[Cell, int] = {}
    heap = [(0, goal)]
    while heap:
        cost, cell = heapq.heappop(heap)
        if cell in settled:
            continue
        settled[cell] = cost
        for _, following in neighbours(rows, cell):
            heapq.heappush(heap, (cost + straight, following))
        for following in diagonal_moves(rows, cell, corners):
            heapq.heappush(heap, (cost + diagonal, following))
    return settled


def with_keys(rows: Sequence[str], start: Cell, goal: Cell) -> list[str]:
    """A shortest route where a capital letter is a door and its small letter the key; empty when there is none."""
    first = (start, frozenset(rows[start[0]][start[1]]) & frozenset("ab"))
    queue: list[tuple[Cell, frozenset[str]]] = [first]
    before: dict[tuple[Cell, frozenset[str]], tuple[tuple[Cell, frozenset[str]], str] | None] = {first: None}
    for state in queue:
        cell, keys = state
        if cell == goal:
            moves: list[str] = []
            link = before[state]
            while link is not None:
                moves.append(link[1])
                link = before[link[0]]
            return moves[::-1]
        for move, following in neighbours(rows, cell):
            mark = rows[following[0]][following[1]]
            if mark.isupper() and mark.lower() not in keys:
                continue
            after = (following, keys | {mark} if mark.islower() else keys)
            if after not in before:
                before[after] = (state, move)
                queue.append(after)
    return []


# --- wording --------------------------------------------------------------------------------------------------

ROBOTS = "{cleaning robot|transport robot|courier robot|stock-counting robot|patrol robot|inspection rover|delivery robot|mobile base|supply cart|service robot|small rover|test vehicle|disinfection robot|tour-guide robot|search robot}"
HALLS = "{in {a warehouse|a hospital wing|a library|a museum|a machine hall|a test hall|an exhibition hall|a storeroom|a school|a laboratory corridor|an airport hall|a sports hall|a data centre|a car park|a depot}|on {one floor of a hotel|the ground floor of a clinic|the floor of a trade fair|a marked practice field|a test floor}}"


def _story(rng: Random, what: str) -> str:
    return sentence(
        spin(
            rng,
            "{$robot $what $where|$where, $robot $what|{look at|consider|take} $robot that $what $where|{a student|an engineer|a technician|the dispatcher} {sends out|watches|tests} $robot $where; it $what|{the question|this exercise|today's task} {is about|concerns} $robot that $what}",
            robot=article(spin(rng, ROBOTS)),
            where=spin(rng, HALLS),
            what=spin(rng, what),
        )
    )


def _map(rng: Random, rows: Sequence[str], note: str) -> str:
    title = spin(rng, "{The map|Map|Floor plan|Grid|The floor, cell by cell}, {top row first|north at the top|north up}")
    return f"\n{title} ({note}):\n" + "\n".join(rows) + "\n"


class _Axes:
    """How cells are named: ``xy`` from the lower left, or ``rc``, row and column from the upper left, from 1."""

    def __init__(self, rng: Random, rows: Sequence[str]):
        self.height = len(rows)
        self.xy = rng.random() < 0.5
        self.rule = spin(rng, "{Cells are (x, y)|A cell is written (x, y)|Coordinates are (x, y)}: {x counts columns to the east and y rows to the north, from (0, 0) at the lower left|(0, 0) is the lower left cell, x grows to the east, y to the north}" if self.xy else "{Cells are (row, column)|A cell is written (row, column)|Coordinates are (row, column)}, {counted from (1, 1) at the upper left|rows counted from the top and columns from the left, both from 1}")  # fmt: skip

    def name(self, cell: Cell) -> str:
        row, column = cell
        return f"({column}, {self.height - 1 - row})" if self.xy else f"({row + 1}, {column + 1})"

    def misread(self, cell: Cell) -> Cell | None:
        """The cell that one finds with the axes exchanged; None off the map."""
        row, column = cell
        other = (self.height - 1 - column, self.height - 1 - row) if self.xy else (column, row)
        return other if 0 <= other[0] < self.height and 0 <= other[1] < self.height else None


def _walls(rng: Random, size: int, share: float) -> list[str]:
    return ["".join("#" if rng.random() < share else "_" for _ in range(size)) for _ in range(size)]


def _field(rng: Random, size: int, share: float, least: int, detour: int = 0) -> tuple[list[str], Cell, Cell, dict[Cell, int]]:
    """A square map with two free cells at least `least` moves apart, `detour` more than without walls."""
    for _ in range(80):
        rows = _walls(rng, size, share)
        free = [(r, c) for r in range(size) for c in range(size) if rows[r][c] == "_"]
        start = rng.choice(free) if free else (0, 0)
        far = distances(rows, start)
        goals = [g for g, d in far.items() if d >= least and d - abs(g[0] - start[0]) - abs(g[1] - start[1]) >= detour and g[0] != start[0] and g[1] != start[1]]
        if goals:
            return rows, start, rng.choice(goals), far
    rows = ["_" * size, *("_" + "#" * (size - 1) for _ in range(size - 3)), "_" * size, "_" * size]
    return rows, (0, size - 1), (size - 2, size - 1), distances(rows, (0, size - 1))


def _cells(rows: Sequence[str], start: Cell, moves: Sequence[str]) -> list[Cell]:
    cells = [start]
    for move in moves:
        cells.append((cells[-1][0] + MOVES[move][0], cells[-1][1] + MOVES[move][1]))
    return cells


def _layers(axes: _Axes, far: Mapping[Cell, int], goal: Cell) -> list[tuple[str, str]]:
    """Lines of the wave of a breadth-first search until it meets the goal."""
    lines = []
    for distance in range(1, far[goal] + 1):
        ring = sorted(axes.name(cell) for cell, d in far.items() if d == distance)
        lines.append(("say", f"After {distance} move{'s' if distance > 1 else ''}: {' '.join(ring)}"))
    return lines


def _greedy(rows: Sequence[str], start: Cell, goal: Cell) -> list[str]:
    """Always the free neighbour that is nearest to the goal as the crow flies, at most 30 moves."""
    moves: list[str] = []
    cell, seen = start, {start}
    while cell != goal and len(moves) < 30:
        options = [(abs(c[0] - goal[0]) + abs(c[1] - goal[1]), m, c) for m, c in neighbours(rows, cell) if c not in seen]
        if not options:
            break
        _, move, cell = min(options)
        seen.add(cell)
        moves.append(move)
    return moves


ROUTE = "domains.robotics.verifiers.route:check"
CELL = "domains.robotics.verifiers.route:check_cell"
FORM = "{Give the moves as letters, such as N N E|Write the moves as N, E, S, W, for example N N E|Answer with the moves in order, in letters (N, E, S, W)}"
FOUR = "{It moves one cell north, east, south or west at a time|One move takes it to the next cell north, east, south or west}{, never diagonally|; diagonal moves are not possible|}"
WALLS = "# is a wall, _ is free"


# --- levels ---------------------------------------------------------------------------------------------------


def _follow(rng: Random, level: int) -> Problem:
    """Level 1: compass moves on open floor. Level 2: turns and metres."""
    x, y = rng.randint(3, 14), rng.randint(3, 14)
    start = (x, y)
    if level == 1:
        legs = [(rng.choice("NESW"), rng.randint(1, 9)) for _ in range(rng.randint(3, 5))]
        legs = [leg for k, leg in enumerate(legs) if k == 0 or leg[0] != legs[k - 1][0]]
        told = ", ".join(f"{n} {NAMES[d] if rng.random() < 0.5 else d}" for d, n in legs)
        headings = [d for d, _ in legs]
        lines: list[tuple[str, str]] = []
    else:
        size = rng.choice((0.2, 0.25, 0.4, 0.5, 0.8))
        heading = rng.choice("NESW")
        first = heading
        legs, parts, lines, headings = [], [], [], []
        for k in range(rng.randint(3, 4)):
            turn = rng.choice(("left", "right", "around")) if k else ""
            heading = "NESW"[("NESW".index(heading) + {"left": 3, "right": 1, "around": 2, "": 0}[turn]) % 4]
            count = rng.randint(2, 9)
            legs.append((heading, count))
            headings.append(heading)
            parts.append((f"turn {turn}, " if turn else "") + f"forward {count * size:g} m")
            lines.append(("work", f"leg {k + 1} goes {NAMES[heading]}{f' after the turn {turn}' if turn else ''}: {count * size:g} / {size:g} = {count} cells"))
        told = "; ".join(parts)
    for direction, count in legs:
        x += {"E": count, "W": -count}.get(direction, 0)
        y += {"N": count, "S": -count}.get(direction, 0)
    def summed(begin: int, plus: str, minus: str, end: int, name: str) -> tuple[str, str]:
        terms = "".join(f" {'+' if d == plus else '−'} {n}" for d, n in legs if d in (plus, minus))
        return ("work", f"{name} = {begin}{terms} = {end}" if terms else f"{name} stays {begin}")
    every = [
        ("facts", f"start ({start[0]}, {start[1]}); {told}"),
        ("rule", "{east adds to x, west takes from x, north adds to y, south takes from y|x grows to the east, y to the north}"),
        *lines,
        summed(start[0], "E", "W", x, "x"),
        summed(start[1], "N", "S", y, "y"),
        ("check", f"it made {' + '.join(str(n) for _, n in legs)} = {sum(n for _, n in legs)} moves, and the two changes together are not more"),
    ]  # fmt: skip
    answer = f"({x}, {y})"
    dx, dy = x - start[0], y - start[1]
    wrong = [(f"({y}, {x})", "exchanged the axes"), (f"({start[0] + dx}, {start[1] - dy})", "counted y to the south"), (f"({start[0] - dx}, {start[1] + dy})", "counted x to the west"), (f"({start[0] + dy}, {start[1] + dx})", "exchanged the moves' axes"), (f"({dx}, {dy})", "left out the start"), (f"({x + 1}, {y})", "miscounted a leg"), (f"({x}, {y - 1})", "miscounted a leg")]
    facts = [("{starting cell|start}", f"({start[0]}, {start[1]})"), ("{moves in cells|moves, in order}" if level == 1 else "{commands|commands, in order}", told)]
    conventions = ["{Cells are (x, y): x grows to the east, y to the north|A cell is (x, y) with x to the east and y to the north}{; numbers may become negative|}", "{The floor is open|There are no obstacles|Nothing is in the way}"]
    if level == 2:
        facts += [("{cell size|edge of a cell}", f"{size:g} m"), ("{heading at the start|it begins facing}", NAMES[first])]
        conventions.append("{Turning left or right is a quarter turn on the spot, turning around a half turn|Left and right are quarter turns, around is a half turn, all on the spot}")
    exercise = Exercise(
        _story(rng, "{follows a list of {moves|commands} on a grid of cells|drives from cell to cell|carries out {grid moves|a short program of moves}}"), facts, conventions,
        "{Which cell is it in at the end|Where is it at the end|In which cell does it stop}?", every, {"kind": "follow", "start": list(start), "legs": [[d, n] for d, n in legs], "size": 0 if level == 1 else size}, len(legs) + 2, pool=MOBILE_ASIDES,
    )  # fmt: skip
    return checked_problem(rng, level, exercise, answer, wrong, answer_type="cell", verifier=CELL, arguments={}, form="{Write the cell as (x, y)|Answer in the form (x, y)|Give it as (x, y)}")


def _length(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: the length of a shortest route, in moves or in metres."""
    rows, start, goal, far = _field(rng, 5 if level == 1 else 6, 0.22, 4, 0 if level == 1 else 2 if rng.random() < 0.6 else 0)
    axes = _Axes(rng, rows)
    moves = route(rows, start, goal)
    count = far[goal]
    direct = abs(goal[0] - start[0]) + abs(goal[1] - start[1])
    lines: list[tuple[str, str]] = [
        ("facts", f"start {axes.name(start)}, goal {axes.name(goal)}"),
        ("rule", "{spread a wave from the start: cells after one move, then after two, and so on; the first time it meets the goal is the shortest way|breadth-first search: cells in order of the moves needed}"),
        *_layers(axes, far, goal),
        ("then", f"so {count} moves, for example {' '.join(moves)}"),
    ]
    other = axes.misread(goal)
    confused = far.get(other, 0) if other else 0
    base = [(direct, "counted rows and columns through the walls"), (count + 1, "counted cells instead of moves"), (count - 1, "counted the cells between"), (confused, "exchanged the axes of the goal"), (len(_greedy(rows, start, goal)), "always went towards the goal"), (count + 2, "took a needless detour"), (max(abs(goal[0] - start[0]), abs(goal[1] - start[1])), "moved diagonally")]
    parameters: dict[str, object] = {"kind": "length", "rows": rows, "start": list(start), "goal": list(goal), "size": 0}
    facts = [("{start|starting cell}", axes.name(start)), ("{goal|target cell}", axes.name(goal))]
    story = _story(rng, "{has to reach a goal|must get from one cell to another|plans a route} on a grid of square cells") + _map(rng, rows, WALLS)
    lines.append(("check", f"without walls it would be {abs(goal[0] - start[0])} + {abs(goal[1] - start[1])} = {direct} moves, and walls can't make it shorter"))
    if level == 1:
        exercise = Exercise(story, facts, [axes.rule, FOUR], "{How many moves does a shortest route need|What is the least number of moves|How many moves are needed at least}?", lines, parameters, count, pool=MOBILE_ASIDES)
        return checked_problem(rng, level, exercise, str(count), [(str(v), t) for v, t in base if v > 0], answer_type="integer", verifier="integer", arguments={})
    size = rng.choice((20, 25, 30, 40, 50, 60, 75, 80))
    metres = count * size / 100
    lines.insert(-1, ("work", f"in metres: {count} × {size} / 100 = {metres:g} m"))
    facts.append(("{edge of a cell|cell size}", f"{size} cm"))
    exercise = Exercise(story, facts, [axes.rule, FOUR], "{How long is a shortest route|What is the length of a shortest route|How far does it have to drive at least}?", lines, {**parameters, "size": size}, count + 1, pool=MOBILE_ASIDES)
    return number_problem(rng, level, exercise, metres, [(v * size / 100, t) for v, t in base] + [(metres * 100 / size, "gave the number of moves")], unit="m", decimals=2, absolute=0.001)


def _route(rng: Random, level: int) -> Problem:
    """Level 3: a shortest route around a wall, where going straight for the goal is longer or stuck."""
    for _ in range(20):
        rows, start, goal, far = _field(rng, 6, 0.28, 6, 2)
        greedy = _greedy(rows, start, goal)
        if _cells(rows, start, greedy)[-1] != goal or len(greedy) > far[goal]:
            break
    axes = _Axes(rng, rows)
    moves = route(rows, start, goal)
    stuck = _cells(rows, start, greedy)[-1] != goal
    lines = [
        ("facts", f"start {axes.name(start)}, goal {axes.name(goal)}"),
        ("rule", "{spread a wave from the start and go back from the goal, one step nearer each time|breadth-first search, then the way back through the layers}"),
        *_layers(axes, far, goal),
        ("work", f"the goal is first met after {far[goal]} moves; walls cost {far[goal]} − {abs(goal[0] - start[0]) + abs(goal[1] - start[1])} = {far[goal] - abs(goal[0] - start[0]) - abs(goal[1] - start[1])} moves more than the direct way"),
        ("then", f"one such route: {' '.join(moves)}, through {' '.join(axes.name(c) for c in _cells(rows, start, moves))}"),
        ("mistake", "{always stepping to the free neighbour nearest to the goal|heading straight for the goal}" + (" gets stuck behind a wall" if stuck else f" takes {len(greedy)} moves" if len(greedy) > far[goal] else " works here by luck, but not around a wall in general")),
    ]  # fmt: skip
    mirrored = [{"N": "S", "S": "N"}.get(m, m) for m in moves]
    swapped = [{"N": "E", "E": "N", "S": "W", "W": "S"}[m] for m in moves]
    direct = ["S" if goal[0] > start[0] else "N"] * abs(goal[0] - start[0]) + ["E" if goal[1] > start[1] else "W"] * abs(goal[1] - start[1])
    back = {"N": "S", "S": "N", "E": "W", "W": "E"}
    wrong = [(" ".join(direct), "drove through walls"), (" ".join(mirrored), "took north for down on the map"), (" ".join(swapped), "exchanged the axes"), (" ".join(greedy), "always went towards the goal"), (" ".join(moves[:-1]), "stopped a move short"), (" ".join([moves[0], back[moves[0]], *moves]), "made a needless detour")]
    exercise = Exercise(
        _story(rng, "{has to reach a goal|must get from one cell to another|plans a route} on a grid of square cells") + _map(rng, rows, WALLS),
        [("{start|starting cell}", axes.name(start)), ("{goal|target cell}", axes.name(goal))], [axes.rule, FOUR, "{The number of moves must be as small as possible|Only a route with the fewest moves counts}"],
        "{Which route do you send it on|What is a shortest route|Which moves take it there in the fewest steps}?", lines, {"kind": "route", "rows": rows, "start": list(start), "goal": list(goal)}, len(moves) + 2, pool=MOBILE_ASIDES,
    )  # fmt: skip
    return checked_problem(rng, level, exercise, " ".join(moves), wrong, answer_type="route", verifier=ROUTE, arguments={"rows": rows, "start": list(start), "goal": list(goal), "most": len(moves)}, form=FORM + "{; any shortest route is right|}")


def _diagonal(rng: Random, level: int) -> Problem:
    """Level 3: eight neighbours; may corners be cut?"""
    for _ in range(60):
        rows, start, goal, _far = _field(rng, 6, 0.25, 5)
        straight, diagonal = rng.choice(((2, 3), (10, 14), (5, 7), (4, 6), (3, 4)))
        corners = rng.random() < 0.4
        left = diagonal_times(rows, goal, straight, diagonal, corners)
        result = left[start]
        other = diagonal_times(rows, goal, straight, diagonal, not corners)[start]
        if other != result:
            break
    axes = _Axes(rng, rows)
    four = distances(rows, start)[goal] * straight
    wide, tall = abs(goal[1] - start[1]), abs(goal[0] - start[0])
    octile = min(wide, tall) * diagonal + abs(wide - tall) * straight
    path = _diagonal_path(rows, start, left, straight, diagonal, corners)
    slants = sum(a[0] != b[0] and a[1] != b[1] for a, b in pairwise(path))
    levels = len(path) - 1 - slants
    lines = [
        ("facts", f"start {axes.name(start)}, goal {axes.name(goal)}; {straight} s straight, {diagonal} s diagonally; corners {'may' if corners else 'must not'} be cut"),
        ("rule", "{settle cells in order of time (Dijkstra)|Dijkstra: always go on from the cell with the least time}; a diagonal move is " + ("possible even past walls" if corners else "possible only when both cells beside it are free")),
        ("say", f"A quickest way: {' '.join(axes.name(c) for c in path)}"),
        ("work", f"it has {levels} straight and {slants} diagonal moves: {levels} × {straight} + {slants} × {diagonal} = {result} s"),
        ("mistake", f"treating corners as closed gives {other} s, but here they may be cut" if corners else f"cutting the corners of walls would give {other} s, but the robot would touch them"),
        ("check", f"on open floor it would take {min(wide, tall)} × {diagonal} + {abs(wide - tall)} × {straight} = {octile} s, and walls can't make it quicker"),
    ]  # fmt: skip
    wrong = [(other, "misread the rule on corners"), (four, "moved in four directions only"), (octile, "drove through walls"), (len(path) - 1, "counted moves instead of time"), ((len(path) - 1) * straight, "took diagonal moves for straight ones"), (result + straight, "counted the starting cell"), (result - straight, "left out the last move")]
    exercise = Exercise(
        _story(rng, "{has to reach a goal|must get from one cell to another|plans a route} on a grid of square cells") + _map(rng, rows, WALLS),
        [("{start|starting cell}", axes.name(start)), ("{goal|target cell}", axes.name(goal)), ("{time of a move north, east, south or west|straight move}", f"{straight} s"), ("{time of a diagonal move|diagonal move}", f"{diagonal} s")],
        [axes.rule, "{A diagonal move is allowed between free cells even if it passes the corner of a wall|It is slim: a diagonal move may pass the corners of walls}" if corners else "{A diagonal move is allowed only if the two cells on either side of it are free as well|It must not cut corners: both cells beside a diagonal move have to be free}", "{It may move to any of the eight cells around it|Eight directions are possible}"],
        "{How many seconds does the quickest route take|What is the least time in seconds|After how many seconds can it be at the goal at the earliest}?", lines, {"kind": "diagonal", "rows": rows, "start": list(start), "goal": list(goal), "straight": straight, "diagonal": diagonal, "corners": corners}, len(path) + 2, pool=MOBILE_ASIDES,
    )  # fmt: skip
    return checked_problem(rng, level, exercise, str(result), [(str(v), t) for v, t in wrong if v > 0], answer_type="integer", verifier="integer", arguments={})


def _diagonal_path(rows: Sequence[str], start: Cell, left: Mapping[Cell, int], straight: int, diagonal: int, corners: bool) -> list[Cell]:
    """Cells of a quickest way, followed by the times that are left."""
    path = [start]
    while left[path[-1]]:
        cell = path[-1]
        options = [(c, straight) for _, c in neighbours(rows, cell)]
        options += [(c, diagonal) for c in diagonal_moves(rows, cell, corners)]
        path.append(next(c for c, time in options if left[c] + time == left[cell]))
    return path


def _terrain(rng: Random, level: int) -> Problem:
    """Level 4: cells cost on entering; the cheapest route is not the one with the fewest moves."""
    for _ in range(120):
        size = 5
        rows = ["".join(rng.choice("1112346789##") for _ in range(size)) for _ in range(size)]
        start, goal = (rng.randrange(size), rng.randrange(size)), (rng.randrange(size), rng.randrange(size))
        costs = {str(k): k for k in range(1, 10)}
        if "#" in (rows[start[0]][start[1]], rows[goal[0]][goal[1]]) or distances(rows, start).get(goal, 0) < 4:
            continue
        cost, moves, settled = cheapest(rows, costs, start, goal)
        short = route(rows, start, goal)
        paid = sum(costs[rows[r][c]] for r, c in _cells(rows, start, short)[1:])
        if len(moves) > len(short) and paid > cost:
            break
    else:
        return _turning(rng, level)
    axes = _Axes(rng, rows)
    cells = _cells(rows, start, moves)
    entered = [costs[rows[r][c]] for r, c in cells[1:]]
    order = sorted(settled.items(), key=lambda item: (item[1], item[0]))
    lines = [
        ("facts", f"start {axes.name(start)}, goal {axes.name(goal)}; a cell's digit is paid on entering it"),
        ("rule", "{Dijkstra: always go on from the cell with the least cost so far|settle cells in order of their cost}"),
        ("say", f"Settled in order, with cost: {', '.join(f'{axes.name(c)} {v}' for c, v in order)}"),
        ("work", f"the route {' '.join(moves)} pays {' + '.join(map(str, entered))} = {cost}"),
        ("mistake", f"{{the fewest moves|a route with the fewest moves}}, {' '.join(short)}, pays {' + '.join(str(costs[rows[r][c]]) for r, c in _cells(rows, start, short)[1:])} = {paid}: moves and cost are not the same"),
        ("check", f"the route makes {len(moves)} moves and enters {len(entered)} cells; the starting cell is not paid"),
    ]  # fmt: skip
    parameters = {"kind": "terrain", "rows": rows, "start": list(start), "goal": list(goal)}
    story = _story(rng, "{has to reach a goal|must get from one cell to another|plans a route} {over rough floor|over floors of different kinds|where some cells are slow}") + _map(rng, rows, "# is a wall, a digit is the cost of entering the cell")
    facts = [("{start|starting cell}", axes.name(start)), ("{goal|target cell}", axes.name(goal))]
    conventions = [axes.rule, FOUR, "{The cost of a route is the sum of the digits of the cells it enters, goal included, start not|Each cell is paid when it is entered: the goal counts, the start does not}"]
    spare = rng.sample([("{battery|state of charge}", f"{rng.randrange(40, 99)} %"), ("{payload|load}", f"{rng.randrange(2, 40)} kg"), ("{edge of a cell|cell size}", f"{rng.choice((25, 40, 50, 80))} cm"), ("{top speed|greatest speed}", f"{rng.randrange(5, 20) / 10} m/s")], 2)
    first = costs[rows[start[0]][start[1]]]
    if rng.random() < 0.5:
        exercise = Exercise(story, facts, conventions, "{What does the cheapest route cost|What is the least cost|How much does the best route cost}?", lines, parameters, len(moves) + 4, spare=spare, pool=MOBILE_ASIDES)
        wrong = [(paid, "took the route with the fewest moves"), (cost + first, "paid for the starting cell"), (cost - entered[-1], "left out the goal"), (len(moves), "counted the moves"), (cost + first - entered[-1], "paid on leaving a cell"), (cost + 1, "missed the cheapest route")]
        return checked_problem(rng, level, exercise, str(cost), [(str(v), t) for v, t in wrong if v > 0], answer_type="integer", verifier="integer", arguments={})
    exercise = Exercise(story, facts, conventions, "{Which route is cheapest|Which moves take it there at the least cost|What is a cheapest route}?", lines, parameters, len(moves) + 4, spare=spare, pool=MOBILE_ASIDES)
    mirrored = [{"N": "S", "S": "N"}.get(m, m) for m in moves]
    swapped = [{"N": "E", "E": "N", "S": "W", "W": "S"}[m] for m in moves]
    wrongs = [(" ".join(short), "took the route with the fewest moves"), (" ".join(mirrored), "took north for down on the map"), (" ".join(swapped), "exchanged the axes"), (" ".join(moves[:-1]), "stopped a move short"), (" ".join(_greedy(rows, start, goal)), "always went towards the goal")]
    return checked_problem(rng, level, exercise, " ".join(moves), wrongs, answer_type="route", verifier=ROUTE, arguments={"rows": rows, "start": list(start), "goal": list(goal), "costs": costs, "most": cost}, form=FORM + "{; any cheapest route is right|}")


def _turning(rng: Random, level: int) -> Problem:
    """Level 4: quarter turns take time; the heading belongs to the state."""
    for _ in range(40):
        rows, start, goal, _far = _field(rng, 6, 0.24, 5)
        facing = rng.choice("NESW")
        move_cost, turn_cost = rng.randint(1, 4), rng.randint(2, 7)
        cost, moves = fewest_with_turns(rows, start, goal, facing, move_cost, turn_cost)
        turns = _turns(facing, moves)
        short = route(rows, start, goal)
        plain_cost = len(short) * move_cost + _turns(facing, short) * turn_cost
        if plain_cost > cost:
            break
    axes = _Axes(rng, rows)
    lines = [
        ("facts", f"start {axes.name(start)} facing {NAMES[facing]}, goal {axes.name(goal)}; {move_cost} s a move, {turn_cost} s a quarter turn"),
        ("rule", "{the heading is part of the state: search over cells with headings|a state is a cell with a heading; settle states in order of time}; turning around is two quarter turns"),
        ("say", f"Quickest: {' '.join(moves)}, through {' '.join(axes.name(c) for c in _cells(rows, start, moves))}"),
        ("work", f"{len(moves)} moves and {turns} quarter turns: {len(moves)} × {move_cost} + {turns} × {turn_cost} = {cost} s"),
        ("mistake", "{taking any route with the fewest moves|counting moves alone}" + f", such as {' '.join(short)}, may take {len(short)} × {move_cost} + {_turns(facing, short)} × {turn_cost} = {plain_cost} s: turns cost too"),
        ("check", f"the route needs {turns} quarter turns, the first turn counted from facing {NAMES[facing]}"),
    ]  # fmt: skip
    inner = _turns(moves[0], moves)
    bends = sum(a != b for a, b in zip([facing, *moves], moves))
    wrong = [(plain_cost, "took the route with the fewest moves and the wrong turns"), (len(moves) * move_cost + inner * turn_cost, "forgot the first turn"), (len(moves) * move_cost, "forgot the turns"), (len(moves) * move_cost + bends * turn_cost, "took turning around for one turn"), (cost + turn_cost, "turned once too often"), (len(moves) + turns, "counted actions"), (cost + move_cost, "counted the starting cell"), (cost - move_cost, "left out the last move")]
    spare = rng.sample([("{battery|state of charge}", f"{rng.randrange(40, 99)} %"), ("{payload|load}", f"{rng.randrange(2, 40)} kg"), ("{edge of a cell|cell size}", f"{rng.choice((25, 40, 50, 80))} cm"), ("{width of the robot|robot's width}", f"{rng.randrange(20, 60)} cm")], 1)
    exercise = Exercise(
        _story(rng, "{has to reach a goal|must get from one cell to another|plans a route} on a grid of square cells") + _map(rng, rows, WALLS),
        [("{start|starting cell}", axes.name(start)), ("{goal|target cell}", axes.name(goal)), ("{heading at the start|it faces}", NAMES[facing]), ("{time to drive one cell forward|time of a move}", f"{move_cost} s"), ("{time of a quarter turn on the spot|quarter turn}", f"{turn_cost} s")],
        [axes.rule, "{It only drives forward and turns on the spot by quarter turns|It can't drive sideways or backwards; it turns on the spot, a quarter at a time}", "{The heading at the goal does not matter|It may face any way at the goal}"],
        "{How many seconds does the quickest route take|What is the least time in seconds|After how many seconds can it be at the goal at the earliest}?", lines, {"kind": "turning", "rows": rows, "start": list(start), "goal": list(goal), "facing": facing, "move": move_cost, "turn": turn_cost}, len(moves) + 5, spare=spare, pool=MOBILE_ASIDES,
    )  # fmt: skip
    return checked_problem(rng, level, exercise, str(cost), [(str(v), t) for v, t in wrong if v > 0], answer_type="integer", verifier="integer", arguments={})


def _turns(facing: str, moves: Sequence[str]) -> int:
    total = 0
    for before, after in zip([facing, *moves], moves):
        apart = abs("NESW".index(before) - "NESW".index(after))
        total += min(apart, 4 - apart)
    return total


def _keys(rng: Random, level: int) -> Problem:
    """Level 5: doors and keys; the same cell with and without a key is not the same state."""
    doors = 1
    for _ in range(120):
        size = 6
        doors = rng.choice((1, 2, 2))
        rows, start, goal, far = _field(rng, size, 0.22, 5)
        upright = rng.random() < 0.5
        here, there = sorted((start[upright], goal[upright]))
        if there - here < 2:
            continue
        wall = rng.randrange(here + 1, there)  # between start and goal, with one door in it
        grid = [list(row) for row in rows]
        for k in range(size):
            r, c = (k, wall) if upright else (wall, k)
            grid[r][c] = "#"
        near = sorted(cell for cell, d in distances(["".join(row) for row in grid], start).items() if d > 1)
        gap = rng.randrange(size)
        grid[gap if upright else wall][wall if upright else gap] = "A"
        if len(near) < 3:
            continue
        r, c = rng.choice(near)
        grid[r][c] = "a"
        free = [(r, c) for r in range(size) for c in range(size) if grid[r][c] == "_" and (r, c) not in (start, goal)]
        if doors == 2:
            for mark, (r, c) in zip("bB", rng.sample(free, 2)):
                grid[r][c] = mark
        rows = ["".join(row) for row in grid]
        moves = with_keys(rows, start, goal)
        opened = [row.replace("A", "_").replace("B", "_") for row in rows]
        direct = route(opened, start, goal)
        if moves and len(moves) > len(direct) + 1 and (doors == 1 or any(rows[r][c] == "b" for r, c in _cells(rows, start, moves))):
            break
    else:
        return _turning(rng, level)
    axes = _Axes(rng, rows)
    cells = _cells(rows, start, moves)
    stops: list[tuple[str, int]] = []
    for index, (r, c) in enumerate(cells):
        mark = rows[r][c]
        if mark.isalpha() and all(mark != seen for seen, _ in stops):
            stops.append((mark, index))
    legs = [index for _, index in stops] + [len(moves)]
    parts = [b - a for a, b in zip([0, *legs], legs)]
    told = [f"{'key' if mark.islower() else 'door'} {mark} at {axes.name(cells[index])} after {index} move{'' if index == 1 else 's'}" for mark, index in stops]
    lines = [
        ("facts", f"start {axes.name(start)}, goal {axes.name(goal)}; " + ", ".join(f"{rows[r][c]} at {axes.name((r, c))}" for r in range(len(rows)) for c in range(len(rows)) if rows[r][c].isalpha())),
        ("rule", "{search over cells together with the keys in hand|a state is a cell with the keys collected so far}: a door is a wall until its key has been picked up"),
        ("say", f"The shortest way passes {listed(told)}"),
        ("work", f"legs: {' + '.join(map(str, [p for p in parts if p]))} = {len(moves)} moves"),
        ("then", f"the route: {' '.join(moves)}"),
        ("mistake", f"{{ignoring the doors|treating doors as free}} gives {len(direct)} moves, {' '.join(direct)}, and stops at a locked door"),
        ("check", "{it may have to pass the same cell twice, once without and once with a key|a cell may be visited again with a key in hand}"),
    ]  # fmt: skip
    parameters = {"kind": "keys", "rows": rows, "start": list(start), "goal": list(goal)}
    story = _story(rng, "{has to reach a goal|must get from one cell to another|plans a route} {through locked doors|where {doors|some doors} are locked}") + _map(rng, rows, "# is a wall, _ is free, " + ("a a key, A its door" if doors == 1 else "a and b keys, A and B their doors"))
    facts = [("{start|starting cell}", axes.name(start)), ("{goal|target cell}", axes.name(goal))]
    conventions = [axes.rule, FOUR, "{A key is taken by entering its cell and kept; a door can be entered only with the key of its letter|Entering a key's cell picks the key up for good; a door opens only to the key with its letter}"]
    extra = [("{edge of a cell|cell size}", f"{rng.choice((25, 40, 50, 80))} cm")]
    if rng.random() < 0.4:
        exercise = Exercise(story, facts, conventions, "{How many moves does a shortest route need|What is the least number of moves|How many moves are needed at least}?", lines, parameters, len(moves) + 4, spare=extra, pool=MOBILE_ASIDES)
        back = distances(opened, cells[legs[0]])
        wrong = [(len(direct), "ignored the doors"), (far.get(goal, 0), "ignored doors and walls around them"), (len(moves) + 1, "counted cells instead of moves"), (legs[0] + back.get(goal, 0), "forgot a key"), (len(moves) - 1, "left out the last move"), (len(moves) + 2, "took a needless detour"), (legs[0], "stopped at the first key")]
        return checked_problem(rng, level, exercise, str(len(moves)), [(str(v), t) for v, t in wrong if v > 0], answer_type="integer", verifier="integer", arguments={})
    exercise = Exercise(story, facts, [*conventions, "{The number of moves must be as small as possible|Only a route with the fewest moves counts}"], "{Which route do you send it on|What is a shortest route|Which moves take it there in the fewest steps}?", lines, parameters, len(moves) + 4, spare=extra, pool=MOBILE_ASIDES)
    mirrored = [{"N": "S", "S": "N"}.get(m, m) for m in moves]
    swapped = [{"N": "E", "E": "N", "S": "W", "W": "S"}[m] for m in moves]
    wrongs = [(" ".join(direct), "ignored the doors"), (" ".join(moves[: legs[0]] or moves[:1]), "stopped at the first key"), (" ".join(mirrored), "took north for down on the map"), (" ".join(swapped), "exchanged the axes"), (" ".join(moves[:-1]), "stopped a move short")]
    return checked_problem(rng, level, exercise, " ".join(moves), wrongs, answer_type="route", verifier=ROUTE, arguments={"rows": rows, "start": list(start), "goal": list(goal), "most": len(moves)}, form=FORM + "{; any shortest route is right|}")


KINDS = {
    1: (_follow, _length),
    2: (_follow, _length),
    3: (_route, _route, _diagonal),
    4: (_terrain, _terrain, _turning),
    5: (_keys,),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a grid."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="grid_navigation",
    title="Routes on a grid: walls, costs, turns, keys",
    source="LaValle, Planning Algorithms, 2006, §2.1–2.2; Dijkstra, Numer Math 1959;1:269",
    problem=problem,
    rubric=(
        Criterion("Uses the axis convention that the question states when it reads cells and moves.", "essential"),
        Criterion("Enters no wall, leaves no map and opens no door without its key.", "essential"),
        Criterion("Shows why no better route exists: layers of the search, settled costs or a bound.", "important"),
        Criterion("Counts moves, cells and costs as the question defines them.", "important"),
        Criterion("Walks the final route once more, cell by cell.", "optional"),
        Criterion("Takes the route with the fewest moves for the cheapest one.", "pitfall", positive=False),
    ),
)
