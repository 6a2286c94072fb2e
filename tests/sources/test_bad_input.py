"""What is wrong with a row costs that row; what is wrong with a file is one clear message."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard

from curate.errors import CurateError, InputError, RecipeError
from curate.sources.files import FilesSource
from curate.sources.rows import ROW_LIMIT
from tests.sources.reading import places, read, reasons

MAP = {"question": "q", "answer": "a"}
GOOD = b'{"q": "How many?", "a": "1"}\n'


def message(paths: list[Path], mapping: dict[str, str] | None = None) -> CurateError:
    with pytest.raises(InputError) as caught:
        read(FilesSource(paths, "medical", mapping=mapping))
    assert caught.value.what
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_a_missing_file_suggests_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_bytes(GOOD)
    error = message([tmp_path / "trian.jsonl"])
    assert "no such file" in error.what
    assert "'train.jsonl'" in str(error.remedy)


@pytest.mark.parametrize("content", [b"", b"\n  \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    assert "empty" in message([tmp_path / "x.jsonl"]).what


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv"])
def test_a_truncated_compressed_file_is_refused_before_its_first_row(tmp_path: Path, name: str, ending: str) -> None:
    content = b"".join(os.urandom(40).hex().encode() + b"\n" for _ in range(3000))
    packed = gzip.compress(content) if ending == ".gz" else zstandard.compress(content)
    path = tmp_path / (name + ending)
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(InputError, match="truncated"):
        FilesSource([path], "medical").describe()


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_file_that_is_not_compressed_as_it_says_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.jsonl{ending}"
    path.write_bytes(GOOD)
    assert "decompressed" in message([path]).what


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(GOOD)

    def denied(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    # root may read everything, so the refusal has to be played
    monkeypatch.setattr(Path, "open", denied)
    assert message([path]).why == "no permission"


@pytest.mark.parametrize("name", ["notes.txt", "model.pkl", "noending"])
def test_a_file_that_is_no_data_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert "not a data file" in message([tmp_path / name]).what


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("x")
    assert "no data file" in message([tmp_path]).what


@pytest.mark.parametrize("name", ["x.parquet", "x.arrow"])
def test_a_file_that_is_not_what_its_ending_says_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(GOOD)
    assert message([tmp_path / name]).where == name


def test_a_quotation_mark_that_never_closes_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('q,a\nfine?,1\n"open?,2\nmore?,3\n')
    error = message([path])
    assert "opened in line 3" in error.what
    assert error.where == "x.csv"


def test_a_json_document_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"q": "a"}] * 5, indent=1)[:-9])
    assert "line" in str(message([path]).where)


def test_a_utf_16_file_is_refused_with_the_way_to_convert_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("q,a\nb,c\n", encoding="utf-16")
    assert "iconv" in str(message([path]).remedy)


def test_a_mapped_column_that_is_not_there_is_named_with_a_suggestion(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"Frage": "wie?", "Antwort": "so"}\n')
    error = message([path], {"question": "Frage", "answer": "antwort"})
    assert "'antwort'" in error.what
    assert "did you mean 'Antwort'?" in str(error.remedy)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({"questoin": "q", "answer": "a"}, "did you mean 'question'"), ({"question": "q"}, "name both"),
     ({"question": "", "answer": "a"}, "question=COLUMN")],
)  # fmt: skip
def test_a_wrong_mapping_is_refused(tmp_path: Path, mapping: dict[str, str], said: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(GOOD)
    with pytest.raises(RecipeError) as caught:
        FilesSource([path], "medical", mapping=mapping)
    assert said in str(caught.value)


BAD_LINES = {
    b'{"q": "broken", ': "invalid_json",
    b'{"q": "\xff\xfe", "a": "1"}': "invalid_utf8",
    b'{"q": "nul \x00", "a": "1"}': "nul_bytes",
    b'["q", "a"]': "not_an_object",
    b"17": "not_an_object",
    b'{"q": "\\ud800", "a": "1"}': "invalid_json",
    b'{"q": ["a", "list"], "a": "1"}': "wrong_type",
    b'{"q": 7, "a": "1"}': "wrong_type",
    b'{"q": null, "a": "1"}': "no_question",
    b'{"q": "  ", "a": "1"}': "no_question",
    b'{"q": "and?", "a": null}': "gold_missing",
    b'{"q": "and?"}': "gold_missing",
    b'{"q": "and?", "a": {"x": 1}}': "wrong_type",
    b"[" * 3000: "invalid_json",
}


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize(("line", "reason"), BAD_LINES.items(), ids=range(len(BAD_LINES)))
def test_a_bad_line_costs_that_row_alone(tmp_path: Path, line: bytes, reason: str, ending: str) -> None:
    path = tmp_path / f"x.jsonl{ending}"
    content = GOOD * 6 + line + b"\n" + GOOD * 3
    path.write_bytes(gzip.compress(content) if ending else content)
    kept, rejected = read(FilesSource([path], "medical", mapping=MAP), 4)
    assert [row for _, row in places(kept)] == [1, 2, 3, 4, 5, 6, 8, 9, 10]
    assert [(row["reason"], row["provenance"]["row"]) for row in rejected] == [(reason, 7)]
    assert rejected[0]["stage"] in ("read_v1", "adapt_v1")
    assert rejected[0]["detail"]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.zst", "x.csv", "x.json", "x.json.gz", "x.parquet"])
def test_a_giant_row_is_rejected_unread(tmp_path: Path, name: str) -> None:
    giant = "x" * ((50 if name == "x.jsonl" else 9) * 1024 * 1024)
    rows = [{"q": "first?", "a": "1"}, {"q": giant, "a": "2"}, {"q": "last?", "a": "3"}]
    path = tmp_path / name
    if ".csv" in name:
        content = f'q,a\nfirst?,1\n"{giant}\n",2\nlast?,3\n'.encode()
    elif ".jsonl" in name:
        content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    else:
        content = json.dumps(rows).encode()
    if name.endswith(".parquet"):
        import pyarrow.parquet as parquet

        parquet.write_table(pa.Table.from_pylist(rows), path)
    else:
        packed = {".gz": lambda data: gzip.compress(data, 1), ".zst": zstandard.compress}.get(path.suffix)
        path.write_bytes(packed(content) if packed else content)
    kept, rejected = read(FilesSource([path], "medical", mapping=MAP))
    assert [row["question"] for row in kept] == ["first?", "last?"]
    assert reasons(rejected) == {"row_too_large": 1}
    assert f"{ROW_LIMIT:,}" in rejected[0]["detail"]
    assert len(rejected[0]["detail"]) < 2_200


def test_bad_rows_of_a_csv_cost_those_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"q,a\ngood?,1\nragged?,1,2\nb\xff?,1\nnul\x00?,1\nempty?,\ngood?,2\n")
    kept, rejected = read(FilesSource([path], "medical", mapping=MAP), 2)
    assert [row for _, row in places(kept)] == [1, 6]
    assert [row["reason"] for row in rejected] == ["ragged_row", "invalid_utf8", "nul_bytes", "gold_missing"]
    assert [row for _, row in places(rejected)] == [2, 3, 4, 5]


def test_a_rejection_keeps_the_first_two_thousand_characters_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    text = '{"q": "' + "a" * 5000
    path.write_text(text + "\n")
    _, rejected = read(FilesSource([path], "medical", mapping=MAP))
    assert rejected[0]["detail"].endswith("\n" + text[:2000])


def test_python_s_nan_is_a_missing_value(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"q": "how?", "a": "so", "why": NaN}\n{"q": "how?", "a": NaN}\n')
    kept, rejected = read(FilesSource([path], "medical", mapping=MAP | {"reasoning": "why"}))
    assert [row["reasoning"] for row in kept] == [""]
    assert reasons(rejected) == {"gold_missing": 1}
