
"""MELD, MELD-Na and MELD 3.0: bounds first, then logarithms, then rounding and the cap.

Sources:
    MELD and MELD-Na: OPTN Policy 9, liver allocation, in force from January 2016; Kamath PS et al. Hepatology
    2001;33:464-470; Kim WR et al. N Engl J Med 2008;359:1018-1026.
    MELD 3.0: Kim WR et al. MELD 3.0: the Model for End-Stage Liver Disease updated for the modern era.
    Gastroenterology 2021;161:1887-1895; OPTN Policy 9 since July 2023.
    Creatinine: 1 mg/dL = 88.4 µmol/L. Bilirubin: 1 mg/dL = 17.1 µmol/L.

Formulas (ln natural; creatinine and bilirubin in mg/dL, sodium in mmol/L, albumin in g/dL):
    MELD(i) = 10 × (0.957 ln Cr + 0.378 ln bilirubin + 1.120 ln INR + 0.643), whole; values under 1 count as 1, Cr at
    most 4, and 4 after two dialyses in the week.
    MELD-Na = MELD(i) + 1.32 (137 − Na) − 0.033 MELD(i) (137 − Na) if MELD(i) > 11; Na from 125 to 137.
    MELD 3.0 = 1.33 (women) + 4.56 ln bilirubin + 0.82 (137 − Na) − 0.24 (137 − Na) ln bilirubin + 9.09 ln INR
    + 11.14 ln Cr + 1.85 (3.5 − albumin) − 1.83 (3.5 − albumin) ln Cr + 6; Cr at most 3, albumin from 1.5 to 3.5.
    All are rounded to whole points and end at 40.

>>> round(meld(creatinine=1.9, bilirubin=4.2, inr=1.8)), round(meld(1.0, 1.0, 1.0))
(25, 6)
>>> round(with_sodium(25, 128))
29
>>> round(meld_3("female", creatinine=1.9, bilirubin=4.2, inr=1.8, sodium=128, albumin=2.6))
31
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from random import Random
from typing import Any

from curate.domain import Criterion, Distractor, Family, Problem
from domains.medical.charting import background
from domains.medical.findings import Finding, arrival, bystanders, charted, composed
from domains.medical.rounding import clear_of_half, fixed, label_distractors, rounded
from domains.medical.vignette import Patient
from domains.wording import sentence, spin

HIGHEST = 40
CREATININE_FACTOR, BILIRUBIN_FACTOR = 88.4, 17.1


def clamp(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def meld(creatinine: float, bilirubin: float, inr: float) -> float:
    """MELD(i) before rounding from values that are within their bounds; mg/dL, mg/dL, ratio."""
    return 10 * (0.957 * log(creatinine) + 0.378 * log(bilirubin) + 1.120 * log(inr) + 0.643)


def with_sodium(score: int, sodium: float) -> float:
    """MELD-Na before rounding from a whole MELD(i) above 11 and a sodium from 125 to 137 mmol/L."""
    return score + 1.32 * (137 - sodium) - 0.033 * score * (137 - sodium)


def meld_3(sex: str, creatinine: float, bilirubin: float, inr: float, sodium: float, albumin: float) -> float:
    """MELD 3.0 before rounding from values within their bounds; mg/dL, mg/dL, ratio, mmol/L, g/dL."""
    low, lack = 137 - sodium, 3.5 - albumin
    return (
        (1.33 if sex == "female" else 0)
        + 4.56 * log(bilirubin) + 0.82 * low - 0.24 * low * log(bilirubin)
        + 9.09 * log(inr) + 11.14 * log(creatinine) + 1.85 * lack - 1.83 * lack * log(creatinine) + 6
    )  # fmt: skip


@dataclass(frozen=True)
class Bloods:
    """A patient's values as measured, in mg/dL, mg/dL, ratio, mmol/L and g/dL; dialyses in the last seven days."""

    creatinine: float
    bilirubin: float
    inr: float
    sodium: int
    albumin: float
    dialyses: int = 0

    def bounded(self, creatinine_cap: float) -> Bloods:
        """Every value put into the range that the score allows."""
        creatinine = creatinine_cap if self.dialyses >= 2 else clamp(self.creatinine, 1, creatinine_cap)
        return Bloods(
            creatinine, max(1.0, self.bilirubin), max(1.0, self.inr), int(clamp(self.sodium, 125, 137)),
            clamp(self.albumin, 1.5, 3.5), self.dialyses,
        )  # fmt: skip


def whole(value: float) -> int:
    """Rounded half up, at most 40."""
    return min(HIGHEST, int(fixed(value, 0)))


def scores(sex: str, bloods: Bloods) -> tuple[int, int, int]:
    """MELD(i), MELD-Na and MELD 3.0 of unbounded values."""
    old = bloods.bounded(4.0)
    first = whole(meld(old.creatinine, old.bilirubin, old.inr))
    second = whole(with_sodium(first, old.sodium)) if first > 11 else first
    new = bloods.bounded(3.0)
    return first, second, whole(meld_3(sex, new.creatinine, new.bilirubin, new.inr, new.sodium, new.albumin))


def _settled(sex: str, bloods: Bloods) -> bool:
    """True when no rounding on the way to any of the three scores is in doubt."""
    old, new = bloods.bounded(4.0), bloods.bounded(3.0)
    first = meld(old.creatinine, old.bilirubin, old.inr)
    third = meld_3(sex, new.creatinine, new.bilirubin, new.inr, new.sodium, new.albumin)
    return (
        clear_of_half(first, 0.1)
        and clear_of_half(third, 0.12)
        and clear_of_half(with_sodium(whole(first), old.sodium), 0.02)
    )


