"""A solved calculation becomes a problem: the facts are charted, the reasoning gets its leads, near misses go.

In: an `Exercise` (facts, conventions, ask, solution lines, parameters), a `Scene` and what the answer is. Out: a
`Problem`. Solution lines are (role, text) pairs; the role decides how a line is introduced.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from curate.domain import Problem
from domains.medical.charting import background, charted, introduced, posed
from domains.medical.figures import wrong_labels, wrong_numbers
from domains.medical.rounding import fixed, plain, rounded
from domains.medical.vignette import Patient
from domains.wording import spin

Pairs = Sequence[tuple[str, str]]

#: role of a line of reasoning -> how it may be introduced
LEADS: Mapping[str, tuple[str, ...]] = {
    "facts": ("Facts:", "Given:", "From the case:", "What we have:", "Known:", "The case gives"),
    "rule": ("Rule:", "Formula:", "The rule here:", "Use:", "Needed:"),
    "work": ("", "", "", "Put the numbers in:", "Substitute:", "With numbers:"),
    "then": ("", "", "Next:", "Then:"),
    "say": ("",),
    "mistake": ("The tempting mistake:", "A tempting short cut:", "Beware:", "The trap here:", "A common mistake:"),
    "check": ("Check:", "Sense check:", "To check:", "Does it fit?"),
}


def carried(value: float, digits: int = 5) -> float:
    """The value to that many significant digits: what is printed, and what the next line goes on from.

    >>> carried(0.1234567), carried(123456.7), carried(34.0)
    (0.12346, 123457.0, 34.0)
    """
    if value == 0:
        return 0.0
    return rounded(value, min(8, max(0, digits - 1 - math.floor(math.log10(abs(value))))))


def written(value: float) -> str:
    """The shortest decimal writing: ``0.12346``, ``34``; up to eight decimals.

    >>> written(0.12346), written(34.0), written(0.00001234)
    ('0.12346', '34', '0.00001234')
    """
    return plain(value) if abs(value) >= 1 else f"{value:.8f}".rstrip("0").rstrip(".")


def told(rng: Random, lines: Pairs) -> tuple[str, ...]:
    """Reasoning from (role, text) pairs; texts may hold alternatives."""
    made = []
    for role, text in lines:
        lead = rng.choice(LEADS[role])
        text = spin(rng, text)
        begins = not lead or lead.endswith("?")
        if begins and (text[1:2].islower() or text.startswith("a ")):  # not a symbol such as t½, k or mPAP
            text = text[:1].upper() + text[1:]
        line = f"{lead} {text}".strip()
        made.append(line if line.endswith((".", "?", "!")) else line + ".")
    return tuple(made)


def to_decimals(rng: Random, unit: str, decimals: int) -> str:
    """The convention sentence on unit and rounding."""
    places = "the nearest whole number" if decimals == 0 else f"{decimals} decimal place{'s' if decimals > 1 else ''}"
    unit = {"%": "{per cent|percent (%)|%}"}.get(unit, unit)
    how = spin(rng, "{to|rounded to|correct to}") + " " + places
    shape = spin(
        rng,
        "{Give|State|Report|Express} {the answer|your answer|the result} WHERE|{The answer|The result} should be given WHERE|Answer WHERE|Your final figure should be stated WHERE|{Finish|End} with one figure, WHERE",
    ) if unit else spin(
        rng,
        "{Give|State|Report} {the answer|your answer|the result} WHERE|{The answer|The result} is wanted WHERE|Round {the answer|your answer|the final figure} AT|Your final figure should be WHERE",
    )  # fmt: skip
    shape = rng.choice(shape.split("|"))
    where = f"in {spin(rng, unit)}, {how}" if unit else how
    return shape.replace("WHERE", where).replace("AT", f"to {places}")


@dataclass(frozen=True)
class Scene:
    """Who and where: the patient (or None when there is only a study), the first sentence, the chart's heading."""

    patient: Patient | None
    story: str
    heading: str


def bedside(rng: Random, patient: Patient, place: str, problem: str, heading: str) -> Scene:
    """A patient `place` (with preposition) because of `problem` (a noun phrase)."""
    return Scene(patient, introduced(rng, patient, place, problem), heading)


