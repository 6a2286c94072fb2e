"""Corpora to look into: one written row by row, one built from rows with near-duplicates; and a reader of pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import anyio
import httpx
import pyarrow as pa
import pytest

from curate.cli import run
from curate.corpus import Corpus
from curate.explore.app import explorer
from curate.explore.index import Index
from curate.explore.verdict import Checking
from curate.record import REJECTED, SCHEMA, new_record
from curate.shards import ShardWriter, write_table
from curate.stages.deduplicate import DUPLICATES

UNBROKEN = "x" * 10_000
HOSTILE = (
    "<script>alert('q')</script><img src=x onerror=alert(1)> \u202eflipped\u202c \u200fright "
    f"{UNBROKEN} 👩‍⚕️ {{{{ 7*7 }}}} \"'>&amp;</div>"
)
SOURCES = ("generated", "notes <b>bold</b>", "third & last")
FAMILIES = ("sums", "products", "<i>odd</i>")
REASONS = (("repetition_v1", "looping"), ("verify_v1", "wrong_step"), ("read_v1", "invalid_json"))


def made_row(number: int, rng: Random) -> dict[str, Any]:
    """A sum or a product of small numbers, with all that a built row has."""
    one, other = rng.randint(2, 99), rng.randint(2, 99)
    row = new_record(
        domain="medical", family=FAMILIES[number % 3], question=f"What is {one} + {other}? Naïve case n{number:05d}.",
        answer=str(one + other), answer_type="integer", verifier="integer", level=1 + number % 5, language="en",
        reasoning=f"We add the two.\n{one} + {other} = {one + other}.", source=SOURCES[number % 7 % 3],
        revision="r1", file=f"part {number % 2}.jsonl", row=number + 1, licence="cc-by-4.0",
        transformations=("normalize_v1",), metadata={"distractors": [{"answer": str(one), "trap": "left one out"}]},
    )  # fmt: skip
    status = ("verified", "verified", "unverified", "unverifiable")[rng.randrange(4)]
    row["verification"] = {
        "status": status, "score": 1.0, "reason": "equal", "steps_checked": 1, "steps_wrong": int(number % 50 == 0),
    }  # fmt: skip
    row |= {"difficulty": 0.5, "difficulty_source": "heuristic_v1", "cluster_size": 1, "split": "train"}
    row |= {"tokens": {"question": 9, "reasoning": 9, "answer": 1}, "quality": {"score": 1.0, "flags": []}}
    return row


def write_corpus(
    folder: Path, kept: Mapping[str, Sequence[Any]], rejected: Sequence[Any], twins: Sequence[Any]
) -> None:
    """Shards, map and manifest, as a build leaves them; small shards, so that there are several."""

    def shards(name: str, schema: pa.Schema, rows: Sequence[Any]) -> list[dict[str, Any]]:
        writer = ShardWriter(folder / name, folder, schema, 1_500)
        writer.add(pa.RecordBatch.from_pylist(list(rows), schema=schema))
        return writer.close()

    folder.mkdir()
    twins_file = write_table(folder / "duplicates.arrow", folder, pa.Table.from_pylist(list(twins), schema=DUPLICATES))
    manifest: dict[str, Any] = {
        "domain": "medical", "rows_in": sum(map(len, kept.values())) + len(rejected),
        "rows_kept": sum(map(len, kept.values())), "splits": {name: len(rows) for name, rows in kept.items()},
        "rejected": {}, "funnel": [], "sources": [],
        "shards": [shard for name, rows in kept.items() for shard in shards(name, SCHEMA, rows)],
        "rejected_shards": shards("rejected", REJECTED, rejected),
        "files": [twins_file],
        "recipe": {}, "versions": {"schema": "1"},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """5,000 rows in six shards; the last three rows are hostile, unreadable, and of a checker that must not be run."""
    folder = tmp_path_factory.mktemp("made") / "corpus"
    rng = Random(5)
    rows = [made_row(number, rng) for number in range(4_500)]
    kept = {"train": rows[:3_800], "validation": rows[3_800:4_200], "test": rows[4_200:]}
    for split, some in kept.items():
        for row in some:
            row["split"] = split
    rejected = [made_row(number, rng) for number in range(4_500, 5_000)]
    for number, row in enumerate(rejected):
        stage, reason = REASONS[number % 3]
        row |= {"split": None, "stage": stage, "reason": reason, "detail": f"detail {number}"}
    hostile = {
        **made_row(9_001, rng), "question": HOSTILE, "reasoning": HOSTILE + "\n2 + 2 = 5", "answer": HOSTILE,
        "choices": [HOSTILE, "b"],
        "metadata": json.dumps({HOSTILE: HOSTILE, "distractors": [{"answer": HOSTILE, "trap": HOSTILE}]}),
        "rubric": [{"criterion": HOSTILE, "importance": HOSTILE, "weight": 1.0, "positive": True}],
        "stage": "verify_v1", "reason": HOSTILE[:60], "detail": HOSTILE, "split": None,
    }  # fmt: skip
    hostile["provenance"] = {name: HOSTILE if isinstance(value, str) else value
                             for name, value in hostile["provenance"].items()}  # fmt: skip
    unreadable = {"stage": "read_v1", "reason": "invalid_json", "detail": '{"question": "bro\x1b[31mken'}
    planted = {**made_row(9_002, rng), "verifier": {"name": "os:system", "arguments": "{}"}, "split": None,
               "stage": "verify_v1", "reason": "unknown_verifier", "detail": "", "answer": "touch planted"}  # fmt: skip
    write_corpus(folder, kept, [*rejected, hostile, unreadable, planted], [])
    return folder


#: numbers (from 1) of the three rows that end the corpus above
HOSTILE_ROW, UNREADABLE_ROW, PLANTED_ROW = 5_001, 5_002, 5_003

_FLOWER = (
    "In a greenhouse near the river {who} waters the tulips every morning before the sun is up and counts them twice. "
    "There are {rows} beds with {each} tulips each. How many tulips are there in all?"
)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``curate build`` makes of 30 rows: a near-duplicate, an exact duplicate, a wrong step, a broken line."""
    folder = tmp_path_factory.mktemp("built")
    rows = [
        {"question": _FLOWER.format(who="Mira", rows=beds, each=each), "answer": str(beds * each),
         "reasoning": f"Each bed has {each} tulips.\nThere are {beds} beds: {beds} × {each} = {beds * each}."}
        for beds in range(3, 8) for each in range(11, 17)
    ]  # fmt: skip
    near = {**rows[4], "question": rows[4]["question"].replace("In a greenhouse", "At a greenhouse")}
    exact = {**rows[7], "reasoning": "So it is. " + rows[7]["reasoning"]}
    rows[20]["reasoning"] = "First, 2 + 2 = 5. " + rows[20]["reasoning"]
    lines = [json.dumps(row) for row in [*rows, near, exact]] + ['{"question": "bro']
    (folder / "tulips.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ["build", "medical", "--from", folder / "tulips.jsonl", "--out", folder / "corpus", "--workers", "1"]
    assert run([*map(str, arguments), "--quiet", "--json"]) == 0
    return folder / "corpus"


@dataclass(frozen=True)
class Page:
    """An answer of the explorer."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def text(self) -> str:
        """What a reader sees, white space folded."""
        return " ".join("".join(_Reader.of(self.body).seen).split())

    @property
    def tags(self) -> list[tuple[str, dict[str, str | None]]]:
        return _Reader.of(self.body).tags

    def links(self, cls: str) -> list[str]:
        """Where the links of a class lead."""
        return [
            str(given["href"]) for tag, given in self.tags if tag == "a" and cls in (given.get("class") or "").split()
        ]

    def counts(self, facet: str) -> dict[str, int]:
        """The values of a facet, as counted on the page."""
        shown = re.findall(
            rf'data-facet="{facet}" data-value="([^"]*)">.*?<span class="number">([\d,]+)</span>', self.body, re.DOTALL
        )
        return {_plain(value): int(number.replace(",", "")) for value, number in shown}

    @property
    def total(self) -> int:
        return int(re.search(r'id="total">([\d,]+)<', self.body)[1].replace(",", ""))  # type: ignore[index]


def _plain(escaped: str) -> str:
    return "".join(_Reader.of(escaped).seen)


class _Reader(HTMLParser):
    """Tags and text, as a browser would take them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[str] = []

    @classmethod
    def of(cls, body: str) -> _Reader:
        reader = cls()
        reader.feed(body)
        reader.close()
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


Get = Callable[..., Page]


def reading(index: Index, checking: Checking | None = None) -> Get:
    """Asks the application, without a socket: ``get("/rows/1", method="POST", headers={…})``."""
    app = explorer(index, checking or Checking())

    def get(address: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Page:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8899") as client:
                return await client.request(method, address, headers=dict(headers or {}))

        answer = anyio.run(ask)
        return Page(answer.status_code, answer.headers, answer.text)

    return get


def indexed(corpus: Path, cache: Path) -> Index:
    """The complete index of a corpus."""
    index = Index(Corpus.open(corpus), cache)
    index.start()
    index.wait()
    assert not index.trouble
    return index


@pytest.fixture(scope="session")
def made_index(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = indexed(made, tmp_path_factory.mktemp("cache"))
    yield index
    index.close()


@pytest.fixture(scope="session")
def checking() -> Iterator[Checking]:
    process = Checking()
    yield process
    process.close()


@pytest.fixture
def get(made_index: Index, checking: Checking) -> Get:
    return reading(made_index, checking)


@pytest.fixture(scope="session")
def built_index(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = indexed(built, tmp_path_factory.mktemp("cache"))
    yield index
    index.close()


@pytest.fixture
def get_built(built_index: Index) -> Get:
    return reading(built_index)
