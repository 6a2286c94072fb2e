"""Routes on a grid, and single cells: a route is right when every move is legal, it ends at the goal and costs no more
than the question allows, whichever way it takes.

Moves are compass letters or words, or up, down, left, right, with counts where wanted: ``N N E``, ``2N, E``, ``NNE``,
``north x2, east``. Reason codes besides the common ones: ``route_valid``; ``step_N_blocked`` (wall, edge or locked door,
counted from 1); ``goal_not_reached``; ``route_too_long``; ``axes_swapped`` (the cell with its two numbers exchanged).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

MOVES: Mapping[str, tuple[int, int]] = {"N": (-1, 0), "E": (0, 1), "S": (1, 0), "W": (0, -1)}
_WORDS = {"north": "N", "east": "E", "south": "S", "west": "W", "up": "N", "right": "E", "down": "S", "left": "W"}
_LETTERS = {"n": "N", "e": "E", "s": "S", "w": "W", "u": "N", "r": "E", "d": "S", "l": "W"}
_MOVE = re.compile(r"(?:(\d{1,3})\s*(?:x|×|\*)?\s*)?([a-z]+)(?:\s*(?:x|×|\*)\s*(\d{1,3})|\s*\((\d{1,3})\))?")
_LONGEST, _MOST_MOVES = 2_000, 400


def read_moves(text: str) -> list[str] | None:
    """The moves as N, E, S, W; None when there is anything else in the text.

    >>> read_moves("2N, east, s x2"), read_moves("NNEL"), read_moves("go home")
    (['N', 'N', 'E', 'S', 'S'], None, None)
    """
    answer = bare(text) if len(text) <= _LONGEST else None
    if answer is None:
        return None
    text = re.sub(r"→|->|\bthen\b|\band\b|[,;.\-\[\]'\"]|\btimes\b", " ", answer.casefold()).strip()
    moves: list[str] = []
    at = 0
    for match in _MOVE.finditer(text):
        if text[at : match.start()].strip():
            return None
        at = match.end()
        before, word, after, bracketed = match.groups()
        if word in _WORDS:
            letters = [_WORDS[word]]
        elif set(word) <= set("nesw") or set(word) <= set("udlr"):
            letters = [_LETTERS[letter] for letter in word]
        else:
            return None
        count = int(before or after or bracketed or 1)
        if (before and (after or bracketed)) or (len(letters) > 1 and count != 1) or len(moves) + count > _MOST_MOVES:
            return None
        moves += letters * count
    return moves if moves and not text[at:].strip() else None


def walked(
    rows: Sequence[str], start: tuple[int, int], moves: Sequence[str], costs: Mapping[str, int] | None = None
) -> tuple[tuple[int, int], int, int | None]:
    """(last cell, cost, number of the first move that is not possible or None).

    Args:
        rows: the map, the top row first; ``#`` is a wall, a small letter a key that is picked up there, a capital letter
            a door that needs it.
        start: (row, column) from the top left, counted from 0.
        costs: cost of entering a cell by its character; 1 where none is given.
    """
    row, column = start
    keys = {rows[row][column]} if rows[row][column].islower() else set()
    total = 0
    for number, move in enumerate(moves, 1):
        down, right = MOVES[move]
        row, column = row + down, column + right
        inside = 0 <= row < len(rows) and 0 <= column < len(rows[0])
        cell = rows[row][column] if inside else "#"
        if cell == "#" or (cell.isupper() and cell.lower() not in keys):
            return (row - down, column - right), total, number
        if cell.islower():
            keys.add(cell)
        total += (costs or {}).get(cell, 1)
    return (row, column), total, None


def check(
    answer: str,
    gold: str,
    *,
    rows: Sequence[str],
    start: Sequence[int],
    goal: Sequence[int],
    most: int | None = None,
    costs: Mapping[str, int] | None = None,
) -> Verdict:
    """Does the route lead from start to goal at a cost of at most `most`?

    Args:
        rows, start, costs: see `walked`; `goal` as `start`.
        most: greatest cost (number of moves where no costs are given); None: any legal route.
    """
    try:
        begin, end = (int(start[0]), int(start[1])), (int(goal[0]), int(goal[1]))
        fits = all(0 <= r < len(rows) and 0 <= c < len(rows[0]) for r, c in (begin, end)) and len({len(r) for r in rows}) == 1
        if not fits or not all(isinstance(row, str) for row in rows):
            return Verdict(None, "arguments_unreadable")
    except (TypeError, ValueError, IndexError):
        return Verdict(None, "arguments_unreadable")
    right = read_moves(gold)
    if right is None:
        return Verdict(None, "gold_unreadable")
    cell, total, blocked = walked(rows, begin, right, costs)
    if blocked is not None or cell != end or (most is not None and total > most):
        return Verdict(None, "gold_unreadable")
    moves = read_moves(answer)
    if moves is None:
        return Verdict(0.0, "answer_unreadable")
    cell, total, blocked = walked(rows, begin, moves, costs)
    if blocked is not None:
        return Verdict(0.0, f"step_{blocked}_blocked")
    if cell != end:
        return Verdict(0.0, "goal_not_reached")
    if most is not None and total > most:
        return Verdict(0.0, "route_too_long")
    return Verdict(1.0, "equal" if moves == right else "route_valid")


_CELL = re.compile(
    r"(?:(?:the\s+)?(?:cell|field|square|position)?\s*(?:is|at|:)?\s*)?[(\[]?\s*(?:(?:x|row)\s*[=:]?\s*)?(-?\d{1,4})\s*[,;/ ]\s*"
    r"(?:(?:and\s+)?(?:y|column|col)\s*[=:]?\s*)?(-?\d{1,4})\s*[)\]]?"
)


def check_cell(answer: str, gold: str) -> Verdict:
    """Is it the same cell, ``(3, 4)``, ``x = 3, y = 4`` or ``row 3, column 4``, the two numbers in the order of the gold?"""

    def read(text: str) -> tuple[int, int] | None:
        inside = bare(text) if len(text) <= _LONGEST else None
        match = _CELL.fullmatch((inside or "").casefold().replace("−", "-").strip())
        return (int(match[1]), int(match[2])) if match else None

    right = read(gold)
    if right is None:
        return Verdict(None, "gold_unreadable")
    given = read(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if given == right:
        return Verdict(1.0, "equal")
    return Verdict(0.0, "axes_swapped" if given == right[::-1] else "different")
