"""Generated rows: reproducible, evenly spread, true, and some of them multiple choice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from curate.errors import CurateError, RecipeError
from curate.sources.generated import GeneratedSource
from curate.verifiers import verify
from tests.sources.reading import read
from tests.sources.toy import DOMAIN


def generated(rows: int, seed: int = 1, batch_rows: int = 100, **options: Any) -> list[dict[str, Any]]:
    options = {"families": ("sum", "parity"), **options}
    kept, rejected = read(GeneratedSource(DOMAIN, rows, seed, **options), batch_rows)
    assert rejected == []
    assert len(kept) == rows
    return kept


def test_batching_changes_nothing_and_more_rows_extend_the_corpus() -> None:
    rows = generated(120)
    assert generated(120, batch_rows=7) == rows
    assert generated(230)[:120] == rows
    assert generated(120, seed=2) != rows


def test_families_and_levels_take_turns() -> None:
    assert set(Counter((row["family"], row["level"]) for row in generated(200)).values()) == {20}
    levels = Counter(row["level"] for row in generated(60, levels=(1, 5, 5)))
    assert levels == {1: 20, 5: 40}


def test_every_answer_is_right_and_every_distractor_but_a_harmless_one_wrong() -> None:
    for row in generated(300):
        parameters, arguments = json.loads(row["provenance"]["parameters"]), json.loads(row["verifier"]["arguments"])
        right = str(sum(parameters[name] for name in "ab")) if row["family"] == "sum" else None
        stated = row["choices"]["ABCDE".index(row["answer"])] if row["choices"] else row["answer"]
        assert right is None or stated == right
        assert verify(row["verifier"]["name"], row["answer"], row["answer"], arguments).score == 1
        for wrong in json.loads(row["metadata"])["distractors"]:
            if wrong["trap"] != "no mistake":
                assert verify(row["verifier"]["name"], wrong["answer"], row["answer"], arguments).score == 0


def test_about_the_asked_share_is_posed_as_multiple_choice() -> None:
    sums = generated(800, families=("sum",))
    posed = [row for row in sums if row["choices"]]
    assert 0.2 < len(posed) / len(sums) < 0.3
    for row in posed:
        assert len(set(row["choices"])) == len(row["choices"]) in (4, 5)
        assert row["answer_type"] == row["verifier"]["name"] == "choice"
        assert json.loads(row["verifier"]["arguments"]) == {"choices": row["choices"]}
        assert row["reasoning"].endswith(f"so the answer is {row['answer']}.")
        assert row["choices"]["ABCDE".index(row["answer"])] == json.loads(row["metadata"])["open_answer"]
    assert len({row["answer"] for row in posed}) >= 4
    assert not any(row["choices"] for row in generated(300, multiple_choice=0))
    assert not any(row["choices"] for row in generated(100, families=("parity",), multiple_choice=1))


def test_posing_a_problem_as_multiple_choice_changes_neither_it_nor_its_parameters() -> None:
    for opened, posed in zip(generated(60, multiple_choice=0), generated(60, multiple_choice=1), strict=True):
        assert opened["question"] == posed["question"]
        assert opened["provenance"]["parameters"] == posed["provenance"]["parameters"]


def test_a_row_carries_its_pedigree_rubric_and_work() -> None:
    row = generated(3)[2]
    assert {key: row["provenance"][key] for key in ("source", "file", "row", "licence")} == {
        "source": "generated", "file": "sum", "row": 3, "licence": "Apache-2.0",
    }  # fmt: skip
    assert json.loads(row["provenance"]["parameters"])["level"] == row["level"]
    assert [line["criterion"] for line in row["rubric"]] == ["Answers.", "Shows the sum.", "Adds."]
    assert json.loads(row["metadata"])["work"] == {"steps": 1, "operations": 1, "irrelevant": 0}


def test_a_family_that_fails_is_named_with_the_draw_that_shows_it() -> None:
    with pytest.raises(CurateError) as caught:
        generated(1, families=("broken",))
    assert "'broken'" in caught.value.what
    assert caught.value.where == 'random.Random("1/broken/1/0")'
    assert "no such dose" in str(caught.value.why)


@pytest.mark.parametrize("options", [{"families": ("smu",)}, {"levels": (0,)}, {"levels": ()}, {"multiple_choice": 2}])
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(RecipeError):
        GeneratedSource(DOMAIN, 1, 1, **options)


def test_a_family_that_draws_for_ever_is_begun_anew_and_stays_reproducible() -> None:
    rows = generated(12, families=("stuck",))
    assert generated(12, families=("stuck",), batch_rows=5) == rows


def test_counting_draws_changes_no_draw() -> None:
    from random import Random

    from curate.sources.generated import _FiniteRandom

    ours, theirs = _FiniteRandom("seed"), Random("seed")
    for _ in range(50):
        assert ours.random() == theirs.random()
        assert ours.randint(1, 10**6) == theirs.randint(1, 10**6)
        assert ours.sample(range(20), 5) == theirs.sample(range(20), 5)
        assert ours.gauss(0, 1) == theirs.gauss(0, 1)
        assert ours.choice("abcdef") == theirs.choice("abcdef")


def test_answers_that_read_like_letters_are_never_posed_as_options() -> None:
    from random import Random

    from curate.domain import Distractor, Problem
    from curate.sources.generated import _as_choice

    def posed(answer: str, *wrong: str) -> bool:
        problem = Problem(
            "Which element?",
            (),
            answer,
            "label",
            "label",
            {},
            distractors=tuple(Distractor(text, "slip") for text in wrong),
        )
        return bool(_as_choice(problem, Random(1), 1.0)["choices"])

    assert posed("Fe", "Co", "Ni", "Cu")
    assert not posed("C", "Co", "Ni", "Cu")
    assert not posed("Fe", "Co", "Ni", "Cu", "e")
