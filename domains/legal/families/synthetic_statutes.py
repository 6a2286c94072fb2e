
"""Invented ordinances: conditions, exceptions to exceptions, definitions, fees.

In: a seeded generator and a level. Out: one problem; the answer is whether a statement is entailed, contradicted or undetermined,
which class of permit is needed, or a fee in dollars.

The form follows the statutory reasoning task of Holzenberger, Blair-Stanek and Van Durme, A Dataset for Statutory Reasoning in
Tax Law Entailment and Question Answering (NLLP 2020), with ordinances that no one can have read before. A formula is a nested
list: an atom's name, or ``["and", …]``, ``["or", …]``, ``["not", x]``; each atom occurs once, so that Kleene's three values give
the same as going through every way in which open facts could be.

Worked example: a rule that needs a permit for music after sunset, with the time of day unknown.

>>> kleene(["and", "amplified", "sunset"], {"amplified": True}), kleene(["and", "amplified", "sunset"], {"amplified": False})
(None, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from curate.domain import Criterion, Distractor, Family, Problem
from domains.legal.casework import posed, told
from domains.legal.money import amount, dollars
from domains.legal.people import Person, companies, people
from domains.legal.sums import asked, wrong_sums
from domains.wording import listed, spin

Lines = list[tuple[str, str]]
Formula = str | list[Any]
LABELS = ("entailed", "contradicted", "undetermined")
CLASSES = ("no permit", "class A permit", "class B permit", "prohibited")


def kleene(formula: Formula, known: Mapping[str, bool]) -> bool | None:
    """True, False, or None where the known atoms leave it open."""
    if isinstance(formula, str):
        return known.get(formula)
    operator, *parts = formula
    values = [kleene(part, known) for part in parts]
    if operator == "not":
        return None if values[0] is None else not values[0]
    decisive: bool = operator == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


@dataclass(frozen=True)
class Condition:
    """An atom: how the ordinance puts it, and how the facts put it when it holds and when it does not."""

    law: str
    holds: str
    fails: str


#: name -> condition; `who` stands for the person or firm
CONDITIONS: dict[str, Condition] = {
    "nonprofit": Condition("the operator is a registered nonprofit", "{WHO is registered as a nonprofit|The registry lists WHO as a nonprofit}", "{WHO works for profit|WHO is a business run for profit}"),
    "course": Condition("the operator has completed the safety course", "{WHO completed the safety course last spring|WHO holds a certificate of the safety course}", "{WHO never took the safety course|WHO signed up for the safety course and did not go}"),
    "insured": Condition("the operator carries liability insurance", "{WHO carries liability insurance|A liability policy covers WHO}", "{WHO let the liability insurance lapse|WHO has no liability insurance}"),
    "resident": Condition("the operator has lived or been seated in the town for a year", "{WHO has been in town for six years|WHO came to town eight years ago and stayed}", "{WHO moved to town four months ago|WHO is from another county}"),
    "consent": Condition("the owner of the land has agreed in writing", "{The landowner signed a consent form|There is a letter of consent from the owner of the land}", "{The owner of the land said yes by telephone and signed nothing|The landowner was never asked}"),
    "school": Condition("the site adjoins a school", "{A school stands right next to the site|The site shares a fence with a school}", "{The nearest school is two miles from the site|No school is anywhere near the site}"),
    "sunset": Condition("any part of it takes place after sunset", "{The activity goes on until two hours after sunset|The activity starts when the sun has set}", "{The activity ends in the early afternoon|Everything is over long before sunset}"),
    "alcohol": Condition("alcohol is served", "{Beer is served|Wine is poured at a counter}", "{Nothing but lemonade and water is served|No alcohol is served}"),
    "amplified": Condition("amplified sound is used", "{A loudspeaker is set up|Two amplifiers are in use}", "{There is no amplification of any kind|No loudspeaker or amplifier is used}"),
    "city_land": Condition("the land belongs to the town", "{The land belongs to the town|The site is a lot that the town owns}", "{The land is privately owned|The site belongs to a private trust}"),
    "emergency": Condition("the mayor has declared a drought emergency", "{The mayor declared a drought emergency last week|A drought emergency declared by the mayor is in force}", "{No emergency of any kind has been declared|After heavy rain the mayor ended the drought emergency}"),
    "minor": Condition("the operator employs anyone under eighteen", "{A seventeen-year-old is on the payroll of WHO|WHO employs two sixteen-year-olds}", "{Everyone whom WHO employs is over twenty|WHO employs adults only}"),
    "historic": Condition("the site lies in the historic district", "{The site lies in the historic district|The map shows the site inside the historic district}", "{The site is outside the historic district|The historic district ends three streets before the site}"),
    "inspected": Condition("the fire marshal has inspected the site", "{The fire marshal inspected the site on Monday|An inspection by the fire marshal has taken place}", "{The fire marshal has not been there|The fire marshal's inspection was put off}"),
    "announced": Condition("all neighbors were told in writing a week before", "{Every neighbor got a letter two weeks before|Letters went to all neighbors ten days ahead}", "{The neighbors heard of it only on the day|Nobody told the neighbors}"),
    "fee_paid": Condition("the operator owes the town no fees", "{WHO has paid every fee owed to the town|The town has nothing to claim from WHO}", "{WHO still owes the town a fee from last year|An old fee of WHO is unpaid}"),
}  # fmt: skip


#: what speaks for an operator and may carry an exception; what speaks against and may carry a duty
RELIEFS = ("nonprofit", "course", "insured", "resident", "consent", "inspected", "announced", "fee_paid")
BURDENS = ("school", "sunset", "alcohol", "amplified", "city_land", "emergency", "minor", "historic")


@dataclass(frozen=True)
class Measure:
    """A number that a condition asks about.

    Attributes:
        law: with N for the bound: ``N persons attend``.
        fact: with N for the value.
        low, high, step: bounds drawn in the ordinance's unit.
        other: (unit in which facts may be told with N, how many of the ordinance's unit one of it is).
    """

    law: str
    fact: str
    low: int
    high: int
    step: int
    other: tuple[str, int] | None = None


MEASURES: dict[str, Measure] = {
    "persons": Measure("N persons attend on a day", "{N people attend on the day|The day brings N people}", 20, 300, 10, ("{N dozen people attend|The day brings N dozen people}", 12)),
    "days": Measure("it takes place on N days in a calendar year", "{The activity takes place on N days this year|The activity is held on N days this year}", 7, 63, 7, ("{The activity runs without a break for N weeks this year, every day of them|Every day of N whole weeks this year is used}", 7)),
    "space": Measure("it takes up N square feet of ground", "{The whole takes up N square feet|The ground used measures N square feet}", 90, 3_600, 90, ("{The whole takes up N square yards|The ground used measures N square yards}", 9)),
    "minutes": Measure("it lasts N minutes on any day", "{The activity lasts N minutes a day|Each day the activity goes on for N minutes}", 60, 600, 60, ("{The activity lasts N hours a day|Each day the activity goes on for N hours}", 60)),
    "receipts": Measure("receipts come to N dollars a week", "{Receipts come to N dollars a week|Takings are N dollars a week}", 210, 4_900, 70, ("{Takings are N dollars on each of the seven days of the week|Receipts are N dollars a day, seven days a week}", 7)),
}  # fmt: skip

THEMES = (
    ("hold a night market", "night market", "Night Markets"),
    ("run a food stand", "food stand", "Food Stands"),
    ("hold a street concert", "street concert", "Street Concerts"),
    ("rent out kayaks", "kayak rental", "Kayak Rentals"),
    ("show films outdoors", "outdoor film series", "Outdoor Films"),
    ("run a plant sale", "plant sale", "Plant Sales"),
    ("hold a flea market", "flea market", "Flea Markets"),
    ("run a bicycle repair stand", "bicycle repair stand", "Repair Stands"),
    ("offer pony rides", "pony ride business", "Pony Rides"),
    ("stage open-air theater", "open-air theater", "Open-Air Theater"),
    ("run a model boat regatta", "model boat regatta", "Regattas"),
    ("sell firewood", "firewood sale", "Firewood Sales"),
)
TOWNS = ("Alderbrook", "Brackwater", "Cinder Falls", "Dunmere", "Elkhollow", "Fernley Point", "Gallow Creek", "Harrowdale", "Inchbury", "Juniper Gap", "Kestrel Bay", "Larch Crossing", "Mossgate", "Nettleford", "Orrin's Ferry", "Pinehaven")  # fmt: skip


@dataclass(frozen=True)
class Atom:
    """A drawn atom: its text in the ordinance and in the facts, and what is known of it.

    Attributes:
        value: True, False, or None where the facts say nothing.
        working: how a number was compared, for the solution.
        data: what the parameters keep.
    """

    name: str
    law: str
    fact: str
    value: bool | None
    working: str
    data: list[Any]


def _number_atom(rng: Random, name: str, level: int, wanted: bool | None) -> Atom:
    measure = MEASURES[name]
    bound = rng.randrange(measure.low, measure.high + 1, measure.step)
    strict = rng.random() < 0.5
    factor = measure.other[1] if measure.other else 1
    converted = level >= 2 and measure.other is not None and rng.random() < 0.5
    edge = rng.random() < 0.35
    value = bound if edge else max(1, bound + rng.choice((-1, 1)) * rng.randint(1, max(2, bound // 2)))
    if wanted is not None and not edge:
        offset = rng.randint(1, max(2, bound // 2))
        value = bound + offset if wanted else max(1, bound - offset)
    if converted:
        value = max(factor, value // factor * factor)
    holds = value > bound if strict else value >= bound
    law = ("more than " if strict else rng.choice(("at least ", "no fewer than ", "not less than "))) + "N"
    if name in ("space", "receipts", "minutes") and law.startswith("no fewer"):
        law = "at least N"
    text = measure.law.replace("N", law.replace("N", amount(bound)))
    shown = value // factor if converted else value
    pattern = measure.other[0] if converted and measure.other else measure.fact
    fact = spin(rng, pattern).replace("N", amount(shown), 1)
    working = f"{shown} × {factor} = {amount(value)}, and " if converted else ""
    working += f"{amount(value)} is {'' if holds else 'not '}{'more than' if strict else 'at least'} {amount(bound)}"
    return Atom(name, text, fact, holds, working, [name, bound, strict, shown, factor if converted else 1])


def _plain_atom(rng: Random, name: str, who: str, wanted: bool | None, silent: bool) -> Atom:
    condition = CONDITIONS[name]
    value = rng.random() < 0.5 if wanted is None else wanted
    if silent:
        return Atom(name, condition.law, "", None, "the facts leave it open", [name, None])
    fact = spin(rng, condition.holds if value else condition.fails).replace("WHO", who)
    return Atom(name, condition.law, fact, value, "met" if value else "not met", [name, value])


def _atoms(rng: Random, level: int, reliefs: list[bool], who: str, wanted: list[bool | None], silent: int, numbers: int) -> list[Atom]:
    """One atom a place, `reliefs` saying which places ask for something that speaks for the operator.

    `numbers` of the others ask about a number; the atom at index `silent` (or none, -1) is left open.
    """
    burdens = [index for index, relief in enumerate(reliefs) if not relief and index != silent]
    numbered = dict(zip(rng.sample(burdens, min(numbers, len(burdens))), rng.sample(sorted(MEASURES), numbers)))
    relief_names, burden_names = rng.sample(RELIEFS, len(RELIEFS)), rng.sample(BURDENS, len(BURDENS))
    made = []
    for index, relief in enumerate(reliefs):
        if index in numbered:
            made.append(_number_atom(rng, numbered[index], level, wanted[index]))
        else:
            made.append(_plain_atom(rng, (relief_names if relief else burden_names).pop(), who, wanted[index], index == silent))
    return made


def _setting(rng: Random) -> tuple[str, str, Person | None, tuple[str, str, str], str]:
    """(who, town, person or None, theme, title of the ordinance)"""
    person = people(rng, 1)[0]
    company = companies(rng, 1)[0]
    theme = rng.choice(THEMES)
    town = rng.choice(TOWNS)
    who = person.name if rng.random() < 0.6 else company
    return who, town, person if who == person.name else None, theme, f"{theme[2]} Ordinance of {town}"


DECOYS = (
    "{WHO paints the sign in blue|WHO has a new logo|WHO keeps careful books}",
    "{A cousin of WHO sits on the library board|The mayor's sister likes it|A local paper ran a friendly story}",
    "{The weather is fine|It is the first warm week of the year|Rain is forecast}",
    "{A similar plan failed in a neighboring town|The town next door has no such ordinance|Three years ago the rules were different}",
)
INTRO = "{$who wants to $do in $town|In $town, $who plans to $do|$who intends to $do in $town this year|$who is about to $do in $town}"
ORDINANCE = "{$title (invented for this exercise):|The $title, which is fictitious, reads:|Text of the $title, a made-up enactment:|From the $title (fictional):}"
OPEN_WORLD = "{What the facts do not mention is unknown, neither true nor false|A condition on which the facts are silent is open: it may or may not be met|Do not assume anything on points that the facts leave out}"
SCALE = "{Answer “entailed” if it must be true, “contradicted” if it must be false, “undetermined” if the facts leave it open|Choose one: entailed (necessarily true), contradicted (necessarily false), undetermined (neither follows)|The answer is entailed, contradicted or undetermined}"


def _facts(rng: Random, atoms: list[Atom], who: str, decoys: int) -> list[str]:
    told_ = [atom.fact for atom in atoms if atom.fact]
    rng.shuffle(told_)
    for text in rng.sample(DECOYS, decoys):
        told_.insert(rng.randint(0, len(told_)), spin(rng, text).replace("WHO", who))
    return told_


def _joined(atoms: list[Atom], operator: str) -> str:
    return listed([atom.law for atom in atoms], "and" if operator == "and" else "or")


def _entailment(rng: Random, level: int) -> Problem:
    """Levels 1, 2, 3 and 5: a permit is needed if the rule applies, unless an exception, unless a counter-exception …"""
    who, town, _, theme, title = _setting(rng)
    sizes = {1: (rng.randint(2, 3),), 2: (2, rng.randint(1, 2)), 3: (rng.randint(1, 2), rng.randint(1, 2), 1), 5: (2, 2, rng.randint(1, 2), 1)}[level]
    operators = [rng.choice(("and", "or")) for _ in sizes]
    if level == 5:
        operators[0] = "and"
    count = sum(sizes)
    silent = rng.randrange(count) if level >= 2 and rng.random() < 0.45 else -1
    deep = level >= 3
    wanted: list[bool | None] = [None] * count
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    for part, (start, size) in enumerate(zip(starts, sizes)):
        # mostly let the rule and its exceptions bite, so that the innermost provision decides
        if deep and rng.random() < 0.75:
            for index in range(start, start + size):
                wanted[index] = True if operators[part] == "and" or index == start else None
    reliefs = [part % 2 == 1 for part, size in enumerate(sizes) for _ in range(size)]
    atoms = _atoms(rng, level, reliefs, who, wanted, silent, 1 if level < 5 else 2)
    groups = [atoms[start : start + size] for start, size in zip(starts, sizes)]

    def formula_of(part: int) -> Formula:
        names: list[Any] = [atom.name for atom in groups[part]]
        own: Formula = names[0] if len(names) == 1 else [operators[part], *names]
        if part + 1 == len(groups):
            return own
        return ["and", own, ["not", formula_of(part + 1)]]

    formula = formula_of(0)
    known = {atom.name: atom.value for atom in atoms if atom.value is not None}
    needed = kleene(formula, known)
    negative = rng.random() < 0.35
    truth = None if needed is None else needed != negative
    answer = "undetermined" if truth is None else "entailed" if truth else "contradicted"

    section = rng.randint(2, 48)
    letters = "abcdefgh"
    texts = []
    for part, group in enumerate(groups):
        own = _joined(group, operators[part])
        if part == 0:
            texts.append(spin(rng, "{Whoever wants to $do needs a permit if|A permit is required to $do where|No one may $do without a permit if}", do=theme[0]) + f" {own}")
        elif part == 1:
            texts.append(spin(rng, "{Subsection (a) does not apply if|No permit under subsection (a) is needed if|Subsection (a) is subject to an exception: no permit is needed if}") + f" {own}")
        elif part == 2:
            texts.append(spin(rng, "{The exception of subsection (b) is not available if|Subsection (b) does not apply where|Subsection (b) gives no relief if}") + f" {own}")
        else:
            texts.append(spin(rng, "{Notwithstanding subsection (c), the exception of subsection (b) remains available if|Subsection (c) is to be disregarded where|Subsection (c) in turn does not apply if}") + f" {own}")
    lettered = [f"({letters[index]}) {text}." for index, text in enumerate(texts)]
    law = spin(rng, ORDINANCE, title=title) + f" § {section} " + " ".join(lettered)
    rules = [law, spin(rng, "{No other provision requires a permit|A permit is needed only under this section|Apart from this section nothing makes a permit necessary}")]
    if level >= 2:
        rules.append(spin(rng, OPEN_WORLD))
    claim = spin(rng, "{$who needs no permit|$who may $do without a permit|no permit is required}" if negative else "{$who needs a permit|a permit is required|$who may not $do without a permit}", who=who, do=theme[0])
    decoys = 0 if level == 1 else rng.randint(0, 1) if level < 5 else 1
    story = [spin(rng, INTRO, who=who, do=theme[0], town=town), *_facts(rng, atoms, who, decoys)]
    names = {0: "(a), the rule", 1: "(b), the exception", 2: "(c), the exception to the exception", 3: "(d), the exception to that"}
    lines: Lines = [("facts", f"what § {section} asks about: {'; '.join(atom.law for atom in atoms)}.")]
    values: list[bool | None] = []
    for part, group in enumerate(groups):
        own_names: list[Any] = [atom.name for atom in group]
        own_formula: Formula = own_names[0] if len(own_names) == 1 else [operators[part], *own_names]
        value = kleene(own_formula, known)
        values.append(value)
        said = {True: "is met", False: "is not met", None: "stays open"}[value]
        details = "; ".join(f"“{atom.law}”: {atom.working}" for atom in group)
        link = "" if len(group) == 1 else f" (joined by {operators[part]})"
        lines.append(("apply", f"{names[part]}{link}: {details}; so {names[part].split(',')[0]} {said}."))
    naive = kleene(formula_of(0) if len(groups) == 1 else (groups[0][0].name if len(groups[0]) == 1 else [operators[0], *[atom.name for atom in groups[0]]]), known)
    if level >= 3:
        text = "to stop after the first exception, or to read silence as a no" if silent >= 0 else "to stop after the first exception; each further subsection turns the one before off or on again"
        lines.append(("mistake", f"{text}."))
    outcome = {True: "a permit is needed", False: "no permit is needed", None: "whether a permit is needed depends on what is open"}[needed]
    lines.append(("rule", f"working from the inside out, {outcome}."))
    if needed is None:
        lines.append(("check", "were the open point one way a permit would be needed, the other way not; so the facts do not settle it."))
    elif silent >= 0 and atoms[silent].value is None:
        lines.append(("check", "whichever way the open point falls, the result is the same, so the silence does no harm."))
    else:
        lines.append(("check", f"{sum(value is not None for value in known.values())} of {count} points are known, and none of them contradicts that."))
    lines.append(("so", f"“{claim}” is {answer}."))
    trap_of = {
        "undetermined": "found the facts incomplete where they decide",
        "entailed": "read the silence of the facts as settling it" if answer == "undetermined" else "applied the rule or the exceptions the wrong way round",
        "contradicted": "read the silence of the facts as settling it" if answer == "undetermined" else "applied the rule or the exceptions the wrong way round",
    }
    if naive is not None and len(groups) > 1:
        tempting = "entailed" if naive != negative else "contradicted"
        if tempting != answer:
            trap_of[tempting] = "stopped at subsection (a)"
    ask = spin(rng, "{Statement|The statement|Claim}: {$claim|“$claim”}. {Is it entailed, contradicted or undetermined|Does the ordinance with these facts entail it, contradict it, or leave it undetermined}?", claim=claim[0].upper() + claim[1:])
    if level > 1 or rng.random() < 0.5:
        ask += " " + spin(rng, SCALE)
    return Problem(
        question=posed(rng, story, rules, ask),
        steps=told(rng, lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(LABELS), "synonyms": {"entailed": ["entailment"], "contradicted": ["contradiction"], "undetermined": ["neutral", "unknown"]}},
        parameters={"kind": "entailment", "level": level, "formula": formula, "atoms": [atom.data for atom in atoms], "negative": negative, "theme": theme[1]},
        distractors=tuple(Distractor(label, trap_of[label]) for label in LABELS if label != answer),
        operations=count + len(groups),
        irrelevant=decoys,
    )


def _classes(rng: Random, level: int) -> Problem:
    """Level 5: prohibited, class B, class A or no permit, found in the order of the ordinance; a defined term."""
    who, town, _, theme, title = _setting(rng)
    wanted: list[bool | None] = [None] * 6
    goal = rng.randrange(4)
    if goal == 3:
        wanted[0:2] = [True, False]
    else:
        wanted[0:2] = [rng.random() < 0.5, True] if rng.random() < 0.6 else [False, None]
    (one, two), (three, four) = rng.sample(BURDENS, 2), rng.sample(RELIEFS, 2)
    atoms = [_plain_atom(rng, name, who, value, False) for name, value in ((one, wanted[0]), (three, wanted[1]), (two, None), (four, None))]
    measure_b, measure_a = rng.sample(sorted(MEASURES), 2)
    big = _number_atom(rng, measure_b, level, goal == 2)
    small = _number_atom(rng, measure_a, level, goal in (1, 2))
    ban, lift, also, spare = atoms
    known = {atom.name: atom.value for atom in (*atoms, big, small) if atom.value is not None}
    banned = bool(kleene(["and", ban.name, ["not", lift.name]], known))
    operator = rng.choice(("or", "and"))
    class_b = bool(kleene([operator, big.name, also.name], known))
    class_a = bool(kleene(["and", small.name, ["not", spare.name]], known))
    answer = CLASSES[3] if banned else CLASSES[2] if class_b else CLASSES[1] if class_a else CLASSES[0]
    section = rng.randint(2, 48)
    noun = theme[1]
    subsections = [
        spin(rng, "{It is prohibited to $do if $ban, unless $lift|No one may $do, with or without a permit, where $ban; this does not hold if $lift}", do=theme[0], ban=ban.law, lift=lift.law),
        spin(rng, "{A $noun that is not prohibited needs a class B permit if $big $op $also|Unless it is prohibited, a $noun requires a class B permit where $big $op $also}", noun=noun, big=big.law, op=operator, also=also.law),
        spin(rng, "{Where neither subsection (a) nor (b) applies, a class A permit is needed if $small, except where $spare|A class A permit suffices, and is needed, if $small and subsections (a) and (b) do not apply; it is not needed if $spare}", small=small.law, spare=spare.law),
        spin(rng, "{In all other cases no permit is needed|Otherwise no permit is required}"),
    ]  # fmt: skip
    subsections = [text.replace(f"A {noun}", f"An {noun}").replace(f" a {noun}", f" an {noun}") if noun[0] in "aeiou" else text for text in subsections]
    law = spin(rng, ORDINANCE, title=title) + f" § {section} " + " ".join(f"({'abcd'[index]}) {text}." for index, text in enumerate(subsections))
    story = [spin(rng, INTRO, who=who, do=theme[0], town=town), *_facts(rng, [*atoms, big, small], who, rng.randint(0, 2))]
    yes = {True: "yes", False: "no"}
    lines: Lines = [
        ("facts", f"(a) asks whether {ban.law} and whether {lift.law}; (b) whether {big.law} {operator} {also.law}; (c) whether {small.law} and whether {spare.law}."),
        ("rule", "the subsections are taken in their order, and the first that applies decides."),
        ("apply", f"(a): ban {yes[bool(ban.value)]}, exception {yes[bool(lift.value)]}; {'prohibited' if banned else 'not prohibited'}."),
        ("apply", f"(b): {big.working}; “{also.law}”: {yes[bool(also.value)]}; joined by {operator}, {'class B' if class_b else 'not class B'}."),
        ("apply", f"(c): {small.working}; exception “{spare.law}”: {yes[bool(spare.value)]}; {'class A would apply' if class_a else 'class A would not apply'}."),
        ("mistake", "to look for the first condition that is met and forget the exception attached to it, or to go on to a later subsection when an earlier one has decided."),
        ("check", f"{'(a) decides' if banned else '(b) decides' if class_b else '(c) decides' if class_a else 'neither (a), (b) nor (c) applies, so (d) does'}; the others can't change that."),
        ("so", f"the answer is {answer}."),
    ]  # fmt: skip
    traps = {
        CLASSES[3]: "forgot the exception from the ban" if ban.value else "took a condition of a permit for a ban",
        CLASSES[2]: "read and as or" if operator == "and" else "went on to (b) although another subsection decides",
        CLASSES[1]: "forgot the exception in (c)" if spare.value else "went on to (c) although an earlier subsection decides",
        CLASSES[0]: "took an exception for a general exemption",
    }
    ask = spin(rng, "{What does $who need|What follows for $who|Which is right for $who}: no permit, class A permit, class B permit, or prohibited?", who=who)
    return Problem(
        question=posed(rng, story, [law], ask),
        steps=told(rng, lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(CLASSES), "synonyms": {"no permit": ["no permit needed", "no permit is needed"], "class A permit": ["class A"], "class B permit": ["class B"], "prohibited": ["it is prohibited"]}},
        parameters={"kind": "classes", "ban": ban.data, "lift": lift.data, "big": big.data, "also": also.data, "operator": operator, "small": small.data, "spare": spare.data, "theme": noun},
        distractors=tuple(Distractor(label, traps[label]) for label in CLASSES if label != answer),
        operations=9,
        irrelevant=0,
    )


def _fee(rng: Random, level: int) -> Problem:
    """Level 4: a fee with a block charge, a reduction with its exception, and a ceiling."""
    who, town, _, theme, title = _setting(rng)
    base, block = 5 * rng.randint(5, 40), rng.choice((5, 8, 10, 20, 25, 50))
    per, free = rng.randint(2, 30), block * rng.randint(2, 8)
    over = rng.randint(1, 14) * block + rng.choice((0, 0, rng.randint(1, block - 1)))
    value = free + over
    share = rng.choice((20, 25, 30, 40, 50, 60))
    surcharge = 5 * rng.randint(2, 20)
    unit, law_unit = rng.choice((("persons", "persons admitted"), ("square feet", "square feet of ground"), ("stalls", "stalls"), ("minutes", "minutes a day")))
    reduce, (bar, extra) = rng.choice(RELIEFS), rng.sample(BURDENS, 2)
    a_reduce, a_bar, a_extra = (_plain_atom(rng, name, who, value_, False) for name, value_ in ((reduce, rng.random() < 0.8), (bar, None), (extra, rng.random() < 0.6)))
    blocks = -(-over // block)
    charge = per * blocks
    gross = base + charge + (surcharge if a_extra.value else 0)
    reduced = bool(a_reduce.value) and not a_bar.value
    cut = Fraction(gross * share, 100) if reduced else Fraction(0)
    net = gross - cut
    cap = rng.choice((None, 5 * int(net * rng.randint(70, 95) / 500), 5 * int(net * rng.randint(105, 150) / 500)))
    answer = min(net, Fraction(cap)) if cap else net
    section = rng.randint(2, 48)
    subsections = [
        spin(rng, "{The yearly fee is $base, plus $per for each $block $unit, or part of that number, above $free|A basic fee of $base is due, and $per more for every started $block $unit beyond $free}", base=dollars(base), per=dollars(per), block=block, unit=law_unit, free=amount(free)),
        spin(rng, "{$sum is added if $extra|Where $extra, another $sum is due}", sum=dollars(surcharge), extra=a_extra.law),
        spin(rng, "{The total under (a) and (b) is reduced by $share percent if $reduce, but not if $bar|If $reduce, $share percent come off the total under (a) and (b), unless $bar}", share=share, reduce=a_reduce.law, bar=a_bar.law),
    ]  # fmt: skip
    if cap:
        subsections.append(spin(rng, "{No fee exceeds $cap|In no case is more than $cap due}", cap=dollars(cap)))
    law = spin(rng, ORDINANCE, title=title) + f" § {section} " + " ".join(f"({'abcd'[index]}) {text}." for index, text in enumerate(subsections))
    number = {"persons": "{$n persons are to be admitted|Tickets go to $n persons}", "square feet": "{The ground used is $n square feet|It needs $n square feet of ground}", "stalls": "{There will be $n stalls|$n stalls are planned}", "minutes": "{It runs for $n minutes a day|Each day it lasts $n minutes}"}[unit]
    story = [spin(rng, INTRO, who=who, do=theme[0], town=town), *_facts(rng, [a_reduce, a_bar, a_extra], who, rng.randint(1, 2))]
    story.insert(rng.randint(1, len(story)), spin(rng, number, n=amount(value)))
    plus = f" + {surcharge}" if a_extra.value else ""
    lines: Lines = [
        ("facts", f"{amount(value)} {law_unit}; {a_extra.law}: {'yes' if a_extra.value else 'no'}; {a_reduce.law}: {'yes' if a_reduce.value else 'no'}; {a_bar.law}: {'yes' if a_bar.value else 'no'}."),
        ("count", f"above the free number: {amount(value)} − {amount(free)} = {amount(over)}; that is {blocks} {'block' if blocks == 1 else 'blocks'} of {block}, a started one counting as whole, and {per} × {blocks} = {dollars(charge)}."),
        ("apply", f"{'the surcharge is due' if a_extra.value else 'no surcharge is due'}: {base} + {charge}{plus} = {dollars(gross)}."),
        ("rule", f"the reduction needs one condition and the absence of another: {'both are given' if reduced else 'that is not so here' if a_reduce.value else 'its condition is not met'}" + (f", so {share} % × {amount(gross)} = {dollars(cut)} comes off and {amount(gross)} − {amount(cut)} = {dollars(net)} is left." if reduced else ", so nothing comes off.")),
        ("mistake", "to drop a started block, to count blocks from zero, or to grant the reduction without looking at what bars it."),
        ("check", (f"the ceiling of {dollars(cap)} {'cuts the fee' if net > cap else 'is not reached'}" if cap else "there is no ceiling") + f"; the fee is {dollars(answer)}, no more than {dollars(gross)}."),
        ("so", f"the answer is {dollars(answer)}."),
    ]  # fmt: skip

    def total(blocks_: int, extra_: bool, reduced_: bool, capped: bool = True) -> Fraction:
        before = base + per * blocks_ + (surcharge if extra_ else 0)
        after = Fraction(before * (100 - share), 100) if reduced_ else Fraction(before)
        return min(after, Fraction(cap)) if cap and capped else after

    wrong: list[tuple[Fraction, str]] = [
        (total(blocks, bool(a_extra.value), not reduced), "granted a reduction that is barred" if not reduced else "overlooked the reduction"),
        (total(blocks, bool(a_extra.value), reduced, capped=False), "overlooked the ceiling"),
        (total(over // block, bool(a_extra.value), reduced), "dropped the started block"),
        (total(-(-value // block), bool(a_extra.value), reduced), "counted blocks from zero"),
        (total(blocks, not a_extra.value, reduced), "added a surcharge that is not due" if not a_extra.value else "left out the surcharge"),
        (Fraction(gross * share, 100) if reduced else Fraction(charge), "gave the reduction instead of the rest" if reduced else "left out the basic fee"),
        (total(over, bool(a_extra.value), reduced, capped=False), "charged for every single one above the free number"),
        (Fraction(base), "charged the basic fee only"),
        (Fraction(gross), "forgot everything that lowers the fee"),
        (total(blocks + 1, bool(a_extra.value), reduced, capped=False), "counted a block too many"),
    ]
    ask = spin(rng, "{What fee does $who owe|How much is the fee|What is the fee for $who|Compute the fee that $who has to pay}{, in dollars|}", who=who)
    return Problem(
        question=posed(rng, story, [law], asked(ask)),
        steps=told(rng, lines),
        answer=dollars(answer),
        answer_type="number",
        verifier="number",
        arguments={"unit": "USD", "absolute": 0.01},
        parameters={"kind": "fee", "base": base, "block": block, "per": per, "free": free, "value": value, "share": share, "surcharge": surcharge, "cap": cap, "reduce": a_reduce.data, "bar": a_bar.data, "extra": a_extra.data},
        distractors=wrong_sums(answer, wrong, apart=Fraction(1, 2)),
        operations=7,
        irrelevant=1,
    )


def problem(rng: Random, level: int) -> Problem:
    """One problem on an invented ordinance."""
    if level == 4:
        return _fee(rng, level)
    if level == 5 and rng.random() < 0.5:
        return _classes(rng, level)
    return _entailment(rng, level)


FAMILY = Family(
    name="synthetic_statutes",
    title="Invented ordinances",
    source="Task form after Holzenberger et al., A Dataset for Statutory Reasoning in Tax Law Entailment and Question Answering (NLLP 2020); ordinances invented",
    problem=problem,
    rubric=(
        Criterion("Takes the subsections as written and applies each exception to the provision that it names.", "essential"),
        Criterion("Keeps apart what the facts affirm, what they deny and what they leave open.", "essential"),
        Criterion("Reads and, or, unless, more than and at least exactly.", "important"),
        Criterion("Converts units before comparing with a bound.", "important"),
        Criterion("Shows why an open point does or does not matter to the result.", "important"),
        Criterion("Brings in real-world law or plausibility instead of the text.", "pitfall", positive=False),
    ),
)
