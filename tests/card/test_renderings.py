"""Four renderings of one card: valid for those who read them, harmless whatever the rows hold, the same each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml
from huggingface_hub import DatasetCard
from rich.console import Console

from curate.card import croissant, html, markdown, model, terminal
from curate.cli import run
from curate.corpus import Corpus
from tests.card.conftest import OVERRIDE, SCRIPT


def on_screen(corpus: Corpus, width: int = 80, **options: Any) -> str:
    page = StringIO()
    terminal.write(model.describe(corpus), Console(file=page, width=width, highlight=False, **options))
    return page.getvalue()


def renderings(corpus: Corpus) -> dict[str, str]:
    card = model.describe(corpus)
    return {
        "markdown": markdown.render(card), "html": html.render(card), "terminal": on_screen(corpus),
        "croissant": croissant.render(card, croissant.hashes(corpus)),
    }  # fmt: skip


def parsed(page: str) -> Any:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


# ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_hubs_library_reads_the_front_matter(mixed: Corpus) -> None:
    card = DatasetCard.load(mixed.path / "README.md")
    data = card.data.to_dict()
    assert data["configs"][0]["data_files"][0] == {"split": "train", "path": "train/*.arrow"}
    assert data["size_categories"] == ["n<1K"]
    assert data["license"] == "other"
    assert data["language"] == ["en"]
    assert data["pretty_name"] == "Medical reasoning corpus"
    assert "reasoning" in data["tags"]
    assert card.text.lstrip().startswith("# Medical reasoning")


@pytest.mark.parametrize(
    "value", ["a: b", "- x", "'", '"', "#x", "null", "yes", "1e3", "{}", "%x", "@x", "a\\b", "é😀", "<"]
)
def test_front_matter_keeps_a_text_what_it_is(value: str) -> None:
    assert yaml.safe_load("\n".join(markdown._yaml({"key": value, "list": [value]}))) == {"key": value, "list": [value]}


def test_headings_come_in_the_hubs_order(mixed: Corpus) -> None:
    headings = re.findall(r"^## (.*)$", (mixed.path / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == [
        "Uses", "Dataset structure", "Dataset creation", "Bias, risks and limitations", "Licence", "Reproduction",
    ]  # fmt: skip


def test_the_recipe_on_the_card_is_the_recipe_of_the_corpus(mixed: Corpus) -> None:
    import tomllib

    recipe = re.search(r"^```toml\n(.*?)^```", markdown.render(model.describe(mixed)), re.DOTALL | re.MULTILINE)
    assert recipe is not None
    assert tomllib.loads(recipe[1]) == mixed.manifest["recipe"]


def test_the_card_on_disk_is_the_one_that_the_shards_give(mixed: Corpus) -> None:
    assert (mixed.path / "README.md").read_text(encoding="utf-8") == markdown.render(model.describe(mixed))


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("corpus", ["mixed", "hostile"])
def test_the_page_is_valid_whole_and_asks_for_nothing(corpus: str, request: pytest.FixtureRequest) -> None:
    text = html.render(model.describe(request.getfixturevalue(corpus)))
    page = parsed(text)
    tags = {part.tag for part in page.iter() if isinstance(part.tag, str)}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}
    addresses = [value for part in page.iter() for key, value in part.items() if key in ("href", "src", "action")]
    assert all(address.startswith("#") for address in addresses)
    assert not re.search(r"@import|url\(|expression\(", page.find("head").find("style").text)
    assert not [key for part in page.iter() for key, _ in part.items() if key.startswith("on")]
    ids = [part.get("id") for part in page.iter() if part.get("id")]
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in addresses} <= set(ids)
    policy = next(part for part in page.iter("meta") if part.get("http-equiv") == "Content-Security-Policy")
    assert policy.get("content").startswith("default-src 'none'")


def test_a_reader_of_screens_finds_its_way(mixed: Corpus) -> None:
    page = parsed(html.render(model.describe(mixed)))
    assert page.get("lang") == "en"
    assert [len(list(page.iter(tag))) for tag in ("main", "nav", "h1", "header", "footer")] == [1] * 5
    levels = [int(part.tag[1]) for part in page.iter() if re.fullmatch("h[1-6]", str(part.tag))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in page.iter("table"):
        assert "".join(table.find("caption").itertext()).strip()
        assert all(cell.get("scope") == "col" for cell in table.find("thead").iter("th"))
    images = [part for part in page.iter() if str(part.tag).endswith("svg")]
    assert len(images) == 4
    assert all(image.get("role") == "img" and len(image.get("aria-label")) > 20 for image in images)


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_texts_stand_out_from_their_ground(scheme: int, mixed: Corpus) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for marks."""
    style = html.render(model.describe(mixed)).partition("<style>")[2]
    colours = dict(
        re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme])
    )

    def contrast(one: str, other: str) -> float:
        light, dark = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert min(contrast(ink, ground) for ink in ("ink", "quiet", "link") for ground in ("paper", "panel")) >= 4.5
    assert contrast("plot-1", "paper") >= 3


