"""ALFRED: a household task in a person's words, their directions step by step, and the plan of high-level actions.

Rows are a trajectory each, flattened to its first annotation. The directions are the reasoning. The rooms are not in
the rows, so that a plan can only be compared with the gold plan, action by action. The validation splits, on which
agents are measured, are evaluation only.
"""

from __future__ import annotations

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Refusal, Row, question_in, text_in

_ACTIONS = "GotoLocation, PickupObject, PutObject, SliceObject, CleanObject, HeatObject, CoolObject, ToggleObject"


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    task = question_in(row, "task_desc")
    plan = [str(action) for action in row["high_pddl"] or () if str(action) != "NoOp()"]
    if not plan:
        raise Refusal("gold_missing", "the plan has no action")
    directions = [str(step).strip() for step in row.get("high_descs") or () if str(step).strip()]
    split = text_in(row, "split")
    return Adapted(
        question=f"A household robot is told: “{task}”\nPlan it with these actions, one a line, each with its objects "
        f"in brackets: {_ACTIONS}.",
        answer="\n".join(plan),
        reasoning="\n".join(f"{number}. {step}" for number, step in enumerate(directions, 1)),
        answer_type="text",
        verifier="text",
        metadata={"id": text_in(row, "task_id"), "task": text_in(row, "task_type"), "scene": text_in(row, "scene")},
        use="" if split == "train" else "evaluation",
    )


ADAPTER = Adapter(
    name="alfred",
    title="ALFRED",
    homepage="https://askforalfred.com",
    licence="MIT",
    matches=lambda row: {"task_desc", "high_descs", "high_pddl"} <= row.keys(),
    adapt=_adapt,
)
