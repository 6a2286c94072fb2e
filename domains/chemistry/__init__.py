"""The chemistry domain: structures, equations, quantities and equilibria, each from a cited rule or table."""

from __future__ import annotations

from importlib.resources import files

from curate.domain import Domain
from domains.chemistry.rubric import RUBRIC
from domains.chemistry.sources import SOURCES

FAMILIES = (
    "formula_and_mass", "structure_counts", "molecule_edits", "balancing", "stoichiometry", "solutions",
    "acid_base_equilibria", "solubility_and_equilibrium", "thermochemistry", "kinetics", "gases_and_phases",
    "electrochemistry", "nuclei_and_electrons", "reactions_and_symmetry",
)  # fmt: skip

DOMAIN = Domain(
    name="chemistry",
    title="Chemistry reasoning",
    description="Structures, equations, quantities and equilibria with worked reasoning and answers that a machine can check.",
    recipe=files(__package__).joinpath("recipe.toml").read_text(encoding="utf-8"),
    families={name: f"domains.chemistry.families.{name}:FAMILY" for name in FAMILIES},
    sources=SOURCES,
    rubric=RUBRIC,
    verifiers={
        "formula": "domains.chemistry.verifiers.formula:check",
        "smiles": "domains.chemistry.verifiers.smiles:check",
        "smiles_set": "domains.chemistry.verifiers.smiles:check_set",
        "equation": "domains.chemistry.verifiers.equation:check",
    },
    limits=(
        "Exercises for training and evaluating models; not a laboratory protocol, and no substitute for a safety data sheet.",
        "Ideal behaviour (no activity coefficients, 25 °C) wherever a question does not say otherwise.",
        "Structures are common small molecules; they follow no frequency of any real collection.",
    ),
)
