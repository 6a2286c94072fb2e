"""MedXpertQA: expert questions of medicine with ten options (text part); evaluation only."""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Row, choice, question_in

_TOLD = ("id", "medical_task", "body_system", "question_type")


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    options = options_in(row["options"])
    # the options are repeated behind the question
    question = question_in(row, "question").split("\nAnswer Choices:")[0].strip()
    metadata = {name: row[name] for name in _TOLD if isinstance(row.get(name), str) and row[name]}
    return Adapted(question=question, metadata=metadata, **choice(gold_letter(row["label"], options), options))


ADAPTER = Adapter(
    name="medxpertqa",
    title="MedXpertQA",
    homepage="https://huggingface.co/datasets/TsinghuaC3I/MedXpertQA",
    licence="MIT",
    matches=lambda row: {"question", "options", "label", "medical_task", "body_system"} <= row.keys(),
    adapt=_adapt,
    hub=("TsinghuaC3I/MedXpertQA",),
    use="evaluation",
)
