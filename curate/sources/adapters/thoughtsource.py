"""ThoughtSource: items of several question-answering sets with chains of thought by people and by models.

The family is the item's own data set. The reasoning is the reference chain, its sentences a line each; where there is
none, the first generated chain whose extracted answer is marked right.
"""

from __future__ import annotations

from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.options import gold_letter, options_in
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, kind_of, question_in, text_in


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    question = question_in(row, "question")
    golds = row.get("answer")
    if isinstance(golds, str):
        golds = [golds]
    if not isinstance(golds, (list, tuple)) or not golds or not isinstance(golds[0], str):
        raise Refusal("gold_missing" if not golds else "wrong_type", f"the answer is {kind_of(golds)}")
    if len(golds) > 1:
        raise Refusal("gold_ambiguous", f"{len(golds)} golds")
    reasoning, author = _reasoning(row)
    family = text_in(row, "dataset") or "thoughtsource"
    metadata = {"collection": "thoughtsource", "reasoning_by": author} if author else {"collection": "thoughtsource"}
    metadata |= {key: row[key] for key in ("id", "split") if isinstance(row.get(key), str) and row[key]}
    shared: dict[str, Any] = {
        "question": question, "passage": text_in(row, "context"), "reasoning": reasoning, "family": family,
        "metadata": metadata,
    }  # fmt: skip
    if row.get("type") == "bool" and golds[0].lower() in ("true", "false", "yes", "no"):
        answer = "yes" if golds[0].lower() in ("true", "yes") else "no"
        return Adapted(answer=answer, answer_type="yes_no", verifier="yes_no", **shared)
    if not row.get("choices"):
        return Adapted(answer=golds[0].strip(), **shared)
    options = options_in(row["choices"])
    return Adapted(**choice(gold_letter(golds[0], options), options), **shared)


def _reasoning(row: Row) -> tuple[str, str]:
    chain = row.get("cot")
    if isinstance(chain, (list, tuple)) and any(isinstance(step, str) and step.strip() for step in chain):
        return "\n".join(step.strip() for step in chain if isinstance(step, str) and step.strip()), "reference"
    for generated in row.get("generated_cot") or ():
        if not isinstance(generated, dict) or not isinstance(generated.get("cot"), str):
            continue
        answers = generated.get("answers") or ()
        if generated["cot"].strip() and any(
            isinstance(answer, dict) and answer.get("correct_answer") is True for answer in answers
        ):
            return generated["cot"].strip(), str(generated.get("author") or "model")
    return "", ""


ADAPTER = Adapter(
    name="thoughtsource",
    title="ThoughtSource",
    homepage="https://github.com/OpenBioLink/ThoughtSource",
    licence="",
    matches=lambda row: {"question", "cot", "answer", "generated_cot"} <= row.keys(),
    adapt=_adapt,
)
