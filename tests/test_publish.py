"""What ``curate push`` sends: what `datasets` loads from it, what is refused, and what a hub receives and answers."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from curate.build import build
from curate.check import check
from curate.corpus import Corpus
from curate.errors import CorpusError, CurateError, InputError, OutputError, UnreachableError
from curate.publish import Plan, plan, push
from curate.recipe import from_values
from curate.record import SCHEMA, SPLITS
from tests.test_build import fruit_rows

#: huggingface_hub sends files in a way that httpx would have otherwise
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
TOKEN = "hf_" + "a1B2" * 8


def made(folder: Path, licence: str, rows_per_shard: int = 20) -> Corpus:
    rows = fruit_rows(70)
    rows += [{**row, "question": row["question"].upper()} for row in rows[:5]]
    (folder / "fruit.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    source = {"kind": "files", "paths": [str(folder / "fruit.jsonl")], "licence": licence}
    recipe = {"domain": "medical", "sources": [source], "shards": {"rows_per_shard": rows_per_shard}}
    return build(from_values(recipe), folder / "corpus")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A corpus of 70 kept rows in several shards and 5 rejected ones."""
    corpus = made(tmp_path_factory.mktemp("sound"), "CC-BY-4.0")
    assert corpus.manifest["rows_kept"] < corpus.manifest["rows_in"]
    assert len(corpus.manifest["shards"]) > len(SPLITS)
    return corpus


