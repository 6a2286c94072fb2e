
"""Deadlines in federal civil cases: a period, an event and a way of service go in, the last day comes out.

    Fed. R. Civ. P. 6(a)(1)   leave out the day of the event, count every day, roll off a Saturday, Sunday or legal holiday
    Fed. R. Civ. P. 6(a)(3)   clerk's office inaccessible on the last day: first accessible day that is none of these
    Fed. R. Civ. P. 6(a)(5)   "next day": go on counting forward for a period after an event, backward for one before it
    Fed. R. Civ. P. 6(a)(6)   legal holidays; a state holiday counts only for periods measured after an event
    Fed. R. Civ. P. 6(d)      three days more after service by mail, after the period would otherwise expire under 6(a)
    Periods: Rules 12, 15, 23(f), 33, 34, 36, 50, 52, 54, 59, 68, 72, 81(c); 28 U.S.C. §§ 1446(b), 1447(c), 1292(b);
    Fed. R. App. P. 4(a), counted by Fed. R. App. P. 26(a) in the same way.

Rules as in force on December 1, 2025; Rule 6 was last changed on December 1, 2023 (Juneteenth). Service by electronic
filing adds no days since December 1, 2016.

Worked example: 14 days after service by mail on Saturday, June 20, 2026 end on Saturday, July 4; that rolls to Monday,
July 6, and three days more make it Thursday, July 9. Adding the three days first would give July 7.

>>> after(date(2026, 6, 20), 14, mailed=True)
datetime.date(2026, 7, 9)
>>> before(date(2026, 9, 21), 14)
datetime.date(2026, 9, 4)
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.calendar import MONTHS, add_years, holiday, is_weekend, nth, weekday, written
from domains.legal.casework import Pairs, posed, told, wrong_answers
from domains.legal.people import companies, people
from domains.wording import spin

DAY = timedelta(days=1)


def rolled(day: date, step: int = 1, also: Collection[date] = ()) -> date:
    """The first day from `day` on, forward or backward, that is no Saturday, Sunday, federal holiday or day in `also`."""
    for _ in range(30):
        if not (is_weekend(day) or holiday(day) or day in also):
            return day
        day += step * DAY
    raise ValueError(f"thirty days without a court day around {day}")


def after(event: date, days: int, *, mailed: bool = False, also: Collection[date] = ()) -> date:
    """Last day of a period of `days` after an event; three days more, after the roll, when the trigger came by mail."""
    end = rolled(event + days * DAY, 1, also)
    return rolled(end + 3 * DAY, 1, also) if mailed else end


def before(event: date, days: int) -> date:
    """Last day of a period of at least `days` before an event; state holidays do not count here."""
    return rolled(event - days * DAY, -1)


@dataclass(frozen=True)
class Act:
    """Something that a party must do in time.

    Attributes:
        days, cite: the period and where it stands.
        trigger: what starts the clock, after the party's name: ``was served with interrogatories``.
        due: what is due: ``serve answers to the interrogatories``.
        law: the period in words, for the rule.
        served: the period runs from being served under Rule 5(b), so that Rule 6(d) can apply.
    """

    key: str
    days: int
    cite: str
    trigger: str
    due: str
    law: str
    served: bool = False


ACTS = (
    Act("counterclaim", 21, "Fed. R. Civ. P. 12(a)(1)(B)", "was served with {an answer that states a counterclaim|an answer and counterclaim|a counterclaim}", "serve an answer to the counterclaim", "{a party answers a counterclaim within 21 days after being served with it|21 days after being served with the pleading that states the counterclaim}", True),
    Act("crossclaim", 21, "Fed. R. Civ. P. 12(a)(1)(B)", "was served with {a crossclaim by a co-defendant|a co-defendant's crossclaim}", "serve an answer to the crossclaim", "{a party answers a crossclaim within 21 days after being served with it|21 days after being served with the pleading that states the crossclaim}", True),
    Act("interrogatories", 30, "Fed. R. Civ. P. 33(b)(2)", "was served with {interrogatories|a first set of interrogatories|eighteen interrogatories}", "serve {its|the} answers and objections to the interrogatories", "{answers and objections are due within 30 days after being served with the interrogatories|30 days after being served with the interrogatories}", True),
    Act("documents", 30, "Fed. R. Civ. P. 34(b)(2)(A)", "was served with {a request for production of documents|document requests|a request to produce ledgers and e-mail}", "respond in writing to the {document request|request for production}", "{the response is due within 30 days after being served with the request|30 days after being served with the request}", True),
    Act("admissions", 30, "Fed. R. Civ. P. 36(a)(3)", "was served with {requests for admission|twelve requests to admit}", "serve {a written answer or objection|answers or objections}, so that the matters are not admitted", "{a matter is admitted unless answered within 30 days after being served|answers are due within 30 days after being served with the request}", True),
    Act("recommendation", 14, "Fed. R. Civ. P. 72(b)(2)", "was served with a copy of the magistrate judge's {recommended disposition|report and recommendation}", "{serve and file|file} objections to the recommendation", "{objections are due within 14 days after being served with a copy of the recommendation|14 days after being served with the recommended disposition}", True),
    Act("nondispositive", 14, "Fed. R. Civ. P. 72(a)", "was served with a copy of the magistrate judge's {order on a discovery motion|discovery order}", "{serve and file|file} objections to the order", "{objections are due within 14 days after being served with a copy of the order|14 days after being served with a copy of the order}", True),
    Act("offer", 14, "Fed. R. Civ. P. 68(a)", "was served with an offer {of judgment|to allow judgment on specified terms}", "serve written notice accepting the offer", "{the offer can be accepted within 14 days after being served|14 days after being served with the offer}", True),
    Act("answer", 21, "Fed. R. Civ. P. 12(a)(1)(A)(i)", "was {personally |}served with the summons and complaint", "serve an answer to the complaint", "{a defendant answers within 21 days after being served with the summons and complaint|21 days after being served with the summons and complaint}"),
    Act("waiver", 60, "Fed. R. Civ. P. 12(a)(1)(A)(ii)", "timely returned a waiver of service; the request for it had been sent", "serve an answer to the complaint", "{a defendant in the United States that waives service answers within 60 days after the request was sent|60 days after the request for a waiver was sent}"),
    Act("remand", 30, "28 U.S.C. § 1447(c)", "received notice that the case was removed; the notice of removal was filed", "move to remand for a defect in the removal procedure", "{a motion to remand on any ground but subject-matter jurisdiction is made within 30 days after the filing of the notice of removal|30 days after the filing of the notice of removal}"),
    Act("removal", 30, "28 U.S.C. § 1446(b)(1)", "was {personally |}served in a state-court action, for which it received the initial pleading at the same time,", "file a notice of removal", "{the notice is filed within 30 days after the defendant receives the initial pleading, through service or otherwise|30 days after receipt of the initial pleading by service}"),
    Act("new trial", 28, "Fed. R. Civ. P. 59(b)", "lost at trial; judgment was entered", "file a motion for a new trial", "{a motion for a new trial is filed no later than 28 days after the entry of judgment|28 days after the entry of judgment}"),
    Act("alter", 28, "Fed. R. Civ. P. 59(e)", "lost {on summary judgment|after a bench trial}; judgment was entered", "file a motion to alter or amend the judgment", "{a motion to alter or amend is filed no later than 28 days after the entry of judgment|28 days after the entry of judgment}"),
    Act("renewed", 28, "Fed. R. Civ. P. 50(b)", "moved for judgment as a matter of law before the verdict and lost; judgment was entered", "renew the motion for judgment as a matter of law", "{the motion is renewed no later than 28 days after the entry of judgment|28 days after the entry of judgment}"),
    Act("fees", 14, "Fed. R. Civ. P. 54(d)(2)(B)", "won; judgment was entered", "file a motion for attorney's fees", "{unless a statute or order says otherwise, the motion is filed no later than 14 days after the entry of judgment|14 days after the entry of judgment}"),
    Act("appeal", 30, "Fed. R. App. P. 4(a)(1)(A)", "lost; judgment was entered", "file a notice of appeal", "{the notice is filed within 30 days after entry of the judgment|30 days after entry of the judgment}{, where the United States is not a party|}"),
    Act("class", 14, "Fed. R. Civ. P. 23(f)", "opposed class certification; the order granting it was entered", "file a petition for permission to appeal the order", "{the petition is filed within 14 days after the order is entered|14 days after the order is entered}{, the United States not being a party|}"),
    Act("interlocutory", 10, "28 U.S.C. § 1292(b)", "got the district judge's certification for an interlocutory appeal; the order was entered", "apply to the court of appeals for permission to appeal", "{the application is made within ten days after the entry of the order|10 days after the entry of the order}"),
    Act("amend", 21, "Fed. R. Civ. P. 15(a)(1)(A)", "served its answer, to which no responsive pleading is required,", "amend that answer once as a matter of course", "{a party may amend its pleading once as a matter of course no later than 21 days after serving it|21 days after serving the pleading}"),
)  # fmt: skip
#: (what starts the clock, what is due) of periods that a court order sets: after its entry, or after being served
ORDERED = (
    ("asked for leave to amend; the order granting it was entered", "file the amended {complaint|pleading}"),
    ("was sanctioned in a discovery dispute; the order to pay the fees was entered", "pay the {fees|award of fees}"),
    ("faces possible dismissal; the order to show cause was entered", "file a response to the order to show cause"),
    ("was told to explain its damages theory; the order was entered", "file the supplemental brief"),
    ("lost a motion to compel; the order to produce a privilege log was entered", "produce the privilege log"),
    ("won leave to substitute an expert; the order was entered", "serve the new expert's report"),
    ("obtained a stay; the order that requires a status report was entered", "file the status report"),
    ("was allowed to file under seal; the order that requires a redacted version was entered", "file the redacted version"),
)
SERVED_ORDERS = (
    ("was served with {a motion for a protective order|a motion to compel|a motion to strike}", "{serve and file|file} an opposition to the motion", "an opposition is due within {days} days after being served with the motion"),
    ("was served with {a motion for summary judgment|a motion for partial summary judgment}", "{serve and file|file} an opposition to the motion", "an opposition is due within {days} days after being served with the motion"),
    ("was served with the {other side's|opposing} expert's report", "serve a rebuttal report", "a rebuttal report is due within {days} days after being served with the report"),
    ("was served with {a bill of costs|a fee petition}", "{serve and file|file} objections", "objections are due within {days} days after being served"),
    ("was served with {a privilege log|a log of withheld documents}", "{serve|send} written challenges to the log", "challenges are due within {days} days after being served with the log"),
)
CONFERENCES = (
    ("the final pretrial conference", "serve {the exhibit list|deposition designations}", "exhibit lists and deposition designations are served at least {days} days before the final pretrial conference"),
    ("trial", "serve {the trial brief|proposed jury instructions}", "trial briefs and proposed jury instructions are served at least {days} days before trial"),
    ("the Markman hearing", "serve the claim-construction brief", "claim-construction briefs are served at least {days} days before the Markman hearing"),
    ("the evidentiary hearing", "serve the witness list", "witness lists are served at least {days} days before the evidentiary hearing"),
    ("the settlement conference", "serve the confidential settlement statement on the magistrate judge's chambers", "settlement statements are delivered at least {days} days before the settlement conference"),
)
BY_MAIL = "{by mail|by first-class mail|by United States mail|by mail to its attorney}"
BY_FILING = "{through the court's electronic filing system|by CM/ECF|by e-filing on the court's system}"
COMPUTE = (
    "{Compute|Count} time by {Fed. R. Civ. P. 6(a)|Federal Rule of Civil Procedure 6(a)|Civil Rule 6(a)} {as amended December 1, 2023|(2023 amendment)}{: {exclude|leave out|do not count} the day of the event, count {every day after it|all later days, weekends and holidays included|each following day}, and {if the last day is a Saturday, Sunday or legal holiday, go on to the next day that is none of these|let the period run past a Saturday, Sunday or legal holiday at its end}|}",
    "{Time is computed|The count is made|Days are counted} under {Fed. R. Civ. P. 6|Rule 6 of the Federal Rules of Civil Procedure}{ in its version of December 1, 2023| (2023)}{; {holidays are those of Rule 6(a)(6)|Rule 6(a)(6) lists the legal holidays}|}",
    "{Rule 6(a), Fed. R. Civ. P. (2023),|Federal Civil Rule 6(a) in the 2023 version} {governs the count|tells how to count}{: the {triggering|first} day is out, every other day is in, and {a last day on a weekend or legal holiday moves to the next court day|the end never falls on a weekend or legal holiday}|}",
)
APPELLATE = "{Fed. R. App. P. 26(a) counts days as Fed. R. Civ. P. 6(a) does|Time runs by Fed. R. App. P. 26(a), which matches Civil Rule 6(a)|Count by Appellate Rule 26(a): day of the event out, every later day in, roll off weekends and legal holidays}"
NO_STATE = "{Assume that no state holiday {matters|intervenes}{ and that the clerk's office is open|}|State holidays play no part{ here|}|Leave state holidays aside|There is no state holiday to think of{, and no extension was ordered|}|No extension {was|has been} granted{,|} and no state holiday {counts|matters}}"
FORMAT = "{||Give the date|State the full date|Answer with a calendar date|Give month, day and year|Answer with one date|Name the date, with the year}"
CLAIMS = "{a contract dispute|a patent suit|a trademark suit|a products-liability case|an employment case|an antitrust case|a securities suit|a civil-rights action|a franchise dispute|an insurance-coverage action|a copyright suit|a maritime claim}"
ASIDES = (
    "{A settlement conference|A status conference|The Rule 16 conference} {is|had been} set for {next|the following} {spring|fall|quarter}.",
    "The {case|matter|action} {is|was} assigned to Judge $other.",
    "$Party's {lead counsel|attorney|trial lawyer}, $other, {was on leave at the time|had just joined the firm|works from another city}.",
    "{A protective order is in place|The parties have exchanged initial disclosures|Discovery is otherwise stayed on one claim only}.",
    "{The demand is for|The claim is worth} {a little over a million dollars|half a million dollars|two million dollars}.",
    "{Opposing counsel|The other side} {asked for a call about settlement|proposed mediation|changed law firms} {that same week|a few days later}.",
    "{Two|Three} related cases are pending {in another district|before the same judge}.",
    "{The paper ran to forty pages|The document was bound in two volumes|A courtesy copy went to chambers}.",
)  # fmt: skip
#: days on which federal offices were closed by executive order: whether they are legal holidays can be argued, so no deadline falls there
_DOUBTFUL = frozenset((date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26)))


def _act(rng: Random, filing: bool = False, own: float = 0.5) -> Act:
    """A period of the rules, or one that a court order sets; `filing`: what is due is filed with the clerk; `own`: share of rules."""
    if filing or rng.random() < own:
        fit = [act for act in ACTS if not filing or "file" in act.due or act.key in ("renewed", "remand")]
        if not filing or rng.random() < 0.5:
            return rng.choice(fit)
    if rng.random() < 0.5:
        trigger, due = rng.choice([row for row in ORDERED if not filing or "file" in row[1]])
        days = rng.randint(10, 75)
        return Act(f"order: {due}", days, "the court's order", trigger, due, f"{days} days after its entry")
    trigger, due, law = rng.choice([row for row in SERVED_ORDERS if not filing or "file" in row[1]])
    days = rng.randint(7, 45)
    return Act(f"scheduling order: {due}", days, "the scheduling order", trigger, due, law.format(days=days), True)


def _event(rng: Random, court_day: bool = True) -> date:
    """A day from 2024 to 2028; a court day unless asked otherwise."""
    for _ in range(50):
        day = date(2024, 1, 2) + rng.randrange(1790) * DAY
        if not court_day and day.weekday() != 6 and not holiday(day):
            return day
        if not (is_weekend(day) or holiday(day) or day in _DOUBTFUL):
            return day
    return date(2026, 3, 3)


def _doubtful(*days: date) -> bool:
    return any(day in _DOUBTFUL or (day.month == 12 and day.day in (24, 26, 31)) for day in days)


def counted(event: date, days: int) -> str:
    """The count of days forward from an event in words, with its arithmetic."""
    end = event + days * DAY
    if end.month == event.month and end.year == event.year:
        return f"{event.day} + {days} = {end.day}, so day {days} is {written(end, weekday=True)}"
    length = calendar.monthrange(event.year, event.month)[1]
    parts = [f"{length} − {event.day} = {length - event.day} {'day' if length - event.day == 1 else 'days'} of {MONTHS[event.month - 1]} {'remains' if length - event.day == 1 else 'remain'} after the {_ordinal(event.day)}"]
    used = length - event.day
    year, month = divmod(event.year * 12 + event.month, 12)
    while (year, month + 1) != (end.year, end.month):
        size = calendar.monthrange(year, month + 1)[1]
        parts.append(f"with {MONTHS[month]} that makes {used} + {size} = {used + size}")
        used += size
        year, month = divmod(year * 12 + month + 1, 12)
    return "; ".join(parts) + f"; {days} − {used} = {end.day}, so day {days} is {written(end, weekday=True)}"


def counted_back(event: date, days: int) -> str:
    """The count of days backward from an event in words, with its arithmetic."""
    end = event - days * DAY
    if end.month == event.month:
        return f"{event.day} − {days} = {end.day}, so {days} days before is {written(end, weekday=True)}"
    left = days - event.day
    parts = [f"{days} − {event.day} = {left} days reach back beyond the first of {MONTHS[event.month - 1]}"]
    year, month = divmod(event.year * 12 + event.month - 2, 12)
    while (year, month + 1) != (end.year, end.month):
        size = calendar.monthrange(year, month + 1)[1]
        parts.append(f"without {MONTHS[month]} that leaves {left} − {size} = {left - size}")
        left -= size
        year, month = divmod(year * 12 + month - 1, 12)
    length = calendar.monthrange(end.year, end.month)[1]
    parts.append(f"{length} − {left} = {end.day}, so {days} days before is {written(end, weekday=True)}")
    return "; ".join(parts)


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def why_closed(day: date, also: Collection[date] = (), name: str = "") -> str:
    """Why a day is not a court day: ``a Saturday``, ``Labor Day``."""
    if day in also:
        return name
    return holiday(day) or f"a {weekday(day)}"


def _rolling(start: date, end: date, also: Collection[date] = (), name: str = "") -> str:
    """How the last day moves from `start` to `end`."""
    step = DAY if end > start else -DAY
    parts, day = [], start
    while day != end:
        parts.append(f"{MONTHS[day.month - 1]} {day.day} is {why_closed(day, also, name)}")
        day += step
    return f"{', '.join(parts)}, so the period {'runs to' if end > start else 'goes back to'} {written(end, weekday=True)}"


def _parties(rng: Random) -> tuple[str, str, str]:
    """Two parties and a further person's surname."""
    names = [f"{name}{rng.choice((', Inc.', ' LLC', ' Co.', ' Corp.'))}" for name in companies(rng, 2)]
    persons = people(rng, 3)
    first = names[0]
    second = names[1] if rng.random() < 0.6 else persons[1].name
    return first, second, persons[2].surname


