"""`adaptive` against `random`, on a simulated learner that is not the model that the sampler has of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.train.curriculum.pool import Learner, made
from train.curriculum import create_sampler, options_from
from train.curriculum.adaptive import Adaptive
from train.curriculum.contract import Outcome, Pool
from train.curriculum.gate import teaches


def _train(
    name: str, pool: Pool, seed: int, steps: int = 120, **options: Any
) -> tuple[float, float, Learner, list[float]]:
    """Share of dead groups, mean distance of true success rates from one half, the learner, its skill by step."""
    sampler = create_sampler(options_from({"name": name, **options}), pool, seed=seed, draws=16 * steps)
    learner = Learner(pool, seed=seed)
    dead, distance, skill = [], [], []
    for _ in range(steps):
        prompts = sampler.draw(16)
        distance.append(np.abs(learner.chance(prompts) - 0.5).mean())
        outcomes = learner.roll(prompts)
        dead.append(np.mean([not teaches(outcome) for outcome in outcomes]))
        sampler.observe(outcomes)
        learner.learn(outcomes)
        skill.append(learner.skill)
    return float(np.mean(dead)), float(np.mean(distance)), learner, skill


@pytest.fixture(scope="module")
def pool() -> Pool:
    return made(4_000)


@pytest.mark.parametrize("seed", range(3))
def test_adaptive_draws_prompts_that_are_half_done_and_wastes_fewer_groups(pool: Pool, seed: int) -> None:
    dead, distance, learner, skill = _train("adaptive", pool, seed)
    dead_at_random, distance_at_random, _, skill_at_random = _train("random", pool, seed)
    assert dead < 0.6 * dead_at_random
    assert distance < 0.75 * distance_at_random
    # and reaches what random reaches in two thirds of the steps or fewer
    reached = next(step for step, value in enumerate(skill) if value >= skill_at_random[-1])
    assert reached <= len(skill) * 2 / 3
    assert learner.skill > skill_at_random[-1]


def test_what_is_seen_of_others_helps_where_hardly_a_prompt_comes_twice(pool: Pool) -> None:
    dead = np.mean([_train("adaptive", pool, seed, steps=60)[0] for seed in range(3)])
    alone = np.mean([_train("adaptive", pool, seed, steps=60, across=False)[0] for seed in range(3)])
    assert dead < alone


def test_estimates_come_near_the_truth(pool: Pool) -> None:
    sampler = create_sampler(options_from({"name": "adaptive"}), pool, seed=0, draws=2_000)
    assert isinstance(sampler, Adaptive)
    learner = Learner(pool, seed=0, start=0.5)
    everything = np.arange(len(pool))
    before = np.abs(sampler.estimate(everything) - learner.chance(everything)).mean()
    for _ in range(60):
        sampler.observe(learner.roll(sampler.draw(16)))
    after = np.abs(sampler.estimate(everything) - learner.chance(everything)).mean()
    assert after < 0.75 * before
    metrics = sampler.metrics()
    assert abs(metrics["estimate"] - 0.5) < 0.1
    assert 0 < metrics["seen"] <= 60 * 16 / len(pool)


def test_the_prior_follows_the_difficulty_column(pool: Pool) -> None:
    sampler = create_sampler(options_from({"name": "adaptive"}), pool, seed=0, draws=100)
    assert isinstance(sampler, Adaptive)
    assert sampler.estimate(np.arange(len(pool))) == pytest.approx(np.clip(1 - pool.difficulty, 0.05, 0.95))
    first = sampler.draw(200)
    assert np.abs(pool.difficulty[first] - 0.5).mean() < np.abs(pool.difficulty - 0.5).mean()


def test_prompts_that_could_not_be_judged_teach_nothing(pool: Pool) -> None:
    sampler = create_sampler(options_from({"name": "adaptive"}), pool, seed=0, draws=100)
    before = sampler.state_dict()
    sampler.observe([Outcome(3, 0, 0), Outcome(4, 0, 0, 0.5)])
    assert sampler.state_dict() == before
