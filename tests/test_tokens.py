"""Token counts agree with SentencePiece itself, and the shipped model is what its maker says."""

from __future__ import annotations

import warnings
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.data.make_tokenizer import LONGEST_PIECE, PIECES, texts
from curate.errors import InputError
from curate.tokens import DEFAULT_MODEL, count_tokens

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sentencepiece

    PROCESSOR = sentencepiece.SentencePieceProcessor(model_file=str(DEFAULT_MODEL))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), max_size=8))
def test_counts_are_sentencepieces(given_texts: list[str]) -> None:
    assert count_tokens(given_texts).tolist() == [len(PROCESSOR.encode(text)) for text in given_texts]


def test_arrow_columns_with_nulls_and_offsets_are_counted_in_place() -> None:
    column = pa.array(["skipped", None, "The dose is 75 mg.", ""])
    assert count_tokens(column.slice(1)).tolist() == [0, len(PROCESSOR.encode("The dose is 75 mg.")), 0]
    assert count_tokens([]).shape == (0,)


def test_a_huge_text_is_counted_in_pieces_with_hardly_a_difference() -> None:
    text = "The patient weighs 70 kg and takes 5 mg a day.\n" * 9_000
    assert abs(int(count_tokens([text])[0]) - len(PROCESSOR.encode(text))) <= 10


def test_a_huge_text_without_spaces_is_counted() -> None:
    assert int(count_tokens(["C" * 250_000])[0]) > 1_000


def test_unknown_characters_fall_back_to_bytes_and_digits_stand_alone() -> None:
    assert PROCESSOR.decode(PROCESSOR.encode("ⲁ\u13a0 x")) == "ⲁ\u13a0 x"
    assert not any(
        sum(map(str.isdigit, PROCESSOR.id_to_piece(k))) > 1 for k in range(PIECES) if not PROCESSOR.is_byte(k)
    )


def test_the_shipped_model_is_small_and_holds_subwords_only() -> None:
    assert DEFAULT_MODEL.stat().st_size <= 400_000
    assert PROCESSOR.vocab_size() == PIECES
    pieces = [PROCESSOR.id_to_piece(k) for k in range(PIECES)]
    assert max(map(len, pieces)) <= LONGEST_PIECE
    assert not [piece for piece in pieces if piece.strip("▁").count("▁")]


@pytest.mark.parametrize("content", [None, b"", b"no model", b'{"model": {"type": "BPE"}}'])
def test_a_model_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "tokenizer.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        count_tokens(["x"], path)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


def test_the_training_text_leaves_out_chemistry_benchmarks_and_keeps_its_order(shared_data: Path) -> None:
    lines = texts(shared_data)
    first = [next(lines) for _ in range(50)]
    assert first == [line for line, _ in zip(texts(shared_data), range(50))]
