"""Raw rows become records here: numbered raw rows in, `Sifted` out. The one place where a source makes a record.

A reader yields ``(row number, row)``, where a row that could not be read is an `Unreadable`. Each row is given to the
mapping of the user, to the named adapter, to the first adapter that knows the layout, or to the format detection, in
that order. What no one understands is rejected with its raw text; nothing is dropped and nothing raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from curate.record import LETTERS, batch_of, new_record
from curate.stages.contract import Rejection, Sifted, rejected_rows

READ = "read_v1"
ADAPT = "adapt_v1"

#: a longer row is rejected unread; the bound on what one row may cost in memory
ROW_LIMIT = 8 * 1024 * 1024
#: characters of the raw text that a rejection keeps
KEPT_TEXT = 2_000

#: what a source may be allowed to read although a corpus is not usually trained on it
Allowance: TypeAlias = Literal["evaluation", "non_commercial"]

#: reason code -> what a person should know
REASONS: dict[str, str] = {
    "invalid_json": "the line or element is not JSON",
    "invalid_utf8": "the row's bytes are not UTF-8",
    "nul_bytes": "the row holds NUL bytes, which no text has",
    "not_an_object": "the line is JSON, but no object with named fields",
    "row_too_large": f"the row is larger than {ROW_LIMIT // 1024 // 1024} MiB",
    "ragged_row": "the row has more or fewer fields than the header",
    "unknown_layout": "no adapter and no format knows these columns; name them with --map question=…,answer=…",
    "no_question": "the row has no question",
    "gold_missing": "the row has no gold answer",
    "gold_ambiguous": "the gold is an index, and the file does not show whether counting starts at 0 or 1",
    "gold_conflict": "two columns of the row name different golds",
    "gold_not_an_option": "the gold is none of the options",
    "options_unreadable": "the options are not a list of at least two texts",
    "wrong_type": "a field holds another type than its layout says",
    "malformed_row": "the row has the columns of a known layout but not its shape",
    "not_selected": "the named adapter does not know these columns",
    "evaluation_only": "the set is to be measured with, never trained on",
    "non_commercial": "the row's licence forbids commercial use",
    "options_missing": "the gold is a letter, and the row does not hold the options",
    "not_checkable": "a task of a known set whose answers no checker here can judge",
}

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Unreadable:
    """A row that could not be read.

    Attributes:
        reason: a code of `REASONS`.
        why: what was wrong, for a person.
        text: the raw text, or its beginning.
    """

    reason: str
    why: str
    text: str = ""


class Chunk(Protocol):
    """A run of consecutive raw rows; picklable, and the same rows each time."""

    def rows(self) -> Iterator[tuple[int, Row | Unreadable]]:
        """The rows with their 1-based numbers in the file."""
        ...


class Refusal(Exception):  # noqa: N818 - it says why a row is refused; nothing went wrong
    """Raised by an adapter: this row can't become a record.

    Args:
        reason: a code of `REASONS`, or a reason code of `curate.formats`.
    """

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Adapted:
    """What an adapter makes of a row: the fields of a record that only the layout knows.

    Attributes:
        question: the ask, without passage and options.
        answer: gold answer; the letter where there are choices.
        passage: text that the question is about; put in front of the question.
        verifier: checker name; "" lets `curate.verifiers.infer` choose it together with `answer_type` and `arguments`.
        family: the data set's short name where the adapter's own name is too coarse.
        licence: of this row, where the layout says it.
        use: "evaluation" where this row, unlike the rest of its set, is never to be trained on.
    """

    question: str
    answer: str
    choices: tuple[str, ...] = ()
    reasoning: str = ""
    passage: str = ""
    answer_type: str = ""
    verifier: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    family: str = ""
    licence: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    use: str = ""


@dataclass(frozen=True)
class Reading:
    """How the rows of one file are read, and their pedigree; small and picklable.

    Attributes:
        source, revision, file, licence: as in the record's provenance; licence "" takes what the layout states.
        family: for rows whose layout is not a named data set's.
        adapter: name of the adapter to use; "" detects it a row at a time.
        mapping: (role, column) pairs that the user gave; empty for none.
        facts: what was found out about the file as a whole, such as where its answer indices start.
        hub: Hugging Face id where the rows come from the hub.
        allow: what the user has said may be read although it is refused by default.
    """

    source: str
    revision: str
    file: str
    domain: str
    family: str
    licence: str = ""
    adapter: str = ""
    mapping: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    hub: str = ""
    allow: tuple[Allowance, ...] = ()


def adapted(chunk: Iterable[tuple[int, Row | Unreadable]], reading: Reading) -> Sifted:
    """Records of the rows that can be understood, and the others with their reasons, in order."""
    kept: list[dict[str, Any]] = []
    turned_away: list[dict[str, Any]] = []
    rejections: list[Rejection] = []
    for number, row in chunk:
        if isinstance(row, Unreadable):
            turned_away.append(_stub(reading, number))
            rejections.append(Rejection(READ, row.reason, _detail(row.why, row.text)))
            continue
        for outcome in records_of(row, number, reading):
            if isinstance(outcome, Refusal):
                turned_away.append(_stub(reading, number))
                rejections.append(Rejection(ADAPT, outcome.reason, _detail(outcome.detail, raw_text(row))))
            else:
                kept.append(outcome)
    return Sifted(batch_of(kept), rejected_rows(turned_away, rejections))


def records_of(row: Row, number: int, reading: Reading) -> list[dict[str, Any] | Refusal]:
    """The records of one raw row, mostly one; a problem that can't become a record stands there as its refusal."""
    from curate.sources.adapters import adapt

    try:
        found, family, licence = adapt(row, reading)
    except Refusal as refusal:
        return [refusal]
    except _MALFORMED as error:
        return [_malformed(error)]
    if isinstance(found, dict):
        return [found]
    outcomes: list[dict[str, Any] | Refusal] = []
    for one in found:
        if isinstance(one, Refusal):
            outcomes.append(one)
            continue
        try:
            outcomes.append(_record(one, number, reading, family, licence))
        except Refusal as refusal:
            outcomes.append(refusal)
        except _MALFORMED as error:
            outcomes.append(_malformed(error))
    return outcomes


