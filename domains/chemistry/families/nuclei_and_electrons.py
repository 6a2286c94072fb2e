
"""Radioactive decay, isotopes, binding energies and electron configurations.

In: a seeded generator and a level. Out: one problem; activities in Bq or Ci, masses in u, energies in MeV.

    A = A₀·2^(−t/t½)        A = N·ln 2/t½        A₂ = A₁(0)·λ₂/(λ₂ − λ₁)·(e^(−λ₁t) − e^(−λ₂t)) (Bateman)
    ΔA = −4 for α, ΔZ = −2 for α and +1 for β⁻        E = Δm·931.494 MeV/u
    M²⁺ of a d-block metal loses its s electrons first; Cr, Cu, Nb, Mo, Ru, Rh, Pd, Ag, Pt and Au are the exceptions of the d block

Half-lives: NUBASE2020 (Kondev et al., Chin Phys C 2021;45:030001); masses: AME2020 (Wang et al., ibid. 030003); N(A) = 6.02214076 × 10²³
(CODATA 2018); configurations: NIST Atomic Spectra Database. Every half-life and mass that is needed stands in the question.

Worked example: 400 MBq of iodine-131 after 20 days; the unpaired electrons of Fe²⁺ and Cr.

>>> round(activity(400, 8.025, 20), 1), unpaired("Fe", 2), unpaired("Cr", 0), configuration("Cu", 1)
(71.1, 4, 6, '[Ar] 3d10')
>>> alpha_beta((238, 92), (206, 82))
(8, 6)
"""

from __future__ import annotations

import math
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.posing import (
    Exercise,
    fixed,
    integer_problem,
    kept,
    label_problem,
    number_problem,
    raised,
    shown,
    sig,
    spread,
    uniform,
    within,
)
from domains.wording import listed

AVOGADRO = 6.02214e23

#: nuclide -> (element, half-life, unit, molar mass g/mol, use): NUBASE2020
NUCLIDES = {
    "H-3": ("tritium", 12.32, "y", 3.016, "a tracer for groundwater"), "C-14": ("carbon-14", 5700.0, "y", 14.003, "a labelled metabolite"), "F-18": ("fluorine-18", 109.77, "min", 18.001, "a PET tracer"), "Na-22": ("sodium-22", 2.602, "y", 21.994, "a calibration source"),
    "Na-24": ("sodium-24", 14.96, "h", 23.991, "a leak test of a pipe"), "P-32": ("phosphorus-32", 14.27, "d", 31.974, "a labelled nucleotide"), "S-35": ("sulfur-35", 87.4, "d", 34.969, "a labelled amino acid"), "Cr-51": ("chromium-51", 27.70, "d", 50.945, "a red-cell label"),
    "Mn-54": ("manganese-54", 312.2, "d", 53.940, "a wear test"), "Fe-59": ("iron-59", 44.50, "d", 58.935, "a study of iron uptake"), "Co-57": ("cobalt-57", 271.8, "d", 56.936, "a Mössbauer source"), "Co-60": ("cobalt-60", 5.271, "y", 59.934, "an irradiation source"),
    "Cu-64": ("copper-64", 12.70, "h", 63.930, "a PET tracer"), "Ga-68": ("gallium-68", 67.8, "min", 67.928, "a PET tracer"), "Se-75": ("selenium-75", 119.8, "d", 74.923, "a radiography source"), "Sr-90": ("strontium-90", 28.91, "y", 89.908, "a thickness gauge"),
    "Y-90": ("yttrium-90", 64.05, "h", 89.907, "a therapy dose"), "Mo-99": ("molybdenum-99", 65.93, "h", 98.908, "a generator"), "Tc-99m": ("technetium-99m", 6.007, "h", 98.906, "a bone scan"), "In-111": ("indium-111", 2.805, "d", 110.905, "a labelled antibody"),
    "I-123": ("iodine-123", 13.22, "h", 122.906, "a thyroid scan"), "I-125": ("iodine-125", 59.39, "d", 124.905, "an immunoassay"), "I-131": ("iodine-131", 8.025, "d", 130.906, "a therapy capsule"), "Xe-133": ("xenon-133", 5.248, "d", 132.906, "a lung scan"),
    "Cs-134": ("caesium-134", 2.065, "y", 133.907, "a soil sample"), "Cs-137": ("caesium-137", 30.04, "y", 136.907, "a density gauge"), "Lu-177": ("lutetium-177", 6.644, "d", 176.944, "a therapy dose"), "Ir-192": ("iridium-192", 73.83, "d", 191.963, "a radiography source"),
    "Au-198": ("gold-198", 2.694, "d", 197.968, "a sediment tracer"), "Tl-201": ("thallium-201", 3.042, "d", 200.971, "a heart scan"), "Po-210": ("polonium-210", 138.4, "d", 209.983, "an antistatic brush"), "Rn-222": ("radon-222", 3.822, "d", 222.018, "a cellar air sample"),
    "Ra-226": ("radium-226", 1600.0, "y", 226.025, "an old luminous dial"), "Pu-238": ("plutonium-238", 87.7, "y", 238.050, "a space battery"), "Am-241": ("americium-241", 432.6, "y", 241.057, "a smoke detector"), "C-11": ("carbon-11", 20.36, "min", 11.011, "a PET tracer"),
}  # fmt: skip
SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "y": 31557600.0}
LONG = {"s": "s", "min": "min", "h": "h", "d": "days", "y": "years"}


def activity(start: float, half_life: float, time: float) -> float:
    """Activity (or number of nuclei) after a time; half-life and time in the same unit."""
    return float(start * 2 ** (-time / half_life))


def bateman(first: float, parent: float, daughter: float, time: float) -> float:
    """Activity of the daughter; `parent` and `daughter` are half-lives, no daughter at the start."""
    a, b = math.log(2) / parent, math.log(2) / daughter
    return float(first * b / (b - a) * (math.exp(-a * time) - math.exp(-b * time)))


def alpha_beta(parent: tuple[int, int], daughter: tuple[int, int]) -> tuple[int, int]:
    """Numbers of α and β⁻ decays between two nuclides, each (mass number, atomic number)."""
    alphas = (parent[0] - daughter[0]) // 4
    return alphas, daughter[1] - (parent[1] - 2 * alphas)


#: d-block atoms: symbol -> (core, shell of d, electrons in d, electrons in s), NIST
ATOMS = {
    "Sc": ("Ar", 3, 1, 2), "Ti": ("Ar", 3, 2, 2), "V": ("Ar", 3, 3, 2), "Cr": ("Ar", 3, 5, 1), "Mn": ("Ar", 3, 5, 2), "Fe": ("Ar", 3, 6, 2), "Co": ("Ar", 3, 7, 2), "Ni": ("Ar", 3, 8, 2), "Cu": ("Ar", 3, 10, 1), "Zn": ("Ar", 3, 10, 2),
    "Y": ("Kr", 4, 1, 2), "Zr": ("Kr", 4, 2, 2), "Nb": ("Kr", 4, 4, 1), "Mo": ("Kr", 4, 5, 1), "Ru": ("Kr", 4, 7, 1), "Rh": ("Kr", 4, 8, 1), "Pd": ("Kr", 4, 10, 0), "Ag": ("Kr", 4, 10, 1), "Cd": ("Kr", 4, 10, 2),
}  # fmt: skip
#: species whose ground state has the configuration that removing s first gives: symbol -> charges
IONS = {
    "Sc": (0, 3), "Ti": (0, 2, 3, 4), "V": (0, 2, 3, 4, 5), "Cr": (0, 2, 3), "Mn": (0, 2, 3, 4), "Fe": (0, 2, 3), "Co": (0, 2, 3), "Ni": (0, 2, 3), "Cu": (0, 1, 2), "Zn": (0, 2), "Y": (0, 3), "Zr": (0, 4), "Nb": (0, 5), "Mo": (0, 3, 4), "Ru": (0, 2, 3), "Rh": (0, 3), "Pd": (0, 2, 4), "Ag": (0, 1, 2), "Cd": (0, 2),
}  # fmt: skip
MAIN = {"N": 3, "O": 2, "P": 3, "S": 2, "As": 3, "Si": 2, "C": 2, "Cl": 1, "Br": 1, "Al": 1, "Ga": 1, "Ge": 2, "Se": 2, "Na": 1, "K": 1, "B": 1, "F": 1, "Sb": 3, "Te": 2, "Sn": 2, "Ca": 0, "Mg": 0, "Ar": 0, "Kr": 0}
SPECIES = tuple((symbol, charge) for symbol, charges in IONS.items() for charge in charges) + tuple((symbol, 0) for symbol in MAIN)


