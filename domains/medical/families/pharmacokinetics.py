"""Pharmacokinetics at the bedside: half-life, loading and maintenance doses, accumulation, renal change, phenytoin.

In: a seeded generator and a level. Out: one problem in mg, mg/h, mg/L, mg·h/L, hours or a dosing interval.

    half-life        t½ = 0.693 × V / CL;  k = CL / V
    loading dose     LD = V × (target − measured) / (S × F)
    maintenance      rate = CL × Css / (S × F);  AUC24 = daily dose × S × F / CL
    two levels       k = ln(C1 / C2) / Δt
    accumulation     1 / (1 − e^(−k × τ)) for equal bolus doses at interval τ
    renal change     CL = CL normal × (1 − fe × (1 − CrCl / 120))
    phenytoin        dose rate × S = Vmax × Css / (Km + Css)

Sources: Derendorf & Schmidt, Rowland and Tozer's Clinical Pharmacokinetics and Pharmacodynamics, 5th ed. 2019 (all of the above);
Giusti & Hayton, Drug Intell Clin Pharm 1973;7:382 (renal change); Matzke et al., Antimicrob Agents Chemother 1984;25:433
(vancomycin clearance in mL/min = 0.689 × CrCl + 3.66); Rybak et al., Am J Health Syst Pharm 2020;77:835 (AUC24 400–600 mg·h/L, two
levels); Sawchuk & Zaske, J Pharmacokinet Biopharm 1976;4:183 (interval); Winter, Basic Clinical Pharmacokinetics, 5th ed. 2010
(S: aminophylline 0.80, phenytoin sodium 0.92; digoxin tablets F 0.7; Km and Vmax of phenytoin).

Worked example: V 35 L and CL 3.5 L/h give a half-life of 6.93 h; 300 mg doses every 6.93 h accumulate twofold.

>>> half_life(35, 3.5), round(accumulation(0.1, 6.93), 2), loading_dose(35, 10, 0.8, 1)
(6.93, 2.0, 437.5)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.body import height_in_cm, weight_in_kg
from domains.medical.exercise import Exercise, Scene, bedside, carried, integer_problem, number_problem, written
from domains.medical.rounding import fixed, rounded
from domains.medical.vignette import Patient, adult


def half_life(volume: float, clearance: float) -> float:
    """Hours from a volume in L and a clearance in L/h, with ln 2 as 0.693."""
    return 0.693 * volume / clearance


def loading_dose(volume: float, target: float, salt: float = 1.0, bioavailability: float = 1.0) -> float:
    """mg from a volume in L and a rise in concentration in mg/L."""
    return volume * target / (salt * bioavailability)


def accumulation(k: float, interval: float) -> float:
    """Peak at steady state over the first peak, k per hour and the interval in hours."""
    return 1 / (1 - math.exp(-k * interval))


def renal_fraction(unchanged: float, creatinine_clearance: float) -> float:
    """Share of the normal clearance that is left (Giusti & Hayton), CrCl in mL/min against 120."""
    return 1 - unchanged * (1 - creatinine_clearance / 120)


def vancomycin_clearance(creatinine_clearance: float) -> float:
    """mL/min from mL/min (Matzke 1984)."""
    return 0.689 * creatinine_clearance + 3.66


@dataclass(frozen=True)
class Drug:
    """Ranges of adults: volume in L/kg, clearance in L/h, concentration in mg/L to aim at, and why it is given."""

    name: str
    volume: tuple[float, float]
    clearance: tuple[float, float]
    target: tuple[float, float]
    reason: str


DRUGS = (
    Drug("theophylline", (0.44, 0.56), (2.0, 4.0), (8, 15), "{an exacerbation of COPD|severe asthma}"),
    Drug("lidocaine", (1.0, 1.6), (28, 58), (2, 4), "{recurrent ventricular tachycardia|refractory ventricular arrhythmia}"),
    Drug("phenobarbital", (0.55, 0.72), (0.2, 0.42), (15, 30), "{refractory seizures|alcohol withdrawal seizures}"),
    Drug("valproate", (0.14, 0.22), (0.45, 0.95), (55, 90), "{generalised seizures|status epilepticus}"),
    Drug("levetiracetam", (0.5, 0.7), (2.4, 4.8), (15, 35), "{focal seizures|seizures after a stroke}"),
    Drug("ceftazidime", (0.22, 0.32), (3.0, 7.0), (20, 45), "{Pseudomonas pneumonia|ventilator-associated pneumonia}"),
    Drug("meropenem", (0.25, 0.36), (6.0, 14.0), (8, 20), "{intra-abdominal sepsis|hospital-acquired pneumonia}"),
    Drug("vancomycin", (0.6, 0.85), (1.8, 6.2), (15, 24), "{MRSA bacteraemia|a prosthetic joint infection|MRSA pneumonia}"),
)  # fmt: skip
AMINOGLYCOSIDES = ("gentamicin", "tobramycin")
PLACES = "{on {the acute medical|the respiratory|the general medical|a surgical|the infectious diseases} ward|on intensive care|in the high-dependency unit|in the acute admissions unit}"
HEADING = "{Pharmacokinetic data|Data|From the pharmacist's note|Drug data sheet|Kinetic parameters|Handover from pharmacy|Values to work with}"
NAME_OF_V = "{volume of distribution|V|distribution volume|volume of distribution (V)}"
NAME_OF_CL = "{clearance|CL|total clearance|plasma clearance (CL)}"
SPARE = (
    ("haemoglobin", ("10.8 g/dL", "12.1 g/dL", "13.4 g/dL")),
    ("{serum |}sodium", ("136 mmol/L", "139 mmol/L", "142 mmol/L")),
    ("temperature", ("36.9 °C", "37.8 °C", "38.3 °C")),
    ("C-reactive protein", ("48 mg/L", "96 mg/L", "162 mg/L")),
    ("platelets", ("186 × 10⁹/L", "242 × 10⁹/L", "318 × 10⁹/L")),
    ("oxygen saturation", ("94 %", "96 %", "98 %")),
    ("ALT", ("21 U/L", "34 U/L", "47 U/L")),
    ("blood pressure", ("112/68 mmHg", "124/72 mmHg", "138/84 mmHg")),
)
ONE = "{one compartment|a one-compartment model} {with|and} first-order elimination"


def _spare(rng: Random, count: int) -> list[tuple[str, str]]:
    return [(name, rng.choice(values)) for name, values in rng.sample(SPARE, count)]


def _between(rng: Random, span: tuple[float, float], decimals: int) -> float:
    return rounded(rng.uniform(*span), decimals)


def _case(rng: Random, drug: Drug | None = None, planned: bool = False) -> tuple[Patient, int, Drug, Scene]:
    drug = drug or rng.choice(DRUGS)
    patient = adult(rng, 22, 84)
    weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19.5, 31)))
    problem = (
        f"{drug.reason}, {{for which $n is planned|to be treated with $n}}"
        if planned
        else f"{drug.reason} {{treated with|and receives}} $n"
    )
    problem = problem.replace("|and receives", "|under treatment with").replace("$n", drug.name)
    return patient, weight, drug, bedside(rng, patient, PLACES, problem, HEADING)


# level 1 and 2


def _half_life(rng: Random, level: int) -> Problem:
    """Half-life from V and CL; per kg and in mL/min at level 2."""
    _, weight, drug, scene = _case(rng)
    per_kg = _between(rng, drug.volume, 2)
    if level == 1:
        volume, clearance = rounded(per_kg * weight, 1), _between(rng, drug.clearance, 2)
        facts = [(NAME_OF_V, f"{written(volume)} L"), (NAME_OF_CL, f"{written(clearance)} L/h")]
        lines = [("facts", f"V = {written(volume)} L, CL = {written(clearance)} L/h")]
        parameters: dict[str, object] = {"volume": volume, "clearance": clearance}
    else:
        minute = rounded(_between(rng, drug.clearance, 3) * 1000 / 60, 1 if drug.clearance[1] < 1 else 0)
        volume, clearance = carried(per_kg * weight), carried(minute * 0.06)
        facts = [
            (NAME_OF_V, f"{written(per_kg)} L/kg"),
            (NAME_OF_CL, f"{written(minute)} mL/min"),
            ("{body |}weight", f"{weight} kg"),
        ]
        lines = [
            ("facts", f"V {written(per_kg)} L/kg at {weight} kg, CL {written(minute)} mL/min"),
            ("then", f"V = {written(per_kg)} × {weight} = {written(volume)} L"),
            ("then", f"CL: {written(minute)} × 60 / 1000 = {written(clearance)} L/h{{, since 1 mL/min is 0.06 L/h|}}"),
        ]
        parameters = {"volume_per_kg": per_kg, "clearance_ml_min": minute, "weight": weight}
    result = half_life(volume, clearance)
    k = carried(clearance / volume)
    lines.insert(1, ("rule", "t½ = 0.693 × V / CL"))
    lines += [
        ("work", f"t½ = 0.693 × {written(volume)} / {written(clearance)} = {fixed(result, 1)} h"),
        ("check", f"the rate constant is {written(clearance)} / {written(volume)} = {written(k)} per hour, and {{a slow constant means a long half-life|0.693 divided by it gives the same half-life}}"),
    ]  # fmt: skip
    traps = [
        (volume / clearance, "left out ln 2, which gives the mean residence time"),
        (0.693 * clearance / volume * 10, "turned V / CL round and slipped a decimal place"),
        (0.693 * volume / clearance * (0.06 if level == 2 else 60), "slipped between minutes and hours"),
        (0.693 * volume / (clearance / 0.06), "took mL/min for L/h"),
        (0.5 * volume / clearance, "took one half instead of ln 2"),
        (1.44 * volume / clearance, "divided by ln 2 instead of multiplying"),
        (clearance * volume * 0.693, "multiplied by the clearance"),
    ]
    exercise = Exercise(
        facts,
        ["{Take|Use} ln 2 as 0.693{ and assume $one|}".replace("$one", ONE)],
        "{What is the elimination half-life|How long is the half-life|What half-life do these values give|What half-life follows from this} {of $drug|of $drug in this patient}".replace("$drug", drug.name) + "?",
        lines,
        {"kind": "half_life", **parameters},
        2 if level == 1 else 5,
    )  # fmt: skip
    return number_problem(rng, level, scene, exercise, result, traps, unit="h", decimals=1, relative=0.02)


def _loading(rng: Random, level: int) -> Problem:
    """Loading dose; per kg and by salt or tablet at level 2."""
    if level == 1:
        _, weight, drug, scene = _case(rng, planned=True)
        target = _between(rng, drug.target, 1 if drug.target[1] < 20 else 0)
        volume = rounded(_between(rng, drug.volume, 2) * weight, 1)
        result = loading_dose(volume, target)
        facts = [
            (NAME_OF_V, f"{written(volume)} L"),
            ("{target concentration|concentration aimed at|target level}", f"{written(target)} mg/L"),
        ]
        lines = [
            ("facts", f"V = {written(volume)} L and a target of {written(target)} mg/L"),
            ("rule", "loading dose = V × target{, because the dose has to fill the volume of distribution|}"),
            ("work", f"loading dose = {written(volume)} × {written(target)} = {fixed(result, 0)} mg"),
            ("check", f"{fixed(result, 0)} / {written(volume)} = {fixed(rounded(result, 0) / volume, 1)} mg/L, the concentration aimed at"),
        ]  # fmt: skip
        conventions = ["{The dose goes in intravenously|It is given by vein}, {all of it is active drug (S = 1, F = 1)|so S and F are both 1}", "{Nothing has been given before|This is the very first dose|No drug is on board yet}"]  # fmt: skip
        parameters: dict[str, object] = {"volume": volume, "target": target}
        traps = [
            (volume / target, "divided by the target instead of multiplying"),
            (target * weight, "took 1 L/kg for the volume"),
            (result * 0.693, "brought ln 2 in"),
            (result * 10, "slipped a decimal place"),
            (result / 0.8, "divided by the salt factor of another preparation"),
        ]
        name = drug.name
    else:
        patient = adult(rng, 22, 84)
        weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19.5, 31)))
        name, active, low, high, salt, per, top, reason = rng.choice(
            (
                ("aminophylline", "theophylline", 0.44, 0.56, 0.8, 1, (8, 14), "{severe asthma|an exacerbation of COPD}"),
                ("phenytoin sodium", "phenytoin", 0.6, 0.75, 0.92, 1, (12, 20), "{status epilepticus|a second seizure}"),
                ("fosphenytoin sodium (mg of that salt)", "phenytoin", 0.6, 0.75, 0.61, 1, (12, 20), "{status epilepticus|repeated seizures}"),
            )
        )  # fmt: skip
        per_kg, target = rounded(rng.uniform(low, high), 2), rng.randint(*top)
        volume = carried(per_kg * weight)
        result = loading_dose(volume, target, salt, per)
        scene = bedside(rng, patient, PLACES, reason, HEADING)
        facts = [
            (f"{NAME_OF_V} of {active}", f"{written(per_kg)} L/kg"),
            ("{body |}weight", f"{weight} kg"),
            ("{target concentration|concentration aimed at|target level}", f"{target} µg/mL of {active}"),
            (f"{{salt factor S|S}} of {name.split(' (')[0]}", written(salt)),
        ]
        lines = [
            ("facts", f"V {written(per_kg)} L/kg, {weight} kg, target {target} µg/mL, S {written(salt)}, F 1"),
            ("rule", "loading dose = V × target / (S × F)"),
            ("then", f"V = {written(per_kg)} × {weight} = {written(volume)} L; {target} µg/mL is the same as {target} mg/L"),
            ("work", f"loading dose = {written(volume)} × {target} / ({written(salt)} × 1) = {fixed(result, 0)} mg"),
            ("check", f"only part of the salt is active: {fixed(result, 0)} × {written(salt)} = {fixed(rounded(result, 0) * salt, 0)} mg of {active}"),
        ]  # fmt: skip
        conventions = [
            f"{{The dose is an intravenous infusion of {name}, so F = 1|{name} is infused into a vein (F = 1)|It is given intravenously as {name}; F is 1}}",
            "{Nothing has been given before|No drug is on board yet}",
        ]
        parameters = {"drug": name, "volume_per_kg": per_kg, "weight": weight, "target": target, "salt": salt}
        traps = [
            (volume * target, "left out the salt factor"),
            (volume * target * salt, "multiplied by S instead of dividing"),
            (per_kg * target / salt * 10, "left out the weight and slipped a decimal place"),
            (weight * target / salt, "took 1 L/kg for the volume"),
            (result * 2.2, "put the weight in as pounds"),
        ]
        name = name.split(" (")[0]
    exercise = Exercise(
        facts,
        conventions,
        f"{{What loading dose of {name} is needed|How much {name} should the loading dose contain|What is the loading dose of {name}|Which loading dose of {name} reaches the target}}?",
        lines,
        {"kind": "loading", **parameters},
        1 if level == 1 else 4,
    )
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg", decimals=0, relative=0.02)


def _maintenance(rng: Random, level: int) -> Problem:
    """Infusion rate from CL and Css; a daily dose from mL/min at level 2."""
    _, weight, drug, scene = _case(rng)
    target = _between(rng, drug.target, 1 if drug.target[1] < 20 else 0)
    volume = rounded(_between(rng, drug.volume, 2) * weight, 1)
    if level == 1:
        clearance = _between(rng, drug.clearance, 2)
        facts = [(NAME_OF_CL, f"{written(clearance)} L/h"), ("{steady-state concentration wanted|target at steady state|Css aimed at}", f"{written(target)} mg/L")]  # fmt: skip
        result, unit = clearance * target, "mg/h"
        lines = [
            ("facts", f"CL = {written(clearance)} L/h, Css = {written(target)} mg/L"),
            ("rule", "at steady state the rate in equals the rate out, so rate = CL × Css"),
            ("work", f"rate = {written(clearance)} × {written(target)} = {fixed(result, 1)} mg/h"),
            ("check", f"{fixed(result, 1)} / {written(clearance)} = {fixed(rounded(result, 1) / clearance, 1)} mg/L{{ at steady state|, as wanted}}"),
        ]  # fmt: skip
        parameters: dict[str, object] = {"clearance": clearance, "target": target}
        ask = f"{{At what rate should {drug.name} be infused|What maintenance infusion rate holds the target|What rate of {drug.name} keeps this concentration|Which infusion rate is needed at steady state}}?"
    else:
        minute = rounded(_between(rng, drug.clearance, 3) * 1000 / 60, 1 if drug.clearance[1] < 1 else 0)
        clearance = carried(minute * 0.06)
        facts = [(NAME_OF_CL, f"{written(minute)} mL/min"), ("{average steady-state concentration wanted|target at steady state (average)|mean Css aimed at}", f"{written(target)} µg/mL")]  # fmt: skip
        result, unit = clearance * target * 24, "mg/day"
        lines = [
            ("facts", f"CL = {written(minute)} mL/min, average Css = {written(target)} µg/mL, which is {written(target)} mg/L"),
            ("rule", "daily dose = CL × Css × 24 h, with CL in L/h"),
            ("then", f"CL: {written(minute)} × 60 / 1000 = {written(clearance)} L/h"),
            ("work", f"daily dose = {written(clearance)} × {written(target)} × 24 = {fixed(result, 0)} mg/day"),
            ("check", f"that is {fixed(result, 0)} / 24 = {fixed(rounded(result, 0) / 24, 1)} mg each hour, {{replacing what is cleared|as much as is cleared}}"),
        ]  # fmt: skip
        parameters = {"clearance_ml_min": minute, "target": target}
        ask = f"{{What total daily dose of {drug.name} holds the target|How much {drug.name} is needed in 24 hours|What is the daily maintenance dose of {drug.name}|Which daily dose keeps this average concentration}}?"
    factor = 1 if level == 1 else 24
    traps = [
        (clearance * target * 0.693 * factor, "brought ln 2 in"),
        (volume * target, "multiplied by the volume, which is the loading dose"),
        (clearance / 0.06 * target * factor / 100, "left the clearance in mL/min and slipped two places"),
        (target / clearance * factor, "divided by the clearance"),
        (clearance * target * (24 if level == 1 else 1), "gave a day's dose" if level == 1 else "gave an hour's dose"),
        (clearance * target * 12 / (1 if level == 2 else 10), "took 12 hours for the time"),
    ]
    exercise = Exercise(
        facts,
        ["{All of the dose reaches the circulation as active drug (S = F = 1)|S and F are 1|It is given intravenously and S is 1}"],
        ask,
        lines,
        {"kind": "maintenance", **parameters},
        1 if level == 1 else 4,
        spare=[(NAME_OF_V, f"{written(volume)} L")] if rng.random() < 0.5 else (),
    )  # fmt: skip
    return number_problem(
        rng, level, scene, exercise, result, traps, unit=unit, decimals=1 if level == 1 else 0, relative=0.02
    )


def _exposure(rng: Random, level: int) -> Problem:
    """AUC24 from the daily dose and CL; grams, dose times frequency and mL/min at level 2."""
    drug = rng.choice((DRUGS[7], DRUGS[7], DRUGS[5], DRUGS[6]))
    _, _, _, scene = _case(rng, drug)
    clearance = _between(rng, drug.clearance, 2)
    unit = "mg·h/L"
    if level == 1:
        daily = 250 * rng.randint(4, 12) if drug.name == "vancomycin" else 500 * rng.randint(2, 12)
        facts = [(f"{{daily dose|dose in 24 hours|total dose a day}} of {drug.name}", f"{daily:,} mg"), (NAME_OF_CL, f"{written(clearance)} L/h")]  # fmt: skip
        lines = [("facts", f"{daily} mg in 24 h, CL {written(clearance)} L/h")]
        parameters: dict[str, object] = {"daily": daily, "clearance": clearance}
    else:
        dose, often = rng.choice((0.5, 0.75, 1, 1.25, 1.5)), rng.choice((12, 8, 24))
        minute = rounded(clearance * 1000 / 60, 1)
        clearance = carried(minute * 0.06)
        daily = round(dose * 1000 * 24 / often)
        facts = [("{dose|regimen|prescribed}", f"{written(dose)} g of {drug.name} every {often} h"), (NAME_OF_CL, f"{written(minute)} mL/min")]  # fmt: skip
        lines = [
            ("facts", f"{written(dose)} g every {often} h, CL {written(minute)} mL/min"),
            ("then", f"daily dose = {written(dose)} × 1000 × 24 / {often} = {daily} mg"),
            ("then", f"CL: {written(minute)} × 60 / 1000 = {written(clearance)} L/h"),
        ]
        parameters = {"dose_g": dose, "often": often, "clearance_ml_min": minute, "drug": drug.name}
    result = daily / clearance
    if not 0.6 * drug.target[0] <= result / 24 <= 1.4 * drug.target[1]:
        return _exposure(rng, level)
    lines.insert(1, ("rule", "AUC24 = daily dose / CL at steady state"))
    lines += [
        ("work", f"AUC24 = {daily} / {written(clearance)} = {fixed(result, 0)} mg·h/L"),
        ("check", f"the average concentration is {fixed(result, 0)} / 24 = {fixed(rounded(result, 0) / 24, 1)} mg/L, {{a level that this drug reaches|which is in the usual order of size}}"),
    ]  # fmt: skip
    traps = [
        (daily / 24 / clearance, "gave the average concentration"),
        (daily / (clearance / 0.06) * 10, "left the clearance in mL/min and slipped a decimal place"),
        (daily * clearance / 10, "multiplied by the clearance and slipped a decimal place"),
        (result / 2, "counted half of the day's dose"),
        (result * 0.693, "brought ln 2 in"),
        (result / 24 * 12, "took 12 hours for a day"),
        (result * 2, "counted a day's dose twice"),
    ]
    exercise = Exercise(
        facts,
        ["{The regimen is at steady state|Steady state has been reached} and {all is given intravenously (S = F = 1)|S and F are 1}"],
        "{What is the AUC over 24 hours (AUC24)|What AUC24 does this give|How large is the 24-hour area under the curve (AUC24)|To what AUC24 does this regimen lead}?",
        lines,
        {"kind": "exposure", **parameters},
        1 if level == 1 else 4,
    )  # fmt: skip
    return number_problem(rng, level, scene, exercise, result, traps, unit=unit, decimals=0, relative=0.02)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _two_levels(rng: Random, level: int) -> Problem:
    """Level 2: half-life from two levels with clock times."""
    name = rng.choice((*AMINOGLYCOSIDES, "vancomycin", "amikacin"))
    patient = adult(rng, 22, 84)
    slow = name == "vancomycin"
    k = rng.uniform(0.05, 0.14) if slow else rng.uniform(0.14, 0.36)
    apart = 15 * (rng.randint(20, 40) if slow else rng.randint(10, 24))
    high = rng.uniform(26, 42) if slow else rng.uniform(40, 58) if name == "amikacin" else rng.uniform(7.5, 19)
    first, second = rounded(high, 1), rounded(high * math.exp(-k * apart / 60), 1)
    start = 15 * rng.randint(30, 52)
    hours = apart / 60
    found = carried(math.log(first / second) / hours)
    result = 0.693 / found
    scene = bedside(
        rng, patient, PLACES,
        f"{{pyelonephritis with sepsis|Gram-negative bacteraemia|a line infection|endocarditis|febrile neutropenia}} treated with {name}",
        HEADING,
    )  # fmt: skip
    facts = [
        (f"{{{name} level|concentration|sample}} at {_clock(start)}", f"{written(first)} mg/L"),
        (f"{{{name} level|concentration|sample}} at {_clock(start + apart)}", f"{written(second)} mg/L"),
    ]
    lines = [
        ("facts", f"{written(first)} mg/L at {_clock(start)} and {written(second)} mg/L at {_clock(start + apart)}"),
        ("then", f"time between the samples: {apart} min, and {apart} / 60 = {written(hours)} h"),
        ("rule", "k = ln(C1 / C2) / time, then t½ = 0.693 / k"),
        ("work", f"k = ln({written(first)} / {written(second)}) / {written(hours)} = {written(found)} per hour"),
        ("then", f"t½ = 0.693 / {written(found)} = {fixed(result, 2)} h"),
        ("check", f"the level fell to {written(second)} / {written(first)} = {fixed(second / first, 2)} of its start over {fixed(hours / result, 1)} half-lives, {{which fits|a plausible pair}}"),
    ]  # fmt: skip
    traps = [
        (hours / 2 * first / (first - second), "took the fall as a straight line"),
        (1 / found, "left out ln 2"),
        (0.693 / (math.log10(first / second) / hours), "used the decimal logarithm"),
        (hours, "took the time between samples for the half-life"),
        (result * 0.6, "read minutes as a decimal part of the hour"),
        (found * 10, "gave k and slipped a decimal place"),
    ]
    exercise = Exercise(
        facts,
        ["{Both samples were drawn after distribution was complete, in the same dosing interval|Both samples lie in the elimination phase of one dose|Assume $one; both samples follow the same dose}".replace("$one", ONE), "{Take|Use} ln 2 as 0.693"],
        f"{{What is the half-life of {name} in this patient|What elimination half-life do the two levels give|How long is {patient.possessive} half-life of {name}}}?",
        lines,
        {"kind": "two_levels", "drug": name, "first": first, "second": second, "minutes": apart},
        5,
        ordered=True,
    )  # fmt: skip
    return number_problem(rng, level, scene, exercise, result, traps, unit="h", decimals=2, relative=0.02)


# level 3


def _top_up(rng: Random, level: int) -> Problem:
    """Partial loading dose on top of a measured level."""
    patient = adult(rng, 22, 84)
    weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19.5, 31)))
    name, active, low, high, salt, measured_in, target_in, reason = rng.choice(
        (
            ("aminophylline", "theophylline", 0.44, 0.56, 0.8, (2, 7), (10, 15), "{severe asthma in someone who takes theophylline|a COPD exacerbation despite theophylline tablets}"),
            ("phenytoin sodium", "phenytoin", 0.6, 0.75, 0.92, (3, 9), (14, 20), "{a breakthrough seizure on phenytoin|seizures after missed doses of phenytoin}"),
            ("phenobarbital sodium", "phenobarbital", 0.55, 0.7, 0.9, (4, 12), (18, 30), "{a breakthrough seizure on phenobarbital|seizures after missed doses of phenobarbital}"),
        )
    )  # fmt: skip
    per_kg = rounded(rng.uniform(low, high), 2)
    measured, target = rounded(rng.uniform(*measured_in), 1), rng.randint(*target_in)
    volume, gap = carried(per_kg * weight), rounded(target - measured, 1)
    result = volume * gap / salt
    facts = [
        (f"{NAME_OF_V} of {active}", f"{written(per_kg)} L/kg"),
        ("{body |}weight", f"{weight} kg"),
        (
            f"{{measured {active}|{active} level now|{active} concentration before the dose}}",
            f"{written(measured)} mg/L",
        ),
        ("{target|level aimed at}", f"{target} mg/L"),
    ]
    lines = [
        ("facts", f"V {written(per_kg)} L/kg at {weight} kg, level now {written(measured)} mg/L, target {target} mg/L, S {written(salt)}"),
        ("rule", "top-up dose = V × (target − measured) / (S × F), {for only the missing part of the level has to be filled|because drug that is on board counts}"),
        ("mistake", f"giving a full loading dose for {target} mg/L. {{It ignores the {written(measured)} mg/L that are there|The {written(measured)} mg/L already there would come on top}}, and the level would end too high"),
        ("then", f"V = {written(per_kg)} × {weight} = {written(volume)} L"),
        ("work", f"dose = {written(volume)} × ({target} − {written(measured)}) / ({written(salt)} × 1) = {fixed(result, 0)} mg"),
        ("check", f"{fixed(result, 0)} × {written(salt)} / {written(volume)} = {fixed(rounded(result, 0) * salt / volume, 1)} mg/L is the rise, {{as wanted|and that closes the gap}}"),
    ]  # fmt: skip
    traps = [
        (volume * target / salt, "gave a full loading dose in spite of the measured level"),
        (volume * gap, "left out the salt factor"),
        (volume * gap * salt, "multiplied by S instead of dividing"),
        (volume * (target + measured) / salt, "added the measured level"),
        (weight * gap / salt, "took 1 L/kg for the volume"),
        (volume * measured / salt, "loaded for the level that is there already"),
    ]
    exercise = Exercise(
        facts,
        [
            f"{{{name[0].upper() + name[1:]} is given intravenously (S = {written(salt)}, F = 1)|S of {name} is {written(salt)}; it goes in by vein, so F is 1|For intravenous {name} take S = {written(salt)} and F = 1}}",
            "{Ignore elimination during the infusion|What is eliminated while the dose runs in may be neglected}",
        ],
        f"{{What dose of {name} brings the level to the target|How much {name} is needed now|What dose of {name} should be given now}}?",
        lines,
        {"kind": "top_up", "drug": name, "volume_per_kg": per_kg, "weight": weight, "measured": measured, "target": target, "salt": salt},
        5,
    )  # fmt: skip
    scene = bedside(rng, patient, PLACES, reason, HEADING)
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg", decimals=0, relative=0.02)


SWITCHES = (
    # from: name, S, F, unit, doses a day; to: name, S, F
    ("an intravenous aminophylline infusion", 0.8, 1.0, "oral sustained-release theophylline", 1.0, 0.9, "mg", (14, 62), 1, "{a COPD exacerbation that is settling|asthma that has improved}"),
    ("phenytoin sodium capsules", 0.92, 0.9, "phenytoin suspension (the free acid)", 1.0, 0.9, "mg", (20, 45), 10, "{epilepsy and new trouble in swallowing|seizures and a nasogastric tube}"),
    ("intravenous digoxin", 1.0, 1.0, "digoxin tablets", 1.0, 0.7, "µg", (4, 10), 25, "{atrial fibrillation now controlled|heart failure with atrial fibrillation}"),
    ("digoxin tablets", 1.0, 0.7, "intravenous digoxin", 1.0, 1.0, "µg", (1, 3), 125, "{atrial fibrillation before bowel surgery|atrial fibrillation and ileus}"),
    ("oral levothyroxine", 1.0, 0.8, "intravenous levothyroxine", 1.0, 1.0, "µg", (2, 8), 25, "{hypothyroidism and a long fast after surgery|hypothyroidism and bowel obstruction}"),
    ("oral furosemide", 1.0, 0.5, "intravenous furosemide", 1.0, 1.0, "mg", (2, 12), 20, "{decompensated heart failure with gut oedema|nephrotic oedema}"),
)  # fmt: skip


def _switch(rng: Random, level: int) -> Problem:
    """Change of route or salt at the same amount of active drug in the circulation."""
    before, salt1, share1, after, salt2, share2, unit, span, factor, reason = rng.choice(SWITCHES)
    patient = adult(rng, 26, 86)
    # the share that is absorbed is given for this patient, near the textbook value
    share1 = share1 if share1 == 1 else rounded(share1 + rng.uniform(-0.1, 0.1), 2)
    share2 = share2 if share2 == 1 else rounded(share2 + rng.uniform(-0.1, 0.1), 2)
    hourly = before.startswith("an intravenous aminophylline")
    amount = rng.randint(*span) * factor
    daily = amount * 24 if hourly else amount
    active = carried(daily * salt1 * share1)
    result = active / (salt2 * share2)
    shown = f"{amount} mg/h" if hourly else f"{amount} {unit}/day"
    facts = [
        (f"{{current treatment|now}}, {before}" if not hourly else "aminophylline infusion", shown),
        ("{S and F of the current form|S and F now}", f"{written(salt1)} and {written(share1)}"),
        ("{S and F of the new form|S and F after the change}", f"{written(salt2)} and {written(share2)}"),
    ]
    lines = [
        ("facts", f"{shown} with S {written(salt1)} and F {written(share1)}; the new form has S {written(salt2)} and F {written(share2)}"),
        ("rule", "keep dose × S × F equal before and after{, for that is the active drug that reaches the circulation|}"),
        (
            "mistake",
            f"carrying the {shown} over unchanged. {{The two forms do not deliver the same amount of active drug|A milligram of the one is not a milligram of the other in the circulation}}".replace("milligram", "microgram" if unit == "µg" else "milligram"),
        ),
    ]  # fmt: skip
    if hourly:
        lines.append(("then", f"per day: {amount} × 24 = {daily} mg"))
    lines += [
        ("work", f"active drug a day = {daily} × {written(salt1)} × {written(share1)} = {written(active)} {unit}"),
        ("then", f"new daily dose = {written(active)} / ({written(salt2)} × {written(share2)}) = {fixed(result, 0)} {unit}"),
        ("check", f"{fixed(result, 0)} × {written(salt2)} × {written(share2)} = {fixed(rounded(result, 0) * salt2 * share2, 0)} {unit} of active drug, {{the same as before|no change}} within rounding"),
    ]  # fmt: skip
    ratio = (salt1 * share1) / (salt2 * share2)
    traps = [
        (float(daily), "carried the dose over unchanged"),
        (daily / ratio, "applied the factor the wrong way round"),
        (result / 24 if hourly else result * 2, "gave an hourly dose" if hourly else "took the day's dose twice a day"),
        (daily * ratio * ratio, "applied the factor twice"),
        (amount * 12 * ratio if hourly else result / 2, "took 12 hours for a day" if hourly else "halved the dose"),
    ]
    exercise = Exercise(
        facts,
        ["S is the {salt factor|share of the salt that is active drug}, F the {bioavailability|share that reaches the circulation}", "{The average concentration should stay as it is|Keep the same average steady-state concentration}"],
        f"{{What total daily dose of {after} is equivalent|What daily dose of {after} replaces it|On changing to {after}, what is the daily dose}}?",
        lines,
        {"kind": "switch", "to": after, "amount": amount, "daily": daily, "from": [salt1, share1], "new": [salt2, share2], "unit": unit},
        4,
        spare=[("{body |}weight", f"{round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(20, 30)))} kg"), *_spare(rng, 1)],
    )  # fmt: skip
    form = before.removeprefix("an ").replace("intravenous aminophylline infusion", "aminophylline by infusion")
    scene = bedside(
        rng,
        patient,
        PLACES,
        f"{reason}, {{at present treated with|who now receives|on}} {form}",
        "{Treatment|Medication data|From the drug chart|Pharmacy note}",
    )
    return number_problem(
        rng, level, scene, exercise, result, traps, unit=f"{unit}/day", decimals=0,
        absolute=max(1.0, rounded(result * 0.01, 1)),
    )  # fmt: skip


def _decline(rng: Random, level: int) -> Problem:
    """Time until a level has fallen to a threshold."""
    name, halves, start_in, stop_in, why = rng.choice(
        (
            ("digoxin", (36, 70), (2.6, 5.5), (0.8, 2.0), "digoxin toxicity"),
            ("lithium", (18, 40), (1.9, 3.4), (0.6, 1.2), "lithium toxicity"),
            ("phenobarbital", (70, 120), (48, 95), (20, 40), "phenobarbital toxicity"),
            ("theophylline", (6, 14), (24, 42), (10, 20), "theophylline toxicity"),
            ("vancomycin", (12, 48), (28, 55), (12, 20), "{a high vancomycin level with falling renal function|acute kidney injury on vancomycin}"),
            ("gentamicin", (8, 30), (4, 9), (0.5, 1.0), "{a high gentamicin trough|acute kidney injury on gentamicin}"),
        )
    )  # fmt: skip
    unit = {"digoxin": "µg/L", "lithium": "mmol/L"}.get(name, "mg/L")
    half = rounded(rng.uniform(*halves), 1 if halves[0] < 20 else 0)
    decimals = 2 if stop_in[1] <= 2 else 1 if stop_in[1] <= 20 else 0
    start, stop = rounded(rng.uniform(*start_in), 1), rounded(rng.uniform(*stop_in), decimals)
    k = carried(0.693 / half)
    result = math.log(start / stop) / k
    patient = adult(rng, 34, 86)
    lines = [
        ("facts", f"level {written(start)} {unit}, threshold {written(stop)} {unit}, half-life {written(half)} h"),
        ("rule", "first-order decline, so time = ln(C / threshold) / k with k = 0.693 / t½"),
        ("mistake", "drawing a straight line, as if the drop of the first half-life were repeated. {An equal share, not an equal amount, goes in each half-life|Each half-life halves what is left, so the fall slows down}"),
        ("then", f"k = 0.693 / {written(half)} = {written(k)} per hour"),
        ("work", f"time = ln({written(start)} / {written(stop)}) / {written(k)} = {fixed(result, 1)} h"),
        ("check", f"that is {fixed(result, 1)} / {written(half)} = {fixed(rounded(result, 1) / half, 2)} half-lives, and 2^{fixed(rounded(result, 1) / half, 2)} = {fixed(2 ** rounded(rounded(result, 1) / half, 2), 1)}, close to {fixed(start / stop, 1)}, {{the ratio of the two levels|the fall that is needed}}"),
    ]  # fmt: skip
    traps = [
        ((start - stop) / (start / 2) * half, "took the fall as a straight line"),
        (start / stop * half, "multiplied the ratio by the half-life"),
        (math.log10(start / stop) / k, "used the decimal logarithm"),
        (math.log(start / stop) * half, "left out ln 2"),
        (math.ceil(math.log2(start / stop)) * half, "counted whole half-lives only"),
        (5 * half, "waited five half-lives whatever the level"),
    ]
    exercise = Exercise(
        [("{half-life|elimination half-life} {now|in this patient}", f"{written(half)} h"), (f"{{{name} level|measured {name}|{name} concentration}}", f"{written(start)} {unit}"), ("{threshold|level to wait for|restart at or below}", f"{written(stop)} {unit}")],
        ["{The drug has been stopped|No more is given}, {absorption and distribution are complete|and the decline is first-order}", "{Take|Use} ln 2 as 0.693"],
        "{After how many hours is the threshold reached|How long will it take to reach the threshold|How long until the level has fallen to the threshold|How many hours must pass before the threshold is met}?",
        lines,
        {"kind": "decline", "drug": name, "half_life": half, "start": start, "stop": stop},
        4,
        spare=_spare(rng, 1),
    )  # fmt: skip
    scene = bedside(rng, patient, PLACES, why, HEADING)
    return number_problem(rng, level, scene, exercise, result, traps, unit="h", decimals=1, relative=0.02)


def _unreduced(rng: Random, level: int) -> Problem:
    """A loading dose in renal impairment stays whole; the clearance tempts."""
    name, low, high, top, reason = rng.choice(
        (
            ("vancomycin", 0.6, 0.8, (20, 35), "{MRSA bacteraemia|an infected dialysis line|MRSA pneumonia}"),
            ("gentamicin", 0.22, 0.3, (8, 20), "{urosepsis|Gram-negative sepsis|cholangitis}"),
            ("levetiracetam", 0.5, 0.7, (25, 45), "{status epilepticus|repeated seizures}"),
            ("ceftazidime", 0.22, 0.3, (60, 110), "{Pseudomonas bacteraemia|hospital-acquired pneumonia}"),
        )
    )
    patient = adult(rng, 34, 86)
    weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19.5, 31)))
    per_kg, target = rounded(rng.uniform(low, high), 2), rng.randint(*top)
    crcl = rng.randint(14, 48)
    volume = carried(per_kg * weight)
    result = volume * target
    lines = [
        ("facts", f"V {written(per_kg)} L/kg at {weight} kg, target peak {target} mg/L, CrCl {crcl} mL/min"),
        ("rule", "the first dose fills the volume: loading dose = V × target. {Clearance does not enter|No clearance stands in it}"),
        ("mistake", f"cutting the first dose because CrCl is only {crcl} mL/min. {{Poor clearance lengthens the half-life and lowers the maintenance dose, but the volume to fill is the same|The kidneys decide on what has to be replaced later, not on how much fills the body now}}, and a smaller first dose leaves the patient underdosed"),
        ("then", f"V = {written(per_kg)} × {weight} = {written(volume)} L"),
        ("work", f"loading dose = {written(volume)} × {target} = {fixed(result, 0)} mg"),
        ("check", f"{fixed(result, 0)} / {weight} = {fixed(rounded(result, 0) / weight, 1)} mg/kg, {{a dose that is given in practice|in the usual range for this drug}}"),
    ]  # fmt: skip
    traps = [
        (result * crcl / 120, "cut the loading dose in proportion to CrCl"),
        (result * crcl / 100, "took CrCl for a percentage of the dose"),
        (result / 2, "halved the loading dose for renal impairment"),
        (target * weight, "took 1 L/kg for the volume"),
        (result * (1 - crcl / 120), "cut the dose by the share of CrCl"),
        (result * 0.75, "cut the loading dose by a quarter for renal impairment"),
    ]
    exercise = Exercise(
        [(f"{NAME_OF_V} of {name}", f"{written(per_kg)} L/kg"), ("{body |}weight", f"{weight} kg"), ("{peak wanted after the first dose|target peak|target after the first dose}", f"{target} mg/L")],
        ["{The dose is given intravenously|It goes in by vein}; {S and F are 1|S = F = 1}", "{Neglect|Ignore} what is eliminated during the infusion", "{The volume of distribution is as stated in spite of the renal impairment|Renal impairment leaves the volume of distribution unchanged here}"],
        f"{{What first dose of {name} reaches the target|What loading dose of {name} should be given|How large should the first dose of {name} be}}?",
        lines,
        {"kind": "unreduced", "drug": name, "volume_per_kg": per_kg, "weight": weight, "target": target},
        3,
        spare=[("{creatinine clearance|CrCl|measured creatinine clearance}", f"{crcl} mL/min"), *_spare(rng, rng.randint(0, 1))],
    )  # fmt: skip
    scene = bedside(rng, patient, PLACES, reason + " {and chronic kidney disease|and known renal impairment}", HEADING)
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg", decimals=0, relative=0.02)


# level 4


def _steady(rng: Random, level: int) -> Problem:
    """Level 4: peak or trough at steady state of repeated bolus doses: k, then accumulation, then decline."""
    name, low, high, clear, doses, taus, reason = rng.choice(
        (
            ("vancomycin", 0.6, 0.8, (2.5, 5.5), (500, 750, 1000, 1250), (8, 12), "{MRSA bacteraemia|a bone infection}"),
            ("gentamicin", 0.22, 0.3, (2.5, 5.5), (80, 100, 120, 140), (8, 12), "{enterococcal endocarditis|Gram-negative sepsis}"),
            ("levetiracetam", 0.5, 0.7, (2.4, 4.8), (500, 750, 1000, 1500), (12,), "{focal seizures|seizures after a stroke}"),
            ("theophylline (as the base)", 0.44, 0.56, (1.6, 3.6), (150, 200, 250, 300), (6, 8, 12), "{asthma|an exacerbation of COPD}"),
        )
    )  # fmt: skip
    patient = adult(rng, 22, 84)
    weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19.5, 31)))
    volume, clearance = rounded(rng.uniform(low, high) * weight, 1), rounded(rng.uniform(*clear), 2)
    dose, tau = rng.choice(doses), rng.choice(taus)
    trough = rng.random() < 0.5
    k = carried(clearance / volume)
    left = carried(math.exp(-k * tau))
    first = carried(dose / volume)
    peak = carried(first / (1 - left))
    result = peak * left if trough else first / (1 - left)
    lines = [
        ("facts", f"{dose} mg every {tau} h, V {written(volume)} L, CL {written(clearance)} L/h"),
        ("rule", "peak at steady state = (dose / V) / (1 − e^(−k × τ)), trough = peak × e^(−k × τ), with k = CL / V"),
        ("mistake", "taking dose / V for the peak. {That is the peak of the first dose only; what is left of earlier doses comes on top|It forgets what earlier doses have left behind}"),
        ("then", f"k = {written(clearance)} / {written(volume)} = {written(k)} per hour"),
        ("then", f"share left after {tau} h = exp(−{written(k)} × {tau}) = {written(left)}"),
        ("then", f"first peak = {dose} / {written(volume)} = {written(first)} mg/L"),
        ("work", f"peak at steady state = {written(first)} / (1 − {written(left)}) = {written(peak) if trough else fixed(result, 1)} mg/L"),
    ]  # fmt: skip
    if trough:
        lines.append(("then", f"trough = {written(peak)} × {written(left)} = {fixed(result, 1)} mg/L"))
    top = rounded(first / (1 - left), 1)
    lines.append(
        ("check", f"over one interval the level falls by {fixed(top, 1)} − {fixed(top * left, 1)} = {fixed(top - rounded(top * left, 1), 1)} mg/L, {{about what one dose adds|which one dose makes good}}")
    )  # fmt: skip
    traps = [
        ((peak if trough else peak * left), "gave the peak instead of the trough" if trough else "gave the trough instead of the peak"),
        (first * (left if trough else 1), "took a single dose, without accumulation"),
        (first * k * tau if trough else first / (k * tau), "gave another average instead of a peak or trough"),
        (dose / tau / clearance, "gave the average concentration"),
        (first / left, "divided by the share that is left"),
        (first + first * left, "counted two doses only"),
    ]  # fmt: skip
    what = "trough" if trough else "peak"
    exercise = Exercise(
        [("{regimen|prescription|dose}", f"{dose:,} mg of {name} every {tau} h"), (NAME_OF_V, f"{written(volume)} L"), (NAME_OF_CL, f"{written(clearance)} L/h")],
        ["{Treat|Regard} each dose as an intravenous bolus in one compartment {with|and} first-order elimination", "{Steady state has been reached|Assume steady state}"],
        f"{{What {what} concentration is expected at steady state|What is the {what} at steady state|Which {what} level does this regimen lead to at steady state}}?",
        lines,
        {"kind": "steady", "drug": name, "dose": dose, "tau": tau, "volume": volume, "clearance": clearance, "trough": trough},
        5 + trough,
        spare=[("{body |}weight", f"{weight} kg"), *_spare(rng, 1)],
    )  # fmt: skip
    scene = bedside(rng, patient, PLACES, reason, HEADING)
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg/L", decimals=1, relative=0.02)


def _renal(rng: Random, level: int) -> Problem:
    """Level 4: clearance in renal impairment (Giusti & Hayton), then the dose an interval for an average Css."""
    name, normal_in, fe_in, css_in, reason = rng.choice(
        (
            ("levetiracetam", (3.4, 5.0), (0.6, 0.7), (12, 25), "{focal epilepsy|seizures after a head injury}"),
            ("ceftazidime", (5.5, 7.5), (0.8, 0.9), (20, 40), "{Pseudomonas pneumonia|an infected diabetic foot}"),
            ("meropenem", (11, 16), (0.65, 0.75), (8, 18), "{an intra-abdominal abscess|hospital-acquired pneumonia}"),
            ("fluconazole", (0.9, 1.3), (0.7, 0.8), (10, 25), "{candidaemia|a fungal urinary infection}"),
            ("cefazolin", (3.2, 4.4), (0.8, 0.92), (25, 50), "{a Staphylococcus aureus bacteraemia|cellulitis}"),
        )
    )  # fmt: skip
    tau = rng.choice((12, 24)) if name != "meropenem" else rng.choice((8, 12))
    normal, fe, css = rounded(rng.uniform(*normal_in), 1), rounded(rng.uniform(*fe_in), 2), rng.randint(*css_in)
    crcl = rng.randint(15, 70)
    patient = adult(rng, 44, 86)
    fraction = carried(renal_fraction(fe, crcl))
    clearance = carried(normal * fraction)
    result = clearance * css * tau
    lines = [
        ("facts", f"normal CL {written(normal)} L/h, fe {written(fe)}, CrCl {crcl} mL/min, average Css {css} mg/L, every {tau} h"),
        ("rule", "share of clearance left = 1 − fe × (1 − CrCl / 120); dose = CL × Css × τ"),
        ("mistake", f"scaling the whole clearance by {crcl} / 120 = {written(carried(crcl / 120, 3))}. {{Only the renal part, fe, falls with CrCl; the rest is unchanged|The non-renal part of the clearance does not fall}}"),
        ("then", f"share left = 1 − {written(fe)} × (1 − {crcl} / 120) = {written(fraction)}"),
        ("then", f"CL = {written(normal)} × {written(fraction)} = {written(clearance)} L/h"),
        ("work", f"dose = {written(clearance)} × {css} × {tau} = {fixed(result, 0)} mg every {tau} h"),
        ("check", f"with normal kidneys it would be {written(normal)} × {css} × {tau} = {fixed(normal * css * tau, 0)} mg, {{so the dose is smaller, as it must be|and less is right here}}"),
    ]  # fmt: skip
    traps = [
        (normal * css * tau, "took the normal clearance"),
        (normal * crcl / 120 * css * tau, "scaled the whole clearance by CrCl / 120"),
        (normal * fe * crcl / 120 * css * tau, "left out the non-renal clearance"),
        (clearance * css * 24 if tau != 24 else clearance * css, "gave the dose of a whole day" if tau != 24 else "gave the dose of an hour"),
        (normal * (1 - fe) * css * tau, "left out the renal clearance that remains"),
        (normal * (1 - fe * crcl / 120) * css * tau, "put the renal share the wrong way round"),
    ]  # fmt: skip
    exercise = Exercise(
        [("{clearance with normal kidneys|normal clearance}", f"{written(normal)} L/h"), ("{fraction excreted unchanged (fe)|fe, the share excreted unchanged in urine}", written(fe)), ("{creatinine clearance|CrCl}", f"{crcl} mL/min"), ("{average steady-state concentration wanted|target average Css}", f"{css} mg/L"), ("dosing interval", f"{tau} h")],
        ["{Estimate the clearance by|Use} the method of Giusti and Hayton{ with 120 mL/min as normal CrCl|, normal CrCl being 120 mL/min}", "{Doses are intravenous (S = F = 1)|S and F are 1}"],
        f"{{What dose of {name} should be given every {tau} hours|How much {name} is needed every {tau} hours|What {tau}-hourly dose of {name} holds the target}}?",
        lines,
        {"kind": "renal", "drug": name, "normal": normal, "fe": fe, "crcl": crcl, "css": css, "tau": tau},
        5,
        spare=_spare(rng, 2),
    )  # fmt: skip
    scene = bedside(rng, patient, PLACES, reason + " {and chronic kidney disease|and impaired renal function}", HEADING)
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg", decimals=0, relative=0.02)


def _vancomycin(rng: Random, level: int) -> Problem:
    """Level 4: Matzke's clearance, L/h, then the dose for an AUC24."""
    patient = adult(rng, 24, 86)
    crcl, auc, tau = rng.randint(38, 118), 10 * rng.randint(40, 60), rng.choice((8, 12, 24))
    if crcl < 60:
        tau = rng.choice((12, 24))
    minute = carried(vancomycin_clearance(crcl))
    clearance = carried(minute * 0.06)
    daily = carried(clearance * auc)
    result = daily * tau / 24
    lines = [
        ("facts", f"CrCl {crcl} mL/min, target AUC24 {auc} mg·h/L, doses every {tau} h"),
        ("rule", "vancomycin CL in mL/min = 0.689 × CrCl + 3.66; daily dose = CL × AUC24"),
        ("mistake", "putting CrCl itself in for the vancomycin clearance, or multiplying by the AUC while CL is in mL/min. {Vancomycin is cleared more slowly than creatinine, and AUC24 counts hours|The first overdoses, the second is off by the factor 0.06}"),
        ("then", f"CL = 0.689 × {crcl} + 3.66 = {written(minute)} mL/min"),
        ("then", f"CL: {written(minute)} × 0.06 = {written(clearance)} L/h"),
        ("work", f"daily dose = {written(clearance)} × {auc} = {written(daily)} mg"),
        *([("then", f"each dose = {written(daily)} × {tau} / 24 = {fixed(result, 0)} mg")] if tau != 24 else [("then", f"one dose a day, so it is the whole {fixed(result, 0)} mg")]),
        ("check", f"AUC24 = {fixed(result, 0)} × (24 / {tau}) / {written(clearance)} = {fixed(rounded(result, 0) * 24 / tau / clearance, 0)} mg·h/L, {{on target|as wanted within rounding}}"),
    ]  # fmt: skip
    traps = [
        (crcl * 0.06 * auc * tau / 24, "put CrCl in for the vancomycin clearance"),
        (0.689 * crcl * 0.06 * auc * tau / 24, "left out the 3.66"),
        (daily if tau != 24 else daily / 2, "gave the dose of a whole day" if tau != 24 else "split the day's dose"),
        (daily * tau / 24 / 1.44, "brought ln 2 in"),
        (minute * auc * tau / 24 / 10, "left the clearance in mL/min and slipped a decimal place"),
        (daily / tau, "divided by the interval instead of by the number of doses"),
    ]
    exercise = Exercise(
        [("{creatinine clearance|CrCl}", f"{crcl} mL/min"), ("{target AUC24|AUC24 aimed at}", f"{auc} mg·h/L"), ("{interval|dosing interval}", f"{tau} h")],
        ["{Estimate|Predict} vancomycin clearance by Matzke: CL (mL/min) = 0.689 × CrCl + 3.66", "1 mL/min {is|equals} 0.06 L/h"],
        f"{{What dose every {tau} hours meets the target at steady state|How much vancomycin should each {tau}-hourly dose contain|What maintenance dose, given every {tau} hours, reaches the AUC24}}?",
        lines,
        {"kind": "vancomycin", "crcl": crcl, "auc": auc, "tau": tau},
        5,
        spare=[("{volume of distribution|V}", f"{written(rounded(rng.uniform(0.62, 0.8), 2))} L/kg"), *_spare(rng, 1)],
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        PLACES,
        "{MRSA bacteraemia|MRSA pneumonia|a prosthetic joint infection|vertebral osteomyelitis|endocarditis due to MRSA}",
        HEADING,
    )
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg", decimals=0, relative=0.02)


