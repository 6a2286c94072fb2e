"""Grades are on one scale, grow with what makes a problem harder, and need no other row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.record import ANSWER_TYPES, replaced
from curate.stages.grade import (
    CUTS,
    KIND,
    Options,
    effort,
    generated_difficulty,
    heuristic_difficulty,
    level_of,
    stage,
)
from tests.stages.rows import CONTEXT, assert_rowwise, batch, kept, row

STAGE = stage(Options(), CONTEXT)
COUNTS = st.integers(0, 5_000)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 5), st.integers(0, 60), st.integers(0, 60), st.integers(0, 20))
def test_a_generated_difficulty_is_in_its_levels_fifth_and_grows_with_each_unit_of_work(
    level: int, steps: int, operations: int, irrelevant: int
) -> None:
    work = {"steps": steps, "operations": operations, "irrelevant": irrelevant}
    difficulty = generated_difficulty(level, work)
    assert (level - 1) / 5 <= difficulty < level / 5
    assert level_of(difficulty) == level
    for part in work:
        assert generated_difficulty(level, work | {part: work[part] + 1}) > difficulty


@settings(deadline=None, max_examples=200)
@given(COUNTS, st.integers(1, 5_000), st.integers(0, 200), st.integers(0, 26), st.sampled_from(ANSWER_TYPES))
def test_effort_grows_with_every_feature(question: int, reasoning: int, steps: int, options: int, kind: str) -> None:
    z = effort(question, reasoning, steps, options, kind)
    assert effort(question + 9, reasoning, steps, options, kind) > z
    assert effort(question, reasoning + 9, steps, options, kind) > z
    assert effort(question, reasoning, steps + 1, options, kind) > z
    assert effort(question, reasoning, steps, max(2, options) + 1, kind) > z
    assert effort(question, reasoning, steps, options, "text") >= effort(question, reasoning, steps, options, "yes_no")
    assert effort(question + 90, 0, 0, options, kind) > effort(question, 0, 0, options, kind)


@settings(deadline=None, max_examples=200)
@given(st.floats(-5, 20), st.floats(0, 5))
def test_the_heuristic_scale_is_monotone_and_is_interpolation_between_the_cuts(z: float, more: float) -> None:
    difficulty = heuristic_difficulty(z)
    assert 0 <= difficulty <= heuristic_difficulty(z + more) <= 1
    assert difficulty == pytest.approx(float(np.interp(z, CUTS, np.linspace(0, 1, 6))))


def test_every_answer_type_is_weighed() -> None:
    assert set(KIND) == set(ANSWER_TYPES)


def graded(**given: Any) -> dict[str, Any]:
    (one,) = kept(STAGE.apply(batch(row(**given))))
    return one


def test_a_generated_row_keeps_its_level_and_says_where_its_difficulty_is_from() -> None:
    work = {"steps": 4, "operations": 6, "irrelevant": 2}
    one = graded(level=3, parameters={"x": 1}, metadata={"work": work})
    assert one["difficulty_source"] == "generated_v1"
    assert one["difficulty"] == pytest.approx(0.5)
    assert one["level"] == 3


def test_any_other_row_gets_a_level_from_its_difficulty() -> None:
    easy = graded(question="Is 2 even?", answer="yes", answer_type="yes_no", reasoning="")
    hard = graded(reasoning="We take the next case and work it out with care.\n" * 60)
    assert easy["difficulty_source"] == hard["difficulty_source"] == "heuristic_v1"
    assert (easy["level"], hard["level"]) == (1, 5)
    assert hard["tokens"]["reasoning"] > 500
    assert level_of(0.0) == 1
    assert level_of(1.0) == 5


def test_a_measured_difficulty_is_kept_unless_the_recipe_says_no() -> None:
    measured = replaced(batch(row()), difficulty=[0.9], difficulty_source=["pass_rate_v1"])
    (one,) = kept(STAGE.apply(measured))
    assert (one["difficulty_source"], one["level"]) == ("pass_rate_v1", 5)
    (anew,) = kept(stage(Options(keep=False), CONTEXT).apply(measured))
    assert anew["difficulty_source"] == "heuristic_v1"


def test_batching_changes_nothing() -> None:
    assert_rowwise(STAGE, batch(row(), row(level=2, parameters={"x": 1}, metadata={}), row(reasoning=""), row(level=4)))


def test_public_problems_are_spread_over_the_scale(shared_data: Path) -> None:
    lines = (shared_data / "general/gsm8k/test.jsonl").read_text(encoding="utf-8").splitlines()
    rows = []
    for line in lines:
        reasoning, _, answer = json.loads(line)["answer"].partition("\n#### ")
        rows.append(row(question=json.loads(line)["question"], reasoning=reasoning, answer=answer))
    difficulties = np.array(STAGE.apply(batch(*rows)).kept.column("difficulty").to_pylist())
    solution_lines = np.array([one["reasoning"].count("\n") for one in rows])
    assert difficulties.std() > 0.1
    assert difficulties[solution_lines >= 5].mean() > difficulties[solution_lines <= 1].mean() + 0.2
