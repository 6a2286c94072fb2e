
"""Interest and late fees: day counts, part payments, prejudgment and federal postjudgment interest.

In: a seeded generator and a level. Out: one problem whose answer is a sum in dollars and cents.

    day counts              actual/365, actual/360, 30/360, actual/actual: `domains.legal.accrual` (ISDA 2006 § 4.16)
    part payments           United States Rule: first to accrued interest, then to principal; unpaid interest bears none
                            (Story v. Livingston, 38 U.S. (13 Pet.) 359, 371 (1839))
    prejudgment, New York   CPLR 5001 (from the breach), 5002 (to judgment on verdict plus interest), 5003, 5004(a): 9 % simple
    postjudgment, federal   28 U.S.C. § 1961: weekly average 1-year constant maturity Treasury yield for the calendar week
                            preceding the date of judgment; daily to the date of payment, compounded annually
    late charges            as the clause says: a share of the overdue installment after a grace period, once

Worked example: $10,000 at 6 % for 73 days on a 365-day year bears $120.

>>> simple(10_000, Fraction(6), 73)
Fraction(120, 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.legal.accrual import counted, leap_days, simple, thirty_days, whole_years
from domains.legal.calendar import DAY, add_months, add_years, written
from domains.legal.casework import posed, told
from domains.legal.districts import DISTRICTS
from domains.legal.money import amount, cents, dollars
from domains.legal.people import companies, people
from domains.legal.sums import asked, wrong_sums
from domains.wording import spin

Lines = list[tuple[str, str]]
Wrong = list[tuple[Fraction, str]]
ACTUAL_365, ACTUAL_360, THIRTY_360, ACTUAL_ACTUAL = "actual/365", "actual/360", "30/360", "actual/actual"


def accrued(principal: Fraction | int, percent: Fraction, start: date, end: date, convention: str) -> Fraction:
    """Simple interest between two dates under a day-count convention.

    >>> float(accrued(36_000, Fraction(5), date(2026, 1, 31), date(2026, 3, 31), THIRTY_360))
    300.0
    """
    if convention == THIRTY_360:
        return simple(principal, percent, thirty_days(start, end), 360)
    if convention == ACTUAL_ACTUAL:
        common, leap = leap_days(start, end)
        return simple(principal, percent, common, 365) + simple(principal, percent, leap, 366)
    return simple(principal, percent, (end - start).days, 360 if convention == ACTUAL_360 else 365)


def compounded(principal: Fraction, percent: Fraction, start: date, end: date) -> Fraction:
    """What a money judgment has grown to under § 1961(b), rounded to the cent at each anniversary and at the end.

    >>> float(compounded(Fraction(1000), Fraction(5), date(2023, 3, 1), date(2025, 3, 1)))
    1102.5
    """
    years, days = whole_years(start, end)
    balance = principal
    for _ in range(years):
        balance = Fraction(cents(balance * (100 + percent) / 100))
    return Fraction(cents(balance + simple(balance, percent, days)))


DEBTS = (
    "{$a lent $b $sum under a {signed |written |demand |}promissory note|$b signed a note for $sum in favor of $a|$a made a loan of $sum to $b}",
    "{$b owes $a $sum for {goods delivered|machine parts|printed catalogs|office furniture}|$a invoiced $b for $sum, {the price of a delivery of|for} {lumber|textiles|kitchen equipment|spare parts}}",
    "{$a did {electrical|roofing|plumbing|landscaping} work for $b, and $sum of the price is unpaid|$b left $sum of $a's {consulting|design|repair} bill unpaid}",
    "{A settlement agreement obliges $b to pay $a $sum|Under a settlement, $sum is due from $b to $a}",
    "{$b bought {a used tractor|a delivery van|a boat|restaurant equipment} from $a and left the price, $sum, unpaid|$a sold $b {a van|a printing press|a food truck} on credit; $sum is open}",
    "{$a advanced $sum to $b for {working capital|a renovation|the down payment on a shop|seed and fertilizer}|For {the harvest|new stock|an expansion}, $b borrowed $sum from $a}",
)
ASIDES = (
    "{$b has changed banks since|$a now banks elsewhere|$b has moved its office across town}",
    "{$a's lawyer charged a flat fee that is not claimed here|Costs and fees are claimed in a separate motion|Attorney's fees are dealt with separately}",
    "{$b offered to pay in installments, and $a declined|The parties talked about a discount and agreed on none|$b apologized for the delay}",
    "{The prime rate rose during that time|Mortgage rates fell a little meanwhile|Inflation ran at about three percent}",
    "{$a and $b have done business since {2009|2014|2017}|It is not the first dispute between the two|They met through a cousin}",
)


def _parties(rng: Random, natural: bool = False) -> tuple[str, str]:
    first, second = people(rng, 2)
    one, two = companies(rng, 2)
    a = rng.choice((first.name, f"{one} LLC", f"{one} Company", first.name))
    b = rng.choice((second.name, f"{two} Corporation", second.name, two))
    return a, second.name if natural else b


def _debt(rng: Random, a: str, b: str, sum_: str) -> str:
    text = rng.choice(DEBTS)
    return spin(rng, text, a=a, b=b, sum=sum_)


def _extras(rng: Random, count: int, a: str, b: str) -> list[str]:
    return [spin(rng, text, a=a, b=b) for text in rng.sample(ASIDES, count)]


def _percent(value: Fraction) -> str:
    """A rate as written: ``6``, ``7.25``."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


def _rate(rng: Random, low: int = 4, high: int = 18) -> Fraction:
    return Fraction(rng.randint(4 * low, 4 * high), 4)


