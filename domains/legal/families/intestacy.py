"""Intestate succession under the Uniform Probate Code: a family tree and an estate go in, shares come out.

    § 2-102   surviving spouse: everything; $300,000 and 3/4; $225,000 and 1/2; $150,000 and 1/2 of the rest
    § 2-103   descendants, parents, descendants of parents, and so on
    § 2-104   an heir has to survive by 120 hours
    § 2-106   representation: per capita at each generation
    § 2-107   the half blood inherits as the whole blood
    § 2-108   a child in gestation who is born and lives 120 hours inherits
    § 2-109   an advancement counts only if declared in a contemporaneous writing, or acknowledged in writing by the heir

Uniform Probate Code, official text with the amounts of 2008, without the cost-of-living adjustment of § 1-109. Per capita
with representation is the Code's system of 1969; strict per stirpes divides among the children's lines even where no child
survives (Restatement (Third) of Property: Wills § 2.3).

Worked example: two of three children are dead; one left one child, the other three. Strictly per stirpes the only child
takes 1/3 and the others 1/9 each; per capita at each generation the four share 2/3, 1/6 each.

>>> tree = (Person("Ann"), Person("Ben", False, (Person("Dan"),)),
...         Person("Cal", False, (Person("Eve"), Person("Fay"), Person("Gil"))))
>>> {name: str(share) for name, share in divide(tree, "strict").items()}
{'Ann': '1/3', 'Dan': '1/3', 'Eve': '1/9', 'Fay': '1/9', 'Gil': '1/9'}
>>> {name: str(share) for name, share in divide(tree, "each generation").items()}
{'Ann': '1/3', 'Dan': '1/6', 'Eve': '1/6', 'Fay': '1/6', 'Gil': '1/6'}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import Pairs, posed, told, wrong_answers
from domains.legal.money import amount, dollars
from domains.legal.people import MEN, SURNAMES, WOMEN
from domains.wording import listed, spin

Shares = dict[str, Fraction]
SYSTEMS = ("each generation", "representation", "strict")
NAMES = {
    "each generation": "per capita at each generation",
    "representation": "per capita with representation",
    "strict": "strict per stirpes",
}


@dataclass(frozen=True)
class Person:
    """A descendant: alive counts as having survived by 120 hours."""

    name: str
    alive: bool = True
    children: tuple[Person, ...] = ()

    def leaves_heirs(self) -> bool:
        """Alive, or survived by a descendant."""
        return self.alive or any(child.leaves_heirs() for child in self.children)

    def lines(self) -> Iterator[Person]:
        yield self
        for child in self.children:
            yield from child.lines()


def divide(people: Sequence[Person], system: str) -> Shares:
    """Share of every surviving heir among the descendants whose first generation is `people`."""
    found: Shares = {}
    _divide(tuple(people), Fraction(1), system, found)
    return found


def _divide(people: tuple[Person, ...], share: Fraction, system: str, found: Shares) -> None:
    roots = tuple(person for person in people if person.leaves_heirs())
    if not roots:
        return
    if system != "strict" and not any(person.alive for person in roots):
        _divide(tuple(child for person in roots for child in person.children), share, system, found)
        return
    each = share / len(roots)
    dead = [person for person in roots if not person.alive]
    for person in roots:
        if person.alive:
            found[person.name] = each
        elif system != "each generation":
            _divide(person.children, each, system, found)
    if system == "each generation" and dead:
        _divide(tuple(child for person in dead for child in person.children), each * len(dead), system, found)


LEGAL = {
    "each generation": (
        "{Representation is per capita at each generation (UPC § 2-106)|Descendants take per capita at each generation under UPC § 2-106}: {the estate is cut at the nearest generation with a survivor into a share for every survivor and every deceased member who left surviving descendants; survivors take one each, and what is left is pooled and cut in the same way among the descendants of the deceased members|one share for each survivor of the nearest living generation and each deceased member of it who left descendants; the shares of the deceased are combined and divided in the same manner one generation down}",
    ),
    "representation": (
        "{Descendants take per capita with representation (the system of the 1969 UPC)|Distribution is per capita with representation}: {the estate is cut at the nearest generation with a survivor into a share for every survivor and every deceased member who left surviving descendants, and the share of a deceased member goes to that member's own descendants in the same manner|equal shares at the first generation in which someone is alive, one for each survivor and each deceased member with living descendants; each deceased member's share passes down that member's own line, in the same manner}",
    ),
    "strict": (
        "{Descendants take strictly per stirpes|Distribution is per stirpes in the strict, English sense}: {the estate is cut at the children's generation, whether or not a child survives, into a share for every living child and every deceased child with living descendants; each such share passes down its line in the same way|the children's generation is where the shares are made, even if every child is dead: one for each living child and one for each dead child who left living descendants, and so on down each line}",
    ),
}
CODE = "{Uniform Probate Code, text with the 2008 amounts, no cost-of-living adjustment|The Uniform Probate Code applies in its official text with the 2008 dollar amounts, unadjusted|Apply the UPC (2008 amounts, without adjustment for the cost of living)}"
SPOUSE = {
    "all": "{the surviving spouse takes everything if no descendant or parent survives, or if all descendants of each of the two are also the other's}",
    "parent": "$300,000 and three fourths of the balance if no descendant but a parent survives",
    "other": "$225,000 and one half of the balance if all the decedent's descendants are the spouse's too and the spouse has others",
    "own": "$150,000 and one half of the balance if a descendant of the decedent is not the spouse's",
}
WEALTH = "{The net estate is|The estate, after debts and expenses, is|What is left to distribute is|After all claims the estate comes to} $x"
ASIDES = (
    "{The house stands in $who's name alone|Most of the estate is in bank accounts|The estate is mainly a farm}.",
    "{A cousin lived with $who at the end|A cousin had not spoken to $who for years|A cousin looked after $who's affairs}.",
    "{Funeral expenses are already paid|Taxes have been paid|The executor of an earlier estate has no claim}.",
    "{A neighbor whom $who called a second mother asks for a share|A godchild hopes for something|An old friend asks to be remembered}.",
    "{$who had spoken of making a will, but never did|No will was ever found|A draft will was never signed}.",
)


def _own_system(rng: Random, system: str) -> str:
    """A sentence where the system is not the Code's own."""
    if system == "each generation":
        return ""
    return spin(rng, "{This state has its own rule in place of § 2-106. |For § 2-106 this state has put another rule. |On representation this state departs from § 2-106. }") + " "


