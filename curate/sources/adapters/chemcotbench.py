"""ChemCoTBench with answers of DeepSeek-R1: molecule understanding and editing, with the model's raw chain of thought.

The rows hold the molecules and the gold, not the prompt, so the questions are ours. `raw_cot` is what the model wrote,
right or wrong; it becomes the reasoning, and what it answered is kept in the metadata, so that the set measures a
judge or a filter. Optimisation rows have no gold. A scaffold row asks for a ring system that the molecule has, a
``mutated`` pair are two molecules and a ``permutated`` pair is one molecule written twice: by construction of the set.
An edit may be right in several places and the gold shows one of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, gold_in, question_in, refuse, text_in

_SMILES = {"answer_type": "smiles", "verifier": "domains.chemistry.verifiers.smiles:check"}
_YES_NO = {"answer_type": "yes_no", "verifier": "yes_no"}
_INTEGER = {"answer_type": "integer", "verifier": "integer"}


def _fragment(row: Row) -> dict[str, Any]:
    name, pattern = text_in(row, "fg_name"), text_in(row, "fg_smarts")
    question = (
        f"How many times does the group {text_in(row, 'fg_label')} ({name}, SMARTS {pattern}) occur in the molecule"
    )
    return {"question": f"{question} {question_in(row, 'smiles')}?", "answer": gold_in(row, "fg_num"), **_INTEGER}


def _ring_count(row: Row) -> dict[str, Any]:
    question = f"How many rings {text_in(row, 'ring')} does the molecule {question_in(row, 'smiles')} have?"
    return {"question": question, "answer": gold_in(row, "count"), **_INTEGER}


def _ring_system(row: Row) -> dict[str, Any]:
    system = text_in(row, "ring_system_scaffold") or refuse("no_question", "no ring system")
    return {"question": f"Does the molecule {question_in(row, 'smiles')} contain the ring system {system}? "
            "Answer yes or no.", "answer": "yes", **_YES_NO}  # fmt: skip


def _murcko(row: Row) -> dict[str, Any]:
    question = f"What is the Murcko scaffold of the molecule {question_in(row, 'smiles')}? Answer with its SMILES."
    return {"question": question, "answer": gold_in(row, "largest_scaffold"), **_SMILES}


def _same(column: str, answer: str) -> Callable[[Row], dict[str, Any]]:
    def read(row: Row) -> dict[str, Any]:
        other = text_in(row, column) or refuse("no_question", f"column {column!r} is empty")
        return {"question": f"Are {question_in(row, 'smiles')} and {other} the same molecule? Answer yes or no.",
                "answer": answer, **_YES_NO}  # fmt: skip

    return read


def _edit(row: Row) -> dict[str, Any]:
    question = f"{question_in(row, 'Instruction')} Answer with the SMILES of the new molecule."
    return {"question": question, "answer": gold_in(row, "reference"), **_SMILES}


_TASKS: dict[str, Callable[[Row], dict[str, Any]]] = {
    "fg_samples": _fragment,
    "ring_count": _ring_count,
    "ring_system_scaffold": _ring_system,
    "Murcko_scaffold": _murcko,
    "mutated_list": _same("mutated", "no"),
    "permutated_list": _same("permutated", "yes"),
    "add": _edit,
    "delete": _edit,
    "sub": _edit,
}


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    if "src_smiles" in row:
        raise Refusal("gold_missing", "an optimisation of a molecule has no one right answer")
    task = text_in(row, "task")
    if task not in _TASKS:
        raise Refusal("not_checkable", f"task {task!r}")
    said = row["json_results"]
    metadata = {"task": task, "model": "DeepSeek-R1",
                "model_answer": said if isinstance(said, str) else json.dumps(said, sort_keys=True)}  # fmt: skip
    return Adapted(reasoning=text_in(row, "raw_cot"), metadata=metadata, **_TASKS[task](row))


ADAPTER = Adapter(
    name="chemcotbench",
    title="ChemCoTBench",
    homepage="https://github.com/IDEA-XL/ChemCoTBench",
    licence="CC-BY-4.0",
    matches=lambda row: "json_results" in row and bool({"smiles", "molecule", "src_smiles"} & row.keys()),
    adapt=_adapt,
    use="evaluation",
)