# level 5

INTERVALS = (8, 12, 18, 24, 36, 48)


def _interval(rng: Random, level: int) -> Problem:
    """Level 5: the shortest listed interval that lets the level fall from peak to trough."""
    name = rng.choice(AMINOGLYCOSIDES)
    patient = adult(rng, 24, 86)
    while True:
        first, apart = rounded(rng.uniform(6, 10), 1), rng.choice((4, 5, 6, 7, 8))
        k_true = rng.uniform(0.055, 0.36)
        second = rounded(first * math.exp(-k_true * apart), 1)
        peak, trough, infusion = rng.choice((7, 8, 9, 10)), rng.choice((0.5, 0.8, 1.0)), rng.choice((0.5, 1))
        if second < 0.7:
            continue
        k = carried(math.log(first / second) / apart)
        fall = carried(math.log(peak / trough) / k)
        needed = carried(fall + infusion)
        fitting = [tau for tau in INTERVALS if tau >= needed]
        if fitting and min(abs(needed - tau) for tau in INTERVALS) > 0.15 and needed > 5:
            break
    answer = fitting[0]
    nearest = min(INTERVALS, key=lambda tau: (abs(tau - needed), tau))
    lines = [
        ("facts", f"levels {written(first)} and {written(second)} mg/L taken {apart} h apart; peak {peak}, trough {written(trough)} mg/L, infusion {written(infusion)} h"),
        ("rule", "k = ln(C1 / C2) / time; the interval must be at least ln(peak / trough) / k plus the infusion time, {rounded up to a listed interval|taken up to the next listed interval}"),
        ("then", f"k = ln({written(first)} / {written(second)}) / {apart} = {written(k)} per hour"),
        ("work", f"fall from peak to trough = ln({peak} / {written(trough)}) / {written(k)} = {written(fall)} h"),
        ("then", f"interval needed = {written(fall)} + {written(infusion)} = {written(needed)} h"),
        ("mistake", f"{'rounding to the nearest interval, ' + str(nearest) + ' h' if nearest != answer else 'stopping at half-lives or leaving the infusion time out'}. {{The trough must not be above its limit, so only an interval of at least {written(needed)} h will do|A shorter interval leaves the trough too high}}"),
        ("then", f"the shortest listed interval that is long enough is {answer} h"),
        ("check", f"after {answer} h the level is {peak} × exp(−{written(k)} × ({answer} − {written(infusion)})) = {fixed(peak * math.exp(-k * (answer - infusion)), 2)} mg/L, not above {written(trough)} mg/L"),
    ]  # fmt: skip
    others = [tau for tau in INTERVALS if tau != answer]
    wrong: list[tuple[float, str]] = [(nearest, "rounded to the nearest interval instead of up")]
    wrong += [(others[max(0, INTERVALS.index(answer) - 1)], "took an interval that is too short for the trough")]
    wrong += [(tau, "misjudged the time that the level needs to fall") for tau in others]
    exercise = Exercise(
        [("{first level|level after the infusion|sample 1}", f"{written(first)} mg/L"), ("{second level|later level|sample 2}", f"{written(second)} mg/L, {apart} h {rng.choice(('later', 'after the first'))}"), ("{peak wanted (end of infusion)|target peak at the end of the infusion}", f"{peak} mg/L"), ("{highest trough allowed|trough limit}", f"{written(trough)} mg/L"), ("infusion time", "30 min" if infusion == 0.5 else "1 h")],
        ["{Both levels follow the same dose, after distribution|Both samples were taken after one dose in the elimination phase}; {use|assume} $one".replace("$one", ONE), f"{{Possible intervals are|The unit doses every}} {', '.join(map(str, INTERVALS[:-1]))} or {INTERVALS[-1]} hours{{; choose the shortest that meets the trough limit|, and the shortest that keeps the trough within its limit is chosen}}"],
        "{Which dosing interval, in hours, should be chosen|What dosing interval in hours fits|Every how many hours should the drug be given}?",
        lines,
        {"kind": "interval", "first": first, "second": second, "apart": apart, "peak": peak, "trough": trough, "infusion": infusion},
        6,
        spare=_spare(rng, 2),
        ordered=True,
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        PLACES,
        f"{{Gram-negative sepsis|a complicated urinary infection|Pseudomonas infection in bronchiectasis}} treated with {name}",
        HEADING,
    )
    return integer_problem(rng, level, scene, exercise, answer, wrong)


