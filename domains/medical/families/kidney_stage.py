
"""Estimated GFR by the 2021 CKD-EPI creatinine equation, KDIGO stage, albuminuria, risk and course.

Sources:
    Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race.
    N Engl J Med 2021;385:1737-1749.
    KDIGO 2024 clinical practice guideline for chronic kidney disease. Kidney Int 2024;105(4S):S117-S314
    (GFR and albuminuria categories, heat map, definition over at least 3 months).
    KDIGO 2012, Kidney Int Suppl 2013;3:1-150, recommendation 2.1.3 (certain drop: a lower GFR category together
    with a fall of 25 % or more from baseline).
    The race-free reading of the 2009 equation, a trap here: Levey AS et al. Ann Intern Med 2009;150:604-612.
    Creatinine: 1 mg/dL = 88.4 µmol/L.

Formula: eGFR = 142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^-1.200 × 0.9938^age, × 1.012 in women; κ 0.7 and α -0.241 in
women, 0.9 and -0.302 in men; mL/min/1.73 m².

>>> round(estimated_gfr(60, "male", 1.2)), round(estimated_gfr(60, "female", 1.2)), round(estimated_gfr(30, "female", 0.6))
(69, 52, 124)
>>> g_stage(45), g_stage(44), a_category(30, "mg/g"), a_category(31, "mg/mmol"), risk("G3b", "A2")
('G3a', 'G3b', 'A2', 'A3', 'very high')
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Distractor, Family, Problem
from domains.medical.charting import background
from domains.medical.findings import Finding, arrival, bystanders, charted, composed
from domains.medical.rounding import clear_of_half, fixed, label_distractors, plain, rounded
from domains.medical.vignette import Patient
from domains.wording import sentence, spin

MICROMOLES_A_MILLIGRAM = 88.4
STAGES = ("G1", "G2", "G3a", "G3b", "G4", "G5")
LOWEST = (90, 60, 45, 30, 15, 0)
RISKS = ("low", "moderately increased", "high", "very high")
#: KDIGO heat map: row by GFR stage, column by albuminuria category, index into RISKS
HEAT_MAP = ((0, 1, 2), (0, 1, 2), (1, 2, 3), (2, 3, 3), (3, 3, 3), (3, 3, 3))


def estimated_gfr(age: int, sex: str, creatinine: float) -> float:
    """2021 CKD-EPI eGFR in mL/min/1.73 m²; creatinine in mg/dL."""
    kappa, alpha = (0.7, -0.241) if sex == "female" else (0.9, -0.302)
    ratio = creatinine / kappa
    value = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age
    return float(value * 1.012) if sex == "female" else float(value)


def gfr_of_2009(age: int, sex: str, creatinine: float) -> float:
    """The superseded 2009 equation without its race term, in mL/min/1.73 m²."""
    kappa, alpha = (0.7, -0.329) if sex == "female" else (0.9, -0.411)
    ratio = creatinine / kappa
    value = 141 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.209 * 0.993**age
    return float(value * 1.018) if sex == "female" else float(value)


def g_stage(egfr: int) -> str:
    """KDIGO GFR category of a whole eGFR."""
    return next(stage for stage, lowest in zip(STAGES, LOWEST) if egfr >= lowest)


def a_category(ratio: float, unit: str) -> str:
    """KDIGO albuminuria category of an albumin-to-creatinine ratio in ``mg/g`` (30, 300) or ``mg/mmol`` (3, 30)."""
    low, high = (30, 300) if unit == "mg/g" else (3, 30)
    return "A1" if ratio < low else "A2" if ratio <= high else "A3"


def risk(stage: str, category: str) -> str:
    """KDIGO risk of a GFR stage and an albuminuria category."""
    return RISKS[HEAT_MAP[STAGES.index(stage)][int(category[1]) - 1]]


@dataclass(frozen=True)
class Estimate:
    """One eGFR with the text that leads to it.

    Attributes:
        given: creatinine as the question writes it.
        creatinine: mg/dL as substituted.
        exact: mL/min/1.73 m² before rounding.
        lines: conversion, ratio and substitution.
    """

    given: str
    creatinine: str
    exact: float
    lines: tuple[str, ...]

    @property
    def whole(self) -> int:
        return int(fixed(self.exact, 0))


def _estimate(rng: Random, patient: Patient, creatinine: float, micromoles: bool) -> Estimate:
    lines = []
    if micromoles:
        amount = round(creatinine * MICROMOLES_A_MILLIGRAM)
        text = fixed(amount / MICROMOLES_A_MILLIGRAM, 3)
        lines.append(f"{rng.choice(('Creatinine in mg/dL', 'Conversion', 'First to mg/dL'))}: {amount} / 88.4 = {text}")
        given = f"{amount} µmol/L"
    else:
        text = plain(creatinine)
        given = f"{text} mg/dL"
    kappa = "0.7" if patient.sex == "female" else "0.9"
    ratio = fixed(float(text) / float(kappa), 3)
    exact = estimated_gfr(patient.age, patient.sex, float(text))
    female = " × 1.012" if patient.sex == "female" else ""
    if float(text) <= float(kappa):
        power = "(-0.241)" if patient.sex == "female" else "(-0.302)"
        side = "at or below 1, so the min term takes the power and the max term is 1"
    else:
        power = "(-1.200)"
        side = "above 1, so the max term takes the power and the min term is 1"
    lines.append(f"{rng.choice(('Scr/κ', 'Ratio to κ', 'Creatinine over κ'))}: {text} / {kappa} = {ratio}, {side}.")
    lines.append(
        f"{rng.choice(('eGFR', 'Substitution', 'Numbers in', 'Substituting'))}: "
        f"142 × {ratio}^{power} × 0.9938^{patient.age}{female} = {fixed(exact, 1)}, rounded {fixed(exact, 0)} mL/min/1.73 m²."
    )
    return Estimate(given, text, exact, tuple(lines))


def _patient(rng: Random) -> Patient:
    return Patient(rng.choice((rng.randint(22, 60), rng.randint(40, 88))), rng.choice(("male", "female")))


def _drawn(rng: Random, micromoles: bool, low: int = 8, high: int = 118, patient: Patient | None = None) -> tuple[Patient, Estimate]:
    """A patient and an eGFR between the bounds whose rounding is beyond doubt."""
    for attempt in itertools.count():
        # a narrow range of a given patient may hold no settled value: widen it by one unit after every 25 draws
        spare = attempt // 25
        person = patient or _patient(rng)
        aimed = rng.uniform(low - spare, high + spare)
        kappa = 0.7 if person.sex == "female" else 0.9
        base = 142 * 0.9938**person.age * (1.012 if person.sex == "female" else 1)
        creatinine = rounded(kappa * (base / aimed) ** (1 / 1.2 if base > aimed else 1 / 0.27), 2)
        if not 0.42 <= creatinine <= 7.5:
            continue
        estimate = _estimate(rng, person, creatinine, micromoles)
        if clear_of_half(estimate.exact, 0.12) and low - spare <= estimate.exact <= high + spare:
            return person, estimate
    raise AssertionError("unreachable")


REASONS = (
    "with {type 2 diabetes|type 1 diabetes|hypertension|both diabetes and hypertension|a family history of kidney disease}",
    "with {a solitary kidney since childhood|recurrent kidney stones|treated lupus|gout|ischaemic heart disease|heart failure}",
    "for {a yearly kidney check|kidney function tests|a check before a new medicine|an insurance examination|a diabetes review}",
    "after {routine bloods|an employment screen|a pharmacy request for kidney function|a letter from the laboratory}",
)
USE = (
    "{Use|Apply|Calculate with|Work with} the {2021 CKD-EPI creatinine equation|CKD-EPI creatinine equation of 2021}{, the one without race|, without a race term|}",
    "{The laboratory reports|The clinic goes by|Here one reports|Results are issued with} CKD-EPI 2021 (creatinine{ only|, no race coefficient|})",
    "{The eGFR is to follow|The estimate follows|GFR is estimated by} the {race-free CKD-EPI equation of 2021|2021 CKD-EPI formula for creatinine}",
)
FORMULA = "{In full|It reads|The equation|Written out|Formula}: 142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^-1.200 × 0.9938^age{, and × 1.012 for women| (× 1.012 if female)|, times 1.012 in women}, {with κ 0.7 and α -0.241 for women, κ 0.9 and α -0.302 for men|where men have κ 0.9, α -0.302 and women κ 0.7, α -0.241}."
ROUNDING = "{Round eGFR to a whole number{ before staging| first|}|eGFR is taken as a whole number|Whole mL/min/1.73 m² are used|State eGFR without decimals}."
CONVERSION = "{1 mg/dL of creatinine is|a creatinine of 1 mg/dL equals|convert creatinine with 1 mg/dL =|for creatinine 1 mg/dL corresponds to} 88.4 µmol/L"
ASK_EGFR = (
    "{Calculate|Work out|Give|Find} the eGFR{ in mL/min/1.73 m²|, in mL/min/1.73 m²,} {as a whole number|rounded to the nearest whole number|to the nearest integer}.",
    "{Which|What} eGFR (mL/min/1.73 m², whole number) {belongs on the report|do you report|goes on the form|does this patient have}?",
    "{How high is|How many mL/min/1.73 m² is} the estimated GFR{, rounded to a whole number| to the nearest whole number}?",
)


def _creatinine(given: str) -> Finding:
    return Finding(("serum creatinine", "creatinine", "plasma creatinine", "enzymatic creatinine"), given)


def _rules(rng: Random, micromoles: bool, formula: float = 0.5) -> list[str]:
    rules = [sentence(spin(rng, rng.choice(USE))), spin(rng, ROUNDING)]
    if rng.random() < formula:
        rules[0] += " " + spin(rng, FORMULA)
    if micromoles:
        rules.append(sentence(spin(rng, CONVERSION)))
    return rules


def _constants(rng: Random, patient: Patient) -> str:
    kappa, alpha = ("0.7", "-0.241") if patient.sex == "female" else ("0.9", "-0.302")
    return spin(rng, "{CKD-EPI 2021|Rule|Constants|The equation} for a $noun: κ {is|=} $kappa, α {is|=} $alpha{, the power above κ is -1.200|, and -1.200 above κ}.", noun=patient.noun, kappa=kappa, alpha=alpha).replace(" = ", " ")


def _facts(rng: Random, patient: Patient, listed: str) -> str:
    return spin(rng, "{Facts|What counts|Needed|From the question|Known}: {age $age|$age years}, $sex, $listed.", age=patient.age, sex=patient.sex, listed=listed)


def _mistakes(patient: Patient, creatinine: float) -> list[tuple[float, str]]:
    """eGFR with each usual mistake, mL/min/1.73 m²."""
    other = "male" if patient.sex == "female" else "female"
    female = patient.sex == "female"
    value = estimated_gfr(patient.age, patient.sex, creatinine)
    return [
        (gfr_of_2009(patient.age, patient.sex, creatinine), "used the 2009 CKD-EPI equation"),
        (estimated_gfr(patient.age, other, creatinine), f"used the constants for {'men' if female else 'women'}"),
        (gfr_of_2009(patient.age, patient.sex, creatinine) * 1.159, "used the 2009 equation with its race coefficient"),
        (value / 0.9938**patient.age, "left out the age factor"),
        (142 * (creatinine / (0.7 if female else 0.9)) ** -1.2 if creatinine < (0.7 if female else 0.9) else value * (creatinine ** -1.2) / ((creatinine / (0.7 if female else 0.9)) ** -1.2), "did not divide the creatinine by κ" if creatinine >= (0.7 if female else 0.9) else "took the power -1.200 below κ and left out age"),
    ]  # fmt: skip


def _integers(answer: int, wrong: Sequence[tuple[float, str]]) -> tuple[Distractor, ...]:
    return label_distractors(str(answer), [(fixed(value, 0), trap) for value, trap in wrong if value < 200])[:5]


def _check(rng: Random, patient: Patient, estimate: Estimate) -> str:
    """A plausibility line: which side of the creatinine-free ceiling the result falls."""
    female = " × 1.012" if patient.sex == "female" else ""
    ceiling = 142 * 0.9938**patient.age * (1.012 if patient.sex == "female" else 1)
    kappa = "0.7" if patient.sex == "female" else "0.9"
    side = "above" if estimate.exact > ceiling else "below"
    why = f"below {kappa}" if float(estimate.creatinine) < float(kappa) else f"above {kappa}"
    return spin(
        rng,
        "{Check|As a check|Plausible?} At a creatinine of exactly $kappa the eGFR at this age would be 142 × 0.9938^$age$female = $ceiling; {ours is $side it, as fits a creatinine $why|a creatinine $why must give a value $side that, and it does}.",
        kappa=kappa, age=patient.age, female=female, ceiling=fixed(ceiling, 1), side=side, why=why,
    ).replace("Check At", "Check: at").replace("check At", "check, at")  # fmt: skip


def _posed(rng: Random, patient: Patient, findings: list[Finding], rules: list[str], ask: str, told: int, extra: int) -> tuple[str, int]:
    around = background(rng, patient, told)
    normal = bystanders(rng, extra)
    text = composed(
        rng, arrival(rng, patient, spin(rng, rng.choice(REASONS)), acute=False), around,
        charted(rng, [*findings, *normal], patient), rules, ask,
    )  # fmt: skip
    return text, len(around) + len(normal)


def _number(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: the eGFR itself."""
    patient, estimate = _drawn(rng, level == 2)
    question, irrelevant = _posed(
        rng, patient, [_creatinine(estimate.given)], _rules(rng, level == 2), sentence(spin(rng, rng.choice(ASK_EGFR))), rng.randint(0, 2), rng.randint(0, 1)
    )  # fmt: skip
    steps = [_facts(rng, patient, f"creatinine {estimate.given}"), _constants(rng, patient), *estimate.lines, _check(rng, patient, estimate)]
    wrong = _mistakes(patient, float(estimate.creatinine))
    if level == 2:
        wrong.insert(0, (estimated_gfr(patient.age, patient.sex, float(estimate.creatinine) * 88.4 / 113.1), "divided the creatinine by its molar mass, 113.1, instead of 88.4"))
    return Problem(
        question=question, steps=tuple(steps), answer=str(estimate.whole), answer_type="integer", verifier="integer",
        parameters={"age": patient.age, "sex": patient.sex, "creatinine": estimate.given, "ask": "egfr"},
        distractors=_integers(estimate.whole, wrong), operations=6 + (level == 2), irrelevant=irrelevant,
    )  # fmt: skip


