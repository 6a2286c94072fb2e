"""Generated problems as a source: a domain's families, a seed and a number of rows in; records out.

Row i is a pure function of (domain, seed, families, levels, i), so that more rows extend a corpus and change none of
it. Families take turns, and within a family the levels do. Some open problems are posed as multiple choice with their
named traps as the wrong options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from curate.domain import Criterion, Domain, Family, Problem
from curate.errors import CurateError, RecipeError
from curate.record import LETTERS, REJECTED, batch_of, new_record
from curate.stages.contract import Sifted, empty
from curate.version import VERSION

SOURCE = "generated"
LICENCE = "Apache-2.0"
#: draws of one problem before it is begun anew with another seed, and how often that is tried
DRAWS, ATTEMPTS = 50_000, 8
#: fewest wrong options of a multiple-choice question, and most
_FEWEST, _MOST = 3, 4


@dataclass(frozen=True)
class _Making:
    """Everything that row i depends on besides i."""

    domain: Domain
    seed: int
    families: tuple[str, ...]
    levels: tuple[int, ...]
    multiple_choice: float
    revision: str


@dataclass(frozen=True)
class GeneratedTask:
    """Rows `start` up to `stop`, counted from 0."""

    making: _Making
    start: int
    stop: int

    def load(self) -> Sifted:
        """Generate the rows; none is ever rejected here."""
        rows = [_record(self.making, index) for index in range(self.start, self.stop)]
        return Sifted(batch_of(rows), empty(REJECTED))


class GeneratedSource:
    """Problems of a domain's families.

    Args:
        rows: how many to generate.
        families: which families take turns; all of the domain's when empty.
        levels: which levels take turns within a family; a level that is named twice comes twice as often.
        multiple_choice: share of the open problems with at least three distinct distractors that are posed as
            multiple-choice questions.

    Raises:
        RecipeError: an unknown family, a level outside of 1 to 5, a share outside of 0 to 1.
    """

    def __init__(
        self,
        domain: Domain,
        rows: int,
        seed: int,
        *,
        families: Sequence[str] = (),
        levels: Sequence[int] = (1, 2, 3, 4, 5),
        multiple_choice: float = 0.25,
    ):
        for name in families:
            domain.family(name)
        if not levels or any(level not in range(1, 6) for level in levels):
            raise RecipeError("levels are numbers from 1 to 5", where="sources.levels", why=f"given: {list(levels)}")
        if not 0 <= multiple_choice <= 1:
            raise RecipeError("the share of multiple-choice questions lies between 0 and 1",
                              where="sources.multiple_choice", why=f"given: {multiple_choice}")  # fmt: skip
        chosen = tuple(families) or tuple(domain.families)
        if rows and not chosen:
            raise RecipeError(f"the {domain.name} domain has no problem families to generate from")
        self._rows = rows
        self._making = _Making(domain, seed, chosen, tuple(levels), multiple_choice, VERSION)

    @property
    def name(self) -> str:
        return SOURCE

    def describe(self) -> dict[str, Any]:
        """Name, kind, toolkit version as revision, and what the rows depend on."""
        making = self._making
        return {
            "name": SOURCE,
            "kind": "generated",
            "revision": making.revision,
            "licence": LICENCE,
            "rows": self._rows,
            "seed": making.seed,
            "families": list(making.families),
            "levels": list(making.levels),
            "multiple_choice": making.multiple_choice,
        }

    def tasks(self, batch_rows: int) -> Iterator[GeneratedTask]:
        """The rows in order, `batch_rows` a task."""
        for start in range(0, self._rows, batch_rows):
            yield GeneratedTask(self._making, start, min(start + batch_rows, self._rows))


def _record(making: _Making, index: int) -> dict[str, Any]:
    name = making.families[index % len(making.families)]
    level = making.levels[index // len(making.families) % len(making.levels)]
    family = making.domain.family(name)
    draw = f"{making.seed}/{name}/{level}/{index}"
    problem = _posed(family, level, draw)
    posed = _as_choice(problem, Random(f"{draw}/choice"), making.multiple_choice)
    metadata: dict[str, Any] = {
        "distractors": [{"answer": wrong.answer, "trap": wrong.trap} for wrong in problem.distractors],
        "work": {"steps": len(problem.steps), "operations": problem.operations, "irrelevant": problem.irrelevant},
    }
    if posed["choices"] and not problem.choices:
        metadata["open_answer"] = problem.answer
    return new_record(
        domain=making.domain.name,
        family=name,
        question=problem.question,
        rubric=_rubric(making.domain.rubric, family.rubric, problem.rubric),
        level=level,
        language=making.domain.language,
        source=SOURCE,
        revision=making.revision,
        file=name,
        row=index + 1,
        licence=LICENCE,
        parameters={**problem.parameters, "level": level},
        metadata=metadata,
        **posed,
    )


class _OutOfDrawsError(Exception):
    """A family has drawn more often than any problem needs."""


class _FiniteRandom(Random):
    """Draws as `random.Random` does, `DRAWS` times at most.

    Families look for values that fit by drawing again; a first draw that leaves no way out would never end.
    """

    _left = DRAWS

    def random(self) -> float:
        self._draw()
        return super().random()

    def getrandbits(self, bits: int, /) -> int:
        self._draw()
        return super().getrandbits(bits)

    def _draw(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _OutOfDrawsError


def _posed(family: Family, level: int, draw: str) -> Problem:
    try:
        for attempt in range(ATTEMPTS):
            with suppress(_OutOfDrawsError):
                return family.problem(_FiniteRandom(f"{draw}/{attempt}" if attempt else draw), level)
        raise RuntimeError(f"no problem within {DRAWS:,} draws, {ATTEMPTS} times")
    except CurateError:
        raise
    except Exception as error:
        raise CurateError(
            f"the family {family.name!r} failed to pose a problem at level {level}",
            where=f'random.Random("{draw}")',
            why=f"{type(error).__name__}: {error}",
            remedy="this is a fault of the domain package; leave the family out (sources.families) and report it",
        ) from error


def _as_choice(problem: Problem, rng: Random, share: float) -> dict[str, Any]:
    """The fields that differ between an open problem and the same problem with options."""
    fields: dict[str, Any] = {
        "answer": problem.answer,
        "answer_type": problem.answer_type,
        "verifier": problem.verifier,
        "arguments": dict(problem.arguments),
        "choices": list(problem.choices),
        "reasoning": "\n".join(problem.steps),
    }
    if problem.choices:
        if problem.verifier == "choice":
            fields["arguments"].setdefault("choices", list(problem.choices))
        return fields
    chosen = rng.random() < share
    wrong = _distinct_wrong(problem)
    if not chosen or len(wrong) < _FEWEST or any(_is_letter(text) for text in (problem.answer, *wrong)):
        return fields
    options = [problem.answer, *rng.sample(wrong, rng.randint(_FEWEST, min(_MOST, len(wrong))))]
    rng.shuffle(options)
    letter = LETTERS[options.index(problem.answer)]
    closing = f"Option {letter} is {problem.answer}, so the answer is {letter}."
    return {
        "answer": letter,
        "answer_type": "choice",
        "verifier": "choice",
        "arguments": {"choices": options},
        "choices": options,
        "reasoning": "\n".join([*problem.steps, closing]),
    }


def _is_letter(text: str) -> bool:
    """Does an answer read like the letter of an option: the element C, the move E, the block b?"""
    return len(text.strip()) == 1 and text.strip().upper() in LETTERS


def _distinct_wrong(problem: Problem) -> list[str]:
    """The distractors' answers, without those that read like the answer or like one before them."""
    seen = {_folded(problem.answer)}
    found = []
    for wrong in problem.distractors:
        folded = _folded(wrong.answer)
        if folded and folded not in seen:
            seen.add(folded)
            found.append(wrong.answer)
    return found


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _rubric(*parts: Sequence[Criterion]) -> list[Mapping[str, Any]]:
    return [criterion.as_row() for part in parts for criterion in part]
