"""Recipes: what is printed is what was read, every key explains itself, and every wrong one is named with its line."""

from __future__ import annotations

import hashlib
import tomllib
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from curate.cli import run
from curate.errors import RecipeError
from curate.recipe import Recipe, from_toml, from_values, load, plain, portable, to_toml
from curate.stages import OPTIONAL, STAGES, options_model


def wrong(text: str) -> str:
    with pytest.raises(RecipeError) as caught:
        from_toml(text, "my.toml")
    assert caught.value.where == "my.toml"
    assert caught.value.remedy
    return str(caught.value.why)


def test_the_built_in_recipe_is_short_and_its_effective_one_says_everything():
    recipe, _ = load("medical")
    printed = tomllib.loads(to_toml(recipe))
    assert list(printed["stages"]) == list(STAGES)
    for name in STAGES:
        known = set(options_model(name).model_fields)
        assert set(printed["stages"][name]) <= known
        assert all(f"{key} =" in to_toml(recipe) for key in known)


def test_every_key_is_explained_above_it():
    lines = to_toml(load("medical")[0]).splitlines()
    for before, line in pairwise(lines):
        if "=" in line and not line.startswith("#") and not line.startswith("kind"):
            assert before.startswith("# "), line


names = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12)
sources = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("generated")},
        optional={
            "rows": st.integers(0, 10**6),
            "levels": st.lists(st.integers(1, 5), min_size=1),
            "families": st.lists(names),
        },
    ),
    st.fixed_dictionaries(
        {"kind": st.just("files"), "paths": st.lists(names, min_size=1)},
        optional={"map": st.dictionaries(names, names), "licence": names, "name": names, "adapter": names},
    ),
    st.fixed_dictionaries(
        {"kind": st.just("hub"), "id": names}, optional={"rows": st.integers(1, 9), "revision": names}
    ),
)
recipes = st.fixed_dictionaries(
    {"domain": st.just("medical"), "sources": st.lists(sources, min_size=1, max_size=3)},
    optional={
        "rows": st.integers(0, 10**9), "seed": st.integers(0, 2**62), "skip": st.lists(st.sampled_from(OPTIONAL)),
        "stages": st.fixed_dictionaries({}, optional={
            "quality": st.fixed_dictionaries({}, optional={"max_answer": st.integers(1, 10**6), "tokenizer": names}),
            "deduplicate": st.fixed_dictionaries({}, optional={"threshold": st.floats(0.01, 1), "near": st.booleans()}),
            "language": st.fixed_dictionaries({"keep": st.lists(names)}),
            "decontaminate": st.fixed_dictionaries({"benchmarks": st.lists(names)}),
        }),
        "shards": st.fixed_dictionaries({"rows_per_shard": st.integers(1, 10**9)}),
    },
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(recipes)
def test_a_printed_recipe_read_again_is_the_same_recipe(values: dict):
    names_of_files = [source.get("name", "files") for source in values["sources"] if source["kind"] == "files"]
    assume(len(set(names_of_files)) == len(names_of_files))
    recipe = from_values(values)
    again = from_toml(to_toml(recipe))
    assert again == recipe
    assert to_toml(again) == to_toml(recipe)
    assert from_values(plain(recipe)) == recipe


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80) | st.builds("{} = {}".format, st.sampled_from(["rows", "seed", "skip", "domain"]), names))
def test_no_text_breaks_the_reader(text: str):
    with suppress(RecipeError):
        assert isinstance(from_toml(text), Recipe)


