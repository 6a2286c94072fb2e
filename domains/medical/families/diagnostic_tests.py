"""Diagnostic tests and evidence: likelihood ratios, predictive values, numbers needed to treat, treatment thresholds.

In: a seeded generator and a level. Out: one problem in per cent, a likelihood ratio, a count or a decision.

    LR+ = sensitivity / (1 − specificity);  LR− = (1 − sensitivity) / specificity
    odds = p / (1 − p);  post-test odds = pre-test odds × LR;  p = odds / (1 + odds)
    PPV = TP / (TP + FP);  NPV = TN / (TN + FN)
    ARR = CER − EER;  RRR = ARR / CER;  NNT = 1 / ARR;  EER from an odds ratio = OR × CER / (1 − CER + OR × CER)
    treatment threshold = harm / (harm + benefit)

Sources: Fagan, N Engl J Med 1975;293:257 and Jaeschke et al., JAMA 1994;271:703 (likelihood ratios); Deeks & Altman, BMJ
2004;329:168; Altman & Bland, BMJ 1994;309:102 (predictive values); Cook & Sackett, BMJ 1995;310:452 and Laupacis et al., N Engl J
Med 1988;318:1728 (NNT); Altman, BMJ 1998;317:1309 (NNT whose confidence interval includes no effect); Pauker & Kassirer, N Engl J Med
1975;293:229 (threshold). Test characteristics in the problems are drawn within published orders of size and stated in each question.

Worked example (prevalence 1 %, sensitivity 90 %, specificity 91 %; Gigerenzer et al., Psychol Sci Public Interest 2007;8:53):

>>> round(predictive_value(0.01, 0.90, 0.91), 3), round(after_test(0.2, 6.0), 2), needed_to_treat(0.20, 0.16)
(0.092, 0.6, 25)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
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
from domains.medical.vignette import adult
from domains.wording import spin


def predictive_value(prevalence: float, sensitivity: float, specificity: float) -> float:
    """Probability of disease after a positive test, all as fractions."""
    true, false = prevalence * sensitivity, (1 - prevalence) * (1 - specificity)
    return true / (true + false)


def after_test(pretest: float, ratio: float) -> float:
    """Post-test probability from a pre-test probability and a likelihood ratio."""
    odds = pretest / (1 - pretest) * ratio
    return odds / (1 + odds)


def needed_to_treat(control: float, treated: float) -> int:
    """1 / ARR from two event rates as fractions, rounded up to a whole patient."""
    return math.ceil(round(1 / (control - treated), 9))


@dataclass(frozen=True)
class DiagnosticTest:
    """A test for a condition: percentages to draw from, and in whom it is used (several, one, and why)."""

    name: str
    condition: str
    sensitivity: tuple[float, float]
    specificity: tuple[float, float]
    prevalence: tuple[float, float]
    people: str
    reason: str
    oldest: int = 86
    youngest: int = 24


TESTS = (
    DiagnosticTest("a rapid antigen test", "influenza", (52, 76), (94, 98.5), (8, 40), "adults with fever and cough in winter", "{fever, cough and aching limbs|two days of fever and cough}"),
    DiagnosticTest("a D-dimer assay", "deep vein thrombosis", (92, 98), (36, 56), (8, 30), "outpatients with a swollen leg", "{a swollen calf|unilateral leg swelling}"),
    DiagnosticTest("a D-dimer assay", "pulmonary embolism", (93, 98), (34, 52), (6, 28), "emergency patients with pleuritic pain", "{pleuritic chest pain|sudden breathlessness}"),
    DiagnosticTest("a faecal immunochemical test", "colorectal cancer", (72, 88), (88, 95), (0.4, 3), "people invited to bowel screening", "{a change of bowel habit|iron deficiency found at a check-up}", 74, 50),
    DiagnosticTest("a tissue transglutaminase IgA assay", "coeliac disease", (89, 97), (92, 98), (1, 12), "adults with chronic diarrhoea", "{chronic diarrhoea|bloating and weight loss}", 70),
    DiagnosticTest("a rapid streptococcal antigen test", "group A streptococcal pharyngitis", (78, 91), (91, 97), (8, 36), "adults with a sore throat", "{a sore throat and fever|tonsillar exudate}", 60),
    DiagnosticTest("a troponin assay on arrival", "acute myocardial infarction", (84, 95), (74, 92), (6, 24), "people with acute chest pain", "{central chest pain for two hours|chest tightness at rest}"),
    DiagnosticTest("mammography", "breast cancer", (78, 90), (86, 94), (0.4, 1.6), "women invited to breast screening", "", 70, 50),
    DiagnosticTest("an exercise ECG", "obstructive coronary disease", (58, 72), (68, 82), (12, 60), "people with chest pain on exertion", "{chest pain on exertion|exertional chest tightness}", 76),
    DiagnosticTest("CT pulmonary angiography", "pulmonary embolism", (82, 92), (93, 97.5), (10, 45), "inpatients with unexplained breathlessness", "{unexplained breathlessness|breathlessness after a hip replacement}"),
    DiagnosticTest("compression ultrasound", "proximal deep vein thrombosis", (90, 97), (93, 98), (10, 50), "patients with a swollen leg", "{a swollen leg after a long flight|a painful swollen thigh}"),
    DiagnosticTest("NT-proBNP", "heart failure", (88, 96), (54, 76), (18, 50), "people with breathlessness seen in general practice", "{breathlessness on the stairs|ankle swelling and breathlessness}"),
    DiagnosticTest("a urine nitrite dipstick", "urinary tract infection", (42, 62), (90, 97), (20, 60), "women with dysuria", "", 70),
    DiagnosticTest("a procalcitonin assay", "bacteraemia", (66, 80), (68, 82), (8, 28), "febrile patients in the emergency department", "{fever and rigors|fever without a focus}"),
    DiagnosticTest("a two-question depression screen", "major depression", (74, 92), (66, 84), (6, 24), "people with a long-term illness", "{tiredness and poor sleep|low energy for two months}"),
    DiagnosticTest("an interferon-gamma release assay", "latent tuberculosis", (76, 90), (93, 98), (2, 25), "contacts of a person with tuberculosis", "{a household contact with tuberculosis|rheumatoid arthritis before a biologic drug}", 64),
)  # fmt: skip
SCREENED = tuple(test for test in TESTS if "screen" in test.people or "screen" in test.name or test.prevalence[0] <= 2)
BEDSIDE = tuple(test for test in TESTS if test.reason)
PLACES = "{in {the emergency department|the walk-in clinic|general practice|the outpatient clinic}|on {the acute medical|the admissions} unit}"
HEADING = "{Test characteristics|Figures|From the literature|From the laboratory handbook|What is known|Data}"
STUDY_HEADING = "{Results|Trial results|Outcome|Events|From the abstract|Data}"
SENS, SPEC = "{sensitivity|sensitivity of the test}", "{specificity|specificity of the test}"
PERCENT = 0.5


@dataclass(frozen=True)
class Trial:
    """A randomised comparison: treatment, control, who, and an event to avoid with a range of control rates (%)."""

    treatment: str
    control: str
    people: str
    event: str
    rate: tuple[float, float]
    period: str


TRIALS = (
    Trial("a statin", "placebo", "adults with type 2 diabetes", "a first cardiovascular event", (6, 16), "{five|four} years"),
    Trial("an SGLT2 inhibitor", "placebo", "patients with heart failure", "admission for heart failure or cardiovascular death", (14, 28), "{two years|18 months}"),
    Trial("low-molecular-weight heparin", "no prophylaxis", "medical inpatients with reduced mobility", "venous thromboembolism", (4, 14), "{30|90} days"),
    Trial("a direct oral anticoagulant", "aspirin", "patients with atrial fibrillation", "stroke or systemic embolism", (3, 9), "{one year|two years}"),
    Trial("dexamethasone", "usual care", "hospital patients with pneumonia who need oxygen", "death", (14, 32), "28 days"),
    Trial("dual antiplatelet therapy", "aspirin alone", "patients with a minor stroke", "a further stroke", (6, 13), "90 days"),
    Trial("zoledronate", "placebo", "women with osteoporosis", "a new vertebral fracture", (6, 15), "three years"),
    Trial("a falls programme", "usual care", "people over 70 who live at home", "a fall that needs medical care", (18, 40), "one year"),
    Trial("prophylactic antibiotics", "placebo", "patients who had bowel surgery", "a wound infection", (12, 35), "30 days"),
    Trial("ondansetron", "placebo", "adults after general anaesthesia", "vomiting", (26, 60), "24 hours"),
    Trial("inhaled corticosteroid with a long-acting bronchodilator", "the bronchodilator alone", "patients with COPD", "a severe exacerbation", (14, 34), "one year"),
    Trial("intensive blood pressure treatment", "standard treatment", "adults at high cardiovascular risk", "a major cardiovascular event", (5, 12), "{three|four} years"),
)  # fmt: skip


def _draw(rng: Random, span: tuple[float, float], decimals: int = 1) -> float:
    return rounded(rng.uniform(*span), decimals)


def _percentages(rng: Random, test: DiagnosticTest) -> tuple[float, float, float]:
    """Sensitivity, specificity and prevalence in per cent, to one decimal at most."""
    return _draw(rng, test.sensitivity), _draw(rng, test.specificity), _draw(rng, test.prevalence)


def _study(rng: Random, test: DiagnosticTest) -> str:
    return spin(
        rng,
        "{$N is studied|A journal club reads about $n|A colleague asks about $n|You appraise a study of $n|The laboratory reports on $n|A validation study looked at $n|At the evidence round, the topic is $n} {as a test for|in the diagnosis of|for the detection of} $condition in $people.",
        N=test.name[:1].upper() + test.name[1:], n=test.name, condition=test.condition, people=test.people,
    )  # fmt: skip


def _trial_story(rng: Random, trial: Trial) -> str:
    return spin(
        rng,
        "{A randomised trial compares|A trial has compared|You appraise a randomised trial of|The journal club discusses a trial of|A patient asks about a trial of|The formulary committee looks at a trial of} $t against $c in $p{, followed for $time|; follow-up was $time|, with $time of follow-up}. {The outcome was|It counted|The end point was|Its primary outcome was} $event.",
        t=trial.treatment, c=trial.control, p=trial.people, time=spin(rng, trial.period), event=trial.event,
    )  # fmt: skip


def _minus(value: float) -> str:
    """As `written`, with a minus sign and not a hyphen."""
    return written(value).replace("-", "−")


def _small(probability: float) -> float:
    """Tolerance in percentage points: half a point, less for small probabilities."""
    return max(0.06, min(PERCENT, rounded(0.02 * probability, 2)))


def _percent(rng: Random, level: int, scene: Scene, exercise: Exercise, share: float, traps: list[tuple[float, str]]) -> Problem:  # fmt: skip
    """A problem whose answer is a probability, given as a fraction here and in per cent there, to one decimal."""
    return number_problem(
        rng, level, scene, exercise, 100 * share, [(100 * value, trap) for value, trap in traps],
        unit="%", decimals=1, absolute=_small(100 * share), highest=100,
    )  # fmt: skip


# level 1


def _ratio(rng: Random, level: int) -> Problem:
    """Level 1: LR+ or LR− from sensitivity and specificity; level 2: from a two-by-two table."""
    test = rng.choice(TESTS)
    positive = rng.random() < 0.5
    sign = "+" if positive else "−"
    if level == 1:
        se, sp, _ = _percentages(rng, test)
        facts = [(SENS, f"{written(se)} %"), (SPEC, f"{written(sp)} %")]
        s, p = carried(se / 100), carried(sp / 100)
        lines = [("facts", f"sensitivity {written(s)} and specificity {written(p)} as fractions")]
        parameters: dict[str, object] = {"sensitivity": se, "specificity": sp}
    else:
        ill, well = rng.randint(60, 320), rng.randint(120, 900)
        tp = round(ill * _draw(rng, test.sensitivity) / 100)
        tn = round(well * _draw(rng, test.specificity) / 100)
        s, p = carried(tp / ill), carried(tn / well)
        facts = [(f"{{with {test.condition}|{test.condition} present}}, test positive", str(tp)), (f"{{with {test.condition}|{test.condition} present}}, test negative", str(ill - tp)), (f"{{without {test.condition}|{test.condition} absent}}, test positive", str(well - tn)), (f"{{without {test.condition}|{test.condition} absent}}, test negative", str(tn))]  # fmt: skip
        lines = [
            ("facts", f"{tp} + {ill - tp} = {ill} have the disease, {well - tn} + {tn} = {well} do not"),
            ("then", f"sensitivity = {tp} / {ill} = {written(s)}"),
            ("then", f"specificity = {tn} / {well} = {written(p)}"),
        ]
        parameters = {"table": [tp, ill - tp, well - tn, tn]}
    result = s / (1 - p) if positive else (1 - s) / p
    lines += [
        ("rule", "LR+ = sensitivity / (1 − specificity)" if positive else "LR− = (1 − sensitivity) / specificity"),
        ("work", f"LR{sign} is {written(s)} / (1 − {written(p)}) = {fixed(result, 2)}" if positive else f"LR− is (1 − {written(s)}) / {written(p)} = {fixed(result, 3)}"),
        ("check", "a positive result must raise the odds, so LR+ {has to be|must be} above 1" if positive else "a negative result must lower the odds, so LR− {has to be|must be} below 1"),
    ]  # fmt: skip
    traps = [
        ((1 - s) / p if positive else s / (1 - p), f"gave LR{'−' if positive else '+'}"),
        (s / p if positive else (1 - s) / (1 - p), "took specificity for the false positive rate" if positive else "divided by the false positive rate"),
        ((1 - p) / s if positive else p / (1 - s), "turned the ratio round"),
        (s if positive else 1 - s, "gave a rate instead of a ratio"),
        (p / (1 - s), "exchanged sensitivity and specificity"),
        (s * p, "multiplied sensitivity by specificity"),
    ]  # fmt: skip
    what = "positive" if positive else "negative"
    exercise = Exercise(
        facts,
        ["{The|A} likelihood ratio has no unit; {keep|work with} fractions{, not percentages|}" if level == 1 else "{The reference standard was applied to everybody|Everybody had the reference standard}"],
        f"{{What is the likelihood ratio of a {what} result (LR{sign})|What LR{sign} does the test have|How large is the {what} likelihood ratio, LR{sign}|By what factor does a {what} result multiply the odds of disease (LR{sign})}}?",
        lines,
        {"kind": "ratio", "positive": positive, **parameters},
        2 if level == 1 else 6,
        ordered=level == 2,
    )  # fmt: skip
    scene = Scene(None, _study(rng, test), HEADING if level == 1 else STUDY_HEADING)
    return number_problem(
        rng, level, scene, exercise, result, traps, unit="", decimals=2 if positive else 3, relative=0.01
    )


def _table_value(rng: Random, level: int) -> Problem:
    """Level 1: one of sensitivity, specificity, PPV, NPV from counts."""
    test = rng.choice(TESTS)
    ill = rng.randint(40, 280)
    well = rng.randint(150, 1200)
    tp = round(ill * _draw(rng, test.sensitivity) / 100)
    tn = round(well * _draw(rng, test.specificity) / 100)
    fn, fp = ill - tp, well - tn
    which = rng.choice(("sensitivity", "specificity", "positive predictive value", "negative predictive value"))
    top, other, meaning = {
        "sensitivity": (tp, fn, "of those with the disease, the share that test positive"),
        "specificity": (tn, fp, "of those without the disease, the share that test negative"),
        "positive predictive value": (tp, fp, "of those who test positive, the share that have the disease"),
        "negative predictive value": (tn, fn, "of those who test negative, the share that are free of it"),
    }[which]
    share = top / (top + other)
    lines = [
        ("facts", f"true positives {tp}, false negatives {fn}, false positives {fp}, true negatives {tn}"),
        ("rule", f"{which}: {meaning}"),
        ("work", f"{which} = 100 × {top} / ({top} + {other}) = {fixed(100 * share, 1)} %"),
        ("check", f"the remaining {other} of {top} + {other} = {top + other} are the ones {{that this measure counts against the test|on the wrong side}}"),
    ]  # fmt: skip
    values = {
        "sensitivity": tp / (tp + fn), "specificity": tn / (tn + fp),
        "positive predictive value": tp / (tp + fp), "negative predictive value": tn / (tn + fn),
    }  # fmt: skip
    traps = [(value, f"gave the {name}") for name, value in values.items() if name != which]
    traps += [
        ((tp + tn) / (ill + well), "gave the accuracy"),
        (ill / (ill + well), "gave the prevalence"),
        ((tp + fp) / (ill + well), "gave the share of positive tests"),
    ]
    exercise = Exercise(
        [(f"{{with {test.condition}|{test.condition} present}}, test positive", str(tp)), (f"{{with {test.condition}|{test.condition} present}}, test negative", str(fn)), (f"{{without {test.condition}|{test.condition} absent}}, test positive", str(fp)), (f"{{without {test.condition}|{test.condition} absent}}, test negative", str(tn))],
        ["{The reference standard was applied to everybody|Everybody had the reference standard|All results were verified}"],
        f"{{What is the {which}|Which {which} follows from the counts|How high is the {which} in this study}}?",
        lines,
        {"kind": "table_value", "which": which, "table": [tp, fn, fp, tn]},
        2,
        ordered=True,
    )  # fmt: skip
    return _percent(rng, level, Scene(None, _study(rng, test), STUDY_HEADING), exercise, share, traps)


def _arms(rng: Random, trial: Trial) -> tuple[int, int, int, int]:
    """Events and patients under control, events and patients under treatment; a real benefit."""
    while True:
        n1, n2 = rng.randint(180, 2400), 0
        n2 = n1 + rng.randint(-12, 12)
        control = _draw(rng, trial.rate, 2) / 100
        e1 = round(n1 * control)
        e2 = round(n2 * control * rng.uniform(0.5, 0.88))
        if e1 >= 12 and e1 / n1 - e2 / n2 > 0.006:
            return e1, n1, e2, n2


def _nnt(rng: Random, level: int) -> Problem:
    """NNT: from event rates in per cent (level 1) or from counts (level 2)."""
    trial = rng.choice(TRIALS)
    e1, n1, e2, n2 = _arms(rng, trial)
    if level == 1:
        cer, eer = rounded(100 * e1 / n1, 1), rounded(100 * e2 / n2, 1)
        if cer - eer < 0.5:
            return _nnt(rng, level)
        facts = [(f"{{event rate|risk|outcome}} {{with|under}} {trial.control}", f"{written(cer)} %"), (f"{{event rate|risk|outcome}} {{with|under}} {trial.treatment}", f"{written(eer)} %")]  # fmt: skip
        lines = [
            ("facts", f"control event rate (CER) {written(cer)} %, experimental event rate (EER) {written(eer)} %")
        ]
        arr = rounded(cer - eer, 1)
        lines += [
            ("rule", "ARR = CER − EER, NNT = 1 / ARR, {rounded up|taken up to the next whole patient}"),
            ("then", f"ARR is {written(cer)} − {written(eer)} = {written(arr)} percentage points"),
        ]
        parameters: dict[str, object] = {"cer": cer, "eer": eer}
    else:
        facts = [(f"{{events|outcome}} {{with|under}} {trial.control}", f"{e1} of {n1:,} patients"), (f"{{events|outcome}} {{with|under}} {trial.treatment}", f"{e2} of {n2:,} patients")]  # fmt: skip
        cer, eer = carried(100 * e1 / n1), carried(100 * e2 / n2)
        arr = rounded(cer - eer, 4)
        lines = [
            ("facts", f"{e1} events in {n1} under control, {e2} in {n2} under treatment"),
            ("rule", "event rate = events / patients; ARR = CER − EER; NNT = 1 / ARR, {rounded up|taken up to the next whole patient}"),
            ("then", f"CER = 100 × {e1} / {n1} = {written(cer)} %"),
            ("then", f"EER = 100 × {e2} / {n2} = {written(eer)} %"),
            ("then", f"ARR is {written(cer)} − {written(eer)} = {written(arr)} percentage points"),
        ]  # fmt: skip
        parameters = {"arms": [e1, n1, e2, n2]}
    exact = 100 / arr
    if abs(exact - round(exact)) < 0.02 and exact % 1:
        return _nnt(rng, level)
    answer = math.ceil(round(exact, 6))
    lines += [
        ("work", f"1 / ARR is 100 / {written(arr)} = {fixed(exact, 2)}, so NNT is {answer}"),
        ("check", f"treating {answer} avoids {answer} × {written(arr)} / 100 = {fixed(answer * arr / 100, 2)} events, {{about one|one, within rounding}}"),
    ]  # fmt: skip
    rrr = (cer - eer) / cer
    traps = [
        (math.ceil(1 / rrr), "used the relative risk reduction"),
        (round(arr * 10), "gave the absolute risk reduction per 1,000"),
        (math.ceil(100 / cer), "took the control rate alone"),
        (math.ceil(100 / eer), "took the treated rate alone"),
        (math.ceil(100 / arr / 10), "slipped a decimal place"),
        (round(rrr * 100), "gave the relative risk reduction in per cent"),
        (math.floor(exact), "rounded down"),
    ]
    exercise = Exercise(
        facts,
        ["{Round|Always round} {a number needed to treat|NNT|the number} up to {a whole patient|the next whole number}"],
        "{What is the number needed to treat (NNT) to prevent one event|How many patients have to be treated for one fewer event (NNT)|Which number needed to treat follows|What NNT does the trial give}?",
        lines,
        {"kind": "nnt", **parameters},
        3 if level == 1 else 5,
    )  # fmt: skip
    return integer_problem(rng, level, Scene(None, _trial_story(rng, trial), STUDY_HEADING), exercise, answer, traps)


# level 2


def _posttest(rng: Random, level: int) -> Problem:
    """Level 2: pre-test probability and LR, in other units of chance, to a post-test probability."""
    test = rng.choice(BEDSIDE)
    patient = adult(rng, test.youngest, test.oldest)
    positive = rng.random() < 0.6
    se, sp, prior = _percentages(rng, test)
    prior = max(prior, 2.0)
    ratio = rounded(se / (100 - sp), 1) if positive else rounded((100 - se) / sp, 2)
    form = rng.choice(("percent", "odds"))
    first: list[tuple[str, str]]
    if form == "odds":
        against = rng.randint(2, 19)
        top = rng.choice((1, 2)) if against % 2 else 1
        pre_odds = carried(top / against)
        shown, first = (
            f"odds of {top} to {against}",
            [("then", f"pre-test odds = {top} / {against} = {written(pre_odds)}")],
        )
        pretest = pre_odds / (1 + pre_odds)
        parameters: dict[str, object] = {"odds": [top, against]}
    else:
        share = carried(prior / 100)
        pre_odds = carried(share / (1 - share))
        shown, first = (
            f"{written(prior)} %",
            [("then", f"pre-test odds = {written(share)} / (1 − {written(share)}) = {written(pre_odds)}")],
        )
        pretest = share
        parameters = {"percent": prior}
    odds = carried(pre_odds * ratio)
    result = odds / (1 + odds)
    sign = "+" if positive else "−"
    lines = [
        ("facts", f"pre-test {'' if form == 'odds' else 'probability '}{shown}; LR{sign} is {written(ratio)}"),
        ("rule", "{turn probability into odds, multiply by the likelihood ratio, turn back into probability|likelihood ratios multiply odds, not probabilities}" if form == "percent" else "{multiply the odds by the likelihood ratio and turn the result into a probability|post-test odds = pre-test odds × LR, then odds / (1 + odds)}"),
        *first,
        ("work", f"post-test odds = {written(pre_odds)} × {written(ratio)} = {written(odds)}"),
        ("then", f"probability = 100 × {written(odds)} / (1 + {written(odds)}) = {fixed(100 * result, 1)} %"),
        ("check", f"a {'positive' if positive else 'negative'} result {'raises' if positive else 'lowers'} the probability, from {fixed(100 * pretest, 1)} % to {fixed(100 * result, 1)} %"),
    ]  # fmt: skip
    traps = [
        (min(pretest * ratio, 2), "multiplied the probability instead of the odds"),
        (odds, "gave the odds as if they were a probability"),
        (1 - result, "gave the probability of no disease"),
        (after_test(pretest, 1 / ratio), "divided by the likelihood ratio"),
        (pretest, "left the pre-test probability unchanged"),
        (ratio / (1 + ratio), "left out the pre-test odds"),
        (odds / 2 if odds < 1 else 1 / (1 + odds * odds), "slipped in turning odds back"),
    ]
    outcome = "positive" if positive else "negative"
    exercise = Exercise(
        [(f"{{chance of {test.condition} before the test|pre-test probability of {test.condition}|clinical estimate for {test.condition}}}" if form == "percent" else f"{{chance of {test.condition} before the test|clinical estimate for {test.condition}}}", shown), (f"likelihood ratio of a {outcome} result", written(ratio))],
        [f"{{{test.name[:1].upper() + test.name[1:]} comes back {outcome}|The result of {test.name} is {outcome}|{outcome.capitalize()} result: {test.name}}}"],
        f"{{What is the probability of {test.condition} now|What is the post-test probability of {test.condition}|How likely is {test.condition} after this result}}?",
        lines,
        {"kind": "posttest", "ratio": ratio, "positive": positive, **parameters},
        4,
    )  # fmt: skip
    return _percent(rng, level, bedside(rng, patient, PLACES, test.reason, HEADING), exercise, result, traps)


def _natural(rng: Random, level: int) -> Problem:
    """Level 2: predictive value of a positive test from natural frequencies: 1 in n, per 1,000."""
    test = rng.choice(TESTS)
    se, sp, prior = _percentages(rng, test)
    per = 1000 if prior >= 1.5 else 10000
    ill = max(3, round(prior / 100 * per))
    false_rate = rounded(100 - sp, 1)
    true, false = carried(ill * se / 100), carried((per - ill) * false_rate / 100)
    result = true / (true + false)
    lines = [
        ("facts", f"{ill} in {per:,} have {test.condition}; {written(se)} % of them test positive, and so do {written(false_rate)} % of the others"),
        ("rule", "{count people|think of the whole group}: PPV = true positives / all positives"),
        ("then", f"true positives = {ill} × {written(se)} / 100 = {written(true)}"),
        ("then", f"false positives = ({per} − {ill}) × {written(false_rate)} / 100 = {written(false)}"),
        ("work", f"PPV = 100 × {written(true)} / ({written(true)} + {written(false)}) = {fixed(100 * result, 1)} %"),
        ("check", f"before the test it was 100 × {ill} / {per} = {fixed(100 * ill / per, 2)} %, {{and a positive result must raise it|so the positive result has raised it}}"),
    ]  # fmt: skip
    share = ill / per
    traps = [
        (se / 100, "gave the sensitivity, ignoring the base rate"),
        (true / (true + per * false_rate / 100 + per), "divided by everybody"),
        (1 - false_rate / 100, "gave the specificity"),
        (predictive_value(share, se / 100, se / 100), "took the sensitivity for the specificity"),
        (1 - result, "gave the share of false positives"),
        (share, "gave the prevalence"),
        (true / false if true < false else 0.5 * result, "gave the odds instead of the probability"),
    ]
    exercise = Exercise(
        [(f"{{people with {test.condition}|how common {test.condition} is|frequency of {test.condition}}}", f"{ill} in {per:,}"), ("{positive tests among those with the disease|positive if diseased}", f"{written(se)} %"), ("{positive tests among those without it|positive although healthy}", f"{written(false_rate)} %")],
        ["{The figures hold for the group that is tested|These frequencies apply to everybody tested here}"],
        f"{{Of those who test positive, what percentage have {test.condition}|What is the positive predictive value|Somebody tests positive: how likely is {test.condition}}}?",
        lines,
        {"kind": "natural", "ill": ill, "per": per, "sensitivity": se, "false_rate": false_rate},
        5,
    )  # fmt: skip
    return _percent(rng, level, Scene(None, _study(rng, test), HEADING), exercise, result, traps)


# level 3


def _predictive(rng: Random, level: int) -> Problem:
    """Level 3: which predictive value is asked, with the base rate as the trap."""
    test = rng.choice(TESTS)
    se, sp, prior = _percentages(rng, test)
    asked = rng.choice(("disease after a positive", "disease after a negative", "health after a negative"))
    s, p, q = carried(se / 100), carried(sp / 100), carried(prior / 100)
    positive = asked == "disease after a positive"
    if positive:
        ill, well = carried(q * s), carried((1 - q) * (1 - p))
        lines = [
            ("then", f"diseased and positive = {written(q)} × {written(s)} = {written(ill)}"),
            ("then", f"healthy and positive = (1 − {written(q)}) × (1 − {written(p)}) = {written(well)}"),
        ]
        result = ill / (ill + well)
        work = f"P = 100 × {written(ill)} / ({written(ill)} + {written(well)}) = {fixed(100 * result, 1)} %"
        mistake = f"reading the sensitivity, {written(se)} %, as the answer. {{That is the chance of a positive test given disease, not of disease given a positive test|It looks from disease to test; the question looks from test to disease}}, and it ignores the base rate of {written(prior)} %"
    else:
        ill, well = carried(q * (1 - s)), carried((1 - q) * p)
        lines = [
            ("then", f"diseased and negative = {written(q)} × (1 − {written(s)}) = {written(ill)}"),
            ("then", f"healthy and negative = (1 − {written(q)}) × {written(p)} = {written(well)}"),
        ]
        result = (ill if asked.startswith("disease") else well) / (ill + well)
        top = ill if asked.startswith("disease") else well
        work = f"P = 100 × {written(top)} / ({written(ill)} + {written(well)}) = {fixed(100 * result, 1)} %"
        mistake = (
            f"answering 100 − {written(se)} = {written(rounded(100 - se, 1))} %. {{That is the share of the diseased whom the test misses|It counts misses among the diseased only}}, not the share of diseased people among the negatives"
            if asked.startswith("disease")
            else f"answering with the specificity, {written(sp)} %. {{That is the chance of a negative test given health|It looks from health to test}}; the negative predictive value starts from the negative result and depends on the base rate"
        )  # fmt: skip
    sign = "positive" if positive else "negative"
    lines = [
        ("facts", f"prevalence {written(prior)} %, sensitivity {written(se)} %, specificity {written(sp)} %; the result is {sign}"),
        ("rule", f"Bayes: among {{all|the}} {sign} results, the share {{with|of}} {'disease' if asked.startswith('disease') else 'people without disease'}"),
        ("mistake", mistake),
        *lines,
        ("work", work),
        ("check", "the disease must be likelier after a positive result than before" if positive else "the disease must be rarer after a negative result than before, and health more certain"),
    ]  # fmt: skip
    others = {
        "disease after a positive": (predictive_value(q, s, p), "gave the positive predictive value"),
        "disease after a negative": (q * (1 - s) / (q * (1 - s) + (1 - q) * p), "gave the chance of disease after a negative test"),
        "health after a negative": ((1 - q) * p / (q * (1 - s) + (1 - q) * p), "gave the negative predictive value"),
    }  # fmt: skip
    base = {
        "disease after a positive": (s, "gave the sensitivity, ignoring the base rate"),
        "disease after a negative": (1 - s, "gave the share of the diseased whom the test misses"),
        "health after a negative": (p, "gave the specificity, ignoring the base rate"),
    }[asked]
    if abs(base[0] - result) < 0.02:
        return _predictive(rng, level)
    traps = [base, *(value for name, value in others.items() if name != asked)]
    traps += [
        (q, "left the base rate unchanged"),
        (predictive_value(0.5, s, p) if positive else (1 - s) / (1 - s + p), "assumed that half of the people are ill"),
        (1 - result, "gave the complement"),
        (1 - p, "gave the false positive rate"),
    ]
    person = {
        "disease after a positive": f"{{Somebody from this group tests positive. How likely is {test.condition}|What is the probability of {test.condition} after a positive result|What share of those who test positive have {test.condition}}}?",
        "disease after a negative": f"{{Somebody from this group tests negative. How likely is {test.condition} all the same|What is the probability of {test.condition} after a negative result|What share of those who test negative have {test.condition} nevertheless}}?",
        "health after a negative": f"{{What is the negative predictive value|What is the probability of being free of {test.condition} after a negative result|What share of those who test negative are truly free of {test.condition}}}?",
    }[asked]  # fmt: skip
    exercise = Exercise(
        [(SENS, f"{written(se)} %"), (SPEC, f"{written(sp)} %"), (f"{{prevalence in this group|prevalence of {test.condition}|base rate}}", f"{written(prior)} %")],
        ["{Apply Bayes' theorem to these figures|The figures apply to this group}"],
        person,
        lines,
        {"kind": "predictive", "asked": asked, "sensitivity": se, "specificity": sp, "prevalence": prior},
        5,
    )  # fmt: skip
    return _percent(rng, level, Scene(None, _study(rng, test), HEADING), exercise, result, traps)


def _baseline(rng: Random, level: int) -> Problem:
    """Level 3: NNT for a patient's own risk, from a relative risk (level 3) or an odds ratio (level 4)."""
    trial = rng.choice(TRIALS)
    patient_risk = _draw(rng, (trial.rate[0] * 0.5, trial.rate[1] * 1.4))
    ratio = rounded(rng.uniform(0.55, 0.9), 2)
    trial_rate = _draw(rng, trial.rate)
    cer = carried(patient_risk / 100)
    if level == 3:
        eer = carried(cer * ratio)
        step = [("then", f"treated risk = {written(cer)} × {written(ratio)} = {written(eer)}")]
        name = "relative risk (treated / control)"
        rule = "a relative risk is carried over to the patient's own baseline: EER = CER × RR, ARR = CER − EER, NNT = 1 / ARR"
    else:
        odds = carried(cer / (1 - cer))
        new = carried(odds * ratio)
        eer = carried(new / (1 + new))
        step = [
            ("then", f"baseline odds = {written(cer)} / (1 − {written(cer)}) = {written(odds)}"),
            ("then", f"treated odds = {written(odds)} × {written(ratio)} = {written(new)}"),
            ("then", f"treated risk = {written(new)} / (1 + {written(new)}) = {written(eer)}"),
        ]
        name = "odds ratio (treated / control)"
        rule = (
            "turn the baseline risk into odds, apply the odds ratio, turn back into a risk; then NNT = 1 / (CER − EER)"
        )
    arr = rounded(cer - eer, 8)
    exact = 1 / arr
    answer = math.ceil(round(exact, 6))
    if abs(exact - round(exact)) < 0.05 or answer > 400:
        return _baseline(rng, level)
    trial_arr = trial_rate / 100 * (1 - ratio)
    mistake = f"using the trial's own control rate of {written(trial_rate)} %. {{The patient's baseline risk differs, and the absolute benefit follows the baseline|The benefit in absolute terms depends on the risk of this patient, not on that of the trial}}"
    if level == 4:
        mistake = f"treating the odds ratio as a relative risk, or starting from the trial's {written(trial_rate)} %. {{An odds ratio acts on odds, and the baseline is the patient's own|Neither fits: the ratio is one of odds, and the risk is this patient's}}"
    lines = [
        ("facts", f"own risk {written(patient_risk)} % (as a fraction {written(cer)}); {name} {written(ratio)}"),
        ("rule", rule),
        ("mistake", mistake),
        *step,
        ("then", f"ARR is {written(cer)} − {written(eer)} = {written(arr)}"),
        ("work", f"1 / ARR is 1 / {written(arr)} = {fixed(exact, 2)}, rounded up to {answer}"),
        ("check", f"{answer} × {written(arr)} = {fixed(answer * arr, 2)} events avoided, {{about one|one within rounding}}"),
    ]  # fmt: skip
    odds_eer = after_test(cer, ratio)
    traps = [
        (math.ceil(1 / trial_arr), "used the trial's control rate instead of the patient's risk"),
        (math.ceil(1 / (cer - odds_eer)) if level == 3 else math.ceil(1 / (cer * (1 - ratio))), "took the relative risk for an odds ratio" if level == 3 else "took the odds ratio for a relative risk"),
        (math.ceil(1 / (1 - ratio)), "took the inverse of the relative reduction"),
        (math.ceil(1 / (cer * ratio)), "took the treated risk for the reduction"),
        (math.ceil(1 / cer), "took the baseline risk for the reduction"),
        (math.floor(exact), "rounded down"),
    ]  # fmt: skip
    spare = [("{control event rate in the trial|risk in the trial's control group}", f"{written(trial_rate)} %")]
    if level == 4:
        spare.append(("{patients in the trial|trial size}", f"{rng.randint(8, 96) * 100:,}"))
    exercise = Exercise(
        [("{patient's own risk without treatment|baseline risk of this patient}", f"{written(patient_risk)} %"), (name, written(ratio))],
        ["{Assume that the ratio holds at every baseline risk|The ratio may be taken as constant across baseline risks}", "{Round|Always round} {the number needed to treat|NNT} up to {a whole patient|the next whole number}"],
        "{What is the number needed to treat (NNT) for patients like this one|How many such patients must be treated for one fewer event (NNT)|What NNT applies at this patient's risk}?",
        lines,
        {"kind": "baseline", "risk": patient_risk, "ratio": ratio, "odds": level == 4},
        5 if level == 3 else 7,
        spare=spare,
    )  # fmt: skip
    scene = Scene(None, _trial_story(rng, trial), "{Figures|Data|For the consultation|Risk figures}")
    return integer_problem(rng, level, scene, exercise, answer, traps)


