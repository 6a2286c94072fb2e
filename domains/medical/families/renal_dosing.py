
"""Creatinine clearance by Cockcroft-Gault, the weight to put in it, and the dose band it leads to.

Sources:
    Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41.
    Devine 1974 and Bauer 1983 for ideal and adjusted weight (`domains.medical.body`).
    Creatinine: 1 mg/dL = 88.4 µmol/L. One pound = 0.4536 kg.
    Dose bands: US prescribing information of each drug, dosage in renal impairment (sections 2.x, as of 2024).

Formula: clearance (mL/min) = (140 − age) × weight (kg) / (72 × creatinine (mg/dL)), × 0.85 in women.

A man of 60 with 72 kg and a creatinine of 1.0 mg/dL clears 80 mL/min; a woman 15 % less:

>>> clearance(60, "male", 72, 1.0)
80.0
>>> round(clearance(60, "female", 72, 1.0), 1)
68.0
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Distractor, Family, Problem
from domains.medical.body import adjusted_weight, height_in_cm, ideal_weight, in_inches, weight_in_kg
from domains.medical.charting import background
from domains.medical.findings import Finding, arrival, bystanders, charted, composed
from domains.medical.rounding import clear_of_half, fixed, label_distractors, numeric_distractors, plain, rounded
from domains.medical.vignette import Patient
from domains.wording import sentence, spin

MICROMOLES_A_MILLIGRAM = 88.4
KILOGRAMS_A_POUND = 0.4536


def clearance(age: int, sex: str, weight: float, creatinine: float) -> float:
    """Cockcroft-Gault creatinine clearance in mL/min; weight in kg, creatinine in mg/dL."""
    value = (140 - age) * weight / (72 * creatinine)
    return value * 0.85 if sex == "female" else value


def dosing_weight(actual: float, ideal: float, limit: float) -> tuple[str, float]:
    """Which weight the policy takes and its value in kg.

    Args:
        actual: kg.
        ideal: kg.
        limit: ratio of actual to ideal above which the adjusted weight is used (1.2 or 1.3).

    >>> dosing_weight(50, 60, 1.2), dosing_weight(66, 60, 1.2), dosing_weight(110, 60, 1.2)
    (('actual', 50), ('ideal', 60), ('adjusted', 80.0))
    """
    if actual < ideal:
        return "actual", actual
    if actual <= limit * ideal:
        return "ideal", ideal
    return "adjusted", adjusted_weight(ideal, actual)


@dataclass(frozen=True)
class Drug:
    """A drug and its bands.

    Attributes:
        bands: (lowest whole clearance in mL/min of the band, regimen, mg in 24 h), highest band first, the last from 0.
        reasons: why it is given; acute says whether in hospital.
    """

    name: str
    bands: tuple[tuple[int, str, int], ...]
    reasons: tuple[str, ...]
    acute: bool = True

    def band(self, whole_clearance: int) -> int:
        """Index of the band that a whole number of mL/min falls in."""
        return next(index for index, (lowest, _, _) in enumerate(self.bands) if whole_clearance >= lowest)


DRUGS = (
    Drug("meropenem", ((51, "1 g every 8 hours", 3000), (26, "1 g every 12 hours", 2000), (10, "500 mg every 12 hours", 1000), (0, "500 mg every 24 hours", 500)),
         ("with a complicated urinary infection", "with hospital-acquired pneumonia", "with an intra-abdominal abscess")),
    Drug("cefepime", ((61, "2 g every 12 hours", 4000), (30, "2 g every 24 hours", 2000), (11, "1 g every 24 hours", 1000), (0, "500 mg every 24 hours", 500)),
         ("with pyelonephritis", "with severe cellulitis", "with bacteraemia from a urinary source")),
    Drug("ceftazidime", ((51, "1 g every 8 hours", 3000), (31, "1 g every 12 hours", 2000), (16, "1 g every 24 hours", 1000), (6, "500 mg every 24 hours", 500), (0, "500 mg every 48 hours", 250)),
         ("with a Pseudomonas infection of the airways", "with infected bronchiectasis", "with a complicated urinary infection")),
    Drug("piperacillin-tazobactam", ((41, "3.375 g every 6 hours", 13500), (20, "2.25 g every 6 hours", 9000), (0, "2.25 g every 8 hours", 6750)),
         ("with diverticulitis and a small abscess", "with cholangitis", "with an infected diabetic foot")),
    Drug("aztreonam", ((31, "1 g every 8 hours", 3000), (10, "500 mg every 8 hours", 1500), (0, "250 mg every 8 hours", 750)),
         ("with a Gram-negative urinary infection and penicillin anaphylaxis in the past", "with Gram-negative bacteraemia")),
    Drug("valaciclovir", ((50, "1 g every 8 hours", 3000), (30, "1 g every 12 hours", 2000), (10, "1 g every 24 hours", 1000), (0, "500 mg every 24 hours", 500)),
         ("with shingles on the chest wall", "with ophthalmic zoster", "with a two-day-old zoster rash"), acute=False),
    Drug("oseltamivir", ((61, "75 mg twice daily", 150), (31, "30 mg twice daily", 60), (11, "30 mg once daily", 30), (0, "not recommended", 0)),
         ("with influenza A confirmed by swab", "with fever, cough and a positive influenza test")),
    Drug("gabapentin (highest dose)", ((60, "1200 mg three times daily", 3600), (30, "700 mg twice daily", 1400), (15, "700 mg once daily", 700), (0, "300 mg once daily", 300)),
         ("with postherpetic neuralgia", "with persistent neuralgia after shingles"), acute=False),
    Drug("valganciclovir", ((60, "900 mg twice daily", 1800), (40, "450 mg twice daily", 900), (25, "450 mg once daily", 450), (10, "450 mg every 2 days", 225), (0, "not recommended", 0)),
         ("with cytomegalovirus disease", "with newly found cytomegalovirus retinitis"), acute=False),
)  # fmt: skip

REASONS = (
    "before a renally cleared drug is started", "for a check of kidney function before {chemotherapy|a new antibiotic|contrast imaging}",
    "with {a urinary infection|community-acquired pneumonia|cellulitis of the leg|diverticulitis}", "to have {antibiotic doses|the drug chart|long-term medicines} reviewed",
    "with {stable chronic kidney disease|long-standing hypertension|type 2 diabetes|heart failure}",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """The facts on which the clearance depends; weight in kg, height in cm, creatinine in mg/dL."""

    patient: Patient
    height: int
    weight: float
    creatinine: float


def _case(rng: Random, indices: tuple[float, float], lowest: float = 9, highest: float = 125) -> Case:
    """An adult with a body mass index in the range and a clearance (at the actual weight) between the bounds."""
    while True:
        patient = Patient(rng.choice((rng.randint(24, 60), rng.randint(45, 92))), rng.choice(("male", "female")))
        height = height_in_cm(rng, patient.sex)
        weight = weight_in_kg(height, rng.uniform(*indices))
        creatinine = rng.choice((rng.uniform(0.6, 1.6), rng.uniform(0.8, 2.4), rng.uniform(1.5, 4.2)))
        creatinine = rounded(creatinine, 2)
        if lowest <= clearance(patient.age, patient.sex, weight, creatinine) <= highest:
            return Case(patient, height, weight, creatinine)


def _weight(value: float) -> Finding:
    return Finding(("weight", "body weight", "actual weight", "measured weight", "current weight"), f"{plain(value)} kg")


def _height(value: int) -> Finding:
    return Finding(("height", "standing height", "body height", "measured height"), f"{value} cm")


def _creatinine(text: str) -> Finding:
    return Finding(("serum creatinine", "creatinine", "plasma creatinine", "stable serum creatinine"), text)


def _substitution(patient: Patient, weight: str, creatinine: str, result: str) -> str:
    factor = " × 0.85" if patient.sex == "female" else ""
    return f"(140 − {patient.age}) × {weight} / (72 × {creatinine}){factor} = {result}"


def _back(patient: Patient, result: str, creatinine: str) -> str:
    """The weight recovered from the printed clearance: a check that runs the formula backwards."""
    divisor = (140 - patient.age) * (0.85 if patient.sex == "female" else 1)
    value = float(result) * 72 * float(creatinine) / divisor
    below = f"((140 − {patient.age}) × 0.85)" if patient.sex == "female" else f"(140 − {patient.age})"
    return f"{result} × 72 × {creatinine} / {below} = {fixed(value, 1)}"


def _facts(rng: Random, patient: Patient, listed: str) -> str:
    return spin(rng, "{Facts|What counts|Needed|From the question|Known}: {age $age|$age years}, $sex, $listed.", age=patient.age, sex=patient.sex, listed=listed)


def _formula(rng: Random) -> str:
    return spin(
        rng,
        "{Rule|Formula|Cockcroft–Gault|The formula of Cockcroft and Gault}: clearance is (140 − age) times weight, over 72 times creatinine in mg/dL{; women × 0.85|, and a woman's result is multiplied by 0.85|, less 15 % in women}.",
    )


def _sex_line(rng: Random, patient: Patient) -> str:
    if patient.sex == "female":
        return spin(rng, "{She is a woman, so the factor 0.85 applies.|The 0.85 for women belongs in.|Factor for a woman: 0.85.}")
    return spin(rng, "{He is a man, so no sex factor.|No factor of 0.85: the patient is male.|For a man the formula stands as it is.}")


def _slip(patient: Patient) -> tuple[float, str]:
    """What the sex factor does to the result when it is got wrong."""
    if patient.sex == "female":
        return 1 / 0.85, "left out the factor 0.85 for women"
    return 0.85, "applied the factor 0.85 to a man"


def _number_problem(
    case: Case, value: float, wrong: list[tuple[float, str]],
    steps: list[str], question: str, parameters: dict[str, object], operations: int, irrelevant: int,
) -> Problem:  # fmt: skip
    factor, trap = _slip(case.patient)
    surface = (case.height * case.weight / 3600) ** 0.5
    wrong = [
        *wrong,
        (value * factor, trap),
        (value * 1.73 / surface, "scaled the clearance to 1.73 m² of body surface"),
        (value * 140 / (140 - case.patient.age), "left the age out of (140 − age)"),
        (value * 72 / 88.4, "put 88.4 in the place of 72"),
    ]

    def written(number: float) -> str:
        return f"{fixed(number, 1)} mL/min"

    return Problem(
        question=question, steps=tuple(steps), answer=written(value), answer_type="number", verifier="number",
        arguments={"unit": "mL/min", "relative": 0.01}, parameters=parameters,
        distractors=numeric_distractors(value, wrong, written, relative=0.01)[:5], operations=operations, irrelevant=irrelevant,
    )  # fmt: skip


NAME_FORMULA = (
    "{Use|Apply|Work with|Take} the Cockcroft–Gault {formula|equation} (1976){, with the factor 0.85 for women|, factor 0.85 in women|; women × 0.85}",
    "{The estimate wanted is|The method is|Estimate by|Calculate by} Cockcroft–Gault (factor 0.85 {for a woman|in women|if female})",
    "{The pharmacy works with|The chart relies on|The department uses} the {equation|formula} of Cockcroft and Gault, {in which women get a factor of 0.85|0.85 for women included}",
)
ASK = (
    "{What is|Work out|Calculate|Find|Give|Estimate} the creatinine clearance in mL/min{, to one decimal| with one decimal place|, rounded to one decimal}.",
    "{To one decimal place, w|W}hat creatinine clearance{ in mL/min|, in mL/min,} {does this patient have|results|do you get|follows}{| (one decimal)}?",
    "{How many mL of plasma per minute are cleared of creatinine|How high is the creatinine clearance (mL/min)}{, to one decimal|, with one decimal}?",
    "{Report|State|Supply|Enter} the creatinine clearance {for the chart|for the pharmacist|for this patient}, in mL/min to one decimal.",
)


def _ask(rng: Random) -> str:
    return sentence(spin(rng, rng.choice(ASK)))


def _simple(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: the actual weight is to be used."""
    case = _case(rng, (19.5, 26.5))
    patient = case.patient
    findings, steps = [], []
    grams = plain(case.weight)
    creatinine = plain(case.creatinine)
    micromoles, pounds = 0, 0
    wrong: list[tuple[float, str]] = []
    rules = [sentence(spin(rng, rng.choice(NAME_FORMULA)))]
    rules.append(sentence(spin(rng, "{the actual weight goes into the formula|put in the weight as measured|use actual body weight|enter the weight that was measured|no weight but the actual one is to be used}")))
    weight_finding = _weight(case.weight)
    if level == 2:
        micromoles = round(case.creatinine * MICROMOLES_A_MILLIGRAM)
        creatinine = fixed(micromoles / MICROMOLES_A_MILLIGRAM, 3)
        rules.append(sentence(spin(rng, "{1 mg/dL of creatinine is|a creatinine of 1 mg/dL equals|convert creatinine with 1 mg/dL =|for creatinine 1 mg/dL corresponds to} 88.4 µmol/L")))
        if rng.random() < 0.5:
            pounds = round(case.weight / KILOGRAMS_A_POUND)
            grams = fixed(pounds * KILOGRAMS_A_POUND, 2)
            weight_finding = Finding(weight_finding.names, f"{pounds} lb")
            rules.append(sentence(spin(rng, "{one pound is|1 lb =|take 1 lb as|a pound weighs} 0.4536 kg")))
    value = rounded(clearance(patient.age, patient.sex, float(grams), float(creatinine)), 1)
    findings = [weight_finding, _creatinine(f"{micromoles} µmol/L" if micromoles else f"{creatinine} mg/dL")]
    ideal = ideal_weight(patient.sex, case.height / 2.54)
    irrelevant = 0
    if rng.random() < 0.6:
        findings.append(_height(case.height))
        irrelevant += 1
        wrong.append((value * ideal / float(grams), "used the ideal instead of the actual weight"))
    steps.append(_facts(rng, patient, f"weight {pounds} lb, creatinine {micromoles} µmol/L" if pounds else f"weight {grams} kg, creatinine " + (f"{micromoles} µmol/L" if micromoles else f"{creatinine} mg/dL")))
    steps.append(_formula(rng))
    if micromoles:
        steps.append(spin(rng, "{Creatinine in mg/dL|First the creatinine, in mg/dL|Convert creatinine}: $x / 88.4 = $y", x=micromoles, y=creatinine))
        wrong.append((value * 88.4 / 113.1, "divided the creatinine by its molar mass, 113.1, instead of 88.4"))
    if pounds:
        steps.append(spin(rng, "{Weight in kg|Then the weight, in kg|Pounds to kilograms}: $x × 0.4536 = $y", x=pounds, y=grams))
        wrong.insert(0, (value * pounds / float(grams), "entered pounds as kilograms"))
    steps.append(_sex_line(rng, patient))
    steps.append(f"{rng.choice(('Substituting', 'Substitution', 'Numbers in', 'Put in'))}: {_substitution(patient, grams, creatinine, fixed(value, 1))} mL/min.")
    steps.append(spin(rng, "{Check, backwards|Run backwards as a check|Check}: $line kg{, the weight again|, which is the weight we began with| – the weight comes back}.", line=_back(patient, fixed(value, 1), creatinine)))
    told = background(rng, patient, rng.randint(0, 2))
    extra = bystanders(rng, rng.randint(0, 1))
    irrelevant += len(told) + len(extra)
    question = composed(rng, arrival(rng, patient, spin(rng, rng.choice(REASONS)), acute=False), told, charted(rng, findings + extra, patient), rules, _ask(rng))
    parameters = {"age": patient.age, "sex": patient.sex, "weight": pounds or case.weight, "weight_unit": "lb" if pounds else "kg",
                  "creatinine": micromoles or case.creatinine, "creatinine_unit": "µmol/L" if micromoles else "mg/dL", "rule": "actual"}  # fmt: skip
    return _number_problem(case, value, wrong, steps, question, parameters, 5 + bool(micromoles) + bool(pounds), irrelevant)


