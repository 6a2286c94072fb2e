"""A run on disk: one folder that says what was trained, on what, by which versions, and how far it came.

    RUN/recipe.toml                       the effective recipe
        run.json                          corpus, hashes, versions, stages, evaluations (`RunState`)
        tokenizer.model                   SentencePiece
        metrics.jsonl, tensorboard/       numbers at each step (`train.metrics`)
        rollouts/STAGE.jsonl              sampled completions with every reward's parts
        checkpoints/STAGE/STEP/           weights, optimizer, sampler, cursor, random keys
        evaluations/NAME.json, NAME.rows.jsonl
        trained_ids.bin                   ids of the rows that were trained on
        report.html                       all of it on one page

A path goes in; a `RunFolder` comes out, or one message of what is wrong with it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from curate.errors import InputError, OutputError, RecipeError
from curate.version import VERSION
from curate.writing import write_atomically, writing
from train.recipe import Recipe, differences, from_toml, to_toml

#: of run.json; a reader refuses a greater one
FORMAT = 1
_STATE, _RECIPE, _LOCK = "run.json", "recipe.toml", "lock"
#: what may lie in a folder that a run which never got as far as run.json has left
_EARLY = {_RECIPE, _LOCK, "run.json.writing", "recipe.toml.writing"}
_WHEN_FULL = "free some space and go on with --resume"
_LIBRARIES = ("google-tunix", "jax", "jaxlib", "flax", "optax", "qwix", "orbax-checkpoint", "sentencepiece", "numpy")

Status = Literal["running", "interrupted", "failed", "finished"]
StageStatus = Literal["waiting", "running", "finished", "shortened", "left_out"]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusIdentity(_Value):
    """Which corpus: its folder, its domain, and the SHA-256 of its manifest, which holds that of every shard."""

    path: str
    domain: str
    manifest_sha256: str


class StageState(_Value):
    """How far a stage is.

    Attributes:
        steps: steps done and saved.
        planned: steps that it was to do when it was last asked.
        seconds: it has taken, its compilation included, over all times that the run went on.
    """

    name: str
    kind: str
    status: StageStatus = "waiting"
    steps: int = 0
    planned: int = 0
    seconds: float = 0.0


class EvaluationEntry(_Value):
    """One evaluation: of which checkpoint, on which split; its numbers are in ``evaluations/NAME.json``."""

    name: str
    stage: str
    step: int
    split: str
    seconds: float = 0.0


class RunState(_Value):
    """What run.json holds.

    Attributes:
        model: what is worth knowing of the model: name, parameters, trainable, dtype, mesh, device.
        left_out: reason -> rows of the corpus that were not trained on.
        plan: the plan that was printed before training began, a line each.
        error: why a run failed.
    """

    format: int = FORMAT
    name: str
    status: Status = "running"
    corpus: CorpusIdentity
    seed: int
    versions: dict[str, str]
    tokenizer_sha256: str = ""
    model: dict[str, Any] = Field(default_factory=dict)
    left_out: dict[str, int] = Field(default_factory=dict)
    plan: tuple[str, ...] = ()
    stages: tuple[StageState, ...] = ()
    evaluations: tuple[EvaluationEntry, ...] = ()
    seconds: float = 0.0
    error: str = ""

    def stage(self, name: str) -> StageState:
        """The stage of that name.

        Raises:
            InputError: the run has no such stage.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise InputError(
            f"the run has no stage {name!r}", remedy=f"there are: {', '.join(s.name for s in self.stages)}"
        )


