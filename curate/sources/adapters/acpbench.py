"""ACPBench: questions on actions, change and planning; a state in words, then yes or no, four options, or a number.

The state is the passage. Options stand in a column of their own and are cut from the question, which repeats them. Of
the generative tasks, validation is read (the first action of a sequence that can't be carried out, counted from 0);
the others answer in structures that no checker here knows.
"""

from __future__ import annotations

from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, question_in, refuse, text_in

_COUNTED = "Answer with its position, the first action being 0."


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question, passage = question_in(row, "question"), text_in(row, "context")
    group = text_in(row, "group")
    shared: dict[str, Any] = {"passage": passage, "metadata": {"task": group, "id": str(row.get("id"))}}
    if row.get("choices"):
        options = options_in(row["choices"])
        ask = question.split(f" A. {options[0]}")[0].strip()
        return Adapted(question=ask, **shared, **choice(gold_letter(row.get("answer"), options), options))
    answer = row.get("answer")
    if group.endswith("_gen"):
        if group != "validation_gen" or not isinstance(answer, (int, str)) or not str(answer).strip("-").isdigit():
            raise Refusal("not_checkable", f"an answer to {group}")
        return Adapted(question=f"{question} {_COUNTED}", answer=str(answer), answer_type="integer",
                       verifier="integer", **shared)  # fmt: skip
    gold = text_in(row, "answer").lower() or refuse("gold_missing", "column 'answer' is empty")
    if gold not in ("yes", "no"):
        raise Refusal("gold_not_an_option", f"{gold[:100]!r} is neither yes nor no")
    return Adapted(question=question, answer=gold, answer_type="yes_no", verifier="yes_no", **shared)


ADAPTER = Adapter(
    name="acpbench",
    title="ACPBench",
    homepage="https://ibm.github.io/ACPBench/",
    licence="CDLA-Permissive-2.0",
    matches=lambda row: {"id", "group", "context", "question", "answer"} <= row.keys(),
    adapt=_adapt,
    hub=("ibm-research/acp_bench",),
)
