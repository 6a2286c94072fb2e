"""The report of a run: one HTML file that shows what was trained, how it went and what it can do now.

A `RunFolder` goes in, ``report.html`` comes out: no script, no network, light and dark. It is dressed as the data card
is (`curate.card.templates`), its plots are `curate.card.plots`, and jinja2 escapes every text. The same folder gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from math import ceil, isfinite, nan
from statistics import median
from typing import TYPE_CHECKING, Any

from curate.card import plots
from curate.card.plots import THIN, Line
from curate.card.text import excerpt, name, visible
from curate.writing import write_atomically
from train.evaluation import FORMAT, GREEDY, MEANING, SAMPLED, STEPS, TOKENS, sample_sizes, shown
from train.folder import RunFolder, StageState
from train.metrics import Columns, Series, read_metrics, read_rollouts
from train.recipe import to_toml
from train.runs import HEADLINES, Progressed, change, course
from train.statistics import NOTHING

if TYPE_CHECKING:
    from pathlib import Path

    import jinja2

#: points of a line; a longer series shows the mean, the least and the greatest of each stretch
_POINTS = 80
#: points of a stacked area, whose stretches show their mean
_BINS = 40
#: series of a stacked area that are shown apart; the others are one
_APART = 5
_WIDTH, _HEIGHT = 280, 185
#: a step that took so many times the median compiled something
_OUTLIER = 4
#: steps whose rollouts are shown, and how many of each
_STEPS_SHOWN, _ROLLOUTS_SHOWN = 3, 3
_TEXT = 2_500


@dataclass(frozen=True)
class _Plot:
    """What a plot shows: title, unit of its values, and metric -> what its legend calls it."""

    title: str
    unit: str
    names: Mapping[str, str]
    share: bool = False


_PLOTS = (
    _Plot("Loss", "", {"loss": "loss"}),
    _Plot("Reward", "reward", {"reward/mean": "total"}),
    _Plot("Correct rollouts", "share", {"outcome/correct": "correct"}, share=True),
    _Plot("Divergence from the stage's beginning", "KL", {"kl": "KL"}),
    _Plot("Length of completions", "tokens", {"completion/mean": "mean", "completion/longest": "longest"}),
    _Plot("Completions that ended by themselves", "share", {"completion/stopped": "stopped"}, share=True),
    _Plot("Learning rate", "rate", {"learning_rate": "learning rate"}),
    _Plot("Norm of the gradient", "norm", {"grad_norm": "norm"}),
    _Plot("Time of a step", "seconds", {"step_seconds": "step", "rollout_seconds": "its rollouts"}),
    _Plot("Entropy of the policy", "nats", {"entropy": "entropy"}),
    _Plot("Tokens whose ratio was clipped", "share", {"pg_clipfrac": "clipped"}),
    _Plot("Groups rolled and admitted by the gate", "groups", {"gate/rolled": "rolled", "gate/admitted": "admitted"}),
)
#: drawn in a way of their own, or of no interest in a plot
_ELSEWHERE = (
    "rewards/", "groups/", "gate/", "curriculum/", "reward/std", "tokens", "length", "rollout_rounds", "unjudged",
)  # fmt: skip
#: worth a plot only where something happened
_QUIET = ("pg_clipfrac", "entropy", "gate/rolled")


@dataclass(frozen=True)
class Cell:
    """A cell of a table: a number, its interval below it, and a shade in per cent."""

    text: str
    below: str = ""
    heat: int | None = None


@dataclass(frozen=True)
class Table:
    """A table; its first column names the rows, the others are numbers."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Shown:
    """A rollout as the page has it: caption, texts, and (reward, score, reason)."""

    caption: str
    texts: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Stage:
    """One stage's chapter: facts in a sentence, plots, mix of the curriculum, rollouts by step."""

    name: str
    said: str
    plots: Sequence[tuple[str, str]]
    mix: Sequence[tuple[str, str]]
    rollouts: Sequence[tuple[int, Sequence[Shown]]] = field(default=())


def write_report(run: RunFolder) -> Path:
    """Write ``report.html`` into the run's folder, and return its path."""
    write_atomically(run.report, render(run).encode(errors="replace"))
    return run.report


