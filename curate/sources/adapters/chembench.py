"""ChemBench: chemistry questions with one or several right options, or a numeric target; carries a canary.

A question with one right option becomes a multiple-choice row. One with several right options lists them lettered in
the question and has a set of letters as its answer. Numbers are right within 1 % of the target, which is ChemBench's
own tolerance (Mirza et al., Nature Chemistry 2025). Nested values are read as JSON text or as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from curate.record import LETTERS
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, kind_of, question_in, text_in

RELATIVE = 0.01


def _adapt(row: Row, reading: Reading, facts: Facts) -> list[Adapted | Refusal]:
    examples = row["examples"]
    if isinstance(examples, str):
        examples = json.loads(examples)
    if not isinstance(examples, (list, tuple)) or not examples:
        raise Refusal("no_question", "the row has no examples")
    metadata = {
        key: str(row[column]) for key, column in (("id", "uuid"), ("name", "name"), ("file", "path")) if row.get(column)
    }
    return [_example(example, metadata) for example in examples]


def _example(example: Any, metadata: Mapping[str, Any]) -> Adapted | Refusal:
    if not isinstance(example, Mapping):
        return Refusal("wrong_type", f"an example is {kind_of(example)}")
    question = question_in(example, "input")
    scores = example.get("target_scores")
    if isinstance(scores, str):
        scores = json.loads(scores)
    if isinstance(scores, Mapping):
        return _options(question, scores, metadata)
    target = text_in(example, "target")
    if not target:
        return Refusal("gold_missing", "the example has neither a target nor scored options")
    try:
        float(target)
    except ValueError:
        return Adapted(question=question, answer=target, metadata=metadata)
    return Adapted(
        question=question, answer=target, answer_type="number", verifier="number", arguments={"relative": RELATIVE},
        metadata=metadata,
    )  # fmt: skip


def _options(question: str, scores: Mapping[str, Any], metadata: Mapping[str, Any]) -> Adapted | Refusal:
    options = tuple(str(option).strip() for option in scores)
    right = [LETTERS[k] for k, score in enumerate(scores.values()) if isinstance(score, (int, float)) and score > 0]
    if not right:
        return Refusal("gold_missing", "no option has a score")
    if len(right) == 1:
        return Adapted(question=question, metadata=metadata, **choice(right[0], options))
    listed = "\n".join(f"{LETTERS[k]}. {option}" for k, option in enumerate(options))
    return Adapted(
        question=f"{question}\n\n{listed}\n\nSeveral options may be right. Answer with the letters of all that are.",
        answer=", ".join(right), answer_type="labels", verifier="labels",
        arguments={"labels": list(LETTERS[: len(options)])}, metadata=metadata,
    )  # fmt: skip


ADAPTER = Adapter(
    name="chembench",
    title="ChemBench",
    homepage="https://github.com/lamalab-org/chembench",
    licence="MIT",
    matches=lambda row: {"examples", "preferred_score", "uuid"} <= row.keys(),
    adapt=_adapt,
    hub=("jablonkagroup/ChemBench",),
    use="evaluation",
)
