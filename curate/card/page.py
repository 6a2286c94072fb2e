"""What a card says, and in what order: a `Card` goes in, a `Page` of blocks comes out, and each rendering writes it in
its own language.

Every text of a page is plain: a rendering escapes all of it. Texts from data went through `curate.card.text` and hold
no control or direction characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from curate.card import text
from curate.card.licences import Combined, combine, terms
from curate.card.limits import limits
from curate.card.model import Card, Example, Origin, Side, Spread, Twin
from curate.record import FIELDS

#: rows of a table that are shown, largest first; the rest is summed up in one
_MOST_ROWS = 25


@dataclass(frozen=True)
class Name:
    """An identifier: a column, a file, a family."""

    text: str


@dataclass(frozen=True)
class Share:
    """A part of a whole, shown in per cent."""

    part: int
    whole: int


Words: TypeAlias = str | Name
Cell: TypeAlias = int | str | Name | Share | None


@dataclass(frozen=True)
class Prose:
    """A paragraph."""

    parts: tuple[Words, ...]


@dataclass(frozen=True)
class Items:
    """A list without order."""

    items: tuple[Prose, ...]


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        numeric: columns whose cells are numbers.
        bar: column of `Share` beside which a bar shows its size.
        heat: columns whose numbers are shaded by their size.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    bar: int | None = None
    heat: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Histogram:
    """Counts in bins, to be drawn; a rendering without pictures writes them.

    Attributes:
        beyond: rows at or above the last edge.
        step: what a value that is counted differs from the next by; 0 where values are not whole numbers.
        marks: (name, value): values to be marked.
    """

    title: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    x_label: str
    beyond: int = 0
    step: int = 0
    marks: tuple[tuple[str, float], ...] = ()

    def bin(self, place: int) -> str:
        """The values of a bin, as its label."""
        low, high = self.edges[place], self.edges[place + 1] - self.step
        return f"{low:g}" if low == high else f"{low:g} – {high:g}"


@dataclass(frozen=True)
class Plots:
    """Histograms to be looked at side by side."""

    plots: tuple[Histogram, ...]


@dataclass(frozen=True)
class Code:
    """Text to be copied."""

    text: str
    language: str
    caption: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Quote:
    """A row's text, part by part: what the part is, its text."""

    caption: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sides:
    """Two texts to be compared, each under its heading."""

    caption: str
    left: tuple[str, str]
    right: tuple[str, str]


Block: TypeAlias = Prose | Items | Table | Plots | Code | Quote | Sides


