r"""Mathematical expressions: equal when they have the same value wherever they are evaluated.

Text goes through a tokenizer and parser of our own into a small tree, never through a general parser or eval. Two
trees are compared by value: rational ones in exact arithmetic modulo a large prime at fixed pseudo-random points
(Schwartz-Zippel: a false match has odds below 1e-15), all others in complex floating point at real points of both
signs. So the time is bounded by the size of the text, in any thread, and ``9**9**9`` is refused instead of computed.
sympy is the oracle of the tests.

Reads ``\frac``, ``\sqrt[n]{}``, ``^``, ``**``, implicit multiplication, Greek letters, usual functions, ``i``, ``e``
and π; ``x = …`` is read as its right side, other equations up to a factor; tuples in order, ``{…}`` sets in any
order.
"""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random

from curate.verifiers import Verdict
from curate.verifiers.reading import bare

_PRIME = (1 << 61) - 1
_POINTS = 6
_LARGEST_TREE = 400
_DEEPEST = 60
_LARGEST_EXPONENT = 10_000

_GREEK = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
    "xi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Sigma",
    "Phi", "Psi", "Omega",
))  # fmt: skip
_FUNCTIONS: dict[str, Callable[[complex], complex]] = {
    "sqrt": cmath.sqrt, "ln": cmath.log, "log": cmath.log, "lg": cmath.log10, "exp": cmath.exp, "sin": cmath.sin,
    "cos": cmath.cos, "tan": cmath.tan, "cot": lambda z: 1 / cmath.tan(z), "sec": lambda z: 1 / cmath.cos(z),
    "csc": lambda z: 1 / cmath.sin(z), "arcsin": cmath.asin, "arccos": cmath.acos, "arctan": cmath.atan,
    "asin": cmath.asin, "acos": cmath.acos, "atan": cmath.atan, "sinh": cmath.sinh, "cosh": cmath.cosh,
    "tanh": cmath.tanh, "abs": lambda z: complex(abs(z)),
}  # fmt: skip
_CONSTANTS: dict[str, complex] = {"pi": complex(math.pi), "e": complex(math.e), "i": 1j}
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MAPPED = str.maketrans({
    "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "⁄": "/", "[": "(", "]": ")", "√": "√",
    "\u00a0": " ", "\u2009": " ", "π": "π",
})  # fmt: skip
_LATEX = (
    (re.compile(r"\\(?:left|right|displaystyle|big|Big|bigl|bigr)\b"), " "),
    (re.compile(r"\\[,;:! ]|\\q?quad\b|~|\$"), " "),
    (re.compile(r"\\(?:cdot|times|ast)\b"), "*"),
    (re.compile(r"\\div\b"), "/"),
    (re.compile(r"\\[dt]frac(?![A-Za-z])"), r"\\frac"),
    (re.compile(r"\\frac\s*(\d)\s*(\d)"), r"\\frac{\1}{\2}"),
    (re.compile(r"\\(?:mathrm|text|operatorname)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\\([{}])"), r"\1"),
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d*)?|\.\d+)(?:[eE](?P<shift>[-+]\d{1,3}))?"
    r"|(?P<command>\\[A-Za-z]+)|(?P<name>[A-Za-zα-ωΑ-Ωπ](?:[A-Za-z]*)(?:_(?:\{\w{1,8}\}|\w))?)|(?P<symbol>\*\*|[-+*/^(){}|,√=]))"
)

#: ("n", p, q) | ("v", name) | ("c", name) | ("f", name, tree) | (operator, tree, tree)
Tree = tuple[object, ...]


class _UnreadableError(Exception):
    """The text is not an expression of this grammar, or is out of bounds."""


