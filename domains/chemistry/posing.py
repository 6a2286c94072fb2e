
"""A solved chemical calculation becomes a problem: facts are laid out, reasoning gets its leads, near misses go.

In: an `Exercise`, whose texts are templates (``{a|b}`` draws, ``$name`` is put in from its values), and the answer.
Out: a `Problem`. Numbers are written to significant figures; what is printed is what the next line goes on from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from curate.domain import Distractor, Problem
from domains.wording import listed, sentence, spin

Pairs = Sequence[tuple[str, str]]
Traps = Sequence[tuple[float, str]]

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUNK = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

#: role of a line of reasoning -> how it may be introduced
LEADS: Mapping[str, tuple[str, ...]] = {
    "facts": ("Facts:", "Given:", "From the question:", "What we have:", "Known:", "Data:"),
    "rule": ("Rule:", "Principle:", "The rule here:", "Use:", "What applies:"),
    "work": ("", "", "", "Put the numbers in:", "Substitute:", "With numbers:"),
    "then": ("", "", "Next:", "Then:"),
    "say": ("",),
    "mistake": ("The tempting mistake:", "A tempting short cut:", "Beware:", "The trap here:", "A common mistake:"),
    "check": ("Check:", "Sense check:", "To check:", "Control:"),
}

HEADINGS = "{Data|Given data|Measured values|What is known|Values|Notebook entries|From the data sheet|Readings|Information|Quantities}"

#: what a laboratory notes and no calculation needs
ASIDES = (
    "The {bench|fume hood} was {wiped down|cleared} {before|after} the run.",
    "{The glassware was|All vessels were} {rinsed with deionised water|dried in an oven at 110 °C} beforehand.",
    "{A second student|A colleague|The lab partner} {repeated the work|took the notes|kept the time sheet}.",
    "The {reagent bottle|stock bottle} was {opened two weeks ago|new|taken from the cold store and let warm up}.",
    "The {digital balance|balance|analytical balance} {reads to 0.1 mg|was calibrated in the morning|had been serviced recently}.",
    "The barometer {in the corridor|by the door} {showed 1013 hPa|stood at 1009 hPa|read 1006 hPa} {that day|at noon}.",
    "{Safety glasses and nitrile gloves were worn|Gloves were changed between runs|The work was done behind a sash}.",
    "{The flask was labelled|The sample carries the label} {A-17|C4|B-203|run 6}.",
    "The {result is meant for|entry goes into|value will be printed in} {a lecture handout|the group's wiki|a quality file|the course report}.",
    "{A literature search had turned up|An older report mentions} {a similar experiment|the same set-up}.",
)  # fmt: skip


def raised(number: int | str) -> str:
    """Superscript digits: ``raised(-5)`` is ``⁻⁵``."""
    return str(number).translate(_RAISED)


def sunk(formula: str) -> str:
    """The formula with its digits as subscripts.

    >>> sunk("Ca3(PO4)2")
    'Ca₃(PO₄)₂'
    """
    return formula.translate(_SUNK)


def fixed(value: float, decimals: int) -> str:
    """The value with that many decimals, rounded half up, a true minus sign, never minus zero.

    >>> fixed(2.675, 2), fixed(-0.04, 1), fixed(-1.5, 1)
    ('2.68', '0.0', '−1.5')
    """
    number = Decimal(repr(round(value, 12))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(number) if number.is_zero() else number:f}".replace("-", "−")


def sig(value: float, digits: int = 3) -> str:
    """The value to significant figures, with a power of ten where a decimal would be long or ambiguous.

    >>> sig(0.0012345), sig(1.8e-5), sig(96485.0), sig(-12.0, 4), sig(0.9996)
    ('0.00123', '1.80 × 10⁻⁵', '9.65 × 10⁴', '−12.00', '1.00')
    """
    if value == 0:
        return "0"
    number = Decimal(repr(value))
    exponent = number.adjusted()
    number = number.quantize(Decimal(1).scaleb(exponent - digits + 1), ROUND_HALF_UP)
    exponent = number.adjusted()
    number = number.quantize(Decimal(1).scaleb(exponent - digits + 1), ROUND_HALF_UP)
    if -3 <= exponent < digits:
        return f"{number:f}".replace("-", "−")
    return f"{number.scaleb(-exponent):f} × 10{raised(exponent)}".replace("-", "−")


def kept(value: float, digits: int = 5) -> float:
    """The value that `sig` writes with that many digits: what is printed and gone on from.

    >>> kept(0.000123456789), kept(-28.0)
    (0.00012346, -28.0)
    """
    if value == 0:
        return 0.0
    number = Decimal(repr(value))
    return float(number.quantize(Decimal(1).scaleb(number.adjusted() - digits + 1), ROUND_HALF_UP))


def shown(value: float, digits: int = 5) -> str:
    """As `sig`, without trailing zeros: for values carried through a solution or read off an instrument.

    >>> shown(0.25), shown(298.15), shown(1.7e-10), shown(120.0)
    ('0.25', '298.15', '1.7 × 10⁻¹⁰', '120')
    """
    text = sig(value, digits)
    mantissa, times, power = text.partition(" × ")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + times + power


def within(text: str) -> str:
    """A written number as it stands inside a product or power: with brackets where it has a sign or a power of ten."""
    return f"({text})" if text.startswith("−") or "×" in text else text


def powered(text: str, exponent: int) -> str:
    """A written number to a whole power; the power 1 is not written.

    >>> powered("0.0946", 3), powered("1.7 × 10⁻¹⁰", 2), powered("0.5", 1)
    ('0.0946³', '(1.7 × 10⁻¹⁰)²', '0.5')
    """
    return within(text) + ("" if exponent == 1 else raised(exponent))


def rooted(text: str, degree: int) -> str:
    """The root of an expression: ``sqrt(…)``, or a fractional power; the first root is the expression itself."""
    if degree == 1:
        return text
    return f"sqrt({text})" if degree == 2 else f"({text})^(1/{degree})"


def uniform(rng: Random, low: float, high: float, digits: int = 3) -> float:
    """An even draw between the limits, to significant figures."""
    return kept(rng.uniform(low, high), digits)


def spread(rng: Random, low: float, high: float, digits: int = 3) -> float:
    """A draw that is even on a logarithmic scale, to significant figures."""
    return kept(math.exp(rng.uniform(math.log(low), math.log(high))), digits)


@dataclass(frozen=True)
class Exercise:
    """A solved calculation in pieces; every text is a template over `values`.

    Attributes:
        story: what is done, where, to what; without the data.
        facts: (name, value) that the solution uses; they are shown in a drawn form and order.
        conventions, ask: what the question fixes and wants.
        lines: (role, text) of the reasoning, see `LEADS`.
        values: what the templates put in.
        parameters: facts that make it this problem.
        operations: steps of arithmetic and decision.
        spare: (name, value) that the solution does not use.
        ordered: the facts keep their order.
        asides: draw general irrelevant sentences from level 4 on.
    """

    story: str
    facts: Pairs
    ask: str
    lines: Pairs
    parameters: Mapping[str, Any]
    operations: int
    conventions: Sequence[str] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    spare: Pairs = ()
    ordered: bool = False
    asides: bool = True


def charted(rng: Random, facts: Pairs, ordered: bool) -> str:
    """Named values in a drawn form."""
    if not facts:
        return ""
    named = list(facts) if ordered else rng.sample(list(facts), len(facts))
    title = spin(rng, HEADINGS)
    forms = ("prose", "prose", "prose", "bullets", "line", "table", "brackets", "equals")
    form = rng.choice(forms)
    if form == "bullets":
        mark = rng.choice(("- ", "• ", "* "))
        return f"\n{title}:\n" + "\n".join(f"{mark}{name}: {value}" for name, value in named) + "\n"
    if form == "table":
        head = spin(rng, "{Quantity; value|Item; value|What; how much}")
        return f"\n{title} ({head.lower()})\n" + "\n".join(f"{name}; {value}" for name, value in named) + "\n"
    if form == "line":
        return f"{title}: " + rng.choice(("; ", ", ")).join(f"{name} {value}" for name, value in named) + "."
    if form == "brackets":
        return f"{title}: " + listed([f"{name} ({value})" for name, value in named]) + "."
    if form == "equals":
        return f"{title}: " + "; ".join(f"{name} = {value}" for name, value in named) + "."
    verbs = rng.choice((("is", "is"), ("is", "amounts to"), ("comes to", "is"), ("was found to be", "was"), ("is given as", "is")))
    parts = [f"the {name} {verbs[k % 2]} {value}" for k, (name, value) in enumerate(named)]
    if len(parts) > 2 and rng.random() < 0.5:
        half = len(parts) // 2
        return f"{sentence(listed(parts[:half]))} {sentence(spin(rng, '{besides, |in addition, |further, |}') + listed(parts[half:]))}"
    return sentence(listed(parts, rng.choice(("and", "while")) if len(parts) == 2 else "and"))


_ASKING = frozenset(("what", "how", "which", "at", "above", "in", "does", "is", "will", "to", "by", "after", "from", "do", "are", "can", "on", "under", "for", "between", "with", "when", "where", "would", "through", "into", "below"))


def asked(text: str) -> str:
    """A question with its question mark, or a command with its full stop."""
    text = sentence(text)
    first = text.split(" ", 1)[0].lower().strip(",:")
    return text[:-1] + "?" if text.endswith(".") and first in _ASKING else text


def opened(text: str) -> str:
    """A line of reasoning with a capital first, unless it begins with a symbol such as s, pH or log."""
    first = re.match(r"[^\W\d_]*", text)
    word = first.group() if first else ""
    plain = (len(word) > 1 and word.isascii() and word.islower() and not text.startswith(("log10", "exp(", "sqrt(", "ln("))) or word == "a"
    text = text[:1].upper() + text[1:] if plain else text
    return text if text.endswith((".", "?", "!")) else text + "."


def posed(rng: Random, exercise: Exercise, level: int, closing: Sequence[str]) -> tuple[str, int]:
    """The question, and how many irrelevant facts it holds."""

    def say(text: str) -> str:
        return spin(rng, text, **exercise.values)

    facts = [(say(name), say(value)) for name, value in (*exercise.facts, *exercise.spare)]
    count = 0 if not exercise.asides else rng.randint(1, 2) if level >= 4 else int(rng.random() < 0.2)
    asides = [spin(rng, text) for text in rng.sample(ASIDES, count)]
    body = [sentence(say(exercise.story)), charted(rng, facts, exercise.ordered)]
    for aside in asides:
        body.insert(rng.randint(1, len(body)), aside)
    rules = [sentence(say(text)) for text in (*exercise.conventions, *closing)]
    rng.shuffle(rules)
    ask = asked(say(exercise.ask))
    tail = [ask, *rules] if rng.random() < 0.4 else [*rules, ask]
    listing = "\n" in [part for part in body if part][-1].strip()
    text = " ".join(part for part in body if part) + rng.choice(("\n\n", "\n") if listing else (" ", "\n\n", "\n")) + " ".join(tail)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = "\n".join(lines).strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined, len(asides) + len(exercise.spare)


def told(rng: Random, lines: Pairs, values: Mapping[str, object]) -> tuple[str, ...]:
    """Reasoning from (role, template) pairs."""
    made = []
    for role, template in lines:
        lead = rng.choice(LEADS[role])
        text = spin(rng, template, **values)
        made.append(opened(f"{lead} {text}" if lead else text))
    return tuple(made)


def rounding(rng: Random, unit: str, digits: int | None, decimals: int | None) -> str:
    """The sentence on unit and rounding."""
    if digits is not None:
        number = {2: "two", 3: "three", 4: "four", 5: "five"}[digits]
        places = spin(rng, f"{{{number}|{digits}}} significant {{figures|digits}}")
    elif decimals:
        places = spin(rng, f"{{{('one', 'two', 'three', 'four', 'five')[decimals - 1]}|{decimals}}} decimal place{'s' if decimals > 1 else ''}")
    else:
        places = "the nearest whole number"
    shapes = (
        "{Give|State|Report|Express} {the answer|your answer|the result} WHERE|{The answer|The result} {should be given|is wanted} WHERE"
        "|Answer WHERE|{Your final figure|The final value} should be stated WHERE|{Finish with|End with|Quote} one figure, WHERE"
        "|{Write|Put} {the result|your answer} WHERE"
    ) if unit else (
        "{Give|State|Report} {the answer|your answer|the result} WHERE|{The answer|The result} is wanted WHERE|Round {the answer|your answer|the final figure} AT"
        "|{Your final figure|The final value} should be {given|stated} WHERE|{Quote|Write} one number, WHERE"
    )  # fmt: skip
    shape = spin(rng, "{" + shapes + "}")
    where = spin(rng, f"in {unit}, {{to|rounded to|correct to}} {places}" if unit else f"{{to|rounded to|correct to}} {places}")
    return shape.replace("WHERE", where).replace("AT", f"to {places}")


def wrong_numbers(
    result: float, traps: Traps, written: Callable[[float], str], *, tolerance: Callable[[float], float], lowest: float, most: int = 5
) -> tuple[Distractor, ...]:
    """Distractors that stand clear of the answer (three tolerances) and of each other (one)."""
    taken: list[float] = []
    found: list[Distractor] = []
    texts = {written(result)}
    for value, trap in traps:
        if not math.isfinite(value) or value < lowest or value == 0 or abs(value) > 1e300:
            continue
        if not 1e-8 < abs(value / (result or 1.0)) < 1e8:
            continue
        text = written(value)
        clear = abs(value - result) > 3 * tolerance(result) and all(abs(value - other) > tolerance(other) for other in taken)
        if not clear or text in texts:
            continue
        texts.add(text)
        taken.append(value)
        found.append(Distractor(text, trap))
        if len(found) == most:
            break
    return tuple(found)


def number_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    result: float,
    traps: Traps,
    *,
    unit: str = "",
    digits: int | None = None,
    decimals: int | None = None,
    relative: float | None = None,
    absolute: float | None = None,
    lowest: float = 0.0,
) -> Problem:
    """A problem whose answer is a number with a unit.

    Args:
        result: the answer before rounding; `traps` are the wrong ones with the mistake's name.
        digits: significant figures of the answer, or `decimals`; three figures when neither is given.
        relative: tolerance as a fraction, or `absolute`: tolerance in the unit; one of the two.
        lowest: wrong values below it make no distractor (0: only positive ones).
    """
    if digits is None and decimals is None:
        digits = 3

    def written(value: float) -> str:
        number = sig(value, digits) if digits is not None else fixed(value, decimals or 0)
        return f"{number} {unit}".strip()

    question, irrelevant = posed(rng, exercise, level, [rounding(rng, unit, digits, decimals)])
    arguments: dict[str, Any] = {"unit": unit} if unit else {}
    arguments |= {"relative": relative} if relative is not None else {"absolute": absolute}

    def tolerance(value: float) -> float:
        return abs(value) * relative if relative is not None else absolute or 0.0

    return Problem(
        question=question,
        steps=told(rng, exercise.lines, exercise.values),
        answer=written(result),
        answer_type="number",
        verifier="number",
        arguments=arguments,
        parameters=exercise.parameters,
        distractors=wrong_numbers(result, traps, written, tolerance=tolerance, lowest=lowest),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def integer_problem(
    rng: Random, level: int, exercise: Exercise, result: int, traps: Sequence[tuple[int, str]], *, lowest: int = 0
) -> Problem:
    """A problem whose answer is a whole number."""
    question, irrelevant = posed(rng, exercise, level, ())
    wrong: dict[int, str] = {}
    for value, trap in traps:
        if value != result and value >= lowest:
            wrong.setdefault(value, trap)
    return Problem(
        question=question,
        steps=told(rng, exercise.lines, exercise.values),
        answer=str(result).replace("-", "−"),
        answer_type="integer",
        verifier="integer",
        parameters=exercise.parameters,
        distractors=tuple(Distractor(str(value).replace("-", "−"), trap) for value, trap in list(wrong.items())[:5]),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )


def label_problem(
    rng: Random,
    level: int,
    exercise: Exercise,
    answer: str,
    labels: Sequence[str],
    traps: Pairs,
    otherwise: str,
) -> Problem:
    """A problem whose answer is one of the labels, which the question names."""
    drawn = rng.sample(list(labels), len(labels))
    options = ", ".join(f'"{label}"' for label in drawn[:-1]) + f' or "{drawn[-1]}"'
    naming = spin(rng, "{Answer with|Answer|Choose|Give|Reply with} {one of|one of these:|one label:|one of the labels} $options", options=options)
    question, irrelevant = posed(rng, exercise, level, [naming])
    named: dict[str, str] = {}
    for label, trap in [*traps, *((label, otherwise) for label in labels)]:
        if label != answer:
            named.setdefault(label, trap)
    return Problem(
        question=question,
        steps=told(rng, exercise.lines, exercise.values),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(labels)},
        parameters=exercise.parameters,
        distractors=tuple(Distractor(label, trap) for label, trap in named.items()),
        operations=exercise.operations,
        irrelevant=irrelevant,
    )
