r"""Where a piece of reasoning says what its answer is.

Text in, the stated final answer out, or None. Conservative: what is hedged, negated, retracted or long is no
statement. Everything here takes one pass: cues are found by patterns whose repetitions are bounded or can't overlap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from curate.record import LETTERS

_LONGEST = 200
_BRACES = re.compile(r"\\boxed\s{0,8}\{|\\.|[{}]", re.DOTALL)
_TEXT_COMMAND = re.compile(r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mbox)\s{0,4}\{([^{}\\]*)\}")
_HASHES = re.compile(r"^####[ \t]", re.MULTILINE)
_LABEL = re.compile(
    r"(?:^[ \t>*_#-]{0,8}(?:the )?(?:answer|conclusion)|\bfinal answer)[ \t*_]{0,6}[:：][ \t*_]{0,8}",
    re.IGNORECASE | re.MULTILINE,
)
_STATEMENT = re.compile(
    r"\b(?:answer|(?:correct|right|best|final) (?:option|choice|result|smiles))\s{1,3}"
    r"(?:is|should be|must be|would be)(?: (?:therefore|thus|then|simply|just))?[:,]?(?=[\s:$*(\"'])",
    re.IGNORECASE,
)
_LABEL_WORDS = ("answer", "conclusion")
_STATEMENT_WORDS = ("answer", "option", "choice", "result", "smiles")
_LAST_SENTENCE = re.compile(
    r"\b(?:the|this) (?:final|correct|total) [\w-]{1,20}(?: [\w-]{1,20})? (?:is|should be|must be|would be)[ :]"
    r"|\bthe (?:count|result|output|total|value) (?:should|must) be[ :]",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"\n|(?<!\b[A-Z])[.!?](?=\s|$)|(?<=\b[A-Z])\.(?=\s+[A-Z(]|\s*$)|[,;]? (?i:because|since|which|so)\b|;"
)
_HEDGE = re.compile(
    r"\b(?:if|whether|suppose|assum\w{1,5}|unless|not sure|doubt|claims?|said|thinks)\b[^.\n]{0,160}$", re.IGNORECASE
)
_RETRACTION = re.compile(
    r"\b(?:wait|hmm+|scratch that|on second thought|let me (?:re|double|check)|i made a mistake"
    r"|that(?:'s| is) wrong)\b",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"(?:not|neither|either|unclear|unknown|uncertain|incorrect|wrong|correct|right|that|as follows|also|further"
    r"|made|depend\w*|it depends|a combination|both|obvious|clear|let'?s|let us|we|i|first|to|in|given|what|likely"
    r"|probably|independent|based|consistent|supported|found|obtained|inconclusive)\b|n't\b"
    r"|[A-Z] or [A-Z]\b|.{0,40}(?:cannot|can't) be determined",
    re.IGNORECASE,
)  # fmt: skip
_LEAD_IN = re.compile(r"(?:actually|indeed|in fact|simply|clearly|therefore|thus|then|exactly),?\s{1,3}", re.IGNORECASE)
_STARTS_NUMBER = re.compile(r"\s{0,4}[$€£]?\s?[-+−]?\.?\d")
_POLARITY = re.compile(r"(?:\(?[AB][).]\s{1,3})?(yes|no|maybe|true|false)(?:[,.;:]|$)", re.IGNORECASE)
_NONE = re.compile(r"none(?: of (?:the above|them|these|the options|the given options))?", re.IGNORECASE)
_OPTION_WORD = re.compile(r"(?:option|choice|letter)\s{1,3}(?=\(?[A-Z]\b)", re.IGNORECASE)
_NUMBER = re.compile(r"[$€£]?\s?([-+−]?[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+−]?\.\d+)\s?%?")
_LETTERED = re.compile(r"\(?([A-Z])(?:\)|[.:]\s|\.?$)")
_ENCLOSING = (("**", "**"), ("__", "__"), ("*", "*"), ("$$", "$$"), ("$", "$"), ("`", "`"), ('"', '"'), ("“", "”"),
              ("'", "'"), ("\\(", "\\)"), ("\\[", "\\]"))  # fmt: skip


def last_boxed(text: str) -> tuple[int, int, int] | None:
    r"""The last balanced ``\boxed{…}`` as (start of the command, start of its content, end of its content).

    Last by where it starts, so of nested boxes the innermost last. Braces escaped by a backslash don't count.
    """
    if "\\boxed" not in text:
        return None
    opened: list[tuple[int, int]] = []
    last: tuple[int, int, int] | None = None
    for match in _BRACES.finditer(text):
        token = match.group()
        if token == "}":
            if opened:
                start, content = opened.pop()
                if start >= 0 and (last is None or start > last[0]):
                    last = (start, content, match.start())
        elif token == "{":
            opened.append((-1, -1))
        elif token.startswith("\\boxed") and token.endswith("{"):
            opened.append((match.start(), match.end()))
    return last


def final_answer_in(reasoning: str) -> str | None:
    r"""The final answer that the reasoning states, or None where it states none plainly.

    Understood, the last statement winning: a balanced ``\boxed{X}`` (before all others), a line ``#### X``,
    ``Final answer: X``, ``Answer: X`` and ``Conclusion: X`` at a line's start, ``the answer is X``, ``the correct
    option is X``, and in the last sentence ``the final X is Y`` and ``the count should be Y``.

    >>> final_answer_in("60 min is 1 h, so the answer is 12 mL/h.")
    '12 mL/h'
    """
    box = last_boxed(reasoning)
    if box is not None:
        return bare(reasoning[box[1] : box[2]]) or None
    lowered = reasoning.lower()
    spans = [
        last
        for cue, words in ((_HASHES, ("####",)), (_LABEL, _LABEL_WORDS), (_STATEMENT, _STATEMENT_WORDS))
        if any(word in lowered for word in words) and (last := _last(cue, reasoning, 0))
    ]
    closing = _last(_LAST_SENTENCE, reasoning, max(0, len(reasoning) - 3 * _LONGEST))
    if closing and not reasoning[_stated(reasoning, closing[1])[1] :].strip(" \n\t.*$`"):
        spans.append(closing)
    if not spans:
        return None
    start, end = max(spans)
    answer, stop = _stated(reasoning, end)
    if not answer or _HEDGE.search(reasoning[max(0, start - 160) : start]) or _RETRACTION.search(reasoning, stop):
        return None
    return answer


def _last(cue: re.Pattern[str], text: str, start: int) -> tuple[int, int] | None:
    last = None
    for match in cue.finditer(text, start):
        last = match.span()
    return last


def _stated(text: str, start: int) -> tuple[str, int]:
    """What is stated from ``start`` on, and where the statement stops."""
    window = text[start : start + 2 * _LONGEST]
    skipped = len(window) - len(window.lstrip())
    window = window[skipped:]
    end = _SENTENCE_END.search(window)
    if end is None and len(window) > _LONGEST:
        return "", start
    stated = window[: end.start()] if end else window
    answer = _right_hand_side(bare(_LEAD_IN.sub("", stated.lstrip(), count=1)))
    if not answer or len(answer) > _LONGEST or _NO_STATEMENT.match(answer):
        return "", start
    return answer, start + skipped + len(stated)


def _right_hand_side(answer: str) -> str:
    """Of ``5+11 = 16 L`` the ``16 L``: the value that an equation ends in, where it ends in a number."""
    left, equals, right = answer.rpartition("=")
    return bare(right) if equals and _STARTS_NUMBER.match(right) and _STARTS_NUMBER.search(left) else answer


def bare(answer: str) -> str:
    r"""The answer without what merely surrounds it: emphasis, quotes, ``$``, ``\text{}``, ``option``, a final stop.

    >>> bare(r"**Option B.**")
    'B'
    """
    answer = answer.strip()
    for _ in range(6):
        before = answer
        command = _TEXT_COMMAND.fullmatch(answer)
        if command:
            answer = command.group(1).strip()
        for opening, closing in _ENCLOSING:
            inside = len(opening) + len(closing)
            if answer.startswith(opening) and answer.endswith(closing) and len(answer) > inside:
                content = answer[len(opening) : -len(closing)]
                if opening not in content:
                    answer = content.strip()
        answer = _OPTION_WORD.sub("", answer, count=1) if _OPTION_WORD.match(answer) else answer
        answer = answer.rstrip(" .,;:!*")
        if answer == before:
            break
    return answer


def differs(conclusion: str, answer: str, choices: Sequence[str] = ()) -> bool:
    """Whether a conclusion plainly contradicts the answer; False wherever there is room for doubt.

    Two numbers differ by more than 1 %, two options are not the same, or one says yes and the other no.
    """
    left, right = bare(conclusion), bare(answer)
    if choices:
        options = (_letter(left, choices), _letter(right, choices))
        if options[0] is None and options[1] and _NONE.fullmatch(left):
            return not any("none" in choice.casefold() for choice in choices)
        return None not in options and options[0] != options[1]
    polarity = (_polarity(left), _polarity(right))
    if None not in polarity:
        return polarity[0] != polarity[1]
    numbers = (_number(left), _number(right))
    if numbers[0] is not None and numbers[1] is not None:
        return abs(numbers[0] - numbers[1]) > 0.01 * max(abs(numbers[0]), abs(numbers[1]))
    return False


def _polarity(text: str) -> str | None:
    match = _POLARITY.match(text)
    return {"true": "yes", "false": "no"}.get(word := match.group(1).casefold(), word) if match else None


def _number(text: str) -> float | None:
    match = _NUMBER.fullmatch(text) if len(text) <= 40 else None
    return float(re.sub(r"[$€£,]", "", match.group(1)).replace("−", "-")) if match else None


def _letter(text: str, choices: Sequence[str]) -> str | None:
    folded = text.casefold()
    named = [k for k, choice in enumerate(choices) if bare(choice).casefold() == folded]
    if len(named) == 1:
        return LETTERS[named[0]] if named[0] < len(LETTERS) else None
    match = _LETTERED.match(text.upper() if len(text) == 1 else text)
    if match and LETTERS.index(match.group(1)) < len(choices):
        return match.group(1)
    return None
