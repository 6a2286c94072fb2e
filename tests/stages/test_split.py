"""Where rows go, what stays together, and what is found when it does not."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from curate.record import SPLITS, batch_of, new_record
from curate.stages import deduplicate
from curate.stages.split import Leak, Options, assign, leaks


def row(number: int, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "domain": "medical", "family": "set", "question": f"What is {number}?", "answer": "x", "answer_type": "text",
        "verifier": "text", "source": "files", "revision": "r", "file": "a.jsonl", "row": number, "licence": "MIT",
    }  # fmt: skip
    split = changes.pop("split", None)
    return new_record(**(given | changes)) | {"split": split}


def assigned(
    rows: list[dict[str, Any]], options: Options | None = None, seed: int = 1, keep: int = 1
) -> dict[str, str]:
    """The split of each kept row by its id."""
    batch = batch_of(rows)
    duplicates = deduplicate.deduplicate([batch], deduplicate.Options(keep=keep))
    found = assign([batch], duplicates, options or Options(), seed=seed)
    return {r["id"]: SPLITS[k] for r, k, gone in zip(rows, found, duplicates.removed) if not gone}


def test_the_fractions_are_kept_to() -> None:
    splits = list(assigned([row(k) for k in range(4000)], Options(train=0.8, validation=0.15, test=0.05)).values())
    for name, fraction in (("train", 0.8), ("validation", 0.15), ("test", 0.05)):
        assert abs(splits.count(name) / 4000 - fraction) < 4 * (fraction * (1 - fraction) / 4000) ** 0.5


def test_rows_of_one_passage_or_parameter_set_or_cluster_stay_together() -> None:
    base = " ".join(f"word{k}" for k in range(60)).replace("0", "a").replace("1", "b")
    rows = []
    for k in range(200):
        on_passage = {"passage": f"p{k // 4}", "passage_end": 5}
        rows.append(row(k, metadata=on_passage))
        rows.append(row(1000 + k, family="made", parameters={"k": k // 4}))
    rows += [row(2000 + k, question=f"{base} {'abcdef'[k % 6] * 5}", answer="x", row=k) for k in range(12)]
    where = assigned(rows, Options(train=0.4, validation=0.3, test=0.3), keep=3)
    groups: dict[Any, set[str]] = {}
    for r in rows:
        if r["id"] in where:
            key = r["metadata"] if r["metadata"] != "{}" else r["provenance"]["parameters"] or "cluster"
            groups.setdefault(key, set()).add(where[r["id"]])
    assert len(groups) == 101
    assert all(len(splits) == 1 for splits in groups.values())
    assert set().union(*groups.values()) == set(SPLITS)


def test_groups_that_share_a_row_are_one_group() -> None:
    rows = []
    for k in range(120):
        chain = k // 3
        # a row of the passage has the parameters of the next row
        known = {"passage": f"p{chain}", "passage_end": 1} if k % 3 < 2 else {}
        made = {"chain": chain} if k % 3 > 0 else None
        rows.append(row(k, metadata=known, parameters=made))
    where = assigned(rows, Options(train=0.34, validation=0.33, test=0.33), keep=9)
    for chain in range(40):
        assert len({where[r["id"]] for r in rows[3 * chain : 3 * chain + 3]}) == 1


def test_rows_added_to_a_corpus_move_no_other_group() -> None:
    rows = [row(k) for k in range(2500)]
    before, after = assigned(rows[:1500]), assigned(rows)
    assert all(after[key] == split for key, split in before.items())


def test_the_order_of_rows_changes_nothing_and_the_seed_does() -> None:
    rows = [row(k) for k in range(300)]
    shuffled = random.Random(0).sample(rows, len(rows))
    assert assigned(rows) == assigned(shuffled)
    assert assigned(rows) != assigned(rows, seed=2)


@settings(max_examples=40, deadline=None)
@given(number=st.integers(1, 30), seed=st.integers(0, 5))
def test_a_small_corpus_fills_every_split_when_it_has_as_many_groups(number: int, seed: int) -> None:
    splits = set(assigned([row(k) for k in range(number)], seed=seed).values())
    assert len(splits) == min(3, number) or (number < 3 and splits)


def test_a_split_of_fraction_zero_stays_empty() -> None:
    splits = set(assigned([row(k) for k in range(200)], Options(train=0.9, validation=0.1, test=0.0)).values())
    assert splits == {"train", "validation"}


def test_fractions_must_sum_to_one() -> None:
    with pytest.raises(ValidationError, match="sum to"):
        Options(train=0.9, validation=0.2, test=0.1)
    assert Options(train=0.7, validation=0.2, test=0.1).test == 0.1


def test_a_removed_row_pulls_nothing_together() -> None:
    # the removed copy stands on a passage of other rows
    keepers = [row(k, metadata={"passage": "p", "passage_end": 1}) for k in range(3)]
    copy = row(99, question="what is 7", metadata={"passage": "p", "passage_end": 1})
    original = row(7, reasoning="longer")
    rows = [*keepers, copy, original]
    found = deduplicate.deduplicate([batch_of(rows)], deduplicate.Options())
    assert found.removed.tolist() == [False, False, False, True, False]
    result = assign([batch_of(rows)], found, Options(), seed=1)
    assert len(set(result[:3].tolist())) == 1


def test_what_was_split_has_no_leaks() -> None:
    rows = [row(k, metadata={"passage": f"p{k // 5}", "passage_end": 3}, parameters={"k": k // 2}) for k in range(300)]
    where = assigned(rows, keep=9)
    assert leaks([batch_of([r | {"split": where[r["id"]]} for r in rows])]) == []


def test_leaks_are_found_whatever_the_map_of_duplicates_says() -> None:
    long = " ".join(f"token{chr(97 + k % 26)}{chr(97 + k // 26)}" for k in range(80))
    rows = [
        row(1, metadata={"passage": "p", "passage_end": 2}, split="train"),
        row(2, metadata={"passage": "p", "passage_end": 2}, split="test"),
        row(3, parameters={"k": 1}, split="train"),
        row(4, parameters={"k": 1}, split="validation"),
        row(5, question=long, split="train"),
        row(6, question=long + " more", split="test"),
        row(7, question="Equal?", split="validation"),
        row(8, question="equal", split="test", reasoning="r"),
        row(9, split="train"),
    ]
    ids = [r["id"] for r in rows]
    found = leaks([batch_of(rows[:4]), batch_of(rows[4:])])
    assert found == [
        Leak("passage", ("train", "test"), (ids[0], ids[1])),
        Leak("parameters", ("train", "validation"), (ids[2], ids[3])),
        Leak("duplicate", ("train", "test"), (ids[4], ids[5])),
        Leak("duplicate", ("validation", "test"), (ids[6], ids[7])),
    ]
    assert found[0].what == "one passage in train and test"
    assert ids[1] in found[0].where
    assert leaks([]) == []
    assert leaks([batch_of([r | {"split": "train"} for r in rows])]) == []


def test_every_row_must_have_been_seen_by_deduplication() -> None:
    with pytest.raises(ValueError, match="1 rows"):
        assign([batch_of([row(1)])], deduplicate.no_duplicates(2), Options(), seed=1)
    assert assign([], deduplicate.no_duplicates(0), Options(), seed=1).dtype == np.uint8