# level 4


def _serial(rng: Random, level: int) -> Problem:
    """Level 4: two independent tests in series; level 5: the second depends on the first."""
    test = rng.choice(BEDSIDE)
    patient = adult(rng, test.youngest, test.oldest)
    se, sp, prior = _percentages(rng, test)
    prior = max(prior, 2.0)
    second = rng.choice(
        ("a confirmatory test", "a second test of another kind", "a further test", "a second, different test")
    )
    se2, sp2 = _draw(rng, (70, 95)), _draw(rng, (75, 97))
    both = rng.random() < 0.55
    q = carried(prior / 100)
    one = carried((se / 100) / (1 - sp / 100))
    odds0 = carried(q / (1 - q))
    dependent = level == 5
    # given a first positive, the second test is positive in more of the diseased and of the healthy
    cse = rounded(min(98.5, se2 + rng.uniform(1, 3.5)), 1) if dependent else se2
    csp = rounded(max(30.0, sp2 - rng.uniform(12, 34)), 1) if dependent else sp2
    s, p = carried(cse / 100), carried(csp / 100)
    two = carried(s / (1 - p) if both else (1 - s) / p)
    odds1 = carried(odds0 * one)
    odds2 = carried(odds1 * two)
    result = odds2 / (1 + odds2)
    outcome = "positive" if both else "negative"
    naive = carried((se2 / 100) / (1 - sp2 / 100) if both else (1 - se2 / 100) / (sp2 / 100))
    lines = [
        ("facts", f"pre-test probability {written(prior)} %; first test {written(se)} % sensitive, {written(sp)} % specific, positive; second test {outcome}"),
        ("rule", "post-test odds of the first test are the pre-test odds of the second" + ("{, with the characteristics that hold after a positive first test|; the second test enters with its values among those positive on the first}" if dependent else "{; independent tests multiply their ratios|, and LRs of independent tests multiply}")),
        ("mistake", f"taking the second test's overall figures, {written(se2)} % and {written(sp2)} %, as if the tests were independent. {{They err together, so after one positive a second adds less than its overall figures promise|The tests share their errors; what counts is how the second behaves once the first is positive}}" if dependent else f"starting the second test again from {written(prior)} %. {{The first result has already moved the probability|The prior for the second test is what the first has left}}"),
        ("then", f"pre-test odds = {written(q)} / (1 − {written(q)}) = {written(odds0)}"),
        ("then", f"LR+ of the first = {written(carried(se / 100))} / (1 − {written(carried(sp / 100))}) = {written(one)}"),
        ("then", f"odds after the first = {written(odds0)} × {written(one)} = {written(odds1)}"),
        ("then", f"LR of the {'positive' if both else 'negative'} second = {written(s)} / (1 − {written(p)}) = {written(two)}" if both else f"LR of the negative second = (1 − {written(s)}) / {written(p)} = {written(two)}"),
        ("then", f"odds after both = {written(odds1)} × {written(two)} = {written(odds2)}"),
        ("work", f"probability = 100 × {written(odds2)} / (1 + {written(odds2)}) = {fixed(100 * result, 1)} %"),
        ("check", f"after the first test alone it is {fixed(100 * odds1 / (1 + odds1), 1)} %, and the {outcome} second {'raises' if both else 'lowers'} it"),
    ]  # fmt: skip
    traps = [
        (after_test(q, one * naive) if dependent else after_test(q, two), "treated the tests as independent" if dependent else "started the second test from the first prior"),
        (after_test(q, one), "stopped after the first test"),
        (after_test(q, one / two), "divided by the second likelihood ratio"),
        (after_test(q, one + two), "added the likelihood ratios"),
        (1 - result, "gave the probability of no disease"),
        (after_test(0.5, one * two), "left out the pre-test odds"),
        (odds2, "gave the odds as if they were a probability"),
        (min(1.0, q * one), "multiplied the probability instead of the odds"),
    ]  # fmt: skip
    facts = [
        (f"{{chance of {test.condition} before testing|pre-test probability of {test.condition}}}", f"{written(prior)} %"),
        ("sensitivity and specificity {of|for} the first test", f"{written(se)} % and {written(sp)} %"),
    ]  # fmt: skip
    plain_second = ("sensitivity and specificity of the second test{ in general| overall}" if dependent else "sensitivity and specificity {of|for} the second test", f"{written(se2)} % and {written(sp2)} %")  # fmt: skip
    if dependent:
        facts.append(("sensitivity and specificity of the second test {among those positive on the first|once the first is positive}", f"{written(cse)} % and {written(csp)} %"))  # fmt: skip
    else:
        facts.append(plain_second)
    exercise = Exercise(
        facts,
        ["{The two tests are not independent|The tests tend to err in the same patients}; {use the figures that fit the sequence|what the second test is worth depends on the first}" if dependent else "{Given the disease status the two tests are independent|Assume conditional independence of the two tests}"],
        f"{{How likely is {test.condition} now|What is the probability of {test.condition} after both results|What is the post-test probability of {test.condition}}}?",
        lines,
        {"kind": "serial", "dependent": dependent, "positive": both, "prior": prior, "first": [se, sp], "second": [cse, csp]},
        8,
        spare=[plain_second] if dependent else [("{turnaround of the first test|time to the first result}", rng.choice(("20 min", "45 min", "2 h")))],
        story=[f"{{{test.name[:1].upper() + test.name[1:]} is positive; {second}, done next, is {outcome}|First, {test.name} comes back positive; then {second} is {outcome}|{test.name[:1].upper() + test.name[1:]} was positive, and {second} after it was {outcome}}}."],
        ordered=True,
    )  # fmt: skip
    return _percent(rng, level, bedside(rng, patient, PLACES, test.reason, HEADING), exercise, result, traps)


def _screening(rng: Random, level: int) -> Problem:
    """Level 4: false alarms of a two-stage programme, in whole people."""
    test = rng.choice(SCREENED)
    people = 1000 * rng.randint(8, 80)
    se, sp, _ = _percentages(rng, test)
    prior = _draw(rng, test.prevalence)
    se2, sp2 = _draw(rng, (82, 97)), _draw(rng, (84, 97))
    missed = rng.random() < 0.4
    ill = carried(people * prior / 100, 7)
    well = people - ill
    if missed:
        found1 = carried(ill * se / 100, 7)
        found2 = carried(found1 * se2 / 100, 7)
        exact = ill - found2
        steps = [
            ("then", f"with the disease: {people} × {written(prior)} / 100 = {written(ill)}"),
            ("then", f"positive at the first stage: {written(ill)} × {written(se)} / 100 = {written(found1)}"),
            ("then", f"also positive at the second: {written(found1)} × {written(se2)} / 100 = {written(found2)}"),
            ("work", f"missed in all: {written(ill)} − {written(found2)} = {fixed(exact, 0)} people"),
        ]
        traps = [
            (ill * (100 - se) / 100, "counted those missed at the first stage only"),
            (ill * (100 - se) * (100 - se2) / 1e4, "multiplied the two miss rates"),
            (found2, "gave those who are found"),
            (ill * (100 - se2) / 100, "counted the second stage only, as if all came to it"),
            (ill, "gave everybody with the disease"),
            (well * (100 - sp) * (100 - sp2) / 1e4, "counted the false alarms"),
        ]
        mistake = "multiplying the two miss rates. {Somebody is missed when either stage misses, not only when both do|One miss at either stage is enough}"
        ask = f"{{How many people with {test.condition} does the programme miss|How many cases of {test.condition} go undetected}}?"
    else:
        false1 = carried(well * rounded(100 - sp, 1) / 100, 7)
        exact = false1 * rounded(100 - sp2, 1) / 100
        steps = [
            ("then", f"without the disease: {people} × (1 − {written(prior)} / 100) = {written(well)}"),
            (
                "then",
                f"false positive at the first stage: {written(well)} × (100 − {written(sp)}) / 100 = {written(false1)}",
            ),
            (
                "work",
                f"still positive at the second: {written(false1)} × (100 − {written(sp2)}) / 100 = {fixed(exact, 0)} people",
            ),
        ]
        traps = [
            (false1, "counted the first stage only"),
            (well * (100 - sp2) / 100, "counted the second stage only, as if all came to it"),
            (people * (100 - sp) * (100 - sp2) / 1e4, "applied the false positive rates to everybody"),
            (ill * se * se2 / 1e4, "counted the true positives"),
            (well * (200 - sp - sp2) / 100, "added the two false positive rates"),
            (well * sp * sp2 / 1e4, "counted those who are cleared by both"),
        ]
        mistake = "adding the false positive rates of both stages. {Only those positive at the first stage ever reach the second|The second stage sees the positives of the first alone}"
        ask = "{How many people without the disease end up positive at both stages|How many false positives are left after both stages|How many false alarms remain}?"
    if abs(exact % 1 - 0.5) < 0.08 or exact < 3:
        return _screening(rng, level)
    answer = int(fixed(exact, 0))
    lines = [
        ("facts", f"{people:,} people, prevalence {written(prior)} %; first stage {written(se)} % / {written(sp)} %, second stage {written(se2)} % / {written(sp2)} % (sensitivity / specificity)"),
        ("rule", "{follow the people through both stages|count people stage by stage}, those with and those without the disease apart"),
        ("mistake", mistake),
        *steps,
        ("check", f"{answer:,} is {fixed(100 * answer / people, 2)} % of all who were screened, {{a small part of the whole|a plausible share}}"),
    ]  # fmt: skip
    exercise = Exercise(
        [("{people screened|screened}", f"{people:,}"), (f"{{prevalence|prevalence of {test.condition}}}", f"{written(prior)} %"), ("sensitivity and specificity of the first {stage|test}", f"{written(se)} % and {written(sp)} %"), ("sensitivity and specificity of the second {stage|test}", f"{written(se2)} % and {written(sp2)} %")],
        ["{Everybody positive at the first stage, and nobody else, has the second test|Only first-stage positives go on to the second test}; {errors of the two tests are independent|the tests err independently}", "{Work with unrounded counts and round|Keep decimals on the way and round} {the final number|at the end} to a whole person"],
        ask,
        lines,
        {"kind": "screening", "people": people, "prior": prior, "first": [se, sp], "second": [se2, sp2], "missed": missed},
        5,
        spare=[("{uptake of the last round|attendance in the last round}", f"{rng.randint(52, 78)} %"), ("{cost of the first test|price of the first test}", f"{rng.randint(6, 48)} euros")],
    )  # fmt: skip
    scene = Scene(None, _programme(rng, test), "{Programme data|Figures|Planning figures|Data}")
    return integer_problem(rng, level, scene, exercise, answer, [(int(fixed(x, 0)), t) for x, t in traps])


