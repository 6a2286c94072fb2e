"""``curate push``: a corpus to the Hugging Face hub, or to a folder laid out as there."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(name="push", short_help="Publish a corpus on the Hugging Face hub.")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.argument("repository", metavar="REPO")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--private", is_flag=True, help="Make a new repository private.")
@click.option("--revision", default="main", show_default=True, help="Branch; made where it is not there.")
@click.option("--message", default="Publish a corpus built by curate", show_default=True, help="Commit message.")
@click.option("--with-rejected", is_flag=True,
              help="Send the rejected rows too: they may hold benchmark questions and personal data.")  # fmt: skip
@click.option("--allow", multiple=True, metavar="LICENCE",
              help="Send rows of this licence although it forbids that, or is not known.")  # fmt: skip
@click.option("--force", is_flag=True, help="Into a repository that holds something else than a corpus.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes for the check.  [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print what is sent as JSON.")
def command(
    corpus: Path,
    repository: str,
    dry_run: bool,
    private: bool,
    revision: str,
    message: str,
    with_rejected: bool,
    allow: tuple[str, ...],
    force: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Check CORPUS and send it to REPO: owner/name on the hub, or a folder (./FOLDER) that is laid out as there.

    datasets.load_dataset(REPO) reads it. The token is that of hf auth login, or HF_TOKEN. Files of an earlier corpus
    that this one does not have are removed; no other file is. Rejected rows stay here unless asked for."""
    from curate.cli.text import number_of, printable, table
    from curate.corpus import Corpus
    from curate.engines.local import cores
    from curate.publish import plan, push
    from curate.publish.planning import is_folder
    from curate.publish.sending import files_in, require_token, stale

    if is_folder(repository):
        if private or revision != "main":
            raise click.UsageError(
                "a folder is neither private nor has branches: --private and --revision are the hub's"
            )
    elif not dry_run:
        require_token(repository)
    ready = plan(
        Corpus.open(corpus), repository, with_rejected=with_rejected, allow=allow, workers=workers or cores()
    )  # fmt: skip
    there = files_in(ready.folder) if ready.folder is not None and ready.folder.exists() else []
    removed = stale(ready, there)
    if as_json:
        told = {
            "repository": ready.repository,
            "sent": not dry_run,
            "files": [{"path": file.path, "bytes": file.size, "sha256": file.sha256} for file in ready.files],
            "removed": list(removed) if ready.folder is not None else None,
            "front_matter": ready.front_matter,
            "notices": list(ready.notices),
        }
    else:
        rows = [(file.path, file.size, file.sha256) for file in ready.files]
        click.echo(table(("file", "bytes", "sha256"), rows))
        click.echo(f"{number_of(len(ready.files), 'file')}, {ready.size:,} bytes")
        for path in removed:
            click.echo(f"removed: {printable(path)}")
        click.echo("\nfront matter of the card:")
        click.echo("\n".join(f"  {printable(line)}" for line in ready.front_matter.splitlines()))
        for notice in ready.notices:
            click.echo(click.style("note:", fg="yellow") + f" {printable(notice)}")
    if dry_run:
        if not as_json:
            hub = "; the hub was not asked what it holds" if ready.folder is None else ""
            click.echo(f"dry run: nothing was sent to {printable(ready.repository)}{hub}")
        else:
            click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    place = push(ready, private=private, revision=revision, message=message, force=force)
    if as_json:
        click.echo(json.dumps({**told, "place": place}, indent=2, ensure_ascii=False))
    else:
        click.echo(f"sent to {printable(place)}")
