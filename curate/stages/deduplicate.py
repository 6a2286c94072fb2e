"""Exact and near-duplicate removal. The whole corpus goes in, row by row in its order; which rows go, and for whom,
comes out.

``same_parameters``  generated rows are duplicates when domain, family and parameters are equal, never by their wording.
``exact``            other rows are duplicates when question and choices are equal after case, white space and closing
                     punctuation are folded ("is", "is:", "is:-"); the order of the choices does not count.
``near``             of what is left: Jaccard similarity of word n-grams of question and choices at the threshold or
                     above, and the same multiset of numbers, and the same gold answer (options by their text), and at
                     least MINIMUM_WORDS words. Rows on one passage must also pass on what they ask of it.

Why numbers and answers count: reasoning problems are often made from one template. "80 kg, creatinine 1.2" and "60 kg,
creatinine 2.4" share nine words in ten and are two problems; so are "most likely diagnosis" and "best next step" after
one vignette. A text engine would merge them, so a difference in either keeps both.

Equal questions with different gold answers cannot both be right, and nothing here can tell which is: all of them are
rejected as ``conflicting_gold``. Only golds of a closed form can conflict: choices, yes/no, labels, dates, integers,
and numbers more than TOLERANCE apart. Free text and expressions may say the same in other words: there the best row
stays.

Who stays, in this order: verified; has reasoning; earlier in `source_order`; higher quality score; longer reasoning, up
to REASONING_LIMIT characters; smaller id; source, file, row. Nothing depends on the order of rows. Within a cluster of
near-duplicates a row goes only if `keep` rows that are directly similar to it stay: no chain of pairs removes a row
that resembles nothing kept.

Memory: about ROW_BYTES a row besides the shingles, which take 4 bytes a word, in `workspace` where one is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from curate.errors import InputError
from curate.minhash.bands import BUCKET, REPRESENTATIVES, Bands, candidates, choose_bands
from curate.minhash.pairs import ShingleSets, components
from curate.minhash.shingles import Shingles, Unit, shingle
from curate.minhash.signatures import band_keys
from curate.stages.contract import Rejection, with_reasons
from curate.writing import writing

NAME = "deduplicate_v1"
#: rule of a removed row, by its code in `Duplicates.rule`; code 0 is a row that stays
RULES = ("", "same_parameters", "exact", "near", "conflicting_gold")
SAME_PARAMETERS, EXACT, NEAR, CONFLICTING_GOLD = 1, 2, 3, 4
#: reason code of a rejected row, by the same code
REASONS = ("", "same_parameters", "exact_duplicate", "near_duplicate", "conflicting_gold")
#: texts with fewer words, and asks on one passage with fewer words, are only ever exact duplicates
MINIMUM_WORDS = 8
#: characters of reasoning beyond which longer is not better
REASONING_LIMIT = 8000
#: relative difference up to which two numeric golds are the same answer
TOLERANCE = 0.01
#: peak bytes a row at 128 permutations and threshold 0.8, measured at 100,000 and 300,000 rows, shingles not counted
ROW_BYTES = 340
#: the columns that are read; a batch may hold only these
COLUMNS = (
    "id", "domain", "family", "question", "choices", "reasoning", "answer", "answer_type", "quality", "verification",
    "provenance", "metadata",
)  # fmt: skip

#: what duplicates.arrow holds: a line for each removed row; kept_* is null for conflicting_gold, where none stays
DUPLICATES = pa.schema(
    [
        ("removed_id", pa.string()),
        ("kept_id", pa.string()),
        ("similarity", pa.float32()),
        ("rule", pa.string()),
        ("removed_source", pa.string()),
        ("removed_file", pa.string()),
        ("removed_row", pa.int64()),
        ("kept_source", pa.string()),
        ("kept_file", pa.string()),
        ("kept_row", pa.int64()),
    ]
)

Array = npt.NDArray[Any]
_SEPARATOR = "\x1f"
#: a hyphen closes a question, but belongs to an option such as "Cl-"
_END, _QUESTION_END = " .,;:", " .,;:?!-\u2013\u2014_"
_OPEN, _CLOSED, _NUMBER = 0, 1, 2
_NUMBER_TEXT = re.compile(r"^\s*([-+\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(.*)$", re.DOTALL)


class Options(BaseModel):
    """Which rows are duplicates, and how many of them stay."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float = Field(
        default=0.8, gt=0, le=1, description="Jaccard similarity from which two texts are near-duplicates"
    )
    ngram: int = Field(default=5, ge=1, le=32, description="words (or characters) a shingle")
    unit: Unit = Field(default="words", description="what a shingle is made of; characters for SMILES and code")
    num_perm: int = Field(default=128, ge=16, le=1024, description="permutations of a MinHash signature")
    keep: int = Field(default=1, ge=1, description="rows that may stay of a set of duplicates")
    near: bool = Field(default=True, description="whether near-duplicates are looked for at all")