def _programme(rng: Random, test: DiagnosticTest) -> str:
    return spin(
        rng,
        "{A region plans|A health board considers|The public health team designs|A hospital network evaluates} {a two-stage programme|testing in two stages} for $condition: {first|at first} $test, then {a confirmatory test|a second, different test} for {those who test positive|the positives}.",
        condition=test.condition, test=test.name,
    )  # fmt: skip


# level 5


def _threshold(rng: Random, level: int) -> Problem:
    """Level 5: does the result carry the probability across the treatment threshold? Four ways it can go."""
    test = rng.choice(BEDSIDE)
    patient = adult(rng, test.youngest, test.oldest)
    while True:
        se, sp, prior = _percentages(rng, test)
        prior = max(prior, 2.0)
        harm, benefit = rng.randint(1, 12), rng.randint(4, 60)
        threshold = harm / (harm + benefit)
        q = carried(prior / 100)
        up = carried((se / 100) / (1 - sp / 100))
        down = carried((1 - se / 100) / (sp / 100))
        odds = carried(q / (1 - q))
        op, on = carried(odds * up), carried(odds * down)
        after_plus, after_minus = op / (1 + op), on / (1 + on)
        if (
            min(abs(after_plus - threshold), abs(after_minus - threshold), abs(q - threshold)) > 0.012
            and benefit > harm
        ):
            break
    labels = ("treat whatever the result", "let the result decide", "withhold treatment whatever the result")
    answer = labels[1] if after_minus < threshold < after_plus else labels[0] if after_minus > threshold else labels[2]
    limit = fixed(100 * threshold, 1)
    tempting = labels[1] if answer != labels[1] else labels[0] if q > threshold else labels[2]
    lines = [
        ("facts", f"pre-test probability {written(prior)} %, sensitivity {written(se)} %, specificity {written(sp)} %; harm {harm}, benefit {benefit}"),
        ("rule", "treat above the threshold harm / (harm + benefit); a test changes the plan only when its two results fall on different sides"),
        ("then", f"threshold = 100 × {harm} / ({harm} + {benefit}) = {limit} %"),
        ("then", f"pre-test odds = {written(q)} / (1 − {written(q)}) = {written(odds)}"),
        ("then", f"LR+ is {written(carried(se / 100))} / (1 − {written(carried(sp / 100))}) = {written(up)}; LR− is (1 − {written(carried(se / 100))}) / {written(carried(sp / 100))} = {written(down)}"),
        ("then", f"after a positive result: odds {written(odds)} × {written(up)} = {written(op)}"),
        ("then", f"probability if positive = 100 × {written(op)} / (1 + {written(op)}) = {fixed(100 * after_plus, 1)} %"),
        ("then", f"after a negative result: odds {written(odds)} × {written(down)} = {written(on)}"),
        ("then", f"probability if negative = 100 × {written(on)} / (1 + {written(on)}) = {fixed(100 * after_minus, 1)} %"),
        ("mistake", {"treat": "following the test result because it is there. {Even a negative result leaves the probability above the threshold|A negative result does not bring it below the threshold}", "let": f"deciding from the {written(prior)} % before the test alone. {{The two results lie on different sides of {limit} %, so the test is worth having|One result crosses the threshold}}", "withhold": "treating because the test is positive. {Even a positive result stays below the threshold|A positive result does not reach the threshold}"}[answer.split()[0]]),
        ("say", f"{{So|Hence}} the plan is: {answer}"),
        ("check", f"{fixed(100 * after_minus, 1)} % (negative), {limit} % (threshold), {fixed(100 * after_plus, 1)} % (positive){{: the order supports this|, and the plan follows from their order}}"),
    ]  # fmt: skip
    treatment = "{treatment|the treatment}"
    exercise = Exercise(
        [(f"{{chance of {test.condition} before testing|pre-test probability of {test.condition}}}", f"{written(prior)} %"), (SENS, f"{written(se)} %"), (SPEC, f"{written(sp)} %"), ("{net benefit of treating somebody who has the disease|benefit if diseased}", f"{benefit} units"), ("{net harm of treating somebody who has not|harm if not diseased}", f"{harm} units")],
        ["{Treat when|Treatment is right when} the probability is above harm / (harm + benefit){; the test itself does no harm|, and regard the test as harmless}", f"{{Consider {test.name}|The test is {test.name}|At hand is {test.name}}}"],
        f"{{What follows for {treatment}|What should be done about {treatment}|How should the test be used}}?",
        lines,
        {"kind": "threshold", "prior": prior, "sensitivity": se, "specificity": sp, "harm": harm, "benefit": benefit},
        9,
        spare=[("{turnaround time|time to the result}", rng.choice(("20 min", "1 h", "3 h"))), ("{repeat tests available|tests in stock}", str(rng.randint(2, 40)))],
    )  # fmt: skip
    return label_problem(
        rng, level, bedside(rng, patient, PLACES, test.reason, HEADING), exercise, answer, labels,
        [(tempting, "compared with the threshold before the test only" if answer == labels[1] else "took every test result as decisive")],
        "put the two results on the wrong side of the threshold",
    )  # fmt: skip


