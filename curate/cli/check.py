"""``curate check``: re-verify a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import click

from curate.errors import CorpusError

#: rows below which starting a second process takes longer than it saves
_ROWS_A_WORKER = 3_000
#: check -> what it looks at
_CHECKS = {
    "hash": "files against their SHA-256",
    "strangers": "no Arrow file beside the listed ones",
    "readable": "shards that can't be opened",
    "schema": "columns of each batch",
    "id": "ids against their rows' content",
    "verifier": "answers by their verifiers, distractors too",
    "steps": "arithmetic worked out again",
    "values": "split, level, difficulty, pedigree",
    "tokens": "token counts",
    "difficulty": "difficulty graded again",
    "recipe": "the recipe in the manifest",
    "duplicates": "removed rows are rejected, their twins kept",
    "datasets": "what load_from_disk reads besides shards",
    "card": "README.md against a card made anew",
    "conservation": "rows in = rows kept + rows rejected",
    "leakage": "no near-twin, passage or parameters in two splits",
}


@click.command(name="check", short_help="Re-verify a corpus: hashes, schema, rows, splits, answers.")
@click.argument("corpus", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(corpus: Path, workers: int | None, as_json: bool) -> int:
    """Re-verify everything about the corpus at PATH from its files: hashes, schema, conservation of rows, ids, every
    answer by its verifier, every arithmetic step, tokens, difficulty, split leakage, the map of duplicates, the card.
    Exit code 8 when something is wrong."""
    from dataclasses import asdict

    from curate.check import check
    from curate.cli.text import field, number_of
    from curate.corpus import Corpus
    from curate.engines.local import cores

    opened = Corpus.open(corpus)
    few = opened.manifest["rows_kept"] < _ROWS_A_WORKER
    report = check(opened, workers or (1 if few else cores()))
    if as_json:
        click.echo(json.dumps({"passed": report.passed, **asdict(report)}, indent=2, ensure_ascii=False))
        return 0 if report.passed else CorpusError.exit_code
    for name, count in report.checked.items():
        wrong = report.counts.get(name, 0)
        verdict = click.style(f"{wrong:,} wrong", fg="red") if wrong else click.style("ok", fg="green")
        click.echo(f"{name:<12} {count:>10,}  {verdict}" + (f"  {_CHECKS[name]}" if name in _CHECKS else ""))
        listed = [finding for finding in report.findings if finding.check == name]
        for finding in listed:
            click.echo("\n".join(field("·", f"{finding.where}: {finding.what}", 2)))
        if wrong > len(listed):
            click.echo(f"  and {wrong - len(listed):,} more")
    wrong = sum(report.counts.values())
    click.echo("passed" if report.passed else f"failed: {number_of(wrong, 'finding')}")
    return 0 if report.passed else CorpusError.exit_code
