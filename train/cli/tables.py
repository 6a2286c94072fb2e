"""Evaluations of a run as a person reads them on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from train.evaluation import Evaluation
    from train.folder import RunFolder


def print_course(run: RunFolder) -> None:
    """What each stage changed: a line for each evaluation, with the paired difference to the one before it."""
    from curate.cli.text import table
    from train.runs import HEADLINES, course, headline

    lines: list[list[str]] = []
    for step in course(run):
        entry = step.entry
        cells = [entry.name, f"{step.evaluation.n:,}"]
        for _, estimate, change in headline(step.evaluation, step.since):
            cells += [estimate, change]
        lines.append(cells)
    if lines:
        columns = ["evaluation", "n"]
        for name in HEADLINES.values():
            columns += [name, "change"]
        click.echo(table(columns, lines))
    click.echo(f"{run.path}: {run.state.status}")


def course_of(run: RunFolder) -> list[dict[str, Any]]:
    """The same as JSON values."""
    from train.runs import course

    return [
        {**step.entry.model_dump(mode="json"), "overall": step.evaluation.as_json()["overall"],
         "since": None if step.since is None else step.since.as_json()}
        for step in course(run)
    ]  # fmt: skip


def print_evaluation(evaluation: Evaluation) -> None:
    """All of an evaluation's tables, on stdout."""
    from rich.console import Console

    from curate.cli.text import width
    from train.evaluation import tables

    console = Console(width=max(width(), 120), highlight=False)
    for number, table in enumerate(tables(evaluation)):
        if number:
            console.print()
        console.print(table)
