"""PlanBench: planning problems told in words, for blocks and for logistics.

Three tasks are read: make a plan (any valid one is right: the words become facts, and the plan checker carries the plan
out), tell whether a plan is valid, and name the facts that hold after a sequence of actions. The published prompt shows
a worked example first; the question keeps the rules and the posed problem, and says how to write the answer. Obfuscated
and other variants, whose words are not these, can't be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, question_in, refuse, text_in

Fact = tuple[str, ...]
_COLOURS = dict(zip("abcdefghijkl", ("red", "blue", "orange", "yellow", "white", "magenta", "black", "cyan", "green",
                                     "violet", "silver", "gold")))  # fmt: skip
_TAG = re.compile(r"^\[[A-Z ]+\]\n?", re.MULTILINE)
_PARTS = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_POSED = re.compile(
    r"As initial conditions I have that,?\s*(?P<init>.*?)\.\s*(?:My goal is to have that\s*(?P<goal>.*?)\.\s)?",
    re.DOTALL,
)
_BLOCKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"the (\w+) block is clear"), "clear"),
    (re.compile(r"the hand is empty"), "handempty"),
    (re.compile(r"the hand is currently holding (?:the )?(\w+)(?: block)?"), "holding"),
    (re.compile(r"the (\w+) block is on top of the (\w+) block"), "on"),
    (re.compile(r"the (\w+) block is on the table"), "ontable"),
)
_LOGISTICS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(location_\w+) is an airport"), "airport"),
    (re.compile(r"(\w+) is at (location_\w+)"), "at"),
    (re.compile(r"(location_\w+) is in the city (city_\w+)"), "in-city"),
    (re.compile(r"(package_\w+) is in ((?:truck|airplane)_\w+)"), "in"),
)
_KINDS = {"location": "place", "package": "package", "truck": "truck", "airplane": "airplane", "city": "city"}
_NAMES = {"p": "package", "a": "airplane", "t": "truck", "l": "location", "c": "city"}
_WRITE = {
    "blocks": "Write the plan, an action a line: (pick-up X), (put-down X), (unstack X Y) or (stack X Y), where X and "
    "Y are the colours of blocks.",
    "logistics": "Write the plan, an action a line: (load-truck PACKAGE TRUCK LOCATION), (unload-truck PACKAGE TRUCK "
    "LOCATION), (load-airplane PACKAGE AIRPLANE LOCATION), (unload-airplane PACKAGE AIRPLANE LOCATION), (drive-truck "
    "TRUCK FROM TO CITY) or (fly-airplane AIRPLANE FROM TO).",
}
_WRITE_FACTS = (
    "Which facts hold now? List all of them, separated by commas: (handempty), (holding X), (clear X), (ontable X), "
    "(on X Y), where X and Y are the colours of blocks."
)
_WRITE_VERDICT = "Can the plan be carried out, and does it reach the goal? Answer yes or no."


def facts_in(words: str) -> tuple[str, list[Fact]] | None:
    """The world (``blocks`` or ``logistics``) and the facts that a list of clauses states; None for other words.

    >>> facts_in("the red block is clear and the hand is empty")
    ('blocks', [('clear', 'red'), ('handempty',)])
    """
    clauses = [clause for clause in _PARTS.split(" ".join(words.split())) if clause]
    for world, patterns in (("blocks", _BLOCKS), ("logistics", _LOGISTICS)):
        found: list[Fact] = []
        for clause in clauses:
            match = next(((name, hit) for pattern, name in patterns if (hit := pattern.fullmatch(clause))), None)
            if match is None:
                break
            found.append((match[0], *match[1].groups()))
        else:
            return (world, found) if found else None
    return None


def _posed(statement: str) -> tuple[str, list[Fact], list[Fact]]:
    """World, initial facts and goal of the posed problem."""
    match = _POSED.search(statement)
    init = facts_in(match["init"]) if match else None
    goal = facts_in(match["goal"]) if match and match["goal"] else None
    if init is None or (match and match["goal"] and (goal is None or goal[0] != init[0])):
        raise Refusal("not_checkable", "the problem is told in other words than those of blocks or logistics")
    world, facts = init
    if world == "logistics":
        names = sorted({name for fact in (*facts, *(goal[1] if goal else ())) for name in fact[1:]})
        facts = [*facts, *((_KINDS[name.split("_")[0]], name) for name in names if name.split("_")[0] in _KINDS)]
    return world, facts, goal[1] if goal else []


def _gold_plan(plan: str, world: str) -> str:
    """The gold plan with the objects named as the question names them."""
    if world == "blocks":
        return plan.strip()
    return re.sub(
        r"(?<=\s)([patlc])(\d+(?:-\d+)?)\b", lambda m: f"{_NAMES[m[1]]}_{m[2].replace('-', '_')}", plan
    ).strip()


def _fact_labels(blocks: Iterable[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Every fact that can hold of these blocks, and other ways to write it."""
    blocks = sorted(blocks)
    labels: dict[str, list[str]] = {"(handempty)": ["hand empty", "the hand is empty"]}
    for one in blocks:
        labels[f"(clear {one})"] = [f"the {one} block is clear"]
        labels[f"(ontable {one})"] = [f"the {one} block is on the table", f"on-table {one}"]
        labels[f"(holding {one})"] = [f"the hand is currently holding the {one} block"]
        for other in blocks:
            if other != one:
                labels[f"(on {one} {other})"] = [f"the {one} block is on top of the {other} block"]
    return list(labels), labels


