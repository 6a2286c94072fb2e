"""Numbers as people write them in, a `Quantity` out: its value, its unit, and how many decimals it shows.

Reads thousands separators, decimal commas where nothing else can be meant, scientific notation in every dress,
fractions, mixed numbers, currency, scale words, and compounds of falling units (``17 weeks 1 day``). A text with a
range or with two numbers has no quantity: `read` then says which it was.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from curate.verifiers.reading import bare
from curate.verifiers.units import Unit, read_unit

UNREADABLE = "unreadable"
AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Quantity:
    """A number with its unit.

    Attributes:
        value: as written, in its own unit; an int when it was written as one.
        unit: None without one.
        decimals: digits shown after the decimal point; negative never.
    """

    value: float | int
    unit: Unit | None
    decimals: int


_PLAIN = re.compile(r"[-+]?\d{1,300}")
_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_MAPPED = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‒": "-", "‑": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "＋": "+", "⁄": "/",
})  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?!\d)|\d{1,3}\.\d{3},\d+"
    r"|\d{1,3}(?: \d{3})+(?!\d)(?:\.\d+)?|\d+,(?!\d{3}(?!\d))\d+|0,\d+|\d+(?:\.\d+)?|\.\d+)"
)
_NUMBER = re.compile(
    r"(?P<sign>[-+]\s*)?(?P<currency>[$€£¥]|(?:USD|EUR|GBP|US\$)\s)?\s*(?P<sign2>[-+](?=\d))?"
    r"(?:\\[dt]?frac\s*\{\s*(?P<ln>\d{1,40})\s*\}\s*\{\s*(?P<ld>\d{1,40})\s*\}"
    r"|(?P<power>10\s*(?:\^\s*\{?\s*[-+]?\s*\d{1,3}\s*\}?|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+))"
    r"|(?:(?P<whole>\d{1,40})\s+)?(?P<top>\d{1,40})\s*/\s*(?P<bottom>\d{1,40})(?![\d.,/])"
    rf"|(?P<digits>{_DIGITS})(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])?(?P<e>[eE][-+]?\d{{1,3}}(?!\w))?"
    r"(?P<times>\s*(?:×|\*|·|⋅|[xX](?=\s*10)|\\times|\\cdot)\s*10\s*(?:\^\s*[{(]?\s*[-+]?\s*\d{1,3}\s*[})]?|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+))?"
    r"|(?P<vulgar2>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]))"
)
_LEAD = re.compile(
    r"(?:(?:[^\W\d_][\w'’()/₀-₉-]*\s+){0,8}?[^\W\d_][\w'’()/₀-₉-]*\s*"
    r"(?:\b(?:is|was|equals|of|are|be)\b|=|≈|≃|~|:)|[=≈≃~:])\s*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:(?:p(?:OH|H|K[abw]?)\b|about|approximately|approx\.?|around|roughly|nearly|almost|exactly|equal\s+to|is|a\s+total\s+of|total|≈|~|=|:|\()\s*)+",
    re.IGNORECASE,
)
_SCALE_WORD = re.compile(r"\s*-?\s*(hundred|thousand|million|billion|trillion)\b", re.IGNORECASE)
_UNIT_NUMBERS = re.compile(
    r"1\.73\s*m|(?:\b|(?<=[cm]m))H[2₂]O\b|10\s*\^\s*\{?\s*[-+−]?\d+\s*\}?|\^\s*[({]?\s*[-+−]?\s*\d+\s*[)}]?|\*\*\s*-?\d+|(?<=[A-Za-zµ])[-−]?\d\b"
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_TUPLE = re.compile(r"[('\"),]+")
_RANGE = re.compile(r"\s*(?:-|to\b|or\b|and\b|±|\+/-|through\b|until\b|,|;|/|:)", re.IGNORECASE)


def _digits(text: str) -> tuple[float | int, int] | None:
    """(value, decimals shown)."""
    text = text.replace(" ", "")
    if "," in text:
        left, _, right = text.rpartition(",")
        if "." in text and text.rfind(",") > text.rfind("."):
            text = text.replace(".", "").replace(",", ".")
        elif "." in text or (len(right) == 3 and left.split(",")[0] != "0"):
            text = text.replace(",", "")
        else:
            text = left + "." + right
    elif text.count(".") > 1:
        text = text.replace(".", "")
    if len(text) > 320:
        return None
    if "." not in text:
        return int(text), 0
    return float(text), len(text) - text.index(".") - 1


def _exponent(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text.translate(_SUPERSCRIPTS).replace("−", "-")))


def _value(match: re.Match[str]) -> tuple[float | int, int] | None:
    """(value, decimals) of a matched number; None when it is out of bounds."""
    value: float | int
    decimals = 0
    if match["digits"]:
        read = _digits(match["digits"])
        if read is None:
            return None
        value, decimals = read
        if match["vulgar"]:
            top, bottom = _FRACTIONS[match["vulgar"]]
            value, decimals = value + top / bottom, 6
        shift = 0
        if match["e"]:
            shift += int(match["e"][1:])
        if match["times"]:
            shift += _exponent(re.split(r"10", match["times"], maxsplit=1)[1])
        if shift:
            if abs(shift) > 300:
                return None
            # through text, so that 1.2e-3 is the double nearest to 0.0012
            value = float(f"{value}e{shift}") if not isinstance(value, int) or shift < 0 else value * 10**shift
            decimals = max(0, decimals - shift)
    elif match["power"]:
        shift = _exponent(match["power"].strip()[2:])
        if abs(shift) > 300:
            return None
        value, decimals = (10**shift, 0) if shift >= 0 else (float(f"1e{shift}"), -shift)
    elif match["vulgar2"]:
        top, bottom = _FRACTIONS[match["vulgar2"]]
        value, decimals = top / bottom, 6
    else:
        top, bottom = int(match["top"] or match["ln"]), int(match["bottom"] or match["ld"])
        if not bottom:
            return None
        whole = int(match["whole"] or 0)
        value = whole + (top // bottom if top % bottom == 0 else top / bottom)
        decimals = 0 if isinstance(value, int) else 6
    if (match["sign"] or "").strip() == "-" or match["sign2"] == "-":
        value = -value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value, decimals


def _scaled(value: float | int, rest: str) -> tuple[float | int, str]:
    if scale := _SCALE_WORD.match(rest):
        factor = _SCALES[scale[1].lower()]
        return (value * int(factor) if isinstance(value, int) else value * factor), rest[scale.end() :]
    return value, rest


def _has_number(text: str) -> bool:
    """Is there a digit outside of a unit's own (m^2, H2O, 1.73 m²)?"""
    return any(c.isdecimal() for c in _UNIT_NUMBERS.sub("", text))


