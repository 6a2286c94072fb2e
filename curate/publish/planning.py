"""What would be sent: a corpus and a repository's name go in; a checked plan, or a refusal, comes out.

Nothing leaves the machine here. The list of files comes from the manifest, never from the folder, so that a file that
lies beside the corpus is not sent; the corpus is checked first, whole.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from curate.card import licences, markdown, model
from curate.check import check
from curate.corpus import MANIFEST, Corpus
from curate.errors import CorpusError, CurateError, InputError
from curate.record import SPLITS
from curate.shards import DATASET_DICT

CARD = "README.md"
#: rows below which one process checks a corpus as fast as several
_ROWS_A_WORKER = 3_000
_ON_THE_HUB = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True)
class Upload:
    """A file that would be sent.

    Attributes:
        path: where in the repository, POSIX.
        size: in bytes.
        sha256: of its content, hexadecimal.
        content: the file to send, or what it holds where it is written for the purpose.
    """

    path: str
    size: int
    sha256: str
    content: Path | bytes


@dataclass(frozen=True)
class Plan:
    """What would be sent, and where to.

    Attributes:
        folder: the local repository; None for the hub's.
        repository: ``owner/name`` on the hub, or the folder.
        files: in the order of their paths.
        front_matter: the YAML that tells the hub how to read them.
        notices: what whoever sends this should know.
    """

    folder: Path | None
    repository: str
    files: tuple[Upload, ...]
    front_matter: str
    notices: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(file.size for file in self.files)


def plan(
    corpus: Corpus,
    repository: str,
    *,
    with_rejected: bool = False,
    allow: Iterable[str] = (),
    workers: int = 1,
) -> Plan:
    """Check a corpus and list what would be sent.

    Args:
        repository: ``owner/name`` on the hub; a path (``./folder``, ``/folder``, ``~/folder``, ``file:folder``) is a
            local folder laid out as on the hub.
        with_rejected: send the rejected rows too. They hold what the build took out: benchmark questions, personal
            data, rows whose licence or origin did not do.
        allow: licences to send rows under although they forbid it, or are not known.
        workers: processes for the check; they change nothing of the plan.

    Raises:
        InputError: the repository's name is none, or could be a folder as well.
        CorpusError: the corpus fails its check.
        CurateError: a licence of the rows does not allow it.
    """
    name, folder = _place(repository, corpus)
    _refuse_damaged(corpus, workers if corpus.manifest["rows_kept"] >= _ROWS_A_WORKER else 1)
    rows = _licences(corpus, with_rejected)
    _refuse_closed(rows, list(allow))
    card = markdown.render(model.describe(corpus))
    front_matter = card.split("---\n")[1] if card.startswith("---\n") else ""
    files = _files(corpus, card, name if folder is None else "", with_rejected)
    return Plan(folder, name, tuple(files), front_matter, tuple(_notices(corpus, rows, with_rejected)))


def is_folder(repository: str) -> bool:
    """Whether a repository's name is that of a local folder."""
    return repository.startswith((".", "/", "~", "file:"))


def _place(repository: str, corpus: Corpus) -> tuple[str, Path | None]:
    is_path = is_folder(repository)
    if not is_path and not _ON_THE_HUB.fullmatch(repository):
        raise InputError(
            f"{repository!r} is not the name of a repository", why="on the hub it is owner/name",
            remedy="for a folder of your own: ./FOLDER",
        )  # fmt: skip
    if not is_path and Path(repository).exists():
        raise InputError(
            f"{repository} could be a repository on the hub, and there is a folder of that name",
            remedy=f"for the folder: ./{repository}; for the hub, run this from another folder",
        )
    if not is_path:
        return repository, None
    path = Path(re.sub(r"^file:(//(?=/))?", "", repository)).expanduser()
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file", remedy="name a folder, or one that is not there yet")
    here, there = path.resolve(), corpus.path.resolve()
    if here == there or here.is_relative_to(there) or there.is_relative_to(here):
        raise InputError(
            "the repository and the corpus are one in the other", where=f"{path}, {corpus.path}",
            remedy="name a folder beside the corpus",
        )  # fmt: skip
    return str(path), path


def _refuse_damaged(corpus: Corpus, workers: int) -> None:
    report = check(corpus, workers)
    # the card is made anew here, so one of an older version does no harm
    findings = [finding for finding in report.findings if finding.check != "card"]
    if findings:
        first = findings[0]
        number = sum(count for name, count in report.counts.items() if name != "card")
        raise CorpusError(
            "this corpus fails its check, and is not sent", where=f"{corpus.path}, {first.where}",
            why=first.what + (f"; and {number - 1:,} more" if number > 1 else ""),
            remedy=f"see all of it: curate check {corpus.path}",
        )  # fmt: skip


