"""PubMedQA: yes, no or maybe to a research question, given the abstract without its conclusion.

The passage is the abstract's sections, the reasoning its conclusion. Reads the repository's JSON (``QUESTION``,
``CONTEXTS``, ``LONG_ANSWER``) and the hub's columns (``question``, ``context.contexts``, ``long_answer``).
"""

from __future__ import annotations

from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, kind_of, question_in, text_in


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    raw = "QUESTION" in row
    question = question_in(row, "QUESTION" if raw else "question")
    contexts: Any = row.get("CONTEXTS") if raw else row.get("context")
    if isinstance(contexts, dict):
        contexts = contexts.get("contexts")
    if contexts is None:
        contexts = []
    if not isinstance(contexts, (list, tuple)) or not all(isinstance(section, str) for section in contexts):
        raise Refusal("wrong_type", f"the contexts are {kind_of(contexts)}, not a list of texts")
    gold = text_in(row, "final_decision").lower()
    if not gold:
        raise Refusal("gold_missing", "column 'final_decision' is empty")
    if gold not in ("yes", "no", "maybe"):
        raise Refusal("gold_not_an_option", f"{gold[:100]!r} is none of yes, no, maybe")
    identifier = row.get("pubid") or row.get("_id")
    return Adapted(
        question=question,
        answer=gold,
        passage="\n\n".join(section.strip() for section in contexts if section.strip()),
        reasoning=text_in(row, "LONG_ANSWER" if raw else "long_answer"),
        answer_type="yes_no",
        verifier="yes_no",
        metadata={} if identifier is None else {"id": str(identifier)},
    )


def _matches(row: Row) -> bool:
    return ("QUESTION" in row and "CONTEXTS" in row) or {"pubid", "question", "context"} <= row.keys()


ADAPTER = Adapter(
    name="pubmedqa",
    title="PubMedQA",
    homepage="https://pubmedqa.github.io",
    licence="MIT",
    matches=_matches,
    adapt=_adapt,
    hub=("qiaojin/PubMedQA",),
)
