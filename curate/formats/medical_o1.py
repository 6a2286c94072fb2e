"""FreedomIntelligence's medical-o1 rows. Row in, trace out.

SFT: ``Question, Complex_CoT, Response``. Verifiable problems: ``Open-ended Verifiable Question, Ground-True Answer``
(sic), which have a gold answer and no reasoning by design. A row with both (the HuatuoGPT-o1 demo) is read as SFT,
with the gold answer in the metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curate.formats.cells import asked, notes, refuse_fields, text_of
from curate.formats.contract import Format, Trace
from curate.formats.judgement import judged

_VERIFIABLE, _GOLD = "Open-ended Verifiable Question", "Ground-True Answer"


def _is_sft(row: Mapping[str, Any]) -> bool:
    return "Question" in row and "Complex_CoT" in row and "Response" in row


def _read_sft(row: Mapping[str, Any], strict: bool) -> Trace:
    trace = Trace(
        asked(row.get("Question")),
        text_of(row.get("Complex_CoT")),
        text_of(row.get("Response")),
        metadata=notes(gold=row.get(_GOLD)),
    )
    return judged(trace, strict=strict, asks=True)


def _render_sft(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "medical_o1", "choices")
    gold = {_GOLD: trace.metadata["gold"]} if "gold" in trace.metadata else {}
    return {"Question": trace.question, "Complex_CoT": trace.reasoning, "Response": trace.answer, **gold}


MEDICAL_O1 = Format("medical_o1", "row", '{"Question", "Complex_CoT", "Response"}', _is_sft, _read_sft, _render_sft)


def _is_verifiable(row: Mapping[str, Any]) -> bool:
    return _VERIFIABLE in row and _GOLD in row


def _read_verifiable(row: Mapping[str, Any], strict: bool) -> Trace:
    trace = Trace(asked(row.get(_VERIFIABLE)), "", text_of(row.get(_GOLD)))
    return judged(trace, strict=strict, asks=True, blank="gold_missing", promised=False)


def _render_verifiable(trace: Trace) -> dict[str, Any]:
    refuse_fields(trace, "medical_o1_verifiable", "choices", "reasoning")
    return {_VERIFIABLE: trace.question, _GOLD: trace.answer}


MEDICAL_O1_VERIFIABLE = Format(
    "medical_o1_verifiable", "row", f'{{"{_VERIFIABLE}", "{_GOLD}"}}',
    _is_verifiable, _read_verifiable, _render_verifiable,
)  # fmt: skip
