
"""A legal exercise on the page: facts, rules and what is asked go in, one question comes out; and its reasoning.

The layout is drawn: an exam fact pattern, a memorandum with headings, a chronology in bullets, a colleague's request.
Lines of reasoning are (role, text) pairs; the role decides how a line is introduced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from curate.domain import Distractor
from domains.wording import sentence, spin

Pairs = Sequence[tuple[str, str]]

OPENING = (
    "{|||{Exercise|Practice problem|Practice question|Study problem}{| for {the bar|first-year students|a seminar|a review session}}.|{Consider|Take|Work through} {this|the following} {situation|case|file|fact pattern}.|{A|Our} {client|colleague|partner|supervising attorney|law clerk} {sends|brings|forwards} {you |us |}{this|the following} {file|problem|matter|set of facts}.|{From|Taken from} {a clinic file|the case file|a moot problem|an intake note|the training memo|a case file}.|{New|Next} {matter|file|case}{ on the desk| today|}.|{You|We} {are asked|have been asked} to {check|review|look over|analyze} {this|the following} {matter|situation|file}.|{The facts|Here is what we know|What happened|In short}:}"
)
FACTS = "{Facts|The facts|Background|What happened|Fact pattern|File note|Situation}"
RULE = "{Rule|Governing rule|Law|The law|Rule to apply|Applicable law|What the law says}"
ISSUE = "{Question|Issue|Asked|To decide|Your task|The question}"
BEFORE_RULE = "{|||{Apply|Use} {this rule|the rule as stated|the following rule}:|{The law:|The rule:|Governing law:|Rule:}|{Assume|Take it} that {this|the following} {is the law|governs|applies}:|For this exercise:|{Keep in mind|Note|Remember}:}"

#: role of a line of reasoning -> how it may be introduced
LEADS: Mapping[str, tuple[str, ...]] = {
    "facts": ("Facts:", "Given:", "From the file:", "What matters here:", "The facts that count:", "Known:"),
    "rule": ("Rule:", "The rule:", "Law:", "Governing rule:", "Start from the rule:"),
    "apply": ("", "", "Apply it:", "Application:", "On these facts:", "Here,"),
    "count": ("", "", "Count:", "Counting:", "Work it out:"),
    "then": ("", "", "Next:", "Then:", "From there:"),
    "say": ("",),
    "mistake": ("The tempting mistake:", "A tempting short cut:", "Beware:", "The trap here:", "A common mistake:"),
    "check": ("Check:", "To check:", "Cross-check:", "Sanity check:", "Does it hold?"),
    "so": ("So", "Therefore", "Hence", "It follows that", "Result:"),
}


def told(rng: Random, lines: Pairs) -> tuple[str, ...]:
    """Reasoning from (role, text) pairs, each a whole sentence with its lead."""
    made = []
    for role, text in lines:
        lead = rng.choice(LEADS[role])
        line = f"{lead} {text}" if lead and not lead.endswith("?") else f"{lead} {text[:1].upper()}{text[1:]}".lstrip()
        line = _PLURAL.sub(r"\1'", line)
        made.append(line if line.endswith((".", "?", "!")) else line + ".")
    return tuple(made)


def posed(
    rng: Random, story: Sequence[str], rules: Sequence[str], ask: str, asides: Sequence[str] = (), opening: str = OPENING
) -> str:
    """The question in a drawn layout.

    Args:
        story: sentences in their order; the first introduces who is who.
        rules: sentences of law and convention, in any order.
        ask: what is to be answered, and in what form.
        asides: whole sentences that the answer does not need; put anywhere after the first of the story.
        opening: alternatives for a first line.
    """
    facts = [sentence(text) for text in story]
    for aside in asides:
        facts.insert(rng.randint(1, len(facts)), sentence(aside))
    law = [sentence(text) for text in rules]
    question = sentence(ask)
    first = spin(rng, opening)
    form = rng.random()
    if form < 0.16:
        blocks = [f"{spin(rng, FACTS)}: {' '.join(facts)}"]
        if law:
            blocks.insert(rng.choice((0, 1, 1)), f"{spin(rng, RULE)}: {' '.join(law)}")
        return _tidy("\n".join([*blocks, f"{spin(rng, ISSUE)}: {question}"]))
    if form < 0.30:
        mark = rng.choice(("- ", "• ", "* ", "– "))
        listed = "\n".join(mark + fact for fact in facts)
        law_text = f"{spin(rng, BEFORE_RULE)} {' '.join(law)}" if law else ""
        return _tidy(f"{first or spin(rng, FACTS) + ':'}\n{listed}\n{law_text}\n{question}")
    if form < 0.38:
        numbered = "\n".join(f"({chr(97 + index)}) {fact}" for index, fact in enumerate(facts))
        return _tidy(f"{' '.join(law)}\n{spin(rng, FACTS)}:\n{numbered}\n{question}")
    body = " ".join(facts)
    law_text = f"{spin(rng, BEFORE_RULE)} {' '.join(law)}" if law else ""
    gap = rng.choice((" ", "\n", "\n\n"))
    if form < 0.55:
        return _tidy(f"{' '.join(law)}{gap}{first} {body}{gap}{question}")
    if form < 0.68:
        return _tidy(f"{question}{gap}{first} {body}{gap}{law_text}")
    return _tidy(f"{first} {body}{gap}{law_text}{gap}{question}")


_PLURAL = re.compile(r"\b(Services|Enterprises|Industries|Partners|Holdings|Properties|Foods|Tools|Textiles|Logistics|Builders|Motors|Electronics|Instruments|Plastics|Quarries|Devices|Brothers|Ventures|Associates|Merchants|Distributors|Commodities)'s\b")


def _tidy(text: str) -> str:
    text = _PLURAL.sub(r"\1'", text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = "\n".join(lines).strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


def wrong_answers(answer: str, wrong: Sequence[tuple[str, str]], most: int = 6) -> tuple[Distractor, ...]:
    """Distractors from (answer, trap) pairs, without those that read like the answer or like an earlier one."""
    kept: dict[str, Distractor] = {}
    taken = {answer.casefold()}
    for text, trap in wrong:
        if text.casefold() not in taken and len(kept) < most:
            taken.add(text.casefold())
            kept[text] = Distractor(text, trap)
    return tuple(kept.values())
