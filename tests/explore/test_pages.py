"""What the pages say of rows, and what they never let out or in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest

from curate.corpus import Corpus
from curate.errors import CorpusError
from curate.explore.index import Index
from tests.explore.conftest import (
    HOSTILE,
    HOSTILE_ROW,
    PLANTED_ROW,
    UNBROKEN,
    UNREADABLE_ROW,
    Get,
    indexed,
    made_row,
    reading,
    write_corpus,
)  # fmt: skip

PAGES = ("/", "/?q=naive&level=2", "/rows/1", f"/rows/{HOSTILE_ROW}", f"/rows/{HOSTILE_ROW}/beside/1", "/funnel",
         f"/rows/{UNREADABLE_ROW}", "/nothing", "/rows/999999", "/progress", "/static/explore.css")  # fmt: skip


def test_a_row_shows_its_question_steps_answer_verdict_and_pedigree(get: Get, made_index: Index) -> None:
    row = made_index.rows.read(41)
    page = get("/rows/42")
    for part in (row["question"], "We add the two.", row["answer"], "checker integer", "part 1.jsonl", "cc-by-4.0",
                 "normalize_v1", row["id"], "left one out", "Row 42 of 5,003"):  # fmt: skip
        assert part in page.text
    assert page.body.count('class="has-checked"') == 1


def test_a_step_that_does_not_hold_is_shown_with_what_is_right(get: Get) -> None:
    page = get(f"/rows/{HOSTILE_ROW}")
    assert '<em class="wrong">2 + 2 = 5</em>' in page.body
    assert "written 5; worked out 4" in page.text


def test_a_rejected_row_shows_its_stage_reason_and_detail(get: Get) -> None:
    page = get("/?status=rejected&reason=looping")
    first = page.links("open")[0]
    shown = get(first).text
    assert "Turned away by repetition_v1 as looping" in shown
    assert "detail 0" in shown


def test_a_row_that_could_not_be_read_shows_its_raw_text(get: Get) -> None:
    shown = get(f"/rows/{UNREADABLE_ROW}")
    assert '{"question": "broU+001B[31mken' in shown.text
    assert "\x1b" not in shown.body


def test_near_duplicates_are_followed_both_ways(get_built: Get, built: Path) -> None:
    twins = Corpus.open(built).duplicates().to_pylist()
    assert {twin["rule"] for twin in twins} == {"near", "exact"}
    for twin in twins:
        removed = get_built(f"/ids/{twin['removed_id']}").headers["location"]
        page = get_built(removed)
        assert "kept in its stead" in page.text
        assert f"similarity {twin['similarity']:.3f}" in page.text
        [kept] = page.links("follow")
        other = get_built(kept)
        assert twin["kept_id"] in other.text
        assert "removed for this row" in other.text
        assert removed in other.links("follow")
        beside = get_built(other.links("side")[0])
        assert beside.status == 200
        if twin["rule"] == "near":
            assert "<ins>At</ins> a greenhouse" in beside.body


def test_each_of_many_copies_is_told_from_the_others(tmp_path: Path) -> None:
    kept = made_row(1, Random(1))
    copies = [{**kept, "stage": "deduplicate_v1", "reason": "exact_duplicate", "detail": "", "split": None,
               "provenance": {**kept["provenance"], "row": 100 + number}} for number in range(70)]  # fmt: skip
    origin = {f"kept_{name}": kept["provenance"][name] for name in ("source", "file", "row")}
    twins = [{"removed_id": copy["id"], "kept_id": kept["id"], "similarity": 1.0, "rule": "exact", **origin,
              **{f"removed_{name}": copy["provenance"][name] for name in ("source", "file", "row")}}
             for copy in copies]  # fmt: skip
    write_corpus(tmp_path / "corpus", {"train": [kept], "validation": [], "test": []}, copies, twins)
    index = indexed(tmp_path / "corpus", tmp_path / "cache")
    get = reading(index)
    page = get("/rows/1")
    assert page.links("follow") == [f"/rows/{number}" for number in range(2, 52)]
    assert "and 20 more" in page.text
    other = get("/rows/31")
    assert other.links("follow")[0] == "/rows/1"
    assert "/rows/31" not in other.links("follow")
    assert "removed for the same row" in other.text
    index.close()


def test_a_row_carries_its_view_along(get: Get) -> None:
    page = get("/?level=2&family=sums")
    row = get(page.links("open")[3])
    back = [given["href"] for tag, given in row.tags if given.get("id") == "back"]
    assert back == ["/?level=2&family=sums"]
    after = [given["href"] for tag, given in row.tags if given.get("rel") == "next"]
    assert after == [page.links("open")[4]]


def test_an_id_leads_to_its_row_and_an_unknown_one_nowhere(get: Get, made_index: Index) -> None:
    answer = get(f"/ids/{made_index.rows.read(4321)['id']}")
    assert (answer.status, answer.headers["location"]) == (307, "/rows/4322")
    for wrong in ("0" * 32, "f" * 32, "x", "%00", "é" * 32):
        assert get(f"/ids/{wrong}").status == 404


# ── the verdict ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_checked_again_with_the_wrong_answers_that_the_row_names(get: Get, made_index: Index) -> None:
    gold = made_index.rows.read(41)["answer"]
    said = json.loads(get("/rows/42/verdict", headers={"accept": "application/json"}).body)["verdicts"]
    assert [(one["score"], one["reason"], one["note"]) for one in said] == [
        (1, "equal", "the gold answer"),
        (0, "different", "left one out"),
    ]
    assert gold in get("/rows/42/verdict?answer=31").text
    page = get("/rows/42/verdict?answer=%3Cb%3Eno%3C/b%3E")
    assert "<b>no</b>" not in page.body
    assert "answer_unreadable" in page.text


def test_a_checker_that_the_corpus_names_and_nobody_declares_is_not_run(
    get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "was not run" in get(f"/rows/{PLANTED_ROW}/verdict").text
    assert not list(tmp_path.iterdir())


# ── harm ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [f"/rows/{HOSTILE_ROW}", f"/rows/{HOSTILE_ROW}/beside/{HOSTILE_ROW}", "/?page=201",
                                     f"/rows/{HOSTILE_ROW}/verdict", f"/rows/{HOSTILE_ROW}?q=flipped",
                                     "/?q=flipped"])  # fmt: skip
def test_hostile_text_is_text(address: str, get: Get) -> None:
    page = get(address)
    assert page.status == 200
    known = {"explore.js"}
    assert {str(given.get("src")).rsplit("/")[-1] for tag, given in page.tags if tag == "script"} == known
    assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "object", "style", "base")]
    for _, given in page.tags:
        assert not [name for name in given if name.startswith("on") or name == "style"]
        assert not str(given.get("href", "")).startswith(("javascript:", "data:", "http", "//"))
    assert not {"\u202e", "\u200f"} & set("".join(page.text))
    if address.endswith(str(HOSTILE_ROW)):
        assert "<script>alert('q')</script>" in page.text
        assert "U+202Eflipped" in page.text
        assert UNBROKEN in page.text
        assert "👩‍⚕️" in page.text
        assert HOSTILE.rsplit(" ", 1)[1] in page.text


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_security_headers(address: str, get: Get) -> None:
    headers = get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src", "img-src", "form-action")} == {"'self'"}
    assert {policy[name] for name in ("base-uri", "frame-ancestors")} == {"'none'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8899", "127.0.0.1.evil.example", "localhost@evil", "", "127.0.0.1:x"]
)
def test_another_host_name_is_refused(host: str, get: Get) -> None:
    answer = get("/rows/1", headers={"host": host})
    assert answer.status == 421
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST"])
def test_the_loopback_under_any_port_is_let_in(host: str, get: Get) -> None:
    assert get("/rows/1", headers={"host": host}).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/rows/1", "/rows/1/verdict", "/static/explore.css", "/nothing"])
def test_nothing_but_reading_is_allowed(method: str, address: str, get: Get) -> None:
    answer = get(address, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_head_answers_without_a_body(get: Get) -> None:
    answer = get("/rows/1", method="HEAD")
    assert answer.status == 200
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "address",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/%2fetc/passwd",
     "/static/....//app.py", "/rows/../../etc/passwd", "/static/"],
)  # fmt: skip
def test_no_path_leads_out(address: str, get: Get) -> None:
    answer = get(address)
    assert answer.status == 404
    assert "import" not in answer.body


@pytest.mark.parametrize(
    "address", ["/rows/0", "/rows/-1", "/rows/5004", f"/rows/{'9' * 60}", "/rows/x", "/rows/1/beside/0"]
)
def test_a_row_that_is_not_there_is_a_message(address: str, get: Get) -> None:
    answer = get(address)
    assert answer.status == 404
    assert "There is no" in answer.text


# ── damage ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_a_missing_shard_is_told(copied: Path, tmp_path: Path) -> None:
    (copied / "test" / "data-00000.arrow").unlink()
    with pytest.raises(CorpusError, match="can't be read") as error:
        Index(Corpus.open(copied), tmp_path / "cache")
    assert error.value.where == "test/data-00000.arrow"


@pytest.mark.parametrize("size", [0, 7, 500, 100_000])
def test_a_shard_that_was_cut_short_is_told(size: int, copied: Path, tmp_path: Path) -> None:
    shard = copied / "train" / "data-00001.arrow"
    shard.write_bytes(shard.read_bytes()[:size])
    with pytest.raises(CorpusError):
        Index(Corpus.open(copied), tmp_path / "cache")


def test_a_damaged_byte_is_a_message_on_the_page(copied: Path, tmp_path: Path) -> None:
    shard = copied / "train" / "data-00000.arrow"
    content = bytearray(shard.read_bytes())
    place = content.find(b"What is")
    content[place : place + 4] = b"\xff\xfe\xff\xfe"
    shard.write_bytes(content)
    index = Index(Corpus.open(copied), tmp_path / "cache")
    index.start()
    index.wait()
    try:
        answer = reading(index)("/rows/1")
        assert "Invalid UTF8" in reading(index)("/rows/2").text
        assert answer.status == 500
        assert "train/data-00000.arrow" in answer.text
        assert "curate check" in answer.text
    finally:
        index.close()