REASONS = (
    "with {alcohol-related cirrhosis|cirrhosis after hepatitis C|cirrhosis from metabolic liver disease|autoimmune hepatitis and cirrhosis}",
    "with {primary biliary cholangitis|primary sclerosing cholangitis|cryptogenic cirrhosis|chronic hepatitis B and cirrhosis}",
    "with {cirrhosis and ascites|decompensated cirrhosis|cirrhosis and jaundice|advanced cirrhosis}",
)
EXTRAS = (
    "{Small|Moderate} ascites is {seen on|found by} ultrasound.", "{There is|One finds} no {asterixis|encephalopathy} {at present|today}.",
    "The spleen is enlarged{ on imaging|}.", "{Varices were banded {last year|two months ago}|Endoscopy showed small varices}.",
    "{A transplant assessment|The listing meeting} is {planned|due this week}.", "{The liver has a coarse outline on ultrasound|Imaging shows a shrunken, nodular liver}.",
    "Alpha-fetoprotein is {normal|not raised}.", "{Spider naevi|Palmar erythema} {is|are} present.",
)  # fmt: skip


def _bloods(rng: Random, low_creatinine: float = 0.5, high_creatinine: float = 3.6) -> Bloods:
    severity = rng.random()
    return Bloods(
        rounded(clamp(rng.lognormvariate(0.2 + 0.5 * severity - 0.2, 0.42), low_creatinine, high_creatinine), 1),
        rounded(clamp(rng.lognormvariate(0.5 + 1.9 * severity, 0.6), 0.6, 28), 1),
        rounded(clamp(1.0 + abs(rng.gauss(0.25 + 0.7 * severity, 0.3)), 0.9, 3.4), 1),
        round(clamp(rng.gauss(137 - 7 * severity, 4), 119, 143)),
        rounded(clamp(rng.gauss(3.5 - 1.0 * severity, 0.45), 1.3, 4.4), 1),
    )


def _patient(rng: Random) -> Patient:
    return Patient(rng.randint(28, 72), rng.choice(("male", "female")))


@dataclass(frozen=True)
class Shown:
    """Values as the question writes them, and the lines that bring them to mg/dL and into bounds."""

    findings: tuple[Finding, ...]
    bloods: Bloods
    conversions: tuple[str, ...]
    given: dict[str, Any]


def _shown(rng: Random, bloods: Bloods, micromoles: bool, sodium: bool, albumin: bool) -> Shown:
    conversions: list[str] = []
    given: dict[str, Any] = {"inr": bloods.inr, "dialyses": bloods.dialyses}
    creatinine_text, bilirubin_text = f"{bloods.creatinine:.1f} mg/dL", f"{bloods.bilirubin:.1f} mg/dL"
    if micromoles:
        creatinine, bilirubin = round(bloods.creatinine * CREATININE_FACTOR), round(bloods.bilirubin * BILIRUBIN_FACTOR)
        creatinine_text, bilirubin_text = f"{creatinine} µmol/L", f"{bilirubin} µmol/L"
        converted = rounded(creatinine / CREATININE_FACTOR, 2), rounded(bilirubin / BILIRUBIN_FACTOR, 2)
        bloods = Bloods(converted[0], converted[1], bloods.inr, bloods.sodium, bloods.albumin, bloods.dialyses)
        conversions = [
            f"Creatinine: {creatinine} / 88.4 = {fixed(converted[0], 2)} mg/dL.",
            f"Bilirubin: {bilirubin} / 17.1 = {fixed(converted[1], 2)} mg/dL.",
        ]
    given |= {"creatinine": creatinine_text, "bilirubin": bilirubin_text}
    findings = [
        Finding(("serum creatinine", "creatinine", "plasma creatinine"), creatinine_text),
        Finding(("total bilirubin", "bilirubin", "serum bilirubin"), bilirubin_text),
        Finding(("INR", "international normalised ratio"), f"{bloods.inr:.1f}"),
    ]
    if sodium:
        findings.append(Finding(("serum sodium", "sodium", "plasma sodium"), f"{bloods.sodium} mmol/L"))
        given["sodium"] = bloods.sodium
    if albumin:
        findings.append(Finding(("albumin", "serum albumin", "plasma albumin"), f"{bloods.albumin:.1f} g/dL"))
        given["albumin"] = bloods.albumin
    return Shown(tuple(findings), bloods, tuple(conversions), given)


def _figure(value: float) -> str:
    """One decimal where that says it all, else two."""
    return f"{value:.1f}" if abs(value * 10 - round(value * 10)) < 1e-9 else f"{value:.2f}"


def _bounding(rng: Random, before: Bloods, after: Bloods, sodium: bool, albumin: bool) -> str:
    changed = []
    if before.dialyses >= 2:
        changed.append(f"creatinine to {_figure(after.creatinine)} for dialysis")
    elif before.creatinine != after.creatinine:
        changed.append(f"creatinine {_figure(before.creatinine)} to {_figure(after.creatinine)}")
    if before.bilirubin != after.bilirubin:
        changed.append(f"bilirubin {_figure(before.bilirubin)} to 1.0")
    if before.inr != after.inr:
        changed.append(f"INR {_figure(before.inr)} to 1.0")
    if sodium and before.sodium != after.sodium:
        changed.append(f"sodium {before.sodium} to {after.sodium}")
    if albumin and before.albumin != after.albumin:
        changed.append(f"albumin {_figure(before.albumin)} to {_figure(after.albumin)}")
    if changed:
        return f"{rng.choice(('Bounds', 'Into bounds', 'Bounds first', 'Set to the limits'))}: {', '.join(changed)}; {rng.choice(('the rest stay', 'the others stand', 'nothing else changes'))}."
    return rng.choice(("Bounds: every value lies within them, none changes.", "All values are within the bounds.", "Nothing has to be bounded.", "No value needs a bound."))