@dataclass(frozen=True)
class Weighed:
    """The weight that the policy takes, with the lines that lead to it; all weights in kg."""

    kind: str
    value: float
    ideal: float
    adjusted: float
    lines: tuple[str, ...]


def _weighed(rng: Random, case: Case, limit: float, naming: bool = True) -> Weighed:
    inches = in_inches(case.height)
    base = "50" if case.patient.sex == "male" else "45.5"
    ideal = rounded(ideal_weight(case.patient.sex, inches), 1)
    actual = plain(case.weight)
    lines = [
        f"{rng.choice(('Height', 'Height in inches', 'Inches'))}: {case.height} / 2.54 = {fixed(inches, 1)} in.",
        f"{rng.choice(('Ideal weight (Devine)', 'Devine', 'Ideal body weight'))}: {base} + 2.3 × ({fixed(inches, 1)} − 60) = {fixed(ideal, 1)} kg.",
    ]
    kind, value = dosing_weight(case.weight, ideal, limit)
    adjusted = rounded(adjusted_weight(ideal, case.weight), 1)
    ratio = f"{actual} / {fixed(ideal, 1)} = {fixed(case.weight / ideal, 2)}"
    if kind == "actual":
        lines.append(f"The actual weight, {actual} kg, is below the ideal, so the policy takes the actual weight.")
    elif kind == "ideal":
        lines.append(f"{ratio}: above the ideal, but not beyond {plain(limit)} times it, so the ideal weight goes in.")
    else:
        lines.append(f"{ratio}: beyond {plain(limit)} times the ideal, so the adjusted weight goes in.")
        lines.append(f"Adjusted: {fixed(ideal, 1)} + 0.4 × ({actual} − {fixed(ideal, 1)}) = {fixed(adjusted, 1)} kg.")
        value = adjusted
    return Weighed(kind, value, ideal, adjusted, tuple(lines))


