"""Read a card back from its Markdown or its HTML: tables by caption, all else as words. Without the card's own code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

import html5lib


@dataclass
class Read:
    """What a page says: tables by their captions, a row a list of cells; and its words outside tables."""

    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def column(self, caption: str, place: int) -> dict[str, str]:
        """First cell of each row -> the cell in another column."""
        return {row[0]: row[place] for row in self.tables[caption]}


def number(text: str) -> int:
    """A whole number with its thousands set apart in whatever way."""
    return int(re.sub(r"[,\u202f]", "", text))


def from_markdown(text: str) -> Read:
    """Tables follow a line with their caption and a colon; code is left out."""
    read = Read()
    body = re.sub(r"^```.*?^```", "", text.split("\n---\n", 1)[1], flags=re.DOTALL | re.MULTILINE)
    caption = ""
    for block in body.split("\n\n"):
        if block.startswith("|"):
            lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in block.splitlines()]
            cells = [[_plain(cell) for cell in line] for line in [lines[0], *lines[2:]]]
            if cells[0][0] == "In short":
                read.words += [f"{label}: {answer}" for label, answer in cells[1:]]
            elif caption:
                read.tables[caption] = cells[1:]
            caption = ""
        elif re.fullmatch(r"[^\n]+:", block):
            caption = _plain(block[:-1])
        elif block:
            caption = ""
            read.words += [_plain(line.lstrip("#- ")) for line in block.splitlines()]
    return read


def _plain(cell: str) -> str:
    cell = re.sub(r"\[([^\]]*)\]\(#[^)]*\)", r"\1", cell.strip())
    cell = re.sub(r"(?<!\\)(`+) ?(.*?) ?(?<!`)\1(?!`)", r"\2", cell)
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell))


def from_html(text: str) -> Read:
    """Tables have captions; plots, code and quoted rows are left out."""
    read = Read()
    page = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    for table in page.iter("table"):
        caption = _all_text(table.find("caption"))
        read.tables[caption] = [[_all_text(cell) for cell in row] for row in table.find("tbody")]
    for part in page.find("body").iter():
        if part.tag == "dl" and part.get("class") == "facts":
            read.words += [f"{_all_text(one[0])}: {_all_text(one[1])}" for one in part]
        elif part.tag in ("h1", "p", "li") and part.get("class") not in ("text", "caption", "kind"):
            read.words.append(_all_text(part))
    return read


def _all_text(part: ElementTree.Element | None) -> str:
    return "" if part is None else " ".join("".join(part.itertext()).split(" ")).strip()
