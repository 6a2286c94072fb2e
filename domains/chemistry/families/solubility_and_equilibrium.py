
"""Solubility products, precipitation, reaction quotients and equilibrium compositions.

In: a seeded generator and a level. Out: one problem; concentrations in mol/L, K without a unit (standard state 1 mol/L).

    MₚXq(s) ⇌ p M + q X      Ksp = [M]ᵖ[X]q          pure water: s = (Ksp / (pᵖ·q^q))^(1/(p+q))
    Q > Ksp precipitates, Q < Ksp dissolves; the concentrations are those after mixing, before any reaction
    Kp = Kc·(RT)^Δn with pressures in bar and R = 0.083145 L·bar/(mol·K)
    AgX(s) + 2 NH₃ ⇌ [Ag(NH₃)₂]⁺ + X⁻      K = Ksp·β₂

Constants: Ksp at 25 °C from the CRC Handbook of Chemistry and Physics, 97th ed. (2016), 5-177; log β₂ of [Ag(NH₃)₂]⁺ 7.05 (CRC 5-166
and Smith & Martell, Critical Stability Constants). Method: Harris, Quantitative Chemical Analysis, 10th ed. (2020), ch. 6; IUPAC Green
Book, 3rd ed., 2.11. Every Ksp is stated in its question.

Worked example: silver chromate, Ksp 1.12 × 10⁻¹², in water and in 0.10 mol/L silver nitrate.

>>> salt = SALTS["Ag2CrO4"]
>>> f"{solubility(salt):.2e}", f"{with_common_ion(salt, 0.10, of_cation=True):.2e}"
('6.54e-05', '1.12e-10')
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.posing import (
    Exercise,
    kept,
    label_problem,
    number_problem,
    powered,
    raised,
    rooted,
    shown,
    sig,
    spread,
    sunk,
    uniform,
    within,
)


@dataclass(frozen=True)
class Salt:
    """A sparingly soluble salt MₚXq; molar mass in g/mol, Ksp at 25 °C."""

    formula: str
    name: str
    cation: str
    p: int
    anion: str
    q: int
    ksp: float
    molar_mass: float

    @property
    def dissolving(self) -> str:
        first = f"{self.p} {self.cation}" if self.p > 1 else self.cation
        second = f"{self.q} {self.anion}" if self.q > 1 else self.anion
        return f"{sunk(self.formula)}(s) ⇌ {first}(aq) + {second}(aq)"

    @property
    def product(self) -> str:
        return f"[{self.cation}]{power(self.p)}[{self.anion}]{power(self.q)}"


def power(exponent: int) -> str:
    """An exponent as a superscript; none for 1."""
    return "" if exponent == 1 else raised(exponent)


_TABLE = (
    # CRC Handbook, 97th ed., "Solubility Product Constants"
    ("AgCl", "silver chloride", "Ag⁺", 1, "Cl⁻", 1, 1.77e-10, 143.32), ("AgBr", "silver bromide", "Ag⁺", 1, "Br⁻", 1, 5.35e-13, 187.77),
    ("AgI", "silver iodide", "Ag⁺", 1, "I⁻", 1, 8.52e-17, 234.77), ("AgSCN", "silver thiocyanate", "Ag⁺", 1, "SCN⁻", 1, 1.03e-12, 165.95),
    ("AgIO3", "silver iodate", "Ag⁺", 1, "IO₃⁻", 1, 3.17e-8, 282.77), ("AgBrO3", "silver bromate", "Ag⁺", 1, "BrO₃⁻", 1, 5.38e-5, 235.77),
    ("Ag2CrO4", "silver chromate", "Ag⁺", 2, "CrO₄²⁻", 1, 1.12e-12, 331.73), ("Ag2SO4", "silver sulfate", "Ag⁺", 2, "SO₄²⁻", 1, 1.20e-5, 311.79),
    ("BaSO4", "barium sulfate", "Ba²⁺", 1, "SO₄²⁻", 1, 1.08e-10, 233.38), ("BaCrO4", "barium chromate", "Ba²⁺", 1, "CrO₄²⁻", 1, 1.17e-10, 253.32),
    ("BaF2", "barium fluoride", "Ba²⁺", 1, "F⁻", 2, 1.84e-7, 175.32), ("Ba(IO3)2", "barium iodate", "Ba²⁺", 1, "IO₃⁻", 2, 4.01e-9, 487.13),
    ("CaF2", "calcium fluoride", "Ca²⁺", 1, "F⁻", 2, 3.45e-11, 78.07), ("CaSO4", "calcium sulfate", "Ca²⁺", 1, "SO₄²⁻", 1, 4.93e-5, 136.13),
    ("Ca(IO3)2", "calcium iodate", "Ca²⁺", 1, "IO₃⁻", 2, 6.47e-6, 389.88), ("CaC2O4", "calcium oxalate", "Ca²⁺", 1, "C₂O₄²⁻", 1, 2.32e-9, 128.10),
    ("PbCl2", "lead(II) chloride", "Pb²⁺", 1, "Cl⁻", 2, 1.70e-5, 278.10), ("PbBr2", "lead(II) bromide", "Pb²⁺", 1, "Br⁻", 2, 6.60e-6, 367.01),
    ("PbI2", "lead(II) iodide", "Pb²⁺", 1, "I⁻", 2, 9.8e-9, 461.01), ("PbSO4", "lead(II) sulfate", "Pb²⁺", 1, "SO₄²⁻", 1, 2.53e-8, 303.26),
    ("PbF2", "lead(II) fluoride", "Pb²⁺", 1, "F⁻", 2, 3.3e-8, 245.20), ("Pb(IO3)2", "lead(II) iodate", "Pb²⁺", 1, "IO₃⁻", 2, 3.69e-13, 557.01),
    ("SrSO4", "strontium sulfate", "Sr²⁺", 1, "SO₄²⁻", 1, 3.44e-7, 183.68), ("SrF2", "strontium fluoride", "Sr²⁺", 1, "F⁻", 2, 4.33e-9, 125.62),
    ("Sr(IO3)2", "strontium iodate", "Sr²⁺", 1, "IO₃⁻", 2, 1.14e-7, 437.43), ("MgF2", "magnesium fluoride", "Mg²⁺", 1, "F⁻", 2, 5.16e-11, 62.30),
    ("TlCl", "thallium(I) chloride", "Tl⁺", 1, "Cl⁻", 1, 1.86e-4, 239.83),
    ("TlBr", "thallium(I) bromide", "Tl⁺", 1, "Br⁻", 1, 3.71e-6, 284.28), ("TlI", "thallium(I) iodide", "Tl⁺", 1, "I⁻", 1, 5.54e-8, 331.28),
    ("La(IO3)3", "lanthanum iodate", "La³⁺", 1, "IO₃⁻", 3, 7.50e-12, 663.61), ("Mg(OH)2", "magnesium hydroxide", "Mg²⁺", 1, "OH⁻", 2, 5.61e-12, 58.32),
    ("Ca(OH)2", "calcium hydroxide", "Ca²⁺", 1, "OH⁻", 2, 5.02e-6, 74.09), ("Fe(OH)2", "iron(II) hydroxide", "Fe²⁺", 1, "OH⁻", 2, 4.87e-17, 89.86),
    ("Cd(OH)2", "cadmium hydroxide", "Cd²⁺", 1, "OH⁻", 2, 7.2e-15, 146.43), ("Ni(OH)2", "nickel(II) hydroxide", "Ni²⁺", 1, "OH⁻", 2, 5.48e-16, 92.71),
    ("Zn(OH)2", "zinc hydroxide", "Zn²⁺", 1, "OH⁻", 2, 3e-17, 99.40), ("Co(OH)2", "cobalt(II) hydroxide", "Co²⁺", 1, "OH⁻", 2, 5.92e-15, 92.95),
    ("Fe(OH)3", "iron(III) hydroxide", "Fe³⁺", 1, "OH⁻", 3, 2.79e-39, 106.87),
)  # fmt: skip
SALTS = {row[0]: Salt(*row) for row in _TABLE}

#: soluble salts that bring an ion: ion -> (name, ions per formula unit)
BRINGS = {
    "Ag⁺": ("silver nitrate", 1), "Ba²⁺": ("barium nitrate", 1), "Ca²⁺": ("calcium nitrate", 1), "Pb²⁺": ("lead(II) nitrate", 1),
    "Sr²⁺": ("strontium nitrate", 1), "Mg²⁺": ("magnesium nitrate", 1), "Tl⁺": ("thallium(I) nitrate", 1), "La³⁺": ("lanthanum nitrate", 1),
    "Cl⁻": ("sodium chloride", 1), "Br⁻": ("potassium bromide", 1), "I⁻": ("potassium iodide", 1), "SCN⁻": ("potassium thiocyanate", 1),
    "IO₃⁻": ("potassium iodate", 1), "BrO₃⁻": ("sodium bromate", 1), "CrO₄²⁻": ("potassium chromate", 1), "SO₄²⁻": ("sodium sulfate", 1),
    "F⁻": ("sodium fluoride", 1), "C₂O₄²⁻": ("sodium oxalate", 1),
}  # fmt: skip

HYDROXIDES = tuple(salt for salt in SALTS.values() if salt.anion == "OH⁻" and salt.q == 2 and salt.formula != "Ca(OH)2")
PLAIN = tuple(salt for salt in SALTS.values() if salt.anion != "OH⁻")
MIXABLE = tuple(salt for salt in PLAIN if salt.cation in BRINGS and salt.anion in BRINGS)


def solubility(salt: Salt) -> float:
    """Molar solubility in pure water, mol/L, activities and side reactions left out."""
    return float((salt.ksp / (salt.p**salt.p * salt.q**salt.q)) ** (1 / (salt.p + salt.q)))


def with_common_ion(salt: Salt, concentration: float, of_cation: bool) -> float:
    """Molar solubility where one ion is held at `concentration` by another salt, mol/L."""
    if of_cation:
        return float((salt.ksp / concentration**salt.p) ** (1 / salt.q) / salt.q)
    return float((salt.ksp / concentration**salt.q) ** (1 / salt.p) / salt.p)


def ion_product(salt: Salt, cation: float, anion: float) -> float:
    """Q of the dissolving reaction."""
    return float(cation**salt.p * anion**salt.q)


IDEAL = "{Take activities as concentrations, and leave hydrolysis and ion pairs aside|Treat the solution as ideal, without ion pairing or hydrolysis|Neglect activity coefficients, hydrolysis and complex formation|Work with concentrations and ignore side reactions of the ions}"

WATER_STORIES = (
    "{A student|A technician|An analyst|A demonstrator|A water chemist} {shakes|stirs|leaves} {solid|powdered|an excess of solid} $salt {with pure water overnight|in distilled water until nothing more dissolves|in contact with deionised water at 25 °C until equilibrium}",
    "{A saturated solution of $salt is {prepared|made up|left to settle}|$Salt is equilibrated with water|Excess $salt is suspended in water} {at 25 °C|in a thermostat at 25 °C|in a sealed bottle at 25 °C}{ and filtered|}",
    "{In|For} {a gravimetry class|an undergraduate practical|a method validation|a lecture demonstration} {a saturated aqueous solution of $salt is {needed|used}|$salt is brought to equilibrium with pure water} {at 25 °C|at 298 K}",
)


def _base(salt: Salt) -> dict[str, object]:
    return {
        "salt": salt.name, "Salt": salt.name[0].upper() + salt.name[1:], "formula": sunk(salt.formula), "ksp": shown(salt.ksp, 3), "dissolving": salt.dissolving,
        "product": salt.product, "cation": salt.cation, "anion": salt.anion, "p": salt.p, "q": salt.q,
    }  # fmt: skip


def _solved(ksp: str, salt: Salt) -> str:
    """The solubility as an expression in Ksp."""
    coefficient = salt.p**salt.p * salt.q**salt.q
    return rooted(ksp if coefficient == 1 else f"{ksp} / {coefficient}", salt.p + salt.q)


def _ion(ion: str, count: int, solubility_text: str, value: float) -> str:
    """The concentration of an ion from the solubility."""
    return f"[{ion}] is s itself" if count == 1 else f"[{ion}] = {count} × {within(solubility_text)} = {shown(value)} mol/L"


def _from_solubility(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: Ksp from a measured solubility, in mol/L or by mass."""
    salt = rng.choice([s for s in PLAIN if solubility(s) > 1e-6])
    factor = rng.uniform(0.9, 1.1)
    values = _base(salt)
    lines: list[tuple[str, str]] = []
    if level == 1:
        s = kept(solubility(salt) * factor, 3)
        facts = [("{solubility|molar solubility|measured solubility|amount dissolved}", sig(s, 3) + " mol/L")]
        given: dict[str, object] = {"s": s}
        start = f"solubility s = {sig(s, 3)} mol/L"
    else:
        per = rng.choice(("L", "dL"))
        mass = kept(solubility(salt) * factor * salt.molar_mass * (1000 if per == "L" else 100), 4)
        facts = [
            ("{solubility|measured solubility|dissolved solid}", shown(mass, 4) + (" mg/L" if per == "L" else " mg per 100 mL of solution")),
            ("molar mass{ of $formula|}", f"{salt.molar_mass:.2f} g/mol"),
        ]
        litre = mass / 1000 if per == "L" else mass / 100
        s = kept(litre / salt.molar_mass, 5)
        given = {"mass": mass, "per": per}
        start = f"{facts[0][1]} dissolved, molar mass {salt.molar_mass:.2f} g/mol"
        gram = kept(litre, 5)
        lines.append(("work", f"Mass per litre: {within(shown(mass, 4))} × {'0.001' if per == 'L' else '10 / 1000'} = {shown(gram)} g/L"))
        lines.append(("then", f"s = {within(shown(gram))} / {salt.molar_mass:.2f} = {shown(s)} mol/L"))
    text = sig(s, 3) if level == 1 else shown(s)
    m, x = kept(salt.p * s, 5), kept(salt.q * s, 5)
    result = ion_product(salt, m, x)
    lines = [
        ("facts", f"{start}; $dissolving"),
        ("rule", "Ksp = $product{, with the concentrations in the saturated solution|, each concentration raised to its coefficient|}"),
        *lines,
        ("work", f"{_ion(salt.cation, salt.p, text, m)} and {_ion(salt.anion, salt.q, text, x)}"),
        ("work", f"Ksp = {powered(shown(m), salt.p)} × {powered(shown(x), salt.q)} = {sig(result, 3)}"),
        ("check", f"back to the solubility: {_solved(sig(result, 3), salt)} = {sig((kept(result, 3) / (salt.p**salt.p * salt.q**salt.q)) ** (1 / (salt.p + salt.q)), 2)} mol/L, as it started"),
    ]
    n = salt.p + salt.q
    traps = [
        (s * s, "wrote Ksp = s² whatever the formula"), (s**n, "left out the coefficients: s raised to the number of ions"), (s, "took the solubility itself for Ksp"),
        (m * x, "left out the powers"), (math.sqrt(s), "took the square root"), (result / 10, "slipped a power of ten"), (result * 1000, "left out a conversion by 1000"),
    ]  # fmt: skip
    exercise = Exercise(
        rng.choice(WATER_STORIES), facts, "{What is|Calculate|Work out|Find} {the solubility product|Ksp} {of $salt|for $dissolving|that follows from this}", lines,
        {"kind": "ksp", "salt": salt.formula, **given}, 3 if level == 1 else 5, [IDEAL], values,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, relative=0.03)


