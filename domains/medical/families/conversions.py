"""Conversions that carry a decision: laboratory units, calculated LDL cholesterol, average glucose, opioid equivalents.

In: a seeded generator and a level. Out: one problem in the unit asked for, or a method or tablet count.

    laboratory   value × factor, or mass / molar mass
    LDL          Friedewald: TC − HDL − TG / 5 (mg/dL), TG / 2.2 (mmol/L); not at TG of 400 mg/dL or more
    LDL          Sampson: TC / 0.948 − HDL / 0.971 − (TG / 8.56 + TG × non-HDL / 2140 − TG² / 16100) − 9.44, TG to 800 mg/dL
    glucose      eAG (mg/dL) = 28.7 × A1c − 46.7; (mmol/L) = 1.59 × A1c − 2.59; A1c (%) = 0.0915 × IFCC (mmol/mol) + 2.15
    opioids      MME/day = sum of daily dose × factor, buprenorphine left out

Sources: AMA Manual of Style, 11th ed. 2020 (SI factors); Friedewald et al., Clin Chem 1972;18:499; Sampson et al., JAMA Cardiol
2020;5:540; Nathan et al. (ADAG), Diabetes Care 2008;31:1473; Hoelzel et al., Clin Chem 2004;50:166 (IFCC master equation); CDC
Clinical Practice Guideline, Dowell et al., MMWR Recomm Rep 2022;71(3):1 (factors; 50 MME/day), and its 2016 predecessor,
MMWR Recomm Rep 2016;65(1):1, for the traps.

Worked example: TC 200, HDL 50, TG 150 mg/dL; A1c 7 %; oxycodone 10 mg three times a day.

>>> friedewald(200, 50, 150), round(average_glucose(7), 1), opioid_equivalent([("oxycodone", 30)])
(120.0, 154.2, 45.0)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.exercise import (
    Exercise,
    Scene,
    bedside,
    carried,
    integer_problem,
    label_problem,
    number_problem,
    written,
)
from domains.medical.rounding import fixed, rounded
from domains.medical.vignette import Patient, adult
from domains.wording import listed

CHOLESTEROL, TRIGLYCERIDE = 38.67, 88.57  # mg/dL per mmol/L (AMA Manual of Style)

#: MME per mg (transdermal fentanyl: per µg/h), CDC 2022
FACTORS_2022 = {
    "codeine": 0.15, "fentanyl": 2.4, "hydrocodone": 1.0, "hydromorphone": 5.0, "methadone": 4.7, "morphine": 1.0,
    "oxycodone": 1.5, "oxymorphone": 3.0, "tapentadol": 0.4, "tramadol": 0.2,
}  # fmt: skip
#: those that were different in 2016 (methadone by dose band, here up to 20 mg a day)
FACTORS_2016 = {**FACTORS_2022, "hydromorphone": 4.0, "methadone": 4.0, "tramadol": 0.1}


def friedewald(total: float, hdl: float, triglycerides: float) -> float:
    """LDL cholesterol in mg/dL from mg/dL; for triglycerides below 400."""
    return total - hdl - triglycerides / 5


def sampson(total: float, hdl: float, triglycerides: float) -> float:
    """LDL cholesterol in mg/dL from mg/dL; for triglycerides up to 800."""
    tg = triglycerides
    return total / 0.948 - hdl / 0.971 - (tg / 8.56 + tg * (total - hdl) / 2140 - tg**2 / 16100) - 9.44


def average_glucose(a1c: float) -> float:
    """Estimated average glucose in mg/dL from HbA1c in per cent (ADAG)."""
    return 28.7 * a1c - 46.7


def opioid_equivalent(daily: Sequence[tuple[str, float]]) -> float:
    """MME a day from (drug, mg a day); transdermal fentanyl in µg/h (CDC 2022)."""
    return sum(amount * FACTORS_2022[drug] for drug, amount in daily)


@dataclass(frozen=True)
class Analyte:
    """Conventional and SI unit, SI = conventional × factor, plausible range and decimals in the conventional unit."""

    name: str
    conventional: str
    si: str
    factor: float
    low: float
    high: float
    decimals: int
    si_decimals: int
    context: str


ANALYTES = (
    Analyte("glucose", "mg/dL", "mmol/L", 0.0555, 62, 420, 0, 1, "{polyuria|suspected diabetes|thirst and fatigue}"),
    Analyte("creatinine", "mg/dL", "µmol/L", 88.4, 0.6, 6.5, 2, 0, "{chronic kidney disease|diabetic kidney disease|reduced urine output}"),
    Analyte("urea nitrogen", "mg/dL", "mmol/L (as urea)", 0.357, 7, 110, 0, 1, "{chronic kidney disease|dehydration after vomiting}"),
    Analyte("total bilirubin", "mg/dL", "µmol/L", 17.1, 0.4, 22, 1, 0, "{painless jaundice|cirrhosis|gallstone disease}"),
    Analyte("total calcium", "mg/dL", "mmol/L", 0.25, 6.8, 14.2, 1, 2, "{muscle cramps|primary hyperparathyroidism|constipation and thirst}"),
    Analyte("phosphate (as phosphorus)", "mg/dL", "mmol/L", 0.323, 1.4, 8.8, 1, 2, "{chronic kidney disease|refeeding after a long fast}"),
    Analyte("magnesium", "mg/dL", "mmol/L", 0.411, 1.0, 3.2, 2, 2, "{palpitations on a diuretic|chronic diarrhoea}"),
    Analyte("uric acid", "mg/dL", "µmol/L", 59.48, 3.1, 12.6, 1, 0, "{a swollen big toe|recurrent gout|kidney stones}"),
    Analyte("total cholesterol", "mg/dL", "mmol/L", 0.0259, 118, 362, 0, 2, "{hypertension|familial hypercholesterolaemia}"),
    Analyte("triglycerides", "mg/dL", "mmol/L", 0.0113, 62, 780, 0, 2, "{type 2 diabetes|hypothyroidism|obesity}"),
    Analyte("25-hydroxyvitamin D", "ng/mL", "nmol/L", 2.496, 6, 62, 1, 0, "{bone pain|osteoporosis|a fragility fracture}"),
    Analyte("vitamin B12", "pg/mL", "pmol/L", 0.7378, 92, 780, 0, 0, "{tingling feet|macrocytosis|pernicious anaemia}"),
    Analyte("free thyroxine (T4)", "ng/dL", "pmol/L", 12.87, 0.4, 4.6, 2, 1, "{weight loss and tremor|tiredness and cold intolerance}"),
    Analyte("cortisol (morning)", "µg/dL", "nmol/L", 27.59, 1.4, 38, 1, 0, "{unexplained fatigue|low sodium|suspected adrenal insufficiency}"),
    Analyte("lactate", "mg/dL", "mmol/L", 0.111, 5, 92, 0, 1, "{suspected sepsis|a seizure|abdominal pain and shock}"),
    Analyte("serum iron", "µg/dL", "µmol/L", 0.179, 18, 240, 0, 1, "{heavy periods|suspected haemochromatosis|fatigue}"),
    Analyte("testosterone", "ng/dL", "nmol/L", 0.0347, 120, 980, 0, 1, "{low libido and fatigue|a fragility fracture}"),
    Analyte("ammonia", "µg/dL", "µmol/L", 0.587, 28, 320, 0, 0, "{confusion in cirrhosis|drowsiness on valproate}"),
)  # fmt: skip
#: name, formula mass in g/mol, valence, mg/dL range, decimals, context (molar masses from IUPAC 2021 atomic masses)
SUBSTANCES = (
    ("glucose", 180.16, 0, (62, 420), 0, "{polyuria|suspected diabetes}"),
    ("creatinine", 113.12, 0, (0.6, 6.5), 2, "{chronic kidney disease|reduced urine output}"),
    ("uric acid", 168.11, 0, (3.1, 12.6), 2, "{recurrent gout|kidney stones}"),
    ("calcium", 40.08, 2, (6.8, 14.2), 2, "{muscle cramps|primary hyperparathyroidism}"),
    ("magnesium", 24.305, 2, (1.0, 3.2), 2, "{palpitations on a diuretic|chronic diarrhoea}"),
    ("cholesterol", 386.65, 0, (118, 362), 0, "{hypertension|familial hypercholesterolaemia}"),
)
CLINIC = "{in the outpatient clinic|in general practice|in the {medical|diabetes|lipid|endocrine} clinic|on the {acute medical|general medical} ward|at a follow-up visit}"
LIPID_PLACE = (
    "{in the {lipid|cardiology|diabetes|preventive} clinic|in general practice|at a health check|at a follow-up visit}"
)
LIPID_WHY = (
    "{hypertension|a family history of early heart disease|type 2 diabetes|obesity|stable angina|coronary disease}"
)
SUGAR_PLACE = "{in the diabetes clinic|in general practice|at a diabetes review|on the {acute medical|surgical} ward|at the pre-operative clinic}"
SUGAR_WHY = "{type 2 diabetes|type 1 diabetes|diabetes treated with metformin|diabetes treated with insulin|poorly controlled diabetes}"
PAIN_PLACE = "{in the pain clinic|at a medication review|in general practice|on the {orthopaedic|oncology|surgical} ward|at the pre-admission clinic}"
PAIN_WHY = "{chronic back pain|cancer pain|painful osteoarthritis|neuropathic pain after shingles|pain after spinal surgery|chronic pancreatitis}"
LAB = "{Results|Laboratory report|Blood results|Report from the laboratory|Lab sheet|Printed result}"
DRUGS = "{Medication list|Prescriptions|Drug chart|Current analgesics|From the pharmacy record|Medicines}"
SPARE = (
    ("haemoglobin", ("118 g/L", "131 g/L", "144 g/L")),
    ("{serum |}sodium", ("137 mmol/L", "140 mmol/L", "142 mmol/L")),
    ("{serum |}potassium", ("3.9 mmol/L", "4.3 mmol/L", "4.7 mmol/L")),
    ("TSH", ("1.4 mIU/L", "2.2 mIU/L", "3.1 mIU/L")),
    ("ALT", ("21 U/L", "33 U/L", "46 U/L")),
    ("albumin", ("38 g/L", "41 g/L", "44 g/L")),
    ("blood pressure", ("124/76 mmHg", "136/82 mmHg", "142/88 mmHg")),
    ("platelets", ("198 × 10⁹/L", "246 × 10⁹/L", "301 × 10⁹/L")),
)


def _spare(rng: Random, count: int) -> list[tuple[str, str]]:
    return [(name, rng.choice(values)) for name, values in rng.sample(SPARE, count)]


def _scene(rng: Random, place: str, why: str, heading: str, patient: Patient | None = None) -> Scene:
    return bedside(rng, patient or adult(rng, 24, 84), place, why, heading)


# laboratory units


def _laboratory(rng: Random, level: int) -> Problem:
    """Level 1: conventional to SI or back by a stated factor."""
    analyte = rng.choice(ANALYTES)
    there = rng.random() < 0.5
    value = rounded(rng.uniform(analyte.low, analyte.high), analyte.decimals)
    if there:
        unit, result, decimals = analyte.si, value * analyte.factor, analyte.si_decimals
        shown = f"{written(value)} {analyte.conventional}"
        work = f"{written(value)} × {written(analyte.factor)} = {fixed(result, decimals)}"
    else:
        value = rounded(value * analyte.factor, analyte.si_decimals)
        unit, result, decimals = analyte.conventional, value / analyte.factor, analyte.decimals
        shown = f"{written(value)} {analyte.si}"
        work = f"{written(value)} / {written(analyte.factor)} = {fixed(result, decimals)}"
    bare = unit.split(" (")[0]
    other = analyte.si.split(" (")[0] if not there else analyte.conventional
    lines = [
        ("facts", f"{analyte.name} {shown}; 1 {analyte.conventional} is {written(analyte.factor)} {analyte.si}"),
        ("rule", f"{'multiply by' if there else 'divide by'} the factor to go from {other} to {bare}"),
        ("work", f"{work} {bare}"),
        ("check", f"the number has to become {'larger' if (analyte.factor > 1) == there else 'smaller'}, {{as it does|and it does}}"),
    ]  # fmt: skip
    inverse = value / analyte.factor if there else value * analyte.factor
    traps = [
        (inverse, "applied the factor the wrong way round"),
        (result * 10, "slipped a decimal place (dL for L)"),
        (result / 10, "slipped a decimal place (dL for L)"),
        (value, "kept the number and changed the unit"),
        (result * 2, "doubled the factor"),
        (result * 1.2, "misread the factor"),
    ]
    exercise = Exercise(
        [(f"{analyte.name}", shown)],
        [f"{{Take|Use}} 1 {analyte.conventional} = {written(analyte.factor)} {analyte.si}"],
        f"{{What is this in {unit}|Convert to {unit}: what is the value|How much is that in {unit}|What would a laboratory that reports in {unit} print}}?",
        lines,
        {"kind": "laboratory", "analyte": analyte.name, "value": value, "to_si": there},
        1,
        spare=_spare(rng, rng.randint(0, 1)),
    )  # fmt: skip
    scene = _scene(rng, CLINIC, analyte.context, LAB, Patient(rng.randint(26, 80), "male") if analyte.name == "testosterone" else Patient(rng.randint(24, 48), "female") if analyte.context.startswith("{heavy") else None)  # fmt: skip
    return number_problem(rng, level, scene, exercise, result, traps, unit=bare, decimals=decimals, absolute=max(0.6 * 10**-decimals, rounded(0.01 * result, 4)))  # fmt: skip


def _molar(rng: Random, level: int) -> Problem:
    """Level 2: mg/dL to mmol/L through the molar mass; level 3: to mEq/L, where the charge comes in."""
    name, mass, valence, span, decimals, context = rng.choice([s for s in SUBSTANCES if s[2]] + [s for s in SUBSTANCES if s[0] == "calcium"] * 2 if level == 3 else SUBSTANCES)  # fmt: skip
    value = rounded(rng.uniform(*span), decimals)
    millimolar = value * 10 / mass
    micro = level == 2 and millimolar < 1
    unit = "mEq/L" if level == 3 else "µmol/L" if micro else "mmol/L"
    factor = valence if level == 3 else 1000 if micro else 1
    litre = rounded(value * 10, 2)
    mmol = carried(litre / mass)
    result = mmol * factor if factor > 1 else litre / mass
    places = 0 if micro else 2
    lines = [
        ("facts", f"{name} {written(value)} mg/dL, molar mass {written(mass)} g/mol" + (f", charge {valence}+" if level == 3 else "")),
        ("rule", "mg/L / (mg/mmol) gives mmol/L" + (", and mmol/L × charge gives mEq/L" if level == 3 else "; a dL is a tenth of a litre")),
        ("then", f"per litre: {written(value)} × 10 = {written(litre)} mg/L"),
        ("work", f"{written(litre)} / {written(mass)} = {written(mmol) if factor > 1 else fixed(result, places)} mmol/L"),
    ]  # fmt: skip
    if level == 3:
        lines.insert(2, ("mistake", f"stopping at mmol/L. {{A divalent ion carries two charges|Each ion counts twice}}, so mEq/L is {valence} × mmol/L"))  # fmt: skip
        lines.append(("then", f"{written(mmol)} × {valence} = {fixed(result, places)} mEq/L"))
    elif micro:
        lines.append(("then", f"{written(mmol)} × 1000 = {fixed(result, places)} µmol/L"))
    lines.append(("check", f"back again: {fixed(result, places)} × {written(mass)} / {10 * factor} = {fixed(rounded(result, places) * mass / (10 * factor), 1 if decimals == 0 else 2)} mg/dL, {{close to the start|the value reported}}"))  # fmt: skip
    traps = [
        (result / 10, "forgot that a decilitre is a tenth of a litre"),
        (value * mass / 10 if value * mass < 1e5 else value, "multiplied by the molar mass"),
        (result / 2 if level == 3 else result * 2, "left out the charge" if level == 3 else "took two charges"),
        (result * 10, "slipped a decimal place"),
        (value, "kept the number and changed the unit"),
        (mass / value, "turned the division round"),
        (
            result / 4 if level == 3 else result * 1.2,
            "divided by the charge" if level == 3 else "misread the molar mass",
        ),
    ]
    exercise = Exercise(
        [(f"{{serum |plasma |}}{name}", f"{written(value)} mg/dL")],
        [f"{{The molar mass is|Take a molar mass of|Use the molar mass}} {written(mass)} g/mol" + (f" {{and|with}} a charge of {valence}+" if level == 3 else "")],
        f"{{What is it in {unit}|How much is this in {unit}|What does a laboratory that uses {unit} report|Express it in {unit}: what is the value}}?",
        lines,
        {"kind": "molar", "substance": name, "value": value, "unit": unit},
        2 + (factor > 1),
        spare=_spare(rng, rng.randint(0, 1) if level == 2 else 2),
    )  # fmt: skip
    return number_problem(rng, level, _scene(rng, CLINIC, context, LAB), exercise, result, traps, unit=unit, decimals=places, absolute=max(0.6 * 10**-places, rounded(0.01 * result, 4)))  # fmt: skip


# lipids


def _lipids(rng: Random, high: bool = False) -> tuple[int, int, int]:
    """Total cholesterol, HDL and triglycerides in mg/dL that go with an LDL between 45 and 230."""
    while True:
        hdl = rng.randint(28, 84)
        tg = rng.randint(405, 790) if high else rng.randint(54, 388)
        if high:
            hdl = rng.randint(24, 46)
        ldl = rng.randint(48, 224)
        total = round(hdl + ldl + tg / (7 if high else 5))
        if 100 <= total <= 380 and (not high or 40 <= sampson(total, hdl, tg) <= 220):
            return total, hdl, tg


def _ldl(rng: Random, level: int) -> Problem:
    """Friedewald: in mg/dL (1), in mmol/L from mg/dL (2), with the divisor to choose (3), as a fall on treatment (4)."""
    total, hdl, tg = _lipids(rng)
    facts: list[tuple[str, str]]
    if level == 1:
        exact = friedewald(total, hdl, tg)
        facts = [
            ("total cholesterol", f"{total} mg/dL"),
            ("HDL cholesterol", f"{hdl} mg/dL"),
            ("triglycerides", f"{tg} mg/dL"),
        ]
        lines = [
            ("facts", f"total {total}, HDL {hdl}, triglycerides {tg} mg/dL, fasting and below 400"),
            ("rule", "Friedewald: LDL = TC − HDL − TG / 5{, TG / 5 standing for VLDL cholesterol|}"),
            ("work", f"LDL = {total} − {hdl} − {tg} / 5 = {fixed(exact, 0)} mg/dL"),
            ("check", f"LDL + HDL + TG / 5 adds up: {fixed(exact, 1)} + {hdl} + {fixed(tg / 5, 1)} = {total} mg/dL"),
        ]  # fmt: skip
        unit, decimals, parameters = "mg/dL", 0, {"total": total, "hdl": hdl, "tg": tg}
        traps = [
            (total - hdl, "left out the triglycerides (non-HDL cholesterol)"),
            (total - hdl - tg / 2.2, "used the divisor for mmol/L"),
            (total - hdl - tg, "did not divide the triglycerides"),
            (total - tg / 5, "left out HDL"),
            (total - hdl + tg / 5, "added VLDL instead of subtracting it"),
            (total + hdl - tg / 5, "added HDL instead of subtracting it"),
        ]
        operations, spare = 3, _spare(rng, rng.randint(0, 1))
    else:
        moles = [rounded(total / CHOLESTEROL, 2), rounded(hdl / CHOLESTEROL, 2), rounded(tg / TRIGLYCERIDE, 2)]
        a, b, c = moles
        unit, decimals, parameters = "mmol/L", 2, {"total": a, "hdl": b, "tg": c}  # type: ignore[dict-item]
        if level == 2:
            facts = [
                ("total cholesterol", f"{total} mg/dL"),
                ("HDL cholesterol", f"{hdl} mg/dL"),
                ("triglycerides", f"{tg} mg/dL"),
            ]
            ldl = carried(friedewald(total, hdl, tg))
            exact = ldl / CHOLESTEROL
            lines = [
                ("facts", f"total {total}, HDL {hdl}, triglycerides {tg} mg/dL; {CHOLESTEROL} mg/dL of cholesterol are 1 mmol/L"),
                ("rule", "Friedewald in mg/dL, LDL = TC − HDL − TG / 5, then divide by the factor"),
                ("then", f"LDL = {total} − {hdl} − {tg} / 5 = {written(ldl)} mg/dL"),
                ("work", f"LDL = {written(ldl)} / {CHOLESTEROL} = {fixed(exact, 2)} mmol/L"),
                ("check", "an LDL of 100 mg/dL is about 2.6 mmol/L, {so the size is right|so this has the right size}"),
            ]  # fmt: skip
            parameters = {"total": total, "hdl": hdl, "tg": tg}
            traps = [
                ((total - hdl) / CHOLESTEROL, "left out the triglycerides (non-HDL cholesterol)"),
                ((total - hdl - tg / 2.2) / CHOLESTEROL, "used the divisor for mmol/L on mg/dL"),
                (ldl / TRIGLYCERIDE, "used the triglyceride factor"),
                ((total - hdl) / CHOLESTEROL - tg / CHOLESTEROL / 2.2, "converted triglycerides with the cholesterol factor"),
                (ldl / 18.02, "used the glucose factor"),
                ((total - tg / 5) / CHOLESTEROL, "left out HDL"),
            ]  # fmt: skip
            operations, spare = 4, []
        else:
            facts = [
                ("total cholesterol", f"{a:.2f} mmol/L"),
                ("HDL cholesterol", f"{b:.2f} mmol/L"),
                ("triglycerides", f"{c:.2f} mmol/L"),
            ]
            exact = a - b - c / 2.2
            lines = [
                ("facts", f"total {a:.2f}, HDL {b:.2f}, triglycerides {c:.2f} mmol/L{{, below 4.5|}}"),
                ("rule", "Friedewald in mmol/L: LDL = TC − HDL − TG / 2.2"),
                ("mistake", "dividing triglycerides by 5. {That divisor belongs to mg/dL|The 5 holds for mg/dL only}; cholesterol and triglycerides have different molar masses, so in mmol/L it is 2.2"),
                ("work", f"LDL = {a:.2f} − {b:.2f} − {c:.2f} / 2.2 = {fixed(exact, 2)} mmol/L"),
                ("check", f"non-HDL cholesterol is {a:.2f} − {b:.2f} = {fixed(a - b, 2)} mmol/L, {{and LDL must lie below it|LDL has to be less}}"),
            ]  # fmt: skip
            traps = [
                (a - b - c / 5, "used the divisor for mg/dL"),
                (a - b, "left out the triglycerides (non-HDL cholesterol)"),
                (a - b - c, "did not divide the triglycerides"),
                (a - c / 2.2, "left out HDL"),
                (a - b + c / 2.2, "added VLDL instead of subtracting it"),
                (exact * CHOLESTEROL, "gave mg/dL"),
            ]
            operations, spare = 4, _spare(rng, 2)
    conventions = {
        1: "{Use|Apply} the Friedewald equation{ in mg/dL (TG / 5)|, with TG / 5 for VLDL cholesterol}",
        2: f"{{Use|Apply}} Friedewald in mg/dL (TG / 5); 1 mmol/L of cholesterol is {CHOLESTEROL} mg/dL",
        3: "{Use the Friedewald equation with the divisor that fits the unit|Apply Friedewald's equation for these units}",
    }[level]
    exercise = Exercise(
        facts,
        [conventions, "{The sample was taken fasting|It is a fasting sample|Blood was drawn after an overnight fast}"],
        "{What is the calculated LDL cholesterol|What LDL cholesterol results|How high is LDL cholesterol by calculation|Which LDL cholesterol follows}?",
        lines,
        {"kind": "ldl", "unit": unit, **parameters},
        operations,
        spare=spare,
    )  # fmt: skip
    return number_problem(rng, level, _scene(rng, LIPID_PLACE, LIPID_WHY, LAB), exercise, exact, traps, unit=unit, decimals=decimals, absolute=1.0 if decimals == 0 else 0.02)  # fmt: skip


def _fall(rng: Random, level: int) -> Problem:
    """Level 4: per cent fall of calculated LDL on treatment; the first profile in mg/dL, the second in mmol/L."""
    while True:
        total, hdl, tg = _lipids(rng)
        before = friedewald(total, hdl, tg)
        if before < 110:
            continue
        hdl2 = hdl + rng.randint(-3, 5)
        tg2 = round(tg * rng.uniform(0.7, 1.02))
        after = before * rng.uniform(0.42, 0.82)
        a = rounded((after + hdl2 + tg2 / 5) / CHOLESTEROL, 2)
        b, c = rounded(hdl2 / CHOLESTEROL, 2), rounded(tg2 / TRIGLYCERIDE, 2)
        break
    ldl = carried(before)
    start = carried(ldl / CHOLESTEROL)
    end = carried(a - b - c / 2.2)
    result = 100 * (start - end) / start
    lines = [
        ("facts", f"before: {total}, {hdl}, {tg} mg/dL; on treatment: {a:.2f}, {b:.2f}, {c:.2f} mmol/L (total, HDL, triglycerides)"),
        ("rule", "Friedewald with TG / 5 in mg/dL and TG / 2.2 in mmol/L; bring both LDL values to one unit; fall = (before − after) / before"),
        ("mistake", "comparing total cholesterol, or using TG / 5 in both profiles. {The aim is set for LDL, and the divisor depends on the unit|The two reports come in different units}"),
        ("then", f"LDL before = {total} − {hdl} − {tg} / 5 = {written(ldl)} mg/dL"),
        ("then", f"{written(ldl)} / {CHOLESTEROL} = {written(start)} mmol/L"),
        ("then", f"LDL after = {a:.2f} − {b:.2f} − {c:.2f} / 2.2 = {written(end)} mmol/L"),
        ("work", f"fall = 100 × ({written(start)} − {written(end)}) / {written(start)} = {fixed(result, 1)} %"),
        ("check", f"what is left is 100 × {written(end)} / {written(start)} = {fixed(100 * end / start, 1)} % of the first value, {{which fits|and the two add up to 100 %}}"),
    ]  # fmt: skip
    whole = total / CHOLESTEROL
    other = a - b - c / 5
    traps = [
        (100 * (start - other) / start, "used TG / 5 in mmol/L"),
        (100 * (whole - a) / whole, "compared total cholesterol"),
        (100 * (start - end) / end, "divided by the later value"),
        (100 * end / start, "gave what is left"),
        (100 * ((total - hdl) / CHOLESTEROL - (a - b)) / ((total - hdl) / CHOLESTEROL), "compared non-HDL cholesterol"),
        (100 * (ldl / TRIGLYCERIDE - end) / (ldl / TRIGLYCERIDE), "converted with the triglyceride factor"),
    ]
    exercise = Exercise(
        [("{before treatment|first report} (total cholesterol, HDL, triglycerides)", f"{total}, {hdl} and {tg} mg/dL"), ("{on treatment|report after 12 weeks} (total cholesterol, HDL, triglycerides)", f"{a:.2f}, {b:.2f} and {c:.2f} mmol/L")],
        [f"{{Calculate|Work out}} LDL by Friedewald in each report's own unit; 1 mmol/L of cholesterol is {CHOLESTEROL} mg/dL", "{Both samples were fasting|Both times the patient had fasted}"],
        "{By how many per cent has LDL cholesterol fallen|What is the percentage fall of LDL cholesterol|How large is the fall in LDL, in per cent}?",
        lines,
        {"kind": "fall", "before": [total, hdl, tg], "after": [a, b, c]},
        8,
        spare=_spare(rng, 2),
        ordered=True,
    )  # fmt: skip
    return number_problem(rng, level, _scene(rng, LIPID_PLACE, "{high cholesterol, twelve weeks into statin treatment|familial hypercholesterolaemia, twelve weeks into statin treatment|high cholesterol treated with a statin for three months}", LAB), exercise, result, traps, unit="%", decimals=1, absolute=0.5, highest=100)  # fmt: skip


METHODS = ("Friedewald", "Sampson", "direct measurement")


def _validity(rng: Random, level: int) -> Problem:
    """Level 5: which equation the triglycerides allow, with boundaries, and its value; or the method as a label."""
    label = rng.random() < 0.4
    if label:
        tg = rng.choice((rng.randint(120, 398), 399, 400, 401, rng.randint(402, 798), 800, 801, rng.randint(802, 1400)))
        in_moles = rng.random() < 0.5
        shown_tg = f"{tg} mg/dL"
        hdl, total = rng.randint(24, 44), rng.randint(214, 340)
        if in_moles:
            molar = rounded(tg / TRIGLYCERIDE, 2)
            shown_tg, tg_value = f"{molar:.2f} mmol/L", molar * TRIGLYCERIDE
            if min(abs(tg_value - 400), abs(tg_value - 800)) < 1.0:
                return _validity(rng, level)
        else:
            tg_value = float(tg)
        answer = METHODS[0] if tg_value < 400 else METHODS[1] if tg_value <= 800 else METHODS[2]
        lines = [
            ("facts", f"triglycerides {shown_tg}"),
            (
                "rule",
                "below 400 mg/dL Friedewald, from 400 to 800 mg/dL (both included) Sampson, above 800 mg/dL direct measurement",
            ),
        ]
        if in_moles:
            lines.append(("work", f"triglycerides: {molar:.2f} × {TRIGLYCERIDE} = {fixed(tg_value, 1)} mg/dL"))
        else:
            low, high = (str(tg - limit).replace("-", "−") for limit in (400, 800))
            lines.append(("work", f"against the limits: {tg} − 400 = {low} and {tg} − 800 = {high} mg/dL"))
        lines += [
            ("mistake", "using Friedewald out of habit, or slipping at a limit. {At exactly 400 it no longer holds, at exactly 800 Sampson still does|Mind which side each limit belongs to}"),
            ("say", f"{fixed(tg_value, 1) if in_moles else tg} mg/dL {'is below 400' if answer == METHODS[0] else 'lies within 400 to 800' if answer == METHODS[1] else 'is above 800'}, so the method is: {answer}"),
            ("check", "at high triglycerides TG / 5 overstates VLDL cholesterol and so understates LDL, {which is the reason for the limits|hence the limits}"),
        ]  # fmt: skip
        wrong = METHODS[0] if answer != METHODS[0] else METHODS[1]
        exercise = Exercise(
            [("total cholesterol", f"{total} mg/dL"), ("HDL cholesterol", f"{hdl} mg/dL"), ("triglycerides", shown_tg)],
            ["{The laboratory's rule|Rule}: Friedewald below 400 mg/dL of triglycerides, Sampson from 400 to 800 mg/dL inclusive, direct measurement above that", f"1 mmol/L of triglycerides {{is|equals}} {TRIGLYCERIDE} mg/dL"],
            "{By which method is LDL cholesterol to be found|Which method applies to LDL here|How should LDL be determined}?",
            lines,
            {"kind": "method", "tg": shown_tg, "total": total, "hdl": hdl},
            3,
            spare=_spare(rng, 2),
        )  # fmt: skip
        return label_problem(rng, level, _scene(rng, LIPID_PLACE, LIPID_WHY, LAB), exercise, answer, METHODS, [(wrong, "used Friedewald out of habit" if wrong == METHODS[0] else "took the limit for lower than it is")], "slipped at a limit of the rule")  # fmt: skip
    total, hdl, tg = _lipids(rng, high=True)
    rest = total - hdl
    first, second = carried(total / 0.948, 6), carried(hdl / 0.971, 6)
    p1, p2, p3 = carried(tg / 8.56, 6), carried(tg * rest / 2140, 6), carried(tg**2 / 16100, 6)
    bracket = rounded(p1 + p2 - p3, 4)
    result = first - second - bracket - 9.44
    lines = [
        ("facts", f"total {total}, HDL {hdl}, triglycerides {tg} mg/dL"),
        ("rule", f"triglycerides are {tg} mg/dL, not below 400, so Sampson's equation applies"),
        ("mistake", f"applying Friedewald all the same: {total} − {hdl} − {tg} / 5 = {fixed(friedewald(total, hdl, tg), 0)} mg/dL. {{At such triglycerides TG / 5 overstates VLDL cholesterol and LDL comes out too low|It is not valid at this level and understates LDL}}"),
        ("then", f"non-HDL = {total} − {hdl} = {rest} mg/dL"),
        ("then", f"{total} / 0.948 = {written(first)}; {hdl} / 0.971 = {written(second)}"),
        ("then", f"{tg} / 8.56 = {written(p1)}; {tg} × {rest} / 2140 = {written(p2)}; {tg}^2 / 16100 = {written(p3)}"),
        ("then", f"bracket = {written(p1)} + {written(p2)} − {written(p3)} = {written(bracket)}"),
        ("work", f"LDL = {written(first)} − {written(second)} − {written(bracket)} − 9.44 = {fixed(result, 0)} mg/dL"),
        ("check", f"LDL has to lie below non-HDL cholesterol, {rest} mg/dL, {{and it does|as it does}}"),
    ]  # fmt: skip
    traps = [
        (friedewald(total, hdl, tg), "used Friedewald above its limit"),
        (float(rest), "gave non-HDL cholesterol"),
        (result + 9.44, "left out the constant 9.44"),
        (first - second - (p1 + p2) - 9.44, "left out the square term"),
        (first - second - p1 - 9.44, "kept only the first term of the bracket"),
        (result + 2 * 9.44, "added the constant 9.44"),
    ]
    exercise = Exercise(
        [("total cholesterol", f"{total} mg/dL"), ("HDL cholesterol", f"{hdl} mg/dL"), ("triglycerides", f"{tg} mg/dL")],
        ["{Below 400 mg/dL of triglycerides use Friedewald (TG / 5), from 400 to 800 use Sampson|The laboratory uses Friedewald (TG / 5) below 400 mg/dL of triglycerides and Sampson's equation from 400 to 800}", "Sampson{'s equation|}: LDL = TC / 0.948 − HDL / 0.971 − (TG / 8.56 + TG × non-HDL / 2140 − TG^2 / 16100) − 9.44, {all in|in} mg/dL"],
        "{What is the calculated LDL cholesterol|What LDL cholesterol does the laboratory report|Which LDL cholesterol follows}?",
        lines,
        {"kind": "sampson", "total": total, "hdl": hdl, "tg": tg},
        9,
        spare=_spare(rng, 2),
    )  # fmt: skip
    return number_problem(rng, level, _scene(rng, LIPID_PLACE, LIPID_WHY, LAB), exercise, result, traps, unit="mg/dL", decimals=0, absolute=1.0)  # fmt: skip


# glucose


def _glucose(rng: Random, level: int) -> Problem:
    """eAG from A1c (1), in mmol/L or from mmol/mol (2), the right equation among three (3), back from readings (4)."""
    a1c = rounded(rng.uniform(5.4, 13.2), 1)
    spare = _spare(rng, rng.randint(0, 1)) if level < 3 else _spare(rng, 2)
    equations = "eAG (mg/dL) = 28.7 × A1c − 46.7"
    ask = "{What is the estimated average glucose|What average glucose does this A1c stand for|What eAG should be given to the patient}?"
    if level == 1:
        value = rounded(rng.uniform(5.3, 13.4), 2) if rng.random() < 0.85 else a1c
        result, unit, decimals, tolerance = average_glucose(value), "mg/dL", 0, 1.0
        facts = [("{HbA1c|haemoglobin A1c|A1c}", f"{written(value)} %")]
        lines = [
            ("facts", f"A1c {written(value)} %"),
            ("rule", f"{equations}{{, A1c in per cent|}}"),
            ("work", f"eAG = 28.7 × {written(value)} − 46.7 = {fixed(result, 0)} mg/dL"),
            ("check", "an A1c of 7 % stands for 28.7 × 7 − 46.7 = 154 mg/dL, {and this is in proportion|which gives the scale}"),
        ]  # fmt: skip
        conventions = ["{Use|Apply} the ADAG equation, " + equations]
        traps = [
            (28.7 * value, "left out the constant"), (28.7 * value + 46.7, "added the constant"), (18.02 * value, "converted per cent as if it were mmol/L"),
            (28.7 * (value - 2.15), "mixed two equations"), (35.6 * value - 77.3, "used the older DCCT equation"), ((value + 46.7) * 28.7 / 10, "put the constant in the wrong place"),
        ]  # fmt: skip
        parameters: dict[str, object] = {"a1c": value}
        operations = 2
    elif level == 2:
        ifcc_value = rng.randint(330, 1220) / 10
        if rng.random() < 0.5:
            percent = rounded(rng.uniform(5.3, 13.4), 2)
            result, unit, decimals, tolerance = 1.59 * percent - 2.59, "mmol/L", 1, 0.1
            mg = carried(average_glucose(percent))
            result = mg / 18.02
            facts = [("{HbA1c|haemoglobin A1c|A1c}", f"{written(percent)} %")]
            lines = [
                ("facts", f"A1c {written(percent)} %"),
                ("rule", f"{equations}; 18.02 mg/dL of glucose are 1 mmol/L"),
                ("then", f"eAG = 28.7 × {written(percent)} − 46.7 = {written(mg)} mg/dL"),
                ("work", f"{written(mg)} / 18.02 = {fixed(result, 1)} mmol/L"),
                ("check", f"the equation in mmol/L agrees closely: 1.59 × {written(percent)} − 2.59 = {fixed(1.59 * percent - 2.59, 1)} mmol/L"),
            ]  # fmt: skip
            conventions = [
                f"{{Use|Apply}} the ADAG equation, {equations}, {{then divide by|and then}} 18.02 mg/dL per mmol/L"
            ]
            traps = [
                (mg, "left the result in mg/dL"), (percent, "took A1c for mmol/L"), (28.7 * percent / 18.02, "left out the constant"),
                (mg / 38.67, "used the cholesterol factor"), ((28.7 * percent + 46.7) / 18.02, "added the constant"), (mg / 10, "divided by 10"),
            ]  # fmt: skip
            parameters = {"a1c": percent, "mmol": True}
            operations = 3
        else:
            percent = carried(0.0915 * ifcc_value + 2.15)
            result, unit, decimals, tolerance = average_glucose(percent), "mg/dL", 0, 1.0
            facts = [("{HbA1c|haemoglobin A1c|A1c} (IFCC)", f"{written(ifcc_value)} mmol/mol")]
            lines = [
                ("facts", f"HbA1c {written(ifcc_value)} mmol/mol"),
                ("rule", f"A1c (%) = 0.0915 × IFCC + 2.15, then {equations}"),
                ("then", f"A1c = 0.0915 × {written(ifcc_value)} + 2.15 = {written(percent)} %"),
                ("work", f"eAG = 28.7 × {written(percent)} − 46.7 = {fixed(result, 0)} mg/dL"),
                ("check", "48 mmol/mol stands for 6.5 %, {which is the scale to compare with|a fixed point worth knowing}"),
            ]  # fmt: skip
            conventions = [
                "{First convert to per cent|To per cent}: A1c (%) = 0.0915 × HbA1c (mmol/mol) + 2.15",
                f"{{then|Average glucose}}: {equations}",
            ]
            traps = [
                (28.7 * ifcc_value / 10 - 46.7, "divided mmol/mol by 10 to get per cent"), (28.7 * (0.0915 * ifcc_value) - 46.7, "left out the 2.15"), (28.7 * percent, "left out the constant 46.7"),
                (28.7 * percent + 46.7, "added the constant"), (18.02 * percent, "converted per cent as if it were mmol/L"), (18.02 * ifcc_value / 10, "took mmol/mol for tenths of mmol/L"),
            ]  # fmt: skip
            parameters = {"ifcc": ifcc_value}
            operations = 4
    elif level == 3:
        ifcc_value = rng.randint(330, 1220) / 10
        percent = carried(0.0915 * ifcc_value + 2.15)
        result, unit, decimals, tolerance = 1.59 * percent - 2.59, "mmol/L", 1, 0.1
        facts = [("{HbA1c|haemoglobin A1c}", f"{written(ifcc_value)} mmol/mol")]
        lines = [
            ("facts", f"HbA1c {written(ifcc_value)} mmol/mol; the answer is wanted in mmol/L of glucose"),
            ("rule", "the ADAG equation takes A1c in per cent, so first A1c (%) = 0.0915 × IFCC + 2.15, then eAG (mmol/L) = 1.59 × A1c − 2.59"),
            ("mistake", f"moving the decimal point, as if {written(ifcc_value)} mmol/mol were {written(rounded(ifcc_value / 10, 2))} %. {{The two scales differ by slope and intercept|A per mille is not the only difference: the IFCC method measures less}}"),
            ("then", f"A1c = 0.0915 × {written(ifcc_value)} + 2.15 = {written(percent)} %"),
            ("work", f"eAG = 1.59 × {written(percent)} − 2.59 = {fixed(result, 1)} mmol/L"),
            ("check", "an A1c of 7 % stands for 1.59 × 7 − 2.59 = 8.5 mmol/L, {which gives the scale|and this value is in proportion}"),
        ]  # fmt: skip
        conventions = [
            "{Choose what applies from|Equations at hand, not all of them needed}: A1c (%) = 0.0915 × IFCC (mmol/mol) + 2.15; eAG (mg/dL) = 28.7 × A1c (%) − 46.7; eAG (mmol/L) = 1.59 × A1c (%) − 2.59"
        ]
        traps = [
            (1.59 * ifcc_value / 10 - 2.59, "divided mmol/mol by 10 to get per cent"), (28.7 * percent - 46.7, "gave mg/dL"), (1.59 * percent, "left out the constant"),
            (percent, "gave A1c in per cent"), (1.59 * percent + 2.59, "added the constant"), (1.59 * (0.0915 * ifcc_value) - 2.59, "left out the 2.15"),
        ]  # fmt: skip
        parameters = {"ifcc": ifcc_value, "mmol": True}
        operations = 5
    else:
        base = rng.randint(118, 268)
        readings = [base + rng.randint(-34, 40) for _ in range(rng.choice((4, 5, 6)))]
        total, count = sum(readings), len(readings)
        mean = carried(total / count)
        percent = (mean + 46.7) / 28.7
        measured = rounded(percent + rng.choice((-1, 1)) * rng.uniform(0.3, 1.8), 1)
        result, unit, decimals, tolerance = percent, "%", 1, 0.1
        facts = [
            ("{fingerstick readings|glucose readings|meter readings}", listed([str(r) for r in readings]) + " mg/dL")
        ]
        spare = [("{laboratory A1c three months ago|previous A1c}", f"{written(measured)} %"), *_spare(rng, 1)]
        lines = [
            ("facts", f"{count} readings in mg/dL: {', '.join(map(str, readings))}"),
            ("rule", f"average the readings, then turn {equations} round: A1c = (average + 46.7) / 28.7"),
            ("mistake", f"quoting the earlier {written(measured)} % or dividing the average by 28.7 alone. {{The constant has to be brought back first|The 46.7 must be added before dividing}}"),
            ("then", f"average = ({' + '.join(map(str, readings))}) / {count} = {written(mean)} mg/dL"),
            ("work", f"A1c = ({written(mean)} + 46.7) / 28.7 = {fixed(result, 1)} %"),
            ("check", f"28.7 × {fixed(result, 1)} − 46.7 = {fixed(28.7 * rounded(result, 1) - 46.7, 0)} mg/dL, {{close to the average|which agrees within rounding}}"),
        ]  # fmt: skip
        conventions = [
            f"{{Use|Apply}} {equations} (A1c in per cent), {{and take|taking}} the mean of the readings for the average glucose"
        ]
        ask = "{What A1c do the readings correspond to|To which A1c do these readings correspond|What A1c would one expect from the readings}?"
        traps = [
            (mean / 28.7, "left out the constant"), ((mean - 46.7) / 28.7, "subtracted the constant"), (mean / 18.02, "converted to mmol/L"),
            (measured, "quoted the earlier A1c"), ((max(readings) + 46.7) / 28.7, "took the highest reading"), ((readings[0] + 46.7) / 28.7, "took the first reading only"),
        ]  # fmt: skip
        parameters = {"readings": readings}
        operations = count + 3
    exercise = Exercise(facts, conventions, ask, lines, {"kind": "glucose", **parameters}, operations, spare=spare)
    return number_problem(rng, level, _scene(rng, SUGAR_PLACE, SUGAR_WHY, LAB), exercise, result, traps, unit=unit, decimals=decimals, absolute=tolerance)  # fmt: skip


# opioids

#: drug, tablet strengths in mg, how often a day (several), as in the products on the market
TABLETS = {
    "codeine": ((15, 30, 60), (2, 3, 4)), "hydrocodone": ((5, 7.5, 10), (2, 3, 4)), "hydromorphone": ((2, 4, 8), (2, 3, 4)),
    "morphine": ((10, 15, 30), (2, 3, 4)), "oxycodone": ((5, 10, 15, 20), (2, 3, 4)), "oxymorphone": ((5, 10), (2, 3)),
    "tapentadol": ((50, 75, 100), (2, 3, 4)), "tramadol": ((50, 100), (2, 3, 4)), "methadone": ((5, 10), (1, 2, 3)),
}  # fmt: skip
#: drug, step in mg, fewest and most steps a day, as oral solutions are prescribed
SOLUTIONS = (
    ("morphine", 1, 8, 150), ("oxycodone", 1, 6, 110), ("hydromorphone", 0.5, 6, 48), ("hydrocodone", 1.25, 6, 40),
    ("methadone", 0.5, 5, 60), ("codeine", 6, 6, 40), ("tramadol", 12.5, 6, 32), ("tapentadol", 10, 10, 50),
)  # fmt: skip
TIMES = {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day"}
INTERVALS = {1: "every 24 hours", 2: "every 12 hours", 3: "every 8 hours", 4: "every 6 hours"}
PATCHES = (12, 25, 37, 50, 75)
OTHERS = (
    ("gabapentin", "300 mg three times a day"), ("ibuprofen", "400 mg three times a day"), ("paracetamol", "1 g four times a day"),
    ("vitamin D", "800 units once a day"), ("lidocaine plaster", "one a day for 12 hours"), ("senna", "15 mg at night"), ("omeprazole", "20 mg once a day"),
)  # fmt: skip


def _tablets(rng: Random, among: Sequence[str]) -> tuple[str, float, int, int]:
    """Drug, strength in mg, tablets a time, times a day."""
    drug = rng.choice(list(among))
    strengths, often = TABLETS[drug]
    strength = rng.choice(strengths)
    count = rng.choice((1, 1, 2)) if drug not in ("tapentadol", "codeine", "methadone") else 1
    return drug, strength, count, rng.choice(often)


def _one_opioid(rng: Random, level: int) -> Problem:
    """One opioid: total daily dose (1), tablets and times or a patch (2), the 2022 factor and not 2016's (3)."""
    among = list(TABLETS) if level < 3 else ["hydromorphone", "hydromorphone", "tramadol", "methadone"]
    facts: list[tuple[str, str]]
    patient = adult(rng, 28, 84)
    if level == 2 and rng.random() < 0.2:
        drug, patch, extra = "fentanyl", rng.choice(PATCHES), _tablets(rng, ("oxycodone", "morphine", "hydrocodone"))
        factor, mg = FACTORS_2022["fentanyl"], rounded(extra[1] * extra[2] * extra[3], 2)
        second = FACTORS_2022[extra[0]]
        one, two = carried(patch * factor), carried(mg * second)
        result = one + two
        facts = [
            ("fentanyl patch, changed every 72 hours", f"{patch} µg/h"),
            (extra[0], f"{extra[2]} × {written(extra[1])} mg {TIMES[extra[3]]}"),
        ]
        lines = [
            ("facts", f"fentanyl {patch} µg/h; {extra[0]} {extra[2]} × {written(extra[1])} mg {TIMES[extra[3]]}"),
            ("rule", f"fentanyl patch: µg/h × 2.4, whatever the change interval; {extra[0]}: mg a day × {written(second)}"),
            ("then", f"patch: {patch} × 2.4 = {written(one)} MME/day"),
            ("then", f"{extra[0]}: {extra[2]} × {written(extra[1])} × {extra[3]} = {written(mg)} mg/day, and {written(mg)} × {written(second)} = {written(two)} MME/day"),
            ("work", f"total = {written(one)} + {written(two)} = {fixed(result, 1)} MME/day"),
            ("check", "{the patch rate is already per hour, so neither 24 nor 72 comes in|nothing is divided by three days: the factor holds for the rate}"),
        ]  # fmt: skip
        traps = [
            (one / 3 + two, "divided the patch by three days"),
            (one, "left out the tablets"),
            (patch * 24 * factor / 1000 + two, "multiplied the patch by 24 hours"),
            (two, "left out the patch"),
            (patch + mg, "added without factors"),
            (one + mg * factor, "used one factor for both"),
        ]
        parameters: dict[str, object] = {"patch": patch, "also": [extra[0], mg], "regimen": list(extra[1:])}
        operations = 5
        conventions = [
            f"{{CDC 2022 factors|Factors (CDC 2022)}}: transdermal fentanyl 2.4 (per µg/h), {extra[0]} {written(second)} (per mg a day)"
        ]
    else:
        drug, strength, count, often = _tablets(rng, among)
        factor, old = FACTORS_2022[drug], FACTORS_2016[drug]
        if level == 1:
            drug, unit_mg, low, high = rng.choice(SOLUTIONS)
            factor, old, strength = FACTORS_2022[drug], FACTORS_2016[drug], unit_mg
            mg = rounded(unit_mg * rng.randint(low, high), 2)
            facts = [
                (
                    f"{{{drug} oral solution, total a day|{drug} by mouth in 24 hours|total daily dose of {drug} solution}}",
                    f"{written(mg)} mg",
                )
            ]
            first: list[tuple[str, str]] = []
            parameters = {"drug": drug, "mg": mg}
        else:
            schedule = rng.choice((TIMES, INTERVALS))[often]
            size, taken = rng.choice(TABLETS[drug][0]), rng.randint(1, 6)
            mg = rounded(strength * count * often + size * taken, 2)
            facts = [
                (f"{{regular |}}{drug}", f"{count} × {written(strength)} mg {schedule}"),
                (
                    f"{{extra {drug} in the last 24 hours|{drug} as needed, used in 24 hours}}",
                    f"{taken} × {written(size)} mg",
                ),
            ]
            first = [
                (
                    "then",
                    f"daily dose = {count} × {written(strength)} × {often} + {taken} × {written(size)} = {written(mg)} mg",
                )
            ]
            parameters = {"drug": drug, "regimen": [strength, count, often], "extra": [size, taken]}
        result = mg * factor
        lines = [
            ("facts", f"{drug} {listed([value for _, value in facts])}"),
            ("rule", f"MME/day = mg a day × factor; the CDC 2022 factor of {drug} is {written(factor)}"),
            *([("mistake", f"using {written(old)}, the factor of the 2016 table{' for up to 20 mg a day' if drug == 'methadone' else ''}. {{The 2022 guideline changed it to {written(factor)}|It was revised in 2022}}")] if level == 3 else []),
            *first,
            ("work", f"{written(mg)} × {written(factor)} = {fixed(result, 1)} MME/day"),
            ("check", "morphine is the standard itself, {so the milligrams stay as they are|hence the factor 1}" if drug == "morphine" else f"{drug} is {'weaker than' if factor < 1 else 'as strong as' if factor == 1 else 'stronger than'} oral morphine milligram for milligram, {{so the size is plausible|as the factor says}}"),
        ]  # fmt: skip
        traps = [
            (mg * old, "used the 2016 factor"), (mg / factor, "divided by the factor"), (float(mg), "left out the factor"), (strength * factor, "counted one dose only"),
            (result * 2, "counted the day's dose twice"), (result / 2, "halved the day's dose"), (mg * 1.5, "used the factor of oxycodone"), (result * 1.5, "mixed in the factor of oxycodone"),
        ]  # fmt: skip
        operations = 2 + len(first)
        conventions = [
            f"{{Use|Apply|Take}} the CDC 2022 {{conversion |}}factor{'' if level == 3 else f' of {written(factor)}'}"
            + (" {for this drug|for it}, not that of 2016" if level == 3 else f" for {drug}")
        ]
        if level == 3 and rng.random() < 0.5:
            conventions.append(f"{{A poster on the wall still shows|An old ward card gives}} {written(old)} for {drug}")
    others = rng.sample(OTHERS, 0 if level == 1 else 1 if level == 2 else 2)
    exercise = Exercise(
        facts, conventions,
        "{What is the daily dose in morphine milligram equivalents|How many MME a day is this|To how many morphine milligram equivalents a day does this amount|What is the total in MME per day}?",
        lines, {"kind": "one_opioid", **parameters}, operations, spare=others,
    )  # fmt: skip
    return number_problem(rng, level, bedside(rng, patient, PAIN_PLACE, PAIN_WHY, DRUGS), exercise, result, traps, unit="MME/day", decimals=1, absolute=0.3)  # fmt: skip


