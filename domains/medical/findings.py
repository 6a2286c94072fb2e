
"""Findings as they reach a clinician: (name, value) pairs go in, one of many layouts comes out.

A layout is prose, a list, a line of results, a two-column sheet, a handover or an order sheet. `composed` then puts opening,
chart, rules and question in one of several orders.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from domains.medical.vignette import Patient, article
from domains.wording import arranged, listed, sentence, spin


@dataclass(frozen=True)
class Finding:
    """One value on the chart.

    Attributes:
        names: what it may be called, without an article and in the singular; each must do after "the".
        value: number and unit as written.
    """

    names: tuple[str, ...]
    value: str


ACUTE = (
    "{is brought to|comes to|presents to|arrives in|attends} {the emergency department|the acute assessment unit|the emergency room|a district hospital}",
    "{is admitted to|has been moved to|is being cared for on|lies on} {the general medical ward|a high-dependency bed|the step-down unit|the acute medical unit|a monitored bed}",
    "{is seen by|is assessed by|is handed over to} {the on-call team|the night registrar|the medical team on call|the duty physician}",
    "{has been transferred from|is sent in from|has come by ambulance from} {a rural clinic|a nursing home|another hospital|home}",
    "{was taken in|came in|was admitted} {overnight|this morning|earlier today|yesterday evening}",
)
CLINIC = (
    "{is seen in|attends|is reviewed in|comes back to} {the outpatient clinic|a medical clinic|the specialist clinic|the nurse-led clinic}",
    "{has been referred by|is followed by|is sent by|sees} {a family doctor|an internist|a primary-care physician|a general practitioner}",
    "{is discussed at|comes up at|is presented at} {the multidisciplinary meeting|a teaching round|the pharmacy round|a case conference}",
    "{has an appointment for|comes for|attends for} {an annual review|a routine check|a medication review|a follow-up visit}",
)
PROSE = (
    "{Blood results|Laboratory tests|The laboratory results|The latest results|Tests|Investigations} {show|give|record|include} $all.",
    "{On file|In the chart|In the record|On the results page|In the notes}{ one finds| we find|:} $all.",
    "{The team|The nurse|A colleague|The resident|The referring doctor} {reports|has recorded|reads out|passes on|has noted} $all.",
    "{$Possessive|The} chart {gives|lists|shows|records} $all.",
    "{Recorded values are|Values of note are|The figures are|The numbers to hand are} $all.",
    "{Findings|Results|Measurements|Data}: $all.",
)
SINGLE = (
    "The $name {is|was|comes back at|is reported as|measures|stands at} $value.",
    "{$Possessive} $name {is|was|has come back at|is reported at} $value.",
    "{The chart gives|The notes give|The record shows|The sheet shows} $value for the $name.",
    "The $name {reads|has been measured at|is documented as|is given as} $value.",
)
PAIRS = (
    "The $name {is|was|reads} $value and the $other {is|was|reads} $worth.",
    "The $name {is|was|measures} $value, with a $other of $worth.",
    "$Possessive $name {is|was} $value{; the|, while the|, and the} $other {is|was} $worth.",
    "{Besides a $name of $value, the chart shows|There is a $name of $value and|The notes give a $name of $value and|We have a $name of $value and} a $other of $worth.",
    "The $name {is|was} $value; the $other, $worth.",
)
HEADERS = (
    "{Results|Chart extract|Data|Findings|Observations and results|From the record|Recorded values|Bedside sheet|Flowsheet|Values today|Facts}",
    "{Handover note|Handover|Note from the night team|Nursing handover|Sign-out}",
    "{Order sheet|Request form|Pharmacy sheet|Review sheet|Consult form}",
)


def a(name: str) -> str:
    """``an`` before a spoken vowel, else ``a``; abbreviations are spoken letter by letter."""
    first = name.split()[0]
    if first.isupper() and len(first) > 1:
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    return "an" if name[0].lower() in "aeio" or (name.lower().startswith(("ur", "um")) and not name.lower().startswith("uri")) else "a"


def article_checked(text: str) -> str:
    """The text with ``a``/``an`` before a name corrected to the way the name is spoken."""
    words = text.split(" ")
    for index, word in enumerate(words[:-1]):
        if word in ("a", "A") and words[index + 1][:1].isalpha():
            words[index] = a(words[index + 1]) if word == "a" else a(words[index + 1]).capitalize()
    return " ".join(words)


def charted(rng: Random, findings: Sequence[Finding], patient: Patient) -> str:
    """The findings in a drawn order and layout."""
    named = [(rng.choice(item.names), item.value) for item in rng.sample(list(findings), len(findings))]
    layout = rng.choice(("prose", "prose", "sentences", "sentences", "sentences", "list", "line", "columns", "brackets"))
    possessive = patient.possessive.capitalize()
    if layout == "prose":
        joined = rng.choice((" of ", " of ", " at ", " = ", " "))
        items = [f"{name}{joined}{value}" for name, value in named]
        if joined in (" of ", " at "):
            items = [f"{a(item)} {item}" for item in items]
        return spin(rng, rng.choice(PROSE), all=listed(items), Possessive=possessive)
    if layout == "sentences":
        return " ".join(_sentences(rng, named, possessive))
    header = spin(rng, rng.choice(HEADERS))
    if layout == "line":
        mark = rng.choice(("; ", ", ", " / ", " · "))
        gap = rng.choice((" ", ": ", " = "))
        return f"{header}{rng.choice((': ', ' - ', ' (latest): '))}" + mark.join(f"{n}{gap}{v}" for n, v in named) + "."
    if layout == "brackets":
        return f"{header}: " + listed([f"{name} ({value})" for name, value in named]) + "."
    if layout == "columns":
        return f"{header}\n" + "\n".join(f"{_capital(name)} – {value}" for name, value in named) + "\n"
    bullet = rng.choice(("- ", "* ", "• "))
    return f"{header}:\n" + "\n".join(f"{bullet}{_capital(name)}: {value}" for name, value in named) + "\n"


def _capital(name: str) -> str:
    return name[0].upper() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


def _sentences(rng: Random, named: list[tuple[str, str]], possessive: str) -> list[str]:
    written = []
    rest = list(named)
    while rest:
        if len(rest) > 1 and rng.random() < 0.6:
            (name, value), (other, worth) = rest.pop(0), rest.pop(0)
            text = spin(rng, rng.choice(PAIRS), name=name, value=value, other=other, worth=worth, Possessive=possessive)
        else:
            name, value = rest.pop(0)
            text = spin(rng, rng.choice(SINGLE), name=name, value=value, Possessive=possessive)
        written.append(article_checked(text))
    return written


def arrival(rng: Random, patient: Patient, reason: str, acute: bool = True) -> str:
    """First sentence: who, where and why; `reason` is a phrase such as ``with three days of vomiting``."""
    an = "an" if patient.noun[0] in "aeiou" else "a"
    who = spin(
        rng,
        "{$a $age-year-old $noun|$an $noun aged $age|$an $noun of $age|$a $age-year-old {$sexed patient|$noun}|$an $noun, $age years old,}",
        a=article(patient.age), an=an, age=patient.age, noun=patient.noun, sexed=patient.sex,
    )  # fmt: skip
    # nobody "is discussed at a round" for blood tests or after an event; with an illness one may be
    settled = CLINIC if reason.startswith("with ") else tuple(text for text in CLINIC if "discussed" not in text)
    place = spin(rng, rng.choice(ACUTE if acute else settled))
    if not reason.startswith("with "):
        last = reason.rstrip(",")
        forms = [f"{who} {place} {last}", f"{_introduction(rng)} {who} who {place} {last}"]
    else:
        comma = "," if who.endswith(",") and not reason.endswith(",") else ""
        forms = [f"{who} {reason}{comma} {place}", f"{_introduction(rng)} {who} {reason}{comma} who {place}", f"{who} {place} {reason.rstrip(',')}"]
        if not acute:
            forms.pop()
    return sentence(rng.choice(forms))


def _introduction(rng: Random) -> str:
    return rng.choice(("the patient is", "consider", "you are asked about", "your next patient is", "you are told about"))


def composed(
    rng: Random, opening: str, background: Sequence[str], chart: str, rules: Sequence[str], ask: str
) -> str:
    """The whole question: opening first or after the task, rules in a drawn order, and the ask."""
    told = " ".join([opening, *arranged(rng, background)])
    ruled = " ".join(arranged(rng, rules))
    gap = rng.choice((" ", "\n", "\n\n"))
    order = rng.random()
    if order < 0.55:
        parts = [told, chart, ruled, ask]
    elif order < 0.75:
        parts = [told, chart, ask, ruled]
    elif order < 0.9:
        parts = [ask, ruled, told, chart]
    else:
        parts = [told, ask, chart, ruled]
    text = parts[0]
    for before, part in itertools.pairwise(parts):
        if part:
            text = text.rstrip(" ") + ("" if before.endswith("\n") else gap if "\n" not in part else "\n") + part
    return "\n".join(line.strip() for line in text.strip().split("\n"))


#: values that stay normal in most adults, to be left aside: (names, low, high, decimals, unit)
BYSTANDERS: tuple[tuple[tuple[str, ...], float, float, int, str], ...] = (
    (("haemoglobin", "Hb", "blood haemoglobin"), 11.8, 15.6, 1, "g/dL"),
    (("platelet count", "thrombocyte count"), 160, 390, 0, "×10⁹/L"),
    (("TSH", "thyroid-stimulating hormone"), 0.6, 4.0, 1, "mIU/L"),
    (("oxygen saturation", "SpO2", "pulse oximetry"), 95, 99, 0, "%"),
    (("systolic blood pressure", "systolic pressure"), 108, 144, 0, "mmHg"),
    (("heart rate", "pulse", "pulse rate"), 62, 94, 0, "beats/min"),
    (("magnesium", "serum magnesium", "plasma magnesium"), 0.74, 1.0, 2, "mmol/L"),
    (("ferritin", "serum ferritin"), 40, 210, 0, "µg/L"),
    (("vitamin B12", "serum vitamin B12"), 230, 640, 0, "pmol/L"),
    (("ALT", "alanine aminotransferase"), 12, 38, 0, "U/L"),
    (("vitamin D", "25-hydroxyvitamin D"), 52, 110, 0, "nmol/L"),
)


def bystanders(rng: Random, count: int, without: Sequence[str] = ()) -> list[Finding]:
    """Normal findings that no rule of the problem uses; `without` names (first names) that would matter."""
    pool = [item for item in BYSTANDERS if item[0][0] not in without]
    found = []
    for names, low, high, decimals, unit in rng.sample(pool, min(count, len(pool))):
        value = rng.uniform(low, high)
        gap = "" if unit == "%" else " "
        found.append(Finding(names, f"{value:.{decimals}f}{gap}{unit}"))
    return found
