"""Writing to disk: a file is whole or not there, and what the operating system refuses becomes a message."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from curate.errors import OutputError

#: what a user can do when a build, which goes on where it was, finds no room
RESUME = "free some space and continue with --resume, or choose another place with --out"
#: the same for what is written in one go
ELSEWHERE = "free some space, or choose another place with --out"


def write_atomically(path: Path, content: bytes, *, when_full: str = RESUME) -> None:
    """Write a file so that it is either whole or not there; nothing else is left beside it. See `writing`."""
    partial = path.with_name(path.name + ".writing")
    with writing(path, when_full=when_full):
        try:
            partial.write_bytes(content)
            os.replace(partial, path)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


@contextmanager
def writing(path: Path, *, when_full: str = RESUME) -> Iterator[None]:
    """Turn what the operating system says while writing into a message.

    Args:
        path: what is being written.
        when_full: what to do about a full disk.

    Raises:
        OutputError: disk full, no permission, read-only file system, a file where a folder should be.
    """
    try:
        yield
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        text = f"{error.strerror or error}"
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "No space left" in str(error)
        if full:
            raise OutputError(
                "the disk is full", where=str(path.parent), why=text, remedy=when_full,
            ) from None  # fmt: skip
        raise OutputError(
            f"{path.name} can't be written",
            where=str(path.parent),
            why=text,
            remedy="check the folder's permissions, or choose another with --out",
        ) from None
