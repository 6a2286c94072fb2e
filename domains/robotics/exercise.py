"""A solved exercise becomes a problem: facts are charted, conventions and the question follow, near misses go.

In: an `Exercise` (story, facts, conventions, ask, solution lines, parameters) and what the answer is. Out: a `Problem`.
Solution lines are (role, text) pairs; the role decides how a line is introduced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from curate.domain import Distractor, Problem
from curate.verifiers import verify
from domains.robotics.figures import fixed, with_unit, wrong_numbers
from domains.robotics.settings import ARM_ASIDES, asides
from domains.wording import arranged, listed, spin

Pairs = Sequence[tuple[str, str]]

#: role of a line of reasoning -> how it may be introduced
LEADS: Mapping[str, tuple[str, ...]] = {
    "facts": ("Facts:", "Given:", "What we have:", "Known:", "From the question:"),
    "rule": ("Rule:", "Formula:", "The rule here:", "Use:", "Needed:"),
    "work": ("", "", "", "Put the numbers in:", "Substitute:", "With numbers:"),
    "then": ("", "", "Next:", "Then:"),
    "say": ("",),
    "mistake": ("The tempting mistake:", "A tempting short cut:", "Beware:", "The trap here:", "A common mistake:"),
    "check": ("Check:", "Sense check:", "To check:", "Does it fit?"),
}


_SYMBOL = re.compile(r"(?:[a-zA-Zα-ω](?:\d|[xyzLR]|_\w+)?|cos|sin|tan|atan2|sqrt|\(.*)(?:[\s=,:;(^²'/·*]|$)")
_QUESTIONS = ("where", "what", "which", "how", "at which", "in which", "by how", "by which", "is ", "does ", "can ", "after ", "to which", "will ", "who", "when", "from which", "with which", "with how", "are ", "for how", "on which", "under which")  # fmt: skip


def opened(text: str) -> str:
    """The text with a capital first, unless it opens with a symbol (``x = …``, ``θ1``).

    >>> opened("x = 2"), opened("a link"), opened("link 2"), opened("θ1 is given")
    ('x = 2', 'A link', 'Link 2', 'θ1 is given')
    """
    if _SYMBOL.match(text) and not re.match(r"[aA] [^=+·−×]", text):
        return text
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text as a sentence: `opened`, with a full stop last unless it ends in a stop already."""
    text = opened(text.strip())
    return text if text.endswith((".", "?", "!", ":")) else text + "."


def asked(text: str) -> str:
    """A question or an instruction with the mark that it needs.

    >>> asked("where is the tip"), asked("Find the tip?")
    ('Where is the tip?', 'Find the tip.')
    """
    text = opened(text.strip().rstrip("?."))
    return text + ("?" if text.casefold().startswith(_QUESTIONS) else ".")


def told(rng: Random, lines: Pairs) -> tuple[str, ...]:
    """Reasoning from (role, text) pairs; texts may hold alternatives."""
    made = []
    for role, text in lines:
        lead = rng.choice(LEADS[role])
        text = spin(rng, text)
        line = f"{lead} {text}" if lead else opened(text)
        made.append(line if line.endswith((".", "?", "!")) else line + ".")
    return tuple(made)


def _agreeing(verb: str, name: str, value: str) -> str:
    """`` is `` as `` are `` after a plural, and no ``at at most``."""
    if verb == " at " and value.startswith("at "):
        return " of "
    return " are " if verb == " is " and many(name) else verb


_HEAD = re.compile(r"[,(]| (?:of|in|on|at|with|across|wanted|for|to|from|by|per|between|after|before|that)\b")


def many(name: str) -> bool:
    """Whether a quantity's name is a plural, so that it takes ``are``.

    >>> many("successive errors"), many("radius of a wheel"), many("moves, in order"), many("θ1")
    (True, False, True, False)
    """
    head = _HEAD.split(name)[0].strip()
    return bool(re.search(r"[a-z]{3,}s$", head)) and not head.endswith(("ss", "us", "is", "lens"))


