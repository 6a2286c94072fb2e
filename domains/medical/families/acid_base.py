
"""Blood gases read in order: pH, metabolic or respiratory, compensation, anion gap, delta ratio.

Sources:
    Berend K, de Vries APJ, Gans ROB. Physiological approach to assessment of acid-base disturbances.
    N Engl J Med 2014;371:1434-1445 (compensation of all primary disorders, anion gap, further metabolic disorders).
    Albert MS, Dell RB, Winters RW. Ann Intern Med 1967;66:312-322 (Winter's formula: 1.5 × HCO3 + 8 ± 2).
    Figge J et al. Crit Care Med 1998;26:1807-1810 (anion gap + 2.5 for each g/dL of albumin below 4.0 or 4.4).
    Rastegar A. J Am Soc Nephrol 2007;18:2429-2431 (delta ratio).
    Henderson-Hasselbalch with pK 6.1 and 0.03 mmol/L/mmHg; 1 kPa = 7.5 mmHg.

Every gas here satisfies pH = 6.1 + log10(HCO3 / (0.03 × PaCO2)) to the two decimals that are shown.

>>> round(ph(24, 40), 2), winter(12), anion_gap(140, 104, 12), corrected_gap(18, 2.0)
(7.4, 26.0, 24, 23.0)
>>> hydrogen(40, 24)
40.0
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from random import Random
from typing import Any

from curate.domain import Criterion, Distractor, Family, Problem
from domains.medical.charting import background
from domains.medical.findings import Finding, arrival, bystanders, charted, composed
from domains.medical.rounding import fixed, label_distractors, numeric_distractors, plain, rounded
from domains.medical.vignette import Patient
from domains.wording import listed, sentence, spin

HIGH_GAP, NORMAL_GAP, ALKALOSIS = "high anion gap metabolic acidosis", "normal anion gap metabolic acidosis", "metabolic alkalosis"
RETAINED, BLOWN = "respiratory acidosis", "respiratory alkalosis"
DISORDERS = (HIGH_GAP, NORMAL_GAP, ALKALOSIS, RETAINED, BLOWN)
SIMPLE = ("metabolic acidosis", "metabolic alkalosis", "respiratory acidosis", "respiratory alkalosis")
COURSES = ("acute respiratory acidosis", "chronic respiratory acidosis", "acute respiratory alkalosis", "chronic respiratory alkalosis")
#: mmol/L of bicarbonate for each 10 mmHg of PaCO2 away from 40
SLOPES = {COURSES[0]: 1, COURSES[1]: 4, COURSES[2]: 2, COURSES[3]: 5}
NORMAL_BICARBONATE, NORMAL_PRESSURE, NORMAL_ANION_GAP = 24, 40, 12


def ph(bicarbonate: float, pressure: float) -> float:
    """Henderson-Hasselbalch; bicarbonate in mmol/L, PaCO2 in mmHg."""
    return 6.1 + log10(bicarbonate / (0.03 * pressure))


def bicarbonate_of(acidity: float, pressure: float) -> float:
    """Bicarbonate in mmol/L from pH and PaCO2 in mmHg."""
    return float(0.03 * pressure * 10 ** (acidity - 6.1))


def hydrogen(pressure: float, bicarbonate: float) -> float:
    """Henderson: hydrogen ions in nmol/L from PaCO2 in mmHg and bicarbonate in mmol/L."""
    return 24 * pressure / bicarbonate


def winter(bicarbonate: float) -> float:
    """PaCO2 in mmHg (± 2) that answers a metabolic acidosis."""
    return 1.5 * bicarbonate + 8


def answered_alkalosis(bicarbonate: float) -> float:
    """PaCO2 in mmHg (± 2) that answers a metabolic alkalosis."""
    return 0.7 * (bicarbonate - 24) + 40


def anion_gap(sodium: float, chloride: float, bicarbonate: float) -> float:
    """Without potassium, mmol/L."""
    return sodium - chloride - bicarbonate


def corrected_gap(gap: float, albumin: float) -> float:
    """Anion gap for an albumin (g/dL) of 4.0."""
    return gap + 2.5 * (4 - albumin)


def delta_ratio(gap: float, bicarbonate: float) -> float:
    """Rise of the anion gap over 12 for each mmol/L of bicarbonate below 24."""
    return (gap - NORMAL_ANION_GAP) / (NORMAL_BICARBONATE - bicarbonate)


@dataclass(frozen=True)
class Gas:
    """A blood gas with electrolytes: mmHg, mmol/L, and albumin in g/dL."""

    bicarbonate: float
    pressure: float
    sodium: int = 0
    chloride: int = 0
    albumin: float = 4.0

    @property
    def acidity(self) -> str:
        return fixed(ph(self.bicarbonate, self.pressure), 2)

    @property
    def gap(self) -> float:
        return anion_gap(self.sodium, self.chloride, self.bicarbonate)

    @property
    def corrected(self) -> float:
        return corrected_gap(self.gap, self.albumin)


#: the disorders present, and stories in which they meet
STORIES: dict[tuple[str, ...], tuple[str, ...]] = {
    (HIGH_GAP,): ("after three days without insulin", "with ischaemic bowel and cold extremities", "after drinking antifreeze", "with kidney failure and missed dialysis", "with vague abdominal pain while taking metformin in kidney failure"),
    (HIGH_GAP, RETAINED): ("after three days without insulin, now exhausted and breathing shallowly,", "after a cardiac arrest with return of circulation", "with shock and an overdose of opioids", "with ischaemic bowel and drowsiness after morphine"),
    (HIGH_GAP, BLOWN): ("after swallowing a large number of aspirin tablets", "with pneumonia and septic shock", "with liver failure and shock", "with ketosis and a newly found lobar pneumonia"),
    (NORMAL_GAP,): ("with a week of profuse watery diarrhoea", "with a high-output ileostomy", "with known distal renal tubular acidosis", "after large volumes of 0.9 % saline", "with a ureteric diversion into the bowel"),
    (NORMAL_GAP, RETAINED): ("with profuse diarrhoea and drowsiness after codeine", "with renal tubular acidosis and weak breathing from a low potassium", "with a high-output ileostomy and an exacerbation of COPD"),
    (NORMAL_GAP, BLOWN): ("with profuse diarrhoea and pneumonia", "with cirrhosis and diarrhoea from lactulose", "with a high-output ileostomy and a pulmonary embolism"),
    (ALKALOSIS,): ("with five days of vomiting", "with gastric outlet obstruction", "after weeks of a loop diuretic at high dose", "with continuous gastric drainage"),
    (ALKALOSIS, RETAINED): ("with COPD and a high dose of furosemide", "with prolonged vomiting and sedation by opioids", "with gastric drainage and weakness of the respiratory muscles"),
    (ALKALOSIS, BLOWN): ("with repeated vomiting and pneumonia", "with cirrhosis, diuretics and fast breathing", "with gastric drainage and pain-driven fast breathing"),
    (HIGH_GAP, NORMAL_GAP): ("with ketosis treated by several litres of 0.9 % saline", "with shock after days of profuse diarrhoea", "with advanced kidney failure and diarrhoea"),
    (HIGH_GAP, ALKALOSIS): ("with ketosis and five days of vomiting", "with kidney failure and persistent vomiting", "after a drinking bout with repeated vomiting"),
    (HIGH_GAP, ALKALOSIS, BLOWN): ("after an aspirin overdose with repeated vomiting", "with ketosis, vomiting and pneumonia", "with vomiting, shock and a painful abdomen"),
    (HIGH_GAP, ALKALOSIS, RETAINED): ("with kidney failure, vomiting and an exacerbation of COPD", "with ketosis, vomiting and drowsiness after opioids", "with shock, gastric drainage and tiring respiratory muscles"),
    (HIGH_GAP, NORMAL_GAP, BLOWN): ("with shock, diarrhoea and pneumonia", "with cirrhosis, shock and diarrhoea from lactulose"),
    (HIGH_GAP, NORMAL_GAP, RETAINED): ("with shock, profuse diarrhoea and drowsiness after opioids", "with advanced kidney failure, diarrhoea and an exacerbation of COPD"),
}  # fmt: skip
SINGLE_STORIES = {
    "metabolic acidosis": (*STORIES[(HIGH_GAP,)], *STORIES[(NORMAL_GAP,)]),
    "metabolic alkalosis": STORIES[(ALKALOSIS,)],
    "respiratory acidosis": ("after too much morphine", "with severe exhaustion in an asthma attack", "with an overdose of heroin", "with a weak cough and shallow breathing in myasthenia"),
    "respiratory alkalosis": ("with a panic attack and tingling fingers", "with a fresh pulmonary embolism", "with severe pain from rib fractures", "with fever and fast breathing"),
}  # fmt: skip
COURSE_STORIES = {
    COURSES[0]: ("an hour after too much morphine", "found drowsy after an overdose of heroin", "exhausted after two hours of severe asthma"),
    COURSES[1]: ("with severe COPD, no worse than in past months,", "with obesity hypoventilation known for years", "with slowly progressive muscular dystrophy"),
    COURSES[2]: ("with tingling fingers half an hour into a panic attack", "with breathlessness of one hour from a pulmonary embolism", "with rib fractures from an hour ago"),
    COURSES[3]: ("after three weeks at 4000 m", "with stable cirrhosis and fast breathing for months", "with hyperventilation for weeks after a brainstem stroke"),
}  # fmt: skip


def _metabolic(rng: Random, disorders: Sequence[str], low_albumin: bool) -> Gas:
    """A gas in which exactly these disorders are found by the stated rules, each clear of its limit."""
    while True:
        if HIGH_GAP in disorders or NORMAL_GAP in disorders:
            bicarbonate = rng.randint(14, 20) if ALKALOSIS in disorders else rng.randint(6, 18)
            expected = winter(bicarbonate)
        else:
            bicarbonate = rng.randint(30, 43)
            expected = answered_alkalosis(bicarbonate)
        offset = rng.uniform(6, 15) if RETAINED in disorders else -rng.uniform(5, 13) if BLOWN in disorders else rng.uniform(-1.4, 1.4)
        pressure = round(expected + offset)
        if HIGH_GAP in disorders:
            ratio = rng.uniform(0.4, 0.68) if NORMAL_GAP in disorders else rng.uniform(2.3, 3.4) if ALKALOSIS in disorders else rng.uniform(1.0, 1.7)
            gap = NORMAL_ANION_GAP + ratio * (NORMAL_BICARBONATE - bicarbonate)
        else:
            gap = rng.uniform(8, 11.4)
        albumin = rounded(rng.uniform(1.8, 3.4), 1) if low_albumin else 4.0
        sodium = rng.randint(131, 144)
        measured = round(gap - 2.5 * (4 - albumin))
        gas = Gas(bicarbonate, pressure, sodium, sodium - bicarbonate - measured, albumin)
        if not (14 <= pressure <= 72 and 84 <= gas.chloride <= 119 and measured >= 3 and 6.95 <= float(gas.acidity) <= 7.62):
            continue
        away = pressure - expected
        if (RETAINED in disorders and away < 4) or (BLOWN in disorders and away > -4) or (not {RETAINED, BLOWN} & set(disorders) and abs(away) > 2):
            continue
        corrected = gas.corrected
        if HIGH_GAP in disorders:
            ratio = delta_ratio(corrected, bicarbonate)
            fits = ratio < 0.72 if NORMAL_GAP in disorders else ratio > 2.1 if ALKALOSIS in disorders else 0.9 <= ratio <= 1.85
            if not (fits and 15 <= corrected <= 40):
                continue
        elif not 6 <= corrected <= 12:
            continue
        return gas


def _patient(rng: Random) -> Patient:
    return Patient(rng.randint(23, 82), rng.choice(("male", "female")))


PH = ("arterial pH", "pH", "pH of the arterial gas", "blood pH")
PRESSURE = ("PaCO2", "arterial PCO2", "carbon dioxide pressure", "PaCO2 on the gas")
BICARBONATE = ("bicarbonate", "HCO3", "serum bicarbonate", "plasma bicarbonate")


def _findings(gas: Gas, acidity: bool = True, electrolytes: bool = True, pressure: bool = True) -> list[Finding]:
    found = [Finding(BICARBONATE, f"{gas.bicarbonate} mmol/L")]
    if acidity:
        found.append(Finding(PH, gas.acidity))
    if pressure:
        found.append(Finding(PRESSURE, f"{gas.pressure} mmHg"))
    if electrolytes:
        found.append(Finding(("sodium", "serum sodium", "plasma sodium"), f"{gas.sodium} mmol/L"))
        found.append(Finding(("chloride", "serum chloride", "plasma chloride"), f"{gas.chloride} mmol/L"))
    return found


def _posed(rng: Random, story: str, findings: list[Finding], rules: list[str], ask: str, told: int, extra: int) -> tuple[str, int]:
    patient = _patient(rng)
    around = background(rng, patient, told)
    normal = bystanders(rng, extra, without=("oxygen saturation", "systolic blood pressure", "heart rate", "ALT"))
    text = composed(rng, arrival(rng, patient, story), around, charted(rng, [*findings, *normal], patient), rules, ask)
    return text, len(around) + len(normal)


def _hasselbalch(rng: Random, gas: Gas) -> str:
    return spin(
        rng, "{Check|The values fit together|Internal check|As a check, Henderson–Hasselbalch}: 6.1 + log10($b / (0.03 × $p)) = $ph{, the pH of the gas|, which is the pH reported|}.",
        b=gas.bicarbonate, p=gas.pressure, ph=gas.acidity,
    )  # fmt: skip


def _facts(rng: Random, text: str) -> str:
    return spin(rng, "{Facts|What counts|Needed|From the question|Known}: $facts.", facts=text)


# Level 1 and 2: one quantity, or the primary disorder

GAP_RULE = "{Leave potassium out|Potassium is left out|Use the formula without potassium|Take sodium less chloride less bicarbonate|Anion gap here means sodium − chloride − bicarbonate}."
COUNTED_RULE = "{Count potassium as well|Potassium is to be included|Use the formula with potassium|Take sodium plus potassium, less chloride and bicarbonate|Anion gap here means sodium + potassium − chloride − bicarbonate}."
GAP_ASK = (
    "{What is|How large is|How wide is} the anion gap{ in mmol/L|, in mmol/L|}?", "{Calculate|Work out|Give|Find} the anion gap{ in mmol/L|}.",
    "{Which|What} anion gap {results|do you get|goes into the note} (mmol/L)?",
)  # fmt: skip
WINTER_RULE = "{Winter's formula is|Use Winter's formula,|Winter: expected PaCO2 =|The expected PaCO2 follows Winter,|Respiratory response by Winter:} 1.5 × HCO3 + 8{ (± 2)|, give or take 2|}."
WINTER_ASK = (
    "{What|Which} PaCO2 {does Winter's formula lead one to expect|should a normal respiratory response give|is expected as compensation} (middle of the range, mmHg)?",
    "{Calculate|Work out|Give|Find} the {expected|compensated} PaCO2 in mmHg{, the middle value without the ± 2| (middle of the range)}.",
)
DISTANCE_ASK = (
    "{By how many mmHg|How many mmHg} does the measured PaCO2 {differ from|miss} the {expected one|middle of the expected range}{, whichever way| (without sign)|}?",
    "{Give|Find|Work out} the distance in mmHg between the measured and the expected PaCO2{ (middle of the range)|, the latter as the middle of its range}.",
)
PRIMARY_RULE = "{Normal values|Take as normal|Reference|Reference values}: pH {7.35–7.45|7.35 to 7.45}, PaCO2 40 mmHg, {HCO3|bicarbonate} 24 mmol/L."
PRIMARY_ASK = (
    "{Name|State|Give} the primary {disorder|acid–base disorder|disturbance}: metabolic acidosis, metabolic alkalosis, respiratory acidosis or respiratory alkalosis.",
    "{Which|What} primary {disorder|disturbance} {explains this gas|is this|does the gas show}: {metabolic or respiratory, acidosis or alkalosis|metabolic acidosis, respiratory acidosis, metabolic alkalosis or respiratory alkalosis}?",
)


def _number(
    value: float, decimals: int, unit: str, wrong: list[tuple[float, str]], question: str, steps: list[str], parameters: dict[str, Any], operations: int, irrelevant: int,
) -> Problem:  # fmt: skip
    def written(number: float) -> str:
        return f"{fixed(number, decimals)} {unit}".strip()

    tolerance = {"absolute": 0.05} if decimals == 0 else {"relative": 0.01} if value >= 5 else {"absolute": 0.05}
    clear = {"absolute": 0.34} if decimals == 0 else tolerance
    return Problem(
        question=question, steps=tuple(steps), answer=written(value), answer_type="number", verifier="number", arguments={"unit": unit, **tolerance},
        parameters=parameters, distractors=numeric_distractors(value, [(v, t) for v, t in wrong if v > 0], written, **clear)[:5], operations=operations, irrelevant=irrelevant,
    )  # fmt: skip


def _gap(rng: Random) -> Problem:
    """The anion gap, without potassium or with it."""
    kind = rng.choice(((HIGH_GAP,), (NORMAL_GAP,), (HIGH_GAP, BLOWN)))
    gas = _metabolic(rng, kind, False)
    counted = rng.random() < 0.6
    potassium = rounded(rng.uniform(3.2, 5.4), 1)
    value = rounded(gas.gap + potassium, 1) if counted else float(gas.gap)
    decimals = 1 if counted else 0
    usual = 16 if counted else 12
    findings = [*_findings(gas, rng.random() < 0.4, pressure=False), Finding(("potassium", "serum potassium", "plasma potassium"), f"{potassium:.1f} mmol/L")]
    rule = spin(rng, COUNTED_RULE if counted else GAP_RULE)
    question, irrelevant = _posed(rng, rng.choice(STORIES[kind]), findings, [rule], sentence(spin(rng, rng.choice(GAP_ASK))), rng.randint(0, 2), rng.randint(0, 1))
    cations = f"{gas.sodium} + {potassium:.1f}" if counted else f"{gas.sodium}"
    result = fixed(value, decimals)
    steps = [
        _facts(rng, f"sodium {gas.sodium}, {f'potassium {potassium:.1f}, ' if counted else ''}chloride {gas.chloride}, bicarbonate {gas.bicarbonate}, all in mmol/L"),
        spin(rng, "{Rule|Anion gap|The gap}: sodium and potassium less the two measured anions." if counted else "{Rule|Anion gap|The gap}: {sodium minus the two measured anions|what sodium has left over after chloride and bicarbonate}, potassium left out."),
        f"{rng.choice(('Substituting', 'Numbers in', 'Substitution'))}: {cations} − {gas.chloride} − {gas.bicarbonate} = {result} mmol/L.",
        f"{rng.choice(('Check', 'Check by the sum of the anions', 'The other way round'))}: {gas.chloride} + {gas.bicarbonate} + {result} = {fixed(gas.chloride + gas.bicarbonate + value, decimals)}, the cations again; against a normal of about {usual} the gap is {'wide' if value > usual else 'not widened'}.",
    ]
    wrong = [
        (float(gas.gap), "left potassium out") if counted else (gas.gap + potassium, "added potassium"), (value - usual, f"gave the excess over {usual} instead of the gap"),
        (value + gas.bicarbonate, "left bicarbonate out"), (value + 2 * gas.bicarbonate, "added bicarbonate instead of subtracting it"), (value + gas.chloride, "left chloride out"),
    ]  # fmt: skip
    parameters: dict[str, Any] = {"sodium": gas.sodium, "chloride": gas.chloride, "bicarbonate": gas.bicarbonate, "potassium": potassium if counted else None, "ask": "gap"}
    return _number(value, decimals, "mmol/L", wrong, question, steps, parameters, 2 + counted, irrelevant + (not counted))


def _winter(rng: Random) -> Problem:
    """The PaCO2 that a metabolic acidosis calls for, or how far the measured one is from it."""
    far = rng.random() < 0.9
    kind = rng.choice(((HIGH_GAP,), (NORMAL_GAP,), (HIGH_GAP, RETAINED), (HIGH_GAP, BLOWN)) if far else ((HIGH_GAP,), (NORMAL_GAP,)))
    while True:
        gas = _metabolic(rng, kind, False)
        # tenths of bicarbonate as blood gas analysers report them
        bicarbonate = rounded(gas.bicarbonate + rng.randint(-5, 4) / 10, 1)
        gas = Gas(bicarbonate, rounded(gas.pressure + rng.randint(-4, 4) / 10, 1), gas.sodium, gas.chloride)
        expected = rounded(winter(bicarbonate), 1)
        distance = rounded(abs(gas.pressure - expected), 1)
        if not far or distance >= 0.5:
            break
    text, result = plain(bicarbonate), fixed(expected, 1)
    findings = [Finding(BICARBONATE, f"{text} mmol/L")]
    if far:
        findings += [Finding(PRESSURE, f"{gas.pressure} mmHg"), Finding(PH, fixed(ph(bicarbonate, gas.pressure), 2))]
    else:
        findings += [Finding(("sodium", "serum sodium", "plasma sodium"), f"{gas.sodium} mmol/L"), Finding(("chloride", "serum chloride"), f"{gas.chloride} mmol/L")]
    rules = [spin(rng, WINTER_RULE), spin(rng, "{State it to one decimal|One decimal is enough|Give one decimal|Keep one decimal}.")]
    ask = sentence(spin(rng, rng.choice(DISTANCE_ASK if far else WINTER_ASK)))
    question, irrelevant = _posed(rng, rng.choice(STORIES[kind]), findings, rules, ask, rng.randint(0, 2), rng.randint(0, 1))
    steps = [
        _facts(rng, f"a metabolic acidosis with bicarbonate {text} mmol/L" + (f" and PaCO2 {gas.pressure} mmHg" if far else "")),
        spin(rng, "{Rule|Winter|Winter's formula}: {the lungs should bring PaCO2 to|expected PaCO2 is} 1.5 times bicarbonate plus 8, within 2 either way."),
        f"{rng.choice(('Substituting', 'Numbers in', 'Substitution', 'Expected'))}: 1.5 × {text} + 8 = {result} mmHg.",
    ]
    wrong = [
        (1.5 * bicarbonate, "left out the constant 8"), (answered_alkalosis(bicarbonate), "used the rule for metabolic alkalosis"), (bicarbonate + 8, "left out the factor 1.5"),
        (bicarbonate + 15, "used the shortcut HCO3 + 15"), (40 - (24 - bicarbonate), "let PaCO2 fall 1 mmHg for each mmol/L of bicarbonate"), (expected + 2, "gave the upper end of the range"),
    ]  # fmt: skip
    value = expected
    if far:
        value = distance
        wrong = [(abs(gas.pressure - other), trap) for other, trap in wrong] + [(40.0 - gas.pressure, "compared with the normal 40 mmHg")]
        higher = gas.pressure > expected
        line = f"{gas.pressure} − {result}" if higher else f"{result} − {gas.pressure}"
        steps.append(f"{rng.choice(('Distance', 'Difference', 'Set against the measured value'))}: {line} = {fixed(distance, 1)} mmHg, with the measured value {'above' if higher else 'below'} the expected one.")
        judged = "more than" if distance > 2 else "no more than"
        steps.append(f"Check: {judged} 2 mmHg away, so the response is {'not the expected one' if distance > 2 else 'adequate'}; the expected {result} is below 40, as an acidosis demands.")
    else:
        steps.append(f"Check, backwards: ({result} − 8) / 1.5 = {fixed((expected - 8) / 1.5, 1)}, the bicarbonate again; and {result} is below 40, as an acidosis demands.")
    parameters: dict[str, Any] = {"bicarbonate": bicarbonate, "pressure": gas.pressure if far else None, "ask": "distance" if far else "winter"}
    return _number(value, 1, "mmHg", wrong, question, steps, parameters, 2 + far, irrelevant + (1 if far else 2))


def _single(rng: Random) -> tuple[str, Gas]:
    """A simple disorder with a pH outside 7.35 to 7.45."""
    while True:
        name = rng.choice(SIMPLE)
        if name == "metabolic acidosis":
            gas = _metabolic(rng, rng.choice(((HIGH_GAP,), (NORMAL_GAP,))), False)
        elif name == "metabolic alkalosis":
            gas = _metabolic(rng, (ALKALOSIS,), False)
        else:
            course = COURSES[0] if name == "respiratory acidosis" else COURSES[2]
            gas = _respiratory(rng, course)
        if name.startswith("metabolic"):
            gas = Gas(rounded(gas.bicarbonate + rng.randint(-4, 4) / 10, 1), rounded(gas.pressure + rng.randint(-4, 4) / 10, 1))
        if not 7.34 < float(gas.acidity) < 7.46:
            return name, gas


def _primary(rng: Random) -> Problem:
    name, gas = _single(rng)
    findings = _findings(gas, electrolytes=False)
    question, irrelevant = _posed(rng, rng.choice(SINGLE_STORIES[name]), findings, [spin(rng, PRIMARY_RULE)], sentence(spin(rng, rng.choice(PRIMARY_ASK))), rng.randint(0, 2), rng.randint(0, 2))
    acid = float(gas.acidity) < 7.4
    side = "acidosis" if acid else "alkalosis"
    metabolic = name.startswith("metabolic")
    moved = f"Bicarbonate is {'low' if gas.bicarbonate < 24 else 'high'} ({gas.bicarbonate})"
    breathed = f"PaCO2 is {'low' if gas.pressure < 40 else 'high'} ({gas.pressure})"
    answering = f"the PaCO2 of {gas.pressure} is the lungs' answer" if metabolic else f"the bicarbonate of {gas.bicarbonate} is the answer of buffers and kidneys"
    steps = [
        _facts(rng, f"pH {gas.acidity}, PaCO2 {gas.pressure} mmHg, bicarbonate {gas.bicarbonate} mmol/L"),
        spin(rng, "{Rule|Order|How to read it}: {the pH names the side, then the value that pushes to that side names the cause|first the pH, then which of the two values explains it}."),
        f"The pH is {'below 7.35' if acid else 'above 7.45'}: {side}.",
        f"{moved if metabolic else breathed}, which explains an {side}; {answering}.",
        _hasselbalch(rng, gas),
    ]  # fmt: skip
    other = "alkalosis" if acid else "acidosis"
    kind, wrong_kind = ("metabolic", "respiratory") if metabolic else ("respiratory", "metabolic")
    distractors = (
        Distractor(f"{wrong_kind} {side}", "right side, but took the compensation for the cause"), Distractor(f"{kind} {other}", "read the pH the wrong way round"),
        Distractor(f"{wrong_kind} {other}", "named the compensation as the disorder"),
    )  # fmt: skip
    return Problem(
        question=question, steps=tuple(steps), answer=name, answer_type="label", verifier="label", arguments={"labels": list(SIMPLE)},
        parameters={"bicarbonate": gas.bicarbonate, "pressure": gas.pressure, "ask": "primary"}, distractors=distractors, operations=3, irrelevant=irrelevant,
    )  # fmt: skip


def _albumin_gap(rng: Random) -> Problem:
    kind = rng.choice(((HIGH_GAP,), (NORMAL_GAP,), (HIGH_GAP, BLOWN)))
    gas = _metabolic(rng, kind, True)
    grams = round(gas.albumin * 10)
    value = gas.corrected
    findings = [*_findings(gas, rng.random() < 0.4, pressure=False), Finding(("albumin", "serum albumin", "plasma albumin"), f"{grams} g/L")]
    rules = [spin(rng, GAP_RULE), spin(rng, "{Add 2.5 mmol/L|The gap rises by 2.5 mmol/L|Correct the gap by 2.5 mmol/L|For albumin add 2.5 mmol/L} {for each g/dL of albumin below 4.0|per g/dL that albumin lies under 4.0}{ (10 g/L = 1 g/dL)|; 10 g/L make 1 g/dL|}.")]
    ask = spin(rng, "{What is|How large is|Calculate|Work out|Give} the albumin-corrected anion gap{ in mmol/L|, in mmol/L,|} {to two decimals|with two decimals}")
    ask = sentence(ask + ("?" if ask.startswith(("What", "How")) else "."))
    question, irrelevant = _posed(rng, rng.choice(STORIES[kind]), findings, rules, ask, rng.randint(0, 2), rng.randint(0, 1))
    result = fixed(value, 2)
    steps = [
        _facts(rng, f"sodium {gas.sodium}, chloride {gas.chloride}, bicarbonate {gas.bicarbonate} mmol/L, albumin {grams} g/L"),
        f"{rng.choice(('Albumin in g/dL', 'Unit of albumin', 'First the unit'))}: {grams} / 10 = {fixed(gas.albumin, 1)} g/dL.",
        f"{rng.choice(('Measured gap', 'Gap as measured', 'Anion gap'))}: {gas.sodium} − {gas.chloride} − {gas.bicarbonate} = {gas.gap} mmol/L.",
        f"{rng.choice(('Corrected', 'With the correction', 'For albumin'))}: {gas.gap} + 2.5 × (4.0 − {fixed(gas.albumin, 1)}) = {result} mmol/L.",
        "Check: albumin is itself an anion, so a low albumin hides part of the gap, and the corrected value must be the larger one, as it is.",
    ]
    wrong = [
        (float(gas.gap), "did not correct for albumin"), (gas.gap - 2.5 * (4 - gas.albumin), "subtracted the correction"), (gas.gap + 0.25 * (4 - gas.albumin), "used 0.25 for each g/dL, the factor for g/L"),
        (gas.gap + 2.5 * (4.4 - gas.albumin), "corrected to an albumin of 4.4 instead of 4.0"), (gas.gap + 4 - gas.albumin, "left out the factor 2.5"),
    ]  # fmt: skip
    parameters = {"sodium": gas.sodium, "chloride": gas.chloride, "bicarbonate": gas.bicarbonate, "albumin": grams, "ask": "corrected"}
    return _number(value, 2, "mmol/L", wrong, question, steps, parameters, 5, irrelevant)


def _from_kilopascals(rng: Random, hydrogens: bool) -> Problem:
    """Bicarbonate from pH and PaCO2 in kPa, or hydrogen ions from PaCO2 in kPa and bicarbonate."""
    name, gas = _single(rng)
    kilopascals = rounded(gas.pressure / 7.5 + rng.choice((-0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03)), 2)
    text = plain(kilopascals)
    pressure = rounded(kilopascals * 7.5, 2)
    stories = SINGLE_STORIES[name]
    converting = spin(rng, "{1 kPa is|One kilopascal equals|Convert with 1 kPa =|Take 1 kPa as} 7.5 mmHg.")
    finding = Finding(("PaCO2", "arterial PCO2", "carbon dioxide pressure"), f"{text} kPa")
    facts: str
    if hydrogens:
        value = rounded(hydrogen(pressure, gas.bicarbonate), 1)
        rules = [converting, spin(rng, "{Henderson's equation is|Use Henderson,|By Henderson} [H+] (nmol/L) = 24 × PaCO2 (mmHg) / HCO3 (mmol/L).")]
        ask = sentence(spin(rng, "{What is the hydrogen ion concentration in nmol/L|How many nmol/L of hydrogen ions does this make}{, to one decimal|, with one decimal}?"))
        findings, facts = [finding, Finding(BICARBONATE, f"{gas.bicarbonate} mmol/L")], f"PaCO2 {text} kPa, bicarbonate {gas.bicarbonate} mmol/L"
        line = f"24 × {plain(pressure)} / {gas.bicarbonate} = {fixed(value, 1)} nmol/L."
        check = f"Check: 40 nmol/L belongs to pH 7.40, so {fixed(value, 1)} means {'an acid' if value > 40 else 'an alkaline'} blood: 9 − log10({fixed(value, 1)}) = {fixed(9 - log10(value), 2)} is the pH."
        wrong = [
            (24 * kilopascals / gas.bicarbonate, "left PaCO2 in kPa"), (24 * gas.bicarbonate / pressure, "turned the ratio upside down"), (pressure / gas.bicarbonate * 40, "used 40 instead of 24"),
            (0.03 * 24 * pressure / gas.bicarbonate * 10, "mixed the solubility of CO2 into Henderson's equation"), (24 * kilopascals * 10 / gas.bicarbonate, "took 10 mmHg to the kPa"),
        ]  # fmt: skip
        parameters: dict[str, Any] = {"pressure_kpa": kilopascals, "bicarbonate": gas.bicarbonate, "ask": "hydrogen"}
        unit, decimals = "nmol/L", 1
    else:
        acidity = fixed(ph(gas.bicarbonate, pressure), 2)
        power = 10 ** (float(acidity) - 6.1)
        shown = fixed(power, 3)
        value = rounded(0.03 * pressure * float(shown), 1)
        rules = [converting, spin(rng, "{Henderson–Hasselbalch|Use Henderson–Hasselbalch|The equation}: pH = 6.1 + log10(HCO3 / (0.03 × PaCO2 in mmHg)).")]
        ask = sentence(spin(rng, "{What bicarbonate (mmol/L) {belongs to|goes with} these two values|Which bicarbonate in mmol/L follows from pH and PaCO2}{, to one decimal|, with one decimal}?"))
        findings, facts = [finding, Finding(PH, acidity)], f"pH {acidity}, PaCO2 {text} kPa"
        line = f"10^({acidity} − 6.1) = {shown}, so 0.03 × {plain(pressure)} × {shown} = {fixed(value, 1)} mmol/L."
        check = f"Check: 6.1 + log10({fixed(value, 1)} / (0.03 × {plain(pressure)})) = {fixed(ph(value, pressure), 2)}, the pH again."
        wrong = [
            (value / 7.5, "left PaCO2 in kPa"), (value / 0.03 * 0.23, "used 0.23, the solubility for kPa, with mmHg"), (0.03 * pressure * 10 ** (7.4 - 6.1), "took the pH as 7.40"),
            (value * 10 / 7.5, "took 10 mmHg to the kPa"), (value + 0.03 * pressure, "gave total CO2 instead of bicarbonate"),
        ]  # fmt: skip
        parameters = {"pressure_kpa": kilopascals, "ph": acidity, "ask": "bicarbonate"}
        unit, decimals = "mmol/L", 1
    question, irrelevant = _posed(rng, rng.choice(stories), findings, rules, ask, rng.randint(0, 2), rng.randint(0, 2))
    steps = [
        _facts(rng, facts), f"{rng.choice(('PaCO2 in mmHg', 'First to mmHg', 'Conversion'))}: {text} × 7.5 = {plain(pressure)} mmHg.",
        spin(rng, "{Rule|Equation}: {Henderson, which needs no logarithm|Henderson's equation in nmol/L}." if hydrogens else "{Rule|Equation}: Henderson–Hasselbalch{, solved for bicarbonate| turned round for bicarbonate}."),
        f"{rng.choice(('Substituting', 'Numbers in', 'Substitution'))}: {line}", check,
    ]  # fmt: skip
    return _number(value, decimals, unit, wrong, question, steps, parameters, 4, irrelevant)


# Level 3: compensation decides

COURSE_RULE = (
    "{For each 10 mmHg that PaCO2 moves away from 40, bicarbonate (from 24) should|Expected bicarbonate, starting from 24 and for every 10 mmHg of PaCO2 away from 40, should|Per 10 mmHg away from a PaCO2 of 40 the bicarbonate of 24 is expected to} rise by {1 (acute) or 4 (chronic) mmol/L in respiratory acidosis|1 mmol/L in acute and 4 in chronic respiratory acidosis}{, and|; it should} fall by {2 (acute) or 5 (chronic) mmol/L in respiratory alkalosis|2 mmol/L in acute and 5 in chronic respiratory alkalosis}.",
    "{Rules for the bicarbonate|Renal response}: respiratory acidosis, {+1 mmol/L acute, +4 chronic|1 up if acute, 4 up if chronic}; respiratory alkalosis, {−2 acute, −5 chronic|2 down if acute, 5 down if chronic}; {each per 10 mmHg of PaCO2 away from 40|all for 10 mmHg from 40}, {counted from 24|with 24 as the start}.",
)
COURSE_ASK = (
    "{Is this|Do the numbers fit|Does the bicarbonate fit} an acute or a chronic disorder? {Name|Give|State} it in full, {for example|such as} \"$example\".",
    "{Name|State|Give} the {disorder|disturbance} {with its course|as acute or chronic}, {for example|such as} \"$example\".",
)


def _respiratory(rng: Random, course: str) -> Gas:
    """A simple respiratory disorder whose bicarbonate fits one course only."""
    sign = 1 if "acidosis" in course else -1
    while True:
        low, high = (57, 82) if course == COURSES[0] else (56, 76) if course == COURSES[1] else (17, 26)
        pressure = rng.randint(low * 10, high * 10) / 10
        bicarbonate = rounded(24 + sign * SLOPES[course] * abs(pressure - 40) / 10 + rng.uniform(-0.9, 0.9), 1)
        gas = Gas(bicarbonate, pressure)
        fits = [
            abs(bicarbonate - (24 + sign * SLOPES[name] * abs(pressure - 40) / 10)) for name in COURSES if name.split()[-1] == course.split()[-1]
        ]  # fmt: skip
        right = abs(bicarbonate - (24 + sign * SLOPES[course] * abs(pressure - 40) / 10))
        if right <= 1 and sorted(fits)[1] >= 3 and 7.0 <= float(gas.acidity) <= 7.64:
            return gas


def _course(rng: Random) -> Problem:
    course = rng.choice(COURSES)
    gas = _respiratory(rng, course)
    acid = "acidosis" in course
    pair = COURSES[:2] if acid else COURSES[2:]
    example = rng.choice([name for name in COURSES if name not in pair])
    ask = spin(rng, rng.choice(COURSE_ASK), example=example)
    rules = [spin(rng, rng.choice(COURSE_RULE)), spin(rng, "{Only one disorder is present|Assume a single disorder|Take it that there is just one disorder}.")]
    question, irrelevant = _posed(rng, rng.choice(COURSE_STORIES[course]), _findings(gas, electrolytes=False), rules, ask, rng.randint(0, 2), rng.randint(0, 2))
    sign, word = ("+", "rises") if acid else ("−", "falls")
    distance = f"({gas.pressure} − 40)" if acid else f"(40 − {gas.pressure})"
    expected = {name: 24 + (1 if acid else -1) * SLOPES[name] * abs(gas.pressure - 40) / 10 for name in pair}
    steps = [
        _facts(rng, f"pH {gas.acidity}, PaCO2 {gas.pressure} mmHg, bicarbonate {gas.bicarbonate} mmol/L"),
        f"PaCO2 is {'high' if acid else 'low'} with {'an acid' if float(gas.acidity) < 7.4 else 'an alkaline'} pH, so the primary disorder is respiratory {'acidosis' if acid else 'alkalosis'}; bicarbonate {word} in answer.",
    ]
    for name in pair:
        steps.append(f"If {name.split()[0]}: 24 {sign} {SLOPES[name]} × {distance} / 10 = {fixed(expected[name], 1)} mmol/L.")
    wrong_course = pair[1] if course == pair[0] else pair[0]
    steps.append(f"Measured is {gas.bicarbonate}, which fits {fixed(expected[course], 1)} and not {fixed(expected[wrong_course], 1)}: {course}.")
    if course.startswith("acute"):
        steps.append("The tempting mistake is to call it chronic because bicarbonate has moved at all; buffers move it a little within minutes, the kidney needs days.")
    else:
        steps.append(f"The tempting mistake is to call the {'high' if acid else 'low'} bicarbonate a second, metabolic disorder; it is what the kidney does within days.")
    steps.append(_hasselbalch(rng, gas))
    opposite = [name for name in COURSES if name not in pair]
    same = next(name for name in opposite if name.split()[0] == course.split()[0])
    rest = next(name for name in opposite if name != same)
    distractors = (
        Distractor(wrong_course, "used the slope of the other course"), Distractor(same, "read PaCO2 the wrong way round"), Distractor(rest, "took bicarbonate for the cause and the wrong course"),
    )  # fmt: skip
    return Problem(
        question=question, steps=tuple(steps), answer=course, answer_type="label", verifier="label", arguments={"labels": list(COURSES)},
        parameters={"bicarbonate": gas.bicarbonate, "pressure": gas.pressure, "ask": "course"}, distractors=distractors, operations=7, irrelevant=irrelevant,
    )  # fmt: skip


# Levels 3 to 5: the set of disorders

METHOD_ACIDOSIS = "{With a bicarbonate under 22|If bicarbonate is below 22|In metabolic acidosis}, {expect|the expected PaCO2 is|take as expected} PaCO2 = 1.5 × HCO3 + 8 (± 2)"
METHOD_ALKALOSIS = "{with a bicarbonate above 26|in metabolic alkalosis}, PaCO2 = 0.7 × (HCO3 − 24) + 40 (± 2)"
METHOD_LUNGS = "{A PaCO2 above that range means respiratory acidosis as well, one below it respiratory alkalosis as well|Beyond the range, a higher PaCO2 adds respiratory acidosis and a lower one respiratory alkalosis|More PaCO2 than that is an added respiratory acidosis, less an added respiratory alkalosis}."
METHOD_GAP = "{The anion gap (Na − Cl − HCO3) is high above 12|An anion gap (no potassium) over 12 mmol/L is high|Anion gap = Na − Cl − HCO3, high if above 12}{; it|, and it} {tells high from normal anion gap acidosis|separates the two kinds of metabolic acidosis|names the kind of metabolic acidosis}."
METHOD_ALBUMIN = "{Correct the gap first|The gap is corrected}: {add 2.5 for each g/dL of albumin below 4.0|plus 2.5 per g/dL of albumin under 4.0}."
METHOD_DELTA = "{If the gap is high|With a high gap}, {take the delta ratio|form the delta ratio|the delta ratio is} (gap − 12) / (24 − HCO3): {under 0.8 there is a normal anion gap acidosis besides, over 2.0 a metabolic alkalosis besides|below 0.8 adds a normal anion gap acidosis, above 2.0 a metabolic alkalosis}{, between them neither|; in between, nothing is added|}."
SET_ASK = (
    "{Name|List|Give} {all|every one of} the acid–base disorders {present|in this patient|that are present}, {chosen from|out of}: $labels.",
    "{Which|Which one or more} of these {disorders are|are} present: $labels? {List all that apply|Name all|Give every one}.",
    "{What is the full acid–base diagnosis|What is the complete acid–base diagnosis|Which disorders make up this gas}? {Choose every one that applies from|Use these names}: $labels.",
)


def _texts(disorders: Sequence[str]) -> str:
    return "; ".join(name for name in DISORDERS if name in disorders)


def _set_problem(rng: Random, level: int) -> Problem:
    """The full set of disorders: compensation (3), with albumin and idle facts (4), with the delta ratio (5)."""
    disorders: tuple[str, ...]
    if level == 3:
        disorders = rng.choice(((HIGH_GAP,), (HIGH_GAP, RETAINED), (HIGH_GAP, BLOWN), (NORMAL_GAP,), (NORMAL_GAP, RETAINED), (NORMAL_GAP, BLOWN), (ALKALOSIS,), (ALKALOSIS, RETAINED), (ALKALOSIS, BLOWN)))  # fmt: skip
    elif level == 4:
        disorders = rng.choice(((HIGH_GAP,), (HIGH_GAP, RETAINED), (HIGH_GAP, BLOWN), (HIGH_GAP, BLOWN), (NORMAL_GAP,), (NORMAL_GAP, RETAINED), (NORMAL_GAP, BLOWN)))
    else:
        disorders = rng.choice([key for key in STORIES if HIGH_GAP in key and (len(key) == 3 or NORMAL_GAP in key or ALKALOSIS in key)] * 3 + [(HIGH_GAP, BLOWN), (HIGH_GAP, RETAINED)])
    low_albumin = level == 4 or (level == 5 and rng.random() < 0.6)
    gas = _metabolic(rng, disorders, low_albumin)
    if level >= 4 and low_albumin and HIGH_GAP in disorders and rng.random() < 0.4:
        # the gap looks normal until albumin is counted
        for _ in range(30):
            other = _metabolic(rng, disorders, True)
            if other.gap <= 12:
                gas = other
                break
    alkaline = ALKALOSIS in disorders and HIGH_GAP not in disorders
    grams_litre = low_albumin and rng.random() < 0.4
    findings = _findings(gas)
    albumin_text = f"{round(gas.albumin * 10)} g/L" if grams_litre else f"{fixed(gas.albumin, 1)} g/dL"
    if low_albumin:
        findings.append(Finding(("albumin", "serum albumin", "plasma albumin"), albumin_text))
    if level >= 4:
        findings.append(Finding(("potassium", "serum potassium", "plasma potassium"), f"{rng.uniform(3.4, 5.1):.1f} mmol/L"))
    first = spin(rng, METHOD_ACIDOSIS) + "; " + spin(rng, METHOD_ALKALOSIS) + "." if level == 3 else spin(rng, METHOD_ACIDOSIS) + "."
    rules = [f"{first} {spin(rng, METHOD_LUNGS)}", spin(rng, METHOD_GAP) + (" " + spin(rng, METHOD_ALBUMIN) if low_albumin else "")]
    rules.append(spin(rng, METHOD_DELTA))
    if level == 3:
        rules.append(spin(rng, "{Albumin is normal|The albumin is normal, so the gap needs no correction|No correction for albumin is needed}."))
    names = rng.sample(DISORDERS, 5)
    ask = sentence(spin(rng, rng.choice(SET_ASK), labels=listed(names, rng.choice(("and", "or")))))
    question, irrelevant = _posed(rng, rng.choice(STORIES[disorders]), findings, rules, ask, rng.randint(0, 1) if level == 3 else rng.randint(1, 2), 0 if level == 3 else rng.randint(1, 2))
    irrelevant += level >= 4
    steps = [_facts(rng, f"pH {gas.acidity}, PaCO2 {gas.pressure}, bicarbonate {gas.bicarbonate}, sodium {gas.sodium}, chloride {gas.chloride}" + (f", albumin {albumin_text}" if low_albumin else ""))]
    acidity = float(gas.acidity)
    side = "acid" if acidity < 7.35 else "alkaline" if acidity > 7.45 else "within 7.35–7.45"
    if side.startswith("within"):
        steps.append(f"pH {gas.acidity} is {side}, which does not exclude disorders that cancel out; bicarbonate is {'high' if alkaline else 'low'} at {gas.bicarbonate}.")
    else:
        steps.append(f"pH {gas.acidity} is {side}; bicarbonate is {'high' if alkaline else 'low'} at {gas.bicarbonate}, so begin with a metabolic {'alkalosis' if alkaline else 'acidosis'}.")
    expected = answered_alkalosis(gas.bicarbonate) if alkaline else winter(gas.bicarbonate)
    formula = f"0.7 × ({gas.bicarbonate} − 24) + 40" if alkaline else f"1.5 × {gas.bicarbonate} + 8"
    low, high = fixed(expected - 2, 1), fixed(expected + 2, 1)
    verdict = f"above it: {RETAINED} as well" if RETAINED in disorders else f"below it: {BLOWN} as well" if BLOWN in disorders else "inside it: the response is adequate"
    steps.append(f"{rng.choice(('Compensation', 'Expected PaCO2', 'Respiratory response'))}: {formula} = {fixed(expected, 1)}, so {low} to {high} mmHg; measured {gas.pressure} is {verdict}.")
    steps.append(f"{rng.choice(('Anion gap', 'Gap'))}: {gas.sodium} − {gas.chloride} − {gas.bicarbonate} = {gas.gap} mmol/L.")
    corrected = gas.corrected
    shown = plain(corrected)
    if low_albumin:
        if grams_litre:
            steps.append(f"Albumin in g/dL: {round(gas.albumin * 10)} / 10 = {fixed(gas.albumin, 1)}")
        steps.append(f"Corrected for albumin: {gas.gap} + 2.5 × (4.0 − {fixed(gas.albumin, 1)}) = {fixed(corrected, 2)} mmol/L.")
        shown = fixed(corrected, 2)
    ratio = fixed(delta_ratio(corrected, gas.bicarbonate), 2) if HIGH_GAP in disorders else ""
    if HIGH_GAP in disorders:
        result = "below 0.8: a normal anion gap acidosis besides" if NORMAL_GAP in disorders else "above 2.0: a metabolic alkalosis besides" if ALKALOSIS in disorders else "between 0.8 and 2.0: nothing is added"
        steps.append(f"The gap, {shown}, is above 12: {HIGH_GAP}.")
        steps.append(f"{rng.choice(('Delta ratio', 'Delta'))}: ({shown} − 12) / (24 − {gas.bicarbonate}) = {ratio}, {result}.")
    elif alkaline:
        steps.append(f"The gap, {shown}, is not above 12: no hidden acidosis, only the metabolic alkalosis.")
    else:
        steps.append(f"The gap, {shown}, is not above 12: {NORMAL_GAP}.")
    lungs = {RETAINED, BLOWN} & set(disorders)
    mask = low_albumin and HIGH_GAP in disorders and gas.gap <= 12
    if mask:
        steps.append(f"The tempting mistake is to trust the uncorrected gap of {gas.gap} and call the acidosis one of normal gap; low albumin hides unmeasured acid.")
    elif level == 5 and len(disorders) > 1 and (ALKALOSIS in disorders or NORMAL_GAP in disorders):
        steps.append("The tempting mistake is to stop at the high gap; it and the fall of bicarbonate do not match, and the mismatch is a disorder of its own.")
    elif lungs:
        steps.append(f"The tempting mistake is to take a PaCO2 of {gas.pressure} for compensation; compensation has a size, and this is not it.")
    else:
        steps.append(f"The tempting mistake is to call the {'high' if alkaline else 'low'} PaCO2 of {gas.pressure} a disorder; it is exactly the response that is expected.")
    steps.append(_hasselbalch(rng, gas))
    metabolic = [name for name in disorders if name not in (RETAINED, BLOWN)]
    breathing = [name for name in disorders if name in (RETAINED, BLOWN)]
    wrong: list[tuple[Sequence[str], str]] = []
    if breathing:
        wrong.append((metabolic, "took the PaCO2 for compensation"))
        wrong.append(([*metabolic, BLOWN if RETAINED in breathing else RETAINED], "read the deviation of PaCO2 the wrong way round"))
        wrong.append((breathing, "overlooked the metabolic disorder"))
    else:
        wrong.append(([*metabolic, RETAINED if alkaline else BLOWN], "called the compensation a disorder"))
        wrong.append(([*metabolic, BLOWN if alkaline else RETAINED], "used the compensation rule the wrong way round"))
    if mask:
        wrong.insert(0, ([NORMAL_GAP, *breathing], "did not correct the anion gap for albumin"))
    if HIGH_GAP in disorders and len(metabolic) > 1:
        wrong.insert(0, ([HIGH_GAP, *breathing], "left out the delta ratio"))
        wrong.append(([HIGH_GAP, ALKALOSIS if NORMAL_GAP in disorders else NORMAL_GAP, *breathing], "read the delta ratio the wrong way round"))
        wrong.append(([HIGH_GAP], "stopped at the anion gap"))
    elif not alkaline:
        swapped = NORMAL_GAP if HIGH_GAP in disorders else HIGH_GAP
        wrong.append(([swapped, *breathing], "misjudged the anion gap"))
        wrong.append(([HIGH_GAP, ALKALOSIS if HIGH_GAP in disorders else NORMAL_GAP, *breathing], "added a second metabolic disorder without need"))
    else:
        wrong.append(([ALKALOSIS, HIGH_GAP, *breathing], "assumed a hidden acidosis although the gap is normal"))
        wrong.append(([RETAINED], "took the high PaCO2 for the cause"))
    parameters = {"ph": gas.acidity, "pressure": gas.pressure, "bicarbonate": gas.bicarbonate, "sodium": gas.sodium, "chloride": gas.chloride,
                  "albumin": gas.albumin if low_albumin else None, "ask": "disorders"}  # fmt: skip
    return Problem(
        question=question, steps=tuple(steps), answer=_texts(disorders), answer_type="labels", verifier="labels", arguments={"labels": list(DISORDERS)},
        parameters=parameters, distractors=label_distractors(_texts(disorders), [(_texts(names), trap) for names, trap in wrong])[:5],
        operations=9 + 2 * low_albumin + 2 * bool(ratio), irrelevant=irrelevant,
    )  # fmt: skip


def problem(rng: Random, level: int) -> Problem:
    """One quantity or the primary disorder (1, 2), compensation (3), albumin (4), delta ratio and triple disorders (5)."""
    if level == 1:
        return rng.choice((_gap, _winter, _primary))(rng)
    if level == 2:
        draw = rng.random()
        return _albumin_gap(rng) if draw < 0.4 else _from_kilopascals(rng, hydrogens=draw < 0.7)
    if level == 3 and rng.random() < 0.3:
        return _course(rng)
    return _set_problem(rng, level)


FAMILY = Family(
    name="acid_base",
    title="Acid-base disorders",
    source="Berend et al., N Engl J Med 2014;371:1434-1445; Winter 1967; Figge 1998; Rastegar 2007",
    problem=problem,
    rubric=(
        Criterion("Decides on the primary disorder before judging compensation.", "essential"),
        Criterion("Compares the measured PaCO2 or bicarbonate with a calculated expected value.", "essential"),
        Criterion("Corrects the anion gap for albumin where an albumin is given.", "important"),
        Criterion("Uses the delta ratio before naming a single high anion gap acidosis, where the question gives it.", "important"),
        Criterion("Calls adequate compensation a second disorder.", "pitfall", positive=False),
    ),
)
