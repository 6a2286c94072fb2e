"""The decontamination stage: which rows go, what is said of them, and what its options do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pydantic
import pytest

from curate.errors import CorpusError, InputError
from curate.fingerprints import Item, build_fingerprint, load, save
from curate.fingerprints.matching import TEMPLATE_THRESHOLD, THRESHOLD
from curate.record import batch_of, new_record
from curate.stages.contract import Context, Sifted
from curate.stages.decontaminate import NAME, Options, stage

EXAM = (
    "A lighthouse keeper counts amber lanterns along the frozen harbour wall every evening before supper. "
    "After a storm she finds seventeen cracked panes, two missing wicks and a gull asleep in the lamp room.",
    "Beneath the old observatory three apprentices polish a bronze mirror while their teacher recites star names. "
    "The youngest drops her cloth into the well and must borrow a silk scarf from the visiting cartographer.",
)
OPTIONS = ("forty brass hinges", "a barrel of tar", "the cartographer's scarf")


def row(question: str, choices: tuple[str, ...] = (), number: int = 1) -> dict[str, Any]:
    return new_record(
        domain="medical", family="f", question=question, choices=choices, answer="A", answer_type="text",
        verifier="text", source="s", revision="r", file="f.jsonl", row=number, licence="MIT",
    )  # fmt: skip


@pytest.fixture
def context(tmp_path: Path) -> Context:
    items = [Item(k + 1, question, OPTIONS) for k, question in enumerate(EXAM)]
    save(build_fingerprint(items, name="harbour", version="1", licence="CC0-1.0"), tmp_path / "harbour.fp")
    return Context("medical", 0, tmp_path)


def sifted(context: Context, *rows: dict[str, Any], **options: Any) -> Sifted:
    return stage(Options(**{"benchmarks": ("harbour.fp",), **options}), context).apply(batch_of(rows))


def test_a_benchmark_item_goes_and_the_detail_names_it(context: Context) -> None:
    result = sifted(
        context, row("How many litres of saline does the pump deliver in two hours?"), row(EXAM[1], OPTIONS)
    )
    assert result.kept.num_rows == 1
    assert [(one["stage"], one["reason"], one["detail"]) for one in result.rejected.to_pylist()] == [
        (NAME, "benchmark", "harbour#2 overlap 1.00")
    ]


def test_an_item_whose_options_are_in_the_question_goes(context: Context) -> None:
    inline = EXAM[0] + "\n" + "\n".join(f"({letter}) {text}" for letter, text in zip("ABC", OPTIONS))
    assert sifted(context, row(inline)).kept.num_rows == 0


def test_half_an_item_is_below_a_higher_threshold(context: Context) -> None:
    half = row(EXAM[0].split(". ")[0])
    assert sifted(context, half).kept.num_rows == 0
    assert sifted(context, half, threshold=0.9).kept.num_rows == 1


def test_flagging_keeps_the_row_and_its_other_flags(context: Context) -> None:
    noted = row(EXAM[0]) | {"quality": {"score": 0.5, "flags": ["short"]}}
    result = sifted(context, noted, row(EXAM[1]), row("nothing of the kind"), action="flag")
    assert result.rejected.num_rows == 0
    assert [one and one["flags"] for one in result.kept["quality"].to_pylist()] == [
        ["short", "benchmark:harbour#1"], ["benchmark:harbour#2"], None,
    ]  # fmt: skip


def test_batches_change_nothing(context: Context) -> None:
    rows = [row(EXAM[0]), row("a plain question of no exam"), row(EXAM[1], OPTIONS), row(""), row(EXAM[0], OPTIONS)]
    whole = batch_of(rows)
    apply = stage(Options(benchmarks=("harbour.fp", "default")), context).apply
    at_once, parts = apply(whole), [apply(whole.slice(k, 1)) for k in range(len(rows))]
    assert at_once.kept.to_pylist() == [one for part in parts for one in part.kept.to_pylist()]
    assert at_once.rejected.to_pylist() == [one for part in parts for one in part.rejected.to_pylist()]
    assert at_once.kept.num_rows + at_once.rejected.num_rows == len(rows)


def test_no_benchmarks_keep_every_row(context: Context) -> None:
    assert sifted(context, row(EXAM[0]), benchmarks=()).kept.num_rows == 1


def test_a_null_choices_column_is_read(context: Context) -> None:
    assert sifted(context, row(EXAM[0]) | {"choices": None}).kept.num_rows == 0


def test_default_is_the_domain_and_the_general_sets(context: Context, shared_data: Path) -> None:
    from curate.fingerprints import make

    benchmarks = {benchmark.name: benchmark for benchmark in make.BENCHMARKS}
    rows = [
        row(make.items(benchmarks[name], shared_data)[0][0].question)
        for name in ("medqa_test", "gsm8k_test", "mmlu_professional_law_test")
    ]
    default = stage(Options(), context).apply(batch_of(rows))
    assert [one["detail"] for one in default.rejected.to_pylist()] == [
        "medqa_test#1 overlap 1.00", "gsm8k_test#1 overlap 1.00",
    ]  # fmt: skip
    assert stage(Options(), Context("legal", 0, Path())).apply(batch_of(rows)).kept.num_rows == 1


def test_default_thresholds_are_those_of_matching() -> None:
    assert (Options().threshold, Options().template_threshold) == (THRESHOLD, TEMPLATE_THRESHOLD)


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.5}, {"action": "drop"}, {"benchmark": "default"}])
def test_wrong_options_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        Options(**wrong)


def test_an_unknown_or_damaged_fingerprint_stops_the_build(context: Context) -> None:
    with pytest.raises(InputError, match="no shipped fingerprint"):
        stage(Options(benchmarks=("gsm9k_test",)), context)
    with pytest.raises(InputError, match="can't be read"):
        stage(Options(benchmarks=("missing.fp",)), context)
    body = (context.base / "harbour.fp").read_bytes()
    (context.base / "cut.fp").write_bytes(body[:-9])
    with pytest.raises(CorpusError, match="damaged"):
        stage(Options(benchmarks=("cut.fp",)), context)
    assert load("harbour.fp", context.base).header.name == "harbour"
