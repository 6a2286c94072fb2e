"""Every answer is put to its own checker, every trap and every written step too."""

from __future__ import annotations

from typing import Any

import pytest

from curate.stages.verify import Options, stage
from tests.stages.rows import CONTEXT, assert_rowwise, batch, kept, reasons, row

STAGE = stage(Options(), CONTEXT)
CHOICE: dict[str, Any] = {
    "choices": ["2 mL/min", "4 mL/min", "8 mL/min"],
    "arguments": {"choices": ["2 mL/min", "4 mL/min", "8 mL/min"]},
    "answer": "A",
    "answer_type": "choice",
    "verifier": "choice",
}
GENERATED: dict[str, Any] = {
    "parameters": {"volume": 40},
    "level": 1,
    "arguments": {"relative": 0.01},
    "metadata": {
        "distractors": [{"answer": "0.5", "trap": "divided the wrong way"}, {"answer": "800", "trap": "multiplied"}]
    },
}


def verification(given: dict[str, Any]) -> dict[str, Any]:
    (one,) = kept(STAGE.apply(batch(row(**given))))
    found: dict[str, Any] = one["verification"]
    return found


def test_a_generated_row_whose_traps_fail_is_verified() -> None:
    found = verification(GENERATED)
    assert (found["status"], found["score"], found["steps_checked"], found["steps_wrong"]) == ("verified", 1.0, 1, 0)


def test_a_row_with_nothing_to_agree_with_its_gold_is_unverified() -> None:
    assert verification({"reasoning": ""})["status"] == "unverified"
    assert verification({})["status"] == "unverified"
    assert verification(CHOICE)["status"] == "unverified"


def test_a_reasoning_that_states_the_gold_answer_verifies_it_unless_the_recipe_says_no() -> None:
    agreeing = {"reasoning": "40 / 20 = 2.\nThe final answer is 2."}
    found = verification(agreeing)
    assert (found["status"], found["reason"]) == ("verified", "conclusion_agrees")
    (one,) = kept(stage(Options(check_reasoning=False), CONTEXT).apply(batch(row(**agreeing))))
    assert one["verification"]["status"] == "unverified"


def test_a_gold_that_its_checker_cannot_read_is_unverifiable_and_stays_unless_refused() -> None:
    unreadable = row(answer="it depends", reasoning="")
    (one,) = kept(STAGE.apply(batch(unreadable)))
    assert (one["verification"]["status"], one["verification"]["score"]) == ("unverifiable", None)
    strict = stage(Options(reject_unverifiable=True), CONTEXT)
    assert reasons(strict.apply(batch(unreadable))) == ["verify_v1:unverifiable"]


def test_a_distractor_that_passes_turns_the_row_away() -> None:
    trapped = GENERATED | {"metadata": {"distractors": [{"answer": "2.01", "trap": "rounded late"}]}}
    sifted = STAGE.apply(batch(row(**trapped)))
    assert reasons(sifted) == ["verify_v1:distractor_accepted"]
    assert "2.01" in sifted.rejected.column("detail").to_pylist()[0]
    assert kept(STAGE.apply(batch(row(**trapped | {"parameters": None}))))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"answer": "D"}, "gold_not_an_option"),
        ({"answer": "(E)"}, "gold_not_an_option"),
        ({"choices": ["2 mL/min", "4 mL/min", " 4  mL/min "]}, "duplicate_choices"),
        ({"choices": ["2 mL/min", "", "4 mL/min"]}, "empty_choice"),
    ],
)
def test_options_have_to_be_distinct_and_hold_the_gold(given: dict[str, Any], reason: str) -> None:
    assert reasons(STAGE.apply(batch(row(**CHOICE | given)))) == [f"verify_v1:{reason}"]


def test_options_that_differ_in_case_are_distinct() -> None:
    two = ["mM", "MM"]
    assert kept(STAGE.apply(batch(row(**CHOICE | {"choices": two, "arguments": {"choices": two}}))))


WRONG = row(reasoning="The volume is 40 mL.\nSo 40 / 20 = 3 mL/min.")


def test_a_wrong_step_is_located_counted_and_treated_as_the_recipe_says() -> None:
    sifted = STAGE.apply(batch(WRONG))
    (one,) = sifted.rejected.to_pylist()
    assert (one["stage"], one["reason"]) == ("verify_v1", "wrong_step")
    assert one["detail"].startswith("line 2, character ")
    assert "40 / 20 = 3" in one["detail"]
    assert "2" in one["detail"].rpartition("right:")[2]
    assert one["verification"]["status"] == "failed"
    assert (one["verification"]["steps_checked"], one["verification"]["steps_wrong"]) == (1, 1)
    (flagged,) = kept(stage(Options(wrong_steps="flag"), CONTEXT).apply(batch(WRONG)))
    assert flagged["quality"]["flags"] == ["wrong_step"]
    assert flagged["verification"]["steps_wrong"] == 1
    (ignored,) = kept(stage(Options(wrong_steps="ignore"), CONTEXT).apply(batch(WRONG)))
    assert (ignored["quality"], ignored["verification"]["steps_wrong"]) == (None, 1)


@pytest.mark.parametrize("name", ["no_such", "no.such.module:check", "curate.verifiers.choice:no_such", ""])
def test_an_unknown_verifier_is_named(name: str) -> None:
    sifted = STAGE.apply(batch(row(verifier=name)))
    assert reasons(sifted) == ["verify_v1:unknown_verifier"]


def test_arguments_that_no_checker_knows_make_a_row_unverifiable() -> None:
    (one,) = kept(STAGE.apply(batch(row(arguments={"tolerence": 1}))))
    assert one["verification"]["status"] == "unverifiable"


def test_batching_changes_nothing() -> None:
    assert_rowwise(
        STAGE, batch(row(), WRONG, row(**CHOICE), row(**GENERATED), row(answer="it depends"), row(reasoning=""))
    )
