"""``curate push`` on the command line: what it shows, what it sends to a folder, and what it refuses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Curate

ALLOWED = ("--allow", "unknown", "--workers", "1")


def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    said = curate("push", corpus, "./repository", "--dry-run", *ALLOWED)
    assert said.code == 0, said.err
    assert "dry run: nothing was sent" in said.out
    assert not (tmp_path / "repository").exists()
    for path in ("README.md", "manifest.json", "train/data-00000.arrow"):
        assert path in said.out
    digest = hashlib.sha256((corpus / "manifest.json").read_bytes()).hexdigest()
    assert digest in said.out
    assert "path: train/*.arrow" in said.out
    assert "2 rejected rows stay here" in said.out


def test_a_dry_run_for_the_hub_needs_no_token_and_no_network(
    curate: Curate, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    said = curate("push", corpus, "owner/name", "--dry-run", *ALLOWED)
    assert said.code == 0, said.err
    assert "the hub was not asked" in said.out


def test_a_folder_receives_the_files_that_json_names(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    told = json.loads(curate("push", corpus, "./repository", "--json", *ALLOWED).out)
    assert told["sent"]
    for file in told["files"]:
        content = (tmp_path / "repository" / file["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    again = json.loads(curate("push", corpus, "./repository", "--json", "--dry-run", "--with-rejected", *ALLOWED).out)
    assert not again["sent"]
    assert {file["path"] for file in again["files"]} - {file["path"] for file in told["files"]} == {
        "rejected/data-00000.arrow"
    }


def test_rows_of_an_unknown_licence_are_refused(curate: Curate, corpus: Path) -> None:
    said = curate("push", corpus, "./repository", "--workers", "1")
    assert said.code == 1
    assert "--allow unknown" in said.err


def test_without_a_token_the_hub_is_refused_before_the_check(
    curate: Curate, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    said = curate("push", corpus, "owner/name", *ALLOWED)
    assert said.code == 6
    assert "you are not logged in" in said.err


@pytest.mark.parametrize("option", [("--private",), ("--revision", "v2")])
def test_a_folder_has_no_branches_and_is_not_private(curate: Curate, corpus: Path, option: tuple[str, ...]) -> None:
    assert curate("push", corpus, "./repository", *option).code == 2


def test_a_damaged_corpus_is_refused(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(corpus, tmp_path / "damaged")
    (tmp_path / "damaged" / "test" / "state.json").write_text("{}")
    said = curate("push", tmp_path / "damaged", "./repository", *ALLOWED)
    assert said.code == 8
    assert "fails its check" in said.err
    assert not (tmp_path / "repository").exists()
