"""From an id to the rows that have it.

Ids go in as 64-bit keys, in the order of the rows; the rows of a key come out. Twelve bytes a row, on disk and mapped.
Keys are sorted in segments of a fixed size, so that memory while building does not grow with the corpus. A key is the
first half of an id: whoever asks compares the whole id.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SEGMENT = 1 << 20
_NONE = "0" * 32


def keys_of(ids: pa.Array) -> npt.NDArray[np.uint64]:
    """The first 16 hex digits of each id as a number; 0 for what is no id."""
    good = pc.fill_null(pc.match_substring_regex(ids, "^[0-9a-f]{32}$"), False)
    text = "".join(pc.if_else(good, ids, _NONE).to_pylist())
    return np.frombuffer(bytes.fromhex(text), dtype=">u8").reshape(-1, 2)[:, 0].astype(np.uint64)


class KeyIndex:
    """Rows by key.

    Args:
        keys: uint64 (rows,), sorted within each segment.
        rows: uint32 (rows,), which row each of them is.
    """

    def __init__(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint32]):
        self.keys, self.rows = keys, rows

    def find(self, key: int) -> list[int]:
        """The rows with that key, in order."""
        found: list[int] = []
        for start in range(0, len(self.keys), SEGMENT):
            segment = self.keys[start : start + SEGMENT]
            low, high = (
                np.searchsorted(segment, np.array([key], dtype=np.uint64)),
                np.searchsorted(segment, np.array([key], dtype=np.uint64), side="right"),
            )
            found += self.rows[start + int(low[0]) : start + int(high[0])].tolist()
        return sorted(found)

    def find_id(self, identity: str) -> list[int]:
        """The rows whose id begins as this one does; none for what is no id."""
        try:
            return self.find(int(identity[:16], 16)) if len(identity) == 32 else []
        except ValueError:
            return []


class KeyBuilder:
    """Fills a `KeyIndex` whose arrays were made for all rows."""

    def __init__(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint32]):
        self._keys, self._rows = keys, rows
        self._filled = 0
        self._sorted = 0

    def add(self, ids: pa.Array) -> None:
        """The next rows' ids."""
        self._keys[self._filled : self._filled + len(ids)] = keys_of(ids)
        self._filled += len(ids)
        while self._filled - self._sorted >= SEGMENT:
            self._sort(self._sorted + SEGMENT)

    def finish(self) -> KeyIndex:
        """The index, when every row was added."""
        self._sort(self._filled)
        return KeyIndex(self._keys, self._rows)

    def _sort(self, stop: int) -> None:
        start, self._sorted = self._sorted, stop
        order = np.argsort(self._keys[start:stop], kind="stable")
        self._keys[start:stop] = self._keys[start:stop][order]
        self._rows[start:stop] = start + order