ASK_STAGE = (
    "{Which|What} KDIGO {GFR category|G category|GFR stage} {is this|does this eGFR fall into|applies|do you record}{, from G1 to G5| (G1, G2, G3a, G3b, G4 or G5)|}?",
    "{Assign|Name|Give|State} the KDIGO {GFR category|G category}{ (G1 to G5)|, G1 to G5,} for this {result|patient|creatinine}.",
)
BANDS = "{{KDIGO cut-offs|G categories|Categories by eGFR}: G1 {from 90|90 and up}, G2 {60 to 89|60–89}, G3a {45 to 59|45–59}, G3b {30 to 44|30–44}, G4 {15 to 29|15–29}, G5 {below 15|under 15}.|}"


def _span(index: int) -> str:
    """The limits of a GFR category in words."""
    if index == 0:
        return "at 90 or above"
    return "below 15" if index == 5 else f"between {LOWEST[index]} and {LOWEST[index - 1] - 1}"


def _stage(rng: Random) -> Problem:
    """Level 3: the GFR category, where an older equation or the other sex's constants often give another one."""
    micromoles = rng.random() < 0.5
    for _ in range(40):
        patient, estimate = _drawn(rng, micromoles)
        creatinine = float(estimate.creatinine)
        wrong = [(g_stage(int(fixed(value, 0))), trap, value) for value, trap in _mistakes(patient, creatinine)[:4]]
        stage = g_stage(estimate.whole)
        if any(other != stage for other, _, _ in wrong[:3]):
            break
    bands = spin(rng, BANDS)
    rules = _rules(rng, micromoles, 0.4) + ([bands] if bands else [])
    question, irrelevant = _posed(rng, patient, [_creatinine(estimate.given)], rules, sentence(spin(rng, rng.choice(ASK_STAGE))), rng.randint(0, 2), rng.randint(0, 2))
    index = STAGES.index(stage)
    steps = [_facts(rng, patient, f"creatinine {estimate.given}"), _constants(rng, patient), *estimate.lines]
    steps.append(f"{rng.choice(('Stage', 'Category', 'KDIGO'))}: {estimate.whole} lies {_span(index)}, which is {stage}.")
    other, trap, value = next((item for item in wrong if item[0] != stage), wrong[0])
    reasons = {
        "used the 2009 CKD-EPI equation": "It is tempting to use the 2009 equation that many tools still carry",
        "used the constants for men": "It is tempting to take κ 0.9 as in a man",
        "used the constants for women": "It is tempting to take κ 0.7 as in a woman",
        "used the 2009 equation with its race coefficient": "It is tempting to multiply by the old race coefficient of 2009",
        "left out the age factor": "It is tempting to forget the age factor",
    }
    whys = {
        "used the 2009 CKD-EPI equation": "its coefficients were fitted together with a race term that the 2021 equation has dropped",
        "used the constants for men": "women make less creatinine, so the same level means a lower filtration",
        "used the constants for women": "men make more creatinine, so the same level means a higher filtration",
        "used the 2009 equation with its race coefficient": "race is no measure of creatinine production, and the 2021 equation has no such term",
        "left out the age factor": "filtration falls with age, and the equation says so",
    }
    steps.append(f"{reasons[trap]}, which gives {fixed(value, 0)} and {other}; but {whys[trap]}.")
    steps.append(_check(rng, patient, estimate))
    labels = [(item[0], item[1]) for item in wrong]
    labels += [(STAGES[index + 1], "read the cut-offs one stage too low")] if index < 5 else []
    labels += [(STAGES[index - 1], "read the cut-offs one stage too high")] if index else []
    labels += [("G3a" if stage == "G3b" else "G3b", "mixed up the two halves of stage 3")] if stage in ("G3a", "G3b") else []
    labels += [(STAGES[index - 2], "counted two stages too high")] if index > 3 else []
    labels += [(STAGES[index + 2], "counted two stages too low")] if index < 4 else []
    return Problem(
        question=question, steps=tuple(steps), answer=stage, answer_type="label", verifier="label", arguments={"labels": list(STAGES)},
        parameters={"age": patient.age, "sex": patient.sex, "creatinine": estimate.given, "ask": "stage"},
        distractors=label_distractors(stage, labels)[:5], operations=8 + micromoles, irrelevant=irrelevant,
    )  # fmt: skip


def _albuminuria(rng: Random, boundary: bool) -> tuple[float, str, str]:
    """An albumin-to-creatinine ratio, its unit and its text."""
    unit = rng.choice(("mg/g", "mg/mmol"))
    low, high = (30, 300) if unit == "mg/g" else (3, 30)
    if boundary:
        value = rng.choice((low, high, low - (1 if unit == "mg/g" else 0.1), high + 1))
    else:
        lowest, highest = rng.choice(((low * 0.2, low * 0.93), (low * 1.1, high * 0.95), (high * 1.06, high * 6)))
        value = rounded(rng.uniform(lowest, highest), 0 if unit == "mg/g" or highest > 12 else 1)
    return value, unit, f"{plain(value)} {unit}"


ALBUMIN_NAMES = ("urine albumin-to-creatinine ratio", "albumin-to-creatinine ratio (urine)", "urinary ACR", "ACR")
A_BANDS = "{{Albuminuria|A categories|ACR}: A1 below $low, A2 {from $low to $high|$low–$high}, A3 above $high $unit.|{With ACR in $unit the|The} {limits|cut-offs} are A1 < $low, A2 $low to $high and A3 > $high{| $unit}.}"
HEAT = "{The KDIGO heat map of GFR and albuminuria categories gives the risk|Risk is read from the KDIGO heat map|Grade the risk by the KDIGO 2024 heat map}: low, moderately increased, high or very high."
ASK_BOTH = (
    "{Give|State|Write} {the G and the A category|both KDIGO categories|the combined KDIGO category}, {written like|in the form|such as} G2A1.",
    "{What|Which} combined {KDIGO category|GFR and albuminuria category}{, written like G2A1,|, in the form G2A1,} {applies|is this|goes on the problem list}?",
)
ASK_RISK = (
    "{What|Which} KDIGO risk {category|level} {follows|applies|does this patient have}{: low, moderately increased, high or very high|}?",
    "{Name|State|Give} the {risk on the KDIGO heat map|KDIGO risk category}{, in the map's words|}.",
)


