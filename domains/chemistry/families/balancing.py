
"""Balancing equations: molecular, ionic, redox in acid and in base.

In: a seeded generator and a level. Out: one problem whose answer is an equation or a whole number.

An equation is balanced when every element and the charge come to the same on both sides. The coefficients are the
integer vector that spans the null space of the element-and-charge matrix; they are unique (up to a factor) only when that
null space has dimension one. Redox: balance the half-reactions (atoms, O by H2O, H by H+ or OH-, charge by e-), multiply
so that the electrons cancel, add. Electrons given by an organic molecule CcHhOoNn burnt to CO2, H2O and NH4+: 4c + h − 2o − 3n.

Sources: Brown et al., Chemistry: The Central Science, 14th ed. 2018, ch. 3, 4 and 20; Smith, Missen, Chemical Reaction
Equilibrium Analysis 1982, ch. 2 (null space); Sawyer, McCarty, Parkin, Chemistry for Environmental Engineering, 5th ed.
2003, ch. 24 (chemical oxygen demand by dichromate); couples: `domains.chemistry.couples`.

Worked example: permanganate oxidises iron(II) in acid.

>>> balanced(("MnO4^-", "Fe^2+", "H^+"), ("Mn^2+", "Fe^3+", "H2O"))
((1, 5, 8), (1, 5, 4))
>>> nullity(("KMnO4", "H2O2", "H2SO4"), ("MnSO4", "K2SO4", "H2O", "O2"))
2
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.couples import (
    ACID_OXIDANTS,
    ACID_REDUCTANTS,
    ACIDS,
    ALKALI,
    ANIONS,
    BASE_OXIDANTS,
    BASE_REDUCTANTS,
    CARRIERS,
    CATIONS,
    INSOLUBLE,
    Couple,
    salt,
)
from domains.chemistry.exercise import PERSON, Exercise, checked_problem, integer_problem, number_problem
from domains.chemistry.formulas import formula, hill, molar_mass
from domains.chemistry.numbers import carried, written
from domains.chemistry.verifiers.equation import check
from domains.wording import listed, spin

EQUATION = "domains.chemistry.verifiers.equation:check"
CAPITAL_PERSON = PERSON.replace("{a ", "{A ").replace("|a ", "|A ").replace("|an ", "|An ").replace("|the ", "|The ")
Side = tuple[str, ...]
Half = tuple[dict[str, int], dict[str, int], int]


def _null_space(columns: Sequence[tuple[Mapping[str, int], int]]) -> list[list[Fraction]]:
    """Basis of the vectors that leave every element and the charge at zero; a column is (atoms, charge)."""
    elements = sorted({element for atoms, _ in columns for element in atoms})
    rows = [[Fraction(atoms.get(element, 0)) for atoms, _ in columns] for element in elements]
    rows.append([Fraction(charge) for _, charge in columns])
    pivots: list[int] = []
    row = 0
    for column in range(len(columns)):
        pick = next((k for k in range(row, len(rows)) if rows[k][column]), None)
        if pick is None:
            continue
        rows[row], rows[pick] = rows[pick], rows[row]
        head = rows[row][column]
        rows[row] = [value / head for value in rows[row]]
        for k, other in enumerate(rows):
            if k != row and other[column]:
                factor = other[column]
                rows[k] = [a - factor * b for a, b in zip(other, rows[row])]
        pivots.append(column)
        row += 1
        if row == len(rows):
            break
    basis = []
    for free in (k for k in range(len(columns)) if k not in pivots):
        vector = [Fraction(0)] * len(columns)
        vector[free] = Fraction(1)
        for k, pivot in enumerate(pivots):
            vector[pivot] = -rows[k][free]
        basis.append(vector)
    return basis


def _columns(left: Sequence[str], right: Sequence[str]) -> list[tuple[Mapping[str, int], int]]:
    columns: list[tuple[Mapping[str, int], int]] = [(formula(one).counts, formula(one).charge) for one in left]
    for one in right:
        read = formula(one)
        columns.append(({element: -count for element, count in read.counts.items()}, -read.charge))
    return columns


def nullity(left: Sequence[str], right: Sequence[str]) -> int:
    """Number of independent ways to balance the skeleton."""
    return len(_null_space(_columns(left, right)))


@lru_cache(maxsize=4096)
def balanced(left: Side, right: Side) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The smallest whole coefficients of both sides.

    Raises:
        ValueError: none or more than one way to balance, or a species that belongs on the other side or nowhere.
    """
    basis = _null_space(_columns(left, right))
    if len(basis) != 1:
        raise ValueError(f"{len(basis)} independent ways to balance")
    vector = basis[0]
    scale = lcm(*(value.denominator for value in vector))
    numbers = [int(value * scale) for value in vector]
    common = gcd(*numbers)
    numbers = [value // common for value in numbers]
    if numbers[0] < 0:
        numbers = [-value for value in numbers]
    if min(numbers) <= 0:
        raise ValueError("a species does not take part on its side")
    return tuple(numbers[: len(left)]), tuple(numbers[len(left) :])


def half_reaction(couple: Couple, base: bool = False) -> Half:
    """(left, right, electrons) of the reduction, in acid (H+, H2O) or base (OH-, H2O), smallest whole numbers.

    >>> half_reaction(Couple("MnO4^-", "Mn^2+", 1.51))
    ({'MnO4^-': 1, 'H^+': 8, 'e^-': 5}, {'Mn^2+': 1, 'H2O': 4}, 5)
    """
    species = list(dict.fromkeys((couple.oxidised, couple.reduced, "OH^-" if base else "H^+", "H2O", "e^-")))
    basis = _null_space([(formula(one).counts, formula(one).charge) for one in species])
    if len(basis) != 1 or not basis[0][0] or not basis[0][-1]:
        raise ValueError(f"no single half-reaction for {couple.oxidised}/{couple.reduced}")
    vector = basis[0]
    scale = lcm(*(value.denominator for value in vector))
    numbers = [int(value * scale) for value in vector]
    common = gcd(*numbers) * (1 if numbers[0] > 0 else -1)
    numbers = [value // common for value in numbers]
    left = {one: value for one, value in zip(species, numbers) if value > 0}
    right = {one: -value for one, value in zip(species, numbers) if value < 0}
    return left, right, left.get("e^-", 0)


def combined(oxidant: Half, reductant: Half) -> tuple[dict[str, int], dict[str, int], int, int, int]:
    """(left, right, electrons, times the oxidant's, times the reductant's half-reaction), common species cancelled."""
    electrons = lcm(oxidant[2], reductant[2])
    first, second = electrons // oxidant[2], electrons // reductant[2]
    total: dict[str, int] = {}
    for species, number in oxidant[0].items():
        total[species] = total.get(species, 0) + first * number
    for species, number in reductant[1].items():
        total[species] = total.get(species, 0) + second * number
    for species, number in oxidant[1].items():
        total[species] = total.get(species, 0) - first * number
    for species, number in reductant[0].items():
        total[species] = total.get(species, 0) - second * number
    total.pop("e^-", None)
    common = gcd(*total.values()) or 1
    left = {species: number // common for species, number in total.items() if number > 0}
    right = {species: -number // common for species, number in total.items() if number < 0}
    return left, right, electrons // common, first, second


def equation(left: Mapping[str, int], right: Mapping[str, int]) -> str:
    """``2 H2 + O2 → 2 H2O``."""
    return f"{_terms(left)} → {_terms(right)}"


def _terms(side: Mapping[str, int]) -> str:
    return " + ".join(f"{number} {species}" if number != 1 else species for species, number in side.items())


def _sums(side: Mapping[str, int], element: str) -> str:
    """``2 × 7 + 5 × 1`` for an element, or the charge when element is empty."""
    parts = []
    for species, number in side.items():
        read = formula(species)
        value = read.counts.get(element, 0) if element else read.charge
        if value:
            parts.append(f"{number} × {value}" if value > 0 else f"{number} × ({value})")
    return " + ".join(parts) or "0 × 1"


def _total(side: Mapping[str, int], element: str) -> int:
    return sum(n * (formula(s).counts.get(element, 0) if element else formula(s).charge) for s, n in side.items())


def _checks(left: Mapping[str, int], right: Mapping[str, int], charge: bool) -> list[tuple[str, str]]:
    elements = list(dict.fromkeys(e for s in (*left, *right) for e in formula(s).counts))
    rare = elements[0]
    chosen = list(dict.fromkeys([e for e in ("O", "H") if e in elements] + [rare]))[:2]
    lines = [
        ("check", "; ".join(f"{e}: left {_sums(left, e)} = {_total(left, e)}, right {_sums(right, e)} = {_total(right, e)}" for e in chosen))
    ]  # fmt: skip
    if charge:
        lines.append(("say", f"charge: left {_sums(left, '')} = {_total(left, '')}, right {_sums(right, '')} = {_total(right, '')}"))
    return lines


def _wrong_equations(rng: Random, left: Mapping[str, int], right: Mapping[str, int]) -> list[tuple[str, str]]:
    made = [(equation(dict.fromkeys(left, 1), dict.fromkeys(right, 1)), "left the skeleton unbalanced")]
    names = list(left)
    if len(names) > 1 and left[names[0]] != left[names[1]]:
        made.append((equation({**left, names[0]: left[names[1]], names[1]: left[names[0]]}, right), "interchanged the first two coefficients"))
    for side, other, which in ((left, right, 0), (right, left, 1)):
        for water in ("H2O", "H^+", "OH^-", "O2"):
            if water in side:
                changed = {**side, water: side[water] + 1}
                made.append((equation(changed, other) if which == 0 else equation(other, changed), f"counted one {water.replace('^', '')} too many"))
                break
    last = next(iter(right))
    made.append((equation(left, {**right, last: right[last] * 2}), f"doubled {last.replace('^', '')} alone"))
    first = names[0]
    made.append((equation({**left, first: left[first] + 1}, right), f"gave {first.replace('^', '')} one too many"))
    return made


WHOLE = "{Use the smallest whole-number coefficients|Give the smallest whole coefficients|Coefficients are to be the smallest whole numbers}"
FORM = "{Write the equation with an arrow (->) and a plus between the species|Use -> for the arrow|Separate the sides by ->}{; state symbols are not needed| and leave out states|}"
CHARGE = "{Write charges after a caret, as in Fe^3+|Charges follow a caret: SO4^2-|A caret marks the charge (NH4^+)}"


def _posed(
    rng: Random, level: int, story: str, left: Mapping[str, int], right: Mapping[str, int], lines: list[tuple[str, str]],
    parameters: dict[str, object], operations: int, *, plain: float = 0.65, spare: Sequence[tuple[str, str]] = (), more: Sequence[str] = (),
) -> Problem:  # fmt: skip
    """The equation itself, the coefficient of one species, or the sum of all coefficients."""
    charged = any("^" in one for one in (*left, *right))
    draw = rng.random()
    if draw < plain:
        conventions = [WHOLE, FORM, *([CHARGE] if charged else []), *more]
        ask = "{{What is the balanced equation|Which balanced equation results}?|{Balance the equation|Write the balanced equation|Give the balanced equation}.}"
        exercise = Exercise(story, (), conventions, ask, [*lines, ("say", f"balanced: {equation(left, right)}"), *_checks(left, right, charged)], {**parameters, "ask": "equation"}, operations, spare=spare)
        gold = equation(left, right)
        return checked_problem(
            rng, level, exercise, gold, _wrong_equations(rng, left, right), answer_type="equation", verifier=EQUATION,
            wrong=lambda text: check(text, gold).score == 0,
        )  # fmt: skip
    everything = [*left.items(), *right.items()]
    lines = [*lines, ("say", f"balanced: {equation(left, right)}"), *_checks(left, right, charged)]
    if draw < plain + (1 - plain) * 0.6:
        species, number = rng.choice(everything)
        ask = f"{{What is the coefficient of {species}|Which coefficient does {species} get|What number stands before {species} in the balanced equation}}?"
        wrong = [(value, f"took the coefficient of {other.replace('^', '')}") for other, value in everything if other != species]
        traps = [*wrong, (2 * number, "did not reduce to the smallest numbers"), (number + 1, "miscounted by one"), (1, "left the skeleton as it was"), (number + 2, "counted a group twice")]
        lines.append(("say", f"the coefficient of {species} is {number}"))
        exercise = Exercise(story, (), [WHOLE, *more], ask, lines, {**parameters, "ask": species}, operations, spare=spare)
        return integer_problem(rng, level, exercise, number, traps, lowest=0)
    total = sum(number for _, number in everything)
    lines.append(("work", f"sum: {' + '.join(str(number) for _, number in everything)} = {total}"))
    ask = "{What is the sum of all coefficients|How large is the sum of the coefficients on both sides}?"
    traps = [
        (sum(left.values()), "added the left side only"), (sum(right.values()), "added the right side only"), (2 * total, "did not reduce to the smallest numbers"),
        (total - sum(number == 1 for _, number in everything), "left out coefficients of 1"), (len(everything), "counted the species"), (total + 1, "miscounted by one"),
    ]  # fmt: skip
    exercise = Exercise(story, (), [WHOLE, "{A coefficient of 1 counts as well|Count coefficients of 1, too}", *more], ask, lines, {**parameters, "ask": "sum"}, operations, spare=spare)
    return integer_problem(rng, level, exercise, total, traps, lowest=0)


def organic(rng: Random, nitrogen: bool = True, sulfur: bool = False, largest: int = 24) -> dict[str, int]:
    """Counts of a plausible molecule of C, H, O and perhaps N and S, in Hill order."""
    carbon = rng.randint(2, largest)
    oxygen = rng.randint(0, min(8, carbon))
    nitrogens = min(rng.choice((0, 0, 1, 2, 3, 4)) if nitrogen else 0, carbon // 2)
    sulfurs = rng.choice((0, 0, 1)) if sulfur else 0
    unsaturated = rng.randint(0, min(12, (2 * carbon) // 3 + 1))
    hydrogen = 2 * carbon + 2 + nitrogens - 2 * unsaturated
    counts = {"C": carbon, "H": hydrogen, "N": nitrogens, "O": oxygen, "S": sulfurs}
    return {element: number for element, number in counts.items() if number}


def _combustion_parts(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int], list[tuple[str, str]]]:
    fuel = hill(counts)
    products: Side = ("CO2", "H2O", *(("N2",) if "N" in counts else ()), *(("SO2",) if "S" in counts else ()))
    first, second = balanced((fuel, "O2"), products)
    left, right = dict(zip((fuel, "O2"), first)), dict(zip(products, second))
    carbon, hydrogen, oxygen = counts["C"], counts["H"], counts.get("O", 0)
    sulfur = counts.get("S", 0)
    need = Fraction(2 * carbon + 2 * sulfur - oxygen, 2) + Fraction(hydrogen, 4)
    waters = Fraction(hydrogen, 2)
    parts = [f"2 × {carbon}", f"{_decimal(waters)}", *([f"2 × {sulfur}"] if sulfur else [])]
    demand = Fraction(2 * carbon + 2 * sulfur) + waters
    lines = [
        ("rule", "{carbon goes to CO2, hydrogen to H2O|first C, then H, oxygen last}" + (", nitrogen to N2" if "N" in counts else "") + (", sulfur to SO2" if sulfur else "")),
        ("work", f"for one {fuel}: CO2 {carbon}, H2O {hydrogen} / 2 = {_decimal(waters)}" + (f", N2 {counts['N']} / 2 = {_decimal(Fraction(counts['N'], 2))}" if "N" in counts else "") + (f", SO2 {sulfur}" if sulfur else "")),
        ("work", f"oxygen atoms on the right: {' + '.join(parts)} = {_decimal(demand)}"),
        ("work", f"O2: ({_decimal(demand)} − {oxygen}) / 2 = {_decimal(need)}" if oxygen else f"O2: {_decimal(demand)} / 2 = {_decimal(need)}"),
    ]  # fmt: skip
    if left[fuel] > 1:
        lines.append(("then", f"multiply everything by {left[fuel]} to clear the fractions: O2 {left[fuel]} × {_decimal(need)} = {left['O2']}"))
    return left, right, lines


def _decimal(value: Fraction) -> str:
    return written(float(value))


def _skeleton(left: Sequence[str], right: Sequence[str]) -> str:
    return f"{' + '.join(left)} → {' + '.join(right)}"


BURN = (
    "{{A|One} {calorimeter|bomb calorimeter|combustion furnace|elemental analyser} burns $fuel {completely|in excess oxygen|fully}|$fuel {burns|is burnt} completely {in air|in pure oxygen|in a stream of oxygen|in a flame}"
    "|{The complete combustion|Complete combustion} of $fuel is {wanted as an equation|to be written down|considered}}; {the products are|it gives|one obtains} $products."
)


def _combustion(rng: Random, level: int) -> Problem:
    """Level 1: complete combustion."""
    counts = organic(rng, sulfur=True, largest=32)
    left, right, lines = _combustion_parts(counts)
    story = spin(rng, BURN, fuel=hill(counts), products=listed(list(right)))
    story = story[:1].upper() + story[1:] if not story.startswith("C") else story
    return _posed(rng, level, story, left, right, lines, {"kind": "combustion", "fuel": hill(counts)}, 4, plain=0.34)


def _swap(rng: Random) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two soluble salts that give a precipitate: ((cation, anion), (cation, anion))."""
    cation, anion = rng.choice(INSOLUBLE)
    dry = {first for first, second in INSOLUBLE}
    partners = [one for one in ALKALI if one not in dry and not (one == "NH4" and anion == "OH")]
    carriers = [one for one in CARRIERS if (cation, one) not in INSOLUBLE and not (cation == "Ag" and one not in ("NO3", "ClO4")) and not (cation in ("Ca", "Sr", "Pb", "Ba") and one == "SO4") and not (cation == "Pb" and one in ("Br", "SO4")) and not (cation == "Bi" and one != "NO3")]
    return (cation, rng.choice(carriers)), (rng.choice(partners), anion)


def _precipitation(rng: Random, level: int) -> Problem:
    """Level 1: double displacement with a precipitate."""
    (cation, carrier), (partner, anion) = _swap(rng)
    first, second = salt(cation, carrier), salt(partner, anion)
    solid, other = salt(cation, anion), salt(partner, carrier)
    a, b = balanced((first, second), (solid, other))
    left, right = dict(zip((first, second), a)), dict(zip((solid, other), b))
    story = f"{{Solutions of {first} and {second} are {{mixed|combined|poured together}}|{{To|Into}} a solution of {first} one {{adds|drips}} {second}|{{A test tube|One beaker}} holds {first}(aq), and {second}(aq) is added}}; {{{solid} precipitates|a precipitate of {solid} forms|{solid} comes down as a solid}} and {other} stays {{dissolved|in solution}}."
    lines = [
        ("facts", f"charges of the ions: {cation} +{CATIONS[cation]}, {carrier} −{ANIONS[carrier]}, {partner} +{CATIONS[partner]}, {anion} −{ANIONS[anion]}"),
        ("rule", f"{{each ion stays whole, so balance ion by ion, beginning with those of the solid {solid}|count {cation} and {anion} as units, the solid {solid} first}}"),
        ("work", f"{cation}: {_ion_sum(left, cation, first)} = {left[first] * _ions(cation, carrier)[0]} on the left and {_ion_sum(right, cation, solid, anion)} = {right[solid] * _ions(cation, anion)[0]} on the right"),
    ]  # fmt: skip
    return _posed(rng, level, story, left, right, lines, {"kind": "precipitation", "left": [first, second], "right": [solid, other]}, 4, plain=0.5)


def _ions(cation: str, anion: str) -> tuple[int, int]:
    common = gcd(CATIONS[cation], ANIONS[anion])
    return ANIONS[anion] // common, CATIONS[cation] // common


def _ion_sum(side: Mapping[str, int], cation: str, compound: str, anion: str = "") -> str:
    for other in ANIONS:
        if salt(cation, other) == compound:
            return f"{side[compound]} × {_ions(cation, other)[0]}"
    return f"{side[compound]} × 1"


BASES = (("NaOH", "Na"), ("KOH", "K"), ("LiOH", "Li"), ("Ca(OH)2", "Ca"), ("Ba(OH)2", "Ba"), ("Sr(OH)2", "Sr"), ("Mg(OH)2", "Mg"), ("Al(OH)3", "Al"), ("Fe(OH)3", "Fe"), ("Zn(OH)2", "Zn"), ("Cu(OH)2", "Cu"), ("La(OH)3", "La"), ("RbOH", "Rb"), ("CsOH", "Cs"), ("Ni(OH)2", "Ni"), ("Mn(OH)2", "Mn"), ("Cr(OH)3", "Cr"), ("Co(OH)2", "Co"))  # fmt: skip


def _neutralisation(rng: Random, level: int) -> Problem:
    """Level 1: acid and hydroxide or carbonate."""
    acid, protons, anion = rng.choice(ACIDS)
    if rng.random() < 0.3:
        cation = rng.choice(("Na", "K", "Li", "Ca", "Mg", "Ba", "Sr", "Zn", "Mn", "Cd", "Ni", "Co", "Cu"))
        base = salt(cation, "CO3")
        products: Side = (salt(cation, anion), "CO2", "H2O")
        rule = "the carbonate takes two protons and falls apart into CO2 and H2O"
    else:
        base, cation = rng.choice(BASES)
        products = (salt(cation, anion), "H2O")
        rule = "each OH takes one proton and gives one H2O"
    first, second = balanced((acid, base), products)
    left, right = dict(zip((acid, base), first)), dict(zip(products, second))
    story = f"{{{{A|An analyst's}} {{sample of|suspension of|portion of}} {base} {{is neutralised by|reacts completely with|is titrated with}} {acid}|{acid} {{neutralises|reacts completely with}} {base}|{{Complete neutralisation|Full reaction}} of {base} with {acid} {{is to be formulated|is considered}}}}; {{the products are|it gives|one obtains}} {listed(list(products))}."
    available = formula(base).counts["O"] if base.endswith((")2", ")3")) else 1
    per = 2 if "CO3" in base else available
    lines = [
        ("facts", f"{acid} gives {protons} proton{'' if protons == 1 else 's'}, {base} takes {per}"),
        ("rule", rule),
        ("work", f"protons given and taken: {left[acid]} × {protons} = {left[acid] * protons} and {left[base]} × {per} = {left[base] * per}"),
    ]  # fmt: skip
    return _posed(rng, level, story, left, right, lines, {"kind": "neutralisation", "left": [acid, base], "right": list(products)}, 3)


def _molecules(rng: Random, level: int) -> Problem:
    """Level 2: from the balanced equation to numbers of particles."""
    counts = organic(rng, sulfur=True)
    left, right, lines = _combustion_parts(counts)
    fuel = hill(counts)
    times = rng.randint(3, 60) * left[fuel]
    product = rng.choice(["O2", *right])
    per = left.get(product, 0) or right[product]
    value = times * per // left[fuel]
    lines = [
        *lines,
        ("say", f"balanced: {equation(left, right)}"),
        ("then", f"{product} for {times} {fuel}: {times} × {per} / {left[fuel]} = {value}"),
        *_checks(left, right, False)[:1],
    ]
    verb = "consumed" if product == "O2" else "formed"
    exercise = Exercise(
        spin(rng, BURN, fuel=fuel, products=listed(list(right))), (),
        ["{Balance the equation first|The equation has to be balanced first}"],
        f"{{How many molecules of {product} are {verb} when {times} molecules of {fuel} burn|What number of {product} molecules is {verb} by the combustion of {times} molecules of {fuel}}}?",
        lines, {"kind": "molecules", "fuel": fuel, "times": times, "species": product}, 6,
    )  # fmt: skip
    traps = [
        (times * per, "took the coefficient for a single molecule of the fuel"), (times, "took a one-to-one ratio"), (per, "gave the coefficient"),
        (times * per * 2 // left[fuel], "counted atoms for molecules"), (times * left[fuel] // per if times * left[fuel] // per else times + 1, "turned the ratio round"), (value + times, "added the fuel's molecules"),
    ]  # fmt: skip
    return integer_problem(rng, level, exercise, value, traps, lowest=0)


def _organic_half(counts: Mapping[str, int]) -> Half:
    """Reduction half of CO2 (and NH4+) to the organic molecule; as with `half_reaction`, written as a reduction."""
    name = hill(counts)
    nitrogen = counts.get("N", 0)
    electrons = 4 * counts["C"] + counts["H"] - 2 * counts.get("O", 0) - 3 * nitrogen
    water = 2 * counts["C"] - counts.get("O", 0)
    protons = electrons + nitrogen * -1
    left = {"CO2": counts["C"], **({"NH4^+": nitrogen} if nitrogen else {}), "H^+": protons, "e^-": electrons}
    right = {name: 1, **({"H2O": water} if water > 0 else {})}
    if water < 0 or protons <= 0:
        raise ValueError("too much oxygen for an ordinary half-reaction")
    return left, right, electrons


def _organic_for_redox(rng: Random) -> tuple[dict[str, int], Half]:
    for _ in range(30):
        counts = organic(rng, largest=22)
        if counts["H"] < 2:
            continue
        try:
            return counts, _organic_half(counts)
        except ValueError:
            continue
    counts = {"C": 2, "H": 6, "O": 1}
    return counts, _organic_half(counts)


def _electron_line(counts: Mapping[str, int], half: Half) -> tuple[str, str]:
    return (
        "work",
        f"electrons from one {hill(counts)}: 4 × {counts['C']} + {counts['H']} − 2 × {counts.get('O', 0)} − 3 × {counts.get('N', 0)} = {half[2]}",
    )


def _organic_oxidation(rng: Random, level: int) -> Problem:
    """Levels 2 and 3: the oxidation half-reaction of an organic molecule to CO2."""
    counts, half = _organic_for_redox(rng)
    name = hill(counts)
    left = {name: 1, **({"H2O": half[1]["H2O"]} if "H2O" in half[1] else {})}
    right = dict(half[0])
    lines = [
        ("facts", f"{name} is oxidised to CO2" + (", its nitrogen leaves as NH4+" if "N" in counts else "")),
        ("rule", "{balance C (and N), then O with H2O, H with H+, the charge with electrons|order: C and N, oxygen by water, hydrogen by H+, charge by e-}"),
        ("work", f"water: 2 × {counts['C']} − {counts.get('O', 0)} = {2 * counts['C'] - counts.get('O', 0)} on the left"),
        _electron_line(counts, half),
        ("mistake", "{balancing the atoms and stopping there|forgetting the electrons} leaves the two sides with different charges; atoms alone do not balance an ionic equation"),
    ]  # fmt: skip
    story = f"{{At the anode of {{a fuel cell|a microbial cell|an electrolysis cell}}|In {{a fuel cell|an electro-oxidation|an acidic cell}}|{CAPITAL_PERSON} writes: in acid}}, {name} is oxidised to CO2{' and NH4^+' if 'N' in counts else ''}{{ in acidic solution|}}."
    return _posed(rng, level, story, left, right, lines, {"kind": "half", "fuel": name}, 5, plain=0.45, more=["{Balance with H2O, H^+ and e^- (electrons)|H2O, H^+ and electrons (e^-) may be used}"])


STRONG = (Couple("Cr2O7^2-", "Cr^3+", 1.36), Couple("Cr2O7^2-", "Cr^3+", 1.36), Couple("MnO4^-", "Mn^2+", 1.51), Couple("S2O8^2-", "SO4^2-", 2.01), Couple("Ce^4+", "Ce^3+", 1.72))  # fmt: skip
PAIRING = {"Cr2O7^2-": "dichromate", "MnO4^-": "permanganate", "S2O8^2-": "peroxodisulfate", "Ce^4+": "cerium(IV)"}


def _redox_lines(oxidant: Half, reductant: Half, first: int, second: int, electrons: int) -> list[tuple[str, str]]:
    gain = equation(oxidant[0], oxidant[1])
    loss = equation(reductant[1], reductant[0])
    return [
        ("facts", f"reduction: {gain}"),
        ("say", f"oxidation: {loss}"),
        ("rule", "{electrons given and taken have to be equal|multiply both so that the electrons cancel}"),
        ("work", f"common number of electrons: {oxidant[2]} × {first} = {oxidant[2] * first} and {reductant[2]} × {second} = {reductant[2] * second}"),
        ("then", "{add both and cancel what stands on either side (electrons, H+, H2O)|sum, and take common H+ and H2O off}"),
        ("mistake", f"{{joining the half-reactions one to one|balancing the atoms alone}} sets {oxidant[2]} electron{'s' if oxidant[2] > 1 else ''} against {reductant[2]}, so that the charges differ" if oxidant[2] != reductant[2] else "{balancing the atoms alone|stopping when the atoms agree} is not enough: with charged species the charge has to agree too"),
    ]  # fmt: skip


ACID_STORY = "{{In {acid|acidic solution|dilute acid}|In an acidified solution|At low pH}, $ox oxidises $red|{$ox is added to an acidified solution of $red|$red is titrated in acid with $ox|Acidified $ox meets $red}|{A redox titration|A waste treatment|An analysis} {uses|rests on} the reaction of $red with $ox in acid}; {the products are|it gives|one obtains} $op and $rp."


def _acid_pairs() -> list[tuple[Couple, Couple]]:
    found = []
    sparing = ("Ag", "Pb")
    anions = ("Cl", "Br", "I", "S")
    for oxidant in ACID_OXIDANTS:
        for reductant in ACID_REDUCTANTS:
            if oxidant.potential - reductant.potential < 0.2:
                continue
            first = set(formula(oxidant.oxidised).counts) | set(formula(oxidant.reduced).counts)
            second = set(formula(reductant.oxidised).counts) | set(formula(reductant.reduced).counts)
            if (first & second) - {"O", "H"}:
                continue
            both = first | second
            if any(metal in both for metal in sparing) and any(one in both for one in anions):
                continue
            if reductant.reduced == "S2O3^2-" and oxidant.oxidised not in ("I2", "Fe^3+"):
                continue
            if oxidant.reduced == "I^-" and reductant.potential > 0.5:
                # the oxidised product would turn the iodide into iodine
                continue
            if oxidant.oxidised == "Fe^3+" and reductant.reduced in ("Fe(CN)6^4-",):
                continue
            if reductant.reduced in ("Al", "Mg", "Zn", "Fe", "Sn", "Cd", "In", "Ni") and oxidant.oxidised in ("H2O2", "BiO3^-", "FeO4^2-", "PbO2", "MnO2"):
                continue
            try:
                left, right, _, _, _ = combined(half_reaction(oxidant), half_reaction(reductant))
                balanced(tuple(left), tuple(right))
            except ValueError:
                continue
            found.append((oxidant, reductant))
    return found


def _base_pairs() -> list[tuple[Couple, Couple]]:
    found = []
    for oxidant in BASE_OXIDANTS:
        for reductant in BASE_REDUCTANTS:
            first = set(formula(oxidant.oxidised).counts) | set(formula(oxidant.reduced).counts)
            second = set(formula(reductant.oxidised).counts) | set(formula(reductant.reduced).counts)
            if oxidant.potential - reductant.potential < 0.2 or (first & second) - {"O", "H"}:
                continue
            try:
                left, right, _, _, _ = combined(half_reaction(oxidant, True), half_reaction(reductant, True))
                balanced(tuple(left), tuple(right))
            except ValueError:
                continue
            found.append((oxidant, reductant))
    return found


@lru_cache(maxsize=2)
def pairs(base: bool) -> tuple[tuple[Couple, Couple], ...]:
    """Oxidant and reductant couples that react and whose equation has one way to balance."""
    return tuple(_base_pairs() if base else _acid_pairs())


def _acid_redox(rng: Random, level: int) -> Problem:
    """Level 3: two couples in acid."""
    oxidant, reductant = rng.choice(pairs(False))
    gain, loss = half_reaction(oxidant), half_reaction(reductant)
    left, right, electrons, first, second = combined(gain, loss)
    story = spin(rng, ACID_STORY, ox=oxidant.oxidised, red=reductant.reduced, op=oxidant.reduced, rp=reductant.oxidised)
    lines = _redox_lines(gain, loss, first, second, electrons)
    return _posed(rng, level, story, left, right, lines, {"kind": "acid", "couples": [oxidant.oxidised, oxidant.reduced, reductant.reduced, reductant.oxidised]}, 7, plain=0.5, more=["{Add H^+ and H2O where they are needed|H^+ and H2O may be added}"])


def _digestion(rng: Random, level: int) -> Problem:
    """Level 3: an organic molecule is oxidised to CO2 by a strong oxidant in acid."""
    counts, loss = _organic_for_redox(rng)
    oxidant = rng.choice(STRONG)
    gain = half_reaction(oxidant)
    left, right, electrons, first, second = combined(gain, loss)
    name = hill(counts)
    lines = [*_redox_lines(gain, loss, first, second, electrons)]
    lines.insert(2, _electron_line(counts, loss))
    products = f"CO2{', NH4^+' if 'N' in counts else ''}"
    story = f"{{In a {{chemical oxygen demand|wet oxidation|digestion}} test, {name} is oxidised by {oxidant.oxidised} in {{strong|hot}} acid|Hot acidic {PAIRING[oxidant.oxidised]} ({oxidant.oxidised}) {{oxidises|digests|mineralises}} {name} completely|{{Waste water|A sample}} that holds {name} is {{digested|heated}} with {oxidant.oxidised} in acid}}; {{the products are|it gives|one obtains}} {products} and {oxidant.reduced}{{ besides water|}}."
    return _posed(rng, level, story, left, right, lines, {"kind": "digestion", "fuel": name, "oxidant": oxidant.oxidised}, 8, plain=0.5, more=["{Add H^+ and H2O where they are needed|H^+ and H2O may be added}"])


def _base_redox(rng: Random, level: int) -> Problem:
    """Level 4: two couples in base, with spectator ions named."""
    oxidant, reductant = rng.choice(pairs(True))
    gain, loss = half_reaction(oxidant, True), half_reaction(reductant, True)
    left, right, electrons, first, second = combined(gain, loss)
    lines = _redox_lines(gain, loss, first, second, electrons)
    lines[-1] = ("mistake", "{leaving H+ in the equation|balancing as in acid} is wrong here: in base hydrogen is balanced with H2O and OH-, as no free H+ is there; and the charges have to agree too")
    story = f"{{In {{alkaline|basic}} solution|In {{dilute|warm}} {{sodium|potassium}} hydroxide|At pH 13}}, {oxidant.oxidised} {{oxidises|reacts with}} {reductant.reduced}; {{the products are|it gives|one obtains}} {oxidant.reduced} and {reductant.oxidised}. {{{{Sodium|Potassium}} ions are spectators|The counter-ions take no part|Na+ and K+ stay as they are}}."
    if "e^-" in left or set(left) & set(right):
        return _titration(rng, level)
    return _posed(rng, level, story, left, right, lines, {"kind": "base", "couples": [oxidant.oxidised, oxidant.reduced, reductant.reduced, reductant.oxidised]}, 8, plain=0.35, spare=_idle(rng), more=["{Balance with OH^- and H2O, not H^+|Use OH^- and H2O where needed}"])


def _idle(rng: Random) -> list[tuple[str, str]]:
    pool = [
        ("{volume of the flask|size of the flask}", rng.choice(("100 mL", "250 mL", "500 mL"))),
        ("{stirring time|reaction time}", f"{rng.choice((5, 10, 15, 20, 30, 45))} min"),
        ("{volume of the pipette|aliquot taken}", rng.choice(("10 mL", "20 mL", "25 mL"))),
        ("bath temperature", f"{rng.choice((25, 40, 60, 70, 80))} °C"),
    ]
    return rng.sample(pool, rng.randint(1, 2))


#: oxidants that stand in burettes
TITRANTS = ("MnO4^-", "Cr2O7^2-", "Ce^4+", "BrO3^-", "IO3^-", "VO2^+", "Fe^3+")


def _titration(rng: Random, level: int) -> Problem:
    """Level 4: balance, then from the titrant's volume to the amount of the reductant."""
    oxidant, reductant = rng.choice(pairs(False))
    for _ in range(200):
        dissolved = formula(reductant.reduced).charge or reductant.reduced in ("H2C2O4", "H3AsO3", "H2S", "HNO2", "H2SO3")
        if oxidant.oxidised in TITRANTS and dissolved and reductant.reduced not in ("Cr^3+", "Mn^2+", "Cl^-", "Br^-"):
            break
        oxidant, reductant = rng.choice(pairs(False))
    gain, loss = half_reaction(oxidant), half_reaction(reductant)
    left, right, electrons, first, second = combined(gain, loss)
    concentration = rng.choice((0.0100, 0.0167, 0.0200, 0.0250, 0.0400, 0.0500, 0.1000, 0.1200))
    volume = rng.randint(820, 4180) / 100
    top, bottom = left[reductant.reduced], left[oxidant.oxidised]
    amount = carried(volume * concentration, 6)
    result = amount * top / bottom
    lines = [
        *_redox_lines(gain, loss, first, second, electrons)[:-1],
        ("say", f"balanced: {equation(left, right)}"),
        ("work", f"n({oxidant.oxidised}) = {written(volume)} × {concentration:.4f} = {written(amount)} mmol"),
        ("then", f"n({reductant.reduced}) = {written(amount)} × {top} / {bottom} = {written(carried(result, 4))} mmol"),
        ("mistake", f"{{a one-to-one ratio|taking equal amounts}} would give {written(carried(amount, 4))} mmol; the electrons, {gain[2]} and {loss[2]} in the half-reactions, set the ratio" if top != bottom else "{turning the coefficients round|taking the ratio of H+ for that of the reactants} is easily done; here the two react one to one because they exchange equally many electrons"),
        *_checks(left, right, True)[-1:],
    ]  # fmt: skip
    exercise = Exercise(
        f"{{An {{acidified|acidic}} solution of {reductant.reduced} is titrated with {oxidant.oxidised}|{oxidant.oxidised} {{in the burette|as titrant}} oxidises {reductant.reduced} in acid|{{A sample|The flask}} with {reductant.reduced} in dilute acid {{needs|takes up}} {oxidant.oxidised} to the end point}}; {{the products are|it gives|one obtains}} {oxidant.reduced} and {reductant.oxidised}.",
        [("{volume of titrant|burette reading|titrant used}", f"{volume:.2f} mL"), ("{concentration of the titrant|titrant concentration}", f"{concentration:.4f} mol/L")],
        ["{Work out the balanced equation first|The balanced equation gives the ratio}"],
        f"{{How many millimoles of {reductant.reduced} {{were there|did the sample hold}}|What amount of {reductant.reduced}, in mmol, was in the flask}}?",
        lines, {"kind": "titration", "couples": [oxidant.oxidised, oxidant.reduced, reductant.reduced, reductant.oxidised], "mL": volume, "M": concentration}, 10, spare=_idle(rng), heading="{titration|readings|record|from the worksheet}",
    )  # fmt: skip
    traps = [
        (amount, "took a one-to-one ratio"), (amount * bottom / top, "turned the ratio round"), (amount * gain[2], "took the electrons for the amount"), (amount * loss[2], "multiplied by the reductant's electrons"),
        (amount / loss[2], "divided by the reductant's electrons only"), (result * 1000, "left the volume in mL and the amount in mol"), (amount * (top + bottom), "added the coefficients"), (result * 2, "used doubled coefficients on one side"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mmol", digits=4, relative=0.005)


def _molecular(rng: Random, level: int) -> Problem:
    """Level 5: a molecular equation with counter-ions: an organic molecule, permanganate or dichromate, sulfuric acid."""
    for _ in range(30):
        counts = organic(rng, nitrogen=False, largest=22)
        name = hill(counts)
        cation = rng.choice(("K", "Na", "Li", "Rb", "Cs"))
        kind = rng.choice(("MnO4", "Cr2O7", "MnO4N"))
        if kind == "MnO4":
            left_names: Side = (name, f"{cation}MnO4", "H2SO4")
            right_names: Side = ("CO2", "MnSO4", f"{cation}2SO4", "H2O")
        elif kind == "Cr2O7":
            left_names = (name, f"{cation}2Cr2O7", "H2SO4")
            right_names = ("CO2", "Cr2(SO4)3", f"{cation}2SO4", "H2O")
        else:
            left_names = (name, f"{cation}MnO4", "HNO3")
            right_names = ("CO2", "Mn(NO3)2", f"{cation}NO3", "H2O")
        try:
            first, second = balanced(left_names, right_names)
        except ValueError:
            continue
        break
    else:
        left_names, right_names, name = ("H2C2O4", "KMnO4", "H2SO4"), ("CO2", "MnSO4", "K2SO4", "H2O"), "H2C2O4"
        counts = {"C": 2, "H": 2, "O": 4}
        first, second = balanced(left_names, right_names)
    left, right = dict(zip(left_names, first)), dict(zip(right_names, second))
    electrons = 4 * counts["C"] + counts["H"] - 2 * counts.get("O", 0)
    taken = 6 if "Cr2O7" in left_names[1] else 5
    lines = [
        ("facts", f"oxidised: {name} to CO2; reduced: {left_names[1]} ({taken} electrons a formula unit)"),
        ("work", f"electrons from one {name}: 4 × {counts['C']} + {counts['H']} − 2 × {counts.get('O', 0)} = {electrons}"),
        ("rule", "{electrons given and taken are equal|electron balance first, then the metals, the acid's anion, hydrogen; oxygen is the check}"),
        ("work", f"electrons: {left[name]} × {electrons} = {left[name] * electrons} given, {left[left_names[1]]} × {taken} = {left[left_names[1]] * taken} taken"),
        ("say", f"the acid's anions on the right fix {left_names[2]}: {left[left_names[2]]}"),
        ("mistake", f"{{balancing {left_names[2]} by its hydrogen first|treating {left_names[2]} as a mere catalyst}} goes wrong: it gives its anion to the metal salts and its hydrogen to the water"),
    ]  # fmt: skip
    story = f"{{{left_names[1]} in {left_names[2]} {{oxidises|digests}} {name} completely|{name} is {{mineralised|oxidised to the end}} by {left_names[1]} and {left_names[2]}|{{Heating|Warming}} {name} with {left_names[1]} and {left_names[2]} oxidises it completely}}; {{the products are|it gives|one obtains}} {listed(list(right))}."
    return _posed(rng, level, story, left, right, lines, {"kind": "molecular", "left": list(left_names), "right": list(right_names)}, 9, plain=0.7, more=["{Write whole formulas, no ions|Keep all salts as whole formulas}"])


#: (left, right, what happens) of one element in two roles; the matrix has one way to balance
DISPROPORTIONATIONS: tuple[tuple[Side, Side], ...] = (
    (("Cl2", "OH^-"), ("Cl^-", "ClO^-", "H2O")), (("Cl2", "OH^-"), ("Cl^-", "ClO3^-", "H2O")), (("Br2", "OH^-"), ("Br^-", "BrO3^-", "H2O")),
    (("I2", "OH^-"), ("I^-", "IO3^-", "H2O")), (("P4", "OH^-", "H2O"), ("PH3", "H2PO2^-")), (("S", "OH^-"), ("S^2-", "SO3^2-", "H2O")),
    (("MnO4^2-", "H^+"), ("MnO4^-", "MnO2", "H2O")), (("NO2", "OH^-"), ("NO2^-", "NO3^-", "H2O")), (("HNO2",), ("NO", "NO3^-", "H^+", "H2O")),
    (("IO3^-", "I^-", "H^+"), ("I2", "H2O")), (("BrO3^-", "Br^-", "H^+"), ("Br2", "H2O")), (("MnO4^-", "Mn^2+", "H2O"), ("MnO2", "H^+")),
    (("SO2", "H2S"), ("S", "H2O")), (("ClO3^-", "Cl^-", "H^+"), ("Cl2", "H2O")), (("Cu^+",), ("Cu^2+", "Cu")), (("H3PO3",), ("PH3", "H3PO4")), (("ClO2", "OH^-"), ("ClO2^-", "ClO3^-", "H2O")),
)  # fmt: skip


def _two_reductants(rng: Random, level: int) -> Problem:
    """Level 5: one element in two roles, scaled to a number of electrons or particles."""
    left_names, right_names = rng.choice(DISPROPORTIONATIONS)
    first, second = balanced(left_names, right_names)
    left, right = dict(zip(left_names, first)), dict(zip(right_names, second))
    asked = rng.choice(right_names)
    given = left_names[0]
    unit = rng.choice(("mmol", "mmol", "mol"))
    amount = rng.randint(12, 960) / 10 if unit == "mmol" else rng.randint(15, 480) / 100
    result = amount * right[asked] / left[given]
    lines = [
        ("facts", f"one element ends up in two oxidation states (or comes from two): {_skeleton(left_names, right_names)}"),
        ("rule", "{split it into an oxidation and a reduction of that element, balance the electrons, then charge and atoms|electrons lost by one part equal those gained by the other; charge and atoms follow}"),
        ("say", f"balanced: {equation(left, right)}"),
        *_checks(left, right, True),
        ("then", f"n({asked}) = {written(amount)} × {right[asked]} / {left[given]} = {written(carried(result, 4))} {unit}"),
        ("mistake", f"{{taking {given} and {asked} one to one|leaving the coefficients out}} would give {written(amount)} {unit}; the balanced equation has {left[given]} to {right[asked]}" if left[given] != right[asked] else f"{{halving the amount|sharing it out by feeling}} is wrong: {given} and {asked} have the same coefficient, {left[given]}"),
    ]  # fmt: skip
    exercise = Exercise(
        f"{{{{The reaction|This reaction|The unbalanced skeleton}} {_skeleton(left_names, right_names)} {{is to be balanced|is carried out}}|{CAPITAL_PERSON} {{studies|balances|runs}} {_skeleton(left_names, right_names)}}}.",
        [(f"{{amount of {given}|{given} used up}}", f"{written(amount)} {unit}")], ["{The skeleton shows all species, without coefficients|All species are shown; coefficients are missing}", "{The reaction is complete|It runs to the end}; {all other species are in excess|nothing else limits it}"],
        f"{{How much {asked} {{forms|results}}|What amount of {asked} is formed}}?", lines,
        {"kind": "two roles", "left": list(left_names), "right": list(right_names), "asked": asked, "amount": amount, "unit": unit}, 8,
    )  # fmt: skip
    traps = [
        (amount, "took a one-to-one ratio"), (amount * left[given] / right[asked], "turned the ratio round"), (amount / 2, "shared the element equally"), (amount * right[asked], "forgot the coefficient of what is used up"),
        (amount / left[given], "forgot the coefficient of the product"), (result * 2, "counted atoms for molecules"), (result / 3, "used a coefficient of another species"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit=unit, digits=4, relative=0.005)


def _oxygen_demand(rng: Random, level: int) -> Problem:
    """Level 4: chemical oxygen demand of a solution of an organic compound."""
    counts, half = _organic_for_redox(rng)
    name = hill(counts)
    mass = molar_mass(name)
    content = rng.randint(40, 950)
    amount = carried(content / mass, 5)
    electrons = carried(amount * half[2], 6)
    result = electrons / 4 * 31.998
    lines = [
        ("facts", f"{content} mg/L of {name}, M = {written(mass)} g/mol"),
        ("rule", "{each O2 takes four electrons, so the oxygen demand is a quarter of the electrons|O2 + 4 H+ + 4 e- → 2 H2O: one O2 for four electrons}"),
        _electron_line(counts, half),
        ("work", f"n({name}) = {content} / {written(mass)} = {written(amount)} mmol/L"),
        ("then", f"electrons: {written(amount)} × {half[2]} = {written(electrons)} mmol/L"),
        ("then", f"COD = {written(electrons)} / 4 × 31.998 = {written(carried(result, 4))} mg/L"),
        ("mistake", "{counting one O2 for each electron|leaving the oxygen of the molecule out} overstates the demand: O2 takes four electrons, and oxygen in the molecule is already reduced" if counts.get("O") else "{counting one O2 for each electron|taking one O2 for each carbon} is wrong: O2 takes four electrons, and hydrogen gives electrons as well"),
    ]  # fmt: skip
    exercise = Exercise(
        f"{{Waste water|A standard solution|A process stream|A test solution}} {{holds|contains}} {{one|a single}} organic {{compound|substance}}, {name}.",
        [(f"{{content|mass concentration of {name}|concentration}}", f"{content} mg/L"), ("molar mass", f"{written(mass)} g/mol")],
        ["{Chemical oxygen demand: mass of O2 (31.998 g/mol) that takes up as many electrons as the complete oxidation in acid gives|COD is the O2 (31.998 g/mol) equivalent of complete oxidation to CO2" + (" and NH4^+, in acid}" if "N" in counts else ", in acid}") if "N" not in counts else "Chemical oxygen demand: mass of O2 (31.998 g/mol) that takes up as many electrons as the complete oxidation to CO2 and NH4^+ gives (nitrogen is not oxidised)"],
        "{What is the {theoretical |}chemical oxygen demand|How large is the COD|Which COD do you expect}?", lines, {"kind": "demand", "fuel": name, "mgL": content}, 7, spare=_idle(rng),
    )  # fmt: skip
    traps = [
        (electrons * 31.998, "took one O2 for each electron"), (electrons / 2 * 31.998, "took two electrons for one O2"), (content * 31.998 / mass * counts["C"], "took one O2 for each carbon"),
        (electrons / 4 * 15.999, "used the mass of an oxygen atom"), (amount * (half[2] + 2 * counts.get("O", 0)) / 4 * 31.998, "left the molecule's oxygen out"),
        (amount * (half[2] + 8 * counts.get("N", 0)) / 4 * 31.998, "oxidised the nitrogen to nitrate"),
    ]  # fmt: skip
    return number_problem(rng, level, exercise, result, traps, unit="mg/L", digits=4, relative=0.005)


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (combustion, precipitation) to 5 (molecular redox, one element in two roles)."""
    draw = rng.random()
    if level == 1:
        maker = _combustion if draw < 0.91 else _precipitation if draw < 0.985 else _neutralisation
    elif level == 2:
        maker = _molecules if draw < 0.55 else _organic_oxidation
    elif level == 3:
        maker = _digestion if draw < 0.72 else _acid_redox if draw < 0.79 else _organic_oxidation
    elif level == 4:
        maker = _titration if draw < 0.5 else _oxygen_demand if draw < 0.88 else _base_redox
    else:
        maker = _molecular if draw < 0.6 else _two_reductants
    return maker(rng, level)


FAMILY = Family(
    name="balancing",
    title="Balancing equations, redox and ionic ones included",
    source="Brown et al. 2018; Smith, Missen 1982 (null space); Sawyer, McCarty, Parkin 2003 (oxygen demand)",
    problem=problem,
    rubric=(
        Criterion("Balances every element and, with ions, the charge.", "essential"),
        Criterion("Keeps the species of the question and adds only H2O, H+, OH- or electrons where it allows them.", "essential"),
        Criterion("Makes the electrons given and taken equal before adding half-reactions.", "important"),
        Criterion("Reduces to the smallest whole numbers and cancels what stands on both sides.", "important"),
        Criterion("Changes a formula or subscript to make an equation balance.", "pitfall", positive=False),
    ),
)
