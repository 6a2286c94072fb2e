"""Plots: well-formed SVG that says its numbers, whatever it is given."""

from __future__ import annotations

import re
from math import inf, nan
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.card import plots
from curate.card.plots import Line

NUMBERS = st.floats(-1e12, 1e12) | st.sampled_from([nan, inf, -inf, 0.0])
NAMES = st.text(max_size=50)


def marks(svg: str) -> list[ElementTree.Element]:
    picture = ElementTree.fromstring(svg)
    assert picture.get("role") == "img"
    assert picture.get("aria-label")
    coordinates = re.findall(r'(?:[dxy]|width|height|c[xy])="([^"]*)"', svg)
    assert not [each for each in coordinates if re.search("nan|inf", each)]
    return list(picture.iter())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.lists(NUMBERS, max_size=20)), max_size=4), NAMES)
def test_lines_of_any_numbers_are_well_formed(series: list[tuple[str, list[float]]], title: str) -> None:
    given_lines = [Line(name, range(len(y)), y, [v - 1 for v in y], [v + 1 for v in y]) for name, y in series]
    marks(plots.lines(given_lines, title, "x", "y"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.integers(0, 10**12)), max_size=8), NAMES)
def test_bars_of_any_names_are_well_formed_and_say_their_values(values: list[tuple[str, int]], title: str) -> None:
    svg = plots.bars(values, title)
    said = "".join(ElementTree.fromstring(svg).itertext())
    marks(svg)
    assert all(plots.grouped(value) in said for _, value in values)


def test_a_bar_is_as_long_as_its_value() -> None:
    widths = [
        float(mark.get("width", 0))
        for mark in marks(plots.bars([("a", 100), ("b", 25)], "t"))[1:]
        if "rect" in mark.tag
    ]
    assert widths[1] == pytest.approx(widths[0] / 4, abs=0.01)


def test_histogram_bars_share_a_base_and_grow_with_their_counts() -> None:
    bars = [mark for mark in marks(plots.histogram([0, 1, 2, 3], [5, 0, 10], "t", "x")) if "rect" in mark.tag]
    heights = [float(bar.get("height", 0)) for bar in bars]
    assert len(bars) == 2
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.01)
    assert len({round(float(bar.get("y", 0)) + float(bar.get("height", 0))) for bar in bars}) == 1


def test_the_layers_of_an_area_lie_upon_one_another() -> None:
    svg = plots.stacked_area([Line("a", [0, 1], [1, 1]), Line("b", [0, 1], [1, 3])], "t", "x", "y")
    layers = [mark.get("d", "") for mark in marks(svg) if mark.get("fill-opacity") == "0.85"]
    lower, upper = ([tuple(map(float, p.split())) for p in layer.strip("MZ").split("L")] for layer in layers)
    assert lower[:2] == upper[:1:-1]
    with pytest.raises(ValueError, match="share their x"):
        plots.stacked_area([Line("a", [0], [1]), Line("b", [1], [1])], "t", "x", "y")


def test_a_heat_map_says_every_value() -> None:
    cells = marks(plots.heat_map(["r", "<s>"], ["a", "b"], [[1, 0], [30_000, 4]], "t"))
    said = [text.text for text in cells if text.tag.endswith("}text")]
    assert [value for value in said if value and value[0].isdigit()] == ["1", "0", "30\u202f000", "4"]


def test_long_lines_are_thinned_and_keep_their_extremes() -> None:
    y = [0.0] * 100_000
    y[54_321] = 7.0
    svg = plots.lines([Line("a", range(len(y)), y)], "t", "x", "y")
    assert len(svg) < 30_000
    top = min(
        float(point.split()[1])
        for point in re.findall(r"[ML]([\d. ]+)", svg.partition('stroke-width="1.75"')[0][-9000:])
    )
    assert top < 60


def test_equal_numbers_give_equal_bytes() -> None:
    line = Line("a", [1, 2], [3, nan])
    assert plots.lines([line], "t", "x", "y") == plots.lines([line], "t", "x", "y")