def _day(rng: Random, first: int = 2021, last: int = 2026) -> date:
    low, high = date(first, 1, 4), date(last, 3, 31)
    return low + timedelta(days=rng.randint(0, (high - low).days))


def _principal(rng: Random, low: int = 1_200, high: int = 180_000) -> int:
    value = int(low * (high / low) ** rng.random())
    return value // 50 * 50 if rng.random() < 0.6 else value


CENTS = "{Round the result to the cent{, half a cent up|}|Give the answer in dollars and cents|State the result to the nearest cent|The answer is wanted to the cent}"
FIRST_OUT = "{Leave out the first day and count the last|The day from which interest runs is not counted, the last day is|Exclude the starting day and include the final one}"


def _problem(
    rng: Random, story: Sequence[str], rules: Sequence[str], ask: str, lines: Lines, answer: Fraction, wrong: Wrong,
    parameters: Mapping[str, Any], operations: int, extras: Sequence[str] = (),
) -> Problem:  # fmt: skip
    right = cents(answer)
    return Problem(
        question=posed(rng, story, rules, asked(ask), extras),
        steps=told(rng, [*lines, ("so", f"the answer is {dollars(right)}.")]),
        answer=dollars(right),
        answer_type="number",
        verifier="number",
        arguments={"unit": "USD", "absolute": 0.02},
        parameters=parameters,
        distractors=wrong_sums(Fraction(right), wrong, lambda value: dollars(cents(value)), Fraction(1, 10)),
        operations=operations,
        irrelevant=len(extras),
    )


