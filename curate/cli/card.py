"""``curate card``: a corpus's data card."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="card", short_help="Print a corpus's data card.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file instead.")
def command(corpus: Path, out: Path | None) -> None:
    """Print the data card of CORPUS, made anew from its shards, as Markdown in Hugging Face form."""
    from curate.card import markdown, model
    from curate.corpus import Corpus
    from curate.writing import ELSEWHERE, write_atomically

    text = markdown.render(model.describe(Corpus.open(corpus)))
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomically(out, text.encode(), when_full=ELSEWHERE)
