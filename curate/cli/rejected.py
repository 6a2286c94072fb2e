"""``curate rejected``: what was turned away, by stage and reason, with examples."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(name="rejected", short_help="See which rows were turned away, and why.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--stage", help="Only this stage, such as quality or repetition_v1.")
@click.option("--reason", help="Only this reason.")
@click.option("--source", help="Only rows of this source.")
@click.option("-n", "--rows", default=0, type=click.IntRange(min=0), help="Show so many rows, besides the counts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
def command(corpus: Path, stage: str | None, reason: str | None, source: str | None, rows: int, as_json: bool) -> None:
    """Count the rejected rows of CORPUS by stage and reason; with -n, read some of them."""
    from collections import Counter

    from curate.cli.show import printable, readable
    from curate.corpus import Corpus

    counts: Counter[tuple[str, str, str]] = Counter()
    shown = 0
    examples = []
    for batch in Corpus.open(corpus).rejected():
        sources = batch.column("provenance").field("source").to_pylist()
        for row, key in enumerate(zip(batch.column("stage").to_pylist(), batch.column("reason").to_pylist(), sources)):
            if (stage and stage not in (key[0], key[0].rpartition("_v")[0])) or (reason and key[1] != reason):
                continue
            if source and key[2] != source:
                continue
            counts[key] += 1
            if shown < rows or as_json:
                shown += 1
                examples.append(batch.slice(row, 1).to_pylist()[0])
                if as_json and (rows == 0 or shown <= rows):
                    click.echo(json.dumps(examples.pop(), ensure_ascii=False))
    if as_json:
        return
    if not counts:
        click.echo("no rejected row matches" if stage or reason or source else "no row was rejected")
        return
    widths = [max(len(printable(key[part])) for key in counts) for part in range(3)]
    for key, count in sorted(counts.items()):
        click.echo("  ".join(f"{printable(key[part]):<{widths[part]}}" for part in range(3)) + f"  {count:>9,}")
    for row in examples:
        click.echo("\n" + readable(row))
