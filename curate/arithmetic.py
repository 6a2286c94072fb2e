"""Arithmetic in running text: a window of a trace in, tokens and the value of any run of them out.

A tokenizer and an evaluator of our own; nothing is handed to eval. Numbers keep what they show (half a unit of their
last digit) and the words that follow them (``70 kg``). Exponents, digits and nesting are bounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

Number = int | float

_DEEPEST = 30
_NAMES = r"(?:ln|log(?:_?\{?10\}?|₁₀)?|exp|sqrt|min|max|abs)"
_WORD = r"[^\W\d_][^\W_]*(?:[-'’·⋅][^\W\d_][^\W_]*)*(?:\^\{?[-−]?\d+\}?)?"
_TEN = (
    r"\s*(?:×|[xX](?=\s*10)|\*|·|\\times|\\cdot)\s*10\s*"
    r"(?:(?:\^|\*\*)\s*[{(]?\s*[-−–+]?\s*\d{1,3}\s*[})]?(?![\d.])|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)"
)
# no group is named: a branch that begins with a character is skipped fast, one that begins with a group is not
_TOKEN = re.compile(
    # dates, clock times, then numbers
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)|\d{4}-\d\d-\d\d(?!\d)|\d{1,2}:\d\d(?!\d)"
    rf"|\d(?:\d{{0,2}}(?:,\d{{3}})+(?!\d)|\d*)(?:\.\d+)?(?:[eE][-+]?\d{{1,3}}(?![\w.]))?[½⅓⅔¼¾]?(?:{_TEN})?"
    rf"|\.\d+(?:{_TEN})?"
    # names of functions and constants, products spelled x, and words
    rf"|[lesma](?:(?<=l)(?:n|og(?:_?\{{?10\}}?|₁₀)?)|(?<=e)xp|(?<=s)qrt|(?<=m)in|(?<=m)ax|(?<=a)bs)(?=\s*[({{\[])"
    r"|e(?=\s*\^)|[xX](?=\s*[\d(\[{$.√\\])|[xX](?=\s)"
    rf"|{_WORD}(?:[ ](?!(?:of|per|pi|x|X)(?![^\W_])|e\s*\^|{_NAMES}\s*[({{\[]|[xX][\d(])(?=[^\W\d_]){_WORD})*"
    r"|°[CF]?|~=?"
    # brackets with words only, and units below a slash
    r"|\((?=[^()\d]*[^\W\d_])[^()\d=+*×−^]{1,60}\)"
    rf"|/\s*(?:1\.73\s*m(?:²|\^?2)?|(?!{_NAMES}\s*[({{\[]|pi\b|π)[^\W\d_][^\W_]*(?:\^\{{?[-−]?\d+\}}?)?)"
    # signs
    r"|<<[^<>\n]{1,200}>>|[<>!≤≥:≠]=|=[>=]?|[≈≃≅]|\*\*?|[-+/^×·⋅∙÷−–⁄%√π,]|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[(\[{)\]}]"
    r"|\\(?:(?:text|mathrm|mbox|textbf)\s*\{[^{}\d]*\}|[A-Za-z]+|.)"
    r"|[^\s$€£¥&]",
    re.DOTALL,
)
_SKIPPED = frozenset((
    "\\left", "\\right", "\\displaystyle", "\\boxed", "\\quad", "\\qquad", "\\$", "\\,", "\\;", "\\:", "\\!", "\\ ",
))  # fmt: skip
_FUNCTIONS = frozenset((
    "ln", "log", "exp", "sqrt", "min", "max", "abs", "√", "\\ln", "\\log", "\\exp", "\\sqrt",
    "\\min", "\\max", "\\frac", "\\dfrac", "\\tfrac", "log10", "log_10", "log_{10}", "log{10}", "log₁₀",
))  # fmt: skip
_OPERATORS = {
    "+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "×": "*", "·": "*", "⋅": "*", "∙": "*", "/": "/", "÷": "/",
    "⁄": "/", "^": "^", "**": "^", "\\times": "*", "\\cdot": "*", "\\ast": "*", "\\div": "/",
}  # fmt: skip
_VULGAR = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
#: words that never belong to the number before them
_STOP = frozenset((
    "and", "or", "is", "are", "was", "were", "be", "been", "the", "a", "an", "of", "to", "for", "with", "has",
    "have", "had", "gives", "give", "gave", "so", "then", "than", "at", "by", "from", "in", "on", "if", "that",
    "this", "which", "we", "i", "he", "she", "they", "it", "thus", "hence", "therefore", "because", "since", "as",
    "when", "where", "while", "plus", "minus", "times", "equals", "makes", "make", "making", "get", "gets", "got",
    "leaves", "leave", "left", "not", "but", "over", "under", "out", "into", "up", "down", "can", "will", "would",
    "should", "must", "may", "let", "set", "score", "total", "scores", "equal", "exactly", "about", "approximately",
    "roughly", "around", "nearly",
))  # fmt: skip
_CALENDAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|\d{4}-\d\d-\d\d|\d{1,2}:\d\d")
_SCIENTIFIC = re.compile(_TEN + r"\Z")
_RAISED = re.compile(r"\s*\^")
_OPERAND_NEXT = re.compile(r"[ \t]*[\d(\[{$.√\\]")
_NAME_NEXT = re.compile(r"[ \t]+[^\W\d_]")
_DIGITS = frozenset(".0123456789")
_RAISING = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_EXPONENT = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")

NUMBER, OPERATOR, OPEN, CLOSE, EQUALS, FUNCTION, PERCENT, POWER, WORD, COMMA, BREAK, OF = range(12)
OPERAND_END = frozenset((NUMBER, CLOSE, PERCENT, POWER))


class UnreadableError(Exception):
    """The tokens are no arithmetic, or out of bounds."""


class Line:
    """The tokens of one window: parallel lists of kinds, values and places, with notes on the operands."""

    __slots__ = (
        "ends",
        "kinds",
        "log",
        "loose",
        "matching",
        "notes",
        "operations",
        "origin",
        "percent",
        "starts",
        "swapped",
        "text",
        "values",
        "written",
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int, origin: int = 0):
        self.text = text
        self.origin = origin
        self.kinds: list[int] = []
        self.values: list[object] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.notes: list[str] = []
        self.written: list[float] = []
        self.matching: dict[int, int] = {}
        self.percent = 1.0
        self.log: Callable[[float], float] = math.log10
        self.swapped: dict[int, Number] = {}
        self.loose = False
        self.operations = 0
        self._tokenize(start, end)

    def _tokenize(self, start: int, end: int) -> None:
        text, kinds, values, starts, ends, notes, halves = (
            self.text, self.kinds, self.values, self.starts, self.ends, self.notes, self.written)  # fmt: skip
        stack: list[int] = []
        last = BREAK
        for match in _TOKEN.finditer(text, start, end):
            token = match.group()
            half = 0.0
            value: object = token
            first = token[0]
            if first in _DIGITS:
                if first == "." and len(token) == 1:
                    kind = BREAK
                elif token.isdecimal() and len(token) < 40:
                    kind, value, half = NUMBER, int(token), 0.5
                elif _CALENDAR.fullmatch(token):
                    kind = BREAK
                else:
                    kind = NUMBER
                    value, half = _number(token)
            elif token in _OPERATORS:
                kind, value = OPERATOR, _OPERATORS[token]
            elif first == "=":
                kind, value = (BREAK, token) if token == "=>" else (EQUALS, False)
            elif (first.isalpha() and first != "π") or (first == "~" and token != "~=") or first == "°":
                if token in ("x", "X") and (
                    _OPERAND_NEXT.match(text, match.end())
                    or (last in OPERAND_END and text[match.start() - 1] == " " and _NAME_NEXT.match(text, match.end()))
                ):
                    kind, value = OPERATOR, "*"
                elif token in _FUNCTIONS:
                    kind = FUNCTION
                elif token == "pi":
                    kind, value = NUMBER, math.pi
                elif token == "e" and _RAISED.match(text, match.end()):
                    kind, value = NUMBER, math.e
                elif token == "of" and last in OPERAND_END:
                    kind, value = OF, "*"
                else:
                    kind = WORD
                    if last in OPERAND_END:
                        if " " not in token:
                            if token.casefold() not in _STOP:
                                notes[-1] += " " + token if notes[-1] else token
                                continue
                        else:
                            taken, rest = _note(token)
                            notes[-1] += " " + taken if notes[-1] else taken
                            if not rest:
                                continue
                            value = rest
            elif (first == "(" and len(token) > 1) or (first == "/" and len(token) > 1):
                if last in OPERAND_END:
                    notes[-1] += token
                    continue
                kind = WORD
            elif first in "([{":
                kind = OPEN
                stack.append(len(kinds))
            elif first in ")]}":
                kind = CLOSE
                if stack:
                    opening = stack.pop()
                    self.matching[opening] = len(kinds)
                    self.matching[len(kinds)] = opening
                else:
                    kind = BREAK
            elif first == ",":
                kind = COMMA
            elif first == "%" or token == "\\%":
                kind = PERCENT
            elif first in "≈≃≅~" or token == "\\approx":
                kind, value = EQUALS, True
            elif first == "<" and len(token) > 2:
                continue
            elif first in _RAISING:
                if last in OPERAND_END and text[match.start() - 1].isalpha():  # of a unit: cm⁻⁵
                    notes[-1] += token
                    continue
                readable = len(token) < 5 and _EXPONENT.fullmatch(token)
                kind, value = POWER, int(token.translate(_SUPERSCRIPTS)) if readable else 10**6
            elif token in ("π", "\\pi"):
                kind, value = NUMBER, math.pi
            elif token in _FUNCTIONS:
                kind, value = FUNCTION, token.lstrip("\\")
            elif first == "\\":
                if token in _SKIPPED:
                    continue
                if token[-1] == "}":
                    if last in OPERAND_END:
                        notes[-1] += token
                        continue
                    kind = WORD
                else:
                    kind = BREAK
            else:
                kind = BREAK
            kinds.append(kind)
            values.append(value)
            starts.append(match.start())
            ends.append(match.end())
            notes.append("")
            halves.append(half)
            last = kind
        for opening in stack:
            kinds[opening] = BREAK

    # evaluation: each reader takes a position and the end, and gives (value, next position) or None

    def climb(self, at: int, end: int, level: int, strict: bool, depth: int) -> tuple[Number, int] | None:
        """Precedence climbing: sums at level 1, products at 2. Not strict: stop before what can't be read."""
        if depth > _DEEPEST:
            return None
        read = self.signed(at, end, strict, depth)
        if read is None:
            return None
        value, at = read
        kinds = self.kinds
        while at < end:
            kind = kinds[at]
            if kind == OPERATOR or (kind == OF and self.multiplies(at)):
                symbol = self.values[at]
                tight = 1 if symbol in ("+", "-") else 2
                if tight < level:
                    break
                following = self.climb(at + 1, end, tight + 1, strict, depth + 1)
                if following is None:
                    if strict:
                        return None
                    break
                other, at = following
            elif kind in (OPEN, FUNCTION) and self.starts[at] == self.ends[at - 1] and not self.notes[at - 1]:
                if level > 2:
                    break
                self.loose = self.loose or level > 1
                following = self.climb(at, end, 3, strict, depth + 1)
                if following is None:
                    if strict:
                        return None
                    break
                symbol = "*"
                other, at = following
            else:
                break
            self.operations += 1
            if symbol == "+":
                value = value + other
            elif symbol == "-":
                value = value - other
            elif symbol == "*":
                value = value * other
            else:
                if not other:
                    raise UnreadableError
                if isinstance(value, int) and isinstance(other, int) and not value % other:
                    value = value // other
                else:
                    value = value / other
        return value, at

    def multiplies(self, at: int) -> bool:
        """Is this ``of`` a product: after a percentage or a fraction?"""
        return self.kinds[at - 1] == PERCENT or (
            at > 1 and self.kinds[at - 1] == NUMBER and self.kinds[at - 2] == OPERATOR and self.values[at - 2] == "/"
        )

    def signed(self, at: int, end: int, strict: bool, depth: int) -> tuple[Number, int] | None:
        if at >= end:
            return None
        if self.kinds[at] == OPERATOR and self.values[at] in ("-", "+"):
            read = self.signed(at + 1, end, strict, depth + 1) if depth < _DEEPEST else None
            if read is None:
                return None
            return (-read[0] if self.values[at] == "-" else read[0]), read[1]
        return self.powered(at, end, strict, depth)

    def powered(self, at: int, end: int, strict: bool, depth: int) -> tuple[Number, int] | None:
        read = self.operand(at, end, depth)
        if read is None:
            return None
        value, at = read
        while at < end:
            kind = self.kinds[at]
            if kind == PERCENT:
                value = value * self.percent if self.percent != 1.0 else value
                at += 1
            elif kind == POWER:
                value = _power(value, self.values[at])  # type: ignore[arg-type]
                self.operations += 1
                at += 1
            elif kind == OPERATOR and self.values[at] == "^":
                exponent = self.signed(at + 1, end, strict, depth + 1) if depth < _DEEPEST else None
                if exponent is None:
                    return None if strict else (value, at)
                value = _power(value, exponent[0])
                self.operations += 1
                at = exponent[1]
            else:
                break
        return value, at

    def operand(self, at: int, end: int, depth: int) -> tuple[Number, int] | None:
        if at >= end or depth > _DEEPEST:
            return None
        kind = self.kinds[at]
        if kind == NUMBER:
            if self.swapped and at in self.swapped:
                return self.swapped[at], at + 1
            return self.values[at], at + 1  # type: ignore[return-value]
        if kind == OPEN:
            close = self.matching[at]
            if close >= end:
                return None
            inner = self.climb(at + 1, close, 1, True, depth + 1)
            if inner is None or inner[1] != close:
                return None
            return inner[0], close + 1
        if kind == FUNCTION:
            return self.called(at, end, depth)
        return None

    def called(self, at: int, end: int, depth: int) -> tuple[Number, int] | None:
        name = str(self.values[at])
        at += 1
        if name == "√":
            read = self.operand(at, end, depth + 1)
            if read is None:
                return None
            self.operations += 1
            return _function("sqrt", [read[0]], self.log), read[1]
        if at >= end or self.kinds[at] != OPEN:
            return None
        close = self.matching[at]
        if close >= end:
            return None
        arguments: list[Number] = []
        inside = at + 1
        while True:
            read = self.climb(inside, close, 1, True, depth + 1)
            if read is None:
                return None
            arguments.append(read[0])
            if read[1] == close:
                break
            if self.kinds[read[1]] != COMMA:
                return None
            inside = read[1] + 1
        at = close + 1
        self.operations += 1
        if name.endswith("frac"):
            if at >= end or self.kinds[at] != OPEN or len(arguments) != 1:
                return None
            bottom = self.operand(at, end, depth + 1)
            if bottom is None or not bottom[0]:
                return None
            return arguments[0] / bottom[0], bottom[1]
        return _function(name, arguments, self.log), at

    def start_of(self, low: int, end: int) -> tuple[int, bool] | None:
        """First token of the arithmetic that ends at `end`, and whether the place where it starts leaves doubt."""
        kinds, values, at = self.kinds, self.values, end - 1
        doubt = False
        while True:
            while at >= low and kinds[at] in (PERCENT, POWER):
                at -= 1
            if at < low:
                return None
            if kinds[at] == NUMBER:
                first = at
            elif kinds[at] == CLOSE:
                first = self.matching[at]
                if first <= low:
                    return (first, doubt) if first == low else None
                before = first - 1
                if kinds[before] == FUNCTION:
                    first = before
                elif kinds[before] == CLOSE and self.matching[before] > low:
                    called = self.matching[before] - 1
                    if kinds[called] == FUNCTION and str(values[called]).endswith("frac"):
                        first = called
            else:
                return None
            if first > low and kinds[first - 1] == FUNCTION and values[first - 1] == "√":
                first -= 1
            before = first - 1
            if before < low:
                return first, doubt
            kind = kinds[before]
            if kind == OPERATOR:
                symbol = values[before]
                beyond = before - 1
                if beyond >= low and kinds[beyond] in OPERAND_END:
                    at = beyond
                    continue
                spaced = self.ends[before] < self.starts[first]
                if symbol in ("+", "-"):
                    if beyond < low or kinds[beyond] in (BREAK, COMMA, OPEN, EQUALS):
                        # "- 3 + 4" at the head of a line is a list item
                        return (first, True) if spaced else (before, doubt)
                    if kinds[beyond] == OPERATOR and beyond - 1 >= low and kinds[beyond - 1] in OPERAND_END:
                        at = beyond - 1
                        continue
                    if kinds[beyond] == WORD and not spaced and self.ends[beyond] < self.starts[before]:
                        return before, doubt
                    return None
                # emphasis or a list item: "**5 + 3", "* 5 + 3"
                if symbol in ("*", "^") and (beyond < low or kinds[beyond] in (BREAK, WORD, COMMA, OPEN)):
                    if kinds[beyond] == WORD and beyond >= low and spaced:
                        return None
                    return first, True
                return None
            if kind == OF:
                beyond = before - 1
                if beyond >= low and self.multiplies(before):
                    at = beyond
                    continue
                return first, True
            if kind in OPERAND_END:
                attached = self.ends[before] == self.starts[first] and not self.notes[before]
                if attached and kinds[first] in (OPEN, FUNCTION):
                    at = before
                    continue
                return first, True
            if kind == WORD and self.ends[before] == self.starts[first]:
                return None
            if kind == COMMA and self.ends[before] == self.starts[first]:
                doubt = True
            return first, doubt


