"""Verifiers that are not the toolkit's own can't stop or break a run."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator

import pytest

from curate.verifiers import Verdict
from tests.train.fake_models import good, problem, rollout
from train.rewards import RewardOptions, create_rewards
from train.rewards.judge import MOST_FAILURES, Judge
from train.rewards.reading import read

OWN = "users_own"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(limit=3.0) as shared:
        yield shared


def test_a_verifier_of_a_users_own_is_asked_with_its_arguments(judge: Judge) -> None:
    assert judge.verdict(f"{OWN}:exact", "a", "a", {}) == Verdict(1.0, "compared")
    assert judge.verdict(f"{OWN}:exact", "A", "a", {"shout": True}) == Verdict(1.0, "compared")
    assert judge.verdict(f"{OWN}:exact", "b", "a", {}) == Verdict(0.0, "compared")
    assert judge.verdict(f"{OWN}:exact", "a", "a", {"whisper": 1}) == Verdict(None, "arguments_unreadable")
    assert judge.verdict(f"{OWN}:exact", "a", "unreadable", {}) == Verdict(None, "gold_unreadable")


@pytest.mark.parametrize(
    ("verifier", "answer", "reason"),
    [
        ("hangs", "hang", "verifier_timeout"),
        ("dies", "die", "verifier_crashed"),
        ("raises", "x", "verifier_raised"),
        ("nonsense", "none", "verifier_raised"),
        ("hungry", "x", "verifier_raised"),
        ("deep", "x", "verifier_raised"),
        ("not_there", "x", "verifier_missing"),
    ],
)
def test_a_verifier_that_fails_gives_no_score_and_its_reason_and_the_next_goes_on(
    judge: Judge, verifier: str, answer: str, reason: str
) -> None:
    assert judge.verdict(f"{OWN}:{verifier}", answer, "gold", {}) == Verdict(None, reason)
    assert judge.verdict(f"{OWN}:exact", "a", "a", {}) == Verdict(1.0, "compared")


def test_names_without_a_checker_give_no_score(judge: Judge) -> None:
    for name in ("nombre", "no.such.module:check", ":", "a:", ":b"):
        assert judge.verdict(name, "a", "a", {}).reason == "verifier_missing"


@pytest.mark.parametrize("answer", ["nan", "high"])
def test_a_score_that_is_none_is_not_taken_for_one(judge: Judge, answer: str) -> None:
    one = problem(verifier=f"{OWN}:nonsense", answer=answer)
    part = judge.outcome(one, read(good(answer)))
    assert (part.score, part.reason) == (None, "verifier_raised")


def test_a_verifier_that_fails_time_and_again_is_given_up() -> None:
    with Judge(limit=3.0) as judge:
        reasons = [judge.verdict(f"{OWN}:dies", "die", "g", {}).reason for _ in range(3)]
        judge._failures[f"{OWN}:dies"] = MOST_FAILURES
        reasons.append(judge.verdict(f"{OWN}:dies", "die", "g", {}).reason)
        assert reasons == ["verifier_crashed"] * 3 + ["verifier_given_up"]
        assert judge.verdict(f"{OWN}:exact", "a", "a", {}).score == 1.0


def test_the_death_of_the_guarded_process_by_another_hand_changes_no_verdict(judge: Judge) -> None:
    assert judge.verdict(f"{OWN}:exact", "a", "a", {}).score == 1.0
    assert judge._process is not None
    judge._process.kill()
    judge._process.wait()
    assert judge.verdict(f"{OWN}:exact", "a", "a", {}) == Verdict(1.0, "compared")


def test_an_interrupt_is_the_trainers_to_handle(judge: Judge) -> None:
    assert judge.verdict(f"{OWN}:exact", "a", "a", {}).score == 1.0
    process = judge._process
    assert process is not None
    process.send_signal(signal.SIGINT)
    assert judge.verdict(f"{OWN}:exact", "b", "b", {}).score == 1.0
    assert judge._process is process


def test_a_judge_that_is_forgotten_leaves_no_process() -> None:
    judge = Judge()
    judge.verdict(f"{OWN}:exact", "a", "a", {})
    process = judge._process
    assert process is not None
    del judge
    gc.collect()
    assert process.returncode is not None


def test_threads_may_share_a_judge(judge: Judge) -> None:
    found: list[Verdict] = []

    def ask(number: int) -> None:
        for k in range(20):
            found.append(judge.verdict(f"{OWN}:exact", f"{k}", f"{k if number else -1}", {}))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdict.score or 0 for verdict in found) == [0.0] * 20 + [1.0] * 60


def test_what_is_too_long_is_not_asked(judge: Judge) -> None:
    assert judge.verdict("number", "1" * 2_001, "1", {}) == Verdict(0.0, "answer_long")
    assert judge.verdict("text", "1", "1" * 20_001, {}) == Verdict(None, "gold_long")
    assert judge.verdict(f"{OWN}:exact", "1", "1", {"shout": "x" * 300_000}) == Verdict(None, "gold_long")


def test_a_verifier_that_hangs_is_counted_and_does_not_pay() -> None:
    with create_rewards(RewardOptions(), limit=1.5) as rewards:
        rollouts = [rollout(good(text), verifier=f"{OWN}:hangs", answer="right") for text in ("hang", "right", "wrong")]
        scored = rewards.score(rollouts)
    assert scored.correct == [None, True, False]
    assert scored.total.tolist() == [0.1, 1.1, 0.1]
    assert scored.counts["correctness"] == {"compared": 2, "verifier_timeout": 1}


def test_a_domains_verifier_judges_as_it_does_in_curation(judge: Judge) -> None:
    from curate.verifiers import verify

    name = "domains.legal.verifiers.months:check"
    for answer in ("2 years and 3 months", "27 months", "1 year", "soon"):
        assert judge.verdict(name, answer, "2 years 3 months", {}) == verify(name, answer, "2 years 3 months", {})


def test_answers_are_the_same_when_each_is_right_by_the_other(judge: Judge) -> None:
    one = problem(arguments={"relative": 0.01})
    assert judge.same(one, "0.012 g", "12 mg")
    assert not judge.same(one, "13 mg", "12 mg")
    assert judge.same(one, "who knows", " who knows ")
    assert not judge.same(one, "who knows", "nobody knows")
