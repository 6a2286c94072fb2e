"""A folder laid out as on the hub is read by the hub's own code; every way of not reaching the hub has its message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from datasets.exceptions import DatasetNotFoundError
from huggingface_hub import constants
from huggingface_hub.errors import GatedRepoError, OfflineModeIsEnabled, RepositoryNotFoundError, RevisionNotFoundError

from curate.domain import PublicSource
from curate.errors import RecipeError, UnreachableError
from curate.sources.catalogue import availability
from curate.sources.files import FilesSource
from curate.sources.hub import HubSource
from tests.sources.reading import places, read

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ROWS = [
    {"question": f"Which of them, {k}?", "opa": "w", "opb": "x", "opc": "y", "opd": "z", "cop": k % 4, "exp": "So."}
    for k in range(23)
]
FRONT = """---
license: mit
configs:
- config_name: small
  data_files:
  - split: train
    path: data/train-*
---
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a_set"
    (folder / "data").mkdir(parents=True)
    (folder / "README.md").write_text(FRONT)
    for part, rows in enumerate((ROWS[:9], ROWS[9:])):
        parquet.write_table(pa.Table.from_pylist(rows), folder / f"data/train-0000{part}-of-00002.parquet")
    return folder


def test_a_local_repository_is_read_as_the_hub_is(repository: Path) -> None:
    source = HubSource(str(repository), "medical", config="small")
    kept, rejected = read(source, 5)
    assert rejected == []
    assert [row["answer"] for row in kept] == ["ABCD"[row["cop"]] for row in ROWS]
    assert places(kept) == [("small/train", number) for number in range(1, 24)]
    assert kept == read(source, 1000)[0]
    assert str(repository.parent) not in json.dumps(source.describe())


def test_hub_and_files_read_the_same_questions(repository: Path) -> None:
    from_hub, _ = read(HubSource(str(repository), "medical", config="small"))
    from_files, _ = read(FilesSource([repository], "medical"))
    assert [row["id"] for row in from_hub] == [row["id"] for row in from_files]


def test_the_revision_of_a_folder_is_its_content(repository: Path) -> None:
    before = HubSource(str(repository), "medical").describe()["revision"]
    assert HubSource(str(repository), "medical").describe()["revision"] == before
    (repository / "README.md").write_text("changed")
    assert HubSource(str(repository), "medical").describe()["revision"] != before


def test_no_more_rows_are_read_than_asked_for(repository: Path) -> None:
    kept, _ = read(HubSource(str(repository), "medical", config="small", rows=12), 5)
    assert len(kept) == 12