def _other_ion(rng: Random, level: int) -> Problem:
    """Level 1: one ion's concentration in a saturated solution from the other's."""
    salt = rng.choice(PLAIN)
    of_cation = rng.random() < 0.5
    known = spread(rng, 0.004, 0.4)
    if of_cation:
        asked, held = salt.anion, salt.cation
        powers = (salt.p, salt.q)
    else:
        asked, held = salt.cation, salt.anion
        powers = (salt.q, salt.p)
    quotient = kept(salt.ksp / known ** powers[0], 5)
    result = quotient ** (1 / powers[1])
    text = sig(known, 3)
    lines = [
        ("facts", f"[{held}] = {text} mol/L at equilibrium with the solid, Ksp = $ksp"),
        ("rule", f"the product $product of a saturated solution is Ksp, so [{asked}]{power(powers[1])} = Ksp / [{held}]{power(powers[0])}"),
        ("work", f"[{asked}]{power(powers[1])} = $ksp / {powered(text, powers[0])} = {shown(quotient)}"),
    ]
    if powers[1] > 1:
        lines.append(("then", f"[{asked}]: {rooted(shown(quotient), powers[1])} = {sig(result)} mol/L"))
    else:
        lines.append(("then", f"to three figures [{asked}] is {sig(result)} mol/L"))
    lines.append(("check", f"the product with the result: {powered(text, powers[0])} × {powered(sig(result, 4), powers[1])} = {sig(known ** powers[0] * kept(result, 4) ** powers[1], 2)}, which is Ksp"))
    traps = [
        (salt.ksp / known, "left out the powers"), (quotient, "forgot the root"), ((salt.ksp / known) ** 0.5, "took the square root of Ksp / concentration"), (math.sqrt(salt.ksp), "took the square root of Ksp as in pure water"),
        (known, "took both ions to have the same concentration"), (salt.ksp * known, "multiplied instead of dividing"), (result * powers[1] or 1, "multiplied by the coefficient"), (result / 2, "halved the result"),
    ]  # fmt: skip
    exercise = Exercise(
        "{A solution is in equilibrium with solid $salt|Solid $salt {lies|sits} at the bottom of {a flask with|a beaker of} an electrolyte solution|{An electrolyte solution|A brine} is saturated with $salt} {at 25 °C|at 298 K|in a thermostat at 25 °C}, {and|where} {one ion comes mainly from another, fully dissolved salt|a second salt supplies most of one ion}",
        [(f"{{concentration of {held}|[{held}]{{ at equilibrium|}}}}", f"{text} mol/L"), ("{Ksp|solubility product}{ of $salt|}", "$ksp")],
        f"{{What is [{asked}]{{ in this solution|}}|Calculate the equilibrium concentration of {asked}|Which concentration of {asked} {{remains|is present}}}}",
        lines, {"kind": "other ion", "salt": salt.formula, "held": held, "known": known}, 2 + (powers[1] > 1), [IDEAL], _base(salt),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.03)


@dataclass(frozen=True)
class Reaction:
    """A gas reaction: (coefficient, species) on both sides, pure solids named apart; K scale at which it is posed."""

    left: tuple[tuple[int, str], ...]
    right: tuple[tuple[int, str], ...]
    solids_left: tuple[str, ...] = ()
    solids_right: tuple[str, ...] = ()
    low: float = 0.1
    high: float = 10.0
    celsius: tuple[int, int] = (300, 800)

    @property
    def written(self) -> str:
        def side(gases: tuple[tuple[int, str], ...], solids: tuple[str, ...]) -> str:
            parts = [(f"{n} " if n > 1 else "") + sunk(s) + "(g)" for n, s in gases] + [sunk(s) + "(s)" for s in solids]
            return " + ".join(parts)

        return f"{side(self.left, self.solids_left)} ⇌ {side(self.right, self.solids_right)}"

    @property
    def gas_change(self) -> int:
        return sum(n for n, _ in self.right) - sum(n for n, _ in self.left)

    @property
    def quotient(self) -> str:
        top = "·".join(f"[{sunk(s)}]{power(n)}" for n, s in self.right) or "1"
        below = "·".join(f"[{sunk(s)}]{power(n)}" for n, s in self.left)
        return f"{top} / ({below})" if len(self.left) > 1 else f"{top} / {below}" if below else top