def _setting(rng: Random, acting: str, other: str, where: str = "") -> str:
    """First sentence: the case and who acts."""
    first, second = (acting, other) if rng.random() < 0.5 else (other, acting)
    return spin(
        rng,
        "{$a and $b {meet|face each other} in {federal court|the federal district court$where} in $what|{$first v. $second|$first and $second} {is|are} {litigating|in litigation} in {federal court|federal district court}$where: $what|{In|This is} $what between $first and $second {in federal court|before a federal district judge}$where{, our client is $a|, you act for $a|, $a is our client|, we represent $a}|$a {and $b are adversaries in|is a party with $b to} $what {in|before} {a|the} federal district court$where}".replace("are litigating", "are litigating").replace("{$first v. $second|$first and $second} {is|are} {litigating|in litigation}", "$first and $second are {litigating|in litigation|opposed}"),
        a=acting, b=other, first=first, second=second, what=spin(rng, CLAIMS), where=where,
    )  # fmt: skip


def _asides(rng: Random, party: str, other: str, count: int) -> list[str]:
    return [spin(rng, text, Party=party, other=other) for text in rng.sample(ASIDES, count)]


def _triggered(rng: Random, act: Act, party: str, day: date, how: str = "") -> str:
    """The sentence that starts the clock."""
    when = written(day, weekday=rng.random() < 0.35)
    trigger = spin(rng, act.trigger)
    form = rng.choice(("on", "on", "first")) if ";" not in trigger else "on"
    if form == "first":
        return f"On {when}, {party} {trigger} {how}".strip().rstrip(",")
    return f"{party} {trigger} {how} on {when}".replace("  ", " ")