def _names(rng: Random, count: int) -> list[str]:
    """First names, all different, with different initials as long as there are any."""
    pool = rng.sample([*WOMEN, *MEN], len(WOMEN) + len(MEN))
    chosen: list[str] = []
    for name in pool:
        if name[0] not in {other[0] for other in chosen}:
            chosen.append(name)
    rest = [name for name in pool if name not in chosen]
    return (chosen + rest)[:count]


class _Estate:
    """Who died, and a supply of names."""

    def __init__(self, rng: Random):
        self.rng = rng
        names = _names(rng, 48)
        self._names = iter(names)
        first = next(self._names)
        self.she = "she" if first in WOMEN else "he"
        self.her = "her" if first in WOMEN else "his"
        self.first = first
        self.who = f"{first} {rng.choice(SURNAMES)}"

    def name(self) -> str:
        return next(self._names)

    def grow(self, alive: bool, children: Sequence[object]) -> Person:
        """A person from a shape: (alive, [shapes])."""
        made = [self.grow(shape[0], shape[1]) for shape in children if isinstance(shape, tuple)]
        return Person(self.name(), alive, tuple(made))

    def died(self) -> str:
        return spin(self.rng, "{$who died without a will|$who died intestate|$who has died and left no will|No will of $who, who has died, exists}", who=self.who)

    def asides(self, count: int) -> list[str]:
        return [spin(self.rng, text, who=self.first) for text in self.rng.sample(ASIDES, count)]


def _described(rng: Random, estate: _Estate, tree: Sequence[Person], apart: int = -1) -> list[str]:
    """Sentences that tell the tree; the line at index `apart` is left for elsewhere."""
    names = [person.name for person in tree]
    many = ("one", "two", "three", "four", "five", "six")[len(tree) - 1]
    if len(tree) == 1:
        text = [f"{estate.first} had one child, {names[0]}"]
    else:
        text = [spin(rng, "{$who had $many children: $names|$who's {children were|only children were} $names|There were $many children: $names}", who=estate.first, many=many, names=listed(names))]
    for index, person in enumerate(tree):
        if index != apart:
            text += _line(rng, estate, person)
    return text


def _line(rng: Random, estate: _Estate, person: Person) -> list[str]:
    kids = listed([child.name for child in person.children])
    count = len(person.children)
    noun = "child" if count == 1 else "children"
    number = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}.get(count, str(count))
    facts = {"x": person.name, "kids": kids, "noun": noun, "number": number, "who": estate.first}
    if person.alive:
        if not person.children:
            return [spin(rng, "{$x {survives|is alive|is living}|$x is alive and has no children|$x survived $who}", **facts)]
        return [spin(rng, "{$x {survives|is alive|is living} and has $number $noun, $kids|$x, {who is alive|a survivor}, has $number $noun: $kids}", **facts), *[text for child in person.children if not child.alive for text in _line(rng, estate, child)]]
    if not person.children:
        return [spin(rng, "{$x died before $who and left no descendants|$x, who had no children, died earlier|$x predeceased $who without children}", **facts)]
    text = [spin(rng, "{$x died before $who and left $number $noun, $kids|$x predeceased $who, leaving $number $noun: $kids|$x was already dead; $x's $noun: $kids}", **facts)]
    simple = all(child.alive and not child.children for child in person.children)
    if simple:
        text[0] += spin(rng, "{, {who survive|$all living}|, who {survived|outlived} $who}".replace("$all", "both" if count == 2 else "all") if count > 1 else "{, who survives|, who is living|, who survived $who}", who=estate.first)
        return text
    for child in person.children:
        text += _line(rng, estate, child)
    return text


def _shape(person: Person) -> list[object]:
    return [person.alive, [_shape(child) for child in person.children]]


def _written(shares: Shares) -> str:
    """``Ann 1/2; Bob 1/4``: largest first, then in order."""
    return "; ".join(f"{name} {share}" for name, share in shares.items() if share)


def _working(tree: Sequence[Person], system: str, total: str = "") -> list[tuple[str, str]]:
    """The division in words with its arithmetic, level by level."""
    lines: list[tuple[str, str]] = []

    def down(people: tuple[Person, ...], share: Fraction, where: str) -> None:
        roots = [person for person in people if person.leaves_heirs()]
        out = [person.name for person in people if not person.leaves_heirs()]
        living = [person.name for person in roots if person.alive]
        dead = [person for person in roots if not person.alive]
        if not roots:
            return
        if system != "strict" and not living:
            lines.append(("then", f"{where}: nobody survives, so the division starts one generation lower"))
            down(tuple(child for person in roots for child in person.children), share, "the next generation")
            return
        each = share / len(roots)
        who = []
        if living:
            who.append(f"{listed(living)} {'survives' if len(living) == 1 else 'survive'}")
        if dead:
            who.append(f"{listed([person.name for person in dead])} left descendants")
        if out:
            who.append(f"{listed(out)} left nobody and is passed over" if len(out) == 1 else f"{listed(out)} left nobody and are passed over")
        lines.append(("count", f"{where}: {'; '.join(who)}: {share} / {len(roots)} = {each} for each of {len(roots)}" if len(roots) > 1 else f"{where}: {'; '.join(who)}: the whole {share} stays in one line"))
        if system == "each generation":
            if dead:
                pool = each * len(dead)
                if len(dead) > 1:
                    lines.append(("count", f"the shares of the dead are pooled: {each} × {len(dead)} = {pool}"))
                down(tuple(child for person in dead for child in person.children), pool, "the generation below")
            return
        for person in dead:
            down(person.children, each, f"the line of {person.name}")

    down(tuple(tree), Fraction(1), "the children")
    return lines


