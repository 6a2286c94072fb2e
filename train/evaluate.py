"""Evaluation: examples and a model that generates in, an `Evaluation` out.

Each problem is asked once greedily and `samples` times at a temperature. What a sample says depends on the seed, the
problem's id and the sample's number alone, so the result is the same whatever the batch size and the order of rows;
the longest prompts go first, so that memory fails at the start. The verdict is the record's own verifier's on the
answer that counts (`train.rewards.reading`), as in training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from curate.errors import InputError
from train.curriculum.contract import Pool
from train.evaluation import Evaluation, RowResult, summarise
from train.rewards.contract import Problem
from train.rewards.judge import Judge, correct
from train.rewards.reading import Reading, form, loose_answer, read
from train.rewards.steps import checked_steps
from train.sampling import Completion, Generate
from train.seeds import seed_of


class EvaluationOptions(BaseModel):
    """How a model is evaluated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int | None = Field(
        default=500, ge=1,
        description="problems at most, the same ones every time, families and levels in the split's proportions; all "
        "when left out",
    )  # fmt: skip
    samples: int = Field(default=8, ge=0, le=1024, description="completions a problem besides the greedy one")
    temperature: float = Field(default=1.0, gt=0, le=10, description="temperature of those")
    max_tokens: int | None = Field(
        default=None, ge=1, description="tokens of a completion at most; what training allows when left out"
    )
    batch: int = Field(default=64, ge=1, description="problems asked at a time; changes no result")
    confidence: float = Field(default=0.95, gt=0.5, lt=1, description="of every interval")
    seed: int = Field(default=0, ge=0, description="of the samples and of the resampling for intervals")


class Examples(Protocol):
    """Problems that can be asked; `train.data.Examples` are."""

    @property
    def ids(self) -> Sequence[str]: ...
    def __len__(self) -> int: ...
    def prompt(self, i: int) -> NDArray[np.int32]: ...
    def problem(self, i: int) -> Problem: ...
    def pool(self) -> Pool: ...


class Decodes(Protocol):
    """Turns tokens into text; `train.tokenizer.Tokenizer` does."""

    def decode(self, ids: NDArray[np.int32]) -> str: ...


class Trained(Protocol):
    """Which rows a model was trained on; `train.data.TrainedIds` tells."""

    def contains(self, ids: Sequence[str]) -> NDArray[np.bool_]: ...


