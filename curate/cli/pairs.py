"""Options that are pairs: ``--map FIELD=COLUMN`` says where fields are, ``--set KEY=VALUE`` changes the recipe."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

import click


def fields_and_columns(given: Sequence[str]) -> dict[str, str]:
    """Field -> column of one or several ``--map`` options, comma-separated.

    Raises:
        click.UsageError: a part is no pair, or a field is named twice.
    """
    pairs: dict[str, str] = {}
    for part in ",".join(given).split(",") if given else ():
        field, equals, column = (text.strip() for text in part.partition("="))
        if not equals or not field or not column:
            raise click.UsageError(f"--map wants FIELD=COLUMN pairs with commas between; {part!r} is none")
        if field in pairs:
            raise click.UsageError(f"--map names the field {field!r} twice")
        pairs[field] = column
    return pairs


def apply_settings(values: dict[str, Any], given: Sequence[str]) -> None:
    """Set keys of a recipe's plain values, in place: ``stages.quality.max_answer=400``.

    A value is written as in TOML; what is not TOML is taken as text.

    Raises:
        click.UsageError: a part is no pair, or its key leads through something that is no table.
    """
    for part in given:
        key, equals, text = (piece.strip() for piece in part.partition("="))
        if not equals or not key:
            raise click.UsageError(f"--set wants KEY=VALUE, such as stages.quality.max_answer=400; {part!r} is not")
        table: Any = values
        *path, last = key.split(".")
        for name in path:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                raise click.UsageError(f"--set {key}: {name!r} is no table; change it in a recipe file")
        table[last] = _value(text)


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