def _logs(*named: tuple[str, float]) -> tuple[str, list[str]]:
    """``ln(1.9) = 0.642``, each once, and the texts of the logarithms."""
    texts = [fixed(log(value), 4) for _, value in named]
    return "; ".join(f"ln({_figure(value)}) = {text}" for (_, value), text in zip(named, texts)) + ".", texts


LOGARITHMS = ("Logarithms (creatinine, bilirubin, INR)", "Natural logarithms of creatinine, bilirubin and INR", "ln of creatinine, bilirubin and INR", "Creatinine, bilirubin, INR as natural logarithms")


def _meld_lines(rng: Random, bounded: Bloods) -> list[str]:
    line, (creatinine, bilirubin, inr) = _logs(("Cr", bounded.creatinine), ("bilirubin", bounded.bilirubin), ("INR", bounded.inr))
    value = 0.957 * float(creatinine) + 0.378 * float(bilirubin) + 1.12 * float(inr) + 0.643
    total = f"0.957 × {creatinine} + 0.378 × {bilirubin} + 1.120 × {inr} + 0.643 = {fixed(value, 3)}"
    score = whole(meld(bounded.creatinine, bounded.bilirubin, bounded.inr))
    capped = f", capped at {HIGHEST}" if value * 10 >= HIGHEST + 0.5 else ""
    return [f"{rng.choice(LOGARITHMS)}: {line}", f"{rng.choice(('Sum', 'Weighted sum', 'Weights in', 'Put together'))}: {total}", f"{rng.choice(('Ten times the sum', 'Times ten', 'Scaled by ten', 'As points'))}: 10 × {fixed(value, 3)} = {fixed(float(fixed(value, 3)) * 10, 2)}, rounded{capped} {score}."]


def _sodium_lines(first: int, sodium: int) -> list[str]:
    if first <= 11:
        return [f"MELD(i) is {first}, not above 11, so sodium is not used and MELD-Na is {first} too."]
    value = with_sodium(first, sodium)
    capped = f", capped at {HIGHEST}" if value >= HIGHEST + 0.5 else ""
    return [
        f"MELD(i) is {first}, above 11, so sodium counts.",
        f"MELD-Na: {first} + 1.32 × (137 − {sodium}) − 0.033 × {first} × (137 − {sodium}) = {fixed(value, 2)}, rounded{capped} {whole(value)}.",
    ]


def _meld_3_lines(rng: Random, sex: str, bounded: Bloods) -> list[str]:
    line, (creatinine, bilirubin, inr) = _logs(("Cr", bounded.creatinine), ("bilirubin", bounded.bilirubin), ("INR", bounded.inr))
    low, lack = 137 - bounded.sodium, fixed(3.5 - bounded.albumin, 1)
    lines = [f"{rng.choice(LOGARITHMS)}: {line}"]
    parts = [("+", "1.33")] if sex == "female" else []
    terms = [
        ("Bilirubin", f"4.56 × {bilirubin}", 4.56 * float(bilirubin), "+"),
        ("Sodium", f"0.82 × (137 − {bounded.sodium})", 0.82 * low, "+"),
        ("Sodium with bilirubin", f"0.24 × {low} × {bilirubin}", 0.24 * low * float(bilirubin), "−"),
        ("INR", f"9.09 × {inr}", 9.09 * float(inr), "+"),
        ("Creatinine", f"11.14 × {creatinine}", 11.14 * float(creatinine), "+"),
        ("Albumin", f"1.85 × (3.5 − {_figure(bounded.albumin)})", 1.85 * float(lack), "+"),
        ("Albumin with creatinine", f"1.83 × {lack} × {creatinine}", 1.83 * float(lack) * float(creatinine), "−"),
    ]
    if low == 0:
        lines.append("Sodium counts as 137, so both of its terms are nothing.")
    if float(lack) == 0:
        lines.append("Albumin counts as 3.5, so both of its terms are nothing.")
    for name, text, value, sign in terms:
        if value == 0:
            if name in ("Bilirubin", "INR", "Creatinine"):
                lines.append(f"{name} counts as 1, and ln(1) = 0, so it adds nothing.")
            continue
        written = fixed(value, 3)
        lines.append(f"{name}: {text} = {written}")
        parts.append((sign, written))
    parts.append(("+", "6"))
    total = sum(float(number) if sign == "+" else -float(number) for sign, number in parts)
    joined = parts[0][1] + "".join(f" {sign} {number}" for sign, number in parts[1:])
    score = whole(meld_3(sex, bounded.creatinine, bounded.bilirubin, bounded.inr, bounded.sodium, bounded.albumin))
    capped = f", capped at {HIGHEST}" if total >= HIGHEST + 0.5 else ""
    sex_word = "with 1.33 for a woman" if sex == "female" else "no 1.33, since he is a man"
    lines.append(f"{rng.choice(('Sum', 'Together', 'Total'))} ({sex_word}): {joined} = {fixed(total, 2)}, rounded{capped} {score}.")
    return lines


