"""Models that write what they are told to, over problems that fit on a page: no weights, no jax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curate.record import written
from train.curriculum.contract import Pool
from train.prompts import prompt_text
from train.rewards.contract import Problem, Rollout
from train.sampling import Completion

STOP = 1
_FIRST = 16
REASONING = "There are 3 tablets of 4 mg each, and 3 × 4 = 12."


def problem(number: int = 0, **changes: Any) -> Problem:
    values: dict[str, Any] = {
        "id": f"{number:032x}", "family": f"family_{number % 3}", "source": "generated", "level": 1 + number % 5,
        "difficulty": 0.5, "question": f"Question {number}?", "choices": (), "reasoning": REASONING,
        "answer": f"{12 + number} mg", "verifier": "number", "arguments": {},
    }  # fmt: skip
    return Problem(**{**values, **changes})


def rollout(text: str, tokens: int = 40, stopped: bool = True, **changes: Any) -> Rollout:
    return Rollout(problem(**changes), text, tokens, stopped)


def good(answer: str = "12 mg", reasoning: str = REASONING) -> str:
    return written(reasoning, answer)


class Characters:
    """A tokenizer of one token a character."""

    def prompt(self, text: str) -> NDArray[np.int32]:
        return np.asarray([2, *(ord(one) + _FIRST for one in text)], dtype=np.int32)

    def completion(self, text: str) -> NDArray[np.int32]:
        return np.asarray([ord(one) + _FIRST for one in text] + [STOP], dtype=np.int32)

    def decode(self, ids: Any) -> str:
        return "".join(chr(int(one) - _FIRST) for one in ids if one != STOP)


class Problems:
    """Examples, as `train.data.Examples` are."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = list(problems)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.problems]

    def __len__(self) -> int:
        return len(self.problems)

    def prompt(self, i: int) -> NDArray[np.int32]:
        return Characters().prompt(prompt_text(self.problems[i].question, self.problems[i].choices))

    def problem(self, i: int) -> Problem:
        return self.problems[i]

    def pool(self) -> Pool:
        families = tuple(sorted({one.family for one in self.problems}))
        return Pool(
            ids=self.ids,
            difficulty=np.asarray([one.difficulty for one in self.problems], dtype=np.float32),
            level=np.asarray([one.level for one in self.problems], dtype=np.int8),
            family=np.asarray([families.index(one.family) for one in self.problems], dtype=np.int32),
            families=families,
            tokens=np.asarray([len(self.prompt(i)) for i in range(len(self))], dtype=np.int32),
        )


#: (problem, seed, temperature) -> text
Writes = Callable[[Problem, int, float], str]


@dataclass
class Model:
    """Writes what `writes` says for the problem whose prompt it is given, as long as it is allowed to."""

    examples: Problems
    writes: Writes
    calls: list[int] = field(default_factory=list)

    def __call__(
        self, prompts: Sequence[NDArray[np.int32]], *, max_tokens: int, temperature: float, seeds: Sequence[int]
    ) -> list[Completion]:
        assert len(seeds) == len(prompts)
        known = {self.examples.prompt(i).tobytes(): self.examples.problem(i) for i in range(len(self.examples))}
        self.calls.append(len(prompts))
        completions = []
        for prompt, seed in zip(prompts, seeds):
            tokens = Characters().completion(self.writes(known[prompt.tobytes()], seed, temperature))
            completions.append(Completion(tokens[:max_tokens], len(tokens) <= max_tokens))
        return completions


def oracle(one: Problem, seed: int, temperature: float) -> str:
    return good(one.answer)


def noisy(share: float) -> Writes:
    """Right with this chance when it is sampled, always when it is greedy."""

    def writes(one: Problem, seed: int, temperature: float) -> str:
        right = not temperature or np.random.default_rng(seed).random() < share
        return good(one.answer if right else "999 mg")

    return writes
