"""``curate train``: a domain or a corpus in, a run out."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curate.cli import EXIT_CODES, hear_no_interrupt
from curate.errors import EXIT_INTERRUPTED

if TYPE_CHECKING:
    from train.recipe import Recipe


@click.command(name="train", short_help="Train a reasoning model on a corpus.", epilog=EXIT_CODES)
@click.argument("what", metavar="DOMAIN|CORPUS|RUN")
@click.option("--recipe", "recipe_name", metavar="NAME|FILE", help="Training recipe.  [default: tiny]")
@click.option("--model", help="Model, such as gemma3-1b.  [default: the recipe's]")
@click.option("--weights", metavar="DIR|ID", help="Folder of safetensors, or id on the hub.")
@click.option("--mesh", metavar="fsdp=N,tp=M", help="How devices share the work.  [default: chosen]")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run.  [default: runs/CORPUS-RECIPE]")
@click.option("--seed", type=click.IntRange(min=0), help="The only source of randomness.  [default: the recipe's]")
@click.option("--budget", metavar="TIME", help="Time for everything, such as 9h or 20m: stages are cut to fit, and the "
              "end is always evaluated.")  # fmt: skip
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Set a key of the recipe, such as "
              "stages.sft.steps=200; repeatable.")  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--force", is_flag=True, help="Replace an existing run.")
@click.option("--print", "only_print", is_flag=True, help="Print the effective recipe, and train nothing.")
@click.option("--plan", "only_plan", is_flag=True, help="Print what it will take, and train nothing.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--verbose", is_flag=True, help="Let the libraries speak.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def command(
    what: str,
    recipe_name: str | None,
    model: str | None,
    weights: str | None,
    mesh: str | None,
    out: Path | None,
    seed: int | None,
    budget: str | None,
    settings: tuple[str, ...],
    resume: bool,
    force: bool,
    only_print: bool,
    only_plan: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> int:
    """Train a reasoning model: tokenizer, supervised fine-tuning, reinforcement, with an evaluation before and after
    each stage, and a report.

    DOMAIN is an installed domain such as medical, whose corpus is built first where it is not there; CORPUS is a folder
    that curate build wrote; RUN is a run that was stopped, with --resume.
    """
    from train.budget import seconds_of
    from train.cli.corpora import corpus_folder, make_corpus
    from train.cli.extra import require_extra
    from train.cli.progress import progress
    from train.cli.quiet import quiet as without_noise
    from train.folder import RunFolder, find_runs, refuse_overwriting
    from train.recipe import to_toml

    if resume and force:
        raise click.UsageError("--resume goes on with a run, --force replaces it: not both")
    seconds = None if budget is None else seconds_of(budget)
    place = out or (Path(what) if resume and find_runs(Path(what)) == [Path(what)] else None)
    begun = None
    if resume and recipe_name is None and place is not None and find_runs(place) == [place]:
        begun = RunFolder.open(place)
    changes = {"name": model, "weights": weights, "mesh": mesh}
    recipe = effective(begun.recipe if begun else recipe_name, changes, seed, settings)
    if only_print:
        click.echo(to_toml(recipe), nl=False)
        return 0
    if begun is not None and place == Path(what):
        corpus, domain = Path(begun.state.corpus.path), None
    else:
        corpus, domain = corpus_folder(what, recipe)
    place = place or Path("runs") / _run_name(corpus, recipe)
    if not only_plan:
        refuse_overwriting(place, resume=resume, force=force)
    require_extra()
    make_corpus(corpus, domain, recipe, quiet)

    with without_noise(verbose):
        from train.request import TrainRequest
        from train.run import plan, train

        request = TrainRequest(recipe, corpus, place, resume=resume, force=force, budget=seconds)
        watched = progress(quiet)
        if only_plan:
            with watched:
                lines = plan(request, watched)
            click.echo("\n".join(lines))
            return 0
        try:
            with watched:
                outcome = train(request, watched)
        except KeyboardInterrupt:
            hear_no_interrupt()
            click.echo(f"interrupted; what was saved is kept. Go on with:\n  {_command_to_go_on(place)}", err=True)
            return EXIT_INTERRUPTED
    from train.cli.tables import course_of, print_course

    run = RunFolder.open(outcome.folder)
    if as_json:
        shown = {"run": str(outcome.folder), "shortened": list(outcome.shortened), "evaluations": course_of(run)}
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        print_course(run)
        folder = shlex.quote(str(outcome.folder))
        click.echo(f"report: {outcome.folder / 'report.html'}")
        click.echo(f"next:   curate ask {folder} 'QUESTION'")
        click.echo(f"        curate export {folder} --to hf")
    if outcome.shortened:
        click.echo(f"the budget cut short: {', '.join(outcome.shortened)}", err=True)
    return 0


def effective(
    base: Recipe | str | None, changes: dict[str, str | None], seed: int | None, settings: tuple[str, ...]
) -> Recipe:
    """The recipe with all that the command line changes.

    Args:
        base: a recipe, or the name of one or its file; the default when None.
        changes: keys of its model table; None leaves a key as it is.
    """
    from train.cli.settings import apply
    from train.recipe import DEFAULT, from_values, load, plain

    values: dict[str, Any] = plain(base if base is not None and not isinstance(base, str) else load(base or DEFAULT))
    values["model"] |= {key: value for key, value in changes.items() if value is not None}
    if seed is not None:
        values["seed"] = seed
    apply(values, settings)
    return from_values(values, "the command line")


def _run_name(corpus: Path, recipe: Recipe) -> str:
    name = corpus.resolve().name
    return name if name.endswith(f"-{recipe.name}") else f"{name}-{recipe.name}"


def _command_to_go_on(place: Path) -> str:
    given = click.get_current_context().find_root().obj or ()
    budget = [part for k, part in enumerate(given) if part == "--budget" or (k and given[k - 1] == "--budget")]
    return shlex.join(["curate", "train", str(place), "--resume", *budget])
