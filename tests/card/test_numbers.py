"""Every number on the card, recomputed from the shards with polars, in Markdown and in HTML.

Nothing of the card's own code is used, nor the manifest: the pages are read back, the Arrow files are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import polars as pl
import pytest

from curate.cli import run
from tests.card.reading import Read, from_html, from_markdown, number

SPLITS = ("train", "validation", "test")
READERS: dict[str, Callable[[str], Read]] = {"markdown": from_markdown, "html": from_html}


@pytest.fixture(scope="module", params=list(READERS))
def read(request: pytest.FixtureRequest, shards: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    page = tmp_path_factory.mktemp("page") / "card"
    assert run(["card", str(shards), "--format", request.param, "--out", str(page)]) == 0
    return READERS[request.param](page.read_text(encoding="utf-8"))


def frame(shards: Path, *folders: str) -> pl.DataFrame:
    return pl.concat(
        [pl.read_ipc_stream(path) for folder in folders for path in sorted((shards / folder).glob("*.arrow"))]
    )


@pytest.fixture(scope="module")
def kept(shards: Path) -> pl.DataFrame:
    return frame(shards, *SPLITS)


@pytest.fixture(scope="module")
def rejected(shards: Path) -> pl.DataFrame:
    return frame(shards, "rejected")


@pytest.fixture(scope="module")
def removed(shards: Path) -> pl.DataFrame:
    return pl.read_ipc_stream(shards / "duplicates.arrow")


def counts(values: pl.Series) -> dict[str, int]:
    named = values.cast(pl.String).fill_null("not stated")
    return {"not stated" if value == "" else value: rows for value, rows in Counter(named.to_list()).items()}


def percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    if share in (0, 100):
        return f"{share:.0f}%"
    return "<0.1%" if share < 0.1 else ">99.9%" if share > 99.9 else f"{share:.1f}%"


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_counts(read: Read, caption: str, expected: dict[str, int], whole: int | None = None) -> None:
    """A table of names, rows and shares."""
    rows = read.tables.pop(caption)
    assert {row[0]: number(row[1]) for row in rows} == expected
    total = whole or sum(expected.values())
    assert [bare(row[2]) for row in rows] == [percent(number(row[1]), total) for row in rows]


def test_every_table_is_that_of_the_shards(
    read: Read, kept: pl.DataFrame, rejected: pl.DataFrame, removed: pl.DataFrame
) -> None:
    read = Read(dict(read.tables), list(read.words))
    rows_in = kept.height + rejected.height
    assert_counts(read, "Rows by split", counts(kept["split"]))
    assert_counts(read, "Rows by answer type", counts(kept["answer_type"]))
    assert_counts(read, "Rows by language", counts(kept["language"]))
    options = int((kept["choices"].list.len() > 0).sum())
    forms = {"open question": kept.height - options, "options to choose from": options}
    assert_counts(read, "Rows by form of question", {form: rows for form, rows in forms.items() if rows})
    flags = [flag for row in kept["quality"].struct.field("flags").to_list() for flag in row]
    noticed = Counter(flag for flag in flags if not flag.startswith(("masked_", "benchmark:")))
    if noticed:
        assert_counts(read, "What rules noticed without rejecting", dict(noticed), whole=kept.height)
    statuses = counts(kept["verification"].struct.field("status"))
    assert_counts(read, "Gold answers", statuses)
    refused = rejected.filter(pl.col("stage").str.starts_with("verify"))
    assert_counts(read, "Rows that verification turned away", counts(refused["reason"]), whole=rows_in)

    assert_grid(read, kept)
    assert_lengths(read, kept)
    assert_difficulty(read, kept)
    assert_sources(read, kept, rejected)
    assert_funnel(read, kept, rejected)
    assert_duplicates(read, kept, rejected, removed)
    assert_checks(read, kept, rejected, statuses)
    licences = counts(kept["provenance"].struct.field("licence"))
    assert {row[0]: number(row[1]) for row in read.tables.pop("Licences of the rows")} == licences
    for words in ("The record", "Versions"):
        read.tables.pop(words)
    assert not read.tables, "a table that this test does not know"


def assert_grid(read: Read, kept: pl.DataFrame) -> None:
    levels = sorted(kept["level"].unique().to_list())
    rows = read.tables.pop("Rows by family and level")
    for family, *cells in rows[:-1]:
        of = kept.filter(pl.col("family") == family)
        by_level = [of.filter(pl.col("level") == level).height for level in levels]
        assert [number(cell) for cell in cells[:-1]] == [*by_level, of.height]
        assert bare(cells[-1]) == percent(of.height, kept.height)
    assert {row[0] for row in rows[:-1]} == set(kept["family"].unique().to_list())
    by_level = [kept.filter(pl.col("level") == level).height for level in levels]
    assert [number(cell) for cell in rows[-1][1:-1]] == [*by_level, kept.height]


def assert_lengths(read: Read, kept: pl.DataFrame) -> None:
    for name, *cells in read.tables.pop("Tokens a row"):
        lengths = kept["tokens"].struct.field(name.lower()).sort()
        at = [lengths[max(-(-int(1000 * part * len(lengths)) // 1000) - 1, 0)] for part in (0.25, 0.5, 0.75, 0.95)]
        assert [number(cell) for cell in cells] == [lengths[0], *at, lengths[-1], lengths.sum()]
        plotted = read.tables.pop(f"Tokens of the {name.lower()}", None)  # in Markdown; HTML draws it
        for span, rows, _ in plotted or ():
            low, _, high = span.replace(" and more", " – 999999999").partition(" – ")
            assert number(rows) == lengths.is_between(int(low), int(high or low)).sum()
        if plotted:
            assert sum(number(row[1]) for row in plotted) == kept.height


def assert_difficulty(read: Read, kept: pl.DataFrame) -> None:
    difficulty = kept["difficulty"].cast(pl.Float64)
    for span, rows, _ in read.tables.pop("Difficulty", ()):
        low, high = (float(end) for end in span.split(" – "))
        inside = (difficulty >= low) & ((difficulty < high) if high < 1 else (difficulty <= high))
        assert number(rows) == inside.sum()
    for level, rows, share, mean, reasoning in read.tables.pop("What a level means"):
        of = kept.filter(pl.col("level") == int(level))
        assert (number(rows), bare(share)) == (of.height, percent(of.height, kept.height))
        assert float(mean) == pytest.approx(of["difficulty"].cast(pl.Float64).mean(), abs=0.00501)
        middle = of["tokens"].struct.field("reasoning").sort()
        assert number(reasoning) == middle[-(-len(middle) // 2) - 1]


def assert_sources(read: Read, kept: pl.DataFrame, rejected: pl.DataFrame) -> None:
    rows = read.tables.pop("Rows by source")
    for source, file, revision, licence, into, away, stayed, share in rows:
        if source == "generated":
            families = kept.filter(kept["provenance"].struct.field("source") == source)["family"].n_unique()
            assert file == f"{families} families"
        else:
            assert file in set(kept["provenance"].struct.field("file").to_list())
        stay, gone = (
            sum(
                origin["source"] == source
                and (origin["revision"] or "").startswith(revision.rstrip("…"))
                and (origin["licence"] or "not stated") == licence
                for origin in which["provenance"].to_list()
            )
            for which in (kept, rejected)
        )
        assert (number(into), number(away), number(stayed)) == (stay + gone, gone, stay)
        assert bare(share) == percent(stay, kept.height)
    assert sum(number(row[4]) for row in rows) == kept.height + rejected.height


def assert_funnel(read: Read, kept: pl.DataFrame, rejected: pl.DataFrame) -> None:
    lines = read.tables.pop("Rows at each stage")
    flow = [tuple(map(number, line[1:4])) for line in lines]
    assert flow[0][0] == kept.height + rejected.height
    assert flow[-1][2] == kept.height
    assert all(into - away == out for into, away, out in flow)
    assert all(before[2] == after[0] for before, after in pairwise(flow))
    assert sum(away for _, away, _ in flow) == rejected.height
    told: Counter[str] = Counter()
    stages = {line[0] for line in lines}
    for stage, _, away, out, share, reasons in lines:
        own = rejected.filter(pl.col("stage") == stage)
        if stage == "quality_v1":  # its rules reject under names of their own
            own = rejected.filter(~pl.col("stage").is_in(list(stages - {stage})))
        assert number(away) == own.height
        assert bare(share) == percent(number(out), flow[0][0])
        said = {part.rsplit(" ", 1)[0]: number(part.rsplit(" ", 1)[1]) for part in reasons.split(", ") if part}
        assert said == counts(own["reason"])
        told.update(said)
    assert dict(told) == counts(rejected["reason"])


def assert_duplicates(read: Read, kept: pl.DataFrame, rejected: pl.DataFrame, removed: pl.DataFrame) -> None:
    assert {row[0]: number(row[1]) for row in read.tables.pop("Rows removed")} == counts(removed["rule"])
    sizes = counts(kept.filter(pl.col("cluster_size") > 1)["cluster_size"])
    assert {row[0]: number(row[1]) for row in read.tables.pop("Clusters by size")} == sizes
    least = removed.filter(pl.col("rule") == "near")["similarity"].min()
    for caption in [caption for caption in read.tables if caption.startswith(("near", "exact"))]:  # in Markdown
        if caption.startswith("near"):
            assert caption == f"near, similarity {least:.2f}"
        gone, stays = ({cell.split("<br>")[0] for cell in cells} for cells in zip(*read.tables.pop(caption)))
        assert gone <= set(rejected["question"].to_list())
        assert stays <= set(kept["question"].to_list())


def assert_checks(read: Read, kept: pl.DataFrame, rejected: pl.DataFrame, statuses: dict[str, int]) -> None:
    verification = kept["verification"].struct
    steps = verification.field("steps_checked")
    wrong = rejected.filter(pl.col("reason") == "wrong_step").height
    line = [int((steps > 0).sum()), steps.sum(), verification.field("steps_wrong").sum(), wrong]
    assert [number(cell) for cell in read.tables.pop("Arithmetic in the reasoning of kept rows")[0]] == line
    by_verifier = kept.group_by(
        kept["verifier"].struct.field("name").alias("verifier"), verification.field("status").alias("status")
    ).len()
    cells = {(verifier, status): rows for verifier, status, rows in by_verifier.iter_rows()}
    for verifier, *rows in read.tables.pop("Gold answers by verifier"):
        own = [cells.get((verifier, status), 0) for status in statuses]
        assert sorted(map(number, rows[:-1])) == sorted(own)
        assert number(rows[-1]) == sum(own)

    hits = rejected.filter(pl.col("stage").str.starts_with("decontaminate"))["detail"].str.split("#").list[0]
    reached = (
        kept.height + rejected.filter(pl.col("stage").str.contains("^(decontaminate|verify|grade|deduplicate)")).height
    )
    for name, _, away, flagged, share in read.tables.pop("Overlap with public evaluation sets"):
        assert (number(away), number(flagged)) == (int((hits == name).sum()), 0)
        assert bare(share) == percent(number(away), reached)
    masked: Counter[str] = Counter()
    rows_with: Counter[str] = Counter()
    for flag in [flag for row in kept["quality"].struct.field("flags").to_list() for flag in row]:
        if found := re.fullmatch(r"masked_(\w+):(\d+)", flag):
            masked[found[1]] += int(found[2])
            rows_with[found[1]] += 1
    kinds = {"e-mail addresses": "email", "telephone numbers": "phone", "IP addresses": "ip"}
    assert sum(masked.values()) == 2
    for kind, _, items, rows, away in read.tables.pop("Personal data"):
        short = kinds.get(kind, "")
        assert (number(items), number(rows), number(away)) == (masked[short], rows_with[short], 0)


def test_every_number_in_a_sentence_is_that_of_the_shards(
    read: Read, kept: pl.DataFrame, rejected: pl.DataFrame, removed: pl.DataFrame
) -> None:
    said = re.sub(r"(?<=\d)[,\u202f](?=\d{3})", "", "\n".join(read.words)).replace("\u202f%", " %")
    for sentence in sentences(kept, rejected, removed):
        assert sentence in said, sentence
        said = said.replace(sentence, "")
    for tile in tiles(kept, rejected):  # HTML only
        said = said.replace(tile, "")
    known = (
        r"From 0, easy, to 1, hard|Apache-2\.0|CC-BY-SA-4\.0|16000 pieces|curate-reasoning==\S+|words, 5 at a time"
        r"|similarity of 0.8 or more|with 128 permutations"
    )
    rest = [line for line in re.sub(known, "", said).splitlines() if re.search(r"\d", line)]
    assert not rest, "a number that this test does not know"


def tiles(kept: pl.DataFrame, rejected: pl.DataFrame) -> list[str]:
    verified = counts(kept["verification"].struct.field("status"))["verified"]
    return [
        f"{kept.height} rows kept",
        f"{rejected.height} rows rejected",
        f"{percent(verified, kept.height).replace('%', ' %')} answers verified",
        f"{kept['tokens'].struct.field('reasoning').sum()} tokens of reasoning",
    ]


def sentences(kept: pl.DataFrame, rejected: pl.DataFrame, removed: pl.DataFrame) -> Iterator[str]:
    rows, away = kept.height, rejected.height
    per_split = [kept.filter(pl.col("split") == split).height for split in SPLITS]
    tokens = kept["tokens"].struct.field("reasoning").sort()
    reasoned = int((kept["reasoning"].str.len_chars() > 0).sum())
    verification = kept["verification"].struct
    status: Any = counts(verification.field("status")).get
    steps, wrong = verification.field("steps_checked"), verification.field("steps_wrong").sum()
    compared = rows + rejected.filter(pl.col("stage").str.contains("^(decontaminate|verify|grade|dedup)")).height
    licences = kept["provenance"].struct.field("licence").to_list()
    stepped = int((steps > 0).sum())
    unread = rejected.filter(pl.col("stage").str.contains("^(read|adapt)")).height
    clusters = kept.filter(pl.col("cluster_size") > 1)

    def part(count: int) -> str:
        return f"{count} rows ({percent(count, rows).replace('%', ' %')})"

    yield f"Medical reasoning: {rows} reasoning problems"
    split = ", ".join(f"{count} {name}" for count, name in zip(per_split, SPLITS))
    yield f"Rows: {rows} of {rows + away} kept: {split}"
    middle = tokens[-(-len(tokens) // 2) - 1]
    yield f"Reasoning: {reasoned} rows with worked steps; {tokens.sum()} tokens, {middle} in the middle row"
    yield f"Answers verified: {part(status('verified', 0))}"
    yield f"Arithmetic: {steps.sum()} written steps evaluated again; {wrong} do not hold"
    yield f"Duplicates: {removed.height} rows removed"
    yield "Benchmarks: compared with 7 sets; 1 row turned away"
    yield "Personal data: 2 items masked; 0 rows turned away"
    unknown = f"Not settled: no licence is stated for {licences.count('unknown')} rows."
    yield f"Commercial use: {unknown}"
    yield f"May it be used commercially? {unknown}"
    yield f"Supervised fine-tuning on {reasoned} worked traces"
    yield f"the gold answers of {rows - status('unverifiable', 0)} rows can be read"
    yield f"on the {per_split[2]} rows of test"
    assert status("unverifiable", 0) == 1
    yield "Rewards on the 1 row whose gold answer no checker can read."
    yield f"The gold answers of 1 row ({percent(1, rows).replace('%', ' %')}) can't be read"
    yield f"reasoning on the {rows - reasoned} rows without any"
    yield f"{rows + away} rows in = {rows} kept + {away} rejected."
    largest = clusters["cluster_size"].max()
    yield f"{clusters.height} kept rows stand for a cluster of two or more; the largest has {largest} rows."
    yield f"{compared} rows compared with hashed fingerprints of 7 public evaluation sets: 1 turned away."
    found = counts(kept["difficulty_source"])
    listed = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    yield "Found by " + ", ".join(f"{name} ({count} rows)" for name, count in listed) + "."
    yield f"{part(rows - reasoned)} have no worked reasoning"
    yield f"The gold answers of {part(status('unverified', 0))} were not confirmed"
    yield f"The difficulty of {part(found['heuristic_v1'])} is a heuristic"
    yield f"The difficulty of {part(found['generated_v1'])} counts the generator's"
    if reasoned > stepped:
        yield f"The reasoning of {part(reasoned - stepped)} holds no arithmetic"
    yield f"{unread} of {rows + away} rows could not be read"
    sizes = " and ".join(f"{name} ({count} rows)" for name, count in zip(SPLITS[1:], per_split[1:]))
    yield f"Too small for an accuracy within 5 points: {sizes}."
    rare = sorted(family for family, count in counts(kept["family"]).items() if count < 100)
    yield f"Fewer than 100 rows each: {', '.join(rare)}."


def test_every_bar_of_a_plot_is_that_of_the_shards(shards: Path, kept: pl.DataFrame, tmp_path: Path) -> None:
    assert run(["card", str(shards), "--out", str(tmp_path / "card.html")]) == 0
    page = html5lib.parse((tmp_path / "card.html").read_text(), treebuilder="etree", namespaceHTMLElements=False)
    values = {
        f"Tokens of the {name}": kept["tokens"].struct.field(name) for name in ("question", "reasoning", "answer")
    } | {"Difficulty": kept["difficulty"].cast(pl.Float64)}
    figures = {figure.find("figcaption").text: figure for figure in page.iter("figure")}
    for title, column in values.items():
        drawn, beyond = 0, 0
        for bar in [part for part in figures[title].iter() if part.tag.endswith("rect")]:
            low, high, rows = re.fullmatch(r"(\S+) to (\S+): (\S+)", bar[0].text.replace("\u202f", "")).groups()
            inside = (column >= float(low)) & ((column < float(high)) | (title == "Difficulty") & (column == 1.0))
            assert int(rows) == inside.sum()
            drawn += int(rows)
        if more := re.search(r"\((\S+) more beyond\)", "".join(figures[title].itertext())):
            beyond = number(more[1])
        assert drawn + beyond == kept.height
