"""Sending what a plan says: to a folder, or to the hub in one commit.

A repository that holds an earlier corpus becomes this one: files of the layout that the plan does not name are removed,
and no other file is touched. A repository that holds something else is refused unless that is asked for.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from curate.corpus import MANIFEST
from curate.errors import CorpusError, CurateError, OutputError, UnreachableError
from curate.publish.planning import CARD, Plan, Upload
from curate.record import SPLITS
from curate.writing import ELSEWHERE, writing

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MAIN = "main"
_LAYOUT = re.compile(
    rf"(?:{'|'.join(SPLITS)}|rejected)/(?:data-\d+\.arrow|dataset_info\.json|state\.json)|duplicates\.arrow"
)
#: seconds that the hub may take for one answer
_PATIENCE = 60.0
_TOKENS = "https://huggingface.co/settings/tokens"


def stale(plan: Plan, there: Iterable[str]) -> tuple[str, ...]:
    """The files of an earlier corpus that the plan does not name; left there, they would be read as this one's."""
    named = {file.path for file in plan.files}
    return tuple(sorted(path for path in there if _LAYOUT.fullmatch(path) and path not in named))


def push(
    plan: Plan,
    *,
    private: bool = False,
    revision: str = MAIN,
    message: str = "Publish a corpus built by curate",
    force: bool = False,
    endpoint: str | None = None,
) -> str:
    """Send what the plan says.

    Args:
        private: make a new repository private; an existing one must be.
        revision: branch; made where it is not there. A local repository has none.
        message: of the commit.
        force: replace what is in a repository that holds no corpus.
        endpoint: the hub's address; huggingface_hub's own when left out.

    Returns:
        The commit's address, or the folder.

    Raises:
        OutputError: no permission, no such place, a repository that holds something else, disk full.
        UnreachableError: the hub can't be reached, or fails.
        CorpusError: a file is not the one that was checked.
    """
    if plan.folder is not None:
        return _to_folder(plan, plan.folder, force)
    return _to_hub(plan, private, revision, message, force, endpoint)


def require_token(repository: str) -> None:
    """Refuse before the work of a check where nobody is logged in to the hub.

    Raises:
        OutputError: there is no token.
    """
    from huggingface_hub import get_token

    if not get_token():
        raise OutputError(
            "you are not logged in to the hub", where=repository, why="there is no token",
            remedy=f"hf auth login, or set HF_TOKEN to a token with write access: {_TOKENS}",
        )  # fmt: skip


