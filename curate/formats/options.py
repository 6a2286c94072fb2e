"""Options of a multiple-choice question and the gold among them, in the shapes that data sets use.

A cell in, the options in order with their labels out; a gold cell in, the option that it means out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curate.formats.cells import text_of
from curate.record import LETTERS

_LABELLED = re.compile(r"[ \t]{0,8}\(?([A-Z])[).:](?:[ \t]{1,4}|(?=\S))(.*)", re.DOTALL)
_LETTER = re.compile(r"\(?([A-Za-z])[).:]{0,2}")


@dataclass(frozen=True)
class Options:
    """Options in order: their labels as the row writes them, and their texts."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]


def options_of(cell: object) -> Options | None:
    """Options from a mapping of label to text, ``{"text", "label"}`` lists, a list of texts, or lines ``A. text``.

    None where the cell is none of these, or has fewer than two options or more than there are letters.
    """
    found: Options | None = None
    if isinstance(cell, Mapping):
        found = _of_lists(cell) if isinstance(cell.get("text"), (list, tuple)) else _of_mapping(cell)
    elif isinstance(cell, (list, tuple)):
        found = _of_texts(cell)
    elif isinstance(cell, str):
        found = _of_lines(cell)
    return found if found and 2 <= len(found.texts) <= len(LETTERS) else None


def _of_lists(cell: Mapping[Any, Any]) -> Options | None:
    texts, labels = cell["text"], cell.get("label")
    if not isinstance(labels, (list, tuple)) or len(labels) != len(texts):
        return None
    return Options(tuple(text_of(label) for label in labels), tuple(text_of(text) for text in texts))


def _of_mapping(cell: Mapping[Any, Any]) -> Options | None:
    given = [(label, text_of(text)) for label, text in cell.items() if text is not None]
    if not all(isinstance(label, str) and 1 <= len(label) <= 2 for label, _ in given):
        return None
    given.sort(key=lambda pair: (len(pair[0]), pair[0]))
    return Options(tuple(label for label, _ in given), tuple(text for _, text in given))


def _of_texts(cell: Sequence[Any]) -> Options | None:
    texts = [text_of(text) for text in cell]
    if any(isinstance(text, (Mapping, list, tuple)) for text in cell):
        return None
    matches = [_LABELLED.fullmatch(text) for text in texts]
    if all(match and match.group(1) == letter for match, letter in zip(matches, LETTERS)):
        texts = [match.group(2) for match in matches if match]
    return Options(tuple(LETTERS[: len(texts)]), tuple(texts))


def _of_lines(cell: str) -> Options | None:
    lines: list[list[str]] = []
    for line in cell.split("\n"):
        match = _LABELLED.fullmatch(line)
        if match and len(lines) < len(LETTERS) and match.group(1) == LETTERS[len(lines)]:
            lines.append([match.group(2)])
        elif lines and line.strip():
            lines[-1].append(line)
    return Options(tuple(LETTERS[: len(lines)]), tuple("\n".join(text) for text in lines))


def place_of(gold: object, options: Options) -> int | None:
    """Index of the option that the gold means: a label, a label with its text, a text, or a 0-based index.

    None where it means none of them, or two options have that same text.
    """
    if isinstance(gold, bool):
        gold = text_of(gold)
    if isinstance(gold, int):
        return gold if 0 <= gold < len(options.texts) else None
    if not isinstance(gold, str) or not gold.strip():
        return None
    gold = gold.strip()
    if gold in options.labels:
        return options.labels.index(gold)
    same = [k for k, text in enumerate(options.texts) if text.strip().casefold() == gold.casefold()]
    if same:
        return same[0] if len(same) == 1 else None
    letter = _LETTER.fullmatch(gold)
    if letter and letter.group(1).upper() in options.labels:
        return options.labels.index(letter.group(1).upper())
    labelled = _LABELLED.fullmatch(gold)
    if labelled and labelled.group(1) in options.labels:
        place = options.labels.index(labelled.group(1))
        if options.texts[place].strip().casefold() == labelled.group(2).strip().casefold():
            return place
    return None