REACTIONS = (
    Reaction(((1, "N2O4"),), ((2, "NO2"),), low=0.005, high=0.4, celsius=(25, 95)),
    Reaction(((1, "N2"), (3, "H2")), ((2, "NH3"),), low=0.06, high=20, celsius=(350, 500)),
    Reaction(((2, "SO2"), (1, "O2")), ((2, "SO3"),), low=3, high=400, celsius=(650, 850)),
    Reaction(((1, "PCl5"),), ((1, "PCl3"), (1, "Cl2")), low=0.008, high=0.6, celsius=(200, 300)),
    Reaction(((1, "H2"), (1, "I2")), ((2, "HI"),), low=44, high=70, celsius=(380, 480)),
    Reaction(((1, "CO"), (1, "H2O")), ((1, "CO2"), (1, "H2")), low=0.8, high=12, celsius=(420, 800)),
    Reaction(((1, "CO"), (2, "H2")), ((1, "CH3OH"),), low=2, high=60, celsius=(200, 280)),
    Reaction(((2, "NO"), (1, "Cl2")), ((2, "NOCl"),), low=5, high=300, celsius=(200, 350)),
    Reaction(((1, "COCl2"),), ((1, "CO"), (1, "Cl2")), low=0.002, high=0.3, celsius=(350, 550)),
    Reaction(((1, "CO2"),), ((2, "CO"),), ("C",), (), 0.01, 1.5, (700, 950)),
    Reaction(((1, "H2O"),), ((1, "H2"), (1, "CO")), ("C",), (), 0.01, 1.0, (680, 900)),
    Reaction(((1, "CH4"), (1, "H2O")), ((3, "H2"), (1, "CO")), low=0.002, high=3, celsius=(650, 850)),
    Reaction(((2, "H2S"),), ((2, "H2"), (1, "S2")), low=0.0001, high=0.01, celsius=(830, 1130)),
    Reaction(((1, "SbCl5"),), ((1, "SbCl3"), (1, "Cl2")), low=0.01, high=0.1, celsius=(230, 290)),
)  # fmt: skip
VESSEL = (
    "{The gases|The components} of $equation {are kept|are held|react} in a {closed|sealed|glass-lined|quartz} {vessel|reactor|bulb} at $t °C",
    "{A {closed|sealed} {vessel|autoclave|tube} at $t °C holds the system|At $t °C a {rigid|sealed} container holds the mixture} $equation",
    "{For a {pilot plant|feasibility study|kinetics practical}|In {a catalyst test|an undergraduate practical}} {the reaction|the equilibrium} $equation is {followed|studied} at $t °C",
)


def _concentrations(rng: Random, reaction: Reaction, target: float) -> dict[str, float]:
    """Concentrations in mol/L, three figures, whose quotient is near the target."""
    found = {s: spread(rng, 0.03, 1.5) for _, s in (*reaction.left, *reaction.right)}
    n, last = reaction.right[-1]
    rest = quotient_of(reaction, {**found, last: 1.0})
    found[last] = kept((target / rest) ** (1 / n), 3)
    return found


def quotient_of(reaction: Reaction, concentrations: dict[str, float]) -> float:
    """Qc: products over reactants, each to its coefficient; pure solids count as 1."""
    value = 1.0
    for n, s in reaction.right:
        value *= concentrations[s] ** n
    for n, s in reaction.left:
        value /= concentrations[s] ** n
    return value


def _drawn(rng: Random, target: float | None = None) -> tuple[Reaction, dict[str, float], float]:
    """A reaction, concentrations all between 0.002 and 5 mol/L, and the target quotient."""
    aim = 1.0
    for _ in range(60):
        reaction = rng.choice(REACTIONS)
        aim = spread(rng, reaction.low, reaction.high) if target is None else target
        concentrations = _concentrations(rng, reaction, aim)
        if all(0.002 <= c <= 5 for c in concentrations.values()):
            return reaction, concentrations, aim
    reaction = REACTIONS[4]
    return reaction, {"H2": 0.1, "I2": 0.1, "HI": kept((aim * 0.01) ** 0.5, 3)}, aim


def _substituted(reaction: Reaction, concentrations: dict[str, float]) -> str:
    top = " × ".join(f"{powered(sig(concentrations[s], 3), n)}" for n, s in reaction.right)
    below = " × ".join(f"{powered(sig(concentrations[s], 3), n)}" for n, s in reaction.left)
    return f"{top} / ({below})" if len(reaction.left) > 1 or reaction.left[0][0] > 1 else f"{top} / {below}"


def _constant(rng: Random, level: int) -> Problem:
    """Level 1: Kc from equilibrium concentrations, solids left out; level 2: Kp from Kc."""
    reaction, c, _ = _drawn(rng)
    t = rng.randint(*reaction.celsius)
    values: dict[str, object] = {"equation": reaction.written, "t": t}
    solids = reaction.solids_left + reaction.solids_right
    extra = [("{amount of|mass of} solid carbon", f"{shown(uniform(rng, 2, 40))} g")] if solids else []
    lines: list[tuple[str, str]]
    k = quotient_of(reaction, c)
    if level == 1:
        lines = [
            ("facts", "; ".join(f"[{sunk(s)}] = {sig(v, 3)} mol/L" for s, v in c.items())),
            ("rule", f"Kc = {reaction.quotient}" + ("; the pure solid does not appear" if solids else "")),
            ("work", f"Kc = {_substituted(reaction, c)} = {sig(k)}"),
            ("check", f"Kc is {'above' if k > 1 else 'below'} 1, so the concentration terms of the {'products' if k > 1 else 'reactants'} outweigh the others"),
        ]
        flat = 1.0
        for _, s in reaction.right:
            flat *= c[s]
        for _, s in reaction.left:
            flat /= c[s]
        traps = [(1 / k, "turned products and reactants round"), (flat, "left out the powers"), (k**0.5, "took the square root"), (k * k, "squared K"), (k * 2, "doubled K"), (k * 10, "slipped a power of ten")]
        facts = [(f"{{[{sunk(s)}]|concentration of {sunk(s)}|{sunk(s)}}}", f"{sig(v, 3)} mol/L") for s, v in c.items()]
        exercise = Exercise(
            rng.choice(VESSEL) + "{; equilibrium has been reached|, and has come to equilibrium|. At equilibrium samples are analysed}", facts,
            "{What is the equilibrium constant Kc|Calculate Kc|Find Kc for the reaction as written|Which value of Kc follows}", lines,
            {"kind": "kc", "reaction": reaction.written, "c": c}, 2, ["{Kc takes concentrations in mol/L and is written without a unit|Write Kc in terms of mol/L, without a unit|Concentrations count in mol/L (standard state 1 mol/L), so Kc has no unit}"], values, extra,
        )  # fmt: skip
        return number_problem(rng, level, exercise, k, traps, relative=0.03)
    kc = spread(rng, reaction.low, reaction.high)
    for _ in range(40):
        if reaction.gas_change:
            break
        reaction = rng.choice(REACTIONS)
        kc, t = spread(rng, reaction.low, reaction.high), rng.randint(*reaction.celsius)
    if not reaction.gas_change:
        reaction, t = REACTIONS[0], 60
    values |= {"equation": reaction.written, "t": t}
    change = reaction.gas_change
    kelvin = t + 273.15
    rt = kept(0.083145 * kelvin, 6)
    kp = kc * rt**change
    left, right = sum(n for n, _ in reaction.left), sum(n for n, _ in reaction.right)
    shift = str(change).replace("-", "−")
    lines = [
        ("facts", f"Kc = {sig(kc)} for $equation at {t} °C"),
        ("rule", "Kp = Kc × (RT)^Δn, where Δn counts moles of gas only, products less reactants{, and R has to match the pressure unit|}"),
        ("work", f"Δn = {right} − {left} = {shift}" + (" (the solid does not count)" if reaction.solids_left else "")),
        ("work", f"T = {t} + 273.15 = {kelvin:.2f} K, so RT: 0.083145 × {kelvin:.2f} = {shown(rt, 6)} L·bar/mol"),
        ("work", f"Kp = {within(sig(kc))} × {shown(rt, 6)}^({shift}) = {sig(kp)}"),
        ("check", f"Δn is {'positive' if change > 0 else 'negative'} and RT is above 1, so Kp must be {'larger' if change > 0 else 'smaller'} than Kc, as it is"),
    ]
    traps = [
        (kc * rt**-change, "turned the sign of Δn round"), (kc * (0.083145 * t) ** change, "left the temperature in °C"), (kc, "took Kp equal to Kc"), (kc * (8.3145 * kelvin) ** change, "used R = 8.3145 J/(mol·K)"),
        (kc * rt ** (right + left), "added the coefficients for Δn"), (kc * change * rt, "multiplied by Δn instead of raising to it"),
    ]  # fmt: skip
    exercise = Exercise(
        rng.choice(VESSEL), [("{Kc|equilibrium constant Kc|Kc (concentrations in mol/L)}", sig(kc)), ("{temperature|reaction temperature}", f"{t} °C")],
        "{What is Kp{ for pressures in bar|}|Calculate Kp {with|for} pressures in bar|Convert Kc to Kp (pressures in bar)}", lines,
        {"kind": "kp", "reaction": reaction.written, "change": change, "kc": kc, "t": t}, 4,
        ["{Use|Take} R = 0.083145 L·bar/(mol·K){ and 0 °C = 273.15 K|}", "{Kp has its pressures in bar and carries no unit|Pressures count in bar, and neither constant carries a unit}"], values,
    )  # fmt: skip
    return number_problem(rng, level, exercise, kp, traps, relative=0.03)


