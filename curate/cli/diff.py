"""``curate diff``: two corpora compared."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="diff", short_help="Compare two corpora: recipe, rows, splits, distributions.")
@click.argument("left", metavar="A", type=click.Path(path_type=Path))
@click.argument("right", metavar="B", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("terminal", "markdown", "json")), default="terminal",
              show_default=True, help="How to print it.")  # fmt: skip
@click.option("-n", "--rows", default=5, show_default=True, type=click.IntRange(min=0),
              help="Examples of each kind: changed, moved, removed and added rows.")  # fmt: skip
@click.option("--exit-code", is_flag=True, help="Leave with 1 when they differ and 0 when they are equal.")
def command(left: Path, right: Path, form: str, rows: int, exit_code: bool) -> int:
    """Compare the corpora A and B, the older one first.

    What they were built from, key by key; what became of each row; where rows moved; whether one trains on what the
    other holds out; how the kept rows are made up. A row is known again by its origin and its content."""
    from curate.cli.text import printable, table
    from curate.compare import compare, page
    from curate.corpus import Corpus

    found = compare(Corpus.open(left), Corpus.open(right), examples=rows)
    if form == "json":
        click.echo(page.as_json(found), nl=False)
    elif form == "markdown":
        click.echo(page.as_markdown(found, str(left), str(right)), nl=False)
    else:
        click.echo(f"A  {printable(str(left))}\nB  {printable(str(right))}")
        for section in page.sections(found):
            click.echo("\n" + click.style(section.title, bold=True, fg="red" if section.alarm else None))
            for line in section.lines:
                click.echo(click.style(f"  {printable(line)}", fg="red" if section.alarm else None))
            for number, one in enumerate(section.tables):
                lines = table(*page.aligned(one)).splitlines()
                click.echo("\n" * bool(number) + "\n".join(f"  {line}" for line in lines))
    return int(exit_code and not found.equal)