# ── hostile rows, in all four ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def pages(hostile: Corpus) -> dict[str, str]:
    return renderings(hostile)


@pytest.mark.parametrize("rendering", ["markdown", "html", "terminal", "croissant"])
def test_no_row_steers_who_reads_it(rendering: str, pages: dict[str, str]) -> None:
    page = pages[rendering]
    assert OVERRIDE not in page
    assert "\u2066" not in page
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", page)
    assert "A" * 2000 not in page
    assert len(page) < 200_000


def test_markup_in_rows_and_names_is_text_on_the_page(pages: dict[str, str]) -> None:
    said = "".join(parsed(pages["html"]).itertext())
    assert "<b>ro|ws`\\u202e" in said
    assert SCRIPT not in pages["html"]
    assert "{{ 7*7 }}" in said or "7*7" not in said
    assert "\u202e" not in said


def test_markdown_in_rows_and_names_means_nothing(pages: dict[str, str]) -> None:
    body = re.sub(r"^```.*?^```", "", pages["markdown"].split("\n---\n", 1)[1], flags=re.DOTALL | re.MULTILINE)
    assert "<script" not in body
    assert "<img" not in body
    assert not re.search(r"(?<!\\)\]\((?!#)", body)  # no link but to a heading
    assert not re.search(r"(?<!\\):(?=//)", re.sub(r"`[^`]*`", "", body))
    assert "# heading" not in re.findall(r"^#+ .*$", body, flags=re.MULTILINE)
    for line in body.splitlines():
        if line.startswith("| "):
            header = re.split(r"(?<!\\)\|", line)
            assert len(header) >= 3
    tables = [block.splitlines() for block in body.split("\n\n") if block.startswith("|")]
    assert all(len({len(re.split(r"(?<!\\)\|", line)) for line in table}) == 1 for table in tables)


def test_the_front_matter_of_a_hostile_corpus_is_read(pages: dict[str, str]) -> None:
    data = DatasetCard(pages["markdown"]).data.to_dict()
    assert data["license"] == "other"
    assert data["configs"][0]["config_name"] == "default"


@pytest.mark.parametrize("width", [30, 80, 200])
def test_the_terminal_is_never_overrun(width: int, hostile: Corpus) -> None:
    from rich.cells import cell_len

    coloured = on_screen(hostile, width, force_terminal=True)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert "\x1b" not in lines
    assert max(cell_len(line) for line in lines.splitlines()) <= width


# ── Croissant ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("corpus", ["mixed", "hostile"])
def test_mlcroissant_validates_it_and_reads_every_record(
    corpus: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    opened: Corpus = request.getfixturevalue(corpus)
    assert run(["card", str(opened.path), "--out", str(tmp_path / "card.json")]) == 0
    reader = [sys.executable, str(Path(__file__).with_name("read_croissant.py")), str(tmp_path / "card.json")]
    done = subprocess.run(reader, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["errors"] == []
    rows = {row["id"]: row for batch in opened.batches() for row in batch.to_pylist()}
    assert {record["id"] for record in found["records"]} == set(rows)
    assert len(found["records"]) == len(rows)
    for record in found["records"]:
        row = rows[record["id"]]
        assert record.pop("difficulty") == pytest.approx(row.pop("difficulty"))
        for criterion in [*(record.pop("rubric") or ()), *row.pop("rubric")]:
            assert set(criterion) == {"criterion", "importance", "weight", "positive"}
        quality = record.pop("quality")
        told = row.pop("quality") or {"score": None, "flags": None}
        assert (quality["score"], quality["flags"] or []) == (pytest.approx(told["score"]), told["flags"] or [])
        assert record == row


def test_the_hashes_are_those_of_the_files(mixed: Corpus, tmp_path: Path) -> None:
    import hashlib

    files = croissant.write_records(mixed, tmp_path)
    assert files == croissant.hashes(mixed)
    assert sum(file.rows for file in files) == mixed.manifest["rows_kept"]
    for file in files:
        content = (tmp_path / file.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)


# ── all ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_is_the_same_each_time(mixed: Corpus) -> None:
    assert renderings(mixed) == renderings(mixed)


def test_a_corpus_of_no_rows_has_a_card(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("{broken\n")
    assert run(["build", "medical", "--from", str(rows), "--out", str(tmp_path / "none"), "--quiet"]) == 5
    for text in renderings(Corpus.open(tmp_path / "none")).values():
        assert "No row was kept." in text
    parsed(html.render(model.describe(Corpus.open(tmp_path / "none"))))


def test_a_domain_that_is_not_installed_can_still_be_described(mixed: Corpus, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(mixed.path, tmp_path / "corpus")
    manifest = json.loads((tmp_path / "corpus/manifest.json").read_text())
    manifest["domain"] = "<b>orchards</b>"
    (tmp_path / "corpus/manifest.json").write_text(json.dumps(manifest))
    for text in renderings(Corpus.open(tmp_path / "corpus")).values():
        assert "orchards" in text