@dataclass(frozen=True)
class Pedigree:
    """Who each row is: what a removed or kept row is reported by. One value a row.

    Attributes:
        ids: uint64 (rows, 2), the id's 32 hex digits as two numbers.
        source, file: int32 codes into `sources` and `files`, which are sorted.
        row: int64.
    """

    ids: npt.NDArray[np.uint64]
    source: npt.NDArray[np.int32]
    file: npt.NDArray[np.int32]
    row: npt.NDArray[np.int64]
    sources: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def id(self, row: int) -> str:
        """The id of a global row number."""
        return f"{int(self.ids[row, 0]):016x}{int(self.ids[row, 1]):016x}"


@dataclass(frozen=True)
class Duplicates:
    """What deduplication decided, one value for each row of the corpus, by global row number from 0.

    Attributes:
        removed: bool.
        kept: int64, the row that stays in its place; -1 for a row that stays, and for conflicting_gold.
        similarity: float32, Jaccard similarity to `kept`; 1 for equal rows; 0 for a row that stays.
        rule: uint8, code into RULES.
        cluster_size: int32, rows in the row's cluster, itself included.
        cluster_root: int64, the best row of the cluster: equal in a cluster, different between clusters.
        bands: how signatures were cut.
    """

    removed: npt.NDArray[np.bool_]
    kept: npt.NDArray[np.int64]
    similarity: npt.NDArray[np.float32]
    rule: npt.NDArray[np.uint8]
    cluster_size: npt.NDArray[np.int32]
    cluster_root: npt.NDArray[np.int64]
    bands: Bands
    pedigree: Pedigree = field(repr=False)

    def counts(self) -> dict[str, int]:
        """Removed rows by reason code, those that occur."""
        numbers = np.bincount(self.rule, minlength=len(RULES)).tolist()
        return {REASONS[code]: count for code, count in enumerate(numbers) if code and count}

    def without_removals(self) -> Duplicates:
        """The same clusters with every row staying, for a recipe that leaves deduplication out: splits still keep
        clusters together."""
        return replace(
            self,
            removed=np.zeros_like(self.removed),
            kept=np.full_like(self.kept, -1),
            similarity=np.zeros_like(self.similarity),
            rule=np.zeros_like(self.rule),
        )

    def as_table(self) -> pa.Table:
        """The removed→kept map in DUPLICATES, in row order."""
        gone = np.flatnonzero(self.removed)
        kept = self.kept[gone]
        columns = [
            self._ids(gone),
            self._ids(kept),
            pa.array(self.similarity[gone]),
            pa.array(RULES).take(pa.array(self.rule[gone])),
            *self._origin(gone),
            *self._origin(kept),
        ]
        return pa.Table.from_arrays(columns, schema=DUPLICATES)

    def _ids(self, rows: Array) -> pa.Array:
        return pa.array([self.pedigree.id(row) if row >= 0 else None for row in rows.tolist()], type=pa.string())

    def _origin(self, rows: Array) -> list[pa.Array]:
        who, there = self.pedigree, rows >= 0
        at = np.where(there, rows, 0)
        return [
            pa.array(who.sources, type=pa.string()).take(pa.array(who.source[at], mask=~there)),
            pa.array(who.files, type=pa.string()).take(pa.array(who.file[at], mask=~there)),
            pa.array(who.row[at], mask=~there),
        ]

    def rejection(self, row: int) -> Rejection | None:
        """Why a row goes; None if it stays."""
        if not self.removed[row]:
            return None
        code, kept, who = int(self.rule[row]), int(self.kept[row]), self.pedigree
        if code == CONFLICTING_GOLD:
            detail = f"{int(self.cluster_size[row])} rows ask this, and their gold answers differ"
        else:
            origin = ", ".join(part for part in (who.sources[who.source[kept]], who.files[who.file[kept]]) if part)
            detail = f"kept {who.id(kept)} ({origin}, row {int(who.row[kept])}), similarity {self.similarity[row]:.3f}"
        return Rejection(NAME, REASONS[code], detail)

    def rejected_rows(self, batch: pa.RecordBatch, first_row: int) -> pa.RecordBatch:
        """The removed rows of a batch whose first row has that global number, in REJECTED, with their reasons."""
        gone = np.flatnonzero(self.removed[first_row : first_row + batch.num_rows])
        reasons = [reason for row in gone.tolist() if (reason := self.rejection(first_row + row)) is not None]
        return with_reasons(batch.take(pa.array(gone)), reasons)


