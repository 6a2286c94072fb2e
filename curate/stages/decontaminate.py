"""Rows that are items of public benchmarks: records in, those that no exam contains out.

A row is compared by its question and options with the shipped fingerprints (`curate.fingerprints`): hashes, no
text.

The rule. A benchmark item is known by its rarest word 4-grams, numbers masked, each weighing 1 when one text has it
and 0 from 32 texts on, so that vital signs, laboratory tables and "which of the following" weigh nothing. A row is
that item when it has a quarter of the item's weight (`threshold`), and in any case four n-grams that no other text
has (three where that is half the item). An item written in a template's words (states of a planner, names of
molecules in a fixed sentence) must be shared to 60 % (`template_threshold`). Where 4-grams do not tell items apart,
13-grams with their numbers do; where those do not either (short or plain questions), pairs of neighbouring lines
and the whole text do. `curate.fingerprints.building` has the details. Options, their order and other numbers do not
matter to an item whose question is rare enough by itself; a row that holds less than a quarter of a long passage is
not found.

Measured on all items of all 20 shipped sets, part found (tests/test_fingerprints.py repeats it on a sample):

    perturbation             prose   short questions   templates
    itself                   1.000        1.000          1.000
    options swapped          1.000        1.000          1.000
    inside a chat prompt     1.000        0.927          0.810
    capitals, punctuation    1.000        0.995          0.977
    other numbers            1.000        0.974          0.467
    sentences shuffled       0.999        0.817          0.652
    options dropped          1.000        0.817          0.825
    cut at 60 %              0.991        0.417          0.334
    20 % of words dropped    0.915        0.500          0.369

prose, 7,571 items: MedQA, PubMedQA, MedCalc-Bench, professional law, LSAT, ContractNLI, GSM8K, SciBench; short
questions, 4,608: MedMCQA, MMLU chemistry and international law; templates, 10,692: ChemBench, SciKnowEval, SARA,
ACPBench, PlanBench.

The threshold, by what it finds of all items with 20 % of their words dropped and by hits in the 7,473 training
items of GSM8K: 0.15, 0.71 and 50; 0.20, 0.70 and 31; 0.25, 0.68 and 17; 0.30, 0.64 and 14; 0.40, 0.49 and 11; 0.50,
0.31 and 6. The 11 are test problems with other names and numbers; the 6 more at 0.25 are alike in wording only.

Rows that are no items of the set they are compared with:

* every set against all others, 22,871 items: 14 hits, of which 13 are the notes that MedCalc-Bench took from MedQA
  and one is a pair of alike questions about a spectrum;
* one half of MedQA against the other: 4 of 637, where "any shared 13-gram" takes 129;
* 198 questions that HuatuoGPT-o1 shows: 4, all of them in MedMCQA; its rewordings of them: 1, the same;
* ThoughtSource: 67 of 67 MedQA rows under MedQA, 67 of 67 MedMCQA rows under MedMCQA, 0 of 268 others;
* 7,080 ALFRED tasks: 0; 61 ContractNLI contracts for development: 5, on the same forms as test contracts; 256 SARA
  training cases: 70, which share their facts with test cases; 560 ACPBench development items: 36;
* problems of the medical families: 0.

Speed: 217,000 GSM8K questions, 45,000 MedQA items or 23,000 clinical notes of 2 kB a CPU-second, against all sets.
"""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa
import pydantic

from curate.record import replaced
from curate.stages.contract import Context, Rejection, Sifted, Stage, sift

NAME = "decontaminate_v1"
REASON = "benchmark"


class Options(pydantic.BaseModel, extra="forbid", frozen=True):
    """Which benchmarks to keep out, and how much of an item a row must share to hold it."""

    benchmarks: Literal["default"] | tuple[str, ...] = pydantic.Field(
        default="default",
        description=(
            "default for the shipped sets of the domain and the general ones, or a list of shipped sets' "
            "names and of fingerprint files (.fp) relative to the recipe; default may be in the list"
        ),
    )
    threshold: float = pydantic.Field(default=0.25, gt=0, le=1, description="part of an item that a row must share")
    template_threshold: float = pydantic.Field(
        default=0.6, gt=0, le=1, description="the same for an item written in a template's words"
    )
    action: Literal["reject", "flag"] = pydantic.Field(
        default="reject",
        description="reject turns the row away, flag keeps it and adds benchmark:NAME#ITEM to its quality flags",
    )


def stage(options: Options, context: Context) -> Stage:
    """The stage over the fingerprints that the options name.

    Raises:
        InputError: a set is not shipped, or a file is missing or not a fingerprint.
        CorpusError: a fingerprint file is damaged or newer than this reader.
    """
    from curate.fingerprints import Index, compared_text, default_names, load

    asked = ("default",) if options.benchmarks == "default" else options.benchmarks
    names = [name for entry in asked for name in (default_names(context.domain) if entry == "default" else [entry])]
    index = Index.of([load(name, context.base) for name in dict.fromkeys(names)])

    def apply(batch: pa.RecordBatch) -> Sifted:
        texts = compared_text(batch["question"], batch["choices"])
        hits = index.match(texts, options.threshold, options.template_threshold)
        found = [
            None if unit < 0 else (index.named(unit), overlap)
            for unit, overlap in zip(hits.unit.tolist(), hits.overlap.tolist())
        ]
        if options.action == "flag":
            return sift(_flagged(batch, found), [None] * batch.num_rows)
        return sift(
            batch,
            [None if hit is None else Rejection(NAME, REASON, f"{hit[0]} overlap {hit[1]:.2f}") for hit in found],
        )

    return Stage(NAME, apply)


def _flagged(batch: pa.RecordBatch, found: list[tuple[str, float] | None]) -> pa.RecordBatch:
    """The batch with the hit items among the rows' quality flags."""
    if not any(found):
        return batch
    quality: list[dict[str, Any] | None] = batch["quality"].to_pylist()
    for row, hit in enumerate(found):
        if hit is not None:
            before = quality[row] or {"score": None, "flags": None}
            quality[row] = {**before, "flags": [*(before["flags"] or ()), f"benchmark:{hit[0]}"]}
    return replaced(batch, quality=quality)
