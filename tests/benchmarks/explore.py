"""The explorer over a million rows: how soon it answers, how long filters, searches and rows take, how much memory.

    python tests/benchmarks/explore.py [--rows 1000000] [--base corpora/medical] [--at FOLDER]

Makes a corpus in `--at` (kept there for the next time) by altering the rows of a built one: new ids, a word of its own
in each question, sources, and one row in twenty rejected, half of these as near-duplicates. Then starts ``curate
explore`` with an empty cache, and prints milliseconds (median and worst of 20, over HTTP, each with other filters)
while the index is being built and afterwards, the time that building takes, bytes on disk a row, and peak memory; and
the start with a full cache.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curate.corpus import Corpus
from curate.record import REJECTED, SCHEMA, replaced
from curate.shards import ShardWriter, write_dataset_dict, write_dataset_files, write_table
from curate.stages.deduplicate import DUPLICATES

SOURCES = ("generated", "hub_one", "hub_two", "files")
REASONS = (("quality_v1", "too_short"), ("repetition_v1", "looping"), ("verify_v1", "wrong_step"))
REPEATS = 20


def make(base: Path, folder: Path, rows: int) -> None:
    """A corpus of so many rows; the base's rows again and again, each time altered."""
    opened = Corpus.open(base)
    writers = {name: ShardWriter(folder / name, folder, SCHEMA, 100_000) for name in ("train", "validation", "test")}
    rejected = ShardWriter(folder / "rejected", folder, REJECTED, 100_000)
    twins: list[dict[str, Any]] = []
    reasons: dict[tuple[str, str], int] = {}
    made = turn = 0
    while made < rows:
        for split in writers:
            for batch in opened.batches(split):
                if made >= rows:
                    break
                altered = _altered(batch.slice(0, min(batch.num_rows, rows - made)), turn, made)
                made += altered.num_rows
                away = altered.num_rows // 20
                writers[split].add(altered.slice(away))
                if away:
                    rejected.add(_rejected(altered, away, reasons, twins))
        turn += 1
    shards = {name: writer.close() for name, writer in writers.items()}
    rejected_shards = rejected.close()
    kept = {name: sum(shard["rows"] for shard in some) for name, some in shards.items()}
    for name, some in shards.items():
        write_dataset_files(folder / name, name, some, SCHEMA)
    write_dataset_dict(folder)
    files = [write_table(folder / "duplicates.arrow", folder, pa.Table.from_pylist(twins, schema=DUPLICATES))]
    funnel, flowing = [], made
    for (stage, reason), count in reasons.items():
        funnel.append({"stage": stage, "rows_in": flowing, "rejected": count, "rows_kept": flowing - count,
                       "reasons": {reason: count}})  # fmt: skip
        flowing -= count
    counted = {stage: {reason: count} for (stage, reason), count in reasons.items()}
    manifest = {
        **opened.manifest, "rows_in": made, "rows_kept": sum(kept.values()), "splits": kept, "rejected": counted,
        "funnel": funnel, "shards": [shard for some in shards.values() for shard in some],
        "rejected_shards": rejected_shards, "files": files,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _altered(batch: pa.RecordBatch, turn: int, made: int) -> pa.RecordBatch:
    ids = [hashlib.sha256(f"{turn} {name}".encode()).hexdigest()[:32] for name in batch.column("id").to_pylist()]
    notes = pa.array([f"File q{made + place:07x}. " for place in range(batch.num_rows)])
    origin = batch.column("provenance")
    names = [field.name for field in origin.type]
    parts = [pc.struct_field(origin, name) for name in names]
    parts[names.index("source")] = pa.array([SOURCES[turn % len(SOURCES)]] * batch.num_rows)
    parts[names.index("row")] = pa.array(range(made + 1, made + 1 + batch.num_rows), pa.int64())
    return replaced(
        batch, id=ids, question=pc.binary_join_element_wise(notes, batch.column("question"), ""),
        provenance=pa.StructArray.from_arrays(parts, fields=list(origin.type)),
    )  # fmt: skip


def _rejected(batch: pa.RecordBatch, away: int, reasons: dict[tuple[str, str], int], twins: list[Any]) -> Any:
    rows = batch.slice(0, away).to_pylist()
    stays = batch.slice(away, away).to_pylist()
    for place, row in enumerate(rows):
        row["split"] = None
        row["stage"], row["reason"] = REASONS[place % 3] if place % 2 else ("deduplicate_v1", "near_duplicate")
        row["detail"] = "as a benchmark has it"
        reasons[row["stage"], row["reason"]] = reasons.get((row["stage"], row["reason"]), 0) + 1
        if place % 2 == 0:
            pair = {"removed": row, "kept": stays[place]}
            twins.append(
                {"similarity": 0.9, "rule": "near"}
                | {f"{part}_id": one["id"] for part, one in pair.items()}
                | {f"{part}_{name}": one["provenance"][name] for part, one in pair.items()
                   for name in ("source", "file", "row")}
            )  # fmt: skip
    return pa.RecordBatch.from_pylist(rows, schema=REJECTED)


class Explorer:
    """A running ``curate explore``."""

    def __init__(self, corpus: Path, cache: Path):
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "curate", "explore", str(corpus), "--port", "0", "--no-open"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line)[1])  # type: ignore[index]
        self.get("/")
        self.start = time.perf_counter() - self.started

    def get(self, address: str) -> tuple[float, bytes]:
        """Seconds and body."""
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, (answer.status, address)
        return time.perf_counter() - begun, body

    def progress(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.get("/progress")[1])
        return found

    def memory(self) -> str:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) >> 10 for name in ("VmHWM", "RssAnon", "RssFile")}  # type: ignore[index]
        return f"peak {found['VmHWM']} MiB; now {found['RssAnon']} of its own, {found['RssFile']} mapped from files"

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def filters() -> Iterator[str]:
    """Addresses of views, all different."""
    families = ("acid_base", "electrolytes", "qt_correction", "infusions", "conversions")
    for level, split, family in product(range(1, 6), ("train", "validation"), families):
        yield f"/?level={level}&split={split}&family={family}&family=liver_scores&page={level}"


