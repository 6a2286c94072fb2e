"""MedQA (USMLE): a vignette, four or five options, and the right one by letter and by text."""

from __future__ import annotations

from curate.record import LETTERS
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, question_in, text_in


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question = question_in(row, "question")
    options = options_in(row.get("options"))
    letter = gold_letter(row.get("answer_idx"), options)
    stated = text_in(row, "answer")
    if stated and stated.upper() != letter and stated != options[LETTERS.index(letter)].strip():
        raise Refusal("gold_conflict", f"answer_idx says {letter}, answer says {stated[:200]!r}")
    step = row.get("meta_info")
    metadata = {"step": step} if isinstance(step, str) and step else {}
    return Adapted(question=question, metadata=metadata, **choice(letter, options))


ADAPTER = Adapter(
    name="medqa",
    title="MedQA (USMLE)",
    homepage="https://github.com/jind11/MedQA",
    licence="MIT",
    matches=lambda row: {"question", "options", "answer_idx", "answer"} <= row.keys() and "reasoning" not in row,
    adapt=_adapt,
    hub=("GBaker/MedQA-USMLE-4-options", "bigbio/med_qa"),
    telling=False,
)
