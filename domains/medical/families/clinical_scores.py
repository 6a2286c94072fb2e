
"""Additive bedside scores: CHA2DS2-VASc, HAS-BLED, CURB-65, Wells (pulmonary embolism), Child-Pugh and NEWS2.

In: a seeded generator and a level. Out: one vignette whose findings add up to a score, or to the class that the score leads to.

    CHA2DS2-VASc  heart failure 1, hypertension 1, age ≥ 75 2, diabetes 1, stroke/TIA/embolism 2, vascular disease 1,
                  age 65–74 1, female sex 1               Lip et al., Chest 2010;137:263; ESC 2020, Eur Heart J 2021;42:373
    HAS-BLED      one point each: systolic > 160, renal, liver, stroke, bleeding, labile INR, age > 65, drugs, alcohol
                                                          Pisters et al., Chest 2010;138:1093
    CURB-65       confusion, urea > 7 mmol/L, respiratory rate ≥ 30, systolic < 90 or diastolic ≤ 60, age ≥ 65
                                                          Lim et al., Thorax 2003;58:377; BTS 2009
    Wells (PE)    3, 3, 1.5, 1.5, 1.5, 1, 1; likely above 4 Wells et al., Thromb Haemost 2000;83:416
    Child-Pugh    bilirubin, albumin, INR, ascites, encephalopathy, 1 to 3 each; A 5–6, B 7–9, C 10–15
                                                          Pugh et al., Br J Surg 1973;60:646 (INR bands 1.7 and 2.3)
    NEWS2         seven parameters, 0 to 3 each (oxygen 0 or 2); Royal College of Physicians, London 2017

Conversions: urea nitrogen × 0.357 = urea in mmol/L; bilirubin 17.1 µmol/L and creatinine 88.4 µmol/L per mg/dL.

Worked example (RCP 2017 chart): respiratory rate 22, saturation 93 % on air (scale 1), temperature 38.4, systolic 105, pulse 112, alert.

>>> sum(news2(22, 93, False, 105, 112, True, 38.4, 1))
8
>>> child_pugh(2.5, 3.0, 1.5, "slight", 0)
(2, 2, 1, 2, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.charting import background, charted, introduced, posed
from domains.medical.figures import trimmed, wrong_labels, wrong_numbers
from domains.medical.rounding import fixed, rounded
from domains.medical.vignette import Patient, adult, article
from domains.wording import listed, sentence, spin


def news2(
    rate: int, saturation: int, oxygen: bool, systolic: int, pulse: int, alert: bool, temperature: float, scale: int
) -> tuple[int, int, int, int, int, int, int]:
    """Points for respiration, saturation (scale 1 or 2), oxygen, systolic pressure, pulse, consciousness, temperature (°C)."""
    breath = 3 if rate <= 8 or rate >= 25 else 1 if rate <= 11 else 0 if rate <= 20 else 2
    if scale == 1:
        air = 3 if saturation <= 91 else 2 if saturation <= 93 else 1 if saturation <= 95 else 0
    elif saturation <= 92 or not oxygen:
        air = 3 if saturation <= 83 else 2 if saturation <= 85 else 1 if saturation <= 87 else 0
    else:
        air = 1 if saturation <= 94 else 2 if saturation <= 96 else 3
    pressure = 3 if systolic <= 90 or systolic >= 220 else 2 if systolic <= 100 else 1 if systolic <= 110 else 0
    beat = 3 if pulse <= 40 or pulse >= 131 else 1 if pulse <= 50 else 0 if pulse <= 90 else 1 if pulse <= 110 else 2
    heat = (
        3
        if temperature <= 35.0
        else 1
        if temperature <= 36.0
        else 0
        if temperature <= 38.0
        else 1
        if temperature <= 39.0
        else 2
    )
    return breath, air, 2 if oxygen else 0, pressure, beat, 0 if alert else 3, heat


def child_pugh(
    bilirubin: float, albumin: float, inr: float, ascites: str, encephalopathy: int
) -> tuple[int, int, int, int, int]:
    """Points for bilirubin (mg/dL), albumin (g/dL), INR, ascites (none, slight, moderate) and encephalopathy grade (0 to 4)."""
    return (
        1 if bilirubin < 2 else 2 if bilirubin <= 3 else 3,
        1 if albumin > 3.5 else 2 if albumin >= 2.8 else 3,
        1 if inr < 1.7 else 2 if inr <= 2.3 else 3,
        {"none": 1, "slight": 2, "moderate": 3}[ascites],
        1 if encephalopathy == 0 else 2 if encephalopathy <= 2 else 3,
    )


@dataclass(frozen=True)
class Item:
    """A finding that scores when present.

    Attributes:
        phrase: noun phrase for a list.
        present: predicates that make it so; `denied`: predicates that deny it.
        lures: (predicate, gerund) for findings that look like it and do not count.
    """

    key: str
    points: float
    phrase: str
    present: tuple[str, ...]
    denied: tuple[str, ...]
    lures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scored:
    """One line of the tally: what, how many points, why, and (points, gerund) of ways to get it wrong."""

    name: str
    points: float
    why: str
    wrong: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """A scored patient: charted values, sentences, the tally, and what determines it."""

    patient: Patient
    reason: str
    place: str
    values: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    tally: tuple[Scored, ...]
    facts: dict[str, object]
    rule: str
    working: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        return sum(item.points for item in self.tally)


HEART_FAILURE = Item(
    "heart failure",
    1,
    "heart failure",
    (
        "{was in hospital with pulmonary oedema last winter|has heart failure with an ejection fraction of 32 %|takes bisoprolol and furosemide for heart failure}",
    ),
    ("{has never had heart failure|has a normal echocardiogram and no sign of heart failure}",),
    (
        ("has a brother with heart failure", "counting a relative's heart failure"),
        (
            "had ankle swelling on amlodipine, with a normal echocardiogram",
            "taking drug-induced ankle swelling for heart failure",
        ),
    ),
)
HYPERTENSION = Item(
    "hypertension",
    1,
    "hypertension",
    ("{takes ramipril for hypertension|has treated hypertension|has been treated for high blood pressure for years}",),
    ("{has never had high blood pressure|has no hypertension}",),
    (
        (
            "once had a reading of 144/88 mmHg at the dentist's, but 24-hour monitoring was normal",
            "taking one high reading for hypertension",
        ),
        ("has a mother with hypertension", "counting a relative's hypertension"),
    ),
)
DIABETES = Item(
    "diabetes",
    1,
    "diabetes mellitus",
    ("{takes metformin for type 2 diabetes|has type 2 diabetes, controlled by tablets|injects insulin for diabetes}",),
    ("{does not have diabetes|has a normal HbA1c and no diabetes}",),
    (
        ("has two sisters with type 2 diabetes, but a normal HbA1c", "counting a relative's diabetes"),
        (
            "had a high glucose during a course of prednisolone, with a normal HbA1c since",
            "taking a passing steroid effect for diabetes",
        ),
    ),
)
STROKE = Item(
    "stroke",
    2,
    "previous stroke or TIA",
    (
        "{had an ischaemic stroke three years ago|had a transient ischaemic attack last spring|had an embolus removed from the femoral artery two years ago}",
    ),
    ("{has never had a stroke, a TIA or an arterial embolus|has no history of stroke, TIA or arterial embolism}",),
    (
        ("had a faint in church, with no neurological signs and a normal scan", "taking a simple faint for a TIA"),
        (
            "has migraine with visual aura, which the neurologist judged not to be a TIA",
            "taking migraine aura for a TIA",
        ),
        ("lost a father to a stroke", "counting a relative's stroke"),
    ),
)
VASCULAR = Item(
    "vascular disease",
    1,
    "vascular disease",
    (
        "{had a myocardial infarction in the past|has peripheral arterial disease with claudication|has aortic plaque on an old CT scan}",
    ),
    (
        "{has no peripheral arterial disease, no aortic plaque and no previous infarction|has never had an infarction and has good foot pulses}",
    ),
    (
        ("has varicose veins", "counting varicose veins as vascular disease"),
        (
            "had chest pain once, with normal coronary arteries on angiography",
            "counting chest pain with normal arteries as vascular disease",
        ),
    ),
)


def _findings(
    rng: Random, patient: Patient, items: Sequence[Item], level: int, likely: float = 0.4
) -> tuple[list[str], list[Scored], list[str]]:
    """Sentences, tally lines and the keys of what is present; lists at levels 1 and 2, prose with negations and lures above."""
    say = partial(spin, rng)
    sentences: list[str] = []
    tally: list[Scored] = []
    present: list[str] = []
    named, denied = [], []
    for item in rng.sample(list(items), len(items)):
        found = rng.random() < likely
        subject = patient.subject.capitalize()
        lure = ""
        if found:
            present.append(item.key)
            named.append(item.phrase)
            if level >= 3:
                sentences.append(f"{subject} {say(rng.choice(item.present))}.")
        elif level >= 3 and item.lures and rng.random() < 0.45:
            predicate, lure = rng.choice(item.lures)
            sentences.append(f"{subject} {say(predicate)}.")
        else:
            denied.append(item.phrase)
            if level >= 3 and rng.random() < 0.6:
                sentences.append(f"{subject} {say(rng.choice(item.denied))}.")
        why = "present" if found else "what is described only resembles it" if lure else "absent"
        wrong: tuple[tuple[float, str], ...] = (
            ((0, f"overlooking {item.phrase}"),) if found else ((item.points, lure),) if lure else ()
        )
        if found and item.points == 2:
            wrong += ((1, f"giving {item.phrase} one point instead of two"),)
        tally.append(Scored(item.phrase, item.points if found else 0, why, wrong))
    if level < 3:
        parts = []
        if named:
            parts.append(say("{Present|On the problem list|Positive}: $all.", all=listed(named)))
        if denied:
            parts.append(
                say("{Absent|Not present|Ruled out}: $all.", all=listed(denied))
                if rng.random() < 0.5
                else f"No {listed(denied, 'or')}."
            )
        sentences = [" ".join(rng.sample(parts, len(parts)))]
    order = {item.phrase: position for position, item in enumerate(items)}
    tally.sort(key=lambda line: order[line.name])
    return sentences, tally, sorted(present)


def _age(rng: Random, level: int, edges: Sequence[int], youngest: int, oldest: int) -> int:
    return rng.choice(edges) if rng.random() < (0.5 if level == 5 else 0.1) else rng.randint(youngest, oldest)


STROKE_PLACES = (
    "{in the {anticoagulation clinic|cardiology clinic|general practice surgery}|on the {medical|cardiology} ward}"
)


def stroke_risk(rng: Random, level: int) -> Case:
    """CHA2DS2-VASc in atrial fibrillation."""
    patient = Patient(_age(rng, level, (64, 65, 74, 75), 46, 90), rng.choice(("male", "female")))
    sentences, tally, present = _findings(
        rng, patient, (HEART_FAILURE, HYPERTENSION, DIABETES, STROKE, VASCULAR), level
    )
    age = patient.age
    points = 2 if age >= 75 else 1 if age >= 65 else 0
    band = "75 or over" if age >= 75 else "65 to 74" if age >= 65 else "below 65"
    wrong = {
        2: ((1, "giving age 75 or over one point"), (3, "adding both age bands")),
        1: ((2, "reading the age into the band from 75"), (0, "leaving out the age band 65 to 74")),
        0: ((1, "counting the age although it is below 65"),),
    }[points]
    female = patient.sex == "female"
    tally += [
        Scored("age", points, f"{age} years, {band}", wrong),
        Scored(
            "sex",
            int(female),
            patient.sex,
            ((0, "leaving out female sex"),) if female else ((1, "giving a man the point for sex"),),
        ),
    ]
    rule = "CHA2DS2-VASc{, version with sex (ESC 2020)|}: heart failure 1, hypertension 1, age 75 or over 2, diabetes 1, stroke, TIA or arterial embolism 2, vascular disease 1, age 65 to 74 1, female sex 1"
    values: tuple[tuple[str, str], ...] = ()
    facts: dict[str, object] = {"age": age, "sex": patient.sex, "present": present}
    return Case(
        patient,
        spin(
            rng,
            "{non-valvular atrial fibrillation|newly found atrial fibrillation|paroxysmal atrial fibrillation|atrial flutter and fibrillation}",
        ),
        STROKE_PLACES,
        values,
        tuple(sentences),
        tuple(tally),
        facts,
        rule,
    )


LIVER = Item(
    "liver",
    1,
    "abnormal liver function (cirrhosis)",
    ("{has biopsy-proven cirrhosis|has alcohol-related cirrhosis}",),
    ("{has normal liver tests|has no liver disease}",),
    (("has a fatty liver on ultrasound, with normal enzymes and bilirubin", "counting simple fatty liver"),),
)
EARLIER_STROKE = Item(
    "stroke",
    1,
    "previous stroke",
    ("{had an ischaemic stroke four years ago|had a stroke in the past}",),
    ("{has never had a stroke|has no history of stroke}",),
    (
        ("lost an uncle to a stroke", "counting a relative's stroke"),
        ("had a faint, with no neurological signs and a normal scan", "taking a faint for a stroke"),
    ),
)
BLEEDING = Item(
    "bleeding",
    1,
    "previous major bleeding",
    ("{bled from a duodenal ulcer and needed two units of blood|had a major bleed after a colonic polyp was removed}",),
    ("{has never had a major bleed|has had no bleeding}",),
    (("has had one short nosebleed, without treatment", "counting a trivial nosebleed"),),
)
DRUGS = Item(
    "drugs",
    1,
    "antiplatelet drug or NSAID",
    ("{takes naproxen for a painful hip|takes low-dose aspirin every day|takes clopidogrel every morning}",),
    ("{takes no aspirin, no clopidogrel and no anti-inflammatory drug|avoids NSAIDs and takes no antiplatelet drug}",),
    (("takes paracetamol for a painful hip", "taking paracetamol for an NSAID"),),
)


def bleeding_risk(rng: Random, level: int) -> Case:
    """HAS-BLED on warfarin, with creatinine in mg/dL at level 2."""
    patient = Patient(_age(rng, level, (64, 65, 66), 48, 90), rng.choice(("male", "female")))
    sentences, tally, present = _findings(rng, patient, (LIVER, EARLIER_STROKE, BLEEDING, DRUGS), level, 0.33)
    systolic = (
        rng.choice((160, 162, 158))
        if rng.random() < (0.45 if level == 5 else 0.1)
        else rng.choice((rng.randint(112, 156), rng.randint(164, 186)))
    )
    micromolar = (
        200
        if level == 5 and rng.random() < 0.35
        else rng.choice((rng.randint(62, 150), rng.randint(62, 190), rng.randint(208, 390)))
    )
    within = (
        60
        if level == 5 and rng.random() < 0.3
        else rng.choice((rng.randint(38, 58), rng.randint(62, 88), rng.randint(62, 88)))
    )
    drinks = (
        rng.choice((7, 8))
        if level == 5 and rng.random() < 0.5
        else rng.choice((0, rng.randint(1, 6), rng.randint(9, 22)))
    )
    working: list[str] = []
    creatinine = f"{micromolar} µmol/L"
    facts: dict[str, object] = {
        "age": patient.age,
        "present": present,
        "systolic": systolic,
        "within": within,
        "drinks": drinks,
    }
    if level == 2:
        milligrams = rounded(micromolar / 88.4, 1)
        converted = rounded(milligrams * 88.4, 2)
        creatinine = f"{fixed(milligrams, 1)} mg/dL"
        micromolar = round(converted) if abs(converted - 200) > 1 else 203
        working.append(f"Creatinine = {fixed(milligrams, 1)} × 88.4 = {trimmed(converted, 2)} µmol/L.")
        facts["creatinine_mg"] = milligrams
        renal = converted > 200
    else:
        renal = micromolar > 200
        facts["creatinine"] = micromolar
    flags = (
        Scored(
            "systolic pressure",
            int(systolic > 160),
            f"{systolic} mmHg, {'above' if systolic > 160 else 'not above'} 160",
            (
                (
                    1 - int(systolic > 160),
                    "reading the pressure limit wrongly"
                    if systolic != 160
                    else "counting exactly 160 mmHg as above 160",
                ),
            ),
        ),
        Scored(
            "renal function",
            int(renal),
            f"creatinine {'above' if renal else 'not above'} 200 µmol/L",
            (
                (
                    1 - int(renal),
                    "overlooking the creatinine" if renal else "counting a creatinine that is not above 200 µmol/L",
                ),
            ),
        ),
        Scored(
            "labile INR",
            int(within < 60),
            f"{within} % of time in range, {'below' if within < 60 else 'not below'} 60 %",
            ((1 - int(within < 60), "reading the time in range the wrong way round"),),
        ),
        Scored(
            "age",
            int(patient.age > 65),
            f"{patient.age} years, {'above' if patient.age > 65 else 'not above'} 65",
            (
                (
                    1 - int(patient.age > 65),
                    "counting age 65 as above 65" if patient.age == 65 else "misreading the age limit",
                ),
            ),
        ),
        Scored(
            "alcohol",
            int(drinks >= 8),
            f"{drinks} drinks a week, {'at least' if drinks >= 8 else 'below'} 8",
            ((1 - int(drinks >= 8), "misjudging the alcohol limit of 8 drinks a week"),),
        ),
    )
    values = (
        ("systolic blood pressure", f"{systolic} mmHg"),
        ("{serum |}creatinine", creatinine),
        ("{INR time in therapeutic range|time in therapeutic range}", f"{within} %"),
        ("alcohol", f"{drinks} drinks a week" if drinks else "none"),
    )
    if drinks == 0:
        flags = (*flags[:4], Scored("alcohol", 0, "none, below 8 drinks a week", ()))
    rule = "HAS-BLED, one point each: systolic pressure above 160 mmHg; abnormal renal function (creatinine above 200 µmol/L); abnormal liver function (cirrhosis); previous stroke; major bleeding; labile INR (time in range below 60 %); age above 65; antiplatelet drug or NSAID; alcohol, 8 or more drinks a week"
    if level == 2:
        rule += "{. Take 1 mg/dL of creatinine as 88.4 µmol/L|. Conversion: creatinine 1 mg/dL is 88.4 µmol/L}"
    return Case(
        patient,
        spin(rng, "{atrial fibrillation treated with warfarin|long-term warfarin for atrial fibrillation}"),
        STROKE_PLACES,
        values,
        tuple(sentences),
        (*tally, *flags),
        facts,
        rule,
        tuple(working),
    )


CHEST_PLACES = (
    "{in the emergency department|on the acute medical unit|in the acute assessment unit|on the respiratory ward}"
)


def pneumonia(rng: Random, level: int) -> Case:
    """CURB-65, with urea nitrogen in mg/dL at level 2."""
    patient = Patient(_age(rng, level, (64, 65), 24, 91), rng.choice(("male", "female")))
    sharp = 0.5 if level == 5 else 0.1
    rate = rng.choice((29, 30)) if rng.random() < sharp else rng.choice((rng.randint(16, 28), rng.randint(31, 38)))
    systolic, diastolic = (
        rng.choice(((90, 61), (90, 60), (89, 62), (104, 60), (112, 61)))
        if rng.random() < sharp
        else rng.choice(
            (
                (rng.randint(104, 148), rng.randint(64, 86)),
                (rng.randint(104, 148), rng.randint(64, 86)),
                (rng.randint(92, 108), rng.randint(48, 58)),
                (rng.randint(76, 88), rng.randint(44, 56)),
            )
        )
    )
    urea = 7.0 if level == 5 and rng.random() < 0.4 else rng.choice((rng.randint(35, 66), rng.randint(74, 190))) / 10
    working: list[str] = []
    shown = f"{urea:.1f} mmol/L"
    facts: dict[str, object] = {"age": patient.age, "rate": rate, "systolic": systolic, "diastolic": diastolic}
    name = "{serum |blood |}urea"
    if level == 2:
        nitrogen = round(urea / 0.357)
        urea = rounded(nitrogen * 0.357, 2)
        shown, name = f"{nitrogen} mg/dL", "{blood urea nitrogen|BUN}"
        working.append(f"Urea = {nitrogen} × 0.357 = {trimmed(urea, 2)} mmol/L.")
        facts["nitrogen"] = nitrogen
    else:
        facts["urea"] = urea
    subject = patient.subject.capitalize()
    confused = rng.random() < 0.35
    lure = ""
    if confused:
        text = f"{subject} is {spin(rng, '{newly disoriented in time and place|newly confused, with an abbreviated mental test of 6 out of 10|confused since last night}')}."
    elif level >= 3 and patient.age > 70 and rng.random() < 0.5:
        text, lure = (
            f"{subject} has dementia, and the family finds {patient.object} no more muddled than usual.",
            "counting long-standing dementia as new confusion",
        )
    elif level >= 3 and rng.random() < 0.3:
        text, lure = f"{subject} is tired and slow to answer, but fully orientated.", "taking tiredness for confusion"
    else:
        text = f"{subject} is {spin(rng, '{fully orientated|alert and orientated|not confused}')}."
    facts["confused"] = confused
    low = systolic < 90 or diastolic <= 60
    high = urea > 7
    pressure = f"{systolic}/{diastolic} mmHg, {'systolic below 90' if systolic < 90 else 'diastolic 60 or below' if low else 'neither limit reached'}"
    by_one = int(systolic < 90) if low and systolic >= 90 else 1 - int(low)
    tally = (
        Scored(
            "confusion",
            int(confused),
            "new" if confused else "no new confusion",
            ((1, lure),) if lure else ((0, "overlooking the confusion"),) if confused else (),
        ),
        Scored(
            "urea",
            int(high),
            f"{trimmed(urea, 2)} mmol/L, {'above' if high else 'not above'} 7",
            (
                (
                    1 - int(high),
                    "counting exactly 7.0 mmol/L as above 7"
                    if urea == 7
                    else "overlooking the urea"
                    if high
                    else "counting a urea that is not above 7 mmol/L",
                ),
            ),
        ),
        Scored(
            "respiratory rate",
            int(rate >= 30),
            f"{rate} a minute, {'at least' if rate >= 30 else 'below'} 30",
            (
                (
                    1 - int(rate >= 30),
                    "reading 'at least 30' as 'above 30'"
                    if rate == 30
                    else "misreading the limit of the respiratory rate",
                ),
            ),
        ),
        Scored(
            "blood pressure",
            int(low),
            pressure,
            (
                (
                    by_one,
                    "looking at the systolic pressure only"
                    if low and systolic >= 90
                    else "overlooking the low pressure"
                    if low
                    else "counting a pressure that is not low enough",
                ),
            ),
        ),
        Scored(
            "age",
            int(patient.age >= 65),
            f"{patient.age} years, {'at least' if patient.age >= 65 else 'below'} 65",
            (
                (
                    1 - int(patient.age >= 65),
                    "reading 'at least 65' as 'above 65'" if patient.age == 65 else "misreading the age limit",
                ),
            ),
        ),
    )
    values = (
        (name, shown),
        ("{respiratory rate|breathing rate}", f"{rate}/min"),
        ("blood pressure", f"{systolic}/{diastolic} mmHg"),
    )
    rule = "CURB-65, one point each: new confusion; urea above 7 mmol/L; respiratory rate 30 or more; systolic pressure below 90 or diastolic 60 or below (mmHg); age 65 or over"
    if level == 2:
        rule += "{. Urea in mmol/L is urea nitrogen in mg/dL × 0.357|. Take urea nitrogen in mg/dL × 0.357 as urea in mmol/L}"
    return Case(
        patient,
        spin(rng, "{community-acquired pneumonia|right lower lobe pneumonia|pneumonia on the chest film}"),
        CHEST_PLACES,
        values,
        (text,),
        tally,
        facts,
        rule,
        tuple(working),
    )


SIGNS = Item(
    "signs",
    3,
    "clinical signs of deep vein thrombosis",
    ("has a swollen left calf that is tender along the deep veins",),
    ("{has no leg swelling or tenderness|has normal legs}",),
    (
        (
            "has mild swelling of both ankles, without tenderness",
            "taking ankle swelling on both sides for signs of thrombosis",
        ),
    ),
)
REST = Item(
    "immobility",
    1.5,
    "immobilisation or recent surgery",
    (
        "{had a hip replacement two weeks ago|spent five days in bed with influenza last week|had a bowel resection three weeks ago}",
    ),
    ("{has been up and about and has had no operation this year|has had no operation and no bed rest}",),
    (
        ("had a hip replacement seven weeks ago", "counting surgery beyond four weeks"),
        ("spent one day in bed last week", "counting a single day in bed as immobilisation"),
    ),
)
BEFORE = Item(
    "previous",
    1.5,
    "previous deep vein thrombosis or pulmonary embolism",
    ("{had a deep vein thrombosis six years ago|had a pulmonary embolism in the past}",),
    ("{has never had a thrombosis or an embolism|has no history of venous thrombosis}",),
    (
        ("had a superficial phlebitis after a cannula", "counting superficial phlebitis"),
        ("has a sister who had a thrombosis", "counting a relative's thrombosis"),
    ),
)
BLOOD = Item(
    "haemoptysis",
    1,
    "haemoptysis",
    ("{coughed up blood this morning|has coughed up streaks of fresh blood}",),
    ("{has not coughed up any blood|has had no haemoptysis}",),
    (("had a nosebleed yesterday", "taking a nosebleed for haemoptysis"),),
)
CANCER = Item(
    "cancer",
    1,
    "active cancer",
    ("{had chemotherapy for colon cancer two months ago|has metastatic cancer under palliative care}",),
    ("{has never had cancer|has no known cancer}",),
    (
        ("was cured of colon cancer nine years ago", "counting a cancer that was cured years ago"),
        ("had a basal cell carcinoma removed ten years ago", "counting an old skin tumour"),
    ),
)


def embolism(rng: Random, level: int) -> Case:
    """Wells score for pulmonary embolism."""
    patient = adult(rng, 26, 84)
    sentences, tally, present = _findings(rng, patient, (SIGNS, REST, BEFORE, BLOOD, CANCER), level, 0.3)
    pulse = (
        rng.choice((100, 101))
        if rng.random() < (0.5 if level == 5 else 0.1)
        else rng.choice((rng.randint(68, 98), rng.randint(103, 132)))
    )
    likely = rng.random() < 0.45
    opinion = (
        spin(
            rng,
            "{The team finds no other diagnosis more likely than pulmonary embolism|Pulmonary embolism is at least as likely as any other diagnosis|To the team, pulmonary embolism is the most likely diagnosis}.",
        )
        if likely
        else spin(
            rng,
            "{The team thinks pneumonia more likely than embolism|A rib fracture seems the more likely explanation to the team|Musculoskeletal pain is judged more likely than embolism}.",
        )
    )
    tally += [
        Scored(
            "embolism the likeliest diagnosis",
            3 if likely else 0,
            "so judged" if likely else "another diagnosis is more likely",
            ((0, "leaving out the clinician's judgement"),)
            if likely
            else ((3, "adding 3 points although another diagnosis is more likely"),),
        ),
        Scored(
            "heart rate",
            1.5 if pulse > 100 else 0,
            f"{pulse} a minute, {'above' if pulse > 100 else 'not above'} 100",
            (
                (
                    0 if pulse > 100 else 1.5,
                    "counting exactly 100 a minute as above 100"
                    if pulse == 100
                    else "misreading the limit of the heart rate",
                ),
            ),
        ),
    ]
    values = (("{heart rate|pulse}", f"{pulse} beats/min"),)
    rule = "Wells score for pulmonary embolism: clinical signs of deep vein thrombosis 3; embolism as likely as or likelier than any other diagnosis 3; heart rate above 100 1.5; immobilisation for 3 days or more, or surgery in the last 4 weeks, 1.5; previous deep vein thrombosis or embolism 1.5; haemoptysis 1; cancer treated in the last 6 months or palliative 1"
    return Case(
        patient,
        spin(rng, "{sudden breathlessness|pleuritic chest pain|breathlessness and chest pain}"),
        CHEST_PLACES,
        values,
        (*sentences, opinion),
        tuple(tally),
        {"present": present, "pulse": pulse, "likely": likely, "age": patient.age, "sex": patient.sex},
        rule,
    )


LIVER_PLACES = (
    "{in the liver clinic|on the gastroenterology ward|on the medical ward|in the transplant assessment clinic}"
)


def cirrhosis(rng: Random, level: int) -> Case:
    """Child-Pugh, with µmol/L and g/L at level 2."""
    patient = adult(rng, 34, 78)
    edge = 0.5 if level == 5 else 0.08
    bilirubin = (
        rng.choice((2.0, 3.0))
        if rng.random() < edge
        else rng.choice((rng.randint(7, 19), rng.randint(21, 29), rng.randint(31, 72))) / 10
    )
    albumin = (
        rng.choice((3.5, 2.8))
        if rng.random() < edge
        else rng.choice((rng.randint(36, 42), rng.randint(29, 34), rng.randint(19, 27))) / 10
    )
    inr = (
        rng.choice((1.7, 2.3))
        if rng.random() < edge
        else rng.choice((rng.randint(10, 16), rng.randint(18, 22), rng.randint(24, 31))) / 10
    )
    ascites = rng.choice(("none", "slight", "moderate"))
    grade = rng.choice((0, 0, 0, 1, 2, 3)) if ascites != "none" else rng.choice((0, 0, 0, 0, 1, 2))
    working: list[str] = []
    shown = [f"{bilirubin:.1f} mg/dL", f"{albumin:.1f} g/dL"]
    facts: dict[str, object] = {"inr": inr, "ascites": ascites, "encephalopathy": grade}
    if level == 2:
        micromolar, grams = round(bilirubin * 17.1), round(albumin * 10)
        bilirubin, albumin = rounded(micromolar / 17.1, 2), grams / 10
        if abs(bilirubin - 2) < 0.06 or abs(bilirubin - 3) < 0.06:
            micromolar += 3
            bilirubin = rounded(micromolar / 17.1, 2)
        shown = [f"{micromolar} µmol/L", f"{grams} g/L"]
        working += [
            f"Bilirubin = {micromolar} / 17.1 = {trimmed(bilirubin, 2)} mg/dL.",
            f"Albumin = {grams} / 10 = {trimmed(albumin, 1)} g/dL.",
        ]
        facts |= {"bilirubin_umol": micromolar, "albumin_g_l": grams}
    else:
        facts |= {"bilirubin": bilirubin, "albumin": albumin}
    points = child_pugh(bilirubin, albumin, inr, ascites, grade)
    subject = patient.subject.capitalize()
    belly = {
        "none": "{There is no ascites|Ultrasound shows no ascites|The abdomen holds no fluid}",
        "slight": "{There is slight ascites|Ultrasound finds slight ascites|Slight ascites is controlled by spironolactone}",
        "moderate": "{There is moderate to severe ascites|The abdomen is tense with severe ascites|Moderate ascites persists on diuretics}",
    }[ascites]
    mind = (
        "{There is no encephalopathy|Mental state is normal, without encephalopathy}"
        if grade == 0
        else "{There is encephalopathy of grade $g|Encephalopathy is of grade $g|$s shows encephalopathy of grade $g}"
    )
    sentences = (sentence(spin(rng, belly)), sentence(spin(rng, mind, g=grade, s=subject)))
    names = ("bilirubin", "albumin", "INR", "ascites", "encephalopathy")
    said = (
        f"{trimmed(bilirubin, 2)} mg/dL",
        f"{trimmed(albumin, 2)} g/dL",
        f"{inr:.1f}",
        ascites,
        f"grade {grade}" if grade else "none",
    )
    near = child_pugh(bilirubin + (0.05 if bilirubin in (2.0, 3.0) else 0), albumin - 0.05, inr + 0.05, ascites, grade)
    strict = child_pugh(bilirubin - 0.01, albumin + 0.01, inr - 0.01, ascites, grade)
    tally = tuple(
        Scored(
            name,
            p,
            text,
            tuple(
                (q, trap)
                for q, trap in (
                    (
                        a,
                        f"putting the {name} limit into the wrong band"
                        if name not in ("ascites", "encephalopathy")
                        else "",
                    ),
                    (b, f"reading the {name} limit as exclusive"),
                    (0, f"starting {name} at 0 instead of 1")
                    if p == 1
                    else (p - 1, f"scoring {name} one band too low"),
                    (p + 1, f"scoring {name} one band too high") if p < 3 else (2, f"capping {name} at 2"),
                )
                if q != p and trap
            ),
        )
        for name, p, text, a, b in zip(names, points, said, near, strict)
    )
    values = (("{total |serum |}bilirubin", shown[0]), ("{serum |}albumin", shown[1]), ("INR", f"{inr:.1f}"))
    rule = "Child-Pugh, 1, 2 or 3 points: bilirubin below 2, 2 to 3, above 3 mg/dL; albumin above 3.5, 2.8 to 3.5, below 2.8 g/dL; INR below 1.7, 1.7 to 2.3, above 2.3; ascites none, slight, moderate or severe; encephalopathy none, grade 1 or 2, grade 3 or 4"
    if level == 2:
        rule += "{. Bilirubin 1 mg/dL is 17.1 µmol/L; albumin 1 g/dL is 10 g/L|. Take 17.1 µmol/L of bilirubin as 1 mg/dL and 10 g/L of albumin as 1 g/dL}"
    return Case(
        patient,
        spin(
            rng,
            "{alcohol-related cirrhosis|cirrhosis from hepatitis C|cirrhosis from fatty liver disease|autoimmune cirrhosis}",
        ),
        LIVER_PLACES,
        values,
        sentences,
        tally,
        facts,
        rule,
        tuple(working),
    )


NEWS_PLACES = (
    "{on the {surgical|acute medical|respiratory|orthopaedic} ward|in the emergency department|on the admissions unit}"
)
NEWS_RULE = (
    "NEWS2{ (RCP 2017)|}: respiratory rate 8 or below 3, 9–11 1, 12–20 0, 21–24 2, 25 or more 3; saturation $scale; supplemental oxygen 2; "
    "systolic pressure 90 or below 3, 91–100 2, 101–110 1, 111–219 0, 220 or more 3; pulse 40 or below 3, 41–50 1, 51–90 0, 91–110 1, 111–130 2, 131 or more 3; "
    "new confusion or not alert 3; temperature 35.0 or below 3, 35.1–36.0 1, 36.1–38.0 0, 38.1–39.0 1, 39.1 or above 2"
)
SCALES = {
    1: "(scale 1) 91 or below 3, 92–93 2, 94–95 1, 96 or more 0",
    2: "(scale 2) 83 or below 3, 84–85 2, 86–87 1, 88–92 0, 93 or more on air 0, on oxygen 93–94 1, 95–96 2, 97 or more 3",
}
NEWS_NAMES = ("respiratory rate", "saturation", "oxygen", "systolic pressure", "pulse", "consciousness", "temperature")


def _vital_signs(rng: Random, sick: float, level: int, scale: int) -> tuple[int, int, bool, int, int, bool, float]:
    edge = level == 5 and rng.random() < 0.6
    rate = (
        rng.choice((11, 12, 20, 21, 24, 25))
        if edge
        else rng.choice((rng.randint(12, 20), rng.randint(21, 24), rng.randint(25, 32)))
        if rng.random() < sick
        else rng.randint(12, 20)
    )
    oxygen = rng.random() < (0.55 if scale == 2 else 0.35)
    saturation = (
        rng.randint(84, 97)
        if scale == 2
        else rng.choice((rng.randint(89, 97), rng.randint(92, 98)))
        if rng.random() < sick
        else rng.randint(95, 99)
    )
    systolic = (
        rng.choice((90, 91, 100, 101, 110, 111))
        if edge
        else rng.randint(84, 118)
        if rng.random() < sick * 0.6
        else rng.randint(112, 158)
    )
    pulse = (
        rng.choice((90, 91, 110, 111, 130, 131))
        if edge
        else rng.randint(92, 136)
        if rng.random() < sick
        else rng.randint(58, 90)
    )
    alert = rng.random() > 0.18
    temperature = (
        rng.choice((36.0, 36.1, 38.0, 38.1, 39.0, 39.1))
        if edge
        else (
            rng.choice((rng.randint(381, 396), rng.randint(352, 360)))
            if rng.random() < sick * 0.7
            else rng.randint(362, 379)
        )
        / 10
    )
    return rate, saturation, oxygen, systolic, pulse, alert, temperature


def deterioration(rng: Random, level: int) -> Case:
    """NEWS2; temperature in °F at level 2, both saturation scales to choose from at level 3 and above."""
    patient = adult(rng, 22, 89)
    scale = 2 if level >= 3 and rng.random() < 0.5 else 1
    signs = _vital_signs(rng, 0.55, level, scale)
    rate, saturation, oxygen, systolic, pulse, alert, temperature = signs
    facts: dict[str, object] = {"signs": list(signs), "scale": scale}
    heat = f"{temperature:.1f} °C"
    working: list[str] = []
    if level == 2:
        fahrenheit = rounded(temperature * 1.8 + 32, 1)
        exact = (fahrenheit - 32) / 1.8
        temperature = rounded(exact, 1)
        heat = f"{fahrenheit:.1f} °F"
        working.append(f"Temperature = ({fahrenheit:.1f} − 32) / 1.8 = {fixed(exact, 1)} °C.")
        facts = {"signs": [*signs[:6], fahrenheit], "scale": scale}
    points = news2(rate, saturation, oxygen, systolic, pulse, alert, temperature, scale)
    other = news2(rate, saturation, oxygen, systolic, pulse, alert, temperature, 3 - scale)[1]
    said = (
        f"{rate} a minute",
        f"{saturation} % on scale {scale}",
        "given" if oxygen else "room air",
        f"{systolic} mmHg",
        f"{pulse} a minute",
        "alert" if alert else "newly confused",
        f"{temperature:.1f} °C",
    )
    up = news2(rate + 1, saturation - 1, oxygen, systolic - 1, pulse + 1, alert, temperature + 0.1, scale)
    down = news2(rate - 1, saturation + 1, oxygen, systolic + 1, pulse - 1, alert, temperature - 0.1, scale)
    tally = []
    for index, name in enumerate(NEWS_NAMES):
        wrong: list[tuple[float, str]] = []
        p = points[index]
        if index == 1 and other != p:
            wrong.append((other, f"reading saturation on scale {3 - scale}"))
        if index == 2:
            wrong.append(
                (
                    0 if oxygen else 2,
                    "leaving out the points for oxygen" if oxygen else "giving oxygen points on room air",
                )
            )
        if index == 5 and not alert:
            wrong += [(0, "overlooking the new confusion"), (1, "giving new confusion 1 point instead of 3")]
        for q in (up[index], down[index]):
            if q != p:
                wrong.append((q, f"reading {name} into the neighbouring band"))
        if p:
            wrong.append((0, f"overlooking {name}"))
        tally.append(Scored(name, p, said[index], tuple(wrong)))
    air = (
        rng.choice(("on air", "on room air", "without oxygen"))
        if not oxygen
        else rng.choice(("on 2 L/min of oxygen", "on oxygen by nasal cannula", "on 28 % oxygen"))
    )
    values = (
        ("{respiratory rate|breathing rate}", f"{rate}/min"),
        ("{saturation|SpO2}", f"{saturation} % {air}"),
        ("{systolic pressure|systolic blood pressure}", f"{systolic} mmHg"),
        ("{pulse|heart rate}", f"{pulse}/min"),
        ("temperature", heat),
    )
    subject = patient.subject.capitalize()
    texts = [
        f"{subject} is {spin(rng, '{alert|awake and alert|alert and talking}') if alert else spin(rng, '{newly confused|confused since this morning, which is new}')}."
    ]
    if level >= 3:
        texts.append(
            spin(
                rng,
                "{The chart prescribes a target saturation of 88–92 % for hypercapnic respiratory failure|After hypercapnic respiratory failure last year, 88–92 % is the prescribed target}.",
            )
            if scale == 2
            else spin(
                rng,
                "{The prescribed target saturation is 94–98 %|No blood gas has ever shown hypercapnia, and the target is 94–98 %}.",
            )
        )
        rule = spin(
            rng,
            NEWS_RULE,
            scale=f"{SCALES[1]}, or {SCALES[2]}; scale 2 holds only with a prescribed target of 88–92 % for hypercapnic failure",
        )
    else:
        rule = spin(rng, NEWS_RULE, scale=SCALES[1])
    if level == 2:
        rule += spin(
            rng, "{. Convert °F to °C as (°F − 32) / 1.8, to one decimal|. °C = (°F − 32) / 1.8, rounded to 0.1}"
        )
    reason = (
        "{a chest infection|pneumonia|an exacerbation of COPD}"
        if scale == 2
        else "{a urinary tract infection|cellulitis|pneumonia|abdominal pain on the second day after surgery|an infected hip wound}"
    )
    return Case(
        patient, spin(rng, reason), NEWS_PLACES, values, tuple(texts), tuple(tally), facts, rule, tuple(working)
    )


@dataclass(frozen=True)
class Score:
    """A score: its name, how a case is drawn, and how a total leads to a class."""

    name: str
    case: Callable[[Random, int], Case]
    purpose: str
    labels: tuple[str, ...]
    convention: str
    ask: str
    classify: Callable[[Case, float], str]


def _stroke_class(case: Case, total: float) -> str:
    above = total - (1 if case.patient.sex == "female" else 0)
    return "recommended" if above >= 2 else "considered" if above == 1 else "not needed"


def _news_class(case: Case, total: float) -> str:
    red = any(item.points == 3 for item in case.tally)
    return "high" if total >= 7 else "medium" if total >= 5 else "low-medium" if red else "low"


SCORES = (
    Score(
        "CHA2DS2-VASc",
        stroke_risk,
        "the risk of stroke",
        ("recommended", "considered", "not needed"),
        "{Anticoagulation (ESC 2020)|By ESC 2020, anticoagulation} is recommended from 2 points in men and 3 in women, considered at 1 in men and 2 in women, and not needed below",
        "{Is anticoagulation|By this rule, is an anticoagulant} recommended, considered or not needed?",
        _stroke_class,
    ),
    Score(
        "HAS-BLED",
        bleeding_risk,
        "the risk of bleeding",
        ("high", "not high"),
        "{A total of 3 or more is high|From 3 points the bleeding risk is high}, {otherwise|below that} not high",
        "{Is the bleeding risk|By this score, is the bleeding risk} high or not high?",
        lambda case, total: "high" if total >= 3 else "not high",
    ),
    Score(
        "CURB-65",
        pneumonia,
        "the severity of pneumonia",
        ("low", "moderate", "high"),
        "{Severity|The BTS (2009) severity} is low at 0 or 1, moderate at 2, high at 3 or more",
        "{How severe is the pneumonia|Which severity results|What is the severity class}: low, moderate or high?",
        lambda case, total: "low" if total <= 1 else "moderate" if total == 2 else "high",
    ),
    Score(
        "Wells",
        embolism,
        "the pretest probability of embolism",
        ("PE likely", "PE unlikely"),
        "{Above 4 points|With more than 4 points} the result is PE likely, {otherwise|up to 4 points} PE unlikely",
        "{Which class results|What is the result|How is the case classified}: PE likely or PE unlikely?",
        lambda case, total: "PE likely" if total > 4 else "PE unlikely",
    ),
    Score(
        "Child-Pugh",
        cirrhosis,
        "the severity of cirrhosis",
        ("class A", "class B", "class C"),
        "{Class A is|Class A:} 5–6 points, B 7–9, C 10–15",
        "{Which Child-Pugh class is this|What is the Child-Pugh class|How is the cirrhosis classed}: class A, class B or class C?",
        lambda case, total: "class A" if total <= 6 else "class B" if total <= 9 else "class C",
    ),
    Score(
        "NEWS2",
        deterioration,
        "the clinical response",
        ("low", "low-medium", "medium", "high"),
        "{Clinical risk|The clinical risk (RCP 2017)} is high from 7 points, medium at 5 or 6; below 5 it is low-medium if any single parameter scores 3, otherwise low",
        "{What is the clinical risk|Which clinical risk results|How high is the clinical risk}: low, low-medium, medium or high?",
        _news_class,
    ),
)
BY_LEVEL = {
    1: (0, 1, 2, 3, 4, 5),
    2: (1, 2, 4, 5),
    3: (0, 1, 2, 3, 5),
    4: (0, 1, 2, 3, 4, 5),
    5: (0, 1, 2, 3, 4, 5),
}
HEADING = "{Findings|Observations|Results|On the chart|Values on admission|Recorded today|Data}"


def _tally_lines(rng: Random, case: Case) -> list[str]:
    """The working: one line a finding that scores, the rest summed up, and the total."""
    lines = [*case.working]
    scoring = [item for item in case.tally if item.points]
    silent = [item for item in case.tally if not item.points]
    for item in scoring:
        lines.append(f"{item.name[:1].upper()}{item.name[1:]} ({item.why}): {trimmed(item.points, 1)}.")
    for item in silent:
        if item.why not in ("absent", "male") and not item.why.startswith("another"):
            lines.append(f"{item.name[:1].upper()}{item.name[1:]} ({item.why}): 0.")
    absent = [item.name for item in silent if item.why == "absent"]
    if absent:
        lines.append(spin(rng, "{No points for|Nothing for|0 for} $all.", all=listed(absent, "or")))
    if len(scoring) > 1:
        lines.append(f"Total = {' + '.join(trimmed(item.points, 1) for item in scoring)} = {trimmed(case.total, 1)}.")
    else:
        lines.append(f"Total = {trimmed(case.total, 1)} + 0 = {trimmed(case.total, 1)}." if scoring else "Total: 0.")
    return lines


def _slips(case: Case) -> list[tuple[float, str]]:
    """(wrong total, gerund), one for each way to get one line wrong, the most instructive first."""
    found = [
        (case.total - item.points + points, trap)
        for item in case.tally
        for points, trap in item.wrong
        if points != item.points
    ]
    found.sort(
        key=lambda slip: (
            "exactly" not in slip[1] and "at least" not in slip[1],
            "overlooking" in slip[1],
            "band" in slip[1],
        )
    )
    return found


def _points(total: float) -> str:
    return f"{trimmed(total, 1)} point{'' if total == 1 else 's'}"


def _tempting(rng: Random, slips: Sequence[tuple[float, str]]) -> str:
    total, trap = slips[0]
    return spin(
        rng,
        "{The tempting mistake is|A tempting mistake is|Beware of} $trap, which would {make|give|come to} $total.",
        trap=trap,
        total=_points(total),
    )


def _set_out(rng: Random, case: Case, conventions: Sequence[str], ask: str, asides: Sequence[str] = ()) -> str:
    values = list(case.values)
    texts = list(case.sentences)
    story = introduced(rng, case.patient, case.place, case.reason)
    if values and (len(values) > 1 or rng.random() < 0.7):
        chart = charted(rng, values, HEADING)
    elif values:
        chart = f"{values[0][0][:1].upper()}{values[0][0][1:]}: {values[0][1]}."
        chart = spin(rng, chart)
        chart = chart[:1].upper() + chart[1:]
    else:
        chart = texts.pop(0)
    return posed(rng, story, chart, conventions, ask, [*rng.sample(texts, len(texts)), *asides])


def _number(score: Score, total: float, slips: Sequence[tuple[float, str]]) -> dict[str, object]:
    """Answer fields for a total: an integer, or a number with one decimal for Wells."""
    if score.name == "Wells":
        return {
            "answer": fixed(total, 1),
            "answer_type": "number",
            "verifier": "number",
            "arguments": {"absolute": 0.05},
            "distractors": wrong_numbers(
                total,
                [
                    *slips,
                    *(
                        (total + extra, f"adding {trimmed(extra, 1)} for a finding that is absent")
                        for extra in (1.5, 1.0, 3.0)
                    ),
                ],
                decimals=1,
                tolerance=0.1,
            ),
        }
    return {
        "answer": fixed(total, 0),
        "answer_type": "integer",
        "verifier": "integer",
        "arguments": {},
        "distractors": wrong_numbers(
            total,
            [
                *slips,
                (total + 1, "counting one point too many"),
                (total + 2, "counting two points too many"),
                (total - 1, "dropping a point"),
            ],
            decimals=0,
            tolerance=0.4,
        ),
    }


ABSENT = "{Whatever is not mentioned is absent|Findings that are not mentioned are absent|Take anything unmentioned as absent}"


def _total(rng: Random, level: int) -> Problem:
    """Levels 1 to 3 and 5: the score itself."""
    say = partial(spin, rng)
    score = SCORES[rng.choice(BY_LEVEL[level])]
    case = score.case(rng, level)
    slips = _slips(case)
    asides = background(rng, case.patient, {1: rng.randint(0, 1), 2: rng.randint(0, 1)}.get(level, 1))
    steps = [
        say(
            "{Facts|The case}: $article $age-year-old $noun with $reason.",
            article=article(case.patient.age),
            age=case.patient.age,
            noun=case.patient.noun,
            reason=case.reason,
        ),
        say("{Rule|Score}: $name, {added up finding by finding|item by item}.", name=score.name),
        *_tally_lines(rng, case),
    ]
    if level >= 3 and slips:
        steps.append(_tempting(rng, slips))
    steps.append(
        say(
            "{Check|Sense check}: $n items were looked at, and $k of them score$s.",
            n=len(case.tally),
            k=(scoring := sum(item.points > 0 for item in case.tally)),
            s="s" if scoring == 1 else "",
        )
    )
    ask = say(
        "{What is the $name score|How many points does the $name score give|What does the $name score come to|Work out the $name score}",
        name=score.name,
    )
    ask += "" if ask.startswith("Work") else "?"
    conventions = [say(case.rule)]
    if level >= 3 and score.name in ("CHA2DS2-VASc", "HAS-BLED", "Wells"):
        conventions.append(say(ABSENT))
    return Problem(
        question=_set_out(rng, case, conventions, ask, asides),
        steps=tuple(steps),
        parameters={"kind": "total", "score": score.name, **case.facts},
        operations=len(case.tally) + len(case.working) + 1,
        irrelevant=len(asides),
        **_number(score, case.total, slips),  # type: ignore[arg-type]
    )


def _chosen(rng: Random, level: int) -> Problem:
    """Level 3: atrial fibrillation with the facts of two scores; the aim decides which one to add up."""
    say = partial(spin, rng)
    stroke = rng.random() < 0.5
    first, second = stroke_risk(rng, level), bleeding_risk(rng, level)
    patient = first.patient
    other = Scored(
        "age", int(patient.age > 65), f"{patient.age} years, {'above' if patient.age > 65 else 'not above'} 65", ()
    )
    had_stroke = any(item.name == STROKE.phrase and item.points for item in first.tally)
    shared = Scored(EARLIER_STROKE.phrase, int(had_stroke), "present" if had_stroke else "absent", ())
    tally = tuple(
        other if item.name == "age" else shared if item.name == EARLIER_STROKE.phrase else item for item in second.tally
    )
    if any(text for text in first.sentences if "embolus" in text or "transient" in text or "fatty" in text):
        return _chosen(rng, level)
    texts = [text for text in second.sentences if "stroke" not in text and "faint" not in text]
    fix = {"male": {"She": "He"}, "female": {"He": "She"}}[patient.sex]
    texts = [" ".join([fix.get(text.split(" ", 1)[0], text.split(" ", 1)[0]), text.split(" ", 1)[1]]) for text in texts]
    bleed = Case(
        patient,
        second.reason,
        second.place,
        second.values,
        tuple(texts),
        tally,
        {**second.facts, "age": patient.age, "present": second.facts["present"]},
        second.rule,
    )
    case, rival = (first, bleed) if stroke else (bleed, first)
    untreated = not any(item.name == HYPERTENSION.phrase and item.points for item in first.tally)
    if case.total == rival.total or (untreated and int(str(second.facts["systolic"])) > 142):
        return _chosen(rng, level)
    score = SCORES[0] if stroke else SCORES[1]
    rival_score = SCORES[1] if stroke else SCORES[0]
    slips = [(rival.total, f"adding up {rival_score.name} instead"), *_slips(case)]
    combined = Case(
        patient,
        spin(
            rng,
            "{atrial fibrillation treated with warfarin|long-standing atrial fibrillation on warfarin|atrial fibrillation, on warfarin since last year}",
        ),
        STROKE_PLACES,
        bleed.values,
        (*first.sentences, *texts),
        case.tally,
        {},
        "",
    )
    steps = [
        say(
            "{Aim|The question}: $purpose in atrial fibrillation, so the score is $name{, not $other|}.",
            purpose=score.purpose,
            name=score.name,
            other=rival_score.name,
        ),
        *_tally_lines(rng, case),
        say(
            "{The tempting mistake is|It is tempting} to {add up|take} $other, which rates $what and would give $n.",
            other=rival_score.name,
            what=rival_score.purpose,
            n=trimmed(rival.total, 0),
        ),
        say("{Check|Sense check}: only items of $name were counted.", name=score.name),
    ]
    conventions = [say(first.rule), say(second.rule), say(ABSENT)]
    ask = say(
        "{A colleague wants a figure for|The team wants to judge|You are asked about|The question is} $purpose: how many points does the {right|appropriate|fitting} score give?",
        purpose=score.purpose,
    )
    present = sorted({*first.facts["present"], *(second.facts["present"])} - ({"stroke"} if not had_stroke else set()))  # type: ignore[misc]
    numbers = {key: second.facts[key] for key in ("systolic", "creatinine", "within", "drinks")}
    return Problem(
        question=_set_out(rng, combined, conventions, ask),
        steps=tuple(steps),
        parameters={
            "kind": "chosen",
            "score": score.name,
            "age": patient.age,
            "sex": patient.sex,
            "present": present,
            **numbers,
        },
        operations=len(case.tally) + 2,
        irrelevant=4,
        **_number(score, case.total, slips),  # type: ignore[arg-type]
    )


def _class(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: the score, then the class that it leads to."""
    say = partial(spin, rng)
    score = SCORES[rng.choice(BY_LEVEL[level])]
    case = score.case(rng, max(level, 3))
    answer = score.classify(case, case.total)
    slips = _slips(case)
    wrong = [(score.classify(case, total), trap) for total, trap in slips]
    changing = [(total, trap) for (total, trap), (label, _) in zip(slips, wrong) if label != answer] or slips
    asides = background(rng, case.patient, 1)
    steps = [
        say("{Rule|Two steps}: add up $name, then read the class from the total.", name=score.name),
        *_tally_lines(rng, case),
        say(
            "{Class|Conclusion|Reading the class}: at $total the result is: $answer.",
            total=_points(case.total),
            answer=answer,
        ),
    ]
    if changing:
        total, trap = changing[0]
        label = score.classify(case, total)
        effect = (
            f"at {_points(total)} the answer would be {label}"
            if label != answer
            else f"it would make {_points(total)}, and only by luck leave the class as it is"
        )
        steps.append(
            say("{The tempting mistake is|A tempting mistake is|Beware of} $trap: $effect.", trap=trap, effect=effect)
        )
    conventions = [say(case.rule), say(score.convention)]
    if score.name in ("CHA2DS2-VASc", "HAS-BLED", "Wells"):
        conventions.append(say(ABSENT))
    return Problem(
        question=_set_out(rng, case, conventions, say(score.ask), asides),
        steps=tuple(steps),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(score.labels)},
        parameters={"kind": "class", "score": score.name, **case.facts},
        distractors=wrong_labels(answer, wrong, score.labels, "misreading the classes"),
        operations=len(case.tally) + 2,
        irrelevant=len(asides),
    )


