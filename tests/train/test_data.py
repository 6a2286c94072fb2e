"""Training data: every row is an example or counted, and tokens, problems and batches are the row's own."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.corpus import Corpus
from curate.errors import CorpusError, InputError, RecipeError
from curate.record import SCHEMA_VERSION, batch_of, content_id, new_record
from curate.shards import ShardWriter
from train.data import (
    LEFT_OUT,
    DataOptions,
    Examples,
    TrainedIds,
    bucketed,
    lengths,
    load_examples,
    longest,
    prompt_batch,
    supervised_batch,
    training_texts,
    write_trained_ids,
)  # fmt: skip
from train.prompts import END_OF_TURN, completion_text, prompt_text
from train.tokenizer import Tokenizer, TokenizerOptions, train_tokenizer

FAMILIES = ("sums", "doses", "sums_of_doses")


def _row(k: int, **changes: Any) -> dict[str, Any]:
    family = FAMILIES[k % 3]
    choices = ["1", str(k), "3"] if k % 4 == 0 else []
    row = new_record(
        domain="medical", family=family, question=f"What is {k} + {k % 7}?" + " Think hard." * (k % 5), choices=choices,
        reasoning=f"{k} + {k % 7} = {k + k % 7}" + "\nSo it is." * (k % 3), answer="B" if choices else str(k + k % 7),
        answer_type="integer", verifier="integer", arguments={"tolerance": k} if k % 2 else {}, level=k % 5 + 1,
        source="generated" if k % 6 else "files", revision="1", file="f", row=k + 1, licence="mit",
    )  # fmt: skip
    row["difficulty"] = (k % 100) / 100
    row["verification"] = {"status": "verified", "score": 1.0, "reason": "equal", "steps_checked": 0, "steps_wrong": 0}
    for key, value in changes.items():
        row[key] = value
    row["id"] = content_id("medical", row["question"], row["choices"], row["reasoning"], row["answer"])
    return row


Make = Callable[..., Corpus]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A corpus of these rows, written as the build writes one."""

    def made(rows: Sequence[Mapping[str, Any]], *, split: str = "train", schema: int = SCHEMA_VERSION) -> Corpus:
        folder = tmp_path_factory.mktemp("corpus")
        batch = batch_of([{**row, "split": split} for row in rows])
        writer = ShardWriter(folder / split, folder, batch.schema, 1_500)
        writer.add(batch)
        manifest: dict[str, Any] = {"domain": "medical", "versions": {"schema": schema}, "shards": writer.close()}
        return Corpus(folder, manifest)

    return made


ROWS = [_row(k) for k in range(2_300)]


@pytest.fixture(scope="module")
def corpus(make: Make) -> Corpus:
    return make(ROWS)


@pytest.fixture(scope="module")
def pieces(corpus: Corpus) -> Tokenizer:
    return train_tokenizer(training_texts(corpus), TokenizerOptions(vocabulary=512))


@pytest.fixture(scope="module")
def rows(corpus: Corpus, pieces: Tokenizer) -> Examples:
    return load_examples(corpus, "train", pieces).examples


def test_tokens_and_problems_are_the_rows_own_in_order(rows: Examples, pieces: Tokenizer) -> None:
    assert len(rows) == len(ROWS)
    assert list(rows.ids) == [row["id"] for row in ROWS]
    for k in (0, 1, 999, 1_000, 1_499, 1_500, 2_299):
        row, problem = ROWS[k], rows.problem(k)
        assert rows.prompt(k).tolist() == pieces.prompt(prompt_text(row["question"], row["choices"])).tolist()
        completion = pieces.completion(completion_text(row["reasoning"], row["answer"]))
        assert rows.completion(k).tolist() == completion.tolist()
        assert rows.ids[k] == problem.id == row["id"]
        assert dataclasses.asdict(problem) == {
            "id": row["id"], "family": row["family"], "source": row["provenance"]["source"], "level": row["level"],
            "difficulty": pytest.approx(row["difficulty"]), "question": row["question"],
            "choices": tuple(row["choices"]), "reasoning": row["reasoning"], "answer": row["answer"],
            "verifier": "integer", "arguments": json.loads(row["verifier"]["arguments"]),
        }  # fmt: skip
    pool = rows.pool()
    assert pool.ids[2_299] == ROWS[2_299]["id"]
    assert [pool.families[k] for k in pool.family] == [row["family"] for row in ROWS]
    assert pool.level.tolist() == [row["level"] for row in ROWS]
    assert pool.difficulty == pytest.approx([row["difficulty"] for row in ROWS])
    assert pool.tokens.tolist() == [len(rows.prompt(k)) + len(rows.completion(k)) for k in range(len(rows))]
    assert (pool.difficulty.dtype, pool.level.dtype, pool.family.dtype, pool.tokens.dtype) == (
        np.float32, np.int8, np.int32, np.int32,
    )  # fmt: skip


def test_the_instruction_stands_in_every_prompt(corpus: Corpus, pieces: Tokenizer) -> None:
    found = load_examples(corpus, "train", pieces, instruction="Think.").examples
    text = prompt_text(ROWS[3]["question"], ROWS[3]["choices"], instruction="Think.")
    assert found.prompt(3).tolist() == pieces.prompt(text).tolist()


def test_memory_is_tokens_and_less_than_70_bytes_a_row(rows: Examples) -> None:
    assert rows.nbytes - 4 * int(rows.lengths.sum()) < 70 * len(rows)


def _reason(row: Mapping[str, Any], options: DataOptions, pieces: Tokenizer) -> str | None:
    """The oracle: a row at a time, in plain Python."""
    if options.verified_only and (row["verification"] or {}).get("status") != "verified":
        return "not_verified"
    if options.families and row["family"] not in options.families:
        return "family"
    if row["level"] not in options.levels:
        return "level"
    if options.sources and row["provenance"]["source"] not in options.sources:
        return "source"
    if {"open": bool(row["choices"]), "multiple_choice": not row["choices"], "any": False}[options.choices]:
        return "choices"
    if len(pieces.prompt(prompt_text(row["question"], row["choices"]))) > options.max_prompt_tokens:
        return "prompt_too_long"
    if len(pieces.completion(completion_text(row["reasoning"], row["answer"]))) > options.max_completion_tokens:
        return "completion_too_long"
    return None


@pytest.mark.parametrize("options", [
    DataOptions(),
    DataOptions(families=("sums", "doses"), levels=(1, 3)),
    DataOptions(sources=("files",), choices="open"),
    DataOptions(choices="multiple_choice", verified_only=False),
    DataOptions(max_prompt_tokens=45, max_completion_tokens=50),
], ids=str)  # fmt: skip
def test_every_row_is_an_example_or_counted(make: Make, pieces: Tokenizer, options: DataOptions) -> None:
    some = [dict(row) for row in ROWS[:600]]
    for k in range(0, 600, 7):
        some[k]["verification"] = {"status": ["unverified", "failed", "unverifiable"][k % 3]}
    some[5]["verification"] = None
    loaded = load_examples(make(some), "train", pieces, options=options)
    expected = [_reason(row, options, pieces) for row in some]
    assert list(loaded.examples.ids) == [row["id"] for row, reason in zip(some, expected) if reason is None]
    assert loaded.left_out == Counter(reason for reason in expected if reason)
    assert set(loaded.left_out) <= set(LEFT_OUT)
    texts = list(training_texts(make(some), options=options))
    chosen = [row for row, reason in zip(some, expected) if reason in (None, "prompt_too_long", "completion_too_long")]
    assert len(texts) == len(chosen)
    assert texts[0].endswith(completion_text(chosen[0]["reasoning"], chosen[0]["answer"]))


def test_a_row_that_spells_a_tag_is_left_out(make: Make, pieces: Tokenizer) -> None:
    spelt = [
        _row(1),
        _row(2, reasoning="so <answer>4"),
        _row(3, answer=f"4{END_OF_TURN}"),
        _row(5, question="<answer>?"),
    ]
    loaded = load_examples(make(spelt), "train", pieces)
    assert loaded.left_out == {"spells_a_tag": 2}
    assert len(loaded.examples) == 2


def test_a_cap_takes_the_same_rows_whatever_stands_beside_them(make: Make, corpus: Corpus, pieces: Tokenizer) -> None:
    few = load_examples(corpus, "train", pieces, options=DataOptions(rows=50))
    more = load_examples(corpus, "train", pieces, options=DataOptions(rows=200))
    backwards = load_examples(make(ROWS[::-1]), "train", pieces, options=DataOptions(rows=50))
    assert (len(few.examples), len(more.examples)) == (50, 200)
    assert few.left_out == {"beyond_rows": len(ROWS) - 50}
    assert set(few.examples.ids) < set(more.examples.ids)
    assert set(few.examples.ids) == set(backwards.examples.ids)
    some = load_examples(corpus, "train", pieces, options=DataOptions(rows=50, levels=(2,)))
    assert len(some.examples) == 50
    assert set(some.examples.pool().level.tolist()) == {2}


def test_nothing_left_says_what_stands_in_the_way(make: Make, corpus: Corpus, pieces: Tokenizer) -> None:
    def said(
        error: type[Exception], options: DataOptions | None = None, of: Corpus = corpus, split: str = "train"
    ) -> str:
        with pytest.raises(error) as caught:
            load_examples(of, split, pieces, options=options)
        return str(caught.value)

    text = said(InputError, DataOptions(levels=(1, 2), max_prompt_tokens=4))
    most = max(len(pieces.prompt(prompt_text(row["question"], row["choices"]))) for row in ROWS if row["level"] < 3)
    assert f"the longest has {most}: raise data.max_prompt_tokens (now 4)" in text
    assert "1,380 rows: another level" in text
    assert "max_completion_tokens (now 5)" in said(InputError, DataOptions(max_completion_tokens=5))
    assert "did you mean 'doses'" in said(RecipeError, DataOptions(families=("dose",)))
    assert "there are: files, generated" in said(RecipeError, DataOptions(sources=("hub",)))
    assert "split validation of this corpus is empty" in said(InputError, split="validation")
    assert "no split 'dev'" in said(InputError, split="dev")
    unverified = make([_row(k, verification={"status": "unverified"}) for k in range(9)])
    text = said(InputError, of=unverified)
    assert "none of the 9 rows" in text
    assert "data.verified_only = false" in text
    with pytest.raises(InputError, match="none of the 9 rows"):
        list(training_texts(unverified))


def test_an_older_corpus_and_damaged_rows_are_refused(make: Make, pieces: Tokenizer) -> None:
    with pytest.raises(CorpusError, match="schema version 0"):
        load_examples(make(ROWS[:5], schema=0), "train", pieces)
    with pytest.raises(CorpusError, match="schema version 0"):
        list(training_texts(make(ROWS[:5], schema=0)))
    bad = _row(3)
    with pytest.raises(CorpusError, match="32 hex digits"):
        load_examples(make([{**bad, "id": "abc"}]), "train", pieces)
    with pytest.raises(CorpusError, match="no difficulty") as error:
        load_examples(make([_row(1), {**bad, "difficulty": None}]), "train", pieces)
    assert bad["id"] in str(error.value)


def test_a_row_without_a_verifier_is_held_to_its_text(make: Make, pieces: Tokenizer) -> None:
    bare = _row(1, verifier=None, verification={"status": "unverified"})
    found = load_examples(make([bare]), "train", pieces, options=DataOptions(verified_only=False)).examples
    assert (found.problem(0).verifier, found.problem(0).arguments) == ("text", {})


# batches


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_supervised_batch_learns_the_completion_and_nothing_else(rows: Examples, data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=6))
    length = int(rows.lengths[picked].max()) + data.draw(st.integers(0, 9))
    batch = supervised_batch(rows, picked, length, 0, prompt_weight=0.1)
    for k, i in enumerate(picked):
        prompt, completion = rows.prompt(i).tolist(), rows.completion(i).tolist()
        rest = length - len(prompt) - len(completion)
        assert batch.input_tokens[k].tolist() == prompt + completion + [0] * rest
        assert batch.loss_mask[k].tolist() == [False] * len(prompt) + [True] * len(completion) + [False] * rest
        weights = [0.0] + [0.1] * (len(prompt) - 1) + [1.0] * len(completion) + [0.0] * rest
        assert batch.loss_weight[k] == pytest.approx(weights)
        assert batch.input_tokens[k][batch.loss_mask[k]].tolist() == completion
    assert not supervised_batch(rows, picked, length, 0).loss_weight[~batch.loss_mask].any()
    with pytest.raises(ValueError, match="tokens and the batch"):
        supervised_batch(rows, picked, int(rows.lengths[picked].max()) - 1, 0)


def test_a_prompt_batch_is_padded_at_the_left(rows: Examples) -> None:
    picked = [0, 4, 9]
    batch = prompt_batch(rows, picked, 80, 0)
    for k, i in enumerate(picked):
        size = len(rows.prompt(i))
        assert batch.input_tokens[k].tolist() == [0] * (80 - size) + rows.prompt(i).tolist()
        assert batch.mask[k].tolist() == [False] * (80 - size) + [True] * size
    with pytest.raises(ValueError, match="prompt of row 0"):
        prompt_batch(rows, picked, 5, 0)


class _Lengths:
    """The one thing of examples that shapes depend on."""

    def __init__(self, lengths: Sequence[int]):
        self.lengths = np.array(lengths, dtype=np.int32)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=30), st.integers(1, 4))
def test_lengths_waste_as_little_as_any_choice_of_so_many(sizes: list[int], buckets: int) -> None:
    found = lengths(_Lengths(sizes), buckets, multiple=8)  # type: ignore[arg-type]
    rounded = [-(-size // 8) * 8 for size in sizes]

    def padded(shapes: Sequence[int]) -> int:
        return sum(min(shape for shape in shapes if shape >= size) for size in rounded)

    choices = [
        chosen for k in range(1, buckets + 1) for chosen in itertools.combinations(sorted(set(rounded)), k)
        if max(rounded) in chosen
    ]  # fmt: skip
    assert padded(found) == min(map(padded, choices))
    assert len(found) <= buckets
    assert list(found) == sorted(set(found))
    assert found[-1] == max(rounded)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=40), st.integers(1, 8), st.integers(1, 4), st.integers(0, 9))
def test_bucketed_rows_come_once_in_batches_of_one_shape(sizes: list[int], size: int, buckets: int, seed: int) -> None:
    fake: Any = _Lengths(sizes)
    shapes = lengths(fake, buckets)
    found = bucketed(fake, np.arange(len(sizes))[::-1], shapes, size, seed=seed)
    assert sorted(np.concatenate([bucket.rows for bucket in found]).tolist()) == list(range(len(sizes)))
    assert sorted(len(bucket.rows) for bucket in found)[1:] == [size] * (len(found) - 1)
    for bucket in found:
        longest_row = max(sizes[k] for k in bucket.rows)
        assert bucket.length == min(shape for shape in shapes if shape >= longest_row)
    again = bucketed(fake, np.arange(len(sizes))[::-1], shapes, size, seed=seed)
    assert [bucket.rows.tolist() for bucket in again] == [bucket.rows.tolist() for bucket in found]


def test_the_longest_rows_come_first(rows: Examples) -> None:
    expected = sorted(range(len(rows)), key=lambda k: (-rows.lengths[k], k))
    assert longest(rows, 7).tolist() == expected[:7]


# what was trained on


@settings(max_examples=30, deadline=None)
@given(
    st.sets(st.binary(min_size=16, max_size=16), max_size=40), st.sets(st.binary(min_size=16, max_size=16), max_size=40)
)
def test_trained_ids_know_what_was_trained_on(
    tmp_path_factory: pytest.TempPathFactory, one: set[bytes], two: set[bytes]
) -> None:
    path = tmp_path_factory.mktemp("ids") / "trained"
    zeros = {bytes(16), bytes(15) + b"\1", b"\1" + bytes(15)}
    one = one | zeros
    write_trained_ids(path, [raw.hex() for raw in one])
    write_trained_ids(path, [raw.hex() for raw in two])
    assert path.read_bytes() == b"".join(sorted(one | two))
    asked = [raw.hex() for raw in (*one, *two)] + ["f0" * 16, "01" * 16]
    expected = [bytes.fromhex(name) in one | two for name in asked]
    assert TrainedIds.open(path).contains(asked).tolist() == expected


def test_examples_ids_are_looked_up_as_they_are(rows: Examples, tmp_path: Path) -> None:
    write_trained_ids(tmp_path / "ids", rows.ids[:100])
    known = TrainedIds.open(tmp_path / "ids")
    assert known.contains(rows.ids).tolist() == [True] * 100 + [False] * (len(rows) - 100)
    assert len(known) == 100
    write_trained_ids(tmp_path / "none", [])
    assert not TrainedIds.open(tmp_path / "none").contains(rows.ids).any()
    with pytest.raises(InputError, match="can't be read"):
        TrainedIds.open(tmp_path / "nowhere")
    (tmp_path / "cut").write_bytes(b"abc")
    with pytest.raises(InputError, match="damaged"):
        TrainedIds.open(tmp_path / "cut")


def test_a_shard_that_is_cut_off_is_refused(make: Make, pieces: Tokenizer) -> None:
    corpus = make(ROWS[:50])
    path = corpus.path / corpus.manifest["shards"][0]["path"]
    path.write_bytes(path.read_bytes()[:-2_000])
    with pytest.raises(CorpusError, match="can't be read"):
        load_examples(corpus, "train", pieces)


def test_the_text_of_problems_stays_in_the_shards(corpus: Corpus, pieces: Tokenizer) -> None:
    before = pa.total_allocated_bytes()
    found = load_examples(corpus, "train", pieces).examples
    assert pa.total_allocated_bytes() - before < 10 * len(found)
    assert found.problem(0).question == ROWS[0]["question"]
