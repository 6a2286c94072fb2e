"""Regenerate the shipped fingerprints: ``python -m curate.fingerprints.make DATA_DIR [OUT_DIR]``.

In: a folder with the public evaluation sets, laid out as MANIFEST.tsv in it says (``medical/medqa_usmle_test/…``). Out:
one ``.fp`` file a set and ``background.fp``, by default over the ones beside this module. The same data give the same
bytes. No text of the sets is written, only 32-bit hashes; ChemBench carries a canary and appears by its hashes alone.
LegalBench is not among the sets: only its few-shot examples (train.tsv) are public in bulk here, and those are prompts.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curate.errors import InputError
from curate.fingerprints.building import (
    BACKGROUND,
    DATA,
    Item,
    build_background,
    build_fingerprint,
)
from curate.fingerprints.format import SUFFIX, encode, encode_background
from curate.writing import ELSEWHERE, write_atomically

#: texts that an n-gram of the background is in, at least
FEWEST = 6
_GITHUB = "https://github.com/"


@dataclass(frozen=True)
class Benchmark:
    """One evaluation set: where its files lie and how an item is read from them."""

    name: str
    domain: str
    repository: str
    commit: str
    licence: str
    files: tuple[str, ...]
    read: Callable[[Path], Iterable[tuple[str, Sequence[str], str]]]
    note: str = ""


Asked = tuple[str, Sequence[str], str]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def _medqa(path: Path) -> Iterator[Asked]:
    for row in _lines(path):
        yield row["question"], list(row["options"].values()), ""


def _medmcqa(path: Path) -> Iterator[Asked]:
    for row in _lines(path):
        yield row["question"], [row[key] or "" for key in ("opa", "opb", "opc", "opd")], ""


def _pubmedqa(test: bool) -> Callable[[Path], Iterator[Asked]]:
    def read(path: Path) -> Iterator[Asked]:
        official = set(_json(path.with_name("test_ground_truth.json")))
        for key, row in _json(path).items():
            if (key in official) == test:
                yield row["QUESTION"], (), "\n".join(row["CONTEXTS"])

    return read


def _medcalc(path: Path) -> Iterator[Asked]:
    header, *rows = _rows(path)
    note, question = header.index("Patient Note"), header.index("Question")
    for row in rows:
        yield row[question], (), row[note]


def _chembench(path: Path) -> Iterator[Asked]:
    for row in _lines(path):
        examples = json.loads(row["examples"]) if isinstance(row["examples"], str) else row["examples"]
        asked = "\n".join(example["input"] for example in examples)
        options = [option for example in examples for option in example.get("target_scores") or ()]
        yield asked, options, ""


def _mmlu(path: Path) -> Iterator[Asked]:
    for row in _rows(path):
        yield row[0], row[1:5], ""


def _scibench(path: Path) -> Iterator[Asked]:
    for row in _json(path):
        yield row["problem_text"], (), ""


def _sciknoweval(path: Path) -> Iterator[Asked]:
    for row in _lines(path):
        yield row["question"], row["choices"]["text"], ""


def _lsat(path: Path) -> Iterator[Asked]:
    for row in _lines(path):
        yield row["question"], [option[3:] for option in row["options"]], row["passage"] or ""


def _contract_nli(path: Path) -> Iterator[Asked]:
    for document in _json(path)["documents"]:
        yield "", (), document["text"]


def _sara(path: Path) -> Iterator[Asked]:
    for row in _rows(path, "\t"):
        yield row[0] + "\n" + row[1], (), ""


def _acpbench(path: Path) -> Iterator[Asked]:
    for row in _json(path):
        yield row["question"], (), row["context"]


def _planbench(path: Path) -> Iterator[Asked]:
    """The problem itself: what follows the last [STATEMENT], after the rules and the worked example of the prompt."""
    for row in _json(path)["instances"]:
        yield row["query"].rsplit("[STATEMENT]", 1)[-1], (), ""


def _gsm8k(path: Path) -> Iterator[Asked]:
    for row in _lines(path):
        yield row["question"], (), ""


def _acpbench_files() -> tuple[str, ...]:
    tasks = ("app", "areach", "just", "land", "prog", "reach", "val")
    return tuple(f"robotics/acpbench/{task}__test.{kind}.json" for task in tasks for kind in ("bool", "mcq"))


_SCIENCE = (
    "balancing_chemical_equation", "chemical_hypothesis_verification", "chemical_laboratory_safety_test",
    "mol_toxicity_prediction", "molar_weight_calculation", "molecular_property_calculation",
    "molecule_structure_prediction", "reaction_mechanism_inference", "reaction_prediction", "retrosynthesis",
)  # fmt: skip
_MIRAGE = ("Teddy-XiongGZ/MIRAGE", "392943af99cd94cafd50a0de2e7fca24bbf65494", "MIT")
_PUBMEDQA = ("pubmedqa/pubmedqa", "1cbae8e92f72f20c8d3747cbb3bf5bc53554d997", "MIT")
_MMLU = ("hendrycks/test", "f112c7a259c48bc97cfca63fc0cf66235a5d9bcf", "MIT")
_PLANBENCH = ("karthikv792/LLMs-Planning", "b008bc4327112affd525035b9e82f93f54b9b3a3", "MIT")
_PUBMED_FILE = ("medical/pubmedqa_pqal/ori_pqal.json",)

BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark(
        "medqa_test", "medical", *_MIRAGE, ("medical/medqa_usmle_test/phrases_no_exclude_test.jsonl",), _medqa,
        "MedQA-USMLE, 4 options, test",
    ),
    Benchmark(
        "medmcqa_validation", "medical", *_MIRAGE, ("medical/medmcqa_dev/dev.jsonl",), _medmcqa,
        "the split with public answers, called dev in the raw files and validation on the hub",
    ),
    Benchmark(
        "pubmedqa_test", "medical", *_PUBMEDQA, _PUBMED_FILE, _pubmedqa(True),
        "the 500 official test items of PQA-L, numbered in the order of ori_pqal.json",
    ),
    Benchmark(
        "pubmedqa_labelled", "medical", *_PUBMEDQA, _PUBMED_FILE, _pubmedqa(False),
        "the other 500 items of PQA-L, which many use as a test set too",
    ),
    Benchmark(
        "medcalc_bench_test", "medical", "ncbi-nlp/MedCalc-Bench", "0abf68500d995c535bc68fb4246cb7f726ef3e94",
        "CC-BY-SA-4.0", ("medical/medcalc_bench/test_data.csv",), _medcalc,
        "by the patient notes; the 55 calculator questions are templates",
    ),
    Benchmark(
        "chembench", "chemistry", "lamalab-org/chembench-paper", "8fe22914b81978d180e6182ea982eb58e2e0e8dc", "MIT",
        ("chemistry/chembench/chembench.jsonl",), _chembench, "canary set: hashes only",
    ),
    *(
        Benchmark(
            f"mmlu_{subject}_test", domain, *_MMLU, (f"{domain}/mmlu_{folder}/{subject}_test.csv",), _mmlu
        )
        for subject, domain, folder in (
            ("college_chemistry", "chemistry", "chemistry"),
            ("high_school_chemistry", "chemistry", "chemistry"),
            ("international_law", "legal", "law"),
            ("professional_law", "legal", "law"),
        )
    ),
    Benchmark(
        "scibench_chemistry", "chemistry", "mandyyyyii/scibench", "e14e0ca3d3db0f02928a18d435b9c3d15656a7c5", "MIT",
        tuple(
            f"chemistry/scibench/{book}{part}.json"
            for book in ("atkins", "chemmc", "matter", "quan")
            for part in ("", "_sol")
        ),
        _scibench, "atkins, chemmc, matter and quan, with their worked items",
    ),
    Benchmark(
        "sciknoweval_chemistry", "chemistry", "HICAI-ZJU/SciKnowEval", "53addee640092d667439e9a8901bf55f2d92c9ed",
        "MIT", tuple(f"chemistry/sciknoweval/{task}.jsonl" for task in _SCIENCE), _sciknoweval,
    ),
    *(
        Benchmark(
            f"lsat_{section}", "legal", "ruixiangcui/AGIEval", "5c77d073fda993f1652eaae3cf5d04cc5fd21d40", "MIT",
            (f"legal/agieval_lsat/lsat-{section}.jsonl",), _lsat, "AGIEval; passages and questions",
        )
        for section in ("ar", "lr", "rc")
    ),
    Benchmark(
        "contract_nli_test", "legal", "stanfordnlp/contract-nli-bert", "b0c4987b7c0e984162149b014cce4fd301486dec",
        "CC-BY-4.0", ("legal/contract_nli/test.json",), _contract_nli,
        "an item a contract; the 17 hypotheses are the same for all",
    ),
    Benchmark(
        "sara_test", "legal", "SgfdDttt/sara", "b5e746f207086685f22211d6a151d8fe23e4dece", "not stated",
        ("legal/sara/test.tsv",), _sara,
    ),
    Benchmark(
        "acpbench_test", "robotics", "IBM/ACPBench", "2ed9c925962d57b275bf8c4e7b5d6f564aac9d6d", "CDLA-Permissive-2.0",
        (*_acpbench_files(), "robotics/acpbench/val__test.gen.json"), _acpbench, "states and questions",
    ),
    Benchmark(
        "planbench", "robotics", *_PLANBENCH,
        tuple(
            f"robotics/planbench/{task}.json"
            for task in (
                "blocksworld__task_1_plan_generation", "blocksworld__task_3_plan_verification",
                "blocksworld__task_7_plan_execution", "logistics__task_1_plan_generation",
            )
        ),
        _planbench, "the posed problem of each prompt, without its rules and its worked example",
    ),
    Benchmark(
        "gsm8k_test", "general", "openai/grade-school-math", "3101c7d5072418e28b9008a6636bde82a006892c", "MIT",
        ("general/gsm8k/test.jsonl",), _gsm8k,
    ),
)  # fmt: skip


def items(benchmark: Benchmark, data: Path) -> tuple[list[Item], list[tuple[str, int]]]:
    """A set's items, numbered from 1 over its files, and how many each file has."""
    found: list[Item] = []
    files: list[tuple[str, int]] = []
    for name in benchmark.files:
        before = len(found)
        for question, choices, passage in benchmark.read(data / name):
            found.append(Item(len(found) + 1, question, tuple(choices), passage))
        files.append((name.rsplit("/", 1)[-1], len(found) - before))
    return found, files


