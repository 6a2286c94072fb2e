"""``curate diff``'s comparison against brute force over plain Python values, and against edits that are known."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.compare import Comparison, compare, page
from curate.compare.distributions import distance
from curate.compare.settings import Setting, differences
from curate.corpus import MANIFEST, Corpus
from curate.record import REJECTED, SCHEMA, SPLITS, batch_of, content_id, new_record
from curate.shards import ShardWriter, write_table
from curate.stages.deduplicate import DUPLICATES

Row = dict[str, Any]
QUIET = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def row(
    question: str = "q", *, file: str = "f", number: int = 1, level: int = 1, heading: str = "train",
    parameters: dict[str, Any] | None = None, reasoning: str = "r", **columns: Any,
) -> Row:  # fmt: skip
    """A record under a heading: a split, or "stage/reason" of a rejection."""
    made = new_record(
        domain="d", family="fam", question=question, answer="a", answer_type="text", verifier="text",
        reasoning=reasoning, level=level, source="s", revision="1", file=file, row=number, licence="MIT",
        parameters=parameters,
    )  # fmt: skip
    made |= {"difficulty": level / 5, "cluster_size": 1, "tokens": {"question": 3, "reasoning": 4, "answer": 1}}
    if "/" in heading:
        stage, reason = heading.split("/")
        return made | {"stage": stage, "reason": reason, "detail": ""} | columns
    return made | {"split": heading} | columns


def write(folder: Path, rows: Iterable[Row], per_shard: int = 50, **manifest: Any) -> Corpus:
    """A corpus on disk with these rows and nothing built."""
    rows = list(rows)
    shards = []
    for split in SPLITS:
        writer = ShardWriter(folder / split, folder, SCHEMA, per_shard)
        writer.add(batch_of([one for one in rows if one.get("split") == split and "stage" not in one]))
        shards += writer.close()
    writer = ShardWriter(folder / "rejected", folder, REJECTED, per_shard)
    turned_away = [one for one in rows if "stage" in one]
    writer.add(batch_of(turned_away, REJECTED))
    rejected_shards = writer.close()
    reasons = Counter(one["reason"] for one in turned_away)
    kept = len(rows) - len(turned_away)
    line = {"stage": "all_v1", "rows_in": len(rows), "rejected": len(turned_away), "rows_kept": kept,
            "reasons": dict(reasons)}  # fmt: skip
    whole = {
        "domain": "d", "rows_in": len(rows), "rows_kept": kept, "rejected": {}, "funnel": [line], "sources": [],
        "splits": {split: sum(one.get("split") == split for one in rows) for split in SPLITS}, "shards": shards,
        "rejected_shards": rejected_shards, "recipe": {}, "versions": {"schema": "1"},
        "files": [write_table(folder / "duplicates.arrow", folder, DUPLICATES.empty_table())],
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(whole | manifest))
    return Corpus.open(folder)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Corpus]:
    """Write a corpus into a folder of its own."""
    made = iter(range(10**6))
    return lambda rows, **rest: write(tmp_path / str(next(made)), rows, **rest)


# ── brute force ───────────────────────────────────────────────────────────────────────────────────────────────────────


def heading_of(one: Row) -> str:
    return f"rejected: {one['stage']}, {one['reason']}" if "stage" in one else str(one["split"])


def origin_of(one: Row) -> tuple[Any, ...]:
    return tuple(one["provenance"][part] for part in ("source", "file", "row", "parameters"))


def problem_of(one: Row) -> tuple[Any, ...] | None:
    parameters = one["provenance"]["parameters"]
    return None if parameters is None else (one["domain"], one["family"], parameters)


def columns_of(one: Row) -> dict[str, str]:
    flat: dict[str, str] = {}
    for field in SCHEMA:
        value = one.get(field.name)
        if str(field.type).startswith("struct"):
            flat |= {f"{field.name}.{part.name}": repr((value or {}).get(part.name)) for part in field.type}
        else:
            flat[field.name] = repr(value)
    where = ("id", "provenance.source", "provenance.revision", "provenance.file", "provenance.row")
    return {name: value for name, value in flat.items() if name not in where}


def in_order(rows: Iterable[Row]) -> list[Row]:
    """As the shards hold them: split after split, then the rejected."""
    return sorted(rows, key=lambda one: (*SPLITS, None).index(None if "stage" in one else one["split"]))


def pairs_of(left: list[Row], right: list[Row]) -> Iterator[tuple[str, int, int]]:
    mine, theirs = set(range(len(left))), set(range(len(right)))
    for way, key in (
        ("both", lambda one: (origin_of(one), one["id"])),
        ("content", lambda one: one["id"]),
        ("origin", origin_of),
        ("problem", problem_of),
    ):
        groups: dict[Any, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, rows, free in ((0, left, mine), (1, right, theirs)):
            for place in sorted(free):
                if key(rows[place]) is not None:
                    groups[key(rows[place])][side].append(place)
        for here, there in groups.values():
            for a, b in zip(here, there):
                yield way, a, b
                mine.discard(a)
                theirs.discard(b)


def brute(left: list[Row], right: list[Row]) -> dict[str, Any]:
    """What `compare` says of rows, found by comparing Python values."""
    left, right = in_order(left), in_order(right)
    pairs = list(pairs_of(left, right))
    found: dict[str, Any] = {"paired": dict.fromkeys(("both", "content", "origin", "problem"), 0)}
    columns: Counter[str] = Counter()
    moved: Counter[tuple[str, str]] = Counter()
    same = relocated = changed = rejected = 0
    for way, a, b in pairs:
        found["paired"][way] += 1
        one, other = left[a], right[b]
        if heading_of(one) != heading_of(other):
            moved[heading_of(one), heading_of(other)] += 1
        if "stage" in one or "stage" in other:
            rejected += "stage" in one and "stage" in other
            continue
        before, after = columns_of(one), columns_of(other)
        differ = [name for name in before if before[name] != after[name]]
        columns.update(differ)
        changed += bool(differ)
        same += not differ
        relocated += not differ and any(
            one["provenance"][p] != other["provenance"][p] for p in ("source", "file", "row", "revision")
        )
    leaks = {}
    for held, holder, trainer, mine, theirs in (("left", left, right, 1, 2), ("right", right, left, 2, 1)):
        train = [one for one in trainer if heading_of(one) == "train"]
        questions = {(one["question"], tuple(one["choices"])) for one in train}
        problems = {problem_of(one) for one in train} - {None}
        same_rows = {pair[mine] for pair in pairs if heading_of(trainer[pair[theirs]]) == "train"}
        for split in SPLITS[1:]:
            count = sum(
                heading_of(one) == split
                and (
                    (one["question"], tuple(one["choices"])) in questions
                    or problem_of(one) in problems
                    or k in same_rows
                )
                for k, one in enumerate(holder)
            )
            if count:
                leaks[held, split] = count
    gone = Counter(heading_of(one) for k, one in enumerate(left) if k not in {a for _, a, _ in pairs})
    new = Counter(heading_of(one) for k, one in enumerate(right) if k not in {b for _, _, b in pairs})
    return found | {
        "same": same, "relocated": relocated, "changed": changed, "rejected": rejected, "columns": dict(columns),
        "moved": dict(moved), "removed": dict(gone), "added": dict(new), "leaks": leaks,
    }  # fmt: skip


def said(found: Comparison) -> dict[str, Any]:
    rows = found.rows
    return {
        "paired": rows.paired, "same": rows.same, "relocated": rows.relocated, "changed": rows.changed,
        "rejected": rows.rejected, "columns": rows.columns, "removed": rows.removed, "added": rows.added,
        "moved": {(move.before, move.after): move.rows for move in rows.moved},
        "leaks": {(leak.held, leak.split): leak.rows for leak in rows.leaks},
    }  # fmt: skip


#: so few values that rows meet in every way
ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["q1", "q2"]),
        file=st.sampled_from(["f1", "f2"]),
        number=st.integers(1, 2),
        level=st.integers(1, 2),
        heading=st.sampled_from([*SPLITS, "quality_v1/short", "verify_v1/wrong"]),
        parameters=st.sampled_from([None, None, {"p": 1}, {"p": 2}]),
        reasoning=st.sampled_from(["r", "R"]),
        choices=st.sampled_from([[], ["x"], ["x", "y"], ["y", "x"]]),
        rubric=st.sampled_from([None, [], [{"criterion": "c", "weight": 1.0}], [{"criterion": "c", "weight": None}]]),
    ),
    max_size=9,
)


@QUIET
@given(left=ROWS, right=ROWS)
def test_counts_are_those_of_brute_force(left: list[Row], right: list[Row], tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("pair")
    assert said(compare(write(folder / "a", left), write(folder / "b", right))) == brute(left, right)


@QUIET
@given(data=st.data(), count=st.integers(1, 25))
def test_random_edits_are_found_and_nothing_else_is(data: st.DataObject, count: int, tmp_path_factory: Any) -> None:
    """Each row is edited in one known way, or not at all; what is reported is what was done."""
    left = [row(f"question {k}", number=k, heading=SPLITS[k % 3]) for k in range(count)]
    edits = data.draw(st.lists(st.sampled_from(["none", "drop", "text", "level", "reject", "elsewhere"]),
                               min_size=count, max_size=count))  # fmt: skip
    fresh = data.draw(st.integers(0, 4))
    right = []
    for k, (one, edit) in enumerate(zip(left, edits)):
        if edit == "drop":
            continue
        heading, place = one["split"], {"number": k}
        if edit == "text":
            right.append(row(f"QUESTION {k}", heading=heading, **place))
        elif edit == "level":
            right.append(row(f"question {k}", heading=heading, level=2, **place))
        elif edit == "reject":
            right.append(row(f"question {k}", heading="quality_v1/short", **place))
        elif edit == "elsewhere":
            right.append(row(f"question {k}", heading=heading, number=k + 1000))
        else:
            right.append(one)
    right += [row(f"new {k}", number=k + 5000) for k in range(fresh)]
    right = data.draw(st.permutations(right))
    folder = tmp_path_factory.mktemp("pair")
    rows = compare(write(folder / "a", left, per_shard=7), write(folder / "b", right)).rows
    done = Counter(edits)
    assert rows.changed == done["text"] + done["level"]
    assert rows.same == done["none"] + done["elsewhere"]
    assert rows.relocated == done["elsewhere"]
    assert sum(rows.removed.values()) == done["drop"]
    assert sum(rows.added.values()) == fresh
    assert sum(move.rows for move in rows.moved) == done["reject"]
    assert rows.columns.get("question", 0) == done["text"]
    assert rows.columns.get("level", 0) == rows.columns.get("difficulty", 0) == done["level"]
    assert rows.leaks == ()


# ── single facts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_corpus_equals_itself_however_its_shards_are_cut_and_its_rows_are_ordered(
    written: Callable[..., Corpus],
) -> None:
    rows = [row(f"q {k}", number=k, heading=(*SPLITS, "s_v1/r")[k % 4]) for k in range(40)]
    one, again, other = written(rows), written(rows), written(rows[::-1], per_shard=3)
    assert compare(one, again).equal
    cut = compare(one, other)
    assert cut.rows.equal
    assert not cut.equal, "their bytes differ, and that is said"
    assert not all(cut.shards.values())


def test_a_row_that_moves_from_test_into_train_is_called_a_leak(written: Callable[..., Corpus]) -> None:
    left = written([row("held out", number=1, heading="test"), row("other", number=2)])
    right = written([row("held out", number=1, heading="train"), row("other", number=2)])
    found = compare(left, right)
    (leak,) = found.rows.leaks
    assert (leak.held, leak.split, leak.rows) == ("left", "test", 1)
    assert leak.ids == (content_id("d", "held out", [], "r", "a"),)
    alarm = [section for section in page.sections(found) if section.alarm]
    assert len(alarm) == 1
    assert "1 row of A's test split stands in B's train split" in alarm[0].lines[0]


@pytest.mark.parametrize(
    "trained",
    [
        row("held out", number=77, file="elsewhere", reasoning="other words"),
        row("held out, a typo mended", number=1),
        row("worded otherwise", number=9, parameters={"p": 1}),
    ],
    ids=["same question from elsewhere", "same origin, new text", "same parameters"],
)
def test_a_question_leaks_whatever_it_is_known_by(trained: Row, written: Callable[..., Corpus]) -> None:
    held = row(
        "held out", number=1, heading="test", parameters=json.loads(trained["provenance"]["parameters"] or "null")
    )
    assert [leak.rows for leak in compare(written([held]), written([trained])).rows.leaks] == [1]


def test_a_row_inserted_at_the_top_of_a_file_shifts_the_others_and_changes_none(written: Callable[..., Corpus]) -> None:
    left = [row(f"q {k}", number=k) for k in range(1, 21)]
    right = [row("new", number=1), *(row(f"q {k}", number=k + 1) for k in range(1, 21))]
    rows = compare(written(left), written(right)).rows
    assert (rows.same, rows.relocated, rows.changed, rows.added, rows.removed) == (20, 20, 0, {"train": 1}, {})


def test_rows_without_an_id_are_known_by_their_origin(written: Callable[..., Corpus]) -> None:
    unread = [row(number=k, heading="read_v1/broken", id=None, question=None) for k in (1, 2)]
    rows = compare(written(unread), written(unread[:1])).rows
    assert (rows.paired["both"], rows.removed) == (1, {"rejected: read_v1, broken": 1})


def test_examples_show_what_changed_in_the_order_of_the_rows(written: Callable[..., Corpus]) -> None:
    left = [row(f"q {k}", number=k) for k in range(5)]
    right = [row(f"q {k}", number=k, level=2 if k > 1 else 1) for k in range(5)]
    changed = compare(written(left), written(right), examples=2).rows.examples["changed"]
    assert [one.origin for one in changed] == ["s, f, row 2", "s, f, row 3"]
    assert [(value.column, value.left, value.right) for value in changed[0].values][1] == ("level", 1, 2)


def test_empty_corpora_are_equal(written: Callable[..., Corpus]) -> None:
    found = compare(written([]), written([]))
    assert found.equal
    assert all(one.distance is None for one in found.distributions)


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_recipes_are_compared_by_meaning() -> None:
    left = {"rows": 5, "stages": {"a": {"x": 1, "y": [1, 2]}}, "sources": [{"kind": "hub", "id": "u/v", "rows": 3}]}
    right = {
        "sources": [{"kind": "generated", "rows": 9}, {"id": "u/v", "kind": "hub", "rows": 4}],
        "stages": {"a": {"y": [2, 1], "x": 1}}, "rows": 5,
    }  # fmt: skip
    assert differences(left, right) == (
        Setting("stages.a.y", [1, 2], [2, 1]),
        Setting("sources[hub: u/v].rows", 3, 4),
        Setting("sources[generated].kind", None, "generated"),
        Setting("sources[generated].rows", None, 9),
    )
    assert differences(left, json.loads(json.dumps(left, sort_keys=True))) == ()


def test_true_is_not_one() -> None:
    assert differences({"x": True}, {"x": 1}) == (Setting("x", True, 1),)


# ── distributions ─────────────────────────────────────────────────────────────────────────────────────────────────────


@QUIET
@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_the_distance_is_the_total_variation_distance(counts: dict[str, tuple[int, int]]) -> None:
    totals = [sum(pair[side] for pair in counts.values()) for side in (0, 1)]
    if not all(totals):
        assert distance(counts) is None
        return
    exact = sum(abs(Fraction(a, totals[0]) - Fraction(b, totals[1])) for a, b in counts.values()) / 2
    assert distance(counts) == pytest.approx(float(exact), abs=1e-12)


def test_distributions_are_those_that_polars_counts(written: Callable[..., Corpus]) -> None:
    corpora = [
        written([row(f"q {k}", number=k, level=1 + k % n, heading=SPLITS[k % 3],
                     tokens={"question": k * n, "reasoning": k, "answer": None}) for k in range(50)])
        for n in (3, 5)
    ]  # fmt: skip
    found = {one.name: one for one in compare(*corpora).distributions}
    for side, corpus in enumerate(corpora):
        shards = [corpus.path / shard["path"] for shard in corpus.manifest["shards"]]
        frame = pl.concat([pl.read_ipc_stream(path) for path in shards])
        levels = dict(frame["level"].value_counts().iter_rows())
        assert {int(name): pair[side] for name, pair in found["level"].counts.items() if pair[side]} == levels
        tokens = frame["tokens"].struct.field("question")
        spread = asdict(found["question tokens"])[("left", "right")[side]]
        assert spread["mean"] == pytest.approx(tokens.mean(), abs=1e-3)
        assert spread["median"] == sorted(tokens.to_list())[24]
        assert spread["percentile_95"] == sorted(tokens.to_list())[47]
        bins = Counter((value.bit_length() if value else 0) for value in tokens.to_list())
        counted = [pair[side] for pair in found["question tokens"].counts.values() if pair[side]]
        assert counted == [bins[bits] for bits in sorted(bins)]
    assert found["answer tokens"].counts == {"not stated": (50, 50)}


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = "<script>alert(1)</script> | a | `b` **c** [d](http://e) \u202e\x1b[31m\n| f |\n# g"


def test_hostile_text_stays_text_in_markdown(written: Callable[..., Corpus]) -> None:
    left = written([row("q", number=1, metadata=HOSTILE)])
    right = written([row("q", number=1, metadata=HOSTILE + HOSTILE[::-1]), row(HOSTILE, file=HOSTILE, number=2)])
    text = page.as_markdown(compare(left, right), "a`b", "c\nd")
    assert "<script" not in text
    assert not set("\x1b\u202e") & set(text)
    body = [line for line in text.splitlines() if line.startswith("|")]
    columns = [line.replace("\\|", "").count("|") for line in body]
    heads = [k for k, line in enumerate(body) if set(line) <= set("| -:")]
    for head, end in zip(heads, [*[k - 1 for k in heads[1:]], len(body)]):
        assert len(set(columns[head - 1 : end])) == 1, body[head - 1 : end]
    assert "\n# g" not in text


def test_a_long_value_is_shown_where_it_differs() -> None:
    one, other = page._excerpts("x" * 500 + "left" + "y" * 500, "x" * 500 + "right" + "y" * 500)
    assert "left" in one
    assert "right" in other
    assert max(len(one), len(other)) <= 32


def test_the_json_holds_everything_and_is_the_same_again(written: Callable[..., Corpus]) -> None:
    left, right = written([row("a")]), written([row("b"), row("c", number=2)])
    found = compare(left, right)
    told = json.loads(page.as_json(found))
    assert told["equal"] is False
    assert told["rows"]["changed"] == 1
    assert page.as_json(compare(left, right)) == page.as_json(found)
    digest = hashlib.sha256(page.as_markdown(found, "a", "b").encode()).hexdigest()
    assert digest == hashlib.sha256(page.as_markdown(replace(found), "a", "b").encode()).hexdigest()