def _measured_exposure(rng: Random, level: int) -> Problem:
    """Level 5: AUC24 of vancomycin from two levels: log-linear back to the end of infusion and on to the trough."""
    patient = adult(rng, 24, 86)
    while True:
        k_true, tau, infusion = rng.uniform(0.05, 0.13), rng.choice((8, 12)), rng.choice((1, 1.5, 2))
        top = rng.uniform(26, 42)
        after, apart = rng.choice((1, 1.5, 2)), rng.choice((4, 5, 6, 7, 8))
        if infusion + after + apart < tau:
            break
    first = rounded(top * math.exp(-k_true * after), 1)
    second = rounded(first * math.exp(-k_true * apart), 1)
    k = carried(math.log(first / second) / apart)
    peak = carried(first * math.exp(k * after))
    gone = tau - infusion
    trough = carried(peak * math.exp(-k * gone))
    rise = carried((peak + trough) / 2 * infusion)
    fall = carried((peak - trough) / k)
    one = carried(rise + fall)
    result = one * 24 / tau
    lines = [
        ("facts", f"{written(first)} mg/L at {written(after)} h and {written(second)} mg/L at {written(after + apart)} h after the end of a {written(infusion)} h infusion, every {tau} h"),
        ("rule", "k from the two levels; back to the end of the infusion and on to the end of the interval; linear trapezoid while it runs, (peak − trough) / k afterwards; then × 24 / τ"),
        ("then", f"k = ln({written(first)} / {written(second)}) / {apart} = {written(k)} per hour"),
        ("then", f"level at the end of the infusion = {written(first)} × exp({written(k)} × {written(after)}) = {written(peak)} mg/L"),
        ("then", f"trough {written(gone)} h later = {written(peak)} × exp(−{written(k)} × {written(gone)}) = {written(trough)} mg/L"),
        ("then", f"AUC during the infusion = ({written(peak)} + {written(trough)}) / 2 × {written(infusion)} = {written(rise)} mg·h/L"),
        ("then", f"AUC afterwards = ({written(peak)} − {written(trough)}) / {written(k)} = {written(fall)} mg·h/L"),
        ("then", f"AUC of one interval = {written(rise)} + {written(fall)} = {written(one)} mg·h/L"),
        ("mistake", f"stopping here. {{This is the area of {tau} h; AUC24 holds {24 // tau} such intervals|One interval is not a day: there are {24 // tau} of them}}"),
        ("work", f"AUC24 = {written(one)} × 24 / {tau} = {fixed(result, 0)} mg·h/L"),
        ("check", f"the average level, {fixed(result, 0)} / 24 = {fixed(rounded(result, 0) / 24, 1)} mg/L, lies between trough and peak"),
    ]  # fmt: skip
    traps = [
        (one, "gave the area of one interval"),
        (fall * 24 / tau, "left out the area during the infusion"),
        (trough * 24, "multiplied the trough by 24"),
        (peak * 24, "multiplied the peak by 24"),
        ((first - second) / k * 24 / tau, "integrated between the two samples only"),
        ((rise * 2 + fall) * 24 / tau, "forgot to halve the trapezoid"),
        ((first + second) / 2 * 24 * 1.1, "took the mean of the two levels"),
    ]
    exercise = Exercise(
        [(f"{{level|concentration}} {written(after)} h after the end of the infusion", f"{written(first)} mg/L"), (f"{{level|concentration}} {written(after + apart)} h after the end of the infusion", f"{written(second)} mg/L"), ("{infusion time|each dose runs over}", f"{written(infusion)} h"), ("{dosing interval|doses are given every}", f"{tau} h")],
        ["{Use|Apply} the {two-level|first-order} equations: linear trapezoid during the infusion (from the trough up to the level at its end), first-order decline after it", "{The dose is at steady state|Steady state has been reached}"],
        "{What is the AUC24|What AUC24 do the levels give|How large is the AUC over 24 hours}?",
        lines,
        {"kind": "measured_exposure", "first": first, "second": second, "after": after, "apart": apart, "infusion": infusion, "tau": tau},
        9,
        spare=_spare(rng, 1),
        ordered=True,
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        PLACES,
        "{MRSA bacteraemia|MRSA pneumonia|an infected hip prosthesis|endocarditis} treated with vancomycin",
        HEADING,
    )
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg·h/L", decimals=0, relative=0.02)


