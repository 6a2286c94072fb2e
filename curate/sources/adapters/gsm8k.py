"""GSM8K: grade-school arithmetic; the worked solution ends in ``#### 10``.

The calculator annotations (``<<12/60=0.2>>``) repeat what the sentence says and are left out of the reasoning.
"""

from __future__ import annotations

import re

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Row, question_in, refuse, text_in

_ANNOTATION = re.compile(r"<<[^<>]*>>")
_NUMBER = re.compile(r"-?[\d,]*\.?\d+")


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question = question_in(row, "question")
    solution, _, gold = text_in(row, "answer").rpartition("####")
    gold = gold.strip().removeprefix("$").replace(",", "") or refuse("gold_missing", "nothing after ####")
    if not _NUMBER.fullmatch(gold):
        refuse("wrong_type", f"{gold[:100]!r} after #### is no number")
    kind = "number" if "." in gold else "integer"
    reasoning = _ANNOTATION.sub("", solution).strip()
    return Adapted(question=question, answer=gold, reasoning=reasoning, answer_type=kind, verifier=kind)


def _matches(row: Row) -> bool:
    answer = row.get("answer")
    return row.keys() == {"question", "answer"} and isinstance(answer, str) and "\n####" in answer


ADAPTER = Adapter(
    name="gsm8k",
    title="GSM8K",
    homepage="https://github.com/openai/grade-school-math",
    licence="MIT",
    matches=_matches,
    adapt=_adapt,
    hub=("openai/gsm8k", "gsm8k"),
    telling=False,
)
