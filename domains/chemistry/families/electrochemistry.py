
"""Oxidation numbers, cell potentials, the Nernst equation and electrolysis.

In: a seeded generator and a level. Out: one problem; potentials in V against the standard hydrogen electrode at 25 °C.

    E°(cell) = E°(cathode) − E°(anode), both as reduction potentials and never multiplied by a coefficient
    E = E° − (0.05916 V/n)·log10 Q        ΔG° = −nFE°        log10 K = nE°/0.05916 V        m = M·I·t/(nF)
    half-reactions add through ΔG°: E°₃ = (n₁E°₁ + n₂E°₂)/(n₁ + n₂)

Constants: F = 96485 C/mol (CODATA 2018); potentials: Vanýsek, CRC Handbook of Chemistry and Physics, 97th ed. (2016), 5-78. Oxidation
numbers: Karen et al., IUPAC recommendations, Pure Appl Chem 2016;88:831. Every potential that is needed stands in the question.

Worked example: a Daniell cell, and two amperes for an hour through copper sulfate.

>>> round(COUPLES["Cu²⁺/Cu"].e - COUPLES["Zn²⁺/Zn"].e, 4), round(deposited(63.546, 2, 2.0, 3600), 2)
(1.1037, 2.37)
>>> round(nernst(1.1037, 2, 0.1 / 1.5), 3), round(combined(((2, -0.447), (1, 0.771))), 4)
(1.138, -0.041)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.posing import (
    Exercise,
    fixed,
    integer_problem,
    kept,
    label_problem,
    number_problem,
    powered,
    shown,
    sig,
    spread,
    sunk,
    within,
)

F = 96485
SLOPE = 0.05916


@dataclass(frozen=True)
class Couple:
    """A half-reaction ox + n e⁻ → red between an ion and its metal: reduction potential in V, molar mass, density in g/cm³."""

    ion: str
    metal: str
    name: str
    n: int
    e: float
    molar_mass: float
    density: float


_ROWS = (
    ("Mg²⁺", "Mg", "magnesium", 2, -2.372, 24.305, 1.74), ("Al³⁺", "Al", "aluminium", 3, -1.662, 26.982, 2.70), ("Mn²⁺", "Mn", "manganese", 2, -1.185, 54.938, 7.3), ("Zn²⁺", "Zn", "zinc", 2, -0.7618, 65.38, 7.134),
    ("Cr³⁺", "Cr", "chromium", 3, -0.744, 51.996, 7.15), ("Fe²⁺", "Fe", "iron", 2, -0.447, 55.845, 7.87), ("Cd²⁺", "Cd", "cadmium", 2, -0.4030, 112.41, 8.69), ("Tl⁺", "Tl", "thallium", 1, -0.336, 204.38, 11.8),
    ("Co²⁺", "Co", "cobalt", 2, -0.28, 58.933, 8.86), ("Ni²⁺", "Ni", "nickel", 2, -0.257, 58.693, 8.90), ("Sn²⁺", "Sn", "tin", 2, -0.1375, 118.71, 7.29), ("Pb²⁺", "Pb", "lead", 2, -0.1262, 207.2, 11.3),
    ("Cu²⁺", "Cu", "copper", 2, 0.3419, 63.546, 8.96), ("Ag⁺", "Ag", "silver", 1, 0.7996, 107.87, 10.5), ("Hg²⁺", "Hg", "mercury", 2, 0.851, 200.59, 13.53), ("Au³⁺", "Au", "gold", 3, 1.498, 196.97, 19.3), ("Pd²⁺", "Pd", "palladium", 2, 0.951, 106.42, 12.0),
)  # fmt: skip
COUPLES = {f"{row[0]}/{row[1]}": Couple(*row) for row in _ROWS}
CELLS = tuple(c for c in COUPLES.values() if c.metal not in ("Mg", "Al"))
PLATED = tuple(c for c in COUPLES.values() if c.metal not in ("Mg", "Al", "Mn", "Hg", "Tl"))


def deposited(molar_mass: float, n: int, amperes: float, seconds: float) -> float:
    """Mass in g that a current deposits (Faraday)."""
    return molar_mass * amperes * seconds / (n * F)


def nernst(e: float, n: int, quotient: float) -> float:
    """Potential in V at 25 °C; for a half-cell the quotient is red/ox."""
    return e - SLOPE / n * math.log10(quotient)


def combined(steps: tuple[tuple[int, float], ...]) -> float:
    """E° of the sum of half-reactions given as (electrons, E°): the electrons weight the potentials."""
    return sum(n * e for n, e in steps) / sum(n for n, _ in steps)


def volts(value: float, decimals: int = 3) -> str:
    """A potential as written in a sum, in brackets when negative."""
    return within(fixed(value, decimals))


FARADAY = "{F = 96485 C/mol|Take F = 96485 C/mol|Faraday's constant: 96485 C/mol}"
NERNST = "{At 25 °C E = E° − (0.05916 V / n) × log10 Q|Use E = E° − (0.05916 V / n) × log10 Q (25 °C)|The Nernst slope at 25 °C is 0.05916 V / n for log10}"
ACTIVITY = "{Take activities as concentrations|Activities equal concentrations in mol/L|Work with concentrations (mol/L) in place of activities}"
REDUCTION = "{All potentials are standard reduction potentials|The potentials belong to reductions, against the standard hydrogen electrode|Potentials are for reduction (vs SHE, 25 °C)}"
PLACES = "{In {a practical|an electroplating shop|a corrosion laboratory|a physical chemistry course|a battery laboratory|an analytical laboratory}|For {a lecture demonstration|a course project|a coating trial|a research project|a sensor test|a museum exhibit}}"
SPARES = (("temperature", "25 °C"), ("volume of the solution", "250 mL"), ("distance between the electrodes", "4 cm"), ("mass of the cathode at the start", "18.2 g"), ("resistance of the connecting wires", "0.02 Ω"), ("stirring rate", "200 rpm"))

#: (formula, element, oxidation number, how it comes out); Karen et al. 2016
OXIDATION: tuple[tuple[str, str, int], ...] = (
    ("KMnO4", "Mn", 7), ("MnO2", "Mn", 4), ("MnCl2", "Mn", 2), ("K2MnO4", "Mn", 6), ("Mn2O3", "Mn", 3), ("K2Cr2O7", "Cr", 6), ("CrCl3", "Cr", 3), ("CrO3", "Cr", 6), ("K2CrO4", "Cr", 6), ("CrO", "Cr", 2), ("HNO3", "N", 5), ("HNO2", "N", 3), ("NO2", "N", 4), ("NO", "N", 2),
    ("N2O", "N", 1), ("NH3", "N", -3), ("N2H4", "N", -2), ("NH2OH", "N", -1), ("N2O5", "N", 5), ("NaNO2", "N", 3), ("KNO3", "N", 5), ("H2SO4", "S", 6), ("Na2SO3", "S", 4), ("SO2", "S", 4), ("SO3", "S", 6), ("H2S", "S", -2), ("SF6", "S", 6), ("SCl2", "S", 2), ("Na2S", "S", -2),
    ("HClO4", "Cl", 7), ("KClO3", "Cl", 5), ("NaClO2", "Cl", 3), ("NaClO", "Cl", 1), ("HCl", "Cl", -1), ("Cl2O7", "Cl", 7), ("ClO2", "Cl", 4), ("H3PO4", "P", 5), ("H3PO3", "P", 3), ("PH3", "P", -3), ("PCl5", "P", 5), ("PCl3", "P", 3), ("H3PO2", "P", 1), ("Fe2O3", "Fe", 3),
    ("FeO", "Fe", 2), ("K2FeO4", "Fe", 6), ("FeSO4", "Fe", 2), ("V2O5", "V", 5), ("VO2", "V", 4), ("VCl3", "V", 3), ("NH4VO3", "V", 5), ("TiO2", "Ti", 4), ("TiCl3", "Ti", 3), ("CO2", "C", 4), ("CO", "C", 2), ("CH4", "C", -4), ("H2C2O4", "C", 3), ("HCOOH", "C", 2), ("HCHO", "C", 0),
    ("PbO2", "Pb", 4), ("PbO", "Pb", 2), ("SnCl4", "Sn", 4), ("SnCl2", "Sn", 2), ("KIO3", "I", 5), ("KIO4", "I", 7), ("I2O5", "I", 5), ("ICl", "I", 1), ("KBrO3", "Br", 5), ("BrF3", "Br", 3), ("XeF4", "Xe", 4), ("XeO3", "Xe", 6), ("As2O3", "As", 3), ("H3AsO4", "As", 5), ("Cu2O", "Cu", 1),
    ("CuO", "Cu", 2), ("CuCl2", "Cu", 2), ("Na2WO4", "W", 6), ("MoO3", "Mo", 6), ("OsO4", "Os", 8), ("H2SeO3", "Se", 4), ("H2SeO4", "Se", 6), ("SiO2", "Si", 4), ("SiH4", "Si", -4), ("B2O3", "B", 3), ("NaBiO3", "Bi", 5), ("Ce(SO4)2", "Ce", 4),
)  # fmt: skip
#: the exceptions: no −2 for oxygen, no +1 for hydrogen
EXCEPTIONS: tuple[tuple[str, str, int, str], ...] = (
    ("H2O2", "O", -1, "a peroxide"), ("Na2O2", "O", -1, "a peroxide"), ("BaO2", "O", -1, "a peroxide"), ("OF2", "O", 2, "fluorine is the more electronegative"), ("O2F2", "O", 1, "fluorine is the more electronegative"), ("NaH", "H", -1, "a metal hydride"), ("CaH2", "H", -1, "a metal hydride"),
    ("LiAlH4", "H", -1, "a metal hydride"), ("NaBH4", "H", -1, "a metal hydride"), ("O3", "O", 0, "an element"), ("S8", "S", 0, "an element"), ("P4", "P", 0, "an element"), ("K2O2", "O", -1, "a peroxide"), ("MgH2", "H", -1, "a metal hydride"), ("Li2O2", "O", -1, "a peroxide"),
)  # fmt: skip


def _signed(value: int) -> str:
    return f"+{value}" if value > 0 else str(value).replace("-", "−")


def _oxidation(rng: Random, level: int) -> Problem:
    """Level 1: which compound holds its element in the highest (lowest) state; level 5: a sum with exceptions."""
    if level == 1:
        chosen: list[tuple[str, str, int]] = []
        high = rng.random() < 0.5
        for _ in range(60):
            chosen = rng.sample(OXIDATION, 4)
            numbers = sorted((s for _, _, s in chosen), reverse=high)
            if numbers[0] != numbers[1]:
                break
        pick = max if high else min
        best = pick(chosen, key=lambda row: row[2])
        labels = tuple(row[0] for row in chosen)
        lines = [
            ("facts", "; ".join(f"{row[1]} in {sunk(row[0])}" for row in chosen)),
            ("rule", "the oxidation numbers of a neutral compound add up to 0; O counts −2 and H +1 in these compounds, alkali metals +1, halides −1 where they are the anion"),
            ("say", "; ".join(f"{row[1]} in {sunk(row[0])}: {_signed(row[2])}" for row in chosen)),
            ("check", f"{sunk(best[0])} with {_signed(best[2])} is the {'highest' if high else 'lowest'} of the four"),
        ]
        exercise = Exercise(
            "{Four compounds are compared by the oxidation number of one element in each (in brackets)|A reagent shelf holds four compounds; one element of each is put in brackets|A teacher writes four formulas on the board, each with one of its elements in brackets|A student sorts four compounds by the oxidation state of the element in brackets|On a flash card stand four formulas with one element in brackets behind}: "
            + ", ".join(f"{row[0]} ({row[1]})" for row in chosen), (),
            f"{{In which compound does the element in brackets have the {'highest' if high else 'lowest'} oxidation number?|Which of them holds its bracketed element in the {'highest' if high else 'lowest'} oxidation state?|Where is the oxidation number of the bracketed element {'largest' if high else 'smallest'} (with its sign)?}}", lines,
            {"kind": "highest", "compounds": sorted(labels), "high": high}, 4,
        )  # fmt: skip
        others = [row for row in chosen if row != best]
        return label_problem(rng, level, exercise, best[0], labels, [(others[0][0], "left out the coefficient of oxygen")], "counted the charges of the other atoms wrongly")
    odd = rng.sample(EXCEPTIONS, 2)
    usual = rng.sample(OXIDATION, 2)
    rows = [(f, e, s) for f, e, s, _ in odd] + usual
    rng.shuffle(rows)
    total = sum(s for _, _, s in rows)
    naive = sum({"O": -2, "H": 1}.get(e, 1) if (f, e) in {(a, b) for a, b, _, _ in odd} else s for f, e, s in rows)
    lines = [
        ("facts", "; ".join(f"{e} in {sunk(f)}" for f, e, _ in rows)),
        ("rule", "elements have 0; O is usually −2 but −1 in peroxides and positive beside F; H is usually +1 but −1 in metal hydrides; the sum over a neutral compound is 0"),
        ("say", "; ".join(f"{e} in {sunk(f)} has {_signed(s)}" + "".join(f" ({why})" for a, b, _, why in odd if (a, b) == (f, e)) for f, e, s in rows)),
        ("work", f"sum: {' + '.join(within(str(s).replace('-', '−')) for _, _, s in rows)} = {str(total).replace('-', '−')}"),
        ("mistake", f"to give {sunk(odd[0][0])} and {sunk(odd[1][0])} the usual numbers; {sunk(odd[0][0])}: {odd[0][3]}; {sunk(odd[1][0])}: {odd[1][3]}"),
        ("check", "each compound adds up to zero with these numbers"),
    ]
    exercise = Exercise(
        "{A quiz on oxidation numbers lists|In a revision session on redox chemistry these come up:|A checker for oxidation numbers is tested with|A worksheet goes through|On the board stand|Before a lesson on redox titrations a class reviews} "
        + ", ".join(f"{e} in {sunk(f)}" for f, e, _ in rows[:3]) + f" and {rows[3][1]} in {sunk(rows[3][0])}", (),
        "{What is the sum of the four oxidation numbers (each of one atom)?|Add up the four oxidation numbers, each for one atom.|Which number results when the four oxidation numbers (one atom each) are added?}", lines, {"kind": "sum", "rows": sorted(f"{f}:{e}" for f, e, _ in rows)}, 5,
        ["{Give a whole number with its sign|Answer with a whole number{, negative where needed|}}", "{Use the IUPAC rules for oxidation numbers (2016)|IUPAC's rules of 2016 for oxidation numbers hold}"],
    )  # fmt: skip
    return integer_problem(rng, level, exercise, total, [(naive, "gave the exceptions the usual numbers"), (-total, "turned the sign round"), (total + 1, "miscounted one atom"), (total - 1, "miscounted one atom"), (total + 2, "took oxygen as −1"), (sum(abs(s) for _, _, s in rows), "added without signs")], lowest=-30)


def _electrolysis(rng: Random, level: int) -> Problem:
    """Levels 1, 2 and 4: mass, or time, or current by Faraday's law; units, then efficiency."""
    c = rng.choice(PLATED)
    facts: list[tuple[str, str]] = [("molar mass of $name", f"{c.molar_mass} g/mol")]
    values: dict[str, object] = {"name": c.name, "ion": c.ion}
    if level == 1:
        current, seconds = spread(rng, 0.2, 12), rng.randint(60, 5400)
        charge = kept(current * seconds, 6)
        amount = kept(charge / (c.n * F), 5)
        result = amount * c.molar_mass
        facts += [("current", f"{shown(current)} A"), ("{time|duration}", f"{seconds} s")]
        lines = [
            ("facts", f"{shown(current)} A for {seconds} s; {c.ion} + {c.n} e⁻ → {c.metal}".replace(" 1 e⁻", " e⁻")),
            ("rule", "the charge I × t divided by n × F is the amount of metal"),
            ("work", f"Q = {shown(current)} × {seconds} = {shown(charge, 6)} C"),
            ("work", f"amount: {within(shown(charge, 6))} / ({c.n} × 96485) = {shown(amount)} mol"),
            ("then", f"m = {within(shown(amount))} × {c.molar_mass} = {sig(result)} g"),
            ("check", f"{sig(charge / F, 2)} mol of electrons for {sig(amount, 2)} mol of metal, {c.n} for each ion"),
        ]
        traps = [(result * c.n, "left out the number of electrons") if c.n > 1 else (result * 2, "took two atoms for each electron"), (result * c.n * c.n, "multiplied by the number of electrons") if c.n > 1 else (result / 2, "took two electrons for each ion"), (amount, "gave moles under the name of grams"), (current / (c.n * F) * c.molar_mass, "forgot the time"), (result * 60, "took the seconds for minutes"), (charge / F, "gave moles of electrons"), (result / 1000, "mixed up mg and g")]
        parameters: dict[str, object] = {"kind": "mass", "metal": c.metal, "current": current, "seconds": seconds}
        ask, unit, conventions = "{What mass of $name is deposited|How many grams of $name come down|Calculate the mass of $name deposited}", "g", [FARADAY]
    else:
        milli = rng.random() < 0.5
        current = spread(rng, 60, 900) if milli else spread(rng, 0.5, 25)
        amperes = current / 1000 if milli else current
        wanted = kept(deposited(c.molar_mass, c.n, amperes, spread(rng, 400, 80000)), 3)
        percent = rng.randint(62, 97) if level == 4 else 100
        amount = kept(wanted / c.molar_mass, 5)
        charge = kept(amount * c.n * F, 6)
        needed = kept(charge * 100 / percent, 6) if level == 4 else charge
        seconds_ = kept(needed / amperes, 6)
        unit, factor = ("min", 60) if seconds_ < 10000 else ("h", 3600)
        result = seconds_ / factor
        facts += [("current", f"{shown(current)} {'mA' if milli else 'A'}"), ("mass of $name {wanted|to be deposited}", f"{shown(wanted)} g")]
        lines = [
            ("facts", f"{shown(wanted)} g of {c.name} (M = {c.molar_mass} g/mol), {shown(current)} {'mA' if milli else 'A'}" + (f", current efficiency {percent} %" if level == 4 else "") + f"; {c.ion} + {c.n} e⁻ → {c.metal}".replace(" 1 e⁻", " e⁻")),
            ("rule", "t = Q / I with Q = n(metal) × n(electrons) × F" + (", and only the stated share of the charge deposits metal" if level == 4 else "")),
            ("work", f"amount: {shown(wanted)} / {c.molar_mass} = {shown(amount)} mol, charge: {within(shown(amount))} × {c.n} × 96485 = {shown(charge, 6)} C"),
        ]
        if level == 4:
            lines.append(("work", f"with {percent} % efficiency the source has to deliver {within(shown(charge, 6))} / {percent / 100} = {shown(needed, 6)} C"))
        if milli:
            lines.append(("work", f"I = {shown(current)} / 1000 = {shown(amperes)} A"))
        lines += [
            ("then", f"t = {within(shown(needed, 6))} / {shown(amperes)} = {shown(seconds_, 6)} s, in {unit}: {within(shown(seconds_, 6))} / {factor} = {sig(result)} {unit}"),
            *([("mistake", f"to multiply the charge by the efficiency, which gives {sig(charge * percent / 100 / amperes / factor)} {unit}; losses make the plating longer, not shorter")] if level == 4 else []),
            ("check", f"backwards: {shown(amperes)} × {within(shown(seconds_, 6))}{f' × {percent / 100}' if level == 4 else ''} / ({c.n} × 96485) × {c.molar_mass} = {sig(amperes * seconds_ * percent / 100 / (c.n * F) * c.molar_mass, 2)} g"),
        ]
        traps = [(result / c.n if c.n > 1 else result * 2, "left out the number of electrons" if c.n > 1 else "took two electrons for each ion"), (result * 3600 / factor * 60 / 60 if unit == "min" else result * 60, "converted the time wrongly"), (result * factor, "left the time in seconds"), (result / 1000 if milli else result * 2, "left the current in mA" if milli else "doubled the result"), (wanted * c.n * F / amperes / factor, "took grams for moles"), (result / c.n / c.n if c.n > 1 else result / 2, "divided by the number of electrons" if c.n > 1 else "halved the result")]
        if level == 4:
            traps = [(charge / amperes / factor, "left out the efficiency"), (charge * percent / 100 / amperes / factor, "multiplied by the efficiency instead of dividing"), *traps]
        parameters = {"kind": "time", "metal": c.metal, "current": current, "milli": milli, "wanted": wanted, "percent": percent}
        ask, conventions = "{How long does it take|How long must the current flow|Calculate the time of electrolysis|For how long is the current switched on}", [FARADAY]
        if level == 4:
            facts.append(("{current efficiency|share of the charge that deposits $name}", f"{percent} %"))
    exercise = Exercise(
        "{" + PLACES + " $name is deposited from a solution of $ion|A solution of $ion is electrolysed and $name {plates out|is deposited} on the cathode|{A technician|A student|An electroplater} plates a {spoon|steel strip|bracket|contact} with $name from a bath of $ion|A bath of $ion {coats|covers} a part with $name by electrolysis}", facts, ask, lines, parameters, 3 + level // 2, conventions, values, rng.sample(SPARES[:5], rng.randint(1, 2)) if level == 4 else (),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.01)


def _half_cell(rng: Random, level: int) -> Problem:
    """Level 1: a metal in a solution of its ion; level 2: concentration in other units."""
    c = rng.choice(tuple(COUPLES.values()))
    concentration = spread(rng, 1e-5, 0.9) if level == 1 else spread(rng, 0.02, 400)
    value = concentration if level == 1 else concentration / 1000
    log = kept(math.log10(value), 5)
    result = c.e + SLOPE / c.n * log
    lines = [
        ("facts", f"E° = {fixed(c.e, 3)} V for {c.ion} + {c.n} e⁻ → {c.metal}".replace(" 1 e⁻", " e⁻") + f"; {sig(concentration)} {'mol' if level == 1 else 'mmol'}/L"),
        ("rule", f"E = E° − (0.05916 / n) × log10(1 / [ion]), the solid metal does not appear; so E = E° + (0.05916 / {c.n}) × log10[ion]"),
        *([("work", f"concentration: {within(sig(concentration))} / 1000 = {shown(value)} mol/L")] if level == 2 else []),
        ("work", f"log10 of it: log10({shown(value)}) = {shown(log)}"),
        ("then", f"E = {fixed(c.e, 3)} + 0.05916 / {c.n} × {within(shown(log))} = {fixed(float(fixed(c.e, 3).replace('−', '-')) + SLOPE / c.n * log, 3)} V"),
        ("check", "below 1 mol/L the ion is reduced less readily, so E lies below E°, as it does"),
    ]
    result = float(fixed(c.e, 3).replace("−", "-")) + SLOPE / c.n * log
    ln = math.log(value)
    traps = [(c.e - SLOPE / c.n * log, "turned the sign of the logarithm round"), (c.e + SLOPE * log, "left out the number of electrons") if c.n > 1 else (c.e + SLOPE / 2 * log, "took two electrons"), (c.e + SLOPE / c.n * ln, "took the natural logarithm with 0.05916"), (c.e, "took the standard potential"), (c.e + SLOPE * c.n * log, "multiplied by the number of electrons"), (-result, "turned the sign of the potential round"), (c.n * result, "multiplied the potential by the number of electrons")]
    if level == 2:
        traps.insert(0, (c.e + SLOPE / c.n * math.log10(concentration), "left the concentration in mmol/L"))
    exercise = Exercise(
        "{" + PLACES + " a strip of $name {dips|hangs} into a solution of $ion|An electrode of $name stands in a solution of $ion|{A student|An analyst} measures an electrode of $name in a solution of $ion against the standard hydrogen electrode|A wire of $name in a solution of $ion serves as an electrode}",
        [("E°($ion/$metal)", f"{fixed(c.e, 3)} V"), ("concentration of $ion", f"{sig(concentration)} {'mol' if level == 1 else 'mmol'}/L")],
        "{What is the potential of this electrode (vs SHE)|Calculate its potential against the standard hydrogen electrode|Which potential does the electrode have at 25 °C (vs SHE)}", lines, {"kind": "half-cell", "metal": c.metal, "value": concentration, "milli": level == 2}, 2 + (level == 2), [NERNST, ACTIVITY], {"name": c.name, "ion": c.ion, "metal": c.metal},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="V", decimals=3, absolute=0.002, lowest=-20)


def _electrons(rng: Random, level: int) -> Problem:
    """Level 2: work of a cell, ΔG = −nFE, for an amount of metal."""
    a, b = rng.sample(CELLS, 2)
    anode, cathode = (a, b) if a.e < b.e else (b, a)
    if cathode.e - anode.e < 0.1:
        anode, cathode = COUPLES["Zn²⁺/Zn"], COUPLES["Ag⁺/Ag"]
    ea, ec = float(f"{anode.e:.3f}"), float(f"{cathode.e:.3f}")
    e = round(ec - ea, 3)
    mass = spread(rng, 0.3, 60)
    amount = kept(mass / anode.molar_mass, 5)
    electrons = kept(amount * anode.n, 5)
    result = -electrons * F * e / 1000
    lines = [
        ("facts", f"E°({cathode.ion}/{cathode.metal}) = {fixed(ec, 3)} V, E°({anode.ion}/{anode.metal}) = {fixed(ea, 3)} V, {shown(mass)} g of {anode.name}"),
        ("rule", "the couple with the lower potential is the anode; E°(cell) = E°(cathode) − E°(anode), ΔG° = −(moles of electrons) × F × E°"),
        ("work", f"E°(cell) = {fixed(ec, 3)} − {volts(ea)} = {fixed(e, 3)} V"),
        ("work", f"{anode.name}: {shown(mass)} / {anode.molar_mass} = {shown(amount)} mol, electrons: {within(shown(amount))} × {anode.n} = {shown(electrons)} mol"),
        ("then", f"ΔG = −{within(shown(electrons))} × 96485 × {fixed(e, 3)} / 1000 = {sig(result)} kJ"),
        ("check", "the cell delivers work, so ΔG is negative"),
    ]
    traps = [(-result, "lost the minus sign"), (result / anode.n if anode.n > 1 else result * 2, "left out the number of electrons" if anode.n > 1 else "took two electrons for each atom"), (result * 1000, "mixed up J and kJ"), (-electrons * F * (ec + ea) / 1000, "added the potentials"), (-mass * anode.n * F * e / 1000, "took grams for moles"), (-electrons * F * ec / 1000, "left out the anode"), (result * 2, "doubled the result")]
    exercise = Exercise(
        "{" + PLACES + " a cell of $one and $two, each in a 1 mol/L solution of its ion, delivers current|A galvanic cell is built from $one/$ion1 and $two/$ion2 under standard conditions|{A student|A lecturer} joins electrodes of $one and $two, each in 1 mol/L of its ion}{; the less noble metal dissolves|, and the less noble metal goes into solution|}",
        [("E°($ion1/$m1)", f"{fixed(float(f'{a.e:.3f}') if a in (anode, cathode) else ea, 3)} V"), ("E°($ion2/$m2)", f"{fixed(float(f'{b.e:.3f}') if b in (anode, cathode) else ec, 3)} V"), (f"mass of {anode.name} {{dissolved|that dissolves}}", f"{shown(mass)} g"), (f"molar mass of {anode.name}", f"{anode.molar_mass} g/mol")],
        "{What is ΔG for this mass|Calculate ΔG° for the dissolution of this mass in the cell|How large is ΔG (with its sign) for this conversion}", lines, {"kind": "work", "anode": anode.metal, "cathode": cathode.metal, "mass": mass}, 5, [FARADAY, REDUCTION, "{Concentrations stay at 1 mol/L|Standard conditions hold throughout}"],
        {"one": (a if a in (anode, cathode) else anode).name, "two": (b if b in (anode, cathode) else cathode).name, "ion1": (a if a in (anode, cathode) else anode).ion, "ion2": (b if b in (anode, cathode) else cathode).ion, "m1": (a if a in (anode, cathode) else anode).metal, "m2": (b if b in (anode, cathode) else cathode).metal},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ", relative=0.01, lowest=-1e12)


@dataclass(frozen=True)
class Cell:
    """A galvanic cell of two metals: lower potential first, least common number of electrons, and coefficients."""

    anode: Couple
    cathode: Couple

    @property
    def n(self) -> int:
        return math.lcm(self.anode.n, self.cathode.n)

    @property
    def x(self) -> int:
        return self.n // self.anode.n

    @property
    def y(self) -> int:
        return self.n // self.cathode.n

    @property
    def equation(self) -> str:
        def term(count: int, name: str) -> str:
            return f"{count} {name}" if count > 1 else name

        return f"{term(self.x, self.anode.metal)} + {term(self.y, self.cathode.ion)} → {term(self.x, self.anode.ion)} + {term(self.y, self.cathode.metal)}"


def _cell(rng: Random, unequal: bool) -> Cell:
    for _ in range(100):
        a, b = sorted(rng.sample(CELLS, 2), key=lambda c: c.e)
        if b.e - a.e > 0.12 and (not unequal or a.n != b.n):
            return Cell(a, b)
    return Cell(COUPLES["Zn²⁺/Zn"], COUPLES["Ag⁺/Ag"])


def _full_cell(rng: Random, level: int) -> Problem:
    """Level 3: E of a cell; level 4: an unknown concentration from E."""
    cell = _cell(rng, rng.random() < 0.75)
    a, b, n, x, y = cell.anode, cell.cathode, cell.n, cell.x, cell.y
    ca, cb = spread(rng, 0.002, 1.5), spread(rng, 0.002, 1.5)
    ea, eb = round(a.e, 3), round(b.e, 3)
    standard = round(eb - ea, 3)
    base = [
        ("rule", "the lower reduction potential is the anode: {$equation|cell reaction $equation}; E°(cell) = E°(cathode) − E°(anode) without any coefficients, then the Nernst equation with Q = [$iona]" + f"{'' if x == 1 else '^' + str(x)} / [$ionb]{'' if y == 1 else '^' + str(y)}"),
        ("work", f"E° = {fixed(eb, 3)} − {volts(ea)} = {fixed(standard, 3)} V, with n = {n} electrons".replace(f"with n = {n}", f"for {n}")),
    ]
    values: dict[str, object] = {"equation": cell.equation, "iona": a.ion, "ionb": b.ion, "a": a.name, "b": b.name, "ma": a.metal, "mb": b.metal}
    scaled = y * eb - x * ea
    mistake = ("mistake", f"to multiply the potentials by the coefficients, {y} × {volts(eb)} − {x} × {volts(ea)} = {fixed(scaled, 3)} V; a potential is energy per charge, and more of everything leaves it as it is" if (x, y) != (1, 1) else f"to add the two reduction potentials, {fixed(eb, 3)} + {volts(ea)} = {fixed(eb + ea, 3)} V; one of the half-reactions runs backwards, so they are subtracted")
    facts = [("E°($iona/$ma)", f"{fixed(ea, 3)} V"), ("E°($ionb/$mb)", f"{fixed(eb, 3)} V")]
    story = "{" + PLACES + " a galvanic cell of $a and $b is built|A galvanic cell {consists of|is made of} an electrode of $a in a solution of $iona and an electrode of $b in a solution of $ionb|{A student|An analyst|A lecturer} joins the half-cells $iona/$ma and $ionb/$mb by a salt bridge|The half-cells $ma/$iona and $mb/$ionb are connected{ by a salt bridge|}}"
    if level == 3:
        q = kept(ca**x / cb**y, 5)
        log = kept(math.log10(q), 5)
        result = standard - SLOPE / n * log
        lines = [
            ("facts", f"[{a.ion}] = {sig(ca)} mol/L, [{b.ion}] = {sig(cb)} mol/L; E° {fixed(ea, 3)} and {fixed(eb, 3)} V"), *base,
            ("work", f"Q = {powered(sig(ca), x)} / {powered(sig(cb), y)} = {shown(q)}, log10({shown(q)}) = {shown(log)}"),
            ("then", f"E = {fixed(standard, 3)} − 0.05916 / {n} × {within(shown(log))} = {fixed(result, 3)} V"), mistake,
            ("check", f"Q is {'below' if q < 1 else 'above'} 1, so E has to lie {'above' if q < 1 else 'below'} E°"),
        ]
        traps = [(scaled - SLOPE / n * log if (x, y) != (1, 1) else eb + ea - SLOPE / n * log, "multiplied the potentials by the coefficients" if (x, y) != (1, 1) else "added the reduction potentials"), (standard + SLOPE / n * log, "turned Q round"), (standard, "left out the concentrations"), (standard - SLOPE * log, "left out the number of electrons"), (standard - SLOPE / n * math.log10(ca / cb), "left out the powers in Q"), (-result, "exchanged anode and cathode"), (standard - SLOPE / n * math.log(q), "took the natural logarithm with 0.05916"), (eb + ea, "added the reduction potentials")]
        exercise = Exercise(story, [*facts, ("[$iona]", f"{sig(ca)} mol/L"), ("[$ionb]", f"{sig(cb)} mol/L")], "{What is the cell potential|Calculate the cell potential (positive value)|Which voltage does the cell give without load}", lines, {"kind": "cell", "anode": a.metal, "cathode": b.metal, "ca": ca, "cb": cb}, 5, [NERNST, ACTIVITY, REDUCTION], values)
        return number_problem(rng, level, exercise, result, traps, unit="V", decimals=3, absolute=0.003, lowest=-20)
    e = float(fixed(nernst(standard, n, ca**x / cb**y), 3))
    difference = round(standard - e, 3)
    log = kept(n * difference / SLOPE, 5)
    q = kept(10**log, 5)
    power = kept(q * cb**y, 5)
    result = power ** (1 / x)
    lines = [
        ("facts", f"E = {fixed(e, 3)} V measured, [{b.ion}] = {sig(cb)} mol/L, [{a.ion}] unknown; E° {fixed(ea, 3)} and {fixed(eb, 3)} V"), *base,
        ("work", f"log10 Q: {n} × ({fixed(standard, 3)} − {fixed(e, 3)}) / 0.05916 = {shown(log)}, so Q: 10^({shown(log)}) = {shown(q)}"),
        ("then", f"[{a.ion}]{'' if x == 1 else '^' + str(x)}: {within(shown(q))} × {powered(sig(cb), y)} = {shown(power)}" + (f", [{a.ion}]: ({shown(power)})^(1/{x}) = {sig(result)} mol/L" if x > 1 else f", which is [{a.ion}] in mol/L: {sig(result)} mol/L")), mistake,
        ("check", f"E is {'above' if e > standard else 'below'} E°, so Q must be {'below' if e > standard else 'above'} 1, as found"),
    ]
    traps = [(10 ** (-log) * cb**y if x == 1 else (10 ** (-log) * cb**y) ** (1 / x), "turned the sign of the logarithm round"), ((10 ** (difference / SLOPE) * cb**y) ** (1 / x), "left out the number of electrons"), ((q * cb) ** (1 / x) if y > 1 else q * cb * 2, "left out the powers in Q" if y > 1 else "doubled the result"), (math.exp(log) * cb**y, "took the exponential for the power of ten"), (cb, "took both concentrations as equal"), ((cb**y / q) ** (1 / x), "divided by Q"), (q, "gave Q itself"), (result / 2, "halved the result"), (result * 10, "slipped a power of ten")]
    traps = [(v, why) for v, why in traps if v < 1e3]
    exercise = Exercise(story, [*facts, ("[$ionb]", f"{sig(cb)} mol/L"), ("{measured cell potential|cell potential}", f"{fixed(e, 3)} V")], "{What is the concentration of $iona|Calculate [$iona]|Which concentration of $iona does the cell indicate}", lines, {"kind": "unknown", "anode": a.metal, "cathode": b.metal, "cb": cb, "e": e}, 7, [NERNST, ACTIVITY, REDUCTION, f"{{The {b.name} electrode is the positive pole|{b.name.capitalize()} is the cathode}}"], values, rng.sample(SPARES, rng.randint(1, 2)))
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", relative=0.05)


def _log_constant(rng: Random, level: int) -> Problem:
    """Level 3 (rarely): log10 K from two standard potentials of different electron numbers."""
    cell = _cell(rng, True)
    a, b, n, x, y = cell.anode, cell.cathode, cell.n, cell.x, cell.y
    ea, eb = round(a.e, 3), round(b.e, 3)
    e = round(eb - ea, 3)
    result = n * e / SLOPE
    scaled = y * eb - x * ea
    lines = [
        ("facts", f"{cell.equation}; E° {fixed(ea, 3)} V ({a.metal}) and {fixed(eb, 3)} V ({b.metal})"),
        ("rule", "at equilibrium E is zero, so log10 K = n × E° / 0.05916, n being the electrons of the whole equation"),
        ("work", f"E° = {fixed(eb, 3)} − {volts(ea)} = {fixed(e, 3)} V; {n} electrons pass"),
        ("work", f"log10 K = {n} × {fixed(e, 3)} / 0.05916 = {fixed(result, 1)}"),
        ("mistake", f"to multiply the potentials by the coefficients first, {y} × {volts(eb)} − {x} × {volts(ea)} = {fixed(scaled, 3)} V; the coefficients come in only through n"),
        ("check", "E° is positive, so K must be above 1"),
    ]
    traps = [(n * scaled / SLOPE, "multiplied the potentials by the coefficients"), (e / SLOPE, "left out the number of electrons"), (a.n * e / SLOPE, f"took {a.n} electrons"), (b.n * e / SLOPE, f"took {b.n} electrons"), (-result, "exchanged anode and cathode"), (n * e / 0.025693, "gave ln K"), (n * (ea + eb) / SLOPE, "added the potentials"), ((a.n + b.n) * e / SLOPE, "added the numbers of electrons")]
    exercise = Exercise("{" + PLACES + " the equilibrium of $equation is looked at|How complete is $equation at 25 °C? The potentials tell|{A student|A lecturer} asks how far $equation goes at 25 °C}", [("E°($iona/$ma)", f"{fixed(ea, 3)} V"), ("E°($ionb/$mb)", f"{fixed(eb, 3)} V")], "{What is log10 K of the equation as written|Calculate log10 K for the equation as written|Find the decimal logarithm of K (equation as written)}", lines, {"kind": "log K", "anode": a.metal, "cathode": b.metal}, 4, ["{At 25 °C log10 K = n E° / 0.05916 V|Use log10 K = n E° / (0.05916 V) (25 °C)}", REDUCTION], {"equation": cell.equation, "iona": a.ion, "ionb": b.ion, "ma": a.metal, "mb": b.metal})
    return number_problem(rng, level, exercise, result, traps, decimals=1, absolute=0.5, lowest=-1e5)


#: chains of species with (electrons, E°) for each step, in acid: CRC Handbook, 97th ed., 5-78
CHAINS = (
    ("Fe³⁺", "Fe²⁺", "Fe", 1, 0.771, 2, -0.447), ("Cu²⁺", "Cu⁺", "Cu", 1, 0.153, 1, 0.521), ("Cr³⁺", "Cr²⁺", "Cr", 1, -0.407, 2, -0.913), ("Co³⁺", "Co²⁺", "Co", 1, 1.92, 2, -0.28), ("Sn⁴⁺", "Sn²⁺", "Sn", 2, 0.151, 2, -0.1375), ("V³⁺", "V²⁺", "V", 1, -0.255, 2, -1.175),
    ("Tl³⁺", "Tl⁺", "Tl", 2, 1.252, 1, -0.336), ("Eu³⁺", "Eu²⁺", "Eu", 1, -0.36, 2, -2.812), ("Au³⁺", "Au⁺", "Au", 2, 1.401, 1, 1.692), ("Mn³⁺", "Mn²⁺", "Mn", 1, 1.5415, 2, -1.185), ("In³⁺", "In⁺", "In", 2, -0.443, 1, -0.14), ("Ce⁴⁺", "Ce³⁺", "Ce", 1, 1.72, 3, -2.336),
)  # fmt: skip


def _latimer(rng: Random, level: int) -> Problem:
    """Level 4: E° of a sum of half-reactions, then the potential at a concentration."""
    ox, mid, red, n1, e1, n2, e2 = rng.choice(CHAINS)
    e1, e2 = round(e1, 3), round(e2, 3)
    n = n1 + n2
    c = spread(rng, 1e-4, 0.8)
    total = kept(n1 * e1 + n2 * e2, 6)
    standard = kept(total / n, 5)
    log = kept(math.log10(c), 5)
    result = standard + SLOPE / n * log
    plain = e1 + e2
    lines = [
        ("facts", f"{ox} → {mid}: {n1} e⁻, {fixed(e1, 3)} V; {mid} → {red}: {n2} e⁻, {fixed(e2, 3)} V; [{ox}] = {sig(c)} mol/L"),
        ("rule", "half-reactions add through ΔG° = −nFE°, so the electrons weight the potentials: E°₃ = (n₁E°₁ + n₂E°₂) / (n₁ + n₂); then the Nernst equation"),
        ("work", f"n₁E°₁ + n₂E°₂: {n1} × {volts(e1)} + {n2} × {volts(e2)} = {shown(total, 6)} V"),
        ("work", f"E° of {ox}/{red}: {within(shown(total, 6))} / {n} = {shown(standard)} V"),
        ("then", f"log10({shown(c)}) = {shown(log)}, E = {shown(standard)} + 0.05916 / {n} × {within(shown(log))} = {fixed(result, 3)} V"),
        ("mistake", f"to add the two potentials, {fixed(e1, 3)} + {volts(e2)} = {fixed(plain, 3)} V; that is right for a cell, where the electrons cancel, but not for a new half-reaction"),
        ("check", f"the weighted mean {shown(standard)} V lies between {fixed(min(e1, e2), 3)} and {fixed(max(e1, e2), 3)} V"),
    ]
    shift = SLOPE / n * log
    traps = [(plain + shift, "added the potentials"), (plain / 2 + shift, "took the plain mean"), (standard - shift, "turned the sign of the logarithm round"), (standard, "left out the concentration"), (e1 - e2 + shift, "subtracted as for a cell"), (total + shift, "did not divide by the electrons"), (standard + SLOPE * log, "left out the number of electrons"), ((n2 * e1 + n1 * e2) / n + shift, "exchanged the numbers of electrons")]
    exercise = Exercise("{" + PLACES + " the couple $ox/$red is needed, but only its steps are tabulated|A table lists $ox/$mid and $mid/$red, but not $ox/$red|{A student|An electrochemist} wants the potential of $ox/$red and finds only the two steps over $mid}", [("E°($ox/$mid)", f"{fixed(e1, 3)} V"), ("E°($mid/$red)", f"{fixed(e2, 3)} V"), ("concentration of $ox", f"{sig(c)} mol/L")], "{What is the potential of $red in this solution of $ox|Calculate E of the couple $ox/$red at this concentration|Which potential belongs to $ox/$red here}", lines, {"kind": "latimer", "ox": ox, "c": c}, 6, [NERNST, ACTIVITY, REDUCTION, "{The equilibrium with $mid is left aside|Leave reactions with $mid aside}"], {"ox": ox, "mid": mid, "red": red}, rng.sample(SPARES[:3], 1))
    return number_problem(rng, level, exercise, result, traps, unit="V", decimals=3, absolute=0.003, lowest=-20)


#: oxidant half-reactions with protons: (equation, oxidised, reduced or "", E°, electrons, protons, power of reduced)
PROTONS = (
    ("MnO₄⁻ + 8 H⁺ + 5 e⁻ → Mn²⁺ + 4 H₂O", "MnO₄⁻", "Mn²⁺", 1.507, 5, 8, 1), ("Cr₂O₇²⁻ + 14 H⁺ + 6 e⁻ → 2 Cr³⁺ + 7 H₂O", "Cr₂O₇²⁻", "Cr³⁺", 1.36, 6, 14, 2), ("ClO₃⁻ + 6 H⁺ + 6 e⁻ → Cl⁻ + 3 H₂O", "ClO₃⁻", "Cl⁻", 1.451, 6, 6, 1), ("BrO₃⁻ + 6 H⁺ + 6 e⁻ → Br⁻ + 3 H₂O", "BrO₃⁻", "Br⁻", 1.423, 6, 6, 1),
    ("VO²⁺ + 2 H⁺ + e⁻ → V³⁺ + H₂O", "VO²⁺", "V³⁺", 0.337, 1, 2, 1), ("IO₃⁻ + 6 H⁺ + 6 e⁻ → I⁻ + 3 H₂O", "IO₃⁻", "I⁻", 1.085, 6, 6, 1), ("VO₂⁺ + 2 H⁺ + e⁻ → VO²⁺ + H₂O", "VO₂⁺", "VO²⁺", 0.991, 1, 2, 1),
)  # fmt: skip


def _acid(rng: Random, level: int) -> Problem:
    """Level 5: a half-cell whose potential depends on the pH."""
    equation, ox, red, e, n, protons, power = rng.choice(PROTONS)
    co, cr = spread(rng, 0.001, 0.3), spread(rng, 0.001, 0.3)
    ph = rng.randint(20, 480) / 100
    top = kept(math.log10(cr**power / co), 5)
    log = kept(top + protons * ph, 6)
    result = e - SLOPE / n * log
    no_ph = e - SLOPE / n * top
    one = e - SLOPE / n * (top + ph)
    lines = [
        ("facts", f"{equation}; E° = {e:.3f} V, [{ox}] = {sig(co)}, [{red}] = {sig(cr)} mol/L, pH {ph:.2f}"),
        ("rule", f"Q = [{red}]{'²' if power == 2 else ''} / ([{ox}] × [H⁺]^{protons}), so log10 Q is log10([{red}]{'²' if power == 2 else ''}/[{ox}]) + {protons} × pH"),
        ("work", f"log10({powered(sig(cr), power)} / {within(sig(co))}) = {shown(top)}"),
        ("work", f"log10 Q: {shown(top)} + {protons} × {ph:.2f} = {shown(log, 6)}"),
        ("then", f"E = {e:.3f} − 0.05916 / {n} × {within(shown(log, 6))} = {fixed(result, 3)} V"),
        ("mistake", f"to forget the exponent of [H⁺] and take the pH once, which gives {fixed(one, 3)} V; {protons} protons take part, and each counts"),
        ("check", f"each unit of pH lowers E by 0.05916 × {protons} / {n} = {fixed(SLOPE * protons / n, 3)} V, so at pH {ph:.2f} the oxidant is weaker than at pH 0"),
    ]
    traps = [(one, "took the pH once"), (no_ph, "left out the pH"), (e - SLOPE / n * (top - protons * ph), "turned the sign of the pH term round"), (e + SLOPE / n * log, "turned Q round"), (e - SLOPE * log, "left out the number of electrons"), (e, "took the standard potential"), (e - SLOPE / n * (-top + protons * ph), "turned the concentration ratio round"), (e - SLOPE * protons * ph, "left out the number of electrons")]
    exercise = Exercise("{" + PLACES + " a platinum electrode stands in an acidic solution of $ox and $red|A platinum wire dips into a buffered solution of $ox and $red|{A student|An analyst} measures the redox potential of a solution of $ox and $red}: $equation", [("E° of the couple", f"{e:.3f} V"), ("[$ox]", f"{sig(co)} mol/L"), ("[$red]", f"{sig(cr)} mol/L"), ("pH", f"{ph:.2f}")], "{What is the potential of the electrode (vs SHE)|Calculate the redox potential against the standard hydrogen electrode|Which potential (vs SHE) results}", lines, {"kind": "acid", "ox": ox, "co": co, "cr": cr, "ph": ph}, 6, [NERNST, ACTIVITY], {"ox": ox, "red": red, "equation": equation}, rng.sample(SPARES[:3], 1))
    return number_problem(rng, level, exercise, result, traps, unit="V", decimals=3, absolute=0.003, lowest=-20)


def _concentration_cell(rng: Random, level: int) -> Problem:
    """Level 5: a concentration cell with an insoluble salt: Ksp from the voltage."""
    salt, ion, anion, n, name = rng.choice((("AgCl", "Ag⁺", "Cl⁻", 1, "silver"), ("AgBr", "Ag⁺", "Br⁻", 1, "silver"), ("AgI", "Ag⁺", "I⁻", 1, "silver"), ("AgSCN", "Ag⁺", "SCN⁻", 1, "silver"), ("PbSO4", "Pb²⁺", "SO₄²⁻", 2, "lead"), ("TlBr", "Tl⁺", "Br⁻", 1, "thallium"), ("TlI", "Tl⁺", "I⁻", 1, "thallium"), ("PbI2", "Pb²⁺", "I⁻", 2, "lead"), ("PbCl2", "Pb²⁺", "Cl⁻", 2, "lead"), ("PbBr2", "Pb²⁺", "Br⁻", 2, "lead"), ("CuS", "Cu²⁺", "S²⁻", 2, "copper"))[:10])
    ksp = {"AgCl": 1.77e-10, "AgBr": 5.35e-13, "AgI": 8.52e-17, "AgSCN": 1.03e-12, "PbSO4": 2.53e-8, "TlBr": 3.71e-6, "TlI": 5.54e-8, "PbI2": 9.8e-9, "PbCl2": 1.70e-5, "PbBr2": 6.60e-6}[salt]
    q = 2 if salt.endswith("2") else 1
    c, x = spread(rng, 0.02, 0.5), spread(rng, 0.02, 0.5)
    if salt == "PbCl2" or salt == "PbBr2":
        x = spread(rng, 0.15, 0.6)
    e = float(fixed(SLOPE / n * math.log10(c / (ksp / x**q)) + rng.uniform(-0.002, 0.002), 3))
    log = kept(n * e / SLOPE, 5)
    free = kept(c / 10**log, 5)
    result = free * x**q
    lines = [
        ("facts", f"E = {e:.3f} V between {name} in {sig(c)} mol/L {ion} and {name} in a saturated solution of {sunk(salt)} with {sig(x)} mol/L {anion}"),
        ("rule", f"both electrodes are alike, so E° is zero and E = (0.05916/n) × log10([{ion}] rich / [{ion}] poor); then Ksp = [{ion}][{anion}]{'²' if q == 2 else ''}"),
        ("work", f"log10 of the ratio: {n} × {e:.3f} / 0.05916 = {shown(log)}"),
        ("work", f"[{ion}] on the poor side: {within(sig(c))} / 10^({shown(log)}) = {shown(free)} mol/L"),
        ("then", f"Ksp = {within(shown(free))} × {powered(sig(x), q)} = {sig(result, 2)}"),
        ("mistake", f"to put the standard potential of {ion}/{name} into the calculation; it stands on both sides and cancels, only the ratio of the concentrations drives this cell"),
        ("check", f"going back: 0.05916 / {n} × log10({within(sig(c))} / {within(shown(free))}) = {sig(SLOPE / n * math.log10(c / free), 2)} V"),
    ]
    traps = [(free, f"gave [{ion}]"), (free * x if q == 2 else free * x * x, "got the power of the anion wrong"), (c / 10 ** (e / SLOPE) * x**q if n == 2 else c / 10 ** (2 * e / SLOPE) * x**q, "took the wrong number of electrons"), (c * 10**log * x**q, "turned the sign of the logarithm round"), (c / math.exp(n * e / SLOPE) * x**q, "took the exponential for the power of ten"), (free * free, "took the solution as pure, with equal ions"), (result * 10, "slipped a power of ten")]
    traps = [(v, why) for v, why in traps if v < 10]
    exercise = Exercise("{" + PLACES + " a concentration cell is built from two $name electrodes|Two $name electrodes form a concentration cell|{A student|An analyst} determines a solubility product with two $name electrodes}. One stands in a {solution of $ion|clear solution of $ion}, the other {in a solution that is saturated with $salt and contains an excess of $anion|in a suspension of $salt with an excess of $anion}", [("[$ion] at the first electrode", f"{sig(c)} mol/L"), ("[$anion] at the second electrode", f"{sig(x)} mol/L"), ("{cell potential|measured voltage}", f"{e:.3f} V")], "{What is the solubility product of $salt|Calculate Ksp of $salt|Which Ksp of $salt follows}", lines, {"kind": "concentration", "salt": salt, "c": c, "x": x, "e": e}, 6, [NERNST, ACTIVITY, "{The second electrode is the negative pole|The first electrode is the positive pole}", "{The product is written without a unit|Give Ksp without a unit}"], {"name": name, "ion": ion, "anion": anion, "salt": sunk(salt)}, rng.sample(SPARES[:3], 1))
    return number_problem(rng, level, exercise, result, traps, digits=2, relative=0.08)


def _thickness(rng: Random, level: int) -> Problem:
    """Level 5: the thickness of a plated layer, both sides, with efficiency."""
    c = rng.choice([m for m in PLATED if m.metal in ("Zn", "Cr", "Cd", "Co", "Ni", "Sn", "Cu", "Ag", "Au", "Pd")])
    n = 6 if c.metal == "Cr" else c.n
    bath = "CrO₃ (chromium in the state +6)" if n == 6 else c.ion
    area = spread(rng, 8, 400)
    density = spread(rng, 8, 60)
    minutes = rng.randint(6, 90)
    percent = rng.randint(12, 22) if n == 6 else rng.randint(85, 99)
    milli = kept(area * density, 5)
    charge = kept(milli / 1000 * minutes * 60, 6)
    mass = kept(charge * percent / 100 / (n * F) * c.molar_mass, 5)
    volume = kept(mass / c.density, 5)
    result = volume / area * 10000
    lines = [
        ("facts", f"{shown(area)} cm² in all, {shown(density)} mA/cm², {minutes} min, efficiency {percent} %, {n} electrons an atom, {c.density} g/cm³"),
        ("rule", "charge → electrons that deposit metal → mass → volume; thickness = volume / area"),
        ("work", f"current: {shown(density)} × {shown(area)} = {shown(milli)} mA; charge: {within(shown(milli))} / 1000 × {minutes} × 60 = {shown(charge, 6)} C"),
        ("work", f"mass: {within(shown(charge, 6))} × {percent / 100} / ({n} × 96485) × {c.molar_mass} = {shown(mass)} g"),
        ("work", f"volume: {within(shown(mass))} / {c.density} = {shown(volume)} cm³"),
        ("then", f"thickness: {within(shown(volume))} / {shown(area)} × 10000 = {sig(result)} µm"),
        ("mistake", f"to let every electron deposit metal, which gives {sig(result * 100 / percent)} µm; {100 - percent} % of the charge makes hydrogen"),
        ("check", "a plated layer of some micrometres, as usual"),
    ]
    traps = [(result * 100 / percent, "left out the efficiency"), (result * 10000 / percent**2, "divided by the efficiency"), (result * n if n > 1 else result * 2, "left out the number of electrons"), (result / 60, "left the minutes unconverted"), (result * c.density**2, "multiplied by the density"), (result / 10, "converted cm to µm wrongly"), (result / 2, "counted the area twice"), (result * 6 / 3 if n == 6 else result * 2, "took three electrons an atom" if n == 6 else "doubled the result")]
    exercise = Exercise("{A part is plated with $name|An electroplating shop coats a part with $name|{For a wear test|For a corrosion test} a part is given a layer of $name} from a bath of $bath", [("area to be plated (all sides together)", f"{shown(area)} cm²"), ("current density", f"{shown(density)} mA/cm²"), ("plating time", f"{minutes} min"), ("current efficiency", f"{percent} %"), ("density of $name", f"{c.density} g/cm³"), ("molar mass of $name", f"{c.molar_mass} g/mol")], "{How thick is the layer|What is the thickness of the layer|Calculate the thickness of the $name layer}", lines, {"kind": "thickness", "metal": c.metal, "area": area, "density": density, "minutes": minutes, "percent": percent}, 8, [FARADAY, "{The layer is even|The layer has the same thickness everywhere}"], {"name": c.name, "bath": bath}, rng.sample([("temperature of the bath", f"{rng.randint(22, 55)} °C"), ("volume of the bath", f"{rng.randint(4, 60) * 10} L"), ("voltage", f"{rng.randint(25, 70) / 10} V")], 1))
    return number_problem(rng, level, exercise, result, traps, unit="µm", relative=0.01)


KINDS = {
    1: (_oxidation, _electrolysis, _half_cell, _half_cell),
    2: (_electrolysis, _half_cell, _electrons),
    3: (_full_cell,),
    4: (_electrolysis, _full_cell, _latimer),
    5: (_oxidation, _acid, _concentration_cell, _thickness),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on redox reactions, cells or electrolysis."""
    if level == 3 and rng.random() < 0.02:
        return _log_constant(rng, level)
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="electrochemistry",
    title="Electrochemistry and oxidation numbers",
    source="Vanýsek, CRC Handbook of Chemistry and Physics, 97th ed. 2016, 5-78; Karen et al., Pure Appl Chem 2016;88:831",
    problem=problem,
    rubric=(
        Criterion("Identifies anode and cathode from the reduction potentials and subtracts them the right way round.", "essential"),
        Criterion("Uses the number of electrons of the half-reaction or of the balanced cell reaction, as the formula needs.", "essential"),
        Criterion("Raises every concentration in Q to its coefficient and leaves solids out.", "important"),
        Criterion("Converts current and time to charge in coulombs before it uses Faraday's constant.", "important"),
        Criterion("Applies the exceptions for oxygen and hydrogen in peroxides, hydrides and fluorides.", "important"),
        Criterion("Multiplies a standard potential by a stoichiometric coefficient.", "pitfall", positive=False),
    ),
)  # fmt: skip