def no_duplicates(rows: int) -> Duplicates:
    """What is decided where deduplication is left out: every row stays, alone."""
    return _all_stay(rows, Bands(0, 0), _pedigree(_no_columns(), [], []))


def _all_stay(rows: int, bands: Bands, pedigree: Pedigree) -> Duplicates:
    return Duplicates(
        removed=np.zeros(rows, dtype=bool),
        kept=np.full(rows, -1, dtype=np.int64),
        similarity=np.zeros(rows, dtype=np.float32),
        rule=np.zeros(rows, dtype=np.uint8),
        cluster_size=np.ones(rows, dtype=np.int32),
        cluster_root=np.arange(rows, dtype=np.int64),
        bands=bands,
        pedigree=pedigree,
    )


def deduplicate(
    batches: Iterable[pa.RecordBatch],
    options: Options,
    *,
    source_order: Sequence[str] = (),
    workspace: Path | None = None,
    threads: int = 1,
) -> Duplicates:
    """Find the duplicates of a corpus.

    Args:
        batches: the corpus in row order, in SCHEMA or at least its COLUMNS; read once.
        source_order: names of sources, best first; any other comes after them.
        workspace: a folder where shingles are put while this runs; in memory without one.
        threads: changes the time and nothing else.

    Raises:
        InputError: a row's id is not 32 hex digits.
        OutputError: the workspace can't be written to.
    """
    index = _read(batches, options, workspace, threads)
    try:
        return _decide(index, options, source_order)
    finally:
        index.close()


# ── what is kept of each row ──────────────────────────────────────────────────────────────────────────────────────────


