"""Data sets on the Hugging Face hub as a source: streamed, pinned to a commit, and never running their code.

A folder laid out as on the hub (Parquet, CSV or JSON files with or without a README that names them) is read by the
same code and pinned by a hash of its files. Without a network, a copy that `huggingface_hub` has cached is read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from curate.domain import Domain, PublicSource, suggestion
from curate.errors import InputError, RecipeError, UnreachableError
from curate.sources.adapters import checked_mapping, facts_of, named_adapter, require_columns
from curate.sources.columnar import ColumnarRows, payload_of
from curate.sources.opening import content_hash
from curate.sources.rows import Allowance, Reading, Row, adapted
from curate.stages.contract import Sifted

if TYPE_CHECKING:
    from curate.recipe import Hub

#: seconds to wait for the hub's answer
PATIENCE = 15.0
_COMMIT = re.compile(r"[0-9a-f]{40}")
_LOOKED_AT = 200
_NETWORK = {
    "ConnectError", "ConnectTimeout", "ReadTimeout", "ReadError", "PoolTimeout", "WriteError", "ProxyError",
    "RemoteProtocolError", "NetworkError", "ConnectionError", "ConnectionResetError", "Timeout", "TimeoutError",
    "SSLError", "gaierror", "TransportError", "ClientConnectorError", "ServerDisconnectedError",
}  # fmt: skip


@dataclass(frozen=True)
class HubTask:
    """A run of rows of a hub data set."""

    chunk: ColumnarRows
    reading: Reading

    def load(self) -> Sifted:
        """Bring the rows into the record's shape; see `curate.sources.rows.adapted`."""
        return adapted(self.chunk.rows(), self.reading)


