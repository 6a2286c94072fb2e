"""``--set KEY=VALUE``: keys of a training recipe changed on the command line.

A stage is named by its kind where only one has it, else by its number from 1: ``stages.sft.steps=200``,
``stages.2.curriculum.name=adaptive``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click


def apply(values: dict[str, Any], given: Sequence[str]) -> None:
    """Set keys of a recipe's plain values, in place.

    Raises:
        click.UsageError: a part is no pair, or names a stage that there is not.
    """
    from curate.cli.pairs import apply_settings

    tables = {str(number): stage for number, stage in enumerate(values["stages"], 1)}
    values["stages"] = tables
    apply_settings(values, [_numbered(part, tables) for part in given])
    values["stages"] = list(tables.values()) if values["stages"] is tables else values["stages"]


def _numbered(part: str, stages: dict[str, Any]) -> str:
    """The setting with its stage named by number."""
    key, equals, text = part.partition("=")
    path = key.strip().split(".")
    if path[0] != "stages" or len(path) < 2 or not equals:
        return part
    kinds = Counter(stage["kind"] for stage in stages.values())
    names = {stage["kind"]: number for number, stage in stages.items() if kinds[stage["kind"]] == 1}
    names |= {number: number for number in stages} | {f"{number}-{stages[number]['kind']}": number for number in stages}
    if path[1] not in names:
        listed = ", ".join(f"stages.{name}" for name in names)
        raise click.UsageError(f"--set {key.strip()}: the recipe has no stage {path[1]!r}; there are: {listed}")
    return f"{'.'.join(['stages', names[path[1]], *path[2:]])}={text}"