def _asked(rng: Random, due: str, party: str) -> str:
    return spin(
        rng,
        "{What is the last day {on which $party may|for $party to}|By what date must $party|When is the last day for $party to|What is the deadline for $party to|Until when may $party} $due?",
        party=party, due=spin(rng, due),
    )  # fmt: skip


def _problem(
    rng: Random, *, story: list[str], rules: list[str], ask: str, asides: list[str], lines: Pairs, answer: date,
    wrong: list[tuple[date, str]], parameters: dict[str, object], operations: int,
) -> Problem:  # fmt: skip
    form = spin(rng, FORMAT)
    if form:
        rules = [*rules, form]
    return Problem(
        question=posed(rng, story, rules, ask, asides),
        steps=told(rng, lines),
        answer=written(answer),
        answer_type="date",
        verifier="date",
        parameters=parameters,
        distractors=wrong_answers(written(answer), [(written(day), trap) for day, trap in wrong]),
        operations=operations,
        irrelevant=len(asides),
    )


def _traps(event: date, days: int, answer: date, mailed: bool) -> list[tuple[date, str]]:
    """Dates that the usual mistakes lead to."""
    business, left = event, days
    while left and business - event < timedelta(days=150):
        business += DAY
        left -= not (is_weekend(business) or holiday(business))
    plain = event + days * DAY
    found = []
    if mailed:
        found.append((rolled(event + (days + 3) * DAY), "added the three days to the period before rolling"))
        found.append((after(event, days), "forgot the three days for service by mail"))
    else:
        found.append((after(event, days, mailed=True), "added three days though Rule 6(d) does not apply"))
    found += [
        (rolled(plain - DAY), "counted the day of the event as the first day"),
        (plain, "let the period end on a day that is a weekend day or holiday"),
        (rolled(plain, -1), "rolled back instead of forward"),
        (business, "counted court days only"),
        (plain + DAY, "started to count one day late"),
        (rolled(answer + DAY), "went on to the day after the deadline"),
    ]
    return found


