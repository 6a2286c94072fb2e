"""Privacy: rows in, rows whose personal identifiers are masked out; or turned away, by recipe.

Five kinds are looked for in question, choices, reasoning, answer and metadata: e-mail addresses, telephone numbers,
IP addresses, US social security numbers, and medical record numbers. The patterns are built so that doses,
laboratory values, dates, arithmetic, CAS numbers, SMILES, citations and plans don't match: whatever could be a
plain number needs its punctuation (``212-555-0147``), a valid range, or a word before it that names it (``MRN
00482913``).

A masked row has ``[EMAIL]``, ``[PHONE]``, ``[IP]``, ``[SSN]`` or ``[MRN]`` where the identifier was, a new id,
``privacy_v1`` in its pedigree and a flag with the count (``masked_email:2``). What was found is never written
anywhere else.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, Field

from curate.record import replaced, to_json
from curate.stages.amend import child, column, with_children, with_content, with_flags
from curate.stages.contract import Context, Rejection, Sifted, Stage, sift

NAME = "privacy_v1"
Treatment = Literal["mask", "reject", "keep"]


class Options(BaseModel, extra="forbid", frozen=True):
    """What becomes of personal data, kind by kind."""

    email: Treatment = Field(default="mask", description="e-mail addresses")
    phone: Treatment = Field(
        default="mask",
        description=(
            "North American numbers with their punctuation, international ones with +, any after a word such as phone"
        ),
    )
    ip: Treatment = Field(default="mask", description="IPv4 and IPv6 addresses")
    ssn: Treatment = Field(default="mask", description="US social security numbers in a valid range")
    mrn: Treatment = Field(
        default="mask", description="medical record numbers, which are known by the words before them"
    )


def stage(options: Options, context: Context) -> Stage:
    """The stage; rejects ``email``, ``phone``, ``ip``, ``ssn`` and ``mrn`` where the recipe says so."""
    return Stage(NAME, lambda batch: _apply(batch, options))


Span = tuple[int, int, str]

_EMAIL = re.compile(
    r"(?<![\w.%+@-])[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9][A-Za-z0-9-]{1,62}\.){1,5}(?:[a-z]{2,12}|[A-Z]{2,6})(?![\w@(-]|\.[A-Za-z])",
    re.ASCII,
)
_DASH = r"[-\u2010\u2011\u2012\u2013]"
_NANP = re.compile(
    rf"(?<![\w.+/#-])(?<!\d )(?:\+?1[ .-])?(?:\([2-9]\d\d\) ?[2-9](?!11)\d\d{_DASH}\d{{4}}"
    rf"|[2-9]\d\d(?P<sep>{_DASH}|\.)[2-9](?!11)\d\d(?P=sep)\d{{4}})(?![\w/-]|\.\d| ?[=×*/^+])"
)
_ROUND = re.compile(rf"\d\d0(?:{_DASH}|\.)\d\d0(?:{_DASH}|\.)\d\d\d0")
_INTERNATIONAL = re.compile(
    r"(?<![\w.)\]+])(?:\+|00)(?P<digits>[1-9]\d{0,2}(?:[ -](?:\(\d{1,4}\)[ -]?)?\d{1,8}){2,6}|[1-9]\d{9,14})"
    r"(?![\w]|\.\d| ?[=×*/^+])"
)
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){3,8}(?![\w:])")
_ADDRESS_WORD = re.compile(
    r"\b(?:IP|IPv4|host|server|address|ping|gateway|localhost|client)\b[^\n]{0,20}\Z", re.IGNORECASE
)
_NUMBERING = re.compile(
    r"(?:§|\b(?:version|ver|v|section|sec|rule|art|article|chapter|clause|figure|fig|table|no|item|step|paragraph|para)"
    r"\.?) ?\Z",
    re.IGNORECASE,
)
_UNIT = r"(?:m[lgLm]|[kµ]?g|mcg|mmol|mEq|IU|units?|%)(?!\w)"
_SSN = re.compile(
    rf"(?<![\w.-])(?!000|666)[0-8]\d\d(?P<sep>{_DASH})(?!00)\d\d(?P=sep)(?!0000)\d{{4}}(?![\w-]|\.\d| ?{_UNIT})"
)
# numbers that only the words before them tell apart: the number first, for numbers are rarer than words
_NUMBER = re.compile(r"(?<![\w.+(-])(?:[A-Z]{1,3}-?)?[+(]{0,2}\d[\d ().-]{3,20}\d(?![\w%])")
_NAMES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (
        kind,
        re.compile(rf"\b(?:{words})(?: is| was)?\s{{0,2}}[.:#=]{{0,2}}\s{{0,2}}#?\Z", re.IGNORECASE),
        re.compile(number),
    )
    for kind, words, number in (
        (
            "ssn",
            r"SSN|social security (?:number|no\.?|#)",
            r"(?!000|666)[0-8]\d\d[ -]?(?!00)\d\d[ -]?(?!0000)\d{4}(?![\w-])",
        ),
        (
            "mrn",
            r"MRN|MR ?#|(?:medical|hospital|patient|health) ?records?(?: (?:number|no\.?|num\.?|id))?"
            r"|(?:hospital|patient|chart|NHS|CHI|encounter|admission) (?:number|no\.?|id|identifier)",
            r"(?:[A-Z]{1,3}-?)?(?:\d{3} \d{3} \d{4}|\d[\d-]{3,13}\d)(?!\w|\.\d|/)",
        ),
        (
            "phone",
            r"(?:(?:cell|mobile) ?)?(?:phone|telephone|tel|fax|facsimile|pager)(?: (?:number|no\.?))?"
            r"|(?:cell|mobile) (?:number|no\.?)|(?:Cell|Mobile):|call(?: me| us)? (?:at|on)",
            r"(?=(?:[^\d\n]*\d){7,15}(?!\d))(?!\d+\.\d+(?![\d.]))\+?[\d(][\d ().-]{5,18}\d(?!\w|\.\d|/)",
        ),
    )
)

#: the last word before a number that has a name
_NAMING_WORDS = (
    "is was at on number no num id identifier record records ssn mrn mr phone telephone tel mobile cell "
    "cellphone fax facsimile pager"
)
_LAST_WORDS = frozenset(_NAMING_WORDS.split())


def identifiers(text: str) -> list[Span]:
    """(start, end, kind) of every identifier in a text, in order, none overlapping.

    >>> identifiers("Write to jane@clinic.org or call (212) 555-0147; K 4.2, 120-80-7000 mL.")
    [(9, 24, 'email'), (33, 47, 'phone')]
    """
    spans: list[Span] = []
    for find in _finders(text):
        spans.extend(find(text))
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not chosen or span[0] >= chosen[-1][1]:
            chosen.append(span)
    return chosen


_LONG_NUMBER = re.compile(r"\d[\d ().\u2010-\u2013-]{3,}\d")


def _finders(text: str) -> Iterator[Callable[[str], Iterator[Span]]]:
    if "@" in text:
        yield _emails
    if (text.count(":") >= 3 and "::" in text) or text.count(":") >= 7:
        yield _ipv6
    if _LONG_NUMBER.search(text):
        yield from (_named, _ssns, _phones, _ipv4)


def _emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text):
        yield *found.span(), "email"


def _named(text: str) -> Iterator[Span]:
    for candidate in _NUMBER.finditer(text):
        start = candidate.start()
        before = text[max(0, start - 40) : start]
        word = before.rstrip(" .:#=").rpartition(" ")[2].rpartition("\n")[2]
        if word.casefold().lstrip("(\"'") not in _LAST_WORDS:
            continue
        for kind, words, number in _NAMES:
            if words.search(before) and (found := number.match(text, start)):
                yield *found.span(), kind
                break


def _ssns(text: str) -> Iterator[Span]:
    for found in _SSN.finditer(text):
        yield *found.span(), "ssn"


def _phones(text: str) -> Iterator[Span]:
    for found in _NANP.finditer(text):
        if not _ROUND.fullmatch(found.group()):
            yield *found.span(), "phone"
    for found in _INTERNATIONAL.finditer(text):
        digits = sum(map(str.isdigit, found.group("digits")))
        groups = found.group("digits").replace("-", " ").split()
        grouped = len(groups) == 1 or (max(map(len, groups[1:])) >= 3 and not any(set(g) == {"0"} for g in groups))
        if 9 <= digits <= 15 and grouped and not _binary(text, found.start()):
            yield *found.span(), "phone"


def _binary(text: str, start: int) -> bool:
    """Whether a plus sign stands between two operands, or two zeros inside a number."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return text[start] == "0" or (bool(before) and (before[-1].isdigit() or before[-1] in ")]=+-*/^×"))


