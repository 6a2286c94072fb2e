"""The numbers of a run: what a stage measures at a step goes in, ``metrics.jsonl`` and TensorBoard events come out.

``metrics.jsonl`` is the truth, a JSON object a line, in the order in which things happened. The events are made from
it, and made anew when a run that goes on takes back steps that it had not saved. Sampled rollouts stand beside it, a
bounded number a step.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from curate.errors import InputError
from curate.writing import writing

#: JSON has no word for these
_UNSPEAKABLE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_ROLLOUTS_A_STEP = 8
_WHEN_FULL = "free some space and go on with --resume"


@dataclass
class Series:
    """One number over the steps of a stage; `steps` ascend."""

    steps: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


Columns = dict[str, dict[str, Series]]


class Metrics:
    """Writes metrics and rollouts of the run in a folder; a context manager that closes its files.

    Args:
        folder: of the run.
        rollouts_a_step: at most so many rollouts are kept of a step.
    """

    def __init__(self, folder: Path, *, rollouts_a_step: int = _ROLLOUTS_A_STEP):
        self._path, self._events = folder / "metrics.jsonl", folder / "tensorboard"
        self._rollouts, self._rollouts_a_step = folder / "rollouts", rollouts_a_step
        self._file: IO[bytes] | None = None
        self._board: Any = None

    def __enter__(self) -> Metrics:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def log(self, stage: str, step: int, values: Mapping[str, float]) -> None:
        """Write a line; it is in the operating system's hands when this returns."""
        line = {"stage": stage, "step": step, **{name: _speakable(value) for name, value in values.items()}}
        with writing(self._path, when_full=_WHEN_FULL):
            if self._file is None:
                _drop_torn_line(self._path)
                self._file = self._path.open("ab")
            self._file.write(_line(line))
            self._file.flush()
            self._tell_board(stage, step, values)

    def rollouts(self, stage: str, step: int, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keep the first rollouts of a step, each a JSON object (`train.report` shows them).

        Args:
            rows: `id`, `prompt`, `completion`, `tokens`, `stopped`, `correct` (True, False or None), `total`,
                `advantage`, and `parts`: reward name -> {"score": float or None, "reason": text}.
        """
        path = self._rollouts / f"{stage}.jsonl"
        lines = [
            _line({"step": step, **_speakable_all(row)}) for row, _ in zip(rows, range(self._rollouts_a_step))
        ]  # fmt: skip
        with writing(path, when_full=_WHEN_FULL):
            path.parent.mkdir(exist_ok=True)
            _drop_torn_line(path)
            with path.open("ab") as file:
                file.write(b"".join(lines))

    def truncate(self, stage: str, step: int) -> None:
        """Take back all that happened after that step of that stage: a run that goes on does it again.

        What stays, stays byte for byte. The events are written anew.
        """
        self.close()
        lines = list(_lines(self._path))
        done = [place for place, line in enumerate(lines) if line["stage"] == stage and line["step"] <= step]
        begun = [place for place, line in enumerate(lines) if line["stage"] == stage]
        stays = done[-1] + 1 if done else begun[0] if begun else len(lines)
        latest = {line["stage"]: line["step"] for line in lines[:stays]} | {stage: step}
        _keep(self._path, lambda place, line: place < stays)
        for path in sorted(self._rollouts.glob("*.jsonl")):
            _keep(path, _up_to(latest.get(path.stem, -1)))
        shutil.rmtree(self._events, ignore_errors=True)
        for line in lines[:stays]:
            values = {name: _number(value) for name, value in line.items() if name not in ("stage", "step")}
            self._tell_board(line["stage"], line["step"], values)
        if self._board is not None:
            self._board.flush()

    def read(self) -> Columns:
        """Stage -> name -> its series; see `read_metrics`."""
        return read_metrics(self._path.parent)

    def close(self) -> None:
        """Close what is open; a later `log` opens it again."""
        if self._file is not None:
            self._file.close()
        if self._board is not None:
            self._board.close()
        self._file = self._board = None

    def _tell_board(self, stage: str, step: int, values: Mapping[str, float]) -> None:
        if self._board is None:
            from tensorboardX import SummaryWriter

            self._board = SummaryWriter(str(self._events), flush_secs=10, write_to_disk=True)
        for name, value in values.items():
            self._board.add_scalar(f"{stage}/{name}", float(value), step)


def read_metrics(folder: Path) -> Columns:
    """The metrics of a run: stage -> name -> its series; empty where there are none yet.

    A line that was cut off by a crash is left out.

    Raises:
        InputError: a line before the last is not as `Metrics` writes it.
    """
    columns: Columns = {}
    for line in _lines(folder / "metrics.jsonl"):
        of_stage = columns.setdefault(line["stage"], {})
        for name, value in line.items():
            if name not in ("stage", "step"):
                series = of_stage.setdefault(name, Series())
                series.steps.append(line["step"])
                series.values.append(_number(value))
    return columns


def read_rollouts(folder: Path, stage: str) -> list[dict[str, Any]]:
    """The rollouts that were kept of a stage, in order; none where there are none.

    Raises:
        InputError: as `read_metrics`.
    """
    return list(_lines(folder / "rollouts" / f"{stage}.jsonl", needs=("step",)))


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _line(values: Mapping[str, Any]) -> bytes:
    return (
        json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(errors="replace") + b"\n"
    )


def _speakable(value: float) -> float | str:
    value = float(value)
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _speakable_all(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _speakable_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_speakable_all(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    return _speakable(value)


def _number(value: float | str) -> float:
    return _UNSPEAKABLE[value] if isinstance(value, str) else float(value)


def _lines(path: Path, needs: tuple[str, ...] = ("stage", "step")) -> Iterator[dict[str, Any]]:
    """The whole lines of a file; a last one without its end is a write that was cut off."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    for number, text in enumerate(content.split(b"\n")[:-1], 1):
        try:
            line = json.loads(text)
            if not isinstance(line, dict) or any(name not in line for name in needs):
                raise ValueError(f"it is no object with {' and '.join(needs)}")
        except ValueError as error:
            raise InputError(
                "a run's file is damaged", where=f"{path}, line {number}", why=str(error),
                remedy="take the line out; the others stay good",
            ) from None  # fmt: skip
        yield line


def _keep(path: Path, wanted: Callable[[int, dict[str, Any]], bool]) -> None:
    """Rewrite a file with only the wanted lines, byte for byte, whole or not at all."""
    if not path.exists():
        return
    texts = path.read_bytes().split(b"\n")
    kept = [texts[k] + b"\n" for k, line in enumerate(_lines(path, needs=("step",))) if wanted(k, line)]
    partial = path.with_name(path.name + ".writing")
    with writing(path, when_full=_WHEN_FULL):
        partial.write_bytes(b"".join(kept))
        os.replace(partial, path)


def _up_to(step: int) -> Callable[[int, dict[str, Any]], bool]:
    def wanted(place: int, line: dict[str, Any]) -> bool:
        return bool(line["step"] <= step)

    return wanted


def _drop_torn_line(path: Path) -> None:
    """Cut off the part of a line that a crash left at the end of a file, so that the next line begins a line."""
    if not path.exists():
        return
    with path.open("rb+") as file:
        end = file.seek(0, os.SEEK_END)
        if end == 0:
            return
        file.seek(end - 1)
        if file.read(1) != b"\n":
            file.seek(0)
            file.truncate(file.read().rfind(b"\n") + 1)
