"""A run from beginning to end: a recipe and a corpus in, a folder with trained checkpoints, numbers and a report out.

    tokenizer → data → model → [ evaluate → stage ]… → evaluate → report

Each of these is a room of its own; this module walks through them in order, keeps the run's folder up to date, and can
walk in again where it was interrupted. `evaluate_run`, `grade_run`, `ask` and `export_run` use a run that stands.
"""

from __future__ import annotations

import hashlib
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curate.corpus import MANIFEST, Corpus
from curate.errors import CurateError, InputError
from train.budget import Budget
from train.checkpoints import Checkpoints
from train.folder import CorpusIdentity, EvaluationEntry, RunFolder
from train.metrics import Metrics
from train.models import ModelSpec, named, tiny
from train.programs import keep_programs
from train.recipe import Recipe
from train.request import (
    AskRequest,
    Checkpoint,
    EvaluateRequest,
    ExportRequest,
    GradeRequest,
    Outcome,
    Progress,
    Reply,
    Silent,
    TrainRequest,
)  # fmt: skip
from train.seeds import seed_of
from train.stages import Interrupted, Policy, Work, stage_named
from train.tokenizer import Tokenizer, train_tokenizer

if TYPE_CHECKING:
    from jax.sharding import Mesh

    from train.evaluate import EvaluationOptions
    from train.evaluation import Evaluation
    from train.export import Exported
    from train.grade import Graded
    from train.models import Lora
    from train.models.build import DType
    from train.sampling import Generator

#: what a run calls the model before its first stage
_START = "start"
#: evaluation of a model with random weights looks at so many rows, which is enough to see that it knows nothing
_ROWS_OF_RANDOM_WEIGHTS = 32


def train(request: TrainRequest, progress: Progress | None = None) -> Outcome:
    """Train by a recipe.

    Raises:
        CurateError: of `curate.errors`, whatever stands in the way.
        KeyboardInterrupt: the user asked to stop; the run goes on with ``resume``.
    """
    shown = progress or Silent()
    recipe = request.recipe
    corpus = Corpus.open(request.corpus)
    keep_programs()
    with (
        RunFolder.create(request.out, recipe, identity_of(corpus), resume=request.resume, force=request.force) as run,
        Metrics(run.path) as metrics,
    ):
        before = run.state.seconds
        left = None if request.budget is None else request.budget - before
        budget = Budget(left, {name: stage.share for name, stage in zip(recipe.stage_names, recipe.stages)})
        with _told(run, budget):
            training = _Training(run, recipe, corpus, metrics, budget, shown)
            training.prepare()
            training.walk()
        short = tuple(stage.name for stage in run.state.stages if stage.status in ("shortened", "left_out"))
        return Outcome(run.path, short)


def plan(request: TrainRequest, progress: Progress | None = None) -> list[str]:
    """What training would take, a line each; nothing is written and no weight is made.

    Raises:
        CurateError: whatever would stand in the way, memory included.
    """
    from train.data import load_examples
    from train.plan import plan_for

    recipe, corpus = request.recipe, Corpus.open(request.corpus)
    (progress or Silent()).phase("tokenizer and data", None, "rows")
    tokenizer = tokenizer_of(recipe, corpus)
    examples = load_examples(
        corpus, "train", tokenizer, options=recipe.data, instruction=recipe.prompt.instruction
    ).examples  # fmt: skip
    chosen = chosen_model(recipe, tokenizer)
    return plan_for(recipe, chosen.spec, chosen.lora, chosen.mesh, examples).lines()


