"""``curate recipe``: the effective recipe."""

from __future__ import annotations

import click


@click.command(name="recipe", short_help="Print the effective recipe of a domain or a recipe file.")
@click.argument("what", metavar="DOMAIN|RECIPE.toml")
def command(what: str) -> None:
    """Print every key of a recipe with its value and meaning, as TOML that curate build takes back."""
    from curate.recipe import load, to_toml

    recipe, _ = load(what)
    click.echo(to_toml(recipe), nl=False)
