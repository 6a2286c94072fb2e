"""Everything that the page needs to find rows, built in the background and kept in the user's cache.

A corpus goes in; cells, keys and words come out, for the rows so far while they are being built. The cache lies under
``$XDG_CACHE_HOME/curate/explore`` (``~/.cache`` where that is not set), in a folder named by the corpus's manifest and
the sizes and times of its files; the corpus itself is never written to. Where no cache can be kept, the index lives in
a temporary folder until the end.

Disk: 17 bytes a row, and for its words about half of the text itself (490 bytes a row for generated problems).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from curate.corpus import Corpus
from curate.errors import CorpusError, CurateError
from curate.explore import facets
from curate.explore.facets import CellBuilder, Cells
from curate.explore.filters import View
from curate.explore.keys import KeyBuilder, KeyIndex
from curate.explore.rows import Rows
from curate.explore.words import Query, Words

#: changes when what is kept in the cache changes
LAYOUT = 1
#: indexes that the cache keeps, the latest used first
KEPT_INDEXES = 8
_TOGETHER = 16  # batches whose cells are found at once
_CHUNK = 1 << 20  # rows that are looked through at once for those of a page


@dataclass(frozen=True)
class Keys:
    """From ids to rows, and to lines of the map of duplicates."""

    ids: KeyIndex
    removed: KeyIndex
    kept: KeyIndex


@dataclass(frozen=True)
class Found:
    """The answer to a view.

    Attributes:
        total: rows that match.
        counts: facet -> value -> rows, see `Cells.counts`.
        rows: the numbers of the rows of the page.
        searched: rows that the search covers; None where nothing was searched for.
    """

    total: int
    counts: Mapping[str, Mapping[str, int]]
    rows: tuple[int, ...]
    searched: int | None


class Index:
    """Finds rows of one corpus.

    Args:
        cache: the folder of caches; None for the user's.

    Attributes:
        rows: all rows, the kept ones first.
        kept: how many were kept.
        twins: the lines of the map of duplicates.
        trouble: why the index, or a part of it, could not be built; "" while all is well.

    Raises:
        CorpusError: a shard is missing or damaged, or they do not hold the rows that the manifest counts.
    """

    def __init__(self, corpus: Corpus, cache: Path | None = None):
        self.corpus = corpus
        manifest = corpus.manifest
        kept = [shard["path"] for shard in manifest["shards"]]
        rejected = [shard["path"] for shard in manifest["rejected_shards"]]
        self.rows = Rows([(corpus.path / name, name) for name in kept + rejected])
        self.kept = sum(shard["rows"] for shard in manifest["shards"])
        told = self.kept + sum(shard["rows"] for shard in manifest["rejected_shards"])
        if self.rows.count != told:
            raise CorpusError(
                "the shards do not hold what the manifest counts", where=str(corpus.path),
                why=f"the manifest counts {told:,} rows, the shards hold {self.rows.count:,}",
                remedy="see what is damaged: curate check CORPUS",
            )  # fmt: skip
        self.twins = Rows([(corpus.path / "duplicates.arrow", "duplicates.arrow")], records=False)
        self.trouble = ""
        self.keys: Keys | None = None
        self.words: Words | None = None
        self.cells = Cells(
            np.zeros(0, np.uint32), np.zeros((0, len(facets.FACETS)), np.int32), np.zeros(0, np.int64),
            ((),) * len(facets.FACETS),
        )  # fmt: skip
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.folder = self._folder(cache)
        self._load()
        self._open_words()

    # ── its life ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Build what is missing, in the background."""
        self._thread = threading.Thread(target=self._build, name="index", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop building; what is done stays."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
        if self._temporary is not None:
            self._temporary.cleanup()

    def wait(self) -> None:
        """Until everything is built."""
        if self._thread is not None:
            self._thread.join()

    @property
    def listed(self) -> int:
        """Rows that can be filtered, from the first."""
        return self.cells.rows

    @property
    def searchable(self) -> int:
        """Rows that can be searched, from the first."""
        try:
            return self.words.covered() if self.words else 0
        except CurateError as error:
            self.trouble = self.trouble or str(error)
            return 0

    def _folder(self, cache: Path | None) -> Path:
        base = cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "curate" / "explore"
        folder = base / _fingerprint(self.corpus)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            os.utime(folder)
            _forget_old(base, folder)
            return folder
        except OSError:
            self._temporary = tempfile.TemporaryDirectory(prefix="curate-explore-")
            return Path(self._temporary.name)

    def _open_words(self) -> None:
        try:
            self.words = Words(self.folder / "words.sqlite", self.rows)
        except (sqlite3.Error, OSError) as error:
            self.trouble = f"there is no full-text search: {error}"

    # ── cells and keys ────────────────────────────────────────────────────────────────────────────────────────────────

    def _load(self) -> bool:
        """What the cache has; False when it has nothing that can be used."""
        folder = self.folder / "rows"
        try:
            values = json.loads((folder / "values.json").read_text(encoding="utf-8"))
            arrays = {path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in folder.glob("*.npy")}
            cells = Cells(
                arrays["cells"], np.array(arrays["codes"]), np.array(arrays["sizes"]), tuple(map(tuple, values))
            )
            keys = Keys(
                KeyIndex(arrays["id_keys"], arrays["id_rows"]),
                KeyIndex(arrays["removed_keys"], arrays["removed_rows"]),
                KeyIndex(arrays["kept_keys"], arrays["kept_rows"]),
            )
        except (OSError, ValueError, KeyError, EOFError):
            return False
        if cells.rows != self.rows.count or len(keys.ids.keys) != self.rows.count:
            return False
        self.cells, self.keys = cells, keys
        return True

    def _build(self) -> None:
        try:
            if self.keys is None:
                self._build_rows()
            if self.words and not self._stop.is_set():
                self.words.build(self._stop.is_set)
        except CurateError as error:
            self.trouble = str(error)
        except (OSError, sqlite3.Error) as error:
            self.trouble = f"the index can't be written to {self.folder}: {error}"

    def _build_rows(self) -> None:
        partial = self.folder / f"rows.{os.getpid()}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()

        def array(name: str, dtype: type, count: int) -> npt.NDArray[Any]:
            # a map of no rows can't be made
            path = partial / f"{name}.npy"
            if not count:
                np.save(path, np.zeros(0, dtype))
                return np.zeros(0, dtype)
            return np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(count,))

        try:
            builder = CellBuilder(array("cells", np.uint32, self.rows.count))
            ids = KeyBuilder(array("id_keys", np.uint64, self.rows.count), array("id_rows", np.uint32, self.rows.count))
            for kept, numbers in self._runs():
                if self._stop.is_set():
                    return
                batches = [self.rows.batch(number, ("id", *facets.COLUMNS), full=True) for number in numbers]
                builder.add(batches, kept)
                for batch in batches:
                    ids.add(batch.column("id"))
                self.cells = builder.cells()
                self.rows.let_go(numbers[0])
            lines = self.twins.count
            removed = KeyBuilder(array("removed_keys", np.uint64, lines), array("removed_rows", np.uint32, lines))
            stays = KeyBuilder(array("kept_keys", np.uint64, lines), array("kept_rows", np.uint32, lines))
            for number in range(self.twins.batches):
                batch = self.twins.batch(number, ("removed_id", "kept_id"), full=True)
                removed.add(batch.column("removed_id"))
                stays.add(batch.column("kept_id"))
            self.keys = Keys(ids.finish(), removed.finish(), stays.finish())
            np.save(partial / "codes.npy", self.cells.codes)
            np.save(partial / "sizes.npy", self.cells.sizes)
            (partial / "values.json").write_text(json.dumps(self.cells.values), encoding="utf-8")
            with suppress(OSError):
                # another process may have been quicker, with the same content; the maps stay valid without a name
                shutil.rmtree(self.folder / "rows", ignore_errors=True)
                partial.rename(self.folder / "rows")
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _runs(self) -> list[tuple[bool, range]]:
        """Batches that are taken together: some, and never kept and rejected ones at once."""
        edge = next((k for k in range(self.rows.batches) if self.rows.first(k) >= self.kept), self.rows.batches)
        parts = ((True, 0, edge), (False, edge, self.rows.batches))
        return [
            (kept, range(start, min(start + _TOGETHER, stop)))
            for kept, first, stop in parts
            for start in range(first, stop, _TOGETHER)
        ]

    # ── questions ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def find(self, view: View, per_page: int) -> Found:
        """The rows of a view's page, how many there are, and how they spread over the facets.

        Raises:
            CurateError: the search can't be answered.
        """
        cells = self.cells
        inside = cells.inside(view.wanted)
        matching, searched = self._searched(view, cells)
        sizes = cells.sizes
        if matching is not None:
            sizes = np.bincount(cells.of_row[matching], minlength=len(cells.sizes))
        total, counts = cells.counts(inside, sizes)
        passing = _passing(cells, inside)
        start = (view.page - 1) * per_page
        rows = _page(cells, passing, matching, start, start + per_page) if start < total else ()
        return Found(total, counts, rows, searched)

    def neighbours(self, view: View, row: int) -> tuple[int | None, int | None, int]:
        """The rows of the view before and after a row, and the row's place in the view (from 0)."""
        cells = self.cells
        matching, _ = self._searched(view, cells)
        passing = _passing(cells, cells.inside(view.wanted))
        if matching is not None:
            of_view = matching[passing[cells.of_row[matching]]]
            place = int(np.searchsorted(of_view, row))
            after = place + 1 if place < len(of_view) and of_view[place] == row else place
            return (
                int(of_view[place - 1]) if place else None,
                int(of_view[after]) if after < len(of_view) else None,
                place,
            )
        before, place = None, 0
        for start in range(0, min(row, cells.rows), _CHUNK):
            some = np.flatnonzero(passing[cells.of_row[start : min(row, start + _CHUNK)]])
            place += len(some)
            before = start + int(some[-1]) if len(some) else before
        for start in range(row + 1, cells.rows, _CHUNK):
            some = np.flatnonzero(passing[cells.of_row[start : start + _CHUNK]])
            if len(some):
                return before, start + int(some[0]), place
        return before, None, place

    def _searched(self, view: View, cells: Cells) -> tuple[npt.NDArray[np.uint32] | None, int | None]:
        query = Query.read(view.words)
        if not query:
            return None, None
        if self.words is None:
            raise CurateError("full-text search is not to be had", why=self.trouble)
        covered = min(self.words.covered(), cells.rows)
        matching = self.words.search(query)
        return matching[: int(np.searchsorted(matching, cells.rows))], covered


