
"""Clocks and fines of the General Data Protection Regulation, Regulation (EU) 2016/679.

In: a seeded generator and a level. Out: one problem whose answer is a date, a day and hour, or a sum in euros.

    requests    Art. 12(3): one month of receipt, extendable by two further months when the data subject is told within the first.
                It ends on the same date of the month after, or on the month's last day; on a Saturday, Sunday or public holiday
                it runs to the end of the next working day (Reg. (EEC, Euratom) 1182/71 Art. 3(4); EDPB Guidelines 01/2022, v2.1)
    breaches    Art. 33(1): 72 hours after having become aware; the hour of awareness is not counted where Reg. 1182/71
                Art. 3(1) is applied; weekends and holidays count (Art. 3(3)); a processor's notice makes the controller aware
                (EDPB Guidelines 9/2022, v2.0)
    fines       Art. 83(4): up to EUR 10 million or 2 % of the undertaking's total worldwide turnover of the preceding financial
                year, whichever is higher; Art. 83(5), (6): EUR 20 million or 4 %; Art. 83(3): linked processing, the gravest.
                Undertaking as in Arts. 101, 102 TFEU (recital 150; CJEU C-807/21 Deutsche Wohnen, 2023)

Worked example: a request received on 31 January 2026 is due on Monday 2 March, as 28 February 2026 is a Saturday.

>>> due(date(2026, 1, 31), 1, "Germany")
datetime.date(2026, 3, 2)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.legal.calendar import DAY, add_months, nth
from domains.legal.casework import posed, told, wrong_answers
from domains.legal.member_states import STATES, in_words, public_holidays, works
from domains.legal.money import Amount, amount
from domains.legal.people import FIRMS, people
from domains.legal.sums import asked, wrong_sums
from domains.wording import listed, spin

Lines = list[tuple[str, str]]


def euros(value: Amount) -> str:
    """``€12,400,000``."""
    return f"€{amount(value)}"


def due(received: date, months: int, state: str) -> date:
    """Last day of a period of months from receipt, carried to a working day.

    >>> due(date(2025, 3, 5), 1, "France"), due(date(2025, 8, 31), 1, "France")
    (datetime.date(2025, 4, 7), datetime.date(2025, 9, 30))
    """
    day = add_months(received, months)
    while not works(state, day):
        day += DAY
    return day


def ceiling(turnover: int, high: bool) -> Fraction:
    """Most that a fine may be: the higher of the fixed amount and the share of turnover, in euros.

    >>> int(ceiling(900_000_000, True)), int(ceiling(300_000_000, False))
    (36000000, 10000000)
    """
    fixed, share = (20_000_000, 4) if high else (10_000_000, 2)
    return max(Fraction(fixed), Fraction(share * turnover, 100))


def hours_after(aware: datetime, regulation: bool) -> datetime:
    """72 hours later by the clock; under Reg. 1182/71 the hour of awareness is left out.

    >>> hours_after(datetime(2026, 3, 13, 14, 20), True)
    datetime.datetime(2026, 3, 16, 15, 0)
    """
    if regulation:
        aware = aware.replace(minute=0) + timedelta(hours=1)
    return aware + timedelta(hours=72)


CITIES = {
    "Germany": ("Hamburg", "Leipzig", "Cologne", "Bremen", "Essen"),
    "France": ("Lyon", "Nantes", "Rennes", "Lille", "Dijon"),
    "Austria": ("Vienna", "Graz", "Linz", "Salzburg"),
    "Ireland": ("Dublin", "Cork", "Galway", "Limerick"),
    "Belgium": ("Antwerp", "Ghent", "Liège", "Namur"),
}
BUSINESSES = "{an online pharmacy|a hotel chain|a car rental firm|a regional bank|a travel portal|a chain of gyms|an insurer|a dating service|a supermarket group|a telecoms provider|a staffing agency|a ticketing platform|a private clinic|an energy supplier|a parcel service}"
REQUESTS = (
    ("access", "{asks for a copy of all personal data held about $obj|makes an access request|asks what data are held on $obj}", "Art. 15"),
    ("erasure", "{asks for $her account and all data to be erased|demands erasure of $her customer file|wants $her old profile deleted}", "Art. 17"),
    ("rectification", "{asks for a wrong date of birth to be corrected|wants $her misspelled name and old address rectified}", "Art. 16"),
    ("portability", "{asks for $her data in a machine-readable form to take to a competitor|requests $her playlists and profile in a portable format}", "Art. 20"),
)  # fmt: skip
CHANNELS = "{by e-mail|by letter|through the web form|at the service desk|by registered mail|through the app}"
BREACHES = "{a laptop with unencrypted customer files was stolen|a mailing list went out with all addresses visible|a misconfigured server exposed order data|an intruder copied a database of members|payroll files were sent to the wrong recipient|ransomware locked the customer records|a lost USB stick held applicants' files}"
ASIDES = (
    "{$firm has {40|120|300} employees|$firm was founded in {1987|1996|2004}|$firm renewed its website last year}",
    "{The data protection officer was on leave that week|The data protection officer works half time|A new data protection officer starts next quarter}",
    "{A newspaper has asked for comment|The works council has been informed|The insurer wants a copy of the file}",
    "{A competitor was fined the year before|The case has no cross-border element|The supervisory authority is known to be busy}",
)


FORMS = {"Germany": ("GmbH", "AG"), "France": ("SA", "SAS"), "Austria": ("GmbH", "AG"), "Ireland": ("Ltd", "plc"), "Belgium": ("NV", "SA")}


def _firm(rng: Random, besides: str = "-", state: str | None = None) -> str:
    """A firm whose name says nothing of its trade, with another first name than the firm `besides`."""
    free = [name for name in FIRMS if name != besides.split()[0]]
    return f"{rng.choice(free)} {rng.choice(('', '', 'Services ', 'International '))}{rng.choice(FORMS[state] if state else ('GmbH', 'SA', 'AG', 'Ltd', 'NV', 'Group'))}"


def _asides(rng: Random, count: int, firm: str) -> list[str]:
    return [spin(rng, text, firm=firm) for text in rng.sample(ASIDES, count)]


def _day(rng: Random) -> date:
    return date(2023, 1, 9) + timedelta(days=rng.randint(0, 1_330))


def _holidays(rng: Random, state: str, days: Sequence[date]) -> str:
    """A sentence on the public holidays around the days in question."""
    found: dict[date, str] = {}
    for day in days:
        for offset in range(-9, 13):
            other = day + offset * DAY
            name = public_holidays(state, other.year).get(other)
            if name:
                found[other] = name
    if not found:
        return spin(rng, "{No public holiday in $state falls near the end of the period|Around the end of the period $state has no public holiday|There are no public holidays in $state in the days that matter}", state=state)
    names = listed([f"{in_words(day, weekday=True)} ({name})" for day, name in sorted(found.items())])
    return spin(rng, "{Public holidays in $state around that time are|In $state these days are public holidays:|Holidays in $state near the dates in question:|Public holidays there ($state):} $names", state=state, names=names)


def _dated(
    rng: Random, story: Sequence[str], rules: Sequence[str], ask: str, lines: Lines, answer: date, wrong: Sequence[tuple[date, str]],
    parameters: Mapping[str, Any], operations: int, asides: Sequence[str],
) -> Problem:  # fmt: skip
    right = in_words(answer)
    return Problem(
        question=posed(rng, story, rules, asked(ask), asides),
        steps=told(rng, [*lines, ("so", f"the answer is {right}.")]),
        answer=right,
        answer_type="date",
        verifier="date",
        arguments={"order": "dmy"},
        parameters=parameters,
        distractors=wrong_answers(right, [(in_words(day), trap) for day, trap in wrong]),
        operations=operations,
        irrelevant=len(asides),
    )


def _request(rng: Random, level: int) -> Problem:
    """Levels 1 to 5: the month (or three) of Art. 12(3)."""
    state = rng.choice(STATES)
    firm, person = _firm(rng, state=state), people(rng, 1)[0]
    name, text, article = rng.choice(REQUESTS)
    extended = level == 5 or (level in (2, 4) and rng.random() < 0.6)
    identity = level >= 4
    late_notice = level == 5 and rng.random() < 0.45
    for _ in range(60):
        received = _day(rng)
        first = received + rng.randint(3, 16) * DAY if identity else received
        months = 3 if extended and not late_notice else 1
        nominal = add_months(first, months)
        answer = due(first, months, state)
        clipped, rolled = nominal.day != first.day, answer != nominal
        if level == 1 and not clipped and not rolled:
            break
        if level == 2 and not clipped and (rolled or rng.random() < 0.2) and (nominal.weekday() >= 5 or not rolled):
            break
        if level == 3 and (clipped or (rolled and nominal.weekday() < 5) or (answer - nominal).days >= 3 or rng.random() < 0.05):
            break
        if level >= 4 and (rolled or clipped or rng.random() < 0.1):
            break
    story = [
        spin(rng, "{$name|A customer, $name,|A former customer, $name,} $what; $firm, $business in $city, {receives this $channel on|gets the request $channel on} $day", name=person.name, what=spin(rng, text, obj=person.obj, her=person.her), firm=firm, business=spin(rng, BUSINESSES), city=f"{rng.choice(CITIES[state])}, {state}", channel=spin(rng, CHANNELS), day=in_words(received, rng.random() < 0.5)),
    ]  # fmt: skip
    if identity:
        story.append(spin(rng, "{Having reasonable doubts about the identity, $firm asks at once for confirmation; it arrives on $day|The sender cannot be identified with certainty, so $firm promptly asks for more information, which comes on $day}", firm=firm, day=in_words(first)))
    notice = due(first, 1, state) + rng.randint(1, 9) * DAY if late_notice else first + rng.randint(8, 24) * DAY
    if extended:
        story.append(spin(rng, "{Because the requests are complex and numerous, $firm extends the period by two further months and tells $obj so on $day|On $day $firm informs $obj, with reasons, that complexity makes two more months necessary}", firm=firm, obj=person.obj, day=in_words(notice)))
    elif level == 4:
        story.append(spin(rng, "{$firm considers an extension and decides against it|No extension is announced}", firm=firm))
    rules = [
        spin(rng, "{GDPR Art. 12(3): information on action taken is due within one month of receipt|Requests are to be answered within one month of receipt (Art. 12(3) GDPR)|Under Art. 12(3) of the GDPR the controller has one month from receipt}{, extendable by two further months if the data subject is informed of that within the first month|; complexity allows two further months, provided that the data subject is told within the first month}"),
        spin(rng, "{The period ends on the day with the same date in the later month, or on that month's last day if there is none|Months end on the day of the same number; where the month is too short, on its last day}; {if that is a Saturday, a Sunday or a public holiday of the Member State, on the next working day (Regulation 1182/71, Art. 3(4))|a last day that is a Saturday, a Sunday or a public holiday moves to the following working day (Art. 3(4) of Regulation 1182/71)}"),
        _holidays(rng, state, [nominal, add_months(received, 1)] if level >= 4 else [nominal]),
    ]  # fmt: skip
    if identity:
        rules.append(spin(rng, "{Where Art. 12(6) information is properly requested, take the period to run from its receipt|Treat the month as starting when the information asked for under Art. 12(6) is received}"))
    lines: Lines = [
        ("facts", f"request under {article} received {in_words(received)}" + (f", identity confirmed {in_words(first)}" if identity else "") + (f", notice of extension {in_words(notice)}" if extended else "") + "."),
        ("rule", "one month from receipt" + (", two further months if notice is given in the first month" if extended else "") + " (Art. 12(3)); same date of the later month, last day of a short month, next working day."),
    ]  # fmt: skip
    if level >= 3:
        temptation = "to start at the first letter although the identity was still open" if identity and level == 4 else "to count 30 days, or to answer only when the extension that came too late would end" if late_notice else "to count 90 days instead of three months" if level == 5 else "to count 30 days instead of a calendar month"
        shown = add_months(received, months) if identity and level == 4 else received + (90 if extended and not late_notice else 30) * DAY
        lines.append(("mistake", f"{temptation}; that gives {in_words(shown)}, which is not what the rule says."))
    if identity:
        lines.append(("apply", f"the clock starts with the confirmation on {in_words(first)}, not with the letter."))
    if extended:
        end1 = due(first, 1, state)
        lines.append(("apply", f"the first month ends on {in_words(end1)}; the notice of {in_words(notice)} came {'after that, so the extension fails and one month stands' if late_notice else 'within it, so 1 + 2 = 3 months run'}."))
    why = "its last day, as that month has no day of that number" if clipped else "the day of the same number"
    lines.append(("count", f"{first.day} {in_words(first).split()[1]} plus {months} {'month' if months == 1 else 'months'}: {in_words(nominal, weekday=True)}, {why}."))
    steps_over = []
    day = nominal
    while day != answer:
        label = public_holidays(state, day.year).get(day)
        steps_over.append(f"{in_words(day, weekday=True)} is {'a public holiday, ' + label if label and day.weekday() < 5 else 'no working day'}")
        day += DAY
    lines.append(("apply", f"{'; '.join(steps_over)}; so it moves to {in_words(answer, weekday=True)}." if steps_over else f"{in_words(answer, weekday=True)} is a working day, so nothing moves."))
    total = (answer - first).days
    lines.append(("check", f"from {in_words(first)} that is {total} days, about {months} × 30 = {30 * months}, and the last day is a working day."))
    wrong = [
        (nominal, "did not move the end to a working day"),
        (first + 30 * months * DAY, f"counted {30 * months} days"),
        (answer - DAY, "counted the day of receipt as the first day"),
        (due(received, months, state), "started before the identity was confirmed"),
        (due(first, 1 if months == 3 else 3, state), "ignored the extension" if months == 3 else "extended without a valid notice"),
        (add_months(first + DAY, months) + (DAY if not works(state, add_months(first + DAY, months)) else 0 * DAY), "started the month on the day after receipt"),
        (nominal - DAY if works(state, nominal - DAY) else nominal - 2 * DAY, "moved the end backwards"),
        (answer + 7 * DAY, "was a week out"),
    ]
    ask = spin(rng, "{By what date must $firm act on the request|What is the last day for $firm to answer|When does the period of Art. 12(3) end|On which date does $firm's time to respond run out}", firm=firm)
    return _dated(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "request", "state": state, "received": received.isoformat(), "first": first.isoformat(), "extended": extended, "notice": notice.isoformat() if extended else None, "right": name},
        2 + level, _asides(rng, 1 if level == 4 else rng.randint(0, 1) if level < 4 else 0, firm),
    )  # fmt: skip


def _when(at: datetime) -> str:
    return f"{in_words(at.date())}, {at.hour:02d}:{at.minute:02d}"


def _clock_change(year: int, spring: bool) -> date:
    return nth(year, 3 if spring else 10, 6, -1)


def _breach(rng: Random, level: int) -> Problem:
    """Levels 1 to 5: the 72 hours of Art. 33(1)."""
    state = rng.choice(STATES)
    firm = _firm(rng, state=state)
    processor = _firm(rng, firm)
    change = spring = None
    if level == 5:
        spring = rng.random() < 0.5
        change = _clock_change(rng.randint(2023, 2026), spring)
        aware = datetime(change.year, change.month, change.day) - timedelta(days=rng.randint(0, 2), hours=rng.randint(1, 15), minutes=rng.choice((0, 5, 10, 20, 35, 40, 50)))
    else:
        day = _day(rng)
        aware = datetime(day.year, day.month, day.day, rng.randint(6, 22), rng.choice((0, 5, 10, 12, 15, 20, 25, 35, 40, 45, 50, 55)))
        for year in (day.year,):
            for edge in (_clock_change(year, True), _clock_change(year, False)):
                if timedelta(0) <= datetime(edge.year, edge.month, edge.day, 3) - aware <= timedelta(hours=80):
                    aware += timedelta(days=9)
    regulation = level in (3, 4) or (level == 5 and rng.random() < 0.5)
    if regulation and aware.minute == 0:
        aware += timedelta(minutes=rng.choice((5, 20, 40)))
    end = hours_after(aware, regulation)
    if change is not None:
        shift = timedelta(hours=1 if spring else -1)
        local_end = end + shift
    else:
        local_end = end
    zone = 60 if state != "Ireland" else 0
    summer = _clock_change(local_end.year, True) <= local_end.date() < _clock_change(local_end.year, False)
    offset = zone + (60 if summer else 0)
    story = [
        spin(rng, "{At $firm, $business in $city,|In the offices of $firm, $business in $city,|At $business in $city, $firm,} $breach", firm=firm, business=spin(rng, BUSINESSES), city=f"{rng.choice(CITIES[state])}, {state}", breach=spin(rng, BREACHES)),
    ]  # fmt: skip
    suspicion = aware - timedelta(hours=rng.randint(6, 40))
    spoken = _when(aware)
    if level == 2:
        east = 60 + 60 * (_clock_change(aware.year, True) <= aware.date() < _clock_change(aware.year, False)) if zone else 60 * (_clock_change(aware.year, True) <= aware.date() < _clock_change(aware.year, False))
        utc = aware - timedelta(minutes=east)
        story.append(spin(rng, "{The security log, kept in UTC, shows that the firm became aware of it on $when|A ticket, whose times are in UTC, shows that it became aware on $when}; {local time is then UTC plus $east|in $state clocks are then $east ahead of UTC}", when=_when(utc), state=state, east=f"{east // 60} {'hour' if east == 60 else 'hours'}") if east else spin(rng, "{The security log, kept in UTC, shows that the firm became aware of it on $when UTC|It became aware on $when UTC}; local time in $state is then equal to UTC", when=_when(utc), state=state))
    elif level >= 4:
        story.append(spin(rng, "{Its processor, $processor, found the breach on $early and told $firm on $when|$processor, which hosts the data as a processor, discovered the breach on $early; $firm learned of it from the processor on $when}", processor=processor, firm=firm, early=_when(suspicion), when=spoken))
    else:
        story.append(spin(rng, "{The firm became aware of it on $when|It had reasonable certainty of the breach on $when|The controller became aware on $when}{ local time|}", when=spoken))
    holiday_note = spin(rng, "{Weekends and public holidays are not left out|Saturdays, Sundays and holidays count like any other day} (Regulation 1182/71, Art. 3(3))")
    rules = [
        spin(rng, "{GDPR Art. 33(1): the controller notifies the supervisory authority not later than 72 hours after having become aware of the breach|Under Art. 33(1) of the GDPR a notifiable breach must reach the supervisory authority within 72 hours of the controller becoming aware|The controller has 72 hours from awareness to notify the supervisory authority (Art. 33(1) GDPR)|Notification to the authority is due, where feasible, within 72 hours after awareness (GDPR, Art. 33(1)), and here it is feasible}"),
        spin(rng, "{The hour in which awareness falls is not counted, and the period runs in full hours from the next one (Regulation 1182/71, Art. 3(1), (2)(a))|By Art. 3(1) and (2)(a) of Regulation 1182/71 the hour of the event is left out, and counting starts with the next full hour}" if regulation else "{Count from the minute of awareness|The 72 hours are counted from the exact minute}"),
        holiday_note + spin(rng, "{; leave Art. 3(5) aside|; Art. 3(5) is left aside here}"),
    ]  # fmt: skip
    if level >= 4:
        rules.append(spin(rng, "{A controller is aware once its processor has informed it (EDPB Guidelines 9/2022)|Take the controller to be aware when the processor informs it (EDPB Guidelines 9/2022)}"))
    if change is not None:
        words = "forward from {02:00 to 03:00|2 a.m. to 3 a.m.}" if spring else "back from {03:00 to 02:00|3 a.m. to 2 a.m.}"
        if state == "Ireland":
            words = "forward from 01:00 to 02:00" if spring else "back from 02:00 to 01:00"
        rules.append(spin(rng, "{The 72 hours are hours that really elapse, and clocks in $state go|Hours are elapsed hours; in $state the clocks go} WORDS {on the night of|on} $day".replace("WORDS", words), state=state, day=in_words(change, weekday=True)))
    lines: Lines = [
        ("facts", f"awareness on {in_words(aware.date(), weekday=True)} at {aware:%H:%M} local time" + (f"; the processor's discovery on {_when(suspicion)} does not count" if level >= 4 else "") + "."),
        ("rule", "72 hours after awareness (Art. 33(1))" + (", counted in full hours from the next hour" if regulation else ", from the minute") + ", weekends included."),
    ]
    start = hours_after(aware, regulation) - timedelta(hours=72)
    naive = hours_after(suspicion, regulation)
    working = aware + timedelta(hours=72)
    for _ in range(7):
        if not works(state, working.date()):
            working += timedelta(days=1)
    if level >= 3:
        text = {3: f"to count from {aware:%H:%M} sharp, or to skip the weekend; Regulation 1182/71 leaves out the hour of the event and no other", 4: f"to start when the processor found the breach, which would give {_when(naive)}; the clock of Art. 33(1) is the controller's", 5: f"to write down the same hour three days later, {_when(end)}; the night of the clock change is an hour {'shorter' if spring else 'longer'}"}[level]
        lines.append(("mistake", f"{text}."))
    if regulation:
        lines.append(("apply", f"the hour of {aware:%H:%M} is left out, so the count starts at {start:%H:%M} on {in_words(start.date())}."))
    lines.append(("count", f"72 / 24 = 3 days, so the clock reaches {_when(end)}."))
    if change is not None:
        lines.append(("apply", f"between lies the change of {in_words(change)}: clocks go {'forward' if spring else 'back'}, so after 72 elapsed hours they show an hour {'more' if spring else 'less'}, {_when(local_end)}."))
    lines.append(("check", f"{in_words(local_end.date(), weekday=True)}, three days after {in_words(start.date(), weekday=True)}" + (", with the hour of the clock change put right." if change is not None else ".")))
    right = _when(local_end)
    wrong = [
        (_when(end), "overlooked the change of the clocks"),
        (_when(end - (local_end - end)), "corrected the clock change the wrong way"),
        (_when(aware + timedelta(hours=72) + (local_end - end)) if regulation else _when(hours_after(aware, True) + (local_end - end)), "counted from the minute of awareness" if regulation else "left out the hour of awareness although the question counts minutes"),
        (_when(naive), "started when the processor found the breach") if level >= 4 else (_when(end + timedelta(hours=24)), "added four days"),
        (_when(working), "moved the end to a working day"),
        (_when(end - timedelta(hours=24)), "added 48 hours"),
        (_when(end + timedelta(days=2)), "left out a weekend"),
        (_when(start.replace(hour=0, minute=0) + timedelta(days=4)), "ran to the end of the third day"),
    ]
    if level == 2:
        wrong.insert(0, (_when(end - timedelta(minutes=offset)), "forgot to convert to local time"))
    ask = spin(rng, "{By when, in local time, must the notification be made|What is the latest moment, local time, for notifying the authority|When do the 72 hours end, in local time}") + spin(rng, "{ (date and time)|, as date and time|, to the minute}")
    return Problem(
        question=posed(rng, story, rules, asked(ask), _asides(rng, rng.randint(0, 1), firm)),
        steps=told(rng, [*lines, ("so", f"the answer is {right}.")]),
        answer=right,
        answer_type="date and time",
        verifier="domains.legal.verifiers.moment:check",
        arguments={"offset": offset},
        parameters={"kind": "breach", "state": state, "aware": aware.isoformat(), "regulation": regulation, "processor": level >= 4, "change": change.isoformat() if change else None},
        distractors=wrong_answers(right, wrong),
        operations=2 + level,
        irrelevant=0,
    )


LOW = (
    ("{no record of processing activities was kept|the record of processing activities was missing}", "Art. 30"),
    ("{a high-risk system went live without an impact assessment|no data protection impact assessment was made for facial recognition at the doors}", "Art. 35"),
    ("{a hosting company was used without a processor contract|there was no contract with the processor that ran the mailings}", "Art. 28(3)"),
    ("{the breach was notified to the authority {three weeks|two months} late|the authority was never notified of a data breach}", "Art. 33"),
    ("{customers were not told of a breach likely to put them at high risk|the people affected by a high-risk breach were left uninformed}", "Art. 34"),
    ("{no data protection officer had been designated although one was mandatory|a mandatory data protection officer was never appointed}", "Art. 37"),
    ("{passwords were stored without encryption, against the duty of security of processing|access controls fell short of the required security of processing}", "Art. 32"),
    ("{privacy settings were open by default|the service was not set to data protection by default}", "Art. 25(2)"),
    ("{two joint controllers had no arrangement between them|no arrangement of joint controllers was made}", "Art. 26"),
)  # fmt: skip
HIGH = (
    ("{profiles were built for advertising without any legal basis|location data were processed with no legal basis}", "Art. 6"),
    ("{data of former customers were kept for fifteen years without need|job applications were stored far longer than necessary}", "Art. 5(1)(e)"),
    ("{consent was taken from boxes ticked in advance|the consent relied upon had been bundled and could not be withdrawn}", "Art. 7"),
    ("{health data were processed with no exception to cover it|biometric data of visitors were processed without an exception}", "Art. 9"),
    ("{users were given no privacy information when data were collected|the privacy notice left out purposes and recipients}", "Art. 13"),
    ("{access requests were left unanswered|copies of data were refused without reason}", "Art. 15"),
    ("{erasure was refused though nothing justified it|accounts were not erased on request}", "Art. 17"),
    ("{data were sent to a third country with no safeguards|transfers to a third country lacked any of the required safeguards}", "Arts. 44 and 46"),
    ("{applicants were turned down by a fully automated decision|contracts were ended by an automated decision alone}", "Art. 22"),
)  # fmt: skip
LOW_LIST = "Arts. 8, 11, 25 to 39, 42 and 43"
HIGH_LIST = "Arts. 5, 6, 7 and 9, 12 to 22 and 44 to 49"


def _turnover(rng: Random, high: bool) -> int:
    """Worldwide turnover in euros, below or above the point at which the percentage takes over."""
    if rng.random() < 0.4:
        return rng.randint(15, 495) * 1_000_000 + rng.randint(0, 9) * 100_000
    return rng.randint(505, 9_800) * 1_000_000 + rng.randint(0, 9) * 100_000


def _millions(value: int) -> str:
    text = f"{value / 1_000_000:,.1f}".removesuffix(".0")
    return f"€{text} million"


def _fine(rng: Random, level: int) -> Problem:
    """Levels 1 to 5: the ceiling of a fine."""
    firm = _firm(rng)
    parent = _firm(rng, firm)
    high = rng.random() < 0.5
    order = level >= 3 and rng.random() < 0.12
    breach, article = rng.choice(HIGH if high else LOW)
    if order:
        high, breach, article = True, "{an order of the authority to stop a processing operation was ignored|the firm did not comply with the authority's order to erase data}", "Art. 58(2)"
    turnover = _turnover(rng, high)
    billions = level == 2 and turnover > 1_000_000_000
    dollars_rate = Fraction(rng.randint(104, 118), 100) if level == 2 and not billions else None
    if dollars_rate:
        turnover = turnover // 1_000_000 * 1_000_000
    fixed, share = (20, 4) if high else (10, 2)
    paragraph = "Art. 83(6)" if order else "Art. 83(5)" if high else "Art. 83(4)"
    year = rng.randint(2022, 2025)
    own = turnover // rng.randint(5, 40) // 100_000 * 100_000
    older = [turnover * rng.randint(60, 95) // 100 // 100_000 * 100_000, turnover * rng.randint(103, 130) // 100 // 100_000 * 100_000]
    cap = ceiling(turnover, high)
    business = spin(rng, BUSINESSES)
    breach_text = spin(rng, breach)
    cited = level <= 2 or rng.random() < 0.5
    story = [spin(rng, "{The supervisory authority finds that at $firm, $business, $breach|$firm, $business, is under investigation: $breach|In a decision against $firm, $business, the authority establishes that $breach}", firm=firm, business=business, breach=breach_text) + (f" ({article})" if cited else "")]
    lines: Lines = []
    base_rule = spin(rng, "{Art. 83(4) GDPR: up to €10 million or, for an undertaking, 2 % of its total worldwide annual turnover of the preceding financial year, whichever is higher; Art. 83(5) and (6): up to €20 million or 4 %, whichever is higher|Ceilings of Art. 83 GDPR, the higher figure counting: €10 million or 2 % of the worldwide turnover of the preceding financial year under paragraph 4; €20 million or 4 % under paragraphs 5 and 6|Art. 83 GDPR knows two ceilings. Paragraph 4: €10 million or 2 % of the undertaking's worldwide turnover in the preceding financial year. Paragraphs 5 and 6: €20 million or 4 % of it. The higher of sum and percentage is decisive|The fine may go up to €10 million or 2 % of the preceding year's worldwide turnover where Art. 83(4) applies, and up to €20 million or 4 % of it where Art. 83(5) or (6) does; in each case whichever is higher}")
    tiers = spin(rng, "{Paragraph 4 covers LOW; paragraph 5 covers HIGH; paragraph 6 covers orders under Art. 58(2)|LOW belong to paragraph 4, HIGH to paragraph 5, disregard of an order under Art. 58(2) to paragraph 6|In paragraph 5 we find HIGH, in paragraph 6 non-compliance with orders under Art. 58(2), in paragraph 4 LOW|Duties of controllers and processors under LOW go to paragraph 4; principles, rights and transfers under HIGH go to paragraph 5; ignored orders of the authority (Art. 58(2)) go to paragraph 6|Which paragraph it is depends on the article: LOW (paragraph 4), HIGH (paragraph 5), an order under Art. 58(2) (paragraph 6)}").replace("LOW", LOW_LIST).replace("HIGH", HIGH_LIST)
    rules = [base_rule]
    parameters: dict[str, Any] = {"kind": "fine", "articles": [article], "turnover": turnover, "level": level}
    answer = cap
    shown = _millions(turnover)
    if level == 1:
        story.append(spin(rng, "{Its worldwide turnover in the preceding financial year was $sum|In the preceding financial year it turned over $sum worldwide|Worldwide turnover, preceding financial year: $sum}", sum=shown))
        rules.append(spin(rng, "{The infringement falls under $paragraph|$paragraph is the provision that applies}", paragraph=paragraph))
    elif level == 2:
        rules.append(spin(rng, "{The infringement falls under $paragraph|$paragraph applies}", paragraph=paragraph))
        if dollars_rate:
            usd = Fraction(turnover) * dollars_rate
            story.append(spin(rng, "{Worldwide turnover in the preceding financial year was reported as $usd|The preceding year's worldwide turnover stands in the books as $usd}; {convert at $rate dollars to the euro|one euro is $rate dollars}", usd=f"US${amount(usd / 1_000_000)} million", rate=f"{float(dollars_rate):.2f}"))
            lines.append(("count", f"in euros: {amount(usd)} / {float(dollars_rate):.2f} = {euros(turnover)}."))
            parameters["rate"] = float(dollars_rate)
        else:
            story.append(spin(rng, "{Worldwide turnover in the preceding financial year was $sum|It turned over $sum worldwide in the preceding financial year}", sum=f"€{turnover / 1e9:.4f}".rstrip("0").rstrip(".") + " billion" if billions else f"€{turnover // 1000:,} thousand"))
            lines.append(("count", f"in euros: {turnover / 1e9:.4f} × 1,000,000,000 = {euros(turnover)}." if billions else f"in euros: {turnover // 1000:,} × 1,000 = {euros(turnover)}."))
    else:
        rules.append(tiers)
        if level == 3:
            story.append(spin(rng, "{Its worldwide turnover in the preceding financial year was $sum|In the financial year before the decision it turned over $sum worldwide}", sum=shown))
        else:
            story.append(spin(rng, "{$firm belongs wholly to $parent, and the two form one economic unit|$parent owns all of $firm and directs its business, so both are one undertaking}; {$firm itself turned over $own|the subsidiary's own turnover was $own} in $year", firm=firm, parent=parent, own=_millions(own), year=year))
            story.append(spin(rng, "{The group's worldwide turnover was $old in $before, $sum in $year and, by estimate, $new in $next|Worldwide group figures: $before $old, $year $sum, $next (estimate) $new}", old=_millions(older[0]), before=year - 1, sum=shown, year=year, new=_millions(older[1]), next=year + 1))
            story.append(spin(rng, "{The infringement lasted through $before; the fine is imposed in {March|June|October} $next|The facts are from $before, and the decision is of {February|May|September} $next}", before=year - 1, next=year + 1))
            rules.append(spin(rng, "{Undertaking means the economic unit of Arts. 101 and 102 TFEU (recital 150), and the preceding financial year is the one before the decision on the fine|The undertaking is the economic unit in the sense of Arts. 101 and 102 TFEU; the preceding year is counted from the decision}"))
    others: list[tuple[str, str, bool]] = []
    separate: tuple[str, str, bool] | None = None
    if level == 5:
        low_text, low_article = rng.choice(LOW)
        high_text, high_article = rng.choice([entry for entry in HIGH if entry[1] != article])
        if high and not order:
            others.append((spin(rng, low_text), low_article, False))
        else:
            others.append((spin(rng, high_text), high_article, True))
        story.append(spin(rng, "{In the same processing operation|As part of the very same operation|By linked processing}, $what ($article)", what=others[0][0], article=others[0][1]))
        if rng.random() < 0.6:
            pool = [(*entry, False) for entry in LOW if entry[1] not in (low_article, article)] + [(*entry, True) for entry in HIGH if entry[1] not in (high_article, article)]
            text, cite, tier = rng.choice(pool)
            separate = (spin(rng, text), cite, tier)
            story.append(spin(rng, "{In an unrelated operation|Quite separately, in another department and system|In a distinct processing operation with no link to the first}, $what ($article)", what=separate[0], article=separate[1]))
        rules.append(spin(rng, "{Art. 83(3): for the same or linked operations the total may not exceed the amount for the gravest infringement; unlinked conduct is fined on its own, and the ceilings then add up|Infringements by the same or linked operations share one ceiling, that of the gravest (Art. 83(3)); unlinked ones have a ceiling each, and the sum counts}"))
        linked_high = high or others[0][2]
        first = ceiling(turnover, linked_high)
        second = ceiling(turnover, separate[2]) if separate else Fraction(0)
        answer = first + second
        parameters |= {"linked": [article, others[0][1]], "separate": separate[1] if separate else None}
        cap, fixed, share, high = first, 20, 4, linked_high
    lines.insert(0, ("facts", f"{article if level >= 3 else paragraph}; turnover of the undertaking in the preceding financial year {euros(turnover)}" + (f"; linked: {others[0][1]}" if others else "") + (f"; separate: {separate[1]}" if separate else "") + "."))
    if level >= 3:
        wrong_tier = ceiling(turnover, not high)
        where = "paragraph 6" if order else "paragraph 5" if article in [entry[1] for entry in HIGH] else "paragraph 4"
        lines.append(("rule", f"{article} falls under {where} of Art. 83" + (f", {others[0][1]} under paragraph {5 if others[0][2] else 4}; for linked operations the gravest counts, {fixed} million or {share} %" if others else f": {fixed} million or {share} %") + ", whichever is higher."))
        lines.append(("mistake", {3: f"to look only at the fixed sum, or to take the other paragraph, which would give {euros(wrong_tier)}; the article infringed decides", 4: f"to take the subsidiary's {_millions(own)} or a turnover of another year; the economic unit and the year before the decision count", 5: "to add a ceiling for every article infringed; linked operations share one, that of the gravest" + (" and only the unrelated conduct adds its own" if separate else "")}[level] + "."))
    else:
        lines.append(("rule", f"{paragraph}: the higher of €{fixed} million and {share} % of worldwide turnover."))
    if level >= 4:
        lines.append(("apply", f"the undertaking is the group, the preceding financial year is {year}: {euros(turnover)}."))
    percentage = Fraction(share * turnover, 100)
    lines.append(("count", f"{share} % × {amount(turnover)} = {euros(percentage)}, which is {'more' if percentage > fixed * 10**6 else 'not more'} than {euros(fixed * 10**6)}; so {euros(cap)}."))
    if separate:
        s_fixed, s_share = (20, 4) if separate[2] else (10, 2)
        s_percentage = Fraction(s_share * turnover, 100)
        lines.append(("count", f"{separate[1]}, unlinked, paragraph {5 if separate[2] else 4}: {s_share} % × {amount(turnover)} = {euros(s_percentage)} against {euros(s_fixed * 10**6)}, so {euros(answer - cap)}; together {amount(cap)} + {amount(answer - cap)} = {euros(answer)}."))
    lines.append(("check", f"the percentage overtakes the fixed sum at {amount(fixed * 10**6)} / {share} × 100 = {euros(500_000_000)} of turnover, and {euros(turnover)} lies {'above' if turnover > 500_000_000 else 'below'} that."))
    low, top = min(Fraction(fixed * 10**6), percentage), max(Fraction(fixed * 10**6), percentage)
    wrong = [
        (ceiling(turnover, not high) + (answer - cap if separate else 0), "took the ceiling of the other paragraph"),
        (low, "took the lower of the two figures"),
        (ceiling(own, high), "took the subsidiary's own turnover") if level >= 4 else (low + top, "added the two figures"),
        (ceiling(older[0], high), "took the year of the infringement") if level >= 4 else (Fraction(share * turnover, 1000), "slipped a decimal place"),
        (ceiling(older[1], high), "took the current year's estimate") if level >= 4 else (Fraction(fixed * 10**6), "took the fixed amount without comparing"),
        (cap, "left out the unrelated infringement") if separate else (cap + ceiling(turnover, False), "added up the ceilings of linked infringements" if level == 5 else "added the ceiling of the other paragraph"),
        (cap + ceiling(turnover, False) + ceiling(turnover, True), "added a ceiling for every article") if level == 5 else (Fraction(share * turnover, 100) * 2, "doubled the percentage"),
        (answer * 2, "doubled the ceiling"),
    ]
    distractors = wrong_sums(answer, wrong, euros, 1_000)
    ask = spin(rng, "{What is the most that the fine may amount to|How high may the fine be at most|What is the maximum of the fine|What is the ceiling of the fine}" if not separate else "{What is the most that the fines may amount to in total|How high may all fines together be at most}") + spin(rng, "{, in euros|}")
    return Problem(
        question=posed(rng, story, rules, asked(ask), _asides(rng, 1 if level == 4 else rng.randint(0, 1) if level < 4 else 0, firm)),
        steps=told(rng, [*lines, ("so", f"the answer is {euros(answer)}.")]),
        answer=euros(answer),
        answer_type="number",
        verifier="number",
        arguments={"unit": "EUR", "absolute": 1},
        parameters=parameters,
        distractors=distractors,
        operations=2 + level,
        irrelevant=level // 4,
    )


KINDS = {
    1: (_request, _breach, _fine, _fine),
    2: (_request, _breach, _fine, _fine),
    3: (_request, _breach, _fine, _fine),
    4: (_request, _breach, _fine),
    5: (_request, _breach, _fine),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the clocks and fines of data protection."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="data_protection",
    title="GDPR clocks and fines",
    source="Regulation (EU) 2016/679, Arts. 12, 33, 83; Regulation (EEC, Euratom) 1182/71, Art. 3; EDPB Guidelines 01/2022, 9/2022, 04/2022",
    problem=problem,
    rubric=(
        Criterion("Starts the clock at the event that the rule names: receipt, confirmed identity, the controller's awareness.", "essential"),
        Criterion("Distinguishes calendar months from days and hours, and moves only month periods to a working day.", "essential"),
        Criterion("Finds the paragraph of Art. 83 from the article infringed and takes the higher of sum and percentage.", "important"),
        Criterion("Takes the turnover of the whole undertaking in the financial year before the decision.", "important"),
        Criterion("Names the day of the week of the last day.", "optional"),
        Criterion("Skips weekends or holidays in counting the 72 hours.", "pitfall", positive=False),
    ),
)
