"""Recipes as TOML, whatever they are for: option models written out with their meaning, and what is wrong with a value
said in a person's words, with its key and line.

A pydantic model and its values go in and TOML text comes out; a `ValidationError` and the text that was read go in and
a line a problem comes out. `curate.recipe` and `train.recipe` both stand on this.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin

import tomli_w
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from curate.domain import suggestion

Model = TypeVar("Model", bound=BaseModel)
#: keys and 0-based numbers of tables, from the outermost in
Place = tuple[str | int, ...]

_MOST_PROBLEMS = 8
#: what pydantic calls a problem -> what a person calls it
_SAID = {
    "missing": "this key is needed",
    "int_type": "wants a whole number", "int_from_float": "wants a whole number", "float_type": "wants a number",
    "string_type": "wants a text in quotation marks", "bool_type": "wants true or false",
    "tuple_type": 'wants a list, such as ["…"]', "list_type": 'wants a list, such as ["…"]',
    "dict_type": "wants a table", "model_type": "wants a table",
    "greater_than_equal": "wants at least {ge}", "greater_than": "wants more than {gt}",
    "less_than_equal": "wants at most {le}", "less_than": "wants less than {lt}",
    "too_short": "wants at least {min_length}", "too_long": "wants at most {max_length}",
}  # fmt: skip


def strictly(model: type[Model], values: Any) -> Model:
    """Validate as JSON: a whole number is no text, true is no number, a list will do for a tuple."""
    return model.model_validate_json(json.dumps(values, default=str), strict=True)


def under(place: Place, item: ErrorDetails) -> InitErrorDetails:
    """A problem of a table's own option model, placed where the table stands in the recipe."""
    context = {**(item.get("ctx") or {}), "text": item["msg"]}
    kind = PydanticCustomError(item["type"], "{text}", context)
    return InitErrorDetails(type=kind, loc=(*place, *item["loc"]), input=item["input"])


def unknown_key(place: Place) -> InitErrorDetails:
    """The problem that a key is none of those that there are."""
    return InitErrorDetails(type="extra_forbidden", loc=place, input=None)


def problems(
    error: ValidationError,
    text: str,
    *,
    keys_beside: Callable[[Place], Collection[str]],
    place_of: Callable[[Place], Place],
    kinds: Collection[str] = (),
) -> str:
    """What is wrong with a recipe: ``key (line n): what``, the first ones, a line each.

    Args:
        text: the TOML that it was read from; "" when it was not.
        keys_beside: from where an unknown key was found, as pydantic says it, to the keys that could stand there.
        place_of: from where pydantic says that a problem is to its keys in the TOML.
        kinds: what a table that has no ``kind`` could have said.
    """
    at_line = _lines(text)
    said: dict[Place, list[str]] = {}
    for item in error.errors():
        place = place_of(item["loc"])
        said.setdefault(place, []).append(_said(item, place, keys_beside, kinds))
    # a list of which no item is valid is also said to be too short
    places = [place for place in said if not any(other[: len(place)] == place != other for other in said)]
    at = {place: _line_of(place, at_line) for place in places}
    found = []
    for place in sorted(places, key=lambda place: at[place])[:_MOST_PROBLEMS]:
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "the recipe"
        shown = f"{key} (line {at[place]})" if at[place] else key
        found.append(f"{shown}: {', or '.join(dict.fromkeys(said[place]))}")
    if len(places) > _MOST_PROBLEMS:
        found.append(f"and {len(places) - _MOST_PROBLEMS} more")
    return "\n         ".join(found)


def _said(
    item: Mapping[str, Any], place: Place, keys_beside: Callable[[Place], Collection[str]], kinds: Collection[str]
) -> str:
    """A problem in a person's words."""
    kind, context, given = item["type"], item.get("ctx") or {}, item.get("input")
    if kind == "extra_forbidden":
        return f"unknown key; {suggestion(str(place[-1]), keys_beside(item['loc']))}"
    if kind == "union_tag_invalid":
        known: list[str] = re.findall(r"'([^']*)'", str(context.get("expected_tags", "")))
        return f"unknown {_unquoted(context['discriminator'])} {context['tag']!r}; {suggestion(context['tag'], known)}"
    if kind == "union_tag_not_found":
        listed = ", ".join(f'"{name}"' for name in kinds)
        return f"needs a {_unquoted(context['discriminator'])}" + (f": {listed}" if listed else "")
    if kind in ("literal_error", "enum"):
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{given!r} is not one it knows; {suggestion(str(given), known)}"
    said = _SAID[kind].format(**context) if kind in _SAID else str(item["msg"]).removeprefix("Value error, ")
    shown = kind in _SAID and kind != "missing" and isinstance(given, str | int | float | bool)
    return said + (f" (it is {json.dumps(given, ensure_ascii=False)})" if shown else "")


def _unquoted(discriminator: object) -> str:
    return str(discriminator).strip("'")


def _line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of a key, or of the nearest table around it; 0 where there is none."""
    return next((lines[place[:cut]] for cut in range(len(place), 0, -1) if place[:cut] in lines), 0)


def _lines(text: str) -> dict[Place, int]:
    """Key -> the line on which it stands, for TOML as people write it: a key a line, below its table's heading."""
    found: dict[Place, int] = {}
    table: Place = ()
    tables: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*(\[\[?)\s*([\w.\s\"-]+?)\s*\]", line):
            name = heading[2]
            parts: Place = tuple(part.strip(' "') for part in name.split("."))
            if heading[1] == "[[":
                table = (*parts, tables[name])
                tables[name] += 1
            else:
                # [stages.rewards] below [[stages]] is a table of the latest of them
                outer = ".".join(map(str, parts[:1]))
                table = (parts[0], tables[outer] - 1, *parts[1:]) if tables[outer] and len(parts) > 1 else parts
            for cut in range(1, len(table) + 1):
                found.setdefault(table[:cut], number)
        elif key := re.match(r"\s*([\w.\"-]+)\s*=", line):
            place = (*table, *(part.strip('"') for part in key[1].split(".")))
            for cut in range(len(table) + 1, len(place) + 1):
                found.setdefault(place[:cut], number)
    return found


def commented(model: type[BaseModel], name: str, value: Any) -> list[str]:
    """The lines of a key: its meaning as comments, then ``name = value``; a null is a comment, too."""
    known = model.model_fields[name]
    said = [" ".join((known.description or "").split())]
    if get_origin(known.annotation) is Literal and len(get_args(known.annotation)) > 1:
        said.append(f"one of: {', '.join(map(str, get_args(known.annotation)))}")
    comment = [f"# {line}" for line in textwrap.wrap("; ".join(filter(None, said)), 98, break_on_hyphens=False)]
    if value is None:
        return [*comment, f"# {name} ="]
    prose = isinstance(value, str) and "\n" in value.strip() and "\r" not in value
    return [*comment, f"{name} = {_dumped(value, on_lines=True) if prose else inline(value)}"]


def pairs(values: Mapping[str, Any]) -> list[str]:
    """A line a key: ``name = value``."""
    return [f"{_key(name)} = {inline(value)}" for name, value in values.items()]


def inline(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(inline(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {inline(item)}" for key, item in value.items()) + "}"
    return _dumped(value)


def _dumped(value: Any, *, on_lines: bool = False) -> str:
    return tomli_w.dumps({"x": value}, multiline_strings=on_lines).removeprefix("x = ").rstrip("\n")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else inline(key)
