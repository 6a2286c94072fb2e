"""Progress on stderr: a bar with rate and time left on a terminal, plain lines in a pipe, nothing when quiet."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

import click


class PlainProgress:
    """A line when a phase begins, and one every few seconds in it."""

    every_seconds = 5.0

    def __init__(self) -> None:
        self._name, self._total, self._done = "", None, 0  # type: tuple[str, int | None, int]
        self._began = self._said = time.monotonic()

    def __enter__(self) -> PlainProgress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    def phase(self, name: str, rows: int | None) -> None:
        self._name, self._total, self._done = name, rows, 0
        self._began = self._said = time.monotonic()
        click.echo(f"{name}{f': {rows:,} rows' if rows else ''} …", err=True)

    def advance(self, rows: int) -> None:
        self._done += rows
        now = time.monotonic()
        if now - self._said >= self.every_seconds:
            self._said = now
            rate = self._done / max(now - self._began, 1e-9)
            of = f" of {self._total:,}" if self._total else ""
            click.echo(f"{self._name}: {self._done:,}{of} rows, {rate:,.0f} rows/s", err=True)

    def note(self, text: str) -> None:
        click.echo(text, err=True)


class TerminalProgress:
    """A live bar with rows, rate and time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<20}"),
            BarColumn(bar_width=32),
            TextColumn("{task.completed:>9,.0f} rows {task.fields[rate]:>12}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task: Any = None
        self._began = time.monotonic()

    def __enter__(self) -> TerminalProgress:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self._finish()
        self._bar.stop()

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bar.tasks[self._task]
            self._bar.update(self._task, total=task.completed or 1, completed=task.completed or 1)

    def phase(self, name: str, rows: int | None) -> None:
        self._finish()
        self._began = time.monotonic()
        self._task = self._bar.add_task(name, total=rows, rate="")

    def advance(self, rows: int) -> None:
        done = self._bar.tasks[self._task].completed + rows
        rate = done / max(time.monotonic() - self._began, 1e-9)
        self._bar.update(self._task, advance=rows, rate=f"{rate:,.0f}/s")

    def note(self, text: str) -> None:
        self._bar.console.print(text, markup=False, highlight=False)


class QuietProgress(PlainProgress):
    """Nothing but what the user should know."""

    def phase(self, name: str, rows: int | None) -> None: ...

    def advance(self, rows: int) -> None: ...


def progress(quiet: bool) -> PlainProgress | TerminalProgress:
    """The progress that suits where stderr goes."""
    if quiet:
        return QuietProgress()
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()
