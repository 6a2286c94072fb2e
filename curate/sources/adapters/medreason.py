"""MedReason: questions of seven medical sets with reasoning along knowledge-graph paths.

``answer`` is the right option's text, often followed by ``Explanation: …``; ``options`` is text with a lettered option
a line, empty for open questions.
"""

from __future__ import annotations

from curate.record import LETTERS
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import options_in
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, question_in, refuse, text_in


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question, answer = question_in(row, "question"), text_in(row, "answer") or refuse("gold_missing")
    gold, _, explanation = (part.strip() for part in answer.partition("Explanation:"))
    metadata = {
        key: str(row[column])
        for key, column in (("data_set", "dataset_name"), ("id", "id_in_dataset"))
        if row.get(column) is not None
    }
    if explanation:
        metadata["explanation"] = explanation
    reasoning = text_in(row, "reasoning")
    if not row.get("options") or row["options"] == "":
        return Adapted(question=question, answer=gold.removesuffix("."), reasoning=reasoning, metadata=metadata)
    options = options_in(row["options"])
    return Adapted(question=question, reasoning=reasoning, metadata=metadata, **choice(_letter(gold, options), options))


def _letter(gold: str, options: tuple[str, ...]) -> str:
    """The option that the gold begins with; the longest where one option begins another."""
    wanted = _folded(gold)
    fits = [
        (len(text), index)
        for index, text in enumerate(map(_folded, options))
        if wanted == text or (wanted.startswith(text) and not wanted[len(text)].isalnum())
    ]
    if not fits:
        raise Refusal("gold_not_an_option", f"{gold[:200]!r} begins with none of the {len(options)} options")
    return LETTERS[max(fits)[1]]


def _folded(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")


ADAPTER = Adapter(
    name="medreason",
    title="MedReason",
    homepage="https://huggingface.co/datasets/UCSC-VLAA/MedReason",
    licence="Apache-2.0",
    matches=lambda row: "id_in_dataset" in row and {"question", "answer", "reasoning"} <= row.keys(),
    adapt=_adapt,
    hub=("UCSC-VLAA/MedReason",),
)
