"""Licences of a mixture combined into one answer."""

from __future__ import annotations

import pytest

from curate.card.licences import combine, terms


@pytest.mark.parametrize(
    ("names", "hub", "commercial", "redistribution", "begins"),
    [
        (["Apache-2.0"], "apache-2.0", True, True, "Yes: every row is under Apache-2.0"),
        (["Apache-2.0", "MIT"], "other", True, True, "Yes: "),
        (["CC-BY-SA-4.0", "MIT"], "other", True, True, "Yes, with attribution"),
        (["CC-BY-NC-4.0", "MIT"], "other", False, True, "No: CC-BY-NC-4.0 forbids it."),
        (["MIT", "unknown"], "other", None, None, "Not settled: no licence is stated for some rows."),
        (["MIT", ""], "other", None, None, "Not settled: no licence"),
        (["Some-Licence"], "other", None, None, "Not settled: what Some-Licence allows is not known."),
        (["mixed: most CC-BY-4.0, thirty non-commercial"], "other", False, None, "No: mixed"),
        (["proprietary", "MIT"], "other", False, False, "No: proprietary"),
        (["unknown"], "unknown", None, None, "Not settled"),
        ([], "unknown", None, None, "There are no rows."),
    ],
)
def test_licences_combine_to_one_answer(
    names: list[str], hub: str, commercial: bool | None, redistribution: bool | None, begins: str
) -> None:
    combined = combine(names)
    assert (combined.hub, combined.commercial, combined.redistribution) == (hub, commercial, redistribution)
    assert combined.answer.startswith(begins)


def test_the_answer_counts_the_rows_that_block_it() -> None:
    combined = combine({"MIT": 3, "CC-BY-NC-SA-4.0": 1, "unknown": 12_000})
    assert combined.answer == ("No: CC-BY-NC-SA-4.0 (1 row) forbids it. Besides, no licence is stated for 12,000 rows.")
    assert combined.blocking == ("CC-BY-NC-SA-4.0", "unknown")


@pytest.mark.parametrize("kind", ["by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd"])
def test_the_letters_of_creative_commons_say_what_is_asked(kind: str) -> None:
    asked = terms(f"cc-{kind}-4.0")
    assert asked.commercial == ("nc" not in kind)
    assert asked.derivatives == ("nd" not in kind)
    assert asked.share_alike == ("sa" in kind)
    assert asked.attribution
    assert asked.name == f"CC-{kind.upper()}-4.0"


def test_two_share_alike_licences_are_told_apart() -> None:
    assert any("may not meet both" in duty for duty in combine(["CC-BY-SA-4.0", "GPL-3.0"]).duties)
