"""Answer checkers of the chemistry domain; each module has a `check(answer, gold, **arguments) -> Verdict`."""
