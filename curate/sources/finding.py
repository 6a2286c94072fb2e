"""Which files a user means: paths, globs and folders in; data files in a fixed order with short names out.

A file is named relative to what the user named, never absolutely; where two would share a name, as much of their
folders is added as tells them apart.
"""

from __future__ import annotations

import difflib
import glob
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from curate.errors import InputError
from curate.sources.opening import COMPRESSIONS

#: ending -> how the file is read
KINDS: dict[str, str] = {
    ".jsonl": "lines", ".ndjson": "lines", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".parquet": "parquet", ".pq": "parquet", ".arrow": "arrow", ".feather": "arrow", ".ipc": "arrow",
}  # fmt: skip
#: files that describe a data set and are none
_DESCRIPTIONS = {
    "state.json", "dataset_info.json", "dataset_dict.json", "dataset_infos.json", "manifest.json", "croissant.json",
    "duplicates.arrow", "MANIFEST.tsv",
}  # fmt: skip
_SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Found:
    """A data file.

    Attributes:
        path: where it is.
        name: what to call it; POSIX style, relative.
        kind: a value of `KINDS`.
    """

    path: Path
    name: str
    kind: str


def find(named: Sequence[str | Path]) -> tuple[list[Found], list[str]]:
    """The data files meant, in order, and the names of files in the folders that are no data.

    Files keep the order of `named`; those of a folder or a glob come sorted. A file that is named twice is read once.

    Raises:
        InputError: nothing there, a file that is no data file, a folder without data, no permission.
    """
    found: list[Found] = []
    ignored: list[str] = []
    for item in named:
        files, others = _expanded(str(item), _shown(item))
        found.extend(files)
        ignored.extend(others)
    unique: dict[Path, Found] = {}
    for file in found:
        unique.setdefault(Path(os.path.realpath(file.path)), file)
    return _told_apart(list(unique.values())), ignored


def kind_of_file(path: str | PurePosixPath) -> str:
    """How the file is read, by its ending; "" for no data file."""
    pure = PurePosixPath(path)
    if pure.suffix.lower() in COMPRESSIONS:
        pure = pure.with_suffix("")
    return KINDS.get(pure.suffix.lower(), "")


def _shown(item: str | Path) -> str:
    """The path as a message names it: relative where it lies below the working folder."""
    path = Path(item)
    return str(path.relative_to(Path.cwd())) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(item)


def _expanded(item: str, shown: str) -> tuple[list[Found], list[str]]:
    path = Path(item).expanduser()
    try:
        exists = path.exists()
    except PermissionError:
        raise InputError(
            "the file can't be read", where=shown, why="no permission on a folder above it",
            remedy="allow entering the folder",
        ) from None  # fmt: skip
    except (OSError, ValueError) as error:
        raise InputError("this is no path that could be read", where=shown[:200], why=str(error)) from None
    if not exists and glob.has_magic(item):
        matches = sorted(glob.glob(str(path), recursive=True))
        files = [match for match in matches if Path(match).is_file() and kind_of_file(Path(match).as_posix())]
        if not files:
            raise InputError("no data file matches the pattern", where=shown, remedy=_readable())
        base = _fixed_part(str(path))
        return [_file(Path(match), Path(os.path.relpath(match, base)).as_posix()) for match in files], []
    if not exists:
        raise InputError("there is no such file or folder", where=shown, remedy=_nearest(path))
    if path.is_dir():
        return _in_folder(path, shown)
    if not kind_of_file(path.as_posix()):
        raise InputError("this is not a data file", where=shown, why=f"its ending is {path.suffix or 'missing'}",
                         remedy=_readable())  # fmt: skip
    return [_file(path, path.name)], []


def _in_folder(folder: Path, shown: str) -> tuple[list[Found], list[str]]:
    if not os.access(folder, os.R_OK | os.X_OK):
        raise InputError("the folder can't be read", where=shown, why="no permission",
                         remedy=f"allow it: chmod u+rx {shown}")  # fmt: skip
    own_corpus = (folder / "manifest.json").is_file() and any((folder / split).is_dir() for split in _SPLITS)
    files: list[Found] = []
    ignored: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if own_corpus and Path(parent) == folder:
            folders[:] = [name for name in folders if name in _SPLITS]
        for name in sorted(names):
            path = Path(parent) / name
            relative = path.relative_to(folder).as_posix()
            if name.startswith("."):
                continue
            if kind_of_file(relative) and name not in _DESCRIPTIONS and path.is_file():
                files.append(_file(path, relative))
            else:
                ignored.append(relative)
    if not files:
        raise InputError("there is no data file in the folder", where=shown, remedy=_readable())
    files.sort(key=lambda file: file.name)
    return files, sorted(ignored)


def _file(path: Path, name: str) -> Found:
    return Found(path, name, kind_of_file(name) or kind_of_file(path.as_posix()))


def _told_apart(files: list[Found]) -> list[Found]:
    depth = 0
    while len({file.name for file in files}) < len(files):
        depth += 1
        counts: dict[str, int] = {}
        for file in files:
            counts[file.name] = counts.get(file.name, 0) + 1
        files = [_longer(file) if counts[file.name] > 1 else file for file in files]
        if depth > 64:
            break
    return files


def _longer(file: Found) -> Found:
    parts = Path(os.path.abspath(file.path)).parts
    shown = len(PurePosixPath(file.name).parts)
    return replace(file, name="/".join(parts[-(shown + 1) :])) if shown + 1 < len(parts) else file


def _fixed_part(pattern: str) -> str:
    fixed: list[str] = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return str(Path(*fixed)) if fixed else "."


def _nearest(path: Path) -> str:
    parent = path.parent
    if not parent.is_dir():
        return f"the folder {parent} is not there either; check the path"
    try:
        names = sorted(entry.name for entry in parent.iterdir() if not entry.name.startswith("."))
    except PermissionError:
        names = []
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "check the spelling of the path"


def _readable() -> str:
    return f"curate reads {', '.join(KINDS)}, each also as .gz and .zst"
