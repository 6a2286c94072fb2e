"""The card: numbers recomputed from the shards without the card's code, front matter read by the hub's own library."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from huggingface_hub import DatasetCard

from curate.build import build
from curate.card import licences, markdown, model
from curate.corpus import Corpus
from curate.recipe import from_values


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Corpus:
    folder = tmp_path_factory.mktemp("card")
    rows = folder / "rows.csv"
    asked = [(f"How many apples are {a} apples and {a + 3} more in a basket | or a box?", 2 * a + 3) for a in range(40)]
    rows.write_text(
        "question,answer\n" + "".join(f"{question},{answer}\n" for question, answer in asked) + "Only a question,\n"
    )
    sources = [
        {"kind": "generated", "families": ["qt_correction", "infusions"]},
        {"kind": "files", "paths": [str(rows)], "licence": "cc-by-4.0"},
    ]
    return build(from_values({"domain": "medical", "rows": 120, "sources": sources}), folder / "corpus")


def frame(corpus: Corpus, folder: str) -> pl.DataFrame:
    return pl.concat([pl.read_ipc_stream(path) for path in sorted((corpus.path / folder).glob("*.arrow"))])


def kept(corpus: Corpus) -> pl.DataFrame:
    return pl.concat([frame(corpus, split) for split in ("train", "validation", "test")])


def test_the_hubs_library_reads_the_front_matter(corpus):
    data = DatasetCard.load(Path(corpus.path / "README.md")).data.to_dict()
    assert data["configs"][0]["data_files"][0] == {"split": "train", "path": "train/*.arrow"}
    assert data["size_categories"] == ["n<1K"]
    assert data["license"] == "other"
    assert data["language"] == ["en"]


def test_every_number_of_the_model_is_that_of_the_shards(corpus):
    card, rows = model.describe(corpus), kept(corpus)
    rejected = frame(corpus, "rejected")
    assert card.rows_kept == rows.height
    assert card.rows_in == rows.height + rejected.height
    for name, column in (("family", pl.col("family")), ("licence", pl.col("provenance").struct.field("licence"))):
        counted = dict(rows.group_by(column.alias("name")).len().iter_rows())
        assert card.composition[name] == counted
    grid = {(family, level): n for family, level, n in rows.group_by("family", "level").len().iter_rows()}
    assert card.grid == grid
    for name, spread in card.tokens.items():
        lengths = rows["tokens"].struct.field(name)
        assert (spread.smallest, spread.largest, spread.total) == (lengths.min(), lengths.max(), lengths.sum())
        below = (lengths < spread.median).sum() / rows.height
        assert below <= 0.5 <= (lengths <= spread.median).sum() / rows.height
    assert sum(card.difficulty) == rows.height
    assert card.difficulty[0] == (rows["difficulty"] < 0.1).sum()
    assert card.steps_checked == rows["verification"].struct.field("steps_checked").sum()
    assert card.with_reasoning == (rows["reasoning"].str.len_chars() > 0).sum()


def test_the_funnel_on_the_page_adds_up(corpus):
    text = (corpus.path / "README.md").read_text(encoding="utf-8")
    section = text.split("## Funnel")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (\w+_v\d+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|", section, flags=re.MULTILINE)
    flow = [tuple(int(cell.replace(",", "")) for cell in line[1:]) for line in lines]
    assert flow[0][0] == corpus.manifest["rows_in"]
    assert flow[-1][2] == corpus.manifest["rows_kept"]
    assert all(into - rejected == out for into, rejected, out in flow)
    assert all(before[2] == after[0] for before, after in pairwise(flow))
    assert sum(rejected for _, rejected, _ in flow) == frame(corpus, "rejected").height


def test_the_card_on_disk_is_the_one_that_the_shards_give(corpus):
    assert (corpus.path / "README.md").read_text(encoding="utf-8") == markdown.render(model.describe(corpus))


@pytest.mark.parametrize(
    ("names", "hub", "begins"),
    [
        (["Apache-2.0"], "apache-2.0", "Yes: "),
        (["Apache-2.0", "MIT"], "other", "Yes: "),
        (["CC-BY-SA-4.0", "MIT"], "other", "Yes, with attribution"),
        (["CC-BY-NC-4.0", "MIT"], "other", "No"),
        (["MIT", "unknown"], "other", "Not settled"),
    ],
)
def test_licences_combine_to_one_answer(names, hub, begins):
    combined = licences.combine(names)
    assert combined.hub == hub
    assert combined.answer.startswith(begins)


def test_names_from_data_cannot_break_the_page():
    assert markdown._escaped("<script>|\n\u202e`x`") == "&lt;script>\\|  `x`"
