"""The card as Croissant 1.0 (JSON-LD), which `mlcroissant` validates and reads the records through.

No Croissant reader reads Arrow streams: the format knows CSV, JSON and Parquet. So the records are described over a
Parquet view, one file a shard with the same rows in the same order and the same nested columns; `write_records` writes
it, `hashes` tells its SHA-256 without writing. The view's bytes depend on the shards and on pyarrow's version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import pyarrow as pa

from curate.card import text
from curate.card.licences import UNKNOWN, terms
from curate.card.limits import limits
from curate.card.model import Card
from curate.card.page import page as page_of
from curate.corpus import Corpus, read_shard
from curate.errors import OutputError
from curate.record import FIELDS, SCHEMA, SPLITS, to_json
from curate.writing import ELSEWHERE, writing

#: folder of the Parquet view, beside the JSON-LD file
FOLDER = "parquet"
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_PARQUET = "application/x-parquet"


@dataclass(frozen=True)
class File:
    """A file of the Parquet view: its path relative to the JSON-LD file, and what it holds."""

    path: str
    rows: int
    size: int
    sha256: str


def render(card: Card, files: Sequence[File]) -> str:
    """The JSON-LD text.

    Args:
        files: the Parquet view, from `write_records` or `hashes`.
    """
    return json.dumps(_dataset(card, files), indent=2, ensure_ascii=False) + "\n"


def write_records(corpus: Corpus, folder: Path) -> list[File]:
    """Write the Parquet view under ``folder/parquet``, a file a shard that holds rows; each is whole or not there.

    Raises:
        CorpusError: a shard can't be read.
        OutputError: the disk is full, the place is not writable, or the folder holds other Parquet files, which a
            reader would take for rows of this corpus.
    """
    view = list(_view(corpus))
    ours = {PurePosixPath(name).name for _, name in view}
    strangers = sorted(path.name for path in (folder / FOLDER).glob("*.parquet") if path.name not in ours)
    if strangers:
        raise OutputError(
            f"{FOLDER}/ holds Parquet files that are not this corpus's", where=str(folder / FOLDER),
            why=f"there is {text.name(strangers[0])}", remedy="move it away, or choose another folder with --out",
        )  # fmt: skip
    with writing(folder, when_full=ELSEWHERE):
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    files = []
    for shard, name in view:
        target = folder / name
        partial = target.with_name(target.name + ".writing")
        try:
            with writing(target, when_full=ELSEWHERE), partial.open("wb") as sink:
                files.append(_converted(corpus, shard, name, sink))
            with writing(target, when_full=ELSEWHERE):
                partial.replace(target)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    return files


def hashes(corpus: Corpus) -> list[File]:
    """What `write_records` would write."""
    return [_converted(corpus, shard, name, None) for shard, name in _view(corpus)]


def _view(corpus: Corpus) -> Iterator[tuple[Mapping[str, Any], str]]:
    for shard in corpus.manifest["shards"]:
        if shard["rows"]:
            path = PurePosixPath(shard["path"])
            yield shard, f"{FOLDER}/{path.parent.name}-{path.stem.removeprefix('data-')}.parquet"


def _converted(corpus: Corpus, shard: Mapping[str, Any], name: str, sink: BinaryIO | None) -> File:
    import pyarrow.parquet as pq

    counting = _Counting(sink)
    rows = 0
    with pq.ParquetWriter(pa.PythonFile(counting, "w"), SCHEMA, compression="zstd") as writer:
        for batch in read_shard(corpus.path / shard["path"], shard["path"]):
            writer.write_batch(batch.select(SCHEMA.names))
            rows += batch.num_rows
    return File(name, rows, counting.size, counting.digest.hexdigest())


class _Counting:
    """A file that measures and hashes what is written, and passes it on if it is to be kept."""

    closed = False

    def __init__(self, sink: BinaryIO | None):
        self.digest, self.size, self._sink = hashlib.sha256(), 0, sink

    def write(self, content: Any) -> int:
        data = memoryview(content)
        self.digest.update(data)
        self.size += data.nbytes
        if self._sink is not None:
            self._sink.write(data)
        return data.nbytes

    def tell(self) -> int:
        return self.size

    def flush(self) -> None: ...

    def close(self) -> None: ...


# ── the data set ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _dataset(card: Card, files: Sequence[File]) -> dict[str, Any]:
    page = page_of(card)
    facts = {fact.label: fact.answer for fact in page.facts}
    said = "\n".join(f"{label}: {answer}." for label, answer in facts.items())
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": f"{text.name(card.title)} corpus",
        "description": f"{text.excerpt(card.description)}\n\n{said}".strip(),
        "conformsTo": CONFORMS_TO,
        "citeAs": _citation(card),
        "version": str(card.manifest["versions"].get("curate", "0")),
        "license": _licences(card),
        "keywords": ["reasoning", "chain-of-thought", "verifiable answers", text.name(card.domain)],
        "inLanguage": [code for code in card.composition["language"] if code not in ("not stated", "und")],
        "rai:dataUseCases": _under(card, "direct-use"),
        "rai:dataLimitations": list(limits(card)),
        "rai:dataPreprocessingProtocol": [
            f"{text.name(line['stage'])}: {line['rows_in']:,} rows in, {line['rejected']:,} rejected, "
            f"{line['rows_kept']:,} kept"
            for line in card.funnel
        ],
        "rai:personalSensitiveInformation": facts["Personal data"],
        "rai:dataManipulationProtocol": f"Duplicates: {facts['Duplicates']}. Benchmarks: {facts['Benchmarks']}.",
        "distribution": [*(_file(file) for file in files), _file_set()],
        "recordSet": [_splits(), _records()],
    }
    return {key: value for key, value in found.items() if value not in ([], "")}


def _citation(card: Card) -> str:
    """How to name the corpus: what it is, and the recipe that makes it again."""
    recipe = hashlib.sha256(to_json(card.manifest["recipe"]).encode()).hexdigest()
    version = text.name(card.manifest["versions"].get("curate", ""))
    note = f"built by curate {version} from the recipe with SHA-256 {recipe}"
    return f"@misc{{curate-{recipe[:12]}, title={{{text.name(card.title)} corpus}}, note={{{note}}}}}"


def _licences(card: Card) -> list[str]:
    """Addresses of the licences where SPDX has them, their names where not."""
    named = (terms(name) for name in card.composition["licence"])
    return [f"https://spdx.org/licenses/{each.name}.html" if each.hub else each.name for each in named] or [UNKNOWN]


def _under(card: Card, section: str) -> list[str]:
    from curate.card.page import Items, Name

    blocks = next(each for each in page_of(card).sections if each.id == section).blocks
    return [
        "".join(part.text if isinstance(part, Name) else part for part in item.parts)
        for block in blocks
        if isinstance(block, Items)
        for item in block.items
    ]


def _file(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject", "@id": file.path, "name": file.path,
        "description": f"{file.rows:,} rows of the {PurePosixPath(file.path).stem.split('-')[0]} split.",
        "contentUrl": file.path, "contentSize": f"{file.size} B", "encodingFormat": _PARQUET, "sha256": file.sha256,
    }  # fmt: skip


def _file_set() -> dict[str, Any]:
    return {
        "@type": "cr:FileSet", "@id": "records-files", "name": "records-files",
        "description": "The rows of every split, in the order of the shards.", "encodingFormat": _PARQUET,
        "includes": f"{FOLDER}/*.parquet",
    }  # fmt: skip


def _splits() -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet", "@id": "splits", "name": "splits", "description": "The splits of the corpus.",
        "dataType": "cr:Split", "key": {"@id": "splits/name"},
        "field": [{"@type": "cr:Field", "@id": "splits/name", "dataType": "sc:Text"}],
        "data": [{"splits/name": name} for name in SPLITS],
    }  # fmt: skip


def _records() -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet", "@id": "records", "name": "records",
        "description": "One row is one reasoning problem with its checked answer.", "key": {"@id": "records/id"},
        "field": [_field(name, SCHEMA.field(name).type, meaning) for name, (_, meaning) in FIELDS.items()],
    }  # fmt: skip


def _field(name: str, kind: pa.DataType, meaning: str) -> dict[str, Any]:
    """A column: a value, a list of values, or a structure whose parts are subfields."""
    repeated = pa.types.is_list(kind)
    inner = kind.value_type if repeated else kind
    field: dict[str, Any] = {"@type": "cr:Field", "@id": f"records/{name}", "name": name, "description": meaning}
    if pa.types.is_struct(inner):
        field["subField"] = [_part(name, part.name, part.type) for part in inner]
    else:
        field |= {"dataType": _kind(inner), "source": _source(name)}
    if name == "split":
        field["references"] = {"field": {"@id": "splits/name"}}
    return field | ({"repeated": True} if repeated else {})


def _part(column: str, part: str, kind: pa.DataType) -> dict[str, Any]:
    repeated = pa.types.is_list(kind)
    inner = kind.value_type if repeated else kind
    field = {
        "@type": "cr:Field", "@id": f"records/{column}/{part}", "name": f"{column}/{part}", "dataType": _kind(inner),
        "source": _source(column) | {"transform": {"jsonPath": part}},
    }  # fmt: skip
    return field | ({"repeated": True} if repeated else {})


def _source(column: str) -> dict[str, Any]:
    return {"fileSet": {"@id": "records-files"}, "extract": {"column": column}}


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(kind) else "sc:Text"


#: as Croissant 1.0 prescribes it
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip
