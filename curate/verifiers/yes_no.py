"""Yes, no or maybe: the word that an answer opens with, unless it takes it back."""

from __future__ import annotations

import re

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

SEVERAL = "several"

_WORDS = {"yes": "yes", "true": "yes", "no": "no", "false": "no", "maybe": "maybe"}
_OPENING = re.compile(r"\W*(yes|no|maybe|true|false)\b(?![-'’])", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:^|[,.;:/(]|\b(?:or|and|but|is)\b)\s*[*\"']*(yes|no|maybe|true|false)[*\"']*\s*(?=$|[,.;:/)!])", re.IGNORECASE
)


def decision(text: str) -> str | None:
    """yes, no, maybe, SEVERAL, or None when the text opens with none of them."""
    answer = bare(text)
    if answer is None:
        return None
    opening = _OPENING.match(answer)
    if opening is None:
        return None
    said = _WORDS[opening.group(1).lower()]
    rest = answer[opening.end() :].lstrip()
    if not rest:
        return said
    more = {_WORDS[word.lower()] for word in _AGAIN.findall(rest)}
    if (second := _OPENING.match(rest)) and len(rest) == second.end():
        more.add(_WORDS[second.group(1).lower()])
    if more - {said}:
        return SEVERAL
    # "No evidence of disease" is a finding; the decision stands alone or before a stop
    return said if rest[0] in ",.;:!()[]-–—\n" or rest.lower().startswith(("because", "since", "as ", "it ")) else None


def check(answer: str, gold: str) -> Verdict:
    """Is it the same decision? ``true`` reads as yes and ``false`` as no."""
    right = decision(gold)
    if right is None or right == SEVERAL:
        return Verdict(None, "gold_unreadable")
    given = decision(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if given == SEVERAL:
        return Verdict(0.0, "answer_ambiguous")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