def _ipv4(text: str) -> Iterator[Span]:
    for found in _IPV4.finditer(text):
        octets = found.group().split(".")
        if any((len(octet) > 1 and octet[0] == "0") or int(octet) > 255 for octet in octets) or octets[0] == "0":
            continue
        before = text[max(0, found.start() - 30) : found.start()]
        if _NUMBERING.search(before):
            continue
        if max(map(int, octets)) > 60 or _ADDRESS_WORD.search(before):
            yield *found.span(), "ip"


def _ipv6(text: str) -> Iterator[Span]:
    for found in _IPV6.finditer(text):
        groups = [group for group in found.group().split(":") if group]
        if len(groups) < 3 or max(map(len, groups)) < 3 or not any(map(str.isdigit, found.group())):
            continue
        try:
            ipaddress.IPv6Address(found.group())
        except ValueError:
            continue
        yield *found.span(), "ip"


def masked(text: str, kinds: frozenset[str], counts: Counter[str]) -> str:
    """The text with identifiers of these kinds replaced by their masks; `counts` grows by what was found."""
    spans = [span for span in identifiers(text) if span[2] in kinds]
    for start, end, kind in reversed(spans):
        counts[kind] += 1
        text = f"{text[:start]}[{kind.upper()}]{text[end:]}"
    return text