def _everybody(tree: Sequence[Person]) -> list[str]:
    return [person.name for root in tree for person in root.lines()]


def _equal_heads(tree: Sequence[Person]) -> Shares:
    living = [person.name for root in tree for person in root.lines() if person.alive]
    return {name: Fraction(1, len(living)) for name in living}


def _children_only(tree: Sequence[Person]) -> Shares:
    living = [person.name for person in tree if person.alive]
    return {name: Fraction(1, len(living)) for name in living} if living else {}


def _form(rng: Random) -> str:
    return spin(rng, "{Give each heir's share as a fraction of the estate|State every heir with a fraction|Answer with names and fractions}{, in the form “Name 1/2; Name 1/4”|, such as “Name 1/2; Name 1/4”}{; leave out whoever takes nothing|, without those who take nothing}")


def _shares_problem(
    rng: Random, story: list[str], rules: list[str], lines: Pairs, shares: Shares, wrong: list[tuple[Shares, str]],
    names: list[str], parameters: dict[str, object], operations: int, asides: list[str],
) -> Problem:  # fmt: skip
    total = " + ".join(str(share) for share in shares.values())
    closing = f"{total} = {sum(shares.values())}" if len(shares) > 1 else "one heir takes the whole, so nothing is left over"
    return Problem(
        question=posed(rng, story, [*rules, _form(rng)], spin(rng, "{Who inherits, and what share|How is the estate divided|Who takes what|Distribute the estate|Name the heirs and their shares}{?|?}".replace("Distribute the estate", "How is the estate to be distributed").replace("Name the heirs and their shares", "Who are the heirs, and what are their shares").replace("{?|?}", "?")), asides),
        steps=told(rng, [*lines, ("check", closing)]),
        answer=_written(shares),
        answer_type="shares",
        verifier="domains.legal.verifiers.shares:check",
        arguments={"heirs": names},
        parameters=parameters,
        distractors=wrong_answers(_written(shares), [(_written(given), trap) for given, trap in wrong if given and given != shares]),
        operations=operations,
        irrelevant=len(asides),
    )


def _dollar_problem(
    rng: Random, story: list[str], rules: list[str], who: str, lines: Pairs, answer: Fraction, wrong: list[tuple[Fraction, str]],
    parameters: dict[str, object], operations: int, asides: list[str],
) -> Problem:  # fmt: skip
    form = spin(rng, "{|Answer in dollars|Give the amount in dollars|State the amount}")
    return Problem(
        question=posed(rng, story, [*rules, form] if form else rules, spin(rng, "{How much does $who {take|inherit|receive}|What is $who's share in dollars|What amount goes to $who|How many dollars does $who {inherit|take}}?", who=who), asides),
        steps=told(rng, lines),
        answer=dollars(answer),
        answer_type="number",
        verifier="number",
        arguments={"absolute": 1},
        parameters=parameters,
        distractors=wrong_answers(dollars(answer), [(dollars(round(value)), trap) for value, trap in wrong if value >= 0 and abs(value - answer) > 3]),
        operations=operations,
        irrelevant=len(asides),
    )


