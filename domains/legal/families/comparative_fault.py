"""Comparative fault: damages, shares of fault and a stated regime go in, the dollars that someone recovers come out.

    pure              damages less the plaintiff's share: Li v. Yellow Cab Co., 13 Cal. 3d 804 (1975); UCFA § 1 (1977)
    50 percent bar    nothing when the plaintiff's fault is 50 percent or more
    51 percent bar    nothing when it is more than 50 percent
    contributory      nothing when the plaintiff has any fault: Butterfield v. Forrester, 103 Eng. Rep. 926 (1809)
    joint and several, several, reallocation of an uncollectible share   Restatement (Third) of Torts: Apportionment
                      §§ A18, B18, C18 (2000); Uniform Comparative Fault Act § 2(d) (1977)
    settlement        credit of the amount paid (pro tanto: Uniform Contribution Among Tortfeasors Act § 4 (1955)) or of the
                      released person's share of fault (UCFA § 6)

Each question states its regime in full. Percentages are of the combined fault of all persons named; amounts are whole
dollars, rounded half up at the end.

Worked example: damages of $200,000, the plaintiff 50 percent at fault: nothing under a 50 percent bar, $100,000 under a
51 percent bar.

>>> recovery(200_000, 50, "50"), recovery(200_000, 50, "51"), recovery(200_000, 80, "pure")
(Fraction(0, 1), Fraction(100000, 1), Fraction(40000, 1))
"""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import Pairs, posed, told, wrong_answers
from domains.legal.money import amount, cents, dollars
from domains.legal.people import companies, people
from domains.wording import listed, spin

Wrong = list[tuple[Fraction | int, str]]


def barred(fault: int, regime: str) -> bool:
    """Does the plaintiff's fault, in percent, bar recovery?"""
    return {"pure": False, "50": fault >= 50, "51": fault > 50, "contributory": fault > 0}[regime]


def recovery(damages: int, fault: int, regime: str) -> Fraction:
    """Dollars that the plaintiff recovers from all defendants together."""
    return Fraction(0) if barred(fault, regime) else Fraction(damages * (100 - fault), 100)


def whole(value: Fraction) -> int:
    """Rounded half up to the dollar."""
    return math.floor(value + Fraction(1, 2))


RULES = {
    "pure": "{Pure comparative fault applies: {the plaintiff's recovery is reduced by the plaintiff's percentage of fault, however high|a plaintiff recovers damages less the plaintiff's own percentage of fault, even if that is the larger share}|{In this state|Under the statute} a plaintiff's fault reduces recovery in proportion and never bars it}",
    "50": "{The state has a 50 percent bar: {a plaintiff whose fault is 50 percent or more recovers nothing; otherwise damages are reduced by that percentage|no recovery for a plaintiff at 50 percent or above, and a reduction in proportion below it}|{The statute bars a plaintiff whose fault equals or exceeds that of the defendants together, and reduces damages by the plaintiff's percentage otherwise|A plaintiff recovers only if less at fault than all defendants together, damages being reduced by the plaintiff's percentage}}",
    "51": "{The state has a 51 percent bar: {a plaintiff whose fault is more than 50 percent recovers nothing; otherwise damages are reduced by that percentage|recovery is cut in proportion, and lost when the plaintiff's fault is above 50 percent}|{The statute bars a plaintiff whose fault is greater than that of the defendants together|A plaintiff recovers as long as not more at fault than all defendants together}, damages being reduced by the plaintiff's percentage}",
    "contributory": "{Contributory negligence is a complete bar: {any fault of the plaintiff, however slight, defeats the claim|a plaintiff with any share of the fault recovers nothing}|{In this state|Under the common law that applies here} a plaintiff whose negligence contributed at all to the harm recovers nothing}",
}
SCENES = (
    ("collision", "{$p and $d collided at {a crossing|a blind junction|a traffic circle}|$p's car and $d's van crashed into each other {on a narrow bridge|in thick fog}|A van of $d ran into $p's car {at a stop sign|on an exit ramp}}"),
    ("fall", "{$p fell {down an unlit staircase|on a wet floor|over a loose cable} {in $d's shop|at a warehouse of $d|on premises of $d}|$p slipped {on spilled oil|on ice} {in $d's garage|outside $d's store}}"),
    ("ladder", "{A ladder that $d had sold broke under $p|$p fell from a ladder made by $d|$p had set a ladder on uneven ground, and a badly welded rung, the work of $d, broke|An overloaded ladder from $d gave way under $p}"),
    ("boat", "{$p's kayak was struck by a motorboat of $d|A motorboat of $d ran over $p's mooring line and threw $p into the water}"),
    ("site", "{$p was hurt when a load swung from a crane of $d|A trench that $d had dug collapsed on $p|Bricks fell on $p from scaffolding of $d}"),
    ("ski", "{$p, skiing fast, hit an unmarked pole of $d|$p was hurt when a lift chair of $d tipped}"),
    ("fire", "{A fire that started in $d's workshop spread to $p's barn|Sparks from a grinder of $d set $p's workshop on fire}"),
    ("cycle", "{$p, cycling without lights, was hit by $d's delivery van|The door of a parked van of $d swung open into the path of $p's bicycle}"),
)  # fmt: skip
GROUPS = ("Group", "Holdings", "Services", "Enterprises", "Company", "Partners")
WHO_FINDS = "{The jury|The trier of fact|The court, sitting without a jury,|The verdict form|The special verdict}"
ASIDES = (
    "{$p had no insurance|$p is insured, but the insurer has waived any claim|$p's insurer follows the case}.",
    "{The trial took four days|The trial lasted two weeks|The case was tried in the spring}.",
    "{Five witnesses testified|An engineer testified for each side|Photographs of the scene were in evidence}.",
    "{Before trial $p had demanded twice the sum|An offer before trial had been refused|Mediation had failed}.",
    "{$p had been on the way to work|It had rained all day|It happened on a Sunday afternoon}.",
    "{Costs are to be taxed separately|Interest and costs are left for later|The motion for a new trial was denied}.",
)