def occupation(symbol: str, charge: int) -> tuple[int, int]:
    """Electrons in (n − 1)d and ns of a d-block atom or cation: s leaves first."""
    _, _, d, s = ATOMS[symbol]
    gone = min(s, charge)
    return d - (charge - gone), s - gone


def unpaired(symbol: str, charge: int) -> int:
    """Unpaired electrons of the free atom or cation in its ground state (Hund)."""
    if symbol in MAIN:
        return MAIN[symbol]
    d, s = occupation(symbol, charge)
    return (d if d <= 5 else 10 - d) + s % 2


def configuration(symbol: str, charge: int) -> str:
    """Ground-state configuration, such as ``[Ar] 3d5 4s1``."""
    core, shell, _, _ = ATOMS[symbol]
    d, s = occupation(symbol, charge)
    return " ".join([f"[{core}]", *([f"{shell}d{d}"] if d else []), *([f"{shell + 1}s{s}"] if s else [])])


def ion(symbol: str, charge: int) -> str:
    """``Fe²⁺``, ``Ag⁺`` or ``Cr``."""
    return symbol if charge == 0 else symbol + (raised(charge) if charge > 1 else "") + "⁺"


HALF = "half-life of $name"
PLACES = "{In {a hospital physics department|a university laboratory|a radiochemistry course|a waste store|a reference laboratory}|For {a licence application|a transport paper|a calibration|an exam|a safety report}}"
SPARES = (("gamma energy", "364 keV"), ("mass of the lead shield", "18 kg"), ("distance to the source", "1.5 m"), ("volume of the vial", "5 mL"), ("serial number of the container", "2047"), ("natural background at the counter", "0.4 counts/s"))


def _drawn(rng: Random) -> tuple[str, str, float, str, float, str]:
    key = rng.choice(sorted(NUCLIDES))
    name, half, unit, mass, use = NUCLIDES[key]
    return key, name, half, unit, mass, use


def _decay(rng: Random, level: int) -> Problem:
    """Level 1: activity after a time; level 2: the time in another unit, the activity in Ci."""
    key, name, half, unit, _, use = _drawn(rng)
    start = spread(rng, 2, 900)
    time = kept(half * rng.uniform(0.2, 4.5), 3)
    prefix = rng.choice(("kBq", "MBq"))
    lines: list[tuple[str, str]] = []
    given, given_unit = time, unit
    if level == 2:
        given_unit = {"min": "h", "h": "d", "d": "h", "y": "d"}[unit]
        factor = SECONDS[given_unit] / SECONDS[unit]
        given = kept(time / factor, 4)
        time = kept(given * factor, 5)
        text = f"{within(shown(given))} × {factor:.0f}" if factor > 1 else f"{within(shown(given))} / {1 / factor:g}"
        lines.append(("work", f"time in {LONG[unit]}, the unit of the half-life: {text} = {shown(time)} {LONG[unit]}"))
    share = kept(time / half, 5)
    result = start * 2**-share
    lines = [
        ("facts", f"A₀ = {shown(start)} {prefix}, t½ = {shown(half)} {LONG[unit]}, t = {shown(given)} {LONG[given_unit]}"),
        ("rule", "A = A₀ × 2^(−t/t½), the same as A₀ × exp(−ln 2 × t/t½)"),
        *lines,
        ("work", f"half-lives passed: {within(shown(time))} / {within(shown(half))} = {shown(share)}"),
        ("then", f"A = {shown(start)} × 2^(−{shown(share)}) = {sig(result)} {prefix}"),
        ("check", f"after {math.floor(share)} and {math.floor(share) + 1} whole half-lives it would be {sig(start / 2 ** math.floor(share))} and {sig(start / 2 ** (math.floor(share) + 1))} {prefix}; the result lies between"),
    ]
    traps = [(start * math.exp(-share), "put t/t½ into the exponential without ln 2"), (start - result, "gave the activity that is lost"), (start * (1 - share / 2) if share < 1.9 else start / share / 2, "let the activity fall in a straight line"), (start / (share + 1), "divided by the number of half-lives"), (start * 2**share, "let the activity grow"), (start / 2, "took one half-life"), (start * 10**-share, "took a power of ten")]
    if level == 2:
        traps.insert(0, (activity(start, half, given), "left the time unconverted"))
        traps = [(v, why) for v, why in traps if v > start * 1e-9]
    exercise = Exercise(
        "{" + PLACES + " a source of $name ($use) is followed|A sample of $name{ ($use)| for $use|} has a known activity{ today|}|{A technician|A radiation officer|A student} {receives|stores|logs} $name ({as|for} $use)}".replace("({as|for} $use)", "($use)"),
        [("{activity at the start|initial activity}", f"{shown(start)} {prefix}"), ("half-life{ of $name|}", f"{shown(half)} {LONG[unit]}"), ("{time that passes|elapsed time}", f"{shown(given)} {LONG[given_unit]}")],
        "{What is the activity then|Which activity is left|Calculate the activity after this time|How large is the activity at the end}", lines, {"kind": "decay", "nuclide": key, "start": start, "time": given, "unit": given_unit}, 2 + (level == 2),
        ["{1 year = 365.25 days|One year counts 365.25 days}"] if given_unit != unit and unit == "y" else [], {"name": name, "use": use},
    )  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=prefix, relative=0.01)


def _until(rng: Random, level: int) -> Problem:
    """Level 2: the time until a limit is reached."""
    key, name, half, unit, _, use = _drawn(rng)
    start = spread(rng, 20, 9000)
    limit = kept(start / rng.uniform(1.6, 300), 2)
    ratio = kept(start / limit, 5)
    log = kept(math.log(ratio), 5)
    result = half * log / 0.693147
    lines = [
        ("facts", f"A₀ = {shown(start)} MBq, limit {shown(limit)} MBq, t½ = {shown(half)} {LONG[unit]}"),
        ("rule", "t = t½ × ln(A₀/A) / ln 2"),
        ("work", f"A₀/A: {shown(start) if '×' not in shown(start) else within(shown(start))} / {shown(limit)} = {shown(ratio)}, ln({shown(ratio)}) = {shown(log)}"),
        ("then", f"t = {shown(half)} × {shown(log)} / 0.693147 = {sig(result)} {LONG[unit]}"),
        ("check", f"that is {sig(log / 0.693147, 2)} half-lives, and 2^({sig(log / 0.693147, 4)}) = {sig(2 ** kept(log / 0.693147, 4), 2)}, the ratio of the activities"),
    ]
    traps = [(half * log, "left out ln 2"), (half * ratio / 2, "divided the ratio by 2"), (half * math.log10(ratio) / 0.693147, "took the decimal logarithm"), (half * ratio, "multiplied the half-life by the ratio"), (half * 0.693147 / log, "turned the fraction round"), (half * math.ceil(log / 0.693147) * 1.2, "rounded up to whole half-lives and more"), (half * (1 - limit / start) * 2, "let the activity fall in a straight line")]
    traps = [(v, why) for v, why in traps if "and more" not in why]
    exercise = Exercise("{" + PLACES + " $name ($use) has to decay below a limit|A waste container holds $name{ from $use|} and {may be released|is cleared} below a limit|{A technician|A radiation officer} stores $name ($use) until it falls below the clearance level}".replace("{ from $use|}", ""), [("{activity now|present activity}", f"{shown(start, 4)} MBq"), ("{limit|clearance limit}", f"{shown(limit)} MBq"), ("half-life{ of $name|}", f"{shown(half)} {LONG[unit]}")], "{How long does that take|After what time is the limit reached|Calculate the storage time}", lines, {"kind": "until", "nuclide": key, "start": start, "limit": limit}, 3, (), {"name": name, "use": use})
    return number_problem(rng, level, exercise, result, traps, unit=LONG[unit], relative=0.01)


