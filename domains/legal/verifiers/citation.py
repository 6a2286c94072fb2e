"""A citation as a JSON object: volume, reporter, page, pin, court, year, parties.

In: an answer and the gold answer, each the text of one JSON object. Out: a verdict; equal when every field of the gold is there
and reads the same, whatever the order of keys, the type of numbers, and spaces or full stops in abbreviations.
"""

from __future__ import annotations

import json
import re

from curate.verifiers import Verdict

_LONGEST = 2_000
_FIELDS = ("plaintiff", "defendant", "volume", "reporter", "page", "pin", "court", "year")
_IGNORED = re.compile(r"[\s.,'’]+")
_CIRCUITS = {
    name: f"{number}{suffix}cir"
    for name, number, suffix in (
        ("first", 1, "st"), ("second", 2, "d"), ("third", 3, "d"), ("fourth", 4, "th"), ("fifth", 5, "th"),
        ("sixth", 6, "th"), ("seventh", 7, "th"), ("eighth", 8, "th"), ("ninth", 9, "th"), ("tenth", 10, "th"),
        ("eleventh", 11, "th"),
    )
}  # fmt: skip

Fields = dict[str, str]


def _folded(name: str, value: object) -> str | None:
    """The value in the form in which it is compared; None when it is neither text nor a whole number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    text = _IGNORED.sub("", str(value).casefold())
    if name in ("volume", "page", "pin", "year"):
        text = re.sub(r"^(?:vol|volume|pp?|at)(?=\d)", "", text).replace("–", "-").replace("—", "-")
        return text.lstrip("0") or "0"
    if name == "court":
        text = re.sub(r"(?:uscourtofappealsforthe|courtofappealsforthe|us)(?=\w)", "", text)
        for word, short in _CIRCUITS.items():
            text = re.sub(rf"^{word}cir(?:cuit)?$", short, text)
        text = text.replace("circuit", "cir").replace("2ndcir", "2dcir").replace("3rdcir", "3dcir")
    return text


def fields(text: str) -> Fields | None:
    """The object's known fields in folded form; None when the text holds no single JSON object of such fields.

    >>> sorted(fields('{"volume": 812, "reporter": "F. 3d", "page": "410"}').items())
    [('page', '410'), ('reporter', 'f3d'), ('volume', '812')]
    """
    if len(text) > _LONGEST:
        return None
    if "<answer>" in text:
        text = text.rpartition("<answer>")[2].partition("</answer>")[0]
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    around = re.sub(r"```(?:json)?|(?i:(?:the )?answer(?: is)?:?)|[\s.$`]", "", text[:start] + text[end + 1 :])
    if around:
        return None
    try:
        loaded = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return None
    if not isinstance(loaded, dict):
        return None
    found: Fields = {}
    for key, value in loaded.items():
        name = key.strip().casefold()
        if value is None:
            continue
        folded = _folded(name, value)
        if name not in _FIELDS or name in found or folded is None:
            return None
        found[name] = folded
    return found


def check(answer: str, gold: str) -> Verdict:
    """Do all fields of the gold citation agree, and are there no others?"""
    right = fields(gold)
    if not right:
        return Verdict(None, "gold_unreadable")
    given = fields(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    return Verdict(1.0, "equal") if given == right else Verdict(0.0, "different")
