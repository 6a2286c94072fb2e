"""SARA: short tax cases against sections of the Internal Revenue Code; entailment, or dollars owed.

Reads the repository's TSV without a header (facts, statement, gold), the hub's columns, and the Prolog cases, whose
comments say the same. The cases are about the sections as the set restates them (``statutes.txt``), of which a row
shows nothing: the question names the Code and the set. Amounts are exact to the dollar; the authors count an answer
within 10 % (Holzenberger et al., 2020), which is too loose a reward for arithmetic.
"""

from __future__ import annotations

import re
from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, question_in, refuse, text_in

ENTAILMENT = ("entailment", "contradiction")
_COLUMNS = ("column_0", "column_1", "column_2")
_HUB = {"id", "text", "question", "answer"}
_GOLD = re.compile(r"Entailment|Contradiction|\$[\d,]+(?:\.\d\d)?")
_CASE = re.compile(r"% Text\n(?P<facts>.*?)\n\s*% Question\n(?P<ask>.*?)\n\s*\n", re.DOTALL)
_CODE = "Apply the Internal Revenue Code as the SARA data set restates it."


def dollars(gold: str) -> dict[str, Any]:
    """The fields of `Adapted` for an amount owed, right to the dollar."""
    return {
        "answer": gold,
        "answer_type": "number",
        "verifier": "number",
        "arguments": {"unit": "USD", "absolute": 1.0},
    }


def entailment(gold: str) -> dict[str, Any]:
    """The fields of `Adapted` for entailment or contradiction."""
    if gold.lower() not in ENTAILMENT:
        raise Refusal("gold_not_an_option", f"{gold[:100]!r} is neither entailment nor contradiction")
    synonyms = {"entailment": ["entailed", "entails"], "contradiction": ["contradicted", "contradicts"]}
    return {"answer": gold.lower(), "answer_type": "label", "verifier": "label",
            "arguments": {"labels": list(ENTAILMENT), "synonyms": synonyms}}  # fmt: skip


def posed(facts: str, ask: str, gold: str, law: str = _CODE) -> dict[str, Any]:
    """The fields of `Adapted` for a case; law and facts are its passage, which a case and its negation share."""
    passage = f"{law}\n\nFacts: {facts}"
    if gold.startswith("$"):
        return {"passage": passage, "question": f"{ask} Answer with an amount in dollars.", **dollars(gold)}
    question = f"Statement: {ask}\n\nDo the facts entail the statement, or contradict it?"
    return {"passage": passage, "question": f"{question} Answer entailment or contradiction.", **entailment(gold)}


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    if row.keys() == _HUB:
        gold = text_in(row, "answer") or refuse("gold_missing", "column 'answer' is empty")
        case = posed(question_in(row, "text"), question_in(row, "question"), gold)
        return Adapted(metadata={"id": text_in(row, "id")}, **case)
    if "prolog" not in row:
        told, ask, gold = question_in(row, _COLUMNS[0]), question_in(row, _COLUMNS[1]), text_in(row, _COLUMNS[2])
        return Adapted(**posed(told, ask, gold or refuse("gold_missing", "the third field is empty")))
    program = text_in(row, "prolog")
    found = _CASE.match(program)
    if found is None:
        raise Refusal("malformed_row", "no comment with text and question at the head of the program")
    told, ask = (_uncommented(found[part]) for part in ("facts", "ask"))
    ends = list(_GOLD.finditer(ask))
    if not ends or ask[ends[-1].end() :].strip():
        raise Refusal("gold_missing", "the question does not end in its gold")
    stated = posed(told, ask[: ends[-1].start()].strip(), ends[-1][0])
    return Adapted(metadata={"id": text_in(row, "case"), "program": program[found.end() :].strip()}, **stated)


def _uncommented(text: str) -> str:
    return " ".join(line.removeprefix("%").strip() for line in text.splitlines()).strip()


def _matches(row: Row) -> bool:
    if row.keys() == {"case", "prolog"}:
        return True
    gold = row.get("answer") if row.keys() == _HUB else row.get(_COLUMNS[2]) if tuple(row) == _COLUMNS else None
    return isinstance(gold, str) and bool(_GOLD.fullmatch(gold.strip()))


ADAPTER = Adapter(
    name="sara",
    title="SARA",
    homepage="https://nlp.jhu.edu/law/",
    licence="",
    matches=_matches,
    adapt=_adapt,
    hub=("jhu-clsp/SARA",),
)