@dataclass(frozen=True)
class Section:
    """A heading of level 2 or 3 with what stands under it."""

    id: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One line of the summary: a question that a reader has, its answer, and the section that shows why."""

    label: str
    answer: str
    section: str


@dataclass(frozen=True)
class Page:
    """A card, ready to be written.

    Attributes:
        facts: what a reader wants to know in one minute.
    """

    title: str
    lead: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    licence: Combined = field(default_factory=lambda: combine(()))


def page(card: Card) -> Page:
    """The whole page."""
    licence = combine(card.composition["licence"])
    sections = (
        *_uses(card), *_structure(card), *_creation(card),
        Section("limits", "Bias, risks and limitations", 2, _limits(card)),
        Section("licence", "Licence", 2, _licence(card, licence)),
        Section("reproduction", "Reproduction", 2, _reproduction(card)),
    )  # fmt: skip
    return Page(
        title=f"{text.name(card.title)}: {card.rows_kept:,} reasoning problems",
        lead=text.excerpt(card.description),
        facts=tuple(_facts(card, licence)),
        sections=sections,
        licence=licence,
    )


# ── in one minute ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts(card: Card, licence: Combined) -> Iterable[Fact]:
    splits = ", ".join(f"{rows:,} {name}" for name, rows in card.splits.items())
    yield Fact("Rows", f"{card.rows_kept:,} of {card.rows_in:,} kept: {splits}", "splits")
    reasoning = card.tokens["reasoning"]
    yield Fact(
        "Reasoning",
        f"{_number(card.with_reasoning, 'row')} with worked steps; {reasoning.total:,} tokens, "
        f"{reasoning.median:,} in the middle row",
        "length",
    )  # fmt: skip
    verified = card.verification.get("verified", 0)
    yield Fact("Answers verified", f"{_number(verified, 'row')} ({_percent(verified, card.rows_kept)})", "verification")
    yield Fact(
        "Arithmetic",
        f"{card.steps_checked:,} written steps evaluated again; {card.steps_wrong:,} do not hold",
        "verification",
    )
    removed = sum(card.duplicates.values())
    yield Fact(
        "Duplicates",
        "not looked for" if "deduplicate" in card.skipped else f"{_number(removed, 'row')} removed",
        "duplicates",
    )
    yield Fact("Benchmarks", _contamination_in_short(card), "contamination")
    yield Fact("Personal data", _personal_in_short(card), "personal")
    yield Fact("Commercial use", licence.answer, "licence")


def _contamination_in_short(card: Card) -> str:
    if card.compared_rows is None:
        return "not compared with any"
    hit = sum(each.rejected for each in card.benchmarks)
    flagged = sum(each.flagged for each in card.benchmarks)
    said = f"compared with {_number(len(card.benchmarks), 'set')}; {_number(hit, 'row')} turned away"
    return said + (f", {flagged:,} kept and flagged" if flagged else "")


def _personal_in_short(card: Card) -> str:
    if card.personal is None:
        return "not looked for"
    masked = sum(each.masked for each in card.personal)
    rejected = sum(each.rejected for each in card.personal)
    if not masked and not rejected:
        return "looked for; none found"
    return f"{_number(masked, 'item')} masked; {_number(rejected, 'row')} turned away"


# ── uses ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _uses(card: Card) -> Iterable[Section]:
    yield Section("uses", "Uses", 2)
    good = []
    if card.with_reasoning:
        good.append(
            _prose(
                f"Supervised fine-tuning on {_number(card.with_reasoning, 'worked trace')}, written ",
                Name("<reasoning>…</reasoning>"), " ", Name("<answer>…</answer>"), ".",
            )
        )  # fmt: skip
    checkable = card.rows_kept - card.verification.get("unverifiable", 0)
    if checkable:
        good.append(
            _prose(
                f"Reinforcement learning with verifiable rewards: the gold answers of {_number(checkable, 'row')} can "
                "be read by the checker named in ", Name("verifier"), ".",
            )
        )  # fmt: skip
    if len(card.levels) > 1:
        good.append(_prose("Curricula, by ", Name("difficulty"), " and ", Name("level"), "."))
    if card.splits.get("test"):
        good.append(
            _prose(
                f"Held-out evaluation on the {_number(card.splits['test'], 'row')} of ", Name("test"),
                ": no near-duplicate, passage or parameter set of theirs is in ", Name("train"), ".",
            )
        )  # fmt: skip
    yield Section("direct-use", "Direct use", 3, (Items(tuple(good)),) if good else (_prose("There are no rows."),))
    bad = [_prose("Decisions about people, or a source of reference in its field.")]
    if card.with_reasoning < card.rows_kept:
        bad.append(
            _prose(f"Imitation of reasoning on the {_number(card.rows_kept - card.with_reasoning, 'row')} without any.")
        )
    unread = card.verification.get("unverifiable", 0)
    if unread:
        bad.append(_prose(f"Rewards on the {_number(unread, 'row')} whose gold answer no checker can read."))
    if card.compared_rows is None:
        bad.append(_prose("Claims about public benchmarks: rows were not compared with any."))
    if set(card.composition["source"]) == {"generated"}:
        bad.append(_prose("Measuring how a model does on real texts: every row is generated."))
    yield Section("out-of-scope-use", "Out-of-scope use", 3, (Items(tuple(bad)),))


# ── structure ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _structure(card: Card) -> Iterable[Section]:
    yield Section("structure", "Dataset structure", 2)
    load = 'from datasets import load_from_disk\n\ncorpus = load_from_disk("PATH")\nrow = corpus["train"][0]'
    rows = tuple((Name(name), rows, Share(rows, card.rows_kept)) for name, rows in card.splits.items())
    yield Section(
        "splits", "Splits", 3,
        (_table("Rows by split", ("Split", "Rows", "Share"), rows, bar=2), Code(load, "python")),
    )  # fmt: skip
    if card.example is not None:
        yield Section("example", "An example", 3, (_example(card.example),))
    yield Section("composition", "Composition", 3, tuple(_composition(card)))
    yield Section("length", "Length", 3, tuple(_lengths(card)))
    yield Section("difficulty", "Difficulty", 3, tuple(_difficulty(card)))
    columns = tuple((Name(name), meaning) for name, (_, meaning) in FIELDS.items())
    yield Section("columns", "Columns", 3, (Table("The record", ("Column", "Meaning"), columns),))


def _example(example: Example) -> Quote:
    level = f", level {example.level}" if example.level is not None else ""
    return Quote(
        f"{text.name(example.family)}{level}; row {example.id}",
        (
            ("Question", text.excerpt(example.prompt, 1400)),
            *((("Reasoning", text.excerpt(example.reasoning, 1800)),) if example.reasoning else ()),
            ("Answer", text.excerpt(example.answer, 300)),
            ("Checked by", text.name(example.verifier)),
        ),
    )


def _composition(card: Card) -> Iterable[Block]:
    families = card.families
    levels = list(card.composition["level"])
    totals = {family: sum(by_level.values()) for family, by_level in families.items()}
    ordered = sorted(families, key=lambda family: (-totals[family], family))
    shown, rest = ordered[:_MOST_ROWS], ordered[_MOST_ROWS:]
    rows: list[tuple[Cell, ...]] = [
        (
            Name(text.name(family)), *(families[family].get(level, 0) for level in levels), totals[family],
            Share(totals[family], card.rows_kept),
        )
        for family in sorted(shown)
    ]  # fmt: skip
    if rest:
        sums = [sum(families[family].get(level, 0) for family in rest) for level in levels]
        rows.append((f"{len(rest):,} more", *sums, sum(sums), Share(sum(sums), card.rows_kept)))
    if len(rows) > 1:
        rows.append(("all", *card.composition["level"].values(), card.rows_kept, Share(card.rows_kept, card.rows_kept)))
    header = ("Family", *(f"Level {text.name(level)}" for level in levels), "Rows", "Share")
    yield Table(
        "Rows by family and level", header, tuple(rows), frozenset(range(1, len(header))),
        heat=frozenset(range(1, len(levels) + 1)),
    )  # fmt: skip
    yield _counts("Rows by answer type", "Answer type", card.composition["answer type"])
    open_rows = card.rows_kept - card.options
    asked = {"open question": open_rows, "options to choose from": card.options}
    yield _counts("Rows by form of question", "Form", {name: rows for name, rows in asked.items() if rows}, names=False)
    yield _counts("Rows by language", "Language", card.composition["language"])
    if card.flags:
        yield _counts("What rules noticed without rejecting", "Flag", card.flags, whole=card.rows_kept)


def _lengths(card: Card) -> Iterable[Block]:
    own = card.manifest["recipe"].get("stages", {}).get("quality", {}).get("tokenizer")
    model = f"the recipe's model, {text.name(own)}" if own else "the toolkit's model of 16,000 pieces"
    yield _prose(f"SentencePiece tokens, counted by {model}.")
    yield Plots(tuple(_length_plot(name, spread) for name, spread in card.tokens.items()))
    rows = tuple(
        (
            name.capitalize(), s.smallest, s.lower_quartile, s.median, s.upper_quartile, s.percentile_95, s.largest,
            s.total,
        )
        for name, s in card.tokens.items()
    )  # fmt: skip
    header = ("Tokens", "Least", "25 %", "Median", "75 %", "95 %", "Most", "In all")
    yield _table("Tokens a row", header, rows)


def _length_plot(name: str, spread: Spread) -> Histogram:
    marks = (("median", float(spread.median)),) if spread.rows else ()
    edges = tuple(float(edge) for edge in spread.edges)
    return Histogram(f"Tokens of the {name}", edges, spread.counts, "tokens", spread.beyond, 1, marks)


def _difficulty(card: Card) -> Iterable[Block]:
    sources = ", ".join(f"{text.name(name)} ({_number(rows, 'row')})" for name, rows in card.difficulty_sources.items())
    yield _prose(f"From 0, easy, to 1, hard, comparable across sources. Found by {sources or 'nothing'}.")
    yield Plots((Histogram("Difficulty", tuple(k / 10 for k in range(11)), card.difficulty, "difficulty"),))
    rows = tuple(
        (
            text.name(level.level), level.rows, Share(level.rows, card.rows_kept),
            "" if level.difficulty is None else f"{level.difficulty:.2f}", level.reasoning,
        )
        for level in card.levels
    )  # fmt: skip
    header = ("Level", "Rows", "Share", "Mean difficulty", "Median reasoning tokens")
    yield Table("What a level means", header, rows, frozenset({1, 2, 3, 4}), bar=2)


# ── creation ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _creation(card: Card) -> Iterable[Section]:
    yield Section("creation", "Dataset creation", 2)
    yield Section("sources", "Source data", 3, tuple(_sources(card)))
    yield Section("funnel", "Funnel", 3, tuple(_funnel(card)))
    yield Section("duplicates", "Duplicates", 3, tuple(_duplicates(card)))
    yield Section("contamination", "Benchmark contamination", 3, tuple(_contamination(card)))
    yield Section("verification", "Verification", 3, tuple(_verification(card)))
    yield Section("personal", "Personal and sensitive information", 3, tuple(_personal(card)))


def _sources(card: Card) -> Iterable[Block]:
    shown, rest = card.origins[:_MOST_ROWS], card.origins[_MOST_ROWS:]
    rows: list[tuple[Cell, ...]] = [
        (
            Name(text.name(origin.source)), _files(origin), text.cut(text.name(origin.revision), 20),
            text.name(origin.licence),
            origin.kept + origin.rejected, origin.rejected, origin.kept, Share(origin.kept, card.rows_kept),
        )
        for origin in shown
    ]  # fmt: skip
    if rest:
        kept, rejected = sum(each.kept for each in rest), sum(each.rejected for each in rest)
        rows.append((f"{len(rest):,} more", "", "", "", kept + rejected, rejected, kept, Share(kept, card.rows_kept)))
    header = ("Source", "From", "Revision", "Licence", "Rows in", "Rejected", "Kept", "Share of the corpus")
    yield Table("Rows by source", header, tuple(rows), frozenset({4, 5, 6, 7}), bar=7)


def _files(origin: Origin) -> str:
    count = len(origin.files)
    if origin.source == "generated":
        return f"{count:,} famil{'y' if count == 1 else 'ies'}"
    return text.name(origin.files[0]) if count == 1 else f"{count:,} files"


def _funnel(card: Card) -> Iterable[Block]:
    turned_away = card.rows_in - card.rows_kept
    yield _prose(
        f"{card.rows_in:,} rows in = {card.rows_kept:,} kept + {turned_away:,} rejected. Every rejected row lies ",
        "under ", Name("rejected/"), " with its stage, its reason and its origin.",
    )  # fmt: skip
    rows = tuple(
        (
            Name(text.name(line["stage"])), line["rows_in"], line["rejected"], line["rows_kept"],
            Share(line["rows_kept"], card.rows_in),
            ", ".join(f"{text.name(reason)} {count:,}" for reason, count in line["reasons"].items()),
        )
        for line in card.funnel
    )  # fmt: skip
    header = ("Stage", "In", "Rejected", "Kept", "Of all rows", "Reasons")
    yield Table("Rows at each stage", header, rows, frozenset({1, 2, 3, 4}), bar=4)
    if card.skipped:
        yield _prose("The recipe leaves out: ", *_names(card.skipped), ".")


_RULES = {
    "same_parameters": "generated rows of one family with equal parameters",
    "exact": "equal question and options, but for case, spaces and closing punctuation",
    "near": "similar question and options, with the same numbers and the same answer",
    "conflicting_gold": "equal questions whose answers can't both be right; none is kept",
}


def _duplicates(card: Card) -> Iterable[Block]:
    if "deduplicate" in card.skipped:
        yield _prose("Not looked for: the recipe leaves deduplication out.")
        return
    options = card.manifest["recipe"].get("stages", {}).get("deduplicate", {})
    if options.get("near", True):
        yield _prose(
            f"Near-duplicates are rows whose {options.get('unit', 'words')}, {options.get('ngram', '?')} at a time, "
            f"have a Jaccard similarity of {options.get('threshold', '?')} or more: found by MinHash with "
            f"{options.get('num_perm', '?')} permutations, and verified pair by pair.",
        )  # fmt: skip
    rows = tuple((Name(text.name(rule)), count, _RULES.get(rule, "")) for rule, count in card.duplicates.items())
    if not rows:
        yield _prose("None found.")
    else:
        yield Table("Rows removed", ("Rule", "Rows", "What it takes for a duplicate"), rows, frozenset({1}))
    if card.cluster_sizes:
        clusters, largest = sum(card.cluster_sizes.values()), max(card.cluster_sizes)
        yield _prose(
            f"{_number(clusters, 'kept row')} stand{'s' if clusters == 1 else ''} for a cluster of two or more; the "
            f"largest has {largest:,} rows."
        )
        sizes = sorted(card.cluster_sizes.items())
        shown: list[tuple[Cell, ...]] = [(str(size), count) for size, count in sizes[:9]]
        if len(sizes) > 9:
            shown.append((f"{sizes[9][0]} and more", sum(count for _, count in sizes[9:])))
        yield _table("Clusters by size", ("Rows in the cluster", "Kept rows that stand for one"), shown)
    for twin in card.twins:
        yield _twin(twin)


def _twin(twin: Twin) -> Sides:
    similar = f", similarity {twin.similarity:.2f}" if twin.similarity is not None else ""
    left = _side("Removed", twin.removed)
    right = ("Kept", "none: the answers can't both be right") if twin.kept is None else _side("Kept", twin.kept)
    return Sides(f"{text.name(twin.rule)}{similar}", left, right)


def _side(label: str, side: Side) -> tuple[str, str]:
    return f"{label}: {text.name(side.origin) if side.origin else side.id}", text.excerpt(side.text)


def _contamination(card: Card) -> Iterable[Block]:
    if card.compared_rows is None:
        yield _prose("Not looked for: the recipe leaves decontamination out.")
        return
    if not card.benchmarks:
        yield _prose("Not looked for: the recipe names no set to compare with.")
        return
    hit = sum(each.rejected for each in card.benchmarks)
    flagged = sum(each.flagged for each in card.benchmarks)
    sets = _number(len(card.benchmarks), "public evaluation set")
    yield _prose(
        f"{_number(card.compared_rows, 'row')} compared with hashed fingerprints of {sets}: "
        f"{hit:,} turned away" + (f", {flagged:,} kept and flagged." if flagged else ".")
    )  # fmt: skip
    rows = tuple(
        (
            Name(text.name(each.name)), each.items, each.rejected, each.flagged,
            Share(each.rejected + each.flagged, card.compared_rows),
        )
        for each in card.benchmarks
    )  # fmt: skip
    header = ("Evaluation set", "Items", "Rows turned away", "Rows flagged", "Of rows compared")
    yield Table("Overlap with public evaluation sets", header, rows, frozenset({1, 2, 3, 4}))


_STATUSES = {
    "verified": "something independent of the gold answer agrees with it",
    "unverified": "the verifier reads the gold answer; nothing independent to hold against it",
    "unverifiable": "the gold answer can't be read; such a row earns no reward",
    "failed": "the verifier refuses the gold answer",
}


def _verification(card: Card) -> Iterable[Block]:
    yield _prose(
        "Each gold answer went through the checker that also pays rewards and evaluates; every arithmetic equality in "
        "the reasoning was evaluated again; every named wrong answer had to be refused."
    )
    rows = tuple(
        (Name(text.name(name)), count, Share(count, card.rows_kept), _STATUSES.get(name, ""))
        for name, count in card.verification.items()
    )
    yield Table("Gold answers", ("Status", "Rows", "Share", "Meaning"), rows, frozenset({1, 2}), bar=2)
    statuses = list(card.verification)
    by_verifier: list[tuple[Cell, ...]] = [
        (Name(text.name(each.name)), *(each.statuses.get(status, 0) for status in statuses), each.rows)
        for each in card.verifiers
    ]
    yield _table("Gold answers by verifier", ("Verifier", *(text.name(each) for each in statuses), "Rows"), by_verifier)
    yield _table(
        "Arithmetic in the reasoning of kept rows",
        ("Rows with a step", "Steps checked", "Steps that do not hold", "Rows turned away for one"),
        [(card.stepped_rows, card.steps_checked, card.steps_wrong, card.refused.get("wrong_step", 0))],
        numeric=frozenset(range(4)),
    )
    if card.refused:
        yield _counts(
            "Rows that verification turned away", "Reason", card.refused, whole=card.rows_in, label="Of all rows"
        )


_KINDS = {
    "email": "e-mail addresses", "phone": "telephone numbers", "ip": "IP addresses",
    "ssn": "US social security numbers", "mrn": "medical record numbers",
}  # fmt: skip
_TREATMENTS = {"mask": "masked", "reject": "row rejected", "keep": "not looked for"}


def _personal(card: Card) -> Iterable[Block]:
    if card.personal is None:
        yield _prose("Not looked for: the recipe leaves it out.")
        return
    yield _prose(
        "Looked for by pattern in question, options, reasoning, answer and metadata; names are not looked for."
    )
    rows = tuple(
        (
            _KINDS.get(each.kind, text.name(each.kind)), _TREATMENTS.get(each.treatment, text.name(each.treatment)),
            each.masked, each.masked_rows, each.rejected,
        )
        for each in card.personal
    )  # fmt: skip
    header = ("Kind", "Treatment", "Items masked", "Kept rows with one", "Rows turned away")
    yield Table("Personal data", header, rows, frozenset({2, 3, 4}))


# ── limits, licence, reproduction ─────────────────────────────────────────────────────────────────────────────────────


def _limits(card: Card) -> tuple[Block, ...]:
    found = limits(card)
    return (Items(tuple(_prose(limit) for limit in found)),) if found else (_prose("None that the numbers show."),)


def _licence(card: Card, licence: Combined) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = []
    for given, count in card.composition["licence"].items():
        asked = terms(given)
        rows.append(
            (
                text.name(asked.name), count, Share(count, card.rows_kept),
                *(_yes(each) for each in (asked.commercial, asked.redistribution, asked.derivatives)),
                *(_yes(each) for each in (asked.attribution, asked.share_alike)),
            )
        )  # fmt: skip
    header = (
        "Licence", "Rows", "Share", "Commercial use", "Passing on", "Changes", "Attribution asked", "Share alike asked",
    )  # fmt: skip
    blocks: list[Block] = [_prose(f"May it be used commercially? {licence.answer}")]
    if licence.duties:
        blocks.append(Items(tuple(_prose(duty) for duty in licence.duties)))
    if rows:
        blocks.append(Table("Licences of the rows", header, tuple(rows), frozenset({1, 2})))
    return (*blocks, _prose("A summary of the licences' well-known terms; not legal advice."))


def _reproduction(card: Card) -> tuple[Block, ...]:
    manifest = card.manifest
    versions = tuple((Name(text.name(name)), text.name(number)) for name, number in manifest["versions"].items())
    shards = [*manifest["shards"], *manifest["rejected_shards"], *manifest["files"]]
    hashes = "\n".join(f"{text.excerpt(each['sha256'], 64)}  {text.excerpt(each['path'], 200)}" for each in shards)
    version = text.name(manifest["versions"].get("curate", ""))
    commands = f"pip install curate-reasoning=={version}\ncurate build recipe.toml --out corpus\ncurate check corpus"
    return (
        _prose("Equal recipe, inputs and versions give equal bytes. Save the recipe as ", Name("recipe.toml"), ":"),
        Code(commands, "sh"),
        Code(_toml(manifest["recipe"]), "toml", "The recipe", folded=True),
        Code(hashes, "text", "SHA-256 of every file"),
        Table("Versions", ("Package", "Version"), versions),
    )  # fmt: skip


def _toml(recipe: Mapping[str, Any]) -> str:
    import tomli_w

    return text.visible(tomli_w.dumps(recipe, multiline_strings=False).strip(), keep="\n")


# ── small parts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _prose(*parts: Words) -> Prose:
    return Prose(tuple(parts))


def _names(names: Iterable[str]) -> Iterable[Words]:
    for place, each in enumerate(names):
        if place:
            yield ", "
        yield Name(text.name(each))


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _percent(part: int, whole: int) -> str:
    return f"{text.share(part, whole)} %"


def _yes(answer: bool | None) -> str:
    return "not known" if answer is None else "yes" if answer else "no"


def _table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    bar: int | None = None,
    numeric: frozenset[int] | None = None,
) -> Table:
    """A table whose first column is a name and whose others are numbers."""
    others = frozenset(range(1, len(header))) if numeric is None else numeric
    return Table(caption, tuple(header), tuple(tuple(row) for row in rows), others, bar)


def _counts(
    caption: str,
    what: str,
    counts: Mapping[str, int],
    *,
    whole: int | None = None,
    label: str = "Share",
    names: bool = True,
) -> Table:
    total = sum(counts.values()) if whole is None else whole
    shown, rest = list(counts.items())[:_MOST_ROWS], list(counts.items())[_MOST_ROWS:]
    rows: list[tuple[Cell, ...]] = [
        (Name(text.name(name)) if names else name, count, Share(count, total)) for name, count in shown
    ]
    if rest:
        left = sum(count for _, count in rest)
        rows.append((f"{len(rest):,} more", left, Share(left, total)))
    return _table(caption, (what, "Rows", label), rows, bar=2)