def corpora(data: Path) -> Iterator[list[str]]:
    """The texts that common n-grams are counted over: every fingerprinted set, then corpora of the same kind."""
    for benchmark in BENCHMARKS:
        found, _ = items(benchmark, data)
        yield [
            text for item in found for text in ("\n".join((item.question, *item.choices)), item.passage) if text.strip()
        ]
    yield [row["question"] for row in _lines(data / "general/gsm8k/train.jsonl")]
    yield [
        text
        for row in _json(data / "medical/huatuo_o1_demo/demo_data.json")
        for text in (row["question"], row["Question"])
    ]
    yield [row[position] for row in _rows(data / "medical/medcalc_bench/one_shot_data.csv")[1:] for position in (7, 8)]
    yield [
        row["task_desc"] + "\n" + str(row["high_descs"])
        for row in _lines(data / "robotics/alfred/alfred_goals_plans.jsonl")
    ]
    yield [document["text"] for document in _json(data / "legal/contract_nli/dev.json")["documents"]]
    yield ["\n".join(row[:2]) for row in _rows(data / "legal/sara/train.tsv", "\t")]
    tables = sorted((data / "legal/legalbench_train").glob("*.tsv"))
    yield ["\n".join(row) for table in tables for row in _rows(table, "\t")[1:]]


