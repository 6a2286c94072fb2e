"""``curate explore`` as a process: it answers on the loopback, ends on Ctrl-C, and refuses with one message."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Curate


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_interrupted_and_says_nothing_more(
    how: signal.Signals, corpus: Path, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "curate", "explore", str(corpus), "--port", "0", "--no-open"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(r".*: 36 rows at http://127\.0\.0\.1:(\d+)/\n", line)
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]) if found else 1, timeout=60)
    try:
        connection.request("GET", "/rows/1/verdict")
        answer = connection.getresponse()
        assert answer.status == 200
        assert b"the gold answer" in answer.read()
        assert answer.headers["server"] is None
        # the connection is still open, and the checker's process alive
        process.send_signal(how)
        rest, said = process.communicate(timeout=60)
    finally:
        connection.close()
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert said == ""
    assert "Traceback" not in rest
    assert list(tmp_path.glob("curate/explore/*/words.sqlite"))


def test_a_port_in_use_is_one_message(curate: Curate, corpus: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = curate("explore", corpus, "--port", taken.getsockname()[1], "--no-open")
    assert said.code == 1
    assert "is in use" in said.err
    assert "--port" in said.err


def test_no_corpus_and_a_damaged_one_are_one_message(curate: Curate, corpus: Path, tmp_path: Path) -> None:
    said = curate("explore", "nowhere", "--no-open")
    assert (said.code, "there is no corpus at nowhere" in said.err) == (3, True)
    (tmp_path / "empty").mkdir()
    assert curate("explore", tmp_path / "empty", "--no-open").code == 8
    damaged = tmp_path / "damaged"
    subprocess.run(["cp", "-r", str(corpus), str(damaged)], check=True)
    (damaged / "train" / "data-00000.arrow").write_bytes(b"garbage")
    said = curate("explore", damaged, "--port", 0, "--no-open")
    assert said.code == 8
    assert "train/data-00000.arrow" in said.err
    assert curate("explore", corpus, "--port", 70_000).code == 2


def test_the_help_names_the_command_and_what_it_keeps(curate: Curate) -> None:
    assert "explore" in curate("--help").out
    assert "Ctrl-C" in curate("explore", "--help").out
