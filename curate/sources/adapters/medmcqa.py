"""MedMCQA: questions of Indian entrance exams with four options and often an explanation.

``cop`` counts from 1 in the published raw files and from 0 on the hub, and is -1 where the gold is withheld. Where it
starts is decided a file at a time: a 0 or a 4 among the values settles it. A file with neither is read by what its
explanations say ("Ans. c …"), and without a clear majority its golds are ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from curate.record import LETTERS
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import ENOUGH, gold_letter
from curate.sources.rows import Adapted, Reading, Row, choice, question_in, text_in

_OPTIONS = ("opa", "opb", "opc", "opd")
_STATED = re.compile(r"^\W*ans(?:wer)?[\s.:;\-]*(?:is)?[\s.:;\-]*\W?([a-d])\b[\s.,:;)'\"\-(]", re.IGNORECASE)


def stated_letter(explanation: str) -> str:
    """The option that an explanation opens with (``Ans: B …``), or ""."""
    match = _STATED.match(explanation)
    return match[1].upper() if match else ""


def _survey(rows: Iterable[Row], reading: Reading) -> Facts:
    votes = {"0": 0, "1": 0}
    for row in rows:
        index = row.get("cop")
        if isinstance(index, str) and index.strip().isdigit():
            index = int(index)
        if not isinstance(index, int) or isinstance(index, bool):
            continue
        if index in (0, len(_OPTIONS)):
            return {"medmcqa_base": "0" if index == 0 else "1"}
        explanation = row.get("exp")
        stated = stated_letter(explanation) if isinstance(explanation, str) else ""
        for base in votes:
            if stated and 0 <= index - int(base) < len(_OPTIONS):
                votes[base] += LETTERS[index - int(base)] == stated
    if reading.hub in ADAPTER.hub:
        return {"medmcqa_base": "0"}
    for base, other in (("0", "1"), ("1", "0")):
        if votes[base] > 3 * votes[other] and (votes[base] >= ENOUGH or votes[other] == 0):
            return {"medmcqa_base": base}
    return {}


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    options = tuple(text_in(row, column) for column in _OPTIONS)
    question = question_in(row, "question")
    letter = gold_letter(row.get("cop"), options, facts.get("medmcqa_base", ""))
    metadata = {
        key: row[column]
        for key, column in (("id", "id"), ("subject", "subject_name"), ("topic", "topic_name"), ("kind", "choice_type"))
        if isinstance(row.get(column), str) and row[column]
    }
    return Adapted(question=question, reasoning=text_in(row, "exp"), metadata=metadata, **choice(letter, options))


ADAPTER = Adapter(
    name="medmcqa",
    title="MedMCQA",
    homepage="https://medmcqa.github.io",
    licence="Apache-2.0",
    matches=lambda row: "cop" in row and "question" in row and all(column in row for column in _OPTIONS),
    adapt=_adapt,
    hub=("openlifescienceai/medmcqa",),
    survey=_survey,
)
