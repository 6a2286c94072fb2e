"""The card as Markdown in Hugging Face form: front matter for `huggingface_hub`, sections in the usual order.

Text from data never reaches this page but as identifiers and names, and those are escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from curate.card.licences import combine
from curate.card.model import Card
from curate.record import FIELDS, SPLITS

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


def render(card: Card) -> str:
    """The whole page."""
    sections = [
        _front_matter(card), _summary(card), _uses(card), _structure(card), _funnel(card), _composition(card),
        _lengths(card), _difficulty(card), _duplicates(card), _contamination(card), _verification(card),
        _privacy(card), _limits(card), _licences(card), _reproduction(card),
    ]  # fmt: skip
    return "\n\n".join(section.strip("\n") for section in sections if section) + "\n"


def _front_matter(card: Card) -> str:
    size = next((name for bound, name in _SIZES if card.rows_kept < bound), "n>10M")
    languages = [language for language in card.composition["language"] if len(language) == 2]
    lines = [
        "---",
        f"pretty_name: {json.dumps(f'{card.title} corpus')}",
        f"license: {combine(card.composition['licence']).hub}",
    ]
    lines += ["language:", *(f"- {language}" for language in languages)] if languages else []
    lines += ["task_categories:", "- question-answering", "- text-generation", "size_categories:", f"- {size}"]
    lines += ["tags:", "- reasoning", "- chain-of-thought", "- verifiable-answers", f"- {json.dumps(card.domain)}"]
    lines += ["configs:", "- config_name: default", "  data_files:"]
    for split in SPLITS:
        lines += [f"  - split: {split}", f"    path: {split}/*.arrow"]
    return "\n".join([*lines, "---"])


def _summary(card: Card) -> str:
    return (
        f"# {card.title}: {card.rows_kept:,} reasoning problems\n\n{card.description}\n\n"
        f"{card.rows_kept:,} of {card.rows_in:,} rows were kept; {card.with_reasoning:,} of them carry worked reasoning. "
        + ", ".join(f"{rows:,} {name}" for name, rows in card.splits.items())
        + ".\n\nEvery row has a gold answer with the checker that verifies it, a difficulty, and its pedigree; "
        "every row that was turned away lies under `rejected/` with the reason."
    )


def _uses(card: Card) -> str:
    return (
        "## Uses\n\nFor supervised fine-tuning on `<reasoning>…</reasoning>\\n<answer>…</answer>`, for reinforcement learning with "
        "verifiable rewards (`verifier` names the checker and its arguments), for curricula (`difficulty`, `level`) and for "
        "held-out evaluation on `test`.\n\nNot for: decisions about people, or as a source of reference in its field."
    )


def _structure(card: Card) -> str:
    rows = [(f"`{name}`", meaning) for name, (_, meaning) in FIELDS.items()]
    return (
        '## Structure\n\n```python\nfrom datasets import load_from_disk\ncorpus = load_from_disk("PATH")\n```\n\n'
        + _table(("Column", "Meaning"), rows)
    )


def _funnel(card: Card) -> str:
    rows = [
        (
            line["stage"],
            f"{line['rows_in']:,}",
            f"{line['rejected']:,}",
            f"{line['rows_kept']:,}",
            ", ".join(f"{reason} {count:,}" for reason, count in line["reasons"].items()),
        )
        for line in card.funnel
    ]
    return "## Funnel\n\n" + _table(("Stage", "In", "Rejected", "Kept", "Reasons"), rows, right=(1, 2, 3))


def _composition(card: Card) -> str:
    parts = ["## Composition"]
    for name, counts in card.composition.items():
        if name in ("family", "level") and len(card.grid) > 1:
            continue
        parts.append(_table((name.capitalize(), "Rows", "Share"), _shares(counts), right=(1, 2)))
    families = sorted({family for family, _ in card.grid})
    rows = []
    for family in families:
        by_level = [card.grid.get((family, level), 0) for level in range(1, 6)]
        total = sum(by_level)
        rows.append((family, *(f"{count:,}" for count in by_level), f"{total:,}", _share(total, card.rows_kept)))
    header = ("Family", "Level 1", "Level 2", "Level 3", "Level 4", "Level 5", "Rows", "Share")
    parts.append(_table(header, rows, right=tuple(range(1, 8))))
    return "\n\n".join(parts)


def _lengths(card: Card) -> str:
    rows = [
        (name.capitalize(), *(f"{value:,}" for value in (s.smallest, s.lower_quartile, s.median, s.upper_quartile, s.percentile_95, s.largest, s.total)))
        for name, s in card.tokens.items()
    ]  # fmt: skip
    header = ("Tokens", "Least", "25 %", "Median", "75 %", "95 %", "Most", "In all")
    return "## Length\n\nSentencePiece tokens.\n\n" + _table(header, rows, right=tuple(range(1, 8)))


def _difficulty(card: Card) -> str:
    most = max(card.difficulty, default=0) or 1
    rows = [
        (f"{k / 10:.1f} – {(k + 1) / 10:.1f}", f"{rows:,}", "█" * round(24 * rows / most))
        for k, rows in enumerate(card.difficulty)
    ]
    sources = ", ".join(f"{name} ({rows:,} rows)" for name, rows in card.difficulty_sources.items())
    return f"## Difficulty\n\nFrom {sources or 'no rows'}.\n\n" + _table(("Difficulty", "Rows", ""), rows, right=(1,))


def _duplicates(card: Card) -> str:
    if "deduplicate" in card.manifest["recipe"]["skip"]:
        return "## Duplicates\n\nNot looked for: the recipe leaves deduplication out."
    if not card.duplicates:
        return "## Duplicates\n\nLooked for; none found."
    text = "## Duplicates\n\n" + _table(
        ("Rule", "Rows removed"), [(name, f"{rows:,}") for name, rows in card.duplicates.items()], right=(1,)
    )
    text += f"\n\n{card.clusters:,} kept rows stand for a cluster of two or more; the largest has {card.largest_cluster:,} rows."
    if card.twins:
        twins = ", ".join(
            f"`{removed[:12]}` for `{kept[:12]}` ({similarity:.2f})" for removed, kept, similarity in card.twins
        )
        text += f" The least alike that were removed: {twins}. `duplicates.arrow` holds the whole map."
    return text


def _contamination(card: Card) -> str:
    if "decontaminate" in card.manifest["recipe"]["skip"]:
        return "## Benchmark contamination\n\nNot looked for: the recipe leaves decontamination out."
    if not card.contaminated:
        return "## Benchmark contamination\n\nCompared with the benchmarks' fingerprints; no row overlaps one."
    rows = [(name, f"{count:,}", _share(count, card.rows_in)) for name, count in card.contaminated.items()]
    return (
        "## Benchmark contamination\n\nRows that overlap a public evaluation set, and were turned away.\n\n"
        + _table(("Benchmark", "Rows", "Of all rows"), rows, right=(1, 2))
    )


def _verification(card: Card) -> str:
    meaning = {
        "verified": "something independent of the gold answer agrees with it",
        "unverified": "the verifier reads the gold answer; nothing independent to hold against it",
        "unverifiable": "the gold answer can't be read; such a row earns no reward",
    }
    rows = [
        (name, f"{count:,}", _share(count, card.rows_kept), meaning.get(name, ""))
        for name, count in card.verification.items()
    ]
    steps = (
        f"{card.steps_checked:,} arithmetic equalities written in the kept rows' reasoning were evaluated again; {card.steps_wrong:,} do not hold. "
        f"{card.wrong_step_rows:,} rows were turned away for a wrong one."
    )
    return "## Verification\n\n" + _table(("Status", "Rows", "Share", "Meaning"), rows, right=(1, 2)) + f"\n\n{steps}"


def _privacy(card: Card) -> str:
    if "privacy" in card.manifest["recipe"]["skip"]:
        return "## Personal data\n\nNot looked for: the recipe leaves it out."
    if not card.privacy:
        return "## Personal data\n\nLooked for e-mail addresses, telephone numbers, IP addresses, US social security numbers and record numbers; none found."
    return "## Personal data\n\n" + _table(
        ("Finding", "Rows"), [(name, f"{rows:,}") for name, rows in card.privacy.items()], right=(1,)
    )


def _limits(card: Card) -> str:
    """Limits that the numbers show, after those that the domain states."""
    limits = list(card.limits)
    kept = card.rows_kept or 1
    sources = card.composition["source"]
    if sources and max(sources.values()) == card.rows_kept and "generated" in sources:
        limits.append(
            "All rows are generated from problem families: style and topics are narrower than those of real text."
        )
    if card.with_reasoning < card.rows_kept:
        limits.append(
            f"{card.rows_kept - card.with_reasoning:,} rows have no worked reasoning; they serve rewards and evaluation, not imitation."
        )
    unverified = card.rows_kept - card.verification.get("verified", 0)
    if unverified:
        limits.append(
            f"The gold answers of {unverified:,} rows ({_share(unverified, kept)}) were not confirmed by anything independent."
        )
    families = card.composition["family"]
    if families and max(families.values()) / kept > 0.25 and len(families) > 1:
        name = max(families, key=lambda family: families[family])
        limits.append(f"{name} alone makes up {_share(families[name], kept)} of the rows.")
    heuristic = card.difficulty_sources.get("heuristic_v1", 0)
    if heuristic:
        limits.append(f"The difficulty of {heuristic:,} rows is a heuristic, not a measured pass rate.")
    if card.steps_wrong:
        limits.append(f"{card.steps_wrong:,} arithmetic steps in kept reasoning do not hold.")
    if "decontaminate" in card.manifest["recipe"]["skip"]:
        limits.append("Rows were not compared with public evaluation sets: scores on those may be inflated.")
    small = [name for name, rows in card.splits.items() if rows < 100]
    if small:
        limits.append(
            f"The {' and '.join(small)} split{'s are' if len(small) > 1 else ' is'} too small for a tight estimate."
        )
    return "## Limits\n\n" + "\n".join(f"- {limit}" for limit in limits)


def _licences(card: Card) -> str:
    return f"## Licence\n\nMay it be used commercially? {combine(card.composition['licence']).answer}"


def _reproduction(card: Card) -> str:
    recipe, versions = card.manifest["recipe"], card.manifest["versions"]
    sources = []
    for source in card.manifest["sources"]:
        files = source.get("files", ())
        sources.append(
            (
                source["name"],
                source.get("kind", ""),
                f"{len(files)} files" if files else str(source.get("revision", "")),
            )
        )
    hashes = "".join(f"\n{shard['sha256']}  {shard['path']}" for shard in card.manifest["shards"])
    return (
        "## Reproduction\n\nThe same recipe, inputs and version give the same bytes.\n\n```json\n"
        + json.dumps(recipe, indent=1, ensure_ascii=False, sort_keys=True)
        + "\n```\n\n"
        + _table(("Source", "Kind", "Revision"), sources)
        + "\n\n"
        + ", ".join(f"{name} {number}" for name, number in versions.items())
        + f"\n\n```\n{hashes.strip()}\n```"
    )


def _shares(counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    total = sum(counts.values()) or 1
    return [(name, f"{rows:,}", _share(rows, total)) for name, rows in counts.items()]


def _share(rows: int, total: int) -> str:
    share = 100 * rows / (total or 1)
    return f"{share:.1f} %" if share >= 0.1 or rows == 0 else "< 0.1 %"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    lines = [_line(header), _line(["---:" if k in right else "---" for k in range(len(header))])]
    return "\n".join([*lines, *(_line([_escaped(cell) for cell in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