def _policy(rng: Random, limit: float) -> list[str]:
    percent = round(limit * 100)
    return [
        spin(
            rng,
            "{{Weight policy|House rule for the weight|Which weight|Local rule}: {actual weight if it is below the ideal|below the ideal weight take the actual one}; {the ideal weight from there up to $percent % of ideal|up to $percent % of the ideal take the ideal}; {above that the adjusted weight|beyond it the adjusted one}."
            "|{The pharmacy enters|One enters|Doctors here enter} the actual weight in people lighter than ideal, the adjusted weight in those above $percent % of ideal, and the ideal weight in everyone between."
            "|{Take|Enter} ideal weight unless the patient is lighter than that (then actual) or heavier than $percent % of it (then adjusted).}",
            percent=percent,
        ),
        spin(
            rng,
            "{{Ideal weight|Devine's ideal weight|Ideal body weight after Devine} is {50 kg (men) or 45.5 kg (women)|45.5 kg in women and 50 kg in men} plus 2.3 kg for each inch over 60|Devine: 2.3 kg per inch above 60, added to 50 kg for men or 45.5 kg for women}"
            "{; adjusted = ideal + 0.4 × (actual − ideal)|, and the adjusted weight adds 0.4 of the excess over ideal|; for the adjusted weight add 40 % of the difference between actual and ideal}{ (1 in = 2.54 cm)|; an inch is 2.54 cm|; take 2.54 cm to the inch}.",
        ),
    ]