def _dissolved_mass(rng: Random, level: int) -> Problem:
    """Level 2: the mass that a volume of water dissolves, from Ksp."""
    salt = rng.choice([s for s in SALTS.values() if s.formula != "Fe(OH)3" and solubility(s) > 3e-8])
    volume = rng.choice((50, 75, 100, 150, 175, 200, 225, 250, 275, 300, 350, 400, 450, 500, 600, 650, 750, 800, 900, 1200, 1500, 1800, 2000, 2250, 2500, 3000, 4000, 5000)) + rng.choice((0, 0, 10, 20, 30, 40))
    coefficient = salt.p**salt.p * salt.q**salt.q
    n = salt.p + salt.q
    ratio = kept(salt.ksp / coefficient, 5)
    s = kept(ratio ** (1 / n), 5)
    grams = s * salt.molar_mass * volume / 1000
    unit, factor = ("mg", 1000) if grams > 5e-4 else ("µg", 1e6)
    result = grams * factor
    first = kept(s * volume / 1000, 5)
    lines = [
        ("facts", f"Ksp = $ksp, M = {salt.molar_mass:.2f} g/mol, {volume} mL of water; $dissolving"),
        ("rule", f"with s mol/L dissolved, Ksp = {'(' + str(salt.p) + 's)' + power(salt.p) if salt.p > 1 else 's'} × {'(' + str(salt.q) + 's)' + power(salt.q) if salt.q > 1 else 's'}, {coefficient if coefficient > 1 else ''}s{raised(n)}"),
        ("work", f"s{raised(n)} = $ksp / {coefficient} = {shown(ratio)}, and s: {rooted(shown(ratio), n)} = {shown(s)} mol/L"),
        ("then", f"Amount: {within(shown(s))} × {volume} / 1000 = {shown(first)} mol"),
        ("then", f"Mass: {within(shown(first))} × {salt.molar_mass:.2f} × {factor:.0f} = {sig(first * salt.molar_mass * factor)} {unit}"),
        ("check", f"s{raised(n)} × {coefficient}: {powered(shown(s), n)} × {coefficient} = {sig(kept(s, 5) ** n * coefficient, 2)}, the Ksp again"),
    ]
    result = first * salt.molar_mass * factor
    scale = salt.molar_mass * volume / 1000 * factor
    traps = [
        (salt.ksp**0.5 * scale, "took s = √Ksp whatever the formula"), (salt.ksp ** (1 / n) * scale, "left out the coefficients"), (result * n, "multiplied the solubility by the number of ions"), (s * salt.molar_mass * factor, "forgot the volume"),
        (salt.ksp * scale, "took Ksp for the solubility"), (result * 1000 / volume * 1000 / volume, "divided by the volume"), (result / 2, "halved the result"), (result * 1000, "left mL unconverted"), (result * 2, "doubled the result"),
    ]  # fmt: skip
    exercise = Exercise(
        rng.choice(WATER_STORIES), [("{volume|volume of water|volume of the solution}", f"{volume} mL"), ("molar mass{ of $formula|}", f"{salt.molar_mass:.2f} g/mol"), ("{Ksp|solubility product}{ of $salt|}", "$ksp")],
        f"{{How many {unit} of $salt {{are dissolved|dissolve|go into solution}}|What mass of $salt (in {unit}) is in solution|Calculate the dissolved mass of $formula in {unit}}}", lines,
        {"kind": "mass", "salt": salt.formula, "volume": volume}, 5, [IDEAL, "{The volume does not change on dissolving|Take the volume of the solution as that of the water}"], _base(salt),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.03)


def _common_ion(rng: Random, level: int) -> Problem:
    """Level 3: solubility beside a common ion, whose own dissolving can be neglected."""
    salt, of_cation, concentration = SALTS["AgCl"], True, 0.1
    for _ in range(200):
        salt = rng.choice(MIXABLE)
        of_cation = rng.random() < 0.5
        concentration = spread(rng, 0.012, 0.6)
        if with_common_ion(salt, concentration, of_cation) * max(salt.p, salt.q) < 0.002 * concentration:
            break
    else:
        salt, of_cation, concentration = SALTS["AgCl"], True, 0.1
    held, asked = (salt.cation, salt.anion) if of_cation else (salt.anion, salt.cation)
    a, b = (salt.p, salt.q) if of_cation else (salt.q, salt.p)
    quotient = kept(salt.ksp / concentration**a, 5)
    ion = kept(quotient ** (1 / b), 5)
    result = ion / b
    pure = solubility(salt)
    text = sig(concentration, 3)
    source = BRINGS[held][0]
    lines = [
        ("facts", f"{text} mol/L {source} gives [{held}] = {text} mol/L; Ksp = $ksp; $dissolving"),
        ("rule", f"{{Ksp = $product holds whatever the ions come from|the product $product is fixed, wherever the ions come from}}; {b if b > 1 else ''}s mol/L of {asked} {{comes|stem}} from the solid".replace("stem", "stems")),
        ("work", f"[{asked}]{power(b)} = $ksp / {powered(text, a)} = {shown(quotient)}"),
    ]
    if b > 1:
        lines.append(("then", f"[{asked}]: {rooted(shown(quotient), b)} = {shown(ion)} mol/L; each formula unit gives {b}, so s = {within(shown(ion))} / {b} = {sig(result)} mol/L"))
    else:
        lines.append(("then", f"one {asked} for each formula unit, so s = {sig(result)} mol/L"))
    lines += [
        ("mistake", f"to take the solubility in pure water, {sig(pure)} mol/L; the {held} already there pushes the dissolving back (Le Chatelier), and only {sig(result)} mol/L dissolves"),
        ("check", f"the solid adds {a} × {within(sig(result))} = {sig(a * kept(result, 3))} mol/L of {held}, which is negligible beside {text} mol/L"),
    ]
    traps = [
        (pure, "forgot the common ion"), (ion, "did not divide by the coefficient") if b > 1 else ((salt.ksp / (2 * concentration) ** a) ** (1 / b) / b, "doubled the concentration of the common ion"), (salt.ksp / concentration, "left out the powers"),
        ((salt.ksp / (a * concentration) ** a) ** (1 / b) / b, "multiplied the common ion by its coefficient"), (salt.ksp**0.5, "took √Ksp"), (quotient / b, "forgot the root"), (result * 4, "lost a factor of 4"), (result * 10, "slipped a power of ten"), (salt.ksp * concentration, "multiplied instead of dividing"),
    ]  # fmt: skip
    exercise = Exercise(
        "{A student|A technician|An analyst|A quality-control chemist} {shakes|stirs|equilibrates} {solid|excess solid|powdered} $salt with {a solution of|aqueous} $source{ at 25 °C| overnight at 25 °C| in a thermostat at 25 °C}|{To {lower its losses|cut its loss} during washing|In a gravimetric procedure}, a precipitate of $salt is {washed|rinsed} with aqueous $source at 25 °C until the washings are saturated|$Salt is {brought to equilibrium|equilibrated} with aqueous $source at 25 °C".join(("{", "}")),
        [("{concentration of the $source|$source}", f"{text} mol/L"), ("{Ksp|solubility product}{ of $formula|}", "$ksp")],
        "{What is the molar solubility of $salt {there|in this solution}|Calculate the molar solubility of $formula in {this solution|that liquid}|How many moles of $salt dissolve per litre {of it|of this solution}}", lines,
        {"kind": "common ion", "salt": salt.formula, "held": held, "concentration": concentration}, 4, [IDEAL, "{$source is fully dissociated|Take $source as completely dissociated}"], {**_base(salt), "source": source},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.03)


PRECIPITATION = ("precipitate", "no precipitate")


def _mixing(rng: Random, level: int) -> Problem:
    """Level 3: do two solutions precipitate when mixed? Q after dilution against Ksp."""
    salt = rng.choice(MIXABLE)
    answer = rng.choice(PRECIPITATION)
    v1, v2, c1, c2 = 25, 25, 0.001, 0.001
    q = quotient = 0.0
    for _ in range(200):
        v1, v2 = rng.randint(2, 50) * 5, rng.randint(2, 50) * 5
        target = salt.ksp * (spread(rng, 1.3, 6) if answer == "precipitate" else spread(rng, 0.1, 0.75))
        share = spread(rng, 0.2, 5)
        c2 = kept(((target / share**salt.p) ** (1 / (salt.p + salt.q))) * (v1 + v2) / v2, 2)
        c1 = kept(share * c2 * v2 / (v1 + v2) * (v1 + v2) / v1, 2)
        m, x = kept(c1 * v1 / (v1 + v2), 5), kept(c2 * v2 / (v1 + v2), 5)
        q = ion_product(salt, m, x)
        quotient = q / salt.ksp
        if (quotient > 1.15) if answer == "precipitate" else (quotient < 0.87):
            break
    m, x = kept(c1 * v1 / (v1 + v2), 5), kept(c2 * v2 / (v1 + v2), 5)
    answer = "precipitate" if q > salt.ksp else "no precipitate"
    undiluted = ion_product(salt, c1, c2)
    first, second = BRINGS[salt.cation][0], BRINGS[salt.anion][0]
    total = v1 + v2
    verdict = "which is above Ksp" if undiluted > salt.ksp else "which is below Ksp"
    lines = [
        ("facts", f"{v1} mL of {sig(c1, 2)} mol/L {first} and {v2} mL of {sig(c2, 2)} mol/L {second}; Ksp($formula) = $ksp"),
        ("rule", "compare Q = $product {after mixing|in the mixture, before anything reacts,} with Ksp: a precipitate {forms|appears} only if Q > Ksp"),
        ("work", f"[{salt.cation}] = {within(sig(c1, 2))} × {v1} / ({v1} + {v2}) = {shown(m)} mol/L"),
        ("work", f"[{salt.anion}] = {within(sig(c2, 2))} × {v2} / ({v1} + {v2}) = {shown(x)} mol/L"),
        ("work", f"Q = {powered(shown(m), salt.p)} × {powered(shown(x), salt.q)} = {sig(q)}"),
        ("say", f"{sig(q)} is {'above' if q > salt.ksp else 'below'} $ksp, so {'$formula precipitates' if q > salt.ksp else 'nothing precipitates'}"),
        ("mistake", f"to put the bottle concentrations into Q: {powered(sig(c1, 2), salt.p)} × {powered(sig(c2, 2), salt.q)} = {sig(undiluted)}, {verdict}; but mixing dilutes each ion to the total volume of {total} mL"),
        ("check", f"Q / Ksp = {within(sig(q))} / ({shown(salt.ksp, 3)}) = {sig(kept(q, 3) / kept(salt.ksp, 3), 2)}, {'above' if q > salt.ksp else 'below'} 1"),
    ]
    exercise = Exercise(
        "{Two solutions are {mixed|combined|poured together} at 25 °C: $first and $second|{A student|An analyst|A technician} {mixes|combines} aqueous $first with aqueous $second at 25 °C|Aqueous $second is {poured|stirred} into aqueous $first at 25 °C}{, and the mixture is stirred|}",
        [("volume of the $first solution", f"{v1} mL"), ("concentration of $first", f"{sig(c1, 2)} mol/L"), ("volume of the $second solution", f"{v2} mL"), ("concentration of $second", f"{sig(c2, 2)} mol/L"), ("{Ksp|solubility product} of $salt", "$ksp")],
        "{Does $salt precipitate{ from the mixture|}?|Is a precipitate of $formula to be expected{ in the mixture|}?|Will {solid $salt|a precipitate of $salt} form?}", lines,
        {"kind": "mixing", "salt": salt.formula, "v1": v1, "v2": v2, "c1": c1, "c2": c2}, 5, [IDEAL, "{Volumes add up|Take the volumes as additive}"], {**_base(salt), "first": first, "second": second},
    )  # fmt: skip
    trap = "used the undiluted concentrations" if (undiluted > salt.ksp) != (q > salt.ksp) else "compared Q with Ksp the wrong way round"
    return label_problem(rng, level, exercise, answer, PRECIPITATION, [(label, trap) for label in PRECIPITATION if label != answer], trap)


