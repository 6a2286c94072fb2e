"""What an evaluation came to: results of problems in; numbers with intervals, comparisons, JSON and tables out.

Every number has its interval and the number of problems behind it. Problems of which nothing can be said (the gold
answer can't be read) are in no number and are counted as `unjudged`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from curate.errors import InputError
from curate.record import to_json
from train.seeds import seed_of
from train.statistics import CONFIDENCE, NOTHING, Estimate, bootstrap_mean, paired_difference, pass_at_k, wilson

if TYPE_CHECKING:
    from rich.table import Table

GREEDY, SAMPLED, LOOSE = "greedy_pass@1", "sampled_pass@1", "loose_pass@1"
FORMAT, SAMPLED_FORMAT, STOPPED = "format_rate", "sampled_format_rate", "stopped_rate"
STEPS, TOKENS = "step_check_rate", "mean_tokens"
DIMENSIONS = ("level", "family", "source")
VERSION = 1

#: metric -> what it says; pass@k and majority@k by their own numbers
MEANING: dict[str, str] = {
    GREEDY: "share of problems whose greedy completion is correct",
    LOOSE: "the same with a forgiving reader, which takes any answer it can find: what the format costs",
    SAMPLED: "share of correct samples at the temperature, averaged over problems",
    "pass@k": "unbiased chance that one of k samples is correct (Chen et al. 2021)",
    "majority@k": "share of problems whose most frequent answer of k is correct",
    FORMAT: "share of greedy completions in exactly the asked form",
    SAMPLED_FORMAT: "the same of the samples",
    STOPPED: "share of greedy completions that ended by themselves",
    STEPS: "share of greedy reasonings with arithmetic of which every step holds",
    TOKENS: "tokens of a greedy completion",
}


@dataclass(frozen=True)
class RowResult:
    """What became of one problem.

    Attributes:
        text: the greedy completion.
        correct: its binary outcome, with `reason`; None where nothing can be said.
        form: ``ok``, or what is wrong with its form.
        loose_correct: the outcome of what a forgiving reader finds.
        tokens: of the greedy completion.
        steps_checked, steps_wrong: arithmetic equalities of its reasoning.
        samples: outcomes of the samples in order.
        samples_well_formed: how many of them are in the asked form.
        majority: the outcome of their most frequent answer.
    """

    id: str
    family: str
    source: str
    level: int
    text: str
    correct: bool | None
    reason: str
    form: str
    loose_correct: bool | None
    stopped: bool
    tokens: int
    steps_checked: int
    steps_wrong: int
    samples: tuple[bool | None, ...]
    samples_well_formed: int
    majority: bool | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"samples": list(self.samples)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> RowResult:
        """The inverse of `as_json`; raises KeyError where a key is missing."""
        return cls(**{field.name: values[field.name] for field in fields(cls)} | {"samples": tuple(values["samples"])})


Metrics = dict[str, Estimate]


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation came to.

    Attributes:
        split: of the rows.
        n: problems asked; `unjudged` of them could not be judged.
        samples: completions a problem besides the greedy one.
        overall: metric -> estimate.
        by: level, family, source -> its value -> metric -> estimate.
        reasons: reason code -> greedy completions; `forms` likewise, of what is wrong with the form.
        about: what the caller said of the model, and the options.
        rows: results by problem, in the order of the split.
    """

    split: str
    n: int
    unjudged: int
    samples: int
    confidence: float
    overall: Metrics
    by: Mapping[str, Mapping[str, Metrics]]
    reasons: Mapping[str, int]
    forms: Mapping[str, int]
    about: Mapping[str, Any]
    rows: tuple[RowResult, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The numbers as plain values, without the rows."""
        return {
            "version": VERSION, "split": self.split, "n": self.n, "unjudged": self.unjudged, "samples": self.samples,
            "confidence": self.confidence, "overall": _plain(self.overall),
            "by": {
                dimension: {value: _plain(metrics) for value, metrics in values.items()}
                for dimension, values in self.by.items()
            },
            "reasons": dict(self.reasons), "forms": dict(self.forms), "about": dict(self.about),
        }  # fmt: skip

    def to_json(self) -> str:
        """`as_json` as canonical text: the same evaluation gives the same bytes."""
        return to_json(self.as_json())

    @classmethod
    def from_json(cls, values: Mapping[str, Any], rows: Iterable[Mapping[str, Any]] = ()) -> Evaluation:
        """The inverse of `as_json`.

        Raises:
            InputError: it is no evaluation, or one that a newer version wrote.
        """
        try:
            if values["version"] > VERSION:
                raise InputError("this evaluation was written by a newer curate", remedy="upgrade it")
            return cls(
                split=values["split"], n=values["n"], unjudged=values["unjudged"], samples=values["samples"],
                confidence=values["confidence"], overall=_estimates(values["overall"]),
                by={
                    dimension: {value: _estimates(metrics) for value, metrics in known.items()}
                    for dimension, known in values["by"].items()
                },
                reasons=values["reasons"], forms=values["forms"], about=values["about"],
                rows=tuple(RowResult.from_json(row) for row in rows),
            )  # fmt: skip
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError("this is no evaluation", why=f"{error} is not there or wrong") from None


def _plain(metrics: Metrics) -> dict[str, Any]:
    return {name: estimate.as_json() for name, estimate in metrics.items()}


def _estimates(values: Mapping[str, Any]) -> Metrics:
    return {name: Estimate(**estimate) for name, estimate in values.items()}


def summarise(
    rows: Sequence[RowResult],
    *,
    samples: int,
    seed: int,
    confidence: float = CONFIDENCE,
    split: str = "test",
    about: Mapping[str, Any] | None = None,
) -> Evaluation:
    """The numbers of results: over all, and by level, family and source."""

    def numbers(of: Sequence[RowResult], *place: str) -> Metrics:
        return _metrics(of, samples, confidence, lambda metric: seed_of("bootstrap", seed, metric, *place))

    by: dict[str, dict[str, Metrics]] = {}
    for dimension in DIMENSIONS:
        groups: dict[str, list[RowResult]] = {}
        for row in rows:
            groups.setdefault(str(getattr(row, dimension)), []).append(row)
        by[dimension] = {value: numbers(groups[value], dimension, value) for value in sorted(groups)}
    return Evaluation(
        split=split, n=len(rows), unjudged=sum(row.correct is None for row in rows), samples=samples,
        confidence=confidence, overall=numbers(rows), by=by, reasons=_counted(row.reason for row in rows),
        forms=_counted(row.form for row in rows), about=dict(about or {}), rows=tuple(rows),
    )  # fmt: skip


def _counted(codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(codes).items(), key=lambda item: (-item[1], item[0])))


def sample_sizes(samples: int) -> tuple[int, ...]:
    """The k of pass@k: powers of two above 1 up to the number of samples, and that number itself."""
    powers = [2**k for k in range(1, 11) if 2**k < samples]
    return (*powers, samples) if samples > 1 else ()


def _metrics(rows: Sequence[RowResult], samples: int, confidence: float, seed: Any) -> Metrics:
    found: Metrics = {GREEDY: _share((row.correct for row in rows), confidence)}
    if samples:
        judged = np.asarray([sum(one is not None for one in row.samples) for row in rows], dtype=np.int64)
        right = np.asarray([sum(one is True for one in row.samples) for row in rows], dtype=np.int64)
        found[SAMPLED] = bootstrap_mean(pass_at_k(judged, right, 1), seed=seed(SAMPLED), confidence=confidence)
        for k in sample_sizes(samples):
            name = f"pass@{k}"
            found[name] = bootstrap_mean(pass_at_k(judged, right, k), seed=seed(name), confidence=confidence)
        found[f"majority@{samples}"] = _share((row.majority for row in rows), confidence)
    found[LOOSE] = _share((row.loose_correct for row in rows), confidence)
    found[FORMAT] = _share((row.form == "ok" for row in rows), confidence)
    if samples:
        shares = np.asarray([row.samples_well_formed / max(1, len(row.samples)) for row in rows])
        found[SAMPLED_FORMAT] = bootstrap_mean(shares, seed=seed(SAMPLED_FORMAT), confidence=confidence)
    found[STOPPED] = _share((row.stopped for row in rows), confidence)
    found[STEPS] = _share((row.steps_wrong == 0 for row in rows if row.steps_checked), confidence)
    lengths = np.asarray([float(row.tokens) for row in rows])
    found[TOKENS] = bootstrap_mean(lengths, seed=seed(TOKENS), confidence=confidence, share=False)
    return found


def _share(outcomes: Iterable[bool | None], confidence: float) -> Estimate:
    known = [outcome for outcome in outcomes if outcome is not None]
    return wilson(sum(known), len(known), confidence)


# ── rows on disk, and comparisons ─────────────────────────────────────────────────────────────────────────────────────


def rows_jsonl(rows: Iterable[RowResult]) -> str:
    """One canonical JSON object a line."""
    return "".join(to_json(row.as_json()) + "\n" for row in rows)


def read_rows(path: Path) -> list[RowResult]:
    """The inverse of `rows_jsonl`, from a file.

    Raises:
        InputError: the file can't be read, or a line is no result; names the line.
    """
    rows: list[RowResult] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    rows.append(RowResult.from_json(json.loads(line)))
                except (ValueError, KeyError, TypeError) as error:
                    where, why = f"{path}, line {number}", f"{type(error).__name__}: {error}"
                    raise InputError("this line is no result of an evaluation", where=where, why=why) from None
    except OSError as error:
        raise InputError("the rows of an evaluation can't be read", where=str(path), why=error.strerror) from None
    return rows


@dataclass(frozen=True)
class Comparison:
    """Two evaluations on the problems that both asked.

    Attributes:
        differences: metric -> second - first, paired by problem.
        common: problems of both; `only_first` and `only_second` were asked in one alone.
    """

    differences: Metrics
    common: int
    only_first: int
    only_second: int

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "common": self.common, "only_first": self.only_first, "only_second": self.only_second,
            "differences": _plain(self.differences),
        }  # fmt: skip


def compare(
    first: Iterable[RowResult], second: Iterable[RowResult], *, seed: int = 0, confidence: float = CONFIDENCE
) -> Comparison:
    """Compare two evaluations by their rows; a problem that either can't judge is left out of that number."""
    before = {row.id: row for row in first}
    after = {row.id: row for row in second}
    common = sorted(before.keys() & after.keys())
    differences: Metrics = {}
    for name, of in _COMPARED.items():
        pairs = [(of(before[key]), of(after[key])) for key in common]
        one, other = (np.asarray(side, dtype=np.float64) for side in zip(*pairs)) if pairs else (_NONE, _NONE)
        if not np.all(np.isnan(one) | np.isnan(other)):
            differences[name] = paired_difference(
                one, other, seed=seed_of("paired", seed, name), confidence=confidence
            )  # fmt: skip
    return Comparison(differences, len(common), len(before) - len(common), len(after) - len(common))


_NONE: NDArray[np.float64] = np.empty(0)


def _number(outcome: bool | None) -> float:
    return float("nan") if outcome is None else float(outcome)


def _sampled(row: RowResult) -> float:
    judged = [one for one in row.samples if one is not None]
    return sum(judged) / len(judged) if judged else float("nan")


_COMPARED: dict[str, Any] = {
    GREEDY: lambda row: _number(row.correct),
    SAMPLED: _sampled,
    "majority": lambda row: _number(row.majority),
    LOOSE: lambda row: _number(row.loose_correct),
    FORMAT: lambda row: float(row.form == "ok"),
    STOPPED: lambda row: float(row.stopped),
}


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def shown(metric: str, estimate: Estimate) -> str:
    """An estimate as people read it: shares in per cent, tokens as a number, with the interval."""
    if estimate.value is None:
        return "–"
    scale, digits = (1.0, 0) if metric == TOKENS else (100.0, 1)
    text = f"{estimate.value * scale:.{digits}f}" + ("" if metric == TOKENS else " %")
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{estimate.low * scale:.{digits}f}, {estimate.high * scale:.{digits}f}]"