class RunFolder:
    """An open run. `state` is what run.json held when it was opened or last written by this object."""

    def __init__(self, path: Path, state: RunState, recipe: Recipe):
        self.path, self.state, self.recipe = path, state, recipe

    # ── files ──

    @property
    def tokenizer(self) -> Path:
        return self.path / "tokenizer.model"

    @property
    def trained_ids(self) -> Path:
        return self.path / "trained_ids.bin"

    @property
    def report(self) -> Path:
        return self.path / "report.html"

    def checkpoints(self, stage: str) -> Path:
        """The folder of a stage's checkpoints, each in a folder named by its step."""
        return self.path / "checkpoints" / stage

    def evaluation(self, name: str) -> Path:
        """The numbers of an evaluation; its rows are in `evaluation_rows`."""
        return self.path / "evaluations" / f"{name}.json"

    def evaluation_rows(self, name: str) -> Path:
        return self.path / "evaluations" / f"{name}.rows.jsonl"

    # ── making and opening ──

    @classmethod
    @contextmanager
    def create(
        cls, path: Path, recipe: Recipe, corpus: CorpusIdentity, *, resume: bool = False, force: bool = False
    ) -> Iterator[RunFolder]:
        """Make a run's folder, or open an unfinished one to go on with, and keep other writers out of it meanwhile.

        Args:
            resume: go on with the run at `path`, which must have the same recipe and corpus.
            force: replace the run at `path`.

        Raises:
            OutputError: there is something at `path` already, or another process writes into it.
            RecipeError: the run that is to go on has another recipe.
            InputError: it is damaged, or was trained on another corpus.
        """
        begun = refuse_overwriting(path, resume=resume, force=force)
        with writing(path, when_full=_WHEN_FULL):
            path.mkdir(parents=True, exist_ok=True)
        with _held(path):
            if begun and resume:
                run = cls.open(path)
                run._refuse_changes(recipe, corpus)
                run.update(status="running", error="")
            else:
                _empty(path)
                stages = tuple(
                    StageState(name=name, kind=stage.kind) for name, stage in zip(recipe.stage_names, recipe.stages)
                )
                state = RunState(
                    name=recipe.name, corpus=corpus, seed=recipe.seed, versions=versions(), stages=stages
                )  # fmt: skip
                write_atomically(path / _RECIPE, to_toml(recipe).encode(), when_full=_WHEN_FULL)
                run = cls(path, state, recipe)
                run._write()
            yield run

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """Open a run to read it.

        Raises:
            InputError: there is none at `path`, it is damaged, or a newer curate wrote it.
        """
        if not path.exists():
            raise InputError(
                f"there is no run at {path}", remedy="train one: curate train medical; list runs: curate runs"
            )
        try:
            values = json.loads((path / _STATE).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise InputError(
                f"{path} is not a run", why=f"it has no {_STATE}", remedy="name the folder that curate train wrote"
            ) from None
        except (OSError, ValueError) as error:
            raise _damaged(path / _STATE, str(error)) from None
        found = values.get("format") if isinstance(values, dict) else None
        if isinstance(found, int) and found > FORMAT:
            raise InputError(
                f"this run has format {found}, and this curate reads up to {FORMAT}", where=str(path),
                why="a newer curate trained it", remedy="upgrade: pip install -U curate-reasoning",
            )  # fmt: skip
        try:
            state = RunState.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            raise _damaged(path / _STATE, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        try:
            text = (path / _RECIPE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(path / _RECIPE, str(error)) from None
        return cls(path, state, from_toml(text, str(path / _RECIPE)))

    # ── writing ──

    def update(self, **changes: Any) -> None:
        """Change parts of the state, and write it."""
        self.state = self.state.model_copy(update=changes)
        self._write()

    def update_stage(self, name: str, **changes: Any) -> None:
        """Change parts of one stage's state, and write it."""
        self.state.stage(name)
        changed = (
            stage.model_copy(update=changes) if stage.name == name else stage for stage in self.state.stages
        )  # fmt: skip
        self.update(stages=tuple(changed))

    def write_evaluation(
        self, entry: EvaluationEntry, values: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Keep an evaluation; one of the same name is replaced.

        Args:
            values: its numbers, as JSON.
            rows: what became of each problem, as JSON.
        """
        numbers = (json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(errors="replace")
        lines = "".join(
            json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n" for row in rows
        )
        with writing(self.path, when_full=_WHEN_FULL):
            self.evaluation(entry.name).parent.mkdir(exist_ok=True)
        write_atomically(self.evaluation_rows(entry.name), lines.encode(errors="replace"), when_full=_WHEN_FULL)
        write_atomically(self.evaluation(entry.name), numbers, when_full=_WHEN_FULL)
        others = tuple(known for known in self.state.evaluations if known.name != entry.name)
        self.update(evaluations=(*others, entry))

    def read_evaluation(self, name: str) -> dict[str, Any]:
        """The numbers of an evaluation.

        Raises:
            InputError: there is none of that name, or it is damaged.
        """
        path = self.evaluation(name)
        try:
            values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(
                f"there is no evaluation {name!r}", where=str(self.path), remedy="evaluate: curate eval RUN"
            ) from None
        except (OSError, ValueError) as error:
            raise _damaged(path, str(error)) from None
        return values

    def read_evaluation_rows(self, name: str) -> list[dict[str, Any]]:
        """What became of each problem of an evaluation; see `read_evaluation`."""
        path = self.evaluation_rows(name)
        try:
            return [json.loads(line) for line in path.read_bytes().splitlines()]
        except FileNotFoundError:
            raise InputError(f"there is no evaluation {name!r}", where=str(self.path)) from None
        except (OSError, ValueError) as error:
            raise _damaged(path, str(error)) from None

    def _write(self) -> None:
        text = json.dumps(self.state.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
        write_atomically(self.path / _STATE, text.encode(errors="replace"), when_full=_WHEN_FULL)

    def _refuse_changes(self, recipe: Recipe, corpus: CorpusIdentity) -> None:
        changed = differences(self.recipe, recipe)
        if changed:
            raise RecipeError(
                "the run can't go on with another recipe", where=str(self.path),
                why="; ".join(f"{key} was {before}, is {after}" for key, before, after in changed[:5]),
                remedy="leave the changes out, or train beside it: --out DIR",
            )  # fmt: skip
        if corpus.manifest_sha256 != self.state.corpus.manifest_sha256:
            raise InputError(
                "the run can't go on with another corpus", where=str(self.path),
                why=f"it was begun on {self.state.corpus.path}, whose manifest was "
                f"{self.state.corpus.manifest_sha256[:12]}…; now it is {corpus.manifest_sha256[:12]}…",
                remedy="build the corpus again by the same recipe, or train anew: --out DIR",
            )  # fmt: skip


def versions() -> dict[str, str]:
    """Name -> version of the toolkit and of the libraries that a run's numbers depend on, where they are installed."""
    found = {"curate": VERSION}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def find_runs(folder: Path) -> list[Path]:
    """Folders of runs: `folder` itself, or those in it, by name."""
    if (folder / _STATE).exists():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/{_STATE}"))


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        "this run is damaged",
        where=str(path),
        why=why,
        remedy="restore the file, or train again: --force replaces the run",
    )


def refuse_overwriting(path: Path, *, resume: bool, force: bool) -> bool:
    """Whether there is a run at `path`, to go on with or to replace.

    Raises:
        OutputError: there is one and neither was asked for, or what is there was not left by a run.
    """
    begun = (path / _STATE).exists()
    if begun and not (resume or force):
        raise OutputError(
            f"there is a run at {path} already", why="a run is never overwritten unasked",
            remedy="go on with it: --resume; replace it: --force; or train beside it: --out DIR",
        )  # fmt: skip
    if path.exists() and not begun and not (path.is_dir() and {child.name for child in path.iterdir()} <= _EARLY):
        raise OutputError(
            f"{path} exists and is not a run", why=f"it has no {_STATE}" if path.is_dir() else "it is a file",
            remedy="choose another folder with --out",
        )  # fmt: skip
    return begun


def _empty(path: Path) -> None:
    with writing(path, when_full=_WHEN_FULL):
        for child in path.iterdir():
            if child.name == _LOCK:
                continue
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep other writers out of the folder; the operating system lets go of it when this process ends, however."""
    try:
        import fcntl
    except ImportError:  # a system without it
        yield
        return
    with writing(path, when_full=_WHEN_FULL):
        descriptor = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                "another process is training here", where=str(path), why="two would write over each other",
                remedy="wait until it is done, or train beside it: --out DIR",
            ) from None  # fmt: skip
        except OSError:
            pass  # a file system that knows no locks
        yield
    finally:
        os.close(descriptor)
