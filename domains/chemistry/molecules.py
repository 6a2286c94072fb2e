
"""Molecules as SMILES, put together from building blocks that chemists buy: acids, amines, alcohols, rings.

A seeded generator goes in, a SMILES string comes out. Every block is a common reagent's residue, so that each product
is an ester, amide, ether, sulfonamide, amine or substituted ring that could be made in one step.
"""

from __future__ import annotations

from functools import cache, lru_cache
from random import Random
from typing import Any

from curate.errors import RecipeError


@cache
def toolkit() -> Any:
    """RDKit's Chem module, with its messages silenced.

    Raises:
        RecipeError: RDKit is not installed.
    """
    try:
        from rdkit import Chem, RDLogger
    except ImportError as error:
        raise RecipeError(
            "the chemistry domain's structure families need RDKit",
            why=str(error),
            remedy="pip install 'curate-reasoning[chemistry]'",
        ) from error
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined, unused-ignore]
    return Chem


#: acyl groups, written to be followed by O, N or a carbon
ACYL = (
    "CC(=O)", "CCC(=O)", "CCCC(=O)", "CC(C)C(=O)", "CCCCC(=O)", "CC(C)(C)C(=O)", "CCCCCC(=O)", "C1CC1C(=O)",
    "C1CCC1C(=O)", "C1CCCC1C(=O)", "C1CCCCC1C(=O)", "C=CC(=O)", "CC=CC(=O)", "CC(=C)C(=O)", "ClCC(=O)", "FC(F)(F)C(=O)",
    "N#CCC(=O)", "COCC(=O)", "OCC(=O)", "CC(O)C(=O)", "c1ccccc1C(=O)", "Cc1ccc(cc1)C(=O)", "Cc1ccccc1C(=O)",
    "COc1ccc(cc1)C(=O)", "COc1cccc(c1)C(=O)", "Clc1ccc(cc1)C(=O)", "Clc1ccccc1C(=O)", "Clc1cccc(c1)C(=O)",
    "Fc1ccc(cc1)C(=O)", "Fc1ccccc1C(=O)", "Brc1ccc(cc1)C(=O)", "Brc1cccc(c1)C(=O)", "O=[N+]([O-])c1ccc(cc1)C(=O)",
    "N#Cc1ccc(cc1)C(=O)", "Oc1ccccc1C(=O)", "Oc1ccc(cc1)C(=O)", "Nc1ccccc1C(=O)", "Nc1ccc(cc1)C(=O)",
    "FC(F)(F)c1ccc(cc1)C(=O)", "CN(C)c1ccc(cc1)C(=O)", "c1ccncc1C(=O)", "c1ccnc(c1)C(=O)", "n1ccc(cc1)C(=O)",
    "c1ccoc1C(=O)", "o1cccc1C(=O)", "s1cccc1C(=O)", "c1ccsc1C(=O)", "c1ccc2ccccc2c1C(=O)", "c1ccccc1CC(=O)",
    "c1ccccc1CCC(=O)", "c1ccccc1C=CC(=O)", "COc1ccc(cc1)CC(=O)", "Clc1ccc(cc1)CC(=O)", "c1ccccc1OCC(=O)",
    "Clc1ccc(cc1)OCC(=O)", "CSCC(=O)", "CCOCC(=O)", "C1COCC1C(=O)", "C1CCOCC1C(=O)", "CC(C)CC(=O)",
)  # fmt: skip
#: sulfonyl groups
SULFONYL = (
    "CS(=O)(=O)", "CCS(=O)(=O)", "c1ccccc1S(=O)(=O)", "Cc1ccc(cc1)S(=O)(=O)", "COc1ccc(cc1)S(=O)(=O)",
    "Clc1ccc(cc1)S(=O)(=O)", "Fc1ccc(cc1)S(=O)(=O)", "Nc1ccc(cc1)S(=O)(=O)", "c1ccsc1S(=O)(=O)", "FC(F)(F)S(=O)(=O)",
)  # fmt: skip
#: amines without the hydrogen that the acyl group replaces
AMINO = (
    "N", "NC", "N(C)C", "NCC", "N(CC)CC", "NC(C)C", "NCCC", "NCCCC", "NC(C)(C)C", "NC1CC1", "NC1CCCC1", "NC1CCCCC1",
    "N1CCCC1", "N1CCCCC1", "N1CCOCC1", "N1CCNCC1", "N1CCN(C)CC1", "N1CCSCC1", "NCCO", "NCCOC", "NCCN(C)C", "NCCc1ccccc1",
    "NCc1ccccc1", "NCc1ccc(Cl)cc1", "NCc1ccc(F)cc1", "NCc1ccc(OC)cc1", "NCc1ccncc1", "NCc1ccco1", "Nc1ccccc1",
    "Nc1ccc(C)cc1", "Nc1ccc(Cl)cc1", "Nc1ccc(F)cc1", "Nc1ccc(Br)cc1", "Nc1ccc(OC)cc1", "Nc1ccc(O)cc1", "Nc1cccc(Cl)c1",
    "Nc1ccccc1C", "Nc1ccccc1OC", "Nc1ccc(cc1)C(F)(F)F", "Nc1ccc(cc1)C#N", "Nc1ccncc1", "Nc1cccnc1", "Nc1ccccn1",
    "Nc1nccs1", "NCC(=O)OC", "NCC(=O)O", "NC(C)C(=O)OC", "NCCC#N", "NCC=C", "NCC#C", "NOC", "NCC(F)(F)F", "NCCCl",
    "N(C)c1ccccc1", "N(C)Cc1ccccc1", "NC(C)c1ccccc1", "Nc1ccc2OCOc2c1", "NCCc1ccc(O)cc1", "Nc1cc(C)on1", "NCCCO",
)  # fmt: skip
#: alcohols and phenols without the hydrogen that the acyl group replaces
OXY = (
    "OC", "OCC", "OCCC", "OC(C)C", "OCCCC", "OCC(C)C", "OC(C)CC", "OC(C)(C)C", "OCCCCC", "OCCC(C)C", "OCCCCCC",
    "OC1CCCC1", "OC1CCCCC1", "OCC1CC1", "OCC1CCCCC1", "OCc1ccccc1", "OCCc1ccccc1", "OCc1ccc(OC)cc1", "OCc1ccc(Cl)cc1",
    "OCC=C", "OCC#C", "OCCO", "OCCOC", "OCCOCC", "OCCCl", "OCCBr", "OCC(F)(F)F", "OCCN(C)C", "OCCC#N", "Oc1ccccc1",
    "Oc1ccc(C)cc1", "Oc1ccc(Cl)cc1", "Oc1ccc(F)cc1", "Oc1ccc(OC)cc1", "Oc1ccccc1C", "Oc1cccc(C)c1", "OCc1ccco1",
    "OCC1CCCO1", "OCCSC", "OCCCO", "OCC(C)O", "OC1CCOCC1", "Oc1ccc(cc1)C(C)C", "OCCCCO", "OCCC=C",
)  # fmt: skip
#: substituents of a ring, written to stand in parentheses
SUBSTITUENTS = (
    "C", "CC", "C(C)C", "F", "Cl", "Br", "O", "OC", "OCC", "N", "N(C)C", "C#N", "C(F)(F)F", "[N+](=O)[O-]", "C(=O)O",
    "C(=O)OC", "C(=O)N", "C(C)=O", "C=O", "S(N)(=O)=O", "NC(C)=O", "CO", "SC", "I", "C(C)(C)C",
)  # fmt: skip
#: rings with two or three open places; the first atom can be bound to what stands before
RINGS = (
    "c1cc({0})ccc1{1}", "c1ccc({0})c({1})c1", "c1ccc({0})cc1{1}", "c1c({0})cc({1})cc1{2}", "c1cc({0})c({1})cc1{2}",
    "c1c({0})nccc1{1}", "c1nc({0})ccc1{1}", "c1nc({0})ncc1{1}", "c1c({0})scc1{1}", "c1cc({0})oc1{1}",
    "c1cc2cc({0})ccc2cc1{1}", "c1cc2[nH]c({0})cc2cc1{1}", "c1cc2nc({0})ccc2cc1{1}", "c1ccc({0})c(c1{1}){2}",
    "c1nc({0})c({1})cc1{2}", "c1cc({0})c({1})nc1{2}", "C1CC({0})CCC1{1}", "C1CC({0})CC1{1}", "C1CN({0})CCC1{1}", "Cn1cc({0})c(n1){1}", "c1cc({0})ncc1{1}",
)  # fmt: skip
#: carbon parts of halides, written to be followed by O or N, for ethers, thioethers and amines
ALKYL = (
    "C", "CC", "CCC", "CC(C)", "CCCC", "CC(C)C", "c1ccccc1C", "C=CC", "C#CC", "CCCCC", "COCC", "Clc1ccc(cc1)C",
    "Fc1ccc(cc1)C", "COC(=O)C", "CCOC(=O)C", "N#CC", "c1ccccc1CC", "C1CC1C", "C1CCCCC1C", "C1CCCC1", "ClCC", "OCC",
    "COc1ccc(cc1)C", "CCOCC", "C=CCC", "N#CCC", "O=C(N)C", "CC(=O)C",
)  # fmt: skip