def loaded(repository: str, cache: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of each split as `datasets` reads them from a folder."""
    import datasets

    datasets.disable_progress_bars()
    read = datasets.load_dataset(repository, cache_dir=str(cache))
    assert all(split.features == datasets.Features.from_arrow_schema(SCHEMA) for split in read.values())
    return {name: list(split) for name, split in read.items()}


def held(corpus: Corpus) -> dict[str, list[dict[str, Any]]]:
    return {name: [row for batch in corpus.batches(name) for row in batch.to_pylist()] for name in SPLITS}


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach a network fails the test."""
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr(socket.socket, "connect", refuse)


# ── a folder ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("offline")
def test_load_dataset_reads_the_corpus_from_what_was_pushed(sound: Corpus, tmp_path: Path) -> None:
    push(plan(sound, str(tmp_path / "repository")))
    assert loaded(str(tmp_path / "repository"), tmp_path / "cache") == held(sound)


@pytest.mark.usefixtures("offline")
def test_load_dataset_streams_what_was_pushed(sound: Corpus, tmp_path: Path) -> None:
    import datasets

    push(plan(sound, str(tmp_path / "repository")))
    stream = datasets.load_dataset(str(tmp_path / "repository"), split="train", streaming=True)
    assert list(stream) == held(sound)["train"]


@pytest.mark.usefixtures("offline")
def test_load_from_disk_reads_it_too(sound: Corpus, tmp_path: Path) -> None:
    import datasets

    push(plan(sound, str(tmp_path / "repository")))
    read = datasets.load_from_disk(str(tmp_path / "repository"))
    assert {name: list(split) for name, split in read.items()} == held(sound)


def test_a_copy_with_its_rejected_rows_is_a_whole_corpus(sound: Corpus, tmp_path: Path) -> None:
    push(plan(sound, str(tmp_path / "repository"), with_rejected=True))
    copy = Corpus.open(tmp_path / "repository")
    assert check(copy).counts == {}
    assert list(copy.rejected()) == list(sound.rejected())


def test_rejected_rows_stay_here_unless_asked_for(sound: Corpus, tmp_path: Path) -> None:
    ready = plan(sound, str(tmp_path / "repository"))
    push(ready)
    assert not (tmp_path / "repository" / "rejected").exists()
    assert (
        "rejected rows are counted above and are not in this copy"
        in (tmp_path / "repository" / "README.md").read_text()
    )
    assert any("rejected rows stay here" in notice for notice in ready.notices)
    # the card may quote a removed duplicate beside the row that was kept in its stead
    kept = {row["question"] for rows in held(sound).values() for row in rows}
    texts = {row["question"] for batch in sound.rejected() for row in batch.to_pylist()} - kept
    paths = [path for path in (tmp_path / "repository").rglob("*") if path.is_file() and path.name != "README.md"]
    sent = b"".join(path.read_bytes() for path in paths)
    assert texts
    assert not any(text.encode() in sent for text in texts)


def test_the_plan_is_exactly_what_lands(sound: Corpus, tmp_path: Path) -> None:
    ready = plan(sound, f"file:{tmp_path}/repository")
    push(ready)
    root = tmp_path / "repository"
    there = {
        path.relative_to(root).as_posix(): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in root.rglob("*") if path.is_file()
    }  # fmt: skip
    assert there == {file.path: (file.size, file.sha256) for file in ready.files}


def test_front_matter_names_the_files_of_each_split(sound: Corpus, tmp_path: Path) -> None:
    matter = yaml.safe_load(plan(sound, str(tmp_path / "x")).front_matter)
    (config,) = matter["configs"]
    assert [(one["split"], one["path"]) for one in config["data_files"]] == [(n, f"{n}/*.arrow") for n in SPLITS]
    assert matter["license"] == "cc-by-4.0"


def test_a_stranger_in_the_folder_is_not_sent(sound: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound.path, folder)
    (folder / "train" / "notes.txt").write_text("private")
    (folder / ".env").write_text("secret")
    assert {file.path for file in plan(Corpus.open(folder), "o/n").files} == {
        file.path for file in plan(sound, "o/n").files
    }


def test_a_second_push_removes_the_first_one_s_shards_and_nothing_else(sound: Corpus, tmp_path: Path) -> None:
    (tmp_path / "less").mkdir()
    smaller = made(tmp_path / "less", "CC-BY-4.0", rows_per_shard=1000)
    repository = tmp_path / "repository"
    push(plan(sound, str(repository)))
    (repository / "LICENSE").write_text("ours")
    (repository / "train" / "note.md").write_text("ours")
    push(plan(smaller, str(repository)))
    assert loaded(str(repository), tmp_path / "cache") == held(smaller)
    assert (repository / "LICENSE").exists()
    assert (repository / "train" / "note.md").exists()
    assert not (repository / "train" / "data-00001.arrow").exists()


def test_an_empty_split_is_left_out_by_datasets_and_harms_no_other(tmp_path: Path) -> None:
    rows = fruit_rows(40)
    (tmp_path / "fruit.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    source = {"kind": "files", "paths": [str(tmp_path / "fruit.jsonl")], "licence": "MIT"}
    stages = {"split": {"train": 1.0, "validation": 0.0, "test": 0.0}}
    corpus = build(from_values({"domain": "medical", "sources": [source], "stages": stages}), tmp_path / "corpus")
    push(plan(corpus, str(tmp_path / "repository")))
    assert loaded(str(tmp_path / "repository"), tmp_path / "cache") == {"train": held(corpus)["train"]}


# ── refusals ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_damaged_corpus_is_not_sent(sound: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound.path, folder)
    shard = folder / "train" / "data-00000.arrow"
    content = bytearray(shard.read_bytes())
    content[len(content) // 2] ^= 1
    shard.write_bytes(content)
    with pytest.raises(CorpusError, match="fails its check"):
        plan(Corpus.open(folder), str(tmp_path / "repository"))
    assert not (tmp_path / "repository").exists()


def test_a_file_that_changes_after_the_check_is_not_sent(sound: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(sound.path, folder)
    ready = plan(Corpus.open(folder), str(tmp_path / "repository"))
    with (folder / "test" / "data-00000.arrow").open("ab") as file:
        file.write(b"more")
    with pytest.raises(CorpusError, match="changed after it was checked"):
        push(ready)
    assert not list((tmp_path / "repository").rglob("*.writing"))


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("proprietary", "forbids passing them on"),
        ("CC-BY-ND-4.0", "forbids passing on changed versions"),
        ("unknown", "is not known to allow it"),
        ("our own terms", "is not known to allow it"),
    ],
)
def test_a_licence_that_forbids_it_is_refused_until_it_is_allowed(
    licence: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = made(tmp_path, "MIT")
    monkeypatch.setattr("curate.publish.planning._licences", lambda *_: {"MIT": 3, licence: 2})
    with pytest.raises(CurateError, match=said) as refusal:
        plan(corpus, "o/n")
    assert "2 under" in str(refusal.value)
    assert "--allow" in str(refusal.value)
    assert plan(corpus, "o/n", allow=[licence.upper()]).files


def test_a_licence_that_forbids_commercial_use_is_sent_and_called_out(tmp_path: Path) -> None:
    rows = fruit_rows(40)
    (tmp_path / "fruit.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    source = {"kind": "files", "paths": [str(tmp_path / "fruit.jsonl")], "licence": "CC-BY-NC-4.0",
              "allow": ["non_commercial"]}  # fmt: skip
    corpus = build(from_values({"domain": "medical", "sources": [source]}), tmp_path / "corpus")
    notices = plan(corpus, "o/n").notices
    assert any("CC-BY-NC-4.0, which forbids commercial use" in notice for notice in notices), notices


def test_a_name_that_is_none_or_two_things_is_refused(
    sound: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owner" / "name").mkdir(parents=True)
    for name in (
        "name",
        "a/b/c",
        "",
        "owner/name",
        str(sound.path),
        str(sound.path / "inside"),
        str(sound.path.parent),
    ):
        with pytest.raises(InputError):
            plan(sound, name)


def test_a_repository_of_something_else_is_left_alone(sound: Corpus, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "README.md").write_text("another data set")
    with pytest.raises(OutputError, match="something else than a corpus"):
        push(plan(sound, str(repository)))
    assert [path.name for path in repository.iterdir()] == ["README.md"]
    push(plan(sound, str(repository)), force=True)
    assert loaded(str(repository), tmp_path / "cache") == held(sound)


# ── a hub ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Hub(ThreadingHTTPServer):
    """The hub's interface for commits, as far as it is needed: what it holds, and what it is to answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.repositories: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, str | None]] = []
        self.answer: tuple[str, int] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_PUT(self) -> None:
        self._handle("PUT")

    def _send(self, status: int, body: Any = None, **headers: str) -> None:
        content = json.dumps(body or {}).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def _handle(self, verb: str) -> None:
        hub, path = self.server, self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        hub.asked.append((verb, path, self.headers.get("Authorization")))
        if hub.answer is not None and hub.answer[0] in path:
            return self._send(hub.answer[1], {"error": f"told to refuse: {self.headers.get('Authorization')}"})
        parts = path.strip("/").split("/")
        if path == "/api/repos/create":
            asked = json.loads(body)
            name = f"{asked['organization']}/{asked['name']}"
            private = asked.get("private") or asked.get("visibility") == "private"
            hub.repositories[name] = {"private": bool(private), "branches": {"main": {}}}
            return self._send(200, {"url": f"{hub.address}/datasets/{name}"})
        if path == "/api/validate-yaml":
            return self._send(200, {"warnings": [], "errors": []})
        if path.startswith("/blob/"):
            hub.blobs[parts[1]] = body
            return self._send(200)
        if path.endswith("/info/lfs/objects/batch"):
            objects = [
                {**one, "actions": {"upload": {"href": f"{hub.address}/blob/{one['oid']}"}}}
                for one in json.loads(body)["objects"]
            ]
            return self._send(200, {"transfer": "basic", "objects": objects})
        name = "/".join(parts[2:4])
        repository = hub.repositories.get(name)
        if repository is None:
            return self._send(404, {"error": "not found"}, X_Error_Code="RepoNotFound")
        branches = repository["branches"]
        action, branch = parts[4] if len(parts) > 4 else "", parts[5] if len(parts) > 5 else "main"
        if action == "branch":
            branches[branch] = dict(branches["main"])
            return self._send(200)
        if branch not in branches:
            return self._send(404, {"error": "no such revision"}, X_Error_Code="RevisionNotFound")
        files = branches[branch]
        if action == "preupload":
            modes = [
                {"path": one["path"], "shouldIgnore": False, "oid": None,
                 "uploadMode": "lfs" if one["path"].endswith(".arrow") else "regular"}
                for one in json.loads(body)["files"]
            ]  # fmt: skip
            return self._send(200, {"files": modes})
        if action == "commit":
            for line in body.splitlines():
                item = json.loads(line)
                value = item["value"]
                if item["key"] == "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                elif item["key"] == "lfsFile":
                    assert hashlib.sha256(hub.blobs[value["oid"]]).hexdigest() == value["oid"]
                    files[value["path"]] = hub.blobs[value["oid"]]
                elif item["key"] == "deletedFile":
                    del files[value["path"]]
            return self._send(200, {"success": True, "commitOid": "c" * 40, "hookOutput": "",
                                    "commitUrl": f"{hub.address}/datasets/{name}/commit/{'c' * 40}"})  # fmt: skip
        siblings = [{"rfilename": path} for path in sorted(files)]
        return self._send(200, {"id": name, "sha": "b" * 40, "private": repository["private"], "siblings": siblings,
                                "tags": [], "downloads": 0, "likes": 0})  # fmt: skip


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def ready(sound: Corpus) -> Plan:
    return plan(sound, "owner/name")


def test_a_hub_receives_what_the_plan_says_and_datasets_reads_it(
    sound: Corpus, ready: Plan, hub: Hub, tmp_path: Path
) -> None:
    place = push(ready, private=True, endpoint=hub.address)
    assert place.startswith(f"{hub.address}/datasets/owner/name/commit/")
    received = hub.repositories["owner/name"]
    assert received["private"]
    files = received["branches"]["main"]
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    assert digests == {file.path: file.sha256 for file in ready.files}
    for path, content in files.items():
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / path).write_bytes(content)
    assert loaded(str(tmp_path / "copy"), tmp_path / "cache") == held(sound)


def test_a_hub_s_stale_shards_are_removed_in_the_same_commit(ready: Plan, hub: Hub) -> None:
    push(ready, endpoint=hub.address)
    files = hub.repositories["owner/name"]["branches"]["main"]
    files |= {"train/data-00099.arrow": b"old", "rejected/data-00000.arrow": b"old", "LICENSE": b"ours"}
    push(ready, endpoint=hub.address)
    assert set(files) == {file.path for file in ready.files} | {"LICENSE"}
    assert sum("/commit/" in path for _, path, _ in hub.asked) == 2


def test_a_branch_is_made_where_it_is_not_there(ready: Plan, hub: Hub) -> None:
    push(ready, revision="v2", endpoint=hub.address)
    branches = hub.repositories["owner/name"]["branches"]
    assert branches["main"] == {}
    assert "manifest.json" in branches["v2"]


def test_a_public_repository_is_not_taken_for_a_private_one(ready: Plan, hub: Hub) -> None:
    hub.repositories["owner/name"] = {"private": False, "branches": {"main": {}}}
    with pytest.raises(OutputError, match="public"):
        push(ready, private=True, endpoint=hub.address)
    assert not any("/commit/" in path for _, path, _ in hub.asked)


def test_a_hub_repository_of_something_else_is_left_alone(ready: Plan, hub: Hub) -> None:
    hub.repositories["owner/name"] = {"private": False, "branches": {"main": {"README.md": b"", "data.csv": b""}}}
    with pytest.raises(OutputError, match="something else than a corpus"):
        push(ready, endpoint=hub.address)


@pytest.mark.parametrize(
    ("part", "status", "kind", "said"),
    [
        ("/api/datasets/owner/name", 401, OutputError, "does not accept your token"),
        ("/api/datasets/owner/name", 500, UnreachableError, "the hub answered 500"),
        ("/api/datasets/owner/name", 429, UnreachableError, "too many requests"),
        ("/api/repos/create", 403, OutputError, "may not write"),
        ("/api/repos/create", 404, OutputError, "no such place"),
        ("/preupload/", 403, OutputError, "may not write"),
        ("/commit/", 412, OutputError, "changed meanwhile"),
        ("/commit/", 400, OutputError, "did not take this"),
    ],
)
def test_each_refusal_of_a_hub_is_one_message_without_the_token(
    part: str, status: int, kind: type[CurateError], said: str, ready: Plan, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # huggingface_hub waits before it asks again
    hub.answer = (part, status)
    with pytest.raises(kind, match=said) as refusal:
        push(ready, endpoint=hub.address)
    assert "owner" in str(refusal.value)
    assert TOKEN not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert not any(repository["branches"]["main"] for repository in hub.repositories.values())


def test_a_hub_that_is_not_there_is_one_message(ready: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr("time.sleep", lambda _: None)
    with pytest.raises(UnreachableError, match="can't be reached"):
        push(ready, endpoint="http://127.0.0.1:9")


def test_without_a_token_nothing_is_asked(ready: Plan, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    with pytest.raises(OutputError, match="not logged in"):
        push(ready, endpoint=hub.address)
    assert hub.asked == []


@pytest.mark.usefixtures("offline")
def test_offline_mode_is_one_message(ready: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with pytest.raises(UnreachableError, match="offline"):
        push(ready)


@pytest.mark.usefixtures("offline")
def test_a_plan_asks_no_network(sound: Corpus) -> None:
    assert plan(sound, "owner/name").files


def test_shards_are_arrow_streams_as_the_hub_reads_them(sound: Corpus, tmp_path: Path) -> None:
    """The hub reads the stream format and not the file format; https://github.com/huggingface/hub-docs/pull/1225."""
    push(plan(sound, str(tmp_path / "repository")))
    for path in (tmp_path / "repository").rglob("*.arrow"):
        with pa.memory_map(str(path)) as source:
            pa.ipc.open_stream(source).read_all()
        with pa.memory_map(str(path)) as source, pytest.raises(pa.ArrowInvalid):
            pa.ipc.open_file(source)
