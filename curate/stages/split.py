"""Train, validation and test without leaks. Rows and their duplicate clusters go in, a split for each row comes out.

Rows that share a passage, a parameter set (domain, family and parameters) or a near-duplicate cluster are one group,
and so are groups that share a row; a group lies in one split. A group's split is a hash of its smallest member's name
and the recipe's seed, so rows added to a corpus move no other group. `leaks` looks for what straddles splits all the
same, from the rows alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field, model_validator

from curate.minhash.pairs import components
from curate.record import SPLITS
from curate.stages import deduplicate

NAME = "split_v1"
#: groups below which a split that came out empty is filled from the others
SMALL = 1000


class Options(BaseModel):
    """Fractions of the groups that go to each split; they sum to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    train: float = Field(default=0.9, ge=0, le=1, description="fraction of the groups to train on")
    validation: float = Field(default=0.05, ge=0, le=1, description="fraction of the groups to choose by")
    test: float = Field(default=0.05, ge=0, le=1, description="fraction of the groups to report on")

    @model_validator(mode="after")
    def _sums_to_one(self) -> Options:
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-9:
            raise ValueError(f"train, validation and test sum to {total:g}, not to 1")
        return self

    @property
    def fractions(self) -> tuple[float, ...]:
        """Fractions in the order of SPLITS."""
        return tuple(getattr(self, name) for name in SPLITS)


@dataclass(frozen=True)
class Leak:
    """Something that lies in two splits.

    Attributes:
        kind: passage, parameters or duplicate.
        splits: where it lies, in the order of SPLITS.
        ids: one record of each of those splits.
    """

    kind: str
    splits: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def where(self) -> str:
        """The records, for a message."""
        return ", ".join(f"{split} {record}" for split, record in zip(self.splits, self.ids))

    @property
    def what(self) -> str:
        """The finding, for a message."""
        return f"{_FINDINGS[self.kind]} in {' and '.join(self.splits)}"


_FINDINGS = {
    "passage": "one passage",
    "parameters": "one parameter set",
    "duplicate": "equal or nearly equal questions",
}


