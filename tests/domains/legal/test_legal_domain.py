"""The legal domain as a whole: its families, rubric, recipe and public sources."""

from __future__ import annotations

import importlib.util
import tomllib
from random import Random

import pytest

from curate.sources.adapters import named_adapter
from curate.verifiers import verify
from domains.legal import DOMAIN, FAMILIES


@pytest.mark.parametrize("name", FAMILIES)
def test_family_poses_a_verifiable_problem_at_every_level(name: str) -> None:
    if importlib.util.find_spec(f"domains.legal.families.{name}") is None:
        pytest.skip(f"{name} is not built yet")
    family = DOMAIN.family(name)
    assert family.name == name
    assert 3 <= len(family.rubric) <= 8
    for level in range(1, 6):
        first, again = (family.problem(Random(f"{name}/{level}"), level) for _ in range(2))
        assert first == again
        assert verify(first.verifier, first.answer, first.answer, first.arguments).score == 1


def test_recipe_names_the_domain() -> None:
    assert tomllib.loads(DOMAIN.recipe)["domain"] == "legal"


def test_rubric_has_every_class_of_weight() -> None:
    assert {criterion.importance for criterion in DOMAIN.rubric} == {"essential", "important", "optional", "pitfall"}
    assert all(not criterion.positive for criterion in DOMAIN.rubric if criterion.importance == "pitfall")
    assert 7 <= len(DOMAIN.rubric) <= 20


def test_sources_name_adapters_that_exist() -> None:
    names = [source.name for source in DOMAIN.sources]
    assert len(set(names)) == len(names)
    for source in DOMAIN.sources:
        assert source.licence
        if source.adapter:
            assert named_adapter(source.adapter).name == source.adapter


def test_examinations_are_for_evaluation_only() -> None:
    for source in DOMAIN.sources:
        if source.split == "test" or source.name.startswith(("lsat", "mmlu", "lexam")):
            assert source.use == "evaluation", source.name
