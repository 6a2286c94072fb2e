"""Training recipes: what is printed is what was read, every key explains itself, a wrong one is named with its line."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from curate.errors import RecipeError
from tests.train import toy
from train.recipe import differences, from_toml, from_values, load, plain, recipe_names, to_toml
from train.stages import STAGES


class ToyOptions(BaseModel):
    """Options of a toy stage."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    class Inner(BaseModel):
        """What lies below."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        depth: int = Field(default=1, ge=1, le=9, description="how deep")
        names: tuple[str, ...] = Field(default=(), description="some names")

    steps: int = Field(default=10, ge=1, description="steps")
    inner: Inner = Inner()
    rate: float | None = Field(default=None, gt=0, description="a rate")
    note: str = Field(default="", description="any text")


class ToyStage:
    """A third party's stage."""

    Options: ClassVar[type[BaseModel]] = ToyOptions


@pytest.fixture
def toy_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STAGES, "toy", "tests.train.test_recipe:ToyStage")


TOY = '[[stages]]\nkind = "toy"\n'
text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.usefixtures("toy_stage")
@settings(deadline=None, max_examples=40)
@given(
    name=text.filter(bool), method=text, seed=st.integers(0, 2**32 - 1), steps=st.integers(1, 10**9),
    depth=st.integers(1, 9), names=st.lists(text, max_size=3), rate=st.none() | st.floats(1e-12, 1e12),
    note=text, families=st.dictionaries(text, st.lists(text, max_size=2), max_size=3), instruction=text,
)  # fmt: skip
def test_a_recipe_that_is_printed_and_read_again_is_the_same_recipe(
    name: str, method: str, seed: int, steps: int, depth: int, names: list[str], rate: float | None, note: str,
    families: dict[str, list[str]], instruction: str,
) -> None:  # fmt: skip
    stage: dict[str, Any] = {"kind": "toy", "steps": steps, "inner": {"depth": depth, "names": names}, "note": note}
    if rate is not None:
        stage["rate"] = rate
    values = {
        "name": name, "method": method, "seed": seed, "stages": [stage, {"kind": "toy"}],
        "corpus": {"families": families}, "prompt": {"instruction": instruction},
    }  # fmt: skip
    recipe = from_values(values)
    printed = to_toml(recipe)
    assert from_toml(printed) == recipe
    assert to_toml(from_toml(printed)) == printed
    assert tomllib.loads(printed)["stages"][0]["note"] == note
    assert from_values(plain(recipe)) == recipe


def test_the_stages_of_the_toolkit_survive_printing() -> None:
    recipe = toy.recipe()
    assert from_toml(to_toml(recipe)) == recipe
    assert differences(recipe, from_toml(to_toml(recipe))) == []


@pytest.mark.parametrize("name", recipe_names())
def test_every_named_recipe_is_valid_and_says_what_it_is(name: str) -> None:
    recipe = load(name)
    assert recipe.name == name
    assert len(recipe.method) > 80
    assert from_toml(to_toml(recipe)) == recipe


def test_every_key_that_is_printed_has_its_meaning_above_it() -> None:
    lines = to_toml(toy.recipe()).splitlines()
    rewards = lines.index("[stages.rewards]")
    for number, (before, line) in enumerate(pairwise(lines), 1):
        if "=" in line and not line.startswith("#") and not rewards < number < rewards + 3:
            assert before.startswith("# "), line


def test_stages_are_called_by_their_place_and_kind() -> None:
    assert toy.recipe().stage_names == ("1-sft", "2-grpo")


