"""ContractNLI: non-disclosure agreements, each with 17 hypotheses that it entails, contradicts or does not mention.

A row is an agreement and becomes a problem a hypothesis; the agreement is their passage. What the hypotheses say stands
once, beside the agreements. The sentences that decide are the reasoning, as the annotators marked them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, text_in

LABELS = {"Entailment": "entailment", "Contradiction": "contradiction", "NotMentioned": "not mentioned"}
_ASK = (
    "Does the agreement entail this, contradict it, or not mention it? "
    "Answer entailment, contradiction or not mentioned."
)
_KEY = "contract_nli_hypotheses"


def _heading(beside: Mapping[str, Any]) -> Facts:
    labels = beside.get("labels")
    if not isinstance(labels, Mapping):
        return {}
    hypotheses = {
        key: label["hypothesis"]
        for key, label in labels.items()
        if isinstance(label, Mapping) and isinstance(label.get("hypothesis"), str)
    }
    return {_KEY: json.dumps(hypotheses, sort_keys=True, ensure_ascii=False)}


def _adapt(row: Row, reading: Reading, facts: Facts) -> list[Adapted | Refusal]:
    if _KEY not in facts:
        raise Refusal(
            "no_question", "the hypotheses are not in the file: give the document as published, with its labels"
        )
    hypotheses: dict[str, str] = json.loads(facts[_KEY])
    passage = text_in(row, "text")
    sets = row["annotation_sets"]
    annotations = sets[0]["annotations"] if sets else {}
    if not passage or not annotations:
        raise Refusal("no_question" if not passage else "gold_missing", "no text" if not passage else "no annotations")
    return [
        _problem(row, passage, key, annotations[key], hypotheses.get(key, ""))
        for key in sorted(annotations, key=_order)
    ]


def _order(key: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, key))
    return int(digits or 0), key


def _problem(row: Row, passage: str, key: str, annotation: Mapping[str, Any], hypothesis: str) -> Adapted | Refusal:
    gold = LABELS.get(str(annotation.get("choice")))
    if gold is None or not hypothesis:
        return Refusal("gold_not_an_option" if hypothesis else "no_question", f"{key}: {annotation.get('choice')!r}")
    quotes = [passage[start:stop].strip() for start, stop in (row["spans"][index] for index in annotation["spans"])]
    return Adapted(
        question=f"Statement: {hypothesis}\n{_ASK}",
        passage=passage,
        answer=gold,
        reasoning="\n".join(f"The agreement says: “{quote}”" for quote in quotes),
        answer_type="label",
        verifier="label",
        arguments={"labels": list(LABELS.values()), "synonyms": {"entailment": ["entailed", "entails"],
                   "contradiction": ["contradicted", "contradicts"], "not mentioned": ["neutral"]}},
        metadata={"id": str(row["id"]), "hypothesis": key},
    )  # fmt: skip


ADAPTER = Adapter(
    name="contract_nli",
    title="ContractNLI",
    homepage="https://stanfordnlp.github.io/contract-nli/",
    licence="CC-BY-4.0",
    matches=lambda row: {"id", "text", "spans", "annotation_sets"} <= row.keys(),
    adapt=_adapt,
    heading=_heading,
)