def _note(words: str) -> tuple[str, str]:
    """A run of words after a number: what belongs to it (up to five words), and the rest."""
    parts = words.split(" ")
    for index, word in enumerate(parts):
        if index == 5 or word.casefold() in _STOP:
            return " ".join(parts[:index]), " ".join(parts[index:])
    return words, ""


def _number(token: str) -> tuple[Number, float]:
    """(value, half a unit in the last digit shown)."""
    digits, ten = token, ""
    if scientific := _SCIENTIFIC.search(token):
        digits, ten = token[: scientific.start()], scientific.group()
    extra = 0.0
    if digits[-1] in _VULGAR:
        extra, digits = _VULGAR[digits[-1]], digits[:-1]
    if "," in digits:
        digits = digits.replace(",", "")
    if not ten and not extra and digits.isdecimal():
        return (int(digits), 0.5) if len(digits) < 40 else (math.nan, 0.5)
    mantissa, _, exponent = digits.lower().partition("e")
    shift = int(exponent or 0)
    if ten:
        raised = ten.partition("10")[2].translate(_SUPERSCRIPTS).replace("−", "-").replace("–", "-")
        power = re.sub(r"[^\d-]", "", raised)
        shift += int(power or 0)
    if abs(shift) > 300 or len(mantissa) > 60:
        return math.nan, 0.5
    decimals = len(mantissa) - mantissa.index(".") - 1 if "." in mantissa else 0
    if extra:
        return float(mantissa) + extra, 0.5e-2
    return float(f"{mantissa}e{shift}"), 0.5 * 10.0 ** (shift - decimals)


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(exponent, float) and exponent.is_integer() and abs(exponent) < 1e3:
        exponent = int(exponent)
    if abs(exponent) > 1000 or (isinstance(base, int) and base.bit_length() * abs(exponent) > 4096):
        raise UnreadableError
    try:
        value = base**exponent
    except (ArithmeticError, ValueError) as error:
        raise UnreadableError from error
    if isinstance(value, complex):
        raise UnreadableError
    return value


def _function(name: str, arguments: list[Number], log: Callable[[float], float]) -> Number:
    try:
        if name in ("min", "max"):
            if len(arguments) < 2:
                raise UnreadableError
            return min(arguments) if name == "min" else max(arguments)
        if len(arguments) != 1:
            raise UnreadableError
        value = arguments[0]
        if name == "sqrt":
            return math.sqrt(value)
        if name == "ln":
            return math.log(value)
        if name == "log":
            return log(value)
        if name.startswith("log"):
            return math.log10(value)
        if name == "abs":
            return abs(value)
        return math.exp(value)
    except (ArithmeticError, ValueError) as error:
        raise UnreadableError from error
