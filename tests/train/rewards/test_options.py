"""How a recipe names rewards, and what it is told when it is wrong."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from curate.errors import RecipeError
from curate.stages import quality
from tests.train.fake_models import good, rollout
from train.rewards import REWARDS, RewardOptions, create_rewards
from train.rewards.repetition import repeated_share, words

OWN = "users_own"


def test_a_recipe_survives_being_written_and_read() -> None:
    written = {"correctness": 1.0, "length": {"weight": 0.05, "target": 120},
               f"{OWN}:shortness": {"weight": 1.0, "longest": 9},
               "format": {"weight": 0.2, "when": "correct"}}  # fmt: skip
    options = RewardOptions.model_validate_json(json.dumps(written), strict=True)
    assert options.model_dump(mode="json") == written
    assert RewardOptions.model_validate(options.model_dump()) == options


def test_without_a_word_correctness_and_format_are_rewarded() -> None:
    assert RewardOptions().model_dump() == {"correctness": 1.0, "format": 0.1}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"corectness": 1.0}, "did you mean 'correctness'"),
        ({"length": {"weight": 1.0, "tarjet": 3}}, "did you mean 'target'"),
        ({"length": {"weight": 1.0, "target": 0}}, "greater than or equal to 1"),
        ({"length": {"weight": 1.0, "target": 9, "limit": 9}}, "limit has to be more than target"),
        ({"length": {"target": 9}}, "weight"),
        ({"correctness": 0.0}, "nothing to learn from"),
        ({"correctness": -1.0}, "greater than or equal to 0"),
        ({"correctness": math.nan}, "finite"),
        ({"correctness": True}, "valid"),
        ({"correctness": {"weight": 1.0, "when": "sometimes"}}, "'always', 'correct' or 'well_formed'"),
        ({"os.system:": 1.0}, "unknown reward"),
        ({}, "at least 1"),
    ],
)
def test_what_is_wrong_is_told_with_the_nearest_right_name(written: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        RewardOptions.model_validate(written)
    assert said in str(caught.value)


def test_every_key_of_a_reward_is_described() -> None:
    import importlib

    for path in REWARDS.values():
        for name, known in importlib.import_module(path).Options.model_fields.items():
            assert known.description, f"{path} {name}"


def test_a_users_own_reward_is_called_with_its_keys() -> None:
    options = RewardOptions.model_validate({f"{OWN}:shortness": {"weight": 2.0, "longest": 10}, "correctness": 1.0})
    scored = create_rewards(options).score([rollout(good(), tokens=10), rollout(good(), tokens=11)])
    assert scored.total.tolist() == [3.0, 1.0]
    assert scored.counts[f"{OWN}:shortness"] == {"measured": 2}


def test_a_users_own_reward_is_imported_only_when_it_is_made(users_own: Path) -> None:
    code = (
        "import sys\nfrom train.rewards import RewardOptions, create_rewards\n"
        f"RewardOptions.model_validate({{'{OWN}:shortness': 1.0}})\nassert '{OWN}' not in sys.modules\n"
        f"create_rewards(RewardOptions.model_validate({{'{OWN}:shortness': 1.0}}))\nassert '{OWN}' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(users_own)})


@pytest.mark.parametrize(
    ("name", "keys", "said"),
    [
        ("shortness", {"shortest": 3}, "does not take these keys"),
        ("nothing_to_call", {}, "nothing to call"),
        ("not_there", {}, "can't be imported"),
    ],
)
def test_a_users_reward_that_cannot_be_made_is_told_before_training(name: str, keys: dict[str, int], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        create_rewards(RewardOptions.model_validate({f"{OWN}:{name}": {"weight": 1.0, **keys}}))


@pytest.mark.parametrize(("name", "said"), [("broken", "failed"), ("too_few", "0 parts for 1 rollouts")])
def test_a_users_reward_that_fails_says_so(name: str, said: str) -> None:
    rewards = create_rewards(RewardOptions.model_validate({f"{OWN}:{name}": 1.0}))
    with pytest.raises(RecipeError, match=said):
        rewards.score([rollout(good())])


def test_a_users_numbers_are_made_safe() -> None:
    rewards = create_rewards(RewardOptions.model_validate({f"{OWN}:numbers": 1.0}))
    scored = rewards.score([rollout(good())] * 5)
    assert scored.total.tolist() == [0.25, 0.0, 0.0, 1.0, 0.0]
    assert scored.counts[f"{OWN}:numbers"] == {"given": 2, "not_a_number": 2, "out_of_bounds": 1}


def test_a_weight_of_zero_observes() -> None:
    rewards = create_rewards(RewardOptions.model_validate({"correctness": 1.0, "steps": 0.0}))
    scored = rewards.score([rollout(good(reasoning="It is plain that 3 × 4 = 13, more or less."))])
    assert scored.total.tolist() == [1.0]
    assert scored.parts["steps"][0].score == -1.0


@pytest.mark.parametrize(
    ("tokens", "stopped", "linear", "cosine"),
    [(1, True, 0, 0), (100, True, 0, 0), (125, True, -0.25, -0.14644660940672627), (150, True, -0.5, -0.5),
     (200, True, -1, -1), (9_999, True, -1, -1), (5, False, -1, -1)],
)  # fmt: skip
def test_length_costs_beyond_the_target_and_brevity_never_pays(
    tokens: int, stopped: bool, linear: float, cosine: float
) -> None:
    for shape, expected in (("linear", linear), ("cosine", cosine)):
        options = {"correctness": 1.0, "length": {"weight": 1.0, "target": 100, "limit": 200, "shape": shape}}
        scored = create_rewards(RewardOptions.model_validate(options)).score([rollout(good(), tokens, stopped)])
        assert scored.parts["length"][0].score == pytest.approx(expected)


def test_repetition_is_counted_as_the_corpus_counts_it() -> None:
    for text in ("a b c d e f", "a b " * 50, "one two three one two three four", "x"):
        for size in (1, 2, 4):
            assert repeated_share(text.split(), size) == quality.repeated_share(text.split(), size)


def test_a_word_without_end_is_a_repetition() -> None:
    assert repeated_share(words("a" * 1_000), 4) > 0.9
    assert words("a short text") == ["a", "short", "text"]
