"""The cards of the four built-in corpora: build each with its domain's own recipe, and write or compare its card.

    python data_cards/regenerate.py             write NAME.md and NAME.html beside this file (a few minutes)
    python data_cards/regenerate.py --check     compare instead; exit code 1 and a difference where a card is stale
    python data_cards/regenerate.py --from DIR  take the corpora DIR/NAME instead of building them

A card names the versions of the libraries that its corpus depends on. Where those are not the ones here, --check leaves
them and the files' hashes out of the comparison, for only the numbers and the words are the toolkit's.
"""

from __future__ import annotations

import difflib
import re
import tempfile
from pathlib import Path

import click

from curate.build import build
from curate.card import html, markdown, model
from curate.corpus import Corpus
from curate.engines.local import cores
from curate.errors import CurateError, InputError
from curate.recipe import load, portable
from curate.version import versions

DOMAINS = ("chemistry", "legal", "medical", "robotics")
HERE = Path(__file__).resolve().parent
_LISTED = 40


def cards(corpus: Corpus) -> dict[str, str]:
    """File name -> the card's text, in both forms."""
    card = model.describe(corpus)
    return {f"{corpus.domain}.md": markdown.render(card), f"{corpus.domain}.html": html.render(card)}


def built(domain: str, folder: Path, given: Path | None) -> Corpus:
    """The corpus of a domain's own recipe: the one under `given`, or one that is built under `folder`.

    Raises:
        InputError: the corpus under `given` is of another recipe or of other versions.
    """
    recipe, base = load(domain)
    if given is None:
        return build(recipe, folder / domain, base=base, workers=cores())
    corpus = Corpus.open(given / domain)
    if corpus.manifest["recipe"] != portable(recipe) or corpus.manifest["versions"] != versions():
        raise InputError(
            f"{given / domain} is not the built-in corpus as it is built here",
            why="its recipe or its versions are others", remedy=f"build it: curate build {domain}",
        )  # fmt: skip
    return corpus


def comparable(text: str, alike: bool) -> str:
    """The card's text without what only other libraries change, unless they are `alike`."""
    if alike:
        return text
    for name in set(versions()) - {"curate", "schema"}:
        text = re.sub(rf"^\| `{name}` \| .* \|$", f"| {name} |", text, flags=re.MULTILINE)
        text = re.sub(rf"(<code>{name}</code></th>\s*<td>)[^<]*(?=</td>)", r"\1", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "hash", text)


def difference(name: str, stored: str, fresh: str) -> list[str]:
    """What is other in a card than it should be, as lines of a difference; nothing where it is up to date."""
    stated = dict(
        re.findall(r"(?:^\| `|<code>)(\w+)(?:` \| |</code></th>\s*<td>)([\w.+]+)", stored, flags=re.MULTILINE)
    )
    alike = all(stated.get(library) == number for library, number in versions().items())
    before, now = comparable(stored, alike), comparable(fresh, alike)
    if before == now:
        return []
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), f"data_cards/{name}", "as it is now", lineterm=""
    )
    return list(lines)


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.option("--check", "checking", is_flag=True, help="Compare with the cards that are there, and write nothing.")
@click.option("--from", "given", type=click.Path(path_type=Path, exists=True), help="Folder of corpora built before.")
@click.option("--only", multiple=True, type=click.Choice(DOMAINS), help="Only this domain; repeatable.")
def main(checking: bool, given: Path | None, only: tuple[str, ...]) -> None:
    stale = []
    with tempfile.TemporaryDirectory(prefix="data-cards-") as folder:
        for domain in only or DOMAINS:
            try:
                made = cards(built(domain, Path(folder), given))
            except CurateError as error:
                raise click.ClickException(str(error)) from None
            for name, text in made.items():
                path = HERE / name
                if not checking:
                    path.write_text(text, encoding="utf-8")
                    continue
                stored = path.read_text(encoding="utf-8") if path.exists() else ""
                found = difference(name, stored, text)
                if found:
                    stale.append(name)
                    click.echo("\n".join(found[:_LISTED]))
            click.echo(f"{domain}: {'compared' if checking else 'written'}", err=True)
    if stale:
        raise click.ClickException(
            f"out of date: {', '.join(stale)}. Regenerate and commit them: python data_cards/regenerate.py"
        )


if __name__ == "__main__":
    main()