DIRECTIONS = ("toward products", "toward reactants", "no net change")


def _direction(rng: Random, level: int) -> Problem:
    """Level 3: which way does a mixture react? Q against K, with powers."""
    reaction, c, q = REACTIONS[0], {"N2O4": 0.1, "NO2": 0.1}, 0.1
    k = spread(rng, reaction.low, reaction.high)
    way = rng.choice((0, 0, 1, 1, 2))
    for _ in range(60):
        reaction = rng.choice(REACTIONS)
        k = spread(rng, reaction.low, reaction.high)
        aim = k * (spread(rng, 0.15, 0.6) if way == 0 else spread(rng, 1.7, 7) if way == 1 else 1.0)
        c = _concentrations(rng, reaction, aim)
        q = quotient_of(reaction, c)
        if way == 2:
            k = kept(q, 3)
        if all(0.002 <= v <= 5 for v in c.values()) and (way == 2 or max(q / k, k / q) > 1.3):
            break
    else:
        q = quotient_of(reaction, c)
    way = 2 if abs(q / k - 1) < 0.02 else 0 if q < k else 1
    t = rng.randint(*reaction.celsius)
    flat = 1.0
    for _, s in reaction.right:
        flat *= c[s]
    for _, s in reaction.left:
        flat /= c[s]
    changed = any(n > 1 for n, _ in (*reaction.left, *reaction.right))
    flat_way = 0 if flat < k * 0.99 else 1 if flat > k * 1.01 else 2
    if changed:
        top = " × ".join(sig(c[s], 3) for _, s in reaction.right)
        below = " × ".join(sig(c[s], 3) for _, s in reaction.left)
        mistake = f"to leave out the powers: {top} / ({below}) = {sig(flat)}; Q takes every concentration to its stoichiometric coefficient, and {'that would even point another way' if flat_way != way else 'only by luck does the verdict stay the same'}"
    else:
        mistake = "to compare the concentrations of products and reactants by eye; only the quotient compared with K decides"
    values: dict[str, object] = {"equation": reaction.written, "t": t}
    relation = "equals (to three figures)" if way == 2 else "is below" if way == 0 else "is above"
    lines = [
        ("facts", "; ".join(f"[{sunk(s)}] = {sig(v, 3)} mol/L" for s, v in c.items()) + f"; Kc = {sig(k)}"),
        ("rule", f"Q = {reaction.quotient} with the present concentrations; Q < K runs to the products, Q > K to the reactants" + (" (the solid does not appear)" if reaction.solids_left else "")),
        ("work", f"Q = {_substituted(reaction, c)} = {sig(q)}"),
        ("say", f"Q {relation} Kc, so {('the net reaction runs toward products', 'the net reaction runs toward reactants', 'nothing changes on balance: the mixture is at equilibrium')[way]}"),
        ("mistake", mistake),
        ("check", f"Q / Kc = {within(sig(q))} / {within(sig(k))} = {sig(kept(q, 3) / k, 2)}, {('smaller than 1', 'larger than 1', 'which is 1')[way]}"),
    ]
    exercise = Exercise(
        rng.choice(VESSEL) + "{. A sample is analysed|; the mixture has just been filled in|. At one moment the composition is known}",
        [*[(f"{{[{sunk(s)}]|concentration of {sunk(s)}|{sunk(s)}}}", f"{sig(v, 3)} mol/L") for s, v in c.items()], ("{Kc at this temperature|equilibrium constant Kc}", sig(k))],
        "{In which direction does the {net reaction|reaction} go from here?|Which way will the composition change?|Which way does the net reaction run?}", lines, {"kind": "direction", "reaction": reaction.written, "c": c, "k": k}, 3,
        ["{Count Q as equal to Kc when they agree within 1 %|If Q and Kc agree within 1 %, the mixture counts as being at equilibrium (no net change)}", "{Concentrations count in mol/L|Kc is for concentrations in mol/L}"], values,
    )  # fmt: skip
    traps = [(DIRECTIONS[flat_way], "left out the powers")] if changed and flat_way != way else []
    traps.append((DIRECTIONS[1 - way] if way < 2 else DIRECTIONS[0], "compared Q with K the wrong way round"))
    return label_problem(rng, level, exercise, DIRECTIONS[way], DIRECTIONS, traps, "misjudged how near Q is to K")


def _most_soluble(rng: Random, level: int) -> Problem:
    """Level 3: which of four salts is the most (or least) soluble by mole? Ksp of different shapes do not compare."""
    chosen: list[Salt] = []
    most = rng.random() < 0.5
    pick = max if most else min
    for _ in range(100):
        chosen = rng.sample(PLAIN, 4)
        ranked = sorted(map(solubility, chosen), reverse=most)
        gap = max(ranked[0], ranked[1]) / min(ranked[0], ranked[1])
        by_ksp = pick(chosen, key=lambda s: s.ksp)
        if gap > 1.3 and (by_ksp != pick(chosen, key=solubility) or rng.random() < 0.15):
            break
    right = pick(chosen, key=solubility)
    tempting = pick(chosen, key=lambda s: s.ksp)
    word = "most" if most else "least"
    lines = [("facts", "; ".join(f"Ksp({sunk(s.formula)}) = {shown(s.ksp, 3)}" for s in chosen)), ("rule", "for MₚXq in pure water s = (Ksp / (pᵖ × q^q))^(1/(p+q)); only salts with the same number of ions may be ranked by Ksp")]
    for s in chosen:
        lines.append(("work", f"s of {sunk(s.formula)}: {_solved(shown(s.ksp, 3), s)} = {sig(solubility(s))} mol/L"))
    extreme = "largest" if most else "smallest"
    if tempting == right:
        lines.append(("mistake", f"to stop at the {extreme} Ksp: here it points to the right salt, but not by any rule, because the formulas differ in their numbers of ions"))
    else:
        lines.append(("mistake", f"to rank by Ksp: {sunk(tempting.formula)} has the {extreme} Ksp but not the {extreme} solubility, because {sum((tempting.p, tempting.q))} ions against {right.p + right.q} change the power of s" if right.p + right.q != tempting.p + tempting.q else f"to rank by Ksp: {sunk(tempting.formula)} has the {extreme} Ksp, but the solubilities have to be worked out"))
    lines.append(("check", f"{sunk(right.formula)} with {sig(solubility(right))} mol/L is the {word} soluble of the four"))
    labels = tuple(s.formula for s in chosen)
    exercise = Exercise(
        "{Four sparingly soluble salts stand on the shelf|A chemist compares four sparingly soluble salts|For a demonstration one of four salts is to be picked|A revision sheet lists four solubility products}{ (25 °C)| at 25 °C| for 25 °C}",
        [(f"{{Ksp of {s.name} ({s.formula})|{s.name}, {s.formula}: Ksp}}".replace(": Ksp", ", Ksp"), shown(s.ksp, 3)) for s in chosen],
        "{Which {of them|salt} has the $word2 molar solubility in pure water?|Which of the four is {by amount of substance|in mol/L} the $word soluble in pure water?|Name the salt {that has|with} the $word2 solubility in water, counted in mol/L.}", lines,
        {"kind": "ranking", "salts": sorted(labels), "most": most}, 8, [IDEAL], {"word": word, "word2": "highest" if most else "lowest"},
    )  # fmt: skip
    traps = [(tempting.formula, "ranked by Ksp alone")]
    return label_problem(rng, level, exercise, right.formula, labels, traps, "slipped in the root or the coefficients")


#: pairs that one reagent ion precipitates one after the other: (first salts' shared ion is the reagent)
def _partners() -> list[tuple[Salt, Salt, bool]]:
    """Pairs of salts with a shared ion (True: the shared ion is the anion)."""
    found = []
    for a in MIXABLE:
        for b in MIXABLE:
            if a.formula < b.formula and (a.cation == b.cation) != (a.anion == b.anion):
                found.append((a, b, a.anion == b.anion))
    return found


PARTNERS = _partners()


