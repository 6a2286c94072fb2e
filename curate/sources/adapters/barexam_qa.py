"""BarExam QA: questions of multistate bar examinations with four options; several may share their facts.

The gold passage is the source that decides the question; it would give the answer away and stays in the metadata.
"""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Row, choice, question_in, text_in

_CHOICES = ("choice_a", "choice_b", "choice_c", "choice_d")


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    options = options_in([row[column] for column in _CHOICES])
    passage = text_in(row, "prompt")
    metadata = {
        key: row[column]
        for key, column in (("id", "idx"), ("subject", "subject"), ("gold_passage", "gold_passage"))
        if isinstance(row.get(column), str) and row[column]
    }
    return Adapted(question=question_in(row, "question"), passage="" if passage.lower() == "nan" else passage,
                   metadata=metadata, **choice(gold_letter(row.get("answer"), options), options))  # fmt: skip


ADAPTER = Adapter(
    name="barexam_qa",
    title="BarExam QA",
    homepage="https://huggingface.co/datasets/reglab/barexam_qa",
    licence="CC-BY-SA-4.0",
    matches=lambda row: {"question", "prompt", "answer", *_CHOICES} <= row.keys(),
    adapt=_adapt,
    hub=("reglab/barexam_qa",),
)
