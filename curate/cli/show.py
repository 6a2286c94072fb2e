"""``curate show``: records, readable, filtered."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from curate.record import SPLITS


@click.command(name="show", short_help="Read records of a corpus.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--id", "prefix", help="The record whose id begins so.")
@click.option("--family", help="Only this family.")
@click.option("--level", type=click.IntRange(1, 5), help="Only this level.")
@click.option("--split", type=click.Choice(SPLITS), help="Only this split.")
@click.option("--source", help="Only rows of this source.")
@click.option("--reason", help="Rejected rows with this reason, instead of kept ones.")
@click.option("-n", "--rows", default=3, show_default=True, type=click.IntRange(min=1), help="How many.")
@click.option("--sample", type=int, metavar="SEED", help="Draw them at random, with this seed, instead of the first ones.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    corpus: Path,
    prefix: str | None,
    family: str | None,
    level: int | None,
    split: str | None,
    source: str | None,
    reason: str | None,
    rows: int,
    sample: int | None,
    as_json: bool,
) -> None:
    """Read records of CORPUS with their reasoning, answer, verdict and pedigree."""
    from curate.corpus import Corpus

    opened = Corpus.open(corpus)
    wanted = {"family": family, "level": level, "reason": reason}
    batches = opened.rejected() if reason else opened.batches(split)
    found = (
        row
        for row in _matching(batches, {name: value for name, value in wanted.items() if value is not None})
        if (prefix is None or (row["id"] or "").startswith(prefix))
        and (source is None or row["provenance"]["source"] == source)
        and (split is None or row["split"] == split or not reason)
    )
    chosen = list(islice(found, rows)) if sample is None else _sampled(found, rows, sample)
    if not chosen:
        click.echo("no row matches", err=True)
    for row in chosen:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else readable(row))


def _matching(batches: Iterator[Any], wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    import pyarrow.compute as pc

    for batch in batches:
        for name, value in wanted.items():
            batch = batch.filter(pc.equal(batch.column(name), value))
        for row in range(batch.num_rows):
            yield batch.slice(row, 1).to_pylist()[0]


def _sampled(rows: Iterator[dict[str, Any]], count: int, seed: int) -> list[dict[str, Any]]:
    from random import Random

    rng, kept = Random(seed), []
    for number, row in enumerate(rows):
        if len(kept) < count:
            kept.append(row)
        elif (place := rng.randrange(number + 1)) < count:
            kept[place] = row
    return kept


def readable(row: dict[str, Any]) -> str:
    """One record as text for a terminal; control characters that the row holds are shown, not sent."""
    from curate.record import LETTERS

    title = f"{row['id']}  {row['domain']}/{row['family']}  level {row['level']}  {row['split'] or ''}".rstrip()
    lines = [click.style(title, bold=True)]
    if row.get("stage"):
        lines.append(click.style(f"rejected by {row['stage']}: {row['reason']}", fg="red"))
        lines += _block(row["detail"] or "")
    lines += ["", *_block(row["question"] or "")]
    lines += [f"  {LETTERS[k]}. {printable(choice)}" for k, choice in enumerate(row["choices"] or ())]
    if row["reasoning"]:
        lines += ["", click.style("  reasoning", dim=True), *_block(row["reasoning"])]
    lines += ["", f"  answer      {printable(row['answer'] or '')}"]
    checked = row["verification"] or {}
    if checked.get("status"):
        steps = f", {checked['steps_checked']} arithmetic steps checked, {checked['steps_wrong']} wrong"
        lines.append(f"  checked by  {row['verifier']['name']}: {checked['status']} ({checked['reason']}){steps}")
    if row["difficulty"] is not None:
        lines.append(f"  difficulty  {row['difficulty']:.2f} ({row['difficulty_source']})")
    origin = row["provenance"] or {}
    lines.append(
        f"  origin      {printable(str(origin.get('source')))} · {printable(str(origin.get('file')))} row {origin.get('row')}"
        f" · {origin.get('licence')} · revision {str(origin.get('revision'))[:12]}"
    )
    if origin.get("parameters"):
        lines.append(f"  parameters  {printable(origin['parameters'])}")
    if origin.get("transformations"):
        lines.append(f"  changed by  {', '.join(origin['transformations'])}")
    return "\n".join(lines) + "\n"


def _block(text: str) -> list[str]:
    lines = []
    for line in text.split("\n"):
        lines += textwrap.wrap(printable(line), 110, break_long_words=True) or [""]
    return [f"  {line}" for line in lines]


def printable(text: str) -> str:
    """The text with control and direction characters written as escapes, so that a row can't steer the terminal."""
    return "".join(
        character if character == "\n" or (character.isprintable() or character == "\t") else f"\\u{ord(character):04x}"
        for character in text
    )