def _selective(rng: Random, level: int) -> Problem:
    """Level 4: how much of the first ion is left when the second begins to precipitate?"""
    first, second, by_anion = SALTS["AgI"], SALTS["AgCl"], False
    c1 = c2 = 0.01
    onset = left = 0.0
    a1 = a2 = b1 = b2 = 1
    for _ in range(300):
        one, two, by_anion = rng.choice(PARTNERS)
        c = {one.formula: spread(rng, 0.004, 0.12, 2), two.formula: spread(rng, 0.004, 0.12, 2)}
        starts = {}
        for s in (one, two):
            a, b = (s.q, s.p) if by_anion else (s.p, s.q)
            starts[s.formula] = (s.ksp / c[s.formula] ** b) ** (1 / a)
        first, second = (one, two) if starts[one.formula] < starts[two.formula] else (two, one)
        c1, c2 = c[first.formula], c[second.formula]
        (a1, b1), (a2, b2) = ((s.q, s.p) if by_anion else (s.p, s.q) for s in (first, second))
        onset = kept(starts[second.formula], 5)
        left = (first.ksp / onset**a1) ** (1 / b1)
        if starts[second.formula] > 4 * starts[first.formula] and left < 0.4 * c1 and onset < 0.5:
            break
    reagent = first.anion if by_anion else first.cation
    ion1, ion2 = (first.cation, second.cation) if by_anion else (first.anion, second.anion)
    begin = (first.ksp / c1**b1) ** (1 / a1)
    quotient2 = kept(second.ksp / c2**b2, 5)
    onset = kept(quotient2 ** (1 / a2), 5)
    quotient1 = kept(first.ksp / onset**a1, 5)
    result = quotient1 ** (1 / b1)
    lines = [
        ("facts", f"[{ion1}] = {sig(c1, 2)} mol/L, [{ion2}] = {sig(c2, 2)} mol/L; Ksp({sunk(first.formula)}) = {shown(first.ksp, 3)}, Ksp({sunk(second.formula)}) = {shown(second.ksp, 3)}"),
        ("rule", f"a salt begins to precipitate when its ion product reaches Ksp; as long as a solid is present, its own Ksp fixes what is left of its ion. {sunk(first.formula)} needs only {rooted(f'{shown(first.ksp, 3)} / {powered(sig(c1, 2), b1)}', a1)} = {sig(begin)} mol/L of {reagent} and comes first"),
        ("work", f"[{reagent}]{power(a2)} where {sunk(second.formula)} begins: {shown(second.ksp, 3)} / {powered(sig(c2, 2), b2)} = {shown(quotient2)}"),
    ]
    if a2 > 1:
        lines.append(("then", f"[{reagent}]: {rooted(shown(quotient2), a2)} = {shown(onset)} mol/L"))
    lines.append(("then", f"[{ion1}]{power(b1)} at that point: {shown(first.ksp, 3)} / {powered(shown(onset), a1)} = {shown(quotient1)}"))
    if b1 > 1:
        lines.append(("then", f"[{ion1}]: {rooted(shown(quotient1), b1)} = {sig(result)} mol/L"))
    wrong = (first.ksp / begin**a1) ** (1 / b1)
    lines += [
        ("mistake", f"to stop at the {reagent} that the first salt needs to begin; there [{ion1}] is still {sig(wrong, 2)} mol/L, and precipitation goes on until the second salt joins in"),
        ("check", f"{sig(result)} mol/L of the {sig(c1, 2)} mol/L is left, 100 × {within(sig(result))} / {sig(c1, 2)} = {sig(100 * kept(result, 3) / c1, 2)} %"),
    ]
    traps = [
        (c1, "took the concentration at which the first salt begins"), ((first.ksp / second.ksp) * c2, "took the ratio of the solubility products whatever the formulas"), (onset, "gave the reagent's concentration"),
        (quotient1, "forgot the root"), (first.ksp / onset, "left out the powers"), (math.sqrt(first.ksp), "took √Ksp of the first salt"), (result * 2, "doubled the result"), (result / 2, "halved the result"), (begin, "gave the reagent's concentration for the first salt"),
    ]  # fmt: skip
    source = BRINGS[reagent][0]
    names = {"first": first.name, "second": second.name, "source": source, "ion1": ion1, "ion2": ion2, "reagent": reagent}
    exercise = Exercise(
        "{A concentrated solution of|Concentrated aqueous} $source is {added dropwise|run in slowly|added in small portions} to {a solution|a mixture|a sample solution} that {contains|holds} both $ion1 and $ion2{, with good stirring|, at 25 °C|}|{To separate|In a separation of} $ion1 and $ion2{ at 25 °C|,} {the solution is treated slowly with|one adds, drop by drop,} concentrated $source".join(("{", "}")).replace("$ion2{ at 25 °C|,} {", "$ion2, {"),
        [("{initial concentration of|starting concentration of} $ion1", f"{sig(c1, 2)} mol/L"), ("{initial concentration of|starting concentration of} $ion2", f"{sig(c2, 2)} mol/L"), (f"Ksp of $first, {sunk(first.formula)}", shown(first.ksp, 3)), (f"Ksp of $second, {sunk(second.formula)}", shown(second.ksp, 3))],
        "{What is the concentration of|Calculate the concentration of|How much (in mol/L) is left of} {the ion that precipitates first at the moment when the other begins to precipitate|whichever ion falls out first, at the point where the second salt just begins to appear}", lines,
        {"kind": "selective", "first": first.formula, "second": second.formula, "c1": c1, "c2": c2}, 5 + (a2 > 1) + (b1 > 1), [IDEAL, "{The added volume is negligible|Neglect the added volume|Dilution by the reagent is negligible}"], names,
        rng.sample([("stirring rate", "300 rpm"), ("volume of the sample", f"{rng.randint(4, 40) * 25} mL"), ("concentration of the sodium ions", f"{sig(uniform(rng, 0.05, 0.3, 2), 2)} mol/L"), ("temperature", "25 °C")], rng.randint(1, 2)),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.03)


def _hydroxide_ph(rng: Random, level: int) -> Problem:
    """Level 4: the pH at which a hydroxide begins to precipitate."""
    salt = rng.choice(HYDROXIDES)
    concentration = spread(rng, 0.0005, 0.25)
    quotient = kept(salt.ksp / concentration, 5)
    hydroxide = kept(math.sqrt(quotient), 5)
    poh = kept(-math.log10(hydroxide), 5)
    result = 14 - poh
    text = sig(concentration, 3)
    cations = {"Mg²⁺": "magnesium", "Fe²⁺": "iron(II)", "Cd²⁺": "cadmium", "Ni²⁺": "nickel(II)", "Zn²⁺": "zinc", "Co²⁺": "cobalt(II)"}
    element = cations[salt.cation]
    lines = [
        ("facts", f"[{salt.cation}] = {text} mol/L, Ksp = $ksp; $dissolving"),
        ("rule", f"precipitation begins when [{salt.cation}][OH⁻]² reaches Ksp; then pOH and pH = 14.00 − pOH"),
        ("work", f"[OH⁻]² = $ksp / {within(text)} = {shown(quotient)}, so [OH⁻]: sqrt({shown(quotient)}) = {shown(hydroxide)} mol/L"),
        ("then", f"pOH = −log10({shown(hydroxide)}) = {shown(poh)}"),
        ("then", f"pH = 14.00 − {shown(poh)} = {result:.2f}"),
        ("mistake", f"to take the OH⁻ of a saturated solution in pure water, where [{salt.cation}] would be half of [OH⁻]; here the {salt.cation} comes from the dissolved salt and is fixed at {text} mol/L"),
        ("check", f"({shown(hydroxide)})² × {within(text)} = {sig(kept(hydroxide, 5) ** 2 * concentration, 2)}, the Ksp"),
    ]
    water = 14 + math.log10(2 * solubility(salt))
    traps = [
        (poh, "gave pOH instead of pH"), (water, "took the OH⁻ of a saturated solution in pure water"), (14 + math.log10(quotient), "forgot the square root"), (14 + math.log10(math.sqrt(salt.ksp)), "left the metal ion out of account"),
        (14 + math.log10(hydroxide / 2), "halved the OH⁻"), (14 + math.log10(math.sqrt(salt.ksp / 4 / concentration)), "divided Ksp by 4"), (result - 1, "slipped a power of ten"),
    ]  # fmt: skip
    exercise = Exercise(
        "{The pH of a solution with $element ions is raised slowly with sodium hydroxide|Dilute sodium hydroxide is {run|titrated} slowly into {a solution of|a solution that contains} $element ions|{A plating rinse|A process water|A sample of waste water|An acidified solution} that contains $element ions is {made more alkaline|neutralised} step by step}{ at 25 °C|, at 25 °C|}",
        [(f"{{concentration of {salt.cation}|[{salt.cation}]}}", f"{text} mol/L"), ("{Ksp|solubility product} of $formula", "$ksp")],
        "{At what pH does $salt begin to precipitate|Above which pH does $formula {appear|fall out}|What is the pH at the first {turbidity|trace of precipitate}}", lines,
        {"kind": "hydroxide", "salt": salt.formula, "concentration": concentration}, 5, ["{Take|Use} pH + pOH = 14.00 (25 °C)", IDEAL + "{; neglect the added volume|, and neglect dilution}"], {**_base(salt), "element": element},
        rng.sample([("concentration of nitrate", f"{sig(2 * concentration, 3)} mol/L"), ("volume of the solution", f"{rng.randint(4, 40) * 50} mL"), ("initial pH", f"{rng.randint(18, 34) / 10:.1f}")], rng.randint(1, 2)),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, decimals=2, absolute=0.03)


ICE = (
    ("PCl5", "PCl3", "Cl2", 0.008, 0.3, (200, 300)), ("COCl2", "CO", "Cl2", 0.002, 0.3, (350, 550)), ("SbCl5", "SbCl3", "Cl2", 0.01, 0.1, (230, 290)), ("SO2Cl2", "SO2", "Cl2", 0.02, 0.3, (90, 140)),
)  # fmt: skip