MELD_USE = (
    "{Use|Apply|Work with} the {original|classic} MELD{ score|} {as the OPTN used it until 2016|without sodium|(the laboratory MELD without sodium)}",
    "{The score wanted is|What is asked for is|The register here keeps} MELD {without sodium|in its version before sodium was added}",
)
MELD_FORMULA = "{It is|Formula|Written out|The sum}: 10 × (0.957 ln creatinine + 0.378 ln bilirubin + 1.120 ln INR + 0.643), {mg/dL for the first two|with creatinine and bilirubin in mg/dL}{ and rounded|, rounded} to a whole number."
OLD_BOUNDS = (
    "{Values below 1 {count as|are set to} 1|Anything below 1 is entered as 1}{, creatinine above 4.0 counts as 4.0|, and creatinine is capped at 4.0 mg/dL|; creatinine may not exceed 4.0 mg/dL}{; the score ends at 40|, and the score at 40|; 40 is the highest score}.",
    "{Set|Raise} {creatinine, bilirubin and INR to 1 where they are lower|bilirubin, INR and creatinine to at least 1}{; take creatinine as 4.0 mg/dL at most|, with 4.0 mg/dL the ceiling for creatinine}{; cap the score at 40|; scores above 40 become 40}.",
)
SODIUM_USE = (
    "{Use|Apply|Work with} MELD-Na {as in OPTN Policy 9 from 2016|of the OPTN (2016)}{: only if MELD(i) exceeds 11 is sodium added| and remember that sodium enters only above a MELD(i) of 11|, in which sodium counts only when MELD(i) is above 11}",
    "{The score wanted is|What is asked for is|The list uses} MELD-Na (OPTN 2016){; sodium is added if MELD(i) is above 11|, with sodium once MELD(i) is more than 11}",
)
SODIUM_FORMULA = "{The sodium step is|Sodium enters as|Formula}: MELD(i) + 1.32 × (137 − Na) − 0.033 × MELD(i) × (137 − Na), {on the rounded MELD(i)|with MELD(i) already rounded}, and {rounded again|the result rounded too}."
SODIUM_BOUNDS = "{Sodium {is kept between 125 and 137 mmol/L|is held within 125–137 mmol/L|counts from 125 to 137 mmol/L only}|Take sodium as 125 at least and 137 at most|Sodium outside 125–137 mmol/L is set to the nearer end}."
NEW_USE = (
    "{Use|Apply|Work with} MELD 3.0 {as in OPTN Policy 9 since 2023|(Kim 2021)|as published in 2021}",
    "{The score wanted is|What is asked for is|The list uses|Allocation goes by} MELD 3.0{ (Kim 2021, adults)| of 2021|, the version of 2021}",
)
NEW_BOUNDS = (
    "{Bounds|Limits|Limits of the score}: {creatinine 1.0 to 3.0 mg/dL, albumin 1.5 to 3.5 g/dL, sodium 125 to 137 mmol/L, bilirubin and INR at least 1|bilirubin and INR not under 1, sodium 125–137 mmol/L, creatinine 1.0–3.0 mg/dL, albumin 1.5–3.5 g/dL}; {whole points, 40 at most|round to a whole number, never above 40}.",
    "{Before the logarithms|First}, {keep creatinine within 1.0–3.0 mg/dL, sodium within 125–137 mmol/L and albumin within 1.5–3.5 g/dL, and raise bilirubin and INR to 1 if lower|set sodium outside 125–137 mmol/L, creatinine outside 1.0–3.0 mg/dL and albumin outside 1.5–3.5 g/dL to the nearer limit, and bilirubin or INR under 1 to 1}{; the rounded score stops at 40|; round at the end, with 40 as the ceiling}.",
)
NEW_FORMULA = "{In full|It reads|Written out}: 1.33 (women only) + 4.56 ln(bilirubin) + 0.82 (137 − Na) − 0.24 (137 − Na) ln(bilirubin) + 9.09 ln(INR) + 11.14 ln(creatinine) + 1.85 (3.5 − albumin) − 1.83 (3.5 − albumin) ln(creatinine) + 6."
UNITS = "{Convert with|Conversion|For the units}: {creatinine 88.4 and bilirubin 17.1 µmol/L to 1 mg/dL|1 mg/dL of bilirubin is 17.1 and of creatinine 88.4 µmol/L}{, keeping two decimals|; keep two decimals|, to two decimals}."
DIALYSIS_OLD = "{Two or more dialyses in the last seven days|At least two dialysis sessions within a week|Two or more dialyses in the past week} {set creatinine at|mean that creatinine counts as|put creatinine at} $cap mg/dL{; a single session does not|, whatever was measured|}."
ASK = (
    "{What is the $name score {of this patient|in this case|here}|What does the $name{ score|} {of this patient|in this case} come to|What $name{ score|} {results|do you get|do you enter}}?",
    "{Calculate|Work out|Give|Find|Determine} the $name{ score|}{, as a whole number| for this patient| in whole points}.",
    "{How many $name points does {this patient|this case} have|Which $name score {does this patient have|is to be entered|results}|How high is the $name score}?",
)


def _ask(rng: Random, name: str) -> str:
    return sentence(spin(rng, rng.choice(ASK), name=name))


def _facts(rng: Random, shown: Shown, sodium: bool, albumin: bool, sex: str = "") -> str:
    given = shown.given
    listed = [f"creatinine {given['creatinine']}", f"bilirubin {given['bilirubin']}", f"INR {_figure(given['inr'])}"]
    listed += [f"sodium {given['sodium']} mmol/L"] if sodium else []
    listed += [f"albumin {_figure(given['albumin'])} g/dL"] if albumin else []
    listed = [sex, *listed] if sex else listed
    return spin(rng, "{Facts|What counts|Needed|From the question|Known}: $listed.", listed=", ".join(listed))