class _Case:
    """Who is hurt, by whom, and how it reads."""

    def __init__(self, rng: Random, defendants: int):
        persons = people(rng, defendants + 1)
        firms = companies(rng, defendants)
        self.rng = rng
        self.p = persons[0].name
        self.d = [f"{firm.split()[0]} {rng.choice(GROUPS)}" if rng.random() < 0.45 else person.name for firm, person in zip(firms, persons[1:])]
        self.key, self._text = rng.choice(SCENES)

    def story(self) -> str:
        text = spin(self.rng, self._text, p=self.p, d=self.d[0])
        return text[:1].upper() + text[1:]

    def others(self) -> str:
        """A sentence that brings the further defendants in."""
        rest = self.d[1:]
        return spin(self.rng, "{$who $were also {at fault|to blame}|$who had a part in it|{Part of the blame lies|Some of the fault lies} with $who{ as well|}}", who=listed(rest), were="was" if len(rest) == 1 else "were")

    def asides(self, count: int) -> list[str]:
        return [spin(self.rng, text, p=self.p) for text in self.rng.sample(ASIDES, count)]


def _shares(rng: Random, case: _Case, faults: dict[str, int]) -> str:
    parts = listed([f"{name} {share} percent" for name, share in faults.items()])
    swapped = listed([f"{share} percent to {name}" for name, share in faults.items()])
    return spin(rng, "{$who {puts|found|sets} the fault at: $parts|$who {assigned|attributes|allocated} $swapped|Fault was {apportioned|divided|allocated}: $parts|{Shares|Percentages} of fault as found: $parts}", who=spin(rng, WHO_FINDS), parts=parts, swapped=swapped)


def _damaged(rng: Random, case: _Case, damages: int, name: str = "") -> str:
    return spin(rng, "{$p's {total damages are|damages come to|damages were found to be} $x|{The damages|The full damages} of $p {amount to|are} $x|$p suffered damages of $x|{Damages of|A loss of} $x {was|is} found for $p}".replace("{Damages of|A loss of} $x {was|is} found for $p", "A loss of $x was found for $p"), p=name or case.p, x=dollars(damages))


def _money(rng: Random) -> int:
    return 1000 * rng.randint(24, 900)


def _percent(rng: Random, low: int, high: int) -> int:
    return rng.randint(low, high) if rng.random() < 0.6 else 5 * round(rng.randint(low, high) / 5)


def _problem(
    rng: Random, case: _Case, story: list[str], rules: list[str], ask: str, lines: Pairs, answer: Fraction,
    wrong: Wrong, parameters: dict[str, object], operations: int, asides: list[str],
) -> Problem:  # fmt: skip
    right = whole(answer)
    usable = [(dollars(whole(Fraction(value))), trap) for value, trap in wrong if value >= 0 and abs(whole(Fraction(value)) - right) > 3]
    if answer.denominator > 1:
        lines = [*lines, ("then", f"rounded to the nearest dollar, {amount(answer)} is {dollars(right)}")]
    rules = [*rules, spin(rng, "{Give the amount in dollars|Answer in whole dollars|State one amount in dollars}{, rounded to the nearest dollar|}") if answer.denominator == 1 else spin(rng, "{Give the amount in dollars, rounded to the nearest dollar|Round the answer to the nearest dollar}")]
    return Problem(
        question=posed(rng, story, rules, ask, asides),
        steps=told(rng, lines),
        answer=dollars(right),
        answer_type="number",
        verifier="number",
        arguments={"absolute": 1},
        parameters={**parameters, "scene": case.key},
        distractors=wrong_answers(dollars(right), usable),
        operations=operations,
        irrelevant=len(asides),
    )


