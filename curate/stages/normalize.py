"""Normalise: rows as a source left them in, the same rows in one clean text form out.

`clean` is the whole rule for one text: NFC, ``\\n`` line ends, no control, zero-width or directional characters,
one kind of space, no leftovers of chat templates at either end. Indentation, tabs, runs of spaces inside a line,
mathematics, SMILES and code stay as they are. What is only suspected (mojibake, replacement characters) is flagged
and left alone. A row that has no question or no answer is turned away.
"""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
from pydantic import BaseModel, Field

from curate.stages.amend import column, with_content, with_flags
from curate.stages.contract import Context, Rejection, Sifted, Stage, sift

NAME = "normalize_v1"


class Options(BaseModel, extra="forbid", frozen=True):
    """What to clean."""

    strip_markup: bool = Field(
        default=True,
        description=(
            "take off end-of-text tokens at either end, and a pair of reasoning or answer tags around the whole"
        ),
    )


def stage(options: Options, context: Context) -> Stage:
    """The stage; rejects ``empty_question``, ``empty_answer`` and ``invalid_utf8``."""
    return Stage(NAME, lambda batch: _apply(batch, options))


# C1 controls are Windows-1252 read as Latin-1; WHATWG's table says what they were
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_DROPPED = dict.fromkeys(
    [
        *(code for code in range(0x20) if code not in (0x09, 0x0A)), 0x7F,
        0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF,
        *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),
    ],
    "",
)  # fmt: skip
_LINE_ENDS = {0x0B: "\n", 0x0C: "\n", 0x2028: "\n", 0x2029: "\n\n"}
_TABLE = {**_DROPPED, **_SPACES, **_C1, **_LINE_ENDS}
_ODD = frozenset(map(chr, _TABLE))
_ODD_BYTES = bytes(code for code in _TABLE if code < 0x80)
_JOINERS = re.compile("(?<![^\x00-\u02ff\u200c\u200d])[\u200c\u200d]++|[\u200c\u200d]++(?![^\x00-\u02ff])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{4,}")
_FIRST_LINES = re.compile(r"\A(?:[ \t]*\n)+")

_END_TOKENS = (
    "<|endoftext|>", "<|end_of_text|>", "<|begin_of_text|>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<|return|>",
    "<end_of_turn>", "<start_of_turn>", "<turn|>", "<bos>", "<eos>", "<pad>",
)  # fmt: skip
_WRAPPED = {
    "reasoning": re.compile(r"\A<(think|thinking|thought|reasoning)>(.*)</\1>\Z", re.DOTALL),
    "answer": re.compile(r"\A<(answer|solution|SOLUTION)>(.*)</?\1>\Z", re.DOTALL),
}

# UTF-8 read as Latin-1 or Windows-1252: a lead byte's character, then a continuation byte's
_MOJIBAKE = re.compile(
    "\u00e2\u20ac[\u0153\u009d\u2122\u02dc\u201c\u201d\u00a6\u00a2]|\u00c3[\u0080-\u00bf\u0152\u0153\u0160\u0161"
    "\u0178\u017d\u017e\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|"
    "\u00c2[\u00a0-\u00bf]|\u00ef\u00bf\u00bd|\u00e2\u2030[\u00a5\u00a4]|\u00ce[\u00b1-\u00b9\u2018\u2019]"
)


def clean(text: str, *, part: str = "question", strip_markup: bool = True) -> str:
    """One text in its normal form; cleaning it again changes nothing.

    Lone surrogates become U+FFFD, which no later stage can turn back, so the row is flagged.

    >>> clean("\\ufeffdose\\u00a0=\\u200b 5 mg\\r\\n\\r\\n    x = 1  \\n<|endoftext|>")
    'dose = 5 mg\\n\\n    x = 1'
    """
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _characters(text)
    while strip_markup and (bare := _without_markup(text, part)) != text:
        text = _characters(bare)
    return text


def noticed(text: str) -> list[str]:
    """Flags of what looks damaged in a text but is left as it is."""
    if text.isascii():
        return []
    flags = ["mojibake"] if _MOJIBAKE.search(text) else []
    return [*flags, "replacement_character"] if "\ufffd" in text else flags


def _characters(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        raw = text.encode()
        if len(raw.translate(None, _ODD_BYTES)) != len(raw):
            text = text.translate(_TABLE)
    else:
        if not _ODD.isdisjoint(text):
            text = text.translate(_TABLE)
        if "\u200c" in text or "\u200d" in text:
            text = _JOINERS.sub("", text)
        text = unicodedata.normalize("NFC", text)
    if "\n" not in text:
        return text.strip(" \t")
    if " \n" in text or "\t\n" in text:
        text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    if "\n\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n\n", text)
    text = _FIRST_LINES.sub("", text).rstrip(" \t\n")
    return text if "\n" in text else text.strip(" \t")


def _without_markup(text: str, part: str) -> str:
    if not text.endswith((">", "]")) and not text.startswith("<"):
        return text
    opened, closed = text.count("<s>"), text.count("</s>")
    around = opened == closed == 1 and text.startswith("<s>") and text.endswith("</s>")
    tokens = (*_END_TOKENS, "<s>", "</s>") if around or not (opened and closed) else _END_TOKENS
    start, end = 0, len(text)
    found = True
    while found:
        found = False
        for token in tokens:
            if token != "<s>" and text.endswith(token, start, end):
                end, found = end - len(token), True
                while start < end and text[end - 1] in " \n":
                    end -= 1
            if token != "</s>" and text.startswith(token, start, end):
                start, found = start + len(token), True
                while start < end and text[start] in " \n":
                    start += 1
    if end - start < len(text):
        return text[start:end]
    wrapped = _WRAPPED[part].match(text) if part in _WRAPPED else None
    return wrapped.group(2) if wrapped and f"<{wrapped.group(1)}>" not in wrapped.group(2) else text


def _apply(batch: pa.RecordBatch, options: Options) -> Sifted:
    batch, broken = _decodable(batch)
    texts: dict[str, list[str | None]] = {name: column(batch, name) for name in ("question", "reasoning", "answer")}
    choices: list[list[str] | None] = column(batch, "choices")
    changed: list[int] = []
    flags: dict[int, list[str]] = {}
    rejections: list[Rejection | None] = []
    for index in range(batch.num_rows):
        touched = False
        for part, values in texts.items():
            text = values[index]
            if not text:
                continue
            new = clean(text, part=part, strip_markup=options.strip_markup)
            if new != text:
                values[index], touched = new, True
            if found := noticed(new):
                flags[index] = list(dict.fromkeys([*flags.get(index, ()), *found]))
        options_of_row = choices[index]
        if options_of_row:
            renewed = [clean(choice or "", strip_markup=options.strip_markup) for choice in options_of_row]
            if renewed != options_of_row:
                choices[index], touched = renewed, True
        if touched:
            changed.append(index)
        if index in broken:
            rejections.append(Rejection(NAME, "invalid_utf8", f"{broken[index]} holds bytes that are not UTF-8"))
        elif not texts["question"][index]:
            rejections.append(Rejection(NAME, "empty_question"))
        elif not texts["answer"][index]:
            rejections.append(Rejection(NAME, "empty_answer"))
        else:
            rejections.append(None)
    batch = with_content(batch, {**texts, "choices": choices}, changed, NAME)
    return sift(with_flags(batch, flags), rejections)


def _decodable(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, dict[int, str]]:
    """The batch with undecodable bytes of its texts replaced by U+FFFD, and which rows had them in which column."""
    broken: dict[int, str] = {}
    for name in ("question", "reasoning", "answer"):
        try:
            batch.column(name).validate(full=True)
        except pa.ArrowInvalid:
            values = batch.column(name).view(pa.binary()).to_pylist()
            texts: list[str | None] = []
            for index, value in enumerate(values):
                text = None if value is None else value.decode("utf-8", "replace")
                if value is not None and text is not None and text.encode() != value:
                    broken.setdefault(index, name)
                texts.append(text)
            where = batch.schema.get_field_index(name)
            batch = batch.set_column(where, batch.schema.field(name), pa.array(texts, type=pa.string()))
    return batch, broken
