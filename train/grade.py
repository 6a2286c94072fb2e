"""Difficulty by pass rate: a corpus and a model that generates in, a new version of the corpus out.

Each row that the model can be asked is sampled k times. With s correct of the k that could be judged,

    difficulty = 1 - (s + 1) / (k + 2)                                                          (``pass_rate_v1``)

the complement of Laplace's estimate, so that neither 0 nor 1 is ever claimed from a handful of samples. The row keeps
its id, text, split and verifier; `difficulty_source` becomes ``pass_rate_v1``, metadata gets ``pass_rate`` (k,
successes, model, prompt hash), and the pedigree names the step. A row that can't be asked (its prompt is too long for
the model) or not judged keeps what it had and is counted.

`level` stays, unless `levels = "by_difficulty"` asks for the fifth of the scale that the new difficulty is in. It says
how a problem was made, which no model changes: results by level stay comparable between models, and a curriculum
orders by difficulty anyway.

Outcomes are written down as they come. A run that was stopped goes on where it was, and the new corpus takes its place
in one step. Memory holds the examples that it is given and one batch of rows.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

from curate.card import markdown
from curate.card import model as card
from curate.corpus import MANIFEST, Corpus, manifest_bytes
from curate.errors import CorpusError, InputError, OutputError
from curate.record import SCHEMA, SPLITS, replaced, to_json
from curate.shards import ShardWriter, write_dataset_dict, write_dataset_files
from curate.spill import Workspace
from curate.version import versions
from curate.writing import write_atomically, writing
from train.evaluate import Decodes, Examples, Trained, sample
from train.prompts import prompt_text
from train.rewards.judge import Judge, correct
from train.rewards.reading import read
from train.sampling import Generate

NAME = "pass_rate_v1"
_WHEN_FULL = "free some space and grade again: it goes on where it was"
_ROWS_PER_SHARD = 50_000


class GradeOptions(BaseModel):
    """How difficulty is measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    samples: int = Field(default=8, ge=1, le=1024, description="completions a problem, k")
    temperature: float = Field(default=1.0, gt=0, le=10, description="temperature of the samples")
    levels: Literal["keep", "by_difficulty"] = Field(
        default="keep", description="keep the level, or make it the fifth of the scale that the new difficulty is in"
    )
    batch: int = Field(default=64, ge=1, description="problems asked at a time; changes no result")
    seed: int = Field(default=0, ge=0, description="of the samples")


@dataclass(frozen=True)
class Graded:
    """What grading came to.

    Attributes:
        corpus: the new version.
        rows: split -> rows whose difficulty was measured.
        unasked: rows that the model could not be asked, or was not to be.
        unjudged: rows of which no sample could be judged.
        seen: of the measured rows, those that the model was trained on: their pass rate is flattered.
        pass_rate: successes over judged samples of all rows; None where there are none.
    """

    corpus: Corpus
    rows: Mapping[str, int]
    unasked: int
    unjudged: int
    seen: int
    pass_rate: float | None


def difficulty(successes: int, samples: int) -> float:
    """1 - (s + 1) / (k + 2)."""
    return 1.0 - (successes + 1) / (samples + 2)


def level_of(difficulty: float) -> int:
    """The fifth of the scale that a difficulty is in, 1 to 5; the same as the corpus's grade stage has."""
    return min(5, int(difficulty * 5) + 1)


def prompt_sha256(instruction: str = "") -> str:
    """SHA-256 over a prompt with place holders for question and options: the same for equal renderings."""
    return hashlib.sha256(prompt_text("{question}", ("{A}", "{B}"), instruction=instruction).encode()).hexdigest()


