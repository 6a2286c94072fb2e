"""What an adapter is: the row layout of one public data set, brought into the record's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from curate.sources.rows import Adapted, Reading, Refusal, Row

Facts: TypeAlias = Mapping[str, str]


def no_facts(rows: Iterable[Row], reading: Reading) -> Facts:
    """For layouts of which nothing has to be known beyond the row."""
    return {}


def no_heading(beside: Mapping[str, Any]) -> Facts:
    """For layouts that are whole without what stands beside a document's rows."""
    return {}


def anywhere(reading: Reading) -> bool:
    """For layouts that are known by their columns."""
    return True


@dataclass(frozen=True)
class Adapter:
    """The layout of a public data set.

    Attributes:
        name: short name; also the family of its records.
        title: what a person calls the data set.
        homepage: where it is published.
        licence: SPDX identifier; "" when the set states none.
        matches: whether a row has this layout; looks at names and types, not at content.
        adapt: the row's fields; raises `curate.sources.rows.Refusal` with a reason. A row that holds several problems
            (a contract with its hypotheses) becomes a list, in which a problem that can't be read is its refusal.
        hub: ids on the Hugging Face hub.
        telling: whether the columns belong to this data set alone. A local row of a layout that anyone could use keeps
            licence "unknown" unless the adapter is named or the rows come from the hub.
        survey: what has to be known of a file as a whole before one of its rows can be read.
        heading: what has to be known of the other members of a JSON object whose arrays hold the rows.
        applies: whether rows of that file or hub set can be this data set's, where the columns alone don't tell.
        use: "evaluation" for a set that is to be measured with and never trained on: its rows are refused unless the
            source allows it.
    """

    name: str
    title: str
    homepage: str
    licence: str
    matches: Callable[[Row], bool]
    adapt: Callable[[Row, Reading, Facts], Adapted | Sequence[Adapted | Refusal]]
    hub: tuple[str, ...] = ()
    telling: bool = True
    survey: Callable[[Iterable[Row], Reading], Facts] = field(default=no_facts)
    heading: Callable[[Mapping[str, Any]], Facts] = field(default=no_heading)
    applies: Callable[[Reading], bool] = field(default=anywhere)
    use: Literal["train", "evaluation"] = "train"
