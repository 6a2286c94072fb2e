"""Evaluation with models that are known: an oracle, a noisy one, and some that write garbage."""

from __future__ import annotations

import json
import random
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from curate.errors import InputError
from tests.train.fake_models import Characters, Model, Problems, good, noisy, oracle, problem
from train.evaluate import EvaluationOptions, evaluate, majority, stratified
from train.evaluation import (
    FORMAT,
    GREEDY,
    LOOSE,
    SAMPLED,
    STEPS,
    STOPPED,
    TOKENS,
    Evaluation,
    RowResult,
    compare,
    markdown,
    read_rows,
    rows_jsonl,
    sample_sizes,
    tables,
)
from train.rewards.contract import Problem
from train.rewards.judge import Judge

OPTIONS = EvaluationOptions(samples=4, seed=7)


def evaluated(writes: object, count: int = 40, options: EvaluationOptions = OPTIONS, tokens: int = 400) -> Evaluation:
    examples = Problems([problem(k) for k in range(count)])
    return evaluate(examples, Characters(), Model(examples, writes), options, max_tokens=tokens)  # type: ignore[arg-type]


def value(evaluation: Evaluation, metric: str) -> float | None:
    return evaluation.overall[metric].value


def test_an_oracle_is_right_in_everything() -> None:
    found = evaluated(oracle)
    for metric in (GREEDY, SAMPLED, "pass@2", "pass@4", "majority@4", LOOSE, FORMAT, STOPPED, STEPS):
        assert value(found, metric) == 1.0, metric
        assert found.overall[metric].n == 40
    assert found.overall[GREEDY].low == pytest.approx(0.9124, abs=1e-3)
    assert sorted(found.by["family"]) == ["family_0", "family_1", "family_2"]
    assert [metrics[GREEDY].n for metrics in found.by["level"].values()] == [8] * 5
    assert found.reasons == {"equal": 40}


def test_a_noisy_model_is_measured_by_its_noise() -> None:
    found = evaluated(noisy(0.3), count=150, options=EvaluationOptions(samples=8, rows=None))
    assert value(found, GREEDY) == 1.0
    for metric, truth in ((SAMPLED, 0.3), ("pass@2", 1 - 0.7**2), ("pass@4", 1 - 0.7**4), ("pass@8", 1 - 0.7**8)):
        estimate = found.overall[metric]
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low - 0.02 <= truth <= estimate.high + 0.02, metric
        assert estimate.high - estimate.low < 0.16


GARBAGE = [
    "", "\n\n\n", "<html><script>alert(1)</script>", "\u202e\u0627\u0644", "12 mg", "<answer>12 mg", "\x00\x1b[31m",
    "| a | b |", "[bold]x[/bold]", "<reasoning>" * 30,
]  # fmt: skip


@pytest.mark.parametrize("text", GARBAGE)
def test_garbage_is_wrong_and_breaks_neither_numbers_nor_tables(text: str) -> None:
    found = evaluated(lambda one, seed, temperature: text, count=6)
    assert value(found, GREEDY) == value(found, SAMPLED) == value(found, FORMAT) == value(found, "majority@4") == 0.0
    assert found.overall[STEPS].value is None
    assert json.loads(found.to_json())["overall"][STEPS]["value"] is None
    assert "\x1b" not in markdown(found)
    from rich.console import Console

    console = Console(width=200, record=True, file=StringIO())
    console.print(*tables(found))
    assert "greedy_pass@1" in console.export_text()


def test_endless_text_is_cut_off_and_counted() -> None:
    found = evaluated(lambda one, seed, temperature: good(one.answer) + " and" * 1_000, count=10, tokens=300)
    assert value(found, STOPPED) == 0.0
    assert value(found, FORMAT) == 0.0
    assert value(found, GREEDY) == 1.0
    assert found.forms == {"cut_off": 10}
    assert value(found, TOKENS) == 300


def test_an_answer_without_its_form_is_right_only_for_the_forgiving_reader() -> None:
    found = evaluated(lambda one, seed, temperature: f"<answer>{one.answer}</answer>")
    assert (value(found, GREEDY), value(found, LOOSE)) == (0.0, 1.0)


def test_wrong_arithmetic_on_the_way_is_counted() -> None:
    found = evaluated(lambda one, seed, temperature: good(one.answer, reasoning="Well then, 2 + 2 = 5, and so on."))
    assert (value(found, STEPS), value(found, GREEDY)) == (0.0, 1.0)