def grade(
    corpus: Corpus,
    out: Path,
    examples: Mapping[str, Examples],
    tokenizer: Decodes,
    generate: Generate,
    *,
    model: str,
    max_tokens: int,
    instruction: str = "",
    options: GradeOptions | None = None,
    trained: Trained | None = None,
    force: bool = False,
    judge: Judge | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Graded:
    """Write a new version of a corpus, graded by a model. An unfinished one of the same plan is continued.

    Args:
        out: folder of the new version; ``OUT.partial`` stands beside it until it is done.
        examples: split -> the rows of it that the model can be asked, in the corpus's order (`load_examples` without
            `verified_only`); splits that are not named stay as they are.
        model: what the metadata calls the model, such as a checkpoint and the hash of its weights.
        max_tokens: of a completion.
        instruction: at the head of the prompts, as the examples were made with.
        trained: rows that the model was trained on; they are counted.
        force: replace a corpus at `out`.
        progress: told problems done and problems in all.

    Raises:
        InputError: no rows to ask, or a split that there is not.
        OutputError: `out` is taken, or can't be written.
        CorpusError: a shard of the corpus is damaged.
    """
    options = options or GradeOptions()
    _refuse(corpus, out, examples, force)
    source = hashlib.sha256((corpus.path / MANIFEST).read_bytes()).hexdigest()
    prompt = prompt_sha256(instruction)
    plan: dict[str, object] = {
        "grade": NAME, "corpus": source, "model": model, "prompt_sha256": prompt, "max_tokens": max_tokens,
        "options": options.model_dump(mode="json", exclude={"batch"}),
        "rows": {split: _ids_digest(examples[split]) for split in sorted(examples)},
    }  # fmt: skip
    workspace = Workspace(out.with_name(out.name + ".partial"))
    own = Judge() if judge is None else judge
    try:
        with workspace.held():
            workspace.begin(plan, resume=_same_plan(workspace, plan))
            total, done = sum(len(rows) for rows in examples.values()), 0
            for split in (name for name in SPLITS if name in examples):
                for finished in _ask(
                    examples[split], _journal(workspace, split), tokenizer, generate, options, max_tokens, own
                ):
                    if progress is not None:
                        progress(done + finished, total)
                done += len(examples[split])
            note = {"model": model, "prompt_sha256": prompt}
            tally = _write(corpus, workspace, examples, options, note, trained)
            manifest = {**corpus.manifest, **tally.files}
            step = {
                "stage": NAME, **note, "k": options.samples, "temperature": options.temperature, "seed": options.seed,
                "max_tokens": max_tokens, "levels": options.levels, "rows": dict(tally.rows),
                "unasked": tally.unasked, "unjudged": tally.unjudged, "seen": tally.seen, "from_manifest": source,
                "versions": versions(),
            }  # fmt: skip
            manifest["graded"] = [*corpus.manifest.get("graded", ()), step]
            write_atomically(workspace.corpus / MANIFEST, manifest_bytes(manifest), when_full=_WHEN_FULL)
            page = markdown.render(card.describe(Corpus.open(workspace.corpus)))
            write_atomically(workspace.corpus / "README.md", page.encode(), when_full=_WHEN_FULL)
            _move_into_place(workspace, out, force)
    finally:
        if judge is None:
            own.close()
    rate = tally.successes / tally.judged if tally.judged else None
    return Graded(Corpus.open(out), dict(tally.rows), tally.unasked, tally.unjudged, tally.seen, rate)


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Outcome:
    """Of one row: `successes` of `judged` samples."""

    id: str
    successes: int
    judged: int


def _journal(workspace: Workspace, split: str) -> Path:
    return workspace.rows / f"{split}.jsonl"


def _ask(
    examples: Examples,
    journal: Path,
    tokenizer: Decodes,
    generate: Generate,
    options: GradeOptions,
    max_tokens: int,
    judge: Judge,
) -> Iterator[int]:
    """Ask the rows that the journal does not have, and write down what came of them; tells how many are done."""
    done = _continued(journal, examples)
    yield done
    for start in range(done, len(examples), options.batch):
        rows = range(start, min(start + options.batch, len(examples)))
        problems = [examples.problem(i) for i in rows]
        prompts = [examples.prompt(i) for i in rows]
        drawn = sample(
            generate, prompts, problems, options.samples, max_tokens, options.temperature, options.seed
        )  # fmt: skip
        lines = []
        for problem, completions in zip(problems, drawn):
            texts = (tokenizer.decode(completion.tokens) for completion in completions)
            outcomes = [correct(judge.outcome(problem, read(text))) for text in texts]
            judged = sum(outcome is not None for outcome in outcomes)
            lines.append(to_json([problem.id, sum(outcome is True for outcome in outcomes), judged]) + "\n")
        with writing(journal, when_full=_WHEN_FULL), journal.open("ab") as file:
            file.write("".join(lines).encode())
        yield rows.stop


def _continued(journal: Path, examples: Examples) -> int:
    """Rows that the journal has; what an interruption left half-written is cut off."""
    if not journal.exists():
        return 0
    whole, count = 0, 0
    with journal.open("rb") as file:
        for line in file:
            outcome = _outcome(line)
            if outcome is None or count >= len(examples) or outcome.id != examples.ids[count]:
                break
            whole, count = whole + len(line), count + 1
    with writing(journal), journal.open("r+b") as file:
        file.truncate(whole)
    return count


def _outcome(line: bytes) -> _Outcome | None:
    if not line.endswith(b"\n"):
        return None
    try:
        name, successes, judged = json.loads(line)
        return _Outcome(str(name), int(successes), int(judged))
    except (ValueError, TypeError):
        return None


def _outcomes(journal: Path) -> Iterator[_Outcome]:
    with journal.open("rb") as file:
        for line in file:
            outcome = _outcome(line)
            if outcome is None:
                raise CorpusError("the outcomes of an unfinished grading are damaged", where=str(journal))
            yield outcome


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Tally:
    """What is counted while the new version is written; `files` is what its manifest says otherwise."""

    rows: Counter[str]
    files: dict[str, Any]
    unasked: int = 0
    unjudged: int = 0
    seen: int = 0
    successes: int = 0
    judged: int = 0


def _write(
    corpus: Corpus,
    workspace: Workspace,
    examples: Mapping[str, Examples],
    options: GradeOptions,
    note: Mapping[str, str],
    trained: Trained | None,
) -> _Tally:
    """Write the shards of the new version, and copy what stays as it is."""
    root = workspace.corpus
    tally = _Tally(Counter(), {})
    per_shard = corpus.manifest["recipe"].get("shards", {}).get("rows_per_shard", _ROWS_PER_SHARD)
    for shard in corpus.manifest["shards"]:
        _require_hash(corpus.path / shard["path"], shard)
    shards: list[dict[str, Any]] = []
    for split in SPLITS:
        outcomes = _outcomes(_journal(workspace, split)) if split in examples else iter(())
        upcoming = next(outcomes, None)
        writer = ShardWriter(root / split, root, SCHEMA, per_shard)
        for batch in corpus.batches(split):
            found: dict[int, _Outcome] = {}
            for index, name in enumerate(batch.column("id").to_pylist()):
                if upcoming is not None and upcoming.id == name:
                    found[index], upcoming = upcoming, next(outcomes, None)
            writer.add(_regraded(batch, found, options, note, tally, trained, split))
        if upcoming is not None:
            raise InputError(
                "the rows that were asked are not this corpus's, or not in its order",
                where=f"split {split}, {upcoming.id}",
            )
        written = writer.close()
        with writing(root / split, when_full=_WHEN_FULL):
            write_dataset_files(root / split, split, written, SCHEMA)
        shards += written
    write_dataset_dict(root)
    for file in (*corpus.manifest["rejected_shards"], *corpus.manifest["files"]):
        _copy(corpus.path / file["path"], root / file["path"], file)
    tally.files = {"shards": shards}
    return tally


def _regraded(
    batch: pa.RecordBatch,
    found: Mapping[int, _Outcome],
    options: GradeOptions,
    note: Mapping[str, str],
    tally: _Tally,
    trained: Trained | None,
    split: str,
) -> pa.RecordBatch:
    measured = {index: outcome for index, outcome in found.items() if outcome.judged}
    tally.rows[split] += len(measured)
    tally.unasked += batch.num_rows - len(found)
    tally.unjudged += len(found) - len(measured)
    tally.successes += sum(outcome.successes for outcome in measured.values())
    tally.judged += sum(outcome.judged for outcome in measured.values())
    if not measured:
        return batch
    if trained is not None:
        tally.seen += int(trained.contains([outcome.id for outcome in measured.values()]).sum())
    names = ("difficulty", "difficulty_source", "level", "metadata", "provenance")
    columns: dict[str, list[Any]] = {name: batch.column(name).to_pylist() for name in names}
    for index, outcome in measured.items():
        value = difficulty(outcome.successes, outcome.judged)
        columns["difficulty"][index], columns["difficulty_source"][index] = value, NAME
        if options.levels == "by_difficulty":
            columns["level"][index] = level_of(value)
        known = json.loads(columns["metadata"][index] or "{}")
        rate = {"k": outcome.judged, "successes": outcome.successes, **note}
        columns["metadata"][index] = to_json({**known, "pass_rate": rate})
        origin = columns["provenance"][index] or {}
        steps = [step for step in origin.get("transformations") or () if step != NAME]
        columns["provenance"][index] = {**origin, "transformations": [*steps, NAME]}
    return replaced(batch, **columns)


def _ids_digest(examples: Examples) -> str:
    digest = hashlib.sha256()
    for name in examples.ids:
        digest.update(name.encode() + b"\n")
    return digest.hexdigest()


def _same_plan(workspace: Workspace, plan: Mapping[str, object]) -> bool:
    try:
        return bool(json.loads(workspace.plan.read_text(encoding="utf-8")) == plan)
    except (OSError, ValueError):
        return False


def _require_hash(path: Path, file: Mapping[str, Any]) -> None:
    try:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError("a file of the corpus can't be read", where=file["path"], why=error.strerror) from None
    if digest != file["sha256"]:
        raise CorpusError(
            "a file of the corpus is damaged", where=file["path"], why="its SHA-256 is not the manifest's",
            remedy="build the corpus again; a new version of a damaged one would hide the damage",
        )  # fmt: skip


def _copy(source: Path, target: Path, file: Mapping[str, Any]) -> None:
    _require_hash(source, file)
    with writing(target, when_full=_WHEN_FULL):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _refuse(corpus: Corpus, out: Path, examples: Mapping[str, Examples], force: bool) -> None:
    for split in examples:
        if split not in SPLITS:
            raise InputError(f"there is no split {split!r}", remedy=f"there are: {', '.join(SPLITS)}")
    if not any(len(rows) for rows in examples.values()):
        raise InputError("there are no rows to grade", where=str(corpus.path))
    if out.resolve() == corpus.path.resolve():
        raise OutputError(
            "a corpus is not graded in place", where=str(out), why="the old version would be lost",
            remedy="choose another folder with --out",
        )  # fmt: skip
    _refuse_overwriting(out, force)


def _refuse_overwriting(out: Path, force: bool) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / MANIFEST).exists():
        raise OutputError(
            f"{out} exists and is not a corpus", why=f"it has no {MANIFEST}", remedy="choose another folder with --out"
        )
    if not force:
        raise OutputError(
            f"there is a corpus at {out} already", why="a corpus is never overwritten unasked",
            remedy="replace it with --force, or grade beside it with --out DIR",
        )  # fmt: skip


def _move_into_place(workspace: Workspace, out: Path, force: bool) -> None:
    _refuse_overwriting(out, force)  # asking takes long enough for something to be put there meanwhile
    older = out.with_name(out.name + ".replaced")
    with writing(out, when_full=_WHEN_FULL):
        if out.exists():
            shutil.rmtree(older, ignore_errors=True)
            out.rename(older)
        workspace.corpus.rename(out)
    shutil.rmtree(older, ignore_errors=True)
    workspace.remove()
