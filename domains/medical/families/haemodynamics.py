"""Haemodynamics, burns and ventilation: pressures, resistances, cardiac output by Fick, Parkland, lung-protective volumes.

In: a seeded generator and a level. Out: one problem in mmHg, L/min, Wood units, mL/h, mL or a class.

    MAP = DBP + (SBP − DBP) / 3;  cardiac index = output / BSA, BSA = sqrt(height × weight / 3600)
    Fick: output (L/min) = VO2 / (Hb (g/dL) × 13.4 × (SaO2 − SvO2)), 1.34 mL of oxygen per g, dissolved oxygen left out
    SVR = 80 × (MAP − CVP) / output (dyn·s/cm⁵); PVR = (mPAP − PAWP) / output (Wood units)
    Parkland: mL in 24 h = 4 × kg × % TBSA, half in the first 8 h from the burn, half in the next 16 h
    predicted body weight = 50 (men) or 45.5 (women) + 0.91 × (height in cm − 152.4); VT 6 mL/kg
    compliance = VT / (plateau − PEEP)

Sources: Marino, The ICU Book, 4th ed. 2014 (MAP, SVR, Fick); Mosteller, N Engl J Med 1987;317:1098; Humbert et al., 2022 ESC/ERS
Guidelines, Eur Heart J 2022;43:3618 (mPAP > 20 mmHg, PAWP ≤ 15 mmHg, PVR > 2 WU); Baxter & Shires, Ann N Y Acad Sci 1968;150:874
and the American Burn Association's ABLS manual (only partial- and full-thickness burns count; the clock runs from the injury);
Wallace, Lancet 1951;257:501 (rule of nines); ARDS Network, N Engl J Med 2000;342:1301 (predicted weight, volume steps).

Worked example: 120/75 mmHg gives 90 mmHg; 70 kg with 30 % burnt needs 8400 mL; a man of 175 cm weighs 70.6 kg by prediction.

>>> mean_pressure(120, 75), parkland(70, 30), round(predicted_weight("male", 175), 1)
(90.0, 8400, 70.6)
"""

from __future__ import annotations

import math
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.medical.body import height_in_cm, weight_in_kg
from domains.medical.exercise import Exercise, bedside, carried, label_problem, number_problem, written
from domains.medical.rounding import fixed, rounded
from domains.medical.vignette import Patient, adult


def mean_pressure(systolic: float, diastolic: float) -> float:
    """Mean arterial pressure in mmHg."""
    return diastolic + (systolic - diastolic) / 3


def fick_output(consumption: float, haemoglobin: float, arterial: float, venous: float) -> float:
    """L/min from mL O2/min, g/dL and saturations as fractions."""
    return consumption / (haemoglobin * 13.4 * (arterial - venous))


def resistance(inflow: float, outflow: float, output: float) -> float:
    """Wood units (mmHg·min/L) from two pressures in mmHg and L/min."""
    return (inflow - outflow) / output


def parkland(weight: float, burnt: float) -> float:
    """mL in 24 h from kg and per cent of body surface."""
    return 4 * weight * burnt


def predicted_weight(sex: str, height: float) -> float:
    """kg from the height in cm (ARDS Network 2000)."""
    return (50 if sex == "male" else 45.5) + 0.91 * (height - 152.4)


UNIT = "{on intensive care|on the intensive care unit|in the high-dependency unit|in the cardiac intensive care unit}"
WARD = "{on the {acute medical|cardiology|surgical} ward|in the emergency department|in the day clinic|at the pre-operative clinic}"
CATH = "{in the catheter laboratory|at right heart catheterisation|in the cardiac catheterisation suite}"
BURNS = "{in the emergency department|in the burns unit|in the resuscitation room|on the burns ward}"
SHOCK = (
    "{septic shock|cardiogenic shock|shock after bypass surgery|pancreatitis with shock|septic shock from pneumonia}"
)
HEART = "{decompensated heart failure|breathlessness under investigation|dilated cardiomyopathy|aortic stenosis before surgery|end-stage heart failure}"
LUNGS = "{ARDS due to pneumonia|ARDS after aspiration|ARDS in pancreatitis|ARDS due to viral pneumonitis|ARDS in septic shock}"
FLAMES = "{burns from a house fire|flame burns|scalds from boiling water|burns after a gas explosion|burns from a petrol fire}"
MONITOR = "{Monitor|Bedside readings|Observations|Measurements|Readings|From the chart}"
CATHETER = "{Catheter data|Right heart catheter|Haemodynamic readings|Catheter report|Pressures and flows}"
BURN_SHEET = "{Burns chart|Assessment|Primary survey notes|Handover from the ambulance|Burns assessment}"
VENTILATOR = "{Ventilator|Ventilator chart|Settings and readings|Respiratory chart|From the ventilator}"
SPARE = (
    ("{temperature|core temperature}", ("36.8 °C", "37.9 °C", "38.4 °C")),
    ("lactate", ("1.6 mmol/L", "2.4 mmol/L", "3.8 mmol/L")),
    ("urine output", ("25 mL/h", "40 mL/h", "55 mL/h")),
    ("{serum |}potassium", ("3.8 mmol/L", "4.3 mmol/L", "4.8 mmol/L")),
    ("{blood |}glucose", ("6.2 mmol/L", "8.1 mmol/L", "9.7 mmol/L")),
    ("platelets", ("154 × 10⁹/L", "212 × 10⁹/L", "268 × 10⁹/L")),
    ("creatinine", ("84 µmol/L", "112 µmol/L", "136 µmol/L")),
)


def _spare(rng: Random, count: int) -> list[tuple[str, str]]:
    return [(name, rng.choice(values)) for name, values in rng.sample(SPARE, count)]


def _body(rng: Random, youngest: int = 24, oldest: int = 84) -> tuple[Patient, int, int]:
    """Patient, height in cm and weight in kg."""
    patient = adult(rng, youngest, oldest)
    height = height_in_cm(rng, patient.sex)
    return patient, height, round(weight_in_kg(height, rng.uniform(19.5, 35)))


def _near(result: float, decimals: int, relative: float = 0.01) -> float:
    """Absolute tolerance: one per cent, but at least the last digit shown."""
    return max(10.0**-decimals, rounded(relative * abs(result), 4))


# pressure


