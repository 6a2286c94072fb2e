"""What a judge looks for in a medical answer, whatever the family."""

from __future__ import annotations

from curate.domain import Criterion

RUBRIC = (
    Criterion("Reaches the correct final answer, with its unit where one is asked for.", "essential"),
    Criterion("Uses the formula, score or rule version that the question names, and no other.", "essential"),
    Criterion("Takes every value that it uses from the question, with the right unit.", "essential"),
    Criterion("Converts units before substituting and shows the conversion factor.", "important"),
    Criterion("Shows the substitution with numbers so that each arithmetic step can be followed and is true.", "important"),
    Criterion("Leaves aside facts of the case that the rule does not use.", "optional"),
    Criterion("Checks that the result is plausible for a patient, or names the limit of the rule where it applies.", "optional"),
    Criterion("States a result that contradicts its own working.", "pitfall", positive=False),
    Criterion("Invents a finding, value or guideline that neither the question nor the named rule contains.", "pitfall", positive=False),
)  # fmt: skip
