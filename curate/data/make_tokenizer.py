"""Makes ``curate/data/tokenizer.model``: public question texts in, a unigram SentencePiece model of 16,000 pieces out.

    python -m curate.data.make_tokenizer FOLDER [OUT]

FOLDER is laid out as the project's ``shared/data``. Only sets under MIT, Apache-2.0 or CDLA-Permissive are read.
Digits are single pieces, unknown characters fall back to bytes, white space is kept, and no piece is longer than 16
characters, so the model holds subwords and no sentence of any text. One thread and a fixed order: the same input
gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: globs under FOLDER, in the order they are read
CORPORA = (
    "general/gsm8k/train.jsonl",
    "medical/huatuo_o1_demo/*.json",
    "medical/medmcqa_dev/*.jsonl",
    "medical/medqa_usmle_test/*.jsonl",
    "medical/pubmedqa_pqal/ori_pqal.json",
    "chemistry/scibench/*.json",
    "chemistry/sciknoweval/*.jsonl",
    "chemistry/mmlu_chemistry/*.csv",
    "legal/agieval_lsat/*.jsonl",
    "legal/mmlu_law/*.csv",
    "robotics/acpbench/*dev*.json",
    "robotics/planbench/*plan_generation.json",
)
PIECES = 16_000
LONGEST_PIECE = 16


def texts(folder: Path) -> Iterator[str]:
    """Every distinct line of text of at least 20 characters with a space in it, in order."""
    seen: set[str] = set()
    for pattern in CORPORA:
        for path in sorted(folder.glob(pattern)):
            for value in _strings(_load(path)):
                for line in value.splitlines():
                    line = line.strip()[:4_000]
                    if len(line) >= 20 and " " in line and line not in seen:
                        seen.add(line)
                        yield line


def make(folder: Path) -> bytes:
    """The model's bytes."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=texts(folder),
        model_writer=model,
        model_type="unigram",
        vocab_size=PIECES,
        max_sentencepiece_length=LONGEST_PIECE,
        character_coverage=0.9998,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def _load(path: Path) -> Any:
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            return list(csv.reader(file))
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in file if line.strip()]
        return json.load(file)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


if __name__ == "__main__":
    Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parent / "tokenizer.model").write_bytes(
        make(Path(sys.argv[1]))
    )
