"""A domain that someone else publishes is built without touching our code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ORCHARD = Path(__file__).parent / "third_party" / "orchard"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A folder with the package and the metadata that an installer would have written."""
    site = tmp_path / "site"
    shutil.copytree(ORCHARD, site / "orchard")
    metadata = site / "orchard_curate-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: orchard-curate\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[curate.domains]\norchard = orchard:DOMAIN\n")
    return {**os.environ, "PYTHONPATH": str(site)}


def curate(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curate", *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120)


def test_an_installed_domain_builds_and_passes_its_check(environment: dict[str, str], tmp_path: Path) -> None:
    built = curate(environment, tmp_path, "build", "orchard", "--quiet", "--json", "--workers", "2")
    assert built.returncode == 0, built.stderr
    outcome = json.loads(built.stdout)
    assert outcome["domain"] == "orchard"
    assert outcome["rows_in"] == 60
    assert curate(environment, tmp_path, "check", "corpora/orchard").returncode == 0
    card = (tmp_path / "corpora/orchard/README.md").read_text(encoding="utf-8")
    assert "# Orchards" in card
    shown = curate(environment, tmp_path, "show", "corpora/orchard", "--family", "harvest", "-n", "1", "--json")
    assert json.loads(shown.stdout)["rubric"][0]["criterion"] == "Multiplies."


def test_without_the_package_the_domain_is_unknown(environment: dict[str, str], tmp_path: Path) -> None:
    bare = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
    refused = curate(bare, tmp_path, "build", "orchard")
    assert refused.returncode == 4
    assert "unknown domain 'orchard'" in refused.stderr
