"""``curate runs``: runs listed, or two compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import EXIT_CODES

if TYPE_CHECKING:
    from train.runs import RunComparison, RunLine


@click.command(name="runs", short_help="List training runs, or compare two.", epilog=EXIT_CODES)
@click.argument("folders", metavar="[FOLDER…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", default="terminal", show_default=True, type=click.Choice(("terminal", "json")))
def command(folders: tuple[Path, ...], form: str) -> None:
    """List the runs in each FOLDER (default: runs), or compare two runs: what differs in their recipes, and what in
    their evaluations, paired on the problems that both were asked."""
    from train.folder import RunFolder, find_runs
    from train.runs import compared, listed

    if len(folders) == 2 and all(find_runs(folder) == [folder] for folder in folders):
        comparison = compared(RunFolder.open(folders[0]), RunFolder.open(folders[1]))
        if form == "json":
            click.echo(json.dumps(comparison.as_json(), indent=2, ensure_ascii=False))
        else:
            _print_comparison(comparison)
        return
    lines = listed(folders or (Path("runs"),))
    if form == "json":
        click.echo(json.dumps([line.as_json() for line in lines], indent=2, ensure_ascii=False))
    else:
        _print_list(lines)


def _print_list(lines: list[RunLine]) -> None:
    from curate.cli.progress import duration
    from curate.cli.text import printable, table
    from train.evaluation import FORMAT, GREEDY, SAMPLED, shown

    sound = [line for line in lines if not line.problem]
    if sound:
        rows = [
            [
                str(line.path), line.recipe, line.model, line.corpus, line.status, line.at, line.of,
                *(shown(metric, line.estimate(metric)) for metric in (GREEDY, SAMPLED, FORMAT)), duration(line.seconds),
            ]
            for line in sound
        ]  # fmt: skip
        columns = ["run", "recipe", "model", "corpus", "status", "at", "evaluated"]
        columns += ["greedy pass@1", "sampled pass@1", "format", "time"]
        click.echo(table(columns, rows))
    for line in lines:
        if line.problem:
            warning = click.style("warning:", fg="yellow", bold=True)
            click.echo(f"{warning} {printable(f'{line.path}: {line.problem}')}", err=True)


def _print_comparison(found: RunComparison) -> None:
    from curate.cli.text import table
    from train.evaluation import shown
    from train.runs import change

    click.echo(f"first:  {found.first}\nsecond: {found.second}")
    for title, differences in (("recipe", found.recipe), ("on", found.about)):
        click.echo()
        if differences:
            click.echo(table([title, "first", "second"], [list(map(_short, difference)) for difference in differences]))
        else:
            click.echo(f"{title}: no difference")
    click.echo()
    if found.evaluations is None:
        click.echo("one of them has no evaluation yet")
        return
    rows = [
        [metric, shown(metric, one), shown(metric, other), change(found.paired, metric)]
        for metric, (one, other) in found.estimates.items()
    ]
    click.echo(table(["metric", *found.evaluations, "paired difference"], rows))
    paired = found.paired
    if paired is None:
        click.echo("no problem was asked of both: the differences can't be paired")
    else:
        alone = f"{paired.only_first:,} and {paired.only_second:,}"
        click.echo(f"paired on {paired.common:,} problems; asked of one run alone: {alone}")


def _short(text: str) -> str:
    return text if len(text) <= 48 else text[:47] + "…"