def substituted_ring(rng: Random) -> str:
    """A ring with two or three substituents."""
    ring = rng.choice(RINGS)
    places = ring.count("{")
    chosen = [rng.choice(SUBSTITUENTS) for _ in range(places)]
    if ring.startswith("C1CN("):
        chosen[0] = rng.choice(("C", "CC", "C(C)=O", "C(=O)OC", "Cc1ccccc1", "S(C)(=O)=O"))
    return ring.format(*chosen)


def small_molecule(rng: Random, smallest: int = 4, largest: int = 12) -> str:
    """A neutral molecule whose number of heavy atoms lies within the limits; the nearest of forty draws otherwise."""
    best, distance = "CCO", 99
    for _ in range(40):
        kind = rng.random()
        if kind < 0.24:
            text = rng.choice(ACYL) + rng.choice(AMINO)
        elif kind < 0.42:
            text = rng.choice(ACYL) + rng.choice(OXY)
        elif kind < 0.84:
            text = substituted_ring(rng)
        elif kind < 0.9:
            text = rng.choice(SULFONYL) + rng.choice(AMINO)
        elif kind < 0.95:
            text = rng.choice(ALKYL) + rng.choice(OXY[9:])
        else:
            text = rng.choice(ALKYL) + rng.choice(AMINO[9:])
        size = sum(letter.isalpha() and letter != "H" for letter in text) - text.count("Cl") - text.count("Br")
        off = max(smallest - size, size - largest, 0)
        if off == 0:
            return text
        if off < distance:
            best, distance = text, off
    return best


