"""The step check: every arithmetic equality that a trace writes is worked out again.

Reasoning text goes in, a `StepReport` comes out: how many equalities were checked and which do not hold, with their
place in the text. A tokenizer and evaluator of our own read ``a op b … = c``, chains ``a = b = c``, GSM8K's
``<<12/60=0.2>>``, units and words on numbers, percentages, brackets, powers, roots, logarithms, minima and maxima, in
plain text and LaTeX.

What counts as right. ``c`` may be off by half a unit in the last digit that it shows (a whole unit after ``≈``). An
operand that an earlier step rounded may stand for its unrounded value. In a chain the last number may follow from any
earlier link. A percent sign may be a label or a hundredth, ``log`` may be decimal or natural.

What is not a step. Precision comes first: an equality counts only when its left side reads as arithmetic over
numbers, and it is called wrong only when it can't be read in any other way: not as a range, a label with a dash,
algebra, a chemical equation, a unit conversion, a mixed number or a decimal comma.

Besides, a formula that the trace states with names (``A + 2 × (B − A)``) and then with numbers has to put the same
number for the same name: a step that does not is reported with reason ``substitution``.

Time is linear in the text: every equality sees a window of bounded length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from curate.arithmetic import (
    BREAK,
    CLOSE,
    COMMA,
    EQUALS,
    FUNCTION,
    NUMBER,
    OF,
    OPEN,
    OPERAND_END,
    OPERATOR,
    PERCENT,
    POWER,
    WORD,
    Line,
    Number,
    UnreadableError,
)  # fmt: skip


@dataclass(frozen=True)
class WrongStep:
    """An equality that does not hold.

    Attributes:
        text: the equality as written.
        start, end: its place in the trace, in characters.
        written: the value on the right.
        right: the value that the left side has. For a substitution: the number put for the same name before.
        reason: ``value``, or ``substitution`` where one name stands for two numbers.
    """

    text: str
    start: int
    end: int
    written: float
    right: float
    reason: Literal["value", "substitution"] = "value"


@dataclass(frozen=True)
class StepReport:
    """Equalities checked in a trace, and those that do not hold, in the order of the text."""

    checked: int
    wrong: tuple[WrongStep, ...]


_BEFORE, _AFTER = 400, 240
_CALCULATION = re.compile(r"<<([^<>\n]{1,200})>>")
_ABOUT = frozenset(("about", "approximately", "roughly", "around", "nearly", "~", "approx"))
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "dozen": 12,
           "dozens": 12, "half": 0.5, "pair": 2, "pairs": 2, "percent": 0.01}  # fmt: skip
_LABELS = frozenset((
    "step", "day", "week", "month", "year", "level", "case", "option", "part", "phase", "grade", "stage", "class",
    "type", "table", "question", "example", "method", "line", "day", "item", "point", "number", "no", "figure",
    "problem", "group", "room", "chapter", "section", "trial", "visit", "round", "game",
))  # fmt: skip
_CONVERSIONS = tuple(
    sorted({
        factor
        for base in (10, 100, 1e3, 1e4, 1e5, 1e6, 1e9, 12, 3, 36, 60, 3600, 24, 1440, 86400, 7, 168, 30, 365, 52, 16, 2,
                     4, 8, 128, 2000, 5280, 1760, 88.4, 0.0113, 453.592, 2.20462, 2.54, 0.393701, 28.35, 5, 20, 25)
        for factor in (base, 1 / base)
    })
)  # fmt: skip
_UNIT_LETTERS = frozenset("gLlJKhdCFNVWAUM")
_CONTINUED = re.compile(r"[.,]\d|\.\.|…|\s*[^\W\d_]*\s*and\s*\(?\d+\s*/\s*\d|\s*\(\d+/\d+\)")
_TENS = re.compile(r"[×x*·\\]")
_REMAINDER = re.compile(r"\b(?:remainder|rem|left\s*over|leftover|R\s*\d|mod)\b", re.IGNORECASE)
_ELEMENT = (
    r"A[cglmrstu]|B[aeir]?|C[adelorsu]?|F[er]?|H[eg]?|I[nr]?|K|L[ai]|M[gno]|N[aeibp]?|O|P[bdtu]?|Rb?|S[bcein]?|T[il]|U|V|W"
    r"|Xe|Z[nr]"
)
_CHEMICAL = re.compile(rf"(?:(?:{_ELEMENT})\d*)+[-+]?\Z")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of an equality: its value, its tokens, and how many operations they hold."""

    value: Number
    low: int
    high: int
    operations: int