def _combined(rng: Random, boundary: bool) -> Problem:
    """Level 4, and at level 5 with values on the cut-offs: GFR stage with albuminuria, or the risk they mean."""
    micromoles = rng.random() < 0.5
    if boundary:
        edge = rng.choice((90, 60, 45, 30, 15))
        patient, estimate = _drawn(rng, micromoles, max(8, edge - 2), edge + 2)
    else:
        patient, estimate = _drawn(rng, micromoles)
    ratio, unit, ratio_text = _albuminuria(rng, boundary)
    stage, category = g_stage(estimate.whole), a_category(ratio, unit)
    ask_risk = rng.random() < (0.6 if boundary else 0.4)
    low, high = (30, 300) if unit == "mg/g" else (3, 30)
    rules = [*_rules(rng, micromoles, 0.25), spin(rng, A_BANDS, low=low, high=high, unit=unit)]
    bands = spin(rng, BANDS)
    rules += [bands] if bands else []
    if ask_risk:
        rules.append(spin(rng, HEAT))
    question, irrelevant = _posed(
        rng, patient, [_creatinine(estimate.given), Finding(ALBUMIN_NAMES, ratio_text)], rules,
        sentence(spin(rng, rng.choice(ASK_RISK if ask_risk else ASK_BOTH))), rng.randint(1, 2), rng.randint(1, 3) if not boundary else rng.randint(0, 1),
    )  # fmt: skip
    index = STAGES.index(stage)
    where = {"A1": f"below {low}", "A2": f"from {low} to {high}", "A3": f"above {high}"}[category]
    steps = [_facts(rng, patient, f"creatinine {estimate.given}, ACR {ratio_text}"), _constants(rng, patient), *estimate.lines]
    steps.append(f"GFR: {estimate.whole} lies {_span(index)}, which is {stage}.")
    steps.append(f"Albuminuria: {ratio_text} is {where} {unit}, which is {category}.")
    swapped = a_category(ratio, "mg/mmol" if unit == "mg/g" else "mg/g")
    edge_word = f" On the limit itself the rule decides: {low} and {high} both belong to A2." if ratio in (low, high) else ""
    combined = stage + category
    if swapped != category:
        steps.append(f"The trap is to hold {ratio_text} against the limits for the other unit, which would give {swapped}; the limits go with the unit.{edge_word}")
    else:
        alone = f"the same {stage} carries a different risk with A1 than with A3" if index < 4 else "both letters belong to the category, even where every column of the map says the same"
        steps.append(f"The trap is to judge by eGFR alone: {alone}.{edge_word}")
    level_risk = risk(stage, category)
    if ask_risk:
        steps.append(f"Heat map: {stage} with {category} is {level_risk} risk.")
    steps.append(_check(rng, patient, estimate))
    older = g_stage(int(fixed(gfr_of_2009(patient.age, patient.sex, float(estimate.creatinine)), 0)))
    opposite = g_stage(int(fixed(estimated_gfr(patient.age, "male" if patient.sex == "female" else "female", float(estimate.creatinine)), 0)))
    below, above = STAGES[min(5, index + 1)], STAGES[max(0, index - 1)]
    step_up = f"A{min(3, int(category[1]) + 1)}"
    wrong = [
        (stage, swapped, "used the albuminuria limits of the other unit"), (older, category, "used the 2009 CKD-EPI equation"),
        (opposite, category, "used the constants of the other sex"), (below, category, "read the GFR cut-offs one stage too low"),
        (above, category, "read the GFR cut-offs one stage too high"), (stage, "A1", "left albuminuria out"), (stage, step_up, "graded albuminuria one category too high"),
        (below, step_up, "graded both categories one too far"), (above, "A1", "one stage too high and albuminuria left out"),
    ]  # fmt: skip
    parameters = {"age": patient.age, "sex": patient.sex, "creatinine": estimate.given, "ratio": ratio, "unit": unit, "ask": "risk" if ask_risk else "both"}
    if ask_risk:
        found = label_distractors(level_risk, [(risk(g, a), trap) for g, a, trap in wrong] + [(other, "misread the heat map") for other in RISKS])
        labels = list(RISKS)
    else:
        found = label_distractors(combined, [(g + a, trap) for g, a, trap in wrong])
        labels = [g + a for g in STAGES for a in ("A1", "A2", "A3")]
    return Problem(
        question=question, steps=tuple(steps), answer=level_risk if ask_risk else combined, answer_type="label", verifier="label",
        arguments={"labels": labels}, parameters=parameters, distractors=found[:5], operations=9 + micromoles + ask_risk, irrelevant=irrelevant,
    )  # fmt: skip


