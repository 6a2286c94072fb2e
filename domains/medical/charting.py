
"""Facts as clinicians write them down: prose, a list, a table-like line, a handover note.

Named values go in with a generator, one block of text comes out; `posed` lays the blocks of a question out.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from domains.medical.vignette import Patient, article
from domains.wording import arranged, listed, sentence, spin

#: (first age that it suits, last age, what is said of the patient)
BACKGROUND: tuple[tuple[int, int, str], ...] = (
    (19, 120, "{has a history of|is known to have} {seasonal rhinitis|migraine without aura|mild eczema|psoriasis limited to the elbows|irritable bowel syndrome}"),
    (45, 120, "{has a history of|has long-standing} {osteoarthritis of the knees|lumbar spondylosis|varicose veins|tinnitus}"),
    (19, 120, "{had|underwent} {an appendicectomy|a tonsillectomy|wisdom tooth extraction|nasal septal surgery} {as a teenager|in childhood|many years ago}"),
    (60, 120, "{had|underwent} {cataract surgery|an inguinal hernia repair|carpal tunnel release} {a few years ago|without complication}"),
    (24, 64, "works as {a teacher|a bus driver|an electrician|a librarian|a gardener|a cook|an accountant}"),
    (68, 120, "is retired and {gardens most days|sings in a choir|looks after two grandchildren at weekends|plays bowls}"),
    (19, 120, "lives with {a brother|a partner|two cats|friends|an elderly aunt} {in a ground-floor flat|in town|near the hospital}"),
    (30, 120, "{has|is known to have} {a benign thyroid nodule|a small hiatus hernia|gallstones that cause no trouble|mild hearing loss in one ear}"),
    (19, 120, "{has no known drug allergies|reports no allergies|is allergic to latex|once had a rash with co-trimoxazole}"),
    (19, 120, "{wears contact lenses|wears reading glasses|has never smoked|speaks two languages at home|has a tattoo on one forearm}"),
)  # fmt: skip


def background(rng: Random, patient: Patient, count: int) -> list[str]:
    """Whole sentences about an adult that no calculation needs and that suit the age."""
    suitable = [template for youngest, oldest, template in BACKGROUND if youngest <= patient.age <= oldest]
    chosen = rng.sample(suitable, min(count, len(suitable)))
    return [sentence(f"{patient.subject} {spin(rng, template)}") for template in chosen]


def introduced(rng: Random, patient: Patient, place: str, problem: str) -> str:
    """First sentence about an adult.

    Args:
        place: where the patient is, with its preposition (alternatives allowed): ``on the {medical|renal} ward``.
        problem: noun phrase for why: ``acute kidney injury after a week of diarrhoea``.
    """
    noun = spin(
        rng, "{$article $age-year-old $noun|a $noun {aged $age|of $age}}",
        article=article(patient.age), age=patient.age, noun=patient.noun,
    )  # fmt: skip
    return sentence(
        spin(
            rng,
            "{$who is {reviewed|seen|assessed|being looked after} $place {with|for|because of} $problem|$place, $who has $problem"
            "|$who $place has $problem|this {morning|afternoon|evening} we see $who $place with $problem"
            "|the next patient is $who $place with $problem|you are {asked about|called to see|told about} $who $place with $problem}",
            who=noun, place=spin(rng, place), problem=spin(rng, problem),
        )
    )  # fmt: skip


def charted(
    rng: Random, facts: Sequence[tuple[str, str]], heading: str, in_order: bool = False, prose: bool = True
) -> str:
    """Named values in a drawn order and form.

    Args:
        facts: (name, value) such as ``("{serum|plasma} sodium", "138 mmol/L")``; names may hold alternatives.
        heading: what they are, with alternatives: ``{Results|Laboratory results}``.
        in_order: keep the order (for facts that have one).
        prose: whole sentences are possible too (for names that can be a sentence's subject).
    """
    drawn = list(facts) if in_order else rng.sample(list(facts), len(facts))
    named = [(spin(rng, name), value) for name, value in drawn]
    title = spin(rng, heading)
    form = rng.choice(("prose", "prose", "bullets", "line", "table", "note", "brackets")[0 if prose else 2 :])
    if form == "bullets":
        mark = rng.choice(("- ", "• ", ""))
        return f"\n{title}:\n" + "\n".join(f"{mark}{_capital(name)}: {value}" for name, value in named) + "\n"
    if form == "table":
        head = spin(rng, "{Item; value|Measurement; result|What; how much|Parameter; reading}")
        return f"\n{title} ({head})\n" + "\n".join(f"{_capital(name)}; {value}" for name, value in named) + "\n"
    if form == "line":
        return f"{title}: " + rng.choice(("; ", ", ", " / ")).join(f"{name} {value}" for name, value in named) + "."
    if form == "note":
        return f"{title}. " + " ".join(f"{_capital(name)} {value}." for name, value in named)
    if form == "brackets":
        return f"{title}: " + listed([f"{name} ({value})" for name, value in named]) + "."
    first, *rest = named
    verb = rng.choice(("is", "reads", "comes to", "measures", "was"))
    if first[0].split()[-1] in {"platelets", "leucocytes"}:
        verb = rng.choice(("are", "were"))
    if len(rest) == 0:
        return f"{_capital(first[0])} {verb} {first[1]}."
    half = max(1, len(rest) // 2)
    second = [f"{name} {value}" for name, value in rest[:half]]
    third = [f"{name} {value}" for name, value in rest[half:]]
    text = f"{_capital(first[0])} {verb} {first[1]}, with {listed(second)}."
    if third:
        text += " " + spin(rng, "{There is also|In addition we have|Noted besides:|The chart adds} ") + f"{listed(third)}."
    return text


def posed(
    rng: Random, story: str, chart: str, conventions: Sequence[str], ask: str, asides: Sequence[str] = ()
) -> str:
    """The question: story, chart and asides in a drawn layout, then the conventions and what is asked, in either order."""
    tail = [*arranged(rng, [sentence(text) for text in conventions]), sentence(ask)]
    if rng.random() < 0.3:
        tail = [tail[-1], *tail[:-1]]
    body = [story, chart]
    for aside in asides:
        body.insert(rng.randint(1, len(body)), aside)
    text = " ".join(part for part in body if part)
    text += rng.choice((" ", "\n\n", "\n")) + " ".join(tail)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = "\n".join(lines).strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


def _capital(text: str) -> str:
    """A capital first, unless the word is a symbol such as pH or aPTT."""
    return text if text[:2] in {"pH", "aP", "mP"} else text[:1].upper() + text[1:]
