"""Which rows deduplication turns away, and for whom."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from curate.errors import InputError
from curate.minhash.shingles import compiler_available
from curate.record import REJECTED, batch_of, new_record
from curate.stages import deduplicate as module
from curate.stages.deduplicate import DUPLICATES, Duplicates, Options, deduplicate, no_duplicates

VIGNETTE = (
    "A 54-year-old man comes to the clinic because of three weeks of burning pain behind the breastbone that wakes him "
    "at night, is worse after large meals and when he lies flat, and is relieved for an hour by chewable antacids."
)


def row(question: str, answer: str = "reflux disease", **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "domain": "medical", "family": "set", "question": question, "answer": answer, "answer_type": "text",
        "verifier": "text", "source": "files", "revision": "r", "file": "a.jsonl", "row": 1, "licence": "MIT",
    }  # fmt: skip
    later = {name: changes.pop(name) for name in ("verification", "quality") if name in changes}
    return new_record(**(given | changes)) | later


def found(
    rows: Sequence[dict[str, Any]], batch_rows: int = 1000, source_order: Sequence[str] = (), **options: Any
) -> Duplicates:
    batches = [batch_of(rows[k : k + batch_rows]) for k in range(0, len(rows), batch_rows)]
    return deduplicate(batches, Options(**options), source_order=source_order)


def kept(rows: Sequence[dict[str, Any]], **options: Any) -> list[int]:
    return [int(k) for k in np.flatnonzero(~found(rows, **options).removed)]


def reworded(text: str, changes: int, seed: int = 0) -> str:
    rng, words = random.Random(seed), text.split()
    for _ in range(changes):
        words[rng.randrange(len(words))] = rng.choice(["mostly", "often", "perhaps", "quite", "indeed"])
    return " ".join(words)


# ── what counts as a duplicate ────────────────────────────────────────────────────────────────────────────────────────


def test_questions_equal_but_for_case_spaces_and_closing_punctuation_are_exact_duplicates() -> None:
    rows = [
        row("The  drug of choice\nis:-", file="1"),
        row("the drug of CHOICE is", file="2"),
        row("the drug of voice is", file="3"),
    ]
    result = found(rows)
    assert result.counts() == {"exact_duplicate": 1}
    assert result.cluster_size.tolist() == [2, 2, 1]
    assert result.cluster_root[0] == result.cluster_root[1] != result.cluster_root[2]


def test_a_sign_inside_the_question_is_not_folded_away() -> None:
    assert kept([row("Solve x < 5"), row("Solve x > 5"), row("Solve -3"), row("Solve 3")]) == [0, 1, 2, 3]


def test_options_in_another_order_are_the_same_question_when_the_gold_option_is_the_same() -> None:
    one = row("Which is it?", "A", choices=["pain", "fever", "Cl-"], answer_type="choice")
    two = row("Which is it?", "C", choices=["fever", "Cl-", "pain"], answer_type="choice")
    other = row("Which is it?", "A", choices=["pain", "fever", "Cl"], answer_type="choice")
    assert found([one, two, other]).counts() == {"exact_duplicate": 1}


def test_equal_questions_with_different_gold_are_all_rejected() -> None:
    choices = ["pain", "fever"]
    rows = [row("Which is it?", letter, choices=choices, answer_type="choice", file=letter) for letter in "ABA"]
    result = found([*rows, row("Another?")])
    assert result.counts() == {"conflicting_gold": 3}
    assert result.kept.tolist() == [-1] * 4
    assert result.as_table().column("kept_id").null_count == 3


@pytest.mark.parametrize(
    ("kind", "answers", "conflict"),
    [
        ("number", ["3.14", "3.142 "], False),
        ("number", ["3.14", "3.4"], True),
        ("number", ["1,000 mg", "1000 mg"], False),
        ("number", ["−5 mg", "5 mg"], True),
        ("integer", ["18", "19"], True),
        ("integer", ["18", "18.0"], False),
        ("yes_no", ["Yes", "yes."], False),
        ("yes_no", ["yes", "no"], True),
        ("labels", ["a, b", "B; a"], False),
        ("label", ["a", "b"], True),
        ("text", ["infarction", "heart attack"], False),
        ("expression", ["x+1", "1+x"], False),
    ],
)
def test_golds_conflict_only_where_they_cannot_both_be_right(kind: str, answers: list[str], conflict: bool) -> None:
    counts = found([row("How much of it is there?", answer, answer_type=kind) for answer in answers]).counts()
    assert counts == ({"conflicting_gold": 2} if conflict else {"exact_duplicate": 1})


def test_a_reworded_question_is_a_near_duplicate() -> None:
    text = " ".join([VIGNETTE, VIGNETTE.replace("burning", "dull")])
    result = found([row(text), row(reworded(text, 1))])
    assert result.counts() == {"near_duplicate": 1}
    assert 0.8 <= result.similarity.max() < 1


def test_a_template_with_other_numbers_is_another_problem() -> None:
    text = VIGNETTE + " He weighs {} kg and his creatinine is {} mg/dL. What is his clearance?"
    # 1.2 and 2.1 have the same digits, and are other numbers
    rows = [row(text.format(*numbers)) for numbers in ((80, 1.2), (60, 2.4), (80, 2.1))]
    assert kept(rows, threshold=0.5) == [0, 1, 2]
    assert len(kept([rows[0], row(text.format(80, 1.2).replace("his", "the", 1))], threshold=0.5)) == 1


def test_two_asks_after_one_vignette_are_two_problems() -> None:
    rows = [row(VIGNETTE + " What is the diagnosis?"), row(VIGNETTE + " What is the best treatment?", "omeprazole")]
    assert kept(rows, threshold=0.7) == [0, 1]
    assert len(kept([rows[0], rows[1] | {"answer": rows[0]["answer"]}], threshold=0.7)) == 1


def test_short_texts_are_only_ever_exact_duplicates() -> None:
    assert kept([row("Where is it, then?"), row("Where is it then?")], ngram=1) == [0, 1]
    assert len(kept([row("Where is it, then, my good old friend?"), row("Where is it then my good old friend?")])) == 1


def test_generated_rows_are_duplicates_by_their_parameters_and_never_by_their_wording() -> None:
    same = {"weight": 80}
    rows = [
        row("Wording one.", parameters=same),
        row("Quite another wording.", parameters=same),
        row("Wording one.", parameters={"weight": 81}),
        row("Wording one."),
        row("Wording one.", parameters=same, family="other"),
    ]
    result = found(rows)
    assert result.counts() == {"same_parameters": 1}
    assert result.removed[:2].sum() == 1
    many = [row(VIGNETTE, parameters={"k": k}) for k in range(5)]
    assert kept([*many, row(VIGNETTE)]) == [0, 1, 2, 3, 4, 5]


def passage_row(passage: str, ask: str, answer: str = "yes") -> dict[str, Any]:
    known = {"passage": passage[:20], "passage_end": len(passage) + 2}
    return row(f"{passage}\n\n{ask}", answer, metadata=known)


def test_rows_on_one_passage_are_compared_by_what_they_ask() -> None:
    passage = " ".join(f"{a}{b}" for a in ("knee", "hip", "jaw", "toe", "rib") for b in "abcdefghijklmnopqrstuvwxyz")
    asks = [
        "Was the patient ever treated with a proton pump inhibitor before this visit to the clinic?",
        "Did anybody in the family of the patient have a tumour of the upper bowel?",
        "Was the patient ever treated with a proton pump inhibitor before this visit to our clinic?",
    ]
    rows = [passage_row(passage, ask) for ask in asks]
    assert found(rows, threshold=0.7).counts() == {"near_duplicate": 1}
    assert not found(rows, threshold=0.7).removed[1]
    # short asks only when equal
    short = [passage_row(passage, ask) for ask in ("What is the score?", "What is the stage?", "what is the score")]
    assert found(short).counts() == {"exact_duplicate": 1}
    # without the passage mark all of them are one text
    assert found([r | {"metadata": "{}"} for r in rows]).counts() == {"near_duplicate": 2}


# ── who stays ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_keep_rule_goes_down_its_list() -> None:
    text = VIGNETTE
    ladder = [
        row(text, source="poor", reasoning="", row=9),
        row(text, source="poor", reasoning="short"),
        row(text, source="poor", reasoning="rather longer"),
        row(text, source="poor", reasoning="short", quality={"score": 0.9, "flags": []}),
        row(text, source="best", reasoning="short", file="b"),
        row(text, source="poor", reasoning="", verification={"status": "verified"}),
    ]
    for worse, better in itertools.pairwise(range(len(ladder))):
        for pair in ([worse, better], [better, worse]):
            chosen = kept([ladder[k] for k in pair], source_order=["best", "poor"])
            assert [pair[k] for k in chosen] == [better]
    same = [row(text, file="b"), row(text, file="a", row=2), row(text, file="a", row=1)]
    assert kept(same) == [2]


def test_the_order_of_rows_and_the_batches_change_nothing() -> None:
    rng = random.Random(3)
    base = [VIGNETTE + f" {word} " + VIGNETTE[::-1] for word in ("alpha", "beta", "gamma", "delta")]
    rows = [
        row(reworded(rng.choice(base), rng.choice([0, 1, 2, 4]), k % 30), row=k, reasoning="r" * (k % 4))
        for k in range(160)
    ]

    def answer(order: list[int], batch_rows: int) -> set[tuple[Any, ...]]:
        table = found([rows[k] for k in order], batch_rows, threshold=0.6, ngram=3).as_table()
        return set(zip(*(table.column(name).to_pylist() for name in DUPLICATES.names)))

    plain = answer(list(range(160)), 160)
    assert len(plain) > 40
    for seed in range(4):
        order = random.Random(seed).sample(range(160), 160)
        assert answer(order, random.Random(seed).choice([1, 7, 50])) == plain


def test_no_row_goes_without_a_direct_twin_that_stays_and_no_two_twins_stay() -> None:
    # a chain: each like the next, the ends unlike each other
    words = [f"w{chr(97 + k // 26)}{chr(97 + k % 26)}" for k in range(140)]
    rows = [row(" ".join(words[k : k + 100]), file=str(k)) for k in range(0, 40, 4)]
    result = found(rows, threshold=0.8, ngram=1)

    def similarity(a: int, b: int) -> float:
        left, right = (set(rows[k]["question"].split()) for k in (a, b))
        return len(left & right) / len(left | right)

    staying = np.flatnonzero(~result.removed).tolist()
    assert len(staying) > 1
    assert all(similarity(a, b) < 0.8 for a, b in itertools.combinations(staying, 2))
    for gone in np.flatnonzero(result.removed).tolist():
        twin = int(result.kept[gone])
        assert twin in staying
        assert result.similarity[gone] == pytest.approx(similarity(gone, twin))
        assert result.similarity[gone] >= 0.8
    assert set(result.cluster_size.tolist()) == {10}
    assert len(set(result.cluster_root.tolist())) == 1


def test_keep_lets_so_many_of_a_set_stay() -> None:
    rows = [row(VIGNETTE, file=str(k), reasoning="r" * k) for k in range(5)]
    assert kept(rows, keep=2) == [3, 4]
    near = [*rows[:2], row(reworded(VIGNETTE * 2, 1)), row(VIGNETTE * 2, reasoning="rrr"), row(VIGNETTE * 2, file="z")]
    assert len(kept(near, keep=2)) == 4
    generated = [row(f"{k}", parameters={}) for k in range(4)]
    assert len(kept(generated, keep=3)) == 3


def test_near_duplicates_may_be_left_in() -> None:
    text = VIGNETTE * 2
    assert kept([row(text), row(text, file="b"), row(reworded(text, 1))], near=False) in ([0, 2], [1, 2])


# ── against all pairs ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_goes_is_what_comparing_all_pairs_finds() -> None:
    rng = random.Random(5)
    words = [a + b + c for a in "bdgk" for b in "aeiou" for c in "lmnrst"]
    texts: list[str] = []
    for _ in range(300):
        if texts and rng.random() < 0.5:
            text = rng.choice(texts).split()
            for _ in range(rng.choice([0, 1, 2, 4])):
                text[rng.randrange(len(text))] = rng.choice(words)
        else:
            text = rng.choices(words, k=40)
        texts.append(" ".join(text))
    result = found([row(text, file=f"{k:03}") for k, text in enumerate(texts)], ngram=2)
    grams = [set(itertools.pairwise(text.split())) for text in texts]
    like = {
        (i, j)
        for i, j in itertools.combinations(range(300), 2)
        if len(grams[i] & grams[j]) >= 0.8 * len(grams[i] | grams[j])
    }
    staying = set(np.flatnonzero(~result.removed).tolist())
    missed = [pair for pair in like if set(pair) <= staying]
    assert len(like) > 60
    assert len(missed) <= 0.02 * len(like)
    for gone in np.flatnonzero(result.removed).tolist():
        twin = int(result.kept[gone])
        assert tuple(sorted((gone, twin))) in like
        assert not result.removed[twin]


# ── what is reported ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_removed_row_is_reported_with_the_row_that_stays() -> None:
    rows = [
        row("Some question.", file="a.jsonl", row=7),
        row("some question", file="b.jsonl", row=8, reasoning="because"),
        row("Another question."),
        row("Generated.", parameters={"k": 1}),
        row("Generated otherwise.", parameters={"k": 1}, reasoning="so"),
    ]
    result = found(rows)
    table = result.as_table()
    assert table.schema == DUPLICATES
    first = table.to_pylist()[0]
    assert first == {
        "removed_id": rows[0]["id"], "kept_id": rows[1]["id"], "similarity": 1.0, "rule": "exact",
        "removed_source": "files", "removed_file": "a.jsonl", "removed_row": 7,
        "kept_source": "files", "kept_file": "b.jsonl", "kept_row": 8,
    }  # fmt: skip
    batch = batch_of(rows)
    rejected = pa.concat_batches([result.rejected_rows(batch.slice(0, 2), 0), result.rejected_rows(batch.slice(2), 2)])
    assert rejected.schema == REJECTED
    assert rejected.column("stage").to_pylist() == ["deduplicate_v1"] * 2
    assert rejected.column("reason").to_pylist() == ["exact_duplicate", "same_parameters"]
    assert rows[1]["id"] in rejected.column("detail")[0].as_py()
    assert "b.jsonl, row 8" in rejected.column("detail")[0].as_py()
    assert rejected.num_rows + int((~result.removed).sum()) == len(rows)


def test_no_rows_and_no_deduplication_are_fine() -> None:
    assert len(deduplicate([], Options()).as_table()) == 0
    left_out = no_duplicates(3)
    assert left_out.as_table().num_rows == 0
    assert left_out.rejected_rows(batch_of([row("a"), row("b"), row("c")]), 0).num_rows == 0
    empty = row("") | {"answer": None, "reasoning": None, "metadata": None}
    assert found([empty, empty | {"question": None}]).counts() == {"exact_duplicate": 1}


def test_a_workspace_changes_nothing_and_is_left_clean(tmp_path: Path) -> None:
    rows = [row(reworded(VIGNETTE * 2, k % 5, k), file=str(k)) for k in range(30)]
    batch = batch_of(rows)
    plain = deduplicate([batch], Options())
    spilled = deduplicate([batch], Options(), workspace=tmp_path / "work", threads=2)
    assert spilled.as_table() == plain.as_table()
    assert plain.as_table().num_rows > 3
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.skipif(not compiler_available(), reason="numba is not there to compare with")
def test_a_machine_without_a_compiler_removes_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row(reworded(VIGNETTE * 2, k % 5, k), file=str(k)) for k in range(30)]
    for name in ("shingles", "signatures", "pairs"):
        monkeypatch.setattr(f"curate.minhash.{name}.worth_compiling", lambda amount: True)
    plain = found(rows).as_table()
    for name in ("shingles", "signatures", "pairs"):
        monkeypatch.setattr(f"curate.minhash.{name}.worth_compiling", lambda amount: False)
    assert found(rows).as_table() == plain


def test_a_strange_id_is_refused_with_its_row() -> None:
    with pytest.raises(InputError, match="row 2 of the corpus"):
        found([row("a"), row("b") | {"id": "seven"}])


def test_options_are_checked() -> None:
    for wrong in ({"threshold": 0}, {"threshold": 1.2}, {"ngrams": 3}, {"keep": 0}, {"unit": "bytes"}):
        with pytest.raises(ValidationError):
            Options(**wrong)  # type: ignore[arg-type]


def test_a_broken_metadata_text_is_no_passage() -> None:
    texts = ['{"passage_end"', '{"passage": "a", "passage_end": 3}', '[{"passage_end": 1}]', None, "{}"]
    assert list(module.passages(pa.array(texts))) == [(1, "a", 3)]


# ── real text ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def real_rows(data: Path) -> list[dict[str, Any]]:
    rows = []
    with (data / "medical/medmcqa_dev/dev.jsonl").open() as lines:
        for number, line in enumerate(lines, 1):
            known = json.loads(line)
            options = [known[f"op{letter}"] for letter in "abcd"]
            letter = "ABCD"[int(known["cop"]) - 1]
            rows.append(
                row(known["question"], letter, choices=options, answer_type="choice", source="medmcqa", row=number)
            )
    with (data / "general/gsm8k/train.jsonl").open() as lines:
        for number, line in enumerate(lines, 1):
            known = json.loads(line)
            answer = known["answer"].split("####")[-1].strip()
            rows.append(row(known["question"], answer, answer_type="integer", source="gsm8k", row=number))
    return rows


def test_real_sets_have_a_handful_of_duplicates_and_all_of_them_are_true(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    result = found(rows)
    # read by a person: each pair asks the same; the conflicting pair names two doses for one drug
    assert result.counts() == {"exact_duplicate": 9, "near_duplicate": 7, "conflicting_gold": 2}
    for gone in np.flatnonzero(result.removed & (result.kept >= 0)).tolist():
        mine, theirs = rows[gone], rows[int(result.kept[gone])]
        if mine["choices"]:
            golds = {r["choices"][ord(r["answer"]) - 65].casefold().rstrip(".") for r in (mine, theirs)}
            assert len(golds) == 1


def test_pairs_inside_a_component_are_all_of_a_small_one_and_few_of_a_large_one() -> None:
    for size in (3, 48, 49, 130):
        places = list(zip(*(side.tolist() for side in module._places(size))))
        expected = [(i, j) for i, j in itertools.combinations(range(size), 2) if size <= 48 or i < 16]
        assert places == expected
    # all pairs of so many would not fit into memory
    assert len(module._places(300_000)[0]) < 16 * 300_000


def test_thousands_of_near_twins_of_one_text_leave_one() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = [
        row(f"{VIGNETTE} He is called {''.join(name)}.", row=k + 1)
        for k, name in enumerate(itertools.islice(itertools.product(letters, repeat=3), 3000))
    ]
    result = found(rows, batch_rows=500)
    assert result.counts() == {"near_duplicate": 2999}
    assert set(result.cluster_size.tolist()) == {3000}
