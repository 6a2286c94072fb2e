"""Which checker suits a gold answer that comes without a type, as in most public data sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from curate.verifiers.date import calendar_date
from curate.verifiers.expression import read_expression
from curate.verifiers.quantity import Quantity, read
from curate.verifiers.reading import bare

_INTEGER = re.compile(r"[$€£]?[-+−]?[$€£]?(?:\d{1,15}|\d{1,3}(?:,\d{3})+)")
_NUMBER = re.compile(r"(?:\('?|[$€£])?[-+−]?[$€£]?(?:\d|\.\d|\\[dt]?frac\{\d|[½⅓⅔¼¾]).{0,60}", re.DOTALL)
_FRACTION = re.compile(r"\d\s*/\s*\d|frac|[½⅓⅔¼¾]")
_DECISIONS = frozenset(("yes", "no", "maybe", "true", "false"))
_OPERATOR = re.compile(r"[-+*/^=√×·]|\\(?:frac|sqrt|cdot|pi)|²|³")
_WORD = re.compile(r"(?<!\\)[A-Za-z]{4,}")


def infer(gold: str, choices: Sequence[str] = ()) -> tuple[str, str, dict[str, Any]]:
    """(answer type, checker, arguments) for an untyped gold answer. When in doubt, text.

    A decimal is compared to the precision that it shows; a number with a unit keeps its unit.

    >>> infer("25.24 mL/min")
    ('number', 'number', {'decimals': 2})
    """
    if choices:
        return "choice", "choice", {"choices": list(choices)}
    text = bare(gold) or ""
    if text.casefold() in _DECISIONS:
        return "yes_no", "yes_no", {}
    if _INTEGER.fullmatch(text):
        return "integer", "integer", {}
    if any(c.isdigit() for c in text):
        # a numeric date that two orders read as two days could be either
        days = {calendar_date(text, order) for order in ("mdy", "dmy")}
        if len(text) <= 40 and None not in days and not any(isinstance(day, str) for day in days):
            return "date", "date", {} if len(days) == 1 else {"order": "mdy"}
        quantity = read(text) if _NUMBER.fullmatch(text) else None
        if isinstance(quantity, Quantity) and (quantity.unit is None or quantity.unit.known):
            if quantity.unit is None and not re.fullmatch(r"[-+−$€£.,\d\s/½⅓⅔¼¾eE×x^*{}\\a-z]*", text):
                return "text", "text", {}
            return (
                "number",
                "number",
                {"decimals": quantity.decimals} if quantity.decimals and not _FRACTION.search(text) else {},
            )
    if len(text) <= 200 and _OPERATOR.search(text) and not _WORD.search(text) and read_expression(text) is not None:
        return "expression", "expression", {}
    return "text", "text", {}