def _columns(evaluation: Evaluation) -> list[str]:
    most = max(sample_sizes(evaluation.samples), default=0)
    wanted = [GREEDY, SAMPLED, f"pass@{most}", f"majority@{evaluation.samples}", FORMAT, STEPS, TOKENS]
    return [name for name in wanted if name in evaluation.overall]


def _grid(evaluation: Evaluation, dimension: str) -> tuple[list[str], list[list[str]]]:
    columns = _columns(evaluation)
    rows = [
        [value, str(metrics[TOKENS].n), *(shown(name, metrics[name]) for name in columns)]
        for value, metrics in evaluation.by[dimension].items()
    ]
    return [dimension, "problems", *columns], rows


def _overall(evaluation: Evaluation) -> list[list[str]]:
    return [
        [name, shown(name, estimate), str(estimate.n)]
        for name, estimate in evaluation.overall.items()
        if estimate is not NOTHING
    ]


def _title(evaluation: Evaluation) -> str:
    unjudged = f", {evaluation.unjudged} of them can't be judged" if evaluation.unjudged else ""
    return f"{evaluation.n} problems of {evaluation.split}{unjudged}; {evaluation.confidence:.0%} intervals"


def tables(evaluation: Evaluation) -> list[Table]:
    """Tables for a terminal: over all, by level, by family, and by source where there is more than one."""
    from rich.table import Table
    from rich.text import Text

    def table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
        made = Table(title=Text(title), title_justify="left", pad_edge=False, box=None)
        for k, name in enumerate(header):
            made.add_column(Text(name), justify="left" if k == 0 else "right", no_wrap=k == 0)
        for row in rows:
            made.add_row(*(Text(_printable(cell)) for cell in row))
        return made

    found = [table(_title(evaluation), ["metric", "estimate", "problems"], _overall(evaluation))]
    for dimension in _told(evaluation):
        found.append(table(f"by {dimension}", *_grid(evaluation, dimension)))
    return found


def markdown(evaluation: Evaluation) -> str:
    """The same as Markdown."""
    parts = [f"{_title(evaluation)}.", _markdown(["metric", "estimate", "problems"], _overall(evaluation))]
    parts += [_markdown(*_grid(evaluation, dimension)) for dimension in _told(evaluation)]
    return "\n\n".join(parts) + "\n"


def _told(evaluation: Evaluation) -> list[str]:
    return [name for name in DIMENSIONS if name != "source" or len(evaluation.by.get(name, {})) > 1]


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)]]
    lines += [[_escaped(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _escaped(text: str) -> str:
    return _printable(text).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