def _plain(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: one period; the last day is a court day (1), or a weekend day or holiday (2)."""
    for _ in range(300):
        act = _act(rng, own=0.5 if level == 1 else 0.25)
        event = _event(rng)
        end = event + act.days * DAY
        answer = after(event, act.days)
        if (answer == end) == (level == 1) and not _doubtful(end, answer):
            if level == 2 and holiday(end) is None and holiday(answer - DAY) is None and rng.random() < 0.4:
                continue
            break
    party, other, third = _parties(rng)
    cite_law = spin(rng, "{$Cite: $law|{By|Under} $cite, $law|The period is that of $cite: $law}", cite=act.cite, Cite=act.cite[0].upper() + act.cite[1:], law=_running(rng, act))
    appellate = act.key in ("appeal",)
    rules = [cite_law, spin(rng, APPELLATE if appellate else rng.choice(COMPUTE)), spin(rng, NO_STATE)]
    how = spin(rng, BY_FILING) if act.served else ""
    lines = [
        ("facts", f"the clock starts on {written(event)}; the period is {act.days} days ({act.cite})"),
        ("rule", spin(rng, "{leave out the day of the event, count every day after it, and see whether the last day is a court day|the day of the event is not counted; weekends and holidays inside the period are|Rule 6(a)(1) excludes the first day, includes every other, and moves a last day that is a Saturday, Sunday or legal holiday}")),
        ("count", counted(event, act.days)),
        ("apply", f"{written(end)} is a {weekday(end)} and no legal holiday, so the period ends there" if answer == end else _rolling(end, answer)),
        ("check", f"{(answer - event).days} days lie between {written(event)} and {written(answer)}: {act.days} + {(answer - end).days} = {(answer - event).days}"),
    ]
    if act.served:
        lines.insert(2, ("say", "Service through the court's electronic filing system adds no days (Rule 6(d) covers mail, not e-filing)."))
    asides = _asides(rng, party, third, rng.randint(0, 1))
    return _problem(
        rng,
        story=[_setting(rng, party, other), _triggered(rng, act, party, event, how)],
        rules=rules, ask=_asked(rng, act.due, party), asides=asides, lines=lines, answer=answer,
        wrong=_traps(event, act.days, answer, False),
        parameters={"kind": "plain", "act": act.key, "event": event.isoformat(), "days": act.days},
        operations=2 + (answer != end),
    )  # fmt: skip


def _running(rng: Random, act: Act) -> str:
    return spin(rng, act.law)


def _served(rng: Random, level: int) -> Problem:
    """Level 3: does Rule 6(d) add three days, and when? Mail, electronic filing, process, or one's own service."""
    for _ in range(300):
        act = _act(rng)
        mailed = act.served and rng.random() < 0.75
        event = _event(rng, court_day=not mailed)
        end = event + act.days * DAY
        answer = after(event, act.days, mailed=mailed)
        differs = answer != rolled(event + (act.days + 3) * DAY) if mailed else True
        if not _doubtful(end, answer, rolled(end)) and (differs or rng.random() < 0.5):
            break
    party, other, third = _parties(rng)
    how = spin(rng, BY_MAIL if mailed else BY_FILING) if act.served else ""
    notice = ""
    if not act.served and (act.key.startswith("order") or act.key in ("new trial", "alter", "fees", "appeal", "renewed", "class", "interlocutory")):
        notice = spin(rng, "{The clerk {mailed $party a copy|sent $party a copy {by post|by mail|through the mail}} that day|$Party learned of it from a copy that the clerk {mailed|sent by mail} the same day|The clerk's copy reached $party by mail {three|four} days later}", party=party, Party=party)
    elif act.key == "amend":
        notice = spin(rng, "{It served the answer by mail|The answer went to the other side by mail|That answer was served by mail}")
    elif act.key == "remand":
        notice = spin(rng, "{The notice of removal came to $party by mail|A copy of the notice was mailed to $party}", party=party)
    rules = [
        spin(rng, "{$Cite: $law|{By|Under} $cite, $law|The period: $cite, $law}", cite=act.cite, Cite=act.cite[0].upper() + act.cite[1:], law=_running(rng, act)),
        spin(rng, APPELLATE if act.key == "appeal" else rng.choice(COMPUTE)),
        spin(rng, "{Rule 6(d) adds 3 days {after the period would otherwise expire under Rule 6(a)|once the period has run out under Rule 6(a)} when a party must act within a specified time after being served {by mail under Rule 5(b)(2)(C)|and service was by mail (Rule 5(b)(2)(C))}|Decide whether Rule 6(d), the three days for service by mail, applies{ as well|}|{Consider|Do not forget to consider} Rule 6(d) on service by mail}") if act.key != "appeal" else spin(rng, "{Fed. R. App. P. 26(c) adds 3 days when a party must act within a specified time after being served by mail|Decide whether the three-day rule for service by mail (Fed. R. App. P. 26(c)) applies}"),
        spin(rng, NO_STATE),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"the clock starts on {written(event)}{' with service by mail' if mailed else ''}; the period is {act.days} days ({act.cite})"),
        ("rule", spin(rng, "{count under Rule 6(a) first, roll off a weekend or holiday, and only then ask whether Rule 6(d) adds three days|exclude the first day, count the rest, roll; three days of Rule 6(d) come after that, if at all}")),
        ("count", counted(event, act.days)),
    ]
    first = rolled(end)
    lines.append(("apply", f"{written(end)} is a {weekday(end)} and no legal holiday, so no roll is needed" if first == end else _rolling(end, first)))
    if mailed:
        plus = first + 3 * DAY
        lines.append(("then", f"the papers came by mail, so Rule 6(d) adds 3 days to {written(first)}: {counted(first, 3)}"))
        if plus != answer:
            lines.append(("then", f"{_rolling(plus, answer)}"))
        naive = event + (act.days + 3) * DAY
        lines.append(("mistake", f"making one period of {act.days} + 3 = {act.days + 3} days, which would end on {written(naive)}{'' if rolled(naive) == naive else ' and roll to ' + written(rolled(naive))}; Rule 6(d) adds its days only after the period would otherwise expire under Rule 6(a)" + ("" if rolled(naive) != answer else ", though here both counts happen to meet")))
    elif act.served:
        lines.append(("mistake", "adding three days; since December 1, 2016 electronic service is not on the list of Rule 6(d)"))
    elif act.key == "amend":
        lines.append(("mistake", "adding three days because the answer was mailed; Rule 6(d) protects a party that acts after being served, and here the period runs from the party's own service"))
    elif act.key in ("answer", "removal"):
        lines.append(("mistake", "adding three days for service; a summons and complaint are served under Rule 4 or state law, not under Rule 5(b)(2)(C), so Rule 6(d) does not reach them"))
    elif act.key == "waiver":
        lines.append(("mistake", "adding three days because the request was sent; the period runs from sending, and the 60 days already allow for the post"))
    else:
        lines.append(("mistake", f"adding three days because something came by mail; the period runs from {'filing' if act.key == 'remand' else 'entry'}, not from being served, so the three-day rule does not apply"))
    lines.append(("check", f"{written(answer)} is a {weekday(answer)}, a court day, {(answer - event).days} days after {written(event)}"))
    story = [_setting(rng, party, other), _triggered(rng, act, party, event, how)]
    if notice:
        story.append(notice)
    asides = _asides(rng, party, third, rng.randint(0, 1))
    return _problem(
        rng, story=story, rules=rules, ask=_asked(rng, act.due, party), asides=asides, lines=lines, answer=answer,
        wrong=_traps(event, act.days, answer, mailed),
        parameters={"kind": "served", "act": act.key, "event": event.isoformat(), "days": act.days, "mailed": mailed},
        operations=3 + mailed,
    )  # fmt: skip


