
"""Children's doses, maintenance fluids and body surface area.

In: a seeded generator and a level. Out: one problem in mg, mL, mL/h, m² or a count.

    dose          mg/kg × weight, a daily dose divided by the doses a day, never above the stated maximum
    4-2-1 rule    4 mL/kg/h for the first 10 kg, 2 for the next 10 kg, 1 for each kg beyond 20    Holliday & Segar, Pediatrics 1957;19:823
    surface area  √(height in cm × weight in kg / 3600) in m²                                     Mosteller, N Engl J Med 1987;317:1098
    deficit       per cent dehydration × weight × 10 mL, given over 24 h with maintenance         Nelson Textbook of Pediatrics, 21st ed., ch. 70

Doses and maxima are stated in every question; they follow the BNF for Children 2023–24, the AAP guideline on otitis media
(Pediatrics 2013;131:e964) and the Harriet Lane Handbook, 22nd ed. Weight and height follow the CDC growth charts (2000), 5th to 95th centile.

Worked example: a 24 kg child needs 10 × 4 + 10 × 2 + 4 × 1 = 64 mL/h.

>>> maintenance(24)
64
>>> round(surface_area(120, 22), 3)
0.856
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

from curate.domain import Criterion, Distractor, Family, Problem
from domains.medical.charting import charted, posed
from domains.medical.figures import trimmed, wrong_numbers
from domains.medical.rounding import fixed, rounded
from domains.wording import sentence, spin


def maintenance(weight: float) -> float:
    """Maintenance fluid in mL/h by the 4-2-1 rule, weight in kg."""
    return 4 * min(weight, 10) + 2 * min(max(weight - 10, 0), 10) + max(weight - 20, 0)


def surface_area(height: float, weight: float) -> float:
    """Body surface area in m² (Mosteller) from cm and kg."""
    return float((height * weight / 3600) ** 0.5)


#: age in months -> median weight (kg) and height (cm), both sexes together; CDC growth charts 2000
GROWTH = (
    (1, 4.3, 54.5),
    (3, 6.1, 60.5),
    (6, 7.7, 66.8),
    (9, 8.8, 71),
    (12, 9.8, 75),
    (18, 11.1, 81.5),
    (24, 12.4, 87),
    (36, 14.2, 95.5),
    (48, 16.2, 102.5),
    (60, 18.2, 109),
    (72, 20.6, 115.5),
    (84, 23, 121.8),
    (96, 25.6, 128),
    (108, 28.6, 133.3),
    (120, 32.2, 138.5),
    (132, 36, 143.7),
    (144, 40.5, 149.5),
    (156, 45.5, 156),
    (168, 50, 161),
    (180, 54, 165),
)


@dataclass(frozen=True)
class Child:
    """Age in months, sex, weight in kg (to 0.1 below 40 kg, else to 0.5) and height in whole cm."""

    months: int
    sex: str
    weight: float
    height: int

    @property
    def noun(self) -> str:
        return "boy" if self.sex == "male" else "girl"

    @property
    def subject(self) -> str:
        return "he" if self.sex == "male" else "she"

    @property
    def age(self) -> str:
        return f"{self.months}-month-old" if self.months < 24 else f"{self.months // 12}-year-old"

    @property
    def article(self) -> str:
        number = self.months if self.months < 24 else self.months // 12
        return "an" if number in (8, 11, 18) else "a"


def child(rng: Random, youngest: int = 3, oldest: int = 179) -> Child:
    """A child whose weight and height fit the age; ages in months."""
    months = (
        rng.randint(youngest, min(23, oldest))
        if youngest < 24 and rng.random() < 0.3
        else rng.randint(max(youngest, 24), oldest)
        if oldest >= 24
        else rng.randint(youngest, oldest)
    )
    before = max(row for row in GROWTH if row[0] <= months)
    after = min((row for row in GROWTH if row[0] > months), default=before)
    share = 0.0 if after == before else (months - before[0]) / (after[0] - before[0])
    tall = rng.uniform(0.95, 1.05)
    height = round((before[2] + share * (after[2] - before[2])) * tall)
    exact = (before[1] + share * (after[1] - before[1])) * tall**2 * rng.uniform(0.91, 1.14)
    weight = round(exact, 1) if exact < 40 else round(exact * 2) / 2
    return Child(months, rng.choice(("male", "female")), weight, height)


WARDS = "{on the children's ward|in the paediatric emergency department|in the children's day unit|in the children's assessment unit|on the paediatric short-stay unit}"
NOTES = (
    "{Immunisations are up to date|The child is fully immunised for age}",
    "{There are no known drug allergies|No allergies are recorded|The family knows of no allergies}",
    "{A grandmother|The mother|The father|An aunt} is {present|at the bedside|with the child}",
    "{A sibling had a cold last week|Two siblings at home are well|There are no siblings}",
    "{The child was born at term|Birth was at 39 weeks without complication|Birth was at term by planned caesarean section}",
    "{The family has a dog|The family lives on a farm|The family came by bus}",
)
SPARE = (
    ("temperature", ("36.9 °C", "37.8 °C", "38.4 °C")),
    ("heart rate", ("104 beats/min", "112 beats/min", "118 beats/min")),
    ("saturation", ("96 %", "97 %", "98 %")),
    ("capillary refill", ("1 s", "2 s")),
    ("{blood |}glucose", ("4.8 mmol/L", "5.4 mmol/L", "6.1 mmol/L")),
    ("haemoglobin", ("11.4 g/dL", "12.1 g/dL", "12.6 g/dL")),
)
HEADING = "{Order|Prescription|Details|From the chart|Drug chart|Data|For the calculation|Measurements and order}"


def _introduced(rng: Random, who: Child, problem: str) -> str:
    text = "{$a $age $noun {is seen|is reviewed|is being looked after} $place with $problem|$place, $a $age $noun has $problem|{you are asked about|the next patient is|this is} $a $age $noun $place with $problem|$a $age $noun $place has $problem}"
    return sentence(
        spin(rng, text, a=who.article, age=who.age, noun=who.noun, place=spin(rng, WARDS), problem=spin(rng, problem))
    )


def _notes(rng: Random, count: int) -> list[str]:
    return [sentence(spin(rng, text)) for text in rng.sample(NOTES, count)]


def _spare(rng: Random, count: int, dry: bool = False) -> list[tuple[str, str]]:
    """Values that no calculation needs; `dry` leaves out those that dehydration would change."""
    pool = [item for item in SPARE if not dry or item[0] not in ("heart rate", "capillary refill")]
    return [(name, rng.choice(values)) for name, values in rng.sample(pool, count)]


def _half(volume: float) -> float:
    """To the nearest 0.5 mL."""
    return rounded(volume * 2, 0) / 2


def _whole_bottles(total: float, bottle: int) -> int:
    return int(total / bottle) + (total % bottle > 1e-9)


def _to(rng: Random, unit: str, decimals: int) -> str:
    return spin(
        rng,
        "{Give|State|Report} {the answer|the result|it} in $unit, {rounded to|to} $places",
        unit=unit,
        places="the nearest whole number"
        if decimals == 0
        else f"{decimals} decimal place{'s' if decimals > 1 else ''}",
    )


def _answered(
    question: str,
    steps: list[str],
    result: float,
    traps: list[tuple[float, str]],
    parameters: dict[str, object],
    *,
    unit: str,
    decimals: int,
    tolerance: float,
    operations: int,
    irrelevant: int = 0,
) -> Problem:
    return Problem(
        question=question,
        steps=tuple(steps),
        answer=f"{fixed(result, decimals)} {unit}",
        answer_type="number",
        verifier="number",
        arguments={"unit": unit, "absolute": tolerance},
        parameters=parameters,
        distractors=wrong_numbers(
            result, traps, decimals=decimals, unit=unit, tolerance=tolerance, highest=result * 12
        ),
        operations=operations,
        irrelevant=irrelevant,
    )


@dataclass(frozen=True)
class Drug:
    """A formulary entry: mg/kg for a dose (`daily` False) or for a day divided into `times` doses; maxima in mg a dose."""

    name: str
    reason: str
    per_kg: tuple[float, ...]
    daily: bool
    times: int
    most: float
    mixtures: tuple[tuple[float, float], ...]
    youngest: int
    oldest: int = 179

    @property
    def often(self) -> str:
        return {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day"}[self.times]


DRUGS = (
    Drug(
        "paracetamol",
        "{fever and a sore throat|a febrile cold|pain after tonsillectomy|a sprained ankle}",
        (15, 12.5),
        False,
        4,
        1000,
        ((120, 5), (250, 5), (160, 5)),
        3,
    ),
    Drug(
        "ibuprofen",
        "{a sprained wrist|fever and an ear infection|a painful knee after a fall}",
        (10, 7.5, 8),
        False,
        3,
        400,
        ((100, 5), (200, 5)),
        6,
    ),
    Drug("amoxicillin", "{acute otitis media|lobar pneumonia}", (90, 80), True, 2, 2000, ((400, 5), (250, 5)), 6),
    Drug(
        "cefalexin",
        "{impetigo|a skin infection around a graze|a urinary tract infection}",
        (50, 40, 25),
        True,
        4,
        500,
        ((250, 5), (125, 5)),
        3,
    ),
    Drug(
        "flucloxacillin",
        "{cellulitis of the leg|an infected insect bite}",
        (100, 50),
        True,
        4,
        500,
        ((250, 5), (125, 5)),
        3,
    ),
    Drug("clarithromycin", "{atypical pneumonia|whooping cough}", (7.5,), False, 2, 500, ((125, 5), (250, 5)), 3),
    Drug("azithromycin", "{atypical pneumonia|whooping cough}", (10,), False, 1, 500, ((200, 5), (100, 5)), 6),
    Drug("trimethoprim", "{a lower urinary tract infection|cystitis}", (4,), False, 2, 200, ((50, 5),), 3),
    Drug("metronidazole", "{a dental abscess|an infected bite wound}", (7.5,), False, 3, 400, ((200, 5),), 3),
    Drug("prednisolone", "{an asthma attack|an exacerbation of asthma}", (1, 2), False, 1, 40, ((5, 5), (15, 5)), 24),
    Drug("dexamethasone", "{croup|croup with stridor at rest}", (0.15, 0.6), False, 1, 12, ((2, 5), (10, 5)), 6, 83),
    Drug(
        "ondansetron",
        "{vomiting from gastroenteritis|vomiting after an operation}",
        (0.15, 0.1),
        False,
        2,
        8,
        ((4, 5),),
        6,
    ),
    Drug("levetiracetam", "{newly diagnosed epilepsy|focal seizures}", (10, 15, 20), False, 2, 1500, ((500, 5),), 24),
    Drug(
        "phenobarbital",
        "{epilepsy with febrile seizures|generalised seizures}",
        (4, 5, 3),
        True,
        2,
        90,
        ((15, 5), (20, 5)),
        3,
        143,
    ),
)


def _entry(drug: Drug, per_kg: float, most: bool = True) -> str:
    basis = (
        f"{drug.name} {per_kg:g} mg/kg/day in {drug.times} equal doses"
        if drug.daily
        else f"{drug.name} {per_kg:g} mg/kg per dose, {drug.often}"
    )
    return basis + (f", at most {drug.most:g} mg a dose" if most else "")


def _weight(kg: float) -> str:
    return f"{kg:g} kg"


def _dose_tolerance(dose: float) -> float:
    return max(0.05, rounded(dose * 0.005, 2)) if dose < 30 else rounded(dose * 0.005, 2)


def _single(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: mg of a dose per kg, at level 2 from a weight in grams or pounds."""
    say = partial(spin, rng)
    while True:
        drug = rng.choice([drug for drug in DRUGS if not drug.daily])
        per_kg = rng.choice(drug.per_kg)
        who = child(rng, drug.youngest, drug.oldest)
        if per_kg * who.weight <= 0.97 * drug.most:
            break
    weight = who.weight
    steps: list[str] = []
    shown = _weight(weight)
    parameters: dict[str, object] = {"kind": "single", "drug": drug.name, "per_kg": per_kg}
    conventions: list[str] = []
    traps: list[tuple[float, str]] = []
    if level == 2:
        if weight < 14 or rng.random() < 0.3:
            grams = round(weight * 1000) + 10 * rng.randint(-4, 4)
            weight = grams / 1000
            shown = f"{grams:,} g"
            steps.append(f"Weight = {grams} / 1000 = {trimmed(weight, 3)} kg.")
            parameters["grams"] = grams
            traps.append((per_kg * grams / 10000, "slipped a decimal place between g and kg"))
        else:
            pounds = rounded(weight / 0.4536, 1)
            weight = rounded(pounds * 0.4536, 3)
            shown = f"{pounds:g} lb"
            conventions.append(say("{Take|Use} 1 lb {as|=} 0.4536 kg"))
            steps.append(f"Weight = {pounds:g} × 0.4536 = {trimmed(weight, 3)} kg.")
            parameters["pounds"] = pounds
            traps += [(per_kg * pounds, "took pounds for kilograms"), (per_kg * pounds / 0.4536, "divided by 0.4536")]
    else:
        parameters["weight"] = weight
    result = per_kg * weight
    decimals = 2 if result < 10 else 1
    facts = [("{order|formulary|dose}", _entry(drug, per_kg)), ("{weight|body weight|weight today}", shown)]
    steps = [
        say("{Facts|Given}: $entry; weight $w.", entry=_entry(drug, per_kg), w=shown),
        say("{Rule|Formula}: single dose = dose per kg × weight in kg, up to the maximum."),
        *steps,
        f"Dose = {per_kg:g} × {trimmed(weight, 3)} = {fixed(result, decimals)} mg.",
        say("{Check|Sense check}: that is below the maximum of $most mg, so it stands.", most=f"{drug.most:g}"),
    ]
    traps += [
        (drug.most, "gave the maximum dose"),
        (
            result / drug.times if drug.times > 1 else result / 2,
            "divided a single dose by the doses a day" if drug.times > 1 else "halved the dose",
        ),
        (
            result * drug.times if drug.times > 1 else result * 2,
            "gave the total of the day" if drug.times > 1 else "doubled the dose",
        ),
        (result / 10, "slipped a decimal place"),
        (result * 10, "slipped a decimal place"),
        (per_kg * (who.months / 12 + 4) * 2, "estimated the weight from the age instead of using it"),
    ]
    notes = _notes(rng, rng.randint(0, 1))
    conventions.append(_to(rng, "mg", decimals))
    ask = say(
        "{How many milligrams is one dose|What is the single dose|How much $name should be given in one dose|What single dose do you prescribe}?",
        name=drug.name,
    )
    question = posed(rng, _introduced(rng, who, drug.reason), charted(rng, facts, HEADING), conventions, ask, notes)
    return _answered(
        question,
        steps,
        result,
        traps,
        parameters,
        unit="mg",
        decimals=decimals,
        tolerance=_dose_tolerance(result),
        operations=1 + (level == 2),
        irrelevant=len(notes),
    )