class _Parser:
    """Precedence climbing over a list of tokens; counts nodes and depth."""

    def __init__(self, tokens: Sequence[tuple[str, str]]):
        self.tokens = tokens
        self.at = 0
        self.size = 0
        self.depth = 0

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _node(self, *parts: object) -> Tree:
        self.size += 1
        if self.size > _LARGEST_TREE:
            raise _UnreadableError
        return parts

    def _take(self, text: str) -> None:
        if self._peek()[1] != text:
            raise _UnreadableError
        self.at += 1

    def expression(self, stop: str = "") -> Tree:
        """sum ::= term (('+' | '-') term)*"""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _UnreadableError
        left = self.term(stop)
        while self._peek()[1] in ("+", "-"):
            operator = self._peek()[1]
            self.at += 1
            left = self._node(operator, left, self.term(stop))
        self.depth -= 1
        return left

    def term(self, stop: str) -> Tree:
        left = self.signed(stop)
        while True:
            kind, text = self._peek()
            if text in ("*", "/"):
                self.at += 1
                left = self._node(text, left, self.signed(stop))
            elif kind in ("number", "name", "command") or (text in ("(", "{", "√", "|") and text != stop):
                if kind == "number" and self.tokens[self.at - 1][0] == "number":
                    raise _UnreadableError
                left = self._node("*", left, self.power(stop))
            else:
                return left

    def signed(self, stop: str) -> Tree:
        sign = 1
        while self._peek()[1] in ("+", "-"):
            sign = -sign if self._peek()[1] == "-" else sign
            self.at += 1
        inner = self.power(stop)
        return inner if sign == 1 else self._node("-", ("n", 0, 1), inner)

    def power(self, stop: str) -> Tree:
        base = self.atom(stop)
        if self._peek()[1] in ("^", "**"):
            self.at += 1
            self.depth += 1
            if self.depth > _DEEPEST:
                raise _UnreadableError
            exponent = self.signed(stop)
            self.depth -= 1
            return self._node("^", base, exponent)
        return base

    def _group(self) -> Tree:
        self._take("{")
        inner = self.expression()
        self._take("}")
        return inner

    def _argument(self, stop: str) -> Tree:
        """What a function is applied to: a bracket, or the product that follows."""
        if self._peek()[1] in ("(", "{"):
            return self.atom(stop)
        left = self.power(stop)
        while self._peek()[0] in ("number", "name") and self._peek()[1] not in _FUNCTIONS:
            left = self._node("*", left, self.power(stop))
        return left

    def atom(self, stop: str) -> Tree:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _UnreadableError
        try:
            return self._atom(stop)
        finally:
            self.depth -= 1

    def _atom(self, stop: str) -> Tree:
        kind, text = self._peek()
        self.at += 1
        if kind == "number":
            digits, _, shift = text.partition("e")
            whole, _, decimals = digits.replace(",", "").partition(".")
            if len(whole) + len(decimals) > 60:
                raise _UnreadableError
            top, bottom = int((whole + decimals) or "0"), 10 ** len(decimals)
            if shift:
                top, bottom = (top * 10 ** int(shift), bottom) if int(shift) > 0 else (top, bottom * 10 ** -int(shift))
            return self._node("n", top, bottom)
        if kind == "name":
            return self._named(text, stop)
        if kind == "command":
            return self._command(text[1:], stop)
        if text in ("(", "{"):
            inner = self.expression()
            self._take(")" if text == "(" else "}")
            return inner
        if text == "|" and stop != "|":
            inner = self.expression("|")
            self._take("|")
            return self._node("f", "abs", inner)
        if text == "√":
            return self._node("f", "sqrt", self.atom(stop))
        raise _UnreadableError

    def _command(self, name: str, stop: str) -> Tree:
        if name == "frac":
            if self._peek()[1] == "{":
                top = self._group()
            else:
                top = self.atom(stop)
            bottom = self._group() if self._peek()[1] == "{" else self.atom(stop)
            return self._node("/", top, bottom)
        if name == "sqrt":
            if self._peek()[1] == "(":
                # "[n]" was mapped to "(n)"; a root's degree is followed by a brace
                mark = self.at
                self.at += 1
                degree = self.expression()
                self._take(")")
                if self._peek()[1] == "{":
                    return self._node("^", self._group(), self._node("/", ("n", 1, 1), degree))
                self.at = mark
            return self._node("f", "sqrt", self.atom(stop))
        if name in _FUNCTIONS or name == "pi" or name in _GREEK:
            return self._named(name, stop)
        raise _UnreadableError

    def _named(self, name: str, stop: str) -> Tree:
        if name in _FUNCTIONS:
            exponent: Tree | None = None
            if self._peek()[1] in ("^", "**"):
                self.at += 1
                exponent = self.atom(stop) if self._peek()[1] != "-" else None
                if exponent is None:
                    raise _UnreadableError
            applied = self._node("f", name, self._argument(stop))
            return applied if exponent is None else self._node("^", applied, exponent)
        if name in _CONSTANTS or name == "π":
            return self._node("c", "pi" if name == "π" else name)
        if len(name) == 1 or "_" in name or name in _GREEK:
            return self._node("v", name)
        if len(name) > 3:
            raise _UnreadableError
        product: Tree | None = None
        for position, letter in enumerate(name):
            factor = self._node("c" if letter in _CONSTANTS else "v", letter)
            if position == len(name) - 1 and self._peek()[1] in ("^", "**"):
                self.at += 1
                factor = self._node("^", factor, self.signed(stop))
            product = factor if product is None else self._node("*", product, factor)
        assert product is not None
        return product


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at:].strip():
                raise _UnreadableError
            break
        kind = match.lastgroup or ""
        if match["number"]:
            tokens.append(("number", match["number"] + (f"e{match['shift']}" if match["shift"] else "")))
        else:
            tokens.append((kind, match[kind]))
        at = match.end()
    return tokens


