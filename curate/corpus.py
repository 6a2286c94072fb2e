"""A built corpus on disk: open it, iterate over it, look a row up.

A folder goes in; its manifest and record batches, memory-mapped, come out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa

from curate.errors import CorpusError, InputError
from curate.record import SCHEMA_VERSION, SPLITS, require_readable

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Corpus:
    """A corpus.

    Attributes:
        path: its folder.
        manifest: `rows_in`, `rows_kept`, `rejected`, `funnel`, `sources`, `shards`, `recipe`, `versions` …
    """

    path: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, path: str | Path) -> Corpus:
        """Open a corpus.

        Raises:
            InputError: there is no such folder.
            CorpusError: the folder holds no corpus, or one that this version can't read.
        """
        folder = Path(path)
        if not folder.exists():
            raise InputError(f"there is no corpus at {path}", remedy="build one: curate build medical")
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise CorpusError(
                f"{path} is not a corpus", why=f"it has no {MANIFEST}", remedy="name the folder that curate build wrote"
            ) from None
        except (OSError, ValueError) as error:
            raise CorpusError(
                "the corpus's manifest can't be read",
                where=f"{path}/{MANIFEST}",
                why=str(error),
                remedy="build the corpus again",
            ) from None
        schema = _schema_version(manifest)
        if schema is not None and schema > SCHEMA_VERSION:
            raise CorpusError(
                f"this corpus has schema version {schema}, and this curate reads up to {SCHEMA_VERSION}",
                where=str(path), why="a newer curate built it", remedy="upgrade: pip install -U curate-reasoning",
            )  # fmt: skip
        wrong = "it names no schema version" if schema is None else _wrong_with(manifest)
        if wrong:
            raise CorpusError(
                "this manifest is not a corpus's", where=f"{path}/{MANIFEST}", why=wrong,
                remedy="build the corpus again",
            )  # fmt: skip
        return cls(folder, manifest)

    @property
    def domain(self) -> str:
        return str(self.manifest["domain"])

    def batches(self, split: str | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a split, or of all splits in turn, as batches of at most 1,000.

        Raises:
            InputError: there is no such split.
            CorpusError: a shard is missing, damaged or of a newer schema.
        """
        if split is not None and split not in SPLITS:
            raise InputError(f"there is no split {split!r}", remedy=f"there are: {', '.join(SPLITS)}")
        for shard in self.manifest["shards"]:
            if split is None or shard["path"].startswith(f"{split}/"):
                yield from read_shard(self.path / shard["path"], shard["path"])

    def rejected(self) -> Iterator[pa.RecordBatch]:
        """The rejected rows, each with `stage`, `reason` and `detail`."""
        for shard in self.manifest["rejected_shards"]:
            yield from read_shard(self.path / shard["path"], shard["path"])

    def duplicates(self) -> pa.Table:
        """The map of removed rows to the rows kept in their stead."""
        path = self.path / "duplicates.arrow"
        try:
            return pa.ipc.open_stream(pa.memory_map(str(path))).read_all()
        except (OSError, pa.ArrowInvalid) as error:
            raise CorpusError("the map of duplicates can't be read", where=str(path), why=str(error)) from None


_KINDS: dict[str, type] = {
    "domain": str, "rows_in": int, "rows_kept": int, "splits": dict, "rejected": dict, "funnel": list, "sources": list,
    "shards": list, "rejected_shards": list, "files": list, "recipe": dict, "versions": dict,
}  # fmt: skip
_FILE: dict[str, type] = {"path": str, "rows": int, "sha256": str}
_LINE: dict[str, type] = {"stage": str, "rows_in": int, "rejected": int, "rows_kept": int, "reasons": dict}


def _schema_version(manifest: Any) -> int | None:
    try:
        return int(manifest["versions"]["schema"])
    except (KeyError, TypeError, ValueError):
        return None


def _wrong_with(manifest: dict[str, Any]) -> str:
    """The first thing that is not as a manifest has it: a key that is missing or of another type, a path that leads
    out of the corpus; "" when all is well."""
    wrong = _not_of(_KINDS, manifest)
    if wrong:
        return wrong
    files = [*manifest["shards"], *manifest["rejected_shards"], *manifest["files"]]
    parts: list[tuple[Mapping[str, type], Any]] = [
        *((_FILE, file) for file in files),
        *((_LINE, line) for line in manifest["funnel"]),
    ]
    for kinds, entry in [*parts, (dict.fromkeys(SPLITS, int), manifest["splits"])]:
        if wrong := _not_of(kinds, entry):
            return wrong
    for file in files:
        place = PurePosixPath(file["path"])
        if place.is_absolute() or ".." in place.parts:
            return f"the path {file['path']!r} leads out of the corpus"
    return ""


def _not_of(kinds: Mapping[str, type], entry: Any) -> str:
    if not isinstance(entry, dict):
        return f"where an object should be there is {str(entry)[:40]!r}"
    for key, kind in kinds.items():
        if not isinstance(entry.get(key), kind) or isinstance(entry[key], bool):
            return f"{key} is not there" if key not in entry else f"{key} is {str(entry[key])[:40]!r}"
    return ""


def read_shard(path: Path, where: str) -> Iterator[pa.RecordBatch]:
    """Batches of one Arrow stream file, memory-mapped.

    Raises:
        CorpusError: the file is missing, damaged, or not a shard that this version reads.
    """
    try:
        reader = pa.ipc.open_stream(pa.memory_map(str(path)))
        require_readable(reader.schema, where)
        yield from reader
    except (OSError, pa.ArrowInvalid) as error:
        raise CorpusError(
            "a shard can't be read", where=where, why=str(error), remedy="see what else is damaged: curate check CORPUS"
        ) from None


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it stands on disk; keys in the order given, so that the funnel reads top to bottom."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