FASTING = "{a fast before surgery|vomiting under observation|appendicitis awaiting theatre|a bowel obstruction that is being observed|pneumonia and poor intake|a fractured femur awaiting theatre}"


def _bands(weight: float) -> str:
    """The 4-2-1 sum as written out."""
    if weight <= 10:
        return f"4 × {weight:g}"
    if weight <= 20:
        return f"4 × 10 + 2 × {trimmed(weight - 10, 3)}"
    return f"4 × 10 + 2 × 10 + 1 × {trimmed(weight - 20, 3)}"


def _fluid_traps(weight: float) -> list[tuple[float, str]]:
    return [
        (4 * weight, "used 4 mL/kg/h for the whole weight"),
        (2 * weight, "used 2 mL/kg/h for the whole weight"),
        (
            weight if weight > 20 else 3 * weight,
            "used 1 mL/kg/h for the whole weight" if weight > 20 else "used 3 mL/kg/h",
        ),
        (
            40 + (weight - 10) if weight > 10 else 4 * weight + 2 * weight,
            "skipped the middle band" if weight > 10 else "added the second band to the first",
        ),
        (100 * weight / 24, "used 100 mL/kg/day for the whole weight"),
        (maintenance(weight) + 10, "added a band too many"),
    ]


def _fluids(rng: Random, level: int) -> Problem:
    """Levels 1 to 3: 4-2-1; weight in grams and a daily volume at level 2; a stated fraction of it at level 3."""
    say = partial(spin, rng)
    while True:
        who = child(rng, 2, 179)
        weight = who.weight if level != 2 else rounded(who.weight + rng.randint(-9, 9) / 100, 2)
        if level < 3 or weight > 10.5:
            break
    hourly = rounded(maintenance(weight), 3)
    result, unit, decimals = hourly, "mL/h", 1
    shown = _weight(weight)
    parameters: dict[str, object] = {"kind": "fluids", "weight": weight, "level": level}
    conventions = [
        say(
            "{Use|Apply|Work with} the 4-2-1 rule{: 4 mL/kg/h for the first 10 kg, 2 mL/kg/h for the next 10 kg, 1 mL/kg/h beyond 20 kg| (4, 2 and 1 mL/kg/h for the first 10 kg, the second 10 kg and every kg above)}"
        )
    ]
    steps = [
        "",
        say("{Rule|4-2-1}: 4 mL/kg/h up to 10 kg, 2 for the next 10 kg, 1 for each kg beyond 20."),
        f"Maintenance = {_bands(weight)} = {trimmed(hourly, 3)} mL/h.",
    ]
    traps = _fluid_traps(weight)
    ask = "{What is the maintenance rate|At what rate should maintenance fluid run|How much maintenance fluid is needed per hour|What hourly rate covers maintenance}?"
    extra: list[tuple[str, str]] = []
    if level == 2:
        shown = f"{round(weight * 1000):,} g"
        result, unit, decimals = hourly * 24 / 1000, "L", 2
        steps[1:1] = [f"Weight = {round(weight * 1000)} / 1000 = {trimmed(weight, 3)} kg."]
        steps += [
            f"Over a day: {trimmed(hourly, 3)} × 24 = {trimmed(hourly * 24, 2)} mL.",
            f"In litres: {trimmed(hourly * 24, 2)} / 1000 = {fixed(result, 2)} L.",
        ]
        traps = [(x * 24 / 1000, t) for x, t in traps] + [
            (hourly / 100, "took the hourly rate for the day"),
            (hourly * 12 / 1000, "counted 12 hours"),
        ]
        ask = "{How many litres of maintenance fluid does the day need|What is the maintenance volume for 24 hours|How much maintenance fluid is needed in 24 hours}?"
    if level == 3:
        lungs = "bronchiolitis" if who.months < 24 else "pneumonia"
        percent, why = rng.choice(
            ((60, lungs), (50, "meningitis"), (70, lungs), (80, "meningitis"), (75, lungs), (65, lungs))
        )
        result = rounded(hourly * percent / 100, 3)
        conventions.append(
            say(
                "{Because of|On account of} the risk of antidiuretic hormone excess in $why, {give|run} $p % of maintenance",
                why=why,
                p=percent,
            )
        )
        steps += [
            say(
                "{The tempting mistake is|It is tempting} to {multiply the whole weight by 4|use one rate per kg throughout}, 4 × $w = $x mL/h: the rule falls off in bands as the child grows.",
                w=f"{weight:g}",
                x=trimmed(4 * weight, 2),
            ),
            f"Restricted: {trimmed(hourly, 3)} × {percent} / 100 = {fixed(result, 1)} mL/h.",
        ]
        traps = [
            (hourly, "forgot the restriction"),
            (hourly * (100 - percent) / 100, "took off the fraction that should stay"),
            (4 * weight * percent / 100, "used 4 mL/kg/h for the whole weight"),
            (hourly * 100 / percent, "divided by the fraction"),
            ((40 + weight - 10) * percent / 100, "skipped the middle band"),
            *traps,
        ]
        parameters["percent"] = percent
        extra = _spare(rng, 1)
        ask = "{At what rate should the fluid run|What rate do you order|What is the restricted rate}?"
    steps[0] = say("{Facts|Given}: weight $w.", w=shown)
    steps.append(
        say(
            "{Check|Sense check}: per kg that is $r / $w = $x $unit per kg, {less than 4 as the child is above 10 kg|as expected for this size}.",
            r=trimmed(hourly, 3),
            w=trimmed(weight, 3),
            x=fixed(hourly / weight, 2),
            unit="mL/h",
        ).replace(
            "less than 4 as the child is above 10 kg",
            "less than 4 as the child is above 10 kg" if weight > 10 else "as expected up to 10 kg",
        )
    )
    facts = [
        ("{weight|body weight|weight today}", shown),
        ("{height|length}" if who.months < 24 else "height", f"{who.height} cm"),
        *extra,
    ]
    notes = _notes(rng, rng.randint(0, 2 if level < 3 else 1))
    conventions.append(_to(rng, unit, decimals))
    reason = (
        FASTING
        if level < 3
        else "{bronchiolitis|poor feeding and fast breathing}"
        if "bronchiolitis" in conventions[1]
        else "{fever, fast breathing and poor intake|poor intake and drowsiness}"
    )
    question = posed(
        rng,
        _introduced(rng, who, reason),
        charted(rng, facts, "{Measurements|Details|From the chart|Data}"),
        conventions,
        say(ask),
        notes,
    )
    tolerance = 0.01 if unit == "L" else max(0.1, rounded(result * 0.005, 2))
    return _answered(
        question,
        steps,
        result,
        traps,
        parameters,
        unit=unit,
        decimals=decimals,
        tolerance=tolerance,
        operations=3 + (level > 1),
        irrelevant=1 + len(notes) + len(extra),
    )