def _composition(rng: Random, level: int) -> Problem:
    """Level 4: amount and volume to concentration, then the equilibrium composition by a quadratic."""
    start, one, two, low, high, celsius = rng.choice(ICE)
    k, amount, volume = 0.1, 1.0, 10.0
    for _ in range(100):
        k, amount, volume = spread(rng, low, high), uniform(rng, 0.1, 4), uniform(rng, 0.5, 20, 2)
        if 0.02 <= amount / volume <= 1.5 and 0.06 < (-k + math.sqrt(k * k + 4 * k * amount / volume)) / 2 / (amount / volume) < 0.92:
            break
    else:
        k, amount, volume = 0.1, 1.0, 5.0
    c = kept(amount / volume, 5)
    root = kept(math.sqrt(k * k + 4 * k * c), 5)
    x = kept((root - k) / 2, 5)
    fraction = rng.random() < 0.4
    result = 100 * x / c if fraction else c - x
    simple = math.sqrt(k * c)
    t = rng.randint(*celsius)
    equation = f"{sunk(start)}(g) ⇌ {sunk(one)}(g) + {sunk(two)}(g)"
    lines = [
        ("facts", f"{shown(amount)} mol in {shown(volume)} L, Kc = {sig(k)}"),
        ("rule", f"Kc = [{sunk(one)}][{sunk(two)}] / [{sunk(start)}]; when x mol/L has reacted, x² / (c − x) is Kc, hence x² + Kc·x − Kc·c is zero"),
        ("work", f"c = {shown(amount)} / {shown(volume)} = {shown(c)} mol/L"),
        ("work", f"Root: sqrt({within(sig(k))}² + 4 × {within(sig(k))} × {shown(c)}) = {shown(root)}, so x = ({shown(root)} − {sig(k)}) / 2 = {shown(x)} mol/L"),
        ("then", f"Dissociated: 100 × {shown(x)} / {shown(c)} = {sig(result)} %" if fraction else f"[{sunk(start)}] = {shown(c)} − {shown(x)} = {sig(result)} mol/L"),
        ("mistake", f"to neglect x beside c, x ≈ √(Kc·c), that is sqrt({within(sig(k))} × {shown(c)}) = {sig(simple)} mol/L; that is {100 * simple / c:.0f} % of c, far from negligible"),
        ("check", f"{shown(x)}² / ({shown(c)} − {shown(x)}) = {sig(x * x / (c - x), 2)}, the Kc"),
    ]
    amount_x = (-k + math.sqrt(k * k + 4 * k * amount)) / 2
    traps = [
        ((100 * simple / c) if fraction else c - simple, "neglected x beside c"), ((100 * amount_x / amount) if fraction else amount - amount_x, "put moles instead of mol/L into Kc"), ((100 * (1 - x / c)) if fraction else x, "answered for the other species"),
        ((100 * (root - k) / c) if fraction else c - (root - k), "forgot to divide by 2 in the quadratic formula"), ((100 * k / c) if fraction else c - k, "took Kc itself for x"), (result * volume if not fraction else 100 * x / amount, "mixed moles and mol/L"), (c if not fraction else 50.0, "left the reaction out"),
    ]  # fmt: skip
    traps = [(v, t_) for v, t_ in traps if not fraction or v < 100]
    ask = (
        "{What percentage of the {$start has dissociated|$start is dissociated at equilibrium}|How much of the $start (in %) has dissociated at equilibrium|Find the degree of dissociation in per cent}"
        if fraction
        else "{What is the equilibrium concentration of $start|How much $start (mol/L) is left at equilibrium|Calculate [$start] at equilibrium}"
    )
    exercise = Exercise(
        "{Pure $start is {introduced|sealed|brought} into {an evacuated|an empty} {vessel|glass bulb|reactor} at $t °C, where it dissociates|At $t °C $start {dissociates|decomposes} in a closed {vessel|reactor}|{A chemist|A student} lets $start dissociate in a closed vessel at $t °C}: $equation",
        [("{amount of|quantity of} $start{ at the start|}", f"{shown(amount)} mol"), ("{volume of the vessel|vessel volume}", f"{shown(volume)} L"), ("Kc{ at this temperature|}", sig(k))], ask, lines,
        {"kind": "composition", "start": start, "k": k, "amount": amount, "volume": volume, "fraction": fraction}, 7, ["{Solve the equation without approximation|Do not neglect the part that has reacted}{; Kc is for mol/L|, with Kc for mol/L}"],
        {"start": sunk(start), "t": t, "equation": equation}, rng.sample([("wall thickness of the vessel", f"{rng.randint(3, 9)} mm"), ("heating time", f"{rng.randint(2, 9) * 10} min"), ("ambient temperature", f"{rng.randint(18, 25)} °C")], rng.randint(1, 2)),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="%" if fraction else "mol/L", relative=0.03)


EXACT = tuple(s for s in MIXABLE if s.p == s.q == 1 and s.ksp > 2e-8)