def _mean(rng: Random, level: int) -> Problem:
    """Level 1: MAP. Level 2: in or from kPa."""
    patient, _, _ = _body(rng)
    shocked = rng.random() < 0.4
    sbp = rng.randint(76, 104) if shocked else rng.randint(104, 188)
    dbp = round(sbp * rng.uniform(0.48, 0.68))
    pulse = sbp - dbp
    facts = [("{blood pressure|arterial pressure|arterial line}", f"{sbp}/{dbp} mmHg")]
    exact = mean_pressure(sbp, dbp)
    lines = [
        ("facts", f"systolic {sbp}, diastolic {dbp} mmHg"),
        ("rule", "MAP = DBP + (SBP − DBP) / 3{, because diastole lasts about twice as long as systole|}"),
    ]
    conventions = ["{Use|Take} MAP = {DBP + (SBP − DBP) / 3|diastolic pressure plus a third of the pulse pressure}"]
    if level == 1:
        result, unit, decimals = exact, "mmHg", 0
        lines.append(("work", f"MAP = {dbp} + ({sbp} − {dbp}) / 3 = {fixed(exact, 0)} mmHg"))
        parameters: dict[str, object] = {"sbp": sbp, "dbp": dbp}
    else:
        mm = carried(exact)
        result, unit, decimals = mm * 0.1333, "kPa", 2
        lines += [
            ("then", f"MAP = {dbp} + ({sbp} − {dbp}) / 3 = {written(mm)} mmHg"),
            ("work", f"{written(mm)} × 0.1333 = {fixed(result, 2)} kPa"),
        ]
        conventions.append("{1 mmHg is|Take 1 mmHg as} 0.1333 kPa")
        parameters = {"sbp": sbp, "dbp": dbp, "kpa": True}
    lines.append(("check", f"MAP lies between {dbp} and {sbp} mmHg, nearer to the diastolic value"))
    factor = 0.1333 if level == 2 else 1.0
    traps = [
        ((sbp + dbp) / 2 * factor, "took the plain mean of the two pressures"),
        ((sbp + pulse / 3) * factor, "added a third of the pulse pressure to the systolic value"),
        (pulse * factor, "gave the pulse pressure"),
        ((2 * sbp + dbp) / 3 * factor, "weighted systole twice"),
        ((dbp + pulse / 2.2) * factor, "took too large a part of the pulse pressure"),
        ((sbp - dbp) / 3 * factor, "left out the diastolic pressure"),
    ]  # fmt: skip
    exercise = Exercise(
        facts, conventions,
        f"{{What is the mean arterial pressure (MAP){' in kPa' if level == 2 else ''}|How high is the mean arterial pressure{' in kPa' if level == 2 else ''}|Which mean arterial pressure follows{' in kPa' if level == 2 else ''}}}?",
        lines, {"kind": "mean", **parameters}, 2 if level == 1 else 3, spare=_spare(rng, rng.randint(0, 1)),
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        UNIT if shocked else WARD,
        SHOCK if shocked else "{hypertension|palpitations|heart failure|chest pain|headache and hypertension}",
        MONITOR,
    )
    return number_problem(
        rng, level, scene, exercise, result, traps, unit=unit, decimals=decimals, absolute=_near(result, decimals)
    )


def _catheter(rng: Random) -> dict[str, float]:
    """Right heart catheter data of an adult: mmHg and L/min."""
    low = rng.random() < 0.4
    output = rounded(rng.uniform(2.6, 4.4) if low else rng.uniform(4.2, 9.2), 2)
    cvp = rng.randint(2, 18)
    wedge = rng.randint(6, 30)
    pulmonary = wedge + rng.randint(4, 34)
    svr = rng.uniform(7, 15) if output > 5.5 else rng.uniform(13, 24)
    mean = round(min(125.0, max(58.0, cvp + svr * output)))
    return {"map": mean, "cvp": cvp, "output": output, "mpap": pulmonary, "pawp": wedge}


def _resistance(rng: Random, level: int) -> Problem:
    """SVR or PVR, in Wood units (1), dyn·s/cm⁵ (2), or chosen by the question (3, with both sets of pressures)."""
    patient, _, _ = _body(rng)
    v = _catheter(rng)
    systemic = rng.random() < 0.5
    dyn = level == 2 or (level == 3 and rng.random() < 0.5)
    top, bottom = (v["map"], v["cvp"]) if systemic else (v["mpap"], v["pawp"])
    top_name, bottom_name = ("MAP", "CVP") if systemic else ("mPAP", "PAWP")
    short = "SVR" if systemic else "PVR"
    full = "systemic vascular resistance" if systemic else "pulmonary vascular resistance"
    flow = v["output"]
    names = {
        "map": "{mean arterial pressure (MAP)|MAP}", "cvp": "{central venous pressure (CVP)|CVP}",
        "mpap": "{mean pulmonary artery pressure (mPAP)|mPAP}", "pawp": "{pulmonary artery wedge pressure (PAWP)|PAWP}",
    }  # fmt: skip
    used = ("map", "cvp") if systemic else ("mpap", "pawp")
    facts = [(names[key], f"{written(v[key])} mmHg") for key in used]
    unit, decimals = ("dyn·s/cm⁵", 0) if dyn else ("Wood units", 1)
    factor = 80 if dyn else 1
    result = factor * (top - bottom) / flow
    lines = [
        ("facts", f"{top_name} {written(top)}, {bottom_name} {written(bottom)} mmHg, cardiac output {written(flow)} L/min"),
        ("rule", f"{short} = {'80 × ' if dyn else ''}({top_name} − {bottom_name}) / cardiac output" + ("{; 80 turns Wood units into dyn·s/cm⁵|, the 80 converting mmHg·min/L}" if dyn else "")),
        ("work", f"{short} = {'80 × ' if dyn else ''}({written(top)} − {written(bottom)}) / {written(flow)} = {fixed(result, decimals)} {unit}"),
        ("check", f"{short} × flow returns the gradient: {fixed(result, decimals)} × {written(flow)}{' / 80' if dyn else ''} = {fixed(rounded(result, decimals) * flow / factor, 1)} mmHg{{, near {written(top - bottom)}|, against {written(top - bottom)} measured}}"),
    ]  # fmt: skip
    other = (v["mpap"], v["pawp"]) if systemic else (v["map"], v["cvp"])
    spare: list[tuple[str, str]] = []
    litres = f"{written(flow)} L/min"
    if level == 2 and rng.random() < 0.6:
        litres = f"{round(flow * 1000):,} mL/min"
        lines.insert(2, ("then", f"output: {round(flow * 1000)} / 1000 = {written(flow)} L/min"))
    facts.append(("cardiac output", litres))
    if level == 3:
        spare = [(names[key], f"{written(v[key])} mmHg") for key in ("map", "cvp", "mpap", "pawp") if key not in used]
        spare.append(("right ventricular systolic pressure", f"{round(v['mpap'] * 1.5)} mmHg"))
        lines.insert(
            2,
            (
                "mistake",
                f"taking {'mPAP − PAWP' if systemic else 'MAP − CVP'} or {top_name} − {'PAWP' if systemic else 'CVP'} for the gradient. {{The {'systemic' if systemic else 'pulmonary'} circulation runs from {top_name} to {bottom_name}|Only {top_name} and {bottom_name} stand before and behind this bed}}",
            ),
        )
    cross = top - (v["pawp"] if systemic else v["cvp"])
    traps = [
        (factor * (other[0] - other[1]) / flow, f"gave {'PVR' if systemic else 'SVR'}"),
        (factor * top / flow, f"left out {bottom_name}"),
        (factor * cross / flow, "took the pressure behind the other circulation"),
        ((80 if not dyn else 1) * (top - bottom) / flow, "gave dyn·s/cm⁵" if not dyn else "left out the factor 80"),
        (factor * (top - bottom) * flow / (100 if dyn else 10), "multiplied by the flow and slipped a decimal place"),
        (factor * (top + bottom) / flow, "added the two pressures"),
    ]
    if level < 3:
        traps.pop(2)
        traps.pop(0)
        traps += [
            (factor * bottom / flow, f"took {bottom_name} alone"),
            (factor * (top - bottom) / (2 * flow), "doubled the flow"),
        ]
    conventions = {
        1: f"{{{short} in Wood units is|Take {short} in Wood units as}} ({top_name} − {bottom_name}) / cardiac output",
        2: "{1 Wood unit (mmHg·min/L) is|Convert from Wood units (mmHg·min/L) with 1 unit =} 80 dyn·s/cm⁵",
        3: "{Choose the pressures that belong to this circulation|Not every pressure is needed}"
        + ("; 1 Wood unit is 80 dyn·s/cm⁵" if dyn else ""),
    }[level]
    exercise = Exercise(
        facts, [conventions],
        f"{{What is the {full} ({short})|How high is the {full} ({short})|Which {full} ({short}) results}}?",
        lines, {"kind": "resistance", "of": short, "dyn": dyn, "top": top, "bottom": bottom, "output": flow}, 3 + level, spare=spare,
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        CATH,
        HEART
        if not systemic or rng.random() < 0.5
        else "{suspected cardiogenic shock|heart failure with a low blood pressure}",
        CATHETER,
    )
    return number_problem(
        rng, level, scene, exercise, result, traps, unit=unit, decimals=decimals, absolute=_near(result, decimals)
    )