def _phenytoin(rng: Random, level: int) -> Problem:
    """Level 5: saturable elimination; the concentration that a new dose leads to, or the dose for a target."""
    patient = adult(rng, 22, 80)
    weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(20, 30)))
    for_dose = rng.random() < 0.5
    while True:
        km, per_kg = rounded(rng.uniform(3, 6.5), 1), rounded(rng.uniform(6, 8), 1)
        vmax = carried(per_kg * weight)
        target, daily = rng.randint(12, 18), 10 * rng.randint(22, 45)
        active = carried(daily * 0.92)
        css = km * active / (vmax - active) if vmax > active else 0
        if for_dose or 9 <= css <= 26:
            break
    salt = "phenytoin sodium (S = 0.92)"
    head = [("Vmax", f"{written(per_kg)} mg/kg/day"), ("Km", f"{written(km)} mg/L"), ("{body |}weight", f"{weight} kg")]
    mistake = ("mistake", "raising the dose in proportion to the level wanted. {Phenytoin saturates its enzyme, so near Vmax a small change of dose moves the level a great deal|Proportion holds for first-order drugs; phenytoin's elimination is saturable}")  # fmt: skip
    then = ("then", f"Vmax = {written(per_kg)} × {weight} = {written(vmax)} mg/day")
    if for_dose:
        result = vmax * target / (km + target) / 0.92
        now, old = rounded(rng.uniform(5, 9), 1), 10 * rng.randint(20, 30)
        facts = [*head, ("{target concentration|level aimed at}", f"{target} mg/L")]
        spare = [
            ("{present dose|dose until now}", f"{old} mg of phenytoin sodium a day"),
            ("{level until now|last level}", f"{written(now)} mg/L"),
        ]
        rate = carried(vmax * target / (km + target))
        lines = [
            ("facts", f"Vmax {written(per_kg)} mg/kg/day at {weight} kg, Km {written(km)} mg/L, target {target} mg/L, S 0.92"),
            ("rule", "at steady state dose × S = Vmax × Css / (Km + Css)"),
            mistake,
            then,
            ("work", f"active phenytoin a day = {written(vmax)} × {target} / ({written(km)} + {target}) = {written(rate)} mg/day"),
            ("then", f"phenytoin sodium = {written(rate)} / 0.92 = {fixed(result, 0)} mg/day"),
            ("check", f"{written(rate)} mg is below Vmax, {written(vmax)} mg/day, {{so a steady state exists|as it must be}}"),
        ]  # fmt: skip
        traps = [
            (rate, "left out the salt factor"),
            (target / now * old, "raised the dose in proportion to the level"),
            (vmax / 0.92, "gave the maximum rate"),
            (vmax * km / (km + target) / 0.92, "put Km in place of the concentration on top"),
            (rate * 0.92, "multiplied by S instead of dividing"),
        ]
        parameters: dict[str, object] = {"target": target}
        unit, ask = (
            "mg/day",
            "{What daily dose of phenytoin sodium leads to the target|Which daily dose of phenytoin sodium is needed|How much phenytoin sodium a day holds the target}?",
        )
    else:
        room = carried(vmax - active)
        result = km * active / room
        was = rounded(result * rng.uniform(0.35, 0.5), 1)
        old = round(vmax * was / (km + was) / 0.92 / 10) * 10
        facts = [*head, ("{new dose|dose from today}", f"{daily} mg of phenytoin sodium a day")]
        spare = [
            ("{earlier dose|dose until now}", f"{old} mg of phenytoin sodium a day"),
            ("{level on the earlier dose|earlier level}", f"{written(was)} mg/L"),
        ]
        lines = [
            ("facts", f"{daily} mg of the sodium salt a day (S 0.92), Vmax {written(per_kg)} mg/kg/day at {weight} kg, Km {written(km)} mg/L"),
            ("rule", "Css = Km × R / (Vmax − R), R being the active dose a day"),
            mistake,
            then,
            ("then", f"R = {daily} × 0.92 = {written(active)} mg/day"),
            ("then", f"Vmax − R is {written(vmax)} − {written(active)} = {written(room)} mg/day"),
            ("work", f"Css = {written(km)} × {written(active)} / {written(room)} = {fixed(result, 1)} mg/L"),
            ("check", f"R is below Vmax, {{so a steady state exists|as it must be for a steady state}}, and little room is left above it: the level is {fixed(result, 1)} / {written(km)} = {fixed(rounded(result, 1) / km, 1)} times Km"),
        ]  # fmt: skip
        traps = [
            (km * daily / (vmax - daily) if vmax > daily else 0, "left out the salt factor"),
            (was * daily / old, "scaled the earlier level in proportion to the dose"),
            (active / vmax * 10, "divided by Vmax only and slipped a decimal place"),
            (km * vmax / room, "put Vmax on top"),
            (km, "gave Km"),
            (result / 2, "halved the level"),
        ]
        parameters = {"daily": daily}
        unit, ask = (
            "mg/L",
            "{What steady-state concentration will the new dose lead to|To what level will phenytoin rise at steady state|What steady-state level does the new dose give}?",
        )
    exercise = Exercise(
        facts,
        [f"{{Elimination follows Michaelis–Menten kinetics|Use Michaelis–Menten kinetics}}; {{capsules hold|the drug is}} {salt}, F is 1"],
        ask,
        lines,
        {"kind": "phenytoin", "for_dose": for_dose, "vmax_per_kg": per_kg, "km": km, "weight": weight, **parameters},
        5,
        spare=spare,
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        "{in the {epilepsy|neurology|first seizure} clinic|on the neurology ward}",
        "{epilepsy treated with phenytoin|focal seizures on phenytoin|post-stroke epilepsy on phenytoin}",
        HEADING,
    )
    return number_problem(
        rng, level, scene, exercise, result, traps, unit=unit, decimals=0 if for_dose else 1, relative=0.02
    )


def _dialysis(rng: Random, level: int) -> Problem:
    """Level 5: level after haemodialysis, then the dose that restores the target."""
    name, low, high, start_in, target_in, added_in = rng.choice(
        (
            ("vancomycin", 0.65, 0.85, (18, 28), (18, 25), (4.0, 8.0)),
            ("gentamicin", 0.22, 0.32, (3.0, 6.0), (6, 9), (4.5, 7.0)),
            ("tobramycin", 0.22, 0.32, (3.0, 6.0), (6, 9), (4.5, 7.0)),
        )
    )
    patient = adult(rng, 36, 82)
    weight = round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(20, 30)))
    per_kg, start = rounded(rng.uniform(low, high), 2), rounded(rng.uniform(*start_in), 1)
    own, added = rounded(rng.uniform(0.2, 0.5), 2), rounded(rng.uniform(*added_in), 1)
    hours, target = rng.choice((3, 3.5, 4, 4.5, 5)), rng.randint(*target_in)
    volume = carried(per_kg * weight)
    total = carried(own + added)
    k = carried(total / volume)
    after = carried(start * math.exp(-k * hours))
    result = volume * (target - after)
    lines = [
        ("facts", f"V {written(per_kg)} L/kg at {weight} kg; level before dialysis {written(start)} mg/L; own CL {written(own)} L/h, dialyser CL {written(added)} L/h over {written(hours)} h; target {target} mg/L"),
        ("rule", "clearances add up; level after = level before × e^(−k × time), k = CL / V; dose = V × (target − level after)"),
        ("then", f"V = {written(per_kg)} × {weight} = {written(volume)} L"),
        ("then", f"CL during dialysis = {written(own)} + {written(added)} = {written(total)} L/h"),
        ("then", f"k = {written(total)} / {written(volume)} = {written(k)} per hour"),
        ("work", f"level after = {written(start)} × exp(−{written(k)} × {written(hours)}) = {written(after)} mg/L"),
        ("mistake", "dosing from the level before dialysis. {The session has removed drug|Part of the drug went with the dialysate}, so the gap to the target is wider"),
        ("then", f"dose = {written(volume)} × ({target} − {written(after)}) = {fixed(result, 0)} mg"),
        ("check", f"the level is brought up by {fixed(result, 0)} / {written(volume)} = {fixed(rounded(result, 0) / volume, 1)} mg/L, {{from the level after dialysis to the target|as wanted}}"),
    ]  # fmt: skip
    traps = [
        (volume * abs(target - start), "dosed from the level before dialysis"),
        (volume * target, "gave a full loading dose"),
        (volume * (target - start * math.exp(-own / volume * hours)), "left out the dialyser's clearance"),
        (volume * (start - after), "replaced what was removed instead of going to the target"),
        (volume * (target - start / 2), "halved the level whatever the clearance"),
        (added * target * hours, "replaced the clearance during the session at the target level"),
    ]
    exercise = Exercise(
        [(f"{NAME_OF_V}", f"{written(per_kg)} L/kg"), ("{dry weight|weight after dialysis}", f"{weight} kg"), ("{level before dialysis|pre-dialysis level}", f"{written(start)} mg/L"), ("{patient's own clearance|residual clearance}", f"{written(own)} L/h"), ("{dialyser clearance|clearance by the dialyser}", f"{written(added)} L/h"), ("{length of the session|dialysis time}", f"{written(hours)} h"), ("{level wanted after the dose|target after the dose}", f"{target} mg/L")],
        ["{Own and dialyser clearance add up|Add the two clearances}; {assume|use} $one and neglect rebound".replace("$one", ONE), "{The dose is given by vein right after the session|It is given intravenously at the end of dialysis} (S = F = 1)"],
        f"{{What dose of {name} is needed after the session|How much {name} should be given after dialysis|What replacement dose of {name} reaches the target}}?",
        lines,
        {"kind": "dialysis", "drug": name, "volume_per_kg": per_kg, "weight": weight, "start": start, "own": own, "added": added, "hours": hours, "target": target},
        7,
        spare=_spare(rng, 1),
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        "{on the {renal|dialysis} unit|on the renal ward|in the haemodialysis unit}",
        f"{{a line infection|bacteraemia|an infected foot ulcer}} treated with {name} {{on haemodialysis|between haemodialysis sessions}}",
        HEADING,
    )
    return number_problem(rng, level, scene, exercise, result, traps, unit="mg", decimals=0, relative=0.02)


KINDS = {
    1: (_half_life, _loading, _maintenance, _exposure),
    2: (_half_life, _half_life, _loading, _maintenance, _exposure, _two_levels, _two_levels),
    3: (_top_up, _switch, _decline, _unreduced),
    4: (_steady, _renal, _vancomycin),
    5: (_interval, _measured_exposure, _phenytoin, _dialysis),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem in pharmacokinetics."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="pharmacokinetics",
    title="Pharmacokinetics and dose individualisation",
    source="Derendorf & Schmidt, Rowland and Tozer's Clinical Pharmacokinetics and Pharmacodynamics, 5th ed. 2019; Giusti & Hayton 1973; Matzke 1984; Rybak 2020",
    problem=problem,
    rubric=(
        Criterion("Brings clearance, volume and time to matching units (L, h, mg) before combining them.", "essential"),
        Criterion("Uses volume for a loading dose and clearance for a maintenance dose, not the reverse.", "essential"),
        Criterion("Applies salt factor and bioavailability in the right direction.", "important"),
        Criterion("Says why elimination is treated as first-order, or as saturable for phenytoin.", "optional"),
        Criterion("Treats exponential decline as a straight line.", "pitfall", positive=False),
    ),
)
