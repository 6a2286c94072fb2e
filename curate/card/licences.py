"""Licences of a corpus's rows, combined into one answer: may it be used commercially, must changes be shared alike?

SPDX-like names go in, a `Combined` comes out. This is a summary of the licences' well-known terms, not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_PERMISSIVE = {
    "apache-2.0", "mit", "bsd-3-clause", "bsd-2-clause", "cc0-1.0", "cc-by-4.0", "cc-by-3.0", "cdla-permissive-2.0",
    "cdla-p-2.0", "odc-by", "unlicense",
}  # fmt: skip
_SHARE_ALIKE = {"cc-by-sa-4.0", "cc-by-sa-3.0", "gpl-3.0", "odbl-1.0"}
#: names that the hub's front matter knows
_HUB = _PERMISSIVE | _SHARE_ALIKE | {"cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0"}


@dataclass(frozen=True)
class Combined:
    """One answer for a mixture.

    Attributes:
        hub: value for the hub's ``license`` field; ``other`` for a mixture.
        answer: a sentence for a person.
    """

    hub: str
    answer: str


def combine(licences: Iterable[str]) -> Combined:
    """The licences of all rows as one answer."""
    names = sorted({licence.lower() for licence in licences})
    unknown = [name for name in names if name not in _HUB and "-nc" not in name]
    restricted = [name for name in names if "-nc" in name]
    alike = [name for name in names if name in _SHARE_ALIKE]
    hub = names[0] if len(names) == 1 and names[0] in _HUB - {"cdla-p-2.0"} else ("other" if names else "unknown")
    if not names:
        return Combined("unknown", "There are no rows.")
    if restricted:
        answer = (
            f"No: rows under {', '.join(restricted)} forbid commercial use. Leave their sources out, and build again."
        )
    elif unknown:
        answer = (
            f"Not settled: the licence of some rows is {', '.join(unknown)}. Find it out, or leave their sources out."
        )
    elif alike:
        answer = (
            f"Yes, with attribution, and what you derive from the rows under {', '.join(alike)} must be shared alike."
        )
    else:
        answer = f"Yes: every row is under {', '.join(names)}, which allow it with their notices kept."
    return Combined(hub, answer)
