"""A row ready to be read: its steps, its pedigree, the wrong answers that it names, its near-duplicates.

A record goes in, as `Rows.read` gives it; values for the page come out, still plain text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curate.explore.index import Index
from curate.record import LETTERS
from curate.steps import WrongStep, check_steps

#: characters of one text that are shown, and of a reasoning that are checked
LONGEST = 200_000
#: near-duplicates of one row that are listed
MOST_TWINS = 50
#: rows of one id that are looked through for the one of an origin
_MOST_ALIKE = 2_000

#: what each rule of the map of duplicates says of a removed row
RULES = {
    "same_parameters": "generated from equal parameters",
    "exact": "the same text",
    "near": "nearly the same text",
    "conflicting_gold": "the same question with another answer",
}


@dataclass(frozen=True)
class Part:
    """A stretch of a step; ``wrong`` where it is an equality that does not hold."""

    text: str
    wrong: WrongStep | None = None


@dataclass(frozen=True)
class Step:
    """One step of a reasoning.

    Attributes:
        parts: its text.
        checked: equalities in it that were worked out again.
        wrong: how many of them do not hold.
        code: whether it is preformatted, such as a block between fences.
    """

    parts: tuple[Part, ...]
    checked: int
    wrong: int
    code: bool = False


_FENCED = re.compile(r"^```[^\n]*\n.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)


def steps_of(reasoning: str) -> list[Step]:
    """The steps of a reasoning, a line each, with every arithmetic equality checked."""
    text = reasoning[:LONGEST]
    wrong = check_steps(text).wrong
    return [
        Step(tuple(_parts(text, start, end, wrong)), _checked(text[start:end]), _wrong_in(start, end, wrong), code)
        for start, end, code in _stretches(text)
    ]


def _stretches(text: str) -> list[tuple[int, int, bool]]:
    """The lines that hold something; a fenced block is one."""
    found: list[tuple[int, int, bool]] = []
    place = 0
    for block in [*_FENCED.finditer(text), None]:
        stop = block.start() if block else len(text)
        for line in re.finditer(r"[^\n]*[^\s][^\n]*", text[place:stop]):
            found.append((place + line.start(), place + line.end(), False))
        if block:
            found.append((block.start(), block.end(), True))
            place = block.end()
    return found


def _checked(text: str) -> int:
    return check_steps(text).checked


def _wrong_in(start: int, end: int, wrong: Sequence[WrongStep]) -> int:
    return sum(start <= step.start < end for step in wrong)


def _parts(text: str, start: int, end: int, wrong: Sequence[WrongStep]) -> list[Part]:
    found: list[Part] = []
    place = start
    for step in wrong:
        if place <= step.start < end:
            stop = min(step.end, end)
            found += [Part(text[place : step.start]), Part(text[step.start : stop], step)]
            place = stop
    return [part for part in (*found, Part(text[place:end])) if part.text]


@dataclass(frozen=True)
class Choice:
    """An option, and whether it is the gold answer."""

    letter: str
    text: str
    gold: bool


def choices_of(record: Mapping[str, Any]) -> list[Choice]:
    """The options of a row, lettered."""
    letters = {part.strip() for part in (record["answer"] or "").split(",")}
    return [
        Choice(LETTERS[k] if k < 26 else str(k + 1), text or "", k < 26 and LETTERS[k] in letters)
        for k, text in enumerate(record["choices"] or ())
    ]


@dataclass(frozen=True)
class Trap:
    """A wrong answer that the row names, and the mistake that leads to it."""

    answer: str
    trap: str


def traps_of(record: Mapping[str, Any]) -> list[Trap]:
    """The wrong answers that a generated row's metadata names."""
    named = read_json(record["metadata"]).get("distractors")
    return [
        Trap(trap["answer"], str(trap.get("trap") or ""))
        for trap in (named if isinstance(named, list) else ())
        if isinstance(trap, dict) and isinstance(trap.get("answer"), str)
    ]


