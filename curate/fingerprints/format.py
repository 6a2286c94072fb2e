"""A fingerprint and its file: what is known of a benchmark without any of its text.

A file is the eight bytes ``curatefp``, the header's length as a little-endian uint32, the header as canonical JSON
(with the format's version, the set's name, version, licence and home page, and every array's type and length) and
one zstd frame an array. Numbers are little-endian and stored byte plane by byte plane, hashes as differences within
a unit, which is what makes the frames small. The same content gives the same bytes under the same zstd.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from curate.errors import CorpusError, InputError
from curate.record import to_json
from curate.writing import ELSEWHERE, write_atomically

MAGIC = b"curatefp"
VERSION = 1
SUFFIX = ".fp"
_LEVEL = 19
_MOST_BYTES = 1 << 31

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Header:
    """What a fingerprint says of the set it was made from.

    Attributes:
        name: short name, such as ``medqa_test``; a hit is ``name#item``.
        version: revision of the set, a commit where there is one.
        licence: SPDX identifier where there is one.
        homepage: where the set comes from.
        domain: domain whose corpora are checked against it by default; ``general`` for all, empty for none.
        items: number of items in the set; they are numbered from 1.
        files: file name and number of items, in order, where a set comes in several files.
        note: what is fingerprinted and what is not.
    """

    name: str
    version: str
    licence: str
    homepage: str = ""
    domain: str = ""
    items: int = 0
    files: tuple[tuple[str, int], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Fingerprint:
    """Hashed n-grams of a benchmark, a unit a text that identifies an item.

    Attributes:
        header: name, licence, number of items.
        item: int32 (units,), the 1-based item of each unit.
        templated: uint8 (units,), 1 where the unit is written in a template's words, so that much must be shared.
        start: int64 (units + 1,), where each unit's entries start.
        hashes: uint32 (entries,), ascending within a unit.
        weights: uint8 (entries,), rarity, 1 to `building.RAREST`.
    """

    header: Header
    item: Array = field(repr=False)
    templated: Array = field(repr=False)
    start: Array = field(repr=False)
    hashes: Array = field(repr=False)
    weights: Array = field(repr=False)

    @property
    def units(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Background:
    """What n-grams that many texts share are worth at most.

    Attributes:
        hashes: uint32 (n-grams,), ascending and distinct.
        weights: uint8 (n-grams,), 0 for boilerplate; an n-gram that is not listed may weigh anything.
    """

    hashes: Array = field(repr=False)
    weights: Array = field(repr=False)


def encode(fingerprint: Fingerprint) -> bytes:
    """The file's bytes."""
    arrays = {
        "item": fingerprint.item.astype("<u4"),
        "templated": fingerprint.templated.astype("<u1"),
        "count": np.diff(fingerprint.start).astype("<u2"),
        "hashes": _differences(fingerprint.hashes, fingerprint.start),
        "weights": fingerprint.weights.astype("<u1"),
    }
    return _pack("fingerprint", asdict(fingerprint.header), arrays)


def encode_background(background: Background, note: str) -> bytes:
    """The bytes of a background file."""
    starts = np.array([0, len(background.hashes)], dtype=np.int64)
    arrays = {"hashes": _differences(background.hashes, starts), "weights": background.weights.astype("<u1")}
    return _pack("background", {"note": note}, arrays)


def save(fingerprint: Fingerprint, path: Path) -> None:
    """Write a fingerprint file; it appears whole or not at all.

    Raises:
        OutputError: the place is not writable or full.
    """
    write_atomically(path, encode(fingerprint), when_full=ELSEWHERE)


def read(path: Path) -> Fingerprint:
    """Read a fingerprint file.

    Raises:
        InputError: the file is missing, unreadable or not a fingerprint.
        CorpusError: it is truncated, damaged or of a newer format.
    """
    header, arrays = _unpack(path, "fingerprint")
    lengths = {name: len(array) for name, array in arrays.items()}
    start = np.zeros(lengths["count"] + 1, dtype=np.int64)
    np.cumsum(arrays["count"], out=start[1:])
    if not (
        lengths["item"] == lengths["templated"] == lengths["count"]
        and lengths["hashes"] == lengths["weights"] == start[-1]
    ):
        raise _damaged(path, "its arrays do not belong together")
    return Fingerprint(
        header=_described(header, path),
        item=arrays["item"].astype(np.int32),
        templated=arrays["templated"],
        start=start,
        hashes=_summed(arrays["hashes"], start),
        weights=arrays["weights"],
    )


def read_header(path: Path) -> Header:
    """Read what a fingerprint file says of its set, without its arrays.

    Raises:
        InputError: the file is missing, unreadable or not a fingerprint.
        CorpusError: it is truncated or of a newer format.
    """
    with _opened(path) as file:
        header, _ = _header(file.read(len(MAGIC) + 4), file.read, path)
    if header.get("kind") != "fingerprint":
        raise _other_kind(path, header.get("kind"))
    return _described(header, path)


def read_background(path: Path) -> Background:
    """Read a background file; errors as in `read`."""
    _, arrays = _unpack(path, "background")
    if len(arrays["hashes"]) != len(arrays["weights"]):
        raise _damaged(path, "its arrays do not belong together")
    starts = np.array([0, len(arrays["hashes"])], dtype=np.int64)
    return Background(_summed(arrays["hashes"], starts), arrays["weights"])


_ARRAYS: dict[str, dict[str, str]] = {
    "fingerprint": {"item": "<u4", "templated": "<u1", "count": "<u2", "hashes": "<u4", "weights": "<u1"},
    "background": {"hashes": "<u4", "weights": "<u1"},
}