# ── licences ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _licences(corpus: Corpus, with_rejected: bool) -> Counter[str]:
    """Licence -> rows, of the rows that would be sent."""
    counts: Counter[str] = Counter()
    for batch in _batches(corpus, with_rejected):
        found = pc.value_counts(pc.fill_null(pc.struct_field(batch.column("provenance"), "licence"), ""))
        for item in found.to_pylist():
            counts[item["values"]] += item["counts"]
    return counts


def _batches(corpus: Corpus, with_rejected: bool) -> Iterator[pa.RecordBatch]:
    yield from corpus.batches()
    if with_rejected:
        yield from corpus.rejected()


def _refuse_closed(rows: Counter[str], allow: Sequence[str]) -> None:
    allowed = {name.strip().lower() for name in allow}
    closed: dict[str, str] = {}
    for name in sorted(rows):
        terms = licences.terms(name)
        known_as = {name.strip().lower(), terms.name.lower()}
        if known_as & allowed:
            continue
        if terms.redistribution is False:
            closed[terms.name] = "forbids passing them on"
        elif terms.derivatives is False:
            closed[terms.name] = "forbids passing on changed versions, which a curated row is"
        elif terms.redistribution is None:
            closed[terms.name] = "is not known to allow it"
    if closed:
        counts: Counter[str] = Counter()
        for name, count in rows.items():
            counts[licences.terms(name).name] += count
        raise CurateError(
            "not every row of this corpus may be passed on",
            why="; ".join(f"{counts[name]:,} under {name}, which {said}" for name, said in closed.items()),
            remedy="build again without their sources; or, where you have the right to, "
            + " ".join(f"--allow {_quoted(name)}" for name in closed),
        )


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else "'" + name.replace("'", "'\\''") + "'"


def _notices(corpus: Corpus, rows: Counter[str], with_rejected: bool) -> Iterator[str]:
    restricted = Counter[str]()
    for name, count in rows.items():
        terms = licences.terms(name)
        if terms.commercial is not True:
            restricted[terms.name] += count
    for name, count in sorted(restricted.items()):
        said = "forbids" if licences.terms(name).commercial is False else "is not known to allow"
        yield f"{count:,} rows are under {name}, which {said} commercial use"
    rejected = corpus.manifest["rows_in"] - corpus.manifest["rows_kept"]
    if with_rejected and rejected:
        yield (
            f"{rejected:,} rejected rows go with it: they may hold benchmark questions, personal data, or what the "
            "build took out for its licence"
        )
    elif rejected:
        yield f"{rejected:,} rejected rows stay here (--with-rejected sends them): curate check misses them in a copy"
    if not with_rejected and corpus.duplicates().num_rows:
        yield "the card may quote a few of the removed duplicates, beside the rows that were kept in their stead"
    skipped = corpus.manifest["recipe"].get("skip", ())
    if "privacy" in skipped:
        yield "nobody looked for personal data: the recipe leaves that stage out"
    if "decontaminate" in skipped:
        yield "nobody looked for benchmark questions: the recipe leaves that stage out"


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _files(corpus: Corpus, card: str, hub: str, with_rejected: bool) -> list[Upload]:
    if not with_rejected and corpus.manifest["rejected"]:
        card += _about_this_copy(corpus, hub)
    manifest = corpus.manifest
    hashes = {
        file["path"]: file["sha256"]
        for file in [*manifest["shards"], *(manifest["rejected_shards"] if with_rejected else ()), *manifest["files"]]
    }
    plain = [MANIFEST, DATASET_DICT, *(f"{name}/{file}" for name in SPLITS for file in _BESIDE)]
    files = [_written(CARD, card)]
    files += [_as_it_is(corpus.path, path, hashes.get(path)) for path in (*plain, *hashes)]
    return sorted(files, key=lambda file: file.path)


#: what `datasets.load_from_disk` wants beside a split's shards
_BESIDE = ("dataset_info.json", "state.json")


def _about_this_copy(corpus: Corpus, hub: str) -> str:
    rejected = corpus.manifest["rows_in"] - corpus.manifest["rows_kept"]
    return (
        "\n## This copy\n\n"
        f'```python\nfrom datasets import load_dataset\n\ncorpus = load_dataset("{hub or "PATH"}")\n```\n\n'
        f"The {rejected:,} rejected rows are counted above and are not in this copy; `manifest.json` holds the hashes "
        "of their files. Where this page says that they lie under `rejected/`, it tells of the corpus as built.\n"
    )


def _written(path: str, text: str) -> Upload:
    content = text.encode()
    return Upload(path, len(content), hashlib.sha256(content).hexdigest(), content)


def _as_it_is(root: Path, path: str, known: str | None) -> Upload:
    """A file of the corpus; one of which the manifest holds the hash was held against it by the check."""
    source = root / path
    try:
        size = source.stat().st_size
        if known is None:
            with source.open("rb") as file:
                known = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError("a file of the corpus can't be read", where=str(source), why=error.strerror) from None
    return Upload(path, size, known, source)
