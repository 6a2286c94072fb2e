"""What a judge looks for in a robotics answer, whatever the family."""

from __future__ import annotations

from curate.domain import Criterion

RUBRIC = (
    Criterion("Reaches the correct final answer, in the form, unit and rounding that the question asks for.", "essential"),
    Criterion("Keeps to the conventions that the question states: frames, signs, axis order, rules of the world.", "essential"),
    Criterion("Takes every value and every fact of the world that it uses from the question.", "essential"),
    Criterion("Keeps degrees and radians, and lengths in different units, apart and converts where needed.", "important"),
    Criterion("Shows the substitution with numbers, or each action with its effect, so that every step can be followed and is true.", "important"),
    Criterion("Leaves aside facts that the rule or the plan does not use.", "optional"),
    Criterion("Checks the result: puts it back, looks at a limiting case, or compares it with the robot's reach or limits.", "optional"),
    Criterion("States a result that contradicts its own working.", "pitfall", positive=False),
    Criterion("Uses an action, sensor, link or limit that the question does not give the robot.", "pitfall", positive=False),
)  # fmt: skip
