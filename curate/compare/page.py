"""A comparison as pages: a `Comparison` goes in; sections of lines and tables, Markdown, or JSON come out.

Text from data stands in tables alone, cut to an excerpt around what differs; whoever prints a section escapes it for
its medium. The left corpus is A, the right one B.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from curate.compare.comparison import Comparison, Counts
from curate.compare.distributions import Distribution
from curate.compare.rows import Example, Leak
from curate.compare.settings import Setting
from curate.record import to_json

Cell = str | int
#: values of a distribution that a page shows: those whose shares differ most
SHOWN = 12
#: distance of a distribution from which on its values are shown
FAR = 0.01
#: characters of a value that a page shows, and those before the first that differs
_EXCERPT, _BEFORE = 30, 8
#: characters of an id that a page shows; `curate show --id` takes as many
_ID = 12


@dataclass(frozen=True)
class Table:
    """A heading and rows; numbers are to stand on the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def numeric(self) -> list[bool]:
        """For each column, whether it holds nothing but figures."""
        columns = zip(*self.rows) if self.rows else [() for _ in self.columns]
        return [bool(column) and all(map(_is_figure, column)) for column in columns]


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes:
        alarm: whether it says something that must not be overlooked.
    """

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    alarm: bool = False


def sections(found: Comparison) -> list[Section]:
    """The page; sections in which nothing differs are left out, but for the rows."""
    parts = [
        _summary(found), *_leaks(found.rows.leaks), *_settings("Recipe", found.recipe),
        *_settings("Inputs", found.inputs), *_settings("Versions", found.versions), _funnel(found), *_rows(found),
        *_examples(found), *_distributions(found), *_duplicates(found),
    ]  # fmt: skip
    return parts[:1] if found.equal else parts


def as_markdown(found: Comparison, left: str, right: str) -> str:
    """The page as Markdown.

    Args:
        left, right: what A and B are called, such as their folders.
    """
    lines = ["# Two corpora compared", "", f"A is {_code(left)}, B is {_code(right)}."]
    for section in sections(found):
        lines += ["", f"## {section.title}"]
        for line in section.lines:
            lines += ["", f"**{_escaped(line)}**" if section.alarm else _escaped(line)]
        for table in section.tables:
            rules = ["---:" if on_the_right else "---" for on_the_right in table.numeric]
            lines += ["", _row(map(_escaped, table.columns)), _row(rules)]
            lines += [_row(f"{c:,}" if isinstance(c, int) else _escaped(c) for c in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def as_json(found: Comparison) -> str:
    """The whole comparison as JSON, every value of every distribution with it."""
    return json.dumps({"equal": found.equal, **asdict(found)}, indent=2, ensure_ascii=False) + "\n"


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int) or not cell.strip("+−–%. 0123456789,")


def aligned(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """A table's heading and rows as text, figures filled up on the left so that they end where the widest ends."""
    texts = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.columns, *texts)]

    def filled(cells: Iterable[str]) -> tuple[str, ...]:
        return tuple(c.rjust(wide) if right else c for c, wide, right in zip(cells, widths, table.numeric))

    return filled(table.columns), [filled(row) for row in texts]


# ── sections ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _summary(found: Comparison) -> Section:
    rows = found.rows
    if found.equal:
        kept, turned_away = found.left["rows_kept"], rows.left - found.left["rows_kept"]
        said = (
            f"Nothing differs: {_count(kept, 'kept row')}, {_count(turned_away, 'rejected row')}, every shard the same."
        )
        return Section("Equal", (said,))
    differing = sum(not same for same in found.shards.values())
    lines = [
        f"{name}: {about['rows_kept']:,} of {_count(about['rows_in'], 'row')} kept, {about['domain']}; "
        + ", ".join(f"{count:,} {split}" for split, count in about["splits"].items())
        for name, about in (("A", found.left), ("B", found.right))
    ]
    if rows.equal:
        lines.append("The rows are the same.")
    else:
        lines.append(
            f"{rows.same:,} kept by both and the same, {rows.changed:,} changed, "
            f"{sum(rows.added.values()):,} added, {sum(rows.removed.values()):,} removed."
        )
    lines.append(f"{differing:,} of {_count(len(found.shards), 'shard')} differ in their bytes.")
    return Section("Summary", tuple(lines))