DEFINITION = (
    "{KDIGO calls it chronic kidney disease when|CKD by KDIGO means that|For this exercise CKD (KDIGO) is present when} {an eGFR under 60 or an ACR of $low $unit or more|eGFR below 60 or ACR at or above $low $unit} {is found on both occasions|is present at both tests}, {at least 90 days apart|90 or more days apart}{, whether or not it is the same of the two|; either marker will do each time}.",
)
ASK_CHRONIC = (
    "{Do these results|Do the two sets of tests} {establish|meet the definition of} chronic kidney disease{, yes or no|? Answer yes or no}?",
    "{Is|Answer yes or no: is} chronic kidney disease {established|proven} {on these tests|by these results|from what is recorded here}?",
)


def _chronic(rng: Random) -> Problem:
    """Level 5: are the criteria met twice, 90 days apart?"""
    patient = _patient(rng)
    micromoles = rng.random() < 0.5
    aim = rng.choice(("early", "recovered", "albumin", "both", "both", "crossed", "edge"))
    days = rng.randint(21, 84) if aim == "early" else rng.choice((90, 91, rng.randint(95, 240))) if aim == "edge" else rng.randint(96, 300)
    ranges = {
        "early": ((32, 58), (32, 58)), "recovered": ((36, 57), (64, 92)), "albumin": ((64, 100), (62, 100)),
        "both": ((30, 58), (30, 58)), "crossed": ((48, 59), (61, 70)), "edge": ((57, 62), (57, 62)),
    }[aim]  # fmt: skip
    _, first = _drawn(rng, micromoles, *ranges[0], patient)
    _, second = _drawn(rng, micromoles, *ranges[1], patient)
    unit = rng.choice(("mg/g", "mg/mmol"))
    low = 30 if unit == "mg/g" else 3

    def ratio(raised: bool) -> float:
        return rounded(rng.uniform(low * 1.1, low * 6) if raised else rng.uniform(low * 0.2, low * 0.9), 0 if unit == "mg/g" else 1)

    raised = {"albumin": (True, rng.random() < 0.6), "crossed": (False, rng.random() < 0.6)}.get(aim, (False, False))
    ratios = ratio(raised[0]), ratio(raised[1])
    met = [estimate.whole < 60 or value >= low for estimate, value in zip((first, second), ratios)]
    answer = "yes" if all(met) and days >= 90 else "no"
    definition = spin(rng, rng.choice(DEFINITION), low=low, unit=unit)
    rules = [*_rules(rng, micromoles, 0.2), definition]
    rules.append(spin(rng, "{Use the same age at both tests|The age counts as the same at both tests|Take the present age for both estimates}."))
    findings = [
        Finding(("first creatinine", "creatinine at the first visit", "initial creatinine", "day 0 creatinine"), first.given),
        Finding(("second creatinine", "creatinine at the second visit", "repeat creatinine", "later creatinine"), second.given),
        Finding(("first ACR", "ACR at the first visit", "initial urinary ACR", "day 0 ACR"), f"{plain(ratios[0])} {unit}"),
        Finding(("second ACR", "ACR at the second visit", "repeat urinary ACR", "later ACR"), f"{plain(ratios[1])} {unit}"),
        Finding(("interval between the two tests", "time between the tests", "interval from first to second test"), f"{days} days"),
    ]  # fmt: skip
    question, irrelevant = _posed(rng, patient, findings, rules, sentence(spin(rng, rng.choice(ASK_CHRONIC)).replace("??", "?")), rng.randint(0, 1), 0)
    steps = [_facts(rng, patient, f"two sets of tests {days} days apart; the age is the same at both"), _constants(rng, patient)]
    for name, estimate, value, fulfilled in (("First", first, ratios[0], met[0]), ("Second", second, ratios[1], met[1])):
        steps += [f"{name} test. {line}" if index == 0 else line for index, line in enumerate(estimate.lines)]
        below = "below 60" if estimate.whole < 60 else "not below 60"
        albumin = "at or above" if value >= low else "below"
        steps.append(f"eGFR {estimate.whole} is {below}; ACR {plain(value)} is {albumin} {low} {unit}: criterion {'met' if fulfilled else 'not met'}.")
    steps.append(f"Time: {days} days is {'at least' if days >= 90 else 'less than'} 90.")
    if answer == "no" and all(met):
        steps.append("The tempting mistake is to call it chronic because both tests are abnormal; without 90 days between them it may be an acute illness that recovers.")
    elif answer == "no":
        steps.append("The tempting mistake is to count one abnormal test; the definition wants a marker at both, since a single one may be passing.")
    elif any(estimate.whole >= 60 for estimate in (first, second)):
        steps.append("The tempting mistake is to say no because an eGFR of 60 or more is 'normal'; albuminuria alone is a marker of damage.")
    else:
        steps.append("The tempting mistake is to say no because the albuminuria is slight; an eGFR below 60 counts by itself.")
    steps.append(f"Check: first {'met' if met[0] else 'not met'}, second {'met' if met[1] else 'not met'}, interval {'long enough' if days >= 90 else 'too short'}; so {answer}.")
    other = "no" if answer == "yes" else "yes"
    return Problem(
        question=question, steps=tuple(steps), answer=answer, answer_type="yes_no", verifier="yes_no",
        parameters={"age": patient.age, "sex": patient.sex, "creatinine": [first.given, second.given], "ratio": list(ratios), "unit": unit, "days": days, "ask": "chronic"},
        distractors=(Distractor(other, "counted one test alone or overlooked the interval of 90 days"),), operations=16, irrelevant=irrelevant,
    )  # fmt: skip


