"""``curate eval``: a run's checkpoint on rows that it has not seen."""

from __future__ import annotations

import json
from pathlib import Path

import click

from curate.cli import EXIT_CODES


@click.command(name="eval", short_help="Evaluate a trained model.", epilog=EXIT_CODES)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--split", default="test", show_default=True, type=click.Choice(("train", "validation", "test")))
@click.option("--stage", help="Checkpoint of this stage, such as 1-sft; start is the model before training.  "
              "[default: the last]")  # fmt: skip
@click.option("--step", type=click.IntRange(min=0), help="Checkpoint of this step.  [default: the stage's last]")
@click.option("--corpus", type=click.Path(path_type=Path), help="Another corpus than it was trained on.")
@click.option("--rows", type=click.IntRange(min=1), help="At most so many problems.  [default: the recipe's]")
@click.option("--samples", type=click.IntRange(min=0), help="Completions a problem besides the greedy one.  "
              "[default: the recipe's]")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), help="Of the samples.  [default: the recipe's]")
@click.option("--format", "form", default="terminal", show_default=True,
              type=click.Choice(("terminal", "markdown", "json")), help="How to print it.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--verbose", is_flag=True, help="Let the libraries speak.")
def command(
    run: Path,
    split: str,
    stage: str | None,
    step: int | None,
    corpus: Path | None,
    rows: int | None,
    samples: int | None,
    seed: int | None,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Evaluate a checkpoint of RUN: greedy and sampled pass@1, pass@k, majority@k, format, arithmetic of the reasoning,
    by level, family and source, each with its interval. The result is kept in the run. Rows that the model was trained
    on are refused.
    """
    from train.cli.extra import require_extra
    from train.cli.progress import progress
    from train.cli.quiet import quiet as without_noise
    from train.folder import RunFolder

    RunFolder.open(run)
    require_extra()
    with without_noise(verbose):
        from train.request import Checkpoint, EvaluateRequest
        from train.run import evaluate_run

        watched = progress(quiet)
        with watched:
            evaluation = evaluate_run(
                EvaluateRequest(
                    Checkpoint(run, stage, step), split=split, corpus=corpus, rows=rows, samples=samples, seed=seed
                ),
                watched,
            )
    if form == "json":
        click.echo(json.dumps(evaluation.as_json(), indent=2, ensure_ascii=False))
    elif form == "markdown":
        from train.evaluation import markdown

        click.echo(markdown(evaluation), nl=False)
    else:
        from train.cli.tables import print_evaluation

        print_evaluation(evaluation)