def _exact_common_ion(rng: Random, level: int) -> Problem:
    """Level 5: a common ion so dilute that the dissolving salt matters: the quadratic."""
    salt = rng.choice(EXACT)
    pure = solubility(salt)
    concentration = kept(pure * rng.uniform(0.35, 2.5), 3)
    held = rng.choice((salt.cation, salt.anion))
    root = kept(math.sqrt(concentration**2 + 4 * salt.ksp), 5)
    result = (root - concentration) / 2
    simple = salt.ksp / concentration
    text, source = sig(concentration, 3), BRINGS[held][0]
    lines = [
        ("facts", f"[{held}] from $source: {text} mol/L; Ksp = $ksp; $dissolving"),
        ("rule", f"with s mol/L dissolved, ({text} + s) × s is Ksp; s² + {within(text)}·s − Ksp is zero"),
        ("mistake", f"to neglect s in the bracket: s ≈ {shown(salt.ksp, 3)} / {text} = {sig(simple)} mol/L, which is {sig(100 * simple / concentration, 2)} % of the {held} supplied and so not negligible (5 % rule)"),
        ("work", f"Root: sqrt(({text})² + 4 × ({shown(salt.ksp, 3)})) = {shown(root)}"),
        ("then", f"s = ({shown(root)} − {within(text)}) / 2 = {sig(result)} mol/L"),
        ("check", f"({text} + {within(sig(result, 4))}) × {within(sig(result, 4))} = {sig((concentration + kept(result, 4)) * kept(result, 4), 2)}, the Ksp; and s is below the {sig(pure)} mol/L of pure water"),
    ]
    traps = [
        (simple, "neglected the dissolved salt beside the common ion"), (pure, "forgot the common ion"), (root - concentration, "forgot to divide by 2"), ((root + concentration) / 2, "took the concentration of the common ion instead of the solubility"), (math.sqrt(salt.ksp / 2), "halved Ksp"),
        (abs(pure - concentration), "subtracted the common ion from the solubility in pure water"), (root / 2, "left out −b in the quadratic formula"),
    ]  # fmt: skip
    exercise = Exercise(
        "{Solid $salt is {stirred|shaken|equilibrated} with|An excess of $salt {stands|is left} in contact with|$salt {dissolves to saturation|is dissolved up to saturation} in} a {very dilute|dilute} solution of $source{ at 25 °C| until equilibrium (25 °C)|, thermostatted at 25 °C}",
        [("{concentration of the $source|$source before contact}", f"{text} mol/L"), ("{Ksp|solubility product} of $formula", "$ksp")],
        "{What is the molar solubility of $salt in this solution|Calculate how many moles of $formula dissolve per litre|Find the molar solubility of $formula {here|in this liquid}}", lines,
        {"kind": "exact", "salt": salt.formula, "held": held, "concentration": concentration}, 6, ["{Do not neglect the ions that the dissolving salt adds|The ions from the solid itself are to be counted}", IDEAL], {**_base(salt), "source": source},
        rng.sample([("particle size of the solid", f"{rng.randint(5, 60)} µm"), ("stirring time", f"{rng.randint(2, 24)} h"), ("mass of the solid", f"{rng.randint(2, 12)} g")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.02)


def _buffered_hydroxide(rng: Random, level: int) -> Problem:
    """Level 5: a hydroxide in a buffer, where the solid does not set the OH⁻."""
    ph = 7.0
    salt = SALTS["Fe(OH)3"]
    for _ in range(100):
        salt = rng.choice((SALTS["Fe(OH)3"], *HYDROXIDES))
        ph = rng.randint(200, 1280) / 100
        low, high = (2.4, 5.0) if salt.q == 3 else (6.5, 12.5)
        if low <= ph <= high and 1e-9 < salt.ksp / 10 ** ((ph - 14) * salt.q) < 0.8:
            break
    else:
        salt, ph = SALTS["Mg(OH)2"], 10.2
    hydroxide = kept(10 ** (ph - 14), 5)
    result = salt.ksp / hydroxide**salt.q
    pure = solubility(salt)
    poh = 14 - ph
    lines = [
        ("facts", f"pH {ph:.2f}, held by the buffer; Ksp = $ksp; $dissolving"),
        ("rule", f"[OH⁻] is set by the buffer, not by the solid, so the solubility is [{salt.cation}] = Ksp / [OH⁻]{power(salt.q)}"),
        ("work", f"pOH = 14.00 − {ph:.2f} = {poh:.2f} and [OH⁻] = 10^(−{poh:.2f}) = {shown(hydroxide)} mol/L"),
        ("work", f"s = {shown(salt.ksp, 3)} / {powered(shown(hydroxide), salt.q)} = {sig(result)} mol/L"),
        ("mistake", f"to use s = (Ksp / {salt.q**salt.q})^(1/{salt.q + 1}), that is ({shown(salt.ksp, 3)} / {salt.q**salt.q})^(1/{salt.q + 1}) = {sig(pure)} mol/L; this formula lets the solid alone supply the OH⁻, " + ("and for iron(III) hydroxide it fails even in pure water, whose own 10⁻⁷ mol/L outweighs it" if salt.q == 3 else "which the buffer forbids")),
        ("check", f"{within(sig(result))} × {powered(shown(hydroxide), salt.q)} = {sig(kept(result, 3) * hydroxide**salt.q, 2)}, the Ksp"),
    ]
    acid = 10**-ph
    traps = [
        (pure, "let the solid supply the OH⁻ as in pure water"), (salt.ksp / acid**salt.q, "put H⁺ in the place of OH⁻"), (salt.ksp / hydroxide, "left out the power of OH⁻"), (result / salt.q**salt.q, "multiplied the buffered OH⁻ by its coefficient"),
        (result / salt.q, "divided by the coefficient"), (salt.ksp / 1e-7**salt.q, "took neutral water"), (result * 10, "slipped a power of ten"),
    ]  # fmt: skip
    traps = [(v, t) for v, t in traps if v < 1e3]
    exercise = Exercise(
        "{Solid $salt is {suspended|stirred|equilibrated} in a {strong|well-stocked|} buffer at 25 °C|An excess of $salt is left in a buffered solution at 25 °C|{For a corrosion study|For a soil model|In a waste-water model} $salt is in equilibrium with a buffered solution at 25 °C}",
        [("pH{ of the buffer|}", f"{ph:.2f}"), ("{Ksp|solubility product} of $formula", "$ksp")],
        "{What is the molar solubility of $salt {at this pH|in the buffer}|How many moles of $formula dissolve per litre {of the buffer|at this pH}|Calculate the solubility of $formula {in this buffer|here} (mol/L)}", lines,
        {"kind": "buffered", "salt": salt.formula, "ph": ph}, 4, ["{Use|Take} pH + pOH = 14.00", "{Neglect hydroxo complexes and activity coefficients; the buffer keeps its pH|The buffer holds the pH, and hydroxo or buffer complexes are neglected|Leave hydroxo complexes aside; the pH stays constant}"], _base(salt),
        rng.sample([("volume of the buffer", f"{rng.randint(4, 40) * 25} mL"), ("mass of solid", f"{rng.randint(2, 20)} g"), ("stirring time", f"{rng.randint(2, 24)} h")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.03)


def _ammonia(rng: Random, level: int) -> Problem:
    """Level 5: a silver halide in ammonia."""
    salt = SALTS[rng.choice(("AgCl", "AgIO3"))]
    c = spread(rng, 0.15, 6)
    beta = 1.12e7  # log β₂ = 7.05, CRC Handbook and Smith & Martell
    k = kept(salt.ksp * beta, 5)
    root = kept(math.sqrt(k), 5)
    result = root * c / (1 + 2 * root)
    free = c - 2 * result
    lines = [
        ("facts", f"{sig(c)} mol/L NH₃, Ksp = $ksp, β₂ = 1.12 × 10⁷"),
        ("rule", f"adding up the two equilibria gives $formula(s) + 2 NH₃ ⇌ [Ag(NH₃)₂]⁺ + {salt.anion} with K = Ksp × β₂; with s dissolved, K is s² / (c − 2s)²"),
        ("work", f"K = {within(shown(salt.ksp, 3))} × (1.12 × 10⁷) = {shown(k)}, and its root: sqrt({shown(k)}) = {shown(root)}"),
        ("work", f"from s / (c − 2s) = √K: s = {within(shown(root))} × {sig(c)} / (1 + 2 × {within(shown(root))}) = {sig(result)} mol/L"),
        ("mistake", f"to forget that each silver ion binds two ammonia molecules, s = √K·c, that is {within(shown(root))} × {sig(c)} = {sig(root * c)} mol/L; the free ammonia is only {sig(free)} mol/L"),
        ("check", f"({sig(result, 4)})² / ({sig(c)} − 2 × {within(sig(result, 4))})² = {sig(kept(result, 4) ** 2 / (c - 2 * kept(result, 4)) ** 2, 2)}, the K; in pure water only {sig(solubility(salt))} mol/L dissolves"),
    ]
    traps = [
        (root * c, "left the bound ammonia out of the balance"), (solubility(salt), "took the solubility in pure water"), (root * c / (1 + root), "counted one ammonia a silver ion"), (k * c * c, "forgot the square root"), (c / 2, "let all the ammonia be bound"), (k * c, "took s = K·c"), (math.sqrt(beta * salt.ksp), "left out the ammonia"),
    ]  # fmt: skip
    exercise = Exercise(
        "{$Salt is {shaken|stirred} with aqueous ammonia at 25 °C until it is saturated|{A photographic chemist|A student|An analyst} dissolves $salt in aqueous ammonia at 25 °C, to saturation|Aqueous ammonia is saturated with $salt at 25 °C}",
        [("{total concentration of ammonia|ammonia before contact}", f"{sig(c)} mol/L"), ("{Ksp|solubility product} of $formula", "$ksp"), ("{β₂|overall formation constant β₂} of [Ag(NH₃)₂]⁺", "1.12 × 10⁷")],
        "{What is the molar solubility of $salt there|How many moles of $formula dissolve per litre of the ammonia solution|Calculate the molar solubility of $formula in this solution}", lines,
        {"kind": "ammonia", "salt": salt.formula, "c": c}, 6, ["{Neglect protonation of ammonia, free Ag⁺ and [Ag(NH₃)]⁺ in the balances|Practically all dissolved silver is [Ag(NH₃)₂]⁺; neglect the protonation of ammonia}"], _base(salt),
        rng.sample([("density of the solution", f"{rng.randint(960, 995) / 1000:.3f} g/mL"), ("mass of the solid", f"{rng.randint(2, 20)} g"), ("volume of the solution", f"{rng.randint(2, 20) * 25} mL")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.03)


def _after_precipitation(rng: Random, level: int) -> Problem:
    """Level 5: mix, find the ion in excess, then what is left of the other one."""
    salt, v1, v2, c1, c2 = SALTS["AgCl"], 50, 50, 0.1, 0.15
    of_cation = True
    for _ in range(300):
        salt = rng.choice([s for s in MIXABLE if s.ksp < 2e-7])
        v1, v2 = rng.randint(2, 40) * 5, rng.randint(2, 40) * 5
        c1, c2 = uniform(rng, 0.02, 0.4), uniform(rng, 0.02, 0.4)
        n1, n2 = c1 * v1, c2 * v2
        of_cation = n1 / salt.p > n2 / salt.q
        left = (n1 - n2 * salt.p / salt.q if of_cation else n2 - n1 * salt.q / salt.p) / (v1 + v2)
        if left < 0.004 or with_common_ion(salt, left, of_cation) * max(salt.p, salt.q) > 0.004 * left:
            continue
        if 0.1 < min(n1 / salt.p, n2 / salt.q) / max(n1 / salt.p, n2 / salt.q) < 0.93:
            break
    else:
        salt, v1, v2, c1, c2, of_cation = SALTS["AgCl"], 50, 50, 0.1, 0.15, False
    n1, n2 = kept(c1 * v1, 5), kept(c2 * v2, 5)
    ion, other = (salt.cation, salt.anion) if of_cation else (salt.anion, salt.cation)
    a, b = (salt.p, salt.q) if of_cation else (salt.q, salt.p)
    excess, limiting = (n1, n2) if of_cation else (n2, n1)
    used = kept(limiting * a / b, 5)
    rest = kept(excess - used, 5)
    total = v1 + v2
    free = kept(rest / total, 5)
    quotient = kept(salt.ksp / free**a, 5)
    result = quotient ** (1 / b)
    first, second = BRINGS[salt.cation][0], BRINGS[salt.anion][0]
    pure = b * solubility(salt)
    lines = [
        ("facts", f"{v1} mL of {sig(c1)} mol/L {first}, {v2} mL of {sig(c2)} mol/L {second}, Ksp = $ksp; $dissolving"),
        ("work", f"{salt.cation}: {sig(c1)} × {v1} = {shown(n1)} mmol; {salt.anion}: {sig(c2)} × {v2} = {shown(n2)} mmol"),
        ("rule", f"the precipitate takes {salt.p} {salt.cation} and {salt.q} {salt.anion}; {other} runs out, {ion} is left over"),
        ("work", f"{ion} used: {shown(limiting)} × {a} / {b} = {shown(used)} mmol, left: {shown(excess)} − {shown(used)} = {shown(rest)} mmol"),
        ("work", f"[{ion}] = {shown(rest)} / {total} = {shown(free)} mol/L in {total} mL"),
        ("then", f"[{other}]{power(b)} = {shown(salt.ksp, 3)} / {powered(shown(free), a)} = {shown(quotient)}" + (f", so [{other}]: {rooted(shown(quotient), b)} = {sig(result)} mol/L" if b > 1 else f", so [{other}] is {sig(result)} mol/L")),
        ("mistake", f"to call the ion that ran out zero, or to take it from a saturated solution in pure water, {sig(pure)} mol/L; the {ion} left over acts as a common ion"),
        ("check", f"the little that dissolves again adds about {sig(result * a / b, 2)} mol/L of {ion}, negligible beside {shown(free)} mol/L"),
    ]
    start = c1 * v1 / total if of_cation else c2 * v2 / total
    traps = [
        (pure, "took the saturated solution in pure water"), ((salt.ksp / start**a) ** (1 / b), "did not subtract what had precipitated"), ((salt.ksp / (free * total / (v1 if of_cation else v2)) ** a) ** (1 / b), "forgot the total volume"), (quotient, "forgot the root"), (salt.ksp / free, "left out the powers"),
        ((salt.ksp / (abs(excess - limiting) / total) ** a) ** (1 / b) if excess != limiting else 0.0, "let the ions react one to one"), (free, "gave the ion in excess"), (result * 10, "slipped a power of ten"), (result / b, "divided by the coefficient"), (result * 2, "doubled the result"), (result / 2, "halved the result"),
    ]  # fmt: skip
    exercise = Exercise(
        "{Aqueous $first and aqueous $second are {mixed|combined}|{A student|An analyst|A technician} {mixes|combines|pours together} solutions of $first and $second} at 25 °C{; $salt precipitates|, and $salt falls out|, which precipitates $salt}{ and equilibrium is reached|; the suspension comes to equilibrium|}",
        [("volume of the $first solution", f"{v1} mL"), ("concentration of $first", f"{sig(c1)} mol/L"), ("volume of the $second solution", f"{v2} mL"), ("concentration of $second", f"{sig(c2)} mol/L"), ("{Ksp|solubility product} of $formula", "$ksp")],
        f"{{What is [{other}] in the liquid{{ at the end|}}|Calculate the concentration of {other} that stays in solution|Which concentration of {other} is left in solution}}", lines,
        {"kind": "after", "salt": salt.formula, "v1": v1, "v2": v2, "c1": c1, "c2": c2}, 8, [IDEAL, "{Volumes add up|Take the volumes as additive}"], {**_base(salt), "first": first, "second": second},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.03)


KINDS = {
    1: (_from_solubility, _other_ion, _other_ion, _constant, _constant, _constant),
    2: (_from_solubility, _from_solubility, _from_solubility, _constant, _constant, _constant, _dissolved_mass),
    3: (_common_ion, _common_ion, _common_ion, _mixing, _mixing, _direction, _direction, _most_soluble),
    4: (_selective, _hydroxide_ph, _composition, _composition),
    5: (_exact_common_ion, _exact_common_ion, _buffered_hydroxide, _ammonia, _after_precipitation, _after_precipitation, _after_precipitation, _after_precipitation),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a solubility or gas equilibrium."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="solubility_and_equilibrium",
    title="Solubility products and equilibrium constants",
    source="CRC Handbook of Chemistry and Physics, 97th ed. 2016, 5-177; Harris, Quantitative Chemical Analysis, 10th ed. 2020, ch. 6",
    problem=problem,
    rubric=(
        Criterion("Writes the equilibrium expression with every concentration raised to its coefficient and without pure solids.", "essential"),
        Criterion("Relates the concentrations of the ions to the solubility through the formula of the salt.", "essential"),
        Criterion("Uses concentrations after mixing, in the total volume, when it forms an ion product.", "important"),
        Criterion("Takes an ion that is supplied by another salt or a buffer into account before solving.", "important"),
        Criterion("Puts the result back into the equilibrium expression, or checks a neglected term.", "optional"),
        Criterion("Compares Ksp values of salts with different numbers of ions as if they were solubilities.", "pitfall", positive=False),
    ),
)  # fmt: skip