def _compound(text: str) -> Quantity | None:
    """``17 weeks 1 day``, ``5 ft 10 in``, ``('17 weeks', '1 days')``: falling units of one dimension, added up."""
    parts: list[tuple[float | int, Unit]] = []
    rest = " ".join(_TUPLE.sub(" ", text).split())
    while rest:
        match = _NUMBER.match(rest)
        if match is None or not match["digits"] or len(parts) > 4:
            return None
        read = _value(match)
        word = re.match(r"\s*([^\W\d_]+)\.?\s*(?:and\s+)?", rest[match.end() :])
        if read is None or word is None:
            return None
        unit = read_unit(word[1])
        if unit is None or not unit.known or unit.offset:
            return None
        if parts and (unit.dimension != parts[0][1].dimension or unit.factor >= parts[-1][1].factor or read[0] < 0):
            return None
        parts.append((read[0], unit))
        rest = rest[match.end() + word.end() :]
    if len(parts) < 2:
        return None
    last = parts[-1][1]
    sign = -1 if parts[0][0] < 0 else 1
    total = sum(abs(value) * unit.factor for value, unit in parts) / last.factor
    return Quantity(sign * total, last, 0)


@lru_cache(maxsize=8192)
def read(text: str) -> Quantity | str:
    """The one quantity that a text states; AMBIGUOUS when it states more, UNREADABLE when none.

    >>> read("about 1,234.5 mL per hour").value
    1234.5
    """
    if _PLAIN.fullmatch(text):
        return Quantity(int(text), None, 0)
    answer = bare(text)
    if answer is None:
        return UNREADABLE
    answer = answer.translate(_MAPPED).strip()
    if answer.startswith("('") and (compound := _compound(answer)):
        return compound
    if (lead := _LEAD.match(answer)) and not any(c.isdigit() for c in re.sub(r"[A-Za-z]\w*", "", lead.group())):
        answer = answer[lead.end() :]
    if about := _ABOUT.match(answer):
        answer = answer[about.end() :]
    match = _NUMBER.match(answer)
    if match is None:
        return UNREADABLE if not any(c.isdigit() for c in answer) or len(re.findall(r"\d+", answer)) < 2 else AMBIGUOUS
    read_number = _value(match)
    if read_number is None:
        return UNREADABLE
    value, decimals = read_number
    value, rest = _scaled(value, answer[match.end() :])
    currency = match["currency"]
    stripped = rest.strip()
    if currency:
        unit = read_unit(_CURRENCY.get(currency[-1], currency.strip()[:3]))
        if stripped.startswith(("/", "per ")) and not _has_number(stripped) and unit is not None:
            unit = read_unit(currency_name(unit) + " " + stripped)
        elif _has_number(rest):
            return AMBIGUOUS
        return Quantity(value, unit, decimals)
    if not stripped or stripped == ")":
        return Quantity(value, None, decimals)
    if _has_number(rest):
        return _compound(answer) or AMBIGUOUS
    if _RANGE.match(rest) and not stripped.startswith("/"):
        # "5, which is low" goes on; "5 - 7" was caught above
        return Quantity(value, None, decimals) if stripped[0] in ",;:-" else AMBIGUOUS
    unit = read_unit(stripped)
    if unit is None:
        shorter = _ASIDE.sub("", re.split(r"[,;.]\s|\s-\s|\n", stripped)[0]).strip(" ,;)")
        unit = read_unit(shorter) if shorter else None
        if unit is None and shorter and re.search(r"[^\w\s().,'’%-]", shorter):
            return UNREADABLE
    return Quantity(value, unit, decimals)


def currency_name(unit: Unit) -> str:
    """The base of a unit of money."""
    return unit.dimension[0][0]