class _Spill:
    """Arrays of uint32 put one after the other, in a file where there is a folder for one."""

    def __init__(self, workspace: Path | None, name: str) -> None:
        self._parts: list[npt.NDArray[np.uint32]] = []
        self._path = workspace / name if workspace else None
        self._file = None
        if self._path is not None:
            with writing(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("wb")

    def add(self, values: npt.NDArray[np.uint32]) -> None:
        if self._file is None or self._path is None:
            self._parts.append(values)
            return
        with writing(self._path):
            self._file.write(values.tobytes())

    def whole(self) -> npt.NDArray[np.uint32]:
        if self._file is None or self._path is None:
            return _joined(self._parts, np.uint32)
        with writing(self._path):
            self._file.flush()
        empty = self._path.stat().st_size == 0
        return np.zeros(0, dtype=np.uint32) if empty else np.memmap(self._path, dtype=np.uint32, mode="r")

    def close(self) -> None:
        if self._file is not None and self._path is not None:
            with suppress(OSError):  # what could not be flushed to a full disk is of no use any more
                self._file.close()
            self._path.unlink(missing_ok=True)


@dataclass
class _Index:
    """All that is known of the rows when the batches have gone by."""

    columns: dict[str, Array]
    keys: npt.NDArray[np.uint32]
    texts: Shingles
    asks: Shingles
    sources: list[str]
    files: list[str]
    bands: Bands
    spills: tuple[_Spill, ...]

    def close(self) -> None:
        for spill in self.spills:
            spill.close()


def _joined(parts: Sequence[Array], dtype: Any) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)


def _read(batches: Iterable[pa.RecordBatch], options: Options, workspace: Path | None, threads: int) -> _Index:
    bands = choose_bands(options.threshold, options.num_perm)
    spills = (_Spill(workspace, "shingles.u32"), _Spill(workspace, "asks.u32"))
    parts: list[dict[str, Array]] = []
    keys: list[npt.NDArray[np.uint32]] = []
    sources: dict[str, int] = {}
    files: dict[str, int] = {}
    rows = 0
    try:
        for batch in batches:
            if not batch.num_rows:
                continue
            columns, texts, asks = _features(batch, rows, sources, files)
            rows += batch.num_rows
            shingles = shingle(texts, ngram=options.ngram, unit=options.unit, threads=threads)
            columns["salt"] = _mixed(shingles.numbers, columns["gold"])
            columns["words"] = shingles.units
            columns["text_size"] = np.diff(shingles.offsets).astype(np.int32)
            if options.near:
                spills[0].add(shingles.hashes)
                keys.append(band_keys(shingles, bands, options.num_perm, salts=columns["salt"], threads=threads))
            asked = shingle(asks, ngram=options.ngram, unit=options.unit)
            columns["ask_words"] = asked.units
            columns["ask_size"] = np.diff(asked.offsets).astype(np.int32)
            if options.near:
                spills[1].add(asked.hashes)
            parts.append(columns)
        whole: dict[str, Array] = {}
        for name in list(parts[0]) if parts else []:
            whole[name] = np.concatenate([part.pop(name) for part in parts])
        return _Index(
            columns=whole,
            keys=np.concatenate(keys) if keys else np.zeros((rows, bands.count), dtype=np.uint32),
            texts=_shingles(whole, "text_size", "words", spills[0], rows),
            asks=_shingles(whole, "ask_size", "ask_words", spills[1], rows),
            sources=list(sources),
            files=list(files),
            bands=bands,
            spills=spills,
        )
    except BaseException:
        for spill in spills:
            spill.close()
        raise


def _shingles(columns: dict[str, Array], size: str, words: str, spill: _Spill, rows: int) -> Shingles:
    offsets = np.zeros(rows + 1, dtype=np.int64)
    if rows:
        np.cumsum(columns.pop(size), out=offsets[1:])
    units = columns[words] if rows else np.zeros(0, dtype=np.int32)
    return Shingles(spill.whole(), offsets, units, np.zeros(0, dtype=np.uint64))