def _specific(rng: Random, level: int) -> Problem:
    """Level 3: activity of a mass; the decay constant per second."""
    key, name, half, unit, molar, use = _drawn(rng)
    size, grams = rng.choice((("mg", 1e-3), ("µg", 1e-6), ("ng", 1e-9)))
    mass = spread(rng, 0.05, 90)
    seconds = kept(half * SECONDS[unit], 6)
    atoms = kept(mass * grams / molar * AVOGADRO, 6)
    result = atoms * 0.693147 / seconds
    exponent = {"mg": "−3", "µg": "−6", "ng": "−9"}[size]
    lines = [
        ("facts", f"{shown(mass)} {size} of {name}, M = {molar} g/mol, t½ = {shown(half)} {LONG[unit]}"),
        ("rule", "A = λN with λ = ln 2 / t½ in 1/s and N = (m/M) × N(A)"),
        ("work", f"t½ in seconds: {within(shown(half))} × {SECONDS[unit]:.0f} = {shown(seconds, 6)} s"),
        ("work", f"N = {shown(mass)} × 10^({exponent}) / {molar} × (6.02214 × 10²³) = {shown(atoms, 6)}"),
        ("then", f"A = {within(shown(atoms, 6))} × 0.693147 / {within(shown(seconds, 6))} = {sig(result)} Bq"),
        ("mistake", f"to leave the half-life in {LONG[unit]}, which gives {sig(atoms * 0.693147 / half)} — decays per {LONG[unit].rstrip('s') if unit in ('d', 'y') else unit}, not per second"),
        ("check", f"per gram that is {sig(result / mass / grams, 2)} Bq; the {'short' if seconds < 1e6 else 'long'} half-life makes it {'large' if seconds < 1e6 else 'smaller than for short-lived nuclides'}"),
    ]
    traps = [(atoms * 0.693147 / half, f"left the half-life in {LONG[unit]}"), (atoms / seconds, "left out ln 2"), (result * molar, "forgot the molar mass"), (result / 0.693147 / 0.693147, "divided by ln 2"), (result / 3.7e10, "gave Ci under the name of Bq"), (result * 1000, "slipped by a factor of 1000 in the mass"), (atoms, "gave the number of nuclei")]
    exercise = Exercise("{" + PLACES + " pure $name ($use) is weighed|A capsule holds pure $name ($use)|{A student|A radiochemist} asks how active a small mass of pure $name is}", [("mass of $name", f"{shown(mass)} {size}"), ("half-life{ of $name|}", f"{shown(half)} {LONG[unit]}"), ("molar mass of $name", f"{molar} g/mol")], "{What is its activity in Bq|Calculate the activity|How many decays per second take place (Bq)}", lines, {"kind": "specific", "nuclide": key, "mass": mass, "size": size}, 4, ["{N(A) = 6.02214 × 10²³ 1/mol|Take 6.02214 × 10²³ per mole}", *(["{1 year = 365.25 days|One year counts 365.25 days}"] if unit == "y" else [])], {"name": name, "use": use})
    return number_problem(rng, level, exercise, result, traps, unit="Bq", relative=0.01)


def _most_unpaired(rng: Random, level: int) -> Problem:
    """Level 1: which atom has the most unpaired electrons; level 3: ions, where s leaves first."""
    pool = [x for x in SPECIES if x[1] == 0] if level == 1 else [x for x in SPECIES if x[1] > 0 or x[0] in ATOMS]
    count = 4 if level == 1 else 5
    chosen = rng.sample(pool, count)
    for _ in range(100):
        chosen = rng.sample(pool, count)
        numbers = sorted((unpaired(*x) for x in chosen), reverse=True)
        if numbers[0] > numbers[1] and (level == 1 or sum(c > 0 for _, c in chosen) >= 3):
            break
    best = max(chosen, key=lambda x: unpaired(*x))
    names = [ion(*x) for x in chosen]

    def told(x: tuple[str, int]) -> str:
        where = f" ({configuration(*x)})" if x[0] in ATOMS else ""
        return f"{ion(*x)}{where}: {unpaired(*x)}"

    def d_first(x: tuple[str, int]) -> int:
        """Unpaired electrons when d electrons are wrongly taken before s."""
        _, _, d, s = ATOMS[x[0]]
        d = max(0, d - x[1])
        return (d if d <= 5 else 10 - d) + s % 2

    lines = [
        ("facts", "species: " + ", ".join(names)),
        ("rule", "Hund: electrons fill the orbitals of a subshell singly first; p has 3 orbitals, d has 5" + ("; cations of d-block metals lose their s electrons before any d electron" if level > 1 else "; Cr, Cu and some 4d metals promote an s electron to d")),
        ("say", "; ".join(told(x) for x in chosen)),
    ]
    traps: list[tuple[str, str]] = []
    if level > 1:
        example = next((x for x in chosen if x[1] > 0 and d_first(x) != unpaired(*x)), None)
        if example:
            lines.append(("mistake", f"to take the electrons of {ion(*example)} from the d shell, which would leave {d_first(example)} unpaired; the {ATOMS[example[0]][1] + 1}s electrons go first, and {unpaired(*example)} is right"))
        else:
            lines.append(("mistake", "to take electrons from the d shell while s electrons are still there; the s electrons go first"))
        wrong = max((x for x in chosen if x[0] in ATOMS), key=lambda x: d_first(x))
        if wrong != best:
            traps.append((ion(*wrong), "took d electrons away before the s electrons"))
    lines.append(("check", f"{ion(*best)} has {unpaired(*best)}, more than any other here"))
    exercise = Exercise(
        "{For a talk on magnetism|In a course on transition metals|For an exam on electron configurations|In a quiz on Hund's rule|On a worksheet|For an EPR experiment|In a first-year test|During revision} {these free {atoms and ions|species} are compared|the following free species {appear|are listed}|one compares these gaseous species}: ".replace("{atoms and ions|species}", "species") + listed(names) + "{; all are in their ground states| (ground states)|, each in its ground state}",
        (), "{Which of them has the most unpaired electrons?|Which one has the largest number of unpaired electrons?|Which is the most strongly paramagnetic by its number of unpaired electrons?|Where are the most unpaired electrons found?|Name the one with the highest number of unpaired electrons.}", lines, {"kind": "most unpaired", "species": sorted(names)}, 4 + level,
        ["{The species are free, in the gas phase|No ligands are bound}", *(["{Configurations as in the NIST tables|Ground states as found by spectroscopy (NIST)}"] if rng.random() < 0.6 else [])], asides=False,
    )  # fmt: skip
    return label_problem(rng, level, exercise, ion(*best), names, traps, "filled the orbitals in pairs too early or missed an exception")


