"""Bytes of a data file, plain or compressed: a path in, a readable stream and a content hash out.

``.gz`` (all members) and ``.zst`` (all frames) are decompressed as they are read. A stream that ends before its
compressed data does raises; Python's own zstandard reader would end quietly there.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from curate.errors import InputError

BLOCK = 1 << 20
COMPRESSIONS = (".gz", ".zst")


def compression(path: Path) -> str:
    """``.gz``, ``.zst`` or ""."""
    suffix = path.suffix.lower()
    return suffix if suffix in COMPRESSIONS else ""


@contextmanager
def opened(path: Path, shown: str) -> Iterator[IO[bytes]]:
    """The file's bytes, decompressed, behind a buffer.

    Args:
        shown: the file's name in messages.

    Raises:
        InputError: no such file, no permission, not compressed as its name says, truncated or damaged.
    """
    kind = compression(path)
    with _explained(shown, kind), path.open("rb") as raw:
        if not kind:
            yield raw
            return
        stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if kind == ".gz" else _zstd(raw)  # type: ignore[assignment]
        with io.BufferedReader(stream, BLOCK) as buffered:  # type: ignore[type-var]
            yield buffered


def content_hash(path: Path, shown: str) -> str:
    """``sha256:`` and the hex digest of the file as it lies on disk; a compressed file is read through to its end, so
    that a truncated one is found before the first row is used.

    Raises:
        InputError: see `opened`.
    """
    digest = hashlib.sha256()
    with _explained(shown, ""), path.open("rb") as raw:
        while block := raw.read(BLOCK):
            digest.update(block)
    if compression(path):
        with opened(path, shown) as stream:
            while stream.read(BLOCK):
                pass
    return f"sha256:{digest.hexdigest()}"


@contextmanager
def _explained(shown: str, kind: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError("there is no such file", where=shown, remedy="check the spelling of the path") from None
    except PermissionError:
        raise InputError(
            "the file can't be read", where=shown, why="no permission", remedy=f"allow reading it: chmod u+r {shown}"
        ) from None
    except IsADirectoryError:
        raise InputError("a file was expected, and this is a folder", where=shown) from None
    except EOFError:
        raise InputError(
            f"the compressed file ends too early: its {kind} data is truncated",
            where=shown,
            why="the download or copy was cut off",
            remedy="fetch the file again",
        ) from None
    except (gzip.BadGzipFile, zlib.error, _BadZstdError) as error:
        raise InputError(
            f"the file can't be decompressed as {kind}",
            where=shown,
            why=str(error),
            remedy="fetch the file again, or rename it if it is not compressed",
        ) from None


class _BadZstdError(Exception):
    """The bytes are no Zstandard frame."""


class _ZstdStream(io.RawIOBase):
    """Decompressed bytes of all frames; EOFError where the last frame is not complete."""

    def __init__(self, raw: IO[bytes]) -> None:
        import zstandard

        self._raw = raw
        self._damage: type[Exception] = zstandard.ZstdError
        self._new = zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._input = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        while not self._ready and self._advance():
            pass
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _advance(self) -> bool:
        """Decompress one more block; False at the end."""
        block = self._input or self._raw.read(BLOCK // 8)
        self._input = b""
        if not block:
            if self._frame is not None:
                raise EOFError
            return False
        if self._frame is None:
            self._frame = self._new()
        try:
            self._ready = memoryview(self._frame.decompress(block))
        except self._damage as error:
            raise _BadZstdError(str(error)) from None
        if self._frame.eof:
            self._input = self._frame.unused_data
            self._frame = None
        return True


def _zstd(raw: IO[bytes]) -> io.RawIOBase:
    return _ZstdStream(raw)
