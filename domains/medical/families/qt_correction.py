
"""Heart-rate correction of the QT interval.

In: a seeded generator and a level. Out: one problem with QT in ms, RR in s or rate in beats/min.

    Bazett       QTc = QT / √RR                       Bazett, Heart 1920;7:353
    Fridericia   QTc = QT / ∛RR                       Fridericia, Acta Med Scand 1920;53:469
    Framingham   QTc = QT + 154 × (1 − RR)            Sagie et al., Am J Cardiol 1992;70:797
    Hodges       QTc = QT + 1.75 × (rate − 60)        Hodges et al., J Am Coll Cardiol 1983;1:694
    left bundle branch block: QT − 0.485 × QRS before correction     Bogossian et al., Heart Rhythm 2014;11:2273

RR in seconds = 60 / rate. Paper at 25 mm/s: a small square is 0.04 s. Limits: 450 ms (men) and 460 ms (women), AHA/ACCF/HRS,
Circulation 2009;119:e241; above 500 ms or a rise above 60 ms, ICH E14 (2005). Bazett over-corrects fast and under-corrects slow rates.

Worked example: QT 360 ms at a rate of 75, so RR 0.8 s.

>>> round(bazett(360, 0.8)), round(fridericia(360, 0.8)), round(framingham(360, 0.8)), round(hodges(360, 75))
(402, 388, 391, 386)
"""

from __future__ import annotations

from functools import partial
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.charting import background, charted, introduced, posed
from domains.medical.figures import trimmed, wrong_labels, wrong_numbers
from domains.medical.rounding import fixed, rounded
from domains.medical.vignette import adult
from domains.wording import spin


def bazett(qt: float, rr: float) -> float:
    """QTc in ms from QT in ms and RR in seconds."""
    return float(qt / rr**0.5)


def fridericia(qt: float, rr: float) -> float:
    """QTc in ms from QT in ms and RR in seconds."""
    return float(qt / rr ** (1 / 3))


def framingham(qt: float, rr: float) -> float:
    """QTc in ms from QT in ms and RR in seconds."""
    return qt + 154 * (1 - rr)


def hodges(qt: float, rate: float) -> float:
    """QTc in ms from QT in ms and the rate in beats/min."""
    return qt + 1.75 * (rate - 60)


FORMULAS = ("Bazett", "Fridericia", "Framingham", "Hodges")
AS_WRITTEN = {
    "Bazett": "QTc = QT / √RR",
    "Fridericia": "QTc = QT / ∛RR",
    "Framingham": "QTc = QT + 154 × (1 − RR)",
    "Hodges": "QTc = QT + 1.75 × (rate − 60)",
}


def corrected(formula: str, qt: float, rr: float) -> float:
    """QTc in ms by the named formula; RR in seconds."""
    if formula == "Bazett":
        return bazett(qt, rr)
    if formula == "Fridericia":
        return fridericia(qt, rr)
    return framingham(qt, rr) if formula == "Framingham" else hodges(qt, 60 / rr)


PLACES = "{in the {cardiology clinic|emergency department|arrhythmia clinic|pre-admission clinic}|on the {cardiology|acute medical|oncology|psychiatric} ward}"
TREATMENT_PLACES = "{in the {outpatient clinic|medication clinic|cardiology clinic|day unit}|on the {cardiology|acute medical|general medical} ward}"
REASONS = "{palpitations|a first faint|a recent change of medication|pneumonia treated with moxifloxacin|depression treated with citalopram|nausea treated with ondansetron|skipped beats|a family history of sudden death|dizzy spells}"
HEADING = "{ECG|Electrocardiogram|12-lead ECG|Tracing|ECG readings|Measured by hand in lead II|From the ECG}"
SPARE = (
    ("PR interval", ("148 ms", "156 ms", "162 ms", "174 ms", "188 ms")),
    ("{QRS axis|frontal axis}", ("15°", "35°", "60°", "72°")),
    ("{serum |}potassium", ("3.7 mmol/L", "4.1 mmol/L", "4.6 mmol/L")),
    ("{serum |}magnesium", ("0.78 mmol/L", "0.84 mmol/L", "0.95 mmol/L")),
    ("blood pressure", ("118/72 mmHg", "126/78 mmHg", "134/82 mmHg")),
    ("oxygen saturation", ("96 %", "97 %", "98 %")),
    ("P wave duration", ("84 ms", "92 ms", "104 ms")),
    ("corrected calcium", ("2.24 mmol/L", "2.31 mmol/L", "2.40 mmol/L")),
)
ASK = "{What is the QTc|What is the corrected QT interval|How long is the corrected QT interval|What QTc do you report}"