class HubSource:
    """Rows of a data set on the hub, or of a folder laid out as one.

    Args:
        hub: ``owner/name``, or the folder's path.
        domain: name of the domain that is built.
        split: which split to read.
        revision: branch, tag or commit; a branch is resolved to its commit before the first row is read.
        rows: read at most so many.
        mapping, adapter, licence, allow: as for `curate.sources.files.FilesSource`.
        label: the source's name; the last part of `hub` when left out.
        known: ids to suggest from when there is no such set.

    Raises:
        RecipeError: an unknown adapter or an unknown role in the mapping.
    """

    def __init__(
        self,
        hub: str,
        domain: str,
        *,
        config: str | None = None,
        split: str = "train",
        revision: str | None = None,
        rows: int | None = None,
        mapping: Mapping[str, str] | None = None,
        adapter: str | None = None,
        licence: str | None = None,
        label: str | None = None,
        known: Sequence[str] = (),
        allow: Sequence[Allowance] = (),
    ):
        self._hub, self._domain, self._config, self._split = hub, domain, config, split
        self._asked, self._rows, self._licence = revision, rows, licence or ""
        self._mapping = checked_mapping(mapping or {})
        self._adapter = named_adapter(adapter).name if adapter else ""
        self._folder = Path(hub) if Path(hub).is_dir() else None
        self._label = label or Path(hub).name
        self._known = list(known)
        self._allow = tuple(sorted(set(allow)))

    @property
    def name(self) -> str:
        return self._label

    def describe(self) -> dict[str, Any]:
        """Name, kind, hub id, configuration, split, and the commit (or the hash of a folder's files).

        Raises:
            UnreachableError: the hub can't be asked which commit the branch is at.
        """
        _, revision = self._place
        return {
            "name": self._label,
            "kind": "hub",
            "hub": None if self._folder else self._hub,
            "config": self._config,
            "split": self._split,
            "revision": revision,
            "licence": self._licence or "as its layout states",
            "adapter": self._adapter or None,
            "mapping": dict(self._mapping) or None,
            "rows": self._rows,
            **({"allow": list(self._allow)} if self._allow else {}),
        }

    def tasks(self, batch_rows: int) -> Iterator[HubTask]:
        """The rows in the order of the data set.

        Raises:
            UnreachableError: no network, no access, no such set, or a set that needs its own code.
            RecipeError: no such configuration or split, or a mapped column that is not there.
        """
        place, revision = self._place
        reading = Reading(
            source=self._label, revision=revision, file=self._file, domain=self._domain, family=self._label,
            licence=self._licence, adapter=self._adapter, mapping=self._mapping, hub="" if self._folder else self._hub,
            allow=self._allow,
        )  # fmt: skip
        with _explained(self._hub, self._known):
            rows = _rows(self._batches(place, _LOOKED_AT))
            first = list(islice(rows, _LOOKED_AT))
            if not first:
                raise InputError("the split has no rows", where=f"{self._hub}, split {self._split}")
            require_columns(self._mapping, first, self._hub)
            reading = replace(reading, facts=facts_of(first, chain(first, rows), reading))
            number, left = 1, self._rows
            for batch in self._batches(place, batch_rows):
                part = batch if left is None else batch.slice(0, left)
                if part.num_rows:
                    yield HubTask(ColumnarRows(number, payload_of(part)), reading)
                number += part.num_rows
                left = None if left is None else left - part.num_rows
                if left == 0:
                    return

    @property
    def _file(self) -> str:
        return f"{self._config}/{self._split}" if self._config else self._split

    @cached_property
    def _place(self) -> tuple[str, str]:
        """What to load, and the commit or hash that it is."""
        if self._folder is not None:
            return str(self._folder), _folder_hash(self._folder)
        if offline():
            cached = _in_cache(self._hub, self._asked)
            if cached is None:
                raise UnreachableError(
                    "offline mode is on, and there is no cached copy of this data set", where=self._hub,
                    why="HF_HUB_OFFLINE or HF_DATASETS_OFFLINE is set", remedy=_fetch_first(self._hub),
                )  # fmt: skip
            return cached
        try:
            with _explained(self._hub, self._known):
                from huggingface_hub import HfApi

                commit = HfApi().dataset_info(self._hub, revision=self._asked, timeout=PATIENCE).sha
        except UnreachableError:
            if not (self._asked and _COMMIT.fullmatch(self._asked)):
                raise
            # a commit is the same wherever it is read from
            cached = _in_cache(self._hub, self._asked)
            if cached is None:
                raise
            return cached
        if not commit:
            raise UnreachableError("the hub does not say which commit this is", where=self._hub)
        return self._hub, str(commit)

    def _batches(self, place: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
        import datasets

        local = Path(place).is_dir()
        stream = datasets.load_dataset(
            place,
            self._config,
            split=self._split,
            revision=None if local else self._place[1],
            streaming=True,
        )
        for table in stream.with_format("arrow").iter(batch_size=batch_rows):
            # what datasets knows of its columns is no part of a row
            yield from table.combine_chunks().replace_schema_metadata(None).to_batches(max_chunksize=batch_rows)


def hub_source(options: Hub, domain: Domain, base: Path) -> HubSource:
    """The hub source that a recipe describes: one of the domain's by its short name, any hub id, or a folder.

    Raises:
        RecipeError: the named set is for evaluation only, or unknown.
    """
    by_name: dict[str, PublicSource] = {source.name: source for source in domain.sources}
    public = by_name.get(options.id) or next((source for source in domain.sources if source.hub == options.id), None)
    folder = base / Path(options.id).expanduser()
    known = [*by_name, *(source.hub for source in domain.sources)]
    shared: dict[str, Any] = {"mapping": options.map, "rows": options.rows, "known": known, "allow": options.allow}
    if public is None and "/" not in options.id and not folder.is_dir():
        raise RecipeError(
            f"there is no public set {options.id!r} in the {domain.name} domain, and no folder of that name",
            where="sources.id",
            remedy=f"{suggestion(options.id, list(by_name))}; or give owner/name of a set on the hub",
        )  # fmt: skip
    if public is None:
        return HubSource(
            str(folder) if folder.is_dir() else options.id, domain.name, config=options.config,
            split=options.split or "train", revision=options.revision, adapter=options.adapter, licence=options.licence,
            **shared,
        )  # fmt: skip
    if public.use == "evaluation" and "evaluation" not in options.allow:
        raise RecipeError(
            f"{public.name} is an evaluation set: a corpus must not be built from it", where="sources.id",
            remedy="fingerprint it instead (curate fingerprint), so that its questions are kept out; to measure with "
            'it, and never to train on it: allow = ["evaluation"]',
        )  # fmt: skip
    return HubSource(
        public.hub, domain.name, config=options.config or public.config, split=options.split or public.split,
        revision=options.revision or public.revision, label=public.name,
        adapter=options.adapter or (None if options.map else public.adapter),
        licence=options.licence or public.licence, **shared,
    )  # fmt: skip


def _rows(batches: Iterator[pa.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        for _, row in ColumnarRows(1, payload_of(batch)).rows():
            if isinstance(row, Mapping):
                yield row


def _folder_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        relative = path.relative_to(folder)
        if not any(part.startswith(".") for part in relative.parts):
            digest.update(f"{relative.as_posix()} {content_hash(path, relative.as_posix())}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def offline() -> bool:
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE) or os.environ.get("HF_DATASETS_OFFLINE", "").upper() in {
        "1",
        "ON",
        "YES",
        "TRUE",
    }


def _in_cache(hub: str, revision: str | None) -> tuple[str, str] | None:
    """The folder and the commit of a copy in the hub's cache, None if there is none."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(hub, repo_type="dataset", revision=revision, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, FileNotFoundError):
        return None
    return str(folder), folder.name


@contextmanager
def _explained(hub: str, known: Sequence[str]) -> Iterator[None]:
    try:
        yield
    except (GeneratorExit, KeyboardInterrupt):
        raise
    except (InputError, RecipeError, UnreachableError):
        raise
    except Exception as error:
        explanation = explained(error, hub, known)
        if explanation is None:
            raise
        raise explanation from None


def explained(error: BaseException, hub: str, known: Sequence[str] = ()) -> UnreachableError | RecipeError | None:
    """What an error of `datasets`, `huggingface_hub` or the network means for the user; None for any other error."""
    causes = list(_causes(error))
    names = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    text = "\n".join(str(cause) for cause in causes)
    status = {code for cause in causes if (code := getattr(getattr(cause, "response", None), "status_code", None))}
    page = f"https://huggingface.co/datasets/{hub}"
    if "OfflineModeIsEnabled" in names:
        return UnreachableError(
            "offline mode is on", where=hub, why="HF_HUB_OFFLINE or HF_DATASETS_OFFLINE is set",
            remedy=_fetch_first(hub),
        )  # fmt: skip
    if "GatedRepoError" in names or "is a gated dataset" in text or 403 in status:
        return UnreachableError(
            "this data set is gated, and the hub did not let you in", where=hub,
            why="its owner asks for a request or for agreement to terms",
            remedy=f"ask for access at {page}, then set HF_TOKEN to a token of https://huggingface.co/settings/tokens",
        )  # fmt: skip
    if "scripts are no longer supported" in text or "trust_remote_code" in text:
        return UnreachableError(
            "this data set is a program that would have to run, which curate never does", where=hub,
            why="it is published as a loading script",
            remedy='read the hub\'s own conversion with revision = "refs/convert/parquet", or download its files and '
            "give them with --from",
        )  # fmt: skip
    if "RevisionNotFoundError" in names or re.search(r"Revision '.*' doesn't exist", text):
        return UnreachableError("the data set has no such revision", where=hub,
                                remedy=f"see {page}/commits/main, or leave the revision out")  # fmt: skip
    if names & {"RepositoryNotFoundError", "DatasetNotFoundError", "HFValidationError"} or status & {401, 404}:
        near = suggestion(hub, list(known)) if known else f"check the spelling: {page}"
        return UnreachableError(
            "the hub has no such data set, or it is private", where=hub, why=_first_line(error),
            remedy=f"{near}; for a private set, set HF_TOKEN",
        )  # fmt: skip
    if found := re.search(r"BuilderConfig '(.*?)' not found. Available: (.*)", text):
        return RecipeError(f"the data set has no configuration {found[1]!r}", where=hub,
                           remedy=f"there are: {found[2][:500]}")  # fmt: skip
    if found := re.search(r"Config name is missing\.\s*Please pick one among the available configs: (\[.*?\])", text):
        return RecipeError("the data set has several configurations", where=hub,
                           remedy=f"name one of them in the recipe (config = …): {found[1][:500]}")  # fmt: skip
    if found := re.search(r"(?:Bad|Unknown) split:? \"?(.*?)\"?\. (?:Available splits|Should be one of):? ?(.*)", text):
        return RecipeError(f"the data set has no split {found[1]!r}", where=hub,
                           remedy=f"there are: {found[2][:300]}")  # fmt: skip
    if names & {"EmptyDatasetError", "DataFilesNotFoundError"}:
        return UnreachableError("the data set has no data files that can be read", where=hub,
                                remedy=f"look at its files: {page}/tree/main")  # fmt: skip
    if names & _NETWORK or status:
        return UnreachableError(
            "the Hugging Face hub can't be reached" if not status else f"the hub answered {min(status)}", where=hub,
            why=_first_line(next((cause for cause in causes if type(cause).__name__ in _NETWORK), error)),
            remedy="check the network and try again (--resume goes on where it stopped), or build from a local copy: "
            "--from FILE",
        )  # fmt: skip
    return None


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def _fetch_first(hub: str) -> str:
    return f"unset it, or fetch the set once while online: hf download {hub} --repo-type dataset"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or at.__context__
