"""A small corpus of real families, and the smallest Gemma that trains on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from curate.build import build
from curate.corpus import Corpus
from curate.recipe import from_values
from train.data import DataOptions, Examples, load_examples, training_texts
from train.stages.contract import Policy
from train.tokenizer import Tokenizer, TokenizerOptions, train_tokenizer

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tunix 0.1.7 calls what newer releases of flax, jax and optax deprecate; which, changes with each of theirs."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))


FAMILIES = ("pharmacokinetics", "paediatric_dosing")
DATA = DataOptions(levels=(1,), choices="open", max_prompt_tokens=256, max_completion_tokens=96)


@pytest.fixture(scope="session", autouse=True)
def programs_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """XLA programs that several tests need are compiled by the first."""
    import jax

    settings = {
        "jax_compilation_cache_dir": str(tmp_path_factory.mktemp("xla")),
        "jax_persistent_cache_min_compile_time_secs": 0.1,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }
    kept = {name: getattr(jax.config, name) for name in settings}
    for name, value in settings.items():
        jax.config.update(name, value)
    yield
    for name, value in kept.items():
        jax.config.update(name, value)


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """300 generated rows of two medical families."""
    recipe = from_values(
        {
            "domain": "medical", "rows": 300,
            "sources": [{"kind": "generated", "families": list(FAMILIES), "levels": [1], "multiple_choice": 0}],
        }
    )  # fmt: skip
    return build(recipe, tmp_path_factory.mktemp("corpora") / "small")


@pytest.fixture(scope="session")
def tokenizer(small_corpus: Corpus) -> Tokenizer:
    options = TokenizerOptions(vocabulary=1024, split_by_whitespace=False)
    return train_tokenizer(training_texts(small_corpus, options=DATA), options)


@pytest.fixture(scope="session")
def examples(small_corpus: Corpus, tokenizer: Tokenizer) -> Examples:
    return load_examples(small_corpus, "train", tokenizer, options=DATA).examples


@pytest.fixture(scope="session")
def new_policy(tokenizer: Tokenizer) -> Callable[..., Policy]:
    """Makes the same tiny policy each time it is called."""

    def made(seed: int = 0, **shape: Any) -> Policy:
        from train.mesh import mesh_for
        from train.models import create, tiny

        sizes = {"layers": 1, "width": 32, "heads": 2, "kv_heads": 1, "head_dim": 16, "hidden": 64} | shape
        spec = tiny(vocab=tokenizer.size, sliding_window=64, **sizes)
        mesh = mesh_for(spec)
        return Policy(create(spec, seed, mesh, dtype="float32"), tokenizer, mesh, 256, 96)

    return made


@pytest.fixture
def new_work(examples: Examples, tmp_path: Path) -> Callable[..., Any]:
    """Makes the surroundings of a stage; ``logged`` collects what it logs."""
    from train.checkpoints import Checkpoints
    from train.stages.contract import Work

    def made(
        options: Any, name: str = "1-stage", *, place: str = "run", stop_after: int | None = None, **more: Any
    ) -> Work:
        logged: list[tuple[int, dict[str, float]]] = []
        shown: list[tuple[int, Any]] = []

        def log(step: int, values: Any) -> None:
            logged.append((step, dict(values)))
            if step == stop_after:
                work.stop.set()

        work = Work(
            name=name, options=options, examples=examples, seed=7, checkpoints=Checkpoints(tmp_path / place / name),
            log=log, show=lambda step, rows: shown.append((step, rows)), progress=lambda done, total, values: None,
            **more,
        )  # fmt: skip
        work.logged, work.shown = logged, shown  # type: ignore[attr-defined]
        return work

    return made
