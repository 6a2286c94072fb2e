"""MMLU: the original headerless CSV: question, four options, letter."""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Row, choice, question_in

_COLUMNS = tuple(f"column_{index}" for index in range(6))


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    options = options_in([row[column] for column in _COLUMNS[1:5]])
    return Adapted(question=question_in(row, _COLUMNS[0]), **choice(gold_letter(row[_COLUMNS[5]], options), options))


ADAPTER = Adapter(
    name="mmlu",
    title="MMLU",
    homepage="https://github.com/hendrycks/test",
    licence="MIT",
    matches=lambda row: tuple(row) == _COLUMNS and str(row[_COLUMNS[5]]).strip() in ("A", "B", "C", "D"),
    adapt=_adapt,
    telling=False,
)