def _leaks(leaks: Sequence[Leak]) -> Iterator[Section]:
    if not leaks:
        return
    lines = []
    for leak in leaks:
        holder, trainer = ("A", "B") if leak.held == "left" else ("B", "A")
        stand = "stands" if leak.rows == 1 else "stand"
        lines.append(
            f"{_count(leak.rows, 'row')} of {holder}'s {leak.split} split {stand} in {trainer}'s train split "
            f"({', '.join(name[:_ID] for name in leak.ids)}{' …' if leak.rows > len(leak.ids) else ''})."
        )
    lines.append(
        "A model that is trained on the one has seen what the other measures with: don't compare their scores."
    )
    yield Section("LEAKAGE between A and B", tuple(lines), alarm=True)


def _settings(title: str, settings: Sequence[Setting]) -> Iterator[Section]:
    if settings:
        cells = ((setting.key, *_excerpts(setting.left, setting.right)) for setting in settings)
        yield Section(title, (), (Table(("Key", "A", "B"), tuple(cells)),))


def _funnel(found: Comparison) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for line in found.funnel:
        one, other = line.left, line.right
        rows.append((line.stage, *_pair(one), *_pair(other), _signed(_rejected(other) - _rejected(one))))
        for reason, (before, after) in line.reasons.items():
            rows.append((f"  {reason}", "", before, "", after, _signed(after - before)))
    return Section("Funnel", (), (Table(("Stage", "A in", "A rejected", "B in", "B rejected", "Δ"), tuple(rows)),))


def _pair(counts: Counts | None) -> tuple[Cell, Cell]:
    return ("–", "–") if counts is None else (counts.rows_in, counts.rejected)


def _rejected(counts: Counts | None) -> int:
    return counts.rejected if counts else 0


def _rows(found: Comparison) -> Iterator[Section]:
    rows = found.rows
    ways = {
        "both": "by origin and content",
        "content": "by content, from elsewhere",
        "origin": "by origin, the text is another",
        "problem": "by parameters, told otherwise",
    }
    table: list[tuple[Cell, ...]] = [
        ("kept by both, the same", rows.same),
        ("  of them from another place", rows.relocated),
        ("kept by both, changed", rows.changed),
        ("rejected by both", rows.rejected),
        *((f"paired {said}", rows.paired[way]) for way, said in ways.items() if rows.paired[way]),
    ]
    tables = [Table(("Rows", "Number"), tuple(table))]
    if rows.columns:
        tables.append(Table(("Changed column", "Rows"), tuple(rows.columns.items())))
    if rows.moved:
        tables.append(
            Table(("Moved from", "to", "Rows"), tuple((move.before, move.after, move.rows) for move in rows.moved))
        )
    if rows.removed or rows.added:
        headings = dict.fromkeys([*rows.removed, *rows.added])
        tables.append(
            Table(
                ("Only in one", "Removed", "Added"),
                tuple((name, rows.removed.get(name, 0), rows.added.get(name, 0)) for name in headings),
            )
        )
    yield Section("Rows", (), tuple(tables))


def _examples(found: Comparison) -> Iterator[Section]:
    told = found.rows.examples
    if changed := told["changed"]:
        cells = [
            (_name(example), value.column, *_excerpts(value.left, value.right))
            for example in changed
            for value in example.values
        ]
        yield Section("Changed rows", (), (Table(("Row", "Column", "A", "B"), tuple(cells)),))
    for kind in ("moved", "removed", "added"):
        if told[kind]:
            cells = [(_name(row), row.origin, row.before or "–", row.after or "–") for row in told[kind]]
            yield Section(f"{kind.capitalize()} rows", (), (Table(("Row", "Origin", "A", "B"), tuple(cells)),))


def _name(example: Example) -> str:
    return (example.right or example.left or "(no id)")[:_ID]


