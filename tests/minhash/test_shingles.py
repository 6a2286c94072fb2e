"""Shingles against a plain reading of the specification, on both paths."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.minhash.shingles import Shingles, compiler_available, shingle
from curate.minhash.tables import UNSPACED

MODULUS = 1 << 64
PATHS = [False, True] if compiler_available() else [False]
TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("aZ.0 9,\n-é ÀßİȺΣ漢字かไทย१٣３Ⅷ🙂​́"), st.characters(exclude_categories=["Cs"])),
    max_size=90,
)


def words_by_the_book(text: str) -> list[str]:
    """Words of a text, read off the specification a character at a time."""
    fixed = unicodedata.ucd_3_2_0
    words, word = [], ""
    for place, character in enumerate(text):
        code, category = ord(character), fixed.category(character)
        digits = "0123456789"
        if character == "." and 0 < place < len(text) - 1 and text[place - 1] in digits and text[place + 1] in digits:
            word += "."
            continue
        if code >= 0x40000 or (category[0] not in "LNM" and category != "Cn"):
            words, word = [*words, word], ""
            continue
        if category == "Nd":
            word += str(fixed.decimal(character))
            continue
        if category[0] == "L" and len(character.lower()) == 1:
            character = character.lower()
        if any(first <= code <= last for first, last in UNSPACED):
            words, word = [*words, word, character], ""
        else:
            word += character
    return [word for word in [*words, word] if word]


def hash_by_the_book(blocks: list[int]) -> int:
    hashed = 0x9AE16A3B2F90404F
    for block in blocks:
        hashed = (hashed ^ block) * 0x9E3779B97F4A7C15 % MODULUS
        hashed ^= hashed >> 32
    return hashed


def shingles_by_the_book(units: list[int], ngram: int) -> list[int]:
    width = min(ngram, len(units))
    found = []
    for start in range(len(units) - width + 1 if units else 0):
        x = 0
        for unit in units[start : start + width]:
            x = (x * 0xD6E8FEB86659FD93 + unit) % MODULUS
        found.append(((x ^ x >> 32) * 0xE7037ED1A0B428DB % MODULUS) >> 32)
    return found


def word_hash(word: str) -> int:
    data = word.encode()
    return hash_by_the_book([int.from_bytes(data[k : k + 8], "little") for k in range(0, len(data), 8)])


def of(shingles: Shingles, document: int) -> list[int]:
    return shingles.hashes[shingles.offsets[document] : shingles.offsets[document + 1]].tolist()


@pytest.mark.parametrize("compiled", PATHS)
@settings(max_examples=150, deadline=None)
@given(texts=st.lists(TEXT, max_size=5), ngram=st.integers(1, 7))
def test_words_are_hashed_as_the_specification_says(compiled: bool, texts: list[str], ngram: int) -> None:
    found = shingle(pa.array(texts, pa.string()), ngram=ngram, compiled=compiled)
    for document, text in enumerate(texts):
        words = words_by_the_book(text)
        hashes = [word_hash(word) for word in words]
        numbers = [h for word, h in zip(words, hashes) if any(c in "0123456789" for c in word)]
        assert found.units[document] == len(words)
        assert of(found, document) == shingles_by_the_book(hashes, ngram)
        assert int(found.numbers[document]) == sum((h ^ h >> 31) * 0xE7037ED1A0B428DB for h in numbers) % MODULUS


@pytest.mark.parametrize("compiled", PATHS)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXT, max_size=5), ngram=st.integers(1, 7))
def test_characters_are_hashed_as_the_specification_says(compiled: bool, texts: list[str], ngram: int) -> None:
    found = shingle(pa.array(texts, pa.string()), ngram=ngram, unit="characters", compiled=compiled)
    for document, text in enumerate(texts):
        units = [hash_by_the_book([ord(c)]) for c in text if ord(c) > 0x20]
        assert of(found, document) == shingles_by_the_book(units, ngram)


@pytest.mark.parametrize("compiled", PATHS)
def test_words_at_every_length_around_a_vector_are_read_whole_and_no_further(compiled: bool) -> None:
    texts = ["a" * k for k in range(1, 200)] + ["1.5 b" * k for k in range(1, 60)] + [" x" * k for k in range(1, 80)]
    found = shingle(pa.array(texts), ngram=3, compiled=compiled)
    for document, text in enumerate(texts):
        assert of(found, document) == shingles_by_the_book([word_hash(w) for w in words_by_the_book(text)], 3)


@pytest.mark.parametrize("compiled", PATHS)
def test_a_document_does_not_see_its_neighbours(compiled: bool) -> None:
    texts = ["dose 1", ".5 mg", "5.", "2 and 3.", "4", "", "é1", ".2"]
    together = shingle(pa.array(texts), ngram=2, compiled=compiled)
    for document, text in enumerate(texts):
        assert of(together, document) == of(shingle(pa.array([text]), ngram=2, compiled=compiled), 0)


@pytest.mark.parametrize("compiled", PATHS)
def test_arrow_layout_does_not_matter(compiled: bool) -> None:
    texts = ["The quick brown fox", None, "漢字 and kana", "", "jumps over 3.5 lazy dogs"] * 3
    plain = shingle(pa.array(texts), ngram=2, compiled=compiled)
    sliced = pa.array(["padding", *texts, "more"]).slice(1, len(texts))
    for other in (pa.array(texts, pa.large_string()), sliced, sliced.cast(pa.large_string())):
        found = shingle(other, ngram=2, compiled=compiled)
        assert np.array_equal(found.hashes, plain.hashes)
        assert np.array_equal(found.offsets, plain.offsets)
    assert len(shingle(pa.array([], pa.string())).hashes) == 0


def test_threads_and_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pa.array([f"document {k} of some words {k % 7}" * (k % 5) for k in range(500)])
    plain = shingle(texts)
    monkeypatch.setattr("curate.minhash.shingles.CHUNK_BYTES", 700)
    for threads in (1, 3):
        found = shingle(texts, threads=threads)
        assert np.array_equal(found.hashes, plain.hashes)
        assert np.array_equal(found.offsets, plain.offsets)
        assert np.array_equal(found.numbers, plain.numbers)


def test_only_strings_are_taken() -> None:
    with pytest.raises(TypeError, match="int64"):
        shingle(pa.array([1, 2]))
    with pytest.raises(ValueError, match="at least 1"):
        shingle(pa.array(["a"]), ngram=0)
