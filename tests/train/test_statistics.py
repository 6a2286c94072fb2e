"""Intervals against published values, scipy and brute force."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from train.statistics import (
    NOTHING,
    Estimate,
    bootstrap_mean,
    over_seeds,
    paired_difference,
    pass_at_k,
    student_t,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_values_that_newcombe_publishes(successes: int, n: int, low: float, high: float) -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 2_000), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_agrees_with_scipy(n: int, data: st.DataObject, confidence: float) -> None:
    successes = data.draw(st.integers(0, n))
    expected = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    found = wilson(successes, n, confidence)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= successes / n <= found.high <= 1


def test_nothing_is_no_estimate_and_no_error() -> None:
    assert wilson(0, 0) == bootstrap_mean(np.array([np.nan]), seed=0) == over_seeds([]) == NOTHING
    assert NOTHING.as_json()["value"] is None
    with pytest.raises(ValueError, match="3 successes of 2"):
        wilson(3, 2)


def test_pass_at_k_is_the_share_of_subsets_with_a_success() -> None:
    for n in range(1, 9):
        for right in range(n + 1):
            outcomes = [1] * right + [0] * (n - right)
            for k in range(1, n + 1):
                share = sum(any(subset) for subset in combinations(outcomes, k)) / comb(n, k)
                assert pass_at_k(np.array([n]), np.array([right]), k)[0] == pytest.approx(share)


def test_pass_at_k_of_too_few_samples_is_not_known() -> None:
    assert np.isnan(pass_at_k(np.array([3, 0]), np.array([3, 0]), 4)).all()
    assert pass_at_k(np.array([200]), np.array([1]), 100)[0] == pytest.approx(0.5)


def test_the_bootstrap_interval_is_that_of_all_resamples() -> None:
    values = np.array([0.0, 0.25, 0.5, 1.0])
    means = [np.mean(drawn) for drawn in product(values, repeat=4)]
    found = bootstrap_mean(values, seed=3, resamples=40_000)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])), abs=0.07)
    assert found.value == 0.4375
    assert bootstrap_mean(values, seed=3) == bootstrap_mean(values, seed=3)


def test_problems_are_resampled_and_not_their_samples() -> None:
    # 50 problems whose 8 samples agree: the interval is that of 50, not of 400
    values = np.repeat([0.0, 1.0], 25)
    found = bootstrap_mean(values, seed=0)
    expected = wilson(25, 50)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.03)


def test_a_bootstrap_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    held = 0
    for trial in range(200):
        chances = generator.beta(2, 2, 60)
        found = bootstrap_mean(generator.binomial(8, chances) / 8, seed=trial, resamples=300)
        held += bool(found.low is not None and found.high is not None and found.low <= 0.5 <= found.high)
    assert 180 <= held <= 200


def test_where_all_problems_agree_the_interval_is_not_empty() -> None:
    assert bootstrap_mean(np.ones(20), seed=0) == wilson(20, 20)
    assert bootstrap_mean(np.zeros(20), seed=0) == wilson(0, 20)
    same = paired_difference(np.ones(20), np.ones(20), seed=0)
    assert same.value == 0
    assert same.low == pytest.approx(-0.1611, abs=1e-4)
    assert same.high == pytest.approx(0.1611, abs=1e-4)
    better = paired_difference(np.zeros(20), np.ones(20), seed=0)
    assert (better.value, better.high) == (1, 1)
    assert better.low == pytest.approx(1 - 2 * 0.1611, abs=1e-4)


def test_lengths_of_one_are_no_shares() -> None:
    assert bootstrap_mean(np.ones(5), seed=0, share=False) == Estimate(1.0, 1.0, 1.0, 5, "bootstrap")


def test_a_paired_difference_is_that_of_the_pairs() -> None:
    generator = np.random.default_rng(1)
    first = generator.random(400)
    second = first + 0.05 + generator.normal(0, 0.01, 400)
    found = paired_difference(first, second, seed=0)
    assert found.value == pytest.approx(np.mean(second - first))
    expected = stats.ttest_rel(second, first).confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=5e-4)


def test_an_unjudged_problem_leaves_the_pair_out() -> None:
    found = paired_difference(np.array([1, np.nan, 0, 0]), np.array([1, 1, np.nan, 1]), seed=0)
    assert (found.value, found.n) == (0.5, 2)
    with pytest.raises(ValueError, match="same problems"):
        paired_difference(np.zeros(2), np.zeros(3), seed=0)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 8, 29, 200])
def test_quantiles_of_t_agree_with_scipy(degrees: int) -> None:
    for probability in (0.6, 0.9, 0.975, 0.995):
        assert student_t(degrees, probability) == pytest.approx(stats.t.ppf(probability, degrees), rel=1e-9)


def test_an_interval_over_three_seeds_is_students() -> None:
    found = over_seeds([0.40, 0.50, 0.45])
    assert found.value == pytest.approx(0.45)
    # 4.3027 × 0.05 / √3
    assert (found.low, found.high) == pytest.approx((0.32579, 0.57421), abs=1e-5)
    assert over_seeds([0.4]) == Estimate(0.4, None, None, 1, "none")


def test_an_estimate_reads_well() -> None:
    assert str(wilson(5, 10)) == "0.500 [0.237, 0.763]"
    assert str(NOTHING) == "–"