def kinds() -> dict[str, Iterator[str]]:
    words = ("creatinine", "sodium potassium", '"per kg"', "bilirub*", "infusion -weight", "haemoglobin", "QT interval",
             "clearance", '"blood pressure"', "pneumonia")  # fmt: skip
    return {
        "a filter of three facets": filters(),
        "rejected, by reason": (f"/?status=rejected&reason={reason}&page={page}" for page in range(1, 9)
                                for reason in ("wrong_step", "near_duplicate", "too_short")),
        "a deep page of all rows": (f"/?page={page}" for page in range(1000, 30000, 1000)),
        "a row within a filter": (f"/rows/{row}?level=3&source=files" for row in range(5, 900_000, 9_001)),
        "words never met": (f"/?q=q{row:07x}" for row in range(20, 20_000, 900)),
        "words of a field": (f"/?q={word.replace(' ', '+').replace(chr(34), '%22')}&level={level}"
                             for level in (1, 2) for word in words),
        "a word in half of all rows": (f"/?q={word}&level={level}" for level in range(1, 6)
                                       for word in ("patient", "answer", "year", "mmol")),
    }  # fmt: skip


def measure(explorer: Explorer, rows: int) -> None:
    for kind, addresses in kinds().items():
        some = [a for a in islice(addresses, REPEATS) if not (m := re.match(r"/rows/(\d+)", a)) or int(m[1]) <= rows]
        taken = [explorer.get(address)[0] * 1e3 for address in some]
        print(f"  {kind:<28} median {statistics.median(taken):7.1f} ms   worst {max(taken):7.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--base", type=Path, help="a corpus to alter; built where none is given")
    parser.add_argument("--at", type=Path, help="where the corpus is made, or was")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        base, corpus = given.base or Path(temporary) / "base", given.at or Path(temporary) / "corpus"
        if not (corpus / "manifest.json").exists():
            if given.base is None:
                command = [sys.executable, "-m", "curate", "build", "medical", "--out", str(base), "--quiet"]
                subprocess.run(command, check=True)
            make(base, corpus, given.rows)
        cache = Path(temporary) / "cache"
        explorer = Explorer(corpus, cache)
        try:
            print(f"{given.rows:,} rows; first page after {explorer.start:.2f} s with an empty cache")
            while (now := explorer.progress())["listed"] < now["rows"]:
                time.sleep(0.1)
            print(f"all rows listed after {time.perf_counter() - explorer.started:.1f} s")
            print("while words are indexed:")
            measure(explorer, given.rows)
            while (now := explorer.progress())["searchable"] < now["rows"] and not now["trouble"]:
                time.sleep(0.5)
            print(f"all words indexed after {time.perf_counter() - explorer.started:.1f} s {now['trouble']}")
            print("afterwards:")
            measure(explorer, given.rows)
            print(explorer.memory())
        finally:
            explorer.end()
        sizes = {path.name: path.stat().st_size for path in cache.rglob("*") if path.is_file()}
        words = sum(size for name, size in sizes.items() if name.startswith("words"))
        others = (sum(sizes.values()) - words) / given.rows
        print(f"bytes a row on disk: {others:.1f} for filters and ids, {words / given.rows:.1f} for words")
        explorer = Explorer(corpus, cache)
        print(f"first page after {explorer.start:.2f} s with a full cache; {explorer.memory()}")
        explorer.end()
        shutil.rmtree(cache, ignore_errors=True)


if __name__ == "__main__":
    main()
