"""Answers with several numbers: ``x = 0.374 m, y = 0.512 m, φ = 65°``, ``(0.374, 0.512) m``, ``θ1 = π/6``.

In: text, the components' names and units. Out: values in those units, in groups of as many as there are names (several
groups for several solutions), or None when the text holds anything that is not such an answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

#: unit as written -> (kind, factor to the kind's own unit)
_UNITS: dict[str, tuple[str, float]] = {
    "m": ("m", 1.0), "cm": ("m", 0.01), "mm": ("m", 0.001), "metres": ("m", 1.0), "meters": ("m", 1.0),
    "deg": ("deg", 1.0), "degrees": ("deg", 1.0), "degree": ("deg", 1.0), "°": ("deg", 1.0),
    "rad": ("deg", 180 / math.pi), "radians": ("deg", 180 / math.pi),
    "m/s": ("m/s", 1.0), "cm/s": ("m/s", 0.01), "mm/s": ("m/s", 0.001),
    "deg/s": ("deg/s", 1.0), "°/s": ("deg/s", 1.0), "rad/s": ("deg/s", 180 / math.pi),
    "n": ("n", 1.0), "nm": ("nm", 1.0), "n·m": ("nm", 1.0), "n*m": ("nm", 1.0), "n m": ("nm", 1.0), "n⋅m": ("nm", 1.0),
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_PLAIN = r"(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?:e[-+]?\d{1,2})?"
_VALUE = rf"(?:{_PLAIN}\s*\*?\s*)?(?:√\s*\(?\s*{_PLAIN}\s*\)?|π)|{_PLAIN}"
_NUMBER = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<value>{_VALUE})(?:\s*/\s*(?P<below>{_PLAIN}))?\s*(?P<unit>(?:{_UNIT})(?![a-z]))?"
)
_PARTS = re.compile(rf"(?P<factor>{_PLAIN})?\s*\*?\s*(?:√\s*\(?\s*(?P<root>{_PLAIN})|(?P<pi>π))?")
_GLUE = re.compile(
    r"[\s,;|&]+|(?:and|or|the|is|are|at|pose|position|point|answer|solution|solutions|final|tip|end|effector|vector|approximately|about"
    r"|elbow|up|down|first|second|with|joint|joints|angles|angle|both|quaternion|velocity|torques?|metres|degrees)\b[:.]?"
    r"|≈|~|\.(?!\d)|t\b|ᵀ|\^t\b"
)
_MAPPED = str.maketrans(
    {
        "−": "-", "–": "-", "φ": "phi", "ϕ": "phi", "θ": "theta", "ψ": "psi", "ω": "omega", "τ": "tau", "α": "alpha",
        "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "ₓ": "x", "ᵧ": "y", "×": "*", "µ": "u", "ẋ": "vx", "ẏ": "vy",
        "\u00a0": " ", "\u2009": " ", "{": " ", "}": " ", "⟨": "(", "⟩": ")", "<": "(", ">": ")", "`": " ",
    }
)  # fmt: skip
_ALIASES = {
    "phi": ("theta", "heading", "orientation", "yaw", "psi"), "theta": ("phi", "heading", "orientation", "yaw", "psi"),
    "theta1": ("q1", "t1"), "theta2": ("q2", "t2"), "theta3": ("q3", "t3"), "tau1": ("t1",), "tau2": ("t2",),
    "tau3": ("t3",), "qw": ("w",), "qx": ("x",), "qy": ("y",), "qz": ("z",), "vx": ("xdot",), "vy": ("ydot",),
}  # fmt: skip


@lru_cache(maxsize=512)
def normalised(text: str) -> str:
    """Lower case, one writing for signs, Greek letters, roots and degrees."""
    text = text.casefold().translate(_MAPPED).replace("\\", " ")
    text = re.sub(r"\^\s*circ\b", "°", text)
    text = text.replace("sqrt", "√")
    text = re.sub(r"\bpi\b", "π", text)
    text = re.sub(r"\b(theta|tau|phi|q|p|v|omega)_\s*([0-9xyzw])", r"\1\2", text)
    return text.replace("$", " ").replace("**", " ")


@lru_cache(maxsize=64)
def _name_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """(a name before its number, the names in a row before a tuple, spelling -> index)."""
    spellings: dict[str, int] = {}
    plain = [normalised(name) for name in names]
    for index, name in enumerate(plain):
        spellings[name] = index
    for index, name in enumerate(plain):
        for alias in _ALIASES.get(name, ()):
            spellings.setdefault(alias, index)
    any_name = "|".join(re.escape(name) for name in sorted(spellings, key=len, reverse=True))
    row = r"\s*,\s*".join(f"(?:{any_name})" for _ in names)
    return (
        re.compile(rf"(?P<name>{any_name})(?![a-z0-9])\s*(?:\([a-z]+\)\s*)?(?:=|:|≈|is\b)?\s*"),
        re.compile(rf"[(\[]?\s*{row}\s*[)\]]?\s*[=:]\s*"),
        spellings,
    )


def _value(match: re.Match[str]) -> float | None:
    parts = _PARTS.fullmatch(match["value"].strip().rstrip(")").strip())
    if parts is None:
        return None
    value = float(parts["factor"]) if parts["factor"] else 1.0
    if parts["root"]:
        value *= math.sqrt(float(parts["root"]))
    if parts["pi"]:
        value *= math.pi
    if match["below"]:
        below = float(match["below"])
        if below == 0:
            return None
        value /= below
    return -value if match["sign"] == "-" else value


@lru_cache(maxsize=256)
def _target(unit: str) -> tuple[str, float]:
    return _UNITS.get(normalised(unit).strip(), ("", 1.0))


def read(text: str, names: Sequence[str], units: Sequence[str]) -> list[list[float]] | None:
    """Groups of values, each in the order and units of the names.

    A number without a unit is in the unit asked for (an angle with π is in radians). A unit behind a bracket holds for the
    numbers in it that have none and that it fits.

    Args:
        names: one a component: ``x``, ``θ1``. units: one a component: ``m``, ``deg``, ``m/s``, ``rad/s``, ``N·m`` or "".
    """
    if len(text) > 600:
        return None
    text = normalised(text).strip()
    named, row, spellings = _name_patterns(tuple(names))
    targets = [_target(unit) for unit in units]
    found: list[tuple[int | None, float, str | None, bool]] = []
    opened = 0
    at = 0
    while at < len(text):
        if match := row.match(text, at):
            at = match.end()
            continue
        pending: int | None = None
        if match := named.match(text, at):
            pending = spellings[match["name"]]
            at = match.end()
        if match := _NUMBER.match(text, at):
            value = _value(match)
            if value is None:
                return None
            found.append((pending, value, match["unit"], "π" in match["value"]))
            at = match.end()
        elif pending is not None:
            return None
        elif text[at] in "([":
            opened = len(found)
            at += 1
        elif text[at] in ")]":
            at += 1
            if match := re.compile(rf"\s*({_UNIT})(?![a-z])").match(text, at):
                kind = _UNITS[match[1]][0]
                for place in range(opened, len(found)):
                    index, value, unit, pi = found[place]
                    if unit is None and targets[(place if index is None else index) % len(names)][0] == kind:
                        found[place] = (index, value, match[1], pi)
                at = match.end()
        elif match := _GLUE.match(text, at):
            at = match.end()
        else:
            return None
    if not found or len(found) % len(names):
        return None
    groups = []
    for start in range(0, len(found), len(names)):
        values: dict[int, float] = {}
        for place, (index, value, unit, pi) in enumerate(found[start : start + len(names)]):
            target = place if index is None else index
            kind, factor = targets[target]
            if unit is None and pi and kind == "deg":
                unit = "rad"
            if unit is not None:
                given, scale = _UNITS[unit]
                if given != kind:
                    return None
                value *= scale / factor
            if target in values:
                return None
            values[target] = value
        groups.append([values[index] for index in range(len(names))])
    mixed = {index is None for index, *_ in found}
    return groups if len(mixed) == 1 else None
