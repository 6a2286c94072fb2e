"""Which prompts come next: the registry of curricula.

A pool of prompts and a recipe's options go in, a `Sampler` comes out; see `train.curriculum.contract`. A new curriculum
is one module whose class has ``Options``, and one line in `SAMPLERS`; a user's own is named ``package.module:Class``.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, SerializeAsAny
from pydantic_core import PydanticCustomError

from curate.domain import suggestion
from curate.errors import RecipeError

if TYPE_CHECKING:
    from train.curriculum.contract import Pool, Sampler

#: curriculum name -> "module:Class"; the class is called as Class(options, pool, seed=…, draws=…)
SAMPLERS: dict[str, str] = {
    "random": "train.curriculum.random:Random",
    "easy_to_hard": "train.curriculum.easy_to_hard:EasyToHard",
    "pools": "train.curriculum.pools:Pools",
    "adaptive": "train.curriculum.adaptive:Adaptive",
    "target_difficulty": "train.curriculum.target_difficulty:TargetDifficulty",
    "bandit": "train.curriculum.bandit:Bandit",
}


@cache
def sampler_class(name: str) -> Any:
    """The class of that name, or of ``package.module:Class``.

    Raises:
        RecipeError: there is no such curriculum; names the nearest.
    """
    name = name.replace("-", "_") if ":" not in name else name
    module, _, attribute = SAMPLERS.get(name, name).partition(":")
    if not attribute:
        raise RecipeError(
            f"unknown curriculum {name!r}", where="curriculum.name",
            remedy=f"{suggestion(name, SAMPLERS)}; your own is named package.module:Class",
        )  # fmt: skip
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise RecipeError(
            f"the curriculum {name!r} can't be imported", where="curriculum.name", why=str(error),
            remedy="install its package; it is named package.module:Class",
        ) from None  # fmt: skip
    missing = [part for part in ("Options", "draw", "observe", "state_dict") if not hasattr(found, part)]
    if missing:
        raise RecipeError(
            f"{name} is no curriculum", where="curriculum.name", why=f"it has no {', '.join(missing)}",
            remedy="see train.curriculum.contract.Sampler",
        )  # fmt: skip
    return found


def create_sampler(options: BaseModel, pool: Pool, *, seed: int, draws: int) -> Sampler:
    """The sampler that the options name, over a pool.

    Args:
        options: as `CurriculumOptions` validates them.
        draws: prompts that the stage expects to draw in all; schedules end there.

    Raises:
        RecipeError: no such curriculum, or one that can't be used on this pool.
    """
    name = str(getattr(options, "name", ""))
    if not len(pool):
        raise ValueError("a sampler needs at least one prompt")
    sampler: Sampler = sampler_class(name)(options, pool, seed=seed, draws=draws)
    return sampler


def options_from(given: Any) -> BaseModel:
    """Options from a recipe's table: ``name`` says whose they are.

    Raises:
        ValidationError: a key or value is wrong.
        RecipeError: there is no such curriculum.
    """
    if isinstance(given, BaseModel):
        return given
    values = {"name": given} if isinstance(given, str) else dict(given)
    name = values.setdefault("name", "random")
    model: type[BaseModel] = sampler_class(str(name)).Options
    if ":" not in str(name):
        values["name"] = str(name).replace("-", "_")
    return model.model_validate_json(json.dumps(values, default=str), strict=True)


def _validated(given: Any) -> BaseModel:
    if not isinstance(given, BaseModel | str | Mapping):
        raise PydanticCustomError("dict_type", 'wants a table with a name, such as {name = "random"}')
    try:
        return options_from(given)
    except RecipeError as error:
        said = "; ".join(part for part in (error.what, error.why, error.remedy) if part)
        raise PydanticCustomError("unknown_curriculum", "{text}", {"text": said}) from None


#: a recipe's [curriculum] table: the options of the curriculum that its ``name`` names
CurriculumOptions = Annotated[SerializeAsAny[BaseModel], BeforeValidator(_validated)]
