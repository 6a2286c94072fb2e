"""What became of each row: two corpora go in; rows that are the same, changed, moved, added and removed come out.

A row of one corpus is the row of the other, whether it was kept or rejected, when they agree in, and in this order:

``both``     origin (source, file, row, parameters) and content (id)
``content``  content: the row stands elsewhere in its file, or in another file
``origin``   origin: the same row of the same file, and its text was changed
``problem``  domain, family and parameters: the same generated problem, told otherwise

Rows of equal keys are paired in their order. Only hashes are held, `ROW_BYTES` a row of the two corpora together, and
text is read from the mapped shards; two hashes of 64 bits name a row, and one tells that a column differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curate.corpus import Corpus
from curate.record import SCHEMA, SPLITS

#: most that a comparison holds for a row of either corpus, in bytes, beside 120 MiB; tests/benchmarks/compare.py
ROW_BYTES = 150
#: rows of a shard that are looked at together
_AT_ONCE = 8_192
#: changed rows whose columns are compared together
_BLOCK = 250_000

_Hashes = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.int64]


def _leaves() -> tuple[str, ...]:
    """Columns of the record, each child of a struct by itself."""
    names: list[str] = []
    for field in SCHEMA:
        if pa.types.is_struct(field.type):
            names += [f"{field.name}.{child.name}" for child in field.type]
        else:
            names.append(field.name)
    return tuple(names)


#: where a row stands, which says nothing of the row itself; the id follows from the content
BOOKKEEPING = ("id", "provenance.source", "provenance.revision", "provenance.file", "provenance.row")
#: columns that make a row changed, structs by their children
COLUMNS = tuple(name for name in _leaves() if name not in BOOKKEEPING)
_ORIGIN = ("provenance.source", "provenance.file", "provenance.row", "provenance.parameters")
WAYS = ("both", "content", "origin", "problem")


@dataclass(frozen=True)
class Move:
    """Rows that are under another heading now: a split, or ``rejected: STAGE, REASON``."""

    before: str
    after: str
    rows: int


@dataclass(frozen=True)
class Leak:
    """Rows of one corpus's held-out split that the other one trains on: the same question and choices, the same
    generated problem, or the same row of the same file.

    Attributes:
        held: ``left`` or ``right``: which corpus holds them out.
        split: its split, validation or test.
        rows: how many.
        ids: the first of them.
    """

    held: str
    split: str
    rows: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A column's value on both sides."""

    column: str
    left: Any
    right: Any


@dataclass(frozen=True)
class Example:
    """One row that differs.

    Attributes:
        left, right: its id on either side; None where it is not there, or has none.
        origin: source, file and row.
        before, after: its split, or ``rejected: STAGE, REASON``; None where it is not there.
        values: for a changed row, the columns that differ.
    """

    left: str | None
    right: str | None
    origin: str
    before: str | None
    after: str | None
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Rows:
    """What became of each row.

    Attributes:
        left, right: rows in all, the rejected ones too.
        paired: way of pairing -> rows; see the module's docstring.
        same: rows that both keep, with nothing changed but where they came from.
        relocated: those of them whose source, revision, file or row number is another.
        changed: rows that both keep, with another value in some column.
        columns: column -> rows that both keep, with another value in it.
        rejected: rows that both reject.
        moved: rows under another heading: other split, other reason, rejected and now kept, kept and now rejected.
        removed, added: heading -> rows of the left corpus alone, of the right one alone.
        leaks: rows held out by one corpus and trained on by the other.
        examples: changed, moved, removed, added -> some of those rows.
    """

    left: int
    right: int
    paired: dict[str, int]
    same: int
    relocated: int
    changed: int
    columns: dict[str, int]
    rejected: int
    moved: tuple[Move, ...]
    removed: dict[str, int]
    added: dict[str, int]
    leaks: tuple[Leak, ...]
    examples: dict[str, tuple[Example, ...]]

    @property
    def equal(self) -> bool:
        """Whether no row is added, removed, changed or moved."""
        return not (self.changed or self.moved or self.removed or self.added)


