"""Counts in structures against RDKit's own descriptors and its enumeration of stereoisomers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("rdkit")

from domains.chemistry.families.structure_counts import FAMILY, GROUPS, SYMMETRIC_RINGS, alike_halves, matches
from domains.chemistry.formulas import formula
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def stereoisomers(smiles: str) -> int:
    """By brute force: every assignment of R/S and E/Z, equal molecules put together."""
    from rdkit import Chem
    from rdkit.Chem.EnumerateStereoisomers import EnumerateStereoisomers, StereoEnumerationOptions

    options = StereoEnumerationOptions(unique=True, onlyUnassigned=False)
    found = EnumerateStereoisomers(Chem.MolFromSmiles(smiles), options=options)
    return len({Chem.CanonSmiles(Chem.MolToSmiles(one)) for one in found})


def expected(p: dict[str, Any]) -> int:
    from rdkit import Chem
    from rdkit.Chem import Lipinski
    from rdkit.Chem.rdMolDescriptors import CalcNumRings

    kind = p["kind"]
    if kind == "formula":
        # saturated open chain: valences minus twice the bonds of a tree
        valence = {"C": 4, "N": 3, "O": 2, "S": 2, "H": 1, "F": 1, "Cl": 1, "Br": 1, "I": 1}
        counts = formula(p["formula"]).counts
        bonds = sum(valence[element] * number for element, number in counts.items()) / 2
        return int(bonds - sum(counts.values()) + 1)
    molecule = Chem.MolFromSmiles(p["smiles"])
    if kind == "stereoisomers":
        return stereoisomers(p["smiles"])
    if kind == "rings":
        return int(CalcNumRings(molecule))
    if kind == "donors":
        return len(
            molecule.GetSubstructMatches(Chem.MolFromSmarts("[#7,#8;!H0]"))
        )
    if kind == "acceptors":
        return int(Lipinski.NOCount(molecule))
    if kind == "group":
        return len(molecule.GetSubstructMatches(Chem.MolFromSmarts(p["smarts"])))
    Chem.Kekulize(molecule, clearAromaticFlags=True)
    pi = sum(int(bond.GetBondTypeAsDouble()) - 1 for bond in molecule.GetBonds())
    return pi + int(CalcNumRings(molecule)) if kind == "unsaturation" else pi


@pytest.mark.parametrize("level", range(1, 6))
def test_counts_agree_with_rdkit(level: int) -> None:
    for made_at, problem in MADE:
        if made_at == level:
            assert int(problem.answer) == expected(dict(problem.parameters)), problem.question


def test_groups_are_told_from_their_look_alikes() -> None:
    known = {
        "ether oxygens": ("COCCOC(C)=O", 1), "alcohol groups": ("OCc1ccc(O)cc1C(=O)O", 1),
        "phenol groups": ("OCc1ccc(O)cc1", 1), "amine nitrogens": ("NCCNC(C)=O", 1),
        "ester groups": ("COC(=O)CC(=O)O", 1),
        "amide groups": ("CNC(=O)CC(=O)OC", 1), "C–H bearing aromatic carbons": ("Cc1ccccc1", 5),
        "sp3 carbons": ("CCC=O", 2),
        "carbonyl groups": ("CC(=O)OC", 1),
    }  # fmt: skip
    for group in GROUPS:
        smiles, number = known[group.name]
        assert matches(smiles, group.smarts) == number, group.name
        assert matches(smiles, group.loose) > number, group.name


def test_textbook_stereoisomers() -> None:
    # tartaric acid 3, 2,3,4-trihydroxypentanedioic acid 4, 1,4-dimethylcyclohexane 2 (Eliel 1994)
    assert stereoisomers("OC(=O)C(O)C(O)C(=O)O") == alike_halves(2) == 3
    assert stereoisomers("OC(=O)C(O)C(O)C(O)C(=O)O") == alike_halves(3) == 4
    assert stereoisomers("CC1CCC(C)CC1") == 2
    for template, number, _ in SYMMETRIC_RINGS:
        assert stereoisomers(template.format("Cl", "Cl")) == number, template


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    # SMARTS have dollar signs, which elsewhere would be a forgotten placeholder
    plain = []
    for level, one in MADE:
        steps = tuple(step.replace("$(", "(") for step in one.steps)
        plain.append((level, replace(one, question=one.question.replace("$(", "("), steps=steps)))
    assert_wording_varies(plain)
