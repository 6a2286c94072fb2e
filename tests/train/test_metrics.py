"""Metrics: what is logged is read back, what a resumed run took back leaves no trace, TensorBoard sees the same."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import InputError
from train.metrics import Metrics, read_metrics, read_rollouts


def columns(folder: Path) -> dict[str, dict[str, list[tuple[int, float]]]]:
    return {
        stage: {name: list(zip(series.steps, series.values)) for name, series in of_stage.items()}
        for stage, of_stage in read_metrics(folder).items()
    }


def test_what_is_logged_is_read_back_in_order(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        metrics.log("1-sft", 1, {"loss": 2.5})
        metrics.log("1-sft", 2, {"loss": 2.25, "learning_rate": 1e-3})
        metrics.log("2-grpo", 1, {"reward/mean": 0.1})
    assert columns(tmp_path) == {
        "1-sft": {"loss": [(1, 2.5), (2, 2.25)], "learning_rate": [(2, 1e-3)]},
        "2-grpo": {"reward/mean": [(1, 0.1)]},
    }


def test_a_line_is_on_disk_when_log_returns(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.log("s", 1, {"loss": 1.0})
    assert (tmp_path / "metrics.jsonl").read_text() == '{"stage":"s","step":1,"loss":1.0}\n'
    metrics.close()


def test_values_that_json_has_no_word_for_survive(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        metrics.log("s", 1, {"a": math.nan, "b": math.inf, "c": -math.inf})
    line = json.loads((tmp_path / "metrics.jsonl").read_text(), parse_constant=lambda word: pytest.fail(word))
    assert line["a"] == "NaN"
    found = read_metrics(tmp_path)["s"]
    assert math.isnan(found["a"].values[0])
    assert (found["b"].values, found["c"].values) == ([math.inf], [-math.inf])


def test_numbers_of_arrays_are_numbers(tmp_path: Path) -> None:
    import numpy as np

    with Metrics(tmp_path) as metrics:
        metrics.log("s", 1, {"loss": np.float32(0.5), "n": np.int64(3)})  # type: ignore[dict-item]
    assert columns(tmp_path)["s"] == {"loss": [(1, 0.5)], "n": [(1, 3.0)]}


def test_a_line_cut_off_by_a_crash_is_left_out_and_the_next_begins_a_line(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        metrics.log("s", 1, {"loss": 1.0})
    with (tmp_path / "metrics.jsonl").open("ab") as file:
        file.write(b'{"stage":"s","step":2,"lo')
    assert columns(tmp_path) == {"s": {"loss": [(1, 1.0)]}}
    with Metrics(tmp_path) as metrics:
        metrics.log("s", 2, {"loss": 0.5})
    assert columns(tmp_path) == {"s": {"loss": [(1, 1.0), (2, 0.5)]}}


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "metrics.jsonl").write_text('{"stage":"s","step":1}\nno json\n{"stage":"s","step":2}\n')
    with pytest.raises(InputError, match=r"damaged[\s\S]*line 2"):
        read_metrics(tmp_path)


def logged(folder: Path, events: list[tuple[str, int]]) -> bytes:
    with Metrics(folder) as metrics:
        for place, (stage, step) in enumerate(events):
            metrics.log(stage, step, {"loss": float(place)})
            metrics.rollouts(stage, step, [{"id": f"{stage}{step}", "completion": "…"}])
    path = folder / "metrics.jsonl"
    return path.read_bytes() if path.exists() else b""


@settings(deadline=None, max_examples=25)
@given(first=st.integers(1, 6), second=st.integers(0, 5), data=st.data())
def test_a_run_that_is_killed_and_goes_on_leaves_the_bytes_of_one_that_was_not(
    tmp_path_factory: pytest.TempPathFactory, first: int, second: int, data: st.DataObject
) -> None:
    events = [("1-sft", step) for step in range(1, first + 1)] + [("2-grpo", step) for step in range(1, second + 1)]
    whole, killed = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("killed")
    expected = logged(whole, events)
    died = data.draw(st.integers(0, len(events)))
    saved = data.draw(st.integers(0, died))
    logged(killed, events[:died])
    stage, step = events[saved - 1] if saved else ("1-sft", 0)
    with Metrics(killed) as metrics:
        metrics.truncate(stage, step)
    with Metrics(killed) as metrics:
        for place, (stage, step) in enumerate(events[saved:], saved):
            metrics.log(stage, step, {"loss": float(place)})
            metrics.rollouts(stage, step, [{"id": f"{stage}{step}", "completion": "…"}])
    assert (killed / "metrics.jsonl").read_bytes() == expected
    for stage in ("1-sft", "2-grpo"):
        assert read_rollouts(killed, stage) == read_rollouts(whole, stage)


def test_no_more_rollouts_than_the_bound_are_kept_of_a_step(tmp_path: Path) -> None:
    with Metrics(tmp_path, rollouts_a_step=3) as metrics:
        metrics.rollouts("g", 1, ({"id": str(k), "completion": "x", "total": math.nan} for k in range(10)))
        metrics.rollouts("g", 2, [{"id": "a", "parts": {"format": {"score": None, "reason": "\ud800"}}}])
    rows = read_rollouts(tmp_path, "g")
    assert [row["step"] for row in rows] == [1, 1, 1, 2]
    assert [row["id"] for row in rows] == ["0", "1", "2", "a"]


# ── TensorBoard, read by the format's definition: TFRecord framing with masked CRC-32C, protocol buffers inside ───────


def crc32c(data: bytes) -> int:
    """Castagnoli's CRC, bit by bit (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> int:
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    at = 0
    while at < len(content):
        header, (long,) = content[at : at + 8], struct.unpack("<Q", content[at : at + 8])
        assert struct.unpack("<I", content[at + 8 : at + 12])[0] == masked(header)
        body = content[at + 12 : at + 12 + long]
        assert struct.unpack("<I", content[at + 12 + long : at + 16 + long])[0] == masked(body)
        yield body
        at += 16 + long


def fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value) of a protocol-buffer message: varints, 64-bit, length-delimited and 32-bit fields."""

    def varint(at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            byte = message[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                return value, at

    at = 0
    while at < len(message):
        key, at = varint(at)
        if key & 7 == 0:
            value: Any
            value, at = varint(at)
        elif key & 7 == 1:
            value, at = struct.unpack("<d", message[at : at + 8])[0], at + 8
        elif key & 7 == 5:
            value, at = struct.unpack("<f", message[at : at + 4])[0], at + 4
        else:
            long, at = varint(at)
            value, at = message[at : at + long], at + long
        yield key >> 3, value


def events(folder: Path) -> list[tuple[str, int, float]]:
    """(tag, step, value) of every scalar: Event{2: step, 5: Summary{1: Value{1: tag, 2: simple_value}}}."""
    found = []
    for path in sorted((folder / "tensorboard").iterdir()):
        for record in records(path):
            event = dict(fields(record))
            if 5 in event:
                value = dict(fields(dict(fields(event[5]))[1]))
                found.append((value[1].decode(), event.get(2, 0), value[2]))
    return found


def test_tensorboard_reads_the_same_numbers(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        metrics.log("1-sft", 1, {"loss": 2.5})
        metrics.log("1-sft", 2, {"loss": 0.25, "learning_rate": 0.125})
    assert events(tmp_path) == [("1-sft/loss", 1, 2.5), ("1-sft/loss", 2, 0.25), ("1-sft/learning_rate", 2, 0.125)]


def test_tensorboard_forgets_what_was_taken_back(tmp_path: Path) -> None:
    with Metrics(tmp_path) as metrics:
        for step in range(1, 6):
            metrics.log("1-sft", step, {"loss": float(step)})
    with Metrics(tmp_path) as metrics:
        metrics.truncate("1-sft", 2)
        metrics.log("1-sft", 3, {"loss": 30.0})
    assert events(tmp_path) == [("1-sft/loss", 1, 1.0), ("1-sft/loss", 2, 2.0), ("1-sft/loss", 3, 30.0)]