def _ask(rng: Random, case: _Case, whom: str = "") -> str:
    return spin(rng, "{How much does $p recover$from|What does $p recover$from|What amount can $p recover$from|What judgment does $p get$against|How much is $p entitled to$from}?", p=case.p, **{"from": f" from {whom}" if whom else "", "against": f" against {whom}" if whom else ""})


def _check(total: int, fault: int) -> str:
    return f"the part that {fault} percent takes off is {amount(total)} × {fault} / 100 = {amount(Fraction(total * fault, 100))}, and with the recovery of {amount(Fraction(total * (100 - fault), 100))} that makes {amount(total)} again"


def _direct(rng: Random, level: int) -> Problem:
    """Level 1: pure comparative fault, one defendant, one figure."""
    case = _Case(rng, 1)
    damages, fault = _money(rng), _percent(rng, 5, 85)
    answer = recovery(damages, fault, "pure")
    lines: Pairs = [
        ("facts", f"damages {dollars(damages)}, {case.p} {fault} percent at fault"),
        ("rule", "under pure comparative fault the recovery is the damages less the plaintiff's own percentage"),
        ("count", f"100 − {fault} = {100 - fault} percent remain"),
        ("count", f"{amount(damages)} × {100 - fault} / 100 = {amount(answer)}"),
        ("check", _check(damages, fault)),
    ]
    wrong: Wrong = [(Fraction(damages * fault, 100), "took the plaintiff's share instead of taking it off"), (damages, "did not reduce the damages"), (0, "treated the plaintiff's fault as a bar"), (Fraction(damages * (100 - 2 * fault), 100), "took the plaintiff's fault off twice"), (damages - fault * 100, "subtracted the percentage as an amount")]
    return _problem(rng, case, [case.story(), _shares(rng, case, {case.p: fault, case.d[0]: 100 - fault}), _damaged(rng, case, damages)], [spin(rng, RULES["pure"])], _ask(rng, case), lines, answer, wrong, {"kind": "direct", "damages": damages, "fault": fault}, 2, case.asides(rng.randint(0, 1)))


ITEMS = (("{medical bills|medical expenses|hospital costs}", 4, 180), ("{lost wages|lost earnings|loss of income}", 3, 150), ("{pain and suffering|noneconomic loss}", 10, 300), ("{property damage|repairs}", 2, 60), ("{future care|future treatment}", 5, 200))


def _items(rng: Random, count: int) -> tuple[str, list[int], str]:
    """Text of damage items, their amounts, and the sum with its arithmetic."""
    drawn = rng.sample(ITEMS, count)
    values = [1000 * rng.randint(low, high) + (rng.choice((0, 0, 500, 250)) if high < 190 else 0) for _, low, high in drawn]
    text = listed([f"{spin(rng, name)} of {dollars(value)}" for (name, _, _), value in zip(drawn, values)])
    return text, values, " + ".join(amount(value) for value in values) + f" = {amount(sum(values))}"


def _itemised(rng: Random, level: int) -> Problem:
    """Level 2: damages in items, and the share of one of several defendants who are severally liable."""
    several = rng.random() < 0.5
    case = _Case(rng, 2 if several else 1)
    text, values, adding = _items(rng, rng.randint(2, 3))
    total = sum(values)
    fault = _percent(rng, 5, 60)
    story = [case.story()]
    found = spin(rng, "{$p's damages are $items|$p proved $items|The damages found are $items|For $p the verdict lists $items}", p=case.p, items=text)
    if several:
        one = _percent(rng, 5, 95 - fault)
        two = 100 - fault - one
        story += [case.others(), _shares(rng, case, {case.p: fault, case.d[0]: one, case.d[1]: two}), found]
        answer = Fraction(total * one, 100)
        rules = [spin(rng, RULES["pure"]), spin(rng, "{Liability is several only: each defendant pays its own percentage of the damages|Each defendant is liable only for the damages times its own percentage of fault}")]
        lines: list[tuple[str, str]] = [
            ("facts", f"{case.p} {fault} percent, {case.d[0]} {one} percent, {case.d[1]} {two} percent; items {text}"),
            ("rule", "with several liability a defendant owes its own percentage of the whole damages"),
            ("count", f"total damages {adding}"),
            ("count", f"{case.d[0]} owes {amount(total)} × {one} / 100 = {amount(answer)}"),
            ("check", f"{fault} + {one} + {two} = {fault + one + two} percent, so the shares are complete and the plaintiff's own part is left out"),
        ]
        wrong: Wrong = [(Fraction(total * (100 - fault), 100), "made the defendant liable for the other's share"), (Fraction(total * (100 - fault) * one, 10_000), "took the defendant's percentage of an amount already reduced"), (Fraction(total * two, 100), "took the other defendant's share"), (Fraction(total * (100 - fault), 200), "divided the reduced damages equally"), (Fraction(values[0] * one, 100), "used the first item only")]
        return _problem(rng, case, story, rules, _ask(rng, case, case.d[0]), lines, answer, wrong, {"kind": "several", "values": values, "fault": fault, "one": one}, 4, case.asides(rng.randint(0, 1)))
    story += [_shares(rng, case, {case.p: fault, case.d[0]: 100 - fault}), found]
    answer = Fraction(total * (100 - fault), 100)
    lines = [
        ("facts", f"{case.p} {fault} percent at fault; {text}"),
        ("rule", "add the items, then take off the plaintiff's percentage"),
        ("count", f"total damages {adding}"),
        ("count", f"{amount(total)} × (100 − {fault}) / 100 = {amount(answer)}"),
        ("check", _check(total, fault)),
    ]
    wrong = [(total, "did not reduce the damages"), (Fraction(total * fault, 100), "took the plaintiff's share"), (total - Fraction(values[0] * fault, 100), "reduced the first item only"), (0, "treated the plaintiff's fault as a bar"), (Fraction((total - values[-1]) * (100 - fault), 100), "left out one item")]
    return _problem(rng, case, story, [spin(rng, RULES["pure"])], _ask(rng, case), lines, answer, wrong, {"kind": "items", "values": values, "fault": fault}, 3, case.asides(rng.randint(0, 1)))


