"""The command line in this process, from a folder of its own, and a small corpus to look into."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from curate.cli import run


@dataclass(frozen=True)
class Outcome:
    """What a command left with, said on stdout, and said on stderr."""

    code: int
    out: str
    err: str


Curate = Callable[..., Outcome]


@pytest.fixture
def curate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Curate:
    """Run ``curate …`` in `tmp_path`; no outcome may show a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert "curate broke down" not in said.err, said.err
        return Outcome(code, said.out, said.err)

    return call


def pen_rows() -> list[dict[str, str]]:
    """36 rows that nothing is wrong with."""
    return [
        {
            "question": f"Anna buys {pens} pens at {price} francs each. How many francs does she pay for them all?",
            "reasoning": f"Each pen costs {price} francs and there are {pens} pens: {pens} × {price} = {pens * price}.",
            "answer": str(pens * price),
        }
        for pens in range(2, 8)
        for price in range(3, 9)
    ]


def write_rows(path: Path, rows: list[dict[str, str]], **in_line: str) -> Path:
    """Write JSON Lines; ``line_7="…"`` puts that text in line 7."""
    lines = [json.dumps(row) for row in rows]
    for name, text in in_line.items():
        lines[int(name.removeprefix("line_")) - 1] = text
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of 36 rows: 34 kept, row 7 broken JSON with a control character, row 9 with a wrong step."""
    folder = tmp_path_factory.mktemp("made")
    rows = pen_rows()
    rows[8]["reasoning"] = "First, 2 + 2 = 5. " + rows[8]["reasoning"]
    write_rows(folder / "pens.jsonl", rows, line_7='{"question": "bro\x1b[31mken')
    arguments = ["build", "medical", "--from", folder / "pens.jsonl", "--out", folder / "corpus", "--workers", "1"]
    assert run([*map(str, arguments), "--quiet", "--json"]) == 0
    return folder / "corpus"
