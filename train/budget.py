"""How long training may take, divided over its stages: measured seconds go in, numbers of steps come out.

Nothing here knows what a step is. A stage asks before every step how many it will make in all, so that the plan follows
step times as they drift. What the ends of the stages cost, a checkpoint and an evaluation each, is set aside before
anything else.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf

from curate.errors import InputError

_UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0}
#: share of the budget that an evaluation is taken to cost before one was measured
_EVALUATION_SHARE = 0.05
#: an evaluation or a checkpoint may take so much longer than the last one did
_SLOWER = 1.25
#: steps over which a stage's pace is measured
_WINDOW = 20


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
        self._clock, self._began = clock, clock()
        self._seconds = inf if seconds is None else seconds
        self._shares = dict(shares)
        self._checkpoint = 0.0
        self._evaluation: float | None = None
        self._stages = {name: _Stage() for name in shares}

    @property
    def bounded(self) -> bool:
        return self._seconds != inf

    @property
    def elapsed(self) -> float:
        """Seconds since the run began or went on."""
        return self._clock() - self._began

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

    def took_step(self, stage: str, seconds: float) -> None:
        """A step of that stage took so long; the first one is set apart, for it compiles."""
        self._stages[stage].took(seconds)

    def steps(self, stage: str, done: int, wanted: int, *, checkpoint_every: int = 100) -> int:
        """How many steps that stage makes in all, as things stand: never more than `wanted`, nor fewer than are done.

        The stage has its share of the time that is left when it first asks, without what the ends of this stage and of
        those after it cost; so time that one stage does not use is there for the next. One more step is made only if
        the longest of the latest ones would fit. A stage that has not begun is taken to compile for as long as the
        slowest one so far did.
        """
        if not self.bounded:
            return wanted
        known = self._stages[stage]
        if known.at_beginning is None:
            known.at_beginning = self.remaining
        names = list(self._shares)
        left = names[names.index(stage) :]
        end = self.checkpoint_seconds + self.evaluation_seconds
        fraction = self._shares[stage] / sum(self._shares[name] for name in left)
        compiling = max(other.first or 0.0 for other in self._stages.values())
        ends = len(left) * end + (len(left) - 1) * compiling
        mine = fraction * (known.at_beginning - ends) - (known.at_beginning - self.remaining)
        longest = compiling if known.first is None else known.longest
        if mine <= 0 or self.remaining - end < longest:
            return min(done, wanted)
        each = known.usual + self.checkpoint_seconds / max(1, checkpoint_every)
        return min(wanted, done + int(mine / each)) if each > 0 else wanted


@dataclass
class _Stage:
    """What is known of a stage's steps.

    Attributes:
        at_beginning: seconds that were left when it first asked.
        first: seconds of its first step.
        latest: of the latest others.
    """

    at_beginning: float | None = None
    first: float | None = None
    latest: deque[float] = field(default_factory=lambda: deque(maxlen=_WINDOW))

    def took(self, seconds: float) -> None:
        if self.first is None:
            self.first = seconds
        else:
            self.latest.append(seconds)

    @property
    def usual(self) -> float:
        """The mean of the middle half of the latest steps, so that those which compile do not count; while there are
        few, of which many compile, their lower quartile; 0 before there are three.

        Early on it errs to the quick side: a plan that is too long for a while keeps the learning rate low, where one
        that is too short would drive it through its whole course in a few steps.
        """
        ordered = sorted(self.latest)
        quarter = len(ordered) // 4
        if len(ordered) < 3:
            return 0.0
        if len(ordered) < _WINDOW:
            return ordered[quarter]
        middle = ordered[quarter:-quarter]
        return sum(middle) / len(middle)

    @property
    def longest(self) -> float:
        return max(self.latest, default=self.first or 0.0)