def compare_rows(left: Corpus, right: Corpus, examples: int) -> Rows:
    """Pair the rows of two corpora and say what became of them.

    Args:
        examples: how many rows of each kind to give as examples, the first ones.

    Raises:
        CorpusError: a shard can't be read.
    """
    headings: dict[str, int] = {name: code for code, name in enumerate(SPLITS)}
    one, other = _read(left, headings), _read(right, headings)
    names = list(headings)
    here, there, ways = _paired(one, other)
    before, after = one.heading[here], other.heading[there]
    kept = (before < len(SPLITS)) & (after < len(SPLITS))
    same = kept & (one.digest[here] == other.digest[there])
    differ = np.flatnonzero(kept & ~same)
    relocated = int((same & (one.place[here] != other.place[there])).sum())
    columns, masks = _changed_columns(one, other, here[differ], there[differ])
    is_moved = before != after
    moves = Counter(zip(before[is_moved].tolist(), after[is_moved].tolist()))
    gone, new = _left_out(one.rows, here), _left_out(other.rows, there)
    told = _Teller(one, other, names, examples)
    return Rows(
        left=one.rows,
        right=other.rows,
        paired={name: int((ways == k).sum()) for k, name in enumerate(WAYS)},
        same=int(same.sum()),
        relocated=relocated,
        changed=len(differ),
        columns=columns,
        rejected=int(((before >= len(SPLITS)) & (after >= len(SPLITS))).sum()),
        moved=tuple(
            sorted(
                (Move(names[old], names[now], rows) for (old, now), rows in moves.items()),
                key=lambda move: (-move.rows, move.before, move.after),
            )
        ),
        removed=_by_heading(one.heading[gone], names),
        added=_by_heading(other.heading[new], names),
        leaks=tuple(_leaks(one, other, here, there)),
        examples={
            "changed": told.pairs(here[differ], there[differ], masks),
            "moved": told.pairs(here[is_moved], there[is_moved]),
            "removed": told.alone(gone, True),
            "added": told.alone(new, False),
        },
    )


# ── rows as hashes ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Side:
    """A corpus as arrays of one item a row: the kept rows, split after split, then the rejected ones.

    Attributes:
        heading: split, or stage and reason of the rejection, as a code.
        content, origin: two hashes of 64 bits each; content is 0 where the row has no id.
        problem: a hash of domain, family and parameters; 0 where the row was not generated.
        question: a hash of question and choices; 0 for a rejected row.
        digest: a hash of COLUMNS, and `place` of BOOKKEEPING without the id.
    """

    corpus: Corpus
    heading: npt.NDArray[np.uint16]
    content: _Hashes
    origin: _Hashes
    problem: _Hashes
    question: _Hashes
    digest: _Hashes
    place: _Hashes

    @property
    def rows(self) -> int:
        return len(self.heading)


def _read(corpus: Corpus, headings: dict[str, int]) -> _Side:
    """One pass over all shards; `headings` is extended by what the corpus's rejected rows name."""
    parts: list[tuple[Any, ...]] = []
    for split, table in tables(corpus):
        if split is None:
            named = [
                f"rejected: {stage}, {reason}"
                for stage, reason in zip(table.column("stage").to_pylist(), table.column("reason").to_pylist())
            ]
            codes = np.array([headings.setdefault(name, len(headings)) for name in named], dtype=np.uint16)
        else:
            codes = np.full(table.num_rows, headings[split], dtype=np.uint16)
        parts.append((codes, *_hashes(table, kept=split is not None)))
    if not parts:
        none, pairs = np.zeros(0, np.uint64), np.zeros((0, 2), np.uint64)
        return _Side(corpus, np.zeros(0, np.uint16), pairs, pairs, none, none, none, none)
    return _Side(corpus, *(np.concatenate(column) for column in zip(*parts)))