def _features(
    batch: pa.RecordBatch, first_row: int, sources: dict[str, int], files: dict[str, int]
) -> tuple[dict[str, Array], pa.Array, pa.Array]:
    """What is remembered of a batch, its texts to compare, and what its rows ask of their passage (else "")."""
    import xxhash

    rows = batch.num_rows
    provenance = batch.column("provenance")
    part = {name: _field(provenance, name) for name in ("source", "file", "row", "parameters")}
    parameters = part["parameters"].to_pylist()
    generated = np.array([value is not None for value in parameters], dtype=bool)
    questions = batch.column("question").to_pylist()
    choices = batch.column("choices").to_pylist()
    answers = zip(batch.column("answer").to_pylist(), batch.column("answer_type").to_pylist(), choices)
    identity = zip(batch.column("domain").to_pylist(), batch.column("family").to_pylist(), parameters)

    same = bytearray()
    for question, options, (domain, family, made_from) in zip(questions, choices, identity):
        if made_from is None:
            pieces = ["q", _folded(question, _QUESTION_END), *sorted(_folded(option) for option in options or ())]
        else:
            pieces = ["p", domain or "", family or "", made_from]
        same += xxhash.xxh3_128_digest(_SEPARATOR.join(pieces).encode("utf-8", "surrogatepass"))
    golds = [_gold(answer or "", kind or "", options or ()) for answer, kind, options in answers]

    passage_keys, asks = np.zeros(rows, dtype=np.uint64), [""] * rows
    for row, passage, end in passages(batch.column("metadata")):
        passage_keys[row] = xxhash.xxh3_64_intdigest(passage.encode("utf-8", "surrogatepass")) | 1
        asks[row] = "\n".join([(questions[row] or "")[end:], *(choices[row] or ())])

    reasoning = pc.fill_null(pc.utf8_length(batch.column("reasoning")), 0)
    blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(batch.column("reasoning")), ""), True)
    columns: dict[str, Array] = {
        "same": np.frombuffer(bytes(same), dtype="<u8").reshape(rows, 2),
        "generated": generated,
        "gold": np.array([gold[0] for gold in golds], dtype=np.uint64),
        "gold_kind": np.array([gold[1] for gold in golds], dtype=np.uint8),
        "gold_value": np.array([gold[2] for gold in golds], dtype=np.float64),
        "passage": passage_keys,
        "id": _id_numbers(batch.column("id"), first_row),
        "source": _codes(part["source"], sources),
        "file": _codes(part["file"], files),
        "row": pc.fill_null(part["row"], 0).to_numpy(zero_copy_only=False),
        "verified": pc.fill_null(pc.equal(_field(batch.column("verification"), "status"), "verified"), False).to_numpy(
            zero_copy_only=False
        ),
        "score": pc.fill_null(_field(batch.column("quality"), "score"), -1.0).to_numpy(zero_copy_only=False),
        "reasoning": np.where(
            blank.to_numpy(zero_copy_only=False),
            np.int32(0),
            np.minimum(reasoning.to_numpy(zero_copy_only=False), REASONING_LIMIT).astype(np.int32),
        ),
    }
    joined = pc.binary_join(batch.column("choices"), "\n")
    texts = pc.binary_join_element_wise(
        batch.column("question"), joined, "\n", null_handling="replace", null_replacement=""
    )
    return columns, pc.if_else(pa.array(generated), "", texts), pa.array(asks, type=pa.string())


def _field(column: pa.Array, name: str) -> pa.Array:
    """A child of a struct column, null where the struct is."""
    return pc.struct_field(column, name)


def _folded(text: str | None, closing: str = _END) -> str:
    """Case and white space folded, closing punctuation dropped unless there is nothing else."""
    folded = " ".join((text or "").casefold().split())
    return folded.rstrip(closing) or folded


def _gold(answer: str, kind: str, choices: Sequence[str]) -> tuple[int, int, float]:
    """A hash of the gold answer, how it can be compared, and its value if it is a number.

    Numbers have the same hash when unit and three significant digits are the same.
    """
    import xxhash

    text, form, value = _folded(answer), _CLOSED, float("nan")
    letter = answer.strip().upper()
    if choices and len(letter) == 1 and 0 <= ord(letter) - 65 < len(choices):
        text = _folded(choices[ord(letter) - 65])
    elif kind in ("number", "integer") and (found := _NUMBER_TEXT.match(answer)) and any(map(str.isdigit, found[1])):
        try:
            value = float(found[1].replace(",", "").replace("\u2212", "-"))
        except ValueError:
            form = _OPEN
        else:
            unit = "".join(found[2].casefold().split())
            text, form = f"{value:.3g} {unit}" if kind == "number" else f"{value!r} {unit}", _NUMBER
    elif kind == "labels":
        text = _SEPARATOR.join(sorted({_folded(label) for label in re.split(r"[,;\n]", answer)}))
    elif kind not in ("choice", "yes_no", "label", "date", "integer", "number") or not text:
        form = _OPEN
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")), form, value