def render(run: RunFolder) -> str:
    """The whole page."""
    steps = course(run)
    columns = read_metrics(run.path)
    return _template().render(
        title=name(run.recipe.name), method=visible(run.recipe.method.strip(), keep="\n").split("\n\n"),
        status=_status(run), tiles=_tiles(run, steps), learned=_sentence(steps), overall=_overall(steps),
        changes=_changes(steps), meanings=_meanings(steps), levels=_levels(steps), families=_families(steps),
        reasons=_reasons(steps), stages=[_stage(run, stage, columns) for stage in run.state.stages],
        facts=_facts(run), left_out=_left_out(run), plan=visible("\n".join(run.state.plan), keep="\n"),
        recipe=visible(to_toml(run.recipe), keep="\n"), versions=sorted(run.state.versions.items()),
        error=excerpt(run.state.error, 1_000),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    dress = files("curate.card").joinpath("templates/card.css").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("train", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.globals |= {"dress": dress}
    return environment.get_template("report.html")


# ── what it learned ───────────────────────────────────────────────────────────────────────────────────────────────────


def _status(run: RunFolder) -> str:
    state = run.state
    done = ", ".join(f"{stage.name} {_status_of(stage)}" for stage in state.stages)
    return f"{state.status}: {done}"


def _status_of(stage: StageState) -> str:
    said = {"left_out": "left out for want of time", "shortened": "cut short by the budget"}
    return said.get(stage.status, stage.status)


def _tiles(run: RunFolder, steps: Sequence[Progressed]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if steps:
        last = steps[-1].evaluation
        for metric, said in HEADLINES.items():
            estimate = last.overall.get(metric, NOTHING)
            if estimate.value is not None:
                interval = f", {_between(estimate.low, estimate.high)}" if estimate.low is not None else ""
                found.append((_percent(estimate.value), f"{said}{interval}"))
    parameters = run.state.model.get("parameters")
    if isinstance(parameters, int):
        found.append((_rounded(parameters), "parameters"))
    found.append((_duration(run.state.seconds), "trained and evaluated"))
    return found


def _between(low: float | None, high: float | None) -> str:
    return f"{100 * (low or 0):.1f} to {100 * (high or 0):.1f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}{THIN}%"


def _rounded(count: int) -> str:
    for size, word in ((10**9, " billion"), (10**6, " million")):
        if count >= size:
            return f"{count / size:.3g}{word}"
    return plots.grouped(count)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _sentence(steps: Sequence[Progressed]) -> str:
    """The first and the last number in words; "" where there are not two."""
    told = [step for step in steps if step.evaluation.overall.get(GREEDY, NOTHING).value is not None]
    if len(told) < 2:
        return ""
    first, last = told[0], told[-1]
    before, after = first.evaluation.overall[GREEDY].value or 0.0, last.evaluation.overall[GREEDY].value or 0.0
    return (
        f"Greedy pass@1 went from {_percent(before)} before training to {_percent(after)} after {last.entry.name}, on "
        f"{plots.grouped(last.evaluation.n)} problems of the {last.entry.split} split that it was not trained on."
    )


def _columns(steps: Sequence[Progressed]) -> list[str]:
    most = max((step.evaluation.samples for step in steps), default=0)
    widest = max(sample_sizes(most), default=0)
    wanted = [GREEDY, SAMPLED, f"pass@{widest}", f"majority@{most}", FORMAT, STEPS, TOKENS]
    return [metric for metric in wanted if any(metric in step.evaluation.overall for step in steps)]


def _overall(steps: Sequence[Progressed]) -> Table | None:
    if not steps:
        return None
    metrics = _columns(steps)
    rows = [
        [
            Cell(step.entry.name), Cell(name(step.entry.split)), Cell(plots.grouped(step.evaluation.n)),
            *(_cell(shown(metric, step.evaluation.overall.get(metric, NOTHING))) for metric in metrics),
        ]
        for step in steps
    ]  # fmt: skip
    header = ["checkpoint", "split", "problems", *(_called(metric) for metric in metrics)]
    return Table(f"Evaluations, with {steps[-1].evaluation.confidence:.0%} intervals", header, rows)


def _called(metric: str) -> str:
    return metric.replace("_", " ")


def _cell(text: str) -> Cell:
    """An estimate as `train.evaluation.shown` writes it, its interval set below it."""
    number, _, interval = text.replace(" %", f"{THIN}%").replace("-", "\u2212").partition(" [")
    return Cell(number, interval.removesuffix("]").replace(", ", " to "))


def _changes(steps: Sequence[Progressed]) -> Table | None:
    told = [step for step in steps if step.since is not None]
    if not told:
        return None
    metrics = [metric for metric in told[-1].since.differences if told[-1].since is not None] if told[-1].since else []
    rows = [
        [
            Cell(step.entry.name), Cell(plots.grouped(step.since.common if step.since else 0)),
            *(_cell(change(step.since, metric) or "–") for metric in metrics),
        ]
        for step in told
    ]  # fmt: skip
    caption = "Change since the evaluation before, in percentage points, paired by problem"
    return Table(caption, ["checkpoint", "common problems", *(_called(metric) for metric in metrics)], rows)


def _meanings(steps: Sequence[Progressed]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for metric in _columns(steps):
        key = f"{metric.partition('@')[0]}@k" if metric.startswith(("pass@", "majority@")) else metric
        if key in MEANING:
            found[_called(metric)] = MEANING[key]
    return list(found.items())


def _levels(steps: Sequence[Progressed]) -> list[tuple[str, str]]:
    """Pass@1 by level: a plot for the greedy completion and one for samples, a line an evaluation."""
    found = []
    for metric, title in ((GREEDY, "Greedy pass@1 by level"), (SAMPLED, "Sampled pass@1 by level")):
        series = []
        for step in steps:
            by = {level: values[metric] for level, values in step.evaluation.by["level"].items() if metric in values}
            levels = sorted((level for level in by if by[level].value is not None), key=int)
            if levels:
                share = [by[level].value or 0.0 for level in levels]
                low = [_or_nan(by[level].low) for level in levels]
                high = [_or_nan(by[level].high) for level in levels]
                series.append(Line(step.entry.name, [int(level) for level in levels], share, low, high))
        if series and any(len(line.x) > 1 for line in series):
            drawn = plots.lines(
                series, title, "level", "", width=_WIDTH, height=_HEIGHT, y_range=(0.0, 1.0), y_format=plots.percent
            )
            found.append((title, drawn))
    return found


def _or_nan(value: float | None) -> float:
    return nan if value is None else value


def _families(steps: Sequence[Progressed]) -> Table | None:
    """Greedy pass@1 of each family after each stage."""
    if not steps:
        return None
    names = sorted({family for step in steps for family in step.evaluation.by["family"]})
    rows = []
    for family in names:
        cells = [Cell(name(family)), Cell(plots.grouped(_of(steps[-1], family, TOKENS).n))]
        for step in steps:
            estimate = _of(step, family, GREEDY)
            heat = None if estimate.value is None else round(100 * estimate.value)
            cells.append(replace(_cell(shown(GREEDY, estimate)), heat=heat))
        rows.append(cells)
    return Table("Greedy pass@1 by family", ["family", "problems", *(step.entry.name for step in steps)], rows)


def _of(step: Progressed, family: str, metric: str) -> Any:
    return step.evaluation.by["family"].get(family, {}).get(metric, NOTHING)


def _reasons(steps: Sequence[Progressed]) -> list[Table]:
    """Why greedy completions of the last evaluation were right or wrong, and what was wrong with their form."""
    if not steps:
        return []
    last = steps[-1]
    found = []
    for caption, counts in (
        (f"Verdicts after {last.entry.name}", last.evaluation.reasons),
        (f"Form after {last.entry.name}", last.evaluation.forms),
    ):
        rows = [[Cell(name(reason)), Cell(plots.grouped(count))] for reason, count in counts.items()]
        found.append(Table(caption, ["reason", "completions"], rows))
    return found


# ── how it went ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _stage(run: RunFolder, stage: StageState, columns: Columns) -> Stage:
    known = columns.get(stage.name, {})
    said = (
        f"{plots.grouped(stage.steps)} of {plots.grouped(stage.planned)} steps in {_duration(stage.seconds)}; "
        f"{_status_of(stage)}."
    )
    return Stage(stage.name, said, _drawn(known), _mixes(known), _rollouts(run, stage.name))


def _drawn(known: Mapping[str, Series]) -> list[tuple[str, str]]:
    found = []
    told: set[str] = set()
    for plot in _PLOTS:
        names = {metric: called for metric, called in plot.names.items() if metric in known}
        told |= set(plot.names)
        if names and not (plot.names.keys() & set(_QUIET) and _nothing_happened(known, plot)):
            found.append((plot.title, _lines(plot, names, known)))
        if "reward/mean" in names:
            parts = sorted(metric for metric in known if metric.startswith("rewards/"))
            shown_parts = {metric: metric.removeprefix("rewards/") for metric in parts}
            if parts:
                parted = _Plot("Parts of the reward, before their weights", "score", shown_parts)
                found.append((parted.title, _lines(parted, shown_parts, known)))
            if "groups/dead" in known:
                dead = {"groups/all_wrong": "all wrong", "groups/all_right": "all right"}
                there = {metric: called for metric, called in dead.items() if metric in known}
                title = "Groups that teach nothing"
                found.append((title, _area(title, {called: known[metric] for metric, called in there.items()})))
    for metric in sorted(known):
        if metric not in told and not metric.startswith(_ELSEWHERE):
            plot = _Plot(_called(metric), "", {metric: metric})
            found.append((name(plot.title), _lines(plot, plot.names, known)))
    return found


def _nothing_happened(known: Mapping[str, Series], plot: _Plot) -> bool:
    """All of its values are 0; of a gate, that it never rolled again."""
    if "gate/rolled" in plot.names:
        return max(known.get("gate/rounds", Series([0], [1.0])).values, default=1.0) <= 1
    return not any(value for metric in plot.names for value in known.get(metric, Series()).values)


def _lines(plot: _Plot, names: Mapping[str, str], known: Mapping[str, Series]) -> str:
    values = [value for metric in names for value in known[metric].values if isfinite(value)]
    return plots.lines(
        [_line(called, known[metric]) for metric, called in names.items()], plot.title, "step", plot.unit, width=_WIDTH,
        height=_HEIGHT, y_range=(0.0, 1.0) if plot.share else _range(values, plot.unit == "seconds"),
        y_format=plots.percent if plot.share else _axis,
    )  # fmt: skip


def _range(values: Sequence[float], timed: bool) -> tuple[float, float] | None:
    """The vertical axis: from 0 where the values come near it or stand still, else as the data have it. Of times, the
    steps that compiled are cut off, or nothing else could be seen."""
    least, most = min(values, default=0.0), max(values, default=0.0)
    if timed and most > _OUTLIER * median(values):
        return 0.0, 2 * median(values)
    if least >= 0 and most > 0 and (least < 0.5 * most or least == most):
        return 0.0, most
    return None


def _axis(value: float) -> str:
    if value and abs(value) < 1e-3:
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}".replace("-", "\u2212")
    return plots.short(value)


def _line(called: str, series: Series) -> Line:
    """A series as it is drawn: as it is where it is short, else by stretches with their least and greatest value."""
    long = len(series.steps)
    if long <= _POINTS:
        return Line(called, series.steps, series.values)
    x, mean, low, high = [], [], [], []
    for stretch in _stretches(long, _POINTS):
        there = [series.values[k] for k in stretch if isfinite(series.values[k])]
        x.append(series.steps[stretch[len(stretch) // 2]])
        mean.append(sum(there) / len(there) if there else nan)
        low.append(min(there, default=nan))
        high.append(max(there, default=nan))
    return Line(called, x, mean, low, high)


def _stretches(long: int, most: int) -> list[range]:
    size = ceil(long / most)
    return [range(start, min(start + size, long)) for start in range(0, long, size)]


def _area(title: str, series: Mapping[str, Series]) -> str:
    """Shares over the steps, one upon the other; a step at which a share was not logged has none of it."""
    steps = sorted({step for one in series.values() for step in one.steps})
    stretches = _stretches(len(steps), _BINS)
    middle = [steps[stretch[len(stretch) // 2]] for stretch in stretches]
    laid = []
    for called, one in series.items():
        at = dict(zip(one.steps, one.values))
        values = [at.get(step, 0.0) for step in steps]
        laid.append(
            Line(called, middle, [sum(values[k] for k in stretch) / len(stretch) for stretch in stretches])
        )  # fmt: skip
    return plots.stacked_area(laid, title, "step", "", width=_WIDTH, height=_HEIGHT, y_format=plots.percent)


def _mixes(known: Mapping[str, Series]) -> list[tuple[str, str]]:
    """What the curriculum drew: shares of levels and families over the steps, then its other numbers."""
    found = []
    for prefix, title, label in (
        ("curriculum/level/", "Levels drawn", "level {}"), ("curriculum/family/", "Families drawn", "{}"),
        ("curriculum/pool/", "Pools of prompts", "{}"),
    ):  # fmt: skip
        series = {
            label.format(metric.removeprefix(prefix)): one
            for metric, one in known.items()
            if metric.startswith(prefix) and any(one.values)
        }
        if series:
            order = sorted(series) if "level" in prefix else sorted(series, key=lambda key: (-_mean(series[key]), key))
            found.append((title, _area(title, _fewer({key: series[key] for key in order}))))
    shares = ("curriculum/level/", "curriculum/family/", "curriculum/pool/")
    for metric in sorted(known):
        if metric.startswith("curriculum/") and not metric.startswith((*shares, "curriculum/epoch")):
            called = metric.removeprefix("curriculum/").replace("_", " ")
            plot = _Plot(f"Curriculum: {called}", "", {metric: called})
            found.append((name(plot.title), _lines(plot, plot.names, known)))
    return found


def _mean(series: Series) -> float:
    there = [value for value in series.values if isfinite(value)]
    return sum(there) / len(there) if there else 0.0


def _fewer(series: dict[str, Series]) -> dict[str, Series]:
    """The first series, and the rest of them as one."""
    if len(series) <= _APART + 1:
        return series
    names = list(series)
    rest: dict[int, float] = {}
    for called in names[_APART:]:
        for step, value in zip(series[called].steps, series[called].values):
            rest[step] = rest.get(step, 0.0) + (value if isfinite(value) else 0.0)
    steps = sorted(rest)
    others = Series(steps, [rest[step] for step in steps])
    return {called: series[called] for called in names[:_APART]} | {f"{len(names) - _APART} others": others}


def _rollouts(run: RunFolder, stage: str) -> list[tuple[int, list[Shown]]]:
    """Rollouts of the first, a middle and the last step that kept any."""
    by_step: dict[int, list[dict[str, Any]]] = {}
    for row in read_rollouts(run.path, stage):
        by_step.setdefault(row["step"], []).append(row)
    steps = sorted(by_step)
    if not steps:
        return []
    places = sorted({round(k * (len(steps) - 1) / (_STEPS_SHOWN - 1)) for k in range(_STEPS_SHOWN)})
    return [(steps[k], [_rollout(row) for row in _varied(by_step[steps[k]])]) for k in places]


def _varied(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some of the rows: one of each outcome first, so that a page shows more than one kind."""
    chosen: list[dict[str, Any]] = []
    for outcome in (True, False, None):
        chosen += [row for row in rows if row.get("correct") is outcome][:1]
    chosen += [row for row in rows if row not in chosen]
    return chosen[:_ROLLOUTS_SHOWN]


def _rollout(row: Mapping[str, Any]) -> Shown:
    outcome = {True: "correct", False: "wrong", None: "not judged"}[row.get("correct")]
    facts = [
        outcome, f"reward {_score(row.get('total'))}", f"advantage {_score(row.get('advantage'))}",
        f"{plots.grouped(row.get('tokens') or 0)} tokens" + ("" if row.get("stopped", True) else ", cut off"),
    ]  # fmt: skip
    place = [name(row[key]) for key in ("family",) if row.get(key)] + (
        [f"level {row['level']}"] if row.get("level") else []
    )
    texts = [
        ("problem", excerpt(str(row.get("prompt", "")), _TEXT)),
        ("completion", excerpt(str(row.get("completion", "")), _TEXT)),
    ]
    if row.get("gold") is not None:
        texts.append(("right answer", excerpt(str(row["gold"]), _TEXT)))
    parts = [
        (name(reward), _score(part.get("score")), name(part.get("reason", "")))
        for reward, part in (row.get("parts") or {}).items()
    ]
    return Shown("; ".join([", ".join(place), *facts] if place else facts), texts, parts)


def _score(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "–" if value is None else name(value)
    return f"{value:.3g}".replace("-", "\u2212")


# ── what it was made of ───────────────────────────────────────────────────────────────────────────────────────────────


def _facts(run: RunFolder) -> list[tuple[str, str]]:
    state, model = run.state, run.state.model
    trainable, parameters = model.get("trainable"), model.get("parameters")
    found = [
        ("model", name(model.get("name", run.recipe.model.name))),
        ("weights", name(run.recipe.model.weights or "random at the beginning")),
        ("parameters", plots.grouped(parameters) if isinstance(parameters, int) else ""),
        ("trained", plots.grouped(trainable) if isinstance(trainable, int) and trainable != parameters else ""),
        ("numbers", name(model.get("dtype", "") or "not stated")),
        ("devices", ", ".join(visible(str(model[key])) for key in ("device", "mesh") if model.get(key))),
        ("corpus", visible(state.corpus.path)),
        ("its manifest", f"sha256:{visible(state.corpus.manifest_sha256)}"),
        ("tokenizer", f"sha256:{visible(state.tokenizer_sha256)}" if state.tokenizer_sha256 else ""),
        ("seed", str(state.seed)),
    ]
    return [(label, value) for label, value in found if value]


def _left_out(run: RunFolder) -> Table | None:
    counts = run.state.left_out
    if not any(counts.values()):
        return None
    rows = [[Cell(name(reason.replace("_", " "))), Cell(plots.grouped(count))] for reason, count in counts.items()]
    return Table("Rows of the train split that were not trained on", ["reason", "rows"], rows)
