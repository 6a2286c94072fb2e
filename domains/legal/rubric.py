
"""What a judge looks for in a legal answer, whatever the family."""

from __future__ import annotations

from curate.domain import Criterion

RUBRIC = (
    Criterion("Reaches the correct final answer, in the form that the question asks for.", "essential"),
    Criterion("Applies the rule, section and version that the question states, and no other jurisdiction's rule.", "essential"),
    Criterion("Takes every fact, date and amount that it uses from the question.", "essential"),
    Criterion("Names the rule before applying it, and ties each element of the rule to a fact.", "important"),
    Criterion("Shows every date count or calculation so that it can be followed, and each step of it is true.", "important"),
    Criterion("Considers the exception or the limit of the rule where the facts raise one.", "important"),
    Criterion("Leaves aside facts that the rule makes irrelevant.", "optional"),
    Criterion("Closes with a check, or says what would change the result.", "optional"),
    Criterion("States a conclusion that contradicts its own working.", "pitfall", positive=False),
    Criterion("Invents a fact, a statute or a case that neither the question nor the named rule contains.", "pitfall", positive=False),
)