def _backward(rng: Random, level: int) -> Problem:
    """Level 3 and 5: a paper is due at least so many days before a hearing; count and roll backward.

    At level 5 the raw day is a state holiday, which does not count for a period measured before an event.
    """
    motion = rng.random() < 0.5
    ordered = rng.choice(CONFERENCES) if rng.random() < 0.65 else None
    state_name, off = "", ""
    for _ in range(600):
        days = rng.randint(5, 45) if ordered else 14 if motion else 7
        hearing = _event(rng)
        raw = hearing - days * DAY
        answer = before(hearing, days)
        if level == 5:
            found = [(name, label) for name, label, day in state_holidays(raw.year) if day == raw]
            if found and answer == raw:
                state_name, off = rng.choice(found)
                break
        elif answer != raw and not _doubtful(answer, raw):
            break
    else:
        if level == 5:
            year = rng.randint(2024, 2028)
            state_name, off, raw = rng.choice([row for row in state_holidays(year) if not is_weekend(row[2]) and not holiday(row[2])])
            hearing, answer = raw + days * DAY, raw
    party, other, third = _parties(rng)
    topic = spin(rng, "{to compel discovery|to dismiss|for leave to amend|to strike an expert|for a preliminary injunction|to bifurcate the trial}")
    due = ordered[1] if ordered else f"serve {'its written motion ' + topic if motion else 'an opposing affidavit'}"
    story = [
        _setting(rng, party, other, f" in {state_name}" if level == 5 else ""),
        spin(rng, "{$What {is|has been} {set for|scheduled for} $when|The court {set|has set|scheduled} $what for $when}", what=ordered[0], What=ordered[0][0].upper() + ordered[0][1:], when=written(hearing, weekday=rng.random() < 0.5))
        if ordered
        else spin(
            rng,
            "{The court {has set|set} a hearing $on for $when|A hearing $on {takes place|is set|has been noticed} for $when|$When is the day of the hearing $on}",
            on=f"on {party}'s motion {topic}" if motion else f"on {other}'s motion {topic}",
            when=written(hearing, weekday=rng.random() < 0.5), When=written(hearing, weekday=True),
        ),
    ]  # fmt: skip
    if not motion:
        story[1] = story[1].replace("takes place for", "is set for")
    story[1] = story[1].replace("takes place for", "takes place on")
    if level == 5:
        story.append(spin(rng, "{$state keeps $off as a state holiday, {which falls on|that year on} $day|In $state, $off ($day) is a legal holiday under state law|$day is $off, a state holiday in $state}", state=state_name, off=off, day=written(raw)))
    rules = [
        spin(rng, "{The scheduling order: $law|By the scheduling order, $law|The scheduling order says that $law}", law=ordered[2].format(days=days))
        if ordered
        else spin(rng, "{Fed. R. Civ. P. 6(c)(1): {a written motion and notice of the hearing are|a motion is} served at least 14 days before the time set for the hearing|Rule 6(c)(1) wants the motion served at least 14 days before the hearing}" if motion else "{Fed. R. Civ. P. 6(c)(2): an opposing affidavit is served at least 7 days before the hearing, unless the court permits otherwise|Rule 6(c)(2) has opposing affidavits served at least 7 days before the hearing}"),
        spin(rng, "{Count backward by Fed. R. Civ. P. 6(a)(1) and (5) (2023)|Rule 6(a)(5), Fed. R. Civ. P. (2023), says which way to go when the last day is not a court day|Compute under Fed. R. Civ. P. 6(a), version of December 1, 2023: periods measured before an event are counted backward}"),
    ]
    if level == 5:
        rules.append(spin(rng, "{Mind the definition of legal holiday in Rule 6(a)(6)|Rule 6(a)(6) defines which holidays count|Check the state holiday against Rule 6(a)(6)(C)}"))
    else:
        rules.append(spin(rng, NO_STATE))
    lines: list[tuple[str, str]] = [
        ("facts", f"{ordered[0] if ordered else 'the hearing'} is on {written(hearing, weekday=True)}; the paper must be served at least {days} days before"),
        ("rule", "leave out the day of the event and count backward; if the last day is a Saturday, Sunday or legal holiday, go on counting backward (Rule 6(a)(5))"),
        ("count", counted_back(hearing, days)),
    ]
    if level == 5:
        lines += [
            ("apply", f"{off} is a holiday of {state_name} only; Rule 6(a)(6)(C) counts state holidays only for periods measured after an event, so {written(raw)} stays the last day"),
            ("mistake", f"treating {off} as a legal holiday and going back to {written(rolled(raw - DAY, -1))}; for a period before an event only federal holidays count"),
        ]
        wrong = [
            (rolled(raw - DAY, -1), "treated the state holiday as a legal holiday for a backward period"),
            (rolled(raw + DAY), "rolled forward off the state holiday"),
        ]
    else:
        lines += [
            ("apply", _rolling(raw, answer)),
            ("mistake", f"rolling forward to {written(rolled(raw))}, as for a period after an event; that would leave fewer than {days} days"),
        ]
        wrong = [(rolled(raw), "rolled forward instead of backward"), (raw, "let the period end on a weekend day or holiday")]
    wrong += [
        (rolled(raw + DAY, -1), "counted the day of the hearing or trial"),
        (before(hearing, 21 - days) if not ordered else before(hearing, days - 1), "took the period of the other paragraph of Rule 6(c)" if not ordered else "counted the day of the event itself"),
        (rolled(answer - DAY, -1), "went one court day too far back"),
        (rolled(hearing + days * DAY), "counted forward"),
    ]
    lines.append(("check", f"from {written(answer)} to {written(hearing)} are {(hearing - answer).days} days, and {days} + {(hearing - answer).days - days} = {(hearing - answer).days}, so at least {days} days of notice are kept"))
    asides = _asides(rng, party, third, rng.randint(1, 2) if level == 5 else rng.randint(0, 1))
    return _problem(
        rng, story=story, rules=rules, ask=_asked(rng, due, party), asides=asides, lines=lines, answer=answer, wrong=wrong,
        parameters={"kind": "backward", "hearing": hearing.isoformat(), "days": days, "state": state_name, "due": ordered[0] if ordered else topic},
        operations=3,
    )  # fmt: skip


def state_holidays(year: int) -> list[tuple[str, str, date]]:
    """(state, holiday, day) of some state holidays that are not federal ones; from the states' statutes."""
    return [
        ("Massachusetts", "Patriots' Day", nth(year, 4, 0, 3)),
        ("Maine", "Patriots' Day", nth(year, 4, 0, 3)),
        ("Alaska", "Seward's Day", nth(year, 3, 0, -1)),
        ("Vermont", "Town Meeting Day", nth(year, 3, 1, 1)),
        ("Nevada", "Nevada Day", nth(year, 10, 4, -1)),
        ("Nebraska", "Arbor Day", nth(year, 4, 4, -1)),
        ("Rhode Island", "Victory Day", nth(year, 8, 0, 2)),
        ("Hawaii", "Statehood Day", nth(year, 8, 4, 3)),
        ("Utah", "Pioneer Day", date(year, 7, 24)),
        ("Illinois", "Lincoln's Birthday", date(year, 2, 12)),
        ("West Virginia", "West Virginia Day", date(year, 6, 20)),
        ("Hawaii", "King Kamehameha I Day", date(year, 6, 11)),
        ("Hawaii", "Prince Jonah Kuhio Kalanianaole Day", date(year, 3, 26)),
        ("Alaska", "Alaska Day", date(year, 10, 18)),
        ("Vermont", "Bennington Battle Day", date(year, 8, 16)),
        ("California", "Cesar Chavez Day", date(year, 3, 31)),
    ]


def _state_forward(rng: Random, level: int) -> Problem:
    """Level 5: the last day of a period after an event is a state holiday, so the period runs on."""
    for _ in range(200):
        act = _act(rng)
        state, off, day = rng.choice(state_holidays(rng.randint(2024, 2028)))
        slip = rng.choice((0, 0, 0, 1, 2))
        mailed = act.served and rng.random() < 0.5
        event = day - (act.days + slip) * DAY
        end = event + act.days * DAY
        answer = after(event, act.days, mailed=mailed, also=(day,))
        if is_weekend(day) or holiday(day) or is_weekend(event) or holiday(event):
            continue
        if answer != after(event, act.days, mailed=mailed) and not _doubtful(end, answer, event):
            break
    first = after(event, act.days, also=(day,))
    party, other, third = _parties(rng)
    how = spin(rng, BY_MAIL if mailed else BY_FILING) if act.served else ""
    rules = [
        spin(rng, "{$Cite: $law|{By|Under} $cite, $law}", cite=act.cite, Cite=act.cite[0].upper() + act.cite[1:], law=_running(rng, act)),
        spin(rng, "{Count by Fed. R. Civ. P. 6(a) (2023), and read the definition of legal holiday in 6(a)(6) with care|Compute under Rule 6 of the Federal Rules of Civil Procedure as amended December 1, 2023, its definition of legal holiday included|Civil Rule 6 (version of December 1, 2023) governs the count; 6(a)(6) says which holidays matter}" if act.key != "appeal" else "{Fed. R. App. P. 26(a) governs the count; its definition of legal holiday is that of Civil Rule 6(a)(6), with the state where the district court sits|Count by Appellate Rule 26(a), including its definition of legal holiday (26(a)(6))}"),
    ]
    if mailed:
        rules.append(spin(rng, "{Rule 6(d) adds 3 days after the period would otherwise expire, for service by mail|Take Rule 6(d) into account}"))
    lines: list[tuple[str, str]] = [
        ("facts", f"the clock starts on {written(event)}{' by mail' if mailed else ''}; {act.days} days ({act.cite}); {off} on {written(day)} in {state}"),
        ("rule", "leave out the first day, count the rest, roll off Saturdays, Sundays and legal holidays; for a period after an event a holiday of the state where the district court sits is a legal holiday too (Rule 6(a)(6)(C))"),
        ("count", counted(event, act.days)),
        ("apply", f"{written(end)} is a {weekday(end)} and no holiday, so the period first ends there" if first == end else _rolling(end, first, (day,), off)),
    ]
    if mailed:
        plus = first + 3 * DAY
        lines.append(("then", f"service was by mail, so three days more: {counted(first, 3)}"))
        if plus != answer:
            lines.append(("then", _rolling(plus, answer, (day,), off)))
    lines += [
        ("mistake", f"looking at federal holidays only, which would give {written(after(event, act.days, mailed=mailed))}; the period is measured after an event, so the state's {off} counts"),
        ("check", f"{written(answer)} is a {weekday(answer)} and neither a federal holiday nor a holiday of {state} named here"),
    ]
    story = [
        _setting(rng, party, other, f" in {state}"),
        _triggered(rng, act, party, event, how),
        spin(rng, "{$state keeps $off as a state holiday; {it falls on|that year it is} $day|In $state, $off ($day) is a legal holiday under state law|$day is $off, a state holiday in $state{ but not a federal one|}}", state=state, off=off, day=written(day)),
    ]
    wrong = [(after(event, act.days, mailed=mailed), "ignored the state holiday"), *_traps(event, act.days, answer, mailed)]
    asides = _asides(rng, party, third, rng.randint(1, 2))
    return _problem(
        rng, story=story, rules=rules, ask=_asked(rng, act.due, party), asides=asides, lines=lines, answer=answer, wrong=wrong,
        parameters={"kind": "state", "act": act.key, "event": event.isoformat(), "days": act.days, "mailed": mailed, "state": state, "holiday": day.isoformat()},
        operations=4 + mailed,
    )  # fmt: skip