class _Training:
    """One walk through a run."""

    def __init__(
        self, run: RunFolder, recipe: Recipe, corpus: Corpus, metrics: Metrics, budget: Budget, progress: Progress
    ):
        self.run, self.recipe, self.corpus, self.metrics = run, recipe, corpus, metrics
        self.budget, self.progress = budget, progress

    def prepare(self) -> None:
        """Tokenizer, data, model and plan."""
        from train.data import load_examples, write_trained_ids

        self.progress.phase("tokenizer and data", None, "rows")
        self.tokenizer = tokenizer_for(self.run, self.recipe, self.corpus)
        self.run.update(tokenizer_sha256=self.tokenizer.sha256)
        loaded = load_examples(
            self.corpus, "train", self.tokenizer, options=self.recipe.data, instruction=self.recipe.prompt.instruction
        )
        self.examples = loaded.examples
        self.run.update(left_out=dict(loaded.left_out))
        write_trained_ids(self.run.trained_ids, self.examples.ids)
        self.progress.phase("model", None, "parts")
        self.built = build_model(self.recipe, self.tokenizer)
        self.run.update(model=self.built.described())
        self._plan()

    def _plan(self) -> None:
        from train.plan import plan_for

        lines = plan_for(self.recipe, self.built.spec, self.built.lora, self.built.policy.mesh, self.examples).lines()
        self.run.update(plan=tuple(lines))
        for line in lines:
            self.progress.note(line)

    def walk(self) -> None:
        """Every stage that is not done yet, with an evaluation before the first and after each."""
        policy = self.built.policy
        names = self.recipe.stage_names
        done = {state.name for state in self.run.state.stages if state.status in ("finished", "shortened")}
        if not done:
            self._evaluate("0-start", _START, 0, rows=None if self.recipe.model.weights else _ROWS_OF_RANDOM_WEIGHTS)
        for place, (name, stage) in enumerate(zip(names, self.recipe.stages)):
            if name in done:
                if place + 1 == len(names) or names[place + 1] not in done:
                    checkpoints = Checkpoints(self.run.checkpoints(name))
                    checkpoints.restore(self.run.state.stage(name).steps, policy.model)
                    checkpoints.close()
                    self._evaluate(name, name, self.run.state.stage(name).steps)
                continue
            self._train(name, stage, policy)
            self._evaluate(name, name, self.run.state.stage(name).steps, last=place + 1 == len(names))

    def _train(self, name: str, stage: Any, policy: Policy) -> None:
        planned = stage.options.steps
        state = self.run.state.stage(name)
        checkpoints = Checkpoints(self.run.checkpoints(name))
        resume = checkpoints.latest() is not None
        self.metrics.truncate(name, checkpoints.latest() or 0)
        self.run.update_stage(name, status="running", planned=planned)
        self.progress.phase(name, planned)
        began = time.monotonic()

        def advanced(step: int, total: int, values: Mapping[str, float]) -> None:
            self.progress.advance(step, values, total)

        try:
            with _stopping() as stop:
                trained = stage_named(stage.kind).run(
                    policy,
                    Work(
                        name=name, options=stage.options, examples=self.examples, seed=self.recipe.seed,
                        checkpoints=checkpoints, log=lambda step, values: self.metrics.log(name, step, values),
                        show=lambda step, rows: self.metrics.rollouts(name, step, rows), progress=advanced,
                        budget=self.budget if self.budget.bounded else None, stop=stop, resume=resume,
                    ),
                )  # fmt: skip
        except Interrupted as interrupted:
            self.run.update_stage(name, steps=interrupted.step)
            raise KeyboardInterrupt from None
        finally:
            checkpoints.close()
            self.run.update_stage(name, seconds=state.seconds + time.monotonic() - began)
        status = "finished" if trained.ended == "done" else "shortened" if trained.steps else "left_out"
        self.run.update_stage(name, status=status, steps=trained.steps, planned=planned)

    def _evaluate(self, name: str, stage: str, step: int, *, rows: int | None = None, last: bool = False) -> None:
        if any(entry.name == name and entry.step == step for entry in self.run.state.evaluations):
            return
        if not (last or self.budget.time_for_evaluation()):
            self.progress.note(f"no time to evaluate {name}: the evaluation at the end comes first")
            return
        seconds = evaluate_policy(
            self.run, self.built.policy, self.corpus, Checkpoint(self.run.path, stage, step), name=name, rows=rows,
            progress=self.progress,
        )  # fmt: skip
        self.budget.took_evaluation(seconds)


# ── the rooms that a run walks through ────────────────────────────────────────────────────────────────────────────────


def identity_of(corpus: Corpus) -> CorpusIdentity:
    """Which corpus this is, by its folder and the hash of its manifest."""
    digest = hashlib.sha256((corpus.path / MANIFEST).read_bytes()).hexdigest()
    return CorpusIdentity(path=str(corpus.path), domain=corpus.domain, manifest_sha256=digest)


def tokenizer_for(run: RunFolder, recipe: Recipe, corpus: Corpus) -> Tokenizer:
    """The run's tokenizer: the one it has, else the recipe's, which is kept in the run's folder."""
    if run.tokenizer.exists():
        return Tokenizer.load(run.tokenizer)
    tokenizer = tokenizer_of(recipe, corpus)
    tokenizer.save(run.tokenizer)
    return tokenizer


