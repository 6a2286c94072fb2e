"""The process that checks answers: it says what `curate.verifiers.verify` says, within limits, and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from curate.explore.verdict import Checking, known_checkers
from curate.verifiers import CHECKERS, verify


@pytest.fixture(scope="module")
def process() -> Iterator[Checking]:
    checking = Checking()
    yield checking
    checking.close()


@pytest.mark.parametrize(
    ("name", "gold", "arguments", "answers"),
    [
        ("number", "52 mL/min", {"unit": "mL/min"},
         ["52 mL/min", "0.052 L/min", "53", "<script>", "", "\ud800", "9" * 5_000]),
        ("choice", "B", {"choices": ["one", "two"]}, ["B", "two", "A", "(b)"]),
        ("integer", "7", {"unknown": 1}, ["7"]),
        ("domains.chemistry.verifiers.formula:check", "H2O", {}, ["H2O", "CO2"]),
    ],
)  # fmt: skip
def test_it_says_what_the_checker_says(
    name: str, gold: str, arguments: dict[str, object], answers: list[str], process: Checking
) -> None:
    said = process.ask(name, gold, arguments, answers)
    expected = [verify(name, answer, gold, arguments) for answer in answers]
    assert [(one.score, one.reason, one.trouble) for one in said] == [(v.score, v.reason, "") for v in expected]


@pytest.mark.parametrize(
    "name", ["os:system", "subprocess:run", "builtins:exec", "no_such", "", "domains.chemistry:DOMAIN"]
)
def test_what_nobody_declares_is_not_run(name: str, process: Checking) -> None:
    [said] = process.ask(name, "x", {}, ["exit 1"])
    assert said.score is None
    assert "was not run" in said.trouble
    assert name not in known_checkers() >= set(CHECKERS)


def test_a_checker_that_takes_too_long_is_ended_and_the_next_answer_is_checked() -> None:
    checking = Checking(seconds=0)
    try:
        [said] = checking.ask("integer", "7", {}, ["7"])
        assert "no verdict within 0 s" in said.trouble
        checking._seconds = 60
        assert [one.score for one in checking.ask("integer", "7", {}, ["7", "8"])] == [1, 0]
    finally:
        checking.close()


def test_a_process_that_died_is_started_again(process: Checking) -> None:
    process.ask("integer", "7", {}, ["7"])
    assert process._process is not None
    process._process.kill()
    process._process.wait()
    assert [one.score for one in process.ask("integer", "7", {}, ["7"])] == [1]
