"""Edited molecules against other routes through RDKit: fragmenting, zipping and replacing substructures."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("rdkit")

from domains.chemistry.families.molecule_edits import (
    ANCHORS,
    FAMILY,
    TRANSFORMS,
    added_on_rings,
    exchanged,
    transformed,
)
from domains.chemistry.verifiers.smiles import canonical
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 500)
WHOLE = {
    "Cl": "[Cl]", "Br": "[Br]", "F": "[F;$(Fc)]", "I": "[I]", "OC": "[OX2;$(Oc)][CH3]", "N": "[NX3H2;$(Nc)]",
    "C#N": "[CX2;$(Cc)]#N", "nitro": "[N+;$(Nc)](=O)[O-]", "COOH": "[CX3;$(Cc)](=O)[OX2H]", "C": "[CH3;$(Cc)]",
    "CF3": "[CX4;$(Cc)](F)(F)F",
}  # fmt: skip
CHANGED = {
    "nitro reduction": ("[N+](=O)[O-]", "N"), "alcohol oxidation": ("[CH2][OX2H]", "C(=O)O"),
    "nitrile hydrolysis": ("[CX2]#N", "C(=O)O"), "aldehyde reduction": ("[CX3H1]=O", "CO"),
    "ketone reduction": ("[CX3](=O)[CH3]", "C(O)C"), "acid esterification": ("[CX3](=O)[OX2H]", "C(=O)OC"),
    "nitrile reduction": ("[CX2]#N", "CN"), "phenol methylation": ("[OX2H;$(Oc)]", "OC"),
}  # fmt: skip


def replaced(smiles: str, pattern: str, new: str) -> set[str]:
    from rdkit import Chem

    molecule = Chem.MolFromSmiles(smiles)
    query = Chem.MolFromSmarts(pattern)
    if new:
        made = Chem.ReplaceSubstructs(molecule, query, Chem.MolFromSmiles(new))
    else:
        made = (Chem.DeleteSubstructs(molecule, query),)
    return {str(Chem.CanonSmiles(Chem.MolToSmiles(one))) for one in made}


def zipped(smiles: str, atom: int, new: str) -> str:
    """The molecule with one hydrogen of an atom exchanged for a group, by zipping dummy atoms together."""
    from rdkit import Chem

    molecule = Chem.RWMol(Chem.AddHs(Chem.MolFromSmiles(smiles)))
    hydrogen = next(one for one in molecule.GetAtomWithIdx(atom).GetNeighbors() if one.GetAtomicNum() == 1)
    hydrogen.SetAtomicNum(0)
    hydrogen.SetAtomMapNum(1)
    both = Chem.CombineMols(molecule, Chem.MolFromSmiles(f"[*:1]{new}"))
    return str(Chem.CanonSmiles(Chem.MolToSmiles(Chem.RemoveHs(Chem.molzip(both)))))


def free_positions(smiles: str) -> list[int]:
    from rdkit import Chem

    molecule = Chem.MolFromSmiles(smiles)
    carbons = [one for one in molecule.GetAtoms() if one.GetIsAromatic() and one.GetSymbol() == "C"]
    return [one.GetIdx() for one in carbons if one.GetTotalNumHs()]


def hydrolysed(smiles: str, bond: str) -> set[str]:
    """Acid and rest, by cutting the bond and capping the ends."""
    from rdkit import Chem

    molecule = Chem.MolFromSmiles(smiles)
    carbon, hetero = molecule.GetSubstructMatch(Chem.MolFromSmarts(bond))
    number = molecule.GetBondBetweenAtoms(carbon, hetero).GetIdx()
    pieces = Chem.MolToSmiles(Chem.FragmentOnBonds(molecule, [number], dummyLabels=[(7, 8)]))
    # the acyl carbon's dummy carries the label of the other end
    acid, rest = sorted(pieces.split("."), key=lambda piece: "[7*]" in piece)
    return {str(Chem.CanonSmiles(acid.replace("[8*]", "O"))), str(Chem.CanonSmiles(rest.replace("[7*]", "[H]")))}


def expected(p: dict[str, Any]) -> set[str]:
    kind = p["kind"]
    if kind == "exchange":
        return replaced(p["smiles"], WHOLE[p["old"]], p["new"])
    if kind == "transform":
        if p["name"] == "ester hydrolysis":
            return hydrolysed(p["smiles"], "[CX3;$(C=O)]-!@[OX2;$(O[#6])]")
        if p["name"] == "amide hydrolysis":
            return hydrolysed(p["smiles"], "[CX3;$(C=O)]-!@[NX3]")
        return replaced(p["smiles"], *CHANGED[p["name"]])
    if kind == "all":
        return {zipped(p["smiles"], atom, p["new"]) for atom in free_positions(p["smiles"])}
    if kind == "position":
        from rdkit import Chem

        molecule = Chem.MolFromSmiles(p["smiles"])
        anchor = next(smarts for smarts, _, name in ANCHORS if name == p["anchor"])
        carbon = molecule.GetSubstructMatch(Chem.MolFromSmarts("c" + anchor))[0]
        steps = Chem.GetDistanceMatrix(molecule)[carbon]
        away = {"ortho": 1, "meta": 2, "para": 3}[p["place"]]
        return {zipped(p["smiles"], atom, p["new"]) for atom in free_positions(p["smiles"]) if steps[atom] == away}
    (middle,) = replaced(p["smiles"], *CHANGED[p["name"]])
    results = replaced(middle, WHOLE[p["old"]], p["new"])
    if p["third"]:
        (second,) = results
        results = {zipped(second, atom, p["third"]) for atom in free_positions(second)}
    return results


@pytest.mark.parametrize("level", range(1, 6))
def test_products_agree_with_another_route(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        given = {canonical(one) for one in problem.answer.split(", ")} | set(problem.arguments.get("accepted", ()))
        assert given == expected(dict(problem.parameters)), problem.question


def test_symmetry_of_benzenes() -> None:
    # xylenes: ortho 2, meta 3, para 1 ring substitution products (Körner's proof)
    known = {"Cc1ccccc1C": 2, "Cc1cccc(C)c1": 3, "Cc1ccc(C)cc1": 1, "c1ccccc1": 1, "c1ccc2ccccc2c1": 2}
    for smiles, number in known.items():
        assert len(added_on_rings(smiles, "[N+](=O)[O-]")) == number
    assert exchanged("Clc1ccc(Br)cc1", "Cl", "OC") == ("COc1ccc(Br)cc1",)


def test_aspirin_is_hydrolysed() -> None:
    outcomes = transformed("CC(=O)Oc1ccccc1C(=O)O", TRANSFORMS["ester hydrolysis"][0])
    assert outcomes == (("CC(=O)O", "O=C(O)c1ccccc1O"),)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
