"""Dialects that mark the reasoning, and mostly the answer, with an opening and a closing tag.

R1, open-r1, Tunix (which is also what we write), unsloth, ether0, OpenThoughts, Magistral. One parser serves all of
them: it lists the tags' places in one pass each, accepts the one right order, and names what is wrong with any other.

Whitespace is kept as it stands between the tags, but for the padding that the dialect itself writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from curate.formats.contract import Format, Trace, refuse
from curate.formats.judgement import TERMINATORS, judged
from curate.record import written

_OPEN, _CLOSE, _ANSWER, _END = "ocaz"
_QUOTES = "`'\"“”‘’"


@dataclass(frozen=True)
class Dialect:
    """The tags of one dialect.

    Attributes:
        answer_opening: empty where the answer is all that follows the reasoning.
        padding: what is written between a tag and its content, on both sides.
        gap: what is written between the reasoning block and the answer (block).
        prefilled: whether the opening tag may be absent because the prompt ended with it.
    """

    name: str
    opening: str
    closing: str
    answer_opening: str = ""
    answer_closing: str = ""
    padding: str = ""
    gap: str = ""
    prefilled: bool = False

    @property
    def tags(self) -> dict[str, str]:
        """Mark -> tag."""
        all_tags = {_OPEN: self.opening, _CLOSE: self.closing, _ANSWER: self.answer_opening, _END: self.answer_closing}
        return {mark: tag for mark, tag in all_tags.items() if tag}


class _Mark(NamedTuple):
    kind: str
    start: int
    end: int


TUNIX_DIALECT = Dialect("tunix", "<reasoning>", "</reasoning>", "<answer>", "</answer>", gap="\n")
_DIALECTS = (
    TUNIX_DIALECT,
    Dialect("open_r1", "<think>", "</think>", "<answer>", "</answer>", padding="\n", gap="\n"),
    Dialect("r1", "<think>", "</think>", padding="\n", gap="\n\n", prefilled=True),
    Dialect("unsloth", "<start_working_out>", "<end_working_out>", "<SOLUTION>", "</SOLUTION>"),
    Dialect("ether0", "<|think_start|>", "<|think_end|>", "<|answer_start|>", "<|answer_end|>"),
    Dialect(
        "open_thoughts", "<|begin_of_thought|>", "<|end_of_thought|>", "<|begin_of_solution|>", "<|end_of_solution|>",
        padding="\n\n", gap="\n\n",
    ),
    Dialect("magistral", "[THINK]", "[/THINK]", prefilled=True),
)  # fmt: skip


def first_tag(dialect: Dialect, text: str) -> int:
    """Offset of the dialect's first tag in the text, or -1."""
    return min((place for tag in dialect.tags.values() if (place := text.find(tag)) >= 0), default=-1)


def _recognises(dialect: Dialect, text: str) -> bool:
    if dialect.name == "open_r1":
        return ("<think>" in text or "</think>" in text) and ("<answer>" in text or "</answer>" in text)
    if dialect.closing in text or text.lstrip().startswith(dialect.opening):
        return True
    if dialect.answer_opening and dialect.answer_opening in text:
        return "<think>" not in text
    return False


def _read(dialect: Dialect, text: str, strict: bool) -> Trace:
    marks = _marks(dialect, text)
    flaw = "ok"
    if not _well_formed(dialect, marks):
        unquoted = [mark for mark in marks if not _is_mentioned(text, mark)]
        if len(unquoted) < len(marks) and _well_formed(dialect, unquoted):
            marks, flaw = unquoted, "tags_in_prose"
        else:
            return _damaged(dialect, text, marks, strict)
    closing = next(mark for mark in marks if mark.kind == _CLOSE)
    start = marks[0].end if marks[0].kind == _OPEN else 0
    reasoning = _unpadded(text[start : closing.start], dialect.padding, dialect.padding)
    before = text[: marks[0].start] if marks[0].kind == _OPEN else ""
    if dialect.answer_opening:
        answer = _unpadded(text[marks[-2].end : marks[-1].start], dialect.padding, dialect.padding)
        between, after = text[closing.end : marks[-2].start], text[marks[-1].end :]
    else:
        answer, between, after = _unpadded(text[closing.end :], dialect.gap, ""), "", ""
    if flaw == "ok":
        flaw = _outside(before + between, after)
    return judged(Trace(None, reasoning, answer), strict=strict, flaw=flaw)


