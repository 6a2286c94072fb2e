"""Syntheses against written products and element balances; signals against automorphisms and deuterium labels."""


from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from domains.chemistry.families.reactions_and_symmetry import (
    BY_NAME,
    FAMILY,
    STEPS,
    applied,
    carbon_signals,
    partner_of,
    proton_signals,
)
from domains.chemistry.molecules import counts_of
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

Chem = pytest.importorskip("rdkit.Chem")
MADE = problems(FAMILY, 400)

#: step -> (what a molecule gains, how many partners go in): element counts by hand, from the balanced equation
BALANCE: dict[str, tuple[dict[str, int], int]] = {
    "LiAlH4 on an acid": ({"H": 2, "O": -1}, 0), "SOCl2": ({"H": -1, "O": -1, "Cl": 1}, 0),
    "Fischer esterification": ({"H": -2, "O": -1}, 1), "amide coupling": ({"H": -2, "O": -1}, 1),
    "acid chloride with an amine": ({"H": -1, "Cl": -1}, 1), "acid chloride with an alcohol": ({"H": -1, "Cl": -1}, 1),
    "LiAlH4 on an amide": ({"H": 2, "O": -1}, 0), "mild oxidation": ({"H": -2}, 0), "Jones oxidation": ({"H": -2, "O": 1}, 0),
    "bromide from the alcohol": ({"H": -1, "O": -1, "Br": 1}, 0), "cyanide": ({"Br": -1, "C": 1, "N": 1}, 0),
    "azide and reduction": ({"Br": -1, "N": 1, "H": 2}, 0),
    "Williamson ether synthesis": ({"Br": -1, "H": -1}, 1), "nitrile hydrolysis": ({"N": -1, "O": 2, "H": 1}, 0),
    "nitrile reduction": ({"H": 4}, 0), "amine with an acid chloride": ({"H": -1, "Cl": -1}, 1),
    "reductive amination": ({"O": -1}, 1), "Grignard addition to an aldehyde": ({"H": 1, "Mg": -1, "Br": -1}, 1),
    "Grignard addition to a ketone": ({"H": 1, "Mg": -1, "Br": -1}, 1),
    "two Grignard additions to an ester": ({"C": -1, "H": -2, "O": -1, "Mg": -2, "Br": -2}, 2),
    "LiAlH4 on an ester": ({"C": -1, "O": -1}, 0), "saponification": ({"C": -1, "H": -2}, 0),
    "oxidation of a secondary alcohol": ({"H": -2}, 0), "NaBH4": ({"H": 2}, 0),
    "Wittig reaction of an aldehyde": ({"C": 1, "H": 2, "O": -1}, 0),
    "Wittig reaction of a ketone": ({"C": 1, "H": 2, "O": -1}, 0),
    "hydroboration and oxidation": ({"H": 2, "O": 1}, 0), "hydroboration of a branched alkene": ({"H": 2, "O": 1}, 0),
    "ozonolysis": ({"C": -1, "H": -2, "O": 1}, 0), "epoxidation": ({"O": 1}, 0), "addition of HBr": ({"H": 1, "Br": 1}, 0),
    "Grignard carboxylation": ({"Br": -1, "C": 1, "O": 2, "H": 1}, 0),
}  # fmt: skip

#: (step, start, partner's residue, product) as in any textbook of organic chemistry
TEXTBOOK = (
    ("LiAlH4 on an acid", "CCC(=O)O", "", "CCCO"), ("SOCl2", "CCC(=O)O", "", "CCC(=O)Cl"),
    ("Fischer esterification", "CC(=O)O", "C", "CC(=O)OCC"), ("amide coupling", "CC(=O)O", "c1ccccc1", "CC(=O)NCc1ccccc1"),
    ("acid chloride with an amine", "CC(=O)Cl", "C", "CC(=O)NCC"), ("acid chloride with an alcohol", "CC(=O)Cl", "C", "CC(=O)OCC"),
    ("LiAlH4 on an amide", "CC(=O)NCC", "", "CCNCC"), ("mild oxidation", "CCCO", "", "CCC=O"), ("Jones oxidation", "CCCO", "", "CCC(=O)O"),
    ("bromide from the alcohol", "CCCO", "", "CCCBr"), ("cyanide", "CCCBr", "", "CCCC#N"), ("azide and reduction", "CCCBr", "", "CCCN"),
    ("Williamson ether synthesis", "CCCBr", "c1ccccc1", "CCCOc1ccccc1"), ("nitrile hydrolysis", "CCC#N", "", "CCC(=O)O"),
    ("nitrile reduction", "CCC#N", "", "CCCN"), ("amine with an acid chloride", "CCCN", "C", "CCCNC(C)=O"),
    ("reductive amination", "CCC=O", "C", "CCCNCC"), ("Grignard addition to an aldehyde", "CC=O", "CC", "CCC(C)O"),
    ("Grignard addition to a ketone", "CC(C)=O", "CC", "CCC(C)(C)O"),
    ("two Grignard additions to an ester", "COC(=O)c1ccccc1", "c1ccccc1", "OC(c1ccccc1)(c1ccccc1)c1ccccc1"),
    ("LiAlH4 on an ester", "COC(=O)CC", "", "CCCO"), ("saponification", "COC(=O)CC", "", "CCC(=O)O"),
    ("oxidation of a secondary alcohol", "CC(O)CC", "", "CCC(C)=O"), ("NaBH4", "CCC(C)=O", "", "CCC(C)O"),
    ("Wittig reaction of an aldehyde", "O=Cc1ccccc1", "", "C=Cc1ccccc1"), ("Wittig reaction of a ketone", "CC(=O)CC", "", "C=C(C)CC"),
    ("hydroboration and oxidation", "C=CCC", "", "CCCCO"), ("hydroboration of a branched alkene", "C=C(C)CC", "", "CCC(C)CO"),
    ("ozonolysis", "C=CCCC", "", "CCCC=O"), ("epoxidation", "C=CCC", "", "CCC1CO1"),
    ("addition of HBr", "C=CCCC", "", "CCCC(C)Br"), ("Grignard carboxylation", "CCCBr", "", "CCCC(=O)O"),
)  # fmt: skip


