"""Plots as text: numbers in, an inline ``<svg>`` out. No library, no script, the same bytes for the same numbers.

Colours are CSS variables with a fallback (``--plot-1`` … ``--plot-6``, ``--plot-grid``; text is ``currentColor``), so
that a page's light and dark styles reach into a plot, and a plot that stands alone still shows. Each is an image with a
name and a description in words (``role="img"``, ``aria-label``); marks carry their numbers as tooltips. Every name that
is handed in is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10

#: a mark's colour, by the place of its series; told apart by most colour-blind readers, and in grey by their lightness
COLOURS = ("#2f6f9f", "#c8793a", "#4b8b5f", "#8a5a9e", "#b0484f", "#7a7a72")
_GRID, _EMPTY = "#d9d9d4", "#f1f1ee"
_FONT = "ui-sans-serif,system-ui,sans-serif"
_SMALL, _TEXT = 11, 12
#: points of a line that are drawn; of more, each stretch shows its least and its greatest
_POINTS = 600
_LONGEST_LABEL = 28
THIN = "\u202f"

Format = Callable[[float], str]


@dataclass(frozen=True)
class Line:
    """A series of points in the order of `x`, with an interval around each where `low` and `high` are given.

    A value that is not finite is a gap.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None


def grouped(value: float) -> str:
    """A number as it stands on a page: thousands set apart by a thin space, at most four digits of a fraction."""
    if not isfinite(value):
        return str(value)
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", THIN).replace("-", "\u2212")
    text = f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}".replace(",", THIN)
    return text.replace("-", "\u2212")