def _several_opioids(rng: Random, level: int) -> Problem:
    """Level 4: two or three opioids among other medicines."""
    patient = adult(rng, 28, 84)
    drugs = rng.sample([d for d in TABLETS if d != "methadone"], rng.choice((2, 2, 3)))
    parts, facts, steps, total, old_total, plain_total = [], [], [], 0.0, 0.0, 0.0
    for drug in drugs:
        _, strength, count, often = _tablets(rng, (drug,))
        mg = rounded(strength * count * often, 2)
        mme = rounded(mg * FACTORS_2022[drug], 3)
        facts.append((drug, f"{count} × {written(strength)} mg {rng.choice((TIMES, INTERVALS))[often]}"))
        steps.append(
            (
                "then",
                f"{drug}: {count} × {written(strength)} × {often} = {written(mg)} mg/day, and {written(mg)} × {written(FACTORS_2022[drug])} = {written(mme)} MME/day",
            )
        )
        parts.append((drug, mg, mme, [strength, count, often]))
        total, old_total, plain_total = total + mme, old_total + mg * FACTORS_2016[drug], plain_total + mg
    total = rounded(total, 3)
    if not 15 <= total <= 240:
        return _several_opioids(rng, level)
    spare = rng.sample(OTHERS, 2)
    lines = [
        ("facts", f"opioids: {listed(drugs)}; {listed([name for name, _ in spare])} are not opioids and do not count"),
        ("rule", "MME/day is the sum of daily dose × factor over all opioids (CDC 2022: " + listed([f"{d} {written(FACTORS_2022[d])}" for d in drugs]) + ")"),
        ("mistake", "adding the milligrams first and using one factor. {Each opioid has its own|A milligram of the one is not a milligram of the other}"),
        *steps,
        ("work", f"total = {' + '.join(written(p[2]) for p in parts)} = {fixed(total, 1)} MME/day"),
        ("check", f"the largest share comes from {max(parts, key=lambda p: p[2])[0]}, {{which fits its dose and factor|as dose and factor suggest}}"),
    ]  # fmt: skip
    biggest = max(p[2] for p in parts)
    traps = [
        (old_total, "used the 2016 factors"), (plain_total, "added the milligrams without factors"), (total - biggest, "left out the opioid that counts most"),
        (biggest, "counted one opioid only"), (plain_total * 1.5, "used the factor of oxycodone for all"), (sum(p[1] / FACTORS_2022[p[0]] for p in parts), "divided by the factors"),
    ]  # fmt: skip
    quoted = rng.random() < 0.6
    conventions = [
        "{Use|Apply} the CDC 2022 conversion factors"
        + (" (" + listed([f"{d} {written(FACTORS_2022[d])}" for d in sorted(drugs)]) + ")" if quoted else "")
    ]
    exercise = Exercise(
        facts, conventions,
        "{What is the total in morphine milligram equivalents a day|How many MME a day do all opioids add up to|What is the total opioid load in MME per day}?",
        lines, {"kind": "several_opioids", "regimen": [[d, *r] for d, _, _, r in sorted(parts)]}, 3 * len(parts), spare=spare,
    )  # fmt: skip
    return number_problem(rng, level, bedside(rng, patient, PAIN_PLACE, PAIN_WHY, DRUGS), exercise, total, traps, unit="MME/day", decimals=1, absolute=0.3)  # fmt: skip


