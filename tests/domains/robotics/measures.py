"""What holds for the planning, control and budget families: verifier, steps, wording, repeats."""

from __future__ import annotations

import re

from curate.domain import Problem
from curate.record import to_json
from curate.steps import check_steps
from curate.verifiers import verify
from tests.domains.harness import median_nearest_jaccard

Made = list[tuple[int, Problem]]
_BLEMISH = re.compile(r"[{}|$]|(?<=\S)  +(?=\S)| [,;?!](?!\d)|\.\.|\?\?|,,|\b(the|a|an|of|to|in|is) \1\b")


def assert_sound(made: Made, *, unchecked: float = 0.0, most: float = 0.4) -> None:
    """Gold answers verify, distractors fail, equalities hold, wording varies, few parameters repeat."""
    none = 0
    for level, problem in made:
        arguments = problem.arguments
        assert verify(problem.verifier, problem.answer, problem.answer, arguments).score == 1, problem.answer
        for distractor in problem.distractors:
            assert verify(problem.verifier, distractor.answer, problem.answer, arguments).score == 0, distractor
        assert len({distractor.answer for distractor in problem.distractors}) == len(problem.distractors)
        report = check_steps("\n".join(problem.steps))
        assert not report.wrong, (report.wrong, problem.steps)
        none += report.checked == 0
        text = "\n".join([problem.question, *problem.steps])
        assert not (found := _BLEMISH.search(text)), (found, text)
        if level >= 3:
            assert re.search("tempting|trap|Beware|mistake", text), text
    assert none <= unchecked * len(made), none
    assert median_nearest_jaccard([problem.question for _, problem in made[:500]]) <= most
    parameters = [to_json(problem.parameters) for _, problem in made]
    assert len(set(parameters)) > 0.98 * len(parameters)