def _outage(day: date) -> str:
    """What may shut a clerk's office at that time of the year."""
    season = "|a blizzard|an ice storm" if day.month in (12, 1, 2) else "|a hurricane" if day.month in (8, 9, 10) else ""
    return "{a flood|a burst main|a power failure|a bomb threat and its aftermath" + season + "}"


def _closed(rng: Random, level: int) -> Problem:
    """Level 5: the clerk's office can't be reached on the last day for filing (Rule 6(a)(3))."""
    for _ in range(200):
        act = _act(rng, filing=True)
        mailed = act.served and rng.random() < 0.6
        event = _event(rng)
        shut = rng.randint(1, 4)
        first = after(event, act.days, mailed=mailed)
        end = event + act.days * DAY
        closed = [first + k * DAY for k in range(shut)]
        answer = rolled(first + shut * DAY)
        if not _doubtful(end, first, answer):
            break
    party, other, third = _parties(rng)
    how = spin(rng, BY_MAIL if mailed else BY_FILING) if act.served else ""
    reason = spin(rng, _outage(first))
    reopening = closed[-1] + DAY
    rules = [
        spin(rng, "{$Cite: $law|{By|Under} $cite, $law}", cite=act.cite, Cite=act.cite[0].upper() + act.cite[1:], law=_running(rng, act)),
        spin(rng, "{Fed. R. Civ. P. 6(a)(3) (2023): if the clerk's office is inaccessible on the last day for filing, the time is extended to the first accessible day that is not a Saturday, Sunday or legal holiday|Count by Fed. R. Civ. P. 6(a) (2023), including 6(a)(3) on an inaccessible clerk's office}" if act.key != "appeal" else "{Fed. R. App. P. 26(a)(3): if the clerk's office is inaccessible on the last day for filing, the time is extended to the first accessible day that is not a Saturday, Sunday or legal holiday|Count by Appellate Rule 26(a), including 26(a)(3) on an inaccessible clerk's office}"),
        spin(rng, "{Take it that electronic filing was down as well|Electronic filing failed too, so that the office was inaccessible|The office counts as inaccessible, e-filing being down too|Assume that the office was inaccessible for these purposes}"),
        spin(rng, NO_STATE.replace(" and that the clerk's office is open", "")),
    ]
    if mailed:
        rules.insert(1, spin(rng, "{Rule 6(d) adds 3 days after the period would otherwise expire, for service by mail|Take Rule 6(d) into account}"))
    span = f"on {written(closed[0])}" if shut == 1 else f"from {written(closed[0])} to {written(closed[-1])}"
    story = [
        _setting(rng, party, other),
        _triggered(rng, act, party, event, how),
        spin(rng, "{Because of $reason the clerk's office {was|stayed} {shut and could not be reached|inaccessible|closed and unreachable} $span; it was accessible again from $again|{$Reason|After $reason, it was announced that $low} {made the clerk's office inaccessible|left the clerk's office inaccessible} $span, and it {reopened|could be reached again} on $again}".replace("{$Reason|After $reason, it was announced that $low}", "$Reason"), reason=reason, Reason=reason[0].upper() + reason[1:], span=span, again=written(reopening)),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"the clock starts on {written(event)}{' with service by mail' if mailed else ''}; {act.days} days ({act.cite}); the office was inaccessible {span}"),
        ("rule", "find the last day under Rule 6(a)(1) (and 6(d)); if the clerk's office is inaccessible on that day, the time runs to the first accessible day that is no Saturday, Sunday or legal holiday"),
        ("count", counted(event, act.days)),
    ]
    base = rolled(end)
    lines.append(("apply", f"{written(end)} is a {weekday(end)} and no legal holiday" if base == end else _rolling(end, base)))
    if mailed:
        lines.append(("then", f"service was by mail, so three days more: {counted(base, 3)}"))
        if base + 3 * DAY != first:
            lines.append(("then", _rolling(base + 3 * DAY, first)))
    lines.append(("then", f"on {written(first)} the office was inaccessible; it was accessible again from {written(reopening)}" + (", a court day" if reopening == answer else f", but {_rolling(reopening, answer)}")))
    lines.append(("mistake", f"adding as many days as the office was shut ({shut}) to the period, or treating {written(first)} as the deadline; the rule gives the first accessible court day and no more"))
    lines.append(("check", f"{written(answer)} is a {weekday(answer)}, and no accessible court day lies between {written(first)} and it"))
    later = first
    for _ in range(shut):
        later = rolled(later + DAY)
    late = answer
    for _ in range(shut):
        late = rolled(late + DAY)
    wrong = [
        (first, "ignored that the office was inaccessible"),
        (late, "added the closed days again after the reopening"),
        (reopening, "filed on the reopening day though it is no court day"),
        (rolled(first - DAY, -1), "moved the deadline back before the closure"),
        *_traps(event, act.days, answer, mailed),
    ]
    asides = _asides(rng, party, third, rng.randint(1, 2))
    return _problem(
        rng, story=story, rules=rules, ask=_asked(rng, act.due, party), asides=asides, lines=lines, answer=answer, wrong=wrong,
        parameters={"kind": "closed", "act": act.key, "event": event.isoformat(), "days": act.days, "mailed": mailed, "shut": shut},
        operations=4 + mailed,
    )  # fmt: skip


