"""``curate export``: a trained model in the layout of others."""

from __future__ import annotations

from pathlib import Path

import click

from curate.cli import EXIT_CODES


@click.command(name="export", short_help="Write a trained model for transformers or Tunix.", epilog=EXIT_CODES)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--to", required=True, type=click.Choice(("hf", "tunix")), help="hf: merged safetensors, configuration "
              "and tokenizer, as transformers loads them; tunix: actor/STEP/model_params.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write.  [default: RUN/export-hf or -tunix]")
@click.option("--stage", help="Checkpoint of this stage.  [default: the last]")
@click.option("--step", type=click.IntRange(min=0), help="Checkpoint of this step.  [default: the stage's last]")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.option("--verbose", is_flag=True, help="Let the libraries speak.")
def command(
    run: Path, to: str, out: Path | None, stage: str | None, step: int | None, force: bool, verbose: bool
) -> None:
    """Write the model of RUN, an adapter merged into its weights."""
    from train.cli.extra import require_extra
    from train.cli.quiet import quiet as without_noise
    from train.folder import RunFolder

    RunFolder.open(run)
    require_extra()
    place = out or run / f"export-{to}"
    with without_noise(verbose):
        from train.request import Checkpoint, ExportRequest
        from train.run import export_run

        export_run(ExportRequest(Checkpoint(run, stage, step), to, place, force=force))
    click.echo(f"exported: {place}")
