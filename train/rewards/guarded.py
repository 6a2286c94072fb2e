"""The guarded process of `train.rewards.judge`: a line of JSON in, [verifier, answer, gold, arguments], or [verifier]
to have it imported; a line of JSON out, [score or null, reason].

What a checker prints goes nowhere, and its memory is bounded, so that it can only fail by itself.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress

from curate.verifiers import Verdict, checker
from train.rewards.judge import checked

#: bytes of address space
_MEMORY = 16 << 30
#: seconds after which a request is hopeless; the judge's own limits are shorter
_LONGEST = 600


def main() -> None:
    """Answer until the other side closes."""
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # a checker's own printing must not be taken for a reply
    _bound_memory()
    with suppress(AttributeError, ValueError):  # Ctrl-C is the trainer's to handle
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _die_in(_LONGEST)
        try:
            verdict = _imported(request[0]) if len(request) == 1 else checked(*request)
            score, reason = (None if verdict.score is None else float(verdict.score)), str(verdict.reason)
        except Exception:  # what a checker returned is no verdict
            score, reason = None, "verifier_raised"
        _die_in(0)
        replies.write(json.dumps([score, reason]).encode() + b"\n")


def _imported(verifier: str) -> Verdict:
    with suppress(Exception):
        checker(verifier)
    return Verdict(None, "imported")


def _die_in(seconds: int) -> None:
    """Be ended by the system unless called again: nobody is left to do it once the trainer was killed."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # a system without it
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main()
