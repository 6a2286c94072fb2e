"""What holds for every curriculum: the same draws from the same past, across a save; no prompt twice in an epoch."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from curate.errors import CorpusError, RecipeError
from tests.train.curriculum.pool import Learner, made
from train.curriculum import SAMPLERS, CurriculumOptions, create_sampler, options_from
from train.curriculum.contract import Outcome, Pool, Sampler

EVERY: list[dict[str, Any]] = [
    *({"name": name} for name in SAMPLERS),
    {"name": "easy_to_hard", "schedule": "cosine", "groups": "difficulty", "bands": 4},
    {"name": "adaptive", "across": False, "epoch": 1.0, "shares": {"family_0": 3, "family_2": 1}},
    {"name": "bandit", "categories": "level"},
]
every = pytest.mark.parametrize("options", EVERY, ids=str)
POOL = made(60)


def _sampler(options: Mapping[str, Any], pool: Pool = POOL, seed: int = 7, draws: int = 200) -> Sampler:
    return create_sampler(options_from(options), pool, seed=seed, draws=draws)


def _run(sampler: Sampler, sizes: Sequence[int], random: np.random.Generator) -> list[list[int]]:
    drawn = []
    for size in sizes:
        prompts = sampler.draw(size)
        assert prompts.shape == (size,)
        assert prompts.dtype == np.int64
        drawn.append(prompts.tolist())
        attempts = random.integers(0, 9, size)  # 0: none of the prompt's completions could be judged
        sampler.observe([Outcome(int(i), int(random.integers(0, k + 1)), int(k)) for i, k in zip(prompts, attempts)])
    return drawn


@every
@settings(max_examples=12, deadline=None)
@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8), data=st.data())
def test_a_state_saved_at_any_point_has_the_same_future(
    options: dict[str, Any], sizes: list[int], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sizes)))
    whole, first = _sampler(options), _sampler(options)
    past = np.random.default_rng(1)
    _run(whole, sizes[:at], past)
    _run(first, sizes[:at], np.random.default_rng(1))
    text = json.dumps(first.state_dict(), allow_nan=False)
    later = _sampler(options)
    _run(later, [3, 5], np.random.default_rng(5))  # what it did before is forgotten
    later.load_state_dict(json.loads(text))
    assert json.dumps(later.state_dict()) == text
    assert later.metrics() == whole.metrics()
    assert _run(later, [*sizes[at:], 11], np.random.default_rng(2)) == _run(
        whole, [*sizes[at:], 11], np.random.default_rng(2)
    )
    assert later.state_dict() == whole.state_dict()


@every
def test_draws_depend_on_the_seed_and_on_nothing_else(options: dict[str, Any]) -> None:
    runs = [_run(_sampler(options, seed=seed), [9, 9, 9], np.random.default_rng(0)) for seed in (1, 1, 2)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


@every
@pytest.mark.parametrize("size", [1, 4, 7])
def test_no_prompt_comes_twice_within_an_epoch(options: dict[str, Any], size: int) -> None:
    """An epoch is that of the sampler's groups, and the share of them that its options name."""
    sampler = _sampler(options)
    group: NDArray[np.integer[Any]] = np.zeros(len(POOL), dtype=np.int64)
    chosen = options_from(options)
    if options["name"] == "adaptive":
        group = POOL.family
    elif options["name"] == "bandit":
        group = POOL.level + (6 * POOL.family if chosen.categories == "family_and_level" else 0)  # type: ignore[attr-defined]
    elif options["name"] == "easy_to_hard":
        rank = np.argsort(np.argsort(POOL.difficulty, kind="stable"), kind="stable")
        group = POOL.level if chosen.groups == "level" else rank * chosen.bands // len(POOL)  # type: ignore[attr-defined]
    share = getattr(chosen, "epoch", 1.0)
    drawn = np.array([i for part in _run(sampler, [size] * 40, np.random.default_rng(3)) for i in part])
    for one in np.unique(group):
        mine = drawn[group[drawn] == one]
        length = int(np.ceil((group == one).sum() * share))
        # a draw that crosses an epoch's end is shuffled as a whole: whole draws are compared within an epoch
        for start in range(0, len(mine) - length + 1, length):
            if size == 1:
                assert len(set(mine[start : start + length].tolist())) == length
        counts = np.bincount(mine, minlength=len(POOL))
        assert counts.max() <= np.ceil(len(mine) / length)


@every
def test_metrics_are_finite_and_shares_add_up(options: dict[str, Any]) -> None:
    sampler = _sampler(options)
    sampler.metrics()
    drawn = _run(sampler, [16, 16, 16], np.random.default_rng(0))[-1]
    metrics = sampler.metrics()
    assert all(isinstance(value, float) and np.isfinite(value) for value in metrics.values())
    for level in range(1, 6):
        assert metrics[f"level/{level}"] == pytest.approx(np.mean([POOL.level[i] == level for i in drawn]))
    assert sum(metrics[f"family/{name}"] for name in POOL.families) == pytest.approx(1)
    assert metrics["epoch"] > 0


@every
def test_a_state_of_another_pool_or_sampler_is_refused(options: dict[str, Any]) -> None:
    sampler = _sampler(options)
    state = sampler.state_dict()
    with pytest.raises(CorpusError, match="another pool") as error:
        _sampler(options, made(61)).load_state_dict(state)
    assert "it had 60 prompts, this has 61" in str(error.value)
    swapped = dataclasses.replace(POOL, ids=[POOL.ids[1], POOL.ids[0], *POOL.ids[2:]])
    with pytest.raises(CorpusError, match="another pool"):
        _sampler(options, swapped).load_state_dict(state)
    with pytest.raises(CorpusError, match="curriculum"):
        _sampler({"name": "pools" if options["name"] == "random" else "random"}).load_state_dict(state)


