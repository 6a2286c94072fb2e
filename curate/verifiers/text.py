"""Short text: the same words after case, articles, punctuation and spacing are folded away."""

from __future__ import annotations

from collections.abc import Sequence

from curate.verifiers import Verdict
from curate.verifiers.reading import bare, folded


def check(answer: str, gold: str, *, accept: Sequence[str] = ()) -> Verdict:
    """Is the answer the gold text, or one of the other texts accepted?

    Args:
        accept: other wordings that count as right.
    """
    if isinstance(accept, str) or not all(isinstance(text, str) for text in accept):
        return Verdict(None, "arguments_unreadable")
    right = folded(bare(gold) or "")
    if not right:
        return Verdict(None, "gold_unreadable")
    given = folded(bare(answer) or "")
    if not given:
        return Verdict(0.0, "answer_unreadable")
    if given == right:
        return Verdict(1.0, "equal")
    if any(given == folded(bare(text) or "") for text in accept):
        return Verdict(1.0, "accepted_wording")
    return Verdict(0.0, "different")
