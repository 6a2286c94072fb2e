"""How fast and in how much memory ``curate diff`` compares two corpora of a million rows.

    python tests/benchmarks/compare.py CORPUS [ROWS] [--folder FOLDER]

CORPUS is any built corpus; its rows are repeated under other ids, questions and row numbers until there are ROWS. The
second corpus lacks some of them, has some others, and has some with another level or in another split. Prints the
seconds, and the peak resident memory of the comparison in bytes a row (of both corpora together), beside the memory
of the process before it. Pages of the mapped shards are the system's cache and count as resident: they are told apart
by VmRSS's anonymous part.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from curate.corpus import MANIFEST, Corpus, manifest_bytes
from curate.record import REJECTED, SCHEMA, SPLITS, replaced
from curate.shards import ShardWriter, write_table


def widened(corpus: Corpus, rows: int, folder: Path, *, altered: bool) -> Path:
    """A corpus of about so many rows made of another's, beside which the `altered` one differs in known ways."""
    copies = max(1, rows // corpus.manifest["rows_kept"])
    first = copies // 50 if altered else 0
    writers = {name: ShardWriter(folder / name, folder, SCHEMA, 50_000) for name in SPLITS}
    counts: Counter[str] = Counter()
    for copy in range(first, copies + first):
        for split in SPLITS:
            for batch in corpus.batches(split):
                place = SPLITS[(SPLITS.index(split) + 1) % 3] if altered and copy % 40 == 7 else split
                writers[place].add(_copied(batch, copy, place, altered and copy % 10 == 3))
                counts[place] += batch.num_rows
    rejected = ShardWriter(folder / "rejected", folder, REJECTED, 50_000)
    for batch in corpus.rejected():
        rejected.add(batch)
    shards = [shard for writer in writers.values() for shard in writer.close()]
    kept = sum(counts.values())
    turned_away = rejected.rows
    manifest = {
        **corpus.manifest, "shards": shards, "rejected_shards": rejected.close(), "rows_kept": kept,
        "rows_in": kept + turned_away, "splits": {name: counts[name] for name in SPLITS},
        "files": [write_table(folder / "duplicates.arrow", folder, corpus.duplicates())],
    }  # fmt: skip
    (folder / MANIFEST).write_bytes(manifest_bytes(manifest))
    return folder


def _copied(batch: pa.RecordBatch, copy: int, split: str, relabelled: bool) -> pa.RecordBatch:
    ids = pc.binary_join_element_wise(f"{copy:08x}", pc.utf8_slice_codeunits(batch.column("id"), 8), "")
    questions = pc.binary_join_element_wise(batch.column("question"), f"({copy})", " ")
    origin = batch.column("provenance")
    children = [origin.field(k) for k in range(origin.type.num_fields)]
    names = [field.name for field in origin.type]
    children[names.index("row")] = pc.add(children[names.index("row")], copy * 10_000_000)
    problem = names.index("parameters")
    children[problem] = pc.binary_join_element_wise(children[problem], f" {copy}", "")
    levels = batch.column("level")
    return replaced(
        batch, id=ids, question=questions, split=[split] * batch.num_rows,
        provenance=pa.StructArray.from_arrays(children, fields=list(origin.type)),
        level=pc.cast(pc.subtract(6, levels), pa.int8()) if relabelled else levels,
    )  # fmt: skip


def anonymous() -> int:
    """Bytes of this process's memory that are no file's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def measured(left: Path, right: Path) -> Iterator[str]:
    """Compare in this process, and say what it took."""
    import threading

    from curate.compare import compare

    one, other = Corpus.open(left), Corpus.open(right)
    import polars  # what the libraries take is not the comparison's

    polars.Series(["warm"]).hash()
    before = most = anonymous()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.01):
            most = max(most, anonymous())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    found = compare(one, other)
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    rows = found.rows.left + found.rows.right
    yield f"{found.rows.left:,} and {found.rows.right:,} rows in {seconds:.1f} s"
    yield f"{(most - before) / 2**20:,.0f} MiB above {before / 2**20:,.0f}: {(most - before) / rows:.0f} bytes a row"
    yield json.dumps({"same": found.rows.same, "changed": found.rows.changed, "columns": found.rows.columns,
                      "removed": found.rows.removed, "added": found.rows.added,
                      "leaks": [(leak.held, leak.split, leak.rows) for leak in found.rows.leaks]})  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("compared"))
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    left, right = given.folder / "left", given.folder / "right"
    if given.measure:
        for line in measured(left, right):
            print(line, flush=True)
        return
    for place, altered in ((left, False), (right, True)):
        if not (place / MANIFEST).exists():
            shutil.rmtree(place, ignore_errors=True)
            widened(Corpus.open(given.corpus), given.rows, place, altered=altered)
    subprocess.run([sys.executable, *sys.argv, "--measure"], check=True)


if __name__ == "__main__":
    main()
