"""AGIEval: exam questions with lettered options, several on one passage (LSAT analytical, logical, reading).

Reads the repository's JSON Lines (``passage``, ``options``, ``label``) and the hub's flattened prompts (``query``,
``choices``, ``gold``). The exams belong to their makers (LSAT: LSAC), whatever licence a repository gives: their rows
state none, and are evaluation only.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, question_in, text_in

_QUERY = re.compile(r"(?P<passage>.*?)\s*\bQ: (?P<ask>.*?)\s*Answer Choices:.*", re.DOTALL)


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    family = reading.hub.rsplit("/", 1)[-1].removeprefix("agieval-") or PurePosixPath(reading.file).name.split(".")[0]
    if "query" in row:
        options, golds = options_in(row["choices"]), row["gold"]
        parts = _QUERY.fullmatch(question_in(row, "query"))
        if parts is None:
            raise Refusal("malformed_row", "the query is not 'PASSAGE Q: … Answer Choices: …'")
        if not isinstance(golds, (list, tuple)) or len(golds) != 1:
            raise Refusal("gold_ambiguous" if golds else "gold_missing", "not one gold")
        return Adapted(question=parts["ask"], passage=parts["passage"], family=family,
                       **choice(gold_letter(golds[0], options, "0"), options))  # fmt: skip
    options = options_in(row["options"])
    return Adapted(question=question_in(row, "question"), passage=text_in(row, "passage"), family=family,
                   **choice(gold_letter(row["label"], options), options))  # fmt: skip


def _matches(row: Row) -> bool:
    return row.keys() == {"passage", "question", "options", "label", "answer", "other"} or (
        row.keys() == {"query", "choices", "gold"} and isinstance(row["gold"], (list, tuple))
    )


ADAPTER = Adapter(
    name="agieval",
    title="AGIEval (LSAT)",
    homepage="https://github.com/ruixiangcui/AGIEval",
    licence="",
    matches=_matches,
    adapt=_adapt,
    hub=("hails/agieval-lsat-ar", "hails/agieval-lsat-lr", "hails/agieval-lsat-rc"),
    use="evaluation",
)