def _split(text: str, separator: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character == separator and not depth:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


#: how the parts compare ("one", "tuple", "set", "equation"), and the parts
Reading = tuple[str, tuple[Tree, ...]]


def _parse(text: str) -> Tree:
    parser = _Parser(_tokens(text))
    tree = parser.expression()
    if parser.at != len(parser.tokens):
        raise _UnreadableError
    return tree


@lru_cache(maxsize=4096)
def read_expression(text: str) -> Reading | None:
    """The expression, list or equation that a text states; None when it is none of these."""
    answer = bare(text)
    if answer is None or len(answer) > 1000:
        return None
    for pattern, replacement in _LATEX:
        answer = pattern.sub(replacement, answer)
    answer = _SUPERSCRIPT.sub(lambda m: f"^({m.group().translate(_SUPERSCRIPTS)})", answer.translate(_MAPPED)).strip()
    if not answer or re.search(r"[<>≤≥≠±;:?!&%#@'\"]", answer):
        return None
    try:
        sides = _split(answer, "=")
        if len(sides) == 2:
            if re.fullmatch(r"\s*[A-Za-zα-ω](?:_\{?\w+\}?)?(?:\s*\(\s*[A-Za-z]\s*\))?\s*", sides[0]):
                return "one", (_parse(sides[1]),)
            return "equation", (_parse(sides[0]), _parse(sides[1]))
        if len(sides) > 2:
            return None
        if answer[0] in "({" and answer[-1] in ")}" and not re.fullmatch(r"\(\d{1,3}(?:,\d{3})+\)", answer):
            parts = _split(answer[1:-1], ",")
            if len(parts) > 1:
                kind = "set" if answer[0] == "{" else "tuple"
                return kind, tuple(_parse(part) for part in parts[:20])
        return "one", (_parse(answer),)
    except (_UnreadableError, RecursionError, ValueError):
        return None


def _rational(tree: Tree, point: dict[str, int]) -> int:
    """Value modulo the prime. Raises _UnreadableError where the tree is not rational, ZeroDivisionError at a pole."""
    kind = tree[0]
    if kind == "n":
        return int(tree[1]) * pow(int(tree[2]), -1, _PRIME) % _PRIME  # type: ignore[call-overload,no-any-return]
    if kind == "v":
        return point[str(tree[1])]
    if kind in ("c", "f"):
        raise _UnreadableError
    left: Tree = tree[1]  # type: ignore[assignment]
    right: Tree = tree[2]  # type: ignore[assignment]
    if kind == "^":
        exponent = _whole(right)
        if exponent is None or abs(exponent) > _LARGEST_EXPONENT:
            raise _UnreadableError
        base = _rational(left, point)
        if exponent < 0 and not base:
            raise ZeroDivisionError
        return pow(base, exponent, _PRIME)
    a, b = _rational(left, point), _rational(right, point)
    if kind == "+":
        return (a + b) % _PRIME
    if kind == "-":
        return (a - b) % _PRIME
    if kind == "*":
        return a * b % _PRIME
    if not b:
        raise ZeroDivisionError
    return a * pow(b, -1, _PRIME) % _PRIME


def _whole(tree: Tree) -> int | None:
    """The integer that a variable-free exponent is; None when it is none, or too large."""
    kind = tree[0]
    if kind == "n":
        top, bottom = int(tree[1]), int(tree[2])  # type: ignore[call-overload]
        return top // bottom if top % bottom == 0 and abs(top // bottom) <= _LARGEST_EXPONENT else None
    if kind in ("+", "-", "*"):
        a, b = _whole(tree[1]), _whole(tree[2])  # type: ignore[arg-type]
        if a is None or b is None:
            return None
        value = a + b if kind == "+" else a - b if kind == "-" else a * b
        return value if abs(value) <= _LARGEST_EXPONENT else None
    return None


def _complex(tree: Tree, point: dict[str, complex]) -> complex:
    """Value in complex floating point. Raises ArithmeticError or ValueError where it has none."""
    kind = tree[0]
    if kind == "n":
        return complex(int(tree[1]) / int(tree[2]))  # type: ignore[call-overload]
    if kind == "v":
        return point[str(tree[1])]
    if kind == "c":
        return _CONSTANTS[str(tree[1])]
    if kind == "f":
        return _FUNCTIONS[str(tree[1])](_complex(tree[2], point))  # type: ignore[arg-type]
    left: Tree = tree[1]  # type: ignore[assignment]
    right: Tree = tree[2]  # type: ignore[assignment]
    a, b = _complex(left, point), _complex(right, point)
    if kind == "+":
        return a + b
    if kind == "-":
        return a - b
    if kind == "*":
        return a * b
    if kind == "/":
        return a / b
    return complex(a**b)


def _names(tree: Tree) -> set[str]:
    if tree[0] == "v":
        return {str(tree[1])}
    return {name for part in tree[1:] if isinstance(part, tuple) for name in _names(part)}


def _imaginary(tree: Tree) -> bool:
    return tree == ("c", "i") or any(_imaginary(part) for part in tree[1:] if isinstance(part, tuple))


def _close(a: complex, b: complex) -> bool:
    return cmath.isfinite(a) and cmath.isfinite(b) and abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-30)


