"""Fingerprints: what is in the file, who is found by it, and who is not."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.errors import CorpusError, InputError, OutputError
from curate.fingerprints import Index, Item, build_fingerprint, compared_text, items_of, load, make, save, shipped
from curate.fingerprints.building import DATA, features
from curate.fingerprints.format import (
    Background,
    Fingerprint,
    encode,
    encode_background,
    read,
    read_background,
    read_header,
)
from curate.fingerprints.kernel import LONG, PAIR, SHORT, WHOLE
from curate.record import batch_of, new_record

NO_BACKGROUND = Background(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8))
WORDS = [f"{first}{second}" for first in "bdfgklmnprstvz" for second in ("arel", "ivon", "osten", "ulmar", "ekin")]


def prose(rng: random.Random, words: int) -> str:
    """Nonsense prose of sentences that no benchmark has."""
    text = [rng.choice(WORDS) for _ in range(words)]
    return ". ".join(" ".join(text[k : k + 9]).capitalize() for k in range(0, words, 9)) + "."


def exam(items: int = 40, words: int = 60) -> list[Item]:
    rng = random.Random(3)
    return [
        Item(k + 1, prose(rng, words), tuple(" ".join(rng.sample(WORDS, 3)) for _ in range(4))) for k in range(items)
    ]


def fingerprint(items: list[Item], background: Background | None = NO_BACKGROUND) -> Fingerprint:
    return build_fingerprint(items, name="exam", version="1", licence="CC0-1.0", background=background)


def found(index: Index, texts: list[str]) -> list[str | None]:
    return [None if unit < 0 else index.named(unit) for unit in index.match(pa.array(texts)).unit.tolist()]


def shipped_index() -> Index:
    return Index.of([load(header.name) for header in shipped()])


# --- the kernel, against a plain Python reading of its docstring -------------------------------------------------


def counted(text: str) -> dict[int, int]:
    """Features of each kind, with pairs in one."""
    kinds, counts = np.unique(features(pa.array([text])).kinds, return_counts=True)
    both: dict[int, int] = {}
    for kind, count in zip(kinds.tolist(), counts.tolist()):
        both[min(kind, PAIR)] = both.get(min(kind, PAIR), 0) + count
    return both


@given(st.lists(st.lists(st.sampled_from(["alpha", "Beta", "x9", "7", "12", "naïve"]), max_size=30), max_size=5))
@settings(deadline=None, max_examples=60)
def test_ngram_counts_are_those_of_a_plain_reading(lines: list[list[str]]) -> None:
    masked = [re.sub(r"(\b\d+\b ?)+", "# ", " ".join(line)).split() for line in lines if line]
    plain = [line for line in lines if line]
    expected: dict[int, int] = {}
    for line in masked:
        size = min(SHORT, len(line))
        expected[size] = expected.get(size, 0) + max(len(line) - SHORT, 0) + 1
    longs = sum(max(len(line) - LONG + 1, 0) for line in plain)
    expected |= {LONG: longs} if longs else {}
    expected |= {PAIR: 2 * (len(plain) - 1)} if len(plain) > 1 else {}
    expected |= {WHOLE: 2} if plain else {}
    assert counted("\n".join(" ".join(line) for line in lines)) == expected


def hashes(text: str, *kinds: int) -> set[int]:
    all_of = features(pa.array([text]))
    return set(all_of.hashes[np.isin(all_of.kinds, kinds or range(1, SHORT + 1))].tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A 45-year-old man with chest pain", "a 63 year old MAN, with chest pain!"),
        ("The dose is 5.5 mg per day now", "The dose is 12 mg per day now"),
        ("the patient’s blood pressure fell at night", "the patient's blood pressure fell at night"),
        ("Where is it?\nA. in the lung now\nB. in the liver", "in the liver\nin the lung now\nWhere is it?"),
        ("Where is it? (A) in the lung now (B) in the liver", "Where is it?\nin the lung now\nin the liver"),
    ],
)  # fmt: skip
def test_case_punctuation_numbers_and_option_order_change_no_short_ngram(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


def test_molecules_that_share_a_scaffold_share_no_ngram() -> None:
    one, other = "CC(C)Cc1ccc(cc1)C(C)C(=O)OCCN1CCOCC1", "CC(C)Cc1ccc(cc1)C(C)C(=O)OCCN1CCOC(F)C1"
    assert not hashes(one) & hashes(other)
    assert hashes(one) == hashes(f'"{one}",')


def test_ideographs_are_words_by_themselves() -> None:
    assert counted("患者男四十五歳")[SHORT] == 4


@given(st.lists(st.one_of(st.none(), st.text(max_size=60), st.binary(max_size=60)), max_size=8))
@settings(deadline=None, max_examples=80)
def test_any_text_is_hashed_alike_alone_and_in_a_batch(texts: list[str | bytes | None]) -> None:
    array = pa.array([text.encode() if isinstance(text, str) else text for text in texts], type=pa.large_binary())
    strings = pa.Array.from_buffers(pa.large_string(), len(array), array.buffers(), array.null_count)
    whole = features(strings)
    starts = [0, *whole.ends.tolist()]
    for row in range(len(array)):
        alone = features(strings.slice(row, 1))
        assert alone.hashes.tolist() == whole.hashes[starts[row] : starts[row + 1]].tolist()


def test_the_hash_does_not_change_between_versions() -> None:
    """Shipped files hold these values."""
    all_of = features(pa.array(["The quick brown fox\njumps over 13 lazy dogs"]))
    assert all_of.hashes.tolist() == [
        1586729348, 4033996416, 3687745954, 183586216, 1331292179, 3965484659, 3608931102,
    ]  # fmt: skip


# --- building and matching ---------------------------------------------------------------------------------------


def test_every_item_is_found_under_its_own_number() -> None:
    items = exam()
    index = Index.of([fingerprint(items)])
    assert found(index, [item.question for item in items]) == [f"exam#{item.number}" for item in items]


def test_the_overlap_is_the_weighted_share_of_the_item() -> None:
    words = [f"unique{k}" for k in range(23)]
    index = Index.of([fingerprint([Item(1, " ".join(words))])])
    hits = index.match(pa.array([" ".join(words[:13])]))
    assert hits.overlap.tolist() == [10 / 20]


def test_an_item_is_found_without_its_options_and_in_a_longer_prompt() -> None:
    item = exam()[7]
    index = Index.of([fingerprint(exam())])
    prompt = f"You are a careful assistant.\n\nUser: {item.question} Think step by step.\nAssistant:"
    assert found(index, [item.question, prompt]) == ["exam#8", "exam#8"]


def test_what_all_items_share_says_nothing() -> None:
    stem = "which of the following is by far the most likely explanation of all these many findings together"
    items = [replace(item, question=f"{item.question}\n{stem}") for item in exam()]
    assert found(Index.of([fingerprint(items)]), [stem, items[3].question]) == [None, "exam#4"]


def test_background_ngrams_say_nothing() -> None:
    item = exam(1)[0]
    values = np.unique(features(pa.array([item.question])).hashes)
    common = Background(values, np.zeros(len(values), dtype=np.uint8))
    index = Index.of([fingerprint([item], common)])
    assert found(index, [item.question]) == [None]


def test_a_short_question_is_known_by_itself_and_its_options() -> None:
    items = [Item(1, "Which is true?", ("alder", "birch", "cedar", "elm")), Item(2, "Which is true?", ("ash", "box"))]
    index = Index.of([fingerprint(items)])
    same, other = "Which is true?\nelm\ncedar\nbirch\nalder", "Which is true?\nelm\ncedar\nbirch\nyew"
    assert found(index, [same, other, "Which is true?"]) == ["exam#1", None, None]


def test_a_template_with_other_values_is_another_problem() -> None:
    rng = random.Random(5)

    def statement() -> str:
        order = rng.sample(WORDS, 9)
        tower = ", ".join(f"the {a} block is on top of the {b} block" for a, b in pairwise(order))
        return f"As initial conditions I have that, {tower} and the hand is empty.\nMy goal is to have that the " \
            f"{rng.choice(order[:3])} block is on top of the {rng.choice(order[3:])} block."  # fmt: skip

    items = [Item(k + 1, statement()) for k in range(300)]
    asked = {item.question for item in items}
    fresh = [text for text in (statement() for _ in range(400)) if text not in asked]
    index = Index.of([fingerprint(items)])
    assert found(index, [item.question for item in items[:20]]) == [f"exam#{k + 1}" for k in range(20)]
    hits = [name for name in found(index, fresh) if name]
    assert len(hits) <= len(fresh) // 50


def test_a_passage_is_one_unit_however_many_questions_share_it() -> None:
    passage = prose(random.Random(9), 200)
    items = [Item(k + 1, "What is the main point of the passage?", ("yes", "no"), passage) for k in range(40)]
    index = Index.of([fingerprint(items)])
    assert found(index, [passage, "What is the main point of the passage?"]) == ["exam#1", None]


def test_a_tie_names_the_first_fingerprint() -> None:
    first, second = fingerprint(exam()), fingerprint(exam())
    second = replace(second, header=replace(second.header, name="copy"))
    assert found(Index.of([second, first]), [exam()[0].question]) == ["copy#1"]


def test_no_fingerprints_find_nothing() -> None:
    hits = Index.of([]).match(pa.array(["anything at all", None]))
    assert hits.unit.tolist() == [-1, -1]


def test_records_become_items_in_order() -> None:
    given_row: dict[str, Any] = {
        "domain": "d", "family": "f", "answer": "A", "answer_type": "choice", "verifier": "choice",
                 "source": "s", "revision": "r", "file": "f", "row": 1, "licence": "MIT"}  # fmt: skip
    batch = batch_of([new_record(question=f"q{k}", choices=("x", "y"), **given_row) for k in range(3)])
    assert [(item.number, item.question, item.choices) for item in items_of([batch, batch])][3:] == [
        (4, "q0", ("x", "y")), (5, "q1", ("x", "y")), (6, "q2", ("x", "y")),
    ]  # fmt: skip
    assert compared_text(batch["question"], batch["choices"]).to_pylist()[0] == "q0\nx\ny"


def test_a_set_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to fingerprint"):
        fingerprint([])
    with pytest.raises(InputError, match="nothing to fingerprint"):
        fingerprint([Item(1, " ...")])


# --- the file ----------------------------------------------------------------------------------------------------


def assert_equal(one: Fingerprint, other: Fingerprint) -> None:
    assert one.header == other.header
    for name in ("item", "templated", "start", "hashes", "weights"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name


def test_a_saved_fingerprint_reads_back_equal_and_gives_the_same_bytes(tmp_path: Path) -> None:
    built, path = fingerprint(exam()), tmp_path / "exam.fp"
    save(built, path)
    assert_equal(read(path), built)
    assert read_header(path) == built.header
    assert encode(fingerprint(exam())) == path.read_bytes() == encode(load(path))
    assert load("exam.fp", tmp_path).header.items == 40


def test_no_word_of_the_items_is_in_the_file() -> None:
    body = encode(fingerprint(exam()))
    assert not [word for word in WORDS if word.encode() in body]


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    body, path = encode(fingerprint(exam(5))), tmp_path / "cut.fp"
    for length in range(0, len(body), 37):
        path.write_bytes(body[:length])
        with pytest.raises((InputError, CorpusError)):
            read(path)


def test_a_changed_byte_is_refused_or_harmless(tmp_path: Path) -> None:
    built = fingerprint(exam(5))
    body, path = bytearray(encode(built)), tmp_path / "changed.fp"
    header_end = 12 + int.from_bytes(body[8:12], "little")
    for place in range(header_end, len(body), 11):
        damaged = bytearray(body)
        damaged[place] ^= 0x41
        path.write_bytes(damaged)
        with suppress(CorpusError):
            assert_equal(read(path), built)


def test_a_newer_format_is_refused_with_the_remedy(tmp_path: Path) -> None:
    body, path = encode(fingerprint(exam(5))), tmp_path / "newer.fp"
    path.write_bytes(body.replace(b'"format":1', b'"format":9'))
    with pytest.raises(CorpusError, match=r"format 9(.|\n)*upgrade"):
        read(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.fp").write_text("question,answer\n")
    (tmp_path / "background.fp").write_bytes(encode_background(NO_BACKGROUND, ""))
    for name, message in (("text.fp", "not a fingerprint"), ("background.fp", "not a fingerprint"), ("no.fp", "read")):
        with pytest.raises(InputError, match=message):
            read(tmp_path / name)
        with pytest.raises(InputError):
            read_header(tmp_path / name)


def test_an_unwritable_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written"):
        save(fingerprint(exam(3)), tmp_path / "no folder" / "exam.fp")
    assert list(tmp_path.iterdir()) == []


# --- the shipped sets --------------------------------------------------------------------------------------------


def test_every_shipped_set_says_what_it_is() -> None:
    headers = shipped()
    assert [header.name for header in headers] == sorted(benchmark.name for benchmark in make.BENCHMARKS)
    for header in headers:
        assert header.version
        assert header.licence
        assert header.homepage.startswith("https://")
        assert sum(rows for _, rows in header.files) == header.items
    assert {header.domain for header in headers} == {"medical", "chemistry", "legal", "robotics", "general"}
    assert sum(path.stat().st_size for path in DATA.glob("*.fp")) < 3_000_000


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean 'medqa_test'"):
        load("medqa_tset")


VITALS = (
    "His temperature is 37.2°C (99.0°F), pulse is 88/min, his respirations are 17/min, and the blood pressure reads "
    "131/83 mm Hg. "
    "Physical examination shows no abnormalities. Laboratory studies show:\nHemoglobin 13.5 g/dL\n"
    "Leukocyte count 8,000/mm3\nPlatelet count 250,000/mm3\nSerum\nNa+ 140 mEq/L\nK+ 4.1 mEq/L\nCl- 101 mEq/L\n"
    "HCO3- 25 mEq/L\nUrea nitrogen 14 mg/dL\nCreatinine 0.9 mg/dL\nWhich of the following is the most likely diagnosis?"
)
STEMS = (
    "Which of the following is the most appropriate next step?",
    "A 45-year-old man comes to the physician because of a 2-week history of cough. He has smoked one pack of "
    "cigarettes daily for 20 years. Which of the following is the most likely underlying mechanism of his symptoms?",
    "A 28-year-old woman is brought to the emergency department 30 minutes after falling from her horse. She is awake "
    "and alert. Her temperature is 36.8°C, pulse is 104/min, and blood pressure is 108/70 mm Hg.",
    "All of the following statements are true except: A. increase B. decrease C. no change D. none of the above",
    "By Bazett's formula, how long is the corrected QT interval of the man in the note above, in ms?",
    "Which one, if true, most strengthens the argument?",
    "In this ferry domain, cars have to be carried from where they start to where they should be.",
)  # fmt: skip


def test_vital_signs_laboratory_tables_and_stems_alone_are_never_flagged() -> None:
    texts = [VITALS, *STEMS, *(f"{stem} {VITALS}" for stem in STEMS)]
    assert found(shipped_index(), texts) == [None] * len(texts)


def perturbations(rng: random.Random) -> dict[str, Callable[[Item], str]]:
    """Ways in which an item comes back; each from an item to a text."""

    def text(item: Item) -> str:
        return "\n".join(part for part in (item.passage, item.question, *item.choices) if part)

    def asked(item: Item) -> str:
        return "\n".join(part for part in (item.passage, item.question) if part)

    def shuffled(item: Item) -> str:
        sentences = re.split(r"(?<=[.?!])\s+", asked(item))
        return " ".join(rng.sample(sentences, len(sentences)))

    return {
        "itself": text,
        "20 % of words dropped": lambda item: re.sub(r"\S+", lambda m: "" if rng.random() < 0.2 else m[0], text(item)),
        "options swapped": lambda item: "\n".join(
            part for part in (asked(item), *rng.sample(item.choices, len(item.choices))) if part
        ),
        "options dropped": asked,
        "cut at 60 %": lambda item: asked(item)[: int(len(asked(item)) * 0.6)],
        "inside a prompt": lambda item: (
            f"You are helpful. Put your final answer in \\boxed{{}}.\n\nUser: {text(item)}\n\nThink first.\n"
        ),
        "capitals, marks": lambda item: re.sub(r"[,.;:?!]", lambda m: rng.choice(["", m[0], " -"]), text(item).upper()),
        "other numbers": lambda item: re.sub(r"\d+", lambda m: str(rng.randrange(10 ** len(m[0]))), text(item)),
        "sentences shuffled": shuffled,
    }


PROSE = (
    "medqa_test", "pubmedqa_test", "pubmedqa_labelled", "medcalc_bench_test", "mmlu_professional_law_test",
    "gsm8k_test", "lsat_ar", "lsat_lr", "lsat_rc", "contract_nli_test", "scibench_chemistry",
)  # fmt: skip
SHORT_QUESTIONS = (
    "medmcqa_validation", "mmlu_college_chemistry_test", "mmlu_high_school_chemistry_test",
    "mmlu_international_law_test",
)  # fmt: skip
TEMPLATES = ("chembench", "sciknoweval_chemistry", "sara_test", "acpbench_test", "planbench")


def recall(data: Path, names: tuple[str, ...], at_most: int) -> dict[str, float]:
    """Part of the items of some sets that is found after each perturbation."""
    rng = random.Random(7)
    changed = perturbations(rng)
    hits = dict.fromkeys(changed, 0)
    total = 0
    for benchmark in make.BENCHMARKS:
        if benchmark.name not in names:
            continue
        index = Index.of([load(benchmark.name)])
        items, _ = make.items(benchmark, data)
        items = items[:: max(1, len(items) // at_most)]
        total += len(items)
        for name, change in changed.items():
            hits[name] += int((index.match(pa.array([change(item) for item in items])).unit >= 0).sum())
    return {name: count / total for name, count in hits.items()}


def test_items_of_prose_are_found_however_they_come_back(shared_data: Path) -> None:
    measured = recall(shared_data, PROSE, 100)
    assert measured["itself"] == measured["inside a prompt"] == 1
    assert measured["20 % of words dropped"] > 0.9
    assert min(measured.values()) > 0.9


def test_short_and_templated_items_are_found_as_often_as_stated(shared_data: Path) -> None:
    for names, inside_a_prompt, options_dropped in ((SHORT_QUESTIONS, 0.9, 0.75), (TEMPLATES, 0.7, 0.7)):
        measured = recall(shared_data, names, 100)
        assert measured["itself"] == 1
        assert measured["options swapped"] > 0.99
        assert measured["inside a prompt"] > inside_a_prompt
        assert measured["options dropped"] > options_dropped


def test_sets_hit_one_another_only_where_they_share_text(shared_data: Path) -> None:
    """MedCalc-Bench took notes from MedQA; ChemBench and SciBench ask alike about a hydrogen halide's spectrum."""
    fingerprints = [load(header.name) for header in shipped()]
    hits: dict[str, int] = {}
    for benchmark in make.BENCHMARKS:
        others = [one for one in fingerprints if one.header.name != benchmark.name]
        items, _ = make.items(benchmark, shared_data)
        texts = ["\n".join((item.passage, item.question, *item.choices)) for item in items]
        for name in found(Index.of(others), texts):
            if name:
                pair = f"{benchmark.name} in {name.split('#')[0]}"
                hits[pair] = hits.get(pair, 0) + 1
    assert hits == {
        "medqa_test in medcalc_bench_test": 6,
        "medcalc_bench_test in medqa_test": 7,
        "chembench in scibench_chemistry": 1,
    }


