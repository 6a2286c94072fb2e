"""medical-o1: open questions with a verifiable gold, and the same questions with GPT-4o reasoning.

The project's demo file puts both and the multiple-choice original into one row; then the reasoning and the verifiable
gold are taken together, for they answer the same open question.
"""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Row, question_in, refuse, text_in

_ASK, _GOLD = "Open-ended Verifiable Question", "Ground-True Answer"


def _verifiable(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question = question_in(row, _ASK)
    same = text_in(row, "Question") == question
    return Adapted(
        question=question,
        answer=text_in(row, _GOLD) or refuse("gold_missing", f"column {_GOLD!r} is empty"),
        reasoning=text_in(row, "Complex_CoT") if same else "",
        metadata={"response": text_in(row, "Response")} if same and text_in(row, "Response") else {},
    )


def _reasoning(row: Row, reading: Reading, facts: Facts) -> Adapted:
    return Adapted(
        question=question_in(row, "Question"),
        answer=text_in(row, "Response") or refuse("gold_missing", "column 'Response' is empty"),
        reasoning=text_in(row, "Complex_CoT"),
    )


VERIFIABLE = Adapter(
    name="medical_o1_verifiable",
    title="medical-o1-verifiable-problem",
    homepage="https://huggingface.co/datasets/FreedomIntelligence/medical-o1-verifiable-problem",
    licence="Apache-2.0",
    matches=lambda row: _ASK in row and _GOLD in row,
    adapt=_verifiable,
    hub=("FreedomIntelligence/medical-o1-verifiable-problem",),
)

REASONING = Adapter(
    name="medical_o1_reasoning",
    title="medical-o1-reasoning-SFT",
    homepage="https://huggingface.co/datasets/FreedomIntelligence/medical-o1-reasoning-SFT",
    licence="Apache-2.0",
    matches=lambda row: "Question" in row and "Complex_CoT" in row and "Response" in row,
    adapt=_reasoning,
    hub=("FreedomIntelligence/medical-o1-reasoning-SFT",),
)
