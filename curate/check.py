"""Re-verify a corpus from its files alone: hashes, schema, conservation of rows, ids, verifiers, split leakage.

A corpus goes in, a list of findings comes out; nothing that the build computed is trusted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from curate.corpus import Corpus, read_shard
from curate.errors import CurateError
from curate.record import REJECTED, SCHEMA, SPLITS, content_id
from curate.stages import split as split_stage
from curate.stages.deduplicate import Options
from curate.steps import check_steps
from curate.verifiers import verify

#: findings of one kind that are listed; the rest is counted
LISTED = 20


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


def check(corpus: Corpus) -> Report:
    """Check a corpus; see the module's docstring for what."""
    checked: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    listed: list[Finding] = []
    for name, looked_at, findings in _checks(corpus):
        checked[name] += looked_at
        counts[name] += len(findings)
        room = LISTED - sum(finding.check == name for finding in listed)
        listed += [Finding(name, where, what) for where, what in findings[: max(0, room)]]
    return Report(dict(checked), tuple(listed), {name: count for name, count in counts.items() if count})


_Found = list[tuple[str, str]]


def _checks(corpus: Corpus) -> Iterator[tuple[str, int, _Found]]:
    manifest = corpus.manifest
    shards = [*manifest["shards"], *manifest["rejected_shards"], *manifest.get("files", [])]
    for shard in shards:
        yield "hash", 1, _hash(corpus.path / shard["path"], shard)
    yield "strangers", 1, _strangers(corpus, {shard["path"] for shard in shards})

    rows: Counter[str] = Counter()
    readable = True
    for shard in manifest["shards"]:
        name = shard["path"].split("/")[0]
        try:
            for batch in read_shard(corpus.path / shard["path"], shard["path"]):
                yield "schema", 1, _schema(batch, SCHEMA, shard["path"])
                rows[name] += batch.num_rows
                yield from _rows(batch, name, shard["path"])
        except CurateError as error:
            readable = False
            yield "readable", 1, [(shard["path"], error.what)]
    reasons: dict[str, Counter[str]] = {}
    for shard in manifest["rejected_shards"]:
        try:
            for batch in read_shard(corpus.path / shard["path"], shard["path"]):
                yield "schema", 1, _schema(batch, REJECTED, shard["path"])
                rows["rejected"] += batch.num_rows
                for stage, reason in zip(batch.column("stage").to_pylist(), batch.column("reason").to_pylist()):
                    reasons.setdefault(stage, Counter())[reason] += 1
        except CurateError as error:
            readable = False
            yield "readable", 1, [(shard["path"], error.what)]
    yield "conservation", 1, _conservation(manifest, rows, reasons)
    if readable:
        options = Options.model_validate(manifest["recipe"]["stages"]["deduplicate"])
        leaks = [(leak.where, leak.what) for leak in split_stage.leaks(corpus.batches(), options=options)]
        yield "leakage", sum(rows[name] for name in SPLITS), leaks


def _hash(path: Path, shard: dict[str, Any]) -> _Found:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return [(shard["path"], f"can't be read: {error.strerror}")]
    return (
        []
        if digest == shard["sha256"]
        else [(shard["path"], "its SHA-256 is not the manifest's: the file was changed")]
    )


def _strangers(corpus: Corpus, known: set[str]) -> _Found:
    found = sorted(path.relative_to(corpus.path).as_posix() for path in corpus.path.rglob("*.arrow"))
    return [(name, "this Arrow file is not in the manifest") for name in found if name not in known]


def _schema(batch: pa.RecordBatch, schema: pa.Schema, where: str) -> _Found:
    return [] if batch.schema.equals(schema) else [(where, "its columns are not the record's")]


def _rows(batch: pa.RecordBatch, split: str, where: str) -> Iterator[tuple[str, int, _Found]]:
    wrong_id, refused, wrong_steps, wrong_values = [], [], [], []
    for row in batch.to_pylist():
        name = f"{where}, {row['id']}"
        if row["id"] != content_id(row["domain"], row["question"], row["choices"], row["reasoning"], row["answer"]):
            wrong_id.append((name, "its id is not that of its content"))
        if row["split"] != split:
            wrong_values.append((name, f"it says split {row['split']!r}"))
        if row["difficulty"] is None or not 0 <= row["difficulty"] <= 1:
            wrong_values.append((name, f"difficulty {row['difficulty']} is not in [0, 1]"))
        if row["level"] not in range(1, 6):
            wrong_values.append((name, f"level {row['level']} is not 1 to 5"))
        if not row["provenance"]["source"] or not row["provenance"]["row"]:
            wrong_values.append((name, "it has no pedigree"))
        verdict = verify(
            row["verifier"]["name"], row["answer"], row["answer"], json.loads(row["verifier"]["arguments"])
        )
        status = row["verification"]["status"]
        if verdict.score != 1.0 and not (verdict.score is None and status == "unverifiable"):
            refused.append((name, f"its verifier {row['verifier']['name']} says {verdict.reason} of its own answer"))
        for distractor in json.loads(row["metadata"]).get("distractors", ()) if status == "verified" else ():
            if row["provenance"]["parameters"] and distractor.get("answer") and not row["choices"]:
                against = verify(
                    row["verifier"]["name"],
                    distractor["answer"],
                    row["answer"],
                    json.loads(row["verifier"]["arguments"]),
                )
                if against.score == 1.0:
                    refused.append((name, f"its verifier accepts the distractor {distractor['answer']!r}"))
        steps = check_steps(row["reasoning"])
        if (
            len(steps.wrong) != row["verification"]["steps_wrong"]
            or steps.checked != row["verification"]["steps_checked"]
        ):
            wrong_steps.append(
                (name, f"{len(steps.wrong)} of {steps.checked} arithmetic steps are wrong; it says otherwise")
            )
    yield "id", batch.num_rows, wrong_id
    yield "verifier", batch.num_rows, refused
    yield "steps", batch.num_rows, wrong_steps
    yield "values", batch.num_rows, wrong_values


def _conservation(manifest: Any, rows: Counter[str], reasons: dict[str, Counter[str]]) -> _Found:
    found = []
    kept = sum(rows[name] for name in SPLITS)
    if kept != manifest["rows_kept"]:
        found.append(("manifest.json", f"rows_kept is {manifest['rows_kept']}; the shards hold {kept}"))
    if kept + rows["rejected"] != manifest["rows_in"]:
        found.append(
            (
                "manifest.json",
                f"rows_in is {manifest['rows_in']}; kept {kept} and rejected {rows['rejected']} do not add up to it",
            )
        )
    counted = {stage: dict(sorted(counts.items())) for stage, counts in sorted(reasons.items())}
    if counted != manifest["rejected"]:
        found.append(("manifest.json", "rejected rows by stage and reason are not what the rejected shards hold"))
    for shard in [*manifest["shards"], *manifest["rejected_shards"]]:
        if not isinstance(shard["rows"], int):
            found.append((shard["path"], "its row count is no number"))
    flowing = manifest["rows_in"]
    for line in manifest["funnel"]:
        if line["rows_in"] != flowing or line["rows_in"] - line["rejected"] != line["rows_kept"]:
            found.append(("manifest.json", f"the funnel does not add up at {line['stage']}"))
        flowing = line["rows_kept"]
    if flowing != manifest["rows_kept"]:
        found.append(("manifest.json", "the funnel does not end at rows_kept"))
    return found