def _marks(dialect: Dialect, text: str) -> list[_Mark]:
    """Every tag in the text, in order of place."""
    marks: list[_Mark] = []
    for kind, tag in dialect.tags.items():
        place = text.find(tag)
        while place >= 0:
            marks.append(_Mark(kind, place, place + len(tag)))
            place = text.find(tag, place + len(tag))
    marks.sort(key=lambda mark: mark.start)
    return marks


def _well_formed(dialect: Dialect, marks: list[_Mark]) -> bool:
    order = "".join(mark.kind for mark in marks) if len(marks) <= 4 else ""
    whole = "ocaz" if dialect.answer_opening else "oc"
    return order == whole or (dialect.prefilled and order == whole[1:])


def _is_mentioned(text: str, mark: _Mark) -> bool:
    """Whether the tag stands between quotes, or is called a tag."""
    before, after = text[max(0, mark.start - 1) : mark.start], text[mark.end : mark.end + 8].lower()
    if before and before in _QUOTES and after[:1] and after[0] in _QUOTES:
        return True
    return after.lstrip(_QUOTES).startswith((" tag", " token", " marker", " block"))


def _outside(around: str, after: str) -> str:
    if around.strip():
        return "text_outside_tags"
    rest = after.strip()
    if rest:
        for token in TERMINATORS:
            rest = rest.replace(token, "")
        return "trailing_text" if rest.strip() else "end_of_text_literal"
    return "ok"


def _unpadded(text: str, left: str, right: str) -> str:
    """The text without its padding; of a padding of two newlines one alone is accepted too."""
    if left:
        text = text.removeprefix(left) if text.startswith(left) else text.removeprefix(left[:1])
    if right:
        text = text.removesuffix(right) if text.endswith(right) else text.removesuffix(right[:1])
    return text


def _damaged(dialect: Dialect, text: str, marks: list[_Mark], strict: bool) -> Trace:
    """The best reading of a text whose tags are not in the one right order, with the flaw."""
    reasoning, answer = _recovered(dialect, text, marks)
    if not strict:
        for tag in dialect.tags.values():
            reasoning, answer = reasoning.replace(tag, ""), answer.replace(tag, "")
    return judged(Trace(None, reasoning, answer), strict=strict, flaw=_flaw(dialect, text, marks))


def _recovered(dialect: Dialect, text: str, marks: list[_Mark]) -> tuple[str, str]:
    """Reasoning and answer: the last complete answer block, and the reasoning before it."""
    if not dialect.answer_opening:
        closings = [mark for mark in marks if mark.kind == _CLOSE]
        start = marks[0].end if marks and marks[0].kind == _OPEN else 0
        if closings:
            return text[start : max(start, closings[-1].start)], text[closings[-1].end :]
        return (text[start:], "") if marks else ("", text)
    opened, ended = _last_answer(marks)
    head_end = opened.start if opened else len(text)
    head = [mark for mark in marks if mark.end <= head_end and mark.kind in (_OPEN, _CLOSE)]
    start = next((mark.end for mark in head if mark.kind == _OPEN), 0)
    stop = next((mark.start for mark in reversed(head) if mark.kind == _CLOSE and mark.start >= start), head_end)
    reasoning = text[start:stop]
    if opened is None:
        return (reasoning, "") if marks else (text, "")
    end = ended.start if ended else len(text)
    within = [mark for mark in marks if opened.end <= mark.start < end and mark.kind == _CLOSE]
    if within and not reasoning.strip():
        reasoning = text[opened.end : within[-1].start]
    return reasoning, text[within[-1].end if within else opened.end : end]


def _last_answer(marks: list[_Mark]) -> tuple[_Mark | None, _Mark | None]:
    """The last answer block that is complete, else the last that is only opened."""
    answers = [mark for mark in marks if mark.kind in (_ANSWER, _END)]
    for opened, ended in zip(reversed(answers[:-1]), reversed(answers[1:])):
        if opened.kind == _ANSWER and ended.kind == _END:
            return opened, ended
    return next((mark for mark in reversed(answers) if mark.kind == _ANSWER), None), None


