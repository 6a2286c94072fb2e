"""Patients as a clinician would present them: who, where, why, and what does not matter for the question.

Phrases here carry no number that an answer could depend on, apart from the patient's age.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from domains.wording import spin


@dataclass(frozen=True)
class Patient:
    """Age in years and sex, with the words that follow from them."""

    age: int
    sex: str

    @property
    def noun(self) -> str:
        if self.age < 2:
            return "infant"
        if self.age < 13:
            return "boy" if self.sex == "male" else "girl"
        return "man" if self.sex == "male" else "woman"

    @property
    def subject(self) -> str:
        return "he" if self.sex == "male" else "she"

    @property
    def object(self) -> str:
        return "him" if self.sex == "male" else "her"

    @property
    def possessive(self) -> str:
        return "his" if self.sex == "male" else "her"


def adult(rng: Random, youngest: int = 19, oldest: int = 89) -> Patient:
    """A patient of adult age, either sex."""
    return Patient(rng.randint(youngest, oldest), rng.choice(("male", "female")))


def article(age: int) -> str:
    """``a`` or ``an`` before the age in figures."""
    return "an" if str(age).startswith("8") or age in (11, 18) else "a"


ARRIVALS = (
    "is {seen|reviewed|assessed} {in the outpatient clinic|on the morning ward round|at a follow-up visit|in the day unit}",
    "{is brought to|presents to|attends|comes to} the emergency department",
    "{is admitted to|has been transferred to|is being looked after on} {the general medical ward|a high-dependency bed|the step-down unit|a surgical ward}",
    "{has been referred by|is sent in by} {a family doctor|the community nurse|an outside hospital}",
    "{is discussed at|comes up at|is presented at} the {multidisciplinary meeting|morning handover|pharmacy round}",
    "{attends|is called to} {the pre-operative assessment clinic|a medication review|the acute assessment unit}",
)

HISTORY = (
    "{has a history of|is known to have|has long-standing} {seasonal rhinitis|osteoarthritis of the knees|migraine|eczema|gastro-oesophageal reflux|gout in remission}",
    "{takes no regular medicines apart from|is on} {a daily vitamin tablet|an inhaled steroid|an antacid as needed|artificial tears|a topical emollient}",
    "{had|underwent} {an appendicectomy|a tonsillectomy|cataract surgery|a hernia repair|knee arthroscopy} {years ago|in the past|without complication}",
    "{works as|is employed as|retired from work as} {a teacher|a bus driver|an electrician|a librarian|a gardener|a cook}",
    "{lives with|shares a home with} {a sibling|a partner|two cats|extended family|friends}",
    "{reports|mentions|describes} {poor sleep|mild headaches|a recent cold that has cleared|occasional cramps|a good appetite}",
    "{has no known drug allergies|reports no allergies|is allergic to latex|had a rash with sulfonamides once}",
    "{a recent chest film was unremarkable|the last eye examination was normal|skin examination is unremarkable|the abdomen is soft}",
)


def opening(rng: Random, patient: Patient, reason: str = "") -> str:
    """First sentence: who the patient is and where; `reason` such as ``with three days of vomiting`` is woven in."""
    who = spin(
        rng,
        "{$article $age-year-old $noun|$an $noun {aged $age|of $age years}|$an $noun, {aged $age|$age years old},}",
        article=article(patient.age), age=patient.age, noun=patient.noun, an="an" if patient.noun[0] in "aeiou" else "a",
    )  # fmt: skip
    where = spin(rng, rng.choice(ARRIVALS))
    text = f"{who} {where} {reason}".strip()
    return text[0].upper() + text[1:] + "."


def asides(rng: Random, patient: Patient, count: int) -> list[str]:
    """Whole sentences about the patient that no calculation needs."""
    chosen = rng.sample(HISTORY, min(count, len(HISTORY)))
    sentences = []
    for template in chosen:
        text = spin(rng, template)
        if not text.startswith(("a recent", "the last", "skin", "the abdomen")):
            text = f"{patient.subject} {text}"
        sentences.append(text[0].upper() + text[1:] + ".")
    return sentences
