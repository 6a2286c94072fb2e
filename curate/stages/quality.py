"""Quality: rows in, rows with ``tokens`` and ``quality`` filled in out, and the damaged ones turned away by named
rules.

Each rule is a function over one row's texts that gives a `Rejection`, flags, or nothing; the first rule that
objects is the one that is named. The rules are built for precision: what is only unusual is flagged and costs
score, what can't be right is turned away.

    length_v1       question, reasoning or answer shorter or longer than the recipe allows, in SentencePiece tokens
    tags_v1         reasoning or chat tags inside a text: unclosed, nested, or left by a template
    refusal_v1      the model declined instead of answering
    truncation_v1   the reasoning or answer stops where no text stops
    looping_v1      the reasoning goes round in circles
    repetition_v1   most of the text is a repetition of itself (after Gopher, arXiv 2112.11446, appendix A)
    symbols_v1      more symbols than words, or hardly a letter (after the same)
    leak_v1         the question gives the answer away
    conclusion_v1   the reasoning arrives at another answer than the one given

Flags: ``no_final_stop``, ``answer_in_question``, ``repetitive``, ``many_symbols``. The score starts at 1 and loses
the share of repeated word 5-grams, 0.3 for damaged characters, 0.1 for each other flag; it is never below 0.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
from pydantic import BaseModel, Field

from curate.record import prompt_of, replaced
from curate.stages.amend import child, column, with_children
from curate.stages.contract import Context, Rejection, Sifted, Stage, sift
from curate.tokens import count_tokens

NAME = "quality_v1"
RULES = (
    "length_v1", "tags_v1", "refusal_v1", "truncation_v1", "looping_v1", "repetition_v1", "symbols_v1", "leak_v1",
    "conclusion_v1",
)  # fmt: skip


class Options(BaseModel, extra="forbid", frozen=True):
    """Which rules apply, and the bounds of those that have any."""

    rules: tuple[str, ...] = Field(
        default=RULES, description="rules that may turn a row away; the order of the list does not matter"
    )
    tokenizer: str | None = Field(
        default=None, description="a SentencePiece model file, relative to the recipe; the built-in one when left out"
    )
    min_question: int = Field(default=3, ge=0, description="tokens of the question with its choices, at least")
    max_question: int = Field(default=16_384, ge=1, description="tokens of the question with its choices, at most")
    require_reasoning: bool = Field(default=False, description="turn away rows without reasoning")
    min_reasoning: int = Field(default=2, ge=0, description="tokens of the reasoning, where there is one, at least")
    max_reasoning: int = Field(default=16_384, ge=1, description="tokens of the reasoning, at most")
    max_answer: int = Field(default=4_096, ge=1, description="tokens of the answer, at most")
    repeated_share: float = Field(
        default=0.6, ge=0, le=1, description="share of the words that may lie in repeated 10-grams"
    )
    repeated_lines: float = Field(
        default=0.5, ge=0, le=1, description="share of the lines (of at least 10) that may be repetitions"
    )
    cycles: int = Field(default=6, ge=2, description="how often a sentence or phrase may come before it is a loop")
    symbol_words: float = Field(default=0.1, ge=0, description="symbols (# and …) for each word, at most")
    letters_share: float = Field(
        default=0.25, ge=0, le=1, description="share of a text's characters that have to be letters or digits"
    )


@dataclass(frozen=True)
class Row:
    """What a rule reads."""

    question: str
    choices: list[str]
    reasoning: str
    answer: str
    answer_type: str
    verifier: str
    arguments: str
    generated: bool
    tokens: tuple[int, int, int]


Finding = Rejection | list[str] | None
Rule = Callable[[Row, Options], Finding]


def stage(options: Options, context: Context) -> Stage:
    """The stage; each rule rejects under its own name.

    Raises:
        RecipeError: a rule that does not exist.
        InputError: the tokenizer can't be read.
    """
    from curate.domain import suggestion
    from curate.errors import RecipeError

    for name in options.rules:
        if name not in RULES:
            raise RecipeError(f"unknown quality rule {name!r}", remedy=suggestion(name, list(RULES)))
    model = None if options.tokenizer is None else context.base / options.tokenizer
    count_tokens([""], model)
    return Stage(NAME, lambda batch: _apply(batch, options, model))


def _apply(batch: pa.RecordBatch, options: Options, model: Path | None) -> Sifted:
    batch = with_tokens(batch, model)
    rules = [(name, _RULES[name]) for name in RULES if name in options.rules]
    rejections: list[Rejection | None] = []
    scores: list[float | None] = []
    known = child(batch.column("quality"), "flags").to_pylist()
    for index, row in enumerate(_rows(batch)):
        flags: list[str] = list(known[index] or ())
        rejection: Rejection | None = None
        for _, rule in rules:
            finding = rule(row, options)
            if isinstance(finding, Rejection):
                rejection = finding
                break
            if finding:
                flags.extend(finding)
        known[index] = list(dict.fromkeys(flags))
        scores.append(None if rejection else _score(row, known[index]))
        rejections.append(rejection)
    quality = batch.column("quality")
    kind = quality.type.field("flags").type
    filled = with_children(quality, score=pa.array(scores, type=pa.float32()), flags=pa.array(known, type=kind))
    return sift(replaced(batch, quality=filled), rejections)


def with_tokens(batch: pa.RecordBatch, model: Path | None = None) -> pa.RecordBatch:
    """The batch with ``tokens`` counted."""
    prompts = [
        prompt_of(question or "", choices or ())
        for question, choices in zip(column(batch, "question"), column(batch, "choices"))
    ]
    kind = batch.schema.field("tokens").type
    counts = [
        pa.array(count_tokens(texts, model), type=pa.int32())
        for texts in (prompts, batch.column("reasoning"), batch.column("answer"))
    ]
    return replaced(batch, tokens=pa.StructArray.from_arrays(counts, fields=[kind.field(k) for k in range(3)]))


def _rows(batch: pa.RecordBatch) -> list[Row]:
    verifier, tokens = batch.column("verifier"), batch.column("tokens")
    return [
        Row(question or "", choices or [], reasoning or "", answer or "", kind or "", name or "", arguments or "{}",
            parameters is not None, counted)
        for question, choices, reasoning, answer, kind, name, arguments, parameters, *counted3 in zip(
            column(batch, "question"), column(batch, "choices"), column(batch, "reasoning"), column(batch, "answer"),
            column(batch, "answer_type"), child(verifier, "name").to_pylist(), child(verifier, "arguments").to_pylist(),
            child(batch.column("provenance"), "parameters").to_pylist(),
            *(child(tokens, part).to_pylist() for part in ("question", "reasoning", "answer")),
        )
        for counted in [(counted3[0], counted3[1], counted3[2])]
    ]  # fmt: skip


#: characters of a reasoning that the rules about repetition read
_READ = 1_000_000
_DAMAGE = frozenset({"mojibake", "replacement_character"})


def _score(row: Row, flags: list[str]) -> float:
    damaged = not _DAMAGE.isdisjoint(flags)
    others = sum(flag not in _DAMAGE and ":" not in flag for flag in flags)
    return max(0.0, 1.0 - repeated_share(row.reasoning[:_READ].split(), 5) - 0.3 * damaged - 0.1 * others)


# ── length ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _length(row: Row, options: Options) -> Finding:
    question, reasoning, answer = row.tokens
    for reason, count, low, high in (
        ("question", question, options.min_question, options.max_question),
        ("reasoning", reasoning, options.min_reasoning if row.reasoning else 0, options.max_reasoning),
        ("answer", answer, 0, options.max_answer),
    ):
        if count < low:
            return Rejection("length_v1", f"{reason}_short", f"{count} tokens, at least {low} wanted")
        if count > high:
            return Rejection("length_v1", f"{reason}_long", f"{count} tokens, at most {high} wanted")
    if options.require_reasoning and not row.reasoning:
        return Rejection("length_v1", "no_reasoning")
    return None


# ── tags ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_TAG_WORDS = "think|thinking|thought|reasoning|answer|solution|SOLUTION|start_working_out|end_working_out|scratchpad"
_TAG = re.compile(
    rf"</?(?:{_TAG_WORDS})>|\[/?(?:THINK|INST)\]|<\|/?[a-z][a-z_]{{1,40}}\|>|<(?:start|end)_of_turn>|<</?SYS>>"
)
_CHAT = re.compile(r"<\|/?(?:im_start|im_end|endoftext|eot_id|start_header_id|end_header_id|channel|message)\|>|"
                   r"<(?:start|end)_of_turn>|\[/?INST\]")  # fmt: skip


def _tags(row: Row, options: Options) -> Finding:
    for part, text, pattern in (
        ("question", row.question, _CHAT),
        ("reasoning", row.reasoning, _TAG),
        ("answer", row.answer, _TAG),
    ):
        if "<" not in text and "[" not in text:
            continue
        for found in pattern.finditer(text):
            if not _quoted(text, found.start(), found.end()):
                return Rejection(
                    "tags_v1", "tag_damage", f"{found.group()} in the {part}, character {found.start() + 1}"
                )
    return None


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether a tag is spoken of, not used: in backticks or quotation marks."""
    return start > 0 and text[start - 1] in "`\"'“‘" and text[end : end + 1] in ("`", '"', "'", "”", "’")


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

