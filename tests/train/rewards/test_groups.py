"""Group statistics and advantages against Tunix's estimators and by hand."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, stdev
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from train.rewards.groups import advantages, decoupled_advantages, group_statistics, known

REWARDS = st.lists(st.floats(-2, 2, allow_nan=False), min_size=8, max_size=32).map(lambda v: v[: len(v) // 4 * 4])


def test_by_hand() -> None:
    total = np.array([1.0, 0.0, 0.0, 1.0, 0.5, 0.5])
    assert advantages(total, 2, "dr_grpo").tolist() == [0.5, -0.5, -0.5, 0.5, 0.0, 0.0]
    assert advantages(total, 2, "rloo").tolist() == [1.0, -1.0, -1.0, 1.0, 0.0, 0.0]
    assert advantages(total, 2, "grpo") == pytest.approx([0.7071, -0.7071, -0.7071, 0.7071, 0, 0], abs=1e-4)


@settings(deadline=None, max_examples=100)
@given(REWARDS, st.sampled_from([2, 4]))
def test_against_plain_python(values: list[float], size: int) -> None:
    total = np.asarray(values)
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    grpo = [(r - fmean(g)) / (stdev(g) + 1e-6) for g in groups for r in g]
    rloo = [r - (sum(g) - r) / (size - 1) for g in groups for r in g]
    assert advantages(total, size, "grpo") == pytest.approx(grpo, abs=1e-6)
    assert advantages(total, size, "rloo") == pytest.approx(rloo, abs=1e-9)
    assert advantages(total, size, "dr_grpo") == pytest.approx([r - fmean(g) for g in groups for r in g], abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("grpo", "compute_advantages"), ("rloo", "compute_rloo_advantages"), ("dr_grpo", "compute_drgrpo_advantages")],
)
def test_against_tunix(ours: Any, theirs: str) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        core = pytest.importorskip("tunix.rl.algo_core")
    estimator: Callable[..., Any] = getattr(core, theirs)
    total = np.random.default_rng(0).normal(size=64).astype(np.float32)
    expected = np.asarray(estimator(total, 8))
    assert advantages(total.astype(np.float64), 8, ours) == pytest.approx(expected, abs=1e-4)


@settings(deadline=None, max_examples=60)
@given(REWARDS, st.data())
def test_what_cannot_be_judged_is_as_if_it_were_not_there(values: list[float], data: st.DataObject) -> None:
    size = 4
    judged = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    total, mask = np.asarray(values), np.asarray(judged)
    for estimator in ("grpo", "dr_grpo", "rloo"):
        found = advantages(total, size, estimator, mask)
        for start in range(0, len(values), size):
            here = [k for k in range(start, start + size) if judged[k]]
            assert not any(found[k] for k in range(start, start + size) if not judged[k])
            if here:
                alone = advantages(total[here], len(here), estimator)
                assert found[here] == pytest.approx(alone, abs=1e-9)


def test_dead_groups_are_told_by_the_outcome_and_never_by_the_total() -> None:
    total = np.array([1.1, 1.0, 0.1, 0.0, 1.0, 0.0, 0.0, 0.0])
    correct = [True, True, False, False, True, False, None, None]
    found = group_statistics(total, correct, 2)
    assert (found.all_right, found.all_wrong, found.dead) == pytest.approx((1 / 3, 1 / 3, 2 / 3))
    assert found.unjudged == 0.25
    assert found.judged.tolist() == [2, 2, 2, 0]
    assert found.successes.tolist() == [2, 0, 1, 0]
    assert found.mean.tolist() == pytest.approx([1.05, 0.05, 0.5, 0.0])
    assert found.std.tolist() == pytest.approx([0.0707107, 0.0707107, 0.7071068, 0.0], abs=1e-6)
    assert found.metrics()["outcome/correct"] == 0.5


def test_a_group_with_one_judged_rollout_has_no_spread() -> None:
    found = group_statistics(np.array([1.0, 5.0]), [True, None], 2)
    assert (found.mean.tolist(), found.std.tolist()) == ([1.0], [0.0])
    assert advantages(np.array([1.0, 5.0]), 2, "rloo", known([True, None])).tolist() == [0.0, 0.0]


def test_no_group_is_no_error_and_half_a_group_is() -> None:
    assert group_statistics(np.zeros(0), [], 4).dead == 0.0
    with pytest.raises(ValueError, match="groups of 4"):
        advantages(np.zeros(6), 4)


def test_decoupled_advantages_keep_rewards_apart_that_a_sum_would_merge() -> None:
    # the example of the paper: (0, 2) and (0, 1) give one GRPO advantage, though two successes are worth more than one
    one, two = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    nothing = np.array([0.0, 0.0])
    both = decoupled_advantages(
        {"a": np.concatenate([one, one]), "b": np.concatenate([two, nothing])}, {"a": 1, "b": 1}, 2
    )
    assert both[1] > both[3] > 0
    summed = advantages(np.concatenate([one + two, one + nothing]), 2)
    assert summed[1] == pytest.approx(summed[3], abs=1e-5)
    assert both.std(ddof=1) == pytest.approx(1.0, abs=1e-3)
    assert both.mean() == pytest.approx(0.0, abs=1e-12)
