"""The judge: answers of known problems go in, verdicts come out, always and within a bounded time.

The toolkit's own checkers take bounded time on texts of bounded length (some 25 ms at most on 2,000 hostile characters)
and run here. Any other (a domain's, a user's) runs in a guarded process beside this one, one call at a time and each
with a deadline: a call that exceeds it gives ``Verdict(None, "verifier_timeout")``, the process is ended and a new one
takes its place. So neither an endless loop, nor a crash in a C library, nor a memory bomb stops a training run. The two
talk in lines of JSON.

No wall time of a healthy checker comes near the limit (they take micro- to milliseconds), so that a verdict does not
depend on the machine's load.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from curate.errors import RecipeError
from curate.verifiers import CHECKERS, Verdict, verify
from train.rewards.contract import Part, Problem
from train.rewards.reading import LONGEST_ANSWER, Reading

#: seconds that a call may take
LIMIT = 5.0
#: seconds for the guarded process to start and to import what a checker needs (rdkit takes some on a busy machine)
START = 60.0
#: a checker that failed by time or crash more often than this, and more than once in so many calls, is not asked for a
#: while: failures cost at most a hundredth of a second a call
MOST_FAILURES, CALLS_A_FAILURE = 20, 500
#: gold answers may be longer than a completion's (a plan, a table); beyond this a problem can't be judged
LONGEST_GOLD = 20_000
_LONGEST_ARGUMENTS = 200_000

#: reason code -> what it says, besides those of `curate.verifiers`; none of them has a score
REASONS: dict[str, str] = {
    "verifier_timeout": "the checker took too long",
    "verifier_raised": "the checker raised an error",
    "verifier_crashed": "the process of the checker died",
    "verifier_missing": "there is no such checker here",
    "verifier_given_up": "the checker failed so often that it was not asked again",
    "gold_long": "the gold answer or the checker's arguments are too long to judge by",
}


class Judge:
    """Judges answers; safe to share between threads. Close it, or let it end with the program.

    Args:
        limit: seconds that one call of a checker which is not the toolkit's own may take.
    """

    def __init__(self, limit: float = LIMIT):
        self.limit = limit
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[[subprocess.Popen[bytes]], Judge] | None = None
        self._unread = b""
        self._ready: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._calls: Counter[str] = Counter()

    def verdict(self, verifier: str, answer: str, gold: str, arguments: Mapping[str, Any]) -> Verdict:
        """What the checker says of the answer; a verdict without a score and its reason where it fails."""
        if len(answer) > LONGEST_ANSWER:
            return Verdict(0.0, "answer_long")
        if len(gold) > LONGEST_GOLD:
            return Verdict(None, "gold_long")
        if verifier in CHECKERS:
            return checked(verifier, answer, gold, arguments)
        if not all(verifier.partition(":")):
            return Verdict(None, "verifier_missing")
        with self._lock:
            return self._guarded(verifier, answer, gold, arguments)

    def outcome(self, problem: Problem, reading: Reading) -> Part:
        """What a completion of the problem is worth: the verdict on the answer that counts, or why there is none.

        A problem whose own gold answer can't be read never pays, whatever was written.
        """
        if reading.answer is None:
            if self._readable(problem):
                return Part(0.0, reading.reason)
            return Part(None, "gold_unreadable")
        verdict = self.verdict(problem.verifier, reading.answer, problem.answer, problem.arguments)
        if verdict.score is not None and not 0.0 <= verdict.score <= 1.0:  # a NaN is not between, either
            return Part(None, "verifier_raised")
        return Part(verdict.score, verdict.reason)

    def same(self, problem: Problem, one: str, other: str) -> bool:
        """Whether two answers of a problem are one and the same to its checker."""
        if one.strip() == other.strip():
            return True
        return all(
            (verdict := self.verdict(problem.verifier, a, b, problem.arguments)).score is not None
            and verdict.score >= 1.0
            for a, b in ((one, other), (other, one))
        )

    def close(self) -> None:
        """End the guarded process."""
        with self._lock:
            self._end()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _readable(self, problem: Problem) -> bool:
        verdict = self.verdict(problem.verifier, problem.answer[:LONGEST_ANSWER], problem.answer, problem.arguments)
        return verdict.score is not None

    def _guarded(self, verifier: str, answer: str, gold: str, arguments: Mapping[str, Any]) -> Verdict:
        self._calls[verifier] += 1
        if self._failures[verifier] >= MOST_FAILURES + self._calls[verifier] // CALLS_A_FAILURE:
            return Verdict(None, "verifier_given_up")
        try:
            line = json.dumps([verifier, answer, gold, arguments], default=_plain).encode() + b"\n"
        except (TypeError, ValueError, RecursionError):
            return Verdict(None, "arguments_unreadable")
        if len(line) > _LONGEST_ARGUMENTS:
            return Verdict(None, "gold_long")
        reply = self._asked(verifier, line)
        if reply == "verifier_crashed":  # the process may have died of something else, such as a lack of memory
            self._end()
            reply = self._asked(verifier, line)
        if isinstance(reply, str):
            self._end()
            self._failures[verifier] += 1
            return Verdict(None, reply)
        score, reason = reply
        return Verdict(score, reason)

    def _asked(self, verifier: str, line: bytes) -> tuple[float | None, str] | str:
        """The reply to a request, after the checker has been imported; or what became of the process."""
        if verifier not in self._ready:
            imported = self._exchange(json.dumps([verifier]).encode() + b"\n", START)
            if isinstance(imported, str):
                return imported
            self._ready.add(verifier)
        return self._exchange(line, self.limit)

    def _exchange(self, line: bytes, limit: float) -> tuple[float | None, str] | str:
        """The reply of the guarded process, or the reason code of what became of it."""
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = self._line(process, limit)
        except (BrokenPipeError, OSError):
            return "verifier_crashed"
        if answer is None:
            return "verifier_timeout"
        if not answer:
            return "verifier_crashed"
        try:
            score, reason = json.loads(answer)
            return (None if score is None else float(score)), str(reason)
        except (ValueError, TypeError):
            return "verifier_crashed"

    def _line(self, process: subprocess.Popen[bytes], limit: float) -> bytes | None:
        """The next line; empty when the process is gone, None when it did not come in time."""
        assert process.stdout is not None
        end = time.monotonic() + limit
        while b"\n" not in self._unread:
            left = end - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                return None
            chunk = os.read(process.stdout.fileno(), 65_536)
            if not chunk:
                return b""
            self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "train.rewards.guarded"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": paths}, bufsize=0,
            )  # fmt: skip
            self._finalizer = weakref.finalize(self, _stop, self._process)
        return self._process

    def _end(self) -> None:
        self._process, self._unread = None, b""
        self._ready.clear()
        if self._finalizer is not None:
            self._finalizer()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def checked(verifier: str, answer: str, gold: str, arguments: Mapping[str, Any]) -> Verdict:
    """`curate.verifiers.verify`, with a reason where it would raise."""
    try:
        return verify(verifier, answer, gold, arguments)
    except (RecipeError, ImportError, AttributeError):
        return Verdict(None, "verifier_missing")
    except Exception:
        return Verdict(None, "verifier_raised")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | set | frozenset):
        return list(value)
    raise TypeError


def correct(part: Part) -> bool | None:
    """The binary outcome: a full score or not; None where nothing can be said."""
    return None if part.score is None else part.score >= 1.0
