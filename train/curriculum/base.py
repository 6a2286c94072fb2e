"""What the samplers here share: how a state names its pool, and the numbers that every one of them can tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from curate.errors import CorpusError
from train.curriculum.contract import Outcome, Pool
from train.curriculum.turns import mix, pool_digest, require_same_pool


class PoolSampler(ABC):
    """A sampler over a pool; `_draw`, `_state` and `_load` are left to each.

    Args:
        seed: the only source of randomness.
        draws: prompts that the stage expects to draw in all.
    """

    name: ClassVar[str]
    needs_outcomes: bool = False

    def __init__(self, pool: Pool, *, seed: int, draws: int):
        self.pool, self.seed, self.draws = pool, seed, draws
        self.drawn = 0
        self._latest: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def draw(self, n: int) -> NDArray[np.int64]:
        """The next n prompts, as indices into the pool."""
        self._latest = self._draw(n)
        self.drawn += n
        return self._latest

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Learn what became of prompts; a sampler that has no use for it learns nothing."""
        del outcomes

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on, as plain JSON values."""
        header = {"sampler": self.name, "prompts": len(self.pool), "pool": self._digest}
        return header | {"drawn": self.drawn, "latest": self._latest.tolist()} | self._state()

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a state.

        Raises:
            CorpusError: it belongs to another sampler, another pool or other options, or it is damaged.
        """
        require_same_pool(state, self.name, self.pool, self._digest)
        try:
            self.drawn = int(state["drawn"])
            self._latest = np.array(state["latest"], dtype=np.int64)
            self._load(state)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise CorpusError(
                f"this state of the curriculum {self.name!r} does not fit its options, or is damaged",
                why=f"{type(error).__name__}: {error}",
                remedy="resume with the run's own recipe from an earlier checkpoint, or start a new run",
            ) from None  # fmt: skip

    def metrics(self) -> dict[str, float]:
        """``epoch``, and ``level/K``, ``family/NAME`` and ``difficulty`` of the latest draw."""
        return {"epoch": self.epoch} | mix(self.pool, self._latest)

    @property
    def epoch(self) -> float:
        """How often the pool was drawn."""
        return self.drawn / len(self.pool)

    @cached_property
    def _digest(self) -> str:
        return pool_digest(self.pool)

    @abstractmethod
    def _draw(self, n: int) -> NDArray[np.int64]: ...

    def _state(self) -> dict[str, Any]:
        return {}

    def _load(self, state: Mapping[str, Any]) -> None:
        del state