def assign(
    batches: Iterable[pa.RecordBatch], duplicates: deduplicate.Duplicates, options: Options, *, seed: int
) -> npt.NDArray[np.uint8]:
    """The split of each row, as an index into SPLITS; 0 for a removed row.

    Args:
        batches: all rows that deduplication saw, the removed ones too, in the same order; read once.
        seed: the recipe's seed.
    """
    rows = len(duplicates.removed)
    kept = np.flatnonzero(~duplicates.removed)
    passages, parameters, ids = _keys(batches)
    if len(ids) != rows:
        raise ValueError(f"{len(ids)} rows to split, and deduplication saw {rows}")
    if not len(kept):
        return np.zeros(rows, dtype=np.uint8)
    # a removed row joins nothing: its passage may stand in another split
    pairs = np.concatenate(
        [
            _linked(kept, passages[kept]),
            _linked(kept, parameters[kept]),
            _linked(kept, duplicates.cluster_root[kept] + 1),
        ]
    )
    roots = components(rows, pairs)[kept]
    named = np.where(passages[kept] != 0, passages[kept], np.where(parameters[kept] != 0, parameters[kept], ids[kept]))
    groups, group_of = np.unique(roots, return_inverse=True)
    names = np.full(len(groups), np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(names, group_of, named)
    result = np.zeros(rows, dtype=np.uint8)
    result[kept] = _drawn(names, options.fractions, seed)[group_of]
    return result


def _drawn(names: npt.NDArray[np.uint64], fractions: Sequence[float], seed: int) -> npt.NDArray[np.uint8]:
    """The split of each group by a hash of its name.

    Below SMALL groups chance may leave a split empty. Then it gets the group nearest to its interval out of a split
    that has more than one, so that the splits are filled wherever there are as many groups as splits.
    """
    import xxhash

    salt = str(seed).encode()
    draws = np.array([xxhash.xxh3_64_intdigest(salt + b":%x" % name) for name in names.tolist()], dtype=np.uint64)
    ends = np.cumsum(fractions)
    starts = ends - np.asarray(fractions)
    place = draws / 2.0**64
    drawn = np.minimum(np.searchsorted(ends, place, side="right"), _last(fractions)).astype(np.uint8)
    if len(names) < SMALL:
        for split in sorted(range(len(fractions)), key=lambda k: fractions[k]):
            counts = np.bincount(drawn, minlength=len(fractions))
            spare = np.flatnonzero(counts[drawn] > 1)
            if fractions[split] > 0 and counts[split] == 0 and len(spare):
                distance = np.maximum(starts[split] - place[spare], place[spare] - ends[split])
                drawn[spare[np.lexsort((names[spare], distance))[0]]] = split
    return drawn


def _last(fractions: Sequence[float]) -> int:
    """The last split that is to get anything: rounding must not put a group after it."""
    return max(k for k, fraction in enumerate(fractions) if fraction > 0)


def _linked(rows: npt.NDArray[np.int64], keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Pairs that join rows of equal keys, each to the first; a key of 0 joins nothing."""
    rows, keys = rows[keys != 0], keys[keys != 0]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    pairs = np.stack([rows[first[inverse]], rows], axis=1)
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]], dtype=np.int64)


def _keys(
    batches: Iterable[pa.RecordBatch],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """A row's passage, its parameter set (0 where it has none) and its id, each hashed to 64 bits."""
    import xxhash

    columns: list[list[npt.NDArray[np.uint64]]] = [[], [], []]
    for batch in batches:
        passages = np.zeros(batch.num_rows, dtype=np.uint64)
        for row, passage, _ in deduplicate.passages(batch.column("metadata")):
            passages[row] = xxhash.xxh3_64_intdigest(passage.encode("utf-8", "surrogatepass")) | 1
        parameters = np.zeros(batch.num_rows, dtype=np.uint64)
        made_from = pc.struct_field(batch.column("provenance"), "parameters")
        if made_from.null_count < batch.num_rows:
            named = (batch.column("domain").to_pylist(), batch.column("family").to_pylist())
            identity = zip(*named, made_from.to_pylist())
            for row, (domain, family, values) in enumerate(identity):
                if values is not None:
                    text = "\x1f".join([domain or "", family or "", values])
                    parameters[row] = xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) | 1
        ids = [xxhash.xxh3_64_intdigest((text or "").encode()) for text in batch.column("id").to_pylist()]
        for column, values in zip(columns, (passages, parameters, np.array(ids, dtype=np.uint64))):
            column.append(values)
    passages, parameters, numbers = (np.concatenate(c) if c else np.zeros(0, dtype=np.uint64) for c in columns)
    return passages, parameters, numbers


def leaks(
    batches: Iterable[pa.RecordBatch],
    duplicates: pa.Table | None = None,
    *,
    options: deduplicate.Options | None = None,
) -> list[Leak]:
    """What lies in two splits and should not, found anew from the rows.

    Passages and parameter sets are compared as they stand; equal questions and near-duplicates are searched for again.

    Args:
        batches: the rows of all splits, with their split; read once.
        duplicates: the removed→kept map. Not needed, for a removed row is in no split; a caller may pass all it has.
        options: what counts as a near-duplicate: the recipe's options of deduplication, or the defaults.

    Returns:
        One leak for each passage, parameter set or cluster that straddles, each kind in the rows' order.
    """
    splits: list[npt.NDArray[np.int8]] = []
    seen: list[pa.RecordBatch] = []
    codes = pa.array(SPLITS)

    def watched() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            splits.append(pc.index_in(batch.column("split"), codes).fill_null(-1).to_numpy().astype(np.int8))
            seen.append(batch.select(["id", "domain", "family", "provenance", "metadata"]))
            yield batch

    found = deduplicate.deduplicate(watched(), options or deduplicate.Options())
    if not splits:
        return []
    split = np.concatenate(splits)
    passages, parameters, _ = _keys(seen)
    clusters = np.where((found.cluster_size > 1) & (parameters == 0), found.cluster_root + 1, 0).astype(np.uint64)
    return [
        leak
        for kind, keys in (("passage", passages), ("parameters", parameters), ("duplicate", clusters))
        for leak in _straddling(kind, keys, split, found)
    ]


def _straddling(
    kind: str, keys: npt.NDArray[np.uint64], split: npt.NDArray[np.int8], found: deduplicate.Duplicates
) -> list[Leak]:
    """A leak for each key other than 0 that occurs in more than one split."""
    rows = np.flatnonzero(keys != 0)
    ordered = rows[np.lexsort((split[rows], keys[rows]))]
    ends = np.flatnonzero(np.diff(keys[ordered])) + 1
    leaks = []
    for group in np.split(ordered, ends):
        inside, first = np.unique(split[group], return_index=True)
        if len(inside) > 1:
            names = tuple(SPLITS[k] if k >= 0 else "no split" for k in inside.tolist())
            leaks.append((int(group.min()), Leak(kind, names, tuple(found.pedigree.id(int(group[k])) for k in first))))
    return [leak for _, leak in sorted(leaks, key=lambda pair: pair[0])]
