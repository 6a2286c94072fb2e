"""What a stage of training is: a policy in, the policy trained further out.

A stage is one module with a class like `TrainingStage` and one line in `train.stages.STAGES`. It never opens files of
its own: the `Work` it is handed knows where checkpoints, metrics and rollouts go, when to stop, and whether it resumes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pydantic import BaseModel

if TYPE_CHECKING:
    import jax
    from flax import nnx

    from train.budget import Budget
    from train.checkpoints import Checkpoints
    from train.data import Examples
    from train.tokenizer import Tokenizer


@dataclass
class Policy:
    """The model that is trained, with what it takes to use it.

    Attributes:
        model: a Tunix causal model; with an adapter's weights in it when it is trained by LoRA.
        tokenizer: its tokenizer.
        mesh: the devices it lies on, axes ``fsdp`` and ``tp``.
        max_prompt_tokens: longest prompt that it is trained and asked with.
        max_completion_tokens: longest completion.
    """

    model: nnx.Module
    tokenizer: Tokenizer
    mesh: jax.sharding.Mesh
    max_prompt_tokens: int
    max_completion_tokens: int


@dataclass
class Work:
    """Where a stage's work goes.

    Attributes:
        name: the stage's name in the run, such as ``1-sft``; metrics and files carry it.
        options: the stage's validated options.
        examples: what it trains on.
        seed: of the run; a stage mixes its name in.
        checkpoints: saves and restores the stage.
        log: called with (step, values) after each step.
        show: called with (step, rollouts as plain rows) for the samples that a person may read.
        progress: called with (steps done, steps in all, values worth showing).
        budget: says how many steps the time allows; None where there is no bound.
        stop: set when the user asks to stop; the stage then saves and raises `Interrupted`.
        resume: go on from the latest checkpoint.
    """

    name: str
    options: Any
    examples: Examples
    seed: int
    checkpoints: Checkpoints
    log: Callable[[int, Mapping[str, float]], None]
    show: Callable[[int, Sequence[Mapping[str, Any]]], None]
    progress: Callable[[int, int, Mapping[str, float]], None]
    budget: Budget | None = None
    stop: Event = field(default_factory=Event)
    resume: bool = False


@dataclass(frozen=True)
class Trained:
    """What a stage returns: the policy, how many steps it made, and why it ended (``done`` or ``budget``)."""

    policy: Policy
    steps: int
    ended: str


class Interrupted(Exception):  # noqa: N818 - no error: the user asked for it
    """The user asked to stop, and the stage has saved a checkpoint at `step`."""

    def __init__(self, stage: str, step: int):
        super().__init__(f"{stage} stopped at step {step}")
        self.stage, self.step = stage, step


class TrainingStage(Protocol):
    """A stage; see `Policy`, `Work` and `Trained`."""

    #: validates what the recipe writes for the stage
    Options: ClassVar[type[BaseModel]]
    #: False where a curriculum never hears what became of its prompts; a recipe that names one which must is refused
    gives_outcomes: ClassVar[bool]

    def run(self, policy: Policy, work: Work) -> Trained:
        """Train.

        Raises:
            TrainingError: out of memory, or a loss that is not a number; the last good checkpoint stands.
            Interrupted: the user asked to stop.
        """
