
"""Infusion rates: pumps, drip sets, weight-based drugs, titration.

In: a seeded generator and a level. Out: one problem in mL/h, drops/min, µg/kg/min or hours.

    pump        rate (mL/h)      = volume (mL) / time (h)
    drip set    drops/min        = volume (mL) × drops per mL / time (min)
    drug        rate (mL/h)      = dose (µg/kg/min) × weight (kg) × 60 / concentration (µg/mL)
    heparin     aPTT < 35 s: +4 units/kg/h; 35–45: +2; 46–70: unchanged; 71–90: −2; > 90: stop 1 h, then −3

Sources: Brown & Mulholland, Drug Calculations, 11th ed. 2020 (pump, drip set and weight-based formulas); dose ranges as in Society of
Critical Care Medicine, Surviving Sepsis 2021 (noradrenaline) and the products' labels; heparin nomogram: Raschke et al., Ann Intern
Med 1993;119:874. Drip sets deliver 10, 15, 20 (macro) or 60 (micro) drops per mL; 1 mg = 1000 µg.

Worked example: noradrenaline 0.1 µg/kg/min for 80 kg from 4 mg in 250 mL (16 µg/mL) runs at 30 mL/h.

>>> pump_rate(0.1, 80, 16)
30.0
>>> drop_rate(1000, 20, 480)
41.666666666666664
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.body import height_in_cm, weight_in_kg
from domains.medical.charting import background, charted, introduced, posed
from domains.medical.figures import trimmed, wrong_labels, wrong_numbers
from domains.medical.rounding import clear_of_half, fixed, rounded
from domains.medical.vignette import Patient, adult
from domains.wording import spin


def pump_rate(dose: float, weight: float, concentration: float) -> float:
    """mL/h for a dose in µg/kg/min, a weight in kg and a concentration in µg/mL."""
    return dose * weight * 60 / concentration


def running_dose(rate: float, weight: float, concentration: float) -> float:
    """µg/kg/min from a rate in mL/h, a weight in kg and a concentration in µg/mL."""
    return rate * concentration / (weight * 60)


def drop_rate(volume: float, factor: int, minutes: float) -> float:
    """Drops per minute for a volume in mL through a set of `factor` drops per mL."""
    return volume * factor / minutes


def heparin_change(aptt: int) -> int:
    """Change of the heparin rate in units/kg/h for an aPTT in whole seconds (Raschke 1993)."""
    return 4 if aptt < 35 else 2 if aptt <= 45 else 0 if aptt <= 70 else -2 if aptt <= 90 else -3


@dataclass(frozen=True)
class Drug:
    """A drug that is dosed in µg/kg/min: bags as (mg, mL), doses as whole steps of `step` from `low` to `high`."""

    name: str
    bags: tuple[tuple[int, int], ...]
    low: float
    high: float
    step: float
    reason: str

    def dose(self, rng: Random) -> float:
        return rounded(self.step * rng.randint(round(self.low / self.step), round(self.high / self.step)), 3)


DRUGS = (
    Drug(
        "noradrenaline",
        ((4, 250), (8, 250), (16, 250), (8, 100), (4, 50)),
        0.04,
        0.6,
        0.01,
        "{septic shock|vasodilatory shock after cardiac surgery|urosepsis and hypotension}",
    ),
    Drug(
        "adrenaline",
        ((4, 250), (5, 100), (3, 50)),
        0.02,
        0.3,
        0.01,
        "{cardiogenic shock|low cardiac output after bypass surgery}",
    ),
    Drug(
        "dopamine", ((400, 250), (800, 500), (200, 50)), 3, 14, 0.5, "{hypotension and bradycardia|cardiogenic shock}"
    ),
    Drug(
        "dobutamine",
        ((250, 250), (500, 250), (250, 50)),
        2.5,
        14,
        0.5,
        "{acute heart failure with a low output|cardiogenic shock}",
    ),
    Drug(
        "milrinone",
        ((20, 100), (10, 50), (40, 200)),
        0.25,
        0.75,
        0.025,
        "{low cardiac output after bypass surgery|decompensated right heart failure}",
    ),
    Drug(
        "propofol",
        ((1000, 100), (500, 50)),
        8,
        50,
        1,
        "{pneumonia that needs ventilation|status epilepticus under ventilation}",
    ),
    Drug(
        "esmolol",
        ((2500, 250), (2000, 100)),
        50,
        200,
        5,
        "{fast atrial fibrillation after surgery|acute aortic dissection}",
    ),
    Drug(
        "phenylephrine",
        ((10, 250), (20, 250), (50, 500)),
        0.4,
        1.8,
        0.1,
        "{hypotension from epidural analgesia|hypotension after spinal anaesthesia}",
    ),
)
CRITICAL = "{on intensive care|on the intensive care unit|in the high-dependency unit|in the cardiac intensive care unit|in theatre recovery}"
WARD = "{on the {surgical|acute medical|orthopaedic|general medical} ward|in the {high-dependency unit|emergency department|admissions unit}}"
FLUIDS = ("0.9 % sodium chloride", "Hartmann's solution", "Plasma-Lyte 148", "5 % glucose", "Ringer's lactate")
THIRST = "{dehydration after gastroenteritis|poor oral intake after bowel surgery|pancreatitis|diabetic ketoacidosis that is settling|a long fast before hip surgery|persistent vomiting|vomiting after chemotherapy}"
ORDER = "{Order|Order sheet|Prescription|Infusion chart|Drug chart|Pump label and order|From the fluid chart|Set-up}"
SPARE = (
    ("haemoglobin", ("10.4 g/dL", "11.8 g/dL", "13.2 g/dL")),
    ("{serum |}potassium", ("3.8 mmol/L", "4.2 mmol/L", "4.7 mmol/L")),
    ("urine output", ("35 mL/h", "45 mL/h", "60 mL/h")),
    ("{temperature|core temperature}", ("36.7 °C", "37.6 °C", "38.2 °C")),
    ("lactate", ("1.4 mmol/L", "2.1 mmol/L", "2.8 mmol/L")),
    ("cannula", ("18 gauge", "20 gauge")),
    ("{blood |}glucose", ("6.4 mmol/L", "7.9 mmol/L", "9.1 mmol/L")),
    ("saturation", ("95 %", "97 %")),
)
RATE_ASK = "{At what rate should the pump run|What pump rate is needed|What rate do you set on the pump|How fast should the pump run}"


def _body(rng: Random, youngest: int = 24) -> tuple[Patient, int]:
    patient = adult(rng, youngest, 86)
    return patient, round(weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19.5, 34)))


def _one_decimal(rng: Random, unit: str = "mL/h") -> str:
    return spin(
        rng, "{Give|State|Report} {the answer|the result|it} in $unit{,|} {rounded to|to} 1 decimal place", unit=unit
    )


def _spare(rng: Random, count: int, *, without: str = "") -> list[tuple[str, str]]:
    pool = [item for item in SPARE if not without or without not in item[0]]
    return [(name, rng.choice(values)) for name, values in rng.sample(pool, count)]


def _rate_problem(
    question: str,
    steps: list[str],
    result: float,
    traps: list[tuple[float, str]],
    parameters: dict[str, object],
    operations: int,
    irrelevant: int = 0,
    unit: str = "mL/h",
    decimals: int = 1,
    tolerance: float | None = None,
) -> Problem:
    tolerance = tolerance if tolerance is not None else max(0.1, rounded(result * 0.005, 2))
    return Problem(
        question=question,
        steps=tuple(steps),
        answer=f"{fixed(result, decimals)} {unit}",
        answer_type="number",
        verifier="number",
        arguments={"unit": unit, "absolute": tolerance},
        parameters=parameters,
        distractors=wrong_numbers(
            result,
            traps,
            decimals=decimals,
            unit=unit,
            tolerance=tolerance,
            highest=max(1500.0, result * 4) if unit == "mL/h" else result * 70,
        ),
        operations=operations,
        irrelevant=irrelevant,
    )


def _volume(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: volume over time on a pump; litres, minutes or hours and minutes at level 2."""
    say = partial(spin, rng)
    patient, _ = _body(rng)
    fluid = rng.choice(FLUIDS)
    while True:
        volume = 10 * rng.randint(20, 150) if level == 1 else 50 * rng.randint(5, 40)
        minutes = 15 * rng.randint(8, 48) if level == 1 else 5 * rng.randint(10, 150)
        rate = volume / (minutes / 60)
        if 45 <= rate <= 250 and (level == 1 or minutes % 60):
            break
    hours = rounded(minutes / 60, 4)
    steps = [say("{Rule|Formula}: rate = volume in mL / time in hours.")]
    if level == 1:
        facts = [
            ("{fluid|infusion fluid}", f"{volume:,} mL of {fluid}"),
            ("{time|duration|to run over}", f"{trimmed(hours, 2)} hours"),
        ]
        first = f"{volume:,} mL over {trimmed(hours, 2)} hours"
    else:
        litres = trimmed(volume / 1000, 2)
        time = f"{minutes // 60} h {minutes % 60} min" if minutes > 60 and rng.random() < 0.6 else f"{minutes} minutes"
        facts = [("{fluid|infusion fluid}", f"{litres} L of {fluid}"), ("{time|duration|to run over}", time)]
        first = f"{litres} L over {time}"
        steps.append(f"Volume = {litres} × 1000 = {volume} mL.")
        if "h " in time:
            steps.append(f"Time in minutes = {minutes // 60} × 60 + {minutes % 60} = {minutes} min.")
        steps.append(f"Time = {minutes} / 60 = {trimmed(hours, 4)} h.")
    result = volume / hours
    steps = [
        say("{Facts|Given|The order}: $first.", first=first),
        *steps,
        f"Rate = {volume} / {trimmed(hours, 4)} = {fixed(result, 1)} mL/h.",
        say(
            "{Check|Sense check}: $r × $h = $v mL, {close to|which agrees with} the volume ordered{ within rounding|}.",
            r=fixed(result, 1),
            h=trimmed(hours, 4),
            v=fixed(rounded(result, 1) * hours, 1),
        ),
    ]
    traps = [
        (volume / minutes * 10, "divided by minutes and slipped a decimal place"),
        (volume / minutes, "gave mL per minute"),
        (
            volume / (minutes // 60 + minutes % 60 / 100) if minutes >= 60 else volume / 60,
            "read hours and minutes as a decimal",
        ),
        (volume / max(1, minutes // 60), "dropped the minutes beyond whole hours"),
        (volume / (minutes // 60 + 1), "rounded the time up to whole hours"),
        (result * 0.5, "divided by twice the time"),
        (result * 20 / 60, "worked out drops for a 20-drop set"),
        (volume / 24, "spread the volume over a day"),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    conventions = [_one_decimal(rng)]
    question = posed(
        rng,
        introduced(rng, patient, WARD, THIRST),
        charted(rng, facts, ORDER),
        conventions,
        say(RATE_ASK) + "?",
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {"kind": "volume", "volume": volume, "minutes": minutes},
        1 if level == 1 else 3,
        len(asides),
    )


def _duration(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: how long a volume lasts at a pump rate; litres and minutes at level 2."""
    say = partial(spin, rng)
    patient, _ = _body(rng)
    fluid = rng.choice(FLUIDS)
    while True:
        volume, rate = (
            (10 if level == 1 else 50) * rng.randint(20 if level == 1 else 5, 150 if level == 1 else 40),
            rng.randint(42, 220),
        )
        if 1.2 <= volume / rate <= 14:
            break
    hours = rounded(volume / rate, 4)
    amount = f"{volume:,} mL" if level == 1 else f"{trimmed(volume / 1000, 2)} L"
    facts = [
        ("{left to run|volume to be infused|volume}", f"{amount} of {fluid}"),
        ("{pump rate|rate|pump set to}", f"{rate} mL/h"),
    ]
    result = hours if level == 1 else hours * 60
    unit, decimals, tolerance = ("h", 1, 0.1) if level == 1 else ("min", 0, 1.0)
    steps = [
        say("{Facts|Given}: $amount at $rate mL/h.", amount=amount, rate=rate),
        say("{Rule|Formula}: time = volume / rate{, volume in mL and rate in mL/h|}."),
        *([] if level == 1 else [f"Volume = {trimmed(volume / 1000, 2)} × 1000 = {volume} mL."]),
        f"Time = {volume} / {rate} = {fixed(hours, 1) if level == 1 else trimmed(hours, 4)} h.",
        *([] if level == 1 else [f"In minutes: {trimmed(hours, 4)} × 60 = {fixed(result, 0)} min."]),
        say(
            "{Check|Sense check}: in $h hours $r mL/h deliver $h × $r = $v mL.",
            h=trimmed(hours, 2),
            r=rate,
            v=fixed(rounded(hours, 2) * rate, 0),
        ),
    ]
    factor = 1 if level == 1 else 60
    traps = [
        (rate / volume * 60, "turned the fraction round"),
        (hours if level == 2 else hours * 60, "gave hours" if level == 2 else "gave minutes"),
        (
            hours * 100 if level == 2 else hours // 1 + hours % 1 * 0.6,
            "took 100 minutes for an hour" if level == 2 else "read the decimal part as minutes",
        ),
        ((volume + 100) / rate * factor, "misread the volume by 100 mL"),
        (hours // 1 * factor, "dropped the part of an hour"),
        ((hours // 1 + 1) * factor, "rounded up to a whole hour"),
        (volume / 60 * factor, "took 60 mL/h"),
        (24 / hours, "worked out how often it fits into a day"),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    what = "hours" if level == 1 else "minutes"
    ask = say(
        "{How long will the infusion run|For how long will this run|After what time is the infusion finished|How long does the volume last}, in $what?",
        what=what,
    )
    conventions = [
        say(
            "{Round|Give the answer rounded} to $to", to="1 decimal place" if level == 1 else "the nearest whole minute"
        )
    ]
    question = posed(rng, introduced(rng, patient, WARD, THIRST), charted(rng, facts, ORDER), conventions, ask, asides)
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {"kind": "duration", "volume": volume, "rate": rate, "unit": unit},
        1 if level == 1 else 3,
        len(asides),
        unit,
        decimals,
        tolerance,
    )


def _drops(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: gravity drip in whole drops per minute; time in hours at level 2."""
    say = partial(spin, rng)
    patient, _ = _body(rng)
    blood = level == 2 and rng.random() < 0.3
    fluid = "packed red cells" if blood else rng.choice(FLUIDS)
    while True:
        factor = rng.choice((10, 15, 20)) if blood else rng.choice((10, 15, 20, 60))
        volume = (
            rng.randint(52, 70) * 5 if blood else 10 * rng.randint(10, 100) if level == 1 else 50 * rng.randint(5, 40)
        )
        minutes = (
            15 * rng.randint(8, 14)
            if blood
            else rng.choice((45, 60, 75, 90, 100, 120, 135, 150, 180, 200, 210, 240))
            if level == 1
            else 15 * rng.randint(6, 48)
        )
        exact = volume * factor / minutes
        if 10 <= exact <= 96 and 30 <= volume / minutes * 60 <= 350 and clear_of_half(exact):
            break
    answer = round(exact)
    hours = minutes / 60
    facts = [("{fluid|infusion}", f"{volume:,} mL of {fluid}"), ("{drip set|giving set|set}", f"{factor} drops per mL")]
    facts.append(("{time|to run over|duration}", f"{minutes} minutes" if level == 1 else f"{trimmed(hours, 2)} hours"))
    steps = [
        say("{Facts|Given}: $v mL, $f drops per mL, $t.", v=f"{volume:,}", f=factor, t=facts[2][1]),
        say("{Rule|Formula}: drops per minute = volume × drops per mL / minutes."),
    ]
    if level == 2:
        steps.append(f"Time = {trimmed(hours, 2)} × 60 = {minutes} min.")
    steps += [
        f"Drops = {volume} × {factor} / {minutes} = {fixed(exact, 2)} per minute.",
        say("{Only whole drops can be counted|Drops come whole}: {set|count} $n drops a minute.", n=answer),
        say(
            "{Check|Sense check}: that is one drop about every 60 / $n = $s s, which can be counted.",
            n=answer,
            s=fixed(60 / answer, 1),
        ),
    ]
    wrong = [
        (volume / hours, "gave mL/h instead of drops"),
        (volume * 60 / minutes, "took a micro set"),
        (volume * 15 / minutes, "took 15 drops per mL"),
        (volume * 20 / minutes, "took 20 drops per mL"),
        (volume / minutes, "left out the drop factor"),
        (volume * 10 / minutes, "took 10 drops per mL"),
        (exact * 60 / 100, "took an hour for 100 minutes"),
        (volume * factor / 60, "left out the hours") if level == 2 else (exact * 2, "halved the time"),
    ]
    conventions = [say("{Round to|Give|Answer with} whole drops per minute")]
    ask = say(
        "{How many drops per minute|At how many drops a minute should the drip run|What drip rate is right, in drops per minute|To how many drops per minute do you set the roller clamp}?"
    ).replace("How many drops per minute?", "How many drops per minute should be counted?")
    asides = background(rng, patient, rng.randint(0, 1))
    reason = (
        "{symptomatic anaemia|anaemia after hip surgery|a gastrointestinal bleed that has stopped}" if blood else THIRST
    )
    return Problem(
        question=posed(
            rng, introduced(rng, patient, WARD, reason), charted(rng, facts, ORDER), conventions, ask, asides
        ),
        steps=tuple(steps),
        answer=str(answer),
        answer_type="integer",
        verifier="integer",
        parameters={"kind": "drops", "volume": volume, "factor": factor, "minutes": minutes},
        distractors=wrong_numbers(answer, [(round(x), t) for x, t in wrong], decimals=0, tolerance=0.4, highest=400),
        operations=2 + (level == 2),
        irrelevant=len(asides),
    )


FLAT = (
    (
        "furosemide",
        "mg",
        "h",
        4,
        20,
        0.5,
        ((250, 250), (100, 100), (250, 50)),
        "{decompensated heart failure|fluid overload in nephrotic syndrome}",
    ),
    (
        "nicardipine",
        "mg",
        "h",
        3,
        15,
        0.5,
        ((25, 250), (20, 200), (40, 200)),
        "{hypertension after a haemorrhagic stroke|a hypertensive emergency}",
    ),
    (
        "midazolam",
        "mg",
        "h",
        1,
        8,
        0.2,
        ((50, 50), (100, 100), (50, 100)),
        "{pneumonia that needs ventilation|severe asthma that needs ventilation}",
    ),
    (
        "morphine",
        "mg",
        "h",
        1,
        6,
        0.2,
        ((50, 50), (60, 60), (50, 100)),
        "{pain after major surgery|chest trauma with rib fractures}",
    ),
    (
        "diltiazem",
        "mg",
        "h",
        5,
        15,
        0.5,
        ((125, 125), (100, 100), (125, 250)),
        "{fast atrial fibrillation|atrial flutter}",
    ),
)
PER_MINUTE = (
    (
        "labetalol",
        "mg",
        0.5,
        2.0,
        0.05,
        ((200, 200), (500, 250), (300, 60)),
        "{a hypertensive emergency|acute aortic dissection}",
    ),
    (
        "lidocaine",
        "mg",
        1.0,
        4.0,
        0.1,
        ((2000, 500), (1000, 500), (2000, 250), (2000, 1000)),
        "{recurrent ventricular tachycardia|ventricular tachycardia after infarction}",
    ),
    (
        "procainamide",
        "mg",
        1.0,
        4.0,
        0.1,
        ((1000, 250), (2000, 500), (1000, 500)),
        "{ventricular tachycardia|pre-excited atrial fibrillation}",
    ),
    (
        "glyceryl trinitrate",
        "µg",
        10,
        180,
        5,
        ((50, 250), (25, 250), (50, 50)),
        "{chest pain from unstable angina|acute pulmonary oedema}",
    ),
    (
        "isoprenaline",
        "µg",
        2,
        10,
        0.5,
        ((1, 250), (2, 250), (2, 50)),
        "{complete heart block awaiting pacing|profound bradycardia}",
    ),
)


def _hourly(rng: Random, level: int) -> Problem:
    """Level 1: a dose per hour from a bag in the same unit."""
    say = partial(spin, rng)
    name, _, _, low, high, step, bags, reason = rng.choice(FLAT)
    patient, _weight = _body(rng)
    amount, volume = rng.choice(bags)
    dose = rounded(step * rng.randint(round(low / step), round(high / step)), 2)
    concentration = rounded(amount / volume, 4)
    result = dose / concentration
    facts = [
        ("{ordered dose|dose|order}", f"{name} {trimmed(dose, 2)} mg/h"),
        ("{bag|syringe|infusion}" if volume <= 60 else "{bag|infusion}", f"{amount} mg in {volume} mL"),
    ]
    steps = [
        say("{Facts|Given}: $dose mg/h from $a mg in $v mL.", dose=trimmed(dose, 2), a=amount, v=volume),
        say("{Rule|Formula}: rate = dose per hour / concentration."),
        f"Concentration = {amount} / {volume} = {trimmed(concentration, 4)} mg/mL.",
        f"Rate = {trimmed(dose, 2)} / {trimmed(concentration, 4)} = {fixed(result, 1)} mL/h.",
        say(
            "{Check|Sense check}: each mL carries $c mg, so $d mg needs about $r mL every hour.",
            c=trimmed(concentration, 4),
            d=trimmed(dose, 2),
            r=fixed(result, 1),
        ),
    ]
    traps = [
        (dose * concentration, "multiplied by the concentration"),
        (dose, "took mg/h for mL/h"),
        (dose * volume / 60 / concentration / 10, "brought in minutes"),
        (result / 60 * 10, "divided by 60 and slipped a decimal"),
        (result * 10, "slipped a decimal place"),
        (result * 2, "took half the concentration"),
        (result / 10, "slipped a decimal place"),
        (volume / dose, "divided the bag volume by the dose"),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    extra = _spare(rng, rng.randint(0, 1))
    question = posed(
        rng,
        introduced(rng, patient, CRITICAL, reason),
        charted(rng, facts + extra, ORDER),
        [_one_decimal(rng)],
        say(RATE_ASK) + "?",
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {"kind": "hourly", "drug": name, "dose": dose, "amount": amount, "volume": volume},
        2,
        len(asides) + len(extra),
    )


def _minutely(rng: Random, level: int) -> Problem:
    """Levels 2 and 3: a flat dose per minute; µg against mg; at level 3 with a weight that must stay out."""
    say = partial(spin, rng)
    name, unit, low, high, step, bags, reason = rng.choice(PER_MINUTE)
    patient, weight = _body(rng)
    amount, volume = rng.choice(bags)
    dose = rounded(step * rng.randint(round(low / step), round(high / step)), 2)
    micro = unit == "µg"
    concentration = rounded(amount * (1000 if micro else 1) / volume, 4)
    hourly = rounded(dose * 60, 3)
    result = hourly / concentration
    if result > 400:
        return _minutely(rng, level)
    facts = [
        ("{ordered dose|dose|order}", f"{name} {trimmed(dose, 2)} {unit}/min"),
        ("{bag|infusion}", f"{amount} mg in {volume} mL"),
    ]
    steps = [
        say(
            "{Facts|Given}: $dose $unit/min from $a mg in $v mL.", dose=trimmed(dose, 2), unit=unit, a=amount, v=volume
        ),
        say(
            "{Rule|Formula}: rate = dose per minute × 60 / concentration, {both in|with the amount in} $unit.",
            unit=unit,
        ),
    ]
    extra: list[tuple[str, str]] = []
    traps: list[tuple[float, str]] = []
    if level == 3:
        extra = [("weight", f"{weight} kg"), *_spare(rng, 1)]
        steps.append(
            say(
                "{The tempting mistake is|It is tempting} to multiply by the $w kg: the order is per minute, not per kg per minute, so the weight {stays out|plays no part}.",
                w=weight,
            )
        )
        traps.append((result * weight, "multiplied by the weight although the order is not per kg"))
    if micro:
        steps.append(f"Concentration = {amount} × 1000 / {volume} = {trimmed(concentration, 4)} µg/mL.")
        traps.append((hourly * volume / amount / 10000, "slipped a decimal place between µg and mg"))
    else:
        steps.append(f"Concentration = {amount} / {volume} = {trimmed(concentration, 4)} mg/mL.")
    steps += [
        f"Hourly dose = {trimmed(dose, 2)} × 60 = {trimmed(hourly, 2)} {unit}/h.",
        f"Rate = {trimmed(hourly, 2)} / {trimmed(concentration, 4)} = {fixed(result, 1)} mL/h.",
        say(
            "{Check|Sense check}: $r mL/h × $c $unit/mL is close to $h $unit/h.",
            r=fixed(result, 1),
            c=trimmed(concentration, 4),
            unit=unit,
            h=trimmed(hourly, 2),
        ),
    ]
    traps += [
        (result / 60, "gave mL per minute, forgetting the 60 minutes"),
        (
            dose * concentration * 60 if not micro else result * 10,
            "multiplied by the concentration" if not micro else "slipped a decimal place",
        ),
        (result / weight, "divided by the weight"),
        (result * 10, "slipped a decimal place"),
        (result / 10, "slipped a decimal place"),
        (dose * 60 / 100, "took 100 per mL for the concentration"),
        (hourly / amount, "divided by the whole amount in the bag"),
        (dose * 60, "took the hourly dose for the volume"),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    question = posed(
        rng,
        introduced(rng, patient, CRITICAL, reason),
        charted(rng, facts + extra, ORDER),
        [_one_decimal(rng)],
        say(RATE_ASK) + "?",
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {
            "kind": "minutely",
            "drug": name,
            "dose": dose,
            "amount": amount,
            "volume": volume,
            **({"weight": weight} if level == 3 else {}),
        },
        3 + micro,
        len(asides) + len(extra),
    )


def _setting(rng: Random, drugs: tuple[Drug, ...] = DRUGS) -> tuple[Drug, int, int, float, Patient, int, float, float]:
    """Drug, bag (mg, mL), dose, patient, weight, concentration in µg/mL and rate, such that the rate is one a pump runs at."""
    while True:
        drug = rng.choice(drugs)
        amount, volume = rng.choice(drug.bags)
        dose = drug.dose(rng)
        patient, weight = _body(rng)
        concentration = rounded(amount * 1000 / volume, 4)
        rate = pump_rate(dose, weight, concentration)
        if 1.5 <= rate <= 160:
            return drug, amount, volume, dose, patient, weight, concentration, rate


def _forward_traps(dose: float, weight: int, concentration: float, amount: int, volume: int) -> list[tuple[float, str]]:
    rate = pump_rate(dose, weight, concentration)
    return [
        (rate / 60, "forgot the 60 minutes of the hour"),
        (rate / weight, "left the weight out"),
        (rate * 10, "slipped a decimal place between µg and mg"),
        (rate / 10, "slipped a decimal place between mg and µg"),
        (rate * weight / 70, "took 70 kg instead of the actual weight"),
        (dose * weight * 60 / amount, "divided by the amount in the bag instead of the concentration"),
        (dose * weight * volume / (amount * 1000) * 24, "multiplied by 24 instead of 60"),
        (dose * weight * concentration / 60, "multiplied by the concentration and divided by 60"),
    ]


def _weighted(rng: Random, level: int) -> Problem:
    """Level 3: µg/kg/min to mL/h."""
    say = partial(spin, rng)
    drug, amount, volume, dose, patient, weight, concentration, _ = _setting(rng)
    perminute = rounded(dose * weight, 4)
    hourly = rounded(perminute * 60, 3)
    result = hourly / concentration
    d = trimmed(dose, 3)
    facts = [
        ("{ordered dose|dose|order}", f"{drug.name} {d} µg/kg/min"),
        ("{bag|infusion}" if volume > 60 else "{syringe|infusion}", f"{amount:,} mg in {volume} mL"),
        ("{weight|body weight|weight today}", f"{weight} kg"),
    ]
    extra = _spare(rng, rng.randint(0, 1))
    steps = [
        say("{Facts|Given}: $d µg/kg/min, $w kg, $a mg in $v mL.", d=d, w=weight, a=f"{amount:,}", v=volume),
        say("{Rule|Formula}: rate (mL/h) = dose × weight × 60 / concentration in µg/mL."),
        say(
            "{The tempting mistake is|It is tempting} to $slip.",
            slip=rng.choice(
                (
                    "forget the 60: the dose is per minute and the pump counts per hour",
                    "divide by mg/mL: the dose is in µg, so the bag has to be in µg as well",
                    "leave out the weight because the bag label does not mention it",
                )
            ),
        ),
        f"Concentration = {amount} × 1000 / {volume} = {trimmed(concentration, 4)} µg/mL.",
        f"Dose per minute = {d} × {weight} = {trimmed(perminute, 4)} µg/min.",
        f"Dose per hour = {trimmed(perminute, 4)} × 60 = {trimmed(hourly, 3)} µg/h.",
        f"Rate = {trimmed(hourly, 3)} / {trimmed(concentration, 4)} = {fixed(result, 1)} mL/h.",
        say(
            "{Check|Back-calculation}: $r × $c / ($w × 60) = $back µg/kg/min{, close to the order|, as ordered within rounding}.",
            r=fixed(result, 1),
            c=trimmed(concentration, 4),
            w=weight,
            back=trimmed(running_dose(rounded(result, 1), weight, concentration), 4),
        ),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    question = posed(
        rng,
        introduced(rng, patient, CRITICAL, drug.reason),
        charted(rng, facts + extra, ORDER),
        [_one_decimal(rng)],
        say(RATE_ASK) + "?",
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        _forward_traps(dose, weight, concentration, amount, volume),
        {"kind": "weighted", "drug": drug.name, "dose": dose, "weight": weight, "amount": amount, "volume": volume},
        4,
        len(asides) + len(extra),
    )


def _reverse(rng: Random, level: int) -> Problem:
    """Levels 3 and 4: which dose a running pump delivers; at level 4 compared with the ordered dose as a percentage."""
    say = partial(spin, rng)
    drug, amount, volume, _, patient, weight, concentration, rate = _setting(rng)
    rate = rounded(rate, 1)
    perhour = rounded(rate * concentration, 3)
    perminute = rounded(perhour / 60, 4)
    result = perminute / weight
    if not drug.low <= rounded(result, 3) <= drug.high:
        return _reverse(rng, level)
    decimals = 3 if result < 0.2 else 2 if result < 20 else 1
    facts = [
        ("{pump rate|running rate|pump}", f"{fixed(rate, 1)} mL/h"),
        ("{bag|infusion}" if volume > 60 else "{syringe|infusion}", f"{drug.name} {amount:,} mg in {volume} mL"),
        ("{weight|body weight}", f"{weight} kg"),
    ]
    extra = _spare(rng, 1 + 2 * (level == 4))
    steps = [
        say("{Facts|Given}: $r mL/h of $a mg in $v mL, $w kg.", r=fixed(rate, 1), a=f"{amount:,}", v=volume, w=weight),
        say("{Rule|Work backwards}: dose = rate × concentration / (60 × weight)."),
        say(
            "{The tempting mistake is|It is tempting} to $slip.",
            slip=rng.choice(
                (
                    "use the forward formula, which turns a dose into a rate",
                    "forget to divide by 60, which gives the dose per hour",
                    "stop at µg/min, before the weight",
                )
            ),
        ),
        f"Concentration = {amount} × 1000 / {volume} = {trimmed(concentration, 4)} µg/mL.",
        f"Per hour = {fixed(rate, 1)} × {trimmed(concentration, 4)} = {trimmed(perhour, 3)} µg/h.",
        f"Per minute = {trimmed(perhour, 3)} / 60 = {trimmed(perminute, 4)} µg/min.",
        f"Per kg = {trimmed(perminute, 4)} / {weight} = {fixed(result, decimals)} µg/kg/min.",
        say(
            "{Check|Sense check}: $name is usually run between $low and $high µg/kg/min, and this lies in that range.",
            name=drug.name,
            low=f"{drug.low:g}",
            high=f"{drug.high:g}",
        ),
    ]
    traps = [
        (result * 60, "forgot to divide by 60"),
        (perminute, "stopped at µg/min"),
        (result * weight / 70, "took 70 kg instead of the actual weight"),
        (result * 10, "slipped a decimal place"),
        (result / 10, "slipped a decimal place"),
        (rate * 60 / (concentration * weight), "divided by the concentration"),
        (result * 1.5, "took two thirds of the weight"),
    ]
    asides = background(rng, patient, 1 if level == 4 else rng.randint(0, 1))
    conventions = [
        _one_decimal(rng, "µg/kg/min").replace(
            "1 decimal place", f"{decimals} decimal place{'s' if decimals > 1 else ''}"
        )
    ]
    ask = say(
        "{What dose is the patient receiving|Which dose of $name does this deliver|What dose is running|How much $name is the patient getting}?",
        name=drug.name,
    )
    question = posed(
        rng,
        introduced(rng, patient, CRITICAL, drug.reason),
        charted(rng, facts + extra, ORDER),
        conventions,
        ask,
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {"kind": "reverse", "drug": drug.name, "rate": rate, "weight": weight, "amount": amount, "volume": volume},
        5,
        len(asides) + len(extra),
        "µg/kg/min",
        decimals,
        tolerance=max(10**-decimals, rounded(result * 0.005, 4)),
    )


def _lasting(rng: Random, level: int) -> Problem:
    """Level 4: rate from dose and weight, then how long the bag or what is left of it lasts."""
    say = partial(spin, rng)
    while True:
        drug, amount, volume, dose, patient, weight, concentration, rate = _setting(rng)
        left = volume if rng.random() < 0.35 else 5 * rng.randint(round(volume * 0.3 / 5), round(volume * 0.95 / 5))
        if 1 <= left / rate <= 40:
            break
    d = trimmed(dose, 3)
    rate = rounded(dose * weight * 60 / concentration, 2)
    result = left / rate
    facts = [
        ("{ordered dose|dose|order}", f"{drug.name} {d} µg/kg/min"),
        ("{bag|infusion}" if volume > 60 else "{syringe|infusion}", f"{amount:,} mg in {volume} mL"),
        ("{weight|body weight}", f"{weight} kg"),
        ("{volume left|still in it|volume remaining}", f"{left} mL"),
    ]
    extra = _spare(rng, 2)
    steps = [
        f"Facts: {d} µg/kg/min, {weight} kg, {amount:,} mg in {volume} mL, {left} mL left.",
        say("{Two steps|Plan}: first the rate, dose × weight × 60 / concentration; then time = volume left / rate."),
        f"Concentration = {amount} × 1000 / {volume} = {trimmed(concentration, 4)} µg/mL.",
        f"Rate = {d} × {weight} × 60 / {trimmed(concentration, 4)} = {trimmed(rate, 2)} mL/h.",
        f"Time = {left} / {trimmed(rate, 2)} = {fixed(result, 1)} h.",
        say(
            "{The tempting mistake is|It is tempting} to $slip.",
            slip="divide the full bag by the rate; part of it has run already"
            if left != volume
            else "stop at the rate; the question asks how long the bag lasts",
        ),
        say(
            "{Check|Sense check}: in $t hours at $r mL/h about $v mL run in.",
            t=fixed(result, 1),
            r=trimmed(rate, 2),
            v=fixed(left, 0),
        ),
    ]
    traps = [
        (volume / rate, "divided the full bag by the rate"),
        (rate, "stopped at the rate"),
        (result * 60, "gave minutes"),
        ((volume - left) / rate, "used the volume already given"),
        (result / 60 * 10, "forgot the 60 minutes and slipped a decimal"),
        (result * weight / 70, "left the real weight out and took 70 kg"),
        (rate / left * 10, "turned the fraction round"),
        (result * 2, "halved the dose"),
    ]
    asides = background(rng, patient, 1)
    ask = (
        say(
            "{For how many hours will it last|How long will the remaining volume last|In how many hours will the pump run dry|How many hours are left before a new bag is needed}"
        ).replace("bag", "bag" if volume > 60 else "syringe")
        + "?"
    )
    question = posed(
        rng,
        introduced(rng, patient, CRITICAL, drug.reason),
        charted(rng, facts + extra, ORDER),
        [_one_decimal(rng, "hours")],
        ask,
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {
            "kind": "lasting",
            "drug": drug.name,
            "dose": dose,
            "weight": weight,
            "amount": amount,
            "volume": volume,
            "left": left,
        },
        5,
        len(asides) + 2,
        "h",
        tolerance=0.1,
    )


def _catch_up(rng: Random, level: int) -> Problem:
    """Level 4: a drip that has run too slowly or too fast; drops per minute for what remains."""
    say = partial(spin, rng)
    patient, _ = _body(rng)
    while True:
        factor = rng.choice((10, 15, 20, 60))
        volume, hours = 50 * rng.randint(10, 40), rng.randint(5, 14)
        gone = rng.randint(2, hours - 2)
        share = gone / hours * rng.choice((rng.uniform(0.6, 0.88), rng.uniform(1.12, 1.3)))
        given = 10 * round(volume * share / 10)
        rest, minutes = volume - given, (hours - gone) * 60
        exact, planned = rest * factor / minutes, volume * factor / (hours * 60)
        if 10 <= exact <= 90 and rest / (hours - gone) <= 220 and clear_of_half(exact) and abs(exact - planned) > 3:
            break
    answer = round(exact)
    fluid = rng.choice(FLUIDS)
    facts = [
        ("{order|prescribed}", f"{volume:,} mL of {fluid} over {hours} hours"),
        ("{run in so far|infused so far|given}", f"{given} mL"),
        ("{time since the start|elapsed}", f"{gone} hours"),
        ("{drip set|giving set}", f"{factor} drops per mL"),
    ]
    extra = _spare(rng, 2)
    steps = [
        f"Facts: {volume:,} mL over {hours} h ordered; after {gone} h {given} mL are in; {factor} drops per mL.",
        say("{Plan|Two steps}: what is left over the time that is left, then drops per minute."),
        say(
            "{The tempting mistake is|It is tempting} to {go on at the planned rate|recalculate the original order}, about $p drops a minute: the drip has run {off schedule|$pace than planned}, and only the rest remains.",
            p=round(planned),
            pace="slower" if given / volume < gone / hours else "faster",
        ),
        f"Volume left = {volume} − {given} = {rest} mL.",
        f"Time left = ({hours} − {gone}) × 60 = {minutes} min.",
        f"Drops = {rest} × {factor} / {minutes} = {fixed(exact, 2)} per minute, so {answer}.",
        say(
            "{Check|Sense check}: the drip ran too $past, so the new rate is $now than the planned one.",
            past="slowly" if exact > planned else "fast",
            now="higher" if exact > planned else "lower",
        ),
    ]
    wrong = [
        (planned, "kept the planned rate"),
        (volume * factor / minutes, "gave the whole volume in the time left"),
        (rest * factor / (hours * 60), "spread the rest over the full time"),
        (given * factor / (gone * 60), "gave the rate at which it has run so far"),
        (rest * 60 / minutes, "gave mL/h instead of drops"),
        (rest / minutes, "left out the drop factor"),
    ]
    conventions = [
        say("{The doctor wants|The team wants} the rest to finish on time{, by the original schedule|}"),
        say("{Round to|Answer in} whole drops per minute"),
    ]
    ask = say(
        "{To how many drops per minute must the drip be set now|What drip rate is needed from now on|At how many drops a minute should the rest run}?"
    )
    asides = background(rng, patient, 1)
    return Problem(
        question=posed(
            rng, introduced(rng, patient, WARD, THIRST), charted(rng, facts + extra, ORDER), conventions, ask, asides
        ),
        steps=tuple(steps),
        answer=str(answer),
        answer_type="integer",
        verifier="integer",
        parameters={
            "kind": "catch_up",
            "volume": volume,
            "hours": hours,
            "given": given,
            "gone": gone,
            "factor": factor,
        },
        distractors=wrong_numbers(answer, [(round(x), t) for x, t in wrong], decimals=0, tolerance=0.4, highest=400),
        operations=6,
        irrelevant=2 + len(asides),
    )


def _heparin(rng: Random, level: int) -> Problem:
    """Level 5: new pump rate by the Raschke nomogram, with aPTT values on the edges of its bands."""
    say = partial(spin, rng)
    patient, weight = _body(rng)
    aptt = rng.choice((34, 35, 45, 46, 70, 71, 90, 91)) if rng.random() < 0.4 else rng.randint(26, 128)
    current = rng.randint(11, 24)
    units, volume = rng.choice(((25000, 250), (25000, 500), (20000, 500), (10000, 100)))
    strength = units // volume
    change = heparin_change(aptt)
    new = current + change
    hourly = new * weight
    result = hourly / strength
    band = {4: "below 35 s", 2: "in 35–45 s", 0: "in 46–70 s", -2: "in 71–90 s", -3: "above 90 s"}[change]
    action = {
        4: "add 4 units/kg/h (and give the bolus)",
        2: "add 2 units/kg/h (and give the bolus)",
        0: "leave the rate as it is",
        -2: "take off 2 units/kg/h",
        -3: "stop for 1 hour, then take off 3 units/kg/h",
    }[change]
    facts = [
        ("aPTT", f"{aptt} s"),
        ("{current heparin dose|running dose}", f"{current} units/kg/h"),
        ("{weight|body weight}", f"{weight} kg"),
        ("{bag|infusion}", f"{units:,} units in {volume} mL"),
    ]
    extra = [("platelets", rng.choice(("168 × 10⁹/L", "204 × 10⁹/L", "251 × 10⁹/L"))), *_spare(rng, 1)]
    neighbour = {4: 2, 2: 4 if aptt < 41 else 0, 0: 2 if aptt < 58 else -2, -2: 0 if aptt < 81 else -3, -3: -2}[change]
    steps = [
        f"Facts: aPTT {aptt} s, {current} units/kg/h, {weight} kg, {units:,} units in {volume} mL.",
        f"Rule: {aptt} s lies {band}, so {action}.",
        say(
            "{The tempting mistake is|It is tempting} to {read the next band|slip a row} (a change of $x units/kg/h): $aptt s belongs where its own limits put it.",
            x=f"{neighbour:+d}".replace("-", "−") if neighbour else "0",
            aptt=aptt,
        ),
        f"New dose = {current} {'+' if change >= 0 else '−'} {abs(change)} = {new} units/kg/h.",
        f"Hourly units = {new} × {weight} = {hourly} units/h.",
        f"Concentration = {units} / {volume} = {strength} units/mL.",
        f"Rate = {hourly} / {strength} = {fixed(result, 1)} mL/h.",
        say(
            "{Check|Sense check}: the old rate was $c × $w / $s = $old mL/h, {and|so} the new one is $way.",
            c=current,
            w=weight,
            s=strength,
            old=fixed(current * weight / strength, 1),
            way="higher" if change > 0 else "lower" if change < 0 else "the same",
        ),
    ]
    traps = [
        ((current + neighbour) * weight / strength, "read the neighbouring band of the nomogram"),
        (current * weight / strength, "left the rate unchanged"),
        ((current - change) * weight / strength, "changed the rate in the wrong direction"),
        ((18 + change) * weight / strength, "started from 18 units/kg/h instead of the running dose"),
        (result / weight * 70, "took 70 kg"),
        ((current * weight + change) / strength, "changed the hourly units without the weight"),
        (result * 2, "took half the concentration"),
        (result / 2, "took twice the concentration"),
    ]
    conventions = [
        say(
            "{Nomogram|Protocol|Ward protocol}: aPTT below 35 s, bolus 80 units/kg and +4 units/kg/h; 35–45 s, bolus 40 units/kg and +2; 46–70 s, no change; 71–90 s, −2; above 90 s, stop for 1 hour, then −3 units/kg/h"
        ),
        _one_decimal(rng),
    ]
    ask = (
        say(
            "{What pump rate follows|At what rate does the infusion go on|What is the new pump rate|To what rate is the pump set when the infusion runs again}"
        ).replace("when the infusion runs again", "when the infusion goes on")
        + "?"
    )
    asides = background(rng, patient, 1)
    question = posed(
        rng,
        introduced(
            rng,
            patient,
            WARD,
            "{a pulmonary embolism|a proximal deep vein thrombosis|a submassive pulmonary embolism|thrombosis of the subclavian vein}",
        ),
        charted(rng, facts + extra, ORDER),
        conventions,
        ask,
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {"kind": "heparin", "aptt": aptt, "current": current, "weight": weight, "units": units, "volume": volume},
        6,
        2 + len(asides),
    )


def _titrated(rng: Random, level: int) -> Problem:
    """Level 5: stepwise titration with a ceiling, sometimes with a bag of another strength, then the pump rate."""
    say = partial(spin, rng)
    rules = {
        "noradrenaline": (0.02, 0.5),
        "dobutamine": (1.0, 10.0),
        "dopamine": (1.0, 12.0),
        "adrenaline": (0.02, 0.2),
        "esmolol": (25.0, 200.0),
        "phenylephrine": (0.2, 1.6),
    }
    while True:
        drug, amount, volume, _, patient, weight, _, _ = _setting(rng, tuple(d for d in DRUGS if d.name in rules))
        step, ceiling = rules[drug.name]
        start = rounded(step * rng.randint(2, round(ceiling / step) - 2), 3)
        every, steps_up = rng.choice((5, 10, 15)), rng.randint(2, 5)
        elapsed = every * steps_up
        wanted = rounded(start + steps_up * step, 3)
        dose = min(wanted, ceiling)
        second = drug.name != "esmolol" and rng.random() < 0.4
        bag = (2 * amount, volume) if second else (amount, volume)
        concentration = rounded(bag[0] * 1000 / bag[1], 4)
        rate = pump_rate(dose, weight, concentration)
        if 1.5 <= rate <= 180 and drug.low <= start:
            break
    capped = wanted > ceiling
    old = rounded(amount * 1000 / volume, 4)
    s, up, w, top = trimmed(start, 3), trimmed(step, 3), trimmed(wanted, 3), trimmed(ceiling, 3)
    d = trimmed(dose, 3)
    result = rate
    facts = [
        ("{starting dose|dose at the start}", f"{drug.name} {s} µg/kg/min"),
        ("{bag|infusion}" if volume > 60 else "{syringe|infusion}", f"{amount:,} mg in {volume} mL"),
        ("{weight|body weight}", f"{weight} kg"),
    ]
    extra = _spare(rng, 2, without="pressure")
    steps = [
        f"Facts: start {s} µg/kg/min, {weight} kg; one step of {up} every {every} min, at most {top} µg/kg/min.",
        f"Steps in {elapsed} min: {elapsed} / {every} = {steps_up}.",
        f"Dose by the steps = {s} + {steps_up} × {up} = {w} µg/kg/min.",
        f"{w} is above the maximum of {top}, so the dose stays at {top} µg/kg/min."
        if capped
        else f"{w} does not exceed the maximum of {top}, so it stands.",
        say(
            "{The tempting mistake is|It is tempting} to $slip.",
            slip="go past the maximum"
            if capped
            else "go on with the concentration of the first bag"
            if second
            else "count the starting dose as a first step",
        ),
    ]
    if second:
        steps.append(
            f"The new {'bag' if volume > 60 else 'syringe'} holds {bag[0]:,} mg in {bag[1]} mL, twice the strength."
        )
    steps += [
        f"Concentration = {bag[0]} × 1000 / {bag[1]} = {trimmed(concentration, 4)} µg/mL.",
        f"Rate = {d} × {weight} × 60 / {trimmed(concentration, 4)} = {fixed(result, 1)} mL/h.",
        say(
            "{Check|Sense check}: the same bag at the starting dose would run at $s × $wt × 60 / $c = $r mL/h, and the dose has gone up since.",
            s=s,
            wt=weight,
            c=trimmed(concentration, 4),
            r=fixed(pump_rate(start, weight, concentration), 1),
        ),
    ]
    traps = [
        (
            pump_rate(wanted, weight, concentration) if capped else pump_rate(ceiling, weight, concentration),
            "went past the maximum" if capped else "went to the maximum at once",
        ),
        (pump_rate(dose, weight, old), "kept the concentration of the first bag")
        if second
        else (pump_rate(min(ceiling, wanted + step), weight, concentration), "took one step too many"),
        (pump_rate(wanted - step, weight, concentration), "took one step too few"),
        (pump_rate(start, weight, concentration), "left the dose unchanged"),
        (result / 60, "forgot the 60 minutes"),
        (result * 2, "took half the concentration"),
        (result / 2, "took twice the concentration"),
        (result * 70 / weight, "took 70 kg"),
    ]
    goal = {"esmolol": "the ventricular rate is still too fast", "dobutamine": "cardiac output is still too low"}.get(
        drug.name, "mean arterial pressure is still below target"
    )
    conventions = [
        say(
            "{Titration order|Protocol|Standing order}: raise the dose by $up µg/kg/min every $every minutes while the target is not met, to a maximum of $top µg/kg/min",
            up=up,
            every=every,
            top=top,
        ),
        _one_decimal(rng),
    ]
    when = say(
        "{$elapsed minutes after the start|$elapsed minutes later|After $elapsed minutes} $goal{, and the step due at that time is taken as well|; the step due now is included}.",
        elapsed=elapsed,
        goal=goal,
    )
    change = (
        [
            f"At that point a double-strength {'bag' if volume > 60 else 'syringe'} ({bag[0]:,} mg in {bag[1]} mL) is hung.".replace(
                "is hung", "is hung" if volume > 60 else "is put up"
            )
        ]
        if second
        else []
    )
    ask = say("{What pump rate is needed now|At what rate should the pump run from now on|What rate do you set now}?")
    asides = background(rng, patient, 1)
    question = posed(
        rng,
        introduced(rng, patient, CRITICAL, drug.reason),
        charted(rng, facts + extra, ORDER) + " " + " ".join([when, *change]),
        conventions,
        ask,
        asides,
    )
    return _rate_problem(
        question,
        steps,
        result,
        traps,
        {
            "kind": "titrated",
            "drug": drug.name,
            "start": start,
            "step": step,
            "ceiling": ceiling,
            "every": every,
            "elapsed": elapsed,
            "weight": weight,
            "amount": bag[0],
            "volume": bag[1],
        },
        6 + second,
        2 + len(asides),
    )


SAFETY = ("set as ordered", "too slow", "too fast")


def _audit(rng: Random, level: int) -> Problem:
    """Level 5: is the running pump as ordered within the stated tolerance, too slow or too fast?"""
    say = partial(spin, rng)
    drug, amount, volume, dose, patient, weight, concentration, rate = _setting(rng)
    while rate < 4:
        drug, amount, volume, dose, patient, weight, concentration, rate = _setting(rng)
    margin = rng.choice((5, 10))
    slip = rng.choice(
        (
            1.0,
            1.0,
            1 + 0.6 * margin / 100,
            1 - 0.6 * margin / 100,
            1 + 2 * margin / 100,
            1 - 2 * margin / 100,
            0.5,
            70 / weight,
            2.0,
            1.3,
        )
    )
    running = max(0.5, rounded(rate * slip, 1))
    right = rounded(rate, 2)
    off = rounded(rounded(running - right, 2) / right * 100, 1)
    if abs(abs(off) - margin) < 0.8:
        return _audit(rng, level)
    answer = "set as ordered" if abs(off) <= margin else "too fast" if off > 0 else "too slow"
    d = trimmed(dose, 3)
    minus = "−" if running < right else ""
    facts = [
        ("{ordered dose|order}", f"{drug.name} {d} µg/kg/min"),
        ("{bag|infusion}" if volume > 60 else "{syringe|infusion}", f"{amount:,} mg in {volume} mL"),
        ("{weight|body weight}", f"{weight} kg"),
        ("{pump display|pump rate|running at}", f"{fixed(running, 1)} mL/h"),
    ]
    extra = _spare(rng, 2)
    low = rng.choice(
        (
            "judge by eye",
            "check the rate against a 70 kg patient",
            "compare in mL/h without working out what the order needs",
        )
    )
    steps = [
        f"Facts: {d} µg/kg/min, {weight} kg, {amount:,} mg in {volume} mL, pump at {fixed(running, 1)} mL/h.",
        f"Concentration = {amount} × 1000 / {volume} = {trimmed(concentration, 4)} µg/mL.",
        f"Rate that the order needs = {d} × {weight} × 60 / {trimmed(concentration, 4)} = {fixed(right, 2)} mL/h.",
        f"Difference = {fixed(running, 1)} − {fixed(right, 2)} = {minus}{fixed(abs(running - right), 2)} mL/h.",
        f"As a share of the right rate: {fixed(abs(running - right), 2)} / {fixed(right, 2)} × 100 = {fixed(abs(off), 1)} %, too {'slow' if running < right else 'fast'} if anything.",
        say(
            "{Against the tolerance|Decision}: $off % is $where $m %, so the pump is $answer.",
            off=fixed(abs(off), 1),
            where="within" if abs(off) <= margin else "outside",
            m=margin,
            answer=answer,
        ),
        say("{The tempting mistake|The trap} is to $low.", low=low),
    ]
    seventy = pump_rate(dose, 70, concentration)
    strict = "set as ordered" if abs(off) < 0.5 else "too fast" if off > 0 else "too slow"
    wrong = [
        (
            "set as ordered"
            if abs(running - seventy) <= seventy * margin / 100
            else "too fast"
            if running > seventy
            else "too slow",
            "checked against 70 kg",
        ),
        (strict, "ignored the tolerance"),
    ]
    conventions = [
        say(
            "{Call|The audit calls} a pump set as ordered if its rate is within $m % of the rate that the order needs, otherwise too slow or too fast",
            m=margin,
        )
    ]
    ask = say(
        "{How is this pump|What does the audit find|How do you classify the pump|What do you report about this pump}: set as ordered, too slow or too fast?"
    ).replace("How is this pump:", "How is this pump running:")
    asides = background(rng, patient, 1)
    return Problem(
        question=posed(
            rng,
            introduced(rng, patient, CRITICAL, drug.reason),
            charted(rng, facts + extra, ORDER),
            conventions,
            ask,
            asides,
        ),
        steps=tuple(steps),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(SAFETY)},
        parameters={
            "kind": "audit",
            "drug": drug.name,
            "dose": dose,
            "weight": weight,
            "amount": amount,
            "volume": volume,
            "running": running,
            "margin": margin,
        },
        distractors=wrong_labels(answer, wrong, SAFETY, "miscalculated the rate that the order needs"),
        operations=6,
        irrelevant=2 + len(asides),
    )


KINDS = {
    1: (_volume, _volume, _volume, _duration, _duration, _duration, _drops, _hourly),
    2: (_volume, _volume, _duration, _duration, _duration, _drops, _minutely),
    3: (_weighted, _weighted, _reverse, _minutely),
    4: (_lasting, _catch_up, _reverse),
    5: (_heparin, _titrated, _audit),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on an infusion."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="infusions",
    title="Infusion rates and titration",
    source="Brown & Mulholland, Drug Calculations, 11th ed. 2020; Raschke et al., Ann Intern Med 1993;119:874",
    problem=problem,
    rubric=(
        Criterion(
            "Brings the amount in the bag and the ordered dose to the same unit (mg or µg) before dividing.",
            "essential",
        ),
        Criterion("Converts between minutes and hours explicitly, once and in the right direction.", "important"),
        Criterion("Multiplies by the weight exactly when the order is per kg.", "important"),
        Criterion("Applies maxima, steps and bands of the stated protocol before the rate is worked out.", "important"),
        Criterion("Checks the rate by calculating back to the dose or the volume.", "optional"),
        Criterion("Confuses drops per minute with mL per hour.", "pitfall", positive=False),
    ),
)