def test_thoughtsource_is_flagged_where_it_is_an_exam_and_only_there(shared_data: Path) -> None:
    path = shared_data / "medical/thoughtsource_67/thoughtsource_67.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    index = Index.of([load(name) for name in ("medqa_test", "medmcqa_validation", "pubmedqa_test", "gsm8k_test")])
    sets: dict[str, list[str | None]] = {}
    for row, name in zip(rows, found(index, ["\n".join((row["question"], *row["choices"])) for row in rows])):
        sets.setdefault(row["dataset"], []).append(name and name.split("#")[0])
    assert sets["med_qa"] == ["medqa_test"] * 67
    assert sets["medmc_qa"] == ["medmcqa_validation"] * 67
    assert {name: hits.count(None) for name, hits in sets.items() if not name.startswith("med")} == {
        "commonsense_qa": 67, "open_book_qa": 67, "strategy_qa": 67, "worldtree": 67,
    }  # fmt: skip


def test_medqa_vignettes_are_not_taken_for_one_another(shared_data: Path) -> None:
    """Any 13-gram that the halves share would flag 129 of 637."""
    items, _ = make.items(make.BENCHMARKS[0], shared_data)
    index = Index.of([build_fingerprint(items[::2], name="half", version="", licence="")])
    assert sum(name is not None for name in found(index, [item.question for item in items[1::2]])) <= 4


@pytest.mark.slow
def test_regenerating_gives_the_shipped_sets(shared_data: Path, tmp_path: Path) -> None:
    """Contents are compared, not bytes: another release of zstd compresses otherwise."""
    made = dict(make.make(shared_data))
    assert sorted(made) == sorted(path.name for path in DATA.glob("*.fp"))
    for name, body in made.items():
        (tmp_path / name).write_bytes(body)
        if name == "background.fp":
            for ours, shipped in zip(*(vars(read_background(folder / name)).values() for folder in (tmp_path, DATA))):
                np.testing.assert_array_equal(ours, shipped)
        else:
            assert_equal(read(tmp_path / name), read(DATA / name))