def passages(metadata: pa.Array) -> Iterator[tuple[int, str, int]]:
    """Row, passage and offset of the ask in the question, for the rows that stand on a passage.

    Read from the metadata's "passage" (its hash or name) and "passage_end" (characters of the question before the ask).
    """
    import orjson

    there = pc.fill_null(pc.match_substring(metadata, '"passage_end"'), False).to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(there).tolist():
        try:
            known = orjson.loads(metadata[row].as_py())
        except orjson.JSONDecodeError:
            continue
        if not isinstance(known, dict):
            continue
        passage, end = known.get("passage"), known.get("passage_end")
        if passage is not None and isinstance(end, int) and end > 0:
            yield row, str(passage), end


def _id_numbers(ids: pa.Array, first_row: int) -> npt.NDArray[np.uint64]:
    text = ids.to_pylist()
    try:
        if not all(value is not None and len(value) == 32 for value in text):
            raise ValueError
        return np.frombuffer(bytes.fromhex("".join(text)), dtype=">u8").astype(np.uint64).reshape(-1, 2)
    except ValueError:
        bad = next(k for k, value in enumerate(text) if value is None or not re.fullmatch(r"[0-9a-fA-F]{32}", value))
        raise InputError(
            "a record's id is not 32 hex digits",
            where=f"row {first_row + bad + 1} of the corpus",
            why=f"it is {text[bad]!r}",
            remedy="make records with curate.record.new_record, which sets the id",
        ) from None


def _codes(values: pa.Array, known: dict[str, int]) -> npt.NDArray[np.int32]:
    """Each value's number in `known`, which grows."""
    encoded = pc.fill_null(values, "").dictionary_encode()
    numbers = [known.setdefault(value, len(known)) for value in encoded.dictionary.to_pylist()]
    return np.asarray(np.array(numbers, dtype=np.int32)[encoded.indices.to_numpy(zero_copy_only=False)], dtype=np.int32)