def test_a_state_of_other_options_or_a_damaged_one_is_refused() -> None:
    state = _sampler({"name": "bandit", "categories": "level"}).state_dict()
    with pytest.raises(CorpusError, match="does not fit its options") as error:
        _sampler({"name": "bandit"}).load_state_dict(state)
    assert "it has 5 groups of prompts, and the options make 15" in str(error.value)
    for name in SAMPLERS:
        whole = _sampler({"name": name}).state_dict()
        for key in set(whole) - {"sampler", "pool", "prompts"}:
            with pytest.raises(CorpusError, match="damaged"):
                _sampler({"name": name}).load_state_dict({k: value for k, value in whole.items() if k != key})


@every
def test_a_pool_of_one_prompt_will_do(options: dict[str, Any]) -> None:
    one = dataclasses.replace(made(1), families=("family_0", "family_1", "family_2"))
    one = dataclasses.replace(one, family=np.zeros(1, dtype=np.int32))
    assert _sampler(options, one).draw(5).tolist() == [0] * 5


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_batch_is_drawn_from_many_prompts_without_a_look_at_an_id(name: str) -> None:
    pool = made(200_000)

    class Untouched(Sequence[str]):
        def __len__(self) -> int:
            return len(pool)

        def __getitem__(self, index: Any) -> Any:
            raise AssertionError("an id was read")

    sampler = _sampler({"name": name}, dataclasses.replace(pool, ids=Untouched()), draws=10_000)
    for part in _run(sampler, [64, 64], np.random.default_rng(0)):
        assert len(set(part)) == 64


def test_a_learner_shows_every_sampler_prompts_and_outcomes() -> None:
    for options in EVERY:
        sampler = _sampler(options)
        learner = Learner(POOL, seed=0)
        for _ in range(5):
            sampler.observe(learner.roll(sampler.draw(8)))


# names and options


def test_an_unknown_curriculum_names_the_nearest() -> None:
    with pytest.raises(RecipeError, match="unknown curriculum 'adaptve'") as error:
        options_from({"name": "adaptve"})
    assert "did you mean 'adaptive'" in str(error.value)
    with pytest.raises(RecipeError, match="can't be imported"):
        options_from({"name": "nowhere.at_all:Sampler"})
    with pytest.raises(RecipeError, match="is no curriculum"):
        options_from({"name": "json:JSONDecoder"})


class _Recipe(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    curriculum: CurriculumOptions = options_from("random")


def test_a_recipe_holds_the_options_of_the_curriculum_that_it_names() -> None:
    recipe = _Recipe.model_validate_json('{"curriculum": {"name": "easy-to-hard", "schedule": "cosine"}}', strict=True)
    assert recipe.curriculum == options_from({"name": "easy_to_hard", "schedule": "cosine"})
    values = recipe.model_dump(mode="json")
    assert values["curriculum"]["schedule"] == "cosine"
    assert _Recipe.model_validate_json(json.dumps(values), strict=True) == recipe
    assert _Recipe().model_dump(mode="json") == {"curriculum": {"name": "random"}}
    for wrong, said in (
        ({"name": "adaptive", "targt": 0.5}, "Extra inputs"),
        ({"name": "adaptive", "target": 2}, "less than 1"),
        ({"name": "adaptve"}, "did you mean 'adaptive'"),
        (3, "wants a table"),
    ):
        with pytest.raises(ValidationError, match=said) as error:
            _Recipe.model_validate_json(json.dumps({"curriculum": wrong}), strict=True)
        assert error.value.errors()[0]["loc"][0] == "curriculum"


def test_shares_of_families_that_are_not_there_are_refused() -> None:
    with pytest.raises(RecipeError, match="'family_9'") as error:
        _sampler({"name": "adaptive", "shares": {"family_9": 1.0}})
    assert "did you mean" in str(error.value)
    with pytest.raises(RecipeError, match="no family has a share"):
        _sampler({"name": "adaptive", "shares": {"family_0": 0.0}})


class BackwardsOptions(BaseModel):
    """Options of a third party's curriculum."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    step: Literal[1, 2] = 1


class Backwards:
    """A third party's curriculum: the pool from its end."""

    Options = BackwardsOptions
    needs_outcomes = False

    def __init__(self, options: BackwardsOptions, pool: Pool, *, seed: int, draws: int):
        self.options, self.pool, self.at = options, pool, 0

    def draw(self, n: int) -> NDArray[np.int64]:
        self.at += n
        return (len(self.pool) - 1 - np.arange(self.at - n, self.at) * self.options.step) % len(self.pool)

    def observe(self, outcomes: Sequence[Outcome]) -> None: ...

    def state_dict(self) -> dict[str, Any]:
        return {"at": self.at}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.at = state["at"]

    def metrics(self) -> dict[str, float]:
        return {}


def test_a_curriculum_of_ones_own_is_named_by_its_import_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "third_party_curricula", sys.modules[__name__])
    options = options_from({"name": "third_party_curricula:Backwards", "step": 2})
    assert create_sampler(options, POOL, seed=0, draws=9).draw(3).tolist() == [59, 57, 55]
    recipe = _Recipe.model_validate({"curriculum": {"name": "third_party_curricula:Backwards", "step": 2}})
    assert recipe.curriculum == options
    with pytest.raises(ValidationError):
        options_from({"name": "third_party_curricula:Backwards", "step": 3})
