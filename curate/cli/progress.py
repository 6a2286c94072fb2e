"""Progress on stderr: a bar with rate and time left on a terminal, plain lines in a pipe, nothing when quiet."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

import click

from curate.cli.text import number_of


class PlainProgress:
    """A line when a phase begins, and one every few seconds in it."""

    every_seconds = 5.0

    def __init__(self) -> None:
        self._name, self._total, self._done = "", None, 0  # type: tuple[str, int | None, int]
        self._began = self._said = time.monotonic()

    def __enter__(self) -> PlainProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def phase(self, name: str, rows: int | None) -> None:
        self._name, self._total, self._done = name, rows, 0
        self._began = self._said = time.monotonic()
        click.echo(f"{name}{': ' + number_of(rows, 'row') if rows else ''} …", err=True)

    def advance(self, rows: int) -> None:
        self._done += rows
        now = time.monotonic()
        if now - self._said >= self.every_seconds:
            self._said = now
            rate = self._done / max(now - self._began, 1e-9)
            of, left = "", ""
            if self._total and self._total >= self._done:
                of = f" of {self._total:,}"
                left = f", {duration((self._total - self._done) / max(rate, 1e-9))} left"
            click.echo(f"{self._name}: {self._done:,}{of} rows, {rate:,.0f} rows/s{left}", err=True)

    def note(self, text: str) -> None:
        click.echo(text, err=True)


class QuietProgress(PlainProgress):
    """Nothing but what the user should know."""

    def phase(self, name: str, rows: int | None) -> None: ...

    def advance(self, rows: int) -> None: ...


class TerminalProgress:
    """A live bar with rows, rate and time left; a narrow terminal shows less of it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        console = Console(stderr=True)
        text = "{task.completed:>9,.0f} rows {task.fields[rate]:>10} {task.fields[left]}"
        columns = [TextColumn("{task.description:<20}"), BarColumn(bar_width=max(6, min(32, console.width - 62)))]
        self._bar = Progress(*columns, TextColumn(text), console=console)
        self._task: Any = None
        self._began = time.monotonic()

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
            done = max(self._bar.tasks[self._task].completed, 1)
            took = duration(time.monotonic() - self._began)
            self._bar.update(self._task, total=done, completed=done, left=f"in {took}")

    def phase(self, name: str, rows: int | None) -> None:
        self._finish()
        self._began = time.monotonic()
        self._task = self._bar.add_task(name, total=rows, rate="", left="")

    def advance(self, rows: int) -> None:
        task = self._bar.tasks[self._task]
        done = task.completed + rows
        rate = done / max(time.monotonic() - self._began, 1e-9)
        left = f"{duration((task.total - done) / rate)} left" if task.total and rate else ""
        self._bar.update(self._task, completed=done, rate=f"{rate:,.0f}/s", left=left)

    def note(self, text: str) -> None:
        self._bar.console.print(text, markup=False, highlight=False)


def duration(seconds: float) -> str:
    """``0:07``, ``12:30`` or ``3:05:00``."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def progress(quiet: bool) -> PlainProgress | TerminalProgress:
    """The progress that suits where stderr goes."""
    if quiet:
        return QuietProgress()
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()
