"""Re-verify a corpus from its files alone, and trust nothing that the build computed.

A corpus goes in, a list of findings comes out. Files are held against their hashes, the manifest against the rows, and
each row is put through the counting, checking and grading that it went through when it was built: id, tokens, verifier,
traps, arithmetic, difficulty. Then the corpus as a whole: leakage between splits, the map of duplicates, the files that
`datasets` reads, and the card.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curate.card import markdown, model
from curate.corpus import Corpus, read_shard
from curate.domain import domain_names
from curate.engines.local import map_in_order
from curate.errors import CurateError
from curate.record import REJECTED, SCHEMA, SPLITS, content_id, replaced
from curate.shards import DATASET_DICT, dataset_dict, dataset_state
from curate.stages import deduplicate, grade, options_model, split, verify
from curate.stages.amend import child
from curate.stages.contract import Context
from curate.stages.quality import with_tokens
from curate.version import versions

#: findings of one kind that are listed; the rest is counted
LISTED = 20
#: batches that a worker checks at a time
_BATCHES = 2
#: difficulties are stored in single precision
_CLOSE = 1e-6


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: which check found it, where, and what."""

    check: str
    where: str
    what: str


@dataclass(frozen=True)
class Report:
    """What a check came to.

    Attributes:
        checked: check name -> number of things that it looked at.
        findings: at most `LISTED` of each check.
        counts: check name -> number of findings in all.
    """

    checked: dict[str, int]
    findings: tuple[Finding, ...]
    counts: dict[str, int]

    @property
    def passed(self) -> bool:
        return not self.counts


def check(corpus: Corpus, workers: int = 1) -> Report:
    """Check a corpus; see the module's docstring for what. The report does not depend on the number of workers."""
    checked: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    listed: list[Finding] = []
    for name, looked_at, findings in _checks(corpus, workers):
        checked[name] += looked_at
        counts[name] += len(findings)
        room = LISTED - sum(finding.check == name for finding in listed)
        listed += [Finding(name, where, what) for where, what in findings[: max(0, room)]]
    return Report(dict(checked), tuple(listed), {name: count for name, count in counts.items() if count})


_Found = list[tuple[str, str]]
_Checked = tuple[str, int, _Found]


def _checks(corpus: Corpus, workers: int) -> Iterator[_Checked]:
    manifest = corpus.manifest
    files = [*manifest["shards"], *manifest["rejected_shards"], *manifest["files"]]
    for file in files:
        yield "hash", 1, _hash(corpus.path / file["path"], file)
    yield "strangers", 1, _strangers(corpus, {file["path"] for file in files})
    options, unusable = _stage_options(manifest)
    yield "recipe", 1, unusable

    rows: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    whole: list[str] = []
    for schema, shards in ((SCHEMA, manifest["shards"]), (REJECTED, manifest["rejected_shards"])):
        for shard in shards:
            found, problems, readable = 0, _Found(), True
            try:
                for batch in read_shard(corpus.path / shard["path"], shard["path"]):
                    found += batch.num_rows
                    if not batch.schema.equals(schema):
                        problems.append((shard["path"], "its columns are not the record's"))
                    elif schema is REJECTED:
                        reasons.update(zip(batch.column("stage").to_pylist(), batch.column("reason").to_pylist()))
            except CurateError as error:
                readable = False
                yield "readable", 1, [(shard["path"], error.what)]
            yield "schema", 1, problems
            rows[shard["path"].split("/")[0]] += found
            if readable and found != shard["rows"]:
                yield "conservation", 0, [(shard["path"], f"it holds {found} rows; the manifest says {shard['rows']}")]
            if readable and not problems:
                whole.append(shard["path"])
    yield "conservation", 1, _conservation(manifest, rows, reasons)

    items: list[str | _Piece] = []
    if len(whole) == len(manifest["shards"]) + len(manifest["rejected_shards"]):
        items += ["leakage", "card", "duplicates"] if options is not None else ["card", "duplicates"]
    items.append("datasets")
    if options is not None:
        items += _pieces(corpus, [shard["path"] for shard in manifest["shards"] if shard["path"] in whole])
    for checked in map_in_order(_checker, (corpus,), items, workers):
        yield from checked


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _hash(path: Path, shard: dict[str, Any]) -> _Found:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return [(shard["path"], f"can't be read: {error.strerror}")]
    if digest == shard["sha256"]:
        return []
    return [(shard["path"], "its SHA-256 is not the manifest's: the file was changed")]


