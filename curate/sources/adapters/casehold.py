"""CaseHOLD: a passage of a decision that cites a case, and five holdings of which one belongs to the citation."""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Row, choice, question_in

_ASK = "Which holding belongs where the passage says <HOLDING>?"


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    options = options_in(row["endings"])
    return Adapted(question=_ASK, passage=question_in(row, "context"),
                   **choice(gold_letter(row["label"], options, "0"), options))  # fmt: skip


ADAPTER = Adapter(
    name="casehold",
    title="CaseHOLD (LexGLUE)",
    homepage="https://github.com/reglab/casehold",
    licence="CC-BY-4.0",
    matches=lambda row: row.keys() == {"context", "endings", "label"} and "<HOLDING>" in str(row["context"]),
    adapt=_adapt,
    hub=("coastalcph/lex_glue",),
)
