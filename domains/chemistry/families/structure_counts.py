
"""Counting in a structure: unsaturation, rings, hydrogen-bond donors and acceptors, groups, stereoisomers.

In: a seeded generator and a level. Out: one problem whose answer is a whole number.

    unsaturation    DBE = (2 C + 2 + N − H − X) / 2, with X the halogens; O and divalent S do not count
    rings           number of rings of a connected molecule = bonds − atoms + 1 (heavy atoms)
    donors          N or O atoms with at least one hydrogen; acceptors: all N and O atoms (Lipinski)
    stereoisomers   at most 2^n for n stereogenic elements; fewer where halves are alike (meso forms, E,Z = Z,E)

Sources: Clayden, Greeves, Warren, Organic Chemistry, 2nd ed. 2012, ch. 3 (DBE) and 14 (meso); Eliel, Wilen,
Stereochemistry of Organic Compounds 1994, ch. 3; Lipinski et al., Adv Drug Deliv Rev 1997;23:3; SMARTS: Daylight Theory
Manual 2011. Groups are defined in the question itself, since textbooks differ.

Worked example: paracetamol, C8H9NO2, has (2 × 8 + 2 + 1 − 9) / 2 = 5 units (a benzene ring 4, an amide C=O 1).

>>> unsaturation({"C": 8, "H": 9, "N": 1, "O": 2})
5
>>> alike_halves(2), alike_halves(3)
(3, 4)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.chemistry.exercise import PERSON, Exercise, integer_problem
from domains.chemistry.formulas import hill
from domains.chemistry.molecules import (
    ACYL,
    AMINO,
    OXY,
    RINGS,
    SUBSTITUENTS,
    atoms_of,
    counts_of,
    small_molecule,
    toolkit,
)
from domains.wording import listed, spin

Counts = Mapping[str, int]
HALOGENS = ("F", "Cl", "Br", "I")


def unsaturation(counts: Counts) -> int:
    """Rings plus π bonds of a neutral closed-shell molecule of C, H, N, O, divalent S and halogens."""
    halogens = sum(counts.get(one, 0) for one in HALOGENS)
    return (2 * counts.get("C", 0) + 2 + counts.get("N", 0) - counts.get("H", 0) - halogens) // 2


def alike_halves(centres: int) -> int:
    """Stereoisomers of a chain of 2 or 3 stereocentres with constitutionally alike halves.

    Two centres: a pair of enantiomers and one meso form. Three: a pair and two meso forms (the middle is
    pseudoasymmetric). In general 2^(n−1) + 2^(n/2 − 1) for even n and 2^(n−1) for odd n (Eliel 1994).
    """
    return int(2 ** (centres - 1) + (2 ** (centres // 2 - 1) if centres % 2 == 0 else 0))


@lru_cache(maxsize=4096)
def rings_of(smiles: str) -> tuple[int, int]:
    """(heavy atoms, bonds between them)."""
    molecule = toolkit().MolFromSmiles(smiles)
    return molecule.GetNumAtoms(), molecule.GetNumBonds()


@lru_cache(maxsize=256)
def _pattern(smarts: str) -> object:
    return toolkit().MolFromSmarts(smarts)


def matches(smiles: str, smarts: str) -> int:
    """Distinct matches of a SMARTS pattern (sets of atoms)."""
    found: int = len(toolkit().MolFromSmiles(smiles).GetSubstructMatches(_pattern(smarts), uniquify=True))
    return found


STORY = (
    "{{On {a worksheet|an exam paper|a purchase list|a registration form}|In {a docking set|a teaching set|a screening library|a compound archive}} {stands|one finds|there is} {the structure|a molecule|the compound} with the SMILES string $s"
    f"|{PERSON} {{is given|draws|looks up|has to describe}} {{the molecule|the compound|a structure}} with the SMILES string $s"
    "|{Take|Consider|Look at|Here is} {the molecule|the compound|the structure} $s{ (SMILES)|, written as SMILES|, given as a SMILES string}"
    "|{Structure|Molecule|Compound} (SMILES): $s|The SMILES string $s {describes|encodes|stands for} {a molecule|a compound}}."
)


def _story(rng: Random, smiles: str) -> str:
    mark = "`" if rng.random() < 0.3 else ""
    text = spin(rng, STORY, s=f"{mark}{smiles}{mark}")
    return text[:1].upper() + text[1:] if not text.startswith(smiles) else text


def _halogens(counts: Counts) -> int:
    return sum(counts.get(one, 0) for one in HALOGENS)


def _dbe_line(counts: Counts, value: int) -> tuple[str, str]:
    return (
        "work",
        f"DBE = (2 × {counts.get('C', 0)} + 2 + {counts.get('N', 0)} − {counts.get('H', 0)} − {_halogens(counts)}) / 2 = {value}",
    )


DBE_RULE = "{DBE = (2 C + 2 + N − H − X) / 2, X being the halogens; oxygen and divalent sulfur do not enter|each ring or π bond costs two hydrogens against the saturated chain: DBE = (2 C + 2 + N − H − X) / 2}"
DBE_ASK = "{What is {the|its} {degree of unsaturation|number of double-bond equivalents}|How many {double-bond equivalents|degrees of unsaturation|rings plus π bonds} does it {have|hold}}?"
DBE_MEANS = "{One double-bond equivalent is one ring or one π bond; a triple bond counts two|Count rings plus π bonds (a triple bond has two)|Rings and π bonds count one each}"


def _plain(rng: Random, largest: int = 20, rich: float = 0.0) -> tuple[str, Counts]:
    """A molecule without hexavalent sulfur or nitro group, whose DBE is its rings and π bonds as drawn."""
    for _ in range(40):
        smiles = _rich(rng) if rng.random() < rich else small_molecule(rng, 8, largest)
        if "S(" not in smiles and "[N+]" not in smiles:
            return smiles, counts_of(smiles)
    return "CC(=O)Nc1ccccc1", counts_of("CC(=O)Nc1ccccc1")


def _dbe_traps(counts: Counts, value: int) -> list[tuple[int, str]]:
    carbon, hydrogen, nitrogen = counts.get("C", 0), counts.get("H", 0), counts.get("N", 0)
    halogens = _halogens(counts)
    return [
        ((2 * carbon + 2 - nitrogen - hydrogen - halogens) // 2, "subtracted the nitrogens"),
        ((2 * carbon + 2 + nitrogen - hydrogen) // 2, "left out the halogens") if halogens > 1 else ((2 * carbon + nitrogen - hydrogen - halogens) // 2, "forgot the two end hydrogens of a chain"),
        (2 * carbon + 2 + nitrogen - hydrogen - halogens, "did not divide by two"),
        (value + counts.get("O", 0), "counted the oxygens as well"),
        (value - 1, "lost one unit, such as a ring"),
        (value + 1, "counted one bond twice"),
    ]  # fmt: skip


def _from_formula(rng: Random, level: int) -> Problem:
    """Level 1: DBE of a formula."""
    _, counts = _plain(rng, rich=0.9)
    value, text = unsaturation(counts), hill(counts)
    lines = [
        ("facts", f"{text}: C {counts.get('C', 0)}, H {counts.get('H', 0)}, N {counts.get('N', 0)}, halogens {_halogens(counts)}"),
        ("rule", DBE_RULE),
        _dbe_line(counts, value),
        ("check", f"an open saturated chain with these atoms would have {counts.get('H', 0)} + 2 × {value} = {counts.get('H', 0) + 2 * value} hydrogens"),
    ]  # fmt: skip
    exercise = Exercise(
        f"{{{{A|An unknown}} {{compound|liquid|solid|sample|metabolite|natural product}} {{has|is shown by mass spectrometry to have}} the {{molecular |}}formula {text}|{{Take|Consider}} {{a substance|a compound|a molecule}} of formula {text}|{{Elemental analysis|The high-resolution spectrum|A database hit}} {{gives|suggests|points to}} the formula {text}}}.",
        (), [DBE_MEANS], DBE_ASK, lines, {"kind": "formula", "formula": text}, 4,
    )  # fmt: skip
    return integer_problem(rng, level, exercise, value, _dbe_traps(counts, value))


def _rings(rng: Random, level: int) -> Problem:
    """Level 1: number of rings."""
    for _ in range(40):
        smiles = (rng.choice(ACYL) + rng.choice(AMINO)) if rng.random() < 0.05 else _rich(rng)
        atoms, bonds = rings_of(smiles)
        if bonds >= atoms:
            break
    value = bonds - atoms + 1
    lines = [
        ("facts", f"{{the string has|reading the string gives}} {atoms} heavy atoms and {bonds} bonds between them"),
        ("rule", "{a tree of n atoms has n − 1 bonds, and each ring adds one: rings = bonds − atoms + 1|every ring needs one bond more than a tree: rings = bonds − atoms + 1}"),
        ("work", f"rings = {bonds} − {atoms} + 1 = {value}"),
        ("check", "{each pair of equal ring-closure digits in the SMILES opens and closes one ring, which gives the same number|the pairs of ring-closure digits count the same}"),
    ]  # fmt: skip
    digits = sum(letter.isdigit() for letter in smiles)
    exercise = Exercise(
        _story(rng, smiles), (),
        ["{Count the smallest set of rings, so that naphthalene has two|Fused rings count one each (naphthalene: two)|The number of independent rings is meant}"],
        "{How many rings does {it|the molecule} {have|contain}|What is its number of rings|How many {independent |}rings are there in the molecule}?",
        lines, {"kind": "rings", "smiles": smiles}, 2,
    )  # fmt: skip
    traps = [
        (digits, "counted every ring-closure digit instead of every pair"),
        (bonds - atoms, "forgot to add one"),
        (value + 1, "counted a fused ring's outer path as well"),
        (value + 2, "took branches in parentheses for rings"),
    ]
    return integer_problem(rng, level, exercise, value, traps)


def _rich(rng: Random) -> str:
    """A ring with substituents, one of them an amide or ester."""
    ring = rng.choice([one for one in RINGS if not one.startswith("C1CN(")])
    groups = [rng.choice(SUBSTITUENTS) for _ in range(ring.count("{"))]
    groups[-1] = "C(=O)" + rng.choice(AMINO if rng.random() < 0.6 else OXY)
    if rng.random() < 0.4:
        groups[-1] = rng.choice(("C", "CC", "OC", "")) + groups[-1]
    # ring-closure digits of the inner group are free again inside the open outer ring only when they differ
    last = groups[-1].replace("1", "3").replace("2", "4")
    return ring.format(*groups[:-1], last)


def _atom_lines(smiles: str, wanted: str) -> str:
    found: dict[str, int] = {}
    for symbol, hydrogens, _, _ in atoms_of(smiles):
        if symbol in wanted:
            label = symbol + ("H" + (str(hydrogens) if hydrogens > 1 else "") if hydrogens else " without hydrogen")
            found[label] = found.get(label, 0) + 1
    return listed([f"{count} {label}" for label, count in found.items()]) or "none"


def _donors(rng: Random, level: int) -> Problem:
    """Level 2: hydrogen-bond donors or acceptors by a stated definition."""
    for _ in range(30):
        smiles = _rich(rng) if rng.random() < 0.7 else small_molecule(rng, 9, 20)
        polar = [(symbol, hydrogens) for symbol, hydrogens, _, _ in atoms_of(smiles) if symbol in "NO"]
        if len(polar) >= 3 and any(hydrogens for _, hydrogens in polar):
            break
    donors = sum(bool(hydrogens) for _, hydrogens in polar)
    hydrogens = sum(count for _, count in polar)
    acceptors = len(polar)
    donor = rng.random() < 0.55
    value = donors if donor else acceptors
    if donor:
        definition = "{A donor is an N or O atom that carries at least one hydrogen; count atoms, not hydrogens|Count each nitrogen or oxygen with one or more hydrogens once}"
        ask = "{How many hydrogen-bond donors does {it|the molecule} have|What is the number of hydrogen-bond donors|How many atoms are hydrogen-bond donors}?"
    else:
        definition = "{Count every N and O atom as an acceptor, whatever its surroundings (Lipinski)|By Lipinski's count each nitrogen and each oxygen is an acceptor, amide and nitro atoms included}"
        ask = "{How many hydrogen-bond acceptors does {it|the molecule} have|What is the number of hydrogen-bond acceptors}?"
    lines = [
        ("facts", f"its nitrogen and oxygen atoms: {_atom_lines(smiles, 'NO')}"),
        ("rule", "{a donor is an N or O with hydrogen, counted once|N and O atoms with hydrogen, each once}" if donor else "{all N and O atoms count|every nitrogen and oxygen counts once}"),
        ("work", f"with hydrogen {donors}, without {acceptors - donors}: {'donors = ' + str(acceptors) + ' − ' + str(acceptors - donors) if donor else 'acceptors = ' + str(donors) + ' + ' + str(acceptors - donors)} = {value}"),
        ("check", f"{{the hydrogens on these atoms number {hydrogens}, which is another question|hydrogens on N and O: {hydrogens}, not asked}}" if donor else f"{{only {donors} of them could donate as well|{donors} of these also donate}}"),
    ]  # fmt: skip
    traps = [
        (hydrogens if donor else donors, "counted hydrogens instead of atoms" if donor else "counted the donors"),
        (acceptors if donor else acceptors + _halogens(counts_of(smiles)), "counted all N and O atoms" if donor else "counted the halogens too"),
        (value - 1, "overlooked one atom"),
        (value + 1, "counted a carbon-bound hydrogen as a donor" if donor else "counted an oxygen twice"),
        (value + 2, "counted two atoms too many"),
    ]  # fmt: skip
    exercise = Exercise(_story(rng, smiles), (), [definition], ask, lines, {"kind": "donors" if donor else "acceptors", "smiles": smiles}, 3)
    return integer_problem(rng, level, exercise, value, traps)


def _dbe_smiles(rng: Random, level: int) -> Problem:
    """Level 2: DBE of a structure, by way of its formula."""
    smiles, counts = _plain(rng)
    value = unsaturation(counts)
    atoms, bonds = rings_of(smiles)
    rings = bonds - atoms + 1
    lines = [
        ("facts", f"{{filling the open valences with hydrogen gives|the string spells}} {hill(counts)}"),
        ("rule", DBE_RULE),
        _dbe_line(counts, value),
        ("check", f"the structure shows {rings} ring{'' if rings == 1 else 's'} and {value - rings} π bond{'' if value - rings == 1 else 's'}: {rings} + {value - rings} = {value}"),
    ]  # fmt: skip
    exercise = Exercise(_story(rng, smiles), (), [DBE_MEANS], DBE_ASK, lines, {"kind": "unsaturation", "smiles": smiles}, 5)
    traps = [(rings, "counted the rings only"), (value - rings, "counted the π bonds only"), *_dbe_traps(counts, value)]
    return integer_problem(rng, level, exercise, value, traps)


@dataclass(frozen=True)
class Group:
    """A functional group as the question defines it: a strict pattern, and the looser one that tempts."""

    name: str
    definition: str
    smarts: str
    loose: str
    trap: str


GROUPS = (
    Group("ether oxygens", "a non-aromatic oxygen between two carbons, neither of which is a C=O carbon", "[OX2;!$(O[#6]=O)]([#6])[#6]", "[OX2;A]([#6])[#6]", "the single-bonded oxygen of an ester also sits between two carbons, but one of them is a C=O carbon"),
    Group("alcohol groups", "an OH on an sp3 carbon", "[OX2H][CX4]", "[OX2H]", "an OH on an aromatic ring is a phenol and one on C=O an acid; neither is on an sp3 carbon"),
    Group("phenol groups", "an OH directly on an aromatic carbon", "[OX2H]c", "[OX2H]", "an OH on an sp3 carbon or on C=O is no phenol"),
    Group("amine nitrogens", "a non-aromatic nitrogen with three single bonds to C or H only, none of these carbons having a double bond to oxygen, and no sulfur or oxygen on it", "[NX3;A;+0;!$(N[#6]=O);!$(N[#16]);!$(N[#8])]", "[#7]", "amide, sulfonamide, nitrile, nitro and ring nitrogens such as pyridine's are nitrogens too, but not amines by this definition"),
    Group("ester groups", "C(=O)–O–C with a carbon or hydrogen on the C=O", "[CX3;$(C[#6]),$([CH1])](=O)[OX2][#6]", "[CX3](=O)[O,N]", "amides and free acids share the C=O, but have N or OH in place of the O–C"),
    Group("amide groups", "a C=O carbon that bears a nitrogen and, besides, a carbon or hydrogen", "[CX3;$(C[#6]),$([CH1])](=O)[NX3]", "[CX3](=O)[N,O]", "esters and acids have the C=O, but oxygen in place of nitrogen"),
    Group("C–H bearing aromatic carbons", "an aromatic carbon with one hydrogen", "[cH]", "c", "substituted and ring-fusion carbons are aromatic too, but bear no hydrogen"),
    Group("sp3 carbons", "a carbon with four single bonds", "[CX4]", "[C]", "carbons of C=O, C=C and C≡N are written with a capital C as well, but have fewer than four neighbours"),
    Group("carbonyl groups", "a carbon doubly bonded to oxygen, of any kind (acid, ester, amide, ketone, aldehyde)", "[CX3]=[OX1]", "[#8]", "ether, hydroxyl, nitro and sulfonyl oxygens are no carbonyls"),
)  # fmt: skip


def _group(rng: Random, level: int) -> Problem:
    """Level 3: count a group by its definition where a looser reading counts more."""
    group = rng.choice(GROUPS)
    for attempt in range(1, 81):
        group = rng.choice(GROUPS) if attempt % 20 == 0 else group
        smiles = _rich(rng) if rng.random() < 0.8 else small_molecule(rng, 10, 22)
        value, loose = matches(smiles, group.smarts), matches(smiles, group.loose)
        if loose > value > 0:
            break
    else:
        group, smiles = GROUPS[0], "COCCOC(=O)c1ccccc1"
        value, loose = matches(smiles, group.smarts), matches(smiles, group.loose)
    lines = [
        ("facts", f"{{wanted are|count}} {group.name}: {group.definition}; as SMARTS {group.smarts}"),
        ("rule", "{go through the atoms one by one and test the whole definition|test each candidate against every part of the definition}"),
        ("work", f"candidates by a loose look: {loose}; not fitting the definition: {loose - value}; {loose} − {loose - value} = {value}"),
        ("mistake", f"{{stopping at|taking}} the loose count {loose}: {group.trap}"),
        ("check", f"{{the pattern is found {value} time{'' if value == 1 else 's'}|{value} match{'' if value == 1 else 'es'} of the SMARTS}}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (),
        [f"{{Count only|By definition here, count|What counts is}} {group.definition}", f"{{In SMARTS|As a SMARTS pattern|The pattern is}}: {group.smarts}"],
        f"{{How many {group.name} does {{it|the molecule}} {{have|contain}}|What is the number of {group.name}|How many {group.name} are there}}?",
        lines, {"kind": "group", "smiles": smiles, "smarts": group.smarts}, 3,
    )  # fmt: skip
    traps = [
        (loose, "took a looser definition"),
        (value + 1, "counted one atom twice"),
        (value - 1, "overlooked one"),
        (value + 2, "let groups overlap"),
        (loose + 1, "counted loosely and one twice"),
    ]
    return integer_problem(rng, level, exercise, value, traps)


#: the same end group before and after a chain
ENDS = (
    ("C", "C"), ("CC", "CC"), ("CCC", "CCC"), ("CC(C)", "C(C)C"), ("c3ccccc3", "c3ccccc3"), ("OC", "CO"), ("OC(=O)", "C(=O)O"),
    ("COC(=O)", "C(=O)OC"), ("CCOC(=O)", "C(=O)OCC"), ("N#C", "C#N"), ("ClC", "CCl"), ("BrC", "CBr"), ("NC(=O)", "C(=O)N"),
    ("Clc3ccc(cc3)", "c3ccc(Cl)cc3"), ("COc3ccc(cc3)", "c3ccc(OC)cc3"), ("Fc3ccc(cc3)", "c3ccc(F)cc3"), ("C3CCCCC3", "C3CCCCC3"),
    ("COC", "COC"), ("FC(F)(F)", "C(F)(F)F"), ("CC(C)C", "CC(C)C"), ("C3CCCC3", "C3CCCC3"), ("CCCC", "CCCC"), ("OCC", "CCO"),
    ("Cc3ccc(cc3)", "c3ccc(C)cc3"), ("CNC(=O)", "C(=O)NC"), ("FC", "CF"), ("C3CC3", "C3CC3"), ("CC(C)(C)", "C(C)(C)C"),
    ("CCOC", "COCC"), ("Brc3ccc(cc3)", "c3ccc(Br)cc3"), ("CSC", "CSC"), ("CN(C)C(=O)", "C(=O)N(C)C"), ("c3ccccc3C", "Cc3ccccc3"),
)  # fmt: skip
MARKS = ("O", "OC", "Cl", "Br", "N", "F", "C", "CC", "OC(C)=O", "NC(C)=O", "SC", "OCC", "C#N", "I", "OC(C)C", "OCc5ccccc5", "NC", "N(C)C", "SCC")
LINKS = ("", "", "C", "CC", "CCC", "c4ccc(cc4)", "CCCC", "CSC", "COC", "CCCCC", "c4cccc(c4)", "C(=O)", "C(C)(C)", "CNC", "CCOCC", "c4ccccc4")
#: ends with a double bond that can be E or Z
ENE_ENDS = ("C=CC", "C=CCC", "C=CCl", "C=Cc3ccccc3", "CC=CC", "CC=CCl", "C=CC(=O)OC", "CC=CC(=O)OCC", "OCC=CC", "COC(=O)C=CC")


def _chain(rng: Random, alike: bool, ene: bool = False) -> tuple[str, int, str]:
    """(SMILES, stereocentres, what they are) of an open chain; `alike`: both halves are the same; `ene`: C=C at one end."""
    for _ in range(40):
        first, last = rng.choice(ENDS), rng.choice(ENDS)
        mark, other, middle = rng.choice(MARKS), rng.choice(MARKS), rng.choice(MARKS)
        link = rng.choice(LINKS)
        three = rng.random() < 0.35
        if alike:
            last, other = first, mark
        elif ene:
            last = ("", rng.choice(ENE_ENDS))
        elif {first[1], mark} == {last[1], other}:
            continue
        if mark == first[1] or other == last[1]:
            continue
        if three:
            return f"{first[0]}C({mark})C({middle})C({other}){last[1]}", 3, "the three CH carbons with a substituent"
        return f"{first[0]}C({mark}){link}C({other}){last[1]}", 2, "the two CH carbons with a substituent"
    return "CC(O)C(Cl)CC", 2, "the two CH carbons with a substituent"


def _maximum(rng: Random, level: int) -> Problem:
    """Level 4: number of stereoisomers without symmetry: centres and double bonds."""
    ene = rng.random() < 0.5
    smiles, centres, told = _chain(rng, alike=False, ene=ene)
    elements = centres + int(ene)
    value = 2**elements
    lines = [
        ("facts", f"stereocentres: {told} ({centres}){'; one C=C with two different groups at either end' if ene else '; no C=C that could be E or Z'}"),
        ("rule", "{each stereogenic element doubles the number, as long as no symmetry makes two of them alike|2 to the power of the stereogenic elements, provided that the ends differ}"),
        ("work", f"elements: {centres} + {int(ene)} = {elements}"),
        ("then", f"stereoisomers: 2^{elements} = {value}"),
        ("mistake", f"{{counting the stereocentres only|leaving the double bond aside}} gives {2**centres}" if ene else f"{{adding instead of doubling|taking two per centre}} gives 2 × {centres} = {2 * centres}; and a meso form can't occur, as the halves differ"),
        ("check", "{no two of these centres or ends are exchanged by a symmetry of the constitution, so all are distinct|the two ends of the chain differ, so nothing coincides}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (),
        ["{The string states no configuration: count all stereoisomers, enantiomers separately|No stereochemistry is written; enantiomers count as two|Count every stereoisomer (R/S and E/Z), enantiomers as two}", "{Rotation about single bonds and amide or ring conformations do not count|Conformers are not counted}"],
        "{How many stereoisomers {are possible|exist|does this constitution have}|What is the number of stereoisomers of this constitution}?",
        lines, {"kind": "stereoisomers", "smiles": smiles}, 4, spare=_idle(rng),
    )  # fmt: skip
    traps = [
        (2**centres if ene else 2 * centres, "left out the double bond" if ene else "added instead of doubling"),
        (elements, "gave the number of stereogenic elements"),
        (value // 2, "counted a pair of enantiomers as one"),
        (value * 2, "counted a carbon that has two equal groups"),
        (value - 1, "assumed a meso form"),
    ]
    return integer_problem(rng, level, exercise, value, traps)


def _idle(rng: Random) -> list[tuple[str, str]]:
    pool = [
        ("boiling point{ at reduced pressure|}", f"{rng.randint(64, 188)} °C"),
        ("refractive index", f"1.{rng.randint(3900, 5600)}"),
        ("{purity|gas-chromatographic purity}", f"{rng.randint(950, 998) / 10} %"),
        ("density", f"{rng.uniform(0.82, 1.32):.2f} g/mL"),
        ("{pack size|bottle content}", rng.choice(("1 g", "5 g", "25 g"))),
    ]
    return rng.sample(pool, rng.randint(1, 2))


def _pi_bonds(rng: Random, level: int) -> Problem:
    """Level 4: π bonds from formula and rings (hydrogen uptake tells nothing of aromatic ones)."""
    smiles, counts = _plain(rng, 24)
    atoms, bonds = rings_of(smiles)
    rings = bonds - atoms + 1
    value = unsaturation(counts)
    answer = value - rings
    lines = [
        ("facts", f"{{the string spells|filled with hydrogen the string is}} {hill(counts)}; {atoms} heavy atoms, {bonds} bonds between them"),
        ("rule", DBE_RULE + ", and rings = bonds − atoms + 1"),
        _dbe_line(counts, value),
        ("then", f"rings: {bonds} − {atoms} + 1 = {rings}"),
        ("then", f"π bonds: {value} − {rings} = {answer}"),
        ("mistake", f"{{taking the unsaturation {value} for the number of π bonds|stopping at {value}}}: it holds the rings as well"),
    ]
    exercise = Exercise(
        _story(rng, smiles), (),
        ["{Draw one Kekulé form; a triple bond has two π bonds|Count the π bonds of one Kekulé structure (two in a triple bond)}"],
        "{How many π bonds does one Lewis structure of it have|What is the number of π bonds|How many π bonds are drawn}?",
        lines, {"kind": "pi", "smiles": smiles}, 6, spare=_idle(rng),
    )  # fmt: skip
    traps = [
        (value, "gave the whole unsaturation"), (rings, "gave the rings"), (answer + 1, "counted a lone pair as a π bond"),
        (answer - 1, "counted a triple bond as one"), (value + rings, "added the rings"),
    ]  # fmt: skip
    return integer_problem(rng, level, exercise, answer, traps)


#: rings with two equal substituents: SMILES, number of stereoisomers, why
SYMMETRIC_RINGS = (
    ("{0}C1CCCC1{1}", 3, "1,2 on a five-membered ring: cis is meso, trans is a pair of enantiomers"),
    ("{0}C1CCC({1})C1", 3, "1,3 on a five-membered ring: cis is meso, trans is a pair of enantiomers"),
    ("{0}C1CCCCC1{1}", 3, "1,2 on a six-membered ring: cis is achiral on average (a mirror plane in the flat drawing), trans is a pair"),
    ("{0}C1CCCC({1})C1", 3, "1,3 on a six-membered ring: cis is meso, trans is a pair of enantiomers"),
    ("{0}C1CC1{1}", 3, "1,2 on cyclopropane: cis is meso, trans is a pair of enantiomers"),
    ("{0}C1CCC1{1}", 3, "1,2 on cyclobutane: cis is meso, trans is a pair of enantiomers"),
    ("{0}C1CCC({1})CC1", 2, "1,4 on a six-membered ring: cis and trans both have a mirror plane, so neither is chiral"),
    ("{0}C1CC({1})C1", 2, "1,3 on cyclobutane: cis and trans both have a mirror plane"),
)  # fmt: skip
RING_MARKS = (
    ("C", "C"), ("CC", "CC"), ("Cl", "Cl"), ("Br", "Br"), ("O", "O"), ("N", "N"), ("OC(=O)", "C(=O)O"), ("COC(=O)", "C(=O)OC"),
    ("OC", "CO"), ("N#C", "C#N"), ("c3ccccc3", "c3ccccc3"), ("CO", "OC"), ("F", "F"), ("ClC", "CCl"), ("NC", "CN"),
    ("CCOC(=O)", "C(=O)OCC"), ("NC(=O)", "C(=O)N"), ("CC(=O)O", "OC(C)=O"), ("CC(=O)N", "NC(C)=O"), ("CS", "SC"),
)  # fmt: skip


def _symmetry(rng: Random, level: int) -> Problem:
    """Level 5: meso forms, rings without chirality, and the look-alikes that have no symmetry after all."""
    kind = rng.random()
    if kind < 0.08:
        template, same, why = rng.choice(SYMMETRIC_RINGS)
        first, last = rng.choice(RING_MARKS), rng.choice(RING_MARKS)
        if rng.random() < 0.4:
            last = first
        smiles = template.format(first[0], last[1])
        centres = 2
        through = "CCC({1})CC1" in template or template == "{0}C1CC({1})C1"
        if first == last:
            value, reason = same, why
        elif through:
            value, reason = 2, "the mirror plane through both substituted carbons remains although the substituents differ: only cis and trans"
        else:
            value, reason = 4, "the two substituents differ, so no form has a mirror plane: 2 × 2"
    else:
        alike = kind < 0.55
        smiles, centres, _ = _chain(rng, alike)
        if alike:
            value = alike_halves(centres)
            reason = (
                "the halves are alike: R,R and S,S are enantiomers, while R,S and S,R are one meso compound"
                if centres == 2
                else "the halves are alike: with unlike outer centres the molecule is one of a pair of enantiomers (whose middle carbon is not stereogenic); with R,S outer centres the middle is pseudoasymmetric and gives two meso forms"
            )
        else:
            value = 2**centres
            reason = "the halves differ, in the end groups or the substituents, so no two configurations coincide"
    naive = 2**centres
    lines = [
        ("facts", f"{centres} ring or chain carbons that bear four different groups or are (pseudo)stereogenic"),
        ("rule", f"{{2^n is an upper limit: 2^{centres} = {naive}; look for a symmetry of the constitution first|start from 2^{centres} = {naive} and take out what coincides}}"),
        ("say", reason),
        ("work", f"{naive} − {naive - value} = {value} stereoisomers" if value != naive else f"nothing coincides: {naive} − 0 = {naive} stereoisomers"),
        ("mistake", f"{{2^{centres} = {naive} without looking at the symmetry counts a form twice|stopping at 2^{centres} = {naive} overlooks the symmetry}}" if value != naive else "{seeing a meso form where the ends only look alike|assuming a meso form because the substituents are similar}: the groups have to be the same"),
        ("check", "{naming every combination of configurations and turning the molecule round leaves this number|writing all combinations down and reading each from both ends leaves this number}"),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (),
        ["{No configuration is written: count all stereoisomers, with enantiomers as two and a meso form as one|Enantiomers count as two, a meso compound once; nothing is specified in the string|Count every distinct stereoisomer (cis/trans, R/S), a meso form once}"],
        "{How many stereoisomers {exist|are there|does this constitution have}|What is the number of distinct stereoisomers|How many different compounds {share|have} this constitution{ and differ only in configuration|}}?",
        lines, {"kind": "stereoisomers", "smiles": smiles}, 5,
    )  # fmt: skip
    traps = [
        (naive, "took 2^n although the halves are alike"),
        (alike_halves(centres), "assumed a meso form although the halves differ"),
        (value + 1, "counted a meso form twice"),
        (value - 1, "counted a pair of enantiomers once"),
        (centres, "gave the number of stereocentres"),
        (2 * naive, "counted a carbon with two equal groups"),
        (value + 2, "counted every drawing as a compound"),
    ]
    return integer_problem(rng, level, exercise, value, traps, lowest=0)


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (unsaturation, rings) to 5 (stereoisomers of symmetric constitutions)."""
    makers = {
        1: (_from_formula, _rings, _rings, _rings),
        2: (_donors, _donors, _dbe_smiles),
        3: (_group,),
        4: (_maximum, _pi_bonds),
        5: (_symmetry,),
    }[level]
    return rng.choice(makers)(rng, level)


FAMILY = Family(
    name="structure_counts",
    title="Unsaturation, rings, groups and stereoisomers of a structure",
    source="Clayden, Greeves, Warren 2012; Eliel, Wilen 1994; Lipinski 1997; SMARTS definitions as stated",
    problem=problem,
    rubric=(
        Criterion("Applies the definition that the question gives and no other.", "essential"),
        Criterion("Lists the atoms or bonds that it counts, so that each can be found in the structure.", "important"),
        Criterion("Looks for symmetry before it takes 2^n for the number of stereoisomers.", "important"),
        Criterion("Counts one group under two names or one atom twice.", "pitfall", positive=False),
    ),
)
