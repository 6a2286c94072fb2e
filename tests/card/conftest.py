"""Two corpora to make cards of: one in which every stage finds something, one whose rows and names are hostile."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from curate.build import build
from curate.corpus import Corpus
from curate.fingerprints import Item, build_fingerprint, save
from curate.recipe import from_values

EXAM = (
    "A lighthouse keeper counts amber lanterns along the frozen harbour wall every evening before supper. "
    "After a storm she finds seventeen cracked panes, two missing wicks and a gull asleep in the lamp room."
)
SCRIPT, OVERRIDE, UNBROKEN, EMOJI = "<script>alert(1)</script>", "\u202e", "A" * 10_000, "👨‍👩‍👧"


def _market_rows() -> list[dict[str, str]]:
    """Plain rows, with near-duplicates, exact duplicates, personal data and wrong steps among them."""
    rows = []
    for stalls in range(2, 14):
        for price in (3, 5, 8):
            rows.append(
                {
                    "question": f"Bella keeps {stalls} stalls at the Tuesday market and pays {price} francs of rent "
                    "for each stall before noon. How many francs of rent does she pay for all of her stalls together?",
                    "reasoning": f"Each stall costs {price} francs: {stalls} × {price} = {stalls * price}.",
                    "answer": str(stalls * price),
                }
            )
    rows[3]["reasoning"] = "First, 2 + 2 = 5. " + rows[3]["reasoning"]
    rows[5]["question"] += " Write to bella.stalls@example.org or to bella.rents@example.org."
    rows[6]["reasoning"] = ""
    rows[7]["reasoning"] = "I'm sorry, but I can't help with that request."
    twins = [dict(row) for row in rows[8:14]]
    for twin in twins[:3]:
        twin["question"] = twin["question"].replace("together?", "together now?")
    for twin in twins[3:]:
        twin["question"] = twin["question"].upper()
    return [
        *rows,
        *twins,
        {"question": EXAM + " How many panes are cracked?", "reasoning": "It says so.", "answer": "17"},
    ]


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Generated rows, rows of a file under another licence, and of a second file with none."""
    folder = tmp_path_factory.mktemp("mixed")
    save(
        build_fingerprint([Item(1, EXAM)], name="harbour", version="1", licence="CC0-1.0"), folder / "harbour.fp"
    )  # fmt: skip
    with (folder / "market.jsonl").open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in _market_rows())
        file.write("{broken\n")
    with (folder / "table.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["question", "answer"])
        table.writerows(
            [f"Which letter does the word number {k} of this list of fruit names begin with?", "abcdefgh"[k]]
            for k in range(8)
        )
    sources = [
        {"kind": "generated", "families": ["qt_correction", "infusions", "kidney_stage"]},
        {"kind": "files", "name": "market", "paths": ["market.jsonl"], "licence": "CC-BY-SA-4.0"},
        {"kind": "files", "name": "table", "paths": ["table.csv"], "map": {"question": "question", "answer": "answer"}},
    ]
    stages = {"decontaminate": {"benchmarks": ["default", "harbour.fp"]}, "privacy": {"phone": "keep"}}
    recipe = from_values({"domain": "medical", "rows": 240, "sources": sources, "stages": stages})
    return build(recipe, folder / "corpus", base=folder)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Rows, file names, source names and licences that try to be markup, and a duplicate of each row to be shown."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [
        f"{SCRIPT}<img src=x onerror=alert(2)> How many apples are 3 apples and 4 apples?",
        f"{OVERRIDE}How many pears are 3 pears and 5 pears?\u2066 כמה זה שבע",
        f"{UNBROKEN} how many?",
        f"How many {EMOJI}? | `a` ```b``` **c** [d](javascript:alert(1)) ![e](https://f.example/g) www.h.example $i$",
        "---\n# heading\n- item\n| a | b |\n|---|---|\n<!-- c ]]> \x1b[31mred\x1b[0m\x07 &lt;b&gt; {{ 7*7 }} {% raw %}",
    ]
    rows = [
        {"question": text + end, "answer": str(k + 7), "reasoning": reasoning + f"So it is {k + 7}."}
        for k, text in enumerate(texts)
        for end, reasoning in (("", text[:3000] + " "), (" ", ""))
    ]
    path = folder / "<b>ro|ws`\u202e: \"'.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    named = {
        "name": f"<i>na|me`{OVERRIDE}: {{x}} 'q' \"d\" {EMOJI}\n# h",
        "licence": f"MIT\n---\n<b>|`{OVERRIDE}{UNBROKEN[:500]}",
    }
    sources = [{"kind": "files", "paths": [str(path)], **named}]
    skip = ["quality", "language"]
    recipe = from_values({"domain": "medical", "rows": 0, "skip": skip, "sources": sources})
    corpus = build(recipe, folder / "corpus", base=folder)
    assert corpus.manifest["rows_kept"] == len(texts)
    return corpus


@pytest.fixture(scope="session")
def shards(mixed: Corpus) -> Path:
    """The folder of the mixed corpus."""
    return mixed.path