def _fick_values(rng: Random) -> tuple[int, float, int, int]:
    """VO2 (mL/min), Hb (g/dL), arterial and mixed venous saturation (%) of an adult at rest."""
    while True:
        consumption, hb = rng.randint(180, 320), rounded(rng.uniform(8.2, 16.2), 1)
        sa, sv = rng.randint(90, 99), rng.randint(48, 78)
        if 2.4 <= fick_output(consumption, hb, sa / 100, sv / 100) <= 9:
            return consumption, hb, sa, sv


def _fick(rng: Random, level: int) -> Problem:
    """Cardiac output by Fick: direct (1), Hb in g/L (2), or Fick chosen over thermodilution (3)."""
    patient, _, _ = _body(rng)
    consumption, hb, sa, sv = _fick_values(rng)
    result = fick_output(consumption, hb, sa / 100, sv / 100)
    per_litre = rounded(hb * 10, 0)
    a, b = written(sa / 100), written(sv / 100)
    hb_text = f"{written(hb)} g/dL" if level != 2 else f"{written(per_litre)} g/L"
    facts = [
        ("{oxygen consumption|oxygen uptake (VO2)|measured VO2}", f"{consumption} mL/min"), ("{haemoglobin|Hb}", hb_text),
        ("{arterial saturation|SaO2}", f"{sa} %"), ("{mixed venous saturation|SvO2|pulmonary artery saturation}", f"{sv} %"),
    ]  # fmt: skip
    thermal = rounded(result * rng.choice((rng.uniform(0.6, 0.85), rng.uniform(1.18, 1.4))), 2)
    lines = [
        ("facts", f"VO2 {consumption} mL/min, Hb {hb_text}, saturations {sa} % and {sv} %"),
        ("rule", "by Fick, output = VO2 / (Hb × 13.4 × (SaO2 − SvO2)), Hb in g/dL and saturations as fractions{; 13.4 is 1.34 mL/g × 10 dL/L|}"),
    ]  # fmt: skip
    if level == 2:
        lines.append(("then", f"Hb: {written(per_litre)} / 10 = {written(hb)} g/dL"))
    if level == 3:
        lines.append(("mistake", f"reporting the thermodilution value of {written(thermal)} L/min. {{Severe tricuspid regurgitation lets the cold bolus swing to and fro, so thermodilution misleads|With severe tricuspid regurgitation the indicator is not carried on steadily}}, and the rule asks for Fick"))  # fmt: skip
    lines += [
        ("work", f"output = {consumption} / ({written(hb)} × 13.4 × ({a} − {b})) = {fixed(result, 2)} L/min"),
        ("check", f"{{a lower SvO2 would mean a lower output|the wider the gap between the saturations, the lower the output}}; here the gap is {sa} − {sv} = {sa - sv} points"),
    ]  # fmt: skip
    traps = [
        (consumption / (hb * 13.4), "left out the saturations"),
        (consumption / (hb * 13.4 * sa / 100), "left out the venous saturation"),
        (consumption / (hb * 1.34 * (sa - sv) / 100) / 100, "left out the 10 and slipped a decimal place"),
        (consumption / (hb * 13.4 * sv / 100), "used the venous saturation alone"),
        (consumption / (hb * 13.9 * (sa - sv) / 100) * 1.1, "misread the oxygen consumption"),
        (hb * 13.4 * (sa - sv) / 100 / consumption * 10, "turned the fraction round and slipped a decimal place"),
        (result * 2, "halved the gap of the saturations"),
    ]
    if level == 3:
        traps.insert(0, (thermal, "took thermodilution in spite of the tricuspid regurgitation"))
    spare = (
        [] if level < 3 else [("thermodilution output{, mean of three|}", f"{written(thermal)} L/min"), *_spare(rng, 1)]
    )
    conventions = ["{Take|Use} 1.34 mL of oxygen per gram of haemoglobin and {neglect|leave out} dissolved oxygen"]
    story: list[str] = []
    if level == 3:
        story = ["{Echocardiography shows|There is|The echo reports} severe tricuspid regurgitation."]
        conventions.append(
            "{The laboratory reports|House rule: report} the Fick output when tricuspid regurgitation is severe, {otherwise|else} thermodilution"
        )
    else:
        conventions.append("{Use|Apply} {the Fick principle|Fick's principle}")
    exercise = Exercise(
        facts, conventions, "{What is the cardiac output|Which cardiac output should be reported|How large is the cardiac output|What cardiac output results}?",
        lines, {"kind": "fick", "vo2": consumption, "hb": hb, "sa": sa, "sv": sv, "level": level}, 3 + level, spare=spare, story=story,
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        bedside(rng, patient, CATH, HEART, CATHETER),
        exercise,
        result,
        traps,
        unit="L/min",
        decimals=2,
        absolute=_near(result, 2),
    )


