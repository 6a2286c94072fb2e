"""s1K rows: ``question``, ``thinking_trajectories`` (a list of texts), ``attempt``. Row in, trace out.

Of several trajectories the first is read, for the attempt belongs to it. s1K-1.1 has the same in
``deepseek_thinking_trajectory`` and ``deepseek_attempt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curate.formats.cells import asked, notes, refuse_fields, text_of
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged


def _recognises(row: Mapping[str, Any]) -> bool:
    return ("thinking_trajectories" in row and "attempt" in row) or (
        "deepseek_thinking_trajectory" in row and "deepseek_attempt" in row
    )


def _read(row: Mapping[str, Any], strict: bool) -> Trace:
    trajectories = row.get("thinking_trajectories", row.get("deepseek_thinking_trajectory"))
    if isinstance(trajectories, (list, tuple)):
        trajectories = next(iter(trajectories), None)
    reasoning = trajectories if isinstance(trajectories, str) else ""
    answer = text_of(row.get("attempt", row.get("deepseek_attempt")))
    trace = Trace(asked(row.get("question")), reasoning, answer, metadata=notes(gold=row.get("solution")))
    return judged(trace, strict=strict, asks=True)


def _render(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "s1", "choices")
    gold = {"solution": trace.metadata["gold"]} if "gold" in trace.metadata else {}
    return {"question": trace.question, "thinking_trajectories": [trace.reasoning], "attempt": trace.answer, **gold}


S1 = Format("s1", "row", '{"question", "thinking_trajectories": [text], "attempt"}', _recognises, _read, _render)
