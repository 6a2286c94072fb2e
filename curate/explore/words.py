"""Full-text search: rows go in, the numbers of the rows that hold some words come out.

SQLite's FTS5 without content: the text stays in the shards. The index grows by committed steps, so that it answers for
the rows so far while it is built, goes on where it was stopped, and may be built by two processes at once.

    sodium creatinine     rows with both words, in any form of case and accent
    "per kg"              the words in this order
    dehydrat*             words that begin so
    -paediatric           without this word
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from curate.errors import CurateError
from curate.explore.rows import Rows

#: the columns that are searched
COLUMNS = ("question", "choices", "reasoning", "answer", "detail")
#: characters of a query that are read
LONGEST_QUERY = 500
#: seconds after which a search is given up
PATIENCE = 20.0
_STEP = 4  # batches a commit: the lock is let go of between them
_REMEMBERED = 64 << 20  # bytes of the latest searches' rows, so that paging and filtering need not search again
_WORD = re.compile(r'-?"[^"]*"?\*?|\S+')
#: scripts without spaces, in which each character is a word
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SCHEMA = """
    create table if not exists progress (only integer primary key check (only = 1), batches integer not null);
    insert or ignore into progress values (1, 0);
    create virtual table if not exists words using
        fts5(text, content='', columnsize=0, detail=full, tokenize='unicode61 remove_diacritics 2');