def read_json(text: str | None) -> dict[str, Any]:
    """A JSON object of a record; empty for what is none."""
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def pretty_json(text: str | None) -> str:
    """JSON text laid out for a person; as it stands where it is no JSON."""
    try:
        return json.dumps(json.loads(text or "{}"), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text or ""


@dataclass(frozen=True)
class Twin:
    """A row that says nearly the same.

    Attributes:
        row: its number; None where it can't be found.
        part: ``kept`` in this row's stead, ``removed`` for this row, or ``sibling``, removed for the same row.
        identity: its id.
        similarity: Jaccard similarity of the removed row to the kept one.
        rule: why the removed one of the two went.
        origin: source, file and row.
    """

    row: int | None
    part: str
    identity: str
    similarity: float
    rule: str
    origin: str


def twins_of(index: Index, number: int, record: Mapping[str, Any]) -> tuple[list[Twin], int]:
    """The near-duplicates of a row that the map of duplicates knows, the nearest relation first, and how many more
    there are than are listed."""
    if index.keys is None or not record["id"]:
        return [], 0
    if number < index.kept:
        return _standing_for(index, record["id"], "removed")
    for place in index.keys.removed.find_id(record["id"])[:_MOST_ALIKE]:
        line = index.twins.read(place)
        if line["removed_id"] == record["id"] and _origin(line, "removed") == _provenance(record):
            if line["kept_id"] is None:
                return [], 0
            siblings, more = _standing_for(index, line["kept_id"], "sibling", but=place)
            return [_kept(index, line), *siblings], more
    return [], 0


def _standing_for(index: Index, kept: str, part: str, but: int | None = None) -> tuple[list[Twin], int]:
    """The rows that were removed for a kept one, and how many more there are."""
    if index.keys is None:
        return [], 0
    places = [place for place in index.keys.kept.find_id(kept) if place != but]
    lines = [index.twins.read(place) for place in places[:MOST_TWINS]]
    rows: dict[str, dict[tuple[Any, ...], int]] = {}
    for identity in {line["removed_id"] for line in lines}:
        alike = rows_with_id(index, identity, kept=False)
        rows[identity] = {_provenance(index.rows.read(row, ("provenance",))): row for row in reversed(alike)}
    found = [
        Twin(
            rows[line["removed_id"]].get(_origin(line, "removed")), part, line["removed_id"], line["similarity"],
            line["rule"], _place(line, "removed"),
        )
        for line in lines if line["kept_id"] == kept
    ]  # fmt: skip
    return found, len(places) - len(lines)


def _kept(index: Index, line: Mapping[str, Any]) -> Twin:
    row = next(iter(rows_with_id(index, line["kept_id"], kept=True)), None)
    return Twin(row, "kept", line["kept_id"], line["similarity"], line["rule"], _place(line, "kept"))


def rows_with_id(index: Index, identity: str, kept: bool | None = None) -> list[int]:
    """The rows that have an id; a rejected one may share it with others.

    Args:
        kept: whether only kept ones, or only rejected ones, are meant.
    """
    if index.keys is None:
        return []
    return [
        row
        for row in index.keys.ids.find_id(identity)[:_MOST_ALIKE]
        if (kept is None or (row < index.kept) == kept) and index.rows.read(row, ("id",))["id"] == identity
    ]


def _provenance(record: Mapping[str, Any]) -> tuple[Any, ...]:
    origin = record["provenance"] or {}
    return origin.get("source") or "", origin.get("file") or "", origin.get("row")


def _origin(line: Mapping[str, Any], part: str) -> tuple[Any, ...]:
    return line[f"{part}_source"] or "", line[f"{part}_file"] or "", line[f"{part}_row"]


def _place(line: Mapping[str, Any], part: str) -> str:
    source, file, row = _origin(line, part)
    return " · ".join(text for text in (source, f"{file} row {row}") if text)