def _appeal(rng: Random, level: int) -> Problem:
    """Level 4: a timely Rule 59 motion restarts the time to appeal. Level 5: the motion may be a day late."""
    government = rng.random() < 0.3
    days = 60 if government else 30
    rule = rng.choice(("59(e)", "59(b)", "50(b)", "52(b)"))
    name = {"59(e)": "to alter or amend the judgment", "59(b)": "for a new trial", "50(b)": "renewed for judgment as a matter of law", "52(b)": "to amend the findings"}[rule]
    for _ in range(200):
        judgment = _event(rng)
        limit = after(judgment, 28)
        late = level == 5
        moved = rolled(limit + rng.choice((1, 1, 2, 3, 5)) * DAY) if late else rolled(judgment + rng.randint(8, 24) * DAY)
        if not late and rng.random() < 0.4:
            moved = limit
        order = rolled(moved + rng.randint(20, 75) * DAY)
        answer = after(judgment if late else order, days)
        if not _doubtful(limit, moved, order, answer, after(judgment, days), after(order, days)) and (not late or answer > moved):
            break
    party, other, third = _parties(rng)
    if government:
        other = "the United States"
    story = [
        spin(rng, "{$a {sued|is in litigation with} $b in federal court|In a federal civil case between $a and $b, $a lost|$a lost a civil case against $b in federal district court}", a=party, b=other),
        spin(rng, "{Judgment was entered|The clerk entered judgment|Final judgment was entered in the docket} on $day", day=written(judgment, rng.random() < 0.3)),
        spin(rng, "{$a filed a motion $name (Rule $rule) on $day|On $day $a {filed|brought} a Rule $rule motion $name|A Rule $rule motion $name followed from $a on $day}", a=party, name=name, rule=rule, day=written(moved, rng.random() < 0.3)),
        spin(rng, "{The order denying {it|that motion} was entered on $day|The court denied {it|the motion} by an order entered on $day|On $day an order denying {it|the motion} was entered}", day=written(order, rng.random() < 0.3)),
    ]
    if rng.random() < 0.5:
        story[1] = spin(rng, "{The judge signed the judgment on $signed, and it was entered on $day|The opinion is dated $signed; judgment was entered on $day}", signed=written(rolled(judgment - rng.randint(1, 4) * DAY, -1)), day=written(judgment))
    rules = [
        spin(rng, "{Fed. R. App. P. 4(a)(1): {the notice of appeal is filed within 30 days after entry of the judgment, 60 days where the United States is a party|30 days after entry of the judgment, or 60 if the United States is a party}|Appellate Rule 4(a)(1) gives 30 days after entry of judgment, and 60 when the United States is a party}"),
        spin(rng, "{Under 4(a)(4)(A) a timely motion under Rule 50(b), 52(b) or 59 makes the time run from the entry of the order disposing of it|Rule 4(a)(4)(A): if a party timely files a motion under Civil Rule 50(b), 52(b) or 59, the time runs for all parties from entry of the order that disposes of the last such motion}"),
        spin(rng, "{Such a motion is due 28 days after the entry of judgment|The Civil Rules allow 28 days after the entry of judgment for these motions}{, and the court can't extend that|}"),
        spin(rng, APPELLATE),
        spin(rng, NO_STATE),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"judgment entered {written(judgment)}; Rule {rule} motion {written(moved)}; order entered {written(order)}; the United States is {'' if government else 'not '}a party, so {days} days"),
        ("rule", "first see whether the motion was timely (28 days after entry of judgment); a timely one moves the start of the time to appeal to the entry of the order, a late one does not"),
        ("count", f"for the motion, {counted(judgment, 28)}" + ("" if rolled(judgment + 28 * DAY) == judgment + 28 * DAY else f"; {_rolling(judgment + 28 * DAY, limit)}")),
    ]
    if late:
        lines.append(("apply", f"the motion of {written(moved)} came after {written(limit)}, so it was late and tolled nothing; the time to appeal runs from {written(judgment)}"))
    else:
        lines.append(("apply", f"the motion of {written(moved)} was in time (last day {written(limit)}), so the time to appeal runs from {written(order)}"))
    start = judgment if late else order
    end = start + days * DAY
    lines.append(("count", counted(start, days)))
    lines.append(("apply", f"{written(end)} is a {weekday(end)} and no legal holiday" if end == answer else _rolling(end, answer)))
    if late:
        lines.append(("mistake", f"counting from the order of {written(order)}, which would give {written(after(order, days))}; only a timely motion has that effect, and the limit of 28 days can't be extended (Rule 6(b)(2))"))
        wrong = [(after(order, days), "let an untimely motion restart the time to appeal")]
    else:
        lines.append(("mistake", f"counting from the judgment, which would give {written(after(judgment, days))}; the timely Rule {rule} motion postponed the start"))
        wrong = [(after(judgment, days), "counted from the judgment although a timely motion was filed")]
    other_days = 90 - days
    lines.append(("check", f"the count started on {written(start)}, the day of entry of the {'judgment' if late else 'order'}, and {(answer - start).days} days later is {written(answer)}"))
    wrong += [
        (after(start, other_days), "took the period for the wrong kind of party"),
        (after(moved, days), "counted from the filing of the motion"),
        (after(start, days, mailed=True), "added three days for mail"),
        (rolled(start + (days - 1) * DAY), "counted the day of entry"),
        (end, "let the period end on a weekend day or holiday"),
        (after(limit, days), "counted from the last day for the motion"),
    ]
    asides = _asides(rng, party, third, 1)
    return _problem(
        rng, story=story, rules=rules,
        ask=_asked(rng, "file {the|a} notice of appeal", party), asides=asides, lines=lines, answer=answer, wrong=wrong,
        parameters={"kind": "appeal", "judgment": judgment.isoformat(), "moved": moved.isoformat(), "order": order.isoformat(), "government": government, "rule": rule},
        operations=5,
    )  # fmt: skip


def _later_of(rng: Random, level: int) -> Problem:
    """Level 4: several periods run, and the rule takes the later one: 15(a)(3), 81(c)(2), appellate 4(a)(3)."""
    kind = rng.choice(("amended", "removed", "cross"))
    for _ in range(200):
        start = _event(rng)
        gap = rng.randint(3, 20)
        second = rolled(start + gap * DAY)
        if kind == "amended":
            ends = [(after(start, 21), "21 days after service of the summons and complaint (Rule 12(a)(1)(A)(i))"), (after(second, 14), "14 days after service of the amended complaint (Rule 15(a)(3))")]
            pairs = [(start, 21), (second, 14)]
        elif kind == "removed":
            second = rolled(start + rng.randint(5, 29) * DAY)
            ends = [(after(start, 21), "21 days after service of the summons and complaint (Rule 81(c)(2)(A) and (B))"), (after(second, 7), "7 days after the notice of removal was filed (Rule 81(c)(2)(C))")]
            pairs = [(start, 21), (second, 7)]
        else:
            second = rolled(start + rng.randint(6, 30) * DAY)
            if second > after(start, 30):
                continue
            ends = [(after(start, 30), "30 days after entry of the judgment (Rule 4(a)(1)(A))"), (after(second, 14), "14 days after the first notice of appeal was filed (Rule 4(a)(3))")]
            pairs = [(start, 30), (second, 14)]
        raws = [event + days * DAY for event, days in pairs]
        if ends[0][0] != ends[1][0] and not _doubtful(*raws, ends[0][0], ends[1][0]):
            break
    party, other, third = _parties(rng)
    chosen = 0 if ends[0][0] > ends[1][0] else 1
    answer = ends[chosen][0]
    a, b = written(start, rng.random() < 0.3), written(second, rng.random() < 0.3)
    if kind == "amended":
        story = [
            spin(rng, "{$b sued $a in federal court over $what|$a is the defendant in $what that $b brought in federal court}", a=party, b=other, what=spin(rng, CLAIMS)),
            spin(rng, "{$a was personally served with the summons and complaint on $d|On $d, a process server handed the summons and complaint to $a}", a=party, d=a),
            spin(rng, "{Before any answer was served, $b amended its complaint as of course; $a's counsel, who had appeared, was served with the amended complaint by CM/ECF on $d|On $d, $b served an amended complaint through the court's electronic filing system on $a's counsel; $a had not answered yet}", a=party, b=other, d=b),
        ]
        rules = [spin(rng, "{Fed. R. Civ. P. 15(a)(3): a response to an amended pleading is due within the time remaining to respond to the original or within 14 days after service of the amended pleading, whichever is later|By Rule 15(a)(3) the response is due in the time left for the original pleading or 14 days after service of the amended one, whichever is later}"), spin(rng, "{A defendant answers a complaint within 21 days after being served (Rule 12(a)(1)(A)(i))|The original time is 21 days after service of the summons and complaint}")]
        due = "respond to the amended complaint"
    elif kind == "removed":
        story = [
            spin(rng, "{$b sued $a in state court; it is $what|$a was sued by $b in state court in $what}", a=party, b=other, what=spin(rng, "{a contract dispute|a products-liability case|an employment case|an insurance-coverage action|a franchise dispute}")),
            spin(rng, "{On $d, $a received the complaint and summons by personal service|$a was personally served with the summons and the complaint on file on $d}", a=party, d=a),
            spin(rng, "{$a, which had not answered, filed a notice of removal in the federal court on $d|Without answering first, $a removed the case: the notice of removal was filed on $d}", a=party, d=b),
        ]
        rules = [spin(rng, "{Fed. R. Civ. P. 81(c)(2): a defendant who did not answer before removal answers within the longest of 21 days after receiving the initial pleading, 21 days after being served with the summons for an initial pleading on file, and 7 days after the notice of removal is filed|After removal, Rule 81(c)(2) gives the longest of three periods: 21 days after receipt of the initial pleading, 21 days after service of the summons, 7 days after the notice of removal is filed}")]
        due = "answer or present its defenses in the federal court"
    else:
        story = [
            spin(rng, "{Both {sides|parties} are unhappy with the judgment in $what between $a and $b in federal court|$a and $b each lost in part in $what in federal district court}", a=party, b=other, what=spin(rng, CLAIMS)),
            spin(rng, "{Judgment was entered|The judgment was entered on the docket|The clerk entered judgment} on $d, and no post-judgment motion was filed", d=a),
            spin(rng, "{$b filed a timely notice of appeal on $d|On $d, $b filed the first notice of appeal}", b=other, d=b),
        ]
        rules = [spin(rng, "{Fed. R. App. P. 4(a)(3): if one party timely files a notice of appeal, any other party may file one within 14 days after the first was filed or within the time otherwise prescribed, whichever period ends later|Under Appellate Rule 4(a)(3) a further party has 14 days after the first timely notice was filed, or the ordinary time if that ends later}"), spin(rng, "{The ordinary time is 30 days after entry of the judgment (4(a)(1)(A)){; the United States is not a party|}|Ordinarily: 30 days after entry of judgment, the United States not being a party}")]
        due = "file its own notice of appeal"
    rules += [spin(rng, APPELLATE if kind == "cross" else rng.choice(COMPUTE)), spin(rng, NO_STATE)]
    lines: list[tuple[str, str]] = [("facts", f"first event {written(start)}, second event {written(second)}"), ("rule", f"two periods run, {ends[0][1]} and {ends[1][1]}, and the one that ends later governs")]
    for (event, days), (end, _), raw in zip(pairs, ends, raws):
        lines.append(("count", counted(event, days) + ("" if raw == end else f"; {_rolling(raw, end)}")))
    lines += [
        ("apply", f"{written(answer)} is later than {written(ends[1 - chosen][0])}, so {ends[chosen][1]} governs"),
        ("mistake", f"stopping at {'the first period' if chosen == 1 else 'the newer event'}, which gives {written(ends[1 - chosen][0])}; the rule takes the period that ends later"),
        ("check", f"{written(answer)} is a {weekday(answer)} and a court day, and the other period ends {(answer - ends[1 - chosen][0]).days} {'day' if (answer - ends[1 - chosen][0]).days == 1 else 'days'} earlier"),
    ]
    wrong = [
        (ends[1 - chosen][0], "took the period that ends earlier"),
        (after(second, pairs[0][1]), "gave the long period from the second event"),
        (after(start, pairs[0][1] + pairs[1][1]), "added the two periods"),
        (after(pairs[chosen][0], pairs[chosen][1], mailed=True), "added three days for mail"),
        (rolled(raws[chosen] - DAY), "counted the day of the event"),
        (raws[chosen], "let the period end on a weekend day or holiday"),
    ]
    asides = _asides(rng, party, third, 1)
    return _problem(
        rng, story=story, rules=rules, ask=_asked(rng, due, party), asides=asides, lines=lines, answer=answer, wrong=wrong,
        parameters={"kind": "later", "rule": kind, "first": start.isoformat(), "second": second.isoformat()},
        operations=5,
    )  # fmt: skip


