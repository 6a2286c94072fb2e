"""Licences of a corpus's rows, combined into one answer: may it be used commercially, passed on, derived from?

SPDX-like names go in; `terms` says what one of them asks, `combine` what all of them ask together. This is a summary of
the licences' well-known terms, not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from curate.card import text


@dataclass(frozen=True)
class Terms:
    """What a licence asks. None: it is not known.

    Attributes:
        name: as it is best written; as it was given where it is not known.
        hub: its name in the hub's ``license`` field; "" where that list has none.
        commercial: commercial use is allowed.
        redistribution: the rows may be passed on.
        derivatives: changed rows may be passed on.
        attribution: its authors must be named, or its notices kept.
        share_alike: what is derived must be under the same licence.
    """

    name: str
    hub: str = ""
    commercial: bool | None = None
    redistribution: bool | None = None
    derivatives: bool | None = None
    attribution: bool | None = None
    share_alike: bool | None = None


def _free(name: str, hub: str = "", *, attribution: bool = True, share_alike: bool = False) -> Terms:
    return Terms(name, hub or name.lower(), True, True, True, attribution, share_alike)


def _creative_commons(kind: str, version: str) -> Terms:
    parts = kind.split("-")
    name = f"CC-{kind.upper()}-{version}"
    return Terms(name, name.lower(), "nc" not in parts, True, "nd" not in parts, True, "sa" in parts)


_KNOWN: tuple[Terms, ...] = (
    _free("Apache-2.0"), _free("MIT"), _free("BSD-2-Clause"), _free("BSD-3-Clause"), _free("ISC"),
    _free("Artistic-2.0"), _free("ODC-By-1.0", "odc-by"),
    _free("Unlicense", attribution=False), _free("CC0-1.0", attribution=False),
    _free("PDDL-1.0", "pddl", attribution=False),
    _free("CDLA-Permissive-1.0"), _free("CDLA-Permissive-2.0"),
    _free("ODbL-1.0", "odbl", share_alike=True), _free("CDLA-Sharing-1.0", share_alike=True),
    _free("GPL-2.0", share_alike=True), _free("GPL-3.0", share_alike=True), _free("LGPL-3.0", share_alike=True),
    _free("AGPL-3.0", share_alike=True), _free("MPL-2.0", share_alike=True),
    *(
        _creative_commons(kind, version)
        for kind in ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
        for version in ("2.0", "2.5", "3.0", "4.0")
    ),
    Terms("proprietary", "", False, False, False, True, False),
)  # fmt: skip
_ALIASES = {
    "cdla-p-2.0": "cdla-permissive-2.0", "odc-by": "odc-by-1.0", "odbl": "odbl-1.0", "pddl": "pddl-1.0",
    "cc0": "cc0-1.0", "apache 2.0": "apache-2.0", "apache-2": "apache-2.0", "gpl-3.0-only": "gpl-3.0",
    "gpl-3.0-or-later": "gpl-3.0", "gpl-2.0-only": "gpl-2.0", "gpl-2.0-or-later": "gpl-2.0",
    "all rights reserved": "proprietary", "public domain": "cc0-1.0",
}  # fmt: skip
_BY_NAME = {terms.name.lower(): terms for terms in _KNOWN}
UNKNOWN = "unknown"


def terms(name: str | None) -> Terms:
    """What a licence asks. A name that is not known is believed where it says ``-nc`` or ``non-commercial``."""
    given = text.name(name or "")
    folded = " ".join((name or "").split()).lower()
    if folded in ("", "unknown", "other", "none", "n/a"):
        return Terms(UNKNOWN)
    known = _BY_NAME.get(_ALIASES.get(folded, folded))
    if known is not None:
        return known
    words = set(folded.replace("_", "-").replace(" ", "-").split("-"))
    forbids = "nc" in words or "noncommercial" in words or {"non", "commercial"} <= words
    return Terms(given, commercial=False if forbids else None)


@dataclass(frozen=True)
class Combined:
    """One answer for a mixture.

    Attributes:
        hub: value for the hub's ``license`` field; ``other`` for a mixture.
        answer: what to tell a person who asks whether they may use it commercially.
        commercial: True, False, or None where it is not settled.
        redistribution: whether all rows may be passed on; None where it is not settled.
        blocking: the licences that forbid or leave open commercial use.
        duties: what a user has to do, a sentence each.
    """

    hub: str
    answer: str
    commercial: bool | None = None
    redistribution: bool | None = None
    blocking: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


def combine(licences: Iterable[str] | Mapping[str, int]) -> Combined:
    """The licences of all rows as one answer.

    Args:
        licences: their names; a mapping also says how many rows each has, and the answer tells them.
    """
    rows = dict(licences) if isinstance(licences, Mapping) else {}
    counts: dict[Terms, int] = {}
    for given in licences:
        counts[terms(given)] = counts.get(terms(given), 0) + rows.get(given, 0)
    all_terms = sorted(counts, key=lambda each: each.name.lower())
    if not all_terms:
        return Combined("unknown", "There are no rows.")

    def named(some: list[Terms]) -> str:
        return _listed([f"{each.name} ({_rows(counts[each])})" if rows else each.name for each in some])

    def open_questions() -> str:
        stated = [each for each in unknown if each.name != UNKNOWN]
        silent = sum(counts[each] for each in unknown if each.name == UNKNOWN)
        said = [f"what {named(stated)} allows is not known"] if stated else []
        if len(stated) < len(unknown):
            said.append(f"no licence is stated for {_rows(silent) if rows else 'some rows'}")
        return ", and ".join(said)

    forbidding = [each for each in all_terms if each.commercial is False]
    unknown = [each for each in all_terms if each.commercial is None]
    alike = [each for each in all_terms if each.share_alike]
    fixed = [each for each in all_terms if each.derivatives is False]
    attributed = [each for each in all_terms if each.attribution]
    if forbidding:
        also = f" Besides, {open_questions()}." if unknown else ""
        answer = f"No: {named(forbidding)} forbid{'s' if len(forbidding) == 1 else ''} it.{also}"
    elif unknown:
        answer = f"Not settled: {open_questions()}."
    elif alike:
        answer = f"Yes, with attribution, and what you derive from the rows under {named(alike)} must be shared alike."
    else:
        answer = f"Yes: every row is under {named(all_terms)}, which allow{'s' if len(all_terms) == 1 else ''} it."
    duties = []
    if attributed:
        duties.append(
            f"Keep the notices and name the authors of the rows under {_listed([t.name for t in attributed])}."
        )
    if alike:
        duties.append(
            f"Share what you derive from rows under {_listed([t.name for t in alike])} under the same licence."
        )
    if len(alike) > 1:
        duties.append(
            f"{_listed([t.name for t in alike])} each ask for themselves: one derived work may not meet both."
        )
    if fixed:
        duties.append(f"Do not pass on changed versions of the rows under {_listed([t.name for t in fixed])}.")
    redistribution = _all(each.redistribution for each in all_terms)
    if redistribution is False:
        closed = _listed([each.name for each in all_terms if each.redistribution is False])
        duties.append(f"Do not pass the corpus on: it has rows under {closed}.")
    hub = all_terms[0].hub if len(all_terms) == 1 and all_terms[0].hub in _HUB else "other"
    if hub == "other" and all(each.name == UNKNOWN for each in all_terms):
        hub = "unknown"
    return Combined(
        hub, answer, _all(each.commercial for each in all_terms), redistribution,
        tuple(each.name for each in [*forbidding, *unknown]), tuple(duties),
    )  # fmt: skip


def _all(answers: Iterable[bool | None]) -> bool | None:
    """False if one is False, else None if one is not known, else True."""
    given = list(answers)
    if False in given:
        return False
    return None if None in given else True


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


#: https://huggingface.co/docs/hub/repositories-licenses, those that are here
_HUB = {
    "apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "artistic-2.0", "isc", "unlicense", "cc0-1.0", "pddl",
    "odc-by", "odbl", "cdla-permissive-1.0", "cdla-permissive-2.0", "cdla-sharing-1.0", "gpl-2.0", "gpl-3.0",
    "lgpl-3.0", "agpl-3.0", "mpl-2.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0",
    "cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0",
}  # fmt: skip