#: which flaw is told when a text has several
_WORST_FIRST = (
    "unclosed_reasoning", "unclosed_answer", "tags_in_prose", "answer_inside_reasoning", "answer_holds_reasoning",
    "nested_tags", "repeated_tags", "opening_tag_missing", "misordered_tags", "no_answer", "no_reasoning",
)  # fmt: skip


def _flaw(dialect: Dialect, text: str, marks: list[_Mark]) -> str:
    """What is wrong with an order of tags that is not the right one. One pass."""
    flaws: set[str] = set()
    closings_left = sum(mark.kind == _CLOSE for mark in marks)
    depth = blocks = answers = 0
    answering = False
    opened: _Mark | None = None
    for mark in marks:
        if mark.kind == _OPEN:
            if answering:
                flaws.add("answer_holds_reasoning")
            elif depth and opened and not text[opened.end : mark.start].strip():
                flaws.add("repeated_tags")
            elif depth and closings_left > depth:
                flaws.add("nested_tags")
                depth += 1
            elif depth:
                flaws.add("tags_in_prose" if closings_left else "unclosed_reasoning")
            else:
                flaws.update({"repeated_tags"} if blocks else {"misordered_tags"} if answers else ())
                depth = 1
            opened = mark
        elif mark.kind == _CLOSE:
            closings_left -= 1
            if answering:
                flaws.add("answer_holds_reasoning")
            elif depth:
                depth -= 1
                blocks += depth == 0
            else:
                flaws.add("repeated_tags" if blocks else "ok" if dialect.prefilled else "opening_tag_missing")
                blocks += 1
        elif mark.kind == _ANSWER:
            if depth and closings_left:
                flaws.add("answer_inside_reasoning")
            if answering:
                flaws.add("nested_tags")
            answering = True
        elif answering:
            answering = False
            flaws.update({"repeated_tags"} if answers else ())
            answers += 1
        else:
            flaws.add("tags_in_prose" if answers else "opening_tag_missing")
    if depth:
        flaws.add("unclosed_reasoning")
    if answering:
        flaws.add("unclosed_answer")
    if dialect.answer_opening and not any(mark.kind in (_ANSWER, _END) for mark in marks):
        flaws.add("no_answer")
    if not any(mark.kind in (_OPEN, _CLOSE) for mark in marks):
        flaws.add("no_reasoning")
    return next((flaw for flaw in _WORST_FIRST if flaw in flaws), "repeated_tags")


def _render(dialect: Dialect, trace: Trace) -> str:
    refuse((trace.reasoning, trace.answer), tuple(dialect.tags.values()), dialect.name)
    if dialect is TUNIX_DIALECT:
        return written(trace.reasoning, trace.answer)
    pad = dialect.padding
    answer = trace.answer
    if dialect.answer_opening:
        answer = f"{dialect.answer_opening}{pad}{answer}{pad}{dialect.answer_closing}"
    return f"{dialect.opening}{pad}{trace.reasoning}{pad}{dialect.closing}{dialect.gap}{answer}"


def _format(dialect: Dialect) -> Format:
    answer = f"{dialect.answer_opening}…{dialect.answer_closing}" if dialect.answer_opening else "answer"
    return Format(
        name=dialect.name,
        kind="text",
        shape=f"{dialect.opening}…{dialect.closing}{answer}",
        recognises=partial(_recognises, dialect),
        reader=partial(_read, dialect),
        renderer=partial(_render, dialect),
    )


FORMATS: dict[str, Format] = {dialect.name: _format(dialect) for dialect in _DIALECTS}
TUNIX, R1 = FORMATS["tunix"], FORMATS["r1"]


def earliest(text: str) -> Format | None:
    """The tagged dialect that the text is in: of those that match, the one whose first tag comes first."""
    places = [
        (first_tag(dialect, text), order)
        for order, dialect in enumerate(_DIALECTS)
        if FORMATS[dialect.name].matches(text)
    ]
    return FORMATS[_DIALECTS[min(places)[1]].name] if places else None
