"""Where rows come from: `generated`, `files` and `hub`. A recipe's source options go in, a `Source` comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from curate.domain import load_domain
from curate.sources.contract import Source, Task

if TYPE_CHECKING:
    from curate.recipe import Recipe, SourceOptions


def open_source(options: SourceOptions, recipe: Recipe, base: Path) -> Source:
    """The source that a recipe describes.

    Args:
        base: folder against which relative paths are read.

    Raises:
        InputError: there is nothing to read.
        RecipeError: an unknown family, adapter or mapping role.
        UnreachableError: a remote set can't be reached.
    """
    if options.kind == "generated":
        from curate.sources.generated import GeneratedSource

        return GeneratedSource(
            load_domain(recipe.domain),
            recipe.rows if options.rows is None else options.rows,
            recipe.seed,
            families=options.families,
            levels=options.levels,
            multiple_choice=options.multiple_choice,
        )
    if options.kind == "files":
        from curate.sources.files import FilesSource

        return FilesSource(
            [base / Path(path).expanduser() for path in options.paths],
            recipe.domain,
            mapping=options.map,
            adapter=options.adapter,
            licence=options.licence,
            label=options.name,
            allow=options.allow,
        )
    from curate.sources.hub import hub_source

    return hub_source(options, load_domain(recipe.domain), base)


__all__ = ["Source", "Task", "open_source"]
