"""GPQA: expert questions of biology, physics and chemistry; the right option and three wrong ones, a column each.

The options are put in the order of their texts. The set carries a canary and must not be posted in plain text.
"""

from __future__ import annotations

from curate.record import LETTERS
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Row, choice, question_in, refuse, text_in

_WRONG = tuple(f"Incorrect Answer {number}" for number in (1, 2, 3))


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    right = text_in(row, "Correct Answer") or refuse("gold_missing", "column 'Correct Answer' is empty")
    options = tuple(sorted({right, *(text_in(row, column) for column in _WRONG)}))
    metadata = {"subdomain": row["Subdomain"]} if isinstance(row.get("Subdomain"), str) else {}
    return Adapted(question=question_in(row, "Question"), reasoning=text_in(row, "Explanation"), metadata=metadata,
                   **choice(LETTERS[options.index(right)], options))  # fmt: skip


ADAPTER = Adapter(
    name="gpqa",
    title="GPQA",
    homepage="https://huggingface.co/datasets/Idavidrein/gpqa",
    licence="CC-BY-4.0",
    matches=lambda row: {"Question", "Correct Answer", *_WRONG} <= row.keys(),
    adapt=_adapt,
    hub=("Idavidrein/gpqa",),
    use="evaluation",
)
