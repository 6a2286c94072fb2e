
"""Gas laws, gas mixtures, vapour pressure, Raoult's law and colligative properties.

In: a seeded generator and a level. Out: one problem; pressures in bar, atm, kPa or torr, temperatures in °C or K.

    pV = nRT        (p + a·n²/V²)(V − nb) = nRT        p(i) = x(i)·p        p = x(A)·p*(A) + x(B)·p*(B)
    ln(p₂/p₁) = −(ΔvapH/R)(1/T₂ − 1/T₁)        ΔT = i·K·b        Π = i·c·R·T

Constants: R = 8.314463 J/(mol·K) = 0.0831446 L·bar/(mol·K) = 0.0820574 L·atm/(mol·K) (CODATA 2018); vapour pressure of water, van der Waals
constants, enthalpies of vaporisation and boiling points, cryoscopic constants: CRC Handbook of Chemistry and Physics, 97th ed. (2016), 6-5, 6-56,
6-132 and 15-13. Method: Atkins & de Paula, Physical Chemistry, 10th ed. (2014), ch. 1, 4 and 5. Each question states the values that it needs.

Worked example: 1.00 mol in 24.0 L at 25 °C; carbon dioxide, 1 mol in 1 L at 300 K, as a van der Waals gas.

>>> round(pressure(1.0, 24.0, 298.15), 3), round(van_der_waals("CO2", 1.0, 1.0, 300.0), 2)
(1.033, 22.4)
>>> round(vapour_pressure(760, 40.65, 373.15, 353.15))
362
"""

from __future__ import annotations

import math
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.formulas import molar_mass
from domains.chemistry.posing import (
    Exercise,
    fixed,
    kept,
    number_problem,
    shown,
    sig,
    spread,
    sunk,
    uniform,
    within,
)

R_BAR = 0.0831446
R_ATM = 0.0820574
R_JOULE = 8.3145

#: gas -> molar mass g/mol
GASES = {f: round(molar_mass(f), 2) for f in ("N2", "O2", "CO2", "H2", "He", "Ne", "Ar", "CH4", "C2H6", "C3H8", "NH3", "SO2", "Cl2", "N2O", "CO", "Kr", "Xe", "C2H4", "SF6", "HCl", "H2S")}
NAMES = {
    "N2": "nitrogen", "O2": "oxygen", "CO2": "carbon dioxide", "H2": "hydrogen", "He": "helium", "Ne": "neon", "Ar": "argon", "CH4": "methane", "C2H6": "ethane", "C3H8": "propane", "NH3": "ammonia", "SO2": "sulfur dioxide",
    "Cl2": "chlorine", "N2O": "dinitrogen monoxide", "CO": "carbon monoxide", "Kr": "krypton", "Xe": "xenon", "C2H4": "ethene", "SF6": "sulfur hexafluoride", "HCl": "hydrogen chloride", "H2S": "hydrogen sulfide",
}  # fmt: skip
#: van der Waals a in bar·L²/mol², b in L/mol: CRC Handbook, 97th ed., 6-56
WAALS = {
    "CO2": (3.658, 0.0429), "N2": (1.370, 0.0387), "O2": (1.382, 0.0319), "NH3": (4.225, 0.0371), "CH4": (2.303, 0.0431), "Cl2": (6.343, 0.0542), "SO2": (6.865, 0.0568), "C2H6": (5.580, 0.0651), "C3H8": (9.39, 0.0905),
    "Ar": (1.355, 0.0320), "Xe": (4.192, 0.0516), "N2O": (3.852, 0.0444), "C2H4": (4.612, 0.0582), "Kr": (2.325, 0.0396), "H2": (0.2452, 0.0265), "He": (0.0346, 0.0238),
}  # fmt: skip
#: °C -> torr: CRC Handbook, 97th ed., 6-5
WATER_VAPOUR = {15: 12.79, 16: 13.63, 17: 14.54, 18: 15.48, 19: 16.48, 20: 17.54, 21: 18.66, 22: 19.84, 23: 21.08, 24: 22.39, 25: 23.77, 26: 25.22, 27: 26.75, 28: 28.37, 29: 30.06, 30: 31.84, 32: 35.68, 35: 42.20}  # fmt: skip
#: liquid -> (molar mass, boiling point °C at 1 atm, ΔvapH in kJ/mol at the boiling point): CRC Handbook, 97th ed., 6-132
LIQUIDS = {
    "water": (18.02, 100.0, 40.65), "ethanol": (46.07, 78.3, 38.56), "methanol": (32.04, 64.6, 35.21), "acetone": (58.08, 56.1, 29.10), "benzene": (78.11, 80.1, 30.72), "toluene": (92.14, 110.6, 33.18), "hexane": (86.18, 68.7, 28.85),
    "diethyl ether": (74.12, 34.5, 26.52), "chloroform": (119.38, 61.2, 29.24), "tetrachloromethane": (153.82, 76.8, 29.82), "cyclohexane": (84.16, 80.7, 29.97), "ethyl acetate": (88.11, 77.1, 31.94), "heptane": (100.20, 98.4, 31.77),
    "octane": (114.23, 125.6, 34.41), "propan-2-ol": (60.10, 82.3, 39.85), "propan-1-ol": (60.10, 97.2, 41.44), "pentane": (72.15, 36.1, 25.79), "bromine": (159.81, 58.8, 29.96),
}  # fmt: skip
#: nearly ideal pairs at 25 °C with p* in torr: CRC Handbook, 97th ed., 6-91
PAIRS = (
    ("benzene", 95.2, 78.11, "toluene", 28.4, 92.14), ("hexane", 151.3, 86.18, "heptane", 45.7, 100.20), ("pentane", 512.5, 72.15, "hexane", 151.3, 86.18), ("heptane", 45.7, 100.20, "octane", 14.1, 114.23),
    ("methanol", 127.0, 32.04, "ethanol", 59.0, 46.07), ("benzene", 95.2, 78.11, "1,2-dichloroethane", 79.1, 98.96), ("chlorobenzene", 12.0, 112.56, "bromobenzene", 4.2, 157.01), ("hexane", 151.3, 86.18, "octane", 14.1, 114.23),
)  # fmt: skip
#: solvent -> (freezing point °C, Kf, boiling point °C, Kb) with constants in K·kg/mol: CRC Handbook, 97th ed., 15-13
SOLVENTS = {"water": (0.0, 1.86, 100.0, 0.513), "benzene": (5.49, 5.07, 80.09, 2.64), "cyclohexane": (6.72, 20.8, 80.73, 2.92), "acetic acid": (16.64, 3.63, 117.9, 3.22)}
#: electrolytes in water -> (ions, molar mass)
SALTS = {"NaCl": (2, 58.44), "KCl": (2, 74.55), "CaCl2": (3, 110.98), "MgCl2": (3, 95.21), "Na2SO4": (3, 142.04), "K2SO4": (3, 174.25), "NaNO3": (2, 84.99), "LiBr": (2, 86.84), "KNO3": (2, 101.10), "Al(NO3)3": (4, 212.99), "FeCl3": (4, 162.20), "Ca(NO3)2": (3, 164.09), "(NH4)2SO4": (3, 132.13), "NH4Cl": (2, 53.49)}  # fmt: skip
MOLECULES = {"glucose": 180.16, "sucrose": 342.30, "urea": 60.06, "ethane-1,2-diol": 62.07, "glycerol": 92.09, "methanol": 32.04, "naphthalene": 128.17, "biphenyl": 154.21, "anthracene": 178.23, "benzil": 210.23, "camphor": 152.23}
IN_WATER = ("glucose", "sucrose", "urea", "ethane-1,2-diol", "glycerol", "methanol")
IN_ORGANIC = ("naphthalene", "biphenyl", "benzil", "camphor", "anthracene")


#: critical temperature in K (CRC Handbook, 97th ed., 6-66): below it these gases condense when compressed
CRITICAL = {"CO2": 304, "NH3": 406, "Cl2": 417, "SO2": 431, "C2H6": 306, "C3H8": 370, "Xe": 290, "N2O": 310, "C2H4": 283, "HCl": 325, "H2S": 373, "SF6": 319}
#: gases that would condense within the drawn pressures and temperatures: kept at or below 2 bar
CONDENSABLE = frozenset(("NH3", "Cl2", "SO2", "C3H8", "H2S"))


def pressure(n: float, volume: float, kelvin: float) -> float:
    """Ideal pressure in bar from mol, L and K."""
    return n * R_BAR * kelvin / volume


def van_der_waals(gas: str, n: float, volume: float, kelvin: float) -> float:
    """Pressure in bar from mol, L and K."""
    a, b = WAALS[gas]
    return n * R_BAR * kelvin / (volume - n * b) - a * (n / volume) ** 2


def vapour_pressure(p: float, enthalpy: float, first: float, second: float) -> float:
    """Clausius and Clapeyron: pressure at the second temperature (K); enthalpy in kJ/mol; any unit of pressure."""
    return float(p * math.exp(-enthalpy * 1000 / R_JOULE * (1 / second - 1 / first)))


