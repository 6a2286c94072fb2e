"""Fingerprints of benchmarks: know an exam's questions without having them.

Benchmark items go into `build_fingerprint` and come out as a `Fingerprint`: 32-bit hashes of their rarest word n-grams,
no text. `shipped` lists the sets that come with the toolkit, `load` reads one by name or path, `Index.of` makes them
searchable and `Index.match` names the item that a text overlaps most. The rule and its measured error are in
`curate.stages.decontaminate`.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from curate.errors import InputError
from curate.fingerprints.building import DATA, Item, build_fingerprint, items_of
from curate.fingerprints.format import SUFFIX, Fingerprint, Header, read, read_header, save
from curate.fingerprints.matching import Hits, Index, compared_text

__all__ = [
    "Fingerprint", "Header", "Hits", "Index", "Item", "build_fingerprint", "compared_text", "default_names", "items_of",
    "load", "save", "shipped",
]  # fmt: skip


def shipped() -> list[Header]:
    """Headers of the sets that come with the toolkit, by name."""
    return [read_header(path) for path in sorted(DATA.glob(f"*{SUFFIX}")) if path.stem != "background"]


def default_names(domain: str) -> list[str]:
    """Names of the sets that a domain's corpus is checked against by default: its own and the general ones."""
    return [header.name for header in shipped() if header.domain in (domain, "general")]


def load(name_or_path: str | Path, base: Path | None = None) -> Fingerprint:
    """A shipped fingerprint by its name, or one of the user's own by its path.

    Args:
        base: folder against which a relative path is read.

    Raises:
        InputError: there is no such set or file, or the file is not a fingerprint.
        CorpusError: the file is truncated, damaged or of a newer format.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith(SUFFIX) or "/" in text:
        return read((base or Path()) / name_or_path)
    names = [header.name for header in shipped()]
    if text not in names:
        near = difflib.get_close_matches(text, names, n=1)
        raise InputError(
            f"there is no shipped fingerprint {text!r}",
            remedy=(f"did you mean {near[0]!r}? " if near else "")
            + f"There are: {', '.join(names)}; a file of your own is named by its path, which ends in {SUFFIX}",
        )
    return read(DATA / f"{text}{SUFFIX}")
