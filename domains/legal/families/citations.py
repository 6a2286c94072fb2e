
"""Case citations: reading them, testing them against the years of a reporter, resolving short forms.

In: a seeded generator and a level. Out: one problem; the answer is a JSON object of a citation's fields, or the name of a case.

    form            The Bluebook: A Uniform System of Citation (21st ed. 2020), rules 10.2 to 10.5, B10
    short forms     rules 4.1 (id.), 4.2 (supra, for articles), 10.9: id. means the one authority cited immediately before; sources
                    inside a parenthetical or in a subsequent history are left out; after a string of several, id. is not used
    years           first and last years of the series as in Bluebook table T1 and the reporters-db data set (Free Law Project)

All cases and articles are invented; the reporters and courts are real, and volumes fit the years.

Worked example: volume 410 of F.4th can't have come out in 1973, as the series began in 2021.

>>> EDITIONS["F.4th"].covers(1973), EDITIONS["F.2d"].covers(1973)
(False, True)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from curate.domain import Criterion, Distractor, Family, Problem
from domains.legal.casework import posed, told
from domains.legal.people import FIRMS, SURNAMES, TRADES
from domains.legal.sums import asked
from domains.wording import listed, spin

Lines = list[tuple[str, str]]


@dataclass(frozen=True)
class Edition:
    """A series of a reporter: its years, its volumes, and the courts that it reports.

    `last` is None for a series that goes on; its volumes are then known to 2025. `marks` are (year, volume) between the ends.
    """

    first: int
    last: int | None
    volumes: int
    courts: tuple[str, ...]
    marks: tuple[tuple[int, int], ...] = ()

    def covers(self, year: int) -> bool:
        return self.first <= year <= (self.last or 9999)

    def volume(self, rng: Random, year: int) -> int:
        """A volume such as appeared in that year."""
        marks = ((self.first, 1), *self.marks, ((self.last or 2025) + 1, self.volumes))
        at = year + rng.random()
        for (start, low), (end, high) in pairwise(marks):
            if at <= end:
                return min(self.volumes, max(1, round(low + (high - low) * (at - start) / (end - start))))
        return self.volumes


CIRCUITS = ("1st Cir.", "2d Cir.", "3d Cir.", "4th Cir.", "5th Cir.", "6th Cir.", "7th Cir.", "8th Cir.", "9th Cir.", "10th Cir.")
DISTRICTS = ("D. Utah", "S.D.N.Y.", "N.D. Ill.", "E.D. Pa.", "D. Or.", "W.D. Wash.", "D. Mass.", "N.D. Cal.", "S.D. Tex.", "D. Md.", "E.D. Va.", "D.N.J.", "D. Colo.", "D. Minn.")
EDITIONS = {
    "F.2d": Edition(1924, 1993, 999, CIRCUITS, ((1940, 110), (1950, 180), (1960, 280), (1970, 430), (1980, 620), (1990, 910))),
    "F.3d": Edition(1993, 2021, 999, CIRCUITS),
    "F.4th": Edition(2021, None, 150, CIRCUITS),
    "F. Supp.": Edition(1932, 1998, 999, DISTRICTS, ((1950, 90), (1960, 180), (1970, 310), (1980, 490), (1990, 740))),
    "F. Supp. 2d": Edition(1998, 2014, 999, DISTRICTS),
    "F. Supp. 3d": Edition(2014, None, 770, DISTRICTS),
    "P.2d": Edition(1931, 2000, 999, ("Or.", "Utah", "Wash.", "Cal.", "Ariz.", "Colo."), ((1950, 220), (1960, 350), (1970, 470), (1980, 610), (1990, 800))),
    "P.3d": Edition(2000, None, 560, ("Or.", "Utah", "Wash.", "Cal.", "Ariz.", "Colo.")),
    "A.2d": Edition(1938, 2010, 999, ("Pa.", "N.J.", "Vt.", "Me.", "Conn."), ((1950, 75), (1960, 160), (1970, 265), (1980, 415), (1990, 580), (2000, 755))),
    "A.3d": Edition(2010, None, 330, ("Pa.", "N.J.", "Vt.", "Me.", "Conn.")),
    "S.W.2d": Edition(1928, 1999, 999, ("Tex.", "Mo.", "Tenn.", "Ky.", "Ark."), ((1950, 230), (1960, 335), (1970, 455), (1980, 600), (1990, 790))),
    "S.W.3d": Edition(1999, None, 710, ("Tex.", "Mo.", "Tenn.", "Ky.", "Ark.")),
    "So. 2d": Edition(1941, 2008, 999, ("Fla.", "Ala.", "Miss.", "La."), ((1950, 45), (1960, 120), (1970, 235), (1980, 385), (1990, 565), (2000, 770))),
    "So. 3d": Edition(2008, None, 400, ("Fla.", "Ala.", "Miss.", "La.")),
    "N.E.2d": Edition(1936, 2013, 999, ("Ill.", "Ohio", "Mass.", "Ind."), ((1950, 92), (1960, 165), (1970, 258), (1980, 405), (1990, 560), (2000, 735))),
    "N.E.3d": Edition(2013, None, 250, ("Ill.", "Ohio", "Mass.", "Ind.")),
}  # fmt: skip
MODERN = 1994  # from then on every state had a statute for limited liability companies, or was about to pass one
OLD_TRADES = tuple(trade for trade in TRADES if trade not in ("Software", "Electronics", "Plastics", "Logistics"))
JOURNALS = ("Yale L.J.", "Harv. L. Rev.", "Stan. L. Rev.", "Mich. L. Rev.", "Va. L. Rev.", "Tex. L. Rev.", "Duke L.J.")
TITLES = ("The Reach of Notice", "Reading Deadlines", "Silence as Assent", "Forms and Their Limits", "A Theory of Joinder", "Costs Without Fault")


@dataclass(frozen=True)
class Case:
    """A reported decision."""

    plaintiff: str
    defendant: str
    volume: int
    reporter: str
    page: int
    court: str
    year: int

    @property
    def core(self) -> str:
        return f"{self.volume} {self.reporter} {self.page}"

    def full(self, pin: int | None = None) -> str:
        """``Alvarez v. Heron Freight Co., 812 F.3d 410, 415 (9th Cir. 2016)``."""
        where = f", {pin}" if pin else ""
        return f"{self.plaintiff} v. {self.defendant}, {self.core}{where} ({self.court} {self.year})"

    def short(self, pin: int) -> str:
        return f"{self.plaintiff}, {self.volume} {self.reporter} at {pin}"


def _case(rng: Random, plaintiff: str, reporter: str | None = None) -> Case:
    name = reporter or rng.choice(tuple(EDITIONS))
    edition = EDITIONS[name]
    year = rng.randint(max(edition.first + 1, 1950), (edition.last or 2025) - (edition.last is not None))
    firm = f"{rng.choice(FIRMS)} {rng.choice(TRADES if year >= MODERN else OLD_TRADES)}"
    defendant = rng.choice((f"{firm} Co.", f"{firm}, Inc.", f"{firm}, {'LLC' if year >= MODERN else 'Ltd.'}", rng.choice([other for other in SURNAMES if other != plaintiff])))
    return Case(plaintiff, defendant, edition.volume(rng, year), name, rng.randint(3, 1_380), rng.choice(edition.courts), year)


def _cases(rng: Random, count: int) -> list[Case]:
    surnames = rng.sample(SURNAMES, count)
    made: list[Case] = []
    for surname in surnames:
        case = _case(rng, surname)
        for _ in range(20):
            if case.defendant not in surnames and (case.volume, case.reporter) not in [(other.volume, other.reporter) for other in made]:
                break
            case = _case(rng, surname)
        made.append(case)
    return made


def as_json(values: Mapping[str, object]) -> str:
    """The fields as the answer has them: a JSON object, every value a string."""
    return json.dumps({key: str(value) for key, value in values.items()}, ensure_ascii=False)


def _variants(fields: Mapping[str, object], changes: Sequence[tuple[Mapping[str, object], str]]) -> tuple[Distractor, ...]:
    kept: dict[str, Distractor] = {}
    right = as_json(fields)
    for change, trap in changes:
        text = as_json({**fields, **change})
        if text != right and text not in kept and len(kept) < 6:
            kept[text] = Distractor(text, trap)
    return tuple(kept.values())


SENTENCES = (
    "{The rule is settled|The point is not open to doubt|The law is clear on this|Courts have long said so}: {notice|delivery|consent|assent|reliance} {must be shown|is a question of fact|may be inferred from conduct|is for the jury}.",
    "{A party who waits|One who sleeps on a right|A litigant who is silent} {loses it|may be held to that choice|can't complain later}.",
    "{Plaintiff|Defendant|The other side} {overlooks|does not mention|has no answer to} {this line of cases|the governing authority|the leading decision}.",
    "{Damages|Fees|Costs} {follow the event|are left to the court's discretion|require proof}.",
    "{The same holds|Nothing else follows|It is no different} {for guarantors|for sureties|on appeal|in equity|for agents}.",
    "{An oral promise|A later e-mail|A handshake|An unsigned draft} {may suffice|is not enough|counts for little|binds only the promisor}.",
)
SOURCES = "{brief|memorandum|draft opinion|motion to dismiss|reply brief|bench memo|law review draft|treatise draft}"


def _sentence(rng: Random) -> str:
    return spin(rng, rng.choice(SENTENCES))


def _signal(rng: Random) -> str:
    return rng.choice(("", "", "See ", "See, e.g., ", "Accord ", "Cf. "))


INVENTED = "{All authorities are invented|Cases and parties are made up|The cases cited do not exist; only their form matters|The authorities are fictitious}"


def _read(rng: Random, level: int) -> Problem:
    """Level 1: the five fields of one citation. Level 2: parties and pin cite as well, with a second case around."""
    case, other = _cases(rng, 2)
    pin = case.page + rng.randint(1, 24) if level == 2 else None
    fields: dict[str, object] = {"volume": case.volume, "reporter": case.reporter, "page": case.page, "court": case.court, "year": case.year}
    if level == 2:
        fields = {"plaintiff": case.plaintiff, "defendant": case.defendant, "volume": case.volume, "reporter": case.reporter, "page": case.page, "pin": pin, "court": case.court, "year": case.year}
    cited = case.full(pin)
    tail = rng.choice((f" ({spin(rng, '{reversing summary judgment|affirming|collecting cases|en banc|dictum}')})", "", "", f" (quoting {other.full()})" if other.year < case.year else "")) if level == 2 else ""
    passage = f"{_sentence(rng)} {_signal(rng)}{cited}{tail}."
    if rng.random() < 0.5:
        passage += f" {_sentence(rng)}"
    story = [spin(rng, "{A|One} $source {contains this passage|reads|says}:", source=spin(rng, SOURCES)) + f" “{passage}”"]
    keys = list(fields)
    rules = [
        spin(rng, "{Bluebook form is: parties, volume, reporter, first page, pinpoint page if any, then court and year in parentheses|In a Bluebook citation the volume precedes the reporter, the page on which the case begins follows it, a pinpoint page comes after a comma, and court and year stand in parentheses|Full case citations run: names, volume, reporter, first page (and page cited), court and year in parentheses}"),
        spin(rng, INVENTED),
    ]  # fmt: skip
    lines: Lines = [
        ("facts", f"the citation is {cited}."),
        ("rule", spin(rng, "{the number before the reporter is the volume, the first number after it the page where the case begins|volume, reporter, first page: in that order}" + (", and a second page is the pin cite; court and year are in the parentheses." if pin else "; court and year are in the parentheses."))),
        ("apply", f"volume {case.volume}, reporter {case.reporter}, page {case.page}" + (f", pin {pin}" if pin else "") + f", court {case.court}, year {case.year}" + (f"; plaintiff {case.plaintiff}, defendant {case.defendant}".removesuffix(".") if level == 2 else "") + "."),
        ("check", f"{case.reporter} ran from {EDITIONS[case.reporter].first}{' to ' + str(EDITIONS[case.reporter].last) if EDITIONS[case.reporter].last else ''}, and {case.year} lies in it."),
    ]  # fmt: skip
    changes: list[tuple[Mapping[str, object], str]] = [
        ({"volume": case.page, "page": case.volume}, "exchanged volume and page"),
        ({"page": pin or case.year}, "took the pin cite for the first page" if pin else "took the year for the page"),
        ({"reporter": other.reporter}, "misread the reporter"),
        ({"year": case.year + 1}, "misread the year"),
        ({"court": other.court}, "took the court of another case"),
    ]
    if pin:
        changes.insert(0, ({"pin": case.page}, "took the first page for the pin cite"))
        changes.insert(1, ({"plaintiff": case.defendant, "defendant": case.plaintiff}, "exchanged the parties"))
    name = "of this case" if not tail.startswith(" (quoting") else f"of {case.plaintiff}"
    ask = spin(rng, "{Give the fields $name|Write the citation $name|Parse the citation $name} as a JSON object with the keys $keys{, every value a string|; values are strings|}", name=name, keys=listed(keys))
    return Problem(
        question=posed(rng, story, rules, ask).replace(".”.", ".”"),
        steps=told(rng, lines),
        answer=as_json(fields),
        answer_type="citation",
        verifier="domains.legal.verifiers.citation:check",
        parameters={"kind": "read", "text": cited, "pin": pin},
        distractors=_variants(fields, changes),
        operations=level,
        irrelevant=int(bool(tail)),
    )


def _years(names: Sequence[str]) -> str:
    return "; ".join(f"{name} {EDITIONS[name].first}–{EDITIONS[name].last or ''}".rstrip("–") + ("" if EDITIONS[name].last else " to date") for name in names)


def _impossible(rng: Random, level: int) -> Problem:
    """Level 3: one of four or five citations can't be right: its series did not exist then, or does not report that court."""
    count = rng.randint(4, 5)
    cases = _cases(rng, count)
    index = rng.randrange(count)
    bad = cases[index]
    edition = EDITIONS[bad.reporter]
    wrong_court = rng.random() < 0.3 and bad.reporter.startswith("F.")
    if wrong_court:
        pool = DISTRICTS if edition.courts is CIRCUITS else CIRCUITS
        bad = Case(bad.plaintiff, bad.defendant, bad.volume, bad.reporter, bad.page, rng.choice(pool), bad.year)
        why = f"{bad.reporter} reports {'courts of appeals, not district courts' if edition.courts is CIRCUITS else 'district courts, not courts of appeals'}"
    else:
        early = edition.last is None or rng.random() < 0.5
        year = edition.first - rng.randint(2, 30) if early else min(2025, (edition.last or 0) + rng.randint(2, 15))
        bad = Case(bad.plaintiff, bad.defendant, bad.volume, bad.reporter, bad.page, bad.court, year)
        why = f"{bad.reporter} {'began only in ' + str(edition.first) if early else 'ended in ' + str(edition.last)}, so nothing of {year} is in it"
    cases[index] = bad
    listed_cases = "; ".join(case.full() for case in cases)
    names = sorted({case.reporter for case in cases})
    story = [spin(rng, "{A table of authorities lists|A $source cites|These citations stand in a $source|A cite check of a $source turns up}: ", source=spin(rng, SOURCES)) + listed_cases]
    rules = [
        spin(rng, "{Years of the series|The series were published in these years|Reporter series and years}: $years", years=_years(names)),
        spin(rng, "{F.2d, F.3d and F.4th report the federal courts of appeals, F. Supp. and its series the district courts; regional reporters report state courts|The Federal Reporter (F.2d, F.3d, F.4th) has courts of appeals, the Federal Supplement (F. Supp., 2d, 3d) district courts, regional reporters state courts}"),
        spin(rng, "{Exactly one of the citations can't be right|One citation, and only one, is impossible}; {the others are in order|nothing is wrong with the rest}"),
        spin(rng, INVENTED),
    ]  # fmt: skip
    highest = max((case for case in cases if case is not bad), key=lambda case: case.volume)
    lines: Lines = [
        ("facts", f"the citations are {', '.join(f'{case.plaintiff} ({case.reporter}, {case.court} {case.year})' for case in cases)}."),
        ("rule", "a decision must fall into the years of the series, and its court must be one that the series reports."),
        ("apply", "; ".join(f"{case.plaintiff}: {case.reporter} {EDITIONS[case.reporter].first}{'–' + str(EDITIONS[case.reporter].last) if EDITIONS[case.reporter].last else ' on'}, {case.year} {'fits' if EDITIONS[case.reporter].covers(case.year) else 'does not fit'}" for case in cases) + "."),
        ("mistake", f"to judge by the volume number and suspect {highest.plaintiff}, volume {highest.volume}; volumes do not decide here, years and courts do."),
        ("apply", f"{why}."),
        ("check", "every other citation passes both tests."),
        ("so", f"the answer is {bad.plaintiff}."),
    ]  # fmt: skip
    names_all = [case.plaintiff for case in cases]
    ask = spin(rng, "{Which citation is impossible|Which citation can't be right|Which of the cases is cited wrongly}? Answer with the first party's name")
    return Problem(
        question=posed(rng, story, rules, ask).replace(".”.", ".”"),
        steps=told(rng, lines),
        answer=bad.plaintiff,
        answer_type="label",
        verifier="label",
        arguments={"labels": names_all, "synonyms": {case.plaintiff: [f"{case.plaintiff} v. {case.defendant}"] for case in cases}},
        parameters={"kind": "impossible", "cases": [[case.reporter, case.court, case.year] for case in cases], "names": names_all},
        distractors=tuple(
            Distractor(case.plaintiff, "was misled by its volume number" if case is highest else "took a series to have other years") for case in cases if case is not bad
        ),
        operations=count,
    )  # fmt: skip