def _value(rng: Random, unit: int, low: int = 90_000, high: int = 2_400_000) -> int:
    """An estate that a share of 1/unit divides without cents: a multiple of unit hundred dollars."""
    step = unit * 100
    return step * rng.randint(max(1, low // step), max(2, high // step))


def _tree(rng: Random, estate: _Estate, level: int) -> tuple[Person, ...]:
    """A tree whose shape suits the level."""

    def leaf(alive: bool = True) -> tuple[bool, list[object]]:
        return (alive, [])

    def line(alive: bool, low: int, high: int, deep: float = 0.0) -> tuple[bool, list[object]]:
        kids: list[object] = []
        for _ in range(rng.randint(low, high)):
            if rng.random() < deep:
                kids.append((False, [leaf() for _ in range(rng.randint(1, 3))]))
            elif deep and rng.random() < 0.15:
                kids.append(leaf(False))
            else:
                kids.append(leaf())
        return (alive, kids)

    shapes: list[object]
    if level == 1:
        shapes = [line(False, 1, 4), *[line(True, 0, 3) if rng.random() < 0.5 else leaf() for _ in range(rng.randint(1, 4))]]
        if rng.random() < 0.4:
            shapes.append(leaf(False))
    elif level == 2:
        low = rng.randint(1, 3)
        shapes = [line(False, low, low), line(False, 1 + low % 3, 1 + low % 3), *[line(True, 0, 3) if rng.random() < 0.5 else leaf() for _ in range(rng.randint(1, 3))]]
        if rng.random() < 0.3:
            shapes.append(leaf(False))
        if rng.random() < 0.4 and len(shapes) < 6:
            shapes.append(line(False, 1, 3))
    elif level == 3:
        counts = rng.sample((1, 2, 3, 4), rng.randint(2, 3))
        shapes = [line(False, count, count, 0.2) for count in counts]
        if rng.random() < 0.3:
            shapes.append(leaf(False))
    else:
        shapes = [line(False, 1, 3, 0.45) for _ in range(rng.randint(2, 3))]
        if rng.random() < 0.6:
            shapes.append(line(True, 0, 2))
        if rng.random() < 0.3:
            shapes.append(leaf(False))
    rng.shuffle(shapes)
    return tuple(estate.grow(shape[0], shape[1]) for shape in shapes if isinstance(shape, tuple))


def _single(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: an estate for descendants alone; one heir's amount."""
    estate = _Estate(rng)
    tree = _tree(rng, estate, level)
    system = rng.choice(SYSTEMS)
    shares = divide(tree, system)
    unit = lcm(*(share.denominator for share in shares.values()))
    value = _value(rng, unit)
    grand = [name for name in shares if name not in {person.name for person in tree}]
    who = rng.choice(grand if grand and rng.random() < 0.75 else list(shares))
    answer = shares[who] * value
    story = [estate.died(), spin(rng, "{No spouse survives|$who was widowed|$who left no spouse|There is no surviving spouse}", who=estate.first), *_described(rng, estate, tree), spin(rng, WEALTH, x=dollars(value))]
    rules = [spin(rng, LEGAL[system][0]), spin(rng, "{Everybody called alive survived by more than 120 hours|All survivors outlived the 120 hours of § 2-104|Survivors are those who lived on beyond 120 hours}")]
    lines = [
        ("facts", f"estate {dollars(value)}; heirs can only be {estate.first}'s descendants"),
        ("rule", f"descendants take {NAMES[system]}; a descendant of a living person takes nothing"),
        *_working(tree, system),
        ("count", f"{who} takes {shares[who]} of {dollars(value)}: {amount(value)} × {shares[who].numerator} / {shares[who].denominator} = {amount(answer)}"),
        ("check", f"all shares: {' + '.join(str(share) for share in shares.values())} = {sum(shares.values())}"),
    ]
    wrong = _wrong_amounts(tree, system, who, value, shares)
    return _dollar_problem(rng, story, rules, who, lines, answer, wrong, {"kind": "single", "system": system, "tree": [_shape(p) for p in tree], "value": value, "who": _place(tree, who)}, 2 + level, estate.asides(rng.randint(0, 1)))


def _place(tree: Sequence[Person], who: str) -> list[int]:
    """Path of child numbers to a person."""
    for index, person in enumerate(tree):
        if person.name == who:
            return [index]
        below = _place(person.children, who)
        if below:
            return [index, *below]
    return []


def _wrong_amounts(tree: Sequence[Person], system: str, who: str, value: int, shares: Shares) -> list[tuple[Fraction, str]]:
    found = [(divide(tree, other).get(who, Fraction(0)) * value, f"divided {NAMES[other]}") for other in SYSTEMS if other != system]
    found.append((_equal_heads(tree).get(who, Fraction(0)) * value, "gave every living descendant an equal share"))
    found.append((Fraction(value, len(tree)), "gave the heir a full child's share"))
    found.append((_children_only(tree).get(who, Fraction(0)) * value, "left the lines of dead children out" if who not in _children_only(tree) else "left the lines of dead children out and gave the living child more"))
    found.append((shares[who] * value * 2, "counted the heir twice"))
    found.append((Fraction(value, len(tree) + 1), "added a share for a spouse or a line that is not there"))
    return found


def _mapping(rng: Random, level: int) -> Problem:
    """Levels 2, 3 and 4: all heirs and fractions; at level 3 no child survives and the systems part ways."""
    for _ in range(60):
        estate = _Estate(rng)
        tree = _tree(rng, estate, 2 if level == 2 else 3 if level == 3 else 4)
        system = rng.choice(SYSTEMS)
        shares = divide(tree, system)
        others = [divide(tree, other) for other in SYSTEMS if other != system]
        if len(shares) >= 2 and any(other != shares for other in others) and len(shares) <= 9:
            break
    unlike = next((other for other in SYSTEMS if other != system and divide(tree, other) != shares), SYSTEMS[0])
    story = [estate.died(), spin(rng, "{No spouse survives|$who was widowed|$who left no spouse|There is no surviving spouse}", who=estate.first), *_described(rng, estate, tree)]
    rules = [spin(rng, LEGAL[system][0]), spin(rng, "{Everybody called alive survived by more than 120 hours|All survivors outlived the 120 hours of § 2-104|Survivors are those who lived on beyond 120 hours}")]
    lines = [
        ("facts", f"only descendants of {estate.first} come in; those who predeceased without descendants are passed over"),
        ("rule", f"distribution is {NAMES[system]}"),
        *_working(tree, system),
    ]
    if level >= 3:
        different = next((name for name in shares if divide(tree, unlike).get(name) != shares[name]), "")
        other = divide(tree, unlike).get(different, Fraction(0))
        lines.append(("mistake", f"dividing {NAMES[unlike]}, which would give {different} {other}; the question states {NAMES[system]}"))
    wrong = [
        *((divide(tree, other), f"divided {NAMES[other]}") for other in SYSTEMS if other != system),
        (_equal_heads(tree), "gave every living descendant an equal share"),
        (_children_only(tree), "left out the descendants of dead children"),
        ({root.name: Fraction(1, len(tree)) for root in tree}, "gave shares to dead children"),
        (dict(zip(shares, [*list(shares.values())[1:], next(iter(shares.values()))])), "exchanged the shares"),
    ]
    return _shares_problem(rng, story, rules, lines, shares, wrong, _everybody(tree), {"kind": "mapping", "system": system, "tree": [_shape(p) for p in tree]}, 2 + level, estate.asides(rng.randint(0, 1)))


def spouse_share(value: int, case: str) -> Fraction:
    """Dollars for the surviving spouse under § 2-102; see `SPOUSE` for the cases."""
    if case == "all":
        return Fraction(value)
    first, part = {"parent": (300_000, Fraction(3, 4)), "other": (225_000, Fraction(1, 2)), "own": (150_000, Fraction(1, 2))}[case]
    return Fraction(min(value, first)) + max(0, value - first) * part


def _spouse_line(value: int, case: str) -> str:
    if case == "all":
        return f"the spouse takes everything, {dollars(value)}"
    first, part = {"parent": (300_000, Fraction(3, 4)), "other": (225_000, Fraction(1, 2)), "own": (150_000, Fraction(1, 2))}[case]
    if value <= first:
        return f"the estate of {dollars(value)} does not exceed {dollars(first)}, so the spouse takes all of it"
    return f"{amount(first)} + {part} × ({amount(value)} − {amount(first)}) = {amount(spouse_share(value, case))} for the spouse"


def _spouse_rule(rng: Random) -> list[str]:
    return [
        spin(rng, CODE),
        spin(rng, "{§ 2-102: the surviving spouse takes|Under § 2-102 the surviving spouse gets|The spouse's share (§ 2-102) is} {everything if neither a descendant nor a parent survives, or if all surviving descendants of the decedent are also the spouse's and the spouse has no others|the whole estate where no descendant or parent of the decedent survives, or where all the decedent's surviving descendants are the spouse's as well and the spouse has none besides}; ")
        + "§a and 3/4 of the balance if no descendant but a parent survives; §b and 1/2 of the balance if all the decedent's descendants are the spouse's too and the spouse has others; §c and 1/2 of the balance if one or more of the decedent's descendants are not the spouse's".replace("§a", "$300,000").replace("§b", "$225,000").replace("§c", "$150,000"),
    ]


def _spousal(rng: Random, level: int) -> Problem:
    """Level 3: the spouse's share and the case of § 2-102. Level 4: what a descendant takes besides the spouse."""
    estate = _Estate(rng)
    spouse = estate.name()
    for _ in range(12):
        if (spouse in WOMEN) != (estate.first in WOMEN):
            break
        spouse = estate.name()
    case = rng.choice(("all", "parent", "other", "own", "own", "other")) if level == 3 else rng.choice(("other", "own"))
    unit = 8
    tree: tuple[Person, ...] = ()
    if case != "parent" and (case != "all" or rng.random() < 0.8):
        tree = _tree(rng, estate, 1 if level == 3 else 4)
        if not divide(tree, "strict"):
            tree = (Person(estate.name()),)
    system = rng.choice(SYSTEMS)
    shares = divide(tree, system)
    if shares:
        unit = 8 * lcm(*(share.denominator for share in shares.values()))
    value = unit * 100 * max(1, round(rng.uniform(180_000, 1_900_000) / (unit * 100)))
    if level == 4:
        first = 225_000 if case == "other" else 150_000
        value = first + unit * 100 * max(1, round(rng.uniform(60_000, 1_900_000) / (unit * 100)))
    step = [estate.name() for _ in range(rng.randint(1, 2))]
    outside = rng.choice([person.name for person in tree if person.leaves_heirs()]) if tree else ""
    story = [estate.died(), spin(rng, "{$s, {$who's spouse|married to $who until the end}, survives|$who is survived by {a spouse,|} $s{, to whom $she was married|}|$who was married to $s, who survives}".replace("{a spouse,|} $s{, to whom $she was married|}", "$s, to whom $she was married"), s=spouse, who=estate.first, she=estate.she)]
    parent = ""
    if tree:
        story += _described(rng, estate, tree)
        if case == "own":
            story.append(spin(rng, "{All of these children are $s's too, except $x, from an earlier marriage of $who|$x is $who's child by a former partner; the other children are $s's as well|$s is the other parent of all of them but $x}" if len(tree) > 1 else "{$x is $who's child by a former partner|$s is not $x's parent}", s=spouse, x=outside, who=estate.first))
            if rng.random() < 0.4:
                story.append(spin(rng, "{$s also has a child of an earlier marriage, $step|$step is $s's own child from before the marriage}", s=spouse, step=step[0]))
        else:
            story.append(spin(rng, "{$s is the other parent of all of them|All of them are children of the marriage|They are all $s's children too}" if len(tree) > 1 else "{$s is the other parent|$x is a child of the marriage}", s=spouse, x=outside))
            story.append(spin(rng, "{$s also has a child of an earlier marriage, $step, who is alive|$step, {$s's child of an earlier marriage|a child of $s's alone}, is alive}" if case == "other" else "{$s has no other {children|descendants}|$s has none besides}", s=spouse, step=step[0]))
    else:
        parent = estate.name()
        story.append(spin(rng, "{There are no children|$who had no descendants|$who never had children}", who=estate.first))
        story.append(spin(rng, "{$who's {mother|father}, $p, is alive{ and well|}|One parent, $p, survives}", who=estate.first, p=parent) if case == "parent" else spin(rng, "{Both parents died long ago; a {sister|brother}, $p, is alive|$who's parents are dead, but {a nephew|a niece}, $p, survives}", who=estate.first, p=parent))
    story.append(spin(rng, WEALTH, x=dollars(value)))
    share = spouse_share(value, case)
    rules = _spouse_rule(rng)
    parameters: dict[str, object] = {"kind": "spouse", "case": case, "tree": [_shape(p) for p in tree], "value": value}
    reason = {
        "all": "no descendant or parent survives, so the spouse takes everything" if not tree else "all descendants are common to both and the spouse has no others, so the spouse takes everything",
        "parent": "no descendant survives but a parent does: $300,000 and 3/4 of the balance",
        "other": "all the decedent's descendants are the spouse's too, but the spouse has another: $225,000 and 1/2 of the balance",
        "own": "one line of the decedent's descendants is not the spouse's: $150,000 and 1/2 of the balance",
    }[case]
    mistaken = {"all": "own" if tree else "parent", "parent": "all", "other": "all" if rng.random() < 0.5 else "own", "own": "other"}[case]
    slip = f"applying the wrong clause, which would give the spouse {dollars(spouse_share(value, mistaken))}; what counts is whose descendants survive"
    lines: list[tuple[str, str]] = [("facts", f"estate {dollars(value)}; spouse {spouse}; " + (f"descendants in {len(tree)} {'line' if len(tree) == 1 else 'lines'}" if tree else "no descendants")), ("rule", reason), ("count", _spouse_line(value, case))]
    if level == 3:
        if case == "all":
            lines.append(("check", f"nothing is left: {amount(value)} − {amount(share)} = 0"))
        else:
            lines.append(("check", f"{amount(value)} − {amount(share)} = {amount(value - share)} goes to the {'parent' if case == 'parent' else 'descendants'}"))
        lines.append(("mistake", slip))
        wrong = [(spouse_share(value, other), f"applied the clause “{trap}”") for other, trap in (("all", "everything"), ("parent", "3/4 of the balance"), ("other", "$225,000"), ("own", "$150,000"))]
        wrong += [(Fraction(value, 2), "halved the estate"), (Fraction(value, 3), "gave the spouse one third")]
        return _dollar_problem(rng, story, rules, spouse, lines, share, wrong, parameters, 3, estate.asides(rng.randint(0, 1)))
    rest = value - share
    who = rng.choice(list(shares))
    answer = rest * shares[who]
    rules.append(_own_system(rng, system) + spin(rng, LEGAL[system][0]) + spin(rng, "{; what does not pass to the spouse goes to the descendants|. The rest of the estate goes to the descendants (§ 2-103)}"))
    lines += [
        ("count", f"left for the descendants: {amount(value)} − {amount(share)} = {amount(rest)}"),
        *_working(tree, system),
        ("count", f"{who} takes {shares[who]} of that: {amount(rest)} × {shares[who].numerator} / {shares[who].denominator} = {amount(answer)}"),
        ("mistake", slip if rng.random() < 0.5 else f"taking {shares[who]} of the whole estate, {dollars(value * shares[who])}; only what the spouse leaves is divided"),
        ("check", f"the shares of the rest add up: {' + '.join(str(s) for s in shares.values())} = {sum(shares.values())}"),
    ]
    wrong = [
        ((value - spouse_share(value, mistaken)) * shares[who], "applied the wrong clause for the spouse"),
        (value * shares[who], "divided the whole estate without the spouse's share"),
        *((rest * divide(tree, other).get(who, Fraction(0)), f"divided {NAMES[other]}") for other in SYSTEMS if other != system),
        (rest * _equal_heads(tree)[who], "gave every living descendant an equal share"),
        (Fraction(value, 2) * shares[who], "gave the spouse one half of everything"),
        (rest / (len(tree) + 1), "gave a share to the spouse's own child"),
    ]
    parameters |= {"kind": "rest", "system": system, "who": _place(tree, who)}
    return _dollar_problem(rng, story, rules, who, lines, answer, wrong, parameters, 6, estate.asides(1))


def _hours(rng: Random, level: int) -> Problem:
    """Level 5: an heir dies within or just beyond 120 hours; three generations."""
    for _ in range(80):
        estate = _Estate(rng)
        tree = _tree(rng, estate, 4)
        system = rng.choice(SYSTEMS)
        late = [index for index, person in enumerate(tree) if not person.alive and person.leaves_heirs()]
        index = rng.choice(late)
        hours = rng.choice((3, 20, 47, 71, 96, 110, 118, 119, 120, 121, 123, 130, 150))
        survived = hours >= 120
        person = tree[index]
        changed = Person(person.name, survived, person.children)
        real = (*tree[:index], changed, *tree[index + 1 :])
        other = (*tree[:index], Person(person.name, not survived, person.children), *tree[index + 1 :])
        shares, mistaken = divide(real, system), divide(other, system)
        if 2 <= len(shares) <= 9 and shares != mistaken:
            break
    days, rest = divmod(hours, 24)
    told_time = f"{hours} hours" if rng.random() < 0.6 or not days else f"{days} {'day' if days == 1 else 'days'}" + (f" and {rest} {'hour' if rest == 1 else 'hours'}" if rest else "")
    marker = person.name
    story = [estate.died(), spin(rng, "{No spouse survives|$who left no spouse|There is no surviving spouse}", who=estate.first)]
    story += _described(rng, estate, tree, apart=index)
    plain = all(child.alive and not child.children for child in person.children)
    many = {1: "a child", 2: "two children", 3: "three children"}[len(person.children)]
    story.append(
        spin(rng, "{$x outlived $who by $time|$x died $time after $who|$time after $who, $x died too}", x=marker, who=estate.first, time=told_time)
        + spin(rng, "{, leaving $many: $kids|; $x's descendants come from $many: $kids}" if not plain else "{, leaving $many, $kids, who {survive|are living}|; $x left $many, {now living|who survived as well}: $kids}", x=marker, many=many, kids=listed([child.name for child in person.children]))
    )
    for child in person.children:
        if not plain:
            story += _line(rng, estate, child)
    rules = [
        spin(rng, "{UPC § 2-104: an individual who fails to survive the decedent by 120 hours is deemed to have predeceased|Under UPC § 2-104 an heir must survive by 120 hours, or counts as having died first}"),
        spin(rng, LEGAL[system][0]),
        spin(rng, "{All other survivors are still alive|Everybody else called alive is living today}"),
    ]
    lines = [
        ("facts", f"{marker} lived {hours} hours longer than {estate.first}"),
        ("rule", "an heir has to survive by 120 hours; one who does takes, and the share then belongs to that heir's own estate"),
        ("apply", f"{hours} hours are {'not fewer than' if survived else 'fewer than'} 120, so {marker} {'inherits' if survived else 'counts as having died before ' + estate.first}"),
        *_working(real, system),
        ("mistake", f"{'passing over ' + marker + ' because of the death soon after' if survived else 'giving ' + marker + ' a share for having outlived ' + estate.first}; the line is drawn at 120 hours"),
    ]
    wrong = [
        (mistaken, "drew the 120-hour line wrongly"),
        *((divide(real, s), f"divided {NAMES[s]}") for s in SYSTEMS if s != system),
        (_equal_heads(real), "gave every living descendant an equal share"),
        (_children_only(real), "left out the descendants of dead children"),
    ]
    return _shares_problem(rng, story, rules, lines, shares, wrong, _everybody(real), {"kind": "hours", "system": system, "tree": [_shape(p) for p in real], "hours": hours, "index": index}, 6, estate.asides(1))


def _advanced(rng: Random, level: int) -> Problem:
    """Level 5: gifts in life; only a writing makes an advancement; hotchpot with one gift perhaps too large."""
    estate = _Estate(rng)
    count = rng.randint(3, 5)
    kids = [estate.name() for _ in range(count)]
    gifts: dict[str, tuple[int, bool]] = {}
    for name in rng.sample(kids, rng.randint(2, count - 1)):
        gifts[name] = (1000 * rng.randint(10, 160), rng.random() < 0.65)
    if not any(written for _, written in gifts.values()):
        first = next(iter(gifts))
        gifts[first] = (gifts[first][0], True)
    counted = {name: value for name, (value, written) in gifts.items() if written}
    value = 1000 * rng.randint(60, 700)
    value -= (value + sum(counted.values())) % count
    shares, dropped = hotchpot(value, kids, counted)
    who = rng.choice(kids)
    answer = shares[who]
    story = [estate.died(), spin(rng, "{No spouse survives|$who left no spouse}", who=estate.first), spin(rng, "{$who's $n children, $names, all survive|$who is survived by $n children: $names}", who=estate.first, n={3: "three", 4: "four", 5: "five"}[count], names=listed(kids))]
    for name, (gift, is_written) in gifts.items():
        story.append(spin(rng, "{In life $who gave $x $g|$x had received $g from $who|$who once paid $x $g}", who=estate.first, x=name, g=dollars(gift)) + spin(rng, "{, {and a note of $who's from the same day says|with a note signed that day} that it is to count against the inheritance|; $x acknowledged in writing that it was an advancement}" if is_written else "{, and told everybody that it was an advance|, with nothing in writing|; years later $who spoke of it as an advance, but wrote nothing}", who=estate.first, x=name))
    story.append(spin(rng, WEALTH, x=dollars(value)))
    rules = [
        spin(rng, "{UPC § 2-109: a gift to an heir is an advancement only if the decedent declared so in a contemporaneous writing or the heir acknowledged it in writing|Under UPC § 2-109 a lifetime gift counts as an advancement only with a contemporaneous writing of the decedent or a written acknowledgment by the heir}"),
        spin(rng, "{Advancements are added to the estate, the sum is divided equally, and each heir's advancement comes off that heir's share; an heir whose advancement is larger than the share keeps it, takes nothing and is left out with it, and the others divide again|Hotchpot: add the advancements, divide equally among the children, take off what each has had; whoever has had more than a share stays out with the gift, and the division is made again among the rest}"),
        spin(rng, "{The value of a gift is its amount|Gifts count at their amount, without interest}"),
    ]
    lines: list[tuple[str, str]] = [
        ("facts", f"estate {dollars(value)}; gifts: " + "; ".join(f"{name} {dollars(gift)}{' in writing' if is_written else ' without a writing'}" for name, (gift, is_written) in gifts.items())),
        ("rule", f"only gifts with a writing count: {listed(list(counted))}"),
    ]
    inside = list(kids)
    for out in [*dropped, None]:
        pot = value + sum(counted.get(name, 0) for name in inside)
        adding = " + ".join([amount(value), *(amount(counted[name]) for name in inside if name in counted)])
        lines.append(("count", (f"{adding} = {amount(pot)}; " if any(name in counted for name in inside) else "") + f"{amount(pot)} / {len(inside)} = {amount(Fraction(pot, len(inside)))} a share"))
        if out is not None:
            lines.append(("then", f"{out} has had {dollars(counted[out])}, more than a share, so {out} stays out and the rest divide again"))
            inside.remove(out)
    pot = value + sum(counted.get(name, 0) for name in inside)
    if who in inside:
        lines.append(("count", f"{who}: {amount(Fraction(pot, len(inside)))} − {amount(counted.get(who, 0))} = {amount(answer)}"))
    else:
        lines.append(("then", f"{who} takes nothing more, $0"))
    lines += [
        ("mistake", "counting a gift that was only talked about; without a writing it is no advancement" if any(not w for _, w in gifts.values()) else "dividing the estate without the gifts; what is written down counts against the share"),
        ("check", f"together {' + '.join(amount(shares[name]) for name in kids)} = {amount(value)}" if all((shares[name]).denominator == 1 for name in kids) else f"the amounts of all heirs make up the estate of {dollars(value)}"),
    ]
    everything = {name: gift for name, (gift, _) in gifts.items()}
    wrong = [
        (hotchpot(value, kids, everything)[0][who], "counted gifts without a writing"),
        (Fraction(value, count), "ignored the advancements"),
        (Fraction(value + sum(counted.values()), count), "did not take the heir's own advancement off"),
        (max(Fraction(0), Fraction(value, count) - counted.get(who, 0)), "took advancements off without adding them first"),
        (Fraction(value, max(1, count - len(counted))), "left out every child with an advancement"),
        (Fraction(value + sum(everything.values()), count), "added all gifts and took none off"),
    ]
    return _dollar_problem(rng, story, [*rules, "Round to the nearest dollar"], who, lines if answer.denominator == 1 else [*lines, ("then", f"rounded, {amount(answer)} is {dollars(round(answer))}")], Fraction(round(answer)), [(Fraction(round(v)), t) for v, t in wrong], {"kind": "advanced", "value": value, "children": count, "gifts": [[kids.index(n), g, w] for n, (g, w) in gifts.items()], "who": kids.index(who)}, 6, estate.asides(1))


def hotchpot(value: int, heirs: Sequence[str], gifts: dict[str, int]) -> tuple[Shares, list[str]]:
    """What each heir takes from the estate with advancements, and who is left out, in order."""
    inside, out = list(heirs), []
    while inside:
        share = Fraction(value + sum(gifts.get(name, 0) for name in inside), len(inside))
        over = [name for name in inside if gifts.get(name, 0) > share]
        if not over:
            break
        largest = max(over, key=lambda name: gifts[name])
        inside.remove(largest)
        out.append(largest)
    return {name: share - gifts.get(name, 0) if name in inside else Fraction(0) for name in heirs}, out


def _collateral(rng: Random, level: int) -> Problem:
    """Level 5: no spouse, no descendants: parents, or brothers and sisters of whole and half blood with their lines."""
    for _ in range(60):
        estate = _Estate(rng)
        tree = _tree(rng, estate, rng.choice((2, 3, 4)))
        system = rng.choice(SYSTEMS)
        shares = divide(tree, system)
        if 2 <= len(shares) <= 9:
            break
    father, mother = estate.name(), estate.name()
    alive = rng.random() < 0.25
    half = [person.name for person in tree if rng.random() < 0.4][: len(tree) - 1] or [tree[0].name]
    story = [estate.died(), spin(rng, "{$who had neither spouse nor descendants|$who never married and had no children|There is no spouse, and there are no descendants}", who=estate.first)]
    story.append(spin(rng, "{$who's {mother|father}, $p, survives; the other parent, $q, is dead|$p, a parent of $who, is alive, and $q, the other parent, died earlier}", who=estate.first, p=mother, q=father) if alive else spin(rng, "{Both parents, $p and $q, died before $who|$who's parents, $p and $q, are dead}", who=estate.first, p=mother, q=father))
    described = _described(rng, estate, tree)
    many = len(tree)
    names = listed([person.name for person in tree])
    described[0] = spin(rng, "{$who had $n {siblings|brothers and sisters}: $names|The {siblings|brothers and sisters} of $who were $names}", who=estate.first, n={1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}[many], names=names) if many > 1 else f"{estate.first} had one sibling, {names}"
    story += described
    story.append(spin(rng, "{$h {is|was} of the half blood, sharing only $q with $who|Of these, $h {is|was} a half sibling through $q}" if len(half) == 1 else "{$h are of the half blood, sharing only $q with $who|Of these, $h are half siblings through $q}", h=listed(half), q=father, who=estate.first).replace("{is|was}", "was"))
    rules = [
        spin(rng, "{UPC § 2-103: without spouse and descendants the estate goes to the parents equally, or all to the surviving parent; without a parent, to the descendants of the parents by representation|Under UPC § 2-103, in default of spouse and descendants, a surviving parent takes everything; if there is none, the descendants of the parents take by representation}"),
        spin(rng, "{§ 2-107: relatives of the half blood inherit as if of the whole blood|The half blood inherits the same share as the whole blood (§ 2-107)}"),
        _own_system(rng, system) + spin(rng, LEGAL[system][0]).replace("children's generation", "siblings' generation").replace("every child is dead", "every sibling is dead").replace("a child survives", "a sibling survives").replace("living child", "living sibling").replace("deceased child", "deceased sibling").replace("dead child", "dead sibling"),
        spin(rng, "{All survivors outlived the 120 hours of § 2-104|Everybody called alive survived by more than 120 hours}"),
    ]
    halves = {name: share * Fraction(1, 2) if any(name in [p.name for p in root.lines()] for root in tree if root.name in half) else share for name, share in shares.items()}
    total = sum(halves.values())
    halves = {name: share / total for name, share in halves.items()}
    lines: list[tuple[str, str]] = [("facts", f"no spouse, no descendants; {f'{mother} survives' if alive else 'both parents are dead'}; half blood: {listed(half)}")]
    parents = {mother: Fraction(1)}
    if alive:
        result = parents
        lines += [("rule", "a surviving parent comes before the descendants of parents and takes everything"), ("apply", f"{mother} takes the whole estate; siblings and their lines take nothing"), ("mistake", "letting brothers and sisters share with the parent; they come in only where no parent survives")]
        wrong = [(shares, "skipped the parent"), ({mother: Fraction(1, 2), **{n: s / 2 for n, s in shares.items()}}, "gave the dead parent's half to the siblings"), (halves, "skipped the parent and halved the half blood"), (_equal_heads(tree), "divided among all living relatives")]
    else:
        result = shares
        lines += [("rule", f"the descendants of the parents take by representation, here {NAMES[system]}, and the half blood counts fully"), *[(role, text.replace("the children:", "the siblings:")) for role, text in _working(tree, system)], ("mistake", f"giving {listed(half)} half a share; under § 2-107 the half blood inherits as the whole blood")]
        wrong = [(halves, "gave the half blood half a share"), *((divide(tree, s), f"divided {NAMES[s]}") for s in SYSTEMS if s != system), (divide([p for p in tree if p.name not in half], system), "left the half blood out"), (_equal_heads(tree), "divided by heads"), (_children_only(tree), "left out the lines of dead siblings")]
    parameters = {"kind": "collateral", "system": system, "tree": [_shape(p) for p in tree], "parent": alive, "half": [[p.name for p in tree].index(name) for name in half]}
    return _shares_problem(rng, story, rules, lines, result, wrong, [*_everybody(tree), mother, father], parameters, 6, estate.asides(1))


KINDS = {
    1: (_single,),
    2: (_single, _single, _single, _mapping),
    3: (_spousal, _spousal, _mapping),
    4: (_spousal, _spousal, _mapping),
    5: (_hours, _advanced, _advanced, _collateral),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on intestate succession."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="intestacy",
    title="Intestate succession",
    source="Uniform Probate Code §§ 2-102 to 2-109 (official text, 2008 amounts); Restatement (Third) of Property: Wills § 2.3",
    problem=problem,
    rubric=(
        Criterion("Determines who counts as a survivor before any share is cut.", "essential"),
        Criterion("Divides by the system of representation that the question states.", "essential"),
        Criterion("Chooses the clause for the spouse by whose descendants survive.", "important"),
        Criterion("Passes over lines without survivors and descendants of living heirs.", "important"),
        Criterion("Checks that the shares add up to the whole.", "optional"),
        Criterion("Confuses per capita at each generation with per stirpes.", "pitfall", positive=False),
    ),
)