@cache
def orbits(smiles: str) -> tuple[tuple[str, int, int], ...]:
    """(element, hydrogens, orbit) of each heavy atom under all automorphisms of the molecular graph, by networkx."""
    networkx = pytest.importorskip("networkx")
    from networkx.algorithms.isomorphism import GraphMatcher, categorical_edge_match, categorical_node_match

    molecule = Chem.MolFromSmiles(smiles)
    graph = networkx.Graph()
    for atom in molecule.GetAtoms():
        graph.add_node(atom.GetIdx(), kind=(atom.GetSymbol(), atom.GetTotalNumHs(), atom.GetFormalCharge()))
    for bond in molecule.GetBonds():
        graph.add_edge(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), order=bond.GetBondTypeAsDouble())
    least = {node: node for node in graph}
    matcher = GraphMatcher(graph, graph, categorical_node_match("kind", None), categorical_edge_match("order", 1.0))
    for mapping in matcher.isomorphisms_iter():
        for one, other in mapping.items():
            least[one] = min(least[one], other)
    return tuple((atom.GetSymbol(), atom.GetTotalNumHs(), least[atom.GetIdx()]) for atom in molecule.GetAtoms())


def labelled_kinds(smiles: str) -> int:
    """Kinds of protons: a deuterium in each class of heavy atoms; two for one when it doubles the stereoisomers."""
    from rdkit.Chem.EnumerateStereoisomers import EnumerateStereoisomers

    kinds, seen = 0, set()
    for index, (_, hydrogens, orbit) in enumerate(orbits(smiles)):
        if not hydrogens or orbit in seen:
            continue
        seen.add(orbit)
        molecule = Chem.RWMol(Chem.MolFromSmiles(smiles))
        atom = molecule.GetAtomWithIdx(index)
        atom.SetNoImplicit(True)
        atom.SetNumExplicitHs(hydrogens - 1)
        deuterium = Chem.Atom(1)
        deuterium.SetIsotope(2)
        molecule.AddBond(index, molecule.AddAtom(deuterium), Chem.BondType.SINGLE)
        labelled = molecule.GetMol()
        Chem.SanitizeMol(labelled)
        isomers = {Chem.MolToSmiles(isomer) for isomer in EnumerateStereoisomers(labelled)}
        kinds += len(isomers) // 2
    return kinds


def product(p: dict[str, Any]) -> str:
    molecule = p["start"]
    for name, residue in p["steps"]:
        made = applied(name, molecule, residue)
        assert made is not None
        gained, partners = BALANCE[name]
        before, after = counts_of(molecule), counts_of(made)
        total = dict(before)
        for element, count in gained.items():
            total[element] = total.get(element, 0) + count
        if partners:
            for element, count in counts_of(partner_of(BY_NAME[name], residue)).items():
                total[element] = total.get(element, 0) + partners * count
        assert {e: n for e, n in total.items() if n} == after, (name, molecule, made)
        molecule = made
    return str(molecule)


def test_every_step_of_every_route_balances() -> None:
    checked = 0
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] == "synthesis":
            assert product(p) == problem.answer
            checked += 1
        elif p["kind"] == "product signals":
            kinds = {orbit for symbol, _, orbit in orbits(product(p)) if symbol == "C"}
            assert int(problem.answer) == len(kinds), problem.question
    assert checked > 200


def test_steps_give_the_products_of_the_textbook() -> None:
    assert {row[0] for row in TEXTBOOK} == {step.name for step in STEPS} == set(BALANCE)
    for name, start, residue, wanted in TEXTBOOK:
        assert applied(name, start, residue) == Chem.MolToSmiles(Chem.MolFromSmiles(wanted)), name


def test_hydride_shifts_are_not_asked() -> None:
    assert applied("addition of HBr", "C=CC(C)C") is None
    assert applied("addition of HBr", "C=CCc1ccccc1") is None


def test_signals_are_the_orbits_of_the_automorphisms() -> None:
    for _, problem in MADE:
        p = dict(problem.parameters)
        if p["kind"] == "signals":
            atoms = orbits(p["smiles"])
            kinds = {orbit for symbol, hydrogens, orbit in atoms if (hydrogens if p["protons"] else symbol == "C")}
            assert int(problem.answer) == len(kinds), problem.question


def test_diastereotopic_protons_are_those_that_deuterium_tells_apart() -> None:
    checked = 0
    for _, problem in MADE:
        if problem.parameters["kind"] == "diastereotopic":
            assert int(problem.answer) == labelled_kinds(problem.parameters["smiles"]), problem.question
            checked += 1
    assert checked > 20


def test_published_numbers_of_signals() -> None:
    # Silverstein, Spectrometric Identification of Organic Compounds: mesitylene 3 and 2, 4-methylacetophenone 7 carbons
    assert (carbon_signals("Cc1cc(C)cc(C)c1"), proton_signals("Cc1cc(C)cc(C)c1")) == (3, 2)
    assert carbon_signals("CC(=O)c1ccc(C)cc1") == 7
    assert (proton_signals("CCC(C)O"), proton_signals("CCC(C)O", split=True)) == (5, 6)
    assert proton_signals("CC(C)C(O)C", split=True) == 6


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
