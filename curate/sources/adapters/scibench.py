r"""SciBench: problems of college textbooks with a number, its unit in LaTeX, and for some a worked solution.

The question says in which unit to answer. A power of ten that stands in the unit (``$10^{-23} \mathrm{~s}$``) belongs
to the value: the gold is the number times the power, with the unit in plain writing. As the authors do, numbers within
5 % are right (Wang et al., ICML 2024).
"""

from __future__ import annotations

import re
from typing import Any

from curate.sources.adapters.contract import Adapter, Facts
from curate.sources.rows import Adapted, Reading, Row, question_in, refuse, text_in

RELATIVE = 0.05
_POWER = re.compile(r"\s*10\s*\^\s*\{?\s*([-+]?\d+)\s*\}?")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
#: what is counted, and made-up scales: no units that convert
_COUNTED = re.compile(r"photon|electron|particle|°N")
#: LaTeX -> plain writing, one after the other
_PLAIN = (
    (r"\\(?:mathrm|text|mathbf|rm)\s*|\{ \}", ""), (r"~|\\cdot", " "), (r"\\%", "%"), (r"\\alpha\s*", "α"),
    (r"\\mu\s*", "μ"), (r"[\^{\s]*\\circ[}\s]*", "°"), (r"[{}\\]", ""), (r"\s*\^\s*", "^"), (r"\s*/\s*", "/"),
    (r"α\s+-", "α-"),
)  # fmt: skip
_MISPRINTS = {"KJ": "kJ", "kPA": "kPa", "JK^-1": "J K^-1"}


def power_and_unit(latex: str) -> tuple[int, str]:
    r"""The exponent of ten in a unit, and the unit in plain writing.

    >>> power_and_unit(r"$10^{-23} \mathrm{~kg} \cdot \mathrm{m} \cdot \mathrm{s}^{-1}$")
    (-23, 'kg m s^-1')
    """
    text = latex.replace("$", " ")
    exponent = 0
    if found := _POWER.match(text):
        exponent, text = int(found[1]), text[found.end() :]
    for written, plain in _PLAIN:
        text = re.sub(written, plain, text)
    return exponent, " ".join(_MISPRINTS.get(word, word) for word in text.split())


def _adapt(row: Row, reading: Reading, facts: Facts) -> Adapted:
    from curate.verifiers.units import read_unit

    question = question_in(row, "problem_text")
    number = text_in(row, "answer_number").replace("−", "-") or refuse(
        "gold_missing", "column 'answer_number' is empty"
    )
    if not _NUMBER.fullmatch(number):
        refuse("wrong_type", f"{number[:100]!r} is no number")
    exponent, unit = power_and_unit(text_in(row, "unit"))
    known = read_unit(unit) if unit and not _COUNTED.search(unit) else None
    arguments: dict[str, Any] = {"relative": RELATIVE}
    answer = number.removeprefix("+") + (f" × 10^{exponent}" if exponent else "")
    if unit and known is not None and known.known:
        question, answer = f"{question}\n\nGive the answer in {unit}.", f"{answer} {unit}"
    elif unit:
        question = f"{question}\n\nGive the answer in {unit}, as a number without the unit."
    return Adapted(
        question=question,
        answer=answer,
        reasoning=text_in(row, "solution"),
        answer_type="number",
        verifier="number",
        arguments=arguments,
        metadata={"book": text_in(row, "source"), "id": text_in(row, "problemid")},
    )


ADAPTER = Adapter(
    name="scibench",
    title="SciBench",
    homepage="https://github.com/mandyyyyii/scibench",
    licence="MIT",
    matches=lambda row: {"problem_text", "answer_number", "unit"} <= row.keys(),
    adapt=_adapt,
    hub=("xw27/scibench",),
    use="evaluation",
)
