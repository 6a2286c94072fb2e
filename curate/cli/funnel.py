"""What a build came to, as a person reads it: the funnel, the reasons, the splits, and where to look next."""

from __future__ import annotations

from pathlib import Path

import click

from curate.corpus import Corpus


def print_outcome(corpus: Corpus, folder: Path) -> None:
    """Print the outcome on stdout."""
    manifest = corpus.manifest
    splits = ", ".join(f"{name} {rows:,}" for name, rows in manifest["splits"].items())
    click.echo(f"{folder}: {manifest['rows_kept']:,} of {manifest['rows_in']:,} rows kept ({splits})")
    turned_away = [line for line in manifest["funnel"] if line["rejected"]]
    if turned_away:
        click.echo("turned away:")
    width = max((len(line["stage"]) for line in turned_away), default=0)
    for line in turned_away:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in line["reasons"].items())
        click.echo(f"  {line['stage']:<{width}}  {line['rejected']:>8,}  {reasons}")
    click.echo(f"card:  {folder / 'README.md'}")
    click.echo(f"next:  curate show {folder}   ·   curate check {folder}" + (f"   ·   curate rejected {folder}" if turned_away else ""))
