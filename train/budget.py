"""How long training may take, divided over its stages: measured seconds go in, numbers of steps come out.

Nothing here knows what a step is. A stage asks before every step how many it will make in all (`StagePace` is a `Pace`
of `train.stages.contract`), so that the plan follows step times as they drift. What the ends of the stages cost, a
checkpoint and an evaluation each, is set aside before anything else.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from math import inf

from curate.errors import InputError

_UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0}
#: share of the budget that an evaluation is taken to cost before one was measured
_EVALUATION_SHARE = 0.05
#: an evaluation or a checkpoint may take so much longer than the last one did
_SLOWER = 1.25
#: intervals between steps of which the longest must still fit before the end
_RECENT = 8


def seconds_of(text: str) -> float:
    """``9h``, ``45m``, ``1h30m``, ``90s`` or ``1.5h`` in seconds.

    Raises:
        InputError: it is no length of time, or none at all.
    """
    compact = re.sub(r"\s", "", text).lower()
    parts = re.findall(r"(\d+(?:\.\d+)?)([dhms])", compact)
    if not parts or "".join(number + unit for number, unit in parts) != compact:
        raise InputError(f"{text!r} is no length of time", remedy="write it as 9h, 45m, 1h30m or 90s")
    total = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if total <= 0:
        raise InputError(f"{text!r} leaves no time at all", remedy="give a budget such as 9h or 20m")
    return total


class Budget:
    """The clock of a run. Without a bound (`seconds` None) every stage makes all the steps that it wants.

    Args:
        seconds: all that there is from now on; of a run that goes on, less what it has used.
        shares: each stage's share of the time, in the order of the stages.
        clock: seconds that only grow.
    """

    def __init__(
        self, seconds: float | None, shares: Mapping[str, float], *, clock: Callable[[], float] = time.monotonic
    ):
        self.clock, self._began = clock, clock()
        self._seconds = inf if seconds is None else seconds
        self._shares = dict(shares)
        self._checkpoint = 0.0
        self._evaluation: float | None = None

    @property
    def bounded(self) -> bool:
        return self._seconds != inf

    @property
    def elapsed(self) -> float:
        """Seconds since the run began or went on."""
        return self.clock() - self._began

    @property
    def remaining(self) -> float:
        """Seconds left; infinite without a bound, negative when overdrawn."""
        return self._seconds - self.elapsed

    def took_checkpoint(self, seconds: float) -> None:
        """A checkpoint took so long."""
        self._checkpoint = max(seconds, 0.5 * self._checkpoint)

    def took_evaluation(self, seconds: float) -> None:
        """An evaluation took so long."""
        self._evaluation = seconds

    @property
    def checkpoint_seconds(self) -> float:
        """What a checkpoint is expected to take at most."""
        return _SLOWER * self._checkpoint

    @property
    def evaluation_seconds(self) -> float:
        """What an evaluation is expected to take at most."""
        if self._evaluation is None:
            return _EVALUATION_SHARE * self._seconds if self.bounded else 0.0
        return _SLOWER * self._evaluation

    def time_for_evaluation(self) -> bool:
        """Whether an evaluation that could be left out can be afforded besides the one at the end."""
        return self.remaining >= 2 * self.evaluation_seconds + self.checkpoint_seconds

    def pace(self, stage: str, *, checkpoint_every: int = 100) -> StagePace:
        """The pace of that stage, which begins now."""
        names = list(self._shares)
        left = names[names.index(stage) :]
        fraction = self._shares[stage] / sum(self._shares[name] for name in left)
        return StagePace(self, fraction, len(left), max(1, checkpoint_every))


class StagePace:
    """How many steps the time allows one stage; made by `Budget.pace` when the stage begins.

    The stage has its share of the time that is left when it begins, without what the ends of this stage and of those
    after it cost; so time that one stage does not use is there for the next.
    """

    def __init__(self, budget: Budget, fraction: float, stages_left: int, checkpoint_every: int):
        self._budget, self._fraction, self._stages_left = budget, fraction, stages_left
        self._checkpoint_every = checkpoint_every
        self._at_beginning = budget.remaining
        self._asked: tuple[int, float] | None = None
        self._intervals: deque[float] = deque(maxlen=_RECENT)

    def steps(self, planned: int, *, done: int, seconds_per_step: float | None) -> int:
        """Steps to make in all: never more than `planned`, nor fewer than are done.

        Args:
            seconds_per_step: as the stage measures it, without what compiled; None before it knows. The longest of the
                latest intervals between two calls decides whether one more step fits before the end.
        """
        budget, now = self._budget, self._budget.clock()
        if self._asked is not None and done > self._asked[0]:
            self._intervals.append((now - self._asked[1]) / (done - self._asked[0]))
        self._asked = (done, now)
        if not budget.bounded:
            return planned
        end = budget.checkpoint_seconds + budget.evaluation_seconds
        share = self._fraction * (self._at_beginning - self._stages_left * end)
        mine = share - (self._at_beginning - budget.remaining)
        step = seconds_per_step or min(self._intervals, default=0.0)
        each = step + budget.checkpoint_seconds / self._checkpoint_every
        if mine <= 0 or budget.remaining - end < max([step, *self._intervals]):
            return min(done, planned)
        return min(planned, done + int(mine / each)) if each > 0 else planned