def _fick_chain(rng: Random, level: int) -> Problem:
    """Level 4: Fick output, then cardiac index (Mosteller) or SVR from systolic and diastolic pressure."""
    patient, height, weight = _body(rng, 24, 80)
    consumption, hb, sa, sv = _fick_values(rng)
    output = carried(fick_output(consumption, hb, sa / 100, sv / 100))
    index = rng.random() < 0.5
    facts = [
        ("{oxygen consumption|oxygen uptake (VO2)|measured VO2}", f"{consumption} mL/min"), ("{haemoglobin|Hb}", f"{written(hb)} g/dL"),
        ("{arterial saturation|SaO2}", f"{sa} %"), ("{mixed venous saturation|SvO2}", f"{sv} %"),
    ]  # fmt: skip
    lines = [
        ("facts", f"VO2 {consumption} mL/min, Hb {written(hb)} g/dL, saturations {sa} % and {sv} %"),
        ("then", f"output = {consumption} / ({written(hb)} × 13.4 × ({written(sa / 100)} − {written(sv / 100)})) = {written(output)} L/min"),
    ]  # fmt: skip
    cvp = rng.randint(3, 16)
    sbp = rng.randint(92, 148)
    dbp = round(sbp * rng.uniform(0.5, 0.66))
    if index:
        surface = carried(math.sqrt(height * weight / 3600))
        result, unit, decimals = output / surface, "L/min/m²", 2
        facts += [("height", f"{height} cm"), ("{body |}weight", f"{weight} kg")]
        spare = [("CVP", f"{cvp} mmHg"), *_spare(rng, 1)]
        lines.insert(
            1, ("rule", "Fick output first, then cardiac index = output / BSA with BSA = sqrt(height × weight / 3600)")
        )
        lines.insert(
            2,
            (
                "mistake",
                "dividing the output by the weight, or stopping at the output. {The index is per square metre of body surface|An index is referred to body surface, not to kilograms}",
            ),
        )
        lines += [
            ("then", f"BSA = sqrt({height} × {weight} / 3600) = {written(surface)} m²"),
            ("work", f"index = {written(output)} / {written(surface)} = {fixed(result, 2)} L/min/m²"),
            ("check", "{2.5 to 4 L/min/m² is usual at rest, so this is to be read against that range|at rest 2.5 to 4 L/min/m² is the usual range to compare with}"),
        ]  # fmt: skip
        traps = [
            (output, "stopped at the output"), (output * surface, "multiplied by the body surface"), (output / (height * weight / 3600), "forgot the root in the body surface"),
            (consumption / (hb * 13.4) / surface, "left out the saturations"), (consumption / (hb * 13.4 * sa / 100) / surface, "left out the venous saturation"), (output / weight * 10, "divided by the weight and slipped a decimal place"),
        ]  # fmt: skip
        convention = "{Cardiac index uses the Mosteller surface|For body surface use Mosteller}: BSA = sqrt(height in cm × weight in kg / 3600)"
        ask = "{What is the cardiac index|How high is the cardiac index|Which cardiac index results}?"
        parameters: dict[str, object] = {"height": height, "weight": weight}
    else:
        mean = carried(mean_pressure(sbp, dbp))
        result, unit, decimals = 80 * (mean - cvp) / output, "dyn·s/cm⁵", 0
        facts += [
            ("{arterial pressure|blood pressure}", f"{sbp}/{dbp} mmHg"),
            ("{central venous pressure|CVP}", f"{cvp} mmHg"),
        ]
        spare = [("height", f"{height} cm"), ("{body |}weight", f"{weight} kg")]
        lines.insert(
            1, ("rule", "Fick output and MAP = DBP + (SBP − DBP) / 3 first, then SVR = 80 × (MAP − CVP) / output")
        )
        lines.insert(
            2,
            (
                "mistake",
                "putting the systolic pressure in for MAP, or leaving out CVP. {What drives flow is the mean pressure less the pressure at the far end|The gradient is mean arterial minus central venous pressure}",
            ),
        )
        lines += [
            ("then", f"MAP = {dbp} + ({sbp} − {dbp}) / 3 = {written(mean)} mmHg"),
            ("work", f"SVR = 80 × ({written(mean)} − {cvp}) / {written(output)} = {fixed(result, 0)} dyn·s/cm⁵"),
            ("check", "{800 to 1200 dyn·s/cm⁵ is the usual range to compare with|the usual range is 800 to 1200 dyn·s/cm⁵}"),
        ]  # fmt: skip
        traps = [
            (80 * mean / output, "left out CVP"), ((mean - cvp) / output, "left out the factor 80"), (80 * (sbp - cvp) / output, "took the systolic pressure for MAP"),
            (80 * (dbp - cvp) / output, "took the diastolic pressure for MAP"), (80 * ((sbp + dbp) / 2 - cvp) / output, "took the plain mean of the pressures"), (80 * (mean + cvp) / output, "added CVP"),
        ]  # fmt: skip
        convention = "MAP is DBP + (SBP − DBP) / 3; {SVR in dyn·s/cm⁵ uses the factor 80|1 Wood unit is 80 dyn·s/cm⁵}"
        ask = "{What is the systemic vascular resistance (SVR)|How high is the systemic vascular resistance (SVR)|Which systemic vascular resistance (SVR) results}?"
        parameters = {"sbp": sbp, "dbp": dbp, "cvp": cvp}
    exercise = Exercise(
        facts, ["{Find the output by Fick|Cardiac output comes from the Fick principle} with 1.34 mL of oxygen per gram of haemoglobin; {neglect|leave out} dissolved oxygen", convention], ask,
        lines, {"kind": "fick_chain", "index": index, "vo2": consumption, "hb": hb, "sa": sa, "sv": sv, **parameters}, 7, spare=spare,
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        bedside(rng, patient, CATH, HEART, CATHETER),
        exercise,
        result,
        traps,
        unit=unit,
        decimals=decimals,
        absolute=_near(result, decimals),
    )


CLASSES = (
    "no pulmonary hypertension",
    "pre-capillary",
    "isolated post-capillary",
    "combined post- and pre-capillary",
    "unclassified",
)


def hypertension_class(mpap: float, pawp: float, pvr: float) -> str:
    """Haemodynamic class of pulmonary hypertension (ESC/ERS 2022): mmHg, mmHg, Wood units."""
    if mpap <= 20:
        return CLASSES[0]
    if pawp <= 15:
        return CLASSES[1] if pvr > 2 else CLASSES[4]
    return CLASSES[3] if pvr > 2 else CLASSES[2]


def _class(rng: Random, level: int) -> Problem:
    """Level 5: class of pulmonary hypertension from the pressures and a flow that has to be found or converted."""
    patient, _, _ = _body(rng, 32, 80)
    wanted = rng.choice(CLASSES)
    while True:
        mpap = rng.choice((rng.randint(11, 21), rng.randint(20, 24), rng.randint(24, 58)))
        pawp = rng.choice((rng.randint(4, 14), 15, 16, rng.randint(16, 30)))
        output = rounded(rng.uniform(3.2, 9.5), 2)
        pvr = (mpap - pawp) / output
        exact_limit = rng.random() < 0.1
        if exact_limit and mpap > pawp:
            output = rounded((mpap - pawp) / 2, 2)
            pvr = 2.0
        if (
            mpap - pawp >= 2
            and 3 <= output <= 10
            and (abs(pvr - 2) > 0.03 or pvr == 2.0)
            and hypertension_class(mpap, pawp, pvr) == wanted
        ):
            break
    heart_rate = rng.randint(58, 104)
    stroke = output * 1000 / heart_rate
    lines = [
        ("facts", f"mPAP {mpap} mmHg, PAWP {pawp} mmHg, cardiac output {written(output)} L/min"),
        ("rule", "2022 definitions: pulmonary hypertension is mPAP > 20 mmHg; PAWP ≤ 15 is the pre-capillary side, > 15 the post-capillary side; PVR > 2 Wood units decides within each"),
        ("work", f"PVR = ({mpap} − {pawp}) / {written(output)} = {fixed(pvr, 2)} Wood units"),
        ("then", f"mPAP {mpap} is {'above' if mpap > 20 else 'not above'} 20; PAWP {pawp} is {'at most' if pawp <= 15 else 'above'} 15; PVR {fixed(pvr, 2)} is {'above' if pvr > 2 else 'not above'} 2"),
        ("mistake", "using the older limits, mPAP ≥ 25 mmHg or PVR > 3 Wood units. {They were replaced in 2022|The 2022 guideline lowered both}, and each new limit is exclusive for mPAP and PVR, inclusive for PAWP"),
        ("say", f"{{so the class is|this is}}: {wanted}"),
        ("check", {CLASSES[0]: "without a raised mPAP the other two values do not make it pulmonary hypertension", CLASSES[1]: "a normal wedge with a raised resistance puts the trouble before the capillaries", CLASSES[2]: "a raised wedge with a low resistance puts the trouble in the left heart alone", CLASSES[3]: "a raised wedge and a raised resistance mean both sides", CLASSES[4]: "raised mPAP with neither a raised wedge nor a raised resistance is left unclassified, as with high flow"}[wanted]),
    ]  # fmt: skip
    old = (
        CLASSES[0]
        if mpap < 25
        else (CLASSES[1] if pvr > 3 else CLASSES[4])
        if pawp <= 15
        else (CLASSES[3] if pvr > 3 else CLASSES[2])
    )
    other_side = hypertension_class(mpap, 16 if pawp <= 15 else 15, pvr)
    exercise = Exercise(
        [("{mean pulmonary artery pressure (mPAP)|mPAP}", f"{mpap} mmHg"), ("{pulmonary artery wedge pressure (PAWP)|PAWP}", f"{pawp} mmHg"), ("cardiac output", f"{written(output)} L/min")],
        ["{Classify by|Apply|Use} the {2022 ESC/ERS|ESC/ERS 2022} haemodynamic definitions"],
        "{Which haemodynamic class is this|What is the haemodynamic class|How is this classified}?",
        lines, {"kind": "class", "mpap": mpap, "pawp": pawp, "output": output}, 5,
        spare=[("heart rate", f"{heart_rate} beats/min"), ("stroke volume", f"{fixed(stroke, 0)} mL"), ("right atrial pressure", f"{rng.randint(2, 14)} mmHg")],
    )  # fmt: skip
    scene = bedside(
        rng,
        patient,
        CATH,
        "{breathlessness on exertion|a raised tricuspid velocity on echo|systemic sclerosis and breathlessness|heart failure with preserved ejection fraction|COPD and right heart strain}",
        CATHETER,
    )
    return label_problem(
        rng,
        level,
        scene,
        exercise,
        wanted,
        CLASSES,
        [(old, "used the limits from before 2022"), (other_side, "put PAWP on the wrong side of 15")],
        "slipped at one of the three limits",
    )


