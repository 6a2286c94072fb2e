"""The legal domain: exercises in applying a stated rule, each quoted with its version; never legal advice."""

from __future__ import annotations

from importlib.resources import files

from curate.domain import Domain
from domains.legal.rubric import RUBRIC
from domains.legal.sources import SOURCES

FAMILIES = (
    "court_deadlines", "federal_jurisdiction", "limitation_periods", "hearsay", "sale_of_goods", "comparative_fault",
    "intestacy", "income_tax", "interest", "data_protection", "sentencing", "citations", "synthetic_statutes",
    "recording_acts",
)  # fmt: skip

DOMAIN = Domain(
    name="legal",
    title="Legal reasoning",
    description="Exercises in applying stated rules of law, with worked reasoning and checkable answers.",
    recipe=files(__package__).joinpath("recipe.toml").read_text(encoding="utf-8"),
    families={name: f"domains.legal.families.{name}:FAMILY" for name in FAMILIES},
    sources=SOURCES,
    rubric=RUBRIC,
    limits=(
        "Exercises in applying the rule that a question states, for training and evaluating models; not legal advice.",
        "Rules are quoted in the version that the question names; they change, and courts differ on many of them.",
        "Mostly United States law, with model acts and European data protection; parties and facts are invented.",
    ),
)