def test_problems_that_cannot_be_judged_are_counted_and_in_no_share() -> None:
    examples = Problems([problem(k, answer="" if k % 2 else f"{12 + k} mg") for k in range(10)])
    found = evaluate(examples, Characters(), Model(examples, oracle), OPTIONS, max_tokens=400)
    assert (found.n, found.unjudged) == (10, 5)
    assert (found.overall[GREEDY].n, value(found, GREEDY)) == (5, 1.0)
    assert (found.overall[SAMPLED].n, found.overall["majority@4"].n) == (5, 5)


def test_without_samples_only_the_greedy_numbers_are_told() -> None:
    found = evaluated(oracle, options=EvaluationOptions(samples=0))
    assert SAMPLED not in found.overall
    assert "majority@0" not in found.overall
    assert [sample_sizes(k) for k in (0, 1, 2, 8, 10)] == [(), (), (2,), (2, 4, 8), (2, 4, 8, 10)]


@settings(deadline=None, max_examples=8)
@given(st.integers(1, 50), st.randoms())
def test_neither_batch_nor_order_changes_a_number(batch: int, shuffled: random.Random) -> None:
    options = OPTIONS.model_copy(update={"rows": 11})
    problems = [problem(k, question="Q" * (k * 7 % 11 + 1) + str(k)) for k in range(20)]
    expected = evaluate(
        Problems(problems), Characters(), Model(Problems(problems), noisy(0.5)), options, max_tokens=300
    )
    shuffled.shuffle(problems)
    model = Model(Problems(problems), noisy(0.5))
    found = evaluate(
        Problems(problems), Characters(), model, options.model_copy(update={"batch": batch}), max_tokens=300
    )
    assert {row.id: row for row in found.rows} == {row.id: row for row in expected.rows}
    for metric in (GREEDY, "majority@4", FORMAT):
        assert found.overall[metric] == expected.overall[metric]
    assert value(found, SAMPLED) == pytest.approx(value(expected, SAMPLED))


def test_the_longest_prompts_are_asked_first() -> None:
    asked: list[int] = []

    def writes(one: Problem, seed: int, temperature: float) -> str:
        asked.append(len(one.question))
        return good(one.answer)

    examples = Problems([problem(k, question="Q" * (k % 5 + 1) + str(k)) for k in range(9)])
    evaluate(examples, Characters(), Model(examples, writes), EvaluationOptions(samples=0, batch=2), max_tokens=300)
    assert asked == sorted(asked, reverse=True)


def test_seeds_and_greed_reach_the_model() -> None:
    seen: set[tuple[str, int, float]] = set()

    def writes(one: Problem, seed: int, temperature: float) -> str:
        seen.add((one.id, seed, temperature))
        return good(one.answer)

    evaluated(writes, count=5)
    assert len(seen) == 25
    assert {temperature for _, _, temperature in seen} == {0.0, 1.0}
    assert all(0 <= seed < 2**31 for _, seed, _ in seen)


class _Trained:
    def __init__(self, ids: set[str]):
        self.known = ids

    def contains(self, ids: object) -> NDArray[np.bool_]:
        return np.asarray([one in self.known for one in ids])  # type: ignore[attr-defined]


def test_rows_that_were_trained_on_are_refused() -> None:
    examples = Problems([problem(k) for k in range(10)])
    trained = _Trained({examples.ids[3], examples.ids[4], "another"})
    with pytest.raises(InputError) as caught:
        evaluate(
            examples, Characters(), Model(examples, oracle), OPTIONS, max_tokens=300, trained=trained, split="train"
        )
    assert "2 of these 10 rows" in str(caught.value)
    assert "--split test" in str(caught.value)
    evaluate(examples, Characters(), Model(examples, oracle), OPTIONS, max_tokens=300, trained=_Trained(set()))


def test_nothing_to_evaluate_is_told() -> None:
    with pytest.raises(InputError, match="no rows"):
        evaluate(Problems([]), Characters(), Model(Problems([]), oracle), OPTIONS, max_tokens=300)


