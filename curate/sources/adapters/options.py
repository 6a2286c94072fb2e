"""Answer options in the shapes that data sets use: any of them in, a tuple of texts out; and golds named by index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from curate.record import LETTERS
from curate.sources.rows import Refusal, kind_of, letter_of

_LETTERED = re.compile(r"^\s*\(?([A-Z])[).:]\s*(.*?)\s*$")
#: votes that settle where a file's indices start
ENOUGH = 20


def options_in(value: Any) -> tuple[str, ...]:
    """Option texts without their letters.

    Reads a list of texts, ``{"A": …}``, ``[{"key": "A", "value": …}]``, ``{"text": […], "label": […]}``, and text with
    one lettered option a line, or JSON text of any of these.

    Raises:
        Refusal: ``options_unreadable``.
    """
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), (list, tuple)):
            return options_in(value["text"])
        letters = [letter for letter in LETTERS if value.get(letter) is not None]
        if letters and letters == list(LETTERS[: len(letters)]):
            return options_in([value[letter] for letter in letters])
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(item, Mapping) and "key" in item and "value" in item for item in value):
            return options_in({str(item["key"]): item["value"] for item in value})
        texts = [str(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else item for item in value]
        if len(texts) >= 2 and all(isinstance(item, str) and item.strip() for item in texts):
            return _without_letters([item.strip() for item in texts])
    raise Refusal("options_unreadable", f"options are {kind_of(value)}")


def _from_text(text: str) -> tuple[str, ...]:
    import orjson

    if text.lstrip()[:1] in ("[", "{"):
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            value = None
        if isinstance(value, (list, dict)):
            return options_in(value)
    found: list[list[str]] = []
    for line in text.splitlines():
        lettered = _LETTERED.match(line)
        if lettered and len(found) < len(LETTERS) and lettered[1] == LETTERS[len(found)]:
            found.append([lettered[2]])
        elif found and line.strip():
            found[-1].append(line.strip())
    options = tuple("\n".join(lines).strip() for lines in found)
    if len(options) < 2 or not all(options):
        raise Refusal("options_unreadable", "no list of lettered options")
    return options


def _without_letters(texts: list[str]) -> tuple[str, ...]:
    """The texts without letters, if every one carries its own."""
    lettered = [_LETTERED.match(text) for text in texts]
    if all(match and match[1] == letter and match[2] for match, letter in zip(lettered, LETTERS, strict=False)):
        return tuple(match[2] for match in lettered if match)
    return tuple(texts)


def gold_letter(gold: Any, options: tuple[str, ...], base: str = "") -> str:
    """The letter of the gold option, given as a letter, as the option's text or as an index.

    Args:
        base: "0" or "1" where indices start in this file; "" when it is not known.

    Raises:
        Refusal: ``gold_missing``, ``gold_ambiguous``, ``gold_not_an_option`` or ``wrong_type``.
    """
    if gold is None or gold == "" or gold == -1:
        raise Refusal("gold_missing", "no option is named as the gold")
    if isinstance(gold, str):
        text = gold.strip()
        if text in options:
            return letter_of(options.index(text), options)
        bare = text.strip("().:").upper()
        if len(bare) == 1 and bare in LETTERS[: len(options)]:
            return letter_of(LETTERS.index(bare), options)
        folded = [" ".join(option.lower().split()).rstrip(".") for option in options]
        wanted = " ".join(text.lower().split()).rstrip(".")
        if folded.count(wanted) == 1:
            return letter_of(folded.index(wanted), options)
        if not re.fullmatch(r"-?\d{1,3}", text):
            raise Refusal("gold_not_an_option", f"{text[:200]!r} is none of the {len(options)} options")
        gold = int(text)
    if not isinstance(gold, int) or isinstance(gold, bool):
        if isinstance(gold, float) and gold.is_integer():
            return gold_letter(int(gold), options, base)
        raise Refusal("wrong_type", f"the gold is {kind_of(gold)}")
    if base not in ("0", "1"):
        raise Refusal("gold_ambiguous", f"index {gold}: does counting start at 0 or at 1?")
    return letter_of(gold - int(base), options)


def index_base(indices: Iterable[tuple[Any, int]]) -> str:
    """Where a file's answer indices start: "0" if a 0 occurs, "1" if an index equals the number of options, else "".

    Args:
        indices: (index, number of options) of the file's rows; read until one settles it.
    """
    for index, count in indices:
        if isinstance(index, str) and index.strip().isdigit():
            index = int(index)
        if isinstance(index, int) and not isinstance(index, bool):
            if index == 0:
                return "0"
            if index == count:
                return "1"
    return ""