def _interval(rng: Random, level: int) -> Problem:
    """Level 5: NNT with a confidence interval that may include no effect; benefit or harm."""
    trial = replace(
        rng.choice(TRIALS),
        treatment=rng.choice(
            ("an investigational drug", "an experimental treatment", "a new care bundle", "a new drug")
        ),
    )
    while True:
        n = rng.randint(150, 1600)
        m = n + rng.randint(-9, 9)
        e1 = round(n * _draw(rng, trial.rate, 2) / 100)
        e2 = round(m * e1 / n * rng.uniform(0.5, 1.45))
        if min(e1, e2) < 8 or e1 == e2:
            continue
        cer, eer = carried(e1 / n), carried(e2 / m)
        difference = rounded(cer - eer, 8)
        error = carried(math.sqrt(cer * (1 - cer) / n + eer * (1 - eer) / m))
        half = carried(1.96 * error)
        low, high = rounded(difference - half, 6), rounded(difference + half, 6)
        exact = 1 / abs(difference)
        if min(abs(low), abs(high)) > 0.0008 and exact < 400 and abs(exact - round(exact)) > 0.05:
            break
    labels = ("benefit shown", "harm shown", "no difference shown")
    answer = labels[0] if low > 0 else labels[1] if high < 0 else labels[2]
    sign = "fewer" if difference > 0 else "more"
    nnt = math.ceil(exact)
    lines = [
        ("facts", f"{e1} of {n} under control, {e2} of {m} under treatment"),
        ("rule", "ARR = CER − EER with standard error sqrt(CER × (1 − CER) / n + EER × (1 − EER) / m); 95 % limits ARR ± 1.96 × SE; {the NNT means something only if they exclude zero|if zero lies inside, neither benefit nor harm is shown}"),
        ("then", f"CER is {e1} / {n} = {written(cer)}; EER is {e2} / {m} = {written(eer)}"),
        ("then", f"ARR is {written(cer)} − {written(eer)} = {_minus(difference)}, {sign} events with treatment"),
        ("then", f"SE = sqrt({written(cer)} × (1 − {written(cer)}) / {n} + {written(eer)} × (1 − {written(eer)}) / {m}) = {written(error)}"),
        ("then", f"1.96 × {written(error)} = {written(half)}"),
        ("work", f"lower limit: {_minus(difference)} − {written(half)} = {_minus(low)}; upper limit: {_minus(difference)} + {written(half)} = {_minus(high)}"),
        ("mistake", f"quoting 1 / {written(abs(difference))} = {fixed(exact, 1)} patients and stopping there. {{The point estimate alone does not tell whether zero is excluded|Without the interval it looks like a finding whatever the play of chance}}"),
        ("say", {"benefit shown": "both limits are above zero, so benefit is shown", "harm shown": "both limits are below zero, so harm is shown", "no difference shown": "the interval includes zero, so no difference is shown"}[answer]),
        ("check", f"the NNT point estimate would be {nnt}, and its limits are 1 / ARR at both ends" + (", which run through infinity here" if answer == labels[2] else "")),
    ]  # fmt: skip
    tempting = labels[0] if difference > 0 else labels[1]
    exercise = Exercise(
        [(f"{{events|outcome}} {{with|under}} {trial.control}", f"{e1} of {n:,} patients"), (f"{{events|outcome}} {{with|under}} {trial.treatment}", f"{e2} of {m:,} patients")],
        ["{Work out|Use} the 95 % confidence interval of the absolute risk reduction, {ARR ± 1.96 standard errors, with|as ARR ± 1.96 × SE with} the usual standard error of a difference of two proportions", '"No difference shown" {means that|is right when} the interval includes zero'],
        "{What does the trial show|How should the result be stated|What can be concluded from the interval}?",
        lines,
        {"kind": "interval", "arms": [e1, n, e2, m]},
        8,
        spare=[("{centres|hospitals that took part}", str(rng.randint(3, 64))), ("{mean age|average age}", f"{rng.randint(56, 74)} years")],
    )  # fmt: skip
    return label_problem(
        rng, level, Scene(None, _trial_story(rng, trial), STUDY_HEADING), exercise, answer, labels,
        [(tempting, "went by the point estimate alone"), (labels[2], "took a standard error that is too large")],
        "turned the direction of the difference round",
    )  # fmt: skip


KINDS = {
    1: (_ratio, _table_value, _nnt),
    2: (_ratio, _posttest, _natural, _nnt),
    3: (_predictive, _predictive, _baseline),
    4: (_serial, _screening, _baseline),
    5: (_serial, _threshold, _interval),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a test or a trial."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="diagnostic_tests",
    title="Diagnostic tests, Bayes and numbers needed to treat",
    source="Jaeschke et al., JAMA 1994;271:703; Altman & Bland, BMJ 1994;309:102; Cook & Sackett, BMJ 1995;310:452; Pauker & Kassirer, N Engl J Med 1975;293:229",
    problem=problem,
    rubric=(
        Criterion("Starts from the base rate or pre-test probability and does not read sensitivity as a predictive value.", "essential"),
        Criterion("Multiplies odds, not probabilities, by likelihood ratios and converts back.", "essential"),
        Criterion("Uses the absolute, not the relative, risk reduction for a number needed to treat.", "important"),
        Criterion("Says whether two tests are taken as independent, or uses the conditional figures.", "important"),
        Criterion("Confuses the probability of a result given disease with that of disease given the result.", "pitfall", positive=False),
    ),
)  # fmt: skip
