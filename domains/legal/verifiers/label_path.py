"""Paths of rules: the provision of every layer, outermost first, and the ruling. ``803(6) > 801(d)(2)(A) > admissible``.

Provisions may be joined by ``>``, arrows, commas or words, be written with ``Rule`` or ``FRE`` and with their usual names;
Rules 802 and 805, which only frame the question, are passed over. A ruling may be left out, but not contradict the path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_RULING = re.compile(r"\b(?:in|not\s+)?admissible\b|\binadmissible\b|\bexcluded\b|\badmitted\b", re.IGNORECASE)
_NOTHING = r"\bno(?:\s+\w+)?\s+exception(?:\s+\w+)?|\bnone\b"
_FRAME = ("802", "805")
_LONGEST = 600


def _code(text: str) -> str:
    return re.sub(r"\s+", "", text).upper().replace("(A)(", "(a)(").replace("(B)(", "(b)(").replace("(C)(", "(c)(").replace("(D)(", "(d)(")


def read(text: str, labels: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> tuple[list[str], str | None] | None:
    """The provisions in their order and the ruling, None without one; None when nothing can be read."""
    answer = bare(text)
    if answer is None or len(answer) > _LONGEST:
        return None
    known = {_code(label): label for label in labels}
    names = {name.casefold(): label for label, others in synonyms.items() for name in others}
    spoken = "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))
    pattern = rf"(?P<code>\b80\d(?:\s?\([A-Za-z0-9]{{1,2}}\))*)|(?P<nothing>{_NOTHING})"
    if spoken:
        pattern += rf"|\b(?P<name>{spoken})\b"
    path: list[str] = []
    for match in re.finditer(pattern, answer, re.IGNORECASE):
        if match["code"]:
            code = _code(match["code"])
            if code in _FRAME:
                continue
            label = known.get(code, code)
        elif match["nothing"]:
            label = "none"
        else:
            label = names[match["name"].casefold()]
            # "803(2) (excited utterance)" names one layer once
            if path and path[-1] == label:
                continue
        path.append(label)
    rulings = {
        "inadmissible" if word.casefold().startswith(("in", "not", "ex")) else "admissible"
        for word in _RULING.findall(answer)
    }
    if len(rulings) > 1 or (not path and not rulings):
        return None
    return path, rulings.pop() if rulings else None


def check(
    answer: str, gold: str, *, labels: Sequence[str] = (), synonyms: Mapping[str, Sequence[str]] | None = None
) -> Verdict:
    """Does the answer give the same provisions in the same order, and no other ruling?

    Args:
        labels: the provisions that exist, besides ``none``.
        synonyms: provision -> its names.
    """
    try:
        if isinstance(labels, str) or not all(isinstance(label, str) for label in labels):
            return Verdict(None, "arguments_unreadable")
        named = {label: tuple(str(name) for name in others) for label, others in (synonyms or {}).items()}
    except (AttributeError, TypeError):
        return Verdict(None, "arguments_unreadable")
    right = read(gold, labels, named)
    if right is None or not right[0]:
        return Verdict(None, "gold_unreadable")
    given = read(answer, labels, named)
    if given is None or not given[0]:
        return Verdict(0.0, "answer_unreadable")
    if given[0] != right[0] or (given[1] is not None and right[1] is not None and given[1] != right[1]):
        return Verdict(0.0, "different")
    return Verdict(1.0, "equal")