def tokenizer_of(recipe: Recipe, corpus: Corpus) -> Tokenizer:
    """The tokenizer that came with the weights, or one trained on the corpus's train split."""
    from train.data import training_texts
    from train.weights import locate

    if recipe.model.weights is not None:
        return Tokenizer.load(locate(recipe.model.weights) / "tokenizer.model")
    return train_tokenizer(
        training_texts(corpus, options=recipe.data, instruction=recipe.prompt.instruction), recipe.tokenizer
    )


@dataclass
class Built:
    """A model ready to train, with what it was made of."""

    policy: Policy
    spec: ModelSpec
    lora: Lora | None
    dtype: str

    def described(self) -> dict[str, Any]:
        """What run.json says of the model."""
        import jax

        from train.models import trainable
        from train.models.spec import to_json

        count = sum(leaf.size for leaf in jax.tree.leaves(trainable(self.policy.model)))
        mesh = ",".join(f"{axis}={size}" for axis, size in self.policy.mesh.shape.items())
        return {
            "name": self.spec.name, "parameters": self.spec.parameters, "trainable": count, "dtype": self.dtype,
            "mesh": mesh, "device": jax.devices()[0].device_kind, "spec": to_json(self.spec),
        }  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What model a recipe comes to on these devices."""

    spec: ModelSpec
    lora: Lora | None
    mesh: Mesh
    dtype: DType


def chosen_model(recipe: Recipe, tokenizer: Tokenizer) -> Chosen:
    """The shape, the adapter, the mesh and the type of the weights, none of them made yet.

    Raises:
        CurateError: weights of another shape, a mesh that does not divide, a tokenizer that is not the model's.
    """
    from train.mesh import mesh_for
    from train.models import Lora, default_dtype, default_lora, from_folder
    from train.weights import locate

    model = recipe.model
    if model.name != "tiny":
        spec = named(model.name)
    elif model.weights is not None:
        spec = from_folder(locate(model.weights))
    else:
        spec = tiny(
            vocab=tokenizer.size, layers=model.layers, width=model.width, heads=model.heads, kv_heads=model.kv_heads,
            head_dim=model.head_dim, hidden=model.hidden, sliding_window=model.window,
        )  # fmt: skip
    if tokenizer.size > spec.vocab:
        raise InputError(
            f"the tokenizer has {tokenizer.size} pieces, and {spec.name} knows {spec.vocab}",
            remedy="use the tokenizer that came with the weights",
        )
    mesh = mesh_for(spec, model.mesh, tuple(_rows_at_once(stage.options) for stage in recipe.stages))
    wanted = model.adapter or ("lora" if default_lora(spec) else "full")
    lora = Lora(rank=model.rank, alpha=model.alpha) if wanted == "lora" else None
    return Chosen(spec, lora, mesh, model.dtype or default_dtype())


def _rows_at_once(options: Any) -> int:
    """Rows that a stage's update is computed for at once, which the mesh splits."""
    rows = int(getattr(options, "prompts", 0)) * int(getattr(options, "group", 0)) or int(getattr(options, "batch", 1))
    return rows // int(getattr(options, "accumulate", 1))


def build_model(recipe: Recipe, tokenizer: Tokenizer) -> Built:
    """The model of a recipe on its mesh: published weights or random ones, with an adapter where the recipe wants one.

    Raises:
        CurateError: as `chosen_model`; weights that are damaged or not the model's.
    """
    from train.models import create, with_lora
    from train.weights import load

    chosen = chosen_model(recipe, tokenizer)
    spec, mesh, dtype = chosen.spec, chosen.mesh, chosen.dtype
    if recipe.model.weights is not None:
        network, _ = load(recipe.model.weights, spec, mesh, dtype=dtype)
    else:
        network = create(spec, seed_of(recipe.seed, "weights"), mesh, dtype=dtype)
    if chosen.lora is not None:
        network = with_lora(network, spec, chosen.lora, seed_of(recipe.seed, "adapter"), mesh)
    policy = Policy(network, tokenizer, mesh, recipe.data.max_prompt_tokens, recipe.data.max_completion_tokens)
    return Built(policy, spec, chosen.lora, dtype)