def _same(one: Tree, other: Tree) -> bool | None:
    """Equal in value; None when neither arithmetic can evaluate one of them."""
    names = sorted(_names(one) | _names(other))
    rng = Random(20_260_709)
    points = [{name: rng.randrange(2, _PRIME) for name in names} for _ in range(_POINTS if names else 1)]
    compared = 0
    try:
        for point in points:
            try:
                if _rational(one, point) != _rational(other, point):
                    return False
                compared += 1
            except ZeroDivisionError:
                continue
        if compared:
            return True
    except _UnreadableError:
        pass
    imaginary = _imaginary(one) or _imaginary(other)
    for index in range(4 * _POINTS):
        at = {name: complex(rng.uniform(0.1, 3.0) * (-1 if index % 3 == 2 else 1)) for name in names}
        try:
            a, b = _complex(one, at), _complex(other, at)
            if not (cmath.isfinite(a) and cmath.isfinite(b)):
                continue
        except (ArithmeticError, ValueError):
            continue
        if not imaginary and names and max(abs(a.imag), abs(b.imag)) > 1e-9 * max(abs(a), abs(b), 1.0):
            # outside the real domain of one of them: ln(x²) is 2 ln x for x > 0
            continue
        compared += 1
        # cancellation can leave rounding alone: what is zero against terms of size one is zero
        if not _close(a, b) and abs(a - b) > 1e-12:
            return False
        if not names:
            return _close(a, b)
        if compared >= _POINTS:
            return True
    return True if compared else None


def _equal(one: Reading, other: Reading) -> bool | None:
    if one[0] == "equation" or other[0] == "equation":
        if one[0] != other[0]:
            return False
        a: Tree = ("-", one[1][0], one[1][1])
        b: Tree = ("-", other[1][0], other[1][1])
        # proportional: a(x) b(x0) = b(x) a(x0), with x0 a fixed point
        rng = Random(7)
        fixed = {name: complex(rng.uniform(0.3, 2.0)) for name in sorted(_names(a) | _names(b))}
        try:
            ratio = _complex(a, fixed) / _complex(b, fixed)
        except (ArithmeticError, ValueError):
            return None
        for _ in range(_POINTS):
            at = {name: complex(rng.uniform(0.3, 2.0)) for name in fixed}
            try:
                if not _close(_complex(a, at), ratio * _complex(b, at)):
                    return False
            except (ArithmeticError, ValueError):
                continue
        return True
    if len(one[1]) != len(other[1]):
        return False
    if one[0] == "set" or other[0] == "set":
        if one[0] != other[0]:
            return False
        left = list(other[1])
        for tree in one[1]:
            found = next((k for k, candidate in enumerate(left) if _same(tree, candidate)), None)
            if found is None:
                return False
            left.pop(found)
        return True
    verdicts = [_same(a, b) for a, b in zip(one[1], other[1])]
    return False if False in verdicts else None if None in verdicts else True


def check(answer: str, gold: str) -> Verdict:
    """Has the answer the gold expression's value, for every value of the symbols?"""
    right = read_expression(gold)
    if right is None or _equal(right, right) is None:
        return Verdict(None, "gold_unreadable")
    given = read_expression(answer)
    if given is None:
        return Verdict(0.0, "answer_unreadable")
    same = _equal(given, right)
    if same is None:
        return Verdict(0.0, "answer_unreadable")
    return Verdict(1.0, "equal") if same else Verdict(0.0, "different")
