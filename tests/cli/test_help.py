"""What the command line says of itself, and that it says so without loading anything heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from curate import errors
from curate.cli import COMMANDS, EXIT_CODES
from tests.cli.conftest import Curate

HEAVY = ("pyarrow", "numpy", "pydantic", "datasets", "huggingface_hub", "numba", "polars", "sympy", "rich", "jax")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_loads_nothing_heavy(command: str) -> None:
    program = (
        "import sys; from curate.cli import run; code = run([a for a in sys.argv[1:] if a] + ['--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_exit_code_is_on_the_help_page(curate: Curate) -> None:
    codes = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    codes |= {0, 2, errors.EXIT_NOTHING_KEPT, errors.EXIT_INTERRUPTED}
    words = EXIT_CODES.split()
    assert {str(code) for code in codes} <= set(words)
    for page in (curate("--help").out, curate("build", "--help").out):
        assert "Exit codes:" in page
        assert "130  interrupted" in page


def test_an_unknown_command_is_refused_with_the_nearest(curate: Curate) -> None:
    said = curate("biuld")
    assert said.code == 2
    assert "did you mean 'build'?" in said.err


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_listed_command_is_there_and_explains_itself(curate: Curate, command: str) -> None:
    said = curate(command, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: curate {command}")
    assert curate("-h").out.count(f"  {command} ") == 1


def test_the_version_is_told(curate: Curate) -> None:
    from curate.version import VERSION

    assert curate("--version").out == f"curate, version {VERSION}\n"