def make(data: Path) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every shipped file, one after the other.

    Raises:
        InputError: a file of a set is missing.
    """
    missing = [name for benchmark in BENCHMARKS for name in benchmark.files if not (data / name).is_file()]
    if missing:
        raise InputError(
            f"{len(missing)} files of the evaluation sets are missing", where=missing[0],
            remedy="give the folder that holds MANIFEST.tsv and the sets it lists",
        )  # fmt: skip
    background = build_background(corpora(data), FEWEST)
    note = f"n-grams that at least {FEWEST} texts of the fingerprinted sets and of public corpora beside them share"
    yield BACKGROUND.name, encode_background(background, note)
    for benchmark in BENCHMARKS:
        found, files = items(benchmark, data)
        fingerprint = build_fingerprint(
            found,
            name=benchmark.name,
            version=benchmark.commit,
            licence=benchmark.licence,
            homepage=_GITHUB + benchmark.repository,
            domain=benchmark.domain,
            files=files,
            note=benchmark.note,
            background=background,
        )
        yield benchmark.name + SUFFIX, encode(fingerprint)


def main(arguments: Sequence[str]) -> int:
    """Write the shipped files; prints a line a file."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("usage: python -m curate.fingerprints.make DATA_DIR [OUT_DIR]\n")
        return 2
    out = Path(arguments[1]) if len(arguments) == 2 else DATA
    out.mkdir(parents=True, exist_ok=True)
    total = 0
    for name, body in make(Path(arguments[0])):
        write_atomically(out / name, body, when_full=ELSEWHERE)
        total += len(body)
        sys.stdout.write(f"{len(body):>9,}  {name}\n")
    sys.stdout.write(f"{total:>9,}  in all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