def _apply(batch: pa.RecordBatch, options: Options) -> Sifted:
    treatments: dict[str, Treatment] = options.model_dump()
    rejecting = frozenset(kind for kind, treatment in treatments.items() if treatment == "reject")
    masking = frozenset(kind for kind, treatment in treatments.items() if treatment == "mask")
    texts = {name: column(batch, name) for name in ("question", "reasoning", "answer")}
    choices, metadata = column(batch, "choices"), column(batch, "metadata")
    arguments = child(batch.column("verifier"), "arguments").to_pylist()
    rejections: list[Rejection | None] = [None] * batch.num_rows
    changed: list[int] = []
    flags: dict[int, list[str]] = {}
    beside = False
    for index in range(batch.num_rows):
        parts = [values[index] for values in texts.values()]
        parts += [*(choices[index] or ()), metadata[index], arguments[index]]
        found = {kind for part in parts if part for _, _, kind in identifiers(part)}
        if not found:
            continue
        if found & rejecting:
            kinds = sorted(found & rejecting)
            rejections[index] = Rejection(NAME, kinds[0], f"found: {', '.join(kinds)}")
            continue
        counts: Counter[str] = Counter()
        for values in texts.values():
            if values[index]:
                values[index] = masked(values[index], masking, counts)
        if choices[index]:
            choices[index] = [masked(choice, masking, counts) for choice in choices[index]]
        if counts:
            changed.append(index)
        for values in (metadata, arguments):
            new = _masked_json(values[index], masking, counts)
            beside |= new != values[index]
            values[index] = new
        if counts:
            flags[index] = [f"masked_{kind}:{counts[kind]}" for kind in sorted(counts)]
    if beside:
        verifier = with_children(batch.column("verifier"), arguments=pa.array(arguments, type=pa.string()))
        batch = replaced(batch, metadata=metadata, verifier=verifier)
    batch = with_content(batch, {**texts, "choices": choices}, changed, NAME)
    return sift(with_flags(batch, flags), rejections)


def _masked_json(text: str | None, kinds: frozenset[str], counts: Counter[str]) -> str | None:
    if not text:
        return text
    found: Counter[str] = Counter()
    new = _walked(json.loads(text), kinds, found)
    counts.update(found)
    return to_json(new) if found else text


def _walked(value: Any, kinds: frozenset[str], counts: Counter[str]) -> Any:
    if isinstance(value, str):
        return masked(value, kinds, counts)
    if isinstance(value, list):
        return [_walked(part, kinds, counts) for part in value]
    if isinstance(value, dict):
        return {key: _walked(part, kinds, counts) for key, part in value.items()}
    return value
