"""A package of a user's, as if it were installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

INSTALLED = Path(__file__).parent / "installed"


@pytest.fixture(autouse=True, scope="session")
def users_own() -> Iterator[Path]:
    """`users_own` can be imported, here and in processes that get this one's path."""
    sys.path.insert(0, str(INSTALLED))
    yield INSTALLED
    sys.path.remove(str(INSTALLED))