"""


@dataclass(frozen=True)
class Query:
    """What is searched for: words and phrases that a row has to hold, and those that it must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Query:
        """The query that a person typed; what holds no letter and no digit is left out."""
        wanted: list[str] = []
        unwanted: list[str] = []
        for found in _WORD.findall(text[:LONGEST_QUERY].replace("\0", " ")):
            negated = len(found) > 1 and found.startswith("-")
            bare = found.removeprefix("-") if negated else found
            prefix = "*" if bare.endswith("*") else ""
            phrase = bare.replace('"', " ").rstrip("* ").strip()
            if any(character.isalnum() for character in phrase):
                (unwanted if negated else wanted).append(f"{phrase}{prefix}")
        return cls(tuple(wanted), tuple(unwanted))

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What to mark in a text; None for nothing."""
        parts = [_marking(phrase) for phrase in self.wanted]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _marking(phrase: str) -> str:
    words = re.findall(r"\w+", phrase)
    body = r"\W{1,3}".join(re.escape(word) for word in words)
    if _UNSPACED.search(phrase):
        return body
    return rf"(?<!\w){body}" + (r"\w*" if phrase.endswith("*") else r"(?!\w)")


def _match(phrase: str) -> str:
    """A phrase as FTS5 takes it: one string, so that nothing in it is an operator."""
    prefix = phrase.endswith("*")
    return f'"{_spaced(phrase.rstrip("*"))}"' + ("*" if prefix else "")


def _spaced(text: str) -> str:
    return _UNSPACED.sub(r" \g<0> ", text) if _UNSPACED.search(text) else text


class Words:
    """The search index of a corpus.

    Args:
        path: the SQLite file; made when there is none.
        rows: what is indexed.

    Raises:
        sqlite3.Error: the file can't be made, or this Python's SQLite has no FTS5.
    """

    def __init__(self, path: Path, rows: Rows):
        self._path, self._rows = path, rows
        self._local = threading.local()
        self._found: OrderedDict[tuple[str, int], npt.NDArray[np.uint32]] = OrderedDict()
        self._lock = threading.Lock()
        try:
            self._make()
        except sqlite3.DatabaseError as error:
            if "not a database" not in str(error) and "malformed" not in str(error):
                raise
            # a cache: what can't be read is made anew
            for name in ("", "-wal", "-shm"):
                path.with_name(path.name + name).unlink(missing_ok=True)
            self._make()

    def _make(self) -> None:
        with closing(self._connect()) as database:
            database.execute("pragma journal_mode = wal")
            database.executescript(_SCHEMA)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=60, isolation_level=None, check_same_thread=False)
        database.execute("pragma synchronous = off")
        return database

    def _reading(self) -> sqlite3.Connection:
        """This thread's connection."""
        if not hasattr(self._local, "database"):
            self._local.database = self._connect()
        database: sqlite3.Connection = self._local.database
        return database

    def covered(self) -> int:
        """How many rows are indexed, from the first.

        Raises:
            CurateError: the index can't be read.
        """
        try:
            (batches,) = self._reading().execute("select batches from progress").fetchone()
        except sqlite3.Error as error:
            raise CurateError("the search index can't be read", where=str(self._path), why=str(error)) from None
        return self._rows.first(min(batches, self._rows.batches))

    def search(self, query: Query) -> npt.NDArray[np.uint32]:
        """The rows that match, in order; of those that are indexed so far.

        Raises:
            CurateError: it takes too long, or the index can't be read.
        """
        covered = self.covered()
        positive = " AND ".join(map(_match, query.wanted))
        negative = " OR ".join(map(_match, query.unwanted))
        match = f"({positive}) NOT ({negative})" if positive and negative else positive or negative
        key = (match if positive else f"NOT {match}", covered)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        rows = self._matching(match)
        rows = rows[: int(np.searchsorted(rows, covered))]
        if not positive:
            without = np.ones(covered, dtype=bool)
            without[rows] = False
            rows = np.flatnonzero(without).astype(np.uint32)
        with self._lock:
            self._found[key] = rows
            while len(self._found) > 1 and sum(some.nbytes for some in self._found.values()) > _REMEMBERED:
                self._found.popitem(last=False)
        return rows

    def _matching(self, match: str) -> npt.NDArray[np.uint32]:
        database = self._reading()
        deadline = time.monotonic() + PATIENCE
        database.set_progress_handler(lambda: int(time.monotonic() > deadline), 100_000)
        try:
            # one string of numbers: half the time of a row at a time
            (text,) = database.execute("select group_concat(rowid) from words where words match ?", (match,)).fetchone()
        except sqlite3.Error as error:
            if "interrupted" in str(error):
                raise CurateError(
                    f"the search took more than {PATIENCE:.0f} s", remedy="search for longer words, or for fewer"
                ) from None
            raise CurateError("the search index can't be read", where=str(self._path), why=str(error)) from None
        finally:
            database.set_progress_handler(None, 0)
        return np.fromstring(text or "", dtype=np.uint32, sep=",")

    def build(self, stopped: Callable[[], bool]) -> None:
        """Index what is not indexed yet.

        Raises:
            CorpusError: a shard can't be read.
            sqlite3.Error: the disk is full.
        """
        with closing(self._connect()) as database:
            database.execute("pragma cache_size = -32768")
            while not stopped():
                database.execute("begin immediate")
                try:
                    (done,) = database.execute("select batches from progress").fetchone()
                    for number in range(done, min(done + _STEP, self._rows.batches)):
                        database.executemany("insert into words (rowid, text) values (?, ?)", self._texts(number))
                    database.execute("update progress set batches = ?", (min(done + _STEP, self._rows.batches),))
                    database.execute("commit")
                except BaseException:
                    with suppress(sqlite3.Error):
                        database.execute("rollback")
                    raise
                if done + _STEP >= self._rows.batches:
                    return
                self._rows.let_go(done)

    def _texts(self, number: int) -> Iterable[tuple[int, str]]:
        batch, first = self._rows.batch(number, COLUMNS, full=True), self._rows.first(number)
        return [(first + place, text) for place, text in enumerate(_joined(batch))]


def _joined(batch: pa.RecordBatch) -> list[str]:
    columns: list[Sequence[Any]] = [batch.column(name).to_pylist() for name in batch.schema.names]
    return [
        _spaced("\n".join("\n".join(value) if isinstance(value, list) else value for value in row if value))
        for row in zip(*columns)
    ]
