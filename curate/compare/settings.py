"""What two corpora were built from, key by key: recipes, inputs and versions go in, the keys that differ come out.

Values are compared as values and not as lines of text: tables by their keys, sources by their names and files by
theirs, so that a reordered recipe is the same recipe and an added source is one difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curate.record import to_json

#: what tells the items of a list of tables apart, the first that an item has
_IDENTITY = ("name", "file", "id", "kind")


@dataclass(frozen=True)
class Setting:
    """A key whose values differ; a side that does not have it is None.

    Attributes:
        key: dotted, ``stages.deduplicate.threshold`` or ``sources[hub: medical_o1].rows``.
    """

    key: str
    left: Any
    right: Any


def differences(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Setting, ...]:
    """The keys whose values differ, in the left side's order and then the right's."""
    before, after = dict(_flat(left, "")), dict(_flat(right, ""))
    return tuple(
        Setting(key, before.get(key), after.get(key))
        for key in [*before, *(key for key in after if key not in before)]
        if key not in before or key not in after or to_json([before[key]]) != to_json([after[key]])
    )


def _flat(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, item in value.items():
            yield from _flat(item, f"{key}.{name}" if key else str(name))
    elif _is_tables(value):
        seen: Counter[str] = Counter()
        for item in value:
            name = _name(item)
            seen[name] += 1
            numbered = name if seen[name] == 1 else f"{name} ({seen[name]})"
            yield from _flat(item, f"{key}[{numbered}]")
    else:
        yield key, value


def _is_tables(value: Any) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _name(item: Mapping[str, Any]) -> str:
    found = next((str(item[part]) for part in _IDENTITY if item.get(part)), "")
    kind = str(item.get("kind") or "")
    return f"{kind}: {found}" if kind and found != kind else found