def _tracing(rng: Random, slow: int = 46, fast: int = 128, clear: bool = False) -> tuple[int, int]:
    """QT (ms) and rate (beats/min) with a Fridericia QTc between 375 and 525 ms; `clear`: the rate is away from 60."""
    while True:
        rate = rng.randint(slow, fast)
        qt = round(rng.uniform(375, 525) * (60 / rate) ** (1 / 3))
        if 280 <= qt <= 560 and not (clear and 56 <= rate <= 65):
            return qt, rate


def _round_rr(rate: float) -> float:
    return rounded(60 / rate, 4)


def _working(formula: str, qt: str, value: float, rr: float, rate: float | None) -> tuple[list[str], float]:
    """Lines of the correction and the QTc; `rr` and `rate` as printed."""
    shown = trimmed(rr, 4)
    if formula == "Bazett":
        root = rounded(rr**0.5, 5)
        result = value / root
        return [
            f"√RR: sqrt({shown}) = {trimmed(root, 5)}.",
            f"QTc (Bazett) = {qt} / {trimmed(root, 5)} = {fixed(result, 1)} ms.",
        ], result
    if formula == "Fridericia":
        root = rounded(rr ** (1 / 3), 5)
        result = value / root
        return [
            f"∛RR: {shown}^(1/3) = {trimmed(root, 5)}.",
            f"QTc (Fridericia) = {qt} / {trimmed(root, 5)} = {fixed(result, 1)} ms.",
        ], result
    if formula == "Framingham":
        result = value + 154 * (1 - rr)
        return [f"QTc (Framingham) = {qt} + 154 × (1 − {shown}) = {fixed(result, 1)} ms."], result
    rate = 60 / rr if rate is None else rate
    result = value + 1.75 * (rate - 60)
    return [f"QTc (Hodges) = {qt} + 1.75 × ({trimmed(rate, 2)} − 60) = {fixed(result, 1)} ms."], result


def _traps(formula: str, qt: float, rr: float) -> list[tuple[float, str]]:
    """Wrong QTc values: the other formulas, the inverse, the wrong root."""
    others = [
        (corrected(other, qt, rr), f"used {other} instead of {formula}") for other in FORMULAS if other != formula
    ]
    slip = {
        "Bazett": [(qt * rr**0.5, "multiplied by the root instead of dividing"), (qt / rr, "forgot the root")],
        "Fridericia": [
            (qt * rr ** (1 / 3), "multiplied by the root instead of dividing"),
            (qt / rr, "forgot the root"),
        ],
        "Framingham": [
            (qt + 154 * (rr - 1), "turned 1 − RR round"),
            (qt + 154 * (1 / rr - 1), "put in rate / 60 for RR"),
        ],
        "Hodges": [
            (qt - 1.75 * (60 / rr - 60), "turned rate − 60 round"),
            (qt + 60 / rr - 60, "left out the factor 1.75"),
        ],
    }[formula]
    return [*slip, *others, (qt, "did not correct at all")]


def _check(rng: Random, qt: float, result: float, rate: float) -> str:
    if abs(rate - 60) < 2:
        return spin(
            rng, "{Check|Sense check}: near 60 beats/min the correction hardly matters, and QTc stays close to QT."
        )
    way = ("faster", "longer") if rate > 60 else ("slower", "shorter")
    return spin(
        rng,
        "{Check|Sense check|Plausible}: the rate is $pace than 60 beats/min, so QTc must be $size than QT, as it is.",
        pace=way[0],
        size=way[1],
    )


def _whole(rng: Random) -> str:
    return spin(rng, "{Give|State|Report} {the answer|QTc|the result} in ms, {rounded to|to} the nearest whole number")


def _number(
    question: str,
    steps: list[str],
    result: float,
    traps: list[tuple[float, str]],
    parameters: dict[str, object],
    operations: int,
    irrelevant: int,
) -> Problem:
    return Problem(
        question=question,
        steps=tuple(steps),
        answer=f"{fixed(result, 0)} ms",
        answer_type="number",
        verifier="number",
        arguments={"unit": "ms", "absolute": 2},
        parameters=parameters,
        distractors=wrong_numbers(result, traps, decimals=0, unit="ms", tolerance=2, highest=900),
        operations=operations,
        irrelevant=irrelevant,
    )


