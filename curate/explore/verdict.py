"""An answer put to its checker again, now: in a process of its own, with a limit of time and of memory.

A checker's name, its arguments, the gold answer and some answers go in; what the checker says of each comes out. A
corpus may come from anywhere, so a name in it is only followed when it is one of curate's own checkers or one that an
installed domain declares.

    python -m curate.explore.verdict      the process: one request a line of JSON on stdin, one reply a line on stdout
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

#: seconds for one request, and to start the process
SECONDS, STARTING = 5.0, 20.0
#: bytes of memory that the process may have
_MEMORY = 4 << 30
#: characters of an answer that are checked
LONGEST = 20_000


@dataclass(frozen=True)
class Said:
    """What the checker says of one answer; no score and no reason where ``trouble`` says why it could not be asked."""

    answer: str
    score: float | None
    reason: str
    trouble: str = ""


class Checking:
    """The process that checks, started when it is first needed; one request at a time."""

    def __init__(self, seconds: float = SECONDS):
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, name: str, gold: str, arguments: Mapping[str, Any], answers: Sequence[str]) -> list[Said]:
        """What the checker of that name says of each answer; never raises on any text."""
        cut = [answer[:LONGEST] for answer in answers]
        request = {"name": name, "gold": gold[:LONGEST], "arguments": dict(arguments), "answers": cut}
        with self._lock:
            try:
                reply = self._exchange((json.dumps(request) + "\n").encode())
            except (OSError, ValueError) as error:
                self._end()
                return [Said(answer, None, "", f"the checker could not be run: {error}") for answer in cut]
        if reply is None:
            return [Said(answer, None, "", f"no verdict within {self._seconds:g} s") for answer in cut]
        if "trouble" in reply:
            return [Said(answer, None, "", str(reply["trouble"])) for answer in cut]
        return [Said(answer, score, reason) for answer, (score, reason) in zip(cut, reply["verdicts"])]

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _exchange(self, request: bytes) -> dict[str, Any] | None:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = _started()
            if self._line(STARTING) is None:
                self._end()
                raise OSError("its process does not start")
        process = self._process
        if process.stdin is None:
            raise OSError("its process has no input")
        process.stdin.write(request)
        process.stdin.flush()
        line = self._line(self._seconds)
        if line is None:
            self._end()
            return None
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _line(self, seconds: float) -> bytes | None:
        """The next line that the process writes; None when none comes in time."""
        process = self._process
        if process is None or process.stdout is None:
            return None
        deadline = time.monotonic() + seconds
        found = b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not found.endswith(b"\n"):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    return None
                some = os.read(process.stdout.fileno(), 1 << 16)
                if not some:
                    raise OSError("its process ended")
                found += some
        return found

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()


def _started() -> subprocess.Popen[bytes]:
    # its own session: Ctrl-C is the server's; the same places to import from, and no other
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "curate.explore.verdict"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environment, start_new_session=True,
    )  # fmt: skip


def known_checkers() -> frozenset[str]:
    """Names of checkers that may be run: curate's own, and those that the installed domains declare."""
    from curate.domain import domain_names, load_domain
    from curate.verifiers import CHECKERS

    return frozenset(CHECKERS).union(*(load_domain(name).verifiers.values() for name in domain_names()))


def answered(request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request, in the process."""
    from curate.verifiers import CHECKERS, verify

    name = request["name"]
    if name not in CHECKERS and name not in known_checkers():
        return {"trouble": f"{name!r} is no checker of curate's or of an installed domain, and was not run"}
    verdicts = []
    try:
        for answer in request["answers"]:
            verdict = verify(name, answer, request["gold"], request["arguments"])
            verdicts.append((verdict.score, verdict.reason))
    except Exception as error:
        return {"trouble": f"the checker broke down: {type(error).__name__}: {error}"}
    return {"verdicts": verdicts}


def main() -> None:
    """Answer requests until stdin ends."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    # a checker that prints would garble the replies
    replies, sys.stdout = sys.stdout, sys.stderr
    replies.write("ready\n")
    replies.flush()
    for line in sys.stdin:
        replies.write(json.dumps(answered(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