_REFUSAL = re.compile(
    r"\bas an? (?:AI|artificial intelligence|large language model|language model)\b"
    r"(?: (?:language )?(?:model|assistant))?[,.]?\s+(?:I|my|it)\b"
    r"|\bI(?:['’]m| am) (?:just |only )?an? (?:AI|language model)\b"
    r"|\bI(?:['’]m| am)? ?(?:very |really |so )?(?:sorry|afraid)[,.;]? (?:but |that )?I(?: am|['’]m)? ?"
    r"(?:can(?:no|['’])t|could(?: not|n['’]t)|unable|not able|won['’]t|do not|don['’]t)\b"
    r"|\bI (?:can(?:no|['’])t|am unable to|am not able to|will not|won['’]t) "
    r"(?:help|assist|comply|fulfil|fulfill|answer (?:this|that)|provide (?:medical|legal|any|this|that|an answer)|"
    r"engage|continue with|discuss)\b",
    re.IGNORECASE,
)  # fmt: skip


def _refusal(row: Row, options: Options) -> Finding:
    for part, text in (("answer", row.answer), ("reasoning", row.reasoning)):
        for piece in (text[:400], text[400:][-300:]):
            found = _REFUSAL.search(piece)
            if found and not _spoken(piece, found.start()):
                return Rejection("refusal_v1", "refusal", f"{found.group()!r} in the {part}")
    return None