def _direct(rng: Random, level: int) -> Problem:
    """Level 1: the formula is named, QT in ms, RR in s (or the rate, for Hodges)."""
    say = partial(spin, rng)
    formula = rng.choice(FORMULAS)
    qt, rate = _tracing(rng, clear=True)
    patient = adult(rng, 20, 88)
    facts = [("{QT interval|QT|measured QT}", f"{qt} ms")]
    if formula == "Hodges":
        rr = 60 / rate
        facts.append(("{heart rate|ventricular rate}", f"{rate} beats/min"))
        values: dict[str, object] = {"rate": rate}
    else:
        rr = rounded(60 / rate, 2)
        facts.append(("{RR interval|preceding RR interval|RR}", f"{rr:.2f} s"))
        values = {"rr": rr}
    lines, result = _working(formula, str(qt), qt, rr, float(rate) if formula == "Hodges" else None)
    steps = [
        say(
            "{Facts|Given|We have}: QT $qt ms, $second.",
            qt=qt,
            second=facts[1][1].replace(" s", " s for RR") if formula != "Hodges" else f"rate {rate} beats/min",
        ),
        say("{Rule|Formula}: $written{, with RR in seconds|}.", written=AS_WRITTEN[formula])
        if formula != "Hodges"
        else f"Rule: {AS_WRITTEN[formula]}, with the rate in beats/min.",
        *lines,
        _check(rng, qt, result, 60 / rr),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    conventions = [
        say(
            "{Use|Correct by|Apply} {the $formula formula|$formula's formula}: $written{ (QT in ms, $with)|}",
            formula=formula,
            written=AS_WRITTEN[formula],
            **{"with": "RR in seconds" if formula != "Hodges" else "rate in beats/min"},
        ),
        _whole(rng),
    ]
    question = posed(
        rng,
        introduced(rng, patient, PLACES, REASONS),
        charted(rng, facts, HEADING),
        conventions,
        say(ASK) + "?",
        asides,
    )
    return _number(
        question,
        steps,
        result,
        _traps(formula, qt, rr),
        {"kind": "direct", "formula": formula, "qt": qt, **values},
        2,
        len(asides),
    )


def _units(rng: Random, level: int) -> Problem:
    """Level 2: QT in seconds or small squares, the rate or RR in small squares instead of seconds."""
    say = partial(spin, rng)
    formula = rng.choice(FORMULAS)
    qt, rate = _tracing(rng, clear=True)
    patient = adult(rng, 20, 88)
    squares = rng.random() < 0.2
    interval = formula != "Hodges" and rng.random() < 0.5
    steps: list[str] = []
    conventions = [
        say(
            "{Use|Correct by|Apply} {the $formula formula|$formula's formula}, $written (QT in ms, RR in seconds)",
            formula=formula,
            written=AS_WRITTEN[formula],
        ),
        _whole(rng),
    ]
    values: dict[str, object]
    if squares:
        qt_squares = rounded(qt / 40 * 2, 0) / 2
        rr_squares = rounded(60 / rate / 0.04 * 2, 0) / 2
        qt_ms, rr = rounded(qt_squares * 40, 1), rounded(rr_squares * 0.04, 3)
        facts = [
            ("{QT interval|QT}", f"{qt_squares:g} small squares"),
            ("{RR interval|distance between R waves}", f"{rr_squares:g} small squares"),
        ]
        values = {"qt_squares": qt_squares, "rr_squares": rr_squares}
        conventions.append(
            say("{The paper runs at 25 mm/s, so|Paper speed is 25 mm/s:} a small square is {0.04 s|40 ms}")
        )
        steps += [
            f"QT = {qt_squares:g} × 40 = {trimmed(qt_ms, 1)} ms.",
            f"RR = {rr_squares:g} × 0.04 = {trimmed(rr, 3)} s.",
        ]
        if formula == "Hodges":
            pace = rounded(60 / rr, 2)
            steps.append(f"Rate = 60 / {trimmed(rr, 3)} = {trimmed(pace, 2)} beats/min.")
        else:
            pace = 60 / rr
        first = f"QT {qt_squares:g} and RR {rr_squares:g} small squares"
    else:
        seconds = qt / 1000
        qt_ms, rr, pace = float(qt), _round_rr(rate), float(rate)
        facts = [
            ("{QT interval|QT|measured QT}", f"{seconds:.3f} s"),
            ("{heart rate|ventricular rate|rate}", f"{rate} beats/min"),
        ]
        values = {"qt": qt, "rate": rate}
        steps.append(f"QT = {seconds:.3f} × 1000 = {qt} ms.")
        if formula != "Hodges":
            steps.append(f"RR = 60 / {rate} = {trimmed(rr, 4)} s.")
        first = f"QT {seconds:.3f} s at {rate} beats/min"
        if interval:
            rr_ms = round(60000 / rate) + rng.randint(-4, 4)
            rr = rounded(rr_ms / 1000, 3)
            pace = 60 / rr
            facts[1] = ("{RR interval|preceding RR interval|RR}", f"{rr_ms} ms")
            values = {"qt": qt, "rr_ms": rr_ms}
            steps[1] = f"RR = {rr_ms} / 1000 = {trimmed(rr, 3)} s."
            first = f"QT {seconds:.3f} s, RR {rr_ms} ms"
    lines, result = _working(formula, trimmed(qt_ms, 1), qt_ms, rr, pace)
    steps = [
        say("{Facts|Given}: $first.", first=first),
        say(
            "{Rule|Formula}: $written; {QT has to be in ms and RR in seconds|so first bring QT to ms and RR to seconds}.",
            written=AS_WRITTEN[formula],
        ),
        *steps,
        *lines,
        _check(rng, qt_ms, result, pace),
    ]
    asides = background(rng, patient, rng.randint(0, 1))
    question = posed(
        rng,
        introduced(rng, patient, PLACES, REASONS),
        charted(rng, facts, HEADING),
        conventions,
        say(ASK) + "?",
        asides,
    )
    return _number(
        question,
        steps,
        result,
        _traps(formula, qt_ms, rr),
        {"kind": "units", "formula": formula, **values},
        4,
        len(asides),
    )


POLICIES = (
    (
        "{Bazett between 60 and 100 beats/min (both included), Fridericia outside that range}",
        "Bazett",
        "Fridericia",
        60,
        100,
    ),
    ("{Fridericia from 60 to 100 beats/min inclusive, Hodges at any other rate}", "Fridericia", "Hodges", 60, 100),
    ("{Bazett from 60 to 90 beats/min inclusive, Framingham below 60 or above 90}", "Bazett", "Framingham", 60, 90),
    ("{Fridericia from 50 to 110 beats/min inclusive, Framingham outside}", "Fridericia", "Framingham", 50, 110),
)


def _policy(rng: Random, level: int) -> Problem:
    """Level 3: the department's policy picks the formula by the rate; the machine's Bazett value tempts."""
    say = partial(spin, rng)
    text, inside, outside, low, high = rng.choice(POLICIES)
    while True:
        qt, rate = _tracing(rng, 44, 132)
        formula = inside if low <= rate <= high else outside
        tempting = outside if formula == inside else inside
        if rate in (low, high) or abs(rate - 60) > 6:
            break
    rr = _round_rr(rate)
    patient = adult(rng, 20, 88)
    lines, result = _working(formula, str(qt), qt, rr, float(rate))
    wrong = corrected(tempting, qt, rr)
    steps = [
        say("{Facts|Given}: QT $qt ms, rate $rate beats/min.", qt=qt, rate=rate),
        say(
            "{Rule|Policy}: $rate beats/min {lies|is} $where {the range of|} $low to $high{ beats/min|}, so $formula applies: $written.",
            rate=rate,
            where="within" if formula == inside else "outside",
            low=low,
            high=high,
            formula=formula,
            written=AS_WRITTEN[formula],
        ),
        say(
            "{The tempting mistake is|It is tempting to reach for} $other, which {would give|gives} about $value ms: $why.",
            other=tempting,
            value=fixed(wrong, 0),
            why="Bazett over-corrects at fast rates and under-corrects at slow ones"
            if tempting == "Bazett"
            else "the policy keeps it for another range of rates",
        ),
        *([] if formula == "Hodges" else [f"RR = 60 / {rate} = {trimmed(rr, 4)} s."]),
        *lines,
        _check(rng, qt, result, rate),
    ]
    facts = [("{QT interval|QT|measured QT}", f"{qt} ms"), ("{heart rate|ventricular rate|rate}", f"{rate} beats/min")]
    extra = [(name, rng.choice(values)) for name, values in rng.sample(SPARE, 1)]
    asides = background(rng, patient, rng.randint(0, 1))
    written = "; ".join(f"{name}: {AS_WRITTEN[name]}" for name in sorted({inside, outside}))
    conventions = [
        say("{Department policy|The laboratory's policy|Local rule}: $policy", policy=say(text)),
        say("{Formulas|The formulas} (QT in ms, RR in seconds, rate in beats/min): $written", written=written),
        _whole(rng),
    ]
    ask = say(
        "{Which QTc belongs in the report|What QTc does the policy lead to|Which corrected QT is to be reported|What is the QTc under this policy}?"
    )
    question = posed(
        rng, introduced(rng, patient, PLACES, REASONS), charted(rng, facts + extra, HEADING), conventions, ask, asides
    )
    traps = [(wrong, f"used {tempting}, which the policy keeps for other rates"), *_traps(formula, qt, rr)]
    return _number(
        question,
        steps,
        result,
        traps,
        {"kind": "policy", "policy": [inside, outside, low, high], "qt": qt, "rate": rate},
        4,
        1 + len(asides),
    )


def _bundle(rng: Random, level: int) -> Problem:
    """Level 4: left bundle branch block; take off 0.485 × QRS, then correct for the rate."""
    say = partial(spin, rng)
    formula = rng.choice(("Bazett", "Fridericia", "Framingham", "Hodges"))
    while True:
        rate = rng.randint(50, 112)
        qrs = 2 * rng.randint(62, 88)
        qt = round(rng.uniform(385, 500) * (60 / rate) ** (1 / 3) + 0.485 * qrs)
        if 360 <= qt <= 600 and not 56 <= rate <= 65:
            break
    rr = _round_rr(rate)
    modified = rounded(qt - 0.485 * qrs, 2)
    patient = adult(rng, 42, 88)
    lines, result = _working(formula, trimmed(modified, 2), modified, rr, float(rate))
    steps = [
        f"Facts: QT {qt} ms, QRS {qrs} ms with left bundle branch block, rate {rate} beats/min.",
        say(
            "{Rule|Two steps}: take the late depolarisation off, QT − 0.485 × QRS, then correct for the rate ($formula).",
            formula=formula,
        ),
        say(
            "{The tempting mistake is|It is tempting} to {correct the measured QT|skip the first step}: the wide QRS lengthens QT although repolarisation is no slower."
        ),
        f"Modified QT = {qt} − 0.485 × {qrs} = {trimmed(modified, 2)} ms.",
        *([] if formula == "Hodges" else [f"RR = 60 / {rate} = {trimmed(rr, 4)} s."]),
        *lines,
        say(
            "{Check|Sense check}: the result is well below the $raw ms that the unmodified QT would give.",
            raw=fixed(corrected(formula, qt, rr), 0),
        ),
    ]
    facts = [
        ("{QT interval|QT|measured QT}", f"{qt} ms"),
        ("{QRS duration|QRS|QRS width}", f"{qrs} ms"),
        ("{heart rate|ventricular rate|rate}", f"{rate} beats/min"),
    ]
    extra = [(name, rng.choice(values)) for name, values in rng.sample(SPARE, 2)]
    asides = background(rng, patient, 1)
    conventions = [
        say(
            "{In left bundle branch block use|Because of the bundle branch block, first form} the modified QT of Bogossian, QT − 0.485 × QRS (in ms)"
        ),
        say(
            "{then correct|Correct the modified QT} {for rate|} by $formula: $written (RR in seconds)",
            formula=formula,
            written=AS_WRITTEN[formula],
        )
        .replace("then correct", "Then correct for rate")
        .replace("for rate for rate", "for rate"),
        _whole(rng),
    ]
    ask = say("{What is the corrected QT interval|What is the rate-corrected modified QT|What QTc results}?")
    reason = "{a known left bundle branch block before a new antipsychotic|left bundle branch block and breathlessness|ischaemic cardiomyopathy with left bundle branch block|left bundle branch block found before chemotherapy}"
    question = posed(
        rng,
        introduced(rng, patient, PLACES, reason),
        charted(rng, facts + extra, HEADING),
        [conventions[0] + ". " + conventions[1], conventions[2]],
        ask,
        asides,
    )
    traps = [
        (corrected(formula, qt, rr), "corrected the measured QT without taking off the QRS part"),
        (modified, "stopped at the modified QT"),
        (corrected(formula, qt - qrs, rr), "took off the whole QRS"),
        (corrected(formula, qt - 0.485 * (qrs - 100), rr), "took off only the QRS beyond 100 ms"),
        *_traps(formula, modified, rr),
    ]
    return _number(
        question,
        steps,
        result,
        traps,
        {"kind": "bundle", "formula": formula, "qt": qt, "qrs": qrs, "rate": rate},
        6,
        2 + len(asides),
    )


def _average(rng: Random, level: int) -> Problem:
    """Level 4: irregular rhythm; average QT and RR over several beats, then correct once."""
    say = partial(spin, rng)
    formula = rng.choice(("Bazett", "Fridericia", "Framingham"))
    count = rng.choice((3, 4, 5))
    base = rng.uniform(0.5, 0.86)
    while True:
        beats = [rounded(base * rng.uniform(0.8, 1.22), 2) for _ in range(count)]
        scale = rng.uniform(390, 500)
        qts = [2 * round(scale * beat ** (1 / 3) * rng.uniform(0.98, 1.02) / 2) for beat in beats]
        if len(set(beats)) > 2 and max(beats) - min(beats) > 0.1 and sum(beats) / count < 0.93:
            break
    mean_qt, mean_rr = rounded(sum(qts) / count, 2), rounded(sum(beats) / count, 4)
    patient = adult(rng, 48, 88)
    lines, result = _working(formula, trimmed(mean_qt, 2), mean_qt, mean_rr, None)
    steps = [
        f"Facts: {count} beats with QT {', '.join(map(str, qts))} ms and RR {', '.join(f'{beat:.2f}' for beat in beats)} s.",
        say(
            "{Rule|Convention}: average QT and RR first, then correct once by $formula, $written.",
            formula=formula,
            written=AS_WRITTEN[formula],
        ),
        say(
            "{The tempting mistake is|It is tempting} to {take one convenient beat|correct the first beat alone}: in atrial fibrillation a single RR is not the rate."
        ),
        f"Mean QT: ({' + '.join(map(str, qts))}) / {count} = {trimmed(mean_qt, 2)} ms.",
        f"Mean RR: ({' + '.join(f'{beat:.2f}' for beat in beats)}) / {count} = {trimmed(mean_rr, 4)} s.",
        *lines,
        _check(rng, mean_qt, result, 60 / mean_rr),
    ]
    facts = [(f"beat {k + 1}", f"QT {q} ms after RR {beat:.2f} s") for k, (q, beat) in enumerate(zip(qts, beats))]
    extra = [
        (name, rng.choice(values)) for name, values in rng.sample([item for item in SPARE if item[0][0] != "P"], 2)
    ]
    asides = background(rng, patient, 1)
    conventions = [
        say(
            "{Average QT and RR over the beats|Take the mean QT and the mean RR of the beats listed}, then correct once {with|by} $formula: $written (QT in ms, RR in seconds)",
            formula=formula,
            written=AS_WRITTEN[formula],
        ),
        _whole(rng),
    ]
    question = posed(
        rng,
        introduced(
            rng,
            patient,
            TREATMENT_PLACES,
            "{atrial fibrillation {started on sotalol|before dofetilide|treated with amiodarone}|persistent atrial fibrillation}",
        ),
        charted(rng, facts, HEADING, in_order=True),
        conventions,
        say(ASK) + "?",
        [f"Also on file: {say(extra[0][0])} {extra[0][1]} and {say(extra[1][0])} {extra[1][1]}.", *asides],
    )
    traps = [
        (corrected(formula, qts[0], beats[0]), "corrected the first beat alone"),
        (corrected(formula, qts[-1], beats[-1]), "corrected the last beat alone"),
        (corrected(formula, max(qts), mean_rr), "used the longest QT instead of the mean"),
        (corrected(formula, min(qts), mean_rr), "used the shortest QT instead of the mean"),
        *_traps(formula, mean_qt, mean_rr),
    ]
    return _number(
        question,
        steps,
        result,
        traps,
        {"kind": "average", "formula": formula, "qt": qts, "rr": beats},
        2 * count + 3,
        2 + len(asides),
    )


def _difference(rng: Random, level: int) -> Problem:
    """Level 5: by how much two formulas differ on one tracing, or one formula between two tracings."""
    say = partial(spin, rng)
    patient = adult(rng, 20, 88)
    drug = rng.choice(
        ("citalopram", "moxifloxacin", "haloperidol", "methadone", "ondansetron", "vandetanib", "sotalol")
    )
    formula = rng.choice(("Fridericia", "Framingham", "Hodges", "Bazett"))
    while True:
        rate, later = rng.randint(50, 104), rng.randint(50, 118)
        before = rng.uniform(378, 438)
        qt = round(before * (60 / rate) ** (1 / 3))
        qt_later = round((before + rng.uniform(18, 84)) * (60 / later) ** (1 / 3))
        rr, rr_later = _round_rr(rate), _round_rr(later)
        first, second = corrected(formula, qt, rr), corrected(formula, qt_later, rr_later)
        if 7 < abs(rate - later) < 34 and 8 < second - first < 96:
            break
    one, first = _working(formula, str(qt), qt, rr, float(rate))
    two, second = _working(formula, str(qt_later), qt_later, rr_later, float(later))
    first, second = rounded(first, 1), rounded(second, 1)
    result = rounded(second - first, 1)
    steps = [
        f"Facts: before {drug} QT {qt} ms at {rate} beats/min; on treatment QT {qt_later} ms at {later} beats/min.",
        say(
            "{Rule|Method}: correct each tracing for its own rate by $formula, $written, then subtract.",
            formula=formula,
            written=AS_WRITTEN[formula],
        ),
        say(
            "{The tempting mistake is|It is tempting} to {subtract the uncorrected intervals|compare the raw QT intervals}, $a − $b = $c ms; the rate has changed as well.",
            a=qt_later,
            b=qt,
            c=qt_later - qt,
        ).replace("= -", "= −"),
        "Before:" if formula == "Hodges" else f"Before: RR = 60 / {rate} = {trimmed(rr, 4)} s.",
        *one,
        "On treatment:" if formula == "Hodges" else f"On treatment: RR = 60 / {later} = {trimmed(rr_later, 4)} s.",
        *two,
        f"Change: {fixed(second, 1)} − {fixed(first, 1)} = {fixed(result, 1)} ms.",
        say(
            "{Check|Compare}: a rise above 60 ms would be a warning by itself; $this.",
            this="this rise is above 60 ms" if result > 60 else "this one is not above 60 ms",
        ),
    ]
    facts = [
        (say("{before treatment|baseline}"), f"QT {qt} ms, rate {rate} beats/min"),
        (say("{on $drug|after a week of $drug|after $drug}", drug=drug), f"QT {qt_later} ms, rate {later} beats/min"),
    ]
    extra = [(name, rng.choice(values)) for name, values in rng.sample(SPARE, 2)]
    asides = background(rng, patient, 1)
    conventions = [
        say(
            "{Correct both tracings by|Use for both tracings} $formula: $written (QT in ms, RR in seconds, rate in beats/min)",
            formula=formula,
            written=AS_WRITTEN[formula],
        ),
        _whole(rng).replace("QTc", "the change"),
    ]
    ask = say("{By how much has QTc risen|What is the rise in QTc|How large is the increase in the corrected QT}?")
    question = posed(
        rng,
        introduced(rng, patient, TREATMENT_PLACES, "{continuing|long-term|recently started} treatment with " + drug),
        charted(rng, facts, HEADING, in_order=True),
        conventions,
        ask,
        [f"Also on file: {say(extra[0][0])} {extra[0][1]} and {say(extra[1][0])} {extra[1][1]}.", *asides],
    )
    others = [name for name in FORMULAS if name != formula]
    traps: list[tuple[float, str]] = [(qt_later - qt, "subtracted the uncorrected intervals")]
    traps += [
        (corrected(name, qt_later, rr_later) - corrected(name, qt, rr), f"used {name} instead of {formula}")
        for name in others
    ]
    traps += [
        (corrected(formula, qt_later, rr) - first, "used the first rate for both tracings"),
        (second - qt, "corrected only the second tracing"),
        (qt_later - first, "corrected only the first tracing"),
    ]
    return _number(
        question,
        steps,
        result,
        traps,
        {"kind": "difference", "formula": formula, "qt": [qt, qt_later], "rate": [rate, later]},
        7,
        2 + len(asides),
    )


ACTIONS = ("stop", "reduce", "continue")


def _action(rng: Random, level: int) -> Problem:
    """Level 5: stop, reduce or continue by QTcF, its rise and a limit for the sex, with values on the limits."""
    say = partial(spin, rng)
    patient = adult(rng, 20, 86)
    drug = rng.choice(("citalopram", "haloperidol", "methadone", "vandetanib", "nilotinib", "ondansetron", "sotalol"))
    limit = 450 if patient.sex == "male" else 460
    other_limit = 910 - limit
    edge = rng.random() < 0.3
    while True:
        rate = 60 if edge else rng.randint(48, 118)
        baseline = rng.randint(384, 436)
        aim = rng.choice((500, limit, baseline + 60, limit + 4, 496)) if edge else rng.uniform(418, 520)
        qt = round(aim) if edge else round(aim * (60 / rate) ** (1 / 3))
        rr = _round_rr(rate)
        lines, exact = _working("Fridericia", str(qt), qt, rr, None)
        value = rounded(exact, 1)
        rise = rounded(value - baseline, 1)
        near = min(abs(value - 500), abs(value - limit), abs(rise - 60))
        if rise > 3 and (edge or near > 1.2):
            break
    answer = "stop" if value > 500 or rise > 60 else "reduce" if value >= limit else "continue"
    raw = "stop" if qt > 500 or qt - baseline > 60 else "reduce" if qt >= limit else "continue"
    by_bazett = bazett(qt, rr)
    fast = "stop" if by_bazett > 500 or by_bazett - baseline > 60 else "reduce" if by_bazett >= limit else "continue"
    swapped = "stop" if value > 500 or rise > 60 else "reduce" if value >= other_limit else "continue"
    loose = "stop" if value >= 500 or rise >= 60 else "reduce" if value > limit else "continue"
    only_value = "stop" if value > 500 else "reduce" if value >= limit else "continue"
    shown = f"{fixed(value, 1)}"
    judged = {
        "stop": f"{shown} ms is above 500 ms" if value > 500 else f"a rise of {fixed(rise, 1)} ms is above 60 ms",
        "reduce": f"{shown} ms is not above 500 ms and the rise of {fixed(rise, 1)} ms is not above 60 ms, but QTcF is at or above {limit} ms",
        "continue": f"{shown} ms is below {limit} ms and the rise of {fixed(rise, 1)} ms is not above 60 ms",
    }[answer]
    trap = next(
        (
            text
            for label, text in (
                (raw, "to judge by the uncorrected QT"),
                (fast, "to correct by Bazett, which the rule does not use"),
                (swapped, f"to take the limit of the other sex ({other_limit} ms)"),
                (loose, "to read 'above' as 'at or above'"),
                (only_value, "to look at the value alone and forget the rise from baseline"),
            )
            if label != answer
        ),
        "to judge by the value alone; the rise from baseline counts as well",
    )
    steps = [
        f"Facts: a {patient.noun}, QT {qt} ms at {rate} beats/min, baseline QTcF {baseline} ms.",
        say("{Rule|By the rule}: QTcF = QT / ∛RR; the limit for a $noun is $limit ms.", noun=patient.noun, limit=limit),
        f"RR = 60 / {rate} = {trimmed(rr, 4)} s.",
        *lines,
        f"Rise: {shown} − {baseline} = {fixed(rise, 1)} ms.",
        say("{Decision|Against the rule}: $judged: $answer.", judged=judged, answer=answer),
        say("{The tempting mistake|The trap} is $trap.", trap=trap),
    ]
    facts = [
        ("QT", f"{qt} ms"),
        ("{heart rate|rate|ventricular rate}", f"{rate} beats/min"),
        ("{baseline QTcF|QTcF before treatment}", f"{baseline} ms"),
    ]
    extra = [(name, rng.choice(values)) for name, values in rng.sample(SPARE, 2)]
    asides = background(rng, patient, 1)
    conventions = [
        say(
            "{Rule|Protocol|Safety rule}, by Fridericia (QTcF = QT / ∛RR, RR = 60 / rate in seconds): stop if QTcF is above 500 ms or more than 60 ms above baseline; otherwise reduce the dose if QTcF is at least 450 ms in a man or 460 ms in a woman; otherwise continue"
        ),
    ]
    ask = say(
        "{What does the $rule require for $drug|What is to be done with $drug|Which action follows for $drug}: stop, reduce or continue?",
        drug=drug,
        rule="rule",
    )
    question = posed(
        rng,
        introduced(rng, patient, TREATMENT_PLACES, "{continuing|long-term|recently started} treatment with " + drug),
        charted(rng, facts + extra, HEADING),
        conventions,
        ask,
        asides,
    )
    wrong = [
        (raw, "judged by the uncorrected QT"),
        (fast, "corrected by Bazett"),
        (swapped, "took the limit of the other sex"),
        (loose, "misread the limits at equality"),
        (only_value, "forgot the rise from baseline"),
    ]
    return Problem(
        question=question,
        steps=tuple(steps),
        answer=answer,
        answer_type="label",
        verifier="label",
        arguments={"labels": list(ACTIONS)},
        parameters={"kind": "action", "sex": patient.sex, "qt": qt, "rate": rate, "baseline": baseline},
        distractors=wrong_labels(answer, wrong, ACTIONS, "misapplied the rule"),
        operations=6,
        irrelevant=2 + len(asides),
    )


KINDS = {1: (_direct,), 2: (_units,), 3: (_policy,), 4: (_bundle, _average), 5: (_difference, _action)}


def problem(rng: Random, level: int) -> Problem:
    """One problem on correcting the QT interval."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="qt_correction",
    title="Heart-rate correction of the QT interval",
    source="Bazett 1920; Fridericia 1920; Sagie et al. 1992 (Framingham); Hodges 1983; Bogossian 2014; AHA/ACCF/HRS 2009; ICH E14 2005",
    problem=problem,
    rubric=(
        Criterion("Uses the correction formula that the question or its policy selects, and says which.", "essential"),
        Criterion("Puts RR in seconds, not in milliseconds, into Bazett, Fridericia or Framingham.", "important"),
        Criterion("Derives RR as 60 divided by the rate where only the rate is given.", "important"),
        Criterion("Checks the direction: above 60 beats/min QTc is longer than QT, below it shorter.", "optional"),
        Criterion("Multiplies by the root of RR instead of dividing by it.", "pitfall", positive=False),
    ),
)
