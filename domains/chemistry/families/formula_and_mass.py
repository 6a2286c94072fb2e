
"""Molecular formula and mass from a structure, and the other way round.

In: a seeded generator and a level. Out: one problem on a SMILES or a formula.

    hydrogens      every bond that the SMILES leaves out of an organic atom's normal valence goes to a hydrogen
    molar mass     M = Σ n(E) × A(E), standard atomic weights (averages over the natural isotopes), g/mol
    exact mass     monoisotopic mass = Σ n(E) × m(commonest isotope), Da
    ions           m/z = (m(M) + Σ m(added) − z × m(e)) / |z|, where z is the signed charge
    combustion     n(C) = m(CO2)/M(CO2), n(H) = 2 × m(H2O)/M(H2O), oxygen by difference

Sources: Weininger, J Chem Inf Comput Sci 1988;28:31 (SMILES); atomic weights IUPAC/CIAAW 2021 (Prohaska et al., Pure Appl
Chem 2022;94:573); isotope masses AME2020 (Wang et al., Chin Phys C 2021;45:030003); Gross, Mass Spectrometry, 3rd ed.
2017, ch. 3 (exact mass, isotopologues); Hill, J Am Chem Soc 1900;22:478 (order of the elements).

Worked example: CC(=O)Nc1ccc(O)cc1 (paracetamol) is C8H9NO2, 151.165 g/mol, monoisotopic 151.0634 Da with masses to five decimals.

>>> round(average_mass({"C": 8, "H": 9, "N": 1, "O": 2}), 3), round(exact_mass({"C": 8, "H": 9, "N": 1, "O": 2}), 5)
(151.165, 151.06336)
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.elements import COMMONEST, ELECTRON, ISOTOPES, NAMES, WEIGHTS
from domains.chemistry.exercise import PERSON, Exercise, checked_problem, number_problem
from domains.chemistry.formulas import charge_mark, hill, mass_terms
from domains.chemistry.molecules import atoms_of, counts_of, small_molecule, substituted_ring
from domains.chemistry.numbers import carried, fixed, written
from domains.wording import listed, spin

FORMULA = "domains.chemistry.verifiers.formula:check"
Counts = Mapping[str, int]


def average_mass(counts: Counts) -> float:
    """Molar mass in g/mol from standard atomic weights."""
    return sum(WEIGHTS[element] * count for element, count in counts.items())


def exact_mass(counts: Counts) -> float:
    """Monoisotopic mass in Da."""
    return sum(ISOTOPES[element, COMMONEST[element]] * count for element, count in counts.items())


def ion_mz(mass: float, added: float, charge: int) -> float:
    """m/z in Da from the neutral's exact mass, the mass of what is added (negative when lost) and the signed charge."""
    return (mass + added - charge * ELECTRON) / abs(charge)


SETTING = "{In {a supplier's catalogue|an electronic notebook|a screening library|a patent table|a teaching set|a chemical inventory|an exam on structures}|On {a spectrum report|a shipping label|a data sheet|a flash card}|For {a database entry|an inventory check|a stock list|a mass-spectrometry run}}"
SHOWN = "{a {compound|substance|molecule} {appears|is stored|is drawn|is registered} as the SMILES string $s|the SMILES string $s {stands for|encodes|describes} {a compound|one substance|a molecule}|$person {meets|types|copies|reads} the SMILES string $s}"
STORY = f"{{{SETTING}, {SHOWN.replace('$person', PERSON)}|{{Take|Consider|Look at|Here is}} the {{molecule|compound|structure|substance}} with the SMILES string $s|SMILES {{string|notation|entry}}: $s}}."
HILL = "{Write it in Hill order (C, H, then the other elements alphabetically)|Use Hill order: carbon, hydrogen, then the rest by alphabet|Elements go in Hill order, carbon and hydrogen first}"
LETTERED = "{element symbols with plain numbers are enough|plain digits will do for the subscripts}"


def _story(rng: Random, smiles: str) -> str:
    mark = "`" if rng.random() < 0.3 else ""
    return spin(rng, STORY, s=f"{mark}{smiles}{mark}")


def _places(smiles: str) -> list[tuple[str, int, int]]:
    """(kind of atom such as CH2, hydrogens on each, how many), in the order of first appearance."""
    found: dict[tuple[str, int], int] = {}
    for symbol, hydrogens, charge, isotope in atoms_of(smiles):
        label = symbol + ("H" + (str(hydrogens) if hydrogens > 1 else "") if hydrogens else "")
        label += charge_mark(charge)
        if isotope and symbol != "H":
            label = f"^{isotope}{label}"
        found[label, hydrogens] = found.get((label, hydrogens), 0) + 1
    return [(label, hydrogens, count) for (label, hydrogens), count in found.items()]


