"""Seeds: the run's seed and what it is for in, a number out; the same on every machine."""

from __future__ import annotations

import hashlib


def seed_of(*parts: int | str) -> int:
    """A seed in [0, 2³¹) that depends on every part and on their order."""
    body = "\x1f".join(str(part) for part in parts).encode()
    return int.from_bytes(hashlib.sha256(body).digest()[:4], "little") >> 1