def _distributions(found: Comparison) -> Iterator[Section]:
    summary: list[tuple[Cell, ...]] = []
    tables: list[Table] = []
    for one in found.distributions:
        far = "–" if one.distance is None else f"{one.distance:.3f}"
        spreads = [_spread(side) for side in (one.left, one.right)]
        summary.append((one.name, far, *spreads[0], *spreads[1]))
        if one.distance is None or one.distance >= FAR:
            tables.append(_shares(one))
    columns = ("Property", "Distance", "A mean", "median", "95 %", "B mean", "median", "95 %")
    said = (
        "Distance is half the sum of the differences of the shares: 0 the same, 1 nothing in common.",
        f"Values are shown from a distance of {FAR} on; --format json has them all.",
    )
    yield Section("Distributions of the kept rows", said, (Table(columns, tuple(summary)), *tables))


def _spread(spread: Any) -> tuple[str, str, str]:
    if spread is None:
        return "", "", ""
    values = (spread.mean, spread.median, spread.percentile_95)
    return tuple("–" if value is None else _figure(value) for value in values)  # type: ignore[return-value]


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _shares(one: Distribution) -> Table:
    totals = [sum(pair[side] for pair in one.counts.values()) for side in (0, 1)]

    def moved(pair: tuple[int, int]) -> float:
        return 100 * (pair[1] / (totals[1] or 1) - pair[0] / (totals[0] or 1))

    chosen = one.counts
    if len(chosen) > SHOWN:
        most = sorted(chosen, key=lambda value: (-abs(moved(chosen[value])), value))[:SHOWN]
        chosen = {value: pair for value, pair in chosen.items() if value in most}
    rows = [(value, *pair, _signed(pair[1] - pair[0]), _signed_share(moved(pair))) for value, pair in chosen.items()]
    left_out = len(one.counts) - len(chosen)
    heading = one.name.capitalize() + (f" ({left_out} more)" if left_out else "")
    return Table((heading, "A", "B", "Δ", "Δ share"), tuple(rows))


def _duplicates(found: Comparison) -> Iterator[Section]:
    one, other = found.duplicates
    if one == other:
        return
    rules = sorted({*one.removed, *other.removed})
    rows = [(f"removed: {rule}", one.removed.get(rule, 0), other.removed.get(rule, 0)) for rule in rules]
    rows += [
        ("clusters of two and more", one.clusters, other.clusters),
        ("largest cluster", one.largest, other.largest),
    ]
    table = Table(("Duplicates", "A", "B", "Δ"), tuple((*row, _signed(row[2] - row[1])) for row in rows))
    yield Section("Duplicates", (), (table,))


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _excerpts(left: Any, right: Any) -> tuple[str, str]:
    """Two values as short texts, from a little before the first character that differs."""
    one, other = _text(left), _text(right)
    if max(len(one), len(other)) <= _EXCERPT:
        return one, other
    differs = next((k for k, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    start = max(0, differs - _BEFORE)
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    start = start if start < len(text) else max(0, len(text) - _BEFORE)
    end = "…" if len(text) > start + _EXCERPT else ""
    return ("…" if start else "") + text[start : start + _EXCERPT] + end


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.6g}"
    return to_json([value])[1:-1] if isinstance(value, list | dict | bool) else str(value)


def _signed(number: int) -> str:
    return f"{number:+,}".replace("-", "−") if number else "0"


def _signed_share(percent: float) -> str:
    rounded = round(percent, 1)
    return f"{rounded:+.1f} %".replace("-", "−") if rounded else "0.0 %"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    """Text as Markdown that shows it and nothing else."""
    text = "".join(character if character.isprintable() else " " for character in text)
    for character in "\\`*_[]|~$<>&":
        text = text.replace(character, {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(character, "\\" + character))
    return text


def _code(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    fence = "`" * (max((len(run) for run in text.replace("`", " ` ").split() if set(run) == {"`"}), default=0) + 1)
    return f"{fence}{text}{fence}" if "`" not in text else f"`` {text} ``"