def _question(rng: Random, patient: Patient, shown: Shown, rules: list[str], ask: str, told: int, extra: int, clinical: int, acute: bool = False) -> tuple[str, int]:
    signs = [spin(rng, text) for text in rng.sample(EXTRAS, clinical)]
    signs = [text.replace("Spider naevi is", "Spider naevi are").replace("Palmar erythema are", "Palmar erythema is") for text in signs]
    around = [*background(rng, patient, told), *signs]
    normal = bystanders(rng, extra, without=("haemoglobin", "platelet count", "ALT", "ferritin", "systolic blood pressure", "vitamin B12"))
    chart = charted(rng, [*shown.findings, *normal], patient)
    text = composed(rng, arrival(rng, patient, spin(rng, rng.choice(REASONS)), acute=acute or rng.random() < 0.4), around, chart, rules, ask)
    return text, len(around) + len(normal)


def _integers(answer: int, wrong: list[tuple[float, str]]) -> tuple[Distractor, ...]:
    return label_distractors(str(answer), [(str(int(fixed(value, 0))), trap) for value, trap in wrong])[:5]


def _old_mistakes(bloods: Bloods) -> list[tuple[float, str]]:
    """MELD(i) with each usual mistake."""
    bounded = bloods.bounded(4.0)
    score = meld(bounded.creatinine, bounded.bilirubin, bounded.inr)
    unbounded = meld(bloods.creatinine, bloods.bilirubin, bloods.inr)
    capped = bloods.bounded(3.0)
    wrong = [
        (unbounded, "did not apply the bounds"),
        (meld(capped.creatinine, capped.bilirubin, capped.inr), "capped creatinine at 3.0 as MELD 3.0 does"),
        (score - 6.43, "left out the constant 0.643"),
        (10 * (0.957 * log(bounded.bilirubin) + 0.378 * log(bounded.creatinine) + 1.12 * log(bounded.inr) + 0.643), "swapped the weights of creatinine and bilirubin"),
        (10 * (0.378 * log(bounded.creatinine) + 0.957 * log(bounded.inr) + 1.12 * log(bounded.bilirubin) + 0.643), "mixed up the three weights"),
        (10 * (0.643 + (score / 10 - 0.643) / log(10)), "took decimal instead of natural logarithms"),
    ]  # fmt: skip
    return [(value, trap) for value, trap in wrong if 0 < value < 60]


def _plain(rng: Random, level: int) -> Problem:
    """Level 1 within bounds, level 2 in µmol/L and with bounds to apply."""
    micromoles = level == 2
    while True:
        patient = _patient(rng)
        shown = _shown(rng, _bloods(rng), micromoles, False, False)
        bloods = shown.bloods
        within = bloods.creatinine >= 1 and bloods.bilirubin >= 1 and bloods.inr >= 1
        if (within or level == 2) and _settled(patient.sex, bloods):
            break
    bounded = bloods.bounded(4.0)
    score = scores(patient.sex, bloods)[0]
    rules = [sentence(spin(rng, rng.choice(MELD_USE))), spin(rng, rng.choice(OLD_BOUNDS))]
    if rng.random() < 0.6:
        rules.append(spin(rng, MELD_FORMULA))
    if micromoles:
        rules.append(spin(rng, UNITS))
    question, irrelevant = _question(rng, patient, shown, rules, _ask(rng, "MELD"), rng.randint(0, 1), 0, rng.randint(0, 1))
    steps = [_facts(rng, shown, False, False), _rule(rng, "MELD"), *shown.conversions, _bounding(rng, bloods, bounded, False, False), *_meld_lines(rng, bounded)]
    steps.append(_check_old(bounded, score))
    return _integer_problem(question, steps, score, _old_mistakes(bloods), shown.given | {"ask": "MELD"}, 9 + 2 * micromoles, irrelevant)


def _rule(rng: Random, name: str) -> str:
    texts = {
        "MELD": "{Rule|Formula|The score}: {ten times the sum of 0.957 ln Cr, 0.378 ln bilirubin, 1.120 ln INR and 0.643, after bounding|bound first, then weigh the logarithms (0.957 creatinine, 0.378 bilirubin, 1.120 INR), add 0.643 and multiply by ten}.",
        "MELD-Na": "{Rule|Formula|The score}: MELD(i) first; {above 11|once that exceeds 11} sodium, held within 125 to 137, adds 1.32 and takes away 0.033 MELD(i) for each mmol/L below 137.",
        "MELD 3.0": "{Rule|Formula|The score}: {bound the values, take logarithms, add the terms of sex, bilirubin, sodium, INR, creatinine and albumin, their two interactions and 6|after bounding, MELD 3.0 adds single terms, an interaction of sodium with bilirubin, one of albumin with creatinine, and the constant 6}.",
    }
    return spin(rng, texts[name])


def _check_old(bounded: Bloods, score: int) -> str:
    """The lowest possible score as a sanity check, and what the largest term is."""
    parts = {"creatinine": 9.57 * log(bounded.creatinine), "bilirubin": 3.78 * log(bounded.bilirubin), "INR": 11.2 * log(bounded.inr)}
    largest = max(parts, key=lambda name: parts[name])
    if max(parts.values()) < 0.5:
        return f"Check: with every value at 1 the score is 10 × 0.643 = 6.43, that is 6; {score} is as close to it as these values are to 1."
    return f"Check: with every value at 1 the score would be 10 × 0.643 = 6.43, that is 6; here {largest} adds most, so {score} is plausible."


def _integer_problem(question: str, steps: list[str], answer: int, wrong: list[tuple[float, str]], given: dict[str, Any], operations: int, irrelevant: int) -> Problem:
    return Problem(
        question=question, steps=tuple(steps), answer=str(answer), answer_type="integer", verifier="integer", parameters=given,
        distractors=_integers(answer, wrong), operations=operations, irrelevant=irrelevant,
    )  # fmt: skip


