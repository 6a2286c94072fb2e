"""``curate explore``: a local page over a corpus."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="explore", short_help="Look into a corpus in the browser, on this machine alone.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--port", default=8899, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--no-open", is_flag=True, help="Print the address; open no browser.")
def command(corpus: Path, port: int, no_open: bool) -> None:
    """Open a page over CORPUS: filter, search, read rows with their reasoning, verdict, pedigree and near-duplicates,
    and see which rows were turned away and why.

    The page is served on 127.0.0.1 until Ctrl-C. The corpus is only read; what is found by is kept in your cache
    folder ($XDG_CACHE_HOME/curate/explore), so that the second time starts at once.
    """
    from curate.explore.server import serve

    serve(corpus, port=port, open_browser=not no_open, say=click.echo)
