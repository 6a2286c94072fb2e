"""``curate show``: records, readable, filtered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pyarrow as pa

    from curate.corpus import Corpus


@click.command(name="show", short_help="Read records of a corpus.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--id", "prefix", help="The record whose id begins so.")
@click.option("--family", help="Only this family.")
@click.option("--level", type=click.IntRange(1, 5), help="Only this level.")
@click.option("--split", type=click.Choice(("train", "validation", "test")), help="Only this split.")
@click.option("--source", help="Only rows of this source.")
@click.option("--reason", help="Rejected rows with this reason, instead of kept ones.")
@click.option("-n", "--rows", default=3, show_default=True, type=click.IntRange(min=1), help="How many.")
@click.option("--sample", type=int, metavar="SEED", help="Draw them at random with this seed, not the first ones.")
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

    if split and reason:
        raise click.UsageError("a rejected row is in no split: --reason or --split, not both")
    opened = Corpus.open(corpus)
    wanted = {"id": prefix, "family": family, "level": level, "source": source, "reason": reason}
    matching = list_filtered(opened.rejected() if reason else opened.batches(split), wanted)
    chosen = list(islice(matching, rows)) if sample is None else sampled(matching, rows, sample)
    if not chosen:
        click.echo(f"no row matches{_instead(opened, wanted)}", err=True)
    for batch, place in chosen:
        row = batch.slice(place, 1).to_pylist()[0]
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else readable(row))


def list_filtered(batches: Iterable[pa.RecordBatch], wanted: dict[str, Any]) -> Iterator[tuple[pa.RecordBatch, int]]:
    """The rows, as places in batches, that have all the wanted values; None wants any."""
    import pyarrow.compute as pc

    for batch in batches:
        for name, value in wanted.items():
            if value is None:
                continue
            if name == "id":
                batch = batch.filter(pc.starts_with(batch.column("id"), value.lower()))
            else:
                batch = batch.filter(pc.equal(_column(batch, name), value))
        yield from ((batch, place) for place in range(batch.num_rows))


def _column(batch: pa.RecordBatch, name: str) -> Any:
    import pyarrow.compute as pc

    return pc.struct_field(batch.column("provenance"), "source") if name == "source" else batch.column(name)


def sampled(rows: Iterable[Any], count: int, seed: int) -> list[Any]:
    """So many of the rows, each as likely as any other (reservoir sampling), by the seed alone."""
    from random import Random

    rng = Random(seed)
    kept: list[Any] = []
    for number, row in enumerate(rows):
        if len(kept) < count:
            kept.append(row)
        elif (place := rng.randrange(number + 1)) < count:
            kept[place] = row
    return kept


def _instead(corpus: Corpus, wanted: dict[str, Any]) -> str:
    """What the filters could have been, where one names a value that no row has."""
    from curate.domain import suggestion

    for name in ("family", "source", "reason"):
        if wanted[name] is not None:
            batches = corpus.rejected() if wanted["reason"] else corpus.batches()
            there = {value for batch in batches for value in _column(batch, name).unique().to_pylist() if value}
            if wanted[name] not in there:
                return f": there is no {name} {wanted[name]!r}; {suggestion(wanted[name], sorted(there))}"
    return ""


def readable(row: dict[str, Any]) -> str:
    """One record as text for a terminal; control characters that the row holds are shown, not sent."""
    from curate.cli.text import block, field, printable
    from curate.record import LETTERS

    origin = row["provenance"] or {}
    place = f"{origin.get('file')} row {origin.get('row')}"
    facts = [f"level {row['level']}" if row["level"] else "", row["split"] or "", row["language"] or ""]
    title = "  ".join(part for part in (row["id"] or place, f"{row['domain']}/{row['family']}", *facts) if part)
    lines = [click.style(printable(title), bold=True)]
    if row.get("stage"):
        lines += [click.style(f"  rejected by {row['stage']}: {row['reason']}", fg="red"), *block(row["detail"] or "")]
    if row["question"]:
        lines += ["", *block(row["question"])]
    for letter, choice in zip(LETTERS, row["choices"] or ()):
        lines += field(f"{letter}.", choice, 3)
    if row["reasoning"]:
        lines += ["", click.style("  reasoning", dim=True), *block(row["reasoning"])]
    lines.append("")
    if row["answer"]:
        lines += field("answer", row["answer"])
    checked = row["verification"] or {}
    if checked.get("status"):
        steps = ""
        if checked["steps_checked"]:
            steps = f"; {checked['steps_checked']} arithmetic steps checked, {checked['steps_wrong'] or 'none'} wrong"
        lines += field("checked", f"{checked['status']}; checker {row['verifier']['name']}: {checked['reason']}{steps}")
    if row["difficulty"] is not None:
        lines += field("difficulty", f"{row['difficulty']:.2f} ({row['difficulty_source']})")
    tokens = row["tokens"] or {}
    if any(tokens.values()):
        lines += field("tokens", ", ".join(f"{name} {count:,}" for name, count in tokens.items() if count is not None))
    if (row["quality"] or {}).get("flags"):
        lines += field("flags", ", ".join(row["quality"]["flags"]))
    if (row["cluster_size"] or 0) > 1:
        lines += field("stands for", f"{row['cluster_size']} rows that say the same")
    revision = str(origin.get("revision") or "")
    pedigree = (origin.get("source"), place, origin.get("licence"))
    lines += field("origin", " · ".join(str(part) for part in pedigree if part))
    if revision:
        lines += field("revision", revision)
    if origin.get("parameters"):
        lines += field("parameters", origin["parameters"])
    if origin.get("transformations"):
        lines += field("changed by", ", ".join(origin["transformations"]))
    return "\n".join(lines) + "\n"
