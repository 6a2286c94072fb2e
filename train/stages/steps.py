"""What happens between two steps of any stage: values read back, a checkpoint, the clock, the learning rate.

`Steps.before(k)` is called when k steps are done and the next has not begun, which is the one moment when weights,
optimizer, sampler and data cursor belong together. Loss and gradient norm are read back one step late, so that the
device never waits for the log; before a checkpoint all of them are read, so that no checkpoint holds a broken step.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from curate.errors import TrainingError
from train.stages.contract import Interrupted, Work

if TYPE_CHECKING:
    from train.schedule import ScheduleOptions

#: values that are worth a person's eye while training goes on
_SHOWN = ("loss", "reward/mean", "outcome/correct", "kl", "completion/mean")


class Steps:
    """The bookkeeping of one stage's steps.

    Args:
        work: see `Work`.
        planned: steps that the recipe asks for.
        schedule: gives the learning rate.
        checkpoint_every: steps between checkpoints.
        save: writes a checkpoint of the step it is called with; called only between steps.
        set_rate: hands the learning rate to the optimizer.
    """

    def __init__(
        self,
        work: Work,
        *,
        planned: int,
        schedule: ScheduleOptions,
        checkpoint_every: int,
        save: Callable[[int], None],
        set_rate: Callable[[float], None],
        done: int = 0,
    ):
        self.work = work
        self.planned = planned
        self.total = planned
        self.schedule = schedule
        self.checkpoint_every = checkpoint_every
        self.first = done
        self.ended = "done"
        self._save = save
        self._set_rate = set_rate
        self._unread: list[tuple[int, dict[str, list[Any]], dict[str, float]]] = []
        self._began: float | None = None
        self._seconds: list[float] = []  # of each step since `first`

    def before(self, step: int) -> bool:
        """Whether the step after `step` steps shall be made.

        Raises:
            TrainingError: the loss of an earlier step is not a number.
            Interrupted: the user asked to stop; a checkpoint of `step` is on disk.
        """
        now = time.perf_counter()
        if self._began is not None:
            self._took(now - self._began)
        self._began = now
        self._read_back(keep=1)
        if self.work.budget is not None:
            self.total = self.work.budget.steps(
                self.work.name, step, self.planned, checkpoint_every=self.checkpoint_every
            )
            self.ended = "budget" if self.total < self.planned else "done"
        if self.work.stop.is_set():
            self.save(step)
            self.work.checkpoints.wait()
            raise Interrupted(self.work.name, step)
        if step >= self.total:
            return False
        if step > self.first and step % self.checkpoint_every == 0:
            self.save(step)
        rate = self.schedule.rate(step, self.total)
        self._set_rate(rate)
        self._unread.append((step, {}, {"learning_rate": rate}))
        return True

    def note(self, values: Mapping[str, Any]) -> None:
        """Add values of the step under way: device arrays, or numbers; a value noted twice is averaged."""
        _, noted, _ = self._unread[-1]
        for name, value in values.items():
            noted.setdefault(name, []).append(value)

    def save(self, step: int) -> None:
        """A checkpoint of `step`, once every step before it is known to be sound."""
        self._read_back(keep=0)
        began = time.perf_counter()
        self._save(step)
        if self.work.budget is not None:
            self.work.budget.took_checkpoint(time.perf_counter() - began)

    def finish(self) -> None:
        """Read what is left to read."""
        if self._began is not None:
            self._took(time.perf_counter() - self._began)
            self._began = None
        self._read_back(keep=0)

    def _took(self, seconds: float) -> None:
        self._seconds.append(seconds)
        if self.work.budget is not None:
            self.work.budget.took_step(self.work.name, seconds)

    def _read_back(self, *, keep: int) -> None:
        while len(self._unread) > keep:
            step, noted, known = self._unread.pop(0)
            if not noted:
                continue
            values = {name: sum(float(value) for value in parts) / len(parts) for name, parts in noted.items()}
            place = step - self.first
            if place < len(self._seconds):
                values["step_seconds"] = self._seconds[place]
            broken = [name for name in ("loss", "grad_norm") if not math.isfinite(values.get(name, 0.0))]
            if broken:
                raise self._not_a_number(step, broken[0], values[broken[0]])
            self.work.log(step + 1, {**known, **values})
            self.work.progress(step + 1, self.total, {name: values[name] for name in _SHOWN if name in values})

    def _not_a_number(self, step: int, name: str, value: float) -> TrainingError:
        self.work.checkpoints.wait()
        last = self.work.checkpoints.latest()
        kept = (
            f"the checkpoint of step {last} in {self.work.checkpoints.root} is sound" if last is not None
            else "there is no checkpoint of this stage yet"
        )  # fmt: skip
        return TrainingError(
            f"the {name.replace('_', ' ')} is {value} at step {step + 1} of {self.work.name}",
            where=str(self.work.checkpoints.root), why=f"training diverged; {kept}",
            remedy="lower the stage's learning_rate or its clip, then go on with --resume",
        )  # fmt: skip


@contextmanager
def memory_guard(stage: str, what: str, remedy: str) -> Iterator[None]:
    """Turn an accelerator's out-of-memory error into one message.

    Raises:
        TrainingError: memory ran out.
    """
    import jax

    try:
        yield
    except (jax.errors.JaxRuntimeError, MemoryError) as error:
        text = str(error)
        if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in text or "ut of memory" in text:
            first = text.splitlines()[0][:300] if text else "out of memory"
            raise TrainingError(f"memory ran out in {stage}", where=what, why=first, remedy=remedy) from None
        raise
