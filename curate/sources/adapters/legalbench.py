"""LegalBench: 162 small tasks, a file each, whose columns differ; the task's name is the family.

The name is found in the file's path or in the hub's configuration. Non-commercial tasks are refused unless the source
allows them. Three tasks' answers are lists or amounts; the merger-agreement tasks (maud_*) answer with the letter of an
option that their rows don't hold, and are refused.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from curate.sources.adapters import sara
from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.adapters.legalbench_tasks import TASKS, WITHOUT_OPTIONS, Task, licence_of, non_commercial
from curate.sources.rows import Adapted, Reading, Refusal, Row, choice, question_in, refuse, text_in

_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_HEADS = {"text": "Text", "citation": "Case", "circuit": "Court", "policy": "Policy", "claim": "Claim",
          "description": "Description", "question": "Question", "bill_title": "Bill", "bill_summary": "Summary",
          "company_name": "Company", "company_description": "What it does"}  # fmt: skip


@cache
def task_of(file: str) -> str:
    """The task whose name is part of a path, "" where there is none.

    >>> task_of("tasks/hearsay/train.tsv"), task_of("proa.tsv"), task_of("mine/rows.tsv")
    ('hearsay', 'proa', '')
    """
    for part in reversed(PurePosixPath(file).parts):
        name = part.split(".")[0]
        if name in TASKS or name.startswith(WITHOUT_OPTIONS):
            return name
    return ""


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    name = task_of(reading.file)
    if not name:
        raise Refusal("not_checkable", f"which task is this? its name is not in {reading.file!r}")
    restricted = non_commercial(name)
    if restricted and "non_commercial" not in reading.allow:
        licence, source = restricted
        raise Refusal("non_commercial", f'{name} is {licence} ({source}); to read it all the same, say so in a recipe: '
                      'allow = ["non_commercial"]')  # fmt: skip
    if name.startswith(WITHOUT_OPTIONS):
        raise Refusal("options_missing", f"the options of {name} stand in its prompt only")
    gold = text_in(row, "answer") or refuse("gold_missing", "column 'answer' is empty")
    told = _told(TASKS[name], row, gold)
    return Adapted(family=name, licence=licence_of(name), metadata={"task": name} | _index(row), **told)


def _index(row: Row) -> dict[str, str]:
    return {} if row.get("index") is None else {"id": str(row["index"])}


def _told(task: Task, row: Row, gold: str) -> dict[str, Any]:
    if task.kind in ("entailment", "dollars"):
        law = text_in(row, "statute").replace("<br>", "\n") or refuse("no_question", "column 'statute' is empty")
        return sara.posed(question_in(row, "description"), question_in(row, "question"), gold, f"Statute:\n{law}")
    texts = [(column, told) for column in task.text if (told := text_in(row, column))]
    if task.text and not texts:
        refuse("no_question", f"columns {', '.join(task.text)} are empty")
    headed = [f"{_HEADS[column]}: {told}" if len(task.text) > 1 else told for column, told in texts]
    ask = question_in(row, task.question) if task.question else task.ask
    form, fields = _answer(task, gold)
    parts = ["\n".join(headed[1:]), f"{ask} {form}".strip()]
    return {"question": "\n\n".join(filter(None, parts)), "passage": headed[0] if headed else "", **fields}


def _answer(task: Task, gold: str) -> tuple[str, dict[str, Any]]:
    """How to write the answer, and the fields of `Adapted` for the gold."""
    if task.kind == "yes_no":
        if gold.lower() not in ("yes", "no"):
            raise Refusal("gold_not_an_option", f"{gold[:100]!r} is neither yes nor no")
        return "Answer yes or no.", {"answer": gold.lower(), "answer_type": "yes_no", "verifier": "yes_no"}
    if task.kind == "label":
        if gold not in task.labels:
            raise Refusal("gold_not_an_option", f"{gold[:100]!r} is none of {', '.join(task.labels)}")
        return f"Answer with one of: {', '.join(task.labels)}.", {
            "answer": gold, "answer_type": "label", "verifier": "label",
            "arguments": {"labels": list(task.labels)}}  # fmt: skip
    if task.kind == "labels":
        found = [part.strip() for part in gold.split(",") if part.strip()]
        if not found or not set(found) <= set(task.labels):
            raise Refusal("gold_not_an_option", f"{gold[:100]!r} is not out of {', '.join(task.labels)}")
        return f"Answer with all that apply of: {', '.join(task.labels)}.", {
            "answer": ", ".join(found), "answer_type": "labels", "verifier": "labels",
            "arguments": {"labels": list(task.labels), "partial": True}}  # fmt: skip
    if task.kind == "letter":
        return "", choice(gold if gold in "ABC" else refuse("gold_not_an_option", gold[:100]), task.labels)
    if task.kind == "names":
        names = list(dict.fromkeys(_names(gold)))
        return "", {"answer": "; ".join(names), "answer_type": "labels", "verifier": "labels",
                    "arguments": {"labels": names}}  # fmt: skip
    accept = [part.strip() for part in gold.split(",") if part.strip()] if task.kind == "terms" else [gold]
    return "", {"answer": accept[0], "answer_type": "text", "verifier": "text",
                **({"arguments": {"accept": accept[1:]}} if accept[1:] else {})}  # fmt: skip


def _names(gold: str) -> list[str]:
    """Names out of a quoted list, or of a list whose commas have no space after them."""
    if gold.startswith("[") and gold.endswith("]"):
        return [first or second for first, second in _QUOTED.findall(gold)]
    return [name.strip() for name in re.split(r",(?=\S)", gold) if name.strip()]


def _matches(row: Row) -> bool:
    return "answer" in row and bool(row.keys() & {"text", "question", "contract", "policy", "Paragraph", "bill_title"})


ADAPTER = Adapter(
    name="legalbench",
    title="LegalBench",
    homepage="https://hazyresearch.stanford.edu/legalbench/",
    licence="",
    matches=_matches,
    adapt=_adapt,
    hub=("nguha/legalbench",),
    applies=lambda reading: reading.hub == "nguha/legalbench" or bool(task_of(reading.file)),
)
