"""What a build came to, as a person reads it: the funnel, the splits, what could not be read, and where to go next."""

from __future__ import annotations

import shlex
from itertools import islice
from pathlib import Path
from typing import Any

import click

from curate.cli.text import field, number_of, printable
from curate.corpus import Corpus

#: rows turned away before any rule saw them -> what a person calls that
_UNREAD = {"read_v1": "could not be read", "adapt_v1": "could not be made a record"}
_EXAMPLES = 3


def outcome(corpus: Corpus, folder: Path) -> dict[str, Any]:
    """The outcome as JSON values."""
    keys = ("domain", "rows_in", "rows_kept", "splits", "rejected", "funnel")
    return {"corpus": str(folder), **{key: corpus.manifest[key] for key in keys}}


def print_outcome(corpus: Corpus, folder: Path) -> None:
    """Print the outcome on stdout."""
    manifest = corpus.manifest
    splits = ", ".join(f"{name} {rows:,}" for name, rows in manifest["splits"].items())
    click.echo(f"{folder}: {manifest['rows_kept']:,} of {number_of(manifest['rows_in'], 'row')} kept ({splits})")
    turned_away = [line for line in manifest["funnel"] if line["rejected"]]
    if turned_away:
        click.echo("turned away:")
    wide = max((len(line["stage"]) for line in turned_away), default=0)
    for line in turned_away:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in line["reasons"].items())
        label = f"{line['stage']:<{wide}} {line['rejected']:>9,}"
        click.echo("\n".join(field(label, reasons, len(label) + 2)))
    shown = shlex.quote(str(folder))
    click.echo(f"card:  {folder / 'README.md'}")
    click.echo(f"next:  curate show {shown}")
    click.echo(f"       curate check {shown}")
    if turned_away:
        click.echo(f"       curate rejected {shown}")


def print_unread(corpus: Corpus, folder: Path) -> None:
    """Say on stderr which rows never became records, and which files of a folder were left alone."""
    for stage, said in _UNREAD.items():
        count = sum(corpus.manifest["rejected"].get(stage, {}).values())
        if not count:
            continue
        click.echo(click.style("warning:", fg="yellow", bold=True) + f" {number_of(count, 'row')} {said}:", err=True)
        examples = (_example(row) for batch in corpus.rejected() for row in _of_stage(batch, stage))
        for example in islice(examples, _EXAMPLES):
            click.echo("\n".join(field("·", example, 2)), err=True)
        command = f"curate rejected {shlex.quote(str(folder))} --stage {stage.removesuffix('_v1')} -n 10"
        more = f"and {count - _EXAMPLES:,} more; " if count > _EXAMPLES else ""
        click.echo(f"  {more}see: {command}", err=True)
    ignored = [name for source in corpus.manifest["sources"] for name in source.get("ignored") or ()]
    if ignored:
        some = ", ".join(printable(name) for name in ignored[:_EXAMPLES])
        more = f" and {len(ignored) - _EXAMPLES:,} more" if len(ignored) > _EXAMPLES else ""
        click.echo(f"not read, for their names are no data file's: {some}{more}", err=True)


def _of_stage(batch: Any, stage: str) -> list[dict[str, Any]]:
    import pyarrow.compute as pc

    rows: list[dict[str, Any]] = batch.filter(pc.equal(batch.column("stage"), stage)).slice(0, _EXAMPLES).to_pylist()
    return rows


def _example(row: dict[str, Any]) -> str:
    from curate.sources.rows import REASONS

    place = f"{row['provenance']['file']} row {row['provenance']['row']}, {row['reason']}"
    return f"{place}: {REASONS.get(row['reason'], 'no record can be made of it')} ({_first_line(row['detail'])})"


def _first_line(detail: str | None) -> str:
    first = (detail or "").partition("\n")[0]
    return first if len(first) <= 160 else first[:160] + "…"
