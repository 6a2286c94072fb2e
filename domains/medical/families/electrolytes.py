
"""Sodium, water, calcium and osmolality: correct the value, size the deficit, choose the rate.

Sources:
    Katz MA. N Engl J Med 1973;289:843-844 (sodium + 1.6 for each 100 mg/dL of glucose above 100).
    Hillier TA et al. Am J Med 1999;106:399-403 (the same with 2.4).
    Payne RB et al. BMJ 1973;4:643-646 (calcium + 0.8 mg/dL for each g/dL of albumin below 4; 0.02 mmol/L for each g/L below 40).
    Adrogué HJ, Madias NE. N Engl J Med 2000;342:1493-1499 and 1581-1589 (total body water, free-water deficit, change
    of sodium by one litre of infusate, sodium content of infusates).
    Verbalis JG et al. Am J Med 2013;126(10 Suppl 1):S1-S42 (limit of 8 mmol/L in 24 hours at high risk of osmotic demyelination).
    Osmolality 2 Na + glucose/18 + BUN/2.8 (mg/dL); glucose 18 mg/dL and BUN 2.8 mg/dL to 1 mmol/L; ethanol/4.6.

>>> sodium_for_glucose(126, 600, 1.6), round(calcium_for_albumin(8.0, 2.5), 2), round(osmolality(140, 90, 14), 1)
(134.0, 9.2, 290.0)
>>> round(water_deficit(0.6, 70, 160), 1), round(change_per_litre(513, 0, 0.5 * 70, 110), 1)
(6.0, 11.2)
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.medical.body import height_in_cm, weight_in_kg
from domains.medical.charting import background
from domains.medical.findings import Finding, arrival, bystanders, charted, composed
from domains.medical.rounding import fixed, numeric_distractors, plain, rounded
from domains.medical.vignette import Patient
from domains.wording import sentence, spin

#: infusates: name, sodium in mmol/L (Adrogué and Madias 2000)
HYPOTONIC = (("5 % dextrose in water", 0), ("0.45 % saline", 77), ("0.2 % saline in 5 % dextrose", 34))


def sodium_for_glucose(sodium: float, glucose: float, factor: float) -> float:
    """Sodium in mmol/L at a glucose of 100 mg/dL; glucose in mg/dL, factor in mmol/L for each 100 mg/dL."""
    return sodium + factor * (glucose - 100) / 100


def calcium_for_albumin(calcium: float, albumin: float) -> float:
    """Calcium in mg/dL at an albumin of 4 g/dL."""
    return calcium + 0.8 * (4 - albumin)


def osmolality(sodium: float, glucose: float, urea_nitrogen: float) -> float:
    """Calculated osmolality in mOsm/kg; sodium in mmol/L, glucose and urea nitrogen in mg/dL."""
    return 2 * sodium + glucose / 18 + urea_nitrogen / 2.8


def body_water_fraction(age: int, sex: str) -> float:
    """Litres of body water in a kilogram; elderly from 65 years."""
    if sex == "male":
        return 0.6 if age < 65 else 0.5
    return 0.5 if age < 65 else 0.45


def water_deficit(fraction: float, weight: float, sodium: float) -> float:
    """Free-water deficit in litres towards a sodium of 140 mmol/L."""
    return fraction * weight * (sodium / 140 - 1)


def change_per_litre(infusate_sodium: float, infusate_potassium: float, water: float, sodium: float) -> float:
    """Change of serum sodium in mmol/L by one litre of infusate; total body water in litres."""
    return (infusate_sodium + infusate_potassium - sodium) / (water + 1)


@dataclass(frozen=True)
class Task:
    """One calculation before it is put into words; `clear` is the verifier's absolute tolerance in the answer's unit."""

    patient: Patient
    story: str
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    ask: str
    steps: tuple[str, ...]
    value: float
    decimals: int
    unit: str
    clear: float
    wrong: tuple[tuple[float, str], ...]
    parameters: dict[str, Any]
    operations: int
    facts: tuple[str, ...] = ()


SODIUM = ("sodium", "serum sodium", "plasma sodium", "measured sodium")
GLUCOSE = ("glucose", "plasma glucose", "blood glucose", "serum glucose")
UREA = ("blood urea nitrogen", "BUN", "serum urea nitrogen")
WEIGHT = ("weight", "body weight", "current weight", "measured weight")
CALCIUM = ("total calcium", "serum calcium", "calcium")
ALBUMIN = ("albumin", "serum albumin", "plasma albumin")
SWEET = ("with thirst, weight loss and very high sugars", "with type 2 diabetes and days of polyuria", "with a diabetic crisis after missed insulin", "with hyperglycaemia on high-dose steroids", "with a hyperosmolar state")
DRY = ("with confusion and poor fluid intake for days", "with hypernatraemia after tube feeding without water", "after several days of fever with little to drink", "with dehydration in a heat wave", "with hypernatraemia and dry mucous membranes")
DILUTE = ("with confusion and a low sodium from a thiazide", "with hyponatraemia and a lung tumour", "with hyponatraemia and a seizure", "with hyponatraemia after weeks of very poor solute intake", "with drowsiness and hyponatraemia")
CHALKY = ("with a low albumin and tingling", "with nephrotic syndrome", "with malabsorption", "with prolonged illness and weight loss", "with lung cancer and constipation", "with primary hyperparathyroidism and a low albumin")
VAGUE = ("with confusion of unknown cause", "with drowsiness", "with vomiting and confusion", "after being found on the floor", "with a first seizure")


def _patient(rng: Random, youngest: int = 22, oldest: int = 88) -> Patient:
    return Patient(rng.randint(youngest, oldest), rng.choice(("male", "female")))


def _weight(rng: Random, patient: Patient) -> float:
    return weight_in_kg(height_in_cm(rng, patient.sex), rng.uniform(19, 31))


def _open(rng: Random, noun: str, tail: str = "") -> str:
    """The ask for a quantity."""
    return sentence(spin(
        rng,
        "{What is $noun$tail?|Calculate $noun$tail.|Work out $noun$tail.|How much is $noun$tail?|Give $noun$tail.|Find $noun$tail.|What do you get for $noun$tail?|The question is $noun$tail: what is it?}",
        noun=noun, tail=tail,
    ))  # fmt: skip


def _put(rng: Random, text: str) -> str:
    return f"{rng.choice(('Substituting', 'Numbers in', 'Substitution', 'Put in'))}: {text}"


def _facts(rng: Random, text: str) -> str:
    return spin(rng, "{Facts|What counts|Needed|From the question|Known}: $facts.", facts=text)


def _decimals(rng: Random, count: int) -> str:
    words = {1: "one decimal", 2: "two decimals"}[count]
    return spin(rng, "{Answer to $words|Give $words|Keep $words in the answer|Round the answer to $words|State the result to $words}.", words=words)


def _glucose(rng: Random, level: int) -> Task:
    factor, author = rng.choice(((1.6, "Katz"), (2.4, "Hillier")))
    sodium = rng.randint(118, 142)
    patient = _patient(rng)
    lines: list[str] = []
    if level == 2:
        millimoles = rounded(rng.uniform(15, 52), 1)
        glucose = rounded(millimoles * 18, 1)
        text = f"{plain(millimoles)} mmol/L"
        lines.append(f"Glucose in mg/dL: {plain(millimoles)} × 18 = {plain(glucose)}")
    else:
        millimoles = 0.0
        glucose = float(rng.randint(260, 980))
        text = f"{plain(glucose)} mg/dL"
    value = rounded(sodium_for_glucose(sodium, glucose, factor), 1)
    other = 2.4 if factor == 1.6 else 1.6
    rule = spin(rng, "{Correct with $author's factor|Use the factor of $author|The factor is that of $author}: {add|plus} {$factor mmol/L of sodium|$factor mmol/L} {for each|for every|per} 100 mg/dL of glucose {above|over|beyond} 100{ mg/dL|}.", author=author, factor=factor)
    rules = [rule, _decimals(rng, 1)]
    if level == 2:
        rules.append(spin(rng, "{1 mmol/L of glucose is|Glucose: 1 mmol/L =|For glucose 1 mmol/L equals|Convert glucose with 1 mmol/L =} 18 mg/dL."))
    steps = [
        _facts(rng, f"sodium {sodium} mmol/L, glucose {text}"), *lines,
        spin(rng, "{Rule|$author|Idea}: glucose draws water out of cells and dilutes sodium; add $factor for each 100 mg/dL above 100.", author=author, factor=factor),
        _put(rng, f"{sodium} + {factor} × ({plain(glucose)} − 100) / 100 = {fixed(value, 1)} mmol/L."),
        f"Check, backwards: {fixed(value, 1)} − {factor} × ({plain(glucose)} − 100) / 100 = {fixed(value - factor * (glucose - 100) / 100, 0)}, the sodium measured; and the correction is upwards, as it must be.",
    ]  # fmt: skip
    wrong = (
        (sodium_for_glucose(sodium, glucose, other), f"used {other} instead of {factor}"), (sodium - factor * (glucose - 100) / 100, "subtracted the correction"),
        (sodium + factor * glucose / 100, "counted all glucose instead of the part above 100"), (sodium_for_glucose(sodium, millimoles * 10, factor), "multiplied glucose by 10 instead of 18") if millimoles else (sodium + factor * (glucose - 180) / 100, "counted glucose from 180 instead of 100"),
        (float(sodium), "did not correct at all"),
    )  # fmt: skip
    return Task(patient, rng.choice(SWEET), (Finding(SODIUM, f"{sodium} mmol/L"), Finding(GLUCOSE, text)), tuple(rules), _open(rng, spin(rng, "the sodium corrected for glucose{ in mmol/L|}")),
                tuple(steps), value, 1, "mmol/L", 0.1, wrong, {"ask": "glucose", "sodium": sodium, "glucose": text, "factor": factor}, 3 + (level == 2))  # fmt: skip


def _calcium(rng: Random, level: int) -> Task:
    patient = _patient(rng)
    albumin = rounded(rng.uniform(1.7, 3.6), 1)
    if level == 2:
        grams = round(albumin * 10)
        calcium = rounded(rng.uniform(1.75, 2.65), 2)
        value = rounded(calcium + 0.02 * (40 - grams), 2)
        rule = spin(rng, "{Add|The correction is|Correct by} 0.02 mmol/L {for each|for every|per} g/L of albumin {below|under} 40{ g/L|}.")
        step = f"{fixed(calcium, 2)} + 0.02 × (40 − {grams}) = {fixed(value, 2)} mmol/L."
        back = f"{fixed(value, 2)} − 0.02 × (40 − {grams}) = {fixed(calcium, 2)}"
        texts, unit, clear = (f"{fixed(calcium, 2)} mmol/L", f"{grams} g/L"), "mmol/L", 0.006
        wrong = [
            (calcium - 0.02 * (40 - grams), "subtracted the correction"), (calcium + 0.02 * (44 - grams), "corrected to an albumin of 44 g/L"), (calcium, "did not correct at all"),
            (calcium + 0.8 * (40 - grams) / 10, "used 0.8, the factor for mg/dL and g/dL, with mmol/L"), (calcium + 0.002 * (40 - grams), "lost a factor of ten with the unit of albumin"),
        ]  # fmt: skip
    else:
        calcium = rounded(rng.uniform(6.9, 10.8), 1)
        value = rounded(calcium_for_albumin(calcium, albumin), 2)
        rule = spin(rng, "{Add|The correction is|Correct by} 0.8 mg/dL {for each|for every|per} g/dL of albumin {below|under} 4.0{ g/dL|}.")
        step = f"{fixed(calcium, 1)} + 0.8 × (4.0 − {fixed(albumin, 1)}) = {fixed(value, 2)} mg/dL."
        back = f"{fixed(value, 2)} − 0.8 × (4.0 − {fixed(albumin, 1)}) = {fixed(calcium, 2)}"
        texts, unit, clear = (f"{fixed(calcium, 1)} mg/dL", f"{fixed(albumin, 1)} g/dL"), "mg/dL", 0.02
        wrong = [
            (calcium - 0.8 * (4 - albumin), "subtracted the correction"), (calcium + 0.8 * (4.4 - albumin), "corrected to an albumin of 4.4 g/dL"), (calcium, "did not correct at all"),
            (calcium + 4 - albumin, "left out the factor 0.8"), (calcium + 0.8 * albumin, "multiplied the albumin itself instead of what is missing"),
        ]  # fmt: skip
    steps = (
        _facts(rng, f"calcium {texts[0]}, albumin {texts[1]}"), spin(rng, "{Rule|Payne|Idea}: {part of calcium travels on albumin, so with little albumin the total understates the active part|total calcium falls with albumin while the ionised part need not}; add back what the missing albumin would carry."),
        _put(rng, step), f"Check, backwards: {back}, the calcium measured; albumin is low, so the corrected value is the higher one.",
    )  # fmt: skip
    return Task(patient, rng.choice(CHALKY), (Finding(CALCIUM, texts[0]), Finding(ALBUMIN, texts[1])), (rule, _decimals(rng, 2)), _open(rng, spin(rng, "the {albumin-corrected|corrected} calcium{ in $unit|}", unit=unit)),
                steps, value, 2, unit, clear, tuple(wrong), {"ask": "calcium", "calcium": texts[0], "albumin": texts[1]}, 3)  # fmt: skip


OSMOLALITY_RULE = "{Use|Calculate with|Take} 2 × Na + glucose/18 + {BUN|urea nitrogen}/2.8 {with both in mg/dL|(both in mg/dL)}."


def _osmolality(rng: Random, level: int) -> Task:
    """Total osmolality (1, 2) or effective osmolality, which leaves urea out (3)."""
    patient = _patient(rng)
    sodium, glucose, urea = rng.randint(118, 158), rng.randint(78, 760), rng.randint(8, 96)
    effective = level == 3
    lines: list[str] = []
    glucose_text, shown = f"{glucose} mg/dL", str(glucose)
    rules = []
    if level == 2:
        millimoles = rounded(glucose / 18, 1)
        glucose_text = f"{plain(millimoles)} mmol/L"
        shown = plain(rounded(millimoles * 18, 1))
        lines.append(f"Glucose in mg/dL: {plain(millimoles)} × 18 = {shown}")
        rules.append(spin(rng, "{1 mmol/L of glucose is|For glucose 1 mmol/L equals|Convert glucose with 1 mmol/L =} 18 mg/dL."))
    total = rounded(osmolality(sodium, float(shown), urea), 1)
    tonicity = rounded(2 * sodium + float(shown) / 18, 1)
    value = tonicity if effective else total
    rules += [spin(rng, OSMOLALITY_RULE) if not effective else spin(rng, "{Calculated osmolality is|Full osmolality would be} 2 × Na + glucose/18 + BUN/2.8 (mg/dL){; for the effective one count only solutes that stay outside cells|, but tonicity counts only what cannot enter cells freely|; the effective part leaves out what crosses cell membranes}."), _decimals(rng, 1)]
    expression = f"2 × {sodium} + {shown} / 18" + ("" if effective else f" + {urea} / 2.8")
    steps = [
        _facts(rng, f"sodium {sodium} mmol/L, glucose {glucose_text}, urea nitrogen {urea} mg/dL"), *lines,
        spin(rng, "{Rule|Choice}: effective osmolality counts sodium with its anions and glucose; urea crosses membranes and holds no water." if effective else "{Rule|Idea}: sodium counts twice for its anions, glucose and urea nitrogen are divided by 18 and 2.8."),
        _put(rng, f"{expression} = {fixed(value, 1)} mOsm/kg."),
    ]  # fmt: skip
    if effective:
        steps.append(f"The tempting mistake is to add urea, 2 × {sodium} + {shown} / 18 + {urea} / 2.8 = {fixed(total, 1)}; that is the total, and no water moves for the sake of urea.")
    steps.append(f"Check: sodium alone gives 2 × {sodium} = {2 * sodium}, most of the result, as it should be.")
    wrong = [
        (total if effective else tonicity, "added urea" if effective else "left urea nitrogen out"), (value - sodium, "counted sodium once"),
        (2 * sodium + float(shown) / 2.8 + (0 if effective else urea / 18), "swapped 18 and 2.8" if not effective else "divided glucose by 2.8"),
        (value - float(shown) / 18, "left glucose out"), (value + rng.choice((8, 10)), "added a fixed allowance for other solutes"),
    ]  # fmt: skip
    if level == 2:
        wrong.append((2 * sodium + float(glucose_text.split()[0]) / 18 + urea / 2.8, "divided glucose in mmol/L by 18 once more"))
    noun = spin(rng, "the {effective osmolality|tonicity (effective osmolality)}{ in mOsm/kg|}" if effective else "the {calculated|estimated} {serum|plasma} osmolality{ in mOsm/kg|}")
    return Task(patient, rng.choice(VAGUE), (Finding(SODIUM, f"{sodium} mmol/L"), Finding(GLUCOSE, glucose_text), Finding(UREA, f"{urea} mg/dL")), tuple(rules), _open(rng, noun), tuple(steps),
                value, 1, "mOsm/kg", 0.2, tuple(wrong), {"ask": "effective" if effective else "osmolality", "sodium": sodium, "glucose": glucose_text, "urea": urea}, 4 + (level == 2))  # fmt: skip


WATER_RULE = "{Body water in litres per kg|Litres of water per kg|Total body water per kg}: {0.6 in men, 0.5 in women, and from 65 years on 0.5 in men and 0.45 in women|0.6 (men) or 0.5 (women) below the age of 65, 0.5 (men) or 0.45 (women) from 65}."
DEFICIT_RULE = "{Deficit|Free-water deficit} = {total body water × (Na/140 − 1)|TBW × (Na/140 − 1), TBW being total body water|body water × (Na/140 − 1)}."


def _water(rng: Random, patient: Patient, weight: float) -> tuple[float, float, str]:
    fraction = body_water_fraction(patient.age, patient.sex)
    water = rounded(fraction * weight, 2)
    return fraction, water, f"{rng.choice(('Body water', 'Total body water', 'TBW'))}: {plain(fraction)} × {plain(weight)} = {fixed(water, 2)} L."


def _tempting_fraction(patient: Patient) -> tuple[float, str]:
    """The fraction that one is tempted to take, and why it is wrong."""
    if patient.sex == "male" and patient.age < 65:
        return 0.5, "that is for women and for men from 65"
    if patient.age < 65:
        return 0.6, "women hold less water per kilogram than men"
    return 0.6 if patient.sex == "male" else 0.5, "with age muscle goes and with it water"


def _deficit(rng: Random, level: int) -> Task:
    patient = _patient(rng)
    sodium, weight = rng.randint(148, 172), _weight(rng, patient)
    fraction = body_water_fraction(patient.age, patient.sex)
    text = f"{plain(weight)} kg"
    lines: list[str] = []
    rules = [spin(rng, DEFICIT_RULE), _decimals(rng, 2)]
    if level == 2:
        pounds = round(weight / 0.4536)
        weight = rounded(pounds * 0.4536, 2)
        text = f"{pounds} lb"
        lines.append(f"Weight in kg: {pounds} × 0.4536 = {fixed(weight, 2)}")
        rules.append(spin(rng, "{One pound is|1 lb =|Take 1 lb as} 0.4536 kg."))
    rules.append(spin(rng, WATER_RULE) if level == 3 else spin(rng, "{Take body water as|Total body water is taken as|Reckon body water at} $fraction L per kg.", fraction=plain(fraction)))
    _, water, line = _water(rng, patient, weight)
    value = rounded(water * (sodium / 140 - 1), 2)
    steps = [_facts(rng, f"{patient.age} years, {patient.sex}, {text}, sodium {sodium} mmol/L"), *lines, line, _put(rng, f"{fixed(water, 2)} × ({sodium} / 140 − 1) = {fixed(value, 2)} L.")]
    if level == 3:
        wrong_fraction, why = _tempting_fraction(patient)
        other = water_deficit(wrong_fraction, weight, sodium)
        steps.insert(-1, f"At {patient.age} a {patient.noun} has {plain(fraction)} L of water per kg by the rule.")
        steps.append(f"The tempting mistake is to take {plain(wrong_fraction)}: {plain(wrong_fraction)} × {plain(weight)} × ({sodium} / 140 − 1) = {fixed(other, 2)} L; but {why}.")
    steps.append(f"Check: {fixed(water, 2)} L now holds what would give 140 in {fixed(water + value, 2)} L, since {fixed(water, 2)} + {fixed(value, 2)} = {fixed(water + value, 2)}; a few litres is what such a sodium means.")
    wrong = [(water_deficit(f, weight, sodium), f"took body water as {plain(f)} L/kg") for f in (0.6, 0.5, 0.45) if f != fraction]
    wrong += [(water * (1 - 140 / sodium), "divided by the measured sodium instead of 140"), (weight * (sodium / 140 - 1), "used body weight for body water"), (water * (sodium / 145 - 1), "aimed at 145 instead of 140")]
    if level == 2:
        wrong.insert(0, (fraction * float(text.split()[0]) * (sodium / 140 - 1), "entered pounds as kilograms"))
    return Task(patient, rng.choice(DRY), (Finding(SODIUM, f"{sodium} mmol/L"), Finding(WEIGHT, text)), tuple(rules), _open(rng, spin(rng, "the free-water deficit{ in litres|}")), tuple(steps),
                value, 2, "L", 0.03, tuple(wrong), {"ask": "deficit", "age": patient.age, "sex": patient.sex, "sodium": sodium, "weight": text}, 4 + (level == 2))  # fmt: skip


MADIAS_RULE = "{One litre changes sodium by|Change by one litre =|By Adrogué and Madias, one litre changes sodium by} (infusate Na − serum Na) / (total body water + 1)."


def _madias(rng: Random, level: int) -> Task:
    patient = _patient(rng)
    weight = _weight(rng, patient)
    if rng.random() < 0.5:
        name, content = "3 % saline", 513
        sodium, stories = rng.randint(106, 124), DILUTE
    else:
        name, content = rng.choice(HYPOTONIC)
        sodium, stories = rng.randint(150, 172), DRY
    fraction, water, line = _water(rng, patient, weight)
    value = rounded(change_per_litre(content, 0, water, sodium), 2)
    rules = [spin(rng, MADIAS_RULE), _decimals(rng, 2), spin(rng, "$Name {contains|holds|has} $content mmol/L of sodium.", Name=name[0].upper() + name[1:], content=content)]
    rules.append(spin(rng, WATER_RULE) if level == 3 else spin(rng, "{Take body water as|Total body water is taken as|Reckon body water at} $fraction L per kg.", fraction=plain(fraction)))
    steps = [_facts(rng, f"{patient.age} years, {patient.sex}, {plain(weight)} kg, sodium {sodium} mmol/L, infusate {content} mmol/L"), line, _put(rng, f"({content} − {sodium}) / ({fixed(water, 2)} + 1) = {fixed(value, 2)} mmol/L for one litre.")]
    if level == 3:
        wrong_fraction, why = _tempting_fraction(patient)
        other = change_per_litre(content, 0, wrong_fraction * weight, sodium)
        steps.append(f"The tempting mistake is to take {plain(wrong_fraction)} L of water per kg: ({content} − {sodium}) / ({plain(wrong_fraction)} × {plain(weight)} + 1) = {fixed(other, 2)}; but {why}.")
    steps.append(f"Check: the infusate holds {'more' if content > sodium else 'less'} sodium than the patient's {sodium}, so the change is {'a rise' if content > sodium else 'a fall'}, and the sign agrees.")
    wrong = [(change_per_litre(content, 0, f * weight, sodium), f"took body water as {plain(f)} L/kg") for f in (0.6, 0.5, 0.45) if f != fraction]
    wrong += [((content - sodium) / water, "left out the litre that is added to body water"), ((content - sodium) / (weight + 1), "used body weight for body water"), ((154 - sodium) / (water + 1), "took 154 mmol/L, the sodium of normal saline")]
    return Task(patient, rng.choice(stories), (Finding(SODIUM, f"{sodium} mmol/L"), Finding(WEIGHT, f"{plain(weight)} kg")), tuple(rules), _open(rng, f"the change in serum sodium (mmol/L{', negative for a fall' if content < sodium else ''}) expected from one litre of {name}"),
                tuple(steps), value, 2, "mmol/L", 0.03, tuple(wrong), {"ask": "madias", "age": patient.age, "sex": patient.sex, "sodium": sodium, "weight": weight, "infusate": content}, 5)  # fmt: skip


def _hyperglycaemic_deficit(rng: Random) -> Task:
    """Level 4: sodium corrected for glucose, then the water deficit."""
    patient = _patient(rng, 30)
    factor, author = rng.choice(((1.6, "Katz"), (2.4, "Hillier")))
    weight = _weight(rng, patient)
    while True:
        sodium, glucose = rng.randint(138, 156), rng.randint(480, 1080)
        corrected = rounded(sodium_for_glucose(sodium, glucose, factor), 1)
        if 149 <= corrected <= 170:
            break
    fraction, water, line = _water(rng, patient, weight)
    value = rounded(water * (corrected / 140 - 1), 2)
    other = 2.4 if factor == 1.6 else 1.6
    rules = (
        spin(rng, "{First correct sodium for glucose with|The sodium to use is the one corrected by|Sodium is corrected beforehand with} $author's factor, $factor mmol/L {for each|per} 100 mg/dL {above|over} 100.", author=author, factor=factor),
        spin(rng, DEFICIT_RULE), spin(rng, WATER_RULE), _decimals(rng, 2),
    )  # fmt: skip
    uncorrected = water * (sodium / 140 - 1)
    steps = (
        _facts(rng, f"{patient.age} years, {patient.sex}, {plain(weight)} kg, sodium {sodium} mmol/L, glucose {glucose} mg/dL"),
        f"Sodium for glucose: {sodium} + {factor} × ({glucose} − 100) / 100 = {fixed(corrected, 1)} mmol/L.", line, _put(rng, f"{fixed(water, 2)} × ({fixed(corrected, 1)} / 140 − 1) = {fixed(value, 2)} L."),
        f"The tempting mistake is to go on with the measured {sodium}: {fixed(water, 2)} × ({sodium} / 140 − 1) = {fixed(uncorrected, 2)} L; once insulin takes glucose into cells the water goes with it, and the sodium will show the rest of the deficit.",
        f"Check: {fixed(corrected, 1)} is higher than {sodium}, so the deficit must be larger than the {fixed(uncorrected, 2)} L, and it is.",
    )  # fmt: skip
    wrong = [
        (uncorrected, "used the measured sodium"), (water * (sodium_for_glucose(sodium, glucose, other) / 140 - 1), f"corrected with {other} instead of {factor}"), (weight * (corrected / 140 - 1), "used body weight for body water"),
        *[(f * weight * (corrected / 140 - 1), f"took body water as {plain(f)} L/kg") for f in (0.6, 0.5, 0.45) if f != fraction],
    ]  # fmt: skip
    return Task(patient, rng.choice(SWEET), (Finding(SODIUM, f"{sodium} mmol/L"), Finding(GLUCOSE, f"{glucose} mg/dL"), Finding(WEIGHT, f"{plain(weight)} kg")), rules, _open(rng, spin(rng, "the free-water deficit{ in litres|}")), steps,
                value, 2, "L", 0.03, tuple(wrong), {"ask": "glucose deficit", "age": patient.age, "sex": patient.sex, "sodium": sodium, "glucose": glucose, "weight": weight, "factor": factor}, 7)  # fmt: skip


def _osmolal_gap(rng: Random) -> Task:
    """Level 4: calculated osmolality with ethanol, then the gap to the measured one."""
    patient = _patient(rng, 24, 68)
    sodium, glucose, urea, ethanol = rng.randint(132, 145), rng.randint(72, 190), rng.randint(7, 30), rng.randint(40, 280)
    base = rounded(osmolality(sodium, glucose, urea), 1)
    full = rounded(base + rounded(ethanol / 4.6, 1), 1)
    measured = round(full + rng.choice((rng.uniform(-4, 9), rng.uniform(16, 62))))
    value = rounded(measured - full, 1)
    if abs(value) < 1.5:
        measured += 4
        value = rounded(measured - full, 1)
    rules = (
        spin(rng, OSMOLALITY_RULE), spin(rng, "{Ethanol counts as|Add ethanol as|For ethanol add} ethanol/4.6 {(mg/dL)|with ethanol in mg/dL}."),
        spin(rng, "{The gap is|Osmolal gap:|Gap =} measured minus calculated{, ethanol included|, with ethanol counted in|}."), _decimals(rng, 1),
    )  # fmt: skip
    steps = (
        _facts(rng, f"sodium {sodium} mmol/L, glucose {glucose}, urea nitrogen {urea} and ethanol {ethanol} mg/dL, measured osmolality {measured} mOsm/kg"),
        f"Without ethanol: 2 × {sodium} + {glucose} / 18 + {urea} / 2.8 = {fixed(base, 1)} mOsm/kg.", f"Ethanol: {ethanol} / 4.6 = {fixed(ethanol / 4.6, 1)} mOsm/kg.",
        f"Calculated in all: {fixed(base, 1)} + {fixed(ethanol / 4.6, 1)} = {fixed(full, 1)} mOsm/kg.", f"Gap: {measured} − {fixed(full, 1)} = {fixed(value, 1)} mOsm/kg.",
        f"The tempting mistake is to stop before ethanol, {measured} − {fixed(base, 1)} = {fixed(measured - base, 1)}; part of that gap is the drink, and only the rest asks for another alcohol.",
        f"Check: {fixed(full, 1)} + {signed(value)} = {measured}, the measured osmolality.",
    )  # fmt: skip
    wrong = (
        (measured - base, "left ethanol out"), (measured - base - ethanol / 3.7, "divided ethanol by 3.7 instead of 4.6"), (measured - (full - urea / 2.8), "left urea nitrogen out"),
        (-value, "subtracted the wrong way round"), (measured - base - ethanol / 18, "divided ethanol by 18 like glucose"),
    )  # fmt: skip
    findings = (Finding(SODIUM, f"{sodium} mmol/L"), Finding(GLUCOSE, f"{glucose} mg/dL"), Finding(UREA, f"{urea} mg/dL"), Finding(("ethanol", "blood ethanol", "serum ethanol"), f"{ethanol} mg/dL"), Finding(("measured osmolality", "osmolality by freezing point", "serum osmolality (measured)"), f"{measured} mOsm/kg"))
    return Task(patient, rng.choice(("with drowsiness and a smell of alcohol", "after being found confused beside an unmarked bottle", "with suspected poisoning", "with confusion after a night of drinking")), findings, rules, _open(rng, spin(rng, "the osmolal gap{ in mOsm/kg|}")), steps,
                value, 1, "mOsm/kg", 0.2, wrong, {"ask": "osmolal gap", "sodium": sodium, "glucose": glucose, "urea": urea, "ethanol": ethanol, "measured": measured}, 8)  # fmt: skip


def signed(value: float) -> str:
    """One decimal, a negative number in parentheses."""
    text = fixed(value, 1)
    return f"({text})" if value < 0 else text


RISK = ("chronic alcohol use", "a potassium of 2.9 mmol/L", "malnutrition", "advanced liver disease")


def _hypertonic_rate(rng: Random) -> Task:
    """Level 5: rate of 3 % saline under a limit that depends on risk and on what the sodium has risen already."""
    patient = _patient(rng, 30)
    weight = _weight(rng, patient)
    sodium = rng.randint(106, 119)
    risky = rng.random() < 0.5
    risk = rng.choice(RISK)
    limit = 8 if risky else 10
    risen, left = rng.randint(2, 5), rng.choice((10, 12, 14, 15, 16, 18))
    current = sodium + risen
    fraction, water, line = _water(rng, patient, weight)
    change = rounded(change_per_litre(513, 0, water, current), 2)
    room = limit - risen
    volume = rounded(room / change * 1000, 0)
    value = rounded(volume / left, 1)
    rules = (
        spin(rng, "{Limit for the rise in 24 hours|In 24 hours sodium may rise by|Allowed rise in 24 hours}: {10 mmol/L, but 8|at most 10 mmol/L, or 8} if {there is a risk factor for osmotic demyelination|osmotic demyelination is a particular risk} ({alcohol|alcohol use}, malnutrition, liver disease, potassium under 3.0 mmol/L, or a starting sodium of 105 or less)."),
        spin(rng, MADIAS_RULE), spin(rng, WATER_RULE), "3 % saline has 513 mmol/L of sodium.", _decimals(rng, 1),
        spin(rng, "{Use the present sodium in the formula|The sodium that counts in the formula is the present one|Put the sodium of now into the formula}{, and ignore urine losses|; urine losses are left aside}."),
    )  # fmt: skip
    telling = f"{'The history includes ' + risk if risky and 'potassium' not in risk else 'The laboratory also reports ' + risk if risky else 'There is no alcohol use, malnutrition or liver disease, and the potassium is 4.1 mmol/L'}."
    naive = rounded(limit / change * 1000, 0) / left
    other_room = (10 if risky else 8) - risen
    steps = (
        _facts(rng, f"{patient.age} years, {patient.sex}, {plain(weight)} kg, sodium {sodium} mmol/L at the start and {current} now, {left} hours left"),
        f"Limit: {'a risk factor (' + risk + ') makes it' if risky else 'no risk factor, so it is'} {limit} mmol/L in 24 hours.", f"Risen already: {current} − {sodium} = {risen} mmol/L.", f"Room: {limit} − {risen} = {room} mmol/L.", line,
        f"One litre of 3 % saline: (513 − {current}) / ({fixed(water, 2)} + 1) = {fixed(change, 2)} mmol/L.", f"Volume for the room: {room} / {fixed(change, 2)} × 1000 = {fixed(volume, 0)} mL.", f"Rate: {fixed(volume, 0)} / {left} = {fixed(value, 1)} mL/h.",
        f"The tempting mistake is to spend the whole {limit} mmol/L again: {limit} / {fixed(change, 2)} × 1000 / {left} = {fixed(limit / change * 1000 / left, 1)} mL/h; the clock and the limit run from the start of treatment, and {risen} of it is used.",
        f"Check: {fixed(value, 1)} × {left} / 1000 × {fixed(change, 2)} = {fixed(value * left / 1000 * change, 1)} mmol/L, the room that was left.",
    )  # fmt: skip
    wrong = (
        (naive, "forgot the rise that has taken place"), (max(0.1, other_room / change * 1000 / left), f"took {10 if risky else 8} mmol/L as the limit"), (volume / 24, "spread the volume over 24 hours"),
        *[(room / change_per_litre(513, 0, f * weight, current) * 1000 / left, f"took body water as {plain(f)} L/kg") for f in (0.6, 0.5, 0.45) if f != fraction], (room / ((154 - current) / (water + 1)) * 1000 / left, "took the sodium of 0.9 % saline"),
    )  # fmt: skip
    findings = (Finding(("sodium at the start", "initial sodium", "sodium on arrival"), f"{sodium} mmol/L"), Finding(("sodium now", "present sodium", "latest sodium"), f"{current} mmol/L"), Finding(WEIGHT, f"{plain(weight)} kg"), Finding(("time left of the first 24 hours", "remaining time in the first 24 hours"), f"{left} hours"))
    return Task(patient, rng.choice(DILUTE[1:3] + DILUTE[4:]), findings, rules, _open(rng, spin(rng, "the {highest rate|fastest rate} of 3 % saline in mL/h that {reaches but does not pass|just keeps to} the limit over the remaining hours")), steps, value, 1, "mL/h", max(0.05, value * 0.01), wrong,
                {"ask": "hypertonic", "age": patient.age, "sex": patient.sex, "weight": weight, "sodium": [sodium, current], "limit": limit, "left": left}, 11, (telling,))  # fmt: skip


def _free_water_rate(rng: Random) -> Task:
    """Level 5: free water for hypernatraemia, limited to 10 mmol/L a day when chronic, with ongoing losses."""
    patient = _patient(rng, 30)
    weight = _weight(rng, patient)
    sodium = rng.randint(155, 176)
    chronic = rng.random() < 0.7
    losses = rng.choice((25, 30, 35, 40, 45, 50, 60))
    fraction, water, line = _water(rng, patient, weight)
    deficit = rounded(water * (sodium / 140 - 1), 2)
    hours = rounded((sodium - 140) / 10 * 24, 1) if chronic else 24.0
    basic = rounded(deficit * 1000 / hours, 1)
    value = rounded(basic + losses, 1)
    rules = (
        spin(rng, "{Pace|Speed of correction|How fast}: {if it has lasted 48 hours or more|chronic, that is 48 hours or longer}, sodium falls by 10 mmol/L in 24 hours at an even rate down to 140; {if shorter|acute, that is under 48 hours}, the whole deficit goes in within 24 hours."),
        spin(rng, DEFICIT_RULE), spin(rng, WATER_RULE), _decimals(rng, 1),
        spin(rng, "{Ongoing losses of free water are|Besides the deficit, ongoing losses of water are|Continuing water losses are} {replaced hour by hour|added mL for mL}{ on top|}."),
    )  # fmt: skip
    days = rng.randint(3, 6) if chronic else 0
    if chronic:
        telling = f"{spin(rng, '{The sodium has been above 150 mmol/L for|Records show a raised sodium for|It has been building up over}')} {days} days."
    else:
        telling = spin(rng, "{The sodium was 140 mmol/L yesterday evening, before a salt overdose|It was normal 20 hours ago, before salt was swallowed in error|A sample from the day before, prior to a salt overdose, showed a normal sodium}.")
    all_at_once = deficit * 1000 / 24 + losses
    steps = [_facts(rng, f"{patient.age} years, {patient.sex}, {plain(weight)} kg, sodium {sodium} mmol/L, losses {losses} mL/h"), line, f"Deficit: {fixed(water, 2)} × ({sodium} / 140 − 1) = {fixed(deficit, 2)} L."]
    if chronic:
        steps.append(f"It is chronic ({days} days), so time: ({sodium} − 140) / 10 × 24 = {fixed(hours, 1)} hours.")
    else:
        steps.append("It is acute (under 48 hours), so the deficit goes in within 24 hours.")
    shown_hours = plain(hours)
    steps.append(f"Deficit by the hour: {fixed(deficit, 2)} × 1000 / {shown_hours} = {fixed(basic, 1)} mL/h.")
    steps.append(f"With the losses: {fixed(basic, 1)} + {losses} = {fixed(value, 1)} mL/h.")
    if chronic:
        steps.append(f"The tempting mistake is to give it all in a day: {fixed(deficit, 2)} × 1000 / 24 + {losses} = {fixed(all_at_once, 1)} mL/h; brain cells have made osmoles over days and would swell.")
    else:
        steps.append("The tempting mistake is to slow down as for chronic hypernatraemia; in hours the brain has not adapted, and the salt itself does the harm.")
    steps.append(f"Check: ({fixed(value, 1)} − {losses}) × {shown_hours} / 1000 = {fixed((value - losses) * hours / 1000, 2)} L, the deficit again.")
    slow = deficit * 1000 / ((sodium - 140) / 10 * 24) + losses
    wrong = (
        (all_at_once if chronic else slow, "gave the deficit within 24 hours although it is chronic" if chronic else "slowed the correction although it is acute"), (basic, "left out the ongoing losses"),
        (deficit * 1000 / 48 + losses, "spread the deficit over 48 hours"), *[(f * weight * (sodium / 140 - 1) * 1000 / hours + losses, f"took body water as {plain(f)} L/kg") for f in (0.6, 0.5, 0.45) if f != fraction],
        (weight * (sodium / 140 - 1) * 1000 / hours + losses, "used body weight for body water"),
    )  # fmt: skip
    findings = (Finding(SODIUM, f"{sodium} mmol/L"), Finding(WEIGHT, f"{plain(weight)} kg"), Finding(("ongoing free-water loss", "estimated water loss", "continuing loss of free water"), f"{losses} mL/h"))
    story = rng.choice(DRY if chronic else ("with thirst and confusion of sudden onset", "with a seizure and a very high sodium", "with irritability and a very high sodium"))
    return Task(patient, story, findings, rules, _open(rng, spin(rng, "the {starting|} rate of free water in mL/h{ (deficit and losses together)|, deficit and losses together|}")), tuple(steps), value, 1, "mL/h", max(0.05, value * 0.01), wrong,
                {"ask": "free water", "age": patient.age, "sex": patient.sex, "weight": weight, "sodium": sodium, "chronic": chronic, "losses": losses}, 9, (telling,))  # fmt: skip


def _potassium_infusate(rng: Random) -> Task:
    """Level 4: an infusate with potassium, several litres, and the sodium that results."""
    patient = _patient(rng)
    weight = _weight(rng, patient)
    name, content = rng.choice((("0.45 % saline", 77), ("5 % dextrose in water", 0), ("0.9 % saline", 154)))
    sodium = rng.randint(112, 128) if content == 154 else rng.randint(150, 170)
    potassium = rng.choice((20, 30, 40))
    litres = rng.choice((1.0, 1.5, 2.0))
    _fraction, water, line = _water(rng, patient, weight)
    change = rounded(change_per_litre(content, potassium, water, sodium), 2)
    value = rounded(sodium + litres * change, 1)
    rules = (
        spin(rng, "{One litre changes sodium by|Change by one litre =|By Adrogué and Madias, one litre changes sodium by} (infusate Na + infusate K − serum Na) / (total body water + 1)."), spin(rng, WATER_RULE), _decimals(rng, 1),
        spin(rng, "$Name {contains|holds|has} $content mmol/L of sodium{ by itself| before anything is added|}.", Name=name[0].upper() + name[1:], content=content),
        spin(rng, "{Take the change as proportional to the volume|The change is taken to be in proportion to the litres given|Multiply the change of one litre by the litres}{; losses are ignored|, without losses|}."),
    )  # fmt: skip
    sign = "+" if change >= 0 else "−"
    without = rounded(change_per_litre(content, 0, water, sodium), 2)
    steps = (
        _facts(rng, f"{patient.age} years, {patient.sex}, {plain(weight)} kg, sodium {sodium} mmol/L, {plain(litres)} L with {content} mmol/L sodium and {potassium} mmol/L potassium"), line,
        f"One litre: ({content} + {potassium} − {sodium}) / ({fixed(water, 2)} + 1) = {fixed(change, 2)} mmol/L.", f"After {plain(litres)} L: {sodium} {sign} {plain(litres)} × {fixed(abs(change), 2)} = {fixed(value, 1)} mmol/L.",
        f"The tempting mistake is to leave out the potassium: ({content} − {sodium}) / ({fixed(water, 2)} + 1) = {fixed(without, 2)}; potassium goes into cells in exchange for sodium and counts as much.",
        f"Check: the fluid holds {content} + {potassium} = {content + potassium} mmol/L of cations, {'more' if content + potassium > sodium else 'less'} than {sodium}, so sodium must {'rise' if content + potassium > sodium else 'fall'}.",
    )  # fmt: skip
    wrong = (
        (sodium + litres * without, "left out the potassium of the infusate"), (sodium + change, "counted one litre only") if litres != 1 else (sodium + 2 * change, "counted two litres"), (sodium - litres * change, "changed the sodium the wrong way"),
        (sodium + litres * (content + potassium - sodium) / (weight + 1), "used body weight for body water"), (sodium + litres * (content + potassium - sodium) / water / (1 if litres != 1 else 0.9), "left out the litre that is added to body water"),
    )  # fmt: skip
    findings = (Finding(SODIUM, f"{sodium} mmol/L"), Finding(WEIGHT, f"{plain(weight)} kg"), Finding(("volume ordered", "planned volume", "volume to be given"), f"{plain(litres)} L"), Finding(("potassium added to the infusion", "potassium in the bag"), f"{potassium} mmol/L"))
    return Task(patient, rng.choice(DILUTE if content == 154 else DRY), findings, rules, _open(rng, f"the sodium expected after this infusion of {name}", spin(rng, "{ (mmol/L)|}")), steps, value, 1, "mmol/L", 0.1, wrong,
                {"ask": "potassium infusate", "age": patient.age, "sex": patient.sex, "weight": weight, "sodium": sodium, "infusate": content, "potassium": potassium, "litres": litres}, 8)  # fmt: skip


def problem(rng: Random, level: int) -> Problem:
    """One formula (1), other units (2), the right constant or solutes (3), two formulas in a chain (4), limits and rates (5)."""
    if level in (1, 2):
        maker = rng.choice((_glucose, _calcium, _osmolality, _deficit, _madias) if level == 1 else (_glucose, _calcium, _osmolality, _deficit))
        task = maker(rng, level)
    elif level == 3:
        task = rng.choice((_osmolality, _deficit, _madias))(rng, level)
    else:
        task = rng.choice((_hyperglycaemic_deficit, _osmolal_gap, _potassium_infusate) if level == 4 else (_hypertonic_rate, _free_water_rate))(rng)
    told = background(rng, task.patient, rng.randint(1, 2) if level == 4 else rng.randint(0, 1))
    normal = bystanders(rng, rng.randint(1, 3) if level == 4 else rng.randint(0, 1), without=("vitamin D", "systolic blood pressure", "heart rate", "magnesium"))
    question = composed(
        rng, arrival(rng, task.patient, task.story), [*told, *task.facts], charted(rng, [*task.findings, *normal], task.patient), task.rules, task.ask
    )  # fmt: skip

    def written(number: float) -> str:
        return f"{fixed(number, task.decimals)} {task.unit}"

    return Problem(
        question=question, steps=task.steps, answer=written(task.value), answer_type="number", verifier="number",
        arguments={"unit": task.unit, "absolute": round(task.clear, 4)}, parameters=task.parameters,
        distractors=numeric_distractors(task.value, task.wrong, written, absolute=task.clear)[:5], operations=task.operations, irrelevant=len(told) + len(normal),
    )  # fmt: skip


FAMILY = Family(
    name="electrolytes",
    title="Sodium, water, calcium and osmolality",
    source="Katz 1973; Hillier 1999; Payne 1973; Adrogué & Madias, N Engl J Med 2000;342:1493 and 1581; Verbalis 2013",
    problem=problem,
    rubric=(
        Criterion("Names the correction factor or formula version that it uses, as the question states it.", "essential"),
        Criterion("Takes the total body water for the patient's sex and age from the rule in the question.", "essential"),
        Criterion("Corrects sodium for glucose before it sizes a water deficit, where glucose is high.", "important"),
        Criterion("Keeps the correction of sodium within the stated limit for 24 hours.", "important"),
        Criterion("Counts a rise of sodium that has already taken place as if it had not.", "pitfall", positive=False),
    ),
)
