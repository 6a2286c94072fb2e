
"""Amounts in reactions: mass to mass, limiting reactant, purity, yield, gases, mixtures.

In: a seeded generator and a level. Out: one problem with a mass, a volume or a percentage as its answer.

    amount        n = m / M; the coefficients of the balanced equation convert amounts
    limiting      the reactant with the smallest n / coefficient sets the extent; the rest of the other stays
    yield         percentage yield = 100 × obtained / theoretical; purity = 100 × pure mass / mass of the sample
    gas           V = n R T / p, R = 8.314 L·kPa/(mol·K); molar volume 22.711 L/mol at 0 °C and 100 kPa (IUPAC, since 1982)
    mixture       two unknown masses from the total and one product

Sources: Brown et al., Chemistry: The Central Science, 14th ed. 2018, ch. 3 and 10; IUPAC Gold Book, 3rd ed. (standard
pressure 100 kPa); CODATA 2018 (R = 8.314462618 J/(mol·K)); atomic weights IUPAC 2021.

Worked example: 10.0 g CaCO3 and excess acid give 10.0 / 100.09 × 44.009 = 4.40 g CO2.

>>> round(converted(10.0, "CaCO3", 1, "CO2", 1), 3)
4.397
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.exercise import Exercise, number_problem
from domains.chemistry.formulas import molar_mass
from domains.chemistry.numbers import carried, significant, to_significant, written
from domains.wording import spin

GAS_CONSTANT = 8.314  # kPa·L/(mol·K)
MOLAR_VOLUME = 22.711  # L/mol at 273.15 K, 100 kPa


def converted(mass: float, given: str, given_times: int, wanted: str, wanted_times: int) -> float:
    """Mass of what is wanted (g) that corresponds to a mass of what is given (g), by the two coefficients."""
    return mass / molar_mass(given) * wanted_times / given_times * molar_mass(wanted)


@dataclass(frozen=True)
class Reaction:
    """A balanced reaction: (formula, coefficient, name) on both sides; `gas` is a gaseous product; how it is told."""

    left: tuple[tuple[str, int, str], ...]
    right: tuple[tuple[str, int, str], ...]
    gas: str
    scene: str

    def text(self) -> str:
        sides = [" + ".join(f"{n} {f}" if n > 1 else f for f, n, _ in side) for side in (self.left, self.right)]
        return " → ".join(sides)

    def names(self) -> dict[str, str]:
        return {f: name for f, _, name in (*self.left, *self.right)}

    def times(self) -> dict[str, int]:
        return {f: n for f, n, _ in (*self.left, *self.right)}


def _reaction(left: str, right: str, gas: str, scene: str) -> Reaction:
    """``2 Mg magnesium + O2 oxygen`` and so on: coefficient (may be missing), formula, name."""
    return Reaction(_side(left), _side(right), gas, scene)


def _side(text: str) -> tuple[tuple[str, int, str], ...]:
    found = []
    for part in text.split(" + "):
        words = part.split()
        number = int(words.pop(0)) if words[0].isdigit() else 1
        found.append((words[0], number, " ".join(words[1:])))
    return tuple(found)


REACTIONS = (
    _reaction("2 Mg magnesium + O2 oxygen", "2 MgO magnesium oxide", "", "magnesium ribbon is burnt in a crucible"),
    _reaction("4 Al aluminium + 3 O2 oxygen", "2 Al2O3 aluminium oxide", "", "aluminium powder is burnt in oxygen"),
    _reaction("2 Al aluminium + 3 Cl2 chlorine", "2 AlCl3 aluminium chloride", "", "chlorine is led over hot aluminium"),
    _reaction("2 Fe iron + 3 Cl2 chlorine", "2 FeCl3 iron(III) chloride", "", "iron wool glows in chlorine"),
    _reaction("Fe2O3 iron(III) oxide + 3 CO carbon monoxide", "2 Fe iron + 3 CO2 carbon dioxide", "CO2", "iron ore is reduced with carbon monoxide in a tube furnace"),
    _reaction("Fe2O3 iron(III) oxide + 2 Al aluminium", "2 Fe iron + Al2O3 aluminium oxide", "", "a small thermite charge is fired"),
    _reaction("CaCO3 calcium carbonate", "CaO calcium oxide + CO2 carbon dioxide", "CO2", "limestone is calcined in a muffle furnace"),
    _reaction("2 NaHCO3 sodium hydrogencarbonate", "Na2CO3 sodium carbonate + H2O water + CO2 carbon dioxide", "CO2", "baking soda is heated to constant mass"),
    _reaction("2 KClO3 potassium chlorate", "2 KCl potassium chloride + 3 O2 oxygen", "O2", "potassium chlorate is decomposed on manganese dioxide"),
    _reaction("2 HgO mercury(II) oxide", "2 Hg mercury + O2 oxygen", "O2", "mercury(II) oxide is heated in a closed apparatus"),
    _reaction("2 H2O2 hydrogen peroxide", "2 H2O water + O2 oxygen", "O2", "hydrogen peroxide is decomposed by a catalyst"),
    _reaction("(NH4)2Cr2O7 ammonium dichromate", "Cr2O3 chromium(III) oxide + N2 nitrogen + 4 H2O water", "N2", "ammonium dichromate is decomposed behind a shield"),
    _reaction("CaCO3 calcium carbonate + 2 HCl hydrogen chloride", "CaCl2 calcium chloride + H2O water + CO2 carbon dioxide", "CO2", "marble chips dissolve in hydrochloric acid"),
    _reaction("Na2CO3 sodium carbonate + 2 HCl hydrogen chloride", "2 NaCl sodium chloride + H2O water + CO2 carbon dioxide", "CO2", "soda is dissolved in hydrochloric acid"),
    _reaction("Zn zinc + 2 HCl hydrogen chloride", "ZnCl2 zinc chloride + H2 hydrogen", "H2", "zinc granules dissolve in hydrochloric acid"),
    _reaction("Mg magnesium + 2 HCl hydrogen chloride", "MgCl2 magnesium chloride + H2 hydrogen", "H2", "magnesium turnings dissolve in hydrochloric acid"),
    _reaction("2 Al aluminium + 6 HCl hydrogen chloride", "2 AlCl3 aluminium chloride + 3 H2 hydrogen", "H2", "aluminium foil dissolves in hydrochloric acid"),
    _reaction("Fe iron + H2SO4 sulfuric acid", "FeSO4 iron(II) sulfate + H2 hydrogen", "H2", "iron filings dissolve in dilute sulfuric acid"),
    _reaction("2 Na sodium + 2 H2O water", "2 NaOH sodium hydroxide + H2 hydrogen", "H2", "sodium is added in small pieces to cold water"),
    _reaction("CaH2 calcium hydride + 2 H2O water", "Ca(OH)2 calcium hydroxide + 2 H2 hydrogen", "H2", "calcium hydride is wetted to fill a balloon"),
    _reaction("CaC2 calcium carbide + 2 H2O water", "Ca(OH)2 calcium hydroxide + C2H2 acetylene", "C2H2", "a carbide lamp is filled"),
    _reaction("N2 nitrogen + 3 H2 hydrogen", "2 NH3 ammonia", "NH3", "synthesis gas passes over an iron catalyst"),
    _reaction("4 NH3 ammonia + 5 O2 oxygen", "4 NO nitrogen monoxide + 6 H2O water", "NO", "ammonia is burnt on a platinum gauze"),
    _reaction("2 SO2 sulfur dioxide + O2 oxygen", "2 SO3 sulfur trioxide", "", "roaster gas passes over vanadium pentoxide"),
    _reaction("C3H8 propane + 5 O2 oxygen", "3 CO2 carbon dioxide + 4 H2O water", "CO2", "propane is burnt in a heater"),
    _reaction("2 C4H10 butane + 13 O2 oxygen", "8 CO2 carbon dioxide + 10 H2O water", "CO2", "butane is burnt in a camping stove"),
    _reaction("C2H5OH ethanol + 3 O2 oxygen", "2 CO2 carbon dioxide + 3 H2O water", "CO2", "ethanol is burnt in a spirit lamp"),
    _reaction("C6H12O6 glucose", "2 C2H5OH ethanol + 2 CO2 carbon dioxide", "CO2", "a must is fermented to dryness"),
    _reaction("AgNO3 silver nitrate + NaCl sodium chloride", "AgCl silver chloride + NaNO3 sodium nitrate", "", "chloride is precipitated with silver nitrate"),
    _reaction("Pb(NO3)2 lead(II) nitrate + 2 KI potassium iodide", "PbI2 lead(II) iodide + 2 KNO3 potassium nitrate", "", "golden lead iodide is precipitated"),
    _reaction("BaCl2 barium chloride + Na2SO4 sodium sulfate", "BaSO4 barium sulfate + 2 NaCl sodium chloride", "", "sulfate is precipitated with barium chloride"),
    _reaction("CuSO4 copper(II) sulfate + Zn zinc", "ZnSO4 zinc sulfate + Cu copper", "", "copper is cemented out with zinc"),
    _reaction("TiCl4 titanium tetrachloride + 2 Mg magnesium", "Ti titanium + 2 MgCl2 magnesium chloride", "", "titanium sponge is made on a small scale by the Kroll process"),
    _reaction("WO3 tungsten(VI) oxide + 3 H2 hydrogen", "W tungsten + 3 H2O water", "", "tungsten oxide is reduced in a stream of hydrogen"),
    _reaction("SiO2 silicon dioxide + 2 C carbon", "Si silicon + 2 CO carbon monoxide", "CO", "quartz is reduced with carbon in an electric furnace"),
    _reaction("C7H6O3 salicylic acid + C4H6O3 acetic anhydride", "C9H8O4 acetylsalicylic acid + C2H4O2 acetic acid", "", "aspirin is prepared in a practical class"),
    _reaction("C2H4O2 acetic acid + C2H6O ethanol", "C4H8O2 ethyl acetate + H2O water", "", "ethyl acetate is distilled from an esterification"),
    _reaction("C7H8 toluene + HNO3 nitric acid", "C7H7NO2 nitrotoluene + H2O water", "", "toluene is mononitrated"),
    _reaction("C6H5NO2 nitrobenzene + 3 H2 hydrogen", "C6H5NH2 aniline + 2 H2O water", "", "nitrobenzene is hydrogenated to aniline"),
    _reaction("C6H6 benzene + Br2 bromine", "C6H5Br bromobenzene + HBr hydrogen bromide", "", "benzene is brominated with an iron catalyst"),
    _reaction("C6H12O cyclohexanol", "C6H10 cyclohexene + H2O water", "", "cyclohexanol is dehydrated over phosphoric acid"),
    _reaction("2 NH3 ammonia + CO2 carbon dioxide", "CH4N2O urea + H2O water", "", "urea is made from ammonia and carbon dioxide"),
    _reaction("P4 white phosphorus + 5 O2 oxygen", "P4O10 phosphorus pentoxide", "", "phosphorus is burnt in dry air"),
    _reaction("Ca3(PO4)2 calcium phosphate + 3 H2SO4 sulfuric acid", "3 CaSO4 calcium sulfate + 2 H3PO4 phosphoric acid", "", "phosphate rock is digested"),
    _reaction("2 LiOH lithium hydroxide + CO2 carbon dioxide", "Li2CO3 lithium carbonate + H2O water", "", "an air scrubber takes up carbon dioxide"),
)  # fmt: skip
WITH_TWO = tuple(one for one in REACTIONS if len(one.left) == 2)
SOLIDS = tuple(one for one in REACTIONS if one.left[0][0] in {"CaCO3", "NaHCO3", "KClO3", "Fe2O3", "Zn", "Mg", "Al", "Fe", "CaC2", "CaH2", "Na2CO3", "AgNO3", "Pb(NO3)2", "BaCl2", "C7H6O3", "WO3", "SiO2", "Ca3(PO4)2", "CuSO4"})  # fmt: skip
#: what is dissolved or liquid in its reaction
STIRRED = {"HCl", "H2SO4", "H2O2", "AgNO3", "Pb(NO3)2", "BaCl2", "CuSO4", "C7H6O3", "C2H4O2", "C7H8", "C6H5NO2", "C6H6", "C6H12O"}
#: furnaces are left out: nobody collects their gas over water
WITH_GAS = tuple(one for one in SOLIDS if one.gas and one.left[0][0] not in ("SiO2", "Fe2O3"))


def _masses(*formulas: str) -> str:
    return "; ".join(f"M({one}) = {written(molar_mass(one))}" for one in formulas) + " g/mol"


def _table(*formulas: str) -> str:
    if len(formulas) == 1:
        return f"{{Molar mass|Use the molar mass|The molar mass is}} {_masses(*formulas)}"
    return f"{{Molar masses|Use these molar masses|The molar masses are}}: {_masses(*formulas)}"


OPENINGS = (
    "{In {a practical|a demonstration|a small plant|an exercise|a protocol}, $scene|{Suppose that|Imagine that|A report says that} $scene|$Scene}",
    "{The equation is|The reaction runs as|Balanced, this is|The reaction is}",
)


def _story(rng: Random, reaction: Reaction, equation: bool = True) -> str:
    scene = reaction.scene
    first = spin(rng, OPENINGS[0], scene=scene, Scene=scene[0].upper() + scene[1:])
    if not equation:
        return first + "."
    return f"{first}. {spin(rng, OPENINGS[1])} {reaction.text()}." if rng.random() < 0.6 else f"{first}: {reaction.text()}."


def _mass(rng: Random, low: float = 0.4, high: float = 95.0) -> float:
    """A weighed mass in g with three or four significant figures, small ones as likely as large ones."""
    return to_significant(low * (high / low) ** rng.random(), rng.choice((3, 3, 4)))


def _shown(mass: float) -> str:
    return significant(mass, 3) if to_significant(mass, 3) == mass else significant(mass, 4)


def _direct(rng: Random, level: int) -> Problem:
    """Level 1: mass to mass in g; level 2: kg or mg, tonnes."""
    reaction = rng.choice(REACTIONS)
    names, times = reaction.names(), reaction.times()
    given = rng.choice(reaction.left)[0]
    wanted = rng.choice([f for f, _, _ in (*reaction.right, *reaction.left) if f != given])
    mass = _mass(rng)
    unit, factor, out, back = "g", 1.0, "g", 1.0
    if level == 2:
        unit, factor, out, back = rng.choice((("kg", 1000.0, "g", 1.0), ("mg", 0.001, "g", 1.0), ("mg", 0.001, "mg", 1000.0), ("kg", 1000.0, "kg", 0.001), ("mg", 0.001, "mg", 1000.0)))
        mass = _mass(rng, 40.0, 950.0) if unit == "mg" else _mass(rng, 0.15, 8.0)
    grams = carried(mass * factor, 6)
    amount = carried(grams / molar_mass(given), 5)
    other = carried(amount * times[wanted] / times[given], 5)
    result = other * molar_mass(wanted) * back
    forms = "is needed for" if wanted in {f for f, _, _ in reaction.left} else "is formed from"
    shown = f"{_shown(mass)} {unit}"
    steps = [
        ("facts", f"{shown} of {given}; M({given}) = {written(molar_mass(given))}, M({wanted}) = {written(molar_mass(wanted))} g/mol"),
        ("rule", "{mass to amount, amount to amount by the coefficients, amount to mass|n = m / M, then the ratio of the coefficients, then m = n × M}"),
        *([("work", f"{_shown(mass)} × {written(factor)} = {written(grams)} g")] if factor != 1 else []),
        ("work", f"n({given}) = {written(grams)} / {written(molar_mass(given))} = {written(amount)} mol"),
        ("then", f"n({wanted}) = {written(amount)} × {times[wanted]} / {times[given]} = {written(other)} mol"),
        ("then", f"m({wanted}) = {written(other)} × {written(molar_mass(wanted))} = {written(carried(other * molar_mass(wanted), 5))} g"),
        *([("then", f"{written(carried(other * molar_mass(wanted), 5))} × {written(back)} = {written(carried(result, 5))} {out}")] if back != 1 else []),
        ("check", f"{{in amounts the ratio is|the ratio of the amounts is}} {written(other)} / {written(amount)} = {significant(other / amount, 3)}, as the coefficients {times[wanted]} and {times[given]} demand"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, reaction), [(f"{{mass of {names[given]}|mass of {names[given]} {given}|mass of {names[given]} weighed in}}", shown)],
        [_table(given, wanted), "{The reaction is complete|Take the reaction to be complete}" + (", {all else is in excess|with the other reactant in excess}" if len(reaction.left) > 1 else "")],
        f"{{What mass of {names[wanted]} ({wanted}) {forms} it|How much {names[wanted]} ({wanted}) {forms} it}}?",
        steps, {"kind": "direct", "reaction": reaction.text(), "given": given, "wanted": wanted, "mass": mass, "unit": unit, "out": out}, 3 + 2 * (level == 2),
    )  # fmt: skip
    grams_out = other * molar_mass(wanted)
    traps = [
        (amount * molar_mass(wanted) * back, "took a one-to-one ratio"),
        (amount * times[given] / times[wanted] * molar_mass(wanted) * back, "turned the ratio of the coefficients round"),
        (grams * times[wanted] / times[given] * back, "applied the coefficients to masses"),
        (grams * back, "set the masses equal"),
        (grams_out * (1.0 if back != 1 else 1000.0), "lost the unit"),
        (grams * molar_mass(wanted) * times[wanted] * back / (molar_mass(given)), "used the product's coefficient only"),
        (grams * molar_mass(given) / molar_mass(wanted) * times[wanted] / times[given] * back, "interchanged the molar masses"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=out, digits=3, relative=0.01)


def _limiting(rng: Random, level: int) -> Problem:
    """Level 3: two masses are given; product or what is left over."""
    reaction = rng.choice(WITH_TWO)
    names, times = reaction.names(), reaction.times()
    (a, _, _), (b, _, _) = reaction.left
    extent = 10 ** rng.uniform(-2.2, -0.2)
    ratio = rng.choice((rng.uniform(0.45, 0.88), rng.uniform(1.14, 2.2)))
    first = to_significant(extent * times[a] * molar_mass(a), 3)
    second = to_significant(extent * ratio * times[b] * molar_mass(b), 3)
    n_a, n_b = carried(first / molar_mass(a), 5), carried(second / molar_mass(b), 5)
    e_a, e_b = carried(n_a / times[a], 5), carried(n_b / times[b], 5)
    short, other = (a, b) if e_a < e_b else (b, a)
    e, e_other = min(e_a, e_b), max(e_a, e_b)
    n_other = n_b if other == b else n_a
    left_over = rng.random() < 0.4
    product = rng.choice(reaction.right)[0]
    smaller_mass = a if first < second else b
    steps = [
        ("facts", f"{_shown(first)} g {a} and {_shown(second)} g {b}; {_masses(a, b, *([] if left_over else [product]))}"),
        ("rule", "{divide each amount by its coefficient: the smallest quotient limits|the reactant with the smallest amount per coefficient is used up first}"),
        ("work", f"n({a}) = {_shown(first)} / {written(molar_mass(a))} = {written(n_a)} mol; per coefficient {written(n_a)} / {times[a]} = {written(e_a)}"),
        ("work", f"n({b}) = {_shown(second)} / {written(molar_mass(b))} = {written(n_b)} mol; per coefficient {written(n_b)} / {times[b]} = {written(e_b)}"),
        ("say", f"{short} limits, the extent is {written(e)} mol"),
    ]  # fmt: skip
    if left_over:
        used = carried(e * times[other], 5)
        rest = carried(n_other - used, 4)
        result = rest * molar_mass(other)
        steps += [
            ("then", f"used {other}: {written(e)} × {times[other]} = {written(used)} mol, left {written(n_other)} − {written(used)} = {written(rest)} mol"),
            ("then", f"m = {written(rest)} × {written(molar_mass(other))} = {written(carried(result, 4))} g"),
        ]
        ask = "{What mass of the reactant in excess is left|How much of the excess reactant remains|Which mass of the reactant that is not used up stays behind}?"
        traps = [
            (abs(first - second), "subtracted the masses"), (e * times[other] * molar_mass(other), "gave what is used up"),
            (abs(n_a - n_b) * molar_mass(other), "subtracted amounts one to one"), (rest * molar_mass(short), "used the molar mass of the limiting reactant"),
            ((e_other - e) * molar_mass(other), "forgot the coefficient"), (n_other * molar_mass(other), "gave all of it"),
        ]  # fmt: skip
    else:
        made = carried(e * times[product], 5)
        result = made * molar_mass(product)
        steps += [
            ("then", f"n({product}) = {written(e)} × {times[product]} = {written(made)} mol"),
            ("then", f"m({product}) = {written(made)} × {written(molar_mass(product))} = {written(carried(result, 4))} g"),
        ]
        ask = f"{{What is the largest mass of {names[product]} ({product}) that can form|How much {names[product]} ({product}) can form at most|What mass of {names[product]} ({product}) results at best}}?"
        traps = [
            (e_other * times[product] * molar_mass(product), "took the other reactant as limiting"), (e * molar_mass(product), "forgot the product's coefficient"),
            ((e_a + e_b) / 2 * times[product] * molar_mass(product), "averaged the two"), (first + second, "added the masses"),
            (min(n_a, n_b) * times[product] * molar_mass(product), "forgot the coefficients of the reactants"), (e * times[product] * molar_mass(short), "used the molar mass of a reactant"),
        ]  # fmt: skip
    tempted = a if n_a < n_b else b
    if smaller_mass != short:
        mistake = f"{{taking {smaller_mass} as limiting because its mass is smaller|judging by the masses}}: what counts is the amount per coefficient, and there {short} is short"
    elif tempted != short:
        mistake = f"{{taking {tempted} as limiting because its amount is smaller|judging by the amounts alone}}: divided by the coefficients {short} is short"
    else:
        mistake = f"{{comparing the masses or the bare amounts|leaving the coefficients out of the comparison}} happens to point to {short} here, but decides nothing; only the amount per coefficient does"
    steps += [("mistake", mistake), ("check", f"{other} would have allowed an extent of {written(e_other)} mol, more than {written(e)} mol, so it can't limit")]
    exercise = Exercise(
        _story(rng, reaction), [(f"mass of {names[a]} ({a})", f"{_shown(first)} g"), (f"mass of {names[b]} ({b})", f"{_shown(second)} g")],
        [_table(a, b, *([] if left_over else [product])), "{The reaction goes to completion|It runs until one reactant is used up}"], ask, steps,
        {"kind": "left" if left_over else "limiting", "reaction": reaction.text(), "masses": [first, second], "product": "" if left_over else product}, 7,
        heading="{weighed in|charge|reactants|starting amounts}",
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="g", digits=3, relative=0.015 if left_over else 0.01)


def _purity(rng: Random, level: int) -> Problem:
    """Level 4: impure starting material and a yield; forwards or backwards; spare data."""
    reaction = rng.choice(SOLIDS)
    names, times = reaction.names(), reaction.times()
    given, product = reaction.left[0][0], rng.choice(reaction.right)[0]
    purity, percent = rng.randint(720, 988) / 10, rng.randint(520, 965) / 10
    wanted = rng.random() < 0.45
    base = {"kind": "needed" if wanted else "obtained", "reaction": reaction.text(), "given": given, "product": product, "purity": purity, "yield": percent}
    if not wanted:
        mass = _mass(rng, 2, 95)
        pure = carried(mass * purity / 100, 5)
        amount = carried(pure / molar_mass(given), 5)
        made = carried(amount * times[product] / times[given], 5)
        theory = carried(made * molar_mass(product), 5)
        result = theory * percent / 100
        facts = [(f"{{mass of the {names[given]} sample|mass weighed in}}", f"{_shown(mass)} g"), (f"{{content of {given}|purity}}", f"{purity:g} %"), ("{yield|percentage yield}", f"{percent:g} %")]
        steps = [
            ("facts", f"{_shown(mass)} g of {purity:g} % {given}; yield {percent:g} %; {_masses(given, product)}"),
            ("rule", "{only the pure part reacts, and only the yield's share is obtained|purity first, then the equation, then the yield}"),
            ("work", f"pure {given}: {_shown(mass)} × {purity:g} / 100 = {written(pure)} g"),
            ("work", f"n({given}) = {written(pure)} / {written(molar_mass(given))} = {written(amount)} mol"),
            ("then", f"n({product}) = {written(amount)} × {times[product]} / {times[given]} = {written(made)} mol"),
            ("then", f"theoretical mass: {written(made)} × {written(molar_mass(product))} = {written(theory)} g"),
            ("then", f"obtained: {written(theory)} × {percent:g} / 100 = {written(carried(result, 4))} g"),
            ("mistake", f"{{leaving the purity out|treating the sample as pure}} gives {significant(result * 100 / purity, 3)} g, {{as if the impurity reacted|too much}}; dividing by the yield in place of multiplying is the other slip"),
            ("check", f"{{the product obtained is less than the theoretical mass|obtained over theoretical}}: {written(carried(result, 4))} / {written(theory)} = {significant(result / theory, 3)}"),
        ]  # fmt: skip
        ask = f"{{What mass of {names[product]} ({product}) is obtained|How much {names[product]} ({product}) do you isolate}}?"
        traps = [
            (result * 100 / purity, "left out the purity"), (theory, "left out the yield"), (theory * 100 / percent, "divided by the yield"), (result * (100 / purity) ** 2, "divided by the purity"),
            (amount * molar_mass(product) * percent / 100, "took a one-to-one ratio"), (pure * percent / 100, "set the masses equal"),
        ]  # fmt: skip
        base["mass"] = mass
    else:
        target = _mass(rng, 1.5, 80)
        theory = carried(target * 100 / percent, 5)
        made = carried(theory / molar_mass(product), 5)
        amount = carried(made * times[given] / times[product], 5)
        pure = carried(amount * molar_mass(given), 5)
        result = pure * 100 / purity
        facts = [(f"{{wanted mass of {names[product]}|target}} ({product})", f"{_shown(target)} g"), (f"{{content of {given} in the raw material|purity of the {names[given]}}}", f"{purity:g} %"), ("{expected yield|yield from experience}", f"{percent:g} %")]
        steps = [
            ("facts", f"wanted {_shown(target)} g {product}; yield {percent:g} %, purity {purity:g} %; {_masses(given, product)}"),
            ("rule", "{work backwards: yield, equation, purity|divide by the yield, go back through the equation, divide by the purity}"),
            ("work", f"theoretical mass needed: {_shown(target)} × 100 / {percent:g} = {written(theory)} g"),
            ("work", f"n({product}) = {written(theory)} / {written(molar_mass(product))} = {written(made)} mol"),
            ("then", f"n({given}) = {written(made)} × {times[given]} / {times[product]} = {written(amount)} mol"),
            ("then", f"pure {given}: {written(amount)} × {written(molar_mass(given))} = {written(pure)} g"),
            ("then", f"raw material: {written(pure)} × 100 / {purity:g} = {written(carried(result, 4))} g"),
            ("mistake", f"{{multiplying by the percentages|taking the percentages off}} gives {significant(result * (percent / 100) ** 2 * (purity / 100) ** 2, 3)} g; losses and impurities mean that more has to be weighed in, so divide"),
            ("check", f"{{the raw material is more than the pure|it exceeds the pure substance}}: {written(carried(result, 4))} × {purity:g} / 100 = {written(carried(carried(result, 4) * purity / 100, 4))} g"),
        ]  # fmt: skip
        ask = f"{{What mass of the impure {names[given]} has to be weighed in|How much of the raw {names[given]} is needed}}?"
        traps = [
            (result * percent / 100, "left out the yield"), (pure, "left out the purity"), (result * (percent / 100) ** 2, "multiplied by the yield"), (pure * purity / 100, "multiplied by the purity"),
            (made * molar_mass(given) * 100 / purity, "took a one-to-one ratio"), (theory * 100 / purity, "set the masses equal"),
        ]  # fmt: skip
        base["mass"] = target
    more = "{Impurities do not react|The impurity is inert}" + ("; {the other reactant is in excess|there is enough of the rest}" if len(reaction.left) > 1 else "")
    exercise = Exercise(_story(rng, reaction), facts, [_table(given, product), more], ask, steps, base, 8, spare=_idle(rng, reaction))
    return number_problem(rng, level, exercise, result, traps, unit="g", digits=3, relative=0.01)


def _idle(rng: Random, reaction: Reaction) -> list[tuple[str, str]]:
    pool = [
        ("{reaction time|duration}", f"{rng.choice((15, 20, 30, 45, 60, 90))} min"),
        ("{volume of the vessel|size of the vessel}", rng.choice(("1 L", "2 L", "5 L"))),
        ("{cost of the reagent|reagent cost}", f"{rng.randint(8, 64)} € per 100 g"),
    ]
    if reaction in SOLIDS:
        pool.append(("{grain size|particle size}", rng.choice(("0.2 mm", "0.5 mm", "1 mm"))))
    if any(one in STIRRED for one, _, _ in reaction.left):
        pool.append(("{stirrer speed|speed of the stirrer}", f"{rng.choice((200, 300, 400, 600))} rpm"))
    return rng.sample(pool, rng.randint(1, 2))


def _yield(rng: Random, level: int) -> Problem:
    """Level 4: percentage yield from two masses and what was obtained."""
    reaction = rng.choice([one for one in WITH_TWO if one.right[0][0] != "CO2"])
    names, times = reaction.names(), reaction.times()
    (a, _, _), (b, _, _) = reaction.left
    product = reaction.right[0][0]
    extent = 10 ** rng.uniform(-2.0, -0.3)
    ratio = rng.choice((rng.uniform(0.5, 0.85), rng.uniform(1.18, 2.0)))
    first, second = to_significant(extent * times[a] * molar_mass(a), 3), to_significant(extent * ratio * times[b] * molar_mass(b), 3)
    n_a, n_b = carried(first / molar_mass(a), 5), carried(second / molar_mass(b), 5)
    e_a, e_b = carried(n_a / times[a], 5), carried(n_b / times[b], 5)
    e, short, other = (e_a, a, b) if e_a < e_b else (e_b, b, a)
    theory = carried(e * times[product] * molar_mass(product), 5)
    obtained = to_significant(theory * rng.uniform(0.48, 0.965), 3)
    result = 100 * obtained / theory
    wrong_theory = max(e_a, e_b) * times[product] * molar_mass(product)
    steps = [
        ("facts", f"{_shown(first)} g {a}, {_shown(second)} g {b}, obtained {_shown(obtained)} g {product}; {_masses(a, b, product)}"),
        ("rule", "{the limiting reactant fixes the theoretical yield; percentage yield = 100 × obtained / theoretical|first the limiting reactant, then the ratio of obtained to theoretical}"),
        ("work", f"{a}: {_shown(first)} / {written(molar_mass(a))} = {written(n_a)} mol, per coefficient {written(n_a)} / {times[a]} = {written(e_a)}"),
        ("work", f"{b}: {_shown(second)} / {written(molar_mass(b))} = {written(n_b)} mol, per coefficient {written(n_b)} / {times[b]} = {written(e_b)}"),
        ("say", f"{short} limits"),
        ("then", f"theoretical: {written(e)} × {times[product]} × {written(molar_mass(product))} = {written(theory)} g"),
        ("then", f"yield: 100 × {_shown(obtained)} / {written(theory)} = {significant(result, 4)} %"),
        ("mistake", f"{{basing the yield on {other}|taking {other} for the limiting reactant}} gives {significant(100 * obtained / wrong_theory, 3)} %, too little, since {other} is in excess"),
        ("check", "{a yield lies below 100 %, as here|it stays below 100 %}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, reaction), [(f"{names[a]} ({a})", f"{_shown(first)} g"), (f"{names[b]} ({b})", f"{_shown(second)} g"), (f"{{{names[product]} obtained|isolated {names[product]}}} ({product})", f"{_shown(obtained)} g")],
        [_table(a, b, product)], "{What is the percentage yield|How large is the yield in per cent|Which percentage yield was reached}?", steps,
        {"kind": "yield", "reaction": reaction.text(), "masses": [first, second], "obtained": obtained}, 8, spare=_idle(rng, reaction),
    )  # fmt: skip
    traps = [
        (100 * obtained / wrong_theory, "based the yield on the reactant in excess"), (100 * obtained / (first + second), "divided by the mass of all reactants"), (100 * obtained / (first if short == a else second), "compared masses without the equation"),
        (result * times[product], "forgot the coefficient of the product"), (100 - result, "gave the loss"), (result * times[short], "forgot the coefficient of the limiting reactant"), (100 * obtained / (second if short == a else first), "compared with the mass of the other reactant"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="%", digits=3, relative=0.01, highest=100)


def _gas(rng: Random, level: int) -> Problem:
    """Level 5: volume of a gas at given temperature and pressure, collected over water at times."""
    reaction = rng.choice(WITH_GAS)
    names, times = reaction.names(), reaction.times()
    given, gas = reaction.left[0][0], reaction.gas
    purity = rng.randint(780, 995) / 10
    mass = to_significant(molar_mass(given) * times[given] / times[gas] * 10 ** rng.uniform(-2.5, -0.5), 3)
    celsius = rng.randint(15, 30)
    pressure = rng.randint(964, 1032) / 10
    vapour = {15: 1.71, 16: 1.82, 17: 1.94, 18: 2.06, 19: 2.20, 20: 2.34, 21: 2.49, 22: 2.64, 23: 2.81, 24: 2.98, 25: 3.17, 26: 3.36, 27: 3.57, 28: 3.78, 29: 4.01, 30: 4.25}[celsius]  # CRC Handbook, 97th ed.
    wet = gas in ("H2", "O2", "N2", "C2H2", "NO", "CO")
    kelvin = round(celsius + 273.15, 2)
    dry = round(pressure - vapour, 2) if wet else pressure
    pure = carried(mass * purity / 100, 5)
    amount = carried(pure / molar_mass(given), 5)
    made = carried(amount * times[gas] / times[given], 5)
    result = made * GAS_CONSTANT * kelvin / dry
    small = result < 1
    factor, unit = (1000.0, "mL") if small else (1.0, "L")
    litres = carried(result, 4)
    steps = [
        ("facts", f"{_shown(mass)} g of {purity:g} % {given}, {celsius} °C, {pressure:g} kPa" + (f", water vapour {vapour:.2f} kPa" if wet else "")),
        ("rule", "{amount of gas from the equation, then V = n R T / p" + (" with the pressure of the dry gas" if wet else "") + "|equation first, then the ideal gas law}"),
        ("work", f"pure {given}: {_shown(mass)} × {purity:g} / 100 = {written(pure)} g"),
        ("work", f"n({given}) = {written(pure)} / {written(molar_mass(given))} = {written(amount)} mol"),
        ("then", f"n({gas}) = {written(amount)} × {times[gas]} / {times[given]} = {written(made)} mol"),
        ("then", f"T = {celsius} + 273.15 = {kelvin} K" + (f"; p({gas}) = {pressure:g} − {vapour:.2f} = {dry:.2f} kPa" if wet else "")),
        ("then", f"V = {written(made)} × 8.314 × {kelvin} / {dry:g} = {written(litres)} L"),
        *([("then", f"{written(litres)} × 1000 = {written(carried(litres * 1000, 4))} mL")] if small else []),
        ("mistake", ("{forgetting the water vapour|using the full pressure} gives " + f"{significant(made * GAS_CONSTANT * kelvin / pressure * factor, 3)} {unit}; over water only {dry:.2f} kPa belong to the gas" if wet else "{the molar volume of 0 °C|22.711 L/mol} " + f"would give {significant(made * MOLAR_VOLUME * factor, 3)} {unit}; it holds at 0 °C and 100 kPa only")),
        ("check", f"{{at 0 °C and 100 kPa the dry gas would fill|compare: dry at 0 °C and 100 kPa}} {written(made)} × 22.711 = {significant(made * MOLAR_VOLUME, 3)} L, of the same order"),
    ]  # fmt: skip
    facts = [(f"{{mass of the {names[given]} sample|sample of {names[given]}}}", f"{_shown(mass)} g"), (f"{{content of {given}|purity}}", f"{purity:g} %"), ("temperature", f"{celsius} °C"), ("{pressure|total pressure}", f"{pressure:g} kPa")]
    more = ["{R = 8.314 L·kPa/(mol·K)|Use R = 8.314 L kPa/(mol K)}, {0 °C = 273.15 K|T in K = °C + 273.15}, {ideal gas|the gas behaves ideally}"]
    if wet:
        facts.append(("{vapour pressure of water|water vapour pressure}", f"{vapour:.2f} kPa"))
        more.append("{The gas is collected over water at this total pressure|Collection is over water; the total pressure includes the vapour}")
    else:
        more.append("{The gas is collected dry|A drying tube takes the water out}")
    others = "{The other reactant is in excess|There is enough of everything else}; {the impurity gives no gas|impurities are inert}" if len(reaction.left) > 1 else "{The impurity gives no gas|Impurities are inert}"
    exercise = Exercise(
        _story(rng, reaction), facts, [_table(given), *more, others],
        f"{{What volume of {names[gas]} ({gas}) is collected|Which volume of {names[gas]} ({gas}) do you expect|How much {names[gas]} ({gas}), as a volume, is collected}}?", steps,
        {"kind": "gas", "reaction": reaction.text(), "given": given, "gas": gas, "mass": mass, "purity": purity, "celsius": celsius, "kPa": pressure, "vapour": vapour if wet else 0.0, "unit": unit}, 9,
    )  # fmt: skip
    value = result * factor
    traps = [
        (made * GAS_CONSTANT * kelvin / pressure * factor if wet else made * MOLAR_VOLUME * factor, "forgot the water vapour" if wet else "used the molar volume of 0 °C"), (made * GAS_CONSTANT * celsius / dry * factor, "put in the temperature in °C"),
        (value * 100 / purity, "left out the purity"), (value * times[given] / times[gas], "took a one-to-one ratio"), (made * MOLAR_VOLUME * factor, "used the molar volume of 0 °C and 100 kPa"),
        (made * GAS_CONSTANT * kelvin / (pressure + vapour) * factor, "added the vapour pressure"), (value * times[given] ** 2 / times[gas] ** 2, "turned the ratio round"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, value, traps, unit=unit, digits=3, relative=0.01)


#: (first, second, product, product per first, per second, scene): mixtures whose parts give the same product
MIXTURES = (
    ("NaCl", "KCl", "AgCl", 1, 1, "is dissolved, and silver nitrate in excess precipitates all chloride"),
    ("NaBr", "KBr", "AgBr", 1, 1, "is dissolved, and silver nitrate in excess precipitates all bromide"),
    ("NaCl", "CaCl2", "AgCl", 1, 2, "is dissolved, and silver nitrate in excess precipitates all chloride"),
    ("MgCl2", "KCl", "AgCl", 2, 1, "is dissolved, and silver nitrate in excess precipitates all chloride"),
    ("CaCO3", "MgCO3", "CO2", 1, 1, "is dissolved in acid, and the gas is weighed by absorption"),
    ("Na2CO3", "NaHCO3", "CO2", 1, 1, "is dissolved in acid, and the gas is weighed by absorption"),
    ("Na2SO4", "K2SO4", "BaSO4", 1, 1, "is dissolved, and barium chloride in excess precipitates all sulfate"),
    ("Na2CO3", "Li2CO3", "CO2", 1, 1, "is dissolved in acid, and the gas is weighed by absorption"),
    ("Al", "Mg", "H2", 3, 2, "is dissolved in excess acid, and the hydrogen is measured"),
    ("Al", "Zn", "H2", 3, 2, "is dissolved in excess acid, and the hydrogen is measured"),
)  # fmt: skip


def _mixture(rng: Random, level: int) -> Problem:
    """Level 5: composition of a mixture from one product."""
    first, second, product, k1, k2, scene = rng.choice(MIXTURES)
    half = 2 if product == "H2" else 1
    y1, y2 = k1 / half / molar_mass(first), k2 / half / molar_mass(second)
    total = rng.randint(650, 4800) / 1000
    share = rng.uniform(0.12, 0.88)
    amount = carried(total * share * y1 + total * (1 - share) * y2, 5)
    mass = round(amount * molar_mass(product), 4)
    n = carried(mass / molar_mass(product), 5)
    f1, f2 = carried(y1, 6), carried(y2, 6)
    result_mass = (n - total * f2) / (f1 - f2)
    shown = carried(result_mass, 4)
    result = 100 * shown / total
    if not 5 < result < 95:
        return _gas(rng, level)
    base = carried(total * f2, 5)
    steps = [
        ("facts", f"{total:.3f} g in all, {mass:.4f} g {product}; {_masses(first, second, product)}"),
        ("rule", f"{{two unknowns need two equations: the masses add up, and so does the {product}|let x be the mass of {first}; then the rest is {second}, and both give {product}}}"),
        ("work", f"n({product}) = {mass:.4f} / {written(molar_mass(product))} = {written(n)} mol"),
        ("work", f"1 g {first} gives {_fraction(k1, half)} / {written(molar_mass(first))} = {written(f1)} mol {product}; 1 g {second} gives {_fraction(k2, half)} / {written(molar_mass(second))} = {written(f2)} mol"),
        ("then", f"if all were {second}: {total:.3f} × {written(f2)} = {written(base)} mol"),
        ("then", f"x = ({written(n)} − {written(base)}) / ({written(f1)} − {written(f2)}) = {significant((n - base) / (f1 - f2), 4)} g {first}"),
        ("then", f"share: 100 × {significant((n - base) / (f1 - f2), 4)} / {total:.3f} = {significant(100 * to_significant((n - base) / (f1 - f2), 4) / total, 3)} %"),
        ("mistake", f"{{taking all {product} for the product of {first}|setting up one equation only}} gives {significant(n / f1, 3)} g of it, {{which is not the composition|although {second} delivers part}}"),
        ("check", f"pure {first} would give {total:.3f} × {written(f1)} = {written(carried(total * f1, 4))} mol and pure {second} {written(base)} mol; {written(n)} lies between"),
    ]  # fmt: skip
    result = 100 * to_significant((n - base) / (f1 - f2), 4) / total
    exercise = Exercise(
        f"{{A mixture|A dry mixture|A powder{' alloy' if product == 'H2' else ''}}} of {first} and {second} {scene}.".replace("powder alloy", "powder"),
        [("{mass of the mixture|sample}", f"{total:.3f} g"), (f"{{mass of {product}|{product} found}}", f"{mass:.4f} g")],
        [_table(first, second, product), f"{{Nothing else is in the mixture|The mixture holds only the two}}; {{each|every}} mole of {first} gives {_fraction(k1, half)} mol and each mole of {second} {_fraction(k2, half)} mol of {product}"],
        f"{{What percentage of the mixture's mass is {first}|What is the mass percentage of {first}|How many per cent of the mass are {first}}}?", steps,
        {"kind": "mixture", "first": first, "second": second, "product": product, "total": total, "mass": mass, "per": [k1 / half, k2 / half]}, 9,
    )  # fmt: skip
    traps = [
        (100 - result, "gave the share of the other substance"), (100 * n / f1 / total, "took all product as coming from one substance"),
        (100 * n / f2 / total, "used the other substance's molar mass for everything"),
        (100 * mass / total, "divided the product by the mixture"), (50.0, "assumed equal parts"),
        (100 * (result / 100 * total * y1) / n, "gave the share of the product"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="%", digits=3, absolute=max(0.6, _spread(total, f1, f2, n, result)), highest=100)


def _spread(total: float, first: float, second: float, amount: float, result: float) -> float:
    """Tolerance in per cent: what the fifth digit of the amount of product makes of the composition, times two."""
    return round(2 * 100 * amount * 5e-5 / abs(first - second) / total, 1)


def _fraction(number: int, half: int) -> str:
    return f"{number / half:g}"


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (mass to mass) to 5 (gases over water, mixtures)."""
    makers = {1: (_direct,), 2: (_direct,), 3: (_limiting,), 4: (_purity, _yield), 5: (_gas, _mixture)}[level]
    return rng.choice(makers)(rng, level)


FAMILY = Family(
    name="stoichiometry",
    title="Amounts, limiting reactant, purity and yield",
    source="Brown et al., Chemistry: The Central Science, 14th ed. 2018, ch. 3 and 10; IUPAC Gold Book (100 kPa)",
    problem=problem,
    rubric=(
        Criterion("Converts masses to amounts before it uses the coefficients.", "essential"),
        Criterion("Finds the limiting reactant by amount per coefficient where two amounts are given.", "essential"),
        Criterion("Applies purity to what is weighed in and yield to what is obtained, in the right direction.", "important"),
        Criterion("Corrects for water vapour and uses kelvin where a gas is collected.", "important"),
        Criterion("Applies the coefficients to masses.", "pitfall", positive=False),
    ),
)
