"""Build verified chain-of-thought corpora for a domain, and look into them.

    import curate
    from curate.build import build

    recipe, folder = curate.load_recipe("medical")
    corpus = build(recipe, Path("corpora/medical"))
    for batch in corpus.batches("train"):
        ...

Names are imported when they are first used, so that ``import curate`` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from curate.corpus import Corpus as Corpus
    from curate.domain import Domain as Domain
    from curate.domain import Family as Family
    from curate.domain import Problem as Problem
    from curate.errors import CurateError as CurateError
    from curate.recipe import Recipe as Recipe
    from curate.recipe import load as load_recipe  # noqa: F401
    from curate.record import SCHEMA as SCHEMA
    from curate.record import messages as messages
    from curate.verifiers import Verdict as Verdict
    from curate.verifiers import verify as verify

_PUBLIC = {
    "Corpus": "curate.corpus:Corpus",
    "CurateError": "curate.errors:CurateError",
    "Domain": "curate.domain:Domain",
    "Family": "curate.domain:Family",
    "Problem": "curate.domain:Problem",
    "Recipe": "curate.recipe:Recipe",
    "SCHEMA": "curate.record:SCHEMA",
    "Verdict": "curate.verifiers:Verdict",
    "load_recipe": "curate.recipe:load",
    "messages": "curate.record:messages",
    "verify": "curate.verifiers:verify",
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'curate' has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    return getattr(importlib.import_module(module), attribute)
