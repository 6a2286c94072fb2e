"""Text from data as harmless HTML.

Any string goes in; markup comes out in which every character of the string is either text or, where it would steer the
page unseen (control characters, marks that turn the direction of writing), written out by its code point.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

#: control characters but tab and newline, marks of direction, what has no width, and what is no character
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
#: words, white space and signs, for comparison word by word
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
#: pieces of a text beyond which two texts are shown without a comparison
COMPARABLE = 6_000


def shown(text: str | None) -> Markup:
    """The text, with what can't be seen written out."""
    if not text:
        return Markup("")
    parts, start = [], 0
    for found in _UNSEEN.finditer(text):
        parts += [escape(text[start : found.start()]), _written_out(found[0])]
        start = found.end()
    return Markup("").join([*parts, escape(text[start:])])


def _written_out(character: str) -> Markup:
    return Markup('<span class="unseen" title="a character that can\'t be seen">U+{}</span>').format(
        f"{ord(character):04X}"
    )


def marked(text: str | None, pattern: re.Pattern[str] | None) -> Markup:
    """The text, with what matches the pattern marked."""
    if not text or pattern is None:
        return shown(text)
    parts, start = [], 0
    for found in pattern.finditer(text):
        if found.end() > found.start():
            parts += [shown(text[start : found.start()]), Markup("<mark>{}</mark>").format(shown(found[0]))]
            start = found.end()
    return Markup("").join([*parts, shown(text[start:])])


def excerpt(text: str | None, pattern: re.Pattern[str] | None, room: int) -> Markup:
    """So many characters of the text on one line, from its start or around the first match."""
    line = " ".join((text or "")[: 200 * room].split())
    found = pattern.search(line) if pattern else None
    start = max(0, found.start() - room // 3) if found and found.end() > room else 0
    start = line.find(" ", start, start + 30) + 1 if start else 0
    cut = line[start : start + room]
    before, after = "… " if start else "", " …" if start + room < len(line) else ""
    return Markup("{}{}{}").format(before, marked(cut, pattern), after)


@dataclass(frozen=True)
class Piece:
    """A stretch of one of two texts; ``same`` when the other has it too."""

    text: str
    same: bool


def compared(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts word by word, each as pieces that the other has or has not.

    Texts of more than `COMPARABLE` pieces come back whole, as the same.
    """
    ours, theirs = _PIECE.findall(left), _PIECE.findall(right)
    if left == right or max(len(ours), len(theirs)) > COMPARABLE:
        return (Piece(left, True),), (Piece(right, True),)
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=max(len(ours), len(theirs)) > 1_000)
    runs = [(kind == "equal", ours[a:b], theirs[c:d]) for kind, a, b, c, d in matcher.get_opcodes()]
    inner = range(1, len(runs) - 1)
    calm = [(same and not (k in inner and _slight(left)), left, right) for k, (same, left, right) in enumerate(runs)]
    return tuple(_pieces((run[0], run[1]) for run in calm)), tuple(_pieces((run[0], run[2]) for run in calm))


def _slight(words: list[str]) -> bool:
    """Whether what two texts share between two changes is too little to mean anything."""
    return sum(1 for word in words if not word.isspace()) <= 2


def _pieces(runs: Iterable[tuple[bool, list[str]]]) -> Iterator[Piece]:
    for same, some in groupby(runs, key=lambda run: run[0]):
        joined = "".join("".join(words) for _, words in some)
        if joined:
            yield Piece(joined, same)
