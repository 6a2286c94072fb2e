"""Formulas and masses from SMILES against RDKit and periodictable, recomputed from the parameters alone."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("rdkit")

from domains.chemistry.elements import COMMONEST, ISOTOPES, WEIGHTS
from domains.chemistry.families.formula_and_mass import ADDUCTS, FAMILY
from domains.chemistry.formulas import formula, hill, molar_mass
from tests.domains.harness import problems
from tests.domains.medical.family_checks import (
    assert_gold_verifies_and_distractors_fail,
    assert_steps_are_true,
    assert_wording_varies,
)

MADE = problems(FAMILY, 600)


def expected(p: dict[str, Any]) -> float | str:
    from rdkit import Chem
    from rdkit.Chem.Descriptors import ExactMolWt, MolWt
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    kind = p["kind"]
    if kind == "combustion":
        return hill(p["counts"])
    molecule = Chem.MolFromSmiles(p["smiles"])
    if kind == "formula":
        return str(CalcMolFormula(molecule))
    if kind == "ion":
        text = str(CalcMolFormula(molecule))
        return text[:-1] + "^" + text[-1]
    if kind == "mass":
        return float(MolWt(molecule))
    if kind == "share":
        import periodictable

        number = sum(atom.GetSymbol() == p["element"] for atom in Chem.AddHs(molecule).GetAtoms())
        return float(100 * number * getattr(periodictable, p["element"]).mass / MolWt(molecule))
    if kind in ("exact", "labelled"):
        return float(ExactMolWt(molecule))
    if kind == "weigh":
        return float(MolWt(molecule) * p["mmol"])
    if kind == "salt":
        return float(MolWt(molecule) * p["mmol"] * 100 / p["purity"])
    name, charge, _, _ = next(one for one in ADDUCTS if one[0] == p["ion"])
    text = {"[M+H]+": "[H+]", "[M+Na]+": "[Na+]", "[M+K]+": "[K+]", "[M+2H]2+": "[H+].[H+]", "[M+H+Na]2+": "[H+].[Na+]",
            "[2M+H]+": f"[H+].{p['smiles']}", "[M-H]-": ""}[name]  # fmt: skip
    mass = float(ExactMolWt(Chem.MolFromSmiles(".".join(x for x in (p["smiles"], text) if x))))
    if name == "[M-H]-":
        mass -= float(ExactMolWt(Chem.MolFromSmiles("[H+]")))
    if p["heavy"]:
        mass += 1.99705 if any(a.GetSymbol() == "Cl" for a in molecule.GetAtoms()) else 1.99795
    return mass / abs(charge)


@pytest.mark.parametrize("level", range(1, 6))
def test_answers_agree_with_rdkit(level: int) -> None:
    for made_at, problem in MADE:
        if made_at != level:
            continue
        right = expected(dict(problem.parameters))
        if isinstance(right, str):
            assert problem.answer == right, problem.question
        else:
            kind = problem.parameters["kind"]
            near = {"exact": (0, 3e-4), "labelled": (0, 3e-4), "adduct": (0, 4e-4), "mass": (0, 0.02)}
            relative, absolute = near.get(kind, (2.5e-4, 0.06))
            given = float(problem.answer.split()[0])
            assert given == pytest.approx(right, rel=relative, abs=absolute), problem.question


def test_tables_agree_with_periodictable() -> None:
    import periodictable

    for symbol, weight in WEIGHTS.items():
        assert weight == pytest.approx(getattr(periodictable, symbol).mass, rel=2e-4), symbol
    for (symbol, number), mass in ISOTOPES.items():
        assert mass == pytest.approx(getattr(periodictable, symbol)[number].mass, abs=1.1e-5), symbol
    for symbol, number in COMMONEST.items():
        isotopes = getattr(periodictable, symbol)
        assert max(isotopes.isotopes, key=lambda n: isotopes[n].abundance) == number


def test_formulas_are_read_as_chemists_write_them() -> None:
    import periodictable

    for text in ("Ca3(PO4)2", "(NH4)2SO4", "K4Fe(CN)6", "Al2(SO4)3", "C6H12O6", "Cu2(OH)2CO3", "NaHCO3"):
        assert molar_mass(text) == pytest.approx(periodictable.formula(text).mass, rel=2e-4)
    assert formula("CuSO4·5H2O").counts == {"Cu": 1, "S": 1, "O": 9, "H": 10}
    assert formula("[Fe(CN)6]^4-").charge == -4
    for text in ("", "xyz", "C6H12O6)", "(CH3", "Xx2", "2"):
        with pytest.raises(ValueError, match=r"formula|element|brackets"):
            formula(text)


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_every_step_is_true_as_written() -> None:
    assert_steps_are_true(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