def charted(rng: Random, facts: Pairs, heading: str, ordered: bool = False) -> str:
    """Named values in a drawn order and form: prose, a list, a line, a table, a note."""
    drawn = list(facts) if ordered else rng.sample(list(facts), len(facts))
    named = [(spin(rng, name), value) for name, value in drawn]
    title = spin(rng, heading)
    form = rng.choice(("prose", "prose", "bullets", "line", "table", "note", "brackets", "with"))
    if form == "bullets":
        mark = rng.choice(("- ", "• ", "* "))
        return f"\n{title}:\n" + "\n".join(f"{mark}{name}: {value}" for name, value in named) + "\n"
    if form == "table":
        head = spin(rng, "{Item; value|Quantity; value|What; how much|Parameter; setting|Symbol and meaning; value}")
        return f"\n{title} ({head})\n" + "\n".join(f"{name}; {value}" for name, value in named) + "\n"
    if form == "line":
        return f"{title}: " + rng.choice(("; ", ", ")).join(f"{name} {value}" for name, value in named) + "."
    if form == "note":
        return f"{title}. " + " ".join(f"{opened(name)}: {value}." for name, value in named)
    if form == "brackets":
        return f"{title}: " + listed([f"{name} ({value})" for name, value in named]) + "."
    if form == "with":
        return spin(rng, "{Take|We are given|We know|You are told|The data are}") + " " + listed([f"{name} = {value}" for name, value in named]) + "."  # fmt: skip
    (first, value), *rest = named
    verbs = ("are", "are", "are", "are given as") if many(first) else ("is", "equals", "comes to", "is given as")
    verb = rng.choice(verbs)
    text = f"{opened(first)} {'is' if verb == 'comes to' and not value[:1].isdigit() else verb} {value}"
    half = max(1, len(rest) // 2)
    if rest:
        joint, verb = rng.choice(((", and ", " is "), ("; ", " = "), (", with ", " at "), ("; ", " is ")))
        text += joint + listed([f"{name}{_agreeing(verb, name, v)}{v}" for name, v in rest[:half]])
    if rest[half:]:
        text += ". " + spin(rng, "{Besides|Further|In addition|Also}, ") + listed([f"{name}{_agreeing(' is ', name, v)}{v}" for name, v in rest[half:]])  # fmt: skip
    return text + "."


def posed(rng: Random, story: str, chart: str, conventions: Sequence[str], ask: str, extra: Sequence[str] = ()) -> str:
    """The question: story, chart and extra sentences in a drawn layout, then conventions and what is asked, in either order."""
    tail = [*arranged(rng, [sentence(text) for text in conventions]), asked(ask)]
    if rng.random() < 0.3:
        tail = [tail[-1], *tail[:-1]]
    body = [story, chart]
    for aside in extra:
        body.insert(rng.randint(1, len(body)), aside)
    text = " ".join(part for part in body if part)
    text += rng.choice((" ", "\n\n", "\n")) + " ".join(tail)
    joined = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


@dataclass(frozen=True)
class Exercise:
    """A solved exercise in pieces; texts may hold alternatives.

    Attributes:
        story: first sentence; `facts`: (name, value) that the solution uses, under `heading`.
        conventions, ask: what the question fixes and wants.
        lines: (role, text) of the reasoning, see `LEADS`.
        parameters: facts that make it this problem.
        operations: steps of arithmetic and decision.
        spare: (name, value) that it does not use; `told`: whole sentences that it does use.
        pool: sentences that it does not need, drawn by level.
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
    told: Sequence[str] = ()
    pool: tuple[str, ...] = ARM_ASIDES
    heading: str = "{Data|Given|Known values|The numbers|In figures|What is known|The facts}"
    ordered: bool = False


def question(rng: Random, level: int, exercise: Exercise, conventions: Sequence[str] = ()) -> tuple[str, int]:
    """The question and how many irrelevant facts it holds."""
    count = rng.randint(0, 1) if level < 4 else rng.randint(1, 2)
    unneeded = asides(rng, exercise.pool, count)
    facts = [*exercise.facts, *exercise.spare]
    chart = charted(rng, facts, exercise.heading, exercise.ordered) if facts else ""
    text = posed(
        rng,
        exercise.story,
        chart,
        [spin(rng, text) for text in (*exercise.conventions, *conventions) if text],
        spin(rng, exercise.ask),
        [*(text if text.endswith("\n") else sentence(spin(rng, text)) for text in exercise.told), *unneeded],
    )
    return text, len(unneeded) + len(exercise.spare)


def to_decimals(rng: Random, unit: str, decimals: int) -> str:
    """The convention sentence on unit and rounding."""
    places = "the nearest whole number" if decimals == 0 else f"{decimals} decimal place{'s' if decimals > 1 else ''}"
    where = spin(rng, "{to|rounded to|correct to}") + " " + places
    if unit:
        where = f"in {'degrees' if unit == '°' else unit}, {where}"
    return spin(
        rng,
        "{{Give|State|Report} {the answer|your answer|the result} $where|{The answer|The result|The figure} {should be given|is wanted} $where|{Finish|End} with one figure $where|Answer $where}",
        where=where,
    )


def number_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    result: float,
    traps: Sequence[tuple[float, str]],
    *,
    unit: str,
    decimals: int,
    relative: float | None = None,
    absolute: float | None = None,
    signed: bool = False,
) -> Problem:
    """A problem whose answer is a number with a unit.

    Args:
        result: the answer; `traps` the wrong ones with the mistake's name.
        relative: tolerance as a fraction, or `absolute`: tolerance in the unit; one of the two.
    """
    text, irrelevant = question(rng, level, exercise, [to_decimals(rng, unit, decimals)])
    arguments: dict[str, Any] = {"unit": unit} if unit else {}
    arguments |= {"relative": relative} if relative is not None else {"absolute": absolute}
    tolerance = absolute if absolute is not None else (relative or 0.0) * abs(result)
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=with_unit(fixed(result, decimals), unit),
        answer_type="number",
        verifier="number",
        arguments=arguments,
        parameters=exercise.parameters,
        distractors=wrong_numbers(
            result, traps, decimals=decimals, unit=unit, tolerance=max(tolerance, 0.6 * 10**-decimals), signed=signed
        ),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def label_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    answer: str,
    labels: Sequence[str],
    traps: Sequence[tuple[str, str]],
    otherwise: str,
) -> Problem:
    """A problem whose answer is one of the labels, which the question names."""
    options = listed([f'"{label}"' for label in rng.sample(list(labels), len(labels))], "or")
    naming = "{Answer with|Choose|Give|Name} {one of|one of these:|one label:} " + options
    text, irrelevant = question(rng, level, exercise, [naming])
    names: dict[str, str] = {}
    for label, trap in [*traps, *((label, otherwise) for label in labels)]:
        if label != answer:
            names.setdefault(label, trap)
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(labels)},
        parameters=exercise.parameters,
        distractors=tuple(Distractor(label, trap) for label, trap in names.items()),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def checked_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    answer: str,
    wrong: Sequence[tuple[str, str]],
    *,
    answer_type: str,
    verifier: str,
    arguments: Mapping[str, Any],
    form: str = "",
) -> Problem:
    """A problem whose answer has a checker of its own; wrong answers that this checker does not refuse are left out.

    Args:
        wrong: (answer, trap) pairs.
        form: the convention sentence on how the answer is written.
    """
    text, irrelevant = question(rng, level, exercise, [form])
    kept: dict[str, str] = {}
    for other, trap in wrong:
        if other not in kept and len(kept) < 5 and verify(verifier, other, answer, arguments).score == 0:
            kept[other] = trap
    return Problem(
        question=text,
        steps=told(rng, exercise.lines),
        answer=answer,
        answer_type=answer_type,
        verifier=verifier,
        arguments=arguments,
        parameters=exercise.parameters,
        distractors=tuple(Distractor(other, trap) for other, trap in kept.items()),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )
