"""Every family of the built-in domains: its gold completion earns all there is, its mistakes and hedges nothing."""

from __future__ import annotations

import json
from random import Random

import pytest

from curate.domain import load_domain
from curate.record import written
from train.rewards import Problem, RewardOptions, Rollout, create_rewards

DOMAINS = ("medical", "chemistry", "legal", "robotics")
HEDGES = ("{gold} or {other}", "{other} or {gold}", "{other}, no, {gold}", r"\boxed{{{other}}} \boxed{{{gold}}}")


@pytest.mark.slow
@pytest.mark.parametrize("domain", DOMAINS)
def test_gold_completions_earn_everything_and_mistakes_and_hedges_nothing(domain: str) -> None:
    golds, others = [], []
    known = load_domain(domain)
    for family in map(known.family, known.families):
        for level in (1, 5):
            made = family.problem(Random(level), level)
            reasoning = "\n".join(made.steps)
            problem = Problem(
                id=family.name, family=family.name, source="generated", level=level, difficulty=0.5,
                question=made.question, choices=made.choices, reasoning=reasoning, answer=made.answer,
                verifier=made.verifier, arguments=json.loads(json.dumps(made.arguments)),
            )  # fmt: skip
            golds.append(Rollout(problem, written(reasoning, made.answer), 100, True))
            for distractor in made.distractors:
                others.append(Rollout(problem, written(reasoning, distractor.answer), 100, True))
                if distractor.answer not in made.answer and made.answer not in distractor.answer:
                    for hedge in HEDGES:
                        answer = hedge.format(gold=made.answer, other=distractor.answer)
                        others.append(Rollout(problem, written(reasoning, answer), 100, True))
    options = {"correctness": 1.0, "format": 0.1, "length": 0.1, "repetition": 0.1, "steps": 0.1}
    with create_rewards(RewardOptions.model_validate(options)) as rewards:
        scored = rewards.score(golds)
        refused = [one.problem.id for one, part in zip(golds, scored.parts["correctness"]) if part.score != 1]
        assert refused == []
        assert set(scored.total) == {1.1}
        assert len(others) > 100
        paid = [rollout for rollout, right in zip(others, rewards.score(others).correct) if right is not False]
        assert [(rollout.problem.id, rollout.problem.answer, rollout.text[-80:]) for rollout in paid] == []
