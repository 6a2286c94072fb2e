"""Household plans: carried out in a kitchen with one hand, doors, and places that heat, cool and clean.

The kitchen is a STRIPS world (`KITCHEN`); a plan is right when every action can be carried out and the goal holds, as
`domains.robotics.verifiers.plan` says with its reason codes.
"""

from __future__ import annotations

from collections.abc import Sequence

from curate.verifiers import Verdict
from domains.robotics.verifiers import plan

#: after ALFRED's interactions (Shridhar et al., CVPR 2020): a place without a door is always opened
KITCHEN = """
(define (domain kitchen)
 (:action go :parameters (?from ?to)
  :precondition (and (place ?from) (place ?to) (robot-at ?from))
  :effect (and (robot-at ?to) (not (robot-at ?from))))
 (:action open :parameters (?place)
  :precondition (and (robot-at ?place) (closed ?place) (hand-empty))
  :effect (and (opened ?place) (not (closed ?place))))
 (:action close :parameters (?place)
  :precondition (and (robot-at ?place) (opened ?place) (door ?place) (hand-empty))
  :effect (and (closed ?place) (not (opened ?place))))
 (:action take :parameters (?thing ?place)
  :precondition (and (robot-at ?place) (in ?thing ?place) (opened ?place) (hand-empty))
  :effect (and (holding ?thing) (not (in ?thing ?place)) (not (hand-empty))))
 (:action put :parameters (?thing ?place)
  :precondition (and (robot-at ?place) (holding ?thing) (opened ?place))
  :effect (and (in ?thing ?place) (hand-empty) (not (holding ?thing))))
 (:action heat :parameters (?thing ?place)
  :precondition (and (robot-at ?place) (heats ?place) (holding ?thing))
  :effect (and (hot ?thing) (not (cold ?thing))))
 (:action cool :parameters (?thing ?place)
  :precondition (and (robot-at ?place) (cools ?place) (holding ?thing))
  :effect (and (cold ?thing) (not (hot ?thing))))
 (:action clean :parameters (?thing ?place)
  :precondition (and (robot-at ?place) (cleans ?place) (holding ?thing))
  :effect (and (clean-of-dirt ?thing))))
"""


def check(
    answer: str, gold: str, *, init: Sequence[Sequence[str]], goal: Sequence[Sequence[str]], longest: int | None = None
) -> Verdict:
    """Does the plan reach the goal in the kitchen? See `domains.robotics.verifiers.plan.check`."""
    return plan.check(answer, gold, world=KITCHEN, init=init, goal=goal, longest=longest)
