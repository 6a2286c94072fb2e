"""A chemical species as a model writes it: text goes in, every reading as atoms and charge comes out.

Sub- and superscripts, LaTeX, state symbols and the usual ways of writing a charge are understood. Without ``^`` a
charge may be read in two ways (``SO42-`` is SO4 with 2− or SO42 with −): then both are returned, and the caller picks
the one that it knows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from domains.chemistry.formulas import formula

#: atoms sorted by symbol, and charge
Species = tuple[tuple[tuple[str, int], ...], int]
LONGEST = 120

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_STATE = re.compile(r"\s*[(\[](?:aq|s|l|g|cr|gas|solid|liquid)\.?[)\]]|[↑↓]", re.IGNORECASE)
_LATEX = re.compile(r"\\(?:ce|mathrm|text|rm|mathbf|textrm|operatorname)\b\s*")
_RAISED_CHARGE = re.compile(r"(.+?)\^(?:(\d{0,2})([+-])|([+-])(\d{1,2}))\Z")
_PLAIN_CHARGE = re.compile(r"(.*?)([+-])(\d{0,2})\Z")
_ZERO = re.compile(r"(?<!\d)0\d*")
_LARGE = re.compile(r"\d{5,}")


def simplified(text: str) -> str:
    """One plain line: LaTeX and state symbols gone, superscripts after ``^``, subscripts as digits.

    >>> simplified("SO₄²⁻(aq)"), simplified(r"\\mathrm{Cr_2O_7^{2-}}")
    ('SO4^2-', 'Cr2O7^2-')
    """
    text = _RAISED.sub(lambda found: "^" + found.group().translate(_SUPERSCRIPTS), text.translate(_SUBSCRIPTS))
    text = text.replace("−", "-").replace("–", "-").replace("‑", "-").replace("⋅", "·").replace("∙", "·")
    text = text.replace("$", "").replace(r"\cdot", "·").replace(r"\,", " ").replace(r"\;", " ").replace("~", " ")
    text = _LATEX.sub("", text).replace("{", "").replace("}", "").replace("_", "")
    return _STATE.sub("", text).strip()


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[Species, ...]:
    """Every way to read the text as one species, the likeliest first; empty when there is none. Never raises.

    >>> readings("SO42-")[0]
    ((('O', 4), ('S', 1)), -2)
    """
    text = simplified(text).replace("*", "·").replace(" ", "")
    if not text or len(text) > LONGEST or _ZERO.search(text) or _LARGE.search(text):
        return ()
    if text in {"e-", "e^-", "e", "e^1-", "e^-1"}:
        return (((), -1),)
    candidates: list[tuple[str, int]] = []
    if found := _RAISED_CHARGE.match(text):
        body, size, sign, sign_first, size_last = found.groups()
        number = int(size or size_last or 1)
        candidates.append((body, number if (sign or sign_first) == "+" else -number))
    elif text[-1] in "+-" or (_PLAIN_CHARGE.match(text) and text[-1].isdigit()):
        run = re.search(r"(\+{2,4}|-{2,4})\Z", text)
        if run:
            candidates.append((text[: run.start()], len(run.group()) * (1 if run.group()[0] == "+" else -1)))
        elif found := _PLAIN_CHARGE.match(text):
            body, sign, size = found.groups()
            unit = 1 if sign == "+" else -1
            if size:
                candidates.append((body, unit * int(size)))
            else:
                if body and body[-1].isdigit():
                    candidates.append((body[:-1], unit * int(body[-1])))
                candidates.append((body, unit))
    else:
        candidates.append((text, 0))
    found_readings = []
    for body, charge in candidates:
        if abs(charge) > 12:
            continue
        try:
            counts = formula(body).counts
        except (ValueError, RecursionError):
            continue
        found_readings.append((tuple(sorted(counts.items())), charge))
    return tuple(found_readings)
