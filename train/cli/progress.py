"""Progress of training on stderr: a bar a phase on a terminal, plain lines in a pipe, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import click

from curate.cli.progress import duration
from curate.cli.text import printable

#: metric -> what a line calls it
_SHOWN = {
    "loss": "loss", "reward/mean": "reward", "outcome/correct": "correct", "kl": "KL", "completion/mean": "tokens",
}  # fmt: skip


class PlainProgress:
    """A line when a phase begins, and one every few seconds in it."""

    every_seconds = 5.0

    def __init__(self) -> None:
        self._name, self._unit = "", "steps"
        self._total: int | None = None
        self._pace = _Pace()
        self._said = time.monotonic()

    def __enter__(self) -> PlainProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def phase(self, name: str, total: int | None, unit: str = "steps") -> None:
        self._name, self._total, self._unit = name, total, unit
        self._pace, self._said = _Pace(), time.monotonic()
        click.echo(f"{printable(name)}{f': {total:,} {unit}' if total else ''} …", err=True)

    def advance(self, done: int, values: Mapping[str, float] | None = None, total: int | None = None) -> None:
        self._total = self._total if total is None else total
        self._pace.at(done)
        now = time.monotonic()
        if now - self._said < self.every_seconds and done != self._total:
            return
        self._said = now
        of = f" of {self._total:,}" if self._total else ""
        parts = [
            f"{done:,}{of} {self._unit}",
            *_told(values),
            self._pace.told(self._unit),
            self._pace.left(self._total),
        ]
        click.echo(f"{printable(self._name)}: {', '.join(filter(None, parts))}", err=True)

    def note(self, text: str) -> None:
        click.echo(printable(text, keep="\n"), err=True)


class QuietProgress(PlainProgress):
    """Nothing but what the user should know."""

    def phase(self, name: str, total: int | None, unit: str = "steps") -> None: ...

    def advance(self, done: int, values: Mapping[str, float] | None = None, total: int | None = None) -> None: ...


class TerminalProgress:
    """A live bar with the latest numbers, the pace and the time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description:<22}", markup=False),
            BarColumn(bar_width=max(6, min(24, console.width - 76))),
            TextColumn("{task.fields[count]:>13}", markup=False),
            TextColumn("{task.fields[said]}", markup=False),
            console=console,
        )
        self._task: Any = None
        self._unit, self._pace, self._began = "steps", _Pace(), time.monotonic()

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._finish()
        self._bar.stop()

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bar.tasks[self._task]
            done = max(task.completed, 1)
            said = [part for part in task.fields["said"].split(", ") if not part.endswith("left")]
            took = f"in {duration(time.monotonic() - self._began)}"
            self._bar.update(self._task, total=done, completed=done, said=", ".join([*filter(None, said), took]))

    def phase(self, name: str, total: int | None, unit: str = "steps") -> None:
        self._finish()
        self._unit, self._pace, self._began = unit, _Pace(), time.monotonic()
        self._task = self._bar.add_task(printable(name), total=total, count="", said="")

    def advance(self, done: int, values: Mapping[str, float] | None = None, total: int | None = None) -> None:
        self._pace.at(done)
        total = self._bar.tasks[self._task].total if total is None else total
        said = [*_told(values), self._pace.told(self._unit), self._pace.left(total)]
        count = f"{done:,}/{total:,.0f}" if total else f"{done:,}"
        self._bar.update(self._task, completed=done, total=total, count=count, said=", ".join(filter(None, said)))

    def note(self, text: str) -> None:
        self._bar.console.print(printable(text, keep="\n"), markup=False, highlight=False)


class _Pace:
    """Seconds a step over the latest ones; the first, which compiles, never counts."""

    def __init__(self) -> None:
        self._calls: deque[tuple[int, float]] = deque(maxlen=20)

    def at(self, done: int) -> None:
        if self._calls and done < self._calls[-1][0]:
            self._calls.clear()
        self._calls.append((done, time.monotonic()))

    @property
    def seconds(self) -> float | None:
        if len(self._calls) < 2 or self._calls[-1][0] == self._calls[0][0]:
            return None
        (first, began), (last, now) = self._calls[0], self._calls[-1]
        return (now - began) / (last - first)

    def told(self, unit: str) -> str:
        seconds = self.seconds
        if seconds is None:
            return ""
        return f"{seconds:.2f} s/{unit.removesuffix('s')}" if seconds >= 0.1 else f"{1 / seconds:,.0f} {unit}/s"

    def left(self, total: float | None) -> str:
        seconds = self.seconds
        if seconds is None or not total or total <= self._calls[-1][0]:
            return ""
        return f"{duration(seconds * (total - self._calls[-1][0]))} left"


def _told(values: Mapping[str, float] | None) -> list[str]:
    return [f"{name} {values[key]:.3g}" for key, name in _SHOWN.items() if values and key in values]


def progress(quiet: bool) -> PlainProgress | TerminalProgress:
    """The progress that suits where stderr goes."""
    if quiet:
        return QuietProgress()
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()
