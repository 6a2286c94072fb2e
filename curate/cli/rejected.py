"""``curate rejected``: what was turned away, by stage and reason, with examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click


@click.command(name="rejected", short_help="See which rows were turned away, and why.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--stage", help="Only this stage or rule: quality, quality_v1 or repetition_v1.")
@click.option("--reason", help="Only this reason.")
@click.option("--source", help="Only rows of this source.")
@click.option("--family", help="Only rows of this family or file.")
@click.option("-n", "--rows", default=0, type=click.IntRange(min=0), help="Read so many rows, besides the counts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row: all of them, or the first -n.")
def command(
    corpus: Path,
    stage: str | None,
    reason: str | None,
    source: str | None,
    family: str | None,
    rows: int,
    as_json: bool,
) -> None:
    """Count the rejected rows of CORPUS by rule, reason and source; with -n, read some of them."""
    from collections import Counter

    import pyarrow.compute as pc

    from curate.cli.show import readable
    from curate.cli.text import number_of, table
    from curate.corpus import Corpus

    opened = Corpus.open(corpus)
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: list[dict[str, Any]] = []
    most = rows or (opened.manifest["rows_in"] if as_json else 0)
    for batch in opened.rejected():
        sources = pc.struct_field(batch.column("provenance"), "source").to_pylist()
        columns = (batch.column(name).to_pylist() for name in ("stage", "reason", "family"))
        for place, (of_stage, of_reason, of_family, of_source) in enumerate(zip(*columns, sources)):
            if (
                (reason and of_reason != reason)
                or (source and of_source != source)
                or (family and of_family != family)
                or (stage and not _is_of(stage, of_stage, of_reason, opened.manifest))
            ):
                continue
            counts[of_stage, of_reason, of_source] += 1
            if len(examples) < most and as_json:
                most -= 1
                click.echo(json.dumps(batch.slice(place, 1).to_pylist()[0], ensure_ascii=False))
            elif len(examples) < most:
                examples.append(batch.slice(place, 1).to_pylist()[0])
    if as_json:
        return
    if not counts:
        click.echo("no rejected row matches" if opened.manifest["rejected"] else "no row was rejected")
        return
    click.echo(table(("rule", "reason", "source", "rows"), [(*key, count) for key, count in sorted(counts.items())]))
    click.echo(f"{number_of(counts.total(), 'row')} of {opened.manifest['rows_in']:,}")
    for row in examples:
        click.echo("\n" + readable(row).rstrip("\n"))


def _is_of(named: str, rule: str, reason: str, manifest: Mapping[str, Any]) -> bool:
    """Whether a rule is the named one, or belongs to the named stage of the funnel."""
    if named in (rule, rule.rpartition("_v")[0]):
        return True
    stages = {line["stage"]: line["reasons"] for line in manifest["funnel"]}
    return rule not in stages and any(
        reason in reasons for stage, reasons in stages.items() if named in (stage, stage.rpartition("_v")[0])
    )
