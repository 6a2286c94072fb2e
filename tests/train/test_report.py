"""The report: one whole page whatever the run holds, its numbers those of the run; no text of a model acts in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.train import toy
from train.evaluation import GREEDY, SAMPLED
from train.folder import RunFolder
from train.metrics import Metrics
from train.report import render, write_report
from train.runs import course

HOSTILE = "<script>alert(1)</script> \u202e RTL \x1b[31m ]]> --> </dd></style> & \ud800 " + "x" * 9_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made: RunFolder = toy.made(tmp_path_factory.mktemp("runs") / "toy")
    return made


@pytest.fixture(scope="module")
def page(run: RunFolder) -> str:
    return render(run)


class Reader(HTMLParser):
    """Tags in order, ids, links and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_is_one_file_that_loads_and_runs_nothing(page: str) -> None:
    found = read(page)
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(found.tags)
    assert not any(name.startswith("on") for name in found.attributes)
    assert "default-src 'none'" in page
    assert all(link.startswith("#") for link in found.links)
    assert not re.search(r"url\(|@import", page)


def test_its_markup_is_whole(page: str) -> None:
    html5lib = pytest.importorskip("html5lib")
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    assert not parser.errors


def test_every_link_leads_somewhere_and_no_id_comes_twice(page: str) -> None:
    found = read(page)
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)


def test_it_shows_what_the_issue_asks_for(page: str) -> None:
    text = " ".join("".join(read(page).text).split())
    for title in (
        "Loss", "Reward", "Parts of the reward", "Correct rollouts", "Greedy pass@1 by level", "Levels drawn",
        "Families drawn", "Length of completions", "Divergence from the stage's beginning", "Groups that teach nothing",
        "Learning rate", "Time of a step", "What it wrote", "not trained on", "The recipe",
    ):  # fmt: skip
        assert title in text, title
    assert page.count("<svg") >= 16


def test_its_numbers_are_those_of_the_evaluations(run: RunFolder, page: str) -> None:
    text = re.sub(r"\s", "", "".join(read(page).text))
    for step in course(run):
        for metric in (GREEDY, SAMPLED):
            estimate = step.evaluation.overall[metric]
            assert estimate.value is not None
            low, high = 100 * (estimate.low or 0), 100 * (estimate.high or 0)
            assert f"{100 * estimate.value:.1f}%{low:.1f}to{high:.1f}" in text
    right = [sum(bool(row.correct) for row in step.evaluation.rows) for step in course(run)]
    assert f"went from {100 * right[0] / 60:.1f}\u202f% before training to {100 * right[-1] / 60:.1f}\u202f%" in page


def test_the_same_run_gives_the_same_bytes(run: RunFolder, page: str) -> None:
    assert render(RunFolder.open(run.path)) == page
    assert write_report(run).read_text(encoding="utf-8") == page


def test_no_text_of_a_model_acts_in_the_page(tmp_path: Path) -> None:
    recipe = toy.recipe(toy.RECIPE.replace('"Two stages of nothing."', "'''Ha </title><script>x</script> \u202e'''"))
    made = toy.made(tmp_path / "x", text=HOSTILE.replace("\ud800", ""), given=recipe, numbers={"<b>": 1.0})
    with Metrics(made.path) as metrics:
        hostile = toy.rollout(3, HOSTILE)
        hostile |= {
            "family": HOSTILE,
            "prompt": HOSTILE,
            "gold": HOSTILE,
            "parts": {HOSTILE: {"score": 1.0, "reason": HOSTILE}},
        }
        metrics.rollouts("2-grpo", 21, [hostile])
    made.update(status="failed", error=HOSTILE)
    page = write_report(made).read_text(encoding="utf-8")
    found = read(page)
    assert "script" not in found.tags
    assert page.count("</style>") == 1
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "<script>alert(1)" in "".join(found.text)
    longest = max(len(text) for text in found.text if "alert(1)" in text)
    assert longest < 3_000


@pytest.mark.parametrize("stage", ["nothing", "evaluated"])
def test_a_run_that_has_hardly_begun_has_a_page_too(tmp_path: Path, stage: str) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS) as made:
        if stage == "evaluated":
            toy.evaluated(made, "0-start", "start", 0, toy.rows(0.0, n=3))
        page = render(made)
    assert ("not evaluated yet" in page) == (stage == "nothing")
    html5lib = pytest.importorskip("html5lib")
    html5lib.HTMLParser(strict=True).parse(page)


def test_values_that_are_no_numbers_leave_gaps(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "x", toy.recipe(), toy.CORPUS) as made, Metrics(made.path) as metrics:
        for step in range(1, 400):
            value = float("nan") if 100 < step < 200 else float("inf") if step == 300 else 1 / step
            metrics.log("1-sft", step, {"loss": value, "grad_norm": float("nan")})
        page = render(made)
    assert "Loss" in page
    drawn = "".join(re.findall(r"<svg.*?</svg>", page))
    assert not re.search(r'd="[^"]*(?:nan|inf)', drawn)