def _hashes(table: pa.Table, *, kept: bool) -> tuple[_Hashes, ...]:
    """content, origin, problem, question, digest and place of each row."""
    leaf = _hashed(table, (*COLUMNS, *BOOKKEEPING))
    again = _hashed(table, ("id", *_ORIGIN), seed=1)
    content = np.stack([leaf["id"], again["id"]], axis=1)
    content[_nulls(table.column("id"))] = 0
    problem = _mixed(leaf[name] for name in ("domain", "family", "provenance.parameters")) | np.uint64(1)
    problem[_nulls(leaf_of(table, "provenance.parameters"))] = 0
    question = _mixed((leaf["question"], leaf["choices"])) | np.uint64(1)
    return (
        content,
        np.stack([_mixed(leaf[name] for name in _ORIGIN), _mixed(again[name] for name in _ORIGIN)], axis=1),
        problem,
        question if kept else np.zeros_like(question),
        _mixed(leaf[name] for name in COLUMNS),
        _mixed(leaf[name] for name in BOOKKEEPING if name != "id"),
    )


def leaf_of(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column, or by ``column.child`` a struct's child."""
    column, _, child = name.partition(".")
    values = table.column(column)
    return pc.struct_field(values, child) if child else values


def _nulls(values: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.is_null(values).to_numpy(), dtype=np.bool_)


def _hashed(table: pa.Table, names: Sequence[str], seed: int = 0) -> dict[str, _Hashes]:
    """A hash of each row's value in each of these columns."""
    import polars as pl

    columns = {name: leaf_of(table, name) for name in names}
    structured = {name for name, values in columns.items() if _holds_structs(values.type)}
    plain = {name: values for name, values in columns.items() if name not in structured}
    frame = pl.from_arrow(pa.table(plain))
    assert isinstance(frame, pl.DataFrame)
    hashes = frame.select(pl.all().hash(seed=seed))
    found = {name: hashes[name].to_numpy().astype(np.uint64, copy=False) for name in plain}
    for name in structured:
        found[name] = np.concatenate([_list_hashes(chunk, seed) for chunk in columns[name].chunks])
    return {name: found[name] for name in names}


def _holds_structs(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and pa.types.is_struct(kind.value_type))


def _list_hashes(lists: pa.ListArray, seed: int) -> _Hashes:
    """Lists of structs, several times as fast as polars hashes them: their items' hashes by position, added up."""
    items = lists.flatten()
    lengths = pc.fill_null(pc.list_value_length(lists), -1).to_numpy().astype(np.int64)
    ends = np.cumsum(np.maximum(lengths, 0))
    begins = ends - np.maximum(lengths, 0)
    positions = np.arange(len(items)) - np.repeat(begins, np.maximum(lengths, 0))
    names = [field.name for field in items.type]
    parts = pa.table({name: pc.struct_field(items, name) for name in names})
    hashes = _mixed([positions.astype(np.uint64), *_hashed(parts, names, seed).values()])
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(hashes, dtype=np.uint64)])
    return _mixed([sums[ends] - sums[begins], lengths.astype(np.uint64)])


def _mixed(columns: Iterable[_Hashes]) -> _Hashes:
    """Several hashes of a row as one, each in its place."""
    mixed: _Hashes | None = None
    for column in columns:
        mixed = column.copy() if mixed is None else (mixed ^ column)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    assert mixed is not None
    return mixed


def tables(corpus: Corpus, *, with_rejected: bool = True) -> Iterator[tuple[str | None, pa.Table]]:
    """All rows in tables of about _AT_ONCE, each with its split; None for rejected ones."""
    for split in (*SPLITS, None) if with_rejected else SPLITS:
        waiting: list[pa.RecordBatch] = []
        rows = 0
        for batch in corpus.rejected() if split is None else corpus.batches(split):
            waiting.append(batch)
            rows += batch.num_rows
            if rows >= _AT_ONCE:
                yield split, pa.Table.from_batches(waiting)
                waiting, rows = [], 0
        if rows:
            yield split, pa.Table.from_batches(waiting)