@dataclass(frozen=True)
class Cite:
    """One entry of a passage: what is written, and what it refers to.

    Attributes:
        text: as written.
        target: index of the authority; None for an entry that no one authority stands behind.
        pin: page cited, as written.
    """

    text: str
    target: int | None
    pin: int | None


STATUTE_CITES = ("28 U.S.C. § 1332(a)", "42 U.S.C. § 1983", "Fed. R. Civ. P. 12(b)(6)", "11 U.S.C. § 547(b)", "15 U.S.C. § 1125(a)", "Fed. R. Evid. 403")


def _short_forms(rng: Random, level: int) -> Problem:
    """Level 4: id. and short forms in running text, with a parenthetical or a statute between.
    Level 5: footnotes, an article with supra, strings of authorities, several hops."""
    cases = _cases(rng, 3 if level == 4 else 4)
    article_pages = (rng.randint(20, 900), rng.choice(JOURNALS), rng.randint(60, 140), rng.randint(1985, 2022))
    start, journal, volume, year = article_pages
    author = rng.choice([name for name in SURNAMES if name not in {case.plaintiff for case in cases}])
    article = len(cases)
    statute = article + 1
    pages = [case.page for case in cases] + [start]
    entries: list[Cite] = []
    traps: list[tuple[int, str]] = []
    introduced: dict[int, int] = {}
    # a decision that quotes another is the later one
    quoting, quoted = (1, 2) if level == 4 else (2, 3)
    if cases[quoting].year <= cases[quoted].year:
        cases[quoting], cases[quoted] = cases[quoted], cases[quoting]
        pages[quoting], pages[quoted] = pages[quoted], pages[quoting]
    sound = cases[quoting].year > cases[quoted].year

    def pin_of(target: int) -> int:
        return pages[target] + rng.randint(1, 26)

    def full(target: int, parenthetical: int | None = None) -> Cite:
        introduced[target] = len(entries) + 1
        pin = pin_of(target)
        if target == article:
            return Cite(f"{rng.choice(('Ann', 'Jon', 'Eve', 'Max'))} {author}, {rng.choice(TITLES)}, {volume} {journal} {start}, {pin} ({year})", target, pin)
        text = cases[target].full(pin)
        if parenthetical is not None:
            text += f" ({rng.choice(('quoting', 'citing', 'following'))} {cases[parenthetical].full()})"
        return Cite(text, target, pin)

    def again(target: int) -> Cite:
        pin = pin_of(target)
        if target == article:
            return Cite(f"{author}, supra note {introduced[article]}, at {pin}", target, pin)
        return Cite(cases[target].short(pin), target, pin)

    def same() -> Cite:
        target = entries[-1].target
        if target is None or target == statute:
            return Cite("Id.", target, entries[-1].pin)
        pin = pin_of(target)
        if pin == entries[-1].pin:
            pin += 1
        return Cite(f"Id. at {pin}", target, pin)

    if level == 4:
        entries.append(full(0))
        shape = rng.randrange(5) if sound else rng.choice((1, 2, 3))
        if shape == 0:
            entries += [full(1, parenthetical=2)]
            traps.append((2, "took the case in the parenthetical for the one before"))
        elif shape == 1:
            entries += [full(1)]
            entries.append(again(0))
            traps.append((1, "skipped the short form in between"))
        elif shape == 2:
            entries.append(full(1))
            entries.append(same())
            entries.append(again(0))
            traps.append((1, "skipped the short form in between"))
        elif shape == 3:
            entries += [full(1), full(2)]
            entries.append(same())
            traps.append((1, "went back one citation too far"))
        else:
            entries.append(same())
            entries.append(full(1, parenthetical=2))
            traps.append((2, "took the case in the parenthetical for the one before"))
        entries.append(same())
    else:
        first, second, third = rng.choice(((0, 1, 2), (1, 0, 2)))
        entries.append(full(first))
        entries.append(full(article) if rng.random() < 0.6 else full(second))
        if article in introduced:
            entries.append(full(second))
        if rng.random() < 0.5:
            entries.append(same())
        if sound and rng.random() < 0.6:
            entries.append(full(third, parenthetical=3))
            traps.append((3, "took the case in the parenthetical"))
            if rng.random() < 0.5:
                entries.append(same())
        # a short form for the authority just cited would be id.
        back = [target for target in (first, second, article) if target in introduced and target != entries[-1].target]
        entries.append(again(rng.choice(back)))
        entries.append(same())
        if rng.random() < 0.4:
            entries.append(Cite(f"See {rng.choice(STATUTE_CITES)}", statute, None))
            entries.append(again(rng.choice(back)))
            entries.append(same())
    last = entries[-1]
    target, pin = last.target, last.pin
    if target is None or target > article or pin is None:
        raise AssertionError("the last entry of a passage refers to a case or an article")
    if target == article:
        fields: dict[str, object] = {"volume": volume, "reporter": journal, "page": start, "pin": pin}
    else:
        fields = {"volume": cases[target].volume, "reporter": cases[target].reporter, "page": cases[target].page, "pin": pin}

    def named(index: int) -> str:
        return author if index == article else "the statute or rule" if index == statute else cases[index].plaintiff

    if level == 4:
        body = " ".join(f"{_sentence(rng)} {_signal(rng) if not entry.text.startswith('Id.') else ''}{entry.text}." for entry in entries)
        story = [spin(rng, "{A $source reads|From a $source|This is from a $source}: ", source=spin(rng, SOURCES)) + f"“{body.replace('Id..', 'Id.')}”"]
        asked_for = spin(rng, "{the last citation|the final Id.|the Id. at the end}")
    else:
        notes = "\n".join(f"{number}. {entry.text if entry.text.endswith('Id.') else entry.text + '.'}" for number, entry in enumerate(entries, start=1))
        story = [spin(rng, "{The footnotes of a $source are|Footnotes of a $source|A $source has these footnotes}:", source=spin(rng, "{law review article|student note|treatise chapter|comment}")) + "\n" + notes]
        asked_for = spin(rng, "{note $n|footnote $n}", n=len(entries))
    rules = [
        spin(rng, "{Bluebook rule 4.1: id. refers to the one authority cited immediately before; sources within a parenthetical are ignored|Id. stands for the authority cited immediately before, not counting sources in parentheticals (Bluebook rule 4.1)|Under rule 4.1 of the Bluebook id. picks up the immediately preceding authority, and what a parenthetical quotes or cites does not count}"),
        spin(rng, "{A short form names the party, volume and reporter of a case cited in full earlier (rule 10.9)|Rule 10.9: the short form repeats party, volume and reporter and gives the page cited}") + ("" if article not in introduced else spin(rng, "; {supra points to the note where an article was cited in full (rule 4.2)|for an article, supra leads back to its first note (rule 4.2)}")),
        spin(rng, INVENTED),
    ]  # fmt: skip
    hops = []
    for number, entry in enumerate(entries, start=1):
        if entry.target is not None:
            hops.append(f"{'note ' + str(number) if level == 5 else 'citation ' + str(number)}: {named(entry.target)}")
    lines: Lines = [
        ("facts", f"{len(entries)} {'notes' if level == 5 else 'citations'}; asked is the last, “{last.text}”."),
        ("rule", "id. takes the authority cited immediately before, leaving parentheticals aside; a short form or supra leads back to the full citation."),
        ("apply", f"{'; '.join(hops)}."),
        ("mistake", (f"{traps[0][1].replace('took', 'to take').replace('skipped', 'to skip').replace('went', 'to go')}, which leads to {named(traps[0][0])}" if traps else "to go back to the last full citation and pass over the short form between") + f"; the last entry stands for {named(target)}."),
        ("apply", f"volume {fields['volume']}, reporter {fields['reporter']}, first page {fields['page']}, and the page cited is {pin}."),
        ("check", f"page {pin} comes after the first page, {fields['page']}: {pin} − {fields['page']} = {pin - int(str(fields['page']))} {'page' if pin - int(str(fields['page'])) == 1 else 'pages'} into it."),
    ]  # fmt: skip
    changes: list[tuple[Mapping[str, object], str]] = []
    others = [index for index, _ in traps] + [index for index in introduced if index != target]
    for index in dict.fromkeys(others):
        if index == article:
            changes.append(({"volume": volume, "reporter": journal, "page": start}, f"took {author} instead"))
        elif index < article and index != target:
            trap = next((text for at, text in traps if at == index), f"took {cases[index].plaintiff} instead")
            changes.append(({"volume": cases[index].volume, "reporter": cases[index].reporter, "page": cases[index].page}, trap))
    earlier = next((entry.pin for entry in reversed(entries[:-1]) if entry.target == target and entry.pin and entry.pin != pin), None)
    if earlier:
        changes.append(({"pin": earlier}, "gave the pin cite of the earlier citation"))
    changes += [({"page": pin, "pin": fields["page"]}, "exchanged first page and pin cite"), ({"pin": fields["page"]}, "gave the first page as the pin cite")]
    ask = spin(rng, "{To what does $what refer|What does $what stand for|Resolve $what}", what=asked_for)
    ask = asked(ask) + spin(rng, " {Give|Answer with} a JSON object with the keys volume, reporter, page and pin{ (for an article, reporter is the journal)|}") if ask.startswith(("To", "What")) else ask + spin(rng, "; {give|answer with} a JSON object with the keys volume, reporter, page and pin")
    return Problem(
        question=posed(rng, story, rules, ask).replace(".”.", ".”") if level == 4 else "\n".join((*rng.sample([f"{rule}." for rule in rules], len(rules)), *story, ask + ("" if ask.endswith(".") else "."))),
        steps=told(rng, lines),
        answer=as_json(fields),
        answer_type="citation",
        verifier="domains.legal.verifiers.citation:check",
        parameters={"kind": "short", "level": level, "entries": [entry.text for entry in entries]},
        distractors=_variants(fields, changes),
        operations=len(entries) + 2,
        irrelevant=len(entries) - 2,
    )


KINDS = {1: _read, 2: _read, 3: _impossible, 4: _short_forms, 5: _short_forms}


def problem(rng: Random, level: int) -> Problem:
    """One problem on case citations."""
    return KINDS[level](rng, level)


FAMILY = Family(
    name="citations",
    title="Case citations",
    source="The Bluebook (21st ed. 2020), rules 4.1, 4.2, 10.2–10.5, 10.9 and table T1; reporters-db (Free Law Project)",
    problem=problem,
    rubric=(
        Criterion("Separates volume, reporter, first page, pin cite, court and year.", "essential"),
        Criterion("Resolves id. to the authority cited immediately before, leaving parentheticals aside.", "essential"),
        Criterion("Checks the year and the court against what the series reports.", "important"),
        Criterion("Answers in the form of JSON with exactly the keys that are asked for.", "important"),
        Criterion("Follows a short form or supra back to the full citation.", "important"),
        Criterion("Gives the first page where the page cited is asked, or the reverse.", "pitfall", positive=False),
    ),
)