def _sodium_problem(rng: Random) -> Problem:
    """Level 3: does sodium count, and with which value?"""
    micromoles = rng.random() < 0.3
    aim = rng.choice(("low score", "sodium", "sodium", "bounded"))
    while True:
        patient = _patient(rng)
        shown = _shown(rng, _bloods(rng), micromoles, True, False)
        bloods = shown.bloods
        if not _settled(patient.sex, bloods):
            continue
        first, second, third = scores(patient.sex, bloods)
        if aim == "low score" and first <= 11 and bloods.sodium < 136:
            break
        if aim == "sodium" and first > 11 and bloods.sodium < 135:
            break
        if aim == "bounded" and first > 11 and not 125 <= bloods.sodium <= 137:
            break
    bounded = bloods.bounded(4.0)
    rules = [sentence(spin(rng, rng.choice(SODIUM_USE))), spin(rng, rng.choice(OLD_BOUNDS)), spin(rng, SODIUM_BOUNDS)]
    if rng.random() < 0.4:
        rules.append(spin(rng, MELD_FORMULA).replace("10 ×", "MELD(i) = 10 ×"))
    if rng.random() < 0.4:
        rules.append(spin(rng, SODIUM_FORMULA))
    if micromoles:
        rules.append(spin(rng, UNITS))
    question, irrelevant = _question(rng, patient, shown, rules, _ask(rng, "MELD-Na"), rng.randint(0, 1), 0, rng.randint(0, 2))
    steps = [_facts(rng, shown, True, False), _rule(rng, "MELD-Na"), *shown.conversions, _bounding(rng, bloods, bounded, True, False), *_meld_lines(rng, bounded)]
    steps += _sodium_lines(first, bounded.sodium)
    always, raw = with_sodium(first, bounded.sodium), with_sodium(first, bloods.sodium)
    if first <= 11:
        steps.append(f"The tempting mistake is to add sodium all the same: {first} + 1.32 × (137 − {bounded.sodium}) − 0.033 × {first} × (137 − {bounded.sodium}) = {fixed(always, 2)}; the rule leaves low scores alone, where sodium says little about survival.")
    elif bloods.sodium != bounded.sodium:
        steps.append(f"The tempting mistake is to enter sodium as measured, {bloods.sodium}: {first} + 1.32 × (137 − {bloods.sodium}) − 0.033 × {first} × (137 − {bloods.sodium}) = {fixed(raw, 2)}; beyond the limits the score was not fitted.")
    else:
        steps.append(f"The tempting mistake is to stop at {first}; above 11 a low sodium adds a risk of its own that MELD(i) does not see.")
    steps.append(f"Check: sodium can only raise the score, and {second} is {'above' if second > first else 'equal to'} {first}.")
    wrong = [
        (float(first), "left sodium out"), (always, "added sodium although MELD(i) is not above 11"), (raw, "used sodium as measured, outside 125 to 137"),
        (with_sodium(first, clamp(bloods.sodium, 125, 140)), "kept sodium up to 140 instead of 137"), (first + 1.32 * (137 - bounded.sodium), "left out the interaction term"),
        (float(third) if third != second else second + 2.0, "mixed in another version of the score"), (meld(bloods.creatinine, bloods.bilirubin, bloods.inr), "did not apply the bounds, and left sodium out"),
    ]  # fmt: skip
    return _integer_problem(question, steps, second, [(clamp(v, 1, 40), t) for v, t in wrong], shown.given | {"ask": "MELD-Na"}, 14 + 2 * micromoles, irrelevant)


def _new_mistakes(sex: str, bloods: Bloods) -> list[tuple[float, str]]:
    bounded = bloods.bounded(3.0)
    other = "male" if sex == "female" else "female"
    first, second, _third = scores(sex, bloods)
    loose = bloods.bounded(4.0)

    def scored(values: Bloods, who: str = sex) -> float:
        return meld_3(who, values.creatinine, values.bilirubin, values.inr, values.sodium, values.albumin)

    low, lack = 137 - bounded.sodium, 3.5 - bounded.albumin
    wrong = [
        (scored(loose), "capped creatinine at 4.0 as the older score does" if bloods.dialyses < 2 else "took 4.0 for dialysis as the older score does"),
        (float(second), "gave MELD-Na instead of MELD 3.0"),
        (scored(bounded, other), "left out the 1.33 for women" if sex == "female" else "added the 1.33 for women to a man"),
        (scored(Bloods(bounded.creatinine, bounded.bilirubin, bounded.inr, bounded.sodium, bloods.albumin)), "used albumin outside its bounds"),
        (scored(Bloods(bounded.creatinine, bounded.bilirubin, bounded.inr, bloods.sodium, bounded.albumin)), "used sodium outside its bounds"),
        (float(first), "gave MELD without sodium"),
        (scored(bounded) + 0.24 * low * log(bounded.bilirubin), "left out the interaction of sodium and bilirubin"),
        (scored(bounded) + 1.83 * lack * log(bounded.creatinine), "left out the interaction of albumin and creatinine"),
        (scored(bounded) - 6, "left out the constant 6"),
    ]
    return [(clamp(value, 1, HIGHEST), trap) for value, trap in wrong]