IDEAL = "{Treat the gas as ideal|The gas behaves ideally|Assume ideal behaviour}"
IDEALS = "{Treat the gases as ideal|All gases behave ideally|Assume ideal behaviour of the gases}"
CONTAINERS = "{steel cylinder|steel bottle|reactor|pressure vessel|tank|pressure-tested bulb|stainless-steel vessel}"
PLACES = "{In {a practical|a gas laboratory|a pilot plant|a teaching laboratory|a physical chemistry course|an analytical laboratory}|For {a lecture demonstration|a calibration|a reference measurement|a validation run|a safety check|a research project}}"
SPARES = (("wall thickness", "6 mm"), ("ambient humidity", "48 %"), ("mass of the empty vessel", "1.42 kg"), ("age of the vessel", "7 years"), ("height of the vessel", "65 cm"), ("height of the laboratory above sea level", "120 m"), ("opening of the valve", "a quarter turn"))


def _ideal(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: one of p, V, n (or mass), T from the others."""
    gas = rng.choice(sorted(GASES))
    n, t = spread(rng, 0.02, 20), uniform(rng, 278, 400)
    p0 = spread(rng, 0.5, 12) if gas not in CONDENSABLE else spread(rng, 0.3, 2)
    find = rng.choice(("pressure", "volume", "amount", "temperature"))
    unit_p, r, name_r = rng.choice((("bar", R_BAR, "R = 0.0831446 L·bar/(mol·K)"), ("atm", R_ATM, "R = 0.0820574 L·atm/(mol·K)")))
    v = kept(n * r * t / p0, 3)
    values: dict[str, object] = {"gas": NAMES[gas]}
    story = "{" + PLACES + " {some|a portion of} $gas is kept in a " + CONTAINERS + "|A " + CONTAINERS + " holds $gas|$gas {fills|is sealed in} a " + CONTAINERS + "}"
    story = story.replace("$gas {fills", NAMES[gas].capitalize() + " {fills")
    if level == 1:
        facts = {"pressure": ("pressure", f"{sig(p0)} {unit_p}"), "volume": ("volume", f"{shown(v)} L"), "amount": ("amount{ of gas|}", f"{shown(n)} mol"), "temperature": ("temperature", f"{shown(t)} K")}
        results = {"pressure": n * r * t / v, "volume": n * r * t / p0, "amount": p0 * v / (r * t), "temperature": p0 * v / (n * r)}
        texts = {"pressure": f"{shown(n)} × {r} × {shown(t)} / {shown(v)}", "volume": f"{shown(n)} × {r} × {shown(t)} / {sig(p0)}", "amount": f"{sig(p0)} × {shown(v)} / ({r} × {shown(t)})", "temperature": f"{sig(p0)} × {shown(v)} / ({shown(n)} × {r})"}
        units = {"pressure": unit_p, "volume": "L", "amount": "mol", "temperature": "K"}
        symbols = {"pressure": "p", "volume": "V", "amount": "n", "temperature": "T"}
        result, unit = results[find], units[find]
        lines = [
            ("facts", ", ".join(f"{symbols[k]} = {v_}" for k, (_, v_) in facts.items() if k != find)),
            ("rule", f"pV = nRT, solved for {symbols[find]}"),
            ("work", f"{symbols[find]} = {texts[find]} = {sig(result)} {unit}"),
            ("check", f"per mole the gas takes about {sig(v / n, 2)} L at this pressure and temperature, {'a little' if p0 < 2 else 'much'} {'less' if v / n < 24 else 'more'} than the 24 L/mol of 1 bar and room temperature" if abs(v / n / 24 - 1) > 0.15 else f"per mole the gas takes about {sig(v / n, 2)} L, close to the 24 L/mol of 1 bar and room temperature"),
        ]
        other = R_ATM if unit_p == "bar" else 62.364
        traps = [(result / 0.04, "inverted a factor"), (result * other / r if find in ("pressure", "volume") else result * r / other, "used the gas constant of another pressure unit"), (result * (t - 273.15) / t if find in ("pressure", "volume") else result * t / (t - 273.15) if find == "amount" else result - 273.15, "used °C for the temperature"), (1 / result, "turned the fraction round"), (result * 8.3145 / r if find in ("pressure", "volume") else result * r / 8.3145, "used R = 8.3145 with litres and bar"), (result * 2, "doubled the result"), (result / 2, "halved the result")]
        traps = traps[1:]
        chosen = [item for k, item in facts.items() if k != find]
        ask = {"pressure": "{What is the pressure|Calculate the pressure|Which pressure does the gas have}", "volume": "{What is the volume|What volume does the gas take|Calculate the volume}", "amount": "{How many moles of gas are there|What amount of gas is this|Calculate the amount of $gas}", "temperature": "{At what temperature is the gas|What is the temperature in kelvin|Calculate the temperature}"}[find]
        exercise = Exercise(story, chosen, ask, lines, {"kind": "ideal", "find": find, "n": n, "v": v, "t": t, "p": p0, "unit": unit_p}, 1, [IDEAL, name_r], values)
        return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.01)
    # level 2: mass, mL or L, °C, torr or kPa
    celsius = rng.randint(5, 120)
    kelvin = celsius + 273.15
    m = GASES[gas]
    torr = rng.random() < 0.5
    p1 = rng.randint(380, 1500) if torr else rng.randint(60, 900 if gas not in CONDENSABLE else 200)
    unit_p, per, r = ("torr", 760.0, R_ATM) if torr else ("kPa", 100.0, R_BAR)
    litres = spread(rng, 0.15, 30)
    in_ml = litres < 3
    vol = f"{shown(litres * 1000, 4)} mL" if in_ml else f"{shown(litres)} L"
    converted = kept(p1 / per, 5)
    amount = kept(converted * litres / (r * kelvin), 5)
    result = amount * m
    base = "atm" if torr else "bar"
    lines = [
        ("facts", f"p = {p1} {unit_p}, V = {vol}, t = {celsius} °C, M = {m:.2f} g/mol"),
        ("rule", "n = pV / (RT) with all units those of R, then m = nM"),
        ("work", f"p = {p1} / {per:.0f} = {shown(converted)} {base}; T = {celsius} + 273.15 = {kelvin:.2f} K" + (f"; V = {shown(litres * 1000, 4)} / 1000 = {shown(litres)} L" if in_ml else "")),
        ("work", f"n = {shown(converted)} × {shown(litres)} / ({r} × {kelvin:.2f}) = {shown(amount)} mol"),
        ("then", f"m = {within(shown(amount))} × {m:.2f} = {sig(result)} g"),
        ("check", f"density {sig(kept(result, 3) / litres, 2)} g/L, in the usual range for a gas"),
    ]
    traps = [(converted * litres / (r * celsius) * m, "left the temperature in °C"), (result * per, "left the pressure unconverted"), (amount, "gave moles under the name of grams"), (amount / m, "divided by the molar mass"), (result * 1000, "left the volume unconverted"), (result * (0.0831446 / 0.0820574 if torr else 0.0820574 / 0.0831446) * 1.04, "used another gas constant"), (litres / 22.414 * m, "took 22.414 L/mol though it is not at 0 °C and 1 atm"), (result / 2, "halved the result")]
    traps = [x for x in traps if x[1] != "used another gas constant"]
    exercise = Exercise(story, [("pressure", f"{p1} {unit_p}"), ("volume", vol), ("temperature", f"{celsius} °C"), ("molar mass{ of $gas|}", f"{m:.2f} g/mol")], "{What mass of $gas is {in it|there}|How many grams of $gas are there|Calculate the mass of the $gas}", lines, {"kind": "mass", "gas": gas, "p": p1, "unit": unit_p, "litres": litres, "t": celsius}, 5, [IDEAL, f"R = {r} L·{base}/(mol·K){{, 0 °C = 273.15 K|}}", "{760 torr = 1 atm|1 atm is 760 torr}" if torr else "{100 kPa = 1 bar|1 bar is 100 kPa}"], values)
    return number_problem(rng, level, exercise, result, traps, unit="g", relative=0.01)


def _combined(rng: Random, level: int) -> Problem:
    """Level 1: a change of state of a fixed amount of gas."""
    gas = rng.choice(sorted(GASES.keys() - CONDENSABLE))
    p1, v1, t1 = uniform(rng, 0.6, 8), spread(rng, 0.3, 60), rng.randint(275, 380)
    p2, t2 = uniform(rng, 0.6, 8), rng.randint(275, 420)
    find_volume = rng.random() < 0.5
    v2 = p1 * v1 * t2 / (t1 * p2)
    if find_volume:
        result, unit = v2, "L"
        text = f"{shown(p1)} × {shown(v1)} × {t2} / ({t1} × {shown(p2)})"
        final = ("final pressure", f"{shown(p2)} bar")
        traps = [(p1 * v1 * t1 / (t2 * p2), "turned the temperatures round"), (p2 * v1 * t2 / (t1 * p1), "turned the pressures round"), (p1 * v1 / p2, "left the temperature out"), (v1 * t2 / t1, "left the pressure out"), (v1 * t1 * p2 / (p1 * t2), "turned everything round"), (v1, "let the volume stay"), (result * 2, "doubled the result")]
    else:
        v2 = kept(v2, 3)
        result, unit = p1 * v1 * t2 / (t1 * v2), "bar"
        text = f"{shown(p1)} × {shown(v1)} × {t2} / ({t1} × {shown(v2)})"
        final = ("final volume", f"{shown(v2)} L")
        traps = [(p1 * v1 * t1 / (t2 * v2), "turned the temperatures round"), (p1 * v2 * t2 / (t1 * v1), "turned the volumes round"), (p1 * v1 / v2, "left the temperature out"), (p1 * t2 / t1, "left the volume out"), (p1 * v2 * t1 / (v1 * t2), "turned everything round"), (p1, "let the pressure stay"), (result * 2, "doubled the result")]
    lines = [
        ("facts", f"p₁ = {shown(p1)} bar, V₁ = {shown(v1)} L, T₁ = {t1} K; T₂ = {t2} K, {final[0]} {final[1]}"),
        ("rule", "for a fixed amount p₁V₁/T₁ is p₂V₂/T₂"),
        ("work", f"{'V₂' if find_volume else 'p₂'} = {text} = {sig(result)} {unit}"),
        ("check", f"p × V / T before and after: {shown(p1)} × {shown(v1)} / {t1} = {sig(p1 * v1 / t1)} and " + (f"{shown(p2)} × {within(sig(result, 4))} / {t2}" if find_volume else f"{within(sig(result, 4))} × {shown(v2)} / {t2}") + f" = {sig(p1 * v1 / t1)} L·bar/K"),
    ]
    exercise = Exercise(
        "{" + PLACES + " a portion of $gas {is brought|goes} to another state|A sealed portion of $gas {in a cylinder with a piston|behind a piston} changes its state|$Gas behind a {movable|frictionless} piston is {heated or cooled and compressed or expanded|brought from one state to another}}",
        [("initial pressure", f"{shown(p1)} bar"), ("initial volume", f"{shown(v1)} L"), ("initial temperature", f"{t1} K"), ("final temperature", f"{t2} K"), final],
        "{What is the final volume|Calculate the volume at the end|Which volume does the gas then take}" if find_volume else "{What is the final pressure|Calculate the pressure at the end|Which pressure does the gas then have}", lines,
        {"kind": "combined", "p1": p1, "v1": v1, "t1": t1, "t2": t2, "volume": find_volume, "second": p2 if find_volume else v2}, 2, [IDEAL, "{No gas is lost|The amount of gas stays the same}"], {"gas": NAMES[gas], "Gas": NAMES[gas].capitalize()},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.01)


def _dalton(rng: Random, level: int) -> Problem:
    """Level 1: a partial pressure from amounts; level 2: from masses."""
    # no oxidant beside a fuel: nobody blends those under pressure
    gases = rng.sample(["N2", "CO2", "He", "Ar", "Ne", "Kr", *rng.choice((("O2", "N2O"), ("CH4", "C2H6")))], 3)
    total = uniform(rng, 0.8, 60)
    which = rng.choice(gases)
    if level == 1:
        amounts = {g: spread(rng, 0.05, 5) for g in gases}
        facts = [(f"amount of {NAMES[g]}", f"{shown(n)} mol") for g, n in amounts.items()]
        lines: list[tuple[str, str]] = [("facts", ", ".join(f"{shown(n)} mol {sunk(g)}" for g, n in amounts.items()) + f"; total {shown(total)} bar"), ("rule", "each partial pressure is the mole fraction times the total pressure (Dalton)")]
        parameters: dict[str, object] = {"kind": "dalton", "amounts": amounts, "which": which, "total": total}
        masses = amounts
    else:
        masses = {g: spread(rng, 0.5, 120) for g in gases}
        amounts = {g: kept(m / GASES[g], 5) for g, m in masses.items()}
        facts = [(f"mass of {NAMES[g]}", f"{shown(m)} g") for g, m in masses.items()] + [(f"molar mass of {NAMES[g]}", f"{GASES[g]:.2f} g/mol") for g in gases]
        lines = [("facts", ", ".join(f"{shown(m)} g {sunk(g)}" for g, m in masses.items()) + f"; total {shown(total)} bar"), ("rule", "each partial pressure is the mole fraction (not the mass fraction) times the total pressure (Dalton)")]
        lines.append(("work", "; ".join(f"n({sunk(g)}) = {within(shown(m))} / {GASES[g]:.2f} = {shown(amounts[g])} mol" for g, m in masses.items())))
        parameters = {"kind": "dalton masses", "masses": masses, "which": which, "total": total}
    whole = kept(sum(amounts.values()), 6)
    result = amounts[which] / whole * total
    share = kept(amounts[which] / whole, 5)
    result = share * total
    lines += [
        ("work", f"in all {' + '.join(shown(n) for n in amounts.values())} = {shown(whole, 6)} mol"),
        ("work", f"x = {within(shown(amounts[which]))} / {shown(whole, 6)} = {shown(share)}, p({sunk(which)}) = {within(shown(share))} × {shown(total)} = {sig(result)} bar"),
        ("check", f"the other gases keep {sig(total - result)} bar, and both add up to the {shown(total)} bar"),
    ]
    others = [g for g in gases if g != which]
    traps = [(total - result, "gave the pressure of the other gases"), (total / 3, "shared the pressure evenly"), (amounts[others[0]] / whole * total, f"took {NAMES[others[0]]}"), (amounts[others[1]] / whole * total, f"took {NAMES[others[1]]}"), (amounts[which] * total, "multiplied by the amount instead of the mole fraction"), (amounts[which] / (whole - amounts[which]) * total, "divided by the amount of the other gases")]
    if level == 2:
        traps.insert(0, (masses[which] / sum(masses.values()) * total, "took the mass fraction for the mole fraction"))
    exercise = Exercise(
        "{" + PLACES + " a gas mixture of $list is {made|blended}|A " + CONTAINERS + " holds a mixture of $list|{A diver's cylinder|A shielding gas bottle|A calibration mixture} {holds|contains} $list}",
        [*facts, ("total pressure", f"{shown(total)} bar")], "{What is the partial pressure of $which|Calculate the partial pressure of $which|How large is the partial pressure of $which}", lines, parameters, 3 + (level - 1) * 3, [IDEALS],
        {"list": f"{NAMES[gases[0]]}, {NAMES[gases[1]]} and {NAMES[gases[2]]}", "which": NAMES[which]},
    )  # fmt: skip
    exercise = Exercise(exercise.story.replace("{A diver's cylinder|A shielding gas bottle|A calibration mixture}", "{A gas bottle|A calibration mixture|A pressure bottle}"), exercise.facts, exercise.ask, exercise.lines, exercise.parameters, exercise.operations, exercise.conventions, exercise.values)
    return number_problem(rng, level, exercise, result, traps, unit="bar", relative=0.01)


VOLATILE = ("acetone", "chloroform", "diethyl ether", "hexane", "ethanol", "methanol", "benzene", "ethyl acetate", "pentane", "cyclohexane", "tetrachloromethane", "propan-2-ol")


def _molar_mass(rng: Random, level: int) -> Problem:
    """Level 2: molar mass from the vapour density (Dumas)."""
    liquid = rng.choice(VOLATILE)
    m, boiling, _ = LIQUIDS[liquid]
    t = rng.randint(int(boiling) + 6, int(boiling) + 40)
    kelvin = t + 273.15
    p = rng.randint(725, 770)
    volume = rng.randint(110, 520)
    atm = kept(p / 760, 5)
    mass = kept(m * rng.uniform(0.985, 1.02) * atm * volume / 1000 / (R_ATM * kelvin), 4)
    top = kept(mass * R_ATM * kelvin, 5)
    below = kept(atm * volume / 1000, 5)
    result = top / below
    lines = [
        ("facts", f"{sig(mass, 4)} g of vapour in {volume} mL at {t} °C and {p} torr"),
        ("rule", "from pV = (m/M)RT follows M = mRT / (pV)"),
        ("work", f"p = {p} / 760 = {shown(atm)} atm, T = {t} + 273.15 = {kelvin:.2f} K"),
        ("work", f"m × R × T: {shown(mass)} × 0.0820574 × {kelvin:.2f} = {shown(top)} L·atm·g/mol and p × V: {shown(atm)} × {volume} / 1000 = {shown(below)} L·atm"),
        ("then", f"M = {shown(top)} / {shown(below)} = {sig(result)} g/mol"),
        ("check", f"vapour density {shown(mass)} / {volume} × 1000 = {sig(mass / volume * 1000)} g/L, heavier than air, as for most organic vapours"),
    ]
    traps = [(mass * R_ATM * t / below, "left the temperature in °C"), (result / 760, "left the pressure in torr"), (result / 1000, "left the volume in mL"), (mass / volume * 1000 * 22.414, "took 22.414 L/mol though it is not at 0 °C and 1 atm"), (1000 / result, "turned the fraction round"), (mass * R_ATM * 298.15 / below, "took room temperature"), (result * 2, "doubled the result")]
    exercise = Exercise(
        "{An unknown liquid is vaporised in a weighed flask (Dumas method)|{A student|A trainee} finds the molar mass of {an unknown|a} volatile liquid by the Dumas method|The vapour of an unlabelled solvent fills a flask in a hot bath|{In a practical|For an identification} a volatile liquid is turned into vapour in a flask of known volume}{; what is left condenses and is weighed|; the condensed vapour is weighed afterwards|}",
        [("mass of the condensed vapour", f"{sig(mass, 4)} g"), ("volume of the flask", f"{volume} mL"), ("{temperature of the bath|bath temperature}", f"{t} °C"), ("{air pressure|barometer reading}", f"{p} torr")],
        "{What is the molar mass of the liquid|Calculate the molar mass|Which molar mass follows}", lines, {"kind": "dumas", "mass": mass, "volume": volume, "t": t, "p": p}, 4, ["{The vapour behaves ideally and fills the flask at the air pressure|Treat the vapour as ideal; it fills the flask at the air pressure}", "R = 0.0820574 L·atm/(mol·K)", "760 torr = 1 atm"],
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="g/mol", relative=0.01)


METALS = (("Zn", 65.38, 1, 1, "Zn + 2 HCl → ZnCl₂ + H₂"), ("Mg", 24.305, 1, 1, "Mg + 2 HCl → MgCl₂ + H₂"), ("Al", 26.982, 2, 3, "2 Al + 6 HCl → 2 AlCl₃ + 3 H₂"), ("Fe", 55.845, 1, 1, "Fe + 2 HCl → FeCl₂ + H₂"), ("Ca", 40.078, 1, 1, "Ca + 2 H₂O → Ca(OH)₂ + H₂"), ("Na", 22.990, 2, 1, "2 Na + 2 H₂O → 2 NaOH + H₂"))


def _over_water(rng: Random, level: int) -> Problem:
    """Level 3: a gas collected over water; level 4: the mass of metal behind it."""
    t = rng.choice(sorted(WATER_VAPOUR))
    vapour = WATER_VAPOUR[t]
    p, volume = rng.randint(728, 772), rng.randint(45, 480)
    kelvin = t + 273.15
    dry = float(fixed(p - vapour, 2))
    atm = kept(dry / 760, 5)
    n = kept(atm * volume / 1000 / (R_ATM * kelvin), 5)
    wet = p / 760 * volume / 1000 / (R_ATM * kelvin)
    base = [
        ("work", f"dry gas: {p} − {vapour:.2f} = {dry:.2f} torr, in atm: {dry:.2f} / 760 = {shown(atm)} atm"),
        ("work", f"T = {t} + 273.15 = {kelvin:.2f} K, n = {shown(atm)} × {volume} / 1000 / (0.0820574 × {kelvin:.2f}) = {shown(n)} mol"),
    ]
    conventions = [IDEALS, "R = 0.0820574 L·atm/(mol·K)", "760 torr = 1 atm", "{The levels inside and outside are the same|Inside and outside the water stands at the same level}"]
    facts = [("{volume collected|volume of gas}", f"{volume} mL"), ("temperature{ of the water|}", f"{t} °C"), ("{air pressure|barometer}", f"{p} torr"), ("vapour pressure of water at $t °C", f"{vapour:.2f} torr")]
    rule = ("rule", "the gas over water is a mixture: p(dry gas) is the total less the vapour pressure of water (Dalton); then n = pV/(RT)")
    mistake = ("mistake", f"to use the barometer reading for the gas alone, n = {p} / 760 × {volume} / 1000 / (0.0820574 × {kelvin:.2f}) = {sig(wet)} mol; part of the pressure is water vapour")
    if level == 3:
        gas = rng.choice(("oxygen", "hydrogen", "nitrogen", "methane", "ethene"))
        milli = n * 1000
        result = milli
        lines = [("facts", f"{volume} mL of moist {gas} at {t} °C and {p} torr; vapour pressure of water {vapour:.2f} torr"), rule, *base, ("then", f"in mmol: {within(shown(n))} × 1000 = {sig(milli)} mmol"), mistake, ("check", f"vapour makes up {vapour:.2f} / {p} × 100 = {sig(vapour / p * 100, 2)} % of the wet gas, and {sig(milli)} mmol is less than the {sig(wet * 1000)} mmol of the wet gas by as much")]
        traps = [(wet * 1000, "forgot the vapour pressure of water"), ((p + vapour) / 760 * volume / (R_ATM * kelvin), "added the vapour pressure"), (dry / 760 * volume / (R_ATM * t), "left the temperature in °C"), (volume / 22.414, "took 22.414 mL/mmol though it is not at 0 °C and 1 atm"), (vapour / 760 * volume / (R_ATM * kelvin), "took the water vapour itself"), (result * 760, "left the pressure in torr"), (result / 1000, "mixed up mol and mmol"), (result / 2, "halved the result")]
        exercise = Exercise("{" + PLACES + " $gas is collected over water|{A student|A class|A trainee} collects $gas over water {in a eudiometer|in a gas burette|in an inverted cylinder}|$Gas is {caught|collected} over water in a {gas burette|eudiometer}}", facts, "{How many mmol of dry $gas were collected|What amount of $gas is in the burette|Calculate the amount of $gas (without the water vapour)}", lines, {"kind": "over water", "t": t, "p": p, "volume": volume}, 5, conventions, {"gas": gas, "Gas": gas.capitalize(), "t": t})
        return number_problem(rng, level, exercise, result, [x for x in traps if abs(x[0] - result) > 0.031 * result], unit="mmol", relative=0.005)
    metal, m, count, hydrogen, equation = rng.choice(METALS)
    moles = kept(n * count / hydrogen, 5)
    result = moles * m
    milligrams = result * 1000
    lines = [
        ("facts", f"{equation}; {volume} mL of moist hydrogen at {t} °C and {p} torr; vapour pressure of water {vapour:.2f} torr; M({metal}) = {m} g/mol"), rule, *base,
        ("then", f"{metal}: {within(shown(n))} × {count} / {hydrogen} = {shown(moles)} mol"),
        ("then", f"m = {within(shown(moles))} × {m} × 1000 = {sig(milligrams)} mg"), mistake,
        ("check", f"each {hydrogen} mol of H₂ stands for {count} mol of {metal}: {within(sig(milligrams))} / 1000 / {m} = {sig(moles, 2)} mol of metal"),
    ]
    traps = [(wet * count / hydrogen * m * 1000, "forgot the vapour pressure of water"), (n * hydrogen / count * m * 1000 if count != hydrogen else n * m * 2000, "turned the ratio of metal to hydrogen round" if count != hydrogen else "took two metal atoms for each H₂"), (n * m * 1000 if count != hydrogen else milligrams / 2, "took one metal atom for each H₂" if count != hydrogen else "halved the result"), (dry / 760 * volume / (R_ATM * t) * count / hydrogen * m, "left the temperature in °C"), (volume / 22.414 * count / hydrogen * m, "took 22.414 mL/mmol"), (n * 2.016 * 1000, "gave the mass of the hydrogen"), (milligrams / 1000, "mixed up g and mg")]
    exercise = Exercise(
        "{A piece of metal|A strip of metal|A metal sample} ($metal) reacts completely, $equation, and the hydrogen is collected over water|{A student|A class} {lets a weighed-out but unrecorded piece of|dissolves a piece of} $metal react, $equation, and collects the hydrogen over water|{For an assay|In a practical} $metal is converted completely ($equation) and the hydrogen caught over water".join(("{", "}")).replace("{lets a weighed-out but unrecorded piece of|dissolves a piece of} $metal react, $equation,", "lets a piece of $metal react, $equation,"),
        [*facts, ("molar mass of $metal", f"{m} g/mol")], "{How many mg of $metal have reacted|What mass of $metal was there (in mg)|Calculate the mass of $metal in mg}", lines, {"kind": "metal", "metal": metal, "t": t, "p": p, "volume": volume}, 7, conventions, {"metal": metal, "equation": equation, "t": t},
        rng.sample((*SPARES[:5], ("concentration of the acid", "3.0 mol/L")), 1) if metal not in ("Ca", "Na") else rng.sample(SPARES[1:5], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, milligrams, traps, unit="mg", relative=0.005)


def _colligative(rng: Random, level: int) -> Problem:
    """Level 3: freezing or boiling point of a solution, with the number of particles."""
    solvent = rng.choice(("water", "water", "water", "benzene", "cyclohexane", "acetic acid"))
    freezing, kf, boiling, kb = SOLVENTS[solvent]
    salt = solvent == "water" and rng.random() < 0.75
    solute = rng.choice(sorted(SALTS) if salt else IN_WATER[:5] if solvent == "water" else IN_ORGANIC)
    i, m = SALTS[solute] if salt else (1, MOLECULES[solute])
    freeze = rng.random() < 0.6 or solute == "methanol"
    solvent_mass = rng.randint(8, 120) * 5
    molal = spread(rng, 0.04, 0.5)
    mass = kept(molal * m * solvent_mass / 1000, 3)
    amount = kept(mass / m, 5)
    b = kept(amount / solvent_mass * 1000, 5)
    constant, start = (kf, freezing) if freeze else (kb, boiling)
    change = kept(i * constant * b, 4)
    sign = -1 if freeze else 1
    result = start + sign * change
    name = sunk(solute) if salt else solute
    text = f"{start:g}".replace("-", "−")
    plain = constant * b
    decimals = 2 if change > 0.2 or freeze else 3
    lines = [
        ("facts", f"{shown(mass)} g of {name} (M = {m:.2f} g/mol) in {solvent_mass} g of {solvent}; K = {constant} K·kg/mol"),
        ("rule", f"ΔT = i × K × b, with b in mol per kg of solvent; {name} gives " + (f"{i} ions a formula unit, so i is {i}" if salt else "no ions, so i is 1")),
        ("work", f"n = {shown(mass)} / {m:.2f} = {shown(amount)} mol, b = {within(shown(amount))} / {solvent_mass} × 1000 = {shown(b)} mol/kg"),
        ("work", f"ΔT = {i} × {constant} × {shown(b)} = {shown(change, 4)} K"),
        ("then", f"{'freezing' if freeze else 'boiling'} point: {text} {'−' if freeze else '+'} {shown(change, 4)} = {fixed(result, decimals)} °C"),
        ("mistake", f"to leave out i, ΔT = {constant} × {shown(b)} = {sig(plain)} K; colligative properties count particles, and {name} falls apart into {i}" if salt else f"to expect ions: {name} stays whole, so only the moles of molecules count and i is 1, not 2, which would give {sig(2 * plain)} K"),
        ("check", f"a solute {'lowers the freezing' if freeze else 'raises the boiling'} point, and {fixed(result, decimals)} °C lies {'below' if freeze else 'above'} {text} °C"),
    ]
    total_mass = solvent_mass + mass
    traps = [(start + sign * plain, "left out i") if salt else (start + sign * 2 * plain, "let the molecule fall into two ions"), (start - sign * change, "shifted the temperature in the wrong direction"), (start + sign * i * (kb if freeze else kf) * b, "used the constant of the other transition"), (start + sign * i * constant * mass / solvent_mass * 10, "took grams for moles"), (change, "gave the shift instead of the temperature"), (start + sign * i * constant * amount, "forgot to divide by the mass of the solvent"), (start + sign * (i + 1) * plain, "counted one particle too many"), (start + sign * i * constant * amount / total_mass * 1000, "divided by the mass of the solution"), (start + sign * change / 2, "halved the shift")]
    exercise = Exercise(
        "{" + PLACES + " $solute is dissolved in $solvent|{A student|An analyst|A road service chemist|A technician} dissolves $solute in $solvent|A solution of $solute in $solvent is {made|prepared}}".replace("|A road service chemist", ""),
        [("mass of $solute", f"{shown(mass)} g"), ("mass of $solvent", f"{solvent_mass} g"), ("molar mass of $solute", f"{m:.2f} g/mol"), ("{cryoscopic constant|Kf} of $solvent" if freeze else "{ebullioscopic constant|Kb} of $solvent", f"{constant} K·kg/mol"), (f"{'freezing' if freeze else 'boiling'} point of pure $solvent", f"{text} °C")],
        f"{{At what temperature does the solution {'freeze' if freeze else 'boil'}|What is the {'freezing' if freeze else 'boiling'} point of the solution|Calculate the {'freezing' if freeze else 'boiling'} point of the solution}}", lines, {"kind": "colligative", "solvent": solvent, "solute": solute, "mass": mass, "solvent_mass": solvent_mass, "freeze": freeze}, 5,
        ["{Salts count as fully dissociated; molecules stay whole|Electrolytes dissociate completely, other solutes do not}", "{The solution is ideal|Take the solution as ideal and dilute}" + ("{; the pressure is 1 atm|, at 1 atm}" if not freeze else "")], {"solute": name, "solvent": solvent},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="°C", decimals=decimals, absolute=max(0.02 if decimals == 2 else 0.004, 0.02 * change), lowest=-300)


def _clausius(rng: Random, level: int) -> Problem:
    """Level 3: vapour pressure at a temperature; level 4: boiling point at a reduced pressure."""
    liquid = rng.choice(sorted(LIQUIDS))
    _, boiling, enthalpy = LIQUIDS[liquid]
    h = kept(enthalpy * 1.0, 4)
    kelvin = boiling + 273.15
    if level == 3:
        t = round(boiling) - rng.randint(8, min(60, max(12, int(boiling) - 5)))
        second = t + 273.15
        difference = kept(1 / second - 1 / kelvin, 5)
        exponent = kept(-h * 1000 / R_JOULE * difference, 5)
        result = 760 * math.exp(exponent)
        celsius = 760 * math.exp(max(-40.0, -h * 1000 / R_JOULE * (1 / max(t, 1) - 1 / boiling)))
        linear = 760 * t / boiling
        lines = [
            ("facts", f"760 torr at {boiling:.1f} °C (normal boiling point), ΔvapH = {shown(h)} kJ/mol; wanted at {t} °C"),
            ("rule", "ln(p₂/p₁) = −(ΔvapH/R) × (1/T₂ − 1/T₁), in kelvin and joule"),
            ("work", f"1/T₂ − 1/T₁: 1/{second:.2f} − 1/{kelvin:.2f} = {shown(difference)} 1/K"),
            ("work", f"exponent: −{shown(h)} × 1000 / 8.3145 × {within(shown(difference))} = {shown(exponent)}"),
            ("then", f"p₂ = 760 × exp({shown(exponent)}) = {sig(result)} torr"),
            ("mistake", f"to scale the pressure with the temperature as for a gas, 760 × {t} / {boiling:.1f} = {sig(linear)} torr; vapour pressure grows exponentially, because a molecule has to gain ΔvapH to leave"),
            ("check", f"below the boiling point the vapour pressure is below 760 torr, and {sig(result)} torr is"),
        ]
        traps = [(celsius, "left the temperatures in °C"), (linear, "scaled with the temperature in °C"), (760 * second / kelvin, "scaled with the temperature in kelvin"), (760 * math.exp(-exponent), "turned the two temperatures round"), (760 * math.exp(exponent / 1000), "mixed up J and kJ"), (760 * 10**exponent, "took a decimal logarithm"), (760 * (1 + exponent) if exponent > -0.95 else 380, "did not take the exponential")]
        exercise = Exercise(
            "{A bottle of|Some|A beaker of} $liquid {stands at $t °C|is kept at $t °C|is stored at $t °C}|{For a vapour trap|For a safety sheet|In a practical|For a solvent still} the vapour pressure of $liquid at $t °C is needed|{A safety officer|A student|An engineer} wants the vapour pressure of $liquid at $t °C".join(("{", "}")),
            [("normal boiling point{ of $liquid|}", f"{boiling:.1f} °C"), ("enthalpy of vaporisation", f"{shown(h)} kJ/mol")], "{What is the vapour pressure at $t °C|Calculate the vapour pressure at $t °C|Which vapour pressure does $liquid have at $t °C}", lines, {"kind": "vapour", "liquid": liquid, "t": t, "h": h}, 5,
            ["{Take ΔvapH as constant and the vapour as ideal|ΔvapH does not change, and the vapour is ideal}", "R = 8.3145 J/(mol·K)", "{At the normal boiling point the vapour pressure is 760 torr|The normal boiling point belongs to 760 torr}"], {"liquid": liquid, "t": t},
        )  # fmt: skip
        return number_problem(rng, level, exercise, result, traps, unit="torr", relative=0.02)
    height = rng.randint(40, 520) * 10
    p = kept(760 * math.exp(-height / 8430), 4)
    if rng.random() < 0.4:
        # a rotary evaporator instead of a mountain
        height, p = 0, float(rng.randint(80, 620))
    log = kept(math.log(p / 760), 5)
    inverse = kept(1 / kelvin - R_JOULE * log / (h * 1000), 6)
    second = kept(1 / inverse, 6)
    result = second - 273.15
    lines = [
        ("facts", f"{liquid}: {boiling:.1f} °C at 760 torr, ΔvapH = {shown(h)} kJ/mol; " + (f"height {height} m" if height else f"pressure {p:.0f} torr")),
        ("rule", "a liquid boils where its vapour pressure reaches the pressure above it; 1/T₂ is 1/T₁ − (R/ΔvapH) × ln(p₂/p₁)"),
    ]
    if height:
        lines.append(("work", f"pressure: 760 × exp(−{height} / 8430) = {shown(p, 4)} torr"))
    lines += [
        ("work", f"ln(p₂/p₁): ln({shown(p, 4)} / 760) = {shown(log)}"),
        ("work", f"1/T₂: 1/{kelvin:.2f} − 8.3145 × ({shown(log)}) / ({shown(h)} × 1000) = {shown(inverse, 6)} 1/K"),
        ("then", f"T₂ = 1 / {within(shown(inverse, 6))} = {shown(second, 6)} K, that is {shown(second, 6)} − 273.15 = {fixed(result, 1)} °C"),
        ("mistake", f"to lower the boiling point in proportion to the pressure, {boiling:.1f} × {shown(p, 4)} / 760 = {fixed(boiling * p / 760, 1)} °C; the pressure enters through its logarithm"),
        ("check", f"{fixed(result, 1)} °C is below {boiling:.1f} °C, as it has to be under reduced pressure"),
    ]
    turned = 1 / (1 / kelvin + R_JOULE * log / (h * 1000)) - 273.15
    traps = [(boiling * p / 760, "lowered the boiling point in proportion"), (turned, "lost the sign of the logarithm"), (1 / (1 / kelvin - R_JOULE * math.log10(p / 760) / (h * 1000)) - 273.15, "took the decimal logarithm"), (result + 273.15, "gave kelvin under the name of °C"), (boiling, "let the boiling point stay"), (kelvin * p / 760 - 273.15, "scaled the kelvin temperature with the pressure"), (boiling - (boiling - result) / 2, "halved the shift")]
    scene = "{On a mountain|At a high-altitude station|In a mountain village} {one boils|someone boils|a pot holds} $liquid" if height else "{In a rotary evaporator|In a vacuum still|Under reduced pressure} $liquid is {boiled off|distilled}"
    if height and liquid not in ("water", "ethanol"):
        scene = "{In a mountain laboratory|At a high-altitude research station} $liquid is {distilled|boiled} at the local air pressure"
    facts = [("normal boiling point{ of $liquid|} (760 torr)", f"{boiling:.1f} °C"), ("enthalpy of vaporisation", f"{shown(h)} kJ/mol"), ("height above sea level", f"{height} m") if height else ("pressure", f"{p:.0f} torr")]
    conventions = ["{Take ΔvapH as constant and the vapour as ideal|ΔvapH does not change, and the vapour is ideal}", "R = 8.3145 J/(mol·K)"]
    if height:
        conventions.append("{The air pressure follows|Take the air pressure from} p = 760 torr × exp(−h / 8430 m)")
    exercise = Exercise(scene, facts, "{At what temperature does it boil|What is the boiling point there|Calculate the boiling point under these conditions}", lines, {"kind": "boiling", "liquid": liquid, "h": h, "height": height, "p": p}, 6, conventions, {"liquid": liquid}, rng.sample([("mass of the liquid", f"{rng.randint(2, 20) * 50} g"), ("bath temperature", f"{rng.randint(round(boiling) + 5, round(boiling) + 40)} °C"), ("diameter of the vessel", f"{rng.randint(8, 24)} cm")], rng.randint(1, 2)))
    return number_problem(rng, level, exercise, result, traps, unit="°C", decimals=1, absolute=0.4, lowest=-150)


def _raoult(rng: Random, level: int) -> Problem:
    """Level 4: masses to mole fractions, vapour pressure, composition of the vapour."""
    a, pa, ma, b, pb, mb = rng.choice(PAIRS)
    m1, m2 = spread(rng, 8, 300), spread(rng, 8, 300)
    n1, n2 = kept(m1 / ma, 5), kept(m2 / mb, 5)
    x = kept(n1 / (n1 + n2), 5)
    p1, p2 = kept(x * pa, 5), kept((1 - x) * pb, 5)
    total = kept(p1 + p2, 5)
    composition = rng.random() < 0.6
    result = p1 / total if composition else total
    weight = m1 / (m1 + m2)
    wrong_total = weight * pa + (1 - weight) * pb
    lines = [
        ("facts", f"{shown(m1)} g of {a} (M = {ma:.2f} g/mol, p* = {pa} torr), {shown(m2)} g of {b} (M = {mb:.2f} g/mol, p* = {pb} torr)"),
        ("rule", "Raoult: p = x × p* for each component, the total is their sum; in the vapour the mole fraction is the share of the pressure (Dalton)"),
        ("work", f"n: {shown(m1)} / {ma:.2f} = {shown(n1)} mol of {a} and {shown(m2)} / {mb:.2f} = {shown(n2)} mol of {b}"),
        ("work", f"x({a}) = {shown(n1)} / ({shown(n1)} + {shown(n2)}) = {shown(x)}"),
        ("work", f"p({a}) = {shown(x)} × {pa} = {shown(p1)} torr, p({b}) = (1 − {shown(x)}) × {pb} = {shown(p2)} torr"),
        ("then", f"p = {shown(p1)} + {shown(p2)} = {sig(total) if not composition else shown(total)} torr"),
    ]
    if composition:
        lines += [("then", f"y({a}) = {shown(p1)} / {shown(total)} = {fixed(result, 3)}"), ("mistake", f"to give the mole fraction in the liquid, {fixed(x, 3)}; the more volatile component is always richer in the vapour"), ("check", f"{a} is the more volatile one ({pa} against {pb} torr), and {fixed(result, 3)} is above {fixed(x, 3)}")]
        traps = [(x, "gave the mole fraction in the liquid"), (weight, "gave the mass fraction"), (weight * pa / wrong_total, "took mass fractions for mole fractions"), (1 - result, f"gave the share of {b}"), (pa / (pa + pb), "left the composition of the liquid out"), (x * pb / (x * pb + (1 - x) * pa), "exchanged the vapour pressures"), (0.5, "took equal shares")]
        ask = "{What is the mole fraction of $a in the vapour|Calculate the mole fraction of $a in the vapour|Which mole fraction does $a have in the vapour above the liquid}"
    else:
        lines += [("mistake", f"to weight the vapour pressures by mass, which gives {sig(wrong_total)} torr; Raoult's law counts molecules"), ("check", f"{sig(total)} torr lies between {pb} and {pa} torr")]
        traps = [(wrong_total, "took mass fractions for mole fractions"), ((pa + pb) / 2, "averaged the vapour pressures"), (pa + pb, "added the vapour pressures of the pure liquids"), (x * pb + (1 - x) * pa, "exchanged the vapour pressures"), (p1, f"left out {b}"), (p2, f"left out {a}"), (total / 2, "halved the result")]
        ask = "{What is the total vapour pressure|Calculate the vapour pressure above the mixture|Which total vapour pressure does the mixture have}"
    exercise = Exercise(
        "{" + PLACES + " $a and $b are mixed at 25 °C|{A student|A process engineer|A technician} mixes $a with $b at 25 °C|A mixture of $a and $b {stands|is kept} in a closed vessel at 25 °C}",
        [("mass of $a", f"{shown(m1)} g"), ("mass of $b", f"{shown(m2)} g"), ("molar mass of $a", f"{ma:.2f} g/mol"), ("molar mass of $b", f"{mb:.2f} g/mol"), ("vapour pressure of pure $a at 25 °C", f"{pa} torr"), ("vapour pressure of pure $b at 25 °C", f"{pb} torr")], ask, lines,
        {"kind": "raoult", "a": a, "b": b, "m1": m1, "m2": m2, "composition": composition}, 7, ["{The mixture is ideal|Take the mixture as ideal (Raoult's law)}{, and so is the vapour|}"], {"a": a, "b": b}, rng.sample(SPARES[1:6], rng.randint(1, 2)),
    )  # fmt: skip
    if composition:
        return number_problem(rng, level, exercise, result, traps, decimals=3, absolute=0.004)
    return number_problem(rng, level, exercise, result, traps, unit="torr", relative=0.01)


def _real(rng: Random, level: int) -> Problem:
    """Level 3: van der Waals pressure, where the ideal law fails; level 5: how far the ideal law is off."""
    gas, n, v, t = "CO2", 2.0, 1.5, 300.0
    ideal = real = 0.0
    for _ in range(200):
        gas = rng.choice(sorted(WAALS))
        low = max(285, CRITICAL.get(gas, 0) + 8)
        v, t = uniform(rng, 0.5, 12), float(rng.randint(low, low + 130))
        n = kept(v / rng.uniform(0.35, 1.8), 3)
        ideal, real = pressure(n, v, t), van_der_waals(gas, n, v, t)
        if real > 5 and abs(real / ideal - 1) > 0.05:
            break
    else:
        gas, n, v, t = "CO2", 2.0, 1.5, 300.0
    a, b = WAALS[gas]
    top = kept(n * R_BAR * t, 6)
    free = kept(v - n * b, 6)
    first = kept(top / free, 6)
    second = kept(a * (n / v) ** 2, 6)
    real = first - second
    ideal = kept(top / v, 6)
    percent = level == 5
    lines = [
        ("facts", f"{shown(n)} mol of {sunk(gas)} in {shown(v)} L at {t:.0f} K; a = {a} bar·L²/mol², b = {b} L/mol"),
        ("rule", "p = nRT / (V − nb) − a × (n/V)²"),
        ("work", f"nRT: {shown(n)} × 0.0831446 × {t:.0f} = {shown(top, 6)} L·bar; V − nb: {shown(v)} − {shown(n)} × {b} = {shown(free, 6)} L"),
        ("work", f"first term: {shown(top, 6)} / {shown(free, 6)} = {shown(first, 6)} bar; second: {a} × ({shown(n)} / {shown(v)})² = {shown(second, 6)} bar"),
        ("then", f"p = {shown(first, 6)} − {shown(second, 6)} = {sig(real) if not percent else shown(real)} bar"),
    ]
    real_shown = kept(real, 5) if percent else real
    if percent:
        result = 100 * (ideal - real_shown) / real_shown
        lines += [
            ("then", f"ideal gas: {shown(top, 6)} / {shown(v)} = {shown(ideal, 6)} bar"),
            ("then", f"error in per cent: 100 × ({shown(ideal, 6)} − {shown(real_shown)}) / {shown(real_shown)} = {fixed(result, 1)}"),
            ("mistake", f"to refer the difference to the ideal value, 100 × ({shown(ideal, 6)} − {shown(real_shown)}) / {shown(ideal, 6)} = {fixed(100 * (ideal - real_shown) / ideal, 1)} in per cent; the question takes the van der Waals pressure as the true one"),
            ("check", f"attraction {'outweighs the volume of the molecules, so the ideal law is too high' if result > 0 else 'is weak beside the volume of the molecules, so the ideal law is too low'}"),
        ]
        traps = [(100 * (ideal - real) / ideal, "divided by the ideal pressure"), (-result, "turned the sign round"), (100 * (ideal - first) / first, "left the attraction out"), (100 * (ideal - (top / v - second)) / (top / v - second), "left the volume of the molecules out"), (100 * (ideal - (first + second)) / (first + second), "added the attraction"), (result / 2, "halved the result"), (result * 2, "doubled the result")]
    else:
        result = real
        lines += [
            ("mistake", f"to use the ideal law, {shown(top, 6)} / {shown(v)} = {sig(ideal)} bar; at {sig(v / n, 2)} L/mol the molecules attract each other and take up space"),
            ("check", f"the factor to the ideal pressure is {within(sig(real))} / {within(sig(ideal))} = {sig(real / ideal, 2)}, not far from 1"),
        ]
        traps = [(ideal, "used the ideal gas law"), (first, "left the attraction out"), (ideal - second, "left the volume of the molecules out"), (first + second, "added the attraction"), (top / (v + n * b) - second, "added the volume of the molecules"), (first - a * n / v, "did not square n/V"), (pressure(n, v, t - 273.15), "used °C"), (top / (v - b) - a / v**2, "left n out of the corrections")]
        traps = [(value, why) for value, why in traps if value > 0]
    facts = [("amount of $gas", f"{shown(n)} mol"), ("volume", f"{shown(v)} L"), ("temperature", f"{t:.0f} K"), ("van der Waals constant a", f"{a} bar·L²/mol²"), ("van der Waals constant b", f"{b} L/mol")]
    story = "{" + PLACES + " $gas is compressed in a small vessel|Compressed $gas is kept in a {nickel-alloy|high-pressure} {vessel|cell}|{An engineer|A student} fills a {pressure cell|pressure vessel} with $gas}"
    conventions = ["{Use the van der Waals equation|The gas follows the van der Waals equation}", "R = 0.0831446 L·bar/(mol·K)"]
    if percent:
        conventions.append("{Error = 100 % × (p(ideal) − p(van der Waals)) / p(van der Waals), with its sign|The error is 100 % × (p(ideal) − p(van der Waals)) / p(van der Waals); keep the sign}")
        ask = "{By how many per cent is the ideal gas law off|What error (in %) does the ideal gas law make here|Calculate the error of the ideal gas law in per cent}"
        exercise = Exercise(story, facts, ask, lines, {"kind": "ideal error", "gas": gas, "n": n, "v": v, "t": t}, 7, conventions, {"gas": NAMES[gas]}, rng.sample(SPARES[:4], 1))
        return number_problem(rng, level, exercise, result, traps, unit="%", decimals=1, absolute=max(0.3, abs(result) * 0.02), lowest=-100)
    exercise = Exercise(story, facts, "{What is the pressure|Calculate the pressure|Which pressure does the gas have}", lines, {"kind": "real", "gas": gas, "n": n, "v": v, "t": t}, 5, conventions, {"gas": NAMES[gas]})
    return number_problem(rng, level, exercise, result, traps, unit="bar", relative=0.01)


def _evaporation(rng: Random, level: int) -> Problem:
    """Level 5: liquid into an evacuated vessel: is any liquid left?"""
    t = rng.choice([k for k in WATER_VAPOUR if k >= 18])
    vapour = WATER_VAPOUR[t]
    kelvin = t + 273.15
    left = rng.random() < 0.5
    volume = uniform(rng, 2, 60)
    most = kept(vapour / 760 * volume / (R_ATM * kelvin) * 18.015, 5)
    mass = kept(most * (rng.uniform(1.15, 3.5) if left else rng.uniform(0.3, 0.87)), 3)
    n = kept(mass / 18.015, 5)
    atm = kept(vapour / 760, 5)
    top = kept(atm * volume / (R_ATM * kelvin), 5)
    most = kept(top * 18.015, 5)
    full = n * R_ATM * kelvin / volume * 760
    ask_mass = left and rng.random() < 0.6
    lines = [
        ("facts", f"{shown(mass)} g of water, {shown(volume)} L, {t} °C; vapour pressure {vapour:.2f} torr"),
        ("rule", "as long as liquid is left the pressure is the vapour pressure; only when all has evaporated does pV = nRT with the whole amount set it. So first see how much can evaporate"),
        ("work", f"p = {vapour:.2f} / 760 = {shown(atm)} atm, T = {t} + 273.15 = {kelvin:.2f} K"),
        ("work", f"at most n = {shown(atm)} × {shown(volume)} / (0.0820574 × {kelvin:.2f}) = {shown(top)} mol, that is {within(shown(top))} × 18.015 = {shown(most)} g"),
    ]
    if left:
        result = mass - most if ask_mass else vapour
        lines += [("say", f"{shown(mass)} g is more than {shown(most)} g, so liquid is left and the pressure is {vapour:.2f} torr")]
        if ask_mass:
            lines.append(("then", f"liquid left: {shown(mass)} − {shown(most)} = {sig(result)} g"))
        lines.append(("mistake", f"to let everything evaporate, {within(shown(n))} × 0.0820574 × {kelvin:.2f} / {shown(volume)} × 760 = {sig(full)} torr; a vapour in contact with its liquid cannot have a pressure above {vapour:.2f} torr"))
    else:
        result = full
        lines += [("say", f"{shown(mass)} g is less than {shown(most)} g, so all of it evaporates"), ("then", f"n = {shown(mass)} / 18.015 = {shown(n)} mol, p = {within(shown(n))} × 0.0820574 × {kelvin:.2f} / {shown(volume)} × 760 = {sig(full)} torr"), ("mistake", f"to take the vapour pressure, {vapour:.2f} torr, by habit; no liquid is left to keep it up")]
    lines.append(("check", f"{sig(result)} {'g is part of the ' + shown(mass) + ' g put in' if ask_mass else 'torr does not exceed the vapour pressure of ' + f'{vapour:.2f} torr'}"))
    if ask_mass:
        traps = [(most, "gave the mass of the vapour"), (mass, "let nothing evaporate"), (mass - most / 18.015, "subtracted moles from grams"), (mass - vapour * volume / (62.364 * t) * 18.015, "left the temperature in °C"), (mass / 2, "halved the water"), (mass - volume / 22.414 * 18.015, "took 22.414 L/mol"), (mass - most / 2, "halved the vapour")]
        ask, unit = "{What mass of liquid water is left|How many grams of water stay liquid|Calculate the mass of water that does not evaporate}", "g"
    else:
        traps = [(full, "let all the water evaporate") if left else (vapour, "took the vapour pressure though no liquid is left"), (n * R_ATM * t / volume * 760, "left the temperature in °C"), (full / 760, "gave atm under the name of torr"), (760.0, "took the air pressure"), (vapour + full, "added both pressures"), (760 + result, "added the air pressure"), (result / 2, "halved the result")]
        ask, unit = "{What pressure is reached|Which pressure does the vessel show in the end|Calculate the pressure at equilibrium}", "torr"
    exercise = Exercise(
        "{Liquid water is injected into an evacuated vessel|An ampoule of water is broken in an evacuated flask|{A student|An engineer} admits water to an evacuated vessel}{ at $t °C| that is thermostatted at $t °C|, which is kept at $t °C} and equilibrium is awaited",
        [("mass of the water", f"{shown(mass)} g"), ("volume of the vessel", f"{shown(volume)} L"), ("vapour pressure of water at $t °C", f"{vapour:.2f} torr"), ("molar mass of water", "18.015 g/mol")], ask, lines, {"kind": "evaporation", "mass": mass, "volume": volume, "t": t, "ask_mass": ask_mass}, 6,
        ["{The vapour is ideal, and the volume of the liquid is negligible|Neglect the volume of the liquid; the vapour is ideal}", "R = 0.0820574 L·atm/(mol·K)", "760 torr = 1 atm"], {"t": t}, rng.sample(SPARES[:5], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, relative=0.02)


def _bulbs(rng: Random, level: int) -> Problem:
    """Level 5: two connected bulbs that end at different temperatures."""
    gas1, gas2 = rng.sample(["N2", rng.choice(("O2", "CH4")), "He", "Ar", "Ne"], 2)
    v1, v2 = uniform(rng, 0.4, 9), uniform(rng, 0.4, 9)
    p1, p2 = uniform(rng, 0.3, 6), uniform(rng, 0.3, 6)
    t0, t1, t2 = rng.randint(280, 310), rng.randint(320, 480), rng.randint(200, 300)
    n1, n2 = kept(p1 * v1 / t0, 6), kept(p2 * v2 / t0, 6)
    a, b = kept(v1 / t1, 6), kept(v2 / t2, 6)
    result = (n1 + n2) / (a + b)
    simple = (p1 * v1 + p2 * v2) / (v1 + v2)
    lines = [
        ("facts", f"bulb 1: {shown(v1)} L of {sunk(gas1)} at {shown(p1)} bar; bulb 2: {shown(v2)} L of {sunk(gas2)} at {shown(p2)} bar, both at {t0} K; later {t1} and {t2} K with the tap open"),
        ("rule", "the total amount stays, and with the tap open both bulbs have the same pressure: p × (V₁/T₁ + V₂/T₂) is p₁V₁/T₀ + p₂V₂/T₀; R cancels"),
        ("work", f"p₁V₁/T₀: {shown(p1)} × {shown(v1)} / {t0} = {shown(n1, 6)} and p₂V₂/T₀: {shown(p2)} × {shown(v2)} / {t0} = {shown(n2, 6)} L·bar/K"),
        ("work", f"V₁/T₁: {shown(v1)} / {t1} = {shown(a, 6)} and V₂/T₂: {shown(v2)} / {t2} = {shown(b, 6)} L/K"),
        ("then", f"p = ({shown(n1, 6)} + {shown(n2, 6)}) / ({shown(a, 6)} + {shown(b, 6)}) = {sig(result)} bar"),
        ("mistake", f"to mix at one temperature, p = ({shown(p1)} × {shown(v1)} + {shown(p2)} × {shown(v2)}) / ({shown(v1)} + {shown(v2)}) = {sig(simple)} bar; gas moves into the cold bulb until the pressures agree, and the two temperatures have to enter"),
        ("check", f"at {t0} K throughout it would be {sig(simple)} bar; {sig(result)} bar is {'higher' if result > simple else 'lower'}, because {'heating one bulb' if result > simple else 'cooling one bulb'} counts for more here"),
    ]
    mean = (t1 + t2) / 2
    traps = [(simple, "left the temperatures out"), (simple * mean / t0, "used the mean temperature"), ((p1 * t1 / t0 + p2 * t2 / t0) / 2, "heated each bulb on its own and averaged"), ((p1 * v1 * t1 / t0 + p2 * v2 * t2 / t0) / (v1 + v2), "weighted the separate pressures by volume"), (p1 + p2, "added the pressures"), ((n1 + n2) / (v1 / t2 + v2 / t1), "exchanged the temperatures"), ((p1 + p2) / 2, "averaged the pressures")]
    exercise = Exercise(
        "{Two bulbs are joined by a tap|Two glass bulbs are connected by a thin tube with a tap|{A physics class|A student|A laboratory} joins two bulbs by a tube with a tap}: bulb 1 {holds|contains} $one, bulb 2 $two. The tap is opened, {then|and} bulb 1 is heated and bulb 2 cooled",
        [("volume of bulb 1", f"{shown(v1)} L"), ("volume of bulb 2", f"{shown(v2)} L"), ("initial pressure in bulb 1", f"{shown(p1)} bar"), ("initial pressure in bulb 2", f"{shown(p2)} bar"), ("initial temperature of both", f"{t0} K"), ("final temperature of bulb 1", f"{t1} K"), ("final temperature of bulb 2", f"{t2} K")],
        "{What is the final pressure|Which pressure do both bulbs have in the end|Calculate the common pressure at the end}", lines, {"kind": "bulbs", "v": [v1, v2], "p": [p1, p2], "t": [t0, t1, t2]}, 6, [IDEALS, "{The tube has no volume|Neglect the volume of the tube}{; the tap stays open|}"], {"one": NAMES[gas1], "two": NAMES[gas2]},
        rng.sample([("length of the tube", f"{rng.randint(10, 60)} cm"), (f"molar mass of {NAMES[gas1]}", f"{GASES[gas1]:.2f} g/mol"), ("wall thickness of the bulbs", "2 mm")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="bar", relative=0.01)


#: electrolytes that dissociate in part -> (molar mass, acidity constant at 25 °C; for MgSO4 the inverse of the ion-pairing constant): CRC Handbook, 97th ed., 5-87
PARTIAL = (
    ("chloroacetic acid", 94.50, 1.35e-3), ("dichloroacetic acid", 128.94, 4.5e-2), ("trichloroacetic acid", 163.38, 0.22), ("fluoroacetic acid", 78.04, 2.6e-3), ("cyanoacetic acid", 85.06, 3.4e-3),
    ("iodic acid", 175.91, 0.17), ("sulfamic acid", 97.09, 0.09), ("magnesium sulfate", 120.37, 6e-3), ("oxalic acid", 90.03, 5.6e-2), ("phosphoric acid", 97.99, 6.9e-3),
)  # fmt: skip


def _dissociation(rng: Random, level: int) -> Problem:
    """Level 5: the degree of dissociation from a freezing point."""
    name, m, acidity = rng.choice(PARTIAL)
    ions = 2
    acidity *= rng.uniform(0.92, 1.08)
    water = rng.randint(10, 100) * 5
    mass = kept(spread(rng, 0.05, 0.35) * m * water / 1000, 3)
    amount = kept(mass / m, 5)
    b = kept(amount / water * 1000, 5)
    alpha = (math.sqrt(acidity**2 + 4 * acidity * b) - acidity) / (2 * b)
    drop = float(fixed((1 + alpha * (ions - 1)) * 1.86 * b, 3))
    i = kept(drop / (1.86 * b), 5)
    result = 100 * (i - 1) / (ions - 1)
    lines = [
        ("facts", f"{shown(mass)} g of {name} (M = {m:.2f} g/mol) in {water} g of water freezes at −{drop:.3f} °C"),
        ("rule", f"i = ΔT / (Kf × b), and for {ions} ions i is 1 + α × ({ions} − 1)"),
        ("work", f"n = {shown(mass)} / {m:.2f} = {shown(amount)} mol, b = {within(shown(amount))} / {water} × 1000 = {shown(b)} mol/kg"),
        ("work", f"i = {drop:.3f} / (1.86 × {shown(b)}) = {shown(i)}"),
        ("then", f"α in per cent: 100 × ({shown(i)} − 1) / ({ions} − 1) = {sig(result)} %"),
        ("mistake", f"to take i − 1 as the number of ions, or i itself as α: {shown(i)} particles come from each formula unit on average, one of them would be there without any dissociation"),
        ("check", f"i lies between 1 (no dissociation) and {ions} (complete), and α between 0 and 100 %"),
    ]
    traps = [(100 * i / ions, "divided i by the number of ions"), (100 * (ions - i) / (ions - 1), "gave the undissociated part"), (100 * (i - 1) / ions, "divided by the number of ions"), (100 / i, "turned the fraction round"), (50 * (i - 1) / (ions - 1), "halved the result"), (200 * (i - 1) / (ions - 1), "doubled the result"), (100 * (drop / (0.513 * b) - 1) / (ions - 1), "used Kb")]
    traps = [(v, why) for v, why in traps if 0 < v < 100]
    exercise = Exercise(
        "{An aqueous solution of $name is {made|prepared} and its freezing point taken|{A student|A laboratory} {measures|takes} the freezing point of aqueous $name|{For a conductivity study|In a practical|To judge how strong an electrolyte it is,} the freezing point of a solution of $name in water is measured}",
        [("mass of $name", f"{shown(mass)} g"), ("mass of water", f"{water} g"), ("molar mass of $name", f"{m:.2f} g/mol"), ("freezing point of the solution", f"−{drop:.3f} °C"), ("Kf of water", "1.86 K·kg/mol")],
        "{What percentage of the $name is dissociated|Calculate the apparent degree of dissociation in per cent|How large is the degree of dissociation (in %)}", lines, {"kind": "dissociation", "name": name, "ions": ions, "m": m, "mass": mass, "water": water, "drop": drop}, 5,
        [f"{{Each formula unit can give {ions} ions|Dissociation gives {ions} ions a formula unit}}", "{Take the solution as ideal|Ideal solution: interactions of the ions are left aside}"], {"name": name}, rng.sample([("cooling rate", f"{rng.randint(2, 9) / 10} K/min"), ("temperature of the bath", f"−{rng.randint(6, 15)} °C"), ("volume of the solution", f"{water + 2} mL")], 1),
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="%", absolute=1.5)


KINDS = {
    1: (_ideal, _combined, _dalton),
    2: (_ideal, _ideal, _dalton, _molar_mass),
    3: (_over_water, _over_water, _colligative, _colligative, _real, _real),
    4: (_raoult, _raoult, _over_water, _over_water, _clausius),
    5: (_real, _evaporation, _bulbs, _bulbs, _dissociation),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on gases, vapours or solutions."""
    if level == 3 and rng.random() < 0.06:
        return _clausius(rng, level)
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="gases_and_phases",
    title="Gases, vapour pressure and colligative properties",
    source="CRC Handbook of Chemistry and Physics, 97th ed. 2016, sections 6 and 15; Atkins & de Paula, Physical Chemistry, 10th ed. 2014, ch. 1, 4, 5",
    problem=problem,
    rubric=(
        Criterion("Uses absolute temperature in every gas law and exponential.", "essential"),
        Criterion("Uses the value of R that matches the units of pressure and volume, or converts first.", "essential"),
        Criterion("Takes the vapour pressure of water, or the presence of liquid, into account where there is any.", "important"),
        Criterion("Works with amounts and mole fractions, not with masses.", "important"),
        Criterion("Counts the particles that a solute gives.", "important"),
        Criterion("Takes 22.4 L/mol for conditions other than 0 °C and 1 atm.", "pitfall", positive=False),
    ),
)  # fmt: skip