TRAPS = {
    "actual": ("The tempting slip is to go on with the ideal weight out of habit", "it would credit the patient with muscle that is not there"),
    "ideal": ("The tempting slip is to enter the weight on the scales", "the policy keeps it out above the ideal, since fat makes little creatinine"),
    "adjusted": ("The tempting slip is to enter the actual weight", "fat adds weight and hardly any creatinine, so the clearance comes out too high"),
}


def _tempting(rng: Random, case: Case, weighed: Weighed, creatinine: str) -> tuple[str, float]:
    """A line that names the tempting weight, and the clearance with it."""
    other = weighed.ideal if weighed.kind == "actual" else case.weight
    wrong = clearance(case.patient.age, case.patient.sex, other, float(creatinine))
    slip, why = TRAPS[weighed.kind]
    slip = slip.replace("The tempting slip is", rng.choice(("The tempting slip is", "It is tempting", "The usual mistake is", "The tempting mistake is")))
    line = f"{slip}: {_substitution(case.patient, plain(other), creatinine, fixed(wrong, 1))}; but {why}."
    return line, wrong


def _weight_case(rng: Random, limit: float, lowest: float = 9) -> tuple[Case, Weighed]:
    """A case whose ratio of actual to ideal weight is clear of both thresholds."""
    while True:
        case = _case(rng, rng.choice(((16.6, 19.4), (22.5, 26.5), (30, 46), (30, 42))), lowest, 140)
        weighed = _weighed(rng, case, limit)
        ratio = case.weight / weighed.ideal
        if case.patient.age > 78 and ratio > 1.6:
            continue
        if min(abs(ratio - 1), abs(ratio - limit)) > 0.03:
            return case, weighed