def short(value: float) -> str:
    """A number as it stands beside an axis: 12k, 3.5M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}".replace("-", "\u2212")
    return grouped(value)


def percent(value: float) -> str:
    """A share in [0, 1] as it stands beside an axis."""
    return f"{100 * value:.4g}{THIN}%"


def lines(
    series: Sequence[Line],
    title: str,
    x_label: str,
    y_label: str,
    *,
    description: str = "",
    width: int = 480,
    height: int = 280,
    y_range: tuple[float, float] | None = None,
    y_format: Format = short,
) -> str:
    """Lines over a shared pair of axes, each with a band where it has an interval, and a legend of their names.

    Args:
        description: what a reader who can't see it should know; the lines' ends when left out.
        y_range: the least and the greatest value of the vertical axis; those of the data when left out.
    """
    known = [(line, [k for k, y in enumerate(line.y) if isfinite(y) and isfinite(line.x[k])]) for line in series]
    known = [(line, points) for line, points in known if points]
    if not known:
        return _picture(width, 60, title, "No data.", [_text(width / 2, 34, "no data", "middle")])
    xs = [line.x[k] for line, points in known for k in points]
    ys = [value for line, points in known for k in points for value in _extent(line, k)]
    across = _Scale.over(*(min(xs), max(xs)))
    up = _Scale.over(*(y_range or (min(ys), max(ys))))
    legend = [line.name for line, _ in known] if len(known) > 1 else []
    frame = _Frame.of(width, height, up, y_format, legend)
    parts = frame.axes(across, up, x_label, y_label, short, y_format)
    for place, (line, points) in enumerate(known):
        if line.low is not None and line.high is not None:
            for run in _runs(points):
                low, high = line.low, line.high
                there = [(frame.x(across, line.x[k]), frame.y(up, high[k])) for k in run if isfinite(high[k])]
                back = [(frame.x(across, line.x[k]), frame.y(up, low[k])) for k in reversed(run) if isfinite(low[k])]
                parts.append(f'<path d="{_path(there + back)}Z" fill="{_colour(place)}" fill-opacity="0.16"/>')
        for run in _runs(points):
            drawn = [(frame.x(across, line.x[k]), frame.y(up, line.y[k])) for k in _thinned(run, line.y)]
            if len(drawn) == 1:
                parts.append(f'<circle cx="{_n(drawn[0][0])}" cy="{_n(drawn[0][1])}" r="2.5" fill="{_colour(place)}"/>')
            else:
                parts.append(
                    f'<path d="{_path(drawn)}" fill="none" stroke="{_colour(place)}" stroke-width="1.75" '
                    f'stroke-linejoin="round">{_tip(line.name)}</path>'
                )
    said = description or "; ".join(
        f"{line.name}: from {y_format(line.y[points[0]])} at {short(line.x[points[0]])} "
        f"to {y_format(line.y[points[-1]])} at {short(line.x[points[-1]])}"
        for line, points in known
    )
    return _picture(width, height, title, said, parts)


def stacked_area(
    series: Sequence[Line],
    title: str,
    x_label: str,
    y_label: str,
    *,
    description: str = "",
    width: int = 480,
    height: int = 280,
    y_format: Format = short,
) -> str:
    """Series over the same `x`, laid one upon the other: how a whole is shared over time.

    Raises:
        ValueError: the series have different x.
    """
    if not series or not series[0].x:
        return _picture(width, 60, title, "No data.", [_text(width / 2, 34, "no data", "middle")])
    xs = list(series[0].x)
    if any(list(line.x) != xs for line in series):
        raise ValueError("the series of a stacked area share their x")
    tops = [[0.0] * len(xs)]
    for line in series:
        tops.append([below + (value if isfinite(value) else 0.0) for below, value in zip(tops[-1], line.y)])
    across, up = _Scale.over(min(xs), max(xs)), _Scale.over(0, max(tops[-1]))
    frame = _Frame.of(width, height, up, y_format, [line.name for line in series])
    parts = frame.axes(across, up, x_label, y_label, short, y_format)
    for place, line in enumerate(series):
        there = [(frame.x(across, x), frame.y(up, y)) for x, y in zip(xs, tops[place + 1])]
        back = [(frame.x(across, x), frame.y(up, y)) for x, y in zip(reversed(xs), reversed(tops[place]))]
        parts.append(
            f'<path d="{_path(there + back)}Z" fill="{_colour(place)}" fill-opacity="0.85">{_tip(line.name)}</path>'
        )
    said = description or "; ".join(
        f"{line.name}: from {y_format(line.y[0])} to {y_format(line.y[-1])}" for line in series
    )
    return _picture(width, height, title, said, parts)


def bars(
    values: Sequence[tuple[str, float]],
    title: str,
    *,
    description: str = "",
    width: int = 480,
    value_format: Format = grouped,
) -> str:
    """A horizontal bar for each (name, value), the value written at its end; in the order given."""
    return stacked_bars(
        [(name, (value,)) for name, value in values], (), title,
        description=description, width=width, value_format=value_format,
    )  # fmt: skip


def stacked_bars(
    rows: Sequence[tuple[str, Sequence[float]]],
    parts: Sequence[str],
    title: str,
    *,
    description: str = "",
    width: int = 480,
    value_format: Format = grouped,
) -> str:
    """Horizontal bars, each made of parts that stand for the same thing in every bar; the sum at the end of the bar.

    Args:
        rows: name and the values of its parts, none of them negative.
        parts: what each part is; a legend names them.
    """
    if not rows:
        return _picture(width, 60, title, "No data.", [_text(width / 2, 34, "no data", "middle")])
    labels = [_cut(name) for name, _ in rows]
    sums = [sum(values) for _, values in rows]
    ends = [value_format(total) for total in sums]
    left = min(0.45 * width, 10 + max(_wide(label) for label in labels))
    room = width - left - 8 - max(_wide(end) for end in ends)
    most = max(sums) or 1.0
    step, top = 22, 8 + (20 if parts else 0)
    drawn = _legend(parts, left, 14) if parts else []
    for row, ((name, values), label, end) in enumerate(zip(rows, labels, ends)):
        y, x = top + row * step, left
        drawn.append(_text(left - 8, y + 15, label, "end"))
        for place, value in enumerate(values):
            long = room * value / most
            if value > 0:
                what = f"{name}, {parts[place]}" if parts else name
                drawn.append(
                    f'<rect x="{_n(x)}" y="{_n(y + 4)}" width="{_n(max(long, 0.75))}" height="14" '
                    f'fill="{_colour(place)}">{_tip(f"{what}: {value_format(value)}")}</rect>'
                )
            x += long
        drawn.append(_text(x + 6, y + 15, end, "start"))
    said = description or "; ".join(f"{name}: {end}" for (name, _), end in zip(rows, ends))
    return _picture(width, top + step * len(rows) + 4, title, said, drawn)


def histogram(
    edges: Sequence[float],
    counts: Sequence[float],
    title: str,
    x_label: str,
    y_label: str = "rows",
    *,
    description: str = "",
    width: int = 480,
    height: int = 220,
    marks: Sequence[tuple[str, float]] = (),
) -> str:
    """Counts in bins.

    Args:
        edges: of the bins, one more than `counts`, ascending.
        marks: (name, value): values that a dashed line marks, such as the median.

    Raises:
        ValueError: there is not one more edge than counts.
    """
    if len(edges) != len(counts) + 1:
        raise ValueError(f"{len(counts)} bins want {len(counts) + 1} edges, not {len(edges)}")
    if not counts or not any(counts):
        return _picture(width, 60, title, "No data.", [_text(width / 2, 34, "no data", "middle")])
    up, across = _Scale.over(0, max(counts)), _Scale(edges[0], edges[-1], _ticks(edges[0], edges[-1]))
    frame = _Frame.of(width, height, up, short, [], above=16 if marks else 0)
    drawn = frame.axes(across, up, x_label, y_label, short, short)
    for k, count in enumerate(counts):
        left, right = frame.x(across, edges[k]), frame.x(across, edges[k + 1])
        y = frame.y(up, count)
        if count:
            tip = f"{grouped(edges[k])} to {grouped(edges[k + 1])}: {grouped(count)}"
            gap = 1.0 if right - left > 4 else 0.0
            wide = max(right - left - gap, 0.5)
            drawn.append(
                f'<rect x="{_n(left + gap / 2)}" y="{_n(min(y, frame.bottom - 0.75))}" width="{_n(wide)}" '
                f'height="{_n(max(frame.bottom - y, 0.75))}" fill="{_colour(0)}">{_tip(tip)}</rect>'
            )
    for name, value in marks:
        x = frame.x(across, value)
        drawn.append(_rule(x, frame.top - 4, x, frame.bottom, "currentColor", dashed=True))
        near_end = x > frame.left + 0.75 * (frame.right - frame.left)
        drawn.append(
            _text(
                x + (4 if not near_end else -4),
                frame.top - 5,
                f"{name} {grouped(value)}",
                "end" if near_end else "start",
                _SMALL,
            )
        )
    fullest = max(range(len(counts)), key=lambda k: counts[k])
    said = description or (
        f"{len(counts)} bins from {grouped(edges[0])} to {grouped(edges[-1])}; the fullest, "
        f"{grouped(edges[fullest])} to {grouped(edges[fullest + 1])}, holds {grouped(counts[fullest])} {y_label}"
        + "".join(f"; {name} {grouped(value)}" for name, value in marks)
    )
    return _picture(width, height, title, said, drawn)


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float]],
    title: str,
    *,
    description: str = "",
    width: int = 480,
    value_format: Format = grouped,
) -> str:
    """A table whose cells are shaded by their value, from nothing at 0 to full at the greatest; each says its value."""
    if not rows or not columns:
        return _picture(width, 60, title, "No data.", [_text(width / 2, 34, "no data", "middle")])
    labels = [_cut(name) for name in rows]
    left = min(0.45 * width, 10 + max(_wide(label) for label in labels))
    step, high, top = (width - left - 2) / len(columns), 24, 24
    most = max((value for row in values for value in row), default=0) or 1.0
    drawn = [_text(left + (k + 0.5) * step, 16, _cut(name), "middle", _SMALL) for k, name in enumerate(columns)]
    for j, (name, row) in enumerate(zip(rows, values)):
        y = top + j * high
        drawn.append(_text(left - 8, y + 16, labels[j], "end"))
        for k, value in enumerate(row):
            share = value / most if isfinite(value) else 0.0
            tip = _tip(f"{name}, {columns[k]}: {value_format(value)}")
            place = f'x="{_n(left + k * step + 1)}" y="{_n(y + 1)}" width="{_n(step - 2)}" height="{high - 2}" rx="2"'
            drawn.append(f'<rect {place} fill="var(--plot-empty, {_EMPTY})"/>')
            if value:
                drawn.append(f'<rect {place} fill="{_colour(0)}" fill-opacity="{_n(0.08 + 0.52 * share)}">{tip}</rect>')
            drawn.append(_text(left + (k + 0.5) * step, y + 16, value_format(value), "middle", _SMALL))
    total = sum(value for row in values for value in row if isfinite(value))
    said = description or (
        f"{len(rows)} rows by {len(columns)} columns; values up to {value_format(most)}, {value_format(total)} in all"
    )
    return _picture(width, top + high * len(rows) + 2, title, said, drawn)


# ── axes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Scale:
    """From the data's least and greatest value to a share of an axis."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, low: float, high: float) -> _Scale:
        if low == high:
            low, high = (low - 1, high + 1) if low else (0.0, 1.0)
        ticks = _ticks(low, high)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
        # the axis ends at a tick unless that would leave much of it empty
        low = ticks[0] - step if low < ticks[0] - 0.25 * step else min(low, ticks[0])
        high = ticks[-1] + step if high > ticks[-1] + 0.25 * step else max(high, ticks[-1])
        return cls(low, high, _ticks(low, high))

    def share(self, value: float) -> float:
        return (value - self.low) / ((self.high - self.low) or 1.0)


