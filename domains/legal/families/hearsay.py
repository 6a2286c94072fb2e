"""Hearsay under the Federal Rules of Evidence: who said what, how and why it is offered go in, a path of rules comes out.

    Rule 801(a), (c)   a statement, made out of court, offered for the truth of what it asserts
    Rule 801(d)        statements that are *not hearsay*: prior statements of a witness, an opposing party's statements
    Rule 803           exceptions whether or not the declarant is available
    Rule 804           exceptions when the declarant is unavailable
    Rule 805           hearsay within hearsay: every layer needs its own way in

Federal Rules of Evidence as amended December 1, 2024. Leading cases: Mutual Life Ins. Co. v. Hillmon, 145 U.S. 285 (1892)
and Shepard v. United States, 290 U.S. 96 (1933) on state of mind; Palmer v. Hoffman, 318 U.S. 109 (1943) on records for
litigation; Tome v. United States, 513 U.S. 150 (1995) on prior consistent statements. Only hearsay is asked about: not
confrontation, relevance or authenticity.

Answers are paths: the provision of every layer, outermost first, then the ruling; ``none`` for a layer without a way in.

>>> path(["803(6)", "801(d)(2)(A)"])
'803(6) > 801(d)(2)(A) > admissible'
>>> path(["803(6)", "none"])
'803(6) > none > inadmissible'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.legal.casework import posed, told, wrong_answers
from domains.legal.people import Person, companies, people
from domains.wording import spin

NAMES: dict[str, tuple[str, ...]] = {
    "801(a)": ("no statement", "not a statement", "nonassertive conduct"),
    "801(c)(2)": ("not offered for the truth", "not offered for its truth"),
    "801(d)(1)(A)": ("prior inconsistent statement",),
    "801(d)(1)(B)": ("prior consistent statement",),
    "801(d)(1)(C)": ("prior identification",),
    "801(d)(2)(A)": ("opposing party's own statement", "party's own statement"),
    "801(d)(2)(B)": ("adoptive admission", "adopted statement"),
    "801(d)(2)(C)": ("authorized statement",),
    "801(d)(2)(D)": ("agent's statement", "employee's statement"),
    "801(d)(2)(E)": ("coconspirator's statement", "coconspirator statement"),
    "803(1)": ("present sense impression",),
    "803(2)": ("excited utterance",),
    "803(3)": ("then-existing state of mind", "state of mind"),
    "803(4)": ("medical diagnosis or treatment", "statement for medical diagnosis"),
    "803(5)": ("recorded recollection",),
    "803(6)": ("business record", "record of a regularly conducted activity"),
    "803(8)": ("public record",),
    "804(b)(1)": ("former testimony",),
    "804(b)(2)": ("dying declaration", "statement under belief of imminent death"),
    "804(b)(3)": ("statement against interest",),
    "804(b)(6)": ("forfeiture by wrongdoing",),
}
LABELS = tuple(NAMES)
CHECK = "domains.legal.verifiers.label_path:check"


def path(provisions: Sequence[str]) -> str:
    """The answer: provisions outermost first, and the ruling, which fails with any layer that has no way in."""
    return " > ".join([*provisions, "inadmissible" if "none" in provisions else "admissible"])


COLORS = ("red", "blue", "white", "silver", "black", "green", "yellow", "brown", "gray", "orange")
VEHICLES = ("van", "pickup", "bus", "taxi", "delivery truck", "sedan", "motorcycle", "cement mixer", "station wagon")
FAULTS = ("ran the red light", "crossed the center line", "had no lights on", "never braked", "backed up without looking", "made the turn from the wrong lane", "passed on the shoulder", "was on the wrong side of the road")
STREETS = ("Elm Street", "Mill Road", "Harbor Avenue", "Ninth Street", "Canal Street", "Station Road", "Orchard Lane", "Bridge Street", "Depot Street", "Chapel Hill Road", "Quarry Road", "Front Street")
ROLES = ("a mail carrier", "a florist", "a bus driver", "a student", "a crossing guard", "a cook on a break", "a retired teacher", "a jogger", "a street vendor", "a window cleaner", "a courier", "a dog walker")
COMPLAINTS = ("my left hip has hurt since the crash", "I have had a pounding headache since the crash", "my wrist has been numb since it hit the dashboard", "my back locks when I bend", "the knee gives way on stairs", "I see double when I turn my head", "my shoulder burns at night", "I can't hear on the right side")
JOBS = ("a driver", "the night foreman", "a warehouse clerk", "the site manager", "a mechanic", "a route supervisor", "a dispatcher", "a delivery assistant")
TASKS = ("the brakes had been squealing for weeks", "the load was never strapped down", "we skipped the inspection that month", "the alarm had been switched off", "the tires were bald", "nobody had salted the ramp", "the guard rail was missing since Monday", "the fuse had been bridged")
KEYS = tuple(range(2, 60))


@dataclass(frozen=True)
class Layer:
    """One statement: how it came about, the provision that lets it in (or ``none``), why, and what tempts."""

    text: str
    provision: str
    why: str
    tempting: str
    mistaken: str
    key: tuple[object, ...]


@dataclass(frozen=True)
class Scene:
    """A civil action of a plaintiff against a defendant."""

    plaintiff: Person
    defendant: Person
    firm: str
    color: str
    vehicle: str
    fault: str
    street: str

    @property
    def said(self) -> str:
        return f"the {self.color} {self.vehicle} {self.fault}"

    @property
    def key(self) -> tuple[str, ...]:
        return (self.color, self.vehicle, self.fault, self.street)


def _scene(rng: Random) -> Scene:
    one, two = people(rng, 2)
    return Scene(one, two, f"{companies(rng, 1)[0]} Co.", rng.choice(COLORS), rng.choice(VEHICLES), rng.choice(FAULTS), rng.choice(STREETS))


def _s(rng: Random, text: str, scene: Scene, **facts: object) -> str:
    made = spin(rng, text, p=scene.plaintiff.name, d=scene.defendant.name, firm=scene.firm, said=scene.said, street=scene.street, color=scene.color, vehicle=scene.vehicle, fault=scene.fault, **facts)
    return made[:1].upper() + made[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _impression(rng: Random, scene: Scene) -> Layer:
    role = rng.choice(ROLES)
    text = _s(rng, "{$Role on $street, calm and talking on the phone to a friend, said while watching the crash: “$say.”|Chatting with a colleague on $street, $role remarked without any sign of emotion, as the crash happened before {them|their eyes}: “$say.”|In a level voice, while it was happening, $role on $street told the person at the other end of the line: “$say.”}", scene, Role=_capital(role), role=role, say=_capital(scene.said))
    return Layer(text, "803(1)", "it describes an event and was made while the declarant perceived it; no excitement is needed", "calling it an excited utterance; there was no stress of excitement, and for a present sense impression none is needed", "803(2)", ("impression", role, *scene.key))


def _excited(rng: Random, scene: Scene) -> Layer:
    role, minutes = rng.choice(ROLES), rng.randint(8, 35)
    text = _s(rng, "{$m minutes after the crash on $street, $role, still {shaking and in tears|trembling and out of breath}, cried: “$say!”|$Role saw the crash on $street and, {sobbing and unable to stand|screaming and shaking} even $m minutes later, shouted: “$say!”}", scene, m=minutes, role=role, Role=_capital(role), say=_capital(scene.said))
    return Layer(text, "803(2)", f"it relates to a startling event and was made under the stress of excitement that it caused, which still lasted after {minutes} minutes", f"calling it a present sense impression; {minutes} minutes are not immediately after", "803(1)", ("excited", role, minutes, *scene.key))


def _calm(rng: Random, scene: Scene) -> Layer:
    role, hours = rng.choice(ROLES), rng.choice((*range(5, 30), 48, 72, 96))
    text = _s(rng, "{$h hours after the crash on $street, $role, who {had slept and was calm|was quite composed by then}, told a neighbor: “$say.”|$Role saw the crash on $street and, calmly over a coffee $h hours later, told a friend: “$say.”}", scene, h=hours, role=role, Role=_capital(role), say=_capital(scene.said))
    return Layer(text, "none", f"it was made {hours} hours later without excitement, and no exception covers a calm account after the event", "taking it for an excited utterance or a present sense impression because it is about a crash; neither time nor excitement fits", "803(2)", ("calm", role, hours, *scene.key))


def _admission(rng: Random, scene: Scene) -> Layer:
    excuse = rng.choice(("I was looking at my phone", "I never saw the sign", "I had been awake all night", "I took my eyes off the road", "I was going far too fast", "I thought I could still make it", "I had not scraped the windshield", "I was reaching for my coffee"))
    listener = rng.choice(ROLES)
    days = rng.choice(KEYS)
    text = _s(rng, "{$n days after the crash on $street, $d, the defendant, told $l: “$x.”|$d, who is the defendant, said to $l $n days after the crash on $street: “$x.”|To $l the defendant, $d, said $n days after the crash on $street: “$x.”}", scene, n=days, l=listener, x=excuse)
    return Layer(text, "801(d)(2)(A)", "it is the party's own statement offered against that party", "looking for an exception in Rule 803 or calling it a statement against interest; an opposing party's own statement is not hearsay at all, and it need not have been against interest when made", "804(b)(3)", ("admission", excuse, listener, days, *scene.key))


def _own(rng: Random, scene: Scene) -> Layer:
    listener, days = rng.choice(ROLES), rng.choice(KEYS)
    excuse = rng.choice(("I had the green light", "I was well under the limit", "I stopped in time", "my lights were on", "I signaled before the turn", "I was standing still when it happened"))
    text = _s(rng, "{$d, the defendant, told $l $n days after the crash on $street: “$x.” $d's own lawyer offers it|The defendant's lawyer offers what $d, the defendant, said to $l $n days after the crash on $street: “$x.”}", scene, n=days, l=listener, x=excuse)
    return Layer(text, "none", "it is the offering party's own statement; Rule 801(d)(2) needs an opposing party, and no exception fits", "taking every statement of a party for one of an opposing party; nobody can offer his or her own words under Rule 801(d)(2)", "801(d)(2)(A)", ("own", excuse, listener, days, *scene.key))


def _agent(rng: Random, scene: Scene) -> Layer:
    job, fact, days = rng.choice(JOBS), rng.choice(TASKS), rng.choice(KEYS)
    text = _s(rng, "{$n days after the crash on $street, $job of $firm, the defendant, who was still employed there and in charge of such things, wrote to a customer: “$x.”|$Job of the defendant, $firm, said $n days after the crash on $street, on a matter within that job and while employed: “$x.”}", scene, n=days, job=job, Job=_capital(job), x=_capital(fact))
    return Layer(text, "801(d)(2)(D)", "an employee of the opposing party made it on a matter within the scope of the employment while it existed", "asking whether the employee was authorized to speak; (D) needs only scope and time of employment", "801(d)(2)(C)", ("agent", job, fact, days, *scene.key))


def _fired(rng: Random, scene: Scene) -> Layer:
    job, fact, days = rng.choice(JOBS), rng.choice(TASKS), rng.choice(KEYS)
    text = _s(rng, "{$Job of the defendant, $firm, had been dismissed after the crash on $street; $n days after the dismissal this former employee told a neighbor: “$x.”|$n days after $firm, the defendant, had fired $job over the crash on $street, the former employee said at a bar: “$x.”}", scene, n=days, job=job, Job=_capital(job), x=_capital(fact))
    return Layer(text, "none", "the employment had ended when it was made, so Rule 801(d)(2)(D) does not reach it, and no exception fits", "treating it as an employee's statement; the relationship has to exist when the statement is made", "801(d)(2)(D)", ("fired", job, fact, days, *scene.key))


def _adopted(rng: Random, scene: Scene) -> Layer:
    role, minutes = rng.choice(ROLES), rng.choice(KEYS)
    text = _s(rng, "{$m minutes after the crash on $street, $role said to $d, the defendant, in front of friends: “You were driving when $say.” $d, who understood and could have answered, looked down and said nothing|In front of friends $role told the defendant, $d, $m minutes after the crash on $street: “You were at the wheel when $say”; $d heard it, was free to answer and only nodded}", scene, m=minutes, role=role, say=scene.said)
    return Layer(text, "801(d)(2)(B)", "the party manifested that it adopted or believed the accusation true: anyone in that place would have denied it", "admitting only what the party said; an accusation that is met with a nod or silence where a denial would be natural is adopted", "801(d)(2)(A)", ("adopted", role, minutes, *scene.key))


def _spokesman(rng: Random, scene: Scene) -> Layer:
    fact, days = rng.choice(TASKS), rng.choice(KEYS)
    text = _s(rng, "{$n days after the crash on $street, the press officer whom $firm, the defendant, had authorized to speak on it told reporters: “$x.”|An outside spokesman, hired and authorized by the defendant, $firm, to speak about the crash on $street, said $n days later: “$x.”}", scene, n=days, x=_capital(fact))
    return Layer(text, "801(d)(2)(C)", "a person whom the opposing party authorized to make a statement on the subject made it", "treating it as hearsay because the speaker saw nothing; authority to speak is enough", "none", ("spokesman", fact, days, *scene.key))


def _conspirator(rng: Random, scene: Scene) -> Layer:
    days, good = rng.choice(KEYS), rng.choice(("cigarettes", "stolen catalytic converters", "forged tickets", "untaxed liquor", "copper cable"))
    if rng.random() < 0.5:
        text = _s(rng, "{In a prosecution of $d for conspiracy, the government offers what a partner in the scheme told a new driver $n days before the arrests, to get him to join: “$d pays for every load of $g, bring the $color $vehicle to $street.”|$d is tried for conspiring to move $g. $n days before anyone was arrested a partner told a recruit, to bring him in: “Drive the $color $vehicle to $street, $d pays.” The government offers it}", scene, n=days, g=good)
        return Layer(text, "801(d)(2)(E)", "a coconspirator made it during and in furtherance of the conspiracy, and it is offered against a member", "calling it hearsay because the speaker was not the party; a coconspirator's statement in furtherance counts as the party's", "none", ("conspirator", good, days, *scene.key))
    text = _s(rng, "{In a prosecution of $d for conspiracy the government offers what a partner, arrested and questioned, told the police $n days later: “$d paid for every load of $g in the $color $vehicle on $street.” The partner does not testify and can be called|$d is tried for conspiring to move $g. A partner, available but not called, told the police $n days after the arrest: “$d paid me to drive the $color $vehicle to $street.” The government offers it}", scene, n=days, g=good)
    return Layer(text, "none", "a statement to the police after the arrest is neither during nor in furtherance of the conspiracy, and the declarant is available, so Rule 804 does not help", "treating every statement of a partner as a coconspirator's; it must be made during and in furtherance of the conspiracy", "801(d)(2)(E)", ("arrested", good, days, *scene.key))


def _inconsistent(rng: Random, scene: Scene) -> Layer:
    role, days = rng.choice(ROLES), rng.choice(KEYS)
    kind = rng.choice(("oath", "police", "impeach"))
    if kind == "oath":
        text = _s(rng, "{$Role testifies at trial that nothing could be seen on $street. $n days after the crash the same witness had sworn before a grand jury: “$say.” The witness is cross-examined about it, and it is offered as proof of what happened|At trial $role swears to have seen nothing on $street; at a deposition $n days after the crash the witness had sworn: “$say.” It is offered for its truth, and the witness can be cross-examined on it}", scene, n=days, role=role, Role=_capital(role), say=_capital(scene.said))
        return Layer(text, "801(d)(1)(A)", "the witness testifies and can be cross-examined, and the earlier statement is inconsistent and was given under penalty of perjury at a proceeding or deposition", "admitting it only to impeach; an inconsistent statement under oath at a proceeding is not hearsay and proves its content", "801(c)(2)", ("oath", role, days, *scene.key))
    if kind == "police":
        text = _s(rng, "{$Role testifies at trial that nothing could be seen on $street. $n days after the crash the same witness had told an officer, not under oath: “$say.” It is offered as proof of what happened|At trial $role swears to have seen nothing on $street; $n days after the crash the witness had said to an officer, unsworn: “$say.” The plaintiff offers it to prove just that}", scene, n=days, role=role, Role=_capital(role), say=_capital(scene.said))
        return Layer(text, "none", "for its truth an inconsistent statement must have been given under penalty of perjury at a trial, hearing or other proceeding or in a deposition (801(d)(1)(A)); a talk with an officer is none of these", "treating every inconsistent statement of a witness as proof; unsworn ones only impeach", "801(d)(1)(A)", ("police", role, days, *scene.key))
    text = _s(rng, "{$Role testifies at trial that nothing could be seen on $street. $n days after the crash the same witness had told an officer: “$say.” It is offered only to show that the witness tells different stories|At trial $role swears to have seen nothing on $street; $n days after the crash the witness had said: “$say.” The offer is limited to impeachment, with a limiting instruction}", scene, n=days, role=role, Role=_capital(role), say=_capital(scene.said))
    return Layer(text, "801(c)(2)", "it is offered only to impeach, not to prove the truth of what it asserts", "excluding it as hearsay because it was unsworn; offered to impeach it is not offered for its truth", "none", ("impeach", role, days, *scene.key))


def _consistent(rng: Random, scene: Scene) -> Layer:
    role, days, gap = rng.choice(ROLES), rng.choice(KEYS), rng.randint(5, 40)
    early = rng.random() < 0.5
    text = _s(rng, "{$Role testifies for $p: “$say.” On cross-examination it comes out that $p gave the witness a well-paid job $a days after the crash on $street, and the testimony is said to have been made up for it. $p offers that the witness told a friend the same $b days after the crash|Cross-examined, $role, who swore that $said, is accused of having invented this for the sake of a loan that $p granted $a days after the crash on $street; $p offers that the witness had said the same to a friend $b days after the crash}", scene, role=role, Role=_capital(role), say=_capital(scene.said), a=days + gap if early else days, b=days if early else days + gap)
    if early:
        return Layer(text, "801(d)(1)(B)", "the declarant testifies, and a consistent statement from before the motive to fabricate arose rebuts the charge of recent fabrication (Tome)", "calling it hearsay because the speaker repeats himself; before the motive arose it is not hearsay", "none", ("consistent", role, days, gap, *scene.key))
    return Layer(text, "none", "the consistent statement was made after the motive to fabricate arose, so it does not rebut the charge (Tome), and nothing else is under attack", "admitting every consistent statement; it must come from before the motive arose", "801(d)(1)(B)", ("too late", role, days, gap, *scene.key))


def _identified(rng: Random, scene: Scene) -> Layer:
    role, days = rng.choice(ROLES), rng.choice(KEYS)
    text = _s(rng, "{$Role testifies and can be cross-examined, but no longer recognizes the driver. $n days after the crash on $street, the witness had picked the photograph of $d out of eight: “That one drove the $color $vehicle”|At a lineup $n days after the crash on $street, $role pointed at $d and said: “That is who drove the $color $vehicle.” The witness testifies at trial, subject to cross-examination, without being sure any more}", scene, n=days, role=role, Role=_capital(role))
    return Layer(text, "801(d)(1)(C)", "the declarant testifies subject to cross-examination, and the statement identifies a person as someone perceived earlier", "asking for an oath or an inconsistency; identification needs neither", "none", ("identified", role, days, *scene.key))


def _mind(rng: Random, scene: Scene) -> Layer:
    days, town = rng.randint(1, 9), rng.choice(("Denver", "Omaha", "Tulsa", "Reno", "Boise", "Mobile", "Toledo", "Fresno"))
    if rng.random() < 0.5:
        text = _s(rng, "{$p's late brother told $role: “In $n days I am driving the $color $vehicle to $town.” It is offered to prove that he made the trip|To show that a traveler, since dead, went to $town, a party offers what he said to $role: “In $n days I take the $color $vehicle to $town”}", scene, n=days, town=town, role=rng.choice(ROLES))
        return Layer(text, "803(3)", "it states the declarant's own intention, a then-existing state of mind, from which the later act may be inferred (Hillmon)", "excluding it because it is offered to prove an act; a plan is good evidence that it was carried out", "none", ("plan", town, days, *scene.key))
    text = _s(rng, "{$p's late brother told $role: “$n days ago I left the $color $vehicle on $street in $town.” It is offered to prove where the car was left|To show where a car was left, a party offers what its owner, since dead, said to $role: “$n days ago I left the $color $vehicle in $town, on $street”}", scene, n=days, town=town, role=rng.choice(ROLES))
    return Layer(text, "none", "it states a memory to prove the fact remembered, which Rule 803(3) leaves out, and no other exception fits", "taking it for a statement of mind; memory and belief do not prove the fact remembered", "803(3)", ("memory", town, days, *scene.key))


def _medical(rng: Random, scene: Scene) -> Layer:
    complaint, days = rng.choice(COMPLAINTS), rng.choice(KEYS)
    doctor = rng.choice(("an emergency physician", "a nurse", "a physiotherapist", "the family doctor", "a paramedic"))
    if rng.random() < 0.65:
        text = _s(rng, "{$n days after the crash on $street, $p told $doc, in order to be treated: “$x.”|Seeking treatment $n days after the crash on $street, $p said to $doc: “$x.”}", scene, n=days, doc=doctor, x=_capital(complaint))
        return Layer(text, "803(4)", "it was made for, and is pertinent to, medical diagnosis or treatment and describes symptoms or their general cause", "excluding it as self-serving; a patient's interest in good treatment is what the exception trusts", "none", ("medical", complaint, days, doctor, *scene.key))
    text = _s(rng, "{$n days after the crash on $street, $p told $doc, who asked about the pain: “It was all the fault of that driver, who $fault in the $color $vehicle”|Treated $n days after the crash on $street, $p added to $doc: “The driver of the $color $vehicle $fault and is to blame”}", scene, n=days, doc=doctor)
    return Layer(text + ". It is offered to prove who was at fault", "none", "who was at fault is not pertinent to diagnosis or treatment, so Rule 803(4) does not cover it, and no other exception fits", "admitting everything that is said to a doctor; statements of fault are not made for treatment", "803(4)", ("fault", days, doctor, *scene.key))


def _notice(rng: Random, scene: Scene) -> Layer:
    fact, days = rng.choice(TASKS), rng.choice(KEYS)
    kind = rng.choice(("notice", "words"))
    if kind == "notice":
        text = _s(rng, "{$n days before the crash on $street a customer had written to $firm, the defendant: “Something is wrong with your $color $vehicle: $x.” It is offered only to show that $firm had been warned|To show that $firm, the defendant, was warned, and for nothing else, $p offers a customer's letter that came $n days before the crash on $street: “Your $color $vehicle is not safe, $x”}", scene, n=days, x=fact)
        return Layer(text, "801(c)(2)", "it is offered for its effect on the reader, notice, not to prove that what it says is true", "calling it hearsay because it was written out of court; the purpose decides", "none", ("notice", fact, days, *scene.key))
    price = 50 * rng.randint(20, 400)
    text = _s(rng, "{$p sues $d on the sale of a used $vehicle. A witness will say that $n days before delivery was due $d answered $p's offer: “I accept, the $color $vehicle is yours for $x.” It is offered to show that a contract was made|Whether $d sold the $color $vehicle to $p is in dispute. As proof that a contract was made, $p offers $d's reply, $n days before delivery was due, to an offer that nobody disputes: “Agreed, $x, I accept”}", scene, n=days, x=f"${price:,}")
    return Layer(text, "801(c)(2)", "words of acceptance have legal effect by being spoken; they are not offered to prove that something asserted is true", "calling them an opposing party's statement; a verbal act is not offered for its truth and needs no Rule 801(d)", "801(d)(2)(A)", ("words", price, days, *scene.key))


def _conduct(rng: Random, scene: Scene) -> Layer:
    number = rng.randint(11, 98)
    kind = rng.choice(("machine", "umbrella", "captain"))
    if kind == "machine":
        text = _s(rng, "{A radar device on $street printed without anyone's help: “$color $vehicle, $n miles per hour.” The printout is offered to prove the speed|To prove the speed of the $color $vehicle, $p offers what a sensor on $street recorded by itself: $n miles per hour}", scene, n=number)
        return Layer(text, "801(a)", "a machine's own output is no statement of a person, so there is nothing to be hearsay", "treating the printout as someone's statement, or looking for a record exception; no person asserted anything", "803(6)", (kind, number, *scene.key))
    if kind == "umbrella":
        text = _s(rng, "{To prove that it was raining on $street when the $color $vehicle passed, $p offers that $n people put up umbrellas|$p wants to show rain on $street at the time of the crash with the $color $vehicle, by the fact that $n passers-by opened umbrellas}", scene, n=number)
        return Layer(text, "801(a)", "conduct that is not intended as an assertion is no statement", "reading an assertion into the conduct; people with umbrellas want to stay dry, not to say that it rains", "803(1)", (kind, number, *scene.key))
    text = _s(rng, "{To prove that the $color $vehicle was safe, $firm offers that its mechanic, after a look at it, made the $n-mile trip home in it|$firm offers, to show that the $color $vehicle was sound, that the mechanic who had looked at it put his own children in it for a trip of $n miles}", scene, n=number)
    return Layer(text, "801(a)", "the mechanic acted without intending to assert anything, so the conduct is no statement", "finding an implied assertion; without the intent to assert, Rule 801(a) is not met", "none", (kind, number, *scene.key))


def _recollection(rng: Random, scene: Scene) -> Layer:
    role, minutes, plate = rng.choice(ROLES), rng.choice(KEYS), rng.randint(100, 999)
    text = _s(rng, "{$Role, on the stand, can't recall the license number well enough any more, even with the note at hand, but says that it was written down correctly $m minutes after the crash on $street, when it was fresh: “$color $vehicle, plate ending in $k.” $p wants the note read out|$p wants a note to be read to the jury: “$color $vehicle, plate ending in $k”. $Role, who wrote it $m minutes after the crash on $street while it was fresh and swears that it was accurate, now remembers too little to testify fully}", scene, m=minutes, Role=_capital(role), k=plate)
    return Layer(text, "803(5)", "the witness once knew, can't recall well enough, made the record when it was fresh and vouches for it; it may be read into evidence", "taking the note for a mere aid to memory; it did not refresh the memory, so the record itself is read", "none", ("recollection", role, minutes, plate, *scene.key))


def _record(rng: Random, scene: Scene) -> Layer:
    number, days = rng.randint(10, 99), rng.choice(KEYS)
    if rng.random() < 0.6:
        text = _s(rng, "{$firm's garage log, kept every day by the clerk whose task it is, notes on the day, $n days before the crash on $street: “$color $vehicle, brakes at $k percent.” The custodian explains how the log is kept, and nothing speaks against it|The custodian of $firm's maintenance log, filled in daily as part of the work by the mechanic who does the job, produces the entry made $n days before the crash on $street: “$color $vehicle, brakes at $k percent.” Nobody doubts the log}", scene, n=days, k=number)
        return Layer(text, "803(6)", "it is a record of a regularly conducted activity, made at the time by someone with knowledge whose regular practice it was, shown by the custodian, and nothing indicates a lack of trustworthiness", "looking for the writer as a witness; the custodian is enough", "none", ("record", number, days, *scene.key))
    text = _s(rng, "{$n days after the crash on $street, the lawyers of $firm had a mechanic write a report for the coming trial: “$color $vehicle, brakes at $k percent.” $firm offers it; the mechanic does not testify|$firm offers a report on the $color $vehicle, brakes at $k percent, that it had ordered $n days after the crash on $street, when it expected to be sued, for use in that suit; its author is not called}", scene, n=days, k=number)
    return Layer(text, "none", "a report prepared for litigation is no record of a regularly conducted activity and lacks its trustworthiness (Palmer v. Hoffman)", "taking every paper of a business for a business record; this one was made for the trial", "803(6)", ("litigation", number, days, *scene.key))


def _public(rng: Random, scene: Scene) -> Layer:
    number, days = rng.randint(11, 98), rng.choice(KEYS)
    office = rng.choice(("the county road inspector", "the state highway engineer", "the city traffic engineer", "the city electrical inspector"))
    text = _s(rng, "{In the civil action $p offers the report of $o, who by law had to inspect $street $n days before the crash and noted what could be seen: “Signal out of order, post $k.” Nothing suggests that it is unreliable|$o, who by law had to, wrote down after a look at $street $n days before the crash: “Signal out of order, post $k.” $p offers this report in the civil action; its reliability is not in doubt}", scene, o=office, n=days, k=number)
    return Layer(text, "803(8)", "it is a public office's record of a matter observed under a legal duty to report, offered in a civil case, and its trustworthiness is not put in doubt", "excluding it because the inspector does not testify; the record takes his place", "none", ("public", office, number, days, *scene.key))


def _testimony(rng: Random, scene: Scene) -> Layer:
    role, days = rng.choice(ROLES), rng.choice(KEYS)
    same = rng.random() < 0.5
    text = _s(rng, "{$Role, since dead, had testified $n days after the crash on $street|$n days after the crash on $street, $role, who has died since, testified}", scene, n=days, role=role, Role=_capital(role))
    if same:
        text += _s(rng, "{ at a first trial of this case: “$say.” $d's lawyer cross-examined at length on that very point. $p offers the transcript against $d| in the first trial between the same parties, where $d's lawyer had asked about nothing else: “$say.” The transcript is offered against $d at the new trial}", scene, say=_capital(scene.said))
        return Layer(text, "804(b)(1)", "the declarant is unavailable, the testimony was given at a trial, and the party against whom it is offered had an opportunity and similar motive to cross-examine", "asking for a live witness; former testimony is admissible when the witness is unavailable", "none", ("former", role, days, *scene.key))
    text += _s(rng, "{ in another suit, between strangers: “$say.” $d was no party there, had no predecessor in interest there, and could not ask a question. $p offers the transcript against $d| at the trial of an insurance case with which neither $d nor anyone before $d in interest had to do: “$say.” The transcript is offered against $d}", scene, say=_capital(scene.said))
    return Layer(text, "none", "neither the party against whom it is offered nor a predecessor in interest had an opportunity to examine the witness (804(b)(1)(B)), and no other exception fits", "admitting every transcript of a dead witness; the opponent must have had the chance to cross-examine", "804(b)(1)", ("stranger", role, days, *scene.key))


def _dying(rng: Random, scene: Scene) -> Layer:
    role, minutes = rng.choice(ROLES), rng.choice(KEYS)
    hope = rng.random() < 0.5
    if hope:
        minutes = 20 + minutes
    else:
        text = _s(rng, "{$m minutes after the crash on $street a passenger, told that there was no hope and asking for a priest, whispered to $role: “$say, that is why I am dying.” The passenger died that night; the family of the passenger sues for wrongful death|Sure of dying within the hour, a passenger said to $role $m minutes after the crash on $street: “$say, and it has killed me.” The passenger did die. In the civil suit over the death it is offered to show what happened}", scene, m=minutes, role=role, say=_capital(scene.said))
        return Layer(text, "804(b)(2)", "the declarant is unavailable, believed death to be imminent and spoke of its cause, and the case is a civil one", "reserving dying declarations for homicide; the rule covers civil cases too", "none", ("dying", role, minutes, *scene.key))
    text = _s(rng, "{$m minutes after the crash on $street a passenger, cheerful, calm and sure of being home by the weekend, told $role: “$say.” An unexpected clot killed the passenger two days later; it is offered in the civil suit over the death|A passenger who felt only bruised and planned the next day's work told $role calmly, $m minutes after the crash on $street: “$say.” The passenger died of a clot three days later, and the statement is offered in the civil action}", scene, m=minutes, role=role, say=_capital(scene.said))
    return Layer(text, "none", "the declarant did not believe that death was imminent, was calm and spoke well after the event, so neither 804(b)(2) nor 803(1) or (2) fits", "calling it a dying declaration because the speaker died; what counts is the belief when speaking", "804(b)(2)", ("hope", role, minutes, *scene.key))


def _interest(rng: Random, scene: Scene) -> Layer:
    role, sum_owed = rng.choice(ROLES), 50 * rng.randint(8, 180)
    if rng.random() < 0.55:
        text = _s(rng, "{A mechanic who has since died, and was no party nor anyone's employee, had told $role: “I owe the owner of the $color $vehicle on $street $x for a job that I botched.” It is offered to prove the botched job|An independent mechanic, now dead, said to $role: “The $color $vehicle on $street: I spoiled its brakes and owe $x for it.” $p offers it to prove the state of the brakes}", scene, role=role, x=f"${sum_owed:,}")
        return Layer(text, "804(b)(3)", "the declarant is unavailable, and the statement was so contrary to the declarant's pecuniary interest when made that a reasonable person would have made it only if true", "calling it an opposing party's statement; the mechanic is no party, and unavailability is required", "801(d)(2)(A)", ("interest", role, sum_owed, *scene.key))
    text = _s(rng, "{An independent mechanic, no party and nobody's employee, who lives in town and could be called, told $role: “I owe the owner of the $color $vehicle on $street $x for a job that I botched.” $p offers it without calling the mechanic|Without calling the mechanic, who runs his own shop next door to the court and is ready to come, $p offers what he told $role: “The $color $vehicle on $street: I spoiled its brakes and owe $x for it”}", scene, role=role, x=f"${sum_owed:,}")
    return Layer(text, "none", "a statement against interest comes in only if the declarant is unavailable, and this one can be called; the mechanic is no party, so Rule 801(d)(2) does not help", "forgetting that Rule 804 needs an unavailable declarant", "804(b)(3)", ("available", role, sum_owed, *scene.key))


def _forfeited(rng: Random, scene: Scene) -> Layer:
    role, days = rng.choice(ROLES), rng.choice(KEYS)
    text = _s(rng, "{$Role had told an investigator $n days after the crash on $street: “$say.” The court finds that $d then paid the witness to leave the country so as not to testify, and the witness is gone. It is offered against $d|$d, the court finds, frightened $role into hiding to keep the witness from testifying. Offered against $d is what the witness told an investigator $n days after the crash on $street: “$say”}", scene, n=days, role=role, Role=_capital(role), say=_capital(scene.said))
    return Layer(text, "804(b)(6)", "the party against whom it is offered wrongfully caused the declarant's unavailability and intended that result", "excluding it because the witness can't be cross-examined; the party forfeited that objection", "none", ("forfeited", role, days, *scene.key))


LayerMaker = Callable[[Random, Scene], Layer]
POOLS: dict[int, tuple[LayerMaker, ...]] = {
    1: (_impression, _excited, _calm, _admission, _notice, _medical),
    2: (_agent, _conduct, _recollection, _record, _public, _mind, _notice, _medical, _excited),
    3: (_own, _fired, _adopted, _spokesman, _conspirator, _inconsistent, _consistent, _identified, _mind, _medical, _testimony, _dying, _interest, _forfeited, _record),
}  # fmt: skip
VERSION = "{Federal Rules of Evidence as amended December 1, 2024|Fed. R. Evid., version of December 1, 2024|Apply the Federal Rules of Evidence (December 1, 2024)|The Federal Rules of Evidence in their version of December 1, 2024 govern}"
LIMITS = "{Look at hearsay only, not at confrontation, relevance or authenticity|Only the hearsay rule is in issue|Leave confrontation, relevance, authenticity and Rule 403 aside|Rules 801 to 807 are all that is asked about, without the residual exception}"
FORM_ONE = "{Answer with the provision and the ruling, as in “803(9) > admissible”; where nothing lets it in, “none > inadmissible”|Give the rule that decides and the ruling in the form “803(9) > admissible”, or “none > inadmissible”|Write the provision, then the ruling: “803(9) > admissible”; with no way in, “none > inadmissible”}"
FORM_MANY = "{Give one provision for each layer, from the outermost to the innermost, then the ruling, as in “803(9) > 803(11) > admissible”; write none for a layer without a way in|Answer with a path from the outermost statement to the innermost and the ruling, in the form “803(9) > none > inadmissible”|Name the provision of each layer, outermost first, and the ruling, as in “803(9) > 803(11) > admissible”, with none where a layer has no way in}"
TEXTBOOK = "{If several would do, name the one that fits best|Name the provision that fits best{, with its subdivisions|}|Go down to the subdivision, such as (d)(2)(B)}"
ASK = "{Does it come in, and under what rule|Is it admissible over a hearsay objection|How does the court rule on a hearsay objection|The other side objects: hearsay. What is the ruling|Which provision decides, and how}?"
ASIDES = (
    "{The trial is in its second day|The judge sits without a jury|The jury has been sworn}.",
    "{The crash was reported in the local paper|Traffic was heavy that day|It happened on a market day}.",
    "{$p has called three witnesses so far|Two experts are still to testify|The defense has not opened yet}.",
    "{The parties agree on the amount of the damage|Liability alone is tried|Damages will be tried later}.",
    "{An earlier motion to exclude was left open|The offer was announced before trial|A proffer was made at the bench}.",
)


def _opened(rng: Random, scene: Scene) -> str:
    return spin(rng, "{$p sues $d {and|as well as} $firm over a crash on $street|After a crash on $street, $p has brought a civil action against $d and $firm|In a civil trial $p claims damages from $d and $firm for a crash on $street|A crash on $street is the subject of $p's civil action against $d and $firm}", p=scene.plaintiff.name, d=scene.defendant.name, firm=scene.firm, street=scene.street)


def _asides(rng: Random, scene: Scene, count: int) -> list[str]:
    return [spin(rng, text, p=scene.plaintiff.name) for text in rng.sample(ASIDES, count)]


def _closed(text: str) -> str:
    """Without a full stop after a quotation that ends in one."""
    for stop in ".!?":
        text = text.replace(f"{stop}”.", f"{stop}”")
    return text


def _finished(rng: Random, scene: Scene, level: int, story: list[str], layers: list[Layer], kind: str) -> Problem:
    provisions = [layer.provision for layer in layers]
    answer = path(provisions)
    rules = [spin(rng, VERSION), spin(rng, LIMITS), spin(rng, FORM_ONE if len(layers) == 1 else FORM_MANY)]
    if rng.random() < 0.6:
        rules.append(spin(rng, TEXTBOOK))
    lines: list[tuple[str, str]] = [
        ("facts", "one out-of-court statement or act is offered" if len(layers) == 1 else f"there are {len(layers)} layers, and by Rule 805 each needs a way in"),
        ("rule", spin(rng, "{ask in turn: is there a statement, is it offered for its truth, does Rule 801(d) take it out, does an exception of 803 or 804 let it in|statement (801(a)), truth of the matter (801(c)), not hearsay by definition (801(d)), exceptions (803, then 804 if the declarant is unavailable)}")),
    ]
    for number, layer in enumerate(layers):
        name = "" if len(layers) == 1 else ("the outermost layer: ", "the next layer: ", "the innermost layer: ")[0 if number == 0 else 2 if number == len(layers) - 1 else 1]
        lines.append(("apply", f"{name}{layer.why}; " + ("no way in" if layer.provision == "none" else f"Rule {layer.provision}")))
    slip = next((layer for layer in layers if layer.provision == "none"), rng.choice(layers))
    if level >= 3 or rng.random() < 0.5:
        lines.append(("mistake", slip.tempting))
    lines.append(("check", "every layer has a way in" if "none" not in provisions and len(layers) > 1 else "one layer without a way in keeps the whole out" if len(layers) > 1 else "none of the earlier questions already settles it"))
    lines.append(("so", f"the answer is {answer}"))
    wrong: list[tuple[str, str]] = []
    for number, layer in enumerate(layers):
        changed = [*provisions]
        changed[number] = layer.mistaken
        wrong.append((path(changed), layer.tempting.split(";")[0]))
    if len(layers) > 1:
        wrong += [(path(provisions[:1]), "looked at the outermost layer only"), (path(provisions[-1:]), "looked at the innermost layer only"), (path(provisions[::-1]), "put the layers in the wrong order"), (path([*provisions[:-1], "none"]), "found no way in for the innermost layer")]
    others = [("none", "found no way in"), ("803(2)", "took it for an excited utterance"), ("803(1)", "took it for a present sense impression"), ("801(d)(2)(A)", "took it for the opposing party's own statement"), ("803(6)", "took it for a business record"), ("801(c)(2)", "held that it is not offered for its truth")]
    if len(layers) == 1:
        wrong += [(path([other]), trap) for other, trap in others]
    return Problem(
        question=_closed(posed(rng, story, rules, spin(rng, ASK), asides := _asides(rng, scene, rng.randint(0, 1)))),
        steps=told(rng, lines),
        answer=answer,
        answer_type="label_path",
        verifier=CHECK,
        arguments={"labels": list(LABELS), "synonyms": {label: list(names) for label, names in NAMES.items()}},
        parameters={"kind": kind, "layers": [list(layer.key) for layer in layers]},
        distractors=wrong_answers(answer, wrong),
        operations=2 + len(layers),
        irrelevant=len(asides),
    )


def _single(rng: Random, level: int) -> Problem:
    """Levels 1 to 3: one statement."""
    scene = _scene(rng)
    layer = rng.choice(POOLS[level])(rng, scene)
    apart = layer.key[0] in ("conspirator", "arrested", "words")
    story = [layer.text] if apart else [_opened(rng, scene), layer.text]
    if layer.key[0] in ("impression", "excited", "calm", "medical", "recollection"):
        story.append(spin(rng, "{$p offers it {through someone who heard it|by a witness who heard it} to prove what it says|It is offered by $p, through a witness who heard it, for the truth of what it says}", p=scene.plaintiff.name) if layer.key[0] != "recollection" else "")
    elif layer.key[0] in ("admission", "agent", "fired", "adopted", "spokesman"):
        against = scene.defendant.name if layer.key[0] in ("admission", "adopted") else scene.firm
        story.append(spin(rng, "{$p offers it against $a to prove what it says|It is offered by $p against $a for its truth}", p=scene.plaintiff.name, a=against))
    return _finished(rng, scene, level, [text for text in story if text], [layer], "single")


@dataclass(frozen=True)
class Outer:
    """A document that quotes someone: text with ``$quote`` in it."""

    key: str
    text: str
    provision: str
    why: str
    tempting: str
    mistaken: str


OUTERS = (
    Outer("log", "{$firm's incident log, kept every shift by the clerk whose task it is and vouched for by the custodian, has this entry: $quote|The custodian produces $firm's incident log, filled in at once by the clerk on duty as on every day; it reads: $quote}", "803(6)", "the log is a record of a regularly conducted activity, made at the time as a regular practice and shown by the custodian", "letting the log prove the quoted words as well; the person quoted had no duty to the business", "none"),
    Outer("inspector", "{The report of the county road inspector, who by law had to record what was heard and seen in the inquiry, says: $quote|By law the county road inspector had to write a report on the inquiry; in this civil case it is offered, and it says: $quote}", "803(8)", "the report is a public record of matters observed under a legal duty to report, in a civil case", "letting the report prove the quoted words as well; the person quoted had no duty to report", "803(6)"),
    Outer("notebook", "{A bystander, on the stand, remembers too little, but swears that the note made at once was accurate; it is read out: $quote|The witness on the stand can't recall what was said, but wrote it down accurately while it was fresh, and $p has the note read: $quote}", "803(5)", "the note is a recorded recollection: the witness once knew, can't recall well enough, and vouches for a record made when it was fresh", "stopping at the note; the words that it quotes are a second statement", "803(6)"),
    Outer("mail", "{An e-mail that the safety manager of $firm, a defendant, wrote on the job about this very matter says: $quote|In an e-mail on a matter within the job, the safety manager employed by the defendant $firm wrote: $quote}", "801(d)(2)(D)", "the e-mail is a statement of an opposing party's employee on a matter within the scope of the employment", "asking for personal knowledge or authority; scope and time of employment are enough for this layer", "none"),
    Outer("counsel", "{A report that the lawyers of $p had written for this lawsuit, by an investigator who does not testify, says: $quote|$p offers a report that an investigator, who is not called, wrote for $p's lawyers in view of this trial: $quote}", "none", "the report was prepared for litigation and is no record of a regularly conducted activity", "taking the report for a business record; it was made for the trial (Palmer v. Hoffman)", "803(6)"),
)  # fmt: skip


def _quoted(rng: Random, scene: Scene, barred: Sequence[str] = ()) -> Layer:
    """A statement that a document quotes, short enough to stand in it, of none of the barred kinds."""
    role, job = rng.choice(ROLES), rng.choice(JOBS)
    minutes = rng.randint(6, 40)
    kind = rng.choice([name for name in ("excited", "impression", "calm", "admission", "agent", "fired") if name not in barred])
    s = scene.said
    if kind == "excited":
        return Layer(f"“{_capital(role)}, {rng.choice(('trembling and in tears', 'shaking and hardly able to speak'))} {minutes} minutes after the crash: ‘{_capital(s)}!’”", "803(2)", "the words quoted are an excited utterance, still under the stress of the event", "calling the quoted words a present sense impression although minutes had passed", "803(1)", (kind, role, minutes))
    if kind == "impression":
        return Layer(f"“{_capital(role)} was heard to remark, calmly and at the very moment of the crash: ‘{_capital(s)}’”", "803(1)", "the words quoted describe the event and were spoken while it was perceived", "calling the quoted words an excited utterance although there was no excitement", "803(2)", (kind, role))
    if kind == "calm":
        hours = rng.randint(5, 40)
        return Layer(f"“{_capital(role)} came by {hours} hours after the crash, quite calm: ‘{_capital(s)}’”", "none", f"a calm account {hours} hours later fits no exception", "admitting the quoted words because the document that holds them comes in", "803(1)", (kind, role, hours))
    if kind == "admission":
        excuse = rng.choice(("I never saw the sign", "I was looking at my phone", "I was going too fast", "I had dozed off", "I forgot the lights"))
        return Layer(f"“{scene.defendant.name} told me, {minutes} minutes after the crash: ‘{excuse}’”", "801(d)(2)(A)", f"the words quoted are those of {scene.defendant.name}, a defendant, offered against that party", "looking for an exception for words that are an opposing party's own", "804(b)(3)", (kind, excuse, minutes))
    fact = rng.choice(TASKS)
    if kind == "agent":
        return Layer(f"“{_capital(job)} of {scene.firm}, on duty and responsible for the {scene.vehicle}, said {minutes} minutes after the crash: ‘{_capital(fact)}’”", "801(d)(2)(D)", f"the words quoted are those of an employee of {scene.firm}, a defendant, within the scope of the job and during it", "looking for an exception for words that count as an opposing party's", "none", (kind, job, fact, minutes))
    days = rng.randint(3, 50)
    return Layer(f"“{_capital(job)} whom {scene.firm} had dismissed {days} days before said on the telephone: ‘{_capital(fact)}’”", "none", "the employment had ended when the words were spoken, and no exception fits", "treating a former employee's words as an employee's", "801(d)(2)(D)", (kind, job, fact, days))


def _nested(rng: Random, level: int) -> Problem:
    """Level 4: two layers. Level 5: two or three layers, with a document made for the trial among them."""
    scene = _scene(rng)
    outer = rng.choice(OUTERS[:4] if level == 4 else OUTERS)
    three = level == 5 and outer.key != "counsel" and rng.random() < 0.75
    # a layer that counts as the firm's own words opens no way against the driver, and the other way round
    barred = ("agent", "fired", "admission") if three else ("admission",) if outer.key == "mail" else ()
    inner = _quoted(rng, scene, barred)
    against = scene.defendant.name if inner.key[0] == "admission" else scene.firm
    layers: list[Layer] = []
    quote = inner.text
    if three:
        job, days = rng.choice(JOBS), rng.randint(3, 60)
        still = rng.random() < 0.65
        inside = inner.text.strip("“”")
        if still:
            middle = Layer("", "801(d)(2)(D)", f"the middle statement is that of an employee of {scene.firm}, a defendant, on a matter within the job and while employed", "overlooking the layer between the document and the innermost words", "none", ("still", job, days))
            quote = f"“{_capital(job)} of {scene.firm}, whose job it is to report on crashes, stated {days} days after the crash: {inside}”"
        else:
            middle = Layer("", "none", "the middle statement is that of a former employee, made after the dismissal, and no exception fits", "treating a former employee's statement as an employee's", "801(d)(2)(D)", ("former", job, days))
            quote = f"“{_capital(job)} dismissed by {scene.firm} called {days} days after the dismissal and stated: {inside}”"
        layers = [middle]
    text = _s(rng, outer.text, scene, quote=quote)
    first = Layer(text, outer.provision, outer.why, outer.tempting, outer.mistaken, (outer.key,))
    story = [_opened(rng, scene), text, spin(rng, "{$p offers it against $a to prove what happened|It is offered by $p against $a to prove what the words inside it say|$p offers the whole against $a for its truth}", p=scene.plaintiff.name, a=against)]
    inner = Layer(inner.text, inner.provision, inner.why, inner.tempting, inner.mistaken, (*inner.key, *scene.key))
    return _finished(rng, scene, level, story, [first, *layers, inner], "nested")


def problem(rng: Random, level: int) -> Problem:
    """One problem on hearsay."""
    return _single(rng, level) if level <= 3 else _nested(rng, level)


FAMILY = Family(
    name="hearsay",
    title="Hearsay and its exceptions",
    source="Fed. R. Evid. 801 to 807 (December 1, 2024); Hillmon, 145 U.S. 285; Palmer v. Hoffman, 318 U.S. 109; Tome, 513 U.S. 150",
    problem=problem,
    rubric=(
        Criterion("Asks first whether there is a statement offered for its truth, before looking for exceptions.", "essential"),
        Criterion("Treats Rule 801(d) statements as not hearsay rather than as exceptions.", "essential"),
        Criterion("Analyzes every layer of hearsay within hearsay.", "essential"),
        Criterion("Checks unavailability before using Rule 804.", "important"),
        Criterion("Names the subdivision of the rule.", "important"),
        Criterion("Admits a quoted statement because the document that quotes it is admissible.", "pitfall", positive=False),
    ),
)
