
"""Federal income tax of individuals, tax years 2024 to 2026.

In: a seeded generator and a level. Out: one problem whose answer is a sum in whole dollars.

    rates                   I.R.C. § 1(j): 10, 12, 22, 24, 32, 35 and 37 per cent of slices of taxable income
    standard deduction      § 63(c); additional amounts for age and blindness § 63(f); of a dependent § 63(c)(5)
    filing status           § 1(a)–(d), § 2(a) surviving spouse, § 2(b) head of household, § 7703 status at year's end
    not income              § 101 life insurance, § 102 gifts and bequests, § 103 municipal interest, § 104(a)(2) injury damages
    itemized                § 164(b)(6) taxes, § 213 medical above 7.5 % of adjusted gross income, §§ 163(h), 170
    credits                 § 24: child credit, $500 for other dependents, less $50 for each $1,000 or part above the threshold
    net capital gain        § 1(h): 0, 15, 20 per cent, stacked on top of the other taxable income
    seniors                 § 151(d)(5)(C) for 2025 to 2028: $6,000 each, less 6 per cent of income above the threshold

Indexed amounts and their authority are in `domains.legal.tax_years`; each question states those that it needs.

Worked example: a single person with $100,000 of taxable income in 2026 owes $5,800 + 22 % of $49,600.

>>> YEARS[2026].tax("single", 100_000) == 5_800 + 22 * 49_600 // 100 == 16_712
True
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import posed, told
from domains.legal.money import amount, dollars
from domains.legal.people import Person, people
from domains.legal.sums import asked, whole, wrong_sums
from domains.legal.tax_years import (
    CHILD_PHASE_OUT,
    HEAD,
    JOINT,
    OTHER_DEPENDENT,
    RATES,
    SENIOR,
    SENIOR_PHASE_OUT,
    SENIOR_RATE,
    SEPARATE,
    SINGLE,
    YEARS,
    TaxYear,
)
from domains.wording import listed, spin

Lines = list[tuple[str, str]]
Wrong = list[tuple[int | Fraction, str]]


def reduction(income: int, threshold: int) -> int:
    """Dollars by which the child credit shrinks: $50 for each $1,000 above the threshold, a part counting as whole.

    >>> reduction(400_001, 400_000), reduction(400_000, 400_000), reduction(412_300, 400_000)
    (50, 0, 650)
    """
    return 50 * max(0, -(-(income - threshold) // 1000))


def stacked(year: TaxYear, status: str, ordinary: int, gain: int) -> tuple[int, int, int]:
    """Parts of a net capital gain that the rates of 0, 15 and 20 per cent fall on, above `ordinary` taxable income.

    >>> stacked(YEARS[2025], "single", 40_000, 20_000)
    (8350, 11650, 0)
    """
    first, second = year.gains[status]
    top = ordinary + gain
    zero = max(0, min(top, first) - ordinary)
    twenty = max(0, top - max(second, ordinary))
    return zero, gain - zero - twenty, twenty


def dependent_deduction(year: TaxYear, earned: int) -> int:
    """Standard deduction of a single dependent: the least amount or earned income plus an amount, at most the regular one.

    >>> dependent_deduction(YEARS[2026], 500), dependent_deduction(YEARS[2026], 6_000)
    (1350, 6450)
    """
    least, plus = year.dependent
    return min(year.standard[SINGLE], max(least, earned + plus))


JOBS = "{a {school|hospital|county|credit union|bakery|print shop|law office|nursery|warehouse|theater|museum} {clerk|manager|bookkeeper|supervisor|technician}|{a nurse|a carpenter|a bus driver|a paralegal|a dental hygienist|a plumber|a surveyor|a translator|a chemist|a librarian|a graphic designer|a welder}}"
SENIOR_JOBS = "{a {surgeon|cardiologist|dentist|radiologist}|a partner in {a law firm|an architecture firm|an engineering firm}|{a petroleum engineer|an airline captain|an investment banker|a software architect}|{an executive|the chief accountant|a division head} of {a hospital group|an insurance company|a shipping company}}"
STATUS_WORDS = {
    SINGLE: "{single|unmarried, files as single|files as a single person}",
    HEAD: "{a head of household|files as head of household}",
    JOINT: "{files jointly with a spouse|married and files a joint return}",
    SEPARATE: "{married but files separately|files separately from a spouse}",
}
ASIDES = (
    "{The taxpayer|Our client} {moved to a larger apartment|bought a used car|adopted a dog|started night classes|changed banks} {in March|in the spring|over the summer|in October}",
    "{State|Local} income tax is {a separate matter|not in question here|handled by another office}",
    "{Last year's|The previous year's} return was {filed on time|prepared by someone else|accepted without change}",
    "{The employer|The payroll office} {issued the Form W-2 late|has since changed payroll providers|corrected the address on the W-2}",
    "{The taxpayer|Our client} {keeps tidy records|has all receipts in a shoebox|prefers to file on paper|asks to be called back in the evening}",
)
#: receipts that gross income does not include: (what, section)
EXCLUDED = (
    ("{a cash gift of $sum from {an aunt|a grandfather|a former neighbor}|$sum as a gift from {an uncle|a godmother}}", "§ 102"),
    ("{an inheritance of $sum from {a great-uncle|a cousin}|a bequest of $sum under {a friend's|an aunt's} will}", "§ 102"),
    ("{$sum of life insurance proceeds paid on the death of {a parent|a sister}|a life insurance death benefit of $sum}", "§ 101(a)"),
    ("{$sum of interest on bonds of {a city|the state|a school district}|$sum in municipal bond interest}", "§ 103"),
    ("{$sum of compensatory damages for {a broken leg|a car accident injury}|a $sum settlement for physical injuries from {a fall|a collision}}", "§ 104(a)(2)"),
)  # fmt: skip


def _say(rng: Random, text: str, **facts: object) -> str:
    return spin(rng, text, **facts)


def _year(rng: Random) -> TaxYear:
    return YEARS[rng.choice((2024, 2025, 2025, 2026, 2026))]


def _schedule(rng: Random, year: TaxYear, status: str, highest: int) -> str:
    """The rate schedule up to the bracket after `highest`, in one of several layouts."""
    tops = year.thresholds[status]
    last = next((index for index, top in enumerate(tops) if highest <= top), 6)
    shown = min(6, last + rng.randint(0, 1))
    head = _say(
        rng,
        "{$year rates, $status ($authority)|Tax year $year, $status, by $authority|Rate schedule of § 1(j) for $year, $status, as indexed by $authority|Under $authority, the $year brackets for $status are|Brackets for $status in $year ($authority)}:",
        year=year.year, status={SINGLE: rng.choice(("single filers", "a single person"))}.get(status, status),
        authority=year.authority,
    )  # fmt: skip
    form = rng.randrange(4)
    parts = []
    for index in range(shown + 1):
        rate, bottom = RATES[index], 0 if index == 0 else tops[index - 1]
        top = tops[index] if index < 6 else None
        if form == 0:
            parts.append(f"{rate} % up to {dollars(top)}" if top else f"{rate} % above that")
        elif form == 1:
            parts.append(f"{dollars(bottom)} to {dollars(top)}: {rate} %" if top else f"over {dollars(bottom)}: {rate} %")
        elif form == 2:
            base = year.tax(status, bottom)
            first = f"over {dollars(bottom)}" + (f" but not over {dollars(top)}" if top else "")
            plus = f"{dollars(base)} plus {rate} % of the excess" if bottom else f"{rate} %"
            parts.append(f"{first}, {plus}")
        else:
            parts.append(f"{rate} % on the part from {dollars(bottom)} to {dollars(top)}" if top else f"{rate} % on the rest")
    return f"{head} {'; '.join(parts)}"


def _rounding(rng: Random) -> str:
    return _say(
        rng,
        "{Use the schedule, not the Tax Table of § 3|Compute from the rate schedule and not from the printed Tax Table|Ignore the Tax Table; compute by the schedule}, and {round the final figure to the nearest dollar|give the answer to the nearest whole dollar|state whole dollars, rounded}",
    )


def _standard(rng: Random, year: TaxYear, status: str) -> str:
    return _say(
        rng,
        "{The standard deduction for $year is $sum ($status)|The $year standard deduction{, $status,| for $status} is $sum|For $year, § 63(c) gives $status a standard deduction of $sum|Standard deduction $year, $status: $sum}",
        year=year.year, sum=dollars(year.standard[status]),
        status={SINGLE: "a single person", HEAD: "a head of household", JOINT: "a couple filing jointly"}[status],
    )  # fmt: skip


def _slices(year: TaxYear, status: str, taxable: int) -> str:
    """The tax as a sum of slices, an equality that holds."""
    terms = []
    for rate, bottom, top in year.parts(status, taxable):
        width = f"({amount(top)} − {amount(bottom)})" if bottom else amount(top)
        terms.append(f"{rate} % × {width}")
    return f"{' + '.join(terms)} = {dollars(year.tax(status, taxable))}"


def _cross(year: TaxYear, status: str, taxable: int) -> str:
    """The same tax from the base amount of the last bracket."""
    base, rate, floor = year.base(status, taxable)
    return f"{amount(base)} + {rate} % × ({amount(taxable)} − {amount(floor)}) = {dollars(year.tax(status, taxable))}"


def _traps(year: TaxYear, status: str, taxable: int) -> Wrong:
    """Wrong taxes on a right taxable income."""
    rate = year.parts(status, taxable)[-1][0]
    other = HEAD if status == SINGLE else SINGLE
    return [
        (Fraction(rate * taxable, 100), "applied the top rate to all of the taxable income"),
        (year.tax(other, taxable), f"used the schedule for {other}"),
        (year.tax(JOINT if status != JOINT else HEAD, taxable), f"used the schedule for {JOINT if status != JOINT else HEAD}"),
        (year.base(status, taxable)[0], "stopped at the floor of the last bracket"),
        (Fraction(rate * (taxable - year.base(status, taxable)[2]), 100), "taxed the last slice only"),
        (year.tax(status, taxable) + Fraction(rate * year.base(status, taxable)[2], 100), "taxed the lower slices twice"),
    ]


def _problem(
    rng: Random, story: Sequence[str], rules: Sequence[str], ask: str, lines: Lines, answer: int | Fraction, wrong: Wrong,
    parameters: Mapping[str, Any], operations: int, asides: int = 0, irrelevant: int = 0,
) -> Problem:  # fmt: skip
    right = whole(answer)
    extra = [_say(rng, text) for text in rng.sample(ASIDES, asides)]
    return Problem(
        question=posed(rng, story, [*rules, _rounding(rng)], asked(ask), extra),
        steps=told(rng, [*lines, ("so", f"the answer is {dollars(right)}.")]),
        answer=dollars(right),
        answer_type="number",
        verifier="number",
        arguments={"unit": "USD", "absolute": 1},
        parameters=parameters,
        distractors=wrong_sums(right, [(whole(value), trap) for value, trap in wrong], apart=max(3, right // 500)),
        operations=operations,
        irrelevant=irrelevant + asides,
    )


def _who(rng: Random) -> Person:
    return people(rng, 1)[0]


def _job(rng: Random, income: int) -> str:
    """An occupation in which one may earn so much in a year."""
    return _say(rng, JOBS if income <= 105_000 else SENIOR_JOBS)


def _income(rng: Random, status: str, low: int, high: int) -> int:
    """A yearly amount that spreads over the brackets; twice as much for a couple."""
    scale = 2 if status == JOINT else 1
    return scale * round(low * math.pow(high / low, rng.random()))


def _direct(rng: Random, level: int) -> Problem:
    """Level 1: taxable income and status are given."""
    year, person = _year(rng), _who(rng)
    status = rng.choice((SINGLE, SINGLE, HEAD, JOINT, JOINT, SEPARATE))
    taxable = _income(rng, status, 14_000, 480_000)
    story = [
        _say(
            rng,
            "{$name, who is $job, $status|$name is $job and, for tax year $year, $status|For tax year $year $name $status; $she is $job|$name's return for $year: $she $status and works as $job}",
            name=person.name, job=_job(rng, taxable), she=person.she, year=year.year,
            status=_say(rng, {SINGLE: "{files as a single person|is unmarried and files as single}", HEAD: "files as head of household", JOINT: "{files jointly with a spouse|files a joint return}", SEPARATE: "files separately from a spouse"}[status]),
        ),
        _say(
            rng,
            "{Taxable income{ for the year| on the return|} is $sum|The return shows taxable income of $sum|After all deductions, $sum of taxable income remains|The taxable income, with every deduction already taken, comes to $sum}{, all of it ordinary|; none of it is capital gain|}",
            sum=dollars(taxable),
        ),
    ]  # fmt: skip
    lines = [
        ("facts", f"{status}, tax year {year.year}, taxable income {dollars(taxable)}."),
        ("rule", _say(rng, "{each rate of § 1(j) falls only on its own slice of taxable income|the brackets are marginal: a rate applies to the dollars inside its bracket and to no others}.")),
        ("count", f"{_slices(year, status, taxable)}."),
        ("check", f"from the floor of the last bracket: {_cross(year, status, taxable)}."),
    ]
    ask = _say(rng, "{What is the federal income tax before credits|How much income tax, before any credits, does § 1 impose|Compute the regular income tax before credits|What does the rate schedule give as tax, before credits}")
    return _problem(
        rng, story, [_schedule(rng, year, status, taxable)], ask, lines, year.tax(status, taxable), _traps(year, status, taxable),
        {"kind": "direct", "year": year.year, "status": status, "taxable": taxable}, len(year.parts(status, taxable)), rng.randint(0, 1),
    )  # fmt: skip


def _gross(rng: Random, level: int) -> Problem:
    """Level 2: from wages (by the month or the year) over adjustments and the standard deduction to the tax."""
    year, person = _year(rng), _who(rng)
    status = rng.choice((SINGLE, SINGLE, HEAD, JOINT))
    monthly = rng.random() < 0.5
    wages = _income(rng, status, 34_000, 260_000)
    wages = wages // 12 // 5 * 5 * 12 if monthly else wages
    interest = rng.randint(40, 2_900)
    adjustment, label = rng.choice((
        (rng.randint(300, 2_500) // 10 * 10, "student loan interest, deductible in full under § 221")
        if wages < 70_000 * (2 if status == JOINT else 1)
        else (rng.randint(600, 3_000) // 25 * 25, "contributions of an employee to a health savings account (§ 223)"),
        (rng.randint(600, 4_000) // 50 * 50, "contributions to a health savings account, deductible under § 223"),
        (rng.randint(800, 6_500) // 100 * 100, "a deductible contribution to a traditional IRA (§ 219)"),
    ))  # fmt: skip
    gross, deduction = wages + interest, year.standard[status]
    adjusted = gross - adjustment
    taxable = adjusted - deduction
    pay = _say(rng, "{earned|was paid} $sum a month{ for all twelve months| all year|, January to December,}" if monthly else "{earned wages of|was paid a salary of|had wages of} $sum{ for the year|}", sum=dollars(wages // 12 if monthly else wages))
    if pay.endswith(","):
        pay = pay[:-1]
    story = [
        _say(rng, "{In $year, $name, $job, $pay|$name, $job, $pay in $year|$name is $job and in $year $pay}", name=person.name, job=_job(rng, wages), pay=pay, year=year.year),
        _say(rng, "{A savings account added $sum of interest|Bank interest came to $sum|There was also taxable interest of $sum|$sum of interest was credited on savings}", sum=dollars(interest)),
        _say(rng, "{The only adjustment is|Above the line there is only|One adjustment counts:} $sum of $label", sum=dollars(adjustment), label=label) if "contribution to" not in label
        else _say(rng, "{The only adjustment is|Above the line there is only|One adjustment counts:} $label of $sum", sum=dollars(adjustment), label=label),
        _say(rng, "{The filing status is $status|$she files as $status|Filing status: $status}", status=status, she=person.she.capitalize()) if status != JOINT
        else _say(rng, "{A joint return is filed; the spouse has no income|The spouse has no income and they file jointly|Filing status: married filing jointly, the spouse having no income}"),
    ]  # fmt: skip
    lines: Lines = [
        ("facts", f"wages {dollars(wages // 12)} × 12 = {dollars(wages)}, interest {dollars(interest)}, adjustment {dollars(adjustment)}, {status}." if monthly else f"wages {dollars(wages)}, interest {dollars(interest)}, adjustment {dollars(adjustment)}, {status}."),
        ("rule", _say(rng, "{gross income less adjustments is adjusted gross income (§ 62); less the standard deduction it is taxable income (§ 63(b)), to which the slices of § 1(j) apply|§ 62 takes adjustments from gross income, § 63(b) then takes the standard deduction, and § 1(j) taxes what is left slice by slice}.")),
        ("count", f"gross income {amount(wages)} + {amount(interest)} = {dollars(gross)}; adjusted {amount(gross)} − {amount(adjustment)} = {dollars(adjusted)}."),
        ("count", f"taxable income {amount(adjusted)} − {amount(deduction)} = {dollars(taxable)}."),
        ("count", f"{_slices(year, status, taxable)}."),
        ("check", f"by the base amount: {_cross(year, status, taxable)}."),
    ]
    other = HEAD if status == SINGLE else SINGLE
    wrong: Wrong = [
        (year.tax(status, adjusted), "forgot the standard deduction"),
        (year.tax(status, gross - deduction), "forgot the adjustment"),
        (year.tax(status, adjusted - year.standard[other]), f"took the standard deduction for {other}"),
        (year.tax(status, wages - adjustment - deduction), "left out the interest"),
        *_traps(year, status, taxable),
    ]
    ask = _say(rng, "{What is the federal income tax before credits|Work out the income tax before credits|How much income tax is due for the year, before credits|Find the tax under § 1 before credits}")
    return _problem(
        rng, story, [_schedule(rng, year, status, taxable), _standard(rng, year, status)], ask, lines, year.tax(status, taxable), wrong,
        {"kind": "gross", "year": year.year, "status": status, "wages": wages, "interest": interest, "adjustment": adjustment, "monthly": monthly},
        4 + len(year.parts(status, taxable)), rng.randint(0, 1),
    )  # fmt: skip


#: (facts about the household, status that follows, why, the tempting status, why that is wrong)
HOUSEHOLDS = (
    ("{$name is divorced|$name never married|$name has been divorced for years} and {all year paid more than half the cost of the home in which|kept up a home, paying well over half of its cost, where} $her {nine-year-old daughter|son, aged 12,|seven-year-old son} {lived with $obj for the whole year|lived all year}; $she claims the child as a qualifying child",
     HEAD, "an unmarried person who pays more than half the cost of a home where a qualifying child lives for more than half the year is a head of household (§ 2(b))", SINGLE, "being unmarried is necessary for head of household, not a reason against it"),
    ("$name and {$her spouse|the person $she married} {were divorced by a decree that became final on December 29|got a final divorce decree on December 30} of the year; {there are no children|they have no dependents}",
     SINGLE, "marital status is determined at the close of the year (§ 7703(a)(1)), and by then the marriage was over", JOINT, "eleven months of marriage do not count, only the last day does"),
    ("$name {married on December 30 of the year|got married on New Year's Eve, the last day of the year}; {the couple agree to file one return|both spouses sign one return}, and {the new spouse had no income|$her spouse had no income}",
     JOINT, "whoever is married at the close of the year is married for the whole year (§ 7703(a)(1)), and a joint return is open to them", SINGLE, "the single months before the wedding do not matter"),
    ("$name's {wife|husband} died {in March|in May|in August} of the year; $name has not remarried, the executor agrees to a joint return, and the deceased spouse had no income{; there are no children|}",
     JOINT, "a surviving spouse who has not remarried may file jointly for the year of death (§ 6013(a)(2), (3))", SINGLE, "the death does not end the joint filing for the year in which it happens"),
    ("$name's {wife|husband} died {in the year before|two years before}; $name has not remarried and {pays the whole cost of the home shared all year with|keeps up, at $her own cost, the home of} {a dependent daughter of eleven|a dependent son of eight}, and a joint return could have been filed for the year of death",
     JOINT, "for the two years after the year of death a surviving spouse who maintains the home of a dependent child uses the joint brackets (§ 2(a), § 1(a)) and the joint standard deduction", HEAD, "§ 2(b) excludes a surviving spouse from head of household, and § 2(a) is the better status"),
    ("$name {is unmarried|never married} and {shares an apartment with a friend|lives with a roommate}, {who is self-supporting|who has a well-paid job}; $name {pays more than half of the rent|covers most of the household costs}",
     SINGLE, "head of household needs a qualifying child or a dependent in the home (§ 2(b)(1)), and a self-supporting friend is neither", HEAD, "paying most of the household's cost is not enough without a qualifying person"),
    ("$name, {who never married|unmarried}, {pays more than half the cost of|keeps up} the separate home of $her {dependent mother|dependent father}, {who lives there all year|a widowed pensioner living there all year}; $name lives {alone elsewhere|by $herself in another town}",
     HEAD, "a dependent parent need not live with the taxpayer: maintaining the parent's principal home is enough (§ 2(b)(1)(B))", SINGLE, "the rule of a shared home holds for children and others, not for a parent"),
)  # fmt: skip


def _status(rng: Random, level: int) -> Problem:
    """Level 3: the household decides the status, and the status the deduction and the schedule."""
    year, person = _year(rng), _who(rng)
    text, status, why, tempting, because = rng.choice(HOUSEHOLDS)
    income = _income(rng, SINGLE, 48_000, 240_000)
    taxable = income - year.standard[status]
    wrong_taxable = income - year.standard[tempting]
    facts = _say(rng, text, name=person.name, her=person.her, obj=person.obj, she=person.she, herself=f"{person.obj}self")
    story = [
        _say(rng, "{$name, $job, has adjusted gross income of $sum for $year|For tax year $year, $name, $job, reports adjusted gross income of $sum|Adjusted gross income of $name, $job, is $sum for $year}", name=person.name, job=_job(rng, income), sum=dollars(income), year=year.year),
        facts,
        _say(rng, "{No one itemizes|The standard deduction is taken|There is nothing to itemize}, and {nobody is 65 or blind|neither age nor blindness adds to it|no additional deduction applies}"),
    ]  # fmt: skip
    pair = [status, tempting]
    rng.shuffle(pair)
    rules = [_schedule(rng, year, option, max(taxable, wrong_taxable)) for option in pair]
    rules.append(_say(rng, "{Standard deductions for $year|The $year standard deductions}: $first for $one, $second for $two", year=year.year, first=dollars(year.standard[pair[0]]), one=pair[0], second=dollars(year.standard[pair[1]]), two=pair[1]))
    rules.append(_say(rng, "{Take the most favorable status that the facts allow|If more than one status is open, use the one with the lowest tax}; {a surviving spouse under § 2(a) uses the joint amounts|§ 2(a) surviving spouses take the joint amounts}"))
    answer = year.tax(status, taxable)
    shown = status if "§ 2(a)" not in why else "surviving spouse, with the joint amounts"
    lines: Lines = [
        ("facts", f"adjusted gross income {dollars(income)}; the household is as described."),
        ("rule", f"{why}; so the status is {shown}."),
        ("mistake", f"to file as {tempting}, which would give {dollars(whole(year.tax(tempting, wrong_taxable)))}; but {because}."),
        ("count", f"taxable income {amount(income)} − {amount(year.standard[status])} = {dollars(taxable)}."),
        ("count", f"{_slices(year, status, taxable)}."),
        ("check", f"by the base amount: {_cross(year, status, taxable)}."),
    ]
    wrong: Wrong = [
        (year.tax(tempting, wrong_taxable), f"filed as {tempting}"),
        (year.tax(status, wrong_taxable), f"took the standard deduction for {tempting}"),
        (year.tax(tempting, taxable), f"used the schedule for {tempting}"),
        (year.tax(status, income), "forgot the standard deduction"),
        *_traps(year, status, taxable),
    ]
    ask = _say(rng, "{What is the income tax before credits under the status that applies|Decide the filing status and give the tax before credits|What is the lowest correct income tax before credits}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "status", "year": year.year, "status": status, "tempting": tempting, "income": income, "case": because}, 4 + len(year.parts(status, taxable)), rng.randint(0, 1),
    )  # fmt: skip


def _itemize(rng: Random, level: int) -> Problem:
    """Level 3: itemized deductions, with the limits on taxes and medical expenses, against the standard deduction."""
    year, person = YEARS[rng.choice((2024, 2025))], _who(rng)
    status = rng.choice((SINGLE, HEAD, JOINT))
    income = 100 * _income(rng, status, 700, 2_300 if year.year == 2024 or status != JOINT else 2_450)
    scale = 2 if status == JOINT else 1
    taxes = income * rng.randint(55, 150) // 1_000 + rng.randint(-900, 900)
    mortgage = rng.randint(2_000, 12_500) * scale
    charity = rng.randint(2, 60) * 100
    floor = income * 75 // 1000
    medical = floor + rng.randint(-1_800, 5_200)
    allowed_medical, allowed_taxes = max(0, medical - floor), min(taxes, year.salt)
    itemized = allowed_taxes + mortgage + charity + allowed_medical
    standard = year.standard[status]
    deduction = max(itemized, standard)
    taxable = income - deduction
    naive = taxes + mortgage + charity + medical
    items = [
        _say(rng, "{state and local taxes|state income and property taxes} of $sum", sum=dollars(taxes)),
        _say(rng, "{home mortgage interest|qualified residence interest} of $sum", sum=dollars(mortgage)),
        _say(rng, "{gifts to charity|cash gifts to qualified charities|charitable contributions} of $sum", sum=dollars(charity)),
        _say(rng, "{unreimbursed medical expenses|medical bills that no insurer paid} of $sum", sum=dollars(medical)),
    ]
    rng.shuffle(items)
    story = [
        _say(rng, "{$name, $job, files as $status for $year and has|For $year $name, $job, files as $status with} adjusted gross income of $sum", name=person.name, job=_job(rng, income), status=status, year=year.year, sum=dollars(income)) if status != JOINT
        else _say(rng, "{$name, $job, files jointly with a spouse for $year; together they have|The joint return of $name, $job, and $her spouse for $year shows} adjusted gross income of $sum", name=person.name, job=_job(rng, income), her=person.her, year=year.year, sum=dollars(income)),
        _say(rng, "{Payments during the year include|Records show|Paid in the year:|The file has receipts for} $items", items=listed(items)),
    ]  # fmt: skip
    cap = "§ 164(b)(6)"
    rules = [
        _schedule(rng, year, status, taxable),
        _standard(rng, year, status),
        _say(rng, "{Medical expenses count only above 7.5 % of adjusted gross income (§ 213(a))|§ 213(a) allows medical expenses only so far as they exceed 7.5 % of adjusted gross income}; {state and local taxes are capped at $cap for the year ($section)|the deduction for state and local taxes is limited to $cap ($section)}", cap=dollars(year.salt), section=cap),
        _say(rng, "{Mortgage interest and gifts are deductible in full|Interest and gifts are within all limits}; {the taxpayer takes whichever deduction is larger|the larger of the two deductions is taken}"),
    ]  # fmt: skip
    medical_line = (
        f"medical: 7.5 % × {amount(income)} = {dollars(Fraction(income * 75, 1000))}; {amount(medical)} − {amount(floor)} = {dollars(allowed_medical)} counts"
        if allowed_medical
        else f"medical: 7.5 % × {amount(income)} = {dollars(Fraction(income * 75, 1000))} is not exceeded by {dollars(medical)}, so nothing counts"
    )
    total = f"{amount(allowed_taxes)} + {amount(mortgage)} + {amount(charity)} + {amount(allowed_medical)} = {dollars(itemized)}"
    better = "itemized deductions" if itemized > standard else "standard deduction"
    lines: Lines = [
        ("facts", f"adjusted gross income {dollars(income)}, {status}; taxes {dollars(taxes)}, interest {dollars(mortgage)}, gifts {dollars(charity)}, medical {dollars(medical)}."),
        ("rule", "cap the taxes, apply the medical floor, then take the larger of itemized and standard deduction."),
        ("count", f"{medical_line}."),
        ("count", f"taxes: {dollars(taxes)} against the cap of {dollars(year.salt)}, so {dollars(allowed_taxes)}; itemized: {total}."),
        ("mistake", f"to add up all receipts, {dollars(naive)}, and deduct that; the floor and the cap come first."),
        ("apply", f"the {better} of {dollars(deduction)} {'are' if itemized > standard else 'is'} larger than {dollars(min(itemized, standard))}; taxable income {amount(income)} − {amount(deduction)} = {dollars(taxable)}."),
        ("count", f"{_slices(year, status, taxable)}."),
        ("check", f"by the base amount: {_cross(year, status, taxable)}."),
    ]  # fmt: skip
    wrong: Wrong = [
        (year.tax(status, income - naive), "added up the receipts without floor and cap"),
        (year.tax(status, income - min(itemized, standard)), "took the smaller deduction"),
        (year.tax(status, income - itemized - standard), "took both deductions"),
        (year.tax(status, income - max(standard, taxes + mortgage + charity + allowed_medical)), "forgot the cap on taxes"),
        (year.tax(status, income - max(standard, allowed_taxes + mortgage + charity + medical)), "forgot the medical floor"),
        *_traps(year, status, taxable),
    ]
    ask = _say(rng, "{What is the federal income tax before credits|How much tax results, before credits|Compute the income tax before credits}")
    return _problem(
        rng, story, rules, ask, lines, year.tax(status, taxable), wrong,
        {"kind": "itemize", "year": year.year, "status": status, "income": income, "taxes": taxes, "mortgage": mortgage, "charity": charity, "medical": medical},
        7 + len(year.parts(status, taxable)),
    )  # fmt: skip


def _dependent(rng: Random, level: int) -> Problem:
    """Level 3: a dependent parent or child of 24 with little unearned income: the limited standard deduction."""
    year, person = _year(rng), _who(rng)
    earned = rng.randint(0, 300) if rng.random() < 0.2 else rng.randint(900, year.standard[SINGLE] + 2_500)
    unearned = rng.randint(max(700, year.dependent[0] + 300 - earned), 5_200)
    deduction = dependent_deduction(year, earned)
    income = earned + unearned
    taxable = max(0, income - deduction)
    relation = _say(rng, "{a 26-year-old with a disability who is claimed as a dependent by $her parents|the dependent {sister|brother} of a taxpayer, aged 31 and permanently disabled|disabled, 28 years old and properly claimed as a dependent by $her mother}".replace("{sister|brother}", "sister" if person.woman else "brother"), her=person.her)
    story = [
        _say(rng, "$name is $relation", name=person.name, relation=relation),
        _say(rng, "{In $year $she earned $earned {in a sheltered workshop|from part-time work|in wages} and received $unearned of {taxable interest|interest on a savings account|taxable interest income}|$her_cap $year income: wages of $earned and taxable interest of $unearned|For $year there are $earned of wages and $unearned of taxable interest}", she=person.she, her_cap=person.her.capitalize(), year=year.year, earned=dollars(earned), unearned=dollars(unearned)),
        _say(rng, "{$she is single, under 65 and not blind|$she is unmarried, sighted and under 65}, and {nothing else was received|there is no other income|has no other income}", she=person.she.capitalize()),
    ]  # fmt: skip
    least, plus = year.dependent
    rules = [
        _schedule(rng, year, SINGLE, max(taxable, 5_000)),
        _say(rng, "{The standard deduction of a dependent|Under § 63(c)(5) a dependent's standard deduction} for $year is the {greater|larger} of $least or earned income plus $plus, {but never more than|up to} the regular $regular", year=year.year, least=dollars(least), plus=dollars(plus), regular=dollars(year.standard[SINGLE])),
        _say(rng, "{The tax on unearned income of children (§ 1(g)) does not apply at this age|§ 1(g) is not in play}"),
    ]  # fmt: skip
    plus_line = f"{amount(earned)} + {plus} = {dollars(earned + plus)}"
    lines: Lines = [
        ("facts", f"a dependent with {dollars(earned)} earned and {dollars(unearned)} unearned: {amount(earned)} + {amount(unearned)} = {dollars(income)}."),
        ("rule", f"§ 63(c)(5): the greater of {dollars(least)} and earned income plus {dollars(plus)}, at most {dollars(year.standard[SINGLE])}."),
        ("count", f"{plus_line}, so the deduction is {dollars(deduction)}."),
        ("mistake", f"to take the full {dollars(year.standard[SINGLE])} as any single person would; a dependent may not." if deduction < year.standard[SINGLE] else f"to add {dollars(plus)} without looking at the cap, or to think a dependent gets only {dollars(least)}."),
        ("apply", f"taxable income {amount(income)} − {amount(deduction)} = {dollars(taxable)}; tax: {_slices(year, SINGLE, taxable)}."),
        ("check", f"the deduction lies between {dollars(least)} and {dollars(year.standard[SINGLE])}, and the tax is below 12 % × {amount(income)} = {dollars(Fraction(12 * income, 100))}."),
    ]  # fmt: skip
    wrong: Wrong = [
        (year.tax(SINGLE, max(0, income - least)), f"gave a deduction of only {dollars(least)}"),
        (year.tax(SINGLE, income), "gave no standard deduction to a dependent"),
        (year.tax(SINGLE, max(0, income - year.standard[SINGLE])), "took the full standard deduction"),
        (year.tax(SINGLE, max(0, income - min(year.standard[SINGLE], max(least, earned)))), f"forgot to add {dollars(plus)}"),
        (year.tax(SINGLE, unearned), "taxed all of the unearned income and none of the earned"),
        (year.tax(SINGLE, max(0, income - max(least, unearned + plus))), "added the amount to unearned income"),
    ]
    ask = _say(rng, "{What is the income tax before credits|How much federal income tax does $she owe before credits|Compute $her tax before credits}", she=person.she, her=person.her)
    return _problem(rng, story, rules, ask, lines, year.tax(SINGLE, taxable), wrong, {"kind": "dependent", "year": year.year, "earned": earned, "unearned": unearned}, 5)


def _family(rng: Random, level: int) -> Problem:
    """Level 4: receipts that are not income, an additional standard deduction, children and other dependents."""
    year, person = _year(rng), _who(rng)
    status = rng.choice((HEAD, JOINT))
    wages = _income(rng, status, 62_000, 150_000)
    text, section = rng.choice(EXCLUDED)
    excluded = rng.randint(20, 90 if section == "§ 103" else 900) * 100
    children = sorted(rng.sample(range(1, 17), rng.randint(1, 3)))
    older = rng.random() < 0.6
    boxes = rng.choice((0, 1, 1)) if status == HEAD else rng.choice((0, 1, 1, 2))
    each = year.boxes[0] if status == JOINT else year.boxes[1]
    deduction = year.standard[status] + boxes * each
    taxable = wages - deduction
    tax = year.tax(status, taxable)
    while len(children) > 1 and year.child * len(children) + OTHER_DEPENDENT > tax - 200:
        children.pop()
    credit = year.child * len(children) + OTHER_DEPENDENT * older
    ages = [*map(str, children), *(["17"] if older else [])]
    blind = {0: "no one is 65 or blind", 1: f"{person.she} is blind and under 65" if status == HEAD else "one spouse is blind, and both are under 65", 2: "both spouses are blind, and both are under 65"}[boxes]
    story = [
        _say(rng, "{$name, $job, files as $status for $year with|For $year, $name, $job, files as $status and has} wages of $sum", name=person.name, job=_job(rng, wages), status=status, year=year.year, sum=dollars(wages)) if status == HEAD
        else _say(rng, "{$name, $job, and $her spouse file jointly for $year; their wages are $sum|The joint return of $name, $job, and $her spouse for $year shows wages of $sum}", name=person.name, job=_job(rng, wages), her=person.her, year=year.year, sum=dollars(wages)),
        _say(rng, "{The year also brought|They also received|Another receipt:|Besides, there was} $what", what=_say(rng, text, sum=dollars(excluded))).replace("They also", "The family also"),
        _say(rng, "{The dependent children at home are $ages years old at year's end|Children (all dependents living at home, with Social Security numbers): aged $ages on December 31|At the end of the year the dependent children in the home are aged $ages}", ages=listed(ages)) if len(ages) > 1
        else _say(rng, "{There is one dependent child at home, aged $ages at year's end|The only child, a dependent living at home, is $ages on December 31}", ages=ages[0]),
        blind,
    ]  # fmt: skip
    rules = [
        _schedule(rng, year, status, taxable),
        _standard(rng, year, status),
        _say(rng, "{Each box for blindness{ or age|} adds $each|§ 63(f) adds $each for each person who is blind|Blindness adds $each a person}", each=dollars(each)),
        _say(rng, "{The child credit is $credit for each qualifying child under 17 at year's end, and $other for each other dependent|§ 24: $credit for each child who is not yet 17 at the end of the year; $other for any other dependent}; {income is below the phase-out|no phase-out at this income}", credit=dollars(year.child), other=dollars(OTHER_DEPENDENT)),
    ]  # fmt: skip
    answer = tax - credit
    parts = f"{dollars(year.child)} × {len(children)} = {dollars(year.child * len(children))}"
    total = f"{amount(year.child * len(children))} + {OTHER_DEPENDENT} = {dollars(credit)}" if older else ""
    naive = year.tax(status, wages + excluded - deduction)
    lines: Lines = [
        ("facts", f"{status}; wages {dollars(wages)}; {len(children)} {'child' if len(children) == 1 else 'children'} under 17{' and one of 17' if older else ''}; {blind}."),
        ("rule", f"{section} keeps the {dollars(excluded)} out of gross income; deduction, then rates, then credits."),
        ("count", f"deduction {amount(year.standard[status])} + {boxes} × {amount(each)} = {dollars(deduction)}; taxable income {amount(wages)} − {amount(deduction)} = {dollars(taxable)}."),
        ("count", f"tax {_slices(year, status, taxable)}."),
        ("mistake", f"to add the {dollars(excluded)} to income, which would raise the tax to {dollars(whole(naive))} before credits; the Code excludes it."),
        ("count", f"credits: {parts}{'; the one of 17 is past the child credit and brings $500: ' + total if older else ''}."),
        ("check", f"{amount(tax)} − {amount(credit)} = {dollars(answer)}, and the credits are smaller than the tax."),
    ]  # fmt: skip
    wrong: Wrong = [
        (naive - credit, f"included what {section} excludes"),
        (tax, "forgot the credits"),
        (tax - year.child * len(ages), "gave the child credit for the 17-year-old"),
        (year.tax(status, wages - year.standard[status]) - credit, "left out the additional deduction for blindness"),
        (year.tax(status, taxable - credit), "deducted the credits from income"),
        (tax - year.child * len(children), "left out the credit for the other dependent"),
    ]
    ask = _say(rng, "{What is the tax after these credits|How much tax is left after the credits of § 24|Compute the income tax after credits}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "family", "year": year.year, "status": status, "wages": wages, "children": children, "older": older, "boxes": boxes, "excluded": excluded},
        7 + len(year.parts(status, taxable)), rng.randint(0, 1), 1,
    )  # fmt: skip


def _gains(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: a net capital gain stacked on ordinary taxable income; short-term gains and holding periods at 5."""
    year, person = _year(rng), _who(rng)
    status = rng.choice((SINGLE, HEAD, JOINT))
    first, second = year.gains[status]
    deduction = year.standard[status]
    across = rng.random() < (0.7 if level == 4 else 0.6)
    ordinary = rng.randint(first * 3 // 10, first - 2_000) if across else rng.randint(first + 1_000, first * 3)
    gain = rng.randint(3_000, 60_000) if rng.random() < 0.75 else rng.randint(60_000, 120_000)
    short = rng.randint(1_500, 14_000) if level == 5 else 0
    loss = rng.randint(500, min(gain - 1_000, 9_000)) if level == 5 and rng.random() < 0.5 else 0
    wages = ordinary + deduction
    ordinary_total = ordinary + short
    net = gain - loss
    zero, fifteen, twenty = stacked(year, status, ordinary_total, net)
    regular = year.tax(status, ordinary_total)
    answer = regular + Fraction(15 * fifteen + 20 * twenty, 100)
    story = [
        _say(rng, "{$name, $job, has the filing status “$status” for $year|For tax year $year the filing status of $name, $job, is “$status”}; {wages are $sum|the W-2 shows $sum}", name=person.name, job=_job(rng, wages), status=status, year=year.year, sum=dollars(wages)),
        _say(rng, "{Shares held for {three|four|six} years were sold at a gain of $gain|A sale of stock owned {for five years|since long before} brought a gain of $gain|A fund {held for more than two years|bought four years earlier} was sold $gain above basis}", gain=dollars(gain)),
    ]  # fmt: skip
    if short:
        story.append(_say(rng, "{Other shares, held for {exactly one year|seven months|ten months}, brought a gain of $short|A second lot, sold {four months|exactly one year} after it was bought, gained $short}", short=dollars(short)))
    if loss:
        story.append(_say(rng, "{A third lot, held for {three|five} years, was sold at a loss of $loss|There is also a long-term loss of $loss on bonds}", loss=dollars(loss)))
    rules = [
        _schedule(rng, year, status, ordinary_total + net),
        _standard(rng, year, status),
        _say(rng, "{Net long-term gain is taxed at 0 % as far as taxable income (gain on top) stays within $first, at 15 % up to $second, at 20 % above|§ 1(h), with the gain stacked on top of ordinary taxable income: 0 % up to $first of taxable income, 15 % from there to $second, 20 % beyond}", first=dollars(first), second=dollars(second)),
        _say(rng, "{A gain is long-term when the asset was held for more than one year (§ 1222)|Only assets held for more than one year give long-term gain}; {ignore the tax of § 1411|leave the net investment income tax of § 1411 aside}"),
    ]  # fmt: skip
    lines: Lines = [
        ("facts", f"{status}; wages {dollars(wages)}; long-term gain {dollars(gain)}" + (f", long-term loss {dollars(loss)}" if loss else "") + (f"; the {dollars(short)} was held for no more than a year, so it is short-term" if short else "") + "."),
        ("rule", "ordinary income fills the brackets first, the deduction is used up against it, and the net long-term gain sits on top (§ 1(h))."),
        ("count", f"ordinary taxable income {amount(wages)}{f' + {amount(short)}' if short else ''} − {amount(deduction)} = {dollars(ordinary_total)}{f'; net long-term gain {amount(gain)} − {amount(loss)} = {dollars(net)}' if loss else ''}."),
        ("count", f"regular tax {_slices(year, status, ordinary_total)}."),
        ("count", f"taxable income {amount(ordinary_total)} + {amount(net)} = {dollars(ordinary_total + net)}; of the gain {dollars(zero)} lies below {dollars(first)}, {dollars(fifteen)} in the 15 % zone and {dollars(twenty)} above."),
        ("mistake", "to run the gain through the ordinary brackets, or to look at the gain alone and find it below the 0 % limit; it is measured from the top of ordinary income."),
        ("count", f"15 % × {amount(fifteen)} + 20 % × {amount(twenty)} = {dollars(Fraction(15 * fifteen + 20 * twenty, 100))}."),
        ("check", f"{amount(zero)} + {amount(fifteen)} + {amount(twenty)} = {dollars(net)}, the whole gain; {amount(regular)} + {amount(Fraction(15 * fifteen + 20 * twenty, 100))} = {dollars(answer)}."),
    ]  # fmt: skip
    wrong: Wrong = [
        (year.tax(status, ordinary_total + net), "taxed the gain at ordinary rates"),
        (regular + Fraction(15 * net, 100), "taxed the whole gain at 15 %"),
        (regular, "let the whole gain fall under 0 %"),
        (year.tax(status, ordinary) + Fraction(15 * max(0, net + short - max(0, first - ordinary)), 100), "treated the short-term gain as long-term"),
        (year.tax(status, wages + short) + Fraction(15 * fifteen + 20 * twenty, 100), "forgot the standard deduction"),
        (regular + Fraction(20 * net, 100), "taxed the whole gain at 20 %"),
    ]
    ask = _say(rng, "{What is the total income tax before credits|How much tax is due before credits, gain included|Compute the year's income tax before credits}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "gains", "year": year.year, "status": status, "wages": wages, "gain": gain, "short": short, "loss": loss},
        8 + len(year.parts(status, ordinary_total)), rng.randint(0, 1) if level == 4 else 0,
    )  # fmt: skip


def _phase_out(rng: Random, level: int) -> Problem:
    """Level 5: the child credit above its threshold, a part of $1,000 counting as whole."""
    year, person = _year(rng), _who(rng)
    status = rng.choice((HEAD, JOINT, JOINT))
    threshold = CHILD_PHASE_OUT[status]
    children = rng.randint(1, 4)
    older = rng.randint(0, 1)
    credit = year.child * children + OTHER_DEPENDENT * older
    income = threshold + rng.randint(400, min(90_000, credit * 20 - 1_000))
    if rng.random() < 0.25:
        income = income // 1000 * 1000
    taxable = income - year.standard[status]
    tax = year.tax(status, taxable)
    cut = reduction(income, threshold)
    left = max(0, credit - cut)
    excess = income - threshold
    units = -(-excess // 1000)
    story = [
        _say(rng, "{$name, $job, files as $status for $year; adjusted gross income is $sum|For $year, $name, $job, reports adjusted gross income of $sum as $status}" if status == HEAD else "{$name, $job, files a joint return for $year with a spouse; adjusted gross income is $sum|For $year, $name, $job, and a spouse report adjusted gross income of $sum on a joint return}", name=person.name, job=_say(rng, "{a surgeon|an engineer|a law partner|an airline captain|a software architect|a dentist|a hotel owner|an actuary|a radiologist}"), status=status, year=year.year, sum=dollars(income)),
        _say(rng, "{There $are under 17 at year's end|The household includes $count under 17 at year's end}", are=f"{'is' if children == 1 else 'are'} {children} qualifying {'child' if children == 1 else 'children'}", count=f"{children} qualifying {'child' if children == 1 else 'children'}"),
        _say(rng, "{A {grandmother|student son of 19} is a further dependent|One more dependent is {a daughter of 18|a grandfather}}") if older else _say(rng, "{There are no other dependents|Nobody else is a dependent}"),
        _say(rng, "{All income is ordinary, and the standard deduction is taken|The standard deduction is taken; there are no capital gains}"),
    ]  # fmt: skip
    rules = [
        _schedule(rng, year, status, taxable),
        _standard(rng, year, status),
        _say(rng, "{§ 24 allows $child for each qualifying child and $other for each other dependent, less $fifty for each $thousand (or fraction of it) by which modified adjusted gross income, here the same as adjusted gross income, exceeds $threshold|Credits under § 24: $child a qualifying child, $other a further dependent; the total shrinks by $fifty per $thousand or fraction thereof of modified adjusted gross income (here equal to adjusted gross income) above $threshold}", child=dollars(year.child), other=dollars(OTHER_DEPENDENT), fifty="$50", thousand="$1,000", threshold=dollars(threshold)),
    ]  # fmt: skip
    answer = tax - left
    lines: Lines = [
        ("facts", f"{status}; adjusted gross income {dollars(income)}; {children} qualifying {'child' if children == 1 else 'children'}, {older} other {'dependent' if older == 1 else 'dependents'}."),
        ("count", f"taxable income {amount(income)} − {amount(year.standard[status])} = {dollars(taxable)}; tax {_slices(year, status, taxable)}."),
        ("rule", "the credit shrinks by $50 for every $1,000 above the threshold, and a started thousand counts as a whole one (§ 24(b)(1))."),
        ("count", f"excess {amount(income)} − {amount(threshold)} = {dollars(excess)}: {units} {'unit' if units == 1 else 'units'} of $1,000, whole or started; reduction {units} × 50 = {dollars(cut)}."),
        ("mistake", f"to measure the excess by taxable income, or to drop the started thousand and cut only {dollars(excess // 1000 * 50)}; the statute says modified adjusted gross income and rounds up." if excess % 1000 else "to measure the excess by taxable income, or to add a unit although the excess is a round number of thousands."),
        ("count", f"credit {amount(year.child)} × {children} + {OTHER_DEPENDENT} × {older} = {dollars(credit)}; {amount(credit)} − {amount(cut)} = {dollars(left)} is left." if credit >= cut else f"credit {amount(year.child)} × {children} + {OTHER_DEPENDENT} × {older} = {dollars(credit)}, less than the reduction of {dollars(cut)}: nothing is left."),
        ("check", f"{amount(tax)} − {amount(left)} = {dollars(answer)}; the credit left is no more than {dollars(credit)}."),
    ]  # fmt: skip
    wrong: Wrong = [
        (tax - credit, "ignored the phase-out"),
        (tax, "took the credit to be lost altogether"),
        (tax - max(0, credit - reduction(taxable, threshold)), "measured the excess by taxable income"),
        (tax - max(0, credit - cut * children), "cut $50 for each child"),
        (tax - max(0, credit - excess // 20), "cut 5 % of the excess without rounding up"),
        (tax - max(0, credit - reduction(income, 400_000 if threshold == 200_000 else 200_000)), "used the other threshold"),
        (tax - max(0, credit - excess // 1000 * 50), "dropped the started thousand"),
        (year.tax(status, income) - left, "forgot the standard deduction"),
    ]
    ask = _say(rng, "{What is the tax after the credits of § 24|How much income tax remains after these credits|Give the tax net of the child and dependent credits}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "phase_out", "year": year.year, "status": status, "income": income, "children": children, "older": older},
        7 + len(year.parts(status, taxable)),
    )  # fmt: skip


def _senior(rng: Random, level: int) -> Problem:
    """Level 5: the deduction for seniors of 2025 to 2028, phased out, besides the additional standard deduction."""
    year = YEARS[rng.choice((2025, 2026))]
    person = _who(rng)
    status = rng.choice((SINGLE, JOINT, JOINT))
    seniors = 1 if status == SINGLE else rng.randint(1, 2)
    threshold = SENIOR_PHASE_OUT[status]
    income = 100 * (rng.randint(450, 1_700) if status == SINGLE else rng.randint(900, 2_450))
    each = year.boxes[0] if status == JOINT else year.boxes[1]
    standard = year.standard[status] + seniors * each
    cut = max(0, income - threshold) * SENIOR_RATE // 100
    one = max(0, SENIOR - cut)
    senior = one * seniors
    taxable = income - standard - senior
    tax = year.tax(status, taxable)
    ages = f"{rng.randint(66, 79)}" if seniors == 1 else f"{rng.randint(66, 72)} and {rng.randint(73, 81)}"
    story = [
        _say(rng, "{$name, a retired {teacher|engineer|nurse|machinist|accountant}, {is unmarried and $age years old|is $age and files as single}", name=person.name, age=ages).replace("{", "") if status == SINGLE
        else _say(rng, "{$name, a retired {teacher|engineer|nurse|machinist|accountant}, and $her spouse file jointly; they are $age years old", name=person.name, her=person.her, age=ages if seniors == 2 else f"{ages} and {rng.randint(58, 63)}").replace("{", ""),
        _say(rng, "{For $year|In tax year $year} adjusted gross income (also the modified adjusted gross income) is $sum, {from pensions and interest|pension and interest}, {no capital gains|all of it ordinary}", year=year.year, sum=dollars(income)),
        _say(rng, "{Nobody is blind, and nothing is itemized|Nothing is itemized; no one is blind}; {all have Social Security numbers|valid Social Security numbers are on the return}"),
    ]  # fmt: skip
    rules = [
        _schedule(rng, year, status, taxable),
        _standard(rng, year, status),
        _say(rng, "{§ 63(f) adds $each for each person of 65 or more|Each taxpayer aged 65 or older adds $each (§ 63(f))}", each=dollars(each)),
        _say(rng, "{For 2025 to 2028 § 151(d)(5)(C) allows a further $senior for each taxpayer of 65 or more; each $senior is reduced, not below zero, by 6 % of modified adjusted gross income above $threshold|The senior deduction of § 151(d)(5)(C) (tax years 2025 to 2028) is $senior a person of 65 or more, and 6 % of modified adjusted gross income above $threshold comes off each such amount, down to zero}", senior=dollars(SENIOR), threshold=dollars(threshold)),
    ]  # fmt: skip
    lines: Lines = [
        ("facts", f"{status}; {seniors} of 65 or more; income {dollars(income)}."),
        ("rule", "the standard deduction grows for age (§ 63(f)); the deduction for seniors (§ 151(d)(5)(C)) comes on top and shrinks with income, person by person."),
        ("count", f"standard deduction {amount(year.standard[status])} + {seniors} × {amount(each)} = {dollars(standard)}."),
        ("count", f"6 % × ({amount(income)} − {amount(threshold)}) = {dollars(cut)}; each {dollars(SENIOR)} is left with {dollars(one)}, together {seniors} × {amount(one)} = {dollars(senior)}." if cut else f"income does not exceed {dollars(threshold)}, so the senior deduction is {seniors} × {amount(SENIOR)} = {dollars(senior)}."),
        ("mistake", "to take the two provisions for one and the same, or to cut a couple's amount only once; they are separate, and each person's amount is cut." if cut and seniors == 2 else "to take the two provisions for one and the same; the additional standard deduction and the deduction for seniors are separate, and both apply."),
        ("count", f"taxable income {amount(income)} − {amount(standard)} − {amount(senior)} = {dollars(taxable)}."),
        ("count", f"{_slices(year, status, taxable)}."),
        ("check", f"by the base amount: {_cross(year, status, taxable)}."),
    ]  # fmt: skip
    wrong: Wrong = [
        (year.tax(status, income - standard), "left out the deduction for seniors"),
        (year.tax(status, income - standard - SENIOR * seniors), "ignored the phase-out"),
        (year.tax(status, income - year.standard[status] - senior), "left out the additional standard deduction"),
        (year.tax(status, income - standard - max(0, SENIOR * seniors - cut)), "cut the couple's amount only once"),
        (year.tax(status, income - year.standard[status]), "left out both additions for age"),
        *_traps(year, status, taxable),
    ]
    ask = _say(rng, "{What is the federal income tax before credits|Compute the income tax before credits|How much tax before credits results}")
    return _problem(
        rng, story, rules, ask, lines, tax, wrong,
        {"kind": "senior", "year": year.year, "status": status, "income": income, "seniors": seniors}, 7 + len(year.parts(status, taxable)),
    )  # fmt: skip


def _refund(rng: Random, level: int) -> Problem:
    """Level 5: a head of household whose child credit exceeds the tax: the refundable part, and what was withheld."""
    year, person = _year(rng), _who(rng)
    children = rng.randint(1, 3)
    wages = rng.randint(year.standard[HEAD] + 1_200, year.standard[HEAD] + 9_000 + 6_000 * children)
    taxable = wages - year.standard[HEAD]
    tax = whole(year.tax(HEAD, taxable))
    credit = year.child * children
    used = min(credit, tax)
    rest = credit - used
    earned_part = Fraction(15 * (wages - 2_500), 100)
    most = year.refundable * children
    back = whole(min(Fraction(rest), earned_part, Fraction(most)))
    withheld = rng.randint(200, 2_600)
    answer = withheld + back - (tax - used)
    if answer < 150:
        withheld += 400 - answer
        answer = 400
    child = "child" if children == 1 else "children"
    story = [
        _say(rng, "{$name, $job, is head of household with $count under 17|$name, $job, files as head of household; $count under 17 live with $obj all year}", name=person.name, job=_job(rng, wages), count=f"{children} qualifying {child}", obj=person.obj).replace(f"{children} qualifying child under 17 live", f"{children} qualifying child under 17 lives"),
        _say(rng, "{Wages for $year, the only income, are $sum|In $year $she earned $sum in wages and nothing else}", year=year.year, she=person.she, sum=dollars(wages)),
        _say(rng, "{The employer withheld $sum of income tax|Income tax withheld: $sum|$sum was withheld from pay}", sum=dollars(withheld)),
    ]  # fmt: skip
    rules = [
        _schedule(rng, year, HEAD, taxable),
        _standard(rng, year, HEAD),
        _say(rng, "{The child credit is $child a child, first against the tax; what is left is refundable up to the least of the remainder, $most a child, and 15 % of earned income above $floor (§ 24(d))|§ 24: $child for each child offsets the tax; of the rest so much is refunded as exceeds neither $most a child nor 15 % of earned income above $floor}", child=dollars(year.child), most=dollars(year.refundable), floor="$2,500"),
        _say(rng, "{Leave the earned income credit and all other credits aside|No other credit is considered, not even the earned income credit}; {round the tax to whole dollars first|the tax is rounded to the dollar before credits}"),
    ]  # fmt: skip
    lines: Lines = [
        ("facts", f"wages {dollars(wages)}, {children} {child}, withheld {dollars(withheld)}."),
        ("count", f"taxable income {amount(wages)} − {amount(year.standard[HEAD])} = {dollars(taxable)}; tax {_slices(year, HEAD, taxable)}, rounded {dollars(tax)}."),
        ("rule", "the credit first wipes out the tax; the refundable part is the least of three amounts (§ 24(d), (h)(5))."),
        ("count", f"credit {amount(year.child)} × {children} = {dollars(credit)}, of which {dollars(used)} is used; {amount(credit)} − {amount(used)} = {dollars(rest)} remains."),
        ("count", f"limits: {amount(year.refundable)} × {children} = {dollars(most)} and 15 % × ({amount(wages)} − 2,500) = {dollars(earned_part)}; the least of the three is {dollars(back)} (in whole dollars)."),
        ("mistake", f"to refund all {dollars(rest)} that the tax did not use up; the refundable part has limits of its own." if back < rest else f"to refund {dollars(most)} because that is the limit; no more than the unused credit of {dollars(rest)} can come back."),
        ("check", f"{amount(withheld)} + {amount(back)} − ({amount(tax)} − {amount(used)}) = {dollars(answer)}."),
    ]  # fmt: skip
    wrong: Wrong = [
        (withheld + rest - (tax - used), "refunded the whole unused credit"),
        (withheld - (tax - used), "refunded only what was withheld"),
        (withheld + back - tax, "forgot to set the credit against the tax"),
        (withheld + most - (tax - used), "refunded the most a child without looking at the rest"),
        (back, "left out the withholding"),
        (withheld + credit - tax, "treated the credit as fully refundable"),
        (withheld + whole(earned_part), "took 15 % of earned income as the refund"),
        (withheld + credit, "added the whole credit to the withholding"),
    ]
    ask = _say(rng, "{How large is the refund|What refund is due|How much comes back as a refund}")
    return _problem(
        rng, story, rules, ask, lines, answer, wrong,
        {"kind": "refund", "year": year.year, "children": children, "wages": wages, "withheld": withheld}, 9,
    )  # fmt: skip


KINDS = {
    1: (_direct,),
    2: (_gross,),
    3: (_status, _status, _itemize, _dependent),
    4: (_family, _gains),
    5: (_phase_out, _senior, _refund, _gains),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the federal income tax."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="income_tax",
    title="Federal income tax of individuals",
    source="I.R.C. §§ 1, 2, 24, 63, 101–104, 151(d)(5), 7703; Rev. Proc. 2023-34, 2024-40, 2025-32; Pub. L. 119-21 (2025)",
    problem=problem,
    rubric=(
        Criterion("Uses the schedule, standard deduction and credit of the tax year and the filing status in the question.", "essential"),
        Criterion("Applies each rate only to the slice of taxable income inside its bracket.", "essential"),
        Criterion("Takes deductions before the rates and credits after them.", "important"),
        Criterion("Gives the reason for the filing status, the exclusion or the limit by its section.", "important"),
        Criterion("Cross-checks the tax, for instance from the base amount of the last bracket.", "optional"),
        Criterion("Applies the top rate to the whole of the taxable income.", "pitfall", positive=False),
    ),
)