# ── the subset ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_subset_has_the_proportions_of_the_whole() -> None:
    problems = [problem(k, family="common" if k % 4 else "rare", level=1 + (k % 2)) for k in range(400)]
    rows = stratified(Problems(problems).pool(), 40)
    assert len(rows) == 40
    assert sum(problems[i].family == "rare" for i in rows) == 10
    assert rows.tolist() == sorted(rows.tolist())


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 60), st.integers(1, 70), st.randoms())
def test_a_subset_is_of_its_size_and_does_not_depend_on_the_order(n: int, rows: int, shuffled: random.Random) -> None:
    problems = [problem(k) for k in range(n)]
    chosen = {problems[i].id for i in stratified(Problems(problems).pool(), rows)}
    assert len(chosen) == min(n, rows)
    shuffled.shuffle(problems)
    assert {problems[i].id for i in stratified(Problems(problems).pool(), rows)} == chosen


# ── majority ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        (["12 mg", "0.012 g", "13 mg", "14 mg"], True),  # two spellings of one answer are one vote
        (["13 mg", "0.013 g", "12 mg"], False),
        (["12 mg", "13 mg"], True),  # the first of equally many
        (["13 mg", "12 mg"], False),
        ([None, None, "12 mg"], True),
        ([None, None], False),
        (["who knows", "who knows", "12 mg"], False),
    ],
)
def test_the_most_frequent_answer_by_the_verifiers_own_equality(answers: list[str | None], right: bool) -> None:
    one = problem()
    with Judge() as judge:
        outcomes = [
            answer is not None and judge.verdict("number", answer, one.answer, {}).score == 1 for answer in answers
        ]
        assert majority(one, answers, outcomes, judge) is right


def test_no_samples_have_no_majority() -> None:
    with Judge() as judge:
        assert majority(problem(), [], [], judge) is None
        assert majority(problem(), ["1"], [None], judge) is None


# ── on disk ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_evaluation_survives_json_and_gives_the_same_bytes(tmp_path: Path) -> None:
    found = evaluated(noisy(0.5))
    rows = [json.loads(line) for line in rows_jsonl(found.rows).splitlines()]
    again = Evaluation.from_json(json.loads(found.to_json()), rows)
    assert again.to_json() == found.to_json() == evaluated(noisy(0.5)).to_json()
    assert again.rows == found.rows
    assert markdown(again) == markdown(Evaluation.from_json(json.loads(again.to_json())))
    (tmp_path / "rows.jsonl").write_text(rows_jsonl(found.rows), encoding="utf-8")
    assert tuple(read_rows(tmp_path / "rows.jsonl")) == found.rows


@pytest.mark.parametrize("damaged", ["{", "[]", '{"id": "1"}', "3"])
def test_a_damaged_line_is_named(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(rows_jsonl(evaluated(oracle, count=2).rows) + damaged + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 3"):
        read_rows(path)
    with pytest.raises(InputError, match="can't be read"):
        read_rows(tmp_path / "none.jsonl")


def test_what_is_no_evaluation_is_refused() -> None:
    for values in ({}, {"version": 1}, {"version": 99}):
        with pytest.raises(InputError):
            Evaluation.from_json(values)


def test_a_table_holds_every_family_and_no_markup_of_the_datas() -> None:
    examples = Problems([problem(k, family="a|b<c>" if k % 2 else "[red]x") for k in range(8)])
    found = evaluate(examples, Characters(), Model(examples, oracle), OPTIONS, max_tokens=300)
    assert "a\\|b&lt;c>" in markdown(found)
    assert "| [red]x | 4 |" in markdown(found)


# ── comparison ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_evaluations_are_compared_on_the_problems_of_both() -> None:
    weak, strong = evaluated(noisy(0.2), count=60), evaluated(noisy(0.7), count=50)
    found = compare(weak.rows, strong.rows)
    assert (found.common, found.only_first, found.only_second) == (50, 10, 0)
    difference = found.differences[SAMPLED]
    before = {row.id: np.mean(row.samples) for row in weak.rows}
    expected = np.mean([np.mean(row.samples) - before[row.id] for row in strong.rows])
    assert difference.value == pytest.approx(expected)
    assert difference.low is not None
    assert difference.low > 0.3
    assert found.differences[GREEDY].value == 0
    assert json.dumps(found.as_json())


def test_a_comparison_depends_on_no_order_and_needs_common_problems() -> None:
    weak, strong = evaluated(noisy(0.2)), evaluated(noisy(0.7))
    rows: list[RowResult] = list(reversed(strong.rows))
    assert compare(weak.rows, strong.rows) == compare(weak.rows, rows)
    assert compare(weak.rows, []).differences == {}
