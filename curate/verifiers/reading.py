"""An answer as a model writes it in, the bare answer out: `bare` takes off what surrounds an answer without being it.

Answer tags, `\\boxed{}`, `$…$`, `\\text{}`, bold and quotes, "The answer is", and the full stop go. Nothing that
carries meaning does. `folded` is the form in which words are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: an answer longer than this many characters is not read
LONGEST_ANSWER = 2_000

_WRAPPED = re.compile(r"[<\\$*`\"“_#]|answer|=|:", re.IGNORECASE)
_OPEN_TAG = "<answer>"
_TEXT = re.compile(r"\\(?:text|mathrm|textbf|mathbf|mbox|textrm|operatorname)\s*\{([^{}]*)\}")
_SPACES = re.compile(r"\\[,;:!]|\\ |\\q?quad\b|~")
_PAIRS = (
    ("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("**", "**"), ("__", "__"), ("`", "`"), ('"', '"'),
    ("“", "”"),
)  # fmt: skip
_LEAD = re.compile(
    r"(?:(?:so|thus|hence|therefore|and)\b,?\s+)*(?:(?:the|my|your|our)\s+)?(?:(?:final|correct|best|right)\s+)?"
    r"(?:answer|result)\s*(?:(?:is|was|would\s+be|should\s+be|equals)\b\s*:?|[:=])\s*",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(?<![\w*)])\*\*(?=[^\s*])([^*]*)(?<=[^\s*])\*\*(?![\w*(])")
_FOLDED_AWAY = re.compile(
    r"(?<!\d)[.,](?!\d)|[.,](?!\d)|(?<!\d),|[;:!?'\"‘’“”()\[\]{}`´*_]|(?<=\w)[-‐‑‒–—](?=[^\W\d])|—"
)
_ARTICLE = re.compile(r"\b(?:an?|the)\b")


def boxed(text: str) -> str | None:
    r"""Content of the last balanced ``\boxed{…}`` of the text; None without one."""
    start = text.rfind("\\boxed{")
    if start < 0:
        return None
    depth = 0
    for index in range(start + 6, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if not depth:
                return text[start + 7 : index]
    return None


@lru_cache(maxsize=4096)
def bare(text: str) -> str | None:
    r"""The answer without its wrapping; None when it is longer than `LONGEST_ANSWER` or empty.

    >>> bare(r"<answer>The answer is $\boxed{12\text{ mg}}$.</answer>")
    '12 mg'
    """
    if len(text) > LONGEST_ANSWER:
        return None
    text = text.strip()
    if not _WRAPPED.search(text):
        return text.rstrip(".").rstrip() or None
    start = text.rfind(_OPEN_TAG)
    if start >= 0:
        text = text[start + len(_OPEN_TAG) :].partition("</answer>")[0]
    if (inner := boxed(text)) is not None:
        text = inner
    text = _SPACES.sub(" ", _TEXT.sub(r"\1", text.replace("\\$", "$").replace("\\%", "%")))
    for _ in range(8):
        before = text
        text = text.strip()
        if text.endswith(".") and not text.endswith("..."):
            text = text[:-1].rstrip()
        if text.startswith("#### "):
            text = text[5:]
        for left, right in _PAIRS:
            inside = text[len(left) : -len(right)]
            if (
                len(text) >= len(left) + len(right)
                and text.startswith(left)
                and text.endswith(right)
                and (left not in inside and right not in inside)
            ):
                text = inside
        text = text[lead.end() :] if (lead := _LEAD.match(text)) else text
        if text == before:
            break
    return _BOLD.sub(r"\1", text).strip() or None


def folded(text: str) -> str:
    """Case, articles, punctuation and spacing folded away; signs and digits stay.

    >>> folded("The  Crohn's-disease.")
    'crohns disease'
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("−", "-").replace("'", "").replace("’", "")
    return " ".join(_ARTICLE.sub(" ", _FOLDED_AWAY.sub(" ", text)).split())
