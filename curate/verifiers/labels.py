"""Labels: one of a known list, or a set of them in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_WORD = re.compile(r"[^\W_]+(?:[.][0-9]+)?|[+≥≤<>%±]|(?<![^\s(])[-−](?=\d)")
_NEGATION = frozenset(("not", "no", "non", "never", "without", "neither", "nor", "isn", "isnt", "cannot", "except"))
_JOINING = frozenset(("and", "with", "plus", "both", "the", "a", "an", "labels", "label", "are", "is"))
_NONE = frozenset((("none",), ("none", "of", "these"), ("none", "of", "the", "above"), ("empty",), ("no", "labels")))

Phrase = tuple[str, ...]
Phrases = dict[Phrase, str]


def _words(text: str) -> Phrase:
    return tuple(_WORD.findall(text.casefold().replace("−", "-").replace("'", "").replace("’", "")))


@lru_cache(maxsize=512)
def _phrases(labels: tuple[str, ...], synonyms: tuple[tuple[str, str], ...]) -> tuple[Phrases, int] | None:
    """Folded phrase -> label, and the longest phrase in words; None when two labels read alike or one is empty."""
    phrases: Phrases = {}
    for phrase, label in [*zip(labels, labels), *synonyms]:
        words = _words(phrase)
        if not words or label not in labels or phrases.setdefault(words, label) != label:
            return None
    return phrases, max(map(len, phrases), default=0)


def _prepared(labels: Sequence[str], synonyms: Mapping[str, Sequence[str]] | None) -> tuple[Phrases, int] | None:
    try:
        flat = tuple((other, label) for label, others in (synonyms or {}).items() for other in others)
        if not labels or isinstance(labels, str) or any(isinstance(v, str) for v in (synonyms or {}).values()):
            return None
        return _phrases(tuple(labels), flat)
    except (AttributeError, TypeError):
        return None


def _found(text: str, phrases: Phrases, longest: int) -> tuple[list[str], list[str]] | None:
    """Labels in the text, longest phrase first at every word, and the words left over; None when there is no text."""
    answer = bare(text)
    if answer is None:
        return None
    words = _words(answer)
    labels: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            label = phrases.get(words[at : at + size])
            if label is not None:
                labels.append(label)
                at += size
                break
        else:
            rest.append(words[at])
            at += 1
    return labels, rest


def _one(text: str, phrases: Phrases, longest: int) -> str | list[str] | None:
    """The label, None when there is none, the list of them when there are several or one is denied."""
    found = _found(text, phrases, longest)
    if found is None or not found[0]:
        return None
    labels, rest = found
    if len(set(labels)) > 1 or _NEGATION.intersection(rest):
        return labels
    return labels[0]


def check_one(
    answer: str, gold: str, *, labels: Sequence[str] = (), synonyms: Mapping[str, Sequence[str]] | None = None
) -> Verdict:
    """Does the answer name the gold label, and no other?

    Args:
        labels: the labels that exist; case, spacing, hyphens and underscores do not matter.
        synonyms: label -> other ways to write it.
    """
    prepared = _prepared(labels, synonyms)
    if prepared is None:
        return Verdict(None, "arguments_unreadable")
    right = _one(gold, *prepared)
    if not isinstance(right, str):
        return Verdict(None, "gold_unreadable")
    given = _one(answer, *prepared)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if not isinstance(given, str):
        return Verdict(0.0, "answer_ambiguous")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")


def _set(text: str, phrases: Phrases, longest: int) -> frozenset[str] | None:
    found = _found(text, phrases, longest)
    if found is None:
        return None
    labels, rest = found
    if not labels:
        return frozenset() if tuple(rest) in _NONE else None
    return None if set(rest) - _JOINING else frozenset(labels)


def check_set(
    answer: str,
    gold: str,
    *,
    labels: Sequence[str] = (),
    synonyms: Mapping[str, Sequence[str]] | None = None,
    partial: bool = False,
) -> Verdict:
    """Does the answer name the gold labels, all of them and no other, in any order?

    Args:
        labels: the labels that exist. ``none`` is the empty set, unless it is a label.
        synonyms: label -> other ways to write it.
        partial: score a partly right set by intersection over union (Jaccard) instead of 0.
    """
    prepared = _prepared(labels, synonyms)
    if prepared is None:
        return Verdict(None, "arguments_unreadable")
    right = _set(gold, *prepared)
    if right is None:
        return Verdict(None, "gold_unreadable")
    given = _set(answer, *prepared)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    if given == right:
        return Verdict(1.0, "equal")
    if partial and (common := given & right):
        return Verdict(len(common) / len(given | right), "partly_right")
    return Verdict(0.0, "different")
