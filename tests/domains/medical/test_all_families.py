"""What a reader of the corpus relies on, for each family of the domain, whoever wrote it."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from functools import cache

import pytest

from curate.domain import Family
from curate.record import to_json
from curate.steps import check_steps
from curate.verifiers import verify
from domains.medical import DOMAIN, FAMILIES
from tests.domains.harness import median_nearest_jaccard, problems
from tests.domains.medical.family_checks import Made

#: a year, a DOI-like volume or a named guideline: what a citation in a docstring has
CITATION = re.compile(r"\b(?:19|20)\d\d\b")
WRONG_ARTICLE = re.compile(r"\b[Aa] (?:8\d?|11|18)(?:[ -]|\.\d)|\b[Aa]n (?:[1-79]|1[02-79]|[2-79]\d)[ -]")


@cache
def made(name: str) -> Made:
    return problems(family(name), 300, seed=23)


def family(name: str) -> Family:
    return DOMAIN.family(name)


pytestmark = pytest.mark.parametrize("name", FAMILIES)


def test_gold_verifies_and_every_distractor_fails(name: str) -> None:
    for _, problem in made(name):
        assert verify(problem.verifier, problem.answer, problem.answer, problem.arguments).score == 1, problem
        for wrong in problem.distractors:
            verdict = verify(problem.verifier, wrong.answer, problem.answer, problem.arguments)
            assert verdict.score == 0, (wrong, problem.answer, problem.question)


def test_no_step_is_wrong_and_arithmetic_is_checked(name: str) -> None:
    for _, problem in made(name):
        report = check_steps("\n".join(problem.steps))
        assert not report.wrong, (report.wrong, problem.steps)
        if problem.verifier == "number":
            assert report.checked >= 1, problem.steps


def test_questions_do_not_read_alike(name: str) -> None:
    assert median_nearest_jaccard([problem.question for _, problem in made(name)]) <= 0.5


def test_parameters_seldom_repeat(name: str) -> None:
    made(name)
    seen = Counter((level, to_json(problem.parameters)) for level, problem in problems(family(name), 1500, seed=5))
    assert sum(count - 1 for count in seen.values()) < 0.02 * 1500


def test_text_is_clean(name: str) -> None:
    for _, problem in made(name):
        for text in (problem.question, *problem.steps, *(wrong.answer for wrong in problem.distractors)):
            assert not any(mark in text for mark in ("{", "}", "|", "$", "  ")), text
            assert not WRONG_ARTICLE.search(text), text
            assert text == text.strip()


def test_levels_differ_in_work(name: str) -> None:
    made(name)
    work: dict[int, list[int]] = {}
    for level, problem in made(name):
        work.setdefault(level, []).append(problem.operations + problem.irrelevant)
    assert sum(work[1]) / len(work[1]) < sum(work[5]) / len(work[5])


def test_source_is_cited(name: str) -> None:
    made(name)
    module = importlib.import_module(f"domains.medical.families.{name}")
    assert CITATION.search(module.__doc__ or ""), "the docstring cites no dated source"
    assert ">>>" in (module.__doc__ or ""), "the docstring has no worked example"
    assert family(name).name == name
    assert 3 <= len(family(name).rubric) <= 6