def _surface(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: Mosteller, with metres or pounds at level 2."""
    say = partial(spin, rng)
    who = child(rng, 6, 179)
    height, weight = float(who.height), who.weight
    shown = [f"{who.height} cm", _weight(weight)]
    steps: list[str] = []
    conventions = [
        say("{Use|Apply} {Mosteller's formula|the Mosteller formula}: BSA = √(height in cm × weight in kg / 3600)")
    ]
    parameters: dict[str, object] = {"kind": "surface", "height": who.height, "weight": weight}
    traps: list[tuple[float, str]] = []
    if level == 2:
        metres, pounds = height / 100, rounded(weight / 0.4536, 1)
        weight = rounded(pounds * 0.4536, 3)
        shown = [f"{metres:.2f} m", f"{pounds:g} lb"]
        conventions.append(say("{Take|Use} 1 lb {as|=} 0.4536 kg"))
        steps = [
            f"Height = {metres:.2f} × 100 = {who.height} cm.",
            f"Weight = {pounds:g} × 0.4536 = {trimmed(weight, 3)} kg.",
        ]
        parameters = {"kind": "surface", "height": who.height, "pounds": pounds}
        traps.append((surface_area(height, pounds), "took pounds for kilograms"))
    product = rounded(height * weight / 3600, 5)
    result = product**0.5
    steps = [
        say("{Facts|Given}: height $h, weight $w.", h=shown[0], w=shown[1]),
        "Rule: BSA = √(height in cm × weight in kg / 3600).",
        *steps,
        f"Under the root: {who.height} × {trimmed(weight, 3)} / 3600 = {trimmed(product, 5)}.",
        f"BSA: sqrt({trimmed(product, 5)}) = {fixed(result, 2)} m².",
        say(
            "{Check|Sense check}: $compare.",
            compare="an infant has about 0.3 to 0.5 m², a ten-year-old about 1.1 m² and an adult about 1.7 m², so this fits the size",
        ),
    ]
    traps += [
        (product, "forgot the root"),
        ((4 * weight + 7) / (90 + weight), "used the weight-only formula (4W + 7) / (W + 90)"),
        (((height / 100) * weight / 36) ** 0.5, "divided by 36 with the height in metres"),
        (weight / 30, "scaled with the weight alone"),
        (weight / 70 * 1.73, "scaled an adult's 1.73 m² by weight"),
        (height / 170 * 1.73, "scaled an adult's 1.73 m² by height"),
        (result / 2, "divided by 2 instead of taking the root"),
    ]
    notes = _notes(rng, rng.randint(0, 1))
    conventions.append(_to(rng, "m²", 2))
    reason = "{acute leukaemia before chemotherapy|nephrotic syndrome|Ewing sarcoma before chemotherapy|chronic kidney disease|juvenile arthritis before methotrexate}"
    ask = say(
        "{What is the body surface area|How large is the body surface area|What body surface area do you enter on the chart|Calculate the body surface area}"
    )
    question = posed(
        rng,
        _introduced(rng, who, reason),
        charted(
            rng,
            [
                ("{height|standing height}" if who.months >= 24 else "length", shown[0]),
                ("{weight|body weight}", shown[1]),
            ],
            "{Measurements|Details|Growth chart|Data}",
        ),
        conventions,
        ask + ("" if ask.startswith("Calc") else "?"),
        notes,
    )
    return _answered(
        question,
        steps,
        result,
        traps,
        parameters,
        unit="m²",
        decimals=2,
        tolerance=0.01,
        operations=3 + 2 * (level == 2),
        irrelevant=len(notes),
    )


def _mixture(rng: Random, level: int) -> Problem:
    """Levels 2, 3 and 4: volume of a mixture; a daily dose divided, a maximum, a rounding to 0.5 mL."""
    say = partial(spin, rng)
    while True:
        drug = rng.choice([d for d in DRUGS if level == 2 or d.daily or d.times > 1])
        per_kg = rng.choice(drug.per_kg)
        mg, ml = rng.choice(drug.mixtures)
        who = child(rng, drug.youngest, drug.oldest)
        divided = rounded(per_kg * who.weight / (drug.times if drug.daily else 1), 3)
        dose = min(divided, drug.most)
        capped = divided > drug.most
        volume = dose * ml / mg
        if level == 2 and (capped or drug.daily):
            continue
        if level == 3 and not (drug.daily or capped):
            continue
        if abs(divided - drug.most) < 0.01 * drug.most or not 0.8 <= volume <= 22:
            continue
        if level == 4 and (abs(volume * 2 % 1 - 0.5) < 0.06 or volume < 2.2):
            continue
        break
    mixture = f"{mg:g} mg in {ml:g} mL"
    facts = [
        ("{order|formulary|dose}", _entry(drug, per_kg)),
        ("{weight|body weight|weight today}", _weight(who.weight)),
        ("{mixture|suspension|oral liquid}", mixture),
    ]
    extra = _spare(rng, 0 if level == 2 else 1 if level == 3 else 3)
    w = f"{who.weight:g}"
    steps = [say("{Facts|Given}: $entry; weight $w kg; mixture $mix.", entry=_entry(drug, per_kg), w=w, mix=mixture)]
    if drug.daily:
        day = rounded(per_kg * who.weight, 2)
        steps += [
            say("{Rule|Reading the order}: mg/kg/day is the whole day's amount, so it is divided by $n.", n=drug.times),
            f"Per day = {per_kg:g} × {w} = {trimmed(day, 2)} mg.",
            f"Per dose = {trimmed(day, 2)} / {drug.times} = {trimmed(divided, 3)} mg.",
        ]
    else:
        steps += [
            say("{Rule|Reading the order}: the figure is for one dose, so it is not divided by the doses a day."),
            f"Per dose = {per_kg:g} × {w} = {trimmed(divided, 3)} mg.",
        ]
    steps.append(
        f"{trimmed(divided, 3)} mg is above the maximum, so the dose is {drug.most:g} mg."
        if capped
        else f"That is within the maximum of {drug.most:g} mg."
    )
    if level >= 3:
        slip = (
            "forget the maximum in a heavy child"
            if capped
            else "give the whole day's amount at each dose"
            if drug.daily
            else f"divide by {drug.times}: the figure per kg is for each dose already"
        )
        steps.append(say("{The tempting mistake is|It is tempting} to $slip.", slip=slip))
    result = rounded(volume * 2, 0) / 2 if level == 4 else volume
    steps.append(f"Volume = {trimmed(dose, 3)} × {ml:g} / {mg:g} = {fixed(volume, 2)} mL.")
    if level == 4:
        steps.append(f"To the nearest 0.5 mL: {fixed(result, 1)} mL.")
    steps.append(
        say(
            "{Check|Sense check}: each mL holds $mg / $ml = $c mg, and $v mL hold about $d mg.",
            mg=f"{mg:g}",
            ml=f"{ml:g}",
            c=trimmed(mg / ml, 2),
            v=fixed(volume, 2),
            d=fixed(dose, 0),
        )
    )
    other = (
        rounded(per_kg * who.weight, 3)
        if drug.daily
        else rounded(per_kg * who.weight / drug.times, 3)
        if drug.times > 1
        else 0.0
    )
    step = _half if level == 4 else float
    traps = [
        (
            step(min(other, drug.most * 9) * ml / mg),
            "gave the day's amount at each dose" if drug.daily else "divided the single dose by the doses a day",
        ),
        (
            step(divided * ml / mg) if capped else step(drug.most * ml / mg),
            "ignored the maximum dose" if capped else "gave the maximum dose",
        ),
        (step(dose / mg), "forgot that the strength is per 5 mL"),
        (step(dose * ml / mg * 2), "took half the strength"),
        (step(dose * ml / mg / 2), "took twice the strength"),
        (step(volume * 10), "slipped a decimal place"),
        (step(mg / dose * ml), "turned the fraction round"),
        (step(volume * 2.2), "took the weight for pounds and doubled it"),
    ]
    notes = _notes(rng, rng.randint(0, 1))
    conventions = [
        say("{Round the volume|Give the volume rounded} to the nearest 0.5 mL") if level == 4 else _to(rng, "mL", 2)
    ]
    ask = say(
        "{What volume is one dose|How many millilitres make one dose|How much of the mixture is given at each dose|What volume do the parents draw up for a dose}?"
    )
    question = posed(
        rng, _introduced(rng, who, drug.reason), charted(rng, facts + extra, HEADING), conventions, ask, notes
    )
    return _answered(
        question,
        steps,
        result,
        traps,
        {
            "kind": "mixture",
            "drug": drug.name,
            "per_kg": per_kg,
            "weight": who.weight,
            "mg": mg,
            "ml": ml,
            "half": level == 4,
        },
        unit="mL",
        decimals=1 if level == 4 else 2,
        tolerance=0.05 if level == 4 else max(0.02, rounded(result * 0.005, 2)),
        operations=3 + drug.daily + capped + (level == 4),
        irrelevant=len(extra) + len(notes),
    )


#: drug, mg/m², maximum mg, mg per mL, reason
BY_SURFACE = (
    ("vincristine", (1.5, 1.4), 2.0, 1.0, "{acute lymphoblastic leukaemia|rhabdomyosarcoma}"),
    ("doxorubicin", (25, 30), 60.0, 2.0, "{acute lymphoblastic leukaemia|Hodgkin lymphoma}"),
    ("methotrexate", (12.5, 15), 25.0, 10.0, "{juvenile idiopathic arthritis|juvenile dermatomyositis}"),
    ("cyclophosphamide", (500, 750), 1500.0, 20.0, "{non-Hodgkin lymphoma|Ewing sarcoma}"),
    ("daunorubicin", (25, 30), 60.0, 5.0, "{acute leukaemia|acute lymphoblastic leukaemia}"),
)


def _by_surface(rng: Random, level: int) -> Problem:
    """Levels 3 and 4: dose per m² with a maximum, not per kg; at level 4 as a volume."""
    say = partial(spin, rng)
    while True:
        name, doses, most, strength, reason = rng.choice(BY_SURFACE)
        per_m2 = rng.choice(doses)
        who = child(rng, 24, 179)
        product = rounded(who.height * who.weight / 3600, 5)
        area = rounded(product**0.5, 3)
        exact = rounded(per_m2 * area, 3)
        if abs(exact - most) > 0.02 * most:
            break
    capped = exact > most
    dose = min(exact, most)
    result = dose if level == 3 else dose / strength
    unit, decimals = ("mg", 2 if dose < 100 else 1) if level == 3 else ("mL", 2)
    entry = f"{name} {per_m2:g} mg/m², at most {most:g} mg"
    facts = [
        ("{order|protocol|dose}", entry),
        ("height", f"{who.height} cm"),
        ("{weight|body weight}", _weight(who.weight)),
    ]
    extra = _spare(rng, 1)
    if level == 4:
        facts.append(("{vial|solution}", f"{strength:g} mg/mL"))
        extra += [
            ("{white cell count|leucocytes}", rng.choice(("3.8 × 10⁹/L", "4.6 × 10⁹/L", "6.2 × 10⁹/L"))),
            ("platelets", rng.choice(("148 × 10⁹/L", "196 × 10⁹/L", "233 × 10⁹/L"))),
        ]
    steps = [
        say("{Facts|Given}: $entry; $h cm, $w kg.", entry=entry, h=who.height, w=f"{who.weight:g}"),
        say("{Rule|Two steps}: body surface area first (Mosteller), then dose per m² × area, up to the maximum."),
        say(
            "{The tempting mistake is|It is tempting} to $slip.",
            slip="go past the maximum, which holds whatever the area"
            if capped
            else "multiply by the weight: the order is per m², and per kg it would be far too much",
        ),
        f"Under the root: {who.height} × {who.weight:g} / 3600 = {trimmed(product, 5)}.",
        f"Area: sqrt({trimmed(product, 5)}) = {trimmed(area, 3)} m².",
        f"Dose = {per_m2:g} × {trimmed(area, 3)} = {trimmed(exact, 3)} mg.",
        f"That is above {most:g} mg, so the dose is {most:g} mg."
        if capped
        else f"That is within the maximum of {most:g} mg.",
    ]
    if level == 4:
        steps.append(f"Volume = {trimmed(dose, 3)} / {strength:g} = {fixed(result, 2)} mL.")
    steps.append(
        say(
            "{Check|Sense check}: the area of $a m² lies between a toddler's 0.5 m² and an adult's 1.7 m².",
            a=trimmed(area, 2),
        )
    )
    scale = 1 if level == 3 else 1 / strength
    traps = [
        (exact * scale if capped else most * scale, "ignored the maximum" if capped else "gave the maximum"),
        (per_m2 * product * scale, "forgot the root in the surface area"),
        (per_m2 * who.weight / 30 * scale, "took weight / 30 for the surface area"),
        (per_m2 * 1.73 * scale, "took an adult's 1.73 m²"),
        (per_m2 * scale, "left the surface area out"),
        (dose * scale * 10, "slipped a decimal place"),
        (dose * scale / 10, "slipped a decimal place"),
        (dose if level == 4 else dose / 2, "stopped at the dose in mg" if level == 4 else "halved the dose"),
    ]
    notes = _notes(rng, 1)
    conventions = [
        say(
            "{Work out|Calculate|Find} body surface area by Mosteller: √(height in cm × weight in kg / 3600), to 3 decimal places"
        ),
        _to(rng, unit, decimals),
    ]
    ask = say(
        "{What dose is due|What dose do you prescribe|How large is the dose}?"
        if level == 3
        else "{What volume is drawn up|How many millilitres are drawn up|What volume does the pharmacy dispense}?"
    )
    question = posed(rng, _introduced(rng, who, reason), charted(rng, facts + extra, HEADING), conventions, ask, notes)
    return _answered(
        question,
        steps,
        result,
        traps,
        {
            "kind": "by_surface",
            "drug": name,
            "per_m2": per_m2,
            "most": most,
            "strength": strength if level == 4 else 0,
            "height": who.height,
            "weight": who.weight,
        },
        unit=unit,
        decimals=decimals,
        tolerance=max(0.01, rounded(result * 0.005, 3)),
        operations=5 + (level == 4),
        irrelevant=len(extra) + len(notes),
    )


LOSSES = "{gastroenteritis with vomiting and diarrhoea|viral gastroenteritis|vomiting and diarrhoea after a birthday party|persistent vomiting and watery stools}"


def _deficit(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: maintenance and deficit over 24 h, less a bolus; at level 5 half of the deficit in the first 8 h."""
    say = partial(spin, rng)
    while True:
        who = child(rng, 6, 155)
        percent = rng.choice((5, 6, 7, 8, 10) if level == 5 else (4, 5, 6, 7, 8))
        bolus_kg = rng.choice((10, 20)) if level == 5 or rng.random() < 0.5 else 0
        deficit = rounded(percent * 10 * who.weight, 2)
        bolus = round(bolus_kg * who.weight)
        rest = rounded(deficit - bolus, 2)
        if rest > 100:
            break
    hourly = rounded(maintenance(who.weight), 3)
    w = f"{who.weight:g}"
    facts = [
        ("{weight before the illness|weight}", _weight(who.weight)),
        ("{dehydration|estimated dehydration|estimated loss}", f"{percent} % of body weight"),
    ]
    bolus_line = (
        say("{A bolus of|One bolus,} $b mL of 0.9 % sodium chloride{,|} has already been given.", b=bolus)
        .replace("One bolus, ", "One bolus of ")
        .replace("chloride, has", "chloride has")
        if bolus
        else say("No bolus was {needed|given}.")
    )
    extra = _spare(rng, 2, dry=True)
    steps = [
        f"Facts: {w} kg, {percent} % dehydrated, bolus {bolus if bolus else 'none'}{' mL' if bolus else ''}.",
        say("{Rule|Plan}: hourly rate = maintenance (4-2-1) + what is left of the deficit over the time allowed."),
        f"Maintenance = {_bands(who.weight)} = {trimmed(hourly, 3)} mL/h.",
        f"Deficit = {percent} × {w} × 10 = {trimmed(deficit, 2)} mL.",
    ]
    if bolus:
        steps += [
            say(
                "{The tempting mistake is|It is tempting} to {replace the whole deficit|forget the bolus}: it has replaced a part already."
            ),
            f"Left to replace = {trimmed(deficit, 2)} − {bolus} = {trimmed(rest, 2)} mL.",
        ]
    else:
        steps.append(
            say(
                "{The tempting mistake is|It is tempting} to {give the deficit alone|stop at the deficit}: maintenance goes on while it is replaced."
            )
        )
    if level == 5:
        part = rounded(rest / 2 / 8, 3)
        steps += [f"First 8 h: {trimmed(rest, 2)} / 2 / 8 = {trimmed(part, 3)} mL/h."]
        span, portion = 8, rest / 2
    else:
        part = rounded(rest / 24, 3)
        steps += [f"Over 24 h: {trimmed(rest, 2)} / 24 = {trimmed(part, 3)} mL/h."]
        span, portion = 24, rest
    result = rounded(hourly + part, 3)
    steps += [
        f"Rate = {trimmed(hourly, 3)} + {trimmed(part, 3)} = {fixed(result, 1)} mL/h.",
        say("{Check|Sense check}: the rate is above maintenance, as rehydration must be."),
    ]
    full = deficit / 2 / 8 if level == 5 else deficit / 24
    traps = [
        (
            hourly + full if bolus else hourly + deficit / 12,
            "forgot that the bolus has replaced part of the deficit" if bolus else "replaced the deficit in 12 hours",
        ),
        (part, "left out maintenance"),
        (hourly, "left out the deficit"),
        (4 * who.weight + part, "used 4 mL/kg/h for the whole weight"),
        (hourly + (deficit + bolus) / 24, "added the bolus to the deficit"),
        (
            hourly + rest / 24 if level == 5 else hourly + rest / 16,
            "spread the deficit evenly over 24 hours" if level == 5 else "spread the deficit over 16 hours",
        ),
        (hourly + rest / 8, "gave the whole deficit in 8 hours"),
        (hourly + portion / span / 10, "slipped a decimal place in the deficit"),
    ]
    notes = _notes(rng, 1)
    conventions = [
        say("{Use|Apply} the 4-2-1 rule for maintenance{ (4, 2 and 1 mL/kg/h)|}"),
        say(
            "{Deficit in mL = percentage × weight in kg × 10|The deficit in mL is percentage × weight in kg × 10}, less any bolus{ already given|}"
        ),
        say(
            "{Half of what is left is replaced in the first 8 hours, the other half in the next 16 hours|Replace half of the rest over 8 hours and the other half over the following 16 hours}"
            if level == 5
            else "{Replace what is left|The rest is replaced} evenly over 24 hours"
        ),
        _to(rng, "mL/h", 1),
    ]
    ask = say(
        "{At what total rate should fluid run in the first 8 hours|What is the total hourly rate for the first 8 hours}?"
        if level == 5
        else "{At what total rate should fluid run|What total hourly rate do you order|What rate covers maintenance and deficit together}?"
    )
    question = posed(
        rng, _introduced(rng, who, LOSSES), charted(rng, facts + extra, HEADING), conventions, ask, [bolus_line, *notes]
    )
    return _answered(
        question,
        steps,
        result,
        traps,
        {"kind": "deficit", "level": level, "weight": who.weight, "percent": percent, "bolus": bolus},
        unit="mL/h",
        decimals=1,
        tolerance=max(0.1, rounded(result * 0.005, 2)),
        operations=7 + (level == 5),
        irrelevant=2 + len(notes),
    )


def _bottles(rng: Random, level: int) -> Problem:
    """Level 5: bottles for a whole course: divide, cap, convert, multiply, round up."""
    say = partial(spin, rng)
    while True:
        drug = rng.choice(
            [
                d
                for d in DRUGS
                if d.name
                in (
                    "amoxicillin",
                    "cefalexin",
                    "flucloxacillin",
                    "clarithromycin",
                    "metronidazole",
                    "trimethoprim",
                    "azithromycin",
                )
            ]
        )
        per_kg = rng.choice(drug.per_kg)
        mg, ml = rng.choice(drug.mixtures)
        who = child(rng, drug.youngest, 150)
        days = 3 if drug.name == "azithromycin" else rng.choice((5, 7, 10))
        bottle = rng.choice((60, 100)) if drug.name != "azithromycin" else 15
        divided = rounded(per_kg * who.weight / (drug.times if drug.daily else 1), 3)
        dose = min(divided, drug.most)
        volume = rounded(dose * ml / mg, 3)
        total = rounded(volume * drug.times * days, 2)
        ratio = total / bottle
        if 1.1 < ratio < 9 and 0.03 < ratio % 1 < 0.97 and abs(divided - drug.most) > 0.01 * drug.most:
            break
    answer = int(ratio) + 1
    capped = divided > drug.most
    mixture = f"{mg:g} mg in {ml:g} mL"
    w = f"{who.weight:g}"
    steps = [f"Facts: {_entry(drug, per_kg)}; {w} kg; {mixture}; {days} days; bottles of {bottle} mL."]
    if drug.daily:
        steps.append(f"Per dose = {per_kg:g} × {w} / {drug.times} = {trimmed(divided, 3)} mg.")
    else:
        steps.append(f"Per dose = {per_kg:g} × {w} = {trimmed(divided, 3)} mg.")
    steps += [
        f"Above the maximum, so {drug.most:g} mg a dose." if capped else f"Within the maximum of {drug.most:g} mg.",
        f"Volume of a dose = {trimmed(dose, 3)} × {ml:g} / {mg:g} = {trimmed(volume, 3)} mL.",
        f"Course = {trimmed(volume, 3)} × {drug.times} × {days} = {trimmed(total, 2)} mL.",
        f"Bottles = {trimmed(total, 2)} / {bottle} = {fixed(ratio, 2)}, so {answer}.",
        say(
            "{The tempting mistake is|It is tempting} to {round to the nearest bottle|round down}: the course must be completed, so a part of a bottle is a whole one to dispense."
        ),
        say(
            "{Check|Sense check}: $n bottles hold $n × $b = $all mL, enough for $total mL.",
            n=answer,
            b=bottle,
            all=answer * bottle,
            total=trimmed(total, 2),
        ),
    ]
    up = partial(_whole_bottles, bottle=bottle)
    day = per_kg * who.weight
    wrong: list[tuple[float, str]] = [
        (int(ratio), "rounded down"),
        (
            up(divided * ml / mg * drug.times * days) if capped else up(drug.most * ml / mg * drug.times * days),
            "ignored the maximum dose" if capped else "took the maximum dose",
        ),
        (
            up((day if drug.daily else dose / drug.times) * ml / mg * drug.times * days),
            "gave the day's amount at each dose" if drug.daily else "divided the single dose by the doses a day",
        ),
        (up(volume * days), "counted one dose a day"),
        (up(volume * drug.times), "counted one day"),
        (up(dose / mg * drug.times * days), "forgot that the strength is per 5 mL"),
        (answer + 1, "added a spare bottle"),
    ]
    facts = [
        ("{order|formulary}", _entry(drug, per_kg)),
        ("{weight|body weight}", _weight(who.weight)),
        ("{mixture|suspension}", mixture),
        ("{course|length of the course}", f"{days} days"),
        ("{bottle|bottle size}", f"{bottle} mL"),
    ]
    extra = _spare(rng, 2)
    notes = _notes(rng, 1)
    conventions = [
        say("{Doses are not rounded, and spillage is ignored|Do not round the dose, and allow nothing for spillage}"),
        say("{Only whole bottles can be dispensed|Bottles are dispensed whole}"),
    ]
    ask = say(
        "{How many bottles does the course need|How many bottles have to be dispensed|How many bottles does the pharmacy hand out}?"
    )
    return Problem(
        question=posed(
            rng, _introduced(rng, who, drug.reason), charted(rng, facts + extra, HEADING), conventions, ask, notes
        ),
        steps=tuple(steps),
        answer=str(answer),
        answer_type="integer",
        verifier="integer",
        parameters={
            "kind": "bottles",
            "drug": drug.name,
            "per_kg": per_kg,
            "weight": who.weight,
            "mg": mg,
            "ml": ml,
            "days": days,
            "bottle": bottle,
        },
        distractors=wrong_numbers(answer, wrong, decimals=0, tolerance=0.4),
        operations=7 + capped,
        irrelevant=2 + len(notes),
    )


def _audit(rng: Random, level: int) -> Problem:
    """Level 5: is an order within the limits for a dose and for 24 hours? Yes or no, with orders exactly on a limit."""
    say = partial(spin, rng)
    name, per_dose, most_dose, per_day, most_day, youngest = rng.choice(
        (
            ("paracetamol", 15, 1000, 60, 4000, 3),
            ("ibuprofen", 10, 400, 30, 1200, 6),
            ("paracetamol", 15, 1000, 75, 4000, 3),
            ("morphine by mouth", 0.2, 10, 1.2, 60, 12),
            ("diclofenac", 1, 50, 3, 150, 72),
        )
    )
    step = 0.1 if name.startswith("morphine") else 5 if name == "diclofenac" else 10
    while True:
        who = child(rng, youngest, 179)
        times = rng.choice((2, 3, 4, 5, 6)) if name != "diclofenac" else rng.choice((2, 3, 4))
        limit = rounded(min(per_dose * who.weight, most_dose), 2)
        limit_day = rounded(min(per_day * who.weight, most_day), 2)
        aim = rng.choice(
            (limit, limit_day / times, limit * 0.8, limit * 1.12, limit_day / times * 1.1, limit_day / times * 0.95)
        )
        ordered = rounded(rounded(aim / step, 0) * step, 2)
        total = rounded(ordered * times, 2)
        if ordered > 0 and ordered < 1.6 * limit and total < 2 * limit_day and rounded(ordered, 2) >= 0.4 * limit:
            break
    fits, fits_day = ordered <= limit, total <= limit_day
    answer = "yes" if fits and fits_day else "no"
    o, w = trimmed(ordered, 2), f"{who.weight:g}"
    steps = [
        f"Facts: {name} {o} mg, {times} times in 24 h, {w} kg.",
        f"Limit for a dose by weight = {per_dose:g} × {w} = {trimmed(per_dose * who.weight, 2)} mg; the ceiling is {most_dose:g} mg, so {trimmed(limit, 2)} mg counts.",
        f"{o} mg is {'not above' if fits else 'above'} {trimmed(limit, 2)} mg, so the single dose is {'allowed' if fits else 'too high'}.",
        f"Ordered in 24 h = {o} × {times} = {trimmed(total, 2)} mg.",
        f"Limit for 24 h by weight = {per_day:g} × {w} = {trimmed(per_day * who.weight, 2)} mg; the ceiling is {most_day:g} mg, so {trimmed(limit_day, 2)} mg counts.",
        f"{trimmed(total, 2)} mg is {'not above' if fits_day else 'above'} {trimmed(limit_day, 2)} mg, so the day's total is {'allowed' if fits_day else 'too high'}.",
        say(
            "{The tempting mistake|The trap} is to $slip.",
            slip="check the single dose only; the day's total has its own limit"
            if fits and not fits_day
            else "look at the day's total only; the single dose has its own limit"
            if not fits and fits_day
            else "call an order at its limit too high: 'at most' includes the limit"
            if ordered == limit or total == limit_day
            else "check against the ceilings alone, without the weight"
            if per_dose * who.weight < most_dose
            else "check against the weight alone, without the ceilings",
        ),
        say("{Conclusion|Together}: both limits {must|have to} hold, so the answer is $answer.", answer=answer),
    ]
    facts = [
        ("{order|prescription}", f"{name} {o} mg, {times} times in 24 hours"),
        ("{weight|body weight}", _weight(who.weight)),
    ]
    extra = _spare(rng, 2)
    notes = _notes(rng, 1)
    conventions = [
        say(
            "{Limits|Formulary limits}: at most $a mg/kg and at most $b mg for a single dose; at most $c mg/kg and at most $d mg in 24 hours",
            a=f"{per_dose:g}",
            b=f"{most_dose:g}",
            c=f"{per_day:g}",
            d=f"{most_day:g}",
        )
    ]
    ask = say(
        "{Is the order within all of these limits|Does the order keep to every limit|Is this prescription within the limits}{, yes or no|}?"
    )
    other = "no" if answer == "yes" else "yes"
    trap = "checked one limit only" if answer == "no" else "took the limit itself for too much, or misread a ceiling"
    reason = "{pain after a fracture|a painful ear|pain after an operation|pain from a burn}"
    return Problem(
        question=posed(
            rng, _introduced(rng, who, reason), charted(rng, facts + extra, HEADING), conventions, ask, notes
        ),
        steps=tuple(steps),
        answer=answer,
        answer_type="yes_no",
        verifier="yes_no",
        parameters={
            "kind": "audit",
            "drug": name,
            "limits": [per_dose, most_dose, per_day, most_day],
            "ordered": ordered,
            "times": times,
            "weight": who.weight,
        },
        distractors=(Distractor(other, trap),),
        operations=7,
        irrelevant=2 + len(notes),
    )


KINDS = {
    1: (_single, _single, _single, _single, _fluids, _surface, _surface, _surface),
    2: (_single, _mixture, _fluids, _surface),
    3: (_mixture, _mixture, _mixture, _fluids, _by_surface, _by_surface),
    4: (_mixture, _by_surface, _deficit),
    5: (_deficit, _bottles, _audit),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a child's dose, fluids or surface area."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="paediatric_dosing",
    title="Children's doses, fluids and surface area",
    source="Holliday & Segar, Pediatrics 1957;19:823; Mosteller, N Engl J Med 1987;317:1098; BNF for Children 2023–24",
    problem=problem,
    rubric=(
        Criterion(
            "Distinguishes a dose per kg per day from a dose per kg per dose and divides only the former.", "essential"
        ),
        Criterion("Compares the calculated dose with the stated maximum and keeps to it.", "essential"),
        Criterion("Applies the 4-2-1 bands to the parts of the weight, not one rate to the whole weight.", "important"),
        Criterion(
            "Converts the dose to a volume with the strength of the preparation, minding mg per 5 mL.", "important"
        ),
        Criterion("Judges whether the result is plausible for a child of this age and size.", "optional"),
        Criterion("Treats a weight in pounds or grams as kilograms.", "pitfall", positive=False),
    ),
)