def _sum_unpaired(rng: Random, level: int) -> Problem:
    """Level 3: the sum of unpaired electrons of four ions."""
    pool = [x for x in SPECIES if x[0] in ATOMS]
    chosen = rng.sample(pool, 4)
    for _ in range(50):
        chosen = rng.sample(pool, 4)
        if sum(c > 0 for _, c in chosen) >= 2:
            break
    total = sum(unpaired(*x) for x in chosen)

    def wrong(x: tuple[str, int]) -> int:
        _, _, d, s = ATOMS[x[0]]
        d = max(0, d - x[1])
        return (d if d <= 5 else 10 - d) + s % 2

    def regular(x: tuple[str, int]) -> int:
        _, _, d, s = ATOMS[x[0]]
        d, s = d + s - 2, 2
        gone = min(s, x[1])
        d, s = d - (x[1] - gone), s - gone
        return (d if d <= 5 else 10 - d) + s % 2

    names = [ion(*x) for x in chosen]
    example = next((x for x in chosen if wrong(x) != unpaired(*x)), None)
    lines = [
        ("facts", "species: " + ", ".join(names)),
        ("rule", "cations of d-block metals lose s before d; within a subshell electrons stay unpaired as long as there is an empty orbital (Hund)"),
        ("say", "; ".join(f"{ion(*x)} is {configuration(*x)} with {unpaired(*x)} unpaired" for x in chosen)),
        ("work", f"sum: {' + '.join(str(unpaired(*x)) for x in chosen)} = {total}"),
        ("mistake", f"to remove d electrons first, so that {ion(*example)} would have {wrong(example)}; s leaves first" if example else "to remove d electrons before s electrons; s leaves first"),
        ("check", "no single species of the d block has more than 6"),
    ]
    exercise = Exercise(
        "{For a talk on magnetism|In a course on transition metals|For an exam on electron configurations|On a worksheet|In a first-year test|During revision|For a problem set} {the electron configurations of|the ground states of} " + listed(names) + " {are written down|are worked out|come up}{ (free species)|, all free of ligands|}",
        (), "{How many unpaired electrons do the four have together?|What is the total number of unpaired electrons in the four (one of each)?|Add up the unpaired electrons of the four.|Which total results for the unpaired electrons of the four?}", lines, {"kind": "sum unpaired", "species": sorted(names)}, 8,
        ["{Take the free species in their ground states|The species are free and in their ground states}", "{Answer with a whole number|Give a whole number}"], asides=False,
    )  # fmt: skip
    return integer_problem(rng, level, exercise, total, [(sum(wrong(x) for x in chosen), "took d electrons away before the s electrons"), (sum(regular(x) for x in chosen), "overlooked the exceptions (Cr, Cu and others)"), (sum(occupation(*x)[0] for x in chosen), "counted all d electrons"), (total + 2, "unpaired one pair too many"), (total - 2, "paired two electrons too early"), (total + 1, "miscounted one electron")])


#: element -> two isotopes (mass number, mass in u): AME2020
TWO_ISOTOPES = {
    "chlorine": ((35, 34.96885), (37, 36.96590)), "bromine": ((79, 78.91834), (81, 80.91629)), "copper": ((63, 62.92960), (65, 64.92779)), "gallium": ((69, 68.92557), (71, 70.92470)), "silver": ((107, 106.90509), (109, 108.90475)), "boron": ((10, 10.01294), (11, 11.00931)), "lithium": ((6, 6.01512), (7, 7.01600)), "thallium": ((203, 202.97234), (205, 204.97443)),
    "rubidium": ((85, 84.91179), (87, 86.90918)), "indium": ((113, 112.90406), (115, 114.90388)), "antimony": ((121, 120.90381), (123, 122.90421)), "europium": ((151, 150.91986), (153, 152.92124)), "rhenium": ((185, 184.95295), (187, 186.95575)), "iridium": ((191, 190.96059), (193, 192.96292)),
}  # fmt: skip