def _room(rng: Random, level: int) -> Problem:
    """Level 5: how many rescue tablets keep the day below 50 MME; buprenorphine does not count, the limit is exclusive."""
    patient = adult(rng, 28, 84)
    base, strength, count, often = _tablets(
        rng, ("hydrocodone", "hydromorphone", "morphine", "oxycodone", "tapentadol", "tramadol", "codeine")
    )
    rescue, size = rng.choice((("oxycodone", 2.5), ("oxycodone", 5), ("hydrocodone", 5), ("morphine", 5), ("morphine", 7.5), ("tramadol", 25), ("hydromorphone", 1), ("codeine", 15)))  # fmt: skip
    mg = rounded(strength * count * often, 2)
    used = rounded(mg * FACTORS_2022[base], 3)
    each = rounded(size * FACTORS_2022[rescue], 3)
    limit = rng.choice((50, 50, 60, 70, 80, 90))
    room = rounded(limit - used, 3)
    answer = int(room / each) if room % each else int(room / each) - 1
    if base == rescue or not 1 <= answer <= 14 or used < 8:
        return _room(rng, level)
    patch = rng.choice((5, 10, 15, 20))
    buprenorphine = rng.random() < 0.6
    exact = room % each == 0
    lines = [
        ("facts", f"{base} {count} × {written(strength)} mg {TIMES[often]}; rescue tablets of {written(size)} mg {rescue}; the day has to stay below {limit} MME"),
        ("rule", f"CDC 2022 factors: {base} {written(FACTORS_2022[base])}, {rescue} {written(FACTORS_2022[rescue])}" + ("; buprenorphine has no factor and is not counted" if buprenorphine else "")),
        ("then", f"{base}: {count} × {written(strength)} × {often} = {written(mg)} mg/day, and {written(mg)} × {written(FACTORS_2022[base])} = {written(used)} MME"),
        ("then", f"each rescue tablet: {written(size)} × {written(FACTORS_2022[rescue])} = {written(each)} MME"),
        ("work", f"room: {limit} − {written(used)} = {written(room)} MME, and {written(room)} / {written(each)} = {fixed(room / each, 2)}"),
        ("mistake", (f"allowing {answer + 1} tablets, which reach exactly {limit} MME. {{Below means below|The limit itself is excluded}}" if exact else f"rounding {fixed(room / each, 2)} up. {{One more tablet would break the limit|The number of tablets has to be rounded down}}") + (f"; and converting the {patch} µg/h buprenorphine patch, which the guideline leaves out, is another" if buprenorphine else "")),
        ("say", f"at most {answer} tablet{'s' if answer > 1 else ''} a day"),
        ("check", f"{written(used)} + {answer} × {written(each)} = {written(rounded(used + answer * each, 3))} MME, below {limit}; with one more it would be {written(used)} + {answer + 1} × {written(each)} = {written(rounded(used + (answer + 1) * each, 3))}"),
    ]  # fmt: skip
    traps: list[tuple[float, str]] = [
        (answer + 1, "reached the limit instead of staying below it" if exact else "rounded up"),
        (int(limit / each), "left out the regular opioid"),
        (int((limit - mg) / each) if mg < limit else 0, "left the regular dose without its factor"),
        (int(room / size), "left the rescue tablet without its factor"),
        (max(0, int((room - patch * 1.8) / each)), "counted the buprenorphine patch") if buprenorphine else (answer - 1, "stopped one tablet short"),
        (answer + 2, "miscounted the room"),
        (answer - 1, "stopped one tablet short"),
    ]  # fmt: skip
    facts = [
        (f"regular {base}", f"{count} × {written(strength)} mg {rng.choice((TIMES, INTERVALS))[often]}"),
        ("{rescue tablets|when needed}", f"{rescue} {written(size)} mg each"),
    ]
    spare = [("buprenorphine patch", f"{patch} µg/h")] if buprenorphine else []
    exercise = Exercise(
        facts,
        [f"{{The total is to stay below|The agreed limit: the day's total must be less than|All opioids together must remain under}} {limit} MME a day, {{counted by|with the factors of}} the CDC 2022 guideline", *(["{Treat the patch as the guideline does|For the patch follow the guideline too}"] if buprenorphine else [])],
        "{How many rescue tablets a day are possible at most|What is the highest number of rescue tablets a day|Up to how many rescue tablets a day may be taken}?",
        lines,
        {"kind": "room", "base": [base, strength, count, often], "rescue": [rescue, size], "limit": limit, "buprenorphine": buprenorphine},
        7,
        spare=[*spare, *rng.sample(OTHERS, 2)],
    )  # fmt: skip
    return integer_problem(rng, level, bedside(rng, patient, PAIN_PLACE, PAIN_WHY, DRUGS), exercise, answer, traps)