def _chosen_weight(rng: Random) -> Problem:
    """Level 3: choose the weight by the policy."""
    limit = rng.choice((1.2, 1.3))
    case, weighed = _weight_case(rng, limit)
    patient = case.patient
    creatinine = plain(case.creatinine)
    value = rounded(clearance(patient.age, patient.sex, weighed.value, case.creatinine), 1)
    tempting, wrong_value = _tempting(rng, case, weighed, creatinine)
    steps = [
        _facts(rng, patient, f"{case.height} cm, {plain(case.weight)} kg, creatinine {creatinine} mg/dL"),
        *weighed.lines, _formula(rng), _sex_line(rng, patient),
        f"{rng.choice(('Substituting', 'Substitution', 'Numbers in', 'Put in'))}: {_substitution(patient, plain(weighed.value), creatinine, fixed(value, 1))} mL/min.",
        tempting,
        f"Check, backwards: {_back(patient, fixed(value, 1), creatinine)} kg, the {weighed.kind} weight.",
    ]  # fmt: skip
    wrong = [(wrong_value, f"used the {'ideal' if weighed.kind == 'actual' else 'actual'} instead of the {weighed.kind} weight")]
    for kind, other in (("ideal", weighed.ideal), ("adjusted", weighed.adjusted)):
        if kind != weighed.kind:
            wrong.append((clearance(patient.age, patient.sex, other, case.creatinine), f"used the {kind} instead of the {weighed.kind} weight"))
    told, extra = background(rng, patient, rng.randint(0, 1)), bystanders(rng, rng.randint(0, 1))
    findings = [_weight(case.weight), _height(case.height), _creatinine(f"{creatinine} mg/dL"), *extra]
    rules = [sentence(spin(rng, rng.choice(NAME_FORMULA))), *_policy(rng, limit)]
    question = composed(rng, arrival(rng, patient, spin(rng, rng.choice(REASONS)), acute=False), told, charted(rng, findings, patient), rules, _ask(rng))
    parameters = {"age": patient.age, "sex": patient.sex, "height": case.height, "weight": case.weight, "weight_unit": "kg",
                  "creatinine": case.creatinine, "creatinine_unit": "mg/dL", "rule": "policy", "limit": limit}  # fmt: skip
    return _number_problem(case, value, wrong, steps, question, parameters, 10, len(told) + len(extra))


