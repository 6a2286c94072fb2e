"""The card in a terminal: a `Card` goes in, rich writes it to a console as wide as it is.

No text of the page is read as markup; control and direction characters were written out before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from curate.card import text
from curate.card.model import Card
from curate.card.page import Block, Cell, Code, Histogram, Items, Name, Plots, Prose, Quote, Share, Sides, Table
from curate.card.page import page as page_of

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod, OverflowMethod, RenderableType
    from rich.table import Table as Grid
    from rich.text import Text

_BAR = 12
#: eighths of a character, so that short bars differ
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_WIDEST = 110


def write(card: Card, console: Console) -> None:
    """Write the whole card."""
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.text import Text

    console.width = min(console.width, _WIDEST)
    page = page_of(card)
    console.print(Text(page.title, style="bold"))
    if page.lead:
        console.print(Text(page.lead))
    console.print()
    facts = _grid()
    facts.add_column(no_wrap=True)
    facts.add_column()
    for fact in page.facts:
        facts.add_row(Text(fact.label, style="bold"), Text(fact.answer))
    console.print(facts)
    for section in page.sections:
        console.print()
        if section.level == 2:
            console.print(Rule(Text(section.title, style="bold"), align="left", characters="─"))
        else:
            console.print(Text(section.title, style="bold"))
        for block in section.blocks:
            console.print(Padding(_block(block), (0, 0, 1, 2) if not isinstance(block, Prose) else (0, 0, 0, 2)))


def _block(block: Block) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    match block:
        case Prose():
            return _prose(block)
        case Items(items):
            grid = _grid()
            grid.add_column(no_wrap=True)
            grid.add_column()
            for item in items:
                grid.add_row(Text("·"), _prose(item))
            return grid
        case Table():
            return _table(block)
        case Plots(plots):
            return Group(*(_histogram(plot) for plot in plots))
        case Code(_, _, caption, True):
            return _quiet(f"{caption}: see manifest.json, or this card as Markdown or HTML")
        case Code(content, _, caption):
            return Group(
                *([_quiet(caption)] if caption else []), Text(content, style="dim", no_wrap=True, overflow="fold")
            )
        case Quote(caption, parts):
            grid = _grid()
            grid.add_column(no_wrap=True, style="dim")
            grid.add_column(overflow="fold")
            for label, content in parts:
                grid.add_row(Text(label), Text(content))
            return Group(_quiet(caption), grid)
        case Sides(caption, left, right):
            grid = _grid()
            for _ in (left, right):
                grid.add_column(ratio=1, overflow="fold")
            grid.expand = True
            grid.add_row(_quiet(left[0]), _quiet(right[0]))
            grid.add_row(Text(left[1]), Text(right[1]))
            return Group(_quiet(caption), grid)


def _prose(block: Prose) -> RenderableType:
    from rich.text import Text

    return Text.assemble(*((part.text, "cyan") if isinstance(part, Name) else part for part in block.parts))


def _table(table: Table) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    grid = _grid(header=True)
    for column, head in enumerate(table.header):
        justify: JustifyMethod = "right" if column in table.numeric else "left"
        named = any(isinstance(row[column], Name) for row in table.rows)
        overflow: OverflowMethod = "ellipsis" if named else "fold"
        grid.add_column(Text(head, style="dim"), justify=justify, no_wrap=named, overflow=overflow)
        if column == table.bar:
            grid.add_column(no_wrap=True)
    for row in table.rows:
        cells: list[RenderableType] = []
        for column, cell in enumerate(row):
            cells.append(_cell(cell))
            if column == table.bar and isinstance(cell, Share):
                cells.append(Text(_bar(cell.part / (cell.whole or 1)), style="blue"))
        grid.add_row(*cells)
    return Group(_quiet(table.caption), grid)


def _histogram(plot: Histogram) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    grid = _grid()
    for justify in ("right", "right"):
        grid.add_column(justify=justify, no_wrap=True)
    grid.add_column(no_wrap=True)
    most = max(plot.counts, default=0) or 1
    for k, count in enumerate(plot.counts):
        grid.add_row(Text(plot.bin(k)), Text(f"{count:,}"), Text(_bar(count / most, 3 * _BAR), style="blue"))
    if plot.beyond:
        grid.add_row(Text(f"{plot.edges[-1]:g} and more"), Text(f"{plot.beyond:,}"), Text(""))
    return Group(_quiet(plot.title), grid)


def _cell(cell: Cell) -> Text:
    from rich.text import Text

    match cell:
        case None:
            return Text("")
        case Name(content):
            return Text(content, style="cyan")
        case Share(part, whole):
            return Text(f"{text.share(part, whole)} %", no_wrap=True)
        case int():
            return Text(f"{cell:,}", no_wrap=True)
        case _:
            return Text(cell)


def _quiet(content: str) -> Text:
    from rich.text import Text

    return Text(content, style="dim")


def _grid(header: bool = False) -> Grid:
    from rich.table import Table as Grid

    return Grid(box=None, show_header=header, pad_edge=False, padding=(0, 2, 0, 0))


def _bar(part: float, width: int = _BAR) -> str:
    eighths = max(round(8 * width * part), 1 if part > 0 else 0)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
