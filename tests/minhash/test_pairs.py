"""Signatures against datasketch, pairs against all pairs, recall against theory."""

from __future__ import annotations

import itertools
import random

import datasketch
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from scipy.integrate import quad
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from curate.minhash.bands import BUCKET, Bands, candidates, choose_bands
from curate.minhash.pairs import components, jaccard
from curate.minhash.shingles import Shingles, compiler_available, shingle
from curate.minhash.signatures import band_keys, signatures

PATHS = [False, True] if compiler_available() else [False]


def corpus(documents: int, seed: int = 0) -> list[str]:
    """Texts of which half are edits of earlier ones, at all similarities."""
    rng = random.Random(seed)
    vocabulary = [f"{rng.choice('bcdfg')}{k}" for k in range(3000)]
    texts: list[list[str]] = []
    for _ in range(documents):
        if texts and rng.random() < 0.5:
            words = list(rng.choice(texts))
            for _ in range(rng.choice([1, 2, 3, 5, 9, 20])):
                words[rng.randrange(len(words))] = rng.choice(vocabulary)
        else:
            words = rng.choices(vocabulary, k=rng.choice([30, 80, 150]))
        texts.append(words)
    return [" ".join(words) for words in texts]


def sets_of(shingles: Shingles) -> list[set[int]]:
    starts = shingles.offsets
    return [set(shingles.hashes[a:b].tolist()) for a, b in itertools.pairwise(starts.tolist())]


def all_pairs(sets: list[set[int]]) -> dict[tuple[int, int], float]:
    return {
        (i, j): len(sets[i] & sets[j]) / max(1, len(sets[i] | sets[j]))
        for i, j in itertools.combinations(range(len(sets)), 2)
    }


@pytest.mark.parametrize("compiled", PATHS)
@pytest.mark.parametrize("num_perm", [16, 128, 130])
def test_signatures_are_datasketch_affine32_bit_for_bit(compiled: bool, num_perm: int) -> None:
    texts = ["", "one", "one two three", *corpus(40), "漢字 かな ไทย 2.5 mg", "x " * 500]
    shingles = shingle(pa.array(texts), ngram=3)
    found = signatures(shingles, num_perm, compiled=compiled)
    for row, values in zip(found, sets_of(shingles)):
        sketch = datasketch.MinHash(num_perm, seed=1, scheme="affine32", hashfunc=int)
        sketch.update_batch(list(values))
        assert row.dtype == sketch.hashvalues.dtype
        assert row.tolist() == sketch.hashvalues.tolist()


def test_datasketch_reads_our_rows() -> None:
    shingles = shingle(pa.array(corpus(60)))
    rows = signatures(shingles)
    sketches = [datasketch.MinHash(hashvalues=row, scheme="affine32", seed=1) for row in rows]
    exact = all_pairs(sets_of(shingles))
    errors = [sketches[i].jaccard(sketches[j]) - value for (i, j), value in exact.items() if value > 0.2]
    assert len(errors) > 10
    assert abs(float(np.mean(errors))) < 0.03


@pytest.mark.skipif(len(PATHS) == 1, reason="numba is not there to compare with")
def test_numba_and_numpy_give_the_same_bytes() -> None:
    shingles = shingle(pa.array(["", *corpus(200)]))
    bands = choose_bands(0.7, 128)
    salts = np.arange(201, dtype=np.uint64) % np.uint64(3)
    keys = [band_keys(shingles, bands, salts=salts, compiled=compiled) for compiled in PATHS]
    assert keys[0].tobytes() == keys[1].tobytes()
    assert band_keys(shingles, bands, salts=salts, threads=3).tobytes() == keys[0].tobytes()
    pairs = candidates(keys[0], np.arange(201))
    similarities = [jaccard(shingles, pairs, compiled=compiled) for compiled in PATHS]
    assert similarities[0].tobytes() == similarities[1].tobytes()
    joined = [components(201, pairs, compiled=compiled) for compiled in PATHS]
    assert joined[0].tobytes() == joined[1].tobytes()


def test_similarity_is_the_jaccard_index_of_all_pairs() -> None:
    shingles = shingle(pa.array(["", "", *corpus(120)]))
    exact = all_pairs(sets_of(shingles))
    found = jaccard(shingles, np.array(list(exact), dtype=np.int64))
    assert found.tolist() == list(exact.values())