# ── pairs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paired(one: _Side, other: _Side) -> tuple[_Places, _Places, npt.NDArray[np.int8]]:
    """Rows of the left corpus, their rows of the right one, and the way in which each pair was found; in the order of
    the left corpus."""
    free, open_ = np.arange(one.rows), np.arange(other.rows)
    found: list[tuple[_Places, _Places, npt.NDArray[np.int8]]] = []
    for way, keys in enumerate((_both, _content, _origin, _problem)):
        here, there = _matches(*keys(one, free), *keys(other, open_))
        found.append((here, there, np.full(len(here), way, dtype=np.int8)))
        free, open_ = np.setdiff1d(free, here, assume_unique=True), np.setdiff1d(open_, there, assume_unique=True)
    here, there, ways = (np.concatenate(parts) for parts in zip(*found))
    order = np.argsort(here)
    return here[order], there[order], ways[order]


def _both(side: _Side, rows: _Places) -> tuple[_Places, _Hashes]:
    return rows, side.origin[rows] * np.uint64(0x9E3779B97F4A7C15) ^ side.content[rows]


def _content(side: _Side, rows: _Places) -> tuple[_Places, _Hashes]:
    rows = rows[side.content[rows].any(axis=1)]
    return rows, side.content[rows]


def _origin(side: _Side, rows: _Places) -> tuple[_Places, _Hashes]:
    return rows, side.origin[rows]


def _problem(side: _Side, rows: _Places) -> tuple[_Places, _Hashes]:
    rows = rows[side.problem[rows] != 0]
    return rows, np.stack([side.problem[rows]] * 2, axis=1)


def _matches(here: _Places, keys: _Hashes, there: _Places, others: _Hashes) -> tuple[_Places, _Places]:
    """Rows of equal keys, the k-th of the left with the k-th of the right."""
    if not len(here) or not len(there):
        return here[:0], there[:0]
    joined = np.concatenate([keys, others])
    # lexsort is stable: within a key the left rows come first, each side in its order
    order = np.lexsort((joined[:, 1], joined[:, 0]))
    ordered = joined[order]
    begins = np.flatnonzero(np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)]))
    del joined, ordered
    sizes = np.diff(np.append(begins, len(order)))
    is_left = order < len(here)
    lefts = np.add.reduceat(is_left.astype(np.int64), begins)
    pairs = np.minimum(lefts, sizes - lefts)
    rank = np.arange(len(order)) - np.repeat(begins, sizes)
    rank = np.where(is_left, rank, rank - np.repeat(lefts, sizes))
    chosen = rank < np.repeat(pairs, sizes)
    return here[order[chosen & is_left]], there[order[chosen & ~is_left] - len(here)]


def _left_out(rows: int, paired: _Places) -> _Places:
    alone = np.ones(rows, dtype=np.bool_)
    alone[paired] = False
    return np.flatnonzero(alone)


def _by_heading(codes: npt.NDArray[np.uint16], names: Sequence[str]) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(names)).tolist()
    splits = [(name, rows) for name, rows in zip(SPLITS, counts) if rows]
    rest = sorted((name, rows) for name, rows in zip(names[len(SPLITS) :], counts[len(SPLITS) :]) if rows)
    return dict([*splits, *rest])


def _leaks(one: _Side, other: _Side, here: _Places, there: _Places) -> Iterator[Leak]:
    for held, holder, trainer, mine, theirs in (
        ("left", one, other, here, there),
        ("right", other, one, there, here),
    ):  # fmt: skip
        train = trainer.heading == SPLITS.index("train")
        asked = holder.question
        leaked = np.isin(asked, trainer.question[train])
        leaked |= (holder.problem != 0) & np.isin(holder.problem, trainer.problem[train])
        leaked[mine[train[theirs]]] = True
        for split in SPLITS[1:]:
            rows = np.flatnonzero(leaked & (holder.heading == SPLITS.index(split)))
            if len(rows):
                first = [str(row["id"]) for row in _rows_at(holder.corpus, rows[:_LEAKS_SHOWN], ["id"])]
                yield Leak(held, split, len(rows), tuple(first))


_LEAKS_SHOWN = 5

# ── columns and examples ──────────────────────────────────────────────────────────────────────────────────────────────