class _Trace:
    """One trace under check: what was found, and which written numbers stand for which unrounded values."""

    __slots__ = ("carried", "checked", "formulas", "instances", "text", "wrong")

    def __init__(self, text: str):
        self.text = text
        self.checked = 0
        self.wrong: list[WrongStep] = []
        self.carried: dict[Number, Number] = {}
        self.formulas: list[tuple[Line, int, int]] = []
        self.instances: list[tuple[Line, _Side, int]] = []

    def window(self, start: int, end: int) -> None:
        """Check the equalities between two places of the text."""
        line = Line(self.text, start, end)
        kinds = line.kinds
        signs = [index for index, kind in enumerate(kinds) if kind == EQUALS]
        previous: _Side | None = None
        first: _Side | None = None
        for order, sign in enumerate(signs):
            low = signs[order - 1] + 1 if order else 0
            high = signs[order + 1] if order + 1 < len(signs) else len(kinds)
            left, doubt = self.left(line, low, sign)
            if left is None or (previous is not None and (left.low, left.high) != (previous.low, previous.high)):
                first = left
            right = self.right(line, sign + 1, high)
            if left is not None and right is not None and (left.operations or right.operations):
                self.compare(line, left, right, first, bool(line.values[sign]), doubt, high, order + 1 < len(signs))
            if right is None and sign + 4 < high and len(self.formulas) < 50:
                self.formulas.append((line, sign + 1, high))
            previous = right

    def plain(self, match: re.Match[str]) -> bool:
        """Check ``a op b = c`` over bare numbers, the bulk of all steps; False leaves it to `window`."""
        a, b, c = float(match[1]), float(match[3]), match[4]
        symbol = match[2]
        if symbol == "/":
            if not b:
                return False
            value = a / b
        else:
            value = a + b if symbol == "+" else a - b if symbol == "-" else a * b
        written = float(c)
        point = c.find(".")
        if abs(value - written) > (0.5 if point < 0 else 0.5 * 10.0 ** (point + 1 - len(c))):
            return False
        self.checked += 1
        if value != written and len(self.carried) < 500:
            self.carried[written] = value
        return True

    def left(self, line: Line, low: int, sign: int) -> tuple[_Side | None, bool]:
        end = sign
        while end > low and line.kinds[end - 1] == OPERATOR and self.text[line.starts[end - 1]] == "*":
            end -= 1
        found = line.start_of(low, end)
        if found is None:
            return None, False
        start, doubt = found
        return self.side(line, start, end, True), doubt

    def right(self, line: Line, at: int, end: int) -> _Side | None:
        while at < end and (
            (line.kinds[at] == OPERATOR and self.text[line.starts[at]] == "*")
            or (line.kinds[at] == WORD and str(line.values[at]).casefold() in _ABOUT)
        ):
            at += 1
        return self.side(line, at, end, False)

    def side(self, line: Line, at: int, end: int, strict: bool) -> _Side | None:
        line.operations = 0
        try:
            read = line.climb(at, end, 1, strict, 0)
        except (UnreadableError, ArithmeticError):
            return None
        if read is None or (strict and read[1] != end) or not math.isfinite(_float(read[0])):
            return None
        return _Side(read[0], at, read[1], line.operations)

    def compare(
        self,
        line: Line,
        left: _Side,
        right: _Side,
        first: _Side | None,
        about: bool,
        doubt: bool,
        high: int,
        chained: bool,
    ) -> None:
        """Decide on one equality: right, wrong, or not a step."""
        text = self.text
        start, end = line.starts[left.low], line.ends[right.high - 1]
        before = line.values[right.low - 1]
        about = about or (line.kinds[right.low - 1] == WORD and str(before).casefold() in _ABOUT)
        half = 0.0
        if right.operations == 0:
            # the one number stands after a sign, before a percent sign, or between both
            half = max(line.written[right.low : right.high])
        if left.operations == 0:
            # "15 = 10 + 5": the number is what was worked out
            half = line.written[left.high - 1] if line.kinds[left.high - 1] in (NUMBER, PERCENT) else 0.0
        slack = _slack(half, about, right.value if left.operations else left.value)
        verdict = _near(left.value, right.value, slack)
        if not verdict:
            verdict = self.otherwise(line, left, right, first, slack, chained)
        if not verdict and (self.doubtful(line, left, right, doubt, high, chained)):
            return
        self.checked += 1
        if verdict:
            if left.operations and not right.operations and left.value != right.value and len(self.carried) < 500:
                self.carried[right.value] = left.value
        else:
            value = _float(left.value)
            if PERCENT in line.kinds[left.low : left.high]:
                line.percent = 0.01
                hundredth = self.side(line, left.low, left.high, True)
                line.percent = 1.0
                if hundredth and abs(hundredth.value - right.value) < abs(value - right.value):
                    value = _float(hundredth.value)
            self.wrong.append(WrongStep(text[start:end], start, end, _float(right.value), value))
        if left.operations >= 3 and len(self.instances) < 50:
            self.instances.append((line, left, end))

    def otherwise(
        self, line: Line, left: _Side, right: _Side, first: _Side | None, slack: float, chained: bool
    ) -> bool:
        """Do the other readings make it right?"""
        if first is not None and first is not left and _near(first.value, right.value, slack):
            return True
        kinds = line.kinds
        span = kinds[left.low : left.high]
        tail = kinds[right.low : right.high]
        if PERCENT in span or PERCENT in tail:
            for of_left in (1.0, 0.01):
                line.percent = of_left
                one = self.side(line, left.low, left.high, True)
                for of_right in (1.0, 0.01):
                    line.percent = of_right
                    other = self.side(line, right.low, right.high, False)
                    shown = slack * of_right if PERCENT in tail else slack
                    if one and other and _near(one.value, other.value, shown):
                        line.percent = 1.0
                        return True
            line.percent = 1.0
        if OF in tail:
            # "= 1/3 of what was left"
            part = self.side(line, right.low, right.low + tail.index(OF), False)
            if part and _near(left.value, part.value, line.written[right.low]):
                return True
        if FUNCTION in span and "log" in line.values[left.low : left.high]:
            line.log = math.log
            one = self.side(line, left.low, left.high, True)
            line.log = math.log10
            if one and _near(one.value, right.value, slack):
                return True
        if right.operations:
            # a running total, "8 × 9 = 72 + 3 = 75", or a number and then a dash, "= 8 - 2 of each"
            alone = self.side(line, right.low, right.low + 1, False)
            if (
                alone
                and _near(left.value, alone.value, line.written[right.low])
                and (
                    chained or (line.values[alone.high] == "-" and line.ends[alone.high] < line.starts[alone.high + 1])
                )
            ):
                return True
            spread = self.spread(line, right, lambda index: line.written[index] if line.written[index] < 0.5 else 0.0)
            if _near(left.value, right.value, spread):
                return True
        # operands that earlier steps rounded may stand for their unrounded values
        if self.carried:
            carried = self.carried

            def unrounded(index: int) -> float:
                value: Number = line.values[index]  # type: ignore[assignment]
                return _float(carried.get(value, value)) - _float(value)

            spread = self.spread(line, left, unrounded)
            if spread and _near(left.value, right.value, slack + spread):
                return True
        return self.scaled(line, left, right, slack)

    def spread(self, line: Line, side: _Side, shift: Callable[[int], float]) -> float:
        """How far a side's value moves at most when its numbers move by `shift`, to first order."""
        total = 0.0
        moved = 0
        for index in range(side.low, side.high):
            if line.kinds[index] != NUMBER or moved > 12:
                continue
            step = shift(index)
            if not step:
                continue
            moved += 1
            line.swapped = {index: _float(line.values[index]) + step}
            other = self.side(line, side.low, side.high, False)
            line.swapped = {}
            if other is not None:
                total += abs(_float(other.value) - _float(side.value))
        return total

    def scaled(self, line: Line, left: _Side, right: _Side, slack: float) -> bool:
        """Readings that differ by a factor: scale words, and units that change across the sign."""
        last = line.notes[right.high - 1].casefold().split(" ")[0]
        if last in _SCALES and _near(left.value, right.value * _SCALES[last], slack * _SCALES[last]):
            return True
        for index in range(left.low, left.high):
            word = line.notes[index].casefold().split(" ")[0] if line.notes[index] else ""
            if word in _SCALES and line.kinds[index] == NUMBER:
                line.swapped[index] = line.values[index] * _SCALES[word]  # type: ignore[operator]
        if line.swapped:
            one = self.side(line, left.low, left.high, True)
            line.swapped = {}
            if one and (
                _near(one.value, right.value, slack)
                or (last in _SCALES and _near(one.value, right.value * _SCALES[last], slack * _SCALES[last]))
            ):
                return True
        if (
            last in ("cent", "cents", "¢")
            and "$" in self.text[max(0, line.starts[left.low] - 2) : line.ends[left.high - 1]]
        ):
            return _near(left.value * 100, right.value, slack)
        unit = line.notes[right.high - 1]
        units = {line.notes[index] for index in range(left.low, left.high) if line.notes[index]}
        if unit and units and unit not in units and right.value:
            for factor in _CONVERSIONS:
                if _near(left.value * factor, right.value, min(slack, 0.01 * abs(right.value))):
                    return True
        return False

    def doubtful(self, line: Line, left: _Side, right: _Side, doubt: bool, high: int, chained: bool) -> bool:
        """Could the equality that does not hold be something else than a step?"""
        if doubt or line.loose:
            line.loose = False
            return True
        return (
            self.doubtful_before(line, left)
            or self.doubtful_after(line, right, high)
            or self.doubtful_operators(line, left)
            or self.doubtful_operators(line, right)
            or self.doubtful_names(line, left, right)
        )

    def doubtful_before(self, line: Line, left: _Side) -> bool:
        """Does what precedes the left side belong to it in a way that was not read?"""
        kinds, values, text = line.kinds, line.values, self.text
        first = line.starts[left.low]
        if text[first - 1 : first] == ":" or (
            first > 1 and text[first - 1] in " \t" and text[first - 3 : first - 1] in (" .", "+.")
        ):
            return True
        if not left.low:
            return left.operations == 0 and bool(line.notes[left.high - 1])
        before, value = kinds[left.low - 1], values[left.low - 1]
        if before == BREAK and (
            len(str(value)) > 3 or value in ("(", "[", "{", ")", "]", "}", "^", "_", "±", "|", "!", "'", '"')
        ):
            return True
        further = kinds[left.low - 2] if left.low > 1 else BREAK
        if before == WORD:
            # "Day 1 - 5 mg × 2 = 10 mg", "1 and 1/4 = …", "the area of 1 room = 11 * 11"
            word = str(value).rpartition(" ")[2].casefold()
            return word in _LABELS or (word == "and" and further in OPERAND_END) or left.operations == 0
        if before == COMMA and further == NUMBER and len(text[first : line.ends[left.low]]) == 3:
            return True
        return left.operations == 0 and bool(line.notes[left.high - 1])

    def doubtful_after(self, line: Line, right: _Side, high: int) -> bool:
        """Does what follows the right side belong to it in a way that was not read?"""
        kinds, values, text = line.kinds, line.values, self.text
        at = right.high
        if at < high:
            kind = kinds[at]
            apart = line.starts[at] > line.ends[at - 1]
            following = kinds[at + 1] if at + 1 < high else BREAK
            if kind == OPERATOR:
                dash = values[at] == "-" and apart
                emphasis = values[at] in ("*", "^") and following in (BREAK, COMMA, EQUALS)
                if not emphasis and not (dash and following == WORD and len(str(values[at + 1])) > 1):
                    return True
            elif (
                (kind == WORD and not apart and str(values[at])[0].isalpha())
                or kind in (NUMBER, POWER, FUNCTION)
                or (kind == OPEN and not apart)
                or (kind == COMMA and text[line.ends[at] : line.ends[at] + 1].isdecimal())
                or (kind == BREAK and values[at] in (":", "/", "!", "'", '"', "_", "|", "…"))
            ):
                return True
        tail = text[line.ends[right.high - 1] : line.ends[right.high - 1] + 40]
        return bool(_CONTINUED.match(tail) or _REMAINDER.search(tail))

    def doubtful_operators(self, line: Line, side: _Side) -> bool:
        """Ranges, fractions below a slash, powers of ten below a slash, clock times."""
        kinds, values, text = line.kinds, line.values, self.text
        slashes = 0
        for index in range(side.low, side.high):
            kind = kinds[index]
            if kind == NUMBER:
                shown = text[line.starts[index] : line.ends[index]]
                if shown[0] == "0" and shown[1:2].isdecimal():
                    return True
            elif kind == OPERATOR:
                symbol = values[index]
                slashes = slashes + 1 if symbol == "/" else 0
                if slashes == 2 or index + 1 >= side.high or kinds[index + 1] != NUMBER or kinds[index - 1] != NUMBER:
                    if slashes == 2:
                        return True
                    continue
                if symbol == "-":
                    tight = line.ends[index - 1] == line.starts[index] and line.ends[index] == line.starts[index + 1]
                    if tight and values[index - 1] < values[index + 1]:  # type: ignore[operator]
                        return True
                elif symbol == "/" and _TENS.search(text, line.starts[index + 1], line.ends[index + 1]):
                    return True
        return False

    def doubtful_names(self, line: Line, left: _Side, right: _Side) -> bool:
        """Algebra, chemical equations, and unlike things that are added."""
        notes, text = line.notes, self.text
        sums = any(line.kinds[k] == OPERATOR and line.values[k] in ("+", "-") for k in range(left.low, right.high))
        for index in range(left.low, right.high):
            note = notes[index]
            if not note:
                continue
            attached = text[line.ends[index]] == note[0]
            head = note.lstrip("/ ").split(" ")[0]
            letter = head.partition("^")[0]
            if (
                len(letter) == 1
                and letter.isalpha()
                and (letter not in _UNIT_LETTERS or (attached and note[0] != "/" and (sums or letter not in "gL")))
            ):
                return True
            if attached and note[0] == "(":
                return True
            if len(head) > 1 and head[0].isupper() and _CHEMICAL.match(head):
                return True
        kindred = {_singular(notes[k]) for k in range(left.low, left.high) if notes[k]}
        return sums and len(kindred) > 1

    def substitutions(self) -> None:
        """Hold formulas with names against the same formulas with numbers."""
        shapes: dict[tuple[object, ...], list[list[tuple[str, object]]]] = {}
        for line, low, high in self.formulas:
            shape, operands = _shape(line, low, high)
            if len(shape) >= 5 and any(kind == "name" for kind, _ in operands):
                shapes.setdefault(shape, []).append(operands)
        if not shapes:
            return
        located = {step.start for step in self.wrong}
        for line, side, end in self.instances:
            shape, operands = _shape(line, side.low, side.high)
            for formula in shapes.get(shape, ()):
                conflict = _conflict(formula, operands)
                if conflict is None:
                    continue
                start = line.starts[side.low]
                if conflict != (0.0, 0.0) and start not in located:
                    located.add(start)
                    self.wrong.append(
                        WrongStep(self.text[start:end], start, end, conflict[1], conflict[0], "substitution")
                    )
                break
        self.wrong.sort(key=lambda step: step.start)


def _shape(line: Line, low: int, high: int) -> tuple[tuple[object, ...], list[tuple[str, object]]]:
    """Operators and brackets of an expression in order, and its operands: ("number", value) or ("name", text)."""
    shape: list[object] = []
    operands: list[tuple[str, object]] = []
    named = False
    for index in range(low, high):
        kind, value = line.kinds[index], line.values[index]
        if kind == WORD:
            if named:
                operands[-1] = ("name", f"{operands[-1][1]} {value}".casefold())
            else:
                operands.append(("name", str(value).casefold()))
                shape.append("n")
            named = True
            continue
        named = False
        if kind == NUMBER:
            operands.append(("number", value))
            shape.append("n")
        elif kind in (OPERATOR, FUNCTION, POWER):
            shape.append(value)
        elif kind == OPEN:
            shape.append("(")
        elif kind == CLOSE:
            shape.append(")")
        else:
            break
    return tuple(shape), operands


def _conflict(formula: list[tuple[str, object]], operands: list[tuple[str, object]]) -> tuple[float, float] | None:
    """(first, second) number put for one name; (0, 0) when all agree; None when the formula is another one."""
    bound: dict[object, float] = {}
    constants = 0
    found = (0.0, 0.0)
    for (kind, value), (_, number) in zip(formula, operands):
        if kind == "number":
            if value != number:
                return None
            constants += 1
            continue
        put = _float(number)
        known = bound.setdefault(value, put)
        if abs(known - put) > 0.02 * max(abs(known), abs(put)) and found == (0.0, 0.0):
            found = (known, put)
    return found if constants >= 2 and bound else None


