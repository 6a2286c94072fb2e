"""The command line in this process, and a trainer that trains nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from curate import cli
from tests.train import toy
from train.folder import RunFolder
from train.request import Outcome as Trained
from train.request import Progress, TrainRequest

COMMANDS = {
    name: f"train.cli.{module}:command"
    for name, module in {
        "train": "train", "eval": "evaluate", "grade": "grade", "ask": "ask", "export": "export", "runs": "runs",
    }.items()
}  # fmt: skip
RECIPE = """
name = "quick"
[corpus]
rows = 40
levels = [1]
families = {medical = ["electrolytes"]}
[[stages]]
kind = "sft"
steps = 4
learning_rate = 1e-3
[[stages]]
kind = "grpo"
steps = 2
learning_rate = 1e-5
"""


@dataclass(frozen=True)
class Outcome:
    """What a command left with, said on stdout, and said on stderr."""

    code: int
    out: str
    err: str


Curate = Callable[..., Outcome]


@pytest.fixture
def curate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Curate:
    """Run ``curate …`` in `tmp_path`, beside a recipe ``quick.toml``; no outcome may show a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    for name, place in COMMANDS.items():
        monkeypatch.setitem(cli.COMMANDS, name, (place, ""))
    (tmp_path / "quick.toml").write_text(RECIPE)

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert "curate broke down" not in said.err, said.err
        return Outcome(code, said.out, said.err)

    return call


@dataclass
class FakeTrainer:
    """What the command line asked of `train.run`, and what it is to meet there."""

    requests: list[Any] = field(default_factory=list)
    raises: BaseException | None = None
    shortened: tuple[str, ...] = ()

    def train(self, request: TrainRequest, progress: Progress) -> Trained:
        self.requests.append(request)
        progress.phase("1-sft", 4)
        progress.advance(4, {"loss": 0.5})
        with RunFolder.create(
            request.out, request.recipe, toy.CORPUS.model_copy(update={"path": str(request.corpus)}),
            resume=request.resume, force=request.force,
        ) as run:  # fmt: skip
            if self.raises is not None:
                run.update(status="interrupted")
                raise self.raises
            toy.evaluated(run, "0-start", "start", 0, toy.rows(0.0, n=20))
            toy.evaluated(run, "2-grpo", "2-grpo", 2, toy.rows(0.9, n=20))
            run.update(status="finished")
        return Trained(request.out, self.shortened)

    def plan(self, request: TrainRequest, progress: Progress) -> list[str]:
        self.requests.append(request)
        return ["parameters  4.2 M", "memory      0.2 GB"]


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> FakeTrainer:
    import train.run

    fake = FakeTrainer()
    monkeypatch.setattr(train.run, "train", fake.train)
    monkeypatch.setattr(train.run, "plan", fake.plan)
    return fake


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with three evaluations."""
    path = tmp_path_factory.mktemp("finished") / "toy"
    toy.made(path)
    return path
