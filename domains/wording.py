"""Composed wording: one line of alternatives in, one sentence out.

`spin` expands nested alternatives with a seeded generator; `arranged` joins facts in a drawn order. Families compose
their questions from these, so that no two problems of a family read alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_INNERMOST = re.compile(r"\{([^{}]*)\}")


def spin(rng: Random, text: str, **facts: object) -> str:
    """One reading of a text with alternatives, with facts put in afterwards.

    ``{a|b|c}`` draws one alternative, nested to any depth; an alternative may be empty; ``$name`` is replaced by the
    fact of that name, whose own braces and bars are left alone. Runs of spaces that empty alternatives leave collapse.

    >>> spin(Random(0), "{A|The} patient weighs $weight{ today|}.", weight="70 kg")
    'The patient weighs 70 kg.'
    """
    while match := _INNERMOST.search(text):
        text = text[: match.start()] + rng.choice(match.group(1).split("|")) + text[match.end() :]
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ([.,;:?!])", r"\1", text)
    return re.sub(r"\$(\w+)", lambda match: str(facts[match.group(1)]), text)


def arranged(rng: Random, facts: Sequence[str]) -> list[str]:
    """The facts in a drawn order."""
    return rng.sample(list(facts), len(facts))


def listed(items: Sequence[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first and a full stop last, unless it ends in a stop already."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", ":")) else text + "."