@dataclass(frozen=True)
class Exercise:
    """A solved calculation in pieces.

    Attributes:
        facts: (name, value) that the solution uses.
        conventions, ask: what the question fixes and wants; alternatives allowed.
        lines: (role, text) of the reasoning, see `LEADS`.
        parameters: facts that make it this problem.
        operations: steps of arithmetic and decision.
        spare: (name, value) that it does not use.
        story: whole sentences that it does use.
        ordered: the facts keep their order.
    """

    facts: Pairs
    conventions: Sequence[str]
    ask: str
    lines: Pairs
    parameters: Mapping[str, Any]
    operations: int
    spare: Pairs = ()
    story: Sequence[str] = ()
    ordered: bool = False


def _question(rng: Random, level: int, scene: Scene, exercise: Exercise, conventions: Sequence[str]) -> tuple[str, int]:
    """The question and how many irrelevant facts it holds."""
    count = 0 if scene.patient is None else rng.randint(0, 1) if level < 4 else rng.randint(1, 2)
    asides = background(rng, scene.patient, count) if scene.patient is not None else []
    told_facts = [spin(rng, sentence) for sentence in exercise.story]
    facts = [*exercise.facts, *exercise.spare]
    chart = charted(rng, facts, scene.heading, in_order=exercise.ordered, prose=False) if facts else ""
    text = posed(
        rng, scene.story, chart, [spin(rng, c) for c in conventions], spin(rng, exercise.ask), [*told_facts, *asides]
    )
    return text, len(asides) + len(exercise.spare)


def number_problem(
    rng: Random,
    level: int,
    scene: Scene,
    exercise: Exercise,
    result: float,
    traps: Sequence[tuple[float, str]],
    *,
    unit: str,
    decimals: int,
    relative: float | None = None,
    absolute: float | None = None,
    highest: float = float("inf"),
) -> Problem:
    """A problem whose answer is a number with a unit.

    Args:
        result: the unrounded answer; `traps` the wrong ones with the mistake's name.
        relative: tolerance as a fraction, or `absolute`: tolerance in the unit; one of the two.
    """
    text, irrelevant = _question(rng, level, scene, exercise, [*exercise.conventions, to_decimals(rng, unit, decimals)])
    arguments: dict[str, Any] = {"unit": unit} if unit else {}
    arguments |= {"relative": relative} if relative is not None else {"absolute": absolute}
    shown = fixed(result, decimals)
    tolerance = absolute if absolute is not None else (relative or 0.0) * abs(result)
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=f"{shown} {unit}".strip(),
        answer_type="number",
        verifier="number",
        arguments=arguments,
        parameters=exercise.parameters,
        distractors=wrong_numbers(
            result, traps, decimals=decimals, unit=unit, tolerance=max(tolerance, 0.6 * 10**-decimals), highest=highest
        ),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def integer_problem(
    rng: Random, level: int, scene: Scene, exercise: Exercise, result: int, traps: Sequence[tuple[float, str]]
) -> Problem:
    """A problem whose answer is a whole number; a convention says how it is rounded, where it is."""
    text, irrelevant = _question(rng, level, scene, exercise, exercise.conventions)
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=str(result),
        answer_type="integer",
        verifier="integer",
        parameters=exercise.parameters,
        distractors=wrong_numbers(result, traps, decimals=0, tolerance=0.4, highest=1e6),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def label_problem(
    rng: Random,
    level: int,
    scene: Scene,
    exercise: Exercise,
    answer: str,
    labels: Sequence[str],
    traps: Sequence[tuple[str, str]],
    otherwise: str,
) -> Problem:
    """A problem whose answer is one of the labels, which the question names."""
    drawn = rng.sample(list(labels), len(labels))
    options = ", ".join(f'"{label}"' for label in drawn[:-1]) + f' or "{drawn[-1]}"'
    naming = spin(rng, "{Answer with|Answer|Choose|Give} {one of|one of these:|one label:} $options", options=options)
    text, irrelevant = _question(rng, level, scene, exercise, [*exercise.conventions, naming])
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(labels)},
        parameters=exercise.parameters,
        distractors=wrong_labels(answer, traps, labels, otherwise),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )
