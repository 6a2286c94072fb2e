"""What counts as an answer in a completion: the one reading that rewards, evaluation and difficulty grading share.

A completion goes in; its reasoning, its answer and a reason code come out. Two questions are kept apart.

**Does the answer count?** Only when it is unambiguous and was reasoned for: each of the four tags stands in the text
exactly once, in the one right order, and between the reasoning tags there is reasoning (`MIN_CHARACTERS` other than
white space). The loose reader of `curate.formats`, which takes the last of several answers or one that is stated in
words, is made to salvage data. As a judge it would pay for hedging (one block an option), for tags that a model writes
into its own reasoning, and for a bare guess; so it is not used for that. `loose_answer` tells what it would have
found, for the evaluation's table only.

**Is the form right?** The strict reader of `curate.formats` says ``ok`` (nothing outside the tags, no end-of-text
literal, no conclusion that contradicts the answer) and the model ended its turn by itself. An untidy completion with
one clear answer may be correct; it is not well formed, and only the format reward minds.
"""

from __future__ import annotations

from dataclasses import dataclass

from curate.formats import read_text
from curate.formats.tagged import TUNIX
from train.prompts import TAGS

#: characters of reasoning, white space left out, without which an answer is a bare guess. The shortest worked reasoning
#: of the four built-in corpora has over 100; ``0+0=0`` has 5.
MIN_CHARACTERS = 20
#: an answer of more characters is none: the checkers read no longer ones
LONGEST_ANSWER = 2_000

#: reason code -> what it says, besides the codes of `curate.formats`
REASONS: dict[str, str] = {
    "ok": "the answer counts",
    "no_answer": "no tag of an answer",
    "tags_incomplete": "one of the four tags is missing",
    "tags_repeated": "a tag stands in the text more than once, so that which answer counts is unclear",
    "tags_misordered": "the four tags are not in the order that is asked for",
    "empty_answer": "the answer is empty",
    "answers_boxed": "the answer boxes more than one answer",
    "answer_long": "the answer is longer than any checker reads",
    "reasoning_short": "there is hardly any reasoning before the answer",
    "cut_off": "the model did not end its turn: it was cut off at the limit",
}


@dataclass(frozen=True)
class Reading:
    """What a completion says.

    Attributes:
        reasoning: the text between the reasoning tags where there is one such block, else all that was written.
        answer: the answer that counts; None when none does, and `reason` says why.
        reason: ``ok`` or a code of `REASONS`.
    """

    reasoning: str
    answer: str | None
    reason: str


def read(text: str, *, min_characters: int = MIN_CHARACTERS) -> Reading:
    """The answer that counts; see the module. Linear in the text, never raises."""
    counts = [text.count(tag) for tag in TAGS]
    if counts != [1, 1, 1, 1]:
        if not counts[2] and not counts[3]:
            reason = "no_answer"
        else:
            reason = "tags_repeated" if max(counts) > 1 else "tags_incomplete"
        return Reading(_between(text, counts), None, reason)
    places = [text.index(tag) for tag in TAGS]
    if places != sorted(places):
        return Reading(text, None, "tags_misordered")
    reasoning = text[places[0] + len(TAGS[0]) : places[1]]
    answer = text[places[2] + len(TAGS[2]) : places[3]].strip()
    if not answer:
        return Reading(reasoning, None, "empty_answer")
    if len(answer) > LONGEST_ANSWER:
        return Reading(reasoning, None, "answer_long")
    if answer.count("\\boxed") > 1:  # a checker would take the last
        return Reading(reasoning, None, "answers_boxed")
    if solid(reasoning) < min_characters:
        return Reading(reasoning, None, "reasoning_short")
    return Reading(reasoning, answer, "ok")


def form(text: str, *, stopped: bool, min_characters: int = MIN_CHARACTERS) -> str:
    """``ok`` for a completion in exactly the form that is asked for, else the code of what is wrong with it."""
    if not stopped:
        return "cut_off"
    reading = read(text, min_characters=min_characters)
    if reading.answer is None:
        return reading.reason
    return TUNIX.read(text, strict=True).reason


def loose_answer(text: str) -> str | None:
    """What a forgiving reader takes for the answer; for comparison, never for pay."""
    trace = read_text(text, strict=False)
    return trace.answer[:LONGEST_ANSWER] if trace.reason == "ok" and trace.answer else None


def solid(text: str) -> int:
    """Characters that are not white space."""
    return sum(map(len, text.split()))


def _between(text: str, counts: list[int]) -> str:
    if counts[:2] == [1, 1] and (start := text.index(TAGS[0]) + len(TAGS[0])) <= (end := text.index(TAGS[1])):
        return text[start:end]
    return text
