"""The stages of training, by the name that a recipe gives as ``kind``.

A new stage is one module and one line here; a third party's is named ``package.module:Class``.
"""

from __future__ import annotations

import importlib

from curate.domain import suggestion
from curate.errors import RecipeError
from train.stages.contract import Interrupted, Policy, Trained, TrainingStage, Work

__all__ = ["STAGES", "Interrupted", "Policy", "Trained", "TrainingStage", "Work", "stage_named"]

#: kind -> "module:Class"
STAGES: dict[str, str] = {
    "sft": "train.stages.sft:SupervisedFineTuning",
    "grpo": "train.stages.grpo:GroupRelativePolicyOptimization",
}


def stage_named(kind: str) -> TrainingStage:
    """The stage of that kind.

    Raises:
        RecipeError: there is no such stage.
    """
    module, _, name = STAGES.get(kind, kind).partition(":")
    if not name:
        raise RecipeError(f"there is no training stage {kind!r}", remedy=suggestion(kind, list(STAGES)))
    try:
        stage: TrainingStage = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError) as error:
        raise RecipeError(f"the training stage {kind!r} can't be loaded", why=str(error)) from None
    return stage
