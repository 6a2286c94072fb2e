
"""A solved exercise becomes a problem: a story, facts as they stand in a notebook, conventions, what is asked.

In: an `Exercise` and what its answer is. Out: a `Problem`. Reasoning lines are (role, text) pairs; the role decides how
a line is introduced. All texts may hold alternatives (`domains.wording.spin`); their facts go in before as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from curate.domain import Distractor, Problem
from domains.chemistry.numbers import fixed, significant, wrong_numbers
from domains.wording import arranged, listed, sentence, spin

Pairs = Sequence[tuple[str, str]]

#: role of a line of reasoning -> how it may be introduced
LEADS: Mapping[str, tuple[str, ...]] = {
    "facts": ("Facts:", "Given:", "What we have:", "Known:", "From the question:", "Start from what is given:"),
    "rule": ("Rule:", "Relation:", "Principle:", "Use:", "Needed:"),
    "work": ("", "", "", "Substitute:", "With numbers:", "Put in the numbers:"),
    "then": ("", "", "Next:", "Then:"),
    "say": ("",),
    "mistake": ("The tempting mistake:", "A tempting short cut:", "Beware:", "The trap here:", "A common mistake:"),
    "check": ("Check:", "Sense check:", "To check:", "Does it fit?"),
}

PERSON = "{a technician|a first-year student|an analyst|a doctoral student|the chemist on shift|an apprentice|a laboratory assistant|a new colleague|the duty chemist|a trainee|a visiting student|a postdoc}"
PLACE = "{in {the|a} {teaching|analytical|quality-control|water-testing|research|food|materials|service} laboratory|at {a pilot plant|a university|a waterworks|a school|an evening course|a contract laboratory}|during {a practical class|a night shift|a summer school|a training week|an audit}}"
#: what no answer depends on
ASIDES: tuple[str, ...] = (
    "the {fume cupboard|balance table|water still} was {serviced|cleaned|checked} {last week|in spring|the day before}",
    "{all glassware|every flask|each vessel} had been {rinsed with deionised water|dried in the oven|washed and labelled}",
    "{the bottle|the container} was {opened|delivered} {in March|last autumn|two months ago}",
    "the {notebook page|worksheet|entry} is {countersigned|dated|numbered} {as usual|by a second person|at once}",
    "{the laboratory|the group} {keeps|stores} its {solvents|acids|standards} in {a ventilated cabinet|a cool store|the basement}",
    "{gloves and goggles|safety glasses} {are|were} worn throughout",
    "the {balance|scale} {reads to|has a resolution of} {0.1|1|0.01} mg",
    "{the work|the run|the whole task} {took|was booked for} {half an hour|two hours|one afternoon|most of a morning}",
    "{a magnetic stirrer|a glass rod|a mechanical shaker} {was used for mixing|kept everything moving}",
    "{a colleague|the supervisor|the second analyst} {repeats|repeated} the {measurement|weighing|reading} {and agrees|with the same outcome}",
    "{the price of the reagent|the reagent's price} {has risen|went up} by {4|6|9|12} % {this year|since the last order}",
    "{the waste|leftover material} {goes|is sent} to {the labelled container|the central collection}",
    "{the label|the data sheet} {also gives|lists} {a CAS number|a flash point|a shelf life of two years|the batch number}",
)  # fmt: skip


_POWER = re.compile(r"\b10\^-(\d+)")


def told(rng: Random, lines: Pairs) -> tuple[str, ...]:
    """Reasoning from (role, text) pairs; negative powers of ten get brackets, so that the step check reads them anywhere."""
    made = []
    for role, text in lines:
        lead = rng.choice(LEADS[role])
        text = _POWER.sub(r"10^(-\1)", spin(rng, text))
        line = f"{lead} {_capital(text) if lead.endswith('?') else text}" if lead else _capital(text)
        made.append(line if line.endswith((".", "?", "!")) else line + ".")
    return tuple(made)


def asides(rng: Random, count: int) -> list[str]:
    """Whole sentences that no answer depends on."""
    return [sentence(spin(rng, text)) for text in rng.sample(ASIDES, count)]


def charted(rng: Random, facts: Pairs, heading: str, in_order: bool = False) -> str:
    """Named values in a drawn order and form: prose, a list, a table-like line, a notebook entry."""
    drawn = list(facts) if in_order else rng.sample(list(facts), len(facts))
    named = [(spin(rng, name), value) for name, value in drawn]
    title = _capital(spin(rng, heading))
    form = rng.choice(("prose", "prose", "prose", "bullets", "line", "table", "note", "brackets"))
    if form == "bullets":
        mark = rng.choice(("- ", "• ", "* "))
        return f"\n{title}:\n" + "\n".join(f"{mark}{name}: {value}" for name, value in named) + "\n"
    if form == "table":
        head = spin(rng, "{item; value|quantity; reading|what; how much|entry; figure}")
        return f"\n{title} ({head})\n" + "\n".join(f"{name}; {value}" for name, value in named) + "\n"
    if form == "line":
        return f"{title}: " + rng.choice(("; ", ", ")).join(f"{name} {value}" for name, value in named) + "."
    if form == "note":
        return f"{title}. " + " ".join(f"{_capital(name)}: {value}." for name, value in named)
    if form == "brackets":
        return f"{title}: " + listed([f"{name} ({value})" for name, value in named]) + "."
    verb = rng.choice(("is", "is", "comes to", "equals", "amounts to", "is given as"))
    first, *rest = named
    if not rest:
        return f"{_capital(_the(first[0]))} {verb} {first[1]}."
    half = (len(rest) + 1) // 2
    clauses = [f"{_the(name)} {verb} {value}" for name, value in [first, *rest[:half]]]
    text = _capital(listed(clauses)) + "."
    if rest[half:]:
        text += " " + spin(rng, "{Moreover|Besides|In addition|Also}, ") + listed([f"{_the(n)} {verb} {v}" for n, v in rest[half:]]) + "."
    return text


def posed(rng: Random, story: str, chart: str, conventions: Sequence[str], ask: str, extra: Sequence[str] = ()) -> str:
    """The question: story, chart and asides in a drawn layout, then the conventions and what is asked, in either order."""
    tail = [*arranged(rng, [sentence(text) for text in conventions]), sentence(ask)]
    if rng.random() < 0.3:
        tail = [tail[-1], *tail[:-1]]
    body = [part for part in (story, chart) if part]
    if chart and story and rng.random() < 0.12 and not story.startswith("\n"):
        body = [chart.lstrip(), story]
    for aside in extra:
        body.insert(rng.randint(1, len(body)), aside)
    text = " ".join(body) + rng.choice((" ", "\n\n", "\n")) + " ".join(tail)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _the(name: str) -> str:
    """A noun phrase with its article; a symbol such as ``Ka`` or ``[HA]``, a proper or a possessed name needs none."""
    word = name.split()[0]
    plain = word.replace("-", "").isalpha() and word.islower() and len(word) > 1
    return f"the {name}" if plain and word not in {"the", "a", "an", "its", "pure", "one"} else name


def _capital(text: str) -> str:
    """A capital first, unless the word is a symbol such as pKa or n(H2O)."""
    word = re.split(r"[ :;,.]", text, maxsplit=1)[0]
    return text[:1].upper() + text[1:] if (word.replace("-", "").isalpha() and word.islower() and len(word) > 1) or word == "a" else text


@dataclass(frozen=True)
class Exercise:
    """A solved exercise in pieces.

    Attributes:
        story: first sentence or sentences; alternatives allowed.
        facts: (name, value) that the solution uses.
        conventions, ask: what the question fixes and wants; alternatives allowed.
        lines: (role, text) of the reasoning, see `LEADS`.
        parameters: facts that make it this problem.
        operations: steps of arithmetic and decision.
        spare: (name, value) that it does not use.
        heading: what the facts are.
        ordered: the facts keep their order.
    """

    story: str
    facts: Pairs
    conventions: Sequence[str]
    ask: str
    lines: Pairs
    parameters: Mapping[str, Any]
    operations: int
    spare: Pairs = ()
    heading: str = "{data|notebook entry|readings|what is known|from the worksheet|figures|values|record}"
    ordered: bool = False
    aside: bool = True


def question_of(rng: Random, level: int, exercise: Exercise, more: Sequence[str] = ()) -> tuple[str, int]:
    """The question with further conventions, and how many irrelevant facts it holds."""
    count = 0 if not exercise.aside else int(rng.random() < 0.35) if level < 4 else rng.randint(1, 2)
    extra = asides(rng, count)
    facts = [*exercise.facts, *exercise.spare]
    chart = charted(rng, facts, exercise.heading, in_order=exercise.ordered) if facts else ""
    conventions = [spin(rng, text) for text in (*exercise.conventions, *more)]
    text = posed(rng, spin(rng, exercise.story), chart, conventions, spin(rng, exercise.ask), extra)
    return text, count + len(exercise.spare)


def rounding(unit: str, digits: int | None, decimals: int | None) -> str:
    """The convention on unit and rounding, with alternatives."""
    if digits is not None:
        places = f"{{to|rounded to|with}} {digits} significant figures"
    elif decimals == 0:
        places = "{to the nearest whole number|rounded to a whole number}"
    else:
        places = f"{{to|rounded to|with}} {decimals} decimal place{'' if decimals == 1 else 's'}"
    where = f"in {unit}, {places}" if unit else places
    return f"{{{{Give|State|Report|Express|Write}} {{the answer|your answer|the result}}|{{The answer|The result}} is wanted|Answer|{{Finish|End}} with {{one figure|a single number}}}} {where}"


def number_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    result: float,
    traps: Sequence[tuple[float, str]],
    *,
    unit: str,
    digits: int | None = None,
    decimals: int | None = None,
    relative: float | None = None,
    absolute: float | None = None,
    lowest: float = 0.0,
    highest: float = float("inf"),
) -> Problem:
    """A problem whose answer is a number with a unit.

    Args:
        result: the unrounded answer; `traps` the wrong ones with the mistake's name.
        digits, decimals: significant figures or decimals of the answer; one of the two.
        relative, absolute: tolerance as a fraction or in the unit; one of the two.
    """
    text, irrelevant = question_of(rng, level, exercise, [rounding(unit, digits, decimals)])
    shown: Callable[[float], str] = (
        partial(significant, digits=digits) if digits is not None else partial(fixed, decimals=decimals or 0)
    )
    arguments: dict[str, Any] = {"unit": unit} if unit else {}
    arguments |= {"relative": relative} if relative is not None else {"absolute": absolute}
    tolerance = absolute if absolute is not None else (relative or 0.0) * abs(result)
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=f"{shown(result)} {unit}".strip(),
        answer_type="number",
        verifier="number",
        arguments=arguments,
        parameters=exercise.parameters,
        distractors=wrong_numbers(result, traps, shown, unit=unit, tolerance=tolerance, lowest=lowest, highest=highest),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def integer_problem(
    rng: Random, level: int, exercise: Exercise, result: int, traps: Sequence[tuple[int, str]], lowest: int = -1
) -> Problem:
    """A problem whose answer is a whole number; wrong ones above `lowest` stay."""
    text, irrelevant = question_of(rng, level, exercise)
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=str(result),
        answer_type="integer",
        verifier="integer",
        parameters=exercise.parameters,
        distractors=wrong_numbers(result, traps, partial(fixed, decimals=0), tolerance=0.1, lowest=lowest),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def checked_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    answer: str,
    traps: Sequence[tuple[str, str]],
    *,
    answer_type: str,
    verifier: str,
    arguments: Mapping[str, Any] | None = None,
    wrong: Callable[[str], bool] = lambda text: True,
    more: Sequence[str] = (),
) -> Problem:
    """A problem whose answer a checker of the domain reads.

    Args:
        traps: (answer, mistake) pairs; those that equal the answer or for which `wrong` is false are left out.
    """
    text, irrelevant = question_of(rng, level, exercise, more)
    found: dict[str, str] = {}
    for value, trap in traps:
        if value != answer and value not in found and wrong(value):
            found[value] = trap
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=answer,
        answer_type=answer_type,
        verifier=verifier,
        arguments=dict(arguments or {}),
        parameters=exercise.parameters,
        distractors=tuple(Distractor(value, trap) for value, trap in list(found.items())[:5]),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )
