
"""Fractional excretion of sodium and of urea, alveolar–arterial gradient and PaO2:FiO2 ratio.

In: a seeded generator and a level. Out: one problem on one of four bedside indices.

    FENa (%)   = 100 × (UNa × PCr) / (PNa × UCr)            Espinel, JAMA 1976;236:579
    FEurea (%) = 100 × (Uurea × PCr) / (Purea × UCr)        Carvounis et al., Kidney Int 2002;62:2223
    PAO2       = FiO2 × (Patm − 47) − PaCO2 / 0.8           alveolar gas equation; water vapour 47 mmHg at 37 °C, R 0.8
    A–a        = PAO2 − PaO2; upper limit for age = age / 4 + 4 mmHg (Mellemgaard 1966, the usual bedside form)
    P:F        = PaO2 / FiO2; Berlin grades of ARDS and × Patm / 760 above 1,000 m   JAMA 2012;307:2526
    PaO2 after a change of oxygen: PaO2 / PAO2 is held constant (Gilbert & Keighley, Am Rev Respir Dis 1974;109:142)

Cut-offs: FENa < 1 % prerenal, > 2 % intrinsic; FEurea < 35 % prerenal, > 50 % intrinsic (Carvounis 2002). FENa is misled by
diuretics, FEurea much less. Conversions: creatinine 88.4 µmol/L per mg/dL; urea nitrogen 0.357 mmol/L urea per mg/dL;
1 kPa = 7.5 mmHg (7.50062), as each question states.

Worked example: urine sodium 10 mmol/L, plasma sodium 140, urine creatinine 100 mg/dL, plasma creatinine 2 mg/dL.

>>> round(fractional_excretion(10, 140, 100, 2), 3)
0.143
>>> alveolar_oxygen(0.21, 760, 40)
99.73
>>> berlin_grade(200, 5)
'moderate'
"""

from __future__ import annotations

import math
from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.charting import background, charted, introduced, posed
from domains.medical.figures import trimmed, wrong_labels, wrong_numbers
from domains.medical.rounding import fixed, rounded
from domains.medical.vignette import Patient, adult
from domains.wording import spin

WATER_VAPOUR = 47
RESPIRATORY_QUOTIENT = 0.8
CREATININE = 88.4
UREA = 0.357
KILOPASCAL = 7.5


def fractional_excretion(urine: float, plasma: float, urine_creatinine: float, plasma_creatinine: float) -> float:
    """Per cent of the filtered load that is excreted; each pair of values in one unit."""
    return 100 * urine * plasma_creatinine / (plasma * urine_creatinine)


def alveolar_oxygen(fio2: float, pressure: float, paco2: float) -> float:
    """PAO2 in mmHg from the inspired fraction, barometric pressure (mmHg) and PaCO2 (mmHg)."""
    return round(fio2 * (pressure - WATER_VAPOUR) - paco2 / RESPIRATORY_QUOTIENT, 6)


def gradient_limit(age: int) -> float:
    """Upper limit of the A–a gradient on room air, mmHg, for an age in years."""
    return age / 4 + 4


def berlin_grade(ratio: float, peep: float) -> str:
    """Oxygenation grade of the Berlin definition from P:F in mmHg and PEEP in cmH2O; ``none`` below 5 cmH2O or above 300."""
    if peep < 5 or ratio > 300:
        return "none"
    return "mild" if ratio > 200 else "moderate" if ratio > 100 else "severe"


RENAL_PLACES = "{on the {renal|general medical|surgical|acute medical} ward|in the {high-dependency unit|emergency department}|on {intensive care|the admissions unit}}"
PRERENAL = (
    "{oliguria|acute kidney injury|a rising creatinine} after {three days of vomiting|a week of watery diarrhoea|poor oral intake in a heat wave|profuse losses from an ileostomy|an upper gastrointestinal bleed}",
)
INTRINSIC = (
    "{oliguria|acute kidney injury|a rising creatinine} after {a week of gentamicin|prolonged hypotension in theatre|septic shock|crush injury to both thighs|a long cardiac bypass run}",
)
CONGESTED = "{oliguria|acute kidney injury|a rising creatinine} during {treatment of decompensated heart failure|diuresis for ascites|treatment of oedema}"
LAB_HEADING = "{Results|Laboratory results|Paired urine and blood samples|Labs from this morning|Chemistry, blood and spot urine|Values on the chart|Spot urine with simultaneous blood}"
GAS_HEADING = "{Blood gas|Arterial gas|Gas and settings|From the gas machine|Values|Arterial blood gas and oxygen|Observations and gas|Sample taken ten minutes ago}"
SPARE_LABS = (
    ("{serum |plasma |}potassium", ("3.4", "3.8", "4.3", "4.9", "5.1"), "mmol/L"),
    ("haemoglobin", ("9.8", "11.2", "12.6", "13.9"), "g/dL"),
    ("urine {specific gravity|density}", ("1.010", "1.012", "1.015"), ""),
    ("{white cell count|leucocytes}", ("7.2", "9.8", "12.4", "14.1"), "× 10⁹/L"),
    ("urine potassium", ("22", "31", "38", "46"), "mmol/L"),
    ("{serum |}albumin", ("29", "33", "37", "41"), "g/L"),
    ("serum calcium", ("2.12", "2.21", "2.30"), "mmol/L"),
    ("platelets", ("142", "188", "231", "305"), "× 10⁹/L"),
)
SPARE_GAS = (
    ("haemoglobin", ("9.4", "11.8", "13.1", "14.6"), "g/dL"),
    ("{temperature|core temperature}", ("36.8", "37.4", "38.1", "38.6"), "°C"),
    ("heart rate", ("76", "88", "104", "112"), "beats/min"),
    ("{serum |}sodium", ("136", "139", "142"), "mmol/L"),
    ("mean arterial pressure", ("68", "74", "82", "91"), "mmHg"),
    ("glucose", ("5.8", "6.9", "8.4"), "mmol/L"),
)


def _spare(rng: Random, pool: tuple[tuple[str, tuple[str, ...], str], ...], count: int) -> list[tuple[str, str]]:
    return [(name, f"{rng.choice(values)} {unit}".strip()) for name, values, unit in rng.sample(pool, count)]


def _kidney(rng: Random, prerenal: bool, diuretic: bool = False) -> dict[str, float]:
    """Consistent plasma and spot urine values in conventional units.

    Urine-to-plasma creatinine is 30 to 70 where tubules work and 8 to 18 where they do not.
    """
    if prerenal:
        creatinine = rng.randint(15, 34) / 10
        ratio = rng.uniform(25, 40) if diuretic else rng.uniform(30, 70)
        sodium = rng.randint(48, 88) if diuretic else rng.randint(6, 22)
        nitrogen = round(creatinine * rng.uniform(21, 29))
        urea = rng.uniform(12, 32)
    else:
        creatinine = rng.randint(22, 52) / 10
        ratio = rng.uniform(8, 17)
        sodium = rng.randint(52, 96)
        nitrogen = round(creatinine * rng.uniform(10, 15))
        urea = rng.uniform(53, 70)
    urine_creatinine = round(ratio * creatinine)
    return {
        "urine_sodium": sodium,
        "plasma_sodium": rng.randint(131, 145),
        "urine_creatinine": urine_creatinine,
        "plasma_creatinine": creatinine,
        "plasma_nitrogen": nitrogen,
        "urine_nitrogen": round(urea / 100 * nitrogen * urine_creatinine / creatinine),
    }


def _excretions(v: dict[str, float]) -> tuple[float, float]:
    creatinines = v["urine_creatinine"], v["plasma_creatinine"]
    return (
        fractional_excretion(v["urine_sodium"], v["plasma_sodium"], *creatinines),
        fractional_excretion(v["urine_nitrogen"], v["plasma_nitrogen"], *creatinines),
    )


def _renal_facts(v: dict[str, float], which: str) -> list[tuple[str, str]]:
    facts = [
        ("urine creatinine", f"{v['urine_creatinine']:g} mg/dL"),
        ("{plasma|serum} creatinine", f"{v['plasma_creatinine']:.1f} mg/dL"),
    ]
    if which in ("sodium", "both"):
        facts += [
            ("urine sodium", f"{v['urine_sodium']:g} mmol/L"),
            ("{plasma|serum} sodium", f"{v['plasma_sodium']:g} mmol/L"),
        ]
    if which in ("urea", "both"):
        facts += [
            ("urine urea nitrogen", f"{v['urine_nitrogen']:g} mg/dL"),
            ("{blood urea nitrogen|plasma urea nitrogen}", f"{v['plasma_nitrogen']:g} mg/dL"),
        ]
    return facts


def _renal_story(rng: Random, patient: Patient, prerenal: bool, diuretic: bool = False) -> str:
    reason = CONGESTED if diuretic else rng.choice(PRERENAL if prerenal else INTRINSIC)
    return introduced(rng, patient, RENAL_PLACES, reason)


def _excretion(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: one fractional excretion, at level 2 with creatinine or urea in SI units on one side."""
    say = partial(spin, rng)
    patient = adult(rng, 24, 88)
    prerenal = rng.random() < 0.5
    which = rng.choice(("sodium", "urea"))
    v = _kidney(rng, prerenal)
    name, short = (("sodium", "FENa"), ("urea", "FEurea"))[which == "urea"]
    over, under = ("urine_sodium", "plasma_sodium") if which == "sodium" else ("urine_nitrogen", "plasma_nitrogen")
    facts = _renal_facts(v, which)
    conventions = []
    steps = []
    plasma, plasma_creatinine = v[under], v["plasma_creatinine"]
    traps: list[tuple[float, str]] = []
    if level == 2:
        if which == "sodium" or rng.random() < 0.5:
            micromolar = round(plasma_creatinine * CREATININE)
            facts[1] = ("{plasma|serum} creatinine", f"{micromolar} µmol/L")
            plasma_creatinine = rounded(micromolar / CREATININE, 3)
            v = v | {"plasma_creatinine_umol": micromolar}
            del v["plasma_creatinine"]
            conventions.append("{Take|Use} 88.4 µmol/L of creatinine {as|for} 1 mg/dL")
            steps.append(
                say(
                    "{The two creatinines must share a unit|Both creatinines have to be in mg/dL before they can be divided}:"
                    f" plasma creatinine = {micromolar} / 88.4 = {trimmed(plasma_creatinine, 3)} mg/dL."
                )
            )
            traps.append(
                (
                    fractional_excretion(v[over], plasma, v["urine_creatinine"], micromolar / 100),
                    "divided µmol/L by 100 instead of 88.4",
                )
            )
            traps.append(
                (
                    fractional_excretion(v[over], plasma, v["urine_creatinine"], micromolar / 113.1),
                    "converted creatinine with its molar mass of 113.1 as the divisor",
                )
            )
        else:
            millimolar = rounded(plasma * UREA, 1)
            facts[3] = ("{plasma|serum} urea", f"{fixed(millimolar, 1)} mmol/L")
            plasma = rounded(millimolar / UREA, 2)
            v = v | {"plasma_urea_mmol": millimolar}
            del v["plasma_nitrogen"]
            conventions.append("{Take|Use} 0.357 mmol/L of urea {as|for} 1 mg/dL of urea nitrogen")
            steps.append(
                say(
                    "{Urea must be in the same unit on both sides|The urine value is urea nitrogen, so the blood value has to become one too}:"
                    f" blood urea nitrogen = {fixed(millimolar, 1)} / 0.357 = {trimmed(plasma, 2)} mg/dL."
                )
            )
            traps.append(
                (
                    fractional_excretion(v[over], millimolar * 6, v["urine_creatinine"], plasma_creatinine),
                    "took urea, not urea nitrogen, in mg/dL",
                )
            )
    decimals, tolerance = (2, 0.01) if which == "sodium" else (1, 0.1)
    exact = fractional_excretion(v[over], plasma, v["urine_creatinine"], plasma_creatinine)
    answer = fixed(exact, decimals)
    conventions.append(
        say(
            "{Give|Report|State} the {answer|result|value} {in per cent|as a percentage} {to|with|rounded to} "
            f"{decimals} decimal place{'s' if decimals > 1 else ''}"
        )
    )
    ask = {
        "sodium": "{What is the fractional excretion of sodium (FENa)|Calculate the fractional excretion of sodium|Work out $possessive FENa from these samples|How much of the filtered sodium is being excreted (FENa)}",
        "urea": "{What is the fractional excretion of urea (FEurea)|Calculate the fractional excretion of urea|Work out $possessive FEurea from these samples|How much of the filtered urea is being excreted (FEurea)}",
    }[which]
    ask = say(ask, possessive=patient.possessive)
    ask += "?" if ask.startswith(("What", "How")) else ""
    shown = trimmed(plasma_creatinine, 3)
    steps = [
        say(
            "{Facts|Given|We have}: {urine|spot urine} $name $u, plasma $name $p, urine creatinine $uc mg/dL, plasma creatinine $pc.",
            name=name if which == "sodium" else "urea (nitrogen)",
            u=f"{v[over]:g}",
            p=facts[3][1],
            uc=f"{v['urine_creatinine']:g}",
            pc=facts[1][1],
        ),
        say(
            "{Rule|Formula|The fraction excreted}: $short = 100 × (urine $name × plasma creatinine) / (plasma $name × urine creatinine).",
            short=short,
            name=name,
        ),
        *steps,
        say(
            "{Substitute|Put the numbers in|With numbers}: $short = 100 × ($u × $pc) / ($p × $uc) = $a %.",
            short=short,
            u=f"{v[over]:g}",
            pc=shown,
            p=trimmed(plasma, 2),
            uc=f"{v['urine_creatinine']:g}",
            a=answer,
        ),
        _excretion_check(rng, which, exact),
    ]
    traps = [
        (100 - exact, "gave the fraction reabsorbed instead of the fraction excreted"),
        (100 * v[over] / plasma, "left out the creatinines, which gives the urine-to-plasma ratio only"),
        *traps,
        (exact / 10, "slipped a decimal place"),
        (100 * v[over] / v["urine_creatinine"], "divided by urine creatinine only and left the plasma values out"),
        (100 * plasma_creatinine / v["urine_creatinine"], "left out sodium" if which == "sodium" else "left out urea"),
    ]
    place = patient, prerenal
    return Problem(
        question=posed(
            rng,
            _renal_story(rng, *place),
            charted(rng, facts, LAB_HEADING),
            [say(c) for c in conventions],
            ask,
            background(rng, patient, rng.randint(0, 1)),
        ),
        steps=tuple(steps),
        answer=f"{answer} %",
        answer_type="number",
        verifier="number",
        arguments={"unit": "%", "absolute": tolerance},
        parameters={"kind": "fractional_excretion", "of": which, **v},
        distractors=wrong_numbers(exact, traps, decimals=decimals, unit="%", tolerance=tolerance, highest=100),
        operations=4 + (level == 2),
    )


def _excretion_check(rng: Random, which: str, value: float) -> str:
    low, high, unit = (1, 2, "FENa") if which == "sodium" else (35, 50, "FEurea")
    meaning = (
        f"{unit} is below {low} %, so the tubules are holding on to {which}, as with poor renal perfusion"
        if value < low
        else f"{unit} is above {high} %, so the tubules are failing to reclaim {which}, as in tubular injury"
        if value > high
        else f"{unit} lies between {low} % and {high} %, where the index does not decide"
    )
    return spin(rng, "{Check|Plausible|Sense check}: $meaning.", meaning=meaning)


def _choose_excretion(rng: Random, level: int) -> Problem:
    """Level 3 and 4: which fractional excretion to trust, after a diuretic or without; at level 4 with SI units."""
    say = partial(spin, rng)
    patient = adult(rng, 30, 88)
    diuretic = rng.random() < 0.65
    prerenal = rng.random() < 0.6
    v = _kidney(rng, prerenal, diuretic and prerenal)
    drug, dose = rng.choice(
        (("furosemide", "80 mg"), ("bumetanide", "2 mg"), ("torasemide", "20 mg"), ("furosemide", "40 mg"))
    )
    hours = rng.randint(2, 14)
    facts = _renal_facts(v, "both")
    conventions = [
        say(
            "{The unit's rule|Rule|House rule}: {use|rely on} FEurea {if|when} a loop or thiazide diuretic was given in the last 24 hours, {otherwise|else} FENa"
        ),
        say(
            "{Give|Report} the index that the rule selects, {in per cent|as a percentage}, {to|rounded to} 2 decimal places"
        ),
    ]
    plasma_creatinine, nitrogen = v["plasma_creatinine"], v["plasma_nitrogen"]
    convert: list[str] = []
    spare = 2
    if level == 4:
        micromolar, millimolar = round(plasma_creatinine * CREATININE), rounded(nitrogen * UREA, 1)
        facts[1] = ("{plasma|serum} creatinine", f"{micromolar} µmol/L")
        facts[5] = ("{plasma|serum} urea", f"{fixed(millimolar, 1)} mmol/L")
        plasma_creatinine, nitrogen = rounded(micromolar / CREATININE, 3), rounded(millimolar / UREA, 2)
        v = {k: x for k, x in v.items() if k not in ("plasma_creatinine", "plasma_nitrogen")}
        v |= {"plasma_creatinine_umol": micromolar, "plasma_urea_mmol": millimolar}
        convert.append(f"Creatinine: {micromolar} / 88.4 = {trimmed(plasma_creatinine, 3)} mg/dL.")
        if diuretic:
            convert.append(f"Urea: {fixed(millimolar, 1)} / 0.357 = {trimmed(nitrogen, 2)} mg/dL of urea nitrogen.")
        conventions.append(
            say("{Conversions|Factors}: 1 mg/dL creatinine is 88.4 µmol/L; 1 mg/dL urea nitrogen is 0.357 mmol/L urea")
        )
        spare += 2
    extra = _spare(rng, SPARE_LABS, 2 if level == 4 else 0)
    creatinines = v["urine_creatinine"], plasma_creatinine
    by_sodium = fractional_excretion(v["urine_sodium"], v["plasma_sodium"], *creatinines)
    by_urea = fractional_excretion(v["urine_nitrogen"], nitrogen, *creatinines)
    exact, other = (by_urea, by_sodium) if diuretic else (by_sodium, by_urea)
    answer = fixed(exact, 2)
    tolerance = 0.1 if diuretic else 0.02
    given = (
        say(
            "{$subject had|The drug chart shows} {$drug $dose intravenously|$dose of $drug by injection|$dose of intravenous $drug} $hours hours {ago|before the samples were taken}.",
            subject=patient.subject.capitalize(),
            drug=drug,
            dose=dose,
            hours=hours,
        )
        if diuretic
        else say(
            "{No diuretic has been given this week|$subject has not had any diuretic|The drug chart shows no diuretic, now or in the past month|Diuretics have been avoided so far}.",
            subject=patient.subject.capitalize(),
        )
    )
    if diuretic:
        u, p, short, what = v["urine_nitrogen"], nitrogen, "FEurea", "urea nitrogen"
        mistake = say(
            "{The tempting mistake is|It is tempting to use|A tempting short cut is} FENa{, but|; but} $drug makes the kidney waste sodium {for hours|whatever the cause}, so a high FENa says nothing here.",
            drug=drug,
        )
        extra_traps = [(by_sodium, "used FENa although a diuretic had been given")]
    else:
        u, p, short, what = v["urine_sodium"], v["plasma_sodium"], "FENa", "sodium"
        mistake = say(
            "{The tempting mistake is|It is tempting to use|A tempting short cut is} FEurea because the urea values are {listed|there}; without a diuretic the rule {keeps to|asks for} FENa."
        )
        extra_traps = [(by_urea, "used FEurea although no diuretic had been given")]
    steps = [
        say(
            "{Facts|Start with the drug chart}: $given",
            given=f"{drug} was given {hours} hours ago." if diuretic else "no diuretic was given.",
        ),
        say(
            "{Rule|By the rule}: that calls for $short = 100 × (urine $what × plasma creatinine) / (plasma $what × urine creatinine).",
            short=short,
            what=what,
        ),
        mistake,
        *convert,
        f"{short} = 100 × ({u:g} × {trimmed(plasma_creatinine, 3)}) / ({trimmed(p, 2)} × {v['urine_creatinine']:g}) = {answer} %.",
        _excretion_check(rng, "urea" if diuretic else "sodium", exact),
    ]
    traps = [
        *extra_traps,
        (100 * u / p, "left out the creatinines"),
        (100 - exact, "gave the fraction reabsorbed instead of the fraction excreted"),
        (100 - other, "gave the fraction reabsorbed, and by the other index"),
        (exact / 10, "slipped a decimal place"),
    ]
    ask = say(
        "{Which value should the team act on|What is the index to act on|What value does the rule lead to|Calculate the index that applies}"
    )
    ask += "?" if ask.startswith("W") else ""
    return Problem(
        question=posed(
            rng,
            _renal_story(rng, patient, prerenal, diuretic),
            charted(rng, facts + extra, LAB_HEADING),
            conventions,
            ask,
            [given, *background(rng, patient, int(level == 4))],
        ),
        steps=tuple(steps),
        answer=f"{answer} %",
        answer_type="number",
        verifier="number",
        arguments={"unit": "%", "absolute": tolerance},
        parameters={"kind": "choose_excretion", "diuretic": diuretic, **v},
        distractors=wrong_numbers(exact, traps, decimals=2, unit="%", tolerance=tolerance, highest=100),
        operations=5 + len(convert),
        irrelevant=spare + int(level == 4),
    )


VERDICTS = ("prerenal", "intrinsic", "indeterminate")


def _pattern(value: float, low: float, high: float) -> str:
    return "prerenal" if value < low else "intrinsic" if value > high else "indeterminate"


def _verdict(rng: Random, level: int) -> Problem:
    """Level 5: choose the index by the drug history, compute it, and place it against the cut-offs, some exactly on them."""
    say = partial(spin, rng)
    patient = adult(rng, 30, 88)
    case = rng.choice(("loop", "loop", "none", "late", "spironolactone"))
    use_urea = case == "loop"
    while True:
        v = _kidney(rng, rng.random() < 0.55, diuretic=case == "loop" and rng.random() < 0.7)
        if rng.random() < 0.35:  # on or next to a cut-off
            v["plasma_creatinine"] = rng.choice((1.6, 2.0, 2.4, 2.5, 3.0, 3.2))
            v["urine_creatinine"] = round(v["plasma_creatinine"] * rng.choice((10, 20, 25, 30)))
            aim = rng.choice((1.0, 1.5, 2.0, 0.9, 2.2)) if not use_urea else rng.choice((35, 42, 50, 34, 52))
            v["plasma_sodium"] = rng.choice((132, 135, 140, 144)) if not use_urea else v["plasma_sodium"]
            ratio = v["urine_creatinine"] / v["plasma_creatinine"]
            if use_urea:
                v["plasma_nitrogen"] = round(v["plasma_creatinine"] * rng.uniform(14, 24))
                v["urine_nitrogen"] = round(aim / 100 * v["plasma_nitrogen"] * ratio)
            else:
                v["urine_sodium"] = round(aim / 100 * v["plasma_sodium"] * ratio)
        by_sodium, by_urea = _excretions(v)
        exact = by_urea if use_urea else by_sodium
        low, high = (35, 50) if use_urea else (1, 2)
        gap = min(abs(exact - low), abs(exact - high))
        if 8 <= v["urine_sodium"] <= 110 and v["urine_creatinine"] >= 20 and (gap == 0 or gap > 0.02 * exact):
            break
    answer = _pattern(exact, low, high)
    wrong = _pattern(by_sodium, 1, 2) if use_urea else _pattern(by_urea, 35, 50)
    days = rng.randint(3, 9)
    hours = rng.randint(3, 18)
    history = {
        "loop": say(
            "{Furosemide 80 mg|Bumetanide 2 mg|Intravenous furosemide 120 mg} was given $hours hours before the samples.",
            hours=hours,
        ),
        "none": say(
            "{No diuretic has been given|There was no diuretic on the chart} since {admission|the illness began}."
        ).replace("There was no diuretic on the chart since", "There has been no diuretic on the chart since"),
        "late": say(
            "{The last dose of furosemide|Furosemide, stopped on admission, last taken|Bendroflumethiazide was last taken} $days days {ago|before sampling}.",
            days=days,
        )
        .replace("last taken", "was last taken")
        .replace("was was", "was")
        .replace("The last dose of furosemide", "The last dose of furosemide was"),
        "spironolactone": say(
            "{The only diuretic is|Of diuretics, the chart has only} spironolactone 25 mg {daily|each morning}, last taken $hours hours before the samples.",
            hours=hours,
        ),
    }[case]
    reading = {
        "loop": "a loop diuretic within 24 hours, so FEurea decides",
        "none": "no diuretic, so FENa decides",
        "late": f"the diuretic was {days} days ago, outside the 24 hours, so FENa decides",
        "spironolactone": "spironolactone is neither a loop nor a thiazide diuretic, so by the rule FENa decides",
    }[case]
    u, p, short, what = (
        (v["urine_nitrogen"], v["plasma_nitrogen"], "FEurea", "urea")
        if use_urea
        else (v["urine_sodium"], v["plasma_sodium"], "FENa", "sodium")
    )
    value = trimmed(exact, 2)
    comparison = {
        "prerenal": f"{value} % is below {low} %, so the pattern is prerenal",
        "intrinsic": f"{value} % is above {high} %, so the pattern is intrinsic",
        "indeterminate": f"{value} % is neither below {low} % nor above {high} %, so the index is indeterminate"
        + (" (a value on the cut-off itself counts as between)" if gap == 0 else ""),
    }[answer]
    steps = [
        say("{Facts|First, the drug history}: $reading.", reading=reading),
        f"Rule: {short} = 100 × (urine {what} × plasma creatinine) / (plasma {what} × urine creatinine).",
        f"{short} = 100 × ({u:g} × {v['plasma_creatinine']:g}) / ({p:g} × {v['urine_creatinine']:g}) = {value} %.",
        say("{Compare|Against the cut-offs|Place it}: $comparison.", comparison=comparison),
        say(
            "{The tempting mistake|The trap} is to {judge by|read} the other index{, $other|}: $why.",
            other=f"which would say {wrong}" if wrong != answer else "right as it may turn out here",
            why="natriuresis from the diuretic makes FENa useless"
            if use_urea
            else "FEurea is held back for recent loop or thiazide treatment",
        ),
    ]
    conventions = [
        say("{Use|Apply} FEurea if a loop or thiazide diuretic was given within the last 24 hours, otherwise FENa"),
        say(
            "{FENa below 1 % is prerenal and above 2 % intrinsic; FEurea below 35 % is prerenal and above 50 % intrinsic; anything {else|between} is indeterminate"
            "|Prerenal: FENa < 1 % or FEurea < 35 %. Intrinsic: FENa > 2 % or FEurea > 50 %. Indeterminate: any other value}"
        ),
    ]
    ask = say(
        "{Does the selected index read|What does the index that applies say:|How is the pattern classified:} prerenal, intrinsic or indeterminate?"
    )
    extra = _spare(rng, SPARE_LABS, 2)
    story = introduced(
        rng, patient, RENAL_PLACES, "{oliguria|acute kidney injury|a rising creatinine|falling urine output}"
    )
    return Problem(
        question=posed(
            rng,
            story,
            charted(rng, _renal_facts(v, "both") + extra, LAB_HEADING),
            conventions,
            ask,
            [history, *background(rng, patient, 1)],
        ),
        steps=tuple(steps),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(VERDICTS)},
        parameters={"kind": "verdict", "case": case, **v},
        distractors=wrong_labels(
            answer, [(wrong, "judged by the index that the rule does not select")], VERDICTS, "misread the cut-offs"
        ),
        operations=7,
        irrelevant=5,
    )


CHEST_PLACES = (
    "{on the {respiratory|acute medical} ward|in the {emergency department|high-dependency unit|admissions unit}}"
)
WIDE = "{lobar pneumonia|a suspected pulmonary embolism|viral pneumonitis|an exacerbation of interstitial lung disease|breathlessness after a flight}"
RETAINING = (
    "{an exacerbation of COPD|a severe chest infection on a background of COPD|obesity hypoventilation and pneumonia}"
)
DROWSY = "{drowsiness after an opioid overdose|slow breathing after too much morphine|weakness from Guillain-Barré syndrome|sedation from a benzodiazepine overdose}"
ANXIOUS = "{a panic attack|atypical chest pain|light-headedness}"
VENT_PLACES = "{on intensive care|on the intensive care unit|in the ICU|on the ventilator in the cardiothoracic unit}"
ARDS = "{pneumonia|pancreatitis|aspiration|sepsis of abdominal origin|influenza|chest trauma}"


def _gas(rng: Random, age: int, wide: bool, retaining: bool, pressure: int = 760) -> tuple[int, int]:
    """PaO2 and PaCO2 on room air, whole mmHg, with a gradient inside or clearly outside the limit for age."""
    limit = gradient_limit(age)
    while True:
        paco2 = rng.randint(50, 68) if retaining else rng.randint(28, 42) if pressure == 760 else rng.randint(27, 36)
        target = rng.uniform(limit + 4, limit + 32) if wide else rng.uniform(max(4.0, limit - 10), limit - 1.2)
        pao2 = round(alveolar_oxygen(0.21, pressure, paco2) - target)
        if 38 <= pao2 <= 104:
            return pao2, paco2


def _bicarbonate(paco2: float) -> tuple[float, int]:
    """pH and bicarbonate that satisfy Henderson–Hasselbalch with an acute change of PaCO2 (1 mmol/L per 10 up, 2 per 10 down)."""
    bicarbonate = round(24 + (0.1 if paco2 > 40 else 0.2) * (paco2 - 40))
    return round(6.1 + math.log10(bicarbonate / (0.0307 * paco2)), 2), bicarbonate


def _chest_story(rng: Random, patient: Patient, wide: bool, retaining: bool) -> str:
    reason = (RETAINING if wide else DROWSY) if retaining else WIDE if wide else ANXIOUS
    return introduced(rng, patient, CHEST_PLACES, reason)


def _gradient(rng: Random, level: int) -> Problem:
    """Levels 1 to 4: A–a gradient; kPa at level 2, altitude at level 3, excess over the limit for age at level 4."""
    say = partial(spin, rng)
    patient = adult(rng, 22, 86)
    high_up = level == 3
    wide, retaining = rng.random() < 0.7, rng.random() < 0.35
    pressure, metres = 760, 0
    if high_up:
        # higher up, an old lung with a wide gradient would leave no oxygen tension that a patient survives
        metres = 50 * rng.randint(24, 50)
        pressure = round(760 * (1 - 2.25577e-5 * metres) ** 5.25588)
        retaining = False
    if level == 4:
        wide = True
    while True:
        pao2, paco2 = _gas(rng, patient.age, wide, retaining, pressure)
        if level != 2 or pao2 > 45:
            break
    parameters: dict[str, object] = {"kind": "gradient", "pressure": pressure, "fio2": 0.21}
    facts = [
        ("PaO2", f"{pao2} mmHg"),
        ("PaCO2", f"{paco2} mmHg"),
        ("{inspired oxygen|FiO2|oxygen}", rng.choice(("0.21 (room air)", "0.21, room air"))),
    ]
    conventions = [
        say("{Use|Take} a water vapour pressure of 47 mmHg and a respiratory quotient of 0.8"),
        say("{Give|State} the {answer|result} in mmHg to 1 decimal place"),
    ]
    convert: list[str] = []
    o2: float = pao2
    co2: float = paco2
    traps: list[tuple[float, str]] = []
    tempting: list[str] = []
    if level == 2:
        o2_kpa, co2_kpa = rounded(pao2 / KILOPASCAL, 1), rounded(paco2 / KILOPASCAL, 1)
        o2, co2 = rounded(o2_kpa * KILOPASCAL, 2), rounded(co2_kpa * KILOPASCAL, 2)
        facts[:2] = [("PaO2", f"{fixed(o2_kpa, 1)} kPa"), ("PaCO2", f"{fixed(co2_kpa, 1)} kPa")]
        conventions.append(say("{Take 1 kPa as|Use 1 kPa =} 7.5 mmHg"))
        convert = [
            say("{Convert|Change units} first: PaO2 = $a × 7.5 = $b mmHg.", a=fixed(o2_kpa, 1), b=trimmed(o2, 2)),
            f"PaCO2 = {fixed(co2_kpa, 1)} × 7.5 = {trimmed(co2, 2)} mmHg.",
        ]
        parameters |= {"pao2_kpa": o2_kpa, "paco2_kpa": co2_kpa}
        traps.append((alveolar_oxygen(0.21, 760, co2_kpa) - o2, "left PaCO2 in kPa"))
    else:
        parameters |= {"pao2": pao2, "paco2": paco2}
    if high_up:
        facts.append(("{barometric pressure|atmospheric pressure}", f"{pressure} mmHg"))
        tempting.append(
            say(
                "{The tempting mistake is|It is tempting} to {use|put in} 760 mmHg{ out of habit|}: at $m m the air is thinner, and sea-level pressure would invent a wider gradient.",
                m=f"{metres:,}",
            )
        )
        traps.append((alveolar_oxygen(0.21, 760, co2) - o2, "used 760 mmHg although the sample was taken at altitude"))
    else:
        conventions.append(say("{Barometric pressure is|Assume a barometric pressure of} 760 mmHg"))
    inspired = rounded(0.21 * (pressure - WATER_VAPOUR), 2)
    carbon = rounded(co2 / RESPIRATORY_QUOTIENT, 3)
    alveolar = rounded(inspired - carbon, 3)
    gradient = rounded(alveolar - o2, 3)
    steps = [
        say(
            "{Facts|Given}: PaO2 $o2 and PaCO2 $co2 on FiO2 0.21, barometric pressure $p mmHg.",
            o2=facts[0][1],
            co2=facts[1][1],
            p=pressure,
        ),
        say("{Rule|Alveolar gas equation}: PAO2 = FiO2 × (Patm − 47) − PaCO2 / 0.8; A–a gradient = PAO2 − PaO2."),
        *tempting,
        *convert,
        f"Inspired oxygen: 0.21 × ({pressure} − 47) = {trimmed(inspired, 2)} mmHg.",
        f"Alveolar oxygen: {trimmed(inspired, 2)} − {trimmed(co2, 2)} / 0.8 = {trimmed(alveolar, 3)} mmHg.",
        f"Gradient: {trimmed(alveolar, 3)} − {trimmed(o2, 2)} = {trimmed(gradient, 3)} mmHg.",
    ]
    result = gradient
    limit = gradient_limit(patient.age)
    traps += [
        (gradient + 0.21 * 47, "forgot the water vapour pressure"),
        (inspired - co2 - o2, "did not divide PaCO2 by 0.8"),
        (inspired - co2 * 0.8 - o2, "multiplied PaCO2 by 0.8 instead of dividing"),
        (inspired - o2, "left PaCO2 out"),
        (alveolar, "stopped at the alveolar oxygen tension"),
    ]
    extra: list[tuple[str, str]] = []
    asides: list[str] = []
    if level == 4:
        result = rounded(gradient - limit, 3)
        steps += [
            f"Limit for age: {patient.age} / 4 + 4 = {trimmed(limit, 2)} mmHg.",
            f"Excess: {trimmed(gradient, 3)} − {trimmed(limit, 2)} = {trimmed(result, 3)} mmHg.",
            say(
                "{The tempting mistake is|It is tempting} to {stop at the gradient itself|report the gradient}; the question asks how far it lies above what age explains."
            ),
        ]
        traps = [
            (gradient, "stopped at the gradient"),
            (gradient - patient.age / 4, "left the 4 out of the limit for age"),
            *((x - limit, t) for x, t in traps),
        ]
        conventions.append(say("{Take|Use} age / 4 + 4 mmHg as the upper limit of the gradient for age"))
        ph, bicarbonate = _bicarbonate(paco2)
        extra = [("pH", f"{ph:.2f}"), ("bicarbonate", f"{bicarbonate} mmol/L"), *_spare(rng, SPARE_GAS, 2)]
        asides = background(rng, patient, 1)
        parameters["age"] = patient.age
        ask = say(
            "{By how many mmHg does the alveolar–arterial gradient exceed the limit for age|How far above the limit for $possessive age is the A–a gradient|What is the excess of the A–a gradient over the age limit}?",
            possessive=patient.possessive,
        )
    else:
        ask = say(
            "{What is the alveolar–arterial oxygen gradient|What is the A–a gradient|How large is the alveolar–arterial (A–a) oxygen gradient|What A–a oxygen gradient does this gas show}?"
        )
        asides = background(rng, patient, rng.randint(0, 1))
    if not extra:
        steps.append(
            say(
                "{Check|Compare}: age / 4 + 4 = $age / 4 + 4 = $limit mmHg, so a gradient of $g is $word.",
                age=patient.age,
                limit=trimmed(limit, 2),
                g=trimmed(gradient, 1),
                word="wider than age explains" if gradient > limit else "within what is normal for age",
            )
        )
    else:
        steps.append(
            say("{Check|Sense check}: PAO2 is above PaO2, as it must be, and pH and bicarbonate play no part.")
        )
    story = _chest_story(rng, patient, wide, retaining)
    if high_up:
        wide_reason = "{breathlessness|a cough and fever|chest tightness}"
        story = introduced(
            rng,
            patient,
            say(
                "{in a {hospital|clinic|field hospital}|at a {hospital|health post}} $m m above sea level",
                m=f"{metres:,}",
            ),
            wide_reason,
        )
    return Problem(
        question=posed(rng, story, charted(rng, facts + extra, GAS_HEADING), conventions, ask, asides),
        steps=tuple(steps),
        answer=f"{fixed(result, 1)} mmHg",
        answer_type="number",
        verifier="number",
        arguments={"unit": "mmHg", "absolute": 0.3},
        parameters=parameters,
        distractors=wrong_numbers(result, traps, decimals=1, unit="mmHg", tolerance=0.3),
        operations=4 + len(convert) + 2 * (level == 4),
        irrelevant=len(extra) + len(asides),
    )


def _ratio(rng: Random, level: int) -> Problem:
    """Levels 1, 2 and 4: P:F; percent and kPa at level 2, Berlin's altitude correction at level 4."""
    say = partial(spin, rng)
    patient = adult(rng, 22, 84)
    while True:
        percent = rng.choice((35, 40, 45, 50, 55, 60, 65, 70, 80)) if rng.random() < 0.5 else rng.randint(31, 84)
        target = rng.uniform(80, 290)
        pao2 = round(target * percent / 100)
        if 55 <= pao2 <= 130:
            break
    fio2 = percent / 100
    peep = rng.choice((5, 6, 8, 10, 12, 14))
    paco2 = rng.randint(34, 52)
    facts = [("PaO2", f"{pao2} mmHg"), ("FiO2", f"{fio2:.2f}")]
    extra: list[tuple[str, str]] = []
    steps: list[str] = []
    conventions = [say("{Give|State} the {answer|ratio} in mmHg, {rounded to|to} the nearest whole number")]
    parameters: dict[str, object] = {"kind": "ratio", "percent": percent}
    oxygen: float = pao2
    traps: list[tuple[float, str]] = [(pao2 * fio2, "multiplied by FiO2 instead of dividing")]
    if level == 2:
        kpa = rounded(pao2 / KILOPASCAL, 1)
        oxygen = rounded(kpa * KILOPASCAL, 2)
        facts = [("PaO2", f"{fixed(kpa, 1)} kPa"), ("{inspired oxygen|FiO2|oxygen concentration}", f"{percent} %")]
        conventions.append(say("{Take 1 kPa as|Use 1 kPa =} 7.5 mmHg"))
        steps = [
            f"PaO2 = {fixed(kpa, 1)} × 7.5 = {trimmed(oxygen, 2)} mmHg.",
            f"FiO2 = {percent} / 100 = {trimmed(fio2, 2)}.",
        ]
        parameters["pao2_kpa"] = kpa
        traps += [
            (kpa / fio2, "left PaO2 in kPa"),
            (kpa / 7.5 * 100 / fio2, "divided by 7.5 instead of multiplying"),
            (oxygen / percent * 10, "divided by the percentage"),
        ]
    else:
        parameters["pao2"] = pao2
    ratio = rounded(oxygen / fio2, 2)
    result = ratio
    traps += [
        (oxygen / fio2 * 0.8, "brought in the respiratory quotient"),
        (oxygen / (fio2 - 0.21 if fio2 > 0.45 else fio2 + 0.21), "misjudged the oxygen fraction by that of room air"),
        ((oxygen + paco2) / fio2, "added PaCO2 to PaO2"),
        (oxygen / fio2 * 1.25, "divided by 0.8 as in the alveolar gas equation"),
    ]
    asides: list[str] = background(rng, patient, int(level == 4 or rng.random() < 0.4))
    check = say("{Check|Sense check}: dividing by a fraction below 1 must give more than PaO2 itself, and it does.")
    place = VENT_PLACES
    steps = [
        say("{Facts|Given}: PaO2 $o2 at an inspired fraction of $f.", o2=facts[0][1], f=facts[1][1]),
        "Rule: P:F = PaO2 / FiO2, with PaO2 in mmHg and FiO2 as a fraction.",
        *steps,
        f"P:F = {trimmed(oxygen, 2)} / {trimmed(fio2, 2)} = {trimmed(ratio, 2)} mmHg.",
    ]
    if level == 4:
        metres = 50 * rng.randint(25, 60)
        pressure = round(760 * (1 - 2.25577e-5 * metres) ** 5.25588)
        result = rounded(ratio * pressure / 760, 2)
        facts.append(("barometric pressure", f"{pressure} mmHg"))
        ph, bicarbonate = _bicarbonate(paco2)
        extra = [
            ("PEEP", f"{peep} cmH2O"),
            ("PaCO2", f"{paco2} mmHg"),
            ("pH", f"{ph:.2f}"),
            ("bicarbonate", f"{bicarbonate} mmol/L"),
            *_spare(rng, SPARE_GAS, 1),
        ]
        conventions.append(
            say(
                "{Above 1,000 m apply|For altitude above 1,000 m use} the Berlin correction: P:F × (barometric pressure / 760)"
            )
        )
        steps += [
            f"Altitude correction: {trimmed(ratio, 2)} × {pressure} / 760 = {trimmed(result, 2)} mmHg.",
            say(
                "{The tempting mistake is|It is tempting} to {turn the correction round (760 / $p), which would make the lungs look better|leave the ratio as it is}; the Berlin definition scales it down in thin air.",
                p=pressure,
            ),
        ]
        traps = [
            (ratio, "left out the altitude correction"),
            (ratio * 760 / pressure, "turned the altitude correction round"),
            (ratio * (pressure - 47) / 760, "took water vapour off for the correction"),
            (ratio * (pressure - 47) / 713, "took water vapour off both pressures"),
            *traps,
        ]
        place = say(
            "{on intensive care in a city|on the ICU of a hospital|in an intensive care unit} $m m above sea level",
            m=f"{metres:,}",
        )
        parameters["pressure"] = pressure
        check = say("{Check|Sense check}: the corrected ratio is below the uncorrected one, as it should be.")
        ask = say(
            "{What is the altitude-corrected P:F ratio|What PaO2:FiO2 ratio results after the altitude correction|How large is the corrected PaO2:FiO2 ratio}?"
        )
    else:
        ask = say(
            "{What is the PaO2:FiO2 ratio|What is the P:F ratio|How large is the PaO2/FiO2 ratio|What P:F ratio does this give}?"
        )
    steps.append(check)
    return Problem(
        question=posed(
            rng,
            introduced(
                rng, patient, place, "{respiratory failure from|hypoxaemia due to|acute lung injury after} " + ARDS
            ),
            charted(rng, facts + extra, GAS_HEADING),
            conventions,
            ask,
            asides,
        ),
        steps=tuple(steps),
        answer=f"{fixed(result, 0)} mmHg",
        answer_type="number",
        verifier="number",
        arguments={"unit": "mmHg", "absolute": 1},
        parameters=parameters,
        distractors=wrong_numbers(result, traps, decimals=0, unit="mmHg", tolerance=1),
        operations=1 + 2 * (level > 1),
        irrelevant=len(extra) + len(asides),
    )


def _more_oxygen(rng: Random, level: int) -> Problem:
    """Levels 3 and 4: PaO2 after a change of FiO2, by a constant ratio of arterial to alveolar oxygen."""
    say = partial(spin, rng)
    patient = adult(rng, 25, 84)
    while True:
        first, second = rng.sample((30, 35, 40, 45, 50, 55, 60, 70, 80), 2)
        if abs(first - second) < 10:
            continue
        paco2 = rng.randint(33, 49)
        before = alveolar_oxygen(first / 100, 760, paco2)
        pao2 = round(before * rng.uniform(0.22, 0.5))
        after = alveolar_oxygen(second / 100, 760, paco2)
        if 52 <= pao2 <= 140 and 52 <= pao2 / before * after <= 200:
            break
    carbon = rounded(paco2 / 0.8, 3)
    one, two = rounded(713 * first / 100, 2), rounded(713 * second / 100, 2)
    before, after = rounded(one - carbon, 3), rounded(two - carbon, 3)
    quotient = rounded(pao2 / before, 4)
    result = rounded(quotient * after, 2)
    steps = [
        f"Facts: PaO2 {pao2} mmHg and PaCO2 {paco2} mmHg on FiO2 {first / 100:.2f}; the plan is FiO2 {second / 100:.2f}.",
        say(
            "{Rule|What stays constant}: the ratio of arterial to alveolar oxygen, PaO2 / PAO2, holds while the lungs are unchanged."
        ),
        say(
            "{The tempting mistake is|It is tempting} to {scale PaO2 with FiO2|carry the P:F ratio over}; PaCO2 takes its share of alveolar oxygen at any FiO2, so the relation is not proportional."
        ),
        f"PAO2 now: {first / 100:.2f} × (760 − 47) − {paco2} / 0.8 = {trimmed(before, 3)} mmHg.",
        f"Ratio: {pao2} / {trimmed(before, 3)} = {trimmed(quotient, 4)}.",
        f"PAO2 then: {second / 100:.2f} × (760 − 47) − {paco2} / 0.8 = {trimmed(after, 3)} mmHg.",
        f"Expected PaO2: {trimmed(quotient, 4)} × {trimmed(after, 3)} = {trimmed(result, 2)} mmHg.",
        say("{Check|Sense check}: FiO2 goes $way, and so does PaO2.", way="up" if second > first else "down"),
    ]
    traps = [
        (pao2 * second / first, "scaled PaO2 with FiO2, keeping P:F constant"),
        (after - (before - pao2), "kept the A–a gradient constant"),
        (quotient * two, "left PaCO2 out of the new alveolar tension"),
        (pao2 * before / after, "turned the ratio round"),
        (quotient * (7.6 * second - carbon), "forgot water vapour"),
    ]
    extra = _spare(rng, SPARE_GAS, 2 if level == 4 else 0)
    asides = background(rng, patient, int(level == 4))
    if level == 4:
        ph, bicarbonate = _bicarbonate(paco2)
        extra += [("pH", f"{ph:.2f}"), ("bicarbonate", f"{bicarbonate} mmol/L")]
    facts = [("PaO2", f"{pao2} mmHg"), ("PaCO2", f"{paco2} mmHg"), ("FiO2", f"{first / 100:.2f}")]
    conventions = [
        say("{Assume|Suppose} that PaCO2 and the ratio PaO2 / PAO2 {stay|remain} {constant|the same}"),
        say("{Use|With} barometric pressure 760 mmHg, water vapour 47 mmHg and a respiratory quotient of 0.8").replace(
            "With", "Work with"
        ),
        say("{Answer|Give the answer} in mmHg, to the nearest whole number"),
    ]
    new = f"{second / 100:.2f}"
    ask = say(
        "{What PaO2 is to be expected once FiO2 is set to $new|If FiO2 is changed to $new, what PaO2 do you expect|What will PaO2 be on an FiO2 of $new|FiO2 is now set to $new: what should PaO2 become}?",
        new=new,
    )
    return Problem(
        question=posed(
            rng,
            introduced(rng, patient, VENT_PLACES, "{respiratory failure from|hypoxaemia due to} " + ARDS),
            charted(rng, facts + extra, GAS_HEADING),
            conventions,
            ask,
            asides,
        ),
        steps=tuple(steps),
        answer=f"{fixed(result, 0)} mmHg",
        answer_type="number",
        verifier="number",
        arguments={"unit": "mmHg", "absolute": 1},
        parameters={"kind": "more_oxygen", "pao2": pao2, "paco2": paco2, "before": first, "after": second},
        distractors=wrong_numbers(result, traps, decimals=0, unit="mmHg", tolerance=1),
        operations=8,
        irrelevant=len(extra) + len(asides),
    )


GRADES = ("mild", "moderate", "severe", "none")


def _berlin(rng: Random, level: int) -> Problem:
    """Level 5: Berlin grade with altitude, with PEEP below 5 and with ratios exactly on a cut-off."""
    say = partial(spin, rng)
    patient = adult(rng, 22, 84)
    peep = rng.choice((3, 4, 5, 5, 6, 8, 10, 12, 14))
    metres = rng.choice((0, 0, 0)) if rng.random() < 0.3 else 50 * rng.randint(2, 60)
    pressure = round(760 * (1 - 2.25577e-5 * metres) ** 5.25588)
    corrected = metres > 1000
    while True:
        percent = rng.choice((30, 35, 40, 45, 50, 55, 60, 65, 70, 80, 90, 100))
        if not corrected and rng.random() < 0.5:
            pao2 = percent * rng.choice((1, 2, 3))
        else:
            pao2 = round(rng.uniform(70, 340) * percent / 100)
        raw = pao2 * 100 / percent
        ratio = raw * pressure / 760 if corrected else raw
        gap = min(abs(ratio - cut) for cut in (100, 200, 300))
        if 48 <= pao2 <= 150 and (gap < 1e-9 or gap > 2.5):
            break
    ratio = rounded(ratio, 2)
    answer = berlin_grade(ratio, peep)
    raw_shown = trimmed(raw, 2)
    steps = [
        f"Facts: PaO2 {pao2} mmHg, FiO2 {percent / 100:.2f}, PEEP {peep} cmH2O, altitude {metres:,} m, barometric pressure {pressure} mmHg.",
        f"P:F = {pao2} / {percent / 100:.2f} = {raw_shown} mmHg.",
    ]
    if corrected:
        steps.append(f"Above 1,000 m, so correct: {raw_shown} × {pressure} / 760 = {trimmed(ratio, 2)} mmHg.")
    else:
        steps.append(
            say("{The site is|We are} not above 1,000 m, so {no correction is made|the ratio stands as it is}.")
        )
    wrong = [
        (berlin_grade(raw, peep), "left out the altitude correction"),
        (berlin_grade(raw * pressure / 760, peep), "corrected for altitude although the site is not above 1,000 m"),
        (berlin_grade(ratio, 5), "overlooked that PEEP is below 5 cmH2O"),
        (berlin_grade(ratio + 0.01, peep), "put the cut-off value into the milder grade"),
    ]
    if peep < 5:
        steps += [
            f"PEEP {peep} cmH2O is below 5 cmH2O, so the oxygenation criterion can't be graded: none.",
            say(
                "{The tempting mistake|The trap} is to grade by the ratio alone ($wrong): without at least 5 cmH2O the definition is not met.",
                wrong=berlin_grade(ratio, 5),
            ),
        ]
    else:
        place = {
            "none": f"{trimmed(ratio, 2)} is above 300, so the criterion is not met: none",
            "mild": f"200 < {trimmed(ratio, 2)} ≤ 300: mild",
            "moderate": f"100 < {trimmed(ratio, 2)} ≤ 200: moderate",
            "severe": f"{trimmed(ratio, 2)} ≤ 100: severe",
        }[answer]
        steps += [
            f"PEEP {peep} cmH2O is at least 5 cmH2O, so the ratio may be graded. {place}.",
            say(
                "{The tempting mistake|The trap} is $trap.",
                trap="to grade the uncorrected ratio in thin air"
                if corrected
                else "to call the value on a cut-off the milder grade; each grade includes its upper limit"
                if gap < 1e-9
                else "to correct for altitude at a site that is not above 1,000 m"
                if metres
                else "to read the grades off PaO2 alone, without FiO2",
            ),
        ]
    extra = _spare(rng, SPARE_GAS, 2)
    paco2 = rng.randint(36, 52)
    extra.append(("PaCO2", f"{paco2} mmHg"))
    facts = [
        ("PaO2", f"{pao2} mmHg"),
        ("FiO2", f"{percent / 100:.2f}"),
        ("PEEP", f"{peep} cmH2O"),
        ("barometric pressure", f"{pressure} mmHg"),
    ]
    height = f"{metres:,} m above sea level" if metres else "at sea level"
    place = say("{in the intensive care unit|in the ICU} of a {hospital|city hospital} $height", height=height)
    conventions = [
        say(
            "{Use|Grade by} the Berlin oxygenation {criteria|criterion}{, all of which need PEEP of at least 5 cmH2O|; PEEP must be at least 5 cmH2O}: mild 200 < P:F ≤ 300, moderate 100 < P:F ≤ 200, severe P:F ≤ 100 (mmHg), {otherwise|else} none"
        ),
        say("{Only above|Above} 1,000 m, multiply P:F by barometric pressure / 760 {first|before grading}"),
        "Bilateral opacities, timing and origin of oedema already fit ARDS",
    ]
    ask = say(
        "{Which oxygenation grade applies|What grade of ARDS is this|How is oxygenation graded}: mild, moderate, severe or none?"
    )
    asides = background(rng, patient, 1)
    return Problem(
        question=posed(
            rng,
            introduced(rng, patient, place, "{bilateral infiltrates|acute respiratory failure} {after|from} " + ARDS),
            charted(rng, facts + extra, GAS_HEADING),
            conventions,
            ask,
            asides,
        ),
        steps=tuple(steps),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(GRADES)},
        parameters={
            "kind": "berlin",
            "pao2": pao2,
            "percent": percent,
            "peep": peep,
            "pressure": pressure,
            "metres": metres,
        },
        distractors=wrong_labels(answer, wrong, GRADES, "misread the cut-offs"),
        operations=4 + corrected,
        irrelevant=4,
    )


MECHANISMS = (
    "hypoventilation alone",
    "gas-exchange defect alone",
    "hypoventilation with a gas-exchange defect",
    "low inspired oxygen pressure alone",
)


def _mechanism(rng: Random, level: int) -> Problem:
    """Levels 3 and 5: why PaO2 is low, from the gradient for age, PaCO2 and barometric pressure."""
    say = partial(spin, rng)
    patient = adult(rng, 22, 84)
    while True:
        wide, retaining = rng.random() < 0.5, rng.random() < 0.5
        thin = level == 5 and (rng.random() < 0.45 or not (wide or retaining))
        if not (wide or retaining or thin):
            continue
        metres = 50 * rng.randint(36, 58) if thin else 0
        pressure = round(760 * (1 - 2.25577e-5 * metres) ** 5.25588)
        limit = gradient_limit(patient.age)
        paco2 = rng.randint(49, 68) if retaining else rng.randint(28, 36) if thin else rng.randint(32, 43)
        target = rng.uniform(limit + 3, limit + 26) if wide else rng.uniform(max(3.0, limit - 10), limit - 1)
        pao2 = round(alveolar_oxygen(0.21, pressure, paco2) - target)
        gradient = rounded(alveolar_oxygen(0.21, pressure, paco2) - pao2, 3)
        if 36 <= pao2 <= 74 and abs(gradient - limit) > 0.8 and (gradient > limit) == wide:
            break
    answer = (
        "hypoventilation with a gas-exchange defect"
        if wide and retaining
        else "gas-exchange defect alone"
        if wide
        else "hypoventilation alone"
        if retaining
        else "low inspired oxygen pressure alone"
    )
    sea = alveolar_oxygen(0.21, 760, paco2) - pao2
    sea_wide = sea > limit
    sea_answer = (
        "hypoventilation with a gas-exchange defect"
        if sea_wide and retaining
        else "gas-exchange defect alone"
        if sea_wide
        else answer
    )
    inspired = rounded(0.21 * (pressure - 47), 2)
    alveolar = rounded(inspired - rounded(paco2 / 0.8, 3), 3)
    steps = [
        f"Facts: PaO2 {pao2} mmHg, PaCO2 {paco2} mmHg, room air, barometric pressure {pressure} mmHg, age {patient.age} years.",
        f"PAO2 = 0.21 × ({pressure} − 47) − {paco2} / 0.8 = {trimmed(alveolar, 3)} mmHg.",
        f"Gradient: {trimmed(alveolar, 3)} − {pao2} = {trimmed(gradient, 3)} mmHg.",
        f"Limit for age: {patient.age} / 4 + 4 = {trimmed(limit, 2)} mmHg, so the gradient is {'widened' if wide else 'normal'}.",
        f"PaCO2 {paco2} mmHg is {'above' if retaining else 'not above'} 45 mmHg, so there is {'' if retaining else 'no '}hypoventilation.",
        say("{Together|Conclusion}: $answer.", answer=answer),
        say(
            "{The tempting mistake|The trap} is $trap.",
            trap="to put 760 mmHg into the equation at altitude, which would widen the gradient on paper"
            if thin
            else "to blame the high PaCO2 for everything; it can't explain a widened gradient"
            if wide and retaining
            else "to call every low PaO2 a lung problem; with a normal gradient the lungs exchange gas as they should"
            if retaining
            else "to blame ventilation although PaCO2 is not raised",
        ),
    ]
    wrong = [
        (sea_answer, "used sea-level pressure at altitude"),
        ("hypoventilation alone" if retaining else "gas-exchange defect alone", "looked at PaCO2 alone"),
        ("gas-exchange defect alone", "took any low PaO2 for a lung problem"),
    ]
    facts = [
        ("PaO2", f"{pao2} mmHg"),
        ("PaCO2", f"{paco2} mmHg"),
        ("{oxygen|FiO2}", "0.21 (room air)"),
        ("barometric pressure", f"{pressure} mmHg"),
    ]
    ph, bicarbonate = _bicarbonate(paco2)
    extra = [("pH", f"{ph:.2f}"), ("bicarbonate", f"{bicarbonate} mmol/L")] if level == 5 else []
    conventions = [
        say(
            "{Rules|Rule set|Use these rules}: PAO2 = FiO2 × (Patm − 47) − PaCO2 / 0.8; the A–a gradient is widened {above|if it exceeds} age / 4 + 4 mmHg; a widened gradient means a gas-exchange defect; PaCO2 above 45 mmHg means hypoventilation; with neither, the cause is low inspired oxygen pressure"
        ),
    ]
    ask = say(
        "{What explains the low PaO2|How is the hypoxaemia explained|Which mechanism accounts for the hypoxaemia|Why is PaO2 low}: $options?",
        options=", ".join(MECHANISMS[:-1]) + " or " + MECHANISMS[-1],
    )
    place = (
        CHEST_PLACES
        if not thin
        else say("{in a {hospital|clinic}|at a {hospital|health post}} $m m above sea level", m=f"{metres:,}")
    )
    story = introduced(
        rng,
        patient,
        place,
        "{drowsiness and a low saturation|hypoxaemia|a low oxygen saturation|cyanosed lips}"
        if retaining
        else "{breathlessness|hypoxaemia|a low oxygen saturation}",
    )
    asides = background(rng, patient, int(level == 5))
    return Problem(
        question=posed(rng, story, charted(rng, facts + extra, GAS_HEADING), conventions, ask, asides),
        steps=tuple(steps),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(MECHANISMS)},
        parameters={"kind": "mechanism", "pao2": pao2, "paco2": paco2, "pressure": pressure, "age": patient.age},
        distractors=wrong_labels(answer, wrong, MECHANISMS, "combined gradient and PaCO2 wrongly"),
        operations=7,
        irrelevant=len(extra) + len(asides),
    )


