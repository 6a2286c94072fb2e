"""The explorer's server: a corpus and a port go in, and it answers on the loopback until it is interrupted."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from curate.corpus import Corpus
from curate.errors import CurateError

HOST = "127.0.0.1"


def listening(port: int) -> socket.socket:
    """A socket on the loopback.

    Args:
        port: 0 takes any free one.

    Raises:
        CurateError: the port is in use, or not to be had.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        # so that a page that was just closed does not keep its port
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(128)
    except OSError as error:
        found.close()
        taken = error.errno == errno.EADDRINUSE
        raise CurateError(
            f"port {port} is in use" if taken else f"port {port} can't be opened",
            where=f"{HOST}:{port}", why=None if taken else error.strerror,
            remedy="choose another with --port, or let --port 0 take a free one",
        ) from None  # fmt: skip
    return found


def serve(corpus: str | Path, *, port: int, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve a corpus until Ctrl-C or SIGTERM.

    Args:
        say: what prints a line.

    Raises:
        InputError: there is no such corpus.
        CorpusError: it is damaged.
        CurateError: the port is in use.
    """
    opened = Corpus.open(corpus)
    with listening(port) as found:
        import uvicorn

        from curate.explore.app import explorer
        from curate.explore.index import Index
        from curate.explore.verdict import Checking

        index, checking = Index(opened), Checking()
        try:
            address = f"http://{HOST}:{found.getsockname()[1]}/"
            say(f"{opened.path}: {index.rows.count:,} rows at {address}")
            say("Ctrl-C ends")
            sys.stdout.flush()
            index.start()
            if open_browser and _has_display():
                threading.Timer(0.3, webbrowser.open, (address,)).start()
            settings = uvicorn.Config(
                explorer(index, checking), log_config=None, log_level="critical", access_log=False, lifespan="off",
                server_header=False, timeout_graceful_shutdown=1, http="h11", ws="none", loop="asyncio",
            )  # fmt: skip
            try:
                uvicorn.Server(settings).run(sockets=[found])
            except KeyboardInterrupt:
                say("")
        finally:
            checking.close()
            index.close()


def _has_display() -> bool:
    """Whether a browser would open a window, and not take the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
