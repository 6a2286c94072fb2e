
"""pH of strong and weak acids and bases, buffers, titrations, polyprotic and very dilute solutions.

In: a seeded generator and a level. Out: one problem whose answer is a pH (or a concentration).

Every pH is the root of the full charge balance, [H+] + [strong cations] + Σ z c = [OH-] + [strong anions], with mass
balances and Kw = 1.00 × 10^-14 (25 °C), activities taken as concentrations. The worked lines use the textbook form
that suits the case, and only where it agrees with that root:

    weak acid     x² / (C − x) = Ka           buffer       pH = pKa + log10(base / acid)
    weak base     Kb = Kw / Ka                very dilute  h² − C h − Kw = 0 for a strong acid
    ampholyte     h² = (K1 K2 C + K1 Kw) / (K1 + C)

Sources: Harris, Quantitative Chemical Analysis, 9th ed. 2016, ch. 8 to 11; pKa at 25 °C and zero ionic strength from CRC
Handbook of Chemistry and Physics, 97th ed. 2016, section 5, and Martell, Smith, Critical Stability Constants (NIST 46).

Worked example: acetic acid of 0.100 mol/L (pKa 4.756) has pH 2.88; hydrochloric acid of 1.0 × 10^-8 mol/L has 6.98, not 8.

>>> round(ph(0.0, ((0.100, (4.756,), 0),)), 2), round(ph(-1.0e-8, ()), 2)
(2.88, 6.98)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.chemistry.exercise import PERSON, PLACE, Exercise, number_problem
from domains.chemistry.numbers import bracketed, carried, fixed, significant, to_significant, written
from domains.wording import spin

KW = 1.00e-14
#: (total concentration, stepwise pKa, charge of the fully protonated form)
System = tuple[float, tuple[float, ...], int]


def fractions(h: float, constants: Sequence[float]) -> list[float]:
    """Share of each form, from fully protonated on, at [H+] = h for stepwise Ka."""
    terms = [1.0]
    for constant in constants:
        terms.append(terms[-1] * constant / h)
    total = math.fsum(terms)
    return [term / total for term in terms]


def excess(h: float, strong: float, systems: Sequence[System]) -> float:
    """Charge balance at [H+] = h: zero at equilibrium, rising with h. `strong`: strong cations less strong anions."""
    charge = h - KW / h + strong
    for total, constants, top in systems:
        shares = fractions(h, [10**-p for p in constants])
        charge += total * math.fsum((top - k) * share for k, share in enumerate(shares))
    return charge


def ph(strong: float, systems: Sequence[System]) -> float:
    """pH by bisection of the charge balance; concentrations in mol/L."""
    low, high = -2.0, 16.0
    for _ in range(60):
        middle = (low + high) / 2
        if excess(10**-middle, strong, systems) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@dataclass(frozen=True)
class Weak:
    """A monoprotic weak acid (or the acid of a weak base): names, formulas and pKa.

    `cation`: the acid is a cation (ammonium); then `base_name` is a molecule and the salt is its chloride.
    """

    name: str
    acid: str
    base_name: str
    base: str
    pka: float
    cation: bool = False


WEAK = (
    Weak("acetic acid", "CH3COOH", "sodium acetate", "CH3COO^-", 4.756), Weak("formic acid", "HCOOH", "sodium formate", "HCOO^-", 3.75), Weak("benzoic acid", "C6H5COOH", "sodium benzoate", "C6H5COO^-", 4.204),
    Weak("propanoic acid", "C2H5COOH", "sodium propanoate", "C2H5COO^-", 4.87), Weak("butanoic acid", "C3H7COOH", "sodium butanoate", "C3H7COO^-", 4.83), Weak("lactic acid", "CH3CH(OH)COOH", "sodium lactate", "CH3CH(OH)COO^-", 3.86),
    Weak("chloroacetic acid", "ClCH2COOH", "sodium chloroacetate", "ClCH2COO^-", 2.87), Weak("nitrous acid", "HNO2", "sodium nitrite", "NO2^-", 3.25),
    Weak("acrylic acid", "C2H3COOH", "sodium acrylate", "C2H3COO^-", 4.25), Weak("phenylacetic acid", "C6H5CH2COOH", "sodium phenylacetate", "C6H5CH2COO^-", 4.31), Weak("pivalic acid", "(CH3)3CCOOH", "sodium pivalate", "(CH3)3CCOO^-", 5.03),
    Weak("4-nitrophenol", "O2NC6H4OH", "sodium 4-nitrophenolate", "O2NC6H4O^-", 7.15), Weak("hypochlorous acid", "HClO", "sodium hypochlorite", "ClO^-", 7.40), Weak("hypobromous acid", "HBrO", "sodium hypobromite", "BrO^-", 8.55),
    Weak("phenol", "C6H5OH", "sodium phenolate", "C6H5O^-", 9.99), Weak("boric acid", "H3BO3", "sodium tetrahydroxoborate", "B(OH)4^-", 9.27), Weak("glycolic acid", "HOCH2COOH", "sodium glycolate", "HOCH2COO^-", 3.83),
    Weak("bromoacetic acid", "BrCH2COOH", "sodium bromoacetate", "BrCH2COO^-", 2.90), Weak("mandelic acid", "C6H5CH(OH)COOH", "sodium mandelate", "C6H5CH(OH)COO^-", 3.41),
    Weak("ammonium chloride", "NH4^+", "ammonia", "NH3", 9.25, True), Weak("methylammonium chloride", "CH3NH3^+", "methylamine", "CH3NH2", 10.66, True), Weak("ethylammonium chloride", "C2H5NH3^+", "ethylamine", "C2H5NH2", 10.65, True),
    Weak("trimethylammonium chloride", "(CH3)3NH^+", "trimethylamine", "(CH3)3N", 9.80, True), Weak("pyridinium chloride", "C5H5NH^+", "pyridine", "C5H5N", 5.23, True), Weak("hydroxylammonium chloride", "NH3OH^+", "hydroxylamine", "NH2OH", 5.94, True),
    Weak("imidazolium chloride", "C3H5N2^+", "imidazole", "C3H4N2", 6.99, True), Weak("tris hydrochloride", "TrisH^+", "tris(hydroxymethyl)aminomethane", "Tris", 8.07, True), Weak("ethanolammonium chloride", "HOC2H4NH3^+", "ethanolamine", "HOC2H4NH2", 9.50, True),
)  # fmt: skip


@dataclass(frozen=True)
class Poly:
    """A polyprotic acid: name, stepwise pKa, sodium salts of its anions by number of protons lost."""

    name: str
    symbol: str
    pkas: tuple[float, ...]
    salts: tuple[str, ...]


POLY = (
    Poly("carbonic acid", "H2CO3", (6.35, 10.33), ("sodium hydrogencarbonate", "sodium carbonate")), Poly("phosphoric acid", "H3PO4", (2.16, 7.21, 12.32), ("sodium dihydrogenphosphate", "disodium hydrogenphosphate", "trisodium phosphate")),
    Poly("oxalic acid", "H2C2O4", (1.25, 3.81), ("sodium hydrogenoxalate", "sodium oxalate")), Poly("malonic acid", "H2C3H2O4", (2.85, 5.70), ("sodium hydrogenmalonate", "sodium malonate")),
    Poly("succinic acid", "H2C4H4O4", (4.21, 5.64), ("sodium hydrogensuccinate", "sodium succinate")), Poly("tartaric acid", "H2C4H4O6", (2.98, 4.34), ("sodium hydrogentartrate", "sodium tartrate")),
    Poly("phthalic acid", "H2C8H4O4", (2.94, 5.43), ("sodium hydrogenphthalate", "sodium phthalate")), Poly("maleic acid", "H2C4H2O4", (1.92, 6.23), ("sodium hydrogenmaleate", "sodium maleate")),
    Poly("citric acid", "H3C6H5O7", (3.13, 4.76, 6.40), ("monosodium citrate", "disodium citrate", "trisodium citrate")),
    Poly("sulfurous acid", "H2SO3", (1.85, 7.20), ("sodium hydrogensulfite", "sodium sulfite")),
)  # fmt: skip
STRONG_ACIDS = (("hydrochloric acid", "HCl"), ("nitric acid", "HNO3"), ("perchloric acid", "HClO4"), ("hydrobromic acid", "HBr"), ("hydroiodic acid", "HI"))  # fmt: skip
#: name, formula, hydroxides, highest plausible mol/L
STRONG_BASES = (("sodium hydroxide", "NaOH", 1, 1.0), ("potassium hydroxide", "KOH", 1, 1.0), ("lithium hydroxide", "LiOH", 1, 1.0), ("barium hydroxide", "Ba(OH)2", 2, 0.15), ("calcium hydroxide", "Ca(OH)2", 2, 0.018), ("strontium hydroxide", "Sr(OH)2", 2, 0.06))  # fmt: skip

WATER = "{25 °C, Kw = 1.00 × 10^-14|Take Kw = 1.00 × 10^-14 (25 °C)|At 25 °C, with Kw = 1.00 × 10^-14}; {activities equal concentrations|no activity corrections|use concentrations for activities}"
PH_ASK = "{What is the pH{ of the solution|}|Which pH does the solution have|What pH do you expect|Calculate the pH}"
STORIES = (
    f"{PERSON} {PLACE} {{makes|prepares|measures|checks|titrates with|works with}} $what",
    "{For|In} {a calibration|a kinetics run|an extraction|a cleaning step|an exam question|an enzyme assay|a corrosion test|a field test}, {one uses|someone makes up} $what",
    "{A bottle|A beaker|A test tube|A cell|A tank} {holds|contains|is filled with} $what",
    "{Consider|Take|Given is|Look at} $what",
)


def _story(rng: Random, what: str) -> str:
    text = spin(rng, rng.choice(STORIES), what=what)
    return text[:1].upper() + text[1:] + "."


def _ask(rng: Random) -> str:
    text = spin(rng, PH_ASK)
    return text + ("." if text.startswith("Calculate") else "?")


def _pk(value: float) -> str:
    """A pK with two decimals, or three where it has them.

    >>> _pk(9.8), _pk(4.756)
    ('9.80', '4.756')
    """
    return f"{value:.3f}" if round(value, 2) != round(value, 3) else f"{value:.2f}"


def _unrounded(value: float) -> str:
    """Three decimals, or four where rounding twice would end elsewhere than rounding once."""
    text = fixed(value, 3)
    return text if fixed(float(text), 2) == fixed(value, 2) else fixed(value, 4)


def _negative_log(h: float) -> str:
    return f"−log10({written(h)}) = {_unrounded(-math.log10(h))}"


def _ph_problem(
    rng: Random, level: int, exercise: Exercise, result: float, traps: Sequence[tuple[float, str]]
) -> Problem:
    return number_problem(rng, level, exercise, result, traps, unit="", decimals=2, absolute=0.02, lowest=-1.0, highest=15.5)


def _log(value: float) -> float:
    return -math.log10(value) if value > 0 else math.nan


def _strong(rng: Random, level: int) -> Problem:
    """Level 1: pH of a strong acid or base; or the concentration that a pH means."""
    kind = rng.random()
    if kind < 0.3:
        value = rng.randint(600, 13400) / 1000
        base = value > 7
        h = 10**-value
        result = KW / h if base else h
        ion = "OH^-" if base else "H^+"
        shown = carried(h, 5)
        lines = [
            ("facts", f"pH {value:.3f}, wanted [{ion}]"),
            ("rule", "{[H+] = 10^(−pH)" + (" and [OH-] = Kw / [H+]" if base else "") + "|pH is the negative decimal logarithm of [H+]" + (", and [H+] × [OH-] = Kw" if base else "") + "}"),
            ("work", f"[H+] = 10^(-{value:.3f}) = {written(shown)} mol/L"),
            *([("then", f"[OH-] = 1.00 × 10^-14 / {bracketed(shown)} = {written(carried(KW / shown, 4))} mol/L")] if base else []),
            ("check", f"{{the logarithm of it brings the pH back|backwards}}: {_negative_log(shown)}"),
        ]  # fmt: skip
        exercise = Exercise(_story(rng, "{an aqueous solution|a sample of water|a process solution|a rinse water}"), [("{pH|measured pH|pH meter reading}", f"{value:.3f}")], [WATER], f"{{What is the concentration of {ion}|Which concentration of {ion} does this mean}}?", lines, {"kind": "concentration", "pH": value, "ion": ion}, 2 + base)
        traps = [(h if base else KW / h, "gave the other ion"), (value / 14, "divided the pH by 14"), (math.exp(-value), "used the natural logarithm"), (result * 10, "slipped a power of ten"), (value, "took the pH for the concentration")]
        return number_problem(rng, level, exercise, result, traps, unit="mol/L", digits=3, relative=0.03)
    if kind < 0.65:
        name, text = rng.choice(STRONG_ACIDS)
        c = to_significant(10 ** rng.uniform(-4.2, -0.05), rng.choice((3, 4)))
        result = ph(-c, ())
        lines = [
            ("facts", f"{written(c)} mol/L {text}, a strong acid"),
            ("rule", "{a strong acid gives off its proton completely: [H+] = c|complete dissociation, so [H+] equals the concentration}"),
            ("work", f"pH = {_negative_log(c)}"),
            ("check", f"water alone gives 1 × 10^-7 mol/L, {{far below|negligible beside}} {written(c)} mol/L"),
        ]
        exercise = Exercise(_story(rng, f"{{dilute {name}|{name} ({text})|a solution of {text}}}"), [("concentration", f"{written(c)} mol/L")], [WATER], _ask(rng), lines, {"kind": "strong", "name": text, "c": c}, 2)
        traps = [(14 - result, "gave the pOH"), (-math.log(c), "used the natural logarithm"), (result + 1, "slipped a power of ten"), (result / 2, "halved it"), (result + math.log10(2), "halved the concentration")]
        return _ph_problem(rng, level, exercise, result, traps)
    name, text, number, top = rng.choice(STRONG_BASES)
    c = to_significant(10 ** rng.uniform(-4.2, math.log10(top)), rng.choice((3, 4)))
    hydroxide = carried(c * number, 6)
    result = ph(hydroxide, ())
    lines = [
        ("facts", f"{written(c)} mol/L {text}, a strong base with {number} OH per formula unit"),
        ("rule", "{a strong base dissociates completely; pH = 14 − pOH|[OH-] = number of OH × c, pOH = −log10 [OH-], pH + pOH = 14}"),
        ("work", f"[OH-] = {number} × {written(c)} = {written(hydroxide)} mol/L"),
        ("then", f"pOH = {_negative_log(hydroxide)}"),
        ("then", f"pH = 14.000 − {fixed(_log(hydroxide), 3)} = {fixed(14 - round(_log(hydroxide), 3), 3)}"),
        ("check", "{a base has to lie above 7, as it does|the solution is basic: pH above 7}"),
    ]
    exercise = Exercise(_story(rng, f"{{a solution of {name}|{name} solution ({text})|aqueous {text}}}"), [("concentration", f"{written(c)} mol/L")], [WATER], _ask(rng), lines, {"kind": "strong", "name": text, "c": c}, 4)
    traps = [(14 - result, "gave the pOH"), (14 + math.log10(c), "overlooked the second OH") if number == 2 else (result + 1, "slipped a power of ten"), (14 + math.log10(c / 2), "divided by the number of OH"), (14 + math.log(hydroxide), "used the natural logarithm"), (result - 1, "slipped a power of ten")]
    return _ph_problem(rng, level, exercise, result, traps)


def _quadratic(c: float, constant: float) -> tuple[float, list[tuple[str, str]]]:
    """Root of x² + Kx − Kc = 0 and its lines."""
    x = carried((-constant + math.sqrt(constant * constant + 4 * constant * c)) / 2, 5)
    k = bracketed(constant)
    return x, [("work", f"x = (−{k} + sqrt({k}^2 + 4 × {k} × {bracketed(c)})) / 2 = {written(x)} mol/L")]


def _weak(rng: Random, level: int) -> Problem:
    """Level 2: weak acid or weak base, in mmol/L or from pKb, with the quadratic."""
    for _ in range(40):
        weak = rng.choice(WEAK)
        # only bases: the cations' own salts come as salts at level 3
        as_base = weak.cation
        c = to_significant(10 ** rng.uniform(-3.0, -0.3), 3)
        pk = round(14 - weak.pka, 3) if as_base else weak.pka
        constant = carried(10**-pk, 4)
        result = ph(0.0, ((c, (weak.pka,), 1 if as_base else 0),))
        x = (-constant + math.sqrt(constant * constant + 4 * constant * c)) / 2
        near = 14 + math.log10(x) if as_base else -math.log10(x)
        if abs(near - result) < 0.006 and fixed(near, 2) == fixed(result, 2):
            break
    x, lines = _quadratic(c, constant)
    name = weak.base_name if as_base else weak.name
    mmol = rng.random() < 0.6
    stated = rng.choice(("pK", "K")) if not as_base else rng.choice(("pKb", "pKa"))
    constants = {
        "pK": (("pKa", f"{_pk(weak.pka)}"), [("work", f"Ka = 10^(-{_pk(weak.pka)}) = {written(constant)}")]),
        "K": (("Ka", written(constant)), []),
        "pKb": (("pKb", f"{_pk(pk)}"), [("work", f"Kb = 10^(-{_pk(pk)}) = {written(constant)}")]),
        "pKa": (("{pKa of its conjugate acid|pKa of " + weak.acid + "}", f"{_pk(weak.pka)}"), [("work", f"pKb = 14 − {_pk(weak.pka)} = {_pk(pk)}, Kb = 10^(-{_pk(pk)}) = {written(constant)}")]),
    }  # fmt: skip
    fact, opening = constants[stated]
    ion = "OH^-" if as_base else "H^+"
    given = f"{written(carried(c * 1000, 4))} mmol/L" if mmol else f"{written(c)} mol/L"
    steps = [
        ("facts", f"{given} {name}, {fact[0] if '{' not in fact[0] else f'pKa of {weak.acid}'} {fact[1]}"),
        *([("work", f"{written(carried(c * 1000, 4))} mmol/L / 1000 = {written(c)} mol/L")] if mmol else []),
        *opening,
        ("rule", f"{{with x = [{ion}]: x^2 / (c − x) = K, a quadratic|x protons {'taken up' if as_base else 'given off'} leave c − x, so x^2 + K x − K c is zero}}"),
        *lines,
        *([("then", f"pOH = {_negative_log(x)}, pH = 14 − {fixed(_log(x), 3)} = {fixed(14 - round(_log(x), 3), 3)}")] if as_base else [("then", f"pH = {_negative_log(x)}")]),
        ("check", f"degree of {'protonation' if as_base else 'dissociation'} 100 × {written(x)} / {bracketed(c)} = {significant(100 * x / c, 3)} %"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, f"{{a solution of {name}|aqueous {name}|{name} in water}}"), [("concentration", given), fact],
        [WATER, "{Do not neglect x beside c|Solve the quadratic; make no approximation|Without approximations, please}"], _ask(rng), steps,
        {"kind": "weak", "name": weak.acid, "base": as_base, "pKa": weak.pka, "c": c, "mmol": mmol, "stated": stated}, 5,
    )  # fmt: skip
    sign = -1 if as_base else 1
    strong = 14 + math.log10(c) if as_base else -math.log10(c)
    traps = [
        (strong, "took it as strong"), (14 - result, "gave the pOH or took the wrong ion"), (14 - pk if as_base else pk, "took the pK for the pH"),
        (14 + math.log10(constant * c) if as_base else -math.log10(constant * c), "forgot the root"), (result + sign * 3 / 2 if mmol else result + sign * 0.5, "left the concentration in mmol/L" if mmol else "slipped a power of ten under the root"), (14 + math.log10(math.sqrt(constant)) if as_base else pk / 2, "left the concentration out"),
    ]  # fmt: skip
    return _ph_problem(rng, level, exercise, result, traps)


def _hydrolysis(rng: Random, level: int) -> Problem:
    """Level 3: salt of a weak acid or base: which reaction with water?"""
    for _ in range(60):
        weak = rng.choice(WEAK)
        c = to_significant(10 ** rng.uniform(-2.3, -0.2), 3)
        pk = weak.pka if weak.cation else round(14 - weak.pka, 3)
        constant = carried(10**-pk, 4)
        strong = -c if weak.cation else c
        result = ph(strong, ((c, (weak.pka,), 1 if weak.cation else 0),))
        x = (-constant + math.sqrt(constant * constant + 4 * constant * c)) / 2
        near = -math.log10(x) if weak.cation else 14 + math.log10(x)
        if abs(near - result) < 0.006 and fixed(near, 2) == fixed(result, 2):
            break
    x, lines = _quadratic(c, constant)
    salt = weak.name if weak.cation else weak.base_name
    if weak.cation:
        reaction = f"{weak.acid} gives off a proton (chloride does nothing), so the solution is acidic with Ka = 10^(-{_pk(pk)}) = {written(constant)}"
        tail = [("then", f"pH = {_negative_log(x)}")]
    else:
        reaction = f"{weak.base} takes up a proton from water (sodium does nothing), so the solution is basic: pKb = 14 − {_pk(weak.pka)} = {_pk(pk)}, Kb = 10^(-{_pk(pk)}) = {written(constant)}"
        tail = [("then", f"pOH = {_negative_log(x)}"), ("then", f"pH = 14 − {fixed(_log(x), 3)} = {fixed(14 - round(_log(x), 3), 3)}")]
    wrong = 14 - result
    steps = [
        ("facts", f"{written(c)} mol/L {salt}; pKa of {weak.acid} is {_pk(weak.pka)}"),
        ("rule", "{decide first which ion reacts with water|of the two ions only the one with a weak partner reacts}"),
        ("say", reaction), *lines, *tail,
        ("mistake", f"{{calling the salt neutral|taking pH 7 because it is a salt}} or putting {'Kb for Ka' if weak.cation else 'Ka for Kb'}: {'the cation is a weak acid' if weak.cation else 'the anion is a weak base'}, so the pH lies {'below' if weak.cation else 'above'} 7"),
        ("check", f"{{x is small beside c|only a small part reacts}}: 100 × {written(x)} / {bracketed(c)} = {significant(100 * x / c, 3)} %"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, f"{{a solution of {salt}|aqueous {salt}|{salt} in water}}"), [("concentration", f"{written(c)} mol/L"), (f"{{pKa of {weak.acid}|pKa ({weak.acid})}}", f"{_pk(weak.pka)}")],
        [WATER, "{The other ion of the salt does not react with water|Sodium and chloride ions do not react}"], _ask(rng), steps, {"kind": "salt", "name": weak.acid, "cation": weak.cation, "pKa": weak.pka, "c": c}, 6,
    )  # fmt: skip
    other = 10 ** -(14 - pk)
    swapped = (-other + math.sqrt(other * other + 4 * other * c)) / 2
    traps = [
        (7.0, "called every salt neutral"), (wrong, "gave the pOH"), (-math.log10(swapped) if weak.cation else 14 + math.log10(swapped), "put Kb for Ka, or Ka for Kb"), (-math.log10(swapped) if not weak.cation else 14 + math.log10(swapped), "treated the salt as its acid or base"),
        (weak.pka, "took the pKa for the pH"), (-math.log10(c) if weak.cation else 14 + math.log10(c), "took it as strong"),
    ]  # fmt: skip
    return _ph_problem(rng, level, exercise, result, traps)


def _buffer(rng: Random, level: int) -> Problem:
    """Level 3: buffer from two solutions, or made by partial neutralisation."""
    for _ in range(60):
        weak = rng.choice([one for one in WEAK if 3.2 <= one.pka <= 10.7])
        partial = rng.random() < 0.5
        va, vb = rng.randint(10, 80) * 5, rng.randint(10, 80) * 5
        ca, cb = to_significant(rng.uniform(0.05, 0.6), 3), to_significant(rng.uniform(0.05, 0.6), 3)
        na, nb = ca * va, cb * vb
        if partial:
            if not 1.2 < na / nb < 9:
                continue
            left, made = na - nb, nb
        else:
            left, made = na, nb
        acid, base = (made, left) if partial and weak.cation else (left, made)
        if not 0.12 < base / acid < 8:
            continue
        volume = va + vb
        total = (acid + base) / volume
        if partial:
            strong = (-nb if weak.cation else nb) / volume
        else:
            strong = (-na if weak.cation else nb) / volume
        result = ph(strong, ((total, (weak.pka,), 1 if weak.cation else 0),))
        near = weak.pka + math.log10(base / acid)
        if abs(near - result) < 0.008 and fixed(near, 2) == fixed(result, 2):
            break
    else:
        weak, partial, va, vb, ca, cb = WEAK[0], False, 100, 100, 0.2, 0.1
        acid, base = 20.0, 10.0
        result = ph(0.05, ((0.15, (4.756,), 0),))
        na, nb = 20.0, 10.0
    na, nb = carried(ca * va, 5), carried(cb * vb, 5)
    if partial:
        left = carried(na - nb, 5)
        acid, base = (nb, left) if weak.cation else (left, nb)
    else:
        acid, base = na, nb
    titrant = "HCl" if weak.cation else rng.choice(("NaOH", "KOH"))
    start = weak.base_name if weak.cation else weak.name
    ratio = math.log10(base / acid)
    lines = [("facts", f"{va} mL of {written(ca)} mol/L {start if partial else weak.name} and {vb} mL of {written(cb)} mol/L {titrant if partial else weak.base_name}; pKa {_pk(weak.pka)}")]
    lines.append(("work", f"amounts: {written(ca)} × {va} = {written(na)} mmol and {written(cb)} × {vb} = {written(nb)} mmol"))
    if partial:
        lines += [
            ("rule", f"{{{titrant} is strong and reacts completely first|first the complete reaction with {titrant}}}; then the buffer equation"),
            ("work", f"{'base' if weak.cation else 'acid'} left: {written(na)} − {written(nb)} = {written(left)} mmol; formed {'acid' if weak.cation else 'base'}: {written(nb)} mmol"),
        ]
        wrong_ratio = math.log10(na / nb) if weak.cation else math.log10(nb / na)
        slip = f"{{putting {written(nb)} and {written(na)} mmol into the equation|forgetting that {titrant} uses up part of it}} gives pH {fixed(weak.pka + wrong_ratio, 2)}; the strong reagent reacts before the buffer is there"
    else:
        lines.append(("rule", "{pH = pKa + log10(base / acid); in one volume amounts may stand for concentrations|Henderson–Hasselbalch with amounts, since both share the volume}"))
        slip = f"{{turning the ratio round|dividing acid by base}} gives pH {fixed(weak.pka - ratio, 2)}; {'more base than acid has to lie above' if ratio > 0 else 'more acid than base has to lie below'} the pKa"
        wrong_ratio = math.log10(cb / ca)
    lines += [
        ("work", f"pH = {_pk(weak.pka)} + log10({written(base)} / {written(acid)}) = {_unrounded(weak.pka + math.log10(base / acid))}"),
        ("mistake", slip),
        ("check", f"{{base over acid|ratio}} {written(base)} / {written(acid)} = {significant(base / acid, 3)}, so the pH lies {'above' if ratio > 0 else 'below'} the pKa by {fixed(abs(ratio), 2)}"),
    ]  # fmt: skip
    second = titrant if partial else weak.base_name
    first = start if partial else weak.name
    exercise = Exercise(
        f"{{{{A buffer is made by mixing|Someone mixes|A buffer recipe mixes|One combines}} solutions of {first} and {second}|{{To|Into}} a solution of {first} one {{adds|pours}} a solution of {second}|Solutions of {first} and {second} are {{united|mixed|poured together}}}}.",
        [(f"{{volume of {first}|{first} solution}}", f"{va} mL"), (f"{{concentration of {first}|{first} concentration}}", f"{written(ca)} mol/L"), (f"{{volume of {second}|{second} solution}}", f"{vb} mL"), (f"{{concentration of {second}|{second} concentration}}", f"{written(cb)} mol/L"), (f"{{pKa of {weak.acid}|pKa ({weak.acid})}}", f"{_pk(weak.pka)}")],
        [WATER, "{Volumes add up|Volumes are additive}"], "{What is the pH of the mixture|Which pH does the mixture have|What pH results}?", lines,
        {"kind": "buffer", "name": weak.acid, "cation": weak.cation, "pKa": weak.pka, "partial": partial, "v": [va, vb], "c": [ca, cb]}, 6,
    )  # fmt: skip
    traps = [
        (weak.pka + wrong_ratio, "left out the neutralisation" if partial else "used concentrations before mixing"), (weak.pka - ratio, "turned the ratio round"), (weak.pka, "took the pKa for the pH"), (weak.pka + math.log(base / acid), "used the natural logarithm"),
        (14 - result, "gave the pOH"), (weak.pka + math.log10(base / (acid + base)), "divided by the whole amount"),
    ]  # fmt: skip
    return _ph_problem(rng, level, exercise, result, traps)


def _idle(rng: Random) -> list[tuple[str, str]]:
    pool = [
        ("{stirring speed|stirrer}", f"{rng.choice((200, 300, 400))} rpm"),
        ("{length of the electrode cable|electrode cable}", rng.choice(("1 m", "1.5 m", "3 m"))),
        ("{indicator|amount of indicator}", rng.choice(("2 drops", "3 drops", "4 drops"))),
        ("{size of the beaker|beaker}", rng.choice(("150 mL", "250 mL", "400 mL"))),
        ("{waiting time at each point|settling time}", f"{rng.choice((20, 30, 45, 60))} s"),
    ]
    return rng.sample(pool, rng.randint(1, 2))


def _titration(rng: Random, level: int) -> Problem:
    """Level 4: a point of a titration of a weak acid or base."""
    for _ in range(80):
        weak = rng.choice([one for one in WEAK if (3.2 <= one.pka <= 8.0 and not one.cation) or (one.cation and 7.0 <= one.pka <= 10.7)])
        v0 = float(rng.choice((10, 20, 25, 30, 40, 50, 100)))
        c0, ct = to_significant(rng.uniform(0.02, 0.3), 3), to_significant(rng.uniform(0.04, 0.4), 3)
        equivalence = c0 * v0 / ct
        if not 3 < equivalence < 60:
            continue
        place = rng.choice(("before", "before", "equivalence", "after"))
        v = round(equivalence * rng.uniform(0.12, 0.88), 2) if place == "before" else round(equivalence * rng.uniform(1.06, 1.6), 2) if place == "after" else 0.0
        if place == "equivalence":
            ct = to_significant(c0 * v0 / rng.choice((5.0, 8.0, 10.0, 12.5, 16.0, 20.0, 25.0, 40.0)), 6)
            if not 0.03 < ct < 0.5 or abs(ct * 10000 - round(ct * 10000)) > 1e-9:
                continue
            v = round(c0 * v0 / ct, 2)
            if abs(v * ct - c0 * v0) > 1e-9:
                continue
        volume = v0 + v
        top = 1 if weak.cation else 0
        result = ph((-1 if weak.cation else 1) * ct * v / volume, ((c0 * v0 / volume, (weak.pka,), top),))
        n0, nt = carried(c0 * v0, 6), carried(ct * v, 6)
        if place == "before":
            left = carried(n0 - nt, 5)
            acid, base = (nt, left) if weak.cation else (left, nt)
            near = weak.pka + math.log10(base / acid)
        elif place == "after":
            over = carried(nt - n0, 4)
            spare = carried(over / volume, 4)
            near = -math.log10(spare) if weak.cation else 14 + math.log10(spare)
        else:
            pk = weak.pka if weak.cation else round(14 - weak.pka, 3)
            constant = carried(10**-pk, 4)
            salt = carried(n0 / volume, 5)
            x, quadratic = _quadratic(salt, constant)
            near = -math.log10(x) if weak.cation else 14 + math.log10(x)
        if abs(near - result) < 0.009 and fixed(near, 2) == fixed(result, 2):
            break
    else:
        return _buffer(rng, level)
    titrant = rng.choice(("HCl", "HNO3", "HClO4")) if weak.cation else rng.choice(("NaOH", "KOH"))
    analyte = weak.base_name if weak.cation else weak.name
    particle = weak.base if weak.cation else weak.acid
    product = weak.acid if weak.cation else weak.base
    lines = [
        ("facts", f"{v0:g} mL of {written(c0)} mol/L {analyte}, {v:.2f} mL of {written(ct)} mol/L {titrant}; pKa({weak.acid}) {_pk(weak.pka)}"),
        ("rule", "{first the complete reaction with the strong titrant, then the equilibrium of what is there|amounts first: what reacts, what is left; then the pH of that solution}"),
        ("work", f"amounts: {written(c0)} × {v0:g} = {written(n0)} mmol {particle}, {written(ct)} × {v:.2f} = {written(nt)} mmol {titrant}"),
    ]  # fmt: skip
    if place == "before":
        lines += [
            ("then", f"{particle} left: {written(n0)} − {written(nt)} = {written(left)} mmol, formed {product}: {written(nt)} mmol"),
            ("then", f"buffer: pH = {_pk(weak.pka)} + log10({written(base)} / {written(acid)}) = {_unrounded(near)}"),
            ("mistake", f"{{treating what is left as a pure weak {'base' if weak.cation else 'acid'}|forgetting the {product} that was formed}} leaves the buffer out; or putting in {written(n0)} mmol, the amount before the reaction"),
            ("check", f"titrated {significant(100 * nt / n0, 3)} %: at half-way the pH would be pKa {_pk(weak.pka)}, so it lies {'above' if base > acid else 'below'} that"),
        ]  # fmt: skip
    elif place == "after":
        excess_ion = "H+" if weak.cation else "OH-"
        lines += [
            ("then", f"excess {titrant}: {written(nt)} − {written(n0)} = {written(over)} mmol in {v0:g} + {v:.2f} = {volume:g} mL"),
            ("then", f"[{excess_ion}] = {written(over)} / {volume:g} = {written(spare)} mol/L"),
            *([("then", f"pH = {_negative_log(spare)}")] if weak.cation else [("then", f"pOH = {_negative_log(spare)}, pH = 14 − {fixed(_log(spare), 3)} = {fixed(14 - round(_log(spare), 3), 3)}")]),
            ("mistake", f"{{using the buffer equation past the equivalence point|looking for a weak equilibrium}}: the strong {'acid' if weak.cation else 'base'} in excess decides, and it is diluted to {volume:g} mL"),
            ("check", f"the equivalence point was at {written(n0)} / {written(ct)} = {significant(n0 / ct, 4)} mL, {{and|less than}} {v:.2f} mL {{lies beyond it|was added}}".replace("{and|less than}", "and").replace("{lies beyond it|was added}", "lies beyond it")),
        ]  # fmt: skip
    else:
        lines += [
            ("then", f"both amounts are equal, the equivalence point: only {product}, {written(n0)} / ({v0:g} + {v:.2f}) = {written(salt)} mol/L"),
            ("then", f"it reacts with water: {'Ka' if weak.cation else f'pKb = 14 − {_pk(weak.pka)} = {_pk(pk)}, Kb'} = 10^(-{_pk(pk)}) = {written(constant)}"),
            *quadratic,
            *([("then", f"pH = {_negative_log(x)}")] if weak.cation else [("then", f"pOH = {_negative_log(x)}, pH = 14 − {fixed(_log(x), 3)} = {fixed(14 - round(_log(x), 3), 3)}")]),
            ("mistake", f"{{expecting pH 7 at the equivalence point|calling the end point neutral}}: that holds for strong with strong; here {product} is a weak {'acid' if weak.cation else 'base'}"),
            ("check", f"{{the pH is on the {'acid' if weak.cation else 'basic'} side, as it has to be|pH {'below' if weak.cation else 'above'} 7 fits a weak {'base' if weak.cation else 'acid'} titrated with a strong {'acid' if weak.cation else 'base'}}}"),
        ]  # fmt: skip
    exercise = Exercise(
        f"{{{{A solution of|Aqueous}} {analyte} is titrated with {titrant}|{titrant} is run from a burette into {{a solution of|aqueous}} {analyte}|{{A trainee|An autotitrator|A student}} titrates {analyte} with {titrant}}}.",
        [(f"{{volume of {analyte}|{analyte} taken}}", f"{v0:g} mL"), (f"{{concentration of {analyte}|{analyte} concentration}}", f"{written(c0)} mol/L"), (f"{{{titrant} added|titrant added so far}}", f"{v:.2f} mL"), (f"{{concentration of the titrant|{titrant} concentration}}", f"{written(ct)} mol/L"), (f"{{pKa of {weak.acid}|pKa ({weak.acid})}}", f"{_pk(weak.pka)}")],
        [WATER, "{Volumes add up|Volumes are additive}"], "{What is the pH at this point|Which pH does the meter show now|What pH does the solution have at this point}?", lines,
        {"kind": "titration", "name": weak.acid, "cation": weak.cation, "pKa": weak.pka, "v": [v0, v], "c": [c0, ct]}, 8, spare=_idle(rng),
    )  # fmt: skip
    sign = -1 if weak.cation else 1
    traps = [
        (7.0, "expected neutrality"), (weak.pka, "took the pKa for the pH"), (14 - result, "gave the pOH"),
        (weak.pka + sign * math.log10(max(nt, 1e-9) / n0), "forgot that the titrant uses up what is titrated"), (2 * weak.pka - result if place == "before" else result + sign * math.log10(volume / v0), "turned the ratio round" if place == "before" else "forgot the dilution"),
        (ph(0.0, ((c0, (weak.pka,), 1 if weak.cation else 0),)), "gave the pH before any titrant"), (14 + math.log10(ct) if not weak.cation else -math.log10(ct), "gave the pH of the titrant"),
    ]  # fmt: skip
    return _ph_problem(rng, level, exercise, result, traps)


def _dilute(rng: Random, level: int) -> Problem:
    """Level 5: a strong acid or base so dilute that water counts."""
    acid = rng.random() < 0.5
    name = rng.choice(STRONG_ACIDS)[1] if acid else rng.choice(("NaOH", "KOH", "LiOH"))
    c = to_significant(10 ** rng.uniform(-8.4, -6.4), 3)
    result = ph(-c if acid else c, ())
    x = carried((c + math.sqrt(c * c + 4 * KW)) / 2, 5)
    naive = -math.log10(c) if acid else 14 + math.log10(c)
    ion, other = ("H+", "OH-") if acid else ("OH-", "H+")
    lines = [
        ("facts", f"{written(c)} mol/L {name}, comparable with the 1 × 10^-7 mol/L of water itself"),
        ("rule", f"{{charge balance: [{ion}] = c + [{other}], with [{other}] = Kw / [{ion}]|water's own ions count: x = c + Kw / x}}"),
        ("work", f"x = ({written(c)} + sqrt({bracketed(c)}^2 + 4 × 1.00 × 10^-14)) / 2 = {written(x)} mol/L"),
        ("then", f"{'pH' if acid else 'pOH'} = {_negative_log(x)}" + ("" if acid else f", pH = 14 − {fixed(_log(x), 3)} = {fixed(14 - round(_log(x), 3), 3)}")),
        ("mistake", f"{{taking [{ion}] = c|leaving water's ions out}} gives pH {fixed(naive, 2)}" + ((", a basic solution of an acid" if naive > 7 else ", too acidic or too little acidic") if acid else (", an acidic solution of a base" if naive < 7 else ", not basic enough"))),
        ("check", f"[{other}] = 1.00 × 10^-14 / {bracketed(x)} = {written(carried(KW / x, 4))} mol/L, and {written(c)} + {bracketed(carried(KW / x, 4))} = {significant(c + carried(KW / x, 4), 4)} mol/L, which is x"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, f"{{extremely dilute {name}|a trace of {name} in pure water|{name} diluted many times}}"), [("concentration", f"{written(c)} mol/L")], [WATER, "{No carbon dioxide from the air|Carbon dioxide is excluded}"], _ask(rng), lines, {"kind": "dilute", "name": name, "acid": acid, "c": c}, 5,
    )  # fmt: skip
    sum_naive = -math.log10(c + 1e-7) if acid else 14 + math.log10(c + 1e-7)
    traps = [(naive, "left out the ions of water"), (sum_naive, "added 1 × 10^-7 without the common-ion effect"), (7.0, "called it neutral"), (14 - result, "gave the pOH"), (14 - naive, "took the wrong ion")]
    return _ph_problem(rng, level, exercise, result, traps)


def _dilute_weak(rng: Random, level: int) -> Problem:
    """Level 5: a weak acid so dilute or so weak that the usual formula fails."""
    for _ in range(60):
        weak = rng.choice([one for one in WEAK if not one.cation])
        c = to_significant(10 ** rng.uniform(-6.5, -3.5), 3)
        result = ph(0.0, ((c, (weak.pka,), 0),))
        simple = -math.log10(math.sqrt(10**-weak.pka * c))
        if abs(simple - result) > 0.06 and result < 6.97:
            break
    constant = carried(10**-weak.pka, 4)
    h = carried(10**-result, 5)
    ionised = carried(constant * c / (constant + h), 4)
    hydroxide = carried(KW / h, 4)
    quad = (-constant + math.sqrt(constant * constant + 4 * constant * c)) / 2
    lines = [
        ("facts", f"{written(c)} mol/L {weak.name}, Ka = 10^(-{_pk(weak.pka)}) = {written(constant)}"),
        ("rule", "{charge balance: [H+] = [A-] + [OH-], [A-] = Ka c / (Ka + [H+]), [OH-] = Kw / [H+]|set up the charge balance with all ions and solve it numerically}"),
        ("say", f"{{solving for the [H+] that satisfies it gives|the root, found by trial or bisection, is}} {written(h)} mol/L"),
        ("work", f"there [A-] = {bracketed(constant)} × {bracketed(c)} / ({written(constant)} + {written(h)}) = {written(ionised)} mol/L"),
        ("work", f"[OH-] = 1.00 × 10^-14 / {bracketed(h)} = {written(hydroxide)} mol/L"),
        ("check", f"[A-] + [OH-]: {written(ionised)} + {written(hydroxide)} = {significant(ionised + hydroxide, 3)} mol/L, equal to [H+]"),
        ("then", f"pH = {_negative_log(h)}"),
        ("mistake", f"{{the short formula sqrt(Ka × c)|neglecting dissociation and water}} gives pH {fixed(simple, 2)}, for " + ("more than 5 % is dissociated" if quad / c > 0.05 else "the ions of water count as well")),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, f"{{very dilute {weak.name}|a trace of {weak.name} in water|{weak.name} at high dilution}}"), [("concentration", f"{written(c)} mol/L"), (f"{{pKa of {weak.acid}|pKa}}", f"{_pk(weak.pka)}")], [WATER, "{Solve the full charge balance|Neglect nothing}; {carbon dioxide is excluded|no carbon dioxide from the air}"], _ask(rng), lines, {"kind": "dilute weak", "name": weak.acid, "pKa": weak.pka, "c": c}, 7,
    )  # fmt: skip
    traps = [(simple, "used the short formula"), (-math.log10(c), "took it as strong"), (-math.log10(quad), "left out the ions of water"), (7.0, "called it neutral"), (14 - result, "gave the pOH"), (-math.log10(constant * c), "forgot the root"), (weak.pka, "took the pKa for the pH")]
    return _ph_problem(rng, level, exercise, result, traps)


def _polyprotic(rng: Random, level: int) -> Problem:
    """Level 5: a polyprotic acid, an ampholyte, or a mixture of two stages."""
    poly = rng.choice(POLY)
    pkas = poly.pkas[:2]
    kind = rng.choice(("acid", "ampholyte", "ampholyte", "mixed"))
    for _ in range(40):
        c = to_significant(10 ** rng.uniform(-2.4, -0.7), 3)
        share = rng.randint(8, 92) / 100
        if poly.name == "carbonic acid":
            c = to_significant(10 ** rng.uniform(-2.4, -1.5), 3) if kind == "acid" else c
        strong = {"acid": 0.0, "ampholyte": c, "mixed": c * (1 + share)}[kind]
        result = ph(strong, ((c, poly.pkas, 0),))
        if kind != "mixed" or abs(result - pkas[1] - math.log10(share / (1 - share))) < 0.3:
            break
    k1, k2 = carried(10 ** -pkas[0], 4), carried(10 ** -pkas[1], 4)
    h = carried(10**-result, 5)
    strong = carried(strong, 6)
    d = carried(h * h + k1 * h + k1 * k2, 6)
    first, second = carried(c * k1 * h / d, 4), carried(c * k1 * k2 / d, 4)
    hydroxide = carried(KW / h, 3)
    third = 0.0
    if len(poly.pkas) == 3:
        shares = fractions(10**-result, [10**-p for p in poly.pkas])
        third = c * shares[3]
    symbols = ("HA^-", "A^2-") if len(poly.pkas) == 2 else ("H2A^-", "HA^2-")
    left, right = h + strong, first + 2 * second + hydroxide
    if abs(left - right) > 0.004 * max(left, right) or 3 * third > 0.002 * max(left, right):
        return _dilute_weak(rng, level) if rng.random() < 0.5 else _dilute(rng, level)
    what = {"acid": poly.name, "ampholyte": poly.salts[0], "mixed": f"{poly.salts[0]} and {poly.salts[1]}"}[kind]
    base: dict[str, Any] = {"kind": "polyprotic", "name": poly.symbol, "pKas": list(poly.pkas), "c": c, "stage": kind}
    facts = [(f"pKa{index + 1}{{ of {poly.symbol}|}}", f"{_pk(value)}") for index, value in enumerate(poly.pkas)]
    if kind == "mixed":
        ca, cb = carried(c * (1 - share), 5), carried(c * share, 5)
        base |= {"c": c, "share": share}
        facts += [(f"concentration of {poly.salts[0]}", f"{written(ca)} mol/L"), (f"concentration of {poly.salts[1]}", f"{written(cb)} mol/L")]
        told = f"{written(ca)} mol/L {poly.salts[0]}, {written(cb)} mol/L {poly.salts[1]}"
        estimate = pkas[1] + math.log10(share / (1 - share))
        line = ("work", f"estimate as a buffer: pH = {_pk(pkas[1])} + log10({written(cb)} / {written(ca)}) = {fixed(pkas[1] + math.log10(cb / ca), 2)}")
        slip, wrong = "{taking pKa1 for this pair|using the wrong stage}", pkas[0] + math.log10(share / (1 - share))
        why = "both forms differ by the second proton, so pKa2 belongs to them"
    elif kind == "ampholyte":
        facts.append(("concentration", f"{written(c)} mol/L"))
        told = f"{written(c)} mol/L {poly.salts[0]}"
        square = carried((k1 * k2 * c + k1 * KW) / (k1 + c), 5)
        estimate = -0.5 * math.log10(square)
        line = ("work", f"estimate: [H+]^2 = (K1 K2 c + K1 Kw) / (K1 + c), so [H+] = sqrt({written(square)}) = {written(carried(math.sqrt(square), 4))} mol/L, pH {fixed(estimate, 2)}")
        wrong = -math.log10((-k2 + math.sqrt(k2 * k2 + 4 * k2 * c)) / 2)
        slip = "{treating it as a weak acid with Ka2 only|seeing only the acid side of the ampholyte}"
        why = "the ion takes up protons as well as it gives them off"
    else:
        facts.append(("concentration", f"{written(c)} mol/L"))
        told = f"{written(c)} mol/L {poly.name}"
        x = carried((-k1 + math.sqrt(k1 * k1 + 4 * k1 * c)) / 2, 4)
        estimate = -math.log10(x)
        line = ("work", f"estimate from the first stage: x = (−{bracketed(k1)} + sqrt({bracketed(k1)}^2 + 4 × {bracketed(k1)} × {bracketed(c)})) / 2 = {written(x)} mol/L, pH {fixed(estimate, 2)}")
        wrong = -math.log10(2 * c)
        slip = "{counting both protons as given off|doubling the concentration}"
        why = "the first stage is incomplete, and the second adds little more"
    positive = f"{written(h)} + {written(strong)} =" if strong else "[H+] is"
    lines = [
        ("facts", f"{told}; K1 = 10^(-{_pk(pkas[0])}) = {written(k1)}, K2 = 10^(-{_pk(pkas[1])}) = {written(k2)}" + (" (the third stage is negligible here)" if len(poly.pkas) == 3 else "")),
        ("rule", f"{{charge balance: [H+] + [Na+] = [{symbols[0]}] + 2 [{symbols[1]}] + [OH-]|all ions in one charge balance, then solve for [H+]; the short form gives the start}}"),
        line,
        ("say", f"{{refining with the charge balance|solving the full charge balance numerically}} gives [H+] = {written(h)} mol/L"),
        ("work", f"with D = [H+]^2 + K1 [H+] + K1 K2: D = {bracketed(h)}^2 + {bracketed(k1)} × {bracketed(h)} + {bracketed(k1)} × {bracketed(k2)} = {written(d)}"),
        ("work", f"[{symbols[0]}] = {written(c)} × {bracketed(k1)} × {bracketed(h)} / ({written(d)}) = {written(first)} mol/L, [{symbols[1]}] = {written(c)} × {bracketed(k1)} × {bracketed(k2)} / ({written(d)}) = {written(second)} mol/L"),
        ("check", f"{{left|positive charge}}: {positive} {significant(left, 3)}; {{right|negative charge}}: {written(first)} + 2 × {bracketed(second)} + {bracketed(hydroxide)} = {significant(right, 3)} mol/L"),
        ("then", f"pH = {_negative_log(h)}"),
        ("mistake", f"{slip} gives pH {fixed(wrong, 2)}; {why}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, f"{{a solution of {what}|an aqueous solution of {what}|{what} in water}}"), facts, [WATER, "{Solve the full charge balance|Take all stages and water into account}"], _ask(rng), lines, base, 10,
    )  # fmt: skip
    traps = [
        (wrong, {"mixed": "used pKa1", "ampholyte": "treated it as a weak acid only", "acid": "counted both protons as given off"}[kind]), (pkas[1] if kind != "acid" else pkas[0], "took a pKa for the pH"), (14 - result, "gave the pOH"),
        (7.0, "called it neutral"), (-math.log10(c), "took it as strong"), (0.5 * (pkas[0] - math.log10(c)), "used the short formula for a weak acid"), (0.5 * (pkas[0] + pkas[1]) if kind != "ampholyte" else pkas[0], "used the formula of the other stage"),
    ]  # fmt: skip
    return _ph_problem(rng, level, exercise, result, traps)


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (strong) to 5 (dilute, polyprotic)."""
    makers = {1: (_strong,), 2: (_weak,), 3: (_buffer, _buffer, _hydrolysis), 4: (_titration,), 5: (_polyprotic, _polyprotic, _dilute_weak, _dilute)}[level]
    return rng.choice(makers)(rng, level)


FAMILY = Family(
    name="acid_base_equilibria",
    title="pH, buffers and titrations",
    source="Harris, Quantitative Chemical Analysis, 9th ed. 2016, ch. 8 to 11; CRC Handbook 2016; NIST 46",
    problem=problem,
    rubric=(
        Criterion("Decides which species are there before it writes an equilibrium.", "essential"),
        Criterion("Lets strong acids and bases react completely before the buffer equation is used.", "essential"),
        Criterion("Checks whether dissociation and the ions of water may be neglected.", "important"),
        Criterion("Accounts for the dilution when volumes are combined.", "important"),
        Criterion("Gives an acidic pH for a base, or a basic one for an acid, without noticing.", "pitfall", positive=False),
    ),
)