def _pack(kind: str, described: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    import zstandard

    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True)
    planes = {name: _planes(array) for name, array in arrays.items()}
    frames = {name: compressor.compress(raw) for name, raw in planes.items()}
    header = {
        **described,
        "kind": kind,
        "format": VERSION,
        "sha256": hashlib.sha256(b"".join(planes.values())).hexdigest(),
        "arrays": [
            {"name": name, "type": array.dtype.str.lstrip("|"), "length": len(array), "bytes": len(frames[name])}
            for name, array in arrays.items()
        ],
    }
    text = to_json(header).encode()
    return b"".join([MAGIC, len(text).to_bytes(4, "little"), text, *frames.values()])


def _unpack(path: Path, kind: str) -> tuple[dict[str, Any], dict[str, Array]]:
    import zstandard

    with _opened(path) as file:
        header, _ = _header(file.read(len(MAGIC) + 4), file.read, path)
        if header.get("kind") != kind:
            raise _other_kind(path, header.get("kind"))
        body = file.read()
    arrays: dict[str, Array] = {}
    digest = hashlib.sha256()
    place = 0
    try:
        for entry in header["arrays"]:
            name, size, length = str(entry["name"]), int(entry["bytes"]), int(entry["length"])
            width = np.dtype(_ARRAYS[kind][name])
            if not (0 <= length * width.itemsize <= _MOST_BYTES and 0 <= size <= len(body) - place):
                raise _damaged(path, f"it ends within the array {name!r}")
            frame = body[place : place + size]
            if zstandard.frame_content_size(frame) != length * width.itemsize:
                raise _damaged(path, f"the array {name!r} has not the length that the header gives")
            raw = zstandard.ZstdDecompressor().decompress(frame)
            digest.update(raw)
            arrays[name] = _unplaned(raw, width, length)
            place += size
        if set(arrays) != set(_ARRAYS[kind]) or place != len(body) or digest.hexdigest() != header["sha256"]:
            raise _damaged(path, "its content is not what its header says")
    except (KeyError, TypeError, ValueError, zstandard.ZstdError) as error:
        raise _damaged(path, str(error) or type(error).__name__) from error
    return header, arrays


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(
            "a fingerprint file can't be read", where=str(path), why=error.strerror or str(error),
            remedy="name a file that curate fingerprint wrote, or one of the shipped sets",
        ) from error  # fmt: skip


def _header(prefix: bytes, read: Any, path: Path) -> tuple[dict[str, Any], int]:
    if not prefix.startswith(MAGIC):
        raise InputError(
            "this file is not a fingerprint", where=str(path), why=f"it does not begin with {MAGIC.decode()}",
            remedy="make one from the set: curate fingerprint FILE --name NAME --licence LICENCE --out OUT.fp",
        )  # fmt: skip
    length = int.from_bytes(prefix[len(MAGIC) :], "little")
    text = read(min(length, 1 << 24))
    if len(prefix) < len(MAGIC) + 4 or len(text) != length:
        raise _damaged(path, "it ends within its header")
    try:
        header = json.loads(text)
        version = int(header["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "its header is not the JSON it should be") from error
    if version > VERSION:
        raise CorpusError(
            f"this fingerprint has format {version}, and this curate reads up to {VERSION}", where=str(path),
            why="it was made by a newer curate", remedy="upgrade: pip install -U curate-reasoning",
        )  # fmt: skip
    return header, length


def _described(header: Mapping[str, Any], path: Path) -> Header:
    try:
        return Header(
            name=str(header["name"]),
            version=str(header["version"]),
            licence=str(header["licence"]),
            homepage=str(header["homepage"]),
            domain=str(header["domain"]),
            items=int(header["items"]),
            files=tuple((str(name), int(rows)) for name, rows in header["files"]),
            note=str(header["note"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, "its header lacks what it should say") from error


def _damaged(path: Path, why: str) -> CorpusError:
    return CorpusError(
        "a fingerprint file is damaged", where=str(path), why=why,
        remedy="copy it again, or make it again with curate fingerprint",
    )  # fmt: skip


def _other_kind(path: Path, kind: object) -> InputError:
    return InputError("this file is not a fingerprint of a set", where=str(path), why=f"it holds a {kind}")


def _differences(hashes: Array, start: Array) -> Array:
    """Ascending hashes of each unit as first value and differences."""
    coded = hashes.astype(np.uint32)
    coded[1:] -= hashes[:-1].astype(np.uint32)
    firsts = start[:-1][start[:-1] < start[1:]]
    coded[firsts] = hashes[firsts]
    return coded.astype("<u4")


def _summed(coded: Array, start: Array) -> Array:
    """Inverse of `_differences`; sums run modulo 2^32, so the units can be summed in one go."""
    running = np.cumsum(coded, dtype=np.uint32)
    before = np.zeros(len(start) - 1, dtype=np.uint32)
    inside = start[:-1] > 0
    before[inside] = running[start[:-1][inside] - 1]
    summed: Array = running - np.repeat(before, np.diff(start))
    return summed


def _planes(array: Array) -> bytes:
    return np.ascontiguousarray(array.view(np.uint8).reshape(len(array), array.itemsize).T).tobytes()


def _unplaned(raw: bytes, width: np.dtype[Any], length: int) -> Array:
    planes = np.frombuffer(raw, dtype=np.uint8).reshape(width.itemsize, length)
    return np.ascontiguousarray(planes.T).view(width).reshape(length)