@pytest.mark.parametrize(
    ("options", "said"),
    [({"split": "tset"}, "no split 'tset'"), ({"config": "large"}, "no configuration 'large'"),
     ({"mapping": {"question": "ask", "answer": "cop"}}, "there is no column 'ask'")],
)  # fmt: skip
def test_a_wrong_name_is_answered_with_those_there_are(repository: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(Exception, match=said):
        read(HubSource(str(repository), "medical", **({"config": "small"} | options)))


def response(status: int) -> httpx.Response:
    return httpx.Response(status, request=httpx.Request("GET", "https://huggingface.co/api/datasets/o/n"))


FAILURES: dict[str, tuple[Exception, str, str]] = {
    "no network": (httpx.ConnectError("Name or service not known"), "can't be reached", "--from FILE"),
    "timeout": (httpx.ReadTimeout("timed out"), "can't be reached", "check the network"),
    "gated": (GatedRepoError("403", response=response(403)), "gated", "set HF_TOKEN"),
    "missing": (RepositoryNotFoundError("404", response=response(404)), "no such data set", "owner/near"),
    "revision": (RevisionNotFoundError("404", response=response(404)), "no such revision", "commits/main"),
    "offline": (OfflineModeIsEnabled("offline"), "offline mode", "hf download"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_each_way_of_not_reaching_the_hub_has_its_own_message(monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    error, what, remedy = FAILURES[failure]

    def fail(*arguments: Any, **options: Any) -> None:
        raise error

    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", fail)
    with pytest.raises(UnreachableError) as caught:
        HubSource("owner/naer", "medical", known=["owner/near"]).describe()
    assert what in caught.value.what
    assert remedy in str(caught.value.remedy)


LOADING: dict[str, tuple[Exception, str]] = {
    "script": (RuntimeError("Dataset scripts are no longer supported, but found n.py"), "refs/convert/parquet"),
    "gated": (DatasetNotFoundError("Dataset 'o/n' is a gated dataset on the Hub. Visit the dataset page"), "HF_TOKEN"),
    "network": (ConnectionError("Couldn't reach 'o/n' on the Hub (ConnectError)"), "--resume"),
}


@pytest.mark.parametrize("failure", LOADING)
def test_each_way_of_failing_to_load_has_its_own_message(monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    error, remedy = LOADING[failure]

    def fail(*arguments: Any, **options: Any) -> None:
        assert "trust_remote_code" not in options
        assert options["revision"] == COMMIT
        raise error

    class Info:
        sha = COMMIT

    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", lambda *arguments, **options: Info())
    monkeypatch.setattr("datasets.load_dataset", fail)
    with pytest.raises(UnreachableError) as caught:
        list(HubSource("o/n", "medical").tasks(10))
    assert remedy in str(caught.value.remedy)


def test_a_branch_is_pinned_to_the_commit_that_it_is_at(monkeypatch: pytest.MonkeyPatch) -> None:
    class Info:
        sha = COMMIT

    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", lambda *arguments, **options: Info())
    assert HubSource("o/n", "medical", revision="main").describe()["revision"] == COMMIT


def test_offline_a_cached_copy_is_read_and_a_missing_one_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, repository: Path
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *a, **o: str(repository))
    kept, _ = read(HubSource("o/n", "medical", config="small"))
    assert {row["provenance"]["revision"] for row in kept} == {repository.name}
    monkeypatch.undo()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UnreachableError, match="no cached copy"):
        HubSource("nobody/nothing-of-the-kind", "medical").describe()


def public(use: str = "train") -> PublicSource:
    return PublicSource(name="n", hub="o/n", adapter="", licence="MIT", rows=1, use=use)  # type: ignore[arg-type]


@pytest.mark.parametrize("failure", FAILURES)
def test_availability_never_raises(monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise FAILURES[failure][0]

    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", fail)
    reachable, note = availability(public())
    assert reachable is (None if failure in ("no network", "timeout", "offline") else False)
    assert note


def test_a_set_that_answers_is_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    class Info:
        sha, gated = COMMIT, False

    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", lambda *arguments, **options: Info())
    assert availability(public()) == (True, "commit 0123456789ab")


def test_a_corpus_is_never_built_from_an_evaluation_set(tmp_path: Path) -> None:
    from curate.recipe import Hub
    from curate.sources.hub import hub_source
    from tests.sources.toy import DOMAIN as TOY

    domain = TOY.__class__(**{**TOY.__dict__, "sources": (public("evaluation"),)})
    for name in ("n", "o/n"):
        with pytest.raises(RecipeError, match="evaluation set"):
            hub_source(Hub(id=name), domain, tmp_path)


def test_an_unknown_short_name_is_refused_with_what_there_is(tmp_path: Path) -> None:
    from curate.recipe import Hub
    from curate.sources.hub import hub_source
    from tests.sources.toy import DOMAIN as TOY

    domain = TOY.__class__(**{**TOY.__dict__, "sources": (public("train"),)})
    with pytest.raises(RecipeError, match="no public set 'exam'") as caught:
        hub_source(Hub(id="exam"), domain, tmp_path)
    assert public("train").name in str(caught.value)
    (tmp_path / "exam").mkdir()
    assert hub_source(Hub(id="exam"), domain, tmp_path).name == "exam"
