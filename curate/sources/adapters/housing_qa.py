"""HousingQA: yes or no to a question of a state's housing law in 2021, with the statutes that decide it.

The auxiliary questions come without statutes. Questions of one group ask the same of several states.
"""

from __future__ import annotations

from collections.abc import Mapping

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, question_in, refuse, text_in


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    state = text_in(row, "state") or refuse("no_question", "column 'state' is empty")
    gold = text_in(row, "answer").lower() or refuse("gold_missing", "column 'answer' is empty")
    if gold not in ("yes", "no"):
        raise Refusal("gold_not_an_option", f"{gold[:100]!r} is neither yes nor no")
    excerpts = [
        f"{statute.get('citation') or ''}\n{statute['excerpt']}".strip()
        for statute in row.get("statutes") or ()
        if isinstance(statute, Mapping) and isinstance(statute.get("excerpt"), str)
    ]
    return Adapted(
        question=f"In {state}, under the law of 2021: {question_in(row, 'question')} Answer yes or no.",
        passage="\n\n".join(excerpts),
        answer=gold,
        answer_type="yes_no",
        verifier="yes_no",
        metadata={"id": str(row.get("idx")), "group": str(row.get("question_group"))},
    )


ADAPTER = Adapter(
    name="housing_qa",
    title="HousingQA",
    homepage="https://huggingface.co/datasets/reglab/housing_qa",
    licence="CC-BY-SA-4.0",
    matches=lambda row: {"state", "question", "answer", "question_group"} <= row.keys(),
    adapt=_adapt,
    hub=("reglab/housing_qa",),
    use="evaluation",
)
