"""Whether a public data set can be read right now: a `PublicSource` in, an answer with a note out."""

from __future__ import annotations

from curate.domain import PublicSource

#: seconds to wait for the hub
PATIENCE = 4.0


def availability(source: PublicSource) -> tuple[bool | None, str]:
    """(True reachable, False not, None can't be told; a note of a few words). Never raises."""
    from curate.sources.hub import explained, offline

    if offline():
        return None, "offline mode is on"
    try:
        from huggingface_hub import HfApi

        api = HfApi()
        info = api.dataset_info(source.hub, revision=source.revision, timeout=PATIENCE)
        if info.gated:
            api.auth_check(source.hub, repo_type="dataset")
        return True, f"commit {str(info.sha)[:12]}" + (", gated, and you have access" if info.gated else "")
    except Exception as error:
        explanation = explained(error, source.hub)
        if explanation is None:
            return None, f"{type(error).__name__}: {error}".splitlines()[0][:120]
        unknowable = "reached" in explanation.what or "offline" in explanation.what
        return (None if unknowable else False), explanation.what