def _passing(cells: Cells, inside: Mapping[str, npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
    passing: npt.NDArray[np.bool_] = np.ones(len(cells.codes), dtype=bool)
    for mask in inside.values():
        passing = passing & mask
    return passing


def _page(
    cells: Cells,
    passing: npt.NDArray[np.bool_],
    matching: npt.NDArray[np.uint32] | None,
    start: int,
    stop: int,
) -> tuple[int, ...]:
    """Rows number `start` to `stop` of those that pass, and match where something was searched for."""
    if matching is not None:
        return tuple(matching[passing[cells.of_row[matching]]][start:stop].tolist())
    if passing.all():
        return tuple(range(start, min(stop, cells.rows)))
    found: list[int] = []
    seen = 0
    for low in range(0, cells.rows, _CHUNK):
        here = passing[cells.of_row[low : low + _CHUNK]]
        count = int(np.count_nonzero(here))
        if seen + count > start:
            some = np.flatnonzero(here)[max(0, start - seen) : stop - seen]
            found += (low + some).tolist()
        seen += count
        if seen >= stop:
            break
    return tuple(found)


def _fingerprint(corpus: Corpus) -> str:
    """Names what the index was made from."""
    manifest = corpus.manifest
    files = [file["path"] for part in ("shards", "rejected_shards", "files") for file in manifest[part]]
    state: list[object] = [LAYOUT, manifest]
    for name in files:
        try:
            about = (corpus.path / name).stat()
            state.append([name, about.st_size, about.st_mtime_ns])
        except OSError:
            state.append([name])
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:32]


def _forget_old(base: Path, mine: Path) -> None:
    """Keep the cache from growing for ever: only the indexes used last stay, and those in use."""
    others = [path for path in base.iterdir() if path.is_dir() and path != mine]
    for path in sorted(others, key=lambda path: -path.stat().st_mtime)[KEPT_INDEXES - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
