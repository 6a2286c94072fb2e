"""MedCalc-Bench: a patient note, a clinical calculator's value to be found, and the worked computation.

The note is the passage. Decimal golds are right within the row's limits, scores exactly, due dates as mm/dd/yyyy, and
gestational ages as weeks and days (Khandekar et al., NeurIPS 2024). The extracted entities stay text.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, question_in, refuse, text_in

_WEEKS = re.compile(r"\(?\s*'?(\d+)\s*weeks?'?\s*,\s*'?(\d+)\s*days?'?\s*\)?")
_COLUMNS = {"Patient Note", "Question", "Ground Truth Answer"}


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    if "Question" not in row:
        raise Refusal("no_question", "a worked example that names its calculator by number only")
    metadata = {
        key: str(row[column])
        for key, column in (
            ("calculator", "Calculator Name"), ("calculator_id", "Calculator ID"), ("category", "Category"),
            ("note", "Note ID"), ("note_kind", "Note Type"), ("entities", "Relevant Entities"),
        )
        if row.get(column) is not None
    }  # fmt: skip
    return Adapted(
        question=question_in(row, "Question"),
        passage=text_in(row, "Patient Note") or refuse("no_question", "column 'Patient Note' is empty"),
        reasoning=text_in(row, "Ground Truth Explanation"),
        metadata=metadata,
        **_gold(row),
    )


def _gold(row: Row) -> dict[str, Any]:
    value = row.get("Ground Truth Answer")
    gold = str(value).strip() if isinstance(value, (str, int, float)) else ""
    if not gold:
        raise Refusal("gold_missing", "column 'Ground Truth Answer' is empty")
    kind = text_in(row, "Output Type").lower()
    if kind == "date":
        weeks = _WEEKS.fullmatch(gold)
        if weeks:
            return _gestation(int(weeks[1]), int(weeks[2]))
        return {"answer": gold, "answer_type": "date", "verifier": "date", "arguments": {"order": "mdy"}}
    number = _number(gold)
    # Wells' criteria count half points, and are of type integer in some releases
    if kind == "integer" and number == number.to_integral_value():
        return {"answer": str(int(number)), "answer_type": "integer", "verifier": "integer"}
    limits = [row.get("Lower Limit"), row.get("Upper Limit")]
    arguments: dict[str, Any] = {"relative": 0.05}
    if all(isinstance(limit, (str, int, float)) and str(limit).strip() for limit in limits):
        lower, upper = sorted(_number(str(limit).strip()) for limit in limits)
        if not lower <= number <= upper:
            raise Refusal("gold_conflict", f"the gold {gold} lies outside its limits {lower} to {upper}")
        arguments = {"lower": float(lower), "upper": float(upper)}
    return {"answer": gold, "answer_type": "number", "verifier": "number", "arguments": arguments}


def _gestation(weeks: int, days: int) -> dict[str, Any]:
    counted = f"{weeks} week{'' if weeks == 1 else 's'}", f"{days} day{'' if days == 1 else 's'}"
    plural = f"{weeks} weeks", f"{days} days"
    accept = [
        f"{left}{joint}{right}" for left, right in dict.fromkeys([counted, plural]) for joint in (", ", " and ", " ")
    ]
    return {"answer": ", ".join(counted), "answer_type": "text", "verifier": "text", "arguments": {"accept": accept}}


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise Refusal("wrong_type", f"{text[:100]!r} is no number") from None
    if not number.is_finite():
        raise Refusal("wrong_type", f"{text[:100]!r} is no finite number")
    return number


ADAPTER = Adapter(
    name="medcalc_bench",
    title="MedCalc-Bench",
    homepage="https://github.com/ncbi-nlp/MedCalc-Bench",
    licence="CC-BY-SA-4.0",
    matches=lambda row: row.keys() >= _COLUMNS or {"Patient Note", "input_parameters", "Response"} <= row.keys(),
    adapt=_adapt,
    hub=("ncbi/MedCalc-Bench", "ncbi/MedCalc-Bench-v1.0", "nsk7153/MedCalc-Bench-Verified"),
)