def _direct(rng: Random, level: int) -> Problem:
    """Level 1: principal, yearly rate and days; a year of 365 or 360 days."""
    a, b = _parties(rng)
    principal, percent, days, year = _principal(rng), _rate(rng), rng.randint(12, 340), rng.choice((365, 365, 360))
    story = [
        _debt(rng, a, b, dollars(principal)),
        spin(rng, "{It bears|The debt bears|The parties agreed on} simple interest {at $rate percent a year|of $rate % a year|at an annual rate of $rate %}", rate=_percent(percent)),
        spin(rng, "{The money was outstanding for $days days|$days days passed before it was paid|$b paid after $days days|Payment came $days days later}", days=days, b=b),
    ]  # fmt: skip
    rules = [
        spin(rng, "{Interest is computed on a year of $year days|A year counts $year days|The agreement takes a year of $year days|Use a $year-day year}", year=year),
        spin(rng, CENTS),
    ]
    interest = simple(principal, percent, days, year)
    total = rng.random() < 0.35
    answer = principal + cents(interest) if total else interest
    other = 725 - year
    lines: Lines = [
        ("facts", f"principal {dollars(principal)}, {_percent(percent)} % a year, {days} days, a year of {year} days."),
        ("rule", spin(rng, "{simple interest is principal × rate × days / year|interest = principal × rate × days / days in the year}.")),
        ("count", f"{amount(principal)} × {_percent(percent)} % × {days} / {year} = {dollars(interest)}."),
        ("check", f"a full year would bring {amount(principal)} × {_percent(percent)} % = {dollars(simple(principal, percent, 1, 1))}, and {days} days are a part of it."),
    ]  # fmt: skip
    if total:
        lines.insert(3, ("then", f"principal and interest: {amount(principal)} + {amount(interest)} = {dollars(answer)}."))
    base = Fraction(principal if total else 0)
    wrong: Wrong = [
        (base + simple(principal, percent, days, other), f"took a year of {other} days"),
        (base + simple(principal, percent, 1, 1), "took a full year"),
        (base + simple(principal, percent, days // 30, 12), "counted whole months only"),
        (base + simple(principal, percent / 12, days, 30), "took months of 30 days over twelve"),
        (Fraction(principal) + interest if not total else interest, "added the principal" if not total else "gave the interest alone"),
        (base + simple(principal, percent / 10, days, year), "slipped a decimal place in the rate"),
    ]
    ask = spin(rng, "{How much is owed in all, principal and interest|What is the total of principal and interest|What must $b pay in total, interest included}" if total else "{How much interest is owed|What is the interest|How much interest has accrued|Compute the interest}", b=b)
    return _problem(rng, story, rules, ask, lines, Fraction(answer), wrong, {"kind": "direct", "principal": principal, "percent": float(percent), "days": days, "year": year, "total": total}, 3, _extras(rng, rng.randint(0, 1), a, b))


CLAUSES = {
    ACTUAL_365: "{interest accrues on the actual number of days elapsed over a year of 365 days|the actual days count, and every year has 365 days}",
    ACTUAL_360: "{interest is computed on the basis of a 360-day year for the actual number of days elapsed|the actual number of days elapsed is divided by 360}",
    THIRTY_360: "{interest is computed on a 360-day year of twelve 30-day months, a 31st counting as the 30th|every month counts 30 days (the 31st as the 30th) and the year 360}",
    ACTUAL_ACTUAL: "{interest accrues for actual days, those in a leap year over 366 and all others over 365|actual days count: over 366 so far as they fall in a leap year, over 365 otherwise}",
}  # fmt: skip


def _count_line(start: date, end: date, convention: str) -> str:
    if convention == THIRTY_360:
        return (
            f"30/360: 360 × {end.year - start.year} + 30 × ({end.month} − {start.month}) + {min(end.day, 30)} − {min(start.day, 30)}"
            f" = {thirty_days(start, end)} days"
        )
    return counted(start, end)


def _interest_line(principal: int, percent: Fraction, start: date, end: date, convention: str) -> str:
    result = accrued(principal, percent, start, end, convention)
    rate = f"{amount(principal)} × {_percent(percent)} %"
    if convention == ACTUAL_ACTUAL:
        common, leap = leap_days(start, end)
        return f"{rate} × ({common} / 365 + {leap} / 366) = {dollars(result)}"
    days = thirty_days(start, end) if convention == THIRTY_360 else (end - start).days
    return f"{rate} × {days} / {360 if convention.endswith('360') else 365} = {dollars(result)}"


def _dated(rng: Random, level: int) -> Problem:
    """Level 2: days between two dates under a stated convention; a rate a month, or in basis points.
    Level 3: the clause decides between conventions, and one party counts by another."""
    a, b = _parties(rng)
    start = _day(rng)
    span = rng.randint(25, 330)
    convention = rng.choice((ACTUAL_365, ACTUAL_360, THIRTY_360))
    if level == 3:
        convention = rng.choice((ACTUAL_360, THIRTY_360, ACTUAL_ACTUAL, ACTUAL_365))
        if convention == ACTUAL_ACTUAL:
            start = date(2023, 5, 1) + timedelta(days=rng.randint(0, 230)) if rng.random() < 0.5 else date(2024, 5, 1) + timedelta(days=rng.randint(0, 230))
            span = rng.randint(200, 340)
    end = start + timedelta(days=span)
    principal, percent = _principal(rng, 3_000, 400_000), _rate(rng)
    unit = rng.choice(("year", "month", "basis")) if level == 2 else "year"
    if unit == "month":
        percent = Fraction(12 * rng.randint(2, 7), 4)
    spoken = {
        "year": spin(rng, "$rate {percent|%} a year", rate=_percent(percent)),
        "month": spin(rng, "$rate {percent|%} a month{, that is twelve times that a year|, twelve times that by the year}", rate=_percent(percent / 12)),
        "basis": spin(rng, "$points basis points a year{ (100 of them make one percent)|}", points=int(percent * 100)),
    }[unit]
    verb = spin(rng, "{Simple interest at $spoken runs from $start|Since $start the sum has borne simple interest at $spoken|From $start on it carries simple interest of $spoken}", spoken=spoken, start=written(start))
    story = [
        _debt(rng, a, b, dollars(principal)),
        verb,
        spin(rng, "{$b paid {everything|in full} on $end|The whole debt was paid on $end|It was paid off on $end}", b=b, end=written(end)),
    ]
    others = [c for c in (ACTUAL_365, ACTUAL_360, THIRTY_360, ACTUAL_ACTUAL) if c != convention]
    clause = spin(rng, CLAUSES[convention])
    rules = [spin(rng, FIRST_OUT), spin(rng, CENTS)]
    tempting = ""
    if level == 2:
        rules.insert(0, spin(rng, "{By the agreement|As agreed|Under the contract}, $clause", clause=clause))
    else:
        other = rng.choice(others[:2] if convention not in (ACTUAL_365,) else [ACTUAL_360, THIRTY_360])
        tempting = other
        story.append(spin(rng, "{The clause on interest reads|The contract says|Section $section of the agreement provides}: $clause", clause=clause, section=rng.randint(3, 14)))
        claims = {ACTUAL_365: "{divides by 365|counts over 365 days}", ACTUAL_360: "{divides the days by 360|uses a 360-day year with actual days}", THIRTY_360: "{counts each month as 30 days|uses months of thirty days}", ACTUAL_ACTUAL: "{uses 366 in the leap year}"}
        story.append(spin(rng, "{$who|In a letter $who|On its own sheet $who} $claims", who=rng.choice((a, b)), claims=spin(rng, claims[other])))
        rules.append(spin(rng, "{The clause governs|The written clause prevails over what a party computes|Follow the agreement}"))
    interest = accrued(principal, percent, start, end, convention)
    lines: Lines = [
        ("facts", f"{dollars(principal)} from {written(start)} to {written(end)}, {clause}."),
        ("rule", "principal × yearly rate × days / year, with days and year as the clause counts them."),
        ("count", f"{_count_line(start, end, convention)}."),
    ]
    if unit == "month":
        lines.append(("count", f"yearly rate: {_percent(percent / 12)} × 12 = {_percent(percent)} %."))
    if unit == "basis":
        lines.append(("count", f"yearly rate: {int(percent * 100)} / 100 = {_percent(percent)} %."))
    if convention == ACTUAL_ACTUAL:
        common, leap = leap_days(start, end)
        lines.append(("count", f"of these, {leap} fall in the leap year: {common} + {leap} = {common + leap}."))
    if tempting:
        lines.append(("mistake", f"to count by {tempting}, which gives {dollars(cents(accrued(principal, percent, start, end, tempting)))}; the clause says otherwise."))
    lines += [
        ("apply", f"{_interest_line(principal, percent, start, end, convention)}."),
        ("check", f"one day costs about {amount(principal)} × {_percent(percent)} % / 365 = {dollars(simple(principal, percent, 1))}, and {(end - start).days} of them come close to the result."),
    ]
    wrong: Wrong = [(accrued(principal, percent, start, end, other), f"counted by {other}") for other in others]
    plus = 1 if convention != THIRTY_360 else 2
    wrong += [
        (interest + simple(principal, percent, plus, 365), "counted the first day as well"),
        (simple(principal, percent, (end.year - start.year) * 12 + end.month - start.month, 12), "counted whole months"),
        (simple(principal, percent / 12, (end - start).days) if unit == "month" else simple(principal, percent, 1, 1), "took the monthly rate for the yearly one" if unit == "month" else "took a full year"),
    ]
    if unit == "basis":
        wrong.insert(0, (simple(principal, percent / 10, (end - start).days), "took 1,000 basis points for one percent"))
    ask = spin(rng, "{How much interest was due on the day of payment|How much interest is due|What interest accrued|What is the interest for the whole time|Compute the interest owed}")
    return _problem(
        rng, story, rules, ask, lines, interest, wrong,
        {"kind": "dated", "principal": principal, "percent": float(percent), "start": start.isoformat(), "end": end.isoformat(), "convention": convention},
        5 + level, _extras(rng, rng.randint(0, 1), a, b),
    )  # fmt: skip


CLAIMS = "{breach of {contract|a supply agreement|a lease|warranty}|{trademark|patent|copyright} infringement|unpaid overtime|fraud|negligence in a diversity case}"


def _weekly(rng: Random, entered: date) -> tuple[list[tuple[date, Fraction]], Fraction, Fraction]:
    """(Friday that a calendar week of Treasury yields ends on, average) for four weeks; the right one; the tempting one."""
    friday = entered - DAY * ((entered.weekday() - 4) % 7)
    if entered.weekday() in (4, 5, 6):
        friday = friday - 7 * DAY if entered.weekday() == 4 else friday
    level = {2022: 250, 2023: 490, 2024: 480, 2025: 400, 2026: 360}.get(entered.year, 400)
    rates = []
    for _ in range(4):
        level += rng.choice((-11, -8, -5, -3, 2, 4, 7, 9, 12))
        rates.append(Fraction(level, 100))
    weeks = [(friday + 7 * DAY * offset, rate) for offset, rate in zip((-2, -1, 0, 1), rates)]
    return weeks, rates[2], rates[3]


def _judgment(rng: Random, level: int) -> Problem:
    """Level 3: § 1961 within a few years, the right week's rate; level 5: with a part payment on the way."""
    a, b = _parties(rng)
    entered = date(2022, 6, 6) + timedelta(days=rng.randint(0, 950))
    if entered.weekday() >= 5:
        entered += 2 * DAY
    if (entered.month, entered.day) == (2, 29):
        entered += DAY
    span = rng.randint(60, 340) + 365 * rng.randint(0 if level == 3 else 1, 2)
    paid = min(entered + timedelta(days=span), date(2026, 9, 30))
    principal = _principal(rng, 18_000, 900_000)
    weeks, percent, tempting = _weekly(rng, entered)
    contract = Fraction(rng.choice((8, 9, 10, 12, 18)))
    table = "; ".join(f"week ending {written(friday)}: {_percent(rate)} %" for friday, rate in weeks)
    story = [
        spin(rng, "{In a suit for $claim, $court entered judgment for $a against $b for $sum on $day|On $day, $court entered a money judgment of $sum in favor of $a and against $b, for $claim|$a won a judgment of $sum against $b in $court; it was entered on $day in an action for $claim}", claim=spin(rng, CLAIMS if a.split()[-1] not in ("LLC", "Company") else CLAIMS.replace("unpaid overtime|", "")), court=f"the U.S. District Court for {rng.choice(DISTRICTS)}", a=a, b=b, sum=dollars(principal), day=written(entered, weekday=True)),
        spin(rng, "{For this exercise take the weekly averages of the 1-year constant maturity Treasury yield to be|Take these figures for the weekly average 1-year constant maturity Treasury yield}: $table", table=table),
        spin(rng, "{Judgments of the state courts there bear $rate % a year|In a demand letter $a had claimed $rate % a year|$a had asked for interest of $rate % a year}", rate=_percent(contract), a=a),
    ]  # fmt: skip
    rules = [
        spin(rng, "28 U.S.C. § 1961: interest runs from the date of entry of judgment at the weekly average yield for the calendar week preceding the date of judgment{, computed daily to the date of payment and compounded annually|; it is computed daily to the date of payment and compounded once a year}"),
        spin(rng, "{Count 365 days to the year, compound on each anniversary of entry and round to the cent whenever interest is added|Compounding takes place on the anniversaries of entry; days beyond them count over 365; round to the cent at each addition}"),
    ]  # fmt: skip
    years, days = whole_years(entered, paid)
    lines: Lines = [
        ("facts", f"{dollars(principal)} entered on {written(entered, weekday=True)}."),
        ("rule", f"§ 1961(a) takes the week before the one of the judgment: the week ending {written(weeks[2][0])}, {_percent(percent)} %."),
        ("mistake", f"to take the week in which judgment was entered ({_percent(tempting)} %) or the rate of {_percent(contract)} %; federal judgments bear the federal rate of the preceding week."),
    ]  # fmt: skip
    if level == 3:
        story.append(spin(rng, "{$b paid in full on $day|Payment in full, interest included, came on $day|The judgment was satisfied on $day}", b=b, day=written(paid)))
        balance = Fraction(principal)
        for year in range(years):
            grown = Fraction(cents(balance * (100 + percent) / 100))
            lines.append(("count", f"to {written(add_years(entered, year + 1))}: {amount(balance)} × (1 + {_percent(percent)} %) = {dollars(grown)}."))
            balance = grown
        rest = simple(balance, percent, days)
        if days:
            lines.append(("count", f"then {days} days to {written(paid)}: {amount(balance)} × {_percent(percent)} % × {days} / 365 = {dollars(rest)}."))
        total = compounded(Fraction(principal), percent, entered, paid)
        answer = total - principal
        lines.append(("check", f"{amount(total)} − {amount(principal)} = {dollars(answer)}; {f'simple interest for the {(paid - entered).days} days, {dollars(simple(principal, percent, (paid - entered).days))}, is a little less' if years else 'no anniversary has passed, so nothing is compounded'}."))
        wrong: Wrong = [
            (compounded(Fraction(principal), tempting, entered, paid) - principal, "took the rate of the week of the judgment"),
            (compounded(Fraction(principal), weeks[1][1], entered, paid) - principal, "went back one week too far"),
            (simple(principal, contract, (paid - entered).days), "took the other rate that the file names"),
            (compounded(Fraction(principal), contract, entered, paid) - principal, "took the other rate and compounded it"),
            (simple(principal, percent, (paid - entered).days), "did not compound"),
            (simple(principal, percent, years, 1), "dropped the days beyond whole years"),
            (answer + simple(principal, percent, 30), "counted a month too many"),
        ]
        ask = spin(rng, "{How much postjudgment interest was due|What postjudgment interest had accrued by then|What interest under § 1961 was owed}")
        parameters: dict[str, Any] = {"kind": "judgment", "principal": principal, "weeks": [[day.isoformat(), float(rate)] for day, rate in weeks], "entered": entered.isoformat(), "paid": paid.isoformat()}
        return _problem(rng, story, rules, ask, lines, answer, wrong, parameters, 5 + years)
    first = entered + timedelta(days=rng.randint(40, 350))
    part = principal * rng.randint(10, 45) // 100 // 100 * 100
    story.append(spin(rng, "{On $one $b paid $part; the rest followed on $two|$b paid $part on $one and wants to pay off the remainder on $two}", one=written(first), two=written(paid), b=b, part=dollars(part)))
    rules.append(spin(rng, "{A part payment goes first to the interest accrued to that day, then to principal|Payments are applied to accrued interest first and to principal after it}; {what is then left of the principal keeps compounding on the same anniversaries|the anniversaries of entry stay the dates of compounding}"))
    d1 = (first - entered).days
    i1 = Fraction(cents(simple(principal, percent, d1)))
    left = principal + i1 - part
    anniversary = add_years(entered, 1)
    d2 = (anniversary - first).days
    i2 = Fraction(cents(simple(left, percent, d2)))
    balance = left + i2
    lines += [
        ("count", f"{d1} days to the part payment: {amount(principal)} × {_percent(percent)} % × {d1} / 365 = {dollars(i1)}; left {amount(principal)} + {amount(i1)} − {amount(part)} = {dollars(left)}."),
        ("count", f"{d2} days to {written(anniversary)}: {amount(left)} × {_percent(percent)} % × {d2} / 365 = {dollars(i2)}; added, {amount(left)} + {amount(i2)} = {dollars(balance)}."),
    ]  # fmt: skip
    for year in range(1, years):
        grown = Fraction(cents(balance * (100 + percent) / 100))
        lines.append(("count", f"to {written(add_years(entered, year + 1))}: {amount(balance)} × (1 + {_percent(percent)} %) = {dollars(grown)}."))
        balance = grown
    rest = Fraction(cents(simple(balance, percent, days)))
    answer = balance + rest
    lines += [
        ("count", f"the last {days} days: {amount(balance)} × {_percent(percent)} % × {days} / 365 = {dollars(rest)}; {amount(balance)} + {amount(rest)} = {dollars(answer)}."),
        ("check", f"without interest {amount(principal)} − {amount(part)} = {dollars(principal - part)} would be left, and the payoff is somewhat more."),
    ]
    whole = compounded(Fraction(principal), percent, entered, paid)
    wrong = [
        (whole - part, "let the part payment reduce nothing until the end"),
        (compounded(Fraction(principal - part), percent, entered, paid), "took the part payment off at the date of judgment"),
        (principal - part + simple(principal, percent, d1) + simple(principal - part, percent, (paid - first).days), "did not compound"),
        (compounded(left, percent, first, paid), "compounded on anniversaries of the payment"),
        (Fraction(principal - part), "forgot interest"),
        (left + simple(left, percent, (paid - first).days), "did not compound after the payment"),
        (compounded(Fraction(principal), tempting, entered, paid) - part, "took the rate of the week of the judgment"),
    ]
    ask = spin(rng, "{What is the payoff amount on the last date|How much must be paid on the final date to satisfy the judgment|What sum satisfies the judgment on that last day}")
    parameters = {"kind": "judgment_part", "principal": principal, "weeks": [[day.isoformat(), float(rate)] for day, rate in weeks], "entered": entered.isoformat(), "paid": paid.isoformat(), "first": first.isoformat(), "part": part}
    return _problem(rng, story, rules, ask, lines, answer, wrong, parameters, 9 + years)


def _payments(rng: Random, level: int) -> Problem:
    """Level 4: two part payments by the United States Rule, one of them possibly smaller than the interest."""
    a, b = _parties(rng)
    start = _day(rng, 2021, 2025)
    dates = [start]
    for _ in range(3):
        dates.append(dates[-1] + timedelta(days=rng.randint(35, 170)))
    principal, percent = _principal(rng, 6_000, 160_000), _rate(rng, 5, 18)
    interest = [Fraction(0)] * 3
    first_due = cents(simple(principal, percent, (dates[1] - dates[0]).days))
    small = rng.random() < 0.4
    one = max(20, int(first_due * rng.randint(30, 80) / 100)) if small else principal * rng.randint(8, 35) // 100
    two = principal * rng.randint(15, 40) // 100 + int(first_due)
    unpaid, balance = Fraction(0), Fraction(principal)
    lines: Lines = [
        ("facts", f"{dollars(principal)} at {_percent(percent)} % from {written(start)}; {dollars(one)} on {written(dates[1])}, {dollars(two)} on {written(dates[2])}, payoff on {written(dates[3])}."),
        ("rule", "United States Rule: a payment discharges accrued interest first and only the rest reduces principal; unpaid interest waits, and bears no interest itself."),
        ("mistake", "to take a payment straight off the principal, or to add unpaid interest to it; the first forgets the interest, the second compounds it."),
    ]  # fmt: skip
    for index, payment in enumerate((one, two, 0)):
        days = (dates[index + 1] - dates[index]).days
        new = Fraction(cents(simple(balance, percent, days)))
        interest[index] = new
        line = f"{days} days to {written(dates[index + 1])}: {amount(balance)} × {_percent(percent)} % × {days} / 365 = {dollars(new)}"
        due = unpaid + new
        if unpaid:
            line += f"; with what was unpaid {amount(unpaid)} + {amount(new)} = {dollars(due)}"
        if index < 2:
            if payment < due:
                unpaid = due - payment
                line += f"; the payment of {dollars(payment)} is smaller: {amount(due)} − {amount(payment)} = {dollars(unpaid)} of interest stays unpaid, principal stays {dollars(balance)}"
            else:
                unpaid = Fraction(0)
                after = balance - (payment - due)
                line += f"; to principal go {amount(payment)} − {amount(due)} = {dollars(payment - due)}, leaving {amount(balance)} − {amount(payment - due)} = {dollars(after)}"
                balance = after
        lines.append(("count", line + "."))
    answer = balance + unpaid + interest[2]
    lines.append(("check", f"payoff {amount(balance)} + {amount(unpaid + interest[2])} = {dollars(answer)}; paid in all {amount(one)} + {amount(two)} + {amount(answer)} = {dollars(one + two + answer)}, more than the {dollars(principal)} owed at first."))
    story = [
        _debt(rng, a, b, dollars(principal)),
        spin(rng, "{Simple interest of $rate % a year runs from $start|From $start it bears simple interest at $rate percent a year}", rate=_percent(percent), start=written(start)),
        spin(rng, "{$b paid $one on $first and $two on $second|Two payments came in: $one on $first, then $two on $second|On $first $b paid $one, on $second another $two}", b=b, one=dollars(one), two=dollars(two), first=written(dates[1]), second=written(dates[2])),
        spin(rng, "{$b wants to pay off the rest on $last|The remainder is to be paid on $last|Payoff is set for $last}", b=b, last=written(dates[3])),
    ]  # fmt: skip
    rules = [
        spin(rng, "{Payments are credited by the United States Rule: to accrued interest first, the excess to principal; interest left unpaid is carried along without bearing interest|Under the United States Rule a payment covers accrued interest first and then principal, and unpaid interest is not added to principal}"),
        spin(rng, "{Actual days over 365, rounding interest to the cent at each date|Use actual days and a 365-day year; round each interest amount to the cent}"),
        spin(rng, FIRST_OUT),
    ]  # fmt: skip
    straight, flat = Fraction(principal), Fraction(0)
    for index, payment in enumerate((one, two, 0)):
        flat += simple(straight, percent, (dates[index + 1] - dates[index]).days)
        straight -= payment
    merchant = principal + simple(principal, percent, (dates[3] - dates[0]).days)
    merchant -= one + simple(one, percent, (dates[3] - dates[1]).days) + two + simple(two, percent, (dates[3] - dates[2]).days)
    compound = Fraction(principal)
    for index, payment in enumerate((one, two, 0)):
        compound += simple(compound, percent, (dates[index + 1] - dates[index]).days) - payment
    wrong: Wrong = [
        (straight + flat, "took each payment off the principal at once"),
        (merchant, "used the Merchant's Rule"),
        (compound, "added unpaid interest to principal"),
        (principal - one - two + simple(principal, percent, (dates[3] - dates[0]).days), "charged interest on the full principal throughout"),
        (Fraction(principal - one - two), "forgot interest"),
        (balance, "left out the last interest"),
        (answer + interest[2], "charged the last interest twice"),
    ]
    ask = spin(rng, "{What is the payoff amount|How much is owed on the last date|What sum pays the debt off}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "payments", "principal": principal, "percent": float(percent), "dates": [day.isoformat() for day in dates], "paid": [one, two]},
        9, _extras(rng, rng.randint(1, 2), a, b),
    )  # fmt: skip


def _prejudgment(rng: Random, level: int) -> Problem:
    """Level 4: New York: 9 % from the breach to the verdict, on the verdict plus interest to judgment, then on the judgment."""
    consumer = rng.random() < 0.25
    a, b = _parties(rng, natural=consumer)
    breach = _day(rng, 2019, 2023)
    verdict = breach + timedelta(days=rng.randint(300, 1_050))
    judgment = verdict + timedelta(days=rng.randint(9, 80))
    paid = judgment + timedelta(days=rng.randint(40, 330))
    principal = _principal(rng, 2_500, 38_000) if consumer else _principal(rng, 15_000, 600_000)
    percent = Fraction(2 if consumer else 9)
    n1, n2, n3 = ((y - x).days for x, y in ((breach, verdict), (verdict, judgment), (judgment, paid)))
    i1 = Fraction(cents(simple(principal, percent, n1)))
    sum1 = principal + i1
    i2 = Fraction(cents(simple(sum1, percent, n2)))
    sum2 = sum1 + i2
    i3 = Fraction(cents(simple(sum2, percent, n3)))
    answer = sum2 + i3
    matter = spin(rng, "{a personal credit card account|a store account for household goods|a personal loan for family purposes}" if consumer else "{a commercial lease|a contract to supply {steel|fabric|paper}|a construction contract|a brokerage agreement|a franchise agreement|a contract between two dealers}")
    story = [
        spin(rng, "{$b broke $matter with $a on $breach|On $breach $b defaulted on $matter with $a|$a sues in New York on $matter; the breach by $b dates from $breach}", a=a, b=b, matter=matter, breach=written(breach)),
        spin(rng, "{A jury found damages of $sum on $verdict|On $verdict the verdict came: $sum|The verdict of $verdict fixed damages at $sum}", sum=dollars(principal), verdict=written(verdict)),
        spin(rng, "{Judgment was entered on $judgment and paid on $paid|The clerk entered judgment on $judgment; $b paid on $paid}", judgment=written(judgment), paid=written(paid), b=b),
        spin(rng, "{Costs were waived|No costs were taxed|The parties bear their own costs}"),
    ]  # fmt: skip
    rules = [
        spin(rng, "{New York CPLR|Under the New York CPLR}: interest runs from the breach to the verdict on the damages (5001), from verdict to judgment on the verdict including that interest (5002), and from judgment on the whole judgment (5003)"),
        spin(rng, "{CPLR 5004(a): 9 % a year, but 2 % a year where the action arises out of consumer debt and the defendant is a natural person|The rate of CPLR 5004(a) is 9 % a year, for consumer debt of a natural person 2 %}{; apply it throughout|; assume that it applied all the time}"),
        spin(rng, "{Simple interest for actual days over 365, rounded to the cent at each stage|Actual days, 365-day year, no compounding inside a stage, cents at each stage}"),
    ]  # fmt: skip
    if consumer:
        story.append(spin(rng, "{$b is a natural person who bought for the household|The debtor, $b, is a natural person, and the debt is consumer debt}", b=b))
    other = Fraction(11) - percent
    lines: Lines = [
        ("facts", f"damages {dollars(principal)}; breach {written(breach)}, verdict {written(verdict)}, judgment {written(judgment)}, payment {written(paid)}."),
        ("rule", f"{'consumer debt of a natural person' if consumer else 'not consumer debt'}, so {_percent(percent)} % (CPLR 5004(a)); three stages, each on the sum reached before."),
        ("count", f"{counted(breach, verdict)}: {amount(principal)} × {_percent(percent)} % × {n1} / 365 = {dollars(i1)}; {amount(principal)} + {amount(i1)} = {dollars(sum1)}."),
        ("count", f"{counted(verdict, judgment)}: {amount(sum1)} × {_percent(percent)} % × {n2} / 365 = {dollars(i2)}; {amount(sum1)} + {amount(i2)} = {dollars(sum2)}."),
        ("mistake", f"to run interest on the bare damages to the end, {dollars(cents(principal + simple(principal, percent, n1 + n2 + n3)))}; CPLR 5002 and 5003 put earlier interest into the base."),
        ("count", f"{counted(judgment, paid)}: {amount(sum2)} × {_percent(percent)} % × {n3} / 365 = {dollars(i3)}."),
        ("check", f"{amount(sum2)} + {amount(i3)} = {dollars(answer)}; it is somewhat more than with interest on the damages alone."),
    ]  # fmt: skip
    wrong: Wrong = [
        (principal + simple(principal, percent, n1 + n2 + n3), "ran interest on the damages alone"),
        (sum2, "stopped at the judgment"),
        (principal + simple(principal, percent, n2 + n3), "started at the verdict"),
        (principal + simple(principal, other, n1 + n2 + n3), f"took {_percent(other)} %"),
        (principal + simple(principal, percent, n3), "gave postjudgment interest only"),
        (sum1 + simple(sum1, percent, n3), "left out the time between verdict and judgment"),
    ]
    ask = spin(rng, "{How much was due on the day of payment, interest included|What sum discharged the judgment on that day|What was the total due when it was paid}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "prejudgment", "principal": principal, "consumer": consumer, "dates": [day.isoformat() for day in (breach, verdict, judgment, paid)]},
        8, _extras(rng, rng.randint(0, 1), a, b),
    )  # fmt: skip


def _late(rng: Random, level: int) -> Problem:
    """Level 5: late charges once per installment after a grace period, and default interest on the overdue part."""
    a, b = _parties(rng)
    first = date(rng.randint(2022, 2026), rng.randint(1, 8), rng.choice((1, 1, 5, 10, 15)))
    installment = rng.randint(18, 190) * 25
    grace, share = rng.choice((5, 7, 10, 15)), rng.choice((4, 5, 5, 6))
    percent = Fraction(rng.choice((10, 12, 14, 15, 18)))
    cap = rng.choice((None, installment * share // 100 // 10 * 10 - 5)) if installment * share >= 6_000 else None
    due = [add_months(first, index) for index in range(3)]
    late = [rng.choice((0, grace, grace + 1, rng.randint(grace + 2, 27))), rng.choice((grace, grace + 1, rng.randint(1, grace))), rng.randint(grace + 2, 26)]
    rng.shuffle(late)
    part = installment * rng.choice((40, 50, 60)) // 100
    paid = [day + timedelta(days=days) for day, days in zip(due, late)]
    split = rng.randrange(3)
    overdue = [installment - part if index == split else installment for index in range(3)]
    charge = [Fraction(0)] * 3
    interest = [Fraction(0)] * 3
    lines: Lines = [
        ("facts", f"installments of {dollars(installment)} due on {', '.join(written(day) for day in due)}, paid {', '.join(f'{days} days' if days != 1 else '1 day' for days in late)} after the due date; of one, {dollars(part)} came on time."),
        ("rule", f"a charge of {share} % of the overdue part only if it is paid after day {grace}; default interest of {_percent(percent)} % on the overdue part from the due date to payment, whatever the grace period."),
        ("mistake", f"to charge the fee for a payment made exactly on day {grace}, to take {share} % of the whole installment when a part was on time, or to let interest start only when the grace period ends."),
    ]  # fmt: skip
    for index in range(3):
        fee = Fraction(cents(Fraction(overdue[index] * share, 100))) if late[index] > grace else Fraction(0)
        capped = cap is not None and fee > cap
        charge[index] = Fraction(cap) if capped and cap is not None else fee
        interest[index] = Fraction(cents(simple(overdue[index], percent, late[index])))
        text = f"installment {index + 1}, {dollars(overdue[index])} overdue: "
        if late[index] > grace:
            text += f"{late[index]} days is more than {grace}, so {share} % × {amount(overdue[index])} = {dollars(fee)}" + (f", capped at {dollars(charge[index])}" if capped else "")
        else:
            text += f"paid within {grace} days, no charge" if late[index] else "paid on the due date, nothing is due"
        if late[index]:
            text += f"; interest {amount(overdue[index])} × {_percent(percent)} % × {late[index]} / 365 = {dollars(interest[index])}"
        lines.append(("count", text + "."))
    answer = sum(charge, Fraction(0)) + sum(interest, Fraction(0))
    lines.append(("check", f"charges {' + '.join(amount(x) for x in charge)} = {dollars(sum(charge))}, interest {' + '.join(amount(x) for x in interest)} = {dollars(sum(interest))}; together {amount(sum(charge))} + {amount(sum(interest))} = {dollars(answer)}."))
    story = [
        spin(rng, "{$b leases {a shop|a crane|office space|two vans|kitchen equipment} from $a|$b repays $a in monthly installments|$b rents {a warehouse|a studio|a storage hall} from $a|Under a payment plan $b pays $a by the month}", a=a, b=b),
        spin(rng, "{Installments of $sum fall due on $one, $two and $three|$sum is due on each of $one, $two and $three}", sum=dollars(installment), one=written(due[0]), two=written(due[1]), three=written(due[2])),
        spin(rng, "{They were paid on|Payment came on} $one, $two and $three, {respectively|in that order}, {except that|but} $part of the $nth {installment|payment} had {already |}been paid on its due date", one=written(paid[0]), two=written(paid[1]), three=written(paid[2]), part=dollars(part), nth=("first", "second", "third")[split]),
    ]  # fmt: skip
    limit = spin(rng, "{, but no more than $cap an installment|, capped at $cap for each installment}", cap=dollars(cap)) if cap is not None else ""
    rules = [
        spin(rng, "{The clause:|The agreement:|Late clause:} a late charge of $share % of any part of an installment not paid {within $grace days after it is due|by the end of the $grace. day after the due date}, once per installment$limit", share=share, grace=grace, limit=limit).replace("the 5. day", "the fifth day").replace("the 7. day", "the seventh day").replace("the 10. day", "the tenth day").replace("the 15. day", "the fifteenth day"),
        spin(rng, "{Besides, overdue amounts bear simple default interest of $rate % a year from the due date until paid, grace period or not|Any overdue amount also bears $rate % simple interest a year from its due date to payment (actual days over 365), and the grace period does not stop it}", rate=_percent(percent)),
        spin(rng, "{Late charges themselves bear no interest; round each amount to the cent|No interest on charges; each amount to the cent} {(365-day year)|on a 365-day year}"),
    ]  # fmt: skip
    fees_all = sum((Fraction(overdue[i] * share, 100) for i in range(3) if late[i]), Fraction(0))
    wrong: Wrong = [
        (fees_all + sum(interest), "charged every late payment, grace period or not"),
        (sum((Fraction(installment * share, 100) for i in range(3) if late[i] > grace), Fraction(0)) + sum(simple(installment, percent, late[i]) for i in range(3)), "took the whole installment where a part was on time"),
        (sum(charge) + sum((simple(overdue[i], percent, max(0, late[i] - grace)) for i in range(3)), Fraction(0)), "let interest start after the grace period"),
        (sum(charge, Fraction(0)), "left out the interest"),
        (sum(interest, Fraction(0)), "left out the charges"),
        (sum((Fraction(overdue[i] * share, 100) for i in range(3) if late[i] >= grace), Fraction(0)) + sum(interest), "charged the payment made on the last day of grace, or forgot the cap"),
    ]
    ask = spin(rng, "{How much does $b owe in late charges and default interest together|What is the total of charges and default interest|What do the charges and the interest add up to}", b=b)
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "late", "installment": installment, "due": [d.isoformat() for d in due], "paid": [d.isoformat() for d in paid], "part": part, "split": split, "grace": grace, "share": share, "cap": cap, "percent": float(percent)},
        10,
    )  # fmt: skip


KINDS = {
    1: (_direct,),
    2: (_dated,),
    3: (_dated, _judgment),
    4: (_payments, _prejudgment),
    5: (_judgment, _late),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on interest."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="interest",
    title="Interest and late fees",
    source="28 U.S.C. § 1961; N.Y. CPLR 5001–5004; United States Rule (38 U.S. 359); day counts as in ISDA 2006 § 4.16",
    problem=problem,
    rubric=(
        Criterion("Counts the days by the stated convention, leaving out the first day and counting the last.", "essential"),
        Criterion("Uses the year (360, 365, 366) that the clause or the statute prescribes.", "essential"),
        Criterion("Credits payments in the stated order and carries unpaid interest as the rule says.", "important"),
        Criterion("Compounds exactly where the rule compounds and nowhere else.", "important"),
        Criterion("Checks the size of the result against a rough yearly or daily figure.", "optional"),
        Criterion("Takes a contract or state rate for a federal judgment, or the rate of the wrong week.", "pitfall", positive=False),
    ),
)