def _singular(note: str) -> str:
    word = note.casefold().lstrip("/ ").split(" ")[0]
    return word[:-1] if word.endswith("s") else word


def _float(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (OverflowError, TypeError):
        return math.inf


def _slack(half: float, about: bool, written: Number) -> float:
    """What the written number's last digit allows."""
    if not about:
        return half
    slack = 2 * half
    if isinstance(written, int) and written and not written % 10:
        zeros = len(str(written)) - len(str(written).rstrip("0"))
        slack = max(slack, min(0.5 * 10.0**zeros, 0.05 * abs(written)))
    return slack


def _near(value: Number, written: Number, slack: float) -> bool:
    if isinstance(value, int) and isinstance(written, int):
        return abs(value - written) <= slack
    return abs(value - written) <= slack * (1 + 1e-9) + 1e-12 * max(abs(value), abs(written))


def check_steps(reasoning: str) -> StepReport:
    """Work out again every arithmetic equality that a trace writes.

    >>> check_steps("He pays 3 × $4 = $12, so 20 − 12 = 9 is left.").wrong[0].right
    8.0
    """
    if "=" not in reasoning and "≈" not in reasoning and "\\approx" not in reasoning:
        return StepReport(0, ())
    trace = _Trace(reasoning)
    for start, end in _windows(reasoning):
        plain = _PLAIN.fullmatch(reasoning, start, end)
        if plain is None or not trace.plain(plain):
            trace.window(start, end)
    if trace.formulas and trace.instances:
        trace.substitutions()
    return StepReport(trace.checked, tuple(sorted(trace.wrong, key=lambda step: step.start)))


_PLAIN = re.compile(
    r"(\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})([-+*/])(\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})=(\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})"
)
_SIGN = re.compile(r"=|≈|\\approx|<<")
_BOUNDARY = re.compile(r"[.;:?!](?=\s)|\n|;|(?<=\w): ")


def _windows(text: str) -> list[tuple[int, int]]:
    """Stretches of text around equality signs that end at sentence and line ends, and the insides of ``<<…>>``."""
    found: list[tuple[int, int]] = []
    covered = 0
    inside = 0
    for match in _SIGN.finditer(text):
        place = match.start()
        if place < inside:
            continue
        if text.startswith("<<", place):
            calculation = _CALCULATION.match(text, place)
            if calculation:
                found.append((place + 2, calculation.end() - 2))
                inside = calculation.end()
            continue
        if place < covered:
            continue
        low = max(covered, place - _BEFORE)
        start = low
        for mark in ("\n", ". ", "; ", ": ", "? ", "! "):
            start = max(start, text.rfind(mark, low, place) + 1)
        if start == low and low > covered:
            # no boundary near: never start inside a number
            start = text.find(" ", low, place) + 1 or place
        stop = _BOUNDARY.search(text, place, place + _AFTER)
        end = stop.start() if stop else min(len(text), place + _AFTER)
        found.append((start, end))
        covered = end
    return sorted(found)
