"""Learning rates against optax's schedules."""

from __future__ import annotations

import numpy as np
import optax
import pytest

from train.schedule import ScheduleOptions


@pytest.mark.parametrize("steps", [20, 101, 1000])
def test_cosine_with_warm_up_is_optax_own(steps: int) -> None:
    options = ScheduleOptions(learning_rate=3e-4, warmup=0.1, decay="cosine", floor=0.2)
    rising = -(-steps // 10)
    theirs = optax.cosine_decay_schedule(3e-4, steps - rising, alpha=0.2)
    for step in range(rising, steps):
        assert np.isclose(options.rate(step, steps), float(theirs(step - rising)), rtol=1e-5)


def test_it_rises_without_a_step_at_zero_and_ends_at_the_floor() -> None:
    options = ScheduleOptions(learning_rate=1.0, warmup=0.5, decay="linear", floor=0.1)
    rates = [options.rate(step, 8) for step in range(9)]
    assert rates[:4] == [0.25, 0.5, 0.75, 1.0]
    assert rates[8] == pytest.approx(0.1)
    assert options.rate(100, 8) == pytest.approx(0.1)


def test_a_constant_rate_stays() -> None:
    options = ScheduleOptions(learning_rate=1.0, warmup=0.0, decay="constant")
    assert {options.rate(step, 10) for step in range(10)} == {1.0}


def test_a_rate_that_falls_late_is_level_until_then() -> None:
    options = ScheduleOptions(learning_rate=1.0, warmup=0.1, decay="linear", falling=0.2, floor=0.0)
    rates = [options.rate(step, 100) for step in range(101)]
    theirs = optax.join_schedules([optax.constant_schedule(1.0), optax.linear_schedule(1.0, 0.0, 18)], [82])
    assert np.allclose(rates[10:], [float(theirs(step)) for step in range(10, 101)], atol=1e-6)