# burns


def _burn(rng: Random) -> tuple[Patient, int, int]:
    patient, _, weight = _body(rng, 19, 78)
    return patient, weight, rng.randint(16, 58)


def _parkland(rng: Random, level: int) -> Problem:
    """Total (1); first rate, weight in lb (2)."""
    patient, weight, burnt = _burn(rng)
    facts = [
        (
            "{partial- and full-thickness burns|burnt area, partial and full thickness|burnt area without erythema}",
            f"{burnt} % of body surface",
        )
    ]
    conventions = [
        "{Use|Apply} the Parkland formula: 4 mL × weight in kg × per cent of body surface, half {of it |}in the first 8 hours after the burn"
    ]
    if level == 1:
        facts.append(("{body |}weight", f"{weight} kg"))
        result, unit, decimals = parkland(weight, burnt), "mL", 0
        lines = [
            ("facts", f"{weight} kg, {burnt} % burnt"),
            ("rule", "by Parkland, mL in 24 h = 4 × kg × % of body surface"),
            ("work", f"4 × {weight} × {burnt} = {fixed(result, 0)} mL"),
            ("check", f"{fixed(result, 0)} / 2 = {fixed(result / 2, 0)} mL of it go in over the first 8 h, {{a large but usual volume for such a burn|as burns of this size need}}"),
        ]  # fmt: skip
        traps = [(result / 2, "gave the first half only"), (2 * weight * burnt, "took 2 mL/kg/%"), (3 * weight * burnt, "took 3 mL/kg/%"), (4 * weight * burnt / 100 * 9, "counted by nines again"), (result / 24, "gave mL per hour"), (result * 2.2, "took the weight for pounds")]  # fmt: skip
        parameters: dict[str, object] = {"weight": weight, "burnt": burnt}
        ask = "{What volume of crystalloid is needed in the first 24 hours|How much fluid does the formula give for 24 hours|What is the 24-hour volume}?"
        operations = 2
    else:
        pounds = round(weight / 0.4536)
        kilograms = rounded(pounds * 0.4536, 1)
        facts.append(("{body |}weight", f"{pounds} lb"))
        total = carried(4 * kilograms * burnt)
        result, unit, decimals = total / 2 / 8, "mL/h", 0
        lines = [
            ("facts", f"{pounds} lb, {burnt} % burnt"),
            ("rule", "by Parkland, mL in 24 h = 4 × kg × % of body surface; half of it over the first 8 h"),
            ("then", f"weight = {pounds} × 0.4536 = {written(kilograms)} kg"),
            ("then", f"24-hour volume = 4 × {written(kilograms)} × {burnt} = {written(total)} mL"),
            ("work", f"first rate = {written(total)} / 2 / 8 = {fixed(result, 0)} mL/h"),
            ("check", f"{fixed(result, 0)} × 8 × 2 = {fixed(rounded(result, 0) * 16, 0)} mL, {{the whole volume within rounding|back at the 24-hour volume within rounding}}"),
        ]  # fmt: skip
        traps = [(total / 24, "spread the volume evenly over 24 hours"), (4 * pounds * burnt / 16, "took pounds for kilograms"), (total / 8, "gave the whole volume in 8 hours"), (total / 2 / 16, "divided the first half by 16 hours"), (total / 2 / 24, "divided the first half by 24 hours"), (result / 2, "took 2 mL/kg/%")]  # fmt: skip
        conventions.append(
            "{The weight in kg is rounded to 1 decimal place before use|Round the weight to 1 decimal place first}; 1 lb is 0.4536 kg"
        )
        parameters = {"pounds": pounds, "burnt": burnt}
        ask = "{At what rate does the fluid start|What infusion rate is needed for the first 8 hours|What is the rate over the first 8 hours}, {if it starts at the time of the burn|counted from the burn}?"
        operations = 5
    exercise = Exercise(
        facts,
        conventions,
        ask,
        lines,
        {"kind": "parkland", **parameters},
        operations,
        spare=_spare(rng, rng.randint(0, 1)),
    )
    return number_problem(
        rng,
        level,
        bedside(rng, patient, BURNS, FLAMES, BURN_SHEET),
        exercise,
        result,
        traps,
        unit=unit,
        decimals=decimals,
        absolute=_near(result, 0),
    )


REGIONS = (
    ("the whole left arm", 9), ("the whole right arm", 9), ("the whole left leg", 18), ("the whole right leg", 18),
    ("the front of the trunk", 18), ("the back of the trunk", 18), ("the front of the right leg", 9), ("the front of the left leg", 9),
    ("the head and neck", 9), ("the upper half of the back", 9), ("the abdomen (half of the front of the trunk)", 9), ("the front of the left arm", 4.5), ("the back of the right arm", 4.5),
)  # fmt: skip


def _regions(rng: Random) -> list[tuple[str, float]]:
    """Two or three deep regions and one superficial one that do not overlap."""
    groups: dict[str, str] = {}
    while True:
        drawn = rng.sample(REGIONS, rng.choice((3, 3, 4)))
        groups = {}
        for name, _ in drawn:
            key = (
                "left arm"
                if "left arm" in name
                else "right arm"
                if "right arm" in name
                else "left leg"
                if "left leg" in name
                else "right leg"
                if "right leg" in name
                else "back"
                if "back of the trunk" in name or "half of the back" in name
                else "front"
                if "trunk" in name
                else name
            )
            groups[key] = name
        if len(groups) == len(drawn) and 15 <= sum(share for _, share in drawn[:-1]) <= 54:
            return drawn


