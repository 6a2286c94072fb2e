"""SciKnowEval: multiple choice, true or false, and equations to balance.

The publisher's prompt (``Please directly give the answer …``) is left out; what it asks of a statement is said in our
words. A balanced equation is checked atom by atom against the gold one.
"""

from __future__ import annotations

from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, question_in, refuse, text_in

_ASKS = {
    "hypothesis_verification": "Is the hypothesis true? Answer yes or no.",
    "laboratory_safety_test_judgement": "Is this statement about laboratory safety true? Answer yes or no.",
}


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question = question_in(row, "question")
    details = row.get("details")
    told: dict[str, Any] = dict(details) if isinstance(details, dict) else {}
    metadata = {key: told[key] for key in ("level", "task", "subtask") if isinstance(told.get(key), str)}
    kind = text_in(row, "type")
    if kind.startswith("mcq"):
        options = options_in(row["choices"])
        letter = gold_letter(text_in(row, "answerKey"), options)
        return Adapted(question=question, metadata=metadata, **choice(letter, options))
    answer = text_in(row, "answer") or refuse("gold_missing", "column 'answer' is empty")
    if kind == "true_or_false":
        ask = _ASKS.get(metadata.get("subtask", ""), "Answer yes or no.")
        return Adapted(question=f"{question}\n\n{ask}", answer=answer.lower(), answer_type="yes_no", verifier="yes_no",
                       metadata=metadata)  # fmt: skip
    if metadata.get("task") == "balancing_chemical_equation":
        return Adapted(question=question, answer=answer, answer_type="equation",
                       verifier="domains.chemistry.verifiers.equation:check", metadata=metadata)  # fmt: skip
    if kind == "filling":
        return Adapted(question=question, answer=answer, metadata=metadata)
    raise Refusal("not_checkable", f"a question of type {kind!r}")


ADAPTER = Adapter(
    name="sciknoweval",
    title="SciKnowEval",
    homepage="https://github.com/HICAI-ZJU/SciKnowEval",
    licence="MIT",
    matches=lambda row: {"question", "choices", "answerKey", "answer", "type", "details"} <= row.keys(),
    adapt=_adapt,
    hub=("hicai-zju/SciKnowEval",),
    use="evaluation",
)
