"""``curate check``: re-verify a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import click

from curate.errors import CorpusError


@click.command(name="check", short_help="Re-verify a corpus: hashes, schema, rows, splits, answers.")
@click.argument("corpus", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(corpus: Path, as_json: bool) -> int:
    """Re-verify everything about the corpus at PATH from its files: hashes, schema, conservation of rows, ids, every
    answer by its verifier, every arithmetic step, split leakage. Exit code 8 when something is wrong."""
    from dataclasses import asdict

    from curate.check import check
    from curate.corpus import Corpus

    report = check(Corpus.open(corpus))
    if as_json:
        click.echo(json.dumps({"passed": report.passed, **asdict(report)}, indent=2, ensure_ascii=False))
        return 0 if report.passed else CorpusError.exit_code
    for name, count in report.checked.items():
        wrong = report.counts.get(name, 0)
        verdict = click.style(f"{wrong:,} wrong", fg="red") if wrong else "ok"
        click.echo(f"{name:<13} {count:>10,}  {verdict}")
        for finding in report.findings:
            if finding.check == name:
                click.echo(f"    {finding.where}: {finding.what}")
    click.echo("passed" if report.passed else "failed")
    return 0 if report.passed else CorpusError.exit_code
