"""build(recipe) → Corpus: the whole pipeline, top to bottom.

    sources ─► read, adapt ─► normalize ─► language ─► quality ─► privacy ─► decontaminate ─► verify ─► grade   row by row
                                                                          ─► deduplicate ─► split ─► shards + card  whole

Row-wise work is cut into tasks, each written to the build's workspace when it is done, so that a build that stops goes
on where it was. The bytes of the corpus depend on the recipe, the inputs and the toolkit's version, and on nothing else.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from curate.corpus import Corpus, manifest_bytes
from curate.domain import load_domain
from curate.engines.local import map_in_order
from curate.errors import OutputError
from curate.recipe import Recipe, from_values, plain, portable
from curate.record import REJECTED, SCHEMA, SPLITS, replaced, to_json
from curate.shards import ShardWriter, write_dataset_files
from curate.sources import open_source
from curate.sources.contract import Source, Task
from curate.spill import Spilled, Workspace, read_spilled, write_atomically, write_spilled, writing
from curate.stages import deduplicate, joined, row_pipeline, run, split
from curate.stages.contract import Context
from curate.version import VERSION, versions

#: rows in a task; what a build does at a time in one worker
BATCH_ROWS = 2_000


class Progress(Protocol):
    """Told how far a build is; the terminal shows it."""

    def phase(self, name: str, rows: int | None) -> None:
        """A phase begins over so many rows, or an unknown number."""

    def advance(self, rows: int) -> None:
        """So many more rows are done."""

    def note(self, text: str) -> None:
        """Something that the user should know."""


class Silent:
    """Progress that nobody watches."""

    def phase(self, name: str, rows: int | None) -> None: ...

    def advance(self, rows: int) -> None: ...

    def note(self, text: str) -> None: ...


def build(
    recipe: Recipe,
    out: Path,
    *,
    base: Path | None = None,
    workers: int = 1,
    batch_rows: int = BATCH_ROWS,
    resume: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Corpus:
    """Build a corpus.

    Args:
        out: the corpus's folder; it must not exist unless `force`. The unfinished build stands in ``OUT.partial``.
        base: folder against which the recipe's relative paths are read; the current one when left out.
        workers, batch_rows: how the work is cut; they change no byte.
        resume: continue an unfinished build of the same recipe, inputs and version.

    Raises:
        InputError, RecipeError, OutputError, UnreachableError: see `curate.errors`. No half corpus is left at `out`.
    """
    progress = progress or Silent()
    base = base or Path.cwd()
    _refuse_overwriting(out, force)
    workspace = Workspace(out.with_name(out.name + ".partial"))
    sources = [open_source(options, recipe, base) for options in recipe.sources]
    described = [source.describe() for source in sources]

    plan = {"recipe": portable(recipe), "sources": described, "versions": versions(), "batch_rows": batch_rows}
    if workspace.begin(plan, resume):
        progress.note("continuing an unfinished build")

    files = _sift_rows(recipe, base, sources, workspace, workers, batch_rows, progress)
    duplicates = _find_duplicates(recipe, sources, files, workspace, progress)
    assigned = _assign_splits(recipe, files, duplicates)
    manifest = _write_corpus(recipe, described, files, duplicates, assigned, workspace, progress)
    write_atomically(workspace.corpus / "manifest.json", manifest_bytes(manifest))
    _write_card(workspace.corpus)
    _move_into_place(workspace, out)
    return Corpus.open(out)


def _refuse_overwriting(out: Path, force: bool) -> None:
    if not out.exists():
        return
    if not (out / "manifest.json").exists() and not (out.is_dir() and not any(out.iterdir())):
        raise OutputError(
            f"{out} exists and is not a corpus", why="it has no manifest.json", remedy="choose another folder with --out"
        )
    if not force:
        raise OutputError(
            f"there is a corpus at {out} already", why="a corpus is never overwritten unasked",
            remedy="replace it with --force, or build beside it with --out DIR",
        )  # fmt: skip


@dataclass(frozen=True)
class _Job:
    """A task with the file that its outcome goes to."""

    file: Path
    task: Task


def _sift_rows(
    recipe: Recipe,
    base: Path,
    sources: Sequence[Source],
    workspace: Workspace,
    workers: int,
    batch_rows: int,
    progress: Progress,
) -> list[Path]:
    """Read every source and sift its rows; one file a task, in row order."""
    expected = [source.describe().get("rows") for source in sources]
    progress.phase("reading and sifting", None if None in expected else sum(rows for rows in expected if rows))
    files: list[Path] = []

    def jobs() -> Iterator[_Job]:
        for source in sources:
            for task in source.tasks(batch_rows):
                file = workspace.task_file(len(files))
                files.append(file)
                if file.exists():
                    progress.advance(_rows_in(read_spilled(file)))
                else:
                    yield _Job(file, task)

    arguments = (plain(recipe), base, recipe.domain)
    for rows in map_in_order(_sifter, arguments, jobs(), workers):
        progress.advance(rows)
    return files


def _sifter(recipe_values: dict[str, Any], base: Path, domain: str) -> Callable[[_Job], int]:
    recipe = from_values(recipe_values)
    stages = row_pipeline(recipe.stages, recipe.skip, Context(domain, recipe.seed, base))

    def sift_job(job: _Job) -> int:
        loaded = job.task.load()
        turned_away = Counter(loaded.rejected.column("stage").to_pylist())
        sifted, counts = run(stages, loaded.kept)
        rejected = _by_row(joined([loaded.rejected, sifted.rejected], REJECTED))
        spilled = Spilled(sifted.kept, rejected, dict(sorted(turned_away.items())) | counts)
        write_spilled(job.file, spilled)
        return _rows_in(spilled)

    return sift_job


def _rows_in(spilled: Spilled) -> int:
    return int(spilled.kept.num_rows + spilled.rejected.num_rows)


def _by_row(rejected: pa.RecordBatch) -> pa.RecordBatch:
    """Rejected rows in the order they came in, whichever stage turned them away."""
    rows = pa.compute.struct_field(rejected.column("provenance"), "row")
    keys = pa.table({"row": rows, "id": rejected.column("id")})
    return rejected.take(pa.compute.sort_indices(keys, [("row", "ascending"), ("id", "ascending")]))


def _find_duplicates(
    recipe: Recipe, sources: Sequence[Source], files: Sequence[Path], workspace: Workspace, progress: Progress
) -> deduplicate.Duplicates:
    progress.phase("finding duplicates", None)
    kept = (read_spilled(file).kept for file in files)
    if "deduplicate" in recipe.skip:
        return deduplicate.no_duplicates(sum(batch.num_rows for batch in kept))
    options = recipe.stages["deduplicate"]
    return deduplicate.deduplicate(kept, options, source_order=[source.name for source in sources])


def _assign_splits(recipe: Recipe, files: Sequence[Path], duplicates: deduplicate.Duplicates) -> list[str]:
    kept = (read_spilled(file).kept for file in files)
    return split.assign(kept, duplicates, recipe.stages["split"], seed=recipe.seed)


def _write_corpus(
    recipe: Recipe,
    described: list[dict[str, Any]],
    files: Sequence[Path],
    duplicates: deduplicate.Duplicates,
    assigned: np.ndarray[Any, Any],
    workspace: Workspace,
    progress: Progress,
) -> dict[str, Any]:
    """Write shards, rejected rows and the map of duplicates.

    Returns:
        The manifest.
    """
    progress.phase("writing shards", len(assigned))
    root, per_shard = workspace.corpus, recipe.shards.rows_per_shard
    writers = {name: ShardWriter(root / name, root, SCHEMA, per_shard) for name in SPLITS}
    rejected_writer = ShardWriter(root / "rejected", root, REJECTED, per_shard)
    funnel: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    start = 0
    for file in files:
        spilled = read_spilled(file)
        stop = start + spilled.kept.num_rows
        removed = duplicates.removed[start:stop]
        batch = replaced(spilled.kept, cluster_size=pa.array(duplicates.cluster_size[start:stop], pa.int32()))
        turned_away = duplicates.rejected_rows(batch, start)
        rejected = _by_row(joined([spilled.rejected, turned_away], REJECTED))
        funnel.update(spilled.counts)
        funnel.update({deduplicate.NAME: turned_away.num_rows})
        for stage, reason in zip(rejected.column("stage").to_pylist(), rejected.column("reason").to_pylist()):
            reasons.setdefault(stage, Counter())[reason] += 1
        rejected_writer.add(rejected)
        for name, writer in writers.items():
            chosen = ~removed & (assigned[start:stop] == SPLITS.index(name))
            rows = batch.filter(pa.array(chosen))
            writer.add(replaced(rows, split=[name] * rows.num_rows))
        progress.advance(stop - start)
        start = stop

    shards = []
    for name, writer in writers.items():
        written = writer.close()
        write_dataset_files(root / name, name, written, SCHEMA)
        shards += written
    write_atomically(root / "dataset_dict.json", b'{"splits": ["train", "validation", "test"]}\n')
    rejected_shards = rejected_writer.close()
    map_writer = ShardWriter(root, root, deduplicate.DUPLICATES, max(1, len(assigned)))
    ...
    kept = {name: writer.rows for name, writer in writers.items()}
    return {
        "domain": recipe.domain,
        "rows_in": sum(kept.values()) + rejected_writer.rows,
        "rows_kept": sum(kept.values()),
        "splits": kept,
        "rejected": {stage: dict(sorted(counts.items())) for stage, counts in sorted(reasons.items())},
        "funnel": [],
        "sources": described,
        "shards": shards,
        "rejected_shards": rejected_shards,
        "recipe": portable(recipe),
        "versions": versions(),
    }
