"""A built corpus on disk: open it, iterate over it, look a row up.

A folder goes in; its manifest and record batches, memory-mapped, come out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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
        if not isinstance(manifest, dict) or "shards" not in manifest:
            raise CorpusError(
                "this manifest is not a corpus's", where=f"{path}/{MANIFEST}", remedy="build the corpus again"
            )
        schema = int(manifest.get("versions", {}).get("schema", 0))
        if schema > SCHEMA_VERSION:
            raise CorpusError(
                f"this corpus has schema version {schema}, and this curate reads up to {SCHEMA_VERSION}",
                where=str(path), why="a newer curate built it", remedy="upgrade: pip install -U curate-reasoning",
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
