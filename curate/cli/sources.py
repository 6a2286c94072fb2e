"""``curate sources``: the public data sets of a domain."""

from __future__ import annotations

import json

import click


@click.command(name="sources", short_help="List the public data sets of a domain.")
@click.argument("domain")
@click.option("--offline", is_flag=True, help="Don't ask whether they can be reached.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def command(domain: str, offline: bool, as_json: bool) -> None:
    """List what DOMAIN can be built from: hub id, rows, licence, gate, use, and whether it can be reached now."""
    from concurrent.futures import ThreadPoolExecutor
    from dataclasses import asdict

    from curate.cli.text import block, field
    from curate.domain import load_domain
    from curate.sources.catalogue import availability

    loaded = load_domain(domain)
    answers: list[tuple[bool | None, str]] = [(None, "not asked")] * len(loaded.sources)
    if not offline:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(availability, loaded.sources))
    rows = [
        {**asdict(source), "reachable": reachable, "reach_note": note}
        for source, (reachable, note) in zip(loaded.sources, answers)
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    click.echo(click.style("generated", bold=True))
    click.echo("\n".join(block(f"{len(loaded.families)} problem families · any number of rows · Apache-2.0 · offline")))
    click.echo("\n".join(block(", ".join(loaded.families))))
    colours = {True: "green", False: "red", None: "yellow"}
    said = {True: "reachable", False: "not reachable", None: "unknown"}
    for row in rows:
        name = row["hub"] + (f" ({row['config']})" if row["config"] else "")
        click.echo("\n" + click.style(row["name"], bold=True) + f"  {name}")
        count = f"{row['rows']:,} rows" if row["rows"] else "row count not stated"
        facts = (count, row["licence"] or "licence by row", row["gate"] or "open", f"for {row['use']}")
        click.echo("\n".join(block(" · ".join(facts))))
        if row["note"]:
            click.echo("\n".join(block(row["note"])))
        reach = field("·", f"{said[row['reachable']]}: {row['reach_note']}", 2)
        click.echo(click.style("\n".join(reach), fg=colours[row["reachable"]]))
    click.echo(f"\nBuild from one with a recipe (curate recipe {domain} > my.toml) that says\n")
    click.echo('  [[sources]]\n  kind = "hub"\n  id = "NAME"\n')
    click.echo(f"or from a local copy: curate build {domain} --from FILE")
