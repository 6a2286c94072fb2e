
"""Recording acts, and how long offers last.

In: a seeded generator and a level. Out: one problem; the answer is the one who has the better title, or a date.

    recording       race, notice and race-notice statutes; record, actual and inquiry notice; donees; the shelter rule; a deed outside
                    the chain of title (Stoebuck & Whitman, The Law of Property, 3d ed. 2000, §§ 11.9–11.11)
    offers          Restatement (Second) of Contracts (1981): § 40 rejection, § 41 lapse, § 42 revocation on receipt, § 63 acceptance
                    effective on dispatch, under an option on receipt; U.C.C. § 2-205 firm offers, at most three months

Worked example: A's deed is recorded after B, who paid and knew nothing, took and recorded hers; B prevails under each statute.

>>> first = Deed(date(2024, 3, 1), date(2024, 6, 3), True, "none")
>>> second = Deed(date(2024, 4, 10), date(2024, 4, 12), True, "none")
>>> [prevails(act, second, first) for act in ACTS]
[True, True, True]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from curate.domain import Criterion, Distractor, Family, Problem
from domains.legal.calendar import DAY, add_months, holiday, is_weekend, weekday, written
from domains.legal.casework import posed, told, wrong_answers
from domains.legal.people import Person, companies, people
from domains.legal.sums import asked
from domains.wording import spin

Lines = list[tuple[str, str]]
ACTS = ("race", "notice", "race-notice")
SHARED = "both in equal shares"


@dataclass(frozen=True)
class Deed:
    """A conveyance.

    Attributes:
        made: day of delivery.
        recorded: day of recording in a way that searchers find; None when that never happened.
        value: a purchaser for value, not a donee.
        notice: what the grantee knew of earlier deeds when taking: ``none``, ``actual`` or ``inquiry``.
    """

    made: date
    recorded: date | None
    value: bool
    notice: str


def unaware(later: Deed, earlier: Deed) -> bool:
    """No actual, inquiry or record notice of the earlier deed when the later one was made."""
    return later.notice == "none" and not (earlier.recorded is not None and earlier.recorded <= later.made)


def recorded_first(later: Deed, earlier: Deed) -> bool:
    return later.recorded is not None and (earlier.recorded is None or later.recorded < earlier.recorded)


def prevails(act: str, later: Deed, earlier: Deed) -> bool:
    """Does the later grantee of the same grantor prevail over the earlier one?"""
    if not later.value:
        return False
    if act == "race":
        return recorded_first(later, earlier)
    return unaware(later, earlier) and (act == "notice" or recorded_first(later, earlier))


def holder(act: str, deeds: Sequence[Deed]) -> int | None:
    """Index of the grantee who prevails over every other one; None when there is no such grantee."""
    for index in range(len(deeds)):
        if all(
            prevails(act, deeds[index], deeds[other]) if other < index else not prevails(act, deeds[other], deeds[index])
            for other in range(len(deeds)) if other != index
        ):  # fmt: skip
            return index
    return None


STATUTES = {
    "race": "{“No conveyance of land is valid against a purchaser for value but from the time of its recording; the first to record prevails, with or without notice”|“As between a grantee and a later purchaser for value from the same grantor, whoever records first has priority, whatever either of them knew”|“An unrecorded deed is void against any purchaser for value who records before it is recorded”, and notice makes no difference}",
    "notice": "{“An unrecorded conveyance is void as against a subsequent purchaser for value without notice”, whether or not that purchaser records|“No deed is good against a later purchaser for valuable consideration and without notice, unless it was recorded before the later conveyance”|“A conveyance not of record has no effect against anyone who afterwards buys the land for value and has no notice of it”; that buyer need not record}",
    "race-notice": "{“Every conveyance not recorded is void as against a subsequent purchaser in good faith, without notice and for value, whose own conveyance is first duly recorded”|“An unrecorded deed is void against a later purchaser for value without notice who records first”|“A later purchaser prevails who gave value, had no notice of the earlier deed and recorded before it was recorded”}",
}  # fmt: skip
NOTICE_RULE = "{Notice may be actual, by the record (the earlier deed was recorded before the later one was made), or by inquiry (someone other than the seller was in possession)|A purchaser has notice who knows of the earlier deed, who could find it on record when buying, or who buys while another than the seller possesses the land}"
DONEE_RULE = "{One who takes by gift is no purchaser for value|A donee is not a purchaser for value}; {otherwise the first deed in time prevails|where the statute does not help the later grantee, the earlier deed keeps its priority}"
PROPERTIES = "{a vineyard|a lake lot|a brick row house|a cabin with ten acres|a corner lot|an orchard|a farmhouse|a warehouse lot|a beach lot|a wooded parcel|a duplex|a pasture}"
DECOYS = (
    "{The tax bill went to the old address|Taxes for the year were paid by the grantor}",
    "{A surveyor found the fence a foot off|The fence needs repair}",
    "{A neighbor had offered more|The broker earned a commission}",
    "{The deed forms came from the same stationer|Both deeds were drawn by one lawyer}",
    "{The land has doubled in value since|Prices in the county have gone down since}",
)


def _weekday(day: date) -> date:
    while is_weekend(day) or holiday(day):
        day += DAY
    return day


def _deeds(rng: Random, count: int, gifts: bool) -> list[Deed]:
    """Deeds from one grantor, a few weeks apart, recorded soon, late or never, on days that are all different."""
    day = _weekday(date(2017, 1, 9) + timedelta(days=rng.randint(0, 2_900)))
    made = []
    used: set[date] = set()
    for index in range(count):
        kind = rng.random()
        delay = None if kind < 0.15 else rng.randint(1, 12) if kind < 0.5 else rng.randint(25, 150)
        recorded = None if delay is None else _weekday(day + delay * DAY)
        while recorded is not None and recorded in used:
            recorded = _weekday(recorded + DAY)
        if recorded is not None:
            used.add(recorded)
        notice = "none" if index == 0 else rng.choice(("none", "none", "none", "actual", "inquiry"))
        made.append(Deed(day, recorded, index == 0 or not gifts or rng.random() < 0.75, notice))
        day = _weekday(day + rng.randint(14, 70) * DAY)
        used.add(day)
    return made


def _told(rng: Random, deed: Deed, grantor: str, grantee: Person, earlier: Sequence[Person], worth: int) -> list[str]:
    """Sentences about one deed of land that is worth so many thousand dollars."""
    first = not earlier
    price = 1_000 * round(worth * rng.uniform(0.93, 1.07))
    act = spin(rng, "{sold and conveyed it to|conveyed it for dollars $price to|conveyed it by deed and for value to}" if deed.value else "{gave it by deed to|made a gift of it, by deed, to}", price=f"{price:,}").replace("for dollars ", "for $")
    told_ = [spin(rng, "{On $day $grantor $act $who|$grantor, on $day, $act $who}", day=written(deed.made), grantor=grantor, act=act, who=f"{grantee.name}" + (", a nephew" if not deed.value and not grantee.woman else ", a niece" if not deed.value else ""))]
    if deed.recorded is None:
        record = spin(rng, "{$who never recorded|the deed to $who was never recorded|$who put the deed in a drawer and never recorded it}", who=grantee.surname)
    else:
        record = spin(rng, "{$who recorded on $day|the deed to $who was recorded on $day|$who had the deed recorded on $day}", who=grantee.surname, day=written(deed.recorded))
    told_.append(record[0].upper() + record[1:])
    if not first:
        names = " or ".join(person.surname for person in earlier)
        lone = earlier[0].surname
        knew = {
            "none": "{$who knew nothing of $names, and the land stood empty|$who had not heard of any other deed; nobody was in possession}",
            "actual": "{$who had been told of the deed to $lone|$who knew of the earlier deed to $lone from a friend}" if len(earlier) == 1 else "{$who had been told of every earlier deed|$who knew of the earlier deeds from a friend}",
            "inquiry": "{$lone was living on the land when $who took the deed|When $who took the deed, $lone was already in possession}" if len(earlier) == 1 else "{$names were both farming the land when $who took the deed|When $who took the deed, the earlier grantees were in possession}",
        }[deed.notice]
        text = spin(rng, knew, who=grantee.surname, names=names, lone=lone).replace(" or ", " and ") if deed.notice == "inquiry" else spin(rng, knew, who=grantee.surname, names=names, lone=lone)
        told_.append(text)
    return told_


def _reason(act: str, later: Deed, earlier: Deed, one: str, other: str) -> str:
    """Why the later grantee `one` prevails over `other` or not."""
    if not later.value:
        return f"{one} gave no value, so the statute does not protect {one} against {other}"
    parts = []
    if act != "race":
        if later.notice == "actual":
            parts.append(f"{one} knew of the deed to {other}")
        elif later.notice == "inquiry":
            parts.append(f"possession by another put {one} on inquiry")
        elif earlier.recorded is not None and earlier.recorded <= later.made:
            parts.append(f"the deed to {other} was on record when {one} took")
        else:
            parts.append(f"{one} paid and had no notice of any kind when taking on {written(later.made)}")
    if act != "notice":
        if later.recorded is None:
            parts.append(f"{one} never recorded")
        elif earlier.recorded is None:
            parts.append(f"{one} recorded on {written(later.recorded)} and {other} never did")
        else:
            parts.append(f"{one} recorded on {written(later.recorded)}, {'before' if later.recorded < earlier.recorded else 'after'} {other} on {written(earlier.recorded)}")
    return f"{'; '.join(parts)}; so {one} {'prevails over' if prevails(act, later, earlier) else 'does not prevail over'} {other}"


def _tempting(act: str) -> str:
    return {
        "race": "to ask who knew what; under a race statute knowledge is beside the point",
        "notice": "to ask who recorded first; under a notice statute the later purchaser need not record at all, and only what was on record when that purchaser took gives notice",
        "race-notice": "to be content with good faith, or with the first recording; under a race-notice statute both are needed",
    }[act]


def _title_problem(
    rng: Random, story: list[str], rules: list[str], lines: Lines, answer: str, names: Sequence[str], grantor: str, traps: Mapping[str, str],
    parameters: Mapping[str, Any], operations: int, decoys: int,
) -> Problem:  # fmt: skip
    labels = [*names, grantor, SHARED]
    extra = [spin(rng, text) for text in rng.sample(DECOYS, decoys)]
    distractors = [Distractor(name, traps.get(name, "ranked the deeds by date, or by recording, where the statute looks at something else")) for name in names if name != answer]
    distractors += [Distractor(grantor, "let the grantor keep the title that the deeds had passed"), Distractor(SHARED, "split the title between competing grantees")]
    ask = spin(rng, "{Who has the better title|Who owns the land|Who prevails|Whose title is good} as $between $names? {Answer with the surname|Give the surname only}", names=" and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0], between="between" if len(names) < 3 else "among")
    return Problem(
        question=posed(rng, story, rules, ask, extra),
        steps=told(rng, [*lines, ("so", f"the answer is {answer}.")]),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": labels, "synonyms": {}},
        parameters=parameters,
        distractors=tuple(distractors),
        operations=operations,
        irrelevant=decoys,
    )


def _rows(deeds: Sequence[Deed]) -> list[list[Any]]:
    return [[deed.made.isoformat(), deed.recorded.isoformat() if deed.recorded else None, deed.value, deed.notice] for deed in deeds]


def _rule_texts(rng: Random, act: str) -> list[str]:
    named = spin(rng, "{The recording act reads|The statute of the state|In this state the statute provides|Recording statute}: ") + spin(rng, STATUTES[act])
    return [named, spin(rng, NOTICE_RULE), spin(rng, DONEE_RULE)]


def _competing(rng: Random, level: int) -> Problem:
    """Levels 1 to 4: two or three grantees of one grantor."""
    count = 3 if level == 4 else 2
    act = rng.choice(ACTS)
    winner: int | None = None
    deeds: list[Deed] = []
    for attempt in range(60):
        deeds = _deeds(rng, count, gifts=level >= 2)
        if level == 1:
            deeds = [replace(deed, notice="none") for deed in deeds]
        winner = holder(act, deeds)
        telling = len({holder(other, deeds) for other in ACTS}) > 1
        if winner is not None and (level < 3 or telling or attempt > 40):
            break
    if winner is None:
        # under a notice statute the last purchaser without notice prevails over all who did not record
        deeds = [replace(deed, notice="none", value=True, recorded=None) for deed in deeds]
        act, winner = "notice", count - 1
    grantor, *grantees = people(rng, count + 1)
    names = [person.surname for person in grantees]
    story = [spin(rng, "{$who owned $land|$land belonged to $who|$who had good title to $land}", who=grantor.name, land=spin(rng, PROPERTIES))]
    story[0] = story[0][0].upper() + story[0][1:]
    worth = rng.randint(60, 480)
    for index, deed in enumerate(deeds):
        parts = _told(rng, deed, grantor.surname, grantees[index], grantees[:index], worth)
        if not (level == 1 and index and act == "race"):
            story += parts
        else:
            story += parts[:2]
    rules = _rule_texts(rng, act)
    if act == "race":
        rules = [rules[0], rules[2]]
    lines: Lines = [
        ("facts", "; ".join(f"{name}: deed of {written(deed.made)}, {'recorded ' + written(deed.recorded) if deed.recorded else 'never recorded'}, {'for value' if deed.value else 'by gift'}" for name, deed in zip(names, deeds)) + "."),
        ("rule", {"race": "a race statute: of a grantee and a later purchaser for value, the first to record prevails.", "notice": "a notice statute: a later purchaser for value without notice prevails over an unrecorded deed.", "race-notice": "a race-notice statute: the later purchaser needs value, no notice, and the first recording."}[act]),
    ]  # fmt: skip
    for later in range(1, count):
        for earlier in range(later):
            lines.append(("apply", f"{_reason(act, deeds[later], deeds[earlier], names[later], names[earlier])}."))
    if level >= 3:
        lines.append(("mistake", f"{_tempting(act)}."))
    others = [other for other in ACTS if other != act]
    results = []
    for other in others:
        rival = holder(other, deeds)
        results.append(f"under a {other} statute {names[rival] if rival is not None else 'no one of them'} would prevail")
    lines.append(("check", f"{'; '.join(results)}."))
    traps: dict[str, str] = {}
    for other in others:
        rival = holder(other, deeds)
        if rival is not None and rival != winner:
            traps.setdefault(names[rival], f"applied a {other} statute")
    return _title_problem(
        rng, story, rules, lines, names[winner], names, grantor.surname, traps,
        {"kind": "competing", "act": act, "deeds": _rows(deeds)}, 2 + count * 2, level // 4 + (level == 3 and rng.random() < 0.4),
    )  # fmt: skip


def _shelter(rng: Random, level: int) -> Problem:
    """Level 5: the second grantee conveys on to one who knows everything."""
    act = rng.choice(ACTS)
    first, second = _deeds(rng, 2, gifts=False)
    for _ in range(60):
        first, second = _deeds(rng, 2, gifts=rng.random() < 0.3)
        first = replace(first, recorded=first.recorded or _weekday(second.made + 40 * DAY))
        if prevails(act, second, first) or rng.random() < 0.2:
            break
    last_day = max(day for day in (first.recorded, second.recorded, second.made) if day is not None)
    third = Deed(_weekday(last_day + rng.randint(20, 200) * DAY), None, rng.random() < 0.6, "actual")
    third = replace(third, recorded=_weekday(third.made + rng.randint(1, 9) * DAY))
    protected = prevails(act, second, first)
    grantor, a, b, c = people(rng, 4)
    story = [spin(rng, "{$who owned $land|$who had good title to $land}", who=grantor.name, land=spin(rng, PROPERTIES))]
    worth = rng.randint(60, 480)
    story += _told(rng, first, grantor.surname, a, [], worth)
    story += _told(rng, second, grantor.surname, b, [a], worth)
    assert third.recorded is not None
    story.append(spin(rng, "{On $day $b $how it to $c, who by then knew of the deed to $a and recorded on $recorded|$b $how the land on $day to $c; $c had seen the deed to $a at the recorder's office, and recorded on $recorded}", day=written(third.made), b=b.surname, how="sold" if third.value else "gave", c=c.name, a=a.surname, recorded=written(third.recorded)))
    rules = [*_rule_texts(rng, act), spin(rng, "{Whoever takes from a protected purchaser takes that protection along, notice or not (the shelter rule)|By the shelter rule a grantee of one who is protected may rely on the grantor's position, even with notice and even without value}")]
    answer = c.surname if protected else a.surname
    names = [a.surname, c.surname]
    lines: Lines = [
        ("facts", f"{a.surname}: deed of {written(first.made)}, {'recorded ' + written(first.recorded) if first.recorded else 'never recorded'}; {b.surname}: deed of {written(second.made)}, {'recorded ' + written(second.recorded) if second.recorded else 'never recorded'}; then {b.surname} to {c.surname}."),
        ("rule", f"{c.surname} has no better claim than the law gives: either a protection of {c.surname}'s own, or that of {b.surname} by the shelter rule."),
        ("apply", f"{_reason(act, second, first, b.surname, a.surname)}."),
        ("mistake", f"to reject {c.surname} at once because of the knowledge of the deed to {a.surname}; what counts first is whether {b.surname} was protected."),
        ("apply", f"{b.surname} was protected, and {c.surname} is sheltered." if protected else f"{b.surname} was not protected, so there is no shelter; {c.surname}, who knew of the deed and recorded after {a.surname}, has no protection of {c.her} own."),
        ("check", "without the shelter rule a protected purchaser could not sell to anyone who had heard of the quarrel." if protected else f"nothing that {b.surname} could pass on was good against {a.surname}."),
    ]  # fmt: skip
    traps = {a.surname: "let the knowledge of the last taker decide and forgot the shelter rule", c.surname: "gave shelter although the seller was not protected"}
    return _title_problem(
        rng, story, rules, lines, answer, names, grantor.surname, traps,
        {"kind": "shelter", "act": act, "deeds": _rows([first, second, third])}, 8, rng.randint(0, 1),
    )  # fmt: skip


def _wild(rng: Random, level: int) -> Problem:
    """Level 5: a deed recorded while the deed to its grantor is not; the grantor-grantee index."""
    act = rng.choice(ACTS)
    start = _weekday(date(2016, 2, 1) + timedelta(days=rng.randint(0, 2_600)))
    second = _weekday(start + rng.randint(40, 200) * DAY)
    wild = _weekday(second + rng.randint(1, 10) * DAY)
    later = _weekday(wild + rng.randint(30, 200) * DAY)
    notice = rng.choice(("none", "none", "none", "actual"))
    own = _weekday(later + rng.randint(2, 60) * DAY) if rng.random() < 0.85 else None
    linked = rng.choice((None, None, _weekday(later - rng.randint(5, 25) * DAY), _weekday(later + rng.randint(1, 30) * DAY), _weekday(later + rng.randint(70, 160) * DAY)))
    if linked is not None and own is not None and linked == own:
        linked = _weekday(linked + DAY)
    effective = None if linked is None else max(linked, wild)
    line = Deed(start, effective, True, "none")
    claimant = Deed(later, own, True, notice)
    wins = prevails(act, claimant, line)
    grantor, a, b, c = people(rng, 4)
    story = [
        spin(rng, "{$who owned $land of record|Record owner of $land was $who}", who=grantor.name, land=spin(rng, PROPERTIES)),
        spin(rng, "{On $day $o sold it to $a, who did not record then|$o sold the land on $day to $a, and $a left the deed unrecorded at the time}", day=written(start), o=grantor.surname, a=a.name),
        spin(rng, "{On $day $a sold it to $b, who recorded this second deed on $recorded|$a sold on to $b on $day; $b recorded the deed from $a on $recorded}", day=written(second), a=a.surname, b=b.name, recorded=written(wild)),
        spin(rng, "{On $day $o, who had never given up the appearance of an owner, sold the land again, to $c, for value|$o sold the same land for value to $c on $day}", day=written(later), o=grantor.surname, c=c.name),
        spin(rng, "{$c knew of the sale to $b|A clerk had told $c about the deed to $b}" if notice == "actual" else "{$c searched the index under the name of $o and found nothing but good title|A search of the grantor index under $o led $c to no one else}" if linked is None or linked > later else "{$c made no search and had heard of nothing|$c relied on a handshake and looked nothing up}", c=c.surname, b=b.surname, o=grantor.surname),
        spin(rng, "{$c recorded on $day|The deed to $c was recorded on $day}", c=c.surname, day=written(own)) if own else spin(rng, "{$c never recorded|The deed to $c was never recorded}", c=c.surname),
        spin(rng, "{The deed from $o to $a was recorded on $day|$a's own deed from $o was at last put on record on $day}", o=grantor.surname, a=a.surname, day=written(linked)) if linked else spin(rng, "{The deed from $o to $a has never been recorded|To this day the deed from $o to $a is not of record}", o=grantor.surname, a=a.surname),
    ]  # fmt: skip
    rules = [*_rule_texts(rng, act)[:2], spin(rng, "{The county keeps a grantor-grantee index; a deed whose grantor does not yet appear there as a grantee lies outside the chain of title and counts as unrecorded until the missing link is recorded|Records are indexed by grantor and grantee only. A deed from someone to whom no recorded deed leads can't be found and is treated as unrecorded until the link before it is on record}")]
    shown = f"{written(effective)}" if effective else "never"
    lines: Lines = [
        ("facts", f"{b.surname} claims through {a.surname} by the deed of {written(start)}, {c.surname} by the deed of {written(later)} from the same grantor."),
        ("rule", f"the deed to {b.surname}, recorded on {written(wild)}, is a wild deed while the deed to {a.surname} is missing; {b.surname}'s line counts as recorded: {shown}."),
        ("mistake", f"to take the recording of {written(wild)} as notice to the world; a searcher starting from {grantor.surname} would not find it."),
        ("apply", f"{_reason(act, claimant, line, c.surname, b.surname)}."),
        ("check", f"had the deed to {a.surname} been recorded at once, {c.surname} would have come too late; here {'the missing link decides' if wins else 'that does not help ' + c.surname}."),
    ]  # fmt: skip
    answer = c.surname if wins else b.surname
    traps = {b.surname: "treated the wild deed as recorded", c.surname: "let the wild deed decide although notice or the order of recording was against it"}
    return _title_problem(
        rng, story, rules, lines, answer, [b.surname, c.surname], grantor.surname, traps,
        {"kind": "wild", "act": act, "start": start.isoformat(), "wild": wild.isoformat(), "linked": linked.isoformat() if linked else None, "claimant": _rows([claimant])[0]}, 8, 0,
    )  # fmt: skip


GOODS = "{two delivery vans|a used press|forty office chairs|a consulting contract|a ten-acre lot|a catering order|an espresso machine|a set of lathes|a lease of a shop|a restored piano|bottling equipment|a website contract}"


def _dated(
    rng: Random, story: list[str], rules: list[str], ask: str, lines: Lines, answer: date, wrong: Sequence[tuple[date, str]], parameters: Mapping[str, Any],
    operations: int,
) -> Problem:  # fmt: skip
    right = written(answer)
    return Problem(
        question=posed(rng, story, rules, asked(ask)),
        steps=told(rng, [*lines, ("so", f"the answer is {right}.")]),
        answer=right,
        answer_type="date",
        verifier="date",
        arguments={"order": "mdy"},
        parameters=parameters,
        distractors=wrong_answers(right, [(written(day), trap) for day, trap in wrong]),
        operations=operations,
    )


def _parties(rng: Random) -> tuple[str, str]:
    first, second = people(rng, 2)
    one, two = (f"{name.split()[0]} {rng.choice(('Trading', 'Ventures', 'Associates'))}" for name in companies(rng, 2))
    return rng.choice((first.name, one)), rng.choice((second.name, two))


def business_days(start: date, count: int) -> date:
    """The day that lies so many business days (no weekends, no federal holidays) after the start.

    >>> business_days(date(2026, 7, 1), 2)
    datetime.date(2026, 7, 6)
    """
    day = start
    while count:
        day += DAY
        if not is_weekend(day) and not holiday(day):
            count -= 1
    return day


def _window(rng: Random, level: int) -> Problem:
    """Level 1: days from receipt. Level 2: months to a short month, weeks, business days."""
    a, b = _parties(rng)
    sent = _weekday(date(2021, 1, 11) + timedelta(days=rng.randint(0, 2_000)))
    received = _weekday(sent + rng.randint(1, 6) * DAY)
    unit = "days" if level == 1 else rng.choice(("months", "months", "weeks", "business days"))
    number = rng.randint(5, 45) if unit == "days" else rng.randint(1, 6) if unit == "months" else rng.randint(2, 9) if unit == "weeks" else rng.randint(5, 20)
    if unit == "months" and rng.random() < 0.6:
        sent = _weekday(date(rng.randint(2021, 2026), rng.choice((1, 3, 5, 7, 8, 10, 12)), rng.choice((29, 30, 31))))
        received = _weekday(sent + rng.randint(1, 6) * DAY)
    from_receipt = unit == "days" or rng.random() < 0.4
    base = received if from_receipt else sent
    end = {"days": base + number * DAY, "weeks": base + 7 * number * DAY, "months": add_months(base, number), "business days": business_days(base, number)}[unit]
    span = f"{number} {unit if number > 1 else unit[:-1]}"
    story = [
        spin(rng, "{$a offered to sell $b $what|$a sent $b an offer for $what|By letter $a offered $what to $b}", a=a, b=b, what=spin(rng, GOODS)),
        spin(rng, "{The letter is dated $sent and reached $b on $received|Dated and mailed on $sent, it arrived on $received|It bears the date of $sent; $b received it on $received}", sent=written(sent), received=written(received), b=b),
        spin(rng, "{It says that the offer stays open for $span from $base|The offer is good for $span from $base, it says|“This offer stands for $span from $base”}", span=span, base="receipt" if from_receipt else "the date of this letter" if rng.random() < 0.5 else "its date").replace("for 1 month from", "for one month from"),
    ]  # fmt: skip
    rules = [spin(rng, "{The first day is not counted|Leave out the day from which the period runs} and {the last day is counted in full|include the whole of the last day}{; a day of acceptance may fall on a weekend|; weekends do not extend the period|}")]
    if unit == "months":
        rules.append(spin(rng, "{A month ends on the day of the same number, or on the last day of a month that has no such day|Months run to the same date, and to the last day of a shorter month}"))
    if unit == "business days":
        rules = [spin(rng, "{Business days leave out Saturdays, Sundays and federal legal holidays; the first day is not counted|Count only days that are neither weekend days nor federal legal holidays (5 U.S.C. § 6103), starting with the day after}")]
    off: list[str] = []
    if unit == "business days":
        day = base
        while day < end:
            day += DAY
            if holiday(day) and not is_weekend(day):
                off.append(f"{written(day)} ({holiday(day)})")
    how = {
        "days": f"{number} days after {written(base)}",
        "weeks": f"{number} × 7 = {7 * number} days after {written(base)}",
        "months": f"{span} after {written(base)}" + (", which the month shortens to its last day" if end.day != base.day else ""),
        "business days": f"{span} after {written(base)}, leaving out weekends" + (f" and {'; '.join(off)}" if off else "; no federal holiday lies between"),
    }[unit]
    lines: Lines = [
        ("facts", f"dated {written(sent)}, received {written(received)}, open {span} from {'receipt' if from_receipt else 'its date'}."),
        ("rule", "an offer lapses at the end of the time that it states (Restatement (Second) of Contracts § 41(1))."),
        ("count", f"{how}: {written(end, weekday=True)}."),
        ("check", f"between {written(base)} and {written(end)} lie {(end - base).days} days, and {written(end)} is a {weekday(end)}."),
    ]  # fmt: skip
    other = sent if from_receipt else received
    shifted = {"days": other + number * DAY, "weeks": other + 7 * number * DAY, "months": add_months(other, number), "business days": business_days(other, number)}[unit]
    wrong = [
        (shifted, "ran the period from the wrong day"),
        (end - DAY, "counted the first day"),
        (end + DAY, "left out one day too many"),
        (base + 30 * number * DAY if unit == "months" else base + number * DAY if unit == "business days" else business_days(base, min(number, 40)), "took months of 30 days" if unit == "months" else "counted calendar days" if unit == "business days" else "counted business days"),
        (_weekday(end + DAY), "moved the end to a later business day"),
    ]
    ask = spin(rng, "{What is the last day on which $b can accept|On which day does the offer lapse at midnight|Until what date, included, is the offer open}", b=b)
    return _dated(
        rng, story, rules, ask, lines, end, wrong,
        {"kind": "window", "sent": sent.isoformat(), "received": received.isoformat(), "unit": unit, "number": number, "from_receipt": from_receipt}, 2 + level,
    )  # fmt: skip


def _mailbox(rng: Random, level: int) -> Problem:
    """Levels 3 and 4: dispatch or receipt; revocation, rejection and options."""
    a, b = _parties(rng)
    offered = _weekday(date(2021, 1, 11) + timedelta(days=rng.randint(0, 2_000)))
    got = _weekday(offered + rng.randint(1, 4) * DAY)
    kind = rng.choice(("plain", "option", "revoked", "rejected")) if level >= 4 else rng.choice(("plain", "option", "revoked"))
    revoked = rejected = _weekday(got + rng.randint(1, 3) * DAY)
    accepted = _weekday(rejected + rng.randint(1, 6) * DAY)
    arrived = _weekday(accepted + rng.randint(2, 6) * DAY)
    revocation_arrives = _weekday(accepted + DAY)
    rejection_arrives = _weekday(arrived + rng.randint(1, 3) * DAY)
    formed = accepted if kind in ("plain", "revoked") else arrived
    paid = rng.randint(2, 40) * 50
    story = [
        spin(rng, "{$a mailed $b an offer to sell $what on $sent, which arrived on $got|On $sent $a wrote to $b and offered $what; the letter came on $got}", a=a, b=b, what=spin(rng, GOODS), sent=written(offered), got=written(got)),
    ]  # fmt: skip
    if kind == "option":
        story.append(spin(rng, "{$b had paid $paid for the promise to keep the offer open for three months|For $paid, which $b paid, $a was bound to keep the offer open for three months}", a=a, b=b, paid=f"dollars {paid:,}").replace("dollars ", "$"))
    if kind == "rejected":
        story.append(spin(rng, "{On $day $b mailed a letter declining; it reached $a on $came|First $b declined, by a letter mailed on $day that came to $a on $came}", b=b, a=a, day=written(rejected), came=written(rejection_arrives)))
    story.append(spin(rng, "{$b mailed {a letter of acceptance|an acceptance} on $day, and it reached $a on $came|The acceptance of $b went into the mail on $day and arrived on $came}", b=b, a=a, day=written(accepted), came=written(arrived)))
    if kind == "revoked":
        story.append(spin(rng, "{Meanwhile $a had mailed a revocation on $day, which $b received on $came|A revocation that $a had mailed on $day came to $b on $came}", a=a, b=b, day=written(revoked), came=written(revocation_arrives)))
    if level == 4:
        story.append(spin(rng, "{$a opened the acceptance two days after it came|$a read the letter only on the following weekend|The mail room of $a stamped the acceptance a day late}", a=a))
    rules = [
        spin(rng, "{Restatement (Second) of Contracts: an acceptance by mail takes effect on dispatch (§ 63(a)), but under an option contract only on receipt (§ 63(b)); a revocation takes effect when received (§ 42)|By the Restatement (Second) of Contracts a mailed acceptance is effective when sent, under an option when received (§ 63), and a revocation when received (§ 42)}"),
        spin(rng, "{An acceptance sent after a rejection was mailed takes effect only on receipt, and only if it arrives first (§ 40)|Where a rejection was mailed first, a later acceptance works only if it is received before the rejection, and then on receipt (§ 40)}"),
        spin(rng, "{The mail is a reasonable medium here, and every letter was properly addressed and stamped|All letters were properly addressed, and acceptance by mail was invited}"),
    ]  # fmt: skip
    why = {
        "plain": f"no option and no rejection: the acceptance took effect on dispatch, {written(accepted)}",
        "option": f"the paid promise makes an option contract, so the acceptance counts on receipt, {written(arrived)}",
        "revoked": f"the revocation could work only on receipt, {written(revocation_arrives)}, and the acceptance had gone off on {written(accepted)}",
        "rejected": f"after the rejection of {written(rejected)} the acceptance counts on receipt, and it arrived on {written(arrived)}, before the rejection on {written(rejection_arrives)}",
    }[kind]
    mistake = {
        "plain": "to wait for the letter to arrive; under the mailbox rule dispatch is enough",
        "option": "to apply the mailbox rule; it does not hold under an option contract",
        "revoked": "to let the revocation count from its mailing; it works only when it is received",
        "rejected": "to apply the mailbox rule although a rejection was under way",
    }[kind]
    lines: Lines = [
        ("facts", f"acceptance mailed {written(accepted)}, received {written(arrived)}" + {"plain": "", "option": "; the offeree had paid for an option", "revoked": f"; revocation mailed {written(revoked)}, received {written(revocation_arrives)}", "rejected": f"; rejection mailed {written(rejected)}, received {written(rejection_arrives)}"}[kind] + "."),
        ("rule", "acceptance on dispatch, except under an option or after a rejection; revocation on receipt (§§ 40, 42, 63)."),
        ("apply", f"{why}."),
        ("mistake", f"{mistake}."),
        ("check", f"{written(formed)} is {'after' if formed > got else 'on the day of'} the receipt of the offer on {written(got)}, and nothing had ended the offer before."),
    ]  # fmt: skip
    wrong = [
        (arrived if formed == accepted else accepted, "waited for receipt" if formed == accepted else "applied the mailbox rule where it does not hold"),
        (arrived + 2 * DAY, "waited until the letter was read"),
        (got, "took the receipt of the offer"),
        (revocation_arrives, "took the arrival of the revocation") if kind == "revoked" else (rejection_arrives, "took the arrival of the rejection") if kind == "rejected" else (offered, "took the date of the offer"),
        (_weekday(formed + DAY), "added a day"),
    ]
    ask = spin(rng, "{On what date was the contract formed|When did the contract come into being|On which day were the parties bound}")
    return _dated(
        rng, story, rules, ask, lines, formed, wrong,
        {"kind": "mailbox", "case": kind, "offered": offered.isoformat(), "got": got.isoformat(), "accepted": accepted.isoformat(), "arrived": arrived.isoformat(), "other": (rejection_arrives if kind == "rejected" else revocation_arrives).isoformat()},
        4 + level,
    )  # fmt: skip


def _firm(rng: Random, level: int) -> Problem:
    """Level 5: firm offers of merchants, three months at most, unless an option was paid for."""
    one, b = companies(rng, 2)
    a = f"{one.split()[0]} {rng.choice(('Trading', 'Supply', 'Equipment Sales', 'Wholesale'))}"
    signed = _weekday(date(rng.randint(2021, 2026), rng.randint(1, 12), rng.choice((5, 12, 20, 27, 28, 28))) + timedelta(days=rng.randint(0, 3)))
    kind = rng.choice(("capped", "capped", "short", "silent", "option"))
    months = rng.randint(4, 9) if kind in ("capped", "option") else rng.randint(1, 2)
    days = rng.randint(20, 80)
    if kind == "short" and rng.random() < 0.5:
        stated, words = signed + days * DAY, f"for {days} days from its date"
    else:
        stated = add_months(signed, months)
        words = rng.choice((f"until {written(stated)}", f"for {months} months from its date" if months > 1 else "for one month from its date"))
    limit = add_months(signed, 3)
    answer = stated if kind in ("short", "option") else limit
    if kind == "silent":
        words = "without saying how long"
    paid = rng.randint(2, 60) * 50
    story = [
        spin(rng, "{$a, a dealer in such goods, offered $b $goods|$a, a merchant, offered to sell $b $goods}", a=a, b=b, goods=spin(rng, "{two hundred office chairs|a container of tiles|forty pumps|six looms|a thousand lamps|three forklifts|bottling machines|steel racks}")),
        spin(rng, "{The letter, signed for $a and dated $day, promises to hold the offer open $words|In a signed letter of $day $a assures $b that the offer will be held open $words}", a=a, b=b, day=written(signed), words=words),
        spin(rng, "{$b paid $paid for that promise|For the promise $b paid $paid}", b=b, paid=f"dollars {paid:,}").replace("dollars ", "$") if kind == "option" else spin(rng, "{$b gave nothing for it|Nothing was paid for the promise|No consideration was given for that}", b=b),
        spin(rng, "{Now $a wants to withdraw|The price of such goods has risen, and $a regrets the promise|$a asks how long it is bound}", a=a),
    ]  # fmt: skip
    rules = [
        spin(rng, "{U.C.C. § 2-205: a merchant's offer in a signed writing that gives assurance of being held open is not revocable, for lack of consideration, during the time stated, or if none is stated for a reasonable time, but in no event for longer than three months|Under U.C.C. § 2-205 a merchant's signed assurance to hold an offer open binds without consideration for the stated time (a reasonable time, if none is stated), though never beyond three months}"),
        spin(rng, "{Where the promise is paid for, it is an option contract and lasts as long as it says|A promise supported by consideration is an option and not limited by § 2-205}"),
        spin(rng, "{Take four months to be the reasonable time here|A reasonable time would be four months here}; {months end on the day of the same number, or on the last day of a shorter month|a month runs to the same date, or to the last day of a shorter month}"),
    ]  # fmt: skip
    why = {
        "capped": f"{words}: more than three months, no consideration; so three months, to {written(limit)}",
        "short": f"{words}: that ends on {written(stated)}, within three months (which would end on {written(limit)})",
        "silent": f"no time is stated; a reasonable time would be four months, but three is the most: {written(limit)}",
        "option": f"the promise was paid for, so the three months do not matter and the stated time runs to {written(stated)}",
    }[kind]
    mistake = {
        "capped": f"to hold the merchant to the stated date, {written(stated)}; without consideration three months are the limit",
        "short": "to give every firm offer three months; they are a ceiling, not a minimum",
        "silent": f"to give the reasonable time in full, to {written(add_months(signed, 4))}; the ceiling holds for it as well",
        "option": f"to cut the time to three months, {written(limit)}; § 2-205 speaks of offers without consideration",
    }[kind]
    lines: Lines = [
        ("facts", f"a merchant's signed offer of {written(signed)}, to be held open {words}, {'paid for' if kind == 'option' else 'not paid for'}."),
        ("rule", "§ 2-205 makes it irrevocable for the stated or a reasonable time, three months at most; an option bought with consideration is not capped."),
        ("apply", f"{why}."),
        ("mistake", f"{mistake}."),
        ("check", f"from {written(signed)} to {written(answer)} are {(answer - signed).days} days{', no more than about 3 × 31 = 93' if kind != 'option' else ''}."),
    ]  # fmt: skip
    wrong = [
        (stated if answer != stated else limit, "ignored the limit of three months" if kind == "capped" else "took three months regardless"),
        (add_months(signed, 4), "gave the reasonable time in full"),
        (signed + 90 * DAY, "took three months for 90 days"),
        (answer - DAY, "counted the day of the letter"),
        (signed, "held that an offer without consideration can be revoked at once"),
        (add_months(signed, 1), "gave one month"),
    ]
    ask = spin(rng, "{Through what date is the offer irrevocable|What is the last day on which $a can't revoke|Until what date, included, is $a bound to hold the offer open}", a=a)
    return _dated(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "firm", "case": kind, "signed": signed.isoformat(), "stated": stated.isoformat(), "words": words}, 8,
    )  # fmt: skip


KINDS = {
    1: (_competing, _competing, _window),
    2: (_competing, _competing, _window),
    3: (_competing, _competing, _mailbox),
    4: (_competing, _competing, _mailbox),
    5: (_shelter, _wild, _firm),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on recording acts or on the life of an offer."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="recording_acts",
    title="Recording acts and contract windows",
    source="Stoebuck & Whitman, The Law of Property (3d ed. 2000) §§ 11.9–11.11; Restatement (Second) of Contracts §§ 40–42, 63; U.C.C. § 2-205",
    problem=problem,
    rubric=(
        Criterion("Names the kind of recording act or the rule on the offer, and its elements.", "essential"),
        Criterion("Tests notice at the moment when the later grantee took, not later.", "essential"),
        Criterion("Treats value, notice and the order of recording as separate questions.", "important"),
        Criterion("Distinguishes dispatch from receipt, and an option from a mere offer.", "important"),
        Criterion("Says what would follow under another kind of statute.", "optional"),
        Criterion("Holds an unrecorded deed void between its own parties.", "pitfall", positive=False),
    ),
)
