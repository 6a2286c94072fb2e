"""Grade: rows in, rows with ``difficulty``, ``difficulty_source`` and, where there was none, ``level`` out. Nothing
leaves.

Both scales run from 0 (easy) to 1 (hard), and a fifth of either is a level, so that a curriculum may mix them.

``generated_v1``. The generator knows the level L and the work w = steps + operations + irrelevant facts:

    difficulty = (L - 1 + w / (w + 12)) / 5

The level decides the fifth, the work the place within it; twelve units of work are its middle.

``heuristic_v1``. For all other rows, with token counts q (question with choices) and r (reasoning), s steps (lines
and sentences of the reasoning), n options:

    z = ln(1 + r/40) + 0.3 ln(1 + s) + 0.5 ln(1 + q/60) + 0.1 max(0, n - 2) + kind

``kind`` is what an answer type takes beyond picking a letter (`KIND`): guessing yes or no is easier, a number to
compute or a text to write is harder. A row without reasoning is taken to need one as long as a third of its
question, in sentences of 30 tokens. z then becomes the share of public problems that are easier, read off `CUTS`:
the quantiles of z over ten public sets (mathematics, medicine, chemistry, law), each with equal weight, frozen here
so that a grade never depends on a row's neighbours. It measures how much there is to read and to work out, not how
often a model fails; rows that carry a measured difficulty (``pass_rate_v1``) keep it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import log
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import BaseModel, Field

from curate.record import REJECTED, replaced
from curate.stages.amend import child, column
from curate.stages.contract import Context, Sifted, Stage, empty

NAME = "grade_v1"
GENERATED, HEURISTIC = "generated_v1", "heuristic_v1"

#: what an answer type adds to z
KIND: dict[str, float] = {
    "yes_no": -0.3, "choice": 0.0, "label": 0.0, "labels": 0.3, "integer": 0.2, "number": 0.3, "date": 0.3,
    "expression": 0.4, "text": 0.3,
}  # fmt: skip

#: z at the quantiles 0, 0.2, 0.4, 0.6, 0.8 and 1 of the reference mixture
CUTS = (0.3, 1.7, 2.3, 2.8, 4.1, 6.5)


class Options(BaseModel, extra="forbid", frozen=True):
    """Whose word counts for a row's difficulty."""

    keep: bool = Field(
        default=True,
        description="keep a difficulty that a row brings along with its source (such as a measured pass rate)",
    )


def stage(options: Options, context: Context) -> Stage:
    """The stage; rejects nothing."""
    return Stage(NAME, lambda batch: _apply(batch, options, context.tokenizer))


def generated_difficulty(level: int, work: Mapping[str, Any]) -> float:
    """Difficulty of a generated problem from its level and its work (``steps``, ``operations``, ``irrelevant``)."""
    units = sum(max(0, int(work.get(part) or 0)) for part in ("steps", "operations", "irrelevant"))
    return (min(5, max(1, level)) - 1 + units / (units + 12)) / 5


def effort(question_tokens: int, reasoning_tokens: int, steps: int, options: int, answer_type: str) -> float:
    """z of the module's formula: what there is to read and to work out."""
    if reasoning_tokens == 0:
        reasoning_tokens, steps = question_tokens // 3, question_tokens // 90
    return (
        log(1 + reasoning_tokens / 40)
        + 0.3 * log(1 + steps)
        + 0.5 * log(1 + question_tokens / 60)
        + 0.1 * max(0, options - 2)
        + KIND.get(answer_type, 0.2)
    )


def heuristic_difficulty(z: float) -> float:
    """Share of public problems that are easier, 0.2 for each cut passed and linear between cuts."""
    if z <= CUTS[0]:
        return 0.0
    for index in range(5):
        low, high = CUTS[index], CUTS[index + 1]
        if z < high:
            return (index + (z - low) / (high - low)) / 5
    return 1.0


def steps_in(reasoning: str) -> int:
    """Lines and sentences of a reasoning."""
    if not reasoning:
        return 0
    return 1 + reasoning.count("\n") + reasoning.count(". ") - reasoning.count("\n\n")


def level_of(difficulty: float) -> int:
    """The fifth of the scale that a difficulty is in, 1 to 5."""
    return min(5, int(difficulty * 5) + 1)


def _apply(batch: pa.RecordBatch, options: Options, tokenizer: Path | None) -> Sifted:
    if batch.column("tokens").null_count:  # quality was left out, or privacy changed a text after it
        from curate.stages.quality import with_tokens

        batch = with_tokens(batch, tokenizer)
    difficulties, sources, levels = (
        column(batch, "difficulty"),
        column(batch, "difficulty_source"),
        column(batch, "level"),
    )
    tokens = batch.column("tokens")
    columns = zip(
        child(tokens, "question").to_pylist(), child(tokens, "reasoning").to_pylist(), column(batch, "reasoning"),
        column(batch, "choices"), column(batch, "answer_type"), column(batch, "metadata"),
        child(batch.column("provenance"), "parameters").to_pylist(),
    )  # fmt: skip
    for index, (question, worked, reasoning, choices, kind, metadata, parameters) in enumerate(columns):
        if not (options.keep and difficulties[index] is not None and sources[index]):
            if parameters is not None and levels[index] is not None:
                known = json.loads(metadata) if metadata else {}
                difficulty = generated_difficulty(levels[index], known.get("work") or {})
                sources[index] = GENERATED
            else:
                z = effort(question or 0, worked or 0, steps_in(reasoning or ""), len(choices or ()), kind or "")
                difficulty = heuristic_difficulty(z)
                sources[index] = HEURISTIC
            difficulties[index] = difficulty
        if levels[index] is None:
            levels[index] = level_of(difficulties[index])
    return Sifted(replaced(batch, difficulty=difficulties, difficulty_source=sources, level=levels), empty(REJECTED))
