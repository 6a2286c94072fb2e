
"""Federal sentencing guidelines: offense level, criminal history, range, statutory limits.

In: a seeded generator and a level. Out: one problem whose answer is a range in months.

Rules are those of the Guidelines Manual effective November 1, 2024 (`domains.legal.guidelines`): Ch. 5 Pt. A (table), §§ 2B1.1,
3A1.1, 3B1.1, 3C1.1, 3D1.4, 3E1.1, 4A1.1, 4A1.2(e), 4C1.1, 5G1.1. The guidelines are advisory (United States v. Booker,
543 U.S. 220 (2005)); a problem asks for the range, never for the sentence.

Worked example: level 28 before acceptance, which the government moves to reward in full, and 5 points: level 25, category III.

>>> guideline_range(28 - acceptance(28, True), category(5))
(70, 87)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import posed, told, wrong_answers
from domains.legal.districts import DISTRICTS
from domains.legal.guidelines import (
    CATEGORIES,
    LIFE,
    LOSS,
    Prior,
    acceptance,
    as_months,
    category,
    guideline_range,
    history_points,
    loss_increase,
    prior_points,
    unit_increase,
    units,
    within_statute,
)
from domains.legal.money import dollars
from domains.legal.people import Person, people
from domains.legal.sums import asked
from domains.wording import listed, spin

Lines = list[tuple[str, str]]
Alternatives = Sequence[tuple[int, int, str]]  # level, category, trap

#: (offense, guideline, base levels, specific characteristics, Chapter 3 adjustments that suit it)
OFFENSES: tuple[tuple[str, str, tuple[int, ...], tuple[tuple[str, int], ...], tuple[int, ...]], ...] = (
    ("{possessing a firearm as a felon|being a felon in possession of a firearm}", "§ 2K2.1", (14, 20),
     (("{three to seven firearms were involved|five firearms were involved}", 2), ("{a firearm was stolen|one of the guns was stolen}", 2), ("the firearm was used in connection with another felony", 4)), ()),
    ("{distributing a controlled substance|possessing a controlled substance with intent to distribute}", "§ 2D1.1", (16, 18, 20, 22, 24, 26, 28, 30, 32),
     (("{a dangerous weapon was possessed|a pistol was kept with the drugs}", 2), ("{premises were maintained for distribution|a house was kept for dealing}", 2)), (0, 1, 2)),
    ("{bank robbery|robbing a credit union}", "§ 2B3.1", (20,),
     (("the property of a financial institution was taken", 2), ("{a firearm was brandished|a pistol was brandished}", 5), ("{a teller was physically restrained|a customer was tied up}", 2), ("{a guard suffered bodily injury|a victim suffered bodily injury}", 2)), (2, 3)),
    ("{counterfeiting trademarks on goods|trafficking in counterfeit goods}", "§ 2B5.3", (8,),
     (("infringing goods were imported", 2), ("the infringement amount was 60,000 dollars", 6), ("the infringement amount was 200,000 dollars", 10)), (0, 1, 2)),
    ("{extortion by threat of injury|extortion}", "§ 2B3.2", (18,),
     (("{an express threat of death was made|death was threatened expressly}", 2), ("{more than 95,000 dollars was demanded|the demand was for 120,000 dollars}", 2)), (2, 3)),
    ("{tax evasion|evading income tax}", "§§ 2T1.1 and 2T4.1", (16, 18, 20, 22, 24),
     (("{sophisticated means were used|shell companies abroad were used, sophisticated means}", 2), ("{criminal income above 10,000 dollars went unreported|the unreported income came from crime and exceeded 10,000 dollars}", 2)), (2, 4)),
)  # fmt: skip
#: Chapter 3 adjustments: (what happened, section, levels)
LIMITED = ("§ 2K2.1", "§ 2D1.1", "§§ 2T1.1 and 2T4.1")  # guidelines whose ranges the statutes often cut
CHAPTER3 = (
    ("{$she organized a criminal activity with five or more participants|$she led a scheme of six participants}", "§ 3B1.1(a)", 4),
    ("{$she managed, without leading, an activity of five or more participants|as a manager, not a leader, $she ran part of a scheme of seven people}", "§ 3B1.1(b)", 3),
    ("{$she supervised one other participant|$she directed a single helper}", "§ 3B1.1(c)", 2),
    ("{a victim was unusually vulnerable, as $she knew|$she knew that a victim was vulnerable}", "§ 3A1.1(b)(1)", 2),
    ("{$she abused a position of trust|$she used a position of private trust to hide the offense}", "§ 3B1.3", 2),
)  # fmt: skip
ASIDES = (
    "{$name has {two|three} children|$name finished high school|$name worked as a {roofer|cook|mechanic|driver}}",
    "{The hearing is set for next month|Sentencing was postponed once|The courtroom was moved to the third floor}",
    "{A codefendant is tried separately|A codefendant fled|The codefendants have been sentenced already}",
    "{The family has written letters|Two neighbors wrote letters of support|An employer offers a job on release}",
    "{Restitution is handled in a separate order|Forfeiture is not contested|The special assessment is $100}".replace("$100", "set by statute"),
)


def _asides(rng: Random, person: Person, count: int) -> list[str]:
    return [spin(rng, text, name=person.name) for text in rng.sample(ASIDES, count)]


def _cells(level: int) -> str:
    made = []
    for index in range(1, 7):
        low, high = guideline_range(level, index)
        made.append("life" if low == LIFE else f"{low}–{'life' if high == LIFE else high}")
    return ", ".join(made)


def _table(rng: Random, levels: Sequence[int]) -> str:
    """Rows of the Sentencing Table around the levels that matter."""
    low, high = max(1, min(levels) - rng.randint(0, 1)), min(43, max(levels) + rng.randint(0, 1))
    if high - low > 9:
        chosen = sorted({*levels, *(level + 1 for level in levels if level < 43)})
    else:
        chosen = list(range(low, high + 1))
    chosen = sorted({min(43, max(1, level)) for level in chosen})
    rows = "; ".join(rng.choice((f"level {level}: {_cells(level)}", f"level {level}: {_cells(level)}")) for level in chosen)
    head = spin(rng, "{Sentencing Table (Guidelines Manual, November 1, 2024), months for categories I to VI|From the Sentencing Table of the Manual of November 1, 2024, categories I through VI, in months|Rows of the Sentencing Table (Ch. 5 Pt. A, 2024 Manual), criminal history I, II, III, IV, V, VI|The table of Chapter 5, Part A (Manual effective November 1, 2024) reads, in months for I to VI}")
    return f"{head}: {rows}"


CATEGORY_RULE = "{Categories by points: 0 or 1 is I, 2 or 3 is II, 4 to 6 is III, 7 to 9 is IV, 10 to 12 is V, 13 or more is VI|Points give the category: I (0–1), II (2–3), III (4–6), IV (7–9), V (10–12), VI (13 and up)|Criminal history category I covers 0–1 points, II 2–3, III 4–6, IV 7–9, V 10–12 and VI 13 or more}"
ACCEPTANCE_RULE = "{§ 3E1.1: 2 levels off for acceptance of responsibility, and 1 more on the government's motion if the level before that reduction is 16 or greater|Under § 3E1.1 a defendant who clearly accepts responsibility gets 2 levels off; where the level was 16 or greater before that, a government motion takes off one more|Acceptance (§ 3E1.1) lowers the level by 2; by a third one only if the government so moves and the level was at least 16 before}"
POINTS_RULE = "{§ 4A1.1: 3 points for each prior sentence of more than one year and one month, 2 for each other one of at least 60 days, 1 for any other, these last at most four|A prior sentence above one year and one month is worth 3 points, one of at least 60 days 2, every other 1, with a limit of four points for that last kind (§ 4A1.1(a) to (c))|Points under § 4A1.1: each prior sentence of imprisonment above 13 months 3, each other of 60 days or more 2, every further one 1 (no more than four such points)}"
STATUTE_RULE = "{§ 5G1.1: a statutory maximum below the range becomes the guideline sentence, so does a statutory minimum above it; otherwise the range is cut to what the statute allows|The statute comes first (§ 5G1.1): if the whole range lies above the maximum, the maximum is the guideline sentence, and if it lies below the minimum, the minimum; a limit inside the range replaces that end of it|By § 5G1.1 the range may not leave the statutory limits: where it lies wholly above the maximum or below the minimum, that limit is the guideline sentence, and where a limit falls inside the range it becomes its end}"
ASK = "{What is the guideline range|Which guideline range applies|What guideline range results|Find the guideline range|Determine the applicable range}{, in months|}"


def _opening(rng: Random, person: Person, offense: str) -> str:
    district = rng.choice(DISTRICTS)
    return spin(
        rng,
        "{$name {was convicted of|pleaded guilty to|stands convicted of} $offense in $district|In $district $name {is to be sentenced for|faces sentencing for|awaits sentence for} $offense|The presentence report on $name, {convicted of|who was convicted of} $offense, is before the court{ in $district|}}",
        name=person.name, offense=spin(rng, offense), district=district,
    )  # fmt: skip


def _problem(
    rng: Random, person: Person, story: Sequence[str], rules: Sequence[str], lines: Lines, answer: tuple[int, int],
    wrong: Sequence[tuple[str, str]], parameters: Mapping[str, Any], operations: int, asides: int = 0, ask: str = ASK,
) -> Problem:  # fmt: skip
    right = as_months(*answer)
    return Problem(
        question=posed(rng, story, rules, asked(spin(rng, ask)), _asides(rng, person, asides)),
        steps=told(rng, [*lines, ("so", f"the answer is {right}.")]),
        answer=right,
        answer_type="range",
        verifier="domains.legal.verifiers.months:check",
        parameters=parameters,
        distractors=wrong_answers(right, wrong),
        operations=operations,
        irrelevant=asides,
    )


def _alternatives(options: Alternatives) -> list[tuple[str, str]]:
    return [(as_months(*guideline_range(level, history)), trap) for level, history, trap in options]


def _neighbours(level: int, history: int) -> list[tuple[str, str]]:
    found: Alternatives = [
        (level, history + 1 if history < 6 else 5, "read the next column of the table"),
        (level + 1, history, "read the row below"),
        (level - 1, history, "read the row above"),
        (level, history - 1 if history > 1 else 3, "read the wrong column of the table"),
        (level + 2, history, "was two rows off"),
        (level - 3, history, "was three rows off"),
        (level, 1, "read the first column whatever the points"),
        (level - 4, history, "was four rows off"),
        (level - 6, max(1, history - 2), "mistook both row and column"),
    ]
    return _alternatives(found)


def _read(level: int, history: int) -> str:
    return f"level {level}, category {CATEGORIES[history - 1]}: {as_months(*guideline_range(level, history))}"


def _check(level: int, history: int) -> str:
    low, high = guideline_range(level, history)
    if low >= 360:
        return "the bottom right of the table ends in life, as it does here"
    spread = high - low
    return f"the table's ranges are as wide as 6 months or a quarter of the low end: {high} − {low} = {spread}, against {low} × 0.25 = {low * 0.25:g}"


def _tally(rng: Random) -> tuple[list[int], int]:
    """Points of the prior sentences one by one, at most four of them single points, and their sum."""
    values = [rng.choice((3, 2, 2, 1, 1)) for _ in range(rng.choice((2, 3, 4, 4, 5, 5, 6, 6, 7, 8)))]
    while values.count(1) > 4:
        values.remove(1)
    return values, sum(values)


def _tally_text(rng: Random, values: Sequence[int], person: Person) -> str:
    if len(values) == 1:
        return spin(rng, "{The one prior sentence counts $points|There is a single prior sentence, worth $points}", points=f"{values[0]} {'point' if values[0] == 1 else 'points'}")
    return spin(rng, "{Prior sentences count $points points|The criminal history consists of sentences worth $points points|For $her prior sentences the report gives $points points|$her record: sentences of $points points}", points=listed([str(value) for value in values]), her=person.her).replace(f"{person.her} record:", f"{person.her.capitalize()} record:")


def _points_are(values: Sequence[int], points: int, history: int) -> str:
    shown = f"{' + '.join(map(str, values))} = {points} points, category" if len(values) > 1 else f"{points} {'point' if points == 1 else 'points'}, category"
    return f"{shown} {CATEGORIES[history - 1]}"


def _lookup(rng: Random, level: int) -> Problem:
    """Level 1: total offense level and points are given."""
    person = people(rng, 1)[0]
    start = rng.randint(7, 38)
    _, section, plus = role = rng.choice(CHAPTER3) if start > 16 else CHAPTER3[3]
    off = rng.choice((0, 2, 3)) if start + plus >= 16 else rng.choice((0, 2))
    total = start + plus - off
    values, points = _tally(rng)
    history = category(points)
    if role in CHAPTER3[:3]:
        pool = [(text, where) for text, where, bases, *_ in OFFENSES[1:] if min(bases) + 2 <= start]
    else:
        pool = [("{wire fraud|mail fraud}", "§ 2B1.1")]
        if role == CHAPTER3[3] and start >= 22:
            pool += [OFFENSES[2][:2], OFFENSES[4][:2]]
    offense, guideline = OFFENSES[1][:2] if total > 32 and role in CHAPTER3[:3] else rng.choice(pool)
    story = [
        _opening(rng, person, offense),
        spin(rng, "{Without the role in the offense and other Chapter Three matters the level is $start; $what, plus $plus under $section|The level from Chapter Two is $start, and $plus levels are added under $section, because $what}", start=start, plus=plus, section=section, what=spin(rng, role[0], she=person.she)).replace("Without the role in the offense and other Chapter Three matters", "Before Chapter Three"),
        _tally_text(rng, values, person),
    ]  # fmt: skip
    rules = [spin(rng, CATEGORY_RULE), spin(rng, "{No other adjustment applies|Nothing else is added or taken off}"), _table(rng, [total - 1, total, total + 1])]
    if off:
        story.append(spin(rng, "{For acceptance of responsibility $off levels come off|$she gets $off levels off for acceptance of responsibility|Acceptance of responsibility takes off $off levels}", off=off, she=person.she.capitalize()))
    lines: Lines = [
        ("facts", f"level {start}, {plus} more under {section}{f', {off} off for acceptance' if off else ''}; {points} {'point' if points == 1 else 'points'}."),
        ("rule", "the row is the offense level, the column the criminal history category (Ch. 5 Pt. A)."),
        ("count", f"{start} + {plus}{f' − {off}' if off else ''} = {total}; {_points_are(values, points, history)}."),
        ("apply", f"{_read(total, history)}."),
        ("check", f"{_check(total, history)}."),
    ]
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*_alternatives([(total - plus, history, "left out the adjustment"), (total + off, history, "left out the reduction")]), *_neighbours(total, history)],
        {"kind": "lookup", "level": start, "section": section, "plus": plus, "off": off, "values": values, "guideline": guideline}, 3, rng.randint(0, 1),
    )  # fmt: skip


def _sentence_text(rng: Random, prior: Prior) -> str:
    if prior.months == 0:
        return spin(rng, "{two years of probation|18 months of probation|30 days in jail|45 days in jail|three years of probation}")
    if prior.months == 2:
        return "60 days in jail"
    if prior.months == 13:
        return spin(rng, "{one year and one month of imprisonment|13 months of imprisonment}")
    if prior.months % 12 == 0 and rng.random() < 0.5:
        return f"{prior.months // 12} {'year' if prior.months == 12 else 'years'} of imprisonment"
    return f"{prior.months} months of imprisonment"


CRIMES = ("theft", "forgery", "drug possession", "auto theft", "receiving stolen goods", "fraud", "perjury", "identity theft", "embezzlement", "check fraud")


def _priors(rng: Random, count: int, old: bool) -> list[Prior]:
    made = []
    for _ in range(count):
        months = rng.choice((0, 0, 2, 3, 6, 9, 12, 13, 14, 18, 24, 30, 36, 48, 60))
        served = months // 12 + (1 if months > 13 else 0)
        imposed = rng.randint(max(1, served), 9)
        if old and rng.random() < 0.45:
            imposed = rng.randint(16, 22) if months > 13 else rng.randint(11, 14)
            if months > 13:
                months = rng.choice((36, 48, 60, 72))
                served = min(imposed - 1, months // 12 + rng.choice((-1, 0)))
        made.append(Prior(months, imposed, max(0, imposed - served)))
    return made


def _prior_sentence(rng: Random, prior: Prior, crime: str, dates: bool) -> str:
    text = f"{crime}: {_sentence_text(rng, prior)}"
    if dates:
        text += f", imposed {prior.imposed} {'year' if prior.imposed == 1 else 'years'} before the offense"
        if prior.months > 13:
            text += f", released {prior.released} {'year' if prior.released == 1 else 'years'} before it" if prior.released else ", released shortly before it"
    return text


def _history(rng: Random, level: int) -> Problem:
    """Level 2: points from recent priors."""
    person = people(rng, 1)[0]
    total = rng.randint(10, 34)
    priors = _priors(rng, rng.randint(2, 4), old=False)
    points = history_points(priors, False)
    history = category(points)
    offense, *_ = rng.choice([entry for entry in OFFENSES if min(entry[2]) - 1 <= total])
    crimes = rng.sample(CRIMES, len(priors))
    record = "; ".join(_prior_sentence(rng, prior, crime, False) for prior, crime in zip(priors, crimes))
    story = [
        _opening(rng, person, offense),
        spin(rng, "{The total offense level is $total|Probation arrives at a total offense level of $total}", total=total),
        spin(rng, "{Prior sentences, all within the last nine years and for separate arrests|$her record, all of it within nine years and from separate arrests|Earlier sentences (separate arrests, none older than nine years)}: $record", her=person.her.capitalize(), record=record),
    ]  # fmt: skip
    rules = [spin(rng, POINTS_RULE), spin(rng, CATEGORY_RULE), _table(rng, [total - 1, total, total + 1])]
    each = [prior_points(prior) for prior in priors]
    lines: Lines = [
        ("facts", f"offense level {total}; prior sentences: {'; '.join(crimes)}."),
        ("rule", "more than 13 months bring 3 points, at least 60 days 2, anything else 1 (§ 4A1.1(a)–(c))."),
        ("count", f"{', '.join(f'{crime} {value}' for crime, value in zip(crimes, each))}: {' + '.join(map(str, each))} = {points} points, category {CATEGORIES[history - 1]}."),
        ("apply", f"{_read(total, history)}."),
        ("check", f"{_check(total, history)}."),
    ]  # fmt: skip
    lax = sum(3 if prior.months >= 12 else value for prior, value in zip(priors, each))
    wrong = _alternatives([
        (total, category(lax), "gave 3 points for sentences of a year or 13 months"),
        (total, category(len(priors)), "gave one point for each sentence"),
        (total, category(2 * len(priors)), "gave two points for each sentence"),
        (total, category(3 * len(priors)), "gave three points for each sentence"),
    ])  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*wrong, *_neighbours(total, history)],
        {"kind": "history", "level": total, "priors": [[p.months, p.imposed, p.released] for p in priors], "crimes": crimes}, 3 + len(priors), rng.randint(0, 1),
    )  # fmt: skip


def _offense(rng: Random, level: int, limited: bool = False) -> tuple[Person, list[str], list[str], int, list[tuple[str, int]], str]:
    """A person, story, rules, the level before acceptance, and its parts."""
    person = people(rng, 1)[0]
    offense, guideline, bases, features, roles = rng.choice([entry for entry in OFFENSES if not limited or entry[1] in LIMITED])
    base = rng.choice(bases)
    chosen = rng.sample(features, rng.randint(1, min(2, len(features))))
    if len({text[:12] for text, _ in chosen}) < len(chosen):
        chosen = chosen[:1]
    role = CHAPTER3[rng.choice(roles)] if roles and rng.random() < (0.5 if level < 4 else 0.8) else None
    parts = [(f"base ({guideline})", base)]
    texts = []
    for text, plus in chosen:
        shown = spin(rng, text)
        parts.append((shown, plus))
        texts.append(f"{shown} (plus {plus})")
    story = [
        _opening(rng, person, offense),
        spin(rng, "{The base offense level under $guideline is $base|{Under $guideline the offense starts at a base level of $base|By $guideline the base offense level is $base}}; {specific offense characteristics|in addition}: $texts", guideline=guideline, base=base, texts=listed(texts)),
    ]
    if role is not None:
        text, section, plus = role
        shown = spin(rng, text, she=person.she)
        story.append(spin(rng, "{Chapter Three: $shown, which adds $plus under $section|Besides, $shown ($section, plus $plus)}", shown=shown, plus=plus, section=section))
        parts.append((section, plus))
    return person, story, [], sum(value for _, value in parts), parts, guideline


def _adjusted(rng: Random, level: int) -> Problem:
    """Levels 2 and 3: the offense level from its parts; acceptance with or without the third level."""
    motion = rng.random() < 0.7
    person, story, rules, before, parts, guideline = _offense(rng, level)
    for _ in range(30):
        if level == 2 or 13 <= before <= 18 or (before > 15 and rng.random() < 0.3):
            break
        person, story, rules, before, parts, guideline = _offense(rng, level)
    if level == 2:
        motion = before >= 16
    off = acceptance(before, motion)
    total = before - off
    values, points = _tally(rng)
    history = category(points)
    if level == 2:
        story.append(spin(rng, "{$she accepts responsibility, which takes off $off levels|For acceptance of responsibility $off levels come off}", she=person.she.capitalize(), off=off))
    else:
        moves = "has moved" if motion else "declines to move"
        story.append(spin(rng, "{$she pleaded guilty early and clearly accepted responsibility; the government $moves for the additional level|$she has clearly accepted responsibility by an early plea, and the government $moves for the third level}", she=person.she.capitalize(), moves=moves))
        rules.append(spin(rng, ACCEPTANCE_RULE))
    story.append(_tally_text(rng, values, person))
    rules += [spin(rng, CATEGORY_RULE), _table(rng, [before - 3, before - 2, total])]
    lines: Lines = [
        ("facts", f"{', '.join(f'{name} {value:+d}' if index else f'{name} {value}' for index, (name, value) in enumerate(parts))}; {points} {'point' if points == 1 else 'points'}."),
        ("count", f"level before acceptance: {' + '.join(str(value) for _, value in parts)} = {before}."),
    ]  # fmt: skip
    if level == 3:
        lines.append(("rule", f"two levels come off; the third needs a motion and a level of at least 16 before the reduction (§ 3E1.1(b)): {before} {'is' if before >= 16 else 'is not'} enough, and a motion {'was' if motion else 'was not'} made."))
        other = 3 if off == 2 else 2
        lines.append(("mistake", f"to take off {other} levels; " + ("the third level is not automatic" if off == 2 else "with the motion and 16 or more the third level is due") + ", and what counts is the level before the reduction, not after."))
    lines += [
        ("count", f"{before} − {off} = {total}; {_points_are(values, points, history)}."),
        ("apply", f"{_read(total, history)}."),
        ("check", f"{_check(total, history)}."),
    ]
    wrong = _alternatives([
        (before - (5 - off), history, f"took off {5 - off} levels"),
        (before, history, "forgot acceptance of responsibility"),
        (total - parts[-1][1], history, "left out an adjustment"),
        (total, category(points + 1 if points < 13 else 12), "put the points in the wrong category"),
        (parts[0][1] - off, history, "used the base level alone"),
    ])  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*wrong, *_neighbours(total, history)],
        {"kind": "adjusted", "parts": [value for _, value in parts], "guideline": guideline, "off": "stated" if level == 2 else "rule", "motion": motion, "values": values, "story": [name for name, _ in parts]},
        4 + len(parts), rng.randint(0, 1),
    )  # fmt: skip


FRAUDS = "{wire fraud|mail fraud|bank fraud|a scheme to defraud investors|health care fraud|an invoice fraud by wire}"


def _fraud(rng: Random, level: int) -> Problem:
    """Level 3: the loss table, 'more than', and acceptance."""
    person = people(rng, 1)[0]
    index = rng.randint(1, 11)
    amount, _ = LOSS[index]
    following = LOSS[index + 1][0]
    if rng.random() < 0.35:
        loss = amount
    else:
        span = following - amount
        loss = amount + max(1, int(span * rng.random() ** 1.5) // 10 * 10)
    intended = rng.random() < 0.4
    actual = loss
    greater = loss
    if intended:
        actual = max(1_000, loss * rng.randint(10, 60) // 100 // 10 * 10)
        greater = loss
    plus = loss_increase(greater)
    victims = rng.random() < 0.5
    motion = rng.random() < 0.7
    before = 7 + plus + 2 * victims
    off = acceptance(before, motion)
    total = before - off
    values, points = _tally(rng)
    history = category(points)
    rows = [(amount_, levels) for amount_, levels in LOSS if LOSS[max(0, index - 2)][0] <= amount_ <= LOSS[min(14, index + 2)][0]]
    table = "; ".join(f"more than {dollars(amount_)}, add {levels}" for amount_, levels in rows)
    story = [
        _opening(rng, person, FRAUDS),
        spin(rng, "{The loss was $loss|Victims lost $loss in all|The actual loss came to $loss}", loss=dollars(actual)) + (spin(rng, ", {but $she had intended a loss of $intended|while the intended loss was $intended}", she=person.she, intended=dollars(greater)) if intended else ""),
        spin(rng, "{Twelve victims were hit|There were fifteen victims|Eleven people lost money}, {which adds 2 levels|for which the Manual adds 2 levels}" if victims else "{There were four victims, which adds nothing|Fewer than ten victims were hit, so nothing is added for their number}"),
        spin(rng, "{$she pleaded guilty and accepted responsibility; the government $moves for the third level|Acceptance of responsibility is clear, and the government $moves for the additional level}", she=person.she.capitalize(), moves="has moved" if motion else "does not move"),
        _tally_text(rng, values, person),
    ]  # fmt: skip
    rules = [
        spin(rng, "{§ 2B1.1: base level 7|Base offense level 7 (§ 2B1.1(a)(1))}; {loss table|the loss adds}: $table", table=table),
        spin(rng, ACCEPTANCE_RULE),
        spin(rng, CATEGORY_RULE),
        _table(rng, [before - 3, before - 2, total + 2]),
    ]
    if intended:
        rules.insert(1, spin(rng, "{Loss is the greater of actual and intended loss (§ 2B1.1(b)(1), as amended November 1, 2024)|By § 2B1.1(b)(1) (2024) the greater of actual and intended loss counts}"))
    boundary = loss in [a for a, _ in LOSS]
    lines: Lines = [
        ("facts", f"loss {dollars(greater)}{' (intended, the greater)' if intended else ''}; {'ten or more' if victims else 'fewer than ten'} victims; {points} {'point' if points == 1 else 'points'}."),
        ("rule", f"the table asks for a loss of more than an amount; {dollars(greater)} {'is exactly an amount of the table and so does not exceed it' if boundary else 'exceeds ' + dollars(max((a for a, _ in LOSS if greater > a), default=0))}: add {plus}."),
        ("mistake", ("to read 'more than' as 'at least' and add " + str(plus + 2) + " levels." if boundary else "to take the actual loss where the intended one is greater, or to take off a third level without motion or below 16." if intended else f"to take off {5 - off} levels for acceptance; the level before it is {before} and the motion was {'made' if motion else 'not made'}.")),
        ("count", f"before acceptance 7 + {plus} + {2 * victims} = {before}; {before} − {off} = {total}."),
        ("apply", f"{_points_are(values, points, history)}; {_read(total, history)}."),
        ("check", f"{_check(total, history)}."),
    ]  # fmt: skip
    wrong = _alternatives([
        (total + 2, history, "read 'more than' as 'at least', or the next row of the loss table") if boundary else (7 + loss_increase(actual) + 2 * victims - off, history, "took the actual loss"),
        (before - (5 - off), history, f"took off {5 - off} levels for acceptance"),
        (before, history, "forgot acceptance"),
        (total + (2 if not victims else -2), history, "miscounted the victims' increase"),
        (total - 7, history, "left out the base level"),
    ])  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*wrong, *_neighbours(total, history)],
        {"kind": "fraud", "actual": actual, "intended": greater if intended else None, "victims": victims, "motion": motion, "values": values},
        7, rng.randint(0, 1),
    )  # fmt: skip


#: guideline -> (lowest base level it goes with, statutory maximum, minimum in months, citation)
STATUTES: dict[str, tuple[tuple[int, int, int, str], ...]] = {
    "§ 2K2.1": ((0, 180, 0, "18 U.S.C. § 924(a)(8) (fifteen years at most)"),),
    "§ 2D1.1": (
        (0, 240, 0, "21 U.S.C. § 841(b)(1)(C) (twenty years at most)"),
        (24, 480, 60, "21 U.S.C. § 841(b)(1)(B) (five to forty years)"),
        (30, LIFE, 120, "21 U.S.C. § 841(b)(1)(A) (ten years to life)"),
    ),
    "§§ 2T1.1 and 2T4.1": ((0, 60, 0, "26 U.S.C. § 7201 (five years at most)"),),
}


def _statute(rng: Random, level: int) -> Problem:
    """Level 4: offense level, acceptance, and a statutory limit that cuts or replaces the range."""
    for _ in range(60):
        person, story, rules, before, parts, guideline = _offense(rng, level, limited=True)
        motion = rng.random() < 0.85
        values, points = _tally(rng)
        off = acceptance(before, motion)
        total, history = before - off, category(points)
        low, high = guideline_range(total, history)
        _, most, least, cite = [row for row in STATUTES[guideline] if row[0] <= parts[0][1]][-1]
        final = within_statute(low, high, least, most)
        if final != (low, high) or rng.random() < 0.02:
            break
    story.append(spin(rng, "{$she accepted responsibility, and the government $moves for the third level|An early plea shows acceptance of responsibility; for the third level the government $moves}", she=person.she.capitalize(), moves="has moved" if motion else "has not moved"))
    story.append(_tally_text(rng, values, person))
    story.append(spin(rng, "{The count of conviction falls under|The statute of conviction is|Statutory limits come from} $cite", cite=cite))
    rules = [spin(rng, ACCEPTANCE_RULE), spin(rng, CATEGORY_RULE), spin(rng, STATUTE_RULE), _table(rng, [before - 3, before - 2])]
    where = "wholly above the statutory maximum" if most < low else "wholly below the statutory minimum" if least > high else "cut at the top by the maximum" if most < high else "cut at the bottom by the minimum" if least > low else "within the statutory limits"
    lines: Lines = [
        ("facts", f"{', '.join(f'{value:+d}' if index else str(value) for index, (_, value) in enumerate(parts))} levels, motion {'made' if motion else 'not made'}, {points} {'point' if points == 1 else 'points'}, {cite}."),
        ("count", f"before acceptance {' + '.join(str(value) for _, value in parts)} = {before}; {before} − {off} = {total}."),
        ("apply", f"{_points_are(values, points, history)}; {_read(total, history)}."),
        ("mistake", f"to stop at {as_months(low, high)}; the table does not override the statute (§ 5G1.1)." if final != (low, high) else "to think that a statutory limit becomes the range whenever there is one; it matters only where it cuts the range (§ 5G1.1)."),
        ("rule", f"{'maximum ' + (str(most) + ' months' if most < LIFE else 'life')}{', minimum ' + str(least) + ' months' if least else ''}: the range is {where}."),
        ("check", f"{as_months(*final)} lies within the statute" + (f": {most} / 12 = {most // 12} years at most" if most < LIFE else f": {least} / 12 = {least // 12} years at least") + "."),
    ]  # fmt: skip
    wrong = [
        (as_months(low, high), "ignored the statutory limits"),
        (as_months(*within_statute(*guideline_range(before, history), least, most)), "forgot acceptance of responsibility"),
        *([(as_months(min(low, most), most), "kept the statutory maximum as the top of a range")] if most < LIFE else []),
        *([(as_months(least, max(high, least)), "took the statutory minimum as the bottom of a range")] if least else []),
        *([(as_months(most, most), "took the statutory maximum as the sentence")] if most < LIFE else []),
        *([(as_months(least, least), "took the statutory minimum as the sentence")] if least else []),
        (as_months(*within_statute(*guideline_range(before - (5 - off), history), least, most)), f"took off {5 - off} levels"),
        *_neighbours(total, history),
    ]  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, final, wrong,
        {"kind": "statute", "parts": [value for _, value in parts], "motion": motion, "values": values, "least": least, "most": most, "story": [name for name, _ in parts]},
        6 + len(parts), rng.randint(1, 2), "{What is the guideline range or guideline sentence|What remains as the guideline range or sentence|Which range or sentence do the guidelines give in the end|Under § 5G1.1, determine the range or guideline sentence}{, in months|}",
    )  # fmt: skip


GROUPS = (
    ("robbery of a pharmacy", "robbery of a jeweler", "bank robbery", "robbery of a filling station", "robbery of a post office", "armed robbery of a courier"),
    ("assault on a federal officer", "felon in possession of a firearm", "threats against a witness", "obstruction of justice", "smuggling", "interference with a flight crew"),
    ("theft of mail", "passing counterfeit bills", "a false statement to an agent", "failure to appear", "simple escape", "trespass on a military base"),
)  # fmt: skip


def _grouping(rng: Random, level: int) -> Problem:
    """Level 5: several groups of counts, then acceptance."""
    person = people(rng, 1)[0]
    count = rng.randint(3, 5)
    top = rng.randint(16, 30)
    levels = [top]
    for _ in range(count - 1):
        levels.append(max(4, top - rng.choice((0, 1, 3, 4, 4, 5, 6, 8, 8, 9, 10, 12))))
    rng.shuffle(levels)
    number = units(levels)
    added = unit_increase(number)
    combined = top + added
    motion = rng.random() < 0.8
    off = acceptance(combined, motion)
    total = combined - off
    values, points = _tally(rng)
    history = category(points)
    pools = [rng.sample(names, len(names)) for names in GROUPS]
    chosen = [pools[0 if value >= 20 else 1 if value >= 14 else 2].pop() for value in levels]
    story = [
        spin(rng, "{$name was convicted on $count groups of counts|A jury convicted $name of $count offenses that do not group under § 3D1.2|$name pleaded guilty to $count offenses, each a group of its own}", name=person.name, count=("three", "four", "five")[count - 3]),
        spin(rng, "{Adjusted offense levels|The adjusted levels are|Levels of the groups}: $levels", levels=", ".join(f"{name} {value}" for name, value in zip(chosen, levels))),
        spin(rng, "{$she accepted responsibility for all of it; the government $moves for the third level|Acceptance of responsibility is not disputed, and the government $moves for the additional level}", she=person.she.capitalize(), moves="has moved" if motion else "does not move"),
        _tally_text(rng, values, person),
    ]  # fmt: skip
    rules = [
        spin(rng, "{§ 3D1.4: the group with the highest level counts one unit, each group equally serious or 1 to 4 levels less serious one more, each 5 to 8 levels less serious a half, each 9 or more levels less serious none|Under § 3D1.4 count units: the most serious group is 1, a group 0 to 4 levels below it 1, a group 5 to 8 levels below it ½, and lower groups are left out|Units (§ 3D1.4): 1 for the highest group; 1 for every other group up to 4 levels below it, a half for one 5 to 8 below, nothing for one 9 or more below}; {added to the highest level are|increase of the highest level:} 1 level for 1½ units, 2 for 2, 3 for 2½ or 3, 4 for 3½ to 5, 5 for more"),
        spin(rng, ACCEPTANCE_RULE),
        spin(rng, CATEGORY_RULE),
        _table(rng, [total - 1, total, total + 1]),
    ]  # fmt: skip
    ordered = sorted(levels, reverse=True)
    parts = ["1"] + [("1" if top - value <= 4 else "0.5" if top - value <= 8 else "0") for value in ordered[1:]]
    lines: Lines = [
        ("facts", f"groups at {', '.join(map(str, ordered))}; {points} {'point' if points == 1 else 'points'}; motion {'made' if motion else 'not made'}."),
        ("rule", f"measured from the highest, {top}: the distances are {', '.join(str(top - value) for value in ordered[1:])}."),
        ("count", f"units {' + '.join(parts)} = {float(number):g}, which adds {added}; combined level {top} + {added} = {combined}."),
        ("mistake", f"to add a level for each further group ({top} + {count - 1} = {top + count - 1}), or to add up the levels; § 3D1.4 counts units and caps their effect."),
        ("count", f"acceptance after grouping: {combined} − {off} = {total}."),
        ("apply", f"{_points_are(values, points, history)}; {_read(total, history)}."),
        ("check", f"the increase for {float(number):g} units is at most 5, and {total} = {top} + {added} − {off}; {_check(total, history)}."),
    ]  # fmt: skip
    wrong = _alternatives([
        (top - off, history, "ignored the other groups"),
        (top + unit_increase(Fraction(len(levels))) - off, history, "gave a whole unit to every group"),
        (top + count - 1 - off, history, "added a level for each further group"),
        (combined, history, "forgot acceptance"),
        (combined - (5 - off), history, f"took off {5 - off} levels for acceptance"),
    ])  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*wrong, *_neighbours(total, history)],
        {"kind": "grouping", "levels": levels, "motion": motion, "values": values}, 8 + count,
    )  # fmt: skip


#: facts of § 4C1.1(a) that exclude the reduction, with the number; the harmless counterparts
EXCLUSIONS = (
    ("{a pistol was kept with the ledgers|$she carried a firearm during the offense}", "a firearm was possessed (§ 4C1.1(a)(7))"),
    ("{$she threatened a witness with violence during the offense|$she used violence against a courier}", "violence or a credible threat was used (§ 4C1.1(a)(3))"),
    ("{$she personally caused a retired couple substantial financial hardship|a small charity went under because of what $she did, a substantial hardship}", "substantial financial hardship was personally caused (§ 4C1.1(a)(6))"),
    ("{$she received the increase of § 3B1.1 for leading others, already included|the level above includes an increase for an aggravating role under § 3B1.1}", "an adjustment under § 3B1.1 was applied (§ 4C1.1(a)(10))"),
)  # fmt: skip


def _zero_point(rng: Random, level: int) -> Problem:
    """Level 5: zero-point offenders, after acceptance; time limits decide whether there are zero points."""
    person = people(rng, 1)[0]
    excluded = rng.random() < 0.35
    before = rng.choice((14, 15, 16, 17, 17, 18, 19, 20, 22, 24, 26, 28))
    motion = rng.random() < 0.8
    prior = rng.choice((Prior(0, rng.randint(11, 16), 11), Prior(rng.choice((3, 6, 9, 12, 13)), rng.randint(11, 16), 10), Prior(24, rng.randint(19, 24), rng.randint(16, 18)), Prior(36, rng.randint(16, 18), rng.randint(11, 14)), Prior(0, rng.randint(5, 10), 5)))
    points = history_points([prior], False)
    zero = points == 0 and not excluded
    off = acceptance(before, motion)
    total = before - off - (2 if zero else 0)
    history = category(points)
    crime = rng.choice(CRIMES)
    text, reason = rng.choice(EXCLUSIONS)
    story = [
        _opening(rng, person, FRAUDS),
        spin(rng, "{The adjusted offense level is $before before acceptance of responsibility|Before acceptance of responsibility the level stands at $before}", before=before),
        spin(rng, "{$she clearly accepted responsibility; the government $moves for the third level|There was an early plea, and the government $moves for the additional level}", she=person.she.capitalize(), moves="has moved" if motion else "does not move"),
        spin(rng, "{The only earlier sentence|$her only prior sentence|One earlier sentence is on record, for} $record", her=person.her.capitalize(), record=_prior_sentence(rng, prior, crime, True)).replace("sentence " + crime, f"sentence is for {crime}"),
        spin(rng, text, she=person.she) if excluded else spin(rng, "{No weapon, violence, death or injury, sexual offense, financial hardship or aggravating role was involved, and no one was vulnerable|Nothing of the kind listed in § 4C1.1(a)(2) to (11) is present}"),
    ]  # fmt: skip
    rules = [
        spin(rng, ACCEPTANCE_RULE),
        spin(rng, POINTS_RULE),
        spin(rng, "{§ 4A1.2(e): a sentence of more than 13 months counts if it was imposed, or served in part, within fifteen years before the offense began; any other only if imposed within ten|How old may a prior sentence be? § 4A1.2(e) counts one above 13 months that was imposed within fifteen years of the offense, or that kept the defendant in prison into that time, and any other within ten years of its imposition|Older sentences drop out (§ 4A1.2(e)): those above 13 months when imposed, and ended, more than fifteen years before the offense; all others when imposed more than ten years before}"),
        spin(rng, "{§ 4C1.1: 2 levels off for a defendant without any criminal history points, unless an excluding circumstance is present, among them violence or threats, a firearm, personally causing substantial financial hardship, an aggravating role under § 3B1.1|Zero-point offenders (§ 4C1.1) are given 2 levels, provided that none of the exclusions is met; firearms, violence, threats, personally caused substantial financial hardship and an increase under § 3B1.1 are among these|A defendant with no criminal history points gets 2 levels off under § 4C1.1, but not with a firearm, with violence or credible threats, with substantial financial hardship personally caused, or with an adjustment under § 3B1.1}; {it comes after acceptance|it is applied after Chapter Three}"),
        spin(rng, CATEGORY_RULE),
        _table(rng, [before - 5, before - 2]),
    ]  # fmt: skip
    dropped = "does not count: it is too old" if not points else f"counts {points} {'point' if points == 1 else 'points'}: {'released ' + str(prior.released) + ' years before, so served in part within fifteen years' if prior.months > 13 else 'imposed within ten years'}"
    lines: Lines = [
        ("facts", f"level {before} before acceptance; one prior sentence for {crime}."),
        ("rule", f"the prior sentence {dropped} (§ 4A1.2(e)), so there {'are no' if not points else 'is at least one'} criminal history points." if not points else f"the prior sentence {dropped} (§ 4A1.2(e)), so there are criminal history points."),
        ("count", f"acceptance first, from {before}: {before} − {off} = {before - off}."),
        ("apply", f"§ 4C1.1 applies: {before - off} − 2 = {total}." if zero else f"§ 4C1.1 fails, as {reason if not points else 'the defendant has criminal history points'}: the level stays {total}."),
        ("mistake", "to take the two levels of § 4C1.1 off before asking whether the level is 16 or more; acceptance belongs to Chapter Three and comes first." if zero else "to give the two levels to everybody in category I; category I also holds a point, and § 4C1.1 has exclusions of its own."),
        ("apply", f"category {CATEGORIES[history - 1]}; {_read(total, history)}."),
        ("check", f"in all {before} − {total} = {before - total} levels came off; {_check(total, history)}."),
    ]  # fmt: skip
    wrong = _alternatives([
        (before - off - (0 if zero else 2), history, "missed § 4C1.1" if zero else "gave the reduction of § 4C1.1 in spite of the facts"),
        (before - 2 - acceptance(before - 2, motion), history, "applied § 4C1.1 before acceptance"),
        (total, 2 if history == 1 else 1, "counted a sentence that is too old" if history == 1 else "dropped a sentence that counts"),
        (before - (5 - off) - (2 if zero else 0), history, f"took off {5 - off} levels for acceptance"),
        (before, history, "forgot every reduction"),
    ])  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*wrong, *_neighbours(total, history)],
        {"kind": "zero", "before": before, "motion": motion, "prior": [prior.months, prior.imposed, prior.released], "excluded": reason if excluded else None, "crime": crime}, 10,
    )  # fmt: skip


def _record(rng: Random, level: int) -> Problem:
    """Level 5: a long record with old sentences, many one-point sentences and an offense under sentence."""
    person = people(rng, 1)[0]
    priors = _priors(rng, rng.randint(3, 5), old=True)
    small = rng.choice((0, 0, 4, 5, 6))
    under = rng.random() < 0.6
    everything = [*priors, *(Prior(0, rng.randint(2, 9), 2) for _ in range(small))]
    if not any(map(prior_points, everything)):
        small = 4
        everything += [Prior(0, 3, 2)] * 4
    points = history_points(everything, under)
    base = sum(value for value in map(prior_points, everything) if value > 1) + min(4, sum(prior_points(p) == 1 for p in everything))
    history = category(points)
    before = rng.randint(13, 31)
    motion = rng.random() < 0.8
    off = acceptance(before, motion)
    total = before - off
    offense, *_ = rng.choice([entry for entry in OFFENSES if min(entry[2]) - 1 <= total])
    crimes = rng.sample(CRIMES, len(priors))
    story = [
        _opening(rng, person, offense),
        spin(rng, "{The offense level is $before before acceptance|Before acceptance of responsibility the level is $before}; {the government $moves for the third level|on the third level the government $moves}", before=before, moves="has moved" if motion else "has not moved"),
        spin(rng, "{Prior sentences, from separate arrests|Record (separate arrests)|Earlier sentences, each after an arrest of its own}: $record", record="; ".join(_prior_sentence(rng, prior, crime, True) for prior, crime in zip(priors, crimes))),
    ]  # fmt: skip
    if small:
        story.append(spin(rng, "{Besides, there are $count sentences of 30 days in jail each, for thefts within the last nine years|$count further sentences, each of 45 days in jail and not older than nine years, concern thefts}", count=("four", "five", "six")[small - 4]).replace("four further", "Four further").replace("five further", "Five further").replace("six further", "Six further"))
    story.append(spin(rng, "{The offense was committed while on supervised release|$she was on probation when $she committed the offense}" if under else "{At the time of the offense $she was under no sentence|No supervision was running at the time of the offense}", she=person.she))
    story[-1] = story[-1][0].upper() + story[-1][1:]
    rules = [
        spin(rng, ACCEPTANCE_RULE) + "; responsibility was accepted",
        spin(rng, POINTS_RULE),
        spin(rng, "{§ 4A1.2(e): more than 13 months counts if imposed, or served in part, within fifteen years before the offense; any other sentence if imposed within ten|How old may a prior sentence be? § 4A1.2(e) counts one above 13 months that was imposed within fifteen years of the offense, or that kept the defendant in prison into that time, and any other within ten years of its imposition|Sentences drop out with age (§ 4A1.2(e)): above 13 months when imposed and ended more than fifteen years before, others when imposed more than ten years before the offense}"),
        spin(rng, "{§ 4A1.1(e) (since November 1, 2023): one point more for an offense committed under a criminal justice sentence, but only with seven or more points otherwise|Whoever reaches 7 points without it gets 1 more for committing the offense under a criminal justice sentence (§ 4A1.1(e) as amended in 2023); with fewer points nothing is added|An offense under a criminal justice sentence adds 1 point, and only if there are 7 or more without it (§ 4A1.1(e), 2023)}"),
        spin(rng, CATEGORY_RULE),
        _table(rng, [before - 3, before - 2]),
    ]  # fmt: skip
    values = [prior_points(prior) for prior in priors]
    threes = [value for value in values if value > 1]
    ones = values.count(1) + small
    terms = [*map(str, threes), str(min(4, ones))]
    lines: Lines = [
        ("facts", f"level {before}; {len(priors)} listed sentences{f' and {small} small ones' if small else ''}; {'under' if under else 'not under'} a criminal justice sentence."),
        ("rule", "time limits first: " + "; ".join(f"{crime} {value or '0, too old'}" for crime, value in zip(crimes, values)) + "."),
        ("count", f"points {' + '.join(terms)} = {base}, the one-point sentences ({ones}) counting {min(4, ones)}."),
        ("apply", f"§ 4A1.1(e): {'under sentence, and ' + str(base) + (' is 7 or more: ' + str(base) + ' + 1 = ' + str(points) if base >= 7 else ' is below 7, so nothing is added') if under else 'not under sentence, so nothing is added'}; {points} {'point is' if points == 1 else 'points are'} category {CATEGORIES[history - 1]}."),
        ("mistake", "to count every entry of the record, or to add two points for the offense under sentence as before 2023; old sentences drop out and the status point has a threshold."),
        ("count", f"{before} − {off} = {total}."),
        ("apply", f"{_read(total, history)}."),
        ("check", f"{_check(total, history)}."),
    ]  # fmt: skip
    undated = [Prior(prior.months, 1, 0) for prior in everything]
    wrong = _alternatives([
        (total, category(history_points(undated, under)), "counted sentences that are too old"),
        (total, category(base + 2 * under), "added two points for the offense under sentence, as before November 2023"),
        (total, category(base), "left out the status point"),
        (total, category(sum(map(prior_points, everything)) + (1 if under else 0)), "counted more than four one-point sentences"),
        (before - (5 - off), history, f"took off {5 - off} levels"),
        (before, history, "forgot acceptance"),
    ])  # fmt: skip
    return _problem(
        rng, person, story, rules, lines, guideline_range(total, history), [*wrong, *_neighbours(total, history)],
        {"kind": "record", "before": before, "motion": motion, "priors": [[p.months, p.imposed, p.released] for p in everything], "under": under, "crimes": crimes}, 9 + len(priors),
    )  # fmt: skip


KINDS = {
    1: (_lookup,),
    2: (_history, _adjusted),
    3: (_adjusted, _fraud),
    4: (_statute,),
    5: (_grouping, _zero_point, _record),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the sentencing guidelines."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="sentencing",
    title="Federal sentencing guidelines",
    source="U.S. Sentencing Commission, Guidelines Manual (November 1, 2024), Ch. 5 Pt. A, §§ 2B1.1, 3D1.4, 3E1.1, 4A1.1–4A1.2, 4C1.1, 5G1.1",
    problem=problem,
    rubric=(
        Criterion("Builds the offense level in the order of the Manual: Chapter Two, Chapter Three with grouping, acceptance, Chapter Four.", "essential"),
        Criterion("Takes the third level for acceptance only with a motion and a level of 16 or more before the reduction.", "essential"),
        Criterion("Counts criminal history points with their time limits and finds the category.", "important"),
        Criterion("Reads the range at the right row and column of the Sentencing Table.", "important"),
        Criterion("Applies statutory limits under § 5G1.1 to the range.", "important"),
        Criterion("Treats the guideline range as binding on the judge.", "pitfall", positive=False),
    ),
)
