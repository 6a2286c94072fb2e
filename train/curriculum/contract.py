"""What a curriculum is: a `Pool` of prompts goes in, the next prompts come out, and what became of them goes back in.

A sampler is deterministic in (pool, options, seed, observations): its `state_dict` is plain JSON and, loaded into a new
sampler over the same pool, makes it go on exactly as the old one would have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Pool:
    """What a sampler may know of the n prompts that it draws from.

    Attributes:
        ids: record ids, in order of the pool.
        difficulty: float32 (n,), 0 easy to 1 hard.
        level: int8 (n,), 1 to 5.
        family: int32 (n,), index into ``families``.
        families: names of the families.
        tokens: int32 (n,), prompt and gold completion together.
    """

    ids: Sequence[str]
    difficulty: NDArray[np.float32]
    level: NDArray[np.int8]
    family: NDArray[np.int32]
    families: tuple[str, ...]
    tokens: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Outcome:
    """What became of one prompt: `successes` verified-correct completions of `attempts`.

    Completions that could not be judged (gold unreadable) count in neither; `advantage` is the mean absolute advantage
    of the prompt's group, where the learner knows it.
    """

    prompt: int
    successes: int
    attempts: int
    advantage: float | None = None


class Sampler(Protocol):
    """Draws prompts. Registered by name in `train.curriculum.SAMPLERS`."""

    #: True for a sampler that is of no use without outcomes, so that a stage which has none must refuse it
    needs_outcomes: bool

    def draw(self, n: int) -> NDArray[np.int64]:
        """The next n prompts, as indices into the pool; within an epoch no prompt comes twice."""

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Learn what became of prompts that were drawn."""

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on, as plain JSON values; floats survive exactly."""

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there.

        Raises:
            CorpusError: the state belongs to another pool (its length or ids differ).
        """

    def metrics(self) -> dict[str, float]:
        """Numbers worth plotting: share of each level and family in the latest draw, epoch, mean estimate …"""
