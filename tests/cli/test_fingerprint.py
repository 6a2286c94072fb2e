"""`curate fingerprint`: a user's own benchmark becomes a file that keeps its questions out of a corpus."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.cli.conftest import Curate, pen_rows, write_rows

EXAM = [
    "Which of the seven hills of ancient Rome carried the temple of Jupiter Optimus Maximus on its southern summit?",
    "A ferryman rows eleven travellers and their mules across the Tanaro before the mill wheel starts; who pays him?",
    "In which year did the clockmaker of Besançon sell his last marine chronometer to the harbour office of Brest?",
]


def write_exam(path: Path) -> Path:
    path.write_text("".join(json.dumps({"Ask": question}) + "\n" for question in EXAM))
    return path


def make(curate: Curate, *arguments: object):
    return curate("fingerprint", *arguments, "--name", "hills", "--licence", "CC0-1.0")


def test_a_fingerprint_keeps_its_questions_out_of_a_corpus(curate: Curate) -> None:
    made = make(curate, write_exam(Path("exam.jsonl")), "--map", "question=Ask", "--out", "hills.fp")
    assert made.code == 0, made.err
    assert made.out.startswith("hills.fp: 3 items, 3 texts")
    content = Path("hills.fp").read_bytes()
    assert not any(word.encode() in content for question in EXAM for word in question.split() if len(word) > 5)
    rows = pen_rows()
    rows[4] = {"question": f"Please say: {EXAM[1]}", "reasoning": "The last one on board pays him.", "answer": "7"}
    write_rows(Path("rows.jsonl"), rows)
    Path("my.toml").write_text(
        'domain = "medical"\n[[sources]]\nkind = "files"\npaths = ["rows.jsonl"]\n'
        '[stages.decontaminate]\nbenchmarks = ["default", "hills.fp"]\n'
    )
    assert curate("build", "my.toml", "--out", "c", "--workers", 1).code == 0
    rejected = [
        json.loads(line) for line in curate("rejected", "c", "--stage", "decontaminate", "--json").out.splitlines()
    ]
    assert [(row["provenance"]["row"], row["detail"].split()[0]) for row in rejected] == [(5, "hills#2")]
    manifest = json.loads(Path("c/manifest.json").read_text())
    assert manifest["stage_files"] == {"hills.fp": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def test_the_same_files_give_the_same_bytes_and_the_header_tells_of_them(curate: Curate) -> None:
    exam = write_exam(Path("exam.jsonl"))
    for name in ("one.fp", "two.fp"):
        assert make(curate, exam, "--map", "question=Ask", "--homepage", "https://example.org", "--out", name).code == 0
    assert Path("one.fp").read_bytes() == Path("two.fp").read_bytes()
    (header,) = json.loads(curate("fingerprint", "one.fp", "--show", "--json").out)
    assert header["version"].startswith("sha256:")
    assert {key: header[key] for key in ("name", "licence", "homepage", "items", "files", "texts", "bytes")} == {
        "name": "hills", "licence": "CC0-1.0", "homepage": "https://example.org", "items": 3,
        "files": [["exam.jsonl", 3]], "texts": 3, "bytes": Path("one.fp").stat().st_size,
    }  # fmt: skip


def test_a_row_that_cannot_be_read_keeps_its_number(curate: Curate) -> None:
    lines = [json.dumps({"Ask": question}) for question in EXAM]
    lines.insert(1, "{broken")
    Path("exam.jsonl").write_text("\n".join(lines) + "\n")
    said = make(curate, "exam.jsonl", "--map", "question=Ask", "--json")
    assert json.loads(said.out)["items"] == 4
    assert json.loads(said.out)["unread"] == {"invalid_json": 1}
    from curate.fingerprints import load

    assert load(Path("hills.fp")).item.tolist() == [1, 3, 4]


def test_an_existing_file_is_replaced_only_with_force(curate: Curate) -> None:
    exam = write_exam(Path("exam.jsonl"))
    assert make(curate, exam, "--map", "question=Ask").code == 0
    refused = make(curate, exam, "--map", "question=Ask")
    assert refused.code == 6
    assert "--force" in refused.err
    assert make(curate, exam, "--map", "question=Ask", "--force").code == 0


def test_shipped_sets_are_listed_and_shown(curate: Curate) -> None:
    listed = json.loads(curate("fingerprint", "--list", "--json").out)
    assert {"medqa_test", "medmcqa_validation", "gsm8k_test"} <= {header["name"] for header in listed}
    table = curate("fingerprint", "--list").out.splitlines()
    assert len(table) == len(listed) + 1
    for header, line in zip(listed, table[1:]):
        for value in (header["name"], f"{header['items']:,}", f"{header['bytes']:,}", header["licence"]):
            assert value in line
    assert "1,273" in curate("fingerprint", "medqa_test", "--show").out


def test_real_items_with_passages_are_found_by_passage_and_by_question(curate: Curate, shared_data: Path) -> None:
    made = make(curate, shared_data / "medical/pubmedqa_pqal/ori_pqal.json", "--json")
    assert made.code == 0, made.err
    assert json.loads(made.out)["items"] == 1000
    (header,) = json.loads(curate("fingerprint", "hills.fp", "--show", "--json").out)
    assert header["texts"] > 1900


def test_wrong_usage_is_refused(curate: Curate) -> None:
    exam = write_exam(Path("exam.jsonl"))
    assert curate("fingerprint").code == 2
    assert curate("fingerprint", exam).code == 2
    assert curate("fingerprint", exam, "--list").code == 2
    assert curate("fingerprint", "--show").code == 2
    assert make(curate, exam, "--map", "question=Ask", "--out", "x.bin").code == 2
    missing = make(curate, exam, "--map", "question=ask")
    assert missing.code == 3
    assert "did you mean 'Ask'?" in missing.err
    assert curate("fingerprint", exam, "--show").code == 3
    assert "did you mean 'medqa_test'?" in curate("fingerprint", "medqa_tst", "--show").err
    Path("half.fp").write_bytes(b"curatefp" + b"\x10\0\0\0{")
    assert curate("fingerprint", "half.fp", "--show").code == 8
    assert not list(Path().glob("hills*"))