KINDS = {
    1: (_excretion, _excretion, _excretion, _gradient, _ratio),
    2: (_excretion, _excretion, _excretion, _gradient, _ratio),
    3: (_choose_excretion, _gradient, _more_oxygen, _mechanism),
    4: (_choose_excretion, _gradient, _ratio, _more_oxygen),
    5: (_verdict, _berlin, _mechanism),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a renal or gas-exchange index."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="renal_and_gas_indices",
    title="Fractional excretion, A–a gradient and P:F ratio",
    source="Espinel, JAMA 1976;236:579; Carvounis et al., Kidney Int 2002;62:2223; ARDS Definition Task Force, JAMA 2012;307:2526",
    problem=problem,
    rubric=(
        Criterion(
            "Chooses FEurea rather than FENa when a loop or thiazide diuretic was given recently, as the stated rule says.",
            "important",
        ),
        Criterion(
            "Uses the barometric pressure that the question states and subtracts water vapour from it.", "important"
        ),
        Criterion("Writes FiO2 as a fraction, not as a percentage, before dividing or multiplying.", "important"),
        Criterion(
            "Compares the A–a gradient with the limit for the patient's age before calling it widened.", "optional"
        ),
        Criterion("Treats a value exactly on a cut-off as the stated inequality demands.", "optional"),
        Criterion("Mixes mg/dL with µmol/L, or kPa with mmHg, in one formula.", "pitfall", positive=False),
    ),
)
