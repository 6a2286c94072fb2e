"""Citations against eyecite and reporters-db; short forms followed by a reader of our own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from curate.verifiers import verify
from domains.legal.families.citations import CIRCUITS, DISTRICTS, EDITIONS, FAMILY
from tests.domains.harness import problems
from tests.domains.legal.family_checks import assert_gold_verifies_and_distractors_fail, assert_wording_varies

MADE = problems(FAMILY, 600)
CHECK = "domains.legal.verifiers.citation:check"
FULL = re.compile(r"^(?:See |Accord |Cf\. |See, e\.g\., )*(?P<name>[A-Z][a-z]+) v\. .+?, (?P<volume>\d+) (?P<reporter>\D+?(?:2d|3d|4th)?) (?P<page>\d+), (?P<pin>\d+) \(")
ARTICLE = re.compile(r"^\w+ (?P<name>\w+), .+?, (?P<volume>\d+) (?P<reporter>[A-Z][\w. ]+) (?P<page>\d+), (?P<pin>\d+) \(\d{4}\)$")


def follow(entries: list[str]) -> dict[str, str]:
    """What the last entry stands for."""
    known: dict[str, dict[str, str]] = {}
    current: dict[str, str] | None = None
    for entry in entries:
        if match := FULL.match(entry) or ARTICLE.match(entry):
            current = match.groupdict()
            known[current.pop("name")] = current
        elif match := re.fullmatch(r"Id\. at (\d+)", entry):
            assert current is not None
            current = {**current, "pin": match[1]}
        elif match := re.fullmatch(r"(\w+), (?:supra note \d+,|\d+ [\w. ]+?) at (\d+)", entry):
            current = {**known[match[1]], "pin": match[2]}
        else:
            current = None
    assert current is not None
    return current


def test_short_forms_resolve_to_what_a_reader_finds() -> None:
    seen = 0
    for _, problem in MADE:
        p: dict[str, Any] = dict(problem.parameters)
        if p["kind"] == "short":
            seen += 1
            assert json.loads(problem.answer) == follow(p["entries"]), p["entries"]
    assert seen >= 200


def test_full_citations_read_as_eyecite_reads_them() -> None:
    eyecite = pytest.importorskip("eyecite")
    seen = 0
    for level, problem in MADE:
        if level > 2:
            continue
        seen += 1
        fields = json.loads(problem.answer)
        (found, *_) = eyecite.get_citations(problem.parameters["text"])
        assert (found.groups["volume"], found.groups["reporter"], found.groups["page"]) == (fields["volume"], fields["reporter"], fields["page"])
        assert found.metadata.year == fields["year"]
        if level == 2:
            assert (found.metadata.plaintiff, found.metadata.defendant, found.metadata.pin_cite) == (fields["plaintiff"], fields["defendant"], fields["pin"])
    assert seen >= 200


def test_running_text_resolves_as_eyecite_resolves_it() -> None:
    eyecite = pytest.importorskip("eyecite")
    for level, problem in MADE:
        if level != 4 or any("(quoting" in entry or "(citing" in entry or "(following" in entry for entry in problem.parameters["entries"]):
            continue
        text = "The rule stands. " + " It does. ".join(f"{entry}." for entry in problem.parameters["entries"])
        resolved = eyecite.resolve_citations(eyecite.get_citations(text))
        last = max(((cites[-1].span()[0], resource) for resource, cites in resolved.items()), key=lambda pair: pair[0])[1]
        fields = json.loads(problem.answer)
        assert (last.citation.groups["volume"], last.citation.groups["page"]) == (fields["volume"], fields["page"]), text


def test_years_of_series_agree_with_reporters_db() -> None:
    reporters = pytest.importorskip("reporters_db").REPORTERS
    #: where the data set is off, by the volumes themselves: F.3d ended with volume 999 in 2021, F. Supp. gave way to F. Supp. 2d in 1998
    corrected = {"F.3d": (1993, 2021), "F. Supp.": (1932, 1998), "F. Supp. 2d": (1998, 2014)}
    for name, edition in EDITIONS.items():
        published = {
            (entry["editions"][name]["start"].year, entry["editions"][name]["end"].year if entry["editions"][name]["end"] else None)
            for entries in reporters.values() for entry in entries if name in entry["editions"]
        }  # fmt: skip
        assert corrected.get(name, (edition.first, edition.last)) == (edition.first, edition.last)
        assert name in corrected or (edition.first, edition.last) in published, (name, published)


def test_exactly_one_citation_is_impossible() -> None:
    for level, problem in MADE:
        if level != 3:
            continue
        bad = []
        for name, (reporter, court, year) in zip(problem.parameters["names"], problem.parameters["cases"]):
            kind = CIRCUITS if reporter in ("F.2d", "F.3d", "F.4th") else DISTRICTS if reporter.startswith("F. Supp.") else None
            first, last = EDITIONS[reporter].first, EDITIONS[reporter].last or 2026
            if not first <= year <= last or (kind and court not in kind) or (not kind and court in CIRCUITS + DISTRICTS):
                bad.append(name)
        assert bad == [problem.answer], problem.question


def test_no_decision_quotes_a_later_one() -> None:
    for _, problem in MADE:
        for year, other in re.findall(r"(\d{4})\) \((?:quoting|citing|following) [^()]+\([^()]*?(\d{4})\)\)", problem.question):
            assert int(other) < int(year), problem.question


GOLD = '{"volume": "812", "reporter": "F.3d", "page": "410", "court": "9th Cir.", "year": "2016"}'


@pytest.mark.parametrize(
    "answer",
    [
        '{"volume": 812, "reporter": "F.3d", "page": 410, "court": "9th Cir.", "year": 2016}',
        '{"year": "2016", "court": "9th Cir", "page": "410", "reporter": "F. 3d", "volume": "812"}',
        '```json\n{"volume": "812", "reporter": "F.3d", "page": "410", "court": "Ninth Circuit", "year": "2016"}\n```',
        '<answer>{"Volume": "812", "Reporter": "F.3d", "Page": "410", "Court": "9th Cir.", "Year": "2016", "pin": null}</answer>',
    ],
)
def test_a_citation_may_be_written_in_other_ways(answer: str) -> None:
    assert verify(CHECK, answer, GOLD).score == 1


@pytest.mark.parametrize(
    "answer",
    [
        "", "812 F.3d 410 (9th Cir. 2016)", "{", "{}", "[]", "[" * 3000, '{"volume":' * 300, GOLD + GOLD, f"not {GOLD}",
        '{"volume": "812", "reporter": "F.3d", "page": "410", "court": "9th Cir."}',
        '{"volume": "410", "reporter": "F.3d", "page": "812", "court": "9th Cir.", "year": "2016"}',
        '{"volume": "812", "reporter": "F.2d", "page": "410", "court": "9th Cir.", "year": "2016"}',
        '{"volume": "812", "reporter": "F.3d", "page": "410", "court": "10th Cir.", "year": "2016"}',
        '{"volume": "812", "reporter": "F.3d", "page": "410", "pin": "415", "court": "9th Cir.", "year": "2016"}',
        '{"volume": 812.0, "reporter": "F.3d", "page": "410", "court": "9th Cir.", "year": "2016"}',
    ],
)  # fmt: skip
def test_a_citation_that_is_close_or_unclear_is_wrong(answer: str) -> None:
    assert verify(CHECK, answer, GOLD).score == 0


def test_a_gold_that_is_no_citation_gives_no_score() -> None:
    assert verify(CHECK, GOLD, "812 F.3d 410").score is None


def test_gold_verifies_and_distractors_fail() -> None:
    assert_gold_verifies_and_distractors_fail(MADE)


def test_wording_varies() -> None:
    assert_wording_varies(MADE)
