"""What an adapter is: the row layout of one public data set, brought into the record's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from curate.sources.rows import Adapted, Reading, Row

Facts: TypeAlias = Mapping[str, str]


def no_facts(rows: Iterable[Row], reading: Reading) -> Facts:
    """For layouts of which nothing has to be known beyond the row."""
    return {}


@dataclass(frozen=True)
class Adapter:
    """The layout of a public data set.

    Attributes:
        name: short name; also the family of its records.
        title: what a person calls the data set.
        homepage: where it is published.
        licence: SPDX identifier; "" when the set states none.
        matches: whether a row has this layout; looks at names and types, not at content.
        adapt: the row's fields; raises `curate.sources.rows.Refusal` with a reason.
        hub: ids on the Hugging Face hub.
        telling: whether the columns belong to this data set alone. A local row of a layout that anyone could use keeps
            licence "unknown" unless the adapter is named or the rows come from the hub.
        survey: what has to be known of a file as a whole before one of its rows can be read.
    """

    name: str
    title: str
    homepage: str
    licence: str
    matches: Callable[[Row], bool]
    adapt: Callable[[Row, Reading, Facts], Adapted]
    hub: tuple[str, ...] = ()
    telling: bool = True
    survey: Callable[[Iterable[Row], Reading], Facts] = field(default=no_facts)
