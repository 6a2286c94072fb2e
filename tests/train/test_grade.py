"""Grading a built corpus with models whose pass rate is known; `curate check` is the judge of the outcome."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from curate.build import build
from curate.check import check
from curate.corpus import Corpus
from curate.errors import CorpusError, InputError, OutputError
from curate.recipe import from_values
from curate.record import SPLITS
from curate.stages import grade as corpus_grade
from tests.train.fake_models import Characters, Model, Problems, Writes, good, noisy, oracle
from train.grade import NAME, GradeOptions, difficulty, grade, level_of, prompt_sha256
from train.rewards.contract import Problem
from train.sampling import Completion

OPTIONS = GradeOptions(samples=4, batch=7)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    recipe = from_values({"domain": "medical", "rows": 70, "skip": ["decontaminate"], "shards": {"rows_per_shard": 40}})
    return build(recipe, tmp_path_factory.mktemp("built") / "corpus")


def rows_of(corpus: Corpus, split: str | None = None) -> list[dict[str, Any]]:
    return [row for batch in corpus.batches(split) for row in batch.to_pylist()]


def examples(corpus: Corpus, split: str, keep: Callable[[dict[str, Any]], bool] = lambda row: True) -> Problems:
    return Problems(
        [
            Problem(
                row["id"], row["family"], row["provenance"]["source"], row["level"], row["difficulty"], row["question"],
                tuple(row["choices"]), row["reasoning"], row["answer"], row["verifier"]["name"],
                json.loads(row["verifier"]["arguments"]),
            )
            for row in rows_of(corpus, split) if keep(row)
        ]
    )  # fmt: skip


def graded(corpus: Corpus, out: Path, writes: Writes = oracle, splits: Sequence[str] = SPLITS, **changes: Any) -> Any:
    asked = {split: examples(corpus, split) for split in splits}
    everything = Problems([one for split in asked.values() for one in split.problems])
    arguments = {"options": OPTIONS, "model": "sft@300", "max_tokens": 800, **changes}
    return grade(corpus, out, asked, Characters(), Model(everything, writes), **arguments)


def test_a_graded_corpus_passes_its_check_and_differs_in_nothing_but_its_grades(corpus: Corpus, tmp_path: Path) -> None:
    outcome = graded(corpus, tmp_path / "graded", noisy(0.5))
    report = check(outcome.corpus)
    assert report.counts == {}
    assert report.checked["card"] == 1
    before, after = rows_of(corpus), rows_of(outcome.corpus)
    assert [row["id"] for row in after] == [row["id"] for row in before]
    rates = Counter[int]()
    for old, new in zip(before, after):
        metadata = json.loads(new["metadata"])
        rate = metadata.pop("pass_rate")
        rates[rate["successes"]] += 1
        assert new["difficulty"] == pytest.approx(1 - (rate["successes"] + 1) / 6, abs=1e-7)
        assert new["difficulty_source"] == NAME
        assert {key: rate[key] for key in ("k", "model", "prompt_sha256")} == {
            "k": 4, "model": "sft@300", "prompt_sha256": prompt_sha256(),
        }  # fmt: skip
        assert metadata == json.loads(old["metadata"])
        assert new["provenance"].pop("transformations") == [*old["provenance"].pop("transformations"), NAME]
        for changed in ("difficulty", "difficulty_source", "metadata"):
            del old[changed], new[changed]
        assert new == old
    assert len(rates) >= 4
    assert sum(successes * rows for successes, rows in rates.items()) / (4 * len(after)) == outcome.pass_rate
    assert 0.3 < outcome.pass_rate < 0.7


def test_the_manifest_and_the_card_tell_what_was_done(corpus: Corpus, tmp_path: Path) -> None:
    outcome = graded(corpus, tmp_path / "graded")
    [step] = outcome.corpus.manifest["graded"]
    assert (step["stage"], step["k"], step["model"]) == (NAME, 4, "sft@300")
    assert sum(step["rows"].values()) == corpus.manifest["rows_kept"]
    for same in ("domain", "rows_in", "funnel", "recipe", "rejected", "sources"):
        assert outcome.corpus.manifest[same] == corpus.manifest[same]
    page = (outcome.corpus.path / "README.md").read_text()
    assert NAME in page.replace("\\", "")
    assert not (tmp_path / "graded.partial").exists()


def test_a_graded_corpus_is_graded_again_by_another_model(corpus: Corpus, tmp_path: Path) -> None:
    first = graded(corpus, tmp_path / "first", oracle)
    second = graded(first.corpus, tmp_path / "second", lambda one, seed, temperature: "garbage", model="worse")
    assert check(second.corpus).counts == {}
    assert [step["model"] for step in second.corpus.manifest["graded"]] == ["sft@300", "worse"]
    for row in rows_of(second.corpus):
        assert row["provenance"]["transformations"].count(NAME) == 1
        assert json.loads(row["metadata"])["pass_rate"]["successes"] == 0
        assert row["difficulty"] == pytest.approx(5 / 6)


def test_rows_that_were_not_asked_keep_what_they_had(corpus: Corpus, tmp_path: Path) -> None:
    short = examples(corpus, "train", lambda row: len(row["question"]) < 500)
    outcome = grade(corpus, tmp_path / "graded", {"train": short}, Characters(), Model(short, oracle), model="m",
                    max_tokens=800, options=OPTIONS)  # fmt: skip
    assert check(outcome.corpus).counts == {}
    asked = set(short.ids)
    assert 0 < len(asked) < corpus.manifest["splits"]["train"]
    assert outcome.rows == {"train": len(asked), "validation": 0, "test": 0}
    assert outcome.unasked == corpus.manifest["rows_kept"] - len(asked)
    for old, new in zip(rows_of(corpus), rows_of(outcome.corpus)):
        assert (new == old) is (old["id"] not in asked)


def test_rows_that_cannot_be_judged_keep_what_they_had_and_are_counted(corpus: Corpus, tmp_path: Path) -> None:
    asked = examples(corpus, "test")
    blind = Problems([Problem(**{**vars(one), "answer": "", "verifier": "number"}) for one in asked.problems])
    outcome = grade(corpus, tmp_path / "graded", {"test": blind}, Characters(), Model(blind, oracle), model="m",
                    max_tokens=800, options=OPTIONS)  # fmt: skip
    assert (outcome.unjudged, outcome.pass_rate) == (len(asked), None)
    assert rows_of(outcome.corpus) == rows_of(corpus)


def test_levels_change_only_on_request(corpus: Corpus, tmp_path: Path) -> None:
    options = OPTIONS.model_copy(update={"levels": "by_difficulty"})
    outcome = graded(corpus, tmp_path / "graded", noisy(0.5), options=options)
    assert check(outcome.corpus).counts == {}
    for row in rows_of(outcome.corpus):
        assert row["level"] == corpus_grade.level_of(row["difficulty"])


def test_formulas() -> None:
    assert [difficulty(successes, 8) for successes in (0, 4, 8)] == pytest.approx([0.9, 0.5, 0.1])
    for value in np.linspace(0, 1, 101):
        assert level_of(float(value)) == corpus_grade.level_of(float(value))
    assert prompt_sha256() == prompt_sha256("") != prompt_sha256("Think.")


class _InterruptedError(Exception):
    pass


class _StopsAfter:
    """A model that dies after some calls."""

    def __init__(self, model: Model, calls: int):
        self.model, self.left = model, calls

    def __call__(
        self, prompts: Sequence[NDArray[np.int32]], *, max_tokens: int, temperature: float, seeds: Sequence[int]
    ) -> list[Completion]:
        if not self.left:
            raise _InterruptedError
        self.left -= 1
        return self.model(prompts, max_tokens=max_tokens, temperature=temperature, seeds=seeds)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("torn", [False, True])
def test_an_interrupted_grading_goes_on_and_gives_the_same_bytes(corpus: Corpus, tmp_path: Path, torn: bool) -> None:
    whole = graded(corpus, tmp_path / "whole", noisy(0.5))
    asked = {split: examples(corpus, split) for split in SPLITS}
    model = Model(Problems([one for split in asked.values() for one in split.problems]), noisy(0.5))
    out = tmp_path / "graded"
    with pytest.raises(_InterruptedError):
        grade(corpus, out, asked, Characters(), _StopsAfter(model, 3), model="sft@300", max_tokens=800, options=OPTIONS)
    assert not out.exists()
    if torn:
        journal = tmp_path / "graded.partial" / "rows" / "train.jsonl"
        journal.write_bytes(journal.read_bytes()[:-9])
    model.calls.clear()
    # another batch size changes no byte
    other = OPTIONS.model_copy(update={"batch": 5})
    outcome = grade(corpus, out, asked, Characters(), model, model="sft@300", max_tokens=800, options=other)
    done = 3 * OPTIONS.batch - torn
    assert sum(model.calls) == OPTIONS.samples * (corpus.manifest["rows_kept"] - done)
    assert _files(outcome.corpus.path) == _files(whole.corpus.path)


def test_what_an_unfinished_grading_by_another_model_left_is_not_used(corpus: Corpus, tmp_path: Path) -> None:
    asked = {"test": examples(corpus, "test"), "train": examples(corpus, "train")}
    model = Model(Problems([one for split in asked.values() for one in split.problems]), oracle)
    with pytest.raises(_InterruptedError):
        grade(corpus, tmp_path / "graded", asked, Characters(), _StopsAfter(model, 2), model="a", max_tokens=800,
              options=OPTIONS)  # fmt: skip
    model.calls.clear()
    grade(corpus, tmp_path / "graded", asked, Characters(), model, model="b", max_tokens=800, options=OPTIONS)
    assert sum(model.calls) == 4 * sum(map(len, asked.values()))


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copy(corpus: Corpus, tmp_path: Path) -> Corpus:
    shutil.copytree(corpus.path, tmp_path / "copy")
    return Corpus.open(tmp_path / "copy")


def test_a_damaged_corpus_is_not_given_new_hashes(copy: Corpus, tmp_path: Path) -> None:
    for name in ("test/data-00000.arrow", "rejected/data-00000.arrow"):
        path = copy.path / name
        original = path.read_bytes()
        path.write_bytes(original[:-1] + b"x")
        with pytest.raises(CorpusError, match="damaged"):
            graded(copy, tmp_path / "graded", splits=["validation"])
        assert not (tmp_path / "graded").exists()
        path.write_bytes(original)


def test_places_that_are_taken_are_not_overwritten(copy: Corpus, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="in place"):
        graded(copy, copy.path)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "love.txt").write_text("dear")
    for force in (False, True):
        with pytest.raises(OutputError, match="not a corpus"):
            graded(copy, tmp_path / "letters", force=force)
    graded(copy, tmp_path / "graded", splits=["test"])
    with pytest.raises(OutputError, match="already"):
        graded(copy, tmp_path / "graded", splits=["test"])
    again = graded(copy, tmp_path / "graded", splits=["validation"], force=True)
    assert again.rows["test"] == 0
    assert not (tmp_path / "graded.replaced").exists()


def test_rows_of_another_corpus_are_refused(copy: Corpus, tmp_path: Path) -> None:
    asked = examples(copy, "test")
    asked.problems.reverse()
    with pytest.raises(InputError, match="not this corpus's, or not in its order"):
        grade(copy, tmp_path / "graded", {"test": asked}, Characters(), Model(asked, oracle), model="m", max_tokens=800)
    with pytest.raises(InputError, match="no split"):
        grade(copy, tmp_path / "graded", {"tset": asked}, Characters(), Model(asked, oracle), model="m", max_tokens=8)
    with pytest.raises(InputError, match="no rows"):
        grade(copy, tmp_path / "graded", {}, Characters(), Model(asked, oracle), model="m", max_tokens=800)


def test_rows_that_the_model_was_trained_on_are_counted(corpus: Corpus, tmp_path: Path) -> None:
    class Trained:
        def contains(self, ids: Sequence[str]) -> NDArray[np.bool_]:
            return np.ones(len(ids), dtype=np.bool_)

    outcome = graded(corpus, tmp_path / "graded", splits=["test"], trained=Trained())
    assert outcome.seen == outcome.rows["test"] == outcome.corpus.manifest["graded"][0]["seen"]


def test_garbage_grades_every_row_as_hard(corpus: Corpus, tmp_path: Path) -> None:
    texts = ["", "<answer>", "\x00\u202e<html>", good("no such answer"), "word " * 3_000]
    outcome = graded(corpus, tmp_path / "graded", lambda one, seed, temperature: texts[seed % 5], splits=["test"])
    assert outcome.pass_rate == 0.0
    assert check(outcome.corpus).counts == {}