def _abundance(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: mean mass from abundances, and the other way round, for enriched samples."""
    name = rng.choice(sorted(TWO_ISOTOPES))
    (a, ma), (b, mb) = TWO_ISOTOPES[name]
    percent = rng.randint(300, 9700) / 100
    if level == 1:
        result = (percent * ma + (100 - percent) * mb) / 100
        lines = [
            ("facts", f"{percent:.2f} % of {ma:.5f} u, the rest {mb:.5f} u"), ("rule", "the mean mass is the sum of abundance × mass"),
            ("work", f"share of the heavy isotope: 100 − {percent:.2f} = {100 - percent:.2f} %"),
            ("work", f"mean: ({percent:.2f} × {ma:.5f} + {100 - percent:.2f} × {mb:.5f}) / 100 = {fixed(result, 3)} u"),
            ("check", f"it lies between the two masses, nearer to that of {name}-{a if percent > 50 else b}"),
        ]
        traps = [((ma + mb) / 2, "took the plain mean"), (((100 - percent) * ma + percent * mb) / 100, "exchanged the abundances"), (ma, "took the light isotope"), (mb, "took the heavy isotope"), (float(a + b) / 2 + 0.5, "averaged the mass numbers"), (percent * ma / 100, "left out the heavy isotope")]
        exercise = Exercise("{A sample of $name|An enriched sample of $name|A batch of $name with a changed isotopic composition|$Name from an isotope separator} {is analysed by mass spectrometry|contains two isotopes|consists of $name-$a and $name-$b}", [(f"abundance of {name}-{a}", f"{percent:.2f} %"), (f"mass of {name}-{a}", f"{ma:.5f} u"), (f"mass of {name}-{b}", f"{mb:.5f} u")], "{What is the mean atomic mass of this sample|Calculate the mean atomic mass of the sample|Which mean atomic mass does the sample have}", lines, {"kind": "mean mass", "element": name, "percent": percent}, 3, ["{There are only these two isotopes|No other isotope is present}"], {"name": name, "Name": name.capitalize(), "a": a, "b": b})
        return number_problem(rng, level, exercise, result, traps, unit="u", decimals=3, absolute=0.004)
    mean = float(fixed((percent * ma + (100 - percent) * mb) / 100, 4))
    mean_text = f"{mean:.4f}"
    result = 100 * (mean - ma) / (mb - ma)
    lines = [
        ("facts", f"mean {mean_text} u from {ma:.5f} u ({name}-{a}) and {mb:.5f} u ({name}-{b})"), ("rule", "with x the share of the heavy isotope, mean = (1 − x) × m₁ + x × m₂, so x = (mean − m₁) / (m₂ − m₁)".replace("mean = (1", "the mean is (1").replace("x = (mean", "x is (mean")),
        ("work", f"mean − m₁: {mean_text} − {ma:.5f} = {fixed(mean - ma, 5)} u; m₂ − m₁: {mb:.5f} − {ma:.5f} = {fixed(mb - ma, 5)} u"),
        ("then", f"x in per cent: 100 × {fixed(mean - ma, 5)} / {fixed(mb - ma, 5)} = {fixed(result, 1)} %"),
        ("check", f"the mean lies nearer to {name}-{b if result > 50 else a}, which therefore makes up more than half"),
    ]
    traps = [(100 - result, "gave the light isotope"), (100 * ma / (ma + mb), "took the ratio of the masses"), (50.0, "took equal shares"), (100 * (mean - a) / (b - a), "took mass numbers for masses"), (100 * (mean - ma), "left out the difference of the masses"), (100 * (mean - ma) / mean, "divided by the mean mass"), (result / 2, "halved the result")]
    traps = [(v, why) for v, why in traps if v <= 100]
    exercise = Exercise("{A sample of $name|An enriched sample of $name|A batch of $name with a changed isotopic composition|$Name from an isotope separator} {consists of $name-$a and $name-$b only|holds two isotopes, $name-$a and $name-$b}", [("mean atomic mass{ of the sample|}", f"{mean_text} u"), (f"mass of {name}-{a}", f"{ma:.5f} u"), (f"mass of {name}-{b}", f"{mb:.5f} u")], f"{{What percentage of the atoms is {name}-{b}|Calculate the abundance of {name}-{b} in per cent of the atoms|How many per cent of the atoms are {name}-{b}}}", lines, {"kind": "abundance", "element": name, "mean": mean}, 4, (), {"name": name, "Name": name.capitalize(), "a": a, "b": b})
    return number_problem(rng, level, exercise, result, traps, unit="%", decimals=1, absolute=0.3)


#: nuclide -> (Z, A, atomic mass in u): AME2020
MASSES = {
    "He-4": (2, 4, 4.002603), "Li-7": (3, 7, 7.016003), "Be-9": (4, 9, 9.012183), "B-11": (5, 11, 11.009305), "C-12": (6, 12, 12.000000), "C-14": (6, 14, 14.003242), "N-14": (7, 14, 14.003074), "O-16": (8, 16, 15.994915), "F-19": (9, 19, 18.998403), "Ne-20": (10, 20, 19.992440), "Na-23": (11, 23, 22.989769),
    "Mg-24": (12, 24, 23.985042), "Al-27": (13, 27, 26.981538), "Si-28": (14, 28, 27.976927), "P-31": (15, 31, 30.973762), "S-32": (16, 32, 31.972071), "Cl-35": (17, 35, 34.968853), "Ar-40": (18, 40, 39.962383), "Ca-40": (20, 40, 39.962591), "Fe-56": (26, 56, 55.934936), "Ni-62": (28, 62, 61.928345), "Co-59": (27, 59, 58.933194),
    "Cu-63": (29, 63, 62.929597), "Kr-84": (36, 84, 83.911498), "Ag-107": (47, 107, 106.905092), "Sn-120": (50, 120, 119.902203), "I-127": (53, 127, 126.904473), "Ba-138": (56, 138, 137.905247), "Au-197": (79, 197, 196.966570), "Pb-208": (82, 208, 207.976653), "Bi-209": (83, 209, 208.980400), "U-235": (92, 235, 235.043930), "U-238": (92, 238, 238.050788),
}  # fmt: skip
HYDROGEN, NEUTRON = 1.007825, 1.008665


def _binding(rng: Random, level: int) -> Problem:
    """Level 4: binding energy of an amount of a nuclide, from atomic masses."""
    key = rng.choice(sorted(MASSES))
    z, a, mass = MASSES[key]
    amount = spread(rng, 0.002, 5)
    parts = kept(z * HYDROGEN + (a - z) * NEUTRON, 9)
    defect = round(parts - mass, 6)
    each = kept(defect * 931.494, 6)
    nucleon = each / a
    ask_mole = rng.random() < 0.75
    lines = [
        ("facts", f"{key}: Z = {z}, A = {a}, atomic mass {mass:.6f} u; hydrogen atom 1.007825 u, neutron 1.008665 u"),
        ("rule", "Δm = Z × m(¹H) + (A − Z) × m(n) − m(atom); atomic masses on both sides, so the electrons cancel; 1 u is 931.494 MeV"),
        ("work", f"parts: {z} × 1.007825 + ({a} − {z}) × 1.008665 = {fixed(parts, 6)} u"),
        ("work", f"Δm = {fixed(parts, 6)} − {mass:.6f} = {fixed(defect, 6)} u, energy: {fixed(defect, 6)} × 931.494 = {shown(each, 6)} MeV"),
    ]
    electron = (z * (HYDROGEN - 0.000549) + (a - z) * NEUTRON - mass) * 931.494
    if ask_mole:
        joule = kept(each * 1.602177e-13, 6)
        result = joule * AVOGADRO * amount
        lines += [
            ("then", f"per atom: {shown(each, 6)} × (1.602177 × 10⁻¹³) = {shown(joule, 6)} J"),
            ("then", f"for {shown(amount)} mol: {within(shown(joule, 6))} × (6.02214 × 10²³) × {within(shown(amount))} = {sig(result)} J"),
            ("mistake", f"to take bare protons (1.007276 u) beside the mass of the whole atom, which gives {sig(electron)} MeV an atom; the {z} electrons would then be missing on one side"),
            ("check", f"per nucleon {shown(each, 6)} / {a} = {sig(nucleon, 2)} MeV, in the usual range" if a > 8 else f"per nucleon {shown(each, 6)} / {a} = {sig(nucleon, 2)} MeV, less than in medium nuclei, as usual for light ones"),
        ]
        scale = 1.602177e-13 * AVOGADRO * amount
        traps = [(nucleon * scale, "gave the energy per nucleon"), (each * 1.602177e-13 * AVOGADRO, "left out the amount"), (each * 1.602177e-13 * amount, "left out Avogadro's number"), (defect * AVOGADRO * amount * 931.494, "left the energy in MeV"), (result / 1000, "gave kJ under the name of J"), ((a * NEUTRON - mass) * 931.494 * scale if abs((a * NEUTRON - mass) / defect - 1) > 0.035 else result * 2, "took all nucleons as neutrons" if abs((a * NEUTRON - mass) / defect - 1) > 0.035 else "doubled the result"), (result / 2, "halved the result")]
        exercise = Exercise("{{In a nuclear physics course|For an exam|For a lecture on nuclear stability|In a reactor school|In a seminar} the nuclear binding energy of $key is {worked out|looked at}|{A student|A lecturer} compares the binding energy of $key nuclei with chemical energies|How tightly are the nuclei of $key bound? The atomic masses tell}", [("atomic mass of $key", f"{mass:.6f} u"), ("mass of a hydrogen atom", "1.007825 u"), ("mass of a neutron", "1.008665 u"), ("amount of $key", f"{shown(amount)} mol")], "{What is the total binding energy of the nuclei in this amount|Calculate the binding energy of all nuclei in this amount|How much energy would it take to break up all nuclei in this amount}", lines, {"kind": "binding", "nuclide": key, "amount": amount}, 6, ["1 u = 931.494 MeV", "1 MeV = 1.602177 × 10⁻¹³ J", "{N(A) = 6.02214 × 10²³ 1/mol|Take 6.02214 × 10²³ per mole}"], {"key": key}, (("mass of a proton", "1.007276 u"),))
        return number_problem(rng, level, exercise, result, traps, unit="J", relative=0.01)
    return _dating(rng, level)


def _dating(rng: Random, level: int) -> Problem:
    """Level 4: age from a ratio; level 5: potassium and argon with its branching."""
    if level == 4:
        if rng.random() < 0.5:
            modern = uniform(rng, 12.5, 15.6, 3)
            rate = kept(modern * math.exp(-rng.uniform(0.05, 2.9)), 3)
            ratio = kept(modern / rate, 5)
            log = kept(math.log(ratio), 5)
            result = 5700 * log / 0.693147
            facts = [("count rate of the sample", f"{sig(rate)} counts/min per gram of carbon"), ("count rate of modern carbon", f"{sig(modern)} counts/min per gram of carbon"), ("half-life of carbon-14", "5700 years")]
            story = "{A piece of charcoal from a hearth|A wooden beam|A scrap of linen|A bone from a burial|A piece of peat|A seed from a storage pit} is dated by carbon-14{ counting|, in a laboratory for dating|}"
            lines = [("facts", f"{sig(rate)} against {sig(modern)} counts/min per gram, t½ = 5700 years"), ("rule", "the activity falls with the half-life since the organism died: t = t½ × ln(A₀/A) / ln 2"), ("work", f"A₀/A: {sig(modern)} / {sig(rate)} = {shown(ratio)}, ln({shown(ratio)}) = {shown(log)}"), ("then", f"t = 5700 × {shown(log)} / 0.693147 = {sig(result)} years"), ("mistake", f"to let the activity fall in a straight line, 2 × 5700 × (1 − {sig(rate)} / {sig(modern)}) = {sig(11400 * (1 - rate / modern))} years; decay takes equal fractions in equal times"), ("check", f"{sig(log / 0.693147, 2)} half-lives leave {sig(100 * rate / modern, 2)} % of the activity")]
            traps = [(11400 * (1 - rate / modern), "let the activity fall in a straight line"), (5700 * log, "left out ln 2"), (5700 * math.log10(ratio) / 0.693147, "took the decimal logarithm"), (5700 * ratio, "multiplied the half-life by the ratio"), (5700 * 0.693147 / log, "turned the fraction round"), (5700 * math.log(1 + ratio) / 0.693147, "took the ratio as daughter to parent"), (result / 2, "halved the result")]
            exercise = Exercise(story, facts, "{How old is it|What age follows|Calculate the age}", lines, {"kind": "carbon", "rate": rate, "modern": modern}, 4, ["{The level of carbon-14 in living matter is taken as constant|Take the activity of living matter as that of modern carbon}"], {}, rng.sample([("mass of the sample", f"{rng.randint(2, 40)} g"), ("depth of the find", f"{rng.randint(3, 40) / 10} m"), ("counting time", f"{rng.randint(8, 48)} h")], rng.randint(1, 2)))
            return number_problem(rng, level, exercise, result, traps, unit="years", relative=0.02)
        parent, daughter, half, text = rng.choice((("U-238", "Pb-206", 4.468e9, "4.468 × 10⁹"), ("U-235", "Pb-207", 7.04e8, "7.04 × 10⁸"), ("Rb-87", "Sr-87", 4.97e10, "4.97 × 10¹⁰")))
        age = rng.uniform(0.05, 0.8) * half if parent != "Rb-87" else rng.uniform(0.3, 4) * 1e9
        mass_number = {"U-238": (238.051, 205.974), "U-235": (235.044, 206.976), "Rb-87": (86.909, 86.909)}[parent]
        m_parent = spread(rng, 0.5, 60)
        m_daughter = kept(m_parent / mass_number[0] * (2 ** (age / half) - 1) * mass_number[1], 3)
        n1, n2 = kept(m_parent / mass_number[0], 5), kept(m_daughter / mass_number[1], 5)
        ratio = kept(1 + n2 / n1, 6)
        log = kept(math.log(ratio), 5)
        result = half * log / 0.693147
        wrong = half * math.log(n1 / n2 if n1 > n2 else n2 / n1) / 0.693147
        lines = [("facts", f"{shown(m_parent)} mg of {parent}, {shown(m_daughter)} mg of {daughter}, t½ = {text} years"), ("rule", "each daughter atom was once a parent atom, so N₀ is N + D and t = t½ × ln(1 + D/N) / ln 2, with numbers of atoms"), ("work", f"amounts: {shown(m_parent)} / {mass_number[0]} = {shown(n1)} mmol and {within(shown(m_daughter))} / {mass_number[1]} = {shown(n2)} mmol"), ("work", f"1 + D/N: 1 + {within(shown(n2))} / {within(shown(n1))} = {shown(ratio, 6)}, ln({shown(ratio, 6)}) = {shown(log)}"), ("then", f"t = ({text}) × {within(shown(log))} / 0.693147 = {sig(result)} years"), ("mistake", f"to take the ratio of parent to daughter itself under the logarithm, which gives {sig(wrong)} years; the parent was more by exactly the daughter that is there now"), ("check", f"{sig(log / 0.693147, 2)} half-lives turn {sig(100 * (1 - 1 / ratio), 2)} % of the parent into its daughter")]
        traps = [(wrong, "took N/D for N₀/N"), (half * math.log(1 + m_daughter / m_parent) / 0.693147 if parent != "Rb-87" else half * log, "took masses for numbers of atoms" if parent != "Rb-87" else "left out ln 2"), (half * log if parent != "Rb-87" else half * log * 2, "left out ln 2" if parent != "Rb-87" else "doubled the result"), (half * n2 / n1, "multiplied the half-life by the ratio"), (half * math.log10(ratio) / 0.693147, "took the decimal logarithm"), (half * math.log(1 + n1 / n2) / 0.693147, "turned the ratio round"), (result / 2, "halved the result")]
        exercise = Exercise("{A mineral|A rock|A zircon|A mica} is dated by $p and $d|{A geologist|A laboratory} dates a {mineral|rock sample} by the pair $p and $d".join(("{", "}")), [("mass of $p now", f"{shown(m_parent)} mg"), ("mass of $d now", f"{shown(m_daughter)} mg"), ("half-life of $p", f"{text} years"), ("molar mass of $p", f"{mass_number[0]} g/mol"), ("molar mass of $d", f"{mass_number[1]} g/mol")], "{How old is it|What age follows|Calculate its age}", lines, {"kind": "mineral", "parent": parent, "p": m_parent, "d": m_daughter}, 6, ["{All $d comes from $p|There was no $d at the start}{, and nothing was lost|; the system was closed}", "{Intermediate nuclides hold a negligible amount|Leave intermediates aside}"], {"p": parent, "d": daughter}, rng.sample([("density of the sample", f"{rng.randint(26, 48) / 10} g/cm³"), ("mass of the sample", f"{rng.randint(20, 400)} g")], 1))
        return number_problem(rng, level, exercise, result, traps, unit="years", relative=0.02)
    age = rng.uniform(0.02, 3.8)
    potassium = spread(rng, 0.05, 9)
    argon = kept(potassium * 0.1072 * (2 ** (age / 1.248) - 1), 3)
    ratio = kept(argon / potassium, 5)
    inner = kept(1 + ratio / 0.1072, 6)
    log = kept(math.log(inner), 5)
    result = 1.248 * log / 0.693147
    naive = 1.248 * math.log(1 + ratio) / 0.693147
    lines = [("facts", f"{shown(potassium)} µmol of K-40, {shown(argon)} µmol of Ar-40, t½ = 1.248 × 10⁹ years, 10.72 % of the decays give argon"), ("rule", "only the fraction b of the decayed K-40 is found as Ar-40, so N₀/N is 1 + (Ar/K)/b and t = t½ × ln(N₀/N) / ln 2"), ("work", f"Ar/K: {within(shown(argon))} / {shown(potassium)} = {shown(ratio)}; N₀/N: 1 + {within(shown(ratio))} / 0.1072 = {shown(inner, 6)}"), ("work", f"ln({shown(inner, 6)}) = {shown(log)}"), ("then", f"t = 1.248 × {shown(log)} / 0.693147 = {sig(result)}, in 10⁹ years"), ("mistake", f"to forget the branching, which gives {sig(naive)} × 10⁹ years; nine tenths of the potassium become calcium-40, which tells nothing because it is everywhere"), ("check", f"{shown(inner, 6)} times as much K-40 at the start, {sig(log / 0.693147, 2)} half-lives")]
    traps = [(naive, "forgot that only 10.72 % become argon"), (1.248 * math.log(1 + ratio / 0.8928) / 0.693147, "took the branch to calcium"), (1.248 * log, "left out ln 2"), (1.248 * math.log(1 + ratio * 0.1072) / 0.693147, "multiplied by the branching fraction"), (1.248 * abs(math.log(ratio / 0.1072)) / 0.693147, "left out the 1"), (1.248 * math.log10(inner) / 0.693147, "took the decimal logarithm"), (result / 2, "halved the result")]
    exercise = Exercise("{A lava flow|A volcanic ash|A basalt|A mica from a granite|A lunar basalt|A tuff above a fossil} is dated by potassium and argon{ in a noble gas laboratory|; the sample is melted in vacuum|}", [("K-40 in the sample", f"{shown(potassium)} µmol"), ("Ar-40 set free", f"{shown(argon)} µmol"), ("half-life of K-40", "1.248 × 10⁹ years"), ("share of the decays that gives Ar-40", "10.72 %")], "{How old is the rock, in 10⁹ years|What age (in 10⁹ years) follows|Calculate the age in 10⁹ years}", lines, {"kind": "argon", "k": potassium, "ar": argon}, 5, ["{The melt had lost all its argon, and none was lost since|No argon at the start, none lost afterwards}", "{Give only the number that stands before × 10⁹ years|Write only the factor before × 10⁹ years}"], {}, rng.sample([("mass of the sample", f"{rng.randint(2, 40)} g"), ("temperature of the furnace", "1600 °C"), ("calcium in the sample", f"{rng.randint(2, 9)} %")], rng.randint(1, 2)))
    return number_problem(rng, level, exercise, result, traps, relative=0.02)


PAIRS = (("Mo-99", 65.93, "Tc-99m", 6.007, "h", 0.876), ("Ba-140", 12.753, "La-140", 1.6788, "d", 1.0), ("Ge-68", 270.9, "Ga-68", 0.0471, "d", 1.0), ("Te-132", 76.9, "I-132", 2.295, "h", 1.0), ("Zr-95", 64.03, "Nb-95", 34.99, "d", 1.0), ("Pb-212", 10.62, "Bi-212", 1.0092, "h", 1.0), ("Sr-90", 28.91, "Y-90", 0.00731, "y", 1.0), ("Sr-82", 25.35, "Rb-82", 0.000883, "d", 1.0), ("Ce-144", 284.9, "Pr-144", 0.0120, "d", 1.0))


def _chain(rng: Random, level: int) -> Problem:
    """Level 5: growth of a daughter's activity (Bateman)."""
    parent, t1, daughter, t2, unit, branch = rng.choice([row for row in PAIRS if row[1] / row[3] < 60])
    start = spread(rng, 0.5, 90)
    time = kept(t2 * rng.uniform(0.3, 5), 3)
    a, b = kept(0.693147 / t1, 6), kept(0.693147 / t2, 6)
    factor = kept(b / (b - a), 6)
    first, second = kept(math.exp(-a * time), 6), kept(math.exp(-b * time), 6)
    result = branch * start * factor * (first - second)
    u = LONG[unit].rstrip("s") if unit in ("d", "y") else unit
    head = f"{branch} × " if branch != 1 else ""
    lines = [
        ("facts", f"{parent}: {t1} {LONG[unit]}, {daughter}: {t2} {LONG[unit]}; {shown(start)} GBq of pure {parent} at the start, t = {shown(time)} {LONG[unit]}" + (f"; {100 * branch:.1f} % of the decays lead to {daughter}" if branch != 1 else "")),
        ("rule", "A₂ = " + ("b × " if branch != 1 else "") + "A₁(0) × λ₂/(λ₂ − λ₁) × (exp(−λ₁t) − exp(−λ₂t)), λ = ln 2 / t½".replace("λ = ln 2 / t½", "with λ from ln 2 / t½")),
        ("work", f"λ₁: 0.693147 / {t1} = {shown(a, 6)} and λ₂: 0.693147 / {t2} = {shown(b, 6)} (per {u})"),
        ("work", f"λ₂/(λ₂ − λ₁): {shown(b, 6)} / ({shown(b, 6)} − {within(shown(a, 6))}) = {shown(factor, 6)}"),
        ("work", f"exp(−{within(shown(a, 6))} × {shown(time)}) = {shown(first, 6)} and exp(−{shown(b, 6)} × {shown(time)}) = {shown(second, 6)}"),
        ("then", f"A₂ = {head}{shown(start)} × {shown(factor, 6)} × ({shown(first, 6)} − {within(shown(second, 6))}) = {sig(result)} GBq"),
        ("mistake", f"to take equilibrium for granted, A₂ ≈ {head}{sig(start * first)} GBq; {sig(time / t2, 2)} half-lives of the daughter have passed, and it has not yet caught up" if time < 4 * t2 else "to count only the growth and forget that the parent itself decays meanwhile"),
        ("check", f"the parent still has {shown(start)} × {shown(first, 6)} = {sig(start * first)} GBq"),
    ]
    traps = [(start * first, f"gave the activity of {parent}"), (start * (first - second), "left out the factor λ₂/(λ₂ − λ₁)"), (start * (1 - second), "took the parent as constant"), (start * factor * first * branch, "took equilibrium for granted"), (start, "let the activities be equal from the start"), (start * a / (b - a) * (first - second) * branch, "put λ₁ in the place of λ₂"), (start * second, "let the daughter only decay")]
    if branch != 1:
        traps.insert(0, (result / branch, "left out the branching"))
    exercise = Exercise("{A generator|A radionuclide generator|A freshly purified source} of $p and $d is {eluted and then left alone|set up}|At the start there is only $p, from which $d {grows|forms}|{A radiochemist|A hospital laboratory} separates all $d from $p and waits".join(("{", "}")), [("{activity of $p|$p at the start}", f"{shown(start)} GBq"), ("half-life of $p", f"{t1} {LONG[unit]}"), ("half-life of $d", f"{t2} {LONG[unit]}"), ("{time since then|waiting time}", f"{shown(time)} {LONG[unit]}"), *([("share of the decays of $p that gives $d", f"{100 * branch:.1f} %")] if branch != 1 else [])], "{What is the activity of $d then|Calculate the activity of $d|Which activity of $d is there}", lines, {"kind": "chain", "parent": parent, "start": start, "time": time}, 7, ["{No $d is there at the start|All $d was removed at the start}"], {"p": parent, "d": daughter}, rng.sample(SPARES[1:5], 1))
    return number_problem(rng, level, exercise, result, traps, unit="GBq", relative=0.02)


#: (symbol, Z) of the heavy elements
HEAVY = {81: "Tl", 82: "Pb", 83: "Bi", 84: "Po", 85: "At", 86: "Rn", 87: "Fr", 88: "Ra", 89: "Ac", 90: "Th", 91: "Pa", 92: "U", 93: "Np", 94: "Pu", 95: "Am", 96: "Cm", 97: "Bk", 98: "Cf"}
SERIES = (
    ((238, 92), (234, 90), (234, 91), (234, 92), (230, 90), (226, 88), (222, 86), (218, 84), (214, 82), (214, 83), (214, 84), (210, 82), (210, 83), (210, 84), (206, 82)),
    ((235, 92), (231, 90), (231, 91), (227, 89), (227, 90), (223, 88), (219, 86), (215, 84), (211, 82), (211, 83), (207, 81), (207, 82)),
    ((232, 90), (228, 88), (228, 89), (228, 90), (224, 88), (220, 86), (216, 84), (212, 82), (212, 83), (212, 84), (208, 82)),
    ((241, 94), (241, 95), (237, 93), (233, 91), (233, 92), (229, 90), (225, 88), (225, 89), (221, 87), (217, 85), (213, 83), (213, 84), (209, 82), (209, 83)),
)  # fmt: skip


def _series(rng: Random, level: int) -> Problem:
    """Level 5: helium and heat from a decay series: α and β decays, then the volume of helium."""
    series = rng.choice(SERIES)
    i = rng.randrange(len(series) - 3)
    j = rng.randrange(i + 3, len(series))
    for _ in range(30):
        if series[i][0] - series[j][0] >= 8:
            break
        series = rng.choice(SERIES[:4])
        i = rng.randrange(len(series) - 6)
        j = rng.randrange(i + 6, len(series))
    parent, daughter = series[i], series[j]
    alphas, betas = alpha_beta(parent, daughter)
    first, last = f"{HEAVY[parent[1]]}-{parent[0]}", f"{HEAVY[daughter[1]]}-{daughter[0]}"
    amount = spread(rng, 0.02, 9)
    helium = amount * alphas
    result = helium * 22.414
    lines = [
        ("facts", f"{first} (Z = {parent[1]}) becomes {last} (Z = {daughter[1]}) by α and β⁻ decays; {shown(amount)} mmol of it have done so"),
        ("rule", "only α changes the mass number, by 4 each; Z falls by 2 with each α and rises by 1 with each β⁻; every α particle ends as a helium atom"),
        ("work", f"α decays: ({parent[0]} − {daughter[0]}) / 4 = {alphas}"),
        ("work", f"β⁻ decays: {daughter[1]} − ({parent[1]} − 2 × {alphas}) = {betas}"),
        ("then", f"helium: {within(shown(amount))} × {alphas} × 22.414 = {sig(result)} mL at 0 °C and 1 atm"),
        ("mistake", f"to count all {alphas + betas} decays as helium, or to take the change of Z for the number of α decays; β⁻ decays give electrons, no gas"),
        ("check", f"charge: {daughter[1]} + 2 × {alphas} − {betas} = {parent[1]}, the Z of {first}"),
    ]
    naive = (parent[1] - daughter[1]) / 2
    traps = [(amount * (alphas + betas) * 22.414 if betas else result * 2, "counted every decay as helium" if betas else "took two helium atoms for each α"), (amount * naive * 22.414, "took half the change of Z for the α decays"), (amount * 22.414, "counted one α decay"), (amount * betas * 22.414, "took the β decays"), (helium, "gave mmol under the name of mL"), (amount * alphas * 24.465, "took 24.5 L/mol though it is at 0 °C"), (result / 2, "took H₂-like pairs of helium atoms"), (result * 2, "doubled the result")]
    exercise = Exercise("{A sealed ampoule|A sealed source|A glass that holds $p|An old preparation} {keeps|holds back} all helium while $p decays through its series to $d|{A geochemist|A student|A museum scientist} asks how much helium is set free when $p turns into $d{ by α and β⁻ decays|}|$p {decays|goes} through a chain of α and β⁻ decays to $d{ in a sealed vessel|}".join(("{", "}")), [("amount of $p that has become $d", f"{shown(amount)} mmol"), ("atomic number of $p", str(parent[1])), ("atomic number of $d", str(daughter[1]))], "{What volume of helium has formed (0 °C, 1 atm)|How many mL of helium (at 0 °C and 1 atm) were set free|Calculate the volume of helium at 0 °C and 1 atm}", lines, {"kind": "series", "parent": first, "daughter": last, "amount": amount}, 5, ["{Molar volume: 22.414 L/mol (0 °C, 1 atm)|At 0 °C and 1 atm a mole of gas takes 22.414 L}", "{The whole path is by α and β⁻ decay|There are only α and β⁻ decays}"], {"p": first, "d": last}, rng.sample(SPARES[:4], 1))
    return number_problem(rng, level, exercise, result, traps, unit="mL", relative=0.01)


def _pattern(rng: Random, level: int) -> Problem:
    """Level 4: the M+2 peak of a molecule with chlorine and bromine, for the stated abundances."""
    chlorine, bromine = rng.choice(((1, 0), (2, 0), (3, 0), (4, 0), (0, 1), (0, 2), (0, 3), (1, 1), (2, 1), (1, 2), (3, 1), (2, 2)))
    a, b = rng.randint(6000, 8600) / 100, rng.randint(4200, 6400) / 100
    p, q = a / 100, b / 100
    ratio_c, ratio_b = kept((100 - a) / a, 5), kept((100 - b) / b, 5)
    result = 100 * (chlorine * ratio_c + bromine * ratio_b)
    parts = []
    if chlorine:
        parts.append(f"{chlorine} × {shown(ratio_c)}")
    if bromine:
        parts.append(f"{bromine} × {shown(ratio_b)}")
    what = " and ".join([*([f"{chlorine} chlorine atom{'s' if chlorine > 1 else ''}"] if chlorine else []), *([f"{bromine} bromine atom{'s' if bromine > 1 else ''}"] if bromine else [])])
    facts = [*([("abundance of Cl-35 in the sample", f"{a:.2f} %")] if chlorine else []), *([("abundance of Br-79 in the sample", f"{b:.2f} %")] if bromine else [])]
    work = []
    if chlorine:
        work.append(f"Cl-37/Cl-35: (100 − {a:.2f}) / {a:.2f} = {shown(ratio_c)}")
    if bromine:
        work.append(f"Br-81/Br-79: (100 − {b:.2f}) / {b:.2f} = {shown(ratio_b)}")
    single = 100 * (ratio_c if chlorine else ratio_b)
    power = 100 * (p ** (chlorine - 1) * (1 - p) if chlorine else q ** (bromine - 1) * (1 - q))
    lines = [
        ("facts", f"{what}; " + "; ".join(f"{name.split(' in ')[0]} {value}" for name, value in facts)), ("rule", "M has only light isotopes; M+2 has exactly one heavy one, which may be any of the atoms, so relative to M the ratios of all atoms add up"),
        ("work", "; ".join(work)), ("then", f"M+2 relative to M: 100 × ({' + '.join(parts)}) = {fixed(result, 1)} %"),
        ("mistake", f"to forget that any of the atoms may be the heavy one, which would give {fixed(single, 1)} % whatever their number" if chlorine + bromine > 1 else "to give the abundance of the heavy isotope itself instead of its ratio to the light one"),
        ("check", f"each further chlorine adds about {fixed(100 * ratio_c, 0)} % of M" if chlorine else f"each further bromine adds about {fixed(100 * ratio_b, 0)} % of M"),
    ]
    traps = [(single, "counted only one atom"), (100 * (chlorine * (100 - a) / 100 + bromine * (100 - b) / 100), "took abundances instead of ratios"), (power, "gave the absolute share of one arrangement"), (100 * (ratio_c**chlorine * ratio_b**bromine), "multiplied the ratios"), (10000 / result, "turned the ratio round"), (result / 2, "halved the result"), (result * 2, "doubled the result"), (200 * (1 - p) if chlorine else 200 * (1 - q), "doubled the abundance")]
    exercise = Exercise("{A mass spectrum of a compound with $what is recorded|The molecular ion of a compound that holds $what shows an isotope pattern|{A forensic laboratory|An environmental laboratory|A student} looks at the molecular ion of a compound with $what}{; its halogen has an unusual isotopic composition|; the isotopic composition was changed on purpose|; an enriched reagent had been used}", facts, "{How high is the M+2 peak in per cent of M|What is the intensity of M+2, in per cent of M|Calculate the height of M+2 relative to M (in %)}", lines, {"kind": "pattern", "cl": chlorine, "br": bromine, "a": a if chlorine else 0, "b": b if bromine else 0}, 4, ["{Leave carbon-13 and all other elements aside|Only the halogens count; neglect C-13 and O-18}"], {"what": what}, rng.sample([("accelerating voltage", f"{rng.randint(4, 12)} kV"), ("mass of the sample", f"{rng.randint(2, 40)} µg"), ("temperature of the source", f"{rng.randint(15, 25) * 10} °C")], rng.randint(1, 2)))
    return number_problem(rng, level, exercise, result, traps, unit="%", decimals=1, absolute=0.5)


KINDS = {
    1: (_decay, _decay, _most_unpaired, _abundance),
    2: (_decay, _until, _abundance),
    3: (_specific, _most_unpaired, _sum_unpaired),
    4: (_binding, _dating, _pattern),
    5: (_chain, _chain, _dating, _series),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on nuclei, isotopes or electron shells."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="nuclei_and_electrons",
    title="Radioactivity, isotopes and electron configurations",
    source="NUBASE2020 and AME2020, Chin Phys C 2021;45:030001 and 030003; NIST Atomic Spectra Database",
    problem=problem,
    rubric=(
        Criterion("Uses the exponential law of decay with ln 2 or powers of 2 in the right place.", "essential"),
        Criterion("Brings time and half-life to the same unit, and the decay constant to 1/s where Bq are asked for.", "essential"),
        Criterion("Removes the s electrons of a d-block metal before any d electron and knows the exceptions.", "important"),
        Criterion("Counts numbers of atoms, not masses, in isotope ratios and ages.", "important"),
        Criterion("Conserves mass number and charge in nuclear equations.", "important"),
        Criterion("Lets activity fall in a straight line.", "pitfall", positive=False),
    ),
)  # fmt: skip