def _changed_columns(
    one: _Side, other: _Side, here: _Places, there: _Places
) -> tuple[dict[str, int], npt.NDArray[np.uint64]]:
    """Column -> changed rows, and for each row a bit for each of COLUMNS."""
    masks = np.zeros(len(here), dtype=np.uint64)
    for start in range(0, len(here), _BLOCK):
        block = slice(start, start + _BLOCK)
        before, after = _leaf_hashes(one.corpus, here[block]), _leaf_hashes(other.corpus, there[block])
        for k in range(len(COLUMNS)):
            masks[block] |= (before[:, k] != after[:, k]).astype(np.uint64) << np.uint64(k)
    counts = {name: int((masks >> np.uint64(k) & np.uint64(1)).sum()) for k, name in enumerate(COLUMNS)}
    return dict(sorted(((name, n) for name, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0]))), masks


def _leaf_hashes(corpus: Corpus, rows: _Places) -> _Hashes:
    found = np.zeros((len(rows), len(COLUMNS)), dtype=np.uint64)
    for places, table in _gathered(corpus, rows):
        for k, hashes in enumerate(_hashed(table, COLUMNS).values()):
            found[places, k] = hashes
    return found


def _gathered(corpus: Corpus, rows: _Places) -> Iterator[tuple[_Places, pa.Table]]:
    """The rows at these numbers, each of them once, table by table, with their places in `rows`."""
    order = np.argsort(rows, kind="stable")
    wanted = rows[order]
    start = 0
    for _, table in tables(corpus):
        low, high = np.searchsorted(wanted, (start, start + table.num_rows))
        if low < high:
            chosen = np.zeros(table.num_rows, dtype=np.bool_)
            chosen[wanted[low:high] - start] = True
            yield order[low:high], table if high - low == table.num_rows else table.filter(pa.array(chosen))
        start += table.num_rows
        if high == len(wanted):
            return


def _rows_at(corpus: Corpus, rows: _Places, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for places, table in _gathered(corpus, rows):
        shown = table if columns is None else table.select(list(columns))
        found.update(zip(places.tolist(), shown.to_pylist()))
    return [found[place] for place in range(len(rows))]


class _Teller:
    """Turns places of rows into examples, the first of each kind."""

    def __init__(self, one: _Side, other: _Side, names: Sequence[str], examples: int):
        self._one, self._other, self._names, self._examples = one, other, names, examples

    def pairs(self, here: _Places, there: _Places, masks: npt.NDArray[np.uint64] | None = None) -> tuple[Example, ...]:
        """Rows that are in both corpora; with `masks`, the values of the columns that differ."""
        here, there = here[: self._examples], there[: self._examples]
        before, after = _rows_at(self._one.corpus, here), _rows_at(self._other.corpus, there)
        examples = []
        for k, (old, new) in enumerate(zip(before, after)):
            names = () if masks is None else [name for n, name in enumerate(COLUMNS) if int(masks[k]) >> n & 1]
            values = tuple(Value(name, _value(old, name), _value(new, name)) for name in names)
            heading = self._heading(self._one, here[k]), self._heading(self._other, there[k])
            examples.append(Example(old["id"], new["id"], _origin_of(new), *heading, values))
        return tuple(examples)

    def alone(self, rows: _Places, is_left: bool) -> tuple[Example, ...]:
        """Rows that are in one corpus only."""
        side = self._one if is_left else self._other
        rows = rows[: self._examples]
        examples = []
        for place, row in zip(rows, _rows_at(side.corpus, rows, ["id", "provenance"])):
            heading = self._heading(side, place)
            if is_left:
                examples.append(Example(row["id"], None, _origin_of(row), heading, None))
            else:
                examples.append(Example(None, row["id"], _origin_of(row), None, heading))
        return tuple(examples)

    def _heading(self, side: _Side, place: np.int64) -> str:
        return self._names[int(side.heading[place])]


def _value(row: Mapping[str, Any], name: str) -> Any:
    column, _, child = name.partition(".")
    return (row[column] or {}).get(child) if child else row[column]


def _origin_of(row: Mapping[str, Any]) -> str:
    origin = row["provenance"] or {}
    parts = (origin.get("source"), origin.get("file"), f"row {origin.get('row')}")
    return ", ".join(str(part) for part in parts if part)
