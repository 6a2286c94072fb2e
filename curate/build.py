"""build(recipe) → Corpus: the whole pipeline, top to bottom.

  row by row: sources ─► read, adapt ─► normalize ─► language ─► quality ─► privacy ─► decontaminate ─► verify ─► grade
  as a whole: ─► deduplicate ─► split ─► shards + card

Row-wise work is cut into tasks, each written to the build's workspace when it is done, so that a build that stops
goes on where it was. The bytes of the corpus depend on the recipe, the inputs and the toolkit's version, and on nothing
else.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curate.card import markdown, model
from curate.corpus import MANIFEST, Corpus, manifest_bytes
from curate.engines.local import map_in_order
from curate.errors import OutputError
from curate.recipe import Recipe, from_values, plain, portable, stage_paths
from curate.record import REJECTED, SCHEMA, SPLITS, replaced
from curate.shards import ShardWriter, write_dataset_dict, write_dataset_files, write_table
from curate.sources import open_source
from curate.sources.contract import Source, Task
from curate.sources.rows import ADAPT, READ
from curate.spill import Spilled, Workspace, read_spilled, write_spilled
from curate.stages import counted, counted_by_stage, joined, row_pipeline, run
from curate.stages.contract import Context
from curate.stages.deduplicate import NAME as DEDUPLICATE
from curate.stages.deduplicate import Duplicates, deduplicate
from curate.stages.split import assign
from curate.version import versions
from curate.writing import write_atomically, writing

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

    stage_files = _stage_files(recipe, base)
    plan = {
        "recipe": portable(recipe), "sources": described, "stage_files": stage_files, "versions": versions(),
        "batch_rows": batch_rows,
    }  # fmt: skip
    with workspace.held():
        before = workspace.unfinished
        if workspace.begin(plan, resume):
            progress.note("continuing an unfinished build")
        elif before:
            progress.note(f"an unfinished build was thrown away ({workspace.folder}); --resume would have continued it")
        files = _sift_rows(recipe, base, sources, workspace, workers, batch_rows, progress)
        duplicates = _find_duplicates(recipe, sources, files, workspace, progress)
        assigned = assign(_kept(files), duplicates, recipe.stages["split"], seed=recipe.seed)
        manifest = _write_corpus(recipe, described, files, duplicates, assigned, workspace, progress)
        manifest |= {"stage_files": stage_files} if stage_files else {}
        write_atomically(workspace.corpus / MANIFEST, manifest_bytes(manifest))
        _write_card(workspace.corpus)
        _move_into_place(workspace, out, force)
    return Corpus.open(out)


def _stage_files(recipe: Recipe, base: Path) -> dict[str, str]:
    """Name -> SHA-256 of the files that stages read: they are inputs, and decide the corpus's bytes."""
    paths = {Path(name).name: base / name for _, name in stage_paths(recipe) if (base / name).is_file()}
    return {name: f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in sorted(paths.items())}


def _refuse_overwriting(out: Path, force: bool) -> None:
    replaced_corpus = _replaced(out)
    for path in (out, replaced_corpus):
        if _holds_something(path) and not (path / MANIFEST).exists():
            raise OutputError(
                f"{path} exists and is not a corpus", why=f"it has no {MANIFEST}",
                remedy="choose another folder with --out" if path == out else "move it away: a build would delete it",
            )  # fmt: skip
    if _holds_something(out) and not force:
        raise OutputError(
            f"there is a corpus at {out} already", why="a corpus is never overwritten unasked",
            remedy="replace it with --force, or build beside it with --out DIR",
        )  # fmt: skip


def _holds_something(path: Path) -> bool:
    return path.exists() and not (path.is_dir() and not any(path.iterdir()))


def _replaced(out: Path) -> Path:
    """Where an older corpus stands while the new one takes its place."""
    return out.with_name(out.name + ".replaced")


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
    expected = [_rows_about(source) for source in sources]
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


def _rows_about(source: Source) -> int | None:
    """How many rows a source has, or about how many; None where only reading would tell."""
    count: Callable[[], int | None] | None = getattr(source, "rows_about", None)
    stated: int | None = source.describe().get("rows")
    return count() if count else stated


def _sifter(recipe_values: dict[str, Any], base: Path, domain: str) -> Callable[[_Job], int]:
    recipe = from_values(recipe_values)
    tokenizer = recipe.stages["quality"].tokenizer
    context = Context(domain, recipe.seed, base, None if tokenizer is None else base / tokenizer)
    stages = row_pipeline(recipe.stages, recipe.skip, context)

    def sift_job(job: _Job) -> int:
        loaded = job.task.load()
        sifted, counts = run(stages, loaded.kept)
        rejected = _by_row(joined([loaded.rejected, sifted.rejected], REJECTED))
        spilled = Spilled(sifted.kept, rejected, counted_by_stage(loaded.rejected) | counts)
        write_spilled(job.file, spilled)
        return _rows_in(spilled)

    return sift_job


