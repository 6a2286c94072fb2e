"""Turning two coordinates by an angle, written out: the step that kinematic chains and frame changes share."""

from __future__ import annotations

from domains.robotics.figures import cosine_and_sine, plain, rounded, term


def turning_line(letters: str, degrees: float, first: float, second: float) -> tuple[str, float, float]:
    """A line that turns two coordinates (x, y in that order, or y, z …) by an angle, and the results as printed; "" at 0°."""
    a, b = letters[0], letters[1]
    if degrees % 360 == 0:
        return "", first, second
    quarter = (
        {90: (-second, first), 180: (-first, -second), 270: (second, -first)}.get(int(degrees % 360))
        if degrees % 90 == 0
        else None
    )
    if quarter is not None:
        result = (rounded(quarter[0], 5), rounded(quarter[1], 5))
        return (
            f"turning by {plain(degrees)}° makes ({a}, {b}) = ({plain(result[0], 5)}, {plain(result[1], 5)})",
            *result,
        )
    c, s = cosine_and_sine(degrees)
    new_first, new_second = rounded(first * c - second * s, 5), rounded(first * s + second * c, 5)
    if first == 0 == second:
        return f"({a}, {b}) stays (0, 0)", 0.0, 0.0
    if second == 0:
        text = f"{a} = {plain(first, 5)} × {term(c, 5)} = {plain(new_first, 5)}, {b} = {plain(first, 5)} × {term(s, 5)} = {plain(new_second, 5)}"
    else:
        text = (
            f"{a} = {plain(first, 5)} × {term(c, 5)} − {term(second, 5)} × {term(s, 5)} = {plain(new_first, 5)}, "
            f"{b} = {plain(first, 5)} × {term(s, 5)} + {term(second, 5)} × {term(c, 5)} = {plain(new_second, 5)}"
        )
    return (
        f"with cos {plain(degrees)}° = {plain(c, 5)} and sin {plain(degrees)}° = {plain(s, 5)}, {text}",
        new_first,
        new_second,
    )
