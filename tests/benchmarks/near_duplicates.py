"""Documents per CPU-second of near-duplicate engines, whole process, on one synthetic Arrow file; a table comes out.

    python tests/benchmarks/near_duplicates.py [--documents 20000] [--words 303] [--runs 3] [--engines ours,rensa]

One document in ten is an edit of an earlier one, which is edited once. Each engine runs in a process of its own, the
engines in turn, and medians are shown: CPU-seconds from the start of the process to its end, so imports count; peak
memory; how many of the true pairs (Jaccard of word 5-grams at 0.8 and above) were found, and how many others. ``ours``
verifies its pairs, datasketch and rensa stop at candidates. rensa must be installed for its row.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa

THRESHOLD = 0.8


def make(path: Path, documents: int, words: int) -> list[tuple[int, int]]:
    """Write the documents; the pairs at the threshold or above come back."""
    rng = random.Random(7)
    vocabulary = ["".join(rng.choices("etaoinshrdlu", k=rng.choice([2, 3, 4, 5, 6, 7, 8, 10]))) for _ in range(30_000)]
    texts: list[list[str]] = []
    pairs = []
    originals: list[int] = []
    for number in range(documents):
        if originals and rng.random() < 0.1:
            source = originals.pop(rng.randrange(len(originals)))
            text = list(texts[source])
            for _ in range(rng.choice([1, 2, 4, 8, 16, 32, 64])):
                text[rng.randrange(len(text))] = rng.choice(vocabulary)
            left, right = ({tuple(t[k : k + 5]) for k in range(len(t) - 4)} for t in (text, texts[source]))
            if len(left & right) >= THRESHOLD * len(left | right):
                pairs.append((source, number))
        else:
            text = rng.choices(vocabulary, k=words)
            originals.append(number)
        texts.append(text)
    table = pa.table({"text": [" ".join(text) for text in texts]})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return pairs


def ours(path: Path, compiled: bool = True) -> set[tuple[int, int]]:
    import numpy as np

    from curate.minhash.bands import candidates, choose_bands
    from curate.minhash.pairs import components, jaccard
    from curate.minhash.shingles import shingle
    from curate.minhash.signatures import band_keys

    texts = pa.ipc.open_file(pa.memory_map(str(path))).read_all().column("text").combine_chunks()
    texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) else texts
    shingles = shingle(texts, compiled=compiled)
    keys = band_keys(shingles, choose_bands(THRESHOLD, 128), compiled=compiled)
    pairs = candidates(keys, np.arange(len(texts)))
    pairs = pairs[jaccard(shingles, pairs, compiled=compiled) >= THRESHOLD]
    components(len(texts), pairs, compiled=compiled)
    return set(map(tuple, pairs.tolist()))


def numpy(path: Path) -> set[tuple[int, int]]:
    return ours(path, compiled=False)


def datasketch(path: Path) -> set[tuple[int, int]]:
    import xxhash
    from datasketch import MinHash, MinHashLSH

    texts = pa.ipc.open_file(pa.memory_map(str(path))).read_all().column("text").to_pylist()
    index = MinHashLSH(params=(18, 7), num_perm=128)
    pairs = set()
    for number, text in enumerate(texts):
        words = text.lower().split()
        sketch = MinHash(128, hashfunc=xxhash.xxh32_intdigest)
        sketch.update_batch([" ".join(words[k : k + 5]).encode() for k in range(len(words) - 4)])
        pairs |= {(other, number) for other in index.query(sketch)}
        index.insert(number, sketch)
    return pairs


def rensa(path: Path) -> set[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found, unused-ignore]

    texts = pa.ipc.open_file(pa.memory_map(str(path))).read_all().column("text").to_pylist()
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=126, num_bands=18)
    pairs = set()
    for number, text in enumerate(texts):
        words = text.lower().split()
        sketch = RMinHash(num_perm=126, seed=42)
        sketch.update([" ".join(words[k : k + 5]) for k in range(len(words) - 4)])
        pairs |= {(other, number) for other in index.query(sketch)}
        index.insert(number, sketch)
    return pairs


ENGINES = {"ours": ours, "numpy": numpy, "datasketch": datasketch, "rensa": rensa}


def peak_memory() -> int:
    """KiB; ru_maxrss would count the memory of the process that started this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def measured(engine: str, path: Path, truth: set[tuple[int, int]]) -> dict[str, float]:
    """Run one engine in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, __file__, "--run", engine, str(path)], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{engine}: {done.stderr.strip().splitlines()[-1]}")
    told = json.loads(done.stdout)
    found = {(int(a), int(b)) for a, b in told["pairs"]}
    return {
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory": told["peak"] / 1024,
        "recall": len(found & truth) / max(1, len(truth)),
        "other": len(found - truth),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=303)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--run", nargs=2, metavar=("ENGINE", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        pairs = ENGINES[arguments.run[0]](Path(arguments.run[1]))
        print(json.dumps({"pairs": sorted(pairs), "peak": peak_memory()}))
        return
    engines = arguments.engines.split(",")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.arrow"
        truth = set(make(path, arguments.documents, arguments.words))
        size = path.stat().st_size / 1e6
        print(f"{arguments.documents} documents, {size:.0f} MB, {len(truth)} true pairs, {arguments.runs} runs")
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
        for _ in range(arguments.runs):
            for engine in engines:
                runs[engine].append(measured(engine, path, truth))
    print("| engine | documents per CPU-second | CPU-seconds | peak MiB | recall | other pairs |")
    print("|---|---|---|---|---|---|")
    for engine, rows in runs.items():
        cpu = statistics.median(row["cpu"] for row in rows)
        memory = statistics.median(row["memory"] for row in rows)
        print(
            f"| {engine} | {arguments.documents / cpu:,.0f} | {cpu:.2f} | {memory:.0f} "
            f"| {rows[0]['recall']:.4f} | {rows[0]['other']:.0f} |"
        )


if __name__ == "__main__":
    main()