def _ticks(low: float, high: float, wanted: int = 5) -> tuple[float, ...]:
    """Round values between two, about as many as are wanted."""
    span = high - low
    if span <= 0 or not isfinite(span):
        return (low,)
    size = 10.0 ** floor(log10(span / wanted))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if span / (size * times) <= wanted + 0.5)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(float(f"{k * step:.10g}") for k in range(first, last + 1))


@dataclass(frozen=True)
class _Frame:
    """Where the data's rectangle lies in a picture."""

    left: float
    right: float
    top: float
    bottom: float
    legend: tuple[str, ...]

    @classmethod
    def of(
        cls, width: int, height: int, up: _Scale, y_format: Format, legend: Sequence[str], above: float = 0
    ) -> _Frame:
        left = 12 + max((_wide(y_format(tick), _SMALL) for tick in up.ticks), default=20)
        return cls(left, width - 14, 24 + above + 18 * _legend_lines(legend, width), height - 38, tuple(legend))

    def x(self, scale: _Scale, value: float) -> float:
        return self.left + (self.right - self.left) * scale.share(value)

    def y(self, scale: _Scale, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(max(scale.share(value), 0.0), 1.0)

    def axes(
        self, across: _Scale, up: _Scale, x_label: str, y_label: str, x_format: Format, y_format: Format
    ) -> list[str]:
        parts = [_text(0, 12, y_label, "start", _SMALL), *_legend(self.legend, 0, 30, self.right + 14)]
        for tick in up.ticks:
            y = self.y(up, tick)
            parts.append(_rule(self.left, y, self.right, y, f"var(--plot-grid, {_GRID})"))
            parts.append(_text(self.left - 6, y + 4, y_format(tick), "end", _SMALL))
        parts.append(_rule(self.left, self.bottom, self.right, self.bottom, "currentColor"))
        for tick in across.ticks:
            x = self.x(across, tick)
            parts.append(_rule(x, self.bottom, x, self.bottom + 4, "currentColor"))
            parts.append(_text(x, self.bottom + 16, x_format(tick), "middle", _SMALL))
        return [*parts, _text((self.left + self.right) / 2, self.bottom + 32, x_label, "middle", _SMALL)]


def _legend(names: Sequence[str], left: float, top: float, right: float = 1e9) -> list[str]:
    parts, x, y = [], left, top
    for place, name in enumerate(names):
        wide = 28 + _wide(_cut(name), _SMALL)
        if x + wide > right and x > left:
            x, y = left, y + 18
        parts.append(f'<rect x="{_n(x)}" y="{_n(y - 9)}" width="10" height="10" rx="2" fill="{_colour(place)}"/>')
        parts.append(_text(x + 14, y, _cut(name), "start", _SMALL))
        x += wide
    return parts


def _legend_lines(names: Sequence[str], width: float) -> int:
    x, count = 0.0, 1 if names else 0
    for name in names:
        wide = 28 + _wide(_cut(name), _SMALL)
        if x + wide > width and x > 0:
            x, count = 0.0, count + 1
        x += wide
    return count


# ── marks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _picture(width: float, height: float, title: str, description: str, parts: Iterable[str]) -> str:
    said = escape(_plain(f"{title}. {description}".replace("..", ".")), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
        f'height="{_n(height)}" role="img" aria-label="{said}" font-family="{_FONT}">' + "".join(parts) + "</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str, size: int = _TEXT) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{size}" fill="currentColor">'
        f"{escape(_plain(text), quote=False)}</text>"
    )


def _rule(x: float, y: float, to_x: float, to_y: float, colour: str, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="3 3"' if dashed else ""
    return f'<path d="M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}" stroke="{colour}" stroke-width="1"{dash}/>'


def _tip(text: str) -> str:
    return f"<title>{escape(_plain(text), quote=False)}</title>"


def _colour(place: int) -> str:
    place %= len(COLOURS)
    return f"var(--plot-{place + 1}, {COLOURS[place]})"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _extent(line: Line, k: int) -> Iterable[float]:
    around = [bound[k] for bound in (line.low, line.high) if bound is not None]
    return [line.y[k], *(value for value in around if isfinite(value))]


def _runs(points: Sequence[int]) -> list[list[int]]:
    """Stretches of neighbouring points."""
    runs: list[list[int]] = []
    for k in points:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    return runs


def _thinned(run: Sequence[int], y: Sequence[float]) -> list[int]:
    if len(run) <= _POINTS:
        return list(run)
    size = 2 * len(run) / _POINTS
    chosen = {run[0], run[-1]}
    for k in range(_POINTS // 2):
        stretch = run[int(k * size) : int((k + 1) * size)]
        if stretch:
            chosen |= {min(stretch, key=lambda at: y[at]), max(stretch, key=lambda at: y[at])}
    return sorted(chosen)


def _n(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _wide(text: str, size: int = _TEXT) -> float:
    """About how wide a text is, in units of the picture; East Asian characters are twice a letter."""
    return sum(1.0 if ord(character) > 0x2E80 else 0.57 for character in text) * size


def _cut(text: str) -> str:
    text = _plain(text)
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def _plain(text: str) -> str:
    """Without control and direction characters, which XML refuses or which would turn the text around them."""
    return "".join(
        character if character.isprintable() or character in f"{THIN}\u00a0" else "\ufffd" for character in text
    )
