"""What a format is, and what every format ends in: a `Trace`.

A text format reads one completion (``str``); a row format reads one row of a data set (a mapping from column to value,
as JSON or Arrow hand it over). Both return a `Trace` for any input whatever, and `render` is their inverse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

#: reason code -> what a person should know. `curate.formats` tells what strict and loose reading make of each.
REASONS: dict[str, str] = {
    "ok": "the trace can be used",
    "unclosed_reasoning": "the reasoning is never closed: the text was probably cut off",
    "unclosed_answer": "the answer is never closed: the text was probably cut off",
    "opening_tag_missing": "a closing tag has no opening tag before it",
    "nested_tags": "a tag opens inside a block of its own kind",
    "repeated_tags": "there is more than one block of a kind, so which one counts is unclear",
    "misordered_tags": "the answer comes before the reasoning",
    "tags_in_prose": "a tag is mentioned in the running text, besides the ones that mark the blocks",
    "answer_inside_reasoning": "the answer stands inside the reasoning block",
    "answer_holds_reasoning": "the answer still contains the reasoning",
    "empty_answer": "the answer is empty",
    "no_answer": "no answer is marked in the text",
    "no_reasoning": "the layout has a place for reasoning, and it is empty",
    "end_of_text_literal": "an end-of-text token such as <|endoftext|> stands in the text as characters",
    "text_outside_tags": "there is text before the reasoning or between the reasoning and the answer",
    "trailing_text": "there is text after the answer",
    "conclusion_differs": "the reasoning concludes something else than the answer says",
    "no_question": "the row has no question",
    "gold_missing": "the row has no gold answer",
    "gold_ambiguous": "the row's gold answer can be read in two ways, or contradicts itself",
    "no_correct_generation": "no generation of the row was both complete and verified as correct",
    "wrong_type": "the value is not of the type that this format reads",
}


@dataclass(frozen=True)
class Trace:
    """One reasoning problem as a format reads it.

    Attributes:
        question: None where the format carries none (a completion alone).
        reasoning: worked reasoning without tags, otherwise exactly as it stands in the source.
        answer: the answer alone; a letter where there are choices.
        reason: a code of `REASONS`; ``ok`` when the trace can be used for what it was read for.
        choices: options in order, without their letters.
        metadata: what else the source says: ``system`` (system prompt), ``gold`` (a gold answer given besides the
            completion), ``solution`` (the full text that a boxed or tagged answer was taken from), ``explanation``.
    """

    question: str | None
    reasoning: str
    answer: str
    reason: str = "ok"
    choices: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)


class Reader(Protocol):
    """How a format reads a value whose Python type is right."""

    def __call__(self, value: Any, strict: bool, /) -> Trace: ...


@dataclass(frozen=True)
class Format:
    """One dialect or layout.

    Attributes:
        name: snake_case, unique.
        kind: ``text`` (reads ``str``) or ``row`` (reads a mapping).
        shape: the layout on one line, for listings.
    """

    name: str
    kind: Literal["text", "row"]
    shape: str
    recognises: Callable[[Any], bool] = field(repr=False)
    reader: Reader = field(repr=False)
    renderer: Callable[[Trace], Any] = field(repr=False)

    def matches(self, value: object) -> bool:
        """Whether the value looks like this format. Cheap; never raises."""
        return self._readable(value) and self.recognises(value)

    def read(self, value: object, *, strict: bool = True) -> Trace:
        """The value as a trace; a value that can't be used says why in `Trace.reason`. Never raises."""
        if not self._readable(value):
            return Trace(None, "", "", "wrong_type")
        return self.reader(value, strict)

    def render(self, trace: Trace) -> Any:
        """The trace in this format; reading it back gives the same question, reasoning, answer and choices.

        A text format that is a completion alone leaves the question out. `Trace.reason` is not written.

        Raises:
            ValueError: this format can't carry the trace: its own tags stand in the text, or a field has no place.
        """
        return self.renderer(trace)

    def _readable(self, value: object) -> bool:
        return isinstance(value, str) if self.kind == "text" else isinstance(value, Mapping)


def refuse(texts: tuple[str, ...], tags: tuple[str, ...], name: str) -> None:
    """Refuse to render texts that hold the format's own tags.

    Raises:
        ValueError: one does.
    """
    for tag in tags:
        if any(tag in text for text in texts):
            raise ValueError(f"{name} can't carry this trace: {tag!r} stands in its text")