def _rows_in(spilled: Spilled) -> int:
    return int(spilled.kept.num_rows + spilled.rejected.num_rows)


def _by_row(rejected: pa.RecordBatch) -> pa.RecordBatch:
    """Rejected rows in the order they came in, whichever stage turned them away."""
    rows = pc.struct_field(rejected.column("provenance"), "row")
    keys = pa.table({"row": rows, "id": rejected.column("id")})
    return rejected.take(pc.sort_indices(keys, [("row", "ascending"), ("id", "ascending")]))


def _kept(files: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    return (read_spilled(file).kept for file in files)


def _find_duplicates(
    recipe: Recipe, sources: Sequence[Source], files: Sequence[Path], workspace: Workspace, progress: Progress
) -> Duplicates:
    progress.phase("finding duplicates", None)
    order = [source.name for source in sources]
    found = deduplicate(_kept(files), recipe.stages["deduplicate"], source_order=order, workspace=workspace.folder)
    return found.without_removals() if "deduplicate" in recipe.skip else found


def _write_corpus(
    recipe: Recipe,
    described: list[dict[str, Any]],
    files: Sequence[Path],
    duplicates: Duplicates,
    assigned: npt.NDArray[np.uint8],
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
    funnel: dict[str, Counter[str]] = {name: Counter() for name in (READ, ADAPT)}
    reasons: dict[str, Counter[str]] = {}
    start = 0
    for file in files:
        spilled = read_spilled(file)
        kept, rejected = spilled.kept, spilled.rejected
        here = slice(start, start + kept.num_rows)
        kept = replaced(kept, cluster_size=pa.array(duplicates.cluster_size[here]))
        removed = duplicates.removed[here]
        twins = duplicates.rejected_rows(kept, start)
        for stage, counts in spilled.counts.items():
            funnel.setdefault(stage, Counter()).update(counts)
        if "deduplicate" not in recipe.skip:
            funnel.setdefault(DEDUPLICATE, Counter()).update(counted(twins))
        rejected = _by_row(joined([rejected, twins], REJECTED))
        for stage, counts in counted_by_stage(rejected).items():
            reasons.setdefault(stage, Counter()).update(counts)
        rejected_writer.add(rejected)
        for code, (name, writer) in enumerate(writers.items()):
            rows = kept.filter(pa.array(~removed & (assigned[here] == code)))
            writer.add(replaced(rows, split=[name] * rows.num_rows))
        progress.advance(kept.num_rows)
        start += kept.num_rows

    shards = []
    for name, writer in writers.items():
        written = writer.close()
        write_dataset_files(root / name, name, written, SCHEMA)
        shards += written
    write_dataset_dict(root)
    rejected_shards = rejected_writer.close()
    splits_kept = {name: writer.rows for name, writer in writers.items()}
    rows_kept = sum(splits_kept.values())
    rows_in = rows_kept + rejected_writer.rows
    return {
        "domain": recipe.domain,
        "rows_in": rows_in,
        "rows_kept": rows_kept,
        "splits": splits_kept,
        "rejected": {stage: dict(sorted(counts.items())) for stage, counts in sorted(reasons.items())},
        "funnel": _funnel_lines(rows_in, funnel),
        "sources": described,
        "shards": shards,
        "rejected_shards": rejected_shards,
        "files": [write_table(root / "duplicates.arrow", root, duplicates.as_table())],
        "recipe": portable(recipe),
        "versions": versions(),
    }


def _funnel_lines(rows_in: int, funnel: dict[str, Counter[str]]) -> list[dict[str, Any]]:
    """Stage by stage: rows in, rejected by reason, rows kept."""
    lines = []
    for stage, counts in funnel.items():
        rejected = sum(counts.values())
        reasons = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        lines.append(
            {
                "stage": stage,
                "rows_in": rows_in,
                "rejected": rejected,
                "rows_kept": rows_in - rejected,
                "reasons": reasons,
            }
        )
        rows_in -= rejected
    return lines


def _write_card(root: Path) -> None:
    write_atomically(root / "README.md", markdown.render(model.describe(Corpus.open(root))).encode())


def _move_into_place(workspace: Workspace, out: Path, force: bool) -> None:
    """The finished corpus takes its place in one step; an older one goes only when the new one is complete."""
    _refuse_overwriting(out, force)  # building takes long enough for something to be put there meanwhile
    with writing(out):
        if out.exists():
            shutil.rmtree(_replaced(out), ignore_errors=True)
            out.rename(_replaced(out))
        workspace.corpus.rename(out)
    shutil.rmtree(_replaced(out), ignore_errors=True)
    workspace.remove()
