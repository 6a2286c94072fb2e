"""The robotics domain's public face: its checkers, its sources and what may be trained on."""

from __future__ import annotations

import json
from pathlib import Path

from curate.verifiers import checker
from domains.robotics import DOMAIN
from domains.robotics.sources import ACP_TASKS, SOURCES


def test_every_checker_of_the_domain_can_be_called() -> None:
    for path in DOMAIN.verifiers.values():
        assert callable(checker(path))


def test_benchmarks_are_for_evaluation_only() -> None:
    for source in SOURCES:
        benchmark = any(
            name in source.hub for name in ("acp_bench", "planbench", "blocksworld", "EmbodiedAgentInterface")
        )
        assert (source.use == "evaluation") == benchmark, source.name
        assert source.licence
    assert len({source.name for source in SOURCES}) == len(SOURCES)


def test_row_counts_of_acpbench_are_those_of_the_files(shared_data: Path) -> None:
    for task, rows in ACP_TASKS.items():
        for form in ("bool", "mcq"):
            file = shared_data / "robotics" / "acpbench" / f"{task}__test.{form}.json"
            assert len(json.loads(file.read_text())) == rows


def test_families_are_fourteen_and_named_by_their_modules() -> None:
    assert len(DOMAIN.families) == 14
    assert all(path == f"domains.robotics.families.{name}:FAMILY" for name, path in DOMAIN.families.items())