def _gold_state(gold: Any) -> list[str]:
    if not isinstance(gold, (list, tuple)) or not gold:
        raise Refusal("gold_missing", "the resulting state is no list of facts")
    found = []
    for code in gold:
        name, *letters = str(code).split("_")
        if any(letter not in _COLOURS for letter in letters):
            raise Refusal("not_checkable", f"{code!r} is no fact about blocks")
        found.append(f"({' '.join([name, *(_COLOURS[letter] for letter in letters)])})")
    return sorted(found)


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    task = text_in(row, "task") or facts.get("planbench_task", "")
    rules, *statements = question_in(row, "query").split("[STATEMENT]")
    if not statements:
        raise Refusal("malformed_row", "the query has no [STATEMENT]")
    statement, gold = statements[-1].strip() + "\n", row["ground_truth_plan"]
    metadata = {"task": task, "id": str(row.get("instance_id")),
                "world": text_in(row, "domain") or facts.get("planbench_domain", "")}  # fmt: skip
    if task.startswith("task_3"):
        return _verification(rules, statement, str(gold or ""), metadata)
    world, init, goal = _posed(statement)
    if task.startswith("task_7"):
        labels, synonyms = _fact_labels({name for fact in init for name in fact[1:]})
        told = _TAG.sub("", statement.split("[RESULTING STATE]")[0]).strip()
        return Adapted(
            question=f"{rules.strip()}\n\n{told}\n\n{_WRITE_FACTS}", answer=", ".join(_gold_state(gold)),
            answer_type="labels", verifier="labels", arguments={"labels": labels, "synonyms": synonyms},
            metadata=metadata,
        )  # fmt: skip
    if not task.startswith("task_1"):
        raise Refusal("not_checkable", f"task {task!r}" if task else "the file does not say which task this is")
    plan = _gold_plan(gold, world) if isinstance(gold, str) and gold.strip() else refuse("gold_missing", "no gold plan")
    told = statement.split("My plan is as follows")[0].strip()
    return Adapted(
        question=f"{rules.strip()}\n\n{told}\n\n{_WRITE[world]}", answer=plan, answer_type="plan",
        verifier="domains.robotics.verifiers.plan:check",
        arguments={"world": world, "init": [list(fact) for fact in init], "goal": [list(fact) for fact in goal]},
        metadata=metadata,
    )  # fmt: skip


def _verification(rules: str, statement: str, gold: str, metadata: Mapping[str, str]) -> Adapted:
    valid = re.match(r"\s*The above plan is (valid|invalid)\b", gold)
    if valid is None:
        raise Refusal("gold_missing", f"{gold[:100]!r} does not say whether the plan is valid")
    told = _TAG.sub("", statement.split("[VERIFICATION]")[0]).strip()
    return Adapted(
        question=f"{rules.strip()}\n\n{told}\n\n{_WRITE_VERDICT}",
        answer="yes" if valid[1] == "valid" else "no", reasoning=gold.strip(), answer_type="yes_no", verifier="yes_no",
        metadata=metadata,
    )  # fmt: skip


def _heading(beside: Mapping[str, Any]) -> Facts:
    return {f"planbench_{key}": beside[key] for key in ("task", "domain") if isinstance(beside.get(key), str)}


def _no_plan(row: Row, reading: Reading, facts: Facts) -> Adapted:
    raise Refusal("gold_missing", "a PDDL problem without a plan: the prompts that pose it hold the gold plans")


ADAPTER = Adapter(
    name="planbench",
    title="PlanBench",
    homepage="https://github.com/karthikv792/LLMs-Planning",
    licence="MIT",
    matches=lambda row: {"instance_id", "query", "ground_truth_plan"} <= row.keys(),
    adapt=_adapt,
    hub=("tasksource/planbench",),
    heading=_heading,
    use="evaluation",
)
INSTANCES = Adapter(
    name="planbench_instances",
    title="PlanBench's PDDL problems",
    homepage="https://github.com/karthikv792/LLMs-Planning",
    licence="MIT",
    matches=lambda row: row.keys() == {"path", "pddl"},
    adapt=_no_plan,
    use="evaluation",
)
