"""``curate build``: a domain or a recipe in, a corpus out."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import click

from curate.cli import EXIT_CODES, hear_no_interrupt
from curate.errors import EXIT_INTERRUPTED, EXIT_NOTHING_KEPT


@click.command(name="build", short_help="Build a corpus from a domain or a recipe.", epilog=EXIT_CODES)
@click.argument("what", metavar="DOMAIN|RECIPE.toml")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the corpus.  [default: corpora/DOMAIN]")
@click.option("--rows", type=click.IntRange(min=0), help="Rows to generate.  [default: the recipe's]")
@click.option("--from", "paths", multiple=True, metavar="PATH", help="File, folder or glob to build from; repeatable. "
              "The corpus's only sources, unless --with-generated.")  # fmt: skip
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN,…", help="Where --from rows have which field, "
              "such as question=Q,answer=A,reasoning=R.")  # fmt: skip
@click.option("--adapter", help="Row layout of --from, when detection is not wanted.")
@click.option("--licence", help="Licence of the rows of --from.")
@click.option("--with-generated", is_flag=True, help="Add generated problems to the rows of --from.")
@click.option("--skip", multiple=True, metavar="STAGE", help="Leave a stage out, such as decontaminate; repeatable.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Set a key of the recipe, such as "
              "stages.quality.max_answer=400; repeatable.")  # fmt: skip
@click.option("--seed", type=int, help="The only source of randomness.  [default: the recipe's]")
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: one a core]")
@click.option("--batch-rows", type=click.IntRange(min=1), help="Rows in a unit of work; changes no byte.  "
              "[default: 2000]")  # fmt: skip
@click.option("--resume", is_flag=True, help="Continue a build that was stopped.")
@click.option("--force", is_flag=True, help="Replace an existing corpus.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def command(
    what: str,
    out: Path | None,
    rows: int | None,
    paths: tuple[str, ...],
    mapping: tuple[str, ...],
    adapter: str | None,
    licence: str | None,
    with_generated: bool,
    skip: tuple[str, ...],
    settings: tuple[str, ...],
    seed: int | None,
    workers: int | None,
    batch_rows: int | None,
    resume: bool,
    force: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Build a corpus: read, normalize, filter, decontaminate, verify, grade, deduplicate, split, and write Arrow shards
    with a data card.

    DOMAIN is an installed domain such as medical; RECIPE.toml is a recipe of yours (start from: curate recipe DOMAIN).
    """
    from curate.build import BATCH_ROWS, build
    from curate.cli.pairs import apply_settings, fields_and_columns
    from curate.cli.progress import progress
    from curate.engines.local import cores
    from curate.recipe import from_values, load, plain

    if (mapping or adapter or licence or with_generated) and not paths:
        raise click.UsageError("--map, --adapter, --licence and --with-generated go with --from PATH")
    recipe, base = load(what)
    values = plain(recipe)
    if rows is not None:
        values["rows"] = rows
        for source in values["sources"]:
            if source["kind"] == "generated":
                source.pop("rows", None)
    if seed is not None:
        values["seed"] = seed
    values["skip"] = [*values["skip"], *skip]
    apply_settings(values, settings)
    if paths:
        files: dict[str, Any] = {"kind": "files", "paths": list(paths), "map": fields_and_columns(mapping)}
        files |= {key: value for key, value in (("adapter", adapter), ("licence", licence)) if value}
        generated = [source for source in values["sources"] if source["kind"] == "generated"] or [{"kind": "generated"}]
        values["sources"] = [files, *(generated if with_generated else [])]
        base = Path.cwd()
    recipe = from_values(values, "the command line")

    folder = out or Path("corpora") / recipe.domain
    watched = progress(quiet)
    try:
        with watched:
            corpus = build(
                recipe, folder, base=base, workers=workers or cores(), batch_rows=batch_rows or BATCH_ROWS,
                resume=resume, force=force, progress=watched,
            )  # fmt: skip
    except KeyboardInterrupt:
        hear_no_interrupt()
        click.echo(f"interrupted; no corpus was written. Continue with:\n  {_command_to_go_on()}", err=True)
        return EXIT_INTERRUPTED
    from curate.cli.outcome import outcome, print_outcome, print_unread

    if as_json:
        click.echo(json.dumps(outcome(corpus, folder), indent=2, ensure_ascii=False))
    else:
        print_outcome(corpus, folder)
    print_unread(corpus, folder)
    if corpus.manifest["rows_kept"] == 0:
        click.echo(f"warning: no row was kept; see why: curate rejected {shlex.quote(str(folder))}", err=True)
        return EXIT_NOTHING_KEPT
    return 0


def _command_to_go_on() -> str:
    given = click.get_current_context().find_root().obj or ()
    return shlex.join(["curate", *given, *(() if "--resume" in given else ("--resume",))])