SFT = '[[stages]]\nkind = "sft"\nsteps = 5\nlearning_rate = 1e-3\n'
GRPO = '[[stages]]\nkind = "grpo"\nsteps = 5\nlearning_rate = 1e-5\n'


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("nam = 'x'\n" + SFT, "nam (line 1): unknown key; did you mean 'name'?"),
        ("", "stages: this key is needed"),
        ("stages = []", "stages (line 1): wants at least 1"),
        ("stages = 3", "stages (line 1): stages are tables: [[stages]]"),
        ("seed = -1\n" + SFT, "seed (line 1): wants at least 0 (it is -1)"),
        ("[[stages]]\nsteps = 5", "stages.1.kind (line 1): this key is needed"),
        ('[[stages]]\nkind = "sfd"', "stages.1.kind (line 2): there is no training stage 'sfd'; did you mean 'sft'?"),
        (SFT + "stepz = 3", "stages.1.stepz (line 5): unknown key; did you mean 'steps'?"),
        (SFT + "batch = 0", "stages.1.batch (line 5): wants at least 1 (it is 0)"),
        (SFT + '[[stages]]\nkind = "grpo"\nlearning_rate = "fast"\nsteps = 2',
         'stages.2.learning_rate (line 7): wants a number (it is "fast")'),
        (SFT + '[stages.curriculum]\nname = "adaptiv"', "unknown curriculum 'adaptiv'"),
        (SFT + '[stages.curriculum]\nname = "random"\nfloor = 1', "floor"),
        (GRPO + "[stages.rewards]\ncorectness = 1.0", "unknown reward 'corectness'; did you mean 'correctness'?"),
        (GRPO + "[stages.rewards]\ncorrectness = -1.0", "wants at least 0"),
        (GRPO + "[stages.gate]\nround = 2", "stages.1.gate.round (line 6): unknown key; did you mean 'rounds'?"),
        ("[model]\nname = 'gemma3-1B'\n" + SFT, "model.name (line 2): unknown model 'gemma3-1B'; did you mean 'gem"),
        ("[model]\nadapter = 'lorra'\n" + SFT, "model.adapter (line 2): 'lorra' is not one it knows; did you mean 'lo"),
        ("[model]\nheads = 3\n" + SFT, "3 heads can't share 2 key and value heads evenly"),
        ("[model]\nlayrs = 3\n" + SFT, "model.layrs (line 2): unknown key; did you mean 'layers'?"),
        ("[data]\nmax_prompt_token = 3\n" + SFT,
         "data.max_prompt_token (line 2): unknown key; did you mean 'max_prompt_tokens'?"),
        ("[evaluation]\nsamples = 1.5\n" + SFT, "evaluation.samples (line 2): wants a whole number (it is 1.5)"),
        ("[corpus]\nlevels = [6]\n" + SFT, "corpus.levels (line 2): levels are 1 to 5"),
        ("[modle]\nlayers = 3\n" + SFT, "modle (line 1): unknown key; did you mean 'model'?"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_its_line_and_the_nearest_right_one(written: str, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        from_toml(written, "my.toml")
    assert said in str(caught.value)
    assert caught.value.where == "my.toml"


def test_a_curriculum_that_needs_outcomes_is_refused_where_there_are_none() -> None:
    with pytest.raises(RecipeError, match=r"stages\.1\.curriculum[\s\S]*adaptive.*outcomes"):
        from_toml(SFT + '[stages.curriculum]\nname = "adaptive"')


@pytest.mark.usefixtures("toy_stage")
def test_a_curriculum_for_a_stage_that_applies_none_is_an_error() -> None:
    with pytest.raises(RecipeError, match=r"stages\.1\.curriculum \(line 3\): unknown key"):
        from_toml(TOY + '[stages.curriculum]\nname = "random"')


def test_a_third_partys_stage_is_named_by_its_path() -> None:
    recipe = from_toml('[[stages]]\nkind = "tests.train.test_recipe:ToyStage"\nsteps = 3')
    assert recipe.stage_names == ("1-ToyStage",)
    assert recipe.stages[0].options == ToyOptions(steps=3)


def test_a_third_partys_stage_that_is_not_there_says_so() -> None:
    with pytest.raises(RecipeError, match=r"stages\.1\.kind.*can't be loaded"):
        from_toml('[[stages]]\nkind = "nowhere.at_all:Stage"')


def test_what_is_no_toml_says_so() -> None:
    with pytest.raises(RecipeError, match="not valid TOML"):
        from_toml("stages = [")


def test_unknown_names_and_files_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="unknown training recipe 'tinny'"):
        load("tinny")
    with pytest.raises(RecipeError, match=r"no recipe file[\s\S]*--print > mine\.toml"):
        load(str(tmp_path / "mine.toml"))
    (tmp_path / "mine.toml").write_text(SFT)
    assert load(str(tmp_path / "mine.toml")).stages[0].options.steps == 5


def test_differences_name_every_key_that_differs() -> None:
    one = from_toml(toy.RECIPE)
    other = from_toml(toy.RECIPE.replace("steps = 40", "steps = 41").replace("format = 0.1", "length = 0.1"))
    assert differences(one, one) == []
    assert differences(one, other) == [
        ("stages.1.steps", "40", "41"),
        ("stages.2.rewards.format", "0.1", "—"),
        ("stages.2.rewards.length", "—", "0.1"),
    ]
