"""Public robotics data sets that a corpus can be built from, or fingerprinted against."""

from __future__ import annotations

from curate.domain import PublicSource

SOURCES: tuple[PublicSource, ...] = ()