ASK_DROP = (
    "{Does|Yes or no: does} {this change|the fall|the course} {count as|amount to|meet the criterion for} a certain drop{ in eGFR|}?",
    "{Has the patient had|Has there been|Do the figures show} a certain drop{ in eGFR|} by this rule{, yes or no|}?",
)
DROP_RULE = "{A certain drop (KDIGO 2012) is|KDIGO 2012 calls a drop certain when there is|By KDIGO 2012 a certain drop requires} {a move to a lower GFR category together with|both a lower GFR category and} a fall of {25 % or more|at least 25 %} from {baseline|the first eGFR}{ (G3a and G3b count as different categories)|, G3a and G3b being separate categories}."
ASK_FALL = (
    "{By how many per cent|What percentage} {has eGFR fallen|did eGFR fall|has the eGFR dropped} from {the first test|baseline}{, to one decimal| (one decimal)}?",
    "{Express|State|Give} the fall {of eGFR|in eGFR} as a percentage of {the first value|baseline}, {to one decimal|with one decimal}.",
)


def _course(rng: Random) -> Problem:
    """Level 5: two creatinines years apart; the percentage fall, or whether it is a certain drop."""
    ask_fall = rng.random() < 0.4
    micromoles = rng.random() < 0.5
    while True:
        patient = _patient(rng)
        years = rng.randint(1, 4)
        if patient.age + years > 90:
            continue
        _, first = _drawn(rng, micromoles, 34, 100, patient)
        kept = rng.uniform(0.62, 0.9)
        later = Patient(patient.age + years, patient.sex)
        _, second = _drawn(rng, micromoles, int(first.exact * kept) - 1, int(first.exact * kept) + 2, later)
        fall = (first.whole - second.whole) / first.whole * 100
        if second.whole < first.whole and abs(fall - 25) > 0.8 and abs(fall * 10 % 1 - 0.5) > 0.02:
            break
    stages = g_stage(first.whole), g_stage(second.whole)
    certain = stages[0] != stages[1] and fall >= 25
    findings = [
        Finding((f"creatinine at the age of {patient.age}", f"baseline creatinine (age {patient.age})", f"first creatinine (at {patient.age} years)"), first.given),
        Finding((f"creatinine now, at {later.age}", f"current creatinine (age {later.age})", f"latest creatinine (at {later.age} years)"), second.given),
    ]  # fmt: skip
    rules = _rules(rng, micromoles, 0.3)
    rules.append(spin(rng, "{Work out both eGFRs as whole numbers and go on with these|Each eGFR is calculated with the age at its own test and rounded before the comparison|Use the age at each test, and compare the rounded eGFRs}."))
    if not ask_fall:
        rules.append(spin(rng, DROP_RULE))
    question, irrelevant = _posed(rng, later, findings, rules, sentence(spin(rng, rng.choice(ASK_FALL if ask_fall else ASK_DROP))), rng.randint(0, 2), rng.randint(0, 1))
    percent = fixed(fall, 1)
    steps = [_facts(rng, later, f"creatinine {first.given} at {patient.age} and {second.given} at {later.age} years"), _constants(rng, patient)]
    steps += [f"First test. {line}" if index == 0 else line for index, line in enumerate(first.lines)]
    steps += [f"Second test. {line}" if index == 0 else line for index, line in enumerate(second.lines)]
    steps.append(f"Fall: ({first.whole} − {second.whole}) / {first.whole} × 100 = {percent} %.")
    wrong_base = (first.whole - second.whole) / second.whole * 100
    parameters = {"age": [patient.age, later.age], "sex": patient.sex, "creatinine": [first.given, second.given], "ask": "fall" if ask_fall else "drop"}
    operations = 16
    if ask_fall:
        steps.append(f"The tempting mistake is to divide by the later value: ({first.whole} − {second.whole}) / {second.whole} × 100 = {fixed(wrong_base, 1)}; a fall is counted from where it began.")
        steps.append(f"Check: {first.whole} × (1 − {percent} / 100) = {fixed(first.whole * (1 - float(percent) / 100), 1)}, the later eGFR again.")
        old, new = float(first.creatinine), float(second.creatinine)
        frozen = int(fixed(estimated_gfr(patient.age, patient.sex, new), 0))
        wrong = [
            (wrong_base, "divided by the later instead of the first eGFR"), ((new - old) / old * 100, "took the rise of creatinine for the fall of eGFR"),
            (float(first.whole - second.whole), "gave the difference in mL/min/1.73 m² as a percentage"), ((first.whole - frozen) / first.whole * 100, "used the first age at both tests"),
            (fall / max(years, 1), "gave the fall for each year"), ((1 - old / new) * 100, "took eGFR to be inversely proportional to creatinine"),
        ]  # fmt: skip
        texts = [(f"{fixed(value, 1)} %", trap) for value, trap in wrong if abs(value - fall) > 0.5]
        return Problem(
            question=question, steps=tuple(steps), answer=f"{percent} %", answer_type="number", verifier="number", arguments={"unit": "%", "absolute": 0.15},
            parameters=parameters, distractors=label_distractors(f"{percent} %", texts)[:5], operations=operations, irrelevant=irrelevant,
        )  # fmt: skip
    lower = f"{stages[0]} to {stages[1]}" if stages[0] != stages[1] else f"{stages[0]} at both tests"
    steps.append(f"Category: {lower}, {'a lower category' if stages[0] != stages[1] else 'no change'}; {percent} % is {'at least' if fall >= 25 else 'less than'} 25 %.")
    if certain:
        steps.append("The tempting mistake is to stop at the change of category; it is the fall of 25 % besides that makes the drop certain.")
    elif stages[0] != stages[1]:
        steps.append("The tempting mistake is to call any change of category a drop; close to a cut-off a small wobble moves the category.")
    elif fall >= 25:
        steps.append("The tempting mistake is to go by the percentage alone; the rule wants a lower category as well.")
    else:
        steps.append("The tempting mistake is to call every fall progression; neither half of the rule is met here.")
    answer = "yes" if certain else "no"
    steps.append(f"Check: both conditions are needed, and {'both hold' if certain else 'not both hold'}; so {answer}.")
    return Problem(
        question=question, steps=tuple(steps), answer=answer, answer_type="yes_no", verifier="yes_no", parameters=parameters,
        distractors=(Distractor("no" if certain else "yes", "looked at only one of the two conditions"),), operations=operations + 1, irrelevant=irrelevant,
    )  # fmt: skip


def problem(rng: Random, level: int) -> Problem:
    """eGFR (1, 2 in µmol/L), its stage (3), stage and albuminuria or risk (4), cut-offs, chronicity and course (5)."""
    if level <= 2:
        return _number(rng, level)
    if level == 3:
        return _stage(rng)
    if level == 4:
        return _combined(rng, boundary=False)
    draw = rng.random()
    return _combined(rng, boundary=True) if draw < 0.4 else _chronic(rng) if draw < 0.65 else _course(rng)


FAMILY = Family(
    name="kidney_stage",
    title="Estimated GFR and KDIGO stage",
    source="Inker et al., N Engl J Med 2021;385:1737-1749; KDIGO CKD guidelines 2012 and 2024",
    problem=problem,
    rubric=(
        Criterion("Uses the 2021 CKD-EPI constants for the patient's sex (κ 0.7 or 0.9).", "essential"),
        Criterion("Rounds eGFR to a whole number before assigning a category.", "important"),
        Criterion("Reads albuminuria against the cut-offs of the unit that is given.", "important"),
        Criterion("Requires at least 90 days between tests before it speaks of chronic disease, where that is asked.", "important"),
        Criterion("Applies a race coefficient or the 2009 equation.", "pitfall", positive=False),
    ),
)
