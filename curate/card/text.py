"""Text from data, made harmless before any page has it: control and direction characters written out, long texts cut.

What comes out is still plain text: each rendering escapes what means something in its own language.
"""

from __future__ import annotations

import unicodedata

#: longest name (of a source, a family, a licence) that a page shows whole, and longest text
NAME, EXCERPT = 60, 700
#: joiners that stand between letters and within emoji
_JOINERS = "\u200c\u200d"


def visible(text: str, keep: str = "") -> str:
    """The text with every control, format and unassigned character written out as ``\\u202e``.

    Args:
        keep: such characters that stay as they are, such as newlines.
    """
    return "".join(c if c in keep or c in _JOINERS or _is_plain(c) else _escape(c) for c in text)


def _is_plain(character: str) -> bool:
    # Zs: spaces of other widths are text; str.isprintable knows only the ASCII one
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    number = ord(character)
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    return known or (f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}")


def name(text: object) -> str:
    """A name from data, on one line."""
    return cut(visible(" ".join(str(text).split()) or "not stated"), NAME)


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text from data; its own line breaks stay."""
    return cut(visible(text.strip(), keep="\n"), length)


def cut(text: str, length: int) -> str:
    """At most so many characters, the last of them an ellipsis where something is left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def grouped(number: int, separator: str = ",") -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}".replace(",", separator)


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, without the sign: one decimal, and never rounded to nothing or all."""
    if part == 0 or whole == 0:
        return "0"
    if part == whole:
        return "100"
    value = 100 * part / whole
    return "< 0.1" if value < 0.1 else "> 99.9" if value > 99.9 else f"{value:.1f}"
