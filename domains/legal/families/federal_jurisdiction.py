"""Diversity jurisdiction, removal and class actions: parties and claims go in, yes or no with its reason comes out.

    28 U.S.C. § 1332(a)       complete diversity, and more than $75,000 exclusive of interest and costs
    28 U.S.C. § 1332(c)       a corporation: every state of incorporation and the principal place of business
                              (nerve center: Hertz Corp. v. Friend, 559 U.S. 77 (2010)); an estate: the decedent; a minor: the minor
    unincorporated entities   the citizenship of every member: Carden v. Arkoma, 494 U.S. 185 (1990); Americold, 577 U.S. 378 (2016)
    traditional trusts        the trustee: Navarro Savings v. Lee, 446 U.S. 458 (1980)
    national banks            the state of the main office: Wachovia v. Schmidt, 546 U.S. 303 (2006)
    citizens abroad           a United States citizen domiciled abroad is a citizen of no state: Newman-Green, 490 U.S. 826 (1989)
    aggregation               one plaintiff against one defendant adds all claims; separate claims of two plaintiffs, or
                              against two defendants not jointly liable, do not add: Snyder v. Harris, 394 U.S. 332 (1969)
    28 U.S.C. §§ 1441(b)(2), 1446(b)   forum-defendant rule; 30 days
    28 U.S.C. § 1332(d)       class actions: 100 members, more than $5,000,000 together, any member diverse from any
                              defendant; (d)(4)(B) home state; (d)(10) unincorporated associations

Statutes as in force in 2025.

Worked example: an LLC with members from Ohio and Texas against a Texan: both sides hold Texas, so there is no diversity
whatever the LLC's own state.

>>> verdict([{"Ohio", "Texas"}], [{"Texas"}], 400_000)
'no: citizenship'
>>> verdict([{"Ohio"}], [{"Texas"}], 75_000)
'no: amount'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import posed, told, wrong_answers
from domains.legal.money import amount, dollars
from domains.legal.people import Person, companies, people, states
from domains.wording import listed, spin

THRESHOLD = 75_000
CLASS_THRESHOLD = 5_000_000
YES, CITIZENSHIP, AMOUNT, BOTH = "yes", "no: citizenship", "no: amount", "no: citizenship and amount"
LABELS = (YES, CITIZENSHIP, AMOUNT, BOTH)
REMOVAL = ("removable", "not removable: citizenship", "not removable: amount", "not removable: forum defendant",
           "not removable: too late")  # fmt: skip
CLASS = ("yes", "no: minimal diversity", "no: amount", "no: class size", "no: home state")


def diverse(plaintiffs: Sequence[set[str]], defendants: Sequence[set[str]]) -> bool:
    """Complete diversity: every party has a citizenship and no state stands on both sides."""
    if not all([*plaintiffs, *defendants]):
        return False
    return not set().union(*plaintiffs) & set().union(*defendants)


def verdict(plaintiffs: Sequence[set[str]], defendants: Sequence[set[str]], controversy: int) -> str:
    """Is there original jurisdiction under § 1332(a), and if not, what fails?"""
    split, enough = diverse(plaintiffs, defendants), controversy > THRESHOLD
    return YES if split and enough else BOTH if not split and not enough else AMOUNT if split else CITIZENSHIP


@dataclass(frozen=True)
class Party:
    """A party with its citizenship and the citizenship that the usual mistake gives it.

    Attributes:
        facts: sentences that say where it is from.
        citizens: states; empty for a citizen of no state.
        mistaken: what the mistake takes instead.
        law: the rule that decides, and the result, in words.
        slip: the mistake in words; empty where there is hardly one.
        key: what makes it this party, for the parameters.
    """

    name: str
    facts: str
    citizens: frozenset[str]
    mistaken: frozenset[str]
    law: str
    slip: str
    key: tuple[str, ...]


def _individual(rng: Random, who: Person, pool: Sequence[str], tricky: bool) -> Party:
    home, away = rng.sample(list(pool), 2)
    facts = {"who": who.name, "home": home, "away": away, "she": who.she, "She": who.she.capitalize(), "her": who.her}
    if not tricky:
        text = spin(rng, "{$who {is domiciled in|is a citizen of|has a permanent home in} $home{| and means to stay there|, where $she has lived all $her life}|$who, {a citizen of $home|who is domiciled in $home}, {works as a nurse|runs a small shop|is a retired teacher|drives a truck|is an accountant|keeps bees|is a carpenter}}", **facts)
        return Party(who.name, text, frozenset((home,)), frozenset((home,)), f"{who.name} is a citizen of {home}, the state of domicile", "", ("individual", home))
    text = spin(
        rng,
        "{$who grew up and votes in $home, {studies in $away for two years|is stationed with the Army in $away|is on a one-year work assignment in $away|rents a flat in $away for a course} and {plans to return to $home|means to go back to $home}|"
        "$who moved {from $away to $home|out of $away to $home} {last year|two years ago}, {took a permanent job there|bought a house there}, {and means to stay|with no plan to go back}{; $she kept a vacation cabin in $away| though some of $her mail still goes to $away|}|"
        "$who {owns a house in $home, votes there and regards it as home|has $her family, voter registration and home in $home}, and {spends the winters|has a summer house|keeps a rented room} in $away}",
        **facts,
    )
    return Party(
        who.name, text, frozenset((home,)), frozenset((away,)),
        f"{who.name}'s domicile is {home}: residence there with the intent to remain; presence in {away} does not change it",
        f"taking {who.name} for a citizen of {away}; residence or presence is not domicile",
        ("domicile", home, away),
    )  # fmt: skip


def _corporation(rng: Random, name: str, pool: Sequence[str], tricky: bool) -> Party:
    born, seat, plant = rng.sample(list(pool), 3)
    full = f"{name}{rng.choice((', Inc.', ' Corp.', ' Corporation'))}"
    facts = {"who": full, "born": born, "seat": seat, "plant": plant}
    if not tricky:
        if rng.random() < 0.25:
            seat = born
            facts["seat"] = born
        text = spin(rng, "{$who is incorporated in $born and has its principal place of business in $seat|$who, {a $born corporation|incorporated under the law of $born}, {has its principal place of business|is run from its headquarters} in $seat|{Organized as|Set up as} a corporation under the law of $born, $who has its principal place of business in $seat}".replace("a $born", "$a_born"), a_born=_with_article(born), **facts)
        law = f"{full} is a citizen of {listed(sorted({born, seat}))}: where it is incorporated and where its principal place of business is"
        return Party(full, text, frozenset((born, seat)), frozenset((born,)), law, f"looking only at the state of incorporation of {full}", ("corporation", born, seat))
    text = spin(
        rng,
        "{$who is incorporated in $born. Its officers direct and coordinate its business from {an office|a headquarters|a modest office} in $seat, while {its only factory|most of its staff|80 % of its sales|nearly all its stores} {is|are} in $plant|"
        "$who, incorporated in $born, {makes its goods|employs two thousand people|earns most of its revenue|owns three plants} in $plant; its {chief executive and board|top officers|senior management} {decide|make the decisions} in $seat}",
        **facts,
    ).replace("most of its staff is", "most of its staff are").replace("factory are", "factory is").replace("sales is", "sales are").replace("stores is", "stores are")  # fmt: skip
    return Party(
        full, text, frozenset((born, seat)), frozenset((born, plant)),
        f"{full} is a citizen of {listed(sorted((born, seat)))}: incorporation, and the nerve center where its officers direct the business (Hertz); {plant} does not count",
        f"taking {plant} for the principal place of business because the bulk of the activity is there; Hertz looks to the nerve center, {seat}",
        ("nerve center", born, seat, plant),
    )  # fmt: skip


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "AEIO" else f"a {noun}"


def _members(rng: Random, name: str, pool: Sequence[str], nested: bool) -> Party:
    organized, seat, one, two, three = rng.sample(list(pool), 5)
    kind = rng.choice(("LLC", "LLP", "LP"))
    full = f"{name} {kind}"
    word = {"LLC": "member", "LLP": "partner", "LP": "partner"}[kind]
    facts = {"who": full, "organized": organized, "seat": seat, "one": one, "two": two, "three": three, "word": word,
             "inner": f"{name.split()[0]} Holdings LLC"}  # fmt: skip
    if nested:
        limited = " {(one general, one limited)|}" if kind == "LP" else ""
        text = spin(
            rng,
            "$who is {organized|formed} under the law of $organized, with its main office in $seat. Its {two $words|$words}" + limited + " are {a citizen of $one|an individual domiciled in $one} and $inner, {whose members are|itself owned by} {a citizen of $two and a corporation incorporated in $two with its principal place of business in $three|two individuals, domiciled in $two and in $three}",
            words=word + "s", **facts,
        )  # fmt: skip
        citizens = frozenset((one, two, three))
        law = f"{full} has the citizenship of every {word}, traced through each layer: {listed(sorted(citizens))}; {organized} and {seat} do not count"
        key: tuple[str, ...] = ("nested", organized, seat, one, two, three)
    else:
        text = spin(
            rng,
            "$who, {organized|formed} under the law of $organized, {has its main office|does its business} in $seat; its {two $words are|$words are} {domiciled in $one and $two|citizens of $one and $two|individuals, one from $one and one from $two, where they are domiciled}",
            words=word + "s", **facts,
        )  # fmt: skip
        citizens = frozenset((one, two))
        law = f"{full} is unincorporated and has the citizenship of all its {word}s: {listed(sorted(citizens))}; where it was organized and has its office does not count"
        key = ("members", organized, seat, one, two)
    return Party(full, text, citizens, frozenset((organized, seat)), law, f"treating {full} like a corporation, a citizen of {organized} and {seat}; an unincorporated entity has the citizenship of its {word}s", key)


def _representative(rng: Random, who: Person, pool: Sequence[str]) -> Party:
    own, other = rng.sample(list(pool), 2)
    kind = rng.choice(("estate", "minor", "trust", "bank", "incompetent"))
    facts = {"who": who.name, "own": own, "other": other, "sur": who.surname, "She": who.she.capitalize()}
    if kind == "estate":
        name = f"the estate of {who.name}"
        text = spin(rng, "{$who was domiciled in $own at death; {a son|a daughter|a niece} who is a citizen of $other {is the executor|acts as personal representative}|The {executor|administrator} of the estate of $who, a citizen of $other, appears for it; the decedent was domiciled in $own}", **facts)
        return Party(name, text, frozenset((own,)), frozenset((other,)), f"the representative of an estate is a citizen of the decedent's state only, {own} (§ 1332(c)(2))", f"using the representative's own citizenship, {other}; § 1332(c)(2) looks to the decedent", (kind, own, other))
    if kind in ("minor", "incompetent"):
        noun = rng.choice(("nine", "twelve", "six")) + "-year-old child" if kind == "minor" else "adult under a full guardianship"
        article = "an" if noun[0] == "a" else "a"
        text = spin(rng, "{$who, $article $noun and a citizen of $own, appears through {a guardian|a legal representative|an uncle as guardian} who is a citizen of $other|$who is $article $noun, a citizen of $own; the {guardian|legal representative} who conducts the case is domiciled in $other}", article=article, noun=noun, **facts)
        return Party(who.name, text, frozenset((own,)), frozenset((other,)), f"the legal representative of {'an infant' if kind == 'minor' else 'an incompetent'} is a citizen of the same state as the {'infant' if kind == 'minor' else 'incompetent'}, {own} (§ 1332(c)(2))", f"using the guardian's own citizenship, {other}; § 1332(c)(2) looks to the person represented", (kind, own, other))
    if kind == "trust":
        text = spin(rng, "{$who, a citizen of $own, is a party as sole trustee of a traditional family trust whose beneficiaries are all citizens of $other|$who, domiciled in $own, acts as the only trustee of a traditional trust; the beneficiaries live, and mean to stay, in $other}", **facts)
        return Party(who.name, text, frozenset((own,)), frozenset((other,)), f"a traditional trust that acts through its trustee has the trustee's citizenship, {own}", f"counting the beneficiaries' citizenship, {other}; for a traditional trust the trustee's citizenship controls", (kind, own, other))
    name = f"{who.surname} National Bank, N.A."
    text = spin(rng, "{$name, a national bank, has its main office, as its articles of association set it forth, in $own and {forty branches|most of its branches} in $other|The articles of association of $name place the main office of this national bank in $own; {most of its branches are|nearly all its customers are} in $other}", name=name, **facts)
    return Party(name, text, frozenset((own,)), frozenset((other, own)), f"a national bank is a citizen of the state of its main office under its articles of association, {own} (Wachovia)", f"adding {other} because of the branches; only the main office counts", (kind, own, other))


def _abroad(rng: Random, who: Person, pool: Sequence[str]) -> Party:
    home = rng.choice(list(pool))
    country = rng.choice(("Portugal", "Japan", "Kenya", "Mexico", "Norway", "Chile"))
    text = spin(rng, "{$who, a United States citizen, gave up $her home in $home {ten|six|eight} years ago and is domiciled in $country for good|$who is an American citizen who has made $country $her permanent home; before that $she lived in $home}", who=who.name, her=who.her, she=who.she, home=home, country=country)
    return Party(who.name, text, frozenset(), frozenset((home,)), f"{who.name} is a United States citizen domiciled abroad: neither a citizen of a state nor of a foreign state, so diversity fails", f"keeping {who.name} a citizen of {home}; that domicile was given up, and a United States citizen without a domicile in any state is stateless for § 1332", ("abroad", home, country))


CLAIM = "{breach of a supply contract|negligence in a highway collision|fraud in the sale of a business|damage from a defective boiler|breach of a lease|unpaid commissions|trade-secret theft under state law|the collapse of a roof|misrepresentation in a loan|the botched renovation of a house|damage to a cargo of grain|defamation in a trade paper}"
INJURY = "{injuries in a highway collision|injuries from a defective boiler|injuries at a water park|burns from a faulty heater|a fall from a broken stairway}"
LASTING = "{breach of a supply contract|damage from a defective boiler|the collapse of a roof|misrepresentation in a loan|the botched renovation of a house|damage in a highway collision}"
FRAME = (
    "{The suit is|This is an action} for $claim",
    "{The complaint alleges|The suit is about} $claim",
    "{What divides the parties is|At the bottom of it is|Behind the suit is} $claim",
)
STATUTE = (
    "{28 U.S.C. § 1332(a) (2025)|Section 1332(a) of title 28, as in force in 2025,|28 U.S.C. § 1332(a), version of 2025,} {gives jurisdiction over civil actions between citizens of different states|reaches civil actions between citizens of different states} {where|when} the matter in controversy exceeds $limit, exclusive of interest and costs",
    "{Jurisdiction rests on|The only basis is} 28 U.S.C. § 1332(a) (2025): {complete diversity|no plaintiff and defendant from the same state} and {more than $limit in controversy|an amount in controversy above $limit}, {interest and costs excluded|without interest and costs}",
    "{Apply|Use} 28 U.S.C. § 1332 {as in force in 2025|in its 2025 version} and the Supreme Court's cases on citizenship; the amount must {exceed|be more than} $limit without interest and costs",
)
FORM = "{Answer with one of|Choose one of|Use one of these labels|Give one of these answers|Your answer is one of}: $labels"
CITIZEN_ASIDES = (
    "{The contract was signed|The accident happened|The events took place} in $state.",
    "{The state of $state has the greatest interest in the outcome|The witnesses live in $state|Most documents are kept in $state}.",
    "{The plaintiff wants a jury|A jury has been demanded|Both sides want a speedy trial}.",
    "{Settlement talks failed|Mediation failed} {last month|in the spring|before suit}.",
    "{The parties' lawyers practice in $state|Both law firms have offices in $state}.",
    "{There is a related administrative file|A state agency looked into the matter but took no action|Insurance may cover part of any judgment}.",
)


def _claims(rng: Random, enough: bool, level: int) -> tuple[int, int, str, str, str, list[tuple[str, int]]]:
    """Amount in controversy.

    Returns:
        amount that counts, amount that a mistake would count, facts, working, mistake, key.
    """
    kind = "single" if level == 1 else rng.choice(("interest", "claims", "exact", "fees", "single", "plaintiffs", "defendants", "joint"))
    if kind == "exact" and enough:
        kind = "claims"
    if kind in ("plaintiffs", "defendants") and enough:
        kind = "joint"
    if kind == "joint" and not enough:
        kind = rng.choice(("plaintiffs", "defendants"))
    top = 25 * rng.randint(3_004, 30_000) if enough else 25 * rng.randint(1_200, 2_980)
    if kind == "single":
        value = 75_000 if not enough and rng.random() < 0.2 else top
        text = spin(rng, "{The complaint {seeks|demands|asks for} $x in {good faith|damages}|Damages of $x are {claimed|sought|demanded in good faith}|The claim is for $x}", x=dollars(value))
        return value, value, text, f"the claim is for {dollars(value)}, which {_compared(value)}", "", [("single", value)]
    if kind == "exact":
        text = spin(rng, "{The complaint demands exactly $x|The demand is for $x, no more and no less|Damages are $x to the cent}", x=dollars(THRESHOLD))
        extra = 25 * rng.randint(40, 400)
        text += spin(rng, ", {plus costs of suit estimated at $c|and costs of about $c besides}", c=dollars(extra))
        return THRESHOLD, THRESHOLD + extra, text, f"costs are left out, and {dollars(THRESHOLD)} does not exceed {dollars(THRESHOLD)}", "counting a claim of exactly $75,000, or the costs; the statute says exceeds, exclusive of costs", [("exact", extra)]
    if kind == "interest":
        if enough:
            base, extra = top, 25 * rng.randint(80, 900)
        else:
            base = 25 * rng.randint(2_500, 3_000)
            extra = THRESHOLD - base + 25 * rng.randint(40, 500)
        text = spin(rng, "{The demand is for $base {of principal|in damages} {plus|and} $extra in prejudgment interest|Damages of $base are claimed, with prejudgment interest of $extra to date|The plaintiff asks for $base and, as interest for the delay, $extra}", base=dollars(base), extra=dollars(extra))
        return base, base + extra, text, f"interest is left out ({amount(base)} + {amount(extra)} = {amount(base + extra)} is not the measure), so {dollars(base)} counts, which {_compared(base)}", f"counting the interest and reaching {dollars(base + extra)}; the amount is taken exclusive of interest and costs", [("interest", base), ("extra", extra)]
    if kind == "fees":
        if enough:
            base = 25 * rng.randint(2_000, 2_900)
            extra = THRESHOLD - base + 25 * rng.randint(40, 700)
            text = spin(rng, "{Damages are $base; a state statute awards the winner attorney's fees, reasonably expected to reach $extra|The claim is for $base, and a state statute entitles a winning plaintiff to attorney's fees, here some $extra}", base=dollars(base), extra=dollars(extra))
            return base + extra, base, text, f"fees that a contract or statute awards count: {amount(base)} + {amount(extra)} = {amount(base + extra)}, and {dollars(base + extra)} {_compared(base + extra)}", f"leaving out the fees and stopping at {dollars(base)}; fees owed by contract or statute are part of the amount, unlike interest and costs", [("fees", base), ("extra", extra)]
        base = 25 * rng.randint(2_000, 2_900)
        extra = THRESHOLD - base + 25 * rng.randint(40, 700)
        text = spin(rng, "{Damages are $base; each side bears its own lawyers, and the plaintiff expects to spend $extra on them|The claim is for $base. No contract or statute shifts attorney's fees, which the plaintiff puts at $extra}", base=dollars(base), extra=dollars(extra))
        return base, base + extra, text, f"fees that no contract or statute awards do not count, so {dollars(base)} is the amount, which {_compared(base)}", f"adding the fees and reaching {dollars(base + extra)}; without a contract or statute they are no part of the amount", [("no fees", base), ("extra", extra)]
    if kind == "claims":
        if enough:
            one = 25 * rng.randint(1_200, 2_800)
            two = THRESHOLD - one + 25 * rng.randint(40, 900)
        else:
            one = 25 * rng.randint(800, 1_600)
            two = 25 * rng.randint(400, 2_960 - one // 25)
        text = spin(rng, "{There are two claims by one plaintiff against one defendant, for $one and $two|Against the one defendant the one plaintiff brings two unrelated claims, one for $one, the other for $two|One plaintiff joins two claims against one defendant, of $one and of $two}", one=dollars(one), two=dollars(two))
        return one + two, max(one, two), text, f"one plaintiff may add all claims against one defendant: {amount(one)} + {amount(two)} = {amount(one + two)}, and {dollars(one + two)} {_compared(one + two)}", f"looking at each claim alone, {dollars(max(one, two))} at most; one plaintiff's claims against one defendant aggregate, related or not", [("one", one), ("two", two)]
    one = 25 * rng.randint(1_300, 2_900)
    two = THRESHOLD - one + 25 * rng.randint(40, 900)
    two = min(two, 74_000) if kind != "joint" else two
    if kind == "joint":
        text = spin(rng, "{The loss is $total, for which the two defendants are jointly and severally liable|Two defendants, jointly liable, are asked for $total|The demand is $total against both defendants jointly}", total=dollars(one + two))
        half = (one + two) // 2
        return one + two, half, text, f"jointly liable defendants are each answerable for the whole, {dollars(one + two)}, which {_compared(one + two)}", f"halving the claim between the defendants ({amount(one + two)} / 2 = {amount(half)}); joint liability puts the whole in controversy against each", [("joint", one + two)]
    who = "plaintiffs" if kind == "plaintiffs" else "defendants"
    text = (
        spin(rng, "{Each of the two plaintiffs has a claim of {her|their} own: $one for the first, $two for the second|The two plaintiffs sue together on separate claims, $one and $two}".replace("{her|their}", "their"), one=dollars(one), two=dollars(two))
        if kind == "plaintiffs"
        else spin(rng, "{The plaintiff claims $one from the first defendant and, on a separate contract, $two from the second; neither is liable for the other|Two defendants are sued on separate debts, $one and $two, with no joint liability}", one=dollars(one), two=dollars(two))
    )
    return max(one, two), one + two, text, f"separate claims of (or against) two {who} do not add up; the larger is {dollars(max(one, two))}, which {_compared(max(one, two))}", f"adding them ({amount(one)} + {amount(two)} = {amount(one + two)}); separate and distinct claims of or against several parties do not aggregate", [(who, one), ("two", two)]


def _compared(value: int) -> str:
    return f"exceeds {dollars(THRESHOLD)}" if value > THRESHOLD else f"does not exceed {dollars(THRESHOLD)}"


def _claim(rng: Random, parties: Sequence[Party]) -> str:
    """What the suit is about, such that every party can be in it."""
    kinds = {party.key[0] for party in parties}
    return spin(rng, INJURY if kinds & {"minor", "incompetent"} else LASTING if kinds & {"estate", "trust"} else CLAIM)


def _cast(rng: Random, level: int, count: int, pool: Sequence[str]) -> list[Party]:
    """Parties of kinds that suit the level."""
    persons, firms = people(rng, count), companies(rng, count)
    made = []
    for person, firm in zip(persons, firms):
        draw = rng.random()
        if level == 1:
            made.append(_individual(rng, person, pool, False) if draw < 0.6 else _corporation(rng, firm, pool, False))
        elif level == 2:
            made.append(_individual(rng, person, pool, False) if draw < 0.35 else _corporation(rng, firm, pool, draw > 0.7))
        elif level == 3 or level == 4:
            if draw < 0.4:
                made.append(_members(rng, firm, pool, level == 4 and draw < 0.25))
            elif draw < 0.62:
                made.append(_representative(rng, person, pool))
            elif draw < 0.8:
                made.append(_individual(rng, person, pool, True))
            else:
                made.append(_corporation(rng, firm, pool, True))
        else:
            made.append(_members(rng, firm, pool, True) if draw < 0.45 else _abroad(rng, person, pool) if draw < 0.6 else _representative(rng, person, pool) if draw < 0.8 else _corporation(rng, firm, pool, True))
    return made


def _sides(rng: Random, level: int, wanted: bool) -> tuple[list[Party], list[Party]]:
    """Plaintiffs and defendants, diverse or not as wanted; preferably such that the usual mistake decides otherwise."""
    best: tuple[list[Party], list[Party]] | None = None
    for attempt in range(120):
        pool = states(rng, 6 if level >= 3 else 5)
        cast = _cast(rng, level, 2 if level == 1 or rng.random() < 0.5 else 3, pool)
        cut = 1 if len(cast) == 2 or rng.random() < 0.6 else 2
        plaintiffs, defendants = cast[:cut], cast[cut:]
        if any(p.key[0] in ("minor", "incompetent") for p in defendants):
            continue
        if diverse([set(p.citizens) for p in plaintiffs], [set(p.citizens) for p in defendants]) != wanted:
            continue
        best = plaintiffs, defendants
        misled = diverse([set(p.mistaken) for p in plaintiffs], [set(p.mistaken) for p in defendants]) != wanted
        if level < 3 or misled or attempt > 60:
            return best
    if best is None:
        raise ValueError("no parties found")
    return best


def _introduced(rng: Random, plaintiffs: list[Party], defendants: list[Party], where: str) -> list[str]:
    names = (listed([p.name for p in plaintiffs]), listed([p.name for p in defendants]))
    opening = spin(
        rng,
        "{$a {sue|sues} $b {in $where|before $where}|{In $where, $a|In an action in $where, $a} {sue|sues} $b|$b {has been|was} sued by $a in $where|$a {brings an action|files suit} against $b in $where}",
        a=names[0], b=names[1], where=where,
    )  # fmt: skip
    if len(plaintiffs) > 1:
        opening = opening.replace(" sues ", " sue ").replace(" brings an ", " bring an ").replace(" files suit", " file suit")
    else:
        opening = opening.replace(" sue ", " sues ")
    if len(defendants) > 1:
        opening = opening.replace(" has been sued", " have been sued").replace(" was sued", " were sued")
    return [opening[:1].upper() + opening[1:], *rng.sample([p.facts for p in [*plaintiffs, *defendants]], len(plaintiffs) + len(defendants))]


def _asides(rng: Random, count: int) -> list[str]:
    return [spin(rng, text, state=rng.choice(states(rng, 1))) for text in rng.sample(CITIZEN_ASIDES, count)]


def _shared(plaintiffs: list[Party], defendants: list[Party]) -> list[str]:
    left = set().union(*(p.citizens for p in plaintiffs))
    right = set().union(*(p.citizens for p in defendants))
    return sorted(left & right)


def _comparison(plaintiffs: list[Party], defendants: list[Party]) -> str:
    stateless = [p.name for p in [*plaintiffs, *defendants] if not p.citizens]
    if stateless:
        return f"{listed(stateless)} {'is' if len(stateless) == 1 else 'are'} a citizen of no state, so diversity is not complete"
    shared = _shared(plaintiffs, defendants)
    if shared:
        return f"{listed(shared)} {'stands' if len(shared) == 1 else 'stand'} on both sides, so diversity is not complete"
    return "no state stands on both sides, so diversity is complete"


def _slips(parties: list[Party], outcome: bool, plaintiffs: list[Party], defendants: list[Party]) -> list[str]:
    """Mistakes about a party, those that would change the outcome first."""
    found = []
    for party in parties:
        if not party.slip:
            continue
        left = [set(p.mistaken if p is party else p.citizens) for p in plaintiffs]
        right = [set(p.mistaken if p is party else p.citizens) for p in defendants]
        found.append((diverse(left, right) == outcome, party.slip))
    return [text for _, text in sorted(found, key=lambda row: row[0])]


def _original(rng: Random, level: int) -> Problem:
    """Levels 1 to 3 and 5: original jurisdiction under § 1332(a)."""
    answer = rng.choice((YES, YES, CITIZENSHIP, CITIZENSHIP, AMOUNT, BOTH))
    plaintiffs, defendants = _sides(rng, level, answer in (YES, AMOUNT))
    for _ in range(40):
        counted, mistaken, facts, working, slip, key = _claims(rng, answer in (YES, CITIZENSHIP), level)
        kinds = {name for name, _ in key}
        if ("plaintiffs" in kinds and len(plaintiffs) < 2) or ({"defendants", "joint"} & kinds and len(defendants) < 2):
            continue
        if {"one", "interest", "fees", "no fees"} & kinds and (len(plaintiffs) > 1 or len(defendants) > 1):
            continue
        break
    else:
        counted, mistaken, facts, working, slip, key = _claims(rng, answer in (YES, CITIZENSHIP), 1)
    parties = [*plaintiffs, *defendants]
    story = [
        *_introduced(rng, plaintiffs, defendants, spin(rng, "{federal district court|a federal district court|the federal court}")),
        spin(rng, rng.choice(FRAME), claim=_claim(rng, [*plaintiffs, *defendants])),
        facts,
    ]
    rules = [
        spin(rng, rng.choice(STATUTE), limit=dollars(THRESHOLD)),
        spin(rng, "{All claims arise under state law|Only state law is involved|There is no federal question|No federal claim is made}"),
        spin(rng, FORM, labels="; ".join(rng.sample(LABELS, 4))),
    ]
    split = answer in (YES, AMOUNT)
    lines = [
        ("facts", f"{listed([p.name for p in plaintiffs])} against {listed([p.name for p in defendants])}; {facts[:1].lower() + facts[1:] if facts.startswith(('The ', 'Damages', 'There', 'Two', 'Each', 'Against', 'One')) else facts}"),
        ("rule", f"complete diversity is required, and more than {dollars(THRESHOLD)} without interest and costs (28 U.S.C. § 1332(a))"),
        *(("apply", party.law) for party in parties),
        ("then", _comparison(plaintiffs, defendants)),
        ("count", f"amount: {working}"),
    ]
    slips = _slips(parties, split, plaintiffs, defendants)
    if level >= 3:
        lines.append(("mistake", slips[0] if slips else slip or "stopping after the first requirement; both have to be met"))
        if slip and rng.random() < 0.5 and slips:
            lines.append(("mistake", slip))
    lines += [
        ("check", f"citizenship {'holds' if split else 'fails'}, amount {'holds' if counted > THRESHOLD else 'fails'}: {counted:,} − 75,000 = {counted - THRESHOLD:,}".replace("= -", "= −")),
        ("so", f"the answer is {answer}"),
    ]  # fmt: skip
    wrong_split = diverse([set(p.mistaken) for p in plaintiffs], [set(p.mistaken) for p in defendants])
    misled = verdict([{"a"}], [{"b"}] if wrong_split else [{"a"}], counted)
    other = verdict([{"a"}], [{"b"}] if split else [{"a"}], mistaken)
    wrong = [
        (misled, "mistook a party's citizenship"),
        (other, "counted the wrong amount"),
        *((label, "missed a requirement" if label == YES else "found a defect that is not there") for label in LABELS),
    ]
    return Problem(
        question=posed(rng, story, rules, _ask(rng, level), asides := _asides(rng, rng.randint(0, 1) if level < 3 else 1)),
        steps=told(rng, lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(LABELS), "synonyms": {BOTH: ["no: amount and citizenship"]}},
        parameters={"kind": "original", "plaintiffs": [list(p.key) for p in plaintiffs], "defendants": [list(p.key) for p in defendants], "claims": [list(row) for row in key]},
        distractors=wrong_answers(answer, wrong),
        operations=len(parties) + 2,
        irrelevant=len(asides),
    )


def _ask(rng: Random, level: int) -> str:
    return spin(rng, "{Does the federal court have diversity jurisdiction{ over the action|}, and if not, what is missing|Is there original jurisdiction under § 1332(a), and if not, why not|Can the federal court hear {the case|this action} on diversity, or what stands in the way|Is the requirement of § 1332(a) met; if not, which part fails|Decide on diversity jurisdiction: is it there, and if not, what fails}?")


def _removal(rng: Random, level: int) -> Problem:
    """Level 4: removal on diversity: citizenship, amount, forum-defendant rule, thirty days."""
    answer = rng.choice(REMOVAL)
    for _ in range(200):
        plaintiffs, defendants = _sides(rng, 4, answer != REMOVAL[1])
        held = set().union(*(p.citizens for p in defendants))
        free = [s for s in {*states(rng, 6), *(s for p in [*plaintiffs, *defendants] for s in p.mistaken | p.citizens)} if s not in held]
        if answer == REMOVAL[3]:
            forum = rng.choice(sorted(held))
        elif answer == REMOVAL[1]:
            forum = rng.choice(sorted(free))
        else:
            tempting = [s for s in free if any(s in p.mistaken for p in defendants)]
            forum = rng.choice(sorted(tempting or free))
        counted, _, facts, working, slip, key = _claims(rng, answer != REMOVAL[2], rng.choice((1, 4)))
        kinds = {name for name, _ in key}
        if ("plaintiffs" in kinds and len(plaintiffs) < 2) or ({"defendants", "joint"} & kinds and len(defendants) < 2):
            continue
        if {"one", "interest", "fees", "no fees"} & kinds and (len(plaintiffs) > 1 or len(defendants) > 1):
            continue
        break
    days = rng.randint(33, 70) if answer == REMOVAL[4] else rng.randint(6, 28)
    parties = [*plaintiffs, *defendants]
    story = [
        *_introduced(rng, plaintiffs, defendants, f"{_a_state_court(forum)}"),
        spin(rng, rng.choice(FRAME), claim=_claim(rng, [*plaintiffs, *defendants])),
        facts,
        spin(rng, "{The notice of removal was filed $n days after every defendant had been served with the complaint|$n days after service of the complaint on all defendants, the notice of removal was filed|All defendants, served on the same day, filed a notice of removal $n days later}", n=days) if len(defendants) > 1 else spin(rng, "{The defendant filed a notice of removal $n days after it was served with the complaint|$n days after service of the complaint the defendant filed a notice of removal|Served with the complaint, the defendant removed the case $n days later}".replace("it was served", "being served"), n=days),
    ]
    rules = [
        spin(rng, "{Removal rests on diversity alone|Diversity is the only ground for removal}: 28 U.S.C. §§ 1332, 1441 and 1446 {as in force in 2025|(2025)}{, amount above $limit exclusive of interest and costs|, with more than $limit in controversy without interest and costs}", limit=dollars(THRESHOLD)),
        spin(rng, "{§ 1441(b)(2) bars removal on diversity if any properly joined and served defendant is a citizen of the state where the action was brought|Section 1441(b)(2): no removal on diversity where a properly joined and served defendant is a citizen of the forum state}; {§ 1446(b)(1) allows 30 days after receipt of the initial pleading through service|the notice is due within 30 days after service of the initial pleading (§ 1446(b)(1))}"),
        spin(rng, "{The plaintiff moves to remand at once on every ground that there is|A timely motion to remand raises every defect}{; all defendants were properly joined and served and consent to removal|, and all defendants were properly joined, served and agree to remove}"),
        spin(rng, "{If several requirements fail, name the first in the order|Should more than one thing fail, give the first of} citizenship, amount, forum defendant, time"),
        spin(rng, FORM, labels="; ".join(REMOVAL)),
    ]
    split = diverse([set(p.citizens) for p in plaintiffs], [set(p.citizens) for p in defendants])
    held_text = listed(sorted(held)) or "no state"
    lines = [
        ("facts", f"brought in {forum}; {listed([p.name for p in plaintiffs])} against {listed([p.name for p in defendants])}; removed after {days} days"),
        ("rule", f"removal on diversity needs complete diversity, more than {dollars(THRESHOLD)}, no defendant from the forum state, and a notice within 30 days"),
        *(("apply", party.law) for party in parties),
        ("then", _comparison(plaintiffs, defendants)),
    ]
    if split:
        lines.append(("count", f"amount: {working}"))
        if counted > THRESHOLD:
            lines.append(("then", f"the defendants are citizens of {held_text}, and the forum is {forum}, so the forum-defendant rule {'bars removal' if forum in held else 'does not stand in the way'}"))
            if forum not in held:
                lines.append(("count", f"30 − {days} = {30 - days}".replace("= -", "= −") + (", so the notice is late" if days > 30 else " days were left, so the notice is in time")))
    slips = _slips(parties, split, plaintiffs, defendants)
    forum_slip = next((p.slip for p in defendants if p.slip and (forum in p.mistaken) != (forum in p.citizens)), "")
    lines.append(("mistake", (forum_slip if answer in (REMOVAL[0], REMOVAL[3], REMOVAL[4]) and forum_slip else slips[0] if slips and answer != REMOVAL[2] else slip) or "stopping at diversity and amount; removal has two requirements more, the forum-defendant rule and the 30 days"))
    lines += [("check", f"in the order citizenship, amount, forum defendant, time, {'nothing fails' if answer == REMOVAL[0] else 'the first that fails is ' + answer.split(': ')[1]}"), ("so", f"the answer is {answer}")]
    wrong = [
        (REMOVAL[3], "applied the forum-defendant rule to a state that is not a defendant's") if forum_slip else (REMOVAL[1], "mistook a party's citizenship"),
        *((label, "overlooked the ground that bars removal" if label == REMOVAL[0] else f"found a failure that is not the first: {label.split(': ')[1]}") for label in REMOVAL),
    ]
    return Problem(
        question=posed(rng, story, rules, spin(rng, "{Is the case removable, and if not, why not|Was the removal proper, and if not, what bars it|Does the case stay in federal court, or what ground sends it back|Can the removal stand}?"), asides := _asides(rng, 1)),
        steps=told(rng, lines),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(REMOVAL)},
        parameters={"kind": "removal", "plaintiffs": [list(p.key) for p in plaintiffs], "defendants": [list(p.key) for p in defendants], "claims": [list(row) for row in key], "forum": forum, "days": days},
        distractors=wrong_answers(answer, wrong),
        operations=len(parties) + 4,
        irrelevant=len(asides),
    )  # fmt: skip


def _a_state_court(state: str) -> str:
    return f"a state court of {state}"


def class_verdict(members: int, each: int, minimal: bool, share: float, primary_local: bool) -> str:
    """Class-action jurisdiction under § 1332(d) with the home-state exception of (d)(4)(B), first failure named.

    Args:
        members: proposed class members; each: their average claim in dollars.
        minimal: some member is diverse from some defendant.
        share: fraction of members who are citizens of the state where the action was filed.
        primary_local: every primary defendant is a citizen of that state.
    """
    if not minimal:
        return CLASS[1]
    if members * each <= CLASS_THRESHOLD:
        return CLASS[2]
    if members < 100:
        return CLASS[3]
    return CLASS[4] if share >= 2 / 3 and primary_local else CLASS[0]


def _class(rng: Random, level: int) -> Problem:
    """Level 5: a class action; the average claim, the size, minimal diversity and the home-state exception."""
    wanted = rng.choice(CLASS)
    for _ in range(400):
        home, other, third, fourth = states(rng, 4)
        members = rng.randint(60, 99) if wanted == CLASS[3] else rng.choice((rng.randint(100, 900), 10 * rng.randint(90, 4_000)))
        target = rng.uniform(1.4, 4.9) if wanted == CLASS[2] else rng.uniform(5.05, 40)
        each = max(20, round(target * 1_000_000 / members))
        each = each // 50 * 50 if each > 1_000 else each
        unincorporated = rng.random() < 0.5
        born, seat = (home, home) if wanted == CLASS[1] else rng.choice(((home, other), (other, home), (other, third), (other, other)))
        if wanted == CLASS[4] and home not in (born, seat):
            continue
        share = 100 if wanted == CLASS[1] else rng.choice((67, 70, 75, 80, 90)) if wanted == CLASS[4] else rng.choice((10, 20, 30, 70, 80, 90))
        local = home in (born, seat)
        if wanted == CLASS[0] and local and share > 33:
            continue
        if class_verdict(members, each, share < 100 or not local, share / 100, local) == wanted and (share <= 33 or local or share >= 67):
            break
    name = companies(rng, 1)[0]
    firm = f"{name} {'LLC' if unincorporated else 'Corp.'}"
    total = members * each
    claim = spin(rng, "{contaminated wells|cracked house foundations|homes damaged by a sinkhole at a mine|homes damaged by a failed levee}") if each > 15_000 else spin(rng, "{hidden account fees|a mislabeled food supplement|unpaid overtime under state law|a leak of customer data|defective siding|a deceptive loyalty program|overcharged shipping|faulty batteries}")
    outside = 100 - share
    story = [
        spin(rng, "{A class action|A proposed class action} {over|about} $claim is {filed|brought} in federal court in $home against $firm, the only defendant", claim=claim, home=home, firm=firm),
        spin(rng, "{The class has|The complaint describes|There are} $n {members|class members}, {each with an average claim of|whose claims average} $each", n=f"{members:,}", each=dollars(each)),
        f"All of the class members are citizens of {home}" if share == 100 else spin(rng, "{$share % of {the members|the class} are citizens of $home, the others of $fourth|Citizens of $home make up $share % of the class; the remaining $rest % are citizens of $fourth}", share=share, rest=outside, home=home, fourth=fourth),
        spin(rng, "{$firm is {organized|formed} under the law of $born and has its principal place of business in $seat; {its members are individuals from $fourth|its sole member is a citizen of $fourth}|$firm, {organized|formed} under $born law with its principal place of business in $seat, is owned by {citizens of $fourth|two individuals domiciled in $fourth}}" if unincorporated else "{$firm is incorporated in $born and has its principal place of business in $seat|$firm, incorporated in $born, has its principal place of business in $seat}", firm=firm, born=born, seat=seat, fourth=fourth),
    ]
    rules = [
        spin(rng, "{28 U.S.C. § 1332(d) (2025)|Section 1332(d) of title 28, as in force in 2025}: {at least 100 members|a class of 100 or more}, {an aggregate amount above|claims that together exceed} $limit exclusive of interest and costs, and {any member diverse from any defendant|minimal diversity}", limit=dollars(CLASS_THRESHOLD)),
        spin(rng, "{§ 1332(d)(4)(B): the court must decline where two-thirds or more of the members, and the primary defendants, are citizens of the state in which the action was filed|It must decline under (d)(4)(B) if at least two-thirds of the members and the primary defendants are citizens of the state of filing}; {count that as no: home state|that is the answer no: home state}"),
        spin(rng, "{If several things fail, name the first of|The order in which failures are named:} minimal diversity, amount, class size, home state"),
        spin(rng, FORM, labels="; ".join(CLASS)),
    ]
    if unincorporated:
        rules.insert(1, spin(rng, "{Mind § 1332(d)(10) on unincorporated associations|§ 1332(d)(10) says of what states an unincorporated association is a citizen for this purpose}"))
    else:
        rules.insert(1, spin(rng, "{The other exceptions of § 1332(d)(4) and (d)(5) are not raised|No other exception is in play}"))
    where = listed(sorted({born, seat}))
    law = f"for § 1332(d) an unincorporated association is a citizen of the state of its principal place of business and of the state under whose law it is organized ((d)(10)): {where}" if unincorporated else f"the corporation is a citizen of {where}"
    lines = [
        ("facts", f"{members:,} members, {dollars(each)} each on average, {share} % from {home}; {firm}: {born} and {seat}"),
        ("rule", "minimal diversity, more than $5,000,000 together, at least 100 members, and no home-state exception (28 U.S.C. § 1332(d)(2), (4)(B), (5)(B), (6))"),
        ("apply", law),
        ("then", f"some members come from {fourth} and {fourth} is not among the defendant's states, or {home} is not: minimal diversity holds" if wanted != CLASS[1] else f"every member and the defendant are citizens of {home}, and of {home} alone, so no member is diverse"),
    ]
    if wanted != CLASS[1]:
        lines[-1] = ("then", f"the members from {fourth} are diverse from a citizen of {where}, so minimal diversity holds")
    lines.append(("count", f"together {members:,} × {each:,} = {total:,}, which is {'more' if total > CLASS_THRESHOLD else 'not more'} than 5,000,000"))
    if wanted not in (CLASS[1], CLASS[2]):
        lines.append(("then", f"{members:,} members are {'at least' if members >= 100 else 'fewer than'} 100"))
        if members >= 100:
            lines.append(("then", f"{share} % of the members from {home} is {'at least' if share >= 67 else 'less than'} two-thirds, and the defendant is {'' if local else 'not '}a citizen of {home}, so the home-state exception {'applies' if wanted == CLASS[4] else 'does not apply'}"))
    lines += [
        ("mistake", f"giving {firm} the citizenship of its owners, {fourth}, as under § 1332(a); for class actions (d)(10) treats it much like a corporation" if unincorporated else f"testing each claim of {dollars(each)} against $75,000, or asking for complete diversity; § 1332(d) adds the claims and needs only minimal diversity"),
        ("check", f"5,000,000 / {members:,} is about {round(CLASS_THRESHOLD / members):,} dollars a member, and the average is {dollars(each)}, {'above' if total > CLASS_THRESHOLD else 'not above'} it"),
        ("so", f"the answer is {wanted}"),
    ]
    wrong = [
        (CLASS[1], "asked for complete diversity or took the owners' citizenship"),
        (CLASS[2], "tested the claims one by one"),
        (CLASS[4], "applied the home-state exception without all its parts"),
        *((label, "overlooked a requirement" if label == YES else "found a defect that is not the first") for label in CLASS),
    ]
    return Problem(
        question=posed(rng, story, rules, spin(rng, "{Does the federal court have, and keep, jurisdiction under § 1332(d)|Is there class-action jurisdiction that the court may exercise|May the court hear the class action under § 1332(d), and if not, why not|Decide on jurisdiction under § 1332(d)}?"), asides := _asides(rng, 1)),
        steps=told(rng, lines),
        answer=wanted,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(CLASS)},
        parameters={"kind": "class", "members": members, "each": each, "share": share, "home": home, "fourth": fourth, "born": born, "seat": seat, "unincorporated": unincorporated},
        distractors=wrong_answers(wanted, wrong),
        operations=6,
        irrelevant=len(asides),
    )


KINDS = {1: (_original,), 2: (_original,), 3: (_original,), 4: (_removal,), 5: (_original, _class, _class)}


def problem(rng: Random, level: int) -> Problem:
    """One problem on the federal courts' diversity jurisdiction."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="federal_jurisdiction",
    title="Diversity jurisdiction, removal and class actions",
    source="28 U.S.C. §§ 1332, 1441, 1446 (2025); Hertz v. Friend, 559 U.S. 77 (2010); Americold v. ConAgra, 577 U.S. 378 (2016)",
    problem=problem,
    rubric=(
        Criterion("Determines each party's citizenship by the rule for its kind before comparing the sides.", "essential"),
        Criterion("Treats $75,000 (or $5,000,000) as an amount that must be exceeded, without interest and costs.", "essential"),
        Criterion("Gives an unincorporated entity the citizenship of all its members, except under § 1332(d)(10).", "important"),
        Criterion("Aggregates claims only where one plaintiff faces one defendant or liability is joint.", "important"),
        Criterion("Names the requirement that fails.", "important"),
        Criterion("Confuses residence with domicile, or a plant with the nerve center.", "pitfall", positive=False),
    ),
)
