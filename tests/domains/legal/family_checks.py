"""What holds for every legal family, whatever it decides: the verifier, the step check, the wording."""

from __future__ import annotations

import re

from curate.domain import Problem
from curate.record import to_json
from curate.steps import check_steps
from curate.verifiers import verify
from tests.domains.harness import median_nearest_jaccard

Made = list[tuple[int, Problem]]
_BLEMISH = re.compile(
    r"[{}|]|\$[A-Za-z]|  | [.,;:?!](?!\d)|\.\.|\?\?|,,| a [aeio](?!ne\b|nce\b|uro)[a-z]| a (?:8|11|18)\b"
    r"|\b(the|a|an|of|to|in) \1\b"
)


def assert_gold_verifies_and_distractors_fail(made: Made, fewest: int = 3) -> None:
    """The gold earns 1, every distractor 0; most problems have at least `fewest` of them."""
    for _, problem in made:
        assert verify(problem.verifier, problem.answer, problem.answer, problem.arguments).score == 1, problem.answer
        for distractor in problem.distractors:
            verdict = verify(problem.verifier, distractor.answer, problem.answer, problem.arguments)
            assert verdict.score == 0, (distractor, problem.answer, verdict)
        answers = [distractor.answer for distractor in problem.distractors]
        assert len(set(answers)) == len(answers)
    assert sum(len(problem.distractors) >= fewest for _, problem in made) > len(made) / 2


def assert_steps_are_true(made: Made, unchecked: float = 0.0) -> None:
    """Every equality holds as written; at most the share `unchecked` of the problems has none."""
    none = 0
    for _, problem in made:
        report = check_steps("\n".join(problem.steps))
        assert not report.wrong, (report.wrong, problem.steps)
        none += report.checked == 0
    assert none <= unchecked * len(made)


def assert_wording_varies(made: Made, most: float = 0.5) -> None:
    """Questions differ, texts are clean, level 3 and above names the tempting mistake, few problems repeat."""
    assert median_nearest_jaccard([problem.question for _, problem in made[:500]]) <= most
    for level, problem in made:
        text = "\n".join([problem.question, *problem.steps])
        assert not (found := _BLEMISH.search(text)), (found, text)
        if level >= 3:
            assert any(word in text for word in ("tempting", "trap", "Beware", "mistake")), text
    parameters = [to_json(problem.parameters) for _, problem in made]
    assert len(set(parameters)) > 0.98 * len(parameters)