def _hydrogen_lines(smiles: str, counts: Counts) -> list[tuple[str, str]]:
    """Reasoning from the SMILES to the formula."""
    places = _places(smiles)
    heavy = [f"{element} {count}" for element, count in counts.items() if element != "H"]
    bearing = [(hydrogens, count) for _, hydrogens, count in places if hydrogens]
    kinds = listed([f"{count} {label}" for label, _, count in places])
    lines = [
        ("facts", f"{{heavy atoms|the atoms written}}: {', '.join(heavy)}; {{atom by atom|with their hydrogens}} these are {kinds}"),
        ("rule", "{every valence that the SMILES leaves open (C 4, N 3, O 2, halogen 1; aromatic atoms count their ring bonds) carries a hydrogen|open valences of C, N, O and halogens are filled with hydrogen; an aromatic c with two ring neighbours and no substituent has one}"),
    ]  # fmt: skip
    if bearing:
        total = " + ".join(f"{count} × {hydrogens}" for hydrogens, count in bearing)
        lines.append(("work", f"hydrogens: {total} = {counts.get('H', 0)}"))
    return lines


def _parity(counts: Counts) -> tuple[str, str]:
    parts = [counts.get("H", 0), counts.get("N", 0), sum(counts.get(x, 0) for x in ("F", "Cl", "Br", "I"))]
    return (
        "check",
        f"{{in a neutral molecule|in a neutral closed-shell molecule}} H + N + halogens is even: {parts[0]} + {parts[1]} + {parts[2]} = {sum(parts)}{{, as it must be even|, an even number}}",
    )


def _wrong_formulas(counts: Counts, charge: int = 0) -> list[tuple[str, str]]:
    more = {**counts, "H": counts.get("H", 0) + 2}
    fewer = {**counts, "H": max(0, counts.get("H", 0) - 2)}
    bare = {element: count for element, count in counts.items() if element != "H"}
    carbon = {**counts, "C": counts.get("C", 1) + 1}
    return [
        (hill(more, charge), "overlooked a ring or a double bond and added two hydrogens"),
        (hill(fewer, charge), "counted one ring or double bond too many"),
        (hill({**counts, "H": counts.get("H", 0) + 4}, charge), "filled the aromatic or double-bonded carbons as if they were saturated"),
        (hill(carbon, charge), "counted one carbon too many"),
        (hill(bare, charge), "left out the hydrogens that SMILES does not write"),
    ]  # fmt: skip


def _formula(rng: Random, level: int) -> Problem:
    """Level 1: the formula of a small molecule."""
    smiles = small_molecule(rng, 7, 15)
    counts = counts_of(smiles)
    answer = hill(counts)
    lines = [*_hydrogen_lines(smiles, counts), ("say", f"{{In Hill order|Together}} the formula is {answer}"), _parity(counts)]
    exercise = Exercise(
        _story(rng, smiles), (), [f"{{{HILL}|{HILL}; {LETTERED}}}"],
        "{{What is {the|its} molecular formula|Which molecular formula {does it have|belongs to it}}?|{Give|Work out|Write down|Derive} the molecular formula.}",
        lines, {"kind": "formula", "smiles": smiles}, len(lines),
    )  # fmt: skip
    return checked_problem(rng, level, exercise, answer, _wrong_formulas(counts), answer_type="formula", verifier=FORMULA)


def _weights(counts: Counts) -> str:
    values = ", ".join(f"{element} {WEIGHTS[element]}" for element in counts)
    return f"{{Atomic weights|Standard atomic weights|Use these atomic weights|Atomic weights to use}}{{ (IUPAC 2021)|, IUPAC 2021|}}: {values}{{ g/mol|}}"


def _sum_line(counts: Counts, mass: float) -> tuple[str, str]:
    return ("work", f"M = {mass_terms(counts)} = {fixed(mass, 3)} g/mol")


def _mass_traps(counts: Counts, mass: float, hydrogens: bool) -> list[tuple[float, str]]:
    rounded_weights = sum(round(WEIGHTS[e]) * n for e, n in counts.items())
    traps = [
        (exact_mass(counts), "added the masses of the commonest isotopes instead of atomic weights"),
        (mass + 2 * WEIGHTS["H"], "gave the structure two hydrogens too many"),
        (mass - 2 * WEIGHTS["H"], "gave the structure two hydrogens too few"),
        (mass - WEIGHTS["H"] * counts.get("H", 0), "left out the hydrogens"),
        (float(rounded_weights), "rounded the atomic weights to whole numbers"),
    ]
    return traps if hydrogens else [traps[0], *traps[3:], *traps[1:3]]


def _mass(rng: Random, level: int) -> Problem:
    """Level 1: the molar mass of a formula. Level 2: of a SMILES."""
    smiles = small_molecule(rng, 7 if level == 1 else 9, 18)
    counts = counts_of(smiles)
    mass = average_mass(counts)
    if level == 1:
        text = hill(counts)
        story = f"{{{SETTING}, {{a compound|one substance|an entry}} {{has|shows|carries}} the {{molecular formula|formula}} {text}|{{Take|Consider}} {{a compound|a substance}} of formula {text}|An analyst {{needs|wants|looks for}} the molar mass of {{a compound|a reagent}} of formula {text}}}."
        lines = [
            ("facts", f"{text} holds " + listed([f"{n} {e}" for e, n in counts.items()])),
            ("rule", "{the molar mass is the sum of atoms times atomic weight|add up number × atomic weight over the elements}"),
            _sum_line(counts, mass),
            ("say", f"{{Rounded|To two decimals}}: {fixed(mass, 2)} g/mol"),
        ]
    else:
        story = _story(rng, smiles)
        lines = [
            *_hydrogen_lines(smiles, counts),
            ("say", f"the formula is {hill(counts)}"),
            ("rule", "{molar mass: atoms times atomic weight, summed|sum of number × atomic weight}"),
            _sum_line(counts, mass),
            _parity(counts),
        ]
    exercise = Exercise(
        story, (), [_weights(counts)],
        "{{What is {the|its} molar mass|How large is the molar mass|Which molar mass follows}?|{Work out|Calculate|Find} the molar mass.}",
        lines, {"kind": "mass", "smiles": smiles}, 2 + len(counts),
    )  # fmt: skip
    return number_problem(
        rng, level, exercise, mass, _mass_traps(counts, mass, level == 2), unit="g/mol", decimals=2, absolute=0.02
    )


