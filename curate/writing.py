"""Writing to disk: a file is whole or not there, and what the operating system refuses becomes a message."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curate.errors import OutputError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is either whole or not there."""
    partial = path.with_name(path.name + ".writing")
    with writing(path):
        partial.write_bytes(content)
        os.replace(partial, path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the operating system says while writing into a message.

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
                "the disk is full", where=str(path.parent), why=text,
                remedy="free some space and continue with --resume, or choose another place with --out",
            ) from None  # fmt: skip
        raise OutputError(
            f"can't write {path.name}",
            where=str(path.parent),
            why=text,
            remedy="check the folder's permissions, or choose another with --out",
        ) from None
