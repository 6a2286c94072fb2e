"""The cards of the built-in corpora: of the recipes and the version that are here, valid, and alike in both forms.

That their numbers are those that a build gives today takes four builds: `python data_cards/regenerate.py --check`.
"""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import html5lib
import pytest
from huggingface_hub import DatasetCard

from curate.recipe import load, portable
from curate.version import versions
from tests.card.reading import from_html, from_markdown

FOLDER = Path(__file__).resolve().parents[2] / "data_cards"
STALE = "regenerate them: python data_cards/regenerate.py"


@pytest.fixture(scope="module")
def regenerate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("regenerate", FOLDER / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["chemistry", "legal", "medical", "robotics"])
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_card_is_of_the_recipe_and_version_that_are_here(domain: str) -> None:
    text = (FOLDER / f"{domain}.md").read_text(encoding="utf-8")
    assert DatasetCard(text).data.to_dict()["license"] == "apache-2.0"
    recipe = re.search(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert recipe is not None
    assert tomllib.loads(recipe[1]) == portable(load(domain)[0]), STALE
    assert f"| `curate` | {versions()['curate']} |" in text, STALE


def test_both_forms_say_the_same(domain: str) -> None:
    page = (FOLDER / f"{domain}.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    seen, read = from_html(page), from_markdown((FOLDER / f"{domain}.md").read_text(encoding="utf-8"))

    def plain(cell: str) -> str:
        return re.sub(r"[\s,]", "", cell)

    assert len(seen.tables) > 15
    for caption, rows in seen.tables.items():
        assert [[plain(cell) for cell in row] for row in rows] == [
            [plain(cell) for cell in row] for row in read.tables[caption]
        ], caption


def test_nothing_of_the_machine_is_on_a_card(domain: str) -> None:
    for ending in ("md", "html"):
        text = (FOLDER / f"{domain}.{ending}").read_text(encoding="utf-8")
        assert not re.search(r"/(home|root|tmp|work|Users)/", text)
        assert not re.search(r"20\d\d-\d\d-\d\dT|\d\d:\d\d:\d\d", text)


def test_a_number_that_changed_is_told(regenerate: ModuleType, domain: str) -> None:
    for name in (f"{domain}.md", f"{domain}.html"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert regenerate.difference(name, text, text) == []
        assert regenerate.difference(name, text, text.replace("20,000", "20,001").replace("20\u202f000", "20\u202f001"))


def test_another_version_of_a_library_is_no_difference_but_one_of_the_toolkit_is(regenerate: ModuleType) -> None:
    for name, before, after in (
        ("medical.md", "| `{}` | {} |", "| `{}` | {}.9 |"),
        ("medical.html", "<code>{}</code></th>\n<td>{}</td>", "<code>{}</code></th>\n<td>{}.9</td>"),
    ):
        stored = (FOLDER / name).read_text(encoding="utf-8")
        here = dict(re.findall(r"\| `(\w+)` \| ([\w.+]+) \|", (FOLDER / "medical.md").read_text(encoding="utf-8")))
        for library, same in (("pyarrow", True), ("curate", False)):
            fresh = stored.replace(before.format(library, here[library]), after.format(library, here[library]))
            assert fresh != stored
            fresh = fresh.replace(re.findall(r"\b[0-9a-f]{64}\b", stored)[0], "0" * 64) if same else fresh
            assert (regenerate.difference(name, fresh, stored) == []) == same
