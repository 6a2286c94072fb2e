"""Training needs libraries that curating does not; one message says so where they are missing."""

from __future__ import annotations

from importlib.util import find_spec

from curate.errors import CurateError

_NEEDED = ("jax", "flax", "optax", "orbax", "qwix", "tunix")


def require_extra() -> None:
    """Refuse to begin what will need them.

    Raises:
        CurateError: one of the libraries is not installed.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise CurateError(
            "training needs libraries that are not installed", why=f"missing: {', '.join(missing)}",
            remedy="pip install 'curate-reasoning[train]'; for a TPU [tpu], for an NVIDIA GPU [cuda]",
        )  # fmt: skip
