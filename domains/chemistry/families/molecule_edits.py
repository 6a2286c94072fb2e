
"""Edits of a molecule: exchange, add, remove and transform groups; the answer is a structure or a set of structures.

In: a seeded generator and a level. Out: one problem on a SMILES; the checker compares structures, never strings.

    exchange       a bond to the old group is cut and the new group bound in its place; all else stays
    add            a hydrogen of the named position is replaced
    remove         the group goes and a hydrogen takes its place
    transform      ester or amide C(=O)–X + H2O → C(=O)OH + HX; –NO2 → –NH2; –CH2OH → –COOH; –C≡N → –COOH
    mono-products  replacing one hydrogen of each set of equivalent positions gives all distinct products

Sources: Clayden, Greeves, Warren, Organic Chemistry, 2nd ed. 2012, ch. 10 (acyl substitution), 21 (aromatics), 23
(reductions); Weininger 1988 (SMILES). Where several places fit, any right product is accepted; "all products" wants the set.

Worked example: chlorobenzene with OH for Cl is phenol; toluene has three ring positions for one bromine.

>>> exchanged("Clc1ccccc1", "Cl", "O")
('Oc1ccccc1',)
>>> sorted(added_on_rings("Cc1ccccc1", "Br"))
['Cc1ccc(Br)cc1', 'Cc1cccc(Br)c1', 'Cc1ccccc1Br']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from curate.domain import Criterion, Family, Problem
from domains.chemistry.exercise import PERSON, Exercise, checked_problem
from domains.chemistry.formulas import hill
from domains.chemistry.molecules import ACYL, AMINO, OXY, RINGS, counts_of, toolkit
from domains.chemistry.verifiers.smiles import canonical, check
from domains.wording import spin

ONE = "domains.chemistry.verifiers.smiles:check"
SET = "domains.chemistry.verifiers.smiles:check_set"


@lru_cache(maxsize=512)
def _query(smarts: str) -> object:
    return toolkit().MolFromSmarts(smarts)


@lru_cache(maxsize=2048)
def _molecule(smiles: str) -> Any:
    """The molecule of a SMILES; shared, so only ever copied from."""
    return toolkit().MolFromSmiles(smiles)


def _sites(smiles: str, smarts: str) -> list[tuple[int, ...]]:
    """Matches of a pattern, as atom numbers."""
    return list(_molecule(smiles).GetSubstructMatches(_query(smarts)))


def _products(smiles: str, sites: Sequence[tuple[int, int]], group: str) -> tuple[str, ...]:
    """Products of cutting off everything behind (kept atom, leaving atom) and binding a group in its place.

    A leaving atom of -1 is a hydrogen; an empty group leaves a hydrogen. One product a site, equal ones once, sorted.
    """
    chem = toolkit()
    found: set[str] = set()
    for kept, leaving in sites:
        editable = chem.RWMol(_molecule(smiles))
        doomed: list[int] = []
        if leaving >= 0:
            editable.RemoveBond(kept, leaving)
            fragments = chem.GetMolFrags(editable)
            doomed = list(next(part for part in fragments if leaving in part))
            if kept in doomed:
                continue
        if group:
            incoming = _molecule(group)
            offset = editable.GetNumAtoms()
            editable = chem.RWMol(chem.CombineMols(editable, incoming))
            editable.AddBond(kept, offset, chem.BondType.SINGLE)
        atom = editable.GetAtomWithIdx(kept)
        if atom.GetNumExplicitHs() and leaving < 0 and group:
            atom.SetNumExplicitHs(atom.GetNumExplicitHs() - 1)
        for index in sorted(doomed, reverse=True):
            editable.RemoveAtom(index)
        try:
            chem.SanitizeMol(editable)
        except ValueError:
            continue
        found.add(str(chem.MolToSmiles(editable)))
    return tuple(sorted(found))


#: leaving group -> SMARTS whose first atom stays and whose second leaves with all behind it
LEAVING: dict[str, str] = {
    "Cl": "[#6][Cl]", "Br": "[#6][Br]", "F": "[c][F]", "I": "[#6][I]", "O": "[#6;!$(C=O)][OX2H]", "OC": "c[OX2][CH3]",
    "N": "c[NX3H2]", "C#N": "c[CX2]#N", "nitro": "c[N+](=O)[O-]", "COOH": "c[CX3](=O)[OX2H]", "C": "c[CH3]",
    "CF3": "c[CX4](F)(F)F",
}  # fmt: skip


def exchanged(smiles: str, old: str, new: str) -> tuple[str, ...]:
    """Every product of replacing one `old` group (a key of `LEAVING`) by the group `new` (SMILES, first atom bound)."""
    return _products(smiles, [(site[0], site[1]) for site in _sites(smiles, LEAVING[old])], new)


def added_on_rings(smiles: str, new: str) -> tuple[str, ...]:
    """Every distinct product of replacing one hydrogen on an aromatic carbon."""
    return _products(smiles, [(site[0], -1) for site in _sites(smiles, "[cH]")], new)


def added_at(smiles: str, position: str, new: str) -> tuple[str, ...]:
    """Products of replacing an aromatic hydrogen at a position given as SMARTS, whose first atom is the carbon."""
    return _products(smiles, [(site[0], -1) for site in _sites(smiles, position)], new)


@lru_cache(maxsize=64)
def _reaction(smarts: str) -> object:
    toolkit()
    from rdkit.Chem import rdChemReactions

    reaction = rdChemReactions.ReactionFromSmarts(smarts)
    reaction.Initialize()
    return reaction


def transformed(smiles: str, smarts: str) -> tuple[tuple[str, ...], ...]:
    """Products of a transformation at one place: each outcome is its molecules, canonical and sorted."""
    chem = toolkit()
    outcomes: set[tuple[str, ...]] = set()
    for products in _reaction(smarts).RunReactants((_molecule(smiles),)):  # type: ignore[attr-defined]
        parts = []
        for product in products:
            text = canonical(chem.MolToSmiles(product))
            if text is None:
                break
            parts.append(text)
        else:
            outcomes.add(tuple(sorted(parts)))
    return tuple(sorted(outcomes))


#: group: (SMILES with the bound atom first, how it is called with an article)
GROUPS = (
    ("F", "a fluorine atom"), ("Cl", "a chlorine atom"), ("Br", "a bromine atom"), ("I", "an iodine atom"), ("O", "a hydroxyl group"),
    ("N", "an amino group (NH2)"), ("C", "a methyl group"), ("CC", "an ethyl group"), ("C(C)C", "an isopropyl group"), ("OC", "a methoxy group"),
    ("OCC", "an ethoxy group"), ("C#N", "a cyano group"), ("C(F)(F)F", "a trifluoromethyl group"), ("C(=O)O", "a carboxyl group"),
    ("C(C)=O", "an acetyl group"), ("N(C)C", "a dimethylamino group"), ("[N+](=O)[O-]", "a nitro group"), ("SC", "a methylthio group"),
    ("C=O", "a formyl group"), ("C(N)=O", "a carbamoyl group (CONH2)"), ("C(=O)OC", "a methoxycarbonyl group (CO2CH3)"),
    ("NC(C)=O", "an acetamido group (NHCOCH3)"), ("c9ccccc9", "a phenyl group"), ("C(C)(C)C", "a tert-butyl group"), ("CO", "a hydroxymethyl group"),
    ("C9CC9", "a cyclopropyl group"), ("OC(F)(F)F", "a trifluoromethoxy group"), ("S(N)(=O)=O", "a sulfamoyl group (SO2NH2)"), ("C=C", "a vinyl group"),
)  # fmt: skip
NAMES = dict(GROUPS)
#: group that may leave: key of LEAVING, how it stands in a ring template, name without article
OLD = (
    ("Cl", "Cl", "chlorine"), ("Br", "Br", "bromine"), ("F", "F", "fluorine"), ("I", "I", "iodine"), ("OC", "OC", "methoxy group"),
    ("N", "N", "amino group"), ("C#N", "C#N", "cyano group"), ("nitro", "[N+](=O)[O-]", "nitro group"), ("COOH", "C(=O)O", "carboxyl group"),
    ("C", "C", "methyl group"), ("CF3", "C(F)(F)F", "trifluoromethyl group"),
)  # fmt: skip
AROMATIC = tuple(ring for ring in RINGS if ring[0] == "c" and "[nH]" not in ring)


@dataclass(frozen=True)
class Edit:
    """One edit in words, with the products of every site that it fits."""

    told: str
    old: str
    new: str
    products: tuple[str, ...]
    how: str


def _ring(rng: Random, wanted: str, others: tuple[str, ...]) -> str:
    """An aromatic ring that has the wanted group once and besides only others."""
    ring = rng.choice(AROMATIC)
    if ring.count("{") < 3 and rng.random() < 0.6:
        ring = rng.choice(AROMATIC)
    places = ring.count("{")
    groups = [rng.choice(others) for _ in range(places)]
    groups[rng.randrange(places)] = wanted
    return ring.format(*groups)


def _exchange(rng: Random, smiles: str, new: str, old: tuple[str, str, str]) -> Edit:
    key, _, name = old
    told = rng.choice((
        f"{{Replace|Exchange}} the {name} by {NAMES[new]}", f"{{Substitute|Swap}} {NAMES[new]} for the {name}",
        f"{{Put|Place}} {NAMES[new]} where the {name} {{is now|stands}}",
    ))  # fmt: skip
    how = f"cut the bond to the {name} and bind {NAMES[new]} to the same atom"
    return Edit(told, key, new, exchanged(smiles, key, new), how)


def _removal(smiles: str, old: tuple[str, str, str]) -> Edit:
    key, _, name = old
    told = f"{{Remove|Take off|Delete}} the {name}{{ and put hydrogen in its place|, leaving a hydrogen}}"
    how = f"cut the bond to the {name}; hydrogen fills the free valence"
    return Edit(told, key, "", exchanged(smiles, key, ""), how)


STORY = (
    "{{In|For} {a design round|a lead series|an exercise on analogues|a patent example|a retrosynthesis class|a library proposal}, {the starting structure is|one starts from|we begin with} $s"
    f"|{PERSON} {{starts from|modifies|redraws}} the {{molecule|structure|compound}} $s"
    "|{Start from|Take|Consider|Begin with} {the molecule|the compound|the structure|} $s{ (SMILES)|, written as SMILES|}"
    "|{Starting structure|Parent molecule|SMILES of the parent}: $s}."
)
KEEP = "{Everything else stays as it is|Leave the rest of the molecule unchanged|All other atoms and bonds keep their places}"
ANSWER = "{Answer with one SMILES string|Give the product as a single SMILES|Write the product as SMILES} ({any valid notation counts|it need not be canonical|any correct notation is fine})"
ANSWER_ANY = "{Where several positions fit, any one right product will do|If more than one product is possible, give any one of them}"
LISTED = "{List the SMILES strings separated by commas|Separate the SMILES strings by commas|Give all SMILES in one line, with commas between them}"
LAST = "{What is the product|Which structure results|What does the edited molecule look like|Which molecule do you get}?"


def _story(rng: Random, smiles: str) -> str:
    mark = "`" if rng.random() < 0.25 else ""
    text = spin(rng, STORY, s=f"{mark}{smiles}{mark}")
    return text[:1].upper() + text[1:]


def _change(before: str, after: str) -> str:
    return f"{hill(counts_of(before))} becomes {hill(counts_of(after))}"


def _balance(before: str, after: str, rng: Random) -> tuple[str, str]:
    """Check line: heavy atoms before and after."""
    first = sum(n for e, n in counts_of(before).items() if e != "H")
    last = sum(n for e, n in counts_of(after).items() if e != "H")
    sign = "+" if last >= first else "−"
    return (
        "check",
        f"{{heavy atoms|atoms other than hydrogen}}: {first} {sign} {abs(last - first)} = {last}; the formula {_change(before, after)}",
    )


def _not_right(answer: str, accepted: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda text: canonical(text) is not None and check(text, answer, accepted=accepted).score == 0


def _finish(
    rng: Random, level: int, exercise: Exercise, products: tuple[str, ...], traps: list[tuple[str, str]]
) -> Problem:
    answer = products[0] if len(products) == 1 else rng.choice(products)
    others = tuple(one for one in products if one != answer)
    arguments = {"accepted": list(others)} if others else {}
    return checked_problem(
        rng, level, exercise, answer, traps, answer_type="smiles", verifier=ONE, arguments=arguments,
        wrong=_not_right(answer, others),
    )  # fmt: skip


def _somewhere(rng: Random, smiles: str, group: str) -> tuple[str, ...]:
    """The product at one drawn aromatic CH; nothing where there is none."""
    sites = _sites(smiles, "[cH]")
    return _products(smiles, [(rng.choice(sites)[0], -1)], group) if sites else ()


def _slips(rng: Random, smiles: str, right: tuple[str, ...], new: str) -> list[tuple[str, str]]:
    """Wrong structures that an edit may end in."""
    other = rng.choice([group for group, _ in GROUPS if group != new])
    made = [(smiles, "left the molecule unchanged")]
    made += [(text, "added the new group and kept the old one") for text in _somewhere(rng, smiles, new)]
    made += [(text, "changed a second position as well") for text in _somewhere(rng, right[0], other)]
    for other_old, smarts in LEAVING.items():
        if _sites(right[0], smarts):
            wrong = exchanged(right[0], other_old, "")
            if wrong:
                made.append((wrong[0], "lost another group on the way"))
                break
    made += [(text, "drew one carbon too many") for text in _somewhere(rng, right[0], "C")]
    return [(text, trap) for text, trap in made if canonical(text) not in right]


def _single(rng: Random, level: int) -> Problem:
    """Level 1: one exchange or removal at a single site."""
    for _ in range(20):
        old = rng.choice(OLD)
        others = tuple(group for group, _ in GROUPS if group not in ("C(F)(F)F", "OC(F)(F)F", "NC(C)=O", old[1]))
        smiles = _ring(rng, old[1], others)
        new = rng.choice([group for group, _ in GROUPS if group != old[1]])
        remove = rng.random() < 0.12
        edit = _removal(smiles, old) if remove else _exchange(rng, smiles, new, old)
        if len(edit.products) == 1:
            break
    else:
        smiles, old, new = "Clc1ccncc1", OLD[0], "O"
        edit = _exchange(rng, smiles, new, old)
    product = edit.products[0]
    lines = [
        ("facts", f"the {old[2]} sits on an aromatic carbon; there is only one in the string"),
        ("rule", edit.how),
        ("say", f"{{this gives|the product is}} {product}"),
        _balance(smiles, product, rng),
    ]
    exercise = Exercise(_story(rng, smiles), (), [edit.told, KEEP, ANSWER], LAST, lines, {"kind": "exchange", "smiles": smiles, "old": old[0], "new": edit.new}, 2)
    return _finish(rng, level, exercise, edit.products, _slips(rng, smiles, edit.products, edit.new or "C"))


#: name -> (reaction SMARTS, task, rule); one place in the molecules that `_substrate` makes
TRANSFORMS = {
    "ester hydrolysis": ("[C:1](=[O:2])[O:3][#6:4]>>[C:1](=[O:2])O.[O:3][#6:4]", "{Hydrolyse|Cleave} the ester{ with water|} and give both products", "the bond between C=O and O is cut: water brings OH to the acyl carbon and H to the oxygen"),
    "amide hydrolysis": ("[C:1](=[O:2])[NX3;!$(N(C=O)C=O):3]>>[C:1](=[O:2])O.[N:3]", "{Hydrolyse|Cleave} the amide{ with water|} and give both products, acid and amine uncharged", "the bond between C=O and N is cut: water brings OH to the acyl carbon and H to the nitrogen"),
    "nitro reduction": ("[c:1][N+](=O)[O-]>>[c:1]N", "{Reduce|Hydrogenate} the nitro group to the primary amine", "–NO2 becomes –NH2; both oxygens leave"),
    "alcohol oxidation": ("[#6:1][CH2:2][OX2H:3]>>[#6:1][C:2](=O)[O:3]", "Oxidise the primary alcohol to the carboxylic acid", "–CH2OH becomes –COOH: two hydrogens leave, one oxygen comes"),
    "nitrile hydrolysis": ("[#6:1][CX2:2]#[N:3]>>[#6:1][C:2](=O)O", "Hydrolyse the nitrile completely to the carboxylic acid", "–C≡N takes up two molecules of water and loses ammonia: –COOH, the carbon stays"),
    "aldehyde reduction": ("[#6:1][CX3H1:2]=[O:3]>>[#6:1][CH2:2][O:3]", "Reduce the aldehyde to the primary alcohol", "–CHO takes up two hydrogens and becomes –CH2OH"),
    "ketone reduction": ("[#6:1][CX3:2](=[O:3])[CH3:4]>>[#6:1][C:2]([O:3])[CH3:4]", "Reduce the methyl ketone to the secondary alcohol, without stating the configuration", "C=O takes up two hydrogens and becomes CH–OH"),
    "acid esterification": ("[#6:1][CX3:2](=[O:3])[OX2H:4]>>[#6:1][C:2](=[O:3])[O:4]C", "Turn the carboxylic acid into its methyl ester", "–COOH becomes –COOCH3: the acid hydrogen gives way to CH3"),
    "nitrile reduction": ("[#6:1][CX2:2]#[N:3]>>[#6:1][CH2:2][N:3]", "Reduce the nitrile to the primary amine", "–C≡N takes up four hydrogens and becomes –CH2NH2; the carbon stays"),
    "phenol methylation": ("[c:1][OX2H:2]>>[c:1][O:2]C", "Methylate the phenol's oxygen", "Ar–OH becomes Ar–OCH3"),
}  # fmt: skip
_GROUP_OF = {
    "nitro reduction": "[N+](=O)[O-]", "alcohol oxidation": "CO", "nitrile hydrolysis": "C#N", "aldehyde reduction": "C=O",
    "ketone reduction": "C(C)=O", "acid esterification": "C(=O)O", "nitrile reduction": "C#N", "phenol methylation": "O",
}  # fmt: skip
_INERT = ("C", "CC", "C(C)C", "F", "Cl", "Br", "OC", "OCC", "C(F)(F)F", "N(C)C", "SC", "C(C)(C)C", "OC(F)(F)F", "C9CC9", "c9ccccc9", "C(=O)N(C)C", "S(C)(=O)=O", "C(=O)OC", "I", "OC(C)C", "CCC", "C9CCCC9")  # fmt: skip


def _substrate(rng: Random, name: str) -> str:
    if name in ("ester hydrolysis", "amide hydrolysis"):
        tail = rng.choice(OXY if name == "ester hydrolysis" else AMINO[1:])
        if rng.random() < 0.25:
            return rng.choice(ACYL) + tail
        return _ring(rng, "C(=O)" + tail.replace("1", "3").replace("2", "4"), _INERT)
    return _ring(rng, _GROUP_OF[name], _INERT)


def _transformation(rng: Random, level: int) -> Problem:
    """Level 2: a functional-group transformation at its only place."""
    for _ in range(30):
        name = rng.choice(("ester hydrolysis", "ester hydrolysis", "amide hydrolysis", "amide hydrolysis", *TRANSFORMS))
        smarts, task, rule = TRANSFORMS[name]
        smiles = _substrate(rng, name)
        outcomes = transformed(smiles, smarts)
        if len(outcomes) == 1:
            break
    else:
        name, smiles = "nitro reduction", "O=[N+]([O-])c1ccc(Cl)cc1"
        smarts, task, rule = TRANSFORMS[name]
        outcomes = transformed(smiles, smarts)
    products = outcomes[0]
    both = len(products) == 2
    lines = [
        ("facts", f"the molecule has one place for this: the {name.split()[0]} {'group' if name.split()[0] in ('ester', 'amide', 'nitro') else 'function'}"),
        ("rule", rule),
        ("say", f"{{this gives|the result is}} {' and '.join(products)}"),
        _balance(smiles, ".".join(products), rng),
    ]
    conventions = [KEEP, LISTED if both else ANSWER]
    parameters = {"kind": "transform", "smiles": smiles, "name": name}
    exercise = Exercise(_story(rng, smiles), (), [f"{task}", *conventions], "{Which products result|What are the two products|Which two molecules do you get}?" if both else LAST, lines, parameters, 3)
    if not both:
        return _finish(rng, level, exercise, products, _slips(rng, smiles, products, "O"))
    acid, rest = sorted(products, key=lambda text: "C(=O)O" not in text and "O=C(O)" not in text)
    smaller = transformed(acid, "[C:1](=[O:2])[OX2H:3]>>[C:1](=[O:2])[H]") if "O" in acid else ()
    pairs = [
        (f"{rest}, {smaller[0][0]}" if smaller and smaller[0] else acid, "made the aldehyde instead of the acid"),
        (acid, "gave the acid alone"),
        (rest, "gave the other fragment alone"),
        (f"{acid}, {acid}", "gave the acid twice"),
        (smiles, "left the molecule unchanged"),
    ]
    return _listed(rng, level, exercise, products, pairs)


def _listed(
    rng: Random, level: int, exercise: Exercise, products: tuple[str, ...], traps: list[tuple[str, str]]
) -> Problem:
    from domains.chemistry.verifiers.smiles import check_set

    answer = ", ".join(products)
    return checked_problem(
        rng, level, exercise, answer, traps, answer_type="smiles", verifier=SET,
        wrong=lambda text: check_set(text, answer).score == 0,
    )  # fmt: skip


#: positions on a benzene ring relative to a group: SMARTS whose first atom is the free carbon
def _relative(group: str, place: str) -> str:
    path = {"ortho": "[cH]:c", "meta": "[cH]:[c]:c", "para": "[cH]:[c]:[c]:c"}[place]
    return path + group


ANCHORS = (
    ("-[OX2H]", "O", "hydroxyl group"), ("-[OX2][CH3]", "OC", "methoxy group"), ("-[NX3H2]", "N", "amino group"), ("-[F]", "F", "fluorine"),
    ("-[Cl]", "Cl", "chlorine"), ("-[Br]", "Br", "bromine"), ("-[CH3]", "C", "methyl group"), ("-[CX2]#N", "C#N", "cyano group"),
    ("-[N+](=O)[O-]", "[N+](=O)[O-]", "nitro group"), ("-[CX3](=O)[OX2H]", "C(=O)O", "carboxyl group"), ("-[CX3](=O)[CH3]", "C(C)=O", "acetyl group"),
    ("-[CX4](F)(F)F", "C(F)(F)F", "trifluoromethyl group"), ("-[SX2][CH3]", "SC", "methylthio group"),
)  # fmt: skip
BENZENES = ("c1ccc({1})cc1{0}", "c1cc({1})ccc1{0}", "c1ccc({1})c(c1){0}", "c1c({2})cc({1})cc1{0}", "c1ccc({1})c({2})c1{0}", "c1cc({2})c({1})cc1{0}", "c1c({2})c({1})ccc1{0}")


def _position(rng: Random, level: int) -> Problem:
    """Level 3: add at a position relative to a named group; several may fit, the wrong neighbour tempts."""
    for _ in range(40):
        smarts, text, name = rng.choice(ANCHORS)
        place = rng.choice(("ortho", "meta", "para"))
        others = [g for g, _ in GROUPS if g != text and "9" not in g and not (text in ("F", "C", "O", "N") and g.count(text) > (text == "C"))]
        ring = rng.choice(BENZENES)
        groups = [text, *[rng.choice([g for g in others if g != text]) for _ in range(ring.count("{") - 1)]]
        smiles = ring.format(*groups)
        if len(_sites(smiles, "c" + smarts)) != 1:
            continue
        new = rng.choice([g for g, _ in GROUPS if g != text])
        products = added_at(smiles, _relative(smarts, place), new)
        if products:
            break
    else:
        smiles, place, name, new, smarts = "Oc1ccc(Cl)cc1", "ortho", "hydroxyl group", "C", "-[OX2H]"
        products = added_at(smiles, _relative(smarts, place), new)
    wrong_places = [one for one in ("ortho", "meta", "para") if one != place]
    wrong = [(product, f"placed it {one} to the {name}") for one in wrong_places for product in added_at(smiles, _relative(smarts, one), new)]
    meaning = {"ortho": "the ring neighbours of that carbon", "meta": "two bonds along the ring from that carbon", "para": "opposite to that carbon"}[place]
    tempting = wrong_places[0]
    lines = [
        ("facts", f"the {name} sits on one carbon of the benzene ring; free positions {place} to it: those with a hydrogen, {len(products)} distinct product{'s' if len(products) > 1 else ''}"),
        ("rule", f"{place} means {meaning}; a hydrogen there is exchanged for {NAMES[new]}"),
        ("say", f"{{products that fit|possible results}}: {', '.join(products)}"),
        ("mistake", f"{{counting positions from another substituent|taking {tempting} for {place}}}: {place} is meant relative to the {name}, {meaning}, and an occupied position can't take the group"),
        _balance(smiles, products[0], rng),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (),
        [f"{{Add|Introduce|Bind}} {NAMES[new]} at a free ring position {place} to the {name}", KEEP, ANSWER, ANSWER_ANY], LAST, lines,
        {"kind": "position", "smiles": smiles, "place": place, "anchor": name, "new": new}, 4,
    )  # fmt: skip
    return _finish(rng, level, exercise, products, [*wrong, *_slips(rng, smiles, products, new)])


def _several(rng: Random, level: int) -> Problem:
    """Levels 4 and 5: two or three edits after one another, each with one result; spare data at level 4."""
    steps_wanted = 2 if level == 4 else 3
    for _ in range(30):
        name = rng.choice([*_GROUP_OF])
        anchors = [one for one in OLD if one[1] not in (_GROUP_OF[name],) and one[0] not in ("C", "CF3", "COOH", "N", "C#N", "nitro")]
        old = rng.choice(anchors)
        ring = rng.choice([one for one in AROMATIC if one.count("{") == (3 if rng.random() < 0.75 else 2)])
        groups = [old[1], _GROUP_OF[name], rng.choice([g for g in _INERT if g not in (old[1], "C(=O)OC") and "9" not in g and not (old[1] == "F" and "F" in g) and not (old[1] == "OC" and g in ("OC",))])]
        groups = groups[: ring.count("{")]
        rng.shuffle(groups)
        smiles = ring.format(*groups)
        reactions, task, rule = TRANSFORMS[name]
        first = transformed(smiles, reactions)
        if len(first) != 1 or len(first[0]) != 1:
            continue
        new = rng.choice([g for g, _ in GROUPS if g != old[1] and g not in ("C=O", "CO", "C#N", "C(=O)O", "O", "[N+](=O)[O-]", "C(C)=O")])
        middle = first[0][0]
        second = exchanged(middle, old[0], new)
        if len(second) != 1:
            continue
        chain = [(task, rule, middle), (f"{{replace|exchange}} the {old[2]} by {NAMES[new]}".replace("{replace|exchange}", "replace"), f"cut the bond to the {old[2]} and bind {NAMES[new]} to the same atom", second[0])]
        if steps_wanted == 3:
            third = rng.choice([g for g, _ in GROUPS if g not in ("O", "N") and "9" not in g and g != new])
            hydrogens = added_on_rings(second[0], third)
            if not hydrogens:
                continue
            chain.append((f"add {NAMES[third]} at any free CH of an aromatic ring", f"a hydrogen on an aromatic carbon gives way to {NAMES[third]}", ""))
            results = hydrogens
        else:
            third, results = "", second
        break
    else:
        smiles, name, old, new, third = "O=[N+]([O-])c1ccc(Cl)cc1", "nitro reduction", OLD[0], "OC", ""
        middle = transformed(smiles, TRANSFORMS[name][0])[0][0]
        results = exchanged(middle, "Cl", new)
        chain = [(TRANSFORMS[name][1], TRANSFORMS[name][2], middle), ("replace the chlorine by a methoxy group", "cut the bond to the chlorine and bind a methoxy group to the same atom", results[0])]
        if steps_wanted == 3:
            third = "Br"
            results = added_on_rings(results[0], third)
            chain.append(("add a bromine atom at any free CH of an aromatic ring", "a hydrogen on an aromatic carbon gives way to a bromine atom", ""))
    told = [spin(rng, one[0]) for one in chain]
    told = [text[:1].lower() + text[1:] for text in told]
    joined = rng.choice(("First ", "Step one: ", "To begin, ")) + "; ".join([told[0], *[rng.choice(("then ", "next ", "after that ")) + one for one in told[1:]]])
    lines: list[tuple[str, str]] = [("facts", f"{len(chain)} edits in this order, each on the result of the one before")]
    for number, (_, rule, result) in enumerate(chain, 1):
        lines.append(("say", f"edit {number}: {rule}" + (f"; now {result}" if result else f"; results that fit: {', '.join(results)}")))
    skipped = chain[0][2]
    lines += [
        ("mistake", f"{{stopping after the first edit|forgetting the later edits}} leaves {skipped}; and each edit starts from the product before, not from the parent"),
        _balance(smiles, results[0], rng),
    ]
    conventions = [KEEP, ANSWER, *([ANSWER_ANY] if len(results) > 1 else [])]
    exercise = Exercise(
        _story(rng, smiles), (), [joined, *conventions], LAST, lines,
        {"kind": "chain", "smiles": smiles, "name": name, "old": old[0], "new": new, "third": third}, 2 * len(chain),
        spare=_idle(rng) if level == 4 else (),
    )  # fmt: skip
    only_second = exchanged(smiles, old[0], new)
    traps = [(skipped, "stopped after the first edit"), *[(one, "skipped the first edit") for one in only_second[:1]]]
    if steps_wanted == 3:
        traps.append((chain[1][2], "stopped after the second edit"))
    traps += _slips(rng, smiles, results, new)
    return _finish(rng, level, exercise, results, traps)


def _idle(rng: Random) -> list[tuple[str, str]]:
    pool = [
        ("melting point{ of the parent|}", f"{rng.randint(42, 236)} °C"),
        ("{batch size|planned batch}", rng.choice(("2 g", "5 g", "20 g"))),
        ("{retention time of the parent|parent's retention time}", f"{rng.uniform(2.6, 9.4):.1f} min"),
        ("purity of the parent", f"{rng.randint(950, 995) / 10} %"),
    ]
    return rng.sample(pool, rng.randint(1, 2))


def _all_products(rng: Random, level: int) -> Problem:
    """Level 5: all distinct products of one substitution on the aromatic rings (symmetry decides how many)."""
    plain = tuple(g for g, _ in GROUPS if "9" not in g and g not in ("C=C", "S(N)(=O)=O"))
    for _ in range(30):
        template = rng.choice(("c1cc({0})ccc1{0}", "c1cc({0})ccc1{1}", "c1ccc({0})c(c1){0}", "c1ccc({0})c(c1){1}", "c1c({0})cc({0})cc1{0}", "c1c({0})cc({1})cc1{0}", "c1ccc({0})cc1{0}", "c1ccc({0})cc1{1}", "c1cc({0})ncc1{1}", "c1cnccc1{0}", "c1cc2ccccc2cc1{0}", "c1cc2cc({0})ccc2cc1{0}", "c1ccc({0})c({0})c1{0}", "c1c({0})scc1{1}", "c1cc({0})oc1{0}", "c1cc({0})c({1})cc1{0}"))
        smiles = template.format(*rng.sample(plain, 2))
        new = rng.choice([g for g, _ in GROUPS if "9" not in g])
        products = added_on_rings(smiles, new)
        if 1 <= len(products) <= 7:
            break
    positions = len(_sites(smiles, "[cH]"))
    count = len(products)
    lines = [
        ("facts", f"aromatic carbons with hydrogen: {positions}"),
        ("rule", "{equivalent positions give the same product, so one for each set of equivalent hydrogens|go round the ring, and drop every product that was there already}"),
        ("work", f"{positions} positions − {positions - count} repeats = {count} distinct product{'' if count == 1 else 's'}"),
        ("say", f"{{they are|the list}}: {', '.join(products)}"),
        ("mistake", f"{{one product for every CH|listing all {positions} drawings}} counts equivalent positions several times" if positions > count else "{assuming a symmetry that is not there|leaving out a position that looks alike}: here no two positions are equivalent"),
        _balance(smiles, products[0], rng),
    ]  # fmt: skip
    exercise = Exercise(
        _story(rng, smiles), (),
        [f"{{One hydrogen on an aromatic carbon is replaced by|Exactly one aromatic C–H takes up, in place of H,}} {NAMES[new]}, at any such carbon", "{Reactivity and directing effects are left aside|Count every position, whether a synthesis would reach it or not}", LISTED],
        "{Which distinct products are possible|What are all the distinct products|Which constitutional isomers can result}?",
        lines, {"kind": "all", "smiles": smiles, "new": new}, 3 + count,
    )  # fmt: skip
    other = rng.choice([g for g, _ in GROUPS if g != new and "9" not in g])
    traps = [
        (", ".join(products[:-1]), "overlooked one position") if count > 1 else (smiles, "left the molecule unchanged"),
        (", ".join([*products, *added_on_rings(products[0], new)[:1]]), "counted a disubstituted product as well"),
        (", ".join(added_on_rings(smiles, other)), "bound another group"),
        (products[0] if count > 1 else ", ".join(added_on_rings(products[0], new)[:2]), "gave one product only" if count > 1 else "substituted twice"),
        (", ".join((*products[1:], smiles)), "took the parent for a product"),
    ]  # fmt: skip
    return _listed(rng, level, exercise, products, [(text, trap) for text, trap in traps if text])


def problem(rng: Random, level: int) -> Problem:
    """One problem at level 1 (one exchange) to 5 (three edits, or all distinct products)."""
    makers = {1: (_single,), 2: (_transformation,), 3: (_position,), 4: (_several,), 5: (_several, _several, _all_products)}[level]
    return rng.choice(makers)(rng, level)


FAMILY = Family(
    name="molecule_edits",
    title="Edits of a molecule written as SMILES",
    source="Clayden, Greeves, Warren, Organic Chemistry, 2nd ed. 2012; Weininger 1988 (SMILES)",
    problem=problem,
    rubric=(
        Criterion("Changes the named group or position and leaves the rest of the molecule as it was.", "essential"),
        Criterion("Writes a valid SMILES string, with rings and brackets closed.", "essential"),
        Criterion("Carries out several edits in the stated order, each on the product before.", "important"),
        Criterion("Names equivalent positions where symmetry makes products coincide.", "important"),
        Criterion("Answers with a name or a sketch in words in place of a structure.", "pitfall", positive=False),
    ),
)