def _table(rng: Random, drug: Drug) -> str:
    """The drug's bands as a chart prints them."""
    lines = []
    upper = 0
    style = rng.randrange(3)
    for index, (lowest, regimen, _) in enumerate(drug.bands):
        if index == 0:
            span = rng.choice((f"{lowest} or more", f"from {lowest} up", f"≥ {lowest}")) if style else f"over {lowest - 1}"
        elif lowest == 0:
            span = f"under {upper}" if style else f"below {upper}"
        else:
            span = f"{lowest}{rng.choice((' to ', '–')) if style else ' to '}{upper - 1}"
        upper = lowest
        lines.append(f"{span}{': ' if style != 2 else ' mL/min, give '}{regimen}" if regimen != "not recommended" else f"{span}: not recommended")
    if rng.random() < 0.5:
        lines.reverse()
    title = spin(rng, "{Dose by clearance in mL/min, $drug|Dosing chart for $drug, clearance in mL/min|$drug, dose at each creatinine clearance (mL/min)|Renal doses of $drug (clearance in mL/min)|From the $drug dosing table, mL/min}", drug=drug.name)
    title = title[0].upper() + title[1:]
    if rng.random() < 0.5:
        return f"{title}: " + "; ".join(lines) + "."
    return f"{title}:\n" + "\n".join(lines) + "\n"


DOSE_ASK = (
    "{Which|What} {dose|regimen|order} {does the chart give|from the chart fits|should be ordered|applies|do you write up}?",
    "{Name|Choose|State|Write down|Give} the {regimen|dose and interval|dose} {that the chart prescribes|from the chart}, {worded as there|as it is printed|exactly as printed}.",
    "{How should $drug be dosed|How is $drug to be given} {by this chart|according to the chart}?",
)
WHOLE = "{Round the clearance to a whole number {before reading the chart|first}|The chart is read with the clearance rounded to a whole mL/min|Use the clearance as a whole number when looking up the dose}."


