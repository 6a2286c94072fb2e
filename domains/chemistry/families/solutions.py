
"""Composition of solutions: molarity, molality, dilution, concentrated acids, hydrates, mixing, ions.

In: a seeded generator and a level. Out: one problem with a concentration, a volume or a mass as its answer.

    molarity      c = n / V(solution), mol/L             molality    b = n / m(solvent), mol/kg
    dilution      c1 V1 = c2 V2                           from w and density   c = 10 w ρ / M (w in %, ρ in g/mL)
    hydrate       the crystal water belongs to the mass weighed in and to the solvent afterwards
    mixing        amounts add; volumes only where the question says so
    ions          c(ion) = number of that ion in the formula × c(salt), for strong electrolytes

Sources: Harris, Quantitative Chemical Analysis, 9th ed. 2016, ch. 1; IUPAC Gold Book (molality, amount concentration); CRC
Handbook of Chemistry and Physics, 97th ed. 2016, section 15 (densities of concentrated reagents); atomic weights IUPAC 2021.

Worked example: hydrochloric acid of 37.0 % and 1.184 g/mL is 10 × 37.0 × 1.184 / 36.458 = 12.0 mol/L and 16.1 mol/kg.

>>> round(molarity_from_percent(37.0, 1.184, 36.458), 2), round(molality_from_percent(37.0, 36.458), 2)
(12.02, 16.11)
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.exercise import PERSON, PLACE, Exercise, number_problem
from domains.chemistry.formulas import molar_mass
from domains.chemistry.numbers import carried, significant, to_significant, written
from domains.wording import spin


def molarity_from_percent(percent: float, density: float, mass: float) -> float:
    """mol/L from mass per cent, density in g/mL and molar mass in g/mol."""
    return 10 * percent * density / mass


def molality_from_percent(percent: float, mass: float) -> float:
    """mol per kg of solvent from mass per cent and molar mass in g/mol."""
    return 1000 * percent / (mass * (100 - percent))


@dataclass(frozen=True)
class Solute:
    """Formula as it is weighed, name, and the ions in one formula unit; solubility near 20 °C in g per 100 g water."""

    formula: str
    name: str
    ions: tuple[tuple[str, int], ...]
    solubility: float


SOLUTES = (
    Solute("NaCl", "sodium chloride", (("Na+", 1), ("Cl-", 1)), 36), Solute("KCl", "potassium chloride", (("K+", 1), ("Cl-", 1)), 34),
    Solute("KNO3", "potassium nitrate", (("K+", 1), ("NO3-", 1)), 31), Solute("NaNO3", "sodium nitrate", (("Na+", 1), ("NO3-", 1)), 87),
    Solute("CaCl2", "calcium chloride", (("Ca2+", 1), ("Cl-", 2)), 74), Solute("MgCl2", "magnesium chloride", (("Mg2+", 1), ("Cl-", 2)), 54),
    Solute("Na2SO4", "sodium sulfate", (("Na+", 2), ("SO4 2-", 1)), 19), Solute("K2SO4", "potassium sulfate", (("K+", 2), ("SO4 2-", 1)), 11),
    Solute("(NH4)2SO4", "ammonium sulfate", (("NH4+", 2), ("SO4 2-", 1)), 75), Solute("NH4Cl", "ammonium chloride", (("NH4+", 1), ("Cl-", 1)), 37),
    Solute("KBr", "potassium bromide", (("K+", 1), ("Br-", 1)), 65), Solute("KI", "potassium iodide", (("K+", 1), ("I-", 1)), 144),
    Solute("AgNO3", "silver nitrate", (("Ag+", 1), ("NO3-", 1)), 216), Solute("CuSO4·5H2O", "copper(II) sulfate pentahydrate", (("Cu2+", 1), ("SO4 2-", 1)), 32),
    Solute("MgSO4·7H2O", "magnesium sulfate heptahydrate", (("Mg2+", 1), ("SO4 2-", 1)), 71), Solute("CaCl2·2H2O", "calcium chloride dihydrate", (("Ca2+", 1), ("Cl-", 2)), 97),
    Solute("Na2CO3·10H2O", "sodium carbonate decahydrate", (("Na+", 2), ("CO3 2-", 1)), 59), Solute("FeSO4·7H2O", "iron(II) sulfate heptahydrate", (("Fe2+", 1), ("SO4 2-", 1)), 48),
    Solute("ZnSO4·7H2O", "zinc sulfate heptahydrate", (("Zn2+", 1), ("SO4 2-", 1)), 96), Solute("Na2S2O3·5H2O", "sodium thiosulfate pentahydrate", (("Na+", 2), ("S2O3 2-", 1)), 70),
    Solute("NiSO4·6H2O", "nickel(II) sulfate hexahydrate", (("Ni2+", 1), ("SO4 2-", 1)), 65), Solute("CoCl2·6H2O", "cobalt(II) chloride hexahydrate", (("Co2+", 1), ("Cl-", 2)), 93),
    Solute("Al(NO3)3·9H2O", "aluminium nitrate nonahydrate", (("Al3+", 1), ("NO3-", 3)), 73), Solute("FeCl3·6H2O", "iron(III) chloride hexahydrate", (("Fe3+", 1), ("Cl-", 3)), 92),
    Solute("Na3PO4·12H2O", "trisodium phosphate dodecahydrate", (("Na+", 3), ("PO4 3-", 1)), 28), Solute("C6H12O6", "glucose", (), 91), Solute("C12H22O11", "sucrose", (), 200),
    Solute("CH4N2O", "urea", (), 108), Solute("Na2CO3", "sodium carbonate", (("Na+", 2), ("CO3 2-", 1)), 22), Solute("NaHCO3", "sodium hydrogencarbonate", (("Na+", 1), ("HCO3-", 1)), 9.6),
    Solute("KH2PO4", "potassium dihydrogenphosphate", (("K+", 1), ("H2PO4-", 1)), 22), Solute("K2CrO4", "potassium chromate", (("K+", 2), ("CrO4 2-", 1)), 63),
    Solute("LiCl", "lithium chloride", (("Li+", 1), ("Cl-", 1)), 83), Solute("BaCl2·2H2O", "barium chloride dihydrate", (("Ba2+", 1), ("Cl-", 2)), 42), Solute("CH3COONa", "sodium acetate", (("Na+", 1), ("CH3COO-", 1)), 46),
)  # fmt: skip
#: apparent volume of one gram of solute, in mL; with it densities of fairly concentrated solutions at 20 °C come near tabulated ones
#: of those in the CRC Handbook, section 8 (concentrative properties of aqueous solutions)
SPECIFIC_VOLUMES = {
    "NaCl": 0.36, "KCl": 0.41, "KNO3": 0.40, "NaNO3": 0.39, "CaCl2": 0.26, "MgCl2": 0.27, "Na2SO4": 0.16, "K2SO4": 0.22, "(NH4)2SO4": 0.52, "NH4Cl": 0.73,
    "KBr": 0.31, "KI": 0.28, "AgNO3": 0.19, "C6H12O6": 0.63, "C12H22O11": 0.62, "CH4N2O": 0.75, "Na2CO3": 0.06, "NaHCO3": 0.31, "KH2PO4": 0.32, "K2CrO4": 0.26,
    "LiCl": 0.48, "CH3COONa": 0.53,
}  # fmt: skip
HYDRATES = tuple(one for one in SOLUTES if "·" in one.formula)
SALTS = tuple(one for one in SOLUTES if one.ions)


@dataclass(frozen=True)
class Reagent:
    """A concentrated reagent: formula, name, per cent by mass from-to, density in g/mL at both ends."""

    formula: str
    name: str
    low: float
    high: float
    density_low: float
    density_high: float

    def draw(self, rng: Random) -> tuple[float, float]:
        share = rng.random()
        percent = round(self.low + share * (self.high - self.low), 1)
        share = (percent - self.low) / (self.high - self.low)
        # lots of one grade differ in the third decimal
        lot = rng.randint(-3, 3) / 1000
        return percent, round(self.density_low + share * (self.density_high - self.density_low) + lot, 3)


#: ranges of usual grades; density at 20 °C interpolated between the ends (CRC Handbook, section 15; suppliers' labels)
REAGENTS = (
    Reagent("HCl", "hydrochloric acid", 30.0, 37.5, 1.149, 1.188), Reagent("H2SO4", "sulfuric acid", 93.0, 97.5, 1.828, 1.837), Reagent("HNO3", "nitric acid", 60.0, 69.5, 1.367, 1.412),
    Reagent("NH3", "ammonia solution", 24.0, 29.5, 0.910, 0.896), Reagent("H3PO4", "phosphoric acid", 75.0, 86.0, 1.579, 1.695), Reagent("HClO4", "perchloric acid", 60.0, 70.5, 1.538, 1.670),
    Reagent("CH3COOH", "glacial acetic acid", 96.0, 99.8, 1.061, 1.051), Reagent("H2O2", "hydrogen peroxide solution", 27.0, 35.0, 1.098, 1.132), Reagent("NaOH", "sodium hydroxide solution", 30.0, 50.0, 1.328, 1.525),
    Reagent("KOH", "potassium hydroxide solution", 30.0, 45.0, 1.288, 1.448), Reagent("HBr", "hydrobromic acid", 40.0, 48.0, 1.372, 1.486), Reagent("HCOOH", "formic acid", 85.0, 98.0, 1.195, 1.218),
)  # fmt: skip
FLASKS = (50, 100, 200, 250, 500, 1000, 2000)
MAKES = "{makes up|prepares|needs|works with|labels}"
STORIES = (
    f"{PERSON} {PLACE} {MAKES} {{a solution of $name|an aqueous $name solution|$name ($formula) in water}}",
    "{For|In preparation of} {a titration|a buffer|a calibration|a plating bath|a growth medium|a conductivity series|a demonstration|an interlaboratory test}, {a solution of $name is made|$name ($formula) is dissolved in water|an aqueous solution of $name is wanted}",
    "{A bottle|A flask|A beaker|A storage tank} {holds|contains} {a solution of $name|aqueous $name|$name ($formula) in water}",
)


def _story(rng: Random, name: str, formula: str, which: int | None = None) -> str:
    text = spin(rng, rng.choice(STORIES) if which is None else STORIES[which], name=name, formula=formula)
    return text[:1].upper() + text[1:] + "."


def _molar(*formulas: str) -> str:
    return ("{Molar mass|Use}: " if len(formulas) == 1 else "{Molar masses|Use}: ") + "; ".join(f"M({one}) = {written(molar_mass(one))} g/mol" for one in formulas)


def _weigh(rng: Random, solute: Solute, volume: float) -> float:
    """A plausible mass in g for the volume in mL, well below saturation."""
    top = min(0.5 * solute.solubility / 100 * volume, 1.5 * volume / 1000 * molar_mass(solute.formula))
    return to_significant(top * rng.uniform(0.03, 1.0), rng.choice((3, 4)))


def _digits(mass: float) -> str:
    return significant(mass, 3) if to_significant(mass, 3) == mass else significant(mass, 4)


def _concentration(rng: Random, level: int) -> Problem:
    """Level 1: molarity from mass and volume, or mass for a molarity."""
    solute = rng.choice(SOLUTES)
    m = molar_mass(solute.formula)
    volume = rng.choice(FLASKS)
    litres = volume / 1000
    mass = _weigh(rng, solute, volume)
    if rng.random() < 0.5:
        amount = carried(mass / m, 5)
        result = amount / litres
        lines = [
            ("facts", f"{_digits(mass)} g {solute.formula} in {volume} mL of solution; M = {written(m)} g/mol"),
            ("rule", "{c = n / V with V the volume of the solution|amount over volume of solution}"),
            ("work", f"n = {_digits(mass)} / {written(m)} = {written(amount)} mol"),
            ("then", f"V = {volume} / 1000 = {written(litres)} L"),
            ("then", f"c = {written(amount)} / {written(litres)} = {written(carried(result, 4))} mol/L"),
            ("check", f"{{back|the other way}}: {written(carried(result, 4))} × {written(litres)} × {written(m)} = {significant(carried(result, 4) * litres * m, 3)} g"),
        ]  # fmt: skip
        exercise = Exercise(
            _story(rng, solute.name, solute.formula), [(f"{{mass of {solute.formula}|weighed portion}}", f"{_digits(mass)} g"), ("{volume of the solution|flask filled to the mark}", f"{volume} mL")],
            [_molar(solute.formula)], "{What is the molar concentration|Which concentration does the solution have|How large is the molarity}?", lines,
            {"kind": "molarity", "formula": solute.formula, "mass": mass, "mL": volume}, 3,
        )  # fmt: skip
        traps = [
            (amount * litres, "multiplied by the volume"), (amount, "gave the amount"), (amount / volume, "left the volume in mL"), (mass / litres, "gave the mass concentration"),
            (1000 * mass / m / (volume + mass), "added the mass to the volume"), (m / mass / litres, "turned the amount round"),
        ]  # fmt: skip
        return number_problem(rng, level, exercise, result, traps, unit="mol/L", digits=3, relative=0.01)
    target = to_significant(mass / m / litres, 3)
    amount = carried(target * litres, 5)
    result = amount * m
    lines = [
        ("facts", f"wanted {significant(target, 3)} mol/L, {volume} mL; M({solute.formula}) = {written(m)} g/mol"),
        ("rule", "{n = c × V, then m = n × M|amount from concentration and volume, mass from the amount}"),
        ("work", f"V = {volume} / 1000 = {written(litres)} L"),
        ("then", f"n = {significant(target, 3)} × {written(litres)} = {written(amount)} mol"),
        ("then", f"m = {written(amount)} × {written(m)} = {written(carried(result, 4))} g"),
        ("check", f"{{a full litre would take|for 1 L one would need}} {significant(target, 3)} × {written(m)} = {written(carried(target * m, 4))} g, {{in keeping with it|which fits}}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, solute.name, solute.formula, 1), [("{wanted concentration|concentration to make}", f"{significant(target, 3)} mol/L"), ("{volume of the solution|volume of the flask}", f"{volume} mL")],
        [_molar(solute.formula)], f"{{What mass of {solute.formula} has to be weighed in|How many grams of {solute.formula} are needed|Which mass of {solute.formula} goes into the flask}}?", lines,
        {"kind": "weigh", "formula": solute.formula, "c": target, "mL": volume}, 3,
    )  # fmt: skip
    traps = [
        (target * m, "took one litre"), (target / litres * m, "divided by the volume"), (amount / m, "divided by the molar mass"), (m * litres, "took 1 mol/L"), (result * 10, "slipped a power of ten"), (amount, "gave the amount in mol"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="g", digits=3, relative=0.01)


def _dilution(rng: Random, level: int) -> Problem:
    """Level 2: dilution with mL, L, mmol/L or µmol/L."""
    solute = rng.choice(SOLUTES)
    stock = to_significant(rng.uniform(0.05, 2.4), 3)
    taken = rng.choice((1.00, 2.00, 5.00, 10.00, 15.00, 20.00, 25.00, 50.00))
    final = rng.choice([one for one in (50, 100, 200, 250, 500, 1000, 2000) if one > 1.9 * taken])
    mixed = stock * taken / final
    kind = rng.choice(("final", "taken", "stock"))
    name = f"{solute.name} ({solute.formula})"
    if kind == "final":
        result = mixed * 1000
        lines = [
            ("facts", f"{taken:.2f} mL of {significant(stock, 3)} mol/L made up to {final} mL"),
            ("rule", "{the amount stays: c1 × V1 = c2 × V2|diluting keeps the amount of solute, so c1 V1 = c2 V2}"),
            ("work", f"c2 = {significant(stock, 3)} × {taken:.2f} / {final} = {written(carried(mixed, 5))} mol/L"),
            ("then", f"{written(carried(mixed, 5))} × 1000 = {written(carried(carried(mixed, 5) * 1000, 5))} mmol/L"),
            ("check", f"the volume grows by the factor {final} / {taken:.2f} = {significant(final / taken, 4)}, {{and the concentration falls by as much|by which the concentration falls}}"),
        ]  # fmt: skip
        facts = [("{stock concentration|concentration of the stock}", f"{significant(stock, 3)} mol/L"), ("{volume pipetted|aliquot}", f"{taken:.2f} mL"), ("{final volume|volume of the flask}", f"{final} mL")]
        ask, unit = "{What is the concentration after dilution|Which concentration results}?", "mmol/L"
        traps = [
            (1000 * stock * taken / (final + taken), "added the aliquot to the final volume"), (1000 * stock * taken / (final - taken), "took the added water for the final volume"), (stock * taken, "gave the amount in mmol"),
            (1000 * stock * final / taken, "multiplied the wrong way round"), (mixed, "left the result in mol/L"), (mixed * 1e6, "converted to µmol/L"),
        ]  # fmt: skip
    elif kind == "taken":
        target = to_significant(mixed * 1000, 3)
        moles = carried(target / 1000, 5)
        result = moles * final / stock
        lines = [
            ("facts", f"from {significant(stock, 3)} mol/L to {final} mL of {significant(target, 3)} mmol/L"),
            ("rule", "{c1 × V1 = c2 × V2, in one unit of concentration|first the same unit, then c1 V1 = c2 V2}"),
            ("work", f"c2 = {significant(target, 3)} / 1000 = {written(moles)} mol/L"),
            ("then", f"V1 = {written(moles)} × {final} / {significant(stock, 3)} = {written(carried(result, 4))} mL"),
            ("check", f"the amounts agree: {written(carried(result, 4))} × {significant(stock, 3)} = {significant(carried(result, 4) * stock, 3)} mmol"),
        ]  # fmt: skip
        facts = [("{stock concentration|concentration of the stock}", f"{significant(stock, 3)} mol/L"), ("{wanted concentration|target concentration}", f"{significant(target, 3)} mmol/L"), ("{final volume|volume to make}", f"{final} mL")]
        ask, unit = "{What volume of the stock is needed|How much of the stock do you pipette}?", "mL"
        traps = [
            (final - result, "gave the volume of water"), (target * final / stock, "left mmol/L and mol/L mixed"), (moles * stock * final, "multiplied by the stock's concentration"), (stock * final / moles if stock * final / moles < 1e6 else 0.0, "turned the ratio round"),
            (result / 10, "slipped a power of ten"), (final / (stock / moles + 1), "took the ratio for parts of water"), (moles * final, "gave the amount in mmol"),
        ]  # fmt: skip
        mixed = target
    else:
        target = to_significant(mixed * 1e6, 3)
        result = target / 1e6 * final / taken
        low = carried(target / 1e6, 5)
        lines = [
            ("facts", f"{taken:.2f} mL made up to {final} mL gave {significant(target, 3)} µmol/L"),
            ("rule", "{c1 × V1 = c2 × V2, solved for c1|the stock follows backwards from c1 V1 = c2 V2}"),
            ("work", f"c2 = {significant(target, 3)} × 10^-6 = {written(low)} mol/L" if "×" not in significant(target, 3) else f"c2 = {significant(target, 3)} µmol/L, that is {written(low)} mol/L"),
            ("then", f"c1 = {written(low)} × {final} / {taken:.2f} = {written(carried(result, 4))} mol/L"),
            ("check", f"{{diluting it again|forwards}}: {written(carried(result, 4))} × {taken:.2f} / {final} = {significant(carried(result, 4) * taken / final, 3)} mol/L"),
        ]  # fmt: skip
        facts = [("{measured concentration|concentration found after dilution}", f"{significant(target, 3)} µmol/L"), ("{volume pipetted|aliquot}", f"{taken:.2f} mL"), ("{final volume|volume of the flask}", f"{final} mL")]
        ask, unit = "{What was the concentration of the stock|Which concentration did the undiluted solution have}?", "mol/L"
        traps = [
            (result * 1000, "took µmol for mmol"), (low * taken / final, "diluted once more"), (low * (final + taken) / taken, "added the volumes"), (low, "gave the diluted concentration"), (low * (final - taken) / taken, "took the water for the final volume"), (result / 10, "slipped a power of ten"),
        ]  # fmt: skip
        mixed = target
    exercise = Exercise(
        _story(rng, solute.name, solute.formula, rng.choice((0, 2))), facts, [f"{{The flask is filled to the mark with water|Water is added up to the final volume|It is made up with water}}; {{the solute is {name}|nothing else is added}}"], ask, lines,
        {"kind": "dilution " + kind, "solute": solute.formula, "stock": 0 if kind == "stock" else stock, "taken": 0 if kind == "taken" else taken, "final": final, "result": 0 if kind == "final" else mixed}, 4,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, digits=3, relative=0.01)


def _molality(rng: Random, level: int) -> Problem:
    """Level 3: molality or molarity of the same solution; the wrong denominator tempts."""
    solute = rng.choice([one for one in SOLUTES if "·" not in one.formula])
    m = molar_mass(solute.formula)
    water = rng.choice((100.0, 150.0, 200.0, 250.0, 400.0, 500.0, 750.0, 1000.0))
    mass = to_significant(water * solute.solubility / 100 * rng.uniform(0.15, 0.7), 3)
    share = mass / (mass + water)
    density = round(1 / ((1 - share) / 0.998 + share * SPECIFIC_VOLUMES[solute.formula]), 3)
    amount = carried(mass / m, 5)
    total = carried(mass + water, 6)
    litres = carried(total / density / 1000, 5)
    molality, molarity = amount / (water / 1000), amount / litres
    want = rng.random() < 0.5
    result = molality if want else molarity
    facts = [(f"{{mass of {solute.formula}|{solute.formula}}}", f"{_digits(mass)} g"), ("{water|mass of water}", f"{water:g} g"), ("{density of the solution|density}", f"{density:.3f} g/mL")]
    lines = [
        ("facts", f"{_digits(mass)} g {solute.formula} in {water:g} g water, density {density:.3f} g/mL; M = {written(m)} g/mol"),
        ("rule", "{molality: amount per kilogram of solvent; molarity: amount per litre of solution|b = n / m(solvent) in mol/kg, c = n / V(solution) in mol/L}"),
        ("work", f"n = {_digits(mass)} / {written(m)} = {written(amount)} mol"),
    ]  # fmt: skip
    if want:
        lines += [
            ("then", f"m(water) = {water:g} / 1000 = {water / 1000:g} kg"),
            ("then", f"b = {written(amount)} / {water / 1000:g} = {written(carried(molality, 4))} mol/kg"),
            ("mistake", f"{{dividing by the volume of the solution|using the density}} gives the molarity, {significant(molarity, 3)} mol/L; {{per kilogram of solvent the density is not needed|molality needs no density}}"),
        ]
    else:
        lines += [
            ("then", f"m(solution) = {_digits(mass)} + {water:g} = {written(total)} g"),
            ("then", f"V = {written(total)} / {density:.3f} / 1000 = {written(litres)} L"),
            ("then", f"c = {written(amount)} / {written(litres)} = {written(carried(molarity, 4))} mol/L"),
            ("mistake", f"{{dividing by the kilograms of water|taking the water for the solution}} gives the molality, {significant(molality, 3)} mol/kg; a litre of solution is not a kilogram of water"),
        ]
    lines.append(("check", "{the two differ because the solute takes room and weighs as well|molality and molarity agree only in dilute aqueous solutions}"))
    exercise = Exercise(
        _story(rng, solute.name, solute.formula), facts, [_molar(solute.formula)],
        "{What is the molality of the solution|How many moles per kilogram of solvent does it hold|Which molality results}?" if want else "{What is the molarity of the solution|Which amount concentration results|How many moles are in a litre of the solution}?",
        lines, {"kind": "molality" if want else "molarity of mixture", "formula": solute.formula, "mass": mass, "water": water, "density": density}, 5,
    )  # fmt: skip
    traps = [
        (molarity if want else molality, "gave the molarity" if want else "gave the molality"), (1000 * amount / total, "divided by the mass of the whole solution"), (1000 * amount * density / water, "applied the density to the solvent"),
        (amount, "gave the amount"), (1000 * amount / (total * density), "multiplied by the density"), (10 * mass / water * 10, "gave the mass ratio"), (mass / litres, "gave the mass concentration"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/kg" if want else "mol/L", digits=3, relative=0.006)


def _from_reagent(rng: Random, level: int) -> Problem:
    """Level 3: molarity of a reagent from per cent and density. Level 4: the volume of it for a dilute solution."""
    reagent = rng.choice(REAGENTS)
    percent, density = reagent.draw(rng)
    m = molar_mass(reagent.formula)
    litre = carried(1000 * density, 6)
    pure = carried(litre * percent / 100, 5)
    c = carried(pure / m, 5)
    facts = [("{content|mass fraction|assay}", f"{percent:g} % by mass"), ("density", f"{density:.3f} g/mL")]
    head = [
        ("facts", f"{percent:g} % {reagent.formula}, {density:.3f} g/mL; M = {written(m)} g/mol"),
        ("rule", "{take one litre: its mass from the density, the share that is solute, then the amount|c = ρ × w / M, worked out for one litre}"),
        ("work", f"one litre weighs 1000 × {density:.3f} = {written(litre)} g"),
        ("then", f"of it {reagent.formula}: {written(litre)} × {percent:g} / 100 = {written(pure)} g"),
        ("then", f"c = {written(pure)} / {written(m)} = {written(c)} mol/L"),
    ]
    if level == 3:
        wrong = 10 * percent / m
        lines = [*head, ("mistake", f"{{taking {percent:g} g in 100 mL|leaving the density out}} gives {significant(wrong, 3)} mol/L; the per cent are of the mass, not of the volume"), ("check", f"a litre holds {written(c)} × {written(m)} = {significant(c * m, 4)} g {reagent.formula}, less than the {written(litre)} g that it weighs")]
        if rng.random() < 0.4 and percent < 90:
            b = 1000 * percent / (m * (100 - percent))
            rest = round(100 - percent, 1)
            lines = [
                head[0], ("rule", "{molality refers to the solvent: 100 g of reagent less the solute|per kilogram of water, not of solution}"),
                ("work", f"in 100 g of reagent: {percent:g} / {written(m)} = {written(carried(percent / m, 5))} mol and 100 − {percent:g} = {rest:g} g water"),
                ("then", f"b = {written(carried(percent / m, 5))} × 1000 / {rest:g} = {written(carried(carried(percent / m, 5) * 1000 / rest, 4))} mol/kg"),
                ("mistake", f"{{dividing by the 100 g of solution|taking a kilogram of reagent}} gives {significant(10 * percent / m, 3)} mol/kg, and the density leads to the molarity {significant(c, 3)} mol/L; neither is per kilogram of water"),
            ]  # fmt: skip
            exercise = Exercise(_story(rng, reagent.name, reagent.formula, 2).replace("a solution of ", "").replace("aqueous ", "").replace(" in water", ""), facts, [_molar(reagent.formula), "{The rest is water|Water makes up the rest}"], "{What is its molality|Which molality does it have|How large is the molality}?", lines, {"kind": "reagent molality", "formula": reagent.formula, "percent": percent, "density": density}, 5)
            traps = [(c, "gave the molarity"), (10 * percent / m, "divided by the mass of the solution"), (b / density, "divided by the density"), (b * density, "multiplied by the density"), (10 * rest / m, "took the water for the solute"), (1000 * percent / m, "took one gram of water for a kilogram")]
            return number_problem(rng, level, exercise, b, traps, unit="mol/kg", digits=3, relative=0.01)
        exercise = Exercise(_story(rng, reagent.name, reagent.formula, 2).replace("a solution of ", "").replace("aqueous ", "").replace(" in water", ""), facts, [_molar(reagent.formula), "{The per cent are by mass|Per cent by mass}"], "{What is its molarity|Which amount concentration does it have|How many moles are in one litre of it}?", lines, {"kind": "reagent", "formula": reagent.formula, "percent": percent, "density": density}, 4)
        traps = [(wrong, "left out the density"), (wrong / density, "divided by the density"), (10 * density * (100 - percent) / m, "took the water for the solute"), (litre / m, "took the reagent as pure"), (10 * percent * density, "gave the mass concentration in g/L"), (1000 * percent / (m * (100 - percent)), "gave the molality")]
        return number_problem(rng, level, exercise, pure / m, traps, unit="mol/L", digits=3, relative=0.01)
    target = to_significant(rng.choice((0.1, 0.2, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)) * rng.uniform(0.8, 1.25), 3)
    volume = rng.choice((100, 250, 500, 1000, 2000, 2500, 5000))
    amount = carried(target * volume / 1000, 5)
    result = amount / c * 1000
    lines = [
        *head,
        ("then", f"wanted: {significant(target, 3)} × {volume} / 1000 = {written(amount)} mol"),
        ("then", f"V = {written(amount)} / {written(c)} × 1000 = {written(carried(result, 4))} mL"),
        ("mistake", f"{{leaving the density out|treating the reagent as {percent:g} g in 100 mL}} gives {significant(amount * m / percent * 100, 3)} mL, and taking it as pure {significant(amount * m / density, 3)} mL"),
        ("check", f"mass of {reagent.formula} in that volume: {written(carried(result, 4))} × {density:.3f} × {percent:g} / 100 = {written(carried(carried(result, 4) * density * percent / 100, 4))} g, wanted {written(amount)} × {written(m)} = {written(carried(amount * m, 4))} g"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, reagent.name, reagent.formula, rng.choice((0, 2))).replace("a solution of ", "").replace("aqueous ", "").replace("an  ", "an ").replace(" in water", ""),
        [*facts, ("{wanted concentration|target concentration}", f"{significant(target, 3)} mol/L"), ("{wanted volume|volume to make}", f"{volume} mL")], [_molar(reagent.formula), "{The reagent is poured into water and made up to volume|Made up with water to the final volume}"],
        "{What volume of the concentrated reagent is needed|How many millilitres of the concentrate do you measure out}?", lines,
        {"kind": "from reagent", "formula": reagent.formula, "percent": percent, "density": density, "c": target, "mL": volume}, 8, spare=_idle(rng),
    )  # fmt: skip
    traps = [
        (amount * m / percent * 100, "left out the density"), (amount * m / density, "took the reagent as pure"), (amount * m * density / percent * 100, "multiplied by the density"), (amount * m * percent / 100 / density, "multiplied by the content"),
        (amount * m, "gave the mass"), (volume - result, "gave the volume of water"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mL", digits=3, relative=0.01)


def _idle(rng: Random) -> list[tuple[str, str]]:
    pool = [
        ("{shelf life|use by}", rng.choice(("12 months", "24 months", "36 months"))),
        ("{bottle size|size of the bottle}", rng.choice(("1 L", "2.5 L", "5 L"))),
        ("{iron content on the label|iron}", f"below {rng.choice((0.1, 0.2, 0.5, 1))} ppm"),
        ("conductivity of the water", f"{rng.uniform(0.06, 1.8):.2f} µS/cm"),
        ("{tap temperature|water temperature}", f"{rng.randint(17, 23)} °C"),
    ]
    return rng.sample(pool, rng.randint(1, 2))


def _hydrate(rng: Random, level: int) -> Problem:
    """Level 4: mass of a hydrate for a concentration of an ion, diluted once."""
    solute = rng.choice(HYDRATES)
    ion, number = rng.choice(solute.ions)
    m = molar_mass(solute.formula)
    dry = solute.formula.split("·")[0]
    dry_mass = molar_mass(dry)
    volume, taken, final = rng.choice((250, 500, 1000)), rng.choice((5.0, 10.0, 20.0, 25.0)), rng.choice((100, 250, 500))
    stock_guess = rng.uniform(0.04, 0.25)
    target = to_significant(stock_guess * number * taken / final * 1000, 3)
    stock_ion = carried(target * final / taken, 5)
    salt = carried(stock_ion / number, 5)
    amount = carried(salt * volume / 1e6, 5)
    result = amount * m
    shown = ion.replace(" ", "^").replace("^^", "^")
    lines = [
        ("facts", f"{significant(target, 3)} mmol/L {shown} after {taken:g} mL to {final} mL; stock of {volume} mL from {solute.formula}, M = {written(m)} g/mol"),
        ("rule", "{go back from the ion in the final flask to the stock, then to the salt, then to the mass of the hydrate|undo the dilution, divide by the ions per formula unit, weigh with the water included}"),
        ("work", f"ion in the stock: {significant(target, 3)} × {final} / {taken:g} = {written(stock_ion)} mmol/L"),
        ("then", f"salt: {written(stock_ion)} / {number} = {written(salt)} mmol/L"),
        ("then", f"amount: {written(salt)} × {volume} / 1000000 = {written(amount)} mol"),
        ("then", f"mass: {written(amount)} × {written(m)} = {written(carried(result, 4))} g"),
        ("mistake", f"{{weighing as if it were {dry}|using the molar mass {written(dry_mass)} of {dry}}} gives {significant(amount * dry_mass, 3)} g, too little, as part of each crystal is water" + (f"; and one formula unit brings {number} {shown}" if number > 1 else "")),
        ("check", f"{{the water in the crystals|crystal water}} makes up {written(m)} − {written(dry_mass)} = {written(carried(m - dry_mass, 5))} g of each mole"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, solute.name, solute.formula, rng.choice((0, 1))),
        [(f"{{wanted concentration of {shown}|{shown} in the final flask}}", f"{significant(target, 3)} mmol/L"), ("{aliquot of the stock|stock pipetted}", f"{taken:g} mL"), ("{final flask|volume after dilution}", f"{final} mL"), ("{volume of the stock|stock flask}", f"{volume} mL")],
        [_molar(solute.formula, dry), "{The salt is a strong electrolyte|It dissociates completely}; {the stock is made from the hydrate|the hydrate is weighed in}"],
        f"{{What mass of {solute.formula} goes into the stock|How much {solute.formula} has to be weighed in for the stock}}?", lines,
        {"kind": "hydrate", "formula": solute.formula, "ion": ion, "number": number, "target": target, "taken": taken, "final": final, "mL": volume}, 8, spare=_idle(rng),
    )  # fmt: skip
    traps = [
        (amount * dry_mass, "used the molar mass without crystal water"), (result * number, "overlooked how many ions a formula unit brings"), (result * number**2, "multiplied by the ions"), (result * taken / final, "left out the dilution"),
        (result * 1000 / volume, "made a litre"), (result * (final + taken) / final, "added the volumes"), (result * (taken / final) ** 2, "diluted in the wrong direction"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="g", digits=3, relative=0.01)


def _mixing(rng: Random, level: int) -> Problem:
    """Level 5: two solutions with an ion in common are mixed, by volume or by mass with densities."""
    first, second = rng.sample(SALTS, 2)
    for _ in range(40):
        shared = {ion for ion, _ in first.ions} & {ion for ion, _ in second.ions}
        clash = {("Ag+", "Cl-"), ("Ag+", "Br-"), ("Ag+", "I-"), ("Ba2+", "SO4 2-"), ("Ca2+", "SO4 2-"), ("Ca2+", "CO3 2-"), ("Ca2+", "PO4 3-"), ("Mg2+", "CO3 2-"), ("Mg2+", "PO4 3-"), ("Fe3+", "I-"), ("Cu2+", "I-")}
        ions = {ion for ion, _ in (*first.ions, *second.ions)}
        insoluble = any(a in ions and b in ions for a, b in clash) or bool(ions & {"CO3 2-", "PO4 3-", "CrO4 2-", "HCO3-", "S2O3 2-", "CH3COO-"} and ions - {"Na+", "K+", "Li+", "NH4+"} - {"CO3 2-", "PO4 3-", "CrO4 2-", "HCO3-", "S2O3 2-", "CH3COO-", "Cl-", "Br-", "I-", "NO3-", "SO4 2-", "H2PO4-"}) or ("Ag+" in ions and ions - {"Ag+", "NO3-", "Na+", "K+", "Al3+"} != set())
        odd = ("H2PO4-" in ions and bool(ions & {"CO3 2-", "PO4 3-", "HCO3-", "S2O3 2-"})) or ("Fe3+" in ions and bool(ions & {"S2O3 2-", "I-", "Fe2+"})) or ("H2PO4-" in ions and bool(ions - {"K+", "Na+", "Li+", "NH4+", "Cl-", "Br-", "I-", "NO3-", "SO4 2-", "H2PO4-"}))
        if shared and not insoluble and not odd and first.formula.split("·")[0] != second.formula.split("·")[0]:
            break
        first, second = rng.sample(SALTS, 2)
    else:
        first, second = SALTS[0], SALTS[4]
        shared = {"Cl-"}
    ion = sorted(shared)[rng.randrange(len(shared))]
    k1, k2 = dict(first.ions)[ion], dict(second.ions)[ion]
    c1, c2 = to_significant(rng.uniform(0.02, 0.6), 3), to_significant(rng.uniform(0.02, 0.6), 3)
    v1, v2 = rng.randint(4, 60) * 5, rng.randint(4, 60) * 5
    shown = ion.replace(" ", "^")
    dry1, dry2 = first.formula.split("·")[0], second.formula.split("·")[0]
    n1, n2 = carried(c1 * v1, 6), carried(c2 * v2, 6)
    water = rng.choice((0, 0, 50, 100, 150)) if v1 + v2 < 400 else 0
    total = v1 + v2 + water
    ions1, ions2 = carried(n1 * k1, 7), carried(n2 * k2, 7)
    summed = carried(ions1 + ions2, 7)
    reverse = rng.random() < 0.4
    base = {"first": dry1, "second": dry2, "ion": ion, "k": [k1, k2], "v": [v1, v2], "water": water}
    facts = [(f"{{volume of the {dry1} solution|{dry1} solution}}", f"{v1} mL"), (f"{{volume of the {dry2} solution|{dry2} solution}}", f"{v2} mL"), (f"concentration of {dry1}", f"{significant(c1, 3)} mol/L")]
    if water:
        facts.append(("{water added|extra water}", f"{water} mL"))
    if not reverse:
        facts.append((f"concentration of {dry2}", f"{significant(c2, 3)} mol/L"))
        result = summed / total
        lines = [
            ("facts", f"{v1} mL of {significant(c1, 3)} mol/L {dry1} and {v2} mL of {significant(c2, 3)} mol/L {dry2}" + (f", {water} mL water" if water else "")),
            ("rule", f"{{each salt falls apart completely; amounts of {shown} add up, volumes too|add the amounts of the common ion, then divide by the whole volume}}"),
            ("work", f"{dry1}: {significant(c1, 3)} × {v1} = {written(n1)} mmol, {shown}: {written(n1)} × {k1} = {written(ions1)} mmol"),
            ("work", f"{dry2}: {significant(c2, 3)} × {v2} = {written(n2)} mmol, {shown}: {written(n2)} × {k2} = {written(ions2)} mmol"),
            ("then", f"together {written(ions1)} + {written(ions2)} = {written(summed)} mmol in {v1} + {v2}" + (f" + {water}" if water else "") + f" = {total} mL"),
            ("then", f"c({shown}) = {written(summed)} / {total} = {written(carried(result, 4))} mol/L"),
            ("mistake", f"{{averaging the concentrations|adding the concentrations}} ignores the volumes: the mean would be {significant((c1 * k1 + c2 * k2) / 2, 3)} mol/L; only amounts add"),
            ("check", f"{'without the added water it would lie' if water else 'it lies'} between the two ion concentrations {significant(c1 * k1, 3)} and {significant(c2 * k2, 3)} mol/L"),
        ]  # fmt: skip
        ask = f"{{What is the concentration of {shown} in the mixture|Which concentration of {shown} results}}?"
        traps = [
            ((c1 * k1 + c2 * k2) / 2, "averaged the concentrations"), (c1 * k1 + c2 * k2, "added the concentrations"), ((n1 + n2) / total, "overlooked how many ions a formula unit brings"),
            (summed / (v1 + v2) if water else ions1 / total, "forgot the added water" if water else "left out one of the salts"), (ions2 / total, "left out the other salt"), (summed / v1, "divided by one of the volumes"),
        ]  # fmt: skip
        base |= {"kind": "mixing", "c": [c1, c2]}
    else:
        target = to_significant(summed / total, 3)
        need = carried(target * total, 5)
        rest = carried(need - ions1, 4)
        if rest <= 0.15 * ions1:
            return _mixing_forward(rng, level)
        result = rest / k2 / v2
        facts.append((f"{{{shown} in the mixture|concentration of {shown} found}}", f"{significant(target, 3)} mol/L"))
        lines = [
            ("facts", f"{v1} mL of {significant(c1, 3)} mol/L {dry1}, {v2} mL of unknown {dry2}" + (f", {water} mL water" if water else "") + f"; {significant(target, 3)} mol/L {shown} in the mixture"),
            ("rule", f"{{balance of {shown}: what is in the mixture less what the first solution brought|amounts of {shown} add up; solve for the unknown part}}"),
            ("work", f"volume: {v1} + {v2} + {water} = {total} mL; {shown} in all {significant(target, 3)} × {total} = {written(need)} mmol"),
            ("work", f"from {dry1}: {significant(c1, 3)} × {v1} × {k1} = {written(ions1)} mmol"),
            ("then", f"from {dry2}: {written(need)} − {written(ions1)} = {written(rest)} mmol, that is {written(rest)} / {k2} = {written(carried(rest / k2, 4))} mmol of salt"),
            ("then", f"c({dry2}) = {written(carried(rest / k2, 4))} / {v2} = {written(carried(carried(rest / k2, 4) / v2, 4))} mol/L"),
            ("mistake", f"{{subtracting concentrations|working with concentrations in place of amounts}} fails because the volumes differ; and {dry2} brings {k2} {shown} for each formula unit"),
            ("check", f"forwards: {written(carried(carried(rest / k2, 4) / v2, 4))} × {v2} × {k2} + {written(ions1)} = {significant(carried(carried(rest / k2, 4) / v2, 4) * v2 * k2 + ions1, 3)} mmol"),
        ]  # fmt: skip
        ask = f"{{What was the concentration of the {dry2} solution|Which concentration did the {dry2} solution have}}?"
        traps = [
            (result * k2, "gave the ion in place of the salt"), (need / k2 / v2, "forgot what the first solution brought"), (abs(target - c1 * k1), "subtracted concentrations"), (rest / k2 / total, "divided by the whole volume"),
            (abs(target * (v1 + v2) - n1) / k2 / v2, "overlooked ions or water"), (2 * target - c1 * k1, "undid an average"), (target, "took the mixture's concentration"),
        ]  # fmt: skip
        base |= {"kind": "unmixing", "c": [c1], "target": target}
    exercise = Exercise(
        f"{{{{Solutions of|Aqueous solutions of}} {dry1} and {dry2} are {{mixed|poured together|combined}}|{{A brine|A nutrient solution|An electrolyte|An ion mixture}} is made from solutions of {dry1} and {dry2}}}.",
        facts, ["{Volumes add up|The volumes are additive}", "{Both salts dissociate completely|Both are strong electrolytes}; {nothing precipitates|no solid forms}"], ask, lines, base, 9,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mol/L", digits=3, relative=0.01 if not reverse else 0.02)


def _mixing_forward(rng: Random, level: int) -> Problem:
    """A serial dilution, where the composed mixture can't be solved backwards with good precision."""
    solute = rng.choice(SOLUTES)
    m = molar_mass(solute.formula)
    stock = rng.choice((0.5, 1.0, 2.0)) * rng.choice((0.5, 0.8, 1.0, 1.2))
    taken, volume, times = rng.choice((1.0, 2.0, 5.0, 10.0)), rng.choice((25.0, 50.0, 100.0)), rng.choice((3, 4))
    factor = taken / volume
    result = stock * factor**times * 1e6
    final = carried(stock * factor**times, 5)
    lines = [
        ("facts", f"{stock:g} mol/L, {times} times {taken:g} mL into {volume:g} mL; M({solute.formula}) = {written(m)} g/mol is not needed"),
        ("rule", "{each step multiplies by V1 / V2, so the factors multiply|a series of equal dilutions is a power of the factor}"),
        ("work", f"one step: {taken:g} / {volume:g} = {written(factor)}"),
        ("then", f"c = {stock:g} × {written(factor)}^{times} = {written(final)} mol/L"),
        ("then", f"{written(final)} × 1000000 = {written(carried(final * 1e6, 4))} µmol/L"),
        ("mistake", f"{{multiplying the factor by the number of steps|dividing by {times} × {volume / taken:g}}} gives {significant(stock / times * factor * 1e6, 3)} µmol/L; dilutions multiply, they do not add"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, solute.name, solute.formula), [("{stock|concentration of the stock}", f"{stock:g} mol/L"), ("{aliquot in each step|transferred each time}", f"{taken:g} mL"), ("{flask in each step|made up each time to}", f"{volume:g} mL"), ("{number of steps|dilution steps}", str(times))],
        ["{Each step starts from the solution of the one before|Every step uses the solution before it}"], "{What is the concentration in the last flask|Which concentration does the last flask hold}?", lines,
        {"kind": "serial", "stock": stock, "taken": taken, "mL": volume, "times": times, "solute": solute.formula}, 5,
    )  # fmt: skip
    traps = [
        (stock / times * factor * 1e6, "added the dilution factors"), (stock * factor ** (times - 1) * 1e6, "missed a step"), (stock * factor ** (times + 1) * 1e6, "counted a step too many"), (result / 1000, "gave mmol/L"),
        (stock * (taken / (taken + volume)) ** times * 1e6, "added the aliquot to the flask"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="µmol/L", digits=3, relative=0.01)


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (molarity) to 5 (mixing with a common ion, forwards and backwards)."""
    makers = {1: (_concentration,), 2: (_dilution,), 3: (_molality, _molality, _molality, _from_reagent), 4: (_from_reagent, _hydrate), 5: (_mixing,)}[level]
    return rng.choice(makers)(rng, level)


FAMILY = Family(
    name="solutions",
    title="Composition, dilution and mixing of solutions",
    source="Harris, Quantitative Chemical Analysis, 9th ed. 2016, ch. 1; CRC Handbook 2016, section 15",
    problem=problem,
    rubric=(
        Criterion("Divides by the volume of the solution for molarity and by the mass of the solvent for molality.", "essential"),
        Criterion("Counts crystal water in what is weighed and ions per formula unit in what is dissolved.", "important"),
        Criterion("Uses the density to go between mass and volume of a solution.", "important"),
        Criterion("Adds amounts, never concentrations, when solutions are mixed.", "important"),
        Criterion("Takes per cent by mass for grams per 100 mL.", "pitfall", positive=False),
    ),
)
