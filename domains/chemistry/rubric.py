"""What a judge looks for in a chemistry answer, whatever the family."""

from __future__ import annotations

from curate.domain import Criterion

RUBRIC = (
    Criterion("Reaches the correct final answer, with its unit, charge or state where one is asked for.", "essential"),
    Criterion("Uses the definition, rule or constant that the question states, and no other version of it.", "essential"),
    Criterion("Conserves atoms and charge in every equation and structure that it writes.", "essential"),
    Criterion("Takes every value that it uses from the question or names the table that it comes from.", "important"),
    Criterion("Carries units through the working and shows each conversion.", "important"),
    Criterion("Shows the substitution with numbers so that each arithmetic step can be followed and is true.", "important"),
    Criterion("Leaves aside facts that the rule does not use.", "optional"),
    Criterion("Checks the result: atoms on both sides, size, sign, or the approximation that was made.", "optional"),
    Criterion("States a result that contradicts its own working.", "pitfall", positive=False),
    Criterion("Invents a reaction, constant or property that neither the question nor a named table contains.", "pitfall", positive=False),
)  # fmt: skip