def _spoken(text: str, start: int) -> bool:
    """Whether the words are somebody's direct speech: an opening quotation mark stands before them."""
    before = text[:start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


# ── truncation ──────────────────────────────────────────────────────────────────────────────────────────────────────

_DANGLING = re.compile(
    r"(?:[(\[{]|[,\u2013\u2014]|\b(?:the|an|and|or|but|of|is|are|was|were|to|with|because|which|that|than|by|for|from|"
    r"therefore|so the|if|when|its|their))\Z"
)  # fmt: skip
_STOPS = re.compile(r"[.!?:;)\]}\"'”’`*…。！？）」$%\d]\Z")
_BOXED = re.compile(r"\\boxed\s*\{")


def _truncation(row: Row, options: Options) -> Finding:
    flags: list[str] = []
    for part, text, tokens in (("reasoning", row.reasoning, row.tokens[1]), ("answer", row.answer, row.tokens[2])):
        if not text or (part == "answer" and tokens < 12):
            continue
        if text.count("```") % 2 == 1:
            return Rejection("truncation_v1", "truncated", f"the {part} ends inside a code block")
        if "\\boxed" in text and _unclosed_box(text):
            return Rejection("truncation_v1", "truncated", f"the {part} ends inside \\boxed{{")
        if _STOPS.search(text[-1:]):
            continue
        found = _DANGLING.search(text[-12:]) if tokens >= 12 else None
        if found and not (found.group() == "," and row.answer in text[-200:]):
            return Rejection("truncation_v1", "truncated", f"the {part} ends in {found.group()!r}")
        if part == "reasoning":
            flags.append("no_final_stop")
    return flags


def _unclosed_box(text: str) -> bool:
    start = None
    for found in _BOXED.finditer(text):
        start = found.end()
    if start is None:
        return False
    depth = 1
    for found in re.finditer(r"\\.|[{}]", text[start:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return False
    return True


# ── looping and repetition ──────────────────────────────────────────────────────────────────────────────────────────

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def _looping(row: Row, options: Options) -> Finding:
    if row.tokens[1] < 40:
        return None
    words = row.reasoning[-_READ:].split()
    if (period := tail_period(words, options.cycles)) is not None:
        phrase = " ".join(words[-period:])
        return Rejection("looping_v1", "looping", f"ends going round in {phrase[:80]!r}")
    sentences = _SENTENCE_END.split(row.reasoning)
    if len(sentences) <= options.cycles:
        return None
    (first, second), times = Counter(pairwise(sentences)).most_common(1)[0]
    if times >= options.cycles and times * 4 >= len(sentences) and sum(map(str.isalnum, first + second)) >= 30:
        return Rejection("looping_v1", "looping", f"{times} times {(first + ' ' + second)[:80]!r}")
    return None


def tail_period(words: list[str], cycles: int, longest: int = 60) -> int | None:
    """Words in the phrase that ends the list at least `cycles` times in a row, and at least 24 words in all."""
    for period in range(1, min(longest, len(words) // cycles) + 1):
        if words[-1] != words[-1 - period]:
            continue
        times = max(cycles, -(-24 // period))
        tail = words[-period * times :]
        if len(tail) == period * times and tail[period:] == tail[:-period]:
            return period
    return None


def repeated_share(words: list[str], size: int) -> float:
    """Share of the list's n-grams of `size` words that came before; 0 for a list shorter than two of them."""
    grams = len(words) - size + 1
    if grams < size + 1:
        return 0.0
    distinct = len(set(zip(*(words[k:] for k in range(size)))))
    return 1.0 - distinct / grams


def _repetition(row: Row, options: Options) -> Finding:
    words = row.reasoning[:_READ].split()
    if len(words) < 60:
        return None
    if len(set(words)) <= 0.5 * len(words):
        share = repeated_share(words, 10)
        if share > options.repeated_share:
            return Rejection("repetition_v1", "repeated_words", f"{share:.0%} of the 10-grams are repetitions")
        if "\n" in row.reasoning:
            lines = [line for line in row.reasoning.split("\n") if line.strip()]
            distinct = len(set(lines))
            if len(lines) >= 10 and 1 - distinct / len(lines) > options.repeated_lines:
                return Rejection("repetition_v1", "repeated_lines", f"{distinct} distinct of {len(lines)} lines")
        return ["repetitive"] if share > options.repeated_share / 2 else None
    return None


# ── symbols ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _symbols(row: Row, options: Options) -> Finding:
    flags: list[str] = []
    for part, text in (("question", row.question), ("reasoning", row.reasoning)):
        if len(text) < 100:
            continue
        words = text.count(" ") + text.count("\n") + 1
        symbols = text.count("#") + text.count("…") + (len(_ELLIPSIS.findall(text)) if "..." in text else 0)
        if words >= 20 and symbols > options.symbol_words * words and "#" not in row.answer:
            if symbols > 5 * options.symbol_words * words:
                return Rejection("symbols_v1", "symbols", f"{symbols} symbols on {words} words in the {part}")
            flags.append("many_symbols")
        spaces = text.count(" ") + text.count("\n") + text.count("\t")
        solid = len(text) - spaces
        letters = _ascii_letters(text) if text.isascii() else sum(map(str.isalnum, text))
        if solid and letters < options.letters_share * solid:
            return Rejection("symbols_v1", "hardly_a_letter", f"{letters / solid:.0%} letters and digits in the {part}")
    return flags


_ELLIPSIS = re.compile(r"(?<!\.)\.{3}(?!\.)")  # a longer row of dots is a leader in a table
_KEPT = bytes(code for code in range(128) if chr(code).isalnum())


def _ascii_letters(text: str) -> int:
    raw = text.encode()
    return len(raw) - len(raw.translate(None, _KEPT))


# ── leaks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_GIVEN_AWAY = re.compile(
    r"\b(?:the )?(?:correct|right|final|gold|expected|true)[ -]answer(?: here)?(?: is|:| =)\s*[\"'(*]*"
    r"|^\s*(?:####|Answer:|Final answer:)\s*[\"'(*]*",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip


def _leak(row: Row, options: Options) -> Finding:
    answer = row.answer.strip()
    if row.generated or not answer:
        return None
    for found in _GIVEN_AWAY.finditer(row.question):
        rest = row.question[found.end() : found.end() + len(answer) + 1].casefold()
        if rest.startswith(answer.casefold()) and not rest[len(answer) :].isalnum():
            before = row.question[: found.start()].rstrip().casefold()
            if not before.endswith(("if", "whether", "what", "whose")):
                return Rejection("leak_v1", "answer_leaked", f"the question says {(found.group() + answer)[:80]!r}")
    if row.choices or row.answer_type != "text" or len(answer) < 30 or answer.count(" ") < 5:
        return None
    if answer.rstrip(".").casefold() in row.question.casefold():
        if row.tokens[0] < 4 * row.tokens[2]:
            return Rejection("leak_v1", "answer_leaked", "most of the question is the answer")
        return ["answer_in_question"]
    return None


# ── conclusion ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _conclusion(row: Row, options: Options) -> Finding:
    if not row.reasoning or not row.verifier:
        return None
    concluded = concluded_answer(row.reasoning)
    if concluded is None or concluded == row.answer:
        return None
    if f"would be {concluded}" in row.reasoning:  # what a mistake would lead to is no conclusion
        return None
    if disagrees(row.verifier, row.arguments, concluded, row.answer):
        return Rejection(
            "conclusion_v1",
            "conclusion_differs",
            f"the reasoning ends in {concluded[:60]!r}, the answer is {row.answer[:60]!r}",
        )
    return None


def concluded_answer(reasoning: str) -> str | None:
    """The final answer that a reasoning states, if it states one."""
    from curate.formats import final_answer_in

    return final_answer_in(reasoning)


def disagrees(verifier: str, arguments: str, concluded: str, answer: str) -> bool:
    """Whether the row's own checker can read the conclusion and is sure that it is not the answer."""
    from curate.verifiers import verify

    if verifier == "text":  # two wordings of one answer score low without being different
        return False
    verdict = verify(verifier, concluded, answer, json.loads(arguments))
    if verdict.score != 0 or verdict.reason != "different":
        return False
    if verifier == "number":  # a conclusion may be rounded more coarsely than its answer
        return verify(verifier, concluded, answer, {**json.loads(arguments), "relative": 0.02}).score == 0
    return True


_RULES: dict[str, Rule] = {
    "length_v1": _length,
    "tags_v1": _tags,
    "refusal_v1": _refusal,
    "truncation_v1": _truncation,
    "looping_v1": _looping,
    "repetition_v1": _repetition,
    "symbols_v1": _symbols,
    "leak_v1": _leak,
    "conclusion_v1": _conclusion,
}
