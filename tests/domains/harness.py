"""Measures that every family has to pass; shared by the domain tests."""

from __future__ import annotations

import re
from random import Random

from curate.domain import Family, Problem

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def problems(family: Family, count: int, seed: int = 7) -> list[tuple[int, Problem]]:
    """`count` problems over the five levels in turn."""
    made = []
    for index in range(count):
        level = index % 5 + 1
        made.append((level, family.problem(Random(f"{seed}/{family.name}/{level}/{index}"), level)))
    return made


def shingles(text: str, size: int = 5) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", NUMBER.sub("0", text.lower()))
    return {tuple(words[k : k + size]) for k in range(max(1, len(words) - size + 1))}


def median_nearest_jaccard(texts: list[str]) -> float:
    """Median over texts of the highest Jaccard similarity to any other text (word 5-grams, numbers masked)."""
    sets = [shingles(text) for text in texts]
    posting: dict[tuple[str, ...], list[int]] = {}
    for index, grams in enumerate(sets):
        for gram in grams:
            posting.setdefault(gram, []).append(index)
    nearest = []
    for index, grams in enumerate(sets):
        shared: dict[int, int] = {}
        for gram in grams:
            for other in posting[gram]:
                if other != index:
                    shared[other] = shared.get(other, 0) + 1
        nearest.append(max((n / (len(grams) + len(sets[other]) - n) for other, n in shared.items()), default=0.0))
    nearest.sort()
    return nearest[len(nearest) // 2]
