"""The toolkit's version, and the versions that a corpus's bytes depend on."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from curate.record import SCHEMA_VERSION

try:
    VERSION = version("curate-reasoning")
except PackageNotFoundError:  # running from a source tree that was never installed
    VERSION = "0+source"

_LIBRARIES = ("langdetect", "py3langid", "pyarrow", "sentencepiece", "sympy", "numpy")


def versions() -> dict[str, str]:
    """Name -> version of the toolkit, the record's schema and the libraries whose behaviour reaches the shards."""
    return {"curate": VERSION, "schema": str(SCHEMA_VERSION)} | {name: version(name) for name in _LIBRARIES}
