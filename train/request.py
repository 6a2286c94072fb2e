"""What the command line asks of the trainer, and how the trainer tells how far it is.

`train.cli` makes these from words; `train.run` acts on them. Everything that changes the result is in the recipe; the
rest says where things stand and how long they may take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from train.recipe import Recipe


class Progress(Protocol):
    """Told how far training is; the terminal shows it."""

    def phase(self, name: str, total: int | None, unit: str = "steps") -> None:
        """A phase begins, such as a stage or an evaluation, over so many steps or rows, or an unknown number."""

    def advance(self, done: int, values: Mapping[str, float] | None = None, total: int | None = None) -> None:
        """So many of the phase are done in all; `values` are worth showing beside it, `total` where it has changed."""

    def note(self, text: str) -> None:
        """Something that the user should know."""


class Silent:
    """Progress that nobody watches."""

    def phase(self, name: str, total: int | None, unit: str = "steps") -> None: ...

    def advance(self, done: int, values: Mapping[str, float] | None = None, total: int | None = None) -> None: ...

    def note(self, text: str) -> None: ...


@dataclass(frozen=True)
class TrainRequest:
    """Train.

    Attributes:
        recipe: the effective recipe: the named one with all that the command line changed.
        corpus: folder of the corpus.
        out: the run's folder.
        resume: go on with the unfinished run at `out`, from its last checkpoint.
        force: replace the run at `out`.
        budget: seconds that everything may take, the final evaluation included; None when there is no bound.
    """

    recipe: Recipe
    corpus: Path
    out: Path
    resume: bool = False
    force: bool = False
    budget: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What training came to. A KeyboardInterrupt leaves a checkpoint and is raised again instead.

    Attributes:
        folder: of the run.
        shortened: stages that the budget cut short, or left out.
    """

    folder: Path
    shortened: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checkpoint:
    """Which checkpoint of a run: of the last stage and its last step where nothing is said."""

    run: Path
    stage: str | None = None
    step: int | None = None


@dataclass(frozen=True)
class EvaluateRequest:
    """Evaluate a checkpoint; what is None is as the run's recipe has it.

    Attributes:
        corpus: another corpus than the run was trained on.
        rows: at most so many, drawn evenly over levels and families.
        samples: completions a row besides the greedy one; 0 for none.
    """

    checkpoint: Checkpoint
    split: str = "test"
    corpus: Path | None = None
    rows: int | None = None
    samples: int | None = None
    seed: int | None = None


@dataclass(frozen=True)
class GradeRequest:
    """Write a new version of a corpus whose difficulty is the checkpoint's pass rate over `k` samples."""

    checkpoint: Checkpoint
    corpus: Path
    out: Path
    k: int = 8
    seed: int | None = None
    force: bool = False


@dataclass(frozen=True)
class AskRequest:
    """Put a question to a checkpoint.

    Attributes:
        choices: options without their letters; empty for an open question.
        samples: answers to draw.
        temperature: 0 for the greedy answer.
    """

    checkpoint: Checkpoint
    question: str
    choices: tuple[str, ...] = ()
    samples: int = 1
    temperature: float = 0.0
    max_tokens: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Reply:
    """What a checkpoint wrote.

    Attributes:
        text: all of it, without the token that ends its turn.
        reasoning, answer: as the strict reader finds them; None where it finds none.
        reason: why it finds none; "" where it does.
        tokens: how many it wrote.
        stopped: it ended its turn by itself.
    """

    text: str
    reasoning: str | None
    answer: str | None
    reason: str
    tokens: int
    stopped: bool


@dataclass(frozen=True)
class ExportRequest:
    """Write a checkpoint's merged weights in the layout of Hugging Face (``hf``) or of Tunix (``tunix``)."""

    checkpoint: Checkpoint
    to: str
    out: Path
    force: bool = False