def atoms_of(smiles: str) -> list[tuple[str, int, int, int]]:
    """(symbol, hydrogens, formal charge, mass number or 0) of each heavy atom; an explicit isotope of hydrogen too.

    >>> atoms_of("CO")
    [('C', 3, 0, 0), ('O', 1, 0, 0)]
    """
    return list(_atoms(smiles))


@lru_cache(maxsize=4096)
def _atoms(smiles: str) -> tuple[tuple[str, int, int, int], ...]:
    molecule = toolkit().MolFromSmiles(smiles)
    return tuple(
        (atom.GetSymbol(), atom.GetTotalNumHs(), atom.GetFormalCharge(), atom.GetIsotope())
        for atom in molecule.GetAtoms()
    )


def counts_of(smiles: str) -> dict[str, int]:
    """Atoms of each element in Hill order, isotopes together.

    >>> counts_of("OCC")
    {'C': 2, 'H': 6, 'O': 1}
    """
    counts: dict[str, int] = {"C": 0, "H": 0}
    for symbol, hydrogens, _, _ in _atoms(smiles):
        counts[symbol] = counts.get(symbol, 0) + 1
        counts["H"] += hydrogens
    rest = sorted(element for element in counts if element not in ("C", "H"))
    return {element: counts[element] for element in ["C", "H", *rest] if counts[element]}
