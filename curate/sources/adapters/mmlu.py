"""MMLU: a question, four options and the right one; the original headerless CSV, and the hub's columns."""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Row, choice, question_in

_COLUMNS = tuple(f"column_{index}" for index in range(6))


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    if "choices" in row:
        options = options_in(row["choices"])
        metadata = {"subject": row["subject"]} if isinstance(row["subject"], str) and row["subject"] else {}
        return Adapted(question=question_in(row, "question"), metadata=metadata,
                       **choice(gold_letter(row["answer"], options, "0"), options))  # fmt: skip
    options = options_in([row[column] for column in _COLUMNS[1:5]])
    return Adapted(question=question_in(row, _COLUMNS[0]), **choice(gold_letter(row[_COLUMNS[5]], options), options))


def _matches(row: Row) -> bool:
    if row.keys() == {"question", "subject", "choices", "answer"}:
        return isinstance(row["answer"], int)
    return tuple(row) == _COLUMNS and str(row[_COLUMNS[5]]).strip() in ("A", "B", "C", "D")


ADAPTER = Adapter(
    name="mmlu",
    title="MMLU",
    homepage="https://github.com/hendrycks/test",
    licence="MIT",
    matches=_matches,
    adapt=_adapt,
    hub=("cais/mmlu",),
    telling=False,
)
