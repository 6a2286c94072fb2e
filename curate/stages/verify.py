"""Verify: rows in, rows with ``verification`` filled in out, and those whose answer can't be right turned away.

Four questions are put to a row, with the checker that later pays the reward:

    the gold      does the row's own answer pass its own checker? (``gold_refused``; can't be parsed: ``unverifiable``)
    the options   are they distinct, and is the answer one of them? (``duplicate_choices``, ``gold_not_an_option``)
    the traps     does every named wrong answer of a generated row fail? (``distractor_accepted``)
    the steps     does every arithmetic equality in the reasoning hold? (``wrong_step``)

``verified`` says that something independent agreed with the gold answer: the row was computed by the generator, or the
reasoning states an answer that the checker takes for the gold one. Whatever else passes is ``unverified``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, Field

from curate.record import LETTERS, replaced
from curate.stages.amend import child, column, with_flags
from curate.stages.contract import Context, Rejection, Sifted, Stage, sift

NAME = "verify_v1"


class Options(BaseModel, extra="forbid", frozen=True):
    """What becomes of a row whose answer or arithmetic fails."""

    wrong_steps: Literal["reject", "flag", "ignore"] = Field(
        default="reject",
        description=(
            "a row whose reasoning holds an arithmetic equality that is false; flag keeps it with wrong_step,"
            " ignore only counts"
        ),
    )
    reject_unverifiable: bool = Field(
        default=False,
        description="turn away rows whose gold answer the checker can't parse; they earn no reward in training",
    )
    check_reasoning: bool = Field(
        default=True, description="let a reasoning that states the gold answer verify the row"
    )


def stage(options: Options, context: Context) -> Stage:
    """The stage; rejects ``gold_refused``, ``unknown_verifier``, ``duplicate_choices``, ``empty_choice``,
    ``gold_not_an_option``, ``distractor_accepted``, ``wrong_step`` and, on request, ``unverifiable``."""
    return Stage(NAME, lambda batch: _apply(batch, options))


@dataclass(frozen=True)
class Verification:
    """What ``verification`` holds for one row, and why the row is turned away if it is."""

    status: str
    score: float | None
    reason: str
    steps_checked: int
    steps_wrong: int
    rejection: Rejection | None

    def as_row(self) -> dict[str, Any]:
        return {
            "status": self.status, "score": self.score, "reason": self.reason,
            "steps_checked": self.steps_checked, "steps_wrong": self.steps_wrong,
        }  # fmt: skip


def examine(
    answer: str,
    choices: list[str],
    reasoning: str,
    verifier: str,
    arguments: str,
    metadata: str,
    generated: bool,
    options: Options,
) -> Verification:
    """Put the four questions to one row."""
    from curate.errors import RecipeError
    from curate.steps import check_steps
    from curate.verifiers import verify

    report = check_steps(reasoning) if reasoning else None
    checked, wrong = (report.checked, len(report.wrong)) if report else (0, 0)

    def outcome(status: str, score: float | None, reason: str, rejection: Rejection | None) -> Verification:
        return Verification(status, score, reason, checked, wrong, rejection)

    def failed(reason: str, detail: str, score: float | None = 0.0) -> Verification:
        return outcome("failed", score, reason, Rejection(NAME, reason, detail))

    if choices and (problem := _options_problem(answer, choices)):
        return failed(*problem)
    try:
        given = json.loads(arguments)
        verdict = verify(verifier, answer, answer, given)
    except (RecipeError, ImportError, AttributeError) as error:
        return failed("unknown_verifier", str(error).partition("\n")[0], None)
    except ValueError as error:
        return outcome("unverifiable", None, "arguments_unreadable", _unverifiable(str(error), options))
    if verdict.score is None:
        detail = f"{verifier} can't read {answer[:80]!r}: {verdict.reason}"
        return outcome("unverifiable", None, verdict.reason, _unverifiable(detail, options))
    if verdict.score < 1:
        return failed("gold_refused", f"{verifier} says of {answer[:80]!r}: {verdict.reason}", verdict.score)
    if generated:
        for distractor in _distractors(metadata):
            against = verify(verifier, distractor, answer, given)
            if against.score is not None and against.score >= 1:
                detail = f"{distractor[:60]!r} passes for {answer[:60]!r}: {against.reason}"
                return failed("distractor_accepted", detail)
    if report and wrong and options.wrong_steps == "reject":
        first = report.wrong[0]
        line = reasoning.count("\n", 0, first.start) + 1
        why = "a name stands for two numbers" if first.reason == "substitution" else f"right: {first.right:.12g}"
        detail = f"line {line}, character {first.start + 1}: {first.text.strip()[:100]!r} ({why})"
        return outcome("failed", verdict.score, "wrong_step", Rejection(NAME, "wrong_step", detail))
    if generated:
        return outcome("verified", verdict.score, verdict.reason, None)
    if options.check_reasoning and reasoning:
        from curate.stages.quality import concluded_answer

        concluded = concluded_answer(reasoning)
        if concluded is not None and verify(verifier, concluded, answer, given).score == 1:
            return outcome("verified", verdict.score, "conclusion_agrees", None)
    return outcome("unverified", verdict.score, verdict.reason, None)


def _unverifiable(detail: str, options: Options) -> Rejection | None:
    return Rejection(NAME, "unverifiable", detail) if options.reject_unverifiable else None


def _options_problem(answer: str, choices: list[str]) -> tuple[str, str] | None:
    known: dict[str, int] = {}
    for index, choice in enumerate(choices):
        text = " ".join((choice or "").split())
        if not text:
            return "empty_choice", f"option {LETTERS[index % 26]} is empty"
        if text in known:
            pair = f"{LETTERS[known[text] % 26]} and {LETTERS[index % 26]}"
            return "duplicate_choices", f"options {pair} are both {text[:60]!r}"
        known[text] = index
    for letter in _letters(answer):
        if letter not in LETTERS[: len(choices)]:
            return "gold_not_an_option", f"the answer is {answer[:40]!r}, and there are {len(choices)} options"
    return None


def _letters(answer: str) -> list[str]:
    """The letters of an answer of letters (``C``, ``(c)``, ``A, C``); none for an answer in words."""
    parts = answer.replace(",", " ").replace(";", " ").split()
    bare = [part.strip("().:[]*").upper() for part in parts]
    return bare if all(len(part) == 1 and part in LETTERS for part in bare) else []


def _distractors(metadata: str) -> list[str]:
    try:
        known: Any = json.loads(metadata) if metadata else {}
    except ValueError:
        return []
    named = known.get("distractors") if isinstance(known, Mapping) else None
    return [
        str(one.get("answer", "")) if isinstance(one, Mapping) else str(one)
        for one in (named if isinstance(named, list) else [])
    ]


def _apply(batch: pa.RecordBatch, options: Options) -> Sifted:
    verifier = batch.column("verifier")
    rows = [
        examine(answer or "", choices or [], reasoning or "", name or "", arguments or "{}", metadata or "{}",
                parameters is not None, options)
        for answer, choices, reasoning, name, arguments, metadata, parameters in zip(
            column(batch, "answer"), column(batch, "choices"), column(batch, "reasoning"),
            child(verifier, "name").to_pylist(), child(verifier, "arguments").to_pylist(), column(batch, "metadata"),
            child(batch.column("provenance"), "parameters").to_pylist(),
        )
    ]  # fmt: skip
    batch = replaced(batch, verification=[row.as_row() for row in rows])
    if options.wrong_steps == "flag":
        batch = with_flags(batch, {index: ["wrong_step"] for index, row in enumerate(rows) if row.steps_wrong})
    return sift(batch, [row.rejection for row in rows])