KINDS = {
    1: (_laboratory, _laboratory, _laboratory, _ldl, _ldl, _ldl, _ldl, _glucose, _one_opioid),
    2: (_molar, _molar, _ldl, _ldl, _ldl, _glucose, _glucose, _one_opioid),
    3: (_molar, _ldl, _ldl, _ldl, _ldl, _glucose, _one_opioid),
    4: (_fall, _glucose, _several_opioids),
    5: (_validity, _validity, _validity, _room),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a conversion."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="conversions",
    title="Laboratory units, LDL, average glucose and opioid equivalents",
    source="Friedewald 1972; Sampson, JAMA Cardiol 2020;5:540; Nathan, Diabetes Care 2008;31:1473; CDC, MMWR Recomm Rep 2022;71(3):1; AMA Manual of Style, 11th ed.",
    problem=problem,
    rubric=(
        Criterion("Applies each conversion factor in the right direction and names both units.", "essential"),
        Criterion("Uses the divisor for triglycerides that fits the unit, and states when Friedewald does not hold.", "important"),
        Criterion("Uses the CDC 2022 opioid factors, each opioid with its own, and counts no medicine that is not an opioid.", "important"),
        Criterion("Does not convert buprenorphine to MME.", "important"),
        Criterion("Offers an equianalgesic dose for switching as if MME were meant for that.", "pitfall", positive=False),
    ),
)  # fmt: skip
