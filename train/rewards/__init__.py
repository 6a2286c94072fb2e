"""Rewards: rollouts in, one total a rollout with each reward's part and reason out.

A recipe names rewards and weighs them; `create_rewards` makes them and `Rewards.score` adds them up:

    [stages.grpo.rewards]
    correctness = 1.0
    format = 0.1
    length = {weight = 0.05, target = 120}
    "my_package.my_module:kindness" = {weight = 0.2, when = "correct"}

A new reward is a module with `Options` and ``reward(options, judge)``, and one line in `REWARDS`. A user's own is named
by its path, is imported only when a recipe names it, and is called with the rollouts and the arguments that the recipe
gives it.
"""

from __future__ import annotations

import importlib
import inspect
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_serializer, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from curate.domain import suggestion
from curate.errors import RecipeError
from train.rewards.contract import Part, Problem, Reward, Rollout
from train.rewards.judge import LIMIT, Judge, correct
from train.rewards.reading import form, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "REWARDS", "Judge", "Part", "Problem", "Reward", "RewardOptions", "Rewards", "Rollout", "Scored", "WeightedReward",
    "create_rewards", "score",
]  # fmt: skip

#: reward name -> module with ``Options`` and ``reward(options, judge)``
REWARDS: dict[str, str] = {
    "correctness": "train.rewards.correctness",
    "format": "train.rewards.format",
    "length": "train.rewards.length",
    "repetition": "train.rewards.repetition",
    "steps": "train.rewards.steps",
}
_DEFAULT: dict[str, Any] = {"correctness": 1.0, "format": 0.1}


class WeightedReward(BaseModel):
    """One reward of a recipe: a weight, when it applies, and the reward's own arguments."""

    model_config = ConfigDict(extra="allow", frozen=True)

    weight: float = Field(
        ge=0, allow_inf_nan=False, description="what a score of 1 adds to the total; 0 only observes and logs it"
    )
    when: Literal["always", "correct", "well_formed"] = Field(
        default="always",
        description="which rollouts it applies to; it adds nothing to the others. A reward that can be earned without "
        "solving the problem is safer with correct",
    )

    @model_validator(mode="before")
    @classmethod
    def _plain_weight(cls, given: Any) -> Any:
        return {"weight": given} if isinstance(given, int | float) and not isinstance(given, bool) else given

    @property
    def arguments(self) -> dict[str, Any]:
        """What the recipe hands to the reward itself."""
        return dict(self.model_extra or {})

    @model_serializer
    def _as_written(self) -> float | dict[str, Any]:
        if self.when == "always" and not self.arguments:
            return self.weight
        said = {"weight": self.weight} | ({} if self.when == "always" else {"when": self.when})
        return said | self.arguments


class RewardOptions(RootModel[dict[str, WeightedReward]]):
    """Rewards of a stage: name = weight, or name = {weight, when, the reward's own keys}."""

    model_config = ConfigDict(frozen=True)

    root: dict[str, WeightedReward] = Field(default_factory=lambda: _validated(_DEFAULT), min_length=1)

    @model_validator(mode="after")
    def _known(self) -> RewardOptions:
        problems: list[InitErrorDetails] = []
        for name, weighted in self.root.items():
            if name in REWARDS:
                try:
                    _own_options(name, weighted)
                except ValidationError as error:
                    problems += [_under(name, item) for item in error.errors()]
            elif not _is_path(name):
                text = f"unknown reward {name!r}; {suggestion(name, REWARDS)}"
                kind = PydanticCustomError("unknown_reward", "{text}", {"text": text})
                problems.append(InitErrorDetails(type=kind, loc=(name,), input=None))
        if not any(weighted.weight for weighted in self.root.values()):
            raise PydanticCustomError("rewards", "no reward has a weight: there would be nothing to learn from")
        if problems:
            raise ValidationError.from_exception_data("rewards", problems)
        return self


def _validated(values: Mapping[str, Any]) -> dict[str, WeightedReward]:
    return {name: WeightedReward.model_validate(value) for name, value in values.items()}


def _is_path(name: str) -> bool:
    module, _, attribute = name.partition(":")
    return bool(attribute) and all(part.isidentifier() for part in (*module.split("."), *attribute.split(".")))


def _own_options(name: str, weighted: WeightedReward) -> Any:
    model: type[BaseModel] = importlib.import_module(REWARDS[name]).Options
    return model.model_validate_json(json.dumps(weighted.arguments), strict=True)


def _under(name: str, item: ErrorDetails) -> InitErrorDetails:
    """A problem of a reward's own options, placed under the reward."""
    code = "reward_key" if item["type"] == "extra_forbidden" else item["type"]
    kind = PydanticCustomError(code, "{text}", {**(item.get("ctx") or {}), "text": _said(name, item)})
    return InitErrorDetails(type=kind, loc=(name, *item["loc"]), input=item["input"])


def _said(name: str, item: ErrorDetails) -> str:
    if item["type"] == "extra_forbidden":
        known = [*importlib.import_module(REWARDS[name]).Options.model_fields, "weight", "when"]
        return f"the reward {name} has no such key; {suggestion(str(item['loc'][-1]), known)}"
    return str(item["msg"])


@dataclass(frozen=True)
class Scored:
    """What rollouts earned.

    Attributes:
        total: float64 (n,), the weighted sum of the parts; what can't be judged adds nothing. Always finite.
        parts: reward name -> a part for each rollout, unweighted, as the reward gave it.
        correct: the binary outcome of each rollout; None where nothing can be said, and such a rollout belongs in no
            group's mean (see `train.rewards.groups`).
        counts: reward name -> reason -> rollouts.
    """

    total: NDArray[np.float64]
    parts: Mapping[str, Sequence[Part]]
    correct: Sequence[bool | None]
    counts: Mapping[str, Mapping[str, int]]


class Rewards:
    """The rewards of a recipe, ready to score. Use as a context manager, or close it, to end its guarded process."""

    def __init__(self, weighted: Sequence[tuple[str, WeightedReward, Reward]], judge: Judge):
        self.judge = judge
        self._weighted = tuple(weighted)

    @property
    def weights(self) -> dict[str, float]:
        """Reward name -> weight."""
        return {name: options.weight for name, options, _ in self._weighted}

    def score(self, rollouts: Sequence[Rollout]) -> Scored:
        """Score rollouts; in the same order.

        Raises:
            RecipeError: a user's own reward raised, or returned another number of parts.
        """
        import numpy as np

        parts = {name: _called(name, reward, rollouts) for name, _, reward in self._weighted}
        outcomes = parts.get("correctness") or [
            self.judge.outcome(rollout.problem, read(rollout.text)) for rollout in rollouts
        ]
        right = [correct(part) for part in outcomes]
        total = np.zeros(len(rollouts))
        for name, options, _ in self._weighted:
            applies = _applies(options.when, right, rollouts)
            scores = [part.score or 0.0 if here else 0.0 for part, here in zip(parts[name], applies)]
            total += options.weight * np.asarray(scores)
        counts = {name: dict(sorted(Counter(part.reason for part in given).items())) for name, given in parts.items()}
        return Scored(total, parts, right, counts)

    def close(self) -> None:
        """End the guarded process."""
        self.judge.close()

    def __enter__(self) -> Rewards:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _applies(when: str, right: Sequence[bool | None], rollouts: Sequence[Rollout]) -> list[bool]:
    if when == "correct":
        return [outcome is True for outcome in right]
    if when == "well_formed":
        return [form(rollout.text, stopped=rollout.stopped) == "ok" for rollout in rollouts]
    return [True] * len(rollouts)


def create_rewards(options: RewardOptions, *, limit: float = LIMIT) -> Rewards:
    """The rewards that a recipe names.

    Args:
        limit: seconds that one call of a verifier which is not the toolkit's own may take.

    Raises:
        RecipeError: a user's own reward can't be imported, is nothing to call, or does not take the given arguments.
    """
    judge = Judge(limit)
    weighted = []
    for name, given in options.root.items():
        if name in REWARDS:
            reward: Reward = importlib.import_module(REWARDS[name]).reward(_own_options(name, given), judge)
        else:
            reward = _users_own(name, given.arguments)
        weighted.append((name, given, reward))
    return Rewards(weighted, judge)


def score(rollouts: Sequence[Rollout], rewards: Rewards) -> Scored:
    """Score rollouts; see `Rewards.score`."""
    return rewards.score(rollouts)


def _users_own(name: str, arguments: Mapping[str, Any]) -> Reward:
    module, _, attribute = name.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # importing runs the user's code
        raise RecipeError(
            f"the reward {name!r} can't be imported", why=f"{type(error).__name__}: {error}",
            remedy="name it package.module:attribute, and install its package where curate runs",
        ) from None  # fmt: skip
    if not callable(found):
        raise RecipeError(f"the reward {name!r} is nothing to call", remedy="see train.rewards.contract.Reward")
    if arguments:
        try:
            inspect.signature(found).bind([], **arguments)
        except TypeError as error:
            raise RecipeError(
                f"the reward {name!r} does not take these keys", why=str(error),
                remedy="name the function's own keyword arguments beside weight and when",
            ) from None  # fmt: skip
        return partial(found, **arguments)
    ready: Reward = found
    return ready


def _called(name: str, reward: Callable[[Sequence[Rollout]], Any], rollouts: Sequence[Rollout]) -> list[Part]:
    if name in REWARDS:
        return list(reward(rollouts))
    try:
        given = list(reward(rollouts))
    except Exception as error:  # the user's code
        raise RecipeError(
            f"the reward {name!r} failed", why=f"{type(error).__name__}: {error}",
            remedy="a reward takes a list of rollouts and returns a part for each",
        ) from None  # fmt: skip
    if len(given) != len(rollouts):
        raise RecipeError(f"the reward {name!r} returned {len(given)} parts for {len(rollouts)} rollouts")
    return [_sound(part) for part in given]


def _sound(part: Any) -> Part:
    """A user's part: a bare number will do; what is no number counts as not judged; what is out of bounds is cut."""
    given = part if isinstance(part, Part) else Part(part, "given")
    if given.score is None:
        return Part(None, str(given.reason))
    try:
        value = float(given.score)
    except (TypeError, ValueError):
        return Part(None, "not_a_number")
    if not math.isfinite(value):
        return Part(None, "not_a_number")
    return Part(value, str(given.reason)) if -1.0 <= value <= 1.0 else Part(max(-1.0, min(1.0, value)), "out_of_bounds")