def _mixed(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = (left ^ (right * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xD6E8FEB86659FD93)
    return np.asarray(mixed ^ (mixed >> np.uint64(32)), dtype=np.uint64)


# ── who goes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _decide(index: _Index, options: Options, source_order: Sequence[str]) -> Duplicates:
    rows = len(index.texts.offsets) - 1
    columns = index.columns or _no_columns()
    pedigree = _pedigree(columns, index.sources, index.files)
    found = _all_stay(rows, index.bands, pedigree)
    if not rows:
        return found
    ranked = _Ranking(columns, pedigree, source_order)

    # equal rows: a node is a set of them, known by its best row
    ordered = np.lexsort((columns["same"][:, 1], columns["same"][:, 0]))
    sorted_keys = columns["same"][ordered]
    starts = np.flatnonzero(np.concatenate([[True], (sorted_keys[1:] != sorted_keys[:-1]).any(axis=1)]))
    sizes = np.diff(np.append(starts, rows))
    best = np.ones(rows, dtype=bool)
    nodes: dict[int, npt.NDArray[np.int64]] = {}
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist()):
        members = ranked.sorted(ordered[start : start + size])
        found.cluster_size[members] = size
        found.cluster_root[members] = members[0]
        if not columns["generated"][members[0]] and _conflict(columns, members):
            best[members] = False
            found.removed[members], found.rule[members], found.similarity[members] = True, CONFLICTING_GOLD, 1.0
            continue
        best[members[1:]] = False
        nodes[int(members[0])] = members
        if columns["generated"][members[0]]:
            _remove(found, members[options.keep :], int(members[0]), 1.0, SAME_PARAMETERS)

    pairs, similarity = np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    if options.near:
        eligible = best & ~columns["generated"] & (columns["words"] >= MINIMUM_WORDS)
        # the best rows of a large bucket represent it: whoever resembles the one that stays is compared with it
        pairs, similarity = _near(index, options.threshold, ranked.places(), eligible)
    near = np.unique(pairs)
    for first, members in nodes.items():
        position = np.searchsorted(near, first)
        if not columns["generated"][first] and not (position < len(near) and near[position] == first):
            _remove(found, members[options.keep :], first, 1.0, EXACT)
    if len(near):
        _settle(found, near, pairs, similarity, nodes, ranked, options.keep)
    return found


def _near(
    index: _Index, threshold: float, order: npt.NDArray[np.int64], eligible: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Verified pairs and their similarity.

    Rows of one component that no band brought together are compared too: in a component of up to BUCKET rows all with
    all, in a larger one each with the first REPRESENTATIVES. So what goes is decided on whole neighbourhoods.
    """
    pairs = candidates(index.keys, order, eligible)
    if not len(pairs):
        return pairs, np.zeros(0)
    members = np.unique(pairs)
    texts = ShingleSets(index.texts, members)
    asks = ShingleSets(index.asks, members)
    pairs, similarity = _verified(index, texts, asks, pairs, threshold)
    if not len(pairs):
        return pairs, similarity
    near = np.unique(pairs)
    roots = components(len(near), np.searchsorted(near, pairs))
    by_root = np.lexsort((order[near], roots))
    more = []
    for group in np.split(near[by_root], np.flatnonzero(np.diff(roots[by_root])) + 1):
        if len(group) > 2:
            i, j = _places(len(group))
            more.append(np.stack([group[i], group[j]], axis=1))
    if more:
        pairs = np.unique(np.concatenate([pairs, np.sort(np.concatenate(more), axis=1)]), axis=0)
        pairs, similarity = _verified(index, texts, asks, pairs, threshold)
    return pairs, similarity


def _places(size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of places in a component that are compared: their number is linear in the size of a large one."""
    firsts = np.arange(size - 1 if size <= BUCKET else REPRESENTATIVES)
    return np.repeat(firsts, size - 1 - firsts), np.concatenate([np.arange(first + 1, size) for first in firsts])


def _verified(
    index: _Index, texts: ShingleSets, asks: ShingleSets, pairs: npt.NDArray[np.int64], threshold: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The pairs that are near-duplicates by the rule."""
    columns = index.columns
    left, right = pairs[:, 0], pairs[:, 1]
    pairs = pairs[columns["salt"][left] == columns["salt"][right]]
    similarity = texts.jaccard(pairs)
    pairs, similarity = pairs[similarity >= threshold], similarity[similarity >= threshold]
    left, right = pairs[:, 0], pairs[:, 1]
    shared = np.flatnonzero((columns["passage"][left] != 0) & (columns["passage"][left] == columns["passage"][right]))
    good = np.ones(len(pairs), dtype=bool)
    if len(shared):
        long_enough = np.minimum(columns["ask_words"][left[shared]], columns["ask_words"][right[shared]])
        good[shared] = (asks.jaccard(pairs[shared]) >= threshold) & (long_enough >= MINIMUM_WORDS)
    return pairs[good], similarity[good]


def _settle(
    found: Duplicates,
    near: npt.NDArray[np.int64],
    pairs: npt.NDArray[np.int64],
    similarity: npt.NDArray[np.float64],
    nodes: dict[int, npt.NDArray[np.int64]],
    ranked: _Ranking,
    keep: int,
) -> None:
    """Go through the near-duplicates from the best on: a node stays unless `keep` rows like it stay already."""
    neighbours: dict[int, list[tuple[int, float]]] = {int(node): [] for node in near}
    for (left, right), value in zip(pairs.tolist(), similarity.tolist()):
        neighbours[left].append((right, value))
        neighbours[right].append((left, value))
    roots = components(len(near), np.searchsorted(near, pairs))
    by_rank = ranked.sorted(near)
    rank = {int(node): k for k, node in enumerate(by_rank)}
    staying: dict[int, int] = {}
    best: dict[int, int] = {}
    clusters: dict[int, list[int]] = {}
    for node in by_rank.tolist():
        root = int(roots[np.searchsorted(near, node)])
        members = nodes.get(node, np.array([node]))
        best.setdefault(root, node)
        clusters.setdefault(root, []).extend(members.tolist())
        like = [(other, value) for other, value in neighbours[node] if other in staying]
        room = max(0, keep - sum(staying[other] for other, _ in like))
        if room:
            staying[node] = min(room, len(members))
            _remove(found, members[room:], node, 1.0, EXACT)
        else:
            kept, value = max(like, key=lambda pair: (pair[1], -rank[pair[0]]))
            _remove(found, members, kept, value, NEAR)
    for root, rows in clusters.items():
        found.cluster_size[rows] = len(rows)
        found.cluster_root[rows] = best[root]


def _remove(found: Duplicates, rows: npt.NDArray[np.int64], kept: int, similarity: float, rule: int) -> None:
    found.removed[rows], found.kept[rows], found.similarity[rows], found.rule[rows] = True, kept, similarity, rule


def _conflict(columns: dict[str, Array], rows: npt.NDArray[np.int64]) -> bool:
    """Whether the gold answers of equal questions contradict each other."""
    kinds = columns["gold_kind"][rows]
    if len(np.unique(columns["gold"][rows][kinds == _CLOSED])) > 1:
        return True
    values = columns["gold_value"][rows][kinds == _NUMBER]
    return len(values) > 1 and float(np.ptp(values)) > TOLERANCE * float(np.abs(values).max())


class _Ranking:
    """The keep rule as sort keys."""

    def __init__(self, columns: dict[str, Array], pedigree: Pedigree, source_order: Sequence[str]) -> None:
        place = {name: k for k, name in enumerate(reversed(source_order))}
        listed = len(source_order)
        position = np.array([listed - 1 - place[n] if n in place else listed for n in pedigree.sources], dtype=np.int32)
        # least important first, as numpy.lexsort wants them
        self._keys = (
            pedigree.row,
            pedigree.file,
            pedigree.source,
            pedigree.ids[:, 1],
            pedigree.ids[:, 0],
            -columns["reasoning"],
            -columns["score"],
            position[pedigree.source],
            columns["reasoning"] == 0,
            ~columns["verified"],
        )

    def sorted(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The rows, best first."""
        return rows[np.lexsort(tuple(key[rows] for key in self._keys))]

    def places(self) -> npt.NDArray[np.int64]:
        """The place of every row, the best at 0."""
        places = np.empty(len(self._keys[0]), dtype=np.int64)
        places[np.lexsort(self._keys)] = np.arange(len(places))
        return places


def _pedigree(columns: dict[str, Array], sources: list[str], files: list[str]) -> Pedigree:
    """Codes renumbered so that they sort as the names do."""

    def renumbered(codes: Array, names: list[str]) -> npt.NDArray[np.int32]:
        if not names:
            return np.asarray(codes, dtype=np.int32)
        place = np.argsort(np.argsort(np.array(names, dtype=object)))
        return np.asarray(place[codes], dtype=np.int32)

    return Pedigree(
        ids=columns["id"],
        source=renumbered(columns["source"], sources),
        file=renumbered(columns["file"], files),
        row=columns["row"],
        sources=tuple(sorted(sources)),
        files=tuple(sorted(files)),
    )


def _no_columns() -> dict[str, Array]:
    none = np.zeros(0, dtype=np.int32)
    return {"id": np.zeros((0, 2), dtype=np.uint64), "source": none, "file": none, "row": np.zeros(0, dtype=np.int64)}