def _one_year(rng: Random, level: int) -> Problem:
    """Level 5: removal on diversity after an amended pleading: 30 days, but not more than a year after commencement."""
    for _ in range(200):
        began = _event(rng)
        cap = add_years(began, 1)
        received = rolled(cap - rng.randint(5, 60) * DAY)
        thirty = after(received, 30)
        if cap != rolled(cap) or thirty == cap or received >= cap or _doubtful(cap, thirty, received + 30 * DAY):
            continue
        break
    answer = min(cap, thirty)
    party, other, third = _parties(rng)
    reason = spin(rng, "{raised its demand from $60,000 to $220,000|dropped the only defendant from its own state|added a claim that brought the amount above $75,000}".replace("$", "§"))
    story = [
        spin(rng, "{$b {commenced|filed} an action against $a in state court on $d|On $d, $b sued $a in a state court; the action was commenced that day}", a=party, b=other, d=written(began)),
        spin(rng, "{As filed it could not be removed|The case as first pleaded was not removable|The initial pleading gave no ground for removal}"),
        spin(rng, "{On $d, $a received an amended complaint in which $b $why; only now is there diversity jurisdiction|$b then $why; $a received the amended complaint on $d, and the case became removable on diversity for the first time}", a=party, b=other, d=written(received), why=reason).replace("§", "$"),
    ]
    rules = [
        spin(rng, "{28 U.S.C. § 1446(b)(3): if the case was not removable at first, the notice is filed within 30 days after receipt of the amended pleading from which it may first be ascertained that it is|Under § 1446(b)(3) of title 28 the notice of removal is due within 30 days after receipt of the paper that first shows removability}"),
        spin(rng, "{§ 1446(c)(1): a case may not be removed under (b)(3) on diversity more than 1 year after commencement of the action, unless the plaintiff acted in bad faith to prevent removal|A diversity case may not be removed under (b)(3) more than one year after commencement (§ 1446(c)(1)), bad faith aside}"),
        spin(rng, "{Nobody suggests bad faith|There is no hint of bad faith|Bad faith is not claimed}"),
        spin(rng, rng.choice(COMPUTE)),
        spin(rng, NO_STATE),
    ]
    raw = received + 30 * DAY
    lines: list[tuple[str, str]] = [
        ("facts", f"commenced {written(began)}; amended complaint received {written(received)}"),
        ("rule", "30 days after receipt of the amended pleading (§ 1446(b)(3)), and in a diversity case never more than one year after commencement (§ 1446(c)(1))"),
        ("count", counted(received, 30) + ("" if raw == thirty else f"; {_rolling(raw, thirty)}")),
        ("count", f"one year after commencement: {began.year} + 1 = {began.year + 1}, so the last day of the year is {written(cap, weekday=True)}, a court day"),
        ("apply", f"{written(answer)} comes first, so it governs"),
        ("mistake", f"{'taking the full 30 days and ending at ' + written(thirty) + ', past the one-year limit' if answer == cap else 'taking the whole year and ending at ' + written(cap) + ', though the 30 days ran out before'}"),
        ("check", f"{written(answer)} is within 30 days of receipt (with the roll) and within one year of commencement"),
    ]
    wrong = [
        (max(cap, thirty), "looked at one of the two limits only"),
        (after(began, 30), "counted 30 days from commencement"),
        (after(received, 30, mailed=True), "added three days for mail"),
        (rolled(received + 29 * DAY), "counted the day of receipt"),
        (rolled(cap - DAY, -1), "ended the year a day early"),
        (raw, "let the period end on a weekend day or holiday"),
    ]
    asides = _asides(rng, party, third, rng.randint(1, 2))
    return _problem(
        rng, story=story, rules=rules, ask=_asked(rng, "file {the|a} notice of removal", party), asides=asides, lines=lines,
        answer=answer, wrong=wrong,
        parameters={"kind": "year", "began": began.isoformat(), "received": received.isoformat()}, operations=4,
    )  # fmt: skip


KINDS = {
    1: (_plain,),
    2: (_plain,),
    3: (_served, _served, _served, _served, _backward),
    4: (_appeal, _later_of, _later_of),
    5: (_state_forward, _closed, _closed, _appeal, _one_year, _backward),
}


def problem(rng: Random, level: int) -> Problem:
    """One deadline in a federal civil case."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="court_deadlines",
    title="Deadlines in federal civil procedure",
    source="Fed. R. Civ. P. 6 (2023), 12, 15, 33, 34, 36, 50, 54, 59, 68, 72, 81; 28 U.S.C. §§ 1446, 1447; Fed. R. App. P. 4, 26",
    problem=problem,
    rubric=(
        Criterion("Leaves out the day of the event and counts every day after it, weekends and holidays included.", "essential"),
        Criterion("Rolls a last day that is a Saturday, Sunday or legal holiday, in the direction in which the period runs.", "essential"),
        Criterion("Adds the three days of Rule 6(d) only where the period runs from being served by mail, and after the roll.", "important"),
        Criterion("Names the event that starts the period and the rule that sets its length.", "important"),
        Criterion("States the day of the week of the last day.", "optional"),
        Criterion("Counts court days instead of calendar days.", "pitfall", positive=False),
    ),
)
