"""Multiple choice: which of the known options an answer names. A letter, a letter with its text, or the text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from curate.verifiers import Verdict
from curate.verifiers.reading import bare, folded

SEVERAL = -1

_ALONE = re.compile(r"[(\[]?([A-Za-z])[)\]]?[.):]?")
_LEADING = re.compile(r"(?:[(\[]([A-Z])[)\]][.:]?|([A-Z])(?:[.):]|\s+[-–—](?=\s)))\s*(?=\S)", re.DOTALL)
_NAMED = re.compile(
    r"\b(?:answer|option|choice)\b(?:\s+(?:is|was|would\s+be|should\s+be))?\s*[:=]?\s*(?:option\s+|choice\s+)?"
    r"[(\[]?\b(?-i:([A-Z]))\b(?!['’])[)\]]?"
    r"(?=\s*(?:$|[.,;:!)\]]|\n|[-–—]\s|(?:because|since|as|and|or|for|which|due|given|not)\b|is\s+(?:the\s+)?(?:correct|right|best|answer)\b))",
    re.IGNORECASE,
)
_OTHER = re.compile(r"[(\[]([A-Z])[)\]]|(?:^|[\s,;/&])([A-Z])(?=[.),;:](?:\s|$)|$)")
_OR = re.compile(r"\s*[(\[]?[A-Z][)\]]?(?:\s*(?:,|;|/|&|\band\b|\bor\b)\s*[(\[]?[A-Z][)\]]?)+\s*\Z")


@lru_cache(maxsize=2048)
def _by_text(choices: tuple[str, ...]) -> dict[str, int]:
    """Folded option text -> index, SEVERAL for a text that two options share."""
    found: dict[str, int] = {}
    for index, choice in enumerate(choices):
        key = folded(choice)
        found[key] = SEVERAL if key in found else index
    found.pop("", None)
    return found


def option(text: str, choices: tuple[str, ...]) -> int | None:
    """Index of the option that a text names, SEVERAL when it names more than one, None when it names none.

    A lone letter is a letter even where an option's text is that letter. ``A patient …`` is no letter.
    """
    answer = bare(text)
    if answer is None:
        return None
    count = len(choices)
    if match := _ALONE.fullmatch(answer):
        index = ord(match.group(1).upper()) - 65
        return index if index < count else _by_text(choices).get(folded(answer))
    if choices.count(answer) == 1:
        return choices.index(answer)
    texts = _by_text(choices)
    if (index_of_text := texts.get(folded(answer))) is not None:
        return index_of_text
    if _OR.match(answer):
        return SEVERAL
    if match := _LEADING.match(answer):
        index = ord(match.group(1) or match.group(2)) - 65
        rest = answer[match.end() :]
        named = texts.get(folded(rest))
        if index < count and named is not None:
            # two options may share a text: the letter then decides
            return index if named == index or folded(choices[index]) == folded(rest) else SEVERAL
        others = {ord(a or b) - 65 for a, b in _OTHER.findall(rest)} | {
            ord(letter) - 65 for letter in _NAMED.findall(rest)
        }
        if any(other != index and other < count for other in others):
            return SEVERAL
        return index if index < count else None
    if len(answer) > 2 and answer[1] == " " and "A" <= answer[0] <= "Z":
        index = ord(answer[0]) - 65
        if index < count and folded(answer[2:]) == folded(choices[index]) != "":
            return index
    letters = {ord(letter) - 65 for letter in _NAMED.findall(text)}
    letters = {index for index in letters if index < count}
    if len(letters) == 1:
        return letters.pop()
    return SEVERAL if letters else None


def check(answer: str, gold: str, *, choices: Sequence[str] = ()) -> Verdict:
    """Does the answer name the same option as the gold answer?

    Args:
        choices: the options in order, without letters; at most 26.
    """
    if not choices or len(choices) > 26 or isinstance(choices, str) or not all(isinstance(c, str) for c in choices):
        return Verdict(None, "arguments_unreadable")
    options = tuple(choices)
    right = option(gold, options)
    if right is None or right == SEVERAL:
        return Verdict(None, "gold_unreadable")
    given = option(answer, options)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if given == SEVERAL:
        return Verdict(0.0, "answer_ambiguous")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
