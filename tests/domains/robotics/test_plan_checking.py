"""Plan checking against a second simulator, written from the worlds' English rules with dictionaries, not facts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from domains.robotics.families.plan_checking import FAMILY
from tests.domains.harness import problems
from tests.domains.robotics.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


class Mirror:
    """Where everything is; `step` says whether an action was possible."""

    def __init__(self, p: dict[str, Any]):
        facts = [tuple(f) for f in p["init"]]
        self.world = p["world"]
        self.at = {f[1]: f[2] for f in facts if f[0] in ("on", "at")} | {
            f[1]: "table" for f in facts if f[0] == "ontable"
        }
        for fact in facts:
            if fact[0] == "at-robby":
                self.at["robot"] = fact[1]
        self.city = {f[1]: f[2] for f in facts if f[0] == "in-city"}
        self.held: dict[str, str | None] = {"left": None, "right": None}
        self.hand: str | None = None

    def clear(self, block: str) -> bool:
        return block in self.at and block not in self.at.values()

    def step(self, action: tuple[str, ...]) -> bool:
        name, *t = action
        if self.world == "blocks":
            return self.block(name, *t)
        if self.world == "gripper":
            if name == "move":
                possible, then = self.at["robot"] == t[0], {"robot": t[1]}
            elif name == "pick":
                possible = (
                    self.at.get(t[0]) == t[1] == self.at["robot"] and t[2] in self.held and self.held[t[2]] is None
                )
                if possible:
                    self.held[t[2]] = t[0]
                then = {t[0]: f"{t[2]} gripper"}
            else:
                possible = t[2] in self.held and self.held[t[2]] == t[0] and self.at["robot"] == t[1]
                if possible:
                    self.held[t[2]] = None
                then = {t[0]: t[1]}
        elif name == "drive-truck":
            truck, a, b, c = t
            possible = truck.endswith("truck") and self.at[truck] == a and self.city.get(a) == self.city.get(b) == c
            then = {truck: b}
        elif name == "fly-airplane":
            possible = (
                t[0] == "plane" and self.at.get(t[0]) == t[1] and t[1].endswith("airport") and t[2].endswith("airport")
            )
            then = {t[0]: t[2]}
        else:
            vehicle = "plane" if name.endswith("airplane") else "truck"
            parcel = t[0] not in self.city and not t[0].endswith(("truck", "plane"))
            kind = t[1].endswith(vehicle) and parcel and self.at[t[1]] == t[2]
            load = name.startswith("load")
            possible = kind and self.at.get(t[0]) == (t[2] if load else t[1])
            then = {t[0]: t[1] if load else t[2]}
        if possible:
            self.at |= then
        return possible

    def block(self, name: str, block: str, other: str = "table") -> bool:
        if name in ("pick-up", "unstack"):
            possible = self.hand is None and self.clear(block) and self.at[block] == other
            if possible:
                self.hand, self.at = block, {k: v for k, v in self.at.items() if k != block}
            return possible
        possible = self.hand == block and (other == "table" or self.clear(other))
        if possible:
            self.hand, self.at[block] = None, other
        return possible

    def place(self, thing: str) -> str:
        return "hand" if thing == self.hand else self.at[thing]

    def holds(self, fact: tuple[str, ...]) -> bool:
        return self.at.get(fact[1]) == fact[2]


def outcome(p: dict[str, Any], plan: list[tuple[str, ...]]) -> tuple[int, bool]:
    """(number of the first failing action or 0, whether the goal holds then)."""
    mirror = Mirror(p)
    for k, action in enumerate(plan, 1):
        if not mirror.step(action):
            return k, False
    return 0, all(mirror.holds(tuple(f)) for f in p["goal"])


def actions(text: str) -> list[tuple[str, ...]]:
    return [tuple(found.split()) for found in re.findall(r"\(([^()]*)\)", text)]


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_agree_with_a_second_simulator(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        p: dict[str, Any] = dict(problem.parameters)
        plan = [tuple(a) for a in p["plan"]]
        mirror = Mirror(p)
        if p["kind"] == "state":
            assert all(mirror.step(a) for a in plan)
            assert mirror.place(p["more"]) == problem.answer, problem.question
        elif p["kind"] == "possible":
            able = []
            for action in actions(p["more"]):
                mirror = Mirror(p)
                assert all(mirror.step(a) for a in plan)
                if mirror.step(action):
                    able.append(action)
            assert able == actions(problem.answer), problem.question
        elif p["kind"] == "failing":
            assert int(problem.answer) == outcome(p, plan)[0], problem.question
        elif p["kind"] == "verdict":
            failed, reached = outcome(p, plan)
            right = "an action fails" if failed else "reaches the goal" if reached else "ends without the goal"
            assert problem.answer == right, problem.question
        elif p["kind"] == "repair":
            mends = [
                action
                for action in actions(p["more"])
                if any(outcome(p, [*plan[:k], action, *plan[k:]]) == (0, True) for k in range(len(plan) + 1))
            ]
            assert mends == actions(problem.answer), problem.question
        elif p["kind"] == "which":
            found = re.split(r"(?<!\w)Plan (?=[PQRS]:)", problem.question)[1:]
            good = [text[0] for text in found if outcome(p, actions(text)) == (0, True)]
            assert good == [problem.answer], problem.question


def test_missing_facts_are_those_without_which_the_action_fails() -> None:
    for _, problem in MADE:
        p: dict[str, Any] = dict(problem.parameters)
        if p["kind"] == "missing":
            failed, _ = outcome(p, [tuple(a) for a in p["plan"]])
            assert failed, problem.question
            mirror = Mirror(p)
            for action in p["plan"][: failed - 1]:
                assert mirror.step(tuple(action))
            words = problem.answer.split()
            if words[-1] == "clear":
                assert not mirror.clear(words[0])
            elif "holds" in words:
                assert words[-1] not in (mirror.hand, mirror.held.get(words[1]))
            elif "on" in words and words[-1] != "table":
                assert mirror.at.get(words[0]) != words[-1]


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE, highest=0.4)
