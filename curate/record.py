"""The record: one reasoning problem, and the one Arrow schema that everything speaks.

Rows flow through the pipeline as ``pyarrow.RecordBatch`` in ``SCHEMA``; rows that were turned away travel in
``REJECTED``, which is the record plus ``stage``, ``reason`` and ``detail``. Nothing else in the product defines a
column.

Structured values whose shape differs from row to row (verifier arguments, generator parameters, metadata) are
canonical JSON text, because Hugging Face ``datasets`` has no map type; `to_json` writes them and `json.loads` reads
them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from curate.errors import CorpusError

SCHEMA_VERSION = 1
SPLITS = ("train", "validation", "test")
ANSWER_TYPES = (
    "choice", "number", "integer", "yes_no", "label", "labels", "date", "expression", "text",
)  # fmt: skip

_TOKENS = pa.struct([("question", pa.int32()), ("reasoning", pa.int32()), ("answer", pa.int32())])
_VERIFIER = pa.struct([("name", pa.string()), ("arguments", pa.string())])
_CRITERION = pa.struct(
    [("criterion", pa.string()), ("importance", pa.string()), ("weight", pa.float32()), ("positive", pa.bool_())]
)
_QUALITY = pa.struct([("score", pa.float32()), ("flags", pa.list_(pa.string()))])
_VERIFICATION = pa.struct(
    [
        ("status", pa.string()),
        ("score", pa.float32()),
        ("reason", pa.string()),
        ("steps_checked", pa.int32()),
        ("steps_wrong", pa.int32()),
    ]
)
_PROVENANCE = pa.struct(
    [
        ("source", pa.string()),
        ("revision", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("licence", pa.string()),
        ("parameters", pa.string()),
        ("transformations", pa.list_(pa.string())),
    ]
)

#: column -> (Arrow type, what it means)
FIELDS: dict[str, tuple[pa.DataType, str]] = {
    "id": (pa.string(), "32 hex digits over domain, question, choices, reasoning and answer: equal content, equal id"),
    "domain": (pa.string(), "medical, chemistry, legal, robotics or a third party's"),
    "family": (pa.string(), "problem family of a generated row; the data set's short name for any other"),
    "question": (pa.string(), "all that the solver is given, a passage first; options are in choices"),
    "choices": (pa.list_(pa.string()), "options in order, without their letters; empty for an open question"),
    "reasoning": (pa.string(), "worked reasoning, without tags; empty where the source has none"),
    "answer": (pa.string(), "the gold answer alone; a letter where there are choices"),
    "answer_type": (pa.string(), "one of ANSWER_TYPES, or a domain's own"),
    "verifier": (_VERIFIER, "name of the answer checker and its arguments as JSON text"),
    "rubric": (pa.list_(_CRITERION), "criteria for a judge; importance essential|important|optional|pitfall"),
    "difficulty": (pa.float32(), "0 easy to 1 hard, comparable across sources"),
    "difficulty_source": (pa.string(), "how difficulty was found: generated_v1, heuristic_v1, pass_rate_v1 …"),
    "level": (pa.int8(), "1 to 5"),
    "tokens": (_TOKENS, "SentencePiece tokens of the question with its choices, the reasoning and the answer"),
    "language": (pa.string(), "ISO 639-1 code, or und"),
    "quality": (_QUALITY, "score in [0, 1] and flags of rules that noticed something without rejecting"),
    "verification": (
        _VERIFICATION,
        "status verified | unverified (nothing to hold it against) | unverifiable (gold can't be parsed) | failed; "
        "score and reason of the verifier; arithmetic steps checked and found wrong",
    ),
    "cluster_size": (pa.int32(), "rows in this row's near-duplicate cluster, itself included"),
    "split": (pa.string(), "train, validation or test"),
    "provenance": (
        _PROVENANCE,
        "source, revision (commit or content hash), file, row (1-based), licence, generator parameters as JSON text, "
        "and the versioned stages that changed the text",
    ),
    "metadata": (pa.string(), "anything else the source knows, as a JSON object"),
}  # fmt: skip

_HEADER = {b"curate.schema_version": str(SCHEMA_VERSION).encode()}
SCHEMA = pa.schema([pa.field(name, kind) for name, (kind, _) in FIELDS.items()], metadata=_HEADER)

#: what a rejected row has besides the record
REJECTION_FIELDS: dict[str, tuple[pa.DataType, str]] = {
    "stage": (pa.string(), "the versioned stage that turned the row away, such as repetition_v1"),
    "reason": (pa.string(), "reason code, counted in the manifest"),
    "detail": (pa.string(), "what a person needs to see why; for a row that could not be read, its raw text"),
}
REJECTED = pa.schema(
    [*SCHEMA, *(pa.field(name, kind) for name, (kind, _) in REJECTION_FIELDS.items())], metadata=_HEADER
)


def to_json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Canonical JSON text: keys sorted, no spaces, non-ASCII kept; the same value gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_id(domain: str, question: str, choices: Sequence[str], reasoning: str, answer: str) -> str:
    """The record's id: 32 hex digits of a SHA-256 over its content."""
    body = json.dumps([domain, question, list(choices), reasoning, answer], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def new_record(
    *,
    domain: str,
    family: str,
    question: str,
    answer: str,
    answer_type: str,
    verifier: str,
    arguments: Mapping[str, Any] | None = None,
    choices: Sequence[str] = (),
    reasoning: str = "",
    rubric: Sequence[Mapping[str, Any]] = (),
    level: int | None = None,
    language: str | None = None,
    source: str,
    revision: str,
    file: str,
    row: int,
    licence: str,
    parameters: Mapping[str, Any] | None = None,
    transformations: Sequence[str] = (),
    metadata: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A row in the schema's shape, with what the later stages fill in left null.

    Args:
        row: 1-based row number in ``file``.
        language: where the source knows it; the language stage believes it.
        parameters: what makes a generated problem this problem and no other; None for a row that was not generated.
    """
    return {
        "id": content_id(domain, question, choices, reasoning, answer),
        "domain": domain,
        "family": family,
        "question": question,
        "choices": list(choices),
        "reasoning": reasoning,
        "answer": answer,
        "answer_type": answer_type,
        "verifier": {"name": verifier, "arguments": to_json(arguments or {})},
        "rubric": [dict(criterion) for criterion in rubric],
        "level": level,
        "language": language,
        "provenance": {
            "source": source,
            "revision": revision,
            "file": file,
            "row": row,
            "licence": licence,
            "parameters": None if parameters is None else to_json(parameters),
            "transformations": list(transformations),
        },
        "metadata": to_json(metadata or {}),
    }


def batch_of(rows: Iterable[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> pa.RecordBatch:
    """Rows as one batch in ``schema``; a missing column is null."""
    return pa.RecordBatch.from_pylist(list(rows), schema=schema)


def replaced(batch: pa.RecordBatch, **columns: pa.Array | Sequence[Any]) -> pa.RecordBatch:
    """The batch with the named columns replaced, each given as an Arrow array or as Python values."""
    for name, values in columns.items():
        field = batch.schema.field(name)
        array = values if isinstance(values, pa.Array) else pa.array(values, type=field.type)
        batch = batch.set_column(batch.schema.get_field_index(name), field, array)
    return batch


def require_readable(schema: pa.Schema, where: str) -> None:
    """Refuse a shard that this version can't read.

    Raises:
        CorpusError: the schema carries no version, a newer one, or other columns.
    """
    header = (schema.metadata or {}).get(b"curate.schema_version")
    if header is None:
        raise CorpusError(
            "this Arrow file is not a shard of a curate corpus",
            where=where,
            why="its schema carries no curate.schema_version",
            remedy="build a corpus from it: curate build DOMAIN --from FILE",
        )
    if int(header) > SCHEMA_VERSION:
        raise CorpusError(
            f"this corpus has schema version {int(header)}, and this curate reads up to {SCHEMA_VERSION}",
            where=where,
            why="it was built by a newer curate",
            remedy="upgrade: pip install -U curate-reasoning",
        )
    missing = [name for name in SCHEMA.names if name not in schema.names]
    if missing:
        raise CorpusError(
            "a shard lacks columns of the record", where=where, why=f"missing: {', '.join(missing)}",
            remedy="build the corpus again",
        )  # fmt: skip


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def prompt_of(question: str, choices: Sequence[str] = ()) -> str:
    """What the solver reads: the question, then the options, one a line, lettered from A."""
    if not choices:
        return question
    return question + "\n\n" + "\n".join(f"{LETTERS[k]}. {choice}" for k, choice in enumerate(choices))


def written(reasoning: str, answer: str) -> str:
    """The written form of a trace, which is what a model learns to produce."""
    return f"<reasoning>{reasoning}</reasoning>\n<answer>{answer}</answer>"


def messages(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """The record as chat messages: the user's prompt and the assistant's written trace."""
    return [
        {"role": "user", "content": prompt_of(record["question"], record["choices"] or ())},
        {"role": "assistant", "content": written(record["reasoning"] or "", record["answer"])},
    ]
