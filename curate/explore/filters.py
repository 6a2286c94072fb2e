"""A view of the corpus as its address, and back.

    /?family=acid_base&level=4&level=5&q=sodium&page=2

Values of one facet widen, facets narrow. What an address names and the explorer does not know is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlencode

from curate.explore.facets import LONGEST_VALUE, NAMES
from curate.explore.words import LONGEST_QUERY

#: values of a facet that are read from an address
_MOST = 100


@dataclass(frozen=True)
class View:
    """What is looked at.

    Attributes:
        wanted: facet -> values, in the order of the facets.
        words: the query of the full-text search.
        page: from 1.
    """

    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    words: str = ""
    page: int = 1

    @classmethod
    def read(cls, parameters: Iterable[tuple[str, str]]) -> View:
        """The view that an address's parameters name."""
        given: dict[str, list[str]] = {}
        for name, value in parameters:
            given.setdefault(name, []).append(value)
        wanted = {
            name: tuple(dict.fromkeys(value[:LONGEST_VALUE] for value in given[name][:_MOST]))
            for name in NAMES
            if name in given
        }
        page = given.get("page", ["1"])[-1]
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 10 else 1
        return cls(MappingProxyType(wanted), given.get("q", [""])[-1][:LONGEST_QUERY].strip(), max(1, number))

    @property
    def everything(self) -> bool:
        return not self.wanted and not self.words

    def chosen(self, facet: str, value: str) -> bool:
        return value in self.wanted.get(facet, ())

    def toggled(self, facet: str, value: str) -> View:
        """With a value chosen, or no longer; from its first page."""
        values = self.wanted.get(facet, ())
        changed = tuple(v for v in values if v != value) if value in values else (*values, value)
        return self._with(facet, changed)

    def without(self, facet: str) -> View:
        return self._with(facet, ())

    def only(self, facet: str, value: str) -> View:
        return self._with(facet, (value,))

    def _with(self, facet: str, values: tuple[str, ...]) -> View:
        merged = {**self.wanted, facet: values}
        wanted = {name: merged[name] for name in NAMES if merged.get(name)}
        return replace(self, wanted=MappingProxyType(wanted), page=1)

    def on(self, page: int) -> View:
        return replace(self, page=page)

    def searching(self, words: str) -> View:
        return replace(self, words=words, page=1)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        pairs = [(name, value) for name, values in self.wanted.items() for value in values]
        pairs += [("q", self.words)] if self.words else []
        return pairs + ([("page", str(self.page))] if self.page > 1 else [])

    @property
    def address(self) -> str:
        """Where the view is."""
        return "/" + self.suffix

    @property
    def suffix(self) -> str:
        """What carries the view along in the address of a row."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""
