"""What rows are counted and filtered by.

Batches of rows go in; each row becomes the number of its *cell*, the combination of values that it has in all facets.
There are far fewer cells than rows, so a filter is worked out over cells, and rows are touched once: four bytes a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

#: characters by which values are told apart
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Facet:
    """One thing to filter by.

    Attributes:
        name: as it stands in an address.
        label: as a reader sees it.
        of: a batch and whether its rows were kept -> a string for each row, "" for a row that has none.
        ranked: whether values stand in the order of their text rather than of their counts.
        sparse: whether having no value goes without saying.
    """

    name: str
    label: str
    of: Callable[[pa.RecordBatch, bool], Any]
    ranked: bool = False
    sparse: bool = False


def _column(name: str) -> Callable[[pa.RecordBatch, bool], Any]:
    outer, _, inner = name.partition(".")

    def values(batch: pa.RecordBatch, kept: bool) -> Any:
        if outer not in batch.schema.names:
            return pa.nulls(batch.num_rows, pa.string())
        column = batch.column(outer)
        return pc.cast(pc.struct_field(column, inner) if inner else column, pa.string())

    return values


def _status(batch: pa.RecordBatch, kept: bool) -> Any:
    return pa.array(["kept" if kept else "rejected"] * batch.num_rows)


def _steps(batch: pa.RecordBatch, kept: bool) -> Any:
    found = batch.column("verification")
    checked, wrong = (pc.fill_null(pc.struct_field(found, f"steps_{name}"), 0) for name in ("checked", "wrong"))
    return pc.case_when(
        pc.make_struct(pc.greater(wrong, 0), pc.greater(checked, 0)), "some are wrong", "all hold", "none to check"
    )


def _twins(batch: pa.RecordBatch, kept: bool) -> Any:
    several = pc.greater(pc.fill_null(batch.column("cluster_size"), 1), 1)
    return pc.if_else(several, "has near-duplicates", "stands alone")


FACETS = (
    Facet("status", "Status", _status),
    Facet("split", "Split", _column("split"), sparse=True),
    Facet("level", "Level", _column("level"), ranked=True),
    Facet("family", "Family", _column("family")),
    Facet("source", "Source", _column("provenance.source")),
    Facet("checked", "Verification", _column("verification.status")),
    Facet("reason", "Rejected because", _column("reason"), sparse=True),
    Facet("stage", "Rejected by", _column("stage"), sparse=True),
    Facet("twins", "Near-duplicates", _twins),
    Facet("steps", "Arithmetic steps", _steps),
    Facet("type", "Answer type", _column("answer_type")),
    Facet("language", "Language", _column("language")),
    Facet("licence", "Licence", _column("provenance.licence")),
)
NAMES = tuple(facet.name for facet in FACETS)
#: the columns that facets are made from
COLUMNS = (
    "split", "level", "family", "provenance", "verification", "reason", "stage", "cluster_size", "answer_type",
    "language",
)  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """The cells of some rows.

    Attributes:
        of_row: uint32 (rows,), the cell of each row.
        codes: int32 (cells, facets), the value of each cell in each facet, as a place in `values`.
        sizes: int64 (cells,), rows in each cell.
        values: for each facet, its values.
    """

    of_row: npt.NDArray[np.uint32]
    codes: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int64]
    values: tuple[tuple[str, ...], ...]

    @property
    def rows(self) -> int:
        return len(self.of_row)

    def inside(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, npt.NDArray[np.bool_]]:
        """For each facet that is filtered by, bool (cells,): which cells have one of the wanted values."""
        found = {}
        for name, values in wanted.items():
            place = NAMES.index(name)
            allowed = np.isin(np.array(self.values[place], dtype=object), list(values))
            found[name] = allowed[self.codes[:, place]]
        return found

    def counts(
        self, inside: Mapping[str, npt.NDArray[np.bool_]], sizes: npt.NDArray[np.int64]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """Rows that pass all filters; and for each facet, its values with the rows that pass the *other* filters, so
        that a count says what choosing the value would show.

        Args:
            sizes: rows of each cell that are to be counted.
        """
        everything = np.ones(len(self.codes), dtype=bool)
        both = everything if not inside else np.logical_and.reduce(list(inside.values()))
        counted: dict[str, dict[str, int]] = {}
        for place, name in enumerate(NAMES):
            others = [mask for other, mask in inside.items() if other != name]
            mask = both if name not in inside else np.logical_and.reduce(others) if others else everything
            weights = np.zeros(len(self.values[place]), dtype=np.int64)
            np.add.at(weights, self.codes[mask, place], sizes[mask])
            counted[name] = dict(zip(self.values[place], weights.tolist()))
        return int(sizes[both].sum()), counted


class CellBuilder:
    """Collects cells batch by batch into an array that was made for all rows.

    Args:
        of_row: uint32 (rows,), filled in here.
    """

    def __init__(self, of_row: npt.NDArray[np.uint32]):
        self._of_row = of_row
        self._filled = 0
        self._codes: list[dict[str, int]] = [{} for _ in FACETS]
        self._cells: dict[tuple[int, ...], int] = {}
        self._sizes = np.zeros(0, dtype=np.int64)

    def add(self, batches: Sequence[pa.RecordBatch], kept: bool) -> None:
        """The next rows; all batches of one schema."""
        rows = sum(batch.num_rows for batch in batches)
        joint = np.zeros(rows, dtype=np.int64)
        columns, radix = [], 1
        for facet, codes in zip(FACETS, self._codes):
            column = np.concatenate([_coded(facet.of(batch, kept), codes) for batch in batches])
            columns.append(column)
            if radix * len(codes) >= 2**62:
                joint = np.unique(joint, return_inverse=True)[1].astype(np.int64)
                radix = rows
            radix *= max(1, len(codes))
            joint = joint * len(codes) + column
        _, example, inverse, counts = np.unique(joint, return_index=True, return_inverse=True, return_counts=True)
        met = zip(*(column[example].tolist() for column in columns))
        cells = np.array([self._cells.setdefault(cell, len(self._cells)) for cell in met], dtype=np.uint32)
        self._of_row[self._filled : self._filled + rows] = cells[inverse]
        self._filled += rows
        grown = np.zeros(len(self._cells), dtype=np.int64)
        grown[: len(self._sizes)] = self._sizes
        grown[cells] += counts
        self._sizes = grown

    def cells(self) -> Cells:
        """The cells of the rows so far."""
        return Cells(
            self._of_row[: self._filled],
            np.array(list(self._cells), dtype=np.int32).reshape(-1, len(FACETS)),
            self._sizes,
            tuple(tuple(codes) for codes in self._codes),
        )


def _coded(values: pa.Array, codes: dict[str, int]) -> npt.NDArray[np.int64]:
    """The code of each value; new values are added to `codes`."""
    encoded = pc.fill_null(values, "").dictionary_encode()
    met = [value[:LONGEST_VALUE] for value in encoded.dictionary.to_pylist()]
    known = np.array([codes.setdefault(value, len(codes)) for value in met], dtype=np.int64)
    if not len(encoded):
        return np.zeros(0, dtype=np.int64)
    found: npt.NDArray[np.int64] = known[encoded.indices.to_numpy()]
    return found