def test_a_printed_recipe_builds_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["recipe", "medical"]) == 0
    Path("my.toml").write_text(capsys.readouterr().out)
    digests = []
    for what, out in (("medical", "one"), ("my.toml", "two")):
        assert run(["build", what, "--rows", "60", "--workers", "1", "--out", out]) == 0
        files = sorted(path for path in Path(out).rglob("*") if path.is_file())
        digests.append({path.relative_to(out): hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    assert digests[0] == digests[1]
    assert len(digests[0]) > 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rows = 1", "domain: this key is needed"),
        ('domain = "medcal"', "domain (line 1): unknown domain 'medcal'; did you mean 'medical'?"),
        ('domain = "medical"\nrwos = 3', "rwos (line 2): unknown key; did you mean 'rows'?"),
        ('domain = "medical"\nrows = -1', "rows (line 2): wants at least 0 (it is -1)"),
        ('domain = "medical"\nrows = true', "rows (line 2): wants a whole number (it is true)"),
        ('domain = "medical"\nrows = "10"', 'rows (line 2): wants a whole number (it is "10")'),
        ('domain = "medical"\nskip = ["languag"]', "skip (line 2): 'languag' is no stage that can be left out"),
        ('domain = "medical"\nskip = ["verify"]', "skip (line 2): 'verify' can't be left out"),
        ('domain = "medical"\n[stages.qualty]\n', "stages.qualty (line 2): unknown key; did you mean 'quality'?"),
        (
            'domain = "medical"\n[stages.decontaminate]\nthreshold = 0.3\n#\n#\n[stages.deduplicate]\nthreshold = 3',
            "stages.deduplicate.threshold (line 7): wants at most 1.0 (it is 3)",
        ),
        ('domain = "medical"\nstages.language.keep = "en"', "stages.language.keep (line 2): wants a list"),
        (
            'domain = "medical"\n[stages.language]\nswitch = "rejct"',
            "did you mean 'reject'? (there are: reject, flag, ignore)",
        ),
        (
            'domain = "medical"\n[stages.split]\ntrain = 0.5',
            "stages.split (line 2): train, validation and test sum to 0.6",
        ),
        (
            'domain = "medical"\n[[sources]]\nkind = "file"',
            "sources.1 (line 2): unknown kind 'file'; did you mean 'files'?",
        ),
        ('domain = "medical"\n[[sources]]\nrows = 3', "sources.1 (line 2): needs a kind"),
        ('domain = "medical"\nsources = []', "sources (line 2): wants at least 1"),
        (
            'domain = "medical"\n[[sources]]\nkind = "generated"\n[[sources]]\nkind = "files"\npath = ["x"]',
            "sources.2.path (line 6): unknown key; did you mean 'paths'?",
        ),
        ('domain = "medical"\n[shards]\nrows_per_shrd = 1', "shards.rows_per_shrd (line 3): unknown key"),
        (
            'domain = "medical"\n[[sources]]\nkind = "generated"\nlevels = [7]',
            "sources.1.levels.1 (line 4): wants at most 5",
        ),
    ],
)
def test_a_wrong_key_is_named_with_its_line_and_what_it_wants(text: str, said: str):
    assert said in wrong(text)


def test_all_wrong_keys_are_named_at_once_in_the_order_of_their_lines():
    why = wrong(
        'domain = "medical"\nrows = -1\nseed = "x"\n[stages.quality]\nmax_anwser = 1\n[stages.privacy]\nemail = "hide"'
    )
    assert [line.split(":")[0].strip() for line in why.splitlines()] == [
        "rows (line 2)", "seed (line 3)", "stages.quality.max_anwser (line 5)", "stages.privacy.email (line 7)",
    ]  # fmt: skip


def test_what_is_no_toml_is_refused_with_its_place():
    assert "line 1" in wrong('domain = "medical\n')


def test_no_path_of_the_machine_is_portable(tmp_path: Path):
    recipe = from_values(
        {
            "domain": "medical",
            "sources": [{"kind": "files", "paths": [str(tmp_path / "a.jsonl"), "../b.jsonl", "c/d.jsonl"]}],
            "stages": {"decontaminate": {"benchmarks": ["default", str(tmp_path / "my.fp")]},
                       "quality": {"tokenizer": str(tmp_path / "my.model")}},
        }
    )  # fmt: skip
    values = portable(recipe)
    assert values["sources"][0]["paths"] == ["a.jsonl", "b.jsonl", "c/d.jsonl"]
    assert values["stages"]["decontaminate"]["benchmarks"] == ["default", "my.fp"]
    assert values["stages"]["quality"]["tokenizer"] == "my.model"
    assert str(tmp_path) not in str(values)


def test_paths_are_read_from_the_recipe_s_folder(tmp_path: Path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "my.toml").write_text(
        'domain = "medical"\n[[sources]]\nkind = "files"\npaths = ["in/x.jsonl"]\n'
    )
    recipe, base = load(str(tmp_path / "sub" / "my.toml"))
    assert base == (tmp_path / "sub").resolve()
    assert recipe.sources[0].paths == ("in/x.jsonl",)