def _strangers(corpus: Corpus, known: set[str]) -> _Found:
    found = sorted(path.relative_to(corpus.path).as_posix() for path in corpus.path.rglob("*.arrow"))
    return [(name, "this Arrow file is not in the manifest") for name in found if name not in known]


def _stage_options(manifest: Any) -> tuple[dict[str, Any] | None, _Found]:
    """Options of the stages that are run again; None where the manifest's recipe does not hold them."""
    try:
        stages = manifest["recipe"]["stages"]
        return {name: options_model(name).model_validate(stages[name]) for name in ("deduplicate", "verify")}, []
    except (KeyError, TypeError, ValueError) as error:
        problem = f"its recipe has no valid options of deduplicate and verify: {str(error).splitlines()[0]}"
        return None, [("manifest.json", problem)]


def _dataset_files(corpus: Corpus) -> tuple[int, _Found]:
    """What `datasets.load_from_disk` reads besides the shards."""
    from datasets import Features

    def problem(name: str, right: Callable[[Any], bool]) -> _Found:
        try:
            found = json.loads((corpus.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            return [(name, f"datasets needs it, and it can't be read: {error.__class__.__name__}")]
        return [] if right(found) is True else [(name, "it does not say what the manifest says")]

    def tells_features(found: Any) -> bool:
        try:
            return bool(Features.from_dict(found["features"]) == Features.from_arrow_schema(SCHEMA))
        except (KeyError, TypeError, ValueError, AttributeError):
            return False

    findings = problem(DATASET_DICT, dataset_dict().__eq__)
    for name in SPLITS:
        shards = [shard for shard in corpus.manifest["shards"] if shard["path"].startswith(f"{name}/")]
        state = dataset_state(name, shards)
        findings += problem(f"{name}/state.json", state.__eq__)
        findings += problem(f"{name}/dataset_info.json", tells_features)
    return 1 + 2 * len(SPLITS), findings


def _card(corpus: Corpus) -> tuple[int, _Found]:
    """README.md against a card made anew, where this is the version that made it and knows the domain."""
    if corpus.manifest["versions"] != versions() or corpus.domain not in domain_names():
        return 0, []
    try:
        found = (corpus.path / "README.md").read_bytes()
    except OSError as error:
        return 1, [("README.md", f"can't be read: {error.strerror}")]
    if found == markdown.render(model.describe(corpus)).encode():
        return 1, []
    return 1, [("README.md", "it is not the card of these shards; make it anew: curate card PATH --out PATH/README.md")]


# ── the corpus as a whole ─────────────────────────────────────────────────────────────────────────────────────────────


def _conservation(manifest: Any, rows: Counter[str], reasons: Counter[tuple[str, str]]) -> _Found:
    found = _Found()
    kept = {name: rows[name] for name in SPLITS}
    total = sum(kept.values())
    if total != manifest["rows_kept"]:
        found.append(("manifest.json", f"rows_kept is {manifest['rows_kept']}; the shards hold {total}"))
    if kept != {name: manifest["splits"][name] for name in SPLITS}:
        found.append(("manifest.json", f"splits are {manifest['splits']}; the shards hold {kept}"))
    if total + rows["rejected"] != manifest["rows_in"]:
        said = f"kept {total} and rejected {rows['rejected']} do not add up to it"
        found.append(("manifest.json", f"rows_in is {manifest['rows_in']}; {said}"))
    counted: dict[str, dict[str, int]] = {}
    for (stage, reason), count in reasons.items():
        counted.setdefault(stage, {})[reason] = count
    if counted != manifest["rejected"]:
        found.append(("manifest.json", "rejected rows by stage and reason are not what the rejected shards hold"))
    if any(None in key for key in reasons):
        found.append(("rejected", "a rejected row has no stage or no reason"))
    flowing = manifest["rows_in"]
    for line in manifest["funnel"]:
        balanced = line["rows_in"] == flowing and line["rows_in"] - line["rejected"] == line["rows_kept"]
        if not balanced or sum(line["reasons"].values()) != line["rejected"]:
            found.append(("manifest.json", f"the funnel does not add up at {line['stage']}"))
        flowing = line["rows_kept"]
    if flowing != manifest["rows_kept"]:
        found.append(("manifest.json", "the funnel does not end at rows_kept"))
    return found


def _leakage(corpus: Corpus) -> tuple[int, _Found]:
    """Passages, parameter sets and near-duplicates that lie in two splits, searched for anew."""
    options = deduplicate.Options.model_validate(corpus.manifest["recipe"]["stages"]["deduplicate"])
    found = [(leak.where, leak.what) for leak in split.leaks(corpus.batches(), options=options)]
    return sum(shard["rows"] for shard in corpus.manifest["shards"]), found


def _duplicates(corpus: Corpus) -> tuple[int, _Found]:
    """The map of duplicates against the rows: who is removed in it is rejected for that, and who is kept is kept."""
    where = "duplicates.arrow"
    try:
        told = corpus.duplicates()
    except CurateError as error:
        return 1, [(where, error.what)]
    if not told.schema.equals(deduplicate.DUPLICATES):
        return 1, [(where, "its columns are not the map's")]
    reasons = dict(zip(deduplicate.RULES, deduplicate.REASONS))
    removed: Counter[tuple[Any, ...]] = Counter()
    stays: dict[str, str] = {}
    for row in told.to_pylist():
        origin = (row["removed_source"] or "", row["removed_file"] or "", row["removed_row"])
        removed[(row["removed_id"], reasons.get(row["rule"], row["rule"]), *origin)] += 1
        if row["kept_id"] is not None:
            stays[row["kept_id"]] = row["removed_id"]
    for batch in corpus.rejected():
        twins = batch.filter(pc.fill_null(pc.equal(batch.column("stage"), deduplicate.NAME), False))
        for row in twins.select(["id", "reason", "provenance"]).to_pylist():
            origin = (row["provenance"]["source"] or "", row["provenance"]["file"] or "", row["provenance"]["row"])
            removed[(row["id"], row["reason"], *origin)] -= 1
    for batch in corpus.batches():
        if stays:
            for name in batch.column("id").to_pylist():
                stays.pop(name, None)
    found = [
        (where, f"{key[0]} is removed in it and not among the rejected rows" if count > 0
         else f"{key[0]} was rejected as {key[1]} and is not in it")
        for key, count in removed.items() if count
    ]  # fmt: skip
    found += [(where, f"{kept} is to stay for {gone} and is in no split") for kept, gone in stays.items()]
    return told.num_rows, found


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Piece:
    """Some batches of a shard, by their numbers."""

    shard: str
    first: int
    last: int


def _pieces(corpus: Corpus, shards: Iterable[str]) -> Iterator[_Piece]:
    for shard in shards:
        batches = sum(1 for _ in read_shard(corpus.path / shard, shard))
        yield from (_Piece(shard, first, first + _BATCHES) for first in range(0, batches, _BATCHES))


_AS_A_WHOLE: dict[str, Callable[[Corpus], tuple[int, _Found]]] = {
    "leakage": _leakage, "card": _card, "duplicates": _duplicates, "datasets": _dataset_files,
}  # fmt: skip


def _checker(corpus: Corpus) -> Callable[[str | _Piece], list[_Checked]]:
    """What a worker does: a check of the corpus as a whole, by its name, or of some rows."""
    options, _ = _stage_options(corpus.manifest)
    own_tokenizer = corpus.manifest["recipe"].get("stages", {}).get("quality", {}).get("tokenizer") is None

    def check_item(item: str | _Piece) -> list[_Checked]:
        if isinstance(item, str):
            return [(item, *_AS_A_WHOLE[item](corpus))]
        checked: list[_Checked] = []
        for batch in islice(read_shard(corpus.path / item.shard, item.shard), item.first, item.last):
            checked += _rows(batch, item.shard, options["verify"] if options else None)
            checked += _tokens(batch, item.shard) if own_tokenizer else []
            checked += _difficulty(batch, item.shard)
        return checked

    return check_item


def _rows(batch: pa.RecordBatch, where: str, options: Any) -> Iterator[_Checked]:
    """Each row by itself: its id, its values, and what the verify stage says of it now."""
    wrong_id, refused, wrong_steps, wrong_values = _Found(), _Found(), _Found(), _Found()
    for row in batch.to_pylist():
        name = f"{where}, {row['id']}"
        domain, question, reasoning, answer = (
            row[part] or "" for part in ("domain", "question", "reasoning", "answer")
        )
        choices, verifier, found = row["choices"] or [], row["verifier"] or {}, row["verification"] or {}
        if row["id"] != content_id(domain, question, choices, reasoning, answer):
            wrong_id.append((name, "its id is not that of its content"))
        wrong_values += [(name, what) for what in _wrong_values(row, where.split("/")[0])]
        again = verify.examine(
            answer, choices, reasoning, verifier.get("name") or "", verifier.get("arguments") or "{}",
            row["metadata"] or "{}", (row["provenance"] or {}).get("parameters") is not None, options,
        )  # fmt: skip
        if again.rejection is not None:
            finding = (name, f"{again.rejection.reason}: {again.rejection.detail}")
            (wrong_steps if again.rejection.reason == "wrong_step" else refused).append(finding)
        elif again.status != found.get("status") or not _same(again.score, found.get("score")):
            said = f"{found.get('status')} ({found.get('score')})"
            refused.append((name, f"it says {said}; checked again it is {again.status} ({again.score})"))
        if (again.steps_checked, again.steps_wrong) != (found.get("steps_checked"), found.get("steps_wrong")):
            said = f"{again.steps_wrong} of {again.steps_checked} arithmetic steps are wrong; it says otherwise"
            wrong_steps.append((name, said))
    yield "id", batch.num_rows, wrong_id
    yield "verifier", batch.num_rows, refused
    yield "steps", batch.num_rows, wrong_steps
    yield "values", batch.num_rows, wrong_values


def _wrong_values(row: dict[str, Any], split_name: str) -> Iterator[str]:
    if row["split"] != split_name:
        yield f"it says split {row['split']!r}"
    if row["difficulty"] is None or not 0 <= row["difficulty"] <= 1:
        yield f"difficulty {row['difficulty']} is not in [0, 1]"
    if row["level"] not in range(1, 6):
        yield f"level {row['level']} is not 1 to 5"
    if (row["cluster_size"] or 0) < 1:
        yield f"cluster_size {row['cluster_size']} is not 1 or more"
    origin = row["provenance"] or {}
    if not origin.get("source") or not origin.get("row"):
        yield "it has no pedigree"
    for column, text in (("metadata", row["metadata"]), ("verifier", (row["verifier"] or {}).get("arguments"))):
        try:
            if not isinstance(json.loads(text or "{}"), dict):
                yield f"{column} is not a JSON object"
        except ValueError:
            yield f"{column} is not JSON"


def _tokens(batch: pa.RecordBatch, where: str) -> Iterator[_Checked]:
    """Tokens counted anew, where the toolkit's own tokenizer counted them."""
    said, counted = batch.column("tokens"), with_tokens(batch).column("tokens")
    wrong: set[int] = set()
    for part in ("question", "reasoning", "answer"):
        pairs = zip(child(said, part).to_pylist(), child(counted, part).to_pylist())
        wrong.update(k for k, (before, now) in enumerate(pairs) if before != now)
    names = [f"{where}, {batch.column('id')[k]}" for k in sorted(wrong)]
    yield "tokens", batch.num_rows, [(name, "its token counts are not those of its text") for name in names]


def _difficulty(batch: pa.RecordBatch, where: str) -> Iterator[_Checked]:
    """Difficulty of the rows that the toolkit graded, graded anew."""
    ours = pc.is_in(batch.column("difficulty_source"), pa.array([grade.GENERATED, grade.HEURISTIC]))
    said = batch.column("difficulty")
    blank = replaced(
        batch, difficulty=pc.if_else(ours, pa.scalar(None, said.type), said),
        difficulty_source=pc.if_else(ours, pa.scalar(None, pa.string()), batch.column("difficulty_source")),
    )  # fmt: skip
    again = grade.stage(grade.Options(), Context("", 0, Path())).apply(blank).kept.column("difficulty")
    ids = batch.column("id").to_pylist()
    wrong = [
        (f"{where}, {name}", f"difficulty {before} is {now:.4f} when graded again")
        for name, before, now in zip(ids, said.to_pylist(), again.to_pylist())
        if not _same(before, now)
    ]
    yield "difficulty", batch.num_rows, wrong


def _same(one: float | None, other: float | None) -> bool:
    return one is other is None or (one is not None and other is not None and abs(one - other) <= _CLOSE)