def _new(rng: Random) -> Problem:
    """Level 4: MELD 3.0 among facts that it does not use."""
    micromoles = rng.random() < 0.5
    while True:
        patient = _patient(rng)
        shown = _shown(rng, _bloods(rng, 0.5, 4.4), micromoles, True, True)
        if _settled(patient.sex, shown.bloods):
            break
    bloods = shown.bloods
    bounded = bloods.bounded(3.0)
    _first, second, score = scores(patient.sex, bloods)
    rules = [sentence(spin(rng, rng.choice(NEW_USE))), spin(rng, rng.choice(NEW_BOUNDS))]
    if rng.random() < 0.35:
        rules.append(spin(rng, NEW_FORMULA))
    if micromoles:
        rules.append(spin(rng, UNITS))
    question, irrelevant = _question(rng, patient, shown, rules, _ask(rng, "MELD 3.0"), rng.randint(0, 1), rng.randint(1, 2), rng.randint(1, 2))
    steps = [_facts(rng, shown, True, True, patient.sex), _rule(rng, "MELD 3.0"), *shown.conversions, _bounding(rng, bloods, bounded, True, True), *_meld_3_lines(rng, patient.sex, bounded)]
    if bloods.creatinine > 3:
        steps.append("The tempting mistake is the older ceiling of 4.0 for creatinine; MELD 3.0 stops at 3.0, so that kidney failure does not outweigh the liver.")
    elif patient.sex == "female":
        steps.append("The tempting mistake is to forget the 1.33: with less muscle a woman's creatinine understates her kidney failure, and the term makes up for it.")
    else:
        steps.append(f"The tempting mistake is to give MELD-Na, which here is {second}: it has no albumin and other weights, so it is another score.")
    steps.append(f"Check: the score must lie between 6 and {HIGHEST}, and {score} does; MELD-Na of the same values is {second}, close by.".replace(", close by", ", close by" if abs(second - score) <= 3 else ", some points away because of " + _apart(patient.sex, bounded, bloods)))
    return _integer_problem(question, steps, score, _new_mistakes(patient.sex, bloods), shown.given | {"sex": patient.sex, "ask": "MELD 3.0"}, 20 + 2 * micromoles, irrelevant)


def _apart(sex: str, bounded: Bloods, bloods: Bloods) -> str:
    if bloods.creatinine > 3:
        return "the lower ceiling for creatinine"
    if bounded.albumin < 2.8:
        return "the low albumin" + (" and the term for women" if sex == "female" else "")
    return "the different weights"


