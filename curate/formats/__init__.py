"""Chain-of-thought formats: whatever dialect a completion or a row is in, a `Trace` comes out.

Text in (`read_text`) or row in (`read_row`), question, reasoning, answer and a reason code out. **Strict** reading is
for training data: ``ok`` means that the trace can be trained on, and nothing was repaired. **Loose** reading is for
what a model wrote: it takes the last complete answer, trims it, forgives what it can and says ``ok`` then. Reading
never raises and takes time linear in the text.

========================  ======  ===================================================================================
code                      strict  loose
========================  ======  ===================================================================================
ok                        keeps   keeps
unclosed_reasoning        refuses refuses, unless a complete answer follows
unclosed_answer           refuses refuses; a missing end-of-turn token alone (Gemma, harmony) is forgiven
opening_tag_missing       refuses reads the reasoning from the text's start. R1 and Magistral are ``ok``
                                  without it, even strict: their prompts end in the opening tag
nested_tags               refuses takes the outermost reasoning, the last complete answer
repeated_tags             refuses takes the last complete answer
misordered_tags           refuses takes the last complete answer
tags_in_prose             refuses leaves the mentioned tag out
answer_inside_reasoning   refuses takes it from there
answer_holds_reasoning    refuses takes what follows the reasoning
empty_answer              refuses refuses
no_answer                 refuses refuses
no_reasoning              refuses keeps. Question and answer are whole: a caller who wants problems may keep
                                  such rows, too. Layouts without a place for reasoning (MedQA) are ``ok``
end_of_text_literal       refuses cuts it off
text_outside_tags         refuses leaves it out
trailing_text             refuses leaves it out
conclusion_differs        refuses keeps the answer
no_question               refuses refuses
gold_missing              refuses refuses
gold_ambiguous            refuses refuses
no_correct_generation     refuses refuses
wrong_type                refuses refuses
========================  ======  ===================================================================================

A refused trace still carries what could be read. `REASONS` says what each code means.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from curate.errors import RecipeError
from curate.formats import tagged
from curate.formats.alpaca import ALPACA
from curate.formats.boxed import BOXED
from curate.formats.conclusion import final_answer_in
from curate.formats.contract import REASONS, Format, Trace
from curate.formats.gemma import GEMMA, GEMMA4
from curate.formats.gsm8k import GSM8K, without_calculator_marks
from curate.formats.harmony import HARMONY
from curate.formats.headings import MEDICAL_O1_TEXT, MEDREASON_TEXT
from curate.formats.judgement import FORGIVEN, judged
from curate.formats.medical_o1 import MEDICAL_O1, MEDICAL_O1_VERIFIABLE
from curate.formats.medreason import MEDREASON
from curate.formats.messages import MAGISTRAL_PARTS, MESSAGE, MESSAGES, SHAREGPT
from curate.formats.multiple_choice import MEDMCQA, MEDMCQA_HUB, MEDMCQA_RAW, MULTIPLE_CHOICE, PUBMEDQA
from curate.formats.openr1_math import OPENR1_MATH
from curate.formats.question_answer import QUESTION_ANSWER
from curate.formats.resolution import detected, resolved
from curate.formats.s1 import S1
from curate.formats.thoughtsource import THOUGHTSOURCE

__all__ = [
    "FORGIVEN", "FORMATS", "REASONS", "Format", "Trace", "detect_row", "detect_text", "final_answer_in", "format_named",
    "read_row", "read_text", "without_calculator_marks",
]  # fmt: skip

#: every format; detection takes the first that matches, so the more telling come first
FORMATS: tuple[Format, ...] = (
    HARMONY, GEMMA4, GEMMA, *tagged.FORMATS.values(), MEDICAL_O1_TEXT, MEDREASON_TEXT, GSM8K, BOXED,
    OPENR1_MATH, S1, MEDICAL_O1, MEDICAL_O1_VERIFIABLE, THOUGHTSOURCE, PUBMEDQA, MEDMCQA, MEDMCQA_RAW, MEDMCQA_HUB,
    MEDREASON, MULTIPLE_CHOICE, SHAREGPT, MESSAGES, MAGISTRAL_PARTS, MESSAGE, ALPACA, QUESTION_ANSWER,
)  # fmt: skip
_TEXT = tuple(known for known in FORMATS if known.kind == "text")
_ROW = tuple(known for known in FORMATS if known.kind == "row")
_BY_NAME = {known.name: known for known in FORMATS}


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        RecipeError: there is none; the message suggests the nearest.
    """
    if name not in _BY_NAME:
        near = difflib.get_close_matches(name, _BY_NAME, n=1)
        known = "there are: " + ", ".join(_BY_NAME)
        raise RecipeError(f"unknown format {name!r}", remedy=f"did you mean {near[0]!r}? ({known})" if near else known)
    return _BY_NAME[name]


def detect_text(text: object) -> str | None:
    """Name of the text format that a completion is in, or None."""
    found = detected(text, _TEXT) if isinstance(text, str) else None
    return found.name if found else None


def detect_row(row: Mapping[str, Any]) -> str | None:
    """Name of the row format that a row is in, or None."""
    return next((known.name for known in _ROW if known.matches(row)), None)


def read_text(text: object, *, format: str | None = None, strict: bool = True) -> Trace:
    """A completion as a trace.

    Args:
        format: name of a text format; detected when None. A text in no known format has no marked answer: strict
            reading says ``no_answer``, loose reading takes the answer that the text states in words
            (`final_answer_in`).
        strict: see the package's table.

    Raises:
        RecipeError: there is no format of that name.
    """
    if format is not None:
        return format_named(format).read(text, strict=strict)
    if not isinstance(text, str):
        return Trace(None, "", "", "wrong_type")
    if detected(text, _TEXT) is None:
        stated = "" if strict else final_answer_in(text) or ""
        return judged(Trace(None, text, stated), strict=strict, flaw="ok" if stated else "no_answer")
    return resolved(Trace(None, "", text), _TEXT, strict=strict)


def read_row(row: Mapping[str, Any], *, format: str | None = None, strict: bool = True) -> Trace | None:
    """A row as a trace, its completion read all the way where it is a text format itself; None: no layout matches.

    Args:
        format: name of a row format; detected when None.
        strict: see the package's table.

    Raises:
        RecipeError: there is no format of that name.
    """
    name = format or detect_row(row)
    if name is None:
        return None
    return resolved(format_named(name).read(row, strict=strict), _TEXT, strict=strict)
