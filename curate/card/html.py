"""The card as one HTML file: no script, no network, light and dark, on paper and on a telephone.

A `Card` goes in, the page's text comes out. jinja2 escapes every text; a policy in the page forbids all that it does
not hold itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from curate.card import plots, text
from curate.card.model import Card
from curate.card.page import Cell, Histogram, Name, Section, Share, Table
from curate.card.page import page as page_of

if TYPE_CHECKING:
    import jinja2

_BLOCKS = {"Prose": "prose", "Items": "items", "Table": "table", "Plots": "plots", "Code": "code", "Quote": "quote",
           "Sides": "sides"}  # fmt: skip


def render(card: Card) -> str:
    """The whole page."""
    page = page_of(card)
    rejected = card.rows_in - card.rows_kept
    tiles = [
        (text.grouped(card.rows_kept, plots.THIN), "rows kept"),
        (text.grouped(rejected, plots.THIN), "rows rejected, each with its reason"),
        (_percent(Share(card.verification.get("verified", 0), card.rows_kept)), "answers verified"),
        (_rounded(card.tokens["reasoning"].total), "tokens of reasoning"),
    ]
    rendered = _template().render(
        page=page, chapters=_chapters(page.sections), tiles=tiles, domain=text.name(card.domain)
    )
    return rendered.lstrip()


def _chapters(sections: tuple[Section, ...]) -> list[tuple[Section, list[Section]]]:
    """Sections of level 2, each with its sections of level 3."""
    chapters: list[tuple[Section, list[Section]]] = []
    for section in sections:
        if section.level == 2:
            chapters.append((section, []))
        else:
            chapters[-1][1].append(section)
    return chapters


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("curate.card", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {"kind": lambda block: _BLOCKS[type(block).__name__], "numbers": _numbers}
    environment.tests |= {"name": lambda part: isinstance(part, Name), "share": lambda cell: isinstance(cell, Share)}
    environment.globals |= {
        "cell": _cell, "percent": _percent, "width": _width, "heat": _heat, "histogram": _histogram,
    }  # fmt: skip
    return environment.get_template("card.html")


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Name(content):
            return content
        case Share():
            return _percent(cell)
        case int():
            return text.grouped(cell, plots.THIN)
        case _:
            return _numbers(cell)


def _percent(share: Share) -> str:
    return f"{text.share(share.part, share.whole)}{plots.THIN}%"


def _rounded(count: int) -> str:
    """A count in three figures: 5.17 million."""
    for size, word in ((10**9, " billion"), (10**6, " million")):
        if count >= size:
            return f"{count / size:.3g}{word}"
    return text.grouped(count, plots.THIN)


def _numbers(words: str) -> str:
    """Our own sentences, with the thousands of their numbers set apart as the tables' are."""
    import re

    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", plots.THIN, words)


def _width(share: Share) -> str:
    """The length of a bar, in per cent."""
    return f"{100 * share.part / (share.whole or 1):.2f}".rstrip("0").rstrip(".")


def _heat(table: Table, row: tuple[Any, ...], column: int) -> str:
    """How strongly a cell is shaded, in per cent; "" where it is not."""
    if column not in table.heat or not isinstance(row[column], int) or row[0] == "all":
        return ""
    cells = (other[k] for other in table.rows if other[0] != "all" for k in table.heat)
    most = max((cell for cell in cells if isinstance(cell, int)), default=0) or 1
    return f"{100 * row[column] / most:.0f}"


def _histogram(plot: Histogram) -> Any:
    from markupsafe import Markup

    said = f" ({text.grouped(plot.beyond, plots.THIN)} more beyond)" if plot.beyond else ""
    svg = plots.histogram(
        plot.edges, plot.counts, plot.title, plot.x_label + said, marks=plot.marks, width=340, height=190
    )
    return Markup(svg)  # plots escapes every text that it is given
