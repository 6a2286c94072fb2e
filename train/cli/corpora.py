"""The corpus that training is to begin with: a folder, or a domain whose corpus is built first where it is not there.

It is built by ``curate build`` in a process of its own: the trainer reads corpora and never builds them, and what a
build holds in memory is gone before a model is made.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curate.errors import InputError

if TYPE_CHECKING:
    from train.recipe import CorpusOptions, Recipe

_FOLDER = Path("corpora")


def corpus_folder(what: str, recipe: Recipe) -> tuple[Path, str | None]:
    """(folder of the corpus, domain to build it of where it is not there).

    Raises:
        InputError: it is neither a domain nor a folder.
    """
    from curate.domain import domain_names, suggestion
    from train.recipe import CorpusOptions

    if what in domain_names():
        own = recipe.corpus != CorpusOptions()
        return _FOLDER / (f"{what}-{recipe.name}" if own else what), what
    if Path(what).exists():
        return Path(what), None
    raise InputError(
        f"{what} is neither a domain nor a corpus", why=f"as a domain: {suggestion(what, domain_names())}",
        remedy="name the folder that curate build wrote, or a domain to have its corpus built",
    )  # fmt: skip


def make_corpus(folder: Path, domain: str | None, recipe: Recipe, quiet: bool) -> None:
    """Build the domain's corpus by the recipe, where it is not there yet; leave with the build's exit code if it fails.

    Raises:
        InputError: what is there was built otherwise than the recipe says.
    """
    from curate.corpus import MANIFEST, Corpus

    if domain is None:
        return
    if (folder / MANIFEST).exists():
        _refuse_another(Corpus.open(folder), domain, recipe.corpus)
        return
    click.echo(f"building the corpus first: {folder}", err=True)
    command = [sys.executable, "-m", "curate", "build", domain, "--out", str(folder), "--json"]
    command += build_options(domain, recipe.corpus) + (["--quiet"] if quiet else [])
    code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    if code:
        click.get_current_context().exit(code if code > 0 else 1)


def build_options(domain: str, options: CorpusOptions) -> list[str]:
    """The options of ``curate build`` that make the corpus that a training recipe asks for."""
    from curate.toml import inline

    given: list[str] = []
    if options.rows is not None:
        given += ["--rows", str(options.rows)]
    if options.seed is not None:
        given += ["--seed", str(options.seed)]
    source = _source(domain, options)
    if source:
        given += ["--set", f"sources={inline([{'kind': 'generated', **source}])}"]
    return given


def _source(domain: str, options: CorpusOptions) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if options.families.get(domain):
        wanted["families"] = list(options.families[domain])
    if options.levels:
        wanted["levels"] = list(options.levels)
    if options.multiple_choice is not None:
        wanted["multiple_choice"] = options.multiple_choice
    return wanted


def _refuse_another(corpus: Any, domain: str, options: CorpusOptions) -> None:
    recipe = corpus.manifest["recipe"]
    wanted = {key: value for key in ("rows", "seed") if (value := getattr(options, key)) is not None}
    found = {key: recipe.get(key) for key in wanted}
    source = _source(domain, options)
    if source:
        generated: dict[str, Any] = next((entry for entry in recipe["sources"] if entry["kind"] == "generated"), {})
        wanted, found = wanted | source, found | {key: generated.get(key) for key in source}
    differing = [
        f"{key} is {found[key]}, and the recipe says {wanted[key]}" for key in wanted if found[key] != wanted[key]
    ]
    if corpus.domain != domain:
        differing.insert(0, f"its domain is {corpus.domain}")
    if differing:
        raise InputError(
            "the corpus that is there was built otherwise than this recipe says", where=str(corpus.path),
            why="; ".join(differing),
            remedy=f"train on it as it is: curate train {corpus.path}; or move it away to have it built anew",
        )  # fmt: skip
