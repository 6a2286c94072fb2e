"""``curate grade``: a corpus whose difficulty is what a trained model finds difficult."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from curate.cli import EXIT_CODES


@click.command(name="grade", short_help="Re-estimate a corpus's difficulty by a model's pass rate.", epilog=EXIT_CODES)
@click.argument("corpus", metavar="CORPUS", type=click.Path(path_type=Path))
@click.option("--run", "run", required=True, type=click.Path(path_type=Path), help="Run whose model is asked.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the new corpus.  [default: CORPUS-graded]")
@click.option("-k", "k", default=8, show_default=True, type=click.IntRange(min=1), help="Samples a problem.")
@click.option("--stage", help="Checkpoint of this stage.  [default: the last]")
@click.option("--step", type=click.IntRange(min=0), help="Checkpoint of this step.  [default: the stage's last]")
@click.option("--seed", type=click.IntRange(min=0), help="Of the samples.")
@click.option("--force", is_flag=True, help="Replace an existing corpus.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--verbose", is_flag=True, help="Let the libraries speak.")
def command(
    corpus: Path,
    run: Path,
    out: Path | None,
    k: int,
    stage: str | None,
    step: int | None,
    seed: int | None,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write a new version of CORPUS: the same rows, and difficulty 1 - (successes + 1)/(k + 2) over k samples of the
    run's model, with k, successes, model and prompt recorded in each row."""
    from curate.corpus import Corpus
    from train.cli.extra import require_extra
    from train.cli.progress import progress
    from train.cli.quiet import quiet as without_noise
    from train.folder import RunFolder

    Corpus.open(corpus)
    RunFolder.open(run)
    require_extra()
    place = out or corpus.with_name(f"{corpus.resolve().name}-graded")
    with without_noise(verbose):
        from train.request import Checkpoint, GradeRequest
        from train.run import grade_run

        watched = progress(quiet)
        with watched:
            grade_run(GradeRequest(Checkpoint(run, stage, step), corpus, place, k=k, seed=seed, force=force), watched)
    shown = shlex.quote(str(place))
    click.echo(f"graded: {place}")
    click.echo(f"next:   curate check {shown}")
    click.echo(f"        curate train {shown}")