_MALFORMED = (TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError)


def _malformed(error: Exception) -> Refusal:
    return Refusal("malformed_row", f"{type(error).__name__}: {error}"[:300])


def _record(found: Adapted, number: int, reading: Reading, family: str, licence: str) -> dict[str, Any]:
    from curate.verifiers.infer import infer

    answer_type, verifier, arguments = found.answer_type, found.verifier, dict(found.arguments)
    if not verifier:
        answer_type, verifier, arguments = infer(found.answer, list(found.choices))
    question, metadata = found.question, dict(found.metadata)
    if found.passage:
        question = f"{found.passage}\n\n{found.question}"
        metadata |= {"passage": passage_hash(found.passage), "passage_end": len(found.passage) + 2}
    return new_record(
        domain=reading.domain,
        family=found.family or family,
        question=encodable(question),
        answer=encodable(found.answer),
        answer_type=answer_type,
        verifier=verifier,
        arguments=arguments,
        choices=[encodable(choice) for choice in found.choices],
        reasoning=encodable(found.reasoning),
        source=reading.source,
        revision=reading.revision,
        file=reading.file,
        row=number,
        licence=reading.licence or found.licence or licence or "unknown",
        metadata=metadata,
    )


def passage_hash(passage: str) -> str:
    """16 hex digits of the passage's SHA-256: rows that share a passage share them."""
    return hashlib.sha256(passage.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def encodable(text: str) -> str:
    """The text, which UTF-8 can carry; a lone surrogate is refused, for no Arrow column can hold it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refusal("invalid_utf8", f"a lone surrogate at character {error.start}") from None
    return text


def raw_text(row: Row) -> str:
    """The row as JSON text, for a rejection's detail."""
    import orjson

    shortened = {str(name): _shortened(value) for name, value in row.items()}
    try:
        return orjson.dumps(shortened, default=lambda value: str(value)[:KEPT_TEXT]).decode()
    except (TypeError, ValueError, RecursionError):
        return repr(shortened)[: 2 * KEPT_TEXT].encode("utf-8", "replace").decode()


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value[:KEPT_TEXT]
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return value


def _stub(reading: Reading, number: int) -> dict[str, Any]:
    return {
        "domain": reading.domain,
        "family": reading.family,
        "provenance": {
            "source": reading.source,
            "revision": reading.revision,
            "file": reading.file,
            "row": number,
            "licence": reading.licence or "unknown",
            "parameters": None,
            "transformations": [],
        },
    }


def _detail(why: str, text: str) -> str:
    whole = f"{why}\n{text[:KEPT_TEXT]}" if why else text[:KEPT_TEXT]
    return whole.encode("utf-8", "replace").decode()


# ---------------------------------------------------------------- what adapters read fields with


def text_in(row: Row, column: str) -> str:
    """The text of a column, "" where it is missing, null or blank.

    Raises:
        Refusal: ``wrong_type`` when the column holds something else than text.
    """
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal("wrong_type", f"column {column!r} holds {kind_of(value)}, not text")
    return value.strip()


def question_in(row: Row, column: str) -> str:
    """The text of the question's column.

    Raises:
        Refusal: ``no_question`` when it is missing or blank, ``wrong_type`` when it is no text.
    """
    return text_in(row, column) or refuse("no_question", f"column {column!r} is empty")


def gold_in(row: Row, column: str) -> str:
    """The gold's column as text; a number is written out.

    Raises:
        Refusal: ``gold_missing`` or ``wrong_type``.
    """
    value = row.get(column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return str(value)
    return text_in(row, column) or refuse("gold_missing", f"column {column!r} is empty")


def refuse(reason: str, detail: str = "") -> str:
    """Raises `Refusal`; typed so that it can end an ``or``."""
    raise Refusal(reason, detail)


def letter_of(index: int, choices: tuple[str, ...]) -> str:
    """The letter of the option at a 0-based index.

    Raises:
        Refusal: ``gold_not_an_option``.
    """
    if not 0 <= index < min(len(choices), len(LETTERS)):
        raise Refusal("gold_not_an_option", f"option {index + 1} of {len(choices)}")
    return LETTERS[index]


def choice(letter: str, choices: tuple[str, ...]) -> dict[str, Any]:
    """The fields of `Adapted` that every multiple-choice row shares."""
    if len(choices) < 2 or any(not isinstance(option, str) or not option.strip() for option in choices):
        raise Refusal("options_unreadable", f"{len(choices)} options, or an empty one")
    return {
        "answer": letter,
        "choices": choices,
        "answer_type": "choice",
        "verifier": "choice",
        "arguments": {"choices": list(choices)},
    }


def kind_of(value: Any) -> str:
    """The JSON name of a value's type."""
    if value is None:
        return "null"
    for kinds, name in (((bool,), "a boolean"), ((int, float), "a number"), ((str,), "text"),
                        ((list, tuple), "a list"), ((Mapping,), "an object")):  # fmt: skip
        if isinstance(value, kinds):
            return name
    return f"a {type(value).__name__}"