def files_in(folder: Path) -> list[str]:
    """Paths of a local repository's files, POSIX; hidden ones left out."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def _refuse_foreign(plan: Plan, there: Iterable[str], force: bool) -> None:
    known = {file.path for file in plan.files}
    held = sorted(path for path in there if path in known or _LAYOUT.fullmatch(path) or path.endswith(_DATA))
    if held and MANIFEST not in held and not force:
        raise OutputError(
            f"{plan.repository} holds something else than a corpus", where=", ".join(held[:5]),
            why=f"it has no {MANIFEST}",
            remedy="name another repository; --force replaces its card and adds the corpus",
        )  # fmt: skip


_DATA = (CARD, ".parquet", ".arrow", ".csv", ".json", ".jsonl", ".py")

# ── a folder ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_folder(plan: Plan, folder: Path, force: bool) -> str:
    there = files_in(folder) if folder.exists() else []
    _refuse_foreign(plan, there, force)
    for upload in sorted(plan.files, key=lambda file: file.path in (MANIFEST, CARD)):
        _copy(upload, folder / upload.path)
    for path in stale(plan, there):
        with writing(folder / path, when_full=ELSEWHERE):
            (folder / path).unlink()
    return str(folder)


def _copy(upload: Upload, target: Path) -> None:
    partial = target.with_name(target.name + ".writing")
    with writing(target, when_full=ELSEWHERE):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if isinstance(upload.content, bytes):
                partial.write_bytes(upload.content)
            else:
                shutil.copyfile(upload.content, partial)
            _require_unchanged(upload, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def _require_unchanged(upload: Upload, path: Path) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != upload.sha256:
        raise CorpusError(
            "a file changed after it was checked", where=upload.path, why="its SHA-256 is another",
            remedy="let nothing write to the corpus, and push again",
        )  # fmt: skip


# ── the hub ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _to_hub(plan: Plan, private: bool, revision: str, message: str, force: bool, endpoint: str | None) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    require_token(plan.repository)
    with _explained(plan, revision):
        api = HfApi(endpoint=endpoint)
        there, parent = _prepared(api, plan, private, revision)
        _refuse_foreign(plan, there, force)
        operations: list[CommitOperationAdd | CommitOperationDelete] = []
        for upload in plan.files:
            if isinstance(upload.content, bytes):
                added = CommitOperationAdd(upload.path, upload.content)
            else:
                _require_unchanged(upload, upload.content)
                added = CommitOperationAdd(upload.path, str(upload.content))
            # sent with the file: the hub refuses other bytes under this name
            added.upload_info.sha256 = bytes.fromhex(upload.sha256)
            operations.append(added)
        operations += [CommitOperationDelete(path, is_folder=False) for path in stale(plan, there)]
        commit = api.create_commit(
            plan.repository, operations, commit_message=message, repo_type="dataset", revision=revision,
            parent_commit=parent,
        )  # fmt: skip
    return str(commit.commit_url)


def _prepared(api: HfApi, plan: Plan, private: bool, revision: str) -> tuple[list[str], str | None]:
    """Make the repository and the branch where they are not there.

    Returns:
        The files that the branch holds, and the commit that it is at.
    """
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

    name = plan.repository
    try:
        info = api.repo_info(name, repo_type="dataset", timeout=_PATIENCE)
    except RepositoryNotFoundError as error:
        if _status(error) == 401:
            raise
        api.create_repo(name, repo_type="dataset", private=private)
        info = api.repo_info(name, repo_type="dataset", timeout=_PATIENCE)
    if private and not info.private:
        raise OutputError(
            f"{name} is a public repository", why="--private makes a new one private and changes none",
            remedy="make it private in its settings first, or leave --private out",
        )  # fmt: skip
    if revision != MAIN:
        try:
            info = api.repo_info(name, repo_type="dataset", revision=revision, timeout=_PATIENCE)
        except RevisionNotFoundError:
            api.create_branch(name, repo_type="dataset", branch=revision)
            info = api.repo_info(name, repo_type="dataset", revision=revision, timeout=_PATIENCE)
    return [file.rfilename for file in info.siblings or ()], info.sha


@contextmanager
def _explained(plan: Plan, revision: str) -> Iterator[None]:
    """What the hub, huggingface_hub or the network refuse, as one message each; the token is in none of them."""
    try:
        yield
    except CurateError:
        raise
    except Exception as error:
        explanation = _explanation(error, plan, revision)
        if explanation is None:
            raise
        raise explanation from None


def _explanation(error: Exception, plan: Plan, revision: str) -> CurateError | None:
    name = plan.repository
    causes = list(_causes(error))
    names = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    status = next((status for cause in causes if (status := _status(cause)) is not None), None)
    if "OfflineModeIsEnabled" in names:
        return UnreachableError("offline mode is on", where=name, why="HF_HUB_OFFLINE is set", remedy="unset it")
    if "HFValidationError" in names:
        return OutputError("the hub takes no repository of that name", where=name, why=_first_line(error))
    if status == 401:
        return OutputError(
            "the hub does not accept your token", where=name, why="it is wrong, expired or revoked",
            remedy=f"make a new one with write access: {_TOKENS}",
        )  # fmt: skip
    if status == 403:
        return OutputError(
            "you may not write to this repository", where=name,
            why="your token is for reading only, or its owner is somebody else",
            remedy=f"use a token with write access to {name.split('/')[0]}: {_TOKENS}",
        )  # fmt: skip
    if "RevisionNotFoundError" in names:
        return OutputError("the repository has no such branch", where=f"{name}, {revision}")
    if status == 404:
        return OutputError(
            "the hub has no such place", where=name, remedy="check the spelling",
            why=f"there is no user or organisation {name.split('/')[0]}, or it is not yours",
        )  # fmt: skip
    if status in (409, 412):
        return OutputError(
            "the repository changed meanwhile", where=name, why="somebody else committed to it",
            remedy="push again",
        )  # fmt: skip
    if status == 429:
        return UnreachableError("the hub has had too many requests", where=name, remedy="wait a while and push again")
    if status is not None and status >= 500:
        return UnreachableError(f"the hub answered {status}", where=name, why=_first_line(error),
                                remedy="try again later; a push that did not end changed nothing")  # fmt: skip
    if status is not None or ({"ValueError", "BadRequestError"} <= names):
        return OutputError("the hub did not take this", where=name, why=_first_line(error))
    # what sends large files says RuntimeError of whatever went wrong on the way
    if names & {"HTTPError", "RequestError", "ConnectionError", "TimeoutError"} or type(error) is RuntimeError:
        return UnreachableError(
            "the hub can't be reached", where=name, why=_first_line(error),
            remedy="check the network and push again; a push that did not end changed nothing",
        )  # fmt: skip
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    while at is not None:
        yield at
        at = at.__cause__


def _status(error: BaseException) -> int | None:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _first_line(error: Exception) -> str:
    from huggingface_hub import get_token

    text = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]
    token = get_token()
    return text.replace(token, "(token)") if token else text