@pytest.mark.parametrize("threshold", [0.6, 0.8])
def test_no_verified_pair_is_missed_but_for_what_theory_allows(threshold: float) -> None:
    shingles = shingle(pa.array(corpus(500)), ngram=3)
    exact = all_pairs(sets_of(shingles))
    bands = choose_bands(threshold, 128)
    pairs = candidates(band_keys(shingles, bands), np.arange(500))
    proposed = set(map(tuple, pairs.tolist()))
    wanted = {pair: value for pair, value in exact.items() if value >= threshold}
    expected = sum(bands.probability(value) for value in wanted.values())
    assert len(wanted) > 50
    assert len(proposed & set(wanted)) >= expected - 3 * max(1.0, (len(wanted) - expected) ** 0.5)
    verified = jaccard(shingles, pairs)
    assert {pair for pair, value in zip(map(tuple, pairs.tolist()), verified) if value >= threshold} <= set(wanted)


@pytest.mark.parametrize("similarity", [0.5, 0.65, 0.8, 0.9])
def test_recall_follows_the_theory_curve(similarity: float) -> None:
    rng = np.random.default_rng(int(similarity * 100))
    size, trials = 200, 1500
    shared = round(2 * size * similarity / (1 + similarity))
    values = rng.integers(0, 1 << 32, size=(trials, 2 * size - shared), dtype=np.uint32)
    hashes = np.concatenate([values[:, :size], values[:, size - shared :]], axis=1).ravel()
    offsets = np.arange(2 * trials + 1, dtype=np.int64) * size
    nothing = np.zeros(2 * trials)
    shingles = Shingles(hashes, offsets, nothing.astype(np.int32), nothing.astype(np.uint64))
    bands = Bands(16, 8)
    keys = band_keys(shingles, bands)
    found = float((keys[::2] == keys[1::2]).any(axis=1).mean())
    expected = bands.probability(shared / (2 * size - shared))
    assert abs(found - expected) < 4 * (expected * (1 - expected) / trials) ** 0.5 + 0.02


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9])
def test_bands_are_the_best_of_a_full_search_and_find_most_pairs_at_the_threshold(threshold: float) -> None:
    def loss(bands: Bands) -> float:
        return float(
            0.02 * quad(bands.probability, 0, threshold)[0]
            + 0.98 * quad(lambda s: 1 - bands.probability(s), threshold, 1)[0]
        )

    chosen = choose_bands(threshold, 128)
    assert chosen.count * chosen.rows <= 128
    assert loss(chosen) <= min(loss(Bands(128 // rows, rows)) for rows in range(1, 129)) + 1e-4
    assert chosen.probability(threshold) > 0.95


def test_components_are_those_of_scipy() -> None:
    rng = np.random.default_rng(0)
    pairs = rng.integers(0, 400, size=(300, 2))
    graph = coo_matrix((np.ones(300), (pairs[:, 0], pairs[:, 1])), shape=(400, 400))
    _, expected = connected_components(graph, directed=False)
    for compiled in PATHS:
        found = components(400, pairs, compiled=compiled)
        same: npt.NDArray[np.bool_] = expected[:, None] == expected[None, :]
        assert ((found[:, None] == found[None, :]) == same).all()
        assert (found <= np.arange(400)).all()


def test_a_bucket_of_thousands_stays_linear_and_does_not_depend_on_the_order_of_rows() -> None:
    documents = 5000
    order = np.random.default_rng(1).permutation(documents)
    keys = np.zeros((documents, 4), dtype=np.uint32)
    keys[:, 1] = np.arange(documents) // (BUCKET // 2)
    pairs = candidates(keys, order)
    assert len(pairs) < documents * 64
    # each meets the first by content, and all that the next band brings together
    first = int(np.argmin(order))
    linked = set(map(tuple, pairs.tolist()))
    assert all((min(first, k), max(first, k)) in linked for k in range(documents) if k != first)
    assert all((k, k + 1) in linked for k in range(documents - 1) if keys[k, 1] == keys[k + 1, 1])
    shuffled = np.random.default_rng(2).permutation(documents)
    again = candidates(keys[shuffled], order[shuffled])
    assert {tuple(sorted(pair)) for pair in shuffled[again].tolist()} == linked


def test_rows_of_different_salt_do_not_meet() -> None:
    shingles = shingle(pa.array(["the same ten words again and again and then again"] * 3))
    keys = band_keys(shingles, choose_bands(0.8, 128), salts=np.array([1, 2, 1], dtype=np.uint64))
    assert candidates(keys, np.arange(3)).tolist() == [[0, 2]]
    assert candidates(keys, np.arange(3), np.array([True, True, False])).tolist() == []
