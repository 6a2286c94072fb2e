"""Draws follow the published formulas: chi-square against frequencies computed apart, with fixed seeds."""

from __future__ import annotations

import dataclasses
import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.train.curriculum.pool import made
from train.curriculum import create_sampler, options_from
from train.curriculum.adaptive import Adaptive
from train.curriculum.bandit import Bandit
from train.curriculum.contract import Outcome, Pool
from train.curriculum.easy_to_hard import EasyToHard
from train.curriculum.target_difficulty import TargetDifficulty
from train.curriculum.turns import Quotas, Turns

SURE = 0.001  # a test fails by chance once in a thousand choices of its seed, and its seed is fixed


def _sampler(pool: Pool, *, seed: int = 3, draws: int = 1_000, **options: Any) -> Any:
    return create_sampler(options_from(options), pool, seed=seed, draws=draws)


def _fits(counts: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> bool:
    expected = np.asarray(expected, dtype=np.float64)
    return bool(stats.chisquare(counts, expected / expected.sum() * counts.sum()).pvalue > SURE)


def test_random_gives_every_order_alike() -> None:
    pool = made(3)
    orders = [tuple(_sampler(pool, seed=seed, name="random").draw(3).tolist()) for seed in range(1_200)]
    counts = np.array([orders.count(order) for order in permutations(range(3))])
    assert _fits(counts, np.ones(6))


def _gaussian(progress: float, k: int, groups: int) -> float:
    return math.exp(-((progress**0.5 * (groups - 1) - k) ** 2) / (2 * 0.5**2))


def _cosine(progress: float, k: int, groups: int) -> float:
    a = 0.5 * (1 + math.cos(math.pi * progress))
    return a * (groups - 1 - k) + (1 - a) * k


@pytest.mark.parametrize(("schedule", "formula"), [("gaussian", _gaussian), ("cosine", _cosine)])
@pytest.mark.parametrize("progress", [0.0, 0.3, 1.0])
def test_easy_to_hard_draws_levels_by_the_published_shares(schedule: str, formula: Any, progress: float) -> None:
    pool = made(20_000)
    sampler: EasyToHard = _sampler(pool, name="easy_to_hard", schedule=schedule, floor=0.0, draws=10_000)
    raw = np.array([formula(progress, k, 5) for k in range(5)])
    assert sampler.shares(progress) == pytest.approx(raw / raw.sum())
    sampler.drawn = round(progress * 10_000)
    levels = np.bincount(pool.level[sampler.draw(2_000)], minlength=6)[1:]
    likely = raw / raw.sum() > 1e-6
    assert _fits(levels[likely], raw[likely])
    assert levels[~likely].sum() == 0


def test_no_level_falls_below_the_floor_and_shares_add_up() -> None:
    sampler: EasyToHard = _sampler(made(500), name="easy_to_hard", floor=0.05)
    for progress in np.linspace(0, 1, 21):
        shares = sampler.shares(progress)
        assert shares.min() >= 0.05 - 1e-12
        assert shares.sum() == pytest.approx(1)
    assert sampler.shares(0.0)[0] == pytest.approx(0.8, abs=0.06)


def test_difficulty_goes_up_over_the_schedule() -> None:
    pool = made(5_000)
    for schedule in ("gaussian", "cosine"):
        sampler = _sampler(pool, name="easy_to_hard", schedule=schedule, groups="difficulty", draws=1_000)
        means = [float(pool.difficulty[sampler.draw(100)].mean()) for _ in range(10)]
        assert stats.spearmanr(means, range(10)).statistic > 0.95


def test_pools_weigh_prompts_by_their_latest_success_rate() -> None:
    """The first draw of an epoch falls on each pool by its weight; frequencies over many seeds."""
    pool = made(40)
    rates = np.array([[0, 2, 3, 6, 7, 8][k % 6] for k in range(30)])
    weights = np.array([0.2 if s <= 2 or s > 6 else 1.0 for s in rates] + [1.0] * 10)
    counts = np.zeros(40)
    for seed in range(2_000):
        sampler = _sampler(pool, name="pools", seed=seed)
        sampler.observe([Outcome(k, 8 - int(s), 8) for k, s in enumerate(rates)])  # the latest counts
        sampler.observe([Outcome(k, int(s), 8) for k, s in enumerate(rates)])
        sampler.observe([Outcome(39, 0, 0)])
        counts[sampler.draw(1)] += 1
    assert _fits(counts, weights)
    metrics = sampler.metrics()
    assert [metrics[f"pool/{name}"] * 40 for name in ("unseen", "hard", "normal", "easy")] == [10, 10, 10, 10]


def test_weighted_draws_without_replacement_are_those_of_one_after_another() -> None:
    pool = made(4)
    weights = np.array([0.2, 1.0, 0.2, 1.0])
    pairs = {}
    for a, b in permutations(range(4), 2):
        pairs[a, b] = weights[a] / weights.sum() * weights[b] / (weights.sum() - weights[a])
    seen = dict.fromkeys(pairs, 0)
    for seed in range(2_500):
        sampler = _sampler(pool, name="pools", seed=seed, epoch=1.0)
        sampler.observe([Outcome(k, [0, 4, 8, 4][k], 8) for k in range(4)])
        seen[tuple(sampler.draw(2).tolist())] += 1
    assert _fits(np.array(list(seen.values())), np.array(list(pairs.values())))


def test_a_bandit_draws_by_the_softmax_of_moving_means() -> None:
    pool = made(5_000)
    sampler: Bandit = _sampler(pool, name="bandit", categories="level", rate=0.5, temperature=0.4)
    value = dict.fromkeys(range(1, 6), 0.0)
    random = np.random.default_rng(0)
    for _ in range(3):
        told: dict[int, list[float]] = {}
        outcomes = []
        for i in sampler.draw(30).tolist():
            successes, advantage = int(random.integers(0, 9)), random.random() if i % 2 else None
            outcomes.append(Outcome(i, successes, 8, advantage))
            p = successes / 8
            told.setdefault(int(pool.level[i]), []).append(2 * (p * (1 - p)) ** 0.5 if advantage is None else advantage)
        sampler.observe(outcomes)
        for level, found in told.items():
            value[level] = 0.5 * np.mean(found) + 0.5 * value[level]
    expected = np.exp(np.array(list(value.values())) / 0.4)
    assert sampler.shares() == pytest.approx(expected / expected.sum())
    assert _fits(np.bincount(pool.level[sampler.draw(2_000)], minlength=6)[1:], expected)


def test_the_target_difficulty_moves_by_the_published_rule_and_the_nearest_are_drawn() -> None:
    pool = made(400)
    sampler: TargetDifficulty = _sampler(pool, name="target_difficulty", start=0.4, step=0.2)
    target, used = 0.4, np.zeros(400, dtype=bool)
    low, high = float(pool.difficulty.min()), float(pool.difficulty.max())
    for successes in (8, 8, 0, 3, 8, 8, 8, 8):
        drawn = sampler.draw(20)
        distance = np.where(used, np.inf, abs(pool.difficulty - target))
        assert np.sort(distance[drawn]) == pytest.approx(np.sort(distance)[:20], abs=1e-5)
        used[drawn] = True
        sampler.observe([Outcome(int(i), successes, 8) for i in drawn])
        target = min(max(target + 0.2 * math.tanh(2 * (successes / 8 - 0.5)), low), high)
        assert sampler.target == pytest.approx(target)


def test_posteriors_are_those_of_the_papers_recursion() -> None:
    pool = made(50)
    sampler: Adaptive = _sampler(pool, name="adaptive", across=False, memory=0.6, prior_strength=3.0)
    q = np.clip(1 - pool.difficulty.astype(np.float64), 0.05, 0.95)
    alpha, beta = 3 * q, 3 * (1 - q)
    random = np.random.default_rng(0)
    for _ in range(20):
        i, attempts = int(random.integers(50)), int(random.integers(0, 9))
        successes = int(random.integers(0, attempts + 1))
        sampler.observe([Outcome(i, successes, attempts)])
        if attempts:
            alpha[i] = 0.6 * alpha[i] + 0.4 * 3 * q[i] + successes
            beta[i] = 0.6 * beta[i] + 0.4 * 3 * (1 - q[i]) + attempts - successes
    found = sampler.posterior(np.arange(50))
    assert found[0] == pytest.approx(alpha)
    assert found[1] == pytest.approx(beta)


def test_thompson_draws_are_nearest_the_target_as_often_as_beta_samples_are() -> None:
    pool = dataclasses.replace(
        made(3, families=1), difficulty=np.array([0.3, 0.5, 0.9], dtype=np.float32), level=np.array([1, 3, 5], np.int8)
    )
    counts = np.zeros(3)
    for seed in range(1_500):
        counts[_sampler(pool, name="adaptive", across=False, prior_strength=4.0, seed=seed, epoch=1.0).draw(1)] += 1
    random = np.random.default_rng(0)
    samples = random.beta([2.8, 2.0, 0.4], [1.2, 2.0, 3.6], (200_000, 3))
    expected = np.bincount(np.abs(samples - 0.5).argmin(axis=1), minlength=3)
    assert _fits(counts, expected)


@pytest.mark.parametrize("weights", [{}, {"family_0": 5.0, "family_1": 1.0}, {"family_2": 1.0}])
def test_families_keep_their_shares_in_every_draw(weights: dict[str, float]) -> None:
    pool = made(900)
    sampler = _sampler(pool, name="adaptive", shares=weights)
    raw = np.array([weights.get(name, 0.0) for name in pool.families]) if weights else np.bincount(pool.family)
    shares, total = raw / raw.sum(), np.zeros(3)
    for size in (8, 1, 13, 64, 200, 3, 8):
        total += np.bincount(pool.family[sampler.draw(size)], minlength=3)
        assert np.abs(total - shares * total.sum()).max() < 1.0 + 1e-9


def test_quotas_are_never_off_by_more_than_one_and_always_whole() -> None:
    random = np.random.default_rng(0)
    for _ in range(50):
        shares = random.dirichlet(np.full(random.integers(1, 15), 0.5))
        quotas = Quotas(shares)
        for size in random.integers(1, 70, 30):
            counts = quotas.next(int(size))
            assert counts.sum() == size
            assert counts.min() >= 0
            assert np.abs(quotas.given - shares * quotas.given.sum()).max() < 1 + len(shares) / 2


def test_candidates_of_a_large_group_are_any_of_the_free_ones_alike() -> None:
    turns = Turns(np.zeros(2_000, dtype=np.int64), 1)
    turns.take(np.arange(0, 500), 0)
    counts = np.zeros(2_000)
    random = np.random.default_rng(0)
    for _ in range(400):
        found = turns.candidates(0, 100, random)
        assert len(set(found.tolist())) == 100
        counts[found] += 1
    assert counts[:500].sum() == 0
    assert _fits(counts[500:].reshape(30, 50).sum(axis=1), np.ones(30))
