"""``curate card``: a corpus's data card, in four renderings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from curate.corpus import Corpus

FORMATS = ("terminal", "markdown", "html", "croissant")
#: ending of --out -> the rendering that it asks for
_ENDINGS = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "croissant",
    ".jsonld": "croissant", ".txt": "terminal",
}  # fmt: skip


@click.command(name="card", short_help="See a corpus's data card, or write it as Markdown, HTML or Croissant.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--format", "rendering", type=click.Choice(FORMATS), help="terminal, markdown (Hugging Face), html (one "
              "file) or croissant (JSON-LD).  [default: what --out ends in, else terminal]")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file. Beside a croissant "
              "file the rows are written as Parquet, for Croissant reads no Arrow.")  # fmt: skip
def command(corpus: Path, rendering: str | None, out: Path | None) -> None:
    """See the data card of CORPUS, made anew from its shards.

    \b
      curate card corpora/medical                           in the terminal
      curate card corpora/medical --out card.html           one file that any browser opens
      curate card corpora/medical --out croissant/card.json JSON-LD, with the rows as Parquet
    """
    from curate.card.model import describe
    from curate.corpus import Corpus
    from curate.writing import ELSEWHERE, write_atomically

    opened = Corpus.open(corpus)
    chosen = rendering or ("terminal" if out is None else _ENDINGS.get(out.suffix.lower(), "markdown"))
    if chosen == "terminal" and out is None:
        from rich.console import Console

        from curate.card import terminal

        terminal.write(describe(opened), Console(highlight=False, markup=False, emoji=False))
        return
    text = _croissant(opened, out) if chosen == "croissant" else _written(opened, chosen)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomically(out, text.encode(), when_full=ELSEWHERE)


def _written(corpus: Corpus, chosen: str) -> str:
    from curate.card.model import describe

    if chosen == "terminal":
        from io import StringIO

        from rich.console import Console

        from curate.card import terminal

        page = StringIO()
        terminal.write(describe(corpus), Console(file=page, width=100, highlight=False, markup=False, emoji=False))
        return page.getvalue()
    if chosen == "html":
        from curate.card import html

        return html.render(describe(corpus))
    from curate.card import markdown

    return markdown.render(describe(corpus))


def _croissant(corpus: Corpus, out: Path | None) -> str:
    from curate.card import croissant
    from curate.card.model import describe

    if out is None:
        click.echo(f"the records are not written: --out FILE puts them beside it, in {croissant.FOLDER}/", err=True)
        return croissant.render(describe(corpus), croissant.hashes(corpus))
    return croissant.render(describe(corpus), croissant.write_records(corpus, out.parent))