def generator_for(policy: Policy, *, batch: int, longest_prompt: int | None = None) -> Generator:
    """A generator for evaluation: rows of like length together, two prompt lengths."""
    from train.sampling import Generator

    longest = -(-(longest_prompt or policy.max_prompt_tokens) // 8) * 8
    half = -(-longest // 16) * 8
    return Generator(
        policy.model, pad_id=policy.tokenizer.pad_id, stop_ids=policy.tokenizer.stop_ids,
        lengths=sorted({half, longest}), batch=batch, mesh=policy.mesh,
    )  # fmt: skip


# ── what a finished run is used for ───────────────────────────────────────────────────────────────────────────────────


def evaluate_policy(
    run: RunFolder, policy: Policy, corpus: Corpus, of: Checkpoint, *, name: str, split: str = "test",
    options: EvaluationOptions | None = None, rows: int | None = None, progress: Progress | None = None,
) -> float:  # fmt: skip
    """Evaluate a policy and keep the result in the run's folder; returns the seconds that it took.

    Raises:
        InputError: there are no rows, or the run was trained on some of them.
    """
    from train.data import TrainedIds, load_examples
    from train.evaluate import evaluate

    recipe = run.recipe
    options = options or recipe.evaluation
    if rows is not None:
        options = options.model_copy(update={"rows": rows, "samples": 0})
    began = time.monotonic()
    examples = load_examples(
        corpus, split, policy.tokenizer, options=recipe.data.model_copy(update={"rows": None}),
        instruction=recipe.prompt.instruction,
    ).examples  # fmt: skip
    generate = generator_for(policy, batch=options.batch, longest_prompt=int(examples.prompt_lengths.max()))
    shown = progress or Silent()
    wanted = min(len(examples), options.rows or len(examples))
    shown.phase(f"evaluation of {name}", wanted, "rows")
    evaluation = evaluate(
        examples, policy.tokenizer, generate, options, max_tokens=policy.max_completion_tokens, split=split,
        trained=TrainedIds.open(run.trained_ids), about={"run": run.state.name, "stage": of.stage, "step": of.step},
        progress=lambda done, total: shown.advance(done, None, total),
    )  # fmt: skip
    seconds = time.monotonic() - began
    entry = EvaluationEntry(name=name, stage=of.stage or "", step=of.step or 0, split=split, seconds=seconds)
    run.write_evaluation(entry, evaluation.as_json(), [row.as_json() for row in evaluation.rows])
    return seconds


@dataclass
class Loaded:
    """A run's checkpoint, ready to use."""

    run: RunFolder
    built: Built
    stage: str
    step: int

    @property
    def name(self) -> str:
        return f"{self.run.state.name}/{self.stage}/{self.step}"


def load_checkpoint(asked: Checkpoint) -> Loaded:
    """A run's model with the weights of one of its checkpoints; the last one where nothing is said.

    Raises:
        InputError: there is no such run, stage or checkpoint.
    """
    run = RunFolder.open(asked.run)
    stage, step = _found(run, asked)
    keep_programs()
    built = build_model(run.recipe, Tokenizer.load(run.tokenizer))
    if stage != _START:
        checkpoints = Checkpoints(run.checkpoints(stage))
        checkpoints.restore(step, built.policy.model)
        checkpoints.close()
    return Loaded(run, built, stage, step)


def _found(run: RunFolder, asked: Checkpoint) -> tuple[str, int]:
    saved = {state.name: Checkpoints(run.checkpoints(state.name)).steps() for state in run.state.stages}
    if asked.stage == _START:
        return _START, 0
    if asked.stage is not None:
        run.state.stage(asked.stage)
    stages = [asked.stage] if asked.stage else [name for name, steps in saved.items() if steps]
    if not stages or not saved[stages[-1]]:
        raise InputError(
            "the run has no checkpoint yet" if not asked.stage else f"the stage {asked.stage} has no checkpoint yet",
            where=str(run.path), remedy="go on with it: curate train … --resume",
        )  # fmt: skip
    stage = stages[-1]
    step = saved[stage][-1] if asked.step is None else asked.step
    if step not in saved[stage]:
        raise InputError(
            f"{stage} has no checkpoint of step {step}", where=str(run.checkpoints(stage)),
            remedy=f"there are: {', '.join(map(str, saved[stage]))}",
        )  # fmt: skip
    return stage, step


def evaluate_run(request: EvaluateRequest, progress: Progress | None = None) -> Evaluation:
    """Evaluate a run's checkpoint, keep the result in the run's folder, and return it.

    Raises:
        InputError: there is no such checkpoint, or it was trained on rows of the split.
    """
    from train.evaluation import Evaluation

    loaded = load_checkpoint(request.checkpoint)
    run = loaded.run
    changes = {"rows": request.rows, "samples": request.samples, "seed": request.seed}
    changes = {key: value for key, value in changes.items() if value is not None}
    options = run.recipe.evaluation.model_copy(update=changes)
    corpus = Corpus.open(request.corpus or Path(run.state.corpus.path))
    name = loaded.stage if loaded.step == _last(run, loaded.stage) else f"{loaded.stage}-step{loaded.step}"
    if request.split != "test":
        name += f"-{request.split}"
    if request.corpus is not None and identity_of(corpus).manifest_sha256 != run.state.corpus.manifest_sha256:
        name += f"-on-{corpus.path.name}"
    if changes:
        name += "-" + "-".join(f"{key}{value}" for key, value in sorted(changes.items()))
    evaluate_policy(
        run, loaded.built.policy, corpus, Checkpoint(run.path, loaded.stage, loaded.step), name=name,
        split=request.split, options=options, progress=progress,
    )  # fmt: skip
    return Evaluation.from_json(run.read_evaluation(name), run.read_evaluation_rows(name))


def _last(run: RunFolder, stage: str) -> int:
    return 0 if stage == _START else run.state.stage(stage).steps


def grade_run(request: GradeRequest, progress: Progress | None = None) -> Graded:
    """Write a new version of a corpus, its difficulty measured by a run's checkpoint; see `train.grade`."""
    from train.data import TrainedIds, load_examples
    from train.grade import GradeOptions, grade

    loaded = load_checkpoint(request.checkpoint)
    recipe, policy = loaded.run.recipe, loaded.built.policy
    corpus = Corpus.open(request.corpus)
    asked = recipe.data.model_copy(
        update={
            "rows": None, "verified_only": False, "families": (), "sources": (), "choices": "any",
            "levels": (1, 2, 3, 4, 5), "max_completion_tokens": 1 << 20,
        }
    )  # fmt: skip
    examples = {
        split: load_examples(
            corpus, split, policy.tokenizer, options=asked, instruction=recipe.prompt.instruction
        ).examples
        for split, rows in corpus.manifest["splits"].items()
        if rows
    }
    longest = max(int(rows.prompt_lengths.max()) for rows in examples.values())
    options = GradeOptions(samples=request.k, seed=request.seed or 0)
    shown = progress or Silent()
    shown.phase("grading", sum(map(len, examples.values())), "rows")
    return grade(
        corpus, request.out, examples, policy.tokenizer,
        generator_for(policy, batch=options.batch, longest_prompt=longest), model=loaded.name,
        max_tokens=policy.max_completion_tokens, instruction=recipe.prompt.instruction, options=options,
        trained=TrainedIds.open(loaded.run.trained_ids), force=request.force,
        progress=lambda done, total: shown.advance(done, None, total),
    )  # fmt: skip


def ask(request: AskRequest, progress: Progress | None = None) -> list[Reply]:
    """Put a question to a run's checkpoint."""
    from train import asking

    loaded = load_checkpoint(request.checkpoint)
    policy = loaded.built.policy
    return asking.ask(
        request.question, policy.tokenizer, generator_for(policy, batch=max(1, request.samples)),
        choices=request.choices, instruction=loaded.run.recipe.prompt.instruction,
        max_tokens=request.max_tokens or policy.max_completion_tokens, max_prompt_tokens=policy.max_prompt_tokens,
        samples=request.samples, temperature=request.temperature, seed=request.seed,
    )  # fmt: skip


def export_run(request: ExportRequest, progress: Progress | None = None) -> Exported:
    """Write a run's checkpoint in another layout; see `train.export`."""
    from train.export import export
    from train.weights import locate

    loaded = load_checkpoint(request.checkpoint)
    built, weights = loaded.built, loaded.run.recipe.model.weights
    tokenizer = loaded.run.tokenizer if weights is None else locate(weights)
    return export(
        built.policy.model, built.spec, request.out, request.to, lora=built.lora, tokenizer=tokenizer,
        step=loaded.step, force=request.force,
    )  # fmt: skip


# ── interruption ──────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets, so that a stage ends between two steps; a second one ends it at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def asked(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    kept = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@contextmanager
def _told(run: RunFolder, budget: Budget) -> Iterator[None]:
    """However a run ends, its folder says so: status, time, report."""
    from train.report import write_report

    before, status, error = run.state.seconds, "failed", ""
    try:
        yield
        status = "finished"
    except KeyboardInterrupt:
        status = "interrupted"
        raise
    except BaseException as raised:
        error = str(raised) if isinstance(raised, CurateError) else f"{type(raised).__name__}: {raised}"[:500]
        raise
    finally:
        with suppress(CurateError) if status != "finished" else nullcontext():  # the first error is the one to tell
            run.update(status=status, error=error, seconds=before + budget.elapsed)
            write_report(run)
