"""Group relative policy optimisation: what is learned, resumed bit for bit, and the traps of the stock learner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from tests.train.weights_of import digest
from train.rewards.contract import Part, Rollout
from train.stages.contract import Interrupted
from train.stages.grpo import GroupRelativePolicyOptimization, GrpoOptions

Make = Callable[..., Any]


def short(rollouts: Sequence[Rollout]) -> list[Part]:
    """A reward that a random model can earn: the fewer tokens, the better."""
    return [Part(1.0 - rollout.tokens / 96, "short") for rollout in rollouts]


OPTIONS = GrpoOptions.model_validate(
    {
        "steps": 5, "prompts": 2, "group": 4, "learning_rate": 1e-2, "checkpoint_every": 2, "buckets": 1,
        "show_every": 2, "rewards": {f"{__name__}:short": 1.0},
    }
)  # fmt: skip


@pytest.fixture
def always_wrong_is_learnable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rewards of a model that gets nothing right still differ, as `short` says."""


def test_an_interrupted_stage_goes_on_bit_for_bit(new_policy: Make, new_work: Make) -> None:
    stage = GroupRelativePolicyOptimization()
    whole, log = new_policy(), new_work(OPTIONS)
    assert stage.run(whole, log).steps == 5
    assert digest(whole.model) != digest(new_policy().model)

    with pytest.raises(Interrupted) as stopped:
        stage.run(new_policy(), new_work(OPTIONS, place="cut", stop_after=2))
    assert stopped.value.step == 3
    rest, resumed = new_work(OPTIONS, place="cut", resume=True), new_policy()
    assert stage.run(resumed, rest).steps == 5
    assert digest(resumed.model) == digest(whole.model)
    rewards = {step: values["reward/mean"] for step, values in log.logged}
    assert {step: values["reward/mean"] for step, values in rest.logged} == {step: rewards[step] for step in (4, 5)}


def test_every_step_samples_anew(new_policy: Make, new_work: Make) -> None:
    """The stock rollout draws with the same key at each call (Tunix, generate/sampler.py)."""
    options = OPTIONS.model_copy(update={"steps": 2, "learning_rate": 1e-30, "show_every": 1, "beta": 0.0})
    work = new_work(options)
    GroupRelativePolicyOptimization().run(new_policy(), work)
    first, second = ([row["completion"] for row in rows] for _, rows in work.shown)
    assert first != second


def test_the_reward_rises(new_policy: Make, new_work: Make) -> None:
    options = OPTIONS.model_copy(update={"steps": 25, "prompts": 4, "checkpoint_every": 100, "beta": 0.0})
    work = new_work(options)
    GroupRelativePolicyOptimization().run(new_policy(), work)
    rewards = [values["reward/mean"] for _, values in work.logged]
    assert np.mean(rewards[-5:]) > np.mean(rewards[:5]) + 0.1
    stopped = [values["completion/stopped"] for _, values in work.logged]
    assert np.mean(stopped[-5:]) > np.mean(stopped[:5])  # ending a turn is part of what is reinforced


def test_the_divergence_has_a_gradient_and_starts_at_nothing(new_policy: Make, new_work: Make) -> None:
    """Tunix's default estimator has none on-policy; with low_var_kl it starts at 0 and grows as the policy moves."""
    work = new_work(OPTIONS.model_copy(update={"beta": 0.5}))
    GroupRelativePolicyOptimization().run(new_policy(), work)
    kl = [values["kl"] for _, values in work.logged]
    assert kl[0] == pytest.approx(0.0, abs=1e-5)
    assert max(kl[1:]) > 1e-4
    assert all(value >= -1e-6 for value in kl)


def test_the_first_of_several_updates_is_on_policy_at_any_temperature(new_policy: Make, new_work: Make) -> None:
    """Tunix's own rollouts forget the temperature in the old probabilities, which clips at once."""
    options = OPTIONS.model_copy(update={"iterations": 2, "temperature": 0.5, "steps": 1, "learning_rate": 1e-30})
    work = new_work(options)
    GroupRelativePolicyOptimization().run(new_policy(), work)
    assert work.logged[0][1]["pg_clipfrac"] == pytest.approx(0.0, abs=1e-6)


def test_dead_groups_can_be_left_out_of_an_update(new_policy: Make, new_work: Make) -> None:
    """A random model gets nothing right: with "fewer", nothing is learned however the shaped rewards differ."""
    options = GrpoOptions.model_validate(
        {**OPTIONS.model_dump(), "steps": 1, "beta": 0.0, "gate": {"rounds": 2, "when_short": "fewer"}}
    )
    work, policy = new_work(options), new_policy()
    GroupRelativePolicyOptimization().run(policy, work)
    values = work.logged[0][1]
    assert values["grad_norm"] == 0.0
    assert values["gate/rounds"] == 2
    assert values["gate/admitted"] == 0.0


def test_rollouts_are_kept_with_every_part_and_its_reason(new_policy: Make, new_work: Make) -> None:
    options = GrpoOptions.model_validate(
        {**OPTIONS.model_dump(), "steps": 1, "rewards": {"correctness": 1.0, "format": 0.1}}
    )
    work = new_work(options)
    GroupRelativePolicyOptimization().run(new_policy(), work)
    ((step, rows),) = work.shown
    assert step == 1
    assert len(rows) == 8
    assert {"correctness", "format"} == set(rows[0]["parts"])
    assert all(part["reason"] for row in rows for part in row["parts"].values())
    assert {row["total"] for row in rows} == {0.0}


def test_adaptive_learns_what_became_of_its_prompts(new_policy: Make, new_work: Make) -> None:
    options = GrpoOptions.model_validate({**OPTIONS.model_dump(), "steps": 2, "curriculum": {"name": "adaptive"}})
    work = new_work(options)
    GroupRelativePolicyOptimization().run(new_policy(), work)
    state = json_state(work)
    fresh = new_work(options, place="other")
    assert state["sampler"] != {}
    assert fresh.checkpoints.latest() is None


def json_state(work: Any) -> dict[str, Any]:
    import json

    folder = work.checkpoints.root / str(work.checkpoints.latest()) / "state"
    return dict(json.loads(next(folder.glob("*")).read_text()))
