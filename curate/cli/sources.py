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
    from dataclasses import asdict

    from curate.domain import load_domain
    from curate.sources.catalogue import availability

    loaded = load_domain(domain)
    rows = []
    for source in loaded.sources:
        reachable, note = (None, "not asked") if offline else availability(source)
        rows.append({**asdict(source), "reachable": reachable, "reach_note": note})
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    click.echo(f"generated   {len(loaded.families)} problem families, any number of rows, Apache-2.0, offline: {', '.join(loaded.families)}\n")
    for row in rows:
        reach = {True: "reachable", False: "not reachable", None: "unknown"}[row["reachable"]]
        click.echo(click.style(f"{row['name']:<28}", bold=True) + f" {row['hub']}" + (f" ({row['config']})" if row["config"] else ""))
        click.echo(f"    {row['rows']:,} rows · {row['licence']} · {row['gate'] or 'open'} · for {row['use']}" + (f" · {row['note']}" if row["note"] else ""))
        click.echo(f"    {reach}: {row['reach_note']}")
    click.echo(f"\nBuild from one: put [[sources]] with kind = \"hub\" and id = \"NAME\" into a recipe (curate recipe {domain} > my.toml),")
    click.echo(f"or from a local copy: curate build {domain} --from FILE")
