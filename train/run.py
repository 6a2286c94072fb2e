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
from contextlib import contextmanager
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
from train.prompts import completion_text, prompt_text
from train.recipe import Recipe
from train.request import (
    AskRequest, Checkpoint, EvaluateRequest, ExportRequest, GradeRequest, Outcome, Progress, Reply, Silent, TrainRequest,
)  # fmt: skip
from train.seeds import seed_of
from train.stages import Interrupted, Policy, Work, stage_named
from train.tokenizer import Tokenizer, train_tokenizer

if TYPE_CHECKING:
    from train.data import Examples
    from train.models import Lora
    from train.sampling import Generator

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
    with (
        RunFolder.create(
            request.out, recipe, identity_of(corpus), resume=request.resume, force=request.force
        ) as run,
        Metrics(run.path) as metrics,
        _outcome_kept(run),
    ):
        began = time.monotonic()
        before = run.state.seconds
        left = None if request.budget is None else request.budget - before
        shares = {name: stage.share for name, stage in zip(recipe.stage_names, recipe.stages)}
        budget = Budget(left, shares)
        training = _Training(run, recipe, corpus, metrics, budget, shown)
        try:
            training.prepare()
            training.walk()
        finally:
            run.update(seconds=before + time.monotonic() - began)
        run.update(status="finished")
        training.report()
        short = tuple(stage.name for stage in run.state.stages if stage.status in ("shortened", "left_out"))
        return Outcome(run.path, short)


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
        self.built = build_model(self.recipe, self.tokenizer, self.examples)
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
            self._evaluate("0-start", "start", 0, rows=None if self.recipe.model.weights else _ROWS_OF_RANDOM_WEIGHTS)
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

    def report(self) -> None:
        from train.report import write_report

        write_report(self.run)


# ── the rooms that a run walks through ────────────────────────────────────────────────────────────────────────────────


def identity_of(corpus: Corpus) -> CorpusIdentity:
    """Which corpus this is, by its folder and the hash of its manifest."""
    digest = hashlib.sha256((corpus.path / MANIFEST).read_bytes()).hexdigest()
    return CorpusIdentity(path=str(corpus.path), domain=corpus.domain, manifest_sha256=digest)


def tokenizer_for(run: RunFolder, recipe: Recipe, corpus: Corpus) -> Tokenizer:
    """The run's tokenizer: the one it has, that of the weights, or one trained on the corpus's train split."""
    if run.tokenizer.exists():
        return Tokenizer.load(run.tokenizer)
    if recipe.model.weights is not None:
        from train.weights import locate

        tokenizer = Tokenizer.load(locate(recipe.model.weights) / "tokenizer.model")
    else:
        tokenizer = train_tokenizer(_texts(corpus, recipe), recipe.tokenizer)
    tokenizer.save(run.tokenizer)
    return tokenizer


def _texts(corpus: Corpus, recipe: Recipe) -> Iterator[str]:
    """What a model of this corpus reads and writes."""
    instruction = recipe.prompt.instruction
    for batch in corpus.batches("train"):
        columns = [batch.column(name).to_pylist() for name in ("question", "choices", "reasoning", "answer", "family")]
        for question, choices, reasoning, answer, family in zip(*columns):
            if recipe.data.families and family not in recipe.data.families:
                continue
            yield prompt_text(question, choices or (), instruction=instruction)
            yield completion_text(reasoning or "", answer)


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


def spec_of(recipe: Recipe, vocabulary: int) -> ModelSpec:
    """The shape that the recipe asks for."""
    model = recipe.model
    if model.name != "tiny":
        return named(model.name)
    return tiny(
        vocab=vocabulary, layers=model.layers, width=model.width, heads=model.heads, kv_heads=model.kv_heads,
        head_dim=model.head_dim, hidden=model.hidden, sliding_window=model.window,
    )  # fmt: skip


def build_model(recipe: Recipe, tokenizer: Tokenizer, examples: Examples | None = None) -> Built:
    """The model of a recipe on its mesh: published weights or random ones, with an adapter where the recipe wants one.

    Raises:
        CurateError: weights that don't match, a mesh that does not divide, a tokenizer that is not the model's.
    """
    from train.mesh import mesh_for
    from train.models import Lora, create, default_dtype, default_lora, with_lora
    from train.weights import load

    model = recipe.model
    spec = spec_of(recipe, tokenizer.size)
    if tokenizer.size > spec.vocab:
        raise InputError(
            f"the tokenizer has {tokenizer.size} pieces, and {spec.name} knows {spec.vocab}",
            remedy="use the tokenizer that came with the weights",
        )
    batches = tuple(
        getattr(stage.options, "batch", None) or stage.options.prompts * stage.options.group for stage in recipe.stages
    )
    mesh = mesh_for(spec, model.mesh, batches)
    dtype = model.dtype or default_dtype()
    if model.weights is not None:
        network, spec = load(model.weights, None if model.name == "tiny" else spec, mesh, dtype=dtype)
    else:
        network = create(spec, seed_of(recipe.seed, "weights"), mesh, dtype=dtype)
    wanted = model.adapter or ("lora" if default_lora(spec) else "full")
    lora = Lora(rank=model.rank, alpha=model.alpha) if wanted == "lora" else None
    if lora is not None:
        network = with_lora(network, spec, lora, seed_of(recipe.seed, "adapter"), mesh)
    policy = Policy(network, tokenizer, mesh, recipe.data.max_prompt_tokens, recipe.data.max_completion_tokens)
    return Built(policy, spec, lora, str(dtype))


def generator_for(policy: Policy, *, batch: int, longest_prompt: int | None = None) -> Generator:
    """A generator for evaluation: rows of like length together, two prompt lengths."""
    from train.sampling import Generator

    longest = -(-(longest_prompt or policy.max_prompt_tokens) // 8) * 8
    half = -(-longest // 16) * 8
    return Generator(
        policy.model, pad_id=policy.tokenizer.pad_id, stop_ids=policy.tokenizer.stop_ids,
        lengths=sorted({half, longest}), batch=batch, mesh=policy.mesh,
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
def _outcome_kept(run: RunFolder) -> Iterator[None]:
    """Whatever ends a run is written into its folder."""
    try:
        yield
    except KeyboardInterrupt:
        run.update(status="interrupted")
        raise
    except CurateError as error:
        run.update(status="failed", error=str(error))
        raise
    except BaseException as error:
        run.update(status="failed", error=f"{type(error).__name__}: {error}"[:500])
        raise
