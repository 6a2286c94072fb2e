"""The public sets that lie beside the checkout: every row accounted for, golds as published."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from curate.sources.adapters.medmcqa import stated_letter
from curate.sources.files import FilesSource
from tests.sources.reading import read, reasons


def test_pubmedqa_has_its_published_labels(shared_data: Path) -> None:
    kept, rejected = read(FilesSource([shared_data / "medical/pubmedqa_pqal/ori_pqal.json"], "medical"))
    assert rejected == []
    assert Counter(row["answer"] for row in kept) == {"yes": 552, "no": 338, "maybe": 110}
    assert {row["family"] for row in kept} == {"pubmedqa"}


def test_medmcqa_golds_agree_with_what_the_explanations_say(shared_data: Path) -> None:
    kept, rejected = read(FilesSource([shared_data / "medical/medmcqa_dev/dev.jsonl"], "medical"), 1000)
    assert rejected == []
    assert len(kept) == 4183
    assert sum(not row["reasoning"] for row in kept) == 1977
    assert Counter(json.loads(row["metadata"])["kind"] for row in kept) == {"multi": 1367, "single": 2816}
    stated = [(stated_letter(row["reasoning"]), row["answer"]) for row in kept]
    stated = [(letter, answer) for letter, answer in stated if letter]
    assert len(stated) == 1075
    assert all(letter == answer for letter, answer in stated)


def test_medqa_keeps_each_gold_s_text(shared_data: Path) -> None:
    path = shared_data / "medical/medqa_usmle_test/phrases_no_exclude_test.jsonl"
    raw = [json.loads(line) for line in path.read_text().splitlines()]
    kept, rejected = read(FilesSource([path], "medical"))
    assert rejected == []
    assert [row["choices"]["ABCD".index(row["answer"])] for row in kept] == [row["answer"].strip() for row in raw]


def test_every_row_of_the_medical_files_is_kept_or_rejected_at_any_batch_size(shared_data: Path) -> None:
    def outcome(batch_rows: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return read(FilesSource([shared_data / "medical"], "medical"), batch_rows)

    kept, rejected = outcome(5000)
    expected = {"huatuo_o1_demo": 198, "medcalc_bench": 55 + 55 + 1047, "medmcqa_dev": 4183, "medqa_usmle_test": 1273,
                "pubmedqa_pqal": 1500, "thoughtsource_67": 402}  # fmt: skip
    assert Counter(row["provenance"]["file"].split("/")[0] for row in kept + rejected) == expected
    # two helper files hold no questions: labels by id, and worked examples without the question
    assert reasons(rejected) == {"unknown_layout": 500, "no_question": 55}
    assert outcome(333) == (kept, rejected)


def test_rows_of_gsm8k_are_all_kept(shared_data: Path) -> None:
    kept, rejected = read(FilesSource([shared_data / "general/gsm8k/train.jsonl"], "general"), 4000)
    assert (len(kept), rejected) == (7473, [])
    assert not any("<<" in row["reasoning"] for row in kept)
    assert {row["provenance"]["licence"] for row in kept} == {"unknown"}