def _exceptions(rng: Random) -> Problem:
    """Level 5: dialysis and ceilings; one score, or the difference between two."""
    micromoles = rng.random() < 0.4
    ask = rng.choice(("MELD-Na", "MELD 3.0", "MELD 3.0", "difference"))
    while True:
        patient = _patient(rng)
        drawn = _bloods(rng, 0.6, 6.5)
        dialyses = rng.choice((0, 1, 2, 3, 3))
        if dialyses:
            drawn = Bloods(rounded(rng.uniform(1.8, 5.4), 1), drawn.bilirubin, drawn.inr, drawn.sodium, drawn.albumin, dialyses)
        else:
            drawn = Bloods(rounded(rng.uniform(3.1, 5.2), 1), drawn.bilirubin, drawn.inr, drawn.sodium, drawn.albumin)
        shown = _shown(rng, drawn, micromoles, True, ask != "MELD-Na")
        before = scores(patient.sex, shown.bloods)
        if _settled(patient.sex, shown.bloods) and (ask != "difference" or before[1] != before[2]):
            break
    bloods = shown.bloods
    old, new = bloods.bounded(4.0), bloods.bounded(3.0)
    first, second, third = scores(patient.sex, bloods)
    answer = {"MELD-Na": second, "MELD 3.0": third, "difference": third - second}[ask]
    rules: list[str] = []
    if ask != "MELD 3.0":
        rules += [sentence(spin(rng, rng.choice(SODIUM_USE))), spin(rng, rng.choice(OLD_BOUNDS))]
    if ask == "MELD-Na":
        rules.append(spin(rng, SODIUM_BOUNDS))
    if ask != "MELD-Na":
        rules += [sentence(spin(rng, rng.choice(NEW_USE))), spin(rng, rng.choice(NEW_BOUNDS))]
    if ask == "difference":
        older = spin(rng, "{The older score is|By the older score we mean|For the older score take} MELD-Na {of the OPTN (2016)|as in OPTN Policy 9 from 2016}, where sodium is added only if MELD(i) is above 11.")
        newer = spin(rng, "{The newer score is|The newer one is|For the newer score take} MELD 3.0 {(Kim 2021)|of 2021|as published in 2021}.")
        rules = [f"{older} {rules[1]} Sodium has the same limits in both scores.", f"{newer} {rules[3]}"]
        rules.append(spin(rng, DIALYSIS_OLD, cap="the ceiling of each score, 4.0 and 3.0").replace("mg/dL mg/dL", "mg/dL"))
    else:
        rules.append(spin(rng, DIALYSIS_OLD, cap="4.0" if ask == "MELD-Na" else "3.0"))
    if micromoles:
        rules.append(spin(rng, UNITS))
    told = {
        0: "{The patient is not on dialysis|No dialysis has been needed}{ so far|}.",
        1: "{The first haemodialysis took place yesterday|One haemodialysis session has been given, two days ago|Haemodialysis was started yesterday with one session}.",
        2: "{Haemodialysis was given twice in the last six days|There were two haemodialysis sessions this week, the last one yesterday|Two sessions of haemodialysis have been given within the past five days}.",
        3: "{Haemodialysis has been given on three of the last seven days|The patient is on haemodialysis three times a week, with no session missed|Three haemodialysis sessions were given in the past week}.",
    }[dialyses]
    if ask == "difference":
        asked = spin(rng, "{By how many points does MELD 3.0 exceed MELD-Na (negative if it is lower)?|How many points is MELD 3.0 above MELD-Na? Give a negative number if it is lower.|What is MELD 3.0 minus MELD-Na{, with its sign|}?}")
    else:
        asked = _ask(rng, ask)
    question, irrelevant = _question(rng, patient, shown, rules, asked, rng.randint(0, 1), rng.randint(0, 1), rng.randint(0, 1), acute=True)
    # the dialysis sentence is a fact of the case and stands with the case
    question = _with_fact(question, spin(rng, told))
    sessions = f"{dialyses or 'no'} dialysis session{'' if dialyses == 1 else 's'} in the week"
    steps = [_facts(rng, shown, True, ask != "MELD-Na", patient.sex)[:-1] + f"; {sessions}.", *shown.conversions]
    if dialyses == 1:
        steps.append("One session is fewer than two, so the measured creatinine stays in use, within its bounds.")
    if ask != "MELD 3.0":
        steps += [_rule(rng, "MELD-Na"), _bounding(rng, bloods, old, True, False), *_meld_lines(rng, old), *_sodium_lines(first, old.sodium)]
    if ask != "MELD-Na":
        steps += [_rule(rng, "MELD 3.0"), _bounding(rng, bloods, new, True, True), *_meld_3_lines(rng, patient.sex, new)]
    if ask == "difference":
        steps.append(f"Difference: {third} − {second} = {third - second}.")
    if dialyses >= 2:
        cap = "4.0 in MELD-Na and 3.0 in MELD 3.0" if ask == "difference" else "4.0" if ask == "MELD-Na" else "3.0, not the 4.0 of the older scores"
        steps.append(f"The tempting mistake is to enter the measured creatinine, which dialysis has lowered; the rule takes {cap}.")
    elif dialyses == 1:
        steps.append("The tempting mistake is to let any dialysis raise creatinine to the ceiling; the rule wants two sessions.")
    else:
        cap = "each score has its own ceiling, 4.0 and 3.0" if ask == "difference" else "MELD-Na stops at 4.0" if ask == "MELD-Na" else "MELD 3.0 stops at 3.0, where the older scores go to 4.0"
        steps.append(f"The tempting mistake is to enter the creatinine as measured; {cap}.")
    steps.append(f"Check: scores run from 6 to {HIGHEST}; " + (f"{third} and {second} both do." if ask == "difference" else f"{answer} fits a patient with this much kidney failure."))
    measured = scores(patient.sex, Bloods(bloods.creatinine, bloods.bilirubin, bloods.inr, bloods.sodium, bloods.albumin))
    ceiling = scores(patient.sex, Bloods(bloods.creatinine, bloods.bilirubin, bloods.inr, bloods.sodium, bloods.albumin, 2))
    wrong: list[tuple[float, str]] = []
    if ask == "difference":
        wrong = [
            (measured[2] - measured[1], "ignored dialysis"), (ceiling[2] - ceiling[1], "took one dialysis for two"), (second - third, "subtracted the wrong way round"),
            (third - first, "compared with MELD without sodium"), (scores("male" if patient.sex == "female" else "female", bloods)[2] - second, "got the 1.33 for women wrong"),
        ]  # fmt: skip
        wrong += [(value - second, trap) for value, trap in _new_mistakes(patient.sex, bloods) if "MELD" not in trap]
    elif ask == "MELD-Na":
        cap_low = with_sodium(whole(meld(new.creatinine, new.bilirubin, new.inr)), new.sodium)
        wrong = [
            (measured[1], "ignored dialysis"), (ceiling[1], "took one dialysis for two"), (first, "left sodium out"),
            (clamp(cap_low, 6, 40), "took 3.0 as the ceiling of creatinine, as MELD 3.0 does"), (clamp(with_sodium(first, bloods.sodium), 6, 40), "used sodium outside its bounds"),
            (clamp(first + 1.32 * (137 - old.sodium), 6, 40), "left out the interaction term"),
        ]  # fmt: skip
    else:
        wrong = [(measured[2], "ignored dialysis"), (ceiling[2], "took one dialysis for two"), *_new_mistakes(patient.sex, bloods)]
    given = shown.given | {"sex": patient.sex, "ask": ask}
    return _integer_problem(question, steps, answer, wrong, given, 24 + 2 * micromoles + (12 if ask == "difference" else 0), irrelevant)


def _with_fact(question: str, fact: str) -> str:
    """The question with a sentence put after its first full stop that ends a sentence about the patient."""
    start = max(question.find("patient is"), 0)
    for mark in ("-year-old", "aged ", " years old", " of "):
        found = question.find(mark)
        if found >= 0:
            start = found
            break
    end = question.find(". ", start)
    newline = question.find(".\n", start)
    ends = [place for place in (end, newline) if place >= 0]
    if not ends:
        return f"{question} {fact}"
    place = min(ends)
    return f"{question[: place + 1]} {fact}{question[place + 1 :]}"


def problem(rng: Random, level: int) -> Problem:
    """MELD (1, 2 with units and bounds), MELD-Na (3), MELD 3.0 (4), dialysis, ceilings and differences (5)."""
    if level <= 2:
        return _plain(rng, level)
    if level == 3:
        return _sodium_problem(rng)
    return _new(rng) if level == 4 else _exceptions(rng)


FAMILY = Family(
    name="liver_scores",
    title="MELD, MELD-Na and MELD 3.0",
    source="OPTN Policy 9 (2016, 2023); Kamath 2001; Kim et al., NEJM 2008;359:1018 and Gastroenterology 2021;161:1887",
    problem=problem,
    rubric=(
        Criterion("Applies the bounds of the named version before taking logarithms.", "essential"),
        Criterion("Uses the creatinine ceiling of the named version: 4.0 for MELD and MELD-Na, 3.0 for MELD 3.0.", "essential"),
        Criterion("Uses natural logarithms of values in mg/dL.", "important"),
        Criterion("Adds sodium to MELD only where MELD(i) exceeds 11.", "important"),
        Criterion("Treats a single dialysis in the week as if it were two.", "pitfall", positive=False),
    ),
)
