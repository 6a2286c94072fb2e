"""``curate fingerprint``: files of a benchmark in, one ``.fp`` file out; or what a fingerprint says of its set."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from curate.fingerprints import Header, Item
    from curate.sources.files import FilesSource


@click.command(name="fingerprint", short_help="Make or list benchmark fingerprints for decontamination.")
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--name", help="Short name of the set; a row that is in it is rejected as NAME#ITEM.")
@click.option("--licence", help="Licence of the set, an SPDX identifier such as MIT where there is one.")
@click.option("--version", help="Release or commit of the set.  [default: a hash of its files]")
@click.option("--homepage", default="", help="Where the set comes from.")
@click.option("--note", default="", help="What of the set this is.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write.  [default: NAME.fp]")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN,…", help="Where the rows have which field; "
              "question alone is enough; choices (with answer) and passage help.")  # fmt: skip
@click.option("--adapter", help="Row layout, when detection is not wanted.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.option("--list", "listed", is_flag=True, help="List the sets that come with curate.")
@click.option("--show", is_flag=True, help="Print what the named .fp files, or shipped sets, say of themselves.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def command(
    files: tuple[str, ...],
    name: str | None,
    licence: str | None,
    version: str | None,
    homepage: str,
    note: str,
    out: Path | None,
    mapping: tuple[str, ...],
    adapter: str | None,
    force: bool,
    listed: bool,
    show: bool,
    as_json: bool,
) -> None:
    """Make the fingerprint of a benchmark from FILE…, so that a build can tell its questions without having them.

    No text of the set is in the file, only hashes of word n-grams. Files, folders and globs are read as curate build
    --from reads them. Name the result in a recipe, by its path from the recipe's folder:

    \b
      [stages.decontaminate]
      benchmarks = ["default", "my.fp"]
    """
    if listed or show:
        if listed and files:
            raise click.UsageError("--list takes no file; to see what is in one: curate fingerprint FILE.fp --show")
        if show and not files:
            raise click.UsageError("--show wants FILE.fp or the name of a shipped set")
        _print(_shipped() if listed else [_described(file) for file in files], as_json)
        return
    if not files:
        raise click.UsageError("name the files of the set, or see the shipped sets with --list")
    if not name or not licence:
        raise click.UsageError("--name and --licence are needed: the file says what it is made from, on what terms")
    _make(files, name, licence, version, homepage, note, out or Path(f"{name}.fp"), mapping, adapter, force, as_json)


def _make(
    files: Sequence[str],
    name: str,
    licence: str,
    version: str | None,
    homepage: str,
    note: str,
    out: Path,
    mapping: tuple[str, ...],
    adapter: str | None,
    force: bool,
    as_json: bool,
) -> None:
    from curate.cli.pairs import fields_and_columns
    from curate.cli.text import number_of
    from curate.errors import OutputError
    from curate.fingerprints import build_fingerprint, save
    from curate.fingerprints.format import SUFFIX
    from curate.sources.files import FilesSource

    if out.suffix != SUFFIX:
        raise click.UsageError(f"a recipe knows such a file by its ending; write --out {out.stem}{SUFFIX}")
    if out.exists() and not force:
        raise OutputError(f"{out} exists already", remedy="replace it with --force, or choose another name with --out")
    columns = fields_and_columns(mapping)
    if "question" in columns and "choices" not in columns:
        columns.setdefault("answer", columns["question"])
    source = FilesSource(files, "", mapping=columns, adapter=adapter, label=name,
                         allow=("evaluation", "non_commercial"))  # fmt: skip
    rows: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    items = list(_items(source, rows, unread))
    fingerprint = build_fingerprint(
        items,
        name=name,
        version=version or _revision(source.describe()["files"]),
        licence=licence,
        homepage=homepage,
        files=[(file["file"], rows[file["file"]]) for file in source.describe()["files"]],
        note=note,
    )
    save(fingerprint, out)
    size = out.stat().st_size
    if as_json:
        values = _as_values(fingerprint.header, size) | {"file": str(out), "unread": dict(unread)}
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    items_and_texts = f"{number_of(fingerprint.header.items, 'item')}, {number_of(fingerprint.units, 'text')}"
    click.echo(f"{out}: {items_and_texts}, {size:,} bytes")
    if unread:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in unread.most_common())
        without = number_of(unread.total(), "row")
        click.echo(f"warning: no question to fingerprint in {without}: {reasons}", err=True)
    click.echo(f'next:  in a recipe, [stages.decontaminate] benchmarks = ["default", "{out}"]')


def _items(source: FilesSource, rows: Counter[str], unread: Counter[str]) -> Iterator[Item]:
    """The set's items, numbered over its files; a row that can't be read keeps its number and has no text."""
    from curate.fingerprints import Item

    number = 0
    for task in source.tasks(2_000):
        loaded = task.load()
        in_order = [*loaded.kept.to_pylist(), *loaded.rejected.to_pylist()]
        for row in sorted(in_order, key=lambda row: int(row["provenance"]["row"])):
            number += 1
            rows[row["provenance"]["file"]] += 1
            if row.get("reason"):
                unread[row["reason"]] += 1
                yield Item(number, "")
                continue
            end = int(json.loads(row["metadata"] or "{}").get("passage_end", 0))
            question = row["question"]
            yield Item(number, question[end:], tuple(row["choices"] or ()), question[:end].rstrip("\n"))


def _revision(files: Sequence[Mapping[str, Any]]) -> str:
    if len(files) == 1:
        return str(files[0]["revision"])
    return "sha256:" + hashlib.sha256("\n".join(str(file["revision"]) for file in files).encode()).hexdigest()


def _shipped() -> list[dict[str, Any]]:
    from curate.fingerprints import shipped
    from curate.fingerprints.building import DATA
    from curate.fingerprints.format import SUFFIX

    return [_as_values(header, (DATA / f"{header.name}{SUFFIX}").stat().st_size) for header in shipped()]


def _described(named: str) -> dict[str, Any]:
    from curate.fingerprints import load
    from curate.fingerprints.building import DATA
    from curate.fingerprints.format import SUFFIX

    path = Path(named)
    if not path.exists() and not named.endswith(SUFFIX) and "/" not in named:
        path = DATA / f"{load(named).header.name}{SUFFIX}"
    fingerprint = load(path)
    return _as_values(fingerprint.header, path.stat().st_size) | {"texts": fingerprint.units}


def _as_values(header: Header, size: int) -> dict[str, Any]:
    from dataclasses import asdict

    return {key: value for key, value in asdict(header).items() if value != ""} | {"bytes": size}


def _print(sets: Sequence[dict[str, Any]], as_json: bool) -> None:
    from curate.cli.text import printable, table

    if as_json:
        click.echo(json.dumps(sets, indent=2, ensure_ascii=False))
        return
    if len(sets) > 1:
        columns = ("name", "domain", "items", "bytes", "version", "licence")
        rows = [[described.get(column, "") for column in columns] for described in sets]
        for row in rows:
            row[4] = str(row[4])[:12]
        click.echo(table(columns, rows))
        return
    for described in sets:
        for key, value in described.items():
            if key == "files":
                value = ", ".join(f"{file} ({rows:,})" for file, rows in value)
            shown = f"{value:,}" if isinstance(value, int) else printable(str(value))
            click.echo(f"{key:<9} {shown}")
