"""What holds for every family of the robotics domain, whatever it computes."""

from __future__ import annotations

from collections.abc import Sequence

from curate.domain import Problem
from curate.record import to_json
from curate.steps import check_steps
from curate.verifiers import verify
from tests.domains.harness import median_nearest_jaccard

Made = Sequence[tuple[int, Problem]]


def assert_gold_verifies_and_distractors_fail(made: Made, three: float = 0.8) -> None:
    """At least the share `three` of the problems has three distractors or more."""
    for _, problem in made:
        verdict = verify(problem.verifier, problem.answer, problem.answer, problem.arguments)
        assert verdict.score == 1, (problem.answer, verdict)
        for distractor in problem.distractors:
            verdict = verify(problem.verifier, distractor.answer, problem.answer, problem.arguments)
            assert verdict.score == 0, (distractor, problem.answer)
        answers = [distractor.answer for distractor in problem.distractors]
        assert len(set(answers)) == len(answers)
    assert sum(len(problem.distractors) >= 3 for _, problem in made) >= three * len(made)


def assert_steps_are_true(made: Made, unchecked: float = 0.0) -> None:
    """Every equality holds as written; at most the share `unchecked` of the problems has none."""
    none = 0
    for _, problem in made:
        report = check_steps("\n".join(problem.steps))
        assert not report.wrong, (report.wrong, problem.steps)
        none += report.checked == 0
    assert none <= unchecked * len(made)


def assert_wording_varies(made: Made, highest: float = 0.45) -> None:
    assert median_nearest_jaccard([problem.question for _, problem in made[:500]]) <= highest
    for level, problem in made:
        text = "\n".join([problem.question, *problem.steps])
        assert not any(mark in text for mark in ("{", "}", "$", "  ", " .", " ,", "..", "??", ".,", ",.")), text
        if level >= 3:
            steps = "\n".join(problem.steps).casefold()
            assert any(word in steps for word in ("tempting", "trap", "beware", "mistake")), text
    parameters = [to_json(problem.parameters) for _, problem in made]
    assert len(set(parameters)) > 0.98 * len(parameters)
