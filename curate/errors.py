"""Every error that a user can meet, on one page.

    CurateError                 exit code 1   something refused to go on
    ├── InputError              exit code 3   a file, row or column that was handed in is wrong
    ├── RecipeError             exit code 4   a recipe's key or value is wrong
    ├── OutputError             exit code 6   the place to write to: exists, no permission, disk full
    ├── UnreachableError        exit code 7   a remote source: no network, gated, script-only, missing
    ├── CorpusError             exit code 8   a corpus on disk is damaged, too new, or fails its check
    └── TrainingError           exit code 9   training can't start or go on: memory, mesh, weights, a loss that is NaN

Exit code 2 is click's (wrong usage), 5 says that a build finished and kept no row, 130 is Ctrl-C or SIGTERM.
A message says what is wrong, where, why, and what to do; the command line prints it and no traceback.
"""

from __future__ import annotations

EXIT_NOTHING_KEPT = 5
EXIT_INTERRUPTED = 130


class CurateError(Exception):
    """Something refused to go on.

    Args:
        what: one sentence without a full stop, in the user's terms.
        where: file, row and field (``answers.jsonl, row 7, field "answer"``).
        why: the cause, where it is known.
        remedy: what the user can do next.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, why: str | None = None, remedy: str | None = None):
        super().__init__(what, where, why, remedy)
        self.what, self.where, self.why, self.remedy = what, where, why, remedy

    def __str__(self) -> str:
        lines = [self.what]
        for label, text in (("where", self.where), ("why", self.why), ("to do", self.remedy)):
            if text:
                lines.append(f"  {label + ':':<7}{text}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.why, self.remedy)


def _rebuild(kind: type[CurateError], what: str, where: str | None, why: str | None, remedy: str | None) -> CurateError:
    return kind(what, where=where, why=why, remedy=remedy)


class InputError(CurateError):
    """A file, row or column that was handed in is wrong."""

    exit_code = 3


class RecipeError(CurateError):
    """A recipe's key or value is wrong."""

    exit_code = 4


class OutputError(CurateError):
    """The place to write to exists already, is not writable, or is full."""

    exit_code = 6


class UnreachableError(CurateError):
    """A remote source can't be read: no network, gated, script-only, or not there."""

    exit_code = 7


class CorpusError(CurateError):
    """A corpus on disk is damaged, newer than this reader, or fails its check."""

    exit_code = 8


class TrainingError(CurateError):
    """Training can't start or go on: out of memory, a mesh that does not divide, a loss that is not a number."""

    exit_code = 9
