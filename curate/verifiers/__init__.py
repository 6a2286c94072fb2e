"""Answer checkers. An answer and a gold answer go in, a `Verdict` comes out; the same checker serves curation, reward
and evaluation.

`verify(name, answer, gold, arguments)` finds the checker by name and never raises on any text. A new checker is one
module with a function and one line in `CHECKERS`; a domain adds its own through `Domain.verifiers`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
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

    Raises:
        RecipeError: there is no such checker.
    """
    path = CHECKERS.get(name, name)
    module, _, function = path.partition(":")
    if not function:
        raise RecipeError(f"unknown verifier {name!r}", why=f"known: {', '.join(sorted(CHECKERS))}")
    found: Checker = getattr(importlib.import_module(module), function)
    return found


def verify(name: str, answer: str, gold: str, arguments: Mapping[str, Any] | None = None) -> Verdict:
    """Check an answer; see `Verdict`."""
    return checker(name)(answer, gold, **(arguments or {}))
