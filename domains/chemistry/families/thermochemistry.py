
"""Heat, enthalpies of reaction, Hess's law, Gibbs energies and the equilibrium constants that follow.

In: a seeded generator and a level. Out: one problem; energies in kJ, entropies in J/K, temperatures in °C or K.

    q = m·c·ΔT          ΔrX° = Σ ν·X°(products) − Σ ν·X°(reactants)        ΔrG° = ΔrH° − T·ΔrS°
    ln K = −ΔrG°/(RT)   ln(K₂/K₁) = −(ΔrH°/R)·(1/T₂ − 1/T₁)                ΔH = ΔU + Δn(gas)·RT

Data: `domains.chemistry.thermodata` (CRC Handbook, 97th ed. 2016). Ice: enthalpy of fusion 333.6 J/g, specific heat 2.06 J/(g·K) (CRC 6-12);
benzoic acid: 26.434 kJ/g (NIST SRM 39j certificate, 2007). R = 8.3145 J/(mol·K) (CODATA 2018). Method: Atkins & de Paula, Physical
Chemistry, 10th ed. (2014), ch. 2, 3 and 6. Every value that is needed stands in the question.

Worked example: N₂ + 3 H₂ → 2 NH₃ from formation enthalpies and entropies.

>>> reaction = REACTIONS[0]
>>> enthalpy(reaction), entropy(reaction)
(-91.8, -198.1)
>>> round(gibbs(-91.8, -198.1, 298.15), 1), round(log_constant(-32.7, 298.15), 2)
(-32.7, 5.73)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from math import gcd
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.formulas import molar_mass
from domains.chemistry.posing import Exercise, fixed, kept, number_problem, shown, sig, spread, sunk, uniform, within
from domains.chemistry.thermodata import BONDS, CALLED, FUELS, LIQUIDS, METALS, REACTIONS, STANDARD, Reaction, Species

R = 8.3145

OXYGEN: Species = ("O2", "g")
STEAM: Species = ("H2O", "g")
WATER: Species = ("H2O", "l")
CARBON_DIOXIDE: Species = ("CO2", "g")


def _sum(reaction: Reaction, index: int) -> float:
    left, right = reaction
    total = 0.0
    for sign, side in ((-1, left), (1, right)):
        for count, species in side:
            value = STANDARD[species][index]
            if value is None:
                raise ValueError(f"no entropy for {species}")
            total += sign * count * value
    return round(total, 1)


def enthalpy(reaction: Reaction) -> float:
    """ΔrH° in kJ/mol at 298.15 K, for the equation as written."""
    return _sum(reaction, 0)


def entropy(reaction: Reaction) -> float:
    """ΔrS° in J/(mol·K) at 298.15 K.

    Raises:
        ValueError: the table has no entropy for a species.
    """
    return _sum(reaction, 1)


def gibbs(enthalpy: float, entropy: float, kelvin: float) -> float:
    """ΔrG in kJ/mol from kJ/mol, J/(mol·K) and K."""
    return enthalpy - kelvin * entropy / 1000


def log_constant(gibbs: float, kelvin: float) -> float:
    """log10 K from ΔrG° in kJ/mol."""
    return -gibbs * 1000 / (R * kelvin * math.log(10))


def combustion(fuel: Species, water: Species = WATER) -> Reaction:
    """Complete combustion to CO₂ and water, with the smallest whole coefficients."""
    carbon, hydrogen, oxygen = FUELS[fuel]
    counts = [Fraction(1), Fraction(4 * carbon + hydrogen - 2 * oxygen, 4), Fraction(carbon), Fraction(hydrogen, 2)]
    scale = math.lcm(*(count.denominator for count in counts))
    a, b, c, d = (int(count * scale) for count in counts)
    return ((a, fuel), (b, OXYGEN)), ((c, CARBON_DIOXIDE), (d, water))


WITH_ENTROPY = tuple(r for r in REACTIONS if all(STANDARD[s][1] is not None for side in r for _, s in side))


def named(species: Species) -> str:
    """``CO₂(g)``."""
    return f"{sunk(species[0])}({species[1]})"


def called(species: Species) -> str:
    """``graphite, C(s)``, or the formula alone."""
    return f"{CALLED[species]}, {named(species)}" if species in CALLED else named(species)


def equation(reaction: Reaction) -> str:
    """The balanced equation."""
    left, right = (" + ".join((f"{n} " if n > 1 else "") + named(s) for n, s in side) for side in reaction)
    return f"{left} → {right}"


def signed(value: float, decimals: int) -> str:
    """A number to stand in a sum: with brackets when negative."""
    return within(fixed(value, decimals))


def substituted(reaction: Reaction, index: int) -> str:
    """The sum over products less the sum over reactants, with numbers."""
    left, right = reaction

    def side(terms: tuple[tuple[int, Species], ...]) -> str:
        return " + ".join((f"{n} × " if n > 1 else "") + (signed(STANDARD[s][index] or 0.0, 1) if STANDARD[s][index] else "0") for n, s in terms)

    return f"({side(right)}) − ({side(left)})"


def table(reaction: Reaction, index: int) -> list[tuple[str, str]]:
    """Facts for every species of a reaction; elements have enthalpy 0 and are stated with it."""
    quantity, unit = (("ΔfH°", "kJ/mol"), ("S°", "J/(mol·K)"))[index]
    found = []
    for side in reaction:
        for _, s in side:
            value = STANDARD[s][index] or 0.0
            found.append((f"{quantity} of {called(s)}", f"{fixed(value, 1) if value else '0'} {unit}"))
    return found


STANDARD_RULE = "{ΔrH° is the sum over the products less the sum over the reactants, each times its coefficient|add up coefficient × ΔfH° over the products and take away the same sum for the reactants}"
PER_MOLE = "{ΔrH° holds for the equation as written, in moles of the coefficients|the enthalpy belongs to the numbers of moles that the equation shows}"
SIGN = "{Give a negative sign to {heat given off|what the system gives off}|Count {heat given off|what the system gives off} as negative}"
WORKPLACES = "{In {a practical|a lecture demonstration|an energy audit|a process study|a safety assessment|a homework set|a pilot plant|a course on energetics}|For {an exam|a data sheet|a plant design|a poster|a project report|a heat balance}}"
BENCHES = "In {a practical|a lecture demonstration|a process study|a pilot plant|a teaching laboratory|a course on energetics}"


# level 1


def _heat(rng: Random, level: int) -> Problem:
    """Level 1: q = m c ΔT in J; level 2: kg, kJ, or the final temperature."""
    kind, sample = rng.choice((("metal", rng.choice(sorted(METALS))), ("liquid", rng.choice(sorted(LIQUIDS)))))
    c = METALS[sample] if kind == "metal" else LIQUIDS[sample]
    top = {"hexane": 60, "acetone": 50, "methanol": 60, "ethanol": 70, "benzene": 75}.get(sample, 95 if kind == "liquid" else 240)
    start = uniform(rng, 15, 26)
    end = uniform(rng, start + 8, top)
    mass = uniform(rng, 20, 900)
    what = {"metal": f"a {{block|piece|sample}} of {sample}", "liquid": f"a {{portion|sample}} of {sample}"}[kind]
    facts = [("{specific heat capacity|specific heat|c}" + f" of {sample}", f"{c} J/(g·K)")]
    values = {"what": sample}
    cooling = rng.random() < 0.35
    first, last = (end, start) if cooling else (start, end)
    story = "{A hot|" + BENCHES + " a hot} " + f"{{sample|portion|quantity}} of {sample} cools" if cooling else "{" + what + "|" + BENCHES + " " + what + "} is heated"
    if level == 1:
        change = kept(end - start, 5)
        result = mass * c * change
        facts += [("{mass|mass of the sample}", f"{shown(mass)} g"), ("{initial temperature|temperature at the start}", f"{fixed(first, 1)} °C"), ("{final temperature|temperature at the end}", f"{fixed(last, 1)} °C")]
        lines = [
            ("facts", f"{shown(mass)} g of {sample}, c = {c} J/(g·K), from {fixed(first, 1)} to {fixed(last, 1)} °C"),
            ("rule", "q = m × c × ΔT{; a difference is the same in K as in °C|}"),
            ("work", f"ΔT = {fixed(end, 1)} − {fixed(start, 1)} = {fixed(change, 1)} K"),
            ("work", f"q = {shown(mass)} × {c} × {fixed(change, 1)} = {sig(result)} J"),
            ("check", f"per gram: {c} × {fixed(change, 1)} = {sig(c * change)} J, and there are {shown(mass)} g"),
        ]
        traps = [(mass * c * (change + 273.15), "added 273.15 to a temperature difference"), (mass * c * end, "used a temperature instead of the difference"), (mass * 4.18 * change, "used the specific heat of water"), (mass / c * change, "divided by the specific heat"), (c * change, "left out the mass"), (result / 1000, "converted to kJ and still wrote J"), (mass * c * (end + start), "added the temperatures")]
        ask = "{How much heat is {given off|released}|What quantity of heat does it give off|Calculate the heat released (as a positive number)}" if cooling else "{How much heat is {needed|taken up}|What quantity of heat does it take up|Calculate the heat absorbed}"
        exercise = Exercise(story, facts, ask, lines, {"kind": "heat", "sample": sample, "mass": mass, "first": first, "last": last}, 2, ["{Take the specific heat as constant|The specific heat does not change with temperature}{ and neglect losses|}"], values)
        return number_problem(rng, level, exercise, result, traps, unit="J", relative=0.01)
    energy = kept(mass * c * (end - start) / 1000, 3)
    kilo = kept(mass / 1000, 3)
    grams = kilo * 1000
    change = kept(energy * 1000 / (grams * c), 5)
    result = first - change if cooling else first + change
    facts += [("{mass|mass of the sample}", f"{shown(kilo)} kg"), ("{initial temperature|temperature at the start}", f"{fixed(first, 1)} °C"), ("{heat given off|heat released}" if cooling else "{heat supplied|heat taken up|energy put in}", f"{shown(energy)} kJ")]
    lines = [
        ("facts", f"{shown(kilo)} kg, c = {c} J/(g·K), {shown(energy)} kJ {'given off' if cooling else 'taken up'}, start at {fixed(first, 1)} °C"),
        ("rule", "ΔT = q / (m × c), with the energy in J and the mass in g because c is in J/(g·K)"),
        ("work", f"q = {shown(energy)} × 1000 = {shown(energy * 1000, 6)} J and m = {shown(kilo)} × 1000 = {shown(grams)} g"),
        ("work", f"ΔT = {within(shown(energy * 1000, 6))} / ({shown(grams)} × {c}) = {shown(change)} K"),
        ("then", f"final temperature: {fixed(first, 1)} {'−' if cooling else '+'} {shown(change)} = {fixed(result, 1)} °C"),
        ("check", f"the sample {'cools' if cooling else 'warms'}, and {shown(grams)} × {c} × {shown(change)} / 1000 = {sig(grams * c * change / 1000, 2)} kJ"),
    ]
    traps = [(first + change if cooling else first - change, "turned the direction round"), (change, "gave the change instead of the final temperature"), (result + 273.15, "gave kelvin under the name of °C"), (first + (-1 if cooling else 1) * energy * 1000 / (grams * 4.18), "used the specific heat of water"), (first + (-1 if cooling else 1) * energy * 1000 / grams, "left out the specific heat"), (first + (-1 if cooling else 1) * change / 2, "halved the change"), (first + (-1 if cooling else 1) * 2 * change, "doubled the change")]
    exercise = Exercise(story, facts, "{What is its final temperature|What temperature does it reach|At what temperature does it end|Find the final temperature}", lines, {"kind": "final", "sample": sample, "kilo": kilo, "energy": energy, "first": first, "cooling": cooling}, 4, ["{Take the specific heat as constant|The specific heat does not change with temperature}{ and neglect losses|}"], values)
    return number_problem(rng, level, exercise, result, [(v, t) for v, t in traps if v > -20], unit="°C", decimals=1, absolute=max(0.3, 0.01 * abs(result)))


def _scaled(rng: Random, level: int) -> Problem:
    """Level 1: the enthalpy of an equation, scaled to an amount."""
    reaction = rng.choice((*REACTIONS, *map(combustion, FUELS)))
    h = enthalpy(reaction)
    count, species = rng.choice((*reaction[0], *reaction[1]))
    amount = spread(rng, 0.12, 9)
    product = any(s == species for _, s in reaction[1])
    verb = "{formed|produced}" if product else "{used up|consumed|converted}"
    extent = kept(amount / count, 5)
    result = extent * h
    lines = [
        ("facts", f"ΔrH° = {fixed(h, 1)} kJ/mol for {equation(reaction)}; {shown(amount)} mol of {named(species)}"),
        ("rule", PER_MOLE),
        ("work", f"extent of reaction: {shown(amount)} / {count} = {shown(extent)} mol"),
        ("work", f"ΔH = {shown(extent)} × {signed(h, 1)} = {sig(result)} kJ"),
        ("check", f"the sign stays {'negative: heat is given off' if h < 0 else 'positive: heat is taken up'}"),
    ]
    traps = [(-result, "turned the sign round"), (amount * h, "left out the coefficient"), (amount * count * h, "multiplied by the coefficient instead of dividing"), (h / extent, "divided instead of multiplying"), (result * 1000, "mixed up J and kJ"), (h, "gave the enthalpy of the equation as written"), (result / 2, "halved the result")]
    exercise = Exercise(
        "{" + BENCHES + " the reaction $equation {is carried out|takes place} at constant pressure|The reaction $equation {runs|proceeds} at constant pressure and 25 °C|At 298 K and 1 bar the following happens: $equation}",
        [("{ΔrH°|standard reaction enthalpy|reaction enthalpy ΔrH°}{ (per mole of equation)| for the equation as written|}", f"{fixed(h, 1)} kJ/mol"), (f"amount of {named(species)} {verb}", f"{shown(amount)} mol")],
        "{What is the enthalpy change|Calculate ΔH for this amount|How large is ΔH (in kJ, with its sign)}", lines, {"kind": "scaled", "reaction": equation(reaction), "species": named(species), "amount": amount}, 2,
        [SIGN], {"equation": equation(reaction)},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ", relative=0.01, lowest=-1e12)


def _formation(rng: Random, level: int) -> Problem:
    """Level 1: ΔrH° from formation enthalpies; level 2: for a mass of a reactant."""
    for _ in range(50):
        reaction = rng.choice((*REACTIONS, *map(combustion, FUELS)))
        h = enthalpy(reaction)
        if abs(h) > 8:
            break
    values = {"equation": equation(reaction)}
    facts = table(reaction, 0)
    flat = round(sum(STANDARD[s][0] for _, s in reaction[1]) - sum(STANDARD[s][0] for _, s in reaction[0]), 1)
    summed = round(sum(n * STANDARD[s][0] for side in reaction for n, s in side), 1)
    lines = [("facts", f"{equation(reaction)}; the formation enthalpies are listed, elements in their reference state have 0"), ("rule", STANDARD_RULE), ("work", f"ΔrH° = {substituted(reaction, 0)} = {fixed(h, 1)} kJ/mol")]
    story = "{" + WORKPLACES + " the standard enthalpy of $equation is {worked out|needed|looked into}|{Consider|Look at} the reaction $equation at 25 °C and 1 bar|The reaction $equation {is planned|is discussed|takes place}{ at 25 °C|}}"
    if level == 1:
        right = round(sum(n * STANDARD[s][0] for n, s in reaction[1]), 1)
        lines.append(("check", f"products {fixed(right, 1)}, reactants {fixed(round(right - h, 1), 1)} kJ/mol, so the difference is {'negative: exothermic' if h < 0 else 'positive: endothermic'}"))
        traps = [(-h, "took reactants less products"), (flat, "left out the coefficients"), (summed, "added reactants and products"), (right, "forgot the reactants"), (h * 1000, "mixed up J and kJ"), (h / 2, "halved the result"), (2 * h, "doubled the result")]
        exercise = Exercise(story, facts, "{What is ΔrH° of the equation as written|Calculate ΔrH° for the equation as written|Find the standard reaction enthalpy (for the equation as written)}", lines, {"kind": "formation", "reaction": equation(reaction)}, 3, [SIGN], values)
        return number_problem(rng, level, exercise, h, traps, unit="kJ/mol", decimals=1, absolute=max(0.6, abs(h) * 0.01), lowest=-1e12)
    count, species = rng.choice(reaction[0])
    unit_mass, scale = rng.choice((("g", 1.0), ("g", 1.0), ("kg", 1000.0)))
    mass = spread(rng, 2, 400) if scale == 1 else spread(rng, 0.5, 40)
    m = round(molar_mass(species[0]), 2)
    amount = kept(mass * scale / m, 5)
    result = amount / count * h
    lines += [
        ("then", f"{named(species)}: {shown(mass)}{' × 1000' if scale > 1 else ''} / {m:.2f} = {shown(amount)} mol"),
        ("then", f"ΔH = {within(shown(amount))} / {count} × {signed(h, 1)} = {sig(result)} kJ"),
        ("check", f"for each mole of {named(species)}: {signed(h, 1)} / {count} = {fixed(h / count, 1)} kJ, and there are {shown(amount)} mol"),
    ]
    facts += [(f"mass of {named(species)} {{used up|consumed}}", f"{shown(mass)} {unit_mass}"), (f"molar mass of {named(species)}", f"{m:.2f} g/mol")]
    traps = [(-result, "took reactants less products"), (amount * h, "left out the coefficient of the substance"), (amount / count * flat, "left out the coefficients of the equation"), (mass * h, "took grams for moles"), (amount * count * h, "multiplied by the coefficient"), (h, "gave the enthalpy per mole of equation"), (result / 1000, "lost a factor of 1000")]
    exercise = Exercise(story, facts, f"{{What is the enthalpy change for this mass|How large is ΔH when this mass of {named(species)} reacts completely|Calculate ΔH for the given mass}}", lines, {"kind": "formation mass", "reaction": equation(reaction), "species": named(species), "count": count, "m": m, "mass": mass, "scale": scale}, 5, [SIGN, "{The other reactants are in excess|There is enough of all other reactants}"], values)
    return number_problem(rng, level, exercise, result, traps, unit="kJ", relative=0.01, lowest=-1e12)


def _gibbs(rng: Random, level: int) -> Problem:
    """Level 2: ΔG from ΔH, ΔS and a temperature in °C."""
    h = s = t = 0.0
    reaction = REACTIONS[0]
    for _ in range(100):
        reaction = rng.choice(WITH_ENTROPY)
        h, s = enthalpy(reaction), entropy(reaction)
        t = float(rng.randint(5, 95) if any(x == WATER for side in reaction for _, x in side) else rng.randint(10, 620))
        if abs(gibbs(h, s, t + 273.15)) > 12 and abs(s) > 4:
            break
    kelvin = t + 273.15
    result = gibbs(h, s, kelvin)
    product = kept(kelvin * s / 1000, 6)
    lines = [
        ("facts", f"ΔrH = {fixed(h, 1)} kJ/mol, ΔrS = {fixed(s, 1)} J/(mol·K), {t:.0f} °C"),
        ("rule", "ΔrG = ΔrH − T × ΔrS, with T in kelvin and the entropy term in kJ"),
        ("work", f"T = {t:.0f} + 273.15 = {kelvin:.2f} K"),
        ("work", f"T × ΔrS: {kelvin:.2f} × {signed(s, 1)} / 1000 = {shown(product, 6)} kJ/mol"),
        ("then", f"ΔrG = {fixed(h, 1)} − {within(shown(product, 6))} = {fixed(h - product, 1)} kJ/mol"),
        ("check", f"{'negative, so the reaction can run by itself' if result < 0 else 'positive, so the reaction does not run by itself'} under standard conditions at this temperature"),
    ]
    traps = [(gibbs(h, s, t), "left the temperature in °C"), (h - kelvin * s, "mixed up J and kJ"), (h + kelvin * s / 1000, "added the entropy term"), (kelvin * s / 1000 - h, "turned the sign round"), (gibbs(h, s, 298.15), "used 298 K"), (h - s, "left out the temperature"), (h, "left out the entropy term")]
    exercise = Exercise(
        "{" + WORKPLACES + " one asks whether $equation runs at $t °C|The reaction $equation is {considered|examined} at $t °C|At $t °C the reaction $equation is {to be judged|under discussion}}",
        [("{ΔrH°|standard reaction enthalpy}", f"{fixed(h, 1)} kJ/mol"), ("{ΔrS°|standard reaction entropy}", f"{fixed(s, 1)} J/(mol·K)"), ("temperature", f"{t:.0f} °C")],
        "{What is ΔrG° at this temperature|Calculate ΔrG° at $t °C|Find the standard Gibbs energy of reaction at $t °C}", lines, {"kind": "gibbs", "reaction": equation(reaction), "t": t}, 4,
        ["{Take ΔrH° and ΔrS° as independent of temperature|Neglect the temperature dependence of ΔrH° and ΔrS°}", "0 °C = 273.15 K"], {"equation": equation(reaction), "t": f"{t:.0f}"},
    )  # fmt: skip
    return number_problem(rng, level, exercise, h - product, traps, unit="kJ/mol", decimals=1, absolute=max(0.3, abs(result) * 0.01), lowest=-1e12)


# level 3


def _net(reaction: Reaction) -> dict[Species, int]:
    net: dict[Species, int] = {}
    for sign, side in ((-1, reaction[0]), (1, reaction[1])):
        for count, species in side:
            net[species] = net.get(species, 0) + sign * count
    return {s: n for s, n in net.items() if n}


def _from_net(net: Mapping[Species, int]) -> Reaction:
    left = tuple((-n, s) for s, n in net.items() if n < 0)
    right = tuple((n, s) for s, n in net.items() if n > 0)
    return left, right


POOL: tuple[Reaction, ...] = (
    *REACTIONS, *(combustion(fuel) for fuel in FUELS if FUELS[fuel][0] < 7),
    (((1, ("C", "s")), (1, OXYGEN)), ((1, CARBON_DIOXIDE),)), (((2, ("H2", "g")), (1, OXYGEN)), ((2, WATER),)), (((2, ("CO", "g")), (1, OXYGEN)), ((2, CARBON_DIOXIDE),)),
    (((1, ("S", "s")), (1, OXYGEN)), ((1, ("SO2", "g")),)), (((2, ("Mg", "s")), (1, OXYGEN)), ((2, ("MgO", "s")),)), (((4, ("Al", "s")), (3, OXYGEN)), ((2, ("Al2O3", "s")),)),
    (((4, ("Fe", "s")), (3, OXYGEN)), ((2, ("Fe2O3", "s")),)), (((3, ("Fe", "s")), (2, OXYGEN)), ((1, ("Fe3O4", "s")),)), (((2, ("Cu", "s")), (1, OXYGEN)), ((2, ("CuO", "s")),)), (((1, WATER),), ((1, STEAM),)),
    (((1, ("CH3OH", "l")),), ((1, ("CH3OH", "g")),)), (((2, ("C", "s")), (1, OXYGEN)), ((2, ("CO", "g")),)), (((1, ("C", "s")), (2, ("H2", "g"))), ((1, ("CH4", "g")),)), (((2, ("H2", "g")), (1, OXYGEN)), ((2, STEAM),)),
    (((2, ("Zn", "s")), (1, OXYGEN)), ((2, ("ZnO", "s")),)), (((2, ("Pb", "s")), (1, OXYGEN)), ((2, ("PbO", "s")),)), (((1, ("C", "s")), (2, ("S", "s"))), ((1, ("CS2", "l")),)), (((1, ("Si", "s")), (1, OXYGEN)), ((1, ("SiO2", "s")),)),
)  # fmt: skip


def _times(reaction: Reaction, factor: int) -> Reaction:
    left, right = (tuple((abs(factor) * n, s) for n, s in side) for side in reaction)
    return (left, right) if factor > 0 else (right, left)


def _cycles() -> tuple[tuple[int, int, int, int], ...]:
    """(index, multiplier, index, multiplier): pairs whose combination cancels a species and keeps at most five."""
    found = []
    nets = [_net(reaction) for reaction in POOL]
    for i, a in enumerate(nets):
        for j, b in enumerate(nets):
            if j <= i:
                continue
            for shared in set(a) & set(b):
                if shared in (OXYGEN, STEAM, WATER):
                    continue
                m, n = b[shared], -a[shared]
                common = gcd(m, n)
                m, n = m // common, n // common
                if abs(m) > 3 or abs(n) > 3:
                    continue
                total = {s: m * a.get(s, 0) + n * b.get(s, 0) for s in {**a, **b}}
                total = {s: k for s, k in total.items() if k}
                divisor = gcd(*total.values()) if total else 2
                forms = {formula for formula, _ in total}
                if divisor == 1 and 2 <= len(total) <= 5 and len(forms) == len(total) and any(k < 0 for k in total.values()) and any(k > 0 for k in total.values()):
                    found.append((i, m, j, n))
    return tuple(sorted(set(found)))


CYCLES = _cycles()


def _multiple(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _hess(rng: Random, level: int) -> Problem:
    """Level 3: two thermochemical equations combined to a third."""
    i, m, j, n = CYCLES[0]
    h1 = h2 = target_h = 0.0
    one = two = target = POOL[0]
    f1 = f2 = Fraction(1)
    for _ in range(100):
        i, m, j, n = rng.choice(CYCLES)
        if rng.random() < 0.5:
            m, n = -m, -n
        k1, k2 = rng.choice((1, 1, -1, 2, -2)), rng.choice((1, 1, -1, 2, -2))
        f1, f2 = Fraction(m, k1), Fraction(n, k2)
        if f1 == 1 and f2 == 1:
            continue
        one, two = _times(POOL[i], k1), _times(POOL[j], k2)
        h1, h2 = round(k1 * enthalpy(POOL[i]), 1), round(k2 * enthalpy(POOL[j]), 1)
        a, b = _net(POOL[i]), _net(POOL[j])
        total = {s: m * a.get(s, 0) + n * b.get(s, 0) for s in {**a, **b}}
        target = _from_net({s: k for s, k in total.items() if k})
        target_h = round(float(f1) * h1 + float(f2) * h2, 2)
        if abs(target_h) > 10:
            break
    x1, x2 = _multiple(abs(f1)), _multiple(abs(f2))

    def doing(fraction: Fraction, number: str) -> str:
        way = "reversed" if fraction < 0 else "as written"
        return f"equation {number} {way}" + (f" and multiplied by {_multiple(abs(fraction))}" if abs(fraction) != 1 else "")

    def term(fraction: Fraction, value: float) -> str:
        text = signed(value, 1)
        sign = "−" if fraction < 0 else ""
        return f"{sign}{'(' + _multiple(abs(fraction)) + ')' if fraction.denominator > 1 else _multiple(abs(fraction))} × {text}"

    mistake = (
        f"to leave equation {'(1)' if f1 < 0 else '(2)'} as it stands: it has to be turned round, and with it the sign of its ΔH"
        if f1 < 0 or f2 < 0
        else f"to add the two values as they are, {fixed(h1, 1)} + {signed(h2, 1)} = {fixed(h1 + h2, 1)} kJ/mol; an equation that is multiplied takes its ΔH along"
    )
    left, right = _times(one, 1), _times(two, 1)
    lines = [
        ("facts", f"(1) {equation(left)}, ΔH₁ = {fixed(h1, 1)} kJ/mol; (2) {equation(right)}, ΔH₂ = {fixed(h2, 1)} kJ/mol"),
        ("rule", "enthalpy is a state function (Hess): equations may be reversed, multiplied and added, and their ΔH with them"),
        ("say", f"The target needs {doing(f1, '(1)')}, and {doing(f2, '(2)')}; what stands on both sides cancels"),
        ("work", f"ΔH = {term(f1, h1)} + {'(' + term(f2, h2) + ')' if f2 < 0 else term(f2, h2)} = {fixed(target_h, 1)} kJ/mol"),
        ("mistake", mistake),
        ("check", f"formation enthalpies give the same: {substituted(target, 0)} = {fixed(enthalpy(target), 1)} kJ/mol"),
    ]
    traps = [
        (abs(float(f1)) * h1 + abs(float(f2)) * h2, "did not turn the sign of a reversed equation"), (h1 + h2, "added the values as they are"), (h1 - h2, "subtracted the values as they are"), (-target_h, "turned the sign of the result round"),
        (math.copysign(1, f1) * h1 + math.copysign(1, f2) * h2, "turned the signs but left out the factors"), (float(f1) * h1 - float(f2) * h2, "turned one sign too many"), (h2 - h1, "subtracted the values as they are"),
    ]  # fmt: skip
    exercise = Exercise(
        "{" + WORKPLACES + " an enthalpy that {is hard to measure directly|nobody has measured} is {taken|worked out} from two others|Two thermochemical equations are known at 25 °C|{A data book|A colleague|An old report} {gives|lists} two reaction enthalpies (25 °C)}",
        [(f"ΔH of {equation(one)}", f"{fixed(h1, 1)} kJ/mol"), (f"ΔH of {equation(two)}", f"{fixed(h2, 1)} kJ/mol")],
        "{What is ΔH of $target|Calculate the standard enthalpy of $target|Find ΔH for $target}{ from these two|, as written|}", lines,
        {"kind": "hess", "one": equation(one), "two": equation(two), "target": equation(target), "h1": h1, "h2": h2, "f": [x1, x2, f1 < 0, f2 < 0]}, 5,
        ["{Each ΔH belongs to its equation as written|The values hold for the equations as written, in moles of the coefficients}", SIGN], {"target": equation(target)}, ordered=True,
    )  # fmt: skip
    return number_problem(rng, level, exercise, target_h, traps, unit="kJ/mol", decimals=1, absolute=max(0.6, abs(target_h) * 0.01), lowest=-1e12)


#: equation -> bonds broken, bonds formed
BOND_REACTIONS: tuple[tuple[str, str, dict[str, int], dict[str, int]], ...] = (
    ("H₂(g) + Cl₂(g) → 2 HCl(g)", "H₂", {"H–H": 1, "Cl–Cl": 1}, {"H–Cl": 2}), ("H₂(g) + F₂(g) → 2 HF(g)", "H₂", {"H–H": 1, "F–F": 1}, {"H–F": 2}),
    ("H₂(g) + Br₂(g) → 2 HBr(g)", "H₂", {"H–H": 1, "Br–Br": 1}, {"H–Br": 2}), ("H₂(g) + I₂(g) → 2 HI(g)", "H₂", {"H–H": 1, "I–I": 1}, {"H–I": 2}),
    ("CH₄(g) + Cl₂(g) → CH₃Cl(g) + HCl(g)", "CH₄", {"C–H": 1, "Cl–Cl": 1}, {"C–Cl": 1, "H–Cl": 1}), ("CH₄(g) + Br₂(g) → CH₃Br(g) + HBr(g)", "CH₄", {"C–H": 1, "Br–Br": 1}, {"C–Br": 1, "H–Br": 1}),
    ("C₂H₄(g) + H₂(g) → C₂H₆(g)", "C₂H₄", {"C=C": 1, "H–H": 1}, {"C–C": 1, "C–H": 2}), ("C₂H₄(g) + Br₂(g) → CH₂Br–CH₂Br(g)", "C₂H₄", {"C=C": 1, "Br–Br": 1}, {"C–C": 1, "C–Br": 2}),
    ("C₂H₄(g) + Cl₂(g) → CH₂Cl–CH₂Cl(g)", "C₂H₄", {"C=C": 1, "Cl–Cl": 1}, {"C–C": 1, "C–Cl": 2}), ("C₂H₄(g) + HCl(g) → CH₃–CH₂Cl(g)", "C₂H₄", {"C=C": 1, "H–Cl": 1}, {"C–C": 1, "C–H": 1, "C–Cl": 1}),
    ("C₂H₄(g) + HBr(g) → CH₃–CH₂Br(g)", "C₂H₄", {"C=C": 1, "H–Br": 1}, {"C–C": 1, "C–H": 1, "C–Br": 1}), ("C₂H₄(g) + H₂O(g) → CH₃–CH₂OH(g)", "C₂H₄", {"C=C": 1, "O–H": 1}, {"C–C": 1, "C–H": 1, "C–O": 1}),
    ("C₂H₂(g) + 2 H₂(g) → C₂H₆(g)", "C₂H₂", {"C≡C": 1, "H–H": 2}, {"C–C": 1, "C–H": 4}), ("C₂H₂(g) + H₂(g) → C₂H₄(g)", "C₂H₂", {"C≡C": 1, "H–H": 1}, {"C=C": 1, "C–H": 2}),
    ("N₂(g) + 3 H₂(g) → 2 NH₃(g)", "N₂", {"N≡N": 1, "H–H": 3}, {"N–H": 6}), ("CH₄(g) + 2 O₂(g) → CO₂(g) + 2 H₂O(g)", "CH₄", {"C–H": 4, "O=O": 2}, {"C=O in CO₂": 2, "O–H": 4}),
    ("C₃H₈(g) + 5 O₂(g) → 3 CO₂(g) + 4 H₂O(g)", "C₃H₈", {"C–C": 2, "C–H": 8, "O=O": 5}, {"C=O in CO₂": 6, "O–H": 8}), ("N₂H₄(g) + O₂(g) → N₂(g) + 2 H₂O(g)", "N₂H₄", {"N–N": 1, "N–H": 4, "O=O": 1}, {"N≡N": 1, "O–H": 4}),
    ("CH₃OH(g) + HCl(g) → CH₃Cl(g) + H₂O(g)", "CH₃OH", {"C–O": 1, "H–Cl": 1}, {"C–Cl": 1, "O–H": 1}), ("C₂H₆(g) + Cl₂(g) → CH₃–CH₂Cl(g) + HCl(g)", "C₂H₆", {"C–H": 1, "Cl–Cl": 1}, {"C–Cl": 1, "H–Cl": 1}),
)  # fmt: skip


def _bonds(rng: Random, level: int) -> Problem:
    """Level 3: mean bond enthalpies for an amount of a reactant."""
    text, species, broken, formed = rng.choice(BOND_REACTIONS)
    amount = spread(rng, 0.15, 8)
    b = sum(n * BONDS[k] for k, n in broken.items())
    f = sum(n * BONDS[k] for k, n in formed.items())
    h = b - f
    result = amount * h
    used = sorted({*broken, *formed})

    def total(bonds: dict[str, int]) -> str:
        return " + ".join(f"{n} × {BONDS[k]}" for k, n in bonds.items())

    lines = [
        ("facts", f"broken: {', '.join(f'{n} {k}' for k, n in broken.items())}; formed: {', '.join(f'{n} {k}' for k, n in formed.items())}"),
        ("rule", "ΔH ≈ (bonds broken) − (bonds formed): breaking costs energy, forming gives it back"),
        ("work", f"broken: {total(broken)} = {b} kJ/mol"),
        ("work", f"formed: {total(formed)} = {f} kJ/mol"),
        ("then", f"ΔH = {b} − {f} = {fixed(h, 0)} kJ per mole of equation; for {shown(amount)} mol of {species}: {shown(amount)} × {signed(h, 0)} = {sig(result)} kJ"),
        ("mistake", f"to take products less reactants as with formation enthalpies, {f} − {b} = {fixed(-h, 0)} kJ/mol; bond enthalpies count the other way round, because they are the cost of taking the molecules apart"),
        ("check", f"the bonds formed are {'worth more' if h < 0 else 'worth less'} than those broken, so the reaction is {'exothermic' if h < 0 else 'endothermic'}"),
    ]
    flat = sum(BONDS[k] for k in broken) - sum(BONDS[k] for k in formed)
    traps = [(-result, "took formed less broken"), (amount * flat, "left out how many bonds of each kind there are"), (amount * (b + f), "added both sums"), (h, "left out the amount"), (amount * b, "counted only the bonds broken"), (-amount * f, "counted only the bonds formed"), (result / 2, "halved the result")]
    exercise = Exercise(
        "{" + WORKPLACES + " the heat of $equation is {estimated|judged} from mean bond enthalpies|The enthalpy of the gas reaction $equation is to be estimated from mean bond enthalpies|{A student|A lecturer} estimates from mean bond enthalpies what $equation {gives or takes|does to the heat balance}}",
        [*[(f"bond enthalpy {{of |}}{k}", f"{BONDS[k]} kJ/mol") for k in used], (f"amount of {species} {{converted|reacting}}", f"{shown(amount)} mol")],
        "{What is ΔH for this amount|Estimate ΔH for this amount|How large is the enthalpy change for the given amount}", lines, {"kind": "bonds", "reaction": text, "amount": amount}, 6, [SIGN], {"equation": text},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ", relative=0.01, lowest=-1e12)


def _burning(rng: Random, level: int) -> Problem:
    """Level 3: heat of combustion with water as vapour or as liquid."""
    fuel = rng.choice(sorted(FUELS))
    water = rng.choice((STEAM, WATER))
    other = WATER if water == STEAM else STEAM
    reaction = combustion(fuel, water)
    h, wrong = enthalpy(reaction), enthalpy(combustion(fuel, other))
    mass = spread(rng, 1, 250)
    m = round(molar_mass(fuel[0]), 2)
    amount = kept(mass / m, 5)
    count = reaction[0][0][0]
    result = -amount / count * h
    clue = "{the water leaves {with the flue gas|} as vapour|all water stays a gas|the water formed is {steam|not condensed}}" if water == STEAM else "{the water is condensed|all water ends up as a liquid|the water formed condenses completely}"
    facts = [*table(reaction, 0), (f"ΔfH° of {named(other)}", f"{fixed(STANDARD[other][0], 1)} kJ/mol"), ("mass burnt", f"{shown(mass)} g"), (f"molar mass of {named(fuel)}", f"{m:.2f} g/mol")]
    facts = list(dict(facts).items())
    lines = [
        ("facts", f"{shown(mass)} g of {called(fuel)}, M = {m:.2f} g/mol; water ends up as {'vapour' if water == STEAM else 'a liquid'}"),
        ("rule", f"{equation(reaction)}; {STANDARD_RULE}"),
        ("work", f"ΔrH° = {substituted(reaction, 0)} = {fixed(h, 1)} kJ/mol"),
        ("work", f"amount: {shown(mass)} / {m:.2f} = {shown(amount)} mol"),
        ("then", f"heat given off: {within(shown(amount))} / {count} × {fixed(-h, 1)} = {sig(result)} kJ"),
        ("mistake", f"to take the row of {'liquid water' if water == STEAM else 'water vapour'}, which gives {sig(-amount / count * wrong)} kJ; {'condensation never happens here, so its heat is not gained' if water == STEAM else 'the heat of condensation is gained here as well'}"),
        ("check", f"per gram: {within(sig(result))} / {shown(mass)} = {sig(kept(result, 3) / mass, 2)} kJ, {'a usual size for a fuel'}"),
    ]
    traps = [(-amount / count * wrong, f"took the row of {'liquid water' if water == STEAM else 'water vapour'}"), (-amount * h if count > 1 else result * 2, "left out the coefficient of the fuel"), (-mass * h, "took grams for moles"), (-h, "gave the molar value"), (amount / count * (-h - 2 * STANDARD[fuel][0] * count), "turned the sign of the fuel's formation enthalpy round"), (result / 1000, "lost a factor of 1000"), (result / 2, "halved the result")]
    exercise = Exercise(
        "{" + BENCHES + " $fuel is burnt completely in oxygen; $clue|$Fuel burns completely in {oxygen|excess air} at 25 °C and 1 bar (reactants and products), and $clue|A burner is fed with $fuel, which burns to carbon dioxide and water; $clue}",
        facts, "{How much heat is given off (positive number)|What quantity of heat is released (as a positive number)|Calculate the heat released, as a positive number}", lines, {"kind": "burning", "fuel": named(fuel), "water": named(water), "mass": mass}, 6,
        ["{Reactants and products count at 25 °C|All enthalpies refer to 25 °C}"], {"fuel": CALLED.get(fuel, sunk(fuel[0])), "Fuel": _capital(CALLED.get(fuel, sunk(fuel[0]))), "clue": ""},
    )  # fmt: skip
    exercise = Exercise(exercise.story.replace("$clue", clue), exercise.facts, exercise.ask, exercise.lines, exercise.parameters, exercise.operations, exercise.conventions, exercise.values)
    return number_problem(rng, level, exercise, result, traps, unit="kJ", relative=0.01)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# level 4


def _warmest(reaction: Reaction) -> int:
    """A temperature in K up to which it makes sense to ask: lower where organic molecules or nitrates are concerned."""
    formulas = {formula for side in reaction for _, (formula, _) in side}
    if formulas & {"HCHO", "C2H5OH", "CH3OH", "CH3Cl", "NH4NO3", "N2O4", "KClO3", "HNO3", "CH3COOH", "NH4Cl", "Ag2O", "HgO", "NaHCO3", "CO(NH2)2", "PCl5", "COCl2"}:
        return 640
    return 900 if "C2H6" in formulas or "C2H2" in formulas else 1100


def _constant(rng: Random, level: int) -> Problem:
    """Level 4: log10 K at a temperature from formation enthalpies and entropies."""
    reaction = WITH_ENTROPY[0]
    h = s = 0.0
    t = 300.0
    for _ in range(200):
        reaction = rng.choice(WITH_ENTROPY)
        h, s = enthalpy(reaction), entropy(reaction)
        t = float(rng.randint(298, 370) if any(x[1] == "l" for side in reaction for _, x in side) else rng.randint(300, _warmest(reaction)))
        if 0.3 < abs(log_constant(gibbs(h, s, t), t)) < 60 and abs(s) > 3:
            break
    g = kept(gibbs(h, s, t), 6)
    ln_k = kept(-g * 1000 / (R * t), 6)
    result = ln_k / math.log(10)
    lines = [
        ("facts", f"{equation(reaction)} at {t:.0f} K; formation enthalpies and entropies as listed"),
        ("rule", "ΔrG° = ΔrH° − T × ΔrS° and ln K = −ΔrG° / (R × T)"),
        ("work", f"ΔrH° = {substituted(reaction, 0)} = {fixed(h, 1)} kJ/mol"),
        ("work", f"ΔrS° = {substituted(reaction, 1)} = {fixed(s, 1)} J/(mol·K)"),
        ("then", f"ΔrG° = {fixed(h, 1)} − {t:.0f} × {signed(s, 1)} / 1000 = {shown(g, 6)} kJ/mol"),
        ("then", f"ln K = −{within(shown(g, 6))} × 1000 / (8.3145 × {t:.0f}) = {shown(ln_k, 6)}"),
        ("then", f"log10 K = {within(shown(ln_k, 6))} / 2.302585 = {fixed(result, 2)}"),
        ("mistake", f"to leave ΔrG° in kJ beside R in J, {within(shown(g, 6))} / (8.3145 × {t:.0f}) = {sig(g / (R * t), 2)}, which would put every K near 1" if abs(s) > 0 else ""),
        ("check", f"ΔrG° is {'negative, so K must be above 1' if g < 0 else 'positive, so K must be below 1'}, and its logarithm {'positive' if g < 0 else 'negative'}"),
    ]
    cold = log_constant(gibbs(h, s, 298.15), t)
    traps = [(-result, "lost the minus sign"), (ln_k, "gave ln K instead of log10 K"), (log_constant(h - t * s, t), "mixed up J and kJ in the entropy term"), (log_constant(gibbs(h, s, t - 273.15), t), "put °C into T·ΔS"), (log_constant(gibbs(h, -s, t), t), "took the entropy with the wrong sign"), (cold, "used ΔrG° of 25 °C"), (log_constant(h, t), "left the entropy out"), (result / 2, "halved the result")]
    traps = [(v, why) for v, why in traps if abs(v) < 400]
    facts = list(dict([*table(reaction, 0), *table(reaction, 1)]).items())
    spare = rng.sample([("{total pressure|pressure in the plant}", f"{rng.randint(2, 40)} bar"), ("{volume of the reactor|reactor volume}", f"{rng.randint(2, 60)} L"), ("{ΔfH° of N₂O(g)|ΔfH° of nitrous oxide, N₂O(g)}", "81.6 kJ/mol"), ("{catalyst bed length|length of the tube}", f"{rng.randint(4, 24) * 10} cm")], 2)
    exercise = Exercise(
        "{" + WORKPLACES + " the equilibrium of $equation at $t K is {needed|to be judged}|The equilibrium $equation is {set up|reached} at $t K|At $t K one wants to know how far $equation goes}", facts,
        "{What is log10 K at this temperature|Calculate log10 K at $t K|Find the decimal logarithm of the equilibrium constant K at $t K}", lines, {"kind": "constant", "reaction": equation(reaction), "t": t}, 9,
        ["{Take ΔrH° and ΔrS° as independent of temperature|Neglect the temperature dependence of ΔrH° and ΔrS°}", "R = 8.3145 J/(mol·K)", "{K is the thermodynamic constant, standard pressure 1 bar|K refers to the standard pressure of 1 bar}"], {"equation": equation(reaction), "t": f"{t:.0f}"}, spare,
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, decimals=2, absolute=max(0.03, abs(result) * 0.01), lowest=-1e12)


BOMB_FUELS = tuple(f for f in FUELS if f[1] in ("s", "l") and f != ("C7H6O2", "s"))


def _internal(fuel: Species) -> float:
    """ΔcU° in kJ per mole of fuel at 298.15 K."""
    reaction = combustion(fuel)
    gas = sum(n for n, s in reaction[1] if s[1] == "g") - sum(n for n, s in reaction[0] if s[1] == "g")
    return (enthalpy(reaction) - gas * R * 298.15 / 1000) / reaction[0][0][0]


def _bomb(rng: Random, level: int) -> Problem:
    """Level 4: calibrate a bomb calorimeter, then burn a sample."""
    fuel = rng.choice(BOMB_FUELS)
    m = round(molar_mass(fuel[0]), 2)
    capacity = rng.uniform(7, 12)
    m1, m2 = uniform(rng, 0.7, 1.2, 4), uniform(rng, 0.4, 1.1, 4)
    dt1 = kept(m1 * 26.434 / capacity, 4)
    dt2 = kept(-_internal(fuel) * rng.uniform(0.994, 1.006) / m * m2 / capacity, 4)
    q1 = kept(m1 * 26.434, 6)
    c = kept(q1 / dt1, 6)
    q2 = kept(c * dt2, 6)
    amount = kept(m2 / m, 6)
    result = -q2 / amount
    name = CALLED.get(fuel, sunk(fuel[0]))
    lines = [
        ("facts", f"benzoic acid {shown(m1)} g, rise {shown(dt1)} K; {name} {shown(m2)} g, rise {shown(dt2)} K"),
        ("rule", "the calibration gives the heat capacity of the whole calorimeter, C = q / ΔT; the sample then gives off q = C × ΔT at constant volume, so ΔU = −q / n"),
        ("work", f"q of the benzoic acid: {shown(m1)} × 26.434 = {shown(q1, 6)} kJ, C = {shown(q1, 6)} / {shown(dt1)} = {shown(c, 6)} kJ/K"),
        ("then", f"q of the sample: {shown(c, 6)} × {shown(dt2)} = {shown(q2, 6)} kJ"),
        ("then", f"n = {shown(m2)} / {m:.2f} = {shown(amount, 6)} mol"),
        ("then", f"ΔU = −{shown(q2, 6)} / {shown(amount, 6)} = {sig(result, 4)} kJ/mol"),
        ("mistake", "to multiply the rise with the water's heat capacity alone; bomb, stirrer and vessel are warmed as well, which is what the calibration is for"),
        ("check", f"per gram: {shown(q2, 6)} / {shown(m2)} = {sig(q2 / m2)} kJ, beside 26.4 kJ for benzoic acid"),
    ]
    water = rng.randint(180, 240) * 10
    traps = [(-result, "lost the sign of heat given off"), (-water * 4.18 * dt2 / 1000 / amount, "used the water alone"), (-q2, "gave the heat of the sample, not of a mole"), (-q2 / m2, "gave the heat per gram"), (-26.434 * m, "took the heat of benzoic acid per gram"), (-q1 * dt1 / dt2 / amount, "turned the ratio of the temperature rises round"), (-q1 / amount, "used the heat of the calibration")]
    exercise = Exercise(
        "{A bomb calorimeter is calibrated with benzoic acid, then a pellet or ampoule of $fuel is burnt|{In a fuel laboratory|In a practical|For a certificate} a bomb calorimeter is first run with benzoic acid, then with $fuel|After a calibration run with benzoic acid, $fuel is burnt in the same bomb calorimeter}{ under the same conditions|}",
        [("{mass of|weighed} benzoic acid", f"{sig(m1, 4)} g"), ("{temperature rise|rise} with benzoic acid", f"{sig(dt1, 4)} K"), ("{mass of|weighed} $fuel", f"{sig(m2, 4)} g"), ("{temperature rise|rise} with $fuel", f"{sig(dt2, 4)} K"), ("molar mass of $fuel", f"{m:.2f} g/mol"), ("heat of combustion of benzoic acid in the bomb", "26.434 kJ/g (given off)")],
        "{What is ΔU of combustion of $fuel|Calculate the molar ΔU of combustion of $fuel|Find ΔcU of $fuel}", lines, {"kind": "bomb", "fuel": named(fuel), "m1": m1, "dt1": dt1, "m2": m2, "dt2": dt2}, 6,
        [SIGN, "{Neglect the heat from the ignition wire and from nitric acid|Wire and nitric acid corrections are left aside}"], {"fuel": name}, [("mass of water in the vessel", f"{water} g"), ("oxygen pressure", f"{rng.randint(25, 32)} bar")],
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ/mol", digits=4, relative=0.01, lowest=-1e12)


ACIDS = (("hydrochloric acid", 56.0), ("nitric acid", 56.0), ("perchloric acid", 56.2), ("acetic acid", 55.0), ("formic acid", 55.3), ("hydrobromic acid", 56.0))
BASES = ("sodium hydroxide", "potassium hydroxide", "lithium hydroxide")


def _cup(rng: Random, level: int) -> Problem:
    """Level 4: neutralisation in a coffee-cup calorimeter, one reagent in excess."""
    acid, molar = rng.choice(ACIDS)
    base = rng.choice(BASES)
    v1 = v2 = 50
    c1 = c2 = 1.0
    for _ in range(100):
        v1, v2 = rng.randint(4, 24) * 5, rng.randint(4, 24) * 5
        c1, c2 = uniform(rng, 0.4, 2, 3), uniform(rng, 0.4, 2, 3)
        ratio = c1 * v1 / (c2 * v2)
        if not 0.93 < ratio < 1.07 and 0.4 < ratio < 2.5:
            break
    n1, n2 = kept(c1 * v1 / 1000, 5), kept(c2 * v2 / 1000, 5)
    least = min(n1, n2)
    rise = float(fixed(least * molar * rng.uniform(0.94, 1.0) * 1000 / (4.18 * (v1 + v2)), 2))
    heat = kept(4.18 * (v1 + v2) * rise / 1000, 5)
    result = -heat / least
    lines = [
        ("facts", f"{v1} mL of {sig(c1)} mol/L {acid}, {v2} mL of {sig(c2)} mol/L {base}, rise {rise:.2f} K"),
        ("rule", "q = m × c × ΔT with the mass of the whole mixture; ΔH = −q / n, n being the water formed, that is the amount of the reagent that runs out"),
        ("work", f"acid: {sig(c1)} × {v1} / 1000 = {shown(n1)} mol; base: {sig(c2)} × {v2} / 1000 = {shown(n2)} mol; the {'acid' if n1 < n2 else 'base'} runs out"),
        ("work", f"m = {v1} + {v2} = {v1 + v2} g, q = {v1 + v2} × 4.18 × {rise:.2f} / 1000 = {shown(heat)} kJ"),
        ("then", f"ΔH = −{shown(heat)} / {shown(least)} = {sig(result)} kJ/mol"),
        ("mistake", f"to divide by the reagent in excess, −{shown(heat)} / {shown(max(n1, n2))} = {sig(-heat / max(n1, n2))} kJ/mol; only {shown(least)} mol of water is formed"),
        ("check", "neutralisations of this kind give about −55 kJ/mol, a little less where heat is lost"),
    ]
    traps = [(-heat / max(n1, n2), "divided by the reagent in excess"), (-result, "lost the sign of heat given off"), (-heat * v1 / (v1 + v2) / least, "heated the acid only"), (-heat * v2 / (v1 + v2) / least, "heated the base only"), (-heat / (n1 + n2), "divided by the sum of both amounts"), (-heat, "gave the heat of the experiment, not of a mole"), (result * 1000, "mixed up J and kJ")]
    exercise = Exercise(
        "{In a coffee-cup calorimeter aqueous $acid and aqueous $base are mixed|{A student|A lecturer} {mixes|combines} aqueous $acid and aqueous $base in an insulated beaker|Aqueous $base is poured into aqueous $acid in a polystyrene cup}{, both at the same temperature| (both at room temperature)|}",
        [("volume of the $acid", f"{v1} mL"), ("concentration of the $acid", f"{sig(c1)} mol/L"), ("volume of the $base solution", f"{v2} mL"), ("concentration of the $base", f"{sig(c2)} mol/L"), ("{temperature rise|rise in temperature}", f"{rise:.2f} K")],
        "{What is the enthalpy of neutralisation per mole of water formed|Calculate ΔH per mole of water formed|Find ΔH of neutralisation (per mole of water)}", lines, {"kind": "cup", "acid": acid, "base": base, "v1": v1, "v2": v2, "c1": c1, "c2": c2, "rise": rise}, 7,
        [SIGN, "{The mixture has the density 1.00 g/mL and the specific heat 4.18 J/(g·K)|Take 1.00 g/mL and 4.18 J/(g·K) for the mixture}", "{Neglect the heat capacity of the cup|The cup takes up no heat}"], {"acid": acid, "base": base},
        rng.sample([("ambient temperature", f"{rng.randint(18, 25)} °C"), ("mass of the cup", f"{rng.randint(3, 9)} g"), ("stirring time", f"{rng.randint(1, 4)} min")], rng.randint(1, 2)),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ/mol", relative=0.01, lowest=-1e12)


# level 5


def _temperature(rng: Random, level: int) -> Problem:
    """Level 5: the temperature at which K takes a given value; J and kJ, and a logarithm with its sign."""
    reaction = WITH_ENTROPY[0]
    h = s = 0.0
    k = 1.0
    result = 0.0
    for _ in range(300):
        reaction = rng.choice(WITH_ENTROPY)
        h, s = enthalpy(reaction), entropy(reaction)
        k = spread(rng, 0.002, 500)
        if any(x[1] == "l" for side in reaction for _, x in side) or h * s <= 0 or abs(h) < 15:
            continue
        result = h * 1000 / (s - R * math.log(k))
        if 330 < result < _warmest(reaction) + 100 and abs(s - R * math.log(k)) > 25 and abs(k - 1) > 0.2:
            break
    else:
        reaction, k = WITH_ENTROPY[3], 5.0
        h, s = enthalpy(reaction), entropy(reaction)
        result = h * 1000 / (s - R * math.log(k))
    ln_k = kept(math.log(k), 6)
    term = kept(R * ln_k, 6)
    below = kept(s - term, 6)
    result = h * 1000 / below
    turn = h * 1000 / s
    lines = [
        ("facts", f"ΔrH° = {fixed(h, 1)} kJ/mol, ΔrS° = {fixed(s, 1)} J/(mol·K), K = {sig(k)}"),
        ("rule", "from ΔrH° − T × ΔrS° = −R × T × ln K follows T = ΔrH° / (ΔrS° − R × ln K)"),
        ("work", f"R × ln K: 8.3145 × ln({within(sig(k)) if '×' in sig(k) else sig(k)}) = {shown(term, 6)} J/(mol·K)"),
        ("work", f"denominator: {fixed(s, 1)} − {within(shown(term, 6))} = {shown(below, 6)} J/(mol·K)"),
        ("then", f"T = {signed(h, 1)} × 1000 / {within(shown(below, 6))} = {fixed(result, 0)} K"),
        ("mistake", f"to stop at T = ΔrH° / ΔrS°, {signed(h, 1)} × 1000 / {signed(s, 1)} = {fixed(turn, 0)} K; there ΔrG° is zero and K is 1, not {sig(k)}"),
        ("check", f"the reaction is {'endothermic, so K grows' if h > 0 else 'exothermic, so K falls'} with temperature; K = {sig(k)} is {'above' if k > 1 else 'below'} 1 and the temperature {'above' if result > turn else 'below'} {fixed(turn, 0)} K, as it must be"),
    ]
    traps = [(turn, "took the temperature at which K is 1"), (h * 1000 / (s + term), "lost the sign of ln K"), (h * 1000 / (s - R * math.log10(k)), "took the decimal logarithm"), (result - 273.15, "gave °C under the name of K"), (h * 1000 / (s - math.log(k)), "left out R"), (result * 2, "doubled the result"), (result / 2, "halved the result")]
    traps = [(v, why) for v, why in traps if 40 < v < 6000]
    exercise = Exercise(
        "{" + WORKPLACES + " the equilibrium of $equation is to be set by the temperature|The position of the equilibrium $equation is {chosen|set} by the temperature|For the reaction $equation a working temperature is looked for}",
        [("{ΔrH°|standard reaction enthalpy}", f"{fixed(h, 1)} kJ/mol"), ("{ΔrS°|standard reaction entropy}", f"{fixed(s, 1)} J/(mol·K)"), ("{wanted value of K|equilibrium constant to be reached|K}", sig(k))],
        "{At what temperature does K have this value|Which temperature (in K) gives this K|Find the temperature at which K has the wanted value}", lines, {"kind": "temperature", "reaction": equation(reaction), "k": k}, 6,
        ["{Take ΔrH° and ΔrS° as independent of temperature|Neglect the temperature dependence of ΔrH° and ΔrS°}", "R = 8.3145 J/(mol·K)", "{K refers to the standard pressure of 1 bar|Standard pressure: 1 bar}"], {"equation": equation(reaction)},
        rng.sample([("total pressure", f"{rng.randint(1, 30)} bar"), ("feed rate", f"{rng.randint(2, 40)} kg/h"), ("length of the tube", f"{rng.randint(4, 24) * 10} cm")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="K", decimals=0, relative=0.01)


def _ice(rng: Random, level: int) -> Problem:
    """Level 5: ice into warm water; does it all melt?"""
    melts = rng.random() < 0.55
    ice, water = 50.0, 200.0
    cold, warm = -10.0, 40.0
    q_warm = q_melt = q_avail = 0.0
    for _ in range(300):
        ice, water = uniform(rng, 15, 320), uniform(rng, 80, 600)
        cold, warm = -uniform(rng, 2, 28, 2), uniform(rng, 16, 62)
        q_warm, q_melt, q_avail = ice * 2.06 * -cold, ice * 333.6, water * 4.18 * warm
        margin = (q_avail - q_warm) / q_melt
        if (1.12 < margin < 4) if melts else (0.15 < margin < 0.9):
            break
    else:
        ice, water, cold, warm = (50.0, 300.0, -8.0, 45.0) if melts else (250.0, 200.0, -8.0, 30.0)
    c = shown(-cold)
    warm_up, melt, available = kept(ice * 2.06 * -cold, 6), kept(ice * 333.6, 6), kept(water * 4.18 * warm, 6)
    left = kept(available - warm_up, 6)
    melts = left > melt
    if melts:
        spare_heat = kept(left - melt, 6)
        result = spare_heat / ((ice + water) * 4.18)
    else:
        melted = kept(left / 333.6, 6)
        result = ice - melted
    lines = [
        ("facts", f"{shown(ice)} g of ice at −{c} °C, {shown(water)} g of water at {shown(warm)} °C"),
        ("rule", "cool the water to 0 °C on paper and see what its heat can do: warm the ice, then melt it, then warm the melt"),
        ("work", f"available: {shown(water)} × 4.18 × {shown(warm)} = {shown(available, 6)} J; ice to 0 °C: {shown(ice)} × 2.06 × {c} = {shown(warm_up, 6)} J"),
        ("work", f"left for melting: {shown(available, 6)} − {shown(warm_up, 6)} = {shown(left, 6)} J; all the ice would take {shown(ice)} × 333.6 = {shown(melt, 6)} J"),
    ]
    if melts:
        no_latent = (available - warm_up) / ((ice + water) * 4.18)
        no_warm = (available - melt) / ((ice + water) * 4.18)
        lines += [
            ("say", "there is more than enough, so everything melts and the mixture warms"),
            ("then", f"what is over: {shown(left, 6)} − {shown(melt, 6)} = {shown(spare_heat, 6)} J, which warms {shown(ice)} + {shown(water)} = {shown(ice + water)} g of water"),
            ("then", f"T = {shown(spare_heat, 6)} / ({shown(ice + water)} × 4.18) = {fixed(result, 1)} °C"),
            ("mistake", f"to forget the heat of fusion, which would give {within(shown(left, 6))} / ({shown(ice + water)} × 4.18) = {fixed(no_latent, 1)} °C; melting takes heat without any rise in temperature"),
        ]
        traps = [(no_latent, "left out the heat of fusion"), (no_warm, "left out the warming of the ice"), (spare_heat / (water * 4.18), "warmed the first water only"), ((water * warm + ice * cold) / (ice + water), "mixed the temperatures by mass"), (spare_heat / (ice * 4.18), "warmed the melted ice only"), ((available - ice * 4.18 * -cold - melt) / ((ice + water) * 4.18), "warmed the ice with the specific heat of water"), (warm / 2, "took the half of the starting temperature")]
        traps = [(v, why) for v, why in traps if v < 100]
        ask, unit, decimals, tolerance = "{What is the final temperature|At what temperature does the mixture settle|Find the temperature at the end}", "°C", 1, 0.3
        lines.append(("check", f"{fixed(result, 1)} °C lies between 0 and {shown(warm)} °C"))
    else:
        lines += [
            ("say", "that is not enough to melt all the ice: ice and water stay side by side at 0 °C"),
            ("then", f"melted: {shown(left, 6)} / 333.6 = {shown(melted, 6)} g"),
            ("then", f"left: {shown(ice)} − {shown(melted, 6)} = {fixed(result, 1)} g"),
            ("mistake", f"to let everything melt and go on: the heat balance would then be ({shown(left, 6)} − {shown(melt, 6)}) / ({shown(ice + water)} × 4.18) = {fixed((left - melt) / ((ice + water) * 4.18), 1)} °C, liquid water below its freezing point"),
        ]
        traps = [(melted, "gave the mass that melts"), (ice - available / 333.6, "left out the warming of the ice"), (ice - (available + warm_up) / 333.6, "added the heat that warms the ice"), (ice, "let nothing melt"), (ice - (available - ice * 4.18 * -cold) / 333.6, "warmed the ice with the specific heat of water"), (water - melted, "subtracted from the water"), (ice - left / 418, "divided by a wrong heat of fusion")]
        ask, unit, decimals, tolerance = "{How much ice is left at the end|What mass of ice remains|Find the mass of ice that is left}", "g", 1, max(0.3, 0.01 * result)
        lines.append(("check", f"{fixed(result, 1)} g is less than the {shown(ice)} g put in, and the temperature is 0 °C"))
    exercise = Exercise(
        "{Ice from a freezer is {dropped|put} into {warm|tap} water in an insulated {vessel|flask|beaker}|In a vacuum flask ice is added to water|{A student|A lecturer} adds ice to water in a well insulated beaker}{; in the end nothing changes any more|; after a while nothing changes any more|}",
        [("mass of the ice", f"{shown(ice)} g"), ("temperature of the ice", f"−{c} °C"), ("mass of the water", f"{shown(water)} g"), ("temperature of the water", f"{shown(warm)} °C")], ask, lines,
        {"kind": "ice", "ice": ice, "cold": cold, "water": water, "warm": warm}, 7, ["{Use|Take} 2.06 J/(g·K) for ice, 4.18 J/(g·K) for water and 333.6 J/g for melting", "{Nothing is lost to the vessel or the air|Neglect the heat capacity of the vessel and all losses}"], {},
        rng.sample([("mass of the vessel", f"{rng.randint(9, 40) * 10} g"), ("time until nothing changed", f"{rng.randint(6, 25)} min"), ("density of the ice", "0.917 g/mL")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, decimals=decimals, absolute=tolerance)


def _van_t_hoff(rng: Random, level: int) -> Problem:
    """Level 5: K at a second temperature, °C and kJ."""
    reaction = WITH_ENTROPY[0]
    h, k1, result = -92.0, 1.0, 1.0
    t1, t2 = 300, 350
    for _ in range(200):
        reaction = rng.choice(WITH_ENTROPY)
        if any(x[1] == "l" for side in reaction for _, x in side):
            continue
        h = enthalpy(reaction)
        t1 = rng.randint(180, 700)
        t2 = t1 + rng.choice((-1, 1)) * rng.randint(12, 90)
        k1 = kept(10 ** log_constant(gibbs(h, entropy(reaction), t1 + 273.15), t1 + 273.15), 3)
        ratio = abs(h * 1000 / R * (1 / (t2 + 273.15) - 1 / (t1 + 273.15)))
        if 1e-6 < k1 < 1e6 and 0.25 < ratio < 3.2:
            break
    else:
        reaction, t1, t2 = WITH_ENTROPY[0], 400, 440
        h = enthalpy(reaction)
        k1 = kept(10 ** log_constant(gibbs(h, entropy(reaction), t1 + 273.15), t1 + 273.15), 3)
    a, b = t1 + 273.15, t2 + 273.15
    difference = kept(1 / b - 1 / a, 6)
    exponent = kept(-h * 1000 / R * difference, 5)
    result = k1 * math.exp(exponent)
    lines = [
        ("facts", f"K = {sig(k1)} at {t1} °C, ΔrH° = {fixed(h, 1)} kJ/mol; wanted at {t2} °C"),
        ("rule", "ln(K₂/K₁) = −(ΔrH°/R) × (1/T₂ − 1/T₁), temperatures in kelvin, ΔrH° in J"),
        ("work", f"T₁ is {a:.2f} K and T₂ is {b:.2f} K; 1/T₂ − 1/T₁: 1/{b:.2f} − 1/{a:.2f} = {shown(difference, 6)} 1/K"),
        ("work", f"exponent: −{signed(h, 1)} × 1000 / 8.3145 × {within(shown(difference, 6))} = {shown(exponent)}"),
        ("then", f"K₂ = {within(sig(k1))} × exp({shown(exponent)}) = {sig(result)}"),
        ("mistake", f"to turn the two temperatures round, which gives {within(sig(k1))} × exp({shown(-exponent)}) = {sig(k1 * math.exp(-exponent))}; for an {'endothermic' if h > 0 else 'exothermic'} reaction K {'rises' if h > 0 else 'falls'} with temperature"),
        ("check", f"{'heating' if t2 > t1 else 'cooling'} an {'endothermic' if h > 0 else 'exothermic'} reaction makes K {'larger' if result > k1 else 'smaller'} (Le Chatelier), as found"),
    ]
    celsius = -h * 1000 / R * (1 / t2 - 1 / t1)
    traps = [(k1 * math.exp(-exponent), "turned the temperatures or the sign round"), (k1 * math.exp(exponent / 1000), "mixed up J and kJ"), (k1 * math.exp(min(50.0, max(-50.0, celsius))), "left the temperatures in °C"), (k1 * 10**exponent, "took a decimal logarithm"), (k1 * (1 + exponent) if exponent > -0.9 else k1 / 3, "did not take the exponential"), (k1 * b / a, "scaled K with the temperature"), (k1, "took K as constant")]
    exercise = Exercise(
        "{" + WORKPLACES + " $equation is moved to another temperature|The equilibrium constant of $equation is known at one temperature and {needed|wanted} at another|{The equilibrium|The reaction} $equation is studied at two temperatures}",
        [("{K at $t1 °C|equilibrium constant at $t1 °C}", sig(k1)), ("{ΔrH°|standard reaction enthalpy}", f"{fixed(h, 1)} kJ/mol"), ("{second temperature|new temperature}", f"{t2} °C")],
        "{What is K at $t2 °C|Calculate K at the second temperature|Find the equilibrium constant at $t2 °C}", lines, {"kind": "van t hoff", "reaction": equation(reaction), "t1": t1, "t2": t2, "k1": k1}, 6,
        ["{ΔrH° does not change over this range|Take ΔrH° as constant}", "R = 8.3145 J/(mol·K)", "0 °C = 273.15 K"], {"equation": equation(reaction), "t1": t1, "t2": t2},
        rng.sample([("total pressure", f"{rng.randint(1, 30)} bar"), ("heating rate", f"{rng.randint(2, 20)} K/min"), ("mass of catalyst", f"{rng.randint(2, 60)} g")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, relative=0.03)


def _from_bomb(rng: Random, level: int) -> Problem:
    """Level 5: from ΔU in a bomb to ΔH, and from there to the formation enthalpy of the fuel."""
    fuel = rng.choice((*BOMB_FUELS, ("C7H6O2", "s")))
    carbon, hydrogen, oxygen = FUELS[fuel]
    m = round(molar_mass(fuel[0]), 2)
    sample = uniform(rng, 0.4, 1.1, 4)
    heat = kept(-_internal(fuel) / m * rng.uniform(0.9985, 1.0015) * sample, 5)
    per_gram = kept(heat / sample, 6)
    ask_formation = rng.random() < 0.5
    u = kept(-per_gram * m, 6)
    gas = carbon - (4 * carbon + hydrogen - 2 * oxygen) / 4
    work = kept(gas * R * 298.15 / 1000, 5)
    h = float(fixed(u + work, 1).replace("−", "-"))
    water = hydrogen / 2
    formation = carbon * -393.5 + water * -285.8 - h
    o2 = shown((4 * carbon + hydrogen - 2 * oxygen) / 4)
    name = CALLED.get(fuel, sunk(fuel[0]))
    result = formation if ask_formation else h
    reaction = f"{named(fuel)} + {o2} O₂(g) → {carbon} CO₂(g) + {shown(water)} H₂O(l)"
    lines = [
        ("facts", f"{shown(heat)} kJ given off by {shown(sample)} g at constant volume, M = {m:.2f} g/mol; {reaction}"),
        ("rule", "a bomb measures ΔU; ΔH = ΔU + Δn × R × T, with Δn the change in moles of gas (liquids and solids do not count)"),
        ("work", f"per gram: {shown(heat)} / {shown(sample)} = {shown(per_gram, 6)} kJ/g, so ΔU = −{shown(per_gram, 6)} × {m:.2f} = {shown(u, 6)} kJ/mol"),
        ("work", f"Δn = {carbon} − {o2} = {shown(gas)}, so Δn × R × T: {within(shown(gas))} × 8.3145 × 298.15 / 1000 = {shown(work)} kJ/mol"),
        ("then", f"ΔH = {shown(u, 6)} + {within(shown(work))} = {fixed(h, 1)} kJ/mol"),
    ]
    vapour = carbon * -393.5 + water * -241.8 - h
    if ask_formation:
        lines += [
            ("then", f"ΔfH° = {carbon} × (−393.5) + {shown(water)} × (−285.8) − ({fixed(h, 1)}) = {fixed(formation, 1)} kJ/mol"),
            ("mistake", f"to put ΔU in the place of ΔH, which shifts the result by {fixed(abs(work), 1)} kJ/mol; the gas volume shrinks in the reaction, and at constant pressure the surroundings add that work" if gas < 0 else "to put ΔU in the place of ΔH; here both differ little, but the step belongs to the method"),
            ("check", f"formation and combustion have to add up to the oxides: {fixed(formation, 1)} + ({fixed(h, 1)}) = {fixed(round(formation, 1) + h, 1)} kJ/mol"),
        ]
        traps = [(vapour, "took water vapour"), (-formation, "turned the sign round"), (carbon * -393.5 + water * -285.8 + h, "added the enthalpy of combustion"), (carbon * -393.5 + hydrogen * -285.8 - h, "counted one water for each H atom"), (h, "gave the enthalpy of combustion"), (-393.5 - 285.8 - h, "left out the coefficients"), (carbon * -393.5 + water * -285.8 - u, "took ΔU for ΔH")]
        tolerance = 2.0
    else:
        lines += [
            ("mistake", f"to count the liquid water among the gases, Δn = {shown(carbon + water - (4 * carbon + hydrogen - 2 * oxygen) / 4)}, or to take ΔU for ΔH; only the gases do work on the atmosphere"),
            ("check", f"the difference of {fixed(abs(work), 1)} kJ/mol is a small part of {fixed(abs(h), 1)} kJ/mol"),
        ]
        traps = [(u, "took ΔU for ΔH"), (-h, "lost the sign of heat given off"), (h / m, "gave the value per gram"), (u + gas * R * 298.15, "mixed up J and kJ"), (u + gas * R * 298.15 * 0.239, "mixed up calories and joules"), (h / carbon, "divided by the carbon atoms"), (2 * h, "doubled the result"), (formation, "gave the formation enthalpy")]
        tolerance = 0.8
    facts = [("{heat given off in the bomb|heat given off at constant volume}", f"{shown(heat)} kJ"), ("mass of the sample", f"{sig(sample, 4)} g"), ("molar mass of $fuel", f"{m:.2f} g/mol")]
    if ask_formation:
        facts += [("ΔfH° of CO₂(g)", "−393.5 kJ/mol"), ("ΔfH° of H₂O(l)", "−285.8 kJ/mol"), ("ΔfH° of H₂O(g)", "−241.8 kJ/mol")]
    conventions = ["{Work at 298.15 K with R = 8.3145 J/(mol·K)|T = 298.15 K, R = 8.3145 J/(mol·K)}", SIGN, "{Gases count as ideal|Treat the gases as ideal}; {the water formed is liquid|water ends up liquid}"]
    ask = "{What is the standard enthalpy of formation of $fuel|Calculate ΔfH° of $fuel|Find ΔfH° of $fuel}" if ask_formation else "{What is the molar enthalpy of combustion of $fuel|Calculate ΔcH° of $fuel|Find ΔH of combustion per mole of $fuel}"
    exercise = Exercise(
        "{$Fuel, {$formula,|a fuel of formula $formula,} is burnt in a bomb calorimeter|In a bomb calorimeter {a sample of|} $fuel ($formula) is burnt to CO₂ and liquid water|A bomb calorimeter gives the heat of combustion of $fuel ($formula)}{ at 25 °C|}".replace("{$formula,|a fuel of formula $formula,}", "$formula,"),
        facts, ask, lines, {"kind": "from bomb", "fuel": named(fuel), "heat": heat, "sample": sample, "formation": ask_formation}, 7, conventions, {"fuel": name, "Fuel": _capital(name), "formula": sunk(fuel[0])},
        rng.sample([("oxygen pressure in the bomb", f"{rng.randint(25, 32)} bar"), ("volume of the bomb", f"{rng.randint(30, 36) * 10} mL"), ("temperature of the laboratory", f"{rng.randint(19, 24)} °C")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="kJ/mol", decimals=1, absolute=tolerance, lowest=-1e12)


KINDS = {
    1: (_heat, _heat, _heat, _heat, _scaled, _scaled, _scaled, _scaled, _scaled),
    2: (_heat, _formation, _formation, _gibbs),
    3: (_hess, _hess, _bonds, _bonds, _burning, _burning, _burning),
    4: (_constant, _bomb, _cup, _bomb, _cup),
    5: (_temperature, _ice, _van_t_hoff, _from_bomb),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on heat, enthalpy or Gibbs energy."""
    if level == 1 and rng.random() < 0.03:
        return _formation(rng, level)
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="thermochemistry",
    title="Thermochemistry and chemical thermodynamics",
    source="CRC Handbook of Chemistry and Physics, 97th ed. 2016, 5-3; Atkins & de Paula, Physical Chemistry, 10th ed. 2014, ch. 2, 3, 6",
    problem=problem,
    rubric=(
        Criterion("Takes sums over products less sums over reactants, each with its coefficient (bond enthalpies the other way round).", "essential"),
        Criterion("Keeps J and kJ, and °C and K, apart and shows each conversion.", "essential"),
        Criterion("Uses the table value of the right physical state.", "important"),
        Criterion("Scales the molar enthalpy to the amount that reacts, by the limiting reagent.", "important"),
        Criterion("Gives heat and energy changes a sign that agrees with what happens.", "important"),
        Criterion("Checks the sign or the size of the result by a second route.", "optional"),
    ),
)  # fmt: skip

