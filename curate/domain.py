"""What a domain is: problem families, a recipe, public sources, a rubric. Only contracts, no pipeline.

A family turns a seeded random generator and a level into a `Problem`; the generated source turns problems into records.
A third party adds a domain by publishing a `Domain` under the entry point group ``curate.domains``.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from random import Random
from typing import Any, Literal

from curate.errors import RecipeError

Importance = Literal["essential", "important", "optional", "pitfall"]
WEIGHTS: dict[str, float] = {"essential": 1.0, "important": 0.7, "optional": 0.3, "pitfall": 0.9}


@dataclass(frozen=True)
class Criterion:
    """One self-contained line of a rubric.

    Attributes:
        criterion: a statement that a judge finds met or not met.
        importance: weight class (RaR, arXiv 2507.17746).
        positive: True when being met is good; a pitfall phrased as the mistake itself has False.
    """

    criterion: str
    importance: Importance
    positive: bool = True

    def as_row(self) -> dict[str, Any]:
        return {
            "criterion": self.criterion,
            "importance": self.importance,
            "weight": WEIGHTS[self.importance],
            "positive": self.positive,
        }


@dataclass(frozen=True)
class Distractor:
    """A wrong answer with a name.

    Attributes:
        answer: written as the right answer would be (same unit, same rounding).
        trap: the mistake that leads to it, as a phrase: ``used actual instead of ideal weight``.
    """

    answer: str
    trap: str


@dataclass(frozen=True)
class Problem:
    """One generated problem with its solution.

    Attributes:
        question: states every convention that the answer needs (formula version, constant, rounding).
        steps: worked reasoning, a line each: facts, rule, substitution, check. Every arithmetic equality in it is true
            as written, within the rounding it shows.
        answer: the gold answer alone.
        answer_type: see `curate.record.ANSWER_TYPES`.
        verifier: checker name, with `arguments` (`curate.verifiers.verify(verifier, answer, answer, arguments)` is 1).
        parameters: JSON-able facts that make the problem this one and no other. Two problems of a family with equal
            parameters are duplicates whatever their wording, so wording and irrelevant facts stay out of it.
        distractors: wrong answers of named traps; each differs from the answer under the verifier.
        operations: arithmetic and decision operations on the way to the answer.
        irrelevant: facts in the question that the answer does not need.
        choices: options without letters when the family itself asks a multiple-choice question; then the answer is a
            letter. Leave empty to let the generated source pose some open problems with their distractors as options.
        rubric: criteria for this problem, besides the family's and the domain's.
    """

    question: str
    steps: tuple[str, ...]
    answer: str
    answer_type: str
    verifier: str
    parameters: Mapping[str, Any]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    distractors: tuple[Distractor, ...] = ()
    operations: int = 1
    irrelevant: int = 0
    choices: tuple[str, ...] = ()
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Family:
    """A kind of problem that can be made in any number at five levels.

    Attributes:
        name: snake_case, unique in the domain.
        title: what a person calls it.
        source: the guideline, paper or textbook section that the rule comes from.
        problem: ``problem(rng, level)``; a pure function of the generator's state and the level 1 to 5.
        rubric: refinements of the domain's rubric.
    """

    name: str
    title: str
    source: str
    problem: Callable[[Random, int], Problem]
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class PublicSource:
    """A public data set that the domain can be built from.

    Attributes:
        name: short name; also the record's family.
        hub: Hugging Face id; `config` where the set has several.
        adapter: name of the row layout in `curate.sources.adapters`.
        licence: SPDX identifier where there is one.
        gate: "" when open, else what the user has to do.
        use: "train", or "evaluation" for sets that may be fingerprinted and evaluated on but never trained on.
        rows: rows in the split that is read, as published.
        revision: commit to pin; None reads the branch head and records the commit it was.
    """

    name: str
    hub: str
    adapter: str
    licence: str
    rows: int
    config: str | None = None
    split: str = "train"
    gate: str = ""
    use: Literal["train", "evaluation"] = "train"
    revision: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Domain:
    """A domain package's public face.

    Attributes:
        families: family name -> "module:ATTRIBUTE", imported when first asked for.
        verifiers: checker name -> "module:function", for answer kinds of the domain's own.
        recipe: text of the built-in recipe (TOML).
        language: ISO 639-1 code of what the families write.
        limits: what a card says the corpus is not; a sentence each.
    """

    name: str
    title: str
    description: str
    recipe: str
    families: Mapping[str, str]
    sources: tuple[PublicSource, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    verifiers: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    language: str = "en"

    def family(self, name: str) -> Family:
        """The family of that name.

        Raises:
            RecipeError: the domain has no such family.
        """
        if name not in self.families:
            raise RecipeError(f"the {self.name} domain has no family {name!r}", remedy=suggestion(name, self.families))
        module, _, attribute = self.families[name].partition(":")
        found: Family = getattr(importlib.import_module(module), attribute)
        return found


def domain_names() -> list[str]:
    """Names of the installed domains, sorted."""
    return sorted({point.name for point in entry_points(group="curate.domains")})


def load_domain(name: str) -> Domain:
    """The installed domain of that name.

    Raises:
        RecipeError: no such domain; the message suggests the nearest.
    """
    for point in entry_points(group="curate.domains"):
        if point.name == name:
            domain: Domain = point.load()
            return domain
    raise RecipeError(f"unknown domain {name!r}", remedy=suggestion(name, domain_names()))


def suggestion(name: str, known: Collection[str]) -> str:
    """'did you mean …' or the list of what there is."""
    near = difflib.get_close_matches(name, list(known), n=1)
    listed = ", ".join(known)
    return f"did you mean {near[0]!r}? (there are: {listed})" if near else f"there are: {listed}"