def _banded(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: clearance, then the dose band; level 5 adds the floor for a low creatinine, units and daily amounts."""
    hard = level == 5
    limit = rng.choice((1.2, 1.3))
    while True:
        drug = rng.choice(DRUGS)
        case, weighed = _weight_case(rng, limit, 7)
        patient = case.patient
        if drug.name == "oseltamivir" and case.creatinine > 4:
            continue
        micromoles = round(case.creatinine * MICROMOLES_A_MILLIGRAM) if hard and rng.random() < 0.6 else 0
        measured = fixed(micromoles / MICROMOLES_A_MILLIGRAM, 3) if micromoles else plain(case.creatinine)
        floored = hard and patient.age >= 65 and float(measured) < 0.8
        if hard and not floored and patient.age >= 65 and case.creatinine < 1.1 and rng.random() < 0.7:
            continue
        creatinine = "0.8" if floored else measured
        exact = clearance(patient.age, patient.sex, weighed.value, float(creatinine))
        if not clear_of_half(exact, 0.12):
            continue
        index = drug.band(int(fixed(exact, 0)))
        tempting, wrong_value = _tempting(rng, case, weighed, creatinine)
        tempting_index = drug.band(int(fixed(wrong_value, 0)))
        # at level 5 the mistake has to matter: the tempting weight, or an unfloored creatinine, lands in another band
        unfloored = drug.band(int(fixed(clearance(patient.age, patient.sex, weighed.value, float(measured)), 0)))
        if hard and index == tempting_index and index == unfloored and rng.random() < 0.9:
            continue
        break
    value = rounded(exact, 1)
    whole = fixed(exact, 0)
    _, regimen, daily = drug.bands[index]
    change = hard and 0 < index < len(drug.bands) - 1 and rng.random() < 0.4
    rules = [sentence(spin(rng, rng.choice(NAME_FORMULA))), *_policy(rng, limit), spin(rng, WHOLE)]
    steps = [_facts(rng, patient, f"{case.height} cm, {plain(case.weight)} kg, creatinine " + (f"{micromoles} µmol/L" if micromoles else f"{measured} mg/dL")), *weighed.lines]
    if micromoles:
        rules.append(sentence(spin(rng, "{1 mg/dL of creatinine is|a creatinine of 1 mg/dL equals|convert creatinine with 1 mg/dL =} 88.4 µmol/L")))
        steps.append(f"Creatinine in mg/dL: {micromoles} / 88.4 = {measured}")
    if hard:
        rules.append(spin(rng, "{Local exception|One exception is kept here|An exception}: {from the age of 65 on|at 65 years and over}, a creatinine under 0.8 mg/dL is {entered as|raised to|taken as} 0.8 mg/dL."))
        if floored:
            steps.append(f"At {patient.age} years a creatinine of {measured} mg/dL is below 0.8, so the exception puts 0.8 in its place.")
        elif patient.age < 65:
            steps.append(f"The exception for a low creatinine starts at 65 years; at {patient.age} it does not apply.")
        else:
            steps.append(f"The exception for a low creatinine does not apply: {measured} mg/dL is not under 0.8.")
    steps += [_formula(rng), _sex_line(rng, patient)]
    steps.append(f"{rng.choice(('Substituting', 'Substitution', 'Numbers in', 'Put in'))}: {_substitution(patient, plain(weighed.value), creatinine, fixed(value, 1))} mL/min, {whole} as a whole number.")
    lowest = drug.bands[index][0]
    upper = f"up to {drug.bands[index - 1][0] - 1}" if index else "up"
    steps.append(f"{rng.choice(('The chart', 'Band', 'Reading the chart'))}: {whole} lies in the band from {lowest} {upper}, {regimen}.")
    factor, slip = _slip(patient)
    wrong_sex = exact * factor
    steps.append(tempting if tempting_index == index else f"{tempting[:-1]}, and the chart would give {drug.bands[tempting_index][1]}.")
    if floored:
        steps.append("Nor may the measured creatinine go in: in a frail older body it overstates the clearance, which is what the exception is for.")
    steps.append(f"Check, backwards: {_back(patient, fixed(value, 1), creatinine)} kg, the {weighed.kind} weight.")
    used = f"{weighed.kind} weight"
    told, extra = background(rng, patient, rng.randint(1, 2)), bystanders(rng, rng.randint(1, 3) if not hard else rng.randint(0, 2))
    findings = [_weight(case.weight), _height(case.height), _creatinine(f"{micromoles} µmol/L" if micromoles else f"{measured} mg/dL"), *extra]
    reason = rng.choice(drug.reasons)
    parameters: dict[str, object] = {
        "age": patient.age, "sex": patient.sex, "height": case.height, "weight": case.weight, "weight_unit": "kg",
        "creatinine": micromoles or case.creatinine, "creatinine_unit": "µmol/L" if micromoles else "mg/dL",
        "rule": "policy", "limit": limit, "drug": drug.name, "floor": hard, "ask": "less" if change else "regimen",
    }  # fmt: skip
    chart = charted(rng, findings, patient)
    table = _table(rng, drug)
    if rng.random() < 0.5:
        rules.append(table.rstrip("\n") + ("\n" if "\n" in table else ""))
    else:
        chart = chart.rstrip(" ") + ("" if chart.endswith("\n") else "\n") + table
    arrived = arrival(rng, patient, reason, acute=drug.acute)
    traps = [(tempting_index, f"used the {'ideal' if weighed.kind == 'actual' else 'actual'} instead of the {used}"), (drug.band(int(fixed(wrong_sex, 0))), slip),
             (unfloored, "entered the low creatinine as measured"), (index + 1, "read the chart one band too low"), (index - 1, "read the chart one band too high"),
             (0, "gave the full dose without looking at kidney function"), (len(drug.bands) - 1, "took the lowest band at once"), (index + 2, "read the chart two bands too low")]  # fmt: skip
    traps = [(number, trap) for number, trap in traps if 0 <= number < len(drug.bands)]
    operations = 12 + bool(micromoles) + hard
    if change:
        full = drug.bands[0][2]
        less = full - daily
        steps.append(f"Full dose in 24 hours: {full} mg; now {daily} mg. The difference is {full} − {daily} = {less} mg.")
        ask = spin(
            rng,
            "{By how many mg does the amount in 24 hours fall|How many mg less are given in 24 hours|By how many mg is the daily total smaller}{, compared with the top band of the chart| than in the highest band|, set against the dose of the highest band}?",
        )
        distractors = numeric_distractors(
            less, [(full - drug.bands[n][2], trap) for n, trap in traps] + [(daily, "gave the new daily amount instead of the difference"), (full, "gave the full daily amount instead of the difference")],
            lambda number: f"{plain(number)} mg", relative=0.01,
        )  # fmt: skip
        distractors = tuple(item for item in distractors if item.answer != "0 mg")
        return Problem(
            question=composed(rng, arrived, told, chart, rules, ask), steps=tuple(steps), answer=f"{less} mg", answer_type="number", verifier="number",
            arguments={"unit": "mg", "relative": 0.01}, parameters=parameters, distractors=distractors[:5], operations=operations + 1, irrelevant=len(told) + len(extra),
        )  # fmt: skip
    ask = spin(rng, rng.choice(DOSE_ASK), drug=drug.name.split(" (")[0])
    found: tuple[Distractor, ...] = label_distractors(regimen, [(drug.bands[n][1], trap) for n, trap in traps])
    return Problem(
        question=composed(rng, arrived, told, chart, rules, ask), steps=tuple(steps), answer=regimen, answer_type="label", verifier="label",
        arguments={"labels": [band[1] for band in drug.bands]}, parameters=parameters, distractors=found, operations=operations, irrelevant=len(told) + len(extra),
    )  # fmt: skip


def problem(rng: Random, level: int) -> Problem:
    """Clearance with the weight given (1), in other units (2), with the weight chosen (3), with its dose band (4, 5)."""
    if level <= 2:
        return _simple(rng, level)
    if level == 3:
        return _chosen_weight(rng)
    return _banded(rng, level)


FAMILY = Family(
    name="renal_dosing",
    title="Creatinine clearance and dose band",
    source="Cockcroft & Gault, Nephron 1976;16:31-41; Devine 1974; US prescribing information of each drug (2024)",
    problem=problem,
    rubric=(
        Criterion("Names which body weight goes into Cockcroft-Gault and why.", "essential"),
        Criterion("Applies the factor 0.85 to women only.", "essential"),
        Criterion("Converts creatinine to mg/dL before substituting.", "important"),
        Criterion("Reads the dose from the chart given in the question, not from memory.", "important"),
        Criterion("Uses CKD-EPI or another GFR equation in place of Cockcroft-Gault.", "pitfall", positive=False),
    ),
)