def _change(rng: Random, level: int) -> Problem:
    """Level 4: NEWS2 at two times; by how much it has risen."""
    say = partial(spin, rng)
    patient = adult(rng, 22, 89)
    while True:
        before, after = _vital_signs(rng, 0.25, 3, 1), _vital_signs(rng, 0.75, 3, 1)
        one, two = news2(*before, 1), news2(*after, 1)
        if sum(two) - sum(one) >= 2 and before[5] >= after[5]:
            break
    rise = sum(two) - sum(one)
    hours = rng.randint(2, 9)

    def row(signs: tuple[int, int, bool, int, int, bool, float]) -> str:
        rate, saturation, oxygen, systolic, pulse, alert, temperature = signs
        return f"respirations {rate}/min, saturation {saturation} % {'on oxygen' if oxygen else 'on air'}, systolic {systolic} mmHg, pulse {pulse}/min, {'alert' if alert else 'newly confused'}, {temperature:.1f} °C"

    texts = [
        say("{First set|On arrival|At the start}: $row.", row=row(before)),
        say("{Second set|$h hours later|After $h hours}: $row.", h=hours, row=row(after)),
    ]
    asides = background(rng, patient, 1)
    steps = [
        say(
            "{Rule|Plan}: score each set by NEWS2 (saturation scale 1), in the order {respiration, saturation, oxygen, systolic, pulse, consciousness, temperature|of the chart}, then subtract."
        ),
        f"First set: {' + '.join(map(str, one))} = {sum(one)}.",
        f"Second set: {' + '.join(map(str, two))} = {sum(two)}.",
        f"Rise: {sum(two)} − {sum(one)} = {rise}.",
        say(
            "{The tempting mistake is|It is tempting} to {give the second total, $t, as the answer|stop at the second total of $t}; the question asks for the change.",
            t=sum(two),
        ),
        say(
            "{Check|Sense check}: the second set is worse in $n of the seven parameters.",
            n=sum(b > a for a, b in zip(one, two)),
        ),
    ]
    no_oxygen = sum(two) - two[2] - sum(one) + one[2]
    mild = sum(two) - (2 if not after[5] else 0) - sum(one)
    wrong = [
        (float(sum(two)), "giving the second total instead of the rise"),
        (float(no_oxygen), "leaving out the points for oxygen"),
        (float(mild), "giving new confusion 1 point instead of 3"),
        (float(rise - two[0] + one[0]), "overlooking the respiratory rate"),
        (float(rise - two[4] + one[4]), "overlooking the pulse"),
        (rise + 1.0, "counting one point too many"),
        (rise - 1.0, "dropping a point"),
    ]
    conventions = [spin(rng, NEWS_RULE, scale=SCALES[1])]
    ask = say(
        "{By how many points has NEWS2 risen|What is the rise in NEWS2|How many points higher is the second NEWS2 than the first}?"
    )
    story = introduced(
        rng,
        patient,
        NEWS_PLACES,
        "{a urinary tract infection|cellulitis|pneumonia|abdominal pain on the second day after surgery}",
    )
    return Problem(
        question=posed(rng, story, " ".join(texts), conventions, ask, asides),
        steps=tuple(steps),
        answer=str(rise),
        answer_type="integer",
        verifier="integer",
        parameters={"kind": "change", "before": list(before), "after": list(after)},
        distractors=wrong_numbers(rise, wrong, decimals=0, tolerance=0.4),
        operations=15,
        irrelevant=len(asides),
    )


KINDS = {
    1: (_total,),
    2: (_total,),
    3: (_total, _total, _total, _chosen),
    4: (_class, _class, _class, _change),
    5: (_class, _total),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on an additive clinical score."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="clinical_scores",
    title="Additive clinical scores",
    source="Lip 2010 and ESC 2020 (CHA2DS2-VASc); Pisters 2010 (HAS-BLED); Lim 2003 (CURB-65); Wells 2000; Pugh 1973; RCP 2017 (NEWS2)",
    problem=problem,
    rubric=(
        Criterion("Goes through every item of the named score and gives each its points.", "essential"),
        Criterion(
            "Does not count findings that are denied, belong to a relative, or only resemble an item.", "essential"
        ),
        Criterion("Treats values on a cut-off as the stated inequality demands (at least, above).", "important"),
        Criterion("Uses only one age band of a score that has several.", "important"),
        Criterion("Adds the points explicitly and reads the class from the total.", "important"),
        Criterion("Adds items of a different score.", "pitfall", positive=False),
    ),
)
