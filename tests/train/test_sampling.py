"""Generation against Tunix's own sampler and against the plain forward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from train.data import Examples
from train.sampling import Completion, Generator, Truncation
from train.stages.contract import Policy

LENGTH = 256


@pytest.fixture(scope="module")
def policy(new_policy: Callable[..., Policy]) -> Policy:
    return new_policy(layers=7)  # the seventh sees everything, the others a window


def generator(policy: Policy, *, batch: int = 8, stop_ids: tuple[int, ...] | None = None, **more: Any) -> Generator:
    tokenizer = policy.tokenizer
    return Generator(
        policy.model, pad_id=tokenizer.pad_id, stop_ids=tokenizer.stop_ids if stop_ids is None else stop_ids,
        lengths=(LENGTH,), batch=batch, mesh=policy.mesh, **more,
    )  # fmt: skip


def rows(completions: list[Completion]) -> list[list[int]]:
    return [completion.tokens.tolist() for completion in completions]


def test_greedy_tokens_are_those_of_tunix_own_sampler(policy: Policy, examples: Examples) -> None:
    from tunix.generate.sampler import CacheConfig, Sampler

    prompts = [examples.prompt(row) for row in range(4)]
    ours = generator(policy)(prompts, max_tokens=24, temperature=0.0, seeds=[0] * 4)

    class Ids:
        """A tokenizer over numbers written out."""

        def pad_id(self) -> int:
            return 0

        def eos_id(self) -> int:
            return 1

        def bos_id(self) -> int:
            return 2

        def encode(self, text: str, **_: Any) -> list[int]:
            return [int(part) for part in text.split()]

        def decode(self, ids: Any, **_: Any) -> str:
            return " ".join(map(str, ids))

    stock = Sampler(policy.model, Ids(), CacheConfig(cache_size=LENGTH + 24, num_layers=7, num_kv_heads=1, head_dim=16))
    stock.tokenize = lambda text: np.array([int(part) for part in text.split()], np.int32)
    theirs = stock(
        [" ".join(map(str, prompt)) for prompt in prompts], max_generation_steps=24, max_prompt_length=LENGTH,
        eos_tokens=list(policy.tokenizer.stop_ids),
    )  # fmt: skip
    for one, other in zip(ours, theirs.tokens):
        assert one.tokens[: len(other)].tolist() == other.tolist()


def test_greedy_tokens_are_the_likeliest_of_the_plain_forward_pass(policy: Policy, examples: Examples) -> None:
    from train.models import logits

    prompt = examples.prompt(3)
    written = generator(policy)([prompt], max_tokens=12, temperature=0.0, seeds=[0])[0].tokens
    whole = np.concatenate([prompt, written])
    scores = np.array(logits(policy.model, whole[None]))[0]
    scores[:, policy.tokenizer.pad_id] = -np.inf
    assert written.tolist() == scores[len(prompt) - 1 : len(whole) - 1].argmax(axis=-1).tolist()


def test_a_sample_depends_on_its_seed_and_on_nothing_around_it(policy: Policy, examples: Examples) -> None:
    prompts = [examples.prompt(row) for row in range(5)]
    ask = generator(policy)
    together = rows(ask(prompts, max_tokens=16, temperature=1.0, seeds=[5, 6, 7, 8, 9]))
    assert rows(ask(prompts, max_tokens=16, temperature=1.0, seeds=[5, 6, 7, 8, 9])) == together
    assert rows(ask(prompts[2:3], max_tokens=16, temperature=1.0, seeds=[7])) == together[2:3]
    assert rows(ask(prompts[::-1], max_tokens=16, temperature=1.0, seeds=[9, 8, 7, 6, 5])) == together[::-1]
    assert rows(ask(prompts, max_tokens=16, temperature=1.0, seeds=[1, 2, 3, 4, 5])) != together


def test_the_same_prompt_with_other_seeds_is_another_sample(policy: Policy, examples: Examples) -> None:
    prompts = [examples.prompt(0)] * 8
    samples = rows(generator(policy)(prompts, max_tokens=16, temperature=1.0, seeds=list(range(8))))
    assert len({tuple(sample) for sample in samples}) == 8


def test_the_stop_token_stays_and_ends_the_completion(policy: Policy, examples: Examples) -> None:
    prompt = examples.prompt(0)
    free = generator(policy, stop_ids=())([prompt], max_tokens=16, temperature=0.0, seeds=[0])[0]
    assert not free.stopped
    assert len(free.tokens) == 16
    stop = int(free.tokens[5])
    first = free.tokens.tolist().index(stop)
    ended = generator(policy, stop_ids=(stop,))([prompt], max_tokens=16, temperature=0.0, seeds=[0])[0]
    assert ended.stopped
    assert ended.tokens.tolist() == free.tokens[: first + 1].tolist()


def test_samples_follow_the_models_probabilities(policy: Policy, examples: Examples) -> None:
    from scipy.stats import chisquare

    from train.models import logits

    prompt = examples.prompt(1)
    scores = np.array(logits(policy.model, prompt[None]))[0, -1].astype(np.float64)
    scores[policy.tokenizer.pad_id] = -np.inf
    expected = np.exp(scores - scores.max())
    expected /= expected.sum()
    drawn = generator(policy, batch=256)([prompt] * 2048, max_tokens=1, temperature=1.0, seeds=list(range(2048)))
    counts = np.bincount([int(one.tokens[0]) for one in drawn], minlength=len(expected))
    likely = np.argsort(-expected)[:12]
    seen = np.append(counts[likely], counts.sum() - counts[likely].sum())
    wanted = np.append(expected[likely], 1 - expected[likely].sum()) * counts.sum()
    assert chisquare(seen, wanted).pvalue > 1e-4


def test_only_the_likeliest_tokens_are_sampled_where_that_is_asked(policy: Policy, examples: Examples) -> None:
    from train.models import logits

    prompt = examples.prompt(1)
    scores = np.array(logits(policy.model, prompt[None]))[0, -1]
    scores[policy.tokenizer.pad_id] = -np.inf
    order = np.argsort(-scores)
    mass = np.cumsum(np.exp(scores[order] - scores.max()) / np.exp(scores - scores.max()).sum())

    def drawn(truncation: Truncation) -> set[int]:
        ask = generator(policy, batch=128, truncation=truncation)
        return {
            int(one.tokens[0]) for one in ask([prompt] * 256, max_tokens=1, temperature=1.0, seeds=list(range(256)))
        }

    assert drawn(Truncation(top_k=3)) <= set(order[:3].tolist())
    held = int((mass < 0.3).sum()) + 1
    assert drawn(Truncation(top_p=0.3)) <= set(order[:held].tolist())


def test_a_prompt_longer_than_planned_is_refused(policy: Policy) -> None:
    with pytest.raises(ValueError, match="300 tokens, and 256"):
        generator(policy)([np.full(300, 9, np.int32)], max_tokens=4, temperature=0.0, seeds=[0])
