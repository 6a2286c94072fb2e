"""Benchmark items in, fingerprint out: which n-grams identify an item, and what each is worth.

An n-gram that d texts share weighs ``1 - log2(d) / 5``: 1 for one text, 0 from 32 texts on, where it is
boilerplate. The texts are the set's own items and a background that ships with the toolkit (all fingerprinted sets
and larger public corpora beside them); whichever finds it more common decides. A unit keeps its `KEPT` rarest
n-grams; ties fall to the smallest hash, which is as good as drawing lots.

A unit is a text that identifies an item. It is the first of these that weighs enough:

1. the question by its short n-grams, so that other, swapped or missing options change nothing;
2. the question and its options, by their short n-grams;
3. the same by long n-grams, with the numbers kept;
4. all there is (passage, question, options) by its pairs of neighbouring lines and as a whole, word for word, but
   with the options in any order: for texts too short or too plain for anything else, and for questions that say
   little without their passage.

Where the short n-grams of a text weigh less than `DENSE` of what they could, the set writes its items from a
template; the unit is marked as templated, and matching asks for more of it. Below `SPARSE` they identify nothing
and are left out. A passage that passes step 1 or 3 is a unit of its own, stored once however many items ask about
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from curate.errors import InputError
from curate.fingerprints.format import SUFFIX, Array, Background, Fingerprint, Header, read_background

#: weight of an n-gram that one text has; an n-gram of BOILERPLATE texts or more weighs nothing
RAREST = 20
BOILERPLATE = 32
#: entries a unit keeps
KEPT = 32
#: weight that a unit must have to be found by its n-grams: four that no other text has
ENOUGH = 4 * RAREST
#: part of their greatest possible weight that short n-grams have in free language, and must have to be used at all
DENSE = 0.4
SPARSE = 0.15
#: the same for a question about a passage to be known without it: "what do the two speakers disagree about?" is not
OWN_WORDS = 0.8
#: weight of either half of a whole text's key: both together are enough
HALF_KEY = ENOUGH // 2
DATA = Path(__file__).parent / "data"
BACKGROUND = DATA / f"background{SUFFIX}"


@dataclass(frozen=True)
class Item:
    """One item of a benchmark.

    Attributes:
        number: 1-based position in the set.
        question: what is asked, without passage and options.
        choices: options without their letters.
        passage: what the question is about, where several questions may share it.
    """

    number: int
    question: str
    choices: tuple[str, ...] = ()
    passage: str = ""


@dataclass(frozen=True)
class Features:
    """Hashed n-grams of texts.

    Attributes:
        hashes: uint32 (features,).
        kinds: uint8 (features,), words of the n-gram, or `kernel.WHOLE`.
        ends: int64 (texts,), where each text's features end.
    """

    hashes: Array
    kinds: Array
    ends: Array


def features(texts: pa.Array) -> Features:
    """Hash the n-grams of texts (see `curate.fingerprints.kernel` for what they are).

    Args:
        texts: Arrow strings; a null is an empty text.
    """
    from curate.fingerprints.kernel import shingle

    column = texts.cast(pa.large_string())
    if column.null_count:
        column = column.fill_null("")
    _, offsets, data = column.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    content = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    lengths = np.diff(starts)
    room = 2 * (int(lengths.sum()) + len(column))
    hashes, kinds = np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.uint8)
    ends = np.zeros(len(column), dtype=np.int64)
    filled = shingle(content, starts, int(lengths.max(initial=0)), hashes, kinds, ends)
    return Features(hashes[:filled], kinds[:filled], ends)


def weight_of(texts: Array) -> Array:
    """Weight of n-grams by the number of texts that have them, 0 to `RAREST`."""
    weights = np.round(RAREST * (1 - np.log2(np.maximum(texts, 1)) / np.log2(BOILERPLATE)))
    clipped: Array = np.clip(weights, 0, RAREST).astype(np.uint8)
    return clipped


@cache
def shipped_background() -> Background:
    """The background that ships with the toolkit."""
    return read_background(BACKGROUND)


def items_of(batches: Iterable[pa.RecordBatch]) -> Iterator[Item]:
    """Records as benchmark items, numbered from 1 in the order they come."""
    number = 0
    for batch in batches:
        for question, choices in zip(batch["question"].to_pylist(), batch["choices"].to_pylist()):
            number += 1
            yield Item(number, question or "", tuple(choices or ()))


def build_fingerprint(
    items: Iterable[Item],
    *,
    name: str,
    version: str,
    licence: str,
    homepage: str = "",
    domain: str = "",
    files: Sequence[tuple[str, int]] = (),
    note: str = "",
    background: Background | None = None,
) -> Fingerprint:
    """Make a benchmark's fingerprint: nothing of its text is in it, and the same items give the same fingerprint.

    Args:
        items: the set's items; an item without any word is counted and has no unit.
        background: what common n-grams are worth at most; the shipped one by default.

    Raises:
        InputError: the set has no items, or none of them has a word.
    """
    known = shipped_background() if background is None else background
    numbers: list[int] = []
    questions: list[str] = []
    posed: list[str] = []
    full: list[str] = []
    has_passage: list[bool] = []
    passages: dict[str, int] = {}
    for item in items:
        numbers.append(item.number)
        questions.append(item.question)
        posed.append("\n".join((item.question, *item.choices)))
        full.append("\n".join((item.passage, posed[-1])) if item.passage else posed[-1])
        has_passage.append(bool(item.passage))
        if item.passage:
            passages.setdefault(item.passage, item.number)
    texts = [*questions, *posed, *full, *passages]
    found = features(pa.array(texts, type=pa.large_string()))
    count, many = len(numbers), len(texts)
    text_of = np.repeat(np.arange(many), np.diff(found.ends, prepend=0))
    weights = _weights(found, text_of, count, known)

    chosen, templated = _chosen(found, text_of, weights, np.array(has_passage, dtype=bool), count, many)
    order = np.lexsort((found.hashes[chosen], RAREST - weights[chosen].astype(np.int64), text_of[chosen]))
    chosen = chosen[order]
    owner = text_of[chosen]
    first = np.searchsorted(owner, owner)
    chosen = chosen[np.arange(len(owner)) - first < KEPT]
    chosen = chosen[np.lexsort((found.hashes[chosen], text_of[chosen]))]
    owner = text_of[chosen]
    if len(owner) == 0:
        raise InputError(
            f"the set {name!r} has nothing to fingerprint",
            why="it has no rows" if not numbers else "none of its questions has a word",
            remedy="name the column that holds the question: --map question=COLUMN",
        )
    item_of_text = np.array([*numbers, *numbers, *numbers, *passages.values()], dtype=np.int32)
    kept_texts, counts = np.unique(owner, return_counts=True)
    built = Fingerprint(
        header=Header(name, version, licence, homepage, domain, count, tuple(files), note),
        item=item_of_text[kept_texts],
        templated=templated[kept_texts].astype(np.uint8),
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        hashes=found.hashes[chosen],
        weights=weights[chosen],
    )
    return _without_twins(built)


def _weights(found: Features, text_of: Array, count: int, known: Background) -> Array:
    """Weight of every feature; 0 for a repetition within its text."""
    from curate.fingerprints.kernel import LONG, PAIR, SHORT, WHOLE

    once = _first_in_text(found, text_of)
    # What an item asks counts once, in its posed form; a pair of lines in its full form; passages are distinct already.
    group = np.minimum(text_of // max(count, 1), 3)
    is_pair = found.kinds >= PAIR
    counted = once & np.where(is_pair, group == 2, (group == 1) | (group == 3))
    values, shared_by = np.unique(found.hashes[counted], return_counts=True)
    weights = weight_of(_looked_up(found.hashes, values, shared_by, 1)).astype(np.int64)
    weights = np.minimum(weights, _looked_up(found.hashes, known.hashes, known.weights, RAREST))
    words = np.where(is_pair, found.kinds.astype(np.int64) - PAIR, found.kinds)
    whole_words = np.where(is_pair, LONG, SHORT)
    weights = weights * np.where(is_pair, words // 2, np.minimum(words, SHORT)) // whole_words
    weights[found.kinds == WHOLE] = HALF_KEY
    return np.where(once, weights, 0).astype(np.uint8)


def _looked_up(hashes: Array, keys: Array, values: Array, otherwise: int) -> Array:
    """The value of each hash's key, or `otherwise`."""
    if len(keys) == 0:
        return np.full(len(hashes), otherwise, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    return np.where(keys[place] == hashes, values[place].astype(np.int64), otherwise)


def _first_in_text(found: Features, text_of: Array) -> Array:
    once = np.zeros(len(text_of), dtype=bool)
    pairs = (text_of.astype(np.uint64) << np.uint64(32)) | found.hashes
    once[np.unique(pairs, return_index=True)[1]] = True
    return once


def _chosen(
    found: Features, text_of: Array, weights: Array, has_passage: Array, count: int, many: int
) -> tuple[Array, Array]:
    """Positions of the features that identify each unit, by the first step that weighs enough; templated texts."""
    from curate.fingerprints.kernel import LONG, SHORT, WHOLE

    is_long = found.kinds == LONG
    is_short = (found.kinds <= SHORT) & (found.kinds != WHOLE)
    short = np.bincount(text_of, np.where(is_short, weights, 0), minlength=many)
    possible = RAREST * np.bincount(text_of[is_short], minlength=many)
    long = np.bincount(text_of, np.where(is_long, weights, 0), minlength=many)
    short_enough = (short >= ENOUGH) & (short >= SPARSE * possible)
    long_enough = long >= ENOUGH
    templated = short < DENSE * possible
    leaning = has_passage & (short[:count] < OWN_WORDS * possible[:count])
    posed_leaning = has_passage & (short[count : 2 * count] < OWN_WORDS * possible[count : 2 * count])
    question, posed, full, passage = (slice(k * count, (k + 1) * count if k < 3 else many) for k in range(4))
    by_short, by_long, by_whole = (np.zeros(many, dtype=bool) for _ in range(3))
    by_short[question] = short_enough[question] & ~leaning
    by_short[posed] = short_enough[posed] & ~by_short[question] & ~posed_leaning
    by_long[posed] = long_enough[posed] & ~by_short[posed] & ~by_short[question] & ~has_passage
    by_whole[full] = ~(by_short[question] | by_short[posed] | by_long[posed])
    by_short[passage] = short_enough[passage]
    by_long[passage] = long_enough[passage] & ~short_enough[passage]
    use = np.where(is_short, by_short[text_of], np.where(is_long, by_long[text_of], by_whole[text_of]))
    return np.flatnonzero(use & (weights > 0)), templated & ~by_whole


def _without_twins(built: Fingerprint) -> Fingerprint:
    """Keep one of units with equal entries: the first, which has the lowest item number of its kind."""
    seen: set[bytes] = set()
    keep: list[int] = []
    for unit in range(built.units):
        body = built.hashes[built.start[unit] : built.start[unit + 1]].tobytes()
        if body not in seen:
            seen.add(body)
            keep.append(unit)
    if len(keep) == built.units:
        return built
    kept = np.array(keep)
    entries = np.concatenate([np.arange(built.start[unit], built.start[unit + 1]) for unit in keep])
    lengths = np.diff(built.start)[kept]
    return replace(
        built,
        item=built.item[kept],
        templated=built.templated[kept],
        start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        hashes=built.hashes[entries],
        weights=built.weights[entries],
    )


def build_background(texts: Iterable[Sequence[str]], fewest: int) -> Background:
    """Count in how many texts every n-gram occurs, and keep those of at least `fewest`.

    Args:
        texts: corpora, each a sequence of texts; equal texts count once.
    """
    from curate.fingerprints.kernel import WHOLE

    seen: list[Array] = []
    times: list[Array] = []
    for corpus in texts:
        distinct = list(dict.fromkeys(corpus))
        found = features(pa.array(distinct, type=pa.large_string()))
        text_of = np.repeat(np.arange(len(distinct)), np.diff(found.ends, prepend=0))
        pairs = np.unique(((text_of.astype(np.uint64) << np.uint64(32)) | found.hashes)[found.kinds != WHOLE])
        mine, often = np.unique(pairs.astype(np.uint32), return_counts=True)
        seen.append(mine)
        times.append(often)
    values, inverse = np.unique(np.concatenate([np.zeros(0, dtype=np.uint32), *seen]), return_inverse=True)
    counts = np.bincount(inverse, np.concatenate([np.zeros(0), *times]), minlength=len(values))
    common = counts >= fewest
    return Background(values[common], weight_of(counts[common]))
