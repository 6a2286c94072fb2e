"""Runs beside each other: folders go in; a line a run, or a comparison of two, comes out.

Two runs are compared by what they were told (recipe, corpus, versions) and by what came of it: their last evaluations,
paired on the problems that both were asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curate.errors import CurateError, InputError
from train.evaluation import FORMAT, GREEDY, SAMPLED, Comparison, Evaluation, compare, shown
from train.folder import EvaluationEntry, RunFolder, find_runs
from train.recipe import differences
from train.statistics import NOTHING, Estimate


@dataclass(frozen=True)
class RunLine:
    """One run in a list.

    Attributes:
        status: as run.json has it, or ``damaged``.
        at: the stage and step that it is at.
        of: the checkpoint of its last evaluation; "" where there is none.
        estimates: metric -> estimate of that evaluation.
        seconds: that it has trained.
        problem: what is wrong with a damaged one.
    """

    path: Path
    recipe: str = ""
    model: str = ""
    corpus: str = ""
    status: str = "damaged"
    at: str = ""
    of: str = ""
    estimates: dict[str, Estimate] | None = None
    seconds: float = 0.0
    problem: str = ""

    def estimate(self, metric: str) -> Estimate:
        return (self.estimates or {}).get(metric, NOTHING)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "path": str(self.path), "recipe": self.recipe, "model": self.model, "corpus": self.corpus,
            "status": self.status, "at": self.at, "evaluated": self.of, "seconds": round(self.seconds, 1),
            "estimates": {name: estimate.as_json() for name, estimate in (self.estimates or {}).items()},
            **({"problem": self.problem} if self.problem else {}),
        }  # fmt: skip


def listed(folders: Iterable[Path]) -> list[RunLine]:
    """A line for each run that is at one of the folders or in it; a damaged one says so.

    Raises:
        InputError: a folder does not exist, or holds no run.
    """
    lines = []
    for folder in folders:
        found = find_runs(folder)
        if not found:
            why = "it holds no run.json" if folder.exists() else "there is no such folder"
            raise InputError(f"there is no run at {folder}", why=why, remedy="train one: curate train medical")
        lines += [_line(path) for path in found]
    return lines


def _line(path: Path) -> RunLine:
    try:
        run = RunFolder.open(path)
        entry = last_entry(run)
        estimates = None if entry is None else dict(evaluation_of(run, entry.name, rows=False).overall)
    except CurateError as error:
        return RunLine(path, problem=f"{error.what}: {error.why}" if error.why else error.what)
    begun = [stage for stage in run.state.stages if stage.status != "waiting"]
    at = f"{begun[-1].name} {begun[-1].steps}/{begun[-1].planned}" if begun else ""
    return RunLine(
        path, recipe=run.recipe.name, model=str(run.state.model.get("name", run.recipe.model.name)),
        corpus=run.state.corpus.path, status=run.state.status, at=at,
        of="" if entry is None else f"{entry.stage} {entry.step} on {entry.split}",
        estimates=estimates, seconds=run.state.seconds,
    )  # fmt: skip


def last_entry(run: RunFolder) -> EvaluationEntry | None:
    """The evaluation that was made last of the last checkpoint, on the test split where there is one."""
    order = {"start": -1} | {stage.name: place for place, stage in enumerate(run.state.stages)}
    entries = sorted(
        run.state.evaluations, key=lambda entry: (order.get(entry.stage, -1), entry.step, entry.split == "test")
    )
    return entries[-1] if entries else None


def evaluation_of(run: RunFolder, name: str, *, rows: bool = True) -> Evaluation:
    """An evaluation of a run.

    Raises:
        InputError: there is none of that name, or it is damaged.
    """
    try:
        return Evaluation.from_json(run.read_evaluation(name), run.read_evaluation_rows(name) if rows else ())
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            "an evaluation is damaged", where=str(run.evaluation(name)), why=f"{type(error).__name__}: {error}",
            remedy="evaluate again: curate eval RUN",
        ) from None  # fmt: skip


@dataclass(frozen=True)
class RunComparison:
    """The second run against the first.

    Attributes:
        recipe: (key, first, second) of what differs.
        about: the same of the corpus and the versions.
        evaluations: names of the two evaluations that were compared; None where a run has none.
        estimates: metric -> (first, second).
        paired: second - first on the problems of both; None where they have none in common.
    """

    first: Path
    second: Path
    recipe: Sequence[tuple[str, str, str]]
    about: Sequence[tuple[str, str, str]]
    evaluations: tuple[str, str] | None
    estimates: dict[str, tuple[Estimate, Estimate]]
    paired: Comparison | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "first": str(self.first), "second": str(self.second),
            "recipe": [list(difference) for difference in self.recipe],
            "about": [list(difference) for difference in self.about],
            "evaluations": None if self.evaluations is None else list(self.evaluations),
            "estimates": {name: [one.as_json() for one in both] for name, both in self.estimates.items()},
            "paired": None if self.paired is None else self.paired.as_json(),
        }  # fmt: skip


def compared(one: RunFolder, other: RunFolder) -> RunComparison:
    """Compare two runs by their last evaluations; see `RunComparison`."""
    before, after = _about(one), _about(other)
    about = [
        (key, before.get(key, "—"), after.get(key, "—"))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]
    entries = last_entry(one), last_entry(other)
    estimates: dict[str, tuple[Estimate, Estimate]] = {}
    paired, names = None, None
    if entries[0] is not None and entries[1] is not None:
        names = (entries[0].name, entries[1].name)
        first, second = evaluation_of(one, names[0]), evaluation_of(other, names[1])
        estimates = {
            metric: (estimate, second.overall[metric])
            for metric, estimate in first.overall.items()
            if metric in second.overall
        }
        comparison = compare(first.rows, second.rows)
        paired = comparison if comparison.common else None
    return RunComparison(
        one.path, other.path, differences(one.recipe, other.recipe), about, names, estimates, paired
    )  # fmt: skip


def _about(run: RunFolder) -> dict[str, str]:
    state = run.state
    return {
        "corpus": state.corpus.path, "corpus manifest": state.corpus.manifest_sha256[:12],
        "tokenizer": state.tokenizer_sha256[:12], "device": str(state.model.get("device", "")),
        **{f"version of {name}": number for name, number in state.versions.items()},
    }  # fmt: skip


@dataclass(frozen=True)
class Progressed:
    """What a stage changed: an evaluation, and how it differs from the one before it on the problems of both."""

    entry: EvaluationEntry
    evaluation: Evaluation
    since: Comparison | None


def course(run: RunFolder) -> list[Progressed]:
    """The run's evaluations of the ends of its stages, in the order in which they were made."""
    found: list[Progressed] = []
    for entry in run.state.evaluations:
        evaluation = evaluation_of(run, entry.name)
        before = next((known for known in reversed(found) if known.entry.split == entry.split), None)
        since = compare(before.evaluation.rows, evaluation.rows) if before is not None else None
        found.append(Progressed(entry, evaluation, since if since is not None and since.common else None))
    return found


def change(comparison: Comparison | None, metric: str) -> str:
    """A paired difference in percentage points with its interval: ``+4.2 [1.0, 7.5]``; "" where there is none."""
    estimate = comparison.differences.get(metric, NOTHING) if comparison is not None else NOTHING
    if estimate.value is None:
        return ""
    text = f"{100 * estimate.value:+.1f}"
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{100 * estimate.low:+.1f}, {100 * estimate.high:+.1f}]"


#: metric -> what a table calls it
HEADLINES = {GREEDY: "greedy pass@1", SAMPLED: "sampled pass@1", FORMAT: "format"}


def headline(evaluation: Evaluation, comparison: Comparison | None = None) -> list[tuple[str, str, str]]:
    """(name, estimate, change) of the numbers that matter most."""
    return [
        (name, shown(metric, evaluation.overall.get(metric, NOTHING)), change(comparison, metric))
        for metric, name in HEADLINES.items()
    ]