def evaluate(
    examples: Examples,
    tokenizer: Decodes,
    generate: Generate,
    options: EvaluationOptions | None = None,
    *,
    max_tokens: int | None = None,
    trained: Trained | None = None,
    split: str = "test",
    about: Mapping[str, Any] | None = None,
    judge: Judge | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Evaluate.

    Args:
        max_tokens: of a completion, where the options leave it out.
        trained: rows that the model was trained on.
        split, about: what the result should say of the rows and the model; plain JSON values.
        judge: judges with; its own when left out.
        progress: told problems done and problems in all.

    Raises:
        InputError: there is nothing to evaluate, or the model was trained on some of the rows.
    """
    options = options or EvaluationOptions()
    limit = options.max_tokens or max_tokens
    if limit is None:
        raise ValueError("max_tokens has to be given in the options or beside them")
    if not len(examples):
        raise InputError("there are no rows to evaluate", where=f"split {split}")
    _refuse_trained(examples, trained, split)
    rows = stratified(examples.pool(), options.rows)
    order = sorted((int(i) for i in rows), key=lambda i: (-len(examples.prompt(i)), examples.ids[i]))
    results: dict[int, RowResult] = {}
    own = Judge() if judge is None else judge
    try:
        for start in range(0, len(order), options.batch):
            chunk = order[start : start + options.batch]
            problems = [examples.problem(i) for i in chunk]
            prompts = [examples.prompt(i) for i in chunk]
            greedy = generate(
                prompts, max_tokens=limit, temperature=0.0,
                seeds=[seed_of("greedy", options.seed, problem.id) for problem in problems],
            )  # fmt: skip
            samples = sample(generate, prompts, problems, options.samples, limit, options.temperature, options.seed)
            for i, problem, first, others in zip(chunk, problems, greedy, samples):
                results[i] = row_result(problem, first, others, tokenizer, own)
            if progress is not None:
                progress(len(results), len(order))
    finally:
        if judge is None:
            own.close()
    return summarise(
        [results[int(i)] for i in rows], samples=options.samples, seed=options.seed, confidence=options.confidence,
        split=split, about={**(about or {}), "options": options.model_dump(mode="json"), "max_tokens": limit},
    )  # fmt: skip


def sample(
    generate: Generate,
    prompts: Sequence[NDArray[np.int32]],
    problems: Sequence[Problem],
    samples: int,
    max_tokens: int,
    temperature: float,
    seed: int,
) -> list[list[Completion]]:
    """`samples` completions of each problem; the n-th of a problem's is the same in every batch."""
    if not samples:
        return [[] for _ in problems]
    drawn = generate(
        [prompt for prompt in prompts for _ in range(samples)], max_tokens=max_tokens, temperature=temperature,
        seeds=[seed_of("sample", seed, problem.id, number) for problem in problems for number in range(samples)],
    )  # fmt: skip
    return [list(drawn[start : start + samples]) for start in range(0, len(drawn), samples)]


def row_result(
    problem: Problem, greedy: Completion, samples: Sequence[Completion], tokenizer: Decodes, judge: Judge
) -> RowResult:
    """What became of one problem."""
    text = tokenizer.decode(greedy.tokens)
    reading = read(text)
    outcome = judge.outcome(problem, reading)
    loose = reading.answer if reading.answer is not None else loose_answer(text)
    loose_part = judge.outcome(problem, Reading("", loose, "no_answer"))
    steps = checked_steps(reading.reasoning)
    texts = [tokenizer.decode(completion.tokens) for completion in samples]
    readings = [read(written) for written in texts]
    outcomes = [correct(judge.outcome(problem, reading)) for reading in readings]
    return RowResult(
        id=problem.id, family=problem.family, source=problem.source, level=problem.level, text=text,
        correct=correct(outcome), reason=outcome.reason, form=form(text, stopped=greedy.stopped),
        loose_correct=correct(loose_part), stopped=greedy.stopped, tokens=len(greedy.tokens),
        steps_checked=steps.checked, steps_wrong=len(steps.wrong), samples=tuple(outcomes),
        samples_well_formed=sum(
            form(written, stopped=completion.stopped) == "ok" for written, completion in zip(texts, samples)
        ),
        majority=majority(problem, [reading.answer for reading in readings], outcomes, judge),
    )  # fmt: skip


def majority(
    problem: Problem, answers: Sequence[str | None], outcomes: Sequence[bool | None], judge: Judge
) -> bool | None:
    """Whether the answer that most samples give is right.

    Two answers are one vote where the problem's own verifier says that they are equal, each held against the other. A
    sample without an answer abstains; nobody voting is wrong; of equally many votes the answer that came first wins.

    Returns:
        None where there are no samples, or the verifier can say nothing of the winner.
    """
    if not outcomes or all(outcome is None for outcome in outcomes):
        return None
    camps: list[list[int]] = []
    for k, answer in enumerate(answers):
        if answer is None:
            continue
        camp = next((camp for camp in camps if judge.same(problem, answers[camp[0]] or "", answer)), None)
        if camp is None:
            camps.append([k])
        else:
            camp.append(k)
    if not camps:
        return False
    return outcomes[max(camps, key=len)[0]]


def stratified(pool: Pool, rows: int | None) -> NDArray[np.int64]:
    """At most so many rows, ascending: families and levels in their proportions (largest remainders), and within each
    those whose ids have the smallest hash. The choice depends on the ids alone, not on their order."""
    n = len(pool)
    if rows is None or rows >= n:
        return np.arange(n, dtype=np.int64)
    strata: dict[tuple[str, int], list[int]] = {}
    for i, (family, level) in enumerate(zip(pool.family, pool.level)):
        strata.setdefault((pool.families[int(family)], int(level)), []).append(i)
    names = sorted(strata)
    shares = {name: len(strata[name]) * rows for name in names}  # in n-ths of a row
    taken = {name: shares[name] // n for name in names}
    left = rows - sum(taken.values())
    for name in sorted(names, key=lambda name: (-(shares[name] % n), seed_of(*name), name))[:left]:
        taken[name] += 1
    chosen: list[int] = []
    for name in names:
        ordered = sorted(strata[name], key=lambda i: (seed_of("evaluated", pool.ids[i]), pool.ids[i]))
        chosen += ordered[: taken[name]]
    return np.sort(np.asarray(chosen, dtype=np.int64))


def _refuse_trained(examples: Examples, trained: Trained | None, split: str) -> None:
    if trained is None:
        return
    known = int(np.count_nonzero(trained.contains(examples.ids)))
    if known:
        raise InputError(
            f"the model was trained on {known:,} of these {len(examples):,} rows", where=f"split {split}",
            why="what a model has seen tells nothing of what it can do",
            remedy="evaluate rows that it has not seen: --split test, or another corpus",
        )  # fmt: skip
