"""The explorer in a real browser: a person clicks and types, nothing fails in the console, no request leaves the page.

pytest -m browser tests/explore         wants Chromium: apt-get install chromium
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.explore.conftest import HOSTILE_ROW, UNREADABLE_ROW

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by playwright, which downloads none of its own."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        pytest.fail("there is no Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync"]  # fmt: skip
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *arguments])
        yield browser
        browser.close()


def _serving(corpus: Path, cache: Path) -> Iterator[str]:
    """The address of a running ``curate explore``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "curate", "explore", str(corpus), "--port", "0", "--no-open"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "XDG_CACHE_HOME": str(cache)},
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        yield process.stdout.readline().rsplit(" ", 1)[1].strip().rstrip("/")
        process.terminate()


@pytest.fixture(scope="module")
def made_address(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _serving(made, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def built_address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _serving(built, tmp_path_factory.mktemp("cache"))


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page at an address; at the end, its console was silent and it asked only its own origin."""
    contexts, complaints, asked = [], [], []
    origins: set[str] = set()

    def open_at(origin: str, path: str = "/", **settings: Any) -> Any:
        origins.add(origin)
        context = chromium.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append("a dialog: " + dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(origin + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []
    assert asked
    assert [url for url in asked if not url.startswith(tuple(f"{origin}/" for origin in origins))] == []


def wait_for_index(page: Any) -> None:
    while not page.evaluate("fetch('/progress').then(a => a.json()).then(p => p.searchable === p.rows)"):
        page.wait_for_timeout(200)
    page.reload()


def total(page: Any) -> int:
    return int(page.inner_text("#total").replace(",", ""))


def test_filter_search_and_open_a_row(opened: Callable[..., Any], made_address: str) -> None:
    page = opened(made_address)
    wait_for_index(page)
    assert total(page) == 5_003
    page.click('.value[data-facet="level"][data-value="3"]')
    level = total(page)
    assert 0 < level < 5_003
    page.click('.value[data-facet="family"][data-value="products"]')
    assert 0 < total(page) < level
    page.fill("#q", "n00*")
    page.press("#q", "Enter")
    found = total(page)
    assert 0 < found < 100
    assert page.locator("mark").count() >= 1
    number = page.locator(".item").first.get_attribute("data-row")
    page.click(".item a.open")
    assert page.url.startswith(f"{made_address}/rows/{number}?")
    assert page.locator(".steps li").count() == 2
    page.click("#back")
    assert total(page) == found
    page.click("#everything")
    assert total(page) == 5_003


def test_follow_a_near_duplicate_there_and_back(opened: Callable[..., Any], built_address: str) -> None:
    page = opened(built_address)
    wait_for_index(page)
    page.click('.value[data-facet="reason"][data-value="near_duplicate"]')
    page.click(".item a.open")
    removed = page.url.split("?")[0]
    assert "kept in its stead" in page.inner_text(".twins")
    page.click(".twins a.follow")
    assert "removed for this row" in page.inner_text(".twins")
    page.click(".twins a.side")
    assert {text.strip() for text in page.locator("ins").all_inner_texts()} >= {"At", "In"}
    page.click(".heads a.follow >> nth=1")
    assert page.url == removed


def test_see_a_rejected_row_and_one_that_could_not_be_read(opened: Callable[..., Any], made_address: str) -> None:
    page = opened(made_address)
    wait_for_index(page)
    page.click('.value[data-facet="status"][data-value="rejected"]')
    page.click('.value[data-facet="reason"][data-value="wrong_step"]')
    page.click(".item a.open")
    assert "Turned away by verify_v1 as wrong_step" in page.inner_text("#rejection")
    page.goto(f"{made_address}/rows/{UNREADABLE_ROW}")
    assert "U+001B" in page.inner_text("#rejection")


def test_an_answer_is_checked_in_place(opened: Callable[..., Any], made_address: str) -> None:
    page = opened(made_address, "/rows/42")
    page.keyboard.press("v")
    page.wait_for_selector("#verdicts .state.good")
    page.fill("#try", "<b>nothing</b>")
    page.click("#again button")
    page.wait_for_selector('#verdicts td:has-text("answer_unreadable")')
    assert page.url == f"{made_address}/rows/42"


def test_the_keyboard_alone_is_enough(opened: Callable[..., Any], made_address: str) -> None:
    page = opened(made_address)
    wait_for_index(page)
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("naive")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for key in "jjk":
        page.keyboard.press(key)
    rows = [item.get_attribute("data-row") for item in page.locator(".item").all()]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"/rows/{rows[0]}?q=naive" in page.url
    with page.expect_navigation():
        page.keyboard.press("j")
    assert f"/rows/{rows[1]}?q=naive" in page.url
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert page.url == f"{made_address}/?q=naive"
    # where one was reading is where one goes on
    assert page.locator(".item.current").get_attribute("data-row") == rows[1]
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("page=2")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert total(page) == 5_003


@pytest.mark.parametrize(
    "path", [f"/rows/{HOSTILE_ROW}", f"/rows/{HOSTILE_ROW}/beside/1", "/?q=flipped", "/?status=rejected"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_text_does_no_harm_and_stays_in_its_place(
    path: str, width: int, opened: Callable[..., Any], made_address: str
) -> None:
    page = opened(made_address, path, viewport={"width": width, "height": 800}, color_scheme="dark")
    assert page.locator("main script, main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
