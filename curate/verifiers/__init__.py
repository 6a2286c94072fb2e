"""Answer checkers. An answer and a gold answer go in, a `Verdict` comes out; the same checker serves curation, reward
and evaluation.

`verify(name, answer, gold, arguments)` finds the checker by name and never raises on any text. A new checker is one
module with a function and one line in `CHECKERS`; a domain adds its own through `Domain.verifiers`.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from curate.errors import RecipeError


@dataclass(frozen=True)
class Verdict:
    """What a checker says.

    Attributes:
        score: 1 right, 0 wrong, between for partial credit; None when the *gold* answer (or the arguments) can't be
            understood, so that nothing can be said of the answer.
        reason: reason code, such as ``equal``, ``wrong_unit``, ``answer_unreadable``, ``gold_unreadable``.
    """

    score: float | None
    reason: str


Checker = Callable[..., Verdict]

#: every reason code of the checkers here -> what it says; a domain's own checkers may add theirs
REASONS: dict[str, str] = {
    "equal": "score 1: the same answer after normalisation or conversion",
    "within_tolerance": "score 1: not the same number, but inside the tolerance or the limits",
    "equal_without_unit": "score 1: the number is right and the answer leaves out the unit that the gold answer has",
    "accepted_wording": "score 1: one of the other wordings listed as right",
    "partly_right": "score between 0 and 1: some of the labels are right",
    "different": "score 0: readable, and another answer",
    "wrong_unit": "score 0: a unit that does not convert to the gold answer's",
    "missing_unit": "score 0: no unit where one is required, or where it changes the value (percent)",
    "answer_ambiguous": "score 0: several answers, a range, or one that takes itself back",
    "answer_unreadable": "score 0: no answer of the expected kind can be read, or it is too long",
    "gold_unreadable": "no score: the gold answer itself can't be understood",
    "arguments_unreadable": "no score: the checker's arguments are unknown, missing or of the wrong type",
}

#: checker name -> "module:function"; called as function(answer, gold, **arguments)
CHECKERS: dict[str, str] = {
    "choice": "curate.verifiers.choice:check",
    "number": "curate.verifiers.number:check",
    "integer": "curate.verifiers.integer:check",
    "yes_no": "curate.verifiers.yes_no:check",
    "label": "curate.verifiers.labels:check_one",
    "labels": "curate.verifiers.labels:check_set",
    "date": "curate.verifiers.date:check",
    "expression": "curate.verifiers.expression:check",
    "text": "curate.verifiers.text:check",
}


@cache
def checker(name: str) -> Checker:
    """The checker of that name, or of ``package.module:function`` for a domain's own.

    A name comes out of data, so that it is followed only into this package and those of installed domains.

    Raises:
        RecipeError: there is no such checker, or it is of a package that brings no domain.
    """
    path = CHECKERS.get(name, name)
    module, _, function = path.partition(":")
    if not function:
        raise RecipeError(f"unknown verifier {name!r}", why=f"known: {', '.join(sorted(CHECKERS))}")
    if module.partition(".")[0] not in _packages():
        raise RecipeError(
            f"the verifier {name!r} is not run",
            why="it belongs to no installed domain, and a corpus may name any function there is",
            remedy="install the domain that it comes from",
        )
    found: Checker = getattr(importlib.import_module(module), function)
    return found


@cache
def _packages() -> frozenset[str]:
    """Packages whose checkers are run: this one, and those that an installed domain comes from."""
    domains = entry_points(group="curate.domains")
    return frozenset({"curate", *(point.value.partition(":")[0].partition(".")[0] for point in domains)})


@cache
def _takes(name: str) -> frozenset[str] | None:
    """Names of the arguments that a checker takes; None when it takes any."""
    parameters = inspect.signature(checker(name)).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return frozenset(parameter.name for parameter in parameters) - {"answer", "gold"}


def verify(name: str, answer: str, gold: str, arguments: Mapping[str, Any] | None = None) -> Verdict:
    """Check an answer; see `Verdict`. An argument that the checker does not know gives no score."""
    check = checker(name)
    if not arguments:
        return check(answer, gold)
    known = _takes(name)
    if known is not None and not known.issuperset(arguments):
        return Verdict(None, "arguments_unreadable")
    return check(answer, gold, **arguments)