def _share(rng: Random, level: int) -> Problem:
    """Level 2: mass percent of an element."""
    smiles = small_molecule(rng, 8, 16)
    counts = counts_of(smiles)
    element = rng.choice([e for e in counts if e != "H" or rng.random() < 0.2] or ["C"])
    mass = carried(average_mass(counts), 6)
    part = WEIGHTS[element] * counts[element]
    share = 100 * part / mass
    total = sum(counts.values())
    lines = [
        *_hydrogen_lines(smiles, counts),
        ("say", f"the formula is {hill(counts)}"),
        ("work", f"M = {mass_terms(counts)} = {written(mass)} g/mol"),
        ("rule", "mass fraction = number × atomic weight / molar mass, times 100 %"),
        ("work", f"w({element}) = 100 × {counts[element]} × {WEIGHTS[element]} / {written(mass)} = {fixed(share, 2)} %"),
        ("check", f"the other elements make up the rest: 100 − {fixed(share, 2)} = {fixed(100 - round(share, 2), 2)} %, so the share lies between 0 and 100 %"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (), [_weights(counts)],
        f"{{{{What is the mass percentage of|How many per cent of the mass {{is|are}}|Which mass fraction, in per cent, belongs to}} {NAMES[element]}?|{{Give|Calculate}} the percentage by mass of {NAMES[element]}.}}",
        lines, {"kind": "share", "smiles": smiles, "element": element}, 4 + len(counts),
    )  # fmt: skip
    traps = [
        (100 * counts[element] / total, "took the share of atoms instead of the share of mass"),
        (100 * WEIGHTS[element] / mass, "counted a single atom of the element"),
        (100 * part / (mass - WEIGHTS["H"] * counts.get("H", 0)), "left the hydrogens out of the molar mass"),
        (100 * part / (mass + 2 * WEIGHTS["H"] * max(1, counts.get("C", 1) // 2)), "treated unsaturated carbons as saturated"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, share, traps, unit="%", decimals=2, absolute=0.05, highest=100)


def _ion(rng: Random, level: int) -> Problem:
    """Level 2: the formula of an ion, charge included."""
    if rng.random() < 0.5:
        smiles = _charged_acid(rng)
        charge = -1
    else:
        smiles, charge = _charged_amine(rng), 1
    counts = counts_of(smiles)
    answer = hill(counts, charge)
    lines = [
        *_hydrogen_lines(smiles, counts),
        ("say", f"the charge of the bracketed {'oxygen' if charge < 0 else 'nitrogen'} is {'−1' if charge < 0 else '+1'}, so the ion is {answer}"),
        ("check", f"{{the neutral {'acid' if charge < 0 else 'amine'} would be|without the charge, the neutral {'acid' if charge < 0 else 'amine'} is}} {hill({**counts, 'H': counts.get('H', 0) - charge})}, one hydrogen {'more' if charge < 0 else 'fewer'}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles).replace("compound", "ion").replace("molecule", "ion").replace("substance", "ion").replace(" a ion", " an ion"), (),
        [HILL, "{Write the charge after a caret, as in C2H3O2^-|Append the charge with a caret, as in NH4^+}"],
        "{{What is the formula of the ion, charge included|Which formula and charge does the ion have}?|{Give|Write} the ion's formula with its charge.}",
        lines, {"kind": "ion", "smiles": smiles}, len(lines),
    )  # fmt: skip
    neutral = {**counts, "H": counts.get("H", 0) - charge}
    traps = [
        (hill(neutral), "neutralised the ion"),
        (hill(neutral, charge), "kept the hydrogens of the neutral molecule"),
        (hill(counts), "left out the charge"),
        *_wrong_formulas(counts, charge)[:2],
    ]
    return checked_problem(rng, level, exercise, answer, traps, answer_type="formula", verifier=FORMULA)


def _charged_acid(rng: Random) -> str:
    return f"[O-]C(=O){rng.choice(('', 'C', 'CC', 'CCC'))}{substituted_ring(rng)}"


def _charged_amine(rng: Random) -> str:
    return rng.choice(("C[NH2+]C", "[NH3+]C", "[NH3+]CC", "C[NH+](C)C", "[NH3+]CCC", "C[N+](C)(C)C")) + substituted_ring(rng)


def _isotopes(counts: Counts) -> str:
    values = ", ".join(f"{COMMONEST[e]}{e} {ISOTOPES[e, COMMONEST[e]]:.5f}" for e in counts)
    weights = ", ".join(f"{e} {WEIGHTS[e]}" for e in counts)
    return (
        f"{{Isotope masses in Da|Masses of the commonest isotopes (Da)|Exact masses, in Da}}: {values}. "
        f"{{Atomic weights|Standard atomic weights|Average atomic weights}}{{ (g/mol)|, in g/mol}}: {weights}"
    )


def _exact_terms(counts: Counts) -> str:
    parts = []
    for element, count in counts.items():
        mass = f"{ISOTOPES[element, COMMONEST[element]]:.5f}"
        parts.append(f"{count} × {mass}" if count > 1 else mass)
    return " + ".join(parts)


PEAKS = (
    "{a high-resolution mass spectrum|an Orbitrap spectrum|a time-of-flight spectrum|an FT-ICR spectrum}",
    "{the peak of the molecule that holds only the commonest isotopes|the monoisotopic peak|the all-light isotopologue}",
)


def _which_mass(rng: Random, level: int) -> Problem:
    """Level 3: a spectrum needs the exact mass, a balance the average one."""
    for _ in range(20):
        smiles = small_molecule(rng, 8, 20)
        counts = counts_of(smiles)
        if abs(average_mass(counts) - exact_mass(counts)) > 0.1:
            break
    exact, average = exact_mass(counts), average_mass(counts)
    lines = [*_hydrogen_lines(smiles, counts), ("say", f"the formula is {hill(counts)}")]
    base = {"smiles": smiles}
    if rng.random() < 0.5:
        ask = f"{{Which mass, in Da, do you expect for the neutral molecule at {PEAKS[1]} of {PEAKS[0]}|From {PEAKS[0]} you derive the mass of the neutral molecule from {PEAKS[1]}: which value do you expect|What neutral mass belongs to {PEAKS[1]} in {PEAKS[0]}}}?"
        lines += [
            ("rule", "{a spectrometer separates isotopologues, so the mass of the commonest isotopes counts|single molecules are weighed one isotopologue at a time: take isotope masses, no averages}"),
            ("work", f"m = {_exact_terms(counts)} = {fixed(exact, 4)} Da"),
            ("mistake", f"{{the molar mass|the average}} {fixed(average, 3)} (from atomic weights) averages over the isotopes; no molecule in the spectrum {{has|weighs}} it"),
            ("check", f"the two differ by {fixed(average, 3)} − {fixed(exact, 4)} = {fixed(round(average, 3) - round(exact, 4), 4)} Da, {{as the heavier isotopes make one expect|the share of the heavier isotopes}}"),
        ]  # fmt: skip
        exercise = Exercise(_story(rng, smiles), (), [_isotopes(counts)], ask, lines, {"kind": "exact", **base}, 5)
        traps = [
            (average, "used average atomic weights for a spectrum"),
            (float(round(exact)), "gave the nominal mass"),
            (exact + ISOTOPES["H", 1], "added a proton that the neutral molecule does not have"),
            (exact + 2 * ISOTOPES["H", 1], "gave the structure two hydrogens too many"),
            (exact + 1.00335, "took the peak with one 13C"),
        ]
        return number_problem(rng, level, exercise, exact, traps, unit="Da", decimals=4, absolute=0.002)
    amount = rng.choice((0.25, 0.5, 0.75, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 8.0, 10.0, 12.5, 20.0))
    ask = f"{{How many milligrams are weighed in for|What mass in mg goes on the balance for|Which mass, in mg, has to be weighed for}} {amount:g} mmol{{ of it|}}?"
    mass = carried(average, 6)
    result = amount * mass
    lines += [
        ("rule", "{a weighed portion holds the natural mixture of isotopes, so the average molar mass counts|the balance sees all isotopologues together: use atomic weights}"),
        ("work", f"M = {mass_terms(counts)} = {written(mass)} g/mol, which is {written(mass)} mg/mmol"),
        ("work", f"m = {amount:g} × {written(mass)} = {fixed(result, 2)} mg"),
        ("mistake", f"the monoisotopic mass {fixed(exact, 4)} Da {{belongs to a spectrum|is for single molecules}}; with it one would weigh {fixed(amount * exact, 2)} mg"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (), [_isotopes(counts)], ask, lines, {"kind": "weigh", **base, "mmol": amount}, 5
    )
    tolerance = max(0.02, abs(result - amount * exact) / 4)
    traps = [
        (amount * exact, "used the monoisotopic mass for a weighing"),
        (amount * (mass - WEIGHTS["H"] * counts.get("H", 0)), "left out the hydrogens"),
        (amount * (mass + 2 * WEIGHTS["H"]), "gave the structure two hydrogens too many"),
        (mass / amount, "divided by the amount"),
        (mass, "gave the mass of 1 mmol"),
    ]
    return number_problem(rng, level, exercise, result, traps, unit="mg", decimals=2, absolute=round(tolerance, 3))


#: (SMILES of the counter-ion's acid, name of the salt, moles per mole of base)
SALTS = (("Cl", "hydrochloride"), ("Br", "hydrobromide"), ("OS(C)(=O)=O", "mesylate"), ("OC(=O)C(F)(F)F", "trifluoroacetate"))  # fmt: skip


def _salt(rng: Random, level: int) -> Problem:
    """Level 4: how much of a salt (and hydrate) holds a wanted amount of the free base."""
    base = rng.choice(("NC", "NCC", "CNC", "CNCC", "CN(C)C", "CN(C)CC", "NC(C)C", "N1CCN(CC1)C", "CCNCC")) + substituted_ring(rng)
    acid, name = rng.choice(SALTS)
    water = rng.choice((0, 0, 1, 1, 2))
    smiles = ".".join([base, acid, *["O"] * water])
    free, whole = counts_of(base), counts_of(smiles)
    free_mass, mass = carried(average_mass(free), 6), carried(average_mass(whole), 6)
    amount = rng.choice((0.2, 0.25, 0.4, 0.5, 0.8, 1.0, 1.25, 1.5, 2.0, 2.4, 3.0, 4.0, 5.0))
    purity = rng.choice((95.0, 96.5, 97.0, 98.0, 98.5, 99.0))
    pure = carried(amount * mass, 6)
    result = pure * 100 / purity
    called = f"{name} {'' if not water else 'monohydrate' if water == 1 else 'dihydrate'}".strip()
    lines = [
        ("facts", f"the bottle holds one formula unit {hill(whole)} for each molecule of free base {hill(free)}; purity {purity:g} %"),
        ("rule", "{1 mol of salt holds 1 mol of base, so the molar mass of the whole salt counts|what is weighed is the salt, so its full molar mass (acid and water included) is needed}"),
        ("work", f"M(salt) = {mass_terms(whole)} = {written(mass)} g/mol"),
        ("then", f"pure salt: {amount:g} × {written(mass)} = {written(pure)} mg"),
        ("then", f"with purity: {written(pure)} × 100 / {purity:g} = {fixed(result, 1)} mg"),
        ("mistake", f"the free base ({written(free_mass)} g/mol) is what acts, but weighing by its mass would give only {fixed(amount * free_mass, 1)} mg, too little because part of each crystal is acid{' and water' if water else ''}"),
        ("check", f"the portion brings {fixed(result, 1)} × {purity:g} / 100 / {written(mass)} = {fixed(carried(round(result, 1) * purity / 100 / mass, 3), 3)} mmol"),
    ]  # fmt: skip
    exercise = Exercise(
        f"{{{{The bottle|A vial|The stock bottle}} {{is labelled|reads|says}}: {called}, SMILES {smiles}|{{A|The}} {called} {{of an amine|of a screening hit|from the stock}} has the SMILES string {smiles}}}.",
        [("purity{ of the solid|}{ by mass|}", f"{purity:g} %"), ("{wanted amount|amount needed} of free base", f"{amount:g} mmol")],
        [_weights(whole), "{The impurity is inert|Impurities take no part}"],
        "{How much of the solid do you weigh in|What mass of the solid is needed|Which mass of the bottled solid is required}?",
        lines, {"kind": "salt", "smiles": smiles, "mmol": amount, "purity": purity}, 6 + len(whole),
        spare=_idle(rng), heading="{on the label|data|order|request}",
    )  # fmt: skip
    traps = [
        (amount * free_mass * 100 / purity, "used the molar mass of the free base"),
        (pure * purity / 100, "multiplied by the purity instead of dividing"),
        (pure, "left out the purity"),
        (amount * (mass - 18.015 * max(water, 1)) * 100 / purity, "left out the crystal water" if water else "took off a water that is not there"),
        (amount * (mass + average_mass(free)) * 100 / purity, "counted the base twice"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mg", decimals=1, relative=0.005)


def _idle(rng: Random) -> list[tuple[str, str]]:
    pool = [
        ("melting point", f"{rng.randint(84, 236)} °C"),
        ("flask volume", rng.choice(("50 mL", "100 mL", "250 mL"))),
        ("retention time", f"{rng.uniform(2.6, 9.4):.1f} min"),
        ("bottle content", rng.choice(("5 g", "10 g", "25 g"))),
        ("{storage|storage temperature}", rng.choice(("2–8 °C", "−20 °C", "below 25 °C"))),
    ]
    return rng.sample(pool, rng.randint(1, 2))


def _labelled(rng: Random, level: int) -> Problem:
    """Level 4: the mass of a labelled molecule, deuterium or 13C written in the SMILES."""
    label, text = rng.choice((
        ("trideuteromethyl", "[2H]C([2H])([2H])"), ("trideuteromethoxy", "[2H]C([2H])([2H])O"), ("13C-methyl", "[13CH3]"),
        ("dideuterobenzyl", "[2H]C([2H])(c1ccccc1)"), ("13C-methoxy", "[13CH3]O"), ("N-(trideuteromethyl)", "[2H]C([2H])([2H])N"),
        ("pentadeuteroethyl", "[2H]C([2H])([2H])C([2H])([2H])"), ("15N-amino", "[15NH2]"), ("13C2-ethyl", "[13CH3][13CH2]"),
    ))  # fmt: skip
    smiles = text + substituted_ring(rng)
    counts = counts_of(smiles)
    heavy = [(symbol, isotope) for symbol, _, _, isotope in atoms_of(smiles) if isotope]
    mass = exact_mass(counts)
    for symbol, isotope in heavy:
        mass += ISOTOPES[symbol, isotope] - ISOTOPES[symbol, COMMONEST[symbol]]
    light = exact_mass(counts)
    symbol, isotope = heavy[0]
    number = len(heavy)
    gain = round(ISOTOPES[symbol, isotope] - ISOTOPES[symbol, COMMONEST[symbol]], 5)
    listing = ", ".join(f"{COMMONEST[e]}{e} {ISOTOPES[e, COMMONEST[e]]:.5f}" for e in counts)
    lines = [
        ("facts", f"the formula, isotopes put together, is {hill(counts)}; {number} of its {symbol} atoms {{is|are}} {isotope}{symbol}".replace("{is|are}", "is" if number == 1 else "are")),
        ("rule", "{sum the masses of the isotopes that are there|first the light molecule, then the exchange of each labelled atom}"),
        ("work", f"light molecule: {_exact_terms(counts)} = {light:.5f} Da"),
        ("then", f"each label adds {ISOTOPES[symbol, isotope]:.5f} − {ISOTOPES[symbol, COMMONEST[symbol]]:.5f} = {gain:.5f} Da"),
        ("then", f"labelled molecule: {light:.5f} + {number} × {gain:.5f} = {fixed(light + number * gain, 4)} Da"),
        ("mistake", f"{{adding {number} × 1 Da of mass number|counting mass numbers}} is not exact, since {isotope}{symbol} is {gain:.5f} Da heavier than {COMMONEST[symbol]}{symbol}, not a whole number; and the label replaces an atom, it adds none"),
    ]  # fmt: skip
    exercise = Exercise(
        f"{{An internal standard|A labelled standard|A tracer|A reference compound}} {{for a kinetic study|for quantitation|from the isotope catalogue|}} carries {'an' if label.startswith('N-') else 'a'} {label} group and has the SMILES string {smiles}.",
        [],
        [f"{{Isotope masses in Da|Exact masses (Da)}}: {listing}, {isotope}{symbol} {ISOTOPES[symbol, isotope]:.5f}", "{All other atoms are of their commonest isotope|Unlabelled positions hold the commonest isotope}"],
        "{{What is the exact mass of the neutral labelled molecule|Which monoisotopic mass does the labelled compound have}?|Calculate the exact mass of the labelled molecule.}",
        lines, {"kind": "labelled", "smiles": smiles}, 5 + len(counts), spare=_idle(rng),
    )  # fmt: skip
    traps = [
        (light, "ignored the label"),
        (light + number * ISOTOPES[symbol, isotope], "added the labelled atoms instead of exchanging them"),
        (average_mass(counts), "used average atomic weights"),
        (light + (number + 1) * gain, "counted one label too many"),
        (light + number * ISOTOPES[symbol, isotope] / 2, "added half of the labels' mass"),
    ]
    return number_problem(rng, level, exercise, light + number * gain, traps, unit="Da", decimals=4, absolute=0.002)


#: ion, signed charge, element counts added (negative lost), how it is told
ADDUCTS = (
    ("[M+H]+", 1, {"H": 1}, "a hydrogen atom added, an electron removed"),
    ("[M+Na]+", 1, {"Na": 1}, "a sodium atom added, an electron removed"),
    ("[M+K]+", 1, {"K": 1}, "a potassium atom added, an electron removed"),
    ("[M-H]-", -1, {"H": -1}, "a hydrogen atom removed, an electron added"),
    ("[M+2H]2+", 2, {"H": 2}, "two hydrogen atoms added, two electrons removed"),
    ("[M+H+Na]2+", 2, {"H": 1, "Na": 1}, "a hydrogen and a sodium atom added, two electrons removed"),
    ("[2M+H]+", 1, {"H": 1}, "two molecules and a hydrogen atom, an electron removed"),
)


def _adduct(rng: Random, level: int) -> Problem:
    """Level 5: m/z of an adduct, with the electrons, sometimes of the 37Cl or 81Br isotopologue."""
    for _ in range(30):
        smiles = small_molecule(rng, 11, 24)
        counts = counts_of(smiles)
        halogen = next((e for e in ("Cl", "Br") if counts.get(e)), "")
        if halogen or rng.random() < 0.35:
            break
    name, charge, added, told_as = rng.choice(ADDUCTS)
    acidic = any(symbol in "NO" and hydrogens for symbol, hydrogens, _, _ in atoms_of(smiles))
    if (charge == -1 and not acidic) or (charge == 2 and counts.get("N", 0) < 2):
        name, charge, added, told_as = ADDUCTS[0]
    times = 2 if name.startswith("[2M") else 1
    heavy = bool(halogen) and rng.random() < 0.7
    mass = round(exact_mass(counts), 5)
    gain = round(sum(ISOTOPES[e, COMMONEST[e]] * n for e, n in added.items()), 5)
    lines = [
        ("facts", f"the formula is {hill(counts)}; {name} means {told_as}"),
        ("rule", "{m/z = (mass of the atoms − charge × electron mass) / size of the charge|sum the isotope masses, take off one electron mass for each positive charge (add for a negative one), divide by the number of charges}"),
        ("work", f"M = {_exact_terms(counts)} = {mass:.5f} Da"),
    ]  # fmt: skip
    one = mass
    if heavy:
        heavier = 37 if halogen == "Cl" else 81
        light = COMMONEST[halogen]
        step = round(ISOTOPES[halogen, heavier] - ISOTOPES[halogen, light], 5)
        one = round(mass + step, 5)
        lines.append(("then", f"one {light}{halogen} becomes {heavier}{halogen}: {mass:.5f} + {ISOTOPES[halogen, heavier]:.5f} − {ISOTOPES[halogen, light]:.5f} = {one:.5f} Da"))
    total = round(one + (times - 1) * mass, 5)
    if times == 2:
        lines.append(("then", f"two molecules: {one:.5f} + {mass:.5f} = {total:.5f} Da"))
    ion = round(total + gain - charge * ELECTRON, 5)
    adding = f"{'+' if gain > 0 else '−'} {abs(gain):.5f}"
    electrons = f"{'−' if charge > 0 else '+'} {f'{abs(charge)} × ' if abs(charge) > 1 else ''}{ELECTRON:.5f}"
    result = ion / abs(charge)
    lines.append(("then", f"ion: {total:.5f} {adding} {electrons} = {ion:.5f} Da"))
    if abs(charge) > 1:
        lines.append(("then", f"m/z = {ion:.5f} / {abs(charge)} = {fixed(result, 4)}"))
    lines += [
        ("mistake", f"{{average atomic weights|the molar mass}} would give {fixed((average_mass(counts) * times + gain) / abs(charge), 3)}; a spectrum shows {{single isotopologues|isotopologues one by one}}{', and the axis is mass per charge' if abs(charge) > 1 else ''}"),
        ("check", f"the nominal m/z is about {fixed(result, 1)}, {{as it should for|in keeping with}} {name}"),
    ]  # fmt: skip
    listing = ", ".join(f"{COMMONEST[e]}{e} {ISOTOPES[e, COMMONEST[e]]:.5f}" for e in {**counts, **added})
    if heavy:
        listing += f", {heavier}{halogen} {ISOTOPES[halogen, heavier]:.5f}"
    which = f"{{the isotopologue with exactly one {heavier}{halogen}|the peak in which one {halogen} is {heavier}{halogen}}}" if heavy else "{the monoisotopic peak|the peak of the commonest isotopes}"
    exercise = Exercise(
        _story(rng, smiles), (),
        [f"{{Masses in Da|Isotope masses (Da)}}: {listing}; electron {ELECTRON:.5f}", "{Take the electron mass into account|Do not neglect the electrons}"],
        f"{{{{At which m/z does {which} of {name} appear|What is m/z of {which} of {name}}}?|Predict m/z for {which} of {name}.}}",
        lines, {"kind": "adduct", "smiles": smiles, "ion": name, "heavy": heavy}, 7 + len(counts),
    )  # fmt: skip
    traps = [
        ((total + gain) / abs(charge) if abs(charge) > 1 else total, "left out the added or lost particle" if abs(charge) == 1 else "forgot the electrons"),
        (ion if abs(charge) > 1 else total - gain, "did not divide by the charge" if abs(charge) > 1 else "added what should be removed, or the reverse"),
        ((average_mass(counts) * times + gain) / abs(charge), "used average atomic weights"),
        ((mass * times + gain - charge * ELECTRON) / abs(charge) if heavy else result + 1.00335 / abs(charge), "took the light isotopologue" if heavy else "took the peak with one 13C"),
        ((total + gain + ISOTOPES["H", 1]) / abs(charge), "added one hydrogen too many"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="", decimals=4, absolute=0.0004)


def _combustion(rng: Random, level: int) -> Problem:
    """Level 5: combustion analysis and a molar mass give the molecular formula."""
    for _ in range(60):
        smiles = small_molecule(rng, 6, 18)
        counts = counts_of(smiles)
        if set(counts) <= {"C", "H", "O"} and counts.get("O") and counts.get("H"):
            break
    else:
        smiles, counts = "CCOC(=O)C", counts_of("CCOC(=O)C")
    mass = average_mass(counts)
    sample = rng.randint(850, 4950) / 1000
    amount = sample / mass
    carbon_dioxide = round(amount * counts["C"] * 44.009, 3)
    water = round(amount * counts["H"] / 2 * 18.015, 3)
    measured = round(mass * rng.uniform(0.988, 1.012), 0)
    n_c, n_h = carried(carbon_dioxide / 44.009, 5), carried(2 * water / 18.015, 5)
    m_o = carried(sample - round(n_c * 12.011, 4) - round(n_h * 1.008, 4), 4)
    n_o = carried(m_o / 15.999, 4)
    n = carried(sample / measured, 5)
    ratios = [(e, value, carried(value / n, 4)) for e, value in (("C", n_c), ("H", n_h), ("O", n_o))]
    if [round(r) for _, _, r in ratios] != [counts["C"], counts["H"], counts["O"]]:
        measured = round(mass, 0)
        n = carried(sample / measured, 5)
        ratios = [(e, value, carried(value / n, 4)) for e, value in (("C", n_c), ("H", n_h), ("O", n_o))]
    divisor = _common(counts)
    empirical = hill({e: k // divisor for e, k in counts.items()})
    answer = hill(counts)
    if [round(r) for _, _, r in ratios] != [counts["C"], counts["H"], counts["O"]]:
        return _adduct(rng, level)
    lines = [
        ("facts", f"{sample:.3f} mg burn to {carbon_dioxide:.3f} mg CO2 and {water:.3f} mg H2O; molar mass near {measured:.0f} g/mol"),
        ("rule", "{each CO2 holds one C, each H2O two H; oxygen is what is missing from the sample's mass|carbon from CO2, hydrogen from water (two a molecule), oxygen by difference}"),
        ("work", f"n(C) = {carbon_dioxide:.3f} / 44.009 = {written(n_c)} mmol"),
        ("work", f"n(H) = 2 × {water:.3f} / 18.015 = {written(n_h)} mmol"),
        ("work", f"m(C) = {written(n_c)} × 12.011 = {fixed(n_c * 12.011, 4)} mg and m(H) = {written(n_h)} × 1.008 = {fixed(n_h * 1.008, 4)} mg"),
        ("work", f"m(O) = {sample:.3f} − {fixed(n_c * 12.011, 4)} − {fixed(n_h * 1.008, 4)} = {written(m_o)} mg, so n(O) = {written(m_o)} / 15.999 = {written(n_o)} mmol"),
        ("then", f"n(sample) = {sample:.3f} / {measured:.0f} = {written(n)} mmol"),
        ("then", "; ".join(f"{e}: {written(value)} / {written(n)} = {written(r)}" for e, value, r in ratios)),
        ("say", f"{{Rounded to whole atoms|The nearest whole numbers give}} {answer}"),
        ("mistake", f"the empirical formula {empirical} fits the percentages as well, and only the molar mass tells that it is contained {divisor} times" if divisor > 1 else "{taking the oxygen of the CO2 and H2O for the sample's|adding up the oxygen of CO2 and H2O}: most of it comes from the combustion gas, so the sample's oxygen follows only by difference"),
        ("check", f"M = {mass_terms(counts)} = {fixed(mass, 2)} g/mol, close to {measured:.0f}"),
    ]  # fmt: skip
    exercise = Exercise(
        "{{A report|A sheet} from the {microanalysis|combustion} service {concerns|is about} {a compound|a liquid|a natural product|an intermediate} that {holds|contains} only C, H and O|{An unknown|A natural product|A fragrance compound|A plasticiser} made of C, H and O only {goes to|is burnt in} the {microanalysis|combustion} line{ of a service laboratory|}}.",
        [("{sample|sample burnt}", f"{sample:.3f} mg"), ("{carbon dioxide|CO2 collected}", f"{carbon_dioxide:.3f} mg"), ("{water|water collected}", f"{water:.3f} mg"), ("{molar mass from a mass spectrum|approximate molar mass}", f"{measured:.0f} g/mol")],
        [HILL, "{M(CO2) = 44.009, M(H2O) = 18.015 g/mol; C 12.011, H 1.008, O 15.999|Use C 12.011, H 1.008, O 15.999 g/mol}"],
        "{{What is the molecular formula|Which molecular formula fits}?|{Derive|Work out} the molecular formula.}",
        lines, {"kind": "combustion", "counts": dict(counts), "sample": sample, "measured": measured}, 12,
    )  # fmt: skip
    traps = [
        (hill({e: k // divisor for e, k in counts.items()}), "stopped at the empirical formula"),
        (hill({**counts, "O": counts["O"] + 1}), "miscounted the oxygen found by difference"),
        (hill({e: k for e, k in counts.items() if e != "O"}), "forgot the oxygen of the sample"),
        (hill({**counts, "H": max(1, counts["H"] // 2)}), "counted one H for each H2O"),
        (hill({**counts, "H": counts["H"] + 2}), "rounded the hydrogen up"),
    ]
    return checked_problem(rng, level, exercise, answer, traps, answer_type="formula", verifier=FORMULA)


def _common(counts: Counts) -> int:
    from math import gcd

    return gcd(*counts.values())


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (formula, molar mass) to 5 (adducts, combustion analysis)."""
    makers = {
        1: (_formula, _mass),
        2: (_mass, _share, _ion),
        3: (_which_mass,),
        4: (_salt, _labelled),
        5: (_adduct, _adduct, _combustion),
    }[level]
    return rng.choice(makers)(rng, level)


FAMILY = Family(
    name="formula_and_mass",
    title="Molecular formulas and masses from SMILES",
    source="Weininger 1988 (SMILES); IUPAC/CIAAW atomic weights 2021; AME2020 isotope masses; Gross, Mass Spectrometry 2017",
    problem=problem,
    rubric=(
        Criterion("Counts the hydrogens that the SMILES does not write from the valences.", "essential"),
        Criterion("Uses atomic weights for weighed amounts and isotope masses for mass spectra.", "important"),
        Criterion("Reads charges, isotopes and separate ions or waters from the SMILES where there are any.", "important"),
        Criterion("Confuses the empirical with the molecular formula or the mass with m/z.", "pitfall", positive=False),
    ),
)
