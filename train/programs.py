"""Compiled programs kept between runs, so that going on, evaluating or asking again does not compile anew.

They lie in the user's cache (``$XDG_CACHE_HOME/curate/xla``), apart for each kind of processor, for XLA compiles for
the one that it finds. A cache that jax was told of already (``JAX_COMPILATION_CACHE_DIR``) is left as it is. Programs
that come from it give the same bits as those compiled anew.
"""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path


def keep_programs() -> None:
    """Let jax keep what it compiles in this process, and take what an earlier one has compiled."""
    import jax

    if jax.config.jax_compilation_cache_dir is not None:
        return
    jax.config.update("jax_compilation_cache_dir", str(_folder()))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.5)


def _folder() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "curate" / "xla" / _processor()


def _processor() -> str:
    """A name for this kind of processor: what it is, and what it can do."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = [platform.processor()]
    known = {line for line in lines if line.split(":")[0].strip() in ("flags", "Features", "model name")}
    told = "\n".join(sorted(known or set(lines)))
    return f"{platform.machine()}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