def _nines(rng: Random, level: int) -> Problem:
    """Level 3: area by the rule of nines without the superficial part, then the 24-hour volume."""
    patient, weight, _ = _burn(rng)
    *deep, shallow = _regions(rng)
    area = sum(share for _, share in deep)
    extra = rng.randint(0, 4)
    palms = extra > 0
    area += extra
    result = parkland(weight, area)
    terms = " + ".join(written(share) for _, share in deep) + (f" + {extra}" if palms else "")
    facts = [
        (
            "{blistered or charred skin|deep or partial-thickness burns}",
            " and ".join(name for name, _ in deep)
            if len(deep) < 3
            else ", ".join(name for name, _ in deep[:-1]) + " and " + deep[-1][0],
        )
    ]
    facts = [(facts[0][0], "over " + facts[0][1])]
    if palms:
        facts.append(
            (
                "{scattered blisters elsewhere|further partial-thickness patches}",
                f"{extra} patient palm{'s' if extra > 1 else ''}",
            )
        )
    facts += [
        ("{red, painful, unbroken skin|erythema without blisters}", "over " + shallow[0]),
        ("{body |}weight", f"{weight} kg"),
    ]
    lines = [
        ("facts", f"deep or partial-thickness: {', '.join(f'{name} {written(share)} %' for name, share in deep)}" + (f", and {extra} palm{'s' if extra > 1 else ''} of 1 % each" if palms else "") + f"; only red: {shallow[0]}"),
        ("rule", "rule of nines for partial- and full-thickness burns, then Parkland, 4 × kg × %"),
        ("mistake", f"counting {shallow[0]} as well. {{Erythema alone is a superficial burn and does not count|Red, unbroken skin is superficial}}; it would add {written(shallow[1])} % and too much fluid"),
        ("then", f"area = {terms} = {written(area)} %" if "+" in terms else f"the area is {written(area)} %"),
        ("work", f"4 × {weight} × {written(area)} = {fixed(result, 0)} mL"),
        ("check", f"{fixed(result, 0)} / {weight} = {fixed(result / weight, 0)} mL/kg over a day, which is 4 × {written(area)}"),
    ]  # fmt: skip
    traps = [
        (parkland(weight, area + shallow[1]), "counted the erythema"), (result / 2, "gave the first half only"), (2 * weight * area, "took 2 mL/kg/%"),
        (parkland(weight, area - extra) if palms else 3 * weight * area, "left out the palms" if palms else "took 3 mL/kg/%"), (parkland(weight, max(1, area - deep[0][1])), "left out one region"), (result / 24, "gave mL per hour"),
    ]  # fmt: skip
    exercise = Exercise(
        facts, ["{Estimate|Work out} the area by Wallace's rule of nines" + (", a patient's palm with fingers being 1 %" if palms else ""), "{Apply|Use} Parkland with 4 mL per kg and per cent{ of partial- and full-thickness burn|, for the burns that count}"],
        "{What 24-hour volume results|How much fluid is needed in 24 hours|What volume of crystalloid does the formula give for 24 hours}?",
        lines, {"kind": "nines", "weight": weight, "deep": sorted(n for n, _ in deep), "palms": extra, "area": area}, 4 + len(deep), spare=_spare(rng, 1),
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        bedside(rng, patient, BURNS, FLAMES, BURN_SHEET),
        exercise,
        result,
        traps,
        unit="mL",
        decimals=0,
        absolute=_near(result, 0),
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _late(rng: Random, level: int) -> Problem:
    """Level 4: the rest of the first half by clock times. Level 5: the clock is past 8 h, or fluid exceeds the half."""
    patient, weight, burnt = _burn(rng)
    total = parkland(weight, burnt)
    half = total / 2
    start = 15 * rng.randint(24, 60)
    beyond = level == 5 and rng.random() < 0.6
    minutes = 15 * (rng.randint(34, 60) if beyond else rng.randint(4, 26))
    share = rng.uniform(0.75, 1.15) if beyond else rng.uniform(1.02, 1.2) if level == 5 else rng.uniform(0.05, 0.45)
    given = round(half * share / 50) * 50
    if not beyond and level == 5 and given <= half:
        given = (int(half / 50) + 1) * 50
    gone = minutes / 60
    whole = level == 5
    left_h = rounded((24 if whole else 8) - gone, 2)
    left = (total if whole else half) - given
    result = left / left_h
    if result > 2000:
        return _late(rng, level)
    when = _clock(start + minutes)
    next_day = " {the next day|(next day)}" if start + minutes >= 1440 else ""
    facts = [
        ("{partial- and full-thickness burns|burnt area, partial and full thickness}", f"{burnt} % of body surface"), ("{body |}weight", f"{weight} kg"),
        ("{time of the burn|burnt at}", _clock(start)), ("{time now|arrival here}", when + (" the next day" if next_day else "")), ("{crystalloid so far|given before arrival|fluid already given}", f"{given:,} mL"),
    ]  # fmt: skip
    lines = [
        ("facts", f"{weight} kg, {burnt} %; burnt at {_clock(start)}, now {when}; {given} mL given"),
        ("rule", "by Parkland 4 × kg × %, half by 8 h and the rest by 24 h after the burn; {fluid that was given counts|what has run in is subtracted}"),
        ("mistake", "starting the clock at arrival. {It runs from the injury|The hours count from the burn}, so less time is left" if not whole else ("keeping to the first-half rate although {8 h have passed|the 8 hours are over}. {Now the rest of the whole volume is due by 24 h after the burn|The goal is now the 24-hour volume}" if beyond else "reading a negative rate or stopping the fluid because the first half is already in. {The rest of the 24-hour volume is still due|The second half remains to be given}")),
        ("then", f"24-hour volume = 4 × {weight} × {burnt} = {fixed(total, 0)} mL" + ("" if whole else f"; first half: {fixed(total, 0)} / 2 = {fixed(half, 0)} mL")),
        ("then", f"time since the burn: {minutes} / 60 = {written(gone)} h, which leaves {24 if whole else 8} − {written(gone)} = {written(left_h)} h"),
        ("then", f"still to give: {fixed(total if whole else half, 0)} − {given} = {fixed(left, 0)} mL"),
        ("work", f"rate = {fixed(left, 0)} / {written(left_h)} = {fixed(result, 0)} mL/h"),
        ("check", f"{given} + {fixed(result, 0)} × {written(left_h)} = {fixed(given + rounded(result, 0) * left_h, 0)} mL by then, {{the aim within rounding|as planned}}"),
    ]  # fmt: skip
    goal = total if whole else half
    traps = [
        (left / (24 if whole else 8), "started the clock at arrival"), (goal / left_h, "left out the fluid already given"), (half / 8, "gave the rate as if nothing had happened"),
        ((goal / 2 - given if goal / 2 > given else goal / 2) / left_h, "halved the volume again"), (total / 24, "spread the volume evenly over 24 hours"), ((half) / 16, "gave the second half over 16 hours"), ((total - given) / (16 if whole else 24 - gone), "aimed at the wrong time"),
    ]  # fmt: skip
    if whole:
        rule = "{Any deviation from the plan by now is made up evenly|What is left of the 24-hour volume runs evenly} until 24 hours after the burn{ when the first half is already in or its 8 hours have passed|, if the 8 hours are over or the first half is already in}"
    else:
        rule = "{What is left of the first half runs evenly|Spread the rest of the first half evenly} {until|up to} 8 hours after the burn"
    exercise = Exercise(
        facts, ["{Use|Apply} Parkland: 4 mL × kg × per cent of body surface in 24 hours, half of it in the first 8 hours; {fluid already given counts|subtract what was given}", rule],
        "{What infusion rate is needed now|At what rate should the fluid run from now|What rate do you set now}?",
        lines, {"kind": "late", "weight": weight, "burnt": burnt, "minutes": minutes, "given": given, "whole": whole}, 7, spare=_spare(rng, 1),
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        bedside(rng, patient, BURNS, FLAMES, BURN_SHEET),
        exercise,
        result,
        traps,
        unit="mL/h",
        decimals=0,
        absolute=_near(result, 0),
    )


# ventilation


def _pbw_lines(patient: Patient, height: float, pbw: float) -> tuple[str, str]:
    base = "50" if patient.sex == "male" else "45.5"
    return ("then", f"predicted weight = {base} + 0.91 × ({written(height)} − 152.4) = {written(pbw)} kg")


PBW_RULE = "{predicted body weight (ARDSnet): 50 kg for men, 45.5 kg for women, plus 0.91 × (height in cm − 152.4)|ARDSnet predicted weight: 50 (men) or 45.5 (women) + 0.91 × (cm − 152.4)}"


def _volume(rng: Random, level: int) -> Problem:
    """Predicted weight (1), from feet and inches to a volume (2), the weight to choose (3)."""
    patient, height, _ = _body(rng, 20, 80)
    heavy = round(weight_in_kg(height, rng.uniform(27, 42) if level == 3 else rng.uniform(20, 34)))
    shown_height = f"{height} cm"
    cm: float = height
    first: list[tuple[str, str]] = []
    if level == 1:
        tenth = rng.randint(0, 9) / 10
        cm = rounded(height + tenth, 1)
        shown_height = f"{written(cm)} cm"
    if level == 2:
        inches = rounded(round(height / 2.54 * 2) / 2, 1)
        inches = max(inches, 61.0)
        cm = rounded(inches * 2.54, 2)
        feet = int(inches // 12)
        shown_height = f"{feet} ft {written(inches - 12 * feet)} in" if rng.random() < 0.6 else f"{written(inches)} in"
        if "ft" in shown_height:
            first.append(("then", f"height: {feet} × 12 + {written(inches - 12 * feet)} = {written(inches)} in"))
        first.append(("then", f"{written(inches)} × 2.54 = {written(cm)} cm"))
    pbw = carried(predicted_weight(patient.sex, cm))
    other = predicted_weight("female" if patient.sex == "male" else "male", cm)
    per_kg = 6 if level == 1 else rng.choice((4, 5, 6, 7, 8)) if level == 2 else rng.choice((5, 6, 6, 7, 8))
    facts = [("height", shown_height)]
    parameters: dict[str, object] = {"sex": patient.sex, "cm": cm}
    if level == 1:
        result, unit, decimals = pbw, "kg", 1
        base = "50" if patient.sex == "male" else "45.5"
        lines = [
            ("facts", f"a {patient.noun} of {written(cm)} cm"), ("rule", "predicted weight = " + base + " + 0.91 × (height − 152.4), {the line for " + ("men" if patient.sex == "male" else "women") + "|by sex and height only}"),
            ("work", f"{base} + 0.91 × ({written(cm)} − 152.4) = {fixed(result, 1)} kg"),
            ("check", f"the measured {heavy} kg plays no part: {{lung size follows height and sex|lungs do not grow with body fat}}"),
        ]  # fmt: skip
        traps = [(other, "used the formula of the other sex"), (float(heavy), "gave the measured weight"), (pbw + 0.91 * 10, "misread the height"), (0.91 * (cm - 152.4), "left out the base weight"), (22 * (cm / 100) ** 2, "took a body mass index of 22"), ((50 if patient.sex == "male" else 45.5) + 0.91 * (cm - 150), "took 150 cm for 152.4")]  # fmt: skip
        ask = "{What is the predicted body weight|Which predicted body weight sets the tidal volume|How large is the predicted body weight}?"
    else:
        result, unit, decimals = pbw * per_kg, "mL", 0
        lines = [
            ("facts", f"a {patient.noun} of {shown_height}, {per_kg} mL/kg"), ("rule", "tidal volume = mL/kg × predicted body weight, which comes from height and sex"),
            *([("mistake", f"multiplying by the measured {heavy} kg. {{Lung size follows height and sex, not body fat or oedema|The lungs are no larger for the extra weight}}, and the breaths would be too large")] if level == 3 else []),
            *first, _pbw_lines(patient, cm, pbw), ("work", f"{per_kg} × {written(pbw)} = {fixed(result, 0)} mL"),
            ("check", f"{fixed(result, 0)} / {heavy} = {fixed(rounded(result, 0) / heavy, 1)} mL per kg of measured weight, {{which is another measure|for comparison only}}"),
        ]  # fmt: skip
        traps = [(heavy * per_kg, "used the measured weight"), (other * per_kg, "used the formula of the other sex"), (pbw * 10, "took 10 mL/kg"), (pbw * (8 if per_kg != 8 else 6), f"took {8 if per_kg != 8 else 6} mL/kg"), ((pbw + 0.4 * (heavy - pbw)) * per_kg, "used an adjusted weight"), (22 * (cm / 100) ** 2 * per_kg * 1.1, "went by a body mass index")]  # fmt: skip
        facts.append(
            (
                "{tidal volume wanted|target tidal volume}",
                f"{per_kg} mL/kg of predicted body weight" if level == 2 else f"{per_kg} mL/kg",
            )
        )
        parameters |= {"per_kg": per_kg, "measured": heavy if level == 3 else 0}
        ask = "{What tidal volume should be set|Which tidal volume do you set|What is the tidal volume}?"
    conventions = (
        [PBW_RULE]
        + (["1 inch is 2.54 cm"] if level == 2 else [])
        + (
            ["{The unit ventilates by predicted, not measured weight|mL/kg refers to predicted body weight}"]
            if level == 3
            else []
        )
    )
    exercise = Exercise(
        facts,
        conventions,
        ask,
        lines,
        {"kind": "volume", "level": level, **parameters},
        2 + len(first) + (level > 1),
        spare=[("{measured weight|weight on the bed scale}", f"{heavy} kg"), *_spare(rng, 1 if level == 3 else 0)],
    )
    return number_problem(
        rng,
        level,
        bedside(rng, patient, UNIT, LUNGS, VENTILATOR),
        exercise,
        result,
        traps,
        unit=unit,
        decimals=decimals,
        absolute=max(0.2, rounded(0.01 * result, 1)) if level > 1 else 0.3,
    )


def _pressure(rng: Random, level: int) -> Problem:
    """Level 4: compliance from a volume per kg of predicted weight and the pressures; then the driving pressure at another volume."""
    patient, height, weight = _body(rng, 20, 80)
    pbw = carried(predicted_weight(patient.sex, height))
    per_kg, new_per_kg = rng.sample((4, 5, 6, 7, 8), 2)
    peep = rng.randint(5, 16)
    volume = carried(per_kg * pbw)
    driving = max(6, min(22, round(volume / rng.uniform(20, 48))))
    plateau = peep + driving
    peak = plateau + rng.randint(4, 12)
    compliance = carried(volume / driving)
    new_volume = carried(new_per_kg * pbw)
    result = new_volume / compliance
    lines = [
        ("facts", f"a {patient.noun} of {height} cm; {per_kg} mL/kg, plateau {plateau}, PEEP {peep} cmH₂O; change to {new_per_kg} mL/kg"),
        ("rule", "compliance = tidal volume / (plateau − PEEP); driving pressure = tidal volume / compliance"),
        ("mistake", f"using the peak pressure of {peak} cmH₂O. {{It includes the resistance of tube and airways|Peak pressure contains flow resistance}}; the static compliance takes the plateau"),
        _pbw_lines(patient, height, pbw),
        ("then", f"tidal volume now = {per_kg} × {written(pbw)} = {written(volume)} mL"),
        ("then", f"compliance = {written(volume)} / ({plateau} − {peep}) = {written(compliance)} mL/cmH₂O"),
        ("then", f"new tidal volume = {new_per_kg} × {written(pbw)} = {written(new_volume)} mL"),
        ("work", f"driving pressure = {written(new_volume)} / {written(compliance)} = {fixed(result, 1)} cmH₂O"),
        ("check", f"at constant compliance it scales with the volume: {driving} × {new_per_kg} / {per_kg} = {fixed(driving * new_per_kg / per_kg, 1)} cmH₂O"),
    ]  # fmt: skip
    traps = [
        ((peak - peep) * new_per_kg / per_kg, "used the peak pressure"), (plateau * new_per_kg / per_kg, "left out PEEP"), (float(driving), "gave the present driving pressure"),
        (driving * per_kg / new_per_kg, "scaled the wrong way round"), (result + peep, "gave the plateau pressure"), (new_per_kg * weight / compliance, "used the measured weight for the new volume"),
    ]  # fmt: skip
    exercise = Exercise(
        [("height", f"{height} cm"), ("{tidal volume now|present tidal volume}", f"{per_kg} mL/kg of predicted body weight"), ("{plateau pressure|plateau}", f"{plateau} cmH₂O"), ("PEEP", f"{peep} cmH₂O")],
        [PBW_RULE, "{Compliance stays the same|Assume that compliance does not change}", f"{{The tidal volume is changed|The plan is to go}} to {new_per_kg} mL/kg of predicted body weight"],
        "{What driving pressure is expected then|Which driving pressure will result|What will the driving pressure be}?",
        lines, {"kind": "pressure", "sex": patient.sex, "cm": height, "per_kg": [per_kg, new_per_kg], "plateau": plateau, "peep": peep}, 6,
        spare=[("peak pressure", f"{peak} cmH₂O"), ("{measured weight|weight on the bed scale}", f"{weight} kg")],
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        bedside(rng, patient, UNIT, LUNGS, VENTILATOR),
        exercise,
        result,
        traps,
        unit="cmH₂O",
        decimals=1,
        absolute=_near(result, 1),
    )


def _protocol(rng: Random, level: int) -> Problem:
    """Level 5: the next tidal volume by the ARDSnet plateau rule, with its floor and exceptions."""
    patient, whole, weight = _body(rng, 20, 80)
    height = rounded(whole + rng.choice((-0.5, 0, 0, 0.5)), 1)
    pbw = carried(predicted_weight(patient.sex, height))
    case = rng.choice(("high", "high", "floor", "low", "low_at_goal", "within", "stacking"))
    per_kg = {
        "high": rng.choice((5, 6, 7, 8)),
        "floor": 4,
        "low": rng.choice((4, 5)),
        "low_at_goal": 6,
        "within": rng.choice((4, 5, 6)),
        "stacking": rng.choice((6, 7)),
    }[case]
    plateau = {
        "high": rng.choice((31, rng.randint(31, 38))),
        "floor": rng.randint(31, 36),
        "low": rng.randint(17, 24),
        "low_at_goal": rng.randint(16, 24),
        "within": rng.choice((25, 30, rng.randint(25, 30))),
        "stacking": rng.randint(20, 26),
    }[case]
    dyssynchrony = case == "stacking"
    new = {
        "high": per_kg - 1,
        "floor": 4,
        "low": per_kg + 1,
        "low_at_goal": 6,
        "within": per_kg,
        "stacking": per_kg + 1,
    }[case]
    reason = {
        "high": f"plateau {plateau} is above 30, so go down by 1 mL/kg, to {new} mL/kg",
        "floor": f"plateau {plateau} is above 30, but 4 mL/kg is the floor, so stay at 4 mL/kg",
        "low": f"plateau {plateau} is below 25 and {per_kg} mL/kg is below 6, so go up by 1 mL/kg, to {new} mL/kg",
        "low_at_goal": f"plateau {plateau} is below 25, but 6 mL/kg is not below 6, so stay at 6 mL/kg",
        "within": f"plateau {plateau} is neither above 30 nor below 25, so stay at {per_kg} mL/kg",
        "stacking": f"plateau {plateau} is below 30 and breath stacking persists, so go up by 1 mL/kg, to {new} mL/kg (8 at most)",
    }[case]  # fmt: skip
    tempting = {
        "high": "leaving 6 mL/kg alone because it is the usual goal", "floor": "going below 4 mL/kg because the plateau is high", "low": "leaving a low plateau alone",
        "low_at_goal": "raising the volume because there is room below 30", "within": "changing the volume at a limit that is not crossed", "stacking": "holding on to the volume because the plateau is in order",
    }[case]  # fmt: skip
    result = new * pbw
    lines = [
        ("facts", f"a {patient.noun} of {written(height)} cm on {per_kg} mL/kg with a plateau of {plateau} cmH₂O{', severe breath stacking' if dyssynchrony else ''}"),
        ("rule", "plateau first, mL/kg second, then the volume from predicted weight"),
        ("say", reason),
        ("mistake", f"{tempting}. {{The rule has its limits for a reason|The stated rule says otherwise}}: it trades stretch against ventilation step by step"),
        _pbw_lines(patient, height, pbw),
        ("work", f"tidal volume = {new} × {written(pbw)} = {fixed(result, 0)} mL"),
        ("check", f"the present volume is {per_kg} × {written(pbw)} = {fixed(per_kg * pbw, 0)} mL, " + ("{so nothing changes|as it should stay}" if new == per_kg else "{and the new one is one step away|one step from the new one}")),
    ]  # fmt: skip
    traps = [
        (per_kg * pbw, "left the volume unchanged"), ((per_kg - 1) * pbw, "stepped down"), ((per_kg + 1) * pbw, "stepped up"), (6 * pbw, "went straight to 6 mL/kg"),
        (new * weight, "used the measured weight"), (new * predicted_weight("female" if patient.sex == "male" else "male", height), "used the formula of the other sex"),
    ]  # fmt: skip
    exercise = Exercise(
        [("height", f"{written(height)} cm"), ("{tidal volume now|present tidal volume}", f"{per_kg} mL/kg of predicted body weight"), ("{plateau pressure|plateau}", f"{plateau} cmH₂O")],
        [PBW_RULE, "{The unit's rule|Protocol}: plateau above 30 cmH₂O, 1 mL/kg less (not below 4 mL/kg); plateau below 25 and tidal volume below 6 mL/kg, 1 mL/kg more; severe breath stacking with a plateau below 30, 1 mL/kg more (up to 8 mL/kg); otherwise no change", "{One step is made at a time|Take one step only}"],
        "{What tidal volume should be set next|Which tidal volume follows|What tidal volume does the rule lead to}?",
        lines, {"kind": "protocol", "sex": patient.sex, "cm": height, "per_kg": per_kg, "plateau": plateau, "stacking": dyssynchrony}, 5,
        spare=[("{measured weight|weight on the bed scale}", f"{weight} kg"), ("PEEP", f"{rng.randint(8, 14)} cmH₂O"), ("pH", f"{fixed(rng.uniform(7.31, 7.42), 2)}")],
        story=["{There is severe breath stacking in spite of sedation|Breaths stack badly although sedation is deep}." if dyssynchrony else "{Breathing is synchronous with the ventilator|There is no breath stacking}."],
    )  # fmt: skip
    return number_problem(
        rng,
        level,
        bedside(rng, patient, UNIT, LUNGS, VENTILATOR),
        exercise,
        result,
        traps,
        unit="mL",
        decimals=0,
        absolute=_near(result, 0),
    )


KINDS = {
    1: (_mean, _mean, _resistance, _resistance, _resistance, _fick, _fick, _fick, _parkland, _parkland, _volume),
    2: (_mean, _mean, _resistance, _resistance, _resistance, _fick, _fick, _fick, _parkland, _parkland, _volume),
    3: (_resistance, _fick, _nines, _volume),
    4: (_fick_chain, _late, _pressure),
    5: (_class, _late, _protocol),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on pressures, burns or ventilation."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="haemodynamics",
    title="Haemodynamics, burn resuscitation and lung-protective ventilation",
    source="Marino, The ICU Book, 4th ed. 2014; ESC/ERS, Eur Heart J 2022;43:3618; Baxter & Shires 1968; ARDS Network, N Engl J Med 2000;342:1301",
    problem=problem,
    rubric=(
        Criterion("Uses the pressures before and behind the circulation in question, and the factor 80 only for dyn·s/cm⁵.", "essential"),
        Criterion("Counts the Parkland hours from the burn, not from arrival, and subtracts fluid already given.", "essential"),
        Criterion("Sets tidal volumes by predicted, not measured, body weight.", "essential"),
        Criterion("Leaves superficial burns out of the burnt area.", "important"),
        Criterion("Compares the result with a usual range or works it back.", "optional"),
        Criterion("Recommends a rate or volume outside of what the stated protocol allows.", "pitfall", positive=False),
    ),
)  # fmt: skip