def _bar(rng: Random, level: int) -> Problem:
    """Level 3: does the regime bar the plaintiff? Fault near one half, two defendants to compare with."""
    two = rng.random() < 0.6
    case = _Case(rng, 2 if two else 1)
    regime = rng.choice(("50", "51", "50", "51", "contributory"))
    fault = rng.choice((40, 44, 45, 48, 49, 50, 50, 50, 50, 51, 52, 55)) if regime != "contributory" else rng.choice((0, 0, 0, 1, 2, 5, 10))
    damages = _money(rng) + rng.choice((0, 0, 250, 500, 750))
    rest = 100 - fault
    one = rng.randint(max(5, rest // 3), rest - 5) if two else rest
    faults = {case.p: fault, case.d[0]: one} | ({case.d[1]: rest - one} if two else {})
    answer = recovery(damages, fault, regime)
    bar = barred(fault, regime)
    story = [case.story(), *([case.others()] if two else []), _shares(rng, case, faults), _damaged(rng, case, damages)]
    reduced = Fraction(damages * rest, 100)
    line = {"50": f"the bar of this state applies at 50 percent or more, and {case.p} has {fault}", "51": f"the bar of this state applies above 50 percent, and {case.p} has {fault}", "contributory": f"any fault is a bar, and {case.p} has {fault} percent"}[regime]
    mistake = {
        "50": "reading the 50 percent bar as a 51 percent bar; here equal fault is enough to lose" if fault == 50 else "comparing the plaintiff with each defendant alone; half of all the fault is the line" if two else "taking the bar for a mere reduction, or the other way round",
        "51": "reading the 51 percent bar as a 50 percent bar; here equal fault still recovers" if fault == 50 else "comparing the plaintiff with each defendant alone; half of all the fault is the line" if two else "taking the bar for a mere reduction, or the other way round",
        "contributory": "reducing the damages in proportion; contributory negligence knows only all or nothing",
    }[regime]
    lines: list[tuple[str, str]] = [
        ("facts", f"damages {dollars(damages)}; {listed([f'{name} {share} percent' for name, share in faults.items()])}"),
        ("rule", line),
        ("apply", f"recovery is {'barred' if bar else 'not barred'}"),
        ("count", f"the recovery is {amount(damages)} × 0 = 0" if bar else f"{amount(damages)} × {rest} / 100 = {amount(reduced)}"),
        ("mistake", mistake),
        ("check", f"the defendants together have {' + '.join(str(share) for name, share in faults.items() if name != case.p)} = {rest} percent, against {fault} for the plaintiff" if two else f"100 − {fault} = {rest} percent fall on the defendant, against {fault} for the plaintiff"),
    ]
    wrong: Wrong = [(0, "applied a bar that this state does not have at this percentage"), (reduced, "reduced the damages instead of applying the bar"), (damages, "did not reduce the damages"), (Fraction(damages * fault, 100), "took the plaintiff's share"), (Fraction(damages * one, 100), "took the first defendant's share only"), (Fraction(damages * (rest - fault), 100) if rest > fault else Fraction(damages, 2), "set the shares off against each other")]
    return _problem(rng, case, story, [spin(rng, RULES[regime])], _ask(rng, case, "" if not two else spin(rng, "{the defendants together|both defendants together}")), lines, answer, wrong, {"kind": "bar", "regime": regime, "damages": damages, "fault": fault, "one": one}, 3, case.asides(rng.randint(0, 1)))


def _joint(rng: Random, level: int) -> Problem:
    """Level 4: joint and several liability: collecting from one, contribution, or reallocation of an insolvent share."""
    case = _Case(rng, 3 if rng.random() < 0.4 else 2)
    kind = rng.choice(("collect", "contribution", "reallocation", "reallocation"))
    fault = _percent(rng, 5, 45)
    left = 100 - fault
    if len(case.d) == 3:
        one = rng.randint(5, left - 15)
        two = rng.randint(5, left - one - 5)
        shares = [one, two, left - one - two]
    else:
        one = rng.randint(8, left - 8)
        shares = [one, left - one]
    damages = _money(rng)
    faults = {case.p: fault, **dict(zip(case.d, shares))}
    award = Fraction(damages * left, 100)
    a, b = case.d[0], case.d[1]
    story = [case.story(), case.others(), _shares(rng, case, faults), _damaged(rng, case, damages)]
    base: list[tuple[str, str]] = [("facts", f"damages {dollars(damages)}; {listed([f'{name} {share} percent' for name, share in faults.items()])}")]
    rules = [spin(rng, RULES["pure"])]
    parameters: dict[str, object] = {"kind": kind, "damages": damages, "fault": fault, "shares": shares}
    if kind == "collect":
        story.append(spin(rng, "{$b is insolvent|$b has no assets and no insurance|Nothing can be collected from $b}", b=b))
        rules.append(spin(rng, "{The defendants are jointly and severally liable for the damages that remain after the plaintiff's share|Liability is joint and several: each defendant owes the whole of the reduced damages}"))
        answer = award
        ask = spin(rng, "{What is the most that $p can collect from $a|How much can $p recover from $a alone}?", p=case.p, a=a)
        lines = [*base, ("rule", "reduce the damages by the plaintiff's percentage; each jointly and severally liable defendant owes all the rest"), ("count", f"100 − {fault} = {left}, and {amount(damages)} × {left} / 100 = {amount(award)}"), ("apply", f"{a} owes the whole of that, whatever share of the fault is {a}'s own"), ("mistake", f"stopping at {a}'s own share, {amount(damages)} × {shares[0]} / 100 = {amount(Fraction(damages * shares[0], 100))}; that would be several liability"), ("check", f"the shares of the defendants are {' + '.join(map(str, shares))} = {left} percent")]
        wrong: Wrong = [(Fraction(damages * shares[0], 100), "treated liability as several"), (damages, "made the defendant pay the plaintiff's own share"), (award / len(shares), "divided the award by heads"), (Fraction(damages * (shares[0] + shares[1]), 200), "split the defendants' share equally"), (award - Fraction(damages * shares[1], 100), "left the insolvent share with the plaintiff")]
    elif kind == "contribution":
        story.append(spin(rng, "{$a paid $p the whole judgment|$p collected the whole judgment from $a}", a=a, p=case.p))
        rules.append(spin(rng, "{The defendants are jointly and severally liable for the reduced damages, and one who pays more than its share has contribution from each other for that one's percentage of the damages|Liability is joint and several; a defendant who pays all may claim from each other defendant the damages times that one's percentage}"))
        answer = Fraction(damages * shares[1], 100)
        ask = spin(rng, "{How much contribution can $a claim from $b|What does $b owe $a in contribution}?", a=a, b=b)
        lines = [*base, ("rule", "whoever paid all may claim from another what falls on that one's percentage of the damages"), ("count", f"the judgment is {amount(damages)} × (100 − {fault}) / 100 = {amount(award)}"), ("count", f"{b} owes {amount(damages)} × {shares[1]} / 100 = {amount(answer)}"), ("mistake", "dividing the judgment by heads; contribution follows the percentages of fault"), ("check", f"{a} bears in the end {amount(award)} − {amount(answer)} = {amount(award - answer)}" + ("" if len(shares) == 2 else f" before its claim against {case.d[2]}"))]
        wrong = [(award / len(shares), "divided the judgment by heads"), (Fraction(award * shares[1], 100), "took the percentage of the reduced damages"), (Fraction(damages * shares[0], 100), "took the payer's own share"), (award, "shifted the whole judgment"), (award - answer if award != 2 * answer else damages, "took what the payer keeps bearing")]
    else:
        insolvent = shares[-1]
        who = case.d[-1]
        story.append(spin(rng, "{$b's share can't be collected|Nothing can be collected from $b, which is insolvent|$b is judgment-proof}".replace(", which is insolvent", ""), b=who))
        rules.append(spin(rng, "{An uncollectible share is reallocated among the other parties, the plaintiff included, in proportion to their percentages of fault; otherwise liability is several|Liability is several, but what can't be collected from one party is spread over all the others, including the plaintiff, in proportion to their fault (Uniform Comparative Fault Act § 2(d))}"))
        own, moved = Fraction(damages * shares[0], 100), Fraction(damages * insolvent, 100)
        extra = moved * Fraction(shares[0], 100 - insolvent)
        answer = own + extra
        rest = 100 - insolvent
        ask = spin(rng, "{After reallocation, how much does $a owe $p|What does $a owe $p once the share is reallocated|How much can $p collect from $a after the reallocation}?", a=a, p=case.p)
        lines = [*base, ("rule", f"the share of {who} is spread over the others, {case.p} among them, in proportion to their fault"), ("count", f"{a}'s own share: {amount(damages)} × {shares[0]} / 100 = {amount(own)}"), ("count", f"the share to spread: {amount(damages)} × {insolvent} / 100 = {amount(moved)}, over 100 − {insolvent} = {rest} percent"), ("count", f"{a} takes {amount(moved)} × {shares[0]} / {rest} = {amount(extra)} of it"), ("count", f"{amount(own)} + {amount(extra)} = {amount(own + extra)}"), ("mistake", "spreading the share over the solvent defendants alone; the stated rule makes the plaintiff bear a part too"), ("check", f"in one step, {amount(damages)} × {shares[0]} / {rest} = {amount(answer)}")]
        if cents(own + extra) != cents(own) + cents(extra):
            lines = [line for line in lines if f"= {amount(own + extra)}" not in line[1] or "in one step" in line[1]]
        solvent = rest - fault
        wrong = [(own, "did not reallocate the share"), (own + moved, "loaded the whole share on one defendant"), (own + moved * Fraction(shares[0], solvent), "left the plaintiff out of the reallocation"), (own + moved / (len(shares)), "reallocated by heads"), (award, "made the defendant jointly liable for everything")]
    return _problem(rng, case, story, rules, ask, lines, answer, wrong, parameters, 5, case.asides(1))


def _settled(rng: Random, level: int) -> Problem:
    """Level 4: one defendant has settled; credit of the amount paid, or of the settling party's share."""
    case = _Case(rng, 2)
    fault = _percent(rng, 5, 40)
    one = rng.randint(15, 85 - fault)
    two = 100 - fault - one
    damages = _money(rng)
    award = Fraction(damages * (100 - fault), 100)
    share = Fraction(damages * two, 100)
    paid = 500 * rng.randint(10, max(12, int(award) // 700))
    tanto = rng.random() < 0.5
    a, b = case.d
    story = [case.story(), case.others(), spin(rng, "{Before trial $b settled with $p for $x|$b paid $p $x before trial and was released|For $x $p released $b before the trial}", b=b, p=case.p, x=dollars(paid)), _shares(rng, case, {case.p: fault, a: one, b: two}), _damaged(rng, case, damages)]
    rules = [spin(rng, RULES["pure"]), spin(rng, "{The defendants are jointly and severally liable|Liability is joint and several}"), spin(rng, "{A settlement reduces the judgment against the others by the amount paid, after the reduction for the plaintiff's fault|The credit for a settlement is pro tanto: the sum paid comes off what is left after the plaintiff's share}" if tanto else "{A settlement reduces the claim against the others by the released person's percentage of the damages, whatever was paid|The credit for a settlement is the settling person's proportionate share of the damages, not the sum paid}")]
    credit = Fraction(paid) if tanto else share
    answer = max(Fraction(0), award - credit)
    lines: list[tuple[str, str]] = [
        ("facts", f"damages {dollars(damages)}; {case.p} {fault}, {a} {one}, {b} {two} percent; settlement {dollars(paid)}"),
        ("rule", f"take off the plaintiff's percentage, then the credit, which is {'the amount paid' if tanto else 'the share of the one that settled'}"),
        ("count", f"{amount(damages)} × (100 − {fault}) / 100 = {amount(award)}"),
    ]
    if not tanto:
        lines.append(("count", f"the credit is {amount(damages)} × {two} / 100 = {amount(share)}"))
    if credit > award:
        lines.append(("then", f"the credit of {dollars(credit)} is more than {dollars(award)}, so nothing is left"))
    else:
        lines.append(("count", f"{amount(award)} − {amount(credit)} = {amount(answer)}"))
    lines += [
        ("mistake", f"{'crediting the share of fault of ' + b + ', ' + dollars(share) + ', instead of the sum paid' if tanto else 'crediting the sum paid, ' + dollars(paid) + ', instead of the share of fault'}; the stated rule looks at {'the payment' if tanto else 'the share alone, however cheap or dear the settlement was'}"),
        ("check", f"{fault} + {one} + {two} = 100 percent" + (f", and {amount(answer)} + {amount(credit)} = {amount(award)}" if credit <= award else "")),
    ]
    other = max(Fraction(0), award - (share if tanto else Fraction(paid)))
    wrong: Wrong = [(other, "took the other kind of credit"), (award, "gave no credit for the settlement"), (max(Fraction(0), Fraction((damages - paid) * (100 - fault), 100)), "took the credit off before the plaintiff's percentage"), (Fraction(damages * one, 100) if tanto else Fraction(damages * one, 100) - paid, "mixed several liability with the credit"), (max(0, damages - paid), "forgot the plaintiff's fault"), (Fraction(award * one, 100), "took the defendant's percentage of the reduced damages")]
    return _problem(rng, case, story, rules, _ask(rng, case, a), lines, answer, wrong, {"kind": "settled", "damages": damages, "fault": fault, "one": one, "paid": paid, "tanto": tanto}, 4, case.asides(1))


def _threshold(rng: Random, level: int) -> Problem:
    """Level 5: a cap on noneconomic loss, a bar, joint liability above a threshold only, and a settlement credit."""
    case = _Case(rng, 2)
    regime = rng.choice(("50", "51", "51"))
    fault = rng.choice((10, 12, 15, 20, 22, 25, 30, 35, 40, 45, 50, 50))
    limit = rng.choice((50, 60))
    left = 100 - fault
    one = rng.choice([share for share in (limit - 5, limit - 1, limit, limit + 1, limit + 5, limit - 10, 35, 30) if 5 <= share <= left - 5] or [left // 2])
    two = left - one
    economic = 1000 * rng.randint(30, 400)
    cap = 50_000 * rng.randint(5, 12)
    pain = cap + 10_000 * rng.randint(-15, 60)
    counted = min(pain, cap)
    total = economic + counted
    paid = 1000 * rng.randint(5, 90)
    a, b = case.d
    joint = one >= limit
    bar = barred(fault, regime)
    award = Fraction(total * left, 100)
    own = Fraction(total * one, 100)
    answer = Fraction(0) if bar else max(Fraction(0), award - paid) if joint else own
    story = [
        case.story(), case.others(),
        spin(rng, "{$b settled for $x before trial|Before the trial $p released $b for $x|$p took $x from $b in settlement before trial}", b=b, p=case.p, x=dollars(paid)),
        _shares(rng, case, {case.p: fault, a: one, b: two}),
        spin(rng, "{The verdict is $e for economic and $n for noneconomic loss|Economic damages are $e, noneconomic damages $n|Damages found: economic $e, noneconomic $n}", e=dollars(economic), n=dollars(pain)),
    ]
    rules = [
        spin(rng, RULES[regime]),
        spin(rng, "{Noneconomic damages are capped at $cap; the cap is applied before any reduction for fault|A cap of $cap on noneconomic damages comes first, before fault is considered}", cap=dollars(cap)),
        spin(rng, "{A defendant with $limit percent or more of the fault is jointly and severally liable for the reduced damages; any other is liable for its own percentage of the damages only|Joint and several liability starts at $limit percent of the fault (that share included); below it a defendant owes its own percentage of the damages and no more}", limit=limit),
        spin(rng, "{A settlement is credited in the amount paid, but only to a defendant that is jointly and severally liable|Only a jointly and severally liable defendant gets a credit, for the amount that others have paid in settlement}"),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"economic {dollars(economic)}, noneconomic {dollars(pain)}, cap {dollars(cap)}; {case.p} {fault}, {a} {one}, {b} {two} percent; {b} paid {dollars(paid)}"),
        ("rule", f"cap, then bar, then the kind of liability of {a}, then the credit"),
        ("count", f"noneconomic damages count with {dollars(counted)}; {amount(economic)} + {amount(counted)} = {amount(total)}"),
        ("apply", f"{case.p}'s {fault} percent {'meets the bar, so nothing is recovered' if bar else 'does not meet the bar'}"),
    ]
    if not bar:
        lines.append(("apply", f"{a} has {one} percent, {'at least' if joint else 'less than'} {limit}, so liability is {'joint and several' if joint else 'several only'}"))
        if joint:
            lines += [("count", f"{amount(total)} × (100 − {fault}) / 100 = {amount(award)}"), ("count", f"less the settlement: {amount(award)} − {amount(paid)} = {amount(award - paid)}") if award > paid else ("then", "the settlement covers all of it")]
        else:
            lines.append(("count", f"{amount(total)} × {one} / 100 = {amount(own)}, without a credit"))
    lines += [
        ("mistake", "reading the bar for equal fault the wrong way round; the words of the statute decide whether 50 percent loses" if fault == 50 else f"{'holding ' + a + ' to a several share only' if joint else 'holding ' + a + ' for the whole of the reduced damages'}; the threshold of {limit} percent decides"),
        ("check", f"{fault} + {one} + {two} = 100 percent, and {'the bar leaves 0' if bar else a + ' pays ' + dollars(answer)}"),
    ]
    wrong: Wrong = [
        (max(Fraction(0), award - paid) if not joint else own, "mistook the kind of liability"),
        (0, "applied a bar that is not met"),
        (max(Fraction(0), Fraction((economic + pain) * left, 100) - paid) if joint else Fraction((economic + pain) * one, 100), "forgot the cap"),
        (award if joint else max(Fraction(0), own - paid), "gave no credit" if joint else "gave a credit that a severally liable defendant does not get"),
        (max(Fraction(0), award - paid), "went on although the plaintiff is barred"),
        (Fraction(economic * left, 100) + counted, "reduced the economic part only"),
        (own, "took the defendant's own share although the claim is barred"),
    ]
    return _problem(rng, case, story, rules, _ask(rng, case, a), lines, answer, wrong, {"kind": "threshold", "regime": regime, "economic": economic, "pain": pain, "cap": cap, "fault": fault, "one": one, "limit": limit, "paid": paid}, 7, case.asides(1))


def _counterclaim(rng: Random, level: int) -> Problem:
    """Level 5: both sides are hurt and claim against each other; who owes whom after set-off."""
    case = _Case(rng, 1)
    persons = people(rng, 2)
    case.p, case.d = persons[0].name, [persons[1].name]
    for _ in range(50):
        regime = rng.choice(("pure", "pure", "51", "50"))
        fault = rng.choice((20, 25, 30, 35, 40, 45, 48, 50, 50, 52, 55, 60, 65, 70))
        first, second = 1000 * rng.randint(20, 400), 1000 * rng.randint(20, 400)
        left, right = recovery(first, fault, regime), recovery(second, 100 - fault, regime)
        if left != right:
            break
    net = abs(left - right)
    a, b = case.p, case.d[0]
    winner, loser = (a, b) if left > right else (b, a)
    story = [
        spin(rng, "{$a and $b collided {in fog|at a crossing|on a gravel road}, and both were hurt|The cars of $a and $b met at a crossing; both drivers were hurt|$a's boat and $b's boat ran into each other, and each was damaged}", a=a, b=b),
        spin(rng, "{$a sued, and $b counterclaimed|Each sues the other|$a claims against $b, who counterclaims}", a=a, b=b),
        _shares(rng, case, {a: fault, b: 100 - fault}), _damaged(rng, case, first), _damaged(rng, case, second, b),
    ]
    rules = [
        spin(rng, RULES[regime]) + spin(rng, "{; it applies to the claim and to the counterclaim|. Claim and counterclaim are judged by it alike}"),
        spin(rng, "{The two recoveries are set off, and one judgment is entered for the difference|Claim and counterclaim are set off against each other, and judgment is for the difference}"),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"{a}: {fault} percent, damages {dollars(first)}; {b}: {100 - fault} percent, damages {dollars(second)}"),
        ("rule", "apply the rule once to each claim, the claimant's own percentage being taken off, then set off"),
        ("count", f"{a}'s claim: " + (f"{amount(first)} × (100 − {fault}) / 100 = {amount(left)}" if left else f"barred at {fault} percent, so {amount(first)} × 0 = 0")),
        ("count", f"{b}'s claim: " + (f"{amount(second)} × (100 − {100 - fault}) / 100 = {amount(right)}" if right else f"barred at {100 - fault} percent, so {amount(second)} × 0 = 0")),
        ("count", f"{amount(max(left, right))} − {amount(min(left, right))} = {amount(net)}, in favor of {winner}"),
        ("mistake", "setting off the gross damages first, or forgetting to test the bar for each claim separately"),
        ("check", f"{fault} + {100 - fault} = 100 percent, and {loser} would get {dollars(min(left, right))} alone"),
    ]
    gross = Fraction(abs(first - second))
    wrong: Wrong = [(max(left, right), "forgot the set-off"), (left + right, "added the two recoveries"), (gross, "set off the gross damages"), (abs(Fraction(first * (100 - fault), 100) - Fraction(second * fault, 100)), "overlooked the bar"), (abs(Fraction(first * fault, 100) - Fraction(second * (100 - fault), 100)), "exchanged the percentages"), (0, "let the claims cancel out")]
    ask = spin(rng, "{For what amount, after set-off, is judgment entered|What is the amount of the one judgment after set-off|After set-off, how much is owed in the end}?")
    return _problem(rng, case, story, rules, ask, lines, net, wrong, {"kind": "counterclaim", "regime": regime, "fault": fault, "first": first, "second": second}, 6, [])


KINDS = {1: (_direct,), 2: (_itemised,), 3: (_bar,), 4: (_joint, _settled), 5: (_threshold, _threshold, _counterclaim)}


def problem(rng: Random, level: int) -> Problem:
    """One problem on comparative fault."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="comparative_fault",
    title="Comparative fault and apportionment",
    source="Uniform Comparative Fault Act (1977) §§ 1, 2, 6; Restatement (Third) of Torts: Apportionment of Liability (2000)",
    problem=problem,
    rubric=(
        Criterion("Tests the bar of the stated regime before computing any amount, with equality read as the rule says.", "essential"),
        Criterion("Takes off the plaintiff's percentage, and not the defendant's.", "essential"),
        Criterion("Distinguishes joint and several from several liability as the question states it.", "important"),
        Criterion("Applies caps, reductions and credits in the stated order.", "important"),
        Criterion("Checks that the percentages add up to 100.", "optional"),
        Criterion("Confuses a 50 percent bar with a 51 percent bar.", "pitfall", positive=False),
    ),
)
