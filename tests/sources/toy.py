"""A toy domain: two families whose answers anyone can recompute."""

from __future__ import annotations

from random import Random

from curate.domain import Criterion, Distractor, Domain, Family, Problem


def _sum(rng: Random, level: int) -> Problem:
    a, b = rng.randint(10 * level, 10 * level + 9), rng.randint(2, 9)
    wrong = {str(a - b): "subtracted", str(a * b): "multiplied", str(a + b + 1): "miscounted", str(a + b): "no mistake"}
    return Problem(
        question=f"What is {a} plus {b}?",
        steps=(f"Add: {a} + {b} = {a + b}.",),
        answer=str(a + b),
        answer_type="integer",
        verifier="integer",
        parameters={"a": a, "b": b},
        distractors=tuple(Distractor(answer, trap) for answer, trap in wrong.items()),
        operations=1,
        rubric=(Criterion("Adds.", "essential"),),
    )


def _parity(rng: Random, level: int) -> Problem:
    a = rng.randint(1, 99)
    return Problem(
        question=f"Is {a} even?",
        steps=(f"{a} leaves {a % 2}.",),
        answer="no" if a % 2 else "yes",
        answer_type="yes_no",
        verifier="yes_no",
        parameters={"a": a},
        distractors=(Distractor("yes" if a % 2 else "no", "miscounted"),),
    )


def _broken(rng: Random, level: int) -> Problem:
    raise ZeroDivisionError("no such dose")


def _stuck(rng: Random, level: int) -> Problem:
    """One first draw in two leads nowhere."""
    wanted = rng.choice((1, 7))
    while rng.randint(1, 6) != wanted:
        pass
    return _sum(rng, level)


SUM = Family("sum", "Sums", "Peano", _sum, rubric=(Criterion("Shows the sum.", "important"),))
PARITY = Family("parity", "Parity", "Euclid IX", _parity)
BROKEN = Family("broken", "Broken", "nowhere", _broken)
STUCK = Family("stuck", "Stuck", "nowhere", _stuck)
DOMAIN = Domain(
    name="toy",
    title="Toy",
    description="Sums.",
    recipe='domain = "toy"\n',
    families={name: f"tests.sources.toy:{name.upper()}" for name in ("sum", "parity", "broken", "stuck")},
    rubric=(Criterion("Answers.", "essential"),),
)
