"""The medical domain: bedside calculations and decisions, each from a cited guideline or paper."""

from __future__ import annotations

from importlib.resources import files

from curate.domain import Domain
from domains.medical.rubric import RUBRIC
from domains.medical.sources import SOURCES

FAMILIES = (
    "renal_dosing", "kidney_stage", "liver_scores", "acid_base", "electrolytes", "renal_and_gas_indices",
    "clinical_scores", "qt_correction", "paediatric_dosing", "infusions", "pharmacokinetics", "diagnostic_tests",
    "conversions", "haemodynamics",
)  # fmt: skip

DOMAIN = Domain(
    name="medical",
    title="Medical reasoning",
    description="Bedside calculations and decisions with worked reasoning and answers that a machine can check.",
    recipe=files(__package__).joinpath("recipe.toml").read_text(encoding="utf-8"),
    families={name: f"domains.medical.families.{name}:FAMILY" for name in FAMILIES},
    sources=SOURCES,
    rubric=RUBRIC,
    limits=(
        "Exercises for training and evaluating models; not medical advice, and no substitute for local guidelines.",
        "Generated patients follow physiological ranges, not the frequencies of any real population.",
    ),
)
