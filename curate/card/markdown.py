"""The card as Markdown in Hugging Face form: front matter for `huggingface_hub`, sections in the usual order.

Every text of the page is escaped: what data contains is shown, and never means anything to a reader of Markdown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from curate.card import text
from curate.card.licences import combine
from curate.card.model import Card
from curate.card.page import (
    Block,
    Cell,
    Code,
    Histogram,
    Items,
    Name,
    Plots,
    Prose,
    Quote,
    Section,
    Share,
    Sides,
    Table,
)
from curate.card.page import page as page_of
from curate.record import SPLITS

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
_BAR = 24
#: what means something in Markdown, in its tables, or in the mathematics, mentions and addresses that hubs add to it
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~$&#^@]|(?<=\w):(?=//)|(?<=www)\.")
_AT_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s))", re.MULTILINE)


def render(card: Card) -> str:
    """The whole page."""
    page = page_of(card)
    parts = [front_matter(card), f"# {_escaped(page.title)}"]
    if page.lead:
        parts.append(_escaped(page.lead))
    facts = [(f"[{_escaped(fact.label)}](#{_anchor(page.sections, fact.section)})", fact.answer) for fact in page.facts]
    parts.append(_lines(("In short", ""), [(label, _escaped(answer)) for label, answer in facts]))
    for section in page.sections:
        parts.append(f"{'#' * section.level} {section.title}")
        parts += [_block(block) for block in section.blocks]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def front_matter(card: Card) -> str:
    """The YAML block that the hub reads: licence, languages, size, tags, and where each split's shards are."""
    return "\n".join(["---", *_yaml(front_matter_values(card)), "---"])


def front_matter_values(card: Card) -> dict[str, Any]:
    """What the front matter says, as values."""
    size = next((name for bound, name in _SIZES if card.rows_kept < bound), "1B<n<10B")
    languages = sorted(
        code for code in card.composition["language"] if re.fullmatch("[a-z]{2,3}", code) and code != "und"
    )
    values: dict[str, Any] = {
        "pretty_name": f"{text.name(card.title)} corpus",
        "license": combine(card.composition["licence"]).hub,
        "language": languages,
        "task_categories": ["question-answering", "text-generation"],
        "size_categories": [size],
        "tags": ["reasoning", "chain-of-thought", "verifiable-answers", text.name(card.domain)],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": name, "path": f"{name}/*.arrow"} for name in SPLITS if card.splits[name]],
            }
        ],
    }
    return {key: value for key, value in values.items() if value}


def _yaml(values: Mapping[str, Any], indent: str = "") -> Iterable[str]:
    """Mappings, lists and texts as YAML."""
    for key, value in values.items():
        if isinstance(value, list):
            yield f"{indent}{key}:"
            for item in value:
                if isinstance(item, Mapping):
                    first, *rest = _yaml(item)
                    yield f"{indent}- {first}"
                    yield from (f"{indent}  {line}" for line in rest)
                else:
                    yield f"{indent}- {_scalar(item)}"
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _scalar(value: str) -> str:
    """A text of YAML; in quotation marks unless it can be nothing but a text."""
    plain = re.fullmatch(r"[a-z][a-z/*._-]*[a-z0-9./*_-]*", value) and value not in (
        "true",
        "false",
        "null",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
    )
    return value if plain else json.dumps(value, ensure_ascii=False)


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _block(block: Block) -> str:
    match block:
        case Prose():
            return _prose(block)
        case Items(items):
            return "\n".join(f"- {_prose(item)}" for item in items)
        case Table():
            return _table(block)
        case Plots(plots):
            return "\n\n".join(_histogram(plot) for plot in plots)
        case Code(content, language, caption):
            return (f"{_escaped(caption)}:\n\n" if caption else "") + _fenced(content, language)
        case Quote(caption, parts):
            rows = [(f"**{_escaped(label)}**", _in_cell(content)) for label, content in parts]
            return _lines((_escaped(caption), ""), rows)
        case Sides(caption, left, right):
            heads = tuple(_escaped(side[0]) for side in (left, right))
            return f"{_escaped(caption)}:\n\n" + _lines(heads, [(_in_cell(left[1]), _in_cell(right[1]))])


def _prose(block: Prose) -> str:
    written = "".join(_code(part.text) if isinstance(part, Name) else _escaped(part) for part in block.parts)
    return _AT_LINE_START.sub(r"\1\\\2", written)


def _table(table: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    right = [k for k in range(len(table.header)) if k in table.numeric]
    return f"{_escaped(table.caption)}:\n\n" + _lines([_escaped(each) for each in table.header], rows, right)


def _histogram(plot: Histogram) -> str:
    most = max(plot.counts, default=0) or 1
    rows = []
    for k, count in enumerate(plot.counts):
        bar = "█" * round(_BAR * count / most) or ("▏" if count else "")
        rows.append((plot.bin(k), f"{count:,}", bar))
    if plot.beyond:
        rows.append((f"{plot.edges[-1]:g} and more", f"{plot.beyond:,}", ""))
    return f"{_escaped(plot.title)}:\n\n" + _lines((_escaped(plot.x_label.capitalize()), "Rows", ""), rows, (1,))


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Name(content):
            return _code(content)
        case Share(part, whole):
            return f"{_escaped(text.share(part, whole))} %"
        case int():
            return f"{cell:,}"
        case _:
            return _escaped(cell)


def _lines(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    rule = ["---:" if k in right else "---" for k in range(len(header))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))


def _anchor(sections: Sequence[Section], wanted: str) -> str:
    """The address that hubs give a heading: its words in lower case, joined by hyphens."""
    title = next(section.title for section in sections if section.id == wanted)
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _escaped(content: str) -> str:
    """Text that means nothing to Markdown, on one line."""
    return _SPECIAL.sub(_escape, " ".join(text.visible(content, keep="\n").split("\n")))


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(character, f"\\{character}")


def _in_cell(content: str) -> str:
    """A text of several lines within a cell."""
    return "<br>".join(_escaped(line) for line in content.split("\n"))


def _code(content: str) -> str:
    """An identifier as code, also where it holds backticks; a bar would end the cell that it stands in."""
    content = text.visible(content).replace("|", "\u2502") or " "
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    fence, pad = "`" * (longest + 1), " " if content[0] == "`" or content[-1] == "`" else ""
    return f"{fence}{pad}{content}{pad}{fence}"


def _fenced(content: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{content}\n{fence}"
