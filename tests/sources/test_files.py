"""The same rows come out of every kind of file, however they are batched, with the place they came from."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import zstandard

from curate.record import SCHEMA, batch_of, new_record
from curate.sources.files import FilesSource
from tests.sources.reading import places, read, reasons

MAP = {"question": "ask", "answer": "gold", "reasoning": "why", "id": "name"}
ROWS = [
    {
        "name": f"row {number}",
        "ask": f'How many, "roughly", are {number} and 1?\nSay it, µg-exact.',
        "gold": str(number + 1),
        "why": f"{number} + 1 = {number + 1}",
    }
    for number in range(1, 48)
]


def jsonl(path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")


def json_array(path: Path) -> None:
    path.write_text(json.dumps(ROWS, indent=4), encoding="utf-8")


def json_data(path: Path) -> None:
    path.write_text(json.dumps({"version": 1, "data": ROWS}), encoding="utf-8")


def with_mark(path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\r\n" for row in ROWS), encoding="utf-8-sig", newline="")


def separated(delimiter: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(ROWS[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(ROWS)

    return write


def as_parquet(path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=7)


def ipc_file(path: Path) -> None:
    table = pa.Table.from_pylist(ROWS)
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=11)


def ipc_stream(path: Path) -> None:
    table = pa.Table.from_pylist(ROWS)
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=5)


KINDS: dict[str, Callable[[Path], None]] = {
    "lines.jsonl": jsonl, "lines.ndjson": jsonl, "lines in.json": jsonl, "mark.jsonl": with_mark,
    "array.json": json_array, "array in.jsonl": json_array, "data.json": json_data,
    "commas.csv": separated(","), "semicolons.csv": separated(";"), "tabs.tsv": separated("\t"),
    "rows.parquet": as_parquet, "rows.arrow": ipc_file, "stream.arrow": ipc_stream,
}  # fmt: skip


@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file_gives_the_same_rows_at_any_batch_size(tmp_path: Path, name: str, packed: str) -> None:
    path = tmp_path / name
    KINDS[name](path)
    if packed:
        plain = path.read_bytes()
        half = len(plain) // 2
        path = tmp_path / (name + packed)
        pack = gzip.compress if packed == ".gz" else zstandard.compress
        path.write_bytes(pack(plain[:half]) + pack(plain[half:]))
    for batch_rows in (1, 10, 1000):
        kept, rejected = read(FilesSource([path], "medical", mapping=MAP), batch_rows)
        assert rejected == []
        assert [row["question"] for row in kept] == [row["ask"] for row in ROWS]
        assert [row["answer"] for row in kept] == [row["gold"] for row in ROWS]
        assert [row["reasoning"] for row in kept] == [row["why"] for row in ROWS]
        assert [json.loads(row["metadata"])["id"] for row in kept] == [row["name"] for row in ROWS]
        assert places(kept) == [(path.name, number) for number in range(1, len(ROWS) + 1)]


def test_a_jsonl_row_is_numbered_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('{"q": "a?", "a": "1"}\n\n   \n{"q": "b?", "a": "2"}')
    kept, _ = read(FilesSource([file], "medical", mapping={"question": "q", "answer": "a"}))
    assert places(kept) == [("x.jsonl", 1), ("x.jsonl", 4)]


def test_a_csv_without_a_header_has_numbered_columns(tmp_path: Path) -> None:
    file = tmp_path / "exam.csv"
    file.write_text(
        '"Which gas is lightest, at 20 °C?",argon,helium,neon,xenon,B\nWhat burns?,oxygen,wood,iron,water,B\n'
    )
    kept, rejected = read(FilesSource([file], "chemistry"))
    assert rejected == []
    assert [(row["family"], row["answer"], row["choices"][1]) for row in kept] == [
        ("mmlu", "B", "helium"),
        ("mmlu", "B", "wood"),
    ]


def test_a_tsv_with_stray_quotes_is_read_as_unquoted_text(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    file.write_text('question\tanswer\n"Aspirin" and what?\tsalt\n"who says so?\tnobody\nwhy?\tbecause\n')
    kept, rejected = read(FilesSource([file], "medical", mapping={"question": "question", "answer": "answer"}))
    assert rejected == []
    assert [row["question"] for row in kept] == ['"Aspirin" and what?', '"who says so?', "why?"]


def test_folders_are_read_in_order_and_what_is_no_data_is_listed(tmp_path: Path) -> None:
    for name in ("b/two.jsonl", "a/one.jsonl", ".cache/x.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"q": "a?", "a": "1"}\n')
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "dataset_info.json").write_text("{}")
    source = FilesSource([tmp_path], "medical", mapping={"question": "q", "answer": "a"})
    assert [file["file"] for file in source.describe()["files"]] == ["a/one.jsonl", "b/two.jsonl"]
    assert source.ignored == ("README.md", "dataset_info.json")


def test_files_of_the_same_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("x/1/deep", "x/2/deep", "y"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "rows.jsonl").write_text('{"q": "a?", "a": "1"}\n')
    paths = [tmp_path / folder / "rows.jsonl" for folder in ("x/1/deep", "x/2/deep", "y")]
    source = FilesSource([*paths, paths[0]], "medical", mapping={"question": "q", "answer": "a"})
    names = [file["file"] for file in source.describe()["files"]]
    assert names == ["1/deep/rows.jsonl", "2/deep/rows.jsonl", "y/rows.jsonl"]
    assert not any(name.startswith("/") for name in names)


def test_a_glob_names_files_relative_to_its_fixed_part(tmp_path: Path) -> None:
    for name in ("p/a.jsonl", "q/b.jsonl", "q/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"q": "a?", "a": "1"}\n')
    source = FilesSource([f"{tmp_path}/*/*"], "medical", mapping={"question": "q", "answer": "a"})
    assert [file["file"] for file in source.describe()["files"]] == ["p/a.jsonl", "q/b.jsonl"]


def test_the_description_depends_on_content_and_not_on_where_the_folder_is(tmp_path: Path) -> None:
    described = []
    for place in ("here", "there/far"):
        folder = tmp_path / place / "set"
        folder.mkdir(parents=True)
        (folder / "x.jsonl").write_text('{"q": "a?", "a": "1"}\n')
        described.append(FilesSource([folder], "medical", mapping={"question": "q", "answer": "a"}).describe())
    assert described[0] == described[1]
    assert str(tmp_path) not in json.dumps(described)


def test_what_datasets_saves_is_read(tmp_path: Path) -> None:
    import datasets

    datasets.Dataset.from_list(ROWS).save_to_disk(str(tmp_path / "saved"), num_shards=2)
    kept, rejected = read(FilesSource([tmp_path / "saved"], "medical", mapping=MAP))
    assert rejected == []
    assert sorted(row["answer"] for row in kept) == sorted(row["gold"] for row in ROWS)


def test_a_corpus_of_ours_is_read_back_as_the_records_it_holds(tmp_path: Path) -> None:
    record = new_record(
        domain="medical", family="conversions", question="How many mg is 1 g?", answer="1000", answer_type="number",
        verifier="number", arguments={"unit": "mg"}, reasoning="1 g is 1000 mg.", level=2, source="generated",
        revision="0.1.0", file="conversions", row=9, licence="Apache-2.0", parameters={"grams": 1}, metadata={"k": [1]},
    )  # fmt: skip
    for part in ("train", "rejected"):
        (tmp_path / part).mkdir()
        with pa.ipc.new_file(tmp_path / part / "data-00000.arrow", SCHEMA) as writer:
            writer.write_batch(batch_of([{**record, "split": "train", "difficulty": 0.5}]))
    (tmp_path / "manifest.json").write_text("{}")
    kept, rejected = read(FilesSource([tmp_path], "medical"))
    assert rejected == []
    assert kept == batch_of([record]).to_pylist()


def test_mixed_layouts_in_one_file_are_each_read_by_their_own(tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    rows: list[dict[str, Any]] = [
        {"question": "2 and 3?", "answer": "2 + 3 = <<2+3=5>>5\n#### 5"},
        {"question": "Which?", "options": {"A": "x", "B": "y"}, "answer_idx": "B", "answer": "y"},
        {"stars": 5, "colour": "red"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)))
    kept, rejected = read(FilesSource([file], "medical"))
    assert [row["family"] for row in kept] == ["gsm8k", "medqa"]
    assert reasons(rejected) == {"unknown_layout": 1}
    assert "stars (a number), colour" in rejected[0]["detail"]


def test_a_licence_is_claimed_only_for_a_layout_that_belongs_to_one_data_set(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    anyones = {"question": "2 and 3?", "answer": "2 + 3 = 5\n#### 5"}
    its_own = {"Open-ended Verifiable Question": "Which?", "Ground-True Answer": "that one"}
    file.write_text(f"{json.dumps(anyones)}\n{json.dumps(its_own)}\n")
    licences = lambda **options: [  # noqa: E731
        row["provenance"]["licence"] for row in read(FilesSource([file], "medical", **options))[0]
    ]
    assert licences() == ["unknown", "Apache-2.0"]
    assert licences(adapter="gsm8k") == ["MIT"]
    assert licences(licence="CC0-1.0") == ["CC0-1.0", "CC0-1.0"]
