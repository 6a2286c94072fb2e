"""Recording acts and offers: titles found by elimination, offers followed event by event, business days by another calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from domains.legal.families.recording_acts import ACTS, FAMILY, Deed, business_days, holder, prevails
from tests.domains.harness import problems
from tests.domains.legal.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)
NEVER = date.max


def day(text: str | None) -> date:
    return date.fromisoformat(text) if text else NEVER


def loser(act: str, early: list[Any], late: list[Any]) -> int:
    """0 when the earlier of two grantees loses, 1 when the later does."""
    (_, early_recorded, _, _), (late_made, late_recorded, value, notice) = early, late
    knew = notice != "none" or day(early_recorded) <= day(late_made)
    first = day(late_recorded) < day(early_recorded)
    protected = {"race": first, "notice": not knew, "race-notice": first and not knew}[act]
    return 0 if value and protected else 1


def survivors(act: str, rows: list[list[Any]]) -> list[int]:
    beaten = {pair[loser(act, rows[pair[0]], rows[pair[1]])] for pair in combinations(range(len(rows)), 2)}
    return [index for index in range(len(rows)) if index not in beaten]


def names_of(problem: Any) -> list[str]:
    return list(problem.arguments["labels"][:-2])


def expected(problem: Any) -> str | date:
    p: dict[str, Any] = dict(problem.parameters)
    kind = p["kind"]
    if kind == "competing":
        (winner,) = survivors(p["act"], p["deeds"])
        return names_of(problem)[winner]
    if kind == "shelter":
        first, second, _ = p["deeds"]
        return names_of(problem)[1 if survivors(p["act"], [first, second]) == [1] else 0]
    if kind == "wild":
        linked = max(day(p["linked"]), day(p["wild"]))
        first = [p["start"], None if linked == NEVER else linked.isoformat(), True, "none"]
        return names_of(problem)[1 if survivors(p["act"], [first, p["claimant"]]) == [1] else 0]
    if kind == "window":
        base, number = day(p["received"] if p["from_receipt"] else p["sent"]), p["number"]
        if p["unit"] == "business days":
            holidays = pytest.importorskip("holidays")
            closed = holidays.UnitedStates(years=range(2020, 2029), categories=("public",))
            while number:
                base += timedelta(days=1)
                number -= base.isoweekday() < 6 and base not in closed
            return base
        return base + relativedelta(**{p["unit"]: number})
    if kind == "mailbox":
        events = sorted([(p["accepted"], "sent"), (p["arrived"], "arrives"), (p["other"], "other")])
        for when, event in events:
            if event == "sent" and p["case"] in ("plain", "revoked"):
                return day(when)
            if event == "arrives":
                return day(when)
            if event == "other" and p["case"] in ("revoked", "rejected"):
                raise AssertionError("the offer ended before it was accepted")
        raise AssertionError("no contract")
    limit = day(p["signed"]) + relativedelta(months=3)
    if p["case"] == "option":
        return day(p["stated"])
    return limit if p["case"] == "silent" else min(limit, day(p["stated"]))


def test_answers_follow_from_the_facts() -> None:
    for _, problem in MADE:
        right = expected(problem)
        text = right if isinstance(right, str) else f"{right:%B} {right.day}, {right.year}"
        assert problem.answer == text, problem.question


@pytest.mark.parametrize("act", ACTS)
def test_the_textbook_cases(act: str) -> None:
    # O to A, unrecorded; O to B, a purchaser without notice who does not record; then A records, then B
    first = Deed(date(2024, 1, 8), date(2024, 3, 4), True, "none")
    second = Deed(date(2024, 2, 5), date(2024, 3, 11), True, "none")
    assert prevails(act, second, first) is (act == "notice")
    # B knows of the deed to A and records first
    knowing = Deed(date(2024, 2, 5), date(2024, 2, 6), True, "actual")
    assert prevails(act, knowing, first) is (act == "race")
    # a donee is never helped
    assert not prevails(act, Deed(date(2024, 2, 5), date(2024, 2, 6), False, "none"), first)


def test_a_purchaser_who_recorded_at_once_is_safe_from_everybody() -> None:
    deeds = [Deed(date(2024, 1, 8), date(2024, 1, 8), True, "none"), Deed(date(2024, 2, 5), date(2024, 2, 5), True, "none")]
    assert [holder(act, deeds) for act in ACTS] == [0, 0, 0]


def test_business_days_agree_with_the_federal_calendar() -> None:
    holidays = pytest.importorskip("holidays")
    closed = holidays.UnitedStates(years=range(2021, 2028))
    for start in range(0, 1500, 17):
        base = date(2021, 6, 20) + timedelta(days=start)
        end = business_days(base, 12)
        between = [base + timedelta(days=k) for k in range(1, (end - base).days + 1)]
        assert sum(d.isoweekday() < 6 and d not in closed for d in between) == 12


def test_deeds_are_recorded_after_they_are_made_and_on_working_days() -> None:
    for _, problem in MADE:
        for made, recorded, _, _ in problem.parameters.get("deeds", []):
            assert day(made).isoweekday() < 6
            assert recorded is None or (day(recorded) > day(made) and day(recorded).isoweekday() < 6)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE, unchecked=1.0)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
