"""Limitation of actions under a stated statute: dates of an act, its discovery and a suit go in, the last day comes out.

The states and their codes are invented, so that every rule stands in the question; the doctrines are the common ones:
accrual, the discovery rule, tolling for minority and absence, a statute of repose that nothing tolls, a savings clause
(compare Restatement (Second) of Torts § 899; CTS Corp. v. Waldburger, 573 U.S. 1 (2014), on repose; Cal. Civ. Proc. Code
§§ 338, 351, 352 and N.Y. CPLR 203, 205, 208, 214-a as models).

Convention: a period of years ends on the anniversary of the day on which it began (February 28 for February 29), and a
weekend moves the last day only where the question says so.

Worked example: surgery on May 3, 2019, discovered on August 20, 2024, two years from discovery, repose of seven years
from the act: two years would end on August 20, 2026, but repose ends on May 3, 2026.

>>> last_day(date(2024, 8, 20), 2, act=date(2019, 5, 3), repose=7)
datetime.date(2026, 5, 3)
>>> last_day(date(2020, 6, 1), 2, born=date(2010, 9, 14))
datetime.date(2030, 9, 14)
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.calendar import MONTHS, add_years, is_weekend, weekday, written
from domains.legal.casework import Pairs, posed, told, wrong_answers
from domains.legal.people import companies, people
from domains.wording import spin

DAY = timedelta(days=1)
TIMELY, LATE, REPOSED = "timely", "barred by limitation", "barred by repose"


def moved(day: date, weekends: bool) -> date:
    """Monday for a Saturday or Sunday, where weekends move the last day."""
    return day + (7 - day.weekday()) * DAY if weekends and is_weekend(day) else day


def last_day(
    accrual: date, years: int, *, born: date | None = None, suspended: int = 0, act: date | None = None,
    repose: int | None = None, weekends: bool = False,
) -> date:  # fmt: skip
    """Last day to sue.

    Args:
        accrual: when the claim accrued; years: the period.
        born: birth of a plaintiff; the period starts on the eighteenth birthday if that is later than accrual.
        suspended: days that are not counted.
        act, repose: no action later than `repose` years after the act, whatever else holds.
        weekends: a last day on a Saturday or Sunday moves to Monday.
    """
    start = max(accrual, add_years(born, 18)) if born else accrual
    end = moved(add_years(start, years) + suspended * DAY, weekends)
    if act is None or repose is None:
        return end
    return min(end, moved(add_years(act, repose), weekends))


@dataclass(frozen=True)
class Wrong:
    """A kind of wrong: how it happens, how it comes to light, and periods that are usual for it."""

    key: str
    noun: str
    act: str
    found: str
    hint: str
    periods: tuple[int, ...]
    repose: tuple[int, ...]


WRONGS = (
    Wrong("sponge", "{medical malpractice|malpractice}", "{surgeons at $firm Hospital left a sponge in $who's abdomen|a surgical sponge was left inside $who during an operation at $firm Hospital}", "an X-ray showed the sponge", "{a doctor told $who that the pain called for an X-ray, which $she put off|a nurse mentioned a shadow on a film to $who}", (1, 2, 3), (4, 5, 6, 7, 8)),
    Wrong("misreading", "{medical malpractice|malpractice}", "{a radiologist at $firm Hospital misread $who's scan|$firm Hospital overlooked a tumor on $who's scan}", "a second hospital found the error", "{a letter advised $who to have the scan read again|$who was told that the first reading might be wrong}", (1, 2, 3), (4, 5, 6, 8)),
    Wrong("well", "{trespass to land|contamination of land|damage to property}", "$firm Chemical {buried|dumped} drums of solvent next to $who's {farm|orchard}", "a laboratory found solvent in the well", "{the water began to smell of solvent|the county warned all neighbors to test their wells}", (2, 3, 4, 5), (7, 8, 10, 12)),
    Wrong("books", "fraud", "{a bookkeeper supplied by $firm Staffing falsified $who's accounts|$firm Advisers sold $who {worthless notes|notes on a mine that did not exist}}", "an audit uncovered it", "{the bank wrote to $who about odd entries|statements that plainly did not add up reached $who}", (2, 3, 4, 6), (8, 10, 12)),
    Wrong("foundation", "{negligent construction|a construction defect}", "$firm Builders {completed|substantially completed} $who's house on a badly laid foundation", "an engineer traced the cracks to the foundation", "{wide cracks opened in every wall|doors no longer closed and the floor sank visibly}", (2, 3, 4, 6), (6, 8, 10, 12)),
    Wrong("roof", "{negligent construction|a construction defect}", "$firm Roofing {finished|completed} the roof of $who's {barn|workshop} without flashing", "an inspector found the rotten beams", "{water came through the ceiling in every storm|the beams sagged so that anyone could see it}", (2, 3, 4, 5), (6, 8, 10)),
    Wrong("implant", "{products liability|a defective product}", "{a hip implant made by $firm Devices was fitted to $who|surgeons fitted $who with a hip implant from $firm Devices}", "a specialist found that the implant had been shedding metal", "{the maker's recall notice reached $who|$who was told that blood tests showed metal}", (2, 3), (8, 10, 12)),
    Wrong("dust", "{products liability|toxic exposure}", "{$who breathed in silica dust at a plant of $firm Quarries|a release at $firm Quarries exposed $who to silica dust}", "a lung specialist made the diagnosis", "{a clinic told $who that the cough came from dust|an X-ray report that named dust as the cause reached $who}", (2, 3, 4), (10, 12, 15)),
)  # fmt: skip
SUDDEN = (
    ("collision", "{negligence|personal injury}", "{a truck of $firm Freight struck $who|$who was hurt when a van of $firm Freight ran a red light}", True, (1, 2, 3, 4)),
    ("fall", "{negligence|personal injury}", "{a shelf in a store of $firm Foods fell on $who|$who slipped on an unmarked wet floor in a store of $firm Foods}", True, (1, 2, 3, 4)),
    ("dog", "{negligence|personal injury}", "{a guard dog of $firm Timber bit $who|$who was bitten by a guard dog of $firm Timber}", True, (1, 2, 3)),
    ("ride", "{negligence|personal injury}", "{a ride at the park of $firm Leisure threw $who off|$who was thrown from a ride at the park of $firm Leisure}", True, (1, 2, 3)),
    ("contract", "breach of a written contract", "{$firm Supply refused to deliver the goods that $who had ordered in writing|$firm Supply broke its written contract with $who by stopping delivery}", False, (3, 4, 5, 6)),
    ("lease", "breach of a written lease", "{$firm Properties locked $who out in breach of a written lease|$firm Properties ended $who's written lease without cause}", False, (3, 4, 5, 6)),
    ("note", "payment on a written note", "{a note that $firm Holdings had given $who fell due and was not paid|$firm Holdings failed to pay $who on the due date of its note}", False, (4, 5, 6)),
    ("slander", "{defamation|slander}", "{a manager of $firm Media called $who a thief on the radio|$firm Media called $who an embezzler in a broadcast}", False, (1, 2)),
)  # fmt: skip
CODES = ("Franklin", "Jefferson", "Westmark", "Lakeland", "Superior", "Cascadia", "Allegheny", "Shasta", "Deseret", "Absaroka", "Vandalia", "Sequoyah")
ASIDES = (
    "{$who kept a diary throughout|$who has since moved to another town|$who changed lawyers twice}.",
    "{$Firm's insurer offered a small sum, which was refused|$Firm's insurer asked for records|$Firm has changed its name since}.",
    "{Both sides met for a mediation that led nowhere|A demand letter went unanswered|Letters went back and forth without result}.",
    "{A witness has died|Two witnesses live abroad|One witness kept photographs}.",
    "{Damages are put at some ninety thousand dollars|The loss is said to exceed two hundred thousand dollars|The amount of the loss is disputed}.",
    "{A state inspector closed a file on the matter without a finding|The police took a report but brought no charge}.",
)


def _weekend_rule(rng: Random, weekends: bool, repose: bool = False) -> str:
    if weekends and repose:
        return spin(rng, "{A last day that is a Saturday or Sunday, of the limitation period as of the period of repose, moves to the next Monday|If the last day of either period, repose included, falls on a Saturday or Sunday, the next Monday takes its place}{; leave holidays aside|; holidays play no part}")
    if weekends:
        return spin(rng, "{A last day that is a Saturday or Sunday moves to the next Monday|If {the|any} last day falls on a Saturday or Sunday, the next Monday takes its place}{; leave holidays aside|; holidays play no part}")
    return spin(rng, "{A last day may fall on any day of the week|The day of the week of the last day does not matter|Weekends and holidays do not move a last day}")


def _anniversary_rule(rng: Random) -> str:
    return spin(rng, "{A period of years ends on the anniversary of the day from which it runs, and suit on that day is in time|Years run to the same date, on which suit may still be filed|The last day is the anniversary of the starting day{; suit filed on it is timely|}}")


def _section(rng: Random) -> str:
    return f"{rng.randint(3, 48)}-{rng.randint(101, 989)}"


def _years(count: int) -> str:
    words = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 12: "twelve", 15: "fifteen"}
    return f"{words[count]} year{'s' if count > 1 else ''}"


def _day(rng: Random, first: int, last: int) -> date:
    """A weekday between two years that is no February 29."""
    for _ in range(20):
        day = date(first, 1, 1) + rng.randrange(365 * (last - first + 1)) * DAY
        if day.weekday() < 5 and (day.month, day.day) != (2, 29):
            return day
    return date(first, 3, 3)


def _anniversary(start: date, years: int) -> str:
    end = add_years(start, years)
    return f"{start.year} + {years} = {end.year}, so {_years(years)} after {written(start)} is {written(end)}"


def _move_line(day: date, weekends: bool) -> str:
    return "" if moved(day, weekends) == day else f"{written(day)} is a {weekday(day)}, so the last day moves to Monday, {written(moved(day, weekends))}"


@dataclass(frozen=True)
class Scene:
    """Who sues whom, and under what code."""

    who: str
    she: str
    her: str
    firm: str
    state: str


def _scene(rng: Random) -> Scene:
    person = people(rng, 1)[0]
    return Scene(person.name, person.she, person.her, companies(rng, 1)[0].split()[0], rng.choice(CODES))


def _say(rng: Random, text: str, scene: Scene, **facts: object) -> str:
    made = spin(rng, text, who=scene.who, she=scene.she, She=scene.she.capitalize(), her=scene.her, firm=scene.firm, Firm=scene.firm, state=scene.state, **facts)
    return made[:1].upper() + made[1:]


def _asides(rng: Random, scene: Scene, count: int) -> list[str]:
    return [_say(rng, text, scene) for text in rng.sample(ASIDES, count)]


def _on(rng: Random, text: str, scene: Scene, day: date, **facts: object) -> str:
    """A sentence about something that happened on a day."""
    made = _say(rng, text, scene, **facts)
    when = written(day)
    return f"On {when}, {made[0].lower() + made[1:] if not made.startswith((scene.who, scene.firm)) else made}" if rng.random() < 0.5 else f"{made} on {when}"


def _discovered(rng: Random, scene: Scene, wrong: Wrong, day: date) -> str:
    """How the wrong came to light."""
    form = rng.choice(("On $day @; nothing had hinted at it before", "Nothing hinted at it until @ on $day", "On $day @", "On $day, and not before, @", "It stayed hidden until, on $day, @"))
    return _say(rng, form.replace("@", wrong.found), scene, day=written(day))


def _base_rule(rng: Random, scene: Scene, noun: str, years: int, discovery: bool) -> str:
    run = (
        "{after the plaintiff discovers, or by reasonable diligence should have discovered, the injury and its cause, whichever comes first|from the day on which the plaintiff knew or should reasonably have known of the injury and its cause, whichever is earlier}"
        if discovery
        else "{after the claim accrues, which is the day of the wrong|from the day of the wrong, when the claim accrues|of the day of the wrong, on which the claim accrues}"
    )
    return _say(rng, "{§ $section of the Code of $state: an action for $noun must be brought within $years " + run + "|Under the Code of $state, § $section, suit for $noun must be filed within $years " + run + "|$state gives a plaintiff $years to sue for $noun (§ $section){; |: }the time runs " + ("from actual discovery of the injury and its cause, or from when reasonable diligence would have led to it, if that is earlier" if discovery else "from the day of the wrong, when the claim accrues") + "}", scene, section=_section(rng), noun=spin(rng, noun), years=_years(years))


def _ask(rng: Random, scene: Scene) -> str:
    return _say(rng, "{What is the last day on which $who may {sue|file suit|bring the action}|By what date must $who {file suit|sue|bring the action}|When does $who's time to sue end|What is the last day for $who to file suit|Until what date can $who sue}?", scene)


FORM = "{|||Give the date|State the full date|Answer with a calendar date}"


def _dated(
    rng: Random, scene: Scene, story: list[str], rules: list[str], lines: Pairs, answer: date, wrong: list[tuple[date, str]],
    parameters: dict[str, object], operations: int, asides: list[str],
) -> Problem:  # fmt: skip
    """The last day is asked for."""
    form = spin(rng, FORM)
    later = [(answer + DAY, "ended the period a day late"), (answer - DAY, "ended the period a day early"), (add_years(answer, 1), "counted one year too many")]
    return Problem(
        question=posed(rng, story, [*rules, form] if form else rules, _ask(rng, scene), asides),
        steps=told(rng, lines),
        answer=written(answer),
        answer_type="date",
        verifier="date",
        parameters=parameters,
        distractors=wrong_answers(written(answer), [(written(day), trap) for day, trap in [*wrong, *later]]),
        operations=operations,
        irrelevant=len(asides),
    )


def _judged(
    rng: Random, scene: Scene, story: list[str], rules: list[str], lines: Pairs, limit: date, cap: date | None, filed: date,
    parameters: dict[str, object], operations: int, asides: list[str],
) -> Problem:  # fmt: skip
    """A suit was filed on a day: timely, barred by limitation, or barred by repose."""
    if cap is not None and filed > cap and filed <= limit:
        answer = REPOSED
    elif filed > limit:
        answer = LATE
    else:
        answer = TIMELY
    labels = [TIMELY, LATE, *([REPOSED] if cap is not None else [])]
    story = [*story, _on(rng, "{$who filed suit|$who sued|the complaint was filed}", scene, filed)]
    rules = [*rules, "Answer with one of: " + "; ".join(labels)]
    end = min(limit, cap) if cap else limit
    gap = abs((filed - end).days)
    lines = [*lines, ("check", f"suit was filed on {written(filed)}, " + ("on the last day itself" if gap == 0 else f"{gap} {'day' if gap == 1 else 'days'} {'before' if filed < end else 'after'} {written(end)}")), ("so", f"the action is {answer}")]
    return Problem(
        question=posed(rng, story, rules, _say(rng, "{Is the action in time|Is the suit timely|Is the claim barred, and by what|Was suit brought in time}?", scene), asides),
        steps=told(rng, lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": labels},
        parameters={**parameters, "filed": filed.isoformat()},
        distractors=wrong_answers(answer, [(TIMELY, "overlooked a bar"), (LATE, "started the period too early or forgot that it was tolled"), *([(REPOSED, "applied repose though it had not run")] if cap else [])]),
        operations=operations + 1,
        irrelevant=len(asides),
    )


def _simple(rng: Random, level: int) -> Problem:
    """Level 1: one period from the day of the wrong. Level 2: with the weekend rule, or counted from discovery."""
    scene = _scene(rng)
    if level == 2 and rng.random() < 0.6:
        wrong = rng.choice(WRONGS)
        act = _day(rng, 2012, 2021)
        accrual = act + rng.randint(120, 900) * DAY
        years = rng.choice(wrong.periods)
        answer = add_years(accrual, years)
        story = [_on(rng, wrong.act, scene, act), _discovered(rng, scene, wrong, accrual)]
        rules = [_base_rule(rng, scene, wrong.noun, years, True), _anniversary_rule(rng), _weekend_rule(rng, False)]
        lines: Pairs = [
            ("facts", f"the act was on {written(act)}, the discovery on {written(accrual)}; the period is {_years(years)}"),
            ("rule", "the time runs from discovery, actual or constructive, and not from the act"),
            ("count", _anniversary(accrual, years)),
            ("check", f"counted from the act it would have been {written(add_years(act, years))}; {answer.year} − {accrual.year} = {years}, so the full {_years(years)} after discovery are given"),
        ]
        traps = [(add_years(act, years), "counted from the act instead of the discovery"), (add_years(accrual, years + 1), "took a year too many"), (moved(answer, True), "moved the day off a weekend")]
        return _dated(rng, scene, story, rules, lines, answer, traps, {"kind": "discovery", "wrong": wrong.key, "act": act.isoformat(), "found": accrual.isoformat(), "years": years}, 2, _asides(rng, scene, rng.randint(0, 1)))
    for _ in range(60):
        key, noun, text, _, periods = rng.choice(SUDDEN)
        years = rng.choice(periods)
        act = _day(rng, 2014, 2025)
        raw = add_years(act, years)
        if level == 1 or is_weekend(raw):
            break
    weekends = level == 2
    answer = moved(raw, weekends)
    story = [_on(rng, text, scene, act)]
    rules = [_base_rule(rng, scene, noun, years, False), _anniversary_rule(rng), _weekend_rule(rng, weekends)]
    found: list[tuple[str, str]] = [
        ("facts", f"the wrong was done on {written(act)}; the period is {_years(years)}"),
        ("rule", f"the claim accrues on the day of the wrong, and the last day is the anniversary {'unless it falls on a weekend' if weekends else 'whatever day of the week it is'}"),
        ("count", _anniversary(act, years)),
    ]
    if weekends and raw != answer:
        found.append(("then", _move_line(raw, True)))
    found.append(("check", f"{answer.year} − {act.year} = {answer.year - act.year}, and {written(answer)} is a {weekday(answer)}"))
    traps = [(raw, "left the last day on a weekend"), (moved(raw, True), "moved the day off a weekend although weekends do not count"), (raw - DAY, "ended the period on the eve of the anniversary"), (act + 365 * years * DAY, "counted 365 days a year and forgot leap days"), (add_years(act, years - 1), "counted one year too few") if years > 1 else (add_years(act, 3), "took three years")]
    return _dated(rng, scene, story, rules, found, answer, traps, {"kind": "plain", "wrong": key, "act": act.isoformat(), "years": years, "weekends": weekends}, 2 + weekends, _asides(rng, scene, rng.randint(0, 1)))


def _minority_rule(rng: Random) -> str:
    return spin(rng, "{If the plaintiff is under 18 when the claim accrues, the period runs from the eighteenth birthday instead|For a plaintiff who is a minor at accrual, time starts on the eighteenth birthday|Minority tolls: where the plaintiff is under eighteen at accrual, the clock starts on the eighteenth birthday}")


def _repose_rule(rng: Random, repose: int, act: str = "the act complained of") -> str:
    return spin(rng, "{In no event may an action be brought more than $years after $act, and this limit is not tolled or extended for any reason|Repose: no action later than $years after $act, {without exception|whatever the reason for the delay}|A statute of repose ends every claim $years after $act; neither discovery nor any disability extends it}", years=_years(repose), act=act)


def _chosen(rng: Random, level: int) -> Problem:
    """Level 3: which date starts the clock: minority, constructive discovery, or repose cutting discovery off."""
    scene = _scene(rng)
    kind = rng.choice(("minor", "should", "repose", "repose"))
    weekends = rng.random() < 0.4
    if kind == "minor":
        key, noun, text, _, periods = rng.choice([row for row in SUDDEN if row[3]])
        act = _day(rng, 2010, 2021)
        born = add_years(act, -rng.randint(3, 16)) - rng.randint(5, 350) * DAY
        years = rng.choice(periods)
        adult = add_years(born, 18)
        answer = last_day(act, years, born=born, weekends=weekends)
        raw = add_years(adult, years)
        story = [_say(rng, "{$who was born on $day|$who's date of birth is $day}", scene, day=written(born)), _on(rng, text, scene, act)]
        rules = [_base_rule(rng, scene, noun, years, False), _minority_rule(rng), _anniversary_rule(rng), _weekend_rule(rng, weekends)]
        lines: list[tuple[str, str]] = [
            ("facts", f"born {written(born)}, wrong on {written(act)}, {_years(years)}"),
            ("rule", "a minor's time starts on the eighteenth birthday"),
            ("count", f"{born.year} + 18 = {adult.year}, so the eighteenth birthday is {written(adult)}, after the wrong: the plaintiff was a minor"),
            ("count", _anniversary(adult, years)),
        ]
        if (text_moved := _move_line(raw, weekends)):
            lines.append(("then", text_moved))
        lines += [
            ("mistake", f"counting from the wrong itself, which gives {written(moved(add_years(act, years), weekends))}; the clock did not run while the plaintiff was a minor"),
            ("check", f"{raw.year} − {born.year} = {raw.year - born.year}, so suit is possible until the age of {18 + years}"),
        ]
        traps = [(moved(add_years(act, years), weekends), "ignored the plaintiff's minority"), (adult, "took the eighteenth birthday for the last day"), (moved(add_years(born, 21 + years), weekends), "took majority to begin at 21"), (moved(raw, not weekends), "misapplied the weekend rule")]
        parameters: dict[str, object] = {"kind": "minor", "wrong": key, "act": act.isoformat(), "born": born.isoformat(), "years": years, "weekends": weekends}
        if rng.random() < 0.25:
            filed = _filing(rng, answer)
            return _judged(rng, scene, story, rules, lines, answer, None, filed, parameters, 3, _asides(rng, scene, 1))
        return _dated(rng, scene, story, rules, lines, answer, traps, parameters, 3, _asides(rng, scene, 1))
    wrong = rng.choice(WRONGS)
    act = _day(rng, 2008, 2018)
    years = rng.choice(wrong.periods)
    if kind == "should":
        hint = act + rng.randint(150, 900) * DAY
        found = hint + rng.randint(100, 500) * DAY
        answer = moved(add_years(hint, years), weekends)
        raw = add_years(hint, years)
        story = [
            _on(rng, wrong.act, scene, act),
            _on(rng, wrong.hint, scene, hint) + spin(rng, "{. $who did nothing about it, although a reasonable person would have looked into it and found the cause|; a reasonable person would have followed this up and learned the cause at once, but $who did not}", who=scene.who),
            _say(rng, "{Only on $day|It was not before $day that|Not until $day came the day when}".replace("|Not until $day came the day when", "") + " " + wrong.found, scene, day=written(found)),
        ]
        rules = [_base_rule(rng, scene, wrong.noun, years, True), _anniversary_rule(rng), _weekend_rule(rng, weekends)]
        lines = [
            ("facts", f"act {written(act)}, warning sign {written(hint)}, actual discovery {written(found)}; {_years(years)}"),
            ("rule", "the earlier of actual discovery and the day on which reasonable diligence would have led to it starts the clock"),
            ("apply", f"a reasonable person would have learned the cause on {written(hint)}, before the actual discovery, so the time runs from there"),
            ("count", _anniversary(hint, years)),
        ]
        if (text_moved := _move_line(raw, weekends)):
            lines.append(("then", text_moved))
        lines += [
            ("mistake", f"counting from the actual discovery, which gives {written(moved(add_years(found, years), weekends))}; what the plaintiff should have known counts as much as what was known"),
            ("check", f"actual discovery came {(found - hint).days} days too late to matter, and {raw.year} − {hint.year} = {years}"),
        ]
        traps = [(moved(add_years(found, years), weekends), "counted from actual discovery although the claim should have been discovered earlier"), (moved(add_years(act, years), weekends), "counted from the act"), (moved(raw, not weekends), "misapplied the weekend rule")]
        parameters = {"kind": "should", "wrong": wrong.key, "act": act.isoformat(), "hint": hint.isoformat(), "found": found.isoformat(), "years": years, "weekends": weekends}
        if rng.random() < 0.25:
            return _judged(rng, scene, story, rules, lines, answer, None, _filing(rng, answer), parameters, 3, _asides(rng, scene, 1))
        return _dated(rng, scene, story, rules, lines, answer, traps, parameters, 3, _asides(rng, scene, 1))
    repose = rng.choice([r for r in wrong.repose if r > years + 1])
    if rng.random() < 0.65:
        accrual = add_years(act, repose - years) + rng.randint(20, 365 * years - 60) * DAY
    else:
        accrual = act + rng.randint(200, 365 * (repose - years) - 40) * DAY
    limit, cap = moved(add_years(accrual, years), weekends), moved(add_years(act, repose), weekends)
    answer = min(limit, cap)
    story = [_on(rng, wrong.act, scene, act), _discovered(rng, scene, wrong, accrual)]
    rules = [_base_rule(rng, scene, wrong.noun, years, True), _repose_rule(rng, repose), _anniversary_rule(rng), _weekend_rule(rng, weekends, True)]
    lines = [
        ("facts", f"act {written(act)}, discovery {written(accrual)}; {_years(years)} from discovery, repose {_years(repose)} after the act"),
        ("rule", "the limitation period runs from discovery, but repose cuts off every claim, discovered or not; the earlier day is the last"),
        ("count", _anniversary(accrual, years) + (f"; {t}" if (t := _move_line(add_years(accrual, years), weekends)) else "")),
        ("count", f"repose: {_anniversary(act, repose)}" + (f"; {t}" if (t := _move_line(add_years(act, repose), weekends)) else "")),
        ("apply", f"{written(answer)} is the earlier of the two days"),
        ("mistake", f"giving the full {_years(years)} from discovery, until {written(limit)}; repose runs from the act and discovery does not extend it" if cap < limit else f"taking the repose date, {written(cap)}, for the last day; repose is an outer limit and gives no time beyond the limitation period"),
        ("check", f"{(max(limit, cap) - answer).days} days lie between the two ends, and {answer.year} − {act.year} = {answer.year - act.year}"),
    ]
    traps = [(max(limit, cap), "took the later of limitation and repose"), (moved(add_years(act, years), weekends), "counted the limitation period from the act"), (moved(add_years(accrual, repose), weekends), "ran repose from discovery"), (moved(add_years(add_years(act, repose), years), weekends), "added the two periods")]
    parameters = {"kind": "repose", "wrong": wrong.key, "act": act.isoformat(), "found": accrual.isoformat(), "years": years, "repose": repose, "weekends": weekends}
    if rng.random() < 0.3:
        filed = cap + rng.randint(1, max(2, (limit - cap).days - 1)) * DAY if cap < limit and rng.random() < 0.6 else _filing(rng, answer)
        return _judged(rng, scene, story, rules, lines, limit, cap, filed, parameters, 4, _asides(rng, scene, 1))
    return _dated(rng, scene, story, rules, lines, answer, traps, parameters, 4, _asides(rng, scene, 1))


def _filing(rng: Random, end: date) -> date:
    """A weekday on which suit is filed, around the last day."""
    for _ in range(20):
        day = end + rng.choice((-60, -25, -9, -3, -1, 0, 1, 2, 4, 12, 30, 75)) * DAY
        if not is_weekend(day):
            return day
    return end + 7 * DAY


def _span(start: date, end: date) -> str:
    """Days from start to end, both included, with the arithmetic."""
    if (start.year, start.month) == (end.year, end.month):
        return f"{end.day} − {start.day} + 1 = {end.day - start.day + 1}"
    length = calendar.monthrange(start.year, start.month)[1]
    total = length - start.day + 1
    text = f"{length} − {start.day} + 1 = {total} {'day' if total == 1 else 'days'} of {MONTHS[start.month - 1]}"
    year, month = divmod(start.year * 12 + start.month, 12)
    while (year, month + 1) != (end.year, end.month):
        size = calendar.monthrange(year, month + 1)[1]
        text += f"; with {MONTHS[month]} {total} + {size} = {total + size}"
        total += size
        year, month = divmod(year * 12 + month + 1, 12)
    return text + f"; with the days of {MONTHS[end.month - 1]} {total} + {end.day} = {total + end.day}"


def _plus_days(day: date, days: int) -> str:
    """The day so many days later in words, with the arithmetic."""
    end = day + days * DAY
    if (end.year, end.month) == (day.year, day.month):
        return f"{day.day} + {days} = {end.day}, so it ends on {written(end)}"
    length = calendar.monthrange(day.year, day.month)[1]
    used = length - day.day
    text = f"{length} − {day.day} = {used} {'day' if used == 1 else 'days'} of {MONTHS[day.month - 1]} {'is' if used == 1 else 'are'} left"
    year, month = divmod(day.year * 12 + day.month, 12)
    while (year, month + 1) != (end.year, end.month):
        size = calendar.monthrange(year, month + 1)[1]
        text += f"; with {MONTHS[month]} {used} + {size} = {used + size}"
        used += size
        year, month = divmod(year * 12 + month + 1, 12)
    return text + f"; {days} − {used} = {end.day}, so it ends on {written(end)}"


def _tolled(rng: Random, level: int) -> Problem:
    """Level 4: discovery or accrual, then days that do not count (absence, a tolling agreement, a stay)."""
    scene = _scene(rng)
    weekends = rng.random() < 0.5
    discovery = rng.random() < 0.55
    why = rng.choice(("absence", "agreement", "stay"))
    if discovery:
        wrong = rng.choice(WRONGS)
        key, noun, act_text, periods = wrong.key, wrong.noun, wrong.act, wrong.periods
    else:
        key, noun, act_text, _, periods = rng.choice(SUDDEN)
    years = rng.choice(periods)
    act = _day(rng, 2010, 2021)
    accrual = act + rng.randint(150, 800) * DAY if discovery else act
    limit = add_years(accrual, years)
    start = accrual + rng.randint(25, 365 * years - 160) * DAY
    stop = start + rng.randint(18, 130) * DAY
    days = (stop - start).days + 1
    raw = limit + days * DAY
    answer = moved(raw, weekends)
    story = [_on(rng, act_text, scene, act)]
    if discovery:
        wrong = next(row for row in WRONGS if row.key == key)
        story.append(_discovered(rng, scene, wrong, accrual))
    event = {
        "absence": "{The owner of $firm, who is the defendant, was out of the state from $a to $b|From $a to $b the defendant, the owner of $firm, was absent from $state}",
        "agreement": "{Both sides signed a tolling agreement that was in force from $a to $b|From $a to $b a signed tolling agreement between $who and $firm was in force}",
        "stay": "{From $a to $b a court order barred suit against $firm|An injunction that forbade suit against $firm was in force from $a to $b}",
    }[why]
    story.append(_say(rng, event, scene, a=written(start), b=written(stop)))
    law = {
        "absence": "{Days on which the defendant is absent from the state are not counted|The period does not run while the defendant is out of the state}",
        "agreement": "{A signed tolling agreement stops the period while it is in force|The period does not run while a written tolling agreement is in force}",
        "stay": "{The period does not run while a court order forbids suit|Days on which suit is barred by a court order are not counted}",
    }[why]
    rules = [
        _base_rule(rng, scene, noun, years, discovery),
        spin(rng, law + "{; first and last day included|, counting both its first and its last day}") + spin(rng, "{: that many days are added to the end of the period|; as many days are added at the end}"),
        _anniversary_rule(rng),
        _weekend_rule(rng, weekends),
    ]
    if rng.random() < 0.5 and rng.random() < 0.8:
        rules.append(spin(rng, "{Talks about settlement do not stop the clock|Neither a demand letter nor settlement talks stop the period}"))
    lines: list[tuple[str, str]] = [
        ("facts", f"{'discovery' if discovery else 'wrong'} on {written(accrual)}; {_years(years)}; the clock stood still from {written(start)} to {written(stop)}"),
        ("rule", f"{_years(years)} from {'discovery' if discovery else 'the wrong'}, and the days that do not count are added at the end"),
        ("count", _anniversary(accrual, years)),
        ("count", f"days that do not count: {_span(start, stop)}"),
        ("then", f"{days} days on from {written(limit)}: {_plus_days(limit, days)}"),
    ]
    if (text_moved := _move_line(raw, weekends)):
        lines.append(("then", text_moved))
    lines += [
        ("mistake", f"forgetting that the clock stood still, which would end the time on {written(moved(limit, weekends))}" if rng.random() < 0.5 else f"restarting the whole period on {written(stop)} instead of adding {days} days; tolling stops the clock and does not reset it"),
        ("check", f"from {written(limit)} to {written(raw)} are {(raw - limit).days} days, the number that was to be added"),
    ]
    traps = [
        (moved(limit, weekends), "ignored the tolling"),
        (moved(raw - DAY, weekends), "left out the first or the last day of the tolled span"),
        (moved(add_years(stop, years), weekends), "restarted the period after the tolling"),
        (moved(add_years(act, years) + days * DAY, weekends), "counted from the act instead of the discovery"),
        (moved(raw, not weekends), "misapplied the weekend rule"),
        (moved(limit - days * DAY, weekends), "subtracted the tolled days"),
    ]
    parameters: dict[str, object] = {"kind": "tolled", "wrong": key, "act": act.isoformat(), "accrual": accrual.isoformat(), "years": years, "from": start.isoformat(), "to": stop.isoformat(), "weekends": weekends, "why": why}
    asides = _asides(rng, scene, rng.randint(1, 2))
    if rng.random() < 0.2:
        return _judged(rng, scene, story, rules, lines, answer, None, _filing(rng, answer), parameters, 4, asides)
    return _dated(rng, scene, story, rules, lines, answer, traps, parameters, 4, asides)


def _capped(rng: Random, level: int) -> Problem:
    """Level 5: minority or absence together with discovery, all of it under a statute of repose."""
    scene = _scene(rng)
    weekends = rng.random() < 0.5
    minor = rng.random() < 0.5
    wrong = rng.choice([row for row in WRONGS if row.key in ("sponge", "misreading") or not minor])
    for _ in range(200):
        years, repose = rng.choice(wrong.periods), rng.choice(wrong.repose)
        if repose < years + 2:
            continue
        act = _day(rng, 2004, 2016)
        accrual = act + rng.randint(200, 365 * (repose - years)) * DAY
        born = add_years(act, -rng.randint(4, 15)) - rng.randint(5, 350) * DAY if minor else None
        if born and add_years(born, 18) <= accrual + 30 * DAY:
            continue
        suspended = 0 if minor else rng.randint(60, 400)
        limit = last_day(accrual, years, born=born, suspended=suspended, weekends=weekends)
        cap = moved(add_years(act, repose), weekends)
        if abs((limit - cap).days) > 12 and (limit > cap or rng.random() < 0.4):
            break
    answer = min(limit, cap)
    story = [_on(rng, wrong.act, scene, act), _discovered(rng, scene, wrong, accrual)]
    rules = [_base_rule(rng, scene, wrong.noun, years, True), _repose_rule(rng, repose), _anniversary_rule(rng), _weekend_rule(rng, weekends, True)]
    if born:
        story.insert(0, _say(rng, "{$who was born on $day|$who's date of birth is $day}", scene, day=written(born)))
        rules.insert(1, _minority_rule(rng))
        adult = add_years(born, 18)
        raw = add_years(adult, years)
        own = [("count", f"{born.year} + 18 = {adult.year}: the eighteenth birthday is {written(adult)}, after the discovery, so the time starts there; {_anniversary(adult, years)}" + (f"; {t}" if (t := _move_line(raw, weekends)) else ""))]
        disability = "minority"
    else:
        story.append(_say(rng, "{The defendant, who owns $firm, was out of $state for $n days within the limitation period|For $n days of the limitation period the defendant, the owner of $firm, was absent from $state}", scene, n=suspended))
        rules.insert(1, spin(rng, "{Days on which the defendant is absent from the state are not counted: as many days are added at the end of the limitation period|Absence of the defendant from the state stops the limitation period, and the days of absence are added at its end}"))
        plain = add_years(accrual, years)
        own = [("count", _anniversary(accrual, years)), ("then", f"{suspended} days of absence on from there: {_plus_days(plain, suspended)}" + (f"; {t}" if (t := _move_line(plain + suspended * DAY, weekends)) else ""))]
        disability = "absence"
    lines: list[tuple[str, str]] = [
        ("facts", f"act {written(act)}, discovery {written(accrual)}, {f'birth {written(born)}' if born else f'{suspended} days of absence'}; {_years(years)} from discovery, repose {_years(repose)} after the act"),
        ("rule", f"discovery and {disability} move the limitation period, but repose runs from the act and nothing extends it; the earlier day is the last"),
        *own,
        ("count", f"repose: {_anniversary(act, repose)}" + (f"; {t}" if (t := _move_line(add_years(act, repose), weekends)) else "")),
        ("apply", f"{written(answer)} is the earlier of {written(limit)} and {written(cap)}"),
        ("mistake", f"letting {disability} extend repose as well and allowing suit until {written(limit)}; repose is not tolled" if cap < limit else f"taking the repose date, {written(cap)}, as the last day although the limitation period ends before it"),
        ("check", f"{answer.year} − {act.year} = {answer.year - act.year} years after the act, with repose at {repose}"),
    ]
    traps = [
        (max(limit, cap), "took the later of limitation and repose" if cap > limit else f"let {disability} extend the statute of repose"),
        (moved(add_years(accrual, years), weekends), f"ignored {disability}"),
        (moved(add_years(act, years), weekends), "counted the limitation period from the act"),
        (moved(add_years(accrual, repose), weekends), "ran repose from discovery"),
        (moved(add_years(act, repose) + suspended * DAY, weekends), "added the days of absence to repose"),
        (moved(add_years(born, 18 + repose), weekends) if born else moved(add_years(act, repose + years), weekends), "mixed the two periods"),
    ]
    parameters: dict[str, object] = {"kind": "capped", "wrong": wrong.key, "act": act.isoformat(), "found": accrual.isoformat(), "born": born.isoformat() if born else None, "suspended": suspended, "years": years, "repose": repose, "weekends": weekends}
    asides = _asides(rng, scene, rng.randint(1, 2))
    if rng.random() < 0.25:
        filed = cap + rng.randint(1, max(2, (limit - cap).days - 1)) * DAY if cap < limit and rng.random() < 0.6 else _filing(rng, answer)
        return _judged(rng, scene, story, rules, lines, limit, cap, filed, parameters, 5, asides)
    return _dated(rng, scene, story, rules, lines, answer, traps, parameters, 5, asides)


def _saved(rng: Random, level: int) -> Problem:
    """Level 5: a timely suit is dismissed without prejudice; the savings clause, and perhaps repose above it."""
    scene = _scene(rng)
    weekends = rng.random() < 0.5
    wrong = rng.choice(WRONGS)
    for _ in range(200):
        years, repose = rng.choice(wrong.periods), rng.choice(wrong.repose)
        if repose < years + 1:
            continue
        act = _day(rng, 2006, 2017)
        accrual = act + rng.randint(150, 365 * (repose - years) + 100) * DAY
        limit = moved(add_years(accrual, years), weekends)
        filed = limit - rng.randint(3, 200) * DAY
        dismissed = filed + rng.randint(60, 600) * DAY
        cap = moved(add_years(act, repose), weekends)
        if is_weekend(filed) or is_weekend(dismissed) or filed <= accrual + 20 * DAY or filed > cap or dismissed >= cap:
            continue
        saved = moved(add_years(dismissed, 1), weekends)
        if abs((saved - cap).days) > 6:
            break
    later = max(saved, limit)
    answer = min(later, cap)
    story = [
        _on(rng, wrong.act, scene, act),
        _discovered(rng, scene, wrong, accrual),
        _on(rng, "{$who filed suit|$who sued|a first complaint was filed}", scene, filed),
        _on(rng, "{the court dismissed the action without prejudice for want of proper service|the action was dismissed without prejudice because $her lawyer missed a hearing|the first action ended in a dismissal without prejudice}", scene, dismissed),
    ]
    rules = [
        _base_rule(rng, scene, wrong.noun, years, True),
        spin(rng, "{Savings clause: if a timely action is dismissed without prejudice, a new one may be brought within one year after the dismissal, or within the original period if that ends later|Where an action brought in time is dismissed without prejudice, the plaintiff may sue again within one year of the dismissal or the rest of the original period, whichever ends later}"),
        _repose_rule(rng, repose) + spin(rng, "{. The savings clause does not override it|; the savings clause is no exception to it}"),
        _anniversary_rule(rng), _weekend_rule(rng, weekends),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"act {written(act)}, discovery {written(accrual)}, first suit {written(filed)}, dismissal {written(dismissed)}; {_years(years)}, repose {_years(repose)}"),
        ("rule", "the first suit must have been timely; then one year after the dismissal or the original end, whichever is later, but never beyond repose"),
        ("count", f"original period: {_anniversary(accrual, years)}" + (f"; {t}" if (t := _move_line(add_years(accrual, years), weekends)) else "") + f"; the first suit of {written(filed)} was in time"),
        ("count", f"savings clause: {_anniversary(dismissed, 1)}" + (f"; {t}" if (t := _move_line(add_years(dismissed, 1), weekends)) else "") + f"; the later of the two is {written(later)}"),
        ("count", f"repose: {_anniversary(act, repose)}" + (f"; {t}" if (t := _move_line(add_years(act, repose), weekends)) else "")),
        ("apply", f"{written(answer)} comes first of {written(later)} and {written(cap)}"),
        ("mistake", f"stopping at the savings clause, which allows suit until {written(later)}; repose has the last word" if cap < later else f"stopping at the original period, which ended on {written(limit)}; the dismissal without prejudice gave a year more" if later == saved else f"taking one year after the dismissal, {written(saved)}, although the original period ends later"),
        ("check", f"{answer.year} − {act.year} = {answer.year - act.year} years after the act, with repose at {repose}"),
    ]
    traps = [(later, "let the savings clause override repose"), (cap, "took the repose date"), (limit, "ignored the savings clause"), (saved, "took one year after the dismissal whatever else"), (moved(add_years(filed, 1), weekends), "counted the year from the first suit"), (moved(add_years(dismissed, years), weekends), "restarted the whole period at the dismissal")]
    parameters: dict[str, object] = {"kind": "saved", "wrong": wrong.key, "act": act.isoformat(), "found": accrual.isoformat(), "filed": filed.isoformat(), "dismissed": dismissed.isoformat(), "years": years, "repose": repose, "weekends": weekends}
    return _dated(rng, scene, story, rules, lines, answer, traps, parameters, 5, _asides(rng, scene, 1))


KINDS = {1: (_simple,), 2: (_simple,), 3: (_chosen,), 4: (_tolled,), 5: (_capped, _capped, _saved)}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the limitation of actions."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="limitation_periods",
    title="Limitation, tolling and repose",
    source="Statutes stated in the question; Restatement (Second) of Torts § 899; CTS Corp. v. Waldburger, 573 U.S. 1 (2014)",
    problem=problem,
    rubric=(
        Criterion("Identifies the event that starts the period under the stated rule: the act, discovery or majority.", "essential"),
        Criterion("Applies a statute of repose from the act and does not let anything extend it.", "essential"),
        Criterion("Adds tolled days at the end of the period instead of restarting it.", "important"),
        Criterion("Ends a period of years on the anniversary, and moves it off a weekend only where the rule says so.", "important"),
        Criterion("Compares limitation and repose and takes the day that comes first.", "important"),
        Criterion("Treats repose as a limitation period that starts with discovery.", "pitfall", positive=False),
    ),
)
