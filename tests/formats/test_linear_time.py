"""Reading takes time linear in the text.

Two ways to see it, neither with a clock: counted work (characters scanned by string methods, lines of ours executed)
at most doubles, and a little, when the text doubles; and a megabyte of the worst texts is read at all,
which a quadratic parser would need hours for.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, SupportsIndex

import pytest

from curate.formats import FORMATS, Format, final_answer_in, read_row, read_text
from curate.formats.conclusion import last_boxed

UNITS = [
    "<think>", "</think>", "<think></think>", "<answer>", "</answer><answer>", "<reasoning><answer>", "{", "}",
    "\\boxed{", "\\boxed{}", "\\", "\n#### ", "#", "<<", "<<=", "`<think>`", "<think> tag", "<|message|>",
    "<|start|><|channel|>",
    "<start_of_turn>", "<|turn>", "<|channel>thought", "\n## Thinking", "\n## Final Response", "[THINK]",
    "the answer is ", "Answer:", "the final ", "if ", " ", "\n", "\nA. ", "A.", "wait", "*",
    "<|endoftext|>", "a", "\ud800",
]  # fmt: skip
TEXT_FORMATS = [form for form in FORMATS if form.kind == "text"]


class Counted(str):
    """Text that counts how many characters its methods walk over."""

    walked = 0

    def _walk(self, start: int, stop: int) -> None:
        Counted.walked += max(0, stop - start) + 1

    def find(self, sub: str, start: Any = 0, end: Any = None) -> int:
        place = super().find(sub, start) if end is None else super().find(sub, start, end)
        self._walk(start, len(self) if place < 0 else place + len(sub))
        return place

    def rfind(self, sub: str, start: Any = 0, end: Any = None) -> int:
        stop = len(self) if end is None else end
        place = super().rfind(sub, start, stop)
        self._walk(max(place, start), stop)
        return place

    def __contains__(self, sub: object) -> bool:
        return isinstance(sub, str) and self.find(sub) >= 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        piece = super().__getitem__(key)
        self._walk(0, len(piece))
        return Counted(piece)

    def replace(self, *arguments: Any) -> str:
        self._walk(0, len(self))
        return Counted(super().replace(*arguments))

    def strip(self, *arguments: Any) -> str:
        self._walk(0, len(self))
        return Counted(super().strip(*arguments))

    lstrip = rstrip = strip  # as much work at the most

    def partition(self, sep: str) -> tuple[str, str, str]:
        self._walk(0, len(self))
        head, middle, tail = super().partition(sep)
        return Counted(head), middle, Counted(tail)


def work(read: Any, text: str) -> tuple[int, int]:
    """Characters walked over and lines of the package executed."""
    lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        if "formats" not in frame.f_code.co_filename:
            return None
        lines += event == "line"
        return count

    Counted.walked = 0
    before = sys.gettrace()
    sys.settrace(count)
    try:
        read(Counted(text))
    finally:
        sys.settrace(before)
    return Counted.walked, lines


@pytest.mark.parametrize("form", TEXT_FORMATS, ids=lambda form: form.name)
def test_twice_the_text_takes_twice_the_work(form: Format) -> None:
    for unit in UNITS:
        for strict in (True, False):
            few, many = (work(lambda text: form.read(text, strict=strict), unit * count) for count in (150, 300))  # noqa: B023
            for once, twice in zip(few, many):
                assert twice <= 2.4 * once + 2000, (unit, once, twice)


def test_detection_takes_linear_work_too() -> None:
    for unit in UNITS:
        few, many = (work(read_text, unit * count) for count in (150, 300))
        for once, twice in zip(few, many):
            assert twice <= 2.4 * once + 2000, (unit, once, twice)


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_a_long_text_of_the_worst_is_read(unit: str) -> None:
    size = 1_000_000 if unit in ("<think>", "{", "\\boxed{", "</answer><answer>") else 250_000
    text = unit * (size // len(unit))
    read_text(text, strict=True)
    read_text(text, strict=False)
    final_answer_in(text)
    last_boxed(text)


@pytest.mark.parametrize("form", TEXT_FORMATS, ids=lambda form: form.name)
def test_a_long_text_of_the_worst_between_the_tags_is_read(form: Format) -> None:
    for unit in ("<think>", "{", "\\boxed{", "</answer>", "#", "<|message|>", "<|turn>"):
        form.read("<reasoning><think>" + unit * (100_000 // len(unit)) + "</think>", strict=True)


def test_a_long_cell_of_the_worst_is_read() -> None:
    lines, periodic = "A. x\n" + "y\n" * 100_000, "a." * 300_000
    assert read_row({"question": "q", "options": lines, "answer": "A"}) is None
    medreason = {"question": "q", "reasoning": f"Conclusion: {periodic}"}
    read_row({**medreason, "options": f"A. {periodic}b\nB. {periodic[:300_000]}", "answer": "x"})
    read_row({"instruction": "i", "output": "\\boxed{" * 20_000})
    read_row({"messages": [{"role": "user", "content": "x"}] * 20_000})
